/* Follow-ups as an iCalendar text (RFC 5545, RFC 7986): values in, bytes out. The same values give
 * the same bytes. */
#ifndef FOLLOWUPD_CALENDAR_CALENDAR_H
#define FOLLOWUPD_CALENDAR_CALENDAR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "followupd/base/buffer.h"
#include "followupd/base/instant.h"
#include "followupd/base/memory.h"
#include "followupd/base/status.h"
#include "followupd/cadence/holidays.h"
#include "followupd/record/letter.h"
#include "followupd/record/schedule.h"

enum {
    FU_CALENDAR_NOTE_MAX = 2000,   /* octets of a note that are shown */
    FU_CALENDAR_PEOPLE_MAX = 10,   /* people that are named; the others are counted */
    FU_CALENDAR_ALARM_MAX = 40320, /* minutes: four weeks */
    FU_CALENDAR_NO_ALARM = -1
};

/* A moment besides the follow-up's own: what was snoozed comes once more. */
struct fu_calendar_again {
    int64_t occurrence;
    fu_instant moment;
};

/* One follow-up. Texts may hold any bytes: what is no UTF-8 or a control character is replaced. */
struct fu_calendar_item {
    int64_t id;
    const char *subject; /* "" is shown as "(no subject)" */
    const char *note;
    const char *tags; /* "acme,garden" */
    bool task;
    const struct fu_schedule *schedule;
    const struct fu_mailbox *people; /* the others in the thread */
    size_t people_count;
    fu_instant created, changed; /* a series' moments between changed and next do not come */
    int64_t sequence;
    fu_instant next; /* of a one-off: when it comes; of a series: its next moment, FU_NEVER when
                        none is left */
    bool over;       /* a series that was ended: at most what comes again is to come */
    const fu_instant *skipped; /* moments of the series that are left out */
    size_t skipped_count;
    const struct fu_calendar_again *again;
    size_t again_count;
};

/* What all of them share. */
struct fu_calendar {
    const char *name;   /* shown by the program that subscribes */
    const char *domain; /* right side of the UIDs */
    const char *page;   /* an item's URL is this and its id; "" for none. A URI without blanks */
    const struct fu_holidays *holidays; /* NULL: none */
    fu_instant until; /* what no rule tells is looked at up to here: holidays that a workday series
                         leaves out, and the 29th and 30th that February lacks */
    bool todo;        /* VTODO instead of VEVENT: each once, due when it comes next */
    int alarm;        /* minutes before, 0 to FU_CALENDAR_ALARM_MAX, or FU_CALENDAR_NO_ALARM */
};

/* `until` of a calendar that is written now: the end of the third year after this one. The same all
 * year long. */
fu_instant fu_calendar_horizon(fu_instant now);

/* A number that changes when the zone in which a schedule is written changes its rules; 0 for one
 * in UTC. */
uint64_t fu_calendar_zone_mark(const struct fu_schedule *schedule);

/* Adds a whole VCALENDAR, an event of 15 minutes for each item. A series is one component with an
 * RRULE, in its zone, which a VTIMEZONE describes from its earliest series on, for ever; one of
 * elapsed units, and every one-off, is in UTC. A series whose zone or rule is unknown is shown
 * once, at its next moment; one that is over, not at all. FU_PERMANENT when the buffer's limit is reached. */
enum fu_status fu_calendar_write(const struct fu_calendar *calendar,
    const struct fu_calendar_item *items, size_t count, struct fu_buffer *buffer,
    struct fu_error *error);

#endif
