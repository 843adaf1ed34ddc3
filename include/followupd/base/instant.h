/* The kinds of time, each with a type of its own. Reading the clock is clock.h's. */
#ifndef FOLLOWUPD_BASE_INSTANT_H
#define FOLLOWUPD_BASE_INSTANT_H

#include <stdint.h>

/* A moment: seconds since 1970-01-01T00:00:00Z, leap seconds not counted. */
typedef int64_t fu_instant;

/* "No moment": before everything. */
#define FU_NEVER INT64_MIN

/* The moments this program reckons with: 1970-01-01 to 2199-12-31T23:59:59Z. */
#define FU_INSTANT_MIN INT64_C(0)
#define FU_INSTANT_MAX INT64_C(7258118399)

/* A date and time as a calendar and a clock on the wall show it, in no particular zone. */
struct fu_civil {
    int year;   /* 1970 to 2199 */
    int month;  /* 1 to 12 */
    int day;    /* 1 to 31 */
    int hour;   /* 0 to 23 */
    int minute; /* 0 to 59 */
    int second; /* 0 to 59 */
};

#endif
