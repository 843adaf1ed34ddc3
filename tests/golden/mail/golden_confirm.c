/* Input for the golden mails that answer a letter with cadences: what is scheduled, what was not
 * understood, which limit is reached. */
#include "followupd/mail/confirm.h"
#include "golden_cases.h"

#define TOKEN "k5qzj2xw4m7ta3fbn6ru"
#define DOMAIN "@remind.example.org"

static const struct fu_ended ended[] = {
    {.about = "Proposal", .when = "Friday, 20 November 2026 at 08:00 (+01:00)", .sentence = ""},
    {.about = "Re: Proposal",
        .when = "Monday, 23 November 2026 at 08:00 (+01:00)",
        .sentence = ""}};

static struct fu_answer start(const char *reply_to)
{
    return (struct fu_answer){.envelope = {.from = {"Follow-ups", "remind@example.org"},
                                  .to = "alice@example.org",
                                  .reply_to = reply_to,
                                  .message_id = "answer.77@remind.example.org",
                                  .in_reply_to = "original.3@example.org",
                                  .subject = "Re: Offer for the garden",
                                  .date = 1795253400,
                                  .date_offset = 330,
                                  .signature = "m3gqfxkt5w2ylza7rcve",
                                  .answer = true}};
}

static const struct fu_action moves[] = {
    {"1 day", "", "1day+" TOKEN DOMAIN, NULL},
    {"next week", "", "nextweek+" TOKEN DOMAIN, NULL},
    {"cancel", "", "cancel+" TOKEN DOMAIN, NULL},
};
static const struct fu_action skips[] = {
    {"skip next", "", "skip+" TOKEN DOMAIN, NULL},
    {"cancel", "", "cancel+" TOKEN DOMAIN, NULL},
};
static const struct fu_action suggestions[] = {
    {"3days", "", "3days+" TOKEN DOMAIN, NULL},
    {"3d-r", "", "3d-r+" TOKEN DOMAIN, NULL},
};

static struct fu_confirmed blank(void)
{
    return (struct fu_confirmed){.about = "Offer for the garden",
        .asked = "3days",
        .english = "in 3 days",
        .moments = {"Tuesday, 24 November 2026 at 10:30 (+01:00)"},
        .moment_count = 1,
        .zone = "Europe/Berlin",
        .spelled = "",
        .sibling = "",
        .months = "",
        .counted_from = "",
        .until = "",
        .actions = moves,
        .action_count = sizeof moves / sizeof *moves};
}

static struct fu_confirmed blank_series(void)
{
    struct fu_confirmed thing = blank();

    thing.asked = "every2months";
    thing.english = "every 2 months at 08:00";
    thing.recurring = true;
    thing.moments[0] = "Thursday, 21 January 2027 at 08:00 (+01:00)";
    thing.moments[1] = "Sunday, 21 March 2027 at 08:00 (+01:00)";
    thing.moments[2] = "Friday, 21 May 2027 at 08:00 (+02:00)";
    thing.moment_count = 3;
    thing.goes_on = true;
    thing.actions = skips;
    thing.action_count = sizeof skips / sizeof *skips;
    return thing;
}

static struct fu_confirmed blank_refusal(void)
{
    struct fu_confirmed thing = blank();

    thing.asked = "3dyas";
    thing.refusal = "“3dyas” is nothing that I know.";
    thing.until = "21 December";
    thing.actions = suggestions;
    thing.action_count = sizeof suggestions / sizeof *suggestions;
    return thing;
}

static enum fu_status compose(struct fu_arena *arena, const struct fu_confirmed *things,
    size_t count, const struct fu_zone_doubt *doubt, struct fu_buffer *buffer,
    struct fu_error *error)
{
    struct fu_answer answer = start("reply+" TOKEN DOMAIN);

    fu_answer_confirmed(arena, things, count, doubt, &answer);
    return fu_compose_answer(arena, &answer, buffer, error);
}

static enum fu_status once(struct fu_arena *arena, struct fu_buffer *buffer, struct fu_error *error)
{
    const struct fu_confirmed thing = blank();

    return compose(arena, &thing, 1, NULL, buffer, error);
}

static enum fu_status series(
    struct fu_arena *arena, struct fu_buffer *buffer, struct fu_error *error)
{
    const struct fu_confirmed thing = blank_series();

    return compose(arena, &thing, 1, NULL, buffer, error);
}

/* Everything that may be said about one follow-up. */
static enum fu_status remarks(
    struct fu_arena *arena, struct fu_buffer *buffer, struct fu_error *error)
{
    struct fu_confirmed thing = blank();

    thing.about = "";
    thing.asked = "5m-t";
    thing.spelled = "5minutes-t";
    thing.months = "5months-t";
    thing.sibling = "everylastfriday";
    thing.counted_from = "Saturday, 21 November 2026 at 10:25 (+01:00)";
    thing.task = thing.overdue = thing.changed = true;
    thing.sharers = 2;
    thing.ended = ended;
    thing.cancelled = 1;
    return compose(arena, &thing, 1, NULL, buffer, error);
}

static enum fu_status zone(struct fu_arena *arena, struct fu_buffer *buffer, struct fu_error *error)
{
    static const char *const zones[] = {"Asia/Tokyo", "Asia/Seoul"};
    const struct fu_zone_doubt doubt = {
        "+09:00", "Europe/Berlin", "+01:00", "settings" DOMAIN, zones, 2};
    const struct fu_confirmed thing = blank();

    return compose(arena, &thing, 1, &doubt, buffer, error);
}

/* A zone of which nobody can guess the name, and a series that ends. */
static enum fu_status several(
    struct fu_arena *arena, struct fu_buffer *buffer, struct fu_error *error)
{
    const struct fu_zone_doubt doubt = {
        "+00:17", "Europe/Berlin", "+01:00", "settings" DOMAIN, NULL, 0};
    struct fu_confirmed things[] = {blank(), blank_series(), blank_refusal()};

    things[0].sharers = 1;
    things[1].asked = "every2months-x2";
    things[1].english = "every 2 months at 08:00, 2 times";
    things[1].moment_count = 2;
    things[1].goes_on = false;
    things[1].ended = ended;
    things[1].cancelled = 2;
    return compose(arena, things, 3, &doubt, buffer, error);
}

static enum fu_status refused(
    struct fu_arena *arena, struct fu_buffer *buffer, struct fu_error *error)
{
    const struct fu_confirmed thing = blank_refusal();

    return compose(arena, &thing, 1, NULL, buffer, error);
}

/* A mistyped reply about what is there. */
static enum fu_status refused_again(
    struct fu_arena *arena, struct fu_buffer *buffer, struct fu_error *error)
{
    struct fu_confirmed thing = blank_refusal();

    thing.until = "";
    return compose(arena, &thing, 1, NULL, buffer, error);
}

/* -c in a mail that only its signature proves. */
static enum fu_status kept(struct fu_arena *arena, struct fu_buffer *buffer, struct fu_error *error)
{
    static const struct fu_action links[] = {
        {"1 day", "", "1day+" TOKEN DOMAIN, NULL},
        {"cancel", "", "cancel+" TOKEN DOMAIN, NULL},
        {"cancel “Proposal”", "", "cancel+" TOKEN DOMAIN, NULL},
        {"cancel “Re: Proposal”", "", "cancel+" TOKEN DOMAIN, NULL},
    };
    struct fu_confirmed thing = blank();

    thing.asked = "3days-c";
    thing.ended = ended;
    thing.kept = 2;
    thing.actions = links;
    thing.action_count = sizeof links / sizeof *links;
    return compose(arena, &thing, 1, NULL, buffer, error);
}

static enum fu_status not_addressed(
    struct fu_arena *arena, struct fu_buffer *buffer, struct fu_error *error)
{
    struct fu_answer answer = start("");

    fu_answer_not_addressed(arena, "cancel" DOMAIN, &answer);
    return fu_compose_answer(arena, &answer, buffer, error);
}

static enum fu_status too_many(
    struct fu_arena *arena, struct fu_buffer *buffer, struct fu_error *error)
{
    struct fu_confirmed thing = blank_refusal();

    thing.refusal = fu_answer_too_many(arena, 10000);
    thing.full = true;
    thing.action_count = 0;
    return compose(arena, &thing, 1, NULL, buffer, error);
}

static enum fu_status waiting(
    struct fu_arena *arena, struct fu_buffer *buffer, struct fu_error *error)
{
    struct fu_answer answer = start("");

    fu_answer_waiting(arena, 60, &answer);
    fu_answer_last(arena, 100, &answer);
    return fu_compose_answer(arena, &answer, buffer, error);
}

static enum fu_status hostile(
    struct fu_arena *arena, struct fu_buffer *buffer, struct fu_error *error)
{
    struct fu_confirmed things[] = {blank(), blank_refusal()};

    things[0].about = things[1].about =
        "x\r\nBcc: victim@example.net\r\n\r\n<script>alert(1)</script>";
    things[1].refusal = "“<b>\r\n.\r\nRCPT TO:<victim@example.net>” is nothing that I know.";
    things[1].asked = "<a href='//evil'>\r\n";
    return compose(arena, things, 2, NULL, buffer, error);
}

const struct golden_case golden_confirmations[] = {
    {"answer-once", once},
    {"answer-series", series},
    {"answer-remarks", remarks},
    {"answer-zone", zone},
    {"answer-several", several},
    {"answer-hostile", hostile},
    {"answer-not-understood", refused},
    {"answer-refused-again", refused_again},
    {"answer-kept", kept},
    {"answer-not-addressed", not_addressed},
    {"answer-too-many", too_many},
    {"answer-waiting", waiting},
};
const size_t golden_confirmation_count = sizeof golden_confirmations / sizeof *golden_confirmations;
