/* What a confined reader can still do, and what ends it: each attempt in a process of its own. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../../../src/daemon/reader.h"

typedef int attempt(void);

enum { NOT_CONFINED = 99 };

/* The wait status of a process that was confined and then tried. */
static int try(attempt *what)
{
    int status;
    pid_t pid = fork();

    if (pid == 0)
        _exit(fu_reader_confine() ? what() : NOT_CONFINED);
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

static void assert_ends_it(attempt *what)
{
    int status = try(what);

    assert_true(WIFSIGNALED(status));
    assert_int_equal(WTERMSIG(status), SIGSYS);
}

static void assert_exits(attempt *what, int wanted)
{
    int status = try(what);

    assert_true(WIFEXITED(status));
    assert_int_equal(WEXITSTATUS(status), wanted);
}

static int think(void)
{
    char *memory = malloc(1 << 20);

    memset(memory, 1, 1 << 20);
    free(memory);
    return memory && write(STDERR_FILENO, "", 0) == 0 ? 7 : 8;
}

static void thinking_and_writing_go_on(void **state)
{
    (void)state;
    SKIP_WITHOUT_FILTER();
    assert_exits(think, 7);
}

static int open_file(void)
{
    return open("/etc/passwd", O_RDONLY) < 0 && errno == ENOENT ? 7 : 8;
}

static int make_file(void)
{
    return open("/tmp/fu-confined", O_WRONLY | O_CREAT, 0600) < 0 && errno == ENOENT ? 7 : 8;
}

static int look_for_file(void)
{
    return access("/etc/passwd", F_OK) < 0 && errno == ENOENT ? 7 : 8;
}

static void no_file_is_there(void **state)
{
    (void)state;
    SKIP_WITHOUT_FILTER();
    assert_exits(open_file, 7);
    assert_exits(make_file, 7);
    assert_exits(look_for_file, 7);
}

static int open_socket(void)
{
    return socket(AF_INET, SOCK_STREAM, 0);
}

static int open_local_socket(void)
{
    int line[2];

    return socketpair(AF_UNIX, SOCK_STREAM, 0, line);
}

static int fork_child(void)
{
    return fork() == 0;
}

static int run_program(void)
{
    char *const nothing[] = {NULL};

    return execve("/bin/true", nothing, nothing);
}

static int kill_parent(void)
{
    return kill(getppid(), 0);
}

static int kill_by_number(void)
{
    return kill(1, 0);
}

static int trace_parent(void)
{
    return (int)ptrace(PTRACE_TRACEME, 0, NULL, NULL);
}

static int remove_file(void)
{
    return unlink("/tmp/fu-confined");
}

static int copy_descriptor(void)
{
    return dup(0);
}

static int send_message(void)
{
    return (int)send(0, "x", 1, 0);
}

static void everything_else_ends_it(void **state)
{
    static attempt *const attempts[] = {open_socket, open_local_socket, fork_child, run_program,
        kill_parent, kill_by_number, trace_parent, remove_file, copy_descriptor, send_message};
    size_t i;

    (void)state;
    SKIP_WITHOUT_FILTER();
    for (i = 0; i < sizeof attempts / sizeof *attempts; i++)
        assert_ends_it(attempts[i]);
}

static int take_much_memory(void)
{
    char *little = malloc(READER_MEMORY / 4);
    char *much = malloc(READER_MEMORY);

    return little && !much ? 7 : 8;
}

static int map_much_memory(void)
{
    return mmap(NULL, READER_MEMORY, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) ==
                   MAP_FAILED
               ? 7
               : 8;
}

static void memory_has_an_end(void **state)
{
    (void)state;
    SKIP_WITHOUT_FILTER();
    assert_exits(take_much_memory, 7);
    assert_exits(map_much_memory, 7);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(thinking_and_writing_go_on),
        cmocka_unit_test(no_file_is_there), cmocka_unit_test(everything_else_ends_it),
        cmocka_unit_test(memory_has_an_end)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
