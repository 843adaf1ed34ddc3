/* Days that are no workdays, from iCalendar files.
 *
 * A date stands as it is written: an all-day event covers its days, one with times those between
 * its two, whatever its zone. Fails for what is no iCalendar text, for a rule that libical does not
 * expand within bounds, and for more than RULES_MAX rules or FU_HOLIDAYS_MAX days. */
#include "followupd/cadence/holidays.h"

#include <libical/ical.h>
#include <stdlib.h>
#include <string.h>

#include "followupd/zone/civil.h"

enum { DAY_COUNT = 84006, BITS = 8, YEAR_LAST = 2199, EVENT_DAYS_MAX = 366, RULES_MAX = 1000 };

struct fu_holidays {
    size_t count;                             /* of days */
    int rules;                                /* expanded so far */
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

/* What became of an event. */
enum outcome { OUTCOME_ADDED, OUTCOME_MANY_DAYS, OUTCOME_MANY_RULES, OUTCOME_BAD_RULE };

static enum outcome add_days(struct fu_holidays *holidays, int64_t first, int64_t length)
{
    for (int64_t day = first; day < first + length; day++) {
        if (day >= 0 && day < DAY_COUNT && !fu_holidays_has(holidays, day)) {
            holidays->days[day / BITS] |= (unsigned char)(1U << (day % BITS));
            holidays->count++;
        }
    }
    return holidays->count <= FU_HOLIDAYS_MAX ? OUTCOME_ADDED : OUTCOME_MANY_DAYS;
}

static int64_t day_of(struct icaltimetype time)
{
    return fu_civil_days(time.year, time.month, time.day);
}

/* How many days an event covers: to DTEND, which itself is not in it. */
static int64_t event_days(icalcomponent *event, struct icaltimetype start)
{
    struct icaltimetype end = icalcomponent_get_dtend(event);
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

static bool has_part(const short *part)
{
    return part[0] != ICAL_RECURRENCE_ARRAY_MAX;
}

/* Whether libical finds the next date of a rule soon. Some rules that never match keep it busy for
 * seconds. */
static bool rule_is_safe(const struct icalrecurrencetype *rule)
{
    if (rule->freq < ICAL_DAILY_RECURRENCE || rule->rscale != NULL || has_part(rule->by_hour) ||
        has_part(rule->by_minute) || has_part(rule->by_second) || has_part(rule->by_week_no) ||
        has_part(rule->by_year_day) || has_part(rule->by_set_pos)) {
        return false;
    }
    return rule->freq == ICAL_YEARLY_RECURRENCE ||
           (!has_part(rule->by_month) && !has_part(rule->by_month_day));
}

static enum outcome add_rule(struct fu_holidays *holidays, icalcomponent *event,
    struct icalrecurrencetype rule, struct icaltimetype start, int64_t length)
{
    if (!rule_is_safe(&rule)) {
        return OUTCOME_BAD_RULE;
    }
    if (++holidays->rules > RULES_MAX) {
        return OUTCOME_MANY_RULES;
    }
    start.is_date = 1;
    start.zone = NULL;
    icalrecur_iterator *iterator = icalrecur_iterator_new(rule, start);
    if (iterator == NULL) {
        return OUTCOME_ADDED;
    }
    enum outcome outcome = OUTCOME_ADDED;
    int64_t steps = 0;
    struct icaltimetype next = icalrecur_iterator_next(iterator);
    while (outcome == OUTCOME_ADDED && !icaltime_is_null_time(next) && next.year <= YEAR_LAST &&
           steps++ < DAY_COUNT) {
        int64_t day = day_of(next);
        outcome = excluded(event, day) ? OUTCOME_ADDED : add_days(holidays, day, length);
        next = icalrecur_iterator_next(iterator);
    }
    icalrecur_iterator_free(iterator);
    return outcome;
}

static enum outcome add_event(struct fu_holidays *holidays, icalcomponent *event)
{
    struct icaltimetype start = icalcomponent_get_dtstart(event);
    if (icaltime_is_null_time(start) || icalcomponent_get_status(event) == ICAL_STATUS_CANCELLED) {
        return OUTCOME_ADDED;
    }
    int64_t length = event_days(event, start);
    enum outcome outcome = OUTCOME_ADDED;
    if (!excluded(event, day_of(start))) {
        outcome = add_days(holidays, day_of(start), length);
    }
    for (icalproperty *property = icalcomponent_get_first_property(event, ICAL_RRULE_PROPERTY);
         outcome == OUTCOME_ADDED && property != NULL;
         property = icalcomponent_get_next_property(event, ICAL_RRULE_PROPERTY)) {
        outcome = add_rule(holidays, event, icalproperty_get_rrule(property), start, length);
    }
    return outcome;
}

static enum outcome add_calendar(struct fu_holidays *holidays, icalcomponent *calendar)
{
    enum outcome outcome = OUTCOME_ADDED;
    for (icalcomponent *event = icalcomponent_get_first_component(calendar, ICAL_VEVENT_COMPONENT);
         outcome == OUTCOME_ADDED && event != NULL;
         event = icalcomponent_get_next_component(calendar, ICAL_VEVENT_COMPONENT)) {
        outcome = add_event(holidays, event);
    }
    return outcome;
}

static enum outcome add_calendars(struct fu_holidays *holidays, icalcomponent *root)
{
    if (icalcomponent_isa(root) == ICAL_VCALENDAR_COMPONENT) {
        return add_calendar(holidays, root);
    }
    enum outcome outcome = OUTCOME_ADDED;
    for (icalcomponent *calendar =
             icalcomponent_get_first_component(root, ICAL_VCALENDAR_COMPONENT);
         outcome == OUTCOME_ADDED && calendar != NULL;
         calendar = icalcomponent_get_next_component(root, ICAL_VCALENDAR_COMPONENT)) {
        outcome = add_calendar(holidays, calendar);
    }
    return outcome;
}

static bool is_calendar(icalcomponent *root)
{
    return icalcomponent_isa(root) == ICAL_VCALENDAR_COMPONENT ||
           icalcomponent_get_first_component(root, ICAL_VCALENDAR_COMPONENT) != NULL;
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
    if (root == NULL || !is_calendar(root)) {
        if (root != NULL) {
            icalcomponent_free(root);
        }
        return fu_error_set(error, FU_BAD_INPUT,
            "the holidays are no iCalendar text: it begins with BEGIN:VCALENDAR");
    }
    enum outcome outcome = add_calendars(holidays, root);
    icalcomponent_free(root);
    switch (outcome) {
    case OUTCOME_MANY_DAYS:
        return fu_error_set(
            error, FU_BAD_INPUT, "the holidays name more than %d days", FU_HOLIDAYS_MAX);
    case OUTCOME_MANY_RULES:
        return fu_error_set(
            error, FU_BAD_INPUT, "the holidays have more than %d recurring events", RULES_MAX);
    case OUTCOME_BAD_RULE:
        return fu_error_set(error, FU_BAD_INPUT,
            "the holidays have a recurrence rule that is not followed here; "
            "yearly ones by month, day and weekday are");
    default:
        return FU_OK;
    }
}
