/* Passwords from files, commands and credentials: what is taken, what is refused, and that no
 * sentence and no line of the log holds the secret. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

#include "followupd/base/clock.h"
#include "followupd/base/file.h"
#include "followupd/base/memory.h"
#include "followupd/config/config.h"
#include "../../../src/config/run.h"
#include "../../../src/config/text.h"

static const char hidden[] = "hunter2";
enum { NOBODY = 65534 };

static char folder[] = "/tmp/unit-config-secret-XXXXXX";
static char path[64], log_path[64];
static struct fu_buffer secret;
static struct fu_error error;

static int open_folder(void **state)
{
    (void)state;
    if (mkdtemp(folder) == NULL) {
        return -1;
    }
    snprintf(path, sizeof path, "%s/password", folder);
    snprintf(log_path, sizeof log_path, "%s/log", folder);
    fu_buffer_init(&secret, FU_SECRET_MAX);
    return setenv("CREDENTIALS_DIRECTORY", folder, 1);
}

static int close_folder(void **state)
{
    (void)state;
    fu_secret_wipe(&secret);
    fu_buffer_free(&secret);
    unlink(path);
    unlink(log_path);
    return rmdir(folder);
}

static void write_file(const void *bytes, size_t length, mode_t mode)
{
    assert_int_equal(fu_file_write(path, bytes, length, &error), FU_OK);
    assert_int_equal(chmod(path, mode), 0);
}

static void assert_good(struct fu_secret source, const char *expected)
{
    if (fu_secret_read(&source, &secret, &error) != FU_OK) {
        fail_msg("%s", error.text);
    }
    assert_string_equal(secret.data, expected);
    assert_int_equal(secret.length, strlen(expected));
}

static void assert_refused(struct fu_secret source, const char *part)
{
    assert_int_equal(fu_secret_read(&source, &secret, &error), FU_BAD_INPUT);
    assert_int_equal(error.status, FU_BAD_INPUT);
    if (strstr(error.text, part) == NULL) {
        fail_msg("'%s' is not in: %s", part, error.text);
    }
    assert_null(strstr(error.text, hidden));
    assert_int_equal(secret.length, 0);
}

#define FILE_OF(name) ((struct fu_secret){.file = name})
#define COMMAND(text) ((struct fu_secret){.command = text})
#define CREDENTIAL(name) ((struct fu_secret){.credential = name})

static void no_source_is_an_empty_password(void **state)
{
    (void)state;
    assert_good((struct fu_secret){0}, "");
    assert_good((struct fu_secret){"", "", "", NULL}, "");
}

static void a_file_gives_its_first_line(void **state)
{
    (void)state;
    write_file("hunter2", 7, 0600);
    assert_good(FILE_OF(path), "hunter2");
    write_file("hunter2\n", 8, 0400);
    assert_good(FILE_OF(path), "hunter2");
    write_file("hunter2\r\nmore\n", 14, 0600);
    assert_good(FILE_OF(path), "hunter2");
    write_file(" a ; b # \"c\" \xFF \n", 16, 0600);
    assert_good(FILE_OF(path), " a ; b # \"c\" \xFF ");
}

static void what_the_buffer_held_is_gone(void **state)
{
    (void)state;
    write_file("first\n", 6, 0600);
    assert_good(FILE_OF(path), "first");
    write_file("2nd\n", 4, 0600);
    assert_good(FILE_OF(path), "2nd");
    assert_refused(FILE_OF("/nonexistent/password"), "/nonexistent/password");
}

static void a_file_that_others_may_read_is_refused(void **state)
{
    (void)state;
    write_file("hunter2\n", 8, 0604);
    assert_refused(FILE_OF(path), "chmod 600");
    write_file("hunter2\n", 8, 0640);
    assert_refused(FILE_OF(path), "chmod 600");
}

static void a_missing_file_is_told_how_to_make_it(void **state)
{
    (void)state;
    unlink(path);
    assert_refused(FILE_OF(path), "No such file or directory; write the password to it");
}

static void an_unreadable_file_is_told_whose_to_make_it(void **state)
{
    (void)state;
    bool root = geteuid() == 0;
    write_file("hunter2\n", 8, 0);
    assert_int_equal(chmod(folder, 0755), 0);
    assert_true(!root || seteuid(NOBODY) == 0);
    assert_refused(FILE_OF(path), ", who runs this, own it (chown)");
    assert_true(!root || seteuid(0) == 0);
}

static void what_is_no_file_is_refused(void **state)
{
    (void)state;
    assert_refused(FILE_OF(folder), "is not a regular file");
    assert_refused(FILE_OF("/dev/zero"), "is not a regular file");
}

static void an_empty_first_line_is_no_password(void **state)
{
    (void)state;
    write_file("", 0, 0600);
    assert_refused(FILE_OF(path), "first line is empty");
    write_file("\nhunter2\n", 9, 0600);
    assert_refused(FILE_OF(path), "first line is empty");
    write_file("\r\nhunter2\n", 10, 0600);
    assert_refused(FILE_OF(path), "first line is empty");
}

static void a_nul_is_no_part_of_a_password(void **state)
{
    (void)state;
    write_file("hunter2\0x\n", 10, 0600);
    assert_refused(FILE_OF(path), "NUL");
    write_file("hunter2\n\0x\n", 11, 0600);
    assert_good(FILE_OF(path), "hunter2");
}

static void a_file_has_a_limit(void **state)
{
    (void)state;
    char *text = fu_allocate(FU_SECRET_MAX + 2, 1);
    memset(text, 'x', FU_SECRET_MAX + 1);
    write_file(text, FU_SECRET_MAX, 0600);
    assert_int_equal(fu_secret_read(&FILE_OF(path), &secret, &error), FU_OK);
    assert_int_equal(secret.length, FU_SECRET_MAX);
    memcpy(text, hidden, strlen(hidden));
    write_file(text, FU_SECRET_MAX + 1, 0600);
    assert_refused(FILE_OF(path), "8192");
    free(text);
}

static void a_command_gives_its_first_line(void **state)
{
    (void)state;
    assert_good(COMMAND("printf hunter2"), "hunter2");
    assert_good(COMMAND("printf hunter2\\nmore\\n"), "hunter2");
    assert_good(COMMAND("printf hunter2\\r\\n"), "hunter2");
    assert_good(COMMAND("sh -c \"printf hun; sleep 0.1; echo ter2\""), "hunter2");
    /* More than a pipe holds comes behind it. */
    assert_good(COMMAND("sh -c \"echo hunter2; head -c 200000 /dev/zero\""), "hunter2");
}

static void a_command_has_no_shell(void **state)
{
    (void)state;
    assert_good(COMMAND("echo $HOME `id` > x ; 'a  b' *"), "$HOME `id` > x ; 'a b' *");
    assert_good(COMMAND("\techo   \"a  b\" c\"d e\"f  "), "a  b cd ef");
    assert_good(COMMAND("printf \"%s-%s\" \"\" x"), "-x");
}

static void a_command_reads_nothing(void **state)
{
    (void)state;
    int ends[2], kept = dup(STDIN_FILENO);
    assert_true(kept >= 0 && pipe(ends) == 0);
    assert_int_equal(write(ends[1], hidden, strlen(hidden)), (ssize_t)strlen(hidden));
    close(ends[1]);
    dup2(ends[0], STDIN_FILENO);
    assert_good(COMMAND("sh -c \"cat; echo end\""), "end");
    dup2(kept, STDIN_FILENO);
    close(ends[0]);
    close(kept);
}

static void a_command_has_no_descriptor_of_ours(void **state)
{
    (void)state;
    int fd = open("/dev/null", O_RDONLY);
    assert_true(fd >= 0);
    /* Its own three, and that of the folder that ls reads. */
    assert_good(COMMAND("sh -c \"ls /proc/self/fd | wc -l\""), "4");
    close(fd);
}

static void a_command_is_not_deaf_to_signals(void **state)
{
    (void)state;
    signal(SIGPIPE, SIG_IGN);
    assert_good(COMMAND("sh -c \"yes | head -n 1; echo done\""), "y");
    assert_refused(COMMAND("sh -c \"kill -PIPE $$\""), "signal 13");
    signal(SIGPIPE, SIG_DFL);
}

static void a_command_that_fails_gives_nothing(void **state)
{
    (void)state;
    assert_refused(COMMAND("sh -c \"echo hunter2; exit 3\""), "sh failed with exit status 3; ");
    assert_refused(COMMAND("false"), "false failed with exit status 1; ");
    assert_refused(COMMAND("sh -c \"echo hunter2; kill -9 $$\""), "sh was ended by signal 9; ");
}

static void a_command_that_cannot_be_run_is_named(void **state)
{
    (void)state;
    assert_refused(
        COMMAND("/nonexistent/pass hunter2"), "/nonexistent/pass cannot be run: No such");
    assert_refused(COMMAND("/tmp hunter2"), "/tmp cannot be run: Permission denied");
    assert_refused(COMMAND("echo \"hunter2"), "a \" that is not closed");
    assert_refused(COMMAND("  "), "names no program");
}

static void a_command_that_prints_nothing_gives_nothing(void **state)
{
    (void)state;
    assert_refused(COMMAND("true"), "true gives no password");
    assert_refused(COMMAND("echo"), "echo gives no password");
    assert_refused(COMMAND("sh -c \"echo why >&2\""), "sh gives no password");
}

static void a_command_has_a_limit(void **state)
{
    (void)state;
    static const char *const commands[] = {"sh -c \"head -c 8192 /dev/zero | tr '\\0' x\"",
        "sh -c \"head -c 8192 /dev/zero | tr '\\0' x; echo\"",
        "sh -c \"head -c 8192 /dev/zero | tr '\\0' x; printf '\\r\\n'\""};
    for (size_t i = 0; i < sizeof commands / sizeof commands[0]; i++) {
        assert_int_equal(fu_secret_read(&COMMAND(commands[i]), &secret, &error), FU_OK);
        assert_int_equal(secret.length, FU_SECRET_MAX);
    }
    assert_refused(COMMAND("sh -c \"head -c 8193 /dev/zero | tr '\\0' x; echo\""), "8192 octets");
    assert_refused(COMMAND("sh -c \"head -c 9000 /dev/zero | tr '\\0' x\""), "8192 octets");
    int64_t before = fu_clock_ticks();
    assert_refused(COMMAND("sh -c \"yes hunter2 | tr -d '\\n'\""), "8192 octets");
    assert_true(fu_clock_ticks() - before < 30000);
}

static void a_command_that_leaves_something_behind_has_ended(void **state)
{
    (void)state;
    int64_t before = fu_clock_ticks();
    assert_good(COMMAND("sh -c \"sleep 30 & echo hunter2\""), "hunter2");
    assert_true(fu_clock_ticks() - before < 30000);
}

/* True once the process is gone, or dead and waiting for its parent. */
static bool is_dead(long process)
{
    char name[64], line[256] = "";
    snprintf(name, sizeof name, "/proc/%ld/stat", process);
    FILE *file = fopen(name, "r");
    if (file == NULL) {
        return true;
    }
    char *got = fgets(line, sizeof line, file);
    fclose(file);
    const char *state = strrchr(line, ')');
    return got == NULL || (state != NULL && (state[2] == 'Z' || state[2] == 'X'));
}

/* The output of the command whose first line the clock waits for, before half a minute passes. */
static const struct fu_config_output *awaited;

int64_t __real_fu_clock_ticks(void);
int64_t __wrap_fu_clock_ticks(void);

int64_t __wrap_fu_clock_ticks(void)
{
    return __real_fu_clock_ticks() + (awaited != NULL && awaited->complete ? 30000 : 0);
}

static void assert_dies(long process)
{
    assert_true(process > 1);
    for (int i = 0; i < 3000 && !is_dead(process); i++) {
        usleep(10000);
    }
    assert_true(is_dead(process));
}

static void a_command_that_hangs_is_killed_with_its_children(void **state)
{
    (void)state;
    struct fu_arena *arena = fu_arena_new();
    struct fu_config_output output;
    char **words = fu_config_command_split(
        arena, "sh -c \"trap '' TERM INT; sleep 60 & echo $! $$; wait; sleep 60\"");
    int64_t before = fu_clock_ticks();
    awaited = &output;
    enum fu_status status = fu_config_run(words, 30, NULL, &output, &error);
    awaited = NULL;
    assert_int_equal(status, FU_BAD_INPUT);
    assert_true(fu_clock_ticks() - before < 30000);
    assert_non_null(strstr(error.text, "sh did not end within 30 seconds and was killed; "));
    assert_true(output.complete);
    output.bytes[output.length] = '\0';
    char *second;
    long child = strtol(output.bytes, &second, 10), shell = strtol(second, NULL, 10);
    assert_dies(child);
    assert_true(shell > 1 && is_dead(shell));
    assert_int_equal(waitpid(-1, NULL, WNOHANG), -1);
    assert_int_equal(errno, ECHILD);
    fu_arena_free(&arena);
}

static void hear(int signal)
{
    (void)signal;
}

/* Signals come all along, as in a worker; the stop comes with the first line. */
static void a_command_that_hangs_is_ended_by_a_stop(void **state)
{
    (void)state;
    struct fu_arena *arena = fu_arena_new();
    struct fu_config_output output;
    struct sigaction action = {.sa_handler = hear}, before;
    const struct itimerval often = {{0, 7000}, {0, 7000}}, never = {{0, 0}, {0, 0}};
    char **words = fu_config_command_split(
        arena, "sh -c \"trap '' TERM INT; sleep 60 & echo $!; wait; sleep 60\"");
    sigaction(SIGALRM, &action, &before);
    setitimer(ITIMER_REAL, &often, NULL);
    int64_t began = fu_clock_ticks();
    enum fu_status status = fu_config_run(words, 30, &output.complete, &output, &error);
    setitimer(ITIMER_REAL, &never, NULL);
    sigaction(SIGALRM, &before, NULL);
    assert_int_equal(status, FU_TEMPORARY);
    assert_true(fu_clock_ticks() - began < 30000);
    assert_non_null(strstr(error.text, "sh was ended, since followupd stops"));
    output.bytes[output.length] = '\0';
    assert_dies(strtol(output.bytes, NULL, 10));
    assert_int_equal(waitpid(-1, NULL, WNOHANG), -1);
    fu_arena_free(&arena);
}

/* Runs a command with our standard error going to a file; what stands there afterwards. */
static void log_of(const char *command, char *text, size_t size)
{
    int kept = dup(STDERR_FILENO);
    int fd = open(log_path, O_RDWR | O_CREAT | O_TRUNC, 0600);
    assert_true(kept >= 0 && fd >= 0);
    dup2(fd, STDERR_FILENO);
    enum fu_status status = fu_secret_read(&COMMAND(command), &secret, &error);
    dup2(kept, STDERR_FILENO);
    assert_int_equal(status, FU_OK);
    assert_int_equal(lseek(fd, 0, SEEK_SET), 0);
    ssize_t got = read(fd, text, size - 1);
    assert_true(got >= 0);
    text[got] = '\0';
    close(fd);
    close(kept);
}

static void the_complaints_of_a_command_go_to_the_log_line_by_line(void **state)
{
    (void)state;
    char text[4096];
    log_of("sh -c \"echo hunter2; echo one >&2; echo >&2; printf 'two\\033[31m' >&2\"", text,
        sizeof text);
    assert_non_null(strstr(text, "password_command sh says: one\n"));
    assert_non_null(strstr(text, "password_command sh says: two"));
    assert_null(strchr(text, '\033'));
    assert_null(strstr(text, hidden));
    assert_null(strstr(text, "says: \n"));
}

static void a_complaint_that_repeats_the_password_is_not_logged(void **state)
{
    (void)state;
    char text[4096];
    log_of("sh -xc \"echo is hunter2 >&2; echo hunter2\"", text, sizeof text);
    assert_null(strstr(text, hidden));
    assert_non_null(strstr(text, "says: (a line with the password in it)\n"));
    /* The buffer for complaints ends within the second line. */
    static const char *const command = "sh -c \"head -c 65530 /dev/zero | tr '\\0' y >&2; "
                                       "echo >&2; echo hunter2 >&2; echo hunter2\"";
    log_of(command, text, sizeof text);
    assert_null(strstr(text, "hunte"));
}

static void a_talkative_command_does_not_fill_the_log(void **state)
{
    (void)state;
    static char text[200000];
    log_of("sh -c \"echo x; seq 1 5000 >&2; head -c 20000 /dev/zero | tr '\\0' y >&2\"", text,
        sizeof text);
    size_t lines = 0;
    for (const char *at = text; (at = strchr(at, '\n')) != NULL; at++) {
        lines++;
    }
    assert_int_equal(lines, 100);
    assert_non_null(strstr(text, "says: 100\n"));
}

static void a_credential_is_a_file_in_the_folder_of_systemd(void **state)
{
    (void)state;
    write_file("hunter2\n", 8, 0400);
    assert_good(CREDENTIAL("password"), "hunter2");
    /* An access list for the service's user shows as the group's permission. */
    write_file("hunter2\n", 8, 0440);
    assert_good(CREDENTIAL("password"), "hunter2");
}

static void a_missing_credential_is_told_where_to_write_it(void **state)
{
    (void)state;
    assert_refused(CREDENTIAL("imap"), "/imap: No such file");
    unsetenv("CREDENTIALS_DIRECTORY");
    assert_refused(CREDENTIAL("imap"), "LoadCredential=imap:PATH");
    setenv("CREDENTIALS_DIRECTORY", folder, 1);
}

static void a_credential_stays_in_its_folder(void **state)
{
    (void)state;
    write_file("hunter2\n", 8, 0600);
    char outside[128];
    snprintf(outside, sizeof outside, "..%s", path);
    assert_refused(CREDENTIAL(outside), "is no credential's name");
    assert_refused(CREDENTIAL("../etc/hostname"), "is no credential's name");
    assert_refused(CREDENTIAL("x/password"), "is no credential's name");
    assert_refused(CREDENTIAL(".."), "is no credential's name");
}

static void a_file_is_taken_before_a_command_and_a_credential(void **state)
{
    (void)state;
    write_file("file\n", 5, 0600);
    assert_good((struct fu_secret){path, "echo command", "password", NULL}, "file");
    assert_good((struct fu_secret){"", "echo command", "password", NULL}, "command");
}

static void wiping_leaves_nothing(void **state)
{
    (void)state;
    struct fu_buffer buffer;
    fu_buffer_init(&buffer, FU_SECRET_MAX);
    fu_buffer_add_text(&buffer, hidden);
    fu_secret_wipe(&buffer);
    assert_int_equal(buffer.length, 0);
    for (size_t i = 0; i < buffer.capacity; i++) {
        assert_int_equal(buffer.data[i], 0);
    }
    fu_buffer_free(&buffer);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(no_source_is_an_empty_password),
        cmocka_unit_test(a_file_gives_its_first_line),
        cmocka_unit_test(what_the_buffer_held_is_gone),
        cmocka_unit_test(a_file_that_others_may_read_is_refused),
        cmocka_unit_test(a_missing_file_is_told_how_to_make_it),
        cmocka_unit_test(an_unreadable_file_is_told_whose_to_make_it),
        cmocka_unit_test(what_is_no_file_is_refused),
        cmocka_unit_test(an_empty_first_line_is_no_password),
        cmocka_unit_test(a_nul_is_no_part_of_a_password),
        cmocka_unit_test(a_file_has_a_limit),
        cmocka_unit_test(a_command_gives_its_first_line),
        cmocka_unit_test(a_command_has_no_shell),
        cmocka_unit_test(a_command_reads_nothing),
        cmocka_unit_test(a_command_has_no_descriptor_of_ours),
        cmocka_unit_test(a_command_is_not_deaf_to_signals),
        cmocka_unit_test(a_command_that_fails_gives_nothing),
        cmocka_unit_test(a_command_that_cannot_be_run_is_named),
        cmocka_unit_test(a_command_that_prints_nothing_gives_nothing),
        cmocka_unit_test(a_command_has_a_limit),
        cmocka_unit_test(a_command_that_leaves_something_behind_has_ended),
        cmocka_unit_test(a_command_that_hangs_is_killed_with_its_children),
        cmocka_unit_test(a_command_that_hangs_is_ended_by_a_stop),
        cmocka_unit_test(the_complaints_of_a_command_go_to_the_log_line_by_line),
        cmocka_unit_test(a_complaint_that_repeats_the_password_is_not_logged),
        cmocka_unit_test(a_talkative_command_does_not_fill_the_log),
        cmocka_unit_test(a_credential_is_a_file_in_the_folder_of_systemd),
        cmocka_unit_test(a_missing_credential_is_told_where_to_write_it),
        cmocka_unit_test(a_credential_stays_in_its_folder),
        cmocka_unit_test(a_file_is_taken_before_a_command_and_a_credential),
        cmocka_unit_test(wiping_leaves_nothing),
    };
    return cmocka_run_group_tests(tests, open_folder, close_folder);
}
