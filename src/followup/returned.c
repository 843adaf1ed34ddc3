/* What comes after all when something of a follow-up is taken back. Fails only with the store. */
#include "returned.h"

#include "followupd/followup/pause.h"
#include "followupd/store/deliveries.h"
#include "followupd/store/people.h"
#include "pause.h"

#include <string.h>

static bool is_untried(const struct fu_delivery *row)
{
    return row->state == FU_DELIVERY_FAILED && (strcmp(row->answer, FU_PAUSED_ANSWER) == 0 ||
                                                   strcmp(row->answer, FU_PAUSED_ANSWER_OLD) == 0);
}

/* One that was not tried while its address was paused came when that ended, if somebody waited for
 * it then: what is brought back comes now. */
static enum fu_status return_untried(
    const struct change *change, const struct fu_delivery *row, struct fu_error *error)
{
    const struct fu_act *act = change->act;
    struct fu_person *person = NULL;
    enum fu_status status =
        fu_store_person_get(act->store, act->arena, row->person, &person, error);

    return status == FU_OK && person && !person->paused
               ? fu_pause_missed(act->store, act->arena, person, row, act->now, error)
               : status;
}

/* NULL when they had none. */
static const struct fu_delivery *last_to(
    const struct fu_delivery *rows, size_t count, int64_t person)
{
    while (count > 0 && rows[count - 1].person != person)
        count--;
    return count > 0 ? &rows[count - 1] : NULL;
}

enum fu_status fu_return_mails(const struct change *change, struct fu_error *error)
{
    const struct fu_act *act = change->act;
    const struct fu_delivery *last;
    struct fu_delivery *rows;
    size_t count = 0, i;
    int64_t id = change->followup->id;
    enum fu_status status =
        fu_store_deliveries_return(act->store, id, FU_UNWANTED_ANSWER, act->now, error);

    if (status == FU_OK)
        status = fu_store_deliveries(act->store, act->arena, id, &rows, &count, error);
    for (i = 0; status == FU_OK && i < change->participant_count; i++) {
        last = last_to(rows, count, change->participants[i].person);
        if (last && is_untried(last))
            status = return_untried(change, last, error);
    }
    return status;
}
