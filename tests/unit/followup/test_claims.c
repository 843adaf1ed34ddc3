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

enum { LARGE = 2 * 1024 * 1024 };

/* A note whose files are as large as any may be. */
static bool one_large_file(void *context, struct fu_arena *arena, const char *raw, size_t length,
    struct fu_part **files, size_t *count, size_t *left_out)
{
    static char bytes[LARGE];

    (void)context, (void)raw, (void)length;
    *files = fu_arena_allocate(arena, 1, sizeof **files);
    **files = (struct fu_part){"photo.jpg", "image/jpeg", bytes, sizeof bytes};
    *count = 1;
    *left_out = 0;
    return true;
}

static void note(struct world *world, const char *cadence)
{
    struct fu_mailbox *self = fu_arena_allocate(world->arena, 1, sizeof *self);
    struct fu_letter *made =
        letter(world, fu_arena_print(world->arena, "n%u@example.org", world->uid + 1), cadence);

    self->address = made->recipients->address;
    self->name = "";
    made->to = (struct fu_mailbox_list){self, 1};
    take(world, made, NOW, NOW);
}

/* Alice is known, and has what is due in the morning in one mail. */
static void together(struct world *world)
{
    struct fu_person *alice;
    int64_t id = meet(world, "alice@example.org");

    begin(world);
    assert_good(world, fu_store_person_get(world->store, world->arena, id, &alice, &world->error));
    alice->preferences.bundle = true;
    assert_good(world, fu_store_person_set(world->store, alice, &world->error));
    commit(world);
}

enum { NOTES = 18, FILLED = FU_TURN_BYTES_MAX / LARGE };

/* Each goes out once, and as a first attempt; returns how many do in the first turn. */
static size_t send_large_notes(struct world *world)
{
    struct fu_turn claimed;
    size_t first = 0, out = 0, i;

    world->settings.read_files = one_large_file;
    for (i = 0; i < NOTES; i++)
        note(world, "saturday");
    do {
        claimed = turn(world, NULL, 0, NOW + 3 * DAY, FU_TURN_MAX);
        for (i = 0; i < claimed.count; i++) {
            assert_int_equal(claimed.parcels[i].attempt, 1);
            claimed.parcels[i].outcome = FU_OUTCOME_SENT;
        }
        turn(world, claimed.parcels, claimed.count, NOW + 3 * DAY, 0);
        first = first > 0 ? first : claimed.count;
        out += claimed.count;
    } while (claimed.count > 0);
    assert_int_equal(out, NOTES);
    for (i = 0; i < NOTES; i++)
        assert_int_equal(only(world, (int64_t)i + 1).state, FU_DELIVERY_SENT);
    return first;
}

static void what_is_large_goes_out_in_turns_that_memory_has_room_for(void **state)
{
    struct world *world = *state;
    size_t first;

    meet(world, "alice@example.org");
    first = send_large_notes(world);
    assert_in_range(first, FILLED / 3, FILLED / 2);
}

/* They are younger than all the notes. */
static void answers_and_reminders_wait_for_nobodys_files(void **state)
{
    struct world *world = *state;
    struct fu_turn claimed;
    size_t messages = 0, i;

    meet(world, "alice@example.org");
    world->settings.read_files = one_large_file;
    for (i = 0; i < NOTES; i++)
        note(world, "saturday");
    ask(world, "saturday");
    owe(world, "alice@example.org", NOW + 3 * DAY);
    claimed = turn(world, NULL, 0, NOW + 3 * DAY, FU_TURN_MAX);
    assert_in_range(claimed.count, 3, NOTES);
    for (i = 0; i < claimed.count; i++)
        messages += claimed.parcels[i].kind == FU_PARCEL_MESSAGE;
    assert_int_equal(messages, 1);
    assert_int_equal(only(world, NOTES).state, FU_DELIVERY_QUEUED);
    assert_int_equal(only(world, NOTES + 1).state, FU_DELIVERY_SENDING);
}

static void what_was_read_for_a_bundle_goes_first(void **state)
{
    struct world *world = *state;

    together(world);
    assert_int_equal(send_large_notes(world), FILLED);
}

/* Puts off all that is due; returns in how many mails it came. */
static size_t put_off(struct world *world, fu_instant now)
{
    size_t all = 0, some;

    while ((some = send_all(world, now, FU_OUTCOME_LATER)) > 0)
        all += some;
    return all;
}

static void a_bundle_behind_what_is_large_is_given_back_whole(void **state)
{
    enum { LATER = NOW + 3 * DAY + HOUR, OLDER = 10 };
    struct world *world = *state;
    int64_t ids[2];
    size_t i, out = 0, some;

    together(world);
    world->settings.read_files = one_large_file;
    for (i = 0; i < OLDER; i++)
        note(world, "friday");
    assert_int_equal(put_off(world, NOW + 2 * DAY), OLDER);
    for (i = 0; i < 2; i++)
        ids[i] = ask(world, "saturday");
    assert_int_equal(put_off(world, NOW + 3 * DAY), OLDER + 1);
    out = turn(world, NULL, 0, LATER, FU_TURN_MAX).count;
    assert_in_range(out, 1, OLDER - 1);
    for (i = 0; i < 2; i++) {
        assert_int_equal(only(world, ids[i]).state, FU_DELIVERY_QUEUED);
        assert_int_equal(only(world, ids[i]).attempts, 1);
    }
    while ((some = send_all(world, LATER, FU_OUTCOME_SENT)) > 0)
        out += some;
    assert_int_equal(out, OLDER + 1);
    for (i = 0; i < 2; i++)
        assert_int_equal(only(world, ids[i]).state, FU_DELIVERY_SENT);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {TEST(who_has_much_due_holds_up_nobody_else),
        TEST(who_has_much_waiting_holds_up_nobody_else),
        TEST(an_answer_goes_out_however_much_falls_due), TEST(a_turn_claims_no_more_than_it_may),
        TEST(a_followup_of_many_fits_whole_or_waits_for_the_next_turn),
        TEST(a_followup_of_more_people_than_a_turn_expects_fits_all_the_same),
        TEST(what_is_large_goes_out_in_turns_that_memory_has_room_for),
        TEST(answers_and_reminders_wait_for_nobodys_files),
        TEST(what_was_read_for_a_bundle_goes_first),
        TEST(a_bundle_behind_what_is_large_is_given_back_whole)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
