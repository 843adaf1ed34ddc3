/* What stands in a calendar, by the values it is made from. */
#include "help.h"

#include "followupd/cadence/cadence.h"
#include "followupd/cadence/series.h"
#include "followupd/calendar/calendar.h"

/* Wednesday 2026-11-18 10:30 in Berlin. */
#define SENT INT64_C(1794994200)

enum { BYTES_MAX = 1024 * 1024, NOTE_LENGTH = 3000, PEOPLE = 12, DAY = 86400 };

struct world {
    struct fu_arena *arena;
    struct fu_calendar calendar;
    struct fu_calendar_item item;
    struct fu_schedule schedule;
};

static int set_up(void **state)
{
    struct world *world = calloc(1, sizeof *world);
    world->arena = fu_arena_new();
    world->calendar = (struct fu_calendar){.name = "Follow-ups",
        .domain = "remind.example.org",
        .page = "",
        .until = fu_calendar_horizon(SENT),
        .alarm = FU_CALENDAR_NO_ALARM};
    world->item = (struct fu_calendar_item){.id = 417,
        .subject = "Proposal",
        .note = "",
        .tags = "",
        .schedule = &world->schedule,
        .created = SENT,
        .changed = SENT + 60,
        .sequence = 3};
    *state = world;
    return 0;
}

static int tear_down(void **state)
{
    struct world *world = *state;
    fu_arena_free(&world->arena);
    free(world);
    return 0;
}

/* The item's schedule and next moment, by what somebody wrote. */
static void ask_in(struct world *world, const char *zone, const char *cadence)
{
    const struct fu_cadence_setting setting = {.sent = SENT,
        .zone = zone,
        .morning = 480,
        .workdays = 0x1f,
        .holidays = world->calendar.holidays,
        .shortest = 60};
    struct fu_refusal refusal;
    if (fu_cadence_read(world->arena, cadence, strlen(cadence), &setting, &world->schedule, NULL,
            NULL, &refusal) != FU_OK) {
        fail_msg("%s: %s", cadence, refusal.reason);
    }
    world->item.next = world->schedule.first;
}

static void ask(struct world *world, const char *cadence)
{
    ask_in(world, "Europe/Berlin", cadence);
}

static const char *write_count(struct world *world, size_t count)
{
    struct fu_error error;
    struct fu_buffer bytes;
    fu_buffer_init(&bytes, BYTES_MAX);
    assert_int_equal(
        fu_calendar_write(&world->calendar, &world->item, count, &bytes, &error), FU_OK);
    const char *text = fu_arena_copy_n(world->arena, bytes.data, bytes.length);
    fu_buffer_free(&bytes);
    return text;
}

static const char *written(struct world *world)
{
    return write_count(world, 1);
}

static const char *unfolded(struct world *world)
{
    char *text = fu_arena_copy(world->arena, written(world));
    for (char *fold; (fold = strstr(text, "\r\n ")) != NULL;) {
        memmove(fold, fold + 3, strlen(fold + 3) + 1);
    }
    return text;
}

static void a_one_off_is_an_event_in_utc(void **state)
{
    struct world *world = *state;
    ask(world, "3days");
    const char *text = written(world);
    assert_has(text, "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:");
    assert_has(text, "\r\nREFRESH-INTERVAL;VALUE=DURATION:PT1H\r\nX-PUBLISHED-TTL:PT1H\r\n");
    assert_has(text,
        "BEGIN:VEVENT\r\nUID:followup-417@remind.example.org\r\nDTSTART:20261121T093000Z\r\n"
        "DURATION:PT15M\r\nTRANSP:TRANSPARENT\r\nDTSTAMP:20261118T093100Z\r\n"
        "CREATED:20261118T093000Z\r\nLAST-MODIFIED:20261118T093100Z\r\nSEQUENCE:3\r\n"
        "SUMMARY:Proposal\r\nDESCRIPTION:In 3 days\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n");
    assert_lacks(text, "VTIMEZONE");
    assert_lacks(text, "METHOD");
}

static void the_same_values_give_the_same_bytes(void **state)
{
    struct world *world = *state;
    ask(world, "everymonday");
    assert_string_equal(written(world), written(world));
}

static void an_empty_calendar_is_one(void **state)
{
    assert_has(write_count(*state, 0), "BEGIN:VTIMEZONE\r\nTZID:UTC\r\n");
}

static void a_series_keeps_the_clock_of_its_zone(void **state)
{
    struct world *world = *state;
    ask(world, "everymonday830am");
    assert_has(written(world),
        "DTSTART;TZID=Europe/Berlin:20261123T083000\r\nRRULE:FREQ=WEEKLY;BYDAY=MO\r\nDURATION");
    ask_in(world, "UTC", "everymonday830am");
    assert_has(written(world), "DTSTART:20261123T083000Z\r\nRRULE:FREQ=WEEKLY;BYDAY=MO\r\n");
    assert_lacks(written(world), "VTIMEZONE");
    ask(world, "every4hours");
    assert_has(written(world), "DTSTART:20261118T133000Z\r\nRRULE:FREQ=HOURLY;INTERVAL=4\r\n");
    assert_lacks(written(world), "VTIMEZONE");
}

static void a_series_of_which_nothing_is_known_is_shown_once(void **state)
{
    struct world *world = *state;
    ask(world, "everymonday830am");
    world->schedule.zone = "Europe/Atlantis";
    assert_has(written(world), "DTSTART:20261123T073000Z\r\nDURATION");
    world->schedule.zone = "Europe/Berlin";
    world->schedule.rrule = "FREQ=WEEKLY\r\nATTACH:http://evil";
    assert_has(written(world), "DTSTART:20261123T073000Z\r\nDURATION");
    assert_lacks(written(world), "evil");
    world->item.next = FU_NEVER;
    assert_lacks(written(world), "VEVENT");
}

/* As ical.js understands them. */
static void a_clamped_day_is_told_without_positions(void **state)
{
    static const struct {
        const char *cadence, *lines;
    } cases[] = {
        {"every31st", "20261130T080000\r\nRRULE:FREQ=MONTHLY;BYMONTHDAY=-1\r\nDURATION"},
        {"every15thand31st", "RRULE:FREQ=MONTHLY;BYMONTHDAY=15,-1\r\n"},
        {"every30thand31st", "RRULE:FREQ=MONTHLY;BYMONTHDAY=30,-1\r\n"},
        {"everyfeb29th",
            "20270228T080000\r\nRRULE:FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=-1\r\nDURATION"},
        {"every30th",
            "20261130T080000\r\nRRULE:FREQ=MONTHLY;BYMONTHDAY=30\r\n"
            "RDATE;TZID=Europe/Berlin:20270228T080000,20280229T080000,20290228T080000\r\n"},
        {"every29th", "RRULE:FREQ=MONTHLY;BYMONTHDAY=29\r\n"
                      "RDATE;TZID=Europe/Berlin:20270228T080000,20290228T080000\r\n"},
        {"every30th-x4", "RRULE:FREQ=MONTHLY;BYMONTHDAY=30;UNTIL=20270228T070000Z\r\n"
                         "RDATE;TZID=Europe/Berlin:20270228T080000\r\n"},
        {"every31st-x4", "RRULE:FREQ=MONTHLY;BYMONTHDAY=-1;COUNT=4\r\nDURATION"},
        {"every28th", "RRULE:FREQ=MONTHLY;BYMONTHDAY=28\r\nDURATION"},
    };
    struct world *world = *state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        ask(world, cases[i].cadence);
        assert_has(written(world), cases[i].lines);
    }
}

static void what_is_skipped_is_an_exdate(void **state)
{
    struct world *world = *state;
    fu_instant skipped[2];
    ask(world, "everymonday830am");
    skipped[0] = world->schedule.first + 7 * 86400;
    skipped[1] = world->schedule.first + 60; /* of an earlier cadence */
    world->item.skipped = skipped;
    world->item.skipped_count = 2;
    assert_has(written(world), "EXDATE;TZID=Europe/Berlin:20261130T083000\r\nDURATION");
    ask(world, "every4hours");
    skipped[0] = world->schedule.first + 4 * 3600;
    assert_has(written(world), "EXDATE:20261118T173000Z\r\nDURATION");
    /* A day of February that is an RDATE is just left out. */
    ask(world, "every30th");
    skipped[0] = INT64_C(1803798000); /* 2027-02-28 08:00 in Berlin */
    assert_has(written(world), "RDATE;TZID=Europe/Berlin:20280229T080000,20290228T080000\r\n");
    assert_lacks(written(world), "EXDATE");
}

/* At 02:30 in the night of the change the moment is 03:30, and the rule's own clock 02:30. */
/* Its workdays changed while its next moment lay behind one that is a workday now, or its zone when
 * it had come already. */
static void what_the_rule_has_before_the_next_moment_is_an_exdate(void **state)
{
    struct world *world = *state;
    ask(world, "everyday9am");
    world->item.changed = SENT + DAY;
    world->item.next = world->schedule.first + 3 * DAY;
    const char *text = written(world);
    assert_has(text, "DTSTART;TZID=Europe/Berlin:20261119T090000\r\n");
    assert_has(text, "\r\nEXDATE;TZID=Europe/Berlin:20261120T090000,20261121T090000\r\n");
    const fu_instant skipped = world->schedule.first + 2 * DAY;
    world->item.skipped = &skipped;
    world->item.skipped_count = 1;
    assert_has(written(world), "\r\nEXDATE;TZID=Europe/Berlin:20261121T090000,20261120T090000\r\n");
    ask(world, "every30th9am");
    world->item.skipped_count = 0;
    world->item.changed = world->schedule.first + DAY;
    world->item.next = INT64_C(1806390000); /* 2027-03-30 09:00 in Berlin */
    text = written(world);
    assert_has(text, "\r\nEXDATE;TZID=Europe/Berlin:20261230T090000,20270130T090000\r\n");
    assert_lacks(text, "20270228T090000");
}

static void an_occurrence_that_the_clocks_leap_over_is_named_as_the_rule_names_it(void **state)
{
    struct world *world = *state;
    fu_instant skipped = INT64_C(1806197400); /* 2027-03-28 03:30 in Berlin */
    ask(world, "daily02:30");
    world->item.skipped = &skipped;
    world->item.skipped_count = 1;
    assert_has(written(world), "EXDATE;TZID=Europe/Berlin:20270328T023000\r\n");
}

static const struct fu_holidays *holidays(struct world *world)
{
    static const char text[] =
        "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\nBEGIN:VEVENT\r\nUID:1\r\n"
        "DTSTAMP:20260101T000000Z\r\nDTSTART;VALUE=DATE:20261225\r\nRRULE:FREQ=YEARLY\r\n"
        "END:VEVENT\r\nBEGIN:VEVENT\r\nUID:2\r\nDTSTAMP:20260101T000000Z\r\n"
        "DTSTART;VALUE=DATE:20261231\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n";
    struct fu_holidays *made = fu_holidays_new(world->arena);
    struct fu_error error;
    assert_int_equal(fu_holidays_add(made, text, strlen(text), &error), FU_OK);
    return made;
}

static void holidays_are_left_out_of_workdays_up_to_the_horizon(void **state)
{
    struct world *world = *state;
    world->calendar.holidays = holidays(world);
    ask(world, "weekdays9am");
    /* 25 December is a Friday in 2026, a Saturday in 2027, a Monday in 2028, a Tuesday in 2029. */
    assert_has(written(world), "EXDATE;TZID=Europe/Berlin:20261225T090000,20261231T090000,"
                               "20281225T090000,2\r\n 0291225T090000\r\n");
    world->calendar.until = SENT + 40 * 86400;
    assert_has(written(world), "EXDATE;TZID=Europe/Berlin:20261225T090000\r\n");
    world->calendar.until = SENT;
    assert_lacks(written(world), "EXDATE");
    ask(world, "everyfriday9am");
    world->calendar.until = fu_calendar_horizon(SENT);
    assert_lacks(written(world), "EXDATE");
}

static void a_last_workday_that_is_a_holiday_comes_earlier(void **state)
{
    struct world *world = *state;
    world->calendar.holidays = holidays(world);
    ask(world, "everylastworkday");
    assert_has(written(world), "EXDATE;TZID=Europe/Berlin:20261231T080000\r\n"
                               "RDATE;TZID=Europe/Berlin:20261230T080000\r\n");
    fu_instant skipped = INT64_C(1798614000); /* 2026-12-30 08:00 in Berlin */
    world->item.skipped = &skipped;
    world->item.skipped_count = 1;
    assert_has(written(world), "EXDATE;TZID=Europe/Berlin:20261231T080000\r\n");
    assert_lacks(written(world), "RDATE");
}

static void a_last_workday_that_became_a_holiday_comes_once(void **state)
{
    struct world *world = *state;
    ask(world, "everylastworkday");
    world->calendar.holidays = holidays(world);
    world->item.changed = world->schedule.first;
    world->item.next = INT64_C(1798700400); /* 2026-12-31 08:00 in Berlin */
    assert_lacks(written(world), "EXDATE");
    assert_lacks(written(world), "RDATE");
}

static void a_count_of_workdays_ends_in_every_program_where_it_ends(void **state)
{
    struct world *world = *state;
    struct fu_error error;
    ask(world, "weekdays9am-x30");
    assert_int_equal(
        fu_series_keep_count(world->arena, &world->schedule, NULL, world->schedule.first, &error),
        FU_OK);
    assert_has(written(world), ";COUNT=30\r\n");
    world->calendar.holidays = holidays(world);
    assert_has(written(world), ";COUNT=32\r\n");
    assert_has(written(world), "EXDATE;TZID=Europe/Berlin:20261225T090000,20261231T090000\r\n");
}

static void what_was_snoozed_is_an_event_of_its_own(void **state)
{
    struct world *world = *state;
    const struct fu_calendar_again again = {99, SENT + 3600};
    ask(world, "everymonday");
    world->item.again = &again;
    world->item.again_count = 1;
    assert_has(written(world), "UID:followup-417-99@remind.example.org\r\n"
                               "DTSTART:20261118T103000Z\r\nDURATION");
}

static void one_moment_stands_there_once(void **state)
{
    struct world *world = *state;
    ask(world, "everymonday");
    const fu_instant week = 7 * 86400, monday = world->item.next;
    const struct fu_calendar_again again[] = {
        {99, monday}, {100, SENT}, {101, SENT}, {102, monday + week}, {103, monday + 2 * week}};
    const fu_instant skipped = monday + 2 * week;
    world->item.again = again;
    world->item.again_count = 5;
    world->item.skipped = &skipped;
    world->item.skipped_count = 1;
    assert_lacks(written(world), "-99@");
    assert_has(written(world), "-100@");
    assert_lacks(written(world), "-101@");
    assert_lacks(written(world), "-102@");
    assert_has(written(world), "-103@");
    world->calendar.todo = true;
    assert_lacks(written(world), "-99@");
    assert_has(written(world), "-102@");
}

static void a_series_that_is_over_is_what_comes_again(void **state)
{
    struct world *world = *state;
    ask(world, "everymonday");
    const struct fu_calendar_again again = {99, world->item.next};
    world->item.next = FU_NEVER;
    assert_has(written(world), "RRULE");
    world->item.over = true;
    world->item.again = &again;
    assert_lacks(written(world), "VEVENT");
    assert_lacks(written(world), "VTIMEZONE");
    world->item.again_count = 1;
    assert_has(written(world), "UID:followup-417-99@remind.example.org\r\n");
}

static void a_task_list_has_each_once(void **state)
{
    struct world *world = *state;
    world->calendar.todo = true;
    ask(world, "everymonday");
    const char *text = written(world);
    assert_has(text,
        "BEGIN:VTODO\r\nUID:followup-417@remind.example.org\r\nDUE:20261123T070000Z\r\n"
        "STATUS:NEEDS-ACTION\r\n");
    assert_has(text, "END:VTODO\r\n");
    assert_lacks(text, "RRULE");
    assert_lacks(text, "TRANSP");
}

static void an_alarm_comes_before(void **state)
{
    struct world *world = *state;
    ask(world, "3days");
    assert_lacks(written(world), "VALARM");
    world->calendar.alarm = 10;
    assert_has(written(world), "BEGIN:VALARM\r\nACTION:DISPLAY\r\nDESCRIPTION:Proposal\r\n"
                               "TRIGGER:-PT10M\r\nEND:VALARM\r\nEND:VEVENT\r\n");
    world->calendar.alarm = 0;
    assert_has(written(world), "TRIGGER:-PT0M\r\n");
    world->calendar.todo = true;
    assert_has(written(world), "TRIGGER;RELATED=END:-PT0M\r\n");
}

static void tags_page_and_subject(void **state)
{
    struct world *world = *state;
    ask(world, "3days");
    world->item.tags = "acme,garden";
    world->calendar.page = "https://remind.example.org/me/";
    assert_has(
        written(world), "CATEGORIES:acme,garden\r\nURL:https://remind.example.org/me/417\r\n");
    world->item.subject = "";
    assert_has(written(world), "SUMMARY:(no subject)\r\n");
    world->item.subject = "\n\t";
    assert_has(written(world), "SUMMARY:(no subject)\r\n");
    world->item.tags = "a;b";
    assert_has(written(world), "CATEGORIES:a\\;b\r\n");
}

static void the_description_names_cadence_people_and_note(void **state)
{
    static struct fu_mailbox people[PEOPLE];
    struct world *world = *state;
    ask(world, "every2months");
    people[0] = (struct fu_mailbox){"Bob Builder", "bob@example.net"};
    for (size_t i = 1; i < PEOPLE; i++) {
        people[i] = (struct fu_mailbox){"", "x@example.net"};
    }
    world->item.people = people;
    world->item.people_count = 1;
    world->item.note = "one\ntwo";
    assert_has(written(world),
        "DESCRIPTION:Every 2 months at 08:00\\nWith Bob Builder <bob@example."
        "net>\\n\\n\r\n one\\ntwo\r\n");
    world->item.note = "";
    world->item.people_count = 3;
    assert_has(written(world), "x\r\n @example.net and x@example.net\r\n");
    world->item.people_count = FU_CALENDAR_PEOPLE_MAX;
    assert_lacks(written(world), "more");
    world->item.people_count = FU_CALENDAR_PEOPLE_MAX + 2;
    assert_has(unfolded(world), " and 2 more\r\n");
    world->item.task = true;
    assert_has(written(world), "DESCRIPTION:Task: every 2 months at 08:00\\, then every workday");
}

static void a_long_note_is_cut_at_a_character(void **state)
{
    char note[NOTE_LENGTH + 1] = "";
    struct world *world = *state;
    ask(world, "3days");
    world->item.note = note;
    memset(note, 'a', FU_CALENDAR_NOTE_MAX);
    assert_lacks(written(world), "…");
    note[FU_CALENDAR_NOTE_MAX] = 'a';
    assert_has(written(world), "…");
    memcpy(note + FU_CALENDAR_NOTE_MAX - 1, "長", 3);
    assert_lacks(written(world), "長");
    assert_lacks(written(world), "\xef\xbf\xbd");
}

static void a_full_buffer_is_said(void **state)
{
    struct world *world = *state;
    struct fu_error error;
    struct fu_buffer bytes;
    ask(world, "3days");
    size_t length = strlen(written(world));
    fu_buffer_init(&bytes, length);
    assert_int_equal(fu_calendar_write(&world->calendar, &world->item, 1, &bytes, &error), FU_OK);
    fu_buffer_free(&bytes);
    fu_buffer_init(&bytes, length - 1);
    assert_int_equal(
        fu_calendar_write(&world->calendar, &world->item, 1, &bytes, &error), FU_PERMANENT);
    fu_buffer_free(&bytes);
}

static void the_horizon_is_the_end_of_the_third_year(void **state)
{
    (void)state;
    assert_int_equal(fu_calendar_horizon(SENT), INT64_C(1893455999)); /* 2029-12-31T23:59:59Z */
    assert_int_equal(fu_calendar_horizon(INT64_C(1798761599)), INT64_C(1893455999));
    assert_int_equal(fu_calendar_horizon(INT64_C(1798761600)), INT64_C(1924991999));
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        TEST(a_one_off_is_an_event_in_utc),
        TEST(the_same_values_give_the_same_bytes),
        TEST(an_empty_calendar_is_one),
        TEST(a_series_keeps_the_clock_of_its_zone),
        TEST(a_series_of_which_nothing_is_known_is_shown_once),
        TEST(a_clamped_day_is_told_without_positions),
        TEST(what_is_skipped_is_an_exdate),
        TEST(what_the_rule_has_before_the_next_moment_is_an_exdate),
        TEST(an_occurrence_that_the_clocks_leap_over_is_named_as_the_rule_names_it),
        TEST(holidays_are_left_out_of_workdays_up_to_the_horizon),
        TEST(a_last_workday_that_is_a_holiday_comes_earlier),
        TEST(a_last_workday_that_became_a_holiday_comes_once),
        TEST(a_count_of_workdays_ends_in_every_program_where_it_ends),
        TEST(what_was_snoozed_is_an_event_of_its_own),
        TEST(one_moment_stands_there_once),
        TEST(a_series_that_is_over_is_what_comes_again),
        TEST(a_task_list_has_each_once),
        TEST(an_alarm_comes_before),
        TEST(tags_page_and_subject),
        TEST(the_description_names_cadence_people_and_note),
        TEST(a_long_note_is_cut_at_a_character),
        TEST(a_full_buffer_is_said),
        TEST(the_horizon_is_the_end_of_the_third_year),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
