/* What clean text is, said once more and in another way than base/text.c does. */
#ifndef FOLLOWUPD_TESTS_FUZZ_CLEAN_H
#define FOLLOWUPD_TESTS_FUZZ_CLEAN_H

#include <string.h>

#include "fuzz.h"

/* The character at *at, which moves behind it; 0 at the end, UINT32_MAX for what is no UTF-8. */
static inline uint32_t next_character(const unsigned char **at)
{
    static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
    unsigned first = **at;
    size_t length = first < 0x80       ? 1
                    : first >> 5 == 6  ? 2
                    : first >> 4 == 14 ? 3
                    : first >> 3 == 30 ? 4
                                       : 0;
    if (length == 0) {
        return UINT32_MAX;
    }
    uint32_t character = length == 1 ? first : first & (0x7FU >> length);
    for (size_t i = 1; i < length; i++) {
        if ((*at)[i] >> 6 != 2) {
            return UINT32_MAX;
        }
        character = character << 6 | ((*at)[i] & 0x3FU);
    }
    *at += length;
    bool surrogate = character >= 0xD800 && character <= 0xDFFF;
    return character < least[length] || surrogate || character > 0x10FFFF ? UINT32_MAX : character;
}

static inline bool is_clean_character(uint32_t c)
{
    bool control = c < 0x20 || (c >= 0x7F && c <= 0x9F) || c == 0x2028 || c == 0x2029;
    bool bidi = c == 0x61C || c == 0x200E || c == 0x200F || (c >= 0x202A && c <= 0x202E) ||
                (c >= 0x2066 && c <= 0x2069);
    return !control && !bidi && c != 0xFEFF && c != UINT32_MAX;
}

/* Lines may hold line feeds and tabs, too. */
static inline bool is_clean(const char *text, bool lines)
{
    const unsigned char *at = (const unsigned char *)text;
    while (*at != '\0') {
        uint32_t c = next_character(&at);
        if (!is_clean_character(c) && !(lines && (c == '\n' || c == '\t'))) {
            return false;
        }
    }
    return true;
}

static inline void must_be_line(const char *text, size_t limit, const char *what)
{
    must(is_clean(text, false), "a line is clean", what);
    must(strlen(text) <= limit, "a line keeps its limit", what);
}

#endif
