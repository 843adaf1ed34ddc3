/* Addresses that are paused because mail to them failed, and what comes when they work again. */
#include "followupd/followup/pause.h"
#include "followupd/followup/settings_change.h"
#include "followupd/store/refusals.h"
#include "reports.h"

static void give_alice_an_alias(struct world *world)
{
    static const char *const aliases[] = {"stranger@example.net", "bob@example.org"};
    struct fu_person *person;

    meet(world, "alice@example.org");
    person = alice(world);
    person->aliases = aliases;
    person->alias_count = 2;
    begin(world);
    assert_good(world, fu_store_person_set(world->store, person, &world->error));
    commit(world);
}

static void two_days_of_failures_pause_an_address(void **state)
{
    struct world *world = *state;
    struct fu_delivery *first = sent_one(world, NOW), *second = sent_one(world, NOW + HOUR);
    struct fu_delivery *third = sent_one(world, NOW + 14 * DAY);

    come_back(world, first->id, "5.1.1", "550 no", NOW + 14 * DAY);
    come_back(world, second->id, "5.1.1", "550 no", NOW + 14 * DAY);
    assert_int_equal(world->taken.paused, 0);
    come_back(world, third->id, "5.1.1", "550 no", NOW + 14 * DAY);
    assert_int_equal(world->taken.paused, person_id(world, "alice@example.org"));
    assert_true(alice(world)->paused);
}

static void days_too_far_apart_do_not_pause(void **state)
{
    struct world *world = *state;
    struct fu_delivery *first = sent_one(world, NOW), *second = sent_one(world, NOW + 15 * DAY);

    come_back(world, first->id, "5.1.1", "550 no", NOW);
    come_back(world, second->id, "5.1.1", "550 no", NOW + 15 * DAY);
    assert_false(alice(world)->paused);
}

static void failures_that_are_the_mails_own_do_not_count(void **state)
{
    static const char *const statuses[] = {"5.2.3", "5.3.4", "5.6.1", "4.4.7"};
    struct world *world = *state;
    int day = 0;

    for (size_t i = 0; i < sizeof statuses / sizeof *statuses; i++) {
        for (int again = 0; again < 2; again++, day++)
            come_back(
                world, sent_one(world, NOW + day * DAY)->id, statuses[i], "no", NOW + day * DAY);
    }
    assert_false(alice(world)->paused);
}

/* Refused at once on two days, with these words. */
static bool pauses(struct world *world, const char *words, fu_instant now)
{
    struct fu_turn claimed;
    bool paused;

    begin(world);
    assert_good(world, fu_store_refusals_forget(world->store, "alice@example.org", &world->error));
    commit(world);
    for (int day = 0; day < 2; day++) {
        struct fu_letter *asked =
            letter(world, fu_arena_print(world->arena, "r%u@example.org", world->uid + 1), "1h");

        asked->date = now + day * DAY - HOUR;
        take(world, asked, now + day * DAY - HOUR, now + day * DAY - HOUR);
        claimed = turn(world, NULL, 0, now + day * DAY, FU_TURN_MAX);
        for (size_t i = 0; i < claimed.count; i++) {
            claimed.parcels[i].outcome = FU_OUTCOME_NEVER;
            claimed.parcels[i].answer = words;
        }
        claimed = turn(world, claimed.parcels, claimed.count, now + day * DAY, 0);
    }
    paused = claimed.paused_count == 1;
    assert_int_equal(alice(world)->paused, paused);
    return paused;
}

static void a_server_that_refuses_at_once_counts_as_well(void **state)
{
    struct world *world = *state;

    assert_false(pauses(world, "This address is a cadence address.", NOW));
    assert_false(pauses(world, "552 too much", NOW + 30 * DAY));
    assert_false(pauses(world, "552 5.3.4 too big", NOW + 60 * DAY));
    assert_false(pauses(world, "55", NOW + 90 * DAY));
    assert_true(pauses(world, "552-5.2.2 mailbox full", NOW + 120 * DAY));
}

static void any_other_permanent_refusal_pauses(void **state)
{
    assert_true(pauses(*state, "550 no such user", NOW));
}

static void the_person_hears_at_another_address(void **state)
{
    struct world *world = *state;

    give_alice_an_alias(world);
    for (int day = 0; day < 3; day++)
        come_back(world, sent_one(world, NOW)->id, "5.1.1", "550 no such user", NOW);
    assert_int_equal(queued(world, "bob@example.org"), 0);
    come_back(world, sent_one(world, NOW + DAY)->id, "5.1.1", "550 no such user", NOW + DAY);
    assert_true(world->taken.owes_mail);
    assert_int_equal(queued(world, "bob@example.org"), 1);
    assert_int_equal(queued(world, "stranger@example.net"), 0);
}

static void pause_alice(struct world *world)
{
    come_back(world, sent_one(world, NOW)->id, "5.1.1", "550 no such user", NOW);
    come_back(world, sent_one(world, NOW + DAY)->id, "5.1.1", "550 no such user", NOW + DAY);
    assert_true(alice(world)->paused);
}

/* A mail of Alice's, from that address. */
static void write_from(struct world *world, const char *address, fu_instant arrived)
{
    struct fu_letter *mail = letter(
        world, fu_arena_print(world->arena, "w%u@example.org", world->uid + 1), "every2months");

    mail->from = (struct fu_mailbox){"", address};
    mail->date = arrived;
    take(world, mail, arrived, NOW + 10 * DAY);
}

static void a_mail_from_the_address_ends_the_pause(void **state)
{
    struct world *world = *state;
    int64_t waiting;

    give_alice_an_alias(world);
    pause_alice(world);
    waiting = ask(world, "3days");
    assert_int_equal(send_all(world, NOW + 3 * DAY, FU_OUTCOME_SENT), 1); /* to the alias */
    assert_state(world, waiting, FU_FAILED);
    write_from(world, "bob@example.org", NOW + 10 * DAY);
    assert_true(alice(world)->paused);
    write_from(world, "alice@example.org", NOW + DAY); /* met again, and older than the trouble */
    assert_true(alice(world)->paused);
    write_from(world, "alice@example.org", NOW + DAY + 1);
    assert_false(alice(world)->paused);
    assert_true(world->taken.owes_mail);
    /* what was refused, what waited, and the answer */
    assert_int_equal(queued(world, "alice@example.org"), 3);
    assert_state(world, waiting, FU_PENDING);
    send_all(world, NOW + 10 * DAY, FU_OUTCOME_SENT);
    assert_state(world, waiting, FU_DONE);
    /* It takes two more days. */
    come_back(world, sent_one(world, NOW + 11 * DAY)->id, "5.1.1", "550 no", NOW + 11 * DAY);
    assert_false(alice(world)->paused);
}

/* One day of trouble pauses nothing. It is not forgotten for that, else somebody whose provider
 * takes none of our mails would never be paused. */
static void a_mail_from_the_address_brings_back_what_was_refused(void **state)
{
    struct world *world = *state;
    struct fu_delivery *refused = sent_one(world, NOW);

    come_back(world, refused->id, "5.1.1", "550 no such user", NOW);
    assert_state(world, refused->followup, FU_FAILED);
    write_from(world, "alice@example.org", NOW + FU_REFUSED_REST);
    assert_false(world->taken.owes_mail);
    write_from(world, "alice@example.org", NOW + FU_REFUSED_REST + 1);
    assert_true(world->taken.owes_mail);
    assert_state(world, refused->followup, FU_PENDING);
    assert_int_equal(send_all(world, NOW + 10 * DAY, FU_OUTCOME_SENT), 1);
    assert_state(world, refused->followup, FU_DONE);
    come_back(world, sent_one(world, NOW + DAY)->id, "5.1.1", "550 no such user", NOW + DAY);
    assert_true(alice(world)->paused);
}

/* Nor with what is asked for after that. */
static void what_failed_and_is_cancelled_comes_no_more(void **state)
{
    struct world *world = *state;
    int64_t id = sent_one(world, NOW)->followup;
    size_t count;

    come_back(world, deliveries(world, id, &count)->id, "5.1.1", "550 no such user", NOW);
    assert_state(world, id, FU_FAILED);
    assert_good(world, act(world, CANCEL, id, alice(world)->id, NOW, NULL));
    assert_true(world->result.changed);
    assert_state(world, id, FU_CANCELLED);
    assert_good(world, act(world, SNOOZE, id, alice(world)->id, NOW, "nextmonth"));
    write_from(world, "alice@example.org", NOW + FU_REFUSED_REST + 1);
    assert_false(world->taken.owes_mail);
    assert_int_equal(send_all(world, NOW + 10 * DAY, FU_OUTCOME_SENT), 0);
    assert_good(world, act(world, UNDO, id, alice(world)->id, NOW + 10 * DAY, NULL));
    assert_good(world, act(world, UNDO, id, alice(world)->id, NOW + 10 * DAY, NULL));
    assert_state(world, id, FU_FAILED);
}

/* A mailbox that was full for a week. */
static void a_mail_of_theirs_brings_back_what_was_given_up(void **state)
{
    struct world *world = *state;
    int64_t id = ask(world, "1h");

    put_off_hourly(world, NOW + HOUR, NOW + 6 * DAY);
    assert_state(world, id, FU_FAILED);
    write_from(world, "alice@example.org", NOW + 7 * DAY);
    assert_true(world->taken.owes_mail);
    assert_int_equal(send_all(world, NOW + 10 * DAY, FU_OUTCOME_SENT), 1);
    assert_state(world, id, FU_DONE);
}

static void who_is_allowed_again_hears_what_they_missed(void **state)
{
    struct world *world = *state;
    const struct fu_texts allow = world->settings.rules.allow;
    int64_t id = ask(world, "1h");

    world->settings.rules.allow.count = 0;
    assert_int_equal(send_all(world, NOW + HOUR, FU_OUTCOME_SENT), 0);
    assert_state(world, id, FU_FAILED);
    world->settings.rules.allow = allow;
    write_from(world, "alice@example.org", NOW + 7 * DAY);
    assert_int_equal(send_all(world, NOW + 10 * DAY, FU_OUTCOME_SENT), 1);
    assert_state(world, id, FU_DONE);
}

/* The others' mails got through, so nothing of it failed as a whole. */
static void who_was_paused_hears_of_what_is_shared_and_of_a_series(void **state)
{
    static const struct fu_mailbox bob = {"", "bob@example.org"};
    struct world *world = *state;
    int64_t shared, series;

    meet(world, bob.address);
    pause_alice(world);
    send_all(world, NOW + DAY, FU_OUTCOME_SENT);
    shared = share(world, "3days", &bob, 1);
    series = ask(world, "everyday8am");
    send_all(world, NOW + 3 * DAY, FU_OUTCOME_SENT);
    send_all(world, NOW + 4 * DAY, FU_OUTCOME_SENT);
    assert_state(world, shared, FU_DONE);
    write_from(world, "alice@example.org", NOW + 4 * DAY);
    /* what was refused, what is shared, the series' last, and the answer */
    assert_int_equal(send_all(world, NOW + 10 * DAY, FU_OUTCOME_SENT), 4);
    assert_int_equal(get(world, shared)->fired, 1);
    assert_int_equal(get(world, series)->fired, 1);
}

static struct fu_letter *from_bob(struct world *world, const char *id, const char *cadence)
{
    struct fu_letter *mail = letter(world, id, cadence);

    mail->from = (struct fu_mailbox){"", "bob@example.org"};
    return mail;
}

static void every_answer_elsewhere_says_that_it_is_paused(void **state)
{
    struct world *world = *state;
    struct fu_turn claimed;

    give_alice_an_alias(world);
    pause_alice(world);
    send_all(world, NOW + DAY, FU_OUTCOME_SENT);
    take(world, from_bob(world, "typo@example.org", "3dyas"), NOW + 2 * DAY, NOW + 2 * DAY);
    claimed = turn(world, NULL, 0, NOW + 2 * DAY, FU_TURN_MAX);
    assert_int_equal(claimed.count, 1);
    assert_string_equal(claimed.parcels[0].recipient, "bob@example.org");
    assert_non_null(strstr(claimed.parcels[0].bytes, "mail to alice@example.org fails for good"));
}

static void no_message_goes_to_a_paused_address(void **state)
{
    struct world *world = *state;
    struct fu_turn claimed;

    pause_alice(world);
    owe(world, "alice@example.org", NOW + 2 * DAY);
    claimed = turn(world, NULL, 0, NOW + 2 * DAY, FU_TURN_MAX);
    assert_int_equal(claimed.count, 0);
    assert_int_equal(claimed.unsendable_count, 1);
    assert_string_equal(claimed.unsendable[0].answer, FU_PAUSED_ANSWER);
}

/* Sets it as followupctl does; how many mails come now. */
static int64_t set_of(
    struct world *world, const char *address, enum fu_setting setting, const char *value)
{
    const struct fu_act context = acting(world, 0, NOW + 5 * DAY);
    struct fu_settings_change change;
    struct fu_refusal refusal;
    struct fu_person *person;

    assert_good(
        world, fu_store_person_find(world->store, world->arena, address, &person, &world->error));
    fu_settings_begin(&change, &context, person);
    assert_int_equal(fu_settings_set(&change, setting, value, &refusal), FU_OK);
    begin(world);
    assert_good(world, fu_settings_write(&change, &world->error));
    commit(world);
    return change.waiting;
}

/* How many messages go out, and how many do not. */
static void assert_messages(struct world *world, size_t sent, size_t refused)
{
    struct fu_turn claimed = turn(world, NULL, 0, NOW + 2 * DAY, FU_TURN_MAX);

    assert_int_equal(claimed.count, sent);
    assert_int_equal(claimed.unsendable_count, refused);
    turn(world, claimed.unsendable, claimed.unsendable_count, NOW + 2 * DAY, 0);
}

static void an_alert_goes_to_whom_the_config_names_whatever_is_known_of_them(void **state)
{
    static const char *const operators[] = {
        "alice@example.org", "mallory@example.net", "ops@x.example"};
    struct world *world = *state;
    size_t i;

    pause_alice(world);
    send_all(world, NOW + 2 * DAY, FU_OUTCOME_SENT);
    meet(world, "mallory@example.net");
    for (i = 0; i < sizeof operators / sizeof *operators; i++)
        owe(world, operators[i], NOW + 2 * DAY);
    world->settings.alerts = (struct fu_texts){operators, sizeof operators / sizeof *operators};
    assert_messages(world, sizeof operators / sizeof *operators, 0);
}

static void what_waits_for_an_address_that_is_nobodys_by_now_does_not_go(void **state)
{
    struct world *world = *state;

    ask(world, "everyday8am");
    send_all(world, NOW, FU_OUTCOME_SENT);
    owe(world, "alice@example.org", NOW);
    set_of(world, "alice@example.org", FU_SETTING_ADDRESS, "carol@example.org");
    assert_messages(world, 1, 1);
}

static int64_t set(struct world *world, enum fu_setting setting, const char *value)
{
    return set_of(world, "alice@example.org", setting, value);
}

static void the_operator_ends_a_pause(void **state)
{
    struct world *world = *state;

    pause_alice(world);
    ask(world, "3days");
    send_all(world, NOW + 4 * DAY, FU_OUTCOME_SENT);
    assert_int_equal(set(world, FU_SETTING_CONFIRM, "never"), 0);
    assert_true(alice(world)->paused);
    assert_int_equal(set(world, FU_SETTING_PAUSED, "no"), 2);
    assert_false(alice(world)->paused);
}

/* What the operator has paused is not said to have failed. */
static void a_pause_by_the_operator_is_told_as_that(void **state)
{
    struct world *world = *state;
    struct fu_turn claimed;

    give_alice_an_alias(world);
    set(world, FU_SETTING_PAUSED, "yes");
    take(world, from_bob(world, "typo@example.org", "3dyas"), NOW + DAY, NOW + DAY);
    claimed = turn(world, NULL, 0, NOW + DAY, FU_TURN_MAX);
    assert_int_equal(claimed.count, 1);
    assert_non_null(
        strstr(claimed.parcels[0].bytes, "mail to alice@example.org is paused by whoever runs"));
    settle(world, claimed.parcels[0], FU_OUTCOME_SENT, NOW + DAY);
    take(world, letter(world, "own@example.org", "9days-q"), NOW + 2 * DAY, NOW + 2 * DAY);
    assert_false(alice(world)->paused);
    assert_non_null(strstr(claim_one(world, NOW + 2 * DAY).bytes, "They were paused by whoever"));
}

/* As a store of before says it. */
static void what_a_pause_kept_back_in_a_store_of_before_comes(void **state)
{
    struct world *world = *state;
    int64_t id;

    pause_alice(world);
    id = ask(world, "1day");
    send_all(world, NOW + 4 * DAY, FU_OUTCOME_SENT);
    begin(world);
    assert_good(world, fu_store_delivery_note(
                           world->store, only(world, id).id, FU_PAUSED_ANSWER_OLD, &world->error));
    commit(world);
    set(world, FU_SETTING_PAUSED, "no");
    assert_state(world, id, FU_PENDING);
    assert_int_equal(only(world, id).state, FU_DELIVERY_QUEUED);
}

static void what_it_kept_back_there_comes_when_done_is_taken_back(void **state)
{
    struct world *world = *state;
    fu_instant now = NOW + 4 * DAY;
    int64_t id, person;

    pause_alice(world);
    id = ask(world, "1day");
    person = person_id(world, "alice@example.org");
    send_all(world, now, FU_OUTCOME_SENT);
    begin(world);
    assert_good(world, fu_store_delivery_note(
                           world->store, only(world, id).id, FU_PAUSED_ANSWER_OLD, &world->error));
    commit(world);
    act(world, DONE, id, person, now, NULL);
    set(world, FU_SETTING_PAUSED, "no");
    act(world, UNDO, id, person, now, NULL);
    assert_state(world, id, FU_PENDING);
    assert_int_equal(only(world, id).state, FU_DELIVERY_QUEUED);
}

static void a_new_address_is_not_paused(void **state)
{
    struct world *world = *state;
    struct fu_turn claimed;

    pause_alice(world);
    send_all(world, NOW + 2 * DAY, FU_OUTCOME_SENT);
    ask(world, "3days");
    assert_true(alice(world)->paused);
    send_all(world, NOW + 4 * DAY, FU_OUTCOME_SENT);
    assert_int_equal(set(world, FU_SETTING_ADDRESS, "carol@example.org"), 2);
    claimed = turn(world, NULL, 0, NOW + 5 * DAY, FU_TURN_MAX);
    assert_int_equal(claimed.count, 2);
    assert_string_equal(claimed.parcels[0].recipient, "carol@example.org");
    assert_string_equal(claimed.parcels[1].recipient, "carol@example.org");
}

/* It is the mail of that person, not of the address that was theirs. */
static void what_was_not_sent_follows_from_address_to_address(void **state)
{
    struct world *world = *state;
    struct fu_turn claimed;

    ask(world, "3days");
    set(world, FU_SETTING_PAUSED, "yes");
    send_all(world, NOW + 3 * DAY, FU_OUTCOME_SENT);
    assert_int_equal(set(world, FU_SETTING_ADDRESS, "bob@example.org"), 1);
    set_of(world, "bob@example.org", FU_SETTING_PAUSED, "yes");
    send_all(world, NOW + 5 * DAY, FU_OUTCOME_SENT);
    assert_int_equal(set_of(world, "bob@example.org", FU_SETTING_ADDRESS, "carol@example.org"), 1);
    claimed = turn(world, NULL, 0, NOW + 6 * DAY, FU_TURN_MAX);
    assert_int_equal(claimed.count, 1);
    assert_string_equal(claimed.parcels[0].recipient, "carol@example.org");
}

static void what_its_owner_is_done_with_still_comes_to_who_was_paused(void **state)
{
    static const struct fu_mailbox bob = {"", "bob@example.org"};
    struct world *world = *state;
    int64_t id;

    meet(world, bob.address);
    id = share(world, "3days", &bob, 1);
    set_of(world, bob.address, FU_SETTING_PAUSED, "yes");
    send_all(world, NOW + 3 * DAY, FU_OUTCOME_SENT);
    act(world, DONE, id, person_id(world, "alice@example.org"), NOW + 3 * DAY, NULL);
    assert_true(world->result.changed);
    assert_int_equal(set_of(world, bob.address, FU_SETTING_PAUSED, "no"), 1);
    assert_int_equal(send_all(world, NOW + 6 * DAY, FU_OUTCOME_SENT), 1);
    assert_state(world, id, FU_DONE);
}

/* They were done with it, or it was cancelled, when the pause ended, and that is taken back since.
 */
static void what_is_taken_back_after_a_pause_comes(void **state)
{
    static const struct {
        enum verb ends;
        enum fu_setting setting;
        const char *value, *address;
    } cases[] = {{DONE, FU_SETTING_PAUSED, "no", "alice@example.org"},
        {CANCEL, FU_SETTING_PAUSED, "no", "alice@example.org"},
        {DONE, FU_SETTING_ADDRESS, "carol@example.org", "carol@example.org"},
        {CANCEL, FU_SETTING_ADDRESS, "carol@example.org", "carol@example.org"}};
    struct world *world = *state;
    size_t i;

    for (i = 0; i < sizeof cases / sizeof *cases; i++) {
        fu_instant now = NOW + (fu_instant)(i + 1) * 4 * DAY;
        int64_t id = ask(world, i < 3 ? "1h" : "2h"), person;
        struct fu_turn claimed;

        person = person_id(world, "alice@example.org");
        set(world, FU_SETTING_PAUSED, "yes");
        send_all(world, now, FU_OUTCOME_SENT);
        act(world, cases[i].ends, id, person, now, NULL);
        assert_int_equal(set(world, cases[i].setting, cases[i].value), 0);
        assert_int_equal(send_all(world, now, FU_OUTCOME_SENT), 0);
        act(world, UNDO, id, person, now, NULL);
        assert_true(world->result.changed);
        assert_state(world, id, FU_PENDING);
        claimed = turn(world, NULL, 0, now, FU_TURN_MAX);
        assert_int_equal(claimed.count, 1);
        assert_string_equal(claimed.parcels[0].recipient, cases[i].address);
        claimed.parcels[0].outcome = FU_OUTCOME_SENT;
        turn(world, claimed.parcels, 1, now, 0);
        assert_state(world, id, FU_DONE);
        if (i >= 2)
            set_of(world, "carol@example.org", FU_SETTING_ADDRESS, "alice@example.org");
    }
}

/* Of a series the last; what came before that is not made up for, however often something is taken
 * back. */
static void what_is_taken_back_after_a_pause_comes_once(void **state)
{
    struct world *world = *state;
    int64_t id = ask(world, "daily8am"), person = person_id(world, "alice@example.org");
    fu_instant now = at("2026-11-21T09:00");
    int i;

    set(world, FU_SETTING_PAUSED, "yes");
    for (i = 0; i < 3; i++)
        send_all(world, at("2026-11-19T08:00") + i * DAY, FU_OUTCOME_SENT);
    act(world, DONE, id, person, now, NULL);
    assert_int_equal(set(world, FU_SETTING_ADDRESS, "carol@example.org"), 0);
    act(world, UNDO, id, person, now, NULL);
    assert_int_equal(send_all(world, now, FU_OUTCOME_SENT), 1);
    act(world, SNOOZE, id, person, now, "5h");
    act(world, UNDO, id, person, now, NULL);
    assert_int_equal(send_all(world, now, FU_OUTCOME_SENT), 0);
}

/* The address becomes somebody else's, as that of an office may; the mail of that moment which went
 * there was not theirs. */
static void what_an_inherited_address_has_had_was_anothers(void **state)
{
    static const struct fu_mailbox bob = {"", "bob@example.org"};
    struct world *world = *state;
    struct fu_turn claimed;

    meet(world, bob.address);
    share(world, "3days", &bob, 1);
    ask(world, "2days");
    set(world, FU_SETTING_PAUSED, "yes");
    send_all(world, NOW + 3 * DAY, FU_OUTCOME_SENT);
    set_of(world, bob.address, FU_SETTING_ADDRESS, "carol@example.org");
    assert_int_equal(set(world, FU_SETTING_ADDRESS, bob.address), 2);
    claimed = turn(world, NULL, 0, NOW + 6 * DAY, FU_TURN_MAX);
    assert_int_equal(claimed.count, 2);
    assert_string_equal(claimed.parcels[0].recipient, bob.address);
    assert_string_equal(claimed.parcels[1].recipient, bob.address);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {TEST(two_days_of_failures_pause_an_address),
        TEST(days_too_far_apart_do_not_pause), TEST(failures_that_are_the_mails_own_do_not_count),
        TEST(a_server_that_refuses_at_once_counts_as_well),
        TEST(any_other_permanent_refusal_pauses), TEST(the_person_hears_at_another_address),
        TEST(a_mail_from_the_address_ends_the_pause),
        TEST(a_mail_from_the_address_brings_back_what_was_refused),
        TEST(what_failed_and_is_cancelled_comes_no_more),
        TEST(a_mail_of_theirs_brings_back_what_was_given_up),
        TEST(who_is_allowed_again_hears_what_they_missed),
        TEST(who_was_paused_hears_of_what_is_shared_and_of_a_series),
        TEST(every_answer_elsewhere_says_that_it_is_paused),
        TEST(no_message_goes_to_a_paused_address),
        TEST(an_alert_goes_to_whom_the_config_names_whatever_is_known_of_them),
        TEST(what_waits_for_an_address_that_is_nobodys_by_now_does_not_go),
        TEST(a_pause_by_the_operator_is_told_as_that),
        TEST(what_a_pause_kept_back_in_a_store_of_before_comes),
        TEST(what_it_kept_back_there_comes_when_done_is_taken_back),
        TEST(the_operator_ends_a_pause), TEST(a_new_address_is_not_paused),
        TEST(what_was_not_sent_follows_from_address_to_address),
        TEST(what_is_taken_back_after_a_pause_comes),
        TEST(what_is_taken_back_after_a_pause_comes_once),
        TEST(what_an_inherited_address_has_had_was_anothers),
        TEST(what_its_owner_is_done_with_still_comes_to_who_was_paused)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
