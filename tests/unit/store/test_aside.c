/* What is put aside: that nothing of it goes out, who is told of it, and that it goes out after
 * all. */
#include "support.h"

#include "followupd/store/aside.h"

static void put_aside(struct world *world, enum fu_aside_kind kind, int64_t id, fu_instant at)
{
    const struct fu_aside aside = {.kind = kind, .id = id, .at = at, .why = "refused"};
    assert_good(world, fu_store_aside_add(world->store, &aside, &world->error));
}

/* A moment that is due, a mail and a message that wait. */
struct waiting {
    int64_t followup, occurrence, delivery, message;
};

static struct waiting begin_with_all(struct world *world)
{
    struct waiting all;
    begin(world);
    all.followup = add_followup(world, add_person(world, "alice@example.org"));
    all.delivery =
        add_delivery(world, add_occurrence(world, all.followup, NOON - 60), "alice@work.example");
    assert_good(world,
        fu_store_delivery_unclaim(world->store, FU_PARCEL_DELIVERY, all.delivery, &world->error));
    struct fu_occurrence fired = {
        .id = 1, .followup = all.followup, .moment = NOON - 60, .state = FU_OCCURRENCE_FIRED};
    assert_good(world, fu_store_occurrence_set(world->store, &fired, &world->error));
    all.occurrence = add_occurrence(world, all.followup, NOON);
    all.message = add_message(world, NULL);
    return all;
}

/* How much fires or goes out now. */
static size_t count_going(struct world *world)
{
    struct fu_occurrence *due;
    struct fu_delivery *ready;
    size_t due_count, ready_count;
    assert_good(
        world, fu_store_due(world->store, world->arena, NOON, 9, &due, &due_count, &world->error));
    assert_good(world,
        fu_store_ready(world->store, world->arena, NOON, 9, &ready, &ready_count, &world->error));
    return due_count + ready_count;
}

static int64_t count_aside(struct world *world)
{
    struct fu_store_counts counts;
    assert_good(world, fu_store_count(world->store, NOON, &counts, &world->error));
    return counts.aside;
}

static void nothing_of_it_goes_out_until_it_is_tried_again(void **state)
{
    struct world *world = *state;
    struct waiting all = begin_with_all(world);
    const int64_t ids[] = {all.delivery, all.message, all.occurrence};
    fu_instant due;
    bool found;
    assert_int_equal(count_going(world), 3);
    for (int kind = FU_ASIDE_DELIVERY; kind <= FU_ASIDE_OCCURRENCE; kind++) {
        put_aside(world, (enum fu_aside_kind)kind, ids[kind], NOON);
        assert_int_equal(count_going(world), 2 - kind);
        assert_int_equal(count_aside(world), kind + 1);
    }
    assert_good(world, fu_store_next_due(world->store, &due, &world->error));
    assert_int_equal(due, FU_NEVER);
    for (int kind = FU_ASIDE_DELIVERY; kind <= FU_ASIDE_OCCURRENCE; kind++) {
        enum fu_aside_kind which = (enum fu_aside_kind)kind;
        assert_good(
            world, fu_store_aside_end(world->store, which, ids[kind] + 100, &found, &world->error));
        assert_false(found);
        assert_good(
            world, fu_store_aside_end(world->store, which, ids[kind], &found, &world->error));
        assert_true(found);
        assert_int_equal(count_going(world), kind + 1);
    }
    commit(world);
}

static void expect(const struct fu_aside *aside, const struct fu_aside *expected)
{
    assert_int_equal(aside->kind, expected->kind);
    assert_int_equal(aside->id, expected->id);
    assert_int_equal(aside->followup, expected->followup);
    assert_string_equal(aside->address, expected->address);
    assert_string_equal(aside->subject, expected->subject);
    assert_int_equal(aside->at, expected->at);
    assert_string_equal(aside->why, expected->why);
}

static void each_is_listed_with_whose_it_is_the_oldest_first(void **state)
{
    struct world *world = *state;
    struct waiting all = begin_with_all(world);
    const struct fu_aside expected[] = {
        {FU_ASIDE_MESSAGE, all.message, 0, "alice@example.org", "Help", NOON, "refused"},
        {FU_ASIDE_OCCURRENCE, all.occurrence, all.followup, "alice@example.org", "Offer", NOON + 1,
            "refused"},
        {FU_ASIDE_DELIVERY, all.delivery, all.followup, "alice@work.example", "Offer", NOON + 2,
            "once more"}};
    struct fu_aside *rows;
    size_t count;
    put_aside(world, FU_ASIDE_DELIVERY, all.delivery, NOON - 1);
    put_aside(world, FU_ASIDE_OCCURRENCE, all.occurrence, NOON + 1);
    put_aside(world, FU_ASIDE_MESSAGE, all.message, NOON);
    const struct fu_aside again = {
        .kind = FU_ASIDE_DELIVERY, .id = all.delivery, .at = NOON + 2, .why = "once more"};
    assert_good(world, fu_store_aside_add(world->store, &again, &world->error));
    assert_good(world, fu_store_asides(world->store, world->arena, &rows, &count, &world->error));
    assert_int_equal(count, 3);
    for (size_t i = 0; i < count; i++) {
        expect(&rows[i], &expected[i]);
    }
    commit(world);
}

static void what_is_not_there_is_not_put_aside(void **state)
{
    struct world *world = *state;
    begin_with_all(world);
    for (int kind = FU_ASIDE_DELIVERY; kind <= FU_ASIDE_OCCURRENCE; kind++) {
        const struct fu_aside aside = {
            .kind = (enum fu_aside_kind)kind, .id = 99, .at = NOON, .why = ""};
        assert_int_equal(fu_store_aside_add(world->store, &aside, &world->error), FU_PERMANENT);
    }
    assert_int_equal(count_aside(world), 0);
    commit(world);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(nothing_of_it_goes_out_until_it_is_tried_again, make_store),
        TEST(each_is_listed_with_whose_it_is_the_oldest_first, make_store),
        TEST(what_is_not_there_is_not_put_aside, make_store),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
