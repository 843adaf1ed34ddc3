/* What a cadence would mean, or why it means nothing. Nothing fails here. */
#include "answer_writing.h"

#include <string.h>

#include "followupd/record/followup.h"

enum { REFUSAL_ACTIONS = 3 };

static const char nothing_made[] = "Nothing is scheduled by asking.";

static const char *list_moments(struct fu_arena *arena, const struct fu_explained *explained)
{
    const char *text = "";
    for (size_t i = 0; i < explained->moment_count; i++) {
        text = fu_arena_print(arena, "%s%s%s", text, i > 0 ? "\n" : "", explained->moments[i]);
    }
    return fu_arena_print(arena, "%s%s", text,
        !explained->recurring ? ""
        : explained->goes_on  ? "\nand so on"
                              : "\nand no more");
}

/* A sentence for each flag, the tags, and the series it may have been meant for. */
static const char *remarks(struct fu_arena *arena, const struct fu_explained *explained)
{
    static const struct {
        unsigned flag;
        const char *text;
    } flags[] = {
        {FU_FLAG_TASK, "It is a task: it comes back every workday morning until it is done."},
        {FU_FLAG_CANCEL, "It ends your earlier follow-ups of the thread."},
        {FU_FLAG_NO_REPLY, "It comes even if somebody answers: answers are not seen here."},
        {FU_FLAG_QUIET, "It is not confirmed."}};
    const char *text = "";
    for (size_t i = 0; i < sizeof flags / sizeof flags[0]; i++) {
        if ((explained->flags & flags[i].flag) != 0) {
            text = fu_arena_print(arena, "%s%s\n", text, flags[i].text);
        }
    }
    if (*explained->tags != '\0') {
        text = fu_arena_print(
            arena, "%sIt is filed under %s.\n", text, fu_write_tags(arena, explained->tags));
    }
    if (*explained->recurring_form != '\0') {
        text =
            fu_arena_print(arena, "%sIt comes once; the one that comes again and again is “%s”.\n",
                text, explained->recurring_form);
    }
    if (strcmp(explained->asked, explained->canonical) != 0) {
        text = fu_arena_print(arena, "%sIts usual spelling is “%s”.", text, explained->canonical);
    }
    return text;
}

void fu_answer_explained(struct fu_arena *arena, const struct fu_service *service,
    const struct fu_explained *explained, struct fu_answer *answer)
{
    struct fu_writing writing;
    fu_write_begin(&writing, arena, answer, 1);
    fu_write_paragraph(&writing,
        fu_arena_print(arena, "“%s” brings a mail back %s.", explained->asked, explained->english));
    fu_write_paragraph(&writing, remarks(arena, explained));
    fu_write_section(&writing,
        fu_arena_print(arena, "Asked for now, it would come (times of %s)", explained->zone),
        list_moments(arena, explained));
    fu_write_action(
        &writing, "schedule it", fu_service_address(arena, service, explained->canonical), "");
    answer->closing = nothing_made;
}

void fu_answer_unexplained(struct fu_arena *arena, const struct fu_service *service,
    const char *reason, const char *const *suggestions, size_t count, struct fu_answer *answer)
{
    struct fu_writing writing;
    fu_write_begin(&writing, arena, answer, 0);
    fu_write_paragraph(&writing, reason);
    if (count > 0) {
        fu_write_paragraph(&writing, "Perhaps you meant one of these; its address explains it.");
    }
    for (size_t i = 0; i < count && i < REFUSAL_ACTIONS; i++) {
        fu_write_action(&writing, suggestions[i],
            fu_service_address(arena, service, fu_arena_print(arena, "explain+%s", suggestions[i])),
            "");
    }
    answer->closing = nothing_made;
}

void fu_answer_explain(
    struct fu_arena *arena, const struct fu_service *service, struct fu_answer *answer)
{
    struct fu_writing writing;
    fu_write_begin(&writing, arena, answer, 0);
    fu_write_paragraph(&writing,
        "Put a cadence behind explain+, and you are told what it would mean for you and when it "
        "would come. Nothing is scheduled by asking. For example:");
    fu_write_action(
        &writing, "every 2 months", fu_service_address(arena, service, "explain+every2months"), "");
    fu_write_action(&writing, "Friday at 9, as a task",
        fu_service_address(arena, service, "explain+friday9am-t"), "");
    fu_write_action(
        &writing, "all that can be written", fu_service_address(arena, service, "help"), "");
}
