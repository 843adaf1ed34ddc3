/* What comes due while the mail before it cannot go out: one mail stands for both. */
#include "world.h"

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

/* Sends what is due with that outcome; says to whom, by their first letters, each followed by how
 * many others the mail says it stands for. */
static const char *sent(struct world *world, const char *when, enum fu_outcome outcome)
{
    struct fu_turn claimed = turn(world, NULL, 0, at(when), FU_TURN_MAX);
    const char *letters = "", *bytes, *stands;
    size_t i;

    for (i = 0; i < claimed.count; i++) {
        bytes = fu_arena_copy_n(world->arena, claimed.parcels[i].bytes, claimed.parcels[i].length);
        stands = strstr(bytes, "It stands for ");
        letters = fu_arena_print(world->arena, "%s%c%d", letters, claimed.parcels[i].recipient[0],
            !stands ? 0 : stands[14] == 'a' ? 1 : atoi(stands + 14));
        claimed.parcels[i].outcome = outcome;
        claimed.parcels[i].answer = "";
        claimed.parcels[i].again = at(when) + MINUTE;
    }
    turn(world, claimed.parcels, claimed.count, at(when), 0);
    return letters;
}

static void a_series_that_waits_comes_once_for_all(void **state)
{
    struct world *world = *state;
    int64_t id = ask(world, "everyday8am");
    size_t count;

    assert_string_equal(sent(world, "2026-11-19T08:00", FU_OUTCOME_OURS), "a0");
    assert_string_equal(sent(world, "2026-11-20T08:00", FU_OUTCOME_OURS), "a1");
    assert_string_equal(sent(world, "2026-11-21T08:00", FU_OUTCOME_LATER), "a2");
    /* Not running from 22 to 24. */
    assert_string_equal(sent(world, "2026-11-24T09:00", FU_OUTCOME_SENT), "a5");
    deliveries(world, id, &count);
    assert_int_equal(count, 1);
    assert_int_equal(get(world, id)->fired, 1);
    assert_next(world, id, "2026-11-25T08:00");
    assert_string_equal(sent(world, "2026-11-25T08:00", FU_OUTCOME_SENT), "a0");
}

static void it_says_how_late_it_is_by_the_attempt(void **state)
{
    struct world *world = *state;
    struct fu_turn claimed;

    ask(world, "everyday8am");
    sent(world, "2026-11-19T08:00", FU_OUTCOME_OURS);
    claimed = turn(world, NULL, 0, at("2026-11-21T07:00"), FU_TURN_MAX);
    assert_int_equal(claimed.count, 1);
    assert_non_null(strstr(claimed.parcels[0].bytes, "Date: Sat, 21 Nov 2026 07:00:00 +0100"));
    assert_non_null(strstr(claimed.parcels[0].bytes, "and comes 1 day 23 hours late."));
}

static void what_may_have_arrived_stands_for_nothing_else(void **state)
{
    struct world *world = *state;

    ask(world, "everyday8am");
    assert_string_equal(sent(world, "2026-11-19T08:00", FU_OUTCOME_UNSURE), "a0");
    assert_string_equal(sent(world, "2026-11-20T08:00", FU_OUTCOME_SENT), "a0a0");
}

static void the_last_of_a_series_comes_by_itself(void **state)
{
    struct world *world = *state;
    int64_t id = ask(world, "everyday8amx3");

    assert_string_equal(sent(world, "2026-11-19T08:00", FU_OUTCOME_OURS), "a0");
    assert_string_equal(sent(world, "2026-11-20T08:00", FU_OUTCOME_OURS), "a1");
    assert_string_equal(sent(world, "2026-11-21T08:00", FU_OUTCOME_SENT), "a1a0");
    assert_state(world, id, FU_DONE);
}

/* Whose mail went out is not kept from the next one by somebody whose mail waits. */
static void who_has_heard_hears_the_next_too(void **state)
{
    static const struct fu_mailbox bob = {"Bob", "bob@example.org"};
    struct world *world = *state;
    struct fu_turn claimed;

    meet(world, bob.address);
    share(world, "everyday8am", &bob, 1);
    claimed = turn(world, NULL, 0, at("2026-11-19T08:00"), FU_TURN_MAX);
    assert_int_equal(claimed.count, 2);
    claimed.parcels[0].outcome = FU_OUTCOME_SENT;
    claimed.parcels[1].outcome = FU_OUTCOME_LATER;
    claimed.parcels[1].again = at("2026-11-19T09:00");
    turn(world, claimed.parcels, 2, at("2026-11-19T08:00"), 0);
    assert_string_equal(sent(world, "2026-11-20T08:00", FU_OUTCOME_OURS), "b0a0b0");
    /* Of those that wait for both there is one, of the older none. */
    assert_string_equal(sent(world, "2026-11-21T08:00", FU_OUTCOME_SENT), "b0a1b1");
}

static void a_task_does_not_come_back_before_it_came(void **state)
{
    struct world *world = *state;
    int64_t id = ask(world, "tomorrow8am-t");

    assert_string_equal(sent(world, "2026-11-19T08:00", FU_OUTCOME_OURS), "a0");
    assert_string_equal(sent(world, "2026-11-20T08:00", FU_OUTCOME_OURS), "a1");
    assert_string_equal(sent(world, "2026-11-23T08:00", FU_OUTCOME_SENT), "a2");
    assert_string_equal(sent(world, "2026-11-24T08:00", FU_OUTCOME_SENT), "a0");
    act(world, DONE, id, person_id(world, "alice@example.org"), at("2026-11-24T09:00"), NULL);
    assert_state(world, id, FU_DONE);
}

/* Not running from Wednesday to Monday, when it comes anew. */
static void a_task_does_not_come_back_beside_its_series(void **state)
{
    struct world *world = *state;
    int64_t id = ask(world, "everymonday8am-t");

    assert_string_equal(sent(world, "2026-11-23T08:00", FU_OUTCOME_SENT), "a0");
    assert_string_equal(sent(world, "2026-11-24T08:00", FU_OUTCOME_SENT), "a0");
    assert_string_equal(sent(world, "2026-11-30T08:00", FU_OUTCOME_SENT), "a0");
    assert_next(world, id, "2026-12-01T08:00");
    assert_string_equal(sent(world, "2026-12-15T08:00", FU_OUTCOME_SENT), "a1");
    assert_next(world, id, "2026-12-16T08:00");
}

/* What its owner had cancelled comes late, and it came back meanwhile to who had put it off. */
static void a_task_does_not_come_back_beside_what_was_due_before(void **state)
{
    static const struct fu_mailbox bob = {"Bob", "bob@example.org"};
    struct world *world = *state;
    int64_t bobs = meet(world, bob.address), id = share(world, "everymonday8am-t", &bob, 1);

    act(world, CANCEL, id, alice_id(world), NOW, NULL);
    act(world, SNOOZE, id, bobs, NOW, "2026-11-23-8am");
    assert_string_equal(sent(world, "2026-11-23T08:00", FU_OUTCOME_SENT), "b0");
    assert_next(world, id, "2026-11-24T08:00");
    act(world, UNDO, id, alice_id(world), at("2026-11-24T09:00"), NULL);
    assert_string_equal(sent(world, "2026-11-24T09:00", FU_OUTCOME_SENT), "a0b0");
    assert_next(world, id, "2026-11-25T08:00");
}

/* Somebody who asks for it once more, on a page, while its mail waits has both. */
/* The mail of what is due says so. */
static void assert_open(struct world *world, const char *when, const char *text)
{
    struct fu_turn claimed = turn(world, NULL, 0, at(when), FU_TURN_MAX);
    const char *bytes;

    assert_int_equal(claimed.count, 1);
    bytes = fu_arena_copy_n(world->arena, claimed.parcels[0].bytes, claimed.parcels[0].length);
    if (!strstr(bytes, text))
        fail_msg("“%s” is not in %s", text, bytes);
    settle(world, claimed.parcels[0], FU_OUTCOME_SENT, at(when));
}

/* How often a task has come is how often its people heard of it. */
static void a_task_counts_no_time_at_which_it_did_not_come(void **state)
{
    struct world *world = *state;
    int64_t id = ask(world, "tomorrow8am-t");

    assert_string_equal(sent(world, "2026-11-19T08:00", FU_OUTCOME_OURS), "a0");
    assert_string_equal(sent(world, "2026-11-20T08:00", FU_OUTCOME_OURS), "a1");
    assert_string_equal(sent(world, "2026-11-23T08:00", FU_OUTCOME_SENT), "a2");
    assert_open(world, "2026-11-24T08:00", "\r\nOpen since 19 November, for the second time.");
    assert_good(world, act(world, SNOOZE, id, 0, at("2026-11-24T09:00"), "1h"));
    assert_open(world, "2026-11-24T10:00", "\r\nOpen since 19 November, for the third time.");
}

static void a_task_that_was_moved_before_it_came_is_open_since_it_came(void **state)
{
    struct world *world = *state;
    int64_t id = ask(world, "friday8am-t");

    assert_good(world, act(world, SNOOZE, id, 0, NOW + MINUTE, "tomorrow 8am"));
    assert_open(world, "2026-11-19T08:00", "\r\n\r\nYou asked on 18 November");
    assert_open(world, "2026-11-20T08:00", "\r\nOpen since 19 November, for the second time.");
}

static void a_snooze_comes_by_itself(void **state)
{
    struct world *world = *state;
    int64_t id = ask(world, "everyday8am");

    sent(world, "2026-11-19T08:00", FU_OUTCOME_OURS);
    assert_good(world, act(world, SNOOZE, id, person_id(world, "alice@example.org"),
                           at("2026-11-19T09:00"), "3h"));
    assert_string_equal(sent(world, "2026-11-19T12:00", FU_OUTCOME_SENT), "a0a0");
}

static void what_waits_longest_goes_first(void **state)
{
    struct world *world = *state;
    int64_t late = ask(world, "1day");
    struct fu_turn claimed;

    ask(world, "2days");
    sent(world, "2026-11-19T10:30", FU_OUTCOME_OURS);
    claimed = turn(world, NULL, 0, at("2026-11-20T10:30"), FU_TURN_MAX);
    assert_int_equal(claimed.count, 2);
    assert_int_equal(claimed.parcels[0].attempt, 2);
    assert_int_equal(claimed.parcels[1].attempt, 1);
    assert_state(world, late, FU_PENDING);
}

int main(void)
{
    const struct CMUnitTest tests[] = {TEST(a_series_that_waits_comes_once_for_all),
        TEST(it_says_how_late_it_is_by_the_attempt),
        TEST(what_may_have_arrived_stands_for_nothing_else),
        TEST(the_last_of_a_series_comes_by_itself), TEST(who_has_heard_hears_the_next_too),
        TEST(a_task_does_not_come_back_before_it_came),
        TEST(a_task_does_not_come_back_beside_its_series),
        TEST(a_task_does_not_come_back_beside_what_was_due_before), TEST(a_snooze_comes_by_itself),
        TEST(a_task_counts_no_time_at_which_it_did_not_come),
        TEST(a_task_that_was_moved_before_it_came_is_open_since_it_came),
        TEST(what_waits_longest_goes_first)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
