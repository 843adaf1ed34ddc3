/* The RFC 5545 recurrence rules that this room writes, and the dates they name. One part is of its
 * own: in "COUNT=4;AFTER=20261120", of a series of workdays, four come behind that day, whatever
 * became a holiday up to it.
 *
 * A day that a month may lack is written as a set and a position (CADENCE.md section 3), which
 * every program expands to the clamped day. Rules that this room does not write are not read. */
#ifndef FOLLOWUPD_CADENCE_RULE_H
#define FOLLOWUPD_CADENCE_RULE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "followupd/base/instant.h"
#include "followupd/cadence/holidays.h"

#include "draft.h"

enum frequency {
    FREQUENCY_SECONDLY,
    FREQUENCY_MINUTELY,
    FREQUENCY_HOURLY,
    FREQUENCY_DAILY,
    FREQUENCY_WEEKLY,
    FREQUENCY_MONTHLY,
    FREQUENCY_YEARLY
};

enum { RULE_DAYS_MAX = 31, RULE_ORDINAL_LAST = -1 };

struct rule {
    enum frequency frequency;
    int interval;
    int64_t count;     /* 0: no bound */
    int64_t after;     /* count is of what comes behind this day, and may be 0; 0: count is of all
                          days from the start, holidays or not */
    fu_instant until;  /* FU_NEVER: no bound */
    unsigned weekdays; /* weekly: the days; monthly: those of which the last counts */
    int ordinal;       /* of weekday in its month, RULE_ORDINAL_LAST; 0: none */
    int weekday;
    uint32_t month_days; /* bit n is day n + 1, clamped to the month */
    bool last_day;       /* of the month */
    int month;           /* yearly: 1 to 12; 0: that of the start */
};

/* "FREQ=WEEKLY;BYDAY=MO". */
void fu_recur_print(struct draft *draft, const struct rule *rule);

/* False when text is no rule that fu_recur_print writes. */
bool fu_recur_parse(const char *text, struct rule *rule);

/* What dates are reckoned from. */
struct rule_course {
    const struct rule *rule; /* of calendar units */
    struct fu_civil start;   /* the date of DTSTART */
    const struct fu_holidays *holidays;
    bool workdays_only; /* holidays are left out; a last workday is the last that is none */
};

/* The dates of a course in order, from its start. */
struct rule_walk {
    const struct rule_course *course;
    int64_t start_day;
    int64_t last_day; /* by COUNT; INT64_MAX: none */
    int64_t from;
    int64_t period;
    int64_t days[RULE_DAYS_MAX];
    size_t count;
    size_t at;
};

/* Sets *walk before the first date on or after `from` (days since 1970-01-01). The course and its
 * rule outlive the walk. */
void fu_recur_begin(struct rule_walk *walk, const struct rule_course *course, int64_t from);

/* False when no date comes before 2200. */
bool fu_recur_next(struct rule_walk *walk, int64_t *day);

/* The date of the count-th occurrence of a rule (holidays counted), INT64_MAX when it does not come
 * before 2200. */
int64_t fu_recur_date(const struct rule *rule, const struct fu_civil *start, int64_t count);

/* Seconds between two occurrences of a rule of elapsed units, 0 for one of calendar units. */
int64_t fu_recur_step(const struct rule *rule);

#endif
