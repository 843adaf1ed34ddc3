/* What the tests of cadences share: a setting, reading a text, holidays, and dice. */
#ifndef FOLLOWUPD_TESTS_CADENCE_HELP_H
#define FOLLOWUPD_TESTS_CADENCE_HELP_H

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "followupd/cadence/cadence.h"
#include "followupd/cadence/say.h"
#include "followupd/cadence/series.h"
#include "followupd/record/followup.h"
#include "followupd/record/person.h"

/* Wednesday 2026-11-18 10:30 in Berlin, as in CADENCE.md section 4. */
#define SENT INT64_C(1794994200)

static struct fu_arena *arena;

static inline int set_up(void **state)
{
    (void)state;
    arena = fu_arena_new();
    return 0;
}

static inline int tear_down(void **state)
{
    (void)state;
    fu_arena_free(&arena);
    return 0;
}

static inline struct fu_cadence_setting setting_at(fu_instant sent)
{
    return (struct fu_cadence_setting){.sent = sent,
        .zone = "Europe/Berlin",
        .morning = 480,
        .workdays = FU_WORKDAYS_DEFAULT,
        .shortest = 3600};
}

/* Reads a text from memory of its own that ends where the text ends. */
static inline enum fu_status read_bytes(
    const char *text, size_t length, struct fu_schedule *schedule, struct fu_refusal *refusal)
{
    struct fu_cadence_setting setting = setting_at(SENT);
    char *copy = malloc(length > 0 ? length : 1);
    assert_non_null(copy);
    memcpy(copy, text, length);
    enum fu_status status =
        fu_cadence_read(arena, copy, length, &setting, schedule, NULL, NULL, refusal);
    free(copy);
    return status;
}

static inline enum fu_status read_text(
    const char *text, struct fu_schedule *schedule, struct fu_refusal *refusal)
{
    return read_bytes(text, strlen(text), schedule, refusal);
}

static inline struct fu_schedule schedule_of(const char *text)
{
    struct fu_schedule schedule;
    struct fu_refusal refusal;
    if (read_text(text, &schedule, &refusal) != FU_OK) {
        fail_msg("%s is refused: %s", text, refusal.reason);
    }
    return schedule;
}

static inline fu_instant at(const char *text)
{
    fu_instant moment = fu_say_read("Europe/Berlin", text);
    assert_true(moment != FU_NEVER);
    return moment;
}

static inline bool offers(const struct fu_refusal *refusal, const char *text)
{
    for (size_t i = 0; i < refusal->suggestion_count; i++) {
        if (strcmp(refusal->suggestions[i], text) == 0) {
            return true;
        }
    }
    return false;
}

static uint64_t dice_state = 20261118;

static inline unsigned dice(unsigned sides)
{
    dice_state = dice_state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (unsigned)(dice_state >> 33) % sides;
}

static inline struct fu_holidays *holidays_on(const char *const *days, size_t count)
{
    struct fu_holidays *holidays = fu_holidays_new(arena);
    struct fu_error error;
    for (size_t i = 0; i < count; i++) {
        const char *text = fu_arena_print(arena,
            "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nDTSTART;VALUE=DATE:%s\r\nEND:VEVENT\r\nEND:"
            "VCALENDAR\r\n",
            days[i]);
        assert_int_equal(fu_holidays_add(holidays, text, strlen(text), &error), FU_OK);
    }
    return holidays;
}

#endif
