/* What reminders and answers say, in which order: envelopes and records in, a page out, bytes from
 * there.
 *
 * Fails where compose_mime.c does, and for an action's address that is none. Correspondents whose
 * address is none are left out, for a reminder that arrives is worth more than its link. */
#include "followupd/mail/compose.h"

#include <stdbool.h>
#include <string.h>

#include "compose_gate.h"
#include "compose_mime.h"
#include "compose_page.h"
#include "compose_take.h"
#include "followupd/mail/limits.h"
#include "texts.h"

enum { CLOSING_MAX = 1000, PARAGRAPH_MAX = 256 * 1024 };

static enum fu_status take_page_actions(const struct fu_outgoing *mail,
    const struct fu_action *actions, size_t count, struct fu_page *page, struct fu_error *error)
{
    return fu_take_actions(mail->arena, actions, count, mail->envelope->subject, &page->actions,
        &page->action_count, &page->web, error);
}

static void take_original(
    struct fu_arena *arena, const struct fu_reminder *reminder, struct fu_page *page)
{
    page->original = fu_gate_lines(arena, reminder->text, FU_QUOTE_MAX);
    page->cut =
        reminder->text_cut || (reminder->text != NULL && strlen(reminder->text) > FU_QUOTE_MAX);
    page->note = reminder->note;
    if (!reminder->note) {
        page->attribution = fu_text_attribution(arena, reminder->said_on, reminder->said_by);
    }
}

/* What it is about and whom to write to. */
static void take_correspondence(
    struct fu_arena *arena, const struct fu_reminder *reminder, struct fu_page *page)
{
    struct fu_writing writing = fu_take_writing(arena, reminder);
    page->about = page->title;
    page->with = reminder->note ? "" : writing.with;
    page->write_link = writing.link;
    page->write_label = writing.label;
}

/* How many attachments come along. */
static size_t fitting_attachments(const struct fu_part *attachments, size_t count)
{
    size_t total = 0, fitting = 0;
    while (fitting < count && fitting < FU_MAIL_ATTACHMENTS_MAX &&
           attachments[fitting].length <= FU_ATTACHMENTS_MAX - total) {
        total += attachments[fitting++].length;
    }
    return fitting;
}

static const char *reply_hint(const struct fu_reminder *reminder)
{
    if (reminder->by_other) {
        return fu_text_reply_shared;
    }
    return reminder->recurring && reminder->next_on[0] ? fu_text_reply_series : fu_text_reply_once;
}

enum fu_status fu_compose_reminder(struct fu_arena *arena, const struct fu_reminder *reminder,
    struct fu_buffer *buffer, struct fu_error *error)
{
    struct fu_outgoing mail = {arena, buffer, &reminder->envelope};
    struct fu_page page = fu_page_empty(arena, &reminder->envelope);
    const char *first = fu_take_opening(arena, reminder);
    size_t attachments = fitting_attachments(reminder->attachments, reminder->attachment_count);
    page.paragraphs = &first;
    page.paragraph_count = 1;
    page.left_out = fu_text_left_out(arena, reminder->why_left_out,
        reminder->attachments_left_out + reminder->attachment_count - attachments);
    take_original(arena, reminder, &page);
    /* A neutral mail will be quoted to others: what only this person wrote or may do stays out of
     * it. */
    if (!reminder->neutral) {
        page.remark = fu_gate_lines(arena, reminder->remark, FU_QUOTE_MAX);
        page.offer = fu_text_offer;
        page.offer_by_mail = fu_text_offer_by_mail;
        take_correspondence(arena, reminder, &page);
        enum fu_status status =
            take_page_actions(&mail, reminder->actions, reminder->action_count, &page, error);
        if (status != FU_OK) {
            return status;
        }
        if (page.action_count > 0 && *fu_gate_text(reminder->envelope.reply_to) != '\0') {
            page.hint = reply_hint(reminder);
        }
    }
    return fu_outgoing_write(&mail, &page, reminder->attachments, attachments, error);
}

static enum fu_status take_sections(struct fu_arena *arena, const struct fu_answer *answer,
    struct fu_page *page, struct fu_error *error)
{
    size_t count =
        answer->section_count < FU_SECTIONS_MAX ? answer->section_count : FU_SECTIONS_MAX;
    struct fu_page_section *taken = fu_arena_allocate(arena, count + 1, sizeof *taken);
    for (size_t i = 0; i < count; i++) {
        const struct fu_section *section = &answer->sections[i];
        enum fu_status status = fu_take_actions(arena, section->actions, section->action_count,
            fu_gate_text(section->title), &taken[i].actions, &taken[i].action_count, &taken[i].web,
            error);
        if (status != FU_OK) {
            return status;
        }
        taken[i].title = fu_gate_line(arena, section->title, FU_MAIL_SUBJECT_MAX);
        taken[i].text = fu_gate_lines(arena, section->text, PARAGRAPH_MAX);
        taken[i].brief = section->brief;
        taken[i].listed = section->listed;
        taken[i].write_label = "";
        taken[i].write_link = "";
    }
    page->sections = taken;
    page->section_count = count;
    return FU_OK;
}

static void take_paragraphs(
    struct fu_arena *arena, const struct fu_answer *answer, struct fu_page *page)
{
    const char **paragraphs = fu_arena_allocate(arena, answer->paragraph_count, sizeof *paragraphs);
    for (size_t i = 0; i < answer->paragraph_count; i++) {
        paragraphs[i] = fu_gate_lines(arena, answer->paragraphs[i], PARAGRAPH_MAX);
    }
    page->paragraphs = paragraphs;
    page->paragraph_count = answer->paragraph_count;
    page->hint = fu_gate_lines(arena, answer->hint, CLOSING_MAX);
    if (answer->hint_by_mail != NULL) {
        page->hint_by_mail = fu_gate_lines(arena, answer->hint_by_mail, CLOSING_MAX);
    }
    page->closing = fu_gate_lines(arena, answer->closing, CLOSING_MAX);
}

enum fu_status fu_compose_answer(struct fu_arena *arena, const struct fu_answer *answer,
    struct fu_buffer *buffer, struct fu_error *error)
{
    struct fu_outgoing mail = {arena, buffer, &answer->envelope};
    struct fu_page page = fu_page_empty(arena, &answer->envelope);
    take_paragraphs(arena, answer, &page);
    enum fu_status status = take_sections(arena, answer, &page, error);
    if (status == FU_OK) {
        status = take_page_actions(&mail, answer->actions, answer->action_count, &page, error);
    }
    if (status != FU_OK) {
        return status;
    }
    return fu_outgoing_write(&mail, &page, answer->attachments,
        fitting_attachments(answer->attachments, answer->attachment_count), error);
}
