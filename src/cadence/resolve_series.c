/* Phase two for series: the rule, its first moment and its bound. CADENCE.md rules 14 to 18. */
#include "resolve.h"

#include "followupd/zone/civil.h"

enum {
    CLAMP_FIRST = 28,
    QUARTER = 3,
    FEBRUARY = 2,
    HOUR_MINUTES = 60,
    DAY_MINUTES = 24 * HOUR_MINUTES,
    DAY_SECONDS = 86400,
    WEEK_DAYS = 7,
    MONTH_DAYS = 28,
    YEAR_DAYS = 365
};

static uint32_t day_bit(int day)
{
    return UINT32_C(1) << (day - 1);
}

static void set_frequency(struct rule *rule, enum unit unit, int amount)
{
    static const struct {
        enum frequency frequency;
        int times;
    } units[UNIT_COUNT] = {
        [UNIT_SECOND] = {FREQUENCY_SECONDLY, 1},
        [UNIT_MINUTE] = {FREQUENCY_MINUTELY, 1},
        [UNIT_HOUR] = {FREQUENCY_HOURLY, 1},
        [UNIT_DAY] = {FREQUENCY_DAILY, 1},
        [UNIT_WORKDAY] = {FREQUENCY_DAILY, 1},
        [UNIT_WEEK] = {FREQUENCY_WEEKLY, 1},
        [UNIT_FORTNIGHT] = {FREQUENCY_WEEKLY, 2},
        [UNIT_MONTH] = {FREQUENCY_MONTHLY, 1},
        [UNIT_QUARTER] = {FREQUENCY_MONTHLY, QUARTER},
        [UNIT_YEAR] = {FREQUENCY_YEARLY, 1},
    };
    rule->frequency = units[unit].frequency;
    rule->interval = amount * units[unit].times;
}

static void set_day(struct rule *rule, const struct day *day, unsigned workdays)
{
    rule->month = day->month;
    switch (day->kind) {
    case DAY_WEEKDAY:
        rule->weekdays = 1U << day->weekday;
        break;
    case DAY_ORDINAL_WEEKDAY:
        rule->ordinal = day->ordinal;
        rule->weekday = day->weekday;
        break;
    case DAY_LAST:
        rule->last_day = true;
        break;
    case DAY_LAST_WORKDAY:
        rule->weekdays = workdays;
        break;
    default:
        rule->month_days = day_bit(day->day);
        break;
    }
}

/* The rule of a pattern; that of an interval without a day is set_anchor's. */
static void set_pattern(struct rule *rule, const struct fields *fields, unsigned workdays)
{
    switch (fields->pattern) {
    case PATTERN_INTERVAL:
        set_frequency(rule, (enum unit)fields->unit, fields->amounts[fields->unit]);
        set_day(rule, &fields->day, workdays);
        break;
    case PATTERN_EVERY_DAY:
        set_frequency(rule, UNIT_DAY, 1);
        break;
    case PATTERN_WORKDAYS:
        set_frequency(rule, UNIT_WEEK, 1);
        rule->weekdays = workdays;
        break;
    case PATTERN_WEEKDAYS:
        set_frequency(rule, UNIT_WEEK, fields->other ? 2 : 1);
        rule->weekdays = fields->weekdays;
        break;
    case PATTERN_MONTH_DAYS:
        set_frequency(rule, UNIT_MONTH, 1);
        rule->month_days = fields->month_days;
        break;
    default:
        set_frequency(rule, fields->day.month != 0 ? UNIT_YEAR : UNIT_MONTH, 1);
        set_day(rule, &fields->day, workdays);
        break;
    }
}

/* An interval's day is that of sending: one that a month may lack is written down (rule 14). */
static void set_anchor(struct rule *rule, const struct place *place)
{
    int day = place->now.day;
    if (rule->frequency == FREQUENCY_MONTHLY && day > CLAMP_FIRST) {
        rule->month_days = day_bit(day);
    } else if (rule->frequency == FREQUENCY_YEARLY && place->now.month == FEBRUARY &&
               day > CLAMP_FIRST) {
        rule->month = FEBRUARY;
        rule->month_days = day_bit(day);
    }
}

static bool leaves_out_holidays(const struct fields *fields)
{
    return fields->pattern == PATTERN_WORKDAYS || fields->day.kind == DAY_LAST_WORKDAY;
}

/* The first date whose moment lies after sending. */
static enum trouble first_match(const struct place *place, const struct fields *fields,
    struct resolved *resolved, int64_t *date)
{
    struct rule each = resolved->rule;
    each.interval = 1;
    struct rule_course course = {.rule = &each,
        .start = place->now,
        .holidays = place->setting->holidays,
        .workdays_only = leaves_out_holidays(fields)};
    struct rule_walk walk;
    fu_recur_begin(&walk, &course, place->today);
    do {
        if (!fu_recur_next(&walk, date)) {
            return TROUBLE_BEYOND;
        }
    } while (!fu_cadence_place_ahead(place, *date, resolved->minutes));
    return TROUBLE_NONE;
}

static bool comes(const struct day *day)
{
    enum { LEAP_YEAR = 2024 };
    return day->kind != DAY_DATE || day->day <= fu_civil_month_length(LEAP_YEAR, day->month);
}

static enum trouble resolve_calendar(
    const struct place *place, const struct fields *fields, struct resolved *resolved)
{
    int64_t date;
    enum trouble trouble;
    resolved->minutes = fu_cadence_place_minutes(place, &fields->clock);
    if (fields->pattern == PATTERN_INTERVAL && !fields->on) {
        set_frequency(&resolved->rule, (enum unit)fields->unit, fields->amounts[fields->unit]);
        set_anchor(&resolved->rule, place);
        trouble = fu_cadence_resolve_amounts(place, fields->amounts, &date);
    } else if (!comes(&fields->day)) {
        return TROUBLE_NEVER_COMES;
    } else {
        set_pattern(&resolved->rule, fields, place->setting->workdays);
        trouble = first_match(place, fields, resolved, &date);
    }
    if (trouble == TROUBLE_NONE) {
        fu_cadence_place_first(place, date, resolved);
    }
    return trouble;
}

static void resolve_elapsed(
    const struct place *place, const struct fields *fields, struct resolved *resolved)
{
    set_frequency(&resolved->rule, (enum unit)fields->unit, fields->amounts[fields->unit]);
    resolved->elapsed = true;
    resolved->first = place->setting->sent + fu_recur_step(&resolved->rule);
    fu_civil_from_seconds(resolved->first, &resolved->start);
}

/* The first moment of a series of calendar units after its mail arrived; false when none comes. */
static bool first_after_arrival(
    const struct place *place, const struct fields *fields, struct resolved *resolved)
{
    struct rule_course course = {.rule = &resolved->rule,
        .start = resolved->start,
        .holidays = place->setting->holidays,
        .workdays_only = leaves_out_holidays(fields)};
    int minutes = resolved->start.hour * HOUR_MINUTES + resolved->start.minute;
    struct rule_walk walk;
    int64_t date;
    fu_recur_begin(&walk, &course, 0);
    do {
        if (!fu_recur_next(&walk, &date)) {
            return false;
        }
        resolved->first = fu_cadence_place_instant(place, date, minutes);
    } while (resolved->first <= place->setting->arrived);
    fu_civil_from_days(date, &resolved->start);
    return true;
}

/* A series that would have begun while its mail was on its way begins when that has arrived; where
 * its end leaves nothing then, it stays as it was meant, and comes late. */
static void begin_after_arrival(
    const struct place *place, const struct fields *fields, struct resolved *resolved)
{
    struct resolved later = *resolved;
    bool found = true;
    if (resolved->first > place->setting->arrived) {
        return;
    }
    if (resolved->elapsed) {
        int64_t step = fu_recur_step(&resolved->rule);
        later.first += ((place->setting->arrived - later.first) / step + 1) * step;
        fu_civil_from_seconds(later.first, &later.start);
    } else {
        found = first_after_arrival(place, fields, &later);
    }
    if (found && (later.rule.until == FU_NEVER || later.first <= later.rule.until)) {
        *resolved = later;
    }
}

/* Seconds that lie at least between two moments of an interval. */
static int64_t least_gap(const struct rule *rule)
{
    static const int days[] = {[FREQUENCY_DAILY] = 1,
        [FREQUENCY_WEEKLY] = WEEK_DAYS,
        [FREQUENCY_MONTHLY] = MONTH_DAYS,
        [FREQUENCY_YEARLY] = YEAR_DAYS};
    int64_t step = fu_recur_step(rule);
    return step != 0 ? step : (int64_t)rule->interval * days[rule->frequency] * DAY_SECONDS;
}

static enum trouble bound_until(
    const struct place *place, const struct fields *fields, struct resolved *resolved)
{
    enum trouble trouble =
        fu_cadence_resolve_day(place, &fields->until, DAY_MINUTES, false, &resolved->until_day);
    if (trouble != TROUBLE_NONE) {
        return trouble;
    }
    resolved->rule.until = fu_cadence_place_instant(place, resolved->until_day, DAY_MINUTES) - 1;
    if (resolved->rule.until > place->limit) {
        return TROUBLE_BEYOND;
    }
    return resolved->first > resolved->rule.until ? TROUBLE_ENDS_FIRST : TROUBLE_NONE;
}

/* How many occurrences the rule must count so that `count` are left when holidays are out. */
static int64_t count_with_holidays(
    const struct place *place, const struct resolved *resolved, int64_t count)
{
    const struct fu_holidays *holidays = place->setting->holidays;
    struct rule_course course = {.rule = &resolved->rule, .start = resolved->start};
    struct rule_walk walk;
    fu_recur_begin(&walk, &course, 0);
    int64_t counted = 0;
    int64_t day;
    while (count > 0 && fu_recur_next(&walk, &day)) {
        counted++;
        count -= !fu_holidays_has(holidays, day);
    }
    return counted + count;
}

static enum trouble bound_count(
    const struct place *place, const struct fields *fields, struct resolved *resolved)
{
    int64_t count = fields->count;
    int64_t step = fu_recur_step(&resolved->rule);
    fu_instant last;
    if (step != 0) {
        last = resolved->first + (count - 1) * step;
    } else {
        if (fields->pattern == PATTERN_WORKDAYS && place->setting->holidays != NULL) {
            count = count_with_holidays(place, resolved, count);
        }
        int64_t date = fu_recur_date(&resolved->rule, &resolved->start, count);
        last = date == INT64_MAX ? INT64_MAX : date * DAY_SECONDS;
    }
    resolved->rule.count = count;
    return last > place->limit ? TROUBLE_BEYOND : TROUBLE_NONE;
}

enum trouble fu_cadence_resolve_series(
    const struct place *place, const struct fields *fields, struct resolved *resolved)
{
    enum trouble trouble = TROUBLE_NONE;
    if (fields->pattern == PATTERN_INTERVAL && fields->unit < UNIT_DAY) {
        resolve_elapsed(place, fields, resolved);
    } else {
        trouble = resolve_calendar(place, fields, resolved);
    }
    bool interval = fields->pattern == PATTERN_INTERVAL || fields->pattern == PATTERN_EVERY_DAY;
    if (trouble == TROUBLE_NONE && interval &&
        least_gap(&resolved->rule) < place->setting->shortest) {
        trouble = TROUBLE_SHORTEST;
    }
    if (trouble == TROUBLE_NONE && fields->bound == BOUND_UNTIL) {
        trouble = bound_until(place, fields, resolved);
    }
    if (trouble == TROUBLE_NONE) {
        begin_after_arrival(place, fields, resolved);
    }
    if (trouble == TROUBLE_NONE && fields->bound == BOUND_COUNT) {
        trouble = bound_count(place, fields, resolved);
    }
    return trouble;
}
