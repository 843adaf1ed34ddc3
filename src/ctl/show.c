/* followupctl show and history: one follow-up, whole. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sysexits.h>

#include "commands.h"
#include "followup.h"
#include "followupd/cadence/say.h"
#include "followupd/cadence/series.h"
#include "followupd/mail/subject.h"
#include "followupd/store/deliveries.h"
#include "followupd/store/followups.h"
#include "followupd/store/letters.h"
#include "moment.h"
#include "parcel.h"
#include "people.h"

enum { TEXT_LINES = 20 };

/* Everything of one follow-up. */
struct whole {
    struct fu_ctl *ctl;
    struct fu_followup *followup;
    const char *owner;
    struct fu_stored_letter *letter; /* NULL: made without a mail */
    struct fu_participant *participants;
    size_t participant_count;
    struct fu_occurrence *occurrences; /* pending */
    size_t occurrence_count;
};

/* 0, or an exit status after saying why not. */
static int find(struct fu_ctl *ctl, const char *text, struct fu_followup **followup)
{
    struct fu_error error;
    int64_t id;
    int failed = fu_ctl_read_id(ctl, text, &id);

    if (failed)
        return failed;
    if (fu_store_followup_get(ctl->store, ctl->arena, id, followup, &error) != FU_OK)
        return fu_ctl_fail_store(&error);
    if (!*followup)
        return fu_ctl_fail(EX_NOINPUT, "There is no follow-up #%" PRId64 ".", id);
    return 0;
}

static int load(struct whole *whole)
{
    struct fu_ctl *ctl = whole->ctl;
    const struct fu_followup *followup = whole->followup;
    struct fu_error error;
    enum fu_status status = FU_OK;

    if (followup->letter != 0)
        status =
            fu_store_letter_get(ctl->store, ctl->arena, followup->letter, &whole->letter, &error);
    if (status == FU_OK)
        status = fu_store_participants(ctl->store, ctl->arena, followup->id, &whole->participants,
            &whole->participant_count, &error);
    /* What somebody who has left had put off stands there still, and nothing comes of it. */
    if (status == FU_OK && followup->state == FU_PENDING)
        status =
            fu_store_occurrences(ctl->store, ctl->arena, followup->id, 1U << FU_OCCURRENCE_PENDING,
                FU_NEVER, &whole->occurrences, &whole->occurrence_count, &error);
    if (status != FU_OK)
        return fu_ctl_fail_store(&error);
    whole->owner = fu_ctl_address(ctl, followup->owner);
    return 0;
}

static void json_mailboxes(
    struct fu_ctl_json *json, const char *key, const struct fu_mailbox_list *list)
{
    fu_ctl_json_open_list(json, key);
    for (size_t i = 0; i < list->count; i++)
        fu_ctl_json_text(json, NULL, list->items[i].address);
    fu_ctl_json_close_list(json);
}

static void json_letter(
    struct fu_ctl *ctl, struct fu_ctl_json *json, const struct fu_stored_letter *letter)
{
    const char *zone = ctl->zone;

    fu_ctl_json_open(json, "letter");
    fu_ctl_json_text(json, "message_id", letter->message_id);
    fu_ctl_json_text(json, "from", letter->from.address);
    json_mailboxes(json, "to", &letter->to);
    json_mailboxes(json, "cc", &letter->cc);
    fu_ctl_json_text(json, "subject", letter->subject);
    fu_ctl_json_moment(json, ctl->arena, "date", zone, letter->date);
    fu_ctl_json_moment(json, ctl->arena, "arrived", zone, letter->arrived);
    fu_ctl_json_text(json, "inbox", letter->origin.inbox);
    fu_ctl_json_number(json, "uid", letter->origin.uid);
    fu_ctl_json_text(json, "text", letter->text);
    fu_ctl_json_bool(json, "text_cut", letter->text_cut);
    fu_ctl_json_close(json);
}

static void show_json(const struct whole *whole)
{
    const struct fu_followup *followup = whole->followup;
    const char *zone = followup->schedule.zone;
    struct fu_ctl *ctl = whole->ctl;
    struct fu_ctl_json json;

    fu_ctl_json_begin(&json);
    fu_ctl_json_followup(
        &json, ctl, followup, whole->owner, whole->letter ? whole->letter->message_id : "");
    fu_ctl_json_text(&json, "note", followup->note);
    fu_ctl_json_bool(&json, "to_self", followup->to_self);
    fu_ctl_json_moment(&json, ctl->arena, "sent", zone, followup->sent);
    fu_ctl_json_moment(&json, ctl->arena, "changed", zone, followup->changed);
    fu_ctl_json_open_list(&json, "pending");
    for (size_t i = 0; i < whole->occurrence_count; i++)
        fu_ctl_json_moment(&json, ctl->arena, NULL, zone, whole->occurrences[i].moment);
    fu_ctl_json_close_list(&json);
    fu_ctl_json_open_list(&json, "participants");
    for (size_t i = 0; i < whole->participant_count; i++) {
        fu_ctl_json_open(&json, NULL);
        fu_ctl_json_text(&json, "person", whole->participants[i].address);
        fu_ctl_json_bool(&json, "owner", whole->participants[i].owner);
        fu_ctl_json_bool(&json, "left", whole->participants[i].left);
        fu_ctl_json_close(&json);
    }
    fu_ctl_json_close_list(&json);
    if (whole->letter)
        json_letter(ctl, &json, whole->letter);
    else
        fu_ctl_json_text(&json, "letter", NULL);
    fu_ctl_json_print(&json);
}

static void line(const char *name, const char *value)
{
    if (value[0])
        fu_ctl_say_indented(2, "%-9s %s", name, value);
}

static const char *mailboxes(struct fu_arena *arena, const struct fu_mailbox_list *list)
{
    const char *text = "";

    for (size_t i = 0; i < list->count; i++)
        text = fu_arena_print(arena, "%s%s%s", text, i > 0 ? ", " : "", list->items[i].address);
    return text;
}

/* The beginning of a text, indented. */
static void show_text(const char *text, bool cut)
{
    size_t length;
    int lines = 0;

    if (text[0])
        puts("");
    for (; *text && lines < TEXT_LINES; lines++) {
        length = strcspn(text, "\n");
        fu_ctl_say_indented(4, "%.*s", (int)length, text);
        text += length + (text[length] == '\n');
    }
    if (*text || cut)
        fu_ctl_say_indented(4, "…");
}

static void show_letter(struct fu_ctl *ctl, const struct fu_stored_letter *letter)
{
    line("mail", fu_arena_print(ctl->arena, "from %s, %s  <%s>", letter->from.address,
                     fu_ctl_moment(ctl->arena, ctl->zone,
                         letter->date == FU_NEVER ? letter->arrived : letter->date),
                     letter->message_id));
    line("to", mailboxes(ctl->arena, &letter->to));
    line("cc", mailboxes(ctl->arena, &letter->cc));
    show_text(letter->text, letter->text_cut);
}

static void show_people(const struct whole *whole)
{
    const struct fu_participant *participant;

    for (size_t i = 0; i < whole->participant_count; i++) {
        participant = &whole->participants[i];
        if (!participant->owner)
            line("shared", fu_arena_print(whole->ctl->arena, "with %s%s", participant->address,
                               participant->left ? ", who left it" : ""));
    }
}

static void show_moments(const struct whole *whole)
{
    const struct fu_followup *followup = whole->followup;
    struct fu_arena *arena = whole->ctl->arena;
    const char *zone = followup->schedule.zone;

    for (size_t i = 0; i < whole->occurrence_count; i++)
        line(i == 0 ? "next" : "",
            fu_arena_print(arena, "%s%s", fu_say_moment(arena, zone, whole->occurrences[i].moment),
                whole->occurrences[i].snoozed ? ", snoozed" : ""));
    if (followup->state == FU_PENDING && whole->occurrence_count == 0)
        line("next", "nothing more comes");
}

static void show_lines(const struct whole *whole)
{
    const struct fu_followup *followup = whole->followup;
    struct fu_ctl *ctl = whole->ctl;
    struct fu_arena *arena = ctl->arena;

    fu_ctl_say("#%" PRId64 "  %s", followup->id,
        fu_subject_title(followup->subject));
    line("person", whole->owner);
    show_people(whole);
    line("cadence", followup->schedule.canonical);
    line("english", followup->schedule.english);
    line("rrule", fu_series_rrule(arena, &followup->schedule, ctl->setup->settings.holidays));
    line("zone", followup->schedule.zone);
    line("state", fu_followup_state_word(followup->state));
    show_moments(whole);
    line("fired", fu_arena_print(arena, "%" PRId64, followup->fired));
    line("flags", fu_ctl_flags(arena, followup->flags));
    line("tags", followup->tags);
    line("created", fu_ctl_moment(arena, followup->schedule.zone, followup->created));
    if (whole->letter)
        show_letter(ctl, whole->letter);
    show_text(followup->note, false);
}

int fu_ctl_show(struct fu_ctl *ctl, const struct fu_ctl_arguments *arguments)
{
    struct whole whole = {.ctl = ctl};
    int failed = find(ctl, arguments->operands[0], &whole.followup);

    if (failed == 0)
        failed = load(&whole);
    if (failed)
        return failed;
    if (ctl->json)
        show_json(&whole);
    else
        show_lines(&whole);
    return EX_OK;
}

static void print_event(struct fu_ctl *ctl, const char *zone, const struct fu_event *event)
{
    const char *who = fu_ctl_address(ctl, event->person);
    struct fu_ctl_json json;

    if (!ctl->json) {
        fu_ctl_say("%s  %-10s %s%s%s%s", fu_ctl_moment(ctl->arena, zone, event->at), event->what,
            event->detail, who[0] ? "  by " : "", who, event->undone ? "  (taken back)" : "");
        return;
    }
    fu_ctl_json_begin(&json);
    fu_ctl_json_moment(&json, ctl->arena, "at", zone, event->at);
    fu_ctl_json_text(&json, "what", event->what);
    fu_ctl_json_text(&json, "detail", event->detail);
    fu_ctl_json_text(&json, "person", who[0] ? who : NULL);
    fu_ctl_json_bool(&json, "undone", event->undone);
    fu_ctl_json_print(&json);
}

static void print_delivery(struct fu_ctl *ctl, const char *zone, const struct fu_delivery *row)
{
    struct fu_ctl_json json;

    if (!ctl->json) {
        fu_ctl_say("%s  mail %-5s %s to %s  <%s>%s%s",
            fu_ctl_moment(ctl->arena, zone, row->created), fu_ctl_parcel_name(ctl->arena, row),
            fu_delivery_state_word(row->state), row->address, row->message_id,
            row->answer[0] ? "  " : "", row->answer);
        return;
    }
    fu_ctl_json_begin(&json);
    fu_ctl_json_moment(&json, ctl->arena, "at", zone, row->created);
    fu_ctl_json_text(&json, "what", "mail");
    fu_ctl_json_parcel(&json, ctl->arena, zone, row);
    fu_ctl_json_print(&json);
}

int fu_ctl_history(struct fu_ctl *ctl, const struct fu_ctl_arguments *arguments)
{
    struct fu_followup *followup;
    struct fu_event *events;
    struct fu_delivery *rows;
    size_t event_count, row_count, row = 0;
    struct fu_error error;
    const char *zone;
    int failed = find(ctl, arguments->operands[0], &followup);

    if (failed)
        return failed;
    if (fu_store_events(ctl->store, ctl->arena, followup->id, &events, &event_count, &error) !=
            FU_OK ||
        fu_store_deliveries(ctl->store, ctl->arena, followup->id, &rows, &row_count, &error) !=
            FU_OK)
        return fu_ctl_fail_store(&error);
    zone = followup->schedule.zone;
    for (size_t i = 0; i < event_count; i++) {
        for (; row < row_count && rows[row].created <= events[i].at; row++)
            print_delivery(ctl, zone, &rows[row]);
        print_event(ctl, zone, &events[i]);
    }
    for (; row < row_count; row++)
        print_delivery(ctl, zone, &rows[row]);
    return EX_OK;
}
