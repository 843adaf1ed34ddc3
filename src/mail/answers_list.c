/* What somebody has pending, and what came of the lines of their reply.
 *
 * No line of ours begins with a number: a mail program that marks nothing as quoted must not turn
 * our list into orders. Nothing fails here. */
#include "answer_writing.h"

#include <inttypes.h>
#include <string.h>

static const char how[] = "To change them, reply to this mail, with a line for each: its number, "
                          "and a time (2 weeks, fri 9am), done, skip, cancel or undo. ";

/* "08:00, every 2 months at 08:00, a task, filed under acme, garden". */
static const char *describe(struct fu_arena *arena, const struct fu_list_item *item)
{
    return fu_arena_print(arena, "%s%s%s%s%s%s", item->time, *item->time != '\0' ? ", " : "",
        item->english, item->task ? ", a task" : "", *item->tags != '\0' ? ", filed under " : "",
        fu_write_tags(arena, item->tags));
}

static void write_item(struct fu_writing *writing, const struct fu_list_item *item, const char *day)
{
    struct fu_section *section = fu_write_section(writing, day,
        fu_arena_print(writing->arena, "[%" PRId64 "] %s\n%s", item->number, item->about,
            describe(writing->arena, item)));
    section->actions = item->actions;
    section->action_count = item->action_count;
}

static const char *how_many(struct fu_arena *arena, const struct fu_list *list)
{
    if (list->count == 0) {
        return list->before == 0 ? "You have no pending follow-ups."
                                 : "There are no more pending follow-ups.";
    }
    const char *times = fu_arena_print(arena, "soonest first. Times are those of %s.", list->zone);
    if (list->before > 0 || list->more) {
        return fu_arena_print(arena, "Your pending follow-ups %zu to %zu%s, %s", list->before + 1,
            list->before + list->count, list->more ? " (there are more)" : "", times);
    }
    return list->count == 1
               ? fu_arena_print(
                     arena, "You have one pending follow-up. Times are those of %s.", list->zone)
               : fu_arena_print(arena, "You have %zu pending follow-ups, %s", list->count, times);
}

/* How the others are seen. */
static void write_more(
    struct fu_writing *writing, const struct fu_service *service, const struct fu_list *list)
{
    if (list->more && *list->next != '\0') {
        fu_write_action(writing, "the next ones", list->next, "");
    } else if (list->more) {
        writing->answer->closing =
            *service->web != '\0'
                ? fu_arena_print(writing->arena, "All of them: %s/me", service->web)
                : "Those that come later show here as their time comes nearer.";
    }
    if (list->more && *service->web != '\0' && *list->next != '\0') {
        writing->answer->closing =
            fu_arena_print(writing->arena, "All of them on the web: %s/me", service->web);
    }
}

void fu_answer_list(struct fu_arena *arena, const struct fu_service *service,
    const struct fu_list *list, struct fu_answer *answer)
{
    struct fu_writing writing;
    fu_write_begin(&writing, arena, answer, list->count);
    if (list->not_read) {
        fu_write_not_read(&writing,
            "Nothing is changed: none of your lines begins with the number of a follow-up.",
            list->not_read);
    }
    if (list->needs_token) {
        fu_write_paragraph(&writing,
            "Nothing is changed: such lines act in a reply to this mail, and nowhere else.");
    }
    fu_write_paragraph(&writing, how_many(arena, list));
    for (size_t i = 0; i < list->count; i++) {
        const struct fu_list_item *item = &list->items[i];
        bool same_day = i > 0 && strcmp(item->day, list->items[i - 1].day) == 0;
        write_item(&writing, item, same_day ? "" : item->day);
    }
    if (list->count > 0) {
        answer->hint = fu_arena_print(arena, "%s“%" PRId64 " 2 weeks” moves “%s”.", how,
            list->items[0].number, list->items[0].about);
    } else {
        fu_write_action(
            &writing, "how to make some", fu_service_address(arena, service, "help"), "");
    }
    write_more(&writing, service, list);
}

bool fu_answer_opens(const char *line)
{
    static const char *const openings[] = {"Nothing is changed: ", "Your pending follow-ups ",
        "There are no more pending follow-ups", "You asked to be reminded of ", "Your settings:"};
    for (size_t i = 0; i < sizeof openings / sizeof openings[0]; i++) {
        if (strncmp(line, openings[i], strlen(openings[i])) == 0) {
            return true;
        }
    }
    return strncmp(line, "You have ", strlen("You have ")) == 0 &&
           strstr(line, " pending follow-up") != NULL;
}

void fu_answer_lines(struct fu_arena *arena, const struct fu_service *service,
    const struct fu_line_result *results, size_t count, struct fu_answer *answer)
{
    struct fu_writing writing;
    fu_write_begin(&writing, arena, answer, count);
    for (size_t i = 0; i < count; i++) {
        struct fu_section *section = fu_write_section(
            &writing, fu_arena_print(arena, "“%s”", results[i].line), results[i].sentence);
        section->actions = results[i].actions;
        section->action_count = results[i].action_count;
    }
    answer->hint = "To go on, reply with further lines: a number, and what to do. A line with the "
                   "number and undo takes the last change back.";
    fu_write_action(
        &writing, "what is pending now", fu_service_address(arena, service, "list"), "");
}
