/* What actions report, one sentence each. Nothing fails here; lengths are bounded by what the callers
 * hand in. */
#include "followupd/mail/say.h"

const char *fu_say_none(struct fu_arena *arena, int64_t id)
{
    return fu_arena_print(arena, "There is no follow-up #%lld.", (long long)id);
}

const char *fu_say_time_or_number(
    struct fu_arena *arena, const char *line, int64_t number, const char *rest)
{
    return fu_arena_print(arena,
        "“%s” is a time by itself: put the number of the follow-up in front of it. "
        "If #%lld is meant, write “#%lld %s”.",
        line, (long long)number, (long long)number, rest);
}

const char *fu_say_number_first(void)
{
    return "Begin the line with the number of a follow-up, and write what to do behind it.";
}

const char *fu_say_line_below(void)
{
    return "It stands below what I wrote, where I cannot tell your lines from mine: write it "
           "above.";
}

const char *fu_say_line_beyond(struct fu_arena *arena, int read)
{
    return fu_arena_print(arena,
        "Only the first %d lines that you wrote are read, neither this one nor what stands below "
        "it: "
        "write that above, or in another mail.",
        read);
}

const char *fu_say_made(
    struct fu_arena *arena, const char *about, const char *english, const char *when)
{
    return fu_arena_print(arena, "“%s” comes back %s: %s.", about, english, when);
}

const char *fu_say_too_many(struct fu_arena *arena, int64_t pending)
{
    return fu_arena_print(arena,
        "You have %lld pending follow-ups, which is as many as this service keeps for one person. "
        "Cancel some, or ask whoever runs it to raise max_pending.",
        (long long)pending);
}

const char *fu_say_snoozed(struct fu_arena *arena, const char *about, const char *when)
{
    return fu_arena_print(arena, "“%s” comes back on %s.", about, when);
}

const char *fu_say_snoozed_late(struct fu_arena *arena, const char *about, const char *when)
{
    return fu_arena_print(arena,
        "“%s” comes back at once: the moment that you asked for, %s, has passed.", about, when);
}

const char *fu_say_snoozed_already(struct fu_arena *arena, const char *about, const char *when)
{
    return fu_arena_print(arena, "“%s” comes back on %s already; nothing is changed.", about, when);
}

const char *fu_say_done(struct fu_arena *arena, const char *about, const char *next)
{
    if (next[0])
        return fu_arena_print(
            arena, "“%s” is done for this time; it comes next on %s.", about, next);
    return fu_arena_print(arena, "“%s” is done.", about);
}

const char *fu_say_done_for_you(struct fu_arena *arena, const char *about)
{
    return fu_arena_print(arena, "“%s” is done for you; for the others it goes on.", about);
}

const char *fu_say_done_already(struct fu_arena *arena, const char *about)
{
    return fu_arena_print(arena, "“%s” is done already; nothing is changed.", about);
}

const char *fu_say_not_come(struct fu_arena *arena, const char *about, const char *next)
{
    if (next[0])
        return fu_arena_print(
            arena, "“%s” has not come yet: it comes on %s. Nothing is changed.", about, next);
    return fu_arena_print(arena, "“%s” has not come yet; nothing is changed.", about);
}

const char *fu_say_done_before(struct fu_arena *arena, const char *about, const char *since)
{
    return fu_arena_print(arena,
        "“%s” is done for the time before; it has come again since you wrote that, for %s. Say "
        "done once more if you are done with that, too.",
        about, since);
}

const char *fu_say_done_before_waiting(
    struct fu_arena *arena, const char *about, const char *waiting)
{
    return fu_arena_print(arena,
        "“%s” is done for the time before; its mail for %s still waits to be sent. Say done once "
        "more when you have it, if you are done with that, too.",
        about, waiting);
}

const char *fu_say_waits(struct fu_arena *arena, const char *about, const char *waiting)
{
    return fu_arena_print(arena,
        "The mail of “%s” for %s still waits to be sent, so nothing is changed. Say done once more "
        "when you have it.",
        about, waiting);
}

const char *fu_say_came_since(struct fu_arena *arena, const char *about, const char *since)
{
    return fu_arena_print(arena,
        "“%s” has come since you wrote that, for %s, so nothing is changed. Say done once more if "
        "you are done with it.",
        about, since);
}

const char *fu_say_came_unskipped(
    struct fu_arena *arena, const char *about, const char *since, const char *next)
{
    return fu_arena_print(arena,
        "What was the next time of “%s” when you wrote that has come, for %s, so nothing is left "
        "out. Say skip once more to leave out the one on %s.",
        about, since, next);
}

const char *fu_say_skipped(
    struct fu_arena *arena, const char *about, const char *when, const char *next)
{
    if (next[0])
        return fu_arena_print(
            arena, "“%s” is left out on %s; it comes next on %s.", about, when, next);
    return fu_arena_print(arena, "“%s” is left out on %s, and nothing more comes.", about, when);
}

const char *fu_say_skipped_for_you(struct fu_arena *arena, const char *about, const char *when)
{
    return fu_arena_print(arena,
        "“%s” is left out on %s, and nothing more comes to you; for the others it goes on.", about,
        when);
}

const char *fu_say_not_yours_to_skip(struct fu_arena *arena, const char *about)
{
    return fu_arena_print(arena,
        "Only who asked for “%s” can leave the next one out. You can be done with it, or leave it "
        "with cancel.",
        about);
}

const char *fu_say_nothing_to_skip(struct fu_arena *arena, const char *about)
{
    return fu_arena_print(
        arena, "Nothing more comes of “%s”, so there is nothing to leave out.", about);
}

const char *fu_say_not_its_own_to_skip(struct fu_arena *arena, const char *about, const char *next)
{
    if (next[0])
        return fu_arena_print(arena,
            "“%s” comes back on %s; it has no next time of its own that could be left out.", about,
            next);
    return fu_arena_print(arena, "“%s” has no next time of its own that could be left out.", about);
}

const char *fu_say_cancelled(struct fu_arena *arena, const char *about)
{
    return fu_arena_print(arena, "“%s” is cancelled; nothing more comes.", about);
}

const char *fu_say_cancelled_already(struct fu_arena *arena, const char *about)
{
    return fu_arena_print(arena, "“%s” has ended already; nothing is changed.", about);
}

const char *fu_say_left(struct fu_arena *arena, const char *about)
{
    return fu_arena_print(
        arena, "You get no more reminders of “%s”; for the others it goes on.", about);
}

const char *fu_say_left_over(struct fu_arena *arena, const char *about)
{
    return fu_arena_print(arena, "You get no more reminders of “%s”.", about);
}

const char *fu_say_left_already(struct fu_arena *arena, const char *about)
{
    return fu_arena_print(
        arena, "You have left “%s” already; nothing is changed. Undo takes that back.", about);
}

const char *fu_say_undone(struct fu_arena *arena, const char *what, const char *about)
{
    return fu_arena_print(arena, "“%s”: what was %s is taken back.", about, what);
}

const char *fu_say_undone_already(struct fu_arena *arena, const char *what, const char *about)
{
    return fu_arena_print(
        arena, "“%s”: what was %s is taken back already; nothing is changed.", about, what);
}

const char *fu_say_undo_outdated(struct fu_arena *arena, const char *what, const char *about)
{
    return fu_arena_print(arena,
        "“%s” was %s, and has gone on since: its page says what can be taken back now. Nothing is "
        "changed.",
        about, what);
}

const char *fu_say_skip_over(
    struct fu_arena *arena, const char *about, const char *when, bool skipped)
{
    return fu_arena_print(arena,
        skipped ? "“%s” on %s is left out already; nothing is changed."
                : "“%s” does not come next on %s any more; nothing is changed.",
        about, when);
}

const char *fu_say_made_already(struct fu_arena *arena)
{
    return fu_arena_copy(arena, "This was asked for already; it is not made a second time.");
}

const char *fu_say_nothing_to_undo(struct fu_arena *arena, const char *about)
{
    return fu_arena_print(arena, "“%s” has nothing that can be taken back.", about);
}

const char *fu_say_overtaken(struct fu_arena *arena, const char *what, const char *about)
{
    return fu_arena_print(arena,
        "“%s” was %s, and has gone on since; that cannot be taken back any more. Say when you want "
        "it, such as 2 days, and it comes to you then.",
        about, what);
}

const char *fu_say_made_overtaken(struct fu_arena *arena, const char *about)
{
    return fu_arena_print(arena,
        "“%s” has gone on since it was made; that cannot be taken back any more, but cancel ends "
        "it.",
        about);
}

const char *fu_say_ended_for_all(struct fu_arena *arena, const char *about)
{
    return fu_arena_print(
        arena, "“%s” was cancelled for all meanwhile; nothing more comes of it.", about);
}

const char *fu_say_edited(
    struct fu_arena *arena, const char *about, const char *english, const char *when)
{
    if (when[0])
        return fu_arena_print(arena, "“%s” is changed: %s, next on %s.", about, english, when);
    return fu_arena_print(arena, "“%s” is changed.", about);
}

const char *fu_say_not_yours_to_change(struct fu_arena *arena, const char *about)
{
    return fu_arena_print(arena,
        "Only who asked for “%s” can change it. You can be reminded once at another time, be done "
        "with it, or leave it with cancel.",
        about);
}

const char *fu_say_unchanged(struct fu_arena *arena, const char *about)
{
    return fu_arena_print(arena, "“%s” stays as it was.", about);
}

const char *fu_say_of_zone(struct fu_arena *arena, const char *english, const char *zone)
{
    return fu_arena_print(arena, "%s (%s)", english, zone);
}

const char *fu_say_near(
    struct fu_arena *arena, const char *address, const char *help, const char *reason)
{
    return fu_arena_print(arena,
        "The nearest address that does something is %s; %s tells of them all. %s", address, help,
        reason);
}

const char *fu_say_perhaps(struct fu_arena *arena, const char *const *texts, size_t count)
{
    const char *list = count > 0 ? " Perhaps you meant " : "";
    size_t i;

    for (i = 0; i < count; i++)
        list = fu_arena_print(arena, "%s%s%s", list,
            i == 0           ? ""
            : i + 1 == count ? " or "
                             : ", ",
            texts[i]);
    return count > 0 ? fu_arena_print(arena, "%s.", list) : "";
}

const char *fu_say_line_refused(
    struct fu_arena *arena, const char *reason, const char *const *texts, size_t count)
{
    return fu_arena_print(
        arena, "Nothing is changed. %s%s", reason, fu_say_perhaps(arena, texts, count));
}

/* "“Lunch”", "friday, “Lunch”": of a label that is too long the end is cut. */
static const char *named(struct fu_arena *arena, const char *about, const char *which)
{
    return fu_arena_print(arena, "%s%s“%s”", which, which[0] ? ", " : "", about);
}

const char *fu_say_back(struct fu_arena *arena, const char *about, const char *which)
{
    return fu_arena_print(arena, "take back the end of %s", named(arena, about, which));
}

const char *fu_say_end(struct fu_arena *arena, const char *about, const char *which)
{
    return fu_arena_print(arena, "cancel %s", named(arena, about, which));
}

const char *fu_say_sealed(enum fu_sealed sealed)
{
    static const char *const sentences[] = {[FU_SEALED_NOT] = "",
        [FU_SEALED_ENCRYPTED] = "(This mail is encrypted, so its text cannot be shown here. Your "
                                "mail program shows it in its thread.)",
        [FU_SEALED_SIGNED] = "(This mail is signed in a form that hides its text, so it cannot be "
                             "shown here. Your mail program shows it in its thread.)",
        [FU_SEALED_TNEF] = "(Outlook wrapped the text of this mail into a file, winmail.dat, so it "
                           "cannot be shown here.)"};

    return sentences[sealed];
}
