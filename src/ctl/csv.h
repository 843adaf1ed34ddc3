/* Comma-separated values (RFC 4180). */
#ifndef CTL_CSV_H
#define CTL_CSV_H

#include <stdbool.h>
#include <stddef.h>

#include "followupd/base/memory.h"

enum { FU_CTL_CSV_FIELDS_MAX = 32 };

struct fu_ctl_csv_row {
    const char *fields[FU_CTL_CSV_FIELDS_MAX];
    size_t count;
};

enum fu_ctl_csv {
    FU_CTL_CSV_ROW = 0,
    FU_CTL_CSV_OPEN,   /* a quoted field goes on in the next line */
    FU_CTL_CSV_BAD,    /* a quote where none may be, or more fields than fit */
    FU_CTL_CSV_FOREIGN /* not UTF-8, or with a NUL, which would end its field */
};

/* Splits a record of length bytes, without its line end; a CR at its end is dropped. The fields
 * live in the arena; of what is FOREIGN there are none. */
enum fu_ctl_csv fu_ctl_csv_split(
    struct fu_arena *arena, const char *text, size_t length, struct fu_ctl_csv_row *row);

#endif
