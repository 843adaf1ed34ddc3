/* The sentences of our answers. Nothing fails here; lengths are bounded by what the callers hand
 * in. */
#include "followupd/mail/answers.h"

#include "followupd/base/text.h"

#include "texts.h"

#include <inttypes.h>
#include <string.h>

enum { ANSWER_PARAGRAPHS_MAX = 4, ASKED_MAX = 200, READ_MAX = 80 };

static void add_paragraph(struct fu_arena *arena, struct fu_answer *answer, const char *text)
{
    const char **paragraphs = fu_arena_allocate(arena, ANSWER_PARAGRAPHS_MAX, sizeof *paragraphs);
    size_t i;

    if (answer->paragraph_count >= ANSWER_PARAGRAPHS_MAX)
        return;
    for (i = 0; i < answer->paragraph_count; i++)
        paragraphs[i] = answer->paragraphs[i];
    paragraphs[i] = text;
    answer->paragraphs = paragraphs;
    answer->paragraph_count++;
}

void fu_answer_result(struct fu_arena *arena, const char *sentence, struct fu_answer *answer)
{
    add_paragraph(arena, answer, fu_arena_copy(arena, sentence));
    answer->closing = "";
}

void fu_answer_paused(struct fu_arena *arena, const char *address, const char *why,
    const char *help, struct fu_answer *answer)
{
    add_paragraph(arena, answer,
        fu_arena_print(arena,
            "Mail to %s has failed for good on two days, so no more reminders go there. The mail "
            "server’s words: %.*s",
            address, ASKED_MAX, why));
    add_paragraph(arena, answer,
        fu_arena_print(arena,
            "Once it works again, send a mail from it to %s: that ends the pause, and what could "
            "not be sent comes then.",
            help));
    answer->closing = "If you have a new address, ask whoever runs this service to put it in.";
}

void fu_answer_also_paused(
    struct fu_arena *arena, const char *address, bool refused, struct fu_answer *answer)
{
    add_paragraph(arena, answer,
        fu_arena_print(arena,
            "By the way: mail to %s %s, so no reminders go there. A mail from that "
            "address to this service ends the pause.",
            address, refused ? "fails for good" : "is paused by whoever runs this service"));
}

void fu_answer_resumed(struct fu_arena *arena, const char *address, bool refused, int64_t waiting,
    struct fu_answer *answer)
{
    add_paragraph(arena, answer,
        fu_arena_print(arena, "Reminders go to %s again. They were paused%s.", address,
            refused ? ", since mail there had failed for good on two days"
                    : " by whoever runs this service"));
    answer->closing = "";
    if (waiting == 1)
        add_paragraph(arena, answer, "The reminder that could not be sent comes now.");
    else if (waiting > 1)
        add_paragraph(arena, answer,
            fu_arena_print(
                arena, "The %" PRId64 " reminders that could not be sent come now.", waiting));
}

void fu_answer_expired(struct fu_arena *arena, struct fu_answer *answer)
{
    add_paragraph(arena, answer,
        "That link belongs to no follow-up of yours any more. Perhaps it ended some time ago. "
        "Nothing is changed.");
    answer->closing = "";
}

void fu_answer_which(struct fu_arena *arena, const char *word, struct fu_answer *answer)
{
    add_paragraph(arena, answer,
        fu_arena_print(arena,
            "“%s” alone does not say of which follow-up, so nothing is changed. Reply to its "
            "reminder with that word as first line, or use the link there.",
            word));
    answer->closing = "";
}

/* What was read of a mail that asks for nothing. */
static const char *say_read(struct fu_arena *arena, const char *line)
{
    const char *shown = fu_text_line(arena, line, strlen(line), READ_MAX);

    if (line[0] == '\0')
        return "I found no line of yours in it.";
    return fu_arena_print(arena, "The first line that I found in it is “%s%s”.", shown,
        strlen(shown) < strlen(line) ? "…" : "");
}

void fu_answer_prose(
    struct fu_arena *arena, const char *line, bool others, struct fu_answer *answer)
{
    if (others) {
        add_paragraph(arena, answer,
            "Your mail came to the follow-up service as well, and its first line asks for nothing: "
            "nothing is changed. The others on it have it, too.");
    } else {
        add_paragraph(
            arena, answer, "Your reply came to the follow-up service: nobody else has seen it.");
        add_paragraph(arena, answer,
            "To write to the people of the thread, reply to the mail quoted in the reminder, or "
            "use its link “Write to”.");
    }
    add_paragraph(arena, answer,
        fu_arena_print(arena,
            "%s%sTo be reminded again, put a time such as 3days into the first line of a reply; or "
            "one of the words done, skip, cancel and undo.",
            line ? say_read(arena, line) : "", line ? " " : ""));
    answer->closing = "";
}

void fu_answer_sealed(struct fu_arena *arena, enum fu_sealed sealed, struct fu_answer *answer)
{
    static const char *const sentences[] = {[FU_SEALED_NOT] = "",
        [FU_SEALED_ENCRYPTED] =
            "Your mail is encrypted. Nothing here has a key, so what it says could not be read and "
            "did nothing. Please send it without encryption, or use the links.",
        [FU_SEALED_SIGNED] =
            "Your mail is signed in a form that hides its text (opaque S/MIME), so what it says "
            "could not be read and did nothing. Please send it clear-signed or unsigned, or use "
            "the links.",
        [FU_SEALED_TNEF] =
            "Your mail came as a winmail.dat, which only Outlook reads, so what it says did "
            "nothing. Please send it as plain text or HTML, or use the links."};

    if (sealed != FU_SEALED_NOT)
        add_paragraph(arena, answer, sentences[sealed]);
}

const char *fu_answer_restored_subject(size_t count)
{
    return count == 1 ? "A reminder that may have reached you"
                      : "Reminders that may have reached you";
}

const char *fu_answer_was_due(struct fu_arena *arena, const char *when, bool unsent)
{
    return fu_arena_print(
        arena, "It was due on %s%s.", when, unsent ? ", and was not sent then" : "");
}

const char *fu_answer_more(struct fu_arena *arena, size_t count)
{
    return fu_arena_print(arena, "And %zu more.", count);
}

const char *fu_answer_numbered(struct fu_arena *arena, int64_t number, const char *about)
{
    return fu_text_numbered(arena, number, about);
}

const char *fu_answer_reply_one(void)
{
    return "Or reply with one line: done, or a time (3 days, fri 9am).";
}

const char *fu_answer_reply_numbered(struct fu_arena *arena, int64_t first, int64_t last)
{
    return fu_text_reply_numbered(arena, first, last);
}

static void add_held(struct fu_arena *arena, const char *when, const struct fu_section *sections,
    size_t count, struct fu_answer *answer)
{
    add_paragraph(arena, answer,
        fu_arena_print(arena,
            count == 1 ? "This reminder was due %s. It may have reached you before, so it does not "
                         "come again by itself:"
                       : "These reminders were due %s. They may have reached you before, so they "
                         "do not come again by themselves:",
            when));
    answer->sections = sections;
    answer->section_count = count;
}

void fu_answer_recovered(struct fu_arena *arena, const char *list,
    const struct fu_section *sections, size_t count, struct fu_answer *answer)
{
    add_paragraph(arena, answer,
        "The follow-up service had lost what it knew of some mails, and has read them again.");
    add_held(arena, "meanwhile", sections, count, answer);
    answer->closing =
        fu_arena_print(arena, "A mail to %s is answered with everything there is.", list);
}

/* How the service came to the state of a moment that has gone by. */
static void add_earlier_state(struct fu_arena *arena, const char *happened, const char *list,
    const struct fu_section *sections, size_t count, struct fu_answer *answer)
{
    add_paragraph(arena, answer, happened);
    add_held(arena, "since then", sections, count, answer);
    answer->closing = fu_arena_print(arena,
        "What you asked for after that moment may be missing. A mail to %s is answered with what "
        "there is.",
        list);
}

void fu_answer_restored(struct fu_arena *arena, const char *made, const char *list,
    const struct fu_section *sections, size_t count, struct fu_answer *answer)
{
    add_earlier_state(arena,
        fu_arena_print(arena, "The follow-up service was put back to its state of %s.", made), list,
        sections, count, answer);
}

void fu_answer_moved(struct fu_arena *arena, const char *made, const char *list,
    const struct fu_section *sections, size_t count, struct fu_answer *answer)
{
    add_earlier_state(arena,
        fu_arena_print(arena, "The follow-up service has moved, with what it knew on %s.", made),
        list, sections, count, answer);
}

void fu_answer_held_still(struct fu_arena *arena, const char *list,
    const struct fu_section *sections, size_t count, struct fu_answer *answer)
{
    add_paragraph(arena, answer,
        "While mail to you was paused, something of yours was held back: the follow-up service was "
        "put back to an earlier state, has moved, or has read mails again.");
    add_held(arena, "meanwhile", sections, count, answer);
    answer->closing =
        fu_arena_print(arena, "A mail to %s is answered with everything there is.", list);
}

const char *fu_answer_aside_subject(void)
{
    return "A reminder that could not be sent";
}

void fu_answer_aside(
    struct fu_arena *arena, const char *about, const char *due, struct fu_answer *answer)
{
    add_paragraph(arena, answer,
        fu_arena_print(arena,
            "Your reminder “%s”%s%s could not be sent. It is not your doing: something is wrong in "
            "the follow-up service itself.",
            fu_text_line(arena, about, strlen(about), ASKED_MAX), due[0] ? ", due on " : "", due));
    add_paragraph(arena, answer,
        "Whoever runs the service is told as well, and can have it sent after all. Until then "
        "nothing more comes of it, so look after it yourself.");
    answer->closing = "";
}

void fu_answer_signin(
    struct fu_arena *arena, const char *link, const char *until, struct fu_answer *answer)
{
    struct fu_action *action = fu_arena_allocate(arena, 1, sizeof *action);

    add_paragraph(arena, answer,
        "Somebody, most likely you, asked to sign in to your follow-ups. The link shows a button; "
        "pressing it signs the browser in.");
    *action = (struct fu_action){.label = "Sign in", .web = link, .mailto = ""};
    answer->actions = action;
    answer->action_count = 1;
    answer->closing = fu_arena_print(arena,
        "It works once, until %s. If it was not you, do nothing: only somebody who reads your "
        "mail can use it.",
        until);
}

void fu_answer_alert(struct fu_arena *arena, const struct fu_section *sections, size_t told,
    size_t ended, struct fu_answer *answer)
{
    if (told > 0)
        add_paragraph(arena, answer, "The follow-up service needs a look:");
    else
        add_paragraph(arena, answer, "The follow-up service is better again:");
    answer->sections = sections;
    answer->section_count = told + ended;
    answer->closing = told > 0
                          ? "While something is wrong it is told once a day. followupctl status "
                            "says how it stands now, doc/runbook.md what to do."
                          : "followupctl status says how it stands now.";
}
