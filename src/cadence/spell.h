/* The canonical spelling of a cadence, and the names of its parts. */
#ifndef FOLLOWUPD_CADENCE_SPELL_H
#define FOLLOWUPD_CADENCE_SPELL_H

#include "draft.h"
#include "fields.h"

/* Adds the canonical spelling, flags and tags left out: reading it gives the same fields. */
void fu_spell(struct draft *draft, const struct fields *fields);

/* Whether both have the same spelling: then they mean the same. */
bool fu_spell_same(const struct fields *a, const struct fields *b);

/* "9am", "930pm", "noon", "morning". */
void fu_spell_clock(struct draft *draft, const struct clock *clock);

/* "aug15", "2027-08-15", "lastfriday" … */
void fu_spell_day(struct draft *draft, const struct day *day);

extern const char *const fu_unit_names[UNIT_COUNT]; /* "second" … */
extern const char *const fu_weekday_names[7];       /* "monday" … */
extern const char *const fu_month_names[12];        /* "january" … */

#endif
