/* See workdays.h. */
#include "workdays.h"

#include <stdlib.h>
#include <string.h>

#include "followupd/cadence/series.h"
#include "followupd/zone/civil.h"
#include "followupd/zone/zone.h"

/* 2026-11-19; all weekdays have their turn. */
enum { HOLIDAY = 20776, EVERY = 11, WEEK = 7, DAYS_TRIED = 400 };

const char workdays_holidays[] = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//model//EN\r\n"
                                 "BEGIN:VEVENT\r\nUID:eleventh@example.org\r\n"
                                 "DTSTAMP:20260101T000000Z\r\n"
                                 "DTSTART;VALUE=DATE:20261119\r\nSUMMARY:Eleventh day\r\n"
                                 "RRULE:FREQ=DAILY;INTERVAL=11\r\nEND:VEVENT\r\n"
                                 "END:VCALENDAR\r\n";

/* How a cadence has to do with workdays. */
enum pattern { NO_WORKDAYS, SOME_WORKDAYS, EVERY_WORKDAY, LAST_WORKDAY };

static enum pattern pattern_of(const char *canonical, int *count)
{
    *count = 1;
    if (strstr(canonical, "lastworkday"))
        return LAST_WORKDAY;
    if (strncmp(canonical, "everyworkday", strlen("everyworkday")) == 0)
        return EVERY_WORKDAY;
    if (strncmp(canonical, "nextworkday", strlen("nextworkday")) == 0)
        return SOME_WORKDAYS;
    *count = atoi(canonical);
    return strstr(canonical, "workday") ? SOME_WORKDAYS : NO_WORKDAYS;
}

struct week {
    unsigned workdays;
    bool holidays;
};

static bool is_workday(const struct week *week, int64_t day)
{
    bool holiday = week->holidays && day >= HOLIDAY && (day - HOLIDAY) % EVERY == 0;

    return (week->workdays >> fu_civil_weekday(day) & 1) && !holiday;
}

static int64_t day_at(const char *zone, fu_instant moment)
{
    struct fu_civil civil;

    fu_zone_civil(fu_zone_find(zone), moment, &civil);
    return fu_civil_days(civil.year, civil.month, civil.day);
}

static bool is_last_workday(const struct week *week, int64_t day)
{
    struct fu_civil civil;

    if (!is_workday(week, day))
        return false;
    fu_civil_from_days(day, &civil);
    for (int64_t next = day + 1; next < fu_civil_days(civil.year, civil.month + 1, 1); next++) {
        if (is_workday(week, next))
            return false;
    }
    return true;
}

static bool fits(enum pattern pattern, const struct week *week, int64_t day)
{
    return pattern == LAST_WORKDAY ? is_last_workday(week, day) : is_workday(week, day);
}

/* The time of day is that of the schedule. */
static fu_instant instant_on(const struct fu_schedule *schedule, int64_t day)
{
    struct fu_civil civil = schedule->start;

    fu_civil_from_days(day, &civil);
    return fu_zone_instant(fu_zone_find(schedule->zone), &civil);
}

static void begin_on(struct fu_schedule *schedule, int64_t day)
{
    fu_civil_from_days(day, &schedule->start);
    schedule->first = instant_on(schedule, day);
}

size_t workdays_moments(const struct fu_schedule *schedule, bool holidays, fu_instant after,
    fu_instant *moments, size_t count)
{
    const struct week week = {schedule->workdays, holidays};
    struct fu_error error;
    size_t found = 0;
    int limit;
    enum pattern pattern = pattern_of(schedule->canonical, &limit);

    if (schedule->recurrence == FU_ONCE || pattern == NO_WORKDAYS)
        return fu_series_next(schedule, NULL, after, moments, count, &found, &error) == FU_OK
                   ? found
                   : 0;
    if (after < schedule->first - 1)
        after = schedule->first - 1;
    for (int64_t day = day_at(schedule->zone, after), last = day + DAYS_TRIED;
         day < last && found < count; day++) {
        fu_instant moment = instant_on(schedule, day);
        if (moment > after && fits(pattern, &week, day))
            moments[found++] = moment;
    }
    return found;
}

bool workdays_read(struct fu_arena *arena, const char *text,
    const struct fu_cadence_setting *setting, bool holidays, struct fu_schedule *schedule,
    unsigned *flags)
{
    const struct week week = {setting->workdays, holidays};
    struct fu_refusal refusal;
    enum pattern pattern;
    int count;
    int64_t day = day_at(setting->zone, setting->sent);

    if (fu_cadence_read(arena, text, strlen(text), setting, schedule, flags, NULL, &refusal) !=
        FU_OK)
        return false;
    pattern = pattern_of(schedule->canonical, &count);
    if (pattern == NO_WORKDAYS)
        return true;
    if (schedule->recurrence == FU_RECURRING) {
        while (!fits(pattern, &week, day) || instant_on(schedule, day) <= setting->sent)
            day++;
    } else {
        do {
            day++;
            count -= fits(pattern, &week, day);
        } while (count > 0);
    }
    begin_on(schedule, day);
    return true;
}
