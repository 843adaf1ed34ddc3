/* Coming back to what one has left: what became a part of each of the others meanwhile comes to
 * whoever is back as it would have. */
#include "rejoin.h"

#include "followupd/base/text.h"
#include "followupd/store/followups.h"

#include <inttypes.h>
#include <string.h>

/* Whether everybody but one kept a part of a moment that was to come to all: it was snoozed by that
 * one, or done. Done with for all, nobody has a part. */
static bool is_parted(
    const struct fu_occurrence *rows, size_t count, const struct fu_occurrence *moment)
{
    size_t i;

    if (moment->state != FU_OCCURRENCE_DONE)
        return moment->state == FU_OCCURRENCE_CANCELLED;
    for (i = 0; i < count; i++) {
        if (rows[i].id > moment->id && rows[i].person != 0 && rows[i].snoozed == 0 &&
            rows[i].moment == moment->moment)
            return true;
    }
    return false;
}

/* Whether an event, whose undo text has that line about a moment, brought it about. */
static bool brings(const char *line)
{
    const char *end = strchr(line, '\n');

    return end && end[-1] == '0' + FU_OCCURRENCE_PENDING;
}

static bool cancels_for_all(const struct change *change, const struct fu_event *event)
{
    return !event->undone && strcmp(event->what, "cancelled") == 0 &&
           (event->person == 0 || event->person == change->followup->owner);
}

/* Whether nobody has a part of that moment, since it was left out or went with all, be it that its
 * making was taken back, or that all was cancelled when it was parted already, or this person has
 * none, since it was they who ended it for themselves; and nobody has taken that back, or asked for
 * that moment anew. */
static enum fu_status was_ended(struct change *change, const struct fu_occurrence *moment,
    int64_t person, bool *ended, struct fu_error *error)
{
    const struct fu_act *act = change->act;
    const char *line = fu_arena_print(act->arena, "occurrence %" PRId64 " ", moment->id);
    struct fu_event *events;
    size_t count, i;
    enum fu_status status =
        fu_store_events(act->store, act->arena, change->followup->id, &events, &count, error);

    *ended = false;
    for (i = 0; status == FU_OK && i < count; i++) {
        const struct fu_event *event = &events[i];
        const char *about = strstr(event->undo, line);
        bool ends = event->person == person || strcmp(event->what, "skipped") == 0 ||
                    strcmp(event->what, "cancelled") == 0;

        if (!about)
            *ended = *ended || cancels_for_all(change, event);
        else if (event->undone)
            *ended = *ended || strcmp(event->what, FU_EVENT_CREATED) == 0;
        else
            *ended = !brings(about) && (*ended || ends);
    }
    return status;
}

/* A part that its person put off or was done with has that beside it, or is done: one that is
 * nothing any more went with all, or what made it was taken back. */
static bool is_gone(const struct fu_occurrence *part)
{
    return part->snoozed == 0 && part->state == FU_OCCURRENCE_CANCELLED;
}

/* Whether somebody snoozed the moment of a one-off for themselves, or said done of it, while this
 * person was away: the others kept a part of it then, and this person, who was back before it, has
 * none. What its owner has done since is done for all. */
static enum fu_status has_missed_part(
    struct change *change, int64_t person, fu_instant back, bool *missed, struct fu_error *error)
{
    const struct fu_followup *followup = change->followup;
    struct fu_occurrence *rows, *shared = NULL, *gone = NULL;
    size_t count, i;
    bool own = false, done = false, ended = false;
    enum fu_status status;

    *missed = false;
    if (followup->schedule.recurrence != FU_ONCE || followup->state == FU_CANCELLED ||
        followup->schedule.first <= back)
        return FU_OK;
    status = fu_store_occurrences(change->act->store, change->act->arena, followup->id, EVERY_STATE,
        FU_NEVER, &rows, &count, error);
    for (i = 0; status == FU_OK && i < count; i++) {
        own = own || (rows[i].person == 0 && rows[i].state == FU_OCCURRENCE_PENDING);
        if (rows[i].person == 0 && rows[i].moment == followup->schedule.first &&
            is_parted(rows, count, &rows[i]))
            shared = &rows[i];
    }
    /* What came about since then: numbers grow. */
    for (i = 0; shared && i < count; i++) {
        if (rows[i].id <= shared->id)
            continue;
        if (rows[i].person == person && is_gone(&rows[i]))
            gone = &rows[i];
        else
            own = own || rows[i].person == person;
        done = done || (rows[i].state == FU_OCCURRENCE_DONE &&
                           (rows[i].person == 0 || rows[i].person == followup->owner));
    }
    if (shared)
        status = was_ended(change, shared, person, &ended, error);
    if (status == FU_OK && gone && !ended)
        status = was_ended(change, gone, person, &ended, error);
    *missed = shared && !own && !done && !ended;
    return status;
}

static bool is_done_with(const struct fu_occurrence *rows, size_t count, int64_t person,
    const struct fu_occurrence *occurrence)
{
    size_t i;

    for (i = 0; i < count; i++) {
        if (rows[i].person == person && rows[i].state == FU_OCCURRENCE_DONE &&
            rows[i].moment == occurrence->moment)
            return true;
    }
    return false;
}

/* What comes back to others by itself, and came to all before somebody said when they wanted it:
 * NULL when there is none, or this person has something of their own to come, or is done with it.
 */
static const struct fu_occurrence *find_coming_back(
    const struct fu_occurrence *rows, size_t count, int64_t person, fu_instant now)
{
    const struct fu_occurrence *found = NULL;
    size_t i, j;

    for (i = 0; i < count; i++) {
        if (rows[i].state != FU_OCCURRENCE_PENDING || rows[i].moment <= now)
            continue;
        if (rows[i].person == person || (rows[i].person == 0 && rows[i].snoozed != 0))
            return NULL;
        for (j = 0; j < count && rows[i].snoozed != 0 && rows[i].person != 0; j++) {
            if (rows[j].person == 0 && rows[j].state == FU_OCCURRENCE_CANCELLED &&
                rows[j].moment == rows[i].moment && rows[j].snoozed == rows[i].snoozed)
                found = &rows[i];
        }
    }
    return found && !is_done_with(rows, count, person, found) ? found : NULL;
}

/* A task comes back to whoever comes back to it. */
static enum fu_status rejoin_task(struct change *change, int64_t person, struct fu_error *error)
{
    const struct fu_act *act = change->act;
    const struct fu_occurrence *others;
    struct fu_occurrence *rows, part;
    struct history history = {.count = 0};
    size_t count;
    enum fu_status status = fu_store_occurrences(
        act->store, act->arena, change->followup->id, EVERY_STATE, FU_NEVER, &rows, &count, error);

    others = status == FU_OK ? find_coming_back(rows, count, person, act->now) : NULL;
    if (others)
        status = fu_change_history(change, &history, error);
    if (status != FU_OK || !others || fu_change_is_done_for(&history, person))
        return status;
    part = *others;
    part.person = person;
    return fu_store_occurrence_add(act->store, &part, error);
}

static bool is_here(const struct change *change, int64_t person)
{
    size_t i;

    for (i = 0; i < change->participant_count; i++) {
        if (change->participants[i].person == person)
            return !change->participants[i].left;
    }
    return false;
}

/* Gives somebody, who has been back since then, what they have missed. */
static enum fu_status make_up(
    struct change *change, int64_t person, fu_instant back, struct fu_error *error)
{
    struct fu_occurrence part = {.followup = change->followup->id,
        .moment = change->followup->schedule.first,
        .person = person,
        .state = FU_OCCURRENCE_PENDING};
    bool missed;
    enum fu_status status = has_missed_part(change, person, back, &missed, error);

    if (status == FU_OK && missed)
        status = fu_store_occurrence_add(change->act->store, &part, error);
    return status == FU_OK && change->followup->kind == FU_TASK ? rejoin_task(change, person, error)
                                                                : status;
}

enum fu_status fu_rejoin(struct change *change, int64_t person, struct fu_error *error)
{
    enum fu_status status = fu_store_participant_leave(
        change->act->store, change->followup->id, person, false, change->act->now, error);

    return status == FU_OK ? make_up(change, person, change->act->now, error) : status;
}

/* When somebody took back that they had left: who has left can do nothing else. What is forgotten
 * does not say. */
static fu_instant came_back(
    const struct change *change, const struct fu_event *events, size_t count, size_t left)
{
    size_t i;

    for (i = left + 1; i < count; i++) {
        if (events[i].person == events[left].person && strcmp(events[i].what, "undone") == 0)
            return events[i].at;
    }
    return change->act->now;
}

enum fu_status fu_rejoin_returned(struct change *change, struct fu_error *error)
{
    const struct fu_act *act = change->act;
    struct fu_event *events;
    size_t count, i;
    enum fu_status status =
        fu_store_events(act->store, act->arena, change->followup->id, &events, &count, error);

    for (i = 0; status == FU_OK && i < count; i++) {
        if (events[i].undone && events[i].person != 0 &&
            fu_starts_nocase(events[i].undo, "rejoin ") && is_here(change, events[i].person))
            status = make_up(change, events[i].person, came_back(change, events, count, i), error);
    }
    return status;
}
