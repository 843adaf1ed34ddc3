/* A follow-up as listings show it. */
#ifndef CTL_FOLLOWUP_H
#define CTL_FOLLOWUP_H

#include "followupd/base/memory.h"
#include "followupd/cadence/cadence.h"
#include "followupd/record/followup.h"
#include "ctl.h"
#include "json.h"

/* "task,quiet": the words of an enum fu_flag mask, "" for none. In the arena. */
const char *fu_ctl_flags(struct fu_arena *arena, unsigned flags);

/* "once" or "recurring". */
const char *fu_ctl_recurrence(const struct fu_schedule *schedule);

/* The keys that every row of `list --json` has; message_id is "" without a letter. */
void fu_ctl_json_followup(struct fu_ctl_json *json, struct fu_ctl *ctl,
    const struct fu_followup *followup, const char *owner, const char *message_id);

/* What is to come does not, as long as its owner's address is paused, or allow does not name it:
 * says so where it is. An exit status. */
int fu_ctl_say_unsent(struct fu_ctl *ctl, int64_t followup);

/* What counts from now is not made while the clock is in doubt: 0, or an exit status after saying
 * so. */
int fu_ctl_refuse_doubt(const struct fu_ctl *ctl);

/* "There is no time zone “Berln”. Perhaps: Europe/Berlin, …". In the arena. */
const char *fu_ctl_refusal(struct fu_arena *arena, const struct fu_refusal *refusal);

/* Says why a text was refused and what would be accepted; EX_DATAERR. */
int fu_ctl_fail_refused(const struct fu_refusal *refusal);

#endif
