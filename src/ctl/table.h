/* A table for people: columns as wide as they need to be, cut to the terminal at the last one. */
#ifndef CTL_TABLE_H
#define CTL_TABLE_H

#include <stdbool.h>
#include <stddef.h>

#include "followupd/base/buffer.h"
#include "followupd/base/memory.h"

enum { FU_CTL_COLUMNS_MAX = 10, FU_CTL_COLUMN_LEAST = 10, FU_CTL_LAST_COLUMN_LEAST = 20 };

struct fu_ctl_column {
    const char *title;
    bool right; /* aligned to the right */
    size_t
        most; /* columns of the terminal it takes where width is limited; 0: as many as it needs */
    bool hidden;
};

struct fu_ctl_table {
    struct fu_arena *arena; /* ref */
    const struct fu_ctl_column *columns;
    size_t column_count;
    const char **cells; /* own; row by row */
    size_t row_count;
    size_t row_capacity;
};

/* How many columns of a terminal the text takes (East Asian wide characters two, combining ones
 * none). */
size_t fu_ctl_text_width(const char *text);

/* The text, or its beginning and "…" where it takes more than width columns. In the arena. */
const char *fu_ctl_text_cut(struct fu_arena *arena, const char *text, size_t width);

/* An empty table; fu_ctl_table_free ends it. */
void fu_ctl_table_begin(struct fu_ctl_table *table, struct fu_arena *arena,
    const struct fu_ctl_column *columns, size_t count);

/* Gives its memory back; what the arena holds of it stays there. */
void fu_ctl_table_free(struct fu_ctl_table *table);

/* Adds a row of as many cells as there are columns; each is made one clean line. */
void fu_ctl_table_add(struct fu_ctl_table *table, const char *const *cells);

/* Adds title and rows to out; width is the terminal's, 0 for no limit. The last column is never a
 * hidden one. */
void fu_ctl_table_write(const struct fu_ctl_table *table, size_t width, struct fu_buffer *out);

/* Writes it to standard output. */
void fu_ctl_table_print(const struct fu_ctl_table *table, size_t width);

#endif
