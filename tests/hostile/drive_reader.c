/* Feeds mails to the real reader, confined and limited as the daemon has it, through the daemon's
 * own side of the line.
 *
 * Standard input: "TASK LENGTH\n" and so many bytes, again and again; TASK is mail, beginning,
 * files, or fresh (another reader from here on, no bytes), or patient (from here on the clock ends
 * no reader for two minutes, no bytes). For each mail one JSON line: what came
 * of it, the CPU time the reader took (milliseconds) and the most memory it and this process ever
 * held (kB). */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "followupd/base/buffer.h"
#include "followupd/base/clock.h"
#include "followupd/base/memory.h"
#include "followupd/base/text.h"

#include "../../src/daemon/reader.h"

enum { LENGTH_MAX = 64 * 1024 * 1024, LINE_MAX_KEPT = 4096, PATIENCE = 120000 };

static const char *const headers[] = {"X-Original-To", "Delivered-To"};

static _Noreturn void die(const char *why)
{
    fprintf(stderr, "drive_reader: %s\n", why);
    exit(2);
}

/* The supervisor: gives out readers until nobody asks any more. */
static int begin_supervisor(void)
{
    const struct fu_reading reading = {
        .recipient_headers = {headers, 2}, .trusted_received = 1, .authserv_id = "mx.example.org"};
    int control[2];

    if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, control) < 0)
        die("no socket pair");
    if (fork() == 0) {
        char request;

        close(control[0]);
        signal(SIGCHLD, SIG_IGN);
        while (recv(control[1], &request, 1, 0) == 1) {
            if (!fu_reader_provide(control[1], &reading, NULL, 0))
                _exit(1);
        }
        _exit(0);
    }
    close(control[1]);
    return control[0];
}

/* VmHWM of a process, kB; 0 when it is gone. What getrusage says of this one counts what it was
 * before it became this program. */
static long most_memory(pid_t process)
{
    char path[64], line[256];
    long found = 0;
    FILE *status;

    snprintf(path, sizeof path, "/proc/%ld/status", (long)process);
    status = fopen(path, "r");
    while (status && fgets(line, sizeof line, status)) {
        if (strncmp(line, "VmHWM:", 6) == 0)
            found = strtol(line + 6, NULL, 10);
    }
    if (status)
        fclose(status);
    return found;
}

static const char *outcome(const struct reader *reader, const struct reading_job *job)
{
    if (reader->missing)
        return "missing";
    return job->status == FU_OK ? "read" : job->status == FU_PERMANENT ? "refused" : "died";
}

static void report(const struct reader *reader, const struct reading_job *job, int64_t spent)
{
    struct fu_buffer line;
    bool letter = job->status == FU_OK && job->what != READER_FILES;

    fu_buffer_init(&line, LENGTH_MAX);
    fu_buffer_print(&line,
        "{\"outcome\":\"%s\",\"cpu\":%lld,\"reader\":%ld,\"parent\":%ld,\"reason\":",
        outcome(reader, job), (long long)spent, most_memory(reader->pid), most_memory(getpid()));
    fu_json_string(&line, job->status == FU_PERMANENT ? job->reason : "");
    fu_buffer_add_text(&line, ",\"subject\":");
    fu_json_string(&line, letter ? job->letter->subject : "");
    printf("%s}\n", line.data);
    fflush(stdout);
    fu_buffer_free(&line);
}

static bool read_task(const char *line, enum reader_task *what, size_t *length)
{
    static const char *const names[] = {
        [READER_BEGINNING] = "beginning ", [READER_MAIL] = "mail ", [READER_FILES] = "files "};

    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (fu_starts_nocase(line, names[i])) {
            *what = (enum reader_task)i;
            *length = strtoul(line + strlen(names[i]), NULL, 10);
            return *length <= LENGTH_MAX;
        }
    }
    return false;
}

static void read_one(struct reader *reader, const struct worker_context *context,
    enum reader_task what, char *bytes, size_t length)
{
    struct fu_arena *arena = fu_arena_new();
    struct reading_job job = {.bytes = bytes, .length = length, .what = what};
    int64_t before = reader->fd >= 0 ? fu_clock_spent(reader->pid) : 0;

    fu_reader_read(reader, context, arena, &job, 1);
    report(reader, &job, fu_clock_spent(reader->pid) - before);
    fu_arena_free(&arena);
}

int main(void)
{
    struct pulse pulse = {0};
    struct worker_context context = {.pulse = &pulse, .control = -1};
    struct reader reader = {.control = begin_supervisor(), .fd = -1};
    char line[LINE_MAX_KEPT];

    signal(SIGPIPE, SIG_IGN);
    while (fgets(line, sizeof line, stdin)) {
        enum reader_task what;
        size_t length;

        if (strcmp(line, "fresh\n") == 0) {
            fu_reader_end(&reader);
            continue;
        }
        if (strcmp(line, "patient\n") == 0) {
            reader.patience = PATIENCE;
            continue;
        }
        if (!read_task(line, &what, &length))
            die("what is that?");
        char *bytes = fu_allocate(length + 1, 1);
        if (fread(bytes, 1, length, stdin) != length)
            die("the mail is cut");
        read_one(&reader, &context, what, bytes, length);
        free(bytes);
    }
    fu_reader_end(&reader);
    close(reader.control);
    return 0;
}
