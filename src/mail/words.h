/* Encoded words (RFC 2047). */
#ifndef FU_MAIL_WORDS_H
#define FU_MAIL_WORDS_H

#include <stdbool.h>

#include "followupd/base/buffer.h"
#include "followupd/base/memory.h"

/* Adds text (a NUL-terminated line) with its encoded words decoded to UTF-8. Words of one charset
 * that follow each other are put together before they are converted, since a character may stand in
 * two of them. What is no encoded word, or is in a charset that is not read (charset.h), stays as
 * it stands. The result may hold anything: it needs a gate.
 *
 * in_parameters is for the parameters of a structured field, before GMime reads them: a word is
 * added as a quoted string of its own unless it stands in one, what would end that string becomes
 * "_", and a word that stays is broken up ("=_?"), or GMime would decode it. */
void fu_words_decode(
    struct fu_arena *arena, const char *text, bool in_parameters, struct fu_buffer *out);

#endif
