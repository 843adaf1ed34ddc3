/* Dates as numbers. */
#include "help.h"

static void days_of_known_dates(void **state)
{
    (void)state;
    assert_int_equal(fu_civil_days(1970, 1, 1), 0);
    assert_int_equal(fu_civil_days(1969, 12, 31), -1);
    assert_int_equal(fu_civil_days(2000, 2, 29), 11016);
    assert_int_equal(fu_civil_days(2000, 3, 1), 11017);
    assert_int_equal(fu_civil_days(2038, 1, 19), 24855);
    assert_int_equal(fu_civil_days(2199, 12, 31), FU_INSTANT_MAX / 86400);
    assert_int_equal(fu_civil_days(1, 1, 1), -719162);
}

static void months_and_days_beyond_their_range_run_on(void **state)
{
    (void)state;
    assert_int_equal(fu_civil_days(2026, 13, 1), fu_civil_days(2027, 1, 1));
    assert_int_equal(fu_civil_days(2026, 24, 31), fu_civil_days(2027, 12, 31));
    assert_int_equal(fu_civil_days(2026, 25, 1), fu_civil_days(2028, 1, 1));
    assert_int_equal(fu_civil_days(2026, 0, 31), fu_civil_days(2025, 12, 31));
    assert_int_equal(fu_civil_days(2026, -11, 1), fu_civil_days(2025, 1, 1));
    assert_int_equal(fu_civil_days(2026, -12, 1), fu_civil_days(2024, 12, 1));
    assert_int_equal(fu_civil_days(2026, 1200, 1), fu_civil_days(2125, 12, 1));
    assert_int_equal(fu_civil_days(2026, 3, 0), fu_civil_days(2026, 2, 28));
    assert_int_equal(fu_civil_days(2024, 3, 0), fu_civil_days(2024, 2, 29));
    assert_int_equal(fu_civil_days(2026, 12, 32), fu_civil_days(2027, 1, 1));
    assert_int_equal(fu_civil_days(2026, 1, -364), fu_civil_days(2025, 1, 1));
}

/* Counts on its own, day by day. */
static void every_day_of_eight_centuries_is_counted_once(void **state)
{
    struct fu_civil expected = {.year = 1600, .month = 1, .day = 1, .hour = 7};
    int64_t first = fu_civil_days(1600, 1, 1);
    int weekday = 5; /* 1600-01-01 was a Saturday */

    (void)state;
    for (int64_t day = first; expected.year < 2400; day++) {
        struct fu_civil civil = {.hour = 7};

        fu_civil_from_days(day, &civil);
        assert_int_equal(fu_civil_compare(&civil, &expected), 0);
        assert_int_equal(fu_civil_days(expected.year, expected.month, expected.day), day);
        assert_int_equal(fu_civil_weekday(day), weekday);
        weekday = weekday == 6 ? 0 : weekday + 1;
        if (++expected.day > fu_civil_month_length(expected.year, expected.month)) {
            expected.day = 1;
            expected.month++;
        }
        if (expected.month > 12) {
            expected.month = 1;
            expected.year++;
        }
    }
    assert_int_equal(fu_civil_days(2400, 1, 1) - first, 2 * 146097);
}

static void leap_years_follow_the_gregorian_rule(void **state)
{
    (void)state;
    assert_true(fu_civil_leap(2000));
    assert_true(fu_civil_leap(2028));
    assert_true(fu_civil_leap(2400));
    assert_true(fu_civil_leap(0));
    assert_true(fu_civil_leap(-4));
    assert_false(fu_civil_leap(1900));
    assert_false(fu_civil_leap(2026));
    assert_false(fu_civil_leap(2100));
    assert_false(fu_civil_leap(2200));
}

static void months_have_their_lengths(void **state)
{
    static const int lengths[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};

    (void)state;
    for (int month = 1; month <= 12; month++) {
        assert_int_equal(fu_civil_month_length(2026, month), lengths[month - 1]);
        assert_int_equal(fu_civil_month_length(2028, month), lengths[month - 1] + (month == 2));
    }
    assert_int_equal(fu_civil_month_length(2100, 2), 28);
    assert_int_equal(fu_civil_month_length(2026, 0), 0);
    assert_int_equal(fu_civil_month_length(2026, 13), 0);
}

static void assert_seconds(const char *text, int64_t seconds)
{
    struct fu_civil civil, expected = civil_of(text);

    assert_int_equal(fu_civil_seconds(&expected), seconds);
    fu_civil_from_seconds(seconds, &civil);
    assert_int_equal(fu_civil_compare(&civil, &expected), 0);
}

static void seconds_go_there_and_back(void **state)
{
    (void)state;
    assert_seconds("1970-01-01 00:00:00", 0);
    assert_seconds("1969-12-31 23:59:59", -1);
    assert_seconds("1969-12-31 00:00:00", -86400);
    assert_seconds("1901-12-13 20:45:52", INT32_MIN);
    assert_seconds("2001-09-09 01:46:40", 1000000000);
    assert_seconds("2038-01-19 03:14:07", INT32_MAX);
    assert_seconds("2038-01-19 03:14:08", INT32_MAX + INT64_C(1));
    assert_seconds("2106-02-07 06:28:16", UINT32_MAX + INT64_C(1));
    assert_seconds("2199-12-31 23:59:59", FU_INSTANT_MAX);
}

static void from_days_leaves_the_time_alone(void **state)
{
    struct fu_civil civil = {.hour = 23, .minute = 58, .second = 57};

    (void)state;
    fu_civil_from_days(20775, &civil);
    assert_int_equal(fu_civil_seconds(&civil), utc("2026-11-18 23:58:57"));
}

/* Both sides of every limit. */
static void valid_times_have_every_field_in_range(void **state)
{
    static const char *const good[] = {"1970-01-01 00:00:00", "2199-12-31 23:59:59",
        "2028-02-29 00:00", "2026-01-31 12:00", "2026-04-30 12:00"};
    static const char *const bad[] = {"1969-12-31 23:59:59", "2200-01-01 00:00:00",
        "2026-00-10 00:00", "2026-13-10 00:00", "2026-01-00 00:00", "2026-01-32 00:00",
        "2026-04-31 00:00", "2026-02-29 00:00", "2100-02-29 00:00", "2026-01-01 24:00",
        "2026-01-01 -1:00", "2026-01-01 00:60", "2026-01-01 00:-1", "2026-01-01 00:00:60",
        "2026-01-01 00:00:-1"};

    (void)state;
    for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
        struct fu_civil civil = civil_of(good[i]);

        assert_true(fu_civil_valid(&civil));
    }
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        struct fu_civil civil = civil_of(bad[i]);

        assert_false(fu_civil_valid(&civil));
    }
}

static void compare_orders_by_the_larger_field_first(void **state)
{
    static const char *const rising[] = {"2026-01-01 00:00:00", "2026-01-01 00:00:01",
        "2026-01-01 00:01:00", "2026-01-01 01:00:00", "2026-01-02 00:00:00", "2026-02-01 00:00:00",
        "2027-01-01 00:00:00"};

    (void)state;
    for (size_t i = 0; i < sizeof rising / sizeof *rising; i++) {
        for (size_t j = 0; j < sizeof rising / sizeof *rising; j++) {
            struct fu_civil a = civil_of(rising[i]), b = civil_of(rising[j]);

            assert_int_equal(fu_civil_compare(&a, &b), (i > j) - (i < j));
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(days_of_known_dates),
        cmocka_unit_test(months_and_days_beyond_their_range_run_on),
        cmocka_unit_test(every_day_of_eight_centuries_is_counted_once),
        cmocka_unit_test(leap_years_follow_the_gregorian_rule),
        cmocka_unit_test(months_have_their_lengths),
        cmocka_unit_test(seconds_go_there_and_back),
        cmocka_unit_test(from_days_leaves_the_time_alone),
        cmocka_unit_test(valid_times_have_every_field_in_range),
        cmocka_unit_test(compare_orders_by_the_larger_field_first),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
