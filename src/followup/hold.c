/* Keeping back what was due since a backup or an export, and what is due of mails that are read
 * again.
 *
 * Everything due is claimed as in any turn, and then, instead of being sent, settled: as sent where
 * another copy of the store shows it, else as held. */
#include "followupd/followup/hold.h"

#include "followupd/cadence/say.h"
#include "followupd/followup/turn.h"
#include "followupd/mail/answers.h"
#include "followupd/store/deliveries.h"
#include "followupd/store/followups.h"
#include "followupd/store/people.h"
#include "names.h"
#include "notice.h"
#include "owed.h"
#include "replaced.h"
#include "summary.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

struct hold {
    struct turn_context turn;
    struct fu_store *record;
    fu_instant made;
    bool over;         /* nothing more is due */
    int64_t recovered; /* the first delivery of mails that were read again; 0 otherwise */
    bool imported;
    int64_t *told; /* own; what was held of an import, by number */
    size_t told_count;
    size_t told_room;
    int64_t *waiting; /* own; messages that go out after all, by number */
    size_t waiting_count;
    size_t waiting_room;
    const char *why;
    struct fu_hold_counts *counts;
};

static const char by_restore[] = "Held by a restore: it may have been sent before.";
static const char by_import[] = "Held by an import: it may have been sent where it was exported.";
static const char by_recover[] =
    "Held since its mail was read again: it may have been sent before.";

static void note(int64_t **numbers, size_t *count, size_t *room, int64_t number)
{
    if (*count == *room) {
        *room = 2 * *room + 16;
        *numbers = fu_reallocate(*numbers, *room, sizeof **numbers);
    }
    (*numbers)[(*count)++] = number;
}

static enum fu_status keep(
    struct hold *hold, int64_t delivery, enum fu_known known, struct fu_error *error)
{
    const struct fu_parcel parcel = {.id = delivery,
        .kind = FU_PARCEL_DELIVERY,
        .outcome = FU_OUTCOME_HELD,
        .answer = known == FU_KNOWN_UNSENT
                      ? "Held by a restore. The replaced store says that it was not sent."
                      : hold->why};
    enum fu_status status;

    hold->counts->held++;
    if (hold->imported)
        note(&hold->told, &hold->told_count, &hold->told_room, delivery);
    status = fu_turn_settle(&hold->turn, &parcel, error);
    return status == FU_OK
               ? fu_store_withhold(hold->turn.store, delivery, known == FU_KNOWN_UNSENT, error)
               : status;
}

/* What may not be sent now may have been sent when it was allowed, unless the record says that it
 * was not: then it waits for its address as any other. */
static enum fu_status hold_reminder(
    struct hold *hold, const struct owed *owed, struct fu_error *error)
{
    struct fu_parcel parcel = {.id = owed->row.id, .kind = owed->row.kind};
    enum fu_known known;
    enum fu_status status = fu_replaced_ask(&hold->turn, hold->record, &owed->row, &known, error);

    if (status != FU_OK)
        return status;
    if (known == FU_KNOWN_SENT) {
        hold->counts->sent++;
        parcel.outcome = FU_OUTCOME_SENT;
        parcel.answer = FU_RECORDED_ANSWER;
        return fu_turn_settle(&hold->turn, &parcel, error);
    }
    if (owed->refusal && known == FU_KNOWN_UNSENT) {
        parcel.outcome = FU_OUTCOME_NEVER;
        parcel.answer = owed->refusal;
        return fu_turn_settle(&hold->turn, &parcel, error);
    }
    return keep(hold, owed->row.id, known, error);
}

/* An answer that the record has waiting waits here, too, once all else that is due is settled. */
static enum fu_status hold_message(
    struct hold *hold, const struct fu_delivery *row, struct fu_error *error)
{
    struct fu_parcel parcel = {
        .id = row->id, .kind = row->kind, .outcome = FU_OUTCOME_HELD, .answer = hold->why};
    enum fu_known known = fu_replaced_ask_message(&hold->turn, hold->record, row);

    if (known == FU_KNOWN_UNSENT) {
        hold->counts->waiting++;
        note(&hold->waiting, &hold->waiting_count, &hold->waiting_room, row->id);
        return FU_OK;
    }
    if (known == FU_KNOWN_SENT) {
        parcel.outcome = FU_OUTCOME_SENT;
        parcel.answer = FU_RECORDED_ANSWER;
    }
    hold->counts->other += known != FU_KNOWN_SENT;
    return fu_turn_settle(&hold->turn, &parcel, error);
}

static enum fu_status hold_one(struct hold *hold, const struct owed *owed, struct fu_error *error)
{
    return owed->row.kind == FU_PARCEL_DELIVERY ? hold_reminder(hold, owed, error)
                                                : hold_message(hold, &owed->row, error);
}

/* What is owed is held; what nobody waits for any more is dropped. */
static enum fu_status hold_owed(struct hold *hold, struct fu_error *error)
{
    struct turn_context *turn = &hold->turn;
    enum fu_status status = fu_turn_drop_unwanted(turn, error);
    size_t i;

    for (i = 0; status == FU_OK && i < turn->count; i++)
        status = hold_one(hold, &turn->owed[i], error);
    return status;
}

/* What an outbox was sending when the backup was made. */
static enum fu_status hold_sending(struct hold *hold, struct fu_error *error)
{
    struct turn_context *turn = &hold->turn;
    struct fu_delivery *rows;
    size_t i;
    enum fu_status status = fu_store_sending(turn->store, turn->arena, &rows, &turn->count, error);

    if (status != FU_OK)
        return status;
    turn->owed = fu_arena_allocate(turn->arena, turn->count + 1, sizeof *turn->owed);
    for (i = 0; i < turn->count; i++)
        turn->owed[i] = (struct owed){.row = rows[i]};
    return hold_owed(hold, error);
}

/* As for a turn that begins. */
static void begin_group(struct turn_context *turn)
{
    turn->room = turn->most + FU_TURN_PEOPLE_MAX;
    turn->owed = fu_arena_allocate(turn->arena, turn->room, sizeof *turn->owed);
    turn->count = 0;
    turn->last = NULL;
}

/* One group of what is due. */
static enum fu_status hold_group(struct hold *hold, struct fu_error *error)
{
    struct turn_context *turn = &hold->turn;
    fu_instant due = FU_NEVER;
    enum fu_status status;

    begin_group(turn);
    status = fu_turn_fire(turn, error);
    if (status == FU_OK)
        status = fu_turn_claim_queued(turn, error);
    if (status == FU_OK)
        status = hold_owed(hold, error);
    if (status == FU_OK)
        status = fu_store_next_due(turn->store, &due, error);
    hold->over = status != FU_OK || due == FU_NEVER || due > turn->now;
    return status;
}

/* What came and was put off since the backup comes again, or is due and held. */
static enum fu_status take_over(struct hold *hold, struct fu_error *error)
{
    return fu_replaced_put_off(
        &hold->turn, hold->record, hold->made, &hold->counts->put_off, error);
}

/* What had failed or was in doubt when the backup was made may have been sent since, once its
 * address was paused no more or took mail again: then nothing brings it once more. */
static enum fu_status ask_about_settled(struct hold *hold, struct fu_error *error)
{
    struct turn_context *turn = &hold->turn;
    struct fu_parcel parcel = {
        .kind = FU_PARCEL_DELIVERY, .outcome = FU_OUTCOME_SENT, .answer = FU_RECORDED_ANSWER};
    struct fu_delivery *rows;
    enum fu_known known = FU_KNOWN_NOT;
    size_t count = 0, i;
    enum fu_status status = fu_store_queue(turn->store, turn->arena, &rows, &count, error);

    for (i = 0; status == FU_OK && i < count; i++) {
        if (rows[i].kind != FU_PARCEL_DELIVERY || rows[i].state == FU_DELIVERY_QUEUED)
            continue;
        status = fu_replaced_ask(turn, hold->record, &rows[i], &known, error);
        if (status != FU_OK || known != FU_KNOWN_SENT)
            continue;
        parcel.id = rows[i].id;
        rows[i].state = FU_DELIVERY_SENDING;
        status = fu_store_delivery_set(turn->store, &rows[i], error);
        if (status == FU_OK)
            status = fu_turn_settle(turn, &parcel, error);
    }
    return status;
}

/* They have the whole of their time from now on. */
static enum fu_status give_back(struct hold *hold, struct fu_error *error)
{
    struct fu_store *store = hold->turn.store;
    enum fu_status status = FU_OK;
    size_t i;

    for (i = 0; status == FU_OK && i < hold->waiting_count; i++) {
        status = fu_store_delivery_anew(
            store, FU_PARCEL_MESSAGE, hold->waiting[i], hold->turn.now, error);
        if (status == FU_OK)
            status = fu_store_delivery_unclaim(store, FU_PARCEL_MESSAGE, hold->waiting[i], error);
    }
    return status;
}

/* Runs one step in a transaction of its own. */
static enum fu_status run(struct hold *hold,
    enum fu_status (*step)(struct hold *hold, struct fu_error *error), struct fu_error *error)
{
    struct fu_store *store = hold->turn.store;
    enum fu_status status = fu_store_begin(store, error);

    if (status == FU_OK)
        status = step(hold, error);
    if (status == FU_OK)
        status = fu_store_commit(store, error);
    else
        fu_store_rollback(store);
    fu_arena_reset(hold->turn.arena);
    return status;
}

static int compare_numbers(const void *one, const void *other)
{
    const int64_t a = *(const int64_t *)one, b = *(const int64_t *)other;

    return (a > b) - (a < b);
}

/* After a restore everything; of what was read again or imported, that alone. */
static bool is_to_be_told(const struct hold *hold, int64_t delivery)
{
    if (hold->imported)
        return hold->told_count > 0 && bsearch(&delivery, hold->told, hold->told_count,
                                           sizeof *hold->told, compare_numbers) != NULL;
    return delivery >= hold->recovered;
}

/* Everybody of whom something is held that is to be told. */
static enum fu_status tell_each(struct hold *hold, struct fu_error *error)
{
    struct summary summary = {.turn = &hold->turn,
        .cause = hold->recovered  ? SUMMARY_RECOVERED
                 : hold->imported ? SUMMARY_MOVED
                                  : SUMMARY_RESTORED,
        .once = hold->recovered ? hold->recovered : hold->made,
        .made = hold->made};
    struct fu_withheld *rows;
    size_t all, count = 0, i;
    enum fu_status status =
        fu_store_withheld(hold->turn.store, hold->turn.arena, &rows, &all, error);

    for (i = 0; status == FU_OK && i < all; i++) {
        if (is_to_be_told(hold, rows[i].delivery))
            rows[count++] = rows[i];
    }
    if (status == FU_OK)
        status = fu_summary_tell(&summary, rows, count, error);
    hold->counts->people += summary.people;
    return status;
}

enum fu_status fu_followup_hold(struct fu_store *store, const struct fu_settings *settings,
    struct fu_store *record, fu_instant made, fu_instant now, struct fu_hold_counts *counts,
    struct fu_error *error)
{
    struct hold hold = {.turn = {.store = store,
                            .settings = settings,
                            .arena = fu_arena_new(),
                            .now = now,
                            .most = FU_TURN_MAX,
                            .holds = true},
        .record = record,
        .made = made,
        .why = by_restore,
        .counts = counts};
    enum fu_status status;

    *counts = (struct fu_hold_counts){.held = 0};
    status = run(&hold, take_over, error);
    if (status == FU_OK && record)
        status = run(&hold, ask_about_settled, error);
    if (status == FU_OK)
        status = run(&hold, hold_sending, error);
    while (status == FU_OK && !hold.over)
        status = run(&hold, hold_group, error);
    if (status == FU_OK)
        status = run(&hold, give_back, error);
    if (status == FU_OK)
        status = run(&hold, tell_each, error);
    free(hold.waiting);
    fu_arena_free(&hold.turn.arena);
    return status;
}

enum fu_status fu_hold_made(struct fu_store *store, const struct fu_settings *settings,
    struct fu_arena *arena, int64_t followup, fu_instant now, int64_t *first,
    struct fu_error *error)
{
    struct fu_hold_counts counts = {.held = 0};
    struct hold hold = {.turn = {.store = store,
                            .settings = settings,
                            .arena = arena,
                            .now = now,
                            .most = 1,
                            .holds = true},
        .why = by_recover,
        .counts = &counts};
    struct turn_context *turn = &hold.turn;
    enum fu_status status;
    size_t i;

    begin_group(turn);
    status = fu_turn_fire_one(turn, followup, error);
    for (i = 0; status == FU_OK && i < turn->count; i++)
        status = hold_one(&hold, &turn->owed[i], error);
    *first = counts.held > 0 ? turn->owed[0].row.id : 0;
    return status;
}

/* All that is due of one follow-up, of which its series' next moment is always the last. */
static enum fu_status hold_followup(struct hold *hold, int64_t followup, struct fu_error *error)
{
    struct turn_context *turn = &hold->turn;
    enum fu_status status;

    do {
        begin_group(turn);
        status = fu_turn_fire_one(turn, followup, error);
        if (status == FU_OK)
            status = hold_owed(hold, error);
    } while (status == FU_OK && turn->count > 0);
    return status;
}

/* A mail that was to be sent when it was exported, unless its next attempt lies ahead. */
static enum fu_status hold_mail(
    struct hold *hold, enum fu_parcel_kind kind, int64_t id, struct fu_error *error)
{
    struct turn_context *turn = &hold->turn;
    struct fu_delivery *row;
    enum fu_status status = fu_store_delivery_get(turn->store, turn->arena, kind, id, &row, error);

    if (status != FU_OK || !row ||
        (row->state != FU_DELIVERY_SENDING &&
            (row->state != FU_DELIVERY_QUEUED || row->next_attempt > turn->now)))
        return status;
    if (row->state == FU_DELIVERY_QUEUED)
        status = fu_store_claim(turn->store, turn->arena, turn->now, row, error);
    if (status != FU_OK)
        return status;
    turn->owed = fu_arena_allocate(turn->arena, 1, sizeof *turn->owed);
    turn->owed[0] = (struct owed){.row = *row};
    turn->count = 1;
    turn->last = NULL;
    return hold_owed(hold, error);
}

static enum fu_status hold_mails(struct hold *hold, enum fu_parcel_kind kind, const int64_t *ids,
    size_t count, struct fu_error *error)
{
    enum fu_status status = FU_OK;
    size_t i;

    for (i = 0; status == FU_OK && i < count; i++) {
        status = hold_mail(hold, kind, ids[i], error);
        fu_arena_reset(hold->turn.arena);
    }
    return status;
}

enum fu_status fu_hold_arrived(struct fu_store *store, const struct fu_settings *settings,
    const struct fu_arrived *arrived, fu_instant made, fu_instant now,
    struct fu_hold_counts *counts, struct fu_error *error)
{
    struct hold hold = {.turn = {.store = store,
                            .settings = settings,
                            .arena = fu_arena_new(),
                            .now = now,
                            .most = 1,
                            .holds = true},
        .made = made,
        .imported = true,
        .why = by_import,
        .counts = counts};
    enum fu_status status;
    size_t i;

    *counts = (struct fu_hold_counts){.held = 0};
    status =
        hold_mails(&hold, FU_PARCEL_DELIVERY, arrived->deliveries, arrived->delivery_count, error);
    if (status == FU_OK)
        status =
            hold_mails(&hold, FU_PARCEL_MESSAGE, arrived->messages, arrived->message_count, error);
    for (i = 0; status == FU_OK && i < arrived->followup_count; i++) {
        status = hold_followup(&hold, arrived->followups[i], error);
        fu_arena_reset(hold.turn.arena);
    }
    if (status == FU_OK && hold.told_count > 0) {
        qsort(hold.told, hold.told_count, sizeof *hold.told, compare_numbers);
        status = tell_each(&hold, error);
    }
    free(hold.told);
    fu_arena_free(&hold.turn.arena);
    return status;
}

enum fu_status fu_hold_tell(struct fu_store *store, const struct fu_settings *settings,
    struct fu_arena *arena, int64_t first, fu_instant now, struct fu_error *error)
{
    struct fu_hold_counts counts = {.held = 0};
    struct hold hold = {.turn = {.store = store, .settings = settings, .arena = arena, .now = now},
        .recovered = first,
        .counts = &counts};

    return tell_each(&hold, error);
}

enum fu_status fu_hold_tell_person(struct fu_store *store, const struct fu_settings *settings,
    struct fu_arena *arena, int64_t person, fu_instant now, struct fu_error *error)
{
    struct turn_context turn = {.store = store, .settings = settings, .arena = arena, .now = now};
    struct summary summary = {.turn = &turn, .cause = SUMMARY_RESUMED, .only = person};
    struct fu_withheld *rows;
    size_t count;
    enum fu_status status = fu_summary_untold(&turn, person, &summary.once, error);

    if (status != FU_OK || summary.once == 0)
        return status;
    status = fu_store_withheld(store, arena, &rows, &count, error);
    return status == FU_OK ? fu_summary_tell(&summary, rows, count, error) : status;
}

enum fu_status fu_hold_release(
    struct fu_store *store, const struct fu_withheld *held, fu_instant now, struct fu_error *error)
{
    bool found;

    return fu_followup_retry(store, FU_PARCEL_DELIVERY, held->delivery, now, &found, error);
}

/* A one-off of which nothing more comes, to others neither, is done. */
static enum fu_status end_one_off(
    struct fu_store *store, const struct fu_withheld *held, fu_instant now, struct fu_error *error)
{
    struct fu_arena *arena = fu_arena_new();
    struct fu_followup *followup;
    bool open = true;
    enum fu_status status = fu_store_followup_get(store, arena, held->followup, &followup, error);

    if (status == FU_OK && followup && followup->state == FU_PENDING &&
        followup->kind == FU_REMINDER)
        status = fu_store_followup_open(store, followup->id, &open, error);
    if (status == FU_OK && !open)
        status = fu_store_followup_state(store, followup->id, FU_DONE, 0, now, error);
    fu_arena_free(&arena);
    return status;
}

enum fu_status fu_hold_drop(
    struct fu_store *store, const struct fu_withheld *held, fu_instant now, struct fu_error *error)
{
    struct fu_delivery row = {.id = held->delivery,
        .kind = FU_PARCEL_DELIVERY,
        .state = FU_DELIVERY_FAILED,
        .next_attempt = FU_NEVER,
        .answer = FU_DROPPED_ANSWER};
    struct fu_event event = {
        .followup = held->followup, .at = now, .what = "dropped", .detail = row.answer, .undo = ""};
    enum fu_status status = fu_store_withhold_end(store, held->delivery, error);

    if (status == FU_OK)
        status = fu_store_delivery_set(store, &row, error);
    if (status == FU_OK)
        status = fu_store_event_add(store, &event, error);
    return status == FU_OK ? end_one_off(store, held, now, error) : status;
}
