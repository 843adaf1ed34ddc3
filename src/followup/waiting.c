/* Two limits of one person: mails within an hour, and answers within a day. A mail beyond them is
 * neither done nor filed away: it is met again later. */
#include "waiting.h"

#include "followupd/cadence/cadence.h"
#include "followupd/followup/open.h"
#include "followupd/mail/confirm.h"
#include "followupd/store/letters.h"
#include "followupd/store/people.h"
#include "create.h"
#include "outcome.h"
#include "reply.h"

#include <string.h>

enum { HOUR = 3600, LIMIT_PAUSE = 600, TOLD_AGAIN = 86400 };

/* A mail that waits has its trace from the first time on. */
static enum fu_status wait(struct request_context *context, fu_instant again, const char *reason,
    const char *cure, struct fu_error *error)
{
    const struct fu_arrival *arrival = context->arrival;
    const struct fu_trace trace = {.origin = arrival->origin,
        .at = context->now,
        .message_id = arrival->letter->message_id,
        .sender = context->person->address,
        .address = "",
        .decision = "waiting",
        .reason = reason,
        .cure = cure};

    context->taken->fate = FU_FATE_WAIT;
    context->taken->again = again;
    context->taken->reason = reason;
    return arrival->again ? FU_OK : fu_store_trace_add(context->store, &trace, error);
}

/* Its sender hears of it once a day. */
static enum fu_status tell(struct request_context *context, int64_t mails, struct fu_error *error)
{
    const struct reply reply = {.person = context->person, .letter = context->arrival->letter};
    struct fu_answer answer = {.closing = ""};
    int64_t times = 0;
    enum fu_status status = fu_store_person_told(context->store, context->person->id,
        "max_mail_per_hour", context->now, TOLD_AGAIN, &times, error);

    if (status != FU_OK || times > 1)
        return status;
    context->taken->owes_mail = true;
    fu_answer_waiting(context->arena, mails, &answer);
    return fu_reply_send(
        context->store, context->settings, context->arena, &reply, &answer, context->now, error);
}

enum fu_status fu_waiting_check_hour(struct request_context *context, struct fu_error *error)
{
    int64_t mails;
    const char *reason;
    enum fu_status status = fu_store_person_load(context->store, context->person->id,
        context->now - HOUR, context->now + FU_STORE_APART, &context->pending, &mails, error);

    if (status != FU_OK || mails < context->settings->max_mail_per_hour ||
        context->arrival->recovered)
        return status;
    reason = fu_arena_print(context->arena,
        "%s has sent %lld requests within an hour (max_mail_per_hour); this mail waits for the "
        "next.",
        context->person->address, (long long)context->settings->max_mail_per_hour);
    status = wait(context, context->now + LIMIT_PAUSE, reason,
        "Raise max_mail_per_hour in [people], or let it wait: it is taken by itself.", error);
    return status == FU_OK && !context->arrival->again ? tell(context, mails, error) : status;
}

/* A cadence that makes a follow-up, and ends none. */
static bool only_makes(const struct request_context *context, const struct fu_request *request)
{
    struct fu_cadence_setting setting;
    struct fu_cadence *cadence;
    struct fu_schedule schedule;
    struct fu_refusal refusal;

    fu_creation_setting(context->settings, context->person, context->sent, &setting);
    setting.arrived = context->arrival->arrived;
    return context->pending < context->settings->max_pending &&
           fu_cadence_parse(context->arena, request->cadence, strlen(request->cadence), &cadence,
               &refusal) == FU_OK &&
           (fu_cadence_flags(cadence) & FU_FLAG_CANCEL) == 0 &&
           fu_cadence_schedule(context->arena, cadence, &setting, &schedule, &refusal) == FU_OK;
}

/* Whether a request may be done without a word. */
static enum fu_status goes_without(struct request_context *context,
    const struct fu_request *request, bool *goes, struct fu_error *error)
{
    struct fu_opened opened = {.followup = 0};
    enum fu_status status = FU_OK;

    switch (request->kind) {
    case FU_REQUEST_FOLLOW_UP:
        *goes = only_makes(context, request);
        break;
    case FU_REQUEST_LIST:
        *goes = request->token[0] == '\0';
        break;
    case FU_REQUEST_HELP:
    case FU_REQUEST_CONTACTS:
    case FU_REQUEST_EXPLAIN:
    case FU_REQUEST_CHECK:
    case FU_REQUEST_IGNORE:
        *goes = true;
        break;
    case FU_REQUEST_SNOOZE:
    case FU_REQUEST_DONE:
    case FU_REQUEST_SKIP:
    case FU_REQUEST_CANCEL:
    case FU_REQUEST_UNDO:
        if (request->token[0])
            status = fu_open_token(context->store, context->settings, context->arena,
                request->token, context->now, &opened, error);
        *goes = (opened.followup != 0 || opened.held) && opened.person == context->person->id;
        break;
    default:
        *goes = false;
    }
    return status;
}

enum fu_status fu_waiting_check_answers(struct request_context *context,
    const struct fu_request *requests, size_t count, struct fu_error *error)
{
    int64_t left;
    bool goes = true;
    size_t i;
    enum fu_status status =
        fu_reply_left(context->store, context->person->id, context->now, &left, error);

    if (status != FU_OK || left > fu_outcome_owed(context->taking, context->person->id) ||
        context->arrival->recovered)
        return status;
    for (i = 0; status == FU_OK && goes && i < count; i++)
        status = goes_without(context, &requests[i], &goes, error);
    if (status != FU_OK || goes)
        return status;
    return wait(context, context->now + HOUR,
        fu_arena_print(context->arena,
            "%s has had %d answers within a day, and %d more of what must be said; this mail would "
            "need another one, so it waits.",
            context->person->address, FU_ANSWERS_PER_DAY, FU_ANSWERS_BEYOND),
        "Let it wait: it is taken by itself within a day.", error);
}
