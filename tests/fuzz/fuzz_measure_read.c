/* Raw mail: measured, read, its files taken out, and all of it sent over the wire and back.
 *
 * Oracles: what is read keeps the measure; what the reader encodes is decoded, and again the same.
 * Received lines and results are read as those of our own servers. */
#include <string.h>

#include "followupd/mail/measure.h"
#include "followupd/mail/read.h"
#include "followupd/mail/wire.h"
#include "fuzz.h"

enum { FILES_MAX = 64 * 1024 };

static const char *const recipient_headers[] = {"X-Original-To", "Delivered-To", "Envelope-To"};

static const struct fu_reading readings[] = {
    {{recipient_headers, 3}, 1, "mx.example.org", false},
    {{recipient_headers, 3}, 0, "mx.example.org", true},
};

static void check_letter(struct fu_arena *arena, const struct fu_letter *letter)
{
    struct fu_buffer once, twice;
    struct fu_letter *decoded;
    struct fu_error error = {0};
    fu_buffer_init(&once, FU_WIRE_MAX);
    fu_buffer_init(&twice, FU_WIRE_MAX);
    fu_wire_encode(&once, letter);
    if (!once.overflowed) {
        must(fu_wire_decode(arena, once.data, once.length, &decoded, &error) == FU_OK,
            "what was encoded is decoded", error.text);
        fu_wire_encode(&twice, decoded);
        must(once.length == twice.length && memcmp(once.data, twice.data, once.length) == 0,
            "the wire changes nothing", letter->subject);
    }
    fu_buffer_free(&once);
    fu_buffer_free(&twice);
}

static void check_files(struct fu_arena *arena, const char *bytes, size_t length)
{
    struct fu_part *parts, *decoded;
    size_t count, left_out, decoded_count, decoded_left_out;
    struct fu_error error = {0};
    struct fu_buffer buffer;
    if (fu_mail_attachments(arena, bytes, length, FILES_MAX, &parts, &count, &left_out, &error) !=
        FU_OK) {
        return;
    }
    fu_buffer_init(&buffer, FU_WIRE_PARTS_MAX);
    fu_wire_encode_parts(&buffer, parts, count, left_out);
    must(buffer.overflowed || (fu_wire_decode_parts(arena, buffer.data, buffer.length, &decoded,
                                   &decoded_count, &decoded_left_out, &error) == FU_OK &&
                                  decoded_count == count && decoded_left_out == left_out),
        "files that were encoded are decoded", error.text);
    fu_buffer_free(&buffer);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
    const char *mail = (const char *)bytes;
    struct fu_arena *arena = fu_arena_new();
    struct fu_error error = {0};
    enum fu_status measured = fu_mail_measure(mail, length, &error);
    for (size_t i = 0; i < sizeof readings / sizeof readings[0]; i++) {
        struct fu_letter *letter;
        if (fu_mail_read(arena, &readings[i], mail, length, i == 0, &letter, &error) == FU_OK) {
            must(measured == FU_OK, "what is read keeps the measure", error.text);
            check_letter(arena, letter);
            reached++;
        }
    }
    check_files(arena, mail, length);
    fu_arena_free(&arena);
    return 0;
}
