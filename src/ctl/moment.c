/* Moments in one fixed width, so that they stand below each other. Nothing fails but the reading of
 * what was typed. */
#include "moment.h"

#include <stdio.h>
#include <string.h>

#include "followupd/base/number.h"
#include "followupd/cadence/say.h"
#include "followupd/zone/civil.h"
#include "followupd/zone/zone.h"

enum { HOUR_MINUTES = 60, SINCE_MAX = 36500 * 86400L, DURATION_TEXT = 80 };
enum { MOMENT_TEXT = 64, SUGGESTED_ZONES = 3 };

const char *fu_ctl_moment(struct fu_arena *arena, const char *zone, fu_instant moment)
{
    static const char *const weekdays[] = {"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"};
    static const char *const months[] = {
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    struct fu_civil civil;
    const char *text;
    int weekday;

    if (moment == FU_NEVER)
        return "-";
    fu_civil_from_seconds(moment + fu_say_offset(zone, moment) * INT64_C(60), &civil);
    weekday = fu_civil_weekday(fu_civil_days(civil.year, civil.month, civil.day));
    text = fu_arena_print(arena, "%s %2d %s %04d  %02d:%02d", weekdays[weekday], civil.day,
        months[civil.month - 1], civil.year, civil.hour, civil.minute);
    return civil.second ? fu_arena_print(arena, "%s:%02d", text, civil.second) : text;
}

const char *fu_ctl_moment_offset(struct fu_arena *arena, const char *zone, fu_instant moment)
{
    int offset, distance;

    if (moment == FU_NEVER)
        return "-";
    offset = fu_say_offset(zone, moment);
    distance = offset < 0 ? -offset : offset;
    return fu_arena_print(arena, "%s  %c%02d:%02d", fu_ctl_moment(arena, zone, moment),
        offset < 0 ? '-' : '+', distance / HOUR_MINUTES, distance % HOUR_MINUTES);
}

const char *fu_ctl_duration(struct fu_arena *arena, int64_t seconds)
{
    char text[DURATION_TEXT];

    fu_duration_say(seconds < 0 ? -seconds : seconds, text, sizeof text);
    return fu_arena_copy(arena, text);
}

const char *fu_ctl_say_time(struct fu_arena *arena, int minutes)
{
    return fu_arena_print(arena, "%02d:%02d", minutes / HOUR_MINUTES, minutes % HOUR_MINUTES);
}

bool fu_ctl_read_time(const char *text, int *minutes)
{
    const char *colon = strchr(text, ':');
    int64_t hour, minute;

    if (!colon || colon - text > 2 || strlen(colon + 1) != 2 ||
        !fu_number_parse(text, (size_t)(colon - text), 0, 23, &hour) ||
        !fu_number_parse(colon + 1, 2, 0, 59, &minute))
        return false;
    *minutes = (int)(hour * HOUR_MINUTES + minute);
    return true;
}

fu_instant fu_ctl_read_moment(const char *text, const char *zone)
{
    char copy[MOMENT_TEXT];
    char *blank;

    if (strlen(text) >= sizeof copy)
        return FU_NEVER;
    memcpy(copy, text, strlen(text) + 1);
    blank = strchr(copy, ' ');
    if (blank)
        *blank = 'T';
    return fu_say_read(zone, copy);
}

const char *fu_ctl_no_zone(struct fu_arena *arena, const char *name)
{
    const char *names[SUGGESTED_ZONES];
    size_t count = fu_zone_suggest(arena, name, names, SUGGESTED_ZONES);
    const char *text = fu_arena_print(arena, "There is no time zone “%s”.", name);

    for (size_t i = 0; i < count; i++)
        text = fu_arena_print(arena, "%s%s%s", text, i == 0 ? " Perhaps: " : ", ", names[i]);
    return text;
}

bool fu_ctl_read_since(const char *text, const char *zone, fu_instant now, fu_instant *since)
{
    int64_t seconds;

    if (fu_duration_parse(text, 0, SINCE_MAX, &seconds)) {
        *since = now - seconds;
        return true;
    }
    *since = fu_ctl_read_moment(text, zone);
    return *since != FU_NEVER;
}
