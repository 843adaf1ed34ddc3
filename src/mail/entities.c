/* Character references: numbers, all names of Latin-1, and the others that mail programs write. */
#include "entities.h"

#include <string.h>

#include "followupd/base/text.h"

enum { LATIN1_FIRST = 160, NAME_MAX_LENGTH = 10, DIGITS_MAX = 8 };

/* In the order of their numbers, from U+00A0 on. */
static const char *const latin1[] = {"nbsp", "iexcl", "cent", "pound", "curren", "yen", "brvbar",
    "sect", "uml", "copy", "ordf", "laquo", "not", "shy", "reg", "macr", "deg", "plusmn", "sup2",
    "sup3", "acute", "micro", "para", "middot", "cedil", "sup1", "ordm", "raquo", "frac14",
    "frac12", "frac34", "iquest", "Agrave", "Aacute", "Acirc", "Atilde", "Auml", "Aring", "AElig",
    "Ccedil", "Egrave", "Eacute", "Ecirc", "Euml", "Igrave", "Iacute", "Icirc", "Iuml", "ETH",
    "Ntilde", "Ograve", "Oacute", "Ocirc", "Otilde", "Ouml", "times", "Oslash", "Ugrave", "Uacute",
    "Ucirc", "Uuml", "Yacute", "THORN", "szlig", "agrave", "aacute", "acirc", "atilde", "auml",
    "aring", "aelig", "ccedil", "egrave", "eacute", "ecirc", "euml", "igrave", "iacute", "icirc",
    "iuml", "eth", "ntilde", "ograve", "oacute", "ocirc", "otilde", "ouml", "divide", "oslash",
    "ugrave", "uacute", "ucirc", "uuml", "yacute", "thorn", "yuml"};

static const struct {
    const char *name;
    uint32_t character;
} others[] = {{"amp", '&'}, {"lt", '<'}, {"gt", '>'}, {"quot", '"'}, {"apos", '\''},
    {"hellip", 0x2026}, {"mdash", 0x2014}, {"ndash", 0x2013}, {"lsquo", 0x2018}, {"rsquo", 0x2019},
    {"sbquo", 0x201A}, {"ldquo", 0x201C}, {"rdquo", 0x201D}, {"bdquo", 0x201E}, {"bull", 0x2022},
    {"trade", 0x2122}, {"euro", 0x20AC}, {"lsaquo", 0x2039}, {"rsaquo", 0x203A}, {"larr", 0x2190},
    {"rarr", 0x2192}, {"minus", 0x2212}, {"ensp", ' '}, {"emsp", ' '}, {"thinsp", ' '},
    {"zwnj", 0x200C}, {"zwj", 0x200D}, {"scaron", 0x161}, {"Scaron", 0x160}, {"oelig", 0x153},
    {"OElig", 0x152}, {"tab", ' '}, {"Tab", ' '}, {"newline", ' '}};

static uint32_t by_name(const char *name, size_t length)
{
    for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
        if (strlen(others[i].name) == length && memcmp(others[i].name, name, length) == 0) {
            return others[i].character;
        }
    }
    for (size_t i = 0; i < sizeof latin1 / sizeof *latin1; i++) {
        if (strlen(latin1[i]) == length && memcmp(latin1[i], name, length) == 0) {
            return (uint32_t)(LATIN1_FIRST + i);
        }
    }
    return 0;
}

static int digit_value(char c)
{
    char lower = fu_lower(c);
    return fu_is_digit(c) ? c - '0' : lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : 16;
}

/* The number behind "&#"; *taken counts from "&". */
static uint32_t by_number(const char *text, size_t length, size_t *taken)
{
    size_t at = 2;
    int base = 10;
    if (at < length && fu_lower(text[at]) == 'x') {
        base = 16;
        at++;
    }
    size_t start = at;
    uint32_t number = 0;
    while (at < length && at - start < DIGITS_MAX && digit_value(text[at]) < base) {
        number = number * (uint32_t)base + (uint32_t)digit_value(text[at]);
        at++;
    }
    if (at == start) {
        return 0;
    }
    *taken = at + (at < length && text[at] == ';');
    return number == 0 ? 0xFFFD : number;
}

uint32_t fu_entity_read(const char *text, size_t length, size_t *taken)
{
    *taken = 1;
    if (length > 2 && text[1] == '#') {
        return by_number(text, length, taken);
    }
    size_t at = 1;
    while (at < length && at <= NAME_MAX_LENGTH && fu_is_alnum(text[at])) {
        at++;
    }
    uint32_t character = by_name(text + 1, at - 1);
    if (character != 0) {
        *taken = at + (at < length && text[at] == ';');
    }
    return character;
}

size_t fu_entity_write(uint32_t character, char *out)
{
    if (character > 0x10FFFF || (character >= 0xD800 && character <= 0xDFFF)) {
        character = 0xFFFD;
    }
    if (character < 0x80) {
        out[0] = (char)character;
        return 1;
    }
    size_t length = character < 0x800 ? 2 : character < 0x10000 ? 3 : 4;
    static const unsigned char leads[] = {0, 0, 0xC0, 0xE0, 0xF0};
    for (size_t i = length - 1; i > 0; i--) {
        out[i] = (char)(0x80 | (character & 0x3F));
        character >>= 6;
    }
    out[0] = (char)(leads[length] | character);
    return length;
}
