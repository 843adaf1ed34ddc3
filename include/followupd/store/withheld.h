/* Reminders that are kept back after a restore, since they may have been sent already. Writing
 * needs a transaction. */
#ifndef FOLLOWUPD_STORE_WITHHELD_H
#define FOLLOWUPD_STORE_WITHHELD_H

#include "followupd/record/delivery.h"
#include "followupd/record/followup.h"
#include "followupd/store/store.h"

/* What another copy of the store knows of a reminder mail. */
enum fu_known {
    FU_KNOWN_NOT = 0, /* nothing: it is no copy of the same store, has no such moment, was not sure
                         itself, or the mail was dropped there */
    FU_KNOWN_UNSENT,
    FU_KNOWN_SENT
};

/* Asks that copy about the mail of a follow-up (known by its number and when it was made) that was
 * due at a moment, to somebody; by their address, where person is 0 or it does not say whose it is.
 */
enum fu_status fu_store_known(struct fu_store *store, int64_t followup, fu_instant created,
    fu_instant moment, int64_t person, const char *address, enum fu_known *known,
    struct fu_error *error);

/* Reads there what came, and of which somebody asked since then that it come once more: those that
 * are pending, and those that have fired and whose mail is not known to have gone out. */
enum fu_status fu_store_put_off(struct fu_store *store, struct fu_arena *arena, fu_instant since,
    struct fu_occurrence **rows, size_t *count, struct fu_error *error);

struct fu_withheld {
    int64_t delivery;
    int64_t followup;
    int64_t occurrence;
    fu_instant moment; /* at which it was due */
    int64_t person;    /* as of the delivery */
    const char *address;
    const char *subject;
    bool unsent; /* the store that was replaced says that it was not sent */
};

/* Notes that a delivery is kept back; its state is unsure. Once more is fine. */
enum fu_status fu_store_withhold(
    struct fu_store *store, int64_t delivery, bool unsent, struct fu_error *error);
/* It is not any more; none of that number is fine. */
enum fu_status fu_store_withhold_end(
    struct fu_store *store, int64_t delivery, struct fu_error *error);
/* All of them, by address and moment. */
enum fu_status fu_store_withheld(struct fu_store *store, struct fu_arena *arena,
    struct fu_withheld **rows, size_t *count, struct fu_error *error);
/* Those of one follow-up. */
enum fu_status fu_store_withheld_of(struct fu_store *store, struct fu_arena *arena,
    int64_t followup, struct fu_withheld **rows, size_t *count, struct fu_error *error);

#endif
