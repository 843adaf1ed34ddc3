/* From a letter to what it changes: once, for whom it may, from the right moment on. */
#include "answering.h"

static void taken_again_makes_nothing(struct world *world, const struct fu_letter *again)
{
    take(world, again, NOW, NOW + DAY);
    assert_int_equal(world->taken.followups, 0);
    assert_int_equal(world->taken.fate, FU_FATE_FILE);
}

static size_t queued(struct world *world)
{
    struct fu_delivery *rows;
    size_t count;

    assert_good(world, fu_store_queue(world->store, world->arena, &rows, &count, &world->error));
    return count;
}

static void the_same_mail_under_another_uid_makes_no_second_followup(void **state)
{
    struct world *world = *state;
    struct fu_letter *first = letter(world, "m@example.org", "3days");

    take(world, first, NOW, NOW);
    assert_int_equal(world->taken.followups, 1);
    assert_int_equal(world->taken.soonest, NOW + 3 * DAY);
    taken_again_makes_nothing(world, first);
    assert_string_equal(decision(world), "duplicate");
}

static void another_address_date_or_name_is_another_request(void **state)
{
    struct world *world = *state;
    struct fu_letter *dated = letter(world, "m@example.org", "3days");

    take(world, letter(world, "m@example.org", "3days"), NOW, NOW);
    take(world, letter(world, "m@example.org", "4days"), NOW, NOW);
    assert_int_equal(world->taken.followups, 1);
    dated->date++;
    take(world, dated, NOW, NOW);
    assert_int_equal(world->taken.followups, 1);
    take(world, letter(world, "n@example.org", "3days"), NOW, NOW);
    assert_int_equal(world->taken.followups, 1);
}

static void mails_without_a_name_differ_by_subject_and_body(void **state)
{
    struct world *world = *state;
    struct fu_letter *first = letter(world, "", "3days");
    struct fu_letter *subject = letter(world, "", "3days");
    struct fu_letter *body = letter(world, "", "3days");

    take(world, first, NOW, NOW);
    assert_int_equal(world->taken.followups, 1);
    taken_again_makes_nothing(world, first);
    subject->subject = "Another";
    take(world, subject, NOW, NOW);
    assert_int_equal(world->taken.followups, 1);
    body->body_digest[31] = 1;
    take(world, body, NOW, NOW);
    assert_int_equal(world->taken.followups, 1);
}

/* A program that writes the same to many, and neither Message-ID nor Date. */
static void mails_without_a_name_differ_by_whom_they_are_to(void **state)
{
    struct world *world = *state;
    struct fu_letter *first = letter(world, "", "3days"), *second = letter(world, "", "3days");
    struct fu_letter *copied = letter(world, "", "3days");

    first->date = second->date = copied->date = FU_NEVER;
    take(world, first, NOW, NOW);
    assert_int_equal(world->taken.followups, 1);
    taken_again_makes_nothing(world, first);
    second->to = (struct fu_mailbox_list){&(struct fu_mailbox){"", "yann@client.example"}, 1};
    take(world, second, NOW, NOW);
    assert_int_equal(world->taken.followups, 1);
    taken_again_makes_nothing(world, second);
    copied->cc = second->to;
    take(world, copied, NOW, NOW);
    assert_int_equal(world->taken.followups, 1);
    taken_again_makes_nothing(world, first);
}

/* Makes the address Alice's own; the one she had is an alias. */
static void move_alice(struct world *world, const char *address)
{
    static const char *const before[] = {"alice@example.org"};
    struct fu_person *person;

    begin(world);
    assert_good(
        world, fu_store_person_find(world->store, world->arena, before[0], &person, &world->error));
    person->address = address;
    person->aliases = before;
    person->alias_count = 1;
    assert_good(world, fu_store_person_set(world->store, person, &world->error));
    commit(world);
}

/* Who moves house takes the mailbox along: it is read again on another server. */
static void a_mail_from_before_its_sender_moved_makes_no_second_followup(void **state)
{
    struct world *world = *state;
    struct fu_letter *first = letter(world, "m@example.org", "3days");

    take(world, first, NOW, NOW);
    move_alice(world, "alice@many.example");
    taken_again_makes_nothing(world, first);
    assert_string_equal(decision(world), "duplicate");
}

/* As it lies in a Sent folder of hers, and as earlier versions knew it. */
static void a_mail_known_by_its_senders_own_address_makes_no_second_followup(void **state)
{
    struct world *world = *state;
    struct fu_letter *nameless = letter(world, "m@example.org", "3days");
    struct fu_letter *second = letter(world, "m@example.org", "3days");

    ask(world, "1day");
    move_alice(world, "alice@many.example");
    nameless->from_count = 0;
    nameless->from = (struct fu_mailbox){"", ""};
    world->settings.rules.sent = true;
    world->settings.rules.owner = "alice@many.example";
    nameless->cc =
        (struct fu_mailbox_list){&(struct fu_mailbox){"", "3days@remind.example.org"}, 1};
    take(world, nameless, NOW, NOW);
    assert_int_equal(world->taken.followups, 1);
    world->settings.rules.sent = false;
    taken_again_makes_nothing(world, second);
    assert_string_equal(decision(world), "duplicate");
}

static void an_action_is_done_once_however_often_its_mail_is_met(void **state)
{
    struct world *world = *state;
    int64_t id = ask(world, "everyday8am");
    char token[FU_TOKEN_LENGTH + 1];
    struct fu_letter *skip;

    fu_token_make(
        &world->settings.key, FU_ACTION_PURPOSE, id, person_id(world, "alice@example.org"), token);
    skip = letter(world, "skip@example.org", fu_arena_print(world->arena, "skip+%s", token));
    take(world, skip, NOW, NOW);
    assert_next(world, id, "2026-11-20T08:00");
    assert_int_equal(queued(world), 1);
    taken_again_makes_nothing(world, skip);
    assert_next(world, id, "2026-11-20T08:00");
    assert_int_equal(queued(world), 1);
}

/* One mail to more addresses than count, the last of them with a token. */
static void a_token_is_traced_nowhere_not_even_of_what_is_not_looked_into(void **state)
{
    struct world *world = *state;
    int64_t id = ask(world, "3days");
    struct fu_recipient *many = fu_arena_allocate(world->arena, FU_REQUESTS_MAX + 1, sizeof *many);
    struct fu_letter *crowded = letter(world, "many@example.org", "3days");
    char token[FU_TOKEN_LENGTH + 1];
    struct fu_trace *rows;
    size_t count, i;

    fu_token_make(&world->settings.key, FU_ACTION_PURPOSE, id, alice_id(world), token);
    for (i = 0; i < FU_REQUESTS_MAX; i++)
        many[i].address = fu_arena_print(world->arena, "%zudays@remind.example.org", i + 4);
    many[0].address = fu_arena_print(world->arena, "skip+%s@remind.example.org", token);
    many[i].address = fu_arena_print(world->arena, "done+%s@remind.example.org", token);
    crowded->recipients = many;
    crowded->recipient_count = FU_REQUESTS_MAX + 1;
    take(world, crowded, NOW, NOW);
    assert_good(world, fu_store_traces(world->store, world->arena, crowded->message_id, 0, 100,
                           &rows, &count, &world->error));
    assert_int_equal(count, FU_REQUESTS_MAX + 1);
    for (i = 0; i < count; i++)
        assert_null(strstr(rows[i].address, token));
    assert_string_equal(rows[count - 1].address, "skip+TOKEN@remind.example.org");
    assert_string_equal(rows[0].address, "done+TOKEN@remind.example.org");
}

static void a_refusal_is_said_once_and_stays_one(void **state)
{
    struct world *world = *state;
    struct fu_letter *refused = letter(world, "m@example.org", "3dyas");

    take(world, refused, NOW, NOW);
    assert_true(world->taken.owes_mail);
    assert_int_equal(world->taken.followups, 0);
    assert_int_equal(queued(world), 1);
    taken_again_makes_nothing(world, refused);
    assert_int_equal(queued(world), 1);
}

static void the_cancel_flag_ends_the_thread_but_not_its_own_followup(void **state)
{
    struct world *world = *state;
    int64_t first = ask(world, "3days"), second;
    static const char *const thread[] = {"m1@example.org"};
    struct fu_letter *reply = letter(world, "reply@example.org", "5days-c");

    reply->in_reply_to = thread[0];
    reply->references = thread;
    reply->reference_count = 1;
    take(world, reply, NOW, NOW);
    second = first + 1;
    assert_state(world, first, FU_CANCELLED);
    assert_state(world, second, FU_PENDING);
    taken_again_makes_nothing(world, reply);
    assert_state(world, second, FU_PENDING);
}

/* Earlier versions knew such a mail by less. */
static void a_mail_without_a_name_that_an_earlier_version_met_is_met(void **state)
{
    char date[32], body[2 * FU_DIGEST_SIZE + 1];
    struct world *world = *state;
    struct fu_letter *mail = letter(world, "", "3days");
    const char *const pieces[] = {
        "", "3days@remind.example.org", "alice@example.org", date, "Proposal", body};
    unsigned char digest[FU_DIGEST_SIZE];

    ask(world, "1day");
    snprintf(date, sizeof date, "%lld", (long long)NOW);
    memset(body, '0', sizeof body - 1);
    body[sizeof body - 1] = '\0';
    fu_digest(pieces, sizeof pieces / sizeof *pieces, digest);
    begin(world);
    assert_good(world, fu_store_request_note(world->store, digest, &world->error));
    commit(world);
    take(world, mail, NOW, NOW);
    assert_int_equal(world->taken.followups, 0);
    assert_string_equal(decision(world), "duplicate");
}

/* Postfix hands in a copy for each address of ours. */
static void without_a_name_a_second_copy_ends_nothing_of_the_first(void **state)
{
    static const char *const thread[] = {"m1@example.org"};
    struct world *world = *state;
    struct fu_letter *copies[] = {letter(world, "", "3days"), letter(world, "", "5days-c"),
        letter(world, "", "6days-c"), letter(world, "", "7days-c"), letter(world, "", "8days-c")};
    size_t i;

    ask(world, "1day");
    copies[3]->to = (struct fu_mailbox_list){&(struct fu_mailbox){"", "yann@client.example"}, 1};
    copies[4]->date++;
    for (i = 0; i < sizeof copies / sizeof *copies; i++) {
        copies[i]->references = thread;
        copies[i]->reference_count = 1;
        take(world, copies[i], NOW, NOW);
        assert_int_equal(world->taken.followups, 1);
        if (i == 2) {
            assert_state(world, 1, FU_CANCELLED);
            assert_state(world, 2, FU_PENDING);
            assert_state(world, 3, FU_PENDING);
        }
        if (i == 3) {
            assert_state(world, 2, FU_CANCELLED);
            assert_state(world, 4, FU_CANCELLED);
        }
    }
    assert_state(world, 5, FU_CANCELLED);
    assert_state(world, 6, FU_PENDING);
}

static void a_refused_cadence_cancels_nothing(void **state)
{
    struct world *world = *state;
    int64_t first = ask(world, "3days");
    struct fu_letter *reply = letter(world, "reply@example.org", "2020-01-01-c");

    reply->in_reply_to = "m1@example.org";
    take(world, reply, NOW, NOW);
    assert_int_equal(world->taken.followups, 0);
    assert_state(world, first, FU_PENDING);
}

static fu_instant next_when_sent(
    struct world *world, fu_instant date, fu_instant arrived, fu_instant now)
{
    struct fu_letter *made =
        letter(world, fu_arena_print(world->arena, "d%u@example.org", world->uid), "10days");

    made->date = date;
    take(world, made, arrived, now);
    assert_int_equal(world->taken.followups, 1);
    return world->taken.soonest - 10 * DAY;
}

static void the_date_counts_from_seven_days_before_to_ten_minutes_after_arrival(void **state)
{
    struct world *world = *state;

    assert_int_equal(next_when_sent(world, NOW - 7 * DAY, NOW, NOW), NOW - 7 * DAY);
    assert_int_equal(next_when_sent(world, NOW - 7 * DAY - 1, NOW, NOW), NOW);
    assert_int_equal(next_when_sent(world, NOW + 600, NOW, NOW), NOW + 600);
    assert_int_equal(next_when_sent(world, NOW + 601, NOW, NOW), NOW);
    assert_int_equal(next_when_sent(world, FU_NEVER, NOW, NOW), NOW);
}

static void an_arrival_unknown_or_in_the_future_is_now(void **state)
{
    struct world *world = *state;

    assert_int_equal(next_when_sent(world, FU_NEVER, FU_NEVER, NOW), NOW);
    assert_int_equal(next_when_sent(world, NOW - HOUR, FU_NEVER, NOW), NOW - HOUR);
    assert_int_equal(next_when_sent(world, FU_NEVER, NOW + 365 * DAY, NOW), NOW);
    assert_int_equal(next_when_sent(world, FU_NEVER, NOW - DAY, NOW), NOW - DAY);
}

static void a_one_off_that_fell_due_on_the_way_fires_at_once(void **state)
{
    struct world *world = *state;
    struct fu_letter *late = letter(world, "m@example.org", "1h");

    late->date = NOW - 2 * DAY;
    take(world, late, NOW, NOW);
    assert_int_equal(world->taken.soonest, NOW - 2 * DAY + HOUR);
    assert_int_equal(turn(world, NULL, 0, NOW, FU_TURN_MAX).count, 1);
}

static void a_series_begins_with_its_first_moment_after_arrival(void **state)
{
    struct world *world = *state;
    struct fu_letter *late = letter(world, "m@example.org", "everyday8am");

    late->date = NOW - 3 * DAY;
    take(world, late, NOW, NOW);
    assert_int_equal(world->taken.soonest, at("2026-11-19T08:00"));
}

static void a_copy_shares_it_with_those_who_use_the_service(void **state)
{
    static const struct fu_mailbox people[] = {{"Bob", "bob@example.org"},
        {"Bob again", "bob@example.org"}, {"Carol", "carol@example.org"},
        {"Mallory", "mallory@example.net"}, {"Alice", "alice@example.org"}};
    struct world *world = *state;
    struct fu_participant *rows;
    size_t count;
    int64_t id;

    meet(world, "bob@example.org");
    meet(world, "mallory@example.net");
    id = share(world, "3days", people, 5);
    assert_good(
        world, fu_store_participants(world->store, world->arena, id, &rows, &count, &world->error));
    assert_int_equal(count, 2);
    assert_string_equal(rows[0].address, "alice@example.org");
    assert_true(rows[0].owner);
    assert_string_equal(rows[1].address, "bob@example.org");
}

static void a_blind_copy_shares_it_with_nobody(void **state)
{
    static const struct fu_mailbox people[] = {{"Bob", "bob@example.org"}};
    struct world *world = *state;
    struct fu_letter *blind = letter(world, "m@example.org", "3days");

    meet(world, "bob@example.org");
    blind->to = (struct fu_mailbox_list){people, 1};
    take(world, blind, NOW, NOW);
    assert_int_equal(turn(world, NULL, 0, NOW + 3 * DAY, FU_TURN_MAX).count, 1);
}

static void one_more_than_may_be_pending_is_refused(void **state)
{
    struct world *world = *state;

    world->settings.max_pending = 2;
    ask(world, "3days");
    ask(world, "4days");
    take(world, letter(world, "third@example.org", "5days"), NOW, NOW);
    assert_int_equal(world->taken.followups, 0);
    assert_string_equal(decision(world), "refused");
}

static enum fu_status add_own(struct world *world, int64_t person)
{
    const struct fu_act context = acting(world, person, NOW);
    enum fu_status status;

    begin(world);
    status = fu_act_add(
        &context, "alice@example.org", "3days", "Water", "", &world->result, &world->error);
    if (status == FU_OK)
        commit(world);
    else
        fu_store_rollback(world->store);
    return status;
}

static void who_adds_for_themselves_keeps_to_their_limit(void **state)
{
    struct world *world = *state;
    int64_t alice;

    world->settings.max_pending = 2;
    ask(world, "5days");
    alice = alice_id(world);
    assert_int_equal(add_own(world, alice), FU_OK);
    assert_int_equal(add_own(world, alice), FU_BAD_INPUT);
    assert_non_null(strstr(world->result.refusal.reason, "You have 2 pending follow-ups"));
    assert_int_equal(world->result.followup, 0);
    assert_int_equal(add_own(world, 0), FU_OK);
    assert_int_equal(act(world, CANCEL, world->result.followup, alice, NOW, NULL), FU_OK);
    assert_int_equal(add_own(world, alice), FU_BAD_INPUT);
    assert_int_equal(act(world, CANCEL, 1, alice, NOW, NULL), FU_OK);
    assert_int_equal(add_own(world, alice), FU_OK);
}

static void who_asks_too_often_waits_and_is_heard_later(void **state)
{
    struct world *world = *state;
    struct fu_letter *third = letter(world, "third@example.org", "5days");

    world->settings.max_mail_per_hour = 2;
    ask(world, "3days");
    ask(world, "4days");
    take(world, third, NOW, NOW);
    assert_int_equal(world->taken.fate, FU_FATE_WAIT);
    assert_true(world->taken.again > NOW);
    assert_non_null(strstr(world->taken.reason, "max_mail_per_hour"));
    take(world, third, NOW, NOW + HOUR + 2 * MINUTE);
    assert_int_equal(world->taken.followups, 1);
    assert_int_equal(world->taken.soonest, NOW + 5 * DAY);
}

/* The intake knows by it whose they are. A backlog that recover moves back goes over the limit. */
static void all_that_wait_of_one_person_have_one_reason(void **state)
{
    struct world *world = *state;
    char reason[256];

    world->settings.max_mail_per_hour = 1;
    ask(world, "3days");
    take(world, letter(world, "second@example.org", "4days"), NOW, NOW);
    assert_int_equal(world->taken.fate, FU_FATE_WAIT);
    snprintf(reason, sizeof reason, "%s", world->taken.reason);
    world->recovers = true;
    take(world, letter(world, "third@example.org", "5days"), NOW, NOW);
    assert_int_equal(world->taken.fate, FU_FATE_FILE);
    world->recovers = false;
    take(world, letter(world, "fourth@example.org", "6days"), NOW, NOW);
    assert_int_equal(world->taken.fate, FU_FATE_WAIT);
    assert_string_equal(world->taken.reason, reason);
}

static void every_mail_that_asks_counts_and_a_copy_does_not(void **state)
{
    struct world *world = *state;
    struct fu_letter *first = letter(world, "one@example.org", "list");

    world->settings.max_mail_per_hour = 2;
    take(world, first, NOW, NOW);
    take(world, first, NOW, NOW);
    take(world, letter(world, "two@example.org", "postmaster"), NOW, NOW);
    assert_int_equal(world->taken.fate, FU_FATE_LEAVE);
    take(world, letter(world, "three@example.org", "done+aaaaaaaaaaaaaaaaaaaa"), NOW, NOW);
    assert_int_equal(world->taken.fate, FU_FATE_FILE);
    take(world, letter(world, "four@example.org", "list"), NOW, NOW);
    assert_int_equal(world->taken.fate, FU_FATE_WAIT);
}

static void whom_we_do_not_listen_to_leaves_nothing_behind(void **state)
{
    struct world *world = *state;
    struct fu_letter *stranger = letter(world, "m@example.org", "3days");
    struct fu_letter *nobody = letter(world, "n@example.org", "3days");
    struct fu_letter *machine = letter(world, "o@example.org", "3days");

    stranger->from = (struct fu_mailbox){"Mallory", "mallory@example.net"};
    take(world, stranger, NOW, NOW);
    assert_int_equal(world->taken.fate, FU_FATE_LEAVE);
    assert_true(world->taken.turned_away);
    nobody->from_count = 2;
    take(world, nobody, NOW, NOW);
    assert_true(world->taken.turned_away);
    machine->marks = FU_MARK_AUTO_SUBMITTED | FU_MARK_NULL_SENDER;
    take(world, machine, NOW, NOW);
    assert_true(world->taken.turned_away);
    assert_int_equal(queued(world), 0);
    assert_int_equal(person_id(world, "mallory@example.net"), 0);
}

static void a_token_ends_some_time_after_its_followup(void **state)
{
    struct world *world = *state;
    int64_t id = ask(world, "3days");
    char token[FU_TOKEN_LENGTH + 1];
    const char *address;
    struct fu_letter *late;

    fu_token_make(
        &world->settings.key, FU_ACTION_PURPOSE, id, person_id(world, "alice@example.org"), token);
    address = fu_arena_print(world->arena, "2days+%s", token);
    assert_int_equal(send_all(world, NOW + 3 * DAY, FU_OUTCOME_SENT), 1);
    late = letter(world, "late@example.org", address);
    take(world, late, NOW + 94 * DAY, NOW + 94 * DAY);
    assert_string_equal(decision(world), "expired");
    assert_state(world, id, FU_DONE);
    late = letter(world, "in-time@example.org", address);
    take(world, late, NOW + 92 * DAY, NOW + 92 * DAY);
    assert_state(world, id, FU_PENDING);
}

static void a_token_opens_nothing_for_anybody_else(void **state)
{
    struct world *world = *state;
    int64_t id = ask(world, "3days");
    char token[FU_TOKEN_LENGTH + 1];
    struct fu_letter *other;

    fu_token_make(
        &world->settings.key, FU_ACTION_PURPOSE, id, person_id(world, "alice@example.org"), token);
    other = letter(world, "x@example.org", fu_arena_print(world->arena, "cancel+%s", token));
    other->from = (struct fu_mailbox){"Bob", "bob@example.org"};
    take(world, other, NOW, NOW);
    assert_string_equal(decision(world), "expired");
    assert_state(world, id, FU_PENDING);
}

/* The inbox was away for two days: a snooze counts from when it was sent, as everything does. */
static void a_snooze_counts_from_its_mail(void **state)
{
    struct world *world = *state;
    int64_t id = ask(world, "1h");
    char token[FU_TOKEN_LENGTH + 1];
    struct fu_letter *mail;

    assert_int_equal(send_all(world, NOW + HOUR, FU_OUTCOME_SENT), 1);
    fu_token_make(
        &world->settings.key, FU_ACTION_PURPOSE, id, person_id(world, "alice@example.org"), token);
    mail = letter(world, "later@example.org", fu_arena_print(world->arena, "3days+%s", token));
    take(world, mail, NOW, NOW + 2 * DAY);
    assert_int_equal(get(world, id)->next, NOW + 3 * DAY);
    assert_null(strstr(last_answer(world), "at once"));
    mail = letter(world, "passed@example.org", fu_arena_print(world->arena, "1day+%s", token));
    take(world, mail, NOW, NOW + 2 * DAY);
    assert_int_equal(get(world, id)->next, NOW + DAY);
    assert_says(world, "has passed");
    assert_says(world, "at once");
}

/* A mail program completes a cadence to the address with a token that it has learnt from a link. */
static void a_token_on_a_mail_to_others_is_about_that_mail(void **state)
{
    struct world *world = *state;
    int64_t id = ask(world, "1week");
    fu_instant next = get(world, id)->next;
    char token[FU_TOKEN_LENGTH + 1];
    struct fu_letter *mail, *plain = letter(world, "carol@example.org", "");

    fu_token_make(
        &world->settings.key, FU_ACTION_PURPOSE, id, person_id(world, "alice@example.org"), token);
    mail = letter(world, "carol@example.org", fu_arena_print(world->arena, "3days+%s", token));
    mail->to = plain->to;
    take(world, mail, NOW, NOW);
    assert_int_equal(world->taken.followups, 1);
    assert_int_equal(get(world, id)->next, next);
    assert_int_equal(get(world, id + 1)->next, NOW + 3 * DAY);
    take(world, mail, NOW, NOW);
    assert_int_equal(world->taken.followups, 0);
    mail = letter(world, "dave@example.org", fu_arena_print(world->arena, "3dyas+%s", token));
    mail->to = plain->to;
    take(world, mail, NOW, NOW);
    assert_says(world, "Nothing is scheduled");
    assert_int_equal(get(world, id)->next, next);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {TEST(a_snooze_counts_from_its_mail),
        TEST(a_token_on_a_mail_to_others_is_about_that_mail),
        TEST(the_same_mail_under_another_uid_makes_no_second_followup),
        TEST(another_address_date_or_name_is_another_request),
        TEST(mails_without_a_name_differ_by_subject_and_body),
        TEST(mails_without_a_name_differ_by_whom_they_are_to),
        TEST(a_mail_from_before_its_sender_moved_makes_no_second_followup),
        TEST(a_mail_known_by_its_senders_own_address_makes_no_second_followup),
        TEST(an_action_is_done_once_however_often_its_mail_is_met),
        TEST(a_token_is_traced_nowhere_not_even_of_what_is_not_looked_into),
        TEST(a_refusal_is_said_once_and_stays_one),
        TEST(the_cancel_flag_ends_the_thread_but_not_its_own_followup),
        TEST(a_mail_without_a_name_that_an_earlier_version_met_is_met),
        TEST(without_a_name_a_second_copy_ends_nothing_of_the_first),
        TEST(a_refused_cadence_cancels_nothing),
        TEST(the_date_counts_from_seven_days_before_to_ten_minutes_after_arrival),
        TEST(an_arrival_unknown_or_in_the_future_is_now),
        TEST(a_one_off_that_fell_due_on_the_way_fires_at_once),
        TEST(a_series_begins_with_its_first_moment_after_arrival),
        TEST(a_copy_shares_it_with_those_who_use_the_service),
        TEST(a_blind_copy_shares_it_with_nobody), TEST(one_more_than_may_be_pending_is_refused),
        TEST(who_adds_for_themselves_keeps_to_their_limit),
        TEST(who_asks_too_often_waits_and_is_heard_later),
        TEST(all_that_wait_of_one_person_have_one_reason),
        TEST(every_mail_that_asks_counts_and_a_copy_does_not),
        TEST(whom_we_do_not_listen_to_leaves_nothing_behind),
        TEST(a_token_ends_some_time_after_its_followup),
        TEST(a_token_opens_nothing_for_anybody_else)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
