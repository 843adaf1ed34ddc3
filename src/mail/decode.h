/* Header values as text. In all of them raw bytes that are no UTF-8 count as windows-1252, and of
 * encoded words and parameters only those in a charset that is read (charset.h) are decoded; others
 * stay as they stand. */
#ifndef FU_MAIL_DECODE_H
#define FU_MAIL_DECODE_H

#include <stddef.h>

#include "followupd/base/memory.h"
#include "lexer.h"

/* The value as one clean line of at most limit bytes, its encoded words (RFC 2047) decoded. */
const char *fu_decode_text(struct fu_arena *arena, struct fu_slice value, size_t limit);

/* A Content-Type or Content-Disposition value on one line, ready for GMime to decode the
 * parameters. */
const char *fu_decode_parameters(struct fu_arena *arena, struct fu_slice value);

#endif
