/* Base64 (RFC 4648, section 4). */
#ifndef FOLLOWUPD_BASE_BASE64_H
#define FOLLOWUPD_BASE_BASE64_H

#include <stdbool.h>
#include <stddef.h>

#include "followupd/base/buffer.h"
#include "followupd/base/memory.h"

/* Adds the bytes as one line, padded. */
void fu_base64_add(struct fu_buffer *buffer, const void *bytes, size_t length);

/* The bytes of a text, in the arena; NULL when it is no base64, or not whole. */
char *fu_base64_read(struct fu_arena *arena, const char *text, size_t length, size_t *count);

#endif
