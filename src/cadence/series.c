/* The moments of a schedule.
 *
 * Dates come from rule_dates.c, each computed from the start; instants from the zone, with its
 * clock changes. Everything ends with the year 2199, so a search takes at most one step a day.
 * Fails only for a zone or a rule that is unknown. */
#include "followupd/cadence/series.h"

#include "followupd/zone/civil.h"
#include "followupd/zone/zone.h"

#include "rule.h"

enum {
    DAY_SECONDS = 86400,
    HOUR_SECONDS = 3600,
    MINUTE_SECONDS = 60,
    TWO_MONTHS = 62,
    ZONES_APART = 2
};

/* Walks over the moments of a series in order. */
struct moments {
    struct rule rule;
    struct rule_course course;
    struct rule_walk walk;
    const struct fu_zone *zone;
    int64_t seconds;     /* after midnight */
    fu_instant base;     /* of elapsed units: the first moment */
    int64_t step;        /* of elapsed units; 0: of calendar units */
    fu_instant last;     /* the moment given last */
    fu_instant known_to; /* up to here the offset is known */
    int64_t offset;
};

static enum fu_status open_moments(struct moments *moments, const struct fu_schedule *schedule,
    const struct fu_holidays *holidays, struct fu_error *error)
{
    if (!fu_recur_parse(schedule->rrule, &moments->rule)) {
        return fu_error_set(error, FU_PERMANENT,
            "the recurrence rule \"%s\" is none that followupd writes", schedule->rrule);
    }
    moments->step = fu_recur_step(&moments->rule);
    moments->base = fu_civil_seconds(&schedule->start);
    moments->zone = fu_zone_find(schedule->zone);
    if (moments->zone == NULL) {
        return fu_error_set(error, FU_PERMANENT,
            "the time zone \"%s\" is unknown; install tzdata or change the person's zone",
            schedule->zone);
    }
    moments->course = (struct rule_course){.rule = &moments->rule,
        .start = schedule->start,
        .holidays = holidays,
        .workdays_only = schedule->workdays_only};
    moments->seconds = (int64_t)schedule->start.hour * HOUR_SECONDS +
                       (int64_t)schedule->start.minute * MINUTE_SECONDS + schedule->start.second;
    moments->known_to = FU_NEVER;
    return FU_OK;
}

/* Asks the zone only where its offset may have changed. */
static fu_instant instant_on(struct moments *moments, int64_t day)
{
    int64_t wall = day * DAY_SECONDS + moments->seconds;
    fu_instant guess = wall - moments->offset;
    if (guess < moments->known_to) {
        return guess;
    }
    fu_instant instant = fu_zone_wall_instant(moments->zone, wall);
    fu_instant change = fu_zone_transition(moments->zone, instant);
    moments->offset = fu_zone_offset(moments->zone, instant);
    moments->known_to = change == FU_NEVER ? INT64_MAX : change - DAY_SECONDS;
    return instant;
}

static void seek_elapsed(struct moments *moments, fu_instant after)
{
    moments->last = moments->base - moments->step;
    if (after >= moments->base) {
        moments->last = after - (after - moments->base) % moments->step;
    }
}

static void seek(struct moments *moments, fu_instant after)
{
    after = after > FU_INSTANT_MAX ? FU_INSTANT_MAX : after;
    if (moments->step != 0) {
        seek_elapsed(moments, after);
        return;
    }
    struct fu_civil civil;
    fu_zone_civil(moments->zone, after < FU_INSTANT_MIN ? FU_INSTANT_MIN : after, &civil);
    moments->last = after;
    /* A day earlier: a zone that skips a day puts its moments on the next. */
    fu_recur_begin(
        &moments->walk, &moments->course, fu_civil_days(civil.year, civil.month, civil.day) - 1);
}

static bool next_elapsed(struct moments *moments)
{
    moments->last += moments->step;
    bool counted = moments->rule.count == 0 ||
                   (moments->last - moments->base) / moments->step < moments->rule.count;
    return counted && moments->last <= FU_INSTANT_MAX;
}

/* Steps to the next moment; false at the end of the series. */
static bool next_moment(struct moments *moments)
{
    bool found = false;
    if (moments->step != 0) {
        found = next_elapsed(moments);
    } else {
        int64_t day;
        fu_instant instant = FU_NEVER;
        while (!found && fu_recur_next(&moments->walk, &day)) {
            instant = instant_on(moments, day);
            found = instant > moments->last;
        }
        moments->last = found ? instant : moments->last;
    }
    return found && (moments->rule.until == FU_NEVER || moments->last <= moments->rule.until);
}

/* How many moments of elapsed units come behind the last one, up to until. */
static size_t count_elapsed(const struct moments *moments, fu_instant until, size_t most)
{
    const struct rule *rule = &moments->rule;
    fu_instant end = until < FU_INSTANT_MAX ? until : FU_INSTANT_MAX;
    if (rule->until != FU_NEVER && rule->until < end) {
        end = rule->until;
    }
    if (end <= moments->last) {
        return 0;
    }
    int64_t passed = (moments->last - moments->base) / moments->step + 1;
    int64_t count = (end - moments->last) / moments->step;
    if (rule->count != 0 && count > rule->count - passed) {
        count = rule->count - passed;
    }
    return count <= 0 ? 0 : (size_t)count < most ? (size_t)count : most;
}

enum fu_status fu_series_next(const struct fu_schedule *schedule,
    const struct fu_holidays *holidays, fu_instant after, fu_instant *moments, size_t count,
    size_t *found, struct fu_error *error)
{
    *found = 0;
    if (schedule->recurrence == FU_ONCE) {
        if (count > 0 && schedule->first > after) {
            moments[(*found)++] = schedule->first;
        }
        return FU_OK;
    }
    struct moments series = {0};
    enum fu_status status = open_moments(&series, schedule, holidays, error);
    if (status != FU_OK) {
        return status;
    }
    seek(&series, after);
    while (*found < count && next_moment(&series)) {
        moments[(*found)++] = series.last;
    }
    return FU_OK;
}

enum fu_status fu_series_count(const struct fu_schedule *schedule,
    const struct fu_holidays *holidays, fu_instant after, fu_instant until, size_t most,
    size_t *found, struct fu_error *error)
{
    *found = 0;
    if (schedule->recurrence == FU_ONCE) {
        *found = most > 0 && schedule->first > after && schedule->first <= until;
        return FU_OK;
    }
    struct moments series = {0};
    enum fu_status status = open_moments(&series, schedule, holidays, error);
    if (status != FU_OK) {
        return status;
    }
    seek(&series, after);
    if (series.step != 0) {
        *found = count_elapsed(&series, until, most);
        return FU_OK;
    }
    while (*found < most && next_moment(&series) && series.last <= until) {
        (*found)++;
    }
    return FU_OK;
}

static bool is_last_workday(const struct fu_schedule *schedule)
{
    struct rule rule;
    return schedule->recurrence == FU_RECURRING && schedule->workdays_only &&
           fu_recur_parse(schedule->rrule, &rule) && rule.frequency == FREQUENCY_MONTHLY;
}

static void set_rule(struct fu_arena *arena, struct fu_schedule *schedule, const struct rule *rule)
{
    struct draft draft;
    fu_draft_clear(&draft);
    fu_recur_print(&draft, rule);
    schedule->rrule = fu_arena_copy(arena, fu_draft_text(&draft));
}

static bool counts_workdays(const struct fu_schedule *schedule, struct rule *rule)
{
    return schedule->recurrence == FU_RECURRING && schedule->workdays_only &&
           fu_recur_parse(schedule->rrule, rule) && rule->frequency == FREQUENCY_WEEKLY &&
           (rule->count != 0 || rule->after != 0);
}

/* Behind `moment` come so many. */
static void set_count(struct fu_arena *arena, struct fu_schedule *schedule, struct rule *rule,
    int64_t count, fu_instant moment)
{
    struct fu_civil shown;
    fu_zone_civil(fu_zone_find(schedule->zone), moment, &shown);
    rule->count = count;
    rule->after = fu_civil_days(shown.year, shown.month, shown.day);
    set_rule(arena, schedule, rule);
}

enum fu_status fu_series_take_count(struct fu_arena *arena, const struct fu_schedule *was,
    fu_instant from, const struct fu_holidays *holidays, struct fu_schedule *schedule,
    fu_instant moment, struct fu_error *error)
{
    struct rule rule;
    size_t left;
    if (fu_zone_find(schedule->zone) == NULL || !counts_workdays(schedule, &rule)) {
        return FU_OK;
    }
    enum fu_status status =
        fu_series_count(was, holidays, from, FU_INSTANT_MAX, SIZE_MAX, &left, error);
    if (status != FU_OK) {
        return status;
    }
    set_count(arena, schedule, &rule, (int64_t)left, moment);
    return FU_OK;
}

enum fu_status fu_series_keep_count(struct fu_arena *arena, struct fu_schedule *schedule,
    const struct fu_holidays *holidays, fu_instant moment, struct fu_error *error)
{
    const struct fu_schedule was = *schedule;
    return fu_series_take_count(arena, &was, moment, holidays, schedule, moment, error);
}

void fu_series_count_again(struct fu_arena *arena, struct fu_schedule *schedule, fu_instant moment)
{
    struct rule rule;
    int64_t first, last;
    if (counts_workdays(schedule, &rule) && fu_series_stands_for(schedule, moment, &first, &last) &&
        rule.after > last) {
        set_count(arena, schedule, &rule, rule.count + 1, moment);
    }
}

/* How many days a rule has from its start to the last that comes. */
static int64_t count_named(
    const struct fu_schedule *schedule, const struct fu_holidays *holidays, const struct rule *rule)
{
    struct rule endless = *rule;
    struct rule_course named = {.rule = &endless, .start = schedule->start};
    struct rule_course comes = {.rule = rule,
        .start = schedule->start,
        .holidays = holidays,
        .workdays_only = schedule->workdays_only};
    struct rule_walk walk, all;
    int64_t count = 0, day;
    endless.count = endless.after = 0;
    fu_recur_begin(&walk, &comes, 0);
    fu_recur_begin(&all, &named, 0);
    while (fu_recur_next(&all, &day) && day <= walk.last_day) {
        count++;
    }
    return count;
}

const char *fu_series_rrule(
    struct fu_arena *arena, const struct fu_schedule *schedule, const struct fu_holidays *holidays)
{
    struct fu_schedule plain = *schedule;
    struct rule rule;
    if (counts_workdays(schedule, &rule) && rule.after != 0) {
        int64_t count = count_named(schedule, holidays, &rule);
        rule.count = count > 0 ? count : 1;
        rule.after = 0;
        set_rule(arena, &plain, &rule);
    }
    return plain.rrule;
}

/* In the first days of a month it is that of the month before, which came from another zone. */
bool fu_series_stands_for(
    const struct fu_schedule *schedule, fu_instant moment, int64_t *first, int64_t *last)
{
    const struct fu_zone *zone = fu_zone_find(schedule->zone);
    struct fu_civil shown;
    if (zone == NULL) {
        return false;
    }
    fu_zone_civil(zone, moment, &shown);
    *first = *last = fu_civil_days(shown.year, shown.month, shown.day);
    if (!is_last_workday(schedule)) {
        return true;
    }
    if (shown.day <= ZONES_APART) {
        fu_civil_from_days(*first - shown.day, &shown);
    }
    *first = fu_civil_days(shown.year, shown.month, 1);
    *last = *first + fu_civil_month_length(shown.year, shown.month) - 1;
    return true;
}

enum fu_status fu_series_own(
    const struct fu_schedule *schedule, fu_instant moment, fu_instant *own, struct fu_error *error)
{
    struct moments series = {0};
    *own = moment;
    enum fu_status status = open_moments(&series, schedule, NULL, error);
    if (status != FU_OK) {
        return status;
    }
    series.rule.count = series.rule.after = 0;
    seek(&series, moment - DAY_SECONDS);
    while (next_moment(&series) && series.last <= moment) {
        *own = series.last;
    }
    return FU_OK;
}

fu_instant fu_series_stands_until(const struct fu_schedule *schedule, fu_instant moment)
{
    struct fu_civil next = {.hour = 0};
    int64_t first, last;
    if (!is_last_workday(schedule) || !fu_series_stands_for(schedule, moment, &first, &last)) {
        return moment;
    }
    fu_civil_from_days(last + 1, &next);
    fu_instant until = fu_zone_instant(fu_zone_find(schedule->zone), &next) - 1;
    return until > moment ? until : moment;
}

enum fu_status fu_series_recompute(struct fu_schedule *schedule, struct fu_error *error)
{
    if (schedule->elapsed) {
        schedule->first = fu_civil_seconds(&schedule->start);
        return FU_OK;
    }
    const struct fu_zone *zone = fu_zone_find(schedule->zone);
    if (zone == NULL) {
        return fu_error_set(error, FU_PERMANENT,
            "the time zone \"%s\" is unknown; install tzdata or change the person's zone",
            schedule->zone);
    }
    schedule->first = fu_zone_instant(zone, &schedule->start);
    return FU_OK;
}

static int64_t day_of(const struct fu_civil *date)
{
    return fu_civil_days(date->year, date->month, date->day);
}

/* The last day before its start on which a rule of workdays would have come: it passed before the
 * mail was sent, or while that was on its way. */
static int64_t day_before(const struct rule *rule, const struct fu_civil *start)
{
    struct rule endless = *rule;
    struct rule_course course = {.rule = &endless};
    struct rule_walk walk;
    int64_t before = day_of(start) - TWO_MONTHS;
    int64_t day;
    endless.interval = 1;
    endless.count = endless.after = 0;
    fu_civil_from_days(before, &course.start);
    fu_recur_begin(&walk, &course, before);
    while (fu_recur_next(&walk, &day) && day < day_of(start)) {
        before = day;
    }
    return before;
}

/* The first day in another week, on or after the one that was read, in a month that the rule has
 * come to from its start, and after the days that it did not begin with. A rule of every week or
 * month goes by no other dates than it was read with, and only months are counted in steps with
 * workdays. */
static struct fu_civil begin_in_other_week(const struct rule *rule, int64_t passed,
    const struct fu_civil *was, const struct fu_civil *read)
{
    struct rule endless = *rule;
    struct rule_course course = {.rule = &endless, .start = rule->interval > 1 ? *was : *read};
    struct rule_walk walk;
    struct fu_civil begin = *read;
    int64_t day = day_of(read);
    if (rule->interval == 1 && day > passed) {
        return begin;
    }
    endless.count = endless.after = 0;
    course.start.day = 1;
    fu_recur_begin(&walk, &course, day > passed ? day : passed + 1);
    if (fu_recur_next(&walk, &day)) {
        fu_civil_from_days(day, &begin);
    }
    return begin;
}

static void take_date(struct fu_civil *civil, const struct fu_civil *date)
{
    civil->year = date->year;
    civil->month = date->month;
    civil->day = date->day;
}

/* No day that is still to come has passed, be it a holiday on which nothing comes. */
static int64_t passed_by(const struct rule *rule, const struct fu_schedule *was, fu_instant now)
{
    const struct fu_zone *zone = fu_zone_find(was->zone);
    int64_t before = day_before(rule, &was->start);
    struct fu_civil today;
    if (!zone) {
        return before;
    }
    fu_zone_civil(zone, now, &today);
    return before < day_of(&today) ? before : day_of(&today);
}

/* Of two readings of one text that differ in the setting alone, the rule with the dates of the
 * first and what the second says of workdays and of the end. */
static enum fu_status keep_rule(struct fu_arena *arena, const struct fu_schedule *was,
    fu_instant now, struct fu_schedule *schedule, struct fu_error *error)
{
    struct rule rule, again;
    if (!fu_recur_parse(was->rrule, &rule) || !fu_recur_parse(schedule->rrule, &again)) {
        return fu_error_set(error, FU_PERMANENT,
            "the recurrence rule \"%s\" is none that followupd writes", was->rrule);
    }
    bool is_other_week = rule.weekdays != again.weekdays;
    int64_t passed = is_other_week ? passed_by(&rule, was, now) : 0;
    rule.weekdays = again.weekdays;
    rule.until = again.until;
    set_rule(arena, schedule, &rule);
    struct fu_civil begin = is_other_week
                                ? begin_in_other_week(&rule, passed, &was->start, &schedule->start)
                                : was->start;
    take_date(&schedule->start, &begin);
    return FU_OK;
}

enum fu_status fu_series_keep_dates(struct fu_arena *arena, const struct fu_schedule *was,
    fu_instant now, struct fu_schedule *schedule, struct fu_error *error)
{
    if (schedule->recurrence == FU_ONCE) {
        take_date(&schedule->start, &was->start);
        return fu_series_recompute(schedule, error);
    }
    enum fu_status status = keep_rule(arena, was, now, schedule, error);
    return status == FU_OK ? fu_series_recompute(schedule, error) : status;
}
