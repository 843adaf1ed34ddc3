/* A page and an envelope to the bytes of a mail. */
#ifndef FU_MAIL_COMPOSE_MIME_H
#define FU_MAIL_COMPOSE_MIME_H

#include <stddef.h>

#include "compose_page.h"
#include "followupd/base/buffer.h"
#include "followupd/base/memory.h"
#include "followupd/base/status.h"
#include "followupd/mail/compose.h"

/* One mail being made. */
struct fu_outgoing {
    struct fu_arena *arena;
    struct fu_buffer *buffer;
    const struct fu_envelope *envelope;
};

/* "ADDRESS is no mail address that may stand in WHERE": FU_PERMANENT. */
enum fu_status fu_outgoing_no_address(
    struct fu_error *error, const char *where, const char *address);

/* Adds the whole mail to the buffer: FU_OK, or FU_PERMANENT for an envelope that no mail may have
 * or a mail beyond the buffer's ceiling. */
enum fu_status fu_outgoing_write(const struct fu_outgoing *mail, const struct fu_page *page,
    const struct fu_part *attachments, size_t count, struct fu_error *error);

#endif
