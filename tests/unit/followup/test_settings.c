/* Settings as text, and what changing them does to what is pending. */
#include "world.h"

#include "followupd/cadence/series.h"
#include "followupd/followup/settings_change.h"

static void workdays_are_said_shortly_and_read_back(void **state)
{
    static const struct {
        unsigned mask;
        const char *text;
    } rows[] = {{0x1f, "mon-fri"}, {0x7f, "mon-sun"}, {0x01, "mon"}, {0x40, "sun"},
        {0x03, "mon,tue"}, {0x07, "mon-wed"}, {0x15, "mon,wed,fri"}, {0x5f, "mon-fri,sun"},
        {0x77, "mon-wed,fri-sun"}};
    struct world *world = *state;
    struct fu_person person = {.address = ""};
    struct fu_refusal refusal;
    unsigned read;

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        person.preferences.workdays = rows[i].mask;
        assert_string_equal(
            fu_setting_value(world->arena, &person, FU_SETTING_WORKDAYS), rows[i].text);
    }
    for (unsigned mask = 1; mask <= FU_WORKDAYS_ALL; mask++) {
        person.preferences.workdays = mask;
        assert_int_equal(
            fu_setting_read_workdays(world->arena,
                fu_setting_value(world->arena, &person, FU_SETTING_WORKDAYS), &read, &refusal),
            FU_OK);
        assert_int_equal(read, mask);
    }
}

static void workdays_are_read_as_people_write_them(void **state)
{
    static const struct {
        const char *text;
        unsigned mask;
    } rows[] = {{"Monday-Friday", 0x1f}, {"SUN-thu", 0x4f}, {"mon, tue, thu", 0x0b},
        {"mon mon", 0x01}, {"wed-wed", 0x04}, {"mon - fri", 0x1f}, {"Mon – Thu", 0x0f},
        {"mon–thu, sat", 0x2f}};
    struct world *world = *state;
    struct fu_refusal refusal;
    unsigned mask;

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        if (fu_setting_read_workdays(world->arena, rows[i].text, &mask, &refusal) != FU_OK)
            fail_msg("%s: %s", rows[i].text, refusal.reason);
        assert_int_equal(mask, rows[i].mask);
    }
}

static void what_names_no_day_is_refused(void **state)
{
    static const char *const texts[] = {"", ",", "mo", "mond", "someday", "mon-", "-fri", "-", "–",
        "mon-fri-sun", "mon,someday", "wednesdays", "1-5", "mon to fri", "mon\xE2\x80"};
    struct world *world = *state;
    struct fu_refusal refusal;
    char text[200];
    unsigned mask = 0x55;

    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        if (fu_setting_read_workdays(world->arena, texts[i], &mask, &refusal) != FU_BAD_INPUT)
            fail_msg("“%s” was read", texts[i]);
    }
    memset(text, ' ', sizeof text - 1);
    memcpy(text, "mon", 3);
    text[100] = '\0';
    assert_int_equal(fu_setting_read_workdays(world->arena, text, &mask, &refusal), FU_OK);
    text[100] = ' ';
    text[101] = '\0';
    assert_int_equal(fu_setting_read_workdays(world->arena, text, &mask, &refusal), FU_BAD_INPUT);
}

static void a_time_of_day_is_read_as_a_clock_time(void **state)
{
    static const struct {
        const char *text;
        int minutes;
    } rows[] = {{"08:00", 480}, {"8:05", 485}, {"00:00", 0}, {"23:59", 1439}, {"9am", 540},
        {"9 am", 540}, {"9:30PM", 1290}, {"0730", 450}, {"noon", 720}};
    struct world *world = *state;
    struct fu_person person = {.address = ""};
    struct fu_refusal refusal;
    int minutes;

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        if (fu_setting_read_time(world->arena, rows[i].text, &minutes, &refusal) != FU_OK)
            fail_msg("%s: %s", rows[i].text, refusal.reason);
        assert_int_equal(minutes, rows[i].minutes);
    }
    person.preferences.morning = 1439;
    assert_string_equal(fu_setting_value(world->arena, &person, FU_SETTING_TIME), "23:59");
    person.preferences.morning = 5;
    assert_string_equal(fu_setting_value(world->arena, &person, FU_SETTING_TIME), "00:05");
}

static void what_is_no_time_of_day_is_refused(void **state)
{
    static const char *const texts[] = {"", ":", "8", "24:00", "08:60", "08:000", "-1:00", "008:00",
        ":00", "٠٨:٠٠", "nine", "morning", "every 9am", "tomorrow", "9am tomorrow", "3 hours",
        "9am-t", "9am+tag", "9am until friday"};
    struct world *world = *state;
    struct fu_refusal refusal;
    int minutes = 77;

    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        if (fu_setting_read_time(world->arena, texts[i], &minutes, &refusal) != FU_BAD_INPUT)
            fail_msg("“%s” was read as %d", texts[i], minutes);
    }
    assert_int_equal(minutes, 77);
}

static void a_zone_is_named_or_taught(void **state)
{
    struct world *world = *state;
    struct fu_refusal refusal;
    const char *zone = "";

    assert_int_equal(fu_setting_read_zone(world->arena, "paris", &zone, &refusal), FU_OK);
    assert_string_equal(zone, "Europe/Paris");
    assert_int_equal(
        fu_setting_read_zone(world->arena, "Europe/Berln", &zone, &refusal), FU_BAD_INPUT);
    assert_string_equal(zone, "Europe/Paris");
    assert_string_equal(refusal.reason, "There is no time zone “Europe/Berln”.");
    assert_int_equal(refusal.suggestion_count, 3);
    assert_string_equal(refusal.suggestions[0], "Europe/Berlin");
    assert_int_equal(fu_setting_read_zone(world->arena, "", &zone, &refusal), FU_BAD_INPUT);
    assert_int_equal(refusal.suggestion_count, 0);
}

static void a_key_is_found_in_any_dress(void **state)
{
    struct world *world = *state;
    struct fu_refusal refusal;
    enum fu_setting setting;

    for (size_t i = 0; i < FU_SETTINGS; i++) {
        assert_true(fu_setting_find(
            world->arena, fu_setting_key((enum fu_setting)i), FU_SETTINGS, &setting, &refusal));
        assert_int_equal(setting, i);
    }
    assert_true(fu_setting_find(world->arena, "Reply-To", FU_SETTINGS_OWN, &setting, &refusal));
    assert_int_equal(setting, FU_SETTING_REPLY_TO);
    assert_true(fu_setting_find(world->arena, "reply to", FU_SETTINGS_OWN, &setting, &refusal));
    assert_false(fu_setting_find(world->arena, "zome", FU_SETTINGS_OWN, &setting, &refusal));
    assert_string_equal(refusal.reason, "There is no setting “zome”.");
    assert_string_equal(refusal.suggestions[0], "zone");
    assert_false(fu_setting_find(world->arena, "colour", FU_SETTINGS_OWN, &setting, &refusal));
    assert_int_equal(refusal.suggestion_count, 0);
    /* the operator's are not among one's own */
    assert_false(fu_setting_find(world->arena, "aliases", FU_SETTINGS_OWN, &setting, &refusal));
}

/* Begins to change Alice's settings. */
static void begin_change(struct world *world, struct fu_act *act, struct fu_settings_change *change)
{
    struct fu_person *person;

    assert_good(world, fu_store_person_find(world->store, world->arena, "alice@example.org",
                           &person, &world->error));
    assert_non_null(person);
    fu_settings_begin(change, act, person);
}

static void set_one(struct fu_settings_change *change, enum fu_setting setting, const char *value)
{
    struct fu_refusal refusal;

    if (fu_settings_set(change, setting, value, &refusal) != FU_OK)
        fail_msg("%s", refusal.reason);
}

static void write_settings(struct world *world, struct fu_settings_change *change)
{
    begin(world);
    assert_good(world, fu_settings_write(change, &world->error));
    commit(world);
}

static void every_value_is_set_and_said(void **state)
{
    static const struct {
        enum fu_setting setting;
        const char *text, *said;
    } rows[] = {{FU_SETTING_ZONE, "new york", "America/New_York"},
        {FU_SETTING_TIME, "7am", "07:00"}, {FU_SETTING_WORKDAYS, "Sun-Thu", "mon-thu,sun"},
        {FU_SETTING_CONFIRM, "Always", "always"}, {FU_SETTING_REPLY_TO, "THREAD", "thread"},
        {FU_SETTING_BUNDLE, "On", "on"},
        {FU_SETTING_ALIASES, "A@example.net, b@example.net", "a@example.net, b@example.net"},
        {FU_SETTING_ADDRESS, "Carol@Example.org", "carol@example.org"},
        {FU_SETTING_PAUSED, "yes", "yes"}}; /* a new address is not paused */
    struct world *world = *state;
    struct fu_act act = acting(world, 0, NOW);
    struct fu_settings_change change;
    struct fu_person *person;

    meet(world, "alice@example.org");
    begin_change(world, &act, &change);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        set_one(&change, rows[i].setting, rows[i].text);
        assert_string_equal(
            fu_setting_value(world->arena, &change.person, rows[i].setting), rows[i].said);
    }
    write_settings(world, &change);
    assert_good(world,
        fu_store_person_find(world->store, world->arena, "b@example.net", &person, &world->error));
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        assert_string_equal(fu_setting_value(world->arena, person, rows[i].setting), rows[i].said);
}

static void a_value_that_cannot_be_changes_nothing(void **state)
{
    static const struct {
        enum fu_setting setting;
        const char *text, *reason, *near;
    } rows[] = {{FU_SETTING_ZONE, "x", "There is no time zone “x”; one is named by region and city, such as Europe/Berlin.",
                     NULL},
        {FU_SETTING_TIME, "25:00", "“25:00” is no time of day; one is 08:00, or 8am.", NULL},
        {FU_SETTING_WORKDAYS, "never",
            "“never” names no workdays; write mon-fri, or mon, tue, thu.", NULL},
        {FU_SETTING_CONFIRM, "allways",
            "“allways” is no value of confirm, which is never, new or always.", "always"},
        {FU_SETTING_REPLY_TO, "me", "“me” is no value of reply_to, which is followup or thread.",
            NULL},
        {FU_SETTING_BUNDLE, "yes", "“yes” is no value of bundle, which is off or on.", NULL},
        {FU_SETTING_ALIASES, "nonsense", "“nonsense” is not a mail address.", NULL},
        {FU_SETTING_ALIASES, "3days@remind.example.org",
            "3days@remind.example.org is an address of followupd's own and nobody's.", NULL},
        {FU_SETTING_ADDRESS, "remind@example.org",
            "remind@example.org is an address of followupd's own and nobody's.", NULL},
        {FU_SETTING_ADDRESS, "mallory@example.org",
            "mallory@example.org may not use this service: name it in allow of [people] first.",
            NULL},
        {FU_SETTING_PAUSED, "", "“” is no value of paused, which is no or yes.", NULL}};
    struct world *world = *state;
    struct fu_act act = acting(world, 0, NOW);
    struct fu_settings_change change;
    struct fu_refusal refusal;

    meet(world, "alice@example.org");
    begin_change(world, &act, &change);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        assert_int_equal(
            fu_settings_set(&change, rows[i].setting, rows[i].text, &refusal), FU_BAD_INPUT);
        assert_string_equal(refusal.reason, rows[i].reason);
        assert_int_equal(refusal.suggestion_count, rows[i].near != NULL);
        if (rows[i].near)
            assert_string_equal(refusal.suggestions[0], rows[i].near);
        assert_string_equal(fu_setting_value(world->arena, &change.person, rows[i].setting),
            fu_setting_value(world->arena, &change.before, rows[i].setting));
    }
}

static void aliases_have_a_limit(void **state)
{
    struct world *world = *state;
    struct fu_act act = acting(world, 0, NOW);
    struct fu_settings_change change;
    struct fu_refusal refusal;
    const char *list = "";

    meet(world, "alice@example.org");
    begin_change(world, &act, &change);
    for (int i = 0; i < FU_ALIASES_MAX; i++)
        list = fu_arena_print(world->arena, "%s,a%d@example.net", list, i);
    set_one(&change, FU_SETTING_ALIASES, list);
    assert_int_equal(change.person.alias_count, FU_ALIASES_MAX);
    list = fu_arena_print(world->arena, "%s,z@example.net", list);
    assert_int_equal(fu_settings_set(&change, FU_SETTING_ALIASES, list, &refusal), FU_BAD_INPUT);
    assert_string_equal(refusal.reason, "A person has at most 50 aliases.");
}

static void a_new_morning_time_moves_what_has_no_clock_time(void **state)
{
    struct world *world = *state;
    struct fu_act act = acting(world, 0, NOW + HOUR);
    struct fu_settings_change change;
    int64_t friday = ask(world, "friday"), at_nine = ask(world, "friday9am");
    int64_t interval = ask(world, "3days"), series = ask(world, "every2months");

    begin_change(world, &act, &change);
    set_one(&change, FU_SETTING_TIME, "07:00");
    write_settings(world, &change);
    assert_int_equal(change.moved, 2);
    assert_int_equal(change.kept, 0);
    assert_next(world, friday, "2026-11-20T07:00");
    assert_next(world, at_nine, "2026-11-20T09:00");
    assert_next(world, interval, "2026-11-21T10:30");
    assert_next(world, series, "2027-01-18T07:00");
}

static void a_new_zone_moves_nothing_until_it_is_asked_to(void **state)
{
    struct world *world = *state;
    struct fu_act act = acting(world, 0, NOW + HOUR);
    struct fu_settings_change change;
    int64_t friday = ask(world, "friday"), series = ask(world, "everyfriday9am");
    int64_t elapsed = ask(world, "5hours"), interval = ask(world, "3days"), moved;

    begin_change(world, &act, &change);
    set_one(&change, FU_SETTING_ZONE, "America/New_York");
    write_settings(world, &change);
    assert_int_equal(change.kept, 3);
    assert_next(world, friday, "2026-11-20T08:00");

    begin(world);
    assert_good(world, fu_settings_move(&act, &change.person, &moved, &world->error));
    commit(world);
    assert_int_equal(moved, 3);
    assert_next(world, friday, "2026-11-20T14:00"); /* 08:00 in New York */
    assert_next(world, series, "2026-11-20T15:00");
    assert_next(world, interval, "2026-11-21T10:30"); /* the same minute of sending */
    assert_next(world, elapsed, "2026-11-18T15:30");
    assert_string_equal(get(world, friday)->schedule.zone, "America/New_York");

    begin(world);
    assert_good(world, fu_settings_move(&act, &change.person, &moved, &world->error));
    commit(world);
    assert_int_equal(moved, 0);
}

static void new_workdays_move_what_counts_them(void **state)
{
    struct world *world = *state;
    struct fu_act act = acting(world, 0, NOW + HOUR);
    struct fu_settings_change change;
    int64_t days = ask(world, "5workdays"), series = ask(world, "weekdays9am"), moved;

    begin_change(world, &act, &change);
    set_one(&change, FU_SETTING_WORKDAYS, "mon-thu");
    write_settings(world, &change);
    assert_int_equal(change.kept, 2);
    begin(world);
    assert_good(world, fu_settings_move(&act, &change.person, &moved, &world->error));
    commit(world);
    assert_int_equal(moved, 2);
    assert_next(world, days, "2026-11-26T10:30");
    assert_next(world, series, "2026-11-19T09:00");
    assert_string_equal(get(world, series)->schedule.rrule, "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH");
}

static void what_would_be_over_stays_where_it_is(void **state)
{
    struct world *world = *state;
    struct fu_act act = acting(world, 0, NOW + HOUR);
    struct fu_settings_change change;
    int64_t soon = ask(world, "12pm"), moved; /* 12:00 in Berlin; in Auckland it is past */

    begin_change(world, &act, &change);
    set_one(&change, FU_SETTING_ZONE, "auckland");
    write_settings(world, &change);
    assert_int_equal(change.kept, 1);
    begin(world);
    assert_good(world, fu_settings_move(&act, &change.person, &moved, &world->error));
    commit(world);
    assert_int_equal(moved, 0);
    assert_next(world, soon, "2026-11-18T12:00");
}

/* Changes one setting of Alice's; what is pending moves with it. */
static void change_one(
    struct world *world, const char *now, enum fu_setting setting, const char *value)
{
    struct fu_act act = acting(world, 0, at(now));
    struct fu_settings_change change;
    int64_t moved;

    begin_change(world, &act, &change);
    set_one(&change, setting, value);
    write_settings(world, &change);
    begin(world);
    assert_good(world, fu_settings_move(&act, &change.person, &moved, &world->error));
    commit(world);
}

static void no_day_of_a_series_is_lost_when_its_new_time_is_over(void **state)
{
    struct world *world = *state;
    int64_t id = ask(world, "every25th");

    change_one(world, "2026-11-25T07:30", FU_SETTING_TIME, "07:00");
    assert_next(world, id, "2026-11-25T08:00");
    assert_int_equal(send_all(world, at("2026-11-25T08:00"), FU_OUTCOME_SENT), 1);
    assert_next(world, id, "2026-12-25T07:00");
    change_one(world, "2026-12-25T05:00", FU_SETTING_ZONE, "tokyo");
    assert_next(world, id, "2026-12-25T07:00"); /* 07:00 in Tokyo is over */
    assert_int_equal(send_all(world, at("2026-12-25T07:00"), FU_OUTCOME_SENT), 1);
    assert_next(world, id, "2027-01-24T23:00");
}

static void no_day_of_a_series_comes_twice_when_its_new_time_is_still_ahead(void **state)
{
    struct world *world = *state;
    int64_t id = ask(world, "every25th");

    assert_int_equal(send_all(world, at("2026-11-25T08:00"), FU_OUTCOME_SENT), 1);
    change_one(world, "2026-11-25T08:30", FU_SETTING_TIME, "09:00");
    assert_next(world, id, "2026-12-25T09:00");
    assert_int_equal(send_all(world, at("2026-12-25T09:00"), FU_OUTCOME_SENT), 1);
    change_one(world, "2026-12-25T10:00", FU_SETTING_ZONE, "new york");
    assert_next(world, id, "2027-01-25T15:00");
}

/* Its next moments, as far as they are named. */
static void assert_goes_on(struct world *world, int64_t id, const char *const *moments)
{
    const struct fu_schedule schedule = get(world, id)->schedule;
    fu_instant found[3];
    size_t count, i;

    assert_next(world, id, moments[0]);
    assert_good(world, fu_series_next(&schedule, world->settings.holidays, get(world, id)->next - 1,
                           found, 3, &count, &world->error));
    for (i = 0; i < 3 && moments[i]; i++)
        assert_int_equal(found[i], at(moments[i]));
    assert_true(i == 3 || count == i);
}

/* The mail was sent between the old time of day and the new one, on a day that the series has: it
 * is asked for at 10:30 on a Wednesday. */
static void a_series_goes_on_by_its_dates_at_a_new_time(void **state)
{
    static const struct {
        const char *cadence, *before[4], *after[4];
    } cases[] = {
        {"everyotherwednesday", {"2026-11-25T08:00", "2026-12-09T08:00", "2026-12-23T08:00"},
            {"2026-11-25T11:00", "2026-12-09T11:00", "2026-12-23T11:00"}},
        {"every2monthson18th", {"2026-12-18T08:00", "2027-02-18T08:00", "2027-04-18T08:00"},
            {"2026-12-18T11:00", "2027-02-18T11:00", "2027-04-18T11:00"}},
        {"everyday-x3", {"2026-11-19T08:00", "2026-11-20T08:00", "2026-11-21T08:00"},
            {"2026-11-19T11:00", "2026-11-20T11:00", "2026-11-21T11:00"}},
        {"everywednesday-until2dec", {"2026-11-25T08:00", "2026-12-02T08:00"},
            {"2026-11-25T11:00", "2026-12-02T11:00"}}};
    struct world *world = *state;
    int64_t ids[4];
    size_t i;

    for (i = 0; i < 4; i++)
        ids[i] = ask(world, cases[i].cadence);
    for (i = 0; i < 4; i++)
        assert_goes_on(world, ids[i], cases[i].before);
    change_one(world, "2026-11-18T10:40", FU_SETTING_TIME, "11:00");
    for (i = 0; i < 4; i++)
        assert_goes_on(world, ids[i], cases[i].after);
    change_one(world, "2026-11-18T10:50", FU_SETTING_TIME, "08:00");
    for (i = 0; i < 4; i++)
        assert_goes_on(world, ids[i], cases[i].before);
}

static void a_series_goes_on_by_its_dates_in_a_new_zone(void **state)
{
    static const char *const other[] = {"2026-11-25T14:00", "2026-12-09T14:00", "2026-12-23T14:00"},
                             *const counted[] = {"2026-11-19T14:00", "2026-11-20T14:00",
                                 "2026-11-21T14:00"},
                             *const ends[] = {"2026-11-25T14:00", "2026-12-02T14:00", NULL};
    struct world *world = *state;
    int64_t every_other = ask(world, "everyotherwednesday"), three = ask(world, "everyday-x3"),
            until = ask(world, "everywednesday-until2dec");

    change_one(world, "2026-11-18T10:40", FU_SETTING_ZONE, "new york");
    assert_goes_on(world, every_other, other);
    assert_goes_on(world, three, counted);
    assert_goes_on(world, until, ends);
    assert_string_equal(
        get(world, until)->schedule.rrule, "FREQ=WEEKLY;BYDAY=WE;UNTIL=20261203T045959Z");
}

static void a_series_that_an_undo_brings_back_goes_on_by_its_dates(void **state)
{
    static const char *const after[] = {"2026-11-25T11:00", "2026-12-09T11:00", "2026-12-23T11:00"};
    struct world *world = *state;
    int64_t id = ask(world, "everyotherwednesday");

    change_one(world, "2026-11-18T10:40", FU_SETTING_TIME, "11:00");
    assert_good(world, act(world, EDIT, id, 0, at("2026-11-18T10:41"), "everyfriday"));
    assert_good(world, act(world, UNDO, id, 0, at("2026-11-18T10:42"), NULL));
    assert_goes_on(world, id, after);
}

/* It was asked for on that day, at a time of day that has gone by. */
static void what_comes_once_keeps_its_day_at_a_new_time(void **state)
{
    struct world *world = *state;
    int64_t id = ask(world, "18nov"), monthly;

    assert_next(world, id, "2027-11-18T08:00");
    change_one(world, "2026-11-18T10:40", FU_SETTING_TIME, "11:00");
    assert_next(world, id, "2027-11-18T11:00");
    monthly = ask(world, "every18th");
    change_one(world, "2026-11-18T10:45", FU_SETTING_TIME, "10:00");
    assert_next(world, monthly, "2026-11-18T11:00"); /* 10:00 is over */
    assert_next(world, id, "2027-11-18T10:00");
}

static void a_series_keeps_the_day_that_became_a_holiday(void **state)
{
    static const char holiday[] = "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:h\r\n"
                                  "DTSTART;VALUE=DATE:20261130\r\nEND:VEVENT\r\n"
                                  "END:VCALENDAR\r\n";
    struct world *world = *state;
    struct fu_holidays *holidays = fu_holidays_new(world->arena);
    int64_t id = ask(world, "everylastworkday");

    assert_good(world, fu_holidays_add(holidays, holiday, sizeof holiday - 1, &world->error));
    world->settings.holidays = holidays;
    assert_next(world, id, "2026-11-30T08:00");
    change_one(world, "2026-11-29T10:00", FU_SETTING_TIME, "09:00");
    assert_next(world, id, "2026-11-30T09:00");
    assert_int_equal(send_all(world, at("2026-11-30T09:00"), FU_OUTCOME_SENT), 1);
    assert_next(world, id, "2026-12-31T09:00");
}

static void a_task_that_has_come_comes_back_in_the_new_zone(void **state)
{
    struct world *world = *state;
    int64_t came = ask(world, "tomorrow-t"), exact = ask(world, "22hours-t");

    assert_int_equal(send_all(world, at("2026-11-19T08:30"), FU_OUTCOME_SENT), 2);
    change_one(world, "2026-11-19T12:00", FU_SETTING_ZONE, "new york");
    assert_next(world, came, "2026-11-20T08:00"); /* as was promised, and from then on */
    assert_int_equal(send_all(world, at("2026-11-20T08:00"), FU_OUTCOME_SENT), 2);
    assert_next(world, came, "2026-11-23T14:00");
    assert_next(world, exact, "2026-11-23T14:00");
    assert_int_equal(get(world, came)->schedule.first, at("2026-11-19T08:00"));
    assert_int_equal(get(world, exact)->schedule.first, NOW + 22 * HOUR);
}

static void what_others_own_is_not_moved(void **state)
{
    struct world *world = *state;
    const struct fu_mailbox bob = {"Bob", "bob@example.org"};
    struct fu_act act = acting(world, 0, NOW);
    struct fu_settings_change change;
    struct fu_person *person;
    int64_t shared, moved;

    meet(world, "bob@example.org");
    shared = share(world, "friday", &bob, 1);
    assert_good(world, fu_store_person_find(
                           world->store, world->arena, "bob@example.org", &person, &world->error));
    fu_settings_begin(&change, &act, person);
    set_one(&change, FU_SETTING_ZONE, "tokyo");
    write_settings(world, &change);
    assert_int_equal(change.kept, 0);
    begin(world);
    assert_good(world, fu_settings_move(&act, &change.person, &moved, &world->error));
    commit(world);
    assert_int_equal(moved, 0);
    assert_next(world, shared, "2026-11-20T08:00");
}

static void somebody_new_is_met_if_they_may(void **state)
{
    struct world *world = *state;
    struct fu_act act = acting(world, 0, NOW);
    struct fu_settings_change change;
    struct fu_refusal refusal;

    assert_good(world, fu_settings_meet(&change, &act, "Bob@example.org", &refusal, &world->error));
    assert_true(change.fresh);
    set_one(&change, FU_SETTING_ZONE, "tokyo");
    write_settings(world, &change);
    assert_int_not_equal(person_id(world, "bob@example.org"), 0);
    assert_good(world, fu_settings_meet(&change, &act, "bob@example.org", &refusal, &world->error));
    assert_false(change.fresh);
    assert_string_equal(change.person.preferences.zone, "Asia/Tokyo");

    assert_int_equal(
        fu_settings_meet(&change, &act, "mallory@example.org", &refusal, &world->error),
        FU_BAD_INPUT);
    assert_int_equal(
        fu_settings_meet(&change, &act, "no address", &refusal, &world->error), FU_BAD_INPUT);
    assert_int_equal(
        fu_settings_meet(&change, &act, "3days@remind.example.org", &refusal, &world->error),
        FU_BAD_INPUT);
}

static void an_address_of_somebody_else_is_refused(void **state)
{
    struct world *world = *state;
    struct fu_act act = acting(world, 0, NOW);
    struct fu_settings_change change;

    meet(world, "alice@example.org");
    meet(world, "bob@example.org");
    begin_change(world, &act, &change);
    set_one(&change, FU_SETTING_ALIASES, "bob@example.org");
    begin(world);
    assert_int_equal(fu_settings_write(&change, &world->error), FU_BAD_INPUT);
    fu_store_rollback(world->store);
}

#define with_world(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        with_world(workdays_are_said_shortly_and_read_back),
        with_world(workdays_are_read_as_people_write_them),
        with_world(what_names_no_day_is_refused),
        with_world(a_time_of_day_is_read_as_a_clock_time),
        with_world(what_is_no_time_of_day_is_refused),
        with_world(a_zone_is_named_or_taught),
        with_world(a_key_is_found_in_any_dress),
        with_world(every_value_is_set_and_said),
        with_world(a_value_that_cannot_be_changes_nothing),
        with_world(aliases_have_a_limit),
        with_world(a_new_morning_time_moves_what_has_no_clock_time),
        with_world(a_new_zone_moves_nothing_until_it_is_asked_to),
        with_world(new_workdays_move_what_counts_them),
        with_world(what_would_be_over_stays_where_it_is),
        with_world(no_day_of_a_series_is_lost_when_its_new_time_is_over),
        with_world(no_day_of_a_series_comes_twice_when_its_new_time_is_still_ahead),
        with_world(a_series_goes_on_by_its_dates_at_a_new_time),
        with_world(a_series_goes_on_by_its_dates_in_a_new_zone),
        with_world(a_series_that_an_undo_brings_back_goes_on_by_its_dates),
        with_world(what_comes_once_keeps_its_day_at_a_new_time),
        with_world(a_series_keeps_the_day_that_became_a_holiday),
        with_world(a_task_that_has_come_comes_back_in_the_new_zone),
        with_world(what_others_own_is_not_moved),
        with_world(somebody_new_is_met_if_they_may),
        with_world(an_address_of_somebody_else_is_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
