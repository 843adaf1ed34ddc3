/* A turn in parts, each of which the store may refuse without holding up the others.
 *
 * What is refused is undone, and put aside with the store's words: it is looked at no more until
 * the operator has it tried again, its history says so, and its owner is told. A turn is taken so
 * only when it was refused as a whole. A store that refuses everything is ill, and nothing is put
 * aside then; nor is what fails for its disk's sake. */
#include "owed.h"

#include "followupd/cadence/say.h"
#include "followupd/mail/answers.h"
#include "followupd/store/deliveries.h"
#include "followupd/store/followups.h"
#include "followupd/store/people.h"
#include "notice.h"

#include <inttypes.h>
#include <string.h>

/* So many refused ones, and nothing else, are the store's own illness. */
enum { REFUSED_ALL = 20 };

typedef enum fu_status deed(
    struct turn_context *context, const struct putting *putting, struct fu_error *error);

bool fu_turn_is_refusal(const struct turn_context *context, enum fu_status status)
{
    return (status == FU_PERMANENT || status == FU_BAD_INPUT) &&
           !fu_store_is_spoilt(context->store);
}

enum fu_status fu_turn_part_begin(
    struct turn_context *context, struct turn_part *part, struct fu_error *error)
{
    part->count = context->count;
    part->paused_count = context->paused_count;
    return context->careful ? fu_store_part_begin(context->store, &part->part, error) : FU_OK;
}

static enum fu_status undo(
    struct turn_context *context, const struct turn_part *part, struct fu_error *error)
{
    context->count = part->count;
    context->paused_count = part->paused_count;
    context->last = NULL;
    return fu_store_part_undo(context->store, &part->part, error);
}

/* What may be refused without harm. */
static enum fu_status attempt(
    struct turn_context *context, deed *does, const struct putting *putting, struct fu_error *error)
{
    struct turn_part part;
    enum fu_status status = fu_turn_part_begin(context, &part, error);

    if (status == FU_OK)
        status = does(context, putting, error);
    if (status == FU_OK)
        return fu_store_part_end(context->store, error);
    return fu_turn_is_refusal(context, status) ? undo(context, &part, error) : status;
}

static enum fu_status give_back(
    struct turn_context *context, const struct putting *putting, struct fu_error *error)
{
    enum fu_parcel_kind kind =
        putting->kind == FU_ASIDE_MESSAGE ? FU_PARCEL_MESSAGE : FU_PARCEL_DELIVERY;

    return fu_store_delivery_unclaim(context->store, kind, putting->id, error);
}

/* The store's own words are the operator's. */
static enum fu_status note(
    struct turn_context *context, const struct putting *putting, struct fu_error *error)
{
    struct fu_event event = {.followup = putting->followup,
        .at = context->now,
        .what = "aside",
        .detail = putting->what,
        .undo = ""};

    return fu_store_event_add(context->store, &event, error);
}

static enum fu_status tell_owner(
    struct turn_context *context, const struct putting *putting, struct fu_error *error)
{
    struct fu_answer answer = {.closing = ""};
    struct fu_followup *followup = NULL;
    struct fu_person *owner = NULL;
    struct notice notice = {.unique = fu_arena_print(context->arena, "aside %d %" PRId64,
                                (int)putting->kind, putting->id)};
    enum fu_status status =
        fu_store_followup_get(context->store, context->arena, putting->followup, &followup, error);

    if (status == FU_OK && followup)
        status =
            fu_store_person_get(context->store, context->arena, followup->owner, &owner, error);
    if (status != FU_OK || !owner)
        return status;
    notice.to = owner->address;
    notice.zone = owner->preferences.zone;
    notice.subject = fu_answer_aside_subject();
    fu_answer_aside(context->arena, followup->subject,
        putting->moment == FU_NEVER ? ""
                                    : fu_say_date_time(context->arena, owner->preferences.zone,
                                          putting->moment, context->now),
        &answer);
    return fu_notice_send(
        context->store, context->settings, context->arena, &notice, &answer, context->now, error);
}

static void append(
    struct turn_context *context, const struct fu_aside *aside, const struct putting *putting)
{
    size_t count = context->aside_count;
    struct fu_aside *rows = fu_arena_allocate(context->arena, count + 1, sizeof *rows);
    struct putting *puttings = fu_arena_allocate(context->arena, count + 1, sizeof *puttings);

    if (count > 0) {
        memcpy(rows, context->asides, count * sizeof *rows);
        memcpy(puttings, context->puttings, count * sizeof *puttings);
    }
    rows[count] = *aside;
    puttings[count] = *putting;
    context->asides = rows;
    context->puttings = puttings;
    context->aside_count++;
}

/* Of which follow-up it is, where nobody has read it yet. */
static enum fu_status find_followup(
    struct turn_context *context, struct putting *putting, struct fu_error *error)
{
    struct fu_delivery *row;
    enum fu_status status;

    if (putting->followup != 0 || putting->kind != FU_ASIDE_DELIVERY)
        return FU_OK;
    status = fu_store_delivery_get(
        context->store, context->arena, FU_PARCEL_DELIVERY, putting->id, &row, error);
    putting->followup = status == FU_OK && row ? row->followup : 0;
    return status;
}

static enum fu_status put_aside(
    struct turn_context *context, const struct putting *given, struct fu_error *error)
{
    struct putting putting = *given;
    struct fu_aside aside = {.kind = given->kind,
        .id = given->id,
        .at = context->now,
        .why = fu_arena_print(context->arena, "%s: %s", given->what, error->text)};
    enum fu_status status = fu_store_aside_add(context->store, &aside, error);

    if (status == FU_OK)
        status = find_followup(context, &putting, error);
    aside.followup = putting.followup;
    append(context, &aside, &putting);
    if (status == FU_OK && putting.kind != FU_ASIDE_OCCURRENCE && !putting.tried)
        status = attempt(context, give_back, &putting, error);
    if (status == FU_OK && putting.followup != 0)
        status = attempt(context, note, &putting, error);
    return status;
}

enum fu_status fu_turn_part_end(struct turn_context *context, const struct turn_part *part,
    enum fu_status status, const struct putting *putting, bool *refused, struct fu_error *error)
{
    struct fu_error why = *error;

    *refused = false;
    if (!context->careful)
        return status;
    if (status == FU_OK) {
        context->good++;
        return fu_store_part_end(context->store, error);
    }
    if (!fu_turn_is_refusal(context, status))
        return status;
    *refused = true;
    status = undo(context, part, error);
    if (status != FU_OK || !putting)
        return status;
    *error = why;
    return put_aside(context, putting, error);
}

enum fu_status fu_turn_judge_refusals(const struct turn_context *context, struct fu_error *error)
{
    if (context->good > 0 || context->aside_count < REFUSED_ALL)
        return FU_OK;
    return fu_error_set(error, FU_PERMANENT,
        "The store refuses everything that is to go out, %zu of %zu: %s", context->aside_count,
        context->aside_count, context->asides[0].why);
}

enum fu_status fu_turn_tell_owners(struct turn_context *context, struct fu_error *error)
{
    enum fu_status status = FU_OK;
    size_t i;

    for (i = 0; status == FU_OK && i < context->aside_count; i++) {
        if (context->puttings[i].kind != FU_ASIDE_MESSAGE && !context->puttings[i].tried)
            status = attempt(context, tell_owner, &context->puttings[i], error);
    }
    return status;
}

struct putting fu_turn_putting(const struct fu_delivery *row, const char *what)
{
    return (struct putting){
        .kind = row->kind == FU_PARCEL_MESSAGE ? FU_ASIDE_MESSAGE : FU_ASIDE_DELIVERY,
        .id = row->id,
        .followup = row->followup,
        .moment = FU_NEVER,
        .what = what};
}
