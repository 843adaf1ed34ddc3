/* What an item says of itself. */
#ifndef FOLLOWUPD_SRC_CALENDAR_DESCRIPTION_H
#define FOLLOWUPD_SRC_CALENDAR_DESCRIPTION_H

#include "followupd/calendar/calendar.h"

/* The cadence in English, the people of the thread, the note: lines, in the buffer, which is
 * cleared first. */
void fu_description(struct fu_buffer *text, const struct fu_calendar_item *item);

#endif
