/* Dates as people write them: 24.12.2026, 5-jan-27, 24/12 18:00, 2026-12-24t09:30:00z.
 *
 * A refused text that holds one is about that day, and about that time of it: no other day is
 * offered for it, and no clock time without its date. */
#ifndef FOLLOWUPD_CADENCE_DATED_H
#define FOLLOWUPD_CADENCE_DATED_H

#include "refuse.h"

enum { DATED_READINGS_MAX = 3, DATED_FORMS_MAX = 3, DATED_CLOCKS_MAX = 2 };

enum dated_kind {
    DATED_KNOWN,   /* has one reading: 2027-03-15, 5 jan 2027 */
    DATED_FIGURES, /* 24.12.2026, 241226 */
    DATED_NAMED,   /* 5-jan-27, 2027-jan-5 */
    DATED_PAIR,    /* 24.12. without a year: a date only beside a clock time or "until" */
    DATED_HOUR     /* jan 5 9: a date before a number that may be its hour */
};

/* The year is 0 where none is written. */
struct dated_reading {
    int32_t year;
    int32_t month;
    int32_t day;
};

/* One form that a part of a text has; without any reading it is a day that no calendar has. */
struct dated {
    enum dated_kind kind;
    size_t start; /* of the part */
    size_t end;
    bool sure;     /* nothing but a date is written so */
    bool timeless; /* of a pair: its figures are no hours and minutes */
    bool distant;  /* behind it stand other separators than in it */
    size_t count;
    struct dated_reading readings[DATED_READINGS_MAX];
};

/* The forms of a date that begin at text[at], the likeliest first; returns how many. */
size_t fu_dated_at(const struct local *local, size_t at, struct dated forms[DATED_FORMS_MAX]);

enum dated_zone { DATED_OWN, DATED_OFFSET, DATED_ABBREVIATED };

/* A time of day that stands behind a date, as the language does not have it. */
struct dated_clock {
    size_t count;
    int32_t minutes[DATED_CLOCKS_MAX]; /* after midnight, the likeliest first */
    bool halved;                       /* said with am and pm */
    bool colon;
    bool figures; /* made of nothing but numbers and separators */
    bool packed;  /* four digits that the language has, where they are no year */
    bool machine; /* with "t", seconds or a zone: as programs write it */
    enum dated_zone zone;
    int32_t offset; /* of DATED_OFFSET: seconds east of UTC */
    bool tagged;    /* that stands where tags do */
};

/* Reads text[at, core) as one; false when it is none. */
bool fu_dated_clock(const struct local *local, size_t at, struct dated_clock *clock);

#endif
