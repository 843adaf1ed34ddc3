/* An iCalendar file of holidays.
 *
 * Oracle: a series of workdays with them is a part of the one without. */
#include <string.h>

#include "followupd/cadence/cadence.h"
#include "followupd/cadence/series.h"
#include "followupd/record/person.h"
#include "fuzz.h"

enum { MOMENTS = 10 };

static const char text[] = "weekdays9am";

static const struct fu_cadence_setting setting = {
    INT64_C(1794994200), "Europe/Berlin", 480, FU_WORKDAYS_DEFAULT, NULL, 3600, 0};

static void check_series(struct fu_arena *arena, const struct fu_holidays *holidays)
{
    fu_instant without[MOMENTS], with[MOMENTS];
    size_t all = 0, left = 0;
    struct fu_schedule schedule;
    struct fu_refusal refusal;
    struct fu_error error = {0};
    must(fu_cadence_read(arena, text, strlen(text), &setting, &schedule, NULL, NULL, &refusal) ==
             FU_OK,
        "the text is accepted", text);
    must(fu_series_next(&schedule, NULL, setting.sent, without, MOMENTS, &all, &error) == FU_OK &&
             fu_series_count(&schedule, holidays, setting.sent, without[all - 1], MOMENTS, &left,
                 &error) == FU_OK &&
             left <= all,
        "holidays add nothing", error.text);
    if (left > 0) {
        must(fu_series_next(&schedule, holidays, setting.sent, with, left, &all, &error) == FU_OK &&
                 all == left,
            "what is counted comes", error.text);
    }
    reached += left < MOMENTS; /* some holiday is one */
    for (size_t i = 0, at = 0; i < left; i++, at++) {
        while (at < MOMENTS && without[at] != with[i]) {
            at++;
        }
        must(at < MOMENTS, "holidays move nothing", text);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
    struct fu_arena *arena = fu_arena_new();
    struct fu_holidays *holidays = fu_holidays_new(arena);
    struct fu_error error = {0};
    if (fu_holidays_add(holidays, (const char *)bytes, length, &error) == FU_OK) {
        check_series(arena, holidays);
    } else {
        must(error.text[0] != '\0', "a refusal has a sentence", "");
    }
    fu_arena_free(&arena);
    return 0;
}
