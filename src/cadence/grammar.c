/* The grammar of CADENCE.md section 2 as a table: per state the words that may come next.
 *
 * A row is tried for every word that begins at a place, so that all readings of a text are found.
 * Actions note what a word says and refuse what cannot stand there; what only the whole sentence
 * shows is checked in actions.c. */
#include "grammar.h"

#include <string.h>

#include "actions.h"

#define ROWS(rows) (rows), sizeof(rows) / sizeof(rows)[0]

static const struct grammar_row start_rows[] = {
    {WORD_IN, STATE_IN, NULL},
    {WORD_NUMBER, STATE_NUMBER, fu_note_number},
    {WORD_AMOUNT, STATE_AMOUNT, fu_note_amount},
    {WORD_AT, STATE_AT_FIRST, NULL},
    {WORD_CLOCK, STATE_CLOCKED, fu_note_clock_first},
    {WORD_CLOCK_H, STATE_DONE, fu_note_clock_first},
    {WORD_TONIGHT, STATE_DONE, fu_note_tonight},
    {WORD_EVERY, STATE_EVERY, fu_note_every},
    {WORD_NAMED, STATE_SERIES, fu_note_named},
    {WORD_WORKDAYS, STATE_SERIES, fu_note_workdays},
    {WORD_WEEKENDS, STATE_SERIES, fu_note_weekends},
    {WORD_WEEKDAYS, STATE_PLURALS, fu_note_plural},
};

static const struct grammar_row in_rows[] = {
    {WORD_NUMBER, STATE_NUMBER, fu_note_number},
    {WORD_AMOUNT, STATE_AMOUNT, fu_note_amount},
};

static const struct grammar_row number_rows[] = {{WORD_UNIT, STATE_INTERVAL, fu_note_unit}};
static const struct grammar_row amount_rows[] = {{WORD_UNIT, STATE_INTERVAL, fu_note_long_unit}};

static const struct grammar_row interval_rows[] = {
    {WORD_NUMBER, STATE_NUMBER, fu_note_number},
    {WORD_AT, STATE_AT, NULL},
    {WORD_CLOCK, STATE_DONE, fu_note_clock},
};

static const struct grammar_row at_first_rows[] = {
    {WORD_CLOCK, STATE_DONE, fu_note_clock_at_first},
    {WORD_CLOCK_H, STATE_DONE, fu_note_clock_at_first},
};

static const struct grammar_row at_rows[] = {
    {WORD_CLOCK, STATE_END, fu_note_clock_at},
    {WORD_CLOCK_H, STATE_DONE, fu_note_clock_hours},
};

static const struct grammar_row clocked_rows[] = {
    {WORD_IN, STATE_IN, NULL},
    {WORD_NUMBER, STATE_NUMBER, fu_note_number},
    {WORD_ON, STATE_CLOCKED_ON, NULL},
    {WORD_EVERY, STATE_EVERY, fu_note_every},
    {WORD_NAMED, STATE_SERIES, fu_note_named},
    {WORD_WORKDAYS, STATE_SERIES, fu_note_workdays},
    {WORD_WEEKENDS, STATE_SERIES, fu_note_weekends},
    {WORD_WEEKDAYS, STATE_PLURALS, fu_note_plural},
};

static const struct grammar_row day_begin_rows[] = {
    {WORD_OFFSET, STATE_DAY, fu_note_offset},
    {WORD_WEEKDAY, STATE_WEEKDAY, fu_note_weekday},
    {WORD_NEXT, STATE_NEXT, NULL},
    {WORD_THIS, STATE_THIS, NULL},
    {WORD_WEEKEND, STATE_DAY, fu_note_weekend},
    {WORD_END, STATE_DAY, fu_note_end},
    {WORD_MONTH, STATE_MONTH, fu_note_month},
    {WORD_NUMBER, STATE_DAY_NUMBER, fu_note_number},
    {WORD_ORDINAL, STATE_ORDINAL, fu_note_ordinal},
    {WORD_RANK, STATE_RANK, fu_note_rank},
    {WORD_SECOND_RANK, STATE_RANK, fu_note_rank},
    {WORD_LAST, STATE_LAST, fu_note_rank},
    {WORD_ISO, STATE_DAY, fu_note_iso},
};

static const struct grammar_row day_rows[] = {
    {WORD_AT, STATE_AT, NULL},
    {WORD_CLOCK, STATE_END, fu_note_clock},
    {WORD_CLOCK_H, STATE_DONE, fu_note_clock_hours},
};

static const struct grammar_row day_number_rows[] = {
    {WORD_MONTH, STATE_DATE, fu_note_month_behind}};
static const struct grammar_row weekday_rows[] = {{WORD_NEXT, STATE_WEEKDAY_NEXT, NULL}};
static const struct grammar_row weekday_next_rows[] = {{WORD_UNIT, STATE_DAY, fu_note_next_week}};

static const struct grammar_row next_rows[] = {
    {WORD_WEEKDAY, STATE_DAY, fu_note_next_weekday},
    {WORD_UNIT, STATE_DAY, fu_note_next},
    {WORD_WEEKEND, STATE_DAY, fu_note_next_weekend},
};

static const struct grammar_row this_rows[] = {
    {WORD_WEEKDAY, STATE_DAY, fu_note_this_weekday},
    {WORD_WEEKEND, STATE_DAY, fu_note_weekend},
    {WORD_CLOCK, STATE_DONE, fu_note_this_clock},
};

static const struct grammar_row month_rows[] = {
    {WORD_NUMBER, STATE_DATE, fu_note_day_of_month},
    {WORD_NUMBER, STATE_DAY, fu_note_year_of_month},
    {WORD_ORDINAL, STATE_DATE, fu_note_day_of_month},
    {WORD_SECOND_RANK, STATE_DATE, fu_note_day_of_month},
    {WORD_AT, STATE_AT, NULL},
    {WORD_CLOCK, STATE_END, fu_note_clock_behind_month},
    {WORD_CLOCK_H, STATE_DONE, fu_note_hours_behind_month},
};

static const struct grammar_row date_rows[] = {
    {WORD_NUMBER, STATE_DAY, fu_note_year},
    {WORD_AT, STATE_AT, NULL},
    {WORD_CLOCK, STATE_END, fu_note_clock_behind_date},
    {WORD_CLOCK_H, STATE_DONE, fu_note_clock_hours},
};

static const struct grammar_row ordinal_rows[] = {
    {WORD_OF, STATE_ORDINAL_OF, NULL},
    {WORD_WEEKDAY, STATE_RANK_WEEKDAY, fu_note_ordinal_weekday},
    {WORD_MONTH, STATE_DATE, fu_note_month_behind},
    {WORD_AND, STATE_ORDINAL_AND, fu_note_first_of_several},
};

static const struct grammar_row ordinal_of_rows[] = {
    {WORD_UNIT, STATE_DAY, fu_note_of_month},
    {WORD_MONTH, STATE_DATE, fu_note_month_behind},
};

static const struct grammar_row ordinal_and_rows[] = {
    {WORD_ORDINAL, STATE_ORDINALS, fu_note_another_ordinal}};

static const struct grammar_row ordinals_rows[] = {
    {WORD_AND, STATE_ORDINAL_AND, NULL},
    {WORD_OF, STATE_ORDINALS_OF, NULL},
};

static const struct grammar_row ordinals_of_rows[] = {{WORD_UNIT, STATE_SERIES, fu_note_of_month}};
static const struct grammar_row rank_rows[] = {
    {WORD_WEEKDAY, STATE_RANK_WEEKDAY, fu_note_ordinal_weekday}};
static const struct grammar_row rank_weekday_rows[] = {{WORD_OF, STATE_RANK_OF, NULL}};

static const struct grammar_row rank_of_rows[] = {
    {WORD_UNIT, STATE_DAY, fu_note_of_month},
    {WORD_MONTH, STATE_DAY, fu_note_of_a_month},
};

static const struct grammar_row last_rows[] = {
    {WORD_WEEKDAY, STATE_RANK_WEEKDAY, fu_note_ordinal_weekday},
    {WORD_UNIT, STATE_LAST_DAY, fu_note_last_day},
    {WORD_UNIT, STATE_DAY, fu_note_last_day_of_interval},
    {WORD_UNIT, STATE_LAST_WORKDAY, fu_note_last_workday},
};

static const struct grammar_row last_day_rows[] = {{WORD_OF, STATE_LAST_OF, NULL}};
static const struct grammar_row last_of_rows[] = {{WORD_UNIT, STATE_DAY, fu_note_of_month}};

static const struct grammar_row every_rows[] = {
    {WORD_UNIT, STATE_SERIES, fu_note_every_unit},
    {WORD_CLOCK, STATE_PATTERN, fu_note_clock_ahead},
    {WORD_CLOCK, STATE_END, fu_note_clock_every_day},
    {WORD_AT, STATE_EVERY_AT, NULL},
    {WORD_WEEKDAYS, STATE_WEEKDAYS, fu_note_weekday_of_list},
    {WORD_WORKDAYS, STATE_SERIES, fu_note_workdays},
    {WORD_WEEKENDS, STATE_SERIES, fu_note_weekends},
};

static const struct grammar_row every_at_rows[] = {
    {WORD_CLOCK, STATE_END, fu_note_clock_at_every_day}};

static const struct grammar_row pattern_rows[] = {
    {WORD_NUMBER, STATE_EVERY_NUMBER, fu_note_number},
    {WORD_AMOUNT, STATE_EVERY_AMOUNT, fu_note_amount},
    {WORD_OTHER, STATE_OTHER, fu_note_amount},
    {WORD_WEEKDAY, STATE_WEEKDAYS, fu_note_weekday_of_list},
    {WORD_WEEKEND, STATE_SERIES, fu_note_weekends},
    {WORD_ORDINAL, STATE_ORDINAL, fu_note_ordinal},
    {WORD_RANK, STATE_RANK, fu_note_rank},
    {WORD_LAST, STATE_LAST, fu_note_rank},
    {WORD_MONTH, STATE_MONTH, fu_note_month},
};

static const struct grammar_row every_number_rows[] = {
    {WORD_UNIT, STATE_SERIES, fu_note_every_amount},
    {WORD_MONTH, STATE_DATE, fu_note_month_behind},
};

static const struct grammar_row every_amount_rows[] = {
    {WORD_UNIT, STATE_SERIES, fu_note_every_long_amount}};

static const struct grammar_row other_rows[] = {
    {WORD_UNIT, STATE_SERIES, fu_note_every_long_amount},
    {WORD_WEEKDAY, STATE_WEEKDAYS, fu_note_other_weekday},
};

static const struct grammar_row weekdays_rows[] = {
    {WORD_AND, STATE_WEEKDAYS_AND, NULL},
    {WORD_WEEKDAY, STATE_WEEKDAYS, fu_note_adjacent_weekday},
    {WORD_WEEKDAYS, STATE_WEEKDAYS, fu_note_adjacent_weekday},
};

static const struct grammar_row weekdays_and_rows[] = {
    {WORD_WEEKDAY, STATE_WEEKDAYS, fu_note_weekday_of_list},
    {WORD_WEEKDAYS, STATE_WEEKDAYS, fu_note_weekday_of_list},
};

static const struct grammar_row plurals_rows[] = {
    {WORD_AND, STATE_PLURALS_AND, NULL},
    {WORD_WEEKDAYS, STATE_PLURALS, fu_note_adjacent_weekday},
};

static const struct grammar_row plurals_and_rows[] = {
    {WORD_WEEKDAYS, STATE_PLURALS, fu_note_weekday_of_list}};

static const struct grammar_row series_rows[] = {
    {WORD_ON, STATE_ON, fu_note_on},
    {WORD_AT, STATE_AT, NULL},
    {WORD_CLOCK, STATE_END, fu_note_clock},
};

static const struct grammar_row end_rows[] = {
    {WORD_UNTIL, STATE_UNTIL, fu_note_until},
    {WORD_X, STATE_X, fu_note_bound},
    {WORD_NUMBER, STATE_COUNT, fu_note_count},
};

static const struct grammar_row x_rows[] = {{WORD_NUMBER, STATE_DONE, fu_note_count}};
static const struct grammar_row count_rows[] = {{WORD_TIMES, STATE_DONE, NULL}};

const struct grammar_state fu_grammar[STATE_TOTAL] = {
    [STATE_START] = {ROWS(start_rows), STATE_DAY_BEGIN, false},
    [STATE_IN] = {ROWS(in_rows), STATE_NONE, false},
    [STATE_NUMBER] = {ROWS(number_rows), STATE_NONE, false},
    [STATE_AMOUNT] = {ROWS(amount_rows), STATE_NONE, false},
    [STATE_INTERVAL] = {ROWS(interval_rows), STATE_NONE, true},
    [STATE_AT_FIRST] = {ROWS(at_first_rows), STATE_NONE, false},
    [STATE_AT] = {ROWS(at_rows), STATE_NONE, false},
    [STATE_CLOCKED] = {ROWS(clocked_rows), STATE_DAY_BEGIN, true},
    [STATE_CLOCKED_ON] = {NULL, 0, STATE_DAY_BEGIN, false},
    [STATE_DAY_BEGIN] = {ROWS(day_begin_rows), STATE_NONE, false},
    [STATE_DAY] = {ROWS(day_rows), STATE_END, true},
    [STATE_DAY_NUMBER] = {ROWS(day_number_rows), STATE_NONE, false},
    [STATE_WEEKDAY] = {ROWS(weekday_rows), STATE_DAY, true},
    [STATE_WEEKDAY_NEXT] = {ROWS(weekday_next_rows), STATE_NONE, false},
    [STATE_NEXT] = {ROWS(next_rows), STATE_NONE, false},
    [STATE_THIS] = {ROWS(this_rows), STATE_NONE, false},
    [STATE_MONTH] = {ROWS(month_rows), STATE_END, true},
    [STATE_DATE] = {ROWS(date_rows), STATE_END, true},
    [STATE_ORDINAL] = {ROWS(ordinal_rows), STATE_DAY, true},
    [STATE_ORDINAL_OF] = {ROWS(ordinal_of_rows), STATE_NONE, false},
    [STATE_ORDINAL_AND] = {ROWS(ordinal_and_rows), STATE_NONE, false},
    [STATE_ORDINALS] = {ROWS(ordinals_rows), STATE_SERIES, true},
    [STATE_ORDINALS_OF] = {ROWS(ordinals_of_rows), STATE_NONE, false},
    [STATE_RANK] = {ROWS(rank_rows), STATE_NONE, false},
    [STATE_RANK_WEEKDAY] = {ROWS(rank_weekday_rows), STATE_DAY, true},
    [STATE_RANK_OF] = {ROWS(rank_of_rows), STATE_NONE, false},
    [STATE_LAST] = {ROWS(last_rows), STATE_NONE, false},
    [STATE_LAST_DAY] = {ROWS(last_day_rows), STATE_NONE, false},
    [STATE_LAST_OF] = {ROWS(last_of_rows), STATE_NONE, false},
    [STATE_LAST_WORKDAY] = {ROWS(last_day_rows), STATE_DAY, true},
    [STATE_EVERY] = {ROWS(every_rows), STATE_PATTERN, false},
    [STATE_EVERY_AT] = {ROWS(every_at_rows), STATE_NONE, false},
    [STATE_PATTERN] = {ROWS(pattern_rows), STATE_NONE, false},
    [STATE_EVERY_NUMBER] = {ROWS(every_number_rows), STATE_NONE, false},
    [STATE_EVERY_AMOUNT] = {ROWS(every_amount_rows), STATE_NONE, false},
    [STATE_OTHER] = {ROWS(other_rows), STATE_NONE, false},
    [STATE_WEEKDAYS] = {ROWS(weekdays_rows), STATE_SERIES, true},
    [STATE_WEEKDAYS_AND] = {ROWS(weekdays_and_rows), STATE_NONE, false},
    [STATE_PLURALS] = {ROWS(plurals_rows), STATE_SERIES, true},
    [STATE_PLURALS_AND] = {ROWS(plurals_and_rows), STATE_NONE, false},
    [STATE_SERIES] = {ROWS(series_rows), STATE_END, true},
    [STATE_ON] = {NULL, 0, STATE_DAY_BEGIN, false},
    [STATE_UNTIL] = {NULL, 0, STATE_DAY_BEGIN, false},
    [STATE_END] = {ROWS(end_rows), STATE_NONE, true},
    [STATE_X] = {ROWS(x_rows), STATE_NONE, false},
    [STATE_COUNT] = {ROWS(count_rows), STATE_NONE, false},
    [STATE_DONE] = {NULL, 0, STATE_NONE, true},
};

static void index_state(struct grammar_index *index, enum state state)
{
    memset(index->first[state], fu_grammar[state].count, WORD_CLASS_COUNT);
    for (size_t row = fu_grammar[state].count; row-- > 0;) {
        index->first[state][fu_grammar[state].rows[row].class] = (uint8_t)row;
    }
    for (enum state also = state; also != STATE_NONE; also = (enum state)fu_grammar[also].also) {
        for (size_t row = 0; row < fu_grammar[also].count; row++) {
            index->next[state] |= fu_words_class(fu_grammar[also].rows[row].class);
        }
    }
}

const struct grammar_index *fu_grammar_index(void)
{
    static struct grammar_index index; /* made at first use */
    if (index.next[STATE_START] == 0) {
        for (int state = STATE_START; state < STATE_TOTAL; state++) {
            index_state(&index, (enum state)state);
        }
    }
    return &index;
}
