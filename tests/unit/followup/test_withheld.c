/* What people do to a follow-up of which a reminder is kept back, before somebody decides about
 * it. */
#include "world.h"

#include "followupd/followup/hold.h"
#include "followupd/followup/view.h"

#define AFTER (NOW + 2 * DAY)

static const struct fu_mailbox bob = {"", "bob@example.org"};

/* A follow-up of Alice's in which Bob shares. */
static int64_t shared(struct world *world, const char *cadence)
{
    if (person_id(world, bob.address) == 0)
        meet(world, bob.address);
    return share(world, cadence, &bob, 1);
}

static void hold(struct world *world)
{
    struct fu_hold_counts counts;

    assert_good(world, fu_followup_hold(world->store, &world->settings, NULL, NOW, AFTER, &counts,
                           &world->error));
    assert_int_equal(send_all(world, AFTER, FU_OUTCOME_SENT), 2); /* the summaries */
}

/* One whose reminders to both are held. */
static int64_t hold_shared(struct world *world, const char *cadence)
{
    int64_t id = shared(world, cadence);

    hold(world);
    return id;
}

/* Decides about all that is held. */
static void decide(struct world *world, bool release)
{
    struct fu_withheld *rows;
    size_t count, i;

    assert_good(world, fu_store_withheld(world->store, world->arena, &rows, &count, &world->error));
    begin(world);
    for (i = 0; i < count; i++)
        assert_good(world, release ? fu_hold_release(world->store, &rows[i], AFTER, &world->error)
                                   : fu_hold_drop(world->store, &rows[i], AFTER, &world->error));
    commit(world);
}

static const char *sent_now(struct world *world)
{
    return sent_to(world, fu_say_rfc3339(world->arena, "Europe/Berlin", AFTER), FU_OUTCOME_SENT);
}

static void act_as_bob(struct world *world, enum verb verb, int64_t id)
{
    act(world, verb, id, person_id(world, bob.address), AFTER, NULL);
}

static void done_of_whoever_shares_is_about_what_is_held(void **state)
{
    struct world *world = *state;
    const int64_t ids[] = {
        shared(world, "1day"), shared(world, "daily"), shared(world, "1day-t")};
    size_t i;

    hold(world);
    for (i = 0; i < sizeof ids / sizeof *ids; i++) {
        act_as_bob(world, DONE, ids[i]);
        assert_true(world->result.changed);
        assert_non_null(strstr(world->result.sentence, "is done"));
        assert_state(world, ids[i], FU_PENDING);
        act_as_bob(world, DONE, ids[i]);
        assert_false(world->result.changed);
    }
    decide(world, true);
    assert_string_equal(
        sent_now(world), "alice@example.org alice@example.org alice@example.org ");
}

/* Nobody waits for it any more, whoever decides what about it then. */
static void what_is_done_stays_so_when_it_is_released(void **state)
{
    static const char *const cadences[] = {"1day", "1day-t"};
    struct world *world = *state;
    int64_t ids[2];
    size_t i;

    for (i = 0; i < 2; i++)
        ids[i] = ask(world, cadences[i]);
    assert_good(world, fu_followup_hold(world->store, &world->settings, NULL, NOW, AFTER,
                           &(struct fu_hold_counts){.held = 0}, &world->error));
    assert_int_equal(send_all(world, AFTER, FU_OUTCOME_SENT), 1); /* the summary */
    for (i = 0; i < 2; i++) {
        act(world, DONE, ids[i], 0, AFTER, NULL);
        assert_state(world, ids[i], FU_DONE);
    }
    decide(world, true);
    for (i = 0; i < 2; i++)
        assert_state(world, ids[i], FU_DONE);
    assert_string_equal(sent_now(world), "");
    for (i = 0; i < 2; i++)
        assert_state(world, ids[i], FU_DONE);
}

/* It came back since, and they were done with that; the first of it is held. */
static void what_came_back_and_is_done_stays_so_when_it_is_released(void **state)
{
    struct world *world = *state;
    int64_t id = ask(world, "1h-t");

    assert_good(world, fu_followup_hold(world->store, &world->settings, NULL, NOW, NOW + 2 * HOUR,
                           &(struct fu_hold_counts){.held = 0}, &world->error));
    assert_string_equal(sent_to(world, "2026-11-19T08:00", FU_OUTCOME_SENT),
        "alice@example.org alice@example.org ");
    act(world, DONE, id, 0, at("2026-11-19T09:00"), NULL);
    assert_state(world, id, FU_DONE);
    decide(world, true);
    assert_state(world, id, FU_DONE);
    assert_string_equal(sent_now(world), "");
    assert_state(world, id, FU_DONE);
}

static void taken_back_it_is_held_still(void **state)
{
    struct world *world = *state;
    int64_t id = hold_shared(world, "1day");

    act_as_bob(world, DONE, id);
    act_as_bob(world, UNDO, id);
    assert_true(world->result.changed);
    decide(world, true);
    assert_string_equal(sent_now(world), "alice@example.org bob@example.org ");
    assert_state(world, id, FU_DONE);
}

/* Nobody was sent it, but it was due. */
static void done_of_what_was_dropped_is_of_what_came(void **state)
{
    struct world *world = *state;
    int64_t id = hold_shared(world, "daily");

    decide(world, false);
    act_as_bob(world, DONE, id);
    assert_non_null(strstr(world->result.sentence, "is done"));
    assert_state(world, id, FU_PENDING);
}

static void its_owners_done_leaves_others_what_is_held_for_them(void **state)
{
    struct world *world = *state;
    int64_t id = hold_shared(world, "1day");

    act(world, DONE, id, alice_id(world), AFTER, NULL);
    assert_true(world->result.changed);
    assert_state(world, id, FU_PENDING);
    decide(world, true);
    assert_string_equal(sent_now(world), "bob@example.org ");
    assert_state(world, id, FU_DONE);
}

static void done_of_all_ends_what_is_held(void **state)
{
    struct world *world = *state;
    int64_t id = hold_shared(world, "1day");

    act(world, DONE, id, alice_id(world), AFTER, NULL);
    assert_state(world, id, FU_PENDING);
    act_as_bob(world, DONE, id);
    assert_state(world, id, FU_DONE);
    act_as_bob(world, UNDO, id);
    assert_state(world, id, FU_PENDING);
    decide(world, true);
    assert_string_equal(sent_now(world), "bob@example.org ");
    assert_state(world, id, FU_DONE);
}

static void its_owners_done_of_a_task_is_for_all(void **state)
{
    struct world *world = *state;
    int64_t id = hold_shared(world, "1day-t");

    act(world, DONE, id, alice_id(world), AFTER, NULL);
    assert_state(world, id, FU_DONE);
    decide(world, true);
    assert_string_equal(sent_now(world), "");
    assert_state(world, id, FU_DONE);
}

/* The heading under which the first of somebody's list stands. */
static const char *heading(struct world *world, const char *address)
{
    const struct fu_act act = acting(world, person_id(world, address), AFTER);
    const struct fu_view_question pending = {.text = "", .tag = ""};
    struct fu_view_followup *view;
    struct fu_view_list list;

    assert_good(world, fu_view_list(&act, &pending, &list, &world->error));
    assert_int_equal(list.count, 1);
    assert_good(world, fu_view_one(&act, list.items[0].id, true, &view, &world->error));
    assert_string_equal(view->item.day, list.items[0].day);
    return list.items[0].day;
}

/* It does not come by itself, as what is on its way does. */
static void a_list_says_that_it_is_held(void **state)
{
    struct world *world = *state;
    struct fu_withheld *rows;
    size_t count;

    hold_shared(world, "1day");
    assert_string_equal(heading(world, "alice@example.org"), "Held: it may have reached you");
    assert_good(world, fu_store_withheld(world->store, world->arena, &rows, &count, &world->error));
    begin(world);
    assert_good(world, fu_hold_release(world->store, &rows[0], AFTER, &world->error));
    commit(world);
    assert_string_equal(heading(world, "alice@example.org"), "On its way");
    assert_string_equal(heading(world, bob.address), "Held: it may have reached you");
}

static void a_series_stands_under_its_next_moment(void **state)
{
    struct world *world = *state;

    hold_shared(world, "daily");
    assert_string_equal(heading(world, bob.address), "Tomorrow");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(done_of_whoever_shares_is_about_what_is_held),
        TEST(what_is_done_stays_so_when_it_is_released),
        TEST(what_came_back_and_is_done_stays_so_when_it_is_released),
        TEST(taken_back_it_is_held_still),
        TEST(done_of_what_was_dropped_is_of_what_came),
        TEST(its_owners_done_leaves_others_what_is_held_for_them),
        TEST(done_of_all_ends_what_is_held),
        TEST(its_owners_done_of_a_task_is_for_all),
        TEST(a_list_says_that_it_is_held),
        TEST(a_series_stands_under_its_next_moment),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
