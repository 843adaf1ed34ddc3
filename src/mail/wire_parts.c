/* The files of a mail as bytes: two numbers (how many, how many were left out), then for each its
 * name, its type and its bytes, each behind its length. Numbers are 32 bits of this machine: both
 * ends are one program.
 *
 * Decoding fails as a whole; lengths are checked against what is there before anything is taken. */
#include "followupd/mail/wire.h"

#include "followupd/base/text.h"
#include "followupd/mail/limits.h"
#include "wire.h"

#include <string.h>

enum { TYPE_MAX = 127 };

struct cursor {
    const char *bytes;
    size_t left;
};

static void add_number(struct fu_buffer *buffer, size_t number)
{
    uint32_t value = (uint32_t)number;

    fu_buffer_add(buffer, &value, sizeof value);
}

static void add_piece(struct fu_buffer *buffer, const char *bytes, size_t length)
{
    add_number(buffer, length);
    fu_buffer_add(buffer, bytes, length);
}

void fu_wire_encode_parts(
    struct fu_buffer *buffer, const struct fu_part *parts, size_t count, size_t left_out)
{
    size_t i;

    add_number(buffer, count);
    add_number(buffer, left_out);
    for (i = 0; i < count; i++) {
        add_piece(buffer, parts[i].name, strlen(parts[i].name));
        add_piece(buffer, parts[i].type, strlen(parts[i].type));
        add_piece(buffer, parts[i].bytes, parts[i].length);
    }
}

static bool take_number(struct cursor *cursor, uint32_t *value)
{
    if (cursor->left < sizeof *value) {
        return false;
    }
    memcpy(value, cursor->bytes, sizeof *value);
    cursor->bytes += sizeof *value;
    cursor->left -= sizeof *value;
    return true;
}

static bool take_piece(struct cursor *cursor, const char **bytes, size_t *length)
{
    uint32_t announced;

    if (!take_number(cursor, &announced) || announced > cursor->left) {
        return false;
    }
    *bytes = cursor->bytes;
    *length = announced;
    cursor->bytes += announced;
    cursor->left -= announced;
    return true;
}

/* A name is what the gate for one line makes of it. */
static bool take_name(struct fu_arena *arena, struct cursor *cursor, const char **name)
{
    const char *bytes;
    size_t length;

    if (!take_piece(cursor, &bytes, &length) || length > FU_MAIL_NAME_MAX) {
        return false;
    }
    *name = fu_text_line(arena, bytes, length, FU_MAIL_NAME_MAX);
    return strlen(*name) == length && memcmp(*name, bytes, length) == 0;
}

static bool is_type_word(const char *text, size_t length)
{
    size_t i;

    for (i = 0; i < length; i++) {
        if (!fu_is_alnum(text[i]) && !strchr("!#$&^_.+-", text[i])) {
            return false;
        }
    }
    return length > 0;
}

bool fu_wire_is_type(const char *text, size_t length)
{
    const char *slash = memchr(text, '/', length);

    return slash && is_type_word(text, (size_t)(slash - text)) &&
           is_type_word(slash + 1, length - (size_t)(slash + 1 - text));
}

static bool take_type(struct fu_arena *arena, struct cursor *cursor, const char **type)
{
    const char *bytes;
    size_t length;

    if (!take_piece(cursor, &bytes, &length) || length > TYPE_MAX || memchr(bytes, '\0', length) ||
        !fu_wire_is_type(bytes, length)) {
        return false;
    }
    *type = fu_arena_copy_n(arena, bytes, length);
    return true;
}

enum fu_status fu_wire_decode_parts(struct fu_arena *arena, const char *bytes, size_t length,
    struct fu_part **parts, size_t *count, size_t *left_out, struct fu_error *error)
{
    struct cursor cursor = {bytes, length};
    uint32_t announced, omitted, i;
    struct fu_part *list;
    bool good = take_number(&cursor, &announced) && take_number(&cursor, &omitted) &&
                announced <= FU_MAIL_ATTACHMENTS_MAX && omitted <= FU_MAIL_PARTS_MAX + 1;

    list = fu_arena_allocate(arena, good ? announced + 1 : 1, sizeof *list);
    for (i = 0; good && i < announced; i++) {
        good = take_name(arena, &cursor, &list[i].name) &&
               take_type(arena, &cursor, &list[i].type) &&
               take_piece(&cursor, &list[i].bytes, &list[i].length);
    }
    if (!good || cursor.left > 0) {
        return fu_error_set(error, FU_PERMANENT, "The reader's list of files is damaged.");
    }
    *parts = list;
    *count = announced;
    *left_out = omitted;
    return FU_OK;
}
