/* What was due since a backup is kept back: nothing goes out twice, everybody is told once, and
 * somebody decides. */
#include "holding.h"

#include "followupd/followup/settings_change.h"

/* Mails that are due now; they are given back. */
static struct fu_turn due(struct world *world, fu_instant now)
{
    struct fu_turn claimed = turn(world, NULL, 0, now, FU_TURN_MAX);

    turn(world, claimed.parcels, claimed.count, now, 0);
    return claimed;
}

static void what_nobody_waits_for_is_not_held(void **state)
{
    struct world *world = *state;
    int64_t waiting = ask(world, "1day"), sending = ask(world, "1day");
    fu_instant now = NOW + DAY;
    struct fu_turn claimed = turn(world, NULL, 0, now, FU_TURN_MAX);
    size_t count;

    claimed.parcels[0].outcome = FU_OUTCOME_LATER;
    claimed.parcels[0].again = now + MINUTE;
    turn(world, claimed.parcels, 1, now, 0);
    act(world, CANCEL, waiting, 0, now, NULL);
    act(world, CANCEL, sending, 0, now, NULL);
    assert_int_equal(hold(world, NULL, now + HOUR).held, 0);
    held(world, &count);
    assert_int_equal(count, 0);
    assert_state(world, waiting, FU_CANCELLED);
}

static void what_was_due_is_held_and_told(void **state)
{
    struct world *world = *state;
    int64_t once = ask(world, "1day"), series = ask(world, "daily"), later = ask(world, "9days");
    fu_instant now = NOW + 3 * DAY + HOUR;
    struct fu_hold_counts counts = hold(world, NULL, now);
    struct fu_turn mails = due(world, now);
    struct fu_withheld *rows;
    size_t count;

    assert_int_equal(counts.held, 2);
    assert_int_equal(counts.people, 1);
    assert_int_equal(counts.sent, 0);
    rows = held(world, &count);
    assert_int_equal(count, 2);
    assert_int_equal(rows[0].followup, series);
    assert_false(rows[0].unsent);
    assert_int_equal(rows[1].followup, once);
    assert_int_equal(mails.count, 1);
    assert_string_equal(mails.parcels[0].recipient, "alice@example.org");
    assert_non_null(strstr(mails.parcels[0].bytes, "Reply-To: list+"));
    assert_non_null(strstr(mails.parcels[0].bytes, "[2] Proposal"));
    assert_non_null(strstr(mails.parcels[0].bytes, "1 done"));
    assert_non_null(strstr(mails.parcels[0].bytes, "Subject: Reminders that may have reached you"));
    assert_state(world, once, FU_PENDING);
    assert_next(world, series, "2026-11-22T08:00");
    assert_next(world, later, "2026-11-27T10:30");
    counts = hold(world, NULL, now);
    assert_int_equal(counts.held, 0);
}

static void a_released_one_goes_out_with_its_message_id(void **state)
{
    struct world *world = *state;
    int64_t once = ask(world, "1day");
    struct fu_withheld *rows;
    struct fu_turn claimed;
    const char *message_id;
    size_t count;

    hold(world, NULL, NOW + 2 * DAY);
    claimed = due(world, NOW + 2 * DAY);
    assert_non_null(strstr(claimed.parcels[0].bytes, "Reply-To: reply+"));
    assert_non_null(strstr(claimed.parcels[0].bytes, "done+"));
    assert_int_equal(send_all(world, NOW + 2 * DAY, FU_OUTCOME_SENT), 1);
    message_id = deliveries(world, once, &count)[0].message_id;
    rows = held(world, &count);
    begin(world);
    assert_good(world, fu_hold_release(world->store, &rows[0], NOW + 2 * DAY, &world->error));
    commit(world);
    held(world, &count);
    assert_int_equal(count, 0);
    claimed = due(world, NOW + 2 * DAY);
    assert_int_equal(claimed.count, 1);
    assert_non_null(strstr(claimed.parcels[0].bytes, message_id));
    assert_int_equal(send_all(world, NOW + 2 * DAY, FU_OUTCOME_SENT), 1);
    assert_state(world, once, FU_DONE);
}

static void a_dropped_one_is_done_with(void **state)
{
    struct world *world = *state;
    int64_t once = ask(world, "1day"), series = ask(world, "daily");
    struct fu_withheld *rows;
    size_t count, i;

    hold(world, NULL, NOW + 2 * DAY);
    send_all(world, NOW + 2 * DAY, FU_OUTCOME_SENT);
    rows = held(world, &count);
    assert_int_equal(count, 2);
    begin(world);
    for (i = 0; i < count; i++)
        assert_good(world, fu_hold_drop(world->store, &rows[i], NOW + 2 * DAY, &world->error));
    commit(world);
    assert_int_equal(send_all(world, NOW + 2 * DAY, FU_OUTCOME_SENT), 0);
    assert_state(world, once, FU_DONE);
    assert_state(world, series, FU_PENDING);
    assert_int_equal(send_all(world, NOW + 3 * DAY, FU_OUTCOME_SENT), 1);
}

/* What is on its way to somebody else keeps it going. */
static void it_is_pending_until_the_last_of_its_mails_is_decided_about(void **state)
{
    static const struct fu_mailbox bob = {"", "bob@example.org"};
    struct world *world = *state;
    struct fu_withheld *rows;
    size_t count, i;
    int64_t id;

    meet(world, bob.address);
    id = share(world, "1day", &bob, 1);
    hold(world, NULL, NOW + 2 * DAY);
    rows = held(world, &count);
    assert_int_equal(count, 2);
    for (i = 0; i < count; i++) {
        assert_state(world, id, FU_PENDING);
        begin(world);
        assert_good(world, fu_hold_drop(world->store, &rows[i], NOW + 2 * DAY, &world->error));
        commit(world);
    }
    assert_state(world, id, FU_DONE);
}

/* By followupctl retry: it has no place in the list any more, whatever becomes of it. */
static void one_that_is_tried_again_is_held_no_more(void **state)
{
    struct world *world = *state;
    int64_t id = ask(world, "1day");
    fu_instant now = NOW + 2 * DAY;
    size_t count;
    bool found;

    hold(world, NULL, now);
    send_all(world, now, FU_OUTCOME_SENT);
    begin(world);
    assert_good(world, fu_followup_retry(world->store, FU_PARCEL_DELIVERY,
                           held(world, &count)[0].delivery, now, &found, &world->error));
    commit(world);
    assert_int_equal(send_all(world, now, FU_OUTCOME_UNSURE), 1);
    assert_int_equal(send_all(world, now + HOUR, FU_OUTCOME_UNSURE), 1);
    assert_int_equal(only(world, id).state, FU_DELIVERY_UNSURE);
    held(world, &count);
    assert_int_equal(count, 0);
    assert_state(world, id, FU_FAILED);
}

static void what_was_on_its_way_is_held_too(void **state)
{
    struct world *world = *state;
    struct fu_hold_counts counts;

    ask(world, "1day");
    turn(world, NULL, 0, NOW + DAY, FU_TURN_MAX);
    ask(world, "2days");
    send_all(world, NOW + 2 * DAY, FU_OUTCOME_LATER);
    take(world, letter(world, "m8@example.org", "3dyas"), NOW + 2 * DAY, NOW + 2 * DAY);
    counts = hold(world, NULL, NOW + 3 * DAY);
    assert_int_equal(counts.held, 2);
    assert_int_equal(counts.other, 1);
    assert_int_equal(due(world, NOW + 3 * DAY).count, 1);
}

static void nobody_who_may_not_hear_is_told(void **state)
{
    struct world *world = *state;
    struct fu_hold_counts counts;

    ask(world, "1day");
    world->settings.rules.allow.count = 0;
    counts = hold(world, NULL, NOW + 2 * DAY);
    assert_int_equal(counts.people, 0);
    assert_int_equal(due(world, NOW + 2 * DAY).count, 0);
}

static void what_a_pause_kept_back_is_held_where_nothing_is_known(void **state)
{
    struct world *world = *state;
    int64_t id = ask(world, "1day");
    struct fu_withheld *rows;
    size_t count;

    pause_person(world, "alice@example.org", true);
    assert_int_equal(hold(world, NULL, NOW + 3 * DAY).held, 1);
    assert_state(world, id, FU_PENDING);
    rows = held(world, &count);
    assert_int_equal(count, 1);
    begin(world);
    assert_good(world, fu_hold_release(world->store, &rows[0], NOW + 3 * DAY, &world->error));
    commit(world);
    assert_int_equal(send_all(world, NOW + 3 * DAY, FU_OUTCOME_SENT), 0);
    assert_int_equal(only(world, id).state, FU_DELIVERY_FAILED);
}

/* The mail that says what is held for Alice, who was paused. */
static void assert_told(const struct fu_parcel *parcel)
{
    assert_string_equal(parcel->recipient, "alice@example.org");
    assert_non_null(strstr(parcel->bytes, "Subject: A reminder that may have reached you"));
    assert_non_null(strstr(parcel->bytes, "While mail to you was paused"));
    assert_non_null(strstr(parcel->bytes, "Reply-To: reply+"));
    assert_non_null(strstr(parcel->bytes, "Proposal"));
}

static void who_was_paused_is_told_when_they_write(void **state)
{
    struct world *world = *state;
    fu_instant now = NOW + 3 * DAY;
    struct fu_turn claimed;

    ask(world, "1day");
    pause_person(world, "alice@example.org", true);
    assert_int_equal(hold(world, NULL, now).people, 0);
    assert_int_equal(due(world, now).count, 0);
    take(world, letter(world, "again@example.org", "9days-q"), now + HOUR, now + HOUR);
    claimed = due(world, now + HOUR);
    assert_int_equal(claimed.count, 2);
    assert_told(&claimed.parcels[0]);
    assert_non_null(strstr(claimed.parcels[1].bytes, "Reminders go to alice@example.org again."));
    send_all(world, now + HOUR, FU_OUTCOME_SENT);
    take(world, letter(world, "more@example.org", "9days-q"), now + DAY, now + DAY);
    assert_int_equal(due(world, now + DAY).count, 0);
}

/* The operator ends the pause of somebody of whom something is held. */
static struct fu_turn end_pause(
    struct world *world, enum fu_setting setting, const char *value, fu_instant now)
{
    const struct fu_act context = acting(world, 0, now);
    struct fu_settings_change change;
    struct fu_person *person;

    assert_good(world, fu_store_person_find(world->store, world->arena, "alice@example.org",
                           &person, &world->error));
    fu_settings_begin(&change, &context, person);
    assert_int_equal(fu_settings_set(&change, setting, value, &world->result.refusal), FU_OK);
    begin(world);
    assert_good(world, fu_settings_write(&change, &world->error));
    commit(world);
    return due(world, now);
}

static void who_was_paused_is_told_once_when_that_is_ended(void **state)
{
    struct world *world = *state;
    fu_instant now = NOW + 3 * DAY;
    struct fu_turn claimed;

    ask(world, "1day");
    pause_person(world, "alice@example.org", true);
    hold(world, NULL, now);
    claimed = end_pause(world, FU_SETTING_PAUSED, "no", now);
    assert_int_equal(claimed.count, 1);
    assert_told(&claimed.parcels[0]);
    send_all(world, now, FU_OUTCOME_SENT);
    pause_person(world, "alice@example.org", true);
    assert_int_equal(end_pause(world, FU_SETTING_PAUSED, "no", now + HOUR).count, 0);
}

static void who_was_told_before_the_pause_is_not_told_again(void **state)
{
    struct world *world = *state;
    fu_instant now = NOW + 3 * DAY;

    ask(world, "1day");
    assert_int_equal(hold(world, NULL, now).people, 1);
    send_all(world, now, FU_OUTCOME_SENT);
    pause_person(world, "alice@example.org", true);
    assert_int_equal(end_pause(world, FU_SETTING_PAUSED, "no", now + HOUR).count, 0);
}

/* The old one may be somebody else's by then. */
static void who_was_paused_is_told_at_a_new_address(void **state)
{
    struct world *world = *state;
    fu_instant now = NOW + 3 * DAY;
    struct fu_turn claimed;

    ask(world, "1day");
    pause_person(world, "alice@example.org", true);
    hold(world, NULL, now);
    claimed = end_pause(world, FU_SETTING_ADDRESS, "alice@many.example", now);
    assert_int_equal(claimed.count, 1);
    assert_string_equal(claimed.parcels[0].recipient, "alice@many.example");
    send_all(world, now, FU_OUTCOME_SENT);
    meet(world, "alice@example.org");
    pause_person(world, "alice@example.org", true);
    assert_int_equal(end_pause(world, FU_SETTING_PAUSED, "no", now + HOUR).count, 0);
}

static void who_was_paused_is_not_told_of_what_is_over(void **state)
{
    struct world *world = *state;
    int64_t cancelled = ask(world, "1day"), done = ask(world, "1day");
    fu_instant now = NOW + 3 * DAY;
    struct fu_turn claimed;

    ask(world, "1day");
    pause_person(world, "alice@example.org", true);
    assert_int_equal(hold(world, NULL, now).held, 3);
    act(world, CANCEL, cancelled, 0, now, NULL);
    act(world, DONE, done, 0, now, NULL);
    claimed = end_pause(world, FU_SETTING_PAUSED, "no", now);
    assert_int_equal(claimed.count, 1);
    assert_told(&claimed.parcels[0]); /* of one */
}

static void who_was_paused_and_may_not_hear_is_not_told(void **state)
{
    struct world *world = *state;
    fu_instant now = NOW + 3 * DAY;

    ask(world, "1day");
    pause_person(world, "alice@example.org", true);
    hold(world, NULL, now);
    pause_person(world, "alice@example.org", false);
    world->settings.rules.allow.count = 0;
    begin(world);
    assert_good(world, fu_hold_tell_person(world->store, &world->settings, world->arena,
                           alice_id(world), now, &world->error));
    commit(world);
    assert_int_equal(due(world, now).count, 0);
}

/* One of those that they were told of was released, and waited when the next backup was made. */
static void what_is_held_again_is_told_again(void **state)
{
    struct world *world = *state;
    fu_instant now = NOW + 2 * DAY;
    struct fu_hold_counts counts;
    size_t count;

    ask(world, "1day");
    ask(world, "1day");
    hold(world, NULL, now);
    send_all(world, now, FU_OUTCOME_SENT);
    begin(world);
    assert_good(world, fu_hold_release(world->store, &held(world, &count)[0], now, &world->error));
    commit(world);
    assert_good(world, fu_followup_hold(world->store, &world->settings, NULL, NOW + DAY, now,
                           &counts, &world->error));
    assert_int_equal(counts.held, 1);
    assert_int_equal(counts.people, 1);
    assert_int_equal(due(world, now).count, 1);
}

/* More than one group, and more than one mail shows. */
static void a_long_absence_is_told_in_one_mail(void **state)
{
    enum { MANY = FU_TURN_MAX + 3 };
    struct world *world = *state;
    struct fu_hold_counts counts;
    struct fu_turn mails;

    for (int i = 0; i < MANY; i++)
        ask(world, "1day");
    counts = hold(world, NULL, NOW + 2 * DAY);
    assert_int_equal(counts.held, MANY);
    mails = due(world, NOW + 2 * DAY);
    assert_int_equal(mails.count, 1);
    assert_non_null(strstr(mails.parcels[0].bytes, "And 403 more."));
}

/* What an import brought, of which all rows are in the store by then. */
static struct fu_hold_counts arrive(
    struct world *world, const struct fu_arrived *arrived, fu_instant now)
{
    struct fu_hold_counts counts;

    begin(world);
    assert_good(world, fu_hold_arrived(world->store, &world->settings, arrived, NOW + DAY, now,
                           &counts, &world->error));
    commit(world);
    return counts;
}

static void what_was_imported_is_held_and_nothing_else(void **state)
{
    struct world *world = *state;
    int64_t own = ask(world, "2days"),
            came[] = {ask(world, "2days"), ask(world, "daily"), ask(world, "9days")};
    const struct fu_arrived arrived = {.followups = came, .followup_count = 3};
    fu_instant now = NOW + 3 * DAY + HOUR;
    struct fu_hold_counts counts;
    struct fu_withheld *rows;
    struct fu_turn mails;
    size_t count;

    act(world, SNOOZE, came[1], 0, NOW, "1h");
    counts = arrive(world, &arrived, now);
    assert_int_equal(counts.held, 3);
    assert_int_equal(counts.people, 1);
    rows = held(world, &count);
    assert_int_equal(count, 3);
    assert_int_equal(rows[0].followup, came[1]);
    assert_next(world, came[1], "2026-11-22T08:00");
    mails = due(world, now);
    assert_int_equal(mails.count, 2);
    assert_int_equal(mails.parcels[0].id, deliveries(world, own, &count)->id);
    assert_non_null(strstr(mails.parcels[1].bytes, "Subject: Reminders that may have reached you"));
    assert_non_null(strstr(mails.parcels[1].bytes, "has moved, with what it knew on 19 November"));
    counts = arrive(world, &arrived, now);
    assert_int_equal(counts.held + counts.people, 0);
}

/* One was on its way, one waits for its next attempt, which has come; one whose attempt lies ahead
 * goes on, one that nobody waits for is dropped. */
static void mails_that_were_imported_are_held(void **state)
{
    struct world *world = *state;
    const int64_t numbers[] = {1, 2, 3, 4, 99};
    const struct fu_arrived arrived = {.deliveries = numbers, .delivery_count = 5};
    fu_instant now = NOW + 2 * DAY;
    struct fu_turn claimed;
    int64_t unwanted = 0;
    size_t i, count;

    for (i = 0; i < 4; i++)
        unwanted = ask(world, "1day");
    claimed = turn(world, NULL, 0, NOW + DAY, FU_TURN_MAX);
    assert_int_equal(claimed.count, 4);
    for (i = 1; i < 4; i++) {
        claimed.parcels[i].outcome = FU_OUTCOME_LATER;
        claimed.parcels[i].again = i == 2 ? now + HOUR : now - HOUR;
    }
    turn(world, claimed.parcels + 1, 3, NOW + DAY, 0);
    act(world, CANCEL, unwanted, 0, now, NULL);
    assert_int_equal(arrive(world, &arrived, now).held, 2);
    held(world, &count);
    assert_int_equal(count, 2);
    assert_int_equal(due(world, now).count, 1); /* the summary */
    assert_int_equal(due(world, now + HOUR).count, 2);
}

/* An answer that was not sent then says nothing that is wanted now. */
static void answers_that_were_imported_are_not_sent(void **state)
{
    struct world *world = *state;
    const int64_t numbers[] = {1};
    const struct fu_arrived arrived = {.messages = numbers, .message_count = 1};
    struct fu_hold_counts counts;

    world->settings.defaults.confirm = FU_CONFIRM_ALWAYS;
    ask(world, "9days");
    counts = arrive(world, &arrived, NOW + 2 * DAY);
    assert_int_equal(counts.other, 1);
    assert_int_equal(counts.held + counts.people, 0);
    assert_int_equal(due(world, NOW + 2 * DAY).count, 0);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(what_nobody_waits_for_is_not_held),
        TEST(what_was_due_is_held_and_told),
        TEST(a_released_one_goes_out_with_its_message_id),
        TEST(a_dropped_one_is_done_with),
        TEST(it_is_pending_until_the_last_of_its_mails_is_decided_about),
        TEST(one_that_is_tried_again_is_held_no_more),
        TEST(what_was_on_its_way_is_held_too),
        TEST(nobody_who_may_not_hear_is_told),
        TEST(what_a_pause_kept_back_is_held_where_nothing_is_known),
        TEST(who_was_paused_is_told_when_they_write),
        TEST(who_was_paused_is_told_once_when_that_is_ended),
        TEST(who_was_told_before_the_pause_is_not_told_again),
        TEST(who_was_paused_is_told_at_a_new_address),
        TEST(who_was_paused_is_not_told_of_what_is_over),
        TEST(who_was_paused_and_may_not_hear_is_not_told),
        TEST(what_is_held_again_is_told_again),
        TEST(a_long_absence_is_told_in_one_mail),
        TEST(what_was_imported_is_held_and_nothing_else),
        TEST(mails_that_were_imported_are_held),
        TEST(answers_that_were_imported_are_not_sent),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
