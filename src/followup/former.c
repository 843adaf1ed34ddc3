/* What is said of a series by mail, and read after it has come again: whoever writes means what had
 * come, or what was the next, when they wrote. Fails only with the store. */
#include "followupd/mail/say.h"
#include "change.h"
#include "names.h"

enum { CAME = 1U << FU_OCCURRENCE_FIRED | 1U << FU_OCCURRENCE_DONE };

enum fu_status fu_change_since(
    struct change *change, fu_instant said, struct fu_occurrence **since, struct fu_error *error)
{
    const struct fu_act *act = change->act;
    struct fu_occurrence *rows;
    size_t count = 0, i;
    enum fu_status status = FU_OK;

    *since = NULL;
    if (change->followup->schedule.recurrence == FU_RECURRING &&
        change->followup->state != FU_CANCELLED && said < act->now)
        status = fu_store_occurrences(
            act->store, act->arena, change->followup->id, CAME, said + 1, &rows, &count, error);
    for (i = 0; i < count && rows[i].moment <= act->now; i++) {
        if (rows[i].snoozed == 0)
            *since = &rows[i];
    }
    return status;
}

static bool is_theirs(const struct change *change, const struct fu_occurrence *occurrence)
{
    int64_t person = change->act->person ? change->act->person : change->followup->owner;

    return occurrence->snoozed == 0 || occurrence->person == 0 || occurrence->person == person;
}

/* What is to come once more of it, to whoever is done with it. */
static enum fu_status finish_snoozes(
    struct change *change, const struct fu_occurrence *former, bool *found, struct fu_error *error)
{
    const struct fu_act *act = change->act;
    struct fu_occurrence *rows;
    size_t count, i;
    enum fu_status status = fu_store_occurrences(act->store, act->arena, change->followup->id,
        1U << FU_OCCURRENCE_PENDING, FU_NEVER, &rows, &count, error);

    for (i = 0; status == FU_OK && i < count; i++) {
        if (rows[i].snoozed != former->id || rows[i].person == 0 || !is_theirs(change, &rows[i]))
            continue;
        *found = true;
        status = fu_change_occurrence(change, &rows[i], FU_OCCURRENCE_DONE, error);
    }
    return status;
}

static enum fu_status finish(
    struct change *change, struct fu_occurrence *former, bool *found, struct fu_error *error)
{
    enum fu_status status = finish_snoozes(change, former, found, error);

    if (status != FU_OK || !change->owned || former->state == FU_OCCURRENCE_DONE)
        return status;
    *found = true;
    return fu_change_occurrence(change, former, FU_OCCURRENCE_DONE, error);
}

enum fu_status fu_change_finish_former(struct change *change, fu_instant said,
    const struct fu_occurrence *since, struct fu_act_result *result, struct fu_error *error)
{
    const struct fu_act *act = change->act;
    const char *about = fu_name_about(change->followup);
    const char *when = fu_change_say(change, since->moment);
    struct fu_occurrence *rows, *former = NULL;
    bool found = false, open = true;
    size_t count, i;
    enum fu_status status = fu_store_occurrences(
        act->store, act->arena, change->followup->id, CAME, FU_NEVER, &rows, &count, error);

    for (i = 0; status == FU_OK && i < count && rows[i].moment <= said; i++) {
        if (is_theirs(change, &rows[i]))
            former = &rows[i];
    }
    if (status == FU_OK && former)
        status = finish(change, former, &found, error);
    result->sentence = fu_say_came_since(act->arena, about, when);
    if (status == FU_OK && found)
        status = fu_store_followup_open(act->store, change->followup->id, &open, error);
    if (status == FU_OK && found)
        status = fu_change_state(change, open ? change->followup->state : FU_DONE, error);
    if (status != FU_OK || !found)
        return status;
    return fu_change_end(change, "done", "the time before",
        fu_say_done_before(act->arena, about, when), result, error);
}
