/* Time zones from the system's TZif files (RFC 9636): offsets, wall clock to instant and back.
 *
 * A zone is loaded at first use and kept for the life of the process; fu_zone_refresh looks whether
 * the files changed. Not for threads. Names are checked against the grammar of zone names before
 * any file is opened, and looked up under /usr/share/zoneinfo only (TZDIR is not honoured).
 * Instants beyond some hundred million years are cut. */
#ifndef FOLLOWUPD_ZONE_ZONE_H
#define FOLLOWUPD_ZONE_ZONE_H

#include <stdbool.h>
#include <stddef.h>

#include "followupd/base/instant.h"
#include "followupd/base/memory.h"
#include "followupd/base/status.h"

enum { FU_ZONE_NAME_MAX = 64, FU_ZONE_FILE_MAX = 256 * 1024 };

struct fu_zone; /* owned by this room; valid until fu_zone_refresh reports a change */

/* The zone of that IANA name ("Europe/Berlin", links such as "US/Eastern" too, "UTC"); NULL when
 * there is none or its file is damaged. Case counts. */
const struct fu_zone *fu_zone_find(const char *name);

/* The name it was found by; valid as long as the zone. */
const char *fu_zone_name(const struct fu_zone *zone);

/* From the bytes of a TZif file; NULL when they are none, or damaged, or count leap seconds. Free
 * with fu_zone_free. For tests and the fuzzer; fu_zone_find uses it. */
struct fu_zone *fu_zone_read(const char *name, const void *bytes, size_t length);
void fu_zone_free(struct fu_zone **zone);

/* Seconds east of UTC at an instant, by the file's table and, after its end, by its footer. */
int fu_zone_offset(const struct fu_zone *zone, fu_instant at);

/* The first instant after `at` at which the offset changes, FU_NEVER when none comes before
 * FU_INSTANT_MAX. */
fu_instant fu_zone_transition(const struct fu_zone *zone, fu_instant at);

/* A change of the offset that comes once a year. The day is a weekday of a month, and the second is
 * counted on the wall clock as it stands before the change. */
struct fu_zone_change {
    fu_instant first; /* the first of those from which on nothing else changes */
    int month;        /* 1 to 12 */
    int week;         /* 1 to 4: the n-th such weekday, 5: the last */
    int weekday;      /* 0 Monday … 6 Sunday */
    int seconds;      /* after the midnight that begins that day; may lie days before or behind it */
    int before, after; /* offsets, seconds east of UTC */
    const char *abbreviation; /* after it; valid as long as the zone */
};

/* The two changes that come every year from some year on, without end, in order of their first.
 * False when the zone has none, or tells them by days of the year. */
bool fu_zone_yearly(const struct fu_zone *zone, struct fu_zone_change changes[2]);

/* A number that differs when what the zone's file says differs. */
uint64_t fu_zone_mark(const struct fu_zone *zone);

/* "CET", "CEST", "+03": the abbreviation in force. Valid as long as the zone. */
const char *fu_zone_abbreviation(const struct fu_zone *zone, fu_instant at);

/* What the wall shows at an instant. */
void fu_zone_civil(const struct fu_zone *zone, fu_instant at, struct fu_civil *civil);

/* The instant at which the wall shows civil. CADENCE.md rule 19: a time that a change skips moves
 * forward by the gap (02:30 becomes 03:30); one that happens twice is the first. */
fu_instant fu_zone_instant(const struct fu_zone *zone, const struct fu_civil *civil);

/* The same for a wall that is told in seconds since it showed 1970-01-01T00:00:00. */
fu_instant fu_zone_wall_instant(const struct fu_zone *zone, int64_t wall);

/* The name of the zone that somebody means who types text: the name itself, in any case and with
 * blanks for underscores, or the city alone ("paris", "new york") where one zone is called so. Names
 * of the same file are one zone: the longest counts. In the arena; NULL when it is none, or several.
 */
const char *fu_zone_named(struct fu_arena *arena, const char *text);

/* Nearest zone names to a mistyped one (at most count, by edit distance, case ignored), in the
 * arena; returns how many. None is near an offset such as UTC+2. */
size_t fu_zone_suggest(struct fu_arena *arena, const char *name, const char **names, size_t count);

/* The machine's own zone: $TZ when it names one (an empty one is UTC), /etc/timezone, the target of
 * /etc/localtime, else "UTC". In the arena. *passed_over is a $TZ that names none, such as
 * "CET-1CEST", in the environment; NULL when there is no such. */
const char *fu_zone_local(struct fu_arena *arena, const char **passed_over);

/* Looks whether a loaded zone's file changed (device, inode, size, mtime) since it was read, and
 * reads those that did again. True if any did: then what fu_zone_find gave before is no longer
 * valid. A zone whose file is gone or damaged stays as it was, for as long as the process lives. */
bool fu_zone_refresh(void);

#endif
