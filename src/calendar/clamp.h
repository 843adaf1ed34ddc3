/* Rules with a day that some months lack, told so that every reader understands them.
 *
 * followupd writes the 31st of every month as BYMONTHDAY=28,29,30,31;BYSETPOS=-1, which RFC 5545
 * means, dateutil and libical read, and ical.js (Thunderbird, Nextcloud) takes for four days a
 * month. In a calendar it is BYMONTHDAY=-1, the same days. The 30th is BYMONTHDAY=30, and the days
 * of February are RDATEs. */
#ifndef FOLLOWUPD_SRC_CALENDAR_CLAMP_H
#define FOLLOWUPD_SRC_CALENDAR_CLAMP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct clamp {
    const char *head; /* ref; of the rule: what stands before its days */
    size_t head_length;
    const char *tail; /* ref; what stands behind its positions: ";COUNT=7", ";UNTIL=…", "" */
    uint32_t days;    /* bit n is day n + 1 */
    bool last;        /* the largest of them is the last day of every month that the rule names */
};

/* True when a rule of followupd's clamps days. */
bool fu_clamp_read(const char *rrule, struct clamp *clamp);

#endif
