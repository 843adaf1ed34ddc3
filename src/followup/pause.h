/* What refusals of an address lead to. */
#ifndef FOLLOWUP_PAUSE_H
#define FOLLOWUP_PAUSE_H

#include <stdbool.h>

#include "followupd/base/memory.h"
#include "followupd/followup/pause.h"
#include "followupd/followup/settings.h"
#include "followupd/record/delivery.h"
#include "followupd/record/letter.h"
#include "followupd/record/person.h"

/* A mail that failed for good. */
struct refusal {
    const char *address; /* to which it was sent */
    fu_instant sent;
    const char *status; /* enhanced status code, "" when none is known */
    const char *why;    /* the server's words */
};

/* The refusal that a server's answer is; status in the arena. False for one that says nothing
 * against the address: a temporary one, a sentence of ours, or one about the mail itself. */
bool fu_refusal_read(struct fu_arena *arena, const char *answer, struct refusal *refusal);

/* True unless it is about the mail itself: too large, or of a kind the server does not take. */
bool fu_refusal_counts(const struct refusal *refusal);

/* Notes it, when the address is some person's own; pauses the person when that has happened on
 * FU_PAUSE_DAYS days, and tells them at the first of their aliases that may hear. *paused is the
 * person, 0 when nobody is paused by this. */
enum fu_status fu_pause_refused(struct fu_store *store, const struct fu_settings *settings,
    struct fu_arena *arena, const struct refusal *refusal, fu_instant now, int64_t *paused,
    struct fu_error *error);

/* A mail of the person: when it is from their own address and came after what is known against it,
 * what failed there is queued again; and a pause ends, of which the person hears. *owes says that
 * a mail is due. */
enum fu_status fu_pause_heard(struct fu_store *store, const struct fu_settings *settings,
    struct fu_arena *arena, struct fu_person *person, const struct fu_letter *letter,
    fu_instant arrived, fu_instant now, bool *owes, struct fu_error *error);

/* What was not tried at the address of this mail while that was paused, and nobody waited for when
 * the pause ended, is queued, and is the person's at their address of today: somebody waits for it
 * again. The person is not paused. */
enum fu_status fu_pause_missed(struct fu_store *store, struct fu_arena *arena,
    const struct fu_person *person, const struct fu_delivery *row, fu_instant now,
    struct fu_error *error);

#endif
