/* What somebody's settings are, what a mail changed, and links that change more. Nothing fails
 * here. */
#include "answer_writing.h"

#include <inttypes.h>
#include <string.h>

enum { LINKS_MAX = 4 };

/* A link that sends one line to the settings. */
static struct fu_action line_link(struct fu_arena *arena, const struct fu_settings_text *text,
    const char *label, const char *key, const char *value)
{
    return (struct fu_action){.label = label,
        .web = "",
        .mailto = text->address,
        .body = fu_arena_print(arena, "%s: %s", key, value)};
}

static void write_change(struct fu_writing *writing, const struct fu_settings_text *text,
    const struct fu_setting_change *change)
{
    struct fu_arena *arena = writing->arena;
    struct fu_section *section =
        fu_write_section(writing, fu_arena_print(arena, "“%s”", change->line), change->sentence);
    struct fu_action *links = fu_arena_allocate(arena, LINKS_MAX, sizeof *links);
    section->actions = links;
    if (*change->before != '\0') {
        links[section->action_count++] = line_link(arena, text,
            fu_arena_print(arena, "back to %s", change->before), change->key, change->before);
    }
    for (size_t i = 0; i < change->suggestion_count && section->action_count < LINKS_MAX; i++) {
        links[section->action_count++] =
            line_link(arena, text, change->suggestions[i], change->key, change->suggestions[i]);
    }
}

/* "2 pending follow-ups move.", or what stands for a single one. */
static const char *count_pending(
    struct fu_arena *arena, int64_t count, const char *one, const char *more)
{
    return count == 1 ? one
                      : fu_arena_print(arena, "%" PRId64 " pending follow-ups %s", count, more);
}

/* What happened to what is pending (CADENCE.md rule 22). */
static void write_moves(struct fu_writing *writing, const struct fu_settings_text *text)
{
    struct fu_arena *arena = writing->arena;
    if (text->moved > 0) {
        fu_write_paragraph(writing,
            count_pending(arena, text->moved,
                "One pending follow-up without a clock time of its own has come along to the new "
                "morning time.",
                "without a clock time of their own have come along to the new morning time."));
    }
    if (text->asked_to_move && text->gone_along == 0) {
        fu_write_paragraph(
            writing, "No pending follow-up has to come along to your zone and workdays.");
    } else if (text->asked_to_move) {
        fu_write_paragraph(
            writing, count_pending(arena, text->gone_along,
                         "One pending follow-up has come along to your zone and workdays.",
                         "have come along to your zone and workdays."));
    } else if (text->kept > 0) {
        fu_write_paragraph(writing,
            count_pending(arena, text->kept,
                "One pending follow-up keeps the zone and workdays it was made with. A line “move: "
                "yes” takes it along.",
                "keep the zone and workdays they were made with. A line “move: yes” takes them "
                "along."));
        fu_write_action(writing, text->kept == 1 ? "take it along" : "take them along",
            text->address, "move: yes");
    }
}

/* What a setting is. */
static const char *explain(const char *key)
{
    static const struct {
        const char *key, *text;
    } texts[] = {{"zone", "The time zone in which new follow-ups are read."},
        {"time", "When a day comes that you named without a clock time."},
        {"workdays", "The days that workday, weekdays and tasks mean."},
        {"confirm", "Whether you are told what was scheduled: always, new (a text you use for the "
                    "first time, a series, and what is unusual), or never."},
        {"reply_to", "Whom a reply to a reminder reaches: followup is this service, thread are the "
                     "people of the mail; a reminder then carries no links."},
        {"bundle", "Whether what is due in the morning comes as one mail."}};
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        if (strcmp(key, texts[i].key) == 0) {
            return texts[i].text;
        }
    }
    return "";
}

static void write_setting(struct fu_writing *writing, const struct fu_settings_text *text,
    const struct fu_setting_text *setting)
{
    struct fu_section *section = fu_write_section(writing,
        fu_arena_print(writing->arena, "%s is %s", setting->key, setting->value),
        explain(setting->key));
    struct fu_action *link = fu_arena_allocate(writing->arena, 1, sizeof *link);
    *link = line_link(writing->arena, text, "change it", setting->key, setting->value);
    section->actions = link;
    section->action_count = 1;
}

void fu_answer_settings(
    struct fu_arena *arena, const struct fu_settings_text *text, struct fu_answer *answer)
{
    struct fu_writing writing;
    fu_write_begin(&writing, arena, answer, text->change_count + text->count);
    for (size_t i = 0; i < text->change_count; i++) {
        write_change(&writing, text, &text->changes[i]);
    }
    write_moves(&writing, text);
    if (text->not_read) {
        fu_write_not_read(&writing,
            text->to_others ? "Nothing is changed: what goes to others, too, is for them."
                            : "Nothing is changed: none of your lines names a setting.",
            text->not_read);
    }
    if (text->change_count == 0) {
        fu_write_paragraph(&writing, "Your settings:");
    } else {
        fu_write_action(&writing, "all your settings", text->address, "");
    }
    for (size_t i = 0; i < text->count && text->change_count == 0; i++) {
        write_setting(&writing, text, &text->settings[i]);
    }
    answer->hint = fu_arena_print(arena,
        "To change them, reply with a line for each, such as “zone: paris” or “time: 7:30”; or "
        "write such lines to %s.",
        text->address);
}
