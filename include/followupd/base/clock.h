/* The only place that reads a clock. Replay tests link another. */
#ifndef FOLLOWUPD_BASE_CLOCK_H
#define FOLLOWUPD_BASE_CLOCK_H

#include <stdint.h>
#include <sys/types.h>

#include "followupd/base/instant.h"

/* Wall clock, whole seconds. */
fu_instant fu_clock_now(void);

/* Milliseconds that only grow, suspend included (CLOCK_BOOTTIME): for deadlines and backoff within
 * one process; means nothing after a restart. */
int64_t fu_clock_ticks(void);

/* Milliseconds of CPU time that a process of ours has spent; 0 when it is gone. */
int64_t fu_clock_spent(pid_t process);

#endif
