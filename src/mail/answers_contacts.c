/* The addresses as contacts: one vCard for each common cadence and for each command, so that what
 * completes names completes them.
 *
 * Version 3.0 (RFC 2426), ASCII only: it is what telephones write themselves and what all of them
 * read; many Android address books refuse 4.0. UIDs are those of the addresses, so that importing
 * the file again makes no second contact where the program heeds them. Nothing fails here. */
#include "answer_writing.h"

#include <string.h>

#include "followupd/base/buffer.h"

enum { CARDS_MAX = 64 * 1024, FOLD_AT = 75 };

struct contact {
    const char *local_part;
    const char *name; /* behind "Follow-up" or "Follow-ups:" */
};

static const struct contact cadences[] = {{"1hour", "in 1 hour"}, {"3hours", "in 3 hours"},
    {"tomorrow", "tomorrow"}, {"2days", "in 2 days"}, {"3days", "in 3 days"},
    {"1week", "in 1 week"}, {"2weeks", "in 2 weeks"}, {"1month", "in 1 month"},
    {"3months", "in 3 months"}, {"6months", "in 6 months"}, {"1year", "in 1 year"},
    {"monday", "on Monday"}, {"friday", "on Friday"}, {"weekend", "at the weekend"},
    {"nextweek", "next week"}, {"nextmonth", "next month"},
    {"endofmonth", "at the end of the month"}, {"everyday", "every day"},
    {"weekdays", "every workday"}, {"everymonday", "every Monday"}, {"everyweek", "every week"},
    {"every2weeks", "every 2 weeks"}, {"everymonth", "every month"},
    {"every3months", "every 3 months"}, {"everyyear", "every year"}};

static const struct contact commands[] = {{"list", "list"}, {"settings", "settings"},
    {"feed", "feed"}, {"help", "help"}, {"cancel", "cancel this thread"}};

enum {
    CADENCES = sizeof cadences / sizeof cadences[0],
    COMMANDS = sizeof commands / sizeof commands[0]
};

/* Adds a content line, folded (RFC 2425 5.8.1). */
static void add_line(struct fu_buffer *cards, const char *name, const char *value)
{
    struct fu_buffer line;
    fu_buffer_init(&line, CARDS_MAX);
    fu_buffer_print(&line, "%s:%s", name, value);
    for (size_t at = 0, width = FOLD_AT; at < line.length; at += width, width = FOLD_AT - 1) {
        size_t length = line.length - at < width ? line.length - at : width;
        fu_buffer_add_text(cards, at > 0 ? " " : "");
        fu_buffer_add(cards, line.data + at, length);
        fu_buffer_add_text(cards, "\r\n");
    }
    fu_buffer_free(&line);
}

/* What begins the name stands in front of all of them: typing it shows them. */
static void add_card(struct fu_arena *arena, struct fu_buffer *cards,
    const struct fu_service *service, const char *given, const struct contact *contact)
{
    const char *address = fu_service_address(arena, service, contact->local_part);
    add_line(cards, "BEGIN", "VCARD");
    add_line(cards, "VERSION", "3.0");
    add_line(cards, "PRODID", "-//followupd//contacts//EN");
    add_line(cards, "UID", fu_arena_print(arena, "followupd-%s", address));
    add_line(cards, "FN", fu_arena_print(arena, "%s %s", given, contact->name));
    add_line(cards, "N", fu_arena_print(arena, "%s;%s;;;", contact->name, given));
    add_line(cards, "EMAIL;TYPE=INTERNET", address);
    add_line(cards, "CATEGORIES", "Follow-ups");
    add_line(cards, "END", "VCARD");
}

static struct fu_part *make_file(struct fu_arena *arena, const struct fu_service *service)
{
    struct fu_part *file = fu_arena_allocate(arena, 1, sizeof *file);
    struct fu_buffer cards;
    fu_buffer_init(&cards, CARDS_MAX);
    for (size_t i = 0; i < CADENCES; i++) {
        add_card(arena, &cards, service, "Follow-up", &cadences[i]);
    }
    for (size_t i = 0; i < COMMANDS; i++) {
        add_card(arena, &cards, service, "Follow-ups:", &commands[i]);
    }
    *file = (struct fu_part){.name = "follow-ups.vcf",
        .type = "text/vcard",
        .bytes = fu_arena_copy_n(arena, cards.data, cards.length),
        .length = cards.length};
    fu_buffer_free(&cards);
    return file;
}

void fu_answer_contacts(
    struct fu_arena *arena, const struct fu_service *service, struct fu_answer *answer)
{
    struct fu_writing writing;
    fu_write_begin(&writing, arena, answer, 0);
    fu_write_paragraph(&writing,
        fu_arena_print(arena,
            "The file follow-ups.vcf has %d contacts: one for each common cadence, and one for "
            "each command.",
            CADENCES + COMMANDS));
    fu_write_paragraph(&writing,
        "Open it on your telephone and add them all; on a computer import it into your contacts. "
        "From then on “follow” in To, CC or BCC offers them. Outlook for Windows takes only the "
        "first contact of a file: import it on Outlook's web page instead.");
    fu_write_paragraph(
        &writing, fu_arena_print(arena, "Any other cadence is an address as well, such as %s.",
                      fu_service_address(arena, service, "every2ndtuesday9am")));
    answer->attachments = make_file(arena, service);
    answer->attachment_count = 1;
}
