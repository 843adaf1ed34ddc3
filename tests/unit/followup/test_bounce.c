/* Bounces at home: what a report changes, and what it cannot. */
#include "reports.h"

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
    assert_int_equal(get(world, id)->fired, 1);
    come_back(world, rows[0].id, "5.1.1", "550 no", NOW + HOUR);
    assert_state(world, id, FU_DONE);
    assert_int_equal(get(world, id)->fired, 1);
    int64_t version = get(world, id)->sequence + get(world, id)->fired;
    come_back(world, rows[1].id, "5.1.1", "550 no", NOW + HOUR);
    assert_state(world, id, FU_FAILED);
    /* Nobody has heard of it; a calendar never sees its version go down. */
    assert_int_equal(get(world, id)->fired, 0);
    assert_true(get(world, id)->sequence >= version);
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

/* RFC 3464: what a report says of several recipients, of whom the mail's own, or whoever it went on
 * to, may be one. */
static void of_several_recipients_each_counts_by_itself(void **state)
{
    static const struct fu_reported alice_failed = {FU_REPORT_FAILED, "5.1.1", "550 no",
                                        "alice@example.org"},
                                    alice_got = {FU_REPORT_OTHER, "2.0.0", "", "alice@example.org"},
                                    alice_waits = {FU_REPORT_DELAYED, "4.2.2", "452 full",
                                        "alice@example.org"},
                                    other_failed = {FU_REPORT_FAILED, "5.2.2", "550 full",
                                        "x@example.net"},
                                    other_got = {FU_REPORT_OTHER, "2.0.0", "", "y@example.net"},
                                    unknown = {FU_REPORT_OTHER, "", "", "z@example.net"};
    const struct {
        struct fu_reported told[3];
        size_t count;
        enum fu_delivery_state state;
        const char *answer;
    } rows[] = {{{other_failed, alice_got}, 2, FU_DELIVERY_SENT, NULL},
        {{alice_failed, other_got}, 2, FU_DELIVERY_FAILED, "550 no"},
        {{other_got, other_failed, alice_failed}, 3, FU_DELIVERY_FAILED, "550 no"},
        /* One address, several mailboxes. */
        {{alice_failed, alice_got}, 2, FU_DELIVERY_SENT, NULL},
        {{alice_failed, alice_waits}, 2, FU_DELIVERY_SENT, "Delayed: 452 full"},
        /* It went on to others. */
        {{other_failed, other_got}, 2, FU_DELIVERY_SENT, NULL},
        {{unknown, other_failed}, 2, FU_DELIVERY_FAILED, "550 full"},
        {{other_failed, other_failed}, 2, FU_DELIVERY_FAILED, "550 full"}};
    struct world *world = *state;
    size_t i;

    for (i = 0; i < sizeof rows / sizeof *rows; i++) {
        int64_t id = sent_one(world, NOW)->id;
        struct fu_letter *back = report(world, id, FU_REPORT_FAILED, "5.1.1", "the worst");
        struct fu_report told = *back->report;
        struct fu_delivery *row;

        told.recipients = rows[i].told;
        told.recipient_count = rows[i].count;
        back->report = &told;
        take(world, back, NOW, NOW);
        assert_int_equal(world->taken.fate, FU_FATE_FILE);
        assert_good(world, fu_store_delivery_get(world->store, world->arena, FU_PARCEL_DELIVERY, id,
                               &row, &world->error));
        assert_int_equal(row->state, rows[i].state);
        if (rows[i].answer)
            assert_string_equal(row->answer, rows[i].answer);
    }
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
static void return_mail(struct world *world, const struct fu_parcel *parcel, const char *message_id,
    const char *recipient)
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
    assert_good(world,
        fu_act_add(&context, "bob@example.org", "1h", "Bob's", "", &world->result, &world->error));
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

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {TEST(a_failed_mail_fails_its_followup_once),
        TEST(a_report_without_words_says_so), TEST(one_whose_mail_got_through_keeps_it_done),
        TEST(what_somebody_acted_on_keeps_its_state),
        TEST(a_bounce_that_comes_before_the_outcome_is_recorded_stands),
        TEST(a_mail_that_waits_for_its_next_attempt_is_not_failed),
        TEST(of_several_recipients_each_counts_by_itself),
        TEST(an_unknown_delivery_is_filed_away_and_nothing_else),
        TEST(the_returned_mail_names_the_delivery),
        TEST(a_report_about_somebody_erased_is_about_nobody),
        TEST(who_got_a_mail_says_nothing_of_anothers), TEST(a_bundle_comes_back_whole)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
