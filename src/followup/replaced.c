/* What was sent or put off since a backup was made, as the store shows that the backup replaces. It
 * is only asked: where it cannot be read, or is another store, it shows nothing, which is no
 * failure. */
#include "replaced.h"

#include "followupd/cadence/say.h"
#include "followupd/store/deliveries.h"
#include "followupd/store/followups.h"
#include "followupd/store/people.h"
#include "change.h"

#include <inttypes.h>
#include <string.h>

/* *same is somebody's number if they are the same in the record: met at the same moment under it.
 */
static enum fu_status find_same_person(struct turn_context *turn, struct fu_store *record,
    int64_t id, int64_t *same, struct fu_error *error)
{
    struct fu_person *person, *there;
    enum fu_status status = fu_store_person_get(turn->store, turn->arena, id, &person, error);

    *same = 0;
    if (status == FU_OK && person &&
        fu_store_person_get(record, turn->arena, id, &there, NULL) == FU_OK && there &&
        there->created == person->created)
        *same = id;
    return status;
}

enum fu_status fu_replaced_ask(struct turn_context *turn, struct fu_store *record,
    const struct fu_delivery *row, enum fu_known *known, struct fu_error *error)
{
    struct fu_followup *followup = NULL;
    struct fu_occurrence *occurrence = NULL;
    int64_t person = 0;
    enum fu_status status;

    *known = FU_KNOWN_NOT;
    if (!record)
        return FU_OK;
    status = fu_store_followup_get(turn->store, turn->arena, row->followup, &followup, error);
    if (status == FU_OK)
        status =
            fu_store_occurrence_get(turn->store, turn->arena, row->occurrence, &occurrence, error);
    if (status == FU_OK)
        status = find_same_person(turn, record, row->person, &person, error);
    if (status == FU_OK && followup && occurrence &&
        fu_store_known(record, followup->id, followup->created, occurrence->moment, person,
            row->address, known, NULL) != FU_OK)
        *known = FU_KNOWN_NOT;
    return status;
}

/* Its number, its Message-ID and whom it goes to tell it from one of another store. */
enum fu_known fu_replaced_ask_message(
    struct turn_context *turn, struct fu_store *record, const struct fu_delivery *row)
{
    struct fu_delivery *there;

    if (!record ||
        fu_store_delivery_get(record, turn->arena, row->kind, row->id, &there, NULL) != FU_OK ||
        !there || strcmp(there->message_id, row->message_id) != 0 ||
        strcmp(there->address, row->address) != 0)
        return FU_KNOWN_NOT;
    if (there->state == FU_DELIVERY_SENT)
        return FU_KNOWN_SENT;
    return (there->state == FU_DELIVERY_QUEUED || there->state == FU_DELIVERY_FAILED) &&
                   there->unsure == 0
               ? FU_KNOWN_UNSENT
               : FU_KNOWN_NOT;
}

/* The follow-up of that number, if it is the same in both; else NULL. */
static enum fu_status find_same(struct turn_context *turn, struct fu_store *record, int64_t id,
    struct fu_followup **same, struct fu_error *error)
{
    struct fu_followup *there = NULL;
    enum fu_status status = fu_store_followup_get(turn->store, turn->arena, id, same, error);

    if (status == FU_OK && *same &&
        (fu_store_followup_get(record, turn->arena, id, &there, NULL) != FU_OK || !there ||
            there->created != (*same)->created))
        *same = NULL;
    return status;
}

static enum fu_status is_shared_by(struct turn_context *turn, int64_t followup, int64_t person,
    bool *shares, struct fu_error *error)
{
    struct fu_participant *people;
    size_t count = 0, i;
    enum fu_status status =
        fu_store_participants(turn->store, turn->arena, followup, &people, &count, error);

    *shares = false;
    for (i = 0; i < count; i++)
        *shares = *shares || (people[i].person == person && !people[i].left);
    return status;
}

static enum fu_status read_all(struct turn_context *turn, int64_t followup,
    struct fu_occurrence **rows, size_t *count, struct fu_error *error)
{
    *count = 0;
    return fu_store_occurrences(
        turn->store, turn->arena, followup, EVERY_STATE, FU_NEVER, rows, count, error);
}

/* *known: the snooze itself is here, and comes or has come. */
static enum fu_status look_for(struct turn_context *turn, const struct fu_occurrence *snooze,
    bool *known, struct fu_error *error)
{
    struct fu_occurrence *rows;
    size_t count, i;
    enum fu_status status = read_all(turn, snooze->followup, &rows, &count, error);

    *known = false;
    for (i = 0; i < count; i++)
        *known =
            *known ||
            (rows[i].moment == snooze->moment && rows[i].person == snooze->person &&
                rows[i].snoozed != 0 &&
                (rows[i].state == FU_OCCURRENCE_PENDING || rows[i].state == FU_OCCURRENCE_FIRED));
    return status;
}

/* The number that what is brought once more has in this store; where it is not there, that of the
 * last before it that came, or is due: a backup may be put back again, and asks what came. */
static enum fu_status place(struct turn_context *turn, struct fu_store *record,
    struct fu_occurrence *snooze, struct fu_error *error)
{
    struct fu_occurrence *rows, *first = NULL;
    size_t count, i;
    enum fu_status status = read_all(turn, snooze->followup, &rows, &count, error);

    if (fu_store_occurrence_get(record, turn->arena, snooze->snoozed, &first, NULL) != FU_OK)
        first = NULL;
    snooze->snoozed = 0;
    for (i = 0; i < count; i++) {
        bool ended =
            rows[i].state == FU_OCCURRENCE_CANCELLED || rows[i].state == FU_OCCURRENCE_SKIPPED;

        if (snooze->snoozed == 0 || (first && !ended && rows[i].moment <= first->moment))
            snooze->snoozed = rows[i].id;
    }
    return status;
}

/* It can be taken back, and a new cadence leaves it, as where it was asked for: its undo text (see
 * change.h), behind that of what it replaces. */
static enum fu_status add(struct turn_context *turn, const struct fu_followup *followup,
    struct fu_occurrence *snooze, const char *replaces, struct fu_error *error)
{
    struct fu_event event = {.followup = followup->id,
        .person = snooze->person,
        .at = turn->now,
        .what = "snoozed",
        .detail = fu_arena_print(turn->arena, "%s, as the replaced store says",
            fu_say_moment(turn->arena, followup->schedule.zone, snooze->moment))};
    enum fu_status status;

    snooze->state = FU_OCCURRENCE_PENDING;
    snooze->folded = 0;
    status = fu_store_occurrence_add(turn->store, snooze, error);
    event.undo =
        fu_arena_print(turn->arena, "%soccurrence %" PRId64 " %d %" PRId64 " %d\nstate %d %d\n",
            replaces, snooze->id, FU_OCCURRENCE_CANCELLED, snooze->moment, FU_OCCURRENCE_PENDING,
            (int)followup->state, FU_PENDING);
    if (status == FU_OK)
        status =
            fu_store_followup_state(turn->store, followup->id, FU_PENDING, 0, turn->now, error);
    return status == FU_OK ? fu_store_event_add(turn->store, &event, error) : status;
}

/* Whether the record has ended that moment of theirs before it came. */
static bool was_ended(
    struct turn_context *turn, struct fu_store *record, const struct fu_occurrence *row)
{
    struct fu_occurrence *there;
    struct fu_delivery *mails;
    size_t count, i;
    bool came = false;

    if (fu_store_occurrence_get(record, turn->arena, row->id, &there, NULL) != FU_OK || !there ||
        there->followup != row->followup || there->person != row->person ||
        there->moment != row->moment)
        return false;
    if (there->state != FU_OCCURRENCE_DONE)
        return there->state == FU_OCCURRENCE_CANCELLED;
    if (fu_store_deliveries(record, turn->arena, row->followup, &mails, &count, NULL) != FU_OK)
        return false;
    for (i = 0; i < count; i++)
        came = came || mails[i].occurrence == row->id;
    return !came;
}

/* What they had put off before, and put off again since or were done with before that, comes no
 * more. *replaces is the undo text of that. */
static enum fu_status end_former(struct turn_context *turn, struct fu_store *record,
    const struct fu_occurrence *snooze, const char **replaces, struct fu_error *error)
{
    struct fu_occurrence *rows;
    size_t count, i;
    enum fu_status status = fu_store_occurrences(turn->store, turn->arena, snooze->followup,
        1U << FU_OCCURRENCE_PENDING, FU_NEVER, &rows, &count, error);

    *replaces = "";
    for (i = 0; status == FU_OK && i < count; i++) {
        if (rows[i].snoozed == 0 || rows[i].person != snooze->person ||
            !was_ended(turn, record, &rows[i]))
            continue;
        *replaces = fu_arena_print(turn->arena, "%soccurrence %" PRId64 " %d %" PRId64 " %d\n",
            *replaces, rows[i].id, FU_OCCURRENCE_PENDING, rows[i].moment, FU_OCCURRENCE_CANCELLED);
        rows[i].state = FU_OCCURRENCE_CANCELLED;
        status = fu_store_occurrence_set(turn->store, &rows[i], error);
    }
    return status;
}

/* A snooze of theirs that left no undo text: that was too long, or a former version took it over.
 */
static bool is_untold(const struct fu_event *event, int64_t person)
{
    return strcmp(event->what, "snoozed") == 0 && !event->undo[0] && event->person == person;
}

/* Whether somebody asked there, since then, for what comes once more: a task also comes back by
 * itself. */
static bool was_asked_for(struct turn_context *turn, struct fu_store *record, fu_instant since,
    const struct fu_occurrence *snooze)
{
    struct fu_event *events;
    size_t count, before = 0, i;
    bool untold = false;

    if (fu_store_events(record, turn->arena, snooze->followup, &events, &count, NULL) != FU_OK)
        return false;
    while (before < count && events[before].at < since)
        before++;
    for (i = before; i < count; i++)
        untold = untold || is_untold(&events[i], snooze->person);
    return untold || fu_change_is_asked_for(events + before, count - before, snooze);
}

static enum fu_status take_over(struct turn_context *turn, struct fu_store *record,
    fu_instant since, struct fu_occurrence *snooze, int64_t *count, struct fu_error *error)
{
    struct fu_followup *followup;
    const char *replaces;
    bool shares = false, known = false;
    enum fu_status status = find_same(turn, record, snooze->followup, &followup, error);

    if (status == FU_OK && followup)
        status = is_shared_by(turn, followup->id, snooze->person, &shares, error);
    shares = shares && was_asked_for(turn, record, since, snooze);
    if (status == FU_OK && shares)
        status = look_for(turn, snooze, &known, error);
    if (status != FU_OK || !shares || known)
        return status;
    (*count)++;
    status = end_former(turn, record, snooze, &replaces, error);
    if (status == FU_OK)
        status = place(turn, record, snooze, error);
    return status == FU_OK ? add(turn, followup, snooze, replaces, error) : status;
}

enum fu_status fu_replaced_put_off(struct turn_context *turn, struct fu_store *record,
    fu_instant since, int64_t *count, struct fu_error *error)
{
    struct fu_occurrence *rows;
    size_t row_count, i;
    enum fu_status status = FU_OK;

    if (!record || fu_store_put_off(record, turn->arena, since, &rows, &row_count, NULL) != FU_OK)
        return FU_OK;
    for (i = 0; status == FU_OK && i < row_count; i++)
        status = take_over(turn, record, since, &rows[i], count, error);
    return status;
}
