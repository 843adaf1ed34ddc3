/* Actions by token: in the address, or as the first line of a reply to a mail of ours. A token that
 * opens nothing is answered, and changes nothing. */
#include "request.h"

#include "followupd/followup/act.h"
#include "followupd/followup/open.h"
#include "followupd/intent/intent.h"
#include "followupd/mail/answers.h"
#include "followupd/mail/new_lines.h"

static enum fu_status perform(struct request_context *context, const struct fu_request *request,
    int64_t followup, struct fu_act_result *result, struct fu_error *error)
{
    const struct fu_act act = {
        context->store, context->settings, context->arena, context->now, context->person->id};

    switch (request->kind) {
    case FU_REQUEST_SNOOZE:
        return fu_act_snooze(&act, followup, request->cadence, result, error);
    case FU_REQUEST_DONE:
        return fu_act_done(&act, followup, result, error);
    case FU_REQUEST_SKIP:
        return fu_act_skip(&act, followup, result, error);
    case FU_REQUEST_CANCEL:
        return fu_act_cancel(&act, followup, result, error);
    default:
        return fu_act_undo(&act, followup, result, error);
    }
}

/* The follow-up that a request's token opens for the person who asks; 0 when it opens none. Who has
 * left may only take that back. */
static enum fu_status open_token(struct request_context *context, const struct fu_request *request,
    int64_t *followup, struct fu_error *error)
{
    struct fu_opened opened;
    enum fu_status status = fu_open_token(context->store, context->settings, context->arena,
        request->token, context->now, &opened, error);
    bool theirs =
        opened.person == context->person->id && (!opened.left || request->kind == FU_REQUEST_UNDO);

    *followup = status == FU_OK && theirs ? opened.followup : 0;
    return status;
}

enum fu_status fu_request_by_token(
    struct request_context *context, const struct fu_request *request, struct fu_error *error)
{
    struct fu_answer text = {.closing = ""};
    struct fu_act_result result = {.sentence = ""};
    int64_t followup;
    enum fu_status status;

    status = open_token(context, request, &followup, error);
    if (status != FU_OK)
        return status;
    if (followup == 0) {
        fu_answer_expired(context->arena, &text);
        status = fu_request_answer(context, request, &text, 0, error);
        return status == FU_OK ? fu_request_trace(context, request, "expired",
                                     "The token opens nothing for this person.", 0, error)
                               : status;
    }
    status = perform(context, request, followup, &result, error);
    if (status == FU_BAD_INPUT)
        return fu_request_refuse(context, request, result.refusal.reason,
            result.refusal.suggestions, result.refusal.suggestion_count, error);
    if (status != FU_OK)
        return status;
    if (result.soonest != FU_NEVER &&
        (context->taken->soonest == FU_NEVER || result.soonest < context->taken->soonest))
        context->taken->soonest = result.soonest;
    fu_answer_result(context->arena, result.sentence, &text);
    status = fu_request_answer(context, request, &text, followup, error);
    return status == FU_OK
               ? fu_request_trace(context, request, result.changed ? "action" : "no change",
                     result.sentence, followup, error)
               : status;
}

enum fu_status fu_request_reply(
    struct request_context *context, const struct fu_request *request, struct fu_error *error)
{
    size_t count;
    const char *const *lines = fu_new_lines(context->arena, context->arrival->letter->text, &count);
    struct fu_answer text = {.closing = ""};
    struct fu_request wanted;
    enum fu_status status;

    fu_intent_line(context->arena, count > 0 ? lines[0] : "", &wanted);
    wanted.address = request->address;
    wanted.place = request->place;
    wanted.token = request->token;
    switch (wanted.kind) {
    case FU_REQUEST_FOLLOW_UP:
        wanted.kind = FU_REQUEST_SNOOZE;
        return fu_request_by_token(context, &wanted, error);
    case FU_REQUEST_DONE:
    case FU_REQUEST_SKIP:
    case FU_REQUEST_CANCEL:
    case FU_REQUEST_UNDO:
        return fu_request_by_token(context, &wanted, error);
    default:
        break;
    }
    fu_answer_prose(context->arena, &text);
    status = fu_request_answer(context, request, &text, 0, error);
    return status == FU_OK ? fu_request_trace(context, request, "prose",
                                 "The reply's first line is no action.", 0, error)
                           : status;
}
