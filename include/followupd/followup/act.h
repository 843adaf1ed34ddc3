/* What a button, a reply or a command does to a follow-up. Each call changes the store within the
 * caller's transaction and leaves an event with which it can be undone. Repeating an action changes
 * nothing and says so. */
#ifndef FOLLOWUPD_FOLLOWUP_ACT_H
#define FOLLOWUPD_FOLLOWUP_ACT_H

#include <stdbool.h>
#include <stdint.h>

#include "followupd/base/memory.h"
#include "followupd/base/status.h"
#include "followupd/cadence/cadence.h"
#include "followupd/followup/settings.h"
#include "followupd/record/followup.h"
#include "followupd/record/person.h"
#include "followupd/store/people.h"
#include "followupd/store/store.h"

struct fu_act {
    struct fu_store *store;
    const struct fu_settings *settings;
    struct fu_arena *arena;
    fu_instant now;
    int64_t person; /* who acts; 0 is the operator */
};

/* What came of it. */
struct fu_act_result {
    int64_t followup; /* 0 when there is none of that number (for this person) */
    bool changed;
    const char *sentence;      /* what was done, or why nothing was */
    fu_instant soonest;        /* when something comes that did not before: ring the doorbell;
                                  FU_NEVER: nothing does */
    struct fu_refusal refusal; /* with FU_BAD_INPUT: the cadence was not understood */
};

/* FU_OK also when there is no such follow-up (result->followup is 0) or nothing changed.
 * FU_BAD_INPUT: the cadence was refused. Otherwise the store's status. */

/* Why no time can be counted from now: what is wrong with the machine's clock, "" while it is
 * believed. Whoever lets somebody ask for a time at once asks first: a moment that such a clock
 * makes is promised, and kept at another. A mail waits instead until it is taken in. */
enum fu_status fu_act_doubt(const struct fu_act *act, const char **doubt, struct fu_error *error);

/* The cadence counts from `sent`; when its moment has passed by, it comes at once. */
enum fu_status fu_act_snooze(const struct fu_act *act, int64_t id, const char *cadence,
    fu_instant sent, struct fu_act_result *result, struct fu_error *error);
/* This occurrence is done, as they said then (FU_NEVER: now, seeing what there is); a series goes
 * on. For somebody who only shares in it, theirs alone is. When a series has come again since, what
 * came before that is done. */
enum fu_status fu_act_done(const struct fu_act *act, int64_t id, fu_instant said,
    struct fu_act_result *result, struct fu_error *error);
/* Leaves out what was the next occurrence when they said so: nothing, when that has come since. Of
 * a one-off nothing remains, so it is cancelled. Only the owner and the operator may. */
enum fu_status fu_act_skip(const struct fu_act *act, int64_t id, fu_instant said,
    struct fu_act_result *result, struct fu_error *error);
/* Ends it for good; somebody who only shares in it leaves it. */
enum fu_status fu_act_cancel(
    const struct fu_act *act, int64_t id, struct fu_act_result *result, struct fu_error *error);
/* Takes the last action back, for whoever did it: what others have done with their part of it since
 * stays. */
enum fu_status fu_act_undo(
    const struct fu_act *act, int64_t id, struct fu_act_result *result, struct fu_error *error);

/* Forgets that person wholly (fu_store_person_erase). What others share with them is done when nothing
 * but theirs was still to come. */
enum fu_status fu_act_erase(const struct fu_act *act, int64_t person, struct fu_erased *erased,
    struct fu_error *error);

struct fu_edit {
    const char *cadence; /* NULL: leave */
    fu_instant sent;     /* what it counts from; 0: now */
    fu_instant arrived;  /* a series begins with its first moment after this; 0: now */
    bool recovered;      /* it was asked for before, and what has passed since may have come */
    const char *subject;
    const char *tags; /* "Acme, garden"; refused when one is no tag */
};
/* Changes what edit names. Only the owner and the operator may. */
enum fu_status fu_act_edit(const struct fu_act *act, int64_t id, const struct fu_edit *edit,
    struct fu_act_result *result, struct fu_error *error);

/* A follow-up without a mail for the person of that address, who must be allowed; made known if
 * new. Beyond max_pending it is refused, but to the operator. */
enum fu_status fu_act_add(const struct fu_act *act, const char *address, const char *cadence,
    const char *subject, const char *note, struct fu_act_result *result, struct fu_error *error);

/* Moves the pending occurrences of a follow-up to what its zone says now: after a change of tzdata,
 * or of the person's morning time (morning >= 0, in minutes; only where no clock time was given:
 * CADENCE.md rule 22). A series' next moment stays on its day: at its former time when the new one
 * is over already, so that no day is lost, and none comes twice. After a change of tzdata, when the
 * day it was on is not known any more, it is the nearest within half a day. *moved says whether
 * anything changed. */
enum fu_status fu_act_recompute(
    const struct fu_act *act, int64_t id, int morning, bool *moved, struct fu_error *error);

/* True for a follow-up that is of another zone, or of other workdays, and still to come: not one of
 * elapsed units, nor a one-off that was snoozed beyond its moment, unless as a task it comes back. */
bool fu_act_movable(const struct fu_followup *followup, const struct fu_preferences *wanted,
    fu_instant now);

/* Makes a follow-up what it would be had it been asked for with these preferences (CADENCE.md rule
 * 22), but that a series goes on by its dates, from the day on which it began; *moved when it is so
 * now and was not before. One that would be over by now stays. */
enum fu_status fu_act_move(const struct fu_act *act, int64_t id,
    const struct fu_preferences *wanted, bool *moved, struct fu_error *error);

#endif
