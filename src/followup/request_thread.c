/* What a letter's thread has to do with earlier follow-ups of its sender. A letter that names no
 * other is in no thread. */
#include "request.h"

#include "followupd/store/followups.h"

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

enum fu_status fu_request_is_in_thread(struct request_context *context,
    const struct fu_request *request, bool refused, bool *is, struct fu_error *error)
{
    struct fu_thread_address thread = {.address = request->address,
        .message_id = context->arrival->letter->message_id,
        .person = context->person->id,
        .held = refused};

    *is = false;
    thread.ids = thread_ids(context, &thread.id_count);
    /* A note to oneself is written on purpose, be it into an old thread. */
    if (request->place == FU_PLACE_BCC || thread.id_count == 0 ||
        !fu_request_is_for_others(context))
        return FU_OK;
    return fu_store_thread_names(context->store, &thread, is, error);
}

enum fu_status fu_request_trace_in_thread(
    struct request_context *context, const struct fu_request *request, struct fu_error *error)
{
    return fu_request_trace(
        context, request, "in thread", "This address was in the thread already.", 0, error);
}
