/* The gates for text from outside, ASCII comparison, and the escapes of JSON, HTML and URIs.
 *
 * Nothing here fails: what is ill-formed is replaced, what is too long is cut at a character. The
 * escapes add to a buffer, whose ceiling bounds them. */
#include "followupd/base/text.h"

#include <string.h>

#include "utf8.h"

bool fu_text_is_utf8(const char *text, size_t length)
{
    for (size_t at = 0; at < length;) {
        uint32_t character;
        at += fu_utf8_next(text + at, length - at, &character);
        if (character == FU_UTF8_BAD) {
            return false;
        }
    }
    return true;
}

/* An ill-formed byte becomes three; nothing else grows. */
static char *clean(
    struct fu_arena *arena, const char *text, size_t length, size_t limit, bool lines)
{
    enum { GROWTH = 3 };
    size_t most = length > limit / GROWTH ? limit : length * GROWTH;
    char *out = fu_arena_allocate(arena, most + 1, 1);
    fu_utf8_clean(text, length, lines, out, most);
    return out;
}

char *fu_text_line(struct fu_arena *arena, const char *text, size_t length, size_t limit)
{
    return clean(arena, text, length, limit, false);
}

char *fu_text_lines(struct fu_arena *arena, const char *text, size_t length, size_t limit)
{
    return clean(arena, text, length, limit, true);
}

bool fu_text_is_clean(const char *text, size_t length, bool lines)
{
    for (size_t at = 0; at < length;) {
        uint32_t character;
        at += fu_utf8_next(text + at, length - at, &character);
        bool breaks = lines && (character == '\n' || character == '\t');
        if (character == FU_UTF8_BAD || fu_utf8_is_hidden(character) ||
            (fu_utf8_is_control(character) && !breaks)) {
            return false;
        }
    }
    return true;
}

size_t fu_text_blank(const char *text, size_t length, bool *wide)
{
    enum { NO_BREAK = 0xA0, SOFT_HYPHEN = 0xAD, OGHAM = 0x1680, IDEOGRAPHIC = 0x3000 };
    uint32_t character;
    size_t taken = fu_utf8_next(text, length, &character);
    *wide = character == ' ' || character == '\t' || character == NO_BREAK || character == OGHAM ||
            (character >= 0x2000 && character <= 0x200A) || character == 0x202F ||
            character == 0x205F || character == IDEOGRAPHIC;
    bool narrow = character == SOFT_HYPHEN || (character >= 0x200B && character <= 0x200D) ||
                  character == 0x2060 || character == 0xFEFF;
    return *wide || narrow ? taken : 0;
}

const char *fu_text_trim(const char *text, size_t *length)
{
    bool wide;
    size_t taken;
    while (*length > 0 && (taken = fu_text_blank(text, *length, &wide)) > 0) {
        text += taken;
        *length -= taken;
    }
    while (*length > 0) {
        size_t last = 1;
        while (last < *length && ((unsigned char)text[*length - last] & 0xC0) == 0x80) {
            last++;
        }
        if (fu_text_blank(text + *length - last, last, &wide) != last) {
            break;
        }
        *length -= last;
    }
    return text;
}

bool fu_equal_nocase(const char *a, const char *b)
{
    while (*a != '\0' && fu_lower(*a) == fu_lower(*b)) {
        a++;
        b++;
    }
    return *a == '\0' && *b == '\0';
}

bool fu_starts_nocase(const char *text, const char *start)
{
    while (*start != '\0' && fu_lower(*text) == fu_lower(*start)) {
        text++;
        start++;
    }
    return *start == '\0';
}

char *fu_text_lower(struct fu_arena *arena, const char *text)
{
    char *copy = fu_arena_copy(arena, text);
    for (char *at = copy; *at != '\0'; at++) {
        *at = fu_lower(*at);
    }
    return copy;
}

/* The two-character escape RFC 8259 has for c, or NULL. */
static const char *json_short(uint32_t character)
{
    switch (character) {
    case '"':
        return "\\\"";
    case '\\':
        return "\\\\";
    case '\b':
        return "\\b";
    case '\f':
        return "\\f";
    case '\n':
        return "\\n";
    case '\r':
        return "\\r";
    case '\t':
        return "\\t";
    default:
        return NULL;
    }
}

void fu_json_string(struct fu_buffer *buffer, const char *text)
{
    size_t length = strlen(text);
    fu_buffer_add_char(buffer, '"');
    size_t plain = 0; /* start of what is added as it is */
    for (size_t at = 0; at < length;) {
        uint32_t character;
        size_t taken = fu_utf8_next(text + at, length - at, &character);
        const char *escape = json_short(character);
        bool replaced = character == FU_UTF8_BAD || fu_utf8_is_control(character);
        if (escape != NULL || replaced) {
            fu_buffer_add(buffer, text + plain, at - plain);
            plain = at + taken;
            if (escape != NULL) {
                fu_buffer_add_text(buffer, escape);
            } else if (character == FU_UTF8_BAD) {
                fu_buffer_add_text(buffer, "\xEF\xBF\xBD");
            } else {
                fu_buffer_print(buffer, "\\u%04x", (unsigned)character);
            }
        }
        at += taken;
    }
    fu_buffer_add(buffer, text + plain, length - plain);
    fu_buffer_add_char(buffer, '"');
}

void fu_html_escape(struct fu_buffer *buffer, const char *text)
{
    for (;;) {
        size_t plain = strcspn(text, "&<>\"'");
        fu_buffer_add(buffer, text, plain);
        text += plain;
        if (*text == '\0') {
            return;
        }
        const char *escape = *text == '&'   ? "&amp;"
                             : *text == '<' ? "&lt;"
                             : *text == '>' ? "&gt;"
                             : *text == '"' ? "&quot;"
                                            : "&#39;";
        fu_buffer_add_text(buffer, escape);
        text++;
    }
}

void fu_uri_escape(struct fu_buffer *buffer, const char *text)
{
    static const char hex[] = "0123456789ABCDEF";
    for (; *text != '\0'; text++) {
        unsigned char byte = (unsigned char)*text;
        if (fu_is_alnum(*text) || *text == '-' || *text == '.' || *text == '_' || *text == '~') {
            fu_buffer_add_char(buffer, *text);
        } else {
            char escape[] = {'%', hex[byte >> 4], hex[byte & 0xF]};
            fu_buffer_add(buffer, escape, sizeof escape);
        }
    }
}
