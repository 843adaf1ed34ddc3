/* The reader's own side of its line: what it says, and what ends it. Its filter is made but not
 * loaded here; what that keeps it from is test_confine's. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "followupd/base/clock.h"
#include "followupd/mail/limits.h"
#include "followupd/mail/wire.h"
#include "../../../src/daemon/reader.h"

enum { HUNG_UP = 60000 }; /* milliseconds after which nothing comes any more */

static const char mail[] = "From: Alice <alice@example.org>\r\nTo: bob@example.org\r\n"
                           "Subject: =?utf-8?Q?Gr=C3=BC=C3=9Fe?=\r\n\r\nHello.\r\n";

static const char with_file[] =
    "From: alice@example.org\r\nMIME-Version: 1.0\r\n"
    "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nHello.\r\n"
    "--b\r\nContent-Type: application/pdf\r\nContent-Disposition: attachment; filename=plan.pdf\r\n"
    "Content-Transfer-Encoding: base64\r\n\r\ndGhlIHBsYW4=\r\n--b--\r\n";

static bool kernel_refuses;

/* --wrap */
int __wrap_seccomp_load(const void *filter);

int __wrap_seccomp_load(const void *filter)
{
    (void)filter;
    return kernel_refuses ? -1 : 0;
}

struct scene {
    struct fu_arena *arena;
    int line;
    pid_t reader;
    char *answered; /* after its head */
    struct reader_answer head;
};

static void have_patience(int line)
{
    const struct timeval patience = {HUNG_UP / 1000, 0};

    assert_int_equal(setsockopt(line, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience), 0);
}

static void start_reader(struct scene *scene)
{
    const struct fu_reading reading = {.authserv_id = ""};
    int line[2];

    assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, line), 0);
    scene->reader = fork();
    if (scene->reader == 0) {
        close(line[0]);
        _exit(fu_reader_work(line[1], &reading));
    }
    close(line[1]);
    have_patience(line[0]);
    scene->line = line[0];
}

static int set_up(void **state)
{
    struct scene *scene = calloc(1, sizeof *scene);

    scene->arena = fu_arena_new();
    kernel_refuses = false;
    signal(SIGPIPE, SIG_IGN);
    *state = scene;
    return 0;
}

static int tear_down(void **state)
{
    struct scene *scene = *state;

    if (scene->reader > 0) {
        kill(scene->reader, SIGKILL);
        waitpid(scene->reader, NULL, 0);
    }
    close(scene->line);
    fu_arena_free(&scene->arena);
    free(scene);
    return 0;
}

static bool hear(struct scene *scene, void *bytes, size_t length)
{
    return recv(scene->line, bytes, length, MSG_WAITALL) == (ssize_t)length;
}

static void assert_ready(struct scene *scene)
{
    char ready;

    assert_true(hear(scene, &ready, 1));
    assert_int_equal(ready, READER_READY);
}

static bool say(const struct scene *scene, const void *bytes, size_t length)
{
    return send(scene->line, bytes, length, 0) == (ssize_t)length;
}

static void ask(struct scene *scene, enum reader_task what, const char *bytes, size_t length)
{
    const struct reader_request request = {(uint32_t)length, what};

    assert_true(say(scene, &request, sizeof request) && say(scene, bytes, length));
    assert_true(hear(scene, &scene->head, sizeof scene->head));
    scene->answered = fu_arena_allocate(scene->arena, scene->head.length + 1, 1);
    assert_true(hear(scene, scene->answered, scene->head.length));
    scene->answered[scene->head.length] = '\0';
}

static void assert_subject(struct scene *scene, const char *subject)
{
    struct fu_letter *letter;
    struct fu_error error;

    assert_int_equal(scene->head.status, FU_OK);
    assert_int_equal(
        fu_wire_decode(scene->arena, scene->answered, scene->head.length, &letter, &error), FU_OK);
    assert_string_equal(letter->subject, subject);
}

static int wait_status(struct scene *scene)
{
    const struct timespec moment = {0, 1000 * 1000};
    int64_t until = fu_clock_ticks() + HUNG_UP;
    pid_t ended = 0;
    int status;

    while (ended == 0 && fu_clock_ticks() < until) {
        nanosleep(&moment, NULL);
        ended = waitpid(scene->reader, &status, WNOHANG);
    }
    assert_int_equal(ended, scene->reader);
    scene->reader = 0;
    return status;
}

/* Nothing more is said, and this is how it ended. */
static void assert_ended(struct scene *scene, int expected)
{
    char more;
    int status;

    assert_int_equal(recv(scene->line, &more, 1, 0), 0);
    status = wait_status(scene);
    assert_true(WIFEXITED(status));
    assert_int_equal(WEXITSTATUS(status), expected);
}

static void one_mail_after_another_comes_back_as_a_letter(void **state)
{
    struct scene *scene = *state;

    start_reader(scene);
    assert_ready(scene);
    ask(scene, READER_MAIL, mail, sizeof mail - 1);
    assert_subject(scene, "Grüße");
    ask(scene, READER_BEGINNING, "Subject: cut\r\n\r\nHel", 19);
    assert_subject(scene, "cut");
    shutdown(scene->line, SHUT_WR);
    assert_ended(scene, EXIT_DONE);
}

static void the_files_of_a_mail_come_back(void **state)
{
    struct scene *scene = *state;
    struct fu_part *files;
    struct fu_error error;
    size_t count, left_out;

    start_reader(scene);
    assert_ready(scene);
    ask(scene, READER_FILES, with_file, sizeof with_file - 1);
    assert_int_equal(scene->head.status, FU_OK);
    assert_int_equal(fu_wire_decode_parts(scene->arena, scene->answered, scene->head.length, &files,
                         &count, &left_out, &error),
        FU_OK);
    assert_int_equal(count, 1);
    assert_int_equal(left_out, 0);
    assert_string_equal(files[0].name, "plan.pdf");
    assert_int_equal(files[0].length, 8);
    assert_memory_equal(files[0].bytes, "the plan", 8);
}

static void a_mail_beyond_a_limit_is_refused_with_its_reason_and_the_next_is_read(void **state)
{
    struct scene *scene = *state;
    size_t length = FU_MAIL_FIELD_MAX + 100;
    char *bytes = fu_arena_allocate(scene->arena, length, 1);

    memset(bytes, 'x', length);
    memcpy(bytes, "Subject: ", 9);
    memcpy(bytes + length - 4, "\r\n\r\n", 4);
    start_reader(scene);
    assert_ready(scene);
    ask(scene, READER_MAIL, bytes, length);
    assert_int_equal(scene->head.status, FU_PERMANENT);
    assert_non_null(strstr(scene->answered, "header field"));
    ask(scene, READER_FILES, bytes, length);
    assert_int_equal(scene->head.status, FU_PERMANENT);
    ask(scene, READER_MAIL, mail, sizeof mail - 1);
    assert_subject(scene, "Grüße");
}

static void only_what_is_no_longer_than_a_mail_may_be_is_waited_for(void **state)
{
    struct scene *scene = *state;
    const struct reader_request request = {FU_MAIL_SIZE_MAX + 1, READER_MAIL};
    char *bytes = fu_arena_allocate(scene->arena, FU_MAIL_SIZE_MAX, 1);
    size_t i;

    memset(bytes, 'x', FU_MAIL_SIZE_MAX);
    for (i = 70; i < FU_MAIL_SIZE_MAX; i += 72)
        memcpy(bytes + i, "\r\n", 2);
    memcpy(bytes, mail, sizeof mail - 1);
    start_reader(scene);
    assert_ready(scene);
    ask(scene, READER_MAIL, bytes, FU_MAIL_SIZE_MAX);
    assert_subject(scene, "Grüße");
    assert_true(say(scene, &request, sizeof request));
    assert_ended(scene, EXIT_DONE);
}

static void a_line_that_ends_within_a_request_ends_it(void **state)
{
    const struct reader_request request = {sizeof mail - 1, READER_MAIL};
    struct scene *scene = *state;

    start_reader(scene);
    assert_ready(scene);
    assert_true(say(scene, &request, 5));
    shutdown(scene->line, SHUT_WR);
    assert_ended(scene, EXIT_DONE);
    close(scene->line);
    start_reader(scene);
    assert_ready(scene);
    assert_true(say(scene, &request, sizeof request) && say(scene, mail, 20));
    shutdown(scene->line, SHUT_WR);
    assert_ended(scene, EXIT_DONE);
}

/* Takes the line of the reader that was handed over. */
static void take_line(struct scene *scene, int control)
{
    char room[CMSG_SPACE(sizeof(int))];
    struct iovec part = {&scene->reader, sizeof scene->reader};
    struct msghdr message = {
        .msg_iov = &part, .msg_iovlen = 1, .msg_control = room, .msg_controllen = sizeof room};

    assert_int_equal(recvmsg(control, &message, 0), sizeof scene->reader);
    memcpy(&scene->line, CMSG_DATA(CMSG_FIRSTHDR(&message)), sizeof scene->line);
}

static void one_that_was_provided_keeps_nothing_but_its_line(void **state)
{
    const struct fu_reading reading = {.authserv_id = ""};
    struct scene *scene = *state;
    int control[2], secret[2];
    struct pollfd end;
    char byte;

    assert_int_equal(socketpair(AF_UNIX, SOCK_SEQPACKET, 0, control), 0);
    assert_int_equal(pipe(secret), 0);
    assert_true(fu_reader_provide(control[0], &reading, NULL, 0));
    take_line(scene, control[1]);
    assert_ready(scene);
    close(secret[1]);
    end = (struct pollfd){.fd = secret[0], .events = POLLIN};
    assert_int_equal(poll(&end, 1, HUNG_UP), 1);
    assert_int_equal(read(secret[0], &byte, 1), 0);
    ask(scene, READER_MAIL, mail, sizeof mail - 1);
    assert_subject(scene, "Grüße");
    shutdown(scene->line, SHUT_WR);
    assert_ended(scene, EXIT_DONE);
    close(secret[0]);
    close(control[0]);
    close(control[1]);
}

static void nobody_who_listens_ends_it(void **state)
{
    const struct reader_request request = {sizeof mail - 1, READER_MAIL};
    struct scene *scene = *state;

    start_reader(scene);
    assert_ready(scene);
    shutdown(scene->line, SHUT_RD);
    assert_true(say(scene, &request, sizeof request) && say(scene, mail, sizeof mail - 1));
    assert_ended(scene, EXIT_DONE);
}

static void one_that_cannot_be_confined_reads_nothing(void **state)
{
    struct scene *scene = *state;

#if defined __SANITIZE_ADDRESS__
    skip();
#endif
    kernel_refuses = true;
    start_reader(scene);
    assert_ended(scene, EXIT_FAULT);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {TEST(one_mail_after_another_comes_back_as_a_letter),
        TEST(the_files_of_a_mail_come_back),
        TEST(a_mail_beyond_a_limit_is_refused_with_its_reason_and_the_next_is_read),
        TEST(only_what_is_no_longer_than_a_mail_may_be_is_waited_for),
        TEST(a_line_that_ends_within_a_request_ends_it), TEST(nobody_who_listens_ends_it),
        TEST(one_that_was_provided_keeps_nothing_but_its_line),
        TEST(one_that_cannot_be_confined_reads_nothing)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
