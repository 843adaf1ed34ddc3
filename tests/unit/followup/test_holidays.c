/* Files of holidays that become others while a series goes on: a day is added, or taken out. */
#include "followupd/zone/civil.h"
#include "world.h"

/* Thursday, 19 November 2026 is day 1. */
static void keep_holidays(struct world *world, const char *const *days, size_t count)
{
    struct fu_holidays *holidays = fu_holidays_new(world->arena);
    size_t i;

    for (i = 0; i < count; i++) {
        const char *text = fu_arena_print(world->arena,
            "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\nBEGIN:VEVENT\r\nUID:1\r\n"
            "DTSTART;VALUE=DATE:%s\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n",
            days[i]);

        assert_good(world, fu_holidays_add(holidays, text, strlen(text), &world->error));
    }
    world->settings.holidays = holidays;
}

static void keep_holiday(struct world *world, const char *day)
{
    keep_holidays(world, &day, 1);
}

static void keep_none(struct world *world)
{
    keep_holidays(world, NULL, 0);
}

static void the_last_workday_of_a_month_comes_once_though_it_is_another_since(void **state)
{
    struct world *world = *state;
    int64_t id;

    keep_holiday(world, "20261130");
    id = ask(world, "everylastworkday");
    assert_next(world, id, "2026-11-27T08:00");
    keep_none(world);
    assert_int_equal(send_all(world, at("2026-11-27T08:00"), FU_OUTCOME_SENT), 1);
    assert_next(world, id, "2026-12-31T08:00");
}

static void a_last_workday_comes_where_it_was_promised(void **state)
{
    struct world *world = *state;
    int64_t id = ask(world, "everylastworkday");

    assert_next(world, id, "2026-11-30T08:00");
    keep_holiday(world, "20261130");
    assert_int_equal(send_all(world, at("2026-11-27T08:00"), FU_OUTCOME_SENT), 0);
    assert_int_equal(send_all(world, at("2026-11-30T08:00"), FU_OUTCOME_SENT), 1);
    assert_next(world, id, "2026-12-31T08:00");
}

static void a_last_workday_that_is_another_since_is_none_missed(void **state)
{
    struct world *world = *state;
    struct fu_occurrence *rows;
    size_t count;
    int64_t id;

    keep_holiday(world, "20261130");
    id = ask(world, "everylastworkday");
    keep_none(world);
    assert_int_equal(send_all(world, at("2027-01-04T08:00"), FU_OUTCOME_SENT), 1);
    assert_good(world, fu_store_occurrences(world->store, world->arena, id,
                           1U << FU_OCCURRENCE_FIRED, FU_NEVER, &rows, &count, &world->error));
    assert_int_equal(rows[0].folded, 1);
    assert_next(world, id, "2027-01-29T08:00");
}

static void a_month_that_is_left_out_stays_so_though_its_last_workday_is_another_since(void **state)
{
    struct world *world = *state;
    int64_t id;

    keep_holiday(world, "20261130");
    id = ask(world, "everylastworkday");
    keep_none(world);
    assert_good(world, act(world, SKIP, id, alice_id(world), at("2026-11-20T09:00"), NULL));
    assert_next(world, id, "2026-12-31T08:00");
}

static void a_month_comes_once_though_its_morning_is_another_while_it_is_due(void **state)
{
    struct world *world = *state;
    struct fu_act context = acting(world, 0, at("2026-11-27T08:30"));
    bool moved;
    int64_t id;

    keep_holiday(world, "20261130");
    id = ask(world, "everylastworkday");
    keep_none(world);
    context.settings = &world->settings;
    begin(world);
    assert_good(world, fu_act_recompute(&context, id, 10 * 60, &moved, &world->error));
    commit(world);
    assert_int_equal(send_all(world, at("2026-11-27T08:31"), FU_OUTCOME_SENT), 1);
    assert_next(world, id, "2026-12-31T10:00");
}

static void a_last_workday_that_another_zone_shows_a_month_later_takes_no_month_away(void **state)
{
    struct world *world = *state;
    const struct fu_act context = acting(world, 0, at("2026-11-30T20:00"));
    const struct fu_preferences wanted = {
        .zone = "Asia/Tokyo", .workdays = FU_WORKDAYS_DEFAULT, .morning = 8 * 60};
    bool moved;
    int64_t id = ask(world, "everylastworkday11:30pm");

    begin(world);
    assert_good(world, fu_act_move(&context, id, &wanted, &moved, &world->error));
    commit(world);
    assert_next(world, id, "2026-11-30T23:30");
    assert_int_equal(send_all(world, at("2026-11-30T23:30"), FU_OUTCOME_SENT), 1);
    assert_next(world, id, "2026-12-31T15:30");
}

/* When it comes from now on, sent every morning for some weeks, as "Thu 19, Fri 20"; the follow-up
 * is done with the last. */
static const char *days_to_come(struct world *world, int64_t id, const char *from)
{
    static const char *const names[] = {"Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"};
    const char *days = "";
    fu_instant now;

    for (now = at(from); now < at(from) + 40 * DAY; now += DAY) {
        struct fu_civil civil;

        if (get(world, id)->next != now)
            continue;
        assert_int_equal(send_all(world, now, FU_OUTCOME_SENT), 1);
        fu_civil_from_seconds(now, &civil);
        days = fu_arena_print(
            world->arena, "%s%s%s %d", days, days[0] ? ", " : "", names[now / DAY % 7], civil.day);
    }
    assert_state(world, id, FU_DONE);
    return days;
}

static void a_day_that_becomes_a_holiday_takes_none_of_a_count_away(void **state)
{
    struct world *world = *state;
    int64_t id = ask(world, "everyworkday-x4");

    send_all(world, at("2026-11-19T08:00"), FU_OUTCOME_SENT);
    keep_holiday(world, "20261123");
    assert_string_equal(days_to_come(world, id, "2026-11-20T08:00"), "Fri 20, Tue 24, Wed 25");
}

static void a_day_that_is_no_holiday_any_more_adds_none_to_a_count(void **state)
{
    struct world *world = *state;
    int64_t id;

    keep_holiday(world, "20261123");
    id = ask(world, "everyworkday-x4");
    send_all(world, at("2026-11-19T08:00"), FU_OUTCOME_SENT);
    keep_none(world);
    assert_string_equal(days_to_come(world, id, "2026-11-20T08:00"), "Fri 20, Mon 23, Tue 24");
}

static void a_count_holds_from_the_day_it_was_asked_for(void **state)
{
    struct world *world = *state;
    int64_t id = ask(world, "weekdays-4times");

    keep_holiday(world, "20261120");
    assert_string_equal(
        days_to_come(world, id, "2026-11-19T08:00"), "Thu 19, Mon 23, Tue 24, Wed 25");
}

static void what_passed_is_counted_as_it_came(void **state)
{
    static const char *const days[] = {"20261119", "20261120", "20261125"};
    struct world *world = *state;
    int64_t id = ask(world, "everyworkday-x4"), other;

    send_all(world, at("2026-11-19T08:00"), FU_OUTCOME_SENT);
    send_all(world, at("2026-11-20T08:00"), FU_OUTCOME_SENT);
    keep_holidays(world, days, 2);
    send_all(world, at("2026-11-23T08:00"), FU_OUTCOME_SENT);
    assert_string_equal(days_to_come(world, id, "2026-11-24T08:00"), "Tue 24");
    other = ask(world, "everyworkday-x3");
    assert_next(world, other, "2026-11-23T08:00");
    send_all(world, at("2026-11-23T08:00"), FU_OUTCOME_SENT);
    keep_holidays(world, days + 2, 1);
    assert_string_equal(days_to_come(world, other, "2026-11-24T08:00"), "Tue 24, Thu 26");
}

static void a_counted_day_comes_where_it_was_promised(void **state)
{
    struct world *world = *state;
    int64_t id = ask(world, "everyworkday-x3");

    send_all(world, at("2026-11-19T08:00"), FU_OUTCOME_SENT);
    keep_holiday(world, "20261120");
    assert_string_equal(days_to_come(world, id, "2026-11-20T08:00"), "Fri 20, Mon 23");
}

static void what_a_count_missed_while_holidays_became_others_is_of_it(void **state)
{
    struct world *world = *state;
    struct fu_occurrence *rows;
    size_t count;
    int64_t id = ask(world, "everyworkday-x6");

    keep_holiday(world, "20261120");
    send_all(world, at("2026-11-24T09:00"), FU_OUTCOME_SENT);
    assert_good(world, fu_store_occurrences(world->store, world->arena, id,
                           1U << FU_OCCURRENCE_FIRED, FU_NEVER, &rows, &count, &world->error));
    assert_int_equal(rows[0].folded, 2);
    keep_none(world);
    assert_string_equal(days_to_come(world, id, "2026-11-25T08:00"), "Wed 25, Thu 26, Fri 27");
}

static void a_count_is_kept_by_what_takes_another_cadence_back(void **state)
{
    struct world *world = *state;
    int64_t id = ask(world, "everyworkday-x4");

    send_all(world, at("2026-11-19T08:00"), FU_OUTCOME_SENT);
    act(world, EDIT, id, alice_id(world), at("2026-11-19T09:00"), "everymonday");
    keep_holiday(world, "20261123");
    act(world, UNDO, id, alice_id(world), at("2026-11-19T09:01"), NULL);
    assert_true(world->result.changed);
    assert_string_equal(days_to_come(world, id, "2026-11-20T08:00"), "Fri 20, Tue 24, Wed 25");
}

static void another_count_is_kept_as_well(void **state)
{
    struct world *world = *state;
    int64_t id = ask(world, "everyday");

    act(world, EDIT, id, alice_id(world), NOW, "everyworkday-x2");
    keep_holiday(world, "20261120");
    assert_string_equal(days_to_come(world, id, "2026-11-19T08:00"), "Thu 19, Mon 23");
}

static void a_count_is_kept_when_the_day_after_one_left_out_becomes_a_holiday(void **state)
{
    struct world *world = *state;
    int64_t one = ask(world, "everyworkday-x4"), two;

    act(world, SKIP, one, alice_id(world), at("2026-11-18T11:00"), NULL);
    keep_holiday(world, "20261120");
    assert_string_equal(days_to_come(world, one, "2026-11-20T08:00"), "Fri 20, Mon 23, Tue 24");
    keep_none(world);
    two = ask(world, "everyworkday-x4");
    act(world, SKIP, two, alice_id(world), at("2026-11-18T11:00"), NULL);
    act(world, SKIP, two, alice_id(world), at("2026-11-18T11:01"), NULL);
    keep_holiday(world, "20261120");
    assert_string_equal(days_to_come(world, two, "2026-11-23T08:00"), "Mon 23, Tue 24");
}

static void a_day_left_out_takes_none_of_a_count_away_when_it_comes_again(void **state)
{
    struct world *world = *state;
    int64_t before = ask(world, "everyworkday-x4"), after;

    act(world, SKIP, before, alice_id(world), at("2026-11-18T11:00"), NULL);
    keep_holiday(world, "20261120");
    act(world, UNDO, before, alice_id(world), at("2026-11-18T11:01"), NULL);
    assert_string_equal(
        days_to_come(world, before, "2026-11-19T08:00"), "Thu 19, Mon 23, Tue 24, Wed 25");
    keep_none(world);
    after = ask(world, "everyworkday-x4");
    act(world, SKIP, after, alice_id(world), at("2026-11-18T11:00"), NULL);
    act(world, UNDO, after, alice_id(world), at("2026-11-18T11:01"), NULL);
    keep_holiday(world, "20261120");
    assert_string_equal(
        days_to_come(world, after, "2026-11-19T08:00"), "Thu 19, Mon 23, Tue 24, Wed 25");
}

static void a_count_is_kept_when_what_follows_what_is_due_becomes_a_holiday(void **state)
{
    struct world *world = *state;
    struct fu_act context = acting(world, 0, at("2026-11-19T08:30"));
    bool moved;
    int64_t id = ask(world, "everyworkday-x4"), back = ask(world, "everyworkday-x4");

    begin(world);
    assert_good(world, fu_act_recompute(&context, id, 9 * 60, &moved, &world->error));
    commit(world);
    act(world, SKIP, back, alice_id(world), at("2026-11-19T08:30"), NULL);
    act(world, UNDO, back, alice_id(world), at("2026-11-19T08:31"), NULL);
    keep_holiday(world, "20261120");
    send_all(world, at("2026-11-19T08:32"), FU_OUTCOME_SENT);
    send_all(world, at("2026-11-20T09:00"), FU_OUTCOME_SENT);
    send_all(world, at("2026-11-23T09:00"), FU_OUTCOME_SENT);
    assert_state(world, id, FU_PENDING);
    assert_state(world, back, FU_PENDING);
    send_all(world, at("2026-11-24T09:00"), FU_OUTCOME_SENT);
    assert_state(world, id, FU_DONE);
    assert_state(world, back, FU_DONE);
}

static void move_to_workdays(struct world *world, int64_t id, unsigned workdays, const char *now)
{
    const struct fu_act context = acting(world, 0, at(now));
    const struct fu_preferences wanted = {
        .zone = "Europe/Berlin", .workdays = workdays, .morning = 8 * 60};
    bool moved;

    begin(world);
    assert_good(world, fu_act_move(&context, id, &wanted, &moved, &world->error));
    commit(world);
    assert_true(moved);
}

/* Monday to Thursday. */
#define FOUR_DAYS 0x0fU

static void a_count_is_kept_in_another_week(void **state)
{
    struct world *world = *state;
    int64_t id = ask(world, "everyworkday-x6");

    send_all(world, at("2026-11-19T08:00"), FU_OUTCOME_SENT);
    send_all(world, at("2026-11-20T08:00"), FU_OUTCOME_SENT);
    move_to_workdays(world, id, FOUR_DAYS, "2026-11-20T09:00");
    assert_string_equal(
        days_to_come(world, id, "2026-11-21T08:00"), "Mon 23, Tue 24, Wed 25, Thu 26");
}

static void a_count_is_kept_in_a_week_without_its_next_day(void **state)
{
    struct world *world = *state;
    int64_t id = ask(world, "everyworkday-x4");

    send_all(world, at("2026-11-19T08:00"), FU_OUTCOME_SENT);
    move_to_workdays(world, id, FOUR_DAYS, "2026-11-19T09:00");
    assert_string_equal(days_to_come(world, id, "2026-11-20T08:00"), "Mon 23, Tue 24, Wed 25");
}

static void a_count_is_kept_in_another_week_while_one_of_it_is_due(void **state)
{
    struct world *world = *state;
    int64_t id = ask(world, "everyworkday-x4");

    move_to_workdays(world, id, FOUR_DAYS, "2026-11-19T08:30");
    assert_int_equal(send_all(world, at("2026-11-19T08:31"), FU_OUTCOME_SENT), 1);
    assert_string_equal(days_to_come(world, id, "2026-11-20T08:00"), "Mon 23, Tue 24, Wed 25");
}

static void a_count_is_kept_in_a_week_that_it_begins_in_later(void **state)
{
    struct world *world = *state;
    int64_t id = ask(world, "everyworkday-x3");

    move_to_workdays(world, id, 0x30, "2026-11-18T11:00");
    assert_string_equal(days_to_come(world, id, "2026-11-19T08:00"), "Fri 20, Sat 21, Fri 27");
}

static void the_last_of_a_count_has_a_day_in_a_week_without_its_own(void **state)
{
    struct world *world = *state;
    int64_t id = ask(world, "everyworkday-x2"), due = ask(world, "everyworkday-x2");

    move_to_workdays(world, due, FOUR_DAYS, "2026-11-19T08:30");
    send_all(world, at("2026-11-19T08:31"), FU_OUTCOME_SENT);
    move_to_workdays(world, id, FOUR_DAYS, "2026-11-19T09:00");
    assert_next(world, due, "2026-11-23T08:00");
    assert_next(world, id, "2026-11-23T08:00");
    send_all(world, at("2026-11-23T08:00"), FU_OUTCOME_SENT);
    assert_state(world, due, FU_DONE);
    assert_state(world, id, FU_DONE);
}

static void a_count_moves_away_from_a_zone_that_is_gone(void **state)
{
    struct world *world = *state;
    int64_t id = ask(world, "everyworkday-x4");
    struct fu_followup *followup = get(world, id);

    followup->schedule.zone = "Mars/Olympus";
    begin(world);
    assert_good(world, fu_store_followup_set(world->store, followup, &world->error));
    commit(world);
    move_to_workdays(world, id, FOUR_DAYS, "2026-11-18T11:00");
    assert_string_equal(get(world, id)->schedule.zone, "Europe/Berlin");
}

static unsigned dice(unsigned *state, unsigned sides)
{
    *state = *state * 1103515245U + 12345U;
    return (*state >> 16) % sides;
}

/* About every fourth day of eighty from 18 November on, past ones among them. */
static void keep_any_holidays(struct world *world, unsigned *state)
{
    const char *days[80];
    size_t count = 0, i;

    for (i = 0; i < sizeof days / sizeof *days; i++) {
        struct fu_civil civil;

        fu_civil_from_seconds(NOW + (fu_instant)i * DAY, &civil);
        if (dice(state, 4) == 0)
            days[count++] =
                fu_arena_print(world->arena, "%04d%02d%02d", civil.year, civil.month, civil.day);
    }
    keep_holidays(world, days, count);
}

/* Lives on for some weeks, in which holidays become others any day and mails go out on most;
 * workdays become others, too, where moves is set. */
static void live(struct world *world, int64_t id, unsigned *state, bool moves)
{
    static const unsigned weeks[] = {0x1f, 0x0f, 0x3e, 0x15, 0x7f};
    fu_instant now;

    for (now = NOW + HOUR; now < NOW + 80 * DAY; now += DAY / 2) {
        if (dice(state, 3) == 0)
            keep_any_holidays(world, state);
        if (moves && dice(state, 5) == 0) {
            const struct fu_act context = acting(world, 0, now);
            const struct fu_preferences wanted = {
                .zone = "Europe/Berlin", .workdays = weeks[dice(state, 5)], .morning = 8 * 60};
            bool moved;

            begin(world);
            assert_good(world, fu_act_move(&context, id, &wanted, &moved, &world->error));
            commit(world);
        }
        if (dice(state, 4) != 0)
            send_all(world, now, FU_OUTCOME_SENT);
    }
    send_all(world, now, FU_OUTCOME_SENT);
}

static int64_t how_often(struct world *world, int64_t id)
{
    struct fu_occurrence *rows;
    int64_t times = 0;
    size_t count, i;

    assert_good(world, fu_store_occurrences(world->store, world->arena, id,
                           1U << FU_OCCURRENCE_FIRED, FU_NEVER, &rows, &count, &world->error));
    for (i = 0; i < count; i++)
        times += 1 + rows[i].folded;
    return times;
}

static void a_count_is_kept_whatever_becomes_a_holiday(void **state)
{
    struct world *world = *state;
    unsigned seed;

    for (seed = 1; seed <= 30; seed++) {
        unsigned any = seed;
        int64_t id;

        keep_any_holidays(world, &any);
        id = ask(world, "everyworkday-x12");
        live(world, id, &any, seed % 2 == 0);
        if (how_often(world, id) != 12 || get(world, id)->state != FU_DONE)
            fail_msg("seed %u came %d times", seed, (int)how_often(world, id));
    }
}

static void a_month_comes_once_whatever_becomes_a_holiday(void **state)
{
    struct world *world = *state;
    unsigned seed;

    for (seed = 1; seed <= 30; seed++) {
        unsigned any = seed;
        int64_t id;

        keep_any_holidays(world, &any);
        id = ask(world, "everylastworkday");
        live(world, id, &any, false);
        if (how_often(world, id) != 3)
            fail_msg("seed %u came %d times", seed, (int)how_often(world, id));
    }
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(the_last_workday_of_a_month_comes_once_though_it_is_another_since),
        TEST(a_last_workday_comes_where_it_was_promised),
        TEST(a_last_workday_that_is_another_since_is_none_missed),
        TEST(a_month_that_is_left_out_stays_so_though_its_last_workday_is_another_since),
        TEST(a_month_comes_once_though_its_morning_is_another_while_it_is_due),
        TEST(a_last_workday_that_another_zone_shows_a_month_later_takes_no_month_away),
        TEST(a_day_that_becomes_a_holiday_takes_none_of_a_count_away),
        TEST(a_day_that_is_no_holiday_any_more_adds_none_to_a_count),
        TEST(a_count_holds_from_the_day_it_was_asked_for),
        TEST(what_passed_is_counted_as_it_came),
        TEST(a_counted_day_comes_where_it_was_promised),
        TEST(what_a_count_missed_while_holidays_became_others_is_of_it),
        TEST(a_count_is_kept_by_what_takes_another_cadence_back),
        TEST(another_count_is_kept_as_well),
        TEST(a_count_is_kept_when_the_day_after_one_left_out_becomes_a_holiday),
        TEST(a_day_left_out_takes_none_of_a_count_away_when_it_comes_again),
        TEST(a_count_is_kept_when_what_follows_what_is_due_becomes_a_holiday),
        TEST(a_count_is_kept_in_another_week),
        TEST(a_count_is_kept_in_a_week_without_its_next_day),
        TEST(a_count_is_kept_in_another_week_while_one_of_it_is_due),
        TEST(a_count_is_kept_in_a_week_that_it_begins_in_later),
        TEST(the_last_of_a_count_has_a_day_in_a_week_without_its_own),
        TEST(a_count_moves_away_from_a_zone_that_is_gone),
        TEST(a_count_is_kept_whatever_becomes_a_holiday),
        TEST(a_month_comes_once_whatever_becomes_a_holiday),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
