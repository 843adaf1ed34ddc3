/* The reader: a process that turns mail bytes into letters and can do nothing else; and the
 * intake's side of its line. */
#ifndef DAEMON_READER_H
#define DAEMON_READER_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "followupd/base/memory.h"
#include "followupd/base/status.h"
#include "followupd/mail/read.h"
#include "worker.h"

/* Limits of one mail in the reader: by the clock, of CPU, and of memory for the process. */
enum { READER_WALL_SECONDS = 10, READER_CPU_SECONDS = 5, READER_MEMORY = 256 * 1024 * 1024 };

/* The reader's whole life: confines itself, then answers requests on fd until the line closes. */
int fu_reader_work(int fd, const struct fu_reading *reading);

/* Gives up the network, the files and all else but reading, writing and memory
 * (fu_reader_confine.c; replaced at link time under the sanitizers, which cannot start under it).
 * False when the kernel refuses. */
bool fu_reader_confine(void);

/* The supervisor's side: forks a reader and hands its line and process id over the control socket.
 * False when that is not possible now. */
bool fu_reader_provide(int control, const struct fu_reading *reading);

/* The intake's side. */
struct reader {
    int control;
    int fd; /* -1 while there is none */
    pid_t pid;
};

/* A mail to read and what came of it. */
struct reading_job {
    const char *bytes;
    size_t length;
    bool whole;
    enum fu_status status; /* FU_OK, FU_PERMANENT (a limit, nothing readable), FU_TEMPORARY (the
                              reader died before it answered) */
    struct fu_letter *letter;
    const char *reason; /* for FU_PERMANENT */
};

/* Has all jobs read, asking the supervisor for a reader where there is none. False when the reader
 * died (or overran its limits and was killed): the first job with FU_TEMPORARY and all behind it
 * are unread. */
bool fu_reader_read(struct reader *reader, const struct worker_context *context,
    struct fu_arena *arena, struct reading_job *jobs, size_t count);

void fu_reader_end(struct reader *reader);

#endif
