/* Series as DTSTART, RRULE, EXDATE and RDATE.
 *
 * What the rule says and what happens differ where occurrences are skipped and where holidays are
 * left out of workdays; a last workday that is a holiday comes earlier, which is an EXDATE and an
 * RDATE. A 30th that February lacks is an RDATE, too (clamp.h), and so is a next moment that a
 * change of the settings has left where it was; what the rule has before it since then is an
 * EXDATE. Holidays and Februaries are looked at up to a moment that the caller names. */
#include "series.h"

#include <string.h>

#include "followupd/cadence/series.h"
#include "followupd/zone/civil.h"
#include "clamp.h"

enum { CHUNK = 256, DAYS_MAX = 31 };

/* Behind every moment. */
#define OVER INT64_MAX

static const char utc[] = "UTC";

/* The moments of a schedule, some at a time. */
struct stream {
    const struct fu_schedule *schedule;
    const struct fu_holidays *holidays;
    fu_instant moments[CHUNK];
    size_t count, at;
};

const struct fu_zone *fu_series_zone(const struct fu_schedule *schedule)
{
    return schedule->elapsed || strcmp(schedule->zone, utc) == 0 ? NULL
                                                                 : fu_zone_find(schedule->zone);
}

bool fu_series_shown(const struct fu_calendar *calendar, const struct fu_calendar_item *item)
{
    size_t found;
    return !calendar->todo && !item->over && item->schedule->recurrence == FU_RECURRING &&
           fu_series_next(item->schedule, NULL, FU_NEVER, NULL, 0, &found, NULL) == FU_OK;
}

/* OVER at the end. */
static fu_instant next_of(struct stream *stream, fu_instant after)
{
    if (stream->at == stream->count) {
        stream->at = 0;
        if (fu_series_next(stream->schedule, stream->holidays, after, stream->moments, CHUNK,
                &stream->count, NULL) != FU_OK) {
            stream->count = 0;
        }
    }
    return stream->at < stream->count ? stream->moments[stream->at++] : OVER;
}

/* The wall clock that the rule gives an occurrence: a time that a change of the clocks skips stands
 * as it is meant, not as it comes. */
static void find_start(const struct fu_zone *zone, const struct fu_schedule *schedule,
    fu_instant moment, struct fu_civil *start)
{
    struct fu_civil shown;
    fu_zone_civil(zone, moment, &shown);
    for (int back = 0; back <= 1; back++) {
        *start = schedule->start;
        fu_civil_from_days(fu_civil_days(shown.year, shown.month, shown.day - back), start);
        if (fu_zone_instant(zone, start) == moment) {
            return;
        }
    }
    *start = shown;
}

/* A list of moments: EXDATE or RDATE. */
struct list {
    struct lines *lines;
    const char *name;
    const struct fu_schedule *schedule;
    const struct fu_zone *zone; /* NULL: in UTC */
    bool begun;
};

static void begin_property(
    struct lines *lines, const char *name, const struct fu_schedule *schedule, bool zoned)
{
    fu_lines_begin(lines, name);
    if (zoned) {
        fu_lines_put(lines, ";TZID=");
        fu_lines_put(lines, schedule->zone);
    }
    fu_lines_put(lines, ":");
}

static void list_moment(struct list *list, fu_instant moment)
{
    struct fu_civil start;
    if (list->begun) {
        fu_lines_put(list->lines, ",");
    } else {
        begin_property(list->lines, list->name, list->schedule, list->zone != NULL);
    }
    list->begun = true;
    if (list->zone == NULL) {
        fu_lines_put_instant(list->lines, moment);
        return;
    }
    find_start(list->zone, list->schedule, moment, &start);
    fu_lines_put_civil(list->lines, &start);
}

static void end_list(struct list *list)
{
    if (list->begun) {
        fu_lines_end(list->lines);
    }
}

static bool is_skipped(const struct fu_calendar_item *item, fu_instant moment)
{
    for (size_t i = 0; i < item->skipped_count; i++) {
        if (item->skipped[i] == moment) {
            return true;
        }
    }
    return false;
}

/* What the rule has between the last change of a follow-up and its next moment does not come: it
 * came before its zone or workdays changed, or was no moment then. */
static bool is_passed(const struct fu_calendar_item *item, fu_instant moment)
{
    return item->next != FU_NEVER && moment > item->changed && moment < item->next;
}

/* Goes through what the rule says and what happens in step; missing and more hear of what only one
 * of them has. What was to come next before its day became a holiday comes all the same,
 * and nothing comes in its stead. */
static void compare(const struct fu_calendar *calendar, const struct fu_calendar_item *item,
    struct list *missing, struct list *more)
{
    const struct fu_schedule *schedule = item->schedule;
    struct fu_schedule plain = *schedule;
    plain.workdays_only = false;
    struct stream rule = {.schedule = &plain};
    struct stream real = {.schedule = schedule, .holidays = calendar->holidays};
    fu_instant said = next_of(&rule, schedule->first - 1);
    fu_instant comes = next_of(&real, schedule->first - 1);
    while (said <= calendar->until || comes <= calendar->until) {
        if (said < comes && missing != NULL && said != item->next) {
            list_moment(missing, said);
        }
        if (comes < said && more != NULL && !is_skipped(item, comes) && !is_passed(item, comes) &&
            said != item->next) {
            list_moment(more, comes);
        }
        fu_instant soonest = said < comes ? said : comes;
        said = said == soonest ? next_of(&rule, said) : said;
        comes = comes == soonest ? next_of(&real, comes) : comes;
    }
}

static bool is_moment(
    const struct fu_schedule *schedule, const struct fu_holidays *holidays, fu_instant moment)
{
    fu_instant found_moment;
    size_t found;
    return fu_series_next(schedule, holidays, moment - 1, &found_moment, 1, &found, NULL) ==
               FU_OK &&
           found == 1 && found_moment == moment;
}

bool fu_series_comes(
    const struct fu_calendar *calendar, const struct fu_calendar_item *item, fu_instant moment)
{
    return item->next != FU_NEVER && moment >= item->next && !is_skipped(item, moment) &&
           is_moment(item->schedule, calendar->holidays, moment);
}

/* Whether the day is one that a month lacks, told by a day of its own. */
static bool is_clamped(const struct clamp *clamp, const struct fu_schedule *schedule,
    const struct fu_zone *zone, fu_instant moment)
{
    struct fu_civil start;
    if (clamp == NULL || clamp->last) {
        return false;
    }
    if (zone != NULL) {
        find_start(zone, schedule, moment, &start);
    } else {
        fu_civil_from_seconds(moment, &start);
    }
    return (clamp->days >> (start.day - 1) & 1) == 0;
}

static void list_clamped(const struct fu_calendar *calendar, const struct fu_calendar_item *item,
    const struct clamp *clamp, struct list *added)
{
    struct stream real = {.schedule = item->schedule};
    fu_instant comes = item->schedule->first - 1;
    while ((comes = next_of(&real, comes)) <= calendar->until) {
        if (is_clamped(clamp, item->schedule, added->zone, comes) && !is_skipped(item, comes) &&
            !is_passed(item, comes)) {
            list_moment(added, comes);
        }
    }
}

/* Without holidays, which are left out already, and what the rule does not tell. */
static void list_passed(const struct fu_calendar *calendar, const struct fu_calendar_item *item,
    const struct clamp *clamp, struct list *left_out)
{
    const struct fu_schedule *schedule = item->schedule;
    fu_instant moment = item->changed > schedule->first - 1 ? item->changed : schedule->first - 1;
    size_t found = 1;
    while (
        fu_series_next(schedule, calendar->holidays, moment, &moment, 1, &found, NULL) == FU_OK &&
        found == 1 && is_passed(item, moment)) {
        if (!is_skipped(item, moment) && is_moment(schedule, NULL, moment) &&
            !is_clamped(clamp, schedule, left_out->zone, moment)) {
            list_moment(left_out, moment);
        }
    }
}

static void write_exceptions(struct lines *lines, const struct fu_calendar *calendar,
    const struct fu_calendar_item *item, const struct clamp *clamp)
{
    const struct fu_schedule *schedule = item->schedule;
    bool holidays = schedule->workdays_only && calendar->holidays != NULL;
    struct list left_out = {lines, "EXDATE", schedule, fu_series_zone(schedule), false};
    struct list added = {lines, "RDATE", schedule, left_out.zone, false};
    for (size_t i = 0; i < item->skipped_count; i++) {
        if (is_moment(schedule, NULL, item->skipped[i]) &&
            !is_clamped(clamp, schedule, left_out.zone, item->skipped[i])) {
            list_moment(&left_out, item->skipped[i]);
        }
    }
    list_passed(calendar, item, clamp, &left_out);
    if (holidays) {
        compare(calendar, item, &left_out, NULL);
    }
    end_list(&left_out);
    if (clamp != NULL && !clamp->last) {
        list_clamped(calendar, item, clamp, &added);
    } else if (holidays && strstr(schedule->rrule, "BYSETPOS") != NULL) {
        compare(calendar, item, NULL, &added);
    }
    if (item->next != FU_NEVER && !is_moment(schedule, NULL, item->next) &&
        !is_moment(schedule, calendar->holidays, item->next)) {
        list_moment(&added, item->next);
    }
    end_list(&added);
}

static fu_instant last_moment(const struct fu_schedule *schedule)
{
    struct stream real = {.schedule = schedule};
    fu_instant last = schedule->first - 1, next;
    while ((next = next_of(&real, last)) != OVER) {
        last = next;
    }
    return last;
}

/* RDATEs are not counted, so that a rule beside them ends with a moment. */
static void write_clamped_rule(
    struct lines *lines, const struct fu_schedule *schedule, const struct clamp *clamp)
{
    const char *before = ";BYMONTHDAY=";
    int largest = 0;
    fu_lines_put(lines, fu_arena_copy_n(lines->scratch, clamp->head, clamp->head_length));
    for (int day = 1; day <= DAYS_MAX; day++) {
        largest = (clamp->days >> (day - 1) & 1) != 0 ? day : largest;
    }
    for (int day = 1; day <= largest; day++) {
        if ((clamp->days >> (day - 1) & 1) != 0) {
            fu_lines_put(lines, before);
            fu_lines_put_number(lines, day == largest && clamp->last ? -1 : day);
            before = ",";
        }
    }
    if (!clamp->last && strncmp(clamp->tail, ";COUNT=", strlen(";COUNT=")) == 0) {
        fu_lines_put(lines, ";UNTIL=");
        fu_lines_put_instant(lines, last_moment(schedule));
    } else {
        fu_lines_put(lines, clamp->tail);
    }
}

void fu_series_write(
    struct lines *lines, const struct fu_calendar *calendar, const struct fu_calendar_item *item)
{
    struct fu_schedule plain = *item->schedule;
    struct fu_calendar_item shown = *item;
    const struct fu_schedule *schedule = &plain;
    bool zoned = fu_series_zone(schedule) != NULL;
    plain.rrule = fu_series_rrule(lines->scratch, item->schedule, calendar->holidays);
    shown.schedule = schedule;
    struct clamp found, *clamp = fu_clamp_read(schedule->rrule, &found) ? &found : NULL;
    begin_property(lines, "DTSTART", schedule, zoned);
    fu_lines_put_civil(lines, &schedule->start);
    fu_lines_put(lines, zoned ? "" : "Z");
    fu_lines_end(lines);
    fu_lines_begin(lines, "RRULE:");
    if (clamp != NULL) {
        write_clamped_rule(lines, schedule, clamp);
    } else {
        fu_lines_put(lines, schedule->rrule);
    }
    fu_lines_end(lines);
    write_exceptions(lines, calendar, &shown, clamp);
}
