/* Workdays and holidays by arithmetic of the model's own: a workday is a day of the person's setting
 * that is no holiday, and of the program's holidays there is one every eleven days. */
#ifndef FU_TEST_WORKDAYS_H
#define FU_TEST_WORKDAYS_H

#include "model.h"

/* The same days for the program, as an iCalendar text. */
extern const char workdays_holidays[];

/* Reads a cadence; sent, zone, morning and workdays are the setting's. Where it is one of workdays
 * its first moment is reckoned here. */
bool workdays_read(struct fu_arena *arena, const char *text,
    const struct fu_cadence_setting *setting, bool holidays, struct fu_schedule *schedule,
    unsigned *flags);

/* The first moments of a schedule after one, as fu_series_next has them; fewer at its end. */
size_t workdays_moments(const struct fu_schedule *schedule, bool holidays, fu_instant after,
    fu_instant *moments, size_t count);

#endif
