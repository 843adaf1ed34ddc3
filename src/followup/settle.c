/* What an attempt's outcome changes: its row, and its follow-up when the last of its mails is
 * settled. */
#include "owed.h"

#include "followupd/base/number.h"
#include "followupd/store/deliveries.h"
#include "followupd/store/followups.h"
#include "pause.h"

#include <string.h>

/* The first attempt is never the last, whatever the clock says: it may have been set meanwhile. */
enum { ATTEMPTS_LEAST = 2, DURATION_TEXT = 64 };

static enum fu_status add_event(struct turn_context *context, int64_t followup, const char *what,
    const char *detail, struct fu_error *error)
{
    struct fu_event event = {
        .followup = followup, .at = context->now, .what = what, .detail = detail, .undo = ""};

    return followup == 0 ? FU_OK : fu_store_event_add(context->store, &event, error);
}

/* What is not counted of the time that a mail has, in which a server puts it off: trouble of ours,
 * after which it begins anew, and the while in which nobody tried. A mail that was given back
 * unsent is due since it was created. */
static fu_instant count_from(const struct fu_delivery *row, fu_instant now)
{
    bool tried = row->next_attempt <= row->created || now - row->next_attempt < FU_STORE_WAIT_MAX;

    if (fu_answer_is_ours(row->answer))
        return now;
    return tried ? row->created : row->created + (now - row->next_attempt);
}

/* The row's new state by the outcome; returns the word of the event it leaves, or NULL. */
static const char *judge(
    struct turn_context *context, const struct fu_parcel *parcel, struct fu_delivery *row)
{
    char text[DURATION_TEXT];
    bool smaller = fu_answer_too_large(row->answer);

    if (parcel->outcome == FU_OUTCOME_LATER)
        row->created = count_from(row, context->now);

    row->answer = parcel->answer ? parcel->answer : "";
    row->next_attempt = parcel->again;
    row->state = FU_DELIVERY_QUEUED;
    switch (parcel->outcome) {
    case FU_OUTCOME_SENT:
        row->state = FU_DELIVERY_SENT;
        return NULL;
    case FU_OUTCOME_NEVER:
        row->next_attempt = context->now;
        /* It comes once more without its files, and alone. */
        if (row->kind == FU_PARCEL_DELIVERY && !smaller && fu_answer_too_large(row->answer))
            return NULL;
        row->state = FU_DELIVERY_FAILED;
        return "failed";
    case FU_OUTCOME_LATER:
        if (context->now - row->created < context->settings->expire ||
            row->attempts < ATTEMPTS_LEAST)
            return NULL;
        fu_duration_say(context->settings->expire, text, sizeof text);
        row->answer = fu_arena_print(
            context->arena, FU_GIVEN_UP_ANSWER "%s. The last answer was: %s", text, row->answer);
        row->state = FU_DELIVERY_FAILED;
        return "failed";
    case FU_OUTCOME_UNSURE:
        row->unsure++;
        if (row->unsure < 2)
            return NULL;
        row->state = FU_DELIVERY_UNSURE;
        return "unsure";
    case FU_OUTCOME_HELD:
        row->state = FU_DELIVERY_UNSURE;
        return "held";
    case FU_OUTCOME_DROPPED:
        row->state = FU_DELIVERY_FAILED;
        return "dropped";
    case FU_OUTCOME_OURS:
    case FU_OUTCOME_NONE:
    case FU_OUTCOME_UNDERWAY: /* nobody is handed these two */
    case FU_OUTCOME_TAKEN_OVER:
        break;
    }
    return NULL;
}

/* What a follow-up ends as of which no mail got through: its owner may be done with it all the
 * same. */
static enum fu_status judge_unsent(
    struct turn_context *context, int64_t id, enum fu_followup_state *state, struct fu_error *error)
{
    struct fu_occurrence *occurrence = NULL;
    enum fu_status status =
        fu_store_occurrence_get(context->store, context->arena, id, &occurrence, error);

    *state = occurrence && occurrence->state == FU_OCCURRENCE_DONE ? FU_DONE : FU_FAILED;
    return status;
}

/* A follow-up has ended when nothing more comes and the last of its mails is settled: done when one of
 * them got through, be it after a retry. A moment has fired with the first of its mails that is sent,
 * however often the others are settled. */
static enum fu_status end_followup(
    struct turn_context *context, const struct fu_delivery *row, struct fu_error *error)
{
    struct fu_followup *followup = NULL;
    struct fu_settled settled;
    enum fu_followup_state state;
    bool open = true;
    enum fu_status status =
        fu_store_occurrence_settled(context->store, row->occurrence, &settled, error);
    bool first = row->state == FU_DELIVERY_SENT && settled.sent == 1;

    if (status != FU_OK || (!settled.all && !first))
        return status;
    status = fu_store_followup_get(context->store, context->arena, row->followup, &followup, error);
    if (status == FU_OK && followup && followup->next == FU_NEVER)
        status = fu_store_followup_open(context->store, followup->id, &open, error);
    if (status != FU_OK || !followup)
        return status;
    state = followup->state;
    if ((state == FU_PENDING || state == FU_FAILED) && !open) {
        state = FU_DONE;
        if (settled.sent == 0 && settled.wanted)
            status = judge_unsent(context, row->occurrence, &state, error);
    }
    if (status != FU_OK)
        return status;
    return fu_store_followup_state(
        context->store, followup->id, state, first ? 1 : 0, context->now, error);
}

/* What a server refused for good may be held against the address. */
static enum fu_status note_refusal(
    struct turn_context *context, const struct fu_delivery *row, struct fu_error *error)
{
    struct refusal refusal = {.address = row->address, .sent = row->created, .why = row->answer};
    int64_t paused;
    enum fu_status status;

    if (!context->paused || !fu_refusal_read(context->arena, row->answer, &refusal))
        return FU_OK;
    status = fu_pause_refused(
        context->store, context->settings, context->arena, &refusal, context->now, &paused, error);
    if (paused != 0) {
        context->paused[context->paused_count++] = paused;
        context->last = NULL; /* who was looked up before is not paused in it */
    }
    return status;
}

static enum fu_status settle_one(
    struct turn_context *context, const struct fu_parcel *parcel, struct fu_error *error)
{
    struct fu_delivery *row;
    const char *event, *note;
    enum fu_status status;

    status = fu_store_delivery_get(
        context->store, context->arena, parcel->kind, parcel->id, &row, error);
    /* One that is gone was erased; one in another state was recorded by a commit that failed only
     * in saying so. */
    if (status != FU_OK || !row || row->state != FU_DELIVERY_SENDING)
        return status;
    if (parcel->outcome == FU_OUTCOME_NONE)
        return fu_store_delivery_unclaim(context->store, parcel->kind, parcel->id, error);
    note = row->answer;
    event = judge(context, parcel, row);
    /* Cancelled while it was on its way. */
    if (row->state == FU_DELIVERY_QUEUED && fu_answer_is_ended(note))
        row->answer = note;
    status = fu_store_delivery_set(context->store, row, error);
    if (status == FU_OK && parcel->outcome == FU_OUTCOME_LATER)
        status =
            fu_store_delivery_anew(context->store, parcel->kind, parcel->id, row->created, error);
    if (status == FU_OK && event)
        status = add_event(context, row->followup, event, row->answer, error);
    if (status == FU_OK && row->state == FU_DELIVERY_FAILED &&
        parcel->outcome == FU_OUTCOME_NEVER)
        status = note_refusal(context, row, error);
    else if (status == FU_OK && row->bundle != 0 && parcel->outcome == FU_OUTCOME_NEVER)
        status = fu_store_bundle_set(context->store, row->id, 0, error);
    /* What is held may still be released, so its follow-up has not ended. */
    if (status == FU_OK && row->kind == FU_PARCEL_DELIVERY && row->state != FU_DELIVERY_QUEUED &&
        parcel->outcome != FU_OUTCOME_HELD)
        status = end_followup(context, row, error);
    return status;
}

/* "What became of it (sent: 250 2.0.0 taken) could not be recorded". */
static const char *say_unrecorded(struct turn_context *context, const struct fu_parcel *parcel)
{
    static const char *const words[] = {[FU_OUTCOME_NONE] = "not tried",
        [FU_OUTCOME_SENT] = "sent",
        [FU_OUTCOME_LATER] = "put off",
        [FU_OUTCOME_NEVER] = "refused",
        [FU_OUTCOME_UNSURE] = "perhaps sent",
        [FU_OUTCOME_HELD] = "held",
        [FU_OUTCOME_DROPPED] = "dropped",
        [FU_OUTCOME_OURS] = "not sent"};

    return fu_arena_print(context->arena, "What became of it (%s%s%s) could not be recorded",
        words[parcel->outcome], parcel->answer && parcel->answer[0] ? ": " : "",
        parcel->answer ? parcel->answer : "");
}

static enum fu_status settle_part(
    struct turn_context *context, const struct fu_parcel *parcel, struct fu_error *error)
{
    struct putting putting = {
        .kind = parcel->kind == FU_PARCEL_MESSAGE ? FU_ASIDE_MESSAGE : FU_ASIDE_DELIVERY,
        .id = parcel->id,
        .moment = FU_NEVER,
        .tried = true};
    struct turn_part part;
    bool refused;
    enum fu_status status = fu_turn_part_begin(context, &part, error);

    if (status == FU_OK)
        status = settle_one(context, parcel, error);
    if (status != FU_OK)
        putting.what = say_unrecorded(context, parcel);
    return fu_turn_part_end(context, &part, status, &putting, &refused, error);
}

enum fu_status fu_turn_settle(
    struct turn_context *context, const struct fu_parcel *parcel, struct fu_error *error)
{
    struct fu_parcel one = *parcel;
    struct fu_delivery *rows;
    size_t count, i;
    enum fu_status status;

    if (parcel->bundle == 0)
        return settle_part(context, parcel, error);
    status = fu_store_bundle(context->store, context->arena, parcel->bundle, &rows, &count, error);
    for (i = 0; status == FU_OK && i < count; i++) {
        one.id = rows[i].id;
        status = settle_part(context, &one, error);
    }
    return status;
}
