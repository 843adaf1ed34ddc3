/* Series of workdays while holidays change: what is left of a count, and what a last workday stands
 * for. */
#include "help.h"

static const char *kept(
    struct fu_schedule *schedule, const struct fu_holidays *holidays, const char *moment)
{
    struct fu_error error;
    assert_int_equal(fu_series_keep_count(arena, schedule, holidays, at(moment), &error), FU_OK);
    return schedule->rrule;
}

static void a_count_of_workdays_is_of_what_is_left(void **state)
{
    (void)state;
    static const char *const days[] = {"20261119", "20261123"};
    struct fu_holidays *one = holidays_on(days + 1, 1), *both = holidays_on(days, 2);
    struct fu_schedule schedule = schedule_of("weekdays-x4");
    const char *rrule = schedule.rrule;
    assert_string_equal(kept(&schedule, NULL, "2026-11-19T08:00:00+01:00"),
        "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR;COUNT=3;AFTER=20261119");
    assert_string_equal(fu_series_rrule(arena, &schedule, NULL), rrule);
    assert_string_equal(
        fu_series_rrule(arena, &schedule, one), "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR;COUNT=5");
    assert_string_equal(
        fu_series_rrule(arena, &schedule, both), "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR;COUNT=5");
    kept(&schedule, one, "2026-11-20T08:00:00+01:00");
    assert_string_equal(kept(&schedule, one, "2026-11-25T08:00:00+01:00"),
        "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR;COUNT=0;AFTER=20261125");
    assert_string_equal(
        fu_series_rrule(arena, &schedule, NULL), "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR;COUNT=5");
}

static void no_other_series_is_counted_by_what_is_left(void **state)
{
    (void)state;
    static const char *const texts[] = {"weekdays", "weekdays-until-friday", "everylastworkday-x3",
        "everymonday-x3", "every4hours-x3", "everyday-x3", "tomorrow"};
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        struct fu_schedule schedule = schedule_of(texts[i]);
        const char *rrule = schedule.rrule;
        assert_ptr_equal(kept(&schedule, NULL, "2026-11-19T08:00:00+01:00"), rrule);
        assert_ptr_equal(fu_series_rrule(arena, &schedule, NULL), rrule);
    }
}

static void a_count_that_cannot_be_kept_is_told(void **state)
{
    (void)state;
    static const char never_over[] = "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR;COUNT=900;AFTER=21991120";
    const fu_instant moment = at("2026-11-19T08:00:00+01:00");
    struct fu_schedule schedule = schedule_of("weekdays-x4"), gone = schedule, broken = schedule;
    const char *rrule = schedule.rrule;
    struct fu_error error;
    assert_ptr_equal(fu_series_rrule(arena, &schedule, NULL), rrule);
    gone.zone = "Nowhere/Else";
    assert_int_equal(fu_series_keep_count(arena, &gone, NULL, moment, &error), FU_OK);
    assert_ptr_equal(gone.rrule, rrule);
    assert_int_equal(
        fu_series_take_count(arena, &gone, moment, NULL, &schedule, moment, &error), FU_PERMANENT);
    assert_ptr_equal(schedule.rrule, rrule);
    broken.rrule = "FREQ=SECONDLY";
    assert_int_equal(fu_series_keep_count(arena, &broken, NULL, moment, &error), FU_OK);
    assert_string_equal(broken.rrule, "FREQ=SECONDLY");
    assert_int_equal(fu_series_stands_until(&broken, moment), moment);
    broken.rrule = "FREQ=NEVER";
    assert_int_equal(fu_series_keep_count(arena, &broken, NULL, moment, &error), FU_OK);
    assert_string_equal(broken.rrule, "FREQ=NEVER");
    assert_int_equal(fu_series_stands_until(&broken, moment), moment);
    /* Time ends before it does. */
    schedule.rrule = never_over;
    assert_non_null(strstr(fu_series_rrule(arena, &schedule, NULL), ";COUNT="));
    assert_null(strstr(fu_series_rrule(arena, &schedule, NULL), "AFTER"));
    schedule = schedule_of("tomorrow");
    assert_int_equal(fu_series_stands_until(&schedule, moment), moment);
}

/* As often as a count is kept while holidays stay as they are, the series stays as it is. */
static void keeping_a_count_changes_nothing_by_itself(void **state)
{
    (void)state;
    static const char *const days[] = {"20261120", "20261123", "20261201", "20261225"};
    enum { TIMES = 30 };
    for (int tries = 0; tries < 200; tries++) {
        struct fu_holidays *holidays = holidays_on(days, (size_t)dice(5));
        struct fu_schedule schedule = schedule_of("weekdays-x30");
        fu_instant before[TIMES + 1], after[TIMES + 1];
        size_t found, again;
        struct fu_error error;
        assert_int_equal(
            fu_series_next(&schedule, holidays, FU_NEVER, before, TIMES + 1, &found, &error),
            FU_OK);
        for (int times = 0; times < 5; times++) {
            assert_int_equal(
                fu_series_keep_count(arena, &schedule, holidays, before[dice((int)found)], &error),
                FU_OK);
            assert_int_equal(
                fu_series_next(&schedule, holidays, FU_NEVER, after, TIMES + 1, &again, &error),
                FU_OK);
            assert_int_equal(again, found);
            assert_memory_equal(before, after, found * sizeof *before);
        }
        schedule.rrule = fu_series_rrule(arena, &schedule, holidays);
        assert_null(strstr(schedule.rrule, "AFTER"));
        assert_int_equal(
            fu_series_next(&schedule, holidays, FU_NEVER, after, TIMES + 1, &again, &error), FU_OK);
        assert_int_equal(again, found);
        assert_memory_equal(before, after, found * sizeof *before);
    }
}

static void a_last_workday_stands_for_its_month(void **state)
{
    (void)state;
    struct fu_schedule last = schedule_of("everylastworkday"), other = schedule_of("weekdays");
    fu_instant thirtieth = at("2026-11-30T08:00:00+01:00");
    assert_int_equal(fu_series_stands_until(&last, at("2026-11-27T08:00:00+01:00")),
        at("2026-11-30T23:59:59+01:00"));
    assert_int_equal(fu_series_stands_until(&last, at("2026-12-31T08:00:00+01:00")),
        at("2026-12-31T23:59:59+01:00"));
    /* In another zone it was November. */
    assert_int_equal(fu_series_stands_until(&last, at("2026-12-01T07:30:00+01:00")),
        at("2026-12-01T07:30:00+01:00"));
    assert_int_equal(fu_series_stands_until(&other, thirtieth), thirtieth);
    other = schedule_of("nextworkday");
    assert_int_equal(fu_series_stands_until(&other, thirtieth), thirtieth);
    last.zone = "Nowhere/Else";
    assert_int_equal(fu_series_stands_until(&last, thirtieth), thirtieth);
}

static void what_comes_again_is_counted_once(void **state)
{
    (void)state;
    struct fu_schedule schedule = schedule_of("weekdays-x4"), once = schedule_of("tomorrow");
    const char *named = schedule.rrule, *left;
    fu_series_count_again(arena, &once, at("2026-11-19T08:00:00+01:00"));
    assert_string_equal(once.rrule, "");
    fu_series_count_again(arena, &schedule, at("2026-11-19T08:00:00+01:00"));
    assert_string_equal(schedule.rrule, named);
    left = kept(&schedule, NULL, "2026-11-20T08:00:00+01:00");
    fu_series_count_again(arena, &schedule, at("2026-11-23T08:00:00+01:00"));
    assert_string_equal(schedule.rrule, left);
    schedule.zone = "Nowhere/Else";
    fu_series_count_again(arena, &schedule, at("2026-11-19T08:00:00+01:00"));
    assert_string_equal(schedule.rrule, left);
    schedule.zone = "Europe/Berlin";
    fu_series_count_again(arena, &schedule, at("2026-11-19T08:00:00+01:00"));
    assert_string_equal(schedule.rrule, "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR;COUNT=3;AFTER=20261119");
}

static fu_instant own_of(const struct fu_schedule *schedule, const char *moment)
{
    struct fu_error error;
    fu_instant own;
    assert_int_equal(fu_series_own(schedule, at(moment), &own, &error), FU_OK);
    return own;
}

static void what_was_kept_is_of_the_moment_before_it(void **state)
{
    (void)state;
    struct fu_schedule schedule = schedule_of("weekdays-x1");
    struct fu_schedule ended = schedule_of("everyday-until-20nov");
    struct fu_error error;
    fu_instant own;
    assert_int_equal(
        own_of(&schedule, "2026-11-20T08:00:00+01:00"), at("2026-11-20T08:00:00+01:00"));
    assert_int_equal(
        own_of(&schedule, "2026-11-21T07:59:59+01:00"), at("2026-11-20T08:00:00+01:00"));
    assert_int_equal(
        own_of(&schedule, "2026-11-21T08:00:00+01:00"), at("2026-11-21T08:00:00+01:00"));
    assert_int_equal(own_of(&ended, "2026-11-21T03:00:00+01:00"), at("2026-11-20T08:00:00+01:00"));
    assert_int_equal(own_of(&ended, "2026-12-21T03:00:00+01:00"), at("2026-12-21T03:00:00+01:00"));
    schedule.zone = "Nowhere/Else";
    assert_int_equal(
        fu_series_own(&schedule, at("2026-11-20T08:00:00+01:00"), &own, &error), FU_PERMANENT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_count_of_workdays_is_of_what_is_left),
        cmocka_unit_test(a_count_that_cannot_be_kept_is_told),
        cmocka_unit_test(no_other_series_is_counted_by_what_is_left),
        cmocka_unit_test(keeping_a_count_changes_nothing_by_itself),
        cmocka_unit_test(a_last_workday_stands_for_its_month),
        cmocka_unit_test(what_comes_again_is_counted_once),
        cmocka_unit_test(what_was_kept_is_of_the_moment_before_it),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
