/* A cadence made concrete: when it fires, for one person. */
#ifndef FOLLOWUPD_RECORD_SCHEDULE_H
#define FOLLOWUPD_RECORD_SCHEDULE_H

#include <stdbool.h>
#include <stddef.h>

#include "followupd/base/instant.h"

enum fu_recurrence { FU_ONCE = 0, FU_RECURRING };

struct fu_schedule {
    enum fu_recurrence recurrence;
    fu_instant first;      /* the first moment at which it fires */
    struct fu_civil start; /* DTSTART: wall clock of `first` in zone as meant (a skipped 02:30 stays
                              02:30); UTC if elapsed */
    bool elapsed;          /* counts real seconds from `first` (rules 1 and 15) */
    bool morning;          /* fires at the morning time because no clock time was given (rule 22) */
    bool workdays_only;    /* holidays are left out (rule 17) */
    unsigned workdays;     /* mask it was made with */
    const char *rrule;     /* as cadence writes it, without "RRULE:"; RFC 5545 but for the count of
                              workdays (fu_series_rrule); "" for once */
    const char *zone;      /* IANA name it was made with */
    const char *canonical; /* canonical spelling, flags and tags left out */
    const char *english;   /* "in 3 days", "every 2 months at 08:00" */
};

#endif
