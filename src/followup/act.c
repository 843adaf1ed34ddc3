/* Snooze, done, skip, cancel. Each reads the follow-up, decides whether there is anything to
 * change, and leaves an event. */
#include "followupd/followup/act.h"

#include "followupd/mail/say.h"
#include "followupd/store/followups.h"
#include "followupd/store/people.h"
#include "change.h"
#include "create.h"
#include "names.h"

#include <inttypes.h>
#include <string.h>

/* The occurrence that an action about "this one" means: the one that fired last, else the soonest
 * that is pending. */
static enum fu_status find_current(struct change *change, struct fu_occurrence **current,
    struct fu_occurrence **pending, struct fu_error *error)
{
    struct fu_occurrence *rows;
    size_t count, i;
    enum fu_status status;

    *current = *pending = NULL;
    status = fu_store_occurrences(change->act->store, change->act->arena, change->followup->id,
        1U << FU_OCCURRENCE_PENDING | 1U << FU_OCCURRENCE_FIRED, FU_NEVER, &rows, &count, error);
    for (i = 0; status == FU_OK && i < count; i++) {
        if (rows[i].state == FU_OCCURRENCE_FIRED)
            *current = &rows[i];
        else if (!*pending && rows[i].snoozed == 0)
            *pending = &rows[i];
    }
    return status;
}

/* Reads the cadence of a snooze as the one who asks would: in their zone, by their morning time. */
static enum fu_status read_snooze(struct change *change, const char *cadence, fu_instant *moment,
    struct fu_act_result *result, struct fu_error *error)
{
    const struct fu_act *act = change->act;
    struct fu_person *person = change->owner;
    struct fu_schedule schedule;
    enum fu_status status = FU_OK;

    *moment = FU_NEVER;
    if (!change->owned)
        status = fu_store_person_get(act->store, act->arena, act->person, &person, error);
    if (status == FU_OK)
        status = fu_read_snooze(act->settings, act->arena, person ? person : change->owner,
            act->now, cadence, &schedule, &result->refusal);
    if (status == FU_OK)
        *moment = schedule.first;
    return status;
}

/* A moment that one person's snooze or done does away with: not those of the series itself. */
static bool is_passing(const struct change *change, const struct fu_occurrence *occurrence)
{
    return change->followup->schedule.recurrence != FU_RECURRING || occurrence->snoozed != 0;
}

/* Ends a pending moment for one person: their own, or their part in one that all share. */
static enum fu_status end_for(struct change *change, struct fu_occurrence *occurrence,
    int64_t person, enum fu_occurrence_state state, struct fu_error *error)
{
    if (occurrence->person == 0 && change->shared)
        return fu_change_part(change, occurrence, person, state, error);
    return fu_change_occurrence(change, occurrence, state, error);
}

/* Takes away what the new moment replaces: what is pending of a one-off, the person's earlier
 * snoozes, a task's next coming back. */
static enum fu_status replace_pending(
    struct change *change, int64_t person, fu_instant moment, bool *already, struct fu_error *error)
{
    struct fu_occurrence *rows;
    size_t count, i;
    enum fu_status status;

    *already = false;
    status = fu_store_occurrences(change->act->store, change->act->arena, change->followup->id,
        1U << FU_OCCURRENCE_PENDING, FU_NEVER, &rows, &count, error);
    for (i = 0; status == FU_OK && i < count; i++)
        *already = *already ||
                   (rows[i].moment == moment && (rows[i].person == person || rows[i].person == 0));
    if (status != FU_OK || *already)
        return status;
    for (i = 0; status == FU_OK && i < count; i++) {
        if ((rows[i].person == person || rows[i].person == 0) && is_passing(change, &rows[i]))
            status = end_for(change, &rows[i], person, FU_OCCURRENCE_CANCELLED, error);
    }
    return status;
}

static enum fu_status snooze(
    struct change *change, fu_instant moment, struct fu_act_result *result, struct fu_error *error)
{
    /* A snooze always is somebody's, so that it never takes a moment of the series' own. */
    int64_t person = change->act->person ? change->act->person : change->followup->owner;
    struct fu_occurrence *current, *pending;
    const char *when = fu_change_say(change, moment);
    enum fu_status status;
    bool already;

    status = find_current(change, &current, &pending, error);
    if (status == FU_OK)
        status = replace_pending(change, person, moment, &already, error);
    if (status == FU_OK && already) {
        result->sentence =
            fu_say_snoozed_already(change->act->arena, fu_name_about(change->followup), when);
        return FU_OK;
    }
    if (status == FU_OK)
        status = fu_change_add(change, moment,
            current   ? current->id
            : pending ? pending->id
                      : 0,
            person, error);
    if (status == FU_OK)
        status = fu_change_state(change, FU_PENDING, error);
    if (status != FU_OK)
        return status;
    result->soonest = moment;
    return fu_change_end(change, "snoozed", when,
        fu_say_snoozed(change->act->arena, fu_name_about(change->followup), when), result, error);
}

enum fu_status fu_act_snooze(const struct fu_act *act, int64_t id, const char *cadence,
    struct fu_act_result *result, struct fu_error *error)
{
    struct change change;
    fu_instant moment;
    enum fu_status status;

    status = fu_change_begin(&change, act, id, result, error);
    if (status == FU_OK && change.followup)
        status = read_snooze(&change, cadence, &moment, result, error);
    if (status == FU_OK && change.followup)
        status = snooze(&change, moment, result, error);
    fu_change_free(&change);
    return status;
}

/* This occurrence of a series: the one that came last, and snoozes of it that have not come yet.
 * followup->next becomes what remains. */
static enum fu_status finish_occurrence(struct change *change, bool *found, struct fu_error *error)
{
    struct fu_occurrence *rows, *last = NULL;
    size_t count, i;
    enum fu_status status;

    *found = false;
    change->followup->next = FU_NEVER;
    status = fu_store_occurrences(change->act->store, change->act->arena, change->followup->id,
        1U << FU_OCCURRENCE_PENDING | 1U << FU_OCCURRENCE_FIRED | 1U << FU_OCCURRENCE_DONE,
        FU_NEVER, &rows, &count, error);
    for (i = 0; status == FU_OK && i < count; i++) {
        if (rows[i].state != FU_OCCURRENCE_PENDING) {
            last = &rows[i];
        } else if (rows[i].snoozed != 0) {
            *found = true;
            status = fu_change_occurrence(change, &rows[i], FU_OCCURRENCE_DONE, error);
        } else if (change->followup->next == FU_NEVER) {
            change->followup->next = rows[i].moment;
        }
    }
    if (status != FU_OK || !last || last->state == FU_OCCURRENCE_DONE)
        return status;
    *found = true;
    return fu_change_occurrence(change, last, FU_OCCURRENCE_DONE, error);
}

static enum fu_status finish(
    struct change *change, struct fu_act_result *result, struct fu_error *error)
{
    struct fu_arena *arena = change->act->arena;
    const char *about = fu_name_about(change->followup);
    enum fu_status status;
    bool found;

    if (change->followup->state == FU_CANCELLED) {
        result->sentence = fu_say_cancelled_already(arena, about);
        return FU_OK;
    }
    status = finish_occurrence(change, &found, error);
    if (status != FU_OK)
        return status;
    if (change->followup->schedule.recurrence == FU_RECURRING &&
        change->followup->state == FU_PENDING) {
        if (!found) {
            result->sentence = fu_say_done_already(arena, about);
            return FU_OK;
        }
        status = fu_change_state(change, FU_PENDING, error);
        if (status != FU_OK)
            return status;
        return fu_change_end(change, "done", "this time",
            fu_say_done(arena, about, fu_change_say(change, change->followup->next)), result,
            error);
    }
    if (!found && change->followup->state == FU_DONE) {
        result->sentence = fu_say_done_already(arena, about);
        return FU_OK;
    }
    status = fu_change_pending(change, FU_OCCURRENCE_DONE, error);
    if (status == FU_OK)
        status = fu_change_state(change, FU_DONE, error);
    return status == FU_OK
               ? fu_change_end(change, "done", "", fu_say_done(arena, about, ""), result, error)
               : status;
}

/* For somebody who only shares in it: what is pending of theirs is done, the others' stays. */
static enum fu_status finish_own(
    struct change *change, struct fu_act_result *result, struct fu_error *error)
{
    struct fu_arena *arena = change->act->arena;
    int64_t person = change->act->person;
    struct fu_occurrence *rows;
    size_t count, others = 0, i;
    bool found = false;
    enum fu_status status = fu_store_occurrences(change->act->store, arena, change->followup->id,
        1U << FU_OCCURRENCE_PENDING, FU_NEVER, &rows, &count, error);

    for (i = 0; status == FU_OK && i < count; i++) {
        bool theirs = rows[i].person == person;

        others += !theirs;
        if ((theirs || rows[i].person == 0) && is_passing(change, &rows[i])) {
            found = true;
            status = end_for(change, &rows[i], person, FU_OCCURRENCE_DONE, error);
        }
    }
    if (status != FU_OK)
        return status;
    if (!found) {
        result->sentence = fu_say_done_already(arena, fu_name_about(change->followup));
        return FU_OK;
    }
    if (others == 0)
        status = fu_change_state(change, FU_DONE, error);
    return status == FU_OK
               ? fu_change_end(change, "done", "for one of those who share in it",
                     fu_say_done_for_you(arena, fu_name_about(change->followup)), result, error)
               : status;
}

enum fu_status fu_act_done(
    const struct fu_act *act, int64_t id, struct fu_act_result *result, struct fu_error *error)
{
    struct change change;
    enum fu_status status = fu_change_begin(&change, act, id, result, error);

    if (status == FU_OK && change.followup)
        status = change.owned || change.followup->state == FU_CANCELLED
                     ? finish(&change, result, error)
                     : finish_own(&change, result, error);
    fu_change_free(&change);
    return status;
}

static enum fu_status end_followup(
    struct change *change, struct fu_act_result *result, struct fu_error *error)
{
    enum fu_status status = fu_change_pending(change, FU_OCCURRENCE_CANCELLED, error);

    if (status == FU_OK)
        status = fu_change_state(change, FU_CANCELLED, error);
    if (status != FU_OK)
        return status;
    return fu_change_end(change, "cancelled", "",
        fu_say_cancelled(change->act->arena, fu_name_about(change->followup)), result, error);
}

static enum fu_status skip(
    struct change *change, struct fu_act_result *result, struct fu_error *error)
{
    struct fu_arena *arena = change->act->arena;
    const char *about = fu_name_about(change->followup);
    struct fu_occurrence *current, *pending;
    fu_instant next;
    const char *when;
    enum fu_status status;

    if (!change->owned) {
        result->sentence = fu_say_not_yours_to_skip(arena, about);
        return FU_OK;
    }
    status = find_current(change, &current, &pending, error);
    if (status != FU_OK)
        return status;
    if (change->followup->state != FU_PENDING || !pending) {
        result->sentence = fu_say_nothing_to_skip(arena, about);
        return FU_OK;
    }
    if (change->followup->schedule.recurrence == FU_ONCE)
        return end_followup(change, result, error);
    when = fu_change_say(change, pending->moment);
    status = fu_change_occurrence(change, pending, FU_OCCURRENCE_SKIPPED, error);
    if (status == FU_OK)
        status = fu_change_advance(change, pending->moment, &next, error);
    if (status == FU_OK)
        status = fu_change_state(change, next == FU_NEVER ? FU_DONE : FU_PENDING, error);
    if (status != FU_OK)
        return status;
    result->soonest = next;
    return fu_change_end(change, "skipped", when,
        fu_say_skipped(arena, about, when, fu_change_say(change, next)), result, error);
}

enum fu_status fu_act_skip(
    const struct fu_act *act, int64_t id, struct fu_act_result *result, struct fu_error *error)
{
    struct change change;
    enum fu_status status = fu_change_begin(&change, act, id, result, error);

    if (status == FU_OK && change.followup)
        status = skip(&change, result, error);
    fu_change_free(&change);
    return status;
}

static enum fu_status leave(
    struct change *change, struct fu_act_result *result, struct fu_error *error)
{
    const char *about = fu_name_about(change->followup);
    enum fu_status status = fu_store_participant_leave(
        change->act->store, change->followup->id, change->act->person, true,
        change->act->now, error);

    if (status != FU_OK)
        return status;
    fu_buffer_print(&change->undo, "rejoin %" PRId64 "\n", change->act->person);
    return fu_change_end(change, "cancelled", "for one of those who share in it",
        change->followup->state == FU_PENDING ? fu_say_left(change->act->arena, about)
                                              : fu_say_left_over(change->act->arena, about),
        result, error);
}

enum fu_status fu_act_cancel(
    const struct fu_act *act, int64_t id, struct fu_act_result *result, struct fu_error *error)
{
    struct change change;
    enum fu_status status = fu_change_begin(&change, act, id, result, error);

    if (status == FU_OK && change.followup) {
        if (!change.owned && change.followup->state != FU_CANCELLED)
            status = leave(&change, result, error);
        else if (change.followup->state == FU_PENDING)
            status = end_followup(&change, result, error);
        else
            result->sentence = fu_say_cancelled_already(act->arena, fu_name_about(change.followup));
    }
    fu_change_free(&change);
    return status;
}
