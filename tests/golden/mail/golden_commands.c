/* Input for the golden answers to commands, each of its kind. */
#include "golden_cases.h"

#include <string.h>

#include "followupd/mail/commands.h"
#include "followupd/record/followup.h"

#define TOKEN "k5qzj2xw4m7ta3fbn6ru"
#define DOMAIN "@remind.example.org"
#define WEB "https://remind.example.org"

static const char *const asked[] = {"ask.1@example.org"};
static const struct fu_service service = {"", DOMAIN, ""};
static const struct fu_service with_web = {"", DOMAIN, WEB};
static const struct fu_service plus = {"alice+", "@example.org", ""};

static const struct fu_action actions[] = {
    {"1 day", "", "1day+" TOKEN DOMAIN, NULL},
    {"next week", "", "nextweek+" TOKEN DOMAIN, NULL},
    {"done", "", "done+" TOKEN DOMAIN, NULL},
    {"cancel", "", "cancel+" TOKEN DOMAIN, NULL},
};
static const struct fu_action undo = {"undo", "", "undo+" TOKEN DOMAIN, NULL};
static const struct fu_action cancel = {"cancel", "", "cancel+" TOKEN DOMAIN, NULL};

/* The envelope of an answer to a command that was sent to `to`. */
static enum fu_status send(struct fu_arena *arena, const char *subject, const char *reply_to,
    struct fu_answer *answer, struct fu_buffer *buffer, struct fu_error *error)
{
    answer->envelope = (struct fu_envelope){.from = {"Follow-ups", "remind@example.org"},
        .to = "alice@example.org",
        .reply_to = reply_to,
        .message_id = "answer.7@remind.example.org",
        .in_reply_to = asked[0],
        .references = asked,
        .reference_count = 1,
        .subject = subject,
        .date = 1795253400,
        .date_offset = 330,
        .signature = "m3gqfxkt5w2ylza7rcve",
        .answer = true};
    return fu_compose_answer(arena, answer, buffer, error);
}

static const struct fu_list_item items[] = {
    {417, "Proposal", "Today", "16:37", "asked on 18 November", "", false, actions, 4},
    {409, "Coffee with Sally", "Friday, 20 November", "08:00", "every 2 months at 08:00",
        "friends,garden", false, actions, 4},
    {418, "done", "Friday, 20 November", "09:00", "asked on 18 November", "", true, actions, 4},
    {400, "(no subject)", "18 March 2027", "08:00", "asked on 18 November", "", false, actions, 4}};

static enum fu_status list(struct fu_arena *arena, struct fu_buffer *buffer, struct fu_error *error)
{
    const struct fu_list told = {.items = items, .count = 4, .next = "", .zone = "Europe/Berlin"};
    struct fu_answer answer = {.closing = ""};
    fu_answer_list(arena, &service, &told, &answer);
    return send(arena, "Re: list", "list+" TOKEN DOMAIN, &answer, buffer, error);
}

static enum fu_status list_part(
    struct fu_arena *arena, struct fu_buffer *buffer, struct fu_error *error)
{
    const struct fu_list told = {.items = items,
        .count = 1,
        .before = 100,
        .more = true,
        .next = "list+" TOKEN DOMAIN,
        .zone = "Europe/Berlin",
        .not_read = "Hello, what about the proposal?"};
    struct fu_answer answer = {.closing = ""};
    fu_answer_list(arena, &with_web, &told, &answer);
    return send(arena, "Re: list", "list+" TOKEN DOMAIN, &answer, buffer, error);
}

static enum fu_status list_empty(
    struct fu_arena *arena, struct fu_buffer *buffer, struct fu_error *error)
{
    const struct fu_list told = {.next = "", .zone = "Europe/Berlin", .needs_token = true};
    struct fu_answer answer = {.closing = ""};
    fu_answer_list(arena, &plus, &told, &answer);
    return send(arena, "Re: list", "list+" TOKEN DOMAIN, &answer, buffer, error);
}

static enum fu_status lines(
    struct fu_arena *arena, struct fu_buffer *buffer, struct fu_error *error)
{
    static const struct fu_action offered[] = {{"3days", "", "3days+" TOKEN DOMAIN, NULL}};
    static const struct fu_line_result results[] = {
        {"417 2w", "“Proposal” comes back on Wednesday, 2 December 2026 at 10:30 (+01:00).", &undo,
            1},
        {"418 done", "“done” is done already; nothing is changed.", NULL, 0},
        {"#409 3dyas", "Nothing is changed. “3dyas” is nothing that I know.", offered, 1},
        {"999 cancel", "There is no follow-up #999.", NULL, 0}};
    struct fu_answer answer = {.closing = ""};
    fu_answer_lines(arena, &service, results, 4, &answer);
    return send(arena, "Re: lines", "list+" TOKEN DOMAIN, &answer, buffer, error);
}

static enum fu_status help(struct fu_arena *arena, struct fu_buffer *buffer, struct fu_error *error)
{
    struct fu_answer answer = {.closing = ""};
    fu_answer_help(arena, &service, &answer);
    return send(arena, "Re: help", "", &answer, buffer, error);
}

static enum fu_status help_plus(
    struct fu_arena *arena, struct fu_buffer *buffer, struct fu_error *error)
{
    struct fu_service both = plus;
    struct fu_answer answer = {.closing = ""};
    both.web = WEB;
    fu_answer_help(arena, &both, &answer);
    return send(arena, "Re: help", "", &answer, buffer, error);
}

static enum fu_status explain(
    struct fu_arena *arena, struct fu_buffer *buffer, struct fu_error *error)
{
    struct fu_answer answer = {.closing = ""};
    fu_answer_explain(arena, &service, &answer);
    return send(arena, "Re: explain", "", &answer, buffer, error);
}

static enum fu_status explained(
    struct fu_arena *arena, struct fu_buffer *buffer, struct fu_error *error)
{
    static const char *const moments[] = {
        "Monday, 23 November 2026 at 08:30 (+01:00)", "Monday, 30 November 2026 at 08:30 (+01:00)"};
    const struct fu_explained told = {.asked = "everymon830-tc+acme",
        .canonical = "everymonday830am-t-c+acme",
        .english = "every Monday at 08:30",
        .recurring = true,
        .goes_on = true,
        .moments = moments,
        .moment_count = 2,
        .zone = "Europe/Berlin",
        .flags = FU_FLAG_TASK | FU_FLAG_CANCEL | FU_FLAG_NO_REPLY | FU_FLAG_QUIET,
        .tags = "acme,garden",
        .recurring_form = ""};
    struct fu_answer answer = {.closing = ""};
    fu_answer_explained(arena, &service, &told, &answer);
    return send(arena, "Re: explained", "", &answer, buffer, error);
}

static enum fu_status explained_once(
    struct fu_arena *arena, struct fu_buffer *buffer, struct fu_error *error)
{
    static const char *const moments[] = {"Friday, 27 November 2026 at 08:00 (+01:00)"};
    const struct fu_explained told = {.asked = "lastfriday",
        .canonical = "lastfriday",
        .english = "on the last Friday of the month at 08:00",
        .moments = moments,
        .moment_count = 1,
        .zone = "Europe/Berlin",
        .tags = "",
        .recurring_form = "everylastfriday"};
    struct fu_answer answer = {.closing = ""};
    fu_answer_explained(arena, &plus, &told, &answer);
    return send(arena, "Re: explained", "", &answer, buffer, error);
}

static enum fu_status unexplained(
    struct fu_arena *arena, struct fu_buffer *buffer, struct fu_error *error)
{
    static const char *const offers[] = {"15th", "15h", "3pm"};
    struct fu_answer answer = {.closing = ""};
    fu_answer_unexplained(
        arena, &service, "15 alone may be a day, an hour or a number of them.", offers, 3, &answer);
    return send(arena, "Re: unexplained", "", &answer, buffer, error);
}

static enum fu_status contacts(
    struct fu_arena *arena, struct fu_buffer *buffer, struct fu_error *error)
{
    struct fu_answer answer = {.closing = ""};
    fu_answer_contacts(arena, &service, &answer);
    return send(arena, "Re: contacts", "", &answer, buffer, error);
}

static enum fu_status feed(struct fu_arena *arena, struct fu_buffer *buffer, struct fu_error *error)
{
    struct fu_answer answer = {.closing = ""};
    fu_answer_feed(arena, &with_web, WEB "/f/" TOKEN ".ics", false, &answer);
    return send(arena, "Re: feed", "", &answer, buffer, error);
}

static enum fu_status feed_none(
    struct fu_arena *arena, struct fu_buffer *buffer, struct fu_error *error)
{
    struct fu_answer answer = {.closing = ""};
    fu_answer_feed(arena, &service, "", false, &answer);
    return send(arena, "Re: feed", "", &answer, buffer, error);
}

static const struct fu_setting_text settings_there[] = {{"zone", "Europe/Berlin"},
    {"time", "08:00"}, {"workdays", "mon-fri"}, {"confirm", "new"}, {"reply_to", "followup"},
    {"bundle", "off"}};

static enum fu_status settings(
    struct fu_arena *arena, struct fu_buffer *buffer, struct fu_error *error)
{
    const struct fu_settings_text text = {
        .settings = settings_there, .count = 6, .address = "settings" DOMAIN};
    struct fu_answer answer = {.closing = ""};
    fu_answer_settings(arena, &text, &answer);
    return send(arena, "Re: settings", "settings" DOMAIN, &answer, buffer, error);
}

static enum fu_status settings_changed(
    struct fu_arena *arena, struct fu_buffer *buffer, struct fu_error *error)
{
    static const char *const zones[] = {"Europe/Paris", "Europe/Madrid", "Europe/Riga"};
    static const struct fu_setting_change changes[] = {
        {"zone: new york", "zone is America/New_York now.", "zone", "Europe/Berlin", NULL, 0},
        {"time: 8:00", "time is 08:00 already.", "time", "", NULL, 0},
        {"zone: pariss", "There is no time zone “pariss”.", "zone", "", zones, 3},
        {"zome: x", "There is no setting “zome”. Perhaps you meant zone.", "", "", NULL, 0}};
    const struct fu_settings_text text = {
        .changes = changes, .change_count = 4, .moved = 2, .kept = 5, .address = "settings" DOMAIN};
    struct fu_answer answer = {.closing = ""};
    fu_answer_settings(arena, &text, &answer);
    return send(arena, "Re: settings", "settings" DOMAIN, &answer, buffer, error);
}

static enum fu_status ended(
    struct fu_arena *arena, struct fu_buffer *buffer, struct fu_error *error)
{
    static const struct fu_ended told[] = {
        {"Proposal", "Friday, 20 November 2026 at 08:00 (+01:00)",
            "“Proposal” is cancelled; nothing more comes.", &undo, 1, false, "friday",
            "20 November"},
        {"Re: Proposal", "",
            "You get no more reminders of “Re: Proposal”; for the others it goes "
            "on.",
            &undo, 1, true, "every2months", ""}};
    struct fu_answer answer = {.closing = ""};
    fu_answer_ended(arena, told, 2, true, &answer);
    return send(arena, "Re: ended", "", &answer, buffer, error);
}

static enum fu_status not_ended(
    struct fu_arena *arena, struct fu_buffer *buffer, struct fu_error *error)
{
    static const struct fu_ended told[] = {
        {"Proposal", "Friday, 20 November 2026 at 08:00 (+01:00)", "on Friday at 08:00", &cancel, 1,
            false, "friday", "20 November"},
        {"Coffee with Sally", "Monday, 18 January 2027 at 08:00 (+01:00)",
            "every 2 months at 08:00", &cancel, 1, false, "every2months", "18 January 2027"}};
    struct fu_answer answer = {.closing = ""};
    fu_answer_not_ended(arena, &service, told, 2, &answer);
    return send(arena, "Re: not", "", &answer, buffer, error);
}

static enum fu_status hostile(
    struct fu_arena *arena, struct fu_buffer *buffer, struct fu_error *error)
{
    static const char evil[] = "x\r\nBcc: victim@example.net\r\n\r\n<script>alert(1)</script>";
    static const struct fu_list_item evils[] = {
        {1, evil, evil, evil, evil, evil, false, actions, 4}};
    const struct fu_list told = {.items = evils, .count = 1, .next = "", .zone = evil};
    struct fu_answer answer = {.closing = ""};
    fu_answer_list(arena, &service, &told, &answer);
    return send(arena, "Re: list", "list+" TOKEN DOMAIN, &answer, buffer, error);
}

const struct golden_case golden_commands[] = {
    {"answer-command-list", list},
    {"answer-command-list-part", list_part},
    {"answer-command-list-empty", list_empty},
    {"answer-command-list-hostile", hostile},
    {"answer-command-lines", lines},
    {"answer-command-help", help},
    {"answer-command-help-plus", help_plus},
    {"answer-command-explain", explain},
    {"answer-command-explained", explained},
    {"answer-command-explained-once", explained_once},
    {"answer-command-unexplained", unexplained},
    {"answer-command-contacts", contacts},
    {"answer-command-feed", feed},
    {"answer-command-feed-none", feed_none},
    {"answer-command-settings", settings},
    {"answer-command-settings-changed", settings_changed},
    {"answer-command-ended", ended},
    {"answer-command-not-ended", not_ended},
};
const size_t golden_command_count = sizeof golden_commands / sizeof golden_commands[0];
