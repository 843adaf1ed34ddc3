#include "support.h"

static struct fu_person *find(struct world *world, const char *address)
{
    struct fu_person *person;
    assert_good(
        world, fu_store_person_find(world->store, world->arena, address, &person, &world->error));
    return person;
}

static void a_person_comes_back_as_they_were_added(void **state)
{
    struct world *world = *state;
    struct fu_person person = sample_person("alice@example.org"), *found;
    person.preferences = (struct fu_preferences){
        "America/St_Johns", 1439, FU_WORKDAYS_ALL, FU_CONFIRM_ALWAYS, FU_REPLY_THREAD, true};
    person.generation = 7;
    person.paused = true;
    begin(world);
    assert_good(world, fu_store_person_add(world->store, &person, &world->error));
    commit(world);
    found = find(world, "alice@example.org");
    assert_int_equal(found->id, person.id);
    assert_string_equal(found->address, "alice@example.org");
    assert_string_equal(found->name, "Alice Example");
    assert_string_equal(found->preferences.zone, "America/St_Johns");
    assert_int_equal(found->preferences.morning, 1439);
    assert_int_equal(found->preferences.workdays, FU_WORKDAYS_ALL);
    assert_int_equal(found->preferences.confirm, FU_CONFIRM_ALWAYS);
    assert_int_equal(found->preferences.reply_to, FU_REPLY_THREAD);
    assert_true(found->preferences.bundle);
    assert_int_equal(found->generation, 7);
    assert_true(found->paused);
    assert_int_equal(found->created, NOON);
    assert_int_equal(found->alias_count, 0);
    assert_good(
        world, fu_store_person_get(world->store, world->arena, person.id, &found, &world->error));
    assert_string_equal(found->address, "alice@example.org");
}

static void who_is_not_there_is_null(void **state)
{
    struct world *world = *state;
    struct fu_person *person;
    assert_null(find(world, "alice@example.org"));
    assert_good(world, fu_store_person_get(world->store, world->arena, 1, &person, &world->error));
    assert_null(person);
}

static void a_person_is_found_by_each_alias(void **state)
{
    static const char *const aliases[] = {"al@example.org", "ally@example.net"};
    struct world *world = *state;
    struct fu_person *person;
    begin(world);
    add_person(world, "alice@example.org");
    person = find(world, "alice@example.org");
    person->aliases = aliases;
    person->alias_count = 2;
    assert_good(world, fu_store_person_set(world->store, person, &world->error));
    commit(world);
    assert_int_equal(find(world, "ally@example.net")->id, person->id);
    person = find(world, "al@example.org");
    assert_string_equal(person->address, "alice@example.org");
    assert_int_equal(person->alias_count, 2);
    assert_string_equal(person->aliases[0], "al@example.org");
    assert_string_equal(person->aliases[1], "ally@example.net");
}

static void setting_a_person_writes_everything(void **state)
{
    static const char *const first[] = {"old@example.org"};
    static const char *const second[] = {"new@example.org", "new@example.org", "alice@x.org"};
    struct world *world = *state;
    struct fu_person *person;
    begin(world);
    add_person(world, "alice@example.org");
    person = find(world, "alice@example.org");
    person->aliases = first;
    person->alias_count = 1;
    assert_good(world, fu_store_person_set(world->store, person, &world->error));
    *person = (struct fu_person){.id = person->id,
        .address = "alice@x.org",
        .name = "",
        .preferences = {"UTC", 0, 64, FU_CONFIRM_NEVER, FU_REPLY_THREAD, true},
        .generation = 2,
        .paused = true,
        .aliases = second,
        .alias_count = 3};
    assert_good(world, fu_store_person_set(world->store, person, &world->error));
    commit(world);
    assert_null(find(world, "alice@example.org"));
    assert_null(find(world, "old@example.org"));
    person = find(world, "new@example.org");
    assert_string_equal(person->address, "alice@x.org");
    assert_string_equal(person->name, "");
    assert_string_equal(person->preferences.zone, "UTC");
    assert_int_equal(person->preferences.morning, 0);
    assert_int_equal(person->preferences.workdays, 64);
    assert_int_equal(person->preferences.confirm, FU_CONFIRM_NEVER);
    assert_int_equal(person->generation, 2);
    assert_true(person->paused);
    assert_int_equal(person->created, NOON);
    assert_int_equal(person->alias_count, 1);
}

static void an_address_belongs_to_one_person(void **state)
{
    static const char *const aliases[] = {"al@example.org"};
    static const char *const taken[] = {"alice@example.org"};
    struct world *world = *state;
    struct fu_person *alice, *bob, other = sample_person("al@example.org");
    begin(world);
    add_person(world, "alice@example.org");
    add_person(world, "bob@example.org");
    alice = find(world, "alice@example.org");
    alice->aliases = aliases;
    alice->alias_count = 1;
    assert_good(world, fu_store_person_set(world->store, alice, &world->error));
    bob = find(world, "bob@example.org");
    bob->address = "al@example.org";
    assert_int_equal(fu_store_person_set(world->store, bob, &world->error), FU_BAD_INPUT);
    assert_non_null(strstr(world->error.text, "al@example.org"));
    bob->address = "bob@example.org";
    bob->aliases = aliases;
    bob->alias_count = 1;
    assert_int_equal(fu_store_person_set(world->store, bob, &world->error), FU_BAD_INPUT);
    bob->aliases = taken;
    assert_int_equal(fu_store_person_set(world->store, bob, &world->error), FU_BAD_INPUT);
    assert_int_equal(fu_store_person_add(world->store, &other, &world->error), FU_BAD_INPUT);
    other.address = "alice@example.org";
    assert_int_equal(fu_store_person_add(world->store, &other, &world->error), FU_BAD_INPUT);
    /* Bad input is no reason to give the transaction up. */
    commit(world);
    assert_int_equal(find(world, "al@example.org")->id, alice->id);
    assert_int_equal(find(world, "bob@example.org")->alias_count, 0);
}

static void setting_nobody_is_a_mistake(void **state)
{
    struct world *world = *state;
    struct fu_person person = sample_person("alice@example.org");
    person.id = 17;
    begin(world);
    assert_int_equal(fu_store_person_set(world->store, &person, &world->error), FU_PERMANENT);
    assert_non_null(strstr(world->error.text, "no person 17"));
}

static void everybody_is_listed_by_address(void **state)
{
    static const char *const names[] = {"c@example.org", "a@example.org", "b@example.org"};
    struct world *world = *state;
    struct fu_person *people;
    size_t count;
    assert_good(world, fu_store_people(world->store, world->arena, &people, &count, &world->error));
    assert_int_equal(count, 0);
    begin(world);
    for (size_t i = 0; i < 3; i++) {
        add_person(world, names[i]);
    }
    commit(world);
    assert_good(world, fu_store_people(world->store, world->arena, &people, &count, &world->error));
    assert_int_equal(count, 3);
    assert_string_equal(people[0].address, "a@example.org");
    assert_string_equal(people[2].address, "c@example.org");
}

static void preferences_out_of_range_are_refused(void **state)
{
    struct world *world = *state;
    begin(world);
    for (int i = 0; i < 5; i++) {
        struct fu_person person = sample_person("alice@example.org");
        struct fu_preferences *preferences = &person.preferences;
        preferences->morning = i == 0 ? 1440 : i == 1 ? -1 : 480;
        preferences->workdays = i == 2 ? 0 : i == 3 ? 128 : 31;
        preferences->confirm = i == 4 ? (enum fu_confirm)9 : FU_CONFIRM_NEW;
        assert_int_equal(fu_store_person_add(world->store, &person, &world->error), FU_PERMANENT);
    }
    commit(world);
    assert_null(find(world, "alice@example.org"));
}

static void a_number_is_never_given_twice(void **state)
{
    struct world *world = *state;
    struct fu_erased erased;
    begin(world);
    int64_t first = add_person(world, "alice@example.org");
    int64_t followup = add_followup(world, first);
    assert_good(world, fu_store_person_erase(world->store, first, &erased, &world->error));
    int64_t second = add_person(world, "alice@example.org");
    assert_true(second > first);
    assert_true(add_followup(world, second) > followup);
    commit(world);
}

static void assert_load(
    struct world *world, int64_t person, fu_instant since, int64_t pending, int64_t letters)
{
    int64_t pending_now, letters_now;
    assert_good(world, fu_store_person_load(world->store, person, since, since + 3600, &pending_now,
                           &letters_now, &world->error));
    assert_int_equal(pending_now, pending);
    assert_int_equal(letters_now, letters);
}

static void asked(struct world *world, int64_t person, fu_instant now)
{
    assert_good(world, fu_store_person_asked(world->store, person, now, &world->error));
}

static void mails_that_ask_count_by_the_minute(void **state)
{
    struct world *world = *state;
    begin(world);
    int64_t alice = add_person(world, "alice@example.org");
    int64_t bob = add_person(world, "bob@example.org");
    for (int64_t i = 0; i < 5; i++) {
        asked(world, alice, NOON + i * 60);
    }
    asked(world, bob, NOON - 600);
    assert_load(world, alice, NOON, 0, 5);
    assert_load(world, alice, NOON + 59, 0, 5);
    assert_load(world, alice, NOON + 60, 0, 4);
    assert_load(world, alice, NOON + 300, 0, 0);
    assert_load(world, bob, NOON - 600, 0, 1);
    assert_load(world, bob, NOON - 540, 0, 0);
    assert_load(world, 99, NOON, 0, 0);
    /* Counted by a clock that has been set back since. */
    asked(world, bob, NOON + 3659);
    assert_load(world, bob, NOON, 0, 1);
    asked(world, bob, NOON + 3660);
    assert_load(world, bob, NOON, 0, 1);
    commit(world);
}

static bool is_fresh(struct world *world, int64_t person, const char *text)
{
    bool fresh;
    assert_good(world, fu_store_person_habit(world->store, person, text, &fresh, &world->error));
    return fresh;
}

static void a_text_is_fresh_once_for_each_person(void **state)
{
    struct world *world = *state;
    begin(world);
    int64_t alice = add_person(world, "alice@example.org");
    int64_t bob = add_person(world, "bob@example.org");
    assert_true(is_fresh(world, alice, "3days"));
    assert_false(is_fresh(world, alice, "3days"));
    assert_true(is_fresh(world, alice, "3days-t"));
    assert_true(is_fresh(world, bob, "3days"));
    commit(world);
}

static int64_t times_told(struct world *world, int64_t person, const char *what, fu_instant now)
{
    int64_t times;
    assert_good(
        world, fu_store_person_told(world->store, person, what, now, 3600, &times, &world->error));
    return times;
}

static int64_t was_told(struct world *world, int64_t person, const char *what, fu_instant now)
{
    int64_t times;
    assert_good(world,
        fu_store_person_was_told(world->store, person, what, now, 3600, &times, &world->error));
    return times;
}

static void what_was_told_is_counted_from_the_first_time_for_so_long(void **state)
{
    struct world *world = *state;
    begin(world);
    int64_t alice = add_person(world, "alice@example.org");
    int64_t bob = add_person(world, "bob@example.org");
    assert_int_equal(times_told(world, alice, "zone +540", NOON), 1);
    assert_int_equal(times_told(world, alice, "zone +540", NOON + 3599), 2);
    assert_int_equal(was_told(world, alice, "zone +540", NOON + 3599), 2);
    assert_int_equal(was_told(world, alice, "zone +540", NOON + 3600), 0);
    assert_int_equal(was_told(world, alice, "zone +540", NOON - 3600), 2);
    assert_int_equal(was_told(world, alice, "zone +540", NOON - 3601), 0);
    assert_int_equal(was_told(world, alice, "zone +60", NOON), 0);
    assert_int_equal(times_told(world, alice, "zone +60", NOON), 1);
    assert_int_equal(times_told(world, bob, "zone +540", NOON), 1);
    assert_int_equal(times_told(world, alice, "zone +540", NOON + 3600), 1);
    assert_int_equal(times_told(world, alice, "zone +540", NOON + 3601), 2);
    /* Of two processes one may be a moment behind; a clock that was set back is far behind. */
    assert_int_equal(times_told(world, alice, "zone +540", NOON), 3);
    assert_int_equal(times_told(world, alice, "zone +540", NOON - 1), 1);
    assert_int_equal(times_told(world, alice, "zone +540", NOON), 2);
    commit(world);
}

static void pending_follow_ups_are_counted_with_their_owner(void **state)
{
    static const enum fu_followup_state states[] = {
        FU_DONE, FU_PENDING, FU_CANCELLED, FU_FAILED, FU_FAILED, FU_PENDING};
    static const int64_t pending[] = {1, 2, 1, 1, 1, 2};
    struct world *world = *state;
    begin(world);
    int64_t alice = add_person(world, "alice@example.org");
    add_followup(world, alice);
    int64_t id = add_followup(world, alice);
    assert_load(world, alice, NOON, 2, 0);
    for (size_t i = 0; i < 6; i++) {
        assert_good(
            world, fu_store_followup_state(world->store, id, states[i], 0, NOON, &world->error));
        assert_load(world, alice, NOON, pending[i], 0);
    }
    struct fu_followup *followup;
    assert_good(
        world, fu_store_followup_get(world->store, world->arena, id, &followup, &world->error));
    followup->state = FU_DONE;
    assert_good(world, fu_store_followup_set(world->store, followup, &world->error));
    assert_load(world, alice, NOON, 1, 0);
    commit(world);
    assert_int_equal(number_of(world, "SELECT pending = 1 AND done = 1 AND cancelled = 0"
                                      " AND failed = 0 FROM person"),
        1);
}

static void sessions_open_by_their_digest_until_they_expire(void **state)
{
    struct world *world = *state;
    unsigned char link[FU_DIGEST_SIZE] = {1}, browser[FU_DIGEST_SIZE] = {2};
    int64_t person;
    bool ended;
    begin(world);
    int64_t alice = add_person(world, "alice@example.org");
    assert_good(world,
        fu_store_session_add(world->store, FU_SESSION_LINK, link, alice, NOON + 10, &world->error));
    assert_good(world, fu_store_session_add(world->store, FU_SESSION_BROWSER, browser, alice,
                           NOON + 20, &world->error));
    commit(world);
    assert_good(world, fu_store_session_find(
                           world->store, FU_SESSION_LINK, link, NOON + 9, &person, &world->error));
    assert_int_equal(person, alice);
    assert_good(world, fu_store_session_find(
                           world->store, FU_SESSION_LINK, link, NOON + 10, &person, &world->error));
    assert_int_equal(person, 0);
    assert_good(world, fu_store_session_find(
                           world->store, FU_SESSION_BROWSER, link, NOON, &person, &world->error));
    assert_int_equal(person, 0);
    begin(world);
    assert_good(
        world, fu_store_session_end(world->store, FU_SESSION_LINK, link, &ended, &world->error));
    assert_true(ended);
    assert_good(
        world, fu_store_session_end(world->store, FU_SESSION_LINK, link, &ended, &world->error));
    assert_false(ended);
    assert_good(world, fu_store_sessions_end(world->store, alice, &world->error));
    commit(world);
    assert_good(world, fu_store_session_find(world->store, FU_SESSION_BROWSER, browser, NOON,
                           &person, &world->error));
    assert_int_equal(person, 0);
}

static void live_links_of_a_person_are_counted(void **state)
{
    static const unsigned char digests[4][FU_DIGEST_SIZE] = {{1}, {2}, {3}, {4}};
    struct world *world = *state;
    int64_t count;
    begin(world);
    int64_t alice = add_person(world, "alice@example.org"),
            bob = add_person(world, "bob@example.org");
    for (int i = 0; i < 4; i++) {
        assert_good(
            world, fu_store_session_add(world->store, i == 2 ? FU_SESSION_BROWSER : FU_SESSION_LINK,
                       digests[i], i == 3 ? bob : alice, NOON + 10 + i, &world->error));
    }
    commit(world);
    assert_good(world,
        fu_store_session_count(world->store, FU_SESSION_LINK, alice, NOON, &count, &world->error));
    assert_int_equal(count, 2);
    assert_good(world, fu_store_session_count(
                           world->store, FU_SESSION_LINK, alice, NOON + 10, &count, &world->error));
    assert_int_equal(count, 1);
    assert_good(world, fu_store_session_count(
                           world->store, FU_SESSION_LINK, alice, NOON + 11, &count, &world->error));
    assert_int_equal(count, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_person_comes_back_as_they_were_added, make_store),
        TEST(who_is_not_there_is_null, make_store),
        TEST(a_person_is_found_by_each_alias, make_store),
        TEST(setting_a_person_writes_everything, make_store),
        TEST(an_address_belongs_to_one_person, make_store),
        TEST(setting_nobody_is_a_mistake, make_store),
        TEST(everybody_is_listed_by_address, make_store),
        TEST(preferences_out_of_range_are_refused, make_store),
        TEST(a_number_is_never_given_twice, make_store),
        TEST(mails_that_ask_count_by_the_minute, make_store),
        TEST(a_text_is_fresh_once_for_each_person, make_store),
        TEST(what_was_told_is_counted_from_the_first_time_for_so_long, make_store),
        TEST(pending_follow_ups_are_counted_with_their_owner, make_store),
        TEST(sessions_open_by_their_digest_until_they_expire, make_store),
        TEST(live_links_of_a_person_are_counted, make_store),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
