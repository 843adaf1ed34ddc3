/* Bytes that a reader that was taken over may send: a letter, or the files of a mail.
 *
 * Oracle: what is accepted is encoded to the very bytes it was. */
#include <string.h>

#include "followupd/mail/wire.h"
#include "fuzz.h"

static void check_same(const struct fu_buffer *buffer, const char *bytes, size_t length)
{
    must(
        !buffer->overflowed && buffer->length == length && memcmp(buffer->data, bytes, length) == 0,
        "what is accepted has one encoding", "");
}

static void check_letter(struct fu_arena *arena, const char *bytes, size_t length)
{
    struct fu_letter *letter;
    struct fu_error error;
    struct fu_buffer buffer;
    if (fu_wire_decode(arena, bytes, length, &letter, &error) == FU_OK) {
        fu_buffer_init(&buffer, FU_WIRE_MAX);
        fu_wire_encode(&buffer, letter);
        check_same(&buffer, bytes, length);
        fu_buffer_free(&buffer);
        reached++;
    }
}

static void check_parts(struct fu_arena *arena, const char *bytes, size_t length)
{
    struct fu_part *parts;
    size_t count, left_out;
    struct fu_error error;
    struct fu_buffer buffer;
    if (fu_wire_decode_parts(arena, bytes, length, &parts, &count, &left_out, &error) == FU_OK) {
        fu_buffer_init(&buffer, FU_WIRE_PARTS_MAX);
        fu_wire_encode_parts(&buffer, parts, count, left_out);
        check_same(&buffer, bytes, length);
        fu_buffer_free(&buffer);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
    struct fu_arena *arena = fu_arena_new();
    check_letter(arena, (const char *)bytes, length);
    check_parts(arena, (const char *)bytes, length);
    fu_arena_free(&arena);
    return 0;
}
