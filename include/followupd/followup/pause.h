/* Addresses to which mail fails for good: nothing more is sent there until they work again. */
#ifndef FOLLOWUPD_FOLLOWUP_PAUSE_H
#define FOLLOWUPD_FOLLOWUP_PAUSE_H

#include <stdint.h>

#include "followupd/base/instant.h"
#include "followupd/base/status.h"
#include "followupd/store/store.h"

enum {
    FU_PAUSE_DAYS = 2,               /* on so many different days mail has to fail for good, … */
    FU_PAUSE_WINDOW = 14 * 24 * 3600 /* … within so many seconds, before an address is paused */
};

/* What a delivery says that was not sent because its address is paused. */
#define FU_PAUSED_ANSWER "Mail to this address failed for good on two days, so it is paused."

/* An address works again: what is known against it is forgotten, and the one-offs that came due
 * meanwhile are queued; *waiting says how many. The person is the caller's to write. Within the
 * caller's transaction. */
enum fu_status fu_followup_resume(struct fu_store *store, const char *address, fu_instant now,
    int64_t *waiting, struct fu_error *error);

#endif
