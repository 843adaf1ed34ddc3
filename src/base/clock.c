/* The only place that reads a clock.
 *
 * Nothing here fails: both clocks are always there on Linux. */
#include "followupd/base/clock.h"

#include <time.h>

fu_instant fu_clock_now(void)
{
    struct timespec now = {0};
    clock_gettime(CLOCK_REALTIME, &now);
    return now.tv_sec;
}

int64_t fu_clock_ticks(void)
{
    enum { MILLISECONDS = 1000, NANOSECONDS_PER_MILLISECOND = 1000000 };
    struct timespec now = {0};
    clock_gettime(CLOCK_BOOTTIME, &now);
    return (int64_t)now.tv_sec * MILLISECONDS + now.tv_nsec / NANOSECONDS_PER_MILLISECOND;
}
