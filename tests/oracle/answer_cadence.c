/* Answers what texts mean, so that other programs' answers can be held against them. Reads one
 * question a line, fields separated by '|':
 *
 *   ZONE|SENT|MORNING|WORKDAYS|COUNT|TEXT     SENT: instant; MORNING: minutes; WORKDAYS: mask;
 * COUNT: moments wanted
 *
 * and writes one answer a line:
 *
 *   once|ELAPSED|Y M D h m s||CANONICAL|MOMENT
 *   recurring|ELAPSED|Y M D h m s|RRULE|CANONICAL|MOMENT MOMENT …
 *   refused|REASON
 *
 * Stops with status 1 at a line that is no question. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "followupd/cadence/cadence.h"
#include "followupd/cadence/series.h"

enum { QUESTION_MAX = 512, COUNT_MAX = 64 };

static bool show(const struct fu_schedule *schedule, fu_instant sent, size_t count)
{
    fu_instant moments[COUNT_MAX];
    size_t found;
    struct fu_error error;
    const struct fu_civil *start = &schedule->start;
    if (fu_series_next(schedule, NULL, sent, moments, count, &found, &error) != FU_OK) {
        fprintf(stderr, "%s\n", error.text);
        return false;
    }
    printf("%s|%d|%d %d %d %d %d %d|%s|%s|", schedule->recurrence == FU_ONCE ? "once" : "recurring",
        schedule->elapsed, start->year, start->month, start->day, start->hour, start->minute,
        start->second, schedule->rrule, schedule->canonical);
    for (size_t i = 0; i < found; i++) {
        printf("%s%" PRId64, i == 0 ? "" : " ", moments[i]);
    }
    puts("");
    return true;
}

static bool answer(struct fu_arena *arena, const char *line)
{
    char zone[65];
    int used = 0;
    size_t count;
    struct fu_cadence_setting setting = {.zone = zone, .shortest = 1};
    if (sscanf(line, "%64[^|]|%" SCNd64 "|%d|%u|%zu|%n", zone, &setting.sent, &setting.morning,
            &setting.workdays, &count, &used) != 5 ||
        used == 0 || count > COUNT_MAX) {
        return false;
    }
    const char *text = line + used;
    struct fu_schedule schedule;
    struct fu_refusal refusal;
    if (fu_cadence_read(arena, text, strlen(text), &setting, &schedule, NULL, NULL, &refusal) !=
        FU_OK) {
        printf("refused|%s\n", refusal.reason);
        return true;
    }
    return show(&schedule, setting.sent, count);
}

int main(void)
{
    struct fu_arena *arena = fu_arena_new();
    char line[QUESTION_MAX];
    int status = 0;
    while (status == 0 && fgets(line, sizeof line, stdin) != NULL) {
        line[strcspn(line, "\n")] = '\0';
        fu_arena_reset(arena);
        if (!answer(arena, line)) {
            fprintf(stderr, "no question: %s\n", line);
            status = 1;
        }
    }
    fu_arena_free(&arena);
    return status;
}
