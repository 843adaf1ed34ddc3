/* What the words of a recurring sentence note in the fields, and the checks of a whole sentence.
 *
 * A sentence that says nothing whole (a clock time for elapsed units, a bound that names no date)
 * is no reading. */
#include <string.h>

#include "actions.h"

#include "followupd/cadence/cadence.h"

static int decimal_digits(int32_t value)
{
    int digits = 1;
    for (; value >= 10; value /= 10) {
        digits++;
    }
    return digits;
}

bool fu_grammar_amount(const struct fields *fields)
{
    return fields->held >= 1 && fields->held <= FU_CADENCE_INTERVAL_MAX &&
           (fields->digits == 0 || fields->digits == decimal_digits(fields->held));
}

bool fu_note_every(struct fields *fields, const struct word *word)
{
    (void)word;
    fields->shape = SHAPE_SERIES;
    return true;
}

static bool note_interval(struct fields *fields, int32_t unit)
{
    fields->shape = SHAPE_SERIES;
    fields->pattern = PATTERN_INTERVAL;
    fields->unit = (uint8_t)unit;
    fields->amounts[unit] = (int16_t)fields->held;
    return fu_grammar_amount(fields);
}

static bool note_single(struct fields *fields, int32_t unit)
{
    fields->held = 1;
    fields->digits = 0;
    return note_interval(fields, unit);
}

bool fu_note_named(struct fields *fields, const struct word *word)
{
    return note_single(fields, word->value);
}

bool fu_note_every_unit(struct fields *fields, const struct word *word)
{
    if ((word->extra & UNIT_PLURAL) != 0) {
        return false;
    }
    return note_single(fields, word->value);
}

bool fu_note_every_amount(struct fields *fields, const struct word *word)
{
    return note_interval(fields, word->value);
}

bool fu_note_every_long_amount(struct fields *fields, const struct word *word)
{
    if ((word->extra & UNIT_LETTER) != 0) {
        return false;
    }
    return note_interval(fields, word->value);
}

bool fu_note_workdays(struct fields *fields, const struct word *word)
{
    (void)word;
    fields->shape = SHAPE_SERIES;
    fields->pattern = PATTERN_WORKDAYS;
    return true;
}

bool fu_note_weekends(struct fields *fields, const struct word *word)
{
    (void)word;
    enum { SATURDAY_AND_SUNDAY = 0x60 };
    fields->shape = SHAPE_SERIES;
    fields->pattern = PATTERN_WEEKDAYS;
    fields->weekdays = SATURDAY_AND_SUNDAY;
    return true;
}

bool fu_note_weekday_of_list(struct fields *fields, const struct word *word)
{
    unsigned bit = 1U << (unsigned)word->value;
    if ((fields->weekdays & bit) != 0) {
        return false;
    }
    fields->pattern = PATTERN_WEEKDAYS;
    fields->weekdays = (uint8_t)(fields->weekdays | bit);
    return true;
}

/* "mon-fri" may be a span: a '-' between two weekdays says nothing. */
bool fu_note_adjacent_weekday(struct fields *fields, const struct word *word)
{
    return !word->dashed && fu_note_weekday_of_list(fields, word);
}

bool fu_note_plural(struct fields *fields, const struct word *word)
{
    fields->shape = SHAPE_SERIES;
    return fu_note_weekday_of_list(fields, word);
}

bool fu_note_other_weekday(struct fields *fields, const struct word *word)
{
    fields->other = true;
    return fu_note_weekday_of_list(fields, word);
}

static bool add_ordinal(struct fields *fields, int32_t value)
{
    enum { DAYS_OF_MONTH_MAX = 31 };
    if (value > DAYS_OF_MONTH_MAX) {
        return false;
    }
    uint32_t bit = UINT32_C(1) << (value - 1);
    bool again = (fields->month_days & bit) != 0;
    fields->month_days |= bit;
    return !again;
}

bool fu_note_first_of_several(struct fields *fields, const struct word *word)
{
    (void)word;
    if (fields->in_until || fields->pattern != PATTERN_DAY) {
        return false;
    }
    fields->pattern = PATTERN_MONTH_DAYS;
    return add_ordinal(fields, fields->day.day);
}

bool fu_note_another_ordinal(struct fields *fields, const struct word *word)
{
    return add_ordinal(fields, word->value);
}

bool fu_note_clock_every_day(struct fields *fields, const struct word *word)
{
    fields->pattern = PATTERN_EVERY_DAY;
    return fu_note_clock(fields, word);
}

bool fu_note_clock_at_every_day(struct fields *fields, const struct word *word)
{
    fields->pattern = PATTERN_EVERY_DAY;
    return fu_note_clock_at(fields, word);
}

bool fu_note_on(struct fields *fields, const struct word *word)
{
    (void)word;
    fields->on = true;
    return fields->pattern == PATTERN_INTERVAL;
}

static bool begin_bound(struct fields *fields, enum bound bound)
{
    bool first = fields->shape == SHAPE_SERIES && fields->bound == BOUND_NONE;
    fields->bound = (uint8_t)bound;
    return first;
}

bool fu_note_until(struct fields *fields, const struct word *word)
{
    (void)word;
    fields->in_until = true;
    return begin_bound(fields, BOUND_UNTIL);
}

bool fu_note_bound(struct fields *fields, const struct word *word)
{
    (void)word;
    return begin_bound(fields, BOUND_COUNT);
}

/* Behind x, or in front of "times". */
bool fu_note_count(struct fields *fields, const struct word *word)
{
    if (fields->bound != BOUND_COUNT && !begin_bound(fields, BOUND_COUNT)) {
        return false;
    }
    fields->count = word->value;
    return word->value >= 1 && word->value <= BOUND_COUNT_MAX &&
           word->extra == decimal_digits(word->value);
}

static bool on_day_fits(const struct fields *fields)
{
    const struct day *day = &fields->day;
    switch (fields->unit) {
    case UNIT_WEEK:
    case UNIT_FORTNIGHT:
        return day->kind == DAY_WEEKDAY;
    case UNIT_MONTH:
    case UNIT_QUARTER:
        return day->kind == DAY_ORDINAL || day->kind == DAY_LAST || day->kind == DAY_LAST_WORKDAY ||
               (day->kind == DAY_ORDINAL_WEEKDAY && day->month == 0);
    case UNIT_YEAR:
        return day->kind == DAY_DATE;
    default:
        return false;
    }
}

static bool complete_interval(struct fields *fields)
{
    if (fields->on && !on_day_fits(fields)) {
        return false;
    }
    if (fields->unit < UNIT_DAY) {
        return fields->clock.kind == CLOCK_NONE;
    }
    if (fields->unit == UNIT_DAY && fields->amounts[UNIT_DAY] == 1) {
        fields->pattern = PATTERN_EVERY_DAY;
    } else if (fields->unit == UNIT_WORKDAY) {
        fields->pattern = PATTERN_WORKDAYS;
        return fields->amounts[UNIT_WORKDAY] == 1;
    }
    return true;
}

static bool complete_day_pattern(struct fields *fields)
{
    switch (fields->day.kind) {
    case DAY_ORDINAL:
        fields->pattern = PATTERN_MONTH_DAYS;
        return add_ordinal(fields, fields->day.day);
    case DAY_MONTH:
        fields->day.kind = DAY_DATE;
        fields->day.day = 1;
        return !fields->clock_ahead;
    default:
        return true;
    }
}

static bool bound_fits(const struct fields *fields)
{
    const struct day *until = &fields->until;
    return fields->bound != BOUND_UNTIL ||
           (until->kind != DAY_MONTH && (until->kind != DAY_NEXT || until->unit == UNIT_WORKDAY));
}

static bool complete_series(struct fields *fields)
{
    bool whole = fields->pattern != PATTERN_NONE;
    if (fields->pattern == PATTERN_INTERVAL) {
        whole = complete_interval(fields);
    } else if (fields->pattern == PATTERN_DAY) {
        whole = complete_day_pattern(fields);
    }
    if (fields->clock.kind == CLOCK_MIDNIGHT) {
        whole = whole && fields->pattern == PATTERN_EVERY_DAY;
        fields->clock.kind = CLOCK_TIME;
    }
    return whole && bound_fits(fields);
}

static bool complete_day(const struct fields *fields)
{
    if (fields->day.kind == DAY_MONTH) {
        return !fields->clock_ahead;
    }
    bool today = fields->day.kind == DAY_OFFSET && fields->day.ordinal == 0;
    return !today || fields->clock.kind != CLOCK_NONE;
}

bool fu_grammar_complete(struct fields *fields)
{
    switch (fields->shape) {
    case SHAPE_INTERVAL:
        return fields->clock.kind == CLOCK_NONE ||
               (fields->amounts[UNIT_SECOND] == 0 && fields->amounts[UNIT_MINUTE] == 0 &&
                   fields->amounts[UNIT_HOUR] == 0);
    case SHAPE_DAY:
        return complete_day(fields);
    case SHAPE_SERIES:
        return complete_series(fields);
    default:
        return true;
    }
}

bool fu_grammar_recurring(struct fields *fields)
{
    bool comes_again = fields->day.kind == DAY_MONTH || fields->day.kind == DAY_ORDINAL ||
                       fields->day.kind == DAY_ORDINAL_WEEKDAY || fields->day.kind == DAY_LAST ||
                       fields->day.kind == DAY_LAST_WORKDAY;
    if (fields->shape != SHAPE_DAY || !comes_again) {
        return false;
    }
    fields->shape = SHAPE_SERIES;
    fields->pattern = PATTERN_DAY;
    return complete_series(fields);
}
