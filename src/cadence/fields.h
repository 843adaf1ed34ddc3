/* What phase one makes of a text: the fields of a cadence, without any "now". */
#ifndef FOLLOWUPD_CADENCE_FIELDS_H
#define FOLLOWUPD_CADENCE_FIELDS_H

#include <stdbool.h>
#include <stdint.h>

/* Sorted by size: the units of a compound interval fall. */
enum unit {
    UNIT_SECOND,
    UNIT_MINUTE,
    UNIT_HOUR,
    UNIT_DAY,
    UNIT_WORKDAY,
    UNIT_WEEK,
    UNIT_FORTNIGHT,
    UNIT_MONTH,
    UNIT_QUARTER,
    UNIT_YEAR,
    UNIT_COUNT
};

enum shape { SHAPE_NONE, SHAPE_INTERVAL, SHAPE_DAY, SHAPE_CLOCK, SHAPE_SERIES };

enum clock_kind {
    CLOCK_NONE,
    CLOCK_TIME,
    CLOCK_MORNING, /* the person's morning time */
    CLOCK_MIDNIGHT /* 00:00 that begins the next day */
};

struct clock {
    uint8_t kind;
    bool bare;       /* four digits that may be a year (rule 12) */
    int16_t minutes; /* after midnight, for CLOCK_TIME */
};

enum day_kind {
    DAY_NONE,
    DAY_OFFSET,          /* today, tomorrow, the day after: offset */
    DAY_WEEKDAY,         /* the next one */
    DAY_NEXT_WEEKDAY,    /* of the next calendar week */
    DAY_THIS_WEEKDAY,    /* of this calendar week */
    DAY_NEXT,            /* first day of the next unit; the next workday */
    DAY_WEEKEND,         /* the coming Saturday */
    DAY_NEXT_WEEKEND,    /* Saturday of the next calendar week */
    DAY_END,             /* last day of the unit */
    DAY_MONTH,           /* its 1st */
    DAY_DATE,            /* month and day, perhaps year */
    DAY_ORDINAL,         /* a day of any month */
    DAY_ORDINAL_WEEKDAY, /* the n-th weekday of any month, or of one */
    DAY_LAST,            /* last day of any month */
    DAY_LAST_WORKDAY     /* last workday of any month */
};

enum { LAST = -1 };

struct day {
    uint8_t kind;
    uint8_t unit;
    uint8_t weekday; /* 0 Monday */
    int8_t ordinal;  /* 1 to 5 or LAST; for DAY_OFFSET days after today */
    uint8_t month;   /* 1 to 12; 0: any */
    uint8_t day;     /* 1 to 31 */
    bool bare_year;  /* four digits that may be a clock time (rule 12) */
    int16_t year;    /* 0: none given */
};

enum pattern {
    PATTERN_NONE,
    PATTERN_INTERVAL,
    PATTERN_EVERY_DAY,
    PATTERN_WORKDAYS,
    PATTERN_WEEKDAYS, /* weekdays, every other week if `other` */
    PATTERN_MONTH_DAYS,
    PATTERN_DAY /* day: an ordinal weekday, a date, a last (work)day */
};

enum bound { BOUND_NONE, BOUND_UNTIL, BOUND_COUNT };

struct fields {
    uint8_t shape;
    uint8_t pattern;
    uint8_t bound;
    bool other;
    uint8_t weekdays; /* mask, Monday first */
    bool on;          /* of PATTERN_INTERVAL: day says on which */
    bool in_until;    /* scratch: the words of a bound are being read */
    bool clock_ahead; /* scratch: the clock time stands in front of what it belongs to */
    uint8_t unit;     /* scratch: the last unit of an interval */
    int16_t amounts[UNIT_COUNT];
    struct clock clock;
    struct day day;
    struct day until;
    uint32_t month_days; /* bit n is day n + 1 */
    int32_t count;
    int32_t held;   /* scratch: a number whose unit is not read yet */
    int32_t digits; /* scratch: of that number, 0 for a word */
};

struct fu_cadence {
    struct fields fields;
    unsigned flags;
    const char *tags; /* "acme,garden" */
    const char *text; /* as it was read, in lower case, with flags and tags */
};

#endif
