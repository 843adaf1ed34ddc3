/* The outbox's turns: outcomes go into the store, what is due comes out as mails, in one
 * transaction. */
#ifndef FOLLOWUPD_FOLLOWUP_TURN_H
#define FOLLOWUPD_FOLLOWUP_TURN_H

#include <stddef.h>

#include "followupd/base/memory.h"
#include "followupd/base/status.h"
#include "followupd/followup/settings.h"
#include "followupd/record/delivery.h"
#include "followupd/store/aside.h"
#include "followupd/store/store.h"

/* Mails a turn claims; and how many people one follow-up may have beyond that. */
enum { FU_TURN_MAX = 500, FU_TURN_PEOPLE_MAX = 128 };

/* Octets that are read for the mails of a turn and written into them, but for the last one: notes
 * with files are large, and all are in memory. What is small may go as far beyond. */
enum { FU_TURN_BYTES_MAX = 32 * 1024 * 1024 };

struct fu_turn {
    struct fu_parcel
        *parcels; /* claimed: send them, then hand them to the next turn with their outcomes */
    size_t count;
    struct fu_parcel
        *unsendable; /* could not be composed: outcome never; hand them to the next turn too */
    size_t unsendable_count;
    int64_t *paused; /* people to whose address nothing is sent any more, for the log */
    size_t paused_count;
    const struct fu_aside *asides; /* what the store refused, and was put aside; for the log */
    size_t aside_count;
};

/* One turn: records the outcomes of `done` (parcels of the turn before), then claims at most `most`
 * mails: occurrences that are due, and deliveries and messages whose next attempt has come.
 * What would go beyond FU_TURN_BYTES_MAX is given back, and is due at once.
 * Everything is committed before a parcel is returned. All texts live in the arena. What the store
 * refuses of one of them is put aside, and all others go on; a store that refuses everything, or
 * fails itself, fails the turn. On anything but FU_OK nothing was recorded and nothing claimed: keep `done` for the next call. */
enum fu_status fu_followup_turn(struct fu_store *store, const struct fu_settings *settings,
    struct fu_arena *arena, const struct fu_parcel *done, size_t done_count, fu_instant now,
    size_t most, struct fu_turn *turn, struct fu_error *error);

/* How far a claimed mail got: it was not sent; its final dot may have left before the process died;
 * or it is being sent, and its outcome will be told. */
enum fu_left { FU_LEFT_UNSENT = 0, FU_LEFT_DOTTED, FU_LEFT_IN_HAND };
typedef enum fu_left fu_look(void *context, enum fu_parcel_kind kind, int64_t id, int64_t attempt);

/* At the start of an outbox: what its predecessor left in *sending* is given back (no dot) or
 * counted unsure (dot). Also after a turn that failed, once the outcomes at hand are recorded: what
 * is then left, and not in hand, was claimed by a commit that failed only in saying so, and never
 * handed out. look may be NULL: nothing was sent. In a transaction of its own. */
enum fu_status fu_followup_reclaim(struct fu_store *store, fu_look *look, void *context,
    fu_instant now, struct fu_error *error);

/* Tries a mail that failed, is unsure, waits or was put aside again at once (`followupctl retry`),
 * within the caller's transaction. *found says whether there is one. */
enum fu_status fu_followup_retry(struct fu_store *store, enum fu_parcel_kind kind, int64_t id,
    fu_instant now, bool *found, struct fu_error *error);

/* The same for a moment that was put aside: it is due again. */
enum fu_status fu_followup_retry_moment(
    struct fu_store *store, int64_t occurrence, bool *found, struct fu_error *error);

#endif
