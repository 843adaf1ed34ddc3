/* Lists of follow-ups in words. Fails only where the store does. */
#include "followupd/followup/view.h"

#include <stdlib.h>
#include <string.h>

#include "followupd/base/text.h"
#include "followupd/cadence/cadence.h"
#include "followupd/store/followups.h"
#include "followupd/store/people.h"
#include "view_item.h"

/* Tags that are offered for choosing. */
enum { TAGS_MAX = 100, SEARCH_MAX = 100 };

static int compare(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* Adds each tag of "acme,garden" that is not there yet. */
static void add_tags(struct fu_arena *arena, const char *text, const char **tags, size_t *count)
{
    size_t length, i;

    for (; *text; text += length + (text[length] == ',')) {
        length = strcspn(text, ",");
        for (i = 0; i < *count; i++) {
            if (strncmp(tags[i], text, length) == 0 && tags[i][length] == '\0')
                break;
        }
        if (i == *count && length > 0 && *count < TAGS_MAX)
            tags[(*count)++] = fu_arena_copy_n(arena, text, length);
    }
}

static enum fu_status find_tags(
    const struct fu_act *act, struct fu_view_list *list, struct fu_error *error)
{
    const char **tags = fu_arena_allocate(act->arena, TAGS_MAX, sizeof *tags);
    const char **texts;
    size_t count = 0, i;
    enum fu_status status =
        fu_store_tags(act->store, act->arena, act->person, &texts, &count, error);

    list->tags = tags;
    list->tag_count = 0;
    for (i = 0; status == FU_OK && i < count; i++)
        add_tags(act->arena, texts[i], tags, &list->tag_count);
    if (list->tag_count > 0)
        qsort(tags, list->tag_count, sizeof *tags, compare);
    return status;
}

static const char *or_null(const char *text)
{
    return text[0] ? text : NULL;
}

enum fu_status fu_view_list(const struct fu_act *act, const struct fu_view_question *question,
    struct fu_view_list *list, struct fu_error *error)
{
    const struct fu_filter filter = {.person = act->person,
        .state = question->past ? -1 : FU_PENDING,
        .tag = or_null(question->tag),
        .after = -1,
        .most = FU_VIEW_LIST_MAX + 1,
        .text =
            or_null(fu_text_line(act->arena, question->text, strlen(question->text), SEARCH_MAX)),
        .over = question->past};
    struct fu_listed *rows;
    struct fu_person *person;
    size_t count = 0, i;
    enum fu_status status =
        fu_store_person_get(act->store, act->arena, act->person, &person, error);

    *list = (struct fu_view_list){.count = 0};
    if (status == FU_OK && person)
        status = fu_store_list(act->store, act->arena, &filter, &rows, &count, error);
    if (status == FU_OK)
        status = find_tags(act, list, error);
    if (status != FU_OK)
        return status;
    list->cut = count > FU_VIEW_LIST_MAX;
    list->count = list->cut ? FU_VIEW_LIST_MAX : count;
    list->items = fu_arena_allocate(act->arena, list->count, sizeof *list->items);
    for (i = 0; status == FU_OK && i < list->count; i++)
        status = fu_view_item(act, person, &rows[i].followup, &list->items[i], error);
    return status;
}
