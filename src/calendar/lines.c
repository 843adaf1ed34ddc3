/* Content lines.
 *
 * Nothing fails here; the buffer's ceiling is looked at in the end. A line is folded between
 * characters, never within one, and an escaped character stays whole. */
#include "lines.h"

#include <string.h>

#include "followupd/base/text.h"
#include "followupd/zone/civil.h"

enum { LINE_MAX = 75, NUMBER_TEXT = 24, CIVIL_TEXT = 16, CHARACTER_MAX = 4, CLEAN_GROWTH = 3 };

void fu_lines_add(struct lines *lines, const char *line)
{
    fu_buffer_add_text(lines->out, line);
    fu_buffer_add(lines->out, "\r\n", 2);
}

/* How many of length octets fit into room without cutting a character of UTF-8. */
static size_t whole(const char *text, size_t length, size_t room)
{
    if (length <= room) {
        return length;
    }
    size_t cut = room;
    while (cut > 0 && room - cut < CHARACTER_MAX && ((unsigned char)text[cut] & 0xC0) == 0x80) {
        cut--;
    }
    return cut;
}

static void put(struct lines *lines, const char *text, size_t length)
{
    for (;;) {
        size_t fits = whole(text, length, LINE_MAX - lines->column);
        fu_buffer_add(lines->out, text, fits);
        lines->column += fits;
        text += fits;
        length -= fits;
        if (length == 0) {
            return;
        }
        fu_buffer_add(lines->out, "\r\n ", 3);
        lines->column = 1;
    }
}

void fu_lines_begin(struct lines *lines, const char *name)
{
    lines->column = 0;
    put(lines, name, strlen(name));
}

void fu_lines_end(struct lines *lines)
{
    fu_buffer_add(lines->out, "\r\n", 2);
}

void fu_lines_put(struct lines *lines, const char *text)
{
    put(lines, text, strlen(text));
}

void fu_lines_put_number(struct lines *lines, int64_t number)
{
    char text[NUMBER_TEXT];
    char *at = text + sizeof text;
    uint64_t rest = number < 0 ? -(uint64_t)number : (uint64_t)number;
    do {
        *--at = (char)('0' + rest % 10);
        rest /= 10;
    } while (rest != 0);
    if (number < 0) {
        *--at = '-';
    }
    put(lines, at, (size_t)(text + sizeof text - at));
}

static char *digits(char *text, int value, int count)
{
    for (int i = count - 1; i >= 0; i--) {
        text[i] = (char)('0' + value % 10);
        value /= 10;
    }
    return text + count;
}

static size_t print_civil(char text[CIVIL_TEXT], const struct fu_civil *civil)
{
    char *at = digits(text, civil->year, 4);
    at = digits(at, civil->month, 2);
    at = digits(at, civil->day, 2);
    *at++ = 'T';
    at = digits(at, civil->hour, 2);
    at = digits(at, civil->minute, 2);
    at = digits(at, civil->second, 2);
    return (size_t)(at - text);
}

void fu_lines_put_civil(struct lines *lines, const struct fu_civil *civil)
{
    char text[CIVIL_TEXT];
    put(lines, text, print_civil(text, civil));
}

void fu_lines_put_instant(struct lines *lines, fu_instant moment)
{
    char text[CIVIL_TEXT];
    struct fu_civil civil;
    fu_civil_from_seconds(moment, &civil);
    size_t length = print_civil(text, &civil);
    text[length] = 'Z';
    put(lines, text, length + 1);
}

/* Printable ASCII alone, which is the rule, needs no cleaning. */
static size_t plain(const char *text)
{
    size_t length = 0;
    while (text[length] >= ' ' && text[length] <= '~') {
        length++;
    }
    return length;
}

const char *fu_lines_clean(struct lines *lines, const char *text)
{
    size_t length = plain(text);
    if (text[length] == '\0' && text[0] != ' ') {
        return text;
    }
    length = strlen(text);
    return fu_text_line(lines->scratch, text, length, length * CLEAN_GROWTH);
}

static const char *escape_of(char c)
{
    switch (c) {
    case '\n':
        return "\\n";
    case '\\':
        return "\\\\";
    case ';':
        return "\\;";
    case ',':
        return "\\,";
    default:
        return " ";
    }
}

void fu_lines_put_text(struct lines *lines, const char *text)
{
    if (text[plain(text)] != '\0') {
        size_t length = strlen(text);
        text = fu_text_lines(lines->scratch, text, length, length * CLEAN_GROWTH);
    }
    for (;;) {
        size_t run = strcspn(text, "\\;,\n\t");
        put(lines, text, run);
        text += run;
        if (*text == '\0') {
            return;
        }
        const char *escape = escape_of(*text++);
        size_t length = strlen(escape);
        if (lines->column + length > LINE_MAX) {
            fu_buffer_add(lines->out, "\r\n ", 3);
            lines->column = 1;
        }
        put(lines, escape, length);
    }
}

void fu_lines_text(struct lines *lines, const char *name, const char *text)
{
    fu_lines_begin(lines, name);
    fu_lines_put(lines, ":");
    fu_lines_put_text(lines, text);
    fu_lines_end(lines);
}

void fu_lines_instant(struct lines *lines, const char *name, fu_instant moment)
{
    fu_lines_begin(lines, name);
    fu_lines_put(lines, ":");
    fu_lines_put_instant(lines, moment);
    fu_lines_end(lines);
}

void fu_lines_number(struct lines *lines, const char *name, int64_t number)
{
    fu_lines_begin(lines, name);
    fu_lines_put(lines, ":");
    fu_lines_put_number(lines, number);
    fu_lines_end(lines);
}
