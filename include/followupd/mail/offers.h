/* What a reminder offers to click, and how it calls itself. */
#ifndef FOLLOWUPD_MAIL_OFFERS_H
#define FOLLOWUPD_MAIL_OFFERS_H

#include <stdbool.h>
#include <stddef.h>

#include "followupd/base/memory.h"

struct fu_offer {
    const char *label; /* "3 days" */
    const char *word;  /* of the address that does it: "3days" in 3days+TOKEN@ */
};

enum { FU_OFFERS_MAX = 8 };

/* What there is to offer to the owner of a follow-up, or to somebody who shares in it; goes_on: it
 * is a series of which more comes. Returns how many. */
size_t fu_offers(bool goes_on, bool owned, struct fu_offer offers[FU_OFFERS_MAX]);

/* The display name of a reminder's sender: "Follow-up (3 days)" for "in 3 days"; without the clock
 * time when it is the morning's. */
const char *fu_offer_sender(struct fu_arena *arena, const char *english, bool morning);

#endif
