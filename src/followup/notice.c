/* From an answer to a message in the store. The envelope sender is the null sender, so that nothing
 * ever answers it. */
#include "notice.h"

#include "followupd/cadence/say.h"
#include "followupd/store/deliveries.h"
#include "names.h"

enum fu_status fu_notice_post(struct fu_store *store, struct fu_arena *arena,
    const struct fu_answer *answer, const char *unique, int64_t followup, fu_instant now,
    struct fu_error *error)
{
    struct fu_message message = {.sender = "",
        .recipient = answer->envelope.to,
        .subject = answer->envelope.subject,
        .message_id = answer->envelope.message_id,
        .followup = followup,
        .unique = unique};
    struct fu_buffer buffer;
    enum fu_status status;

    fu_buffer_init(&buffer, FU_COMPOSE_MAX);
    status = fu_compose_answer(arena, answer, &buffer, error);
    message.bytes = buffer.data;
    message.length = buffer.length;
    if (status == FU_OK)
        status = fu_store_message_add(store, &message, now, error);
    fu_buffer_free(&buffer);
    return status;
}

enum fu_status fu_notice_send(struct fu_store *store, const struct fu_settings *settings,
    struct fu_arena *arena, const struct notice *notice, struct fu_answer *answer, fu_instant now,
    struct fu_error *error)
{
    struct fu_envelope *envelope = &answer->envelope;
    int64_t id;
    enum fu_status status = fu_store_message_next(store, &id, error);

    if (status != FU_OK)
        return status;
    envelope->from = settings->from;
    envelope->to = notice->to;
    envelope->reply_to =
        notice->reply_to ? notice->reply_to : fu_name_address(arena, settings, "help");
    envelope->message_id = fu_name_message_id(arena, settings, id, now);
    envelope->in_reply_to = "";
    envelope->subject = notice->subject;
    envelope->date = now;
    envelope->date_offset = fu_say_offset(notice->zone, now);
    envelope->signature = fu_name_signature(arena, settings, envelope->message_id);
    return fu_notice_post(store, arena, answer, notice->unique, 0, now, error);
}
