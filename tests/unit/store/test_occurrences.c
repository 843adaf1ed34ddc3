#include "support.h"

static struct fu_occurrence *get(struct world *world, int64_t id)
{
    struct fu_occurrence *occurrence;
    assert_good(
        world, fu_store_occurrence_get(world->store, world->arena, id, &occurrence, &world->error));
    return occurrence;
}

static void set_state(struct world *world, int64_t id, enum fu_occurrence_state state)
{
    struct fu_occurrence *occurrence = get(world, id);
    occurrence->state = state;
    assert_good(world, fu_store_occurrence_set(world->store, occurrence, &world->error));
}

static int64_t begin_with_followup(struct world *world)
{
    begin(world);
    return add_followup(world, add_person(world, "alice@example.org"));
}

static void an_occurrence_comes_back_as_it_was_added(void **state)
{
    struct world *world = *state;
    int64_t id = begin_with_followup(world);
    struct fu_occurrence occurrence = {.followup = id,
        .moment = NOON,
        .snoozed = 4,
        .person = 1,
        .folded = 2,
        .state = FU_OCCURRENCE_SKIPPED};
    assert_good(world, fu_store_occurrence_add(world->store, &occurrence, &world->error));
    commit(world);
    struct fu_occurrence *found = get(world, occurrence.id);
    assert_int_equal(found->id, occurrence.id);
    assert_int_equal(found->followup, id);
    assert_int_equal(found->moment, NOON);
    assert_int_equal(found->snoozed, 4);
    assert_int_equal(found->person, 1);
    assert_int_equal(found->folded, 2);
    assert_int_equal(found->state, FU_OCCURRENCE_SKIPPED);
    assert_null(get(world, occurrence.id + 1));
}

static void as_many_as_there_are_can_be_asked_for(void **state)
{
    struct world *world = *state;
    struct fu_occurrence *due;
    size_t count;
    int64_t id = begin_with_followup(world);
    add_occurrence(world, id, NOON);
    add_occurrence(world, id, NOON + 1);
    commit(world);
    assert_good(world,
        fu_store_due(world->store, world->arena, NOON + 1, 0, &due, &count, &world->error));
    assert_int_equal(count, 0);
    assert_good(world,
        fu_store_due(world->store, world->arena, NOON + 1, 1, &due, &count, &world->error));
    assert_int_equal(count, 1);
    assert_good(world,
        fu_store_due(world->store, world->arena, NOON + 1, SIZE_MAX, &due, &count, &world->error));
    assert_int_equal(count, 2);
}

static void a_state_that_no_word_stands_for_is_refused(void **state)
{
    struct world *world = *state;
    int64_t id = begin_with_followup(world);
    struct fu_occurrence occurrence = {.followup = id, .moment = NOON};
    const int wrong[] = {-1, FU_OCCURRENCE_CANCELLED + 1};
    for (size_t i = 0; i < 2; i++) {
        occurrence.state = (enum fu_occurrence_state)wrong[i];
        assert_int_equal(
            fu_store_occurrence_add(world->store, &occurrence, &world->error), FU_PERMANENT);
        assert_non_null(strstr(world->error.text, "CHECK"));
    }
    fu_store_rollback(world->store);
}

static void the_same_moment_again_is_pending_again(void **state)
{
    struct world *world = *state;
    int64_t id = begin_with_followup(world);
    int64_t first = add_occurrence(world, id, NOON);
    set_state(world, first, FU_OCCURRENCE_CANCELLED);
    assert_int_equal(add_occurrence(world, id, NOON), first);
    assert_int_equal(get(world, first)->state, FU_OCCURRENCE_PENDING);
    assert_int_equal(add_occurrence(world, id, NOON), first);
    assert_true(add_occurrence(world, id, NOON + 1) != first);
    commit(world);
}

static void two_people_may_snooze_to_the_same_moment(void **state)
{
    struct world *world = *state;
    struct fu_occurrence *due;
    size_t count;
    int64_t id = begin_with_followup(world);
    for (int64_t person = 0; person < 3; person++) {
        struct fu_occurrence occurrence = {.followup = id, .moment = NOON, .person = person};
        assert_good(world, fu_store_occurrence_add(world->store, &occurrence, &world->error));
    }
    assert_good(
        world, fu_store_due(world->store, world->arena, NOON, 9, &due, &count, &world->error));
    assert_int_equal(count, 3);
    commit(world);
}

static void a_snooze_does_not_take_the_place_of_the_moment_it_falls_on(void **state)
{
    struct world *world = *state;
    int64_t id = begin_with_followup(world);
    int64_t first = add_occurrence(world, id, NOON), own = add_occurrence(world, id, NOON + 60);
    struct fu_occurrence snooze = {.followup = id, .moment = NOON + 60, .snoozed = first};
    assert_good(world, fu_store_occurrence_add(world->store, &snooze, &world->error));
    assert_true(snooze.id != own);
    set_state(world, snooze.id, FU_OCCURRENCE_DONE);
    assert_int_equal(add_occurrence(world, id, NOON + 60), own);
    assert_int_equal(get(world, snooze.id)->state, FU_OCCURRENCE_DONE);
    commit(world);
}

static void setting_writes_moment_state_and_folding(void **state)
{
    struct world *world = *state;
    int64_t id = begin_with_followup(world);
    int64_t first = add_occurrence(world, id, NOON);
    struct fu_occurrence changed = {
        .id = first, .followup = id, .moment = NOON + 60, .folded = 3, .state = FU_OCCURRENCE_DONE};
    assert_good(world, fu_store_occurrence_set(world->store, &changed, &world->error));
    assert_int_equal(get(world, first)->moment, NOON + 60);
    assert_int_equal(get(world, first)->folded, 3);
    assert_int_equal(get(world, first)->state, FU_OCCURRENCE_DONE);
    changed.state = FU_OCCURRENCE_FIRED;
    changed.folded = 0;
    assert_good(world, fu_store_occurrence_set(world->store, &changed, &world->error));
    assert_int_equal(get(world, first)->moment, NOON + 60);
    assert_int_equal(get(world, first)->state, FU_OCCURRENCE_FIRED);
    assert_int_equal(get(world, first)->folded, 0);
    changed.id = 99;
    assert_int_equal(fu_store_occurrence_set(world->store, &changed, &world->error), FU_PERMANENT);
    commit(world);
}

static void a_moment_that_is_taken_is_bad_input(void **state)
{
    struct world *world = *state;
    int64_t id = begin_with_followup(world);
    add_occurrence(world, id, NOON);
    int64_t second = add_occurrence(world, id, NOON + 1);
    struct fu_occurrence *occurrence = get(world, second);
    occurrence->moment = NOON;
    assert_int_equal(
        fu_store_occurrence_set(world->store, occurrence, &world->error), FU_BAD_INPUT);
    assert_non_null(strstr(world->error.text, "at that moment already"));
    assert_int_equal(get(world, second)->moment, NOON + 1);
    commit(world);
}

static size_t count_of(struct world *world, int64_t followup, unsigned states, fu_instant from)
{
    struct fu_occurrence *found;
    size_t count;
    assert_good(world, fu_store_occurrences(world->store, world->arena, followup, states, from,
                           &found, &count, &world->error));
    for (size_t i = 1; i < count; i++) {
        assert_true(found[i - 1].moment <= found[i].moment);
    }
    return count;
}

static void occurrences_are_chosen_by_state_and_moment(void **state)
{
    struct world *world = *state;
    int64_t id = begin_with_followup(world);
    for (int i = FU_OCCURRENCE_CANCELLED; i >= FU_OCCURRENCE_PENDING; i--) {
        set_state(world, add_occurrence(world, id, NOON + i), (enum fu_occurrence_state)i);
    }
    for (int i = FU_OCCURRENCE_PENDING; i <= FU_OCCURRENCE_CANCELLED; i++) {
        assert_int_equal(count_of(world, id, 1u << i, FU_NEVER), 1);
        assert_int_equal(count_of(world, id, 1u << i, NOON + i), 1);
        assert_int_equal(count_of(world, id, 1u << i, NOON + i + 1), 0);
    }
    assert_int_equal(count_of(world, id, ~0u, FU_NEVER), 5);
    assert_int_equal(count_of(world, id, ~0u, NOON + 3), 2);
    assert_int_equal(count_of(world, id, 0, FU_NEVER), 0);
    assert_int_equal(count_of(world, id + 1, ~0u, FU_NEVER), 0);
    commit(world);
}

static void what_is_due_comes_oldest_first(void **state)
{
    struct world *world = *state;
    struct fu_occurrence *due;
    size_t count;
    int64_t id = begin_with_followup(world), ended = add_followup(world, 1);
    add_occurrence(world, id, NOON);
    add_occurrence(world, id, NOON - 2);
    add_occurrence(world, id, NOON + 1);
    set_state(world, add_occurrence(world, id, NOON - 3), FU_OCCURRENCE_FIRED);
    add_occurrence(world, ended, NOON - 9);
    assert_good(
        world, fu_store_followup_state(world->store, ended, FU_CANCELLED, 0, NOON, &world->error));
    assert_good(
        world, fu_store_due(world->store, world->arena, NOON, 9, &due, &count, &world->error));
    assert_int_equal(count, 2);
    assert_int_equal(due[0].moment, NOON - 2);
    assert_int_equal(due[1].moment, NOON);
    assert_good(
        world, fu_store_due(world->store, world->arena, NOON, 1, &due, &count, &world->error));
    assert_int_equal(count, 1);
    assert_int_equal(due[0].moment, NOON - 2);
    assert_good(
        world, fu_store_due(world->store, world->arena, NOON - 3, 9, &due, &count, &world->error));
    assert_int_equal(count, 0);
    commit(world);
}

static void set_delivery(
    struct world *world, int64_t id, enum fu_delivery_state state, int64_t unsure)
{
    const struct fu_delivery row = {.kind = FU_PARCEL_DELIVERY,
        .id = id,
        .state = state,
        .unsure = unsure,
        .next_attempt = NOON,
        .answer = ""};
    assert_good(world, fu_store_delivery_set(world->store, &row, &world->error));
}

/* What the occurrence at that moment would find waiting for Alice. */
static int64_t waiting(struct world *world, int64_t followup, fu_instant moment, int64_t person)
{
    const struct fu_occurrence later = {
        .followup = followup, .moment = moment, .person = person};
    int64_t earlier;
    assert_good(
        world, fu_store_occurrence_waiting(world->store, &later, 1, &earlier, &world->error));
    return earlier;
}

static void the_mail_of_the_last_that_fired_waits_or_not(void **state)
{
    struct world *world = *state;
    int64_t id = begin_with_followup(world);
    int64_t first = add_occurrence(world, id, NOON), last = add_occurrence(world, id, NOON + 60);
    int64_t pending = add_occurrence(world, id, NOON + 90);
    int64_t delivery = add_delivery(world, first, "alice@example.org");
    assert_int_equal(waiting(world, id, NOON + 120, 0), 0); /* none has fired */
    set_state(world, first, FU_OCCURRENCE_FIRED);
    assert_int_equal(waiting(world, id, NOON + 120, 0), 0); /* it is being sent */
    set_delivery(world, delivery, FU_DELIVERY_QUEUED, 0);
    assert_int_equal(waiting(world, id, NOON + 120, 0), first);
    assert_int_equal(waiting(world, id, NOON + 120, 7), first);
    assert_int_equal(waiting(world, id, NOON, 0), 0); /* it is not earlier */
    assert_int_equal(waiting(world, id + 1, NOON + 120, 0), 0);
    set_delivery(world, delivery, FU_DELIVERY_QUEUED, 1);
    assert_int_equal(waiting(world, id, NOON + 120, 0), 0); /* it may have arrived */
    set_delivery(world, delivery, FU_DELIVERY_FAILED, 0);
    assert_int_equal(waiting(world, id, NOON + 120, 0), 0);
    set_delivery(world, delivery, FU_DELIVERY_QUEUED, 0);
    set_state(world, pending, FU_OCCURRENCE_CANCELLED);
    assert_int_equal(waiting(world, id, NOON + 120, 0), first);
    set_state(world, last, FU_OCCURRENCE_FIRED);
    assert_int_equal(waiting(world, id, NOON + 120, 0), 0); /* the last has no mail that waits */
    commit(world);
}

static void what_fired_for_somebody_else_is_not_waited_for(void **state)
{
    struct world *world = *state;
    int64_t id = begin_with_followup(world);
    struct fu_occurrence theirs = {
        .followup = id, .moment = NOON, .person = 3, .state = FU_OCCURRENCE_FIRED};
    assert_good(world, fu_store_occurrence_add(world->store, &theirs, &world->error));
    set_delivery(
        world, add_delivery(world, theirs.id, "alice@example.org"), FU_DELIVERY_QUEUED, 0);
    assert_int_equal(waiting(world, id, NOON + 60, 3), theirs.id);
    assert_int_equal(waiting(world, id, NOON + 60, 4), 0);
    assert_int_equal(waiting(world, id, NOON + 60, 0), 0);
    commit(world);
}

static void an_occurrence_needs_its_follow_up(void **state)
{
    struct world *world = *state;
    struct fu_occurrence occurrence = {.followup = 99, .moment = NOON};
    begin(world);
    assert_int_equal(
        fu_store_occurrence_add(world->store, &occurrence, &world->error), FU_PERMANENT);
    occurrence.folded = -1;
    occurrence.followup = add_followup(world, add_person(world, "alice@example.org"));
    assert_int_equal(
        fu_store_occurrence_add(world->store, &occurrence, &world->error), FU_PERMANENT);
    occurrence.folded = 0;
    occurrence.state = (enum fu_occurrence_state)7;
    assert_int_equal(
        fu_store_occurrence_add(world->store, &occurrence, &world->error), FU_PERMANENT);
    commit(world);
}

static void history_comes_back_in_order(void **state)
{
    struct world *world = *state;
    struct fu_event *events;
    size_t count;
    int64_t id = begin_with_followup(world), other = add_followup(world, 1);
    struct fu_event first = {.followup = id,
        .person = 1,
        .at = NOON,
        .what = "created",
        .detail = "by mail",
        .undo = "cancel"};
    struct fu_event second = {
        .followup = id, .at = NOON - 5, .what = "fired", .detail = "", .undo = ""};
    struct fu_event elsewhere = second;
    elsewhere.followup = other;
    assert_good(world, fu_store_event_add(world->store, &first, &world->error));
    assert_good(world, fu_store_event_add(world->store, &elsewhere, &world->error));
    assert_good(world, fu_store_event_add(world->store, &second, &world->error));
    assert_good(world, fu_store_event_undone(world->store, first.id, &world->error));
    assert_int_equal(fu_store_event_undone(world->store, 99, &world->error), FU_PERMANENT);
    commit(world);
    assert_good(
        world, fu_store_events(world->store, world->arena, id, &events, &count, &world->error));
    assert_int_equal(count, 2);
    assert_int_equal(events[0].id, first.id);
    assert_int_equal(events[0].followup, id);
    assert_int_equal(events[0].person, 1);
    assert_int_equal(events[0].at, NOON);
    assert_string_equal(events[0].what, "created");
    assert_string_equal(events[0].detail, "by mail");
    assert_string_equal(events[0].undo, "cancel");
    assert_true(events[0].undone);
    assert_int_equal(events[1].id, second.id);
    assert_int_equal(events[1].person, 0);
    assert_false(events[1].undone);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(an_occurrence_comes_back_as_it_was_added, make_store),
        TEST(as_many_as_there_are_can_be_asked_for, make_store),
        TEST(a_state_that_no_word_stands_for_is_refused, make_store),
        TEST(the_same_moment_again_is_pending_again, make_store),
        TEST(two_people_may_snooze_to_the_same_moment, make_store),
        TEST(a_snooze_does_not_take_the_place_of_the_moment_it_falls_on, make_store),
        TEST(setting_writes_moment_state_and_folding, make_store),
        TEST(a_moment_that_is_taken_is_bad_input, make_store),
        TEST(occurrences_are_chosen_by_state_and_moment, make_store),
        TEST(what_is_due_comes_oldest_first, make_store),
        TEST(the_mail_of_the_last_that_fired_waits_or_not, make_store),
        TEST(what_fired_for_somebody_else_is_not_waited_for, make_store),
        TEST(an_occurrence_needs_its_follow_up, make_store),
        TEST(history_comes_back_in_order, make_store),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
