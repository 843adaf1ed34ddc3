/* A follow-up as a line of a list. Nothing fails. */
#include "view_item.h"

#include "followupd/cadence/say.h"
#include "names.h"

static const char *say_outcome(
    const struct fu_act *act, const char *zone, const struct fu_followup *followup)
{
    static const char *const words[] = {
        [FU_DONE] = "Done on", [FU_CANCELLED] = "Cancelled on", [FU_FAILED] = "Failed on"};

    if (followup->state == FU_PENDING)
        return "";
    return fu_arena_print(act->arena, "%s %s", words[followup->state],
        fu_say_date_time(act->arena, zone, followup->changed, act->now));
}

void fu_view_item(const struct fu_act *act, const char *zone, const struct fu_followup *followup,
    struct fu_view_item *item)
{
    fu_instant moment = followup->state == FU_PENDING ? followup->next : followup->changed;
    bool comes = followup->next != FU_NEVER;

    item->id = followup->id;
    item->subject = fu_name_about(followup);
    item->day = moment == FU_NEVER ? "On its way" : fu_say_day(act->arena, zone, moment, act->now);
    item->time = comes ? fu_say_clock(act->arena, zone, followup->next) : "";
    item->moment = comes ? fu_say_rfc3339(act->arena, zone, followup->next) : "";
    item->english = followup->schedule.english;
    item->tags = followup->tags;
    item->outcome = say_outcome(act, zone, followup);
    item->recurring = followup->schedule.recurrence == FU_RECURRING;
    item->kind = followup->kind;
    item->state = followup->state;
}
