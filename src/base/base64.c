/* Base64, by nettle, a piece at a time. */
#include "followupd/base/base64.h"

#include <nettle/base64.h>
#include <stdint.h>

enum { PIECE = 3 * 1024 };

void fu_base64_add(struct fu_buffer *buffer, const void *bytes, size_t length)
{
    const uint8_t *from = bytes;
    char text[BASE64_ENCODE_RAW_LENGTH(PIECE)];
    while (length > 0) {
        size_t piece = length < PIECE ? length : PIECE;
        base64_encode_raw(text, piece, from);
        fu_buffer_add(buffer, text, BASE64_ENCODE_RAW_LENGTH(piece));
        from += piece;
        length -= piece;
    }
}

char *fu_base64_read(struct fu_arena *arena, const char *text, size_t length, size_t *count)
{
    struct base64_decode_ctx context;
    size_t room = BASE64_DECODE_LENGTH(length);
    char *bytes = fu_arena_allocate(arena, room + 1, 1);
    *count = room;
    base64_decode_init(&context);
    bool good = base64_decode_update(&context, count, (uint8_t *)bytes, length, text) == 1 &&
                base64_decode_final(&context) == 1;
    return good ? bytes : NULL;
}
