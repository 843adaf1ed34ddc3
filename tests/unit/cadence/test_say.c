/* Moments in words and in RFC 3339. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "followupd/cadence/say.h"

/* 2026-11-18T08:00:00+01:00 and 2027-03-18T08:00:00+01:00 */
#define NOVEMBER INT64_C(1794985200)
#define MARCH INT64_C(1805353200)
#define HOUR INT64_C(3600)
#define DAY (24 * HOUR)

static struct fu_arena *arena;

static int set_up(void **state)
{
    (void)state;
    arena = fu_arena_new();
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    fu_arena_free(&arena);
    return 0;
}

static void a_moment_has_weekday_date_clock_and_offset(void **state)
{
    (void)state;
    assert_string_equal(fu_say_moment(arena, "Europe/Berlin", NOVEMBER),
        "Wednesday, 18 November 2026 at 08:00 (+01:00)");
    assert_string_equal(fu_say_moment(arena, "Asia/Kolkata", NOVEMBER),
        "Wednesday, 18 November 2026 at 12:30 (+05:30)");
    assert_string_equal(fu_say_moment(arena, "America/New_York", NOVEMBER),
        "Wednesday, 18 November 2026 at 02:00 (-05:00)");
    assert_string_equal(fu_say_moment(arena, "Pacific/Honolulu", NOVEMBER),
        "Tuesday, 17 November 2026 at 21:00 (-10:00)");
    assert_string_equal(
        fu_say_moment(arena, "UTC", 0), "Thursday, 1 January 1970 at 00:00 (+00:00)");
    assert_string_equal(
        fu_say_moment(arena, "UTC", FU_INSTANT_MAX), "Tuesday, 31 December 2199 at 23:59 (+00:00)");
}

static void every_weekday_and_month_has_its_name(void **state)
{
    static const char *const weekdays[] = {
        "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"};
    static const char *const months[] = {"5 January", "5 February", "5 March", "5 April", "5 May",
        "5 June", "5 July", "5 August", "5 September", "5 October", "5 November", "5 December"};
    static const int lengths[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    fu_instant monday = NOVEMBER - 2 * DAY, fifth = 4 * DAY;

    (void)state;
    for (int i = 0; i < 7; i++) {
        const char *text = fu_say_moment(arena, "UTC", monday + i * DAY);

        assert_memory_equal(text, weekdays[i], strlen(weekdays[i]));
        assert_int_equal(text[strlen(weekdays[i])], ',');
    }
    for (int i = 0; i < 12; fifth += lengths[i++] * DAY) {
        assert_string_equal(fu_say_date(arena, "UTC", fifth, 0), months[i]);
    }
}

static void a_date_has_the_year_only_when_it_is_another(void **state)
{
    (void)state;
    assert_string_equal(
        fu_say_date(arena, "Europe/Berlin", NOVEMBER, NOVEMBER - DAY), "18 November");
    assert_string_equal(fu_say_date(arena, "Europe/Berlin", MARCH, NOVEMBER), "18 March 2027");
    assert_string_equal(fu_say_date(arena, "Europe/Berlin", NOVEMBER, MARCH), "18 November 2026");
    assert_string_equal(fu_say_date(arena, "Europe/Berlin", MARCH, FU_NEVER), "18 March 2027");
}

/* 2026-12-31T23:30Z is 2027 in Berlin and 2026 in New York. */
static void the_year_is_that_of_the_zone(void **state)
{
    fu_instant eve = INT64_C(1798759800), noon = eve - 12 * HOUR;

    (void)state;
    assert_string_equal(fu_say_date(arena, "UTC", eve, noon), "31 December");
    assert_string_equal(fu_say_date(arena, "Europe/Berlin", eve, noon), "1 January 2027");
    assert_string_equal(fu_say_date(arena, "America/New_York", eve, noon), "31 December");
    assert_string_equal(fu_say_date(arena, "Europe/Berlin", eve + HOUR, eve), "1 January");
}

static void a_date_and_time_have_the_year_only_when_it_is_another(void **state)
{
    (void)state;
    assert_string_equal(
        fu_say_date_time(arena, "Europe/Berlin", NOVEMBER, NOVEMBER), "18 November at 08:00");
    assert_string_equal(fu_say_date_time(arena, "Europe/Berlin", MARCH + 16 * HOUR, NOVEMBER),
        "19 March 2027 at 00:00");
}

static void a_day_is_told_by_its_distance_or_its_weekday(void **state)
{
    (void)state;
    assert_string_equal(fu_say_day(arena, "Europe/Berlin", NOVEMBER, NOVEMBER), "Today");
    assert_string_equal(
        fu_say_day(arena, "Europe/Berlin", NOVEMBER + 16 * HOUR - 1, NOVEMBER), "Today");
    assert_string_equal(
        fu_say_day(arena, "Europe/Berlin", NOVEMBER + 16 * HOUR, NOVEMBER), "Tomorrow");
    assert_string_equal(fu_say_day(arena, "Europe/Berlin", NOVEMBER - 8 * HOUR, NOVEMBER), "Today");
    assert_string_equal(
        fu_say_day(arena, "Europe/Berlin", NOVEMBER - 8 * HOUR - 1, NOVEMBER), "Yesterday");
    assert_string_equal(
        fu_say_day(arena, "Europe/Berlin", NOVEMBER + 2 * DAY, NOVEMBER), "Friday, 20 November");
    assert_string_equal(
        fu_say_day(arena, "Europe/Berlin", NOVEMBER - 2 * DAY, NOVEMBER), "Monday, 16 November");
    assert_string_equal(
        fu_say_day(arena, "Europe/Berlin", MARCH, NOVEMBER), "Thursday, 18 March 2027");
    assert_string_equal(fu_say_day(arena, "UTC", FU_NEVER, NOVEMBER), "never");
}

static void a_clock_is_that_of_the_zone(void **state)
{
    (void)state;
    assert_string_equal(fu_say_clock(arena, "Europe/Berlin", NOVEMBER), "08:00");
    assert_string_equal(fu_say_clock(arena, "America/New_York", NOVEMBER), "02:00");
    assert_string_equal(fu_say_clock(arena, "UTC", FU_NEVER), "never");
}

static void rfc_3339_has_the_offset_in_force(void **state)
{
    (void)state;
    assert_string_equal(
        fu_say_rfc3339(arena, "Europe/Berlin", NOVEMBER), "2026-11-18T08:00:00+01:00");
    assert_string_equal(
        fu_say_rfc3339(arena, "America/St_Johns", NOVEMBER + 59), "2026-11-18T03:30:59-03:30");
    assert_string_equal(fu_say_rfc3339(arena, "UTC", 1711846799), "2024-03-31T00:59:59+00:00");
    assert_string_equal(
        fu_say_rfc3339(arena, "Europe/Berlin", 1711846799), "2024-03-31T01:59:59+01:00");
    assert_string_equal(
        fu_say_rfc3339(arena, "Europe/Berlin", 1711846800), "2024-03-31T03:00:00+02:00");
    assert_string_equal(
        fu_say_rfc3339(arena, "Pacific/Kiritimati", NOVEMBER), "2026-11-18T21:00:00+14:00");
}

/* Monrovia was 44 min 30 s behind until 1972: the clock told is that of -00:44, so that the moment
 * is exact. */
static void an_offset_with_seconds_is_told_in_minutes(void **state)
{
    (void)state;
    assert_int_equal(fu_say_offset("Africa/Monrovia", 31538670), -44);
    assert_string_equal(
        fu_say_rfc3339(arena, "Africa/Monrovia", 31538670), "1971-01-01T00:00:30-00:44");
    assert_int_equal(fu_say_read("UTC", "1971-01-01T00:00:30-00:44"), 31538670);
}

static void offsets_are_minutes_east(void **state)
{
    (void)state;
    assert_int_equal(fu_say_offset("Europe/Berlin", 1711846799), 60);
    assert_int_equal(fu_say_offset("Europe/Berlin", 1711846800), 120);
    assert_int_equal(fu_say_offset("America/St_Johns", NOVEMBER), -210);
    assert_int_equal(fu_say_offset("UTC", NOVEMBER), 0);
}

static void an_unknown_zone_reads_as_utc(void **state)
{
    static const char *const zones[] = {"", "Europe/Atlantis", "../UTC"};

    (void)state;
    for (size_t i = 0; i < 3; i++) {
        assert_string_equal(fu_say_moment(arena, zones[i], NOVEMBER),
            "Wednesday, 18 November 2026 at 07:00 (+00:00)");
        assert_string_equal(fu_say_rfc3339(arena, zones[i], NOVEMBER), "2026-11-18T07:00:00+00:00");
        assert_int_equal(fu_say_offset(zones[i], NOVEMBER), 0);
        assert_int_equal(fu_say_read(zones[i], "2026-11-18T07:00"), NOVEMBER);
    }
}

static void never_is_told_as_never(void **state)
{
    (void)state;
    assert_string_equal(fu_say_moment(arena, "Europe/Berlin", FU_NEVER), "never");
    assert_string_equal(fu_say_date(arena, "Europe/Berlin", FU_NEVER, NOVEMBER), "never");
    assert_string_equal(fu_say_date_time(arena, "Europe/Berlin", FU_NEVER, NOVEMBER), "never");
    assert_string_equal(fu_say_rfc3339(arena, "Europe/Berlin", FU_NEVER), "never");
    assert_int_equal(fu_say_read("Europe/Berlin", "never"), FU_NEVER);
}

static void what_is_said_in_rfc_3339_is_read_back(void **state)
{
    static const char *const zones[] = {
        "UTC", "Europe/Berlin", "Pacific/Chatham", "America/St_Johns"};

    (void)state;
    for (fu_instant moment = 50000; moment <= FU_INSTANT_MAX - DAY; moment += 86400 * 97 + 12347) {
        for (size_t i = 0; i < 4; i++) {
            assert_int_equal(
                fu_say_read("Asia/Tokyo", fu_say_rfc3339(arena, zones[i], moment)), moment);
        }
    }
}

static void moments_are_read_in_every_form(void **state)
{
    static const struct {
        const char *text;
        fu_instant moment;
    } cases[] = {
        {"2026-11-18T08:00:00+01:00", NOVEMBER},
        {"2026-11-18T07:00:00Z", NOVEMBER},
        {"2026-11-18t07:00:00z", NOVEMBER},
        {"2026-11-18T07:00:00-00:00", NOVEMBER},
        {"2026-11-18T03:30:00-03:30", NOVEMBER},
        {"2026-11-19T06:59:00+23:59", NOVEMBER},
        {"2026-11-17T07:01:00-23:59", NOVEMBER},
        {"2026-11-18T08:00+01:00", NOVEMBER},
        {"2026-11-18T07:00Z", NOVEMBER},
        {"2026-11-18T08:00:00", NOVEMBER},
        {"2026-11-18T08:00", NOVEMBER},
        {"2026-11-18T08:00:59", NOVEMBER + 59},
        {"2026-11-18T08:00:00.999", NOVEMBER},
        {"2026-11-18T07:00:00.000000000000000000001Z", NOVEMBER},
        {"2026-11-18", NOVEMBER - 8 * HOUR},
        {"2024-07-01", INT64_C(1719784800)},       /* summer time */
        {"2024-03-31T02:30", INT64_C(1711848600)}, /* skipped: 03:30 */
        {"2024-10-27T02:30", INT64_C(1729989000)}, /* twice: the first */
        {"2016-12-31T23:59:60Z", INT64_C(1483228800)},
        {"2017-01-01T00:59:60", INT64_C(1483228800)},
        {"1970-01-01T00:00:00Z", 0},
        {"1970-01-01T01:00", 0},
        {"2199-12-31T23:59:59Z", FU_INSTANT_MAX},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        if (fu_say_read("Europe/Berlin", cases[i].text) != cases[i].moment) {
            fail_msg("%s", cases[i].text);
        }
    }
}

static void a_date_alone_begins_where_midnight_is_skipped(void **state)
{
    (void)state;
    /* Cairo, 2024-04-26: 00:00 becomes 01:00, which is 22:00 UTC. */
    assert_int_equal(fu_say_read("Africa/Cairo", "2024-04-26"), INT64_C(1714082400));
}

static void all_else_is_never(void **state)
{
    static const char *const texts[] = {"", " ", "2026", "2026-11", "2026-11-", "2026-11-1",
        "2026-11-180", "26-11-18", "2026-1-18", "2026/11/18", "20261118", "2026-11-18 ",
        " 2026-11-18", "2026-11-18\n", "+2026-11-18", "-2026-11-18", "2026-11-18T", "2026-11-18Z",
        "2026-11-18+01:00", "2026-11-18 08:00", "2026-11-18T8:00", "2026-11-18T08",
        "2026-11-18T0800", "2026-11-18T08:0", "2026-11-18T08:00:", "2026-11-18T08:00:0",
        "2026-11-18T08:00:00.", "2026-11-18T08:00:00,5", "2026-11-18T08:00.5",
        "2026-11-18T08:00:00 Z", "2026-11-18T08:00:00ZZ", "2026-11-18T08:00:00+1:00",
        "2026-11-18T08:00:00+01", "2026-11-18T08:00:00+0100", "2026-11-18T08:00:00+01:0",
        "2026-11-18T08:00:00+24:00", "2026-11-18T08:00:00+01:60", "2026-11-18T08:00:00+01:00:00",
        "2026-11-18T08:00:00+-1:00", "2026-11-18T08:00:00 Europe/Berlin", "2026-11-18T24:00",
        "2026-11-18T23:60", "2026-11-18T23:59:61Z", "2026-11-18T08:00:60Z", "2026-11-18T23:59:60",
        "2026-00-18", "2026-13-18", "2026-11-00", "2026-11-31", "2027-02-29", "2100-02-29",
        "1969-12-31T23:59:59Z", "1970-01-01", "1970-01-01T00:00:00+00:01",
        "2199-12-31T23:59:59-00:01", "2200-01-01", "2199-12-31T23:59:60Z", "9999-12-31", "tomorrow",
        "2026-11-1x", "2o26-11-18"};

    (void)state;
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        if (fu_say_read("Europe/Berlin", texts[i]) != FU_NEVER) {
            fail_msg("read: '%s'", texts[i]);
        }
    }
}

/* Every beginning of a good text, in memory of exactly its length, so that reading beyond its end
 * is noticed. */
static void cut_texts_are_read_to_their_end_only(void **state)
{
    static const char whole[] = "2026-11-18T08:00:00.25+01:00";

    (void)state;
    for (size_t length = 0; length < sizeof whole; length++) {
        char *text = fu_copy_n(whole, length);
        bool good = length == 10 || length == 16 || length == 19 || length == 21 || length == 22 ||
                    length == 28;

        assert_int_equal(fu_say_read("Europe/Berlin", text) != FU_NEVER, good);
        free(text);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_moment_has_weekday_date_clock_and_offset),
        cmocka_unit_test(every_weekday_and_month_has_its_name),
        cmocka_unit_test(a_date_has_the_year_only_when_it_is_another),
        cmocka_unit_test(the_year_is_that_of_the_zone),
        cmocka_unit_test(a_date_and_time_have_the_year_only_when_it_is_another),
        cmocka_unit_test(a_day_is_told_by_its_distance_or_its_weekday),
        cmocka_unit_test(a_clock_is_that_of_the_zone),
        cmocka_unit_test(rfc_3339_has_the_offset_in_force),
        cmocka_unit_test(an_offset_with_seconds_is_told_in_minutes),
        cmocka_unit_test(offsets_are_minutes_east),
        cmocka_unit_test(an_unknown_zone_reads_as_utc),
        cmocka_unit_test(never_is_told_as_never),
        cmocka_unit_test(what_is_said_in_rfc_3339_is_read_back),
        cmocka_unit_test(moments_are_read_in_every_form),
        cmocka_unit_test(a_date_alone_begins_where_midnight_is_skipped),
        cmocka_unit_test(all_else_is_never),
        cmocka_unit_test(cut_texts_are_read_to_their_end_only),
    };

    return cmocka_run_group_tests(tests, set_up, tear_down);
}
