/* A calendar of follow-ups.
 *
 * Nothing in it depends on when it is written: DTSTAMP is the time of the last change. There is no
 * METHOD, since what is subscribed to is no invitation; no ATTENDEE, since nobody is invited; and
 * nothing that acts. Limit: that of the buffer. */
#include "followupd/calendar/calendar.h"

#include <stdlib.h>
#include <string.h>

#include "followupd/zone/civil.h"
#include "followupd/zone/zone.h"
#include "description.h"
#include "lines.h"
#include "series.h"
#include "timezone.h"

enum {
    DESCRIPTION_MAX = 16 * 1024,
    HOLIDAY_YEARS = 3,
    DAY_SECONDS = 86400,
    MEGABYTE = 1024 * 1024
};

/* Nobody is busy for a reminder. */
static const char event_lines[] = "DURATION:PT15M\r\nTRANSP:TRANSPARENT";
static const char todo_lines[] = "STATUS:NEEDS-ACTION";

struct writer {
    const struct fu_calendar *calendar;
    struct lines lines;
    struct fu_buffer description; /* own */
};

/* A zone that series need, and since when. */
struct needed {
    const struct fu_zone *zone;
    fu_instant from;
};

struct zones {
    struct needed *items; /* own */
    size_t count, capacity;
};

static void need_zone(struct zones *zones, const struct fu_zone *zone, fu_instant from)
{
    for (size_t i = 0; i < zones->count; i++) {
        if (zones->items[i].zone == zone) {
            zones->items[i].from = from < zones->items[i].from ? from : zones->items[i].from;
            return;
        }
    }
    if (zones->count == zones->capacity) {
        zones->capacity = zones->capacity * 2 + 4;
        zones->items = fu_reallocate(zones->items, zones->capacity, sizeof *zones->items);
    }
    zones->items[zones->count++] = (struct needed){zone, from};
}

static void write_zones(struct writer *writer, const struct fu_calendar_item *items, size_t count)
{
    struct zones zones = {0};
    for (size_t i = 0; i < count; i++) {
        if (fu_series_shown(writer->calendar, &items[i])) {
            const struct fu_zone *zone = fu_series_zone(items[i].schedule);
            if (zone != NULL) {
                need_zone(&zones, zone, items[i].schedule->first);
            }
        }
    }
    /* A calendar has at least one component (section 3.6). */
    const struct fu_zone *utc = count == 0 ? fu_zone_find("UTC") : NULL;
    if (utc != NULL) {
        need_zone(&zones, utc, FU_INSTANT_MIN);
    }
    for (size_t i = 0; i < zones.count; i++) {
        fu_timezone_write(&writer->lines, zones.items[i].zone, zones.items[i].from);
    }
    free(zones.items);
}

static void write_head(struct writer *writer)
{
    struct lines *lines = &writer->lines;
    fu_lines_add(lines, "BEGIN:VCALENDAR");
    fu_lines_add(lines, "VERSION:2.0");
    fu_lines_add(lines, "PRODID:-//followupd//followupd//EN");
    fu_lines_add(lines, "CALSCALE:GREGORIAN");
    fu_lines_text(lines, "NAME", writer->calendar->name);
    fu_lines_text(lines, "X-WR-CALNAME", writer->calendar->name);
    fu_lines_add(lines, "REFRESH-INTERVAL;VALUE=DURATION:PT1H");
    fu_lines_add(lines, "X-PUBLISHED-TTL:PT1H");
}

/* "417@domain"; what was snoozed has its occurrence's number, too. */
static void write_uid(
    struct writer *writer, const struct fu_calendar_item *item, int64_t occurrence)
{
    struct lines *lines = &writer->lines;
    fu_lines_begin(lines, "UID:followup-");
    fu_lines_put_number(lines, item->id);
    if (occurrence != 0) {
        fu_lines_put(lines, "-");
        fu_lines_put_number(lines, occurrence);
    }
    fu_lines_put(lines, "@");
    fu_lines_put(lines, writer->calendar->domain);
    fu_lines_end(lines);
}

static const char *subject_of(struct writer *writer, const struct fu_calendar_item *item)
{
    const char *subject = fu_lines_clean(&writer->lines, item->subject);
    return subject[0] != '\0' ? subject : "(no subject)";
}

static void write_categories(struct lines *lines, const char *tags)
{
    if (*tags == '\0') {
        return;
    }
    fu_lines_begin(lines, "CATEGORIES:");
    while (*tags != '\0') {
        size_t length = strcspn(tags, ",");
        char *tag = fu_arena_copy_n(lines->scratch, tags, length);
        fu_lines_put_text(lines, tag);
        tags += length;
        if (*tags == ',') {
            fu_lines_put(lines, ",");
            tags++;
        }
    }
    fu_lines_end(lines);
}

static void write_alarm(struct writer *writer, const struct fu_calendar_item *item)
{
    struct lines *lines = &writer->lines;
    if (writer->calendar->alarm == FU_CALENDAR_NO_ALARM) {
        return;
    }
    fu_lines_add(lines, "BEGIN:VALARM");
    fu_lines_add(lines, "ACTION:DISPLAY");
    fu_lines_text(lines, "DESCRIPTION", subject_of(writer, item));
    fu_lines_begin(lines, writer->calendar->todo ? "TRIGGER;RELATED=END:-PT" : "TRIGGER:-PT");
    fu_lines_put_number(lines, writer->calendar->alarm);
    fu_lines_put(lines, "M");
    fu_lines_end(lines);
    fu_lines_add(lines, "END:VALARM");
}

/* What every component of an item has. */
static void write_common(struct writer *writer, const struct fu_calendar_item *item)
{
    struct lines *lines = &writer->lines;
    const struct fu_calendar *calendar = writer->calendar;
    fu_lines_instant(lines, "DTSTAMP", item->changed);
    fu_lines_instant(lines, "CREATED", item->created);
    fu_lines_instant(lines, "LAST-MODIFIED", item->changed);
    fu_lines_number(lines, "SEQUENCE", item->sequence);
    fu_lines_text(lines, "SUMMARY", subject_of(writer, item));
    fu_lines_text(lines, "DESCRIPTION", writer->description.data);
    write_categories(lines, item->tags);
    if (calendar->page[0] != '\0') {
        fu_lines_begin(lines, "URL:");
        fu_lines_put(lines, calendar->page);
        fu_lines_put_number(lines, item->id);
        fu_lines_end(lines);
    }
    write_alarm(writer, item);
}

/* At a moment; 0 is the item's own occurrence. */
static void write_single(struct writer *writer, const struct fu_calendar_item *item,
    int64_t occurrence, fu_instant moment)
{
    struct lines *lines = &writer->lines;
    bool todo = writer->calendar->todo;
    fu_lines_add(lines, todo ? "BEGIN:VTODO" : "BEGIN:VEVENT");
    write_uid(writer, item, occurrence);
    fu_lines_instant(lines, todo ? "DUE" : "DTSTART", moment);
    fu_lines_add(lines, todo ? todo_lines : event_lines);
    write_common(writer, item);
    fu_lines_add(lines, todo ? "END:VTODO" : "END:VEVENT");
}

static void write_series(struct writer *writer, const struct fu_calendar_item *item)
{
    struct lines *lines = &writer->lines;
    fu_lines_add(lines, "BEGIN:VEVENT");
    write_uid(writer, item, 0);
    fu_series_write(lines, writer->calendar, item);
    fu_lines_add(lines, event_lines);
    write_common(writer, item);
    fu_lines_add(lines, "END:VEVENT");
}

/* Nobody hears of one moment twice, so it stands there once. */
static bool stands_already(struct writer *writer, const struct fu_calendar_item *item, size_t at)
{
    fu_instant moment = item->again[at].moment;
    for (size_t i = 0; i < at; i++) {
        if (item->again[i].moment == moment) {
            return true;
        }
    }
    return moment == item->next || (fu_series_shown(writer->calendar, item) &&
                                       fu_series_comes(writer->calendar, item, moment));
}

static void write_item(struct writer *writer, const struct fu_calendar_item *item)
{
    fu_description(&writer->description, item);
    if (fu_series_shown(writer->calendar, item)) {
        write_series(writer, item);
    } else if (item->next != FU_NEVER) {
        write_single(writer, item, 0, item->next);
    }
    for (size_t i = 0; i < item->again_count; i++) {
        if (!stands_already(writer, item, i)) {
            write_single(writer, item, item->again[i].occurrence, item->again[i].moment);
        }
    }
    fu_arena_reset(writer->lines.scratch);
}

fu_instant fu_calendar_horizon(fu_instant now)
{
    struct fu_civil civil;
    fu_civil_from_seconds(now, &civil);
    return fu_civil_days(civil.year + 1 + HOLIDAY_YEARS, 1, 1) * DAY_SECONDS - 1;
}

uint64_t fu_calendar_zone_mark(const struct fu_schedule *schedule)
{
    const struct fu_zone *zone =
        schedule->recurrence == FU_RECURRING ? fu_series_zone(schedule) : NULL;
    return zone != NULL ? fu_zone_mark(zone) : 0;
}

enum fu_status fu_calendar_write(const struct fu_calendar *calendar,
    const struct fu_calendar_item *items, size_t count, struct fu_buffer *buffer,
    struct fu_error *error)
{
    struct writer writer = {
        .calendar = calendar, .lines = {.out = buffer, .scratch = fu_arena_new()}};
    fu_buffer_init(&writer.description, DESCRIPTION_MAX);
    write_head(&writer);
    write_zones(&writer, items, count);
    for (size_t i = 0; i < count && !buffer->overflowed; i++) {
        write_item(&writer, &items[i]);
    }
    fu_lines_add(&writer.lines, "END:VCALENDAR");
    fu_buffer_free(&writer.description);
    fu_arena_free(&writer.lines.scratch);
    if (buffer->overflowed) {
        return fu_error_set(
            error, FU_PERMANENT, "the calendar has more than %zu MB", buffer->limit / MEGABYTE);
    }
    return FU_OK;
}
