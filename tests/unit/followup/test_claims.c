/* Which of what is due a turn claims: nobody holds up anybody else, and it all fits. */
#include "world.h"

/* Whose mails are in this turn. */
static size_t count_to(const struct fu_turn *claimed, const char *address)
{
    size_t found = 0, i;

    for (i = 0; i < claimed->count; i++)
        found += strcmp(claimed->parcels[i].recipient, address) == 0;
    return found;
}

static int64_t ask_as(struct world *world, const char *address, const char *cadence)
{
    struct fu_letter *theirs =
        letter(world, fu_arena_print(world->arena, "t%u@example.org", world->uid), cadence);

    theirs->from.address = address;
    take(world, theirs, NOW, NOW);
    return world->taken.followups;
}

static void who_has_much_due_holds_up_nobody_else(void **state)
{
    struct world *world = *state;
    struct fu_turn claimed;
    size_t i;

    for (i = 0; i < 30; i++)
        ask(world, "3days");
    ask_as(world, "bob@example.org", "4days");
    ask_as(world, "carol@example.org", "4days");
    claimed = turn(world, NULL, 0, NOW + 5 * DAY, 16);
    assert_int_equal(claimed.count, 16);
    assert_int_equal(count_to(&claimed, "bob@example.org"), 1);
    assert_int_equal(count_to(&claimed, "carol@example.org"), 1);
    assert_int_equal(count_to(&claimed, "alice@example.org"), 14);
}

/* The same for what waits for another attempt; and what waits holds up nothing that falls due. */
static void who_has_much_waiting_holds_up_nobody_else(void **state)
{
    struct world *world = *state;
    struct fu_turn claimed;
    size_t i;

    for (i = 0; i < 30; i++)
        ask(world, "3days");
    send_all(world, NOW + 3 * DAY, FU_OUTCOME_LATER);
    ask_as(world, "bob@example.org", "4days");
    send_all(world, NOW + 4 * DAY, FU_OUTCOME_LATER);
    ask_as(world, "carol@example.org", "5days");
    claimed = turn(world, NULL, 0, NOW + 5 * DAY, 16);
    assert_int_equal(claimed.count, 16);
    assert_int_equal(count_to(&claimed, "bob@example.org"), 1);
    assert_int_equal(count_to(&claimed, "carol@example.org"), 1);
}

static void an_answer_goes_out_however_much_falls_due(void **state)
{
    struct world *world = *state;
    struct fu_turn claimed;
    size_t i;

    for (i = 0; i < 30; i++)
        ask(world, "3days");
    meet(world, "bob@example.org");
    owe(world, "bob@example.org", NOW + 5 * DAY);
    claimed = turn(world, NULL, 0, NOW + 5 * DAY, 16);
    assert_int_equal(claimed.count, 16);
    assert_int_equal(count_to(&claimed, "bob@example.org"), 1);
}

static void a_turn_claims_no_more_than_it_may(void **state)
{
    struct world *world = *state;
    int i;

    for (i = 0; i < 5; i++)
        ask(world, "3days");
    assert_int_equal(turn(world, NULL, 0, NOW + 3 * DAY, 3).count, 3);
    assert_int_equal(turn(world, NULL, 0, NOW + 3 * DAY, 3).count, 2);
}

static void a_followup_of_many_fits_whole_or_waits_for_the_next_turn(void **state)
{
    enum { MANY = 100 };
    struct world *world = *state;
    struct fu_mailbox people[MANY + 20];
    int64_t id;
    size_t i, count;

    for (i = 0; i < MANY + 20; i++) {
        people[i] = (struct fu_mailbox){"", fu_arena_print(world->arena, "p%zu@many.example", i)};
        meet(world, people[i].address);
    }
    ask(world, "1day");
    id = share(world, "2days", people, MANY + 20);
    assert_int_equal(turn(world, NULL, 0, NOW + 3 * DAY, 10).count, 1);
    assert_int_equal(turn(world, NULL, 0, NOW + 3 * DAY, 10).count, MANY + 1);
    deliveries(world, id, &count);
    assert_int_equal(count, MANY + 1);
    assert_true(MANY + 1 <= FU_TURN_PEOPLE_MAX);
}

/* As after an import, which takes what another store had. */
static void a_followup_of_more_people_than_a_turn_expects_fits_all_the_same(void **state)
{
    enum { MANY = 3 * FU_TURN_PEOPLE_MAX };
    struct world *world = *state;
    int64_t id = ask(world, "2days");
    struct fu_turn claimed;
    size_t i;

    for (i = 0; i < MANY; i++) {
        int64_t person = meet(world, fu_arena_print(world->arena, "p%zu@many.example", i));

        begin(world);
        assert_good(world,
            fu_store_participant_add(world->store, id, person, false, (int64_t)i, &world->error));
        commit(world);
    }
    claimed = turn(world, NULL, 0, NOW + 3 * DAY, 16);
    assert_int_equal(claimed.count, MANY + 1);
    for (i = 0; i < MANY + 1; i++)
        assert_non_null(strchr(claimed.parcels[i].recipient, '@'));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {TEST(who_has_much_due_holds_up_nobody_else),
        TEST(who_has_much_waiting_holds_up_nobody_else),
        TEST(an_answer_goes_out_however_much_falls_due), TEST(a_turn_claims_no_more_than_it_may),
        TEST(a_followup_of_many_fits_whole_or_waits_for_the_next_turn),
        TEST(a_followup_of_more_people_than_a_turn_expects_fits_all_the_same)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
