/* What the words of a day, a clock time and an interval note in the fields.
 *
 * Each action answers false when its word cannot stand there; the reading then ends. The actions of
 * recurring sentences are in actions_series.c. */
#include "actions.h"

#include <stddef.h>

#include "followupd/cadence/cadence.h"

enum {
    DAYS_OF_MONTH_MAX = 31,
    WEEKS_OF_MONTH_MAX = 5,
    HOUR = 60,
    BARE_YEAR_HOUR = 20,
    ISO_YEAR_FIRST = 1970
};

static struct day *day_of(struct fields *fields)
{
    return fields->in_until ? &fields->until : &fields->day;
}

static struct day *begin_day(struct fields *fields, enum day_kind kind)
{
    if (fields->shape != SHAPE_SERIES) {
        fields->shape = SHAPE_DAY;
    } else if (fields->pattern == PATTERN_NONE) {
        fields->pattern = PATTERN_DAY;
    }
    struct day *day = day_of(fields);
    day->kind = (uint8_t)kind;
    return day;
}

bool fu_note_number(struct fields *fields, const struct word *word)
{
    fields->held = word->value;
    fields->digits = word->extra;
    return true;
}

bool fu_note_amount(struct fields *fields, const struct word *word)
{
    fields->held = word->value;
    fields->digits = 0;
    return true;
}

bool fu_note_unit(struct fields *fields, const struct word *word)
{
    if (!fu_grammar_amount(fields) || (fields->unit != 0 && word->value >= fields->unit - 1)) {
        return false;
    }
    fields->shape = SHAPE_INTERVAL;
    fields->amounts[word->value] = (int16_t)fields->held;
    fields->unit = (uint8_t)(word->value + 1);
    return true;
}

bool fu_note_long_unit(struct fields *fields, const struct word *word)
{
    if ((word->extra & UNIT_LETTER) != 0) {
        return false;
    }
    return fu_note_unit(fields, word);
}

bool fu_note_clock(struct fields *fields, const struct word *word)
{
    if (fields->in_until || fields->clock.kind != CLOCK_NONE) {
        return false;
    }
    if ((word->extra & CLOCK_IS_MORNING) != 0) {
        fields->clock.kind = CLOCK_MORNING;
    } else if ((word->extra & CLOCK_IS_MIDNIGHT) != 0) {
        fields->clock.kind = CLOCK_MIDNIGHT;
    } else {
        fields->clock.kind = CLOCK_TIME;
        fields->clock.minutes = (int16_t)word->value;
        fields->clock.bare =
            (word->extra & CLOCK_BARE) != 0 && word->value >= BARE_YEAR_HOUR * HOUR;
    }
    return true;
}

bool fu_note_clock_ahead(struct fields *fields, const struct word *word)
{
    fields->clock_ahead = true;
    return fu_note_clock(fields, word);
}

bool fu_note_clock_first(struct fields *fields, const struct word *word)
{
    fields->shape = SHAPE_CLOCK;
    return fu_note_clock_ahead(fields, word);
}

bool fu_note_clock_at(struct fields *fields, const struct word *word)
{
    bool noted = fu_note_clock(fields, word);
    fields->clock.bare = false;
    return noted;
}

bool fu_note_clock_at_first(struct fields *fields, const struct word *word)
{
    fields->shape = SHAPE_CLOCK;
    return fu_note_clock_at(fields, word);
}

bool fu_note_clock_hours(struct fields *fields, const struct word *word)
{
    return fields->shape == SHAPE_DAY && fu_note_clock(fields, word);
}

bool fu_note_clock_behind_date(struct fields *fields, const struct word *word)
{
    bool year = (word->extra & CLOCK_BARE) != 0 && word->value >= BARE_YEAR_HOUR * HOUR;
    return !year && fu_note_clock(fields, word);
}

bool fu_note_clock_behind_month(struct fields *fields, const struct word *word)
{
    return word->apart && fu_note_clock_behind_date(fields, word);
}

bool fu_note_hours_behind_month(struct fields *fields, const struct word *word)
{
    return word->apart && fu_note_clock_hours(fields, word);
}

bool fu_note_tonight(struct fields *fields, const struct word *word)
{
    begin_day(fields, DAY_OFFSET);
    return fu_note_clock(fields, word);
}

bool fu_note_this_clock(struct fields *fields, const struct word *word)
{
    if ((word->extra & CLOCK_PART_OF_DAY) == 0 || fields->shape == SHAPE_SERIES) {
        return false;
    }
    begin_day(fields, DAY_OFFSET);
    return fu_note_clock(fields, word);
}

bool fu_note_offset(struct fields *fields, const struct word *word)
{
    begin_day(fields, DAY_OFFSET)->ordinal = (int8_t)word->value;
    return true;
}

bool fu_note_weekday(struct fields *fields, const struct word *word)
{
    begin_day(fields, DAY_WEEKDAY)->weekday = (uint8_t)word->value;
    return true;
}

bool fu_note_next_week(struct fields *fields, const struct word *word)
{
    day_of(fields)->kind = DAY_NEXT_WEEKDAY;
    return word->value == UNIT_WEEK && (word->extra & UNIT_PLURAL) == 0;
}

bool fu_note_next_weekday(struct fields *fields, const struct word *word)
{
    begin_day(fields, DAY_NEXT_WEEKDAY)->weekday = (uint8_t)word->value;
    return true;
}

bool fu_note_this_weekday(struct fields *fields, const struct word *word)
{
    begin_day(fields, DAY_THIS_WEEKDAY)->weekday = (uint8_t)word->value;
    return true;
}

bool fu_note_next(struct fields *fields, const struct word *word)
{
    if ((word->extra & UNIT_PLURAL) != 0 || word->value < UNIT_WORKDAY ||
        word->value == UNIT_FORTNIGHT) {
        return false;
    }
    begin_day(fields, DAY_NEXT)->unit = (uint8_t)word->value;
    return true;
}

bool fu_note_weekend(struct fields *fields, const struct word *word)
{
    (void)word;
    begin_day(fields, DAY_WEEKEND);
    return true;
}

bool fu_note_next_weekend(struct fields *fields, const struct word *word)
{
    (void)word;
    begin_day(fields, DAY_NEXT_WEEKEND);
    return true;
}

bool fu_note_end(struct fields *fields, const struct word *word)
{
    begin_day(fields, DAY_END)->unit = (uint8_t)word->value;
    return true;
}

bool fu_note_iso(struct fields *fields, const struct word *word)
{
    int32_t year = word->value / 10000;
    int32_t month = word->value / 100 % 100;
    int32_t number = word->value % 100;
    if (year < ISO_YEAR_FIRST || month < 1 || month > 12 || number < 1 ||
        number > DAYS_OF_MONTH_MAX || (fields->shape == SHAPE_SERIES && !fields->in_until)) {
        return false;
    }
    struct day *day = begin_day(fields, DAY_DATE);
    day->year = (int16_t)year;
    day->month = (uint8_t)month;
    day->day = (uint8_t)number;
    return true;
}

bool fu_note_month(struct fields *fields, const struct word *word)
{
    begin_day(fields, DAY_MONTH)->month = (uint8_t)word->value;
    return true;
}

/* 15 may, 15th of may. */
bool fu_note_month_behind(struct fields *fields, const struct word *word)
{
    struct day *day = day_of(fields);
    if (day->kind != DAY_ORDINAL) {
        if (fields->held < 1 || fields->held > DAYS_OF_MONTH_MAX || fields->digits > 2) {
            return false;
        }
        day->day = (uint8_t)fields->held;
    }
    begin_day(fields, DAY_DATE)->month = (uint8_t)word->value;
    return true;
}

bool fu_note_day_of_month(struct fields *fields, const struct word *word)
{
    if (word->value < 1 || word->value > DAYS_OF_MONTH_MAX ||
        (word->class == WORD_NUMBER && word->extra > 2)) {
        return false;
    }
    struct day *day = day_of(fields);
    day->kind = DAY_DATE;
    day->day = (uint8_t)word->value;
    return true;
}

bool fu_note_year(struct fields *fields, const struct word *word)
{
    if (word->extra != FOUR_DIGITS || word->value < YEAR_FIRST ||
        (fields->shape == SHAPE_SERIES && !fields->in_until)) {
        return false;
    }
    struct day *day = day_of(fields);
    day->year = (int16_t)word->value;
    day->bare_year = true;
    return true;
}

/* A bound is no month: it would not say which of its days. */
bool fu_note_year_of_month(struct fields *fields, const struct word *word)
{
    struct day *day = day_of(fields);
    day->kind = DAY_DATE;
    day->day = 1;
    return !fields->in_until && fu_note_year(fields, word);
}

bool fu_note_ordinal(struct fields *fields, const struct word *word)
{
    begin_day(fields, DAY_ORDINAL)->day = (uint8_t)word->value;
    return word->value <= DAYS_OF_MONTH_MAX;
}

bool fu_note_rank(struct fields *fields, const struct word *word)
{
    begin_day(fields, DAY_ORDINAL_WEEKDAY)->ordinal = (int8_t)word->value;
    return true;
}

bool fu_note_ordinal_weekday(struct fields *fields, const struct word *word)
{
    struct day *day = day_of(fields);
    if (day->kind == DAY_ORDINAL) {
        if (day->day > WEEKS_OF_MONTH_MAX) {
            return false;
        }
        day->kind = DAY_ORDINAL_WEEKDAY;
        day->ordinal = (int8_t)day->day;
        day->day = 0;
    }
    day->weekday = (uint8_t)word->value;
    return true;
}

bool fu_note_of_month(struct fields *fields, const struct word *word)
{
    (void)fields;
    return word->value == UNIT_MONTH && (word->extra & UNIT_PLURAL) == 0;
}

bool fu_note_of_a_month(struct fields *fields, const struct word *word)
{
    day_of(fields)->month = (uint8_t)word->value;
    return true;
}

bool fu_note_last_day(struct fields *fields, const struct word *word)
{
    struct day *day = day_of(fields);
    day->kind = DAY_LAST;
    day->ordinal = 0;
    return word->value == UNIT_DAY && (word->extra & UNIT_PLURAL) == 0;
}

/* "monthly on last day": of what is said already. */
bool fu_note_last_day_of_interval(struct fields *fields, const struct word *word)
{
    return fields->on && !fields->in_until && fu_note_last_day(fields, word);
}

bool fu_note_last_workday(struct fields *fields, const struct word *word)
{
    struct day *day = day_of(fields);
    day->kind = DAY_LAST_WORKDAY;
    day->ordinal = 0;
    return word->value == UNIT_WORKDAY && (word->extra & UNIT_PLURAL) == 0;
}
