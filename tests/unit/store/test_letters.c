#include "support.h"

#include "../../../src/store/thread.h"
#include "followupd/store/held.h"

static struct fu_stored_letter *get(struct world *world, int64_t id)
{
    struct fu_stored_letter *letter;
    assert_good(world, fu_store_letter_get(world->store, world->arena, id, &letter, &world->error));
    return letter;
}

static void a_letter_comes_back_as_it_was_added(void **state)
{
    static const char *const references[] = {"root@x", "middle@x", "last@x"};
    static const struct fu_mailbox to[] = {
        {"Bob, the \"builder\"", "bob@example.com"}, {"", "carol@example.com"}};
    static const struct fu_mailbox cc[] = {{"Dave Ä", "dave@example.com"}};
    static const char raw[] = "Subject: x\r\n\r\nwith a \0 in it";
    struct world *world = *state;
    const char *bytes;
    size_t length;
    begin(world);
    struct fu_stored_letter letter = sample_letter(add_person(world, "alice@example.org"), 417);
    letter.origin.validity = UINT32_MAX;
    letter.message_id = "own@x";
    letter.in_reply_to = "last@x";
    letter.references = references;
    letter.reference_count = 3;
    letter.date_offset = -210;
    letter.to = (struct fu_mailbox_list){to, 2};
    letter.cc = (struct fu_mailbox_list){cc, 1};
    letter.text = "Dear Bob,\n\nten pieces.\n";
    letter.text_cut = true;
    letter.files = 3;
    letter.whole = true;
    letter.raw = raw;
    letter.raw_length = sizeof raw - 1;
    int64_t id = add_letter(world, &letter);
    commit(world);
    struct fu_stored_letter *found = get(world, id);
    assert_int_equal(found->id, id);
    assert_int_equal(found->person, letter.person);
    assert_string_equal(found->origin.inbox, "main");
    assert_int_equal(found->origin.validity, UINT32_MAX);
    assert_int_equal(found->origin.uid, 417);
    assert_int_equal(found->arrived, NOON);
    assert_string_equal(found->message_id, "own@x");
    assert_string_equal(found->in_reply_to, "last@x");
    assert_int_equal(found->reference_count, 3);
    for (size_t i = 0; i < 3; i++) {
        assert_string_equal(found->references[i], references[i]);
    }
    assert_string_equal(found->subject, "Offer");
    assert_int_equal(found->date, NOON - 60);
    assert_int_equal(found->date_offset, -210);
    assert_string_equal(found->from.name, "Alice Example");
    assert_string_equal(found->from.address, "alice@example.org");
    assert_int_equal(found->to.count, 2);
    assert_string_equal(found->to.items[0].name, "Bob, the \"builder\"");
    assert_string_equal(found->to.items[1].address, "carol@example.com");
    assert_string_equal(found->to.items[1].name, "");
    assert_int_equal(found->cc.count, 1);
    assert_string_equal(found->cc.items[0].name, "Dave Ä");
    assert_string_equal(found->text, letter.text);
    assert_true(found->text_cut);
    assert_int_equal(found->files, 3);
    assert_true(found->whole);
    assert_true(found->has_raw);
    assert_null(found->raw);
    assert_good(
        world, fu_store_letter_raw(world->store, world->arena, id, &bytes, &length, &world->error));
    assert_int_equal(length, sizeof raw - 1);
    assert_memory_equal(bytes, raw, sizeof raw);
}

static void what_is_not_kept_is_empty(void **state)
{
    struct world *world = *state;
    const char *bytes;
    size_t length;
    begin(world);
    struct fu_stored_letter letter = sample_letter(add_person(world, "alice@example.org"), 1);
    letter.date = FU_NEVER;
    int64_t id = add_letter(world, &letter);
    commit(world);
    struct fu_stored_letter *found = get(world, id);
    assert_int_equal(found->date, FU_NEVER);
    assert_string_equal(found->text, "");
    assert_false(found->text_cut);
    assert_false(found->has_raw);
    assert_int_equal(found->reference_count, 0);
    assert_int_equal(found->to.count, 0);
    assert_good(
        world, fu_store_letter_raw(world->store, world->arena, id, &bytes, &length, &world->error));
    assert_null(bytes);
    assert_int_equal(length, 0);
    assert_int_equal(number_of(world, "SELECT count(*) FROM body"), 0);
    assert_null(get(world, id + 1));
}

static void a_text_is_kept_without_the_mail(void **state)
{
    struct world *world = *state;
    const char *bytes = "";
    size_t length = 9;
    begin(world);
    struct fu_stored_letter letter = sample_letter(add_person(world, "alice@example.org"), 1);
    letter.text_cut = true; /* at its very beginning */
    int64_t id = add_letter(world, &letter);
    struct fu_stored_letter short_one = sample_letter(letter.person, 2);
    short_one.text = "Hello";
    int64_t whole = add_letter(world, &short_one);
    commit(world);
    assert_string_equal(get(world, whole)->text, "Hello");
    assert_false(get(world, whole)->text_cut);
    assert_false(get(world, whole)->has_raw);
    assert_true(get(world, id)->text_cut);
    assert_false(get(world, id)->has_raw);
    assert_good(
        world, fu_store_letter_raw(world->store, world->arena, id, &bytes, &length, &world->error));
    assert_null(bytes);
    assert_int_equal(length, 0);
}

static void the_ids_of_no_letter_are_forgotten_already(void **state)
{
    struct world *world = *state;
    begin(world);
    assert_good(world, fu_thread_forget(world->store, 99, &world->error));
    commit(world);
}

static void an_empty_mail_that_is_kept_is_not_missing(void **state)
{
    struct world *world = *state;
    const char *bytes;
    size_t length = 9;
    begin(world);
    struct fu_stored_letter letter = sample_letter(add_person(world, "alice@example.org"), 1);
    letter.raw = "";
    int64_t id = add_letter(world, &letter);
    commit(world);
    assert_true(get(world, id)->has_raw);
    assert_good(
        world, fu_store_letter_raw(world->store, world->arena, id, &bytes, &length, &world->error));
    assert_non_null(bytes);
    assert_int_equal(length, 0);
}

static void the_same_origin_again_is_known(void **state)
{
    struct world *world = *state;
    bool known;
    begin(world);
    int64_t alice = add_person(world, "alice@example.org");
    struct fu_stored_letter letter = sample_letter(alice, 1);
    int64_t id = add_letter(world, &letter);
    struct fu_stored_letter again = sample_letter(alice, 1);
    assert_good(world, fu_store_letter_add(world->store, &again, &known, &world->error));
    assert_true(known);
    assert_int_equal(again.id, id);
    const struct fu_origin others[] = {{"main", 7, 2}, {"main", 8, 1}, {"other", 7, 1}};
    for (size_t i = 0; i < 3; i++) {
        again.origin = others[i];
        assert_true(add_letter(world, &again) != id);
    }
    commit(world);
}

/* The numbers of two mailboxes may be the same: those of the one that had the name mean nothing. */
static void another_name_has_only_the_mails_that_come_with_it(void **state)
{
    struct world *world = *state;
    bool known;
    begin(world);
    int64_t alice = add_person(world, "alice@example.org");
    struct fu_stored_letter own = sample_letter(alice, 1), former = sample_letter(alice, 2);
    former.origin.inbox = "old";
    int64_t first = add_letter(world, &own), second = add_letter(world, &former);
    assert_good(world, fu_store_inbox_rename(world->store, "old", "main", &world->error));
    struct fu_stored_letter again = sample_letter(alice, 2), other = sample_letter(alice, 1);
    assert_good(world, fu_store_letter_add(world->store, &again, &known, &world->error));
    assert_true(known);
    assert_int_equal(again.id, second);
    assert_true(add_letter(world, &other) != first);
    commit(world);
    assert_string_equal(get(world, first)->origin.inbox, "");
}

static void letters_without_an_origin_are_never_known(void **state)
{
    struct world *world = *state;
    begin(world);
    struct fu_stored_letter letter = sample_letter(add_person(world, "alice@example.org"), 0);
    letter.origin = (struct fu_origin){0};
    int64_t first = add_letter(world, &letter);
    letter.origin.inbox = "";
    assert_true(add_letter(world, &letter) != first);
    commit(world);
    assert_string_equal(get(world, first)->origin.inbox, "");
    assert_int_equal(get(world, first)->origin.uid, 0);
}

static void a_letter_needs_its_person(void **state)
{
    struct world *world = *state;
    bool known;
    struct fu_stored_letter letter = sample_letter(99, 1);
    begin(world);
    assert_int_equal(
        fu_store_letter_add(world->store, &letter, &known, &world->error), FU_PERMANENT);
    assert_non_null(strstr(world->error.text, "mistake of ours"));
}

static void a_value_beyond_the_limit_is_bad_input(void **state)
{
    struct world *world = *state;
    bool known;
    size_t length = 32 * 1024 * 1024;
    char *raw = calloc(length, 1);
    begin(world);
    struct fu_stored_letter letter = sample_letter(add_person(world, "alice@example.org"), 1);
    letter.raw = raw;
    letter.raw_length = length + 1;
    assert_int_equal(
        fu_store_letter_add(world->store, &letter, &known, &world->error), FU_BAD_INPUT);
    assert_non_null(strstr(world->error.text, "32 MB"));
    fu_store_rollback(world->store);
    begin(world);
    letter = sample_letter(add_person(world, "alice@example.org"), 2);
    letter.raw = raw;
    letter.raw_length = length - 1024;
    add_letter(world, &letter);
    commit(world);
    free(raw);
}

/* A follow-up of `owner` for a letter with these ids. */
static int64_t add_thread(struct world *world, int64_t owner, uint32_t uid, const char *message_id,
    const char *in_reply_to, const char *const *references, size_t count)
{
    struct fu_stored_letter letter = sample_letter(owner, uid);
    struct fu_followup followup = sample_followup(owner);
    bool known;
    letter.message_id = message_id;
    letter.in_reply_to = in_reply_to;
    letter.references = references;
    letter.reference_count = count;
    followup.letter = add_letter(world, &letter);
    assert_good(world, fu_store_followup_add(world->store, &followup, NULL, &known, &world->error));
    assert_good(world, fu_store_participant_add(
                           world->store, followup.id, owner, true, followup.id, &world->error));
    return followup.id;
}

static size_t thread(struct world *world, int64_t person, const char *id, int64_t **followups)
{
    size_t count;
    const char *const ids[] = {"", id, id};
    assert_good(world, fu_store_thread(world->store, world->arena, person, ids, 3, followups,
                           &count, &world->error));
    return count;
}

static void a_thread_is_found_by_each_of_its_ids(void **state)
{
    static const char *const ids[] = {"own@x", "parent@x", "root@x", "middle@x"};
    struct world *world = *state;
    int64_t *found;
    begin(world);
    int64_t alice = add_person(world, "alice@example.org");
    int64_t id = add_thread(world, alice, 1, ids[0], ids[1], ids + 2, 2);
    int64_t reply = add_thread(world, alice, 2, "reply@x", "own@x", ids, 1);
    add_thread(world, alice, 3, "", "", NULL, 0);
    commit(world);
    for (size_t i = 1; i < 4; i++) {
        assert_int_equal(thread(world, alice, ids[i], &found), 1);
        assert_int_equal(found[0], id);
    }
    assert_int_equal(thread(world, alice, "own@x", &found), 2);
    assert_int_equal(found[0], id);
    assert_int_equal(found[1], reply);
    assert_int_equal(thread(world, alice, "stranger@x", &found), 0);
    assert_int_equal(thread(world, alice, "", &found), 0);
}

static void a_thread_holds_what_is_pending_and_shared(void **state)
{
    struct world *world = *state;
    int64_t *found;
    begin(world);
    int64_t alice = add_person(world, "alice@example.org");
    int64_t bob = add_person(world, "bob@example.org");
    int64_t id = add_thread(world, alice, 1, "own@x", "", NULL, 0);
    assert_int_equal(thread(world, bob, "own@x", &found), 0);
    assert_good(world, fu_store_participant_add(world->store, id, bob, false, 5, &world->error));
    assert_int_equal(thread(world, bob, "own@x", &found), 1);
    assert_good(world, fu_store_participant_leave(world->store, id, bob, true, NOON, &world->error));
    assert_int_equal(thread(world, bob, "own@x", &found), 0);
    assert_good(world, fu_store_followup_state(world->store, id, FU_DONE, 0, NOON, &world->error));
    assert_int_equal(thread(world, alice, "own@x", &found), 0);
    commit(world);
}

enum { ALICE = 1, BOB = 2 };

static bool names(
    struct world *world, const char *message_id, const char *address, int64_t person, bool held)
{
    static const char *const ids[] = {"", "root@x"};
    const struct fu_thread_address asked = {ids, 2, address, message_id, person, held};
    bool is;
    assert_good(world, fu_store_thread_names(world->store, &asked, &is, &world->error));
    return is;
}

/* A mail for two addresses is no other mail of its thread. */
static void a_letter_names_nobody_to_itself(void **state)
{
    static const struct fu_mailbox friday[] = {{"", "friday@x"}}, typo[] = {{"", "fryday@x"}};
    static const char *const root[] = {"root@x"};
    struct world *world = *state;
    bool known;
    begin(world);
    add_person(world, "alice@example.org");
    struct fu_stored_letter letter = sample_letter(ALICE, 1), wrong = sample_letter(ALICE, 2);
    letter.message_id = "own@x";
    wrong.message_id = "wrong@x";
    letter.references = wrong.references = root;
    letter.reference_count = wrong.reference_count = 1;
    letter.cc = (struct fu_mailbox_list){friday, 1};
    wrong.to = (struct fu_mailbox_list){typo, 1};
    struct fu_followup followup = sample_followup(ALICE);
    followup.letter = add_letter(world, &letter);
    assert_good(world, fu_store_followup_add(world->store, &followup, NULL, &known, &world->error));
    assert_true(names(world, "reply@x", "friday@x", ALICE, false));
    assert_true(names(world, "", "friday@x", BOB, false));
    assert_false(names(world, "own@x", "friday@x", ALICE, true));
    assert_false(names(world, "reply@x", "monday@x", ALICE, true));
    struct fu_held held = {.letter = add_letter(world, &wrong), .place = FU_PLACE_CC};
    assert_false(names(world, "reply@x", "fryday@x", ALICE, true));
    assert_good(world, fu_store_held_add(world->store, &held, &world->error));
    assert_true(names(world, "reply@x", "fryday@x", ALICE, true));
    assert_true(names(world, "reply@x", "fryday@x", BOB, false));
    assert_false(names(world, "reply@x", "fryday@x", ALICE, false));
    assert_false(names(world, "wrong@x", "fryday@x", ALICE, true));
    commit(world);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_letter_comes_back_as_it_was_added, make_store),
        TEST(what_is_not_kept_is_empty, make_store),
        TEST(a_text_is_kept_without_the_mail, make_store),
        TEST(the_ids_of_no_letter_are_forgotten_already, make_store),
        TEST(an_empty_mail_that_is_kept_is_not_missing, make_store),
        TEST(the_same_origin_again_is_known, make_store),
        TEST(another_name_has_only_the_mails_that_come_with_it, make_store),
        TEST(letters_without_an_origin_are_never_known, make_store),
        TEST(a_letter_needs_its_person, make_store),
        TEST(a_value_beyond_the_limit_is_bad_input, make_store),
        TEST(a_thread_is_found_by_each_of_its_ids, make_store),
        TEST(a_thread_holds_what_is_pending_and_shared, make_store),
        TEST(a_letter_names_nobody_to_itself, make_store),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
