/* The requests of one letter, each by its kind. A request that cannot be done is answered and
 * traced; it never fails the others. */
#include "requests.h"

#include "followupd/store/followups.h"
#include "followupd/store/people.h"

static enum fu_status do_one(
    struct request_context *context, const struct fu_request *request, struct fu_error *error)
{
    switch (request->kind) {
    case FU_REQUEST_FOLLOW_UP:
        return fu_request_follow_up(context, request, error);
    case FU_REQUEST_REFUSE:
        return request->token[0] ? fu_request_by_token(context, request, error)
                                 : fu_request_not_understood(context, request, error);
    case FU_REQUEST_CANCEL:
        return request->token[0] ? fu_request_by_token(context, request, error)
                                 : fu_request_cancel(context, request, error);
    case FU_REQUEST_SNOOZE:
    case FU_REQUEST_DONE:
    case FU_REQUEST_SKIP:
    case FU_REQUEST_UNDO:
        return fu_request_by_token(context, request, error);
    case FU_REQUEST_REPLY:
        return fu_request_reply(context, request, error);
    case FU_REQUEST_CHECK:
        return fu_request_trace(
            context, request, "check", "A mail of followupctl check --round-trip.", 0, error);
    case FU_REQUEST_IGNORE:
        return fu_request_trace(
            context, request, "left alone", "This address is never a cadence.", 0, error);
    default:
        return fu_request_command(context, request, error);
    }
}

/* A link of ours makes a mail to us alone. A cadence with a token on a mail that others get as well
 * is what a mail program has learnt from a link and put in for the cadence: it is about this mail.
 */
static struct fu_request without_learnt_token(
    const struct request_context *context, const struct fu_request *request)
{
    struct fu_request plain = *request;
    bool cadence = request->kind == FU_REQUEST_SNOOZE || request->kind == FU_REQUEST_REFUSE;

    if (!cadence || request->token[0] == '\0' || !fu_request_is_for_others(context))
        return plain;
    plain.token = "";
    if (request->kind == FU_REQUEST_SNOOZE)
        plain.kind = FU_REQUEST_FOLLOW_UP;
    return plain;
}

static bool does_nothing(const struct fu_request *request)
{
    return request->kind == FU_REQUEST_IGNORE || request->kind == FU_REQUEST_CHECK;
}

/* Whatever a request did, and be it that it was refused, it does once: its mail may be met again
 * under another UID, in another inbox, or after the server was put back to an older state. */
static enum fu_status do_once(
    struct request_context *context, const struct fu_request *request, struct fu_error *error)
{
    const struct fu_request meant = without_learnt_token(context, request);
    unsigned char digest[FU_DIGEST_SIZE];
    int64_t followup;
    bool known;
    enum fu_status status;

    status = fu_request_find(context, request, &known, &followup, error);
    if (status != FU_OK)
        return status;
    if (known)
        return fu_request_trace(context, request, "duplicate",
            followup ? "This very request made a follow-up before."
                     : "This very request was met before.",
            followup, error);
    context->asked = true;
    fu_request_digest(context, request, digest);
    status = do_one(context, &meant, error);
    return status == FU_OK ? fu_store_request_note(context->store, digest, error) : status;
}

enum fu_status fu_requests_do(struct request_context *context, const struct fu_request *requests,
    size_t count, struct fu_error *error)
{
    enum fu_status status = FU_OK;
    bool handled = false;
    size_t i;

    for (i = 0; status == FU_OK && i < count; i++) {
        handled = handled || requests[i].kind != FU_REQUEST_IGNORE;
        status = does_nothing(&requests[i]) ? do_one(context, &requests[i], error)
                                            : do_once(context, &requests[i], error);
    }
    context->taken->fate = handled ? FU_FATE_FILE : FU_FATE_LEAVE;
    return status == FU_OK && context->asked
               ? fu_store_person_asked(context->store, context->person->id, context->now, error)
               : status;
}
