/* Sending an answer. The envelope sender is the null sender, so that nothing ever answers an
 * answer. */
#include "reply.h"

#include "followupd/cadence/say.h"
#include "followupd/followup/pause.h"
#include "followupd/intent/intent.h"
#include "followupd/mail/answers.h"
#include "followupd/mail/confirm.h"
#include "followupd/store/deliveries.h"
#include "followupd/store/people.h"
#include "followupd/store/refusals.h"
#include "names.h"
#include "notice.h"

#include <string.h>

enum { ANSWERS_DAY = 86400 };

static const char within_day[] = "answers", beyond[] = "answers beyond";

static void fill_envelope(const struct fu_settings *settings, struct fu_arena *arena,
    const struct reply *reply, int64_t id, fu_instant now, struct fu_envelope *envelope)
{
    const struct fu_letter *letter = reply->letter;
    const char **references =
        fu_arena_allocate(arena, letter->reference_count + 1, sizeof *references);
    size_t i;

    for (i = 0; i < letter->reference_count; i++)
        references[i] = letter->references[i];
    if (letter->message_id[0])
        references[i++] = letter->message_id;
    envelope->from = settings->from;
    envelope->to = letter->from.address[0] ? letter->from.address : reply->person->address;
    if (reply->token && reply->token[0])
        envelope->reply_to =
            fu_name_address(arena, settings, fu_arena_print(arena, "reply+%s", reply->token));
    else if (!envelope->reply_to)
        envelope->reply_to = fu_name_address(arena, settings, "help");
    envelope->message_id = fu_name_message_id(arena, settings, id, now);
    envelope->in_reply_to = letter->message_id;
    envelope->references = references;
    envelope->reference_count = i;
    envelope->subject = fu_compose_reply_subject(arena, letter->subject);
    envelope->date = now;
    envelope->date_offset = fu_say_offset(reply->person->preferences.zone, now);
    envelope->signature = fu_name_signature(arena, settings, envelope->message_id);
    envelope->answer = true;
}

static bool may_hear(const struct fu_settings *settings, struct fu_arena *arena,
    const struct reply *reply, const char *address)
{
    return fu_intent_allowed(&settings->rules, address, reply->person) &&
           fu_intent_local_part(arena, &settings->rules, address) == NULL;
}

enum fu_status fu_reply_left(
    struct fu_store *store, int64_t person, fu_instant now, int64_t *left, struct fu_error *error)
{
    int64_t had = 0, more = 0;
    enum fu_status status =
        fu_store_person_was_told(store, person, within_day, now, ANSWERS_DAY, &had, error);

    if (status == FU_OK)
        status = fu_store_person_was_told(store, person, beyond, now, ANSWERS_DAY, &more, error);
    had = had < FU_ANSWERS_PER_DAY ? had : FU_ANSWERS_PER_DAY;
    *left = FU_ANSWERS_PER_DAY + FU_ANSWERS_BEYOND - had - more;
    return status;
}

/* Counts one more answer, and whether it goes out; the last of a day, and the last beyond, say so.
 */
static enum fu_status count(struct fu_store *store, struct fu_arena *arena,
    const struct reply *reply, fu_instant now, struct fu_answer *answer, bool *goes,
    struct fu_error *error)
{
    int64_t answers, more;
    enum fu_status status = fu_store_person_told(
        store, reply->person->id, within_day, now, ANSWERS_DAY, &answers, error);

    *goes = status == FU_OK && (answers <= FU_ANSWERS_PER_DAY || reply->must);
    if (!*goes)
        return status;
    if (answers == FU_ANSWERS_PER_DAY)
        fu_answer_last(arena, answers, answer);
    if (answers <= FU_ANSWERS_PER_DAY)
        return FU_OK;
    status = fu_store_person_told(store, reply->person->id, beyond, now, ANSWERS_DAY, &more, error);
    if (status == FU_OK && more == FU_ANSWERS_BEYOND)
        fu_answer_last_beyond(arena, answer);
    return status;
}

/* An answer to another address of theirs says that the one which reminders go to is paused. */
static enum fu_status say_paused(struct fu_store *store, struct fu_arena *arena,
    const struct reply *reply, struct fu_answer *answer, struct fu_error *error)
{
    const struct fu_person *person = reply->person;
    struct fu_refusals known;
    enum fu_status status;

    if (!person->paused || strcmp(answer->envelope.to, person->address) == 0)
        return FU_OK;
    status = fu_store_refusals(store, arena, person->address, 0, &known, error);
    if (status == FU_OK)
        fu_answer_also_paused(arena, person->address, known.days >= FU_PAUSE_DAYS, answer);
    return status;
}

enum fu_status fu_reply_send(struct fu_store *store, const struct fu_settings *settings,
    struct fu_arena *arena, const struct reply *reply, struct fu_answer *answer, fu_instant now,
    struct fu_error *error)
{
    enum fu_status status;
    int64_t id;
    bool goes = false;

    status = fu_store_message_next(store, &id, error);
    if (status != FU_OK)
        return status;
    fill_envelope(settings, arena, reply, id, now, &answer->envelope);
    if (!may_hear(settings, arena, reply, answer->envelope.to))
        return FU_OK;
    status = say_paused(store, arena, reply, answer, error);
    if (status == FU_OK)
        status = count(store, arena, reply, now, answer, &goes, error);
    if (status != FU_OK || !goes)
        return status;
    return fu_notice_post(store, arena, answer, reply->unique, reply->followup, now, error);
}
