/* A follow-up as a line of a list. Fails only where the store does. */
#include "view_item.h"

#include "followupd/cadence/say.h"
#include "followupd/mail/say.h"
#include "followupd/store/withheld.h"
#include "names.h"

const char *fu_view_moment(const struct fu_act *act, const char *zone, fu_instant moment)
{
    if (moment == FU_NEVER)
        return "";
    return fu_arena_print(act->arena, "%s at %s", fu_say_day(act->arena, zone, moment, act->now),
        fu_say_clock(act->arena, zone, moment));
}

static void describe(const struct fu_act *act, const char *zone, const struct fu_followup *followup,
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

/* What is kept back after a restore does not come by itself. */
static enum fu_status look_for_held(const struct fu_act *act, const struct fu_person *person,
    struct fu_view_item *item, struct fu_error *error)
{
    struct fu_withheld *rows;
    size_t count, i;
    enum fu_status status =
        fu_store_withheld_of(act->store, act->arena, item->id, &rows, &count, error);

    for (i = 0; status == FU_OK && i < count; i++) {
        if (rows[i].person == person->id)
            item->day = "Held: it may have reached you";
    }
    return status;
}

enum fu_status fu_view_item(const struct fu_act *act, const struct fu_person *person,
    const struct fu_followup *followup, struct fu_view_item *item, struct fu_error *error)
{
    describe(act, person->preferences.zone, followup, item);
    return followup->state == FU_PENDING && followup->next == FU_NEVER
               ? look_for_held(act, person, item, error)
               : FU_OK;
}
