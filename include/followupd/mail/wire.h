/* A letter as bytes, for the way from the reader to the intake. The reader may have been taken over
 * by the mail it read: decoding trusts nothing. */
#ifndef FOLLOWUPD_MAIL_WIRE_H
#define FOLLOWUPD_MAIL_WIRE_H

#include <stddef.h>

#include "followupd/base/buffer.h"
#include "followupd/base/memory.h"
#include "followupd/base/status.h"
#include "followupd/record/letter.h"

enum { FU_WIRE_MAX = 1024 * 1024 }; /* octets of one encoded letter */

/* Appends the letter to buffer; buffer->overflowed says that it did not fit. */
void fu_wire_encode(struct fu_buffer *buffer, const struct fu_letter *letter);

/* FU_OK and *letter in the arena; FU_PERMANENT unless the bytes are exactly one letter that keeps
 * what record/letter.h promises (clean UTF-8, canonical addresses, caps, ranges). */
enum fu_status fu_wire_decode(struct fu_arena *arena, const char *bytes, size_t length,
    struct fu_letter **letter, struct fu_error *error);

#endif
