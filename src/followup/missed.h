/* Moments of a series that went by while one of them was due and had not gone out. */
#ifndef FOLLOWUP_MISSED_H
#define FOLLOWUP_MISSED_H

#include "followupd/base/memory.h"
#include "followupd/base/status.h"
#include "followupd/followup/settings.h"
#include "followupd/record/followup.h"
#include "followupd/store/store.h"

struct missing {
    struct fu_store *store;
    const struct fu_settings *settings;
    struct fu_arena *arena;
    const struct fu_schedule *schedule; /* by which they would have come */
    fu_instant now;
};

/* How many lie behind this occurrence and not after now, but for those that were left out.
 * FU_PERMANENT as fu_series_next. */
enum fu_status fu_count_missed(const struct missing *missing,
    const struct fu_occurrence *occurrence, int64_t *missed, struct fu_error *error);

/* What follows this moment of the series and is not due yet; FU_NEVER when nothing does. What that
 * stands for does not come again. Fails as fu_next_moment. */
enum fu_status fu_find_following(const struct missing *missing, int64_t followup, fu_instant moment,
    fu_instant *following, struct fu_error *error);

/* The pending moments of the follow-up's own behind this one, by moment: there are some where the
 * series was given another rule while this one was due. */
enum fu_status fu_find_later(struct fu_store *store, struct fu_arena *arena,
    const struct fu_occurrence *occurrence, struct fu_occurrence **later, size_t *count,
    struct fu_error *error);

#endif
