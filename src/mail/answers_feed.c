/* The secret address of somebody's calendar. Nothing fails here. */
#include "answer_writing.h"

#include "followupd/base/text.h"

/* "webcal://…": calendars subscribe to it with one click. */
static const char *webcal(struct fu_arena *arena, const char *url)
{
    const char *rest = fu_starts_nocase(url, "https://")  ? url + sizeof "https" - 1
                       : fu_starts_nocase(url, "http://") ? url + sizeof "http" - 1
                                                          : NULL;
    return rest != NULL ? fu_arena_print(arena, "webcal%s", rest) : url;
}

void fu_answer_feed(struct fu_arena *arena, const struct fu_service *service, const char *url,
    bool rotated, struct fu_answer *answer)
{
    struct fu_writing writing;
    fu_write_begin(&writing, arena, answer, 2);
    if (*url == '\0') {
        fu_write_paragraph(&writing,
            "There is no calendar to subscribe to: this service has no web address. Whoever runs "
            "it can give it one, or send you the calendar as a file (followupctl feed).");
        fu_write_action(
            &writing, "what is pending, by mail", fu_service_address(arena, service, "list"), "");
        return;
    }
    fu_write_paragraph(&writing, rotated
                                     ? "The old address of your calendar shows nothing any more. "
                                       "The new one:"
                                     : "Your pending follow-ups as a calendar:");
    fu_write_paragraph(&writing, url);
    fu_write_section(&writing, "To subscribe",
        fu_arena_print(arena,
            "Telephone, Apple Calendar, Thunderbird: open\n%s\n"
            "Google Calendar: Other calendars, From URL. Outlook: Add calendar, Subscribe from "
            "web.\n"
            "How often it is read is up to the calendar: from minutes to a day. Reminders come by "
            "mail, on time.",
            webcal(arena, url)));
    fu_write_section(&writing, "It is a secret",
        "Whoever has the address can read what you follow up, and can change nothing. If it has "
        "got about, a mail to the address below ends it and gives you a new one.");
    fu_write_action(
        &writing, "a new address", fu_service_address(arena, service, "feed"), "rotate");
    answer->closing = "With ?todo at its end the calendar has tasks instead of events; with "
                      "?tag=garden only what is filed under garden.";
}
