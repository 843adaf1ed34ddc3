/* Coming back to what one has left, and what a cancel that is taken back gives to each. */
#include "three.h"

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

/* What somebody put off meanwhile had become a part of each. */
static void who_comes_back_while_it_is_cancelled_hears_once_it_is_not(void **state)
{
    struct world *world = *state;
    struct three people = three(world, "friday8am");
    fu_instant now = at("2026-11-18T11:00");

    act(world, CANCEL, people.id, people.bob, now, NULL);
    act(world, SNOOZE, people.id, people.carol, now, "monday8am");
    act(world, CANCEL, people.id, people.alice, now, NULL);
    act(world, UNDO, people.id, people.bob, now, NULL);
    assert_state(world, people.id, FU_CANCELLED);
    act(world, UNDO, people.id, people.alice, now, NULL);
    assert_string_equal(heard(world, "2026-11-20T08:00"), "ab");
    assert_string_equal(heard(world, "2026-11-23T08:00"), "c");
}

/* Bob asks anew for what he had asked for: that is no reason for the others to hear nothing. */
static void a_cancel_is_taken_back_beside_what_somebody_asked_for_again(void **state)
{
    struct world *world = *state;
    struct three people = three(world, "friday8am");
    fu_instant now = at("2026-11-18T11:00");

    act(world, SNOOZE, people.id, people.bob, now, "monday8am");
    act(world, CANCEL, people.id, people.alice, now, NULL);
    act(world, SNOOZE, people.id, people.bob, now, "monday8am");
    act(world, UNDO, people.id, people.alice, now, NULL);
    assert_true(world->result.changed);
    assert_string_equal(heard(world, "2026-11-20T08:00"), "ac");
    assert_string_equal(heard(world, "2026-11-23T08:00"), "b");
}

static void a_task_comes_back_to_who_was_back_while_it_was_cancelled(void **state)
{
    struct world *world = *state;
    struct three people = three(world, "friday8am-t");
    fu_instant now = at("2026-11-20T09:00");

    assert_string_equal(heard(world, "2026-11-20T08:00"), "abc");
    act(world, CANCEL, people.id, people.bob, now, NULL);
    act(world, SNOOZE, people.id, people.carol, now, "friday8am");
    act(world, CANCEL, people.id, people.alice, now, NULL);
    act(world, UNDO, people.id, people.bob, now, NULL);
    act(world, UNDO, people.id, people.alice, now, NULL);
    assert_string_equal(heard(world, "2026-11-23T08:00"), "ab");
}

static void who_is_done_and_comes_back_is_done_still(void **state)
{
    struct world *world = *state;
    struct three people = three(world, "friday8am-t");
    fu_instant now = at("2026-11-20T09:00");

    assert_string_equal(heard(world, "2026-11-20T08:00"), "abc");
    act(world, SNOOZE, people.id, people.carol, now, "wednesday9am");
    act(world, DONE, people.id, people.bob, now, NULL);
    act(world, CANCEL, people.id, people.bob, now, NULL);
    act(world, UNDO, people.id, people.bob, now, NULL);
    assert_string_equal(heard(world, "2026-11-23T08:00"), "a");
}

/* That it was made was taken back, so what somebody asks for since is theirs alone. */
static void who_comes_back_to_what_was_taken_back_hears_nothing(void **state)
{
    struct world *world = *state;
    struct three people = three(world, "friday8am");

    act(world, CANCEL, people.id, people.bob, NOW, NULL);
    act(world, UNDO, people.id, people.alice, NOW, NULL);
    assert_state(world, people.id, FU_CANCELLED);
    act(world, SNOOZE, people.id, people.carol, NOW, "monday8am");
    act(world, UNDO, people.id, people.bob, NOW, NULL);
    assert_string_equal(heard(world, "2026-11-20T08:00"), "");
    assert_string_equal(heard(world, "2026-11-23T08:00"), "c");
    assert_state(world, people.id, FU_DONE);
}

/* It was cancelled once, but has come about again since. */
static void who_comes_back_to_what_was_made_again_hears_with_the_others(void **state)
{
    static const enum verb ends[] = {CANCEL, UNDO};
    struct world *world = *state;
    struct three people = three(world, "2026-11-20-8am");
    size_t i;

    for (i = 0; i < 2; i++) {
        int64_t id = i == 0 ? people.id : share(world, "2026-11-20-8am", others, 2);

        act(world, CANCEL, id, people.bob, NOW, NULL);
        act(world, ends[i], id, people.alice, NOW, NULL);
        act(world, EDIT, id, people.alice, NOW, "2026-11-20-8am");
        act(world, SNOOZE, id, people.carol, NOW, "2026-11-23-8am");
        act(world, UNDO, id, people.bob, NOW, NULL);
    }
    assert_string_equal(heard(world, "2026-11-20T08:00"), "abab");
    assert_string_equal(heard(world, "2026-11-23T08:00"), "cc");
}

/* She has a part of that very moment again when the cancel is taken back. */
static void who_asked_for_the_moment_that_comes_back_hears_of_it_once(void **state)
{
    struct world *world = *state;
    struct three people = three(world, "2026-11-23-8am");

    act(world, SNOOZE, people.id, people.alice, NOW, "2026-11-24-8am");
    act(world, CANCEL, people.id, people.alice, NOW, NULL);
    act(world, SNOOZE, people.id, people.carol, NOW, "2026-11-23-8am");
    act(world, UNDO, people.id, people.alice, NOW, NULL);
    assert_string_equal(heard(world, "2026-11-23T08:00"), "bc");
    assert_string_equal(heard(world, "2026-11-24T08:00"), "a");
    assert_state(world, people.id, FU_DONE);
}

/* Bob's part of it was taken back while he was away, and Alice put it off once more. */
static void who_comes_back_hears_of_what_was_put_off_twice(void **state)
{
    struct world *world = *state;
    struct three people = three(world, "friday8am");
    int64_t ids[] = {people.id, share(world, "friday8am-t", others, 2)};

    for (size_t i = 0; i < 2; i++) {
        act(world, SNOOZE, ids[i], people.alice, NOW, "1h");
        act(world, CANCEL, ids[i], people.bob, NOW, NULL);
        act(world, UNDO, ids[i], people.alice, NOW, NULL);
        act(world, SNOOZE, ids[i], people.alice, NOW, "monday8am");
        act(world, UNDO, ids[i], people.bob, NOW, NULL);
    }
    assert_string_equal(heard(world, "2026-11-20T08:00"), "bcbc");
}

/* Hers was cancelled with all: what Alice asks for since is Alice's alone. */
static void who_comes_back_to_what_was_cancelled_hears_nothing_of_it(void **state)
{
    struct world *world = *state;
    struct three people = three(world, "friday8am");

    act(world, SNOOZE, people.id, people.alice, NOW, "monday8am");
    act(world, CANCEL, people.id, people.alice, NOW, NULL);
    act(world, SNOOZE, people.id, people.alice, NOW, "tuesday8am");
    act(world, CANCEL, people.id, people.carol, NOW, NULL);
    act(world, UNDO, people.id, people.carol, NOW, NULL);
    assert_string_equal(heard(world, "2026-11-20T08:00"), "");
    assert_string_equal(heard(world, "2026-11-24T08:00"), "a");
    assert_state(world, people.id, FU_DONE);
}

/* It was Alice's snooze that parted it, and what she cancelled after that was for all. */
static void who_comes_back_to_what_was_cancelled_once_parted_hears_nothing_of_it(void **state)
{
    struct world *world = *state;
    int64_t bobs = meet(world, others[0].address), id = share(world, "friday8am", others, 1);

    act(world, CANCEL, id, bobs, NOW, NULL);
    act(world, SNOOZE, id, alice_id(world), NOW, "2h");
    act(world, CANCEL, id, alice_id(world), NOW, NULL);
    act(world, SNOOZE, id, alice_id(world), NOW, "tuesday8am");
    act(world, UNDO, id, bobs, NOW, NULL);
    assert_string_equal(heard(world, "2026-11-20T08:00"), "");
    assert_string_equal(heard(world, "2026-11-24T08:00"), "a");
    assert_state(world, id, FU_DONE);
}

/* He had put off his part of it, and that has passed while he was away. */
static void who_comes_back_after_what_they_had_put_it_off_to_hears_no_more(void **state)
{
    struct world *world = *state;
    struct three people = three(world, "friday8am");

    act(world, SNOOZE, people.id, people.alice, NOW, "monday8am");
    act(world, SNOOZE, people.id, people.bob, NOW, "1h");
    act(world, CANCEL, people.id, people.bob, NOW, NULL);
    assert_string_equal(heard(world, "2026-11-18T12:00"), "");
    act(world, UNDO, people.id, people.bob, at("2026-11-18T13:00"), NULL);
    assert_string_equal(heard(world, "2026-11-20T08:00"), "c");
}

/* Alice's snooze parted it while Bob was away, and her done came before he was back. */
static void what_was_done_when_they_came_back_comes_when_that_is_taken_back(void **state)
{
    struct world *world = *state;
    int64_t bobs = meet(world, others[0].address), id = share(world, "nextmonth", others, 1);

    act(world, CANCEL, id, bobs, NOW, NULL);
    act(world, SNOOZE, id, alice_id(world), NOW, "3days");
    act(world, EDIT, id, alice_id(world), NOW, "2days");
    act(world, UNDO, id, alice_id(world), NOW, NULL);
    act(world, DONE, id, alice_id(world), NOW, NULL);
    act(world, UNDO, id, bobs, NOW, NULL);
    act(world, UNDO, id, alice_id(world), NOW, NULL);
    assert_string_equal(sent_to(world, "2026-11-21T10:30", FU_OUTCOME_SENT), "alice@example.org ");
    assert_string_equal(sent_to(world, "2026-12-01T08:00", FU_OUTCOME_SENT), "bob@example.org ");
}

/* It has come due since he was back, and comes late to both. */
static void what_came_due_while_done_comes_late_to_who_was_back_before(void **state)
{
    struct world *world = *state;
    struct three people = three(world, "friday8am");
    int64_t late = share(world, "friday9am", others, 2);
    fu_instant saturday = at("2026-11-21T08:00");

    act(world, CANCEL, people.id, people.bob, NOW, NULL);
    act(world, SNOOZE, people.id, people.carol, NOW, "thursday8am");
    act(world, DONE, people.id, people.alice, NOW, NULL);
    act(world, UNDO, people.id, people.bob, NOW, NULL);
    act(world, CANCEL, late, people.bob, NOW, NULL);
    act(world, SNOOZE, late, people.carol, NOW, "thursday8am");
    act(world, DONE, late, people.alice, NOW, NULL);
    assert_string_equal(heard(world, "2026-11-20T10:00"), "cc");
    act(world, UNDO, people.id, people.alice, saturday, NULL);
    act(world, UNDO, late, people.bob, saturday, NULL);
    act(world, UNDO, late, people.alice, saturday, NULL);
    assert_string_equal(heard(world, "2026-11-21T08:00"), "aba");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(who_comes_back_while_it_is_cancelled_hears_once_it_is_not),
        TEST(a_cancel_is_taken_back_beside_what_somebody_asked_for_again),
        TEST(a_task_comes_back_to_who_was_back_while_it_was_cancelled),
        TEST(who_is_done_and_comes_back_is_done_still),
        TEST(who_asked_for_the_moment_that_comes_back_hears_of_it_once),
        TEST(who_comes_back_to_what_was_taken_back_hears_nothing),
        TEST(who_comes_back_hears_of_what_was_put_off_twice),
        TEST(who_comes_back_to_what_was_cancelled_hears_nothing_of_it),
        TEST(who_comes_back_to_what_was_cancelled_once_parted_hears_nothing_of_it),
        TEST(who_comes_back_after_what_they_had_put_it_off_to_hears_no_more),
        TEST(who_comes_back_to_what_was_made_again_hears_with_the_others),
        TEST(what_was_done_when_they_came_back_comes_when_that_is_taken_back),
        TEST(what_came_due_while_done_comes_late_to_who_was_back_before),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
