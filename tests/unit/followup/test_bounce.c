/* Bounces at home, and addresses that are paused because of them. */
#include "followupd/followup/pause.h"
#include "followupd/followup/settings_change.h"
#include "followupd/store/refusals.h"
#include "world.h"

/* A one-off of Alice's that was sent, with what had been refused before; its delivery. */
static struct fu_delivery *sent_one(struct world *world, fu_instant now)
{
    const struct fu_filter all = {.state = -1, .most = 10000};
    struct fu_letter *asked =
        letter(world, fu_arena_print(world->arena, "m%u@example.org", world->uid + 1), "1h");
    struct fu_delivery *rows;
    struct fu_listed *listed;
    size_t count;

    asked->date = now - HOUR;
    take(world, asked, now - HOUR, now - HOUR);
    assert_true(send_all(world, now, FU_OUTCOME_SENT) > 0);
    assert_good(
        world, fu_store_list(world->store, world->arena, &all, &listed, &count, &world->error));
    rows = deliveries(world, listed[count - 1].followup.id, &count);
    assert_int_equal(count, 1);
    return &rows[0];
}

static const char *bounce_address(struct world *world, int64_t delivery)
{
    char token[FU_TOKEN_LENGTH + 1];

    fu_token_make(&world->settings.key, FU_BOUNCE_PURPOSE, delivery, 0, token);
    return fu_arena_print(world->arena, "bounce+%d-%s", (int)delivery, token);
}

/* A report about a delivery, to its own address. */
static struct fu_letter *report(struct world *world, int64_t delivery, enum fu_report_kind kind,
    const char *status, const char *said)
{
    struct fu_letter *made = letter(world, "report@mx.example", bounce_address(world, delivery));
    struct fu_report *told = fu_arena_allocate(world->arena, 1, sizeof *told);

    *told = (struct fu_report){.kind = kind,
        .status = status,
        .diagnostic = said,
        .recipient = "",
        .message_id = "",
        .signature = ""};
    made->from = (struct fu_mailbox){"", "mailer-daemon@mx.example"};
    made->marks = FU_MARK_REPORT | FU_MARK_NULL_SENDER;
    made->report = told;
    return made;
}

static void come_back(
    struct world *world, int64_t delivery, const char *status, const char *said, fu_instant now)
{
    take(world, report(world, delivery, FU_REPORT_FAILED, status, said), now, now);
    assert_int_equal(world->taken.fate, FU_FATE_FILE);
}

static struct fu_person *alice(struct world *world)
{
    struct fu_person *person;

    assert_good(world, fu_store_person_find(world->store, world->arena, "alice@example.org",
                           &person, &world->error));
    return person;
}

static size_t queued(struct world *world, const char *address)
{
    struct fu_delivery *rows;
    size_t count, found = 0, i;

    assert_good(world, fu_store_queue(world->store, world->arena, &rows, &count, &world->error));
    for (i = 0; i < count; i++)
        found += rows[i].state == FU_DELIVERY_QUEUED && strcmp(rows[i].address, address) == 0;
    return found;
}

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

static void a_failed_mail_fails_its_followup_once(void **state)
{
    struct world *world = *state;
    struct fu_delivery *row = sent_one(world, NOW);
    struct fu_event *events;
    size_t count;

    come_back(world, row->id, "5.1.1", "550 no such user", NOW);
    come_back(world, row->id, "5.1.1", "550 once more", NOW);
    assert_state(world, row->followup, FU_FAILED);
    assert_string_equal(deliveries(world, row->followup, &count)[0].answer, "550 no such user");
    assert_good(world,
        fu_store_events(world->store, world->arena, row->followup, &events, &count, &world->error));
    assert_string_equal(events[count - 1].what, "failed");
    assert_string_equal(events[count - 2].what, "created");
    assert_int_equal(queued(world, "alice@example.org"), 0);
    assert_false(alice(world)->paused);
}

static void a_report_without_words_says_so(void **state)
{
    struct world *world = *state;
    struct fu_delivery *row = sent_one(world, NOW);
    size_t count;

    come_back(world, row->id, "", "", NOW);
    assert_string_equal(
        deliveries(world, row->followup, &count)[0].answer, "It came back without a reason.");
}

static void one_whose_mail_got_through_keeps_it_done(void **state)
{
    static const struct fu_mailbox bob = {"", "bob@example.org"};
    struct world *world = *state;
    struct fu_delivery *rows;
    int64_t id;
    size_t count;

    meet(world, "bob@example.org");
    id = share(world, "1h", &bob, 1);
    assert_int_equal(send_all(world, NOW + HOUR, FU_OUTCOME_SENT), 2);
    rows = deliveries(world, id, &count);
    come_back(world, rows[0].id, "5.1.1", "550 no", NOW + HOUR);
    assert_state(world, id, FU_DONE);
    come_back(world, rows[1].id, "5.1.1", "550 no", NOW + HOUR);
    assert_state(world, id, FU_FAILED);
}

static void what_somebody_acted_on_keeps_its_state(void **state)
{
    struct world *world = *state;
    struct fu_delivery *done = sent_one(world, NOW), *snoozed = sent_one(world, NOW);

    act(world, DONE, done->followup, 0, NOW, NULL);
    act(world, SNOOZE, snoozed->followup, 0, NOW, "3days");
    come_back(world, done->id, "5.1.1", "550 no", NOW);
    come_back(world, snoozed->id, "5.1.1", "550 no", NOW);
    assert_state(world, done->followup, FU_DONE);
    assert_state(world, snoozed->followup, FU_PENDING);
}

static void a_bounce_that_comes_before_the_outcome_is_recorded_stands(void **state)
{
    struct world *world = *state;
    int64_t id = ask(world, "1h");
    struct fu_turn claimed = turn(world, NULL, 0, NOW + HOUR, FU_TURN_MAX);

    come_back(world, claimed.parcels[0].id, "5.1.1", "550 no", NOW + HOUR);
    assert_state(world, id, FU_FAILED);
    claimed.parcels[0].outcome = FU_OUTCOME_SENT;
    turn(world, claimed.parcels, 1, NOW + HOUR, 0);
    assert_state(world, id, FU_FAILED);
}

static void a_mail_that_waits_for_its_next_attempt_is_not_failed(void **state)
{
    struct world *world = *state;
    int64_t id = ask(world, "1h");
    size_t count;

    send_all(world, NOW + HOUR, FU_OUTCOME_LATER);
    come_back(world, deliveries(world, id, &count)[0].id, "5.1.1", "550 no", NOW + HOUR);
    assert_int_equal(deliveries(world, id, &count)[0].state, FU_DELIVERY_QUEUED);
    assert_state(world, id, FU_PENDING);
}

static void an_unknown_delivery_is_filed_away_and_nothing_else(void **state)
{
    struct world *world = *state;

    come_back(world, 999, "5.1.1", "550 no", NOW);
    assert_int_equal(world->taken.paused, 0);
}

/* Where bounces come to the plain address: the Message-ID and the signature of what came back. */
static struct fu_letter *plain_report(
    struct world *world, const char *message_id, const char *recipient)
{
    struct fu_letter *made = report(world, 1, FU_REPORT_FAILED, "5.1.1", "550 no");
    struct fu_report *told = fu_arena_allocate(world->arena, 1, sizeof *told);
    char *token = fu_arena_allocate(world->arena, FU_TOKEN_LENGTH + 1, 1);

    fu_token_sign(&world->settings.key, FU_SIGNATURE_PURPOSE, message_id, token);
    *told = *made->report;
    told->message_id = message_id;
    told->signature = token;
    told->recipient = recipient;
    made->report = told;
    made->recipient_count = 0;
    return made;
}

/* What X-Followupd says in a mail. */
static const char *signature_of(struct world *world, const struct fu_parcel *parcel)
{
    static const char name[] = "\r\nX-Followupd: ";
    const char *value = strstr(parcel->bytes, name);

    assert_non_null(value);
    value += sizeof name - 1;
    return fu_arena_copy_n(world->arena, value, strcspn(value, "\r"));
}

/* A report that returns this mail, as its reader may have written it. */
static void return_mail(struct world *world, const struct fu_parcel *parcel,
    const char *message_id, const char *recipient)
{
    struct fu_letter *made = plain_report(world, message_id, recipient);

    ((struct fu_report *)made->report)->signature = signature_of(world, parcel);
    take(world, made, NOW, NOW);
}

static void the_returned_mail_names_the_delivery(void **state)
{
    struct world *world = *state;
    struct fu_delivery *alone = sent_one(world, NOW);

    take(world, plain_report(world, alone->message_id, "forwarded@example.net"), NOW, NOW);
    assert_state(world, alone->followup, FU_FAILED);
    take(world, plain_report(world, "answer.1@remind.example.org", ""), NOW, NOW);
    take(world, plain_report(world, "nonsense", ""), NOW, NOW);
}

/* A report may come days later, when the person of that mail has been erased. */
static void a_report_about_somebody_erased_is_about_nobody(void **state)
{
    struct world *world = *state;
    struct fu_erased erased;
    int64_t bobs = meet(world, "bob@example.org"), old, id;
    const struct fu_act context = acting(world, 0, NOW);
    size_t count;

    begin(world);
    assert_good(world, fu_act_add(&context, "bob@example.org", "1h", "Bob's", "", &world->result,
                           &world->error));
    commit(world);
    assert_int_equal(send_all(world, NOW + HOUR, FU_OUTCOME_SENT), 1);
    old = deliveries(world, world->result.followup, &count)[0].id;
    begin(world);
    assert_good(world, fu_store_person_erase(world->store, bobs, &erased, &world->error));
    commit(world);
    id = sent_one(world, NOW + 2 * HOUR)->followup;
    come_back(world, old, "5.1.1", "550 no such user", NOW + 3 * HOUR);
    assert_int_equal(deliveries(world, id, &count)[0].state, FU_DELIVERY_SENT);
    assert_state(world, id, FU_DONE);
}

/* The Message-ID is the same for all who share, and anybody can write another's address into a
 * report. */
static void who_got_a_mail_says_nothing_of_anothers(void **state)
{
    static const struct fu_mailbox bob = {"", "bob@example.org"};
    static const char *const named[] = {"alice@example.org", "bob@example.org", ""};
    struct world *world = *state;
    struct fu_delivery *rows;
    struct fu_turn claimed;
    int64_t id;
    size_t count, i;

    meet(world, "bob@example.org");
    id = share(world, "1h", &bob, 1);
    claimed = turn(world, NULL, 0, NOW + HOUR, FU_TURN_MAX);
    assert_int_equal(claimed.count, 2);
    for (i = 0; i < claimed.count; i++)
        claimed.parcels[i].outcome = FU_OUTCOME_SENT;
    turn(world, claimed.parcels, claimed.count, NOW + HOUR, 0);
    rows = deliveries(world, id, &count);
    assert_string_equal(claimed.parcels[1].recipient, "bob@example.org");
    for (i = 0; i < 3; i++) {
        take(world, plain_report(world, rows[0].message_id, named[i]), NOW, NOW);
        assert_int_equal(deliveries(world, id, &count)[0].state, FU_DELIVERY_SENT);
        return_mail(world, &claimed.parcels[1], rows[0].message_id, named[i]);
        assert_int_equal(deliveries(world, id, &count)[0].state, FU_DELIVERY_SENT);
        assert_int_equal(deliveries(world, id, &count)[1].state, FU_DELIVERY_FAILED);
    }
    return_mail(world, &claimed.parcels[0], rows[0].message_id, "bob@example.org");
    assert_state(world, id, FU_FAILED);
}

static void a_bundle_comes_back_whole(void **state)
{
    struct world *world = *state;
    struct fu_person *person;
    struct fu_delivery *rows;
    int64_t first, second;
    size_t count;

    meet(world, "alice@example.org");
    person = alice(world);
    person->preferences.bundle = true;
    begin(world);
    assert_good(world, fu_store_person_set(world->store, person, &world->error));
    commit(world);
    first = ask(world, "tomorrow");
    second = ask(world, "tomorrow");
    assert_int_equal(send_all(world, at("2026-11-19T08:00"), FU_OUTCOME_SENT), 1);
    rows = deliveries(world, second, &count);
    assert_true(rows[0].bundle != 0);
    take(world,
        plain_report(world,
            fu_arena_print(world->arena, "bundle.%lld.%lld.%lld@remind.example.org",
                (long long)deliveries(world, first, &count)[0].occurrence, (long long)first,
                (long long)person->id),
            ""),
        NOW + DAY, NOW + DAY);
    assert_state(world, first, FU_FAILED);
    assert_state(world, second, FU_FAILED);
    come_back(world, rows[0].id, "5.1.1", "550 no", NOW + DAY);
    assert_string_equal(deliveries(world, second, &count)[0].answer, "550 no");
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
    send_all(world, NOW + 10 * DAY, FU_OUTCOME_SENT);
    assert_state(world, waiting, FU_DONE);
    /* It takes two more days. */
    come_back(world, sent_one(world, NOW + 11 * DAY)->id, "5.1.1", "550 no", NOW + 11 * DAY);
    assert_false(alice(world)->paused);
}

/* One day of trouble pauses nothing. It is not forgotten for that, else somebody whose provider takes
 * none of our mails would never be paused. */
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
    assert_int_equal(send_all(world, NOW + 10 * DAY, FU_OUTCOME_SENT), 1);
    assert_state(world, refused->followup, FU_DONE);
    come_back(world, sent_one(world, NOW + DAY)->id, "5.1.1", "550 no such user", NOW + DAY);
    assert_true(alice(world)->paused);
}

/* A mailbox that was full for a week. */
static void a_mail_of_theirs_brings_back_what_was_given_up(void **state)
{
    struct world *world = *state;
    int64_t id = ask(world, "1h");

    assert_int_equal(send_all(world, NOW + HOUR, FU_OUTCOME_LATER), 1);
    assert_int_equal(send_all(world, NOW + 6 * DAY, FU_OUTCOME_LATER), 1);
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
    assert_int_equal(get(world, shared)->fired, 2);
    assert_int_equal(get(world, series)->fired, 1);
}

static void every_answer_elsewhere_says_that_it_is_paused(void **state)
{
    struct world *world = *state;
    struct fu_letter *mail = letter(world, "typo@example.org", "3dyas");
    struct fu_turn claimed;

    give_alice_an_alias(world);
    pause_alice(world);
    send_all(world, NOW + DAY, FU_OUTCOME_SENT);
    mail->from = (struct fu_mailbox){"", "bob@example.org"};
    take(world, mail, NOW + 2 * DAY, NOW + 2 * DAY);
    claimed = turn(world, NULL, 0, NOW + 2 * DAY, FU_TURN_MAX);
    assert_int_equal(claimed.count, 1);
    assert_string_equal(claimed.parcels[0].recipient, "bob@example.org");
    assert_non_null(strstr(claimed.parcels[0].bytes, "mail to alice@example.org fails for good"));
}

static void no_message_goes_to_a_paused_address(void **state)
{
    struct world *world = *state;
    struct fu_message message = {.sender = "",
        .recipient = "alice@example.org",
        .subject = "",
        .message_id = "",
        .bytes = "x",
        .length = 1};
    struct fu_turn claimed;

    pause_alice(world);
    begin(world);
    assert_good(world, fu_store_message_add(world->store, &message, NOW + 2 * DAY, &world->error));
    commit(world);
    claimed = turn(world, NULL, 0, NOW + 2 * DAY, FU_TURN_MAX);
    assert_int_equal(claimed.count, 0);
    assert_int_equal(claimed.unsendable_count, 1);
    assert_string_equal(claimed.unsendable[0].answer, FU_PAUSED_ANSWER);
}

/* Sets it as followupctl does; how many mails come now. */
static int64_t set(struct world *world, enum fu_setting setting, const char *value)
{
    const struct fu_act context = acting(world, 0, NOW + 5 * DAY);
    struct fu_settings_change change;
    struct fu_refusal refusal;

    fu_settings_begin(&change, &context, alice(world));
    assert_int_equal(fu_settings_set(&change, setting, value, &refusal), FU_OK);
    begin(world);
    assert_good(world, fu_settings_write(&change, &world->error));
    commit(world);
    return change.waiting;
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

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {TEST(a_failed_mail_fails_its_followup_once),
        TEST(a_report_without_words_says_so), TEST(one_whose_mail_got_through_keeps_it_done),
        TEST(what_somebody_acted_on_keeps_its_state),
        TEST(a_bounce_that_comes_before_the_outcome_is_recorded_stands),
        TEST(a_mail_that_waits_for_its_next_attempt_is_not_failed),
        TEST(an_unknown_delivery_is_filed_away_and_nothing_else),
        TEST(the_returned_mail_names_the_delivery), TEST(who_got_a_mail_says_nothing_of_anothers),
        TEST(a_report_about_somebody_erased_is_about_nobody),
        TEST(a_bundle_comes_back_whole),
        TEST(two_days_of_failures_pause_an_address), TEST(days_too_far_apart_do_not_pause),
        TEST(failures_that_are_the_mails_own_do_not_count),
        TEST(a_server_that_refuses_at_once_counts_as_well),
        TEST(any_other_permanent_refusal_pauses), TEST(the_person_hears_at_another_address),
        TEST(a_mail_from_the_address_ends_the_pause),
        TEST(a_mail_from_the_address_brings_back_what_was_refused),
        TEST(a_mail_of_theirs_brings_back_what_was_given_up),
        TEST(who_is_allowed_again_hears_what_they_missed),
        TEST(who_was_paused_hears_of_what_is_shared_and_of_a_series),
        TEST(every_answer_elsewhere_says_that_it_is_paused),
        TEST(no_message_goes_to_a_paused_address), TEST(the_operator_ends_a_pause),
        TEST(a_new_address_is_not_paused)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
