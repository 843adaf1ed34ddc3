#include "support.h"

static fu_instant next_due(struct world *world)
{
    fu_instant due;
    assert_good(world, fu_store_next_due(world->store, &due, &world->error));
    return due;
}

static struct fu_store_counts count(struct world *world, fu_instant now)
{
    struct fu_store_counts counts;
    assert_good(world, fu_store_count(world->store, now, &counts, &world->error));
    return counts;
}

static void put(struct world *world, enum fu_parcel_kind kind, int64_t id,
    enum fu_delivery_state state, fu_instant next)
{
    struct fu_delivery row = {
        .id = id, .kind = kind, .state = state, .next_attempt = next, .answer = ""};
    assert_good(world, fu_store_delivery_set(world->store, &row, &world->error));
}

static void an_empty_store_has_nothing_to_do(void **state)
{
    struct world *world = *state;
    struct fu_store_counts counts = count(world, NOON);
    assert_int_equal(next_due(world), FU_NEVER);
    assert_int_equal(counts.oldest_due, FU_NEVER);
    counts.oldest_due = 0;
    struct fu_store_counts none = {0};
    assert_memory_equal(&counts, &none, sizeof none);
}

static void the_soonest_of_all_kinds_is_next(void **state)
{
    struct world *world = *state;
    begin(world);
    int64_t alice = add_person(world, "alice@example.org");
    int64_t id = add_followup(world, alice), ended = add_followup(world, alice);
    add_occurrence(world, ended, NOON);
    assert_good(
        world, fu_store_followup_state(world->store, ended, FU_DONE, 0, NOON, &world->error));
    assert_int_equal(next_due(world), FU_NEVER);
    int64_t occurrence = add_occurrence(world, id, NOON + 50);
    assert_int_equal(next_due(world), NOON + 50);
    int64_t delivery = add_delivery(world, occurrence, "alice@example.org");
    put(world, FU_PARCEL_DELIVERY, delivery, FU_DELIVERY_QUEUED, NOON + 40);
    assert_int_equal(next_due(world), NOON + 40);
    int64_t message = add_message(world, NULL);
    assert_int_equal(next_due(world), NOON);
    put(world, FU_PARCEL_MESSAGE, message, FU_DELIVERY_FAILED, FU_NEVER);
    assert_int_equal(next_due(world), NOON + 40);
    put(world, FU_PARCEL_DELIVERY, delivery, FU_DELIVERY_SENDING, FU_NEVER);
    assert_int_equal(next_due(world), NOON + 50);
    commit(world);
}

static void everything_is_counted_by_its_state(void **state)
{
    static const enum fu_followup_state followups[] = {FU_PENDING, FU_PENDING, FU_DONE, FU_DONE,
        FU_DONE, FU_CANCELLED, FU_FAILED, FU_FAILED, FU_FAILED, FU_FAILED};
    struct world *world = *state;
    begin(world);
    int64_t people[] = {
        add_person(world, "alice@example.org"), add_person(world, "bob@example.org")};
    for (int i = 0; i < 10; i++) {
        int64_t id = add_followup(world, people[i % 2]);
        assert_good(
            world, fu_store_followup_state(world->store, id, followups[i], 0, NOON, &world->error));
    }
    for (int i = 0; i < 6; i++) {
        static const enum fu_attempt_state states[] = {FU_ATTEMPT_TRYING, FU_ATTEMPT_FILING,
            FU_ATTEMPT_WAITING, FU_ATTEMPT_WAITING, FU_ATTEMPT_QUARANTINED, FU_ATTEMPT_TRYING};
        const struct fu_origin origin = {"main", 7, (uint32_t)i};
        assert_good(world, fu_store_attempt_set(world->store, &origin, states[i], "", NOON,
                               FU_NEVER, &world->error));
    }
    /* One queued, two sending, three sent … of either kind. */
    for (int state_of = 0; state_of < 5; state_of++) {
        for (int i = 0; i <= state_of; i++) {
            put(world, FU_PARCEL_DELIVERY,
                add_delivery(world, add_occurrence(world, 1, NOON + state_of * 10 + i), "a@x.org"),
                (enum fu_delivery_state)state_of, NOON);
            put(world, FU_PARCEL_MESSAGE, add_message(world, NULL),
                (enum fu_delivery_state)state_of, NOON);
        }
    }
    commit(world);
    struct fu_store_counts counts = count(world, NOON);
    assert_int_equal(counts.pending, 2);
    assert_int_equal(counts.done, 3);
    assert_int_equal(counts.cancelled, 1);
    assert_int_equal(counts.failed, 4);
    assert_int_equal(counts.queued, 2);
    assert_int_equal(counts.sending, 4);
    assert_int_equal(counts.sent, 6);
    assert_int_equal(counts.refused, 8);
    assert_int_equal(counts.unsure, 10);
    assert_int_equal(counts.quarantined, 1);
    assert_int_equal(counts.waiting, 2);
    assert_int_equal(counts.people, 2);
}

static void the_oldest_due_is_unsent_and_due(void **state)
{
    struct world *world = *state;
    begin(world);
    int64_t id = add_followup(world, add_person(world, "alice@example.org"));
    add_occurrence(world, id, NOON + 50);
    assert_int_equal(count(world, NOON + 49).oldest_due, FU_NEVER);
    assert_int_equal(count(world, NOON + 50).oldest_due, NOON + 50);
    struct fu_occurrence fired = {
        .followup = id, .moment = NOON - 10, .state = FU_OCCURRENCE_FIRED};
    assert_good(world, fu_store_occurrence_add(world->store, &fired, &world->error));
    assert_int_equal(count(world, NOON + 50).oldest_due, NOON + 50);
    int64_t delivery = add_delivery(world, fired.id, "alice@example.org");
    assert_int_equal(count(world, NOON).oldest_due, NOON - 10);
    put(world, FU_PARCEL_DELIVERY, delivery, FU_DELIVERY_QUEUED, NOON + 3600);
    assert_int_equal(count(world, NOON).oldest_due, NOON - 10);
    put(world, FU_PARCEL_DELIVERY, delivery, FU_DELIVERY_SENT, FU_NEVER);
    assert_int_equal(count(world, NOON).oldest_due, FU_NEVER);
    int64_t message = add_message(world, NULL);
    assert_int_equal(count(world, NOON + 50).oldest_due, NOON);
    put(world, FU_PARCEL_MESSAGE, message, FU_DELIVERY_UNSURE, FU_NEVER);
    assert_int_equal(count(world, NOON + 49).oldest_due, FU_NEVER);
    commit(world);
}

static void sent_counts_only_what_was_committed(void **state)
{
    struct world *world = *state;
    begin(world);
    int64_t first = add_message(world, NULL), second = add_message(world, NULL);
    put(world, FU_PARCEL_MESSAGE, first, FU_DELIVERY_SENT, FU_NEVER);
    commit(world);
    begin(world);
    put(world, FU_PARCEL_MESSAGE, second, FU_DELIVERY_SENT, FU_NEVER);
    fu_store_rollback(world->store);
    assert_int_equal(count(world, NOON).sent, 1);
    begin(world);
    put(world, FU_PARCEL_MESSAGE, second, FU_DELIVERY_SENT, FU_NEVER);
    commit(world);
    assert_int_equal(count(world, NOON).sent, 2);
}

static void trouble_has_a_beginning_and_an_end(void **state)
{
    struct world *world = *state;
    struct fu_trouble *troubles;
    size_t number;
    begin(world);
    assert_good(
        world, fu_store_trouble(world->store, "outbox", "refused", NOON + 1, &world->error));
    assert_good(
        world, fu_store_trouble(world->store, "inbox main", "no route", NOON, &world->error));
    assert_good(
        world, fu_store_trouble(world->store, "outbox", "still refused", NOON + 9, &world->error));
    assert_good(world, fu_store_trouble(world->store, "store", "", NOON, &world->error));
    assert_good(
        world, fu_store_troubles(world->store, world->arena, &troubles, &number, &world->error));
    assert_int_equal(number, 2);
    assert_string_equal(troubles[0].duty, "inbox main");
    assert_string_equal(troubles[1].duty, "outbox");
    assert_string_equal(troubles[1].sentence, "still refused");
    assert_int_equal(troubles[1].since, NOON + 1);
    assert_good(world, fu_store_trouble(world->store, "outbox", "", NOON, &world->error));
    assert_good(
        world, fu_store_troubles(world->store, world->arena, &troubles, &number, &world->error));
    assert_int_equal(number, 1);
    commit(world);
}

static int64_t version_of(struct world *world)
{
    int64_t version;
    assert_good(world, fu_store_version(world->store, &version, &world->error));
    return version;
}

static void every_commit_is_another_version(void **state)
{
    struct world *world = *state;
    struct fu_store *other;
    int64_t first = version_of(world), second, third;
    assert_int_equal(version_of(world), first);
    begin(world);
    add_person(world, "alice@example.org");
    commit(world);
    second = version_of(world);
    assert_int_not_equal(second, first);
    assert_int_equal(version_of(world), second);
    assert_good(world, fu_store_open(world->folder, &other, &world->error));
    assert_good(world, fu_store_begin(other, &world->error));
    assert_good(world, fu_store_trouble(other, "web", "wrong", NOON, &world->error));
    assert_int_equal(version_of(world), second);
    assert_good(world, fu_store_commit(other, &world->error));
    third = version_of(world);
    assert_int_not_equal(third, second);
    fu_store_close(&other);
    assert_int_equal(version_of(world), third);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(an_empty_store_has_nothing_to_do, make_store),
        TEST(the_soonest_of_all_kinds_is_next, make_store),
        TEST(everything_is_counted_by_its_state, make_store),
        TEST(the_oldest_due_is_unsent_and_due, make_store),
        TEST(sent_counts_only_what_was_committed, make_store),
        TEST(trouble_has_a_beginning_and_an_end, make_store),
        TEST(every_commit_is_another_version, make_store),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
