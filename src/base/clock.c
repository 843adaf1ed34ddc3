/* The only place that reads a clock.
 *
 * Nothing here fails: the clocks are always there on Linux; a process that is gone has spent nothing. */
#include "followupd/base/clock.h"

#include <sys/timex.h>
#include <time.h>

/* The moments of this program go to 2199; and the reader's list of system calls has none of those
 * that 32 bits need. */
_Static_assert(sizeof(time_t) == 8 && sizeof(void *) == 8, "followupd needs a machine of 64 bits");

fu_instant fu_clock_now(void)
{
    struct timespec now = {0};
    clock_gettime(CLOCK_REALTIME, &now);
    return now.tv_sec;
}

static int64_t milliseconds(const struct timespec *time)
{
    enum { PER_SECOND = 1000, NANOSECONDS = 1000000 };

    return (int64_t)time->tv_sec * PER_SECOND + time->tv_nsec / NANOSECONDS;
}

int64_t fu_clock_ticks(void)
{
    struct timespec now = {0};
    clock_gettime(CLOCK_BOOTTIME, &now);
    return milliseconds(&now);
}

bool fu_clock_synchronised(void)
{
    struct timex asked = {.modes = 0};
    int state = adjtimex(&asked);

    return state >= 0 && state != TIME_ERROR && (asked.status & STA_UNSYNC) == 0;
}

int64_t fu_clock_spent(pid_t process)
{
    struct timespec spent = {0};
    clockid_t clock;

    if (clock_getcpuclockid(process, &clock) == 0)
        clock_gettime(clock, &spent);
    return milliseconds(&spent);
}
