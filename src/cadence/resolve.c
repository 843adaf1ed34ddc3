/* Phase two for one-offs, and what both kinds share.
 *
 * Fails with the trouble; refuse.c finds the words. Every loop is bounded by the 100 years that
 * nothing lies beyond. */
#include "resolve.h"

#include <stddef.h>

#include "followupd/zone/civil.h"

enum {
    HOUR = 60,
    DAY_MINUTES = 24 * HOUR,
    MINUTE_SECONDS = 60,
    DAY_SECONDS = 86400,
    WEEK = 7,
    MONTHS = 12,
    QUARTER = 3,
    BARE_YEARS = 10, /* from this year on, four digits are a year rather than a clock time */
    HUNDRED = 100
};

enum trouble fu_cadence_place(const struct fu_cadence_setting *setting, struct place *place)
{
    place->setting = setting;
    place->zone = fu_zone_find(setting->zone);
    if (place->zone == NULL) {
        return TROUBLE_ZONE;
    }
    if (setting->sent < FU_INSTANT_MIN || setting->sent > FU_INSTANT_MAX ||
        setting->arrived > FU_INSTANT_MAX) {
        return TROUBLE_BEYOND;
    }
    fu_zone_civil(place->zone, setting->sent, &place->now);
    place->today = fu_civil_days(place->now.year, place->now.month, place->now.day);
    struct fu_civil last = place->now;
    last.year += FU_CADENCE_YEARS_MAX;
    fu_instant limit = fu_civil_seconds(&last) + DAY_SECONDS;
    place->limit = limit < FU_INSTANT_MAX ? limit : FU_INSTANT_MAX;
    return TROUBLE_NONE;
}

fu_instant fu_cadence_place_instant(const struct place *place, int64_t day, int minutes)
{
    return fu_zone_wall_instant(place->zone, day * DAY_SECONDS + (int64_t)minutes * MINUTE_SECONDS);
}

void fu_cadence_place_first(const struct place *place, int64_t day, struct resolved *resolved)
{
    int minutes = resolved->minutes;
    resolved->start = (struct fu_civil){.hour = minutes / HOUR % 24, .minute = minutes % HOUR};
    fu_civil_from_days(day + minutes / DAY_MINUTES, &resolved->start);
    resolved->first = fu_cadence_place_instant(place, day, minutes);
}

bool fu_cadence_place_ahead(const struct place *place, int64_t day, int minutes)
{
    return fu_cadence_place_instant(place, day, minutes) > place->setting->sent;
}

bool fu_cadence_place_workday(const struct place *place, int64_t day)
{
    return (place->setting->workdays >> fu_civil_weekday(day) & 1) != 0 &&
           !fu_holidays_has(place->setting->holidays, day);
}

int fu_cadence_place_minutes(const struct place *place, const struct clock *clock)
{
    switch (clock->kind) {
    case CLOCK_TIME:
        return clock->minutes;
    case CLOCK_MIDNIGHT:
        return DAY_MINUTES;
    default:
        return place->setting->morning;
    }
}

static int64_t add_months(int64_t day, int64_t months)
{
    if (months == 0) {
        return day;
    }
    struct fu_civil civil = {0};
    fu_civil_from_days(day, &civil);
    int64_t index = (int64_t)civil.year * MONTHS + civil.month - 1 + months;
    int64_t year = index / MONTHS;
    int month = (int)(index % MONTHS) + 1;
    int length = fu_civil_month_length(year, month);
    return fu_civil_days(year, month, civil.day < length ? civil.day : length);
}

static enum trouble add_workdays(const struct place *place, int amount, int64_t *date)
{
    int64_t end = place->limit / DAY_SECONDS;
    while (amount > 0) {
        if (++*date > end) {
            return TROUBLE_BEYOND;
        }
        amount -= fu_cadence_place_workday(place, *date);
    }
    return TROUBLE_NONE;
}

enum trouble fu_cadence_resolve_amounts(
    const struct place *place, const int16_t *amounts, int64_t *date)
{
    *date = add_months(place->today, (int64_t)amounts[UNIT_YEAR] * MONTHS);
    *date = add_months(*date, (int64_t)amounts[UNIT_QUARTER] * QUARTER);
    *date = add_months(*date, amounts[UNIT_MONTH]);
    *date += (int64_t)amounts[UNIT_FORTNIGHT] * 2 * WEEK + (int64_t)amounts[UNIT_WEEK] * WEEK;
    enum trouble trouble = add_workdays(place, amounts[UNIT_WORKDAY], date);
    *date += amounts[UNIT_DAY];
    if (trouble == TROUBLE_NONE && *date > place->limit / DAY_SECONDS) {
        trouble = TROUBLE_BEYOND;
    }
    return trouble;
}

static enum trouble resolve_interval(
    const struct place *place, const struct fields *fields, struct resolved *resolved)
{
    const int16_t *amounts = fields->amounts;
    int64_t seconds =
        ((int64_t)amounts[UNIT_HOUR] * HOUR + amounts[UNIT_MINUTE]) * HOUR + amounts[UNIT_SECOND];
    bool calendar = false;
    for (int unit = UNIT_DAY; unit < UNIT_COUNT; unit++) {
        calendar = calendar || amounts[unit] != 0;
    }
    resolved->first = place->setting->sent;
    if (calendar) {
        int64_t date;
        enum trouble trouble = fu_cadence_resolve_amounts(place, amounts, &date);
        if (trouble != TROUBLE_NONE) {
            return trouble;
        }
        resolved->minutes = fields->clock.kind == CLOCK_NONE
                                ? place->now.hour * HOUR + place->now.minute
                                : fu_cadence_place_minutes(place, &fields->clock);
        fu_cadence_place_first(place, date, resolved);
    }
    if (seconds != 0) {
        resolved->elapsed = true;
        resolved->first += seconds;
        fu_civil_from_seconds(resolved->first, &resolved->start);
    }
    return TROUBLE_NONE;
}

static enum trouble resolve_clock(
    const struct place *place, const struct fields *fields, struct resolved *resolved)
{
    resolved->minutes = fu_cadence_place_minutes(place, &fields->clock);
    int64_t date = place->today;
    while (!fu_cadence_place_ahead(place, date, resolved->minutes)) {
        date++;
    }
    fu_cadence_place_first(place, date, resolved);
    return TROUBLE_NONE;
}

static enum trouble resolve_one_day(
    const struct place *place, const struct fields *fields, struct resolved *resolved)
{
    int64_t date;
    bool clocked = fields->clock.kind != CLOCK_NONE;
    resolved->minutes = fu_cadence_place_minutes(place, &fields->clock);
    enum trouble trouble =
        fu_cadence_resolve_day(place, &fields->day, resolved->minutes, clocked, &date);
    if (trouble != TROUBLE_NONE) {
        return trouble;
    }
    fu_cadence_place_first(place, date, resolved);
    return TROUBLE_NONE;
}

/* Rule 12: four digits from this year to ten years ahead are a clock time only behind "at" or with
 * a colon. */
static bool bare_year(const struct place *place, const struct clock *clock)
{
    int value = clock->minutes / HOUR * HUNDRED + clock->minutes % HOUR;
    return clock->bare && value >= place->now.year && value <= place->now.year + BARE_YEARS;
}

enum trouble fu_cadence_resolve(
    const struct place *place, const struct fields *fields, struct resolved *resolved)
{
    resolved->elapsed = false;
    resolved->minutes = 0;
    resolved->rule = (struct rule){.interval = 1, .until = FU_NEVER};
    if (bare_year(place, &fields->clock)) {
        return TROUBLE_BARE_YEAR;
    }
    enum trouble trouble;
    switch (fields->shape) {
    case SHAPE_INTERVAL:
        trouble = resolve_interval(place, fields, resolved);
        break;
    case SHAPE_CLOCK:
        trouble = resolve_clock(place, fields, resolved);
        break;
    case SHAPE_DAY:
        trouble = resolve_one_day(place, fields, resolved);
        break;
    default:
        trouble = fu_cadence_resolve_series(place, fields, resolved);
        break;
    }
    if (trouble == TROUBLE_NONE && resolved->first > place->limit) {
        trouble = TROUBLE_BEYOND;
    }
    return trouble;
}
