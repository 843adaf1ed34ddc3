/* A growing text with a ceiling.
 *
 * The memory doubles until the ceiling is reached. What does not fit whole is not added at all, and
 * from then on nothing is, until the buffer is cleared: a text is never cut in its middle. */
#include "followupd/base/buffer.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "followupd/base/memory.h"

enum { FIRST_CAPACITY = 64 };

void fu_buffer_init(struct fu_buffer *buffer, size_t limit)
{
    buffer->limit = limit < SIZE_MAX ? limit : SIZE_MAX - 1;
    buffer->capacity = buffer->limit < FIRST_CAPACITY ? buffer->limit + 1 : FIRST_CAPACITY;
    buffer->data = fu_reallocate(NULL, buffer->capacity, 1);
    fu_buffer_clear(buffer);
}

void fu_buffer_free(struct fu_buffer *buffer)
{
    free(buffer->data);
    *buffer = (struct fu_buffer){0};
}

void fu_buffer_clear(struct fu_buffer *buffer)
{
    buffer->length = 0;
    buffer->data[0] = '\0';
    buffer->overflowed = false;
}

static void grow(struct fu_buffer *buffer, size_t needed)
{
    size_t most = buffer->limit + 1;
    size_t doubled = buffer->capacity > most / 2 ? most : buffer->capacity * 2;
    buffer->capacity = doubled > needed ? doubled : needed;
    buffer->data = fu_reallocate(buffer->data, buffer->capacity, 1);
}

/* True when length more bytes and a NUL have a place at the end of data. */
static bool make_room(struct fu_buffer *buffer, size_t length)
{
    if (buffer->overflowed || length > buffer->limit - buffer->length) {
        buffer->overflowed = true;
        return false;
    }
    size_t needed = buffer->length + length + 1;
    if (needed > buffer->capacity) {
        grow(buffer, needed);
    }
    return true;
}

void fu_buffer_add(struct fu_buffer *buffer, const void *bytes, size_t length)
{
    if (length > 0 && make_room(buffer, length)) {
        memcpy(buffer->data + buffer->length, bytes, length);
        buffer->length += length;
        buffer->data[buffer->length] = '\0';
    }
}

void fu_buffer_add_text(struct fu_buffer *buffer, const char *text)
{
    fu_buffer_add(buffer, text, strlen(text));
}

void fu_buffer_add_char(struct fu_buffer *buffer, char c)
{
    if (make_room(buffer, 1)) {
        buffer->data[buffer->length++] = c;
        buffer->data[buffer->length] = '\0';
    }
}

void fu_buffer_print(struct fu_buffer *buffer, const char *format, ...)
{
    if (buffer->overflowed) {
        return;
    }
    size_t space = buffer->capacity - buffer->length;
    va_list arguments;
    va_start(arguments, format);
    int length = vsnprintf(buffer->data + buffer->length, space, format, arguments);
    va_end(arguments);
    if (length < 0) {
        buffer->overflowed = true;
    } else if ((size_t)length >= space && make_room(buffer, (size_t)length)) {
        va_start(arguments, format);
        vsnprintf(buffer->data + buffer->length, (size_t)length + 1, format, arguments);
        va_end(arguments);
    }
    if (!buffer->overflowed) {
        buffer->length += (size_t)length;
    }
    buffer->data[buffer->length] = '\0';
}
