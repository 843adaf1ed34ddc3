/* A list that grows by doubling; it lives outside the arena, so that growing leaves no copies
 * there. */
#include "rows.h"

#include <stdlib.h>
#include <string.h>

enum { FIRST_CAPACITY = 16 };

struct fu_rows fu_rows_of(size_t size)
{
    return (struct fu_rows){NULL, size, 0, 0};
}

void *fu_rows_add(struct fu_rows *rows)
{
    if (rows->count == rows->capacity) {
        rows->capacity = rows->capacity > 0 ? rows->capacity * 2 : FIRST_CAPACITY;
        rows->data = fu_reallocate(rows->data, rows->capacity, rows->size);
    }
    return memset(rows->data + rows->count++ * rows->size, 0, rows->size);
}

void *fu_rows_end(struct fu_rows *rows, struct fu_arena *arena, size_t *count)
{
    void *moved = NULL;
    if (rows->count > 0) {
        moved = fu_arena_allocate(arena, rows->count, rows->size);
        memcpy(moved, rows->data, rows->count * rows->size);
    }
    *count = rows->count;
    free(rows->data);
    *rows = fu_rows_of(rows->size);
    return moved;
}
