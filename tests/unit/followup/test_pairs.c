/* Where two features meet: each test is a pair that lost, doubled or misnamed something. */
#include "world.h"

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

static int64_t alice(struct world *world)
{
    return person_id(world, "alice@example.org");
}

/* To whom the mails of this moment go; each is answered so. */
static const char *sent_to(struct world *world, const char *when, enum fu_outcome outcome)
{
    struct fu_turn claimed = turn(world, NULL, 0, at(when), FU_TURN_MAX);
    const char *list = "";
    size_t i;

    assert_int_equal(claimed.unsendable_count, 0);
    for (i = 0; i < claimed.count; i++) {
        list = fu_arena_print(world->arena, "%s%s ", list, claimed.parcels[i].recipient);
        claimed.parcels[i].outcome = outcome;
        claimed.parcels[i].answer = "450 4.2.0 greylisted";
        claimed.parcels[i].again = at(when) + MINUTE;
    }
    turn(world, claimed.parcels, claimed.count, at(when), 0);
    return list;
}

static void a_mail_that_may_have_arrived_joins_no_bundle(void **state)
{
    struct world *world = *state;
    struct fu_person *person;
    struct fu_turn claimed;
    size_t i;

    ask(world, "tomorrow");
    begin(world);
    assert_good(world,
        fu_store_person_get(world->store, world->arena, alice(world), &person, &world->error));
    person->preferences.bundle = true;
    assert_good(world, fu_store_person_set(world->store, person, &world->error));
    commit(world);
    sent_to(world, "2026-11-19T08:00", FU_OUTCOME_UNSURE);
    ask(world, "tomorrow");
    ask(world, "tomorrow");
    claimed = turn(world, NULL, 0, at("2026-11-19T08:01"), FU_TURN_MAX);
    assert_int_equal(claimed.count, 2);
    for (i = 0; i < claimed.count; i++)
        assert_true((claimed.parcels[i].bundle == 0) == (claimed.parcels[i].attempt == 2));
}

int main(void)
{
    const struct CMUnitTest tests[] = {TEST(a_mail_that_may_have_arrived_joins_no_bundle)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
