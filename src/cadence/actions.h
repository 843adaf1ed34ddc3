/* What each word of a sentence notes in the fields; the grammar's rows name these. All are
 * fu_grammar_action: false when the word cannot stand where it does. */
#ifndef FOLLOWUPD_CADENCE_ACTIONS_H
#define FOLLOWUPD_CADENCE_ACTIONS_H

#include "grammar.h"

/* Largest COUNT; what lasts beyond 100 years is refused later. */
enum { BOUND_COUNT_MAX = 1000000 };

fu_grammar_action fu_note_number, fu_note_amount, fu_note_unit, fu_note_long_unit;
fu_grammar_action fu_note_clock, fu_note_clock_ahead, fu_note_clock_first, fu_note_clock_at,
    fu_note_clock_at_first, fu_note_clock_hours, fu_note_clock_behind_month,
    fu_note_hours_behind_month, fu_note_clock_behind_date, fu_note_clock_every_day,
    fu_note_clock_at_every_day, fu_note_tonight, fu_note_this_clock;
fu_grammar_action fu_note_offset, fu_note_weekday, fu_note_next_week, fu_note_next_weekday,
    fu_note_this_weekday, fu_note_next, fu_note_weekend, fu_note_next_weekend, fu_note_end,
    fu_note_iso;
fu_grammar_action fu_note_month, fu_note_month_behind, fu_note_day_of_month, fu_note_year,
    fu_note_year_of_month, fu_note_ordinal, fu_note_rank, fu_note_ordinal_weekday, fu_note_of_month,
    fu_note_of_a_month, fu_note_last_day, fu_note_last_day_of_interval, fu_note_last_workday;
fu_grammar_action fu_note_every, fu_note_named, fu_note_workdays, fu_note_weekends, fu_note_plural,
    fu_note_every_unit, fu_note_every_amount, fu_note_every_long_amount, fu_note_weekday_of_list,
    fu_note_adjacent_weekday, fu_note_other_weekday, fu_note_first_of_several,
    fu_note_another_ordinal, fu_note_on, fu_note_until, fu_note_bound, fu_note_count;

#endif
