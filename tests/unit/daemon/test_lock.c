/* One daemon on one state folder. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../../../src/daemon/lock.h"
#include "../../lib/folder.h"

static char folder[64], path[96];
static struct fu_error error;

static int set_up(void **state)
{
    (void)state;
    if (!make_own_folder(folder, sizeof folder, "fu-lock"))
        return -1;
    snprintf(path, sizeof path, "%s/lock", folder);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    unlink(path);
    return rmdir(folder);
}

static void the_second_is_told_who_holds_it(void **state)
{
    char holder[64];
    int first, second;

    (void)state;
    assert_int_equal(fu_lock_take(path, &first, &error), FU_OK);
    assert_int_equal(fu_lock_take(path, &second, &error), FU_TEMPORARY);
    snprintf(holder, sizeof holder, "(process %ld)", (long)getpid());
    assert_non_null(strstr(error.text, holder));
    close(first);
    assert_int_equal(fu_lock_take(path, &second, &error), FU_OK);
    close(second);
}

static void a_child_keeps_it_after_its_parent(void **state)
{
    int first, second;
    pid_t child;

    (void)state;
    assert_int_equal(fu_lock_take(path, &first, &error), FU_OK);
    child = fork();
    if (child == 0)
        pause();
    close(first);
    assert_int_equal(fu_lock_take(path, &second, &error), FU_TEMPORARY);
    kill(child, SIGKILL);
    waitpid(child, NULL, 0);
    assert_int_equal(fu_lock_take(path, &second, &error), FU_OK);
    close(second);
}

/* Waits for the gate to open, says whether it got the lock, and keeps it until all is over. */
static void compete(const int gate[2], const int said[2], const int over[2])
{
    char byte;
    int fd;

    close(gate[1]);
    close(over[1]);
    if (read(gate[0], &byte, 1) < 0)
        _exit(1);
    byte = fu_lock_take(path, &fd, &error) == FU_OK;
    if (write(said[1], &byte, 1) != 1 || read(over[0], &byte, 1) < 0)
        _exit(1);
    _exit(0);
}

static void of_many_at_once_one_holds_it(void **state)
{
    enum { MANY = 50 };
    int gate[2], said[2], over[2], held = 0, i;
    char byte;

    (void)state;
    assert_int_equal(pipe(gate) | pipe(said) | pipe(over), 0);
    for (i = 0; i < MANY; i++) {
        if (fork() == 0)
            compete(gate, said, over);
    }
    close(gate[1]);
    close(said[1]);
    for (i = 0; i < MANY; i++) {
        assert_int_equal(read(said[0], &byte, 1), 1);
        held += byte;
    }
    close(over[1]);
    while (wait(NULL) > 0)
        ;
    assert_int_equal(held, 1);
    close(gate[0]);
    close(said[0]);
    close(over[0]);
}

static void a_longer_text_of_an_earlier_holder_does_not_shine_through(void **state)
{
    int fd = open(path, O_WRONLY | O_CREAT, 0600), first, second;

    (void)state;
    assert_true(write(fd, "99999999999999999999999999999999999999\n", 39) == 39);
    close(fd);
    assert_int_equal(fu_lock_take(path, &first, &error), FU_OK);
    assert_int_equal(fu_lock_take(path, &second, &error), FU_TEMPORARY);
    assert_null(strstr(error.text, "9999999999"));
    close(first);
}

static void assert_second_line(const char *expected)
{
    char text[1024] = "";
    int fd = open(path, O_RDONLY);

    assert_true(read(fd, text, sizeof text - 1) > 0);
    close(fd);
    assert_non_null(strchr(text, '\n'));
    assert_string_equal(strchr(text, '\n') + 1, expected);
}

static void what_it_notes_stands_below_until_it_is_taken_anew(void **state)
{
    char holder[64];
    int first, second;

    (void)state;
    assert_int_equal(fu_lock_take(path, &first, &error), FU_OK);
    assert_second_line("");
    fu_lock_note(first, "a longer sentence");
    fu_lock_note(first, "a sentence");
    assert_second_line("a sentence\n");
    assert_int_equal(fu_lock_take(path, &second, &error), FU_TEMPORARY);
    snprintf(holder, sizeof holder, "(process %ld)", (long)getpid());
    assert_non_null(strstr(error.text, holder));
    fu_lock_note(first, "");
    assert_second_line("");
    fu_lock_note(first, "a sentence");
    close(first);
    assert_int_equal(fu_lock_take(path, &second, &error), FU_OK);
    assert_second_line("");
    close(second);
}

static void a_lock_that_cannot_be_opened_is_said(void **state)
{
    int fd;

    (void)state;
    assert_int_equal(fu_lock_take("/nonexistent/lock", &fd, &error), FU_PERMANENT);
    assert_non_null(strstr(error.text, "/nonexistent/lock"));
    assert_non_null(strstr(error.text, "No such file"));
}

/* As with a disk that has no room for the file: it may pass, so another start is worth it. */
static void what_may_pass_is_no_reason_to_stay_down(void **state)
{
    struct rlimit all, none;
    enum fu_status status;
    int fd;

    (void)state;
    assert_int_equal(getrlimit(RLIMIT_NOFILE, &all), 0);
    none = (struct rlimit){0, all.rlim_max};
    assert_int_equal(setrlimit(RLIMIT_NOFILE, &none), 0);
    status = fu_lock_take(path, &fd, &error);
    assert_int_equal(setrlimit(RLIMIT_NOFILE, &all), 0);
    assert_int_equal(status, FU_TEMPORARY);
    assert_non_null(strstr(error.text, "Too many open files"));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {TEST(the_second_is_told_who_holds_it),
        TEST(a_child_keeps_it_after_its_parent), TEST(of_many_at_once_one_holds_it),
        TEST(a_longer_text_of_an_earlier_holder_does_not_shine_through),
        TEST(what_it_notes_stands_below_until_it_is_taken_anew),
        TEST(a_lock_that_cannot_be_opened_is_said), TEST(what_may_pass_is_no_reason_to_stay_down)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
