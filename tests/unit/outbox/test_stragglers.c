/* Mails that take long, and what goes on beside them: who is waited for, what is still in hand, and
 * what becomes of it all when the password changes, the server says nothing, or it has to stop. */
#include "lines.h"

enum { LATER_ID = 11 };

static struct fu_dots *dots;

static int start_with_dots(void **state)
{
    start(state);
    return fu_dots_open(dots_path, &dots, NULL) == FU_OK ? 0 : -1;
}

static int end_dots(void **state)
{
    (void)state;
    fu_dots_close(&dots);
    return 0;
}

/* One call, which may leave something in hand. */
static enum fu_status call(struct fu_outbox *outbox, struct fu_parcel *parcels, size_t count,
    const volatile bool *stop, struct fu_error *error)
{
    return fu_outbox_send(outbox, "secret", parcels, count, dots, stop, error);
}

static bool has(const struct fu_outbox *outbox, const struct fu_parcel *parcel)
{
    return fu_outbox_has(outbox, parcel->kind, parcel->id);
}

static size_t open_lines(void)
{
    size_t count = 0;
    for (int i = 0; i < LINES_MAX; i++) {
        count += fake.lines[i] != NULL && fake.lines[i]->added;
    }
    return count;
}

static size_t expect_late(const struct fu_outbox *outbox, int64_t id, enum fu_outcome outcome)
{
    size_t count, found = 0;
    const struct fu_parcel *late = fu_outbox_late(outbox, &count);
    for (size_t i = 0; i < count; i++) {
        if (late[i].id == id) {
            assert_int_equal(late[i].outcome, outcome);
            found++;
        }
    }
    assert_int_equal(found, 1);
    return count;
}

/* --- what is in hand ------------------------------------------------------------------------ */

static const char *answer_slowly(int connection, const char *verb)
{
    (void)connection;
    fake.ticks += strcmp(verb, ".") == 0 ? 2000 : 0;
    return NULL;
}

/* Outcomes are told within seconds; the others are neither lost nor overtaken by what comes next.
 */
static void what_has_its_outcome_waits_for_nothing_else(void **state)
{
    struct fu_parcel parcels[PARCELS], next[2];
    struct fu_error error;
    (void)state;
    fill(parcels);
    next[0] = parcel_to(LATER_ID, "f@x.org");
    next[1] = parcel_to(LATER_ID + 1, "g@x.org");
    fake.answer = answer_slowly;
    fake.busy = 2;
    fake.slow = 500;
    struct fu_outbox_settings chosen = settings(1);
    struct fu_outbox *outbox = fu_outbox_open(&chosen);
    assert_int_equal(call(outbox, parcels, PARCELS, NULL, &error), FU_OK);
    assert_int_equal(parcels[0].outcome, FU_OUTCOME_SENT);
    assert_int_equal(parcels[PARCELS - 1].outcome, FU_OUTCOME_UNDERWAY);
    for (int i = 0; i < PARCELS; i++) {
        assert_int_equal(has(outbox, &parcels[i]), parcels[i].outcome == FU_OUTCOME_UNDERWAY);
        assert_false(fu_outbox_has(outbox, FU_PARCEL_MESSAGE, parcels[i].id));
    }
    assert_int_equal(call(outbox, next, 2, NULL, &error), FU_OK);
    assert_int_equal(next[1].outcome, FU_OUTCOME_UNDERWAY);
    while (fu_outbox_in_hand(outbox) > 0) {
        assert_int_equal(call(outbox, NULL, 0, NULL, &error), FU_OK);
    }
    static const char *const order[] = {
        "a@x.org", "b@x.org", "c@x.org", "d@x.org", "e@x.org", "f@x.org", "g@x.org"};
    assert_int_equal(fake.mail_count, PARCELS + 2);
    for (int i = 0; i < PARCELS + 2; i++) {
        assert_non_null(strstr(fake.mails[i].recipients[0], order[i]));
    }
    fu_outbox_close(&outbox);
}

static void a_mail_that_waits_for_another_line_is_in_hand(void **state)
{
    struct fu_parcel parcels[3];
    struct fu_error error;
    (void)state;
    parcels[0] = parcel_to(1, "a@x.org");
    parcels[1] = parcel_to(2, "b@x.org");
    parcels[2] = parcel_to(3, "nobody");
    struct fu_outbox_settings chosen = settings(1);
    struct fu_outbox *outbox = fu_outbox_open(&chosen);
    assert_int_equal(call(outbox, parcels, 1, NULL, &error), FU_OK);
    answer("MAIL", "!"); /* the line that was kept is dead, and no other opens */
    fake.never_opens = true;
    assert_int_equal(call(outbox, parcels + 1, 2, NULL, &error), FU_OK);
    assert_int_equal(parcels[2].outcome, FU_OUTCOME_NEVER);
    assert_int_equal(parcels[1].outcome, FU_OUTCOME_UNDERWAY);
    assert_int_equal(fu_outbox_in_hand(outbox), 1);
    assert_true(has(outbox, &parcels[1]));
    assert_false(has(outbox, &parcels[2]));
    fake.never_opens = false;
    fake.answer = NULL;
    assert_int_equal(call(outbox, NULL, 0, NULL, &error), FU_OK);
    assert_int_equal(parcels[1].outcome, FU_OUTCOME_SENT);
    assert_int_equal(times_stored("b@x.org"), 1);
    fu_outbox_close(&outbox);
}

/* --- stragglers ----------------------------------------------------------------------------- */

/* The first connection falls silent at RCPT, the second at the dot. */
static const char *fall_silent(int connection, const char *verb)
{
    static const char *const where[] = {"RCPT", "."};
    return connection < 2 && strcmp(verb, where[connection]) == 0 ? "" : NULL;
}

/* Two mails at two lines that have become silent. */
static struct fu_outbox *open_with_stragglers(struct fu_parcel parcels[2])
{
    struct fu_error error;
    fake.answer = fall_silent;
    struct fu_outbox_settings chosen = settings(2);
    chosen.user = "";
    chosen.patience = 20;
    chosen.stop_deadline = 5;
    struct fu_outbox *outbox = fu_outbox_open(&chosen);
    parcels[0] = parcel_to(1, "a@x.org");
    parcels[1] = parcel_to(2, "b@x.org");
    assert_int_equal(call(outbox, parcels, 2, NULL, &error), FU_OK);
    assert_in_range(fake.ticks, 20 * 1000, 25 * 1000);
    for (int i = 0; i < 2; i++) {
        assert_int_equal(parcels[i].outcome, FU_OUTCOME_TAKEN_OVER);
        assert_true(has(outbox, &parcels[i]));
    }
    return outbox;
}

static void of_what_is_under_way_only_what_may_have_arrived_keeps_its_dot(void **state)
{
    struct fu_parcel parcels[2];
    struct fu_error error;
    struct fu_dots *seen;
    (void)state;
    struct fu_outbox *outbox = open_with_stragglers(parcels);
    assert_int_equal(fu_outbox_forget_dots(outbox, dots, &error), FU_OK);
    assert_int_equal(fu_dots_open(dots_path, &seen, NULL), FU_OK);
    assert_false(fu_dots_has(seen, FU_PARCEL_DELIVERY, 1, 1));
    assert_true(fu_dots_has(seen, FU_PARCEL_DELIVERY, 2, 1));
    fu_dots_close(&seen);
    fu_outbox_close(&outbox);
    assert_int_equal(open_lines(), 0);
}

static void whoever_sleeps_wakes_for_the_first_that_is_late(void **state)
{
    struct fu_parcel parcels[2];
    struct pollfd list[FU_OUTBOX_WATCHED_MAX];
    (void)state;
    struct fu_outbox *outbox = open_with_stragglers(parcels);
    int timeout = -1, shorter = 7;
    assert_int_equal(fu_outbox_watch(outbox, list, &timeout), 2);
    assert_in_range(
        timeout, (FU_SMTP_COMMAND_DEADLINE - 25) * 1000, (FU_SMTP_COMMAND_DEADLINE - 20) * 1000);
    assert_int_equal(fu_outbox_watch(outbox, list, &shorter), 2);
    assert_int_equal(shorter, 7);
    assert_int_equal(list[0].events, POLLIN);
    fake.ticks += timeout + 1000;
    assert_int_equal(fu_outbox_watch(outbox, list, &timeout), 2);
    assert_int_equal(timeout, 0);
    struct fu_error error;
    assert_int_equal(call(outbox, NULL, 0, NULL, &error), FU_TEMPORARY);
    assert_int_equal(expect_late(outbox, 1, FU_OUTCOME_OURS), 1);
    assert_false(has(outbox, &parcels[0]));
    assert_true(has(outbox, &parcels[1]));
    fu_outbox_close(&outbox);
}

static void what_is_under_way_when_it_stops_is_broken_off(void **state)
{
    struct fu_parcel parcels[2];
    struct fu_error error;
    volatile bool stop = true;
    (void)state;
    struct fu_outbox *outbox = open_with_stragglers(parcels);
    int64_t began = fake.ticks;
    assert_int_equal(call(outbox, NULL, 0, &stop, &error), FU_OK);
    assert_in_range(fake.ticks - began, 5000, 7000);
    expect_late(outbox, 1, FU_OUTCOME_NONE);
    assert_int_equal(expect_late(outbox, 2, FU_OUTCOME_UNSURE), 2);
    assert_int_equal(fu_outbox_in_hand(outbox), 0);
    assert_int_equal(times_stored("a@x.org"), 0);
    assert_int_equal(times_stored("b@x.org"), 1);
    fu_outbox_close(&outbox);
}

static volatile bool stopping;

static void stop_at_once(void *context)
{
    (void)context;
    stopping = true;
}

/* The same of mails that nobody has waited for long yet. */
static void what_has_just_begun_when_it_stops_is_broken_off(void **state)
{
    struct fu_parcel parcels[PARCELS];
    struct fu_error error;
    (void)state;
    fill(parcels);
    fake.answer = fall_silent;
    stopping = false;
    struct fu_outbox_settings chosen = settings(2);
    chosen.user = "";
    chosen.stop_deadline = 5;
    chosen.alive = stop_at_once;
    struct fu_outbox *outbox = fu_outbox_open(&chosen);
    assert_int_equal(call(outbox, parcels, PARCELS, &stopping, &error), FU_OK);
    assert_int_equal(parcels[0].outcome, FU_OUTCOME_NONE);
    assert_int_equal(parcels[0].again, fu_clock_now());
    assert_int_equal(parcels[1].outcome, FU_OUTCOME_UNSURE);
    for (int i = 2; i < PARCELS; i++) {
        assert_int_equal(parcels[i].outcome, FU_OUTCOME_NONE);
    }
    assert_int_equal(fu_outbox_in_hand(outbox), 0);
    assert_in_range(fake.ticks, 6000, 9000);
    fu_outbox_close(&outbox);
}

static const char *answer_nothing(int connection, const char *verb)
{
    (void)connection, (void)verb;
    return "";
}

static void a_server_that_answers_nothing_is_told_as_silent(void **state)
{
    struct fu_parcel parcels[PARCELS];
    struct fu_error error;
    (void)state;
    fill(parcels);
    fake.answer = answer_nothing;
    struct fu_outbox_settings chosen = settings(1);
    struct fu_outbox *outbox = fu_outbox_open(&chosen);
    assert_int_equal(call(outbox, parcels, PARCELS, NULL, &error), FU_TEMPORARY);
    assert_non_null(strstr(error.text, "mail.example:587 is silent: it was given 2 mails"));
    assert_int_equal(parcels[0].outcome, FU_OUTCOME_TAKEN_OVER);
    assert_int_equal(parcels[1].outcome, FU_OUTCOME_TAKEN_OVER);
    for (int i = 2; i < PARCELS; i++) {
        assert_int_equal(parcels[i].outcome, FU_OUTCOME_OURS);
    }
    assert_int_equal(fu_outbox_in_hand(outbox), 2);
    assert_in_range(fake.ticks, 60 * 1000, 70 * 1000);
    fu_outbox_close(&outbox);
}

static const char *answer_but_the_first_dot(int connection, const char *verb)
{
    return connection == 0 && strcmp(verb, ".") == 0 ? "" : NULL;
}

/* One that is slow, and another line in its place over which the rest goes. */
static struct fu_outbox *send_beside_one(struct fu_parcel *parcels, int connections)
{
    struct fu_error error;
    fill(parcels);
    fake.answer = answer_but_the_first_dot;
    struct fu_outbox_settings chosen = settings(connections);
    struct fu_outbox *outbox = fu_outbox_open(&chosen);
    assert_int_equal(call(outbox, parcels, PARCELS, NULL, &error), FU_OK);
    while (parcels[0].outcome == FU_OUTCOME_UNDERWAY) {
        fake.ticks += 1000;
        assert_int_equal(call(outbox, NULL, 0, NULL, &error), FU_OK);
    }
    assert_int_equal(parcels[0].outcome, FU_OUTCOME_TAKEN_OVER);
    for (int i = 1; i < PARCELS; i++) {
        assert_int_equal(parcels[i].outcome, FU_OUTCOME_SENT);
    }
    assert_int_equal(open_lines(), 2);
    return outbox;
}

static void a_line_more_than_asked_for_is_closed_when_the_slow_mail_has_ended(void **state)
{
    struct fu_parcel parcels[PARCELS];
    struct fu_error error;
    (void)state;
    struct fu_outbox *outbox = send_beside_one(parcels, 1);
    fake_say(fake.lines[0], "250 taken at last\r\n");
    assert_int_equal(call(outbox, NULL, 0, NULL, &error), FU_OK);
    assert_int_equal(expect_late(outbox, 1, FU_OUTCOME_SENT), 1);
    assert_int_equal(open_lines(), 1);
    parcels[1] = parcel_to(LATER_ID, "f@x.org");
    assert_int_equal(call(outbox, &parcels[1], 1, NULL, &error), FU_OK);
    assert_int_equal(parcels[1].outcome, FU_OUTCOME_SENT);
    assert_int_equal(fake.connections, 2);
    fu_outbox_close(&outbox);
}

/* Nobody logs in with the old one again, and what it opened is not used any more. */
static void another_password_leaves_a_mail_under_way_alone(void **state)
{
    struct fu_parcel parcels[PARCELS];
    struct fu_error error;
    (void)state;
    struct fu_outbox *outbox = send_beside_one(parcels, 2);
    struct fu_parcel next = parcel_to(LATER_ID, "f@x.org");
    assert_int_equal(fu_outbox_send(outbox, "other", &next, 1, dots, NULL, &error), FU_OK);
    assert_int_equal(next.outcome, FU_OUTCOME_SENT);
    assert_string_equal(fake.password, "other");
    assert_int_equal(fake.connections, 3);
    assert_true(has(outbox, &parcels[0]));
    fake_say(fake.lines[0], "250 taken at last\r\n");
    /* What is in hand needs no password. */
    assert_int_equal(fu_outbox_send(outbox, NULL, NULL, 0, dots, NULL, &error), FU_OK);
    expect_late(outbox, 1, FU_OUTCOME_SENT);
    assert_null(fake.lines[0]); /* with the library's copy of the old one */
    assert_int_equal(open_lines(), 1);
    assert_int_equal(fu_outbox_send(outbox, "other", &next, 1, dots, NULL, &error), FU_OK);
    assert_int_equal(fake.connections, 3);
    fu_outbox_close(&outbox);
}

/* --- lines that cannot be had ---------------------------------------------------------------- */

/* Two mails, one or two more a little later, and the rest when the line is too old to be kept. */
static void send_with_one_line(int connections, size_t more)
{
    struct fu_parcel parcels[PARCELS];
    struct fu_error error;
    fill(parcels);
    fake.refused_from = 1;
    struct fu_outbox_settings chosen = settings(connections);
    chosen.user = "";
    struct fu_outbox *outbox = fu_outbox_open(&chosen);
    assert_int_equal(call(outbox, parcels, 2, NULL, &error), FU_OK);
    int tried = fake.connections;
    assert_in_range(tried, 2, connections);
    fake.ticks += 10 * 1000;
    assert_int_equal(call(outbox, parcels + 2, more, NULL, &error), FU_OK);
    assert_int_equal(fake.connections, tried);
    /* Where the last one is gone, each is tried. */
    fake.ticks += 100 * 1000;
    fake.refused_from = 0;
    assert_int_equal(call(outbox, parcels + 2 + more, PARCELS - 2 - more, NULL, &error), FU_OK);
    assert_int_equal(fake.connections, tried + (int)(PARCELS - 2 - more));
    for (int i = 0; i < PARCELS; i++) {
        assert_int_equal(parcels[i].outcome, FU_OUTCOME_SENT);
    }
    fu_outbox_close(&outbox);
}

static void a_further_line_that_was_refused_is_not_asked_for_at_once(void **state)
{
    (void)state;
    send_with_one_line(FU_SMTP_CONNECTIONS_MAX, 1);
    fake_reset();
    send_with_one_line(2, 2);
}

static void a_mail_whose_line_is_dead_waits_where_no_other_is_had(void **state)
{
    struct fu_parcel parcels[2];
    struct fu_error error;
    (void)state;
    parcels[0] = parcel_to(1, "a@x.org");
    parcels[1] = parcel_to(2, "b@x.org");
    struct fu_outbox_settings chosen = settings(1);
    struct fu_outbox *outbox = fu_outbox_open(&chosen);
    assert_int_equal(call(outbox, parcels, 1, NULL, &error), FU_OK);
    answer("MAIL", "!");
    fake.refused_from = 1;
    assert_int_equal(call(outbox, parcels + 1, 1, NULL, &error), FU_TEMPORARY);
    assert_non_null(strstr(error.text, "no connection to mail.example:587"));
    assert_int_equal(parcels[1].outcome, FU_OUTCOME_OURS);
    assert_int_equal(fu_outbox_in_hand(outbox), 0);
    assert_int_equal(times_stored("b@x.org"), 0);
    fu_outbox_close(&outbox);
}

enum { MANY = 12 };

/* Over the first of two lines nobody's mail goes. */
static enum fu_status send_many(struct fu_outbox *outbox, struct fu_parcel parcels[MANY])
{
    struct fu_error error;
    for (int i = 0; i < MANY; i++) {
        parcels[i] = parcel_to(i + 1, "a@x.org");
    }
    return call(outbox, parcels, MANY, NULL, &error);
}

static const char *refuse_over_one_and_wait_over_the_other(int connection, const char *verb)
{
    return connection == 0 && strcmp(verb, "MAIL") == 0 ? "550 not you\r\n"
           : connection == 1 && strcmp(verb, ".") == 0  ? ""
                                                        : NULL;
}

static void take_at_last(void *context)
{
    if (++*(int *)context == 6) {
        fake_say(fake.lines[1], "250 taken\r\n");
    }
}

/* Whether the server has taken any is what says how long nothing new is tried. */
static void what_is_under_way_is_waited_for_when_the_rest_is_given_up(void **state)
{
    struct fu_parcel parcels[MANY];
    int seconds = 0;
    (void)state;
    fake.answer = refuse_over_one_and_wait_over_the_other;
    struct fu_outbox_settings chosen = settings(2);
    chosen.user = "";
    chosen.alive = take_at_last;
    chosen.context = &seconds;
    struct fu_outbox *outbox = fu_outbox_open(&chosen);
    assert_int_equal(send_many(outbox, parcels), FU_TEMPORARY);
    for (int i = 0; i < MANY; i++) {
        assert_int_equal(parcels[i].outcome, i == 1 ? FU_OUTCOME_SENT : FU_OUTCOME_OURS);
    }
    assert_in_range(fake.ticks, 6000, 9000);
    fu_outbox_close(&outbox);
}

static void no_line_is_waited_for_when_all_is_given_up(void **state)
{
    struct fu_parcel parcels[MANY];
    (void)state;
    answer("MAIL", "550 not you\r\n");
    fake.second_never_opens = true;
    struct fu_outbox_settings chosen = settings(2);
    chosen.user = "";
    struct fu_outbox *outbox = fu_outbox_open(&chosen);
    assert_int_equal(send_many(outbox, parcels), FU_TEMPORARY);
    assert_in_range(fake.ticks, 1000, 2000);
    assert_int_equal(fu_outbox_in_hand(outbox), 0);
    assert_int_equal(open_lines(), 1);
    fu_outbox_close(&outbox);
}

/* A row of refused logins is what locks people out. */
static void a_refused_login_is_told_and_tried_once(void **state)
{
    struct fu_parcel parcels[PARCELS];
    struct fu_error error;
    (void)state;
    fill(parcels);
    fake.opens = CURLE_LOGIN_DENIED;
    fake.greeting = "220 hi\r\n454 not now\r\n";
    struct fu_outbox_settings chosen = settings(3);
    struct fu_outbox *outbox = fu_outbox_open(&chosen);
    assert_int_equal(call(outbox, parcels, PARCELS, NULL, &error), FU_TEMPORARY);
    assert_false(fu_outbox_login_refused(outbox));
    fake.connections = 0;
    fake.greeting = "220 hi\r\n535 no\r\n";
    assert_int_equal(call(outbox, parcels, PARCELS, NULL, &error), FU_TEMPORARY);
    assert_true(fu_outbox_login_refused(outbox));
    assert_int_equal(fake.connections, 1);
    fake.opens = CURLE_OK;
    fake.greeting = NULL;
    assert_int_equal(fu_outbox_send(outbox, "other", parcels, PARCELS, dots, NULL, &error), FU_OK);
    assert_false(fu_outbox_login_refused(outbox));
    assert_int_equal(parcels[PARCELS - 1].outcome, FU_OUTCOME_SENT);
    fu_outbox_close(&outbox);
    fu_outbox_close(&outbox);
}

#define LINES_TEST(name) cmocka_unit_test_setup_teardown(name, start_with_dots, end_dots)

int main(void)
{
    const struct CMUnitTest tests[] = {
        LINES_TEST(what_has_its_outcome_waits_for_nothing_else),
        LINES_TEST(a_mail_that_waits_for_another_line_is_in_hand),
        LINES_TEST(of_what_is_under_way_only_what_may_have_arrived_keeps_its_dot),
        LINES_TEST(whoever_sleeps_wakes_for_the_first_that_is_late),
        LINES_TEST(what_is_under_way_when_it_stops_is_broken_off),
        LINES_TEST(what_has_just_begun_when_it_stops_is_broken_off),
        LINES_TEST(a_server_that_answers_nothing_is_told_as_silent),
        LINES_TEST(a_line_more_than_asked_for_is_closed_when_the_slow_mail_has_ended),
        LINES_TEST(another_password_leaves_a_mail_under_way_alone),
        LINES_TEST(a_further_line_that_was_refused_is_not_asked_for_at_once),
        LINES_TEST(a_mail_whose_line_is_dead_waits_where_no_other_is_had),
        LINES_TEST(what_is_under_way_is_waited_for_when_the_rest_is_given_up),
        LINES_TEST(no_line_is_waited_for_when_all_is_given_up),
        LINES_TEST(a_refused_login_is_told_and_tried_once),
    };
    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
