/* Follow-ups that move with a new morning or with new rules of their zone. */
#include "world.h"

static bool recompute(struct world *world, int64_t id, int morning)
{
    const struct fu_act context = acting(world, 0, NOW);
    bool moved;

    begin(world);
    assert_good(world, fu_act_recompute(&context, id, morning, &moved, &world->error));
    commit(world);
    return moved;
}

static void a_new_morning_moves_what_was_made_without_a_clock_time(void **state)
{
    struct world *world = *state;
    int64_t daily = ask(world, "everyday"), timed = ask(world, "everyday8am"),
            friday = ask(world, "friday"), exact = ask(world, "3days");

    assert_true(recompute(world, daily, 9 * 60 + 30));
    assert_next(world, daily, "2026-11-19T09:30");
    assert_true(recompute(world, friday, 9 * 60 + 30));
    assert_next(world, friday, "2026-11-20T09:30");
    assert_false(recompute(world, timed, 9 * 60 + 30));
    assert_false(recompute(world, exact, 9 * 60 + 30));
    assert_next(world, timed, "2026-11-19T08:00");
    assert_false(recompute(world, daily, 9 * 60 + 30));
}

static void a_new_morning_may_meet_a_moment_that_ended(void **state)
{
    struct world *world = *state;
    int64_t id = ask(world, "everyday");
    struct fu_occurrence ended = {
        .followup = id, .moment = at("2026-11-19T09:30"), .state = FU_OCCURRENCE_CANCELLED};

    begin(world);
    assert_good(world, fu_store_occurrence_add(world->store, &ended, &world->error));
    commit(world);
    assert_true(recompute(world, id, 9 * 60 + 30));
    assert_next(world, id, "2026-11-19T09:30");
    assert_int_equal(send_all(world, at("2026-11-19T09:30"), FU_OUTCOME_SENT), 1);
    assert_next(world, id, "2026-11-20T09:30");
}

static void a_change_of_tzdata_moves_what_stands_wrong_in_the_store(void **state)
{
    struct world *world = *state;
    int64_t id = ask(world, "friday");
    struct fu_occurrence *rows;
    size_t count;

    assert_false(recompute(world, id, -1));
    assert_good(world, fu_store_occurrences(world->store, world->arena, id,
                           1U << FU_OCCURRENCE_PENDING, FU_NEVER, &rows, &count, &world->error));
    rows[0].moment += HOUR;
    begin(world);
    assert_good(world, fu_store_occurrence_set(world->store, &rows[0], &world->error));
    commit(world);
    assert_true(recompute(world, id, -1));
    assert_next(world, id, "2026-11-20T08:00");
}

/* Moves what is to come of it as far as a zone's new rules would, and recomputes. */
static void shift(struct world *world, int64_t id, enum fu_occurrence_state state, fu_instant by)
{
    struct fu_occurrence *rows;
    size_t count;

    assert_good(world, fu_store_occurrences(world->store, world->arena, id, 1U << state, FU_NEVER,
                           &rows, &count, &world->error));
    assert_int_equal(count, 1);
    rows[0].moment += by;
    begin(world);
    assert_good(world, fu_store_occurrence_set(world->store, &rows[0], &world->error));
    commit(world);
    recompute(world, id, -1);
}

static void a_change_of_tzdata_across_midnight_neither_loses_a_day_nor_repeats_one(void **state)
{
    struct world *world = *state;
    int64_t late = ask(world, "everyday11:30pm"), midnight = ask(world, "everymidnight"),
            skipped = ask(world, "everyday11:45pm");
    struct fu_occurrence *rows;
    size_t count;

    shift(world, late, FU_OCCURRENCE_PENDING, HOUR);
    assert_next(world, late, "2026-11-18T23:30");
    shift(world, midnight, FU_OCCURRENCE_PENDING, -HOUR);
    assert_next(world, midnight, "2026-11-19T00:00");
    assert_int_equal(send_all(world, at("2026-11-18T23:30"), FU_OUTCOME_SENT), 1);
    assert_int_equal(send_all(world, at("2026-11-19T00:00"), FU_OUTCOME_SENT), 2);
    assert_next(world, late, "2026-11-19T23:30");
    assert_next(world, midnight, "2026-11-20T00:00");

    /* What was left out stays left out. */
    assert_good(world, act(world, SKIP, skipped, 0, at("2026-11-19T01:00"), NULL));
    shift(world, skipped, FU_OCCURRENCE_SKIPPED, HOUR);
    assert_good(world, fu_store_occurrences(world->store, world->arena, skipped,
                           1U << FU_OCCURRENCE_SKIPPED, FU_NEVER, &rows, &count, &world->error));
    assert_int_equal(rows[0].moment, at("2026-11-19T23:45"));
    assert_next(world, skipped, "2026-11-20T23:45");
}

/* Moves what was asked for then to New York, at once; it comes at next then. */
static void moves_to(struct world *world, const char *cadence, const char *when, const char *next)
{
    const fu_instant sent = at(when) + 50;
    const struct fu_act context = acting(world, 0, sent);
    const struct fu_preferences wanted = {
        .zone = "America/New_York", .workdays = FU_WORKDAYS_DEFAULT, .morning = 8 * 60};
    struct fu_letter *asking =
        letter(world, fu_arena_print(world->arena, "%s@example.org", cadence), cadence);
    const struct fu_filter all = {.state = -1, .most = 100};
    struct fu_listed *rows;
    size_t count;
    bool moved;

    asking->date = sent;
    take(world, asking, sent, sent);
    assert_good(
        world, fu_store_list(world->store, world->arena, &all, &rows, &count, &world->error));
    begin(world);
    assert_good(
        world, fu_act_move(&context, rows[count - 1].followup.id, &wanted, &moved, &world->error));
    commit(world);
    assert_true(moved);
    assert_next(world, rows[count - 1].followup.id, next);
}

/* At one in the night of Friday it is Thursday evening in New York. */
static void a_day_that_was_promised_stays_in_another_zone(void **state)
{
    static const char friday[] = "2026-11-20T01:00";

    moves_to(*state, "nextfriday", friday, "2026-11-27T14:00"); /* eight there */
    moves_to(*state, "friday9am", friday, "2026-11-20T15:00");
    moves_to(*state, "nextworkday", friday, "2026-11-23T14:00");
    moves_to(*state, "tomorrow", friday, "2026-11-21T14:00");
    moves_to(*state, "3days", friday, "2026-11-23T01:00"); /* the same moment */
    moves_to(*state, "2workdays", friday, "2026-11-24T01:00");
    /* Counted from Tuesday, the third workday would be Friday: it was Monday, and is in the
     * evening there. */
    moves_to(*state, "3workdays", "2026-11-18T01:00", "2026-11-24T01:00");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_new_morning_moves_what_was_made_without_a_clock_time),
        TEST(a_new_morning_may_meet_a_moment_that_ended),
        TEST(a_change_of_tzdata_moves_what_stands_wrong_in_the_store),
        TEST(a_day_that_was_promised_stays_in_another_zone),
        TEST(a_change_of_tzdata_across_midnight_neither_loses_a_day_nor_repeats_one),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
