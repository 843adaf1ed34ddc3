/* How many texts are read and how many moments expanded in a second, of one core.
 *
 * Prints lines of a name and a rate: "parse" is phase one, "read" both phases with the English,
 * "moments NAME" a series. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "followupd/cadence/cadence.h"
#include "followupd/cadence/series.h"
#include "followupd/record/person.h"

enum { TEXTS = 1000000, MOMENTS = 20000, ROUNDS = 20, RESET = 64 };

#define SENT INT64_C(1794994200)
#define COUNT(items) (sizeof items / sizeof items[0])

static const char *const texts[] = {"3days", "every2months", "tomorrow2pm", "everymonday830am",
    "1week3days5hours", "aug15-9am", "everylastworkday", "nextfriday", "everymonandthu9am",
    "every2ndtuesday", "weekdays9am", "2h", "everyfriday-until-dec31", "15th", "fri4pm",
    "monthlyon15th", "eom", "every4hours-x10", "9amtomorrow", "2027-03-15"};

static const char *const series[] = {"daily", "weekdays9am", "everymonwedfri", "every2weeks",
    "every31st", "every2ndtuesday", "everylastworkday", "every4hours"};

static double seconds(void)
{
    struct timespec time;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
    return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

/* A text that is refused would be measured as something else. */
static void refuse(const char *text, const char *reason)
{
    fprintf(stderr, "%s: %s\n", text, reason);
    exit(1);
}

static void read_texts(struct fu_arena *arena, const struct fu_cadence_setting *setting, bool whole)
{
    enum fu_status status;
    struct fu_cadence *cadence;
    struct fu_refusal refusal;
    struct fu_schedule schedule;
    double begin = seconds();
    for (size_t i = 0; i < TEXTS; i++) {
        const char *text = texts[i % COUNT(texts)];
        if (i % RESET == 0) {
            fu_arena_reset(arena);
        }
        if (whole) {
            status = fu_cadence_read(
                arena, text, strlen(text), setting, &schedule, NULL, NULL, &refusal);
        } else {
            status = fu_cadence_parse(arena, text, strlen(text), &cadence, &refusal);
        }
        if (status != FU_OK) {
            refuse(text, refusal.reason);
        }
    }
    printf("%s %.0f\n", whole ? "read" : "parse", TEXTS / (seconds() - begin));
}

static void expand(
    struct fu_arena *arena, const struct fu_cadence_setting *setting, const char *text)
{
    static fu_instant moments[MOMENTS];
    struct fu_refusal refusal;
    struct fu_schedule schedule;
    struct fu_error error;
    size_t found = 0, total = 0;
    if (fu_cadence_read(arena, text, strlen(text), setting, &schedule, NULL, NULL, &refusal) !=
        FU_OK) {
        refuse(text, refusal.reason);
    }
    double begin = seconds();
    for (int round = 0; round < ROUNDS; round++) {
        fu_series_next(&schedule, NULL, setting->sent, moments, MOMENTS, &found, &error);
        total += found;
    }
    printf("moments-%s %.0f\n", text, (double)total / (seconds() - begin));
}

int main(void)
{
    struct fu_cadence_setting setting = {.sent = SENT,
        .zone = "Europe/Berlin",
        .morning = 480,
        .workdays = FU_WORKDAYS_DEFAULT,
        .shortest = 3600};
    struct fu_arena *arena = fu_arena_new();
    read_texts(arena, &setting, false);
    read_texts(arena, &setting, true);
    for (size_t i = 0; i < COUNT(series); i++) {
        expand(arena, &setting, series[i]);
    }
    fu_arena_free(&arena);
    return 0;
}
