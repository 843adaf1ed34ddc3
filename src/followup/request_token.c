/* Actions by token: in the address, or as the first line of a reply to a mail of ours. A token that
 * opens nothing is answered, and changes nothing. */
#include "request.h"

#include "followupd/followup/act.h"
#include "followupd/followup/open.h"
#include "followupd/intent/intent.h"
#include "followupd/mail/answers.h"
#include "followupd/mail/confirm.h"
#include "followupd/mail/new_lines.h"
#include "followupd/store/deliveries.h"
#include "create.h"
#include "names.h"

#include <string.h>

/* A cadence that comes again and again changes what its follow-up is; one that comes once moves it,
 * or brings a series once more. */
static bool is_series(const struct request_context *context, const char *cadence)
{
    struct fu_schedule schedule;

    return fu_creation_lies_ahead(context->settings, context->arena, context->person, cadence,
               context->now, context->now, &schedule) &&
           schedule.recurrence == FU_RECURRING;
}

void fu_request_soonest(struct request_context *context, fu_instant moment)
{
    struct fu_taken *taken = context->taken;

    if (moment != FU_NEVER && (taken->soonest == FU_NEVER || moment < taken->soonest))
        taken->soonest = moment;
}

/* When they said it: not before the mail that they answer, whatever their clock says. */
static enum fu_status find_said(const struct request_context *context, int64_t followup,
    fu_instant *said, struct fu_error *error)
{
    const char *answered = context->arrival->letter->in_reply_to;
    struct fu_delivery *mails;
    size_t count = 0, i;
    enum fu_status status = FU_OK;

    *said = context->sent;
    if (answered[0])
        status =
            fu_store_deliveries(context->store, context->arena, followup, &mails, &count, error);
    for (i = 0; status == FU_OK && i < count; i++) {
        if (strcmp(mails[i].message_id, answered) == 0 && mails[i].written > *said)
            *said = mails[i].written;
    }
    return status;
}

static enum fu_status perform(const struct request_context *context,
    const struct fu_request *request, int64_t followup, struct fu_act_result *result,
    struct fu_error *error)
{
    fu_instant said;
    enum fu_status status;
    const struct fu_act act = {
        context->store, context->settings, context->arena, context->now, context->person->id};
    const struct fu_edit edit = {.cadence = request->cadence,
        .sent = context->sent,
        .arrived = context->arrival->arrived,
        .recovered = context->arrival->recovered};

    switch (request->kind) {
    case FU_REQUEST_SNOOZE:
        if (is_series(context, request->cadence))
            return fu_act_edit(&act, followup, &edit, result, error);
        return fu_act_snooze(&act, followup, request->cadence, context->sent, result, error);
    case FU_REQUEST_DONE:
        status = find_said(context, followup, &said, error);
        return status == FU_OK ? fu_act_done(&act, followup, said, result, error) : status;
    case FU_REQUEST_SKIP:
        status = find_said(context, followup, &said, error);
        return status == FU_OK ? fu_act_skip(&act, followup, said, result, error) : status;
    case FU_REQUEST_CANCEL:
        return fu_act_cancel(&act, followup, result, error);
    default:
        return fu_act_undo(&act, followup, result, error);
    }
}

/* What a mail that is read again puts off to a moment that has passed by may have come then. */
static enum fu_status hold_due(struct request_context *context, int64_t followup,
    struct fu_act_result *result, struct fu_error *error)
{
    bool held = false;
    enum fu_status status = FU_OK;

    if (result->soonest != FU_NEVER && result->soonest <= context->now)
        status = fu_request_hold_due(context, followup, &held, error);
    if (held)
        result->sentence = fu_arena_print(context->arena,
            "%s This mail was read again, so what was due of it may have been sent before, and is "
            "held.",
            result->sentence);
    return status;
}

enum fu_status fu_request_perform(struct request_context *context, const struct fu_request *request,
    int64_t followup, struct fu_act_result *result, struct fu_error *error)
{
    enum fu_status status = perform(context, request, followup, result, error);

    return status == FU_OK ? hold_due(context, followup, result, error) : status;
}

/* What a request's token opens for the person who asks: nothing, if it is somebody else's. Who has
 * left a follow-up may only take that back. */
static enum fu_status open_token(struct request_context *context, const struct fu_request *request,
    struct fu_opened *opened, struct fu_error *error)
{
    enum fu_status status = fu_open_token(context->store, context->settings, context->arena,
        request->token, context->now, opened, error);
    bool theirs = opened->person == context->person->id &&
                  (!opened->left || request->kind == FU_REQUEST_UNDO);

    if (status != FU_OK || !theirs)
        *opened = (struct fu_opened){.followup = 0};
    return status;
}

/* An answer about what the token opens, and its trace; a reply to it is about that as well. */
static enum fu_status tell(struct request_context *context, const struct fu_request *request,
    bool must, struct fu_answer *text, int64_t followup, const char *decision, const char *reason,
    struct fu_error *error)
{
    enum fu_status status;

    text->envelope.reply_to = fu_name_address(context->arena, context->settings,
        fu_arena_print(context->arena, "reply+%s", request->token));
    status = must ? fu_request_report(context, request, text, followup, error)
                  : fu_request_answer(context, request, text, followup, error);
    return status == FU_OK ? fu_request_trace(context, request, decision, reason, followup, error)
                           : status;
}

/* What somebody replies to these is answered with what there is to ask. */
static enum fu_status tell_of_none(struct request_context *context,
    const struct fu_request *request, struct fu_answer *text, const char *decision,
    const char *reason, struct fu_error *error)
{
    enum fu_status status = fu_request_report(context, request, text, 0, error);

    return status == FU_OK ? fu_request_trace(context, request, decision, reason, 0, error)
                           : status;
}

static const char *word_of(const struct fu_request *request)
{
    if (request->kind == FU_REQUEST_DONE)
        return "done";
    return request->kind == FU_REQUEST_SKIP ? "skip" : "undo";
}

static enum fu_status tell_expired(
    struct request_context *context, const struct fu_request *request, struct fu_error *error)
{
    struct fu_answer text = {.closing = ""};

    if (request->token[0] == '\0') {
        fu_answer_which(context->arena, word_of(request), &text);
        return tell_of_none(context, request, &text, "no change",
            "The address has no token, so it does not say of which follow-up.", error);
    }
    fu_answer_expired(context->arena, &text);
    return tell_of_none(
        context, request, &text, "expired", "The token opens nothing for this person.", error);
}

static enum fu_status act(struct request_context *context, const struct fu_request *request,
    int64_t followup, struct fu_error *error)
{
    struct fu_answer text = {.closing = ""};
    struct fu_act_result result = {.sentence = ""};
    enum fu_status status = fu_request_perform(context, request, followup, &result, error);

    if (status == FU_BAD_INPUT)
        return fu_request_refuse(context, request, result.refusal.reason, NULL,
            result.refusal.suggestions, result.refusal.suggestion_count, error);
    if (status != FU_OK)
        return status;
    fu_request_soonest(context, result.soonest);
    fu_answer_result(context->arena, result.sentence, &text);
    return tell(context, request, !result.changed && !context->arrival->recovered, &text, followup,
        result.changed ? "action" : "no change", result.sentence, error);
}

enum fu_status fu_request_by_token(
    struct request_context *context, const struct fu_request *request, struct fu_error *error)
{
    struct fu_answer text = {.closing = ""};
    struct fu_opened opened;
    enum fu_status status = open_token(context, request, &opened, error);

    if (status != FU_OK)
        return status;
    if ((opened.held || opened.followup != 0) && request->kind == FU_REQUEST_REFUSE)
        return fu_request_not_understood(context, request, error);
    if (opened.held && request->kind == FU_REQUEST_SNOOZE)
        return fu_request_mend(context, request, opened.held, error);
    if (opened.followup != 0)
        return act(context, request, opened.followup, error);
    if (opened.held) {
        fu_answer_result(context->arena, fu_answer_unscheduled, &text);
        return tell(context, request, true, &text, 0, "no change", fu_answer_unscheduled, error);
    }
    return tell_expired(context, request, error);
}

/* Reads the first line of a reply; whether it asks for something. */
static bool read_line(const struct request_context *context, const struct fu_request *request,
    const char *line, struct fu_request *wanted)
{
    fu_intent_line(context->arena, line, wanted);
    wanted->address = request->address;
    wanted->place = request->place;
    wanted->token = request->token;
    wanted->may_change = request->may_change;
    switch (wanted->kind) {
    case FU_REQUEST_FOLLOW_UP:
        wanted->kind = FU_REQUEST_SNOOZE;
        return true;
    case FU_REQUEST_REFUSE:
        return fu_intent_mistyped(line, wanted);
    case FU_REQUEST_DONE:
    case FU_REQUEST_SKIP:
    case FU_REQUEST_CANCEL:
    case FU_REQUEST_UNDO:
    case FU_REQUEST_LIST:
    case FU_REQUEST_HELP:
    case FU_REQUEST_CONTACTS:
    case FU_REQUEST_SETTINGS:
    case FU_REQUEST_FEED:
        return true;
    default:
        return false;
    }
}

static bool is_command(const struct fu_request *wanted)
{
    return wanted->kind == FU_REQUEST_LIST || wanted->kind == FU_REQUEST_HELP ||
           wanted->kind == FU_REQUEST_CONTACTS || wanted->kind == FU_REQUEST_SETTINGS ||
           wanted->kind == FU_REQUEST_FEED;
}

static enum fu_status tell_prose(struct request_context *context, const struct fu_request *request,
    const char *line, bool theirs, struct fu_error *error)
{
    static const char reason[] = "The reply's first line is no action.";
    enum fu_sealed sealed = context->arrival->letter->sealed;
    struct fu_answer text = {.closing = ""};

    fu_answer_sealed(context->arena, sealed, &text);
    fu_answer_prose(context->arena, sealed == FU_SEALED_NOT ? line : NULL,
        fu_request_is_for_others(context), &text);
    if (theirs)
        return tell(context, request, true, &text, 0, "prose", reason, error);
    return tell_of_none(context, request, &text, "prose", reason, error);
}

/* A reply to all carries the address on to people whom it is not for: they write to each other. */
static bool is_between_others(
    const struct request_context *context, const struct fu_opened *opened, bool asks)
{
    bool theirs = opened->person == context->person->id;
    bool somebody_elses = opened->person != 0 && !theirs;

    return (somebody_elses || (!theirs && !asks)) && fu_request_is_for_others(context);
}

enum fu_status fu_request_reply(
    struct request_context *context, const struct fu_request *request, struct fu_error *error)
{
    size_t count;
    const char *const *lines = fu_new_lines(context->arena, context->arrival->letter->text, &count);
    struct fu_request wanted;
    struct fu_opened opened;
    const char *line = count > 0 ? lines[0] : "";
    bool asks = read_line(context, request, line, &wanted), repeats;
    enum fu_status status = fu_open_token(context->store, context->settings, context->arena,
        request->token, context->now, &opened, error);

    if (status != FU_OK)
        return status;
    if (is_between_others(context, &opened, asks))
        return fu_request_trace(context, request, "left alone",
            "It is for the others on it: the reply address is not its sender's.", 0, error);
    status = fu_request_repeats(context, request->address, line, &repeats, error);
    if (status != FU_OK)
        return status;
    if (repeats)
        return fu_request_trace(context, request, "left alone",
            "The same reply was answered within the last day.", 0, error);
    if (!asks)
        return tell_prose(context, request, line, opened.person == context->person->id, error);
    return is_command(&wanted) ? fu_request_command(context, &wanted, error)
                               : fu_request_by_token(context, &wanted, error);
}
