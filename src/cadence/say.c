/* Moments in English words and in RFC 3339, whatever the locale.
 *
 * Nothing fails: an unknown zone reads as UTC, a text that is no moment as FU_NEVER, and FU_NEVER
 * is told as "never". Offsets are told in whole minutes, as RFC 3339 has them; the clock beside one
 * is the clock at that offset, so that both together always tell the exact moment (Monrovia was 44
 * min 30 s behind until 1972). */
#include "followupd/cadence/say.h"

#include <string.h>

#include "followupd/base/number.h"
#include "followupd/base/text.h"
#include "followupd/zone/civil.h"
#include "followupd/zone/zone.h"

#define NEVER_TEXT "never"

enum { DAY_SECONDS = 86400, OFFSET_TEXT_SIZE = sizeof "+00:00" };

static const char *const weekday_names[] = {
    "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"};

static const char *const month_names[] = {"January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December"};

static const struct fu_zone *zone_or_utc(const char *name)
{
    const struct fu_zone *zone = fu_zone_find(name);

    return zone ? zone : fu_zone_find("UTC");
}

int fu_say_offset(const char *zone, fu_instant moment)
{
    const struct fu_zone *found = zone_or_utc(zone);

    return found ? fu_zone_offset(found, moment) / 60 : 0;
}

/* What a wall shows that is as many whole minutes east of UTC as the answer. */
static int local_time(const char *zone, fu_instant moment, struct fu_civil *civil)
{
    int minutes = fu_say_offset(zone, moment);

    fu_civil_from_seconds(moment + minutes * INT64_C(60), civil);
    return minutes;
}

/* "+01:00" into text, which has OFFSET_TEXT_SIZE bytes. */
static void print_offset(int minutes, char *text)
{
    int distance = minutes < 0 ? -minutes : minutes;

    text[0] = minutes < 0 ? '-' : '+';
    text[1] = (char)('0' + distance / 600);
    text[2] = (char)('0' + distance / 60 % 10);
    text[3] = ':';
    text[4] = (char)('0' + distance % 60 / 10);
    text[5] = (char)('0' + distance % 10);
    text[6] = '\0';
}

const char *fu_say_offset_text(struct fu_arena *arena, int minutes)
{
    char text[OFFSET_TEXT_SIZE];

    print_offset(minutes, text);
    return fu_arena_copy(arena, text);
}

const char *fu_say_moment(struct fu_arena *arena, const char *zone, fu_instant moment)
{
    char offset[OFFSET_TEXT_SIZE];
    struct fu_civil civil;
    int weekday;

    if (moment == FU_NEVER) {
        return NEVER_TEXT;
    }
    print_offset(local_time(zone, moment, &civil), offset);
    weekday = fu_civil_weekday(fu_civil_days(civil.year, civil.month, civil.day));
    return fu_arena_print(arena, "%s, %d %s %d at %02d:%02d (%s)", weekday_names[weekday],
        civil.day, month_names[civil.month - 1], civil.year, civil.hour, civil.minute, offset);
}

static bool same_year(const char *zone, const struct fu_civil *civil, fu_instant now)
{
    struct fu_civil today;

    if (now == FU_NEVER) {
        return false;
    }
    local_time(zone, now, &today);
    return civil->year == today.year;
}

static const char *say_civil_date(
    struct fu_arena *arena, const char *zone, const struct fu_civil *civil, fu_instant now)
{
    const char *month = month_names[civil->month - 1];

    if (same_year(zone, civil, now)) {
        return fu_arena_print(arena, "%d %s", civil->day, month);
    }
    return fu_arena_print(arena, "%d %s %d", civil->day, month, civil->year);
}

const char *fu_say_date(struct fu_arena *arena, const char *zone, fu_instant moment, fu_instant now)
{
    struct fu_civil civil;

    if (moment == FU_NEVER) {
        return NEVER_TEXT;
    }
    local_time(zone, moment, &civil);
    return say_civil_date(arena, zone, &civil, now);
}

const char *fu_say_date_time(
    struct fu_arena *arena, const char *zone, fu_instant moment, fu_instant now)
{
    struct fu_civil civil;

    if (moment == FU_NEVER) {
        return NEVER_TEXT;
    }
    local_time(zone, moment, &civil);
    return fu_arena_print(arena, "%s at %02d:%02d", say_civil_date(arena, zone, &civil, now),
        civil.hour, civil.minute);
}

static int64_t day_of(const struct fu_civil *civil)
{
    return fu_civil_days(civil->year, civil->month, civil->day);
}

const char *fu_say_day(struct fu_arena *arena, const char *zone, fu_instant moment, fu_instant now)
{
    static const char *const near[] = {"Yesterday", "Today", "Tomorrow"};
    struct fu_civil civil, today;
    int64_t distance;

    if (moment == FU_NEVER) {
        return NEVER_TEXT;
    }
    local_time(zone, moment, &civil);
    local_time(zone, now, &today);
    distance = day_of(&civil) - day_of(&today);
    if (distance >= -1 && distance <= 1) {
        return near[distance + 1];
    }
    return fu_arena_print(arena, "%s, %s", weekday_names[fu_civil_weekday(day_of(&civil))],
        say_civil_date(arena, zone, &civil, now));
}

const char *fu_say_clock(struct fu_arena *arena, const char *zone, fu_instant moment)
{
    struct fu_civil civil;

    if (moment == FU_NEVER) {
        return NEVER_TEXT;
    }
    local_time(zone, moment, &civil);
    return fu_arena_print(arena, "%02d:%02d", civil.hour, civil.minute);
}

const char *fu_say_rfc3339(struct fu_arena *arena, const char *zone, fu_instant moment)
{
    char offset[OFFSET_TEXT_SIZE];
    struct fu_civil civil;

    if (moment == FU_NEVER) {
        return NEVER_TEXT;
    }
    print_offset(local_time(zone, moment, &civil), offset);
    return fu_arena_print(arena, "%04d-%02d-%02dT%02d:%02d:%02d%s", civil.year, civil.month,
        civil.day, civil.hour, civil.minute, civil.second, offset);
}

/* Takes exactly so many digits from *text. */
static bool take_digits(const char **text, size_t digits, int *number)
{
    int64_t value;

    if (strnlen(*text, digits) < digits || !fu_number_parse(*text, digits, 0, 9999, &value)) {
        return false;
    }
    *number = (int)value;
    *text += digits;
    return true;
}

static bool take(const char **text, char c)
{
    if (**text != c) {
        return false;
    }
    (*text)++;
    return true;
}

static bool take_date(const char **text, struct fu_civil *civil)
{
    return take_digits(text, 4, &civil->year) && take(text, '-') &&
           take_digits(text, 2, &civil->month) && take(text, '-') &&
           take_digits(text, 2, &civil->day);
}

/* hh:mm[:ss[.fraction]]; the fraction of a second is dropped. */
static bool take_time(const char **text, struct fu_civil *civil)
{
    if (!take_digits(text, 2, &civil->hour) || !take(text, ':') ||
        !take_digits(text, 2, &civil->minute)) {
        return false;
    }
    if (!take(text, ':')) {
        return true;
    }
    if (!take_digits(text, 2, &civil->second)) {
        return false;
    }
    if (take(text, '.')) {
        if (!fu_is_digit(**text)) {
            return false;
        }
        *text += strspn(*text, "0123456789");
    }
    return true;
}

/* Z or [+-]hh:mm, in seconds east of UTC. */
static bool take_offset(const char **text, int *offset)
{
    int sign, hours, minutes;

    *offset = 0;
    if (take(text, 'Z') || take(text, 'z')) {
        return true;
    }
    sign = **text == '-' ? -1 : 1;
    if ((!take(text, '+') && !take(text, '-')) || !take_digits(text, 2, &hours) ||
        !take(text, ':') || !take_digits(text, 2, &minutes) || hours > 23 || minutes > 59) {
        return false;
    }
    *offset = sign * (hours * 3600 + minutes * 60);
    return true;
}

static fu_instant instant_in(const char *zone, const struct fu_civil *civil)
{
    const struct fu_zone *found = zone_or_utc(zone);

    return found ? fu_zone_instant(found, civil) : fu_civil_seconds(civil);
}

fu_instant fu_say_read(const char *zone, const char *text)
{
    struct fu_civil civil = {0};
    bool has_offset = false, leap_second;
    fu_instant moment;
    int offset = 0;

    if (!take_date(&text, &civil)) {
        return FU_NEVER;
    }
    if (take(&text, 'T') || take(&text, 't')) {
        if (!take_time(&text, &civil)) {
            return FU_NEVER;
        }
        has_offset = *text != '\0';
        if (has_offset && !take_offset(&text, &offset)) {
            return FU_NEVER;
        }
    }
    leap_second = civil.second == 60;
    civil.second -= leap_second;
    if (*text || !fu_civil_valid(&civil)) {
        return FU_NEVER;
    }
    moment = has_offset ? fu_civil_seconds(&civil) - offset : instant_in(zone, &civil);
    if (leap_second && moment++ % DAY_SECONDS != DAY_SECONDS - 1) {
        return FU_NEVER;
    }
    return moment < FU_INSTANT_MIN || moment > FU_INSTANT_MAX ? FU_NEVER : moment;
}
