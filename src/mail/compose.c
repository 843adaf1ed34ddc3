/* What reminders and answers say, in which order: envelopes and records in, a page out, bytes from
 * there.
 *
 * Fails where compose_mime.c does, and for an action's address that is none. Correspondents whose
 * address is none are left out, for a reminder that arrives is worth more than its link. */
#include "followupd/mail/compose.h"

#include <stdbool.h>
#include <string.h>

#include "compose_gate.h"
#include "compose_link.h"
#include "compose_mime.h"
#include "compose_page.h"
#include "followupd/mail/limits.h"
#include "texts.h"

enum { LABEL_MAX = 60, BODY_MAX = 500, CLOSING_MAX = 1000, PARAGRAPH_MAX = 256 * 1024 };

/* A page that says nothing yet. */
static struct fu_page empty_page(struct fu_arena *arena, const struct fu_envelope *envelope)
{
    const char *title = fu_gate_line(arena, envelope->subject, FU_MAIL_SUBJECT_MAX);
    return (struct fu_page){.title = *title != '\0' ? title : fu_text_no_subject,
        .about = "",
        .with = "",
        .remark = "",
        .write_label = "",
        .write_link = "",
        .offer = "",
        .offer_by_mail = "",
        .web = "",
        .hint = "",
        .left_out = "",
        .attribution = "",
        .original = "",
        .closing = ""};
}

/* When every action goes by mail and leads to one and the same web page, that page is named once.
 */
static void share_web(struct fu_page *page, struct fu_page_action *actions)
{
    for (size_t i = 0; i < page->action_count; i++) {
        if (*actions[i].web == '\0' || *actions[i].address == '\0' ||
            strcmp(actions[i].web, actions[0].web) != 0) {
            return;
        }
    }
    page->web = actions[0].web;
    for (size_t i = 0; i < page->action_count; i++) {
        actions[i].web = "";
    }
}

/* subject is what the mail that a link writes is about. */
static enum fu_status take_action(struct fu_arena *arena, const struct fu_action *action,
    const char *subject, struct fu_page_action *taken, struct fu_error *error)
{
    const char *address = fu_gate_text(action->mailto);
    taken->label = fu_gate_line(arena, action->label, LABEL_MAX);
    taken->web = fu_gate_web(action->web) ? action->web : "";
    taken->address = address;
    taken->mailto = "";
    if (*address == '\0') {
        return FU_OK;
    }
    if (!fu_gate_address(address)) {
        return fu_outgoing_no_address(error, "an action", address);
    }
    taken->mailto = fu_compose_mailto(arena, address, "",
        fu_text_action_subject(arena, taken->label, subject),
        action->body != NULL ? fu_gate_lines(arena, action->body, BODY_MAX) : fu_text_action_body);
    return FU_OK;
}

/* Those of the actions that lead somewhere. */
static enum fu_status take_actions(struct fu_arena *arena, const struct fu_action *actions,
    size_t count, const char *subject, struct fu_page_action **taken, size_t *taken_count,
    struct fu_error *error)
{
    *taken = fu_arena_allocate(arena, count + 1, sizeof **taken);
    *taken_count = 0;
    for (size_t i = 0; i < count; i++) {
        struct fu_page_action *place = &(*taken)[*taken_count];
        enum fu_status status = take_action(arena, &actions[i], subject, place, error);
        if (status != FU_OK) {
            return status;
        }
        *taken_count += *place->web != '\0' || *place->address != '\0';
    }
    return FU_OK;
}

static enum fu_status take_page_actions(const struct fu_outgoing *mail,
    const struct fu_action *actions, size_t count, struct fu_page *page, struct fu_error *error)
{
    struct fu_page_action *taken;
    enum fu_status status = take_actions(
        mail->arena, actions, count, mail->envelope->subject, &taken, &page->action_count, error);
    page->actions = taken;
    if (status == FU_OK && page->action_count > 1) {
        share_web(page, taken);
    }
    return status;
}

/* The lines of a reminder's first paragraph that have something to say. */
static const char *opening(struct fu_arena *arena, const struct fu_reminder *reminder)
{
    const char *open = fu_text_open(arena, reminder);
    const char *late = fu_text_late(arena, reminder);
    const char *folded = fu_text_folded(arena, reminder);
    return fu_arena_print(arena, "%s%s%s%s%s%s%s", open, *open != '\0' ? " " : "",
        fu_text_why(arena, reminder),
        *late != '\0' ? "\n" : "", late, *folded != '\0' ? "\n" : "", folded);
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

/* Those whom a link may name. */
static size_t take_people(const struct fu_reminder *reminder, struct fu_mailbox *people)
{
    size_t count = 0;
    for (size_t i = 0; i < reminder->correspondent_count; i++) {
        if (fu_gate_address(reminder->correspondents[i].address)) {
            people[count++] = reminder->correspondents[i];
        }
    }
    return count;
}

/* What it is about and whom to write to. */
static void take_correspondence(
    const struct fu_outgoing *mail, const struct fu_reminder *reminder, struct fu_page *page)
{
    struct fu_arena *arena = mail->arena;
    struct fu_mailbox *people =
        fu_arena_allocate(arena, reminder->correspondent_count, sizeof *people);
    size_t count = take_people(reminder, people);
    page->about = page->title;
    if (count > 0) {
        const char *parent = mail->envelope->in_reply_to;
        size_t left_out;
        page->with = reminder->note ? "" : fu_text_with(arena, people, count);
        page->write_link = fu_link_reply(arena, people, count, mail->envelope->subject,
            fu_gate_id(parent) ? parent : "", &left_out);
        page->write_label = fu_text_write_to(arena, people, count, left_out);
    }
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
    return reminder->recurring ? fu_text_reply_series : fu_text_reply_once;
}

enum fu_status fu_compose_reminder(struct fu_arena *arena, const struct fu_reminder *reminder,
    struct fu_buffer *buffer, struct fu_error *error)
{
    struct fu_outgoing mail = {arena, buffer, &reminder->envelope};
    struct fu_page page = empty_page(arena, &reminder->envelope);
    const char *first = opening(arena, reminder);
    size_t attachments = fitting_attachments(reminder->attachments, reminder->attachment_count);
    page.paragraphs = &first;
    page.paragraph_count = 1;
    page.left_out = fu_text_left_out(
        arena, reminder->attachments_left_out + reminder->attachment_count - attachments);
    take_original(arena, reminder, &page);
    /* A neutral mail will be quoted to others: what only this person wrote or may do stays out of
     * it. */
    if (!reminder->neutral) {
        page.remark = fu_gate_lines(arena, reminder->remark, FU_QUOTE_MAX);
        page.offer = fu_text_offer;
        page.offer_by_mail = fu_text_offer_by_mail;
        take_correspondence(&mail, reminder, &page);
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
        struct fu_page_action *actions;
        enum fu_status status = take_actions(arena, section->actions, section->action_count,
            fu_gate_text(section->title), &actions, &taken[i].action_count, error);
        if (status != FU_OK) {
            return status;
        }
        taken[i].title = fu_gate_line(arena, section->title, FU_MAIL_SUBJECT_MAX);
        taken[i].text = fu_gate_lines(arena, section->text, PARAGRAPH_MAX);
        taken[i].actions = actions;
        taken[i].brief = section->brief;
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
    page->closing = fu_gate_lines(arena, answer->closing, CLOSING_MAX);
}

enum fu_status fu_compose_answer(struct fu_arena *arena, const struct fu_answer *answer,
    struct fu_buffer *buffer, struct fu_error *error)
{
    struct fu_outgoing mail = {arena, buffer, &answer->envelope};
    struct fu_page page = empty_page(arena, &answer->envelope);
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
