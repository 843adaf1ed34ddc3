/* Reading UTF-8 and cleaning text.
 *
 * Nothing here fails: ill-formed bytes are reported or replaced. Nothing is allocated; the caller
 * gives the place and its size, and text that is too long is cut at a character. */
#include "utf8.h"

#include <string.h>

static const char replacement[] = "\xEF\xBF\xBD";

/* The range of the second byte after lead; the later ones are always 80..BF (RFC 3629, section 4).
 */
static void second_range(unsigned char lead, unsigned char *low, unsigned char *high)
{
    *low = lead == 0xE0 ? 0xA0 : lead == 0xF0 ? 0x90 : 0x80;
    *high = lead == 0xED ? 0x9F : lead == 0xF4 ? 0x8F : 0xBF;
}

static size_t sequence_length(unsigned char lead)
{
    if (lead < 0x80) {
        return 1;
    }
    if (lead < 0xC2 || lead > 0xF4) {
        return 0;
    }
    return lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
}

size_t fu_utf8_next(const char *text, size_t length, uint32_t *character)
{
    const unsigned char *bytes = (const unsigned char *)text;
    size_t expected = sequence_length(bytes[0]);
    if (expected == 1) {
        *character = bytes[0];
        return 1;
    }
    *character = FU_UTF8_BAD;
    if (expected == 0) {
        return 1;
    }
    unsigned char low, high;
    second_range(bytes[0], &low, &high);
    uint32_t value = bytes[0] & (0x7FU >> expected);
    for (size_t i = 1; i < expected; i++) {
        if (i >= length || bytes[i] < low || bytes[i] > high) {
            return i;
        }
        value = value << 6 | (bytes[i] & 0x3FU);
        low = 0x80;
        high = 0xBF;
    }
    *character = value;
    return expected;
}

size_t fu_utf8_whole(const char *text, size_t length)
{
    for (size_t back = 1; back < FU_UTF8_MAX && back <= length; back++) {
        unsigned char byte = (unsigned char)text[length - back];
        if ((byte & 0xC0) != 0x80) {
            return sequence_length(byte) > back ? length - back : length;
        }
    }
    return length;
}

bool fu_utf8_is_control(uint32_t character)
{
    return character < 0x20 || (character >= 0x7F && character < 0xA0) || character == 0x2028 ||
           character == 0x2029;
}

bool fu_utf8_is_hidden(uint32_t character)
{
    return character == 0x061C || character == 0x200E || character == 0x200F ||
           (character >= 0x202A && character <= 0x202E) ||
           (character >= 0x2066 && character <= 0x2069) || character == 0xFEFF;
}

void fu_utf8_tame(char *text)
{
    size_t length = strlen(text);
    char *out = text;
    for (size_t at = 0; at < length;) {
        uint32_t character;
        size_t taken = fu_utf8_next(text + at, length - at, &character);
        if (character == FU_UTF8_BAD || fu_utf8_is_control(character) ||
            fu_utf8_is_hidden(character)) {
            *out++ = '?';
        } else {
            memmove(out, text + at, taken);
            out += taken;
        }
        at += taken;
    }
    *out = '\0';
}

struct writer {
    char *out;
    size_t length;
    size_t limit;
    bool full;
};

static void put(struct writer *writer, const char *bytes, size_t length)
{
    if (length > writer->limit - writer->length) {
        writer->full = true;
        return;
    }
    memcpy(writer->out + writer->length, bytes, length);
    writer->length += length;
}

/* As put(), but of single bytes, so that as many as have a place are written. */
static void put_ascii(struct writer *writer, const char *bytes, size_t length)
{
    size_t space = writer->limit - writer->length;
    put(writer, bytes, length < space ? length : space);
    writer->full = length > space;
}

/* How many bytes from lowest to '~' text begins with: they need no look at each character. */
static size_t plain_length(const char *text, size_t length, char lowest)
{
    size_t plain = 0;
    while (plain < length && text[plain] >= lowest && text[plain] <= '~') {
        plain++;
    }
    return plain;
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\n';
}

/* Many lines: a line end is LF, blanks stay, a run of controls is one space. */
static void clean_lines(const char *text, size_t length, struct writer *writer)
{
    bool in_controls = false;
    for (size_t at = 0; at < length && !writer->full;) {
        const char *bytes = text + at;
        size_t plain = plain_length(bytes, length - at, writer->length > 0 ? ' ' : '!');
        if (plain > 0) {
            put_ascii(writer, bytes, plain);
            at += plain;
            in_controls = false;
            continue;
        }
        uint32_t character;
        size_t taken = fu_utf8_next(bytes, length - at, &character);
        at += taken;
        if (fu_utf8_is_hidden(character)) {
            continue;
        }
        bool is_control = false;
        if (character == '\r' || character == '\n') {
            at += character == '\r' && at < length && text[at] == '\n';
            bytes = "\n";
        } else if (character == FU_UTF8_BAD) {
            bytes = replacement;
            taken = sizeof replacement - 1;
        } else if (character != '\t' && fu_utf8_is_control(character)) {
            is_control = true;
            bytes = " ";
            taken = 1;
        }
        if (!(is_control && in_controls) && (writer->length > 0 || !is_blank(bytes[0]))) {
            put(writer, bytes, taken);
        }
        in_controls = is_control;
    }
}

/* One line: every run of blanks and controls is one space. */
static void clean_line(const char *text, size_t length, struct writer *writer)
{
    bool space = false;
    for (size_t at = 0; at < length && !writer->full;) {
        const char *bytes = text + at;
        size_t plain = plain_length(bytes, length - at, '!');
        uint32_t character = 0;
        size_t taken = plain > 0 ? plain : fu_utf8_next(bytes, length - at, &character);
        at += taken;
        if (plain == 0 && (character == ' ' || fu_utf8_is_control(character))) {
            space = writer->length > 0;
            continue;
        }
        if (fu_utf8_is_hidden(character)) {
            continue;
        }
        if (space) {
            put(writer, " ", 1);
            space = false;
        }
        if (plain > 0) {
            put_ascii(writer, bytes, plain);
        } else if (character == FU_UTF8_BAD) {
            put(writer, replacement, sizeof replacement - 1);
        } else {
            put(writer, bytes, taken);
        }
    }
}

size_t fu_utf8_clean(const char *text, size_t length, bool lines, char *out, size_t limit)
{
    struct writer writer = {.out = out, .limit = limit};
    (lines ? clean_lines : clean_line)(text, length, &writer);
    size_t written = writer.length;
    while (written > 0 && is_blank(out[written - 1])) {
        written--;
    }
    out[written] = '\0';
    return written;
}
