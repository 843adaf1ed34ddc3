/* Files of holidays that become others while a series goes on: a day is added, or taken out. */
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
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
