/* Where the moments of a series are by other preferences, or by other rules of their zone: on their
 * day, by the wall clock. Fails as the series and the store do. */
#include "place.h"

#include "followupd/cadence/series.h"
#include "followupd/zone/civil.h"
#include "followupd/zone/zone.h"
#include "create.h"

enum { HALF_DAY = 12 * 3600 };

/* The schedule's moment on these days, FU_NEVER when it has none there: of a day, the moment that
 * has it; of a month, its last workday. */
static enum fu_status moment_of_days(const struct fu_schedule *schedule,
    const struct fu_holidays *holidays, int64_t first, int64_t last, fu_instant *now_at,
    struct fu_error *error)
{
    const struct fu_zone *zone = fu_zone_find(schedule->zone);
    struct fu_civil day = {.hour = 0};
    size_t found = 0;
    int64_t at;
    enum fu_status status = FU_OK;

    *now_at = FU_NEVER;
    if (!zone)
        return FU_OK;
    fu_civil_from_days(first, &day);
    status = fu_series_next(
        schedule, holidays, fu_zone_instant(zone, &day) - 1, now_at, 1, &found, error);
    if (status != FU_OK || found == 0)
        return status;
    fu_zone_civil(zone, *now_at, &day);
    at = fu_civil_days(day.year, day.month, day.day);
    if (at < first || at > last)
        *now_at = FU_NEVER;
    return FU_OK;
}

/* The schedule's moment on the day on which the wall showed the other one; else of what that stands
 * for. FU_NEVER when it has none there. */
static enum fu_status moment_of_day(const struct change *change, const struct fu_schedule *before,
    fu_instant moment, fu_instant *now_at, struct fu_error *error)
{
    const struct fu_schedule *schedule = &change->followup->schedule;
    const struct fu_holidays *holidays = change->act->settings->holidays;
    const struct fu_zone *zone = fu_zone_find(before->zone);
    struct fu_civil shown;
    fu_instant own;
    int64_t day, first, last;
    enum fu_status status;

    *now_at = FU_NEVER;
    if (!zone)
        return FU_OK;
    status = fu_series_own(before, moment, &own, error);
    if (status != FU_OK || !fu_series_stands_for(before, own, &first, &last))
        return status;
    fu_zone_civil(zone, own, &shown);
    day = fu_civil_days(shown.year, shown.month, shown.day);
    status = moment_of_days(schedule, holidays, day, day, now_at, error);
    /* What became a holiday since it was promised counts. */
    if (status == FU_OK && *now_at == FU_NEVER)
        status = moment_of_days(schedule, NULL, day, day, now_at, error);
    if (status == FU_OK && *now_at == FU_NEVER && first < last)
        status = moment_of_days(schedule, holidays, first, last, now_at, error);
    return status;
}

enum fu_status fu_find_nearest(const struct fu_schedule *schedule,
    const struct fu_holidays *holidays, fu_instant moment, fu_instant *now_at,
    struct fu_error *error)
{
    fu_instant moments[2];
    size_t found, i;
    enum fu_status status =
        fu_series_next(schedule, holidays, moment - HALF_DAY - 1, moments, 2, &found, error);

    *now_at = FU_NEVER;
    for (i = 0; status == FU_OK && i < found && moments[i] <= moment + HALF_DAY; i++) {
        if (*now_at == FU_NEVER || moments[i] - moment < moment - *now_at)
            *now_at = moments[i];
    }
    return status;
}

enum fu_status fu_find_again(const struct change *change, const struct former *former,
    fu_instant moment, fu_instant *now_at, struct fu_error *error)
{
    const struct fu_schedule *schedule = &change->followup->schedule;
    enum fu_status status;

    *now_at = FU_NEVER;
    if (schedule->recurrence != FU_RECURRING || former->schedule.elapsed)
        return FU_OK;
    if (!former->zone_data)
        return moment_of_day(change, &former->schedule, moment, now_at, error);
    status = fu_find_nearest(schedule, change->act->settings->holidays, moment, now_at, error);
    return status == FU_OK && *now_at == FU_NEVER
               ? fu_find_nearest(schedule, NULL, moment, now_at, error)
               : status;
}

enum fu_status fu_find_place(const struct change *change, const struct former *former,
    fu_instant moment, fu_instant *place, struct fu_error *error)
{
    const struct fu_act *act = change->act;
    enum fu_status status = fu_find_again(change, former, moment, place, error);

    if (status != FU_OK)
        return status;
    if (*place != FU_NEVER) {
        *place = *place > act->now ? *place : moment;
        return FU_OK;
    }
    return fu_next_moment(act->store, act->settings, act->arena, change->followup->id,
        &change->followup->schedule, act->now, place, error);
}
