/* What a delivery report changes that came home. */
#ifndef FOLLOWUP_BOUNCE_H
#define FOLLOWUP_BOUNCE_H

#include "followupd/base/memory.h"
#include "followupd/base/status.h"
#include "followupd/followup/settings.h"
#include "followupd/followup/take.h"
#include "followupd/record/request.h"
#include "followupd/store/store.h"

/* The letter of a decision with FU_VERDICT_BOUNCE. A mail that failed for good is marked so, with
 * what the server said, and so is its follow-up when nothing of it got through and nothing more
 * comes; a delay is noted. What is settled already, or cannot be told, changes nothing. Answers
 * nobody; leaves a trace. */
enum fu_status fu_bounce_take(struct fu_store *store, const struct fu_settings *settings,
    struct fu_arena *arena, const struct fu_arrival *arrival, const struct fu_decision *decision,
    fu_instant now, struct fu_taken *taken, struct fu_error *error);

#endif
