/* What followupctl retry opens again, and what not. */
#include "world.h"

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

static void a_refused_mail_fails_a_one_off_and_a_retry_can_still_make_it_done(void **state)
{
    struct world *world = *state;
    int64_t id = ask(world, "3days");
    fu_instant due = NOW + 3 * DAY;
    struct fu_parcel parcel;
    bool found;

    settle(world, claim_one(world, due), FU_OUTCOME_NEVER, due);
    assert_state(world, id, FU_FAILED);
    assert_int_equal(only(world, id).state, FU_DELIVERY_FAILED);
    assert_string_equal(only(world, id).answer, "the server's words");
    assert_int_equal(told(world, id, "failed"), 1);
    begin(world);
    assert_good(world, fu_followup_retry(world->store, FU_PARCEL_DELIVERY, only(world, id).id,
                           due + HOUR, &found, &world->error));
    commit(world);
    assert_true(found);
    assert_state(world, id, FU_PENDING);
    parcel = claim_one(world, due + HOUR);
    settle(world, parcel, FU_OUTCOME_SENT, due + HOUR);
    assert_state(world, id, FU_DONE);
}

/* What somebody has ended stays ended, and the mail is dropped. */
static void a_retry_of_what_was_cancelled_or_done_opens_nothing(void **state)
{
    static const enum verb verbs[] = {CANCEL, DONE};
    static const enum fu_followup_state ended[] = {FU_CANCELLED, FU_DONE};
    struct world *world = *state;
    fu_instant due = NOW + 3 * DAY;
    bool found;
    size_t i;

    for (i = 0; i < 2; i++) {
        int64_t id = ask(world, "3days");

        settle(world, claim_one(world, due), FU_OUTCOME_LATER, due);
        assert_int_equal(act(world, verbs[i], id, 0, due, NULL), FU_OK);
        assert_int_equal(turn(world, NULL, 0, due + HOUR, FU_TURN_MAX).count, 0);
        assert_state(world, id, ended[i]);
        begin(world);
        assert_good(world, fu_followup_retry(world->store, FU_PARCEL_DELIVERY, only(world, id).id,
                               due + HOUR, &found, &world->error));
        commit(world);
        assert_true(found);
        assert_state(world, id, ended[i]);
        assert_int_equal(turn(world, NULL, 0, due + HOUR, FU_TURN_MAX).count, 0);
        assert_state(world, id, ended[i]);
    }
}

static void a_retry_for_one_of_several_opens_it_until_that_is_sent(void **state)
{
    static const struct fu_mailbox bob = {"", "bob@example.org"};
    struct world *world = *state;
    fu_instant due = NOW + 3 * DAY;
    struct fu_turn claimed;
    int64_t id;
    bool found;

    meet(world, "bob@example.org");
    id = share(world, "3days", &bob, 1);
    claimed = turn(world, NULL, 0, due, FU_TURN_MAX);
    assert_int_equal(claimed.count, 2);
    settle(world, claimed.parcels[0], FU_OUTCOME_SENT, due);
    settle(world, claimed.parcels[1], FU_OUTCOME_NEVER, due);
    assert_state(world, id, FU_DONE);
    begin(world);
    assert_good(world, fu_followup_retry(world->store, FU_PARCEL_DELIVERY, claimed.parcels[1].id,
                           due + HOUR, &found, &world->error));
    commit(world);
    assert_state(world, id, FU_PENDING);
    settle(world, claim_one(world, due + HOUR), FU_OUTCOME_SENT, due + HOUR);
    assert_state(world, id, FU_DONE);
    assert_int_equal(get(world, id)->fired, 1);
}

static void a_retry_finds_only_what_has_not_been_sent(void **state)
{
    struct world *world = *state;
    int64_t id = ask(world, "3days");
    struct fu_parcel parcel = claim_one(world, NOW + 3 * DAY);
    bool found = true;

    begin(world);
    assert_good(world,
        fu_followup_retry(world->store, FU_PARCEL_DELIVERY, parcel.id, NOW, &found, &world->error));
    assert_false(found);
    commit(world);
    settle(world, parcel, FU_OUTCOME_SENT, NOW + 3 * DAY);
    begin(world);
    assert_good(world,
        fu_followup_retry(world->store, FU_PARCEL_DELIVERY, parcel.id, NOW, &found, &world->error));
    assert_false(found);
    assert_good(world,
        fu_followup_retry(world->store, FU_PARCEL_DELIVERY, 999, NOW, &found, &world->error));
    assert_false(found);
    commit(world);
    assert_state(world, id, FU_DONE);
}

/* Its time to expire begins anew: one answer of "later" does not end it again. */
static void an_answer_that_is_retried_may_be_put_off_again(void **state)
{
    struct world *world = *state;
    fu_instant end = NOW + world->settings.expire;
    struct fu_delivery *row;
    bool found;

    meet(world, "alice@example.org");
    owe(world, "alice@example.org", NOW);
    settle(world, claim_one(world, NOW), FU_OUTCOME_LATER, NOW);
    settle(world, claim_one(world, end), FU_OUTCOME_LATER, end);
    begin(world);
    assert_good(world,
        fu_followup_retry(world->store, FU_PARCEL_MESSAGE, 1, end + DAY, &found, &world->error));
    commit(world);
    assert_true(found);
    settle(world, claim_one(world, end + DAY), FU_OUTCOME_LATER, end + DAY);
    assert_good(world, fu_store_delivery_get(world->store, world->arena, FU_PARCEL_MESSAGE, 1, &row,
                           &world->error));
    assert_int_equal(row->state, FU_DELIVERY_QUEUED);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_refused_mail_fails_a_one_off_and_a_retry_can_still_make_it_done),
        TEST(a_retry_of_what_was_cancelled_or_done_opens_nothing),
        TEST(a_retry_for_one_of_several_opens_it_until_that_is_sent),
        TEST(a_retry_finds_only_what_has_not_been_sent),
        TEST(an_answer_that_is_retried_may_be_put_off_again)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
