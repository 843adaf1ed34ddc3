/* Input for the golden mails that nobody's cadence or command asked for: of addresses where mail
 * fails, of replies that were meant for others, and of what the administrator is to look at. */
#include "followupd/mail/answers.h"
#include "golden_cases.h"

static const char address[] = "alice@example.org";

static enum fu_status compose(struct fu_arena *arena, const char *subject, struct fu_answer *answer,
    struct fu_buffer *buffer, struct fu_error *error)
{
    answer->hint = "";
    answer->envelope = (struct fu_envelope){.from = {"Follow-ups", "remind@example.org"},
        .to = address,
        .reply_to = "",
        .message_id = "answer.77@remind.example.org",
        .in_reply_to = "",
        .subject = subject,
        .date = 1795253400,
        .date_offset = 330,
        .signature = "m3gqfxkt5w2ylza7rcve",
        .answer = true};
    return fu_compose_answer(arena, answer, buffer, error);
}

static enum fu_status paused(
    struct fu_arena *arena, struct fu_buffer *buffer, struct fu_error *error)
{
    struct fu_answer answer = {.hint = ""};
    /* It goes to another address of theirs than the one that is dead. */
    fu_answer_paused(arena, "alice@old.example.com",
        "550 5.1.1 <alice@old.example.com>: user unknown", "help@remind.example.org", &answer);
    return compose(arena, "Mail to alice@old.example.com comes back", &answer, buffer, error);
}

static enum fu_status resumed(
    struct fu_arena *arena, struct fu_buffer *buffer, struct fu_error *error)
{
    struct fu_answer answer = {.hint = ""};
    fu_answer_resumed(arena, address, true, 3, &answer);
    return compose(arena, "Re: Offer for the garden", &answer, buffer, error);
}

static enum fu_status prose(
    struct fu_arena *arena, struct fu_buffer *buffer, struct fu_error *error)
{
    struct fu_answer answer = {.hint = ""};
    fu_answer_prose(arena,
        "Dear Bob, what do you think of the offer that I sent you for the garden on Wednesday?",
        false, &answer);
    fu_answer_also_paused(arena, address, true, &answer);
    return compose(arena, "Re: Offer for the garden", &answer, buffer, error);
}

static enum fu_status expired(
    struct fu_arena *arena, struct fu_buffer *buffer, struct fu_error *error)
{
    struct fu_answer answer = {.hint = ""};
    fu_answer_expired(arena, &answer);
    return compose(arena, "Re: Offer for the garden", &answer, buffer, error);
}

static enum fu_status alert(
    struct fu_arena *arena, struct fu_buffer *buffer, struct fu_error *error)
{
    const struct fu_section sections[] = {
        {.title = "inbox",
            .text = "imap.example.org refuses the password of remind.\n"
                    "Since 21 November at 10:30.\n"
                    "Cure: Put the right password into password_file."},
        {.title = "outbox",
            .text = "This is well again. It was: mail.example.org does not answer.\n"
                    "Since 21 November at 09:00."}};
    struct fu_answer answer = {.hint = ""};
    fu_answer_alert(arena, sections, 1, 1, &answer);
    return compose(arena, "followupd: inbox", &answer, buffer, error);
}

const struct golden_case golden_notices[] = {
    {"answer-paused", paused},
    {"answer-resumed", resumed},
    {"answer-prose", prose},
    {"answer-expired", expired},
    {"answer-alert", alert},
};
const size_t golden_notice_count = sizeof golden_notices / sizeof *golden_notices;
