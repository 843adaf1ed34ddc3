/* What the store refuses is put aside, and everything else goes out. */
#include "world.h"

#include "followupd/followup/watch.h"

#define WHEN (NOW + 3 * DAY)

/* The store refuses a change of that table, for the rows of that condition. */
static void refuse(struct world *world, const char *change, const char *condition)
{
    sql(world, fu_arena_print(world->arena,
                   "CREATE TRIGGER refuse BEFORE %s WHEN %s BEGIN SELECT RAISE(ABORT, 'a test "
                   "refuses it'); END",
                   change, condition));
}

static const struct fu_aside *asides(struct world *world, size_t expected)
{
    struct fu_aside *rows;
    size_t count;

    assert_good(world, fu_store_asides(world->store, world->arena, &rows, &count, &world->error));
    assert_int_equal(count, expected);
    return rows;
}

static fu_instant next_due(struct world *world)
{
    fu_instant due;

    assert_good(world, fu_store_next_due(world->store, &due, &world->error));
    return due;
}

static const char *of(struct world *world, int64_t followup)
{
    return fu_arena_print(world->arena,
        "(SELECT followup FROM occurrence WHERE id = NEW.occurrence) = %lld", (long long)followup);
}

static const char *that(struct world *world, int64_t id)
{
    return fu_arena_print(world->arena, "OLD.id = %lld", (long long)id);
}

static void a_moment_that_is_refused_holds_up_no_other(void **state)
{
    struct world *world = *state;
    int64_t before = ask(world, "3days"), bad = ask(world, "3days"), behind = ask(world, "3days");
    struct fu_turn turned;
    size_t count;

    refuse(world, "INSERT ON delivery", of(world, bad));
    turned = turn(world, NULL, 0, WHEN, FU_TURN_MAX);
    assert_int_equal(turned.count, 2);
    assert_int_equal(turned.aside_count, 1);
    assert_int_equal(turned.asides[0].kind, FU_ASIDE_OCCURRENCE);
    deliveries(world, before, &count);
    assert_int_equal(count, 1);
    deliveries(world, bad, &count);
    assert_int_equal(count, 0);
    deliveries(world, behind, &count);
    assert_int_equal(count, 1);
    assert_int_equal(asides(world, 1)[0].followup, bad);
    assert_non_null(strstr(asides(world, 1)[0].why, "a test refuses it"));
    assert_string_equal(asides(world, 1)[0].address, "alice@example.org");
}

/* Who is told, and that nothing is due any more but that. */
static void its_owner_is_told_once_and_its_history_says_so(void **state)
{
    struct world *world = *state;
    int64_t bad = ask(world, "3days");
    struct fu_turn turned;
    struct fu_event *events;
    bool found;
    size_t count;

    refuse(world, "INSERT ON delivery", of(world, bad));
    assert_int_equal(turn(world, NULL, 0, WHEN, FU_TURN_MAX).count, 0);
    assert_int_equal(next_due(world), WHEN);
    turned = turn(world, NULL, 0, WHEN, FU_TURN_MAX);
    assert_int_equal(turned.count, 1);
    assert_string_equal(turned.parcels[0].recipient, "alice@example.org");
    assert_non_null(strstr(turned.parcels[0].bytes, "A reminder that could not be sent"));
    assert_non_null(strstr(turned.parcels[0].bytes, "Proposal"));
    assert_non_null(strstr(turned.parcels[0].bytes, "Reply-To: help@remind.example.org"));
    assert_true(next_due(world) == FU_NEVER);
    assert_good(
        world, fu_store_events(world->store, world->arena, bad, &events, &count, &world->error));
    assert_string_equal(events[count - 1].what, "aside");
    assert_null(strstr(events[count - 1].detail, world->folder));

    begin(world);
    assert_good(world,
        fu_followup_retry_moment(world->store, asides(world, 1)[0].id, &found, &world->error));
    commit(world);
    assert_true(found);
    assert_int_equal(turn(world, NULL, 0, WHEN, FU_TURN_MAX).count, 0);
    asides(world, 1);
    assert_int_equal(turn(world, NULL, 0, WHEN, FU_TURN_MAX).count, 0);
}

static void tried_again_it_comes(void **state)
{
    struct world *world = *state;
    int64_t bad = ask(world, "3days");
    bool found;

    refuse(world, "INSERT ON delivery", of(world, bad));
    turn(world, NULL, 0, WHEN, FU_TURN_MAX);
    sql(world, "DROP TRIGGER refuse");
    send_all(world, WHEN, FU_OUTCOME_SENT); /* that it is put aside */
    assert_int_equal(send_all(world, WHEN, FU_OUTCOME_SENT), 0);
    begin(world);
    assert_good(world,
        fu_followup_retry_moment(world->store, asides(world, 1)[0].id, &found, &world->error));
    assert_true(found);
    assert_good(world, fu_followup_retry_moment(world->store, 4711, &found, &world->error));
    assert_false(found);
    commit(world);
    assert_int_equal(next_due(world), WHEN);
    assert_int_equal(send_all(world, WHEN + HOUR, FU_OUTCOME_SENT), 1);
    assert_state(world, bad, FU_DONE);
}

/* One that waits, and may not be claimed again. */
static void a_mail_that_cannot_be_claimed_is_put_aside(void **state)
{
    struct world *world = *state;
    int64_t bad = ask(world, "3days"), good;
    struct fu_delivery *row;
    struct fu_turn turned;
    bool found;
    size_t count;

    send_all(world, WHEN, FU_OUTCOME_LATER);
    row = deliveries(world, bad, &count);
    good = ask(world, "3days");
    refuse(world, "UPDATE ON delivery", that(world, row->id));
    turned = turn(world, NULL, 0, WHEN + HOUR, FU_TURN_MAX);
    assert_int_equal(turned.count, 1);
    assert_int_equal(asides(world, 1)[0].kind, FU_ASIDE_DELIVERY);
    assert_int_equal(asides(world, 1)[0].id, row->id);
    assert_int_equal(deliveries(world, good, &count)->state, FU_DELIVERY_SENDING);
    sql(world, "DROP TRIGGER refuse");
    begin(world);
    assert_good(world, fu_followup_retry(world->store, FU_PARCEL_DELIVERY, row->id, WHEN + HOUR,
                           &found, &world->error));
    commit(world);
    assert_true(found);
    asides(world, 0);
    assert_int_equal(turn(world, NULL, 0, WHEN + HOUR, FU_TURN_MAX).count, 2); /* and the notice */
}

/* What became of it is said in the record, nothing sends it again, and the others' is recorded. */
static void an_outcome_that_is_refused_is_kept_in_words(void **state)
{
    struct world *world = *state;
    int64_t bad = ask(world, "3days"), good = ask(world, "3days");
    struct fu_turn claimed = turn(world, NULL, 0, WHEN, FU_TURN_MAX);
    size_t count, i;

    assert_int_equal(claimed.count, 2);
    for (i = 0; i < 2; i++) {
        claimed.parcels[i].outcome = FU_OUTCOME_SENT;
        claimed.parcels[i].answer = "250 2.0.0 taken";
    }
    refuse(world, "UPDATE ON delivery", that(world, deliveries(world, bad, &count)->id));
    assert_int_equal(turn(world, claimed.parcels, 2, WHEN, FU_TURN_MAX).count, 0);
    assert_state(world, good, FU_DONE);
    assert_int_equal(deliveries(world, bad, &count)->state, FU_DELIVERY_SENDING);
    assert_non_null(strstr(asides(world, 1)[0].why, "(sent: 250 2.0.0 taken)"));
    assert_good(world, fu_followup_reclaim(world->store, NULL, NULL, WHEN, &world->error));
    assert_int_equal(turn(world, NULL, 0, WHEN + DAY, FU_TURN_MAX).count, 0);
}

/* An outbox that starts is not stopped by one either. */
static void what_cannot_be_taken_back_is_put_aside(void **state)
{
    struct world *world = *state;
    int64_t bad = ask(world, "3days"), good = ask(world, "3days");
    size_t count;

    turn(world, NULL, 0, WHEN, FU_TURN_MAX);
    refuse(world, "UPDATE ON delivery", that(world, deliveries(world, bad, &count)->id));
    assert_good(world, fu_followup_reclaim(world->store, NULL, NULL, WHEN, &world->error));
    asides(world, 1);
    assert_int_equal(deliveries(world, good, &count)->state, FU_DELIVERY_QUEUED);
    assert_int_equal(turn(world, NULL, 0, WHEN, FU_TURN_MAX).count, 1);
}

static void a_message_that_is_refused_is_put_aside_without_a_word(void **state)
{
    struct world *world = *state;
    int64_t message;

    message = owe(world, "bob@example.org", NOW);
    refuse(world, "UPDATE ON message", that(world, message));
    assert_int_equal(turn(world, NULL, 0, NOW, FU_TURN_MAX).count, 0);
    assert_int_equal(asides(world, 1)[0].kind, FU_ASIDE_MESSAGE);
    assert_string_equal(asides(world, 1)[0].address, "bob@example.org");
    assert_string_equal(asides(world, 1)[0].subject, "An answer");
    assert_true(next_due(world) == FU_NEVER);
}

static void what_is_dropped_and_refused_is_put_aside(void **state)
{
    struct world *world = *state;
    int64_t bad = ask(world, "3days"), good = ask(world, "3days");

    send_all(world, WHEN, FU_OUTCOME_LATER);
    act(world, CANCEL, bad, 0, WHEN, NULL);
    refuse(world, "INSERT ON event",
        fu_arena_print(
            world->arena, "NEW.what = 'dropped' AND NEW.followup = %lld", (long long)bad));
    assert_int_equal(turn(world, NULL, 0, WHEN + HOUR, FU_TURN_MAX).count, 1);
    assert_int_equal(asides(world, 1)[0].followup, bad);
    assert_state(world, good, FU_PENDING);
}

static void want_bundles(struct world *world)
{
    sql(world, "UPDATE person SET bundle = 1, morning = 10 * 60 + 30");
}

/* The bundle that cannot be had comes as its parts. */
static void a_bundle_that_is_refused_goes_out_as_its_parts(void **state)
{
    struct world *world = *state;
    int64_t bad = ask(world, "3days"), id;
    size_t count;

    ask(world, "3days");
    ask(world, "3days");
    want_bundles(world);
    assert_int_equal(send_all(world, WHEN, FU_OUTCOME_LATER), 1);
    id = deliveries(world, bad, &count)->id;
    assert_int_not_equal(deliveries(world, bad, &count)->bundle, 0);
    refuse(world, "UPDATE ON delivery",
        fu_arena_print(world->arena, "%s AND NEW.state = 'sending'", that(world, id)));
    assert_int_equal(turn(world, NULL, 0, WHEN + HOUR, FU_TURN_MAX).count, 1);
    assert_int_equal(asides(world, 1)[0].id, id);
}

/* In a turn that is taken in parts nobody waits for who goes with whom. */
static void one_of_a_new_bundle_that_is_refused_leaves_the_others(void **state)
{
    struct world *world = *state;
    int64_t bad = ask(world, "3days");

    ask(world, "3days");
    ask(world, "3days");
    want_bundles(world);
    refuse(world, "INSERT ON delivery", of(world, bad));
    assert_int_equal(turn(world, NULL, 0, WHEN, FU_TURN_MAX).count, 2);
    asides(world, 1);
}

static void ask_many(struct world *world, size_t count)
{
    while (count-- > 0)
        ask(world, "3days");
}

/* Both sides of the limit. */
static void a_store_that_refuses_everything_is_ill(void **state)
{
    struct world *world = *state;
    struct fu_turn turned;

    ask_many(world, 20);
    refuse(world, "INSERT ON delivery", "1");
    assert_int_equal(fu_followup_turn(world->store, &world->settings, world->arena, NULL, 0, WHEN,
                         FU_TURN_MAX, &turned, &world->error),
        FU_PERMANENT);
    assert_non_null(strstr(world->error.text, "refuses everything"));
    asides(world, 0);
    assert_int_equal(turn(world, NULL, 0, WHEN, 19).aside_count, 19);
}

static void what_fails_for_the_disks_sake_puts_nothing_aside(void **state)
{
    struct world *world = *state;
    struct fu_turn turned;

    ask(world, "3days");
    sql(world,
        "CREATE TRIGGER refuse BEFORE INSERT ON delivery BEGIN SELECT zeroblob(1 << 30); END");
    assert_int_equal(fu_followup_turn(world->store, &world->settings, world->arena, NULL, 0, WHEN,
                         FU_TURN_MAX, &turned, &world->error),
        FU_OK); /* too big a value is refused */
    asides(world, 1);
    sql(world, "DROP TRIGGER refuse; DELETE FROM aside; PRAGMA ignore_check_constraints = ON;"
               "UPDATE followup SET kind = 'nonsense'");
    assert_int_equal(fu_followup_turn(world->store, &world->settings, world->arena, NULL, 0, WHEN,
                         FU_TURN_MAX, &turned, &world->error),
        FU_PERMANENT);
    asides(world, 0);
}

static void the_operator_is_told_what_cures_it(void **state)
{
    struct world *world = *state;
    const struct fu_watch watch = {
        .settings = &world->settings, .folder = world->folder, .after = HOUR};
    struct fu_fault *faults;
    size_t count, i = 0;

    refuse(world, "INSERT ON delivery", of(world, ask(world, "3days")));
    turn(world, NULL, 0, WHEN, FU_TURN_MAX);
    assert_good(world,
        fu_faults_find(world->store, &watch, world->arena, WHEN, &faults, &count, &world->error));
    while (i < count && strcmp(faults[i].kind, "aside") != 0)
        i++;
    assert_true(i < count);
    assert_non_null(strstr(faults[i].sentence, "put aside: 1.\n#1: "));
    assert_non_null(strstr(faults[i].cure, "followupctl retry"));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {TEST(a_moment_that_is_refused_holds_up_no_other),
        TEST(its_owner_is_told_once_and_its_history_says_so), TEST(tried_again_it_comes),
        TEST(a_mail_that_cannot_be_claimed_is_put_aside),
        TEST(an_outcome_that_is_refused_is_kept_in_words),
        TEST(what_cannot_be_taken_back_is_put_aside),
        TEST(a_message_that_is_refused_is_put_aside_without_a_word),
        TEST(what_is_dropped_and_refused_is_put_aside),
        TEST(a_bundle_that_is_refused_goes_out_as_its_parts),
        TEST(one_of_a_new_bundle_that_is_refused_leaves_the_others),
        TEST(a_store_that_refuses_everything_is_ill),
        TEST(what_fails_for_the_disks_sake_puts_nothing_aside),
        TEST(the_operator_is_told_what_cures_it)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
