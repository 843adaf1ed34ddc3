/* Text that grows up to a ceiling given at the start.
 *
 * Beyond the ceiling the buffer remembers that it overflowed and takes nothing more, so that a
 * caller may check once at the end. */
#ifndef FOLLOWUPD_BASE_BUFFER_H
#define FOLLOWUPD_BASE_BUFFER_H

#include <stdbool.h>
#include <stddef.h>

struct fu_buffer {
    char *data;    /* own; always NUL-terminated, "" when empty */
    size_t length; /* without the final NUL; data may hold NULs of its own */
    size_t capacity;
    size_t limit;    /* most bytes it will hold, without the final NUL */
    bool overflowed; /* something did not fit; data holds all that came before it */
};

/* An empty buffer for at most limit bytes; its memory grows as it fills. fu_buffer_free after it
 * leaves nothing behind, may be repeated, and is followed by nothing but fu_buffer_init. */
void fu_buffer_init(struct fu_buffer *buffer, size_t limit);
void fu_buffer_free(struct fu_buffer *buffer);

/* Empties the buffer and clears overflowed; keeps the memory. */
void fu_buffer_clear(struct fu_buffer *buffer);

/* Each adds its bytes whole, or nothing and sets overflowed. The bytes may not be those of the
 * buffer itself. */
void fu_buffer_add(struct fu_buffer *buffer, const void *bytes, size_t length);
void fu_buffer_add_text(struct fu_buffer *buffer, const char *text);
void fu_buffer_add_char(struct fu_buffer *buffer, char c);
void fu_buffer_print(struct fu_buffer *buffer, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

#endif
