/* Links that write a mail (RFC 6068). */
#ifndef FU_MAIL_COMPOSE_LINK_H
#define FU_MAIL_COMPOSE_LINK_H

#include <stddef.h>

#include "followupd/base/memory.h"
#include "followupd/record/letter.h"

/* A reply to people: the first in To, the others in Cc as far as the link stays short enough for
 * every mail program; *left_out counts those it leaves out. in_reply_to is an id or "". */
const char *fu_link_reply(struct fu_arena *arena, const struct fu_mailbox *people, size_t count,
    const char *subject, const char *in_reply_to, size_t *left_out);

#endif
