/* Moments in one fixed width, so that they stand below each other. Nothing fails but the reading of
 * what was typed. */
#include "moment.h"

#include <stdio.h>
#include <string.h>

#include "followupd/base/clock.h"
#include "followupd/base/number.h"
#include "followupd/cadence/say.h"
#include "followupd/zone/civil.h"

enum { HOUR_MINUTES = 60, SINCE_MAX = 36500 * 86400L, DURATION_TEXT = 80 };
enum { MOMENT_TEXT = 64 };

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

bool fu_ctl_clock_is_behind(fu_instant now, fu_instant past)
{
    return past - now > FU_CTL_APART && !fu_clock_synchronised();
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
