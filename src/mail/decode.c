/* Header values as text.
 *
 * What comes out passes the gate of base/text.h, since encoded words may hold CR LF and worse.
 * Before GMime sees the parameters of a field, their charsets are looked up: a known one is given
 * its converter's name, an unknown one is taken away, so that the value stays as it stands. Of a
 * text only as much is looked at as could fill its limit, of parameters PARAMETERS_MAX bytes. */
#include "decode.h"

#include <stdlib.h>
#include <string.h>

#include "charset.h"
#include "followupd/base/buffer.h"
#include "followupd/base/text.h"
#include "words.h"

enum { CHARSET_NAME_MAX = 20, PARAMETERS_MAX = 8 * 1024, GROWTH = 4 };

/* The value unfolded, NULs as blanks, in UTF-8 unless its bytes make no sense. */
static const char *prepare(struct fu_arena *arena, struct fu_slice value)
{
    static const struct fu_slice unnamed = {"", 0};
    struct fu_slice text = fu_charset_to_utf8(arena, unnamed, value);
    char *out = fu_arena_allocate(arena, text.length + 1, 1);
    size_t length = 0;
    for (size_t i = 0; i < text.length; i++) {
        char c = text.at[i];
        if (c != '\r' && c != '\n') {
            out[length++] = c == '\0' ? ' ' : c;
        }
    }
    return out;
}

const char *fu_decode_text(struct fu_arena *arena, struct fu_slice value, size_t limit)
{
    enum { MOST_FOR_ONE = 8 };
    if (value.length > limit * MOST_FOR_ONE) {
        value.length = limit * MOST_FOR_ONE;
    }
    const char *text = prepare(arena, value);
    if (strstr(text, "=?") == NULL) {
        return fu_text_line(arena, text, strlen(text), limit);
    }
    struct fu_buffer decoded;
    fu_buffer_init(&decoded, strlen(text) * GROWTH);
    fu_words_decode(arena, text, false, &decoded);
    const char *line = fu_text_line(arena, decoded.data, decoded.length, limit);
    fu_buffer_free(&decoded);
    return line;
}

/* Adds the parameter (RFC 2231 4) from its "*=" to its charset, renamed; gives the place behind
 * that. */
static const char *rename_charset(const char *mark, struct fu_buffer *out)
{
    const char *charset = mark + 2;
    charset += *charset == '"';
    size_t length = 0;
    while (length < CHARSET_NAME_MAX && charset[length] != '\0' &&
           strchr("'; \t\"", charset[length]) == NULL) {
        length++;
    }
    fu_buffer_add(out, mark, (size_t)(charset - mark));
    if (charset[length] != '\'') {
        return charset;
    }
    const char *name = fu_charset_name((struct fu_slice){charset, length});
    fu_buffer_add_text(out, name == NULL ? "" : name);
    return charset + length;
}

const char *fu_decode_parameters(struct fu_arena *arena, struct fu_slice value)
{
    if (value.length > PARAMETERS_MAX) {
        value.length = PARAMETERS_MAX;
    }
    struct fu_buffer decoded;
    struct fu_buffer renamed;
    fu_buffer_init(&decoded, (value.length + 1) * GROWTH);
    fu_buffer_init(&renamed, (value.length + 1) * GROWTH * CHARSET_NAME_MAX);
    fu_words_decode(arena, prepare(arena, value), true, &decoded);
    for (const char *text = decoded.data; *text != '\0';) {
        const char *mark = strstr(text, "*=");
        fu_buffer_add(&renamed, text, mark == NULL ? strlen(text) : (size_t)(mark - text));
        text = mark == NULL ? "" : rename_charset(mark, &renamed);
    }
    const char *ready = fu_arena_copy(arena, renamed.data);
    fu_buffer_free(&decoded);
    fu_buffer_free(&renamed);
    return ready;
}
