/* A cadence in English.
 *
 * One-offs read well behind "You asked to be reminded …", series too: "every Monday at 08:30", "on
 * the last day of every month at 08:00". Nothing fails. */
#include "english.h"

#include "followupd/zone/civil.h"

#include "spell.h"

enum { HOUR = 60, DAY_MINUTES = 24 * HOUR, CLAMP_FIRST = 28, FEBRUARY = 2 };

static void add_name(struct draft *draft, const char *name)
{
    char first = (char)(name[0] - 'a' + 'A');
    fu_draft_add_n(draft, &first, 1);
    fu_draft_add(draft, name + 1);
}

static void add_time(struct draft *draft, int minutes)
{
    fu_draft_add(draft, draft->length == 0 ? "" : " ");
    if (minutes == DAY_MINUTES) {
        fu_draft_add(draft, "at midnight");
        return;
    }
    fu_draft_add(draft, "at ");
    fu_draft_number(draft, minutes / HOUR, 2);
    fu_draft_add(draft, ":");
    fu_draft_number(draft, minutes % HOUR, 2);
}

static void add_amount(struct draft *draft, int amount, int unit)
{
    fu_draft_number(draft, amount, 1);
    fu_draft_add(draft, " ");
    fu_draft_add(draft, fu_unit_names[unit]);
    fu_draft_add(draft, amount == 1 ? "" : "s");
}

static const char *between(int index, int count)
{
    return index == 0 ? "" : index == count - 1 ? " and " : ", ";
}

static void say_interval(struct draft *draft, const struct fields *fields)
{
    int count = 0;
    for (int unit = 0; unit < UNIT_COUNT; unit++) {
        count += fields->amounts[unit] != 0;
    }
    fu_draft_add(draft, "in ");
    int index = 0;
    for (int unit = UNIT_YEAR; unit >= 0; unit--) {
        if (fields->amounts[unit] != 0) {
            fu_draft_add(draft, between(index++, count));
            add_amount(draft, fields->amounts[unit], unit);
        }
    }
}

static void add_date(struct draft *draft, int year, int month, int day)
{
    fu_draft_number(draft, day, 1);
    fu_draft_add(draft, " ");
    add_name(draft, fu_month_names[month - 1]);
    if (year != 0) {
        fu_draft_add(draft, " ");
        fu_draft_number(draft, year, 4);
    }
}

static const char *ordinal_word(int ordinal)
{
    static const char *const words[] = {"first", "second", "third", "fourth", "fifth"};
    return ordinal == LAST ? "last" : words[ordinal - 1];
}

static void add_ordinal_weekday(struct draft *draft, const struct day *day)
{
    fu_draft_add(draft, ordinal_word(day->ordinal));
    fu_draft_add(draft, " ");
    add_name(draft, fu_weekday_names[day->weekday]);
}

static void add_of(struct draft *draft, int month, const char *otherwise)
{
    if (month == 0) {
        fu_draft_add(draft, otherwise);
    } else {
        fu_draft_add(draft, " of ");
        add_name(draft, fu_month_names[month - 1]);
    }
}

static void say_end(struct draft *draft, int unit)
{
    if (unit == UNIT_WEEK) {
        fu_draft_add(draft, "on the Friday that ends the week");
    } else {
        fu_draft_add(draft, "on the last day of the ");
        fu_draft_add(draft, fu_unit_names[unit]);
    }
}

static void say_next(struct draft *draft, int unit)
{
    if (unit == UNIT_WORKDAY) {
        fu_draft_add(draft, "on the next workday");
    } else if (unit == UNIT_WEEK) {
        fu_draft_add(draft, "on Monday of next week");
    } else {
        fu_draft_add(draft, "on the first day of next ");
        fu_draft_add(draft, fu_unit_names[unit]);
    }
}

static void say_weekday(struct draft *draft, int weekday, const char *behind)
{
    fu_draft_add(draft, "on ");
    add_name(draft, fu_weekday_names[weekday]);
    fu_draft_add(draft, behind);
}

static void say_of_month(struct draft *draft, const struct day *day)
{
    fu_draft_add(draft, "on the ");
    if (day->kind == DAY_ORDINAL) {
        fu_draft_ordinal(draft, day->day);
    } else if (day->kind == DAY_ORDINAL_WEEKDAY) {
        add_ordinal_weekday(draft, day);
        add_of(draft, day->month, " of the month");
    } else {
        fu_draft_add(
            draft, day->kind == DAY_LAST ? "last day of the month" : "last workday of the month");
    }
}

static void say_day(struct draft *draft, const struct day *day)
{
    enum { SATURDAY = 5 };
    static const char *const offsets[] = {"today", "tomorrow", "the day after tomorrow"};
    switch (day->kind) {
    case DAY_OFFSET:
        fu_draft_add(draft, offsets[day->ordinal]);
        break;
    case DAY_WEEKDAY:
        say_weekday(draft, day->weekday, "");
        break;
    case DAY_NEXT_WEEKDAY:
        say_weekday(draft, day->weekday, " of next week");
        break;
    case DAY_THIS_WEEKDAY:
        say_weekday(draft, day->weekday, " of this week");
        break;
    case DAY_NEXT:
        say_next(draft, day->unit);
        break;
    case DAY_WEEKEND:
        say_weekday(draft, SATURDAY, "");
        break;
    case DAY_NEXT_WEEKEND:
        say_weekday(draft, SATURDAY, " of next week");
        break;
    case DAY_END:
        say_end(draft, day->unit);
        break;
    case DAY_MONTH:
    case DAY_DATE:
        fu_draft_add(draft, "on ");
        add_date(draft, day->year, day->month, day->kind == DAY_MONTH ? 1 : day->day);
        break;
    default:
        say_of_month(draft, day);
        break;
    }
}

static void say_on(struct draft *draft, const struct day *day)
{
    if (day->kind == DAY_ORDINAL_WEEKDAY) {
        fu_draft_add(draft, "on the ");
        add_ordinal_weekday(draft, day);
    } else if (day->kind == DAY_LAST || day->kind == DAY_LAST_WORKDAY) {
        fu_draft_add(draft, day->kind == DAY_LAST ? "on the last day" : "on the last workday");
    } else {
        say_day(draft, day);
    }
}

static void say_every_interval(struct draft *draft, const struct fields *fields)
{
    int amount = fields->amounts[fields->unit];
    fu_draft_add(draft, "every ");
    if (amount == 1) {
        fu_draft_add(draft, fu_unit_names[fields->unit]);
    } else {
        add_amount(draft, amount, fields->unit);
    }
    if (fields->on) {
        fu_draft_add(draft, " ");
        say_on(draft, &fields->day);
    }
}

static void say_weekdays(struct draft *draft, const struct fields *fields)
{
    int count = __builtin_popcount(fields->weekdays);
    int index = 0;
    fu_draft_add(draft, fields->other ? "every other " : "every ");
    for (int weekday = 0; weekday < 7; weekday++) {
        if ((fields->weekdays >> weekday & 1) != 0) {
            fu_draft_add(draft, between(index++, count));
            add_name(draft, fu_weekday_names[weekday]);
        }
    }
}

static void say_month_days(struct draft *draft, uint32_t days)
{
    int count = __builtin_popcount(days);
    int index = 0;
    fu_draft_add(draft, "on the ");
    for (int day = 1; day <= RULE_DAYS_MAX; day++) {
        if ((days >> (day - 1) & 1) != 0) {
            fu_draft_add(draft, between(index++, count));
            fu_draft_ordinal(draft, day);
        }
    }
    fu_draft_add(draft, " of every month");
    if (days >> CLAMP_FIRST != 0) {
        fu_draft_add(draft, ", or its last day,");
    }
}

static void say_pattern_day(struct draft *draft, const struct day *day)
{
    if (day->kind == DAY_DATE) {
        fu_draft_add(draft, "every year on ");
        add_date(draft, 0, day->month, day->day);
        if (day->month == FEBRUARY && day->day > CLAMP_FIRST) {
            fu_draft_add(draft, ", or the 28th,");
        }
    } else if (day->kind == DAY_ORDINAL_WEEKDAY) {
        fu_draft_add(draft, "every ");
        add_ordinal_weekday(draft, day);
        add_of(draft, day->month, " of the month");
    } else {
        fu_draft_add(draft, day->kind == DAY_LAST ? "on the last day of every month"
                                                  : "on the last workday of every month");
    }
}

static void say_pattern(struct draft *draft, const struct fields *fields)
{
    switch (fields->pattern) {
    case PATTERN_INTERVAL:
        say_every_interval(draft, fields);
        break;
    case PATTERN_EVERY_DAY:
        fu_draft_add(draft, "every day");
        break;
    case PATTERN_WORKDAYS:
        fu_draft_add(draft, "every workday");
        break;
    case PATTERN_WEEKDAYS:
        say_weekdays(draft, fields);
        break;
    case PATTERN_MONTH_DAYS:
        say_month_days(draft, fields->month_days);
        break;
    default:
        say_pattern_day(draft, &fields->day);
        break;
    }
}

static void say_bound(
    struct draft *draft, const struct fields *fields, const struct resolved *resolved)
{
    if (fields->bound == BOUND_UNTIL) {
        struct fu_civil civil = {0};
        fu_civil_from_days(resolved->until_day, &civil);
        fu_draft_add(draft, " until ");
        add_date(draft, civil.year, civil.month, civil.day);
    } else if (fields->bound == BOUND_COUNT) {
        fu_draft_add(draft, ", ");
        fu_draft_number(draft, fields->count, 1);
        fu_draft_add(draft, fields->count == 1 ? " time" : " times");
    }
}

void fu_cadence_english(
    struct draft *draft, const struct fields *fields, const struct resolved *resolved)
{
    switch (fields->shape) {
    case SHAPE_INTERVAL:
        say_interval(draft, fields);
        break;
    case SHAPE_DAY:
        say_day(draft, &fields->day);
        break;
    case SHAPE_SERIES:
        say_pattern(draft, fields);
        break;
    default:
        break;
    }
    bool moment = fields->clock.kind != CLOCK_NONE || fields->shape == SHAPE_DAY ||
                  (fields->shape == SHAPE_SERIES && !resolved->elapsed);
    if (moment) {
        add_time(draft, resolved->minutes);
    }
    say_bound(draft, fields, resolved);
}
