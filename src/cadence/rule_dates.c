/* The dates of a rule by arithmetic over its periods: days, weeks, months or years.
 *
 * A period's dates are computed from the start and the period's number alone, so that a search
 * begins decades after the start as fast as at it, and nothing drifts. All dates end with the year
 * 2199: at most 84,000 periods, which bounds every loop. */
#include "rule.h"

#include "followupd/zone/civil.h"

enum { WEEK = 7, MONTHS = 12, DAY_SECONDS = 86400, HOUR_SECONDS = 3600, MINUTE_SECONDS = 60 };

static const int64_t day_end = FU_INSTANT_MAX / DAY_SECONDS;

int64_t fu_recur_step(const struct rule *rule)
{
    switch (rule->frequency) {
    case FREQUENCY_SECONDLY:
        return rule->interval;
    case FREQUENCY_MINUTELY:
        return (int64_t)rule->interval * MINUTE_SECONDS;
    case FREQUENCY_HOURLY:
        return (int64_t)rule->interval * HOUR_SECONDS;
    default:
        return 0;
    }
}

static int64_t monday_of(int64_t day)
{
    return day - fu_civil_weekday(day);
}

/* The number of the period that holds a date; none is before the start's. */
static int64_t period_of(const struct rule_walk *walk, int64_t day)
{
    struct fu_civil civil = walk->course->start;
    int64_t passed;
    switch (walk->course->rule->frequency) {
    case FREQUENCY_WEEKLY:
        passed = (monday_of(day) - monday_of(walk->start_day)) / WEEK;
        break;
    case FREQUENCY_MONTHLY:
        fu_civil_from_days(day, &civil);
        passed = (int64_t)(civil.year - walk->course->start.year) * MONTHS + civil.month -
                 walk->course->start.month;
        break;
    case FREQUENCY_YEARLY:
        fu_civil_from_days(day, &civil);
        passed = civil.year - walk->course->start.year;
        break;
    default:
        passed = day - walk->start_day;
        break;
    }
    return passed / walk->course->rule->interval;
}

static void add(struct rule_walk *walk, int64_t day)
{
    walk->days[walk->count++] = day;
}

static void add_weekday(struct rule_walk *walk, int64_t first, int length)
{
    const struct rule *rule = walk->course->rule;
    int64_t day = first + (rule->weekday - fu_civil_weekday(first) + WEEK) % WEEK;
    if (rule->ordinal == RULE_ORDINAL_LAST) {
        day += (first + length - 1 - day) / WEEK * WEEK;
    } else {
        day += (int64_t)(rule->ordinal - 1) * WEEK;
    }
    if (day < first + length) {
        add(walk, day);
    }
}

static void add_last_workday(struct rule_walk *walk, int64_t first, int length)
{
    for (int64_t day = first + length - 1; day >= first; day--) {
        if ((walk->course->rule->weekdays >> fu_civil_weekday(day) & 1) != 0 &&
            !(walk->course->workdays_only && fu_holidays_has(walk->course->holidays, day))) {
            add(walk, day);
            return;
        }
    }
}

static void add_month_days(struct rule_walk *walk, int64_t first, int length)
{
    uint32_t days = walk->course->rule->month_days;
    for (int day = 1; day <= length; day++) {
        bool beyond = day == length && days >> length != 0;
        if ((days >> (day - 1) & 1) != 0 || beyond) {
            add(walk, first + day - 1);
        }
    }
}

static void add_of_month(struct rule_walk *walk, int64_t year, int month)
{
    const struct rule *rule = walk->course->rule;
    int64_t first = fu_civil_days(year, month, 1);
    int length = fu_civil_month_length(year, month);
    if (rule->ordinal != 0) {
        add_weekday(walk, first, length);
    } else if (rule->last_day) {
        add(walk, first + length - 1);
    } else if (rule->weekdays != 0) {
        add_last_workday(walk, first, length);
    } else if (rule->month_days != 0) {
        add_month_days(walk, first, length);
    } else if (walk->course->start.day <= length) {
        add(walk, first + walk->course->start.day - 1);
    }
}

static void add_week(struct rule_walk *walk, int64_t monday)
{
    unsigned days = walk->course->rule->weekdays;
    if (days == 0) {
        days = 1U << fu_civil_weekday(walk->start_day);
    }
    for (int weekday = 0; weekday < WEEK; weekday++) {
        if ((days >> weekday & 1) != 0) {
            add(walk, monday + weekday);
        }
    }
}

static void fill(struct rule_walk *walk)
{
    const struct rule *rule = walk->course->rule;
    int64_t passed = walk->period * rule->interval;
    walk->count = 0;
    walk->at = 0;
    switch (rule->frequency) {
    case FREQUENCY_WEEKLY:
        add_week(walk, monday_of(walk->start_day) + passed * WEEK);
        break;
    case FREQUENCY_MONTHLY: {
        int64_t month = walk->course->start.month - 1 + passed;
        add_of_month(walk, walk->course->start.year + month / MONTHS, (int)(month % MONTHS) + 1);
        break;
    }
    case FREQUENCY_YEARLY:
        add_of_month(walk, walk->course->start.year + passed,
            rule->month != 0 ? rule->month : walk->course->start.month);
        break;
    default:
        add(walk, walk->start_day + passed);
        break;
    }
}

/* The first date of the period that walk is at, even of one without dates. */
static bool ended(const struct rule_walk *walk)
{
    static const int64_t lengths[] = {[FREQUENCY_DAILY] = 1,
        [FREQUENCY_WEEKLY] = 7,
        [FREQUENCY_MONTHLY] = 28,
        [FREQUENCY_YEARLY] = 365};
    int64_t passed = walk->period * walk->course->rule->interval - 1;
    return walk->start_day + passed * lengths[walk->course->rule->frequency] > day_end;
}

/* A holiday that became known later moves the last workday of the first month to before the start.
 */
static int64_t earliest(const struct rule_walk *walk)
{
    bool last_workday =
        walk->course->rule->frequency == FREQUENCY_MONTHLY && walk->course->rule->weekdays != 0;
    return last_workday && walk->course->workdays_only
               ? walk->start_day - walk->course->start.day + 1
               : walk->start_day;
}

static void begin(struct rule_walk *walk, const struct rule_course *course, int64_t from)
{
    walk->course = course;
    walk->start_day =
        fu_civil_days(walk->course->start.year, walk->course->start.month, walk->course->start.day);
    walk->from = from > earliest(walk) ? from : earliest(walk);
    walk->period = period_of(walk, walk->from);
    walk->last_day = INT64_MAX;
    fill(walk);
}

/* The last day of a course of which so many come behind a day. */
static int64_t last_behind(const struct rule_course *course)
{
    struct rule endless = *course->rule;
    struct rule_course all = *course;
    struct rule_walk walk;
    int64_t day = course->rule->after;
    all.rule = &endless;
    begin(&walk, &all, day + 1);
    for (int64_t left = course->rule->count; left > 0; left--) {
        if (!fu_recur_next(&walk, &day)) {
            return INT64_MAX;
        }
    }
    return day;
}

void fu_recur_begin(struct rule_walk *walk, const struct rule_course *course, int64_t from)
{
    begin(walk, course, from);
    if (walk->course->rule->after != 0) {
        walk->last_day = last_behind(course);
    } else if (walk->course->rule->count != 0) {
        walk->last_day =
            fu_recur_date(walk->course->rule, &walk->course->start, walk->course->rule->count);
    }
}

bool fu_recur_next(struct rule_walk *walk, int64_t *day)
{
    for (;;) {
        while (walk->at < walk->count) {
            *day = walk->days[walk->at++];
            if (*day > walk->last_day || *day > day_end) {
                return false;
            }
            bool left_out =
                walk->course->workdays_only && fu_holidays_has(walk->course->holidays, *day);
            if (*day >= walk->from && !left_out) {
                return true;
            }
        }
        walk->period++;
        if (ended(walk)) {
            return false;
        }
        fill(walk);
    }
}

/* Days of a week from a weekday on, of those that the rule names. */
static int64_t days_from(unsigned days, int weekday)
{
    return __builtin_popcount(days >> weekday);
}

static int64_t weekly_date(const struct rule *rule, int64_t start_day, int64_t count)
{
    unsigned days = rule->weekdays != 0 ? rule->weekdays : 1U << fu_civil_weekday(start_day);
    int64_t all = days_from(days, 0);
    int64_t skipped = all - days_from(days, fu_civil_weekday(start_day));
    int64_t index = skipped + count - 1;
    int64_t monday = monday_of(start_day) + index / all * rule->interval * WEEK;
    int64_t left = index % all;
    int weekday = 0;
    while ((days >> weekday & 1) == 0 || left-- > 0) {
        weekday++;
    }
    return monday + weekday;
}

int64_t fu_recur_date(const struct rule *rule, const struct fu_civil *start, int64_t count)
{
    int64_t start_day = fu_civil_days(start->year, start->month, start->day);
    int64_t day = INT64_MAX;
    if (rule->frequency == FREQUENCY_DAILY) {
        day = start_day + (count - 1) * rule->interval;
    } else if (rule->frequency == FREQUENCY_WEEKLY) {
        day = weekly_date(rule, start_day, count);
    } else {
        struct rule_course course = {.rule = rule, .start = *start};
        struct rule_walk walk;
        begin(&walk, &course, start_day);
        for (int64_t i = 0; i < count; i++) {
            if (!fu_recur_next(&walk, &day)) {
                return INT64_MAX;
            }
        }
    }
    return day <= day_end ? day : INT64_MAX;
}
