/* text/enriched (RFC 1896), and its predecessor text/richtext (RFC 1341). */
#ifndef FU_MAIL_ENRICHED_H
#define FU_MAIL_ENRICHED_H

#include <stdbool.h>

#include "followupd/base/buffer.h"
#include "lexer.h"

/* Adds the text without its commands: one line end is a blank and each further one a line, but for
 * what stands in <nofill>; an <excerpt> is quoted with "> ". richtext says that lines end with <nl>
 * alone and that "<lt>" is a "<". */
void fu_enriched_to_text(struct fu_slice text, bool richtext, struct fu_buffer *out);

#endif
