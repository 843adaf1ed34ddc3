/* The dot file: which parcels' final dots may have left since the store last recorded outcomes
 * (DESIGN.md 6.2).
 *
 * Written, unsynced: it need only survive the death of a process, not of the machine. A row left in
 * *sending* without a dot was not sent. The file keeps room for a few thousand records, so that a
 * full disk does not stop what is due. */
#ifndef FOLLOWUPD_OUTBOX_DOTS_H
#define FOLLOWUPD_OUTBOX_DOTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "followupd/base/status.h"
#include "followupd/record/delivery.h"

struct fu_dots;

/* Opens or makes the file (0600) and reads what it holds; torn records at its end are dropped.
 * FU_TEMPORARY with the reason when the file system does not let us; *dots is NULL then. */
enum fu_status fu_dots_open(const char *path, struct fu_dots **dots, struct fu_error *error);
void fu_dots_close(struct fu_dots **dots);

/* True when the dot of that attempt was recorded before this process opened the file. */
bool fu_dots_has(const struct fu_dots *dots, enum fu_parcel_kind kind, int64_t id, int64_t attempt);

/* Appends; FU_TEMPORARY when it cannot be written (the mail must not be sent then). */
enum fu_status fu_dots_add(struct fu_dots *dots, enum fu_parcel_kind kind, int64_t id,
    int64_t attempt, struct fu_error *error);

/* Empties the file: all outcomes are in the store. */
enum fu_status fu_dots_clear(struct fu_dots *dots, struct fu_error *error);

/* The same but for the dots of mails whose outcome is not known yet, at most FU_DOTS_KEPT_MAX, which
 * were added before. Whoever is killed meanwhile leaves them, and perhaps others too. */
enum { FU_DOTS_KEPT_MAX = 40 };
enum fu_status fu_dots_keep(struct fu_dots *dots, const struct fu_parcel *const *kept,
    size_t count, struct fu_error *error);

#endif
