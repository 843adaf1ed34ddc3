/* One line on standard error that is written over and over; nothing where that is no terminal. */
#include "progress.h"

#include <inttypes.h>
#include <stdio.h>
#include <unistd.h>

#include "followupd/base/clock.h"

enum { EVERY = 250, LOOK_EVERY = 256 };

void fu_ctl_progress_begin(struct fu_ctl_progress *progress, const char *done)
{
    *progress = (struct fu_ctl_progress){.done = done, .shown = isatty(STDERR_FILENO) == 1};
}

void fu_ctl_progress_show(struct fu_ctl_progress *progress, int64_t rows)
{
    int64_t now;

    if (!progress->shown || rows % LOOK_EVERY != 0)
        return;
    now = fu_clock_ticks();
    if (now - progress->last < EVERY)
        return;
    progress->last = now;
    fprintf(stderr, "\r%" PRId64 " rows %s", rows, progress->done);
}

void fu_ctl_progress_end(struct fu_ctl_progress *progress, int64_t rows)
{
    if (progress->shown)
        fprintf(stderr, "\r%" PRId64 " rows %s\n", rows, progress->done);
}
