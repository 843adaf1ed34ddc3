/* An address with a cadence makes a follow-up. A cadence that makes none is answered; it is never
 * scheduled by half. */
#include "request.h"

#include "followupd/cadence/guess.h"
#include "followupd/cadence/say.h"
#include "followupd/followup/hold.h"
#include "followupd/intent/intent.h"
#include "followupd/mail/confirm.h"
#include "followupd/store/people.h"
#include "create.h"
#include "names.h"
#include "outcome.h"

enum {
    OTHERS_MAX = 100,
    TOLD_AGAIN = 86400,
    ZONE_ASKED_AGAIN = 30 * 86400,
    FAR_AHEAD = 366 * 86400 /* what lies beyond is confirmed */
};

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
                !fu_intent_allowed(&context->settings->rules, lists[i].items[j].address, person))
                continue;
            for (k = 0; k < *count && others[k] != person->id; k++)
                ;
            if (k == *count)
                others[(*count)++] = person->id;
        }
    }
    return FU_OK;
}

/* Said once a day, of all that one letter asks for; after that a request over the limit leaves its
 * trace alone, unless it takes up an offer of ours. */
static enum fu_status refuse_over_limit(
    struct request_context *context, const struct fu_request *request, struct fu_error *error)
{
    static const char cure[] = "Let them cancel some, or raise max_pending in [people].";
    int64_t times;
    enum fu_status status = fu_store_person_told(context->store, context->person->id, "max_pending",
        context->now, TOLD_AGAIN, &times, error);

    if (status != FU_OK)
        return status;
    context->full = context->full || times == 1;
    if (context->full || context->mended)
        return fu_request_refuse(context, request,
            fu_answer_too_many(context->arena, context->pending), cure, NULL, 0, error);
    return fu_request_trace_cure(context, request, "refused",
        fu_arena_print(context->arena,
            "They have %lld pending follow-ups, which is as many as one person may; they were "
            "told so today.",
            (long long)context->pending),
        cure, error);
}

static void note_created(struct request_context *context, const struct created *created)
{
    struct fu_taken *taken = context->taken;

    context->pending++;
    taken->followups++;
    if (taken->soonest == FU_NEVER || created->first < taken->soonest)
        taken->soonest = created->first;
}

/* Whether their Date says that they are elsewhere; asked about once in a while for each offset. */
static enum fu_status doubt_zone(
    struct request_context *context, bool *doubt, struct fu_error *error)
{
    const struct fu_letter *letter = context->arrival->letter;
    int64_t times;
    enum fu_status status;

    *doubt = false;
    if (context->mended || letter->date != context->sent ||
        !fu_guess_elsewhere(context->person->preferences.zone, letter->date_offset, letter->date))
        return FU_OK;
    status = fu_store_person_told(context->store, context->person->id,
        fu_arena_print(context->arena, "zone %d", letter->date_offset), context->now,
        ZONE_ASKED_AGAIN, &times, error);
    *doubt = status == FU_OK && times == 1;
    return status;
}

/* Whether a follow-up is one to confirm, for a person who wants what is new confirmed. */
static bool is_news(const struct request_context *context, const struct outcome *made, bool fresh)
{
    return fresh || made->doubt || made->schedule.recurrence == FU_RECURRING ||
           made->first - context->now > FAR_AHEAD;
}

/* Notes it for the confirmation, and whether that is wanted. What was ended, or should have been,
 * is always told, be the cadence quiet or not, or its mail read again. */
static enum fu_status note_made(struct request_context *context, const struct fu_request *request,
    struct outcome *made, unsigned flags, struct fu_error *error)
{
    enum fu_confirm confirm = context->person->preferences.confirm;
    bool again = context->arrival->recovered, fresh, wanted;
    bool quiet = (flags & FU_FLAG_QUIET) != 0 || again;
    bool touches = made->cancelled > 0 || made->kept > 0;
    enum fu_status status = fu_store_person_habit(context->store, context->person->id,
        fu_arena_print(context->arena, "%s%s", made->schedule.canonical, made->task ? "-t" : ""),
        &fresh, error);

    if (status == FU_OK && !quiet && confirm != FU_CONFIRM_NEVER)
        status = doubt_zone(context, &made->doubt, error);
    if (status != FU_OK)
        return status;
    wanted = confirm == FU_CONFIRM_ALWAYS ||
             (confirm == FU_CONFIRM_NEW && is_news(context, made, fresh));
    fu_outcome_note(
        context, request, made, touches || (wanted && !quiet) || (context->mended && !again));
    return FU_OK;
}

/* What -c asks to end; who did not hand the mail in, nor addressed it, ends nothing, and hears. */
static enum fu_status cancel_earlier(struct request_context *context,
    const struct fu_request *request, struct outcome *made, struct fu_error *error)
{
    size_t count;
    enum fu_status status =
        fu_request_cancel_thread(context, request->may_change, &made->ended, &count, error);

    if (request->may_change)
        made->cancelled = count;
    else
        made->kept = count;
    return status;
}

/* Ends what -c asks to end, and tells. */
static enum fu_status finish(struct request_context *context, const struct fu_request *request,
    const struct created *created, size_t sharers, struct fu_error *error)
{
    struct outcome made = {.asked = request->cadence,
        .about = context->arrival->letter->subject,
        .token = fu_name_token(
            context->arena, context->settings, created->followup, context->person->id),
        .followup = created->followup,
        .schedule = created->schedule,
        .first = created->first,
        .counted_from = context->sent != context->said ? context->sent : FU_NEVER,
        .task = (created->flags & FU_FLAG_TASK) != 0,
        .sharers = sharers,
        .until = FU_NEVER};
    enum fu_status status = FU_OK;

    if (created->flags & FU_FLAG_CANCEL)
        status = cancel_earlier(context, request, &made, error);
    if (status == FU_OK && made.kept > 0)
        status = fu_request_trace_cure(context, request, "kept",
            fu_arena_print(context->arena, "%s.", fu_answer_kept(context->arena, made.kept)),
            fu_answer_address_it, error);
    return status == FU_OK ? note_made(context, request, &made, created->flags, error) : status;
}

enum fu_status fu_request_hold_due(
    struct request_context *context, int64_t followup, bool *held, struct fu_error *error)
{
    struct fu_taking *taking = context->taking;
    int64_t first = 0;
    enum fu_status status = FU_OK;

    if (context->arrival->recovered)
        status = fu_hold_made(context->store, context->settings, context->arena, followup,
            context->now, &first, error);
    *held = status == FU_OK && first != 0;
    if (*held) {
        taking->held = taking->held != 0 ? taking->held : first;
        context->taken->owes_mail = true;
    }
    return status;
}

/* What becomes of it, for the trace. */
static const char *say_made(
    const struct request_context *context, const struct created *created, bool held)
{
    const char *first = fu_say_moment(context->arena, created->schedule.zone, created->first);

    return held
               ? fu_arena_print(context->arena,
                     "It was due on %s. This mail was read again, so it may have been sent before, "
                     "and is held.",
                     first)
               : fu_arena_print(context->arena, "It comes back %s, first on %s.",
                     created->schedule.english, first);
}

static enum fu_status make(struct request_context *context, const struct fu_request *request,
    struct creation *creation, struct fu_error *error)
{
    struct created created;
    bool held;
    enum fu_status status = fu_create_followup(context->store, context->settings, context->arena,
        creation, request->cadence, context->now, &created, error);

    if (status == FU_BAD_INPUT)
        return fu_request_refuse(context, request, created.refusal.reason, NULL,
            created.refusal.suggestions, created.refusal.suggestion_count, error);
    if (status != FU_OK)
        return status;
    context->made = created.followup;
    note_created(context, &created);
    status = fu_request_hold_due(context, created.followup, &held, error);
    if (status == FU_OK)
        status = fu_request_trace(context, request, "follow-up", say_made(context, &created, held),
            created.followup, error);
    return status == FU_OK ? finish(context, request, &created, creation->other_count, error)
                           : status;
}

enum fu_status fu_request_make(
    struct request_context *context, const struct fu_request *request, struct fu_error *error)
{
    int64_t others[OTHERS_MAX];
    unsigned char digest[FU_DIGEST_SIZE];
    struct creation creation = {.owner = context->person,
        .others = others,
        .subject = context->arrival->letter->subject,
        .note = "",
        .to_self = request->place == FU_PLACE_TO,
        .sent = context->sent,
        .arrived = context->arrival->arrived,
        .digest = digest};
    enum fu_status status;

    if (context->pending >= context->settings->max_pending)
        return refuse_over_limit(context, request, error);
    status = fu_request_keep_letter(context, error);
    creation.letter = context->letter;
    fu_request_digest(context, request, digest);
    if (status == FU_OK)
        status = find_others(context, request, others, &creation.other_count, error);
    return status == FU_OK ? make(context, request, &creation, error) : status;
}

enum fu_status fu_request_follow_up(
    struct request_context *context, const struct fu_request *request, struct fu_error *error)
{
    bool in_thread;
    enum fu_status status = fu_request_is_in_thread(context, request, false, &in_thread, error);

    if (status != FU_OK)
        return status;
    return in_thread ? fu_request_trace_in_thread(context, request, error)
                     : fu_request_make(context, request, error);
}
