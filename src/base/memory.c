/* A checked allocator and bump arenas.
 *
 * An arena is a list of blocks, newest first. A request takes the next bytes of the newest block; a
 * request too large to be worth a place there gets a block of its own behind it. Exhaustion ends
 * the process: see memory.h. Blocks start at 16 kB and double up to 256 kB; one request is limited
 * by the address space. */
#include "followupd/base/memory.h"

#include <stdalign.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "fatal.h"

/* The sanitizer sees an arena as one object. Unused bytes are marked forbidden and a gap is left
 * behind each piece, so that a write past a piece is found as it would be in memory from malloc().
 */
#ifdef __SANITIZE_ADDRESS__
#include <sanitizer/asan_interface.h>
enum { GAP = 16 };
#else
#define ASAN_POISON_MEMORY_REGION(address, size) ((void)(address), (void)(size))
#define ASAN_UNPOISON_MEMORY_REGION(address, size) ((void)(address), (void)(size))
enum { GAP = 0 };
#endif

enum {
    FATAL_EXIT = 70,
    ALIGNMENT = alignof(max_align_t),
    BLOCK_FIRST = 16 * 1024,
    BLOCK_LAST = 256 * 1024
};

struct block {
    struct block *next;
    size_t size; /* of bytes */
    size_t used;
    alignas(max_align_t) unsigned char bytes[];
};

struct fu_arena {
    struct block *newest;
};

_Noreturn void fu_fatal(const char *sentence)
{
    dprintf(STDERR_FILENO, "followupd: %s\n", sentence);
    _exit(FATAL_EXIT);
}

static _Noreturn void exhausted(void)
{
    fu_fatal("no memory is left; this process ends and is started again from what is stored");
}

/* count * size, at least 1 so that malloc() gives an address. */
static size_t total_size(size_t count, size_t size)
{
    size_t total;
    if (__builtin_mul_overflow(count, size, &total)) {
        exhausted();
    }
    return total > 0 ? total : 1;
}

void *fu_allocate(size_t count, size_t size)
{
    void *memory = calloc(1, total_size(count, size));
    if (memory == NULL) {
        exhausted();
    }
    return memory;
}

void *fu_reallocate(void *memory, size_t count, size_t size)
{
    void *moved = realloc(memory, total_size(count, size));
    if (moved == NULL) {
        exhausted();
    }
    return moved;
}

char *fu_copy(const char *text)
{
    return fu_copy_n(text, strlen(text));
}

char *fu_copy_n(const char *text, size_t length)
{
    size_t kept = strnlen(text, length);
    char *copy = fu_reallocate(NULL, kept + 1, 1);
    memcpy(copy, text, kept);
    copy[kept] = '\0';
    return copy;
}

static struct block *block_new(size_t size)
{
    size_t total;
    if (__builtin_add_overflow(sizeof(struct block), size, &total)) {
        exhausted();
    }
    struct block *block = fu_reallocate(NULL, total, 1);
    block->next = NULL;
    block->size = size;
    block->used = 0;
    ASAN_POISON_MEMORY_REGION(block->bytes, size);
    return block;
}

static void block_free(struct block *block)
{
    ASAN_UNPOISON_MEMORY_REGION(block->bytes, block->size);
    free(block);
}

struct fu_arena *fu_arena_new(void)
{
    struct fu_arena *arena = fu_allocate(1, sizeof *arena);
    arena->newest = block_new(BLOCK_FIRST);
    return arena;
}

static void free_blocks(struct block *block)
{
    while (block != NULL) {
        struct block *next = block->next;
        block_free(block);
        block = next;
    }
}

void fu_arena_free(struct fu_arena **arena)
{
    if (*arena != NULL) {
        free_blocks((*arena)->newest);
        free(*arena);
        *arena = NULL;
    }
}

void fu_arena_reset(struct fu_arena *arena)
{
    struct block *kept = arena->newest;
    free_blocks(kept->next);
    kept->next = NULL;
    kept->used = 0;
    ASAN_POISON_MEMORY_REGION(kept->bytes, kept->size);
}

/* Room for size bytes (a multiple of ALIGNMENT) that the newest block does not have. */
static void *take_new_block(struct fu_arena *arena, size_t size)
{
    size_t regular = arena->newest->size < BLOCK_LAST ? arena->newest->size * 2 : BLOCK_LAST;
    struct block *block;
    if (size > regular / 4) {
        block = block_new(size);
        block->next = arena->newest->next;
        arena->newest->next = block;
    } else {
        block = block_new(regular);
        block->next = arena->newest;
        arena->newest = block;
    }
    block->used = size;
    return block->bytes;
}

/* Aligned bytes whose content is undefined. */
static void *take(struct fu_arena *arena, size_t size)
{
    size_t rounded;
    if (__builtin_add_overflow(size, (size_t)ALIGNMENT - 1 + GAP, &rounded)) {
        exhausted();
    }
    rounded &= ~(size_t)(ALIGNMENT - 1);
    struct block *block = arena->newest;
    void *bytes;
    if (rounded <= block->size - block->used) {
        bytes = block->bytes + block->used;
        block->used += rounded;
    } else {
        bytes = take_new_block(arena, rounded);
    }
    ASAN_UNPOISON_MEMORY_REGION(bytes, size);
    return bytes;
}

void *fu_arena_allocate(struct fu_arena *arena, size_t count, size_t size)
{
    size_t total = total_size(count, size);
    return memset(take(arena, total), 0, total);
}

char *fu_arena_copy(struct fu_arena *arena, const char *text)
{
    size_t size = strlen(text) + 1;
    return memcpy(take(arena, size), text, size);
}

char *fu_arena_copy_n(struct fu_arena *arena, const char *text, size_t length)
{
    size_t kept = strnlen(text, length);
    char *copy = take(arena, kept + 1);
    memcpy(copy, text, kept);
    copy[kept] = '\0';
    return copy;
}

char *fu_arena_print(struct fu_arena *arena, const char *format, ...)
{
    char guess[256];
    va_list arguments;
    va_start(arguments, format);
    int length = vsnprintf(guess, sizeof guess, format, arguments);
    va_end(arguments);
    if (length < 0) {
        fu_fatal("a text of more than 2 GB was to be formatted");
    }
    size_t size = (size_t)length + 1;
    char *text = take(arena, size);
    if (size <= sizeof guess) {
        return memcpy(text, guess, size);
    }
    va_start(arguments, format);
    vsnprintf(text, size, format, arguments);
    va_end(arguments);
    return text;
}
