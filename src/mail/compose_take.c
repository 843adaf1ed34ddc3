/* From what callers hand in to what may stand on a page.
 *
 * Fails for an action's address that is none. Correspondents whose address is none are left out,
 * for a reminder that arrives is worth more than its link. */
#include "compose_take.h"

#include <stdbool.h>
#include <string.h>

#include "compose_gate.h"
#include "compose_link.h"
#include "compose_mime.h"
#include "followupd/mail/limits.h"
#include "followupd/mail/subject.h"
#include "texts.h"

enum { LABEL_MAX = 60, BODY_MAX = 500 };

struct fu_page fu_page_empty(struct fu_arena *arena, const struct fu_envelope *envelope)
{
    const char *title = fu_gate_line(arena, envelope->subject, FU_MAIL_SUBJECT_MAX);
    return (struct fu_page){.title = fu_subject_title(title),
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

static const char *share_web(struct fu_page_action *actions, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (*actions[i].web == '\0' || *actions[i].address == '\0' ||
            strcmp(actions[i].web, actions[0].web) != 0) {
            return "";
        }
    }
    const char *web = actions[0].web;
    for (size_t i = 0; i < count; i++) {
        actions[i].web = "";
    }
    return web;
}

static enum fu_status take_action(struct fu_arena *arena, const struct fu_action *action,
    const char *subject, struct fu_page_action *taken, struct fu_error *error)
{
    const char *address = fu_gate_text(action->mailto);
    taken->label = fu_gate_line(arena, action->label, LABEL_MAX);
    taken->web = fu_gate_web(action->web) ? action->web : "";
    taken->address = address;
    taken->mailto = "";
    taken->body = fu_gate_lines(arena, action->body, BODY_MAX);
    if (*address == '\0') {
        return FU_OK;
    }
    if (!fu_gate_address(address)) {
        return fu_outgoing_no_address(error, "an action", address);
    }
    taken->mailto = fu_compose_mailto(arena, address, "",
        fu_text_action_subject(arena, taken->label, subject),
        action->body != NULL ? taken->body : fu_text_action_body);
    return FU_OK;
}

enum fu_status fu_take_actions(struct fu_arena *arena, const struct fu_action *actions,
    size_t count, const char *subject, const struct fu_page_action **taken, size_t *taken_count,
    const char **web, struct fu_error *error)
{
    struct fu_page_action *places = fu_arena_allocate(arena, count + 1, sizeof *places);
    size_t used = 0;
    *web = "";
    *taken = places;
    for (size_t i = 0; i < count; i++) {
        enum fu_status status = take_action(arena, &actions[i], subject, &places[used], error);
        if (status != FU_OK) {
            return status;
        }
        used += *places[used].web != '\0' || *places[used].address != '\0';
    }
    *taken_count = used;
    if (used > 1) {
        *web = share_web(places, used);
    }
    return FU_OK;
}

struct fu_writing fu_take_writing(struct fu_arena *arena, const struct fu_reminder *reminder)
{
    struct fu_mailbox *people =
        fu_arena_allocate(arena, reminder->correspondent_count + 1, sizeof *people);
    const char *parent = reminder->envelope.in_reply_to;
    struct fu_writing writing = {"", "", ""};
    size_t count = 0;
    size_t left_out;
    for (size_t i = 0; i < reminder->correspondent_count; i++) {
        if (fu_gate_address(reminder->correspondents[i].address)) {
            people[count++] = reminder->correspondents[i];
        }
    }
    if (count > 0) {
        writing.with = fu_text_with(arena, people, count);
        writing.link = fu_link_reply(arena, people, count, reminder->envelope.subject,
            fu_gate_id(parent) ? parent : "", &left_out);
        writing.label = fu_text_write_to(arena, people, count, left_out);
    }
    return writing;
}

const char *fu_take_opening(struct fu_arena *arena, const struct fu_reminder *reminder)
{
    const char *open = fu_text_open(arena, reminder);
    const char *late = fu_text_late(arena, reminder);
    const char *folded = fu_text_folded(arena, reminder);
    return fu_arena_print(arena, "%s%s%s%s%s%s%s", open, *open != '\0' ? " " : "",
        fu_text_why(arena, reminder), *late != '\0' ? "\n" : "", late, *folded != '\0' ? "\n" : "",
        folded);
}
