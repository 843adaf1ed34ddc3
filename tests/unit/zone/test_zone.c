/* What the clocks of known places show and what their wall clocks mean. Dates in system files lie
 * in the past, so that no later release of the zone data can change them; what is to come is read
 * from rules given here. */
#include "help.h"

static void wall_clock_of_berlin(void **state)
{
    const struct fu_zone *berlin = fu_zone_find("Europe/Berlin");

    (void)state;
    assert_string_equal(fu_zone_name(berlin), "Europe/Berlin");
    assert_change(berlin, "2024-03-31 01:00", 3600, 7200);
    assert_change(berlin, "2024-10-27 01:00", 7200, 3600);
    assert_string_equal(fu_zone_abbreviation(berlin, utc("2024-01-15 12:00")), "CET");
    assert_string_equal(fu_zone_abbreviation(berlin, utc("2024-07-15 12:00")), "CEST");
    assert_meant(berlin, "2024-01-15 08:00", "2024-01-15 07:00", "2024-01-15 08:00");
    assert_meant(berlin, "2024-07-15 08:00", "2024-07-15 06:00", "2024-07-15 08:00");
}

static void skipped_time_moves_forward_by_the_gap(void **state)
{
    const struct fu_zone *berlin = fu_zone_find("Europe/Berlin");

    (void)state;
    assert_meant(berlin, "2024-03-31 01:59:59", "2024-03-31 00:59:59", "2024-03-31 01:59:59");
    assert_meant(berlin, "2024-03-31 02:00:00", "2024-03-31 01:00:00", "2024-03-31 03:00:00");
    assert_meant(berlin, "2024-03-31 02:30:00", "2024-03-31 01:30:00", "2024-03-31 03:30:00");
    assert_meant(berlin, "2024-03-31 02:59:59", "2024-03-31 01:59:59", "2024-03-31 03:59:59");
    assert_meant(berlin, "2024-03-31 03:00:00", "2024-03-31 01:00:00", "2024-03-31 03:00:00");
}

static void repeated_time_is_the_first(void **state)
{
    const struct fu_zone *berlin = fu_zone_find("Europe/Berlin");
    struct fu_civil again;

    (void)state;
    assert_meant(berlin, "2024-10-27 01:59:59", "2024-10-26 23:59:59", "2024-10-27 01:59:59");
    assert_meant(berlin, "2024-10-27 02:00:00", "2024-10-27 00:00:00", "2024-10-27 02:00:00");
    assert_meant(berlin, "2024-10-27 02:59:59", "2024-10-27 00:59:59", "2024-10-27 02:59:59");
    assert_meant(berlin, "2024-10-27 03:00:00", "2024-10-27 02:00:00", "2024-10-27 03:00:00");
    fu_zone_civil(berlin, utc("2024-10-27 01:30"), &again);
    assert_int_equal(fu_civil_seconds(&again), utc("2024-10-27 02:30"));
}

static void dublin_turns_back_in_winter(void **state)
{
    const struct fu_zone *dublin = fu_zone_find("Europe/Dublin");

    (void)state;
    assert_change(dublin, "2024-03-31 01:00", 0, 3600);
    assert_change(dublin, "2024-10-27 01:00", 3600, 0);
    assert_meant(dublin, "2024-03-31 01:30", "2024-03-31 01:30", "2024-03-31 02:30");
    assert_meant(dublin, "2024-10-27 01:30", "2024-10-27 00:30", "2024-10-27 01:30");
    assert_string_equal(fu_zone_abbreviation(dublin, utc("2024-07-15 12:00")), "IST");
    assert_string_equal(fu_zone_abbreviation(dublin, utc("2024-01-15 12:00")), "GMT");
}

static void lord_howe_changes_by_half_an_hour(void **state)
{
    const struct fu_zone *lord_howe = fu_zone_find("Australia/Lord_Howe");

    (void)state;
    assert_change(lord_howe, "2024-10-05 15:30", 37800, 39600);
    assert_meant(lord_howe, "2024-10-06 02:15", "2024-10-05 15:45", "2024-10-06 02:45");
    assert_meant(lord_howe, "2024-10-06 02:30", "2024-10-05 15:30", "2024-10-06 02:30");
    assert_meant(lord_howe, "2024-04-07 01:45", "2024-04-06 14:45", "2024-04-07 01:45");
    assert_meant(lord_howe, "2024-04-07 02:00", "2024-04-06 15:30", "2024-04-07 02:00");
}

static void troll_changes_by_two_hours(void **state)
{
    const struct fu_zone *troll = fu_zone_find("Antarctica/Troll");

    (void)state;
    assert_change(troll, "2024-03-31 01:00", 0, 7200);
    assert_meant(troll, "2024-03-31 01:00", "2024-03-31 01:00", "2024-03-31 03:00");
    assert_meant(troll, "2024-03-31 02:59", "2024-03-31 02:59", "2024-03-31 04:59");
    assert_meant(troll, "2024-10-27 01:30", "2024-10-26 23:30", "2024-10-27 01:30");
    assert_meant(troll, "2024-10-27 02:59", "2024-10-27 00:59", "2024-10-27 02:59");
    assert_meant(troll, "2024-10-27 03:00", "2024-10-27 03:00", "2024-10-27 03:00");
}

static void casablanca_goes_back_for_ramadan(void **state)
{
    const struct fu_zone *casablanca = fu_zone_find("Africa/Casablanca");

    (void)state;
    assert_change(casablanca, "2024-03-10 02:00", 3600, 0);
    assert_change(casablanca, "2024-04-14 02:00", 0, 3600);
    assert_meant(casablanca, "2024-03-10 02:30", "2024-03-10 01:30", "2024-03-10 02:30");
    assert_meant(casablanca, "2024-04-14 02:30", "2024-04-14 02:30", "2024-04-14 03:30");
    assert_string_equal(fu_zone_abbreviation(casablanca, utc("2024-07-01 00:00")), "+01");
}

static void cairo_and_gaza_change_at_their_own_hours(void **state)
{
    const struct fu_zone *cairo = fu_zone_find("Africa/Cairo"), *gaza = fu_zone_find("Asia/Gaza");

    (void)state;
    assert_change(cairo, "2024-04-25 22:00", 7200, 10800);
    assert_meant(cairo, "2024-04-26 00:00", "2024-04-25 22:00", "2024-04-26 01:00");
    assert_meant(cairo, "2024-10-31 23:30", "2024-10-31 20:30", "2024-10-31 23:30");
    assert_meant(cairo, "2024-11-01 00:00", "2024-10-31 22:00", "2024-11-01 00:00");
    assert_change(gaza, "2023-04-29 00:00", 7200, 10800);
    assert_change(gaza, "2023-10-27 23:00", 10800, 7200);
    assert_meant(gaza, "2023-04-29 02:30", "2023-04-29 00:30", "2023-04-29 03:30");
    assert_meant(gaza, "2023-10-28 01:30", "2023-10-27 22:30", "2023-10-28 01:30");
}

static void apia_skipped_a_whole_day(void **state)
{
    const struct fu_zone *apia = fu_zone_find("Pacific/Apia");

    (void)state;
    assert_change(apia, "2011-12-30 10:00", -36000, 50400);
    assert_meant(apia, "2011-12-29 23:59:59", "2011-12-30 09:59:59", "2011-12-29 23:59:59");
    assert_meant(apia, "2011-12-30 00:00:00", "2011-12-30 10:00:00", "2011-12-31 00:00:00");
    assert_meant(apia, "2011-12-30 23:59:59", "2011-12-31 09:59:59", "2011-12-31 23:59:59");
    assert_meant(apia, "2011-12-31 00:00:00", "2011-12-30 10:00:00", "2011-12-31 00:00:00");
}

static void kiritimati_is_a_day_ahead(void **state)
{
    const struct fu_zone *kiritimati = fu_zone_find("Pacific/Kiritimati");

    (void)state;
    assert_change(kiritimati, "1994-12-31 10:00", -36000, 50400);
    assert_meant(kiritimati, "1994-12-31 12:00", "1994-12-31 22:00", "1995-01-01 12:00");
    assert_meant(kiritimati, "2024-01-01 00:00", "2023-12-31 10:00", "2024-01-01 00:00");
    assert_int_equal(fu_zone_transition(kiritimati, utc("1994-12-31 10:00")), FU_NEVER);
}

static void chatham_is_a_quarter_of_an_hour_off(void **state)
{
    const struct fu_zone *chatham = fu_zone_find("Pacific/Chatham");

    (void)state;
    assert_change(chatham, "2024-09-28 14:00", 45900, 49500);
    assert_meant(chatham, "2024-09-29 02:45", "2024-09-28 14:00", "2024-09-29 03:45");
    assert_meant(chatham, "2024-04-07 03:00", "2024-04-06 13:15", "2024-04-07 03:00");
}

static void monrovia_had_seconds_in_its_offset(void **state)
{
    const struct fu_zone *monrovia = fu_zone_find("Africa/Monrovia");

    (void)state;
    assert_int_equal(fu_zone_offset(monrovia, utc("1971-01-01 00:00")), -2670);
    assert_meant(monrovia, "1971-01-01 00:00:00", "1971-01-01 00:44:30", "1971-01-01 00:00:00");
}

static void utc_never_changes(void **state)
{
    const struct fu_zone *zone = fu_zone_find("UTC");

    (void)state;
    assert_string_equal(fu_zone_abbreviation(zone, 0), "UTC");
    assert_int_equal(fu_zone_transition(zone, FU_INSTANT_MIN), FU_NEVER);
    assert_meant(zone, "2024-02-29 23:59:59", "2024-02-29 23:59:59", "2024-02-29 23:59:59");
}

/* Year by year, from what the rule itself says. */
static void st_johns_keeps_summer_time_after_2037(void **state)
{
    struct fu_zone *zone = zone_of_footer("NST3:30NDT,M3.2.0,M11.1.0");

    (void)state;
    for (int year = 2037; year <= 2199; year++) {
        int64_t march = fu_civil_days(year, 3, 8), november = fu_civil_days(year, 11, 1);
        fu_instant spring, autumn;

        march += 6 - fu_civil_weekday(march);
        november += 6 - fu_civil_weekday(november);
        spring = march * 86400 + 2 * 3600 + 12600;
        autumn = november * 86400 + 2 * 3600 + 9000;
        assert_int_equal(fu_zone_transition(zone, spring - 1), spring);
        assert_int_equal(fu_zone_transition(zone, spring), autumn);
        assert_int_equal(fu_zone_offset(zone, spring - 1), -12600);
        assert_int_equal(fu_zone_offset(zone, spring), -9000);
        assert_int_equal(fu_zone_offset(zone, autumn - 1), -9000);
        assert_int_equal(fu_zone_offset(zone, autumn), -12600);
    }
    fu_zone_free(&zone);
    assert_null(zone);
}

static void boundaries_of_2038_2100_and_2199(void **state)
{
    struct fu_zone *zone = zone_of_footer("CET-1CEST,M3.5.0,M10.5.0/3");

    (void)state;
    assert_meant(zone, "2038-01-19 04:14:07", "2038-01-19 03:14:07", "2038-01-19 04:14:07");
    assert_meant(zone, "2038-01-19 04:14:08", "2038-01-19 03:14:08", "2038-01-19 04:14:08");
    assert_meant(zone, "2038-07-01 12:00", "2038-07-01 10:00", "2038-07-01 12:00");
    assert_meant(zone, "2100-02-28 23:59:59", "2100-02-28 22:59:59", "2100-02-28 23:59:59");
    assert_meant(zone, "2100-03-01 00:00", "2100-02-28 23:00", "2100-03-01 00:00");
    assert_meant(zone, "2100-03-28 02:30", "2100-03-28 01:30", "2100-03-28 03:30");
    assert_meant(zone, "2100-10-31 02:30", "2100-10-31 00:30", "2100-10-31 02:30");
    assert_meant(zone, "2199-10-27 02:30", "2199-10-27 00:30", "2199-10-27 02:30");
    assert_int_equal(fu_zone_transition(zone, utc("2199-10-27 00:59:59")), utc("2199-10-27 01:00"));
    assert_int_equal(fu_zone_transition(zone, utc("2199-10-27 01:00")), FU_NEVER);
    assert_int_equal(fu_zone_transition(zone, FU_INSTANT_MAX), FU_NEVER);
    fu_zone_free(&zone);
}

/* Rule 19 by trying every instant: the first at which the wall shows `wall`, else what keeping the
 * offset from before the first change that leaps over it gives. */
static fu_instant meant_by_search(
    const struct fu_zone *zone, int64_t wall, fu_instant from, fu_instant until)
{
    for (fu_instant at = from; at < until; at += 300) {
        if (at + fu_zone_offset(zone, at) == wall) {
            return at;
        }
    }
    for (fu_instant at = fu_zone_transition(zone, from);; at = fu_zone_transition(zone, at)) {
        int before = fu_zone_offset(zone, at - 1);

        if (at + before <= wall && wall < at + fu_zone_offset(zone, at)) {
            return wall - before;
        }
    }
}

/* An hour forward, two hours later 23 hours back, then twelve forward: all within two days. */
static void several_changes_within_two_days(void **state)
{
    static const int64_t transitions[] = {1000000200, 1000007400, 1000093800};
    static const unsigned char kinds[] = {1, 2, 3};
    static const int offsets[] = {0, 3600, -79200, -36000};
    const struct tzif_table table = {3, transitions, kinds, 4, offsets};
    struct fu_civil civil;
    struct fu_zone *zone;
    struct tzif file;

    (void)state;
    tzif_make(&file, '2', &table, "");
    zone = fu_zone_read("Made/Restless", file.bytes, file.length);
    assert_non_null(zone);
    for (int64_t wall = 999900000; wall < 1000200000; wall += 300) {
        fu_civil_from_seconds(wall, &civil);
        assert_int_equal(
            fu_zone_instant(zone, &civil), meant_by_search(zone, wall, 999800100, 1000300200));
    }
    fu_zone_free(&zone);
}

/* 00:00 to 01:00 is skipped, and shown after all when the clock goes back: then it exists. */
static void time_that_is_skipped_but_shown_later_is_shown(void **state)
{
    static const int64_t transitions[] = {1000000000, 1000003600};
    static const unsigned char kinds[] = {1, 0};
    static const int offsets[] = {0, 3600};
    const struct tzif_table table = {2, transitions, kinds, 2, offsets};
    struct fu_civil civil;
    struct fu_zone *zone;
    struct tzif file;

    (void)state;
    tzif_make(&file, '2', &table, "");
    zone = fu_zone_read("Made/Brief", file.bytes, file.length);
    fu_civil_from_seconds(1000001800, &civil);
    assert_int_equal(fu_zone_instant(zone, &civil), 1000003600 - 1800);
    fu_civil_from_seconds(1000003600, &civil);
    assert_int_equal(fu_zone_instant(zone, &civil), 1000000000);
    fu_zone_free(&zone);
}

static void changes_up_to_the_last_instant_are_told_and_later_ones_are_not(void **state)
{
    static const int64_t transitions[] = {FU_INSTANT_MAX, FU_INSTANT_MAX + 1};
    static const unsigned char kinds[] = {1, 0};
    static const int offsets[] = {0, 3600};
    const struct tzif_table table = {2, transitions, kinds, 2, offsets};
    struct fu_zone *zone;
    struct tzif file;

    (void)state;
    tzif_make(&file, '2', &table, "");
    zone = fu_zone_read("Made/Late", file.bytes, file.length);
    assert_int_equal(fu_zone_transition(zone, 0), FU_INSTANT_MAX);
    assert_int_equal(fu_zone_transition(zone, FU_INSTANT_MAX), FU_NEVER);
    assert_int_equal(fu_zone_offset(zone, FU_INSTANT_MAX), 3600);
    assert_int_equal(fu_zone_offset(zone, FU_INSTANT_MAX + 1), 0);
    fu_zone_free(&zone);
}

static void change_of_name_alone_is_no_change_of_offset(void **state)
{
    static const int64_t transitions[] = {1000000000, 1100000000};
    static const unsigned char kinds[] = {1, 2};
    static const int offsets[] = {3600, 3600, 7200};
    const struct tzif_table table = {2, transitions, kinds, 3, offsets};
    struct fu_zone *zone;
    struct tzif file;

    (void)state;
    tzif_make(&file, '2', &table, "");
    zone = fu_zone_read("Made/Renamed", file.bytes, file.length);
    assert_string_equal(fu_zone_abbreviation(zone, 999999999), "AAA");
    assert_string_equal(fu_zone_abbreviation(zone, 1000000000), "BBB");
    assert_int_equal(fu_zone_transition(zone, 0), 1100000000);
    fu_zone_free(&zone);
}

static void moments_far_away_are_cut_not_overflowed(void **state)
{
    static const fu_instant far[] = {
        FU_NEVER, INT64_MIN + 1, INT64_MIN / 2, -1, INT64_MAX / 2, INT64_MAX};
    const struct fu_zone *berlin = fu_zone_find("Europe/Berlin");
    struct fu_civil civil = {
        .year = INT32_MAX, .month = INT32_MAX, .day = INT32_MAX, .hour = INT32_MAX};

    (void)state;
    for (size_t i = 0; i < sizeof far / sizeof *far; i++) {
        struct fu_civil shown;

        fu_zone_civil(berlin, far[i], &shown);
        assert_int_equal(fu_zone_transition(berlin, far[i]) == FU_NEVER, far[i] > FU_INSTANT_MAX);
        assert_true(fu_zone_offset(berlin, far[i]) > 0);
    }
    assert_true(fu_zone_instant(berlin, &civil) > FU_INSTANT_MAX);
    civil = (struct fu_civil){INT32_MIN, INT32_MIN, INT32_MIN, INT32_MIN, INT32_MIN, INT32_MIN};
    assert_true(fu_zone_instant(berlin, &civil) < FU_INSTANT_MIN);
}

static void asking_in_any_order_gives_the_same_answers(void **state)
{
    const struct fu_zone *berlin = fu_zone_find("Europe/Berlin");
    fu_instant at = 0;

    (void)state;
    for (int i = 0; i < 2000; i++) {
        int offset;

        at = (at + INT64_C(3600) * 7919 * 31) % FU_INSTANT_MAX;
        offset = fu_zone_offset(berlin, at);
        fu_zone_offset(berlin, FU_INSTANT_MAX - at);
        assert_int_equal(fu_zone_offset(berlin, at), offset);
        assert_true(offset == 3600 || offset == 7200);
        assert_true(fu_zone_transition(berlin, at) > at || at > utc("2199-10-01 00:00"));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(wall_clock_of_berlin),
        cmocka_unit_test(skipped_time_moves_forward_by_the_gap),
        cmocka_unit_test(repeated_time_is_the_first),
        cmocka_unit_test(dublin_turns_back_in_winter),
        cmocka_unit_test(lord_howe_changes_by_half_an_hour),
        cmocka_unit_test(troll_changes_by_two_hours),
        cmocka_unit_test(casablanca_goes_back_for_ramadan),
        cmocka_unit_test(cairo_and_gaza_change_at_their_own_hours),
        cmocka_unit_test(apia_skipped_a_whole_day),
        cmocka_unit_test(kiritimati_is_a_day_ahead),
        cmocka_unit_test(chatham_is_a_quarter_of_an_hour_off),
        cmocka_unit_test(monrovia_had_seconds_in_its_offset),
        cmocka_unit_test(utc_never_changes),
        cmocka_unit_test(st_johns_keeps_summer_time_after_2037),
        cmocka_unit_test(boundaries_of_2038_2100_and_2199),
        cmocka_unit_test(several_changes_within_two_days),
        cmocka_unit_test(time_that_is_skipped_but_shown_later_is_shown),
        cmocka_unit_test(changes_up_to_the_last_instant_are_told_and_later_ones_are_not),
        cmocka_unit_test(change_of_name_alone_is_no_change_of_offset),
        cmocka_unit_test(moments_far_away_are_cut_not_overflowed),
        cmocka_unit_test(asking_in_any_order_gives_the_same_answers),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
