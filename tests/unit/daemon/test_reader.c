/* The intake's side of the reader against readers that lie, hang and die; and the real one. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <errno.h>
#include <fcntl.h>
#include <linux/sockios.h>
#include <poll.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "followupd/base/clock.h"
#include "followupd/mail/read.h"
#include "../../../src/daemon/reader.h"

/* How long a reader may take, in milliseconds: where that is what is tested, and where it is not. */
enum { PATIENCE = 300, NO_HURRY = 30000, JOBS = 3, TRICKLE = 50 };

/* Milliseconds that the clock is ahead, for the processes of a test. */
static _Atomic int64_t *ahead;

int64_t __real_fu_clock_ticks(void);
int64_t __wrap_fu_clock_ticks(void);

int64_t __wrap_fu_clock_ticks(void)
{
    return __real_fu_clock_ticks() + atomic_load(ahead);
}

struct scene {
    struct reader reader;
    struct pulse pulse;
    struct worker_context context;
    struct fu_arena *arena;
    struct reading_job jobs[JOBS];
    pid_t liar;
};

typedef void behaviour(int line);

static void put(int line, const void *bytes, size_t length)
{
    if (write(line, bytes, length) < 0)
        _exit(1);
}

static void get(int line, void *bytes, size_t length)
{
    char *to = bytes;
    ssize_t got;

    for (; length > 0; to += got, length -= (size_t)got) {
        got = read(line, to, length);
        if (got <= 0)
            _exit(0);
    }
}

static void take_request(int line)
{
    struct reader_request request;
    char bytes[64];

    get(line, &request, sizeof request);
    if (request.length > sizeof bytes)
        _exit(2);
    get(line, bytes, request.length);
}

static void answer(int line, uint32_t status, const char *text)
{
    const struct reader_answer head = {status, (uint32_t)strlen(text)};

    put(line, &head, sizeof head);
    put(line, text, strlen(text));
}

/* A line to a process that behaves so, as if the supervisor had given it; no other is to be had. */
static void meet(struct scene *scene, behaviour *behave)
{
    int line[2];

    assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, line), 0);
    scene->liar = fork();
    if (scene->liar == 0) {
        const struct timespec moment = {0, 1000000};

        close(line[0]);
        while (fcntl(line[1], F_SETFL, 0) < 0)
            nanosleep(&moment, NULL);
        behave(line[1]);
        _exit(0);
    }
    close(line[1]);
    scene->reader =
        (struct reader){.control = -1, .fd = line[0], .pid = scene->liar, .patience = NO_HURRY};
}

static int set_up(void **state)
{
    static const char *const texts[JOBS] = {"first", "second", "third"};
    struct scene *scene = calloc(1, sizeof *scene);
    size_t i;

    scene->arena = fu_arena_new();
    scene->context = (struct worker_context){.pulse = &scene->pulse, .control = -1};
    scene->reader = (struct reader){.control = -1, .fd = -1};
    for (i = 0; i < JOBS; i++)
        scene->jobs[i] = (struct reading_job){
            .bytes = texts[i], .length = strlen(texts[i]), .what = READER_MAIL};
    signal(SIGPIPE, SIG_IGN);
    *state = scene;
    return 0;
}

static int tear_down(void **state)
{
    struct scene *scene = *state;

    fu_reader_end(&scene->reader);
    if (scene->liar > 0) {
        kill(scene->liar, SIGKILL);
        waitpid(scene->liar, NULL, 0);
    }
    fu_arena_free(&scene->arena);
    free(scene);
    return 0;
}

static bool read_jobs(struct scene *scene, size_t count)
{
    return fu_reader_read(&scene->reader, &scene->context, scene->arena, scene->jobs, count);
}

/* The reader is blamed for the job, and gone. */
static void assert_died_over(struct scene *scene, size_t job)
{
    size_t i;

    assert_false(scene->reader.missing);
    assert_int_equal(scene->reader.fd, -1);
    for (i = 0; i < JOBS; i++)
        assert_int_equal(scene->jobs[i].status, i < job ? FU_PERMANENT : FU_TEMPORARY);
}

static void refuse_all(int line)
{
    for (;;) {
        take_request(line);
        answer(line, FU_PERMANENT, "No\rmail\n\x01here.");
    }
}

static void every_answer_comes_to_its_job_and_its_words_are_cleaned(void **state)
{
    struct scene *scene = *state;
    size_t i;

    meet(scene, refuse_all);
    assert_true(read_jobs(scene, JOBS));
    for (i = 0; i < JOBS; i++) {
        assert_int_equal(scene->jobs[i].status, FU_PERMANENT);
        assert_null(strpbrk(scene->jobs[i].reason, "\r\n\x01"));
        assert_non_null(strstr(scene->jobs[i].reason, "here."));
    }
    assert_true(scene->pulse.promise > fu_clock_ticks());
    assert_true(read_jobs(scene, JOBS));
}

static void promise_much(int line)
{
    const struct reader_answer head = {FU_OK, UINT32_MAX};

    take_request(line);
    put(line, &head, sizeof head);
    pause();
}

static void an_answer_of_four_gigabytes_ends_the_reader(void **state)
{
    struct scene *scene = *state;
    int status;

    meet(scene, promise_much);
    assert_false(read_jobs(scene, JOBS));
    assert_died_over(scene, 0);
    assert_int_equal(waitpid(scene->liar, &status, 0), scene->liar);
    assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
    scene->liar = 0;
}

static void speak_in_riddles(int line)
{
    take_request(line);
    answer(line, FU_OK, "no letter at all");
    refuse_all(line);
}

static void a_letter_that_is_none_is_refused_and_the_others_are_read(void **state)
{
    struct scene *scene = *state;

    meet(scene, speak_in_riddles);
    assert_true(read_jobs(scene, JOBS));
    assert_int_equal(scene->jobs[0].status, FU_PERMANENT);
    assert_true(scene->jobs[0].reason[0] != '\0');
    assert_non_null(strstr(scene->jobs[2].reason, "here."));
}

static void stop_halfway(int line)
{
    const struct reader_answer head = {FU_PERMANENT, 100};

    take_request(line);
    put(line, &head, sizeof head);
    put(line, "half", 4);
}

static void half_an_answer_is_none(void **state)
{
    struct scene *scene = *state;

    meet(scene, stop_halfway);
    assert_false(read_jobs(scene, JOBS));
    assert_died_over(scene, 0);
}

static void stop_in_the_head(int line)
{
    take_request(line);
    put(line, "123", 3);
}

static void half_a_head_is_none(void **state)
{
    struct scene *scene = *state;

    meet(scene, stop_in_the_head);
    assert_false(read_jobs(scene, JOBS));
    assert_died_over(scene, 0);
}

static void leave(int line)
{
    (void)line;
}

static void a_reader_that_is_gone_between_mails_is_no_mails_fault(void **state)
{
    struct scene *scene = *state;

    meet(scene, leave);
    waitpid(scene->liar, NULL, 0);
    scene->liar = 0;
    assert_false(read_jobs(scene, JOBS));
    assert_true(scene->reader.missing);
}

static void refuse_one(int line)
{
    take_request(line);
    answer(line, FU_PERMANENT, "No.");
}

static void a_death_is_blamed_on_the_mail_that_was_read(void **state)
{
    struct scene *scene = *state;

    meet(scene, refuse_one);
    assert_false(read_jobs(scene, JOBS));
    assert_died_over(scene, 1);
}

/* Its answer lies in the line when the next mail cannot be written any more. */
static void what_was_answered_before_a_death_counts(void **state)
{
    enum { LONG = 4000000 };
    struct scene *scene = *state;
    char *bytes = calloc(LONG, 1);

    scene->jobs[1] = (struct reading_job){.bytes = bytes, .length = LONG, .what = READER_MAIL};
    meet(scene, refuse_one);
    assert_false(read_jobs(scene, JOBS));
    free(bytes);
    assert_died_over(scene, 1);
}

static void hang(int line)
{
    take_request(line);
    pause();
}

static void a_reader_that_hangs_is_killed_in_time(void **state)
{
    struct scene *scene = *state;
    int64_t began = fu_clock_ticks();
    int status;

    meet(scene, hang);
    scene->reader.patience = PATIENCE;
    assert_false(read_jobs(scene, JOBS));
    assert_died_over(scene, 0);
    assert_in_range(fu_clock_ticks() - began, PATIENCE, NO_HURRY);
    waitpid(scene->liar, &status, 0);
    assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
    scene->liar = 0;
}

static void trickle(int line)
{
    const struct reader_answer head = {FU_PERMANENT, 1000};
    const struct timespec pause_between = {0, TRICKLE * 1000000L};

    take_request(line);
    put(line, &head, sizeof head);
    for (;;) {
        put(line, "x", 1);
        nanosleep(&pause_between, NULL);
    }
}

static void a_reader_that_trickles_is_killed_as_soon(void **state)
{
    struct scene *scene = *state;
    int64_t began = fu_clock_ticks();

    meet(scene, trickle);
    scene->reader.patience = PATIENCE;
    assert_false(read_jobs(scene, JOBS));
    assert_died_over(scene, 0);
    assert_in_range(fu_clock_ticks() - began, PATIENCE, NO_HURRY);
}

/* Until all that was said has been heard. */
static void wait_until_heard(int line)
{
    const struct timespec moment = {0, 1000000};
    int unheard;

    while (ioctl(line, SIOCOUTQ, &unheard) == 0 && unheard > 0)
        nanosleep(&moment, NULL);
}

/* Takes two thirds of the time that there is. */
static void be_slow(int line)
{
    for (;;) {
        take_request(line);
        atomic_fetch_add(ahead, NO_HURRY * 2 / 3);
        answer(line, FU_PERMANENT, "No.");
        wait_until_heard(line);
    }
}

static void each_mail_has_the_whole_time(void **state)
{
    struct scene *scene = *state;

    meet(scene, be_slow);
    assert_true(read_jobs(scene, JOBS));
}

static void say_too_much(int line)
{
    take_request(line);
    answer(line, FU_PERMANENT, "No.");
    answer(line, FU_PERMANENT, "And one nobody asked for.");
    pause();
}

static void an_answer_nobody_asked_for_reaches_no_later_mail(void **state)
{
    struct scene *scene = *state;
    struct pollfd line;

    meet(scene, say_too_much);
    assert_true(read_jobs(scene, 1));
    line = (struct pollfd){.fd = scene->reader.fd, .events = POLLIN};
    assert_int_equal(poll(&line, 1, NO_HURRY), 1);
    assert_false(read_jobs(scene, 1));
    assert_true(scene->reader.missing);
    assert_int_equal(scene->reader.fd, -1);
}

static void without_a_supervisor_there_is_no_reader_and_nobody_to_blame(void **state)
{
    struct scene *scene = *state;
    int control[2];

    assert_int_equal(socketpair(AF_UNIX, SOCK_SEQPACKET, 0, control), 0);
    close(control[1]);
    scene->reader.control = control[0];
    assert_false(read_jobs(scene, JOBS));
    assert_true(scene->reader.missing);
    assert_int_equal(scene->jobs[0].status, FU_TEMPORARY);
    close(control[0]);
}

/* A supervisor that gives out readers, the first `mute` of which end before they are ready. */
static void provide(int control, int mute)
{
    const struct fu_reading reading = {.authserv_id = ""};
    char request;

    signal(SIGCHLD, SIG_IGN);
    while (recv(control, &request, 1, 0) == 1) {
        int line[2];
        char room[CMSG_SPACE(sizeof(int))] = {0};
        pid_t pid = 1 << 22;
        struct iovec part = {&pid, sizeof pid};
        struct msghdr message = {
            .msg_iov = &part, .msg_iovlen = 1, .msg_control = room, .msg_controllen = sizeof room};
        struct cmsghdr *header = CMSG_FIRSTHDR(&message);

        if (mute-- <= 0) {
            fu_reader_provide(control, &reading, NULL, 0);
            continue;
        }
        if (socketpair(AF_UNIX, SOCK_STREAM, 0, line) < 0)
            _exit(1);
        header->cmsg_level = SOL_SOCKET;
        header->cmsg_type = SCM_RIGHTS;
        header->cmsg_len = CMSG_LEN(sizeof(int));
        memcpy(CMSG_DATA(header), &line[0], sizeof(int));
        sendmsg(control, &message, 0);
        close(line[0]);
        close(line[1]);
    }
    _exit(0);
}

static void begin_supervisor(struct scene *scene, int mute)
{
    int control[2];

    assert_int_equal(socketpair(AF_UNIX, SOCK_SEQPACKET, 0, control), 0);
    scene->liar = fork();
    if (scene->liar == 0) {
        close(control[0]);
        provide(control[1], mute);
    }
    close(control[1]);
    scene->reader = (struct reader){.control = control[0], .fd = -1};
}

static void a_supervisor_that_can_start_none_says_so_at_once(void **state)
{
    struct scene *scene = *state;
    struct rlimit usual, none;
    const struct fu_reading reading = {.authserv_id = ""};
    int64_t began = fu_clock_ticks();
    int control[2], status;
    char request;

    assert_int_equal(socketpair(AF_UNIX, SOCK_SEQPACKET, 0, control), 0);
    scene->liar = fork();
    if (scene->liar == 0) {
        bool refused;

        getrlimit(RLIMIT_NOFILE, &usual);
        none = (struct rlimit){0, usual.rlim_max};
        setrlimit(RLIMIT_NOFILE, &none);
        refused = recv(control[1], &request, 1, 0) == 1 &&
                  !fu_reader_provide(control[1], &reading, NULL, 0) && errno == EMFILE;
        setrlimit(RLIMIT_NOFILE, &usual);
        _exit(!refused);
    }
    scene->reader = (struct reader){.control = control[0], .fd = -1};
    assert_false(read_jobs(scene, JOBS));
    assert_true(scene->reader.missing);
    assert_true(fu_clock_ticks() - began < READER_START_SECONDS * 1000);
    assert_int_equal(waitpid(scene->liar, &status, 0), scene->liar);
    scene->liar = 0;
    assert_int_equal(status, 0);
    close(control[0]);
    close(control[1]);
}

static const char mail[] = "From: Alice <alice@example.org>\r\nTo: bob@example.org\r\n"
                           "Subject: =?utf-8?Q?Gr=C3=BC=C3=9Fe?=\r\n\r\nHello.\r\n";

static void the_real_reader_reads(void **state)
{
    struct scene *scene = *state;
    size_t i;

    begin_supervisor(scene, 0);
    for (i = 0; i < JOBS; i++)
        scene->jobs[i] =
            (struct reading_job){.bytes = mail, .length = sizeof mail - 1, .what = READER_MAIL};
    scene->jobs[1].length = 0;
    assert_true(read_jobs(scene, JOBS));
    assert_int_equal(scene->jobs[0].status, FU_OK);
    assert_string_equal(scene->jobs[0].letter->subject, "Grüße");
    assert_string_equal(scene->jobs[2].letter->from.address, "alice@example.org");
    close(scene->reader.control);
}

static void a_mail_larger_than_the_line_goes_through(void **state)
{
    enum { LARGE = 4 * 1024 * 1024 };
    struct scene *scene = *state;
    char *large = malloc(LARGE);

    memset(large, 'x', LARGE);
    for (size_t i = 70; i < LARGE; i += 72)
        memcpy(large + i, "\r\n", 2);
    memcpy(large, mail, sizeof mail - 1);
    begin_supervisor(scene, 0);
    scene->jobs[0] = (struct reading_job){.bytes = large, .length = LARGE, .what = READER_MAIL};
    scene->jobs[1] =
        (struct reading_job){.bytes = mail, .length = sizeof mail - 1, .what = READER_MAIL};
    assert_true(read_jobs(scene, 2));
    assert_string_equal(scene->jobs[0].letter->subject, "Grüße");
    assert_string_equal(scene->jobs[1].letter->subject, "Grüße");
    close(scene->reader.control);
    free(large);
}

static void after_a_death_there_is_another_reader(void **state)
{
    struct scene *scene = *state;
    struct pollfd line;

    begin_supervisor(scene, 0);
    scene->jobs[0] =
        (struct reading_job){.bytes = mail, .length = sizeof mail - 1, .what = READER_MAIL};
    assert_true(read_jobs(scene, 1));
    line = (struct pollfd){.fd = scene->reader.fd};
    kill(scene->reader.pid, SIGKILL);
    assert_int_equal(poll(&line, 1, NO_HURRY), 1);
    assert_true(read_jobs(scene, 1));
    assert_int_equal(scene->jobs[0].status, FU_OK);
    close(scene->reader.control);
}

static void a_reader_that_never_gets_ready_is_no_mails_fault(void **state)
{
    struct scene *scene = *state;

    begin_supervisor(scene, 1);
    scene->jobs[0] =
        (struct reading_job){.bytes = mail, .length = sizeof mail - 1, .what = READER_MAIL};
    assert_false(read_jobs(scene, 1));
    assert_true(scene->reader.missing);
    assert_true(read_jobs(scene, 1));
    close(scene->reader.control);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(every_answer_comes_to_its_job_and_its_words_are_cleaned),
        TEST(an_answer_of_four_gigabytes_ends_the_reader),
        TEST(a_letter_that_is_none_is_refused_and_the_others_are_read),
        TEST(half_an_answer_is_none), TEST(half_a_head_is_none),
        TEST(a_reader_that_is_gone_between_mails_is_no_mails_fault),
        TEST(a_death_is_blamed_on_the_mail_that_was_read),
        TEST(what_was_answered_before_a_death_counts), TEST(a_reader_that_hangs_is_killed_in_time),
        TEST(a_reader_that_trickles_is_killed_as_soon), TEST(each_mail_has_the_whole_time),
        TEST(an_answer_nobody_asked_for_reaches_no_later_mail),
        TEST(without_a_supervisor_there_is_no_reader_and_nobody_to_blame),
        TEST(a_supervisor_that_can_start_none_says_so_at_once), TEST(the_real_reader_reads),
        TEST(a_mail_larger_than_the_line_goes_through), TEST(after_a_death_there_is_another_reader),
        TEST(a_reader_that_never_gets_ready_is_no_mails_fault)};

    ahead = mmap(NULL, sizeof *ahead, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    return ahead == MAP_FAILED || cmocka_run_group_tests(tests, NULL, NULL);
}
