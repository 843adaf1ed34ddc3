/* Every call of libcurl that the outbox makes fails once, over lines that give and take a little at
 * a time: what is said of a mail is what the server knows of it. */
#include "lines.h"

#include <dlfcn.h>
#include <errno.h>

/* Sends two, then the rest over what is kept, with call N failing, for every N. */
static void fail_each(int connections, size_t bite, int busy, bool half)
{
    int call = 0, failures;
    do {
        struct fu_parcel parcels[PARCELS];
        struct fu_error error;
        void *none = NULL;
        start(&none);
        fill(parcels);
        fake.bite = bite;
        fake.busy = busy;
        fake.half = half;
        struct fu_outbox_settings chosen = settings(connections);
        struct fu_outbox *outbox = fu_outbox_open(&chosen);
        fake.countdown = ++call;
        enum fu_status first = send_all(outbox, parcels, 2, &error);
        enum fu_status second = send_all(outbox, parcels + 2, PARCELS - 2, &error);
        failures = fake.failures;
        fake.countdown = 0;
        assert_honest(parcels, PARCELS);
        bool ours = false;
        for (int i = 0; i < PARCELS; i++) {
            ours |= parcels[i].outcome == FU_OUTCOME_OURS;
            assert_int_not_equal(parcels[i].outcome, FU_OUTCOME_NONE);
            assert_int_not_equal(parcels[i].outcome, FU_OUTCOME_NEVER);
            assert_true(failures > 0 || parcels[i].outcome == FU_OUTCOME_SENT);
        }
        assert_int_equal(first != FU_OK || second != FU_OK, ours);
        /* What failed goes out as soon as nothing fails. */
        for (int i = 0; i < PARCELS; i++) {
            if (parcels[i].outcome == FU_OUTCOME_OURS) {
                assert_int_equal(send_all(outbox, &parcels[i], 1, &error), FU_OK);
                assert_int_equal(parcels[i].outcome, FU_OUTCOME_SENT);
            }
        }
        fu_outbox_close(&outbox);
        assert_null(outbox);
    } while (failures > 0);
    assert_in_range(call, 50, 5000);
}

static void a_call_that_fails_makes_no_lie(void **state)
{
    (void)state;
    fail_each(1, 0, 0, false);
    fail_each(2, 0, 3, false);
    fail_each(3, 7, 0, true);
    fail_each(1, 1, 4, true);
}

static void copy_failing_each(void **state, size_t bite)
{
    int call = 0, failures;
    enum fu_status status;
    do {
        struct fu_error error;
        start(state);
        fake.bite = bite;
        fake.busy = 5;
        fake.countdown = ++call;
        status = copy(&error);
        failures = fake.failures;
        assert_int_equal(times_stored("a@x.org"), times_stored("b@x.org"));
        assert_true(status == FU_UNSURE || times_stored("a@x.org") == (status == FU_OK ? 1 : 0));
        assert_true(status == FU_OK || status == FU_UNSURE || status == FU_TEMPORARY);
    } while (failures > 0);
    assert_int_equal(status, FU_OK);
    assert_in_range(call, 20, 1000);
}

static void a_copy_is_taken_for_all_or_for_none(void **state)
{
    copy_failing_each(state, 0);
    copy_failing_each(state, 9);
    struct fu_error error;
    start(state);
    fake.stuck = true;
    assert_int_equal(copy(&error), FU_TEMPORARY);
    assert_non_null(strstr(error.text, "MAIL FROM"));
}

/* --- many at a time ------------------------------------------------------------------------ */

static bool disk_is_full;

ssize_t pwrite(int fd, const void *bytes, size_t length, off_t offset)
{
    static __typeof__(&pwrite) real;
    if (real == NULL) {
        real = (__typeof__(&pwrite))dlsym(RTLD_NEXT, "pwrite");
    }
    errno = ENOSPC;
    return disk_is_full ? -1 : real(fd, bytes, length, offset);
}

static void without_a_record_of_dots_nothing_leaves(void **state)
{
    struct fu_parcel parcels[PARCELS];
    struct fu_error error;
    struct fu_dots *dots;
    (void)state;
    fill(parcels);
    struct fu_outbox_settings chosen = settings(1);
    struct fu_outbox *outbox = fu_outbox_open(&chosen);
    assert_int_equal(fu_dots_open(dots_path, &dots, NULL), FU_OK);
    disk_is_full = true;
    enum fu_status status = fu_outbox_send(outbox, "secret", parcels, PARCELS, dots, NULL, &error);
    disk_is_full = false;
    fu_dots_close(&dots);
    assert_int_equal(status, FU_TEMPORARY);
    assert_non_null(strstr(error.text, "no mail is sent until this is mended"));
    assert_int_equal(fake.mail_count, 0);
    for (int i = 0; i < PARCELS; i++) {
        assert_int_equal(parcels[i].outcome, FU_OUTCOME_OURS);
    }
    fu_outbox_close(&outbox);
}

static volatile bool stop;

static void stop_it(void *context)
{
    stop = ++*(int *)context == 2;
}

static void what_is_not_begun_when_it_stops_keeps_its_turn(void **state)
{
    struct fu_parcel parcels[PARCELS];
    struct fu_error error;
    struct fu_dots *dots;
    int seconds = 0;
    (void)state;
    fill(parcels);
    parcels[0].recipient = "nobody"; /* refused before any server sees it */
    parcels[2].recipient = "nobody";
    struct fu_outbox_settings chosen = settings(1);
    chosen.alive = stop_it;
    chosen.context = &seconds;
    chosen.user = "";
    fake.bite = 1;
    fake.busy = 2;
    fake.slow = 20;
    struct fu_outbox *outbox = fu_outbox_open(&chosen);
    assert_int_equal(fu_dots_open(dots_path, &dots, NULL), FU_OK);
    stop = false;
    assert_int_equal(fu_outbox_send(outbox, "", parcels, PARCELS, dots, &stop, &error), FU_OK);
    assert_true(stop);
    assert_int_equal(parcels[0].outcome, FU_OUTCOME_NEVER);
    assert_int_equal(parcels[1].outcome, FU_OUTCOME_SENT);
    assert_int_equal(parcels[2].outcome, FU_OUTCOME_NEVER);
    assert_int_equal(parcels[4].outcome, FU_OUTCOME_NONE);
    assert_int_equal(fu_outbox_send(outbox, "", parcels, PARCELS, dots, &stop, &error), FU_OK);
    assert_int_equal(parcels[4].outcome, FU_OUTCOME_NONE);
    fu_dots_close(&dots);
    fu_outbox_close(&outbox);
}

static void what_stops_does_not_wait_for_a_connection(void **state)
{
    struct fu_parcel parcels[PARCELS];
    struct fu_error error;
    struct fu_dots *dots;
    int seconds = 0;
    (void)state;
    fill(parcels);
    fake.never_opens = true;
    struct fu_outbox_settings chosen = settings(1);
    chosen.alive = stop_it;
    chosen.context = &seconds;
    struct fu_outbox *outbox = fu_outbox_open(&chosen);
    assert_int_equal(fu_dots_open(dots_path, &dots, NULL), FU_OK);
    stop = false;
    assert_int_equal(fu_outbox_send(outbox, "", parcels, PARCELS, dots, &stop, &error), FU_OK);
    assert_int_equal(parcels[0].outcome, FU_OUTCOME_NONE);
    assert_in_range(fake.ticks, 2000, 5000);
    fu_dots_close(&dots);
    fu_outbox_close(&outbox);
}

static void after_many_refused_senders_the_rest_is_not_tried(void **state)
{
    enum { MANY = 10, IN_A_ROW = 8 };
    struct fu_parcel parcels[MANY];
    struct fu_error error;
    (void)state;
    for (int i = 0; i < MANY; i++) {
        parcels[i] = parcel_to(i + 1, "a@x.org");
    }
    answer("MAIL", "550 not you\r\n");
    struct fu_outbox_settings chosen = settings(1);
    struct fu_outbox *outbox = fu_outbox_open(&chosen);
    assert_int_equal(send_all(outbox, parcels, MANY, &error), FU_TEMPORARY);
    for (int i = 0; i < MANY; i++) {
        assert_int_equal(parcels[i].outcome, FU_OUTCOME_OURS);
    }
    assert_int_equal(fake.told, IN_A_ROW * 2 - 1); /* between two of them RSET */
    fu_outbox_close(&outbox);
}

/* A second connection that is not had in time is not waited for. */
static void what_one_line_carries_waits_for_no_other(void **state)
{
    struct fu_parcel parcels[PARCELS];
    struct fu_error error;
    (void)state;
    fill(parcels);
    fake.second_never_opens = true;
    struct fu_outbox_settings chosen = settings(2);
    struct fu_outbox *outbox = fu_outbox_open(&chosen);
    assert_int_equal(send_all(outbox, parcels, PARCELS, &error), FU_OK);
    assert_honest(parcels, PARCELS);
    assert_int_equal(fake.connections, 2);
    assert_in_range(fake.ticks, 0, 10000);
    fu_outbox_close(&outbox);
}

static int dots_met;

static const char *be_silent_at_the_first_dot(int connection, const char *verb)
{
    (void)connection;
    return strcmp(verb, ".") == 0 && dots_met++ == 0 ? "" : NULL;
}

/* What became of the others is recorded meanwhile, and their dots are forgotten; of this one it
 * would be said, were we killed now, that it was never sent. */
static void a_mail_under_way_keeps_its_dot(void **state)
{
    struct fu_parcel parcels[PARCELS];
    struct fu_error error;
    struct fu_dots *dots, *seen;
    (void)state;
    fill(parcels);
    dots_met = 0;
    fake.answer = be_silent_at_the_first_dot;
    struct fu_outbox_settings chosen = settings(2);
    struct fu_outbox *outbox = fu_outbox_open(&chosen);
    assert_int_equal(fu_dots_open(dots_path, &dots, NULL), FU_OK);
    assert_int_equal(fu_outbox_send(outbox, "secret", parcels, PARCELS, dots, NULL, &error), FU_OK);
    assert_int_equal(fu_outbox_in_hand(outbox), 1);
    assert_int_equal(fu_outbox_forget_dots(outbox, dots, &error), FU_OK);
    assert_int_equal(fu_dots_open(dots_path, &seen, NULL), FU_OK);
    for (size_t i = 0; i < PARCELS; i++) {
        bool is_under_way = fu_outbox_has(outbox, FU_PARCEL_DELIVERY, parcels[i].id);
        assert_int_equal(parcels[i].outcome == FU_OUTCOME_SENT, !is_under_way);
        assert_int_equal(fu_dots_has(seen, FU_PARCEL_DELIVERY, parcels[i].id, 1), is_under_way);
    }
    fu_dots_close(&seen);
    while (fu_outbox_in_hand(outbox) > 0) {
        wait_for_stragglers(outbox);
        fu_outbox_send(outbox, "secret", NULL, 0, dots, NULL, &error);
        take_late(outbox, parcels, PARCELS);
    }
    assert_int_equal(parcels[0].outcome, FU_OUTCOME_UNSURE);
    fu_dots_close(&dots);
    fu_outbox_close(&outbox);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(a_call_that_fails_makes_no_lie, start),
        cmocka_unit_test_setup(a_copy_is_taken_for_all_or_for_none, start),
        cmocka_unit_test_setup(without_a_record_of_dots_nothing_leaves, start),
        cmocka_unit_test_setup(what_is_not_begun_when_it_stops_keeps_its_turn, start),
        cmocka_unit_test_setup(what_stops_does_not_wait_for_a_connection, start),
        cmocka_unit_test_setup(after_many_refused_senders_the_rest_is_not_tried, start),
        cmocka_unit_test_setup(what_one_line_carries_waits_for_no_other, start),
        cmocka_unit_test_setup(a_mail_under_way_keeps_its_dot, start),
    };
    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
