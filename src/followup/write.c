/* From what is owed to the bytes of a mail. Everything comes out of the store, so a later attempt
 * writes the same mail again. */
#include "owed.h"

#include "followupd/base/address.h"
#include "followupd/cadence/say.h"
#include "followupd/intent/intent.h"
#include "followupd/mail/compose.h"
#include "followupd/mail/offers.h"
#include "followupd/store/deliveries.h"
#include "followupd/store/followups.h"
#include "followupd/store/letters.h"
#include "followupd/store/people.h"
#include "correspondents.h"
#include "names.h"
#include "pause.h"

#include <string.h>

/* Whose it is, as long as they share in the follow-up. */
static enum fu_status find_person(
    struct turn_context *context, struct owed *owed, struct fu_error *error)
{
    struct fu_participant *participants;
    size_t count, i;
    enum fu_status status = fu_store_participants(
        context->store, context->arena, owed->row.followup, &participants, &count, error);

    for (i = 0; status == FU_OK && i < count; i++) {
        if (participants[i].person != owed->row.person)
            continue;
        owed->left = participants[i].left;
        return fu_store_person_get(
            context->store, context->arena, owed->row.person, &owed->person, error);
    }
    return status;
}

enum fu_status fu_turn_load(struct turn_context *context, struct owed *owed, struct fu_error *error)
{
    enum fu_status status;

    if (owed->followup)
        return FU_OK;
    status = fu_store_followup_get(
        context->store, context->arena, owed->row.followup, &owed->followup, error);
    if (status == FU_OK)
        status = fu_store_occurrence_get(
            context->store, context->arena, owed->row.occurrence, &owed->occurrence, error);
    if (status == FU_OK)
        status = find_person(context, owed, error);
    if (status == FU_OK && owed->person && owed->followup)
        owed->by_other = owed->person->id != owed->followup->owner;
    return status;
}

/* Whoever wrote it may have moved since: the others reach them where they are today. */
static enum fu_status find_writer(struct turn_context *context,
    const struct fu_stored_letter *letter, struct fu_mailbox *from, struct fu_error *error)
{
    struct fu_person *writer;
    enum fu_status status = fu_turn_person(context, letter->person, &writer, error);

    *from = letter->from;
    if (status == FU_OK && writer && !fu_correspondents_know(writer, from->address))
        from->address = writer->address;
    return status;
}

/* The others in the thread: who a reply should reach. */
static enum fu_status find_correspondents(struct turn_context *context, const struct owed *owed,
    const struct fu_stored_letter *letter, struct fu_reminder *reminder, struct fu_error *error)
{
    struct fu_arena *arena = context->arena;
    struct fu_mailbox from = letter->from;
    const struct fu_mailbox_list lists[] = {{&from, 1}, letter->to, letter->cc};
    struct fu_person known = *owed->person;
    struct fu_mailbox_list found;
    enum fu_status status = FU_OK;

    if (letter->person == known.id)
        known = fu_correspondents_with(arena, owed->person, letter->from.address);
    else
        status = find_writer(context, letter, &from, error);
    found = fu_correspondents(arena, &context->settings->rules, &known, lists,
        sizeof lists / sizeof *lists, CORRESPONDENTS_MAX);
    reminder->correspondents = found.items;
    reminder->correspondent_count = found.count;
    return status;
}

void fu_turn_actions(struct turn_context *context, bool goes_on, bool owned, const char *token,
    const struct fu_action **list, size_t *list_count)
{
    struct fu_offer offers[FU_OFFERS_MAX];
    size_t count = fu_offers(goes_on, owned, offers), i;
    struct fu_action *actions = fu_arena_allocate(context->arena, count, sizeof *actions);

    for (i = 0; i < count; i++)
        actions[i] = fu_name_action(
            context->arena, context->settings, offers[i].label, offers[i].word, token);
    *list = actions;
    *list_count = count;
}

static const char *reply_addresses(struct turn_context *context, const struct fu_reminder *reminder)
{
    struct fu_buffer list;
    const char *text;
    size_t i;

    fu_buffer_init(&list, CORRESPONDENTS_MAX * (size_t)(FU_ADDRESS_MAX + 2));
    for (i = 0; i < reminder->correspondent_count; i++)
        fu_buffer_print(&list, "%s%s", i ? ", " : "", reminder->correspondents[i].address);
    text = fu_arena_copy_n(context->arena, list.data, list.length);
    fu_buffer_free(&list);
    return text;
}

static void fill_thread(struct turn_context *context, const struct fu_stored_letter *letter,
    struct fu_envelope *envelope)
{
    const char **references =
        fu_arena_allocate(context->arena, letter->reference_count + 1, sizeof *references);
    size_t i;

    for (i = 0; i < letter->reference_count; i++)
        references[i] = letter->references[i];
    if (letter->message_id[0])
        references[i++] = letter->message_id;
    envelope->references = references;
    envelope->reference_count = i;
    envelope->in_reply_to = letter->message_id;
}

static void fill_envelope(struct turn_context *context, const struct owed *owed, const char *token,
    struct fu_reminder *reminder)
{
    struct fu_envelope *envelope = &reminder->envelope;
    struct fu_arena *arena = context->arena;

    envelope->from.name = fu_offer_sender(
        arena, owed->followup->schedule.english, owed->followup->schedule.morning);
    envelope->from.address = context->settings->rules.from;
    envelope->to = owed->person->address;
    envelope->reply_to =
        fu_name_address(arena, context->settings, fu_arena_print(arena, "reply+%s", token));
    if (reminder->neutral)
        envelope->reply_to = reply_addresses(context, reminder);
    envelope->message_id = owed->row.message_id;
    envelope->subject = owed->followup->subject;
    envelope->date = owed->row.written;
    envelope->date_offset = fu_say_offset(owed->person->preferences.zone, owed->row.written);
    envelope->signature = fu_name_delivery_signature(
        arena, context->settings, owed->row.message_id, owed->row.id);
    if (owed->by_other) {
        envelope->leave_mailto =
            fu_name_address(arena, context->settings, fu_arena_print(arena, "cancel+%s", token));
        envelope->leave_web = fu_name_page(context->arena, context->settings, token);
    }
}

/* Whoever moves a one-off has a moment of their own that is not the one it was asked for. */
static bool is_moved(const struct owed *owed)
{
    const struct fu_followup *followup = owed->followup;

    return followup->schedule.recurrence == FU_ONCE && followup->kind == FU_REMINDER &&
           owed->occurrence->person != 0 && owed->occurrence->moment != followup->schedule.first;
}

static void fill_times(
    struct turn_context *context, const struct owed *owed, struct fu_reminder *reminder)
{
    const struct fu_followup *followup = owed->followup;
    const char *zone = owed->person->preferences.zone;
    fu_instant now = owed->row.written;

    reminder->asked_on = fu_say_date(context->arena, zone, followup->sent, now);
    reminder->english = fu_name_series(context->arena, zone, &followup->schedule);
    reminder->recurring = followup->schedule.recurrence == FU_RECURRING;
    reminder->late = now - owed->occurrence->moment;
    reminder->due = fu_say_date_time(context->arena, zone, owed->occurrence->moment, now);
    reminder->moved = is_moved(owed);
    reminder->folded = owed->occurrence->folded;
}

/* Since when a task is open. */
static enum fu_status fill_task(struct turn_context *context, const struct owed *owed,
    struct fu_reminder *reminder, struct fu_error *error)
{
    fu_instant first;
    enum fu_status status;

    if (owed->followup->kind != FU_TASK)
        return FU_OK;
    status = fu_store_occurrence_origin(
        context->store, owed->occurrence->id, &first, &reminder->times, error);
    reminder->since =
        fu_say_date(context->arena, owed->person->preferences.zone, first, owed->row.written);
    return status;
}

static enum fu_status fill_original(struct turn_context *context, const struct owed *owed,
    const struct fu_stored_letter *letter, struct fu_reminder *reminder, struct fu_error *error)
{
    fu_instant said = letter->date == FU_NEVER ? letter->arrived : letter->date;

    reminder->said_on =
        fu_say_date_time(context->arena, owed->person->preferences.zone, said, owed->row.written);
    reminder->said_by = letter->from.name[0] ? fu_arena_print(context->arena, "%s <%s>",
                                                   letter->from.name, letter->from.address)
                                             : letter->from.address;
    reminder->text = letter->text;
    reminder->text_cut = letter->text_cut;
    fill_thread(context, letter, &reminder->envelope);
    return find_correspondents(context, owed, letter, reminder, error);
}

/* A note whose files do not come back says so. */
static void leave_files_out(const struct fu_stored_letter *letter, struct fu_reminder *reminder)
{
    reminder->attachments_left_out = letter->files;
    reminder->why_left_out = letter->has_raw ? FU_LEFT_OUT_UNREAD
                             : letter->whole ? FU_LEFT_OUT_UNKEPT
                                             : FU_LEFT_OUT_CUT;
}

/* A note to self comes back with its files. Where they cannot be read, or made the mail too large for
 * its server, the note comes without them. */
static enum fu_status fill_files(struct turn_context *context, const struct owed *owed,
    const struct fu_stored_letter *letter, struct fu_reminder *reminder, struct fu_error *error)
{
    const struct fu_settings *settings = context->settings;
    struct fu_arena *scratch;
    struct fu_part *files;
    const char *raw;
    size_t length, count, left_out, i;
    bool read;
    enum fu_status status;

    leave_files_out(letter, reminder);
    if (!letter->has_raw || !settings->read_files)
        return FU_OK;
    scratch = fu_arena_new();
    status = fu_store_letter_raw(context->store, scratch, letter->id, &raw, &length, error);
    read = status == FU_OK && raw &&
           settings->read_files(settings->read_files_context, context->arena, raw, length, &files,
               &count, &left_out);
    fu_arena_free(&scratch);
    context->bytes += length;
    if (!read)
        return status;
    for (i = 0; i < count; i++)
        context->bytes += files[i].length;
    if (fu_answer_too_large(owed->row.answer)) {
        left_out += count;
        count = 0;
    }
    reminder->attachments = files;
    reminder->attachment_count = count;
    reminder->attachments_left_out = left_out;
    reminder->why_left_out = FU_LEFT_OUT_LARGE;
    return FU_OK;
}

static enum fu_status fill(struct turn_context *context, const struct owed *owed,
    struct fu_reminder *reminder, struct fu_error *error)
{
    const char *token =
        fu_name_token(context->arena, context->settings, owed->followup->id, owed->person->id);
    struct fu_stored_letter *letter = NULL;
    struct fu_person *owner;
    enum fu_status status = FU_OK;

    if (owed->followup->letter != 0)
        status = fu_store_letter_get(
            context->store, context->arena, owed->followup->letter, &letter, error);
    if (status == FU_OK && letter)
        status = fill_original(context, owed, letter, reminder, error);
    if (status == FU_OK && letter && owed->followup->to_self)
        status = fill_files(context, owed, letter, reminder, error);
    if (status == FU_OK)
        status = fill_task(context, owed, reminder, error);
    if (status == FU_OK && owed->by_other) {
        status = fu_store_person_get(
            context->store, context->arena, owed->followup->owner, &owner, error);
        reminder->by_other = status == FU_OK && owner;
        if (reminder->by_other)
            reminder->asked_by = (struct fu_mailbox){owner->name, owner->address};
    }
    if (status != FU_OK)
        return status;
    reminder->remark = owed->followup->note;
    reminder->note = owed->followup->to_self;
    reminder->neutral =
        owed->person->preferences.reply_to == FU_REPLY_THREAD && reminder->correspondent_count > 0;
    fill_times(context, owed, reminder);
    status = fu_turn_foretell(context, owed, reminder, error);
    if (status != FU_OK)
        return status;
    fill_envelope(context, owed, token, reminder);
    if (!reminder->neutral)
        fu_turn_actions(context, reminder->recurring && reminder->next_on[0], !owed->by_other,
            token, &reminder->actions, &reminder->action_count);
    return FU_OK;
}

static enum fu_status refuse(struct fu_parcel *parcel, const char *why)
{
    parcel->outcome = FU_OUTCOME_NEVER;
    parcel->answer = why;
    return FU_OK;
}

static void compose(
    struct turn_context *context, const struct fu_reminder *reminder, struct fu_parcel *parcel)
{
    struct fu_buffer buffer;
    struct fu_error error;

    fu_buffer_init(&buffer, FU_COMPOSE_MAX);
    if (fu_compose_reminder(context->arena, reminder, &buffer, &error) != FU_OK)
        refuse(parcel, fu_arena_copy(context->arena, error.text));
    parcel->bytes = fu_arena_copy_n(context->arena, buffer.data, buffer.length);
    parcel->length = buffer.length;
    fu_buffer_free(&buffer);
}

enum fu_status fu_turn_fill(struct turn_context *context, struct owed *owed, const char **why_not,
    struct fu_error *error)
{
    enum fu_status status = fu_turn_load(context, owed, error);

    *why_not = NULL;
    if (status != FU_OK)
        return status;
    if (!owed->followup || !owed->occurrence || !owed->person)
        *why_not = "The follow-up or the person of this mail is gone.";
    else
        *why_not =
            fu_turn_objection(context, owed->person->address, owed->person, owed->person->paused);
    if (*why_not || owed->reminder)
        return FU_OK;
    owed->reminder = fu_arena_allocate(context->arena, 1, sizeof *owed->reminder);
    owed->reminder->text = "";
    return fill(context, owed, owed->reminder, error);
}

static enum fu_status write_reminder(struct turn_context *context, struct owed *owed,
    struct fu_parcel *parcel, struct fu_error *error)
{
    const char *why_not;
    enum fu_status status = fu_turn_fill(context, owed, &why_not, error);

    if (status != FU_OK)
        return status;
    if (why_not)
        return refuse(parcel, why_not);
    parcel->recipient = owed->person->address;
    parcel->sender = fu_name_return_path(context->arena, context->settings, owed->row.id);
    compose(context, owed->reminder, parcel);
    return FU_OK;
}

static bool is_alerted(const struct fu_settings *settings, const char *address)
{
    size_t i;

    for (i = 0; i < settings->alerts.count; i++) {
        if (strcmp(settings->alerts.items[i], address) == 0)
            return true;
    }
    return false;
}

/* An alert goes to whom the config names, whatever is known of them as a person: that mail to them
 * failed may be what it says. An answer goes to somebody we know, if they may still hear. */
static const char *object_to_message(
    struct turn_context *context, const char *recipient, const struct fu_person *person)
{
    if (is_alerted(context->settings, recipient))
        return NULL;
    if (!person)
        return "Nobody here has this address any more.";
    return fu_turn_objection(
        context, recipient, person, person->paused && strcmp(person->address, recipient) == 0);
}

static enum fu_status write_message(struct turn_context *context, const struct owed *owed,
    struct fu_parcel *parcel, struct fu_error *error)
{
    struct fu_message *message;
    struct fu_person *person = NULL;
    const char *why_not;
    enum fu_status status =
        fu_store_message_get(context->store, context->arena, owed->row.id, &message, error);

    if (status == FU_OK && message)
        status = fu_store_person_find(
            context->store, context->arena, message->recipient, &person, error);
    if (status != FU_OK)
        return status;
    if (!message)
        return refuse(parcel, "The message is gone.");
    why_not = object_to_message(context, message->recipient, person);
    if (why_not)
        return refuse(parcel, why_not);
    parcel->sender = message->sender;
    parcel->bytes = message->bytes;
    parcel->length = message->length;
    return FU_OK;
}

enum fu_status fu_turn_write(struct turn_context *context, struct owed *owed,
    struct fu_parcel *parcel, struct fu_error *error)
{
    if (owed->row.kind == FU_PARCEL_DELIVERY)
        return write_reminder(context, owed, parcel, error);
    return write_message(context, owed, parcel, error);
}
