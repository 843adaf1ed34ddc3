/* What proves that a mail is about one of ours. */
#ifndef FU_INTENT_BOUNCE_H
#define FU_INTENT_BOUNCE_H

#include <stdbool.h>
#include <stdint.h>

#include "followupd/base/token.h"

/* The delivery whose bounce address "bounce+ID-TOKEN" is; 0 when it is none, or its token is not
 * that delivery's. */
int64_t fu_bounce_delivery(const struct fu_key *key, const char *local_part);

/* True when the signature is ours, over that Message-ID. Takes the same time whatever differs.
 * *delivery is the one whose mail it was, when the signature proves that, else 0. */
bool fu_bounce_signed(
    const struct fu_key *key, const char *message_id, const char *signature, int64_t *delivery);

#endif
