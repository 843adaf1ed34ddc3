/* Steps of pruning that stand in a file of their own. */
#ifndef FOLLOWUPD_SRC_STORE_PRUNE_H
#define FOLLOWUPD_SRC_STORE_PRUNE_H

#include <stdbool.h>
#include <stdint.h>

#include "followupd/store/store.h"

/* One step, in its caller's transaction: *more says that there may be something left, *place (0 at
 * first) is where the next one goes on. */
typedef enum fu_status prune_step(struct fu_store *store, const struct fu_served *served,
    int64_t *place, bool *more, struct fu_error *error);

/* What happened to pending follow-ups before served->followups, and is settled. */
prune_step fu_prune_past;

#endif
