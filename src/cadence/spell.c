/* The canonical spelling: each cadence has one, and reading it gives the same cadence.
 *
 * Clock times are of the 12-hour clock (a time of four digits may be read as a year), dates with a
 * year ISO dates, units and weekdays whole words, several weekdays three letters joined by "and".
 */
#include "spell.h"

#include <string.h>

const char *const fu_unit_names[UNIT_COUNT] = {
    "second", "minute", "hour", "day", "workday", "week", "fortnight", "month", "quarter", "year"};
const char *const fu_weekday_names[7] = {
    "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"};
const char *const fu_month_names[12] = {"january", "february", "march", "april", "may", "june",
    "july", "august", "september", "october", "november", "december"};

enum { HOUR = 60, NOON = 12 * HOUR, SHORT_NAME = 3, WEEKEND = 0x60 };

void fu_spell_clock(struct draft *draft, const struct clock *clock)
{
    if (clock->kind == CLOCK_MORNING) {
        fu_draft_add(draft, "morning");
    } else if (clock->kind == CLOCK_MIDNIGHT) {
        fu_draft_add(draft, "midnight");
    } else if (clock->minutes == NOON) {
        fu_draft_add(draft, "noon");
    } else {
        int hour = clock->minutes / HOUR % 12;
        fu_draft_number(draft, hour == 0 ? 12 : hour, 1);
        if (clock->minutes % HOUR != 0) {
            fu_draft_number(draft, clock->minutes % HOUR, 2);
        }
        fu_draft_add(draft, clock->minutes < NOON ? "am" : "pm");
    }
}

static void spell_amount(struct draft *draft, int amount, enum unit unit)
{
    fu_draft_number(draft, amount, 1);
    fu_draft_add(draft, fu_unit_names[unit]);
    if (amount != 1) {
        fu_draft_add(draft, "s");
    }
}

static void spell_date(struct draft *draft, const struct day *day)
{
    if (day->year != 0) {
        fu_draft_iso(draft, day->year, day->month, day->day);
    } else {
        fu_draft_add_n(draft, fu_month_names[day->month - 1], SHORT_NAME);
        fu_draft_number(draft, day->day, 1);
    }
}

static void spell_ordinal_weekday(struct draft *draft, const struct day *day)
{
    if (day->ordinal == LAST) {
        fu_draft_add(draft, "last");
    } else {
        fu_draft_ordinal(draft, day->ordinal);
    }
    fu_draft_add(draft, fu_weekday_names[day->weekday]);
    if (day->month != 0) {
        fu_draft_add(draft, "of");
        fu_draft_add(draft, fu_month_names[day->month - 1]);
    }
}

static const char *end_word(enum unit unit)
{
    switch (unit) {
    case UNIT_WEEK:
        return "eow";
    case UNIT_MONTH:
        return "eom";
    case UNIT_QUARTER:
        return "eoq";
    default:
        return "eoy";
    }
}

static void spell_with(struct draft *draft, const char *before, const char *name)
{
    fu_draft_add(draft, before);
    fu_draft_add(draft, name);
}

void fu_spell_day(struct draft *draft, const struct day *day)
{
    static const char *const offsets[] = {"today", "tomorrow", "dayaftertomorrow"};
    switch (day->kind) {
    case DAY_OFFSET:
        fu_draft_add(draft, offsets[day->ordinal]);
        break;
    case DAY_WEEKDAY:
        fu_draft_add(draft, fu_weekday_names[day->weekday]);
        break;
    case DAY_NEXT_WEEKDAY:
        spell_with(draft, "next", fu_weekday_names[day->weekday]);
        break;
    case DAY_THIS_WEEKDAY:
        spell_with(draft, "this", fu_weekday_names[day->weekday]);
        break;
    case DAY_NEXT:
        spell_with(draft, "next", fu_unit_names[day->unit]);
        break;
    case DAY_WEEKEND:
        fu_draft_add(draft, "weekend");
        break;
    case DAY_NEXT_WEEKEND:
        fu_draft_add(draft, "nextweekend");
        break;
    case DAY_END:
        fu_draft_add(draft, end_word((enum unit)day->unit));
        break;
    case DAY_MONTH:
        fu_draft_add(draft, fu_month_names[day->month - 1]);
        break;
    case DAY_DATE:
        spell_date(draft, day);
        break;
    case DAY_ORDINAL:
        fu_draft_ordinal(draft, day->day);
        break;
    case DAY_ORDINAL_WEEKDAY:
        spell_ordinal_weekday(draft, day);
        break;
    case DAY_LAST:
        fu_draft_add(draft, "lastdayofmonth");
        break;
    default:
        fu_draft_add(draft, "lastworkday");
        break;
    }
}

static void spell_weekdays(struct draft *draft, unsigned mask)
{
    bool several = (mask & (mask - 1)) != 0;
    bool first = true;
    for (unsigned weekday = 0; weekday < 7; weekday++) {
        if ((mask >> weekday & 1) != 0) {
            const char *name = fu_weekday_names[weekday];
            fu_draft_add(draft, first ? "" : "and");
            fu_draft_add_n(draft, name, several ? (size_t)SHORT_NAME : strlen(name));
            first = false;
        }
    }
}

static void spell_month_days(struct draft *draft, uint32_t days)
{
    bool first = true;
    for (int day = 1; day <= 31; day++) {
        if ((days >> (day - 1) & 1) != 0) {
            fu_draft_add(draft, first ? "" : "and");
            fu_draft_ordinal(draft, day);
            first = false;
        }
    }
}

static void spell_every_interval(struct draft *draft, const struct fields *fields)
{
    int amount = fields->amounts[fields->unit];
    if (amount == 1) {
        fu_draft_add(draft, fu_unit_names[fields->unit]);
    } else {
        spell_amount(draft, amount, (enum unit)fields->unit);
    }
    if (fields->on) {
        fu_draft_add(draft, "on");
        fu_spell_day(draft, &fields->day);
    }
}

static void spell_pattern_day(struct draft *draft, const struct day *day)
{
    if (day->kind == DAY_DATE) {
        fu_draft_add(draft, fu_month_names[day->month - 1]);
        fu_draft_ordinal(draft, day->day);
    } else {
        fu_spell_day(draft, day);
    }
}

static void spell_pattern(struct draft *draft, const struct fields *fields)
{
    fu_draft_add(draft, fields->other ? "everyother" : "every");
    switch (fields->pattern) {
    case PATTERN_INTERVAL:
        spell_every_interval(draft, fields);
        break;
    case PATTERN_EVERY_DAY:
        fu_draft_add(draft, "day");
        break;
    case PATTERN_WORKDAYS:
        fu_draft_add(draft, "workday");
        break;
    case PATTERN_WEEKDAYS:
        if (fields->weekdays == WEEKEND && !fields->other) {
            fu_draft_add(draft, "weekend");
        } else {
            spell_weekdays(draft, fields->weekdays);
        }
        break;
    case PATTERN_MONTH_DAYS:
        spell_month_days(draft, fields->month_days);
        break;
    default:
        spell_pattern_day(draft, &fields->day);
        break;
    }
}

static void spell_bound(struct draft *draft, const struct fields *fields)
{
    if (fields->bound == BOUND_UNTIL) {
        fu_draft_add(draft, "-until-");
        fu_spell_day(draft, &fields->until);
    } else if (fields->bound == BOUND_COUNT) {
        fu_draft_add(draft, "-x");
        fu_draft_number(draft, fields->count, 1);
    }
}

void fu_spell(struct draft *draft, const struct fields *fields)
{
    if (fields->shape == SHAPE_INTERVAL) {
        for (int unit = UNIT_YEAR; unit >= UNIT_SECOND; unit--) {
            if (fields->amounts[unit] != 0) {
                spell_amount(draft, fields->amounts[unit], (enum unit)unit);
            }
        }
    } else if (fields->shape == SHAPE_DAY) {
        fu_spell_day(draft, &fields->day);
    } else if (fields->shape == SHAPE_SERIES) {
        spell_pattern(draft, fields);
    }
    if (fields->clock.kind != CLOCK_NONE) {
        bool number = draft->length > 0 && draft->text[draft->length - 1] <= '9';
        bool month = fields->shape == SHAPE_DAY && fields->day.kind == DAY_MONTH;
        fu_draft_add(draft, number || month ? "-" : "");
        fu_spell_clock(draft, &fields->clock);
    }
    spell_bound(draft, fields);
}

bool fu_spell_same(const struct fields *a, const struct fields *b)
{
    struct draft spelled[2];
    fu_draft_clear(&spelled[0]);
    fu_draft_clear(&spelled[1]);
    fu_spell(&spelled[0], a);
    fu_spell(&spelled[1], b);
    return strcmp(fu_draft_text(&spelled[0]), fu_draft_text(&spelled[1])) == 0;
}
