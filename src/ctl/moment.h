/* Moments as the command line shows and reads them. */
#ifndef CTL_MOMENT_H
#define CTL_MOMENT_H

#include <stdbool.h>

#include "followupd/base/instant.h"
#include "followupd/base/memory.h"

/* "Mon 18 Jan 2027  08:00", with seconds where there are any; "-" for FU_NEVER. An unknown zone
 * reads as UTC. In the arena. */
const char *fu_ctl_moment(struct fu_arena *arena, const char *zone, fu_instant moment);

/* The same with the offset behind it: "Mon 18 Jan 2027  08:00  +01:00". */
const char *fu_ctl_moment_offset(struct fu_arena *arena, const char *zone, fu_instant moment);

/* "2 hours 5 minutes"; the sign is dropped. In the arena. */
const char *fu_ctl_duration(struct fu_arena *arena, int64_t seconds);

/* Reads a moment in the zone (cadence/say.h; a space may stand for the T); FU_NEVER when it is
 * none. */
fu_instant fu_ctl_read_moment(const char *text, const char *zone);

/* Clocks of two machines are closer together than this: seconds. */
enum { FU_CTL_APART = 3600 };

/* Whether the machine's clock has not come to a moment that is past: by it nothing is due, and all
 * of that would go out once it is set. Not where a time service keeps it: then the moment was told by
 * a clock that was ahead. */
bool fu_ctl_clock_is_behind(fu_instant now, fu_instant past);

/* Reads how far back a listing goes: a duration ("2d"), or a moment in the zone. */
bool fu_ctl_read_since(const char *text, const char *zone, fu_instant now, fu_instant *since);

#endif
