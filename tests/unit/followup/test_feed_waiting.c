/* What a feed shows of what has come while its mails are still to go out. */
#include "feeds.h"

/* Between its moment and the server's answer. */
static void one_whose_mail_is_on_its_way_stays_where_it_was(void **state)
{
    struct world *world = *state;

    ask(world, "2h");
    assert_int_equal(turn(world, NULL, 0, NOW + 2 * HOUR, 10).count, 1);
    assert_has(feed(world), "DTSTART:20261118T113000Z\r\n");
}

/* Until the last of its mails has arrived. */
static void a_series_that_has_come_to_its_end_stays_until_it_has_arrived(void **state)
{
    struct world *world = *state;

    ask(world, "everymonday830am-x1");
    assert_int_equal(turn(world, NULL, 0, at("2026-11-23T08:30"), 10).count, 1);
    assert_has(feed(world), "RRULE");
}

/* Bob's mail waits when Alice says that she is done: hers is over, his is not. */
static void what_waits_for_one_who_shares_stays_when_its_owner_is_done(void **state)
{
    struct world *world = *state;
    fu_instant due = NOW + 3 * DAY;
    struct fu_turn claimed;
    int64_t id;

    meet(world, "bob@example.org");
    id = share(world, "3days", bob_and_zoe, 2);
    claimed = turn(world, NULL, 0, due, FU_TURN_MAX);
    assert_int_equal(claimed.count, 2);
    claimed.parcels[0].outcome = FU_OUTCOME_SENT;
    claimed.parcels[1].outcome = FU_OUTCOME_LATER;
    claimed.parcels[1].again = due + HOUR;
    claimed.parcels[0].answer = claimed.parcels[1].answer = "";
    turn(world, claimed.parcels, 2, due, 0);
    act(world, DONE, id, person_id(world, "alice@example.org"), due, NULL);
    assert_lacks(feed(world), "VEVENT");
    assert_has(feed_of(world, "bob@example.org"), "DTSTART:20261121T093000Z\r\n");
    assert_int_equal(send_all(world, due + HOUR, FU_OUTCOME_SENT), 1);
    assert_lacks(feed_of(world, "bob@example.org"), "VEVENT");
}

/* Of that nothing came to Bob, though a mail of Alice's waits. */
static void what_somebody_was_done_with_before_it_came_is_over(void **state)
{
    struct world *world = *state;
    int64_t bob = meet(world, "bob@example.org"), id = share(world, "3days", bob_and_zoe, 2);

    act(world, SNOOZE, id, person_id(world, "alice@example.org"), NOW, "1h");
    assert_string_equal(sent_to(world, "2026-11-18T11:30", FU_OUTCOME_LATER), "alice@example.org ");
    act(world, DONE, id, bob, NOW + HOUR, NULL);
    assert_lacks(feed_of(world, "bob@example.org"), "VEVENT");
    assert_has(feed(world), "BEGIN:VEVENT");
}

static void what_its_owner_was_done_with_before_it_came_is_not_shown(void **state)
{
    struct world *world = *state;
    int64_t bob = meet(world, "bob@example.org"), id = share(world, "3days", bob_and_zoe, 2);

    act(world, DONE, id, person_id(world, "alice@example.org"), NOW, NULL);
    act(world, SNOOZE, id, bob, NOW, "1h");
    assert_int_equal(turn(world, NULL, 0, NOW + HOUR, 10).count, 1);
    assert_has(feed_of(world, "bob@example.org"), "DTSTART:20261118T103000Z\r\n");
}

/* What waits for Alice has not come to Bob. */
static void what_came_while_somebody_was_away_is_not_theirs(void **state)
{
    struct world *world = *state;
    int64_t bob = meet(world, "bob@example.org"), id = share(world, "tomorrow", bob_and_zoe, 2);

    act(world, CANCEL, id, bob, NOW, NULL);
    assert_string_equal(sent_to(world, "2026-11-19T08:00", FU_OUTCOME_LATER), "alice@example.org ");
    act(world, UNDO, id, bob, at("2026-11-19T08:00"), NULL);
    assert_has(feed(world), "BEGIN:VEVENT");
    assert_lacks(feed_of(world, "bob@example.org"), "VEVENT");
}

static int64_t sequence_of(const char *text)
{
    const char *found = strstr(text, "SEQUENCE:");

    assert_non_null(found);
    return strtoll(found + strlen("SEQUENCE:"), NULL, 10);
}

/* It stands at what Bob has put off as soon as it comes, whenever its mails arrive. */
static void what_comes_beside_a_snooze_moves_with_a_sequence(void **state)
{
    struct world *world = *state;
    int64_t bob = meet(world, "bob@example.org"), id = share(world, "1week", bob_and_zoe, 2);
    int64_t before;

    act(world, SNOOZE, id, bob, NOW, "2weeks");
    act(world, EDIT, id, person_id(world, "alice@example.org"), NOW, "tomorrow");
    assert_has(feed_of(world, "bob@example.org"), "DTSTART:20261119T070000Z\r\n");
    before = sequence_of(feed_of(world, "bob@example.org"));
    sent_to(world, "2026-11-19T08:00", FU_OUTCOME_LATER);
    assert_has(feed_of(world, "bob@example.org"), "DTSTART:20261202T093000Z\r\n");
    assert_true(sequence_of(feed_of(world, "bob@example.org")) > before);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        TEST(one_whose_mail_is_on_its_way_stays_where_it_was),
        TEST(a_series_that_has_come_to_its_end_stays_until_it_has_arrived),
        TEST(what_waits_for_one_who_shares_stays_when_its_owner_is_done),
        TEST(what_somebody_was_done_with_before_it_came_is_over),
        TEST(what_its_owner_was_done_with_before_it_came_is_not_shown),
        TEST(what_came_while_somebody_was_away_is_not_theirs),
        TEST(what_comes_beside_a_snooze_moves_with_a_sequence),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
