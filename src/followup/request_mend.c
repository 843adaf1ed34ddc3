/* A letter whose cadence was not understood, and what its sender says that it meant: it is done as
 * if it had been sent so. Fails only with the store.
 *
 * The cadence counts from the letter where its moment still lay ahead when they said so; who wrote
 * "3dyas" on Monday and mends it on Wednesday means Thursday. Where that had passed by, it counts
 * from what they say: "tomorrow" mended on Wednesday is Thursday, too, whenever that is read. A
 * series begins after the arrival of what they say in any case. */
#include "followupd/followup/act.h"
#include "followupd/store/followups.h"
#include "followupd/store/letters.h"
#include "create.h"
#include "names.h"
#include "outcome.h"
#include "request.h"

/* The letter again, as far as it is kept. */
static struct fu_letter *letter_of(struct fu_arena *arena, const struct fu_stored_letter *stored)
{
    struct fu_letter *letter = fu_arena_allocate(arena, 1, sizeof *letter);

    letter->message_id = stored->message_id;
    letter->in_reply_to = stored->in_reply_to;
    letter->references = stored->references;
    letter->reference_count = stored->reference_count;
    letter->subject = stored->subject;
    letter->date = stored->date;
    letter->date_offset = stored->date_offset;
    letter->from_count = 1;
    letter->from = stored->from;
    letter->to = stored->to;
    letter->cc = stored->cc;
    return letter;
}

static fu_instant counts_from(const struct request_context *context,
    const struct fu_request *request, const struct fu_held *held)
{
    struct fu_schedule schedule;
    bool ahead = fu_creation_lies_ahead(context->settings, context->arena, context->person,
        request->cadence, held->sent, context->sent, &schedule);

    return ahead ? held->sent : context->sent;
}

static enum fu_status make(struct request_context *context, const struct fu_request *request,
    const struct fu_held *held, struct fu_error *error)
{
    struct request_context mended = *context;
    struct fu_request asked = *request;
    struct fu_stored_letter *letter;
    struct fu_arrival arrival = {.origin = context->arrival->origin,
        .arrived = context->arrival->arrived,
        .raw = "",
        .recovered = context->arrival->recovered};
    enum fu_status status =
        fu_store_letter_get(context->store, context->arena, held->letter, &letter, error);

    if (status != FU_OK || !letter)
        return status;
    arrival.letter = letter_of(context->arena, letter);
    arrival.recovered = context->arrival->recovered;
    mended.arrival = &arrival;
    mended.letter = held->letter;
    mended.sent = counts_from(context, request, held);
    mended.mended = true;
    mended.unique = fu_request_unique(context, request);
    mended.made = 0;
    asked.place = held->place;
    asked.may_change = true; /* the token was opened */
    status = fu_request_make(&mended, &asked, error);
    context->pending = mended.pending;
    return status == FU_OK && mended.made != 0
               ? fu_store_held_made(context->store, held->id, mended.made, error)
               : status;
}

static enum fu_status tell_changed(struct request_context *context,
    const struct fu_request *request, int64_t id, fu_instant first, struct fu_error *error)
{
    struct fu_followup *followup;
    enum fu_status status =
        fu_store_followup_get(context->store, context->arena, id, &followup, error);
    struct outcome changed = {.asked = request->cadence,
        .token = fu_name_token(context->arena, context->settings, id, context->person->id),
        .followup = id,
        .first = first,
        .changed = true,
        .counted_from = FU_NEVER,
        .until = FU_NEVER};

    if (status != FU_OK || !followup)
        return status;
    changed.about = followup->subject;
    changed.schedule = followup->schedule;
    changed.task = followup->kind == FU_TASK;
    if (followup->sent != context->sent)
        changed.counted_from = followup->sent;
    fu_outcome_note(context, request, &changed, true);
    return FU_OK;
}

/* They chose another one before: that one's follow-up is changed, and none is added. */
static enum fu_status change(struct request_context *context, const struct fu_request *request,
    const struct fu_held *held, struct fu_error *error)
{
    const struct fu_act act = {
        context->store, context->settings, context->arena, context->now, context->person->id};
    const struct fu_edit edit = {.cadence = request->cadence,
        .sent = counts_from(context, request, held),
        .arrived = context->arrival->arrived,
        .recovered = context->arrival->recovered};
    struct fu_act_result result;
    bool due;
    enum fu_status status = fu_act_edit(&act, held->followup, &edit, &result, error);

    if (status == FU_BAD_INPUT)
        return fu_request_refuse(context, request, result.refusal.reason, NULL,
            result.refusal.suggestions, result.refusal.suggestion_count, error);
    if (status != FU_OK)
        return status;
    if (result.followup == 0)
        return make(context, request, held, error);
    if (context->taken->soonest == FU_NEVER || result.soonest < context->taken->soonest)
        context->taken->soonest = result.soonest;
    status = fu_request_hold_due(context, held->followup, &due, error);
    if (status == FU_OK)
        status = tell_changed(context, request, held->followup, result.soonest, error);
    return status == FU_OK ? fu_request_trace(
                                 context, request, "action", result.sentence, held->followup, error)
                           : status;
}

enum fu_status fu_request_mend(struct request_context *context, const struct fu_request *request,
    const struct fu_held *held, struct fu_error *error)
{
    return held->followup != 0 ? change(context, request, held, error)
                               : make(context, request, held, error);
}
