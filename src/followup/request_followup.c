/* An address with a cadence makes a follow-up. A cadence that makes none is answered; it is never
 * scheduled by half. */
#include "request.h"

#include "followupd/base/text.h"
#include "followupd/cadence/say.h"
#include "followupd/intent/intent.h"
#include "followupd/store/followups.h"
#include "followupd/store/people.h"
#include "create.h"

#include <string.h>

enum { OTHERS_MAX = 100 };

/* Those in To and Cc who use the service already share in a follow-up whose address stood in Cc. */
static enum fu_status find_others(struct request_context *context, const struct fu_request *request,
    int64_t *others, size_t *count, struct fu_error *error)
{
    const struct fu_letter *letter = context->arrival->letter;
    const struct fu_mailbox_list lists[] = {letter->to, letter->cc};
    struct fu_person *person;
    enum fu_status status;
    size_t i, j, k;

    *count = 0;
    if (request->place != FU_PLACE_CC)
        return FU_OK;
    for (i = 0; i < 2; i++) {
        for (j = 0; j < lists[i].count && *count < OTHERS_MAX; j++) {
            status = fu_store_person_find(
                context->store, context->arena, lists[i].items[j].address, &person, error);
            if (status != FU_OK)
                return status;
            if (!person || person->id == context->person->id ||
                !fu_intent_allowed(
                    &context->settings->rules, lists[i].items[j].address, person->address))
                continue;
            for (k = 0; k < *count && others[k] != person->id; k++)
                ;
            if (k == *count)
                others[(*count)++] = person->id;
        }
    }
    return FU_OK;
}

static enum fu_status refuse_over_limit(
    struct request_context *context, const struct fu_request *request, struct fu_error *error)
{
    const char *reason = fu_arena_print(context->arena,
        "You have %lld pending follow-ups, which is as many as this service keeps for one person.",
        (long long)context->pending);

    return fu_request_refuse(context, request, reason, NULL, 0, error);
}

static void note_created(struct request_context *context, const struct created *created)
{
    struct fu_taken *taken = context->taken;

    context->pending++;
    taken->followups++;
    if (taken->soonest == FU_NEVER || created->first < taken->soonest)
        taken->soonest = created->first;
}

/* *made is the new follow-up, 0 when the cadence was refused. */
static enum fu_status make(struct request_context *context, const struct fu_request *request,
    int64_t *made, struct fu_error *error)
{
    int64_t others[OTHERS_MAX];
    unsigned char digest[FU_DIGEST_SIZE];
    struct creation creation = {.owner = context->person,
        .others = others,
        .letter = context->letter,
        .subject = context->arrival->letter->subject,
        .note = "",
        .to_self = request->place == FU_PLACE_TO,
        .sent = context->sent,
        .arrived = context->arrival->arrived,
        .digest = digest};
    struct created created;
    enum fu_status status;

    *made = 0;
    fu_request_digest(context, request, digest);
    status = find_others(context, request, others, &creation.other_count, error);
    if (status != FU_OK)
        return status;
    status = fu_create_followup(context->store, context->settings, context->arena, &creation,
        request->cadence, context->now, &created, error);
    if (status == FU_BAD_INPUT)
        return fu_request_refuse(context, request, created.refusal.reason,
            created.refusal.suggestions, created.refusal.suggestion_count, error);
    if (status != FU_OK)
        return status;
    *made = created.followup;
    note_created(context, &created);
    return fu_request_trace(context, request, "follow-up",
        fu_arena_print(context->arena, "It comes back %s, first on %s.", created.schedule.english,
            fu_say_moment(context->arena, created.schedule.zone, created.first)),
        created.followup, error);
}

enum fu_status fu_request_follow_up(
    struct request_context *context, const struct fu_request *request, struct fu_error *error)
{
    struct fu_cadence *cadence;
    struct fu_refusal refusal;
    int64_t made;
    size_t ended;
    bool in_thread;
    enum fu_status status;

    if (context->pending >= context->settings->max_pending)
        return refuse_over_limit(context, request, error);
    status = fu_request_is_in_thread(context, request, &in_thread, error);
    if (status != FU_OK)
        return status;
    if (in_thread)
        return fu_request_trace(
            context, request, "in thread", "This address was in the thread already.", 0, error);
    status = fu_request_keep_letter(context, error);
    if (status == FU_OK)
        status = make(context, request, &made, error);
    if (status == FU_OK && made != 0 &&
        fu_cadence_parse(context->arena, request->cadence, strlen(request->cadence), &cadence,
            &refusal) == FU_OK &&
        fu_cadence_flags(cadence) & FU_FLAG_CANCEL)
        status = fu_request_cancel_thread(context, made, &ended, error);
    return status;
}
