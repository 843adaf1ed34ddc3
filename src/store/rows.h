/* Rows of one kind, gathered while a query runs and then moved to the caller's arena. */
#ifndef FOLLOWUPD_SRC_STORE_ROWS_H
#define FOLLOWUPD_SRC_STORE_ROWS_H

#include <stddef.h>

#include "followupd/base/memory.h"

struct fu_rows {
    unsigned char *data; /* own, until fu_rows_end */
    size_t size;         /* of one row */
    size_t count;
    size_t capacity;
};

struct fu_rows fu_rows_of(size_t size);

/* A new row, zeroed; valid until the next call. */
void *fu_rows_add(struct fu_rows *rows);

/* All rows, in the arena; NULL when there is none. Frees what was gathered. */
void *fu_rows_end(struct fu_rows *rows, struct fu_arena *arena, size_t *count);

#endif
