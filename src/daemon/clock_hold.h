/* Holding back what is sent while the wall clock is in doubt, and saying so. What is known of the
 * clock over a restart is the file `clock` in the state folder: a moment at which it was believed.
 */
#ifndef DAEMON_CLOCK_HOLD_H
#define DAEMON_CLOCK_HOLD_H

#include "clock_watch.h"
#include "worker.h"

struct clock_hold {
    const struct worker_context *context;
    struct fu_store *store;
    struct clock_watch watch;
    fu_instant noted; /* what the file says */
    bool troubled;    /* the store may say that the clock is in doubt */
};

void fu_clock_hold_start(
    struct clock_hold *hold, const struct worker_context *context, struct fu_store *store);

/* Whether nothing may be sent at `now`. Says when that changes. */
bool fu_clock_hold_on(struct clock_hold *hold, fu_instant now);

/* Whether what cannot be taken back may be done now, as far as a process can tell that has just
 * begun. */
bool fu_clock_believed(const struct worker_context *context);

#endif
