/* Addresses to which mail fails for good: nothing more is sent there until they work again. */
#ifndef FOLLOWUPD_FOLLOWUP_PAUSE_H
#define FOLLOWUPD_FOLLOWUP_PAUSE_H

#include <stdint.h>

#include "followupd/base/instant.h"
#include "followupd/base/memory.h"
#include "followupd/base/status.h"
#include "followupd/followup/settings.h"
#include "followupd/store/store.h"

enum {
    FU_PAUSE_DAYS = 2,               /* on so many different days mail has to fail for good, … */
    FU_PAUSE_WINDOW = 14 * 24 * 3600, /* … within so many seconds, before an address is paused */
    FU_RESUMED_FOR = 90 * 24 * 3600, /* what failed longer ago is not sent any more */
    FU_REFUSED_REST = 6 * 3600 /* seconds after a refusal in which a mail of the person proves nothing */
};

/* What a delivery says that was not sent because its address is paused, be it by the operator; and
 * what it said in stores of before. */
#define FU_PAUSED_ANSWER "This address is paused, so nothing is sent there."
#define FU_PAUSED_ANSWER_OLD "Mail to this address failed for good on two days, so it is paused."

/* How the answer begins of a delivery that was put off for too long; and the whole of one to somebody
 * whom the config did not allow then. */
#define FU_GIVEN_UP_ANSWER "Given up after "
#define FU_FORBIDDEN_ANSWER "This address is not allowed any more: allow in [people] does not name it."

/* The address of a person works again: what is known against it is forgotten, and what was refused
 * or given up, or came due meanwhile, is queued, of a series the last; *waiting says how many. What
 * is held they are told of by a mail. Within the caller's transaction, in which the person is
 * written already. */
enum fu_status fu_followup_resume(struct fu_store *store, const struct fu_settings *settings,
    struct fu_arena *arena, int64_t person, const char *address, fu_instant now, int64_t *waiting,
    struct fu_error *error);

#endif
