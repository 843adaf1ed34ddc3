/* Sending an answer: a message in the store, written in the transaction that caused it. */
#ifndef FOLLOWUP_REPLY_H
#define FOLLOWUP_REPLY_H

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
    const char *unique;             /* said once for this text */
    int64_t followup;               /* what it is about, 0 */
};

/* Fills answer->envelope, composes and queues. The same reply->unique again adds nothing. Nobody
 * whom the rules do not allow, and no address of ours, is written to. */
enum fu_status fu_reply_send(struct fu_store *store, const struct fu_settings *settings,
    struct fu_arena *arena, const struct reply *reply, struct fu_answer *answer, fu_instant now,
    struct fu_error *error);

#endif
