/* A header block as fields, and their values as text. A line that is no field (no colon, an mbox
 * "From " line) is passed over with its continuation; the fields behind it are read. */
#ifndef FU_MAIL_HEADER_H
#define FU_MAIL_HEADER_H

#include <stdbool.h>
#include <stddef.h>

#include "followupd/base/memory.h"
#include "lexer.h"

struct fu_header_field {
    struct fu_slice name;
    struct fu_slice value; /* raw: folds and all, without the blanks at its ends */
};

struct fu_header {
    const struct fu_header_field *fields;
    size_t count;
};

/* Splits one field (from its name to the end of its last line); false when it is none. */
bool fu_header_split(struct fu_slice lines, struct fu_header_field *field);

/* Splits a header block, at most FU_MAIL_FIELDS_MAX fields of it. */
struct fu_header fu_header_read(struct fu_arena *arena, struct fu_slice block);

/* The first field of that name at or behind place from; its place, or header->count. */
size_t fu_header_find(const struct fu_header *header, const char *name, size_t from);

/* The first field of that name, at NULL when there is none. */
struct fu_slice fu_header_value(const struct fu_header *header, const char *name);

/* The length of the line at at, line end included. */
size_t fu_line_length(const char *at, const char *end);

/* True for a line of that length which is only a line end. */
bool fu_line_is_empty(const char *at, size_t length);

#endif
