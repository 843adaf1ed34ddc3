/* Mails that wait behind a server's "later" while their people cancel, leave or say done. */
#include "world.h"


#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

static const struct fu_mailbox bob = {"", "bob@example.org"};

static void assert_dropped(struct world *world, int64_t id, size_t row)
{
    size_t count;
    const struct fu_delivery *rows = deliveries(world, id, &count);

    assert_true(row < count);
    assert_int_equal(rows[row].state, FU_DELIVERY_FAILED);
    assert_string_equal(rows[row].answer, FU_UNWANTED_ANSWER);
    assert_int_equal(told(world, id, "dropped"), 1);
    assert_int_equal(told(world, id, "failed"), 0);
}

static void assert_dropped_both(struct world *world, int64_t id)
{
    size_t count, i;
    const struct fu_delivery *rows = deliveries(world, id, &count);

    assert_int_equal(count, 2);
    for (i = 0; i < count; i++)
        assert_string_equal(rows[i].answer, FU_UNWANTED_ANSWER);
    assert_int_equal(told(world, id, "dropped"), 2);
}

static void what_is_cancelled_while_it_waits_does_not_go_out(void **state)
{
    struct world *world = *state;
    int64_t id = ask(world, "tomorrow");

    assert_string_equal(sent_to(world, "2026-11-19T08:00", FU_OUTCOME_LATER), "alice@example.org ");
    assert_good(world, act(world, CANCEL, id, 0, at("2026-11-19T08:00"), NULL));
    assert_string_equal(sent_to(world, "2026-11-19T08:01", FU_OUTCOME_SENT), "");
    assert_state(world, id, FU_CANCELLED);
    assert_dropped(world, id, 0);
    assert_string_equal(sent_to(world, "2026-11-20T08:00", FU_OUTCOME_SENT), "");
}

static void cancelling_is_undone_before_the_attempt_or_after(void **state)
{
    static const char *const undone[] = {"2026-11-19T08:00", "2026-11-19T09:00"};
    struct world *world = *state;
    size_t i;

    for (i = 0; i < 2; i++) {
        int64_t id = ask(world, "tomorrow");

        sent_to(world, "2026-11-19T08:00", FU_OUTCOME_LATER);
        assert_good(world, act(world, CANCEL, id, 0, at("2026-11-19T08:00"), NULL));
        assert_string_equal(i == 0 ? "" : sent_to(world, "2026-11-19T08:01", FU_OUTCOME_SENT), "");
        assert_good(world, act(world, UNDO, id, 0, at(undone[i]), NULL));
        assert_int_equal(world->result.soonest, at(undone[i]));
        assert_state(world, id, FU_PENDING);
        assert_string_equal(
            sent_to(world, "2026-11-19T09:00", FU_OUTCOME_SENT), "alice@example.org ");
        assert_state(world, id, FU_DONE);
    }
}

static const char to_both[] = "alice@example.org bob@example.org ";

/* A mail of it waits for both, and she has cancelled it. */
static int64_t cancel_what_waits(struct world *world, int64_t *bobs)
{
    int64_t id = (*bobs = meet(world, bob.address), share(world, "tomorrow", &bob, 1));

    assert_string_equal(sent_to(world, "2026-11-19T08:00", FU_OUTCOME_LATER), to_both);
    assert_good(world, act(world, CANCEL, id, alice_id(world), at("2026-11-19T08:00"), NULL));
    return id;
}

static void what_is_cancelled_stays_so_though_it_is_asked_for_again(void **state)
{
    struct world *world = *state;
    int64_t bobs, id = cancel_what_waits(world, &bobs);

    assert_good(world, act(world, SNOOZE, id, bobs, at("2026-11-19T08:00"), "friday"));
    assert_state(world, id, FU_PENDING);
    assert_string_equal(sent_to(world, "2026-11-19T08:01", FU_OUTCOME_SENT), "");
    assert_dropped_both(world, id);
    assert_good(world, act(world, SNOOZE, id, bobs, at("2026-11-19T08:02"), "monday"));
    assert_good(world, act(world, UNDO, id, bobs, at("2026-11-19T08:03"), NULL));
    assert_string_equal(sent_to(world, "2026-11-19T08:04", FU_OUTCOME_SENT), "");
    assert_string_equal(sent_to(world, "2026-11-20T08:00", FU_OUTCOME_SENT), "bob@example.org ");
    assert_good(world, act(world, UNDO, id, alice_id(world), at("2026-11-20T08:01"), NULL));
    assert_string_equal(sent_to(world, "2026-11-20T08:01", FU_OUTCOME_SENT), to_both);
}

/* It does not stand for what the new cadence brings either. */
static void what_is_cancelled_stays_so_with_another_cadence(void **state)
{
    struct world *world = *state;
    int64_t id = ask(world, "tomorrow");

    sent_to(world, "2026-11-19T08:00", FU_OUTCOME_LATER);
    assert_good(world, act(world, CANCEL, id, alice_id(world), at("2026-11-19T08:00"), NULL));
    assert_good(world, act(world, EDIT, id, alice_id(world), at("2026-11-19T08:00"), "daily9am"));
    assert_string_equal(sent_to(world, "2026-11-19T09:00", FU_OUTCOME_SENT), "alice@example.org ");
    assert_dropped(world, id, 0);
}

static void what_is_cancelled_on_its_way_stays_so(void **state)
{
    struct world *world = *state;
    int64_t bobs = meet(world, bob.address), id = share(world, "tomorrow", &bob, 1);
    struct fu_turn claimed = turn(world, NULL, 0, at("2026-11-19T08:00"), FU_TURN_MAX);
    size_t i;

    assert_int_equal(claimed.count, 2);
    assert_good(world, act(world, CANCEL, id, alice_id(world), at("2026-11-19T08:00"), NULL));
    assert_good(world, act(world, SNOOZE, id, bobs, at("2026-11-19T08:00"), "friday"));
    for (i = 0; i < claimed.count; i++) {
        claimed.parcels[i].outcome = FU_OUTCOME_LATER;
        claimed.parcels[i].answer = "450 4.2.0 greylisted";
        claimed.parcels[i].again = at("2026-11-19T08:01");
    }
    turn(world, claimed.parcels, claimed.count, at("2026-11-19T08:00"), 0);
    assert_string_equal(sent_to(world, "2026-11-19T08:01", FU_OUTCOME_SENT), "");
    assert_dropped_both(world, id);
}

/* Two have ended it, and only one of them takes that back. */
static void what_two_have_ended_waits_for_both(void **state)
{
    struct world *world = *state;
    int64_t bobs = meet(world, bob.address), id = share(world, "tomorrow", &bob, 1);
    int64_t alices = alice_id(world);
    size_t count;

    sent_to(world, "2026-11-19T08:00", FU_OUTCOME_LATER);
    assert_good(world, act(world, DONE, id, bobs, at("2026-11-19T08:00"), NULL));
    assert_good(world, act(world, CANCEL, id, alices, at("2026-11-19T08:00"), NULL));
    assert_good(world, act(world, SNOOZE, id, alices, at("2026-11-19T08:00"), "friday"));
    assert_good(world, act(world, UNDO, id, bobs, at("2026-11-19T08:00"), NULL));
    assert_string_equal(deliveries(world, id, &count)[1].answer, FU_CANCELLED_ANSWER);
    assert_good(world, act(world, UNDO, id, alices, at("2026-11-19T08:00"), NULL));
    assert_good(world, act(world, UNDO, id, alices, at("2026-11-19T08:00"), NULL));
    assert_string_equal(deliveries(world, id, &count)[1].answer, "");
    assert_good(world, act(world, DONE, id, bobs, at("2026-11-19T08:00"), NULL));
    assert_good(world, act(world, CANCEL, id, alices, at("2026-11-19T08:00"), NULL));
    assert_good(world, act(world, UNDO, id, alices, at("2026-11-19T08:00"), NULL));
    assert_string_equal(deliveries(world, id, &count)[1].answer, FU_SAID_DONE_ANSWER);
    assert_string_equal(sent_to(world, "2026-11-19T08:01", FU_OUTCOME_SENT), "alice@example.org ");
}

/* The owner has seen to it; those who share in it have not heard of it yet. */
static void what_its_owner_has_done_goes_to_the_others_alone(void **state)
{
    struct world *world = *state;
    int64_t id = (meet(world, bob.address), share(world, "everyday", &bob, 1));

    assert_string_equal(
        sent_to(world, "2026-11-19T08:00", FU_OUTCOME_LATER), "alice@example.org bob@example.org ");
    assert_good(world, act(world, DONE, id, 0, at("2026-11-19T08:00"), NULL));
    assert_string_equal(sent_to(world, "2026-11-19T08:01", FU_OUTCOME_SENT), "bob@example.org ");
    assert_state(world, id, FU_PENDING);
    assert_dropped(world, id, 0);
    assert_string_equal(
        sent_to(world, "2026-11-20T08:00", FU_OUTCOME_SENT), "alice@example.org bob@example.org ");
}

/* Also when the next is due before the attempt: that one is not said done of. */
static void what_somebody_who_shares_has_done_goes_to_the_others_alone(void **state)
{
    struct world *world = *state;
    int64_t bobs = meet(world, bob.address), id = share(world, "everyday", &bob, 1);

    sent_to(world, "2026-11-19T08:00", FU_OUTCOME_LATER);
    assert_good(world, act(world, DONE, id, bobs, at("2026-11-19T08:00"), NULL));
    assert_true(world->result.changed);
    assert_good(world, act(world, UNDO, id, bobs, at("2026-11-19T08:00"), NULL));
    assert_string_equal(
        sent_to(world, "2026-11-19T08:01", FU_OUTCOME_LATER), "alice@example.org bob@example.org ");
    assert_good(world, act(world, DONE, id, bobs, at("2026-11-19T08:01"), NULL));
    assert_string_equal(sent_to(world, "2026-11-19T08:02", FU_OUTCOME_SENT), "alice@example.org ");
    assert_dropped(world, id, 1);
    /* What somebody else takes back is not his. */
    assert_good(world, act(world, SNOOZE, id, alice_id(world), at("2026-11-19T08:03"), "monday"));
    assert_good(world, act(world, UNDO, id, alice_id(world), at("2026-11-19T08:03"), NULL));
    assert_string_equal(sent_to(world, "2026-11-19T08:03", FU_OUTCOME_SENT), "");
    assert_good(world, act(world, UNDO, id, bobs, at("2026-11-19T08:03"), NULL));
    assert_string_equal(sent_to(world, "2026-11-19T08:03", FU_OUTCOME_SENT), "bob@example.org ");
    sent_to(world, "2026-11-20T08:00", FU_OUTCOME_LATER);
    assert_good(world, act(world, DONE, id, bobs, at("2026-11-20T08:00"), NULL));
    assert_string_equal(sent_to(world, "2026-11-21T08:00", FU_OUTCOME_SENT),
        "alice@example.org alice@example.org bob@example.org ");
}

static void a_task_is_done_for_all(void **state)
{
    struct world *world = *state;
    int64_t id = (meet(world, bob.address), share(world, "tomorrow-t", &bob, 1));

    sent_to(world, "2026-11-19T08:00", FU_OUTCOME_LATER);
    assert_good(world, act(world, DONE, id, 0, at("2026-11-19T08:00"), NULL));
    assert_string_equal(sent_to(world, "2026-11-19T08:01", FU_OUTCOME_SENT), "");
    assert_state(world, id, FU_DONE);
}

/* The end of a series waits beside what came before it, which nobody would hear of any more. */
static void a_series_that_is_done_sends_its_owner_nothing_more(void **state)
{
    struct world *world = *state;
    int64_t id = ask(world, "daily8am-x2");

    sent_to(world, "2026-11-19T08:00", FU_OUTCOME_LATER);
    sent_to(world, "2026-11-20T08:00", FU_OUTCOME_LATER);
    assert_good(world, act(world, DONE, id, 0, at("2026-11-20T08:30"), NULL));
    assert_state(world, id, FU_DONE);
    assert_string_equal(sent_to(world, "2026-11-20T08:40", FU_OUTCOME_SENT), "");
    assert_state(world, id, FU_DONE);
    assert_good(world, act(world, UNDO, id, 0, at("2026-11-20T08:41"), NULL));
    assert_state(world, id, FU_PENDING);
    assert_string_equal(sent_to(world, "2026-11-20T08:42", FU_OUTCOME_SENT),
        "alice@example.org alice@example.org ");
    assert_state(world, id, FU_DONE);
}

static void the_others_hear_the_end_of_a_series_that_its_owner_has_done(void **state)
{
    struct world *world = *state;
    int64_t id = (meet(world, bob.address), share(world, "daily8am-x2", &bob, 1));

    sent_to(world, "2026-11-19T08:00", FU_OUTCOME_LATER);
    sent_to(world, "2026-11-20T08:00", FU_OUTCOME_LATER);
    assert_good(world, act(world, DONE, id, 0, at("2026-11-20T08:30"), NULL));
    assert_state(world, id, FU_PENDING);
    assert_string_equal(
        sent_to(world, "2026-11-20T08:40", FU_OUTCOME_SENT), "bob@example.org bob@example.org ");
    assert_state(world, id, FU_DONE);
}

/* Who snoozed it has a moment of their own beside that of the others, and each its mail. */
static void a_task_that_came_apart_is_done_for_all(void **state)
{
    static const char both[] = "bob@example.org alice@example.org ";
    struct world *world = *state;
    int64_t bobs = meet(world, bob.address), id = share(world, "friday-t", &bob, 1);

    assert_good(world, act(world, SNOOZE, id, bobs, at("2026-11-18T11:00"), "monday"));
    assert_string_equal(sent_to(world, "2026-11-20T08:00", FU_OUTCOME_SENT), "alice@example.org ");
    assert_string_equal(sent_to(world, "2026-11-23T08:00", FU_OUTCOME_LATER), both);
    assert_good(world, act(world, DONE, id, 0, at("2026-11-23T08:00"), NULL));
    assert_string_equal(sent_to(world, "2026-11-23T08:01", FU_OUTCOME_SENT), "");
    assert_state(world, id, FU_DONE);
    assert_good(world, act(world, UNDO, id, 0, at("2026-11-23T08:02"), NULL));
    assert_state(world, id, FU_PENDING);
    assert_string_equal(sent_to(world, "2026-11-23T08:02", FU_OUTCOME_SENT), both);
}

/* Said while the mails were in the outbox's hand, which puts them off afterwards. */
static void a_task_is_done_for_all_while_its_mails_are_on_their_way(void **state)
{
    struct world *world = *state;
    int64_t bobs = meet(world, bob.address), id = share(world, "friday-t", &bob, 1);
    struct fu_turn claimed;

    assert_good(world, act(world, SNOOZE, id, bobs, at("2026-11-18T11:00"), "monday"));
    assert_string_equal(sent_to(world, "2026-11-20T08:00", FU_OUTCOME_SENT), "alice@example.org ");
    claimed = turn(world, NULL, 0, at("2026-11-23T08:00"), FU_TURN_MAX);
    assert_int_equal(claimed.count, 2);
    assert_good(world, act(world, DONE, id, 0, at("2026-11-23T08:00"), NULL));
    for (size_t i = 0; i < claimed.count; i++) {
        claimed.parcels[i].outcome = FU_OUTCOME_LATER;
        claimed.parcels[i].again = at("2026-11-23T08:01");
    }
    turn(world, claimed.parcels, claimed.count, at("2026-11-23T08:00"), 0);
    assert_string_equal(sent_to(world, "2026-11-23T08:01", FU_OUTCOME_SENT), "");
    assert_state(world, id, FU_DONE);
}

/* Its mails were made for an address that they have no more. */
static void who_has_moved_while_it_waits_can_be_done_with_it(void **state)
{
    struct world *world = *state;
    int64_t bobs = meet(world, bob.address), id = share(world, "tomorrow8am", &bob, 1);
    fu_instant now = at("2026-11-19T08:00");

    assert_string_equal(sent_to(world, "2026-11-19T08:00", FU_OUTCOME_LATER), to_both);
    readdress(world, bobs, "bob@many.example");
    readdress(world, alice_id(world), "alice@many.example");
    assert_good(world, act(world, DONE, id, bobs, now, NULL));
    assert_true(world->result.changed);
    assert_good(world, act(world, UNDO, id, bobs, now, NULL));
    assert_good(world, act(world, DONE, id, person_id(world, "alice@many.example"), now, NULL));
    assert_state(world, id, FU_PENDING);
    assert_string_equal(sent_to(world, "2026-11-19T08:01", FU_OUTCOME_SENT), "bob@many.example ");
    assert_state(world, id, FU_DONE);
}

static void who_leaves_while_it_waits_hears_nothing_more(void **state)
{
    struct world *world = *state;
    int64_t person = meet(world, bob.address);
    int64_t id = share(world, "tomorrow", &bob, 1);

    sent_to(world, "2026-11-19T08:00", FU_OUTCOME_LATER);
    assert_good(world, act(world, CANCEL, id, person, at("2026-11-19T08:00"), NULL));
    assert_string_equal(sent_to(world, "2026-11-19T08:01", FU_OUTCOME_SENT), "alice@example.org ");
    assert_state(world, id, FU_DONE);
    assert_dropped(world, id, 1);
    assert_good(world, act(world, UNDO, id, person, at("2026-11-19T09:00"), NULL));
    assert_state(world, id, FU_PENDING);
    assert_string_equal(sent_to(world, "2026-11-19T09:00", FU_OUTCOME_SENT), "bob@example.org ");
    assert_state(world, id, FU_DONE);
}

/* Alice wants what is due in the morning in one mail; so many are due, and wait. */
static void wait_together(struct world *world, int64_t *ids, size_t count, enum fu_outcome outcome)
{
    struct fu_person *person;
    size_t i;
    int64_t alice = meet(world, "alice@example.org");

    begin(world);
    assert_good(
        world, fu_store_person_get(world->store, world->arena, alice, &person, &world->error));
    person->preferences.bundle = true;
    assert_good(world, fu_store_person_set(world->store, person, &world->error));
    commit(world);
    for (i = 0; i < count; i++)
        ids[i] = ask(world, "tomorrow");
    assert_string_equal(sent_to(world, "2026-11-19T08:00", outcome), "alice@example.org ");
    assert_good(world, act(world, CANCEL, ids[0], 0, at("2026-11-19T08:00"), NULL));
}

static struct fu_turn next_attempt(struct world *world)
{
    return turn(world, NULL, 0, at("2026-11-19T08:01"), FU_TURN_MAX);
}

static bool says(struct world *world, const struct fu_turn *claimed, const char *text)
{
    const struct fu_parcel *mail = claimed->parcels;

    assert_int_equal(claimed->count, 1);
    return strstr(fu_arena_copy_n(world->arena, mail->bytes, mail->length), text) != NULL;
}

static void what_is_cancelled_leaves_its_bundle(void **state)
{
    struct world *world = *state;
    struct fu_turn claimed;
    int64_t ids[3];

    wait_together(world, ids, 3, FU_OUTCOME_LATER);
    claimed = next_attempt(world);
    assert_true(says(world, &claimed, "\r\nSubject: 2 follow-ups for Thursday, 19 November\r\n"));
    assert_dropped(world, ids[0], 0);
    claimed.parcels[0].outcome = FU_OUTCOME_SENT;
    turn(world, claimed.parcels, 1, at("2026-11-19T08:01"), 0);
    assert_state(world, ids[0], FU_CANCELLED);
    assert_state(world, ids[1], FU_DONE);
    assert_state(world, ids[2], FU_DONE);
}

static void the_last_of_a_bundle_goes_out_as_itself(void **state)
{
    struct world *world = *state;
    struct fu_turn claimed;
    int64_t ids[2];

    wait_together(world, ids, 2, FU_OUTCOME_LATER);
    claimed = next_attempt(world);
    assert_true(says(world, &claimed, "\r\nSubject: Proposal\r\n"));
    assert_int_equal(claimed.parcels[0].bundle, 0);
}

static void a_bundle_that_may_have_arrived_stays_the_same(void **state)
{
    struct world *world = *state;
    struct fu_turn claimed;
    int64_t ids[2];

    wait_together(world, ids, 2, FU_OUTCOME_UNSURE);
    claimed = next_attempt(world);
    assert_true(says(world, &claimed, "\r\nSubject: 2 follow-ups for Thursday, 19 November\r\n"));
    assert_int_equal(told(world, ids[0], "dropped"), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(the_others_hear_the_end_of_a_series_that_its_owner_has_done),
        TEST(what_is_cancelled_while_it_waits_does_not_go_out),
        TEST(cancelling_is_undone_before_the_attempt_or_after),
        TEST(what_is_cancelled_stays_so_though_it_is_asked_for_again),
        TEST(what_is_cancelled_stays_so_with_another_cadence),
        TEST(what_is_cancelled_on_its_way_stays_so), TEST(what_two_have_ended_waits_for_both),
        TEST(what_its_owner_has_done_goes_to_the_others_alone),
        TEST(what_somebody_who_shares_has_done_goes_to_the_others_alone),
        TEST(a_series_that_is_done_sends_its_owner_nothing_more), TEST(a_task_is_done_for_all),
        TEST(a_task_that_came_apart_is_done_for_all),
        TEST(a_task_is_done_for_all_while_its_mails_are_on_their_way),
        TEST(who_has_moved_while_it_waits_can_be_done_with_it),
        TEST(who_leaves_while_it_waits_hears_nothing_more),
        TEST(what_is_cancelled_leaves_its_bundle), TEST(the_last_of_a_bundle_goes_out_as_itself),
        TEST(a_bundle_that_may_have_arrived_stays_the_same)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
