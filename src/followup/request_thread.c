/* What a letter's thread has to do with earlier follow-ups of its sender. A letter that names no
 * other is in no thread. */
#include "request.h"

#include "followupd/base/token.h"
#include "followupd/store/followups.h"

#include <inttypes.h>

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

/* Names an address of a mail that waits; of somebody's, or (0) whosever. */
static void waiting_digest(struct fu_arena *arena, const char *message_id, const char *address,
    int64_t person, unsigned char digest[FU_DIGEST_SIZE])
{
    const char *pieces[] = {
        "waiting", message_id, address, fu_arena_print(arena, "%" PRId64, person)};

    fu_digest(pieces, sizeof pieces / sizeof *pieces, digest);
}

enum fu_status fu_request_note_waiting(struct request_context *context,
    const struct fu_request *requests, size_t count, struct fu_error *error)
{
    const char *message_id = context->arrival->letter->message_id;
    const int64_t people[] = {0, context->person->id};
    unsigned char digest[FU_DIGEST_SIZE];
    enum fu_status status = FU_OK;
    size_t i, j;

    for (i = 0; status == FU_OK && message_id[0] && i < count; i++) {
        if (requests[i].place == FU_PLACE_BCC || requests[i].token[0])
            continue;
        for (j = 0; status == FU_OK && j < sizeof people / sizeof *people; j++) {
            waiting_digest(context->arena, message_id, requests[i].address, people[j], digest);
            status = fu_store_request_note(context->store, digest, error);
        }
    }
    return status;
}

/* Whether a mail of somebody else that is named by id waited, and has the address. */
static enum fu_status others_waited(struct request_context *context, const char *id,
    const char *address, bool *waited, struct fu_error *error)
{
    unsigned char digest[FU_DIGEST_SIZE];
    int64_t none;
    bool own = false;
    enum fu_status status;

    waiting_digest(context->arena, id, address, 0, digest);
    status = fu_store_request_find(context->store, digest, waited, &none, error);
    if (status != FU_OK || !*waited)
        return status;
    waiting_digest(context->arena, id, address, context->person->id, digest);
    status = fu_store_request_find(context->store, digest, &own, &none, error);
    *waited = !own;
    return status;
}

enum fu_status fu_request_is_in_thread(struct request_context *context,
    const struct fu_request *request, bool refused, bool *is, struct fu_error *error)
{
    struct fu_thread_address thread = {.address = request->address,
        .message_id = context->arrival->letter->message_id,
        .person = context->person->id,
        .held = refused};

    enum fu_status status;
    size_t i;

    *is = false;
    thread.ids = thread_ids(context, &thread.id_count);
    /* A note to oneself is written on purpose, be it into an old thread. */
    if (request->place == FU_PLACE_BCC || thread.id_count == 0 ||
        !fu_request_is_for_others(context))
        return FU_OK;
    status = fu_store_thread_names(context->store, &thread, is, error);
    for (i = 0; status == FU_OK && !*is && i < thread.id_count; i++)
        status = others_waited(context, thread.ids[i], request->address, is, error);
    return status;
}

enum fu_status fu_request_trace_in_thread(
    struct request_context *context, const struct fu_request *request, struct fu_error *error)
{
    return fu_request_trace(
        context, request, "in thread", "This address was in the thread already.", 0, error);
}
