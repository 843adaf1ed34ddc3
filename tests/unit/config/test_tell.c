/* A command that is told something: what it gets, what it does not, and when it ends. */
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
#include <sys/stat.h>
#include <sys/time.h>
#include <unistd.h>

#include "followupd/base/clock.h"
#include "followupd/config/config.h"

enum { SECONDS = 20, TICKS = 1000 };

struct world {
    char folder[64];
    char script[128];
    char result[128];
    struct fu_error error;
};

static int set_up(void **state)
{
    struct world *world = calloc(1, sizeof *world);
    snprintf(world->folder, sizeof world->folder, "/tmp/fu-tell-XXXXXX");
    *state = world;
    if (mkdtemp(world->folder) == NULL || chmod(world->folder, 0777) != 0) {
        return -1;
    }
    snprintf(world->script, sizeof world->script, "%s/script", world->folder);
    snprintf(world->result, sizeof world->result, "%s/result", world->folder);
    return 0;
}

static int tear_down(void **state)
{
    struct world *world = *state;
    unlink(world->script);
    unlink(world->result);
    rmdir(world->folder);
    free(world);
    return 0;
}

/* Runs a shell script that may write to $0's neighbour `result`. */
static enum fu_status tell(struct world *world, const char *script, const char *text, int seconds)
{
    FILE *file = fopen(world->script, "w");
    fprintf(file, "#!/bin/sh\ncd '%s'\n%s\n", world->folder, script);
    fclose(file);
    chmod(world->script, 0755);
    return fu_command_tell(world->script, text, strlen(text), seconds, &world->error);
}

static void assert_result(const struct world *world, const char *expected)
{
    char text[4096] = "";
    FILE *file = fopen(world->result, "r");
    assert_non_null(file);
    text[fread(text, 1, sizeof text - 1, file)] = '\0';
    fclose(file);
    assert_string_equal(text, expected);
}

static void the_text_is_on_its_standard_input(void **state)
{
    struct world *world = *state;
    static char text[200000];
    memset(text, 'x', sizeof text - 1);
    assert_int_equal(tell(world, "cat > result", "line\nand “one” more; $(id)\n", SECONDS), FU_OK);
    assert_result(world, "line\nand “one” more; $(id)\n");
    /* More than a pipe holds, to a program that does not read. */
    assert_int_equal(tell(world, "true", text, SECONDS), FU_OK);
    assert_int_equal(tell(world, "wc -c > result", text, SECONDS), FU_OK);
    assert_result(world, "199999\n");
}

static void nothing_of_ours_is_passed_on(void **state)
{
    struct world *world = *state;
    int open_file = open("/dev/null", O_RDONLY); /* without close-on-exec */
    setenv("CREDENTIALS_DIRECTORY", "/run/credentials", 1);
    setenv("NOTIFY_SOCKET", "/run/notify", 1);
    assert_int_equal(
        tell(world, "env | grep -c 'CREDENTIALS\\|NOTIFY' > result; ls /proc/self/fd >> result", "",
            SECONDS),
        FU_OK);
    assert_result(world, "0\n0\n1\n2\n3\n");
    close(open_file);
    assert_int_equal(tell(world, "grep NoNewPrivs /proc/self/status > result", "", SECONDS), FU_OK);
    assert_result(world, "NoNewPrivs:\t1\n");
}

static void root_becomes_nobody(void **state)
{
    struct world *world = *state;
    if (geteuid() != 0) {
        skip();
    }
    assert_int_equal(tell(world, "id -un > result; id -G >> result", "", SECONDS), FU_OK);
    assert_result(world, "nobody\n65534\n");
}

static void one_that_does_not_end_is_killed(void **state)
{
    struct world *world = *state;
    int64_t began = fu_clock_ticks();
    assert_int_equal(tell(world, "sleep 600 & sleep 600", "", 1), FU_BAD_INPUT);
    assert_non_null(strstr(world->error.text, "did not end within 1 seconds"));
    assert_true(fu_clock_ticks() - began < 600 * TICKS);
}

static void wake(int signal)
{
    (void)signal;
}

/* What it is told is noted as told, and comes again a day later at the earliest. */
static void who_is_asked_to_stop_lets_it_end(void **state)
{
    struct world *world = *state;
    struct sigaction action = {.sa_handler = wake}, before;
    const struct itimerval soon = {.it_value = {0, 100 * 1000}};
    assert_int_equal(sigaction(SIGALRM, &action, &before), 0);
    assert_int_equal(setitimer(ITIMER_REAL, &soon, NULL), 0);
    assert_int_equal(tell(world, "sleep 0.3\ncat > result", "trouble\n", SECONDS), FU_OK);
    assert_result(world, "trouble\n");
    sigaction(SIGALRM, &before, NULL);
}

static void a_failure_is_said(void **state)
{
    struct world *world = *state;
    assert_int_equal(tell(world, "exit 3", "", SECONDS), FU_BAD_INPUT);
    assert_non_null(strstr(world->error.text, "failed (exit status 3)"));
    assert_int_equal(tell(world, "kill -9 $$", "", SECONDS), FU_BAD_INPUT);
    assert_non_null(strstr(world->error.text, "failed (signal 9)"));
    assert_int_equal(
        fu_command_tell("/nowhere/at-all", "", 0, SECONDS, &world->error), FU_BAD_INPUT);
    assert_non_null(strstr(world->error.text, "cannot be run"));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(the_text_is_on_its_standard_input),
        TEST(nothing_of_ours_is_passed_on),
        TEST(root_becomes_nobody),
        TEST(one_that_does_not_end_is_killed),
        TEST(who_is_asked_to_stop_lets_it_end),
        TEST(a_failure_is_said),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
