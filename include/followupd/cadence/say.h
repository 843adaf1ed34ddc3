/* Moments in words, for mails, lists and answers. In every function an unknown zone reads as UTC,
 * and FU_NEVER is told as "never". Offsets are told in whole minutes, seconds that an old one had
 * are dropped. */
#ifndef FOLLOWUPD_CADENCE_SAY_H
#define FOLLOWUPD_CADENCE_SAY_H

#include "followupd/base/instant.h"
#include "followupd/base/memory.h"

/* "Wednesday, 18 November 2026 at 08:00 (+01:00)". zone is a name. */
const char *fu_say_moment(struct fu_arena *arena, const char *zone, fu_instant moment);

/* "18 November", with the year when it is not that of `now`: "18 March 2027". */
const char *fu_say_date(
    struct fu_arena *arena, const char *zone, fu_instant moment, fu_instant now);

/* "18 November at 08:00", the year as above. */
const char *fu_say_date_time(
    struct fu_arena *arena, const char *zone, fu_instant moment, fu_instant now);

/* "Today", "Tomorrow", "Yesterday", or "Friday, 20 November", the year as above: the heading of a day. */
const char *fu_say_day(struct fu_arena *arena, const char *zone, fu_instant moment, fu_instant now);

/* "08:00". */
const char *fu_say_clock(struct fu_arena *arena, const char *zone, fu_instant moment);

/* RFC 3339 with the zone's offset: "2026-11-18T08:00:00+01:00". */
const char *fu_say_rfc3339(struct fu_arena *arena, const char *zone, fu_instant moment);

/* Reads RFC 3339 ("2026-11-18T10:30:00+01:00", "…Z"), or the same without seconds or offset as
 * wall-clock time of zone, or a date alone (00:00). Fractions of a second are dropped. FU_NEVER
 * when it is none of these, or no moment from FU_INSTANT_MIN to FU_INSTANT_MAX. */
fu_instant fu_say_read(const char *zone, const char *text);

/* The offset of the zone at a moment in minutes east of UTC (for Date fields). */
int fu_say_offset(const char *zone, fu_instant moment);

/* "+05:30" for 330 minutes east of UTC; within a day either way. */
const char *fu_say_offset_text(struct fu_arena *arena, int minutes);

#endif
