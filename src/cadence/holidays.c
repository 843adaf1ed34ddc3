/* Days that are no workdays, from iCalendar files.
 *
 * A date stands as it is written: an all-day event covers its days, one with times those between
 * its two, whatever its zone. Fails for what is no iCalendar text, for a rule that comes more often
 * than daily and for more than FU_HOLIDAYS_MAX days. A rule is expanded to 2199 at most. */
#include "followupd/cadence/holidays.h"

#include <libical/ical.h>
#include <stdlib.h>
#include <string.h>

#include "followupd/zone/civil.h"

enum { DAY_COUNT = 84006, BITS = 8, YEAR_LAST = 2199, EVENT_DAYS_MAX = 366 };

struct fu_holidays {
    size_t count;
    unsigned char days[DAY_COUNT / BITS + 1]; /* a bit a day from 1970-01-01 to 2199-12-31 */
};

struct fu_holidays *fu_holidays_new(struct fu_arena *arena)
{
    return fu_arena_allocate(arena, 1, sizeof(struct fu_holidays));
}

bool fu_holidays_has(const struct fu_holidays *holidays, int64_t day)
{
    return holidays != NULL && day >= 0 && day < DAY_COUNT &&
           (holidays->days[day / BITS] >> (day % BITS) & 1) != 0;
}

static bool add_day(struct fu_holidays *holidays, int64_t day)
{
    if (day < 0 || day >= DAY_COUNT || fu_holidays_has(holidays, day)) {
        return true;
    }
    holidays->days[day / BITS] |= (unsigned char)(1U << (day % BITS));
    holidays->count++;
    return holidays->count <= FU_HOLIDAYS_MAX;
}

static bool add_days(struct fu_holidays *holidays, int64_t first, int64_t length)
{
    for (int64_t day = first; day < first + length; day++) {
        if (!add_day(holidays, day)) {
            return false;
        }
    }
    return true;
}

static int64_t day_of(struct icaltimetype time)
{
    return fu_civil_days(time.year, time.month, time.day);
}

/* How many days an event covers: to DTEND, which itself is not in it. */
static int64_t event_days(icalcomponent *event, struct icaltimetype start)
{
    struct icaltimetype end = icalcomponent_get_dtend(event);
    if (icaltime_is_null_time(end)) {
        return 1;
    }
    int64_t days = day_of(end) - day_of(start);
    if (!end.is_date && (end.hour != 0 || end.minute != 0 || end.second != 0)) {
        days++;
    }
    return days < 1 ? 1 : days > EVENT_DAYS_MAX ? EVENT_DAYS_MAX : days;
}

static bool excluded(icalcomponent *event, int64_t day)
{
    for (icalproperty *property = icalcomponent_get_first_property(event, ICAL_EXDATE_PROPERTY);
         property != NULL;
         property = icalcomponent_get_next_property(event, ICAL_EXDATE_PROPERTY)) {
        if (day_of(icalproperty_get_exdate(property)) == day) {
            return true;
        }
    }
    return false;
}

/* Whether a rule is one that libical expands within bounds. */
static bool rule_is_safe(const struct icalrecurrencetype *rule)
{
    return rule->freq >= ICAL_DAILY_RECURRENCE && rule->freq <= ICAL_YEARLY_RECURRENCE &&
           rule->rscale == NULL && rule->by_hour[0] == ICAL_RECURRENCE_ARRAY_MAX &&
           rule->by_minute[0] == ICAL_RECURRENCE_ARRAY_MAX &&
           rule->by_second[0] == ICAL_RECURRENCE_ARRAY_MAX &&
           rule->by_week_no[0] == ICAL_RECURRENCE_ARRAY_MAX;
}

static bool add_rule(struct fu_holidays *holidays, icalcomponent *event, icalproperty *property,
    struct icaltimetype start, int64_t length)
{
    struct icalrecurrencetype rule = icalproperty_get_rrule(property);
    if (!rule_is_safe(&rule)) {
        return false;
    }
    start.is_date = 1;
    start.zone = NULL;
    icalrecur_iterator *iterator = icalrecur_iterator_new(rule, start);
    if (iterator == NULL) {
        return true;
    }
    bool added = true;
    int64_t steps = 0;
    struct icaltimetype next = icalrecur_iterator_next(iterator);
    while (added && !icaltime_is_null_time(next) && next.year <= YEAR_LAST && steps++ < DAY_COUNT) {
        int64_t day = day_of(next);
        added = excluded(event, day) || add_days(holidays, day, length);
        next = icalrecur_iterator_next(iterator);
    }
    icalrecur_iterator_free(iterator);
    return added;
}

static bool add_event(struct fu_holidays *holidays, icalcomponent *event)
{
    struct icaltimetype start = icalcomponent_get_dtstart(event);
    if (icaltime_is_null_time(start) || icalcomponent_get_status(event) == ICAL_STATUS_CANCELLED) {
        return true;
    }
    int64_t length = event_days(event, start);
    bool added = excluded(event, day_of(start)) || add_days(holidays, day_of(start), length);
    for (icalproperty *property = icalcomponent_get_first_property(event, ICAL_RRULE_PROPERTY);
         added && property != NULL;
         property = icalcomponent_get_next_property(event, ICAL_RRULE_PROPERTY)) {
        added = add_rule(holidays, event, property, start, length);
    }
    return added;
}

static bool add_calendar(struct fu_holidays *holidays, icalcomponent *calendar)
{
    bool added = true;
    for (icalcomponent *event = icalcomponent_get_first_component(calendar, ICAL_VEVENT_COMPONENT);
         added && event != NULL;
         event = icalcomponent_get_next_component(calendar, ICAL_VEVENT_COMPONENT)) {
        added = add_event(holidays, event);
    }
    return added;
}

enum fu_status fu_holidays_add(
    struct fu_holidays *holidays, const char *bytes, size_t length, struct fu_error *error)
{
    if (length > FU_HOLIDAY_FILE_MAX || memchr(bytes, '\0', length) != NULL) {
        return fu_error_set(error, FU_BAD_INPUT,
            "the holidays are no iCalendar text of at most %d bytes", FU_HOLIDAY_FILE_MAX);
    }
    char *text = fu_copy_n(bytes, length);
    icalcomponent *root = icalparser_parse_string(text);
    free(text);
    if (root == NULL || (icalcomponent_isa(root) != ICAL_VCALENDAR_COMPONENT &&
                            icalcomponent_isa(root) != ICAL_XROOT_COMPONENT)) {
        if (root != NULL) {
            icalcomponent_free(root);
        }
        return fu_error_set(error, FU_BAD_INPUT,
            "the holidays are no iCalendar text: it begins with BEGIN:VCALENDAR");
    }
    bool added = true;
    if (icalcomponent_isa(root) == ICAL_VCALENDAR_COMPONENT) {
        added = add_calendar(holidays, root);
    }
    for (icalcomponent *calendar =
             icalcomponent_get_first_component(root, ICAL_VCALENDAR_COMPONENT);
         added && calendar != NULL;
         calendar = icalcomponent_get_next_component(root, ICAL_VCALENDAR_COMPONENT)) {
        added = add_calendar(holidays, calendar);
    }
    icalcomponent_free(root);
    if (!added) {
        return fu_error_set(error, FU_BAD_INPUT,
            "the holidays name more than %d days or have a rule that comes more often than daily",
            FU_HOLIDAYS_MAX);
    }
    return FU_OK;
}
