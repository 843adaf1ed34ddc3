/* Header values as text.
 *
 * GMime decodes the encoded words and parameters. Before it sees them the charset of each is looked
 * up: a known one is given its converter's name; an unknown word is broken up, an unknown parameter
 * loses the charset, so that GMime leaves them as they stand. What comes out passes the gate of
 * base/text.h, since it may hold CR LF and worse. Of a text only as much is looked at as could fill
 * its limit, of parameters PARAMETERS_MAX bytes. */
#include "decode.h"

#include <gmime/gmime.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "charset.h"
#include "followupd/base/buffer.h"
#include "followupd/base/text.h"

enum { CHARSET_NAME_MAX = 20, PARAMETERS_MAX = 8 * 1024 };

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

/* What GMime would take for the charset of an encoded word that begins at word ("=?"); length 0
 * when it would take it for no word. A language may stand behind the charset (RFC 2231 5). */
static struct fu_slice word_charset(const char *word)
{
    const char *charset = word + 2;
    const char *mark = charset + strcspn(charset, "?");
    bool is_word = mark[0] == '?' && mark[1] != '\0' && strchr("BbQq", mark[1]) && mark[2] == '?';
    return (struct fu_slice){charset, is_word ? strcspn(charset, "?*") : 0};
}

/* Adds the word's beginning with its charset's name; gives the place behind what it stands for. */
static const char *rename_word(const char *word, struct fu_buffer *out)
{
    struct fu_slice charset = word_charset(word);
    const char *name = charset.length == 0 ? NULL : fu_charset_name(charset);
    if (name != NULL) {
        fu_buffer_add_text(out, "=?");
        fu_buffer_add_text(out, name);
        return charset.at + charset.length;
    }
    fu_buffer_add_text(out, charset.length == 0 ? "=?" : "= ?");
    return word + 2;
}

/* The same for a parameter (RFC 2231 4) from its "*=". */
static const char *rename_parameter(const char *mark, struct fu_buffer *out)
{
    const char *charset = mark + 2;
    charset += *charset == '"';
    size_t length = 0;
    while (length < CHARSET_NAME_MAX && charset[length] != '\0' &&
           strchr("'; \t\"", charset[length]) == NULL) {
        length++;
    }
    if (charset[length] != '\'') {
        fu_buffer_add_text(out, "*=");
        return mark + 2;
    }
    const char *name = fu_charset_name((struct fu_slice){charset, length});
    fu_buffer_add(out, mark, (size_t)(charset - mark));
    fu_buffer_add_text(out, name == NULL ? "" : name);
    return charset + length;
}

/* The text with every charset renamed. */
static char *rename_charsets(const char *text, bool parameters)
{
    struct fu_buffer out;
    fu_buffer_init(&out, (strlen(text) + 1) * CHARSET_NAME_MAX);
    while (*text != '\0') {
        size_t plain = strcspn(text, "=*");
        fu_buffer_add(&out, text, plain);
        text += plain;
        if (text[0] == '=' && text[1] == '?') {
            text = rename_word(text, &out);
        } else if (parameters && text[0] == '*' && text[1] == '=') {
            text = rename_parameter(text, &out);
        } else if (*text != '\0') {
            fu_buffer_add_char(&out, *text++);
        }
    }
    return out.data;
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
    char *renamed = rename_charsets(text, false);
    char *decoded = g_mime_utils_header_decode_text(NULL, renamed);
    const char *line = fu_text_line(arena, decoded, strlen(decoded), limit);
    g_free(decoded);
    free(renamed);
    return line;
}

const char *fu_decode_parameters(struct fu_arena *arena, struct fu_slice value)
{
    if (value.length > PARAMETERS_MAX) {
        value.length = PARAMETERS_MAX;
    }
    char *renamed = rename_charsets(prepare(arena, value), true);
    const char *ready = fu_arena_copy(arena, renamed);
    free(renamed);
    return ready;
}
