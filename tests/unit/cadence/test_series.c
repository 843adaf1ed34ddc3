/* The moments of a series: in order, from the anchor, to its end. */
#include "help.h"

#include <libical/ical.h>

#include "followupd/zone/civil.h"
#include "followupd/zone/zone.h"

enum { SOME = 64 };

static const char *const series_texts[] = {"daily", "daily230am", "every3days", "weekdays",
    "everymonday", "everyothertuesday", "everyothermonandwedandsun", "every2weeks",
    "every5weeksonsunday", "monthly", "every2months", "quarterly", "every31st", "every30thand31st",
    "every29thand30th", "every1stand15thand31st", "every2ndtuesday", "every5thfriday",
    "everylastfriday", "everylastdayofmonth", "everylastworkday", "every7monthson31st",
    "every4monthsonlastworkday", "everymarch30th", "everyfeb29", "every3yearsonfeb29", "yearly",
    "everylastsundayofmarch", "every5thmondayoffeb", "every100years", "every4hours", "every90m",
    "every1000s", "weekends", "every1000days"};

enum { SERIES_COUNT = sizeof series_texts / sizeof series_texts[0] };

static struct fu_schedule series_at(const char *text, fu_instant sent, const char *zone)
{
    struct fu_cadence_setting setting = setting_at(sent);
    struct fu_schedule schedule;
    struct fu_refusal refusal;
    setting.zone = zone;
    setting.shortest = 1;
    if (fu_cadence_read(arena, text, strlen(text), &setting, &schedule, NULL, NULL, &refusal) !=
        FU_OK) {
        fail_msg("%s: %s", text, refusal.reason);
    }
    return schedule;
}

static size_t next(
    const struct fu_schedule *schedule, fu_instant after, fu_instant *moments, size_t count)
{
    size_t found = 99;
    struct fu_error error;
    assert_int_equal(fu_series_next(schedule, NULL, after, moments, count, &found, &error), FU_OK);
    assert_true(found <= count);
    return found;
}

static size_t count_between(
    const struct fu_schedule *schedule, fu_instant after, fu_instant until, size_t most)
{
    size_t found = 99;
    struct fu_error error;
    assert_int_equal(fu_series_count(schedule, NULL, after, until, most, &found, &error), FU_OK);
    return found;
}

static void a_one_off_has_one_moment(void **state)
{
    (void)state;
    struct fu_schedule schedule = schedule_of("3days");
    fu_instant moments[SOME];
    assert_int_equal(next(&schedule, SENT, moments, SOME), 1);
    assert_int_equal(moments[0], schedule.first);
    assert_int_equal(next(&schedule, schedule.first - 1, moments, SOME), 1);
    assert_int_equal(next(&schedule, schedule.first, moments, SOME), 0);
    assert_int_equal(next(&schedule, SENT, moments, 0), 0);
    assert_int_equal(count_between(&schedule, SENT, schedule.first, 5), 1);
    assert_int_equal(count_between(&schedule, SENT, schedule.first - 1, 5), 0);
    assert_int_equal(count_between(&schedule, SENT, schedule.first, 0), 0);
    assert_int_equal(count_between(&schedule, schedule.first, FU_INSTANT_MAX, 5), 0);
}

static void the_first_moment_is_the_schedules_first(void **state)
{
    (void)state;
    for (size_t i = 0; i < SERIES_COUNT; i++) {
        struct fu_schedule schedule = series_at(series_texts[i], SENT, "Europe/Berlin");
        fu_instant moments[2];
        assert_true(next(&schedule, FU_NEVER, moments, 1) == 1);
        assert_int_equal(moments[0], schedule.first);
        assert_true(next(&schedule, schedule.first - 1, moments, 1) == 1);
        assert_int_equal(moments[0], schedule.first);
        if (next(&schedule, schedule.first, moments, 1) == 1) {
            assert_true(moments[0] > schedule.first);
        }
    }
}

static void a_search_may_begin_anywhere(void **state)
{
    (void)state;
    static fu_instant all[20000];
    static const char *const zones[] = {
        "Europe/Berlin", "Australia/Lord_Howe", "America/Havana", "Pacific/Apia"};
    for (size_t i = 0; i < SERIES_COUNT; i++) {
        struct fu_schedule schedule =
            series_at(series_texts[i], at("2011-12-01T10:00:00+01:00"), zones[i % 4]);
        size_t found = next(&schedule, FU_NEVER, all, 20000);
        for (size_t n = 1; n < found; n++) {
            assert_true(all[n] > all[n - 1]);
        }
        for (int tries = 0; tries < 200; tries++) {
            size_t n = dice((unsigned)found);
            fu_instant some[5];
            fu_instant between =
                n == 0
                    ? all[0] - 1
                    : all[n - 1] + (fu_instant)dice((unsigned)((all[n] - all[n - 1]) & 0xffff) + 1);
            between = between >= all[n] ? all[n] - 1 : between;
            size_t got = next(&schedule, between, some, 5);
            assert_true(got >= (found - n < 5 ? found - n : 5));
            for (size_t k = 0; k < got && n + k < found; k++) {
                assert_int_equal(some[k], all[n + k]);
            }
        }
    }
}

static void counting_is_what_listing_gives(void **state)
{
    (void)state;
    static fu_instant all[3000];
    for (size_t i = 0; i < SERIES_COUNT; i++) {
        struct fu_schedule schedule = series_at(series_texts[i], SENT, "Europe/Berlin");
        size_t found = next(&schedule, FU_NEVER, all, 3000);
        size_t from = dice((unsigned)found), to = from + dice((unsigned)(found - from));
        assert_int_equal(count_between(&schedule, all[from], all[to], 100000), to - from);
        assert_int_equal(count_between(&schedule, all[from] - 1, all[to], 100000), to - from + 1);
        assert_int_equal(count_between(&schedule, all[from] - 1, all[to] - 1, 100000), to - from);
        assert_int_equal(count_between(&schedule, all[from] - 1, all[to], 1), 1);
        assert_int_equal(count_between(&schedule, all[from] - 1, all[to], 0), 0);
        assert_int_equal(count_between(&schedule, all[to], all[from], 9), 0);
    }
}

static void a_series_ends_by_count_and_by_date(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        size_t count;
    } rows[] = {{"daily-x1", 1}, {"daily-x10", 10}, {"every3days-x7", 7}, {"everymonandthu-x5", 5},
        {"everyothermonandwed-x5", 5}, {"every31st-x14", 14}, {"every30thand31st-x5", 5},
        {"every5thfriday-x3", 3}, {"yearly-x3", 3}, {"everyfeb29-x5", 5}, {"every4hours-x6", 6},
        {"weekdays-x11", 11}, {"daily-until-nov30", 12}, {"everyfriday-until-dec31", 6},
        {"every4hours-until-tomorrow", 9}, {"every31st-until-2027-02-28", 4}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct fu_schedule schedule = series_at(rows[i].text, SENT, "Europe/Berlin");
        fu_instant moments[SOME];
        assert_int_equal(next(&schedule, SENT, moments, SOME), rows[i].count);
        assert_int_equal(next(&schedule, moments[rows[i].count - 1], moments + 1, 1), 0);
        assert_int_equal(count_between(&schedule, SENT, FU_INSTANT_MAX, 1000), rows[i].count);
    }
}

static size_t arriving(
    const char *text, fu_instant arrived, fu_instant *moments, size_t count, fu_instant *first)
{
    struct fu_cadence_setting setting = setting_at(SENT);
    struct fu_schedule schedule;
    struct fu_refusal refusal;
    setting.shortest = 1;
    setting.arrived = arrived;
    assert_int_equal(
        fu_cadence_read(arena, text, strlen(text), &setting, &schedule, NULL, NULL, &refusal),
        FU_OK);
    *first = schedule.first;
    return next(&schedule, SENT, moments, count);
}

/* It leaves out what passed on the way, and counts the rest. */
static void a_series_begins_and_is_counted_from_its_first_moment_after_arrival(void **state)
{
    (void)state;
    static fu_instant all[5000];
    for (size_t i = 0; i < SERIES_COUNT; i++) {
        struct fu_schedule schedule = series_at(series_texts[i], SENT, "Europe/Berlin");
        const char *counted = fu_arena_print(arena, "%s-x4", series_texts[i]);
        size_t found = next(&schedule, SENT, all, 5000);
        for (int tries = 0; tries < 40; tries++) {
            fu_instant arrived = SENT + (fu_instant)dice(40 * 86400), first, some[8];
            size_t passed = 0;
            while (passed < found && all[passed] <= arrived) {
                passed++;
            }
            if (passed + 8 > found) {
                continue;
            }
            assert_int_equal(arriving(series_texts[i], arrived, some, 8, &first), 8);
            assert_memory_equal(some, all + passed, sizeof some);
            assert_int_equal(first, some[0]);
            assert_int_equal(arriving(counted, arrived, some, 8, &first), 4);
            assert_memory_equal(some, all + passed, 4 * sizeof *some);
            assert_int_equal(first, some[0]);
        }
    }
}

static void what_arrives_before_it_is_sent_counts_from_its_sending(void **state)
{
    (void)state;
    fu_instant moments[5], first;
    assert_int_equal(arriving("daily9am-x3", SENT - 2 * 3600, moments, 5, &first), 3);
    assert_int_equal(first, at("2026-11-19T09:00:00+01:00"));
}

static void all_series_end_with_2199(void **state)
{
    (void)state;
    for (size_t i = 0; i < SERIES_COUNT; i++) {
        struct fu_schedule schedule = series_at(series_texts[i], SENT, "Pacific/Kiritimati");
        fu_instant moments[2];
        assert_int_equal(next(&schedule, FU_INSTANT_MAX, moments, 2), 0);
        assert_int_equal(next(&schedule, INT64_MAX, moments, 2), 0);
        assert_true(next(&schedule, INT64_MIN, moments, 2) > 0);
        assert_int_equal(moments[0], schedule.first);
    }
}

static void elapsed_series_are_counted_without_walking(void **state)
{
    (void)state;
    struct fu_schedule schedule = series_at("every1s", SENT, "Europe/Berlin");
    assert_int_equal(
        count_between(&schedule, SENT, FU_INSTANT_MAX, SIZE_MAX), FU_INSTANT_MAX - SENT);
    assert_int_equal(count_between(&schedule, SENT, FU_INSTANT_MAX, 1000), 1000);
}

static void an_unknown_zone_or_a_foreign_rule_is_permanent(void **state)
{
    (void)state;
    struct fu_schedule schedule = series_at("daily", SENT, "Europe/Berlin");
    struct fu_schedule broken = schedule;
    fu_instant moments[2];
    size_t found = 99;
    struct fu_error error;
    broken.zone = "Europe/Atlantis";
    assert_int_equal(fu_series_next(&broken, NULL, SENT, moments, 2, &found, &error), FU_PERMANENT);
    assert_int_equal(found, 0);
    assert_non_null(strstr(error.text, "Europe/Atlantis"));
    assert_int_equal(fu_series_recompute(&broken, &error), FU_PERMANENT);
    broken = schedule;
    broken.rrule = "FREQ=HOURLY;BYMONTH=2;BYMONTHDAY=30";
    assert_int_equal(fu_series_next(&broken, NULL, SENT, moments, 2, &found, &error), FU_PERMANENT);
    assert_int_equal(
        fu_series_count(&broken, NULL, SENT, FU_INSTANT_MAX, 9, &found, &error), FU_PERMANENT);
    assert_non_null(strstr(error.text, "BYMONTHDAY=30"));
    broken.rrule = "";
    assert_int_equal(fu_series_next(&broken, NULL, SENT, moments, 2, &found, NULL), FU_PERMANENT);
}

static void the_first_moment_is_computed_again_from_the_wall_clock(void **state)
{
    (void)state;
    struct fu_error error;
    struct fu_schedule schedule = schedule_of("tomorrow");
    fu_instant first = schedule.first;
    schedule.first = 0;
    assert_int_equal(fu_series_recompute(&schedule, &error), FU_OK);
    assert_int_equal(schedule.first, first);
    schedule.zone = "America/New_York";
    assert_int_equal(fu_series_recompute(&schedule, &error), FU_OK);
    assert_int_equal(schedule.first, first + 6 * 3600);
    schedule = schedule_of("every4hours");
    first = schedule.first;
    schedule.first = 0;
    schedule.zone = "America/New_York";
    assert_int_equal(fu_series_recompute(&schedule, &error), FU_OK);
    assert_int_equal(schedule.first, first);
}

enum { MONDAY = 0x01, THURSDAY = 0x08, FRIDAY = 0x10, SATURDAY = 0x20, WEEKEND = 0x60 };

static struct fu_schedule arriving_with_workdays(
    const char *text, unsigned workdays, fu_instant sent, fu_instant arrived)
{
    struct fu_cadence_setting setting = setting_at(sent);
    struct fu_schedule schedule;
    struct fu_refusal refusal;
    setting.workdays = workdays;
    setting.arrived = arrived;
    assert_int_equal(
        fu_cadence_read(arena, text, strlen(text), &setting, &schedule, NULL, NULL, &refusal),
        FU_OK);
    return schedule;
}

static struct fu_schedule with_workdays(const char *text, unsigned workdays, fu_instant sent)
{
    return arriving_with_workdays(text, workdays, sent, sent);
}

/* What a text comes to that was read with some workdays and is read again with others. */
static struct fu_schedule in_other_week(
    const char *text, fu_instant sent, unsigned before, unsigned after)
{
    struct fu_schedule was = with_workdays(text, before, sent);
    struct fu_schedule schedule = with_workdays(text, after, sent);
    struct fu_error error;
    assert_int_equal(fu_series_keep_dates(arena, &was, sent, &schedule, &error), FU_OK);
    return schedule;
}

static void a_series_goes_on_in_another_week(void **state)
{
    (void)state;
    static const struct {
        const char *text, *sent;
        unsigned before, after;
        const char *moments[2];
    } rows[] = {
        {"everyotherthursday", "2026-11-18T10:30:00+01:00", FU_WORKDAYS_DEFAULT, WEEKEND,
            {"2026-11-19T08:00:00+01:00", "2026-12-03T08:00:00+01:00"}},
        {"weekdays", "2026-11-18T10:30:00+01:00", FU_WORKDAYS_DEFAULT, WEEKEND,
            {"2026-11-21T08:00:00+01:00", "2026-11-22T08:00:00+01:00"}},
        {"weekdays", "2026-11-18T10:30:00+01:00", FRIDAY, THURSDAY,
            {"2026-11-19T08:00:00+01:00", "2026-11-26T08:00:00+01:00"}},
        {"weekdays-x2", "2026-11-18T10:30:00+01:00", THURSDAY, FRIDAY,
            {"2026-11-20T08:00:00+01:00", "2026-11-27T08:00:00+01:00"}},
        {"everylastworkday", "2026-11-18T10:30:00+01:00", FU_WORKDAYS_DEFAULT, WEEKEND,
            {"2026-11-29T08:00:00+01:00", "2026-12-27T08:00:00+01:00"}},
        {"every4monthsonlastworkday", "2026-11-18T10:30:00+01:00", FU_WORKDAYS_DEFAULT, WEEKEND,
            {"2026-11-29T08:00:00+01:00", "2027-03-28T08:00:00+02:00"}},
        {"every4monthsonlastworkday", "2026-11-29T10:30:00+01:00", FU_WORKDAYS_DEFAULT, WEEKEND,
            {"2027-03-28T08:00:00+02:00", "2027-07-31T08:00:00+02:00"}},
        {"every4monthsonlastworkday-x2", "2026-11-29T07:30:00+01:00", FRIDAY, WEEKEND,
            {"2026-12-27T08:00:00+01:00", "2027-04-25T08:00:00+02:00"}},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct fu_schedule schedule =
            in_other_week(rows[i].text, at(rows[i].sent), rows[i].before, rows[i].after);
        fu_instant moments[2];
        assert_int_equal(next(&schedule, at(rows[i].sent), moments, 2), 2);
        for (size_t k = 0; k < 2; k++) {
            if (moments[k] != at(rows[i].moments[k]) || moments[0] != schedule.first) {
                fail_msg(
                    "%s, row %zu: moment %zu is %lld", rows[i].text, i, k, (long long)moments[k]);
            }
        }
    }
}

/* Its moment of 08:00 passed between sending and arrival. */
static void what_passed_on_the_way_is_not_counted_in_another_week_either(void **state)
{
    (void)state;
    static const struct {
        const char *text, *day;
        unsigned before, after;
        const char *moments[2];
    } rows[] = {
        {"weekdays-x2", "2026-11-16", FU_WORKDAYS_DEFAULT, FU_WORKDAYS_ALL,
            {"2026-11-17T08:00:00+01:00", "2026-11-18T08:00:00+01:00"}},
        {"weekdays-x2", "2026-11-20", FRIDAY, THURSDAY | FRIDAY,
            {"2026-11-26T08:00:00+01:00", "2026-11-27T08:00:00+01:00"}},
        {"everylastworkday-x2", "2026-11-30", FU_WORKDAYS_DEFAULT, WEEKEND | MONDAY,
            {"2026-12-28T08:00:00+01:00", "2027-01-31T08:00:00+01:00"}},
        {"every2monthsonlastworkday-x2", "2026-11-30", FU_WORKDAYS_DEFAULT, WEEKEND | MONDAY,
            {"2027-01-31T08:00:00+01:00", "2027-03-29T08:00:00+02:00"}},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        fu_instant sent = at(fu_arena_print(arena, "%sT07:58:00+01:00", rows[i].day)), moments[3];
        struct fu_schedule was =
            arriving_with_workdays(rows[i].text, rows[i].before, sent, sent + 240);
        struct fu_schedule schedule = with_workdays(rows[i].text, rows[i].after, sent);
        struct fu_error error;
        assert_int_equal(fu_series_keep_dates(arena, &was, sent + 240, &schedule, &error), FU_OK);
        assert_int_equal(next(&schedule, sent, moments, 3), 2);
        for (size_t k = 0; k < 2; k++) {
            if (moments[k] != at(rows[i].moments[k])) {
                fail_msg("row %zu: moment %zu is %lld", i, k, (long long)moments[k]);
            }
        }
    }
}

/* Saturday the 21st is a holiday, so by Saturdays it begins on the 28th. */
static void a_day_to_come_has_not_passed(void **state)
{
    (void)state;
    fu_instant moments[1];
    struct fu_error error;
    struct fu_schedule was = with_workdays("weekdays", SATURDAY, SENT);
    struct fu_schedule schedule = with_workdays("weekdays", FU_WORKDAYS_DEFAULT, SENT);
    was.start.day += 7;
    assert_int_equal(fu_series_recompute(&was, &error), FU_OK);
    assert_int_equal(fu_series_keep_dates(arena, &was, SENT, &schedule, &error), FU_OK);
    assert_int_equal(next(&schedule, SENT, moments, 1), 1);
    assert_int_equal(moments[0], at("2026-11-19T08:00:00+01:00"));
}

static void a_series_keeps_its_dates_when_it_is_read_again_later(void **state)
{
    (void)state;
    fu_instant moments[2];
    struct fu_error error;
    struct fu_schedule was = with_workdays("every3days", FRIDAY, SENT);
    struct fu_schedule schedule = with_workdays("every3days", THURSDAY, SENT + 86400);
    assert_int_equal(fu_series_keep_dates(arena, &was, SENT, &schedule, &error), FU_OK);
    assert_int_equal(next(&schedule, SENT, moments, 2), 2);
    assert_int_equal(moments[0], at("2026-11-21T08:00:00+01:00"));
    assert_int_equal(moments[1], at("2026-11-24T08:00:00+01:00"));
}

/* Behind the end that was named, and in the last month of all. */
static void a_series_without_a_day_left_in_the_new_week_has_ended(void **state)
{
    (void)state;
    fu_instant moments[2], sent = at("2199-12-30T07:30:00+01:00");
    struct fu_error error;
    struct fu_schedule schedule = in_other_week("weekdays-until-nov20", SENT, THURSDAY, FRIDAY);
    assert_int_equal(next(&schedule, SENT, moments, 2), 1);
    assert_int_equal(next(&schedule, moments[0], moments, 2), 0);

    struct fu_schedule was = with_workdays("every4monthsonlastworkday", FRIDAY, sent - 70 * 86400);
    schedule = with_workdays("every4monthsonlastworkday", MONDAY, sent);
    assert_int_equal(fu_series_keep_dates(arena, &was, sent, &schedule, &error), FU_OK);
    assert_int_equal(schedule.first, at("2199-12-30T08:00:00+01:00"));
    assert_int_equal(next(&schedule, schedule.first, moments, 2), 0);

    /* What begins so late is no schedule of this room. */
    was = with_workdays("weekdays", FRIDAY, SENT);
    was.start.year = 2205;
    schedule = with_workdays("weekdays", MONDAY, SENT);
    fu_instant first = schedule.first;
    assert_int_equal(fu_series_keep_dates(arena, &was, SENT, &schedule, &error), FU_OK);
    assert_int_equal(schedule.first, first);
}

static void what_keeps_no_dates_of_a_foreign_rule_says_so(void **state)
{
    (void)state;
    struct fu_schedule was = schedule_of("daily"), schedule = was, foreign = was;
    struct fu_error error;
    foreign.rrule = "FREQ=DAILY;BYHOUR=9";
    assert_int_equal(fu_series_keep_dates(arena, &foreign, SENT, &schedule, &error), FU_PERMANENT);
    assert_non_null(strstr(error.text, "BYHOUR=9"));
    assert_int_equal(fu_series_keep_dates(arena, &was, SENT, &foreign, &error), FU_PERMANENT);
}

static void holidays_are_left_out_of_workday_patterns_only(void **state)
{
    (void)state;
    static const char *const days[] = {"20261119", "20261130"};
    struct fu_holidays *holidays = holidays_on(days, 2);
    static const struct {
        const char *text;
        const char *first;
    } rows[] = {{"weekdays", "2026-11-20T08:00:00+01:00"},
        {"everylastworkday", "2026-11-27T08:00:00+01:00"},
        {"everyday", "2026-11-19T08:00:00+01:00"},
        {"everylastdayofmonth", "2026-11-30T08:00:00+01:00"}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct fu_schedule schedule = schedule_of(rows[i].text);
        fu_instant moment;
        size_t found;
        struct fu_error error;
        assert_int_equal(
            fu_series_next(&schedule, holidays, SENT, &moment, 1, &found, &error), FU_OK);
        assert_int_equal(found, 1);
        assert_int_equal(moment, at(rows[i].first));
    }
}

static int64_t ical_day(struct icaltimetype time)
{
    return fu_civil_days(time.year, time.month, time.day);
}

/* The dates of a rule by libical, over floating time. */
static size_t ical_dates(const struct fu_schedule *schedule, int64_t *days, size_t count)
{
    struct icalrecurrencetype rule = icalrecurrencetype_from_string(schedule->rrule);
    struct icaltimetype start = {.year = schedule->start.year,
        .month = schedule->start.month,
        .day = schedule->start.day,
        .hour = schedule->start.hour,
        .minute = schedule->start.minute};
    assert_int_not_equal(rule.freq, ICAL_NO_RECURRENCE);
    icalrecur_iterator *iterator = icalrecur_iterator_new(rule, start);
    assert_non_null(iterator);
    size_t found = 0;
    for (struct icaltimetype date = icalrecur_iterator_next(iterator);
         found < count && !icaltime_is_null_time(date); date = icalrecur_iterator_next(iterator)) {
        days[found++] = ical_day(date);
    }
    icalrecur_iterator_free(iterator);
    return found;
}

static void libical_expands_our_rules_to_the_same_dates(void **state)
{
    (void)state;
    for (int tries = 0; tries < 4000; tries++) {
        const char *text = series_texts[dice(SERIES_COUNT)];
        struct fu_schedule schedule =
            series_at(text, SENT + (fu_instant)dice(2000000000), "Europe/Berlin");
        fu_instant moments[8];
        int64_t days[8];
        if (schedule.elapsed) {
            continue;
        }
        size_t found = next(&schedule, FU_NEVER, moments, 8);
        size_t wanted = ical_dates(&schedule, days, 8);
        for (size_t n = 0; n < found && n < wanted; n++) {
            struct fu_civil civil;
            fu_zone_civil(fu_zone_find("Europe/Berlin"), moments[n], &civil);
            if (fu_civil_days(civil.year, civil.month, civil.day) != days[n]) {
                fail_msg("%s: %s differs at moment %zu", text, schedule.rrule, n);
            }
        }
        assert_true(found == wanted || found < 8);
    }
}

static void a_bound_ends_the_count_of_elapsed_units(void **state)
{
    (void)state;
    struct fu_schedule schedule = schedule_of("every4hours-x3");
    assert_int_equal(count_between(&schedule, SENT, SENT + 3600, 9), 0);
    assert_int_equal(count_between(&schedule, SENT, SENT + 4 * 3600, 9), 1);
    assert_int_equal(count_between(&schedule, SENT, SENT + 400 * 3600, 9), 3);
    assert_int_equal(count_between(&schedule, SENT + 100 * 3600, SENT + 400 * 3600, 9), 0);
    schedule = schedule_of("every4hours-until-friday");
    assert_int_equal(count_between(&schedule, SENT, SENT + 4 * 3600, 9), 1);
    assert_int_equal(count_between(&schedule, SENT, SENT + 400 * 3600, 99), 15);
}

static void a_month_of_holidays_has_no_last_workday(void **state)
{
    (void)state;
    static const char december[] =
        "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//t//EN\r\nBEGIN:VEVENT\r\nUID:1\r\n"
        "DTSTART;VALUE=DATE:20261201\r\nDTEND;VALUE=DATE:20270101\r\nEND:VEVENT\r\n"
        "END:VCALENDAR\r\n";
    struct fu_holidays *holidays = fu_holidays_new(arena);
    struct fu_error error;
    assert_int_equal(fu_holidays_add(holidays, december, strlen(december), &error), FU_OK);
    struct fu_schedule schedule = schedule_of("everylastworkday");
    fu_instant moments[2];
    size_t found;
    assert_int_equal(fu_series_next(&schedule, holidays, SENT, moments, 2, &found, &error), FU_OK);
    assert_int_equal(found, 2);
    assert_int_equal(moments[0], at("2026-11-30T08:00:00+01:00"));
    assert_int_equal(moments[1], at("2027-01-29T08:00:00+01:00"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_one_off_has_one_moment),
        cmocka_unit_test(the_first_moment_is_the_schedules_first),
        cmocka_unit_test(a_search_may_begin_anywhere),
        cmocka_unit_test(counting_is_what_listing_gives),
        cmocka_unit_test(a_series_ends_by_count_and_by_date),
        cmocka_unit_test(a_series_begins_and_is_counted_from_its_first_moment_after_arrival),
        cmocka_unit_test(what_arrives_before_it_is_sent_counts_from_its_sending),
        cmocka_unit_test(all_series_end_with_2199),
        cmocka_unit_test(elapsed_series_are_counted_without_walking),
        cmocka_unit_test(an_unknown_zone_or_a_foreign_rule_is_permanent),
        cmocka_unit_test(the_first_moment_is_computed_again_from_the_wall_clock),
        cmocka_unit_test(a_series_goes_on_in_another_week),
        cmocka_unit_test(what_passed_on_the_way_is_not_counted_in_another_week_either),
        cmocka_unit_test(a_day_to_come_has_not_passed),
        cmocka_unit_test(a_series_keeps_its_dates_when_it_is_read_again_later),
        cmocka_unit_test(a_series_without_a_day_left_in_the_new_week_has_ended),
        cmocka_unit_test(what_keeps_no_dates_of_a_foreign_rule_says_so),
        cmocka_unit_test(holidays_are_left_out_of_workday_patterns_only),
        cmocka_unit_test(a_bound_ends_the_count_of_elapsed_units),
        cmocka_unit_test(a_month_of_holidays_has_no_last_workday),
        cmocka_unit_test(libical_expands_our_rules_to_the_same_dates),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
