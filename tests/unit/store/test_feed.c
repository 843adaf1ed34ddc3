/* The order of what a calendar shows, when it has parts of several. */
#include "support.h"

#include "followupd/store/feed.h"

/* Alice shares in the first and third of four follow-ups, and owns the others. */
static void make_four(struct world *world, int64_t *alice, int64_t *followups)
{
    begin(world);
    *alice = add_person(world, "alice@example.org");
    int64_t bob = add_person(world, "bob@example.org");
    for (int i = 0; i < 4; i++) {
        bool shared = i % 2 == 0;
        followups[i] = add_followup(world, shared ? bob : *alice);
        if (shared) {
            assert_good(world, fu_store_participant_add(world->store, followups[i], *alice, false,
                                   70 + i, &world->error));
        }
    }
    commit(world);
}

static void followups_come_by_id_whoever_owns_them(void **state)
{
    struct world *world = *state;
    struct fu_shown *rows;
    int64_t alice, ids[4];
    size_t count;
    make_four(world, &alice, ids);
    assert_good(
        world, fu_store_feed(world->store, world->arena, alice, &rows, &count, &world->error));
    assert_int_equal(count, 4);
    for (size_t i = 0; i < 4; i++) {
        assert_int_equal(rows[i].followup.id, ids[i]);
    }
}

static void add_for(struct world *world, int64_t followup, fu_instant moment, int64_t person,
    enum fu_occurrence_state state)
{
    struct fu_occurrence occurrence = {
        .followup = followup, .moment = moment, .person = person, .state = state};
    assert_good(world, fu_store_occurrence_add(world->store, &occurrence, &world->error));
}

static void occurrences_come_by_followup_and_moment(void **state)
{
    struct world *world = *state;
    struct fu_occurrence *rows;
    int64_t alice, ids[4];
    size_t count;
    make_four(world, &alice, ids);
    begin(world);
    for (int i = 3; i >= 0; i--) {
        add_for(world, ids[i], NOON + 9, 0, FU_OCCURRENCE_PENDING);
        add_for(world, ids[i], NOON + 9, alice, FU_OCCURRENCE_PENDING); /* her snooze to it */
        add_for(world, ids[i], NOON + 5, 0, FU_OCCURRENCE_SKIPPED);
    }
    commit(world);
    assert_good(world,
        fu_store_feed_occurrences(world->store, world->arena, alice, &rows, &count, &world->error));
    assert_int_equal(count, 12);
    for (size_t i = 0; i < count; i++) {
        assert_int_equal(rows[i].followup, ids[i / 3]);
        assert_int_equal(rows[i].moment, NOON + (i % 3 == 0 ? 5 : 9));
        assert_true(i % 3 < 2 || rows[i].id > rows[i - 1].id);
    }
}

static int64_t changed_of(struct world *world, int64_t id)
{
    struct fu_person *person;
    assert_good(world, fu_store_person_get(world->store, world->arena, id, &person, &world->error));
    return person->feed_changed;
}

static void who_sees_a_change_is_noted_with_the_latest(void **state)
{
    struct world *world = *state;
    int64_t alice, ids[4], bob;
    make_four(world, &alice, ids);
    bob = alice + 1;
    begin(world);
    assert_good(world, fu_store_feed_changed(world->store, bob, NOON + 50, &world->error));
    assert_good(world, fu_store_feed_changed(world->store, bob, NOON + 40, &world->error));
    assert_int_equal(changed_of(world, bob), NOON + 50);
    assert_int_equal(changed_of(world, alice), NOON);
    /* Alice sees a part of what Bob owns, and he the whole. */
    assert_good(world, fu_store_feed_sharers_changed(world->store, bob, NOON + 60, &world->error));
    assert_int_equal(changed_of(world, bob), NOON + 50);
    assert_int_equal(changed_of(world, alice), NOON + 60);
    assert_good(
        world, fu_store_feed_sharers_changed(world->store, alice, NOON + 70, &world->error));
    assert_int_equal(changed_of(world, bob), NOON + 70);
    assert_int_equal(changed_of(world, alice), NOON + 60);
    assert_good(
        world, fu_store_feed_sharers_changed(world->store, alice, NOON + 70, &world->error));
    assert_int_equal(changed_of(world, bob), NOON + 71);
    commit(world);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(followups_come_by_id_whoever_owns_them, make_store),
        TEST(occurrences_come_by_followup_and_moment, make_store),
        TEST(who_sees_a_change_is_noted_with_the_latest, make_store),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
