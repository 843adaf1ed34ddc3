/* Forgetting a person, and what that means for what others share with them: their snoozes and mails
 * go, and what had nothing else to come is over. Fails only with the store. */
#include "followupd/followup/act.h"

#include "followupd/store/followups.h"
#include "followupd/store/people.h"

/* As many follow-ups of others as are looked at. */
enum { SHARED_MAX = 1000000 };

static enum fu_status end_if_over(
    const struct fu_act *act, const struct fu_followup *followup, struct fu_error *error)
{
    bool open;
    enum fu_status status = fu_store_followup_open(act->store, followup->id, &open, error);

    if (status != FU_OK || open)
        return status;
    return fu_store_followup_state(act->store, followup->id, FU_DONE, 0, act->now, error);
}

enum fu_status fu_act_erase(
    const struct fu_act *act, int64_t person, struct fu_erased *erased, struct fu_error *error)
{
    const struct fu_filter shared = {.person = person, .state = FU_PENDING, .most = SHARED_MAX};
    struct fu_listed *rows;
    size_t count, i;
    enum fu_status status = fu_store_list(act->store, act->arena, &shared, &rows, &count, error);

    if (status == FU_OK)
        status = fu_store_person_erase(act->store, person, erased, error);
    for (i = 0; status == FU_OK && i < count; i++) {
        if (rows[i].followup.owner != person)
            status = end_if_over(act, &rows[i].followup, error);
    }
    return status;
}
