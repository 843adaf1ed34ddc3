/* Input for the golden mails: every kind of mail we send, and texts that try to break out of each
 * place. */
#include <string.h>

#include "followupd/mail/answers.h"
#include "golden_cases.h"
#include "golden_people.h"

static const struct fu_mailbox friends[] = {
    {"Bob Miller", "bob@example.com"},
    {"J\xC3\xB6rg Gr\xC3\xBCn", "joerg@example.net"},
    {"", "carol@example.com"},
    {"Dave", "dave+garden@example.com"},
};

static const struct fu_action actions_web_each[] = {
    {"1 day", WEB "?do=1day", "1day+" TOKEN DOMAIN, NULL},
    {"next week", WEB "?do=nextweek&from=mail", "nextweek+" TOKEN DOMAIN, NULL},
    {"done", WEB "?do=done", "done+" TOKEN DOMAIN, NULL},
};

static const char offer[] =
    "Hello Bob,\n"
    "\n"
    "thank you for the visit. Could you send me an offer for the hedge and the two\n"
    "apple trees? It may be done any time before the end of March.\n"
    "\n"
    "> We can do the hedge in February.\n"
    "> > And the trees?\n"
    ">\n"
    "> The trees as well.\n"
    "\n"
    "Kind regards\n"
    "Alice\n";

static const char *const thread[] = {"first.1@example.org", "second.2@example.com"};

/* A reminder by the book; each case changes what it is about. */
static struct fu_reminder by_the_book(void)
{
    return (struct fu_reminder){
        .envelope = {.from = {"Follow-up (3 days)", "remind@example.org"},
            .to = alice.address,
            .reply_to = "reply+" TOKEN DOMAIN,
            .message_id = "1042.417@remind.example.org",
            .in_reply_to = "original.3@example.org",
            .references = thread,
            .reference_count = 2,
            .subject = "Offer for the garden",
            .date = 1795253400,
            .date_offset = 60,
            .signature = "m3gqfxkt5w2ylza7rcve"},
        .asked_on = "18 November",
        .english = "in 3 days",
        .due = "21 November at 10:30",
        .next_on = "",
        .correspondents = &bob,
        .correspondent_count = 1,
        .actions = actions_mail,
        .action_count = sizeof actions_mail / sizeof actions_mail[0],
        .said_on = "18 November 2026 at 10:30",
        .said_by = "Alice Archer <alice@example.org>",
        .text = offer,
        .remark = "",
    };
}

static enum fu_status once(struct fu_arena *arena, struct fu_buffer *buffer, struct fu_error *error)
{
    struct fu_reminder reminder = by_the_book();
    return fu_compose_reminder(arena, &reminder, buffer, error);
}

static enum fu_status web(struct fu_arena *arena, struct fu_buffer *buffer, struct fu_error *error)
{
    struct fu_reminder reminder = by_the_book();
    reminder.actions = actions_web;
    reminder.action_count = sizeof actions_web / sizeof actions_web[0];
    return fu_compose_reminder(arena, &reminder, buffer, error);
}

static enum fu_status web_each(
    struct fu_arena *arena, struct fu_buffer *buffer, struct fu_error *error)
{
    struct fu_reminder reminder = by_the_book();
    reminder.actions = actions_web_each;
    reminder.action_count = sizeof actions_web_each / sizeof actions_web_each[0];
    reminder.correspondents = friends;
    reminder.correspondent_count = 2;
    return fu_compose_reminder(arena, &reminder, buffer, error);
}

static enum fu_status series(
    struct fu_arena *arena, struct fu_buffer *buffer, struct fu_error *error)
{
    struct fu_reminder reminder = by_the_book();
    reminder.envelope.from.name = "Follow-up (every 2 months)";
    reminder.english = "every 2 months at 08:00";
    reminder.recurring = true;
    reminder.next_on = "18 March 2027 at 08:00";
    reminder.late = 7500;
    reminder.due = "18 January 2027 at 08:00";
    reminder.folded = 3;
    reminder.correspondents = friends;
    reminder.correspondent_count = 4;
    return fu_compose_reminder(arena, &reminder, buffer, error);
}

static enum fu_status series_last(
    struct fu_arena *arena, struct fu_buffer *buffer, struct fu_error *error)
{
    struct fu_reminder reminder = by_the_book();
    reminder.english = "every day at 08:00, ten times";
    reminder.recurring = true;
    reminder.late = FU_LATE_SAID - 1;
    reminder.folded = 1;
    reminder.correspondents = friends + 1;
    reminder.correspondent_count = 3;
    reminder.envelope.reply_to = "";
    return fu_compose_reminder(arena, &reminder, buffer, error);
}

static enum fu_status moved(
    struct fu_arena *arena, struct fu_buffer *buffer, struct fu_error *error)
{
    struct fu_reminder reminder = by_the_book();
    reminder.due = "24 November at 10:30";
    reminder.moved = true;
    return fu_compose_reminder(arena, &reminder, buffer, error);
}

static enum fu_status late(struct fu_arena *arena, struct fu_buffer *buffer, struct fu_error *error)
{
    struct fu_reminder reminder = by_the_book();
    reminder.late = FU_LATE_SAID;
    reminder.envelope.date_offset = -210;
    reminder.text_cut = true;
    return fu_compose_reminder(arena, &reminder, buffer, error);
}

static enum fu_status by_other(
    struct fu_arena *arena, struct fu_buffer *buffer, struct fu_error *error)
{
    struct fu_reminder reminder = by_the_book();
    static const struct fu_action leave[] = {
        {"1 day", WEB, "1day+" TOKEN DOMAIN, NULL},
        {"leave", WEB, "cancel+" TOKEN DOMAIN, NULL},
    };
    reminder.envelope.to = "bob@example.com";
    reminder.envelope.leave_mailto = "cancel+" TOKEN DOMAIN;
    reminder.envelope.leave_web = WEB;
    reminder.by_other = true;
    reminder.asked_by = alice;
    reminder.correspondents = &alice;
    reminder.actions = leave;
    reminder.action_count = 2;
    return fu_compose_reminder(arena, &reminder, buffer, error);
}

static enum fu_status task(struct fu_arena *arena, struct fu_buffer *buffer, struct fu_error *error)
{
    struct fu_reminder reminder = by_the_book();
    reminder.times = 4;
    reminder.since = "21 November";
    reminder.next_on = "27 November at 08:00";
    return fu_compose_reminder(arena, &reminder, buffer, error);
}

static enum fu_status note(struct fu_arena *arena, struct fu_buffer *buffer, struct fu_error *error)
{
    struct fu_reminder reminder = by_the_book();
    reminder.note = true;
    reminder.envelope.subject = "Heizungsk\xC3\xB6rper entl\xC3\xBC"
                                "ften";
    reminder.text = "Vor dem Winter:\n"
                    "  - Heizungsk\xC3\xB6rper entl\xC3\xBC"
                    "ften (Schl\xC3\xBCssel liegt im Flur)\n"
                    "  - Wasser nachf\xC3\xBCllen,  1,5 bar\n"
                    "\n"
                    "https://example.org/anleitung?seite=4&teil=2\n";
    reminder.correspondent_count = 0;
    reminder.actions = actions_web;
    return fu_compose_reminder(arena, &reminder, buffer, error);
}

static enum fu_status note_attachments(
    struct fu_arena *arena, struct fu_buffer *buffer, struct fu_error *error)
{
    static const char bytes[] =
        "\0\1\2\3 some octets \xFF\xFE that are no text, long enough for two lines of base64 \r\n";
    static const struct fu_part parts[] = {
        {"plan.pdf", "application/pdf", bytes, sizeof bytes},
        {"\xC3\x9C"
         "bersicht \"neu\".txt",
            "text/plain", "short", 5},
        {"a very long name of a file that goes on and on until nobody can read it any more.tar.gz",
            "application/gzip", "x", 1},
        {"page.html", "text/html", "<script>alert(1)</script>", 25},
        {"../../etc/passwd", "nonsense; name=x", "", 0},
        {"", "message/rfc822", "Subject: x\r\n\r\n", 14},
        {"", "text/calendar", "BEGIN:VCALENDAR\r\n", 17},
        {"", "image/png", "", 0},
    };
    struct fu_reminder reminder = by_the_book();
    reminder.note = true;
    reminder.text = "The plan is attached.";
    reminder.correspondent_count = 0;
    reminder.attachments = parts;
    reminder.attachment_count = sizeof parts / sizeof parts[0];
    reminder.attachments_left_out = 2;
    return fu_compose_reminder(arena, &reminder, buffer, error);
}

static enum fu_status note_added(
    struct fu_arena *arena, struct fu_buffer *buffer, struct fu_error *error)
{
    struct fu_reminder reminder = by_the_book();
    reminder.note = true;
    reminder.envelope.subject = "Water the plants";
    reminder.envelope.in_reply_to = "";
    reminder.envelope.reference_count = 0;
    reminder.english = "every Monday at 08:00";
    reminder.recurring = true;
    reminder.next_on = "30 November at 08:00";
    reminder.text = "";
    reminder.remark = "Not the cactus.\nThe key is with Dave.";
    reminder.correspondent_count = 0;
    return fu_compose_reminder(arena, &reminder, buffer, error);
}

static enum fu_status neutral(
    struct fu_arena *arena, struct fu_buffer *buffer, struct fu_error *error)
{
    struct fu_reminder reminder = by_the_book();
    reminder.neutral = true;
    reminder.late = 90000;
    reminder.folded = 2;
    reminder.remark = "for my eyes only";
    reminder.envelope.reply_to = "bob@example.com, carol@example.com";
    return fu_compose_reminder(arena, &reminder, buffer, error);
}

static enum fu_status many_people(
    struct fu_arena *arena, struct fu_buffer *buffer, struct fu_error *error)
{
    enum { PEOPLE = 60 };
    struct fu_reminder reminder = by_the_book();
    struct fu_mailbox *people = fu_arena_allocate(arena, PEOPLE, sizeof *people);
    for (int i = 0; i < PEOPLE; i++) {
        people[i].name = fu_arena_print(arena, "Person %d", i);
        people[i].address = fu_arena_print(arena, "person.number.%d@department.example.com", i);
    }
    reminder.correspondents = people;
    reminder.correspondent_count = PEOPLE;
    return fu_compose_reminder(arena, &reminder, buffer, error);
}

static enum fu_status japanese(
    struct fu_arena *arena, struct fu_buffer *buffer, struct fu_error *error)
{
    static const char hedge[] =
        "\xE5\xBA\xAD\xE3\x81\xAE\xE5\x9E\xA3\xE6\xA0\xB9\xE3\x81\xAE\xE8\xA6\x8B\xE7\xA9\x8D"
        "\xE3\x82\x82\xE3\x82\x8A\xE3\x82\x92\xE3\x81\x8A\xE9\xA1\x98\xE3\x81\x84\xE3\x81\x97"
        "\xE3\x81\xBE\xE3\x81\x99\xE3\x80\x82";
    struct fu_reminder reminder = by_the_book();
    reminder.envelope.subject = fu_arena_print(arena, "Re: %s%s %s", hedge, hedge, hedge);
    reminder.envelope.from.name = "\xE3\x83\x95\xE3\x82\xA9\xE3\x83\xAD\xE3\x83\xBC";
    reminder.text = hedge;
    reminder.said_by = "\xE5\xA4\xAA\xE9\x83\x8E <taro@example.jp>";
    return fu_compose_reminder(arena, &reminder, buffer, error);
}

/* What tries to break out, in one string. */
#define EVIL                                                                                       \
    "x\r\nBcc: victim@example.net\r\n\r\n<script>alert(1)</script>\n.\n"                           \
    "\xE2\x80\xAE\xE2\x80\xA8\xC2\x85\x1B[31m\x7F\"'><b>&amp;\\ =?utf-8?q?=0D=0AX:_y?= \xFF"

static enum fu_status hostile(
    struct fu_arena *arena, struct fu_buffer *buffer, struct fu_error *error)
{
    static const struct fu_mailbox people[] = {{EVIL, "bob@example.com"},
        {"alice@bank.example", "carol@example.com"}, {"x", "a@b\r\nc: d"}};
    static const char *const ids[] = {
        "good@example.org", "bad id@example.org", "bad\r\nX: y", "<bad>"};
    static const struct fu_action actions[] = {
        {EVIL, "javascript:alert(1)", "done+" TOKEN DOMAIN, NULL},
        {"web", "https://x.example/\"onclick=alert(1)", "", NULL},
        {"good", "https://x.example/?a=1&b=%22", "", NULL},
    };
    struct fu_reminder reminder = by_the_book();
    reminder.envelope.subject = EVIL;
    reminder.envelope.from.name = EVIL;
    reminder.envelope.in_reply_to = "x\r\nBcc: y";
    reminder.envelope.references = ids;
    reminder.envelope.reference_count = 4;
    reminder.envelope.leave_web = "https://x.example/>,\r\nX: y";
    reminder.asked_on = EVIL;
    reminder.english = EVIL;
    reminder.next_on = EVIL;
    reminder.recurring = true;
    reminder.late = 86400;
    reminder.due = EVIL;
    reminder.said_on = EVIL;
    reminder.said_by = EVIL;
    reminder.text = EVIL "\nFrom here\n--=_0000\n.\n..\n\xE2\x80\xA9";
    reminder.remark = EVIL;
    reminder.correspondents = people;
    reminder.correspondent_count = 3;
    reminder.actions = actions;
    reminder.action_count = 3;
    return fu_compose_reminder(arena, &reminder, buffer, error);
}

static enum fu_status references(
    struct fu_arena *arena, struct fu_buffer *buffer, struct fu_error *error)
{
    enum { IDS = 50 };
    struct fu_reminder reminder = by_the_book();
    const char **ids = fu_arena_allocate(arena, IDS, sizeof *ids);
    for (int i = 0; i < IDS; i++) {
        char padding[200];
        memset(padding, 'a' + i % 26, sizeof padding - 1);
        padding[sizeof padding - 1] = '\0';
        ids[i] = fu_arena_print(arena, "%s.%d@mail.example.com", i % 2 == 0 ? padding : "short", i);
    }
    reminder.envelope.references = ids;
    reminder.envelope.reference_count = IDS;
    reminder.envelope.in_reply_to = ids[IDS - 1];
    return fu_compose_reminder(arena, &reminder, buffer, error);
}

static enum fu_status lines(
    struct fu_arena *arena, struct fu_buffer *buffer, struct fu_error *error)
{
    struct fu_reminder reminder = by_the_book();
    char *word = fu_arena_allocate(arena, 1201, 1);
    memset(word, 'w', 1200);
    reminder.note = true;
    reminder.correspondent_count = 0;
    reminder.text = fu_arena_print(arena,
        "From here to there\n.\n..\n.hidden\n--=_not a boundary\n-- \nTab\there, blanks at the end "
        "  \n"
        "A line of prose that is much too long to be shown whole in a window of eighty columns, so "
        "it is broken.\n"
        "%s\nFrom the end\n.",
        word);
    return fu_compose_reminder(arena, &reminder, buffer, error);
}

static enum fu_status cut(struct fu_arena *arena, struct fu_buffer *buffer, struct fu_error *error)
{
    enum { LINES = 400 };
    struct fu_reminder reminder = by_the_book();
    struct fu_buffer text;
    fu_buffer_init(&text, 64 * 1024);
    for (int i = 0; i < LINES; i++) {
        fu_buffer_print(
            &text, "%d: the quick brown fox jumps over the lazy dog \xE2\x80\x93 again\n", i);
    }
    reminder.text = fu_arena_copy(arena, text.data);
    fu_buffer_free(&text);
    return fu_compose_reminder(arena, &reminder, buffer, error);
}

static enum fu_status bare(struct fu_arena *arena, struct fu_buffer *buffer, struct fu_error *error)
{
    struct fu_reminder reminder = {
        .envelope = {.from = {NULL, "remind@example.org"},
            .to = alice.address,
            .message_id = "1.1@remind.example.org",
            .date = 0},
        .english = "in 3 days",
    };
    return fu_compose_reminder(arena, &reminder, buffer, error);
}

/* A thread, a task of a series, a note and one that another asked for, for one morning. */
static enum fu_status compose_four(struct fu_arena *arena, const struct fu_action *actions,
    struct fu_buffer *buffer, struct fu_error *error)
{
    struct fu_reminder reminders[4] = {by_the_book(), by_the_book(), by_the_book(), by_the_book()};
    struct fu_bundled items[4];
    struct fu_bundle bundle = {.envelope = by_the_book().envelope,
        .day = "Friday, 27 November",
        .items = items,
        .count = sizeof items / sizeof items[0]};
    for (size_t i = 0; i < bundle.count; i++) {
        reminders[i].actions = actions;
        items[i] = (struct fu_bundled){417 + (int64_t)i, &reminders[i]};
    }
    reminders[1].envelope.subject = "Water the <plants>";
    reminders[1].english = "every 2 weeks on Monday at 08:00";
    reminders[1].recurring = true;
    reminders[1].times = 3;
    reminders[1].since = "23 November";
    reminders[1].next_on = "28 November at 08:00";
    reminders[1].correspondent_count = 0;
    reminders[1].remark = "Not the cactus.";
    reminders[2].envelope.subject = "Heizungsk\xC3\xB6rper entl\xC3\xBC"
                                    "ften";
    reminders[2].note = true;
    reminders[2].late = 7500;
    reminders[2].correspondent_count = 0;
    reminders[2].text = "Vor dem Winter:\n  - der Schl\xC3\xBCssel liegt im Flur";
    reminders[3].by_other = true;
    reminders[3].asked_by = bob;
    reminders[3].folded = 2;
    reminders[3].recurring = true;
    reminders[3].english = "every day at 08:00";
    reminders[3].correspondents = friends;
    reminders[3].correspondent_count = 2;
    bundle.envelope.from.name = "Follow-ups";
    bundle.envelope.reply_to = "list" DOMAIN;
    bundle.envelope.message_id = "bundle.1042.417.1@remind.example.org";
    bundle.envelope.in_reply_to = "";
    bundle.envelope.reference_count = 0;
    return fu_compose_bundle(arena, &bundle, buffer, error);
}

static enum fu_status bundle(
    struct fu_arena *arena, struct fu_buffer *buffer, struct fu_error *error)
{
    return compose_four(arena, actions_mail, buffer, error);
}

static enum fu_status bundle_web(
    struct fu_arena *arena, struct fu_buffer *buffer, struct fu_error *error)
{
    return compose_four(arena, actions_web, buffer, error);
}

static enum fu_status bundle_last(
    struct fu_arena *arena, struct fu_buffer *buffer, struct fu_error *error)
{
    struct fu_reminder reminder = by_the_book();
    struct fu_bundled item = {417, &reminder};
    struct fu_bundle one = {
        .envelope = reminder.envelope, .day = "Friday, 27 November", .items = &item, .count = 1};
    one.envelope.in_reply_to = "";
    one.envelope.reference_count = 0;
    return fu_compose_bundle(arena, &one, buffer, error);
}

const struct golden_case golden_cases[] = {
    {"reminder-once", once},
    {"reminder-web", web},
    {"reminder-web-each", web_each},
    {"reminder-series", series},
    {"reminder-series-last", series_last},
    {"reminder-moved", moved},
    {"reminder-late", late},
    {"reminder-by-other", by_other},
    {"reminder-task", task},
    {"reminder-neutral", neutral},
    {"reminder-many-people", many_people},
    {"reminder-japanese", japanese},
    {"reminder-hostile", hostile},
    {"reminder-references", references},
    {"reminder-cut", cut},
    {"reminder-bare", bare},
    {"note", note},
    {"note-attachments", note_attachments},
    {"note-added", note_added},
    {"note-lines", lines},
    {"bundle", bundle},
    {"bundle-web", bundle_web},
    {"bundle-last", bundle_last},
};
const size_t golden_case_count = sizeof golden_cases / sizeof golden_cases[0];
