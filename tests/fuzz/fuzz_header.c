/* A header block: its fields, and what their values say.
 *
 * Oracles: fields are pieces of the block, in its order; what is decoded is one clean line,
 * whatever its encoded words hold, and so is the name of a file; both are the same when they are
 * written and read once more. A value repeated up to the longest a field may be is decoded in time:
 * nothing grows faster than its length. */
#include <string.h>
#include <time.h>

#include "../../src/mail/compose_header.h"
#include "../../src/mail/content.h"
#include "../../src/mail/decode.h"
#include "../../src/mail/header.h"
#include "clean.h"
#include "followupd/mail/limits.h"
#include "followupd/mail/read.h"

enum { FIELD_SIZE = 16 * 1024, FIELDS_LOOKED_AT = 20, SECONDS_MAX = 1 };

static void check_written(struct fu_arena *arena, const char *text)
{
    struct fu_buffer field;
    fu_buffer_init(&field, FIELD_SIZE);
    fu_field_text(&field, arena, "Subject", text, FU_MAIL_SUBJECT_MAX);
    struct fu_header header = fu_header_read(arena, (struct fu_slice){field.data, field.length});
    must(header.count == 1, "one field is written", field.data);
    const char *again = fu_decode_text(arena, header.fields[0].value, FU_MAIL_SUBJECT_MAX);
    must(strcmp(again, text) == 0, "what is written is read", field.data);
    fu_buffer_free(&field);
}

/* Writes the name of a file and reads it. */
static void check_named(struct fu_arena *arena, const char *name)
{
    struct fu_buffer field;
    fu_buffer_init(&field, FIELD_SIZE);
    fu_field_filename(&field, arena, name);
    struct fu_header header = fu_header_read(arena, (struct fu_slice){field.data, field.length});
    must(header.count == 1, "one field is written", field.data);
    struct fu_entity entity = {.disposition = header.fields[0].value};
    must(strcmp(fu_content_name(arena, &entity), name) == 0, "the name is the same", field.data);
    fu_buffer_free(&field);
}

/* As a Content-Disposition and as a Content-Type. */
static void check_parameters(struct fu_arena *arena, struct fu_slice value)
{
    struct fu_entity disposed = {.disposition = value}, typed = {.content_type = value};
    const struct fu_entity *entities[] = {&disposed, &typed};
    const char *parameters = fu_decode_parameters(arena, value);
    must(strpbrk(parameters, "\r\n") == NULL, "parameters stand on one line", parameters);
    for (size_t i = 0; i < sizeof entities / sizeof *entities; i++) {
        const char *name = fu_content_name(arena, entities[i]);
        must_be_line(name, FU_MAIL_NAME_MAX, "a file name");
        check_named(arena, name);
    }
}

static void check_value(struct fu_arena *arena, struct fu_slice value)
{
    static const size_t limits[] = {FU_MAIL_SUBJECT_MAX, FU_MAIL_NAME_MAX, 7};
    for (size_t i = 0; i < sizeof limits / sizeof *limits; i++) {
        must_be_line(fu_decode_text(arena, value, limits[i]), limits[i], "a decoded value");
    }
    check_written(arena, fu_decode_text(arena, value, FU_MAIL_SUBJECT_MAX));
    check_parameters(arena, value);
}

static void check_fields(const struct fu_header *header, struct fu_slice block)
{
    const char *at = block.at;
    must(header->count <= FU_MAIL_FIELDS_MAX, "there are not too many fields", "");
    for (size_t i = 0; i < header->count; i++) {
        const struct fu_header_field *field = &header->fields[i];
        must(field->name.length > 0 && field->name.at >= at, "a name stands behind the last value",
            "");
        must(memchr(field->name.at, ':', field->name.length) == NULL, "a name has no colon", "");
        must(field->value.at > field->name.at &&
                 field->value.at + field->value.length <= block.at + block.length,
            "a value stands in the block", "");
        at = field->value.at + field->value.length;
    }
}

static double seconds(void)
{
    struct timespec time;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
    return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

/* The value again and again, as the longest field. */
static void check_cost(struct fu_arena *arena, struct fu_slice value)
{
    static char longest[FU_MAIL_FIELD_MAX];
    if (value.length == 0) {
        return;
    }
    for (size_t i = 0; i < sizeof longest; i++) {
        longest[i] = value.at[i % value.length];
    }
    struct fu_slice all = {longest, sizeof longest};
    double begin = seconds();
    fu_decode_text(arena, all, FU_MAIL_FIELD_MAX);
    fu_decode_parameters(arena, all);
    must(seconds() - begin < SECONDS_MAX, "the longest field is decoded in time", "");
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
    static bool started;
    if (!started) {
        fu_mail_read_start();
        started = true;
    }
    struct fu_arena *arena = fu_arena_new();
    struct fu_slice block = {length > 0 ? (const char *)bytes : "", length};
    struct fu_header header = fu_header_read(arena, block);
    check_fields(&header, block);
    for (size_t i = 0; i < header.count && i < FIELDS_LOOKED_AT; i++) {
        check_value(arena, header.fields[i].value);
        reached++;
    }
    if (header.count > 0 && length % 8 == 0) {
        check_cost(arena, header.fields[0].value);
    }
    fu_arena_free(&arena);
    return 0;
}
