#include "support.h"

static const struct fu_origin mails[] = {{"main", 7, 3}, {"main", 7, 1}, {"other", 7, 1}};

static int64_t start(struct world *world, const struct fu_origin *origin)
{
    int64_t tries;
    assert_good(
        world, fu_store_attempt_start(world->store, origin, 1, NOON, &tries, &world->error));
    return tries;
}

static struct fu_attempt *list(
    struct world *world, const char *inbox, enum fu_attempt_state state, size_t count)
{
    struct fu_attempt *attempts;
    size_t found;
    assert_good(world, fu_store_attempts(world->store, world->arena, inbox, state, &attempts,
                           &found, &world->error));
    assert_int_equal(found, count);
    return attempts;
}

static void each_start_counts_one_try_more(void **state)
{
    struct world *world = *state;
    int64_t tries[3];
    begin(world);
    assert_int_equal(start(world, &mails[1]), 1);
    assert_int_equal(start(world, &mails[1]), 2);
    assert_good(world, fu_store_attempt_start(world->store, mails, 3, NOON, tries, &world->error));
    assert_int_equal(tries[0], 1);
    assert_int_equal(tries[1], 3);
    assert_int_equal(tries[2], 1);
    commit(world);
}

static void attempts_are_listed_by_state_inbox_and_uid(void **state)
{
    struct world *world = *state;
    int64_t tries[3];
    begin(world);
    assert_good(world, fu_store_attempt_start(world->store, mails, 3, NOON, tries, &world->error));
    commit(world);
    struct fu_attempt *all = list(world, NULL, FU_ATTEMPT_TRYING, 3);
    assert_int_equal(all[0].origin.uid, 1);
    assert_int_equal(all[1].origin.uid, 3);
    assert_string_equal(all[2].origin.inbox, "other");
    assert_int_equal(all[0].tries, 1);
    assert_int_equal(all[0].at, NOON);
    assert_int_equal(all[0].again, FU_NEVER);
    assert_string_equal(all[0].reason, "");
    assert_int_equal(list(world, "main", FU_ATTEMPT_TRYING, 2)[1].origin.uid, 3);
    list(world, "main", FU_ATTEMPT_WAITING, 0);
    list(world, "nowhere", FU_ATTEMPT_TRYING, 0);
}

static void setting_writes_state_reason_and_times(void **state)
{
    struct world *world = *state;
    begin(world);
    start(world, &mails[0]);
    for (int i = FU_ATTEMPT_FILING; i <= FU_ATTEMPT_QUARANTINED; i++) {
        assert_good(world, fu_store_attempt_set(world->store, &mails[0], (enum fu_attempt_state)i,
                               "because", NOON + i, NOON + 60, &world->error));
        struct fu_attempt *found = list(world, "main", (enum fu_attempt_state)i, 1);
        assert_string_equal(found->reason, "because");
        assert_int_equal(found->at, NOON + i);
        assert_int_equal(found->again, NOON + 60);
        assert_int_equal(found->tries, 1);
    }
    /* One that was not started is made. */
    assert_good(world, fu_store_attempt_set(world->store, &mails[2], FU_ATTEMPT_WAITING, "late",
                           NOON, FU_NEVER, &world->error));
    assert_int_equal(list(world, "other", FU_ATTEMPT_WAITING, 1)->tries, 0);
    commit(world);
}

static void starting_again_is_trying_unless_it_is_filed(void **state)
{
    struct world *world = *state;
    begin(world);
    start(world, &mails[0]);
    start(world, &mails[1]);
    assert_good(world, fu_store_attempt_set(world->store, &mails[0], FU_ATTEMPT_WAITING, "late",
                           NOON, NOON + 1, &world->error));
    assert_good(world, fu_store_attempt_set(world->store, &mails[1], FU_ATTEMPT_FILING, "", NOON,
                           FU_NEVER, &world->error));
    assert_int_equal(start(world, &mails[0]), 2);
    assert_int_equal(start(world, &mails[1]), 2);
    commit(world);
    assert_int_equal(list(world, "main", FU_ATTEMPT_TRYING, 1)->origin.uid, 3);
    assert_int_equal(list(world, "main", FU_ATTEMPT_FILING, 1)->origin.uid, 1);
}

static void ending_takes_rows_away(void **state)
{
    struct world *world = *state;
    begin(world);
    start(world, &mails[0]);
    start(world, &mails[1]);
    assert_good(world, fu_store_attempt_end(world->store, mails, 3, &world->error));
    commit(world);
    list(world, NULL, FU_ATTEMPT_TRYING, 0);
}

static void an_attempt_is_found_by_number(void **state)
{
    struct world *world = *state;
    struct fu_attempt *found;
    begin(world);
    start(world, &mails[0]);
    commit(world);
    int64_t id = list(world, "main", FU_ATTEMPT_TRYING, 1)->id;
    assert_good(world, fu_store_attempt_get(world->store, world->arena, id, &found, &world->error));
    assert_int_equal(found->origin.uid, 3);
    assert_good(
        world, fu_store_attempt_get(world->store, world->arena, id + 1, &found, &world->error));
    assert_null(found);
}

static void new_numbers_forget_the_attempts_of_that_inbox(void **state)
{
    static const struct fu_origin newer = {"main", 8, 1};
    struct world *world = *state;
    begin(world);
    start(world, &mails[0]);
    start(world, &mails[2]);
    start(world, &newer);
    assert_good(world, fu_store_numbers_forget(world->store, "main", 8, &world->error));
    commit(world);
    list(world, "main", FU_ATTEMPT_TRYING, 0);
    list(world, "other", FU_ATTEMPT_TRYING, 1);
}

static size_t numbers(struct world *world, const char *inbox, struct fu_number **rows)
{
    size_t count;
    assert_good(
        world, fu_store_numbers(world->store, world->arena, inbox, rows, &count, &world->error));
    return count;
}

static void set_number(struct world *world, const char *inbox, uint32_t uid, fu_instant arrived)
{
    const struct fu_number number = {uid, arrived};
    assert_good(world, fu_store_numbers_set(world->store, inbox, &number, 1, &world->error));
}

static void a_number_means_the_last_mail_that_had_it(void **state)
{
    struct world *world = *state;
    struct fu_number *rows;
    begin(world);
    assert_int_equal(numbers(world, "main", &rows), 0);
    set_number(world, "main", 7, NOON);
    set_number(world, "main", 3, NOON + 1);
    set_number(world, "other", 3, NOON + 2);
    set_number(world, "main", 7, NOON + 3);
    assert_int_equal(numbers(world, "main", &rows), 2);
    assert_int_equal(rows[0].uid, 3);
    assert_int_equal(rows[0].arrived, NOON + 1);
    assert_int_equal(rows[1].uid, 7);
    assert_int_equal(rows[1].arrived, NOON + 3);
    assert_good(world, fu_store_numbers_forget(world->store, "main", 8, &world->error));
    assert_int_equal(numbers(world, "main", &rows), 0);
    assert_int_equal(numbers(world, "other", &rows), 1);
    commit(world);
}

static void what_was_never_fetched_is_known_too(void **state)
{
    static const struct fu_origin origins[] = {
        {"main", 8, 5}, {"main", 8, 6}, {"main", 8, 7}, {"main", 8, 8}};
    static const enum fu_attempt_state states[] = {
        FU_ATTEMPT_QUARANTINED, FU_ATTEMPT_QUARANTINED, FU_ATTEMPT_WAITING, FU_ATTEMPT_TRYING};
    struct world *world = *state;
    struct fu_number *rows;
    begin(world);
    for (size_t i = 0; i < 4; i++) {
        assert_good(world, fu_store_attempt_set(world->store, &origins[i], states[i], "bad", NOON,
                               FU_NEVER, &world->error));
    }
    set_number(world, "main", 6, NOON);
    commit(world);
    assert_int_equal(numbers(world, "main", &rows), 3);
    assert_int_equal(rows[0].uid, 5);
    assert_int_equal(rows[0].arrived, FU_NEVER);
    assert_int_equal(rows[1].uid, 6);
    assert_int_equal(rows[1].arrived, NOON);
    assert_int_equal(rows[2].uid, 7);
    assert_int_equal(rows[2].arrived, FU_NEVER);
}

/* They are kept for some days before the last look, however long ago that was. */
static void numbers_are_pruned_by_their_age_at_the_last_look(void **state)
{
    enum { DAY = 86400 };
    const struct fu_inbox_state away = {
        .name = "away", .validity = 8, .last_poll = NOON - 90 * (fu_instant)DAY};
    const struct fu_served served = {.numbers = NOON};
    struct world *world = *state;
    struct fu_number *rows;
    begin(world);
    assert_good(world, fu_store_inbox_set(world->store, &away, &world->error));
    set_number(world, "main", 1, NOON - 1);
    set_number(world, "main", 2, NOON);
    set_number(world, "away", 1, away.last_poll - 2 * DAY - 1);
    set_number(world, "away", 2, away.last_poll - 2 * DAY);
    commit(world);
    assert_good(world, fu_store_prune(world->store, &served, &world->error));
    assert_int_equal(numbers(world, "main", &rows), 1);
    assert_int_equal(rows[0].uid, 2);
    assert_int_equal(numbers(world, "away", &rows), 1);
    assert_int_equal(rows[0].uid, 2);
}

static void an_inbox_begins_unopened_and_keeps_its_place(void **state)
{
    struct world *world = *state;
    struct fu_inbox_state inbox, *all;
    size_t count;
    assert_good(
        world, fu_store_inbox_get(world->store, world->arena, "main", &inbox, &world->error));
    assert_string_equal(inbox.name, "main");
    assert_int_equal(inbox.validity, 0);
    assert_int_equal(inbox.last_uid, 0);
    assert_int_equal(inbox.last_poll, FU_NEVER);
    assert_int_equal(inbox.not_ours, 0);
    assert_string_equal(inbox.account, "");
    assert_int_equal(inbox.oldest, FU_NEVER);
    begin(world);
    inbox = (struct fu_inbox_state){
        "main", UINT32_MAX, UINT32_MAX, NOON, 3, 1, "alice at imap.example.org", NOON - 2};
    assert_good(world, fu_store_inbox_set(world->store, &inbox, &world->error));
    inbox = (struct fu_inbox_state){"main", 8, 12, FU_NEVER, 2, 5, NULL, FU_NEVER};
    assert_good(world, fu_store_inbox_set(world->store, &inbox, &world->error));
    inbox = (struct fu_inbox_state){"also", UINT32_MAX, UINT32_MAX, NOON, 0, 0, NULL, NOON - 1};
    assert_good(world, fu_store_inbox_set(world->store, &inbox, &world->error));
    commit(world);
    assert_good(world, fu_store_inboxes(world->store, world->arena, &all, &count, &world->error));
    assert_int_equal(count, 2);
    assert_string_equal(all[0].name, "also");
    assert_int_equal(all[0].validity, UINT32_MAX);
    assert_int_equal(all[0].last_uid, UINT32_MAX);
    assert_int_equal(all[0].last_poll, NOON);
    assert_int_equal(all[0].oldest, NOON - 1);
    assert_string_equal(all[0].account, "");
    assert_string_equal(all[1].account, "alice at imap.example.org");
    assert_int_equal(all[1].validity, 8);
    assert_int_equal(all[1].last_uid, 12);
    assert_int_equal(all[1].last_poll, FU_NEVER);
    assert_int_equal(all[1].oldest, FU_NEVER);
    assert_int_equal(all[1].not_ours, 5);
    assert_int_equal(all[1].turned_away, 6);
}

static void add_trace(struct world *world, fu_instant at, const char *message_id,
    const char *sender, const char *address)
{
    const struct fu_trace trace = {{"main", 7, 9}, at, message_id, sender, address, "refused",
        "It has two readings.", "Write one of them.", 0};
    assert_good(world, fu_store_trace_add(world->store, &trace, &world->error));
}

static struct fu_trace *traces(
    struct world *world, const char *word, fu_instant since, size_t most, size_t count)
{
    struct fu_trace *found;
    size_t number;
    assert_good(world, fu_store_traces(world->store, world->arena, word, since, most, &found,
                           &number, &world->error));
    assert_int_equal(number, count);
    return found;
}

static void traces_are_found_by_id_sender_and_address_newest_first(void **state)
{
    struct world *world = *state;
    begin(world);
    add_trace(world, NOON, "a@x", "alice@example.org", "3days@r");
    add_trace(world, NOON + 1, "b@x", "bob@example.org", "3days@r");
    add_trace(world, NOON + 2, "c@x", "alice@example.org", "");
    commit(world);
    struct fu_trace *all = traces(world, NULL, FU_NEVER, 10, 3);
    assert_string_equal(all[0].message_id, "c@x");
    assert_string_equal(all[2].message_id, "a@x");
    assert_string_equal(all[2].origin.inbox, "main");
    assert_int_equal(all[2].origin.uid, 9);
    assert_string_equal(all[2].decision, "refused");
    assert_string_equal(all[2].reason, "It has two readings.");
    assert_string_equal(all[2].cure, "Write one of them.");
    assert_int_equal(all[2].followup, 0);
    traces(world, NULL, NOON + 1, 10, 2);
    traces(world, NULL, NOON + 3, 10, 0);
    assert_int_equal(traces(world, NULL, NOON, 1, 1)->at, NOON + 2);
    assert_int_equal(traces(world, "alice@example.org", NOON, 10, 2)->at, NOON + 2);
    traces(world, "b@x", NOON, 10, 1);
    traces(world, "B@x", NOON, 10, 1);
    traces(world, "3days@r", NOON, 10, 2);
    traces(world, "refused", NOON, 10, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(each_start_counts_one_try_more, make_store),
        TEST(attempts_are_listed_by_state_inbox_and_uid, make_store),
        TEST(setting_writes_state_reason_and_times, make_store),
        TEST(starting_again_is_trying_unless_it_is_filed, make_store),
        TEST(ending_takes_rows_away, make_store),
        TEST(an_attempt_is_found_by_number, make_store),
        TEST(new_numbers_forget_the_attempts_of_that_inbox, make_store),
        TEST(a_number_means_the_last_mail_that_had_it, make_store),
        TEST(what_was_never_fetched_is_known_too, make_store),
        TEST(numbers_are_pruned_by_their_age_at_the_last_look, make_store),
        TEST(an_inbox_begins_unopened_and_keeps_its_place, make_store),
        TEST(traces_are_found_by_id_sender_and_address_newest_first, make_store),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
