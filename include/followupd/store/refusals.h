/* Days on which mail to an address failed for good. Writing needs a transaction; fu_store_prune
 * takes old ones away, but for those of addresses that are paused. */
#ifndef FOLLOWUPD_STORE_REFUSALS_H
#define FOLLOWUPD_STORE_REFUSALS_H

#include "followupd/store/store.h"

/* A mail of the moment `sent` failed, as was heard now; why is what the server said. */
enum fu_status fu_store_refusal_add(struct fu_store *store, const char *address, fu_instant sent,
    fu_instant now, const char *why, struct fu_error *error);

struct fu_refusals {
    int64_t days;     /* different ones (UTC) since the moment that was asked for */
    fu_instant first; /* when the first of them began; FU_NEVER for none */
    fu_instant last;  /* when the last of them was heard of; FU_NEVER for none */
    const char *why;  /* of the newest day ever; "" for none */
};

/* Of one address, since a moment. */
enum fu_status fu_store_refusals(struct fu_store *store, struct fu_arena *arena,
    const char *address, fu_instant since, struct fu_refusals *refusals, struct fu_error *error);

/* Mail gets through again. */
enum fu_status fu_store_refusals_forget(
    struct fu_store *store, const char *address, struct fu_error *error);

#endif
