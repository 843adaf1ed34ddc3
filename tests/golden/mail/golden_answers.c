/* Input for the golden answers that are no confirmations: every part that an answer may have. */
#include "followupd/mail/answers.h"
#include "golden_cases.h"
#include "golden_people.h"

static struct fu_answer plain_answer(void)
{
    return (struct fu_answer){
        .envelope = {.from = {"Follow-ups", "remind@example.org"},
            .to = alice.address,
            .reply_to = "",
            .message_id = "m.77@remind.example.org",
            .in_reply_to = "original.3@example.org",
            .subject = "Re: Offer for the garden",
            .date = 1795253400,
            .date_offset = 330,
            .signature = "m3gqfxkt5w2ylza7rcve",
            .answer = true},
        .closing = "",
    };
}

static enum fu_status answer(
    struct fu_arena *arena, struct fu_buffer *buffer, struct fu_error *error)
{
    static const char *const paragraphs[] = {
        "\"Offer for the garden\" will come back on Saturday, 21 November 2026 at "
        "10:30 (+01:00)."};
    struct fu_answer answer = plain_answer();
    static const struct fu_action undo = {"undo", "", "undo+" TOKEN DOMAIN, NULL};
    answer.paragraphs = paragraphs;
    answer.paragraph_count = 1;
    answer.actions = &undo;
    answer.action_count = 1;
    return fu_compose_answer(arena, &answer, buffer, error);
}

static enum fu_status answer_refused(
    struct fu_arena *arena, struct fu_buffer *buffer, struct fu_error *error)
{
    static const char *const paragraphs[] = {
        "\"3dyas\" is no cadence that this service knows, so nothing was scheduled.",
        "Did you mean one of these?"};
    static const struct fu_action suggestions[] = {
        {"3days", "", "3days+" TOKEN DOMAIN, NULL},
        {"a label that is wider than the column that labels have", "", "3d+" TOKEN DOMAIN, NULL},
    };
    struct fu_answer answer = plain_answer();
    answer.paragraphs = paragraphs;
    answer.paragraph_count = 2;
    answer.actions = suggestions;
    answer.action_count = 2;
    answer.closing = "Or reply with a cadence in the first line.";
    return fu_compose_answer(arena, &answer, buffer, error);
}

static enum fu_status answer_web(
    struct fu_arena *arena, struct fu_buffer *buffer, struct fu_error *error)
{
    static const char *const paragraphs[] = {
        "Here is your link to sign in. It works once, for 15 minutes."};
    static const struct fu_action sign_in = {
        "Sign in", "https://remind.example.org/s/" TOKEN, "", NULL};
    struct fu_answer answer = plain_answer();
    answer.envelope.subject = "Sign in";
    answer.envelope.in_reply_to = "";
    answer.paragraphs = paragraphs;
    answer.paragraph_count = 1;
    answer.actions = &sign_in;
    answer.action_count = 1;
    answer.closing = "If you did not ask for it, nothing needs to be done.";
    return fu_compose_answer(arena, &answer, buffer, error);
}

static enum fu_status answer_list(
    struct fu_arena *arena, struct fu_buffer *buffer, struct fu_error *error)
{
    static const char *const paragraphs[] = {"You have 3 follow-ups:",
        "417  21 November at 10:30   Offer for the garden\n"
        "418  18 January 2027        <b>Not bold</b> & \"quoted\"\n"
        "419  every Monday           B\xC3\xA4ume gie\xC3\x9F"
        "en, and a subject so long that the line is broken somewhere",
        "Reply with lines like \"417 2w\" or \"418 done\"."};
    struct fu_answer answer = plain_answer();
    answer.paragraphs = paragraphs;
    answer.paragraph_count = sizeof paragraphs / sizeof paragraphs[0];
    return fu_compose_answer(arena, &answer, buffer, error);
}

static enum fu_status answer_sections(
    struct fu_arena *arena, struct fu_buffer *buffer, struct fu_error *error)
{
    static const char *const paragraphs[] = {"Two things, and a file."};
    static const struct fu_action setting = {"Paris", "", "settings" DOMAIN, "zone: Europe/Paris"};
    const struct fu_section sections[] = {
        {"Offer for the <garden>", "Tomorrow at 08:00,\nin 3 days", actions_mail, 2, false, false},
        {"Coffee", "", actions_web, 3, true, false},
        {"", "Only a text", NULL, 0, false, false},
    };
    static const struct fu_part card = {"contacts.vcf", "text/vcard", "BEGIN:VCARD\r\n", 13};
    struct fu_answer answer = plain_answer();
    answer.paragraphs = paragraphs;
    answer.paragraph_count = 1;
    answer.sections = sections;
    answer.section_count = sizeof sections / sizeof sections[0];
    answer.actions = &setting;
    answer.action_count = 1;
    answer.hint = "Or reply with lines like \"417 2w\".";
    answer.attachments = &card;
    answer.attachment_count = 1;
    return fu_compose_answer(arena, &answer, buffer, error);
}

static enum fu_status answer_restored(
    struct fu_arena *arena, struct fu_buffer *buffer, struct fu_error *error)
{
    const struct fu_section sections[] = {
        {fu_answer_numbered(arena, 12, "Offer for the garden"),
            fu_answer_was_due(arena, "21 November at 10:30", true), actions_web, 6, true, false},
        {"", fu_answer_more(arena, 12), NULL, 0, false, false},
    };
    struct fu_answer answer = plain_answer();
    fu_answer_restored(arena, "20 November at 03:00", "list" DOMAIN, sections, 2, &answer);
    answer.hint = fu_answer_reply_numbered(arena, 12, 31);
    answer.envelope.subject = fu_answer_restored_subject(2);
    answer.envelope.in_reply_to = "";
    return fu_compose_answer(arena, &answer, buffer, error);
}

static enum fu_status answer_moved(
    struct fu_arena *arena, struct fu_buffer *buffer, struct fu_error *error)
{
    const struct fu_section section = {"Offer for the garden",
        fu_answer_was_due(arena, "21 November at 10:30", false), actions_web, 6, false, false};
    struct fu_answer answer = plain_answer();
    fu_answer_moved(arena, "20 November at 03:00", "list" DOMAIN, &section, 1, &answer);
    answer.hint = fu_answer_reply_one();
    answer.envelope.subject = fu_answer_restored_subject(1);
    answer.envelope.in_reply_to = "";
    return fu_compose_answer(arena, &answer, buffer, error);
}

static enum fu_status answer_recovered(
    struct fu_arena *arena, struct fu_buffer *buffer, struct fu_error *error)
{
    const struct fu_section section = {"Offer for the garden",
        fu_answer_was_due(arena, "21 November at 10:30", false), actions_web, 6, false, false};
    struct fu_answer answer = plain_answer();
    fu_answer_recovered(arena, "list" DOMAIN, &section, 1, &answer);
    answer.hint = fu_answer_reply_one();
    answer.envelope.subject = fu_answer_restored_subject(1);
    answer.envelope.in_reply_to = "";
    return fu_compose_answer(arena, &answer, buffer, error);
}

static enum fu_status answer_held_still(
    struct fu_arena *arena, struct fu_buffer *buffer, struct fu_error *error)
{
    const struct fu_section section = {"Offer for the garden",
        fu_answer_was_due(arena, "21 November at 10:30", false), actions_web, 6, false, false};
    struct fu_answer answer = plain_answer();
    fu_answer_held_still(arena, "list" DOMAIN, &section, 1, &answer);
    answer.hint = fu_answer_reply_one();
    answer.envelope.subject = fu_answer_restored_subject(1);
    answer.envelope.in_reply_to = "";
    return fu_compose_answer(arena, &answer, buffer, error);
}

static enum fu_status answer_signin(
    struct fu_arena *arena, struct fu_buffer *buffer, struct fu_error *error)
{
    struct fu_answer answer = plain_answer();
    fu_answer_signin(arena, "https://remind.example.org/s/" TOKEN, "10:45", &answer);
    answer.envelope.subject = "Sign in to your follow-ups";
    answer.envelope.in_reply_to = "";
    return fu_compose_answer(arena, &answer, buffer, error);
}

const struct golden_case golden_answers[] = {
    {"answer", answer},
    {"answer-refused", answer_refused},
    {"answer-web", answer_web},
    {"answer-list", answer_list},
    {"answer-sections", answer_sections},
    {"answer-restored", answer_restored},
    {"answer-moved", answer_moved},
    {"answer-recovered", answer_recovered},
    {"answer-held-still", answer_held_still},
    {"answer-signin", answer_signin},
};
const size_t golden_answer_count = sizeof golden_answers / sizeof golden_answers[0];
