/* Holding back what is taken in and sent while the wall clock is in doubt, and saying so. What is
 * known of the clock over a restart is the file `clock` in the state folder: a moment at which it
 * was believed. */
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

/* For who does not say so in a place of its own: starts a watch, and looks. FU_TEMPORARY with the
 * sentence while the clock is in doubt. */
void fu_clock_ask_start(const struct worker_context *context, struct clock_watch *watch);
enum fu_status fu_clock_ask(struct clock_watch *watch, struct fu_error *error);

#endif
