/* Days that are no workdays, from iCalendar texts. */
#include "help.h"

#include "followupd/zone/civil.h"

static struct fu_error error;

static enum fu_status add(struct fu_holidays *holidays, const char *events)
{
    const char *text = fu_arena_print(
        arena, "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//t//EN\r\n%sEND:VCALENDAR\r\n", events);
    return fu_holidays_add(holidays, text, strlen(text), &error);
}

static struct fu_holidays *holidays_of(const char *events)
{
    struct fu_holidays *holidays = fu_holidays_new(arena);
    if (add(holidays, events) != FU_OK) {
        fail_msg("%s", error.text);
    }
    return holidays;
}

static bool has(const struct fu_holidays *holidays, int year, int month, int day)
{
    return fu_holidays_has(holidays, fu_civil_days(year, month, day));
}

#define EVENT(lines) "BEGIN:VEVENT\r\nUID:1\r\n" lines "END:VEVENT\r\n"

static void no_holidays_have_no_days(void **state)
{
    (void)state;
    assert_false(has(NULL, 2026, 12, 25));
    assert_false(has(fu_holidays_new(arena), 2026, 12, 25));
    assert_false(has(holidays_of(""), 2026, 12, 25));
}

static void an_all_day_event_covers_its_days(void **state)
{
    (void)state;
    struct fu_holidays *holidays =
        holidays_of(EVENT("DTSTART;VALUE=DATE:20261224\r\nDTEND;VALUE=DATE:20261227\r\n")
                EVENT("DTSTART;VALUE=DATE:20270101\r\n"));
    assert_false(has(holidays, 2026, 12, 23));
    assert_true(has(holidays, 2026, 12, 24));
    assert_true(has(holidays, 2026, 12, 26));
    assert_false(has(holidays, 2026, 12, 27));
    assert_true(has(holidays, 2027, 1, 1));
    assert_false(has(holidays, 2027, 1, 2));
}

static void an_event_with_times_covers_the_days_between_them(void **state)
{
    (void)state;
    struct fu_holidays *holidays =
        holidays_of(EVENT("DTSTART:20261224T120000\r\nDTEND:20261225T130000\r\n")
                EVENT("DTSTART:20270101T000000\r\nDTEND:20270102T000000\r\n")
                    EVENT("DTSTART:20270301T090000Z\r\nDURATION:PT2H\r\n"));
    assert_true(has(holidays, 2026, 12, 24));
    assert_true(has(holidays, 2026, 12, 25));
    assert_false(has(holidays, 2026, 12, 26));
    assert_true(has(holidays, 2027, 1, 1));
    assert_false(has(holidays, 2027, 1, 2));
    assert_true(has(holidays, 2027, 3, 1));
    assert_false(has(holidays, 2027, 3, 2));
}

static void an_event_covers_the_day_that_it_ends_in(void **state)
{
    (void)state;
    static const char *const ends[] = {"T100000", "T003000", "T000030"};
    for (size_t i = 0; i < sizeof ends / sizeof ends[0]; i++) {
        struct fu_holidays *holidays = holidays_of(fu_arena_print(
            arena, EVENT("DTSTART:20261224T100000\r\nDTEND:20261225%s\r\n"), ends[i]));
        assert_true(has(holidays, 2026, 12, 25));
        assert_false(has(holidays, 2026, 12, 26));
    }
    struct fu_holidays *alone =
        holidays_of(EVENT("DTSTART;VALUE=DATE:20261224\r\n") EVENT("DTSTART:20261230T100000\r\n"));
    assert_true(has(alone, 2026, 12, 24) && has(alone, 2026, 12, 30));
    assert_false(has(alone, 2026, 12, 25) || has(alone, 2026, 12, 31));
    struct fu_holidays *left_out = holidays_of(EVENT("DTSTART;VALUE=DATE:20261224\r\n"
                                                     "EXDATE;VALUE=DATE:20261224\r\n"));
    assert_false(has(left_out, 2026, 12, 24));
}

static void a_yearly_rule_goes_on_to_2199(void **state)
{
    (void)state;
    struct fu_holidays *holidays = holidays_of(
        EVENT("DTSTART;VALUE=DATE:20261225\r\nDTEND;VALUE=DATE:20261227\r\nRRULE:FREQ=YEARLY\r\n")
            EVENT("DTSTART;VALUE=DATE:20261126\r\nRRULE:FREQ=YEARLY;BYMONTH=11;BYDAY=4TH\r\n")
                EVENT("DTSTART;VALUE=DATE:20300101\r\nRRULE:FREQ=YEARLY;COUNT=2\r\n"));
    assert_true(has(holidays, 2026, 12, 25));
    assert_true(has(holidays, 2199, 12, 25));
    assert_true(has(holidays, 2199, 12, 26));
    assert_false(has(holidays, 2025, 12, 25));
    assert_true(has(holidays, 2027, 11, 25));
    assert_false(has(holidays, 2027, 11, 26));
    assert_true(has(holidays, 2031, 1, 1));
    assert_false(has(holidays, 2032, 1, 1));
}

static void excluded_and_cancelled_dates_are_none(void **state)
{
    (void)state;
    struct fu_holidays *holidays = holidays_of(
        EVENT("DTSTART;VALUE=DATE:20260501\r\nRRULE:FREQ=YEARLY\r\nEXDATE;VALUE=DATE:20280501\r\n")
            EVENT("DTSTART;VALUE=DATE:20260601\r\nSTATUS:CANCELLED\r\n")
                EVENT("SUMMARY:no start\r\n"));
    assert_true(has(holidays, 2027, 5, 1));
    assert_false(has(holidays, 2028, 5, 1));
    assert_true(has(holidays, 2029, 5, 1));
    assert_false(has(holidays, 2026, 6, 1));
}

static void several_calendars_add_up(void **state)
{
    (void)state;
    struct fu_holidays *holidays = holidays_of(EVENT("DTSTART;VALUE=DATE:20261224\r\n"));
    assert_int_equal(add(holidays, EVENT("DTSTART;VALUE=DATE:20261231\r\n")), FU_OK);
    assert_true(has(holidays, 2026, 12, 24));
    assert_true(has(holidays, 2026, 12, 31));
    static const char two[] = "BEGIN:VCALENDAR\r\n" EVENT(
        "DTSTART;VALUE=DATE:20270106\r\n") "END:VCALENDAR\r\nBEGIN:"
                                           "VCALENDAR\r\n" EVENT("DTSTART;VALUE=DATE:"
                                                                 "20270501\r\n") "END:"
                                                                                 "VCALEND"
                                                                                 "AR\r\n";
    assert_int_equal(fu_holidays_add(holidays, two, strlen(two), &error), FU_OK);
    assert_true(has(holidays, 2027, 1, 6));
    assert_true(has(holidays, 2027, 5, 1));
}

static void what_is_no_calendar_is_refused(void **state)
{
    (void)state;
    static const char *const texts[] = {
        "", "hello", "BEGIN:VEVENT\r\nDTSTART:20260101\r\nEND:VEVENT\r\n", "2026-12-24\n"};
    struct fu_holidays *holidays = fu_holidays_new(arena);
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        assert_int_equal(
            fu_holidays_add(holidays, texts[i], strlen(texts[i]), &error), FU_BAD_INPUT);
        assert_non_null(strstr(error.text, "VCALENDAR"));
    }
    static const char nul[] = "BEGIN:VCALENDAR\r\n\0END:VCALENDAR\r\n";
    assert_int_equal(fu_holidays_add(holidays, nul, sizeof nul - 1, &error), FU_BAD_INPUT);
}

static void a_file_has_a_largest_size(void **state)
{
    (void)state;
    struct fu_holidays *holidays = fu_holidays_new(arena);
    char *text = malloc(FU_HOLIDAY_FILE_MAX + 1);
    assert_non_null(text);
    static const char begin[] =
        "BEGIN:VCALENDAR\r\n" EVENT("DTSTART;VALUE=DATE:20261224\r\n") "END:VCALENDAR\r\n";
    memset(text, '\n', FU_HOLIDAY_FILE_MAX + 1);
    memcpy(text, begin, sizeof begin - 1);
    assert_int_equal(
        fu_holidays_add(holidays, text, FU_HOLIDAY_FILE_MAX + 1, &error), FU_BAD_INPUT);
    assert_int_equal(fu_holidays_add(holidays, text, FU_HOLIDAY_FILE_MAX, &error), FU_OK);
    free(text);
}

static void more_days_than_anybody_has_off_are_refused(void **state)
{
    (void)state;
    struct fu_holidays *holidays = fu_holidays_new(arena);
    assert_int_equal(
        add(holidays, EVENT("DTSTART;VALUE=DATE:20260101\r\nRRULE:FREQ=DAILY;COUNT=20000\r\n")),
        FU_OK);
    assert_int_equal(add(holidays, EVENT("DTSTART;VALUE=DATE:20260101\r\n")), FU_OK);
    assert_int_equal(add(holidays, EVENT("DTSTART;VALUE=DATE:20250101\r\n")), FU_BAD_INPUT);
    holidays = fu_holidays_new(arena);
    assert_int_equal(
        add(holidays, EVENT("DTSTART;VALUE=DATE:20260101\r\nRRULE:FREQ=DAILY\r\n")), FU_BAD_INPUT);
}

static void a_rule_that_is_not_expanded_within_bounds_is_refused(void **state)
{
    (void)state;
    static const char *const rules[] = {"FREQ=HOURLY", "FREQ=SECONDLY",
        "FREQ=MINUTELY;BYMONTH=2;BYMONTHDAY=30", "FREQ=DAILY;BYHOUR=1,2", "FREQ=YEARLY;BYWEEKNO=53",
        "FREQ=DAILY;BYMINUTE=5", "FREQ=DAILY;BYSECOND=5", "FREQ=YEARLY;BYYEARDAY=100",
        "FREQ=MONTHLY;BYDAY=MO;BYSETPOS=1", "FREQ=WEEKLY;BYMONTH=2", "FREQ=MONTHLY;BYMONTHDAY=3",
        "RSCALE=GREGORIAN;FREQ=YEARLY"};
    for (size_t i = 0; i < sizeof rules / sizeof rules[0]; i++) {
        const char *event =
            fu_arena_print(arena, EVENT("DTSTART:20260101T000000\r\nRRULE:%s\r\n"), rules[i]);
        assert_int_equal(add(fu_holidays_new(arena), event), FU_BAD_INPUT);
    }
}

static void simple_rules_of_other_frequencies_are_followed(void **state)
{
    (void)state;
    struct fu_holidays *holidays = holidays_of(
        EVENT("DTSTART;VALUE=DATE:20260101\r\nRRULE:FREQ=WEEKLY;BYDAY=FR;COUNT=3\r\n")
            EVENT("DTSTART;VALUE=DATE:20260701\r\nRRULE:FREQ=DAILY;COUNT=5\r\n") EVENT(
                "DTSTART;VALUE=DATE:20260201\r\nRRULE:FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30\r\n"));
    assert_true(has(holidays, 2026, 1, 16));
    assert_false(has(holidays, 2026, 1, 23));
    assert_true(has(holidays, 2026, 7, 5));
    assert_false(has(holidays, 2026, 7, 6));
    assert_false(has(holidays, 2027, 2, 28));
}

static void a_bad_rule_in_the_first_of_two_calendars_is_refused(void **state)
{
    (void)state;
    static const char two[] = "BEGIN:VCALENDAR\r\n" EVENT(
        "DTSTART:20260101T000000\r\nRRULE:FREQ=HOURLY\r\n") "END:VCALENDAR\r\nBEGIN:"
                                                            "VCALENDAR\r\nEND:VCALENDAR\r\n";
    assert_int_equal(
        fu_holidays_add(fu_holidays_new(arena), two, strlen(two), &error), FU_BAD_INPUT);
}

static void more_rules_than_a_calendar_has_are_refused(void **state)
{
    (void)state;
    static const char event[] =
        EVENT("DTSTART;VALUE=DATE:20260101\r\nRRULE:FREQ=YEARLY;COUNT=1\r\n");
    enum { RULES = 1000 };
    char *text = malloc(RULES * sizeof event);
    assert_non_null(text);
    *text = '\0';
    for (char *at = text; at < text + (size_t)RULES * (sizeof event - 1); at += sizeof event - 1) {
        memcpy(at, event, sizeof event);
    }
    struct fu_holidays *holidays = fu_holidays_new(arena);
    assert_int_equal(add(holidays, text), FU_OK);
    assert_int_equal(add(holidays, event), FU_BAD_INPUT);
    free(text);
}

static void dates_outside_our_years_are_none(void **state)
{
    (void)state;
    struct fu_holidays *daily =
        holidays_of(EVENT("DTSTART;VALUE=DATE:16000101\r\nRRULE:FREQ=DAILY\r\n"));
    assert_false(has(daily, 2026, 1, 1));
    struct fu_holidays *holidays = holidays_of(
        EVENT("DTSTART;VALUE=DATE:19600101\r\n") EVENT("DTSTART;VALUE=DATE:22500101\r\n")
            EVENT("DTSTART;VALUE=DATE:21991231\r\nDTEND;VALUE=DATE:22000105\r\n"));
    assert_false(has(holidays, 1960, 1, 1));
    assert_false(has(holidays, 2250, 1, 1));
    assert_true(has(holidays, 2199, 12, 31));
    assert_false(has(holidays, 2200, 1, 1));
    assert_false(fu_holidays_has(holidays, INT64_MAX));
    assert_false(fu_holidays_has(holidays, INT64_MIN));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(no_holidays_have_no_days),
        cmocka_unit_test(an_all_day_event_covers_its_days),
        cmocka_unit_test(an_event_with_times_covers_the_days_between_them),
        cmocka_unit_test(an_event_covers_the_day_that_it_ends_in),
        cmocka_unit_test(a_yearly_rule_goes_on_to_2199),
        cmocka_unit_test(excluded_and_cancelled_dates_are_none),
        cmocka_unit_test(several_calendars_add_up),
        cmocka_unit_test(what_is_no_calendar_is_refused),
        cmocka_unit_test(a_file_has_a_largest_size),
        cmocka_unit_test(more_days_than_anybody_has_off_are_refused),
        cmocka_unit_test(a_rule_that_is_not_expanded_within_bounds_is_refused),
        cmocka_unit_test(simple_rules_of_other_frequencies_are_followed),
        cmocka_unit_test(a_bad_rule_in_the_first_of_two_calendars_is_refused),
        cmocka_unit_test(more_rules_than_a_calendar_has_are_refused),
        cmocka_unit_test(dates_outside_our_years_are_none),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
