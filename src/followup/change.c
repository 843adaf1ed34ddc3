/* What the actions share. Everything happens within the caller's transaction; undo text that would
 * not fit leaves the action without an undo, never half of one. */
#include "change.h"

#include "followupd/cadence/say.h"
#include "followupd/mail/say.h"
#include "followupd/store/deliveries.h"
#include "followupd/store/followups.h"
#include "followupd/store/people.h"
#include "followupd/store/withheld.h"
#include "create.h"
#include "names.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

enum { LINE_SIZE = 40 };

/* Whether the acting person shares in the follow-up, and in what role. */
static enum fu_status find_role(struct change *change, bool *may, struct fu_error *error)
{
    const struct fu_participant *participant;
    size_t here = 0, i;
    enum fu_status status;

    *may = change->owned = change->act->person == 0;
    status = fu_store_participants(change->act->store, change->act->arena, change->followup->id,
        &change->participants, &change->participant_count, error);
    for (i = 0; status == FU_OK && i < change->participant_count; i++) {
        participant = &change->participants[i];
        here += !participant->left;
        if (participant->person == change->act->person) {
            *may = true;
            change->owned = participant->owner;
            change->left = participant->left;
        }
    }
    change->shared = here > 1;
    return status;
}

enum fu_status fu_change_begin(struct change *change, const struct fu_act *act, int64_t id,
    struct fu_act_result *result, struct fu_error *error)
{
    enum fu_status status = fu_change_begin_undo(change, act, id, result, error);

    if (change->left && change->followup) {
        result->sentence = fu_say_left_already(act->arena, fu_name_about(change->followup));
        change->followup = NULL;
    }
    return status;
}

enum fu_status fu_change_begin_undo(struct change *change, const struct fu_act *act, int64_t id,
    struct fu_act_result *result, struct fu_error *error)
{
    enum fu_status status;
    bool may = false;

    *change = (struct change){.act = act};
    fu_buffer_init(&change->undo, UNDO_MAX);
    *result = (struct fu_act_result){.soonest = FU_NEVER, .sentence = fu_say_none(act->arena, id)};
    status = fu_store_followup_get(act->store, act->arena, id, &change->followup, error);
    if (status != FU_OK || !change->followup)
        return status;
    status = find_role(change, &may, error);
    if (status == FU_OK)
        status = fu_store_person_get(
            act->store, act->arena, change->followup->owner, &change->owner, error);
    if (!may || !change->owner)
        change->followup = NULL;
    else
        result->followup = id;
    return status;
}

enum fu_status fu_change_end(struct change *change, const char *what, const char *detail,
    const char *sentence, struct fu_act_result *result, struct fu_error *error)
{
    struct fu_event event = {.followup = change->followup->id,
        .person = change->act->person,
        .at = change->act->now,
        .what = what,
        .detail = detail,
        .undo = change->undo.overflowed ? "" : change->undo.data};

    result->changed = true;
    result->sentence = sentence;
    return fu_store_event_add(change->act->store, &event, error);
}

/* Whether only others have done something since. Who took something back already does not mean that
 * it was made; nor does the operator, who takes anybody's last action back. */
static bool is_first_of_person(
    const struct fu_event *events, size_t count, size_t at, int64_t person)
{
    size_t i;

    for (i = at + 1; i < count; i++) {
        if (person == 0 || events[i].person == 0 || events[i].person == person)
            return false;
    }
    return true;
}

struct fu_event *fu_change_undoable(
    struct fu_event *events, size_t count, int64_t person, bool fired)
{
    struct fu_event *last = NULL;
    size_t i;

    for (i = 0; i < count; i++) {
        bool creation = strcmp(events[i].what, FU_EVENT_CREATED) == 0;

        if (creation && (fired || !is_first_of_person(events, count, i, person)))
            continue;
        if ((person == 0 || events[i].person == person) && events[i].undo[0] && !events[i].undone)
            last = &events[i];
    }
    return last;
}

const char *fu_change_creation(struct fu_arena *arena, const struct fu_occurrence *occurrence)
{
    return fu_arena_print(arena, "state %d %d\noccurrence %" PRId64 " %d %" PRId64 " %d\n",
        FU_CANCELLED, FU_PENDING, occurrence->id, FU_OCCURRENCE_CANCELLED, occurrence->moment,
        FU_OCCURRENCE_PENDING);
}

void fu_change_free(struct change *change)
{
    fu_buffer_free(&change->undo);
}

enum fu_status fu_change_state(
    struct change *change, enum fu_followup_state state, struct fu_error *error)
{
    fu_buffer_print(&change->undo, "state %d %d\n", (int)change->followup->state, (int)state);
    change->followup->state = state;
    change->followup->changed = change->act->now;
    return fu_store_followup_set(change->act->store, change->followup, error);
}

enum fu_status fu_change_occurrence(struct change *change, struct fu_occurrence *occurrence,
    enum fu_occurrence_state state, struct fu_error *error)
{
    fu_buffer_print(&change->undo, "occurrence %" PRId64 " %d %" PRId64 " %d\n", occurrence->id,
        (int)occurrence->state, occurrence->moment, (int)state);
    occurrence->state = state;
    return fu_store_occurrence_set(change->act->store, occurrence, error);
}

enum fu_status fu_change_pending(
    struct change *change, enum fu_occurrence_state state, struct fu_error *error)
{
    struct fu_occurrence *rows;
    size_t count, i;
    enum fu_status status;

    status = fu_store_occurrences(change->act->store, change->act->arena, change->followup->id,
        1U << FU_OCCURRENCE_PENDING, FU_NEVER, &rows, &count, error);
    for (i = 0; status == FU_OK && i < count; i++)
        status = fu_change_occurrence(change, &rows[i], state, error);
    return status;
}

static bool is_among(int64_t delivery, const struct fu_withheld *held, size_t count)
{
    size_t i;

    for (i = 0; i < count; i++) {
        if (held[i].delivery == delivery)
            return true;
    }
    return false;
}

enum fu_status fu_change_mails(
    const struct change *change, struct fu_delivery **rows, size_t *count, struct fu_error *error)
{
    const struct fu_act *act = change->act;
    struct fu_withheld *held;
    size_t held_count, all = 0, i;
    enum fu_status status =
        fu_store_deliveries(act->store, act->arena, change->followup->id, rows, &all, error);

    *count = 0;
    if (status == FU_OK)
        status = fu_store_withheld_of(
            act->store, act->arena, change->followup->id, &held, &held_count, error);
    for (i = 0; status == FU_OK && i < all; i++) {
        const struct fu_delivery *row = &(*rows)[i];

        if (strcmp(row->answer, FU_CANCELLED_ANSWER) == 0)
            continue;
        if (row->state == FU_DELIVERY_QUEUED || row->state == FU_DELIVERY_SENDING ||
            is_among(row->id, held, held_count))
            (*rows)[(*count)++] = *row;
    }
    return status;
}

int64_t fu_change_recipient(const struct change *change, const struct fu_delivery *row)
{
    size_t i;

    for (i = 0; i < change->participant_count; i++) {
        if (change->participants[i].person == row->person)
            return row->person;
    }
    return 0;
}

enum fu_status fu_change_part(struct change *change, struct fu_occurrence *occurrence,
    int64_t person, enum fu_occurrence_state state, struct fu_error *error)
{
    enum fu_status status = fu_change_occurrence(change, occurrence, state, error);
    const struct fu_participant *other;
    size_t i;

    for (i = 0; status == FU_OK && i < change->participant_count; i++) {
        other = &change->participants[i];
        if (!other->left && other->person != person)
            status = fu_change_add(
                change, occurrence->moment, occurrence->snoozed, other->person, error);
    }
    return status;
}

/* What was there already of a moment that is added; that nothing was is as if it had been cancelled. */
static enum fu_status find_before(struct change *change, const struct fu_occurrence *added,
    enum fu_occurrence_state *before, struct fu_error *error)
{
    struct fu_occurrence *rows;
    size_t count, i;
    enum fu_status status = fu_store_occurrences(change->act->store, change->act->arena,
        added->followup, EVERY_STATE, added->moment, &rows, &count, error);

    *before = FU_OCCURRENCE_CANCELLED;
    for (i = 0; status == FU_OK && i < count && rows[i].moment == added->moment; i++) {
        if (rows[i].person == added->person && (rows[i].snoozed == 0) == (added->snoozed == 0))
            *before = rows[i].state;
    }
    return status;
}

enum fu_status fu_change_add(struct change *change, fu_instant moment, int64_t snoozed,
    int64_t person, struct fu_error *error)
{
    struct fu_occurrence occurrence = {.followup = change->followup->id,
        .moment = moment,
        .snoozed = snoozed,
        .person = person,
        .state = FU_OCCURRENCE_PENDING};
    enum fu_occurrence_state before;
    enum fu_status status = find_before(change, &occurrence, &before, error);

    if (status == FU_OK)
        status = fu_store_occurrence_add(change->act->store, &occurrence, error);
    if (status == FU_OK && before != FU_OCCURRENCE_PENDING)
        fu_buffer_print(&change->undo, "occurrence %" PRId64 " %d %" PRId64 " %d\n", occurrence.id,
            (int)before, moment, FU_OCCURRENCE_PENDING);
    return status;
}

enum fu_status fu_change_advance(
    struct change *change, fu_instant after, fu_instant *moment, struct fu_error *error)
{
    enum fu_status status =
        fu_next_moment(change->act->store, change->act->settings, change->act->arena,
            change->followup->id, &change->followup->schedule, after, moment, error);

    if (status == FU_OK && *moment != FU_NEVER)
        status = fu_change_add(change, *moment, 0, 0, error);
    return status;
}

bool fu_change_is_heard(const struct change *change, const struct fu_occurrence *occurrence)
{
    size_t i;

    for (i = 0; i < change->participant_count; i++) {
        if (change->participants[i].person == occurrence->person)
            return !change->participants[i].left;
    }
    return true;
}

enum fu_status fu_change_look(
    struct change *change, struct pending *pending, struct fu_error *error)
{
    int64_t person = change->act->person ? change->act->person : change->followup->owner;
    struct fu_occurrence *rows;
    size_t count, i;
    enum fu_status status = fu_store_occurrences(change->act->store, change->act->arena,
        change->followup->id, 1U << FU_OCCURRENCE_PENDING, FU_NEVER, &rows, &count, error);

    *pending = (struct pending){.soonest = FU_NEVER, .next = FU_NEVER};
    for (i = 0; status == FU_OK && i < count; i++) {
        if (pending->soonest == FU_NEVER && fu_change_is_heard(change, &rows[i]))
            pending->soonest = rows[i].moment;
        if (pending->next == FU_NEVER && (rows[i].person == 0 || rows[i].person == person))
            pending->next = rows[i].moment;
        if (!pending->own && rows[i].snoozed == 0)
            pending->own = &rows[i];
    }
    return status;
}

/* What a snooze asked for stands last in its undo text, behind what it replaced and the parts of
 * the others; "" when there is none. */
static const char *find_asked(const struct fu_event *event)
{
    const char *last = "", *next = event->undo;

    while ((next = strstr(next, "occurrence ")))
        last = next++;
    return last;
}

bool fu_change_is_asked_for(
    const struct fu_event *events, size_t event_count, const struct fu_occurrence *occurrence)
{
    char line[LINE_SIZE];
    size_t i;

    snprintf(line, sizeof line, "occurrence %" PRId64 " ", occurrence->id);
    for (i = 0; i < event_count; i++) {
        if (strcmp(events[i].what, "snoozed") == 0 && !events[i].undone &&
            strncmp(find_asked(&events[i]), line, strlen(line)) == 0)
            return true;
    }
    return false;
}

enum fu_status fu_change_history(
    const struct change *change, struct history *history, struct fu_error *error)
{
    const struct fu_act *act = change->act;
    struct fu_occurrence *rows;
    size_t count, i;
    enum fu_status status = fu_store_events(
        act->store, act->arena, change->followup->id, &history->events, &history->count, error);

    history->came = FU_NEVER;
    if (status == FU_OK)
        status = fu_store_occurrences(act->store, act->arena, change->followup->id,
            1U << FU_OCCURRENCE_FIRED | 1U << FU_OCCURRENCE_DONE, FU_NEVER, &rows, &count, error);
    for (i = 0; status == FU_OK && i < count; i++) {
        if (rows[i].snoozed == 0 && rows[i].moment <= act->now)
            history->came = rows[i].moment;
    }
    return status;
}

bool fu_change_is_done_for(const struct history *history, int64_t person)
{
    bool done = false;
    size_t i;

    for (i = 0; i < history->count && history->came != FU_NEVER; i++) {
        const struct fu_event *event = &history->events[i];

        if (event->person != person || event->undone || event->at < history->came)
            continue;
        if (strcmp(event->what, "done") == 0)
            done = done || strcmp(event->detail, FU_EVENT_FOR_ONE) == 0;
        else
            done = done && strcmp(event->what, "snoozed") != 0;
    }
    return done;
}

const char *fu_change_say(const struct change *change, fu_instant moment)
{
    if (moment == FU_NEVER)
        return "";
    return fu_say_moment(change->act->arena, change->followup->schedule.zone, moment);
}
