/* Faults and alerts: nothing while nothing is wrong; each thing after a while, once a day, and once
 * more when it is well again. */
#include "world.h"

#include "followupd/followup/watch.h"
#include "followupd/store/alerts.h"

enum { AFTER = 30 * MINUTE, POLL = 5 * MINUTE };

static const char *const operators[] = {"ops@example.net", "night@example.net"};

static struct fu_watch watch_of(struct world *world)
{
    static const struct fu_watched_inbox inbox = {"main", POLL};

    world->settings.alerts = (struct fu_texts){operators, 2};
    return (struct fu_watch){.settings = &world->settings,
        .folder = world->folder,
        .inboxes = &inbox,
        .inbox_count = 1,
        .after = AFTER};
}

static void forget(struct world *world, bool web)
{
    struct fu_watch watch = watch_of(world);

    watch.web = web;
    assert_good(world, fu_faults_forget(world->store, &watch, world->arena, &world->error));
}

static struct fu_alert look(struct world *world, fu_instant now)
{
    const struct fu_watch watch = watch_of(world);
    struct fu_alert alert;

    assert_good(
        world, fu_followup_watch(world->store, &watch, world->arena, now, &alert, &world->error));
    return alert;
}

static void poll_inbox(struct world *world, fu_instant now)
{
    const struct fu_inbox_state state = {.name = "main", .validity = 1, .last_poll = now};

    begin(world);
    assert_good(world, fu_store_inbox_set(world->store, &state, &world->error));
    commit(world);
}

static void trouble(struct world *world, const char *duty, const char *sentence, fu_instant now)
{
    begin(world);
    assert_good(world, fu_store_trouble(world->store, duty, sentence, now, &world->error));
    commit(world);
}

/* Mails that went out to operators since the last call. */
static size_t mails(struct world *world, fu_instant now, const char *subject)
{
    struct fu_turn claimed = turn(world, NULL, 0, now, FU_TURN_MAX);
    size_t count = 0;

    for (size_t i = 0; i < claimed.count; i++) {
        claimed.parcels[i].outcome = FU_OUTCOME_SENT;
        count += subject && strstr(claimed.parcels[i].bytes, subject) != NULL;
    }
    turn(world, claimed.parcels, claimed.count, now, 0);
    assert_int_equal(count, subject ? claimed.count : 0);
    return claimed.count;
}

#define assert_silent(world, now) assert_string_equal(look(world, now).text, "")
#define assert_told(world, now, part)                                                              \
    do {                                                                                           \
        const char *text_of_alert = look(world, now).text;                                         \
        if (!strstr(text_of_alert, part))                                                          \
            fail_msg("“%s” is not in: %s", part, text_of_alert);                                   \
        send_all(world, now, FU_OUTCOME_SENT);                                                     \
    } while (0)

static void nothing_is_told_while_nothing_is_wrong(void **state)
{
    struct world *world = *state;

    ask(world, "1day");
    poll_inbox(world, NOW);
    assert_silent(world, NOW);
    assert_int_equal(look(world, NOW).again, FU_NEVER);
    assert_int_equal(mails(world, NOW, NULL), 0);
}

static void a_trouble_is_told_when_it_lasts(void **state)
{
    struct world *world = *state;
    struct fu_alert alert;

    poll_inbox(world, NOW);
    trouble(world, "inbox main", "imap.example.org refuses the login.", NOW);
    alert = look(world, NOW + AFTER - 1);
    assert_string_equal(alert.text, "");
    assert_int_equal(alert.again, NOW + AFTER);
    alert = look(world, NOW + AFTER);
    assert_non_null(strstr(alert.text, "followupd: inbox main\n"));
    assert_non_null(strstr(alert.text, "refuses the login"));
    assert_non_null(strstr(alert.text, "Cure: followupctl check"));
    assert_int_equal(alert.again, NOW + AFTER + FU_ALERT_LOOK);
    assert_int_equal(mails(world, NOW + AFTER, "Subject: followupd: inbox main\r\n"), 2);
}

static void it_is_told_once_a_day(void **state)
{
    struct world *world = *state;
    fu_instant told = NOW + AFTER;

    trouble(world, "outbox", "mail.example.org cannot be reached.", NOW);
    assert_told(world, told, "outbox");
    assert_silent(world, told + 1);
    assert_silent(world, told + FU_ALERT_EVERY - 1);
    assert_told(world, told + FU_ALERT_EVERY, "outbox");
    assert_silent(world, told + FU_ALERT_EVERY + HOUR);
}

static void its_end_is_told_once(void **state)
{
    struct world *world = *state;
    struct fu_alert alert;

    trouble(world, "outbox", "mail.example.org cannot be reached.", NOW);
    look(world, NOW + AFTER);
    mails(world, NOW + AFTER, "outbox");
    trouble(world, "outbox", "", NOW + HOUR);
    alert = look(world, NOW + HOUR);
    assert_non_null(strstr(alert.text, "followupd: outbox is well again"));
    assert_non_null(strstr(alert.text, "It was: mail.example.org cannot be reached."));
    assert_int_equal(alert.again, FU_NEVER);
    assert_int_equal(mails(world, NOW + HOUR, "is well again"), 2);
    assert_silent(world, NOW + 2 * HOUR);
}

static void what_nobody_heard_of_ends_without_a_word(void **state)
{
    struct world *world = *state;

    trouble(world, "outbox", "mail.example.org cannot be reached.", NOW);
    assert_silent(world, NOW + AFTER - 1);
    trouble(world, "outbox", "", NOW + AFTER - 1);
    assert_silent(world, NOW + AFTER);
    /* The next one begins anew. */
    trouble(world, "outbox", "mail.example.org cannot be reached.", NOW + HOUR);
    assert_silent(world, NOW + HOUR);
    assert_told(world, NOW + HOUR + AFTER, "outbox");
}

static void several_things_come_in_one_mail(void **state)
{
    struct world *world = *state;

    trouble(world, "outbox", "mail.example.org cannot be reached.", NOW);
    trouble(world, "backup", "no daily backup is made.", NOW);
    look(world, NOW + AFTER);
    assert_int_equal(mails(world, NOW + AFTER, "Subject: followupd: 2 things are wrong"), 2);
    trouble(world, "backup", "", NOW + HOUR);
    trouble(world, "web", "The address is taken.", NOW);
    look(world, NOW + HOUR);
    assert_int_equal(mails(world, NOW + HOUR, "Subject: followupd: web\r\n"), 2);
}

static void a_clock_that_went_back_is_no_reason_for_silence(void **state)
{
    struct world *world = *state;

    trouble(world, "outbox", "mail.example.org cannot be reached.", NOW);
    assert_told(world, NOW + 10 * DAY, "outbox");
    assert_told(world, NOW + AFTER, "outbox");
    assert_silent(world, NOW + AFTER + 1);
}

/* It was ahead by years when the trouble began, and is right since. */
static void what_began_later_than_now_is_told_all_the_same(void **state)
{
    struct world *world = *state;
    struct fu_alert alert;

    trouble(world, "outbox", "mail.example.org cannot be reached.", NOW + 1000 * DAY);
    assert_silent(world, NOW + 1000 * DAY + 1);
    alert = look(world, NOW);
    assert_string_equal(alert.text, "");
    assert_int_equal(alert.again, NOW + AFTER);
    assert_told(world, NOW + AFTER, "outbox");
}

static void what_is_due_and_unsent_is_told(void **state)
{
    struct world *world = *state;

    ask(world, "1day");
    poll_inbox(world, NOW + DAY + AFTER);
    assert_silent(world, NOW + DAY + AFTER - 1);
    assert_told(world, NOW + DAY + AFTER, "A mail has been due for 30 minutes and is not sent.");
}

/* The server of one recipient asks for patience: that is no fault of the service. */
static void what_is_put_off_is_not_told(void **state)
{
    struct world *world = *state;
    struct fu_turn claimed;

    ask(world, "1day");
    claimed = turn(world, NULL, 0, NOW + DAY, FU_TURN_MAX);
    claimed.parcels[0].outcome = FU_OUTCOME_LATER;
    claimed.parcels[0].answer = "451 later";
    claimed.parcels[0].again = NOW + DAY + 3 * HOUR;
    turn(world, claimed.parcels, 1, NOW + DAY, 0);
    poll_inbox(world, NOW + DAY + 2 * HOUR);
    assert_silent(world, NOW + DAY + 2 * HOUR);
}

/* Tried at that moment, and kept back until `again` by trouble of ours. */
static void keep_back(struct world *world, fu_instant now, fu_instant again)
{
    struct fu_parcel parcel = claim_one(world, now);

    parcel.outcome = FU_OUTCOME_OURS;
    parcel.answer = "mail.example.org takes no mail for others from us: 554 Relay access denied";
    parcel.again = again;
    turn(world, &parcel, 1, now, 0);
}

/* A sender that is refused, a recipient that is not relayed to: others go out, so that the outbox
 * is in no trouble that lasts. */
static void what_trouble_of_ours_keeps_back_for_a_day_is_told(void **state)
{
    struct world *world = *state;
    fu_instant end = NOW + 2 * DAY;

    ask(world, "1day");
    keep_back(world, NOW + DAY, end + HOUR);
    poll_inbox(world, end);
    assert_silent(world, end - 1);
    assert_told(world, end,
        "A mail has been tried for 1 day and is not sent: mail.example.org takes no mail for "
        "others");
    poll_inbox(world, end + HOUR - 1);
    assert_silent(world, end + HOUR - 1);
    settle(world, claim_one(world, end + HOUR), FU_OUTCOME_SENT, end + HOUR);
    poll_inbox(world, end + HOUR);
    assert_told(world, end + HOUR, "delayed is well again");
}

/* Put off by its server, and given up by its person, until its next attempt. */
static void what_its_person_is_done_with_is_not_told(void **state)
{
    struct world *world = *state;
    fu_instant now = NOW + DAY;
    int64_t id = ask(world, "1day");
    struct fu_parcel parcel = claim_one(world, now);

    parcel.outcome = FU_OUTCOME_LATER;
    parcel.answer = "451 later";
    parcel.again = now + 3 * DAY;
    turn(world, &parcel, 1, now, 0);
    act(world, DONE, id, person_id(world, "alice@example.org"), now + 2 * DAY, NULL);
    assert_true(world->result.changed);
    poll_inbox(world, now + 2 * DAY);
    assert_silent(world, now + 2 * DAY);
}

static void an_inbox_that_is_not_read_is_told(void **state)
{
    struct world *world = *state;

    poll_inbox(world, NOW);
    assert_silent(world, NOW + 3 * POLL);
    assert_silent(world, NOW + AFTER - 1);
    assert_told(world, NOW + AFTER, "It was read 30 minutes ago for the last time.");
    poll_inbox(world, NOW + HOUR);
    assert_told(world, NOW + HOUR, "inbox main is well again");
}

/* The machine was off, or asleep, and followupd is about to look. */
static void what_nobody_could_do_meanwhile_is_not_told(void **state)
{
    struct world *world = *state;
    struct fu_watch watch = watch_of(world);
    struct fu_alert alert;
    fu_instant morning = NOW + DAY + 9 * HOUR;

    ask(world, "1day");
    poll_inbox(world, NOW);
    watch.up = morning;
    assert_good(world,
        fu_followup_watch(world->store, &watch, world->arena, morning, &alert, &world->error));
    assert_string_equal(alert.text, "");
    assert_int_equal(alert.again, morning + AFTER);
    /* Nor when the next look comes only after another night. */
    morning += DAY;
    watch.up = morning;
    assert_good(world,
        fu_followup_watch(world->store, &watch, world->arena, morning, &alert, &world->error));
    assert_string_equal(alert.text, "");
    assert_good(world, fu_followup_watch(world->store, &watch, world->arena, morning + AFTER,
                           &alert, &world->error));
    assert_non_null(strstr(alert.text, "followupd: 2 things are wrong\n\ninbox main\n"));
    assert_non_null(strstr(alert.text, "\n\ndue\n"));
}

static struct fu_alert look_after_start(
    struct world *world, fu_instant now, fu_instant up, bool once)
{
    struct fu_watch watch = watch_of(world);
    struct fu_alert alert;

    watch.up = up;
    watch.once = once;
    assert_good(
        world, fu_followup_watch(world->store, &watch, world->arena, now, &alert, &world->error));
    return alert;
}

/* By cron: each run looks once, and then reads and sends. */
static void what_one_run_leaves_undone_the_next_tells(void **state)
{
    struct world *world = *state;
    fu_instant night = NOW + DAY + 9 * HOUR;
    struct fu_alert alert;

    ask(world, "1day");
    poll_inbox(world, NOW);
    assert_string_equal(look_after_start(world, night, night, true).text, "");
    alert = look_after_start(world, night + 2 * HOUR, night + 2 * HOUR, true);
    assert_non_null(strstr(alert.text, "followupd: 2 things are wrong\n\ninbox main\n"));
    assert_non_null(strstr(alert.text, "\n\ndue\n"));
}

static void what_trouble_of_ours_keeps_back_run_after_run_is_told(void **state)
{
    struct world *world = *state;
    fu_instant now = NOW + 2 * DAY + HOUR;

    ask(world, "1day");
    keep_back(world, NOW + DAY, NOW + 30 * DAY);
    for (int run = 0; run < 3; run++, now += 10 * MINUTE) {
        poll_inbox(world, now);
        assert_string_equal(look_after_start(world, now, now, true).text, "");
    }
    poll_inbox(world, now);
    assert_non_null(strstr(look_after_start(world, now, now, true).text, "followupd: delayed\n"));
}

static void what_each_run_does_is_not_told(void **state)
{
    struct world *world = *state;
    fu_instant now = NOW;

    for (int run = 0; run < 50; run++, now += HOUR) {
        assert_string_equal(look_after_start(world, now, now, true).text, "");
        poll_inbox(world, now);
    }
}

/* None of these starts lives for long enough. */
static void what_is_undone_over_many_restarts_is_told(void **state)
{
    struct world *world = *state;
    fu_instant up = NOW + DAY + 9 * HOUR;

    ask(world, "1day");
    for (int start = 0; start < 3; start++, up += AFTER / 3) {
        poll_inbox(world, up);
        assert_string_equal(look_after_start(world, up, up, false).text, "");
    }
    poll_inbox(world, up);
    assert_non_null(strstr(look_after_start(world, up, up, false).text, "followupd: due\n"));
}

/* Yesterday's mail went out soon after it was told, and nobody looked since. */
static void what_falls_due_in_the_night_after_an_alert_is_not_told_at_once(void **state)
{
    struct world *world = *state;
    fu_instant morning = NOW + 2 * DAY + 9 * HOUR;

    ask(world, "1day");
    ask(world, "2days");
    poll_inbox(world, NOW + DAY + HOUR);
    assert_told(world, NOW + DAY + HOUR, "followupd: due\n");
    poll_inbox(world, morning);
    assert_string_equal(look_after_start(world, morning, morning, false).text, "");
    poll_inbox(world, morning + AFTER);
    assert_non_null(
        strstr(look_after_start(world, morning + AFTER, morning, false).text, "followupd: due\n"));
}

/* It was told within this run of the daemon, and another mail is the oldest now. */
static void what_is_undone_after_the_start_counts_from_then(void **state)
{
    struct world *world = *state;
    fu_instant up = NOW + DAY + HOUR;

    ask(world, "1day");
    ask(world, "2days");
    poll_inbox(world, up);
    assert_string_equal(look_after_start(world, up, up, false).text, "");
    send_all(world, up, FU_OUTCOME_SENT);
    poll_inbox(world, NOW + 2 * DAY + HOUR);
    assert_non_null(strstr(look_after_start(world, NOW + 2 * DAY + HOUR, up + 1, false).text,
        "A mail has been due for 1 hour and is not sent.\nSince Friday, 20 November 2026"));
}

static void what_was_kept_back_before_a_long_rest_is_not_told_at_once(void **state)
{
    struct world *world = *state;
    struct fu_watch watch = watch_of(world);
    struct fu_alert alert;

    ask(world, "1day");
    keep_back(world, NOW + DAY, NOW + 30 * DAY);
    watch.up = NOW + 4 * DAY;
    poll_inbox(world, watch.up);
    assert_good(world,
        fu_followup_watch(world->store, &watch, world->arena, watch.up, &alert, &world->error));
    assert_string_equal(alert.text, "");
    poll_inbox(world, watch.up + AFTER);
    assert_good(world, fu_followup_watch(world->store, &watch, world->arena, watch.up + AFTER,
                           &alert, &world->error));
    assert_non_null(strstr(alert.text, "followupd: delayed\n"));
}

static void a_certificate_is_told_before_it_ends(void **state)
{
    struct world *world = *state;
    const struct fu_certificate soon = {"smtp", NOW + FU_CERTIFICATE_WARNING + AFTER};

    begin(world);
    assert_good(world, fu_store_certificate_set(world->store, &soon, &world->error));
    commit(world);
    assert_silent(world, NOW + AFTER);
    assert_silent(world, NOW + AFTER + 1);
    assert_told(
        world, NOW + 2 * AFTER + 1, "The certificate of its server ends on Wednesday, 2 December");
}

/* Its inbox stands in the configuration no more, so nobody will ever say that it is well. */
static void what_is_served_no_more_is_not_told(void **state)
{
    struct world *world = *state;
    const struct fu_certificate gone = {"inbox old", NOW}, kept = {"inbox main", NOW};

    trouble(world, "inbox old", "imap.example.org refuses the login.", NOW);
    trouble(world, "web", "The address is taken.", NOW);
    begin(world);
    assert_good(world, fu_store_certificate_set(world->store, &gone, &world->error));
    assert_good(world, fu_store_certificate_set(world->store, &kept, &world->error));
    commit(world);
    forget(world, true);
    assert_silent(world, NOW);
    assert_told(world, NOW + AFTER, "2 things are wrong\n\nweb\n");
    forget(world, false);
    assert_told(world, NOW + HOUR, "followupd: web is well again");
    assert_told(world, NOW + 2 * DAY, "followupd: certificate inbox main");
}

static void a_sender_who_was_not_believed_is_told(void **state)
{
    struct world *world = *state;

    world->settings.rules.sender_check = FU_CHECK_RESULTS;
    world->settings.rules.authserv_id = "mx.example.org";
    take(world, letter(world, "d1@example.org", "3days"), NOW, NOW);
    assert_true(world->taken.doubted);
    take(world, letter(world, "d2@example.org", "3days"), NOW + 1, NOW + 1);
    assert_told(world, NOW + AFTER, "alice@example.org (2)");
    assert_silent(world, NOW + AFTER + HOUR);
    assert_told(world, NOW + 2 * DAY, "doubted is well again");
}

static void a_stranger_is_not_told(void **state)
{
    struct world *world = *state;
    struct fu_letter *stranger = letter(world, "s1@example.org", "3days");

    stranger->from.address = "mallory@example.net";
    take(world, stranger, NOW, NOW);
    assert_true(world->taken.turned_away);
    assert_false(world->taken.doubted);
    assert_silent(world, NOW + HOUR);
}

static void mails_set_aside_are_told(void **state)
{
    struct world *world = *state;
    const struct fu_origin origin = {"main", 1, 41};

    begin(world);
    assert_good(world, fu_store_attempt_set(world->store, &origin, FU_ATTEMPT_QUARANTINED,
                           "It nests too deep.", NOW, FU_NEVER, &world->error));
    commit(world);
    assert_told(world, NOW + AFTER, "are set aside: 1.");
}

/* Of an inbox that was taken out of the configuration. */
static void mails_of_an_inbox_that_is_gone_are_not_told(void **state)
{
    struct world *world = *state;
    const struct fu_origin origin = {"old", 7, 41};

    begin(world);
    assert_good(world, fu_store_attempt_set(world->store, &origin, FU_ATTEMPT_QUARANTINED,
                           "It nests too deep.", NOW, FU_NEVER, &world->error));
    commit(world);
    poll_inbox(world, NOW);
    assert_silent(world, NOW);
    poll_inbox(world, NOW + AFTER);
    assert_silent(world, NOW + AFTER);
}

static void a_paused_address_is_told(void **state)
{
    struct world *world = *state;
    struct fu_person *bob;

    meet(world, "bob@example.org");
    assert_good(world,
        fu_store_person_find(world->store, world->arena, "bob@example.org", &bob, &world->error));
    bob->paused = true;
    begin(world);
    assert_good(world, fu_store_person_set(world->store, bob, &world->error));
    commit(world);
    assert_silent(world, NOW);
    assert_told(world, NOW + AFTER, "bob@example.org");
}

static void a_reminder_that_failed_is_told_and_ends_without_a_word(void **state)
{
    struct world *world = *state;
    fu_instant failed = NOW + HOUR;
    struct fu_parcel parcel;

    ask(world, "1h");
    parcel = turn(world, NULL, 0, failed, FU_TURN_MAX).parcels[0];
    parcel.outcome = FU_OUTCOME_NEVER;
    parcel.answer = "550 no such user";
    turn(world, &parcel, 1, failed, 0);
    assert_silent(world, failed + AFTER - 1);
    assert_told(world, failed + AFTER, "#1: 550 no such user");
    assert_silent(world, failed + DAY);
    assert_silent(world, failed + 2 * DAY);
}

static void what_failed_because_of_a_pause_is_told_as_a_pause(void **state)
{
    struct world *world = *state;
    struct fu_person *alice;

    ask(world, "1h");
    assert_good(world, fu_store_person_find(
                           world->store, world->arena, "alice@example.org", &alice, &world->error));
    alice->paused = true;
    begin(world);
    assert_good(world, fu_store_person_set(world->store, alice, &world->error));
    commit(world);
    assert_int_equal(send_all(world, NOW + HOUR, FU_OUTCOME_SENT), 0);
    assert_silent(world, NOW + HOUR);
    assert_null(strstr(look(world, NOW + HOUR + AFTER).text, "could not be sent"));
}

static void a_disk_is_nearly_full_on_either_side(void **state)
{
    const int64_t mega = 1000000, giga = 1000 * mega;

    (void)state;
    assert_false(fu_disk_nearly_full(FU_DISK_LEAST, giga));
    assert_true(fu_disk_nearly_full(FU_DISK_LEAST - 1, giga));
    assert_true(fu_disk_nearly_full(299 * mega, 10 * giga));
    assert_false(fu_disk_nearly_full(300 * mega, 10 * giga));
    assert_false(fu_disk_nearly_full(FU_DISK_ENOUGH, 1000 * giga));
    assert_true(fu_disk_nearly_full(FU_DISK_ENOUGH - 1, 1000 * giga));
}

/* Each kind has its entry in the runbook, for whoever is woken by it. */
static void each_kind_has_its_entry_in_the_runbook(void **state)
{
    static char text[256 * 1024];
    char heading[64];
    FILE *file = fopen(FU_TEST_FOLDER "/../../../doc/runbook.md", "r");

    (void)state;
    assert_non_null(file);
    assert_true(fread(text, 1, sizeof text - 1, file) > 0);
    fclose(file);
    for (size_t i = 0; fu_fault_kinds[i]; i++) {
        snprintf(heading, sizeof heading, "\n## `%.*s", (int)strcspn(fu_fault_kinds[i], " "),
            fu_fault_kinds[i]);
        if (!strstr(text, heading))
            fail_msg("doc/runbook.md has no entry “%s”", heading + 1);
    }
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(nothing_is_told_while_nothing_is_wrong),
        TEST(a_trouble_is_told_when_it_lasts),
        TEST(it_is_told_once_a_day),
        TEST(its_end_is_told_once),
        TEST(what_nobody_heard_of_ends_without_a_word),
        TEST(several_things_come_in_one_mail),
        TEST(a_clock_that_went_back_is_no_reason_for_silence),
        TEST(what_began_later_than_now_is_told_all_the_same),
        TEST(what_is_due_and_unsent_is_told),
        TEST(what_trouble_of_ours_keeps_back_for_a_day_is_told),
        TEST(what_is_put_off_is_not_told),
        TEST(what_its_person_is_done_with_is_not_told),
        TEST(an_inbox_that_is_not_read_is_told),
        TEST(what_nobody_could_do_meanwhile_is_not_told),
        TEST(what_one_run_leaves_undone_the_next_tells),
        TEST(what_trouble_of_ours_keeps_back_run_after_run_is_told),
        TEST(what_each_run_does_is_not_told),
        TEST(what_is_undone_over_many_restarts_is_told),
        TEST(what_falls_due_in_the_night_after_an_alert_is_not_told_at_once),
        TEST(what_is_undone_after_the_start_counts_from_then),
        TEST(what_was_kept_back_before_a_long_rest_is_not_told_at_once),
        TEST(a_certificate_is_told_before_it_ends),
        TEST(what_is_served_no_more_is_not_told),
        TEST(a_sender_who_was_not_believed_is_told),
        TEST(a_stranger_is_not_told),
        TEST(mails_set_aside_are_told),
        TEST(mails_of_an_inbox_that_is_gone_are_not_told),
        TEST(a_paused_address_is_told),
        TEST(a_reminder_that_failed_is_told_and_ends_without_a_word),
        TEST(what_failed_because_of_a_pause_is_told_as_a_pause),
        TEST(a_disk_is_nearly_full_on_either_side),
        TEST(each_kind_has_its_entry_in_the_runbook),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
