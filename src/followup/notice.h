/* Mails that answer nobody: what the service has to tell by itself. */
#ifndef FOLLOWUP_NOTICE_H
#define FOLLOWUP_NOTICE_H

#include "followupd/base/memory.h"
#include "followupd/base/status.h"
#include "followupd/followup/settings.h"
#include "followupd/mail/compose.h"
#include "followupd/store/store.h"

struct notice {
    const char *to; /* address */
    const char *subject;
    const char *zone;   /* of the Date field */
    const char *unique; /* said once for this text; NULL: each time */
    const char *reply_to; /* NULL: help */
};

/* Fills answer->envelope, composes and queues, with the null sender. */
enum fu_status fu_notice_send(struct fu_store *store, const struct fu_settings *settings,
    struct fu_arena *arena, const struct notice *notice, struct fu_answer *answer, fu_instant now,
    struct fu_error *error);

/* Composes an answer whose envelope is filled, and queues it with the null sender. unique as above;
 * followup is what it is about, or 0. */
enum fu_status fu_notice_post(struct fu_store *store, struct fu_arena *arena,
    const struct fu_answer *answer, const char *unique, int64_t followup, fu_instant now,
    struct fu_error *error);

#endif
