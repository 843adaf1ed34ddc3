/* Words of a protocol line. */
#ifndef FOLLOWUPD_SRC_INTAKE_WORDS_H
#define FOLLOWUPD_SRC_INTAKE_WORDS_H

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

#include "followupd/base/text.h"

static inline const char *skip_blanks(const char *text)
{
    return text + strspn(text, " \t");
}

/* True when the length octets at text are this word, in any case. */
static inline bool is_word(const char *text, size_t length, const char *word)
{
    return length == strlen(word) && fu_starts_nocase(text, word);
}

#endif
