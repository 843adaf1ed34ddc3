/* Phase two: fields to moments, by the moment of sending, the zone and the person's settings. */
#ifndef FOLLOWUPD_CADENCE_RESOLVE_H
#define FOLLOWUPD_CADENCE_RESOLVE_H

#include <stdbool.h>
#include <stdint.h>

#include "followupd/cadence/cadence.h"
#include "followupd/zone/zone.h"

#include "fields.h"
#include "rule.h"

/* Why fields have no moment. */
enum trouble {
    TROUBLE_NONE,
    TROUBLE_ZONE,         /* the zone is unknown */
    TROUBLE_BARE_YEAR,    /* four digits: a clock time or a year */
    TROUBLE_LATE_YEAR,    /* four digits behind a date: a late year or a clock time */
    TROUBLE_PAST_DATE,    /* a date with a year */
    TROUBLE_PAST_TODAY,   /* a clock time of today */
    TROUBLE_PAST_WEEKDAY, /* a day of this week */
    TROUBLE_NEVER_COMES,  /* 30 February */
    TROUBLE_BEYOND,       /* 100 years */
    TROUBLE_SHORTEST,     /* comes more often than allowed */
    TROUBLE_ENDS_FIRST    /* the bound lies before the first moment */
};

/* Where and when a cadence is read. */
struct place {
    const struct fu_cadence_setting *setting;
    const struct fu_zone *zone;
    struct fu_civil now;
    int64_t today;    /* days since 1970-01-01 */
    fu_instant limit; /* nothing later */
};

struct resolved {
    fu_instant first;
    struct fu_civil start; /* in the zone; UTC if elapsed */
    bool elapsed;
    int minutes;       /* after midnight, 1440 for the midnight that ends the day */
    int64_t until_day; /* of BOUND_UNTIL, days since 1970-01-01 */
    struct rule rule;  /* of a series */
};

/* TROUBLE_ZONE when the setting's zone is unknown, TROUBLE_BEYOND when it is sent, or arrives,
 * outside the years reckoned with. */
enum trouble fu_cadence_place(const struct fu_cadence_setting *setting, struct place *place);

enum trouble fu_cadence_resolve(
    const struct place *place, const struct fields *fields, struct resolved *resolved);

/* The parts, one file each. */
enum trouble fu_cadence_resolve_day(
    const struct place *place, const struct day *day, int minutes, bool clocked, int64_t *date);
enum trouble fu_cadence_resolve_series(
    const struct place *place, const struct fields *fields, struct resolved *resolved);
fu_instant fu_cadence_place_instant(const struct place *place, int64_t day, int minutes);
bool fu_cadence_place_ahead(const struct place *place, int64_t day, int minutes);
bool fu_cadence_place_workday(const struct place *place, int64_t day);
int fu_cadence_place_minutes(const struct place *place, const struct clock *clock);

/* Sets the start, on a date at resolved->minutes, and the first moment. */
void fu_cadence_place_first(const struct place *place, int64_t day, struct resolved *resolved);

/* Fields whose date is reckoned by calendar units, with the largest first. */
enum trouble fu_cadence_resolve_amounts(
    const struct place *place, const int16_t *amounts, int64_t *date);

#endif
