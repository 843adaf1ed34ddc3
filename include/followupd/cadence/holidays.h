/* Days that are no workdays, from iCalendar files. */
#ifndef FOLLOWUPD_CADENCE_HOLIDAYS_H
#define FOLLOWUPD_CADENCE_HOLIDAYS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "followupd/base/memory.h"
#include "followupd/base/status.h"

enum { FU_HOLIDAYS_MAX = 20000, FU_HOLIDAY_FILE_MAX = 4 * 1024 * 1024 };

/* A set of dates (days since 1970-01-01), in an arena. */
struct fu_holidays;

/* An empty set. */
struct fu_holidays *fu_holidays_new(struct fu_arena *arena);

/* Adds the dates of every VEVENT in an iCalendar text (DTSTART to DTEND, all-day or not; yearly RRULEs to 2199).
 * FU_BAD_INPUT when it is no iCalendar text, names more than FU_HOLIDAYS_MAX days, or has a rule that this room does not
 * expand (BYSETPOS, BYWEEKNO, more often than daily …) or more than a thousand of them. */
enum fu_status fu_holidays_add(struct fu_holidays *holidays, const char *bytes, size_t length, struct fu_error *error);

/* NULL holidays has none. */
bool fu_holidays_has(const struct fu_holidays *holidays, int64_t day);

#endif
