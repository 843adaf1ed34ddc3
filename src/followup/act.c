/* Snooze and done. Each reads the follow-up, decides whether there is anything to change, and
 * leaves an event. */
#include "followupd/followup/act.h"

#include "followupd/cadence/say.h"
#include "followupd/mail/say.h"
#include "followupd/store/deliveries.h"
#include "followupd/store/followups.h"
#include "followupd/store/people.h"
#include "change.h"
#include "create.h"
#include "names.h"

#include <inttypes.h>
#include <string.h>

/* The occurrence that a snooze brings once more: the one that came last; else the soonest of the
 * series' own that is pending; else the last of those that never came. There always is one, so that
 * no snooze is taken for a moment of the series' own. */
static enum fu_status find_snoozed(struct change *change, int64_t *snoozed, struct fu_error *error)
{
    const struct fu_act *act = change->act;
    const struct fu_occurrence *pending = NULL, *last = NULL;
    struct fu_occurrence *came, *rows;
    size_t count = 0, i;
    enum fu_status status = fu_store_occurrence_last(
        act->store, act->arena, change->followup->id, act->now, 0, &came, error);

    if (status == FU_OK && !came)
        status = fu_store_occurrences(act->store, act->arena, change->followup->id, EVERY_STATE,
            FU_NEVER, &rows, &count, error);
    for (i = 0; status == FU_OK && i < count; i++) {
        last = &rows[i];
        if (rows[i].state == FU_OCCURRENCE_PENDING && !pending && rows[i].snoozed == 0)
            pending = &rows[i];
    }
    *snoozed = came ? came->id : pending ? pending->id : last ? last->id : 0;
    return status;
}

/* Reads the cadence of a snooze as the one who asks would: in their zone, by their morning time;
 * *when says it in that zone. */
static enum fu_status read_snooze(struct change *change, const char *cadence, fu_instant sent,
    fu_instant *moment, const char **when, struct fu_act_result *result, struct fu_error *error)
{
    const struct fu_act *act = change->act;
    struct fu_person *person = change->owner;
    struct fu_schedule schedule;
    enum fu_status status = FU_OK;

    *moment = FU_NEVER;
    if (!change->owned)
        status = fu_store_person_get(act->store, act->arena, act->person, &person, error);
    if (status == FU_OK)
        status = fu_read_snooze(act->settings, act->arena, person ? person : change->owner, sent,
            change->followup, cadence, &schedule, &result->refusal);
    if (status != FU_OK)
        return status;
    *moment = schedule.first;
    *when = fu_say_moment(act->arena, schedule.zone, schedule.first);
    return FU_OK;
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
    /* Not for a moment of the series itself: that may be left out. */
    for (i = 0; status == FU_OK && i < count; i++)
        *already = *already || (rows[i].moment == moment &&
                                   (rows[i].person == person ||
                                       (rows[i].person == 0 && is_passing(change, &rows[i]))));
    if (status != FU_OK || *already)
        return status;
    for (i = 0; status == FU_OK && i < count; i++) {
        if ((rows[i].person == person || rows[i].person == 0) && is_passing(change, &rows[i]))
            status = end_for(change, &rows[i], person, FU_OCCURRENCE_CANCELLED, error);
    }
    return status;
}

static enum fu_status snooze(struct change *change, fu_instant moment, const char *when,
    struct fu_act_result *result, struct fu_error *error)
{
    /* A snooze always is somebody's, so that it never takes a moment of the series' own. */
    int64_t person = change->act->person ? change->act->person : change->followup->owner;
    int64_t snoozed = 0;
    const char *about = fu_name_about(change->followup);
    struct fu_arena *arena = change->act->arena;
    enum fu_status status;
    bool already;

    status = find_snoozed(change, &snoozed, error);
    if (status == FU_OK)
        status = replace_pending(change, person, moment, &already, error);
    if (status == FU_OK && already) {
        result->sentence = fu_say_snoozed_already(arena, about, when);
        return FU_OK;
    }
    if (status == FU_OK)
        status = fu_change_add(change, moment, snoozed, person, error);
    if (status == FU_OK)
        status = fu_change_state(change, FU_PENDING, error);
    if (status != FU_OK)
        return status;
    result->soonest = moment;
    return fu_change_end(change, "snoozed", when,
        moment > change->act->now ? fu_say_snoozed(arena, about, when)
                                  : fu_say_snoozed_late(arena, about, when),
        result, error);
}

enum fu_status fu_act_snooze(const struct fu_act *act, int64_t id, const char *cadence,
    fu_instant sent, struct fu_act_result *result, struct fu_error *error)
{
    struct change change;
    fu_instant moment;
    const char *when;
    enum fu_status status;

    status = fu_change_begin(&change, act, id, result, error);
    if (status == FU_OK && change.followup)
        status = read_snooze(&change, cadence, sent, &moment, &when, result, error);
    if (status == FU_OK && change.followup)
        status = snooze(&change, moment, when, result, error);
    fu_change_free(&change);
    return status;
}

/* A snooze that somebody else asked for: the owner's done leaves it to them. A task is done for
 * all. */
static bool is_others(const struct change *change, const struct fu_occurrence *occurrence)
{
    return change->followup->kind == FU_REMINDER && occurrence->snoozed != 0 &&
           occurrence->person != 0 && occurrence->person != change->followup->owner;
}

/* What came at a moment, to each their own or to all. */
static enum fu_status finish_come(struct change *change, fu_instant moment, struct fu_error *error)
{
    struct fu_occurrence *rows;
    size_t count, i;
    enum fu_status status = fu_store_occurrences(change->act->store, change->act->arena,
        change->followup->id, 1U << FU_OCCURRENCE_FIRED, moment, &rows, &count, error);

    for (i = 0; status == FU_OK && i < count && rows[i].moment == moment; i++) {
        if (!is_others(change, &rows[i]))
            status = fu_change_occurrence(change, &rows[i], FU_OCCURRENCE_DONE, error);
    }
    return status;
}

/* This occurrence of a series: the one that came last, and snoozes of it that have not come yet.
 * followup->next becomes what remains of the series; *left says whether somebody else's snooze
 * does. */
static enum fu_status finish_occurrence(
    struct change *change, bool *found, bool *left, struct fu_error *error)
{
    const struct fu_act *act = change->act;
    struct fu_followup *followup = change->followup;
    struct fu_occurrence *rows, *last;
    size_t count, i;
    enum fu_status status = fu_store_occurrence_last(act->store, act->arena, followup->id, FU_NEVER,
        followup->kind == FU_REMINDER ? followup->owner : 0, &last, error);

    *found = *left = false;
    followup->next = FU_NEVER;
    if (status == FU_OK)
        status = fu_store_occurrences(act->store, act->arena, followup->id,
            1U << FU_OCCURRENCE_PENDING, FU_NEVER, &rows, &count, error);
    for (i = 0; status == FU_OK && i < count; i++) {
        if (is_others(change, &rows[i])) {
            *left = *left || fu_change_is_heard(change, &rows[i]);
        } else if (rows[i].snoozed != 0) {
            *found = true;
            status = fu_change_occurrence(change, &rows[i], FU_OCCURRENCE_DONE, error);
        } else if (followup->next == FU_NEVER) {
            followup->next = rows[i].moment;
        }
    }
    /* What was done before it came is not meant: the last that came is. */
    if (status != FU_OK || !last || last->state == FU_OCCURRENCE_DONE)
        return status;
    *found = true;
    return finish_come(change, last->moment, error);
}

/* All that is pending and not somebody else's; *left says whether something of that is. */
static enum fu_status finish_pending(
    struct change *change, bool *found, bool *left, struct fu_error *error)
{
    struct fu_occurrence *rows;
    size_t count, i;
    enum fu_status status = fu_store_occurrences(change->act->store, change->act->arena,
        change->followup->id, 1U << FU_OCCURRENCE_PENDING, FU_NEVER, &rows, &count, error);

    *left = false;
    for (i = 0; status == FU_OK && i < count; i++) {
        if (is_others(change, &rows[i])) {
            *left = *left || fu_change_is_heard(change, &rows[i]);
            continue;
        }
        *found = true;
        status = fu_change_occurrence(change, &rows[i], FU_OCCURRENCE_DONE, error);
    }
    return status;
}

static enum fu_status mark_done(
    struct change *change, const struct fu_delivery *row, struct fu_error *error)
{
    fu_buffer_print(&change->undo, "mail %" PRId64 "\n", row->id);
    return fu_store_delivery_note(change->act->store, row->id, FU_SAID_DONE_ANSWER, error);
}

/* What waits for whoever says done (0: for anybody), or is kept back, goes with that, at its next
 * attempt: the last mail, or all of them. */
static enum fu_status finish_waiting(
    struct change *change, int64_t person, bool all, bool *found, struct fu_error *error)
{
    struct fu_delivery *rows, *last = NULL;
    size_t count, i;
    enum fu_status status = fu_change_mails(change, &rows, &count, error);

    for (i = 0; status == FU_OK && i < count; i++) {
        if (rows[i].state == FU_DELIVERY_SENDING ||
            strcmp(rows[i].answer, FU_SAID_DONE_ANSWER) == 0 ||
            (person != 0 && fu_change_recipient(change, &rows[i]) != person))
            continue;
        last = &rows[i];
        if (all)
            status = mark_done(change, last, error);
    }
    *found = *found || last;
    return status == FU_OK && last && !all ? mark_done(change, last, error) : status;
}

/* A mail that goes out to somebody else, whatever the owner says of it. */
static bool goes_to_others(const struct change *change, const struct fu_delivery *row)
{
    size_t i;

    for (i = 0; i < change->participant_count; i++) {
        const struct fu_participant *one = &change->participants[i];

        if (one->person == row->person && !one->owner && !one->left)
            return strcmp(row->answer, FU_SAID_DONE_ANSWER) != 0;
    }
    return false;
}

/* The owner's done leaves the others the mails that are on their way to them; *left says whether
 * there are any. A task is done for all. */
static enum fu_status look_for_mails(
    const struct change *change, bool *left, struct fu_error *error)
{
    struct fu_delivery *rows;
    size_t count = 0, i;
    enum fu_status status = FU_OK;

    if (change->followup->kind == FU_REMINDER && change->shared)
        status = fu_change_mails(change, &rows, &count, error);
    for (i = 0; i < count; i++)
        *left = *left || goes_to_others(change, &rows[i]);
    return status;
}

/* Of a series, this time: the last ends it. */
static enum fu_status finish_once(
    struct change *change, bool left, struct fu_act_result *result, struct fu_error *error)
{
    bool comes = left || change->followup->next != FU_NEVER;
    enum fu_status status = fu_change_state(change, comes ? FU_PENDING : FU_DONE, error);

    return status == FU_OK ? fu_change_end(change, "done", "this time",
                                 fu_say_done(change->act->arena, fu_name_about(change->followup),
                                     fu_change_say(change, change->followup->next)),
                                 result, error)
                           : status;
}

static enum fu_status finish_whole(
    struct change *change, bool found, struct fu_act_result *result, struct fu_error *error)
{
    struct fu_arena *arena = change->act->arena;
    const char *about = fu_name_about(change->followup);
    bool left;
    enum fu_status status = finish_pending(change, &found, &left, error);

    if (status == FU_OK)
        status = look_for_mails(change, &left, error);
    if (status == FU_OK)
        status = finish_waiting(change, change->owner->id, true, &found, error);
    if (status == FU_OK && !found && (left || change->followup->state == FU_DONE)) {
        result->sentence = fu_say_done_already(arena, about);
        return FU_OK;
    }
    if (status == FU_OK)
        status = fu_change_state(change, left ? FU_PENDING : FU_DONE, error);
    return status == FU_OK
               ? fu_change_end(change, "done", "", fu_say_done(arena, about, ""), result, error)
               : status;
}

static enum fu_status finish(
    struct change *change, struct fu_act_result *result, struct fu_error *error)
{
    struct fu_arena *arena = change->act->arena;
    const char *about = fu_name_about(change->followup);
    bool goes_on = change->followup->schedule.recurrence == FU_RECURRING &&
                   change->followup->state == FU_PENDING;
    enum fu_status status;
    bool found, left, ends;

    if (change->followup->state == FU_CANCELLED) {
        result->sentence = fu_say_cancelled_already(arena, about);
        return FU_OK;
    }
    status = finish_occurrence(change, &found, &left, error);
    ends = goes_on && change->followup->next == FU_NEVER;
    if (status == FU_OK && change->followup->kind == FU_TASK)
        status = finish_waiting(change, 0, true, &found, error);
    else if (status == FU_OK && ends)
        status = finish_waiting(change, change->owner->id, true, &found, error);
    if (status == FU_OK)
        status = look_for_mails(change, &left, error);
    if (status != FU_OK)
        return status;
    if (goes_on && !found) {
        result->sentence =
            change->followup->fired == 0
                ? fu_say_not_come(arena, about, fu_change_say(change, change->followup->next))
                : fu_say_done_already(arena, about);
        return FU_OK;
    }
    return goes_on ? finish_once(change, left, result, error)
                   : finish_whole(change, found, result, error);
}

/* What is said to somebody who only shares in it: found, something of theirs was pending. A
 * reminder that came leaves nothing pending of them: they are done with it all the same. So does
 * one that was kept back and given up. */
static enum fu_status say_done_own(
    struct change *change, bool found, bool open, const char **sentence, struct fu_error *error)
{
    const struct fu_act *act = change->act;
    struct fu_arena *arena = act->arena;
    const char *about = fu_name_about(change->followup);
    struct fu_occurrence *last = NULL;
    struct pending pending;
    enum fu_status status = fu_change_look(change, &pending, error);
    const char *next = status == FU_OK ? fu_change_say(change, pending.next) : "";
    bool came;

    if (status == FU_OK)
        status = fu_store_occurrence_last(
            act->store, act->arena, change->followup->id, FU_NEVER, act->person, &last, error);
    came = change->followup->fired > 0 || last;
    if (!found && !came && *next)
        *sentence = fu_say_not_come(arena, about, next);
    else if (!found && !came)
        *sentence = fu_say_done_already(arena, about);
    else
        *sentence =
            open && !*next ? fu_say_done_for_you(arena, about) : fu_say_done(arena, about, next);
    return status;
}

/* Of an open task nothing of theirs need be pending when its series comes next: that they are done
 * with it counts all the same, once. */
static enum fu_status note_done(struct change *change, bool *found, struct fu_error *error)
{
    const struct fu_act *act = change->act;
    struct fu_occurrence *last = NULL;
    struct history history;
    enum fu_status status;

    if (*found || change->followup->kind != FU_TASK || change->followup->state != FU_PENDING ||
        change->followup->schedule.recurrence != FU_RECURRING)
        return FU_OK;
    status = fu_store_occurrence_last(
        act->store, act->arena, change->followup->id, FU_NEVER, act->person, &last, error);
    if (status == FU_OK)
        status = fu_change_history(change, &history, error);
    if (status == FU_OK)
        *found = last && last->state != FU_OCCURRENCE_DONE && history.came != FU_NEVER &&
                 !fu_change_is_done_for(&history, act->person);
    return status;
}

/* For somebody who only shares in it: what is pending of theirs is done, the others' stays. */
static enum fu_status finish_own(
    struct change *change, struct fu_act_result *result, struct fu_error *error)
{
    const struct fu_act *act = change->act;
    struct fu_occurrence *rows;
    size_t count, i;
    bool found = false, open = true;
    enum fu_status status = finish_waiting(change, act->person, false, &found, error);

    if (status == FU_OK)
        status = fu_store_occurrences(act->store, act->arena, change->followup->id,
            1U << FU_OCCURRENCE_PENDING, FU_NEVER, &rows, &count, error);

    for (i = 0; status == FU_OK && i < count; i++) {
        if ((rows[i].person == act->person || rows[i].person == 0) &&
            is_passing(change, &rows[i])) {
            found = true;
            status = end_for(change, &rows[i], act->person, FU_OCCURRENCE_DONE, error);
        }
    }
    if (status == FU_OK)
        status = note_done(change, &found, error);
    if (status == FU_OK)
        status = fu_store_followup_open(act->store, change->followup->id, &open, error);
    if (status == FU_OK)
        status = say_done_own(change, found, open, &result->sentence, error);
    if (status != FU_OK || !found)
        return status;
    status = fu_change_state(change, open ? change->followup->state : FU_DONE, error);
    return status == FU_OK
               ? fu_change_end(change, "done", FU_EVENT_FOR_ONE, result->sentence, result, error)
               : status;
}

enum fu_status fu_act_done(const struct fu_act *act, int64_t id, fu_instant said,
    struct fu_act_result *result, struct fu_error *error)
{
    struct change change;
    struct come_since since = {.occurrence = NULL};
    enum fu_status status = fu_change_begin(&change, act, id, result, error);

    if (status == FU_OK && change.followup)
        status = fu_change_since(&change, said, &since, error);
    if (status == FU_OK && since.occurrence)
        status = fu_change_finish_former(&change, said, &since, result, error);
    else if (status == FU_OK && change.followup)
        status = change.owned || change.followup->state == FU_CANCELLED
                     ? finish(&change, result, error)
                     : finish_own(&change, result, error);
    fu_change_free(&change);
    return status;
}
