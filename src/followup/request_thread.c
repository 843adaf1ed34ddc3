/* What a letter's thread has to do with earlier follow-ups of its sender. A letter that names no
 * other is in no thread. */
#include "request.h"

#include "followupd/followup/act.h"
#include "followupd/intent/intent.h"
#include "followupd/mail/answers.h"
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

/* A note to oneself is written on purpose, be it into an old thread. */
static bool has_correspondents(const struct request_context *context)
{
    const struct fu_letter *letter = context->arrival->letter;
    const struct fu_mailbox_list lists[] = {letter->to, letter->cc};
    size_t i, j;

    for (i = 0; i < 2; i++) {
        for (j = 0; j < lists[i].count; j++) {
            if (!fu_intent_local_part(
                    context->arena, &context->settings->rules, lists[i].items[j].address))
                return true;
        }
    }
    return false;
}

enum fu_status fu_request_is_in_thread(struct request_context *context,
    const struct fu_request *request, bool *is, struct fu_error *error)
{
    size_t count;
    const char **thread = thread_ids(context, &count);

    *is = false;
    if (request->place == FU_PLACE_BCC || count == 0 || !has_correspondents(context))
        return FU_OK;
    return fu_store_thread_names(context->store, thread, count, request->address, is, error);
}

enum fu_status fu_request_cancel_thread(
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

enum fu_status fu_request_cancel(
    struct request_context *context, const struct fu_request *request, struct fu_error *error)
{
    struct fu_answer text = {.closing = ""};
    const char *sentence;
    size_t ended;
    enum fu_status status;

    status = fu_request_cancel_thread(context, 0, &ended, error);
    if (status != FU_OK)
        return status;
    sentence = ended ? fu_arena_print(context->arena,
                           "Follow-ups of this thread that are cancelled: %zu.", ended)
                     : "You have no pending follow-up in this thread. Nothing is changed.";
    fu_answer_result(context->arena, sentence, &text);
    status = fu_request_answer(context, request, &text, 0, error);
    return status == FU_OK ? fu_request_trace(context, request, "cancel", sentence, 0, error)
                           : status;
}
