/* What `cancel` ended, or what it may have meant. Nothing fails here. */
#include "answer_writing.h"

static void write_one(struct fu_writing *writing, const struct fu_ended *ended)
{
    struct fu_section *section = fu_write_section(writing,
        *ended->when != '\0' ? fu_arena_print(writing->arena, "%s, %s", ended->about, ended->when)
                             : ended->about,
        ended->sentence);
    section->actions = ended->actions;
    section->action_count = ended->action_count;
    section->brief = false;
}

void fu_answer_ended(struct fu_arena *arena, const struct fu_ended *ended, size_t count,
    bool by_subject, struct fu_answer *answer)
{
    struct fu_writing writing;
    fu_write_begin(&writing, arena, answer, count);
    fu_write_paragraph(&writing,
        count == 1
            ? "This follow-up is ended; the undo below it is an empty mail that takes it back."
            : fu_arena_print(arena,
                  "These %zu follow-ups are ended; the undo below each is an empty mail that takes "
                  "it back.",
                  count));
    if (by_subject) {
        fu_write_paragraph(
            &writing, "Your mail names no thread that I know, so I went by its subject.");
    }
    for (size_t i = 0; i < count; i++) {
        write_one(&writing, &ended[i]);
    }
}

void fu_answer_not_ended(struct fu_arena *arena, const struct fu_service *service,
    const struct fu_ended *near, size_t count, struct fu_answer *answer)
{
    struct fu_writing writing;
    fu_write_begin(&writing, arena, answer, count);
    fu_write_paragraph(
        &writing, "Nothing is ended: you have no pending follow-up in the thread of your mail.");
    if (count > 0) {
        fu_write_paragraph(&writing,
            count == 1
                ? "Perhaps you meant this one; the cancel below it is an empty mail that ends it."
                : "Perhaps you meant one of these; the cancel below it is an empty mail that "
                  "ends it.");
    }
    for (size_t i = 0; i < count; i++) {
        write_one(&writing, &near[i]);
    }
    fu_write_action(
        &writing, "all that is pending", fu_service_address(arena, service, "list"), "");
}
