/* A mail is its person's, wherever they are and whoever is where they were. */
#include "three.h"

#include "followupd/store/refusals.h"

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

/* Who only shares in it may leave it with one click. */
static void assert_sent_to(
    struct world *world, const struct fu_parcel *mail, const char *address, bool owned)
{
    const char *text = fu_arena_copy_n(world->arena, mail->bytes, mail->length);

    assert_string_equal(mail->recipient, address);
    assert_int_equal(strstr(text, "List-Unsubscribe:") == NULL, owned);
}

static void who_takes_the_address_of_another_has_their_own_mail(void **state)
{
    struct world *world = *state;
    int64_t bob = meet(world, others[0].address);
    struct fu_turn claimed;

    share(world, "tomorrow", others, 1);
    sent_to(world, "2026-11-19T08:00", FU_OUTCOME_LATER);
    readdress(world, bob, "robert@many.example");
    readdress(world, alice_id(world), others[0].address);
    claimed = turn(world, NULL, 0, at("2026-11-19T08:01"), FU_TURN_MAX);
    assert_int_equal(claimed.count, 2);
    assert_sent_to(world, &claimed.parcels[0], others[0].address, true);
    assert_sent_to(world, &claimed.parcels[1], "robert@many.example", false);
}

/* Carol had left before it came, so that none is hers. */
static void who_moves_while_another_comes_back_has_their_mail(void **state)
{
    struct world *world = *state;
    struct three people = three(world, "daily8am");

    act(world, CANCEL, people.id, people.carol, NOW, NULL);
    sent_to(world, "2026-11-19T08:00", FU_OUTCOME_LATER);
    readdress(world, people.bob, "robert@many.example");
    act(world, UNDO, people.id, people.carol, at("2026-11-19T08:00"), NULL);
    assert_string_equal(sent_to(world, "2026-11-19T08:01", FU_OUTCOME_SENT),
        "alice@example.org robert@many.example ");
    assert_string_equal(sent_to(world, "2026-11-20T08:00", FU_OUTCOME_SENT),
        "alice@example.org robert@many.example carol@example.org ");
}

static void assert_refused_on(struct world *world, const char *address, int64_t days)
{
    struct fu_refusals known;

    assert_good(
        world, fu_store_refusals(world->store, world->arena, address, 0, &known, &world->error));
    assert_int_equal(known.days, days);
}

static void what_is_refused_counts_against_where_it_went(void **state)
{
    struct world *world = *state;
    int64_t id = ask(world, "tomorrow");
    struct fu_turn claimed;
    size_t count;

    sent_to(world, "2026-11-19T08:00", FU_OUTCOME_LATER);
    readdress(world, alice_id(world), "alice@many.example");
    claimed = turn(world, NULL, 0, at("2026-11-19T08:01"), FU_TURN_MAX);
    assert_int_equal(claimed.count, 1);
    claimed.parcels[0].outcome = FU_OUTCOME_NEVER;
    claimed.parcels[0].answer = "550 5.1.1 no such user";
    turn(world, claimed.parcels, 1, at("2026-11-19T08:01"), 0);
    assert_string_equal(deliveries(world, id, &count)[0].address, "alice@many.example");
    assert_refused_on(world, "alice@many.example", 1);
    assert_refused_on(world, "alice@example.org", 0);
}

/* A report about it comes from there. */
static void what_may_have_arrived_went_where_they_were(void **state)
{
    struct world *world = *state;
    int64_t id = ask(world, "tomorrow");
    size_t count;

    sent_to(world, "2026-11-19T08:00", FU_OUTCOME_UNSURE);
    readdress(world, alice_id(world), "alice@many.example");
    assert_string_equal(sent_to(world, "2026-11-19T08:01", FU_OUTCOME_SENT), "alice@many.example ");
    assert_string_equal(deliveries(world, id, &count)[0].address, "alice@example.org");
}

/* Nobody shares in it whose it is: what an older store did not tell. */
static void what_is_nobodys_is_told(void **state)
{
    struct world *world = *state;
    int64_t id = ask(world, "tomorrow");
    struct fu_turn claimed;
    size_t count;

    sent_to(world, "2026-11-19T08:00", FU_OUTCOME_LATER);
    sql(world, "UPDATE delivery SET person = NULL");
    claimed = turn(world, NULL, 0, at("2026-11-19T08:01"), FU_TURN_MAX);
    assert_int_equal(claimed.count, 0);
    assert_int_equal(claimed.unsendable_count, 1);
    turn(world, claimed.unsendable, 1, at("2026-11-19T08:01"), 0);
    assert_string_equal(deliveries(world, id, &count)[0].answer,
        "The follow-up or the person of this mail is gone.");
    assert_state(world, id, FU_FAILED);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(who_takes_the_address_of_another_has_their_own_mail),
        TEST(who_moves_while_another_comes_back_has_their_mail),
        TEST(what_is_refused_counts_against_where_it_went),
        TEST(what_may_have_arrived_went_where_they_were),
        TEST(what_is_nobodys_is_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
