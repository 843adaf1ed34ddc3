/* The moments of a schedule. Occurrence n is computed from the anchor, never from occurrence n-1 (DESIGN.md 6.9). */
#ifndef FOLLOWUPD_CADENCE_SERIES_H
#define FOLLOWUPD_CADENCE_SERIES_H

#include <stdbool.h>
#include <stddef.h>

#include "followupd/base/memory.h"
#include "followupd/base/instant.h"
#include "followupd/base/status.h"
#include "followupd/cadence/holidays.h"
#include "followupd/record/schedule.h"

/* The first `count` moments after `after`, in order, into moments; *found says how many there are (fewer at the end of a
 * series). Left-out days (holidays of a workday pattern) are not among them; skipped occurrences are the caller's to
 * leave out. For a one-off: its moment, if it lies after `after`. FU_PERMANENT with a sentence when the zone is unknown
 * or the rule is none that this room wrote. */
enum fu_status fu_series_next(const struct fu_schedule *schedule, const struct fu_holidays *holidays, fu_instant after,
    fu_instant *moments, size_t count, size_t *found, struct fu_error *error);

/* How many moments lie in (after, until]; at most most. */
enum fu_status fu_series_count(const struct fu_schedule *schedule, const struct fu_holidays *holidays, fu_instant after,
    fu_instant until, size_t most, size_t *found, struct fu_error *error);

/* Of a counted series of workdays that comes at `moment` next, the rule says from now on how many
 * are left behind that: as many come then, whatever becomes a holiday or is none any more, before
 * it or after. Other series stay as they are. FU_PERMANENT as fu_series_next. */
enum fu_status fu_series_keep_count(struct fu_arena *arena, struct fu_schedule *schedule,
    const struct fu_holidays *holidays, fu_instant moment, struct fu_error *error);

/* The same for what was read again for other workdays: it has as many left behind `moment`, which
 * it comes at next, as `was` had behind `from`. */
enum fu_status fu_series_take_count(struct fu_arena *arena, const struct fu_schedule *was,
    fu_instant from, const struct fu_holidays *holidays, struct fu_schedule *schedule,
    fu_instant moment, struct fu_error *error);

/* The same when what was left out comes again, at `moment`: what it was to come at instead is left
 * behind that besides, where the rule counts from there. */
void fu_series_count_again(struct fu_arena *arena, struct fu_schedule *schedule, fu_instant moment);

/* The rule as RFC 5545 has it, and any program reads it: by these holidays, with COUNT from the
 * start. */
const char *fu_series_rrule(
    struct fu_arena *arena, const struct fu_schedule *schedule, const struct fu_holidays *holidays);

/* The days, of 1970, that a moment of the series stands for: a last workday for its month,
 * whichever day a change of the holidays or workdays makes the last; any other moment for its own
 * day. False when the zone is unknown. */
bool fu_series_stands_for(
    const struct fu_schedule *schedule, fu_instant moment, int64_t *first, int64_t *last);

/* *own becomes the moment of the series, whatever its count and holidays, of which `moment` is:
 * that itself, or the last one in the day before it, which was over already when the series came to
 * its zone, so that it stayed where it was; `moment` when there is none. FU_PERMANENT as
 * fu_series_next. */
enum fu_status fu_series_own(
    const struct fu_schedule *schedule, fu_instant moment, fu_instant *own, struct fu_error *error);

/* Up to when nothing of the series comes that this moment of it stands for; the moment itself
 * unless it is a last workday. */
fu_instant fu_series_stands_until(const struct fu_schedule *schedule, fu_instant moment);

/* After a change of tzdata: sets schedule->first from schedule->start and the zone as it is now. */
enum fu_status fu_series_recompute(struct fu_schedule *schedule, struct fu_error *error);

/* A series that was read again for another morning time, zone or workdays goes on by its dates: it
 * begins on the day that `was` began on, as often and as far apart as that; *schedule gives the
 * clock, the zone, the workdays and the end that was named. A series of workdays that are others
 * now begins where it was read to begin, in steps of several months in one that `was` comes to; not
 * up to the last day that `was` would have come on before it began, if that passed by now, while
 * its mail was on its way. Neither counts elapsed units; of a one-off it is the day. FU_PERMANENT
 * with a sentence as fu_series_next. */
enum fu_status fu_series_keep_dates(struct fu_arena *arena, const struct fu_schedule *was,
    fu_instant now, struct fu_schedule *schedule, struct fu_error *error);

#endif
