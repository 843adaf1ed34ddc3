/* Writing an answer piece by piece. Nothing fails: what finds no room is left out. */
#include "answer_writing.h"

#include <string.h>

#include "followupd/base/text.h"

/* So little of a line of theirs is shown that it is not broken: a number in it never comes to begin
 * a line of ours. */
enum { PARAGRAPHS_MAX = 8, ACTIONS_MAX = 20, READ_MAX = 40 };

void fu_write_begin(
    struct fu_writing *writing, struct fu_arena *arena, struct fu_answer *answer, size_t sections)
{
    *writing = (struct fu_writing){.arena = arena,
        .answer = answer,
        .paragraphs = fu_arena_allocate(arena, PARAGRAPHS_MAX, sizeof *writing->paragraphs),
        .sections = fu_arena_allocate(arena, sections + 1, sizeof *writing->sections),
        .sections_max = sections,
        .actions = fu_arena_allocate(arena, ACTIONS_MAX, sizeof *writing->actions)};
    answer->paragraphs = writing->paragraphs;
    answer->sections = writing->sections;
    answer->actions = writing->actions;
    answer->hint = "";
    answer->hint_by_mail = NULL;
    answer->closing = "";
}

void fu_write_paragraph(struct fu_writing *writing, const char *text)
{
    if (*text != '\0' && writing->answer->paragraph_count < PARAGRAPHS_MAX) {
        writing->paragraphs[writing->answer->paragraph_count++] = text;
    }
}

void fu_write_not_read(struct fu_writing *writing, const char *why, const char *line)
{
    const char *shown = fu_text_line(writing->arena, line, strlen(line), READ_MAX);
    fu_write_paragraph(writing, why);
    fu_write_paragraph(writing,
        *line == '\0' ? "I found no line of yours in it."
                      : fu_arena_print(writing->arena, "The first line that I found is “%s%s”.",
                            shown, strlen(shown) < strlen(line) ? "…" : ""));
}

struct fu_section *fu_write_section(struct fu_writing *writing, const char *title, const char *text)
{
    struct fu_section *section = &writing->sections[writing->answer->section_count];
    *section = (struct fu_section){.title = title, .text = text, .brief = true};
    writing->answer->section_count += writing->answer->section_count < writing->sections_max;
    return section;
}

void fu_write_action(
    struct fu_writing *writing, const char *label, const char *mailto, const char *body)
{
    if (writing->answer->action_count < ACTIONS_MAX) {
        writing->actions[writing->answer->action_count++] =
            (struct fu_action){.label = label, .web = "", .mailto = mailto, .body = body};
    }
}

const char *fu_service_address(
    struct fu_arena *arena, const struct fu_service *service, const char *local_part)
{
    return fu_arena_print(arena, "%s%s%s", service->before, local_part, service->after);
}

const char *fu_write_tags(struct fu_arena *arena, const char *tags)
{
    const char *text = "";
    while (*tags != '\0') {
        size_t length = strcspn(tags, ",");
        text =
            fu_arena_print(arena, "%s%s%.*s", text, *text != '\0' ? ", " : "", (int)length, tags);
        tags += length + (tags[length] == ',');
    }
    return text;
}
