/* The outbox's turns. One transaction a turn: outcomes first, so that what is claimed sees them. */
#include "followupd/followup/turn.h"

#include "followupd/store/deliveries.h"
#include "followupd/store/withheld.h"
#include "owed.h"
#include "reopen.h"

#include <stdlib.h>
#include <string.h>

enum { WAITING_SHARE = 4 };

static enum fu_status record(struct turn_context *context, const struct fu_parcel *done,
    size_t count, struct fu_error *error)
{
    enum fu_status status = FU_OK;
    size_t i;

    for (i = 0; status == FU_OK && i < count; i++)
        status = fu_turn_settle(context, &done[i], error);
    return status;
}

/* Appends rows, however many there are. */
static void append(struct turn_context *context, const struct fu_delivery *rows, size_t count)
{
    struct owed *owed =
        fu_arena_allocate(context->arena, context->count + count, sizeof *context->owed);
    size_t i;

    memcpy(owed, context->owed, context->count * sizeof *owed);
    for (i = 0; i < count; i++)
        owed[context->count++] = (struct owed){.row = rows[i]};
    context->owed = owed;
}

static enum fu_status claim_bundle(
    struct turn_context *context, int64_t bundle, struct fu_error *error)
{
    struct fu_delivery *rows;
    struct turn_part part;
    size_t count;
    bool refused;
    enum fu_status status = fu_turn_part_begin(context, &part, error);

    if (status == FU_OK)
        status = fu_store_bundle_claim(
            context->store, context->arena, bundle, context->now, &rows, &count, error);
    if (status == FU_OK && count > 0)
        append(context, rows, count);
    status = fu_turn_part_end(context, &part, status, NULL, &refused, error);
    return status == FU_OK && refused ? fu_turn_take_apart(context, bundle, error) : status;
}

/* An attempt is made with the whole bundle: what of it was not among the oldest joins. It is one
 * mail all the same. */
static enum fu_status claim_fellows(struct turn_context *context, struct fu_error *error)
{
    size_t claimed = context->count, i;
    enum fu_status status = FU_OK;

    for (i = 0; status == FU_OK && i < claimed; i++) {
        if (context->owed[i].row.bundle != 0 && fu_turn_leads(context, &context->owed[i]))
            status = claim_bundle(context, context->owed[i].row.bundle, error);
    }
    return status;
}

/* row has kind and id alone. */
static enum fu_status claim_part(
    struct turn_context *context, struct fu_delivery *row, struct fu_error *error)
{
    const struct putting putting = fu_turn_putting(row, "The mail could not be claimed");
    struct turn_part part;
    bool refused;
    enum fu_status status = fu_turn_part_begin(context, &part, error);

    if (status == FU_OK)
        status = fu_store_claim(context->store, context->arena, context->now, row, error);
    if (status == FU_OK)
        context->owed[context->count++] = (struct owed){.row = *row};
    return fu_turn_part_end(context, &part, status, &putting, &refused, error);
}

enum fu_status fu_turn_claim_queued(struct turn_context *context, struct fu_error *error)
{
    struct fu_delivery *rows;
    size_t count, i;
    enum fu_status status;

    if (context->count >= context->most)
        return FU_OK;
    status = fu_store_ready(context->store, context->arena, context->now,
        context->most - context->count, &rows, &count, error);
    for (i = 0; status == FU_OK && i < count; i++)
        status = claim_part(context, &rows[i], error);
    return status == FU_OK ? claim_fellows(context, error) : status;
}

static struct fu_parcel start_parcel(const struct owed *owed)
{
    return (struct fu_parcel){.id = owed->row.id,
        .kind = owed->row.kind,
        .bundle = owed->row.bundle,
        .attempt = owed->row.attempts,
        .recipient = owed->row.address,
        .answer = ""};
}

/* One mail, or the bundle that this row leads; a bundle that was taken apart begins with its own.
 */
static enum fu_status write_one(struct turn_context *context, struct owed *owed,
    struct fu_parcel *parcel, struct fu_error *error)
{
    enum fu_status status;

    *parcel = start_parcel(owed);
    if (owed->row.bundle != 0) {
        status = fu_turn_write_bundle(context, owed, parcel, error);
        if (status != FU_OK || owed->row.bundle != 0)
            return status;
        *parcel = start_parcel(owed);
    }
    return fu_turn_write(context, owed, parcel, error);
}

/* A bundle that is refused goes out as its parts. */
static enum fu_status write_part(struct turn_context *context, struct owed *owed,
    struct fu_parcel *parcel, struct fu_error *error)
{
    const struct putting putting = fu_turn_putting(&owed->row, FU_NOT_WRITTEN);
    int64_t bundle = owed->row.bundle;
    struct turn_part part;
    enum fu_status status = fu_turn_part_begin(context, &part, error);

    if (status == FU_OK)
        status = write_one(context, owed, parcel, error);
    status = fu_turn_part_end(
        context, &part, status, bundle != 0 ? NULL : &putting, &owed->aside, error);
    if (status != FU_OK || bundle == 0 || !owed->aside)
        return status;
    owed->aside = false;
    owed->row.bundle = bundle;
    status = fu_turn_take_apart(context, bundle, error);
    return status == FU_OK && !owed->aside ? write_part(context, owed, parcel, error) : status;
}

bool fu_turn_is_full(const struct turn_context *context)
{
    return context->bytes >= FU_TURN_BYTES_MAX;
}

/* A note may have files, and a bundle notes; answers, links and other reminders are small. */
static bool may_be_large(const struct owed *owed)
{
    return owed->row.kind == FU_PARCEL_DELIVERY &&
           (owed->row.bundle != 0 || !owed->followup || owed->followup->to_self);
}

/* What is small has as much room again, so that it waits for nobody's files. Of a bundle that is
 * given back, each is. */
static bool is_beyond(const struct turn_context *context, const struct owed *owed)
{
    const struct owed *first = context->owed;

    if (owed->row.bundle == 0 || fu_turn_leads(context, owed))
        return fu_turn_is_full(context) && !owed->reminder &&
               (may_be_large(owed) || context->bytes >= 2 * (size_t)FU_TURN_BYTES_MAX);
    while (first->row.bundle != owed->row.bundle)
        first++;
    return first->back;
}

/* It keeps its turn, and goes with a later one. */
static enum fu_status leave_for_later(
    struct turn_context *context, struct owed *owed, struct fu_error *error)
{
    const struct putting putting = fu_turn_putting(&owed->row, "The mail could not be put off");
    struct turn_part part;
    enum fu_status status = fu_turn_part_begin(context, &part, error);

    owed->back = true;
    if (status == FU_OK)
        status = fu_store_delivery_unclaim(context->store, owed->row.kind, owed->row.id, error);
    return fu_turn_part_end(context, &part, status, &putting, &owed->aside, error);
}

/* Composes what was claimed; what cannot be composed is the mail's own fault and stops nothing
 * else. */
static enum fu_status write_all(
    struct turn_context *context, struct fu_turn *turn, struct fu_error *error)
{
    struct fu_parcel parcel;
    enum fu_status status = fu_turn_bundle(context, error);
    size_t i;

    turn->parcels = fu_arena_allocate(context->arena, context->count + 1, sizeof *turn->parcels);
    turn->unsendable =
        fu_arena_allocate(context->arena, context->count + 1, sizeof *turn->unsendable);
    for (i = 0; status == FU_OK && i < context->count; i++) {
        struct owed *owed = &context->owed[i];

        if (!owed->aside && is_beyond(context, owed))
            status = leave_for_later(context, owed, error);
        if (owed->aside || owed->back || (owed->row.bundle != 0 && !fu_turn_leads(context, owed)))
            continue;
        status = write_part(context, owed, &parcel, error);
        if (status != FU_OK)
            return status;
        if (owed->aside)
            continue;
        context->bytes += parcel.length;
        if (parcel.outcome == FU_OUTCOME_NEVER)
            turn->unsendable[turn->unsendable_count++] = parcel;
        else
            turn->parcels[turn->count++] = parcel;
    }
    return status;
}

/* By age; reminders before answers of the same second, each in the order they came about. */
static int compare_ages(const void *one, const void *other)
{
    const struct fu_delivery *a = &((const struct owed *)one)->row;
    const struct fu_delivery *b = &((const struct owed *)other)->row;

    if (a->created != b->created)
        return a->created < b->created ? -1 : 1;
    if (a->kind != b->kind)
        return a->kind < b->kind ? -1 : 1;
    return (a->id > b->id) - (a->id < b->id);
}

/* However much falls due, what waits has its part: answers, links and later attempts. What falls due
 * fires first all the same, since what waits may stand for it. */
static enum fu_status reserve(struct turn_context *context, struct fu_error *error)
{
    struct fu_delivery *rows;

    return fu_store_ready(context->store, context->arena, context->now,
        context->most / WAITING_SHARE, &rows, &context->reserved, error);
}

/* Everything of this turn, within the transaction: what is returned can be sent once it is
 * committed. */
static enum fu_status run(struct turn_context *context, const struct fu_parcel *done,
    size_t done_count, struct fu_turn *turn, struct fu_error *error)
{
    enum fu_status status = record(context, done, done_count, error);

    if (status == FU_OK)
        status = reserve(context, error);
    if (status == FU_OK && context->most > 0)
        status = fu_turn_fire(context, error);
    if (status == FU_OK)
        status = fu_turn_claim_queued(context, error);
    if (status == FU_OK)
        status = fu_turn_drop_unwanted(context, error);
    if (status == FU_OK)
        qsort(context->owed, context->count, sizeof *context->owed, compare_ages);
    if (status == FU_OK)
        status = write_all(context, turn, error);
    if (status == FU_OK)
        status = fu_turn_judge_refusals(context, error);
    if (status == FU_OK)
        status = fu_turn_tell_owners(context, error);
    turn->paused = context->paused;
    turn->paused_count = context->paused_count;
    turn->asides = context->asides;
    turn->aside_count = context->aside_count;
    return status;
}

/* One transaction. *refused: it failed for the sake of what was to be written. */
static enum fu_status try_turn(struct turn_context *context, const struct fu_parcel *done,
    size_t done_count, struct fu_turn *turn, bool *refused, struct fu_error *error)
{
    enum fu_status status;

    *turn = (struct fu_turn){.count = 0};
    *refused = false;
    context->paused = fu_arena_allocate(context->arena, done_count + 1, sizeof *context->paused);
    context->room = context->most + FU_TURN_PEOPLE_MAX;
    context->owed = fu_arena_allocate(context->arena, context->room, sizeof *context->owed);
    status = fu_store_begin(context->store, error);
    if (status != FU_OK)
        return status;
    status = run(context, done, done_count, turn, error);
    *refused = fu_turn_is_refusal(context, status);
    if (status == FU_OK)
        status = fu_store_commit(context->store, error);
    else
        fu_store_rollback(context->store);
    if (status != FU_OK)
        *turn = (struct fu_turn){.count = 0};
    return status;
}

enum fu_status fu_followup_turn(struct fu_store *store, const struct fu_settings *settings,
    struct fu_arena *arena, const struct fu_parcel *done, size_t done_count, fu_instant now,
    size_t most, struct fu_turn *turn, struct fu_error *error)
{
    const struct turn_context fresh = {.store = store,
        .settings = settings,
        .arena = arena,
        .now = now,
        .most = most,
        .folds = true};
    struct turn_context context = fresh;
    bool refused;
    enum fu_status status = try_turn(&context, done, done_count, turn, &refused, error);

    if (!refused)
        return status;
    context = fresh;
    context.careful = true;
    return try_turn(&context, done, done_count, turn, &refused, error);
}

/* Under which of the rows a dot was noted: a bundle's under the first of it. */
static const struct fu_delivery *noted(
    const struct fu_delivery *rows, const struct fu_delivery *row)
{
    if (row->bundle == 0)
        return row;
    while (rows->bundle != row->bundle)
        rows++;
    return rows;
}

static enum fu_status reclaim(
    struct turn_context *turn, fu_look *look, void *context, struct fu_error *error)
{
    struct fu_parcel parcel = {.again = turn->now,
        .answer = "The outbox stopped before the server's answer was recorded."};
    const struct fu_delivery *row;
    struct fu_delivery *rows;
    enum fu_left left;
    size_t count = 0, i;
    enum fu_status status = fu_store_sending(turn->store, turn->arena, &rows, &count, error);

    for (i = 0; status == FU_OK && i < count; i++) {
        parcel.id = rows[i].id;
        parcel.kind = rows[i].kind;
        row = noted(rows, &rows[i]);
        left = look ? look(context, row->kind, row->id, row->attempts) : FU_LEFT_UNSENT;
        parcel.outcome = left == FU_LEFT_DOTTED ? FU_OUTCOME_UNSURE : FU_OUTCOME_NONE;
        if (left != FU_LEFT_IN_HAND)
            status = fu_turn_settle(turn, &parcel, error);
    }
    return status == FU_OK ? fu_turn_judge_refusals(turn, error) : status;
}

enum fu_status fu_followup_reclaim(struct fu_store *store, fu_look *look, void *context,
    fu_instant now, struct fu_error *error)
{
    struct fu_arena *arena = fu_arena_new();
    struct turn_context turn = {.store = store, .arena = arena, .now = now};
    bool refused;
    enum fu_status status;

    do {
        status = fu_store_begin(store, error);
        if (status == FU_OK)
            status = reclaim(&turn, look, context, error);
        refused = !turn.careful && fu_turn_is_refusal(&turn, status);
        if (status == FU_OK)
            status = fu_store_commit(store, error);
        else
            fu_store_rollback(store);
        turn.careful = true;
    } while (refused);
    fu_arena_free(&arena);
    return status;
}

enum fu_status fu_followup_retry(struct fu_store *store, enum fu_parcel_kind kind, int64_t id,
    fu_instant now, bool *found, struct fu_error *error)
{
    struct fu_arena *arena = fu_arena_new();
    struct fu_delivery *row;
    bool aside = false;
    enum fu_status status = fu_store_delivery_get(store, arena, kind, id, &row, error);

    if (status == FU_OK)
        status = fu_store_aside_end(store,
            kind == FU_PARCEL_MESSAGE ? FU_ASIDE_MESSAGE : FU_ASIDE_DELIVERY, id, &aside, error);
    *found = status == FU_OK && row && row->state != FU_DELIVERY_SENT &&
             (row->state != FU_DELIVERY_SENDING || aside);
    if (*found && row->bundle != 0)
        status = fu_store_bundle_set(store, id, 0, error);
    if (*found && status == FU_OK) {
        row->state = FU_DELIVERY_QUEUED;
        row->unsure = 0;
        row->next_attempt = now;
        status = fu_store_delivery_set(store, row, error);
    }
    if (*found && status == FU_OK && kind == FU_PARCEL_DELIVERY)
        status = fu_store_withhold_end(store, id, error);
    if (*found && status == FU_OK)
        status = fu_store_delivery_anew(store, kind, id, now, error);
    /* What was said done of, or cancelled, is dropped, and opens nothing. */
    if (*found && status == FU_OK && kind == FU_PARCEL_DELIVERY && !fu_answer_is_ended(row->answer))
        status = fu_reopen_occurrence(store, arena, row->followup, row->occurrence, now, error);
    fu_arena_free(&arena);
    return status;
}

enum fu_status fu_followup_retry_moment(
    struct fu_store *store, int64_t occurrence, bool *found, struct fu_error *error)
{
    return fu_store_aside_end(store, FU_ASIDE_OCCURRENCE, occurrence, found, error);
}
