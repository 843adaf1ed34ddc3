/* The sentences people read in reminders, all in one place.
 *
 * Every value passes the gate on its way into a sentence; nothing here fails. The plain text and
 * the HTML part are made from the same sentences, in ASCII. */
#include "texts.h"

#include <inttypes.h>
#include <string.h>

#include "compose_gate.h"
#include "followupd/base/address.h"
#include "followupd/base/number.h"
#include "followupd/mail/limits.h"

enum { PHRASE_MAX = 500, NAMES_MAX = 3, ACTION_SUBJECT_MAX = 120 };

const char fu_text_no_subject[] = "(no subject)";
const char fu_text_offer[] = "Remind me again, or be done with it:";
const char fu_text_offer_by_mail[] =
    "To be reminded again, or to be done with it, send an empty mail to:";
const char fu_text_act_by_mail[] = "An empty mail to one of these addresses does it:";
const char fu_text_act_by_mail_once[] = "An empty mail to this address does it:";
const char fu_text_act_by_words[] =
    "A mail to one of these addresses does it; one with words below it needs them as its text:";
const char fu_text_act_by_words_once[] =
    "A mail to this address does it, with the words below as its text:";
const char fu_text_with_words[] = "text:";
const char fu_text_act_by_web[] = "Follow the link:";
const char fu_text_on_the_web[] = "On the web:";
const char fu_text_see_on_the_web[] = "See it on the web";
const char fu_text_by_mail[] = "By mail:";
const char fu_text_reply_once[] =
    "Or reply: a time (3 days, fri 9am), done or cancel as first line.";
const char fu_text_reply_series[] =
    "Or reply: a time (3 days, fri 9am), done, skip or cancel as first line.";
const char fu_text_reply_shared[] =
    "Or reply: a time (3 days, fri 9am) or done as first line. What you do counts for you alone.";
const char fu_text_action_body[] = "Sending this mail as it is does it.";
const char fu_text_cut[] = "[It goes on in the original.]";

static const char *phrase(struct fu_arena *arena, const char *text)
{
    return fu_gate_line(arena, text, PHRASE_MAX);
}

/* "; it was moved to 24 November at 10:30", "; next on 18 March 2027 at 08:00", or what else there
 * is to say about its times. */
static const char *times(struct fu_arena *arena, const struct fu_reminder *reminder)
{
    const char *next = phrase(arena, reminder->next_on);
    const char *due = phrase(arena, reminder->due);
    if (reminder->moved && *due != '\0') {
        return fu_arena_print(arena, "; it was moved to %s", due);
    }
    if (*next != '\0') {
        return fu_arena_print(
            arena, "; next on %s%s", next, reminder->times > 0 ? ", unless it is done" : "");
    }
    return reminder->recurring && !reminder->followed ? "; this was the last time" : "";
}

/* "second", "12th", "21st". */
static const char *ordinal(struct fu_arena *arena, int64_t number)
{
    static const char *const words[] = {"first", "second", "third", "fourth", "fifth", "sixth",
        "seventh", "eighth", "ninth", "tenth"};
    static const char *const ends[] = {"th", "st", "nd", "rd"};
    int64_t last = number % 10;
    bool teen = number / 10 % 10 == 1;
    if (number >= 1 && number <= (int64_t)(sizeof words / sizeof words[0])) {
        return words[number - 1];
    }
    return fu_arena_print(arena, "%" PRId64 "%s", number, ends[!teen && last <= 3 ? last : 0]);
}

const char *fu_text_open(struct fu_arena *arena, const struct fu_reminder *reminder)
{
    if (reminder->neutral || reminder->times < 2) {
        return "";
    }
    return fu_arena_print(arena, "Open since %s, for the %s time.", phrase(arena, reminder->since),
        ordinal(arena, reminder->times));
}

const char *fu_text_why(struct fu_arena *arena, const struct fu_reminder *reminder)
{
    const char *day = phrase(arena, reminder->asked_on);
    const char *on = *day != '\0' ? fu_arena_print(arena, " on %s", day) : "";
    const char *english = phrase(arena, reminder->english);
    if (reminder->neutral) {
        return fu_arena_print(
            arena, "A reminder of this conversation%s%s.", *day != '\0' ? ", asked for" : "", on);
    }
    const char *next = times(arena, reminder);
    if (reminder->by_other) {
        return fu_arena_print(arena, "%s asked%s that you too be reminded %s%s.",
            fu_gate_name(arena, &reminder->asked_by), on, english, next);
    }
    if (reminder->note) {
        const char *of = *day != '\0' ? fu_arena_print(arena, " of %s", day) : "";
        return fu_arena_print(arena, "Your note%s, which you wanted back %s%s.", of, english, next);
    }
    return fu_arena_print(arena, "You asked%s to be reminded %s%s.", on, english, next);
}

const char *fu_text_late(struct fu_arena *arena, const struct fu_reminder *reminder)
{
    if (reminder->late < FU_LATE_SAID) {
        return "";
    }
    char duration[64];
    fu_duration_say(reminder->late, duration, sizeof duration);
    const char *due = phrase(arena, reminder->due);
    if (*due == '\0') {
        return fu_arena_print(arena, "It comes %s late.", duration);
    }
    return fu_arena_print(arena, "It was due on %s and comes %s late.", due, duration);
}

const char *fu_text_folded(struct fu_arena *arena, const struct fu_reminder *reminder)
{
    if (reminder->folded <= 0) {
        return "";
    }
    if (reminder->folded == 1) {
        return "It stands for a later one too, which could not go out in time.";
    }
    return fu_arena_print(arena,
        "It stands for %" PRId64 " later ones too, which could not go out in time.",
        reminder->folded);
}

/* "Bob", "Bob and Carol", "Bob, Carol and Dave", "Bob, Carol and 5 others". */
static const char *names(struct fu_arena *arena, const struct fu_mailbox *people, size_t count)
{
    if (count == 1) {
        return fu_gate_name(arena, &people[0]);
    }
    const char *first = fu_gate_name(arena, &people[0]);
    const char *second = fu_gate_name(arena, &people[1]);
    if (count == 2) {
        return fu_arena_print(arena, "%s and %s", first, second);
    }
    if (count == NAMES_MAX) {
        return fu_arena_print(
            arena, "%s, %s and %s", first, second, fu_gate_name(arena, &people[2]));
    }
    return fu_arena_print(arena, "%s, %s and %zu others", first, second, count - 2);
}

const char *fu_text_with(struct fu_arena *arena, const struct fu_mailbox *people, size_t count)
{
    return count == 0 ? "" : fu_arena_print(arena, "with %s", names(arena, people, count));
}

const char *fu_text_with_whom(struct fu_arena *arena, const char *with)
{
    return *with == '\0' ? "" : fu_arena_print(arena, "W%s.", with + 1);
}

const char *fu_text_bundle_subject(struct fu_arena *arena, size_t count, const char *day)
{
    return fu_arena_print(arena, "%zu follow-up%s for %s", count, count == 1 ? "" : "s",
        phrase(arena, day));
}

const char *fu_text_bundle(struct fu_arena *arena, size_t count)
{
    if (count == 1) {
        return "You asked to be reminded of this today.";
    }
    return fu_arena_print(arena, "You asked to be reminded of these %zu today.", count);
}

/* In brackets: a line that begins with a number is an order to who reads a reply. */
const char *fu_text_numbered(struct fu_arena *arena, int64_t number, const char *subject)
{
    return fu_arena_print(
        arena, "[%" PRId64 "] %s", number, *subject != '\0' ? subject : fu_text_no_subject);
}

const char *fu_text_reply_numbered(struct fu_arena *arena, int64_t first, int64_t last)
{
    if (first == last) {
        return fu_arena_print(arena, "Reply with a line such as “%" PRId64 " 3 days”.", first);
    }
    return fu_arena_print(arena,
        "Reply with a line for each, such as “%" PRId64 " 3 days” and “%" PRId64 " done”.", first,
        last);
}

const char *fu_text_write_to(
    struct fu_arena *arena, const struct fu_mailbox *people, size_t count, size_t left_out)
{
    if (left_out > 0) {
        return fu_arena_print(arena, "Write to %s and %zu of the %zu others",
            fu_gate_name(arena, &people[0]), count - 1 - left_out, count - 1);
    }
    return fu_arena_print(arena, "Write to %s", names(arena, people, count));
}

const char *fu_text_attribution(struct fu_arena *arena, const char *on, const char *by)
{
    on = phrase(arena, on);
    by = phrase(arena, by);
    if (*on == '\0' && *by == '\0') {
        return "";
    }
    if (*by == '\0') {
        return fu_arena_print(arena, "On %s:", on);
    }
    return *on == '\0' ? fu_arena_print(arena, "%s wrote:", by)
                       : fu_arena_print(arena, "On %s, %s wrote:", on, by);
}

const char *fu_text_left_out(struct fu_arena *arena, enum fu_left_out why, size_t attachments)
{
    static const char *const one[] = {
        [FU_LEFT_OUT_LARGE] = "One attachment is too large to come along; it is in the original.",
        [FU_LEFT_OUT_CUT] = "What was attached is too large to come along; it is in the original.",
        [FU_LEFT_OUT_UNKEPT] = "One attachment was not kept for this; it is in the original.",
        [FU_LEFT_OUT_UNREAD] = "One attachment could not be read; it is in the original."};
    static const char *const many[] = {[FU_LEFT_OUT_LARGE] = "are too large to come along",
        [FU_LEFT_OUT_UNKEPT] = "were not kept for this",
        [FU_LEFT_OUT_UNREAD] = "could not be read"};
    if (attachments == 0) {
        return "";
    }
    if (attachments == 1 || why == FU_LEFT_OUT_CUT) {
        return one[why];
    }
    return fu_arena_print(
        arena, "%zu attachments %s; they are in the original.", attachments, many[why]);
}

const char *fu_text_action_subject(struct fu_arena *arena, const char *label, const char *subject)
{
    const char *line = fu_gate_line(arena, subject, FU_MAIL_SUBJECT_MAX);
    if (*line == '\0') {
        return label;
    }
    return fu_arena_print(arena, "%s: %s", label, fu_gate_cut(arena, line, ACTION_SUBJECT_MAX));
}
