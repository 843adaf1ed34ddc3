/* When a duty is started again, when it is ended, and the backoff of its worker. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "followupd/base/clock.h"
#include "followupd/base/file.h"
#include "followupd/base/log.h"
#include "../../../src/daemon/duties.h"

enum { SECOND = 1000, MINUTE = 60 * SECOND, SOME_PID = 1 << 22 };

/* The clock stands still: what is due later is so by exactly what was meant. */
enum { TICKS = 24 * 60 * MINUTE };

int64_t __wrap_fu_clock_ticks(void);

int64_t __wrap_fu_clock_ticks(void)
{
    return TICKS;
}

static const char config[] =
    "[daemon]\nstate = /nonexistent\n"
    "[inbox one]\nurl = imaps://imap.example.org\nuser = u\npassword_command = echo\n"
    "[inbox two]\nurl = imaps://imap.example.org\nuser = v\npassword_command = echo\n"
    "[smtp]\nurl = smtps://mail.example.org\nfrom = remind@example.org\n"
    "[addresses]\ndomain = remind.example.org\n"
    "[people]\nallow = *@example.org\nsender_check = none\n";

static struct fu_arena *arena;
static struct duties duties;

static int lay_out(bool once)
{
    char path[] = "/tmp/fu-duties-XXXXXX";
    struct fu_setup *setup;
    struct fu_error error;
    int fd = mkstemp(path);
    bool good;

    arena = fu_arena_new();
    good = fd >= 0 && write(fd, config, sizeof config - 1) == (ssize_t)sizeof config - 1 &&
           fu_setup_load(arena, path, &setup, &error) == FU_OK &&
           fu_duties_lay_out(&duties, setup, once);
    unlink(path);
    close(fd);
    if (!good)
        print_error("%s\n", error.text);
    return good ? 0 : -1;
}

static int set_up(void **state)
{
    (void)state;
    return lay_out(false);
}

static int set_up_once(void **state)
{
    (void)state;
    return lay_out(true);
}

static int tear_down(void **state)
{
    (void)state;
    fu_duties_drop(&duties);
    fu_arena_free(&arena);
    return 0;
}

static struct duty *find(enum duty_kind kind)
{
    size_t i;

    for (i = 0; i < duties.count; i++) {
        if (duties.list[i].kind == kind)
            return &duties.list[i];
    }
    fail();
    return NULL;
}

/* As if it had run for so long and been started so often; how long until it is started again. */
static int64_t pause_after(struct duty *duty, int starts, int64_t ran, int wait_status)
{
    duty->pid = SOME_PID;
    duty->starts = starts;
    duty->started = TICKS - ran;
    fu_duty_ended(&duties, SOME_PID, wait_status, false);
    assert_int_equal(duty->pid, 0);
    return duty->due - TICKS;
}

/* It tells of everything else, so somebody has to tell of it. */
static void a_keeper_that_is_killed_is_told(void **state)
{
    char said[256] = "";
    int kept = dup(STDERR_FILENO), line[2];

    (void)state;
    assert_int_equal(pipe(line), 0);
    dup2(line[1], STDERR_FILENO);
    pause_after(find(DUTY_KEEPER), 1, 0, SIGSEGV);
    dup2(kept, STDERR_FILENO);
    close(line[1]);
    assert_true(read(line[0], said, sizeof said - 1) >= 0);
    close(line[0]);
    close(kept);
    assert_non_null(strstr(said, "keeper was ended by signal 11; it starts again in 900 s"));
}

static void every_inbox_has_a_duty_and_all_begin_at_once(void **state)
{
    size_t i;

    (void)state;
    assert_int_equal(duties.count, 4);
    for (i = 0; i < duties.count; i++)
        assert_true(duties.list[i].due <= TICKS);
    assert_string_equal(duties.list[0].name, "intake one");
    assert_string_equal(duties.list[1].name, "intake two");
    assert_int_equal(fu_duties_next(&duties), 0);
}

static void with_once_the_outbox_waits_for_the_inboxes(void **state)
{
    (void)state;
    assert_true(find(DUTY_OUTBOX)->due == INT64_MAX);
    assert_true(find(DUTY_INTAKE)->due <= TICKS);
    assert_true(find(DUTY_KEEPER)->due <= TICKS);
    find(DUTY_INTAKE)->pid = SOME_PID;
    find(DUTY_INTAKE)->due = INT64_MAX;
    fu_duty_ended(&duties, SOME_PID, 69 << 8, false);
    assert_int_equal(find(DUTY_INTAKE)->status, 69);
    assert_true(find(DUTY_INTAKE)->due == INT64_MAX);
}

static void a_duty_that_ends_at_once_is_started_ever_more_patiently(void **state)
{
    struct duty *duty = find(DUTY_INTAKE);
    int64_t before = 0, pause;
    int starts;

    (void)state;
    for (starts = 1; starts < 12; starts++) {
        pause = pause_after(duty, starts, 0, 70 << 8);
        assert_true(pause >= before);
        assert_in_range(pause, 1, MINUTE);
        before = pause;
    }
    assert_int_equal(before, MINUTE);
    assert_int_equal(duty->status, 70);
}

/* With no descriptor left none can be started; what then stands in its row. */
static void fail_to_start(struct duty *duty, int starts)
{
    struct rlimit usual, none;
    int wait_status;
    pid_t pid = fork();

    if (pid == 0) {
        int64_t pause = SECOND << (starts < 6 ? starts : 6);

        fu_log_set_level(FU_LOG_ERROR);
        getrlimit(RLIMIT_NOFILE, &usual);
        none = (struct rlimit){0, usual.rlim_max};
        setrlimit(RLIMIT_NOFILE, &none);
        duty->starts = starts;
        fu_duty_start(&duties, duty, NULL, 0);
        setrlimit(RLIMIT_NOFILE, &usual);
        pause = pause < MINUTE ? pause : MINUTE;
        if (duties.once)
            _exit(duty->pid != 0 || duty->due != INT64_MAX || duty->status != EXIT_FAULT);
        _exit(duty->pid != 0 || duty->due != TICKS + pause);
    }
    assert_true(pid > 0 && waitpid(pid, &wait_status, 0) == pid);
    assert_int_equal(wait_status, 0);
}

static void one_that_cannot_be_started_is_tried_again_ever_more_patiently(void **state)
{
    int starts;

    (void)state;
    for (starts = 0; starts < 10; starts++)
        fail_to_start(find(DUTY_INTAKE), starts);
}

static void with_once_one_that_cannot_be_started_is_a_failure(void **state)
{
    (void)state;
    fail_to_start(find(DUTY_INTAKE), 0);
}

static void one_that_ran_for_a_while_is_started_soon(void **state)
{
    struct duty *duty = find(DUTY_OUTBOX);

    (void)state;
    assert_in_range(pause_after(duty, 50, 2 * MINUTE, SIGKILL), 1, SECOND);
    assert_int_equal(duty->status, EXIT_FAULT);
    assert_int_equal(pause_after(duty, 50, 30 * SECOND, SIGKILL), MINUTE);
}

static void upkeep_comes_by_schedule_and_soon_after_a_failure(void **state)
{
    struct duty *keeper = find(DUTY_KEEPER);
    int64_t well, ill;

    (void)state;
    well = pause_after(keeper, 1, 0, 0);
    ill = pause_after(keeper, 1, 0, EXIT_STATE << 8);
    assert_true(well >= 60 * MINUTE);
    assert_in_range(ill, MINUTE, 60 * MINUTE);
}

static void who_calls_the_keeper_gets_it_soon_but_not_again_and_again(void **state)
{
    struct duty *keeper = find(DUTY_KEEPER);

    (void)state;
    pause_after(keeper, 1, 5 * MINUTE, 0);
    fu_duties_call_keeper(&duties);
    assert_in_range(keeper->due - TICKS, 0, 2 * SECOND);
    /* It has looked just now. */
    pause_after(keeper, 1, SECOND, 0);
    fu_duties_call_keeper(&duties);
    assert_int_equal(keeper->due, TICKS + MINUTE - SECOND);
    /* It is looking: what it was called for may have come too late for it. */
    keeper->pid = SOME_PID;
    keeper->due = INT64_MAX;
    keeper->started = TICKS - 2 * MINUTE;
    fu_duties_call_keeper(&duties);
    assert_true(keeper->due == INT64_MAX);
    fu_duty_ended(&duties, SOME_PID, 0, false);
    assert_in_range(keeper->due - TICKS, 0, 2 * SECOND);
}

static void the_keeper_says_when_it_looks_again(void **state)
{
    struct duty *keeper = find(DUTY_KEEPER);

    (void)state;
    atomic_store(&keeper->pulse->again, TICKS + 15 * MINUTE);
    assert_int_equal(pause_after(keeper, 1, 0, 0), 15 * MINUTE);
    atomic_store(&keeper->pulse->again, TICKS + 1);
    assert_int_equal(pause_after(keeper, 1, 0, 0), MINUTE);
    atomic_store(&keeper->pulse->again, 0);
    assert_true(pause_after(keeper, 1, 0, 0) > 60 * MINUTE);
}

/* Looking in between puts no upkeep off. */
static void a_look_is_no_upkeep(void **state)
{
    struct duty *keeper = find(DUTY_KEEPER);
    int64_t upkeep;

    (void)state;
    pause_after(keeper, 1, 0, 0);
    upkeep = keeper->upkeep;
    assert_true(upkeep > TICKS + 60 * MINUTE);
    pause_after(keeper, 1, 0, 0);
    assert_true(keeper->upkeep == upkeep);
    assert_true(keeper->due == upkeep);
}

static void a_worker_that_ends_is_for_the_keeper_to_look_at(void **state)
{
    struct duty *keeper = find(DUTY_KEEPER);

    (void)state;
    pause_after(keeper, 1, 5 * MINUTE, 0);
    pause_after(find(DUTY_OUTBOX), 1, 0, EXIT_STATE << 8);
    assert_in_range(keeper->due - TICKS, 0, 2 * SECOND);
}

static void a_damage_is_noticed(void **state)
{
    (void)state;
    pause_after(find(DUTY_OUTBOX), 1, 0, EXIT_DAMAGED << 8);
    assert_false(duties.damaged);
    pause_after(find(DUTY_KEEPER), 1, 0, EXIT_DAMAGED << 8);
    assert_true(duties.damaged);
}

static void who_was_asked_to_end_is_not_started_again(void **state)
{
    struct duty *duty = find(DUTY_INTAKE);

    (void)state;
    duty->pid = SOME_PID;
    duty->due = INT64_MAX;
    fu_duty_ended(&duties, SOME_PID, 0, true);
    assert_true(duty->due == INT64_MAX);
    fu_duty_ended(&duties, SOME_PID + 1, 0, false); /* a reader */
}

static pid_t sleeper(void)
{
    pid_t pid = fork();

    if (pid == 0) {
        for (;;)
            pause();
    }
    return pid;
}

static bool is_ended(pid_t pid)
{
    int status;

    if (waitpid(pid, &status, WNOHANG) == 0)
        return false;
    return WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL;
}

static void only_who_broke_a_promise_is_ended(void **state)
{
    struct duty *broken = &duties.list[0], *kept = &duties.list[1], *silent = &duties.list[2];
    int64_t now = TICKS;
    int status;

    (void)state;
    broken->pid = sleeper();
    kept->pid = sleeper();
    silent->pid = sleeper();
    broken->due = kept->due = silent->due = duties.list[3].due = INT64_MAX;
    atomic_store(&kept->pulse->promise, now + MINUTE);
    assert_int_equal(fu_duties_next(&duties), MINUTE);
    atomic_store(&broken->pulse->promise, now - 1);
    assert_int_equal(fu_duties_next(&duties), 0);
    fu_duties_check(&duties);
    assert_int_equal(waitpid(broken->pid, &status, 0), broken->pid);
    assert_int_equal(WTERMSIG(status), SIGKILL);
    assert_int_equal(atomic_load(&broken->pulse->promise), 0);
    assert_false(is_ended(kept->pid));
    assert_false(is_ended(silent->pid));
    broken->pid = 0;
    fu_duties_signal(&duties, SIGKILL);
    waitpid(kept->pid, NULL, 0);
    waitpid(silent->pid, NULL, 0);
}

static void a_promise_that_the_machine_slept_through_is_put_off(void **state)
{
    struct duty *slept = &duties.list[0], *kept = &duties.list[1], *silent = &duties.list[2];
    int64_t now = TICKS;

    (void)state;
    atomic_store(&slept->pulse->promise, now - 10 * SECOND);
    atomic_store(&kept->pulse->promise, now + 10 * SECOND);
    duties.awake = 0;
    fu_duties_forgive(&duties, MINUTE);
    assert_int_equal(duties.awake, now);
    assert_int_equal(atomic_load(&slept->pulse->promise), now + 50 * SECOND);
    assert_int_equal(atomic_load(&kept->pulse->promise), now + 10 * SECOND + MINUTE);
    assert_int_equal(atomic_load(&silent->pulse->promise), 0);
}

/* Five in ten minutes are what locks people out. */
static void refused_logins_are_tried_seldom(void **state)
{
    static const int64_t minutes[] = {3, 6, 12, 15, 15};

    (void)state;
    for (int i = 0; i < 5; i++)
        assert_int_equal(fu_worker_refused_pause(i + 1), minutes[i] * MINUTE);
    assert_int_equal(fu_worker_refused_pause(INT32_MAX), 15 * MINUTE);
}

static void backoff_doubles_from_a_second_to_a_quarter_of_an_hour(void **state)
{
    enum { ROUNDS = 50 };
    int64_t longest = SECOND;
    int tries, i;

    (void)state;
    for (tries = 1; tries <= 20; tries++) {
        for (i = 0; i < ROUNDS; i++)
            assert_in_range(fu_worker_backoff(tries), longest / 2, longest);
        longest = 2 * longest < 15 * MINUTE ? 2 * longest : 15 * MINUTE;
    }
    assert_in_range(fu_worker_backoff(INT32_MAX), 15 * MINUTE / 2, 15 * MINUTE);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {TEST(every_inbox_has_a_duty_and_all_begin_at_once),
        TEST(a_keeper_that_is_killed_is_told),
        cmocka_unit_test_setup_teardown(
            with_once_the_outbox_waits_for_the_inboxes, set_up_once, tear_down),
        TEST(a_duty_that_ends_at_once_is_started_ever_more_patiently),
        TEST(one_that_cannot_be_started_is_tried_again_ever_more_patiently),
        cmocka_unit_test_setup_teardown(
            with_once_one_that_cannot_be_started_is_a_failure, set_up_once, tear_down),
        TEST(one_that_ran_for_a_while_is_started_soon),
        TEST(upkeep_comes_by_schedule_and_soon_after_a_failure),
        TEST(who_calls_the_keeper_gets_it_soon_but_not_again_and_again),
        TEST(the_keeper_says_when_it_looks_again), TEST(a_look_is_no_upkeep),
        TEST(a_worker_that_ends_is_for_the_keeper_to_look_at), TEST(a_damage_is_noticed),
        TEST(who_was_asked_to_end_is_not_started_again), TEST(only_who_broke_a_promise_is_ended),
        TEST(a_promise_that_the_machine_slept_through_is_put_off),
        cmocka_unit_test(refused_logins_are_tried_seldom),
        cmocka_unit_test(backoff_doubles_from_a_second_to_a_quarter_of_an_hour)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
