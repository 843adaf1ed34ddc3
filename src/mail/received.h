/* What one of our own servers says in its Received field (RFC 5321 4.4). */
#ifndef FU_MAIL_RECEIVED_H
#define FU_MAIL_RECEIVED_H

#include "followupd/base/memory.h"
#include "lexer.h"

struct fu_received {
    const char *recipient; /* of "for <…>", canonical; "" when there is none */
    const char *login;     /* of Postfix's "(Authenticated sender: …)"; "" when there is none */
};

/* The name a client gives itself (HELO) stands in this field and is the sender's to choose: a field
 * that does not keep the grammar to its last byte, or names two servers, says nothing. */
struct fu_received fu_received_read(struct fu_arena *arena, struct fu_slice value);

#endif
