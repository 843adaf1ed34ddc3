/* Phase two for the days that a text may name: CADENCE.md rules 6 to 12. */
#include <stddef.h>

#include "followupd/zone/civil.h"

#include "resolve.h"

enum {
    WEEK = 7,
    FRIDAY = 4,
    SATURDAY = 5,
    MONTHS = 12,
    QUARTER = 3,
    BARE_YEARS = 10,
    HUNDRED = 100,
    DAY_SECONDS = 86400
};

/* Names the day and the moment it is wanted at. */
struct wish {
    const struct place *place;
    const struct day *day;
    int minutes;
    bool clocked;
};

static int64_t monday(const struct place *place)
{
    return place->today - fu_civil_weekday(place->today);
}

/* The date itself, or the one a week later if it is today: with a clock time that is ahead, today
 * counts. */
static int64_t not_today(const struct wish *wish, int64_t date, int64_t later)
{
    bool today = date == wish->place->today;
    bool counts =
        date > wish->place->today ||
        (today && wish->clocked && fu_cadence_place_ahead(wish->place, date, wish->minutes));
    return counts ? date : later;
}

static int64_t coming(const struct wish *wish, int weekday)
{
    int64_t date =
        wish->place->today + (weekday - fu_civil_weekday(wish->place->today) + WEEK) % WEEK;
    return not_today(wish, date, date + WEEK);
}

static enum trouble resolve_offset(const struct wish *wish, int64_t *date)
{
    *date = wish->place->today + wish->day->ordinal;
    bool past = wish->day->ordinal == 0 && wish->clocked &&
                !fu_cadence_place_ahead(wish->place, *date, wish->minutes);
    return past ? TROUBLE_PAST_TODAY : TROUBLE_NONE;
}

static enum trouble resolve_this_weekday(const struct wish *wish, int64_t *date)
{
    *date = monday(wish->place) + wish->day->weekday;
    return fu_cadence_place_ahead(wish->place, *date, wish->minutes) ? TROUBLE_NONE
                                                                     : TROUBLE_PAST_WEEKDAY;
}

/* The first day of the month that lies so many months after this one. */
static int64_t month_first(const struct place *place, int months)
{
    return fu_civil_days(place->now.year, place->now.month + months, 1);
}

static int months_to_next(const struct place *place, enum unit unit)
{
    int month = place->now.month - 1;
    switch (unit) {
    case UNIT_MONTH:
        return 1;
    case UNIT_QUARTER:
        return QUARTER - month % QUARTER;
    default:
        return MONTHS - month;
    }
}

static enum trouble resolve_next(const struct wish *wish, int64_t *date)
{
    const struct place *place = wish->place;
    if (wish->day->unit == UNIT_WORKDAY) {
        int16_t amounts[UNIT_COUNT] = {[UNIT_WORKDAY] = 1};
        return fu_cadence_resolve_amounts(place, amounts, date);
    }
    *date = wish->day->unit == UNIT_WEEK
                ? monday(place) + WEEK
                : month_first(place, months_to_next(place, (enum unit)wish->day->unit));
    return TROUBLE_NONE;
}

static enum trouble resolve_end(const struct wish *wish, int64_t *date)
{
    const struct place *place = wish->place;
    enum unit unit = (enum unit)wish->day->unit;
    if (unit == UNIT_WEEK) {
        int64_t friday = monday(place) + FRIDAY;
        *date = not_today(wish, friday, friday + WEEK);
        return TROUBLE_NONE;
    }
    int months = months_to_next(place, unit);
    int length = unit == UNIT_MONTH ? 1 : unit == UNIT_QUARTER ? QUARTER : MONTHS;
    *date =
        not_today(wish, month_first(place, months) - 1, month_first(place, months + length) - 1);
    return TROUBLE_NONE;
}

/* Four digits behind a date (rule 12). */
static enum trouble check_year(const struct wish *wish)
{
    int year = wish->day->year;
    int now = wish->place->now.year;
    if (!wish->day->bare_year) {
        return TROUBLE_NONE;
    }
    if (year < now) {
        return TROUBLE_PAST_DATE;
    }
    bool clock = year / HUNDRED < 24 && year % HUNDRED < 60;
    return year > now + BARE_YEARS && clock ? TROUBLE_LATE_YEAR : TROUBLE_NONE;
}

static enum trouble resolve_date(const struct wish *wish, int64_t *date)
{
    const struct place *place = wish->place;
    int month = wish->day->month;
    int number = wish->day->day;
    enum { LEAP_YEAR = 2024 };
    enum trouble trouble = check_year(wish);
    bool comes = number <= fu_civil_month_length(LEAP_YEAR, month);
    int year = wish->day->year != 0 ? wish->day->year : LEAP_YEAR;
    if (!comes || (trouble != TROUBLE_LATE_YEAR && number > fu_civil_month_length(year, month))) {
        return TROUBLE_NEVER_COMES;
    }
    if (trouble != TROUBLE_NONE) {
        return trouble;
    }
    *date = fu_civil_days(year, month, number);
    if (wish->day->year != 0) {
        if (*date > place->limit / DAY_SECONDS) {
            return TROUBLE_BEYOND;
        }
        return fu_cadence_place_ahead(place, *date, wish->minutes) ? TROUBLE_NONE
                                                                   : TROUBLE_PAST_DATE;
    }
    for (year = place->now.year;
         number > fu_civil_month_length(year, month) ||
         !fu_cadence_place_ahead(place, fu_civil_days(year, month, number), wish->minutes);
         year++) {
    }
    *date = fu_civil_days(year, month, number);
    return TROUBLE_NONE;
}

static enum trouble resolve_month(const struct wish *wish, int64_t *date)
{
    const struct place *place = wish->place;
    int year = place->now.year;
    if (fu_civil_days(year, wish->day->month, 1) <= place->today) {
        year++;
    }
    *date = fu_civil_days(year, wish->day->month, 1);
    return TROUBLE_NONE;
}

/* The first date after today that a recurring pattern of months names. */
static enum trouble resolve_of_month(const struct wish *wish, int64_t *date)
{
    const struct place *place = wish->place;
    const struct day *day = wish->day;
    struct rule rule = {
        .frequency = day->month != 0 ? FREQUENCY_YEARLY : FREQUENCY_MONTHLY, .interval = 1};
    struct rule_course course = {
        .rule = &rule, .start = place->now, .holidays = place->setting->holidays};
    struct rule_walk walk;
    rule.until = FU_NEVER;
    rule.month = day->month;
    if (day->kind == DAY_ORDINAL_WEEKDAY) {
        rule.ordinal = day->ordinal;
        rule.weekday = day->weekday;
    } else if (day->kind == DAY_LAST) {
        rule.last_day = true;
    } else if (day->kind == DAY_LAST_WORKDAY) {
        rule.weekdays = place->setting->workdays;
        course.workdays_only = true;
    } else {
        course.start.day = day->day;
        course.start.month = 1;
    }
    fu_recur_begin(&walk, &course, place->today + 1);
    return fu_recur_next(&walk, date) ? TROUBLE_NONE : TROUBLE_BEYOND;
}

enum trouble fu_cadence_resolve_day(
    const struct place *place, const struct day *day, int minutes, bool clocked, int64_t *date)
{
    struct wish wish = {place, day, minutes, clocked};
    *date = place->today;
    switch (day->kind) {
    case DAY_OFFSET:
        return resolve_offset(&wish, date);
    case DAY_WEEKDAY:
        *date = coming(&wish, day->weekday);
        return TROUBLE_NONE;
    case DAY_NEXT_WEEKDAY:
        *date = monday(place) + WEEK + day->weekday;
        return TROUBLE_NONE;
    case DAY_THIS_WEEKDAY:
        return resolve_this_weekday(&wish, date);
    case DAY_NEXT:
        return resolve_next(&wish, date);
    case DAY_WEEKEND:
        *date = coming(&wish, SATURDAY);
        return TROUBLE_NONE;
    case DAY_NEXT_WEEKEND:
        *date = monday(place) + WEEK + SATURDAY;
        return TROUBLE_NONE;
    case DAY_END:
        return resolve_end(&wish, date);
    case DAY_DATE:
        return resolve_date(&wish, date);
    case DAY_MONTH:
        return resolve_month(&wish, date);
    default:
        return resolve_of_month(&wish, date);
    }
}
