/* The outbox's turns. One transaction a turn: outcomes first, so that what is claimed sees them. */
#include "followupd/followup/turn.h"

#include "followupd/store/deliveries.h"
#include "owed.h"

static enum fu_status record(struct turn_context *context, const struct fu_parcel *done,
    size_t count, struct fu_error *error)
{
    enum fu_status status = FU_OK;
    size_t i;

    for (i = 0; status == FU_OK && i < count; i++)
        status = fu_turn_settle(context, &done[i], error);
    return status;
}

enum fu_status fu_turn_claim_queued(struct turn_context *context, struct fu_error *error)
{
    struct fu_delivery *rows;
    size_t count, i;
    enum fu_status status;

    if (context->count >= context->most)
        return FU_OK;
    status = fu_store_claim(context->store, context->arena, context->now,
        context->most - context->count, &rows, &count, error);
    for (i = 0; status == FU_OK && i < count; i++)
        context->owed[context->count++] = (struct owed){.row = rows[i]};
    return status;
}

/* Composes what was claimed; what cannot be composed is the mail's own fault and stops nothing
 * else. */
static enum fu_status write_all(
    struct turn_context *context, struct fu_turn *turn, struct fu_error *error)
{
    struct fu_parcel parcel;
    enum fu_status status;
    size_t i;

    turn->parcels = fu_arena_allocate(context->arena, context->count + 1, sizeof *turn->parcels);
    turn->unsendable =
        fu_arena_allocate(context->arena, context->count + 1, sizeof *turn->unsendable);
    for (i = 0; i < context->count; i++) {
        parcel = (struct fu_parcel){.id = context->owed[i].row.id,
            .kind = context->owed[i].row.kind,
            .attempt = context->owed[i].row.attempts,
            .recipient = context->owed[i].row.address,
            .answer = ""};
        status = fu_turn_write(context, &context->owed[i], &parcel, error);
        if (status != FU_OK)
            return status;
        if (parcel.outcome == FU_OUTCOME_NEVER)
            turn->unsendable[turn->unsendable_count++] = parcel;
        else
            turn->parcels[turn->count++] = parcel;
    }
    return FU_OK;
}

/* Everything of this turn, within the transaction: what is returned can be sent once it is
 * committed. */
static enum fu_status run(struct turn_context *context, const struct fu_parcel *done,
    size_t done_count, struct fu_turn *turn, struct fu_error *error)
{
    enum fu_status status = record(context, done, done_count, error);

    if (status == FU_OK && context->most > 0)
        status = fu_turn_fire(context, error);
    if (status == FU_OK)
        status = fu_turn_claim_queued(context, error);
    return status == FU_OK ? write_all(context, turn, error) : status;
}

enum fu_status fu_followup_turn(struct fu_store *store, const struct fu_settings *settings,
    struct fu_arena *arena, const struct fu_parcel *done, size_t done_count, fu_instant now,
    size_t most, struct fu_turn *turn, struct fu_error *error)
{
    struct turn_context context = {
        .store = store, .settings = settings, .arena = arena, .now = now, .most = most};
    enum fu_status status;

    *turn = (struct fu_turn){.count = 0};
    context.owed = fu_arena_allocate(arena, most + FU_TURN_PEOPLE_MAX, sizeof *context.owed);
    status = fu_store_begin(store, error);
    if (status != FU_OK)
        return status;
    status = run(&context, done, done_count, turn, error);
    if (status == FU_OK)
        status = fu_store_commit(store, error);
    else
        fu_store_rollback(store);
    if (status != FU_OK)
        *turn = (struct fu_turn){.count = 0};
    return status;
}

enum fu_status fu_followup_reclaim(struct fu_store *store, fu_dot_seen *seen, void *context,
    fu_instant now, struct fu_error *error)
{
    struct fu_arena *arena = fu_arena_new();
    struct turn_context turn = {.store = store, .arena = arena, .now = now};
    struct fu_parcel parcel = {
        .again = now, .answer = "The outbox stopped before the server's answer was recorded."};
    struct fu_delivery *rows;
    size_t count = 0, i;
    enum fu_status status = fu_store_begin(store, error);

    if (status == FU_OK)
        status = fu_store_sending(store, arena, &rows, &count, error);
    for (i = 0; status == FU_OK && i < count; i++) {
        parcel.id = rows[i].id;
        parcel.kind = rows[i].kind;
        parcel.outcome = seen && seen(context, rows[i].kind, rows[i].id, rows[i].attempts)
                             ? FU_OUTCOME_UNSURE
                             : FU_OUTCOME_NONE;
        status = fu_turn_settle(&turn, &parcel, error);
    }
    if (status == FU_OK)
        status = fu_store_commit(store, error);
    else
        fu_store_rollback(store);
    fu_arena_free(&arena);
    return status;
}

enum fu_status fu_followup_retry(struct fu_store *store, enum fu_parcel_kind kind, int64_t id,
    fu_instant now, bool *found, struct fu_error *error)
{
    struct fu_arena *arena = fu_arena_new();
    struct fu_delivery *row;
    enum fu_status status = fu_store_delivery_get(store, arena, kind, id, &row, error);

    *found = status == FU_OK && row && row->state != FU_DELIVERY_SENT &&
             row->state != FU_DELIVERY_SENDING;
    if (*found) {
        row->state = FU_DELIVERY_QUEUED;
        row->unsure = 0;
        row->next_attempt = now;
        status = fu_store_delivery_set(store, row, error);
    }
    fu_arena_free(&arena);
    return status;
}
