/* Where the moments of a follow-up are that is given another schedule. */
#ifndef FOLLOWUP_PLACE_H
#define FOLLOWUP_PLACE_H

#include "change.h"

/* What a follow-up was until now, for finding its moments again. */
struct former {
    struct fu_schedule schedule;
    bool zone_data; /* the same clock in the same zone: what that showed before is not known any
                       more */
};

/* The schedule's moment nearest to the other one, no more than half a day away; FU_NEVER when it
 * has none there. Fails as fu_series_next. */
enum fu_status fu_find_nearest(const struct fu_schedule *schedule,
    const struct fu_holidays *holidays, fu_instant moment, fu_instant *now_at,
    struct fu_error *error);

/* Where the follow-up's schedule has a moment that it had before, FU_NEVER when nowhere: on its day
 * or in its month, or, where only the zone's rules are others, the nearest. Fails as fu_series_own
 * and fu_series_next. */
enum fu_status fu_find_again(const struct change *change, const struct former *former,
    fu_instant moment, fu_instant *now_at, struct fu_error *error);

/* Where a pending occurrence belongs now: a series' own stays on its day, a last workday in its
 * month, and where it was if the new time there is over already, so that none is lost and none
 * comes twice. What has no such day belongs to the next moment. FU_NEVER: nowhere. Fails as
 * fu_find_again and fu_next_moment. */
enum fu_status fu_find_place(const struct change *change, const struct former *former,
    fu_instant moment, fu_instant *place, struct fu_error *error);

#endif
