/* A text that makes nothing is answered with what would; its letter waits for that. Fails only with
 * the store. */
#include "followupd/followup/open.h"
#include "followupd/intent/intent.h"
#include "followupd/mail/confirm.h"
#include "followupd/mail/say.h"
#include "create.h"
#include "names.h"
#include "outcome.h"
#include "request.h"

#include <string.h>

/* Holds the letter at hand for a request that made nothing; *token opens it. */
static enum fu_status hold(struct request_context *context, const struct fu_request *request,
    struct outcome *outcome, struct fu_error *error)
{
    struct fu_held held = {.place = request->place, .sent = context->sent, .created = context->now};
    char *token = fu_arena_allocate(context->arena, FU_TOKEN_LENGTH + 1, 1);
    enum fu_status status = fu_request_keep_letter(context, error);

    held.letter = context->letter;
    if (status == FU_OK)
        status = fu_store_held_add(context->store, &held, error);
    if (status != FU_OK)
        return status;
    fu_token_make(&context->settings->key, FU_LETTER_PURPOSE, held.id, context->person->id, token);
    outcome->token = token;
    outcome->until = context->now + FU_HELD_LIFE;
    return fu_store_held_mark(context->store, held.id, fu_name_mark(token), error);
}

/* What would make something of it. */
static const char *way_out(const struct request_context *context, const struct outcome *outcome)
{
    if (outcome->suggestion_count == 0)
        return "Reply to the answer with a time as first line.";
    return fu_arena_print(context->arena,
        "Follow the link “%s” in the answer, or reply to it with a time as first line.",
        outcome->suggestions[0]);
}

static enum fu_status refuse(struct request_context *context, const struct fu_request *request,
    const char *reason, const char *cure, const char *const *suggestions, size_t count,
    struct fu_error *error)
{
    const char **copy = fu_arena_allocate(context->arena, count + 1, sizeof *copy);
    struct outcome outcome = {.asked = request->cadence,
        .about = context->arrival->letter->subject,
        .token = request->token,
        .refusal = reason,
        .full = cure != NULL,
        .suggestions = copy,
        .suggestion_count = count,
        .until = FU_NEVER,
        .counted_from = FU_NEVER};
    enum fu_status status = FU_OK;
    size_t i;

    for (i = 0; i < count; i++)
        copy[i] = suggestions[i];
    if (request->token[0] == '\0')
        status = hold(context, request, &outcome, error);
    if (status != FU_OK)
        return status;
    fu_outcome_note(context, request, &outcome, true);
    return fu_request_trace_cure(context, request, "refused",
        fu_request_public_text(context, request, reason), cure ? cure : way_out(context, &outcome),
        error);
}

/* A limit is told of by the day. */
enum fu_status fu_request_refuse(struct request_context *context, const struct fu_request *request,
    const char *reason, const char *cure, const char *const *suggestions, size_t count,
    struct fu_error *error)
{
    bool in_thread = false;
    enum fu_status status = FU_OK;

    if (request->token[0] == '\0' && !cure)
        status = fu_request_is_in_thread(context, request, true, &in_thread, error);
    if (status != FU_OK)
        return status;
    return in_thread ? fu_request_trace_in_thread(context, request, error)
                     : refuse(context, request, reason, cure, suggestions, count, error);
}

/* A mistyped word is told of before the times that it resembles. */
static const char *reason_of(
    const struct request_context *context, const struct fu_request *request, const char *reason)
{
    const struct fu_settings *settings = context->settings;

    if (!request->near)
        return reason;
    return fu_say_near(context->arena, fu_name_address(context->arena, settings, request->near),
        fu_name_address(context->arena, settings, "help"), reason);
}

/* The text was refused without any "now": it is read again as sent, so that each offer is accepted
 * where the mail comes from. */
enum fu_status fu_request_not_understood(
    struct request_context *context, const struct fu_request *request, struct fu_error *error)
{
    struct fu_cadence_setting setting;
    struct fu_schedule schedule;
    struct fu_refusal refusal;

    fu_creation_setting(context->settings, context->person, context->sent, &setting);
    if (request->suggestion_count > 0 &&
        fu_cadence_read(context->arena, request->cadence, strlen(request->cadence), &setting,
            &schedule, NULL, NULL, &refusal) != FU_OK)
        return fu_request_refuse(context, request, reason_of(context, request, refusal.reason),
            NULL, refusal.suggestions, refusal.suggestion_count, error);
    return fu_request_refuse(context, request, reason_of(context, request, request->reason), NULL,
        request->suggestions, request->suggestion_count, error);
}

enum fu_status fu_request_not_addressed(
    struct request_context *context, const struct fu_request *request, struct fu_error *error)
{
    struct fu_answer text = {.closing = ""};
    enum fu_status status;

    fu_answer_not_addressed(context->arena, fu_request_public_address(context, request), &text);
    status = fu_request_report(context, request, &text, 0, error);
    return status == FU_OK ? fu_request_trace_cure(context, request, "refused",
                                 fu_answer_unaddressed, fu_answer_address_it, error)
                           : status;
}
