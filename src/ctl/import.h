/* followupctl import, its parts: lines of JSON, and rows of a table. */
#ifndef CTL_IMPORT_H
#define CTL_IMPORT_H

#include <stdio.h>

#include "ctl.h"
#include "followupd/base/buffer.h"
#include "followupd/store/transfer.h"

/* Of the first line of an export. */
enum { FU_CTL_EXPORT_VERSION = 1 };

/* A line of an export holds one row, and with it at most one whole mail of 10 MB as base64. */
enum { FU_CTL_IMPORT_LINE_MAX = 48 * 1024 * 1024 };

/* A file that is read line by line. */
struct fu_ctl_input {
    FILE *file;            /* own, unless it is standard input */
    const char *name;      /* for sentences */
    int64_t line;          /* of the line read last, from 1 */
    bool too_long;         /* the line did not fit */
    int failure;           /* errno of a read that failed; 0: none did */
    struct fu_buffer text; /* own; the line without its end */
};

/* Reads the next line; false at the end, when the line is too long, and when the file cannot be
 * read. */
bool fu_ctl_input_line(struct fu_ctl_input *input);

/* After the last line: 0 when that was the end of the file, else an exit status after saying what
 * was in its way. */
int fu_ctl_input_failed(const struct fu_ctl_input *input);

/* Says what is wrong with the line read last: "FILE:LINE: …"; EX_DATAERR. */
int fu_ctl_input_fail(const struct fu_ctl_input *input, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* What was due between an export and its import is held when more lies between them than this:
 * seconds. */
enum { FU_CTL_IMPORT_AT_ONCE = 3600 };

/* The rest of an export, whose first line has been read. send: what is due goes out, however old
 * the export is. */
int fu_ctl_import_rows(struct fu_ctl *ctl, struct fu_ctl_input *input, bool send);

/* A table of when, subject and note for one person; its first line has been read. yes: without
 * asking. */
int fu_ctl_import_table(
    struct fu_ctl *ctl, struct fu_ctl_input *input, const char *person, bool yes);

#endif
