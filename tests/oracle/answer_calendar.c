/* Writes a calendar of follow-ups and says when each of them comes, so that other programs can be
 * asked what they read in it.
 *
 *   answer_calendar CALENDAR HOLIDAYS NOW UNTIL [PAGE]
 *
 * Reads one follow-up a line, fields separated by '|':
 *
 *   ZONE|SENT|SKIP|SUBJECT|TEXT     SENT: instant; SKIP: every so many-th occurrence is skipped, 0:
 * none; SUBJECT: bytes in hexadecimal, which are the note, too
 *
 * writes the calendar of all to the file CALENDAR, with the holidays of the file HOLIDAYS ("-":
 * none), and for each line, numbered from 1, a line: "refused", or its moments up to UNTIL. Stops
 * with status 1 at a line that is no question. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "followupd/base/file.h"
#include "followupd/base/number.h"
#include "followupd/cadence/cadence.h"
#include "followupd/cadence/series.h"
#include "followupd/calendar/calendar.h"

enum { LINE_MAX_LENGTH = 64 * 1024, ITEMS_MAX = 20000, MOMENTS_MAX = 20000, MORNING = 480 };

struct answers {
    struct fu_arena *arena;
    struct fu_calendar calendar;
    fu_instant until;
    struct fu_calendar_item items[ITEMS_MAX];
    size_t count;
};

static const char *read_hexadecimal(struct fu_arena *arena, const char *text, size_t length)
{
    char *bytes = fu_arena_allocate(arena, length / 2 + 1, 1);
    for (size_t i = 0; i < length / 2; i++) {
        unsigned value;
        sscanf(text + i * 2, "%2x", &value);
        bytes[i] = (char)value;
    }
    return bytes;
}

/* Prints the moments, without those that are skipped, and notes these. */
static bool tell_moments(
    struct answers *answers, struct fu_calendar_item *item, fu_instant sent, unsigned skip)
{
    static fu_instant moments[MOMENTS_MAX];
    fu_instant *skipped =
        fu_arena_allocate(answers->arena, skip != 0 ? MOMENTS_MAX : 1, sizeof *skipped);
    size_t found;
    struct fu_error error;
    item->skipped = skipped;
    item->next = FU_NEVER;
    if (fu_series_next(item->schedule, answers->calendar.holidays, sent, moments, MOMENTS_MAX,
            &found, &error) != FU_OK) {
        fprintf(stderr, "%s\n", error.text);
        return false;
    }
    for (size_t i = 0; i < found && moments[i] <= answers->until; i++) {
        if (skip != 0 && i % skip == skip - 1 && item->schedule->recurrence == FU_RECURRING) {
            skipped[item->skipped_count++] = moments[i];
            continue;
        }
        item->next = item->next == FU_NEVER ? moments[i] : item->next;
        printf("%" PRId64 " ", moments[i]);
    }
    puts("");
    return true;
}

static bool answer(struct answers *answers, const char *line)
{
    char *zone = fu_arena_allocate(answers->arena, 65, 1);
    unsigned skip;
    int subject = 0;
    struct fu_cadence_setting setting = {.zone = zone,
        .morning = MORNING,
        .workdays = 0x1f,
        .holidays = answers->calendar.holidays,
        .shortest = 1};
    struct fu_schedule *schedule = fu_arena_allocate(answers->arena, 1, sizeof *schedule);
    struct fu_calendar_item *item = &answers->items[answers->count];
    struct fu_refusal refusal;
    if (sscanf(line, "%64[^|]|%" SCNd64 "|%u|%n", zone, &setting.sent, &skip, &subject) != 3 ||
        subject == 0 || strchr(line + subject, '|') == NULL || answers->count == ITEMS_MAX) {
        return false;
    }
    size_t length = strcspn(line + subject, "|");
    const char *text = line + subject + length + 1;
    *item = (struct fu_calendar_item){.id = (int64_t)answers->count + 1,
        .subject = read_hexadecimal(answers->arena, line + subject, length),
        .tags = "",
        .schedule = schedule,
        .created = setting.sent,
        .changed = setting.sent};
    item->note = item->subject;
    if (fu_cadence_read(answers->arena, text, strlen(text), &setting, schedule, NULL, NULL,
            &refusal) != FU_OK) {
        puts("refused");
        *schedule = (struct fu_schedule){.english = "", .rrule = "", .zone = "UTC"};
        item->next = FU_NEVER;
        answers->count++;
        return true;
    }
    answers->count++;
    return tell_moments(answers, item, setting.sent, skip);
}

static bool read_holidays(struct answers *answers, const char *path)
{
    struct fu_holidays *holidays = fu_holidays_new(answers->arena);
    struct fu_error error;
    struct fu_buffer bytes;
    fu_buffer_init(&bytes, FU_HOLIDAY_FILE_MAX);
    bool good = strcmp(path, "-") == 0 ||
                (fu_file_read(path, false, &bytes, &error) == FU_OK &&
                    fu_holidays_add(holidays, bytes.data, bytes.length, &error) == FU_OK);
    fu_buffer_free(&bytes);
    answers->calendar.holidays = holidays;
    return good;
}

static bool write_calendar(struct answers *answers, const char *path)
{
    struct fu_error error;
    struct fu_buffer bytes;
    fu_buffer_init(&bytes, SIZE_MAX / 2);
    bool good = fu_calendar_write(
                    &answers->calendar, answers->items, answers->count, &bytes, &error) == FU_OK &&
                fu_file_write(path, bytes.data, bytes.length, &error) == FU_OK;
    fu_buffer_free(&bytes);
    return good;
}

int main(int argc, char **argv)
{
    struct answers *answers = calloc(1, sizeof *answers);
    static char line[LINE_MAX_LENGTH];
    fu_instant now = 0;
    if (argc < 5 || !fu_number_parse(argv[3], strlen(argv[3]), 0, FU_INSTANT_MAX, &now) ||
        !fu_number_parse(argv[4], strlen(argv[4]), 0, FU_INSTANT_MAX, &answers->until)) {
        return EXIT_FAILURE;
    }
    answers->arena = fu_arena_new();
    answers->calendar = (struct fu_calendar){.name = "Follow-ups",
        .domain = "remind.example.org",
        .page = argc > 5 ? argv[5] : "",
        .until = fu_calendar_horizon(now),
        .alarm = FU_CALENDAR_NO_ALARM};
    bool good = read_holidays(answers, argv[2]);
    while (good && fgets(line, sizeof line, stdin) != NULL) {
        line[strcspn(line, "\n")] = '\0';
        good = answer(answers, line);
        if (!good) {
            fprintf(stderr, "no question: %s\n", line);
        }
    }
    good = good && write_calendar(answers, argv[1]);
    fu_arena_free(&answers->arena);
    free(answers);
    return good ? EXIT_SUCCESS : EXIT_FAILURE;
}
