/* What a letter came to, in sentences. Nothing fails here; lengths are bounded by what the callers
 * hand in. */
#include "followupd/mail/confirm.h"

#include <string.h>

#include "followupd/base/buffer.h"
#include "followupd/mail/say.h"
#include "followupd/mail/subject.h"

enum { REMARKS_MAX = 4096, PARAGRAPHS_MAX = 3 };

const char fu_answer_unscheduled[] =
    "Nothing is scheduled of that mail yet, and nothing is changed. To schedule it, reply with a "
    "time (3 days, fri 9am) as first line.";

static const char *text_of(struct fu_arena *arena, struct fu_buffer *buffer)
{
    const char *text = fu_arena_copy_n(arena, buffer->data, buffer->length);

    fu_buffer_free(buffer);
    return text;
}

/* "“Proposal” comes back in 3 days:" */
static const char *what(struct fu_arena *arena, const struct fu_confirmed *thing)
{
    const char *about = fu_subject_title(thing->about);

    return fu_arena_print(arena, "“%s” %s %s:", about,
        thing->changed ? "is changed: it comes back" : "comes back", thing->english);
}

/* The first moment, or of a series the next few, with their zone. */
static const char *moments(struct fu_arena *arena, const struct fu_confirmed *thing)
{
    struct fu_buffer lines;
    size_t i;

    fu_buffer_init(&lines, REMARKS_MAX);
    for (i = 0; i < thing->moment_count; i++)
        fu_buffer_print(&lines, "%s%s", i ? "\n" : "", thing->moments[i]);
    if (thing->recurring)
        fu_buffer_print(&lines, "\n%s Times are those of %s.",
            thing->goes_on ? "And so on." : "Then it ends.", thing->zone);
    else
        fu_buffer_print(&lines, " in %s.", thing->zone);
    return text_of(arena, &lines);
}

static void remark_on_words(struct fu_buffer *lines, const struct fu_confirmed *thing)
{
    if (thing->spelled[0])
        fu_buffer_print(lines, "“%s” is short for “%s”.\n", thing->asked, thing->spelled);
    if (thing->months[0])
        fu_buffer_print(lines, "Here m is a minute; for months write “%s”.\n", thing->months);
    if (thing->sibling[0])
        fu_buffer_print(lines, "It comes once; the recurring one is “%s”.\n", thing->sibling);
}

static void remark_on_times(struct fu_buffer *lines, const struct fu_confirmed *thing)
{
    if (thing->counted_from[0])
        fu_buffer_print(lines, "It counts from when you wrote it, on %s.\n", thing->counted_from);
    if (thing->overdue)
        fu_buffer_add_text(lines,
            thing->recurring
                ? "Its last moment had passed when your mail arrived, so it comes once, at once.\n"
                : "That moment had passed when your mail arrived, so it comes at once.\n");
    if (thing->task)
        fu_buffer_add_text(
            lines, "As a task it comes back every workday morning until you say done.\n");
}

static void remark_on_ended(
    struct fu_arena *arena, struct fu_buffer *lines, const struct fu_confirmed *thing)
{
    const char *how = "cancelled";
    size_t i;

    for (i = 0; i < thing->cancelled && i < FU_CONFIRM_ENDED; i++)
        how = thing->ended[i].left ? "ended for you" : how;
    if (thing->kept > 0)
        fu_buffer_print(lines, "%s:\n", fu_answer_kept(arena, thing->kept));
    else if (thing->cancelled == 1)
        fu_buffer_print(lines, "One earlier follow-up of this thread is %s:\n", how);
    else if (thing->cancelled > 1)
        fu_buffer_print(
            lines, "%zu earlier follow-ups of this thread are %s:\n", thing->cancelled, how);
    for (i = 0; i < thing->cancelled + thing->kept && i < FU_CONFIRM_ENDED; i++)
        fu_buffer_print(lines, "“%s”, %s\n", thing->ended[i].about, thing->ended[i].when);
}

static void remark_on_people(
    struct fu_arena *arena, struct fu_buffer *lines, const struct fu_confirmed *thing)
{
    if (thing->sharers == 1)
        fu_buffer_add_text(lines, "One other person who uses this service gets it too.\n");
    else if (thing->sharers > 1)
        fu_buffer_print(
            lines, "%zu other people who use this service get it too.\n", thing->sharers);
    remark_on_ended(arena, lines, thing);
}

/* What there is to know besides, a line each; "" for nothing. */
static const char *remarks(struct fu_arena *arena, const struct fu_confirmed *thing)
{
    struct fu_buffer lines;

    fu_buffer_init(&lines, REMARKS_MAX);
    remark_on_words(&lines, thing);
    remark_on_times(&lines, thing);
    remark_on_people(arena, &lines, thing);
    if (lines.length > 0)
        lines.length--;
    return text_of(arena, &lines);
}

static const char *waits(struct fu_arena *arena, const struct fu_confirmed *thing)
{
    if (!thing->until[0])
        return "";
    return fu_arena_print(arena,
        "Your mail waits for its time until %s. What you choose counts from when you wrote it, or "
        "from then on if that moment has passed.",
        thing->until);
}

/* A letter that is held waits; else something was asked of what is there. */
static const char *unmade(const struct fu_confirmed *thing)
{
    return thing->until[0] ? "scheduled" : "changed";
}

static const char *offers(const struct fu_confirmed *thing)
{
    if (thing->action_count == 0)
        return "";
    if (!thing->until[0])
        return thing->action_count == 1 ? "Perhaps you meant this."
                                        : "Perhaps you meant one of these.";
    return thing->action_count == 1
               ? "Perhaps you meant this. It is then as if you had sent your mail there."
               : "Perhaps you meant one of these. It is then as if you had sent your mail there.";
}

static const char *hint(const struct fu_confirmed *thing)
{
    if (thing->refusal)
        return thing->action_count > 0 ? "Or reply: a time (3 days, fri 9am) as first line."
               : !thing->until[0]      ? ""
               : thing->full
                   ? "To schedule it once there is room, reply with a time (3 days, fri 9am) as "
                     "first line."
                   : "To schedule it, reply with a time (3 days, fri 9am) as first line.";
    return thing->recurring
               ? "Or reply with one line: “every …” changes the series, a time (3 days) brings it "
                 "once more besides, skip leaves the next one out, undo takes it back."
               : "Or reply with one line: a time (2 weeks, fri 9am) moves it, “every …” makes a "
                 "series of it, undo takes it back.";
}

static size_t add(const char **list, size_t count, const char *text)
{
    if (text[0])
        list[count++] = text;
    return count;
}

/* One thing by itself: paragraphs and buttons. */
static void tell_one(
    struct fu_arena *arena, const struct fu_confirmed *thing, struct fu_answer *answer)
{
    const char **paragraphs = fu_arena_allocate(arena, PARAGRAPHS_MAX, sizeof *paragraphs);
    size_t count = 0;

    if (thing->refusal) {
        count = add(paragraphs, count,
            fu_arena_print(arena, "Nothing is %s. %s", unmade(thing), thing->refusal));
        count = add(paragraphs, count, offers(thing));
        answer->closing = waits(arena, thing);
    } else {
        count = add(paragraphs, count,
            fu_arena_print(arena, "%s\n%s", what(arena, thing), moments(arena, thing)));
        count = add(paragraphs, count, remarks(arena, thing));
    }
    answer->paragraphs = paragraphs;
    answer->paragraph_count = count;
    answer->actions = thing->actions;
    answer->action_count = thing->action_count;
    answer->hint = hint(thing);
}

static void tell_section(
    struct fu_arena *arena, const struct fu_confirmed *thing, struct fu_section *section)
{
    const char *more;

    *section = (struct fu_section){.actions = thing->actions, .action_count = thing->action_count};
    if (thing->refusal) {
        more = offers(thing);
        section->title = fu_arena_print(arena, "%s: nothing is %s", thing->asked, unmade(thing));
        section->text = fu_arena_print(arena, "%s%s%s", thing->refusal, more[0] ? "\n" : "", more);
    } else {
        more = remarks(arena, thing);
        section->title = fu_arena_print(arena, "%s: %s", thing->asked, thing->english);
        section->text =
            fu_arena_print(arena, "%s%s%s", moments(arena, thing), more[0] ? "\n" : "", more);
    }
}

/* "Or write the line “zone: Asia/Tokyo” to settings@…" */
static const char *doubt_text(struct fu_arena *arena, const struct fu_zone_doubt *doubt)
{
    return fu_arena_print(arena,
        "Your mail was written at %s, but your zone here is %s (%s), and its time was read by "
        "that. If you are there for longer, choose your zone. It holds for what you ask from then "
        "on; for this mail too, once you reply with its time again. Or write the line “zone: %s” "
        "to %s.",
        doubt->written, doubt->zone, doubt->offset,
        doubt->zone_count > 0 ? doubt->zones[0] : "Continent/City", doubt->address);
}

static void tell_doubt(
    struct fu_arena *arena, const struct fu_zone_doubt *doubt, struct fu_section *section)
{
    struct fu_action *actions = fu_arena_allocate(arena, doubt->zone_count + 1, sizeof *actions);
    size_t i;

    for (i = 0; i < doubt->zone_count; i++)
        actions[i] = (struct fu_action){.label = doubt->zones[i],
            .web = "",
            .mailto = doubt->address,
            .body = fu_arena_print(arena, "zone: %s", doubt->zones[i])};
    *section = (struct fu_section){.title = "Which time zone?",
        .text = doubt_text(arena, doubt),
        .actions = actions,
        .action_count = doubt->zone_count,
        .brief = true};
}

/* A line that counts what came of it; what a reply does, when it is one thing. */
static void tell_whole(struct fu_arena *arena, const struct fu_confirmed *things, size_t count,
    struct fu_answer *answer)
{
    static const char addresses[] = "An empty mail to an address above does what stands beside it.";
    const char **paragraphs = fu_arena_allocate(arena, 1, sizeof *paragraphs);
    const char *about = fu_subject_title(things[0].about);
    size_t made = 0, i;

    for (i = 0; i < count; i++)
        made += !things[i].refusal;
    if (count == 1) {
        paragraphs[0] = fu_arena_print(
            arena, "“%s” %s.", about, things[0].refusal ? "is not scheduled" : "is scheduled");
        answer->hint = hint(&things[0]);
    } else {
        paragraphs[0] =
            made == count
                ? fu_arena_print(arena, "“%s” made %zu follow-ups:", about, count)
                : fu_arena_print(arena, "“%s” went to %zu addresses; %zu of them made a follow-up.",
                      about, count, made);
        answer->hint =
            fu_arena_print(arena, "A reply concerns the first one (%s).", things[0].asked);
    }
    answer->hint_by_mail = fu_arena_print(arena, "%s %s", addresses, answer->hint);
    answer->paragraphs = paragraphs;
    answer->paragraph_count = 1;
}

static void tell_all(struct fu_arena *arena, const struct fu_confirmed *things, size_t count,
    struct fu_section *sections, struct fu_answer *answer)
{
    size_t i;

    tell_whole(arena, things, count, answer);
    for (i = 0; i < count; i++) {
        tell_section(arena, &things[i], &sections[i]);
        if (things[i].refusal && !answer->closing[0])
            answer->closing = waits(arena, &things[i]);
    }
}

void fu_answer_confirmed(struct fu_arena *arena, const struct fu_confirmed *things, size_t count,
    const struct fu_zone_doubt *doubt, struct fu_answer *answer)
{
    struct fu_section *sections = fu_arena_allocate(arena, count + 1, sizeof *sections);

    answer->closing = "";
    answer->sections = sections;
    if (count == 1 && !doubt) {
        tell_one(arena, &things[0], answer);
        return;
    }
    tell_all(arena, things, count, sections, answer);
    answer->section_count = count;
    if (doubt)
        tell_doubt(arena, doubt, &sections[answer->section_count++]);
}

const char fu_answer_address_it[] =
    "Let them write with the address in To, or have your mail server write into its "
    "Authentication-Results what SPF says of the envelope sender (spf=pass smtp.mailfrom=…).";

const char fu_answer_unaddressed[] =
    "A signature alone proves the sender, and the address does not stand in the mail's one To "
    "field: somebody else who has the mail may have handed it in again, so nothing is changed.";

const char *fu_answer_kept(struct fu_arena *arena, size_t kept)
{
    static const char why[] = "since your mail is proved by its signature alone, and somebody else "
                              "who has it may have handed it in here";

    return kept == 1
               ? fu_arena_print(
                     arena, "One earlier follow-up of this thread is not cancelled, %s", why)
               : fu_arena_print(arena,
                     "%zu earlier follow-ups of this thread are not cancelled, %s", kept, why);
}

void fu_answer_not_addressed(struct fu_arena *arena, const char *address, struct fu_answer *answer)
{
    const char **paragraphs = fu_arena_allocate(arena, 1, sizeof *paragraphs);

    paragraphs[0] = fu_arena_print(arena,
        "Nothing is changed: your mail is proved by its signature alone, and %s does not stand in "
        "its one To field, so somebody else who has the mail may have handed it in here; if you "
        "want this done, write from your own mail program with %s in To.",
        address, address);
    answer->paragraphs = paragraphs;
    answer->paragraph_count = 1;
    answer->closing = "";
}

const char *fu_answer_too_many(struct fu_arena *arena, int64_t pending)
{
    return fu_arena_print(arena,
        "%s Until then mails like this one make nothing; I say so once a day.",
        fu_say_too_many(arena, pending));
}

void fu_answer_waiting(struct fu_arena *arena, int64_t mails, struct fu_answer *answer)
{
    const char **paragraphs = fu_arena_allocate(arena, 1, sizeof *paragraphs);

    paragraphs[0] = fu_arena_print(arena,
        "You have sent %lld requests within an hour, which is as many as this service takes from "
        "one person. This mail and those behind it wait, and are done as the hour goes by. Nothing "
        "is lost, and reminders never wait. If you need more, ask whoever runs this service to "
        "raise max_mail_per_hour. I say so once a day.",
        (long long)mails);
    answer->paragraphs = paragraphs;
    answer->paragraph_count = 1;
    answer->closing = "";
}

static void close_with(struct fu_arena *arena, const char *sentence, struct fu_answer *answer)
{
    const char *before = answer->closing ? answer->closing : "";

    answer->closing = fu_arena_print(arena, "%s%s%s", before, before[0] ? " " : "", sentence);
}

void fu_answer_last(struct fu_arena *arena, int64_t answers, struct fu_answer *answer)
{
    close_with(arena,
        fu_arena_print(arena,
            "This is answer number %lld within a day. Your mails are still done, but until a day "
            "after the first answer you only hear of what I could not do, and of what ended or "
            "changed.",
            (long long)answers),
        answer);
}

void fu_answer_last_beyond(struct fu_arena *arena, struct fu_answer *answer)
{
    close_with(arena,
        "This is the last answer for today: a mail of which you would have to hear waits, and is "
        "done within a day; all others are done as ever.",
        answer);
}
