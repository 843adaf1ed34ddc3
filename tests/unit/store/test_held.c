#include "support.h"

#include "followupd/store/held.h"

static struct fu_held *marked(struct world *world, int64_t mark, size_t *count)
{
    struct fu_held *rows;
    assert_good(
        world, fu_store_held_marked(world->store, world->arena, mark, &rows, count, &world->error));
    return rows;
}

static struct fu_held add(struct world *world, int64_t letter, int64_t mark)
{
    struct fu_held held = {
        .letter = letter, .place = FU_PLACE_CC, .sent = NOON - 5, .created = NOON};
    assert_good(world, fu_store_held_add(world->store, &held, &world->error));
    assert_good(world, fu_store_held_mark(world->store, held.id, mark, &world->error));
    return held;
}

static void what_is_held_is_found_by_its_mark(void **state)
{
    struct world *world = *state;
    size_t count;
    begin(world);
    int64_t alice = add_person(world, "alice@example.org");
    struct fu_stored_letter letter = sample_letter(alice, 1);
    int64_t id = add_letter(world, &letter);
    struct fu_held first = add(world, id, 77), second = add(world, id, 78);
    assert_int_not_equal(first.id, second.id);
    struct fu_held *rows = marked(world, 77, &count);
    assert_int_equal(count, 1);
    assert_int_equal(rows[0].id, first.id);
    assert_int_equal(rows[0].letter, id);
    assert_int_equal(rows[0].person, alice);
    assert_int_equal(rows[0].place, FU_PLACE_CC);
    assert_int_equal(rows[0].sent, NOON - 5);
    assert_int_equal(rows[0].created, NOON);
    assert_int_equal(rows[0].followup, 0);
    marked(world, 79, &count);
    assert_int_equal(count, 0);
    commit(world);
}

static void what_was_made_of_it_is_noted(void **state)
{
    struct world *world = *state;
    size_t count;
    begin(world);
    int64_t alice = add_person(world, "alice@example.org");
    struct fu_stored_letter letter = sample_letter(alice, 1);
    struct fu_held held = add(world, add_letter(world, &letter), 77);
    assert_good(world, fu_store_held_made(world->store, held.id, 5, &world->error));
    assert_int_equal(marked(world, 77, &count)[0].followup, 5);
    assert_int_equal(fu_store_held_made(world->store, held.id + 1, 5, &world->error), FU_PERMANENT);
    fu_store_rollback(world->store);
}

static void it_goes_with_its_person_and_its_number_is_not_given_again(void **state)
{
    struct world *world = *state;
    struct fu_erased erased;
    size_t count;
    begin(world);
    int64_t alice = add_person(world, "alice@example.org");
    struct fu_stored_letter letter = sample_letter(alice, 1);
    struct fu_held held = add(world, add_letter(world, &letter), 77);
    assert_good(world, fu_store_person_erase(world->store, alice, &erased, &world->error));
    marked(world, 77, &count);
    assert_int_equal(count, 0);
    struct fu_stored_letter other = sample_letter(add_person(world, "bob@example.org"), 2);
    assert_true(add(world, add_letter(world, &other), 78).id > held.id);
    commit(world);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(what_is_held_is_found_by_its_mark, make_store),
        TEST(what_was_made_of_it_is_noted, make_store),
        TEST(it_goes_with_its_person_and_its_number_is_not_given_again, make_store),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
