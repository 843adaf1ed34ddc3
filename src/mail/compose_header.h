/* Header fields of a mail of ours: gated, encoded (RFC 2047), folded. Each call adds one whole
 * field with its CRLF. */
#ifndef FU_MAIL_COMPOSE_HEADER_H
#define FU_MAIL_COMPOSE_HEADER_H

#include <stddef.h>

#include "followupd/base/buffer.h"
#include "followupd/base/instant.h"
#include "followupd/base/memory.h"
#include "followupd/record/letter.h"

/* Unstructured text ("Subject"); at most limit bytes of it. */
void fu_field_text(struct fu_buffer *buffer, struct fu_arena *arena, const char *name,
    const char *value, size_t limit);

/* "Name: display name <address>"; the address is valid. */
void fu_field_mailbox(struct fu_buffer *buffer, struct fu_arena *arena, const char *name,
    const struct fu_mailbox *mailbox);

/* A value of ours that is ASCII without controls and short; added as it is. */
void fu_field_plain(struct fu_buffer *buffer, const char *name, const char *value);

/* "Name: A, B" of count values that are each printable ASCII, or "Name: <a> <b>" of ids; folded
 * between them. Nothing when count is 0. */
void fu_field_list(
    struct fu_buffer *buffer, const char *name, const char *const *values, size_t count);
void fu_field_ids(struct fu_buffer *buffer, const char *name, const char *const *ids, size_t count);

/* "Date: Wed, 18 Nov 2026 10:30:00 +0100". The moment lies between FU_INSTANT_MIN and
 * FU_INSTANT_MAX; an offset beyond a day counts as 0. */
void fu_field_date(struct fu_buffer *buffer, fu_instant date, int offset);

/* "Content-Disposition: attachment; filename=…" (RFC 2183, RFC 2231); name may be "". */
void fu_field_filename(struct fu_buffer *buffer, struct fu_arena *arena, const char *name);

#endif
