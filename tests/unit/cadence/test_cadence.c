/* The two phases: what they give, what they take, what they refuse. */
#include "help.h"

static void phase_one_knows_no_now(void **state)
{
    (void)state;
    struct fu_cadence *cadence;
    struct fu_refusal refusal;
    struct fu_schedule schedule;
    assert_int_equal(fu_cadence_parse(arena, "2030", 4, &cadence, &refusal), FU_OK);
    struct fu_cadence_setting now = setting_at(SENT);
    assert_int_equal(fu_cadence_schedule(arena, cadence, &now, &schedule, &refusal), FU_BAD_INPUT);
    assert_true(offers(&refusal, "at2030"));
    struct fu_cadence_setting later = setting_at(at("2031-05-01T10:00:00+02:00"));
    assert_int_equal(fu_cadence_schedule(arena, cadence, &later, &schedule, &refusal), FU_OK);
    assert_int_equal(schedule.first, at("2031-05-01T20:30:00+02:00"));
    assert_string_equal(schedule.canonical, "830pm");
}

static void both_phases_refuse_alike(void **state)
{
    (void)state;
    static const char *const texts[] = {"2030", "aug15-2020", "feb30", "every5minutes",
        "thismonday", "dec24-2045", "daily-x999999", "everyfriday-until-nov19", "tonight+acme",
        "today9am-t"};
    struct fu_cadence_setting setting = setting_at(at("2026-11-18T21:30:00+01:00"));
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        struct fu_cadence *cadence;
        struct fu_schedule schedule;
        struct fu_refusal one, both;
        assert_int_equal(
            fu_cadence_parse(arena, texts[i], strlen(texts[i]), &cadence, &one), FU_OK);
        assert_int_equal(
            fu_cadence_schedule(arena, cadence, &setting, &schedule, &one), FU_BAD_INPUT);
        assert_int_equal(fu_cadence_read(arena, texts[i], strlen(texts[i]), &setting, &schedule,
                             NULL, NULL, &both),
            FU_BAD_INPUT);
        assert_string_equal(one.reason, both.reason);
        assert_int_equal(one.suggestion_count, both.suggestion_count);
        for (size_t j = 0; j < one.suggestion_count; j++) {
            assert_string_equal(one.suggestions[j], both.suggestions[j]);
        }
    }
}

static void a_schedule_says_what_it_is(void **state)
{
    (void)state;
    struct fu_schedule schedule = schedule_of("every2months");
    assert_int_equal(schedule.recurrence, FU_RECURRING);
    assert_int_equal(schedule.first, at("2027-01-18T08:00:00+01:00"));
    assert_int_equal(schedule.start.year, 2027);
    assert_int_equal(schedule.start.month, 1);
    assert_int_equal(schedule.start.day, 18);
    assert_int_equal(schedule.start.hour, 8);
    assert_int_equal(schedule.start.minute, 0);
    assert_false(schedule.elapsed);
    assert_true(schedule.morning);
    assert_false(schedule.workdays_only);
    assert_int_equal(schedule.workdays, FU_WORKDAYS_DEFAULT);
    assert_string_equal(schedule.rrule, "FREQ=MONTHLY;INTERVAL=2");
    assert_string_equal(schedule.zone, "Europe/Berlin");
    assert_string_equal(schedule.canonical, "every2months");
    assert_string_equal(schedule.english, "every 2 months at 08:00");
}

static void only_what_names_no_clock_time_is_at_the_morning_time(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        bool morning;
    } rows[] = {{"tomorrow", true}, {"tomorrow8am", false}, {"tomorrowmorning", true},
        {"3days", false}, {"3days8am", false}, {"2h", false}, {"everyday", true},
        {"everyday8am", false}, {"every4hours", false}, {"morning", true}, {"eom", true},
        {"everymorning", true}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        assert_int_equal(schedule_of(rows[i].text).morning, rows[i].morning);
    }
}

static void only_workday_patterns_leave_holidays_out(void **state)
{
    (void)state;
    assert_true(schedule_of("weekdays").workdays_only);
    assert_true(schedule_of("everylastworkday").workdays_only);
    assert_true(schedule_of("monthlyonlastworkday").workdays_only);
    assert_false(schedule_of("everymontuewedthufri").workdays_only);
    assert_false(schedule_of("daily-until-lastworkday").workdays_only);
    assert_false(schedule_of("lastworkday").workdays_only);
}

static void elapsed_units_start_in_utc(void **state)
{
    (void)state;
    struct fu_schedule schedule = schedule_of("every4hours");
    assert_true(schedule.elapsed);
    assert_int_equal(schedule.start.hour, 13);
    assert_int_equal(schedule.start.minute, 30);
    schedule = schedule_of("1day2hours");
    assert_true(schedule.elapsed);
    assert_int_equal(schedule.first, at("2026-11-19T12:30:00+01:00"));
    assert_int_equal(schedule.start.hour, 11);
}

static void a_skipped_wall_clock_time_stays_as_meant(void **state)
{
    (void)state;
    struct fu_cadence_setting setting = setting_at(at("2027-03-27T10:30:00+01:00"));
    struct fu_schedule schedule;
    struct fu_refusal refusal;
    assert_int_equal(
        fu_cadence_read(arena, "tomorrow230am", 13, &setting, &schedule, NULL, NULL, &refusal),
        FU_OK);
    assert_int_equal(schedule.first, at("2027-03-28T03:30:00+02:00"));
    assert_int_equal(schedule.start.hour, 2);
    assert_int_equal(schedule.start.minute, 30);
}

static void flags_and_tags_come_with_the_cadence(void **state)
{
    (void)state;
    struct fu_cadence *cadence;
    struct fu_refusal refusal;
    static const char text[] = "Every2Weeks-Q-T+Acme+garden+acme";
    assert_int_equal(fu_cadence_parse(arena, text, strlen(text), &cadence, &refusal), FU_OK);
    assert_int_equal(fu_cadence_flags(cadence), FU_FLAG_TASK | FU_FLAG_QUIET);
    assert_string_equal(fu_cadence_tags(cadence), "acme,garden");
    assert_string_equal(fu_cadence_canonical(arena, cadence), "every2weeks-t-q+acme+garden");
    assert_int_equal(fu_cadence_parse(arena, "3days", 5, &cadence, &refusal), FU_OK);
    assert_int_equal(fu_cadence_flags(cadence), 0);
    assert_string_equal(fu_cadence_tags(cadence), "");
}

/* Each is made of words, and no sentence. */
static void words_that_say_nothing_together_are_refused(void **state)
{
    (void)state;
    static const char *const texts[] = {"everyfriday-until-thisevening", "2027-03-45", "015may",
        "lastdays", "monthlyon15th-until-lastday-until-may1", "monthlyon15thuntillastday",
        "every1stand45th", "everymonday-until-1stand2nd", "monthlyon2ndtuesdayofmay",
        "secondsecondsecondsecond", "daily-until-thismonday", "daily-until-2126-11-19", "0-15",
        "1.125h", "1.5s", "halfasecond", "halfaweek", "2andahalfweeks", "2andahalfseconds",
        "for5days", "dailyfor5weeks", "every1h30s",
        "d.d.d.d.d.d.d.d.d.d.d.d.d.d.d.d.d.d.d.d.d.d.d.d.d.d.d.d.d.d.d.d.d.d.d.d.d.d.d.d.d.d.d.d.d."
        "d."
        "d.d.d.d.d.d.d"};
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        struct fu_schedule schedule;
        struct fu_refusal refusal;
        if (read_bytes(texts[i], strlen(texts[i]), &schedule, &refusal) != FU_BAD_INPUT) {
            fail_msg("%s is %s", texts[i], schedule.canonical);
        }
    }
}

static void odd_texts_are_read(void **state)
{
    (void)state;
    assert_string_equal(schedule_of("3\tdays").canonical, "3days");
    assert_string_equal(schedule_of("everyothersatandsun").canonical, "everyothersatandsun");
    const char *tags = "+aaaaaaaaaaaaaaaa+bbbbbbbbbbbbbbbb+cccccccccccccccc+dddddddddddddddd+"
                       "eeeeeeeeeeeeeeee";
    const char *spells_long = fu_arena_print(arena, "1y1q1mo1w1d1h1m1s%s", tags);
    assert_string_equal(fu_cadence_recurring(arena, spells_long), "");
}

/* 1,001 hours are no interval. */
static void a_service_may_allow_series_of_months_only(void **state)
{
    (void)state;
    struct fu_cadence_setting setting = setting_at(SENT);
    struct fu_schedule schedule;
    struct fu_refusal refusal;
    setting.shortest = INT64_C(1001) * 3600;
    assert_int_equal(fu_cadence_read(arena, "daily", 5, &setting, &schedule, NULL, NULL, &refusal),
        FU_BAD_INPUT);
    assert_true(offers(&refusal, "3days"));
    setting = setting_at(SENT);
    setting.holidays = fu_holidays_new(arena);
    assert_int_equal(
        fu_cadence_read(arena, "weekdays-x60000", 15, &setting, &schedule, NULL, NULL, &refusal),
        FU_BAD_INPUT);
}

static void read_gives_flags_and_tags_only_when_asked(void **state)
{
    (void)state;
    struct fu_cadence_setting setting = setting_at(SENT);
    struct fu_schedule schedule;
    struct fu_refusal refusal;
    unsigned flags = 99;
    const char *tags = NULL;
    assert_int_equal(
        fu_cadence_read(arena, "3days-c+a", 9, &setting, &schedule, &flags, &tags, &refusal),
        FU_OK);
    assert_int_equal(flags, FU_FLAG_CANCEL);
    assert_string_equal(tags, "a");
    assert_string_equal(schedule.canonical, "3days");
    assert_int_equal(
        fu_cadence_read(arena, "3days-c+a", 9, &setting, &schedule, NULL, NULL, &refusal), FU_OK);
}

static void a_text_ends_where_its_length_says(void **state)
{
    (void)state;
    struct fu_schedule schedule;
    struct fu_refusal refusal;
    assert_int_equal(read_bytes("3days9am", 5, &schedule, &refusal), FU_OK);
    assert_string_equal(schedule.canonical, "3days");
    assert_int_equal(read_bytes("", 0, &schedule, &refusal), FU_BAD_INPUT);
    assert_int_equal(read_bytes("3days\0", 6, &schedule, &refusal), FU_BAD_INPUT);
    assert_int_equal(read_bytes("\0", 1, &schedule, &refusal), FU_BAD_INPUT);
}

static void a_text_has_at_most_128_bytes(void **state)
{
    (void)state;
    struct fu_schedule schedule;
    struct fu_refusal refusal;
    char text[5000];
    memset(text, '.', sizeof text);
    memcpy(text, "3", 1);
    memcpy(text + FU_CADENCE_TEXT_MAX - 4, "days", 4);
    assert_int_equal(read_bytes(text, FU_CADENCE_TEXT_MAX, &schedule, &refusal), FU_OK);
    assert_string_equal(schedule.canonical, "3days");
    memset(text, '.', sizeof text);
    memcpy(text, "3", 1);
    memcpy(text + FU_CADENCE_TEXT_MAX - 3, "days", 4);
    assert_int_equal(read_bytes(text, FU_CADENCE_TEXT_MAX + 1, &schedule, &refusal), FU_BAD_INPUT);
    assert_non_null(strstr(refusal.reason, "128"));
    memset(text, '9', sizeof text);
    assert_int_equal(read_bytes(text, 4096, &schedule, &refusal), FU_BAD_INPUT);
    assert_true(refusal.suggestion_count > 0);
}

static void a_canonical_spelling_can_be_read_again_however_long_the_text(void **state)
{
    (void)state;
    /* 1y1q1mo1w1wd1d1h1m1s grows to 55 characters; tags fill the rest */
    char text[FU_CADENCE_TEXT_MAX + 1];
    for (size_t tags = 1; tags <= 6; tags++) {
        strcpy(text, "1y1q1mo1w1wd1d1h1m1s-t-c-r-q");
        for (size_t i = 0; i < tags; i++) {
            char tag[20];
            snprintf(tag, sizeof tag, "+%zuaaaaaaaaaaaaaaa", i);
            if (strlen(text) + strlen(tag) <= FU_CADENCE_TEXT_MAX) {
                strcat(text, tag);
            }
        }
        struct fu_cadence *cadence, *again;
        struct fu_refusal refusal;
        if (fu_cadence_parse(arena, text, strlen(text), &cadence, &refusal) == FU_OK) {
            const char *canonical = fu_cadence_canonical(arena, cadence);
            assert_true(strlen(canonical) <= FU_CADENCE_TEXT_MAX);
            assert_int_equal(
                fu_cadence_parse(arena, canonical, strlen(canonical), &again, &refusal), FU_OK);
            assert_string_equal(fu_cadence_canonical(arena, again), canonical);
        } else {
            assert_true(tags >= 3);
            assert_non_null(strstr(refusal.reason, "128"));
        }
    }
}

static void an_unknown_zone_is_refused(void **state)
{
    (void)state;
    struct fu_cadence_setting setting = setting_at(SENT);
    struct fu_schedule schedule;
    struct fu_refusal refusal;
    setting.zone = "Europe/Atlantis";
    assert_int_equal(fu_cadence_read(arena, "3days", 5, &setting, &schedule, NULL, NULL, &refusal),
        FU_BAD_INPUT);
    assert_non_null(strstr(refusal.reason, "zone"));
    assert_int_equal(refusal.suggestion_count, 0);
}

static void a_refusal_leaves_the_schedule_alone(void **state)
{
    (void)state;
    struct fu_schedule schedule = {.first = 4711};
    struct fu_refusal refusal;
    assert_int_equal(read_text("3dyas", &schedule, &refusal), FU_BAD_INPUT);
    assert_int_equal(schedule.first, 4711);
    assert_int_equal(read_text("thismonday", &schedule, &refusal), FU_BAD_INPUT);
    assert_int_equal(schedule.first, 4711);
}

static void the_shortest_interval_is_a_setting(void **state)
{
    (void)state;
    struct fu_cadence_setting setting = setting_at(SENT);
    struct fu_schedule schedule;
    struct fu_refusal refusal;
    setting.shortest = 300;
    assert_int_equal(
        fu_cadence_read(arena, "every5m", 7, &setting, &schedule, NULL, NULL, &refusal), FU_OK);
    assert_int_equal(
        fu_cadence_read(arena, "every299s", 9, &setting, &schedule, NULL, NULL, &refusal),
        FU_BAD_INPUT);
    assert_int_equal(
        fu_cadence_read(arena, "every300s", 9, &setting, &schedule, NULL, NULL, &refusal), FU_OK);
    setting.shortest = 2 * 86400;
    assert_int_equal(fu_cadence_read(arena, "daily", 5, &setting, &schedule, NULL, NULL, &refusal),
        FU_BAD_INPUT);
    assert_true(offers(&refusal, "every48hours"));
    assert_int_equal(
        fu_cadence_read(arena, "every2days", 10, &setting, &schedule, NULL, NULL, &refusal), FU_OK);
}

static void moments_end_with_2199(void **state)
{
    (void)state;
    struct fu_cadence_setting setting = setting_at(at("2150-06-01T10:00:00+02:00"));
    struct fu_schedule schedule;
    struct fu_refusal refusal;
    assert_int_equal(
        fu_cadence_read(arena, "49years", 7, &setting, &schedule, NULL, NULL, &refusal), FU_OK);
    assert_int_equal(
        fu_cadence_read(arena, "50years", 7, &setting, &schedule, NULL, NULL, &refusal),
        FU_BAD_INPUT);
    setting.sent = FU_INSTANT_MAX;
    static const char *const texts[] = {"3days", "tomorrow", "friday", "everyday", "every4hours",
        "1sec", "eom", "feb29", "15th", "8am", "5thfriday", "5workdays", "nextyear", "every31st",
        "daily-x5", "daily-until-friday"};
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        assert_int_equal(fu_cadence_read(arena, texts[i], strlen(texts[i]), &setting, &schedule,
                             NULL, NULL, &refusal),
            FU_BAD_INPUT);
    }
    setting.sent = FU_INSTANT_MIN;
    assert_int_equal(
        fu_cadence_read(arena, "3days", 5, &setting, &schedule, NULL, NULL, &refusal), FU_OK);
    setting.sent = SENT;
    setting.arrived = FU_INSTANT_MAX + 1;
    assert_int_equal(
        fu_cadence_read(arena, "every4hours", 11, &setting, &schedule, NULL, NULL, &refusal),
        FU_BAD_INPUT);
    setting.arrived = FU_INSTANT_MAX;
    assert_int_equal(
        fu_cadence_read(arena, "every4hours", 11, &setting, &schedule, NULL, NULL, &refusal),
        FU_BAD_INPUT);
    assert_int_equal(
        fu_cadence_read(arena, "daily", 5, &setting, &schedule, NULL, NULL, &refusal), FU_OK);
}

static void a_one_off_of_the_month_names_its_series(void **state)
{
    (void)state;
    static const struct {
        const char *once;
        const char *series;
    } rows[] = {{"lastfriday", "everylastfriday"}, {"15th9am", "every15th9am"},
        {"3rdthursdayofmay", "every3rdthursdayofmay"}, {"lastdayofmonth", "everylastdayofmonth"},
        {"lastworkday", "everylastworkday"}, {"august", "everyaugust1st"}, {"15thmidnight", ""},
        {"friday", ""}, {"3days", ""}, {"every15th", ""}, {"aug15", ""}, {"nonsense", ""},
        {"", ""}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        const char *series = fu_cadence_recurring(arena, rows[i].once);
        assert_string_equal(series, rows[i].series);
        if (*series != '\0') {
            assert_string_equal(schedule_of(series).canonical, series);
        }
    }
}

static void a_moment_of_sending_outside_the_years_reckoned_with_is_refused(void **state)
{
    (void)state;
    static const fu_instant moments[] = {FU_NEVER, -1, FU_INSTANT_MAX + 1, INT64_MAX};
    for (size_t i = 0; i < sizeof moments / sizeof moments[0]; i++) {
        struct fu_cadence_setting setting = setting_at(moments[i]);
        struct fu_schedule schedule;
        struct fu_refusal refusal;
        assert_int_equal(
            fu_cadence_read(arena, "3days", 5, &setting, &schedule, NULL, NULL, &refusal),
            FU_BAD_INPUT);
    }
}

static void without_a_day_of_sending_no_date_is_made_up(void **state)
{
    static const struct {
        const char *text, *offer;
    } rows[] = {{"end of february", "february28"}, {"daily for 3 weeks", "daily"},
        {"end of next year", "next year"}, {"2026-12-24T09:30:00Z", "3days"}};
    struct fu_cadence *cadence;
    struct fu_refusal refusal;
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        assert_int_equal(fu_cadence_parse(arena, rows[i].text, strlen(rows[i].text), &cadence,
                             &refusal),
            FU_BAD_INPUT);
        assert_string_equal(refusal.suggestions[0], rows[i].offer);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(phase_one_knows_no_now),
        cmocka_unit_test(both_phases_refuse_alike),
        cmocka_unit_test(a_schedule_says_what_it_is),
        cmocka_unit_test(only_what_names_no_clock_time_is_at_the_morning_time),
        cmocka_unit_test(only_workday_patterns_leave_holidays_out),
        cmocka_unit_test(elapsed_units_start_in_utc),
        cmocka_unit_test(a_skipped_wall_clock_time_stays_as_meant),
        cmocka_unit_test(flags_and_tags_come_with_the_cadence),
        cmocka_unit_test(words_that_say_nothing_together_are_refused),
        cmocka_unit_test(odd_texts_are_read),
        cmocka_unit_test(a_service_may_allow_series_of_months_only),
        cmocka_unit_test(read_gives_flags_and_tags_only_when_asked),
        cmocka_unit_test(a_text_ends_where_its_length_says),
        cmocka_unit_test(a_text_has_at_most_128_bytes),
        cmocka_unit_test(a_canonical_spelling_can_be_read_again_however_long_the_text),
        cmocka_unit_test(an_unknown_zone_is_refused),
        cmocka_unit_test(a_refusal_leaves_the_schedule_alone),
        cmocka_unit_test(the_shortest_interval_is_a_setting),
        cmocka_unit_test(moments_end_with_2199),
        cmocka_unit_test(a_one_off_of_the_month_names_its_series),
        cmocka_unit_test(a_moment_of_sending_outside_the_years_reckoned_with_is_refused),
        cmocka_unit_test(without_a_day_of_sending_no_date_is_made_up),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
