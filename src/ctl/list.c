/* followupctl list. Limit: ROWS_MAX follow-ups at once. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

#include "commands.h"
#include "followup.h"
#include "followupd/base/nearest.h"
#include "followupd/base/text.h"
#include "followupd/mail/subject.h"
#include "followupd/store/followups.h"
#include "moment.h"
#include "people.h"
#include "table.h"

enum { ROWS_MAX = 100000, CADENCE_WIDTH = 30, PERSON_WIDTH = 28 };

static const char *const state_words[] = {"pending", "done", "cancelled", "failed", "all"};

static int read_state(const struct fu_ctl *ctl, const char *word, int *state)
{
    const char *nearest;

    *state = word ? fu_followup_state_parse(word) : FU_PENDING;
    if (*state >= 0 || strcmp(word, "all") == 0)
        return 0;
    nearest = fu_nearest(word, state_words, sizeof state_words / sizeof *state_words);
    if (nearest)
        return fu_ctl_fail_usage(ctl, "There is no state “%s”. Perhaps: %s", word, nearest);
    return fu_ctl_fail_usage(
        ctl, "There is no state “%s”: pending, done, cancelled, failed or all.", word);
}

static void print_row(struct fu_ctl *ctl, const struct fu_listed *row)
{
    struct fu_ctl_json json;

    fu_ctl_json_begin(&json);
    fu_ctl_json_followup(&json, ctl, &row->followup, row->owner, row->message_id);
    fu_ctl_json_print(&json);
}

/* What is the same in every row is left out. */
static void print_table(
    struct fu_ctl *ctl, const struct fu_listed *rows, size_t count, bool one_person, bool one_state)
{
    const struct fu_ctl_column columns[] = {{.title = "ID", .right = true}, {.title = "NEXT"},
        {.title = "CADENCE", .most = CADENCE_WIDTH}, {.title = "STATE", .hidden = one_state},
        {.title = "PERSON", .most = PERSON_WIDTH, .hidden = one_person}, {.title = "SUBJECT"}};
    const struct fu_followup *followup;
    struct fu_ctl_table table;

    fu_ctl_table_begin(&table, ctl->arena, columns, sizeof columns / sizeof *columns);
    for (size_t i = 0; i < count; i++) {
        followup = &rows[i].followup;
        fu_ctl_table_add(
            &table, (const char *[]){fu_arena_print(ctl->arena, "#%" PRId64, followup->id),
                        fu_ctl_moment(ctl->arena, followup->schedule.zone, followup->next),
                        followup->schedule.english, fu_followup_state_word(followup->state),
                        rows[i].owner, fu_subject_title(followup->subject)});
    }
    fu_ctl_table_print(&table, ctl->width);
    fu_ctl_table_free(&table);
}

int fu_ctl_list(struct fu_ctl *ctl, const struct fu_ctl_arguments *arguments)
{
    struct fu_filter filter = {
        .tag = fu_ctl_value(arguments, "tag"), .after = -1, .most = ROWS_MAX};
    struct fu_person *person = NULL;
    struct fu_listed *rows;
    struct fu_error error;
    size_t count;
    int failed = read_state(ctl, fu_ctl_value(arguments, "state"), &filter.state);

    if (failed == 0 && arguments->operand_count > 0)
        failed = fu_ctl_find_person(ctl, arguments->operands[0], &person);
    if (failed)
        return failed;
    filter.person = person ? person->id : 0;
    filter.tag = filter.tag ? fu_text_lower(ctl->arena, filter.tag) : NULL;
    if (fu_store_list(ctl->store, ctl->arena, &filter, &rows, &count, &error) != FU_OK)
        return fu_ctl_fail_store(&error);
    for (size_t i = 0; ctl->json && i < count; i++)
        print_row(ctl, &rows[i]);
    if (!ctl->json && count > 0)
        print_table(ctl, rows, count, person != NULL, filter.state >= 0);
    if (!ctl->json && count == 0)
        fu_ctl_say("No%s%s follow-ups%s.", filter.state >= 0 ? " " : "",
            filter.state >= 0 ? fu_followup_state_word((enum fu_followup_state)filter.state) : "",
            person || filter.tag ? " like that" : "");
    if (count == ROWS_MAX)
        fu_ctl_fail(
            EX_OK, "Only the first %d are shown; name a person, a state or a tag.", ROWS_MAX);
    return EX_OK;
}
