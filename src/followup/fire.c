/* What a due moment does. After down time a series fires once for all it missed and goes on from
 * its next future moment (CADENCE.md rule 21). While mails cannot go out it is the same: the one
 * that waits stands for what comes after it. */
#include "owed.h"

#include "followupd/cadence/series.h"
#include "followupd/followup/pause.h"
#include "followupd/intent/intent.h"
#include "followupd/store/deliveries.h"
#include "followupd/store/followups.h"
#include "followupd/store/people.h"
#include "change.h"
#include "create.h"
#include "missed.h"
#include "names.h"

#include <string.h>

enum { DAY = 86400 };

enum fu_status fu_turn_person(
    struct turn_context *context, int64_t id, struct fu_person **person, struct fu_error *error)
{
    enum fu_status status = FU_OK;

    if (!context->last || context->last->id != id)
        status = fu_store_person_get(context->store, context->arena, id, &context->last, error);
    *person = status == FU_OK ? context->last : NULL;
    return status;
}

/* A series whose next moment cannot be reckoned (its zone is gone from the system) is not dropped:
 * it comes daily, and its history says why. */
static enum fu_status come_back_tomorrow(
    struct turn_context *context, struct fu_followup *followup, struct fu_error *error)
{
    struct fu_occurrence next = {
        .followup = followup->id, .moment = context->now + DAY, .state = FU_OCCURRENCE_PENDING};
    struct fu_event event = {.followup = followup->id,
        .at = context->now,
        .what = "failed",
        .detail = fu_arena_copy(context->arena, error->text),
        .undo = ""};
    enum fu_status status = fu_store_event_add(context->store, &event, error);

    followup->next = next.moment;
    return status == FU_OK ? fu_store_occurrence_add(context->store, &next, error) : status;
}

/* What follows this moment already, since the series was given another rule while it was due: what
 * is due by now goes with this one, and is counted in it. *last is the last of those, or this one;
 * *next what is not due yet, or FU_NEVER. */
static enum fu_status take_later(struct turn_context *context, struct fu_occurrence *occurrence,
    const struct fu_occurrence **last, fu_instant *next, struct fu_error *error)
{
    struct fu_occurrence *later;
    size_t count, i;
    enum fu_status status =
        fu_find_later(context->store, context->arena, occurrence, &later, &count, error);

    *last = occurrence;
    *next = FU_NEVER;
    for (i = 0; status == FU_OK && i < count; i++) {
        if (later[i].moment > context->now) {
            *next = later[i].moment;
            return FU_OK;
        }
        *last = &later[i];
        occurrence->folded += 1 + later[i].folded;
        later[i].state = FU_OCCURRENCE_CANCELLED;
        status = fu_store_occurrence_set(context->store, &later[i], error);
    }
    return status;
}

/* Adds the next pending occurrence of a series, unless it is there; counts those that went by since
 * this one. */
static enum fu_status advance(struct turn_context *context, struct fu_followup *followup,
    struct fu_occurrence *occurrence, struct fu_error *error)
{
    const struct missing missing = {
        context->store, context->settings, context->arena, &followup->schedule, context->now};
    struct fu_occurrence next = {.followup = followup->id, .state = FU_OCCURRENCE_PENDING};
    const struct fu_occurrence *last;
    int64_t missed;
    enum fu_status status = take_later(context, occurrence, &last, &followup->next, error);

    if (status != FU_OK || followup->next != FU_NEVER)
        return status;
    status = fu_count_missed(&missing, last, &missed, error);
    if (status == FU_OK)
        status = fu_find_following(&missing, followup->id, last->moment, &next.moment, error);
    if (status == FU_PERMANENT)
        return come_back_tomorrow(context, followup, error);
    if (status != FU_OK)
        return status;
    occurrence->folded = missed + (last == occurrence ? 0 : occurrence->folded);
    followup->next = next.moment;
    if (next.moment == FU_NEVER)
        return FU_OK;
    status = fu_series_keep_count(
        context->arena, &followup->schedule, context->settings->holidays, next.moment, error);
    if (status != FU_OK)
        return status;
    /* Of what lies between the last change and the next moment calendars say that it does not come.
     */
    status = fu_store_followup_changed(
        context->store, followup->id, followup->schedule.rrule, context->now, error);
    return status == FU_OK ? fu_store_occurrence_add(context->store, &next, error) : status;
}

/* followup->next becomes the soonest that this person hears of besides this occurrence, be it
 * overdue; of person 0, what all do. */
static enum fu_status find_next(struct turn_context *context, struct fu_followup *followup,
    const struct fu_occurrence *occurrence, struct fu_error *error)
{
    struct fu_occurrence *rows;
    size_t count, i;
    enum fu_status status = fu_store_occurrences(context->store, context->arena, followup->id,
        1U << FU_OCCURRENCE_PENDING, FU_NEVER, &rows, &count, error);

    followup->next = FU_NEVER;
    for (i = 0; status == FU_OK && i < count && followup->next == FU_NEVER; i++) {
        if (rows[i].id != occurrence->id &&
            (rows[i].person == 0 || rows[i].person == occurrence->person))
            followup->next = rows[i].moment;
    }
    return status;
}

/* A task comes back every workday morning until it is done; in a series, until the series itself
 * comes again. */
static enum fu_status come_back_next_workday(struct turn_context *context,
    struct fu_followup *followup, const struct fu_occurrence *occurrence, struct fu_error *error)
{
    struct fu_occurrence again = {.followup = followup->id,
        .snoozed = occurrence->id,
        .person = occurrence->person,
        .state = FU_OCCURRENCE_PENDING};
    struct fu_person *owner;
    enum fu_status status = fu_turn_person(context, followup->owner, &owner, error);

    if (status != FU_OK || !owner)
        return status;
    status = fu_next_workday(
        context->settings, context->arena, owner, followup, context->now, &again.moment, error);
    if (status == FU_PERMANENT)
        return come_back_tomorrow(context, followup, error);
    if (status != FU_OK || (followup->next != FU_NEVER && followup->next <= again.moment))
        return status;
    followup->next = again.moment;
    return fu_store_occurrence_add(context->store, &again, error);
}

const char *fu_turn_objection(
    struct turn_context *context, const char *address, const struct fu_person *person, bool paused)
{
    const struct fu_rules *rules = &context->settings->rules;

    if (paused)
        return FU_PAUSED_ANSWER;
    if (!fu_intent_allowed(rules, address, person))
        return FU_FORBIDDEN_ANSWER;
    if (fu_intent_local_part(context->arena, rules, address) != NULL)
        return "This address is a cadence address.";
    return NULL;
}

/* Adds the delivery; *refused is its number when it may not be sent, and *why_not says so. Where
 * all is held it is owed all the same: it may have been sent when it was allowed. */
static enum fu_status deliver(struct turn_context *context, struct fu_followup *followup,
    struct fu_occurrence *occurrence, const struct fu_participant *participant, int64_t *refused,
    const char **why_not, struct fu_error *error)
{
    struct owed *owed = &context->owed[context->count];
    struct fu_person *person;
    enum fu_status status = fu_turn_person(context, participant->person, &person, error);

    *refused = 0;
    if (status != FU_OK)
        return status;
    *why_not = fu_turn_objection(context, participant->address, person, participant->paused);
    *owed = (struct owed){.followup = followup,
        .occurrence = occurrence,
        .person = person,
        .by_other = !participant->owner};
    owed->row = (struct fu_delivery){.kind = FU_PARCEL_DELIVERY,
        .occurrence = occurrence->id,
        .followup = followup->id,
        .person = participant->person,
        .address = participant->address,
        .subject = followup->subject,
        .message_id =
            fu_name_delivery_id(context->arena, context->settings, occurrence->id, followup->id),
        .created = context->now,
        .written = context->now,
        .answer = ""};
    status = fu_store_delivery_add(context->store, &owed->row, error);
    if (status != FU_OK || owed->row.id == 0)
        return status;
    if (*why_not && !context->holds) {
        *refused = owed->row.id;
        return FU_OK;
    }
    owed->refusal = *why_not;
    context->count += person != NULL;
    return FU_OK;
}

/* True while the people of this follow-up still fit into the turn; the first always does. */
static bool is_room(const struct turn_context *context, size_t people)
{
    return context->count == 0 || context->count + people <= context->most - context->reserved;
}

static bool is_for(const struct fu_occurrence *occurrence, const struct fu_participant *participant)
{
    return !participant->left &&
           (occurrence->person == 0 || occurrence->person == participant->person);
}

static bool is_heard(
    const struct fu_occurrence *occurrence, const struct fu_participant *participants, size_t count)
{
    size_t i;

    for (i = 0; i < count; i++) {
        if (is_for(occurrence, &participants[i]))
            return true;
    }
    return false;
}

/* Nobody is to hear of it: those for whom it was snoozed have left, or have heard of this very
 * moment before. Others may be about to hear. */
static enum fu_status end_unheard(
    struct turn_context *context, const struct fu_followup *followup, struct fu_error *error)
{
    bool open;
    enum fu_status status = fu_store_followup_open(context->store, followup->id, &open, error);

    if (status != FU_OK || open)
        return status;
    return fu_store_followup_state(context->store, followup->id, FU_DONE, 0, context->now, error);
}

/* More people may share in a follow-up that was imported than in one that somebody asked for. */
static void make_room(struct turn_context *context, size_t people)
{
    struct owed *owed;

    if (context->count + people <= context->room)
        return;
    context->room = context->count + context->most + people;
    owed = fu_arena_allocate(context->arena, context->room, sizeof *owed);
    if (context->count > 0)
        memcpy(owed, context->owed, context->count * sizeof *owed);
    context->owed = owed;
}

/* A delivery for each who is to hear; what may not be sent is settled when all of them stand, since
 * the last one settled ends the follow-up. */
static enum fu_status deliver_all(struct turn_context *context, struct fu_followup *followup,
    struct fu_occurrence *occurrence, const struct fu_participant *participants, size_t count,
    struct fu_error *error)
{
    struct fu_parcel *refused = fu_arena_allocate(context->arena, count + 1, sizeof *refused);
    size_t before = context->count, refused_count = 0, i;
    enum fu_status status = FU_OK;

    make_room(context, count);
    for (i = 0; status == FU_OK && i < count; i++) {
        struct fu_parcel parcel = {.kind = FU_PARCEL_DELIVERY, .outcome = FU_OUTCOME_NEVER};

        if (!is_for(occurrence, &participants[i]))
            continue;
        status = deliver(
            context, followup, occurrence, &participants[i], &parcel.id, &parcel.answer, error);
        if (parcel.id != 0)
            refused[refused_count++] = parcel;
    }
    for (i = 0; status == FU_OK && i < refused_count; i++)
        status = fu_turn_settle(context, &refused[i], error);
    if (status == FU_OK && context->count == before && refused_count == 0)
        status = end_unheard(context, followup, error);
    return status;
}

/* A series' next may stand beside its rule: where it was before that changed. */
static bool is_beside_rule(
    const struct fu_followup *followup, const struct fu_occurrence *occurrence)
{
    fu_instant moment = FU_NEVER;
    struct fu_error ignored;
    size_t found;

    return followup->schedule.recurrence == FU_RECURRING &&
           fu_series_next(&followup->schedule, NULL, occurrence->moment - 1, &moment, 1, &found,
               &ignored) == FU_OK &&
           moment != occurrence->moment;
}

/* A one-off of which somebody has put off a moment of their own stands there now. */
static enum fu_status has_more(struct turn_context *context, const struct fu_followup *followup,
    const struct fu_occurrence *occurrence, bool *more, struct fu_error *error)
{
    struct fu_occurrence *rows;
    size_t count, i;
    enum fu_status status = FU_OK;

    *more = false;
    if (followup->schedule.recurrence != FU_ONCE)
        return status;
    status = fu_store_occurrences(context->store, context->arena, followup->id,
        1U << FU_OCCURRENCE_PENDING, FU_NEVER, &rows, &count, error);
    for (i = 0; status == FU_OK && i < count; i++)
        *more = *more || rows[i].id != occurrence->id;
    return status;
}

/* What stood at this moment in a calendar stands at the next now, or nowhere. What the rule of a
 * series gives stays, and what comes once to all stays until its mails are settled. */
static enum fu_status note_moved(
    struct turn_context *context, const struct fu_followup *followup, struct fu_error *error)
{
    return fu_store_followup_state(
        context->store, followup->id, followup->state, 0, context->now, error);
}

/* What comes after this moment, by the kind of the follow-up. */
static enum fu_status go_on(struct turn_context *context, struct fu_followup *followup,
    struct fu_occurrence *occurrence, bool heard, struct fu_error *error)
{
    bool again = occurrence->snoozed != 0 || occurrence->person != 0, more = false;
    enum fu_status status = FU_OK;

    if (again)
        status = find_next(context, followup, occurrence, error);
    else if (followup->schedule.recurrence == FU_RECURRING)
        status = advance(context, followup, occurrence, error);
    else
        followup->next = FU_NEVER;
    if (status == FU_OK && followup->kind == FU_TASK && heard)
        status = come_back_next_workday(context, followup, occurrence, error);
    if (status == FU_OK)
        status = has_more(context, followup, occurrence, &more, error);
    if (status == FU_OK &&
        (again || more || followup->kind == FU_TASK || is_beside_rule(followup, occurrence)))
        status = note_moved(context, followup, error);
    return status;
}

/* The occurrence whose mail waits for everybody who is to hear of this one; 0: none. */
static enum fu_status find_waiting(struct turn_context *context,
    const struct fu_occurrence *occurrence, const struct fu_participant *participants, size_t count,
    int64_t *waiting, struct fu_error *error)
{
    int64_t earlier;
    enum fu_status status = FU_OK;
    size_t i;

    *waiting = 0;
    for (i = 0; status == FU_OK && i < count; i++) {
        if (!is_for(occurrence, &participants[i]))
            continue;
        status = fu_store_occurrence_waiting(
            context->store, occurrence, participants[i].person, &earlier, error);
        if (earlier == 0 || (*waiting != 0 && *waiting != earlier)) {
            *waiting = 0;
            return status;
        }
        *waiting = earlier;
    }
    return status;
}

/* What comes again, while its last mail still waits to go out, comes with that one: it is
 * cancelled. Not so the end of a series, since what waits may be given up. */
static enum fu_status fold(struct turn_context *context, const struct fu_followup *followup,
    struct fu_occurrence *occurrence, const struct fu_participant *participants, size_t count,
    struct fu_error *error)
{
    bool again = followup->kind == FU_TASK || occurrence->snoozed == 0;
    struct fu_occurrence *earlier;
    int64_t waiting;
    enum fu_status status;

    if (!context->folds || !again || followup->next == FU_NEVER)
        return FU_OK;
    status = find_waiting(context, occurrence, participants, count, &waiting, error);
    if (status != FU_OK || waiting == 0)
        return status;
    status = fu_store_occurrence_get(context->store, context->arena, waiting, &earlier, error);
    if (status != FU_OK)
        return status;
    earlier->folded += 1 + occurrence->folded;
    occurrence->folded = 0;
    occurrence->state = FU_OCCURRENCE_CANCELLED;
    status = fu_store_occurrence_set(context->store, earlier, error);
    return status == FU_OK ? fu_store_occurrence_set(context->store, occurrence, error) : status;
}

/* What comes to one person gives way to what comes to all, and what comes once more to the follow-up's
 * own. */
static int rank(const struct fu_occurrence *occurrence)
{
    return occurrence->person != 0 ? 0 : occurrence->snoozed != 0 ? 1 : 2;
}

/* Of what comes to one person by themselves, theirs of the follow-up's own comes; others' are
 * theirs. */
static bool gives_way(const struct fu_occurrence *one, const struct fu_occurrence *to)
{
    if (one->person != 0 && to->person != 0)
        return one->person == to->person && one->snoozed != 0 && to->snoozed == 0;
    return rank(one) < rank(to);
}

/* Nobody hears of one moment twice: a snooze to a moment of the series itself, say, is served by the
 * series, if that comes. It is cancelled by whichever of the two fires first. *served: this is such
 * a snooze. */
static enum fu_status serve_snoozes(struct turn_context *context,
    const struct fu_occurrence *occurrence, bool *served, struct fu_error *error)
{
    struct fu_occurrence *rows;
    size_t count, i;
    bool pending = false;
    enum fu_status status = fu_store_occurrences(context->store, context->arena,
        occurrence->followup, 1U << FU_OCCURRENCE_PENDING, occurrence->moment, &rows, &count,
        error);

    for (i = 0; status == FU_OK && i < count && rows[i].moment == occurrence->moment; i++) {
        pending = pending || rows[i].id == occurrence->id;
        *served = *served || gives_way(occurrence, &rows[i]);
    }
    *served = *served || !pending;
    for (i = 0; status == FU_OK && i < count && rows[i].moment == occurrence->moment; i++) {
        if (*served ? rows[i].id != occurrence->id : !gives_way(&rows[i], occurrence))
            continue;
        rows[i].state = FU_OCCURRENCE_CANCELLED;
        status = fu_store_occurrence_set(context->store, &rows[i], error);
    }
    return status;
}

/* A task that was to come back by itself does not when its series is due as well, whichever of the
 * two was due first. *over: this occurrence comes back so. */
static enum fu_status end_come_backs(struct turn_context *context,
    const struct fu_followup *followup, const struct fu_occurrence *occurrence, bool *over,
    struct fu_error *error)
{
    struct fu_occurrence *rows;
    struct fu_event *events = NULL;
    size_t count = 0, event_count = 0, backs = 0, i;
    bool due = false;
    enum fu_status status;

    if (followup->kind != FU_TASK || followup->schedule.recurrence != FU_RECURRING)
        return FU_OK;
    status = fu_store_occurrences(context->store, context->arena, followup->id,
        1U << FU_OCCURRENCE_PENDING, FU_NEVER, &rows, &count, error);
    for (i = 0; i < count && rows[i].moment <= context->now; i++) {
        due = due || rows[i].snoozed == 0;
        backs += rows[i].snoozed != 0;
    }
    if (status != FU_OK || !due || backs == 0)
        return status;
    status =
        fu_store_events(context->store, context->arena, followup->id, &events, &event_count, error);
    for (i = 0; status == FU_OK && i < count && rows[i].moment <= context->now; i++) {
        if (rows[i].snoozed == 0 || fu_change_is_asked_for(events, event_count, &rows[i]))
            continue;
        *over = *over || rows[i].id == occurrence->id;
        rows[i].state = FU_OCCURRENCE_CANCELLED;
        status = fu_store_occurrence_set(context->store, &rows[i], error);
    }
    return status;
}

static enum fu_status fire(struct turn_context *context, struct fu_occurrence *occurrence,
    bool *full, struct fu_error *error)
{
    struct fu_followup *followup;
    struct fu_participant *participants;
    size_t count;
    bool heard, served = false;
    enum fu_status status;

    status = fu_store_followup_get(
        context->store, context->arena, occurrence->followup, &followup, error);
    if (status == FU_OK && followup)
        status = serve_snoozes(context, occurrence, &served, error);
    if (status == FU_OK && followup && !served)
        status = end_come_backs(context, followup, occurrence, &served, error);
    if (status == FU_OK && served)
        return FU_OK;
    if (status == FU_OK && followup)
        status = fu_store_participants(
            context->store, context->arena, followup->id, &participants, &count, error);
    if (status != FU_OK || !followup)
        return status;
    *full = !is_room(context, count);
    if (*full)
        return FU_OK;
    heard = is_heard(occurrence, participants, count);
    status = go_on(context, followup, occurrence, heard, error);
    if (status == FU_OK && heard)
        status = fold(context, followup, occurrence, participants, count, error);
    if (status != FU_OK || occurrence->state == FU_OCCURRENCE_CANCELLED)
        return status;
    /* What nobody hears of has not come: nobody is asked to be done with it. */
    occurrence->state = heard ? FU_OCCURRENCE_FIRED : FU_OCCURRENCE_CANCELLED;
    status = fu_store_occurrence_set(context->store, occurrence, error);
    if (status != FU_OK)
        return status;
    return deliver_all(context, followup, occurrence, participants, count, error);
}

static enum fu_status fire_part(struct turn_context *context, struct fu_occurrence *occurrence,
    bool *full, struct fu_error *error)
{
    const struct putting putting = {.kind = FU_ASIDE_OCCURRENCE,
        .id = occurrence->id,
        .followup = occurrence->followup,
        .moment = occurrence->moment,
        .what = "What comes of this moment could not be recorded"};
    struct turn_part part;
    bool refused;
    enum fu_status status = fu_turn_part_begin(context, &part, error);

    if (status == FU_OK)
        status = fire(context, occurrence, full, error);
    return fu_turn_part_end(context, &part, status, &putting, &refused, error);
}

enum fu_status fu_turn_fire(struct turn_context *context, struct fu_error *error)
{
    struct fu_occurrence *rows;
    size_t count, i;
    bool full = false;
    enum fu_status status;

    status = fu_store_due(context->store, context->arena, context->now,
        context->most - context->reserved, &rows, &count, error);
    for (i = 0; status == FU_OK && i < count && !full; i++)
        status = fire_part(context, &rows[i], &full, error);
    return status;
}

enum fu_status fu_turn_fire_one(
    struct turn_context *context, int64_t followup, struct fu_error *error)
{
    struct fu_occurrence *rows;
    size_t count, i;
    bool full = false;
    enum fu_status status = fu_store_occurrences(context->store, context->arena, followup,
        1U << FU_OCCURRENCE_PENDING, 0, &rows, &count, error);

    for (i = 0; status == FU_OK && i < count && rows[i].moment <= context->now; i++)
        status = fire(context, &rows[i], &full, error);
    return status;
}
