/* Dates of the Gregorian calendar as numbers, without any zone. */
#ifndef FOLLOWUPD_ZONE_CIVIL_H
#define FOLLOWUPD_ZONE_CIVIL_H

#include <stdbool.h>
#include <stdint.h>

#include "followupd/base/instant.h"

/* Days since 1970-01-01 of a date; month may be any number (13 is January of the next year), day
 * too. */
int64_t fu_civil_days(int64_t year, int64_t month, int64_t day);

/* Sets year, month and day from days since 1970-01-01; leaves the time alone. */
void fu_civil_from_days(int64_t days, struct fu_civil *civil);

/* 0 Monday … 6 Sunday. */
int fu_civil_weekday(int64_t days);

/* 28 to 31. */
int fu_civil_month_length(int64_t year, int month);
/* By the Gregorian rule. */
bool fu_civil_leap(int64_t year);

/* Seconds since 1970-01-01T00:00:00 if the civil time were UTC, and back. */
int64_t fu_civil_seconds(const struct fu_civil *civil);
void fu_civil_from_seconds(int64_t seconds, struct fu_civil *civil);

/* True when every field is in range and the date exists. */
bool fu_civil_valid(const struct fu_civil *civil);

/* <0, 0, >0. */
int fu_civil_compare(const struct fu_civil *a, const struct fu_civil *b);

#endif
