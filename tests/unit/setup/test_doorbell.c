/* The doorbell: rings reach who listens, block nobody, and wait for who does not listen yet. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <fcntl.h>
#include <poll.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "followupd/setup/doorbell.h"

#include "../../lib/folder.h"

static char folder[64], path[96];
static struct fu_error error;

static int set_up(void **state)
{
    (void)state;
    if (!make_own_folder(folder, sizeof folder, "fu-bell"))
        return -1;
    snprintf(path, sizeof path, "%s/doorbell", folder);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    unlink(path);
    return rmdir(folder);
}

static bool rings(int bell)
{
    struct pollfd watched = {.fd = bell, .events = POLLIN};

    return poll(&watched, 1, 0) == 1 && watched.revents & POLLIN;
}

static void a_ring_is_heard_once_answered(void **state)
{
    struct stat info;
    int bell;

    (void)state;
    assert_int_equal(fu_doorbell_open(path, &bell, &error), FU_OK);
    assert_int_equal(stat(path, &info), 0);
    assert_int_equal(info.st_mode & 0777, 0600);
    assert_true(fcntl(bell, F_GETFD) & FD_CLOEXEC);
    assert_false(rings(bell));
    fu_doorbell_ring(path);
    fu_doorbell_ring(path);
    assert_true(rings(bell));
    fu_doorbell_answer(bell);
    assert_false(rings(bell));
    fu_doorbell_answer(bell);
    close(bell);
}

static void a_hurry_is_told_from_rings(void **state)
{
    int bell, i;

    (void)state;
    assert_int_equal(fu_doorbell_open(path, &bell, &error), FU_OK);
    fu_doorbell_ring(path);
    assert_false(fu_doorbell_answer(bell));
    for (i = 0; i < 1000; i++) {
        fu_doorbell_ring(path);
        if (i == 100)
            fu_doorbell_hurry(path);
    }
    assert_true(fu_doorbell_answer(bell));
    assert_false(rings(bell));
    assert_false(fu_doorbell_answer(bell));
    close(bell);
}

static void an_older_bell_serves_again(void **state)
{
    int first, second;

    (void)state;
    assert_int_equal(fu_doorbell_open(path, &first, &error), FU_OK);
    assert_int_equal(fu_doorbell_open(path, &second, &error), FU_OK);
    fu_doorbell_ring(path);
    assert_true(rings(second));
    close(first);
    close(second);
}

static void nobody_is_held_up_by_ringing(void **state)
{
    enum { MORE_THAN_A_PIPE_HOLDS = 100000 };
    int bell, i;

    (void)state;
    fu_doorbell_ring(path); /* no bell */
    assert_int_equal(fu_doorbell_open(path, &bell, &error), FU_OK);
    for (i = 0; i < MORE_THAN_A_PIPE_HOLDS; i++)
        fu_doorbell_ring(path);
    fu_doorbell_answer(bell);
    assert_false(rings(bell));
    close(bell);
    fu_doorbell_ring(path); /* nobody listens */
}

static void what_is_no_bell_is_said(void **state)
{
    int bell = open(path, O_WRONLY | O_CREAT, 0600);

    (void)state;
    close(bell);
    assert_int_equal(fu_doorbell_open(path, &bell, &error), FU_PERMANENT);
    assert_non_null(strstr(error.text, "is not a FIFO"));
    assert_int_equal(fu_doorbell_open("/nonexistent/bell", &bell, &error), FU_PERMANENT);
    assert_non_null(strstr(error.text, "/nonexistent/bell"));
}

/* As with a disk that has no room for it: it may pass, so another start is worth it. */
static void what_may_pass_is_no_reason_to_stay_down(void **state)
{
    struct rlimit all, none;
    enum fu_status status;
    int bell;

    (void)state;
    assert_int_equal(getrlimit(RLIMIT_NOFILE, &all), 0);
    none = (struct rlimit){0, all.rlim_max};
    assert_int_equal(setrlimit(RLIMIT_NOFILE, &none), 0);
    status = fu_doorbell_open(path, &bell, &error);
    assert_int_equal(setrlimit(RLIMIT_NOFILE, &all), 0);
    assert_int_equal(status, FU_TEMPORARY);
    assert_non_null(strstr(error.text, "Too many open files"));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {TEST(a_ring_is_heard_once_answered),
        TEST(a_hurry_is_told_from_rings), TEST(an_older_bell_serves_again),
        TEST(nobody_is_held_up_by_ringing), TEST(what_is_no_bell_is_said),
        TEST(what_may_pass_is_no_reason_to_stay_down)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
