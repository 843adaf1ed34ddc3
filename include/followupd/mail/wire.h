/* A letter, or the files of a mail, as bytes for the way out of the reader. The reader may have
 * been taken over by the mail it read: decoding trusts nothing. */
#ifndef FOLLOWUPD_MAIL_WIRE_H
#define FOLLOWUPD_MAIL_WIRE_H

#include <stddef.h>

#include "followupd/base/buffer.h"
#include "followupd/base/memory.h"
#include "followupd/base/status.h"
#include "followupd/mail/read.h"
#include "followupd/record/letter.h"

/* Octets of one encoded letter; of the files of one mail with their names. */
enum { FU_WIRE_MAX = 1024 * 1024, FU_WIRE_PARTS_MAX = 3 * 1024 * 1024 };

/* Appends the letter to buffer; buffer->overflowed says that it did not fit. */
void fu_wire_encode(struct fu_buffer *buffer, const struct fu_letter *letter);

/* FU_OK and *letter in the arena; FU_PERMANENT unless the bytes are exactly one letter that keeps
 * what record/letter.h promises (clean UTF-8, canonical addresses, caps, ranges). */
enum fu_status fu_wire_decode(struct fu_arena *arena, const char *bytes, size_t length,
    struct fu_letter **letter, struct fu_error *error);

/* Appends the files of a mail and how many were left out. */
void fu_wire_encode_parts(
    struct fu_buffer *buffer, const struct fu_part *parts, size_t count, size_t left_out);

/* FU_OK, *parts in the arena (their bytes within `bytes`, which must outlive them); FU_PERMANENT
 * unless the bytes are exactly such a list: names one clean line, types of the form word/word, at
 * most FU_MAIL_ATTACHMENTS_MAX, and no more left out than a mail has parts. */
enum fu_status fu_wire_decode_parts(struct fu_arena *arena, const char *bytes, size_t length,
    struct fu_part **parts, size_t *count, size_t *left_out, struct fu_error *error);

#endif
