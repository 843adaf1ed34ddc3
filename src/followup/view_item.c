/* A follow-up as a line of a list. Nothing fails. */
#include "view_item.h"

#include "followupd/cadence/say.h"
#include "followupd/mail/say.h"
#include "names.h"

#include <string.h>

const char *fu_view_moment(const struct fu_act *act, const char *zone, fu_instant moment)
{
    if (moment == FU_NEVER)
        return "";
    return fu_arena_print(act->arena, "%s at %s", fu_say_day(act->arena, zone, moment, act->now),
        fu_say_clock(act->arena, zone, moment));
}

void fu_view_item(const struct fu_act *act, const char *zone, const struct fu_followup *followup,
    struct fu_view_item *item)
{
    static const char *const outcomes[] = {[FU_PENDING] = "",
        [FU_DONE] = "Done",
        [FU_CANCELLED] = "Cancelled",
        [FU_FAILED] = "Failed"};
    fu_instant moment = followup->state == FU_PENDING ? followup->next : followup->changed;
    bool known = moment != FU_NEVER;

    item->id = followup->id;
    item->subject = fu_name_about(followup);
    item->day = known ? fu_say_day(act->arena, zone, moment, act->now) : "On its way";
    item->time = known ? fu_say_clock(act->arena, zone, moment) : "";
    item->moment = known ? fu_say_rfc3339(act->arena, zone, moment) : "";
    /* "in 3 days" is true on the day it is asked only. */
    item->english = followup->schedule.recurrence == FU_RECURRING
                        ? fu_name_series(act->arena, zone, &followup->schedule)
                        : fu_arena_print(act->arena, "asked on %s",
                              fu_say_date(act->arena, zone, followup->sent, act->now));
    item->tags = followup->tags;
    item->outcome = outcomes[followup->state];
    item->recurring = followup->schedule.recurrence == FU_RECURRING;
    item->kind = followup->kind;
    item->state = followup->state;
}
