/* The retry schedule: a table of waits, and a spread that depends on the id alone.
 *
 * The spread keeps mails that failed together from coming back together. */
#include "followupd/outbox/schedule.h"

#include <stddef.h>

static const int64_t waits[] = {60, 120, 300, 900, 1800, 3600};

enum { SPREAD_STEPS = 1000 };

/* Neighbouring ids fall far apart (multiplicative hashing, the odd constant nearest 2^64 / phi). */
static int64_t spread_of(int64_t id)
{
    uint64_t mixed = (uint64_t)id * UINT64_C(0x9E3779B97F4A7C15);
    return (int64_t)((mixed >> 32) % (SPREAD_STEPS + 1));
}

fu_instant fu_retry_at(int64_t attempts, int64_t id, fu_instant now)
{
    int64_t last = (int64_t)(sizeof waits / sizeof waits[0]) - 1;
    int64_t step = attempts < 1 ? 0 : attempts - 1;
    int64_t wait = waits[step < last ? step : last];
    wait += wait / 10 * spread_of(id) / SPREAD_STEPS;
    return now > FU_INSTANT_MAX - wait ? FU_INSTANT_MAX : now + wait;
}
