/* Sending an answer: a message in the store, written in the transaction that caused it. */
#ifndef FOLLOWUP_REPLY_H
#define FOLLOWUP_REPLY_H

#include <stdbool.h>

#include "followupd/base/memory.h"
#include "followupd/base/status.h"
#include "followupd/followup/settings.h"
#include "followupd/mail/compose.h"
#include "followupd/record/letter.h"
#include "followupd/record/person.h"
#include "followupd/store/store.h"

struct reply {
    const struct fu_person *person; /* who hears */
    const struct fu_letter *letter; /* what it answers */
    const char *unique;             /* said once for this text; NULL: each time */
    const char *token;              /* what a reply to it acts on; NULL or "": nothing */
    int64_t followup;               /* what it is about, 0 */
    bool must;                      /* what was asked was not done, or something that was there has
                                       ended or changed without a token */
};

/* Answers to one person within a day. Beyond it only what must be said is, and so much of it: a
 * program that answers us, or a person who is misused, cannot make us send more. A mail that would
 * need yet another answer waits in the inbox (fu_reply_left). */
enum { FU_ANSWERS_PER_DAY = 100, FU_ANSWERS_BEYOND = 20 };

/* How many answers a person may have now, with those beyond. */
enum fu_status fu_reply_left(
    struct fu_store *store, int64_t person, fu_instant now, int64_t *left, struct fu_error *error);

/* Fills answer->envelope, composes and queues. What somebody replies to it comes to us: to
 * reply->token, or where that is none to the Reply-To that is set, or else to help. The same
 * reply->unique again adds nothing. Nobody whom the rules do not allow, and no address of ours, is
 * written to; nor, unless reply->must, somebody who has had FU_ANSWERS_PER_DAY, which the last of
 * them says. What must be said is never left out: of a mail that was begun when one answer was
 * left, all of it is said. */
enum fu_status fu_reply_send(struct fu_store *store, const struct fu_settings *settings,
    struct fu_arena *arena, const struct reply *reply, struct fu_answer *answer, fu_instant now,
    struct fu_error *error);

#endif
