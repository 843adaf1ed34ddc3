/* Alerts, certificates and what else somebody may have to hear of. */
#include "support.h"

#include "followupd/store/alerts.h"

static void an_alert_is_written_told_and_ended(void **state)
{
    struct world *world = *state;
    struct fu_stored_alert alert = {"outbox", "It is away.", NOON, FU_NEVER}, *rows;
    size_t count;
    begin(world);
    assert_good(world, fu_store_alert_set(world->store, &alert, &world->error));
    alert.told = NOON + 60;
    alert.sentence = "It is still away.";
    assert_good(world, fu_store_alert_set(world->store, &alert, &world->error));
    commit(world);
    assert_good(world, fu_store_alerts(world->store, world->arena, &rows, &count, &world->error));
    assert_int_equal(count, 1);
    assert_string_equal(rows[0].kind, "outbox");
    assert_string_equal(rows[0].sentence, "It is still away.");
    assert_int_equal(rows[0].since, NOON);
    assert_int_equal(rows[0].told, NOON + 60);
    begin(world);
    assert_good(world, fu_store_alert_end(world->store, "outbox", &world->error));
    assert_good(world, fu_store_alert_end(world->store, "outbox", &world->error));
    commit(world);
    assert_good(world, fu_store_alerts(world->store, world->arena, &rows, &count, &world->error));
    assert_int_equal(count, 0);
}

static void certificates_that_end_are_found(void **state)
{
    struct world *world = *state;
    const struct fu_certificate imap = {"inbox main", NOON + 10}, smtp = {"smtp", NOON + 5},
                                renewed = {"smtp", NOON + 1000};
    struct fu_certificate *rows;
    size_t count;
    begin(world);
    assert_good(world, fu_store_certificate_set(world->store, &imap, &world->error));
    assert_good(world, fu_store_certificate_set(world->store, &smtp, &world->error));
    commit(world);
    assert_good(world, fu_store_certificates(
                           world->store, world->arena, NOON + 10, &rows, &count, &world->error));
    assert_int_equal(count, 1);
    assert_string_equal(rows[0].server, "smtp");
    begin(world);
    assert_good(world, fu_store_certificate_set(world->store, &renewed, &world->error));
    commit(world);
    assert_good(world, fu_store_certificates(
                           world->store, world->arena, NOON + 11, &rows, &count, &world->error));
    assert_int_equal(count, 1);
    assert_string_equal(rows[0].server, "inbox main");
}

static void trace(struct world *world, const char *sender, const char *decision, fu_instant at)
{
    const struct fu_trace row = {.origin = {"main", 7, 1},
        .at = at,
        .message_id = "",
        .sender = sender,
        .address = "",
        .decision = decision,
        .reason = "Nothing proves it.",
        .cure = "Set authserv_id."};
    assert_good(world, fu_store_trace_add(world->store, &row, &world->error));
}

static void doubted_senders_are_counted(void **state)
{
    struct world *world = *state;
    struct fu_doubted *rows;
    size_t count;
    begin(world);
    trace(world, "alice@example.org", "doubted", NOON - 1);
    trace(world, "alice@example.org", "doubted", NOON);
    trace(world, "alice@example.org", "doubted", NOON + 5);
    trace(world, "bob@example.org", "follow-up", NOON + 6);
    trace(world, "carol@example.org", "doubted", NOON + 7);
    commit(world);
    assert_good(world, fu_store_doubted(
                           world->store, world->arena, NOON, 5, &rows, &count, &world->error));
    assert_int_equal(count, 2);
    assert_string_equal(rows[0].sender, "carol@example.org");
    assert_string_equal(rows[1].sender, "alice@example.org");
    assert_int_equal(rows[1].mails, 2);
    assert_int_equal(rows[1].first, NOON);
    assert_string_equal(rows[1].cure, "Set authserv_id.");
    assert_good(world, fu_store_doubted(
                           world->store, world->arena, NOON, 1, &rows, &count, &world->error));
    assert_int_equal(count, 1);
}

static void what_could_not_be_sent_is_named_and_counted(void **state)
{
    static const char *const whats[] = {"failed", "created", "failed", "unsure", "failed", "failed"};
    static const char *const details[] = {"old", "new", "550 one", "lost", "paused", "550 two"};
    struct world *world = *state;
    struct fu_unsent *rows;
    int64_t total;
    size_t count;
    begin(world);
    int64_t followup = add_followup(world, add_person(world, "alice@example.org"));
    for (int i = 0; i < 6; i++) {
        struct fu_event event = {.followup = followup,
            .at = NOON - 1 + i,
            .what = whats[i],
            .detail = details[i],
            .undo = ""};
        assert_good(world, fu_store_event_add(world->store, &event, &world->error));
    }
    commit(world);
    assert_good(world, fu_store_unsent(world->store, world->arena, NOON, "paused", 2, &rows, &count,
                           &total, &world->error));
    assert_int_equal(count, 2);
    assert_int_equal(total, 3);
    assert_string_equal(rows[0].why, "550 two");
    assert_int_equal(rows[0].followup, followup);
    assert_int_equal(rows[0].at, NOON + 4);
    assert_string_equal(rows[1].why, "lost");
}

static void paused_people_are_named_and_counted(void **state)
{
    struct world *world = *state;
    const char **addresses;
    int64_t total;
    size_t count;
    begin(world);
    for (int i = 0; i < 4; i++) {
        char address[32];
        snprintf(address, sizeof address, "p%d@example.org", i);
        struct fu_person person = sample_person(address);
        person.paused = i > 0;
        assert_good(world, fu_store_person_add(world->store, &person, &world->error));
    }
    commit(world);
    assert_good(world, fu_store_paused(world->store, world->arena, 2, &addresses, &count, &total,
                           &world->error));
    assert_int_equal(count, 2);
    assert_int_equal(total, 3);
    assert_string_equal(addresses[0], "p1@example.org");
    assert_string_equal(addresses[1], "p2@example.org");
}

/* What a server put off, and what was never tried, is none. */
static void the_oldest_mail_that_trouble_of_ours_keeps_back_is_found(void **state)
{
    static const char *const answers[] = {"450 later", "", "relaying is denied", "no sender"};
    struct world *world = *state;
    fu_instant since;
    const char *why;
    begin(world);
    int64_t occurrence =
        add_occurrence(world, add_followup(world, add_person(world, "alice@example.org")), NOON);
    commit(world);
    assert_good(world, fu_store_delayed(world->store, world->arena, &since, &why, &world->error));
    assert_true(since == FU_NEVER);
    for (int i = 0; i < 4; i++) {
        char address[32], sql[160];
        snprintf(address, sizeof address, "p%d@example.org", i);
        begin(world);
        int64_t id = add_delivery(world, occurrence, address);
        commit(world);
        snprintf(sql, sizeof sql,
            "UPDATE delivery SET state = 'queued', next_attempt = 1, answer = '%s', created = %d"
            " WHERE id = %lld",
            answers[i], i, (long long)id);
        assert_int_equal(run_sql(world, sql), SQLITE_OK);
    }
    assert_good(world, fu_store_delayed(world->store, world->arena, &since, &why, &world->error));
    assert_int_equal(since, 2);
    assert_string_equal(why, answers[2]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(an_alert_is_written_told_and_ended, make_store),
        TEST(certificates_that_end_are_found, make_store),
        TEST(doubted_senders_are_counted, make_store),
        TEST(what_could_not_be_sent_is_named_and_counted, make_store),
        TEST(paused_people_are_named_and_counted, make_store),
        TEST(the_oldest_mail_that_trouble_of_ours_keeps_back_is_found, make_store),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
