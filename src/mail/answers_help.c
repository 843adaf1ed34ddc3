/* The page from which everything is learnt. doc/mail.md tells the same at more length; a test holds
 * the two together. Nothing fails here. */
#include "answer_writing.h"

enum { SECTIONS = 8 };

/* A link to try: what it is, and the local part of its address. */
struct trial {
    const char *label;
    const char *local_part;
};

static const struct trial to_be_reminded[] = {{"in 3 days", "3days"}, {"tomorrow", "tomorrow"},
    {"on Friday at 9", "friday9am"}, {"next week", "nextweek"}, {"every 2 months", "every2months"},
    {"every Monday", "everymonday"}, {"tomorrow, as a task", "tomorrow-t"}};

static const struct trial commands[] = {{"what is pending", "list"}, {"your settings", "settings"},
    {"contacts to import", "contacts"}, {"your calendar", "feed"},
    {"what a text means", "explain+every2months"}, {"this page", "help"}};

static const char how_to_ask[] =
    "Put such an address into BCC of a mail you send, and the mail comes back to you then, in its "
    "thread. Write to it alone, and it is a note to yourself. In CC, those of the thread who use "
    "this service get it, too.";

static const char language[] =
    "In a while: 2h, 3days, 1week, 2months, 1week3days5hours, 5workdays, 3days9am\n"
    "On a day: tomorrow, friday, nextfriday, nextweek, aug15, 15th, 2027-03-15, eom, lastworkday\n"
    "At a time: 9am, 930am, 1630, 16:30, noon, evening; behind a day: friday9am, aug15-9am\n"
    "Again and again: every2months, everymonday830am, everymonwedfri, weekdays9am, "
    "every2ndtuesday, every15th, everylastworkday, daily, weekly, monthlyon15th, every4hours\n"
    "Until: everyfriday-until-dec31, daily-x10\n"
    "Units are s, m (minutes), h, d, w, mo, q and y, or the whole words. Case means nothing, and "
    "neither do -, . and _ between words.";

static const char flags[] =
    "3days-t is a task: it comes back every workday morning until it is done.\n"
    "3days-c ends your earlier follow-ups of the thread.\n"
    "3days-r is noted, and comes all the same: answers are not seen here.\n"
    "3days-q is not confirmed.\n"
    "3days+garden files it under garden.";

static const char how_to_act[] =
    "A reminder carries links. A reply to it does the same with its first line: a time (3 days, "
    "fri 9am) brings it back then; done, skip, cancel and undo do what they say. A reply to a list "
    "has a line for each follow-up, with its number in front.";

static const char how_to_end[] =
    "cancel on a reminder ends its follow-up. To end those of a thread, reply to one of its mails, "
    "or forward one, to the address below. You are told what ended, each with a link that takes it "
    "back.";

/* A section whose last lines are addresses to try. */
static void write_trials(struct fu_writing *writing, const struct fu_service *service,
    const char *title, const char *text, const struct trial *trials, size_t count)
{
    struct fu_action *actions = fu_arena_allocate(writing->arena, count, sizeof *actions);
    for (size_t i = 0; i < count; i++) {
        const char *address = fu_service_address(writing->arena, service, trials[i].local_part);
        actions[i] =
            (struct fu_action){.label = trials[i].label, .web = "", .mailto = address, .body = ""};
    }
    struct fu_section *section = fu_write_section(writing, title, text);
    section->actions = actions;
    section->action_count = count;
    section->listed = true;
}

void fu_answer_help(
    struct fu_arena *arena, const struct fu_service *service, struct fu_answer *answer)
{
    static const struct trial cancel[] = {{"what belongs to the thread", "cancel"}};
    struct fu_writing writing;
    fu_write_begin(&writing, arena, answer, SECTIONS);
    fu_write_paragraph(&writing, "Everything this service does, it does by mail:");
    write_trials(&writing, service, "Be reminded", how_to_ask, to_be_reminded,
        sizeof to_be_reminded / sizeof to_be_reminded[0]);
    fu_write_section(&writing,
        fu_arena_print(arena, "What may stand before %s",
            *service->before != '\0' ? fu_arena_print(arena, "the @, behind %s", service->before)
                                     : service->after),
        language);
    fu_write_section(&writing, "Flags and tags", flags);
    fu_write_section(&writing, "When it has come", how_to_act);
    write_trials(&writing, service, "End it", how_to_end, cancel, 1);
    write_trials(&writing, service, "Ask", "An empty mail to one of these is answered:", commands,
        sizeof commands / sizeof commands[0]);
    if (*service->web != '\0') {
        answer->closing = fu_arena_print(arena, "There are pages, too: %s/me", service->web);
    }
}
