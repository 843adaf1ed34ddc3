/* What each kind of request does. A request that cannot be done is answered and traced; it never
 * fails the others. */
#include "requests.h"

#include "followupd/base/text.h"
#include "followupd/cadence/say.h"
#include "followupd/followup/act.h"
#include "followupd/intent/intent.h"
#include "followupd/mail/answers.h"
#include "followupd/store/followups.h"
#include "followupd/store/letters.h"
#include "followupd/store/people.h"
#include "create.h"
#include "names.h"
#include "reply.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

enum { OTHERS_MAX = 100, DIGEST_TEXT = 2 * FU_DIGEST_SIZE + 1, TOKEN_LIFE = 90 * 86400 };

/* The address without its token, which is a secret. */
static const char *public_address(struct fu_arena *arena, const struct fu_request *request)
{
    const char *token = request->token[0] ? strstr(request->address, request->token) : NULL;

    if (!token)
        return request->address;
    return fu_arena_print(arena, "%.*sTOKEN%s", (int)(token - request->address), request->address,
        token + strlen(request->token));
}

static enum fu_status trace(struct request_context *context, const struct fu_request *request,
    const char *decision, const char *reason, int64_t followup, struct fu_error *error)
{
    const struct fu_trace row = {.origin = context->arrival->origin,
        .at = context->now,
        .message_id = context->arrival->letter->message_id,
        .sender = context->person->address,
        .address = public_address(context->arena, request),
        .decision = decision,
        .reason = reason,
        .cure = "",
        .followup = followup};

    return fu_store_trace_add(context->store, &row, error);
}

/* Names a request: Message-ID, cadence address, From and Date; what stands for a Message-ID where
 * there is none. */
static void request_digest(const struct request_context *context, const struct fu_request *request,
    unsigned char digest[FU_DIGEST_SIZE])
{
    const struct fu_letter *letter = context->arrival->letter;
    char date[32], body[DIGEST_TEXT];
    const char *pieces[] = {
        letter->message_id, request->address, context->person->address, date, "", ""};
    size_t i;

    snprintf(date, sizeof date, "%" PRId64, letter->date);
    if (letter->message_id[0] == '\0') {
        for (i = 0; i < sizeof letter->body_digest; i++)
            snprintf(body + 2 * i, 3, "%02x", letter->body_digest[i]);
        pieces[4] = letter->subject;
        pieces[5] = body;
    }
    fu_digest(pieces, sizeof pieces / sizeof *pieces, digest);
}

/* A text that is used once for each answer to one request. */
static const char *unique_text(struct request_context *context, const struct fu_request *request)
{
    unsigned char digest[FU_DIGEST_SIZE];
    char *text = fu_arena_allocate(context->arena, DIGEST_TEXT, 1);
    size_t i;

    request_digest(context, request, digest);
    for (i = 0; i < sizeof digest; i++)
        snprintf(text + 2 * i, 3, "%02x", digest[i]);
    return text;
}

static enum fu_status answer(struct request_context *context, const char *unique,
    struct fu_answer *text, int64_t followup, struct fu_error *error)
{
    const struct reply reply = {.person = context->person,
        .letter = context->arrival->letter,
        .unique = unique,
        .followup = followup};

    context->taken->owes_mail = true;
    return fu_reply_send(
        context->store, context->settings, context->arena, &reply, text, context->now, error);
}

/* Keeps the letter, once for all requests on it. */
static enum fu_status keep_letter(struct request_context *context, struct fu_error *error)
{
    const struct fu_arrival *arrival = context->arrival;
    const struct fu_letter *letter = arrival->letter;
    struct fu_stored_letter row = {.person = context->person->id,
        .origin = arrival->origin,
        .arrived = arrival->arrived,
        .taken = context->now,
        .message_id = letter->message_id,
        .in_reply_to = letter->in_reply_to,
        .references = letter->references,
        .reference_count = letter->reference_count,
        .subject = letter->subject,
        .date = letter->date,
        .date_offset = letter->date_offset,
        .from = letter->from,
        .to = letter->to,
        .cc = letter->cc,
        .text = context->settings->keep == FU_KEEP_HEADERS ? "" : letter->text,
        .text_cut = letter->text_cut};
    enum fu_status status;
    bool known;

    if (context->letter != 0)
        return FU_OK;
    if (context->settings->keep == FU_KEEP_FULL && letter->whole) {
        row.raw = arrival->raw;
        row.raw_length = arrival->raw_length;
    }
    status = fu_store_letter_add(context->store, &row, &known, error);
    context->letter = row.id;
    return status;
}

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

/* The Message-IDs that name the letter's thread: its references and In-Reply-To. */
static const char **thread_ids(const struct request_context *context, size_t *count)
{
    const struct fu_letter *letter = context->arrival->letter;
    const char **ids = fu_arena_allocate(context->arena, letter->reference_count + 1, sizeof *ids);

    for (*count = 0; *count < letter->reference_count; (*count)++)
        ids[*count] = letter->references[*count];
    if (letter->in_reply_to[0])
        ids[(*count)++] = letter->in_reply_to;
    return ids;
}

static bool names_address(const struct fu_mailbox_list *list, const char *address)
{
    size_t i;

    for (i = 0; i < list->count; i++) {
        if (strcmp(list->items[i].address, address) == 0)
            return true;
    }
    return false;
}

/* A reply to all carries the cadence address on; it makes no second follow-up (LESSONS.md:
 * reply-all). */
static enum fu_status is_in_thread(struct request_context *context,
    const struct fu_request *request, bool *is, struct fu_error *error)
{
    struct fu_followup *followup;
    struct fu_stored_letter *first;
    size_t id_count, count = 0, i;
    const char **thread = thread_ids(context, &id_count);
    int64_t *ids;
    enum fu_status status;

    *is = false;
    if (request->place == FU_PLACE_BCC || id_count == 0)
        return FU_OK;
    status = fu_store_thread(
        context->store, context->arena, context->person->id, thread, id_count, &ids, &count, error);
    for (i = 0; status == FU_OK && i < count && !*is; i++) {
        status = fu_store_followup_get(context->store, context->arena, ids[i], &followup, error);
        if (status != FU_OK || !followup || followup->letter == 0)
            continue;
        status =
            fu_store_letter_get(context->store, context->arena, followup->letter, &first, error);
        if (status == FU_OK && first)
            *is = names_address(&first->to, request->address) ||
                  names_address(&first->cc, request->address);
    }
    return status;
}

static enum fu_status refuse(struct request_context *context, const struct fu_request *request,
    const char *reason, const char *const *suggestions, size_t count, struct fu_error *error)
{
    struct fu_answer text = {.closing = ""};
    enum fu_status status;

    fu_answer_refused(context->arena, reason, suggestions, count, &text);
    status = keep_letter(context, error);
    if (status == FU_OK)
        status = answer(context, unique_text(context, request), &text, 0, error);
    return status == FU_OK ? trace(context, request, "refused", reason, 0, error) : status;
}

/* Ends what the person has pending in the letter's thread, but for the follow-up `kept`. */
static enum fu_status cancel_thread(
    struct request_context *context, int64_t kept, size_t *ended, struct fu_error *error)
{
    const struct fu_act act = {
        context->store, context->settings, context->arena, context->now, context->person->id};
    struct fu_act_result result;
    size_t id_count, count = 0, i;
    const char **thread = thread_ids(context, &id_count);
    int64_t *ids;
    enum fu_status status;

    *ended = 0;
    status = fu_store_thread(
        context->store, context->arena, context->person->id, thread, id_count, &ids, &count, error);
    for (i = 0; status == FU_OK && i < count; i++) {
        if (ids[i] == kept)
            continue;
        status = fu_act_cancel(&act, ids[i], &result, error);
        if (status == FU_OK && result.changed)
            (*ended)++;
    }
    return status;
}

static enum fu_status refuse_over_limit(
    struct request_context *context, const struct fu_request *request, struct fu_error *error)
{
    const char *reason = fu_arena_print(context->arena,
        "You have %lld pending follow-ups, which is as many as this service keeps for one person.",
        (long long)context->pending);

    return refuse(context, request, reason, NULL, 0, error);
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
    request_digest(context, request, digest);
    status = find_others(context, request, others, &creation.other_count, error);
    if (status != FU_OK)
        return status;
    status = fu_create_followup(context->store, context->settings, context->arena, &creation,
        request->cadence, context->now, &created, error);
    if (status == FU_BAD_INPUT)
        return refuse(context, request, created.refusal.reason, created.refusal.suggestions,
            created.refusal.suggestion_count, error);
    if (status != FU_OK)
        return status;
    *made = created.followup;
    note_created(context, &created);
    return trace(context, request, "follow-up",
        fu_arena_print(context->arena, "It comes back %s, first on %s.", created.schedule.english,
            fu_say_moment(context->arena, created.schedule.zone, created.first)),
        created.followup, error);
}

static enum fu_status follow_up(
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
    status = is_in_thread(context, request, &in_thread, error);
    if (status != FU_OK)
        return status;
    if (in_thread)
        return trace(
            context, request, "in thread", "This address was in the thread already.", 0, error);
    status = keep_letter(context, error);
    if (status == FU_OK)
        status = make(context, request, &made, error);
    if (status == FU_OK && made != 0 &&
        fu_cadence_parse(context->arena, request->cadence, strlen(request->cadence), &cadence,
            &refusal) == FU_OK &&
        fu_cadence_flags(cadence) & FU_FLAG_CANCEL)
        status = cancel_thread(context, made, &ended, error);
    return status;
}

/* A token ends some time after its follow-up has. */
static enum fu_status is_over(
    struct request_context *context, int64_t id, bool *over, struct fu_error *error)
{
    struct fu_followup *followup;
    enum fu_status status =
        fu_store_followup_get(context->store, context->arena, id, &followup, error);

    *over = status != FU_OK || !followup ||
            (followup->state != FU_PENDING && followup->changed < context->now - TOKEN_LIFE);
    return status;
}

/* The follow-up that a request's token opens for the person who asks; 0 when it opens none. Who has
 * left may only take that back. */
static enum fu_status open_token(struct request_context *context, const struct fu_request *request,
    int64_t *followup, struct fu_error *error)
{
    struct fu_participant *participants;
    size_t count, i;
    bool over;
    enum fu_status status;

    *followup = 0;
    status = fu_store_participants_marked(
        context->store, context->arena, fu_name_mark(request->token), &participants, &count, error);
    for (i = 0; status == FU_OK && i < count; i++) {
        if (participants[i].person == context->person->id &&
            (!participants[i].left || request->kind == FU_REQUEST_UNDO) &&
            fu_token_check(&context->settings->key, FU_ACTION_PURPOSE, participants[i].followup,
                participants[i].person, request->token))
            *followup = participants[i].followup;
    }
    if (status != FU_OK || *followup == 0)
        return status;
    status = is_over(context, *followup, &over, error);
    if (over)
        *followup = 0;
    return status;
}

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

static enum fu_status act_by_token(
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
        status = answer(context, unique_text(context, request), &text, 0, error);
        return status == FU_OK ? trace(context, request, "expired",
                                     "The token opens nothing for this person.", 0, error)
                               : status;
    }
    status = perform(context, request, followup, &result, error);
    if (status == FU_BAD_INPUT)
        return refuse(context, request, result.refusal.reason, result.refusal.suggestions,
            result.refusal.suggestion_count, error);
    if (status != FU_OK)
        return status;
    if (result.soonest != FU_NEVER &&
        (context->taken->soonest == FU_NEVER || result.soonest < context->taken->soonest))
        context->taken->soonest = result.soonest;
    fu_answer_result(context->arena, result.sentence, &text);
    status = answer(context, unique_text(context, request), &text, followup, error);
    return status == FU_OK ? trace(context, request, result.changed ? "action" : "no change",
                                 result.sentence, followup, error)
                           : status;
}

/* The first line of new text, "" when a reply has none; a quotation ends what is new. */
static const char *first_line(struct fu_arena *arena, const char *text)
{
    size_t length;

    for (; *text; text += length + (text[length] == '\n')) {
        length = strcspn(text, "\n");
        if (text[0] == '>')
            return "";
        if (strspn(text, " \t") < length)
            return fu_text_line(arena, text, length, FU_CADENCE_TEXT_MAX + 1);
    }
    return "";
}

/* A reply to a mail of ours: its first line is an action, or it is prose that nobody else has seen.
 */
static enum fu_status take_reply(
    struct request_context *context, const struct fu_request *request, struct fu_error *error)
{
    const char *line = first_line(context->arena, context->arrival->letter->text);
    struct fu_answer text = {.closing = ""};
    struct fu_request wanted;
    enum fu_status status;

    fu_intent_request(context->arena, fu_text_lower(context->arena, line), &wanted);
    wanted.address = request->address;
    wanted.place = request->place;
    wanted.token = request->token;
    switch (wanted.kind) {
    case FU_REQUEST_FOLLOW_UP:
        wanted.kind = FU_REQUEST_SNOOZE;
        return act_by_token(context, &wanted, error);
    case FU_REQUEST_DONE:
    case FU_REQUEST_SKIP:
    case FU_REQUEST_CANCEL:
    case FU_REQUEST_UNDO:
        return act_by_token(context, &wanted, error);
    default:
        break;
    }
    fu_answer_prose(context->arena, &text);
    status = answer(context, unique_text(context, request), &text, 0, error);
    return status == FU_OK
               ? trace(context, request, "prose", "The reply's first line is no action.", 0, error)
               : status;
}

static enum fu_status cancel(
    struct request_context *context, const struct fu_request *request, struct fu_error *error)
{
    struct fu_answer text = {.closing = ""};
    const char *sentence;
    size_t ended;
    enum fu_status status;

    status = cancel_thread(context, 0, &ended, error);
    if (status != FU_OK)
        return status;
    sentence = ended ? fu_arena_print(context->arena,
                           "Follow-ups of this thread that are cancelled: %zu.", ended)
                     : "You have no pending follow-up in this thread. Nothing is changed.";
    fu_answer_result(context->arena, sentence, &text);
    status = answer(context, unique_text(context, request), &text, 0, error);
    return status == FU_OK ? trace(context, request, "cancel", sentence, 0, error) : status;
}

static enum fu_status unserved(
    struct request_context *context, const struct fu_request *request, struct fu_error *error)
{
    struct fu_answer text = {.closing = ""};
    enum fu_status status;

    fu_answer_unserved(context->arena, request->address, &text);
    status = answer(context, unique_text(context, request), &text, 0, error);
    return status == FU_OK
               ? trace(context, request, "unserved", "This is not answered by mail.", 0, error)
               : status;
}

static enum fu_status do_one(
    struct request_context *context, const struct fu_request *request, struct fu_error *error)
{
    switch (request->kind) {
    case FU_REQUEST_FOLLOW_UP:
        return follow_up(context, request, error);
    case FU_REQUEST_REFUSE:
        return refuse(context, request, request->reason, request->suggestions,
            request->suggestion_count, error);
    case FU_REQUEST_CANCEL:
        return request->token[0] ? act_by_token(context, request, error)
                                 : cancel(context, request, error);
    case FU_REQUEST_SNOOZE:
    case FU_REQUEST_DONE:
    case FU_REQUEST_SKIP:
    case FU_REQUEST_UNDO:
        return act_by_token(context, request, error);
    case FU_REQUEST_REPLY:
        return take_reply(context, request, error);
    case FU_REQUEST_CHECK:
        return trace(
            context, request, "check", "A mail of followupctl check --round-trip.", 0, error);
    case FU_REQUEST_IGNORE:
        return trace(context, request, "left alone", "This address is never a cadence.", 0, error);
    default:
        return unserved(context, request, error);
    }
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
    unsigned char digest[FU_DIGEST_SIZE];
    int64_t followup;
    bool known;
    enum fu_status status;

    request_digest(context, request, digest);
    status = fu_store_request_find(context->store, digest, &known, &followup, error);
    if (status != FU_OK)
        return status;
    if (known)
        return trace(context, request, "duplicate",
            followup ? "This very request made a follow-up before."
                     : "This very request was met before.",
            followup, error);
    status = do_one(context, request, error);
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
    return status;
}
