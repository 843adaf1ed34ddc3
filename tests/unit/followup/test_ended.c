/* What was ended, left out, moved or done by one, and what of it comes all the same. */
#include "world.h"

enum { NINE = 9 * 60 };

/* Alice's morning time; with -1 the zone's rules are what has changed. */
static void move_morning(struct world *world, int64_t id, int morning, fu_instant now)
{
    const struct fu_act context = acting(world, 0, now);
    struct fu_person *person;
    bool moved;

    begin(world);
    assert_good(world,
        fu_store_person_get(world->store, world->arena, alice_id(world), &person, &world->error));
    if (morning >= 0)
        person->preferences.morning = morning;
    assert_good(world, fu_store_person_set(world->store, person, &world->error));
    assert_good(world, fu_act_recompute(&context, id, morning, &moved, &world->error));
    commit(world);
}

static void a_snooze_outlives_the_series_whose_last_moment_is_left_out(void **state)
{
    struct world *world = *state;
    int64_t id = ask(world, "everyweek-until-2026-12-03");

    assert_int_equal(send_all(world, at("2026-11-25T08:00"), FU_OUTCOME_SENT), 1);
    act(world, SNOOZE, id, alice_id(world), at("2026-11-25T08:00"), "3days");
    act(world, SKIP, id, alice_id(world), at("2026-11-25T08:01"), NULL);
    assert_non_null(strstr(world->result.sentence, "it comes next on Saturday, 28 November"));
    assert_int_equal(world->result.soonest, at("2026-11-28T08:00"));
    assert_state(world, id, FU_PENDING);
    assert_int_equal(send_all(world, at("2026-11-28T08:00"), FU_OUTCOME_SENT), 1);
    assert_state(world, id, FU_DONE);
}

static void a_snooze_of_what_was_ended_stays_where_it_is(void **state)
{
    static const enum verb verbs[] = {CANCEL, DONE, SKIP};
    struct world *world = *state;

    for (size_t i = 0; i < sizeof verbs / sizeof *verbs; i++) {
        int64_t id = ask(world, "nextmonth");

        act(world, verbs[i], id, alice_id(world), NOW, NULL);
        act(world, SNOOZE, id, alice_id(world), NOW, "3days");
        assert_next(world, id, "2026-11-21T10:30");
        move_morning(world, id, NINE, NOW);
        assert_next(world, id, "2026-11-21T10:30");
        move_morning(world, id, -1, NOW);
        assert_next(world, id, "2026-11-21T10:30");
    }
}

static void a_snooze_of_what_is_done_is_no_moment_of_the_series(void **state)
{
    struct world *world = *state;
    int64_t id = ask(world, "everymonday-t");
    struct fu_occurrence *rows;
    size_t count;
    fu_instant since;
    int64_t times;

    assert_int_equal(send_all(world, at("2026-11-23T08:00"), FU_OUTCOME_SENT), 1);
    act(world, DONE, id, alice_id(world), at("2026-11-23T09:00"), NULL);
    act(world, SNOOZE, id, alice_id(world), at("2026-11-23T09:01"), "2days");
    assert_good(world, fu_store_occurrences(world->store, world->arena, id,
                           1U << FU_OCCURRENCE_PENDING, FU_NEVER, &rows, &count, &world->error));
    assert_int_equal(count, 2);
    assert_int_equal(rows[0].moment, at("2026-11-25T09:01"));
    assert_good(
        world, fu_store_occurrence_origin(world->store, rows[0].id, &since, &times, &world->error));
    assert_int_equal(since, at("2026-11-23T08:00"));
    assert_int_equal(times, 2);
}

static void what_was_moved_is_undone_beside_what_stands_there_now(void **state)
{
    struct world *world = *state;
    int64_t id = ask(world, "everyweek");

    act(world, EDIT, id, alice_id(world), NOW, "everyday");
    move_morning(world, id, NINE, NOW);
    assert_next(world, id, "2026-11-19T09:00");
    act(world, EDIT, id, alice_id(world), NOW, "everyday8am");
    assert_next(world, id, "2026-11-19T08:00");
    assert_int_equal(act(world, UNDO, id, alice_id(world), NOW, NULL), FU_OK);
    assert_next(world, id, "2026-11-19T09:00");
    assert_int_equal(act(world, UNDO, id, alice_id(world), NOW, NULL), FU_OK);
    assert_true(world->result.changed);
    assert_next(world, id, "2026-11-25T09:00");
}

/* Also past a moment of the new time that was there before. */
static void what_is_left_out_stays_so_at_another_time(void **state)
{
    struct world *world = *state;
    int64_t id = ask(world, "everywednesday");

    act(world, SKIP, id, alice_id(world), NOW, NULL);
    move_morning(world, id, NINE, NOW);
    assert_next(world, id, "2026-12-02T09:00");
    move_morning(world, id, NINE - 1, NOW);
    assert_next(world, id, "2026-12-02T08:59");
    move_morning(world, id, NINE, NOW);
    assert_next(world, id, "2026-12-02T09:00");
    act(world, UNDO, id, alice_id(world), NOW, NULL);
    assert_next(world, id, "2026-11-25T09:00");
}

static const struct fu_mailbox bob = {"Bob", "bob@example.org"};

static void what_somebody_else_snoozed_outlives_the_owners_done(void **state)
{
    static const char *const cadences[] = {"friday", "everyfriday"};
    struct world *world = *state;
    int64_t bobs = meet(world, bob.address);

    for (size_t i = 0; i < sizeof cadences / sizeof *cadences; i++) {
        int64_t id = share(world, cadences[i], &bob, 1);

        assert_int_equal(send_all(world, at("2026-11-20T08:00"), FU_OUTCOME_SENT), 2);
        act(world, SNOOZE, id, bobs, at("2026-11-20T09:00"), "tuesday");
        act(world, DONE, id, alice_id(world), at("2026-11-20T09:01"), NULL);
        assert_true(world->result.changed);
        act(world, DONE, id, alice_id(world), at("2026-11-20T09:02"), NULL);
        assert_false(world->result.changed);
        assert_state(world, id, FU_PENDING);
        assert_int_equal(send_all(world, at("2026-11-24T08:00"), FU_OUTCOME_SENT), 1);
        assert_state(world, id, i == 0 ? FU_DONE : FU_PENDING);
        act(world, CANCEL, id, alice_id(world), at("2026-11-24T09:00"), NULL);
    }
}

/* Its owner's done does not wait for what somebody who has left had put off. */
static void what_somebody_who_left_had_put_off_keeps_nothing_pending(void **state)
{
    static const struct fu_mailbox friends[] = {{"", "bob@example.org"}};
    static const char *const cadences[] = {"tomorrow8am", "everyday8am-x1"};
    struct world *world = *state;
    int64_t alice, bobs = meet(world, friends[0].address);
    fu_instant now = at("2026-11-19T08:00");
    size_t i;

    for (i = 0; i < 2; i++) {
        int64_t id = share(world, cadences[i], friends, 1);

        alice = alice_id(world);
        send_all(world, now, FU_OUTCOME_SENT);
        act(world, SNOOZE, id, bobs, now, "2026-11-25-8am");
        act(world, SNOOZE, id, alice, now, "2026-11-27-8am");
        act(world, CANCEL, id, bobs, now, NULL);
        assert_next(world, id, "2026-11-27T08:00");
        act(world, DONE, id, alice, now, NULL);
        assert_state(world, id, FU_DONE);
        act(world, UNDO, id, bobs, now, NULL);
        assert_state(world, id, FU_PENDING);
        assert_next(world, id, "2026-11-25T08:00");
        act(world, CANCEL, id, alice, now, NULL);
    }
}

static void what_an_erased_person_had_is_not_brought_back(void **state)
{
    struct world *world = *state;
    int64_t bobs = meet(world, bob.address), id = share(world, "friday", &bob, 1);
    struct fu_erased erased;

    act(world, SNOOZE, id, alice_id(world), NOW, "monday");
    begin(world);
    assert_good(world, fu_store_person_erase(world->store, bobs, &erased, &world->error));
    commit(world);
    assert_int_equal(act(world, UNDO, id, alice_id(world), NOW, NULL), FU_OK);
    assert_true(world->result.changed);
    assert_string_equal(sent_to(world, "2026-11-20T08:00", FU_OUTCOME_SENT), "alice@example.org ");
}

/* It is said, not failed: the mail that asks for it would stop the inbox. */
static void what_nobody_has_any_more_is_not_taken_back(void **state)
{
    struct world *world = *state;
    int64_t bobs = meet(world, bob.address), id = share(world, "everyday", &bob, 1);
    struct fu_erased erased;

    act(world, SNOOZE, id, bobs, NOW, "monday9am");
    begin(world);
    assert_good(world, fu_store_person_erase(world->store, bobs, &erased, &world->error));
    commit(world);
    assert_int_equal(act(world, UNDO, id, 0, NOW, NULL), FU_OK);
    assert_false(world->result.changed);
}

/* All that it had ended was theirs. */
static void what_had_ended_an_erased_persons_alone_is_taken_back(void **state)
{
    struct world *world = *state;
    int64_t bobs = meet(world, bob.address), id = share(world, "everyday-t", &bob, 1);
    struct fu_erased erased;

    act(world, SNOOZE, id, bobs, NOW, "2h");
    act(world, DONE, id, alice_id(world), NOW, NULL);
    assert_true(world->result.changed);
    begin(world);
    assert_good(world, fu_store_person_erase(world->store, bobs, &erased, &world->error));
    commit(world);
    act(world, UNDO, id, alice_id(world), NOW, NULL);
    assert_true(world->result.changed);
    assert_next(world, id, "2026-11-19T08:00");
}

/* The series is over when what came before has arrived. */
static void a_skip_of_the_last_leaves_what_waits_pending(void **state)
{
    struct world *world = *state;
    int64_t id = ask(world, "everyday-x2");

    sent_to(world, "2026-11-19T08:00", FU_OUTCOME_LATER);
    act(world, SKIP, id, alice_id(world), at("2026-11-19T08:00"), NULL);
    assert_state(world, id, FU_PENDING);
    assert_string_equal(sent_to(world, "2026-11-19T08:01", FU_OUTCOME_SENT), "alice@example.org ");
    assert_state(world, id, FU_DONE);
}

/* What is open comes back though it would have come with the moment that is left out. */
static void a_skip_leaves_an_open_task_open(void **state)
{
    struct world *world = *state;
    int64_t id = ask(world, "everythuandfri8am-t");

    assert_int_equal(send_all(world, at("2026-11-19T08:00"), FU_OUTCOME_SENT), 1);
    assert_next(world, id, "2026-11-20T08:00");
    act(world, SKIP, id, alice_id(world), at("2026-11-19T09:00"), NULL);
    assert_int_equal(world->result.soonest, at("2026-11-23T08:00"));
    assert_next(world, id, "2026-11-23T08:00");
    act(world, UNDO, id, alice_id(world), at("2026-11-19T09:01"), NULL);
    assert_next(world, id, "2026-11-20T08:00");
    act(world, SKIP, id, alice_id(world), at("2026-11-19T09:02"), NULL);
    assert_int_equal(send_all(world, at("2026-11-20T08:00"), FU_OUTCOME_SENT), 0);
    assert_int_equal(send_all(world, at("2026-11-23T08:00"), FU_OUTCOME_SENT), 1);
    assert_next(world, id, "2026-11-24T08:00");
    act(world, DONE, id, alice_id(world), at("2026-11-23T09:00"), NULL);
    assert_next(world, id, "2026-11-26T08:00");
    act(world, SKIP, id, alice_id(world), at("2026-11-23T09:01"), NULL);
    assert_next(world, id, "2026-11-27T08:00");
}

static void a_skip_of_the_last_moment_ends_no_open_task(void **state)
{
    struct world *world = *state;
    int64_t id = ask(world, "weekdays8am-x2-t");

    assert_int_equal(send_all(world, at("2026-11-19T08:00"), FU_OUTCOME_SENT), 1);
    act(world, SKIP, id, alice_id(world), at("2026-11-19T09:00"), NULL);
    assert_state(world, id, FU_PENDING);
    assert_next(world, id, "2026-11-23T08:00");
    assert_int_equal(send_all(world, at("2026-11-23T08:00"), FU_OUTCOME_SENT), 1);
    act(world, DONE, id, alice_id(world), at("2026-11-23T09:00"), NULL);
    assert_state(world, id, FU_DONE);
}

/* Whoever hears of it by their own wish hears then, and the others on the next workday. */
static void a_skip_leaves_a_task_open_for_who_has_not_snoozed(void **state)
{
    struct world *world = *state;
    static const struct fu_mailbox people[] = {{"Bob", "bob@example.org"}};
    int64_t id;

    meet(world, "bob@example.org");
    id = share(world, "everythuandfri8am-t", people, 1);
    assert_int_equal(send_all(world, at("2026-11-19T08:00"), FU_OUTCOME_SENT), 2);
    act(world, SNOOZE, id, alice_id(world), at("2026-11-19T09:00"), "nov30-9am");
    act(world, SKIP, id, alice_id(world), at("2026-11-19T09:01"), NULL);
    assert_string_equal(sent_to(world, "2026-11-23T08:00", FU_OUTCOME_SENT), "bob@example.org ");
}

/* Whether anything of theirs was to come when they said so or not. */
static void a_skip_leaves_a_task_done_for_who_is_done_with_it(void **state)
{
    static const char *const until[] = {"2026-11-23T08:00", "2026-11-27T08:00"};
    struct world *world = *state;
    int64_t bobs = meet(world, bob.address);

    for (size_t i = 0; i < sizeof until / sizeof *until; i++) {
        int64_t id = share(world, "everymonday-t", &bob, 1);
        fu_instant now = at(until[i]);

        for (fu_instant day = at(until[0]); day <= now; day += DAY)
            assert_int_equal(send_all(world, day, FU_OUTCOME_SENT), 2);
        act(world, DONE, id, bobs, now, NULL);
        assert_true(world->result.changed);
        assert_non_null(strstr(world->result.sentence, "it comes next on Monday, 30 November"));
        act(world, DONE, id, bobs, now, NULL);
        assert_false(world->result.changed);
        act(world, SKIP, id, alice_id(world), now, NULL);
        for (fu_instant day = now + DAY; day < at("2026-12-01T08:00"); day += DAY)
            send_all(world, day, FU_OUTCOME_SENT);
        assert_string_equal(
            sent_to(world, "2026-12-01T08:00", FU_OUTCOME_SENT), "alice@example.org ");
        for (fu_instant day = at("2026-12-02T08:00"); day < at("2026-12-07T08:00"); day += DAY)
            send_all(world, day, FU_OUTCOME_SENT);
        assert_int_equal(send_all(world, at("2026-12-07T08:00"), FU_OUTCOME_SENT), 2);
        act(world, CANCEL, id, 0, at("2026-12-07T09:00"), NULL);
    }
}

/* Their last word counts: they take it back, put it off once more, or said it of the time before.
 */
static void a_skip_leaves_a_task_open_for_who_is_done_with_it_no_more(void **state)
{
    struct world *world = *state;
    int64_t bobs = meet(world, bob.address), id = share(world, "everythuandfri8am-t", &bob, 1);
    fu_instant now = at("2026-11-19T08:00");

    assert_int_equal(send_all(world, now, FU_OUTCOME_SENT), 2);
    act(world, DONE, id, bobs, now, NULL);
    assert_true(world->result.changed);
    act(world, UNDO, id, bobs, now, NULL);
    assert_true(world->result.changed);
    act(world, SKIP, id, alice_id(world), now, NULL);
    assert_int_equal(send_all(world, at("2026-11-23T08:00"), FU_OUTCOME_SENT), 2);
    act(world, DONE, id, bobs, at("2026-11-23T09:00"), NULL);
    act(world, SNOOZE, id, bobs, at("2026-11-23T09:00"), "1h");
    assert_int_equal(send_all(world, at("2026-11-23T10:00"), FU_OUTCOME_SENT), 1);
    act(world, DONE, id, bobs, at("2026-11-23T11:00"), NULL);
    assert_int_equal(send_all(world, at("2026-11-24T08:00"), FU_OUTCOME_SENT), 1);
    assert_int_equal(send_all(world, at("2026-11-25T08:00"), FU_OUTCOME_SENT), 1);
    assert_int_equal(send_all(world, at("2026-11-26T08:00"), FU_OUTCOME_SENT), 2);
    act(world, SKIP, id, alice_id(world), at("2026-11-26T09:00"), NULL);
    assert_int_equal(send_all(world, at("2026-11-30T08:00"), FU_OUTCOME_SENT), 2);
}

/* Of what a snooze parted the others have parts that nobody asked for. */
static void a_new_cadence_ends_what_comes_back_to_others(void **state)
{
    struct world *world = *state;
    int64_t id;

    meet(world, bob.address);
    id = share(world, "friday-t", &bob, 1);
    assert_int_equal(send_all(world, at("2026-11-20T08:00"), FU_OUTCOME_SENT), 2);
    act(world, SNOOZE, id, 0, at("2026-11-20T09:00"), "4days");
    assert_next(world, id, "2026-11-23T08:00");
    act(world, EDIT, id, 0, at("2026-11-20T09:01"), "2027-01-15");
    assert_next(world, id, "2027-01-15T08:00");
}

static void a_new_cadence_ends_what_somebody_who_was_erased_parted(void **state)
{
    struct world *world = *state;
    int64_t bobs = meet(world, bob.address), id = share(world, "everyfriday-t", &bob, 1);
    struct fu_erased erased;

    assert_int_equal(send_all(world, at("2026-11-20T08:00"), FU_OUTCOME_SENT), 2);
    act(world, SNOOZE, id, bobs, at("2026-11-20T09:00"), "wednesday");
    begin(world);
    assert_good(world, fu_store_person_erase(world->store, bobs, &erased, &world->error));
    commit(world);
    assert_next(world, id, "2026-11-23T08:00");
    act(world, EDIT, id, alice_id(world), at("2026-11-20T09:01"), "nextmonth");
    assert_next(world, id, "2026-12-01T08:00");
}

static void what_the_operator_put_off_for_its_owner_outlives_a_new_cadence(void **state)
{
    struct world *world = *state;
    int64_t id;

    meet(world, bob.address);
    id = share(world, "everyfriday-t", &bob, 1);
    assert_int_equal(send_all(world, at("2026-11-20T08:00"), FU_OUTCOME_SENT), 2);
    act(world, SNOOZE, id, 0, at("2026-11-20T09:00"), "wednesday");
    act(world, EDIT, id, 0, at("2026-11-20T09:01"), "nextmonth");
    assert_string_equal(sent_to(world, "2026-11-25T08:00", FU_OUTCOME_SENT), "alice@example.org ");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_snooze_outlives_the_series_whose_last_moment_is_left_out),
        TEST(a_snooze_of_what_was_ended_stays_where_it_is),
        TEST(a_snooze_of_what_is_done_is_no_moment_of_the_series),
        TEST(what_was_moved_is_undone_beside_what_stands_there_now),
        TEST(what_is_left_out_stays_so_at_another_time),
        TEST(what_somebody_who_left_had_put_off_keeps_nothing_pending),
        TEST(what_an_erased_person_had_is_not_brought_back),
        TEST(what_nobody_has_any_more_is_not_taken_back),
        TEST(what_had_ended_an_erased_persons_alone_is_taken_back),
        TEST(a_skip_of_the_last_leaves_what_waits_pending),
        TEST(what_somebody_else_snoozed_outlives_the_owners_done),
        TEST(a_skip_leaves_a_task_done_for_who_is_done_with_it),
        TEST(a_skip_leaves_a_task_open_for_who_is_done_with_it_no_more),
        TEST(a_new_cadence_ends_what_comes_back_to_others),
        TEST(a_new_cadence_ends_what_somebody_who_was_erased_parted),
        TEST(what_the_operator_put_off_for_its_owner_outlives_a_new_cadence),
        TEST(a_skip_leaves_an_open_task_open), TEST(a_skip_of_the_last_moment_ends_no_open_task),
        TEST(a_skip_leaves_a_task_open_for_who_has_not_snoozed)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
