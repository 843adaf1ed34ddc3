/* What is said of a series by mail, and read when it has come again. */
#include "world.h"

#include "followupd/store/aside.h"

static const char *monday = "2026-11-23T08:00", *next_monday = "2026-11-30T08:00";

/* Says it then; that is read now. */
static void say(struct world *world, enum verb verb, int64_t id, int64_t person, const char *said,
    const char *now)
{
    const struct fu_act context = acting(world, person, at(now));

    begin(world);
    assert_good(world, verb == DONE
                           ? fu_act_done(&context, id, at(said), &world->result, &world->error)
                           : fu_act_skip(&context, id, at(said), &world->result, &world->error));
    commit(world);
}

static enum fu_occurrence_state state_of(struct world *world, int64_t id, const char *moment)
{
    struct fu_occurrence *rows;
    size_t count;

    assert_good(world,
        fu_store_occurrences(world->store, world->arena, id,
            (1U << (FU_OCCURRENCE_CANCELLED + 1)) - 1, at(moment), &rows, &count, &world->error));
    assert_true(count > 0 && rows[0].moment == at(moment));
    return rows[0].state;
}

static void done_means_what_had_come(void **state)
{
    struct world *world = *state;
    int64_t id = ask(world, "everymonday-t");

    assert_int_equal(send_all(world, at(monday), FU_OUTCOME_SENT), 1);
    assert_int_equal(send_all(world, at(next_monday), FU_OUTCOME_SENT), 1);
    say(world, DONE, id, alice_id(world), "2026-11-23T09:00", "2026-11-30T09:00");
    assert_true(world->result.changed);
    assert_non_null(strstr(
        world->result.sentence, "has come again since you wrote that, for Monday, 30 November"));
    assert_int_equal(state_of(world, id, monday), FU_OCCURRENCE_DONE);
    assert_int_equal(state_of(world, id, next_monday), FU_OCCURRENCE_FIRED);
    assert_state(world, id, FU_PENDING);
    assert_next(world, id, "2026-12-01T08:00");

    say(world, DONE, id, alice_id(world), "2026-11-23T09:00", "2026-11-30T09:00");
    assert_false(world->result.changed);
    assert_non_null(strstr(world->result.sentence, "has come since you wrote that"));

    act(world, UNDO, id, alice_id(world), at("2026-11-30T09:01"), NULL);
    assert_int_equal(state_of(world, id, monday), FU_OCCURRENCE_FIRED);
    assert_int_equal(state_of(world, id, next_monday), FU_OCCURRENCE_FIRED);

    say(world, DONE, id, alice_id(world), "2026-11-30T08:00", "2026-11-30T09:02");
    assert_int_equal(state_of(world, id, next_monday), FU_OCCURRENCE_DONE);
}

static void done_before_anything_came_is_of_nothing(void **state)
{
    struct world *world = *state;
    int64_t id = ask(world, "everymonday-t");

    assert_int_equal(send_all(world, at(monday), FU_OUTCOME_SENT), 1);
    say(world, DONE, id, alice_id(world), "2026-11-22T09:00", "2026-11-23T09:00");
    assert_false(world->result.changed);
    assert_int_equal(state_of(world, id, monday), FU_OCCURRENCE_FIRED);
}

static void done_ends_what_was_still_to_come_of_it(void **state)
{
    struct world *world = *state;
    struct fu_mailbox bob = {.name = "", .address = "bob@example.org"};
    int64_t bob_id = meet(world, bob.address), id = share(world, "everymonday", &bob, 1);

    assert_int_equal(send_all(world, at(monday), FU_OUTCOME_SENT), 2);
    act(world, SNOOZE, id, alice_id(world), at("2026-11-23T09:00"), "8days");
    act(world, SNOOZE, id, bob_id, at("2026-11-23T09:00"), "9days");
    assert_int_equal(send_all(world, at(next_monday), FU_OUTCOME_SENT), 2);

    say(world, DONE, id, bob_id, "2026-11-29T09:00", "2026-11-30T09:00");
    assert_true(world->result.changed);
    assert_int_equal(state_of(world, id, monday), FU_OCCURRENCE_FIRED);
    assert_int_equal(state_of(world, id, "2026-12-02T09:00"), FU_OCCURRENCE_DONE);
    assert_int_equal(state_of(world, id, "2026-12-01T09:00"), FU_OCCURRENCE_PENDING);

    say(world, DONE, id, bob_id, "2026-11-29T09:00", "2026-11-30T09:00");
    assert_false(world->result.changed);

    say(world, DONE, id, 0, "2026-11-29T09:00", "2026-11-30T09:00");
    assert_int_equal(state_of(world, id, monday), FU_OCCURRENCE_DONE);
    assert_int_equal(state_of(world, id, "2026-12-01T09:00"), FU_OCCURRENCE_DONE);
}

static void done_of_the_time_before_may_end_it(void **state)
{
    struct world *world = *state;
    int64_t id = ask(world, "everymonday-until-2026-12-01");

    assert_int_equal(send_all(world, at(monday), FU_OUTCOME_SENT), 1);
    act(world, SNOOZE, id, alice_id(world), at("2026-11-23T09:00"), "9days");
    assert_int_equal(send_all(world, at(next_monday), FU_OUTCOME_SENT), 1);
    assert_state(world, id, FU_PENDING);
    say(world, DONE, id, alice_id(world), "2026-11-29T09:00", "2026-11-30T09:00");
    assert_state(world, id, FU_DONE);
    act(world, UNDO, id, alice_id(world), at("2026-11-30T09:01"), NULL);
    assert_state(world, id, FU_PENDING);
    assert_next(world, id, "2026-12-02T09:00");
}

static void what_was_cancelled_since_stays_so(void **state)
{
    struct world *world = *state;
    int64_t id = ask(world, "everymonday-t");

    send_all(world, at(monday), FU_OUTCOME_SENT);
    send_all(world, at(next_monday), FU_OUTCOME_SENT);
    act(world, CANCEL, id, alice_id(world), at(next_monday), NULL);
    say(world, DONE, id, alice_id(world), "2026-11-23T09:00", "2026-11-30T09:00");
    assert_false(world->result.changed);
    assert_non_null(strstr(world->result.sentence, "has ended already"));
    act(world, UNDO, id, alice_id(world), at("2026-11-30T09:01"), NULL);
    assert_state(world, id, FU_PENDING);
}

static void a_snooze_that_came_since_is_no_other_time(void **state)
{
    struct world *world = *state;
    int64_t series = ask(world, "everymonday-t"), once = ask(world, "2026-11-23");

    assert_int_equal(send_all(world, at(monday), FU_OUTCOME_SENT), 2);
    act(world, SNOOZE, series, alice_id(world), at("2026-11-23T09:00"), "1day");
    act(world, SNOOZE, once, alice_id(world), at("2026-11-23T09:00"), "1day");
    assert_int_equal(send_all(world, at("2026-11-24T09:00"), FU_OUTCOME_SENT), 2);
    say(world, DONE, series, alice_id(world), "2026-11-23T10:00", "2026-11-24T10:00");
    assert_int_equal(state_of(world, series, "2026-11-24T09:00"), FU_OCCURRENCE_DONE);
    say(world, DONE, once, alice_id(world), "2026-11-23T10:00", "2026-11-24T10:00");
    assert_state(world, once, FU_DONE);
}

static void skip_means_what_was_the_next(void **state)
{
    struct world *world = *state;
    int64_t id = ask(world, "everymonday");

    assert_int_equal(send_all(world, at(monday), FU_OUTCOME_SENT), 1);
    say(world, SKIP, id, alice_id(world), "2026-11-20T09:00", "2026-11-24T09:00");
    assert_false(world->result.changed);
    assert_non_null(strstr(world->result.sentence, "has come, for Monday, 23 November"));
    assert_next(world, id, next_monday);
    say(world, SKIP, id, alice_id(world), "2026-11-23T09:00", "2026-11-24T09:00");
    assert_true(world->result.changed);
    assert_next(world, id, "2026-12-07T08:00");
}

/* followupd did not run when Monday's was due. */
static void done_before_a_late_one_came_is_not_of_it(void **state)
{
    struct world *world = *state;
    int64_t id = ask(world, "everymonday-t");

    assert_int_equal(send_all(world, at(monday), FU_OUTCOME_SENT), 1);
    assert_int_equal(send_all(world, at("2026-11-30T10:00"), FU_OUTCOME_SENT), 1);
    say(world, DONE, id, alice_id(world), "2026-11-30T09:00", "2026-11-30T10:01");
    assert_non_null(strstr(world->result.sentence, "is done for the time before"));
    assert_int_equal(state_of(world, id, monday), FU_OCCURRENCE_DONE);
    assert_int_equal(state_of(world, id, next_monday), FU_OCCURRENCE_FIRED);

    say(world, DONE, id, alice_id(world), "2026-11-30T09:59", "2026-11-30T10:02");
    assert_false(world->result.changed);
    say(world, DONE, id, alice_id(world), "2026-11-30T10:00", "2026-11-30T10:02");
    assert_int_equal(state_of(world, id, next_monday), FU_OCCURRENCE_DONE);
}

/* Nobody has seen it: said done, it would be dropped. */
static void done_before_a_waiting_mail_goes_out_is_not_of_it(void **state)
{
    struct world *world = *state;
    int64_t id = ask(world, "everymonday");

    assert_int_equal(send_all(world, at(monday), FU_OUTCOME_SENT), 1);
    assert_int_equal(send_all(world, at(next_monday), FU_OUTCOME_OURS), 1);
    say(world, DONE, id, alice_id(world), "2026-11-30T09:00", "2026-11-30T09:01");
    assert_non_null(strstr(
        world->result.sentence, "is done for the time before; its mail for Monday, 30 November"));
    assert_int_equal(state_of(world, id, monday), FU_OCCURRENCE_DONE);
    assert_int_equal(state_of(world, id, next_monday), FU_OCCURRENCE_FIRED);
    say(world, DONE, id, alice_id(world), "2026-11-30T09:02", "2026-11-30T09:03");
    assert_false(world->result.changed);
    assert_non_null(strstr(world->result.sentence, "still waits to be sent, so nothing"));
    assert_int_equal(send_all(world, at("2026-11-30T10:00"), FU_OUTCOME_SENT), 1);
    say(world, DONE, id, alice_id(world), "2026-11-30T10:00", "2026-11-30T10:01");
    assert_int_equal(state_of(world, id, next_monday), FU_OCCURRENCE_DONE);
}

/* The first copy may have arrived, which is the one that they write of. */
static void done_after_a_doubtful_mail_is_of_it(void **state)
{
    struct world *world = *state;
    int64_t id = ask(world, "everymonday");

    assert_int_equal(send_all(world, at(monday), FU_OUTCOME_SENT), 1);
    assert_int_equal(send_all(world, at(next_monday), FU_OUTCOME_UNSURE), 1);
    say(world, DONE, id, alice_id(world), "2026-11-30T07:59", "2026-11-30T09:00");
    assert_int_equal(state_of(world, id, next_monday), FU_OCCURRENCE_FIRED);
    say(world, DONE, id, alice_id(world), "2026-11-30T08:01", "2026-11-30T09:00");
    assert_int_equal(state_of(world, id, next_monday), FU_OCCURRENCE_DONE);
}

/* Its mail failed long before they say so, and their alias says so: saying it again would be of no
 * more use. */
static void done_after_a_failed_mail_is_of_it(void **state)
{
    struct world *world = *state;
    int64_t id = ask(world, "everymonday");

    assert_int_equal(send_all(world, at(monday), FU_OUTCOME_SENT), 1);
    assert_int_equal(send_all(world, at(next_monday), FU_OUTCOME_NEVER), 1);
    say(world, DONE, id, alice_id(world), "2026-11-30T09:00", "2026-11-30T10:00");
    assert_int_equal(state_of(world, id, next_monday), FU_OCCURRENCE_DONE);
}

/* Each has mails of their own. */
static void what_came_late_to_another_came_in_time_to_them(void **state)
{
    struct world *world = *state;
    struct fu_mailbox bob = {.name = "", .address = "bob@example.org"};
    int64_t bob_id = meet(world, bob.address), id = share(world, "everymonday", &bob, 1);
    struct fu_turn claimed;
    size_t i;

    assert_int_equal(send_all(world, at(monday), FU_OUTCOME_SENT), 2);
    claimed = turn(world, NULL, 0, at(next_monday), FU_TURN_MAX);
    assert_int_equal(claimed.count, 2);
    for (i = 0; i < claimed.count; i++) {
        bool bobs = strcmp(claimed.parcels[i].recipient, bob.address) == 0;

        claimed.parcels[i].outcome = bobs ? FU_OUTCOME_LATER : FU_OUTCOME_SENT;
        claimed.parcels[i].again = at("2026-11-30T10:00");
    }
    turn(world, claimed.parcels, claimed.count, at(next_monday), 0);
    say(world, DONE, id, bob_id, "2026-11-30T09:00", "2026-11-30T09:01");
    assert_false(world->result.changed);
    say(world, DONE, id, alice_id(world), "2026-11-30T09:00", "2026-11-30T09:01");
    assert_int_equal(state_of(world, id, next_monday), FU_OCCURRENCE_DONE);
}

/* They were told that it does not come. */
static void done_after_a_mail_was_put_aside_is_of_it(void **state)
{
    struct world *world = *state;
    int64_t id = ask(world, "everymonday");
    struct fu_aside aside = {.kind = FU_ASIDE_DELIVERY, .at = at(next_monday), .why = "no"};
    struct fu_delivery *rows;
    size_t count;

    assert_int_equal(send_all(world, at(monday), FU_OUTCOME_SENT), 1);
    assert_int_equal(send_all(world, at(next_monday), FU_OUTCOME_OURS), 1);
    rows = deliveries(world, id, &count);
    aside.id = rows[count - 1].id;
    begin(world);
    assert_good(world, fu_store_aside_add(world->store, &aside, &world->error));
    commit(world);
    say(world, DONE, id, alice_id(world), "2026-11-30T09:00", "2026-11-30T09:01");
    assert_int_equal(state_of(world, id, next_monday), FU_OCCURRENCE_DONE);
}

/* The mail was made for the address of before. */
static void what_waits_at_a_former_address_waits_still(void **state)
{
    struct world *world = *state;
    int64_t id = ask(world, "everymonday");
    int64_t alice = alice_id(world);

    assert_int_equal(send_all(world, at(monday), FU_OUTCOME_SENT), 1);
    assert_int_equal(send_all(world, at(next_monday), FU_OUTCOME_OURS), 1);
    readdress(world, alice, "alice@many.example");
    say(world, DONE, id, alice, "2026-11-30T09:00", "2026-11-30T09:01");
    assert_int_equal(state_of(world, id, next_monday), FU_OCCURRENCE_FIRED);
    assert_string_equal(sent_to(world, "2026-11-30T10:00", FU_OUTCOME_SENT), "alice@many.example ");
}

/* Neither address is anybody's any more, and one of the two is gone. */
static void what_waits_for_who_has_moved_is_theirs_though_another_left(void **state)
{
    const struct fu_mailbox both[] = {{"Bob", "bob@example.org"}, {"Carol", "carol@example.org"}};
    struct world *world = *state;
    int64_t bob = meet(world, both[0].address), id;

    meet(world, both[1].address);
    id = share(world, "everymonday", both, 2);
    sent_to(world, monday, FU_OUTCOME_LATER);
    readdress(world, bob, "bob@many.example");
    act(world, CANCEL, id, bob, at(monday) + HOUR, NULL);
    readdress(world, alice_id(world), "alice@many.example");
    assert_string_equal(sent_to(world, "2026-11-23T12:00", FU_OUTCOME_SENT),
        "alice@many.example carol@example.org ");
}

/* It was put off elsewhere, and that came before the mail which waits. */
static void done_after_it_came_once_more_is_of_it(void **state)
{
    struct world *world = *state;
    int64_t id = ask(world, "everymonday");
    struct fu_turn claimed;

    assert_int_equal(send_all(world, at(monday), FU_OUTCOME_SENT), 1);
    claimed = turn(world, NULL, 0, at(next_monday), FU_TURN_MAX);
    assert_int_equal(claimed.count, 1);
    claimed.parcels[0].outcome = FU_OUTCOME_LATER;
    claimed.parcels[0].answer = "450 4.2.0 Later.";
    claimed.parcels[0].again = at("2026-11-30T11:00");
    turn(world, claimed.parcels, 1, at(next_monday), 0);
    act(world, SNOOZE, id, alice_id(world), at("2026-11-30T08:30"), "1h");
    assert_int_equal(send_all(world, at("2026-11-30T09:30"), FU_OUTCOME_SENT), 1);
    say(world, DONE, id, alice_id(world), "2026-11-30T10:00", "2026-11-30T10:01");
    assert_int_equal(state_of(world, id, "2026-11-30T09:30"), FU_OCCURRENCE_DONE);
    assert_int_equal(state_of(world, id, monday), FU_OCCURRENCE_FIRED);
}

static void a_clock_that_was_ahead_takes_no_done_away(void **state)
{
    struct world *world = *state;
    int64_t id = ask(world, "everymonday");

    assert_int_equal(send_all(world, at("2026-11-27T08:00"), FU_OUTCOME_SENT), 1);
    say(world, DONE, id, alice_id(world), "2026-11-23T09:00", "2026-11-23T09:01");
    assert_int_equal(state_of(world, id, monday), FU_OCCURRENCE_DONE);
}

static void skip_while_a_mail_waits_leaves_out_the_next(void **state)
{
    struct world *world = *state;
    int64_t id = ask(world, "everymonday");

    assert_int_equal(send_all(world, at(monday), FU_OUTCOME_SENT), 1);
    assert_int_equal(send_all(world, at(next_monday), FU_OUTCOME_OURS), 1);
    say(world, SKIP, id, alice_id(world), "2026-11-30T09:00", "2026-11-30T09:01");
    assert_true(world->result.changed);
    assert_next(world, id, "2026-12-14T08:00");
    assert_int_equal(send_all(world, at("2026-11-30T10:00"), FU_OUTCOME_SENT), 1);
}

static void skip_before_a_late_one_came_leaves_out_nothing(void **state)
{
    struct world *world = *state;
    int64_t id = ask(world, "everymonday");

    assert_int_equal(send_all(world, at(monday), FU_OUTCOME_SENT), 1);
    assert_int_equal(send_all(world, at("2026-11-30T10:00"), FU_OUTCOME_SENT), 1);
    say(world, SKIP, id, alice_id(world), "2026-11-30T09:00", "2026-11-30T10:01");
    assert_false(world->result.changed);
    assert_next(world, id, "2026-12-07T08:00");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {TEST(done_means_what_had_come),
        TEST(done_before_anything_came_is_of_nothing), TEST(done_ends_what_was_still_to_come_of_it),
        TEST(done_of_the_time_before_may_end_it), TEST(what_was_cancelled_since_stays_so),
        TEST(a_snooze_that_came_since_is_no_other_time), TEST(skip_means_what_was_the_next),
        TEST(done_before_a_late_one_came_is_not_of_it),
        TEST(done_before_a_waiting_mail_goes_out_is_not_of_it),
        TEST(done_after_a_doubtful_mail_is_of_it), TEST(done_after_a_failed_mail_is_of_it),
        TEST(what_came_late_to_another_came_in_time_to_them),
        TEST(done_after_a_mail_was_put_aside_is_of_it),
        TEST(what_waits_at_a_former_address_waits_still),
        TEST(what_waits_for_who_has_moved_is_theirs_though_another_left),
        TEST(done_after_it_came_once_more_is_of_it),
        TEST(a_clock_that_was_ahead_takes_no_done_away),
        TEST(skip_while_a_mail_waits_leaves_out_the_next),
        TEST(skip_before_a_late_one_came_leaves_out_nothing)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
