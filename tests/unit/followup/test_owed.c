/* A moment of a series that is due and has not gone out while the series gets another cadence,
 * another morning time, another zone or other rules of its zone: it comes, once, and the series
 * goes on behind it. */
#include "world.h"

static bool recompute(struct world *world, int64_t id, int morning, const char *now)
{
    const struct fu_act context = acting(world, 0, at(now));
    bool moved;

    begin(world);
    assert_good(world, fu_act_recompute(&context, id, morning, &moved, &world->error));
    commit(world);
    return moved;
}

static bool move_to(
    struct world *world, int64_t id, const char *zone, unsigned workdays, const char *now)
{
    const struct fu_act context = acting(world, 0, at(now));
    const struct fu_preferences wanted = {.zone = zone, .workdays = workdays, .morning = 8 * 60};
    bool moved;

    begin(world);
    assert_good(world, fu_act_move(&context, id, &wanted, &moved, &world->error));
    commit(world);
    return moved;
}

/* The pending and fired moments of a follow-up as "Thu 08:00+2 fired", in Berlin. */
static const char *moments(struct world *world, int64_t id)
{
    static const char *const days[] = {"Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"};
    const char *list = "";
    struct fu_occurrence *rows;
    size_t count, i;

    assert_good(world, fu_store_occurrences(world->store, world->arena, id,
                           1U << FU_OCCURRENCE_PENDING | 1U << FU_OCCURRENCE_FIRED, FU_NEVER, &rows,
                           &count, &world->error));
    for (i = 0; i < count; i++) {
        fu_instant wall = rows[i].moment + HOUR;

        list = fu_arena_print(world->arena, "%s%s%s %02d:%02d+%d%s", list, i ? ", " : "",
            days[wall / DAY % 7], (int)(wall % DAY / HOUR), (int)(wall % HOUR / MINUTE),
            (int)rows[i].folded, rows[i].state == FU_OCCURRENCE_FIRED ? " fired" : "");
    }
    return list;
}

static void what_a_series_owes_comes_though_it_has_another_cadence(void **state)
{
    struct world *world = *state;
    int64_t id = ask(world, "everymonday");

    assert_good(
        world, act(world, EDIT, id, alice_id(world), at("2026-11-23T09:00"), "everythursday"));
    assert_string_equal(moments(world, id), "Mon 08:00+0, Thu 08:00+0");
    assert_int_equal(send_all(world, at("2026-11-23T09:05"), FU_OUTCOME_SENT), 1);
    assert_int_equal(send_all(world, at("2026-11-26T08:00"), FU_OUTCOME_SENT), 1);
    assert_string_equal(moments(world, id), "Mon 08:00+0 fired, Thu 08:00+0 fired, Thu 08:00+0");
}

static void what_was_missed_is_counted_by_the_cadence_that_missed_it(void **state)
{
    struct world *world = *state;
    int64_t id = ask(world, "everyday");

    act(world, EDIT, id, alice_id(world), at("2026-11-23T09:00"), "everythursday");
    assert_string_equal(moments(world, id), "Thu 08:00+4, Thu 08:00+0");
    assert_int_equal(send_all(world, at("2026-11-23T09:05"), FU_OUTCOME_SENT), 1);
    assert_string_equal(moments(world, id), "Thu 08:00+4 fired, Thu 08:00+0");
}

static void what_is_due_of_both_cadences_comes_as_one(void **state)
{
    struct world *world = *state;
    int64_t id = ask(world, "everymonday");

    act(world, EDIT, id, alice_id(world), at("2026-11-23T09:00"), "everyday");
    assert_int_equal(send_all(world, at("2026-11-26T09:00"), FU_OUTCOME_SENT), 1);
    assert_string_equal(moments(world, id), "Mon 08:00+3 fired, Fri 08:00+0");
}

static void a_series_that_is_to_come_once_comes_then(void **state)
{
    struct world *world = *state;
    int64_t id = ask(world, "everymonday");

    act(world, EDIT, id, alice_id(world), at("2026-11-23T09:00"), "friday");
    assert_string_equal(moments(world, id), "Fri 08:00+0");
    assert_int_equal(send_all(world, at("2026-11-27T08:00"), FU_OUTCOME_SENT), 1);
    assert_state(world, id, FU_DONE);
}

static void what_was_missed_stays_counted_at_another_change(void **state)
{
    struct world *world = *state;
    int64_t id = ask(world, "everyday"), edited = ask(world, "everyday"),
            both = ask(world, "everymonday");

    act(world, EDIT, id, alice_id(world), at("2026-11-23T09:00"), "everythursday");
    act(world, EDIT, id, alice_id(world), at("2026-11-23T09:01"), "everysaturday");
    assert_string_equal(moments(world, id), "Thu 08:00+4, Sat 08:00+0");
    recompute(world, edited, 10 * 60, "2026-11-23T09:00");
    act(world, EDIT, edited, alice_id(world), at("2026-11-23T09:01"), "everysaturday");
    assert_string_equal(moments(world, edited), "Thu 08:00+4, Sat 08:00+0");
    act(world, EDIT, both, alice_id(world), at("2026-11-23T09:00"), "everyday");
    act(world, EDIT, both, alice_id(world), at("2026-11-26T09:00"), "everysaturday");
    assert_string_equal(moments(world, both), "Mon 08:00+0, Tue 08:00+2, Sat 08:00+0");
    send_all(world, at("2026-11-26T09:01"), FU_OUTCOME_SENT);
    assert_string_equal(moments(world, both), "Mon 08:00+3 fired, Sat 08:00+0");
}

static void what_was_not_due_when_another_cadence_was_asked_for_does_not_come(void **state)
{
    struct world *world = *state;
    int64_t id = ask(world, "everymonday");
    const struct fu_act context = acting(world, alice_id(world), at("2026-11-23T09:00"));
    struct fu_edit edit = {.cadence = "everythursday", .arrived = at("2026-11-23T09:00")};

    edit.sent = at("2026-11-23T08:00") - 1;
    begin(world);
    assert_good(world, fu_act_edit(&context, id, &edit, &world->result, &world->error));
    assert_string_equal(moments(world, id), "Thu 08:00+0");
    fu_store_rollback(world->store);
    edit.sent = at("2026-11-23T08:00");
    begin(world);
    assert_good(world, fu_act_edit(&context, id, &edit, &world->result, &world->error));
    assert_string_equal(moments(world, id), "Mon 08:00+0, Thu 08:00+0");
    commit(world);
}

static void the_former_cadence_is_gone_back_to_while_what_it_owes_has_not_come(void **state)
{
    struct world *world = *state;
    int64_t early = ask(world, "everymonday"), late = ask(world, "everymonday");

    act(world, EDIT, early, alice_id(world), at("2026-11-23T09:00"), "everythursday");
    act(world, EDIT, late, alice_id(world), at("2026-11-23T09:00"), "everythursday");
    act(world, UNDO, early, alice_id(world), at("2026-11-23T09:01"), NULL);
    assert_int_equal(send_all(world, at("2026-11-23T09:05"), FU_OUTCOME_SENT), 2);
    act(world, UNDO, late, alice_id(world), at("2026-11-23T09:06"), NULL);
    assert_false(world->result.changed);
    assert_string_equal(moments(world, early), "Mon 08:00+0 fired, Mon 08:00+0");
    assert_string_equal(moments(world, late), "Mon 08:00+0 fired, Thu 08:00+0");
}

static void a_later_morning_brings_no_day_twice(void **state)
{
    struct world *world = *state;
    int64_t id = ask(world, "daily-3times");

    assert_true(recompute(world, id, 10 * 60, "2026-11-19T08:30"));
    assert_string_equal(moments(world, id), "Thu 08:00+0, Fri 10:00+0");
    assert_int_equal(send_all(world, at("2026-11-19T08:31"), FU_OUTCOME_SENT), 1);
    assert_int_equal(send_all(world, at("2026-11-19T10:00"), FU_OUTCOME_SENT), 0);
    assert_int_equal(send_all(world, at("2026-11-20T10:00"), FU_OUTCOME_SENT), 1);
    assert_int_equal(send_all(world, at("2026-11-21T10:00"), FU_OUTCOME_SENT), 1);
    assert_state(world, id, FU_DONE);
}

static void an_earlier_morning_loses_no_day(void **state)
{
    struct world *world = *state;
    int64_t id = ask(world, "daily"), before = ask(world, "daily");

    assert_true(recompute(world, id, 6 * 60, "2026-11-21T08:30"));
    assert_true(recompute(world, before, 6 * 60, "2026-11-21T07:30"));
    send_all(world, at("2026-11-21T07:30"), FU_OUTCOME_SENT);
    assert_string_equal(moments(world, id), "Thu 08:00+2 fired, Sun 06:00+0");
    assert_string_equal(moments(world, before), "Thu 08:00+1 fired, Sat 08:00+0");
    send_all(world, at("2026-11-21T08:30"), FU_OUTCOME_SENT);
    assert_string_equal(
        moments(world, before), "Thu 08:00+1 fired, Sat 08:00+0 fired, Sun 06:00+0");
}

static void a_morning_that_is_changed_twice_is_the_last_one(void **state)
{
    struct world *world = *state;
    int64_t id = ask(world, "daily");

    recompute(world, id, 10 * 60, "2026-11-20T08:30");
    recompute(world, id, 9 * 60, "2026-11-20T08:31");
    assert_string_equal(moments(world, id), "Thu 08:00+1, Sat 09:00+0");
    send_all(world, at("2026-11-20T09:00"), FU_OUTCOME_SENT);
    assert_string_equal(moments(world, id), "Thu 08:00+1 fired, Sat 09:00+0");
}

static void the_last_of_a_series_that_is_due_ends_it(void **state)
{
    struct world *world = *state;
    int64_t once = ask(world, "daily-1times"), task = ask(world, "daily-1times-t");

    assert_true(recompute(world, once, 10 * 60, "2026-11-19T08:30"));
    assert_true(move_to(world, task, "America/New_York", FU_WORKDAYS_DEFAULT, "2026-11-19T08:30"));
    assert_int_equal(send_all(world, at("2026-11-19T08:31"), FU_OUTCOME_SENT), 2);
    assert_state(world, once, FU_DONE);
    /* The task comes back at eight in New York. */
    assert_string_equal(moments(world, task), "Thu 08:00+0 fired, Fri 14:00+0");
}

static void a_day_that_was_left_out_while_it_was_due_does_not_come(void **state)
{
    struct world *world = *state;
    int64_t id = ask(world, "daily");

    recompute(world, id, 10 * 60, "2026-11-19T08:30");
    act(world, SKIP, id, alice_id(world), at("2026-11-19T08:31"), NULL);
    assert_next(world, id, "2026-11-20T10:00");
    assert_int_equal(send_all(world, at("2026-11-19T23:00"), FU_OUTCOME_SENT), 0);
}

static void a_day_that_comes_back_while_it_is_due_comes_once(void **state)
{
    struct world *world = *state;
    int64_t id = ask(world, "daily");

    struct fu_person *alice;

    assert_good(world,
        fu_store_person_get(world->store, world->arena, alice_id(world), &alice, &world->error));
    alice->preferences.morning = 10 * 60;
    act(world, SKIP, id, alice->id, at("2026-11-19T08:30"), NULL);
    begin(world);
    assert_good(world, fu_store_person_set(world->store, alice, &world->error));
    commit(world);
    recompute(world, id, 10 * 60, "2026-11-19T08:31");
    act(world, UNDO, id, alice_id(world), at("2026-11-19T08:32"), NULL);
    assert_true(world->result.changed);
    assert_string_equal(moments(world, id), "Thu 08:00+0, Fri 10:00+0");
    assert_int_equal(send_all(world, at("2026-11-19T08:33"), FU_OUTCOME_SENT), 1);
    assert_string_equal(moments(world, id), "Thu 08:00+0 fired, Fri 10:00+0");
}

static void what_is_due_twice_comes_for_its_last_day(void **state)
{
    struct world *world = *state;
    int64_t id = ask(world, "everymonday");

    act(world, EDIT, id, alice_id(world), at("2026-11-23T09:00"), "everyday");
    recompute(world, id, 10 * 60 + 30, "2026-11-26T09:00");
    assert_int_equal(send_all(world, at("2026-11-26T09:01"), FU_OUTCOME_SENT), 1);
    assert_string_equal(moments(world, id), "Mon 08:00+3 fired, Fri 10:30+0");
}

static void nothing_is_missed_by_the_new_time(void **state)
{
    struct world *world = *state;
    int64_t id = ask(world, "everymonday");

    recompute(world, id, 10 * 60, "2026-11-23T12:00");
    assert_int_equal(send_all(world, at("2026-11-23T12:01"), FU_OUTCOME_SENT), 1);
    assert_string_equal(moments(world, id), "Mon 08:00+0 fired, Mon 10:00+0");
}

static void a_series_whose_zone_is_gone_moves_away(void **state)
{
    struct world *world = *state;
    int64_t id = ask(world, "daily");
    struct fu_followup *followup = get(world, id);

    followup->schedule.zone = "Mars/Olympus";
    begin(world);
    assert_good(world, fu_store_followup_set(world->store, followup, &world->error));
    commit(world);
    assert_true(move_to(world, id, "America/New_York", FU_WORKDAYS_DEFAULT, "2026-11-19T08:30"));
    assert_string_equal(get(world, id)->schedule.zone, "America/New_York");
}

static void another_zone_brings_no_day_twice(void **state)
{
    struct world *world = *state;
    int64_t west = ask(world, "daily"), east = ask(world, "daily");

    assert_true(move_to(world, west, "America/New_York", FU_WORKDAYS_DEFAULT, "2026-11-19T08:30"));
    assert_true(move_to(world, east, "Asia/Tokyo", FU_WORKDAYS_DEFAULT, "2026-11-19T08:30"));
    assert_int_equal(send_all(world, at("2026-11-19T08:31"), FU_OUTCOME_SENT), 2);
    assert_string_equal(moments(world, west), "Thu 08:00+0 fired, Fri 14:00+0");
    assert_string_equal(moments(world, east), "Thu 08:00+0 fired, Fri 00:00+0");
}

/* Alice took a wrong zone: of Thursday, seven in the evening had passed there, so that it stayed
 * where it was, which was Friday there. */
static void a_zone_that_is_put_right_loses_no_day(void **state)
{
    struct world *world = *state;
    int64_t back = ask(world, "everyday7pm"), on = ask(world, "everyday7pm");
    int64_t counted = ask(world, "everyworkday7pm-x4");

    send_all(world, at("2026-11-18T19:00"), FU_OUTCOME_SENT);
    assert_true(move_to(world, back, "Asia/Tokyo", FU_WORKDAYS_DEFAULT, "2026-11-19T11:30"));
    assert_true(move_to(world, on, "Asia/Tokyo", FU_WORKDAYS_DEFAULT, "2026-11-19T11:30"));
    assert_true(move_to(world, counted, "Asia/Tokyo", FU_WORKDAYS_DEFAULT, "2026-11-19T11:30"));
    assert_next(world, back, "2026-11-19T19:00");
    assert_next(world, counted, "2026-11-19T19:00");
    assert_true(move_to(world, back, "Europe/Berlin", FU_WORKDAYS_DEFAULT, "2026-11-19T17:30"));
    assert_true(move_to(world, on, "America/New_York", FU_WORKDAYS_DEFAULT, "2026-11-19T17:30"));
    assert_true(move_to(world, counted, "Europe/Berlin", FU_WORKDAYS_DEFAULT, "2026-11-19T17:30"));
    assert_next(world, back, "2026-11-19T19:00");
    assert_next(world, on, "2026-11-20T01:00");
    assert_next(world, counted, "2026-11-19T19:00");
    send_all(world, at("2026-11-20T01:00"), FU_OUTCOME_SENT);
    assert_next(world, back, "2026-11-20T19:00");
    assert_next(world, on, "2026-11-21T01:00");
    assert_next(world, counted, "2026-11-20T19:00");
    send_all(world, at("2026-11-20T19:00"), FU_OUTCOME_SENT);
    assert_next(world, counted, "2026-11-23T19:00");
    send_all(world, at("2026-11-23T19:00"), FU_OUTCOME_SENT);
    assert_int_equal(get(world, counted)->state, FU_DONE);
}

static void a_day_that_another_zone_left_where_it_was_is_followed_by_the_next(void **state)
{
    struct world *world = *state;
    int64_t counted = ask(world, "everyworkday7pm-x3"), left_out = ask(world, "everyday7pm");

    send_all(world, at("2026-11-18T19:00"), FU_OUTCOME_SENT);
    assert_true(move_to(world, counted, "Asia/Tokyo", FU_WORKDAYS_DEFAULT, "2026-11-19T11:30"));
    assert_true(move_to(world, left_out, "Asia/Tokyo", FU_WORKDAYS_DEFAULT, "2026-11-19T11:30"));
    act(world, SKIP, left_out, alice_id(world), at("2026-11-19T12:00"), NULL);
    assert_true(move_to(world, left_out, "Europe/Berlin", FU_WORKDAYS_DEFAULT, "2026-11-19T17:30"));
    assert_next(world, left_out, "2026-11-20T19:00");
    send_all(world, at("2026-11-19T19:00"), FU_OUTCOME_SENT);
    assert_next(world, counted, "2026-11-20T11:00");
    send_all(world, at("2026-11-20T11:00"), FU_OUTCOME_SENT);
    assert_int_equal(get(world, counted)->state, FU_DONE);
}

static void other_workdays_bring_no_month_twice(void **state)
{
    struct world *world = *state;
    int64_t id = ask(world, "everylastworkday");

    /* Monday, 30 November, is due; by the new workdays Sunday the 29th was the last. */
    assert_true(move_to(world, id, "Europe/Berlin", 0x40, "2026-11-30T08:30"));
    assert_int_equal(send_all(world, at("2026-11-30T08:31"), FU_OUTCOME_SENT), 1);
    assert_next(world, id, "2026-12-27T08:00");
}

static void a_month_that_came_does_not_come_by_other_workdays(void **state)
{
    struct world *world = *state;
    int64_t came = ask(world, "everylastworkday"), due = ask(world, "everylastworkday");

    /* Friday, 29 January; by the new workdays Sunday the 31st is the last. */
    send_all(world, at("2026-12-31T08:00"), FU_OUTCOME_SENT);
    assert_true(move_to(world, due, "Europe/Berlin", 0x4f, "2027-01-29T08:30"));
    assert_int_equal(send_all(world, at("2027-01-29T08:31"), FU_OUTCOME_SENT), 2);
    assert_true(move_to(world, came, "Europe/Berlin", 0x4f, "2027-01-29T08:32"));
    assert_next(world, came, "2027-02-28T08:00");
    assert_next(world, due, "2027-02-28T08:00");
}

static void other_workdays_lose_no_month(void **state)
{
    struct world *world = *state;
    int64_t id = ask(world, "everylastworkday");

    send_all(world, at("2026-12-31T08:00"), FU_OUTCOME_SENT);
    assert_true(move_to(world, id, "Europe/Berlin", 0x7f, "2027-01-28T09:00"));
    assert_next(world, id, "2027-01-31T08:00");
    /* By these it would have come the day before. */
    assert_true(move_to(world, id, "Europe/Berlin", FU_WORKDAYS_DEFAULT, "2027-01-30T09:00"));
    assert_next(world, id, "2027-01-31T08:00");
    send_all(world, at("2027-01-31T08:00"), FU_OUTCOME_SENT);
    assert_next(world, id, "2027-02-26T08:00");
}

static void a_month_that_is_left_out_stays_so_by_other_workdays(void **state)
{
    struct world *world = *state;
    int64_t id = ask(world, "everylastworkday");

    send_all(world, at("2026-12-31T08:00"), FU_OUTCOME_SENT);
    act(world, SKIP, id, alice_id(world), at("2027-01-20T09:00"), NULL);
    assert_true(move_to(world, id, "Europe/Berlin", 0x4f, "2027-01-20T09:01"));
    assert_next(world, id, "2027-02-28T08:00");
}

static void other_rules_of_a_zone_bring_no_day_twice(void **state)
{
    struct world *world = *state;
    int64_t id = ask(world, "daily");
    struct fu_occurrence *rows;
    size_t count;

    /* By the former rules it was eight when it is seven by these. */
    assert_good(world, fu_store_occurrences(world->store, world->arena, id,
                           1U << FU_OCCURRENCE_PENDING, FU_NEVER, &rows, &count, &world->error));
    rows[0].moment -= HOUR;
    begin(world);
    assert_good(world, fu_store_occurrence_set(world->store, &rows[0], &world->error));
    commit(world);
    recompute(world, id, -1, "2026-11-19T07:30");
    assert_int_equal(send_all(world, at("2026-11-19T07:31"), FU_OUTCOME_SENT), 1);
    assert_string_equal(moments(world, id), "Thu 07:00+0 fired, Fri 08:00+0");
}

static void what_counts_elapsed_hours_goes_on_as_it_did(void **state)
{
    struct world *world = *state;
    int64_t id = ask(world, "every5hours");

    assert_false(recompute(world, id, 10 * 60, "2026-11-18T16:00"));
    assert_false(recompute(world, id, -1, "2026-11-18T16:00"));
    send_all(world, at("2026-11-18T16:00"), FU_OUTCOME_SENT);
    assert_string_equal(moments(world, id), "Wed 15:30+0 fired, Wed 20:30+0");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(what_a_series_owes_comes_though_it_has_another_cadence),
        TEST(what_was_missed_is_counted_by_the_cadence_that_missed_it),
        TEST(what_is_due_of_both_cadences_comes_as_one),
        TEST(a_series_that_is_to_come_once_comes_then),
        TEST(what_was_missed_stays_counted_at_another_change),
        TEST(a_day_that_was_left_out_while_it_was_due_does_not_come),
        TEST(a_day_that_comes_back_while_it_is_due_comes_once),
        TEST(what_is_due_twice_comes_for_its_last_day),
        TEST(nothing_is_missed_by_the_new_time),
        TEST(a_series_whose_zone_is_gone_moves_away),
        TEST(what_was_not_due_when_another_cadence_was_asked_for_does_not_come),
        TEST(the_former_cadence_is_gone_back_to_while_what_it_owes_has_not_come),
        TEST(a_later_morning_brings_no_day_twice),
        TEST(an_earlier_morning_loses_no_day),
        TEST(a_morning_that_is_changed_twice_is_the_last_one),
        TEST(the_last_of_a_series_that_is_due_ends_it),
        TEST(another_zone_brings_no_day_twice),
        TEST(a_zone_that_is_put_right_loses_no_day),
        TEST(a_day_that_another_zone_left_where_it_was_is_followed_by_the_next),
        TEST(other_workdays_bring_no_month_twice),
        TEST(a_month_that_came_does_not_come_by_other_workdays),
        TEST(other_workdays_lose_no_month),
        TEST(a_month_that_is_left_out_stays_so_by_other_workdays),
        TEST(other_rules_of_a_zone_bring_no_day_twice),
        TEST(what_counts_elapsed_hours_goes_on_as_it_did),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
