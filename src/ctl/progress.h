/* How far a long command is, on a terminal. */
#ifndef CTL_PROGRESS_H
#define CTL_PROGRESS_H

#include <stdbool.h>
#include <stdint.h>

struct fu_ctl_progress {
    const char *done; /* what is done with a row: "exported" */
    bool shown;       /* standard error is a terminal */
    int64_t last;     /* ticks at which it was shown last */
};

void fu_ctl_progress_begin(struct fu_ctl_progress *progress, const char *done);

/* Shows the number of rows, a few times a second at most. */
void fu_ctl_progress_show(struct fu_ctl_progress *progress, int64_t rows);

/* Shows the number a last time, and ends the line. */
void fu_ctl_progress_end(struct fu_ctl_progress *progress, int64_t rows);

#endif
