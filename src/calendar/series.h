/* How a series stands in a calendar: where it begins, and what is left out of or added to what its
 * rule says. */
#ifndef FOLLOWUPD_SRC_CALENDAR_SERIES_H
#define FOLLOWUPD_SRC_CALENDAR_SERIES_H

#include <stdbool.h>

#include "followupd/calendar/calendar.h"
#include "followupd/zone/zone.h"
#include "lines.h"

/* True when the item is shown as one component with a rule: it is not over, its zone is known, and
 * the rule is one that the cadence room writes. */
bool fu_series_shown(const struct fu_calendar *calendar, const struct fu_calendar_item *item);

/* True for a moment at which the series comes from its next one on. */
bool fu_series_comes(const struct fu_calendar *calendar, const struct fu_calendar_item *item,
    fu_instant moment);

/* The zone that its wall clock needs; NULL when it is in UTC. */
const struct fu_zone *fu_series_zone(const struct fu_schedule *schedule);

/* DTSTART, RRULE, EXDATE and RDATE. */
void fu_series_write(
    struct lines *lines, const struct fu_calendar *calendar, const struct fu_calendar_item *item);

#endif
