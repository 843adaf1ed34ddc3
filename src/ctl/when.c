/* followupctl when: what a cadence means, without any configuration.
 *
 * A text that is refused is data that was not understood; limit: TEXT_MAX bytes of a line that is
 * read. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

#include "commands.h"
#include "followup.h"
#include "followupd/base/number.h"
#include "followupd/base/text.h"
#include "followupd/cadence/cadence.h"
#include "followupd/cadence/say.h"
#include "followupd/cadence/series.h"
#include "followupd/followup/settings_change.h"
#include "followupd/record/person.h"
#include "json.h"
#include "moment.h"

enum {
    COUNT_USUAL = 5,
    COUNT_MAX = 1000,
    MORNING_USUAL = 8 * 60,
    SHORTEST = 3600,
    TEXT_MAX = 4096
};

struct question {
    struct fu_cadence_setting setting;
    size_t count;
};

/* What a text was found to mean. */
struct meaning {
    const char *text;
    struct fu_schedule schedule;
    unsigned flags;
    const char *tags;
    const char *canonical; /* with flags and tags */
    fu_instant *moments;
    size_t found;
    struct fu_refusal refusal; /* reason is NULL when the text is accepted */
};

static int read_question(
    const struct fu_ctl *ctl, const struct fu_ctl_arguments *arguments, struct question *question)
{
    const char *at = fu_ctl_value(arguments, "at");
    const char *zone = fu_ctl_value(arguments, "zone");
    const char *time = fu_ctl_value(arguments, "time");
    const char *count = fu_ctl_value(arguments, "count");
    int64_t number = COUNT_USUAL;
    struct fu_refusal refusal;

    question->setting = (struct fu_cadence_setting){.sent = ctl->now,
        .zone = zone ? zone : ctl->zone,
        .morning = MORNING_USUAL,
        .workdays = FU_WORKDAYS_DEFAULT,
        .shortest = SHORTEST};
    if (fu_setting_read_zone(
            ctl->arena, question->setting.zone, &question->setting.zone, &refusal) != FU_OK)
        return fu_ctl_fail_usage(ctl, "%s", fu_ctl_refusal(ctl->arena, &refusal));
    if (at)
        question->setting.sent = fu_ctl_read_moment(at, question->setting.zone);
    if (question->setting.sent == FU_NEVER)
        return fu_ctl_fail_usage(
            ctl, "“%s” is no moment; one is 2026-11-18T10:30, with +01:00 or without.", at);
    if (time && fu_setting_read_time(ctl->arena, time, &question->setting.morning, &refusal) != FU_OK)
        return fu_ctl_fail_usage(ctl, "%s", refusal.reason);
    if (count && !fu_number_parse(count, strlen(count), 1, COUNT_MAX, &number))
        return fu_ctl_fail_usage(ctl, "“%s” is no count; it goes from 1 to %d.", count, COUNT_MAX);
    question->count = (size_t)number;
    return 0;
}

/* FU_BAD_INPUT with meaning->refusal; FU_PERMANENT when the moments cannot be found. */
static enum fu_status find_meaning(struct fu_arena *arena, const struct question *question,
    const char *text, size_t length, struct meaning *meaning, struct fu_error *error)
{
    struct fu_cadence *cadence;
    struct fu_refusal none;
    enum fu_status status;

    memset(meaning, 0, sizeof *meaning);
    meaning->text = text;
    status = fu_cadence_read(arena, text, length, &question->setting, &meaning->schedule,
        &meaning->flags, &meaning->tags, &meaning->refusal);
    if (status == FU_OK)
        status = fu_cadence_parse(arena, text, length, &cadence, &none);
    if (status != FU_OK)
        return status;
    meaning->refusal.reason = NULL;
    meaning->canonical = fu_cadence_canonical(arena, cadence);
    meaning->moments = fu_arena_allocate(arena, question->count, sizeof *meaning->moments);
    return fu_series_next(&meaning->schedule, question->setting.holidays, question->setting.sent,
        meaning->moments, question->count, &meaning->found, error);
}

static void print_meaning(
    struct fu_ctl *ctl, const struct question *question, const struct meaning *meaning)
{
    const char *zone = meaning->schedule.zone;

    fu_ctl_say("%s", meaning->schedule.english);
    printf("\n");
    for (size_t i = 0; i < meaning->found; i++)
        printf("  %s\n", fu_ctl_moment_offset(ctl->arena, zone, meaning->moments[i]));
    if (meaning->schedule.recurrence == FU_RECURRING && meaning->found < question->count)
        printf("  and that is the last\n");
    printf("\n  written  %s\n  zone     %s\n", meaning->canonical, zone);
    if (meaning->flags)
        printf("  flags    %s\n", fu_ctl_flags(ctl->arena, meaning->flags));
    if (meaning->tags[0])
        printf("  tags     %s\n", meaning->tags);
}

static void print_json(struct fu_arena *arena, const struct meaning *meaning, const char *trouble)
{
    const struct fu_schedule *schedule = &meaning->schedule;
    struct fu_ctl_json json;

    fu_ctl_json_begin(&json);
    fu_ctl_json_text(&json, "text", meaning->text);
    if (trouble) {
        fu_ctl_json_text(&json, "error", trouble);
        fu_ctl_json_open_list(&json, "suggestions");
        for (size_t i = 0; i < meaning->refusal.suggestion_count; i++)
            fu_ctl_json_text(&json, NULL, meaning->refusal.suggestions[i]);
        fu_ctl_json_close_list(&json);
        fu_ctl_json_print(&json);
        return;
    }
    fu_ctl_json_text(&json, "kind", fu_ctl_recurrence(schedule));
    fu_ctl_json_text(&json, "canonical", meaning->canonical);
    fu_ctl_json_text(&json, "english", schedule->english);
    fu_ctl_json_text(&json, "rrule", schedule->rrule[0] ? schedule->rrule : NULL);
    fu_ctl_json_text(&json, "zone", schedule->zone);
    fu_ctl_json_words(&json, "flags", fu_ctl_flags(arena, meaning->flags));
    fu_ctl_json_words(&json, "tags", meaning->tags);
    fu_ctl_json_open_list(&json, "next");
    for (size_t i = 0; i < meaning->found; i++)
        fu_ctl_json_moment(&json, arena, NULL, schedule->zone, meaning->moments[i]);
    fu_ctl_json_close_list(&json);
    fu_ctl_json_print(&json);
}

/* A line as JSON shows it: bytes that would end a C string are spaces. */
static const char *shown(struct fu_arena *arena, const char *line, size_t length)
{
    char *copy = fu_arena_allocate(arena, length + 1, 1);

    for (size_t i = 0; i < length; i++)
        copy[i] = line[i] ? line[i] : ' ';
    return copy;
}

static void answer_line(
    struct fu_arena *arena, const struct question *question, const char *line, size_t length)
{
    struct meaning meaning;
    struct fu_error error;
    enum fu_status status = find_meaning(arena, question, line, length, &meaning, &error);

    meaning.text = shown(arena, line, length);
    print_json(arena, &meaning,
        status == FU_BAD_INPUT ? meaning.refusal.reason
        : status != FU_OK      ? error.text
                               : NULL);
    fu_arena_reset(arena);
}

/* One text a line; of a longer line than TEXT_MAX the rest is dropped, and it is refused anyway. */
static int answer_lines(const struct question *question)
{
    struct fu_arena *arena = fu_arena_new();
    char line[TEXT_MAX];
    size_t length = 0;
    bool any = false;
    int c;

    do {
        c = getc(stdin);
        if (c != '\n' && c != EOF) {
            any = true;
            if (length < sizeof line)
                line[length++] = (char)c;
        } else if (any || c == '\n') {
            length -= length > 0 && line[length - 1] == '\r';
            answer_line(arena, question, line, length);
            length = 0;
            any = false;
        }
    } while (c != EOF);
    fu_arena_free(&arena);
    return ferror(stdin) ? fu_ctl_fail(EX_IOERR, "Standard input cannot be read.") : EX_OK;
}

int fu_ctl_when(struct fu_ctl *ctl, const struct fu_ctl_arguments *arguments)
{
    struct question question;
    struct meaning meaning;
    struct fu_error error;
    enum fu_status status;
    const char *text;
    int failed = read_question(ctl, arguments, &question);

    if (failed)
        return failed;
    if (arguments->operand_count == 1 && strcmp(arguments->operands[0], "-") == 0)
        return answer_lines(&question);
    text = fu_ctl_operands(ctl->arena, arguments, 0);
    status = find_meaning(ctl->arena, &question, text, strlen(text), &meaning, &error);
    if (status == FU_OK && !ctl->json)
        print_meaning(ctl, &question, &meaning);
    else if (status == FU_OK)
        print_json(ctl->arena, &meaning, NULL);
    else if (ctl->json)
        print_json(
            ctl->arena, &meaning, status == FU_BAD_INPUT ? meaning.refusal.reason : error.text);
    else if (status == FU_BAD_INPUT)
        fu_ctl_fail_refused(&meaning.refusal);
    else
        fu_ctl_fail(EX_SOFTWARE, "%s", error.text);
    return status == FU_OK ? EX_OK : status == FU_BAD_INPUT ? EX_DATAERR : EX_SOFTWARE;
}
