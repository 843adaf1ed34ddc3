#include "support.h"

#include "followupd/store/held.h"
#include "followupd/store/withheld.h"

enum { OLD = NOON - 100 * 86400 };

static void prune(struct world *world, fu_instant traces, fu_instant letters)
{
    const struct fu_served served = {.now = NOON + 1, .traces = traces, .letters = letters};
    assert_good(world, fu_store_prune(world->store, &served, &world->error));
}

static void release(struct world *world, fu_instant held)
{
    const struct fu_served served = {.held = held, .letters = OLD};
    assert_good(world, fu_store_prune(world->store, &served, &world->error));
}

static void forget(struct world *world, fu_instant followups)
{
    const struct fu_served served = {.followups = followups};
    assert_good(world, fu_store_prune(world->store, &served, &world->error));
}

/* A follow-up with a letter that has all there is to keep; it changed last at `changed`. */
static int64_t add_kept(struct world *world, int64_t owner, int64_t letter_of,
    enum fu_followup_state followup_state, fu_instant changed)
{
    static const char *const references[] = {"root@x"};
    static const struct fu_mailbox to[] = {{"Bob", "bob@example.com"}};
    static uint32_t uid;
    struct fu_stored_letter letter = sample_letter(owner, ++uid);
    struct fu_followup followup = sample_followup(owner);
    bool known;
    letter.arrived = OLD - 10;
    letter.message_id = "own@x";
    letter.in_reply_to = "parent@x";
    letter.references = references;
    letter.reference_count = 1;
    letter.to = letter.cc = (struct fu_mailbox_list){to, 1};
    letter.text = "text";
    letter.raw = "raw";
    letter.raw_length = 3;
    followup.letter = letter_of != 0 ? letter_of : add_letter(world, &letter);
    followup.changed = changed;
    followup.state = followup_state;
    assert_good(world, fu_store_followup_add(world->store, &followup, NULL, &known, &world->error));
    return followup.letter;
}

static bool is_kept(struct world *world, int64_t id)
{
    struct fu_stored_letter *letter;
    assert_good(world, fu_store_letter_get(world->store, world->arena, id, &letter, &world->error));
    assert_non_null(letter);
    assert_string_equal(letter->message_id, "own@x");
    assert_int_not_equal(letter->origin.uid, 0);
    bool kept = letter->has_raw;
    assert_int_equal(*letter->text != '\0', kept);
    assert_int_equal(*letter->subject != '\0', kept);
    assert_int_equal(*letter->in_reply_to != '\0', kept);
    assert_int_equal(*letter->from.name != '\0', kept);
    assert_int_equal(letter->reference_count, kept);
    assert_int_equal(letter->to.count, kept);
    assert_int_equal(letter->cc.count, kept);
    return kept;
}

static void letters_go_when_their_follow_ups_have_ended_long_ago(void **state)
{
    struct world *world = *state;
    begin(world);
    int64_t alice = add_person(world, "alice@example.org");
    int64_t pending = add_kept(world, alice, 0, FU_PENDING, OLD - 5);
    int64_t ended = add_kept(world, alice, 0, FU_DONE, OLD - 1);
    int64_t lately = add_kept(world, alice, 0, FU_CANCELLED, OLD);
    int64_t both = add_kept(world, alice, 0, FU_DONE, OLD - 1);
    add_kept(world, alice, both, FU_PENDING, OLD - 1);
    commit(world);
    prune(world, 0, OLD);
    assert_true(is_kept(world, pending));
    assert_false(is_kept(world, ended));
    assert_true(is_kept(world, lately));
    assert_true(is_kept(world, both));
    /* Its thread is forgotten with it, that of the others is not. */
    assert_int_equal(number_of(world, "SELECT count(*) FROM thread"), 9);
    prune(world, 0, OLD + 1);
    assert_false(is_kept(world, lately));
    /* The same mail is still known. */
    bool known;
    begin(world);
    struct fu_stored_letter again = sample_letter(alice, 2);
    assert_good(world, fu_store_letter_add(world->store, &again, &known, &world->error));
    assert_true(known);
    assert_int_equal(again.id, ended);
    commit(world);
}

static void a_letter_that_is_held_stays_until_that_is_over(void **state)
{
    struct world *world = *state;
    begin(world);
    int64_t alice = add_person(world, "alice@example.org");
    struct fu_held held = {.letter = add_kept(world, alice, 0, FU_DONE, OLD - 1), .created = OLD};
    assert_good(world, fu_store_held_add(world->store, &held, &world->error));
    commit(world);
    release(world, OLD);
    assert_true(is_kept(world, held.letter));
    release(world, OLD + 1);
    assert_false(is_kept(world, held.letter));
}

static void traces_sent_messages_and_counts_go_with_age(void **state)
{
    struct world *world = *state;
    begin(world);
    for (int i = 0; i < 1200; i++) {
        const struct fu_trace trace = {
            {"main", 7, 1}, OLD + i, "a@x", "alice@example.org", "", "own", "", "", 0};
        assert_good(world, fu_store_trace_add(world->store, &trace, &world->error));
    }
    for (int i = FU_DELIVERY_QUEUED; i <= FU_DELIVERY_UNSURE; i++) {
        struct fu_delivery row = {.id = add_message(world, NULL),
            .kind = FU_PARCEL_MESSAGE,
            .state = (enum fu_delivery_state)i,
            .next_attempt = NOON,
            .answer = ""};
        assert_good(world, fu_store_delivery_set(world->store, &row, &world->error));
    }
    struct fu_delivery once = {.id = add_message(world, "once"),
        .kind = FU_PARCEL_MESSAGE,
        .state = FU_DELIVERY_SENT,
        .answer = ""};
    assert_good(world, fu_store_delivery_set(world->store, &once, &world->error));
    assert_good(world, fu_store_person_asked(world->store, add_person(world, "alice@example.org"),
                           OLD, &world->error));
    commit(world);
    prune(world, OLD + 1100, 0);
    assert_int_equal(number_of(world, "SELECT count(*) FROM trace"), 100);
    assert_int_equal(number_of(world, "SELECT min(at) FROM trace"), OLD + 1100);
    assert_int_equal(number_of(world, "SELECT count(*) FROM message"), 6);
    assert_int_equal(number_of(world, "SELECT count(*) FROM load"), 0);
    prune(world, NOON, 0);
    assert_int_equal(number_of(world, "SELECT count(*) FROM message"), 6);
    prune(world, NOON + 1, 0);
    assert_int_equal(number_of(world, "SELECT count(*) FROM trace"), 0);
    assert_int_equal(
        number_of(world, "SELECT count(*) FROM message WHERE state IN ('sent', 'failed')"), 1);
    assert_int_equal(number_of(world, "SELECT count(*) FROM message"), 4);
}

static void add_traces(struct world *world, fu_instant at, int count)
{
    begin(world);
    for (int i = 0; i < count; i++) {
        const struct fu_trace trace = {
            {"main", 7, 1}, at, "a@x", "alice@example.org", "", "own", "", "", 0};
        assert_good(world, fu_store_trace_add(world->store, &trace, &world->error));
    }
    commit(world);
}

/* More of them than are looked at in one step, on either side of what is old. */
static void traces_of_a_clock_that_was_ahead_keep_no_others(void **state)
{
    struct world *world = *state;
    add_traces(world, NOON + 7000 * 86400, 1001);
    add_traces(world, OLD - 1, 3);
    add_traces(world, NOON + 2, 1001);
    add_traces(world, OLD, 1);
    add_traces(world, NOON + 1, 2);
    prune(world, OLD, 0);
    assert_int_equal(number_of(world, "SELECT count(*) FROM trace"), 1004);
    assert_int_equal(number_of(world, "SELECT min(at) FROM trace"), OLD);
    prune(world, OLD + 1, 0);
    assert_int_equal(number_of(world, "SELECT count(*) FROM trace"), 2);
}

static void expired_sessions_go(void **state)
{
    struct world *world = *state;
    unsigned char first[FU_DIGEST_SIZE] = {1}, second[FU_DIGEST_SIZE] = {2};
    begin(world);
    int64_t alice = add_person(world, "alice@example.org");
    assert_good(world,
        fu_store_session_add(world->store, FU_SESSION_LINK, first, alice, NOON - 1, &world->error));
    assert_good(world,
        fu_store_session_add(world->store, FU_SESSION_BROWSER, second, alice, NOON, &world->error));
    commit(world);
    prune(world, NOON, 0);
    assert_int_equal(number_of(world, "SELECT count(*) FROM session"), 1);
}

static int64_t share(struct world *world, int64_t followup, int64_t person, fu_instant moment)
{
    struct fu_occurrence snooze = {.followup = followup, .moment = moment, .person = person};
    struct fu_event event = {.followup = followup,
        .person = person,
        .at = NOON,
        .what = "snoozed",
        .detail = "by Alice",
        .undo = ""};
    assert_good(
        world, fu_store_participant_add(world->store, followup, person, false, 3, &world->error));
    assert_good(world, fu_store_occurrence_add(world->store, &snooze, &world->error));
    assert_good(world, fu_store_event_add(world->store, &event, &world->error));
    return snooze.id;
}

/* The follow-up of a letter. */
static int64_t followup_of(struct world *world, int64_t letter)
{
    char sql[96];
    snprintf(sql, sizeof sql, "SELECT id FROM followup WHERE letter = %lld", (long long)letter);
    return number_of(world, sql);
}

static bool is_followup(struct world *world, int64_t id)
{
    char sql[96];
    snprintf(sql, sizeof sql, "SELECT count(*) FROM followup WHERE id = %lld", (long long)id);
    return number_of(world, sql) == 1;
}

static void follow_ups_that_ended_are_forgotten_with_all_that_hangs_on_them(void **state)
{
    static const enum fu_followup_state states[] = {
        FU_PENDING, FU_DONE, FU_CANCELLED, FU_FAILED, FU_DONE};
    enum { KINDS = sizeof states / sizeof *states, LATELY = KINDS - 1 };
    int64_t letters[KINDS], ids[KINDS];
    struct world *world = *state;
    begin(world);
    int64_t alice = add_person(world, "alice@example.org");
    int64_t bob = add_person(world, "bob@example.com");
    for (int i = 0; i < KINDS; i++) {
        letters[i] = add_kept(world, alice, 0, states[i], i == LATELY ? OLD : OLD - 1);
    }
    commit(world);
    begin(world);
    for (int i = 0; i < KINDS; i++) {
        ids[i] = followup_of(world, letters[i]);
        share(world, ids[i], bob, OLD);
        struct fu_delivery sent = {
            .id = add_delivery(world, add_occurrence(world, ids[i], OLD + 1), "alice@example.org"),
            .state = FU_DELIVERY_SENT,
            .answer = ""};
        assert_good(world, fu_store_delivery_set(world->store, &sent, &world->error));
    }
    commit(world);
    forget(world, OLD);
    for (int i = 0; i < KINDS; i++) {
        assert_int_equal(is_followup(world, ids[i]), i == 0 || i == LATELY);
    }
    assert_int_equal(number_of(world, "SELECT count(*) FROM letter"), 2);
    assert_int_equal(number_of(world, "SELECT count(*) FROM body"), 2);
    assert_int_equal(number_of(world, "SELECT count(*) FROM thread"), 6);
    assert_int_equal(number_of(world, "SELECT count(*) FROM occurrence"), 4);
    assert_int_equal(number_of(world, "SELECT count(*) FROM delivery"), 2);
    assert_int_equal(number_of(world, "SELECT count(*) FROM event"), 2);
    assert_int_equal(number_of(world, "SELECT count(*) FROM participant"), 2);
    assert_int_equal(number_of(world, "SELECT pending * 1000 + done * 100 + cancelled * 10 + failed"
                                      " FROM person WHERE address = 'alice@example.org'"),
        1100);
    assert_int_equal(number_of(world, "SELECT count(*) FROM pragma_foreign_key_check"), 0);
    forget(world, OLD + 1);
    assert_false(is_followup(world, ids[LATELY]));
}

/* In what has ended, and after a while. */
static void what_was_to_come_to_those_who_left_is_cancelled(void **state)
{
    static const enum fu_followup_state states[] = {FU_DONE, FU_DONE, FU_DONE, FU_PENDING};
    enum { KINDS = sizeof states / sizeof *states, LATELY = 1, HERE = 2 };
    struct world *world = *state;
    int64_t letters[KINDS], ids[KINDS];
    begin(world);
    int64_t alice = add_person(world, "alice@example.org");
    int64_t bob = add_person(world, "bob@example.com");
    for (int i = 0; i < KINDS; i++) {
        letters[i] = add_kept(world, alice, 0, states[i], NOON);
    }
    commit(world);
    begin(world);
    for (int i = 0; i < KINDS; i++) {
        int64_t followup = followup_of(world, letters[i]);
        ids[i] = share(world, followup, bob, i == LATELY ? OLD : OLD - 1);
        assert_good(world, fu_store_participant_leave(
                               world->store, followup, bob, i != HERE, NOON, &world->error));
    }
    commit(world);
    prune(world, OLD, OLD);
    for (int i = 0; i < KINDS; i++) {
        struct fu_occurrence *row;
        assert_good(world,
            fu_store_occurrence_get(world->store, world->arena, ids[i], &row, &world->error));
        assert_int_equal(row->state, i == 0 ? FU_OCCURRENCE_CANCELLED : FU_OCCURRENCE_PENDING);
    }
}

static void what_is_still_to_be_sent_keeps_its_follow_up(void **state)
{
    static const enum fu_delivery_state open[] = {
        FU_DELIVERY_UNSURE, FU_DELIVERY_QUEUED, FU_DELIVERY_SENDING};
    struct world *world = *state;
    begin(world);
    int64_t alice = add_person(world, "alice@example.org");
    int64_t letter = add_kept(world, alice, 0, FU_DONE, OLD - 1);
    commit(world);
    int64_t id = followup_of(world, letter);
    begin(world);
    int64_t delivery = add_delivery(world, add_occurrence(world, id, OLD - 2), "alice@example.org");
    commit(world);
    for (size_t i = 0; i < sizeof open / sizeof *open; i++) {
        struct fu_delivery row = {
            .id = delivery, .state = open[i], .next_attempt = NOON, .answer = ""};
        begin(world);
        assert_good(world, fu_store_delivery_set(world->store, &row, &world->error));
        /* What is kept back, until somebody decides. */
        assert_good(world, open[i] == FU_DELIVERY_UNSURE
                               ? fu_store_withhold(world->store, delivery, false, &world->error)
                               : fu_store_withhold_end(world->store, delivery, &world->error));
        commit(world);
        forget(world, NOON);
        assert_true(is_followup(world, id));
    }
    begin(world);
    /* Nobody will ever know what became of it. */
    struct fu_delivery unsure = {.id = delivery, .state = FU_DELIVERY_UNSURE, .answer = ""};
    assert_good(world, fu_store_delivery_set(world->store, &unsure, &world->error));
    commit(world);
    forget(world, NOON);
    assert_false(is_followup(world, id));
}

static void a_forgotten_request_is_known_and_an_old_answer_is_not(void **state)
{
    unsigned char digest[FU_DIGEST_SIZE] = {7};
    struct world *world = *state;
    bool known;
    begin(world);
    struct fu_followup followup = sample_followup(add_person(world, "alice@example.org"));
    followup.state = FU_DONE;
    followup.changed = OLD - 1;
    assert_good(
        world, fu_store_followup_add(world->store, &followup, digest, &known, &world->error));
    struct fu_delivery answer = {.id = add_message(world, "answer"),
        .kind = FU_PARCEL_MESSAGE,
        .state = FU_DELIVERY_SENT,
        .answer = ""};
    assert_good(world, fu_store_delivery_set(world->store, &answer, &world->error));
    add_message(world, "not sent yet");
    struct fu_delivery lost = {.id = add_message(world, NULL),
        .kind = FU_PARCEL_MESSAGE,
        .state = FU_DELIVERY_UNSURE,
        .answer = ""};
    assert_good(world, fu_store_delivery_set(world->store, &lost, &world->error));
    commit(world);
    forget(world, NOON);
    assert_int_equal(number_of(world, "SELECT count(*) FROM followup"), 0);
    assert_int_equal(number_of(world, "SELECT count(*) FROM message"), 3);
    forget(world, NOON + 1);
    assert_int_equal(number_of(world, "SELECT count(*) FROM message"), 1);
    begin(world);
    assert_good(
        world, fu_store_followup_add(world->store, &followup, digest, &known, &world->error));
    commit(world);
    assert_true(known);
    assert_int_equal(followup.id, 0);
}

static void pruning_goes_through_any_number_of_letters(void **state)
{
    struct world *world = *state;
    begin(world);
    int64_t alice = add_person(world, "alice@example.org");
    for (int i = 0; i < 1001; i++) {
        add_kept(world, alice, 0, i % 2 == 0 ? FU_DONE : FU_PENDING, OLD - 1);
    }
    commit(world);
    prune(world, 0, OLD);
    assert_int_equal(number_of(world, "SELECT count(*) FROM body"), 500);
    forget(world, OLD);
    assert_int_equal(number_of(world, "SELECT count(*) FROM followup"), 500);
    assert_int_equal(number_of(world, "SELECT count(*) FROM letter"), 500);
}

/* Whether any column of any table holds the word. */
static bool is_anywhere(struct world *world, const char *word)
{
    static const char *const columns[][2] = {{"person", "address || name"}, {"alias", "address"},
        {"letter", "from_address || from_name || subject || to_list || refs"},
        {"body", "text || coalesce(raw, '')"}, {"trace", "sender || message_id"},
        {"delivery", "address"}, {"message", "recipient || coalesce(bytes, '')"},
        {"event", "detail"}};
    for (size_t i = 0; i < sizeof columns / sizeof *columns; i++) {
        char sql[256];
        snprintf(sql, sizeof sql, "SELECT count(*) FROM %s WHERE instr(%s, '%s')", columns[i][0],
            columns[i][1], word);
        if (number_of(world, sql) > 0) {
            print_error("%s\n", sql);
            return true;
        }
    }
    return false;
}

static void an_erased_person_leaves_no_row(void **state)
{
    static const char *const aliases[] = {"al@example.org"};
    struct world *world = *state;
    struct fu_person *person;
    struct fu_erased erased;
    unsigned char digest[FU_DIGEST_SIZE] = {9};
    begin(world);
    int64_t alice = add_person(world, "alice@example.org");
    int64_t bob = add_person(world, "bob@example.com");
    assert_good(
        world, fu_store_person_get(world->store, world->arena, alice, &person, &world->error));
    person->aliases = aliases;
    person->alias_count = 1;
    assert_good(world, fu_store_person_set(world->store, person, &world->error));
    add_kept(world, alice, 0, FU_PENDING, NOON);
    int64_t own = add_followup(world, alice), bobs = add_followup(world, bob);
    add_delivery(world, add_occurrence(world, own, NOON), "alice@example.org");
    int64_t together = add_occurrence(world, bobs, NOON);
    add_delivery(world, together, "al@example.org");
    add_delivery(world, together, "bob@example.com");
    /* It went to Bob when he was where Alice is now. */
    struct fu_delivery former = {.occurrence = add_occurrence(world, bobs, NOON + 1),
        .person = bob,
        .address = "al@example.org",
        .message_id = "1.1@r"};
    assert_good(world, fu_store_delivery_add(world->store, &former, &world->error));
    share(world, bobs, alice, NOON + 60);
    share(world, own, bob, NOON + 60);
    add_message(world, "list alice");
    const struct fu_trace trace = {
        {"main", 7, 1}, NOON, "own@x", "al@example.org", "3days@r", "follow-up", "", "", own};
    assert_good(world, fu_store_trace_add(world->store, &trace, &world->error));
    assert_good(world,
        fu_store_session_add(world->store, FU_SESSION_BROWSER, digest, alice, NOON, &world->error));
    commit(world);
    /* Looking first changes nothing. */
    begin(world);
    assert_good(world, fu_store_person_erase(world->store, alice, &erased, &world->error));
    fu_store_rollback(world->store);
    assert_int_equal(number_of(world, "SELECT count(*) FROM person"), 2);
    begin(world);
    assert_good(world, fu_store_person_erase(world->store, alice, &erased, &world->error));
    commit(world);
    assert_int_equal(erased.followups, 2);
    assert_int_equal(erased.shared, 1);
    assert_int_equal(erased.letters, 1);
    assert_int_equal(erased.mails, 3);
    assert_int_equal(erased.traces, 1);
    assert_false(is_anywhere(world, "alice@"));
    assert_false(is_anywhere(world, "al@example"));
    assert_false(is_anywhere(world, "by Alice"));
    assert_int_equal(number_of(world, "SELECT count(*) FROM thread"), 0);
    assert_int_equal(number_of(world, "SELECT count(*) FROM session"), 0);
    assert_int_equal(number_of(world, "SELECT count(*) FROM load"), 0);
    assert_int_equal(number_of(world, "SELECT count(*) FROM occurrence"), 2);
    assert_int_equal(number_of(world, "SELECT count(*) FROM delivery"), 2);
    assert_int_equal(
        number_of(world, "SELECT count(*) FROM delivery WHERE address = 'bob@example.com'"), 2);
    assert_int_equal(number_of(world, "SELECT pending FROM person"), 1);
    assert_int_equal(number_of(world, "SELECT count(*) FROM pragma_foreign_key_check"), 0);
}

static void erasing_nobody_erases_nothing(void **state)
{
    struct world *world = *state;
    struct fu_erased erased;
    begin(world);
    add_followup(world, add_person(world, "alice@example.org"));
    assert_good(world, fu_store_person_erase(world->store, 99, &erased, &world->error));
    commit(world);
    assert_int_equal(erased.followups, 0);
    assert_int_equal(number_of(world, "SELECT count(*) FROM followup"), 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(letters_go_when_their_follow_ups_have_ended_long_ago, make_store),
        TEST(a_letter_that_is_held_stays_until_that_is_over, make_store),
        TEST(traces_sent_messages_and_counts_go_with_age, make_store),
        TEST(traces_of_a_clock_that_was_ahead_keep_no_others, make_store),
        TEST(expired_sessions_go, make_store),
        TEST(pruning_goes_through_any_number_of_letters, make_store),
        TEST(follow_ups_that_ended_are_forgotten_with_all_that_hangs_on_them, make_store),
        TEST(what_was_to_come_to_those_who_left_is_cancelled, make_store),
        TEST(what_is_still_to_be_sent_keeps_its_follow_up, make_store),
        TEST(a_forgotten_request_is_known_and_an_old_answer_is_not, make_store),
        TEST(an_erased_person_leaves_no_row, make_store),
        TEST(erasing_nobody_erases_nothing, make_store),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
