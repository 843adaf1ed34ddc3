/* Forgetting a person, and what that means for what others share with them: their snoozes and mails
 * go, and what had nothing else to come is over. Fails only with the store. */
#include "followupd/followup/act.h"

#include "followupd/store/feed.h"
#include "followupd/store/followups.h"
#include "followupd/store/people.h"

static enum fu_status end_if_over(
    const struct fu_act *act, int64_t followup, struct fu_error *error)
{
    bool open;
    enum fu_status status = fu_store_followup_open(act->store, followup, &open, error);

    if (status != FU_OK || open)
        return status;
    return fu_store_followup_state(act->store, followup, FU_DONE, 0, act->now, error);
}

enum fu_status fu_act_erase(
    const struct fu_act *act, int64_t person, struct fu_erased *erased, struct fu_error *error)
{
    int64_t *others;
    size_t count, i;
    enum fu_status status = fu_store_others(act->store, act->arena, person, &others, &count, error);

    if (status == FU_OK)
        status = fu_store_feed_sharers_changed(act->store, person, act->now, error);
    if (status == FU_OK)
        status = fu_store_person_erase(act->store, person, erased, error);
    for (i = 0; status == FU_OK && i < count; i++)
        status = end_if_over(act, others[i], error);
    return status;
}
