/* Memory: a checked allocator and arenas.
 *
 * Exhaustion ends the process with exit status 70 and one line on standard error: a worker is a
 * process, its duty is restarted from the store, and nothing half-done stays. Sizes that come from
 * outside are capped by their readers before they get here. */
#ifndef FOLLOWUPD_BASE_MEMORY_H
#define FOLLOWUPD_BASE_MEMORY_H

#include <stddef.h>

/* Zeroed memory; never NULL. Free with free(). count * size that overflows is exhaustion. */
void *fu_allocate(size_t count, size_t size);

/* realloc() that never returns NULL. */
void *fu_reallocate(void *memory, size_t count, size_t size);

/* strdup() and strndup() that never return NULL. */
char *fu_copy(const char *text);
char *fu_copy_n(const char *text, size_t length);

/* An arena is the memory of one unit of work (one batch, one request, one parse), freed whole. */
struct fu_arena;

/* An empty arena; end it with fu_arena_free. */
struct fu_arena *fu_arena_new(void);

/* Frees the arena and all in it and sets *arena to NULL; a NULL arena is fine. */
void fu_arena_free(struct fu_arena **arena);

/* Forgets all that was allocated and keeps one block for reuse. */
void fu_arena_reset(struct fu_arena *arena);

/* Zeroed, aligned for any type, never NULL, valid until the arena is freed or reset. */
void *fu_arena_allocate(struct fu_arena *arena, size_t count, size_t size);

/* strdup(), strndup() and asprintf() into the arena. */
char *fu_arena_copy(struct fu_arena *arena, const char *text);
char *fu_arena_copy_n(struct fu_arena *arena, const char *text, size_t length);
char *fu_arena_print(struct fu_arena *arena, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

#endif
