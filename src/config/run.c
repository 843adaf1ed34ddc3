/* A command that prints a secret: spawned, read until it ends, killed when it does not.
 *
 * It ends when its process ends: what it leaves in the background may keep the pipes open. Messages
 * name the program only, for its words may hold a secret. Limits: a log line of LOG_LINE_MAX
 * octets, LOG_LINES_MAX lines. */
#include "run.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "followupd/base/clock.h"
#include "followupd/base/file.h"
#include "followupd/base/log.h"

enum {
    LOG_LINE_MAX = 500,
    LOG_LINES_MAX = 100,
    SAID_MAX = 64 * 1024,
    LOOK_AFTER = 20,
    TICKS_OF_SECOND = 1000
};

/* A running command. */
struct run {
    const char *program;
    pid_t process;
    int out; /* -1 when it has been closed */
    int complaints;
    struct fu_config_output *output;
    const volatile bool *stop;
    struct fu_buffer said; /* on its standard error */
};

static void close_end(int *fd)
{
    if (*fd >= 0) {
        close(*fd);
        *fd = -1;
    }
}

static int spawn(struct run *run, char *const *words, int out, int complaints)
{
    posix_spawn_file_actions_t files;
    posix_spawnattr_t attributes;
    sigset_t every, none;
    sigfillset(&every);
    sigemptyset(&none);
    posix_spawn_file_actions_init(&files);
    posix_spawnattr_init(&attributes);
    posix_spawn_file_actions_addopen(&files, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_adddup2(&files, out, STDOUT_FILENO);
    posix_spawn_file_actions_adddup2(&files, complaints, STDERR_FILENO);
    posix_spawn_file_actions_addclosefrom_np(&files, STDERR_FILENO + 1);
    posix_spawnattr_setflags(
        &attributes, POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK);
    posix_spawnattr_setpgroup(&attributes, 0);
    posix_spawnattr_setsigdefault(&attributes, &every);
    posix_spawnattr_setsigmask(&attributes, &none);
    int number = posix_spawnp(&run->process, words[0], &files, &attributes, words, environ);
    posix_spawn_file_actions_destroy(&files);
    posix_spawnattr_destroy(&attributes);
    return number;
}

/* The write ends stay open in the command alone. */
static enum fu_status start(struct run *run, char *const *words, struct fu_error *error)
{
    int out[2] = {-1, -1}, complaints[2] = {-1, -1}, number = 0;
    if (pipe2(out, O_CLOEXEC) != 0 || pipe2(complaints, O_CLOEXEC) != 0) {
        number = errno;
    } else {
        number = spawn(run, words, out[1], complaints[1]);
    }
    close_end(&out[1]);
    close_end(&complaints[1]);
    run->out = out[0];
    run->complaints = complaints[0];
    if (number == 0) {
        fu_set_nonblocking(run->out);
        fu_set_nonblocking(run->complaints);
        return FU_OK;
    }
    close_end(&run->out);
    close_end(&run->complaints);
    bool passing = fu_status_of_errno(number) == FU_TEMPORARY;
    return fu_error_set(error, passing ? FU_TEMPORARY : FU_BAD_INPUT,
        "password_command %s cannot be run: %s; write the whole path of a program", run->program,
        strerrordesc_np(number));
}

/* The password alone, as far as it came. */
static const char *password_of(const struct fu_config_output *output, size_t *length)
{
    *length = output->length;
    while (*length > 0 && strchr("\r\n", output->bytes[*length - 1]) != NULL) {
        (*length)--;
    }
    return output->bytes;
}

static void log_line(const struct run *run, const char *line, size_t length)
{
    size_t secret_length;
    const char *secret = password_of(run->output, &secret_length);
    if (secret_length > 0 && memmem(line, length, secret, secret_length) != NULL) {
        line = "(a line with the password in it)";
        length = strlen(line);
    }
    int shown = (int)(length < LOG_LINE_MAX ? length : LOG_LINE_MAX);
    fu_log(FU_LOG_WARNING, "password_command %s says: %.*s", run->program, shown, line);
}

/* Waits until the password is known, so that a line that repeats it can be told. */
static void log_complaints(const struct run *run)
{
    const char *at = run->said.data, *end = at + run->said.length;
    for (int lines = 0; at < end && lines < LOG_LINES_MAX;) {
        const char *stop = memchr(at, '\n', (size_t)(end - at));
        size_t length = (size_t)((stop != NULL ? stop : end) - at);
        /* A last line that was cut may end within the password. */
        if (length > 0 && (stop != NULL || !run->said.overflowed)) {
            log_line(run, at, length);
            lines++;
        }
        at += length + 1;
    }
}

static void take_complaints(struct run *run, const char *bytes, size_t length)
{
    size_t room = run->said.limit - run->said.length;
    fu_buffer_add(&run->said, bytes, length < room ? length : room);
    run->said.overflowed = run->said.overflowed || length > room;
}

static void take_output(struct run *run, const char *bytes, size_t length)
{
    struct fu_config_output *output = run->output;
    for (size_t i = 0; i < length && !output->complete; i++) {
        if (output->length < sizeof output->bytes) {
            output->bytes[output->length++] = bytes[i];
        }
        output->complete = bytes[i] == '\n';
    }
}

/* Takes what there is; closes the end when no more can come. */
static void drain(struct run *run, int *fd)
{
    char bytes[4096];
    ssize_t got = 1;
    while (*fd >= 0 && got > 0) {
        got = read(*fd, bytes, sizeof bytes);
        if (got > 0 && fd == &run->out) {
            take_output(run, bytes, (size_t)got);
        } else if (got > 0) {
            take_complaints(run, bytes, (size_t)got);
        } else if (got == 0 || (errno != EAGAIN && errno != EINTR)) {
            close_end(fd);
        }
    }
    explicit_bzero(bytes, sizeof bytes);
}

static bool too_long(const struct run *run)
{
    return run->output->length == sizeof run->output->bytes && !run->output->complete;
}

static bool is_to_stop(const struct run *run)
{
    return run->stop != NULL && *run->stop;
}

/* True when the command has ended by itself; *result as waitpid() has it. */
static bool wait_for(struct run *run, int64_t deadline, int *result)
{
    for (;;) {
        struct pollfd ends[] = {{run->out, POLLIN, 0}, {run->complaints, POLLIN, 0}};
        poll(ends, sizeof ends / sizeof ends[0], LOOK_AFTER);
        pid_t ended = waitpid(run->process, result, WNOHANG);
        drain(run, &run->out);
        drain(run, &run->complaints);
        if (ended != 0) {
            *result = ended == run->process ? *result : -1;
            return true;
        }
        if (too_long(run) || is_to_stop(run) || fu_clock_ticks() >= deadline) {
            return false;
        }
    }
}

static enum fu_status judge(
    const struct run *run, bool ended, int result, int seconds, struct fu_error *error)
{
    if (too_long(run)) {
        return fu_error_set(error, FU_BAD_INPUT,
            "password_command %s prints a first line of over %d octets; let it print the password "
            "alone",
            run->program, FU_SECRET_MAX);
    }
    if (!ended && is_to_stop(run)) {
        return fu_error_set(error, FU_TEMPORARY,
            "password_command %s was ended, since followupd stops", run->program);
    }
    if (!ended) {
        return fu_error_set(error, FU_BAD_INPUT,
            "password_command %s did not end within %d seconds and was killed; see that it asks "
            "nobody anything",
            run->program, seconds);
    }
    if (WIFSIGNALED(result)) {
        return fu_error_set(error, FU_BAD_INPUT,
            "password_command %s was ended by signal %d; run it by hand as this user", run->program,
            WTERMSIG(result));
    }
    if (result != 0) {
        return fu_error_set(error, FU_BAD_INPUT,
            "password_command %s failed with exit status %d; run it by hand as this user",
            run->program, WIFEXITED(result) ? WEXITSTATUS(result) : result);
    }
    return FU_OK;
}

enum fu_status fu_config_run(char *const *words, int seconds, const volatile bool *stop,
    struct fu_config_output *output, struct fu_error *error)
{
    struct run run = {.program = words[0], .output = output, .stop = stop};
    int result = 0;
    output->length = 0;
    output->complete = false;
    enum fu_status status = start(&run, words, error);
    if (status != FU_OK) {
        return status;
    }
    fu_buffer_init(&run.said, SAID_MAX);
    bool ended = wait_for(&run, fu_clock_ticks() + (int64_t)seconds * TICKS_OF_SECOND, &result);
    if (!ended) {
        kill(-run.process, SIGKILL);
        while (waitpid(run.process, &result, 0) < 0 && errno == EINTR) {
        }
    }
    log_complaints(&run);
    fu_secret_wipe(&run.said);
    fu_buffer_free(&run.said);
    close_end(&run.out);
    close_end(&run.complaints);
    return judge(&run, ended, result, seconds, error);
}
