#include "support.h"

#include "followupd/store/refusals.h"

enum { DAY = 86400 };

static void add(struct world *world, const char *address, fu_instant sent, const char *why)
{
    assert_good(
        world, fu_store_refusal_add(world->store, address, sent, sent + 60, why, &world->error));
}

static struct fu_refusals refusals(struct world *world, const char *address, fu_instant since)
{
    struct fu_refusals found;
    assert_good(world,
        fu_store_refusals(world->store, world->arena, address, since, &found, &world->error));
    return found;
}

static void refusals_are_counted_by_the_day_of_the_mail(void **state)
{
    struct world *world = *state;
    begin(world);
    assert_int_equal(refusals(world, "alice@example.org", 0).days, 0);
    assert_int_equal(refusals(world, "alice@example.org", 0).last, FU_NEVER);
    assert_string_equal(refusals(world, "alice@example.org", 0).why, "");
    add(world, "alice@example.org", NOON, "first");
    add(world, "alice@example.org", NOON + 3600, "second");
    add(world, "bob@example.org", NOON + DAY, "other");
    assert_int_equal(refusals(world, "alice@example.org", 0).days, 1);
    assert_int_equal(refusals(world, "alice@example.org", 0).last, NOON + 3660);
    assert_string_equal(refusals(world, "alice@example.org", 0).why, "second");
    add(world, "alice@example.org", NOON + 3 * DAY, "third");
    assert_int_equal(refusals(world, "alice@example.org", NOON + DAY).days, 1);
    assert_int_equal(refusals(world, "alice@example.org", NOON).days, 2);
    assert_string_equal(refusals(world, "alice@example.org", NOON).why, "third");
    commit(world);
}

static void forgetting_concerns_one_address(void **state)
{
    struct world *world = *state;
    begin(world);
    add(world, "alice@example.org", NOON, "");
    add(world, "bob@example.org", NOON, "");
    assert_good(world, fu_store_refusals_forget(world->store, "alice@example.org", &world->error));
    assert_int_equal(refusals(world, "alice@example.org", 0).days, 0);
    assert_int_equal(refusals(world, "bob@example.org", 0).days, 1);
    commit(world);
}

static void pruning_keeps_why_an_address_is_paused(void **state)
{
    struct world *world = *state;
    struct fu_person *person;
    begin(world);
    add_person(world, "alice@example.org");
    add_person(world, "bob@example.org");
    assert_good(world, fu_store_person_find(world->store, world->arena, "alice@example.org",
                           &person, &world->error));
    person->paused = true;
    assert_good(world, fu_store_person_set(world->store, person, &world->error));
    add(world, "alice@example.org", NOON, "why");
    add(world, "bob@example.org", NOON, "");
    add(world, "bob@example.org", NOON + DAY, "");
    commit(world);
    const struct fu_served served = {.traces = NOON + DAY};
    assert_good(world, fu_store_prune(world->store, &served, &world->error));
    assert_string_equal(refusals(world, "alice@example.org", 0).why, "why");
    assert_int_equal(refusals(world, "bob@example.org", 0).days, 1);
}

static void erasing_a_person_forgets_their_refusals(void **state)
{
    struct world *world = *state;
    struct fu_erased erased;
    begin(world);
    int64_t alice = add_person(world, "alice@example.org");
    add_person(world, "bob@example.org");
    add(world, "alice@example.org", NOON, "");
    add(world, "bob@example.org", NOON, "");
    assert_good(world, fu_store_person_erase(world->store, alice, &erased, &world->error));
    assert_int_equal(refusals(world, "alice@example.org", 0).days, 0);
    assert_int_equal(refusals(world, "bob@example.org", 0).days, 1);
    commit(world);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(refusals_are_counted_by_the_day_of_the_mail, make_store),
        TEST(forgetting_concerns_one_address, make_store),
        TEST(pruning_keeps_why_an_address_is_paused, make_store),
        TEST(erasing_a_person_forgets_their_refusals, make_store),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
