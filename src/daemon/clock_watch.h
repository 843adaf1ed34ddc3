/* Whether the wall clock can be believed: what is sent too early cannot be taken back, and a series
 * that is asked for begins after now, so nothing is taken in or sent while it is in doubt. Pure:
 * moments in, a doubt out. */
#ifndef DAEMON_CLOCK_WATCH_H
#define DAEMON_CLOCK_WATCH_H

#include <stdbool.h>
#include <stdint.h>

#include "followupd/base/instant.h"
#include "followupd/base/memory.h"

/* Seconds: how far the wall clock may run ahead of the time that passed, or behind it; how long
 * nobody may have looked at it before; how long it has to be steady until it is believed again. */
enum {
    CLOCK_AHEAD_MAX = 3600,
    CLOCK_BEHIND_MAX = 300,
    CLOCK_ABSENCE_MAX = 60 * 86400,
    CLOCK_STEADY = 900
};

enum clock_doubt {
    CLOCK_BELIEVED,
    CLOCK_UNSET, /* before FU_CLOCK_FLOOR: nothing but setting it helps */
    CLOCK_AHEAD,
    CLOCK_BEHIND
};

struct clock_watch {
    enum clock_doubt doubt;
    bool looked;
    fu_instant last; /* by the wall clock, when it was looked at last; FU_NEVER */
    int64_t ticks;   /* by fu_clock_ticks() then */
    int64_t since;   /* fu_clock_ticks() since when it has been steady */
    bool restarted;  /* it was found at the first look */
    int64_t moved;   /* seconds of the jump that made it doubtful, behind is negative */
    fu_instant believed;    /* when it was looked at and believed last; FU_NEVER */
    int64_t believed_ticks; /* by fu_clock_ticks() then */
};

/* Before the first look: `known` is a moment at which a process before this one believed the clock,
 * FU_NEVER when there is none. */
void fu_clock_watch_start(struct clock_watch *watch, fu_instant known);

/* Looks: what is wrong with `now`, at `ticks` milliseconds (fu_clock_ticks()). synchronised says
 * that something keeps the clock right, so that a jump was its doing. */
enum clock_doubt fu_clock_watch_look(
    struct clock_watch *watch, fu_instant now, int64_t ticks, bool synchronised);

/* What it would be by the time that passed since it was believed last: the moment of the last look
 * while it is believed, or where it never was. */
fu_instant fu_clock_watch_passed(const struct clock_watch *watch);

/* When to look again while it is in doubt. */
fu_instant fu_clock_watch_again(const struct clock_watch *watch);

/* What is wrong and what to do about it. */
const char *fu_clock_watch_say(const struct clock_watch *watch, struct fu_arena *arena);

#endif
