/* A command that is told something on its standard input.
 *
 * It gets nothing of ours: no descriptor but its standard input, only the variables of its
 * environment that name paths and language, and no privilege: root becomes nobody, and nothing it
 * runs can gain any. What it prints goes nowhere. It ends in time or is killed with its process
 * group. */
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <poll.h>
#include <pwd.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/pidfd.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "followupd/base/clock.h"
#include "followupd/config/config.h"
#include "text.h"

enum { TICKS_OF_SECOND = 1000, NOBODY = 65534, CANNOT_RUN = 127 };

static const char *const passed_on[] = {"PATH", "HOME", "LANG", "LC_ALL", "TZ", "TMPDIR"};

/* The text as a file in memory, to be read from its start. */
static int make_input(const char *text, size_t length)
{
    int input = memfd_create("alert", MFD_CLOEXEC);
    if (input >= 0 &&
        (write(input, text, length) != (ssize_t)length || lseek(input, 0, SEEK_SET) != 0)) {
        close(input);
        input = -1;
    }
    return input;
}

static char **make_environment(struct fu_arena *arena)
{
    enum { COUNT = sizeof passed_on / sizeof passed_on[0] };
    char **variables = fu_arena_allocate(arena, COUNT + 1, sizeof *variables);
    size_t count = 0;
    for (size_t i = 0; i < COUNT; i++) {
        const char *value = getenv(passed_on[i]);
        if (value != NULL) {
            variables[count++] = fu_arena_print(arena, "%s=%s", passed_on[i], value);
        }
    }
    return variables;
}

static bool drop_privileges(void)
{
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) {
        return false;
    }
    if (geteuid() != 0) {
        return true;
    }
    const struct passwd *nobody = getpwnam("nobody");
    uid_t user = nobody != NULL ? nobody->pw_uid : NOBODY;
    gid_t group = nobody != NULL ? nobody->pw_gid : NOBODY;
    return setgroups(0, NULL) == 0 && setgid(group) == 0 && setuid(user) == 0;
}

/* In the child; does not return. */
static void become(char *const *words, char *const *variables, int input)
{
    int nowhere = open("/dev/null", O_WRONLY);
    struct sigaction usual = {.sa_handler = SIG_DFL};
    sigset_t none;
    sigemptyset(&none);
    for (int number = 1; number < NSIG; number++) {
        sigaction(number, &usual, NULL);
    }
    sigprocmask(SIG_SETMASK, &none, NULL);
    setpgid(0, 0);
    if (nowhere < 0 || dup2(input, STDIN_FILENO) < 0 || dup2(nowhere, STDOUT_FILENO) < 0 ||
        dup2(nowhere, STDERR_FILENO) < 0 || close_range(STDERR_FILENO + 1, ~0U, 0) != 0 ||
        !drop_privileges()) {
        _exit(CANNOT_RUN);
    }
    execvpe(words[0], words, variables);
    _exit(CANNOT_RUN);
}

/* A signal that asks us to stop does not cut it short: what it is told is noted as told. */
static bool has_ended(int handle, int seconds)
{
    int64_t left, until = fu_clock_ticks() + (int64_t)seconds * TICKS_OF_SECOND;
    struct pollfd ended = {.fd = handle, .events = POLLIN};
    int ready;
    do {
        left = until - fu_clock_ticks();
        ready = poll(&ended, 1, left > 0 ? (int)left : 0);
    } while (ready < 0 && errno == EINTR);
    return ready > 0;
}

/* Waits for its end; false when it was killed instead. */
static bool wait_for(pid_t process, int seconds, int *result)
{
    int handle = pidfd_open(process, 0);
    bool in_time = handle >= 0 && has_ended(handle, seconds);
    if (!in_time) {
        kill(-process, SIGKILL);
        kill(process, SIGKILL);
    }
    while (waitpid(process, result, 0) < 0 && errno == EINTR) {
    }
    if (handle >= 0) {
        close(handle);
    }
    return in_time;
}

static enum fu_status judge(
    const char *program, bool in_time, int result, int seconds, struct fu_error *error)
{
    if (!in_time) {
        return fu_error_set(error, FU_BAD_INPUT,
            "command %s in [alerts] did not end within %d seconds and was killed", program,
            seconds);
    }
    if (WIFEXITED(result) && WEXITSTATUS(result) == CANNOT_RUN) {
        return fu_error_set(error, FU_BAD_INPUT,
            "command %s in [alerts] cannot be run; write the whole path of a program", program);
    }
    if (result != 0) {
        return fu_error_set(error, FU_BAD_INPUT,
            "command %s in [alerts] failed (%s %d); run it by hand with a text on its standard "
            "input",
            program, WIFSIGNALED(result) ? "signal" : "exit status",
            WIFSIGNALED(result) ? WTERMSIG(result) : WEXITSTATUS(result));
    }
    return FU_OK;
}

/* Where a program named without a path would be found. */
static bool is_on_path(struct fu_arena *arena, const char *program)
{
    const char *folders = getenv("PATH");
    size_t length;
    for (folders = folders != NULL ? folders : "/bin:/usr/bin"; *folders != '\0';
         folders += length + (folders[length] == ':')) {
        length = strcspn(folders, ":");
        const char *path = fu_arena_print(arena, "%.*s/%s", (int)length, folders, program);
        if (length > 0 && access(path, X_OK) == 0) {
            return true;
        }
    }
    return false;
}

enum fu_status fu_command_look(const char *command, struct fu_error *error)
{
    struct fu_arena *arena = fu_arena_new();
    char **words = fu_config_command_split(arena, command);
    enum fu_status status = FU_OK;
    if (words == NULL) {
        status = fu_error_set(error, FU_BAD_INPUT,
            "command in [alerts] has a \" that is not closed, or names no program");
    } else if (strchr(words[0], '/') != NULL ? access(words[0], X_OK) != 0
                                             : !is_on_path(arena, words[0])) {
        status = fu_error_set(error, FU_BAD_INPUT,
            "command %s in [alerts] cannot be run (%s); write the whole path of a program",
            words[0], strerrordesc_np(errno));
    }
    fu_arena_free(&arena);
    return status;
}

enum fu_status fu_command_tell(
    const char *command, const char *text, size_t length, int seconds, struct fu_error *error)
{
    struct fu_arena *arena = fu_arena_new();
    char **words = fu_config_command_split(arena, command);
    char **variables = make_environment(arena);
    int input = make_input(text, length);
    pid_t process = words != NULL && input >= 0 ? fork() : -1;
    int result = 0;
    enum fu_status status;
    if (process == 0) {
        become(words, variables, input);
    }
    if (process < 0) {
        status = fu_error_set(error, FU_TEMPORARY, "command in [alerts] cannot be run now: %s",
            strerrordesc_np(errno));
    } else {
        bool in_time = wait_for(process, seconds, &result);
        status = judge(words[0], in_time, result, seconds, error);
    }
    if (input >= 0) {
        close(input);
    }
    fu_arena_free(&arena);
    return status;
}
