/* An input taken apart: numbers of one byte, texts up to the next NUL. What is missing is 0 or "".
 */
#ifndef FOLLOWUPD_TESTS_FUZZ_PIECES_H
#define FOLLOWUPD_TESTS_FUZZ_PIECES_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "followupd/base/memory.h"

struct pieces {
    struct fu_arena *arena;
    const uint8_t *at;
    size_t left;
};

static inline struct pieces pieces_of(struct fu_arena *arena, const uint8_t *bytes, size_t length)
{
    return (struct pieces){arena, bytes, length};
}

static inline unsigned take_number(struct pieces *pieces)
{
    if (pieces->left == 0) {
        return 0;
    }
    pieces->left--;
    return *pieces->at++;
}

/* The bytes up to the next NUL, which is passed over. */
static inline const char *take_bytes(struct pieces *pieces, size_t *length)
{
    const uint8_t *end = pieces->left == 0 ? NULL : memchr(pieces->at, '\0', pieces->left);
    const char *bytes = pieces->left == 0 ? "" : (const char *)pieces->at;
    *length = end == NULL ? pieces->left : (size_t)(end - pieces->at);
    size_t passed = *length + (end != NULL);
    pieces->left -= passed;
    pieces->at += pieces->left == 0 ? 0 : passed;
    return bytes;
}

static inline const char *take_text(struct pieces *pieces)
{
    size_t length;
    const char *bytes = take_bytes(pieces, &length);
    return fu_arena_copy_n(pieces->arena, bytes, length);
}

/* The text, or other where it is empty. */
static inline const char *take_or(struct pieces *pieces, const char *other)
{
    const char *text = take_text(pieces);
    return *text != '\0' ? text : other;
}

#endif
