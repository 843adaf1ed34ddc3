/* What a confined reader can still do, and what ends it: each attempt in a process of its own,
 * once confined and once, as a control, not. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <netinet/in.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <threads.h>
#include <unistd.h>

#include "../../../src/daemon/reader.h"

typedef int attempt(void);

/* What an attempt exits with: it worked, it was refused as if nothing were there. */
enum { WORKED = 7, REFUSED = 8, OTHERWISE = 9, NOT_CONFINED = 99 };

/* The wait status of a process that tried, confined or not. */
static int try(attempt *what, bool confined)
{
    int status;
    pid_t pid = fork();

    if (pid == 0)
        _exit(!confined || fu_reader_confine() ? what() : NOT_CONFINED);
    assert_int_equal(waitpid(pid, &status, 0), pid);
    return status;
}

static bool needs_a_filter(void)
{
#if defined __SANITIZE_ADDRESS__
    return true;
#else
    return false;
#endif
}

#define SKIP_WITHOUT_FILTER()                                                                      \
    do {                                                                                           \
        if (needs_a_filter())                                                                      \
            skip();                                                                                \
    } while (0)

static void assert_exits(attempt *what, bool confined, int wanted)
{
    int status = try(what, confined);

    assert_true(WIFEXITED(status));
    assert_int_equal(WEXITSTATUS(status), wanted);
}

static int result(bool worked)
{
    return worked ? WORKED : errno == ENOENT ? REFUSED : OTHERWISE;
}

static int think(void)
{
    char *memory = malloc(1 << 20);

    memset(memory, 1, 1 << 20);
    free(memory);
    return result(memory && write(STDERR_FILENO, "", 0) == 0);
}

static void thinking_and_writing_go_on(void **state)
{
    (void)state;
    SKIP_WITHOUT_FILTER();
    assert_exits(think, true, WORKED);
}

static int open_file(void)
{
    return result(open("/etc/passwd", O_RDONLY) >= 0);
}

static int make_file(void)
{
    return result(open("/tmp", O_WRONLY | O_TMPFILE, 0600) >= 0);
}

static int look_for_file(void)
{
    return result(access("/etc/passwd", F_OK) == 0);
}

static int measure_file(void)
{
    struct stat info;

    return result(stat("/etc/passwd", &info) == 0);
}

static int follow_link(void)
{
    char target[PATH_MAX];

    return result(readlink("/proc/self/exe", target, sizeof target) > 0);
}

static void no_file_is_there(void **state)
{
    static attempt *const attempts[] = {
        open_file, make_file, look_for_file, measure_file, follow_link};
    size_t i;

    (void)state;
    SKIP_WITHOUT_FILTER();
    for (i = 0; i < sizeof attempts / sizeof *attempts; i++) {
        assert_exits(attempts[i], false, WORKED);
        assert_exits(attempts[i], true, REFUSED);
    }
}

/* Made before the attempts: a socket of each kind, a file and a folder that may go. */
static int unconnected, connected, listening;
static struct sockaddr_in here;
static char folder[] = "/tmp/fu-confined-XXXXXX";
static char file[sizeof folder + 8];

static int open_socket(void)
{
    return result(socket(AF_INET, SOCK_STREAM, 0) >= 0);
}

static int open_datagrams(void)
{
    return result(socket(AF_INET6, SOCK_DGRAM, 0) >= 0 || errno == EAFNOSUPPORT);
}

static int open_local_socket(void)
{
    int line[2];

    return result(socketpair(AF_UNIX, SOCK_STREAM, 0, line) == 0);
}

static int connect_out(void)
{
    return result(connect(unconnected, (struct sockaddr *)&here, sizeof here) == 0);
}

static int take_a_place(void)
{
    struct sockaddr_in any = {.sin_family = AF_INET, .sin_addr = here.sin_addr};

    return result(bind(unconnected, (struct sockaddr *)&any, sizeof any) == 0);
}

static int listen_in(void)
{
    return result(listen(listening, 1) == 0);
}

static int send_octets(void)
{
    return result(send(connected, "x", 1, 0) == 1);
}

static int send_message(void)
{
    char octet = 'x';
    struct iovec part = {&octet, 1};

    return result(sendmsg(connected, &(struct msghdr){.msg_iov = &part, .msg_iovlen = 1}, 0) == 1);
}

static int receive_message(void)
{
    char octet;

    return result(recv(connected, &octet, 1, MSG_DONTWAIT) == 0 || errno == EAGAIN);
}

static int fork_child(void)
{
    pid_t pid = fork();

    if (pid == 0)
        _exit(0);
    return result(pid > 0);
}

static int do_nothing(void *context)
{
    (void)context;
    return 0;
}

static int begin_thread(void)
{
    thrd_t thread;

    return result(thrd_create(&thread, do_nothing, NULL) == thrd_success);
}

/* The program exits with WORKED. */
static int run_program(void)
{
    char words[3][8] = {"sh", "-c", "exit 7"};
    char *const arguments[] = {words[0], words[1], words[2], NULL};

    execve("/bin/sh", arguments, arguments + 3);
    return OTHERWISE;
}

static int kill_parent(void)
{
    return result(kill(getppid(), 0) == 0);
}

static int kill_itself(void)
{
    return result(raise(0) == 0);
}

static int kill_by_number(void)
{
    return result(kill(1, 0) == 0 || errno == EPERM);
}

static int be_traced(void)
{
    return result(ptrace(PTRACE_TRACEME, 0, NULL, NULL) == 0);
}

static int trace_parent(void)
{
    return result(ptrace(PTRACE_SEIZE, getppid(), NULL, NULL) == 0 || errno == EPERM);
}

static int read_memory_of_parent(void)
{
    char octet;
    struct iovec to = {&octet, 1};
    struct iovec from = {&unconnected, 1};

    return result(process_vm_readv(getppid(), &to, 1, &from, 1, 0) == 1 || errno == EPERM);
}

static int remove_file(void)
{
    return result(unlink(file) == 0);
}

static int rename_file(void)
{
    return result(rename(file, file) == 0);
}

static int make_folder(void)
{
    char path[sizeof file];

    snprintf(path, sizeof path, "%s/new", folder);
    return result(mkdir(path, 0700) == 0 && rmdir(path) == 0);
}

static int copy_descriptor(void)
{
    return result(dup(0) >= 0);
}

static int become_other(void)
{
    return result(setuid(getuid()) == 0);
}

static int raise_limits(void)
{
    const struct rlimit none = {0, 0};

    return result(setrlimit(RLIMIT_CORE, &none) == 0);
}

static int make_namespace(void)
{
    return result(unshare(CLONE_FILES) == 0);
}

static int prepare(void **state)
{
    socklen_t length = sizeof here;
    int pair[2], made;

    (void)state;
    here = (struct sockaddr_in){.sin_family = AF_INET, .sin_addr = {htonl(INADDR_LOOPBACK)}};
    unconnected = socket(AF_INET, SOCK_STREAM, 0);
    listening = socket(AF_INET, SOCK_STREAM, 0);
    if (bind(listening, (struct sockaddr *)&here, sizeof here) < 0 || listen(listening, 5) < 0 ||
        getsockname(listening, (struct sockaddr *)&here, &length) < 0 ||
        socketpair(AF_UNIX, SOCK_STREAM, 0, pair) < 0 || !mkdtemp(folder))
        return -1;
    connected = pair[0];
    snprintf(file, sizeof file, "%s/file", folder);
    made = open(file, O_WRONLY | O_CREAT, 0600);
    return made < 0 ? -1 : close(made);
}

static int clean_up(void **state)
{
    (void)state;
    unlink(file);
    return rmdir(folder);
}

/* Unconfined each works, so it is the cage that ends it. The order matters: they share sockets and
 * a file. */
static void everything_else_ends_it(void **state)
{
    static attempt *const attempts[] = {open_socket, open_datagrams, open_local_socket,
        take_a_place, connect_out, listen_in, send_octets, send_message, receive_message,
        fork_child, begin_thread, run_program, kill_parent, kill_itself, kill_by_number, be_traced,
        trace_parent, read_memory_of_parent, rename_file, make_folder, copy_descriptor,
        become_other, raise_limits, make_namespace, remove_file};
    size_t i;
    int status;

    (void)state;
    SKIP_WITHOUT_FILTER();
    for (i = sizeof attempts / sizeof *attempts; i > 0; i--) {
        status = try(attempts[i - 1], true);
        assert_true(WIFSIGNALED(status));
        assert_int_equal(WTERMSIG(status), SIGSYS);
    }
    for (i = 0; i < sizeof attempts / sizeof *attempts; i++)
        assert_exits(attempts[i], false, WORKED);
}

static int take_much_memory(void)
{
    char *little = malloc(READER_MEMORY / 4);
    char *much = malloc(READER_MEMORY);

    return little && !much ? REFUSED : WORKED;
}

static int map_much_memory(void)
{
    return mmap(NULL, READER_MEMORY, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) ==
                   MAP_FAILED
               ? REFUSED
               : WORKED;
}

static void memory_has_an_end(void **state)
{
    (void)state;
    SKIP_WITHOUT_FILTER();
    assert_exits(take_much_memory, false, WORKED);
    assert_exits(take_much_memory, true, REFUSED);
    assert_exits(map_much_memory, false, WORKED);
    assert_exits(map_much_memory, true, REFUSED);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(thinking_and_writing_go_on),
        cmocka_unit_test(no_file_is_there),
        cmocka_unit_test_setup_teardown(everything_else_ends_it, prepare, clean_up),
        cmocka_unit_test(memory_has_an_end)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
