/* The only place that reads a clock. Replay tests link another. */
#ifndef FOLLOWUPD_BASE_CLOCK_H
#define FOLLOWUPD_BASE_CLOCK_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "followupd/base/instant.h"

/* 2026-01-01T00:00:00Z, before this program was written: a clock that says less was never set. */
#define FU_CLOCK_FLOOR INT64_C(1767225600)

/* Wall clock, whole seconds. */
fu_instant fu_clock_now(void);

/* Milliseconds that only grow, suspend included (CLOCK_BOOTTIME): for deadlines and backoff within
 * one process; means nothing after a restart. */
int64_t fu_clock_ticks(void);

/* Whether the kernel says that something keeps the wall clock right (NTP). False also where it may
 * not be asked: systemd's ProtectClock forbids it. */
bool fu_clock_synchronised(void);

/* Milliseconds of CPU time that a process of ours has spent; 0 when it is gone. */
int64_t fu_clock_spent(pid_t process);

#endif
