/* Skip and cancel: what is left out, ended for all, or left by one. Each reads the follow-up,
 * decides whether there is anything to change, and leaves an event. */
#include "followupd/followup/act.h"

#include "followupd/cadence/series.h"
#include "followupd/mail/say.h"
#include "followupd/store/deliveries.h"
#include "followupd/store/followups.h"
#include "change.h"
#include "create.h"
#include "missed.h"
#include "names.h"

#include <inttypes.h>

static void remember_mail(struct change *change, const struct fu_delivery *row)
{
    fu_buffer_print(&change->undo, "mail %" PRId64 "\n", row->id);
}

/* What has not gone out goes with it, whatever else is asked for or taken back later, until the
 * cancelling itself is. */
static enum fu_status end_waiting(struct change *change, struct fu_error *error)
{
    struct fu_delivery *rows;
    size_t count, i;
    enum fu_status status = fu_change_mails(change, &rows, &count, error);

    for (i = 0; status == FU_OK && i < count; i++) {
        remember_mail(change, &rows[i]);
        if (!fu_answer_is_ended(rows[i].answer))
            status =
                fu_store_delivery_note(change->act->store, rows[i].id, FU_CANCELLED_ANSWER, error);
    }
    return status;
}

/* So does what has failed, which would come once its address takes mail again: the last to each. */
static enum fu_status end_failed(struct change *change, struct fu_error *error)
{
    const struct fu_act *act = change->act;
    struct fu_delivery *rows;
    size_t count, i, later;
    enum fu_status status =
        fu_store_deliveries(act->store, act->arena, change->followup->id, &rows, &count, error);

    for (i = 0; status == FU_OK && i < count; i++) {
        for (later = i + 1; later < count && rows[later].person != rows[i].person;)
            later++;
        if (rows[i].state == FU_DELIVERY_FAILED && later == count)
            remember_mail(change, &rows[i]);
    }
    return status;
}

static enum fu_status end_followup(
    struct change *change, struct fu_act_result *result, struct fu_error *error)
{
    enum fu_status status = fu_change_pending(change, FU_OCCURRENCE_CANCELLED, error);

    if (status == FU_OK)
        status = end_waiting(change, error);
    if (status == FU_OK)
        status = end_failed(change, error);
    if (status == FU_OK)
        status = fu_change_state(change, FU_CANCELLED, error);
    if (status != FU_OK)
        return status;
    return fu_change_end(change, "cancelled", "",
        fu_say_cancelled(change->act->arena, fu_name_about(change->followup)), result, error);
}

/* Whether a task that is open comes back to somebody (0: to anybody). */
static bool comes_back(const struct fu_occurrence *rows, size_t count, int64_t person)
{
    size_t i;

    for (i = 0; i < count; i++) {
        if (rows[i].snoozed != 0 &&
            (person == 0 || rows[i].person == 0 || rows[i].person == person))
            return true;
    }
    return false;
}

/* Whether it is to come to all, not to each by themselves. */
static bool is_for_all(const struct change *change, const struct history *history,
    const struct fu_occurrence *rows, size_t count)
{
    size_t i;

    for (i = 0; i < change->participant_count; i++) {
        if (fu_change_is_done_for(history, change->participants[i].person))
            return false;
    }
    return !comes_back(rows, count, 0);
}

/* A task that was to come back with the moment that is left out comes back on the next workday
 * after it, to whom it does not come before in any case and who is not done with it. */
static enum fu_status bring_back(struct change *change, const struct fu_occurrence *last,
    fu_instant left_out, struct fu_error *error)
{
    const struct fu_act *act = change->act;
    struct fu_occurrence *rows = NULL;
    struct history history;
    fu_instant again;
    size_t count = 0, i;
    enum fu_status status = fu_next_workday(act->settings, act->arena, change->owner,
        change->followup, left_out > act->now ? left_out : act->now, &again, error);

    if (status == FU_OK)
        status = fu_store_occurrences(act->store, act->arena, change->followup->id,
            1U << FU_OCCURRENCE_PENDING, FU_NEVER, &rows, &count, error);
    for (i = 0; status == FU_OK && i < count; i++) {
        if (rows[i].snoozed == 0 && rows[i].moment <= again)
            return FU_OK;
    }
    if (status == FU_OK)
        status = fu_change_history(change, &history, error);
    if (status == FU_OK && is_for_all(change, &history, rows, count))
        return fu_change_add(change, again, last->id, 0, error);
    for (i = 0; status == FU_OK && i < change->participant_count; i++) {
        const struct fu_participant *one = &change->participants[i];

        if (!one->left && !comes_back(rows, count, one->person) &&
            !fu_change_is_done_for(&history, one->person))
            status = fu_change_add(change, again, last->id, one->person, error);
    }
    return status;
}

/* What a task is left with: open, it comes back until the series comes again. */
static enum fu_status keep_open(struct change *change, fu_instant left_out, struct fu_error *error)
{
    struct fu_occurrence *last = NULL;
    enum fu_status status = FU_OK;

    if (change->followup->kind == FU_TASK)
        status = fu_store_occurrence_last(change->act->store, change->act->arena,
            change->followup->id, FU_NEVER, 0, &last, error);
    if (status != FU_OK || !last || last->state == FU_OCCURRENCE_DONE)
        return status;
    return bring_back(change, last, left_out, error);
}

/* What follows it may be known, since the series was given another rule while it was due. */
static enum fu_status go_on(
    struct change *change, const struct fu_occurrence *left_out, struct fu_error *error)
{
    const struct fu_act *act = change->act;
    struct fu_schedule *schedule = &change->followup->schedule;
    struct fu_occurrence *later;
    fu_instant next;
    size_t count;
    enum fu_status status = fu_find_later(act->store, act->arena, left_out, &later, &count, error);

    if (status != FU_OK || count > 0)
        return status;
    status =
        fu_change_advance(change, fu_series_stands_until(schedule, left_out->moment), &next, error);
    return status == FU_OK && next != FU_NEVER
               ? fu_series_keep_count(act->arena, schedule, act->settings->holidays, next, error)
               : status;
}

/* Leaves out one moment of a series. Snoozes may come when the series has ended, and so may the
 * mail of what came before. */
static enum fu_status skip_moment(struct change *change, struct fu_occurrence *occurrence,
    struct fu_act_result *result, struct fu_error *error)
{
    struct fu_arena *arena = change->act->arena;
    const char *about = fu_name_about(change->followup);
    const char *when = fu_change_say(change, occurrence->moment);
    struct pending left;
    bool over, open = true;
    enum fu_status status = fu_change_occurrence(change, occurrence, FU_OCCURRENCE_SKIPPED, error);

    if (status == FU_OK)
        status = go_on(change, occurrence, error);
    if (status == FU_OK)
        status = keep_open(change, occurrence->moment, error);
    if (status == FU_OK)
        status = fu_change_look(change, &left, error);
    if (status == FU_OK)
        status = fu_store_followup_open(change->act->store, change->followup->id, &open, error);
    if (status != FU_OK)
        return status;
    over = left.soonest == FU_NEVER;
    status = fu_change_state(change, open ? FU_PENDING : FU_DONE, error);
    if (status != FU_OK)
        return status;
    result->soonest = left.soonest;
    return fu_change_end(change, "skipped", when,
        over || left.next != FU_NEVER
            ? fu_say_skipped(arena, about, when, fu_change_say(change, left.next))
            : fu_say_skipped_for_you(arena, about, when),
        result, error);
}

/* What waits still comes, so the next one is meant. */
static enum fu_status skip(struct change *change, const struct come_since *since,
    struct fu_act_result *result, struct fu_error *error)
{
    struct fu_arena *arena = change->act->arena;
    const char *about = fu_name_about(change->followup);
    struct pending pending;
    enum fu_status status;

    if (!change->owned) {
        result->sentence = fu_say_not_yours_to_skip(arena, about);
        return FU_OK;
    }
    status = fu_change_look(change, &pending, error);
    if (status != FU_OK)
        return status;
    if (change->followup->state != FU_PENDING || !pending.own) {
        result->sentence =
            change->followup->state == FU_PENDING
                ? fu_say_not_its_own_to_skip(arena, about, fu_change_say(change, pending.next))
                : fu_say_nothing_to_skip(arena, about);
        return FU_OK;
    }
    if (since->occurrence && !since->waits) {
        result->sentence =
            fu_say_came_unskipped(arena, about, fu_change_say(change, since->occurrence->moment),
                fu_change_say(change, pending.own->moment));
        return FU_OK;
    }
    return change->followup->schedule.recurrence == FU_ONCE
               ? end_followup(change, result, error)
               : skip_moment(change, pending.own, result, error);
}

enum fu_status fu_act_skip(const struct fu_act *act, int64_t id, fu_instant said,
    struct fu_act_result *result, struct fu_error *error)
{
    struct change change;
    struct come_since since;
    enum fu_status status = fu_change_begin(&change, act, id, result, error);

    if (status == FU_OK && change.followup)
        status = fu_change_since(&change, said, &since, error);
    if (status == FU_OK && change.followup)
        status = skip(&change, &since, result, error);
    fu_change_free(&change);
    return status;
}

/* What nobody else hears of is over: it is pending again when they come back to it (rejoin.c). What
 * is over is left as well: its owner may take back that it ended. */
static enum fu_status leave(
    struct change *change, struct fu_act_result *result, struct fu_error *error)
{
    const struct fu_act *act = change->act;
    const char *about = fu_name_about(change->followup);
    int64_t id = change->followup->id;
    bool pending = change->followup->state == FU_PENDING, open = false;
    enum fu_status status =
        fu_store_participant_leave(act->store, id, act->person, true, act->now, error);

    if (status == FU_OK && pending)
        status = fu_store_followup_open(act->store, id, &open, error);
    if (status == FU_OK && pending && !open)
        status = fu_store_followup_state(act->store, id, FU_DONE, 0, act->now, error);
    if (status != FU_OK)
        return status;
    fu_buffer_print(&change->undo, "rejoin %" PRId64 "\n", act->person);
    return fu_change_end(change, "cancelled", FU_EVENT_FOR_ONE,
        open ? fu_say_left(act->arena, about) : fu_say_left_over(act->arena, about), result, error);
}

enum fu_status fu_act_cancel(
    const struct fu_act *act, int64_t id, struct fu_act_result *result, struct fu_error *error)
{
    struct change change;
    enum fu_status status = fu_change_begin(&change, act, id, result, error);

    if (status == FU_OK && change.followup) {
        /* What has failed would come once its address takes mail again. */
        if (!change.owned)
            status = leave(&change, result, error);
        else if (change.followup->state == FU_PENDING || change.followup->state == FU_FAILED)
            status = end_followup(&change, result, error);
        else
            result->sentence = fu_say_cancelled_already(act->arena, fu_name_about(change.followup));
    }
    fu_change_free(&change);
    return status;
}
