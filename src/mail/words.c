/* Decoding encoded words.
 *
 * One pass; a word that does not end is text. GMime's own decoder of such text is not used: the one
 * Debian 12 has (3.2.13) drops all words behind one whose base64 is padded, and opens whatever
 * charset a mail names. Its base64 steps are. */
#include "words.h"

#include <gmime/gmime.h>
#include <string.h>

#include "charset.h"
#include "followupd/base/text.h"

struct decoder {
    struct fu_arena *arena;
    char *bytes;  /* of the run of words at hand */
    bool no_ends; /* a word did not end: no later one does */
};

struct word {
    struct fu_slice charset;
    struct fu_slice payload;
    bool base64;
    const char *end;
};

/* Reads the encoded word at text; false when there is none whose charset is read. Blanks in the
 * payload are wrong but common; a language may stand behind the charset (RFC 2231 5). */
static bool read_word(struct decoder *decoder, const char *text, struct word *word)
{
    if (text[0] != '=' || text[1] != '?' || decoder->no_ends) {
        return false;
    }
    const char *charset = text + 2;
    const char *mark = charset + strcspn(charset, "? \t\"");
    if (mark[0] != '?' || mark[1] == '\0' || strchr("BbQq", mark[1]) == NULL || mark[2] != '?') {
        return false;
    }
    const char *payload = mark + 3;
    const char *end = strstr(payload, "?=");
    decoder->no_ends = end == NULL;
    word->charset = (struct fu_slice){charset, strcspn(charset, "?*")};
    if (end == NULL || fu_charset_name(word->charset) == NULL) {
        return false;
    }
    word->payload = (struct fu_slice){payload, (size_t)(end - payload)};
    word->base64 = fu_lower(mark[1]) == 'b';
    word->end = end + 2;
    return true;
}

static int digit_value(char c)
{
    char lower = fu_lower(c);
    return fu_is_digit(c) ? c - '0' : lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

/* The "Q" encoding (RFC 2047 4.2); "=" without two digits behind it stands for itself. */
static size_t decode_q(struct fu_slice payload, char *out)
{
    size_t length = 0;
    for (size_t i = 0; i < payload.length; i++) {
        char c = payload.at[i];
        bool escaped = c == '=' && payload.length - i > 2 && digit_value(payload.at[i + 1]) >= 0 &&
                       digit_value(payload.at[i + 2]) >= 0;
        if (escaped) {
            c = (char)(digit_value(payload.at[i + 1]) * 16 + digit_value(payload.at[i + 2]));
            i += 2;
        } else if (c == '_') {
            c = ' ';
        }
        out[length++] = c;
    }
    return length;
}

static size_t decode_payload(const struct word *word, char *out)
{
    if (!word->base64) {
        return decode_q(word->payload, out);
    }
    int state = 0;
    guint32 save = 0;
    return g_mime_encoding_base64_decode_step((const unsigned char *)word->payload.at,
        word->payload.length, (unsigned char *)out, &state, &save);
}

static bool same_charset(const struct word *one, const struct word *other)
{
    return strcmp(fu_charset_name(one->charset), fu_charset_name(other->charset)) == 0;
}

/* In a quoted string nothing may end it. */
static void add_quoted(struct fu_slice text, bool with_quotes, struct fu_buffer *out)
{
    fu_buffer_add_text(out, with_quotes ? "\"" : "");
    for (size_t i = 0; i < text.length; i++) {
        bool ends = strchr("\"\\\r\n", text.at[i]) != NULL; /* NUL too */
        fu_buffer_add_char(out, ends ? '_' : text.at[i]);
    }
    fu_buffer_add_text(out, with_quotes ? "\"" : "");
}

/* Decodes the word and those of its charset behind it; gives the place behind them. */
static const char *decode_run(struct decoder *decoder, struct word word, struct fu_slice *text)
{
    size_t length = 0;
    struct word next = word;
    const char *end;
    do {
        length += decode_payload(&next, decoder->bytes + length);
        end = next.end;
    } while (read_word(decoder, end + strspn(end, " \t"), &next) && same_charset(&word, &next));
    struct fu_slice bytes = {decoder->bytes, length};
    *text = fu_charset_to_utf8(decoder->arena, word.charset, bytes);
    return end;
}

void fu_words_decode(
    struct fu_arena *arena, const char *text, bool in_parameters, struct fu_buffer *out)
{
    /* decoding makes nothing longer */
    struct decoder decoder = {
        .arena = arena, .bytes = fu_arena_allocate(arena, strlen(text) + 1, 1)};
    bool quoted = false;
    while (*text != '\0') {
        struct word word;
        if (!read_word(&decoder, text, &word)) {
            bool broken_up = in_parameters && text[0] == '=' && text[1] == '?';
            quoted = *text == '"' ? !quoted : quoted;
            fu_buffer_add_char(out, *text++);
            fu_buffer_add_text(out, broken_up ? "_" : "");
            continue;
        }
        struct fu_slice decoded;
        text = decode_run(&decoder, word, &decoded);
        if (in_parameters) {
            add_quoted(decoded, !quoted, out);
        } else {
            fu_buffer_add(out, decoded.at, decoded.length);
        }
        /* blanks between words of different charsets stand for nothing either */
        size_t blanks = strspn(text, " \t");
        text += read_word(&decoder, text + blanks, &word) ? blanks : 0;
    }
}
