/* VTIMEZONE components.
 *
 * What comes every year stands as a rule without end; what came before it, and what no rule of RFC
 * 5545 tells, as dates up to the year 2100. The TZID is the IANA name: programs that know it take
 * their own rules, which are the same.
 *
 * STANDARD and DAYLIGHT mean the same to a reader; the zone files do not say which is which, so the
 * greater of two offsets is called daylight time. */
#include "timezone.h"

#include <stdbool.h>

#include "followupd/zone/civil.h"

enum {
    DAY_SECONDS = 86400,
    /* Two changes of a year lie within it. */
    LOOK_BACK = 400 * DAY_SECONDS,
    WEEK_DAYS = 7,
    LAST_WEEK = 5,
    /* A span that is longer is no summer. */
    DAYLIGHT_MOST = 300 * DAY_SECONDS
};

#define HORIZON INT64_C(4102444800) /* 2100-01-01 */

static const char *const weekday_names[] = {"MO", "TU", "WE", "TH", "FR", "SA", "SU"};

/* Changes from one offset to another, under one name. */
struct observance {
    int before, after;
    const char *abbreviation;
    bool daylight;
};

static void put_two(struct lines *lines, int value)
{
    char text[] = {(char)('0' + value / 10 % 10), (char)('0' + value % 10), '\0'};
    fu_lines_put(lines, text);
}

/* +0100, -033045. */
static void write_offset(struct lines *lines, const char *name, int offset)
{
    int seconds = offset < 0 ? -offset : offset;
    fu_lines_begin(lines, name);
    fu_lines_put(lines, offset < 0 ? ":-" : ":+");
    put_two(lines, seconds / 3600);
    put_two(lines, seconds / 60 % 60);
    if (seconds % 60 != 0) {
        put_two(lines, seconds % 60);
    }
    fu_lines_end(lines);
}

/* The wall clock as it stood before a change. */
static void put_onset(struct lines *lines, fu_instant at, int before)
{
    struct fu_civil civil;
    fu_civil_from_seconds(at + before, &civil);
    fu_lines_put_civil(lines, &civil);
}

static void begin_observance(
    struct lines *lines, const struct observance *observance, fu_instant onset)
{
    fu_lines_add(lines, observance->daylight ? "BEGIN:DAYLIGHT" : "BEGIN:STANDARD");
    fu_lines_begin(lines, "DTSTART:");
    put_onset(lines, onset, observance->before);
    fu_lines_end(lines);
    write_offset(lines, "TZOFFSETFROM", observance->before);
    write_offset(lines, "TZOFFSETTO", observance->after);
    fu_lines_text(lines, "TZNAME", observance->abbreviation);
}

static void end_observance(struct lines *lines, const struct observance *observance)
{
    fu_lines_add(lines, observance->daylight ? "END:DAYLIGHT" : "END:STANDARD");
}

/* What holds from the beginning until the first change that is told. */
static void write_base(struct lines *lines, const struct fu_zone *zone, fu_instant from)
{
    int offset = fu_zone_offset(zone, from);
    struct observance base = {offset, offset, fu_zone_abbreviation(zone, from), false};
    begin_observance(lines, &base, FU_INSTANT_MIN - offset);
    end_observance(lines, &base);
}

/* Days of a yearly change, counted from the weekday that the zone names. */
struct span_of_days {
    int first, last; /* of the month */
    int weekday;
    bool whole; /* n-th or last weekday of the month: no span is needed */
};

/* A change may lie days before or behind its weekday ("M10.5.4/24" is the Friday behind the last
 * Thursday). False when those days do not lie within the same month of every year. */
static bool find_days(const struct fu_zone_change *change, struct span_of_days *days)
{
    int length = fu_civil_month_length(2023, change->month);
    int shift = change->seconds / DAY_SECONDS - (change->seconds % DAY_SECONDS < 0);
    int last = change->week == LAST_WEEK ? length : change->week * WEEK_DAYS;
    days->last = last + shift;
    days->first = days->last - WEEK_DAYS + 1;
    days->weekday = ((change->weekday + shift) % WEEK_DAYS + WEEK_DAYS) % WEEK_DAYS;
    days->whole = shift == 0;
    bool february = change->month == 2 && change->week == LAST_WEEK;
    return days->first >= 1 && days->last <= length && (days->whole || !february);
}

static void write_rule(
    struct lines *lines, const struct fu_zone_change *change, const struct span_of_days *days)
{
    fu_lines_begin(lines, "RRULE:FREQ=YEARLY;BYMONTH=");
    fu_lines_put_number(lines, change->month);
    if (days->whole) {
        fu_lines_put(lines, ";BYDAY=");
        fu_lines_put_number(lines, change->week == LAST_WEEK ? -1 : change->week);
    } else {
        const char *before = ";BYMONTHDAY=";
        for (int day = days->first; day <= days->last; day++) {
            fu_lines_put(lines, before);
            fu_lines_put_number(lines, day);
            before = ",";
        }
        fu_lines_put(lines, ";BYDAY=");
    }
    fu_lines_put(lines, weekday_names[days->weekday]);
    fu_lines_end(lines);
}

static void write_yearly(struct lines *lines, const struct fu_zone *zone,
    const struct fu_zone_change *change, fu_instant from)
{
    struct observance observance = {
        change->before, change->after, change->abbreviation, change->after > change->before};
    struct span_of_days days;
    fu_instant onset = change->first < from ? fu_zone_transition(zone, from) : change->first;
    while (onset != FU_NEVER && fu_zone_offset(zone, onset) != change->after) {
        onset = fu_zone_transition(zone, onset);
    }
    if (onset == FU_NEVER) {
        return;
    }
    find_days(change, &days);
    begin_observance(lines, &observance, onset);
    write_rule(lines, change, &days);
    end_observance(lines, &observance);
}

static void observe(const struct fu_zone *zone, fu_instant at, struct observance *observance)
{
    fu_instant end = fu_zone_transition(zone, at);
    observance->before = fu_zone_offset(zone, at - 1);
    observance->after = fu_zone_offset(zone, at);
    observance->abbreviation = fu_zone_abbreviation(zone, at);
    observance->daylight =
        observance->after > observance->before && end != FU_NEVER && end - at < DAYLIGHT_MOST;
}

static bool same(const struct observance *a, const struct observance *b)
{
    const char *left = a->abbreviation, *right = b->abbreviation;
    while (*left != '\0' && *left == *right) {
        left++;
        right++;
    }
    return a->before == b->before && a->after == b->after && a->daylight == b->daylight &&
           *left == *right;
}

/* Whether a change like the one at `at` came since `from`. */
static bool was_told(
    const struct fu_zone *zone, fu_instant from, fu_instant at, const struct observance *told)
{
    struct observance earlier;
    for (fu_instant t = fu_zone_transition(zone, from); t < at; t = fu_zone_transition(zone, t)) {
        observe(zone, t, &earlier);
        if (same(&earlier, told)) {
            return true;
        }
    }
    return false;
}

static void write_date(struct lines *lines, fu_instant at, int before)
{
    fu_lines_begin(lines, "RDATE:");
    put_onset(lines, at, before);
    fu_lines_end(lines);
}

/* The change at `at` and all like it before `until`. Of a list ical.js (Thunderbird, Nextcloud)
 * reads only the first date here, and beside dates not DTSTART: so each date stands by itself, the
 * first one twice. */
static void write_dates(
    struct lines *lines, const struct fu_zone *zone, fu_instant at, fu_instant until)
{
    struct observance told, other;
    observe(zone, at, &told);
    begin_observance(lines, &told, at);
    write_date(lines, at, told.before);
    while ((at = fu_zone_transition(zone, at)) != FU_NEVER && at < until) {
        observe(zone, at, &other);
        if (same(&told, &other)) {
            write_date(lines, at, told.before);
        }
    }
    end_observance(lines, &told);
}

void fu_timezone_write(struct lines *lines, const struct fu_zone *zone, fu_instant from)
{
    struct fu_zone_change yearly[2];
    struct span_of_days days;
    bool forever = fu_zone_yearly(zone, yearly) && find_days(&yearly[0], &days) &&
                   find_days(&yearly[1], &days);
    fu_instant until = forever ? yearly[0].first : HORIZON;
    fu_instant begin = from - LOOK_BACK;
    fu_instant first = fu_zone_transition(zone, begin);

    fu_lines_add(lines, "BEGIN:VTIMEZONE");
    fu_lines_text(lines, "TZID", fu_zone_name(zone));
    if (first == FU_NEVER || first > from) {
        write_base(lines, zone, begin);
    }
    for (fu_instant at = first; at != FU_NEVER && at < until; at = fu_zone_transition(zone, at)) {
        struct observance told;
        observe(zone, at, &told);
        if (!was_told(zone, begin, at, &told)) {
            write_dates(lines, zone, at, until);
        }
    }
    for (int i = 0; forever && i < 2; i++) {
        write_yearly(lines, zone, &yearly[i], begin);
    }
    fu_lines_add(lines, "END:VTIMEZONE");
}
