/* Several reminders as one mail: a section each.
 *
 * Fails where compose_mime.c does, and for an action's address that is none. */
#include "followupd/mail/compose.h"

#include <string.h>

#include "compose_gate.h"
#include "compose_mime.h"
#include "compose_page.h"
#include "compose_take.h"
#include "followupd/mail/limits.h"
#include "followupd/mail/subject.h"
#include "texts.h"

/* What a note says, without the quotation that a reminder of a thread has. */
static size_t own_length(const struct fu_reminder *reminder)
{
    return strlen(fu_gate_text(reminder->remark)) +
           (reminder->note ? strlen(fu_gate_text(reminder->text)) : 0);
}

bool fu_bundle_takes(const struct fu_reminder *reminder)
{
    return !reminder->neutral && reminder->attachment_count == 0 &&
           reminder->attachments_left_out == 0 && !(reminder->note && reminder->text_cut) &&
           own_length(reminder) <= FU_BUNDLED_NOTE_MAX;
}

static const char *add_below(
    struct fu_arena *arena, const char *text, const char *between, const char *more)
{
    return *more != '\0' ? fu_arena_print(arena, "%s%s%s", text, between, more) : text;
}

/* Why it came, with whom, and what a note says. */
static const char *say(
    struct fu_arena *arena, const struct fu_reminder *reminder, const struct fu_writing *writing)
{
    const char *text = fu_take_opening(arena, reminder);
    if (reminder->note) {
        text = add_below(
            arena, text, "\n\n", fu_gate_lines(arena, reminder->text, FU_BUNDLED_NOTE_MAX));
    } else {
        text = add_below(arena, text, "\n", fu_text_with_whom(arena, writing->with));
    }
    return add_below(
        arena, text, "\n\n", fu_gate_lines(arena, reminder->remark, FU_BUNDLED_NOTE_MAX));
}

static enum fu_status take_item(struct fu_arena *arena, const struct fu_bundled *item,
    struct fu_page_section *section, struct fu_error *error)
{
    const struct fu_reminder *reminder = item->reminder;
    const char *subject =
        fu_subject_bare(fu_gate_line(arena, reminder->envelope.subject, FU_MAIL_SUBJECT_MAX));
    struct fu_writing writing = fu_take_writing(arena, reminder);
    section->title = fu_text_numbered(arena, item->number, subject);
    section->text = say(arena, reminder, &writing);
    section->write_label = writing.label;
    section->write_link = writing.link;
    section->brief = true;
    return fu_take_actions(arena, reminder->actions, reminder->action_count, subject,
        &section->actions, &section->action_count, &section->web, error);
}

enum fu_status fu_compose_bundle(struct fu_arena *arena, const struct fu_bundle *bundle,
    struct fu_buffer *buffer, struct fu_error *error)
{
    size_t count = bundle->count < FU_BUNDLE_MAX ? bundle->count : FU_BUNDLE_MAX;
    struct fu_page_section *sections = fu_arena_allocate(arena, count, sizeof *sections);
    struct fu_envelope envelope = bundle->envelope;
    struct fu_outgoing mail = {arena, buffer, &envelope};
    const char *first = fu_text_bundle(arena, count);
    enum fu_status status = FU_OK;
    for (size_t i = 0; status == FU_OK && i < count; i++) {
        status = take_item(arena, &bundle->items[i], &sections[i], error);
    }
    if (status != FU_OK) {
        return status;
    }
    envelope.subject = fu_text_bundle_subject(arena, count, bundle->day);
    struct fu_page page = fu_page_empty(arena, &envelope);
    page.paragraphs = &first;
    page.paragraph_count = 1;
    page.sections = sections;
    page.section_count = count;
    page.hint =
        fu_text_reply_numbered(arena, bundle->items[0].number, bundle->items[count - 1].number);
    return fu_outgoing_write(&mail, &page, NULL, 0, error);
}
