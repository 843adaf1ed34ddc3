/* When a mail is tried again. Pure. */
#ifndef FOLLOWUPD_OUTBOX_SCHEDULE_H
#define FOLLOWUPD_OUTBOX_SCHEDULE_H

#include <stdint.h>

#include "followupd/base/instant.h"

/* The moment of the next attempt after `attempts` failed ones: 1, 2, 5, 15, 30, 60 minutes, then
 * hourly, each up to a tenth later, the same for the same id. Fewer than one count as one; never
 * beyond FU_INSTANT_MAX. */
fu_instant fu_retry_at(int64_t attempts, int64_t id, fu_instant now);

#endif
