/* Content lines (RFC 5545 section 3.1): escaped, folded at 75 octets, ended by CR LF. */
#ifndef FOLLOWUPD_SRC_CALENDAR_LINES_H
#define FOLLOWUPD_SRC_CALENDAR_LINES_H

#include <stddef.h>
#include <stdint.h>

#include "followupd/base/buffer.h"
#include "followupd/base/instant.h"
#include "followupd/base/memory.h"

/* The lines of one calendar. */
struct lines {
    struct fu_buffer *out;
    struct fu_arena *scratch; /* for cleaning text; the caller resets it */
    size_t column;            /* octets of the line under way */
};

/* A whole line of ours that fits: ASCII, at most 75 octets. */
void fu_lines_add(struct lines *lines, const char *line);

/* A line of pieces: begin it with its name and colon, put, end. */
void fu_lines_begin(struct lines *lines, const char *name);
void fu_lines_end(struct lines *lines);

/* ASCII of ours, folded where it must be. */
void fu_lines_put(struct lines *lines, const char *text);
void fu_lines_put_number(struct lines *lines, int64_t number);

/* 20261118T080000. */
void fu_lines_put_civil(struct lines *lines, const struct fu_civil *civil);
/* 20261118T070000Z. */
void fu_lines_put_instant(struct lines *lines, fu_instant moment);

/* Text from anywhere as a TEXT value (section 3.3.11): clean UTF-8, no control characters; line
 * ends become "\n", tabs spaces. */
void fu_lines_put_text(struct lines *lines, const char *text);

/* Text from anywhere as one clean line, to be put as text. In the scratch arena, or text itself. */
const char *fu_lines_clean(struct lines *lines, const char *text);

/* NAME:TEXT. */
void fu_lines_text(struct lines *lines, const char *name, const char *text);
/* NAME:20261118T070000Z. */
void fu_lines_instant(struct lines *lines, const char *name, fu_instant moment);
/* NAME:NUMBER. */
void fu_lines_number(struct lines *lines, const char *name, int64_t number);

#endif
