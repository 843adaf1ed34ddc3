/* See feed_read.h. libical reads the text and expands rules over floating times; the wall clock of
 * a zone becomes an instant by the program's own reckoning, which has oracles of its own. */
#include "feed_read.h"

#include <libical/ical.h>
#include <stdio.h>
#include <string.h>

#include "followupd/zone/civil.h"
#include "followupd/zone/zone.h"

enum { HOUR = 3600, HALF_DAY = 43200, TIMES_MAX = 8192 };

bool dates_has(const struct dates *dates, fu_instant moment)
{
    for (size_t i = 0; i < dates->count; i++) {
        if (dates->moments[i] == moment)
            return true;
    }
    return false;
}

void dates_add(struct dates *dates, fu_instant moment)
{
    size_t at = dates->count;

    if (dates->count == DATES_MAX || dates_has(dates, moment))
        return;
    for (; at > 0 && dates->moments[at - 1] > moment; at--)
        dates->moments[at] = dates->moments[at - 1];
    dates->moments[at] = moment;
    dates->count++;
}

static void take_out(struct dates *dates, fu_instant moment)
{
    size_t kept = 0;

    for (size_t i = 0; i < dates->count; i++) {
        if (dates->moments[i] != moment)
            dates->moments[kept++] = dates->moments[i];
    }
    dates->count = kept;
}

static fu_instant instant_of(const char *zone, struct icaltimetype time)
{
    const struct fu_civil civil = {
        time.year, time.month, time.day, time.hour, time.minute, time.second};

    return zone[0] ? fu_zone_instant(fu_zone_find(zone), &civil) : fu_civil_seconds(&civil);
}

static const char *zone_of(struct fu_arena *arena, icalproperty *property)
{
    icalparameter *zone = icalproperty_get_first_parameter(property, ICAL_TZID_PARAMETER);

    return zone ? fu_arena_copy(arena, icalparameter_get_tzid(zone)) : "";
}

static void note(const struct agenda *agenda, struct event *event, fu_instant moment)
{
    if (moment > agenda->from && moment <= agenda->until)
        dates_add(&event->dates, moment);
}

/* Hours are many, and need no calendar. */
static void count_hours(const struct agenda *agenda, struct event *event, int interval, int count)
{
    fu_instant step = (fu_instant)interval * HOUR, at = event->moment;

    for (int i = 0; (count == 0 || i < count) && at <= agenda->until; i++, at += step)
        note(agenda, event, at);
}

static void expand(const struct agenda *agenda, struct event *event, struct icalrecurrencetype rule,
    struct icaltimetype start)
{
    icalrecur_iterator *iterator;
    struct icaltimetype next;

    if (rule.freq == ICAL_HOURLY_RECURRENCE) {
        count_hours(agenda, event, rule.interval, rule.count);
        return;
    }
    start.zone = NULL;
    start.is_date = 0;
    iterator = icalrecur_iterator_new(rule, start);
    for (next = icalrecur_iterator_next(iterator); !icaltime_is_null_time(next);
         next = icalrecur_iterator_next(iterator)) {
        if (instant_of("", next) > agenda->until + 2 * HALF_DAY)
            break;
        note(agenda, event, instant_of(event->zone, next));
    }
    icalrecur_iterator_free(iterator);
}

static void read_exceptions(struct agenda *agenda, icalcomponent *component, struct event *event)
{
    icalproperty *property;

    for (property = icalcomponent_get_first_property(component, ICAL_RDATE_PROPERTY); property;
         property = icalcomponent_get_next_property(component, ICAL_RDATE_PROPERTY))
        note(agenda, event, instant_of(event->zone, icalproperty_get_rdate(property).time));
    for (property = icalcomponent_get_first_property(component, ICAL_EXDATE_PROPERTY); property;
         property = icalcomponent_get_next_property(component, ICAL_EXDATE_PROPERTY))
        take_out(&event->dates, instant_of(event->zone, icalproperty_get_exdate(property)));
}

/* "followup-7-40@remind.example.org". */
static void read_uid(struct event *event)
{
    long long followup = 0, occurrence = 0;

    if (sscanf(event->uid, "followup-%lld-%lld@", &followup, &occurrence) < 1)
        followup = 0;
    event->followup = followup;
    event->occurrence = occurrence;
}

static const char *say_times(struct fu_arena *arena, icalcomponent *component)
{
    static const icalproperty_kind kinds[] = {ICAL_DTSTART_PROPERTY, ICAL_DUE_PROPERTY,
        ICAL_RRULE_PROPERTY, ICAL_EXDATE_PROPERTY, ICAL_RDATE_PROPERTY};
    char *text = fu_arena_allocate(arena, 1, TIMES_MAX);
    size_t length = 0;

    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        for (icalproperty *property = icalcomponent_get_first_property(component, kinds[i]);
             property && length < TIMES_MAX / 2;
             property = icalcomponent_get_next_property(component, kinds[i]))
            length += (size_t)snprintf(
                text + length, TIMES_MAX - length, "%s", icalproperty_as_ical_string(property));
    }
    return text;
}

static const char *read_event(
    struct fu_arena *arena, icalcomponent *component, struct agenda *agenda)
{
    bool todo = icalcomponent_isa(component) == ICAL_VTODO_COMPONENT;
    struct event *event = &agenda->events[agenda->count++];
    icalproperty *start = icalcomponent_get_first_property(
                     component, todo ? ICAL_DUE_PROPERTY : ICAL_DTSTART_PROPERTY),
                 *rule = icalcomponent_get_first_property(component, ICAL_RRULE_PROPERTY);
    struct icaltimetype first;

    if (!start || !icalcomponent_get_uid(component) || !icalcomponent_get_summary(component))
        return "an event has no time, UID or summary";
    first = todo ? icalproperty_get_due(start) : icalproperty_get_dtstart(start);
    *event = (struct event){.uid = fu_arena_copy(arena, icalcomponent_get_uid(component)),
        .summary = fu_arena_copy(arena, icalcomponent_get_summary(component)),
        .zone = zone_of(arena, start),
        .times = say_times(arena, component),
        .sequence = icalcomponent_get_sequence(component),
        .series = rule != NULL};
    read_uid(event);
    if (event->zone[0] ? !fu_zone_find(event->zone) : !icaltime_is_utc(first))
        return "an event is in no zone";
    event->moment = instant_of(event->zone, first);
    if (rule)
        expand(agenda, event, icalproperty_get_rrule(rule), first);
    read_exceptions(agenda, component, event);
    return NULL;
}

bool feed_read(
    struct fu_arena *arena, const char *bytes, struct agenda *agenda, const char **why_not)
{
    icalcomponent *calendar = icalparser_parse_string(bytes);

    *why_not = calendar ? NULL : "it is no calendar";
    agenda->count = 0;
    for (icalcomponent *component =
             calendar ? icalcomponent_get_first_component(calendar, ICAL_ANY_COMPONENT) : NULL;
         component && !*why_not && agenda->count < EVENTS_MAX;
         component = icalcomponent_get_next_component(calendar, ICAL_ANY_COMPONENT)) {
        if (icalcomponent_isa(component) != ICAL_VTIMEZONE_COMPONENT)
            *why_not = read_event(arena, component, agenda);
    }
    if (calendar)
        icalcomponent_free(calendar);
    return !*why_not;
}
