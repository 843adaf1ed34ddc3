/* The reader: a process that turns mail bytes into letters and files and can do nothing else; and
 * the other side of its line, which an intake or the outbox holds. */
#ifndef DAEMON_READER_H
#define DAEMON_READER_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "followupd/base/memory.h"
#include "followupd/base/status.h"
#include "followupd/mail/read.h"
#include "reader_line.h"
#include "worker.h"

/* Limits of one mail in the reader: by the clock, of CPU, and of memory for the process. */
enum { READER_WALL_SECONDS = 10, READER_CPU_SECONDS = 5, READER_MEMORY = 256 * 1024 * 1024 };

/* How long an intake waits for a reader that is ready, in seconds. */
enum { READER_START_SECONDS = 30 };

/* The first byte of a reader: it is confined and reads. One that never says it is to blame itself,
 * not the mail it was to read. */
#define READER_READY '!'

/* The reader's whole life: confines itself, says so, then answers requests on fd until the line
 * closes. */
int fu_reader_work(int fd, const struct fu_reading *reading);

/* Gives up the network, the files and all else but reading, writing and memory
 * (fu_reader_confine.c; replaced at link time under the sanitizers, which cannot start under it).
 * False when the kernel refuses. */
bool fu_reader_confine(void);

/* The supervisor's side: forks a reader and hands its line and process id over the control socket.
 * The reader gives up the page it would share with the workers. False when that is not possible
 * now; the other side hears of that, too. */
bool fu_reader_provide(
    int control, const struct fu_reading *reading, void *shared, size_t shared_size);

/* The side that asks. */
struct reader {
    int control;
    int fd; /* -1 while there is none */
    pid_t pid;
    int patience; /* milliseconds that one mail may take; 0: READER_WALL_SECONDS */
    bool missing; /* none was to be had at the last call, or we are stopping: no mail is to blame */
};

/* A mail to read and what came of it. */
struct reading_job {
    const char *bytes;
    size_t length;
    enum reader_task what;
    enum fu_status status;    /* FU_OK, FU_PERMANENT (a limit, nothing readable), FU_TEMPORARY (the
                                 reader died before it answered) */
    struct fu_letter *letter; /* for the first two tasks */
    struct fu_part *files; /* for the third: as many from the start as FU_ATTACHMENTS_MAX holds */
    size_t file_count, files_left_out;
    const char *reason; /* for FU_PERMANENT */
};

/* Has all jobs read, asking the supervisor for a reader where there is none. False when the reader
 * died, talked nonsense or overran its limits and was killed, or when there is none
 * (reader->missing): the first job with FU_TEMPORARY and all behind it are unread. */
bool fu_reader_read(struct reader *reader, const struct worker_context *context,
    struct fu_arena *arena, struct reading_job *jobs, size_t count);

/* Closes the line and ends the reader; none is fine. */
void fu_reader_end(struct reader *reader);

#endif
