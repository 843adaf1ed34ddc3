/* What the requests of a letter share: their names, their traces, their answers, their letter.
 * Nothing fails but the store. */
#include "request.h"

#include "followupd/base/token.h"
#include "followupd/intent/intent.h"
#include "followupd/mail/answers.h"
#include "followupd/mail/say.h"
#include "followupd/store/followups.h"
#include "followupd/store/letters.h"
#include "correspondents.h"
#include "reply.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

enum { DIGEST_TEXT = 2 * FU_DIGEST_SIZE + 1, REPEAT_SECONDS = 86400 };

/* How often the same is answered within a day. People mistype again. */
enum { PROSE_ANSWERS = 1, MISTYPED_ANSWERS = 3 };

/* Of a digest: what is counted stays, so that a person may have 16^3 such rows and no more. Two
 * lines of a day that share them cost an answer, once in 4,096 times. */
enum { REPEAT_DIGITS = 3 };

/* Where the token of an address is, and how long; NULL when there is none. One of a request that is
 * not looked into (the mail has too many) is known by its shape. */
static const char *find_token(const struct fu_request *request, size_t *length)
{
    const char *plus = strrchr(request->address, '+');

    *length = strlen(request->token);
    if (*length > 0)
        return strstr(request->address, request->token);
    *length = plus ? strcspn(plus + 1, "@") : 0;
    return plus && fu_token_shaped(plus + 1, *length) ? plus + 1 : NULL;
}

const char *fu_request_public_address(
    const struct request_context *context, const struct fu_request *request)
{
    size_t length;
    const char *token = find_token(request, &length);

    if (!token)
        return request->address;
    return fu_arena_print(context->arena, "%.*sTOKEN%s", (int)(token - request->address),
        request->address, token + length);
}

const char *fu_request_public_text(
    const struct request_context *context, const struct fu_request *request, const char *text)
{
    size_t length;
    const char *token = find_token(request, &length);
    const char *found = token ? strstr(text, fu_arena_copy_n(context->arena, token, length)) : NULL;

    if (!found)
        return text;
    return fu_arena_print(context->arena, "%.*sTOKEN%s", (int)(found - text), text, found + length);
}

static enum fu_status trace(struct request_context *context, const struct fu_request *request,
    const char *decision, const char *reason, const char *cure, int64_t followup,
    struct fu_error *error)
{
    const struct fu_trace row = {.origin = context->arrival->origin,
        .at = context->now,
        .message_id = context->arrival->letter->message_id,
        .sender = context->person->address,
        .address = fu_request_public_address(context, request),
        .decision = decision,
        .reason = reason,
        .cure = cure,
        .followup = followup};

    return fu_store_trace_add(context->store, &row, error);
}

enum fu_status fu_request_trace(struct request_context *context, const struct fu_request *request,
    const char *decision, const char *reason, int64_t followup, struct fu_error *error)
{
    return trace(context, request, decision, reason, "", followup, error);
}

enum fu_status fu_request_trace_cure(struct request_context *context,
    const struct fu_request *request, const char *decision, const char *reason, const char *cure,
    struct fu_error *error)
{
    return trace(context, request, decision, reason, cure, 0, error);
}

static const char *print_digest(struct fu_arena *arena, const unsigned char digest[FU_DIGEST_SIZE])
{
    char *text = fu_arena_allocate(arena, DIGEST_TEXT, 1);
    size_t i;

    for (i = 0; i < FU_DIGEST_SIZE; i++)
        snprintf(text + 2 * i, 3, "%02x", digest[i]);
    return text;
}

/* The addresses of a list, as one text. */
static const char *print_list(struct fu_arena *arena, const struct fu_mailbox_list *list)
{
    const char **addresses = fu_arena_allocate(arena, list->count + 1, sizeof *addresses);
    unsigned char digest[FU_DIGEST_SIZE];
    size_t i;

    for (i = 0; i < list->count; i++)
        addresses[i] = list->items[i].address;
    fu_digest(addresses, list->count, digest);
    return print_digest(arena, digest);
}

/* named: whom the mail names counts, if it has no Message-ID. */
static void digest_from(const struct request_context *context, const struct fu_request *request,
    const char *from, bool named, unsigned char digest[FU_DIGEST_SIZE])
{
    enum { PIECES = 8, NAMED = 2 };
    const struct fu_letter *letter = context->arrival->letter;
    struct fu_arena *arena = context->arena;
    char date[32];
    const char *pieces[PIECES] = {letter->message_id, request->address, from, date, "", ""};
    size_t count = PIECES - NAMED;

    snprintf(date, sizeof date, "%" PRId64, letter->date);
    if (letter->message_id[0] == '\0') {
        pieces[4] = letter->subject;
        pieces[5] = print_digest(arena, letter->body_digest);
    }
    if (letter->message_id[0] == '\0' && named) {
        pieces[count++] = print_list(arena, &letter->to);
        pieces[count++] = print_list(arena, &letter->cc);
    }
    fu_digest(pieces, count, digest);
}

/* A person's own address may change, what stands in their mail does not. */
static const char *written_from(const struct request_context *context)
{
    const char *from = context->arrival->letter->from.address;

    return from[0] ? from : context->person->address;
}

void fu_request_digest(const struct request_context *context, const struct fu_request *request,
    unsigned char digest[FU_DIGEST_SIZE])
{
    digest_from(context, request, written_from(context), true, digest);
}

/* Earlier versions took no notice of whom a mail names, and took everybody's own address, as a Sent
 * folder does whose mail has no From. */
enum fu_status fu_request_find(struct request_context *context, const struct fu_request *request,
    bool *known, int64_t *followup, struct fu_error *error)
{
    const char *earlier[] = {written_from(context), context->person->address};
    bool differs[] = {
        context->arrival->letter->message_id[0] == '\0', strcmp(earlier[0], earlier[1]) != 0};
    unsigned char digest[FU_DIGEST_SIZE];
    enum fu_status status;
    size_t i;

    fu_request_digest(context, request, digest);
    status = fu_store_request_find(context->store, digest, known, followup, error);
    for (i = 0; status == FU_OK && !*known && i < sizeof earlier / sizeof *earlier; i++) {
        if (!differs[i])
            continue;
        digest_from(context, request, earlier[i], false, digest);
        status = fu_store_request_find(context->store, digest, known, followup, error);
    }
    return status;
}

const char *fu_request_unique(
    const struct request_context *context, const struct fu_request *request)
{
    unsigned char digest[FU_DIGEST_SIZE];

    if (context->unique)
        return context->unique;
    fu_request_digest(context, request, digest);
    return print_digest(context->arena, digest);
}

enum fu_status fu_request_repeats(struct request_context *context, const char *about,
    const char *line, bool *repeats, struct fu_error *error)
{
    const char *pieces[] = {about, line};
    struct fu_request read;
    unsigned char digest[FU_DIGEST_SIZE];
    int64_t times, most;
    enum fu_status status;

    *repeats = false;
    fu_intent_line(context->arena, line, &read);
    if (line[0] == '\0' || read.kind != FU_REQUEST_REFUSE)
        return FU_OK;
    most = fu_intent_mistyped(line, &read) ? MISTYPED_ANSWERS : PROSE_ANSWERS;
    fu_digest(pieces, 2, digest);
    status = fu_store_person_told(context->store, context->person->id,
        fu_arena_print(
            context->arena, "line %.*s", REPEAT_DIGITS, print_digest(context->arena, digest)),
        context->now, REPEAT_SECONDS, &times, error);
    *repeats = status == FU_OK && times > most;
    return status;
}

bool fu_request_is_for_others(const struct request_context *context)
{
    const struct fu_letter *letter = context->arrival->letter;
    const struct fu_mailbox_list lists[] = {letter->to, letter->cc};

    return fu_correspondents(
               context->arena, &context->settings->rules, context->person, lists, 2, 1)
               .count > 0;
}

bool fu_request_is_carried_on(
    const struct request_context *context, const struct fu_request *request)
{
    return request->place != FU_PLACE_BCC && fu_request_is_for_others(context);
}

static enum fu_status send(struct request_context *context, const struct fu_request *request,
    bool must, struct fu_answer *text, int64_t followup, struct fu_error *error)
{
    const struct reply reply = {.person = context->person,
        .letter = context->arrival->letter,
        .unique = fu_request_unique(context, request),
        .followup = followup,
        .must = must};

    context->taken->owes_mail = true;
    return fu_reply_send(
        context->store, context->settings, context->arena, &reply, text, context->now, error);
}

enum fu_status fu_request_answer(struct request_context *context, const struct fu_request *request,
    struct fu_answer *text, int64_t followup, struct fu_error *error)
{
    if (context->arrival->recovered)
        return FU_OK;
    return send(context, request, false, text, followup, error);
}

const char *fu_request_answered(const struct request_context *context, const char *done)
{
    return context->arrival->recovered ? "This mail was read again, so it was answered before."
                                       : done;
}

enum fu_status fu_request_report(struct request_context *context, const struct fu_request *request,
    struct fu_answer *text, int64_t followup, struct fu_error *error)
{
    return send(context, request, true, text, followup, error);
}

enum fu_status fu_request_keep_letter(struct request_context *context, struct fu_error *error)
{
    const struct fu_arrival *arrival = context->arrival;
    const struct fu_letter *letter = arrival->letter;
    const char *text =
        letter->sealed != FU_SEALED_NOT ? fu_say_sealed(letter->sealed) : letter->text;
    struct fu_stored_letter row = {.person = context->person->id,
        .origin = arrival->origin,
        .arrived = arrival->arrived,
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
        .files = letter->attachment_count,
        .whole = letter->whole,
        .text = context->settings->keep == FU_KEEP_HEADERS ? "" : text,
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
