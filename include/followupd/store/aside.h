/* What of all that is to go out was put aside, since the store refuses what would have to be
 * written of it. Nothing fires or is sent of it until somebody has it tried again. Writing needs a
 * transaction. */
#ifndef FOLLOWUPD_STORE_ASIDE_H
#define FOLLOWUPD_STORE_ASIDE_H

#include "followupd/store/store.h"

enum fu_aside_kind { FU_ASIDE_DELIVERY = 0, FU_ASIDE_MESSAGE, FU_ASIDE_OCCURRENCE };

struct fu_aside {
    enum fu_aside_kind kind;
    int64_t id;          /* of the delivery, message or occurrence, whose row stays as it is */
    int64_t followup;    /* that it is of; 0 when it is of none; not written */
    const char *address; /* whose it is: an occurrence's is its owner's; not written */
    const char *subject; /* not written */
    fu_instant at;       /* when it was put aside */
    const char *why;
};

/* Once more writes at and why anew. FU_PERMANENT when there is no such row. */
enum fu_status fu_store_aside_add(
    struct fu_store *store, const struct fu_aside *aside, struct fu_error *error);

/* It may go out again; *found is false when it was not put aside. */
enum fu_status fu_store_aside_end(struct fu_store *store, enum fu_aside_kind kind, int64_t id,
    bool *found, struct fu_error *error);

/* All of them, the oldest first. */
enum fu_status fu_store_asides(struct fu_store *store, struct fu_arena *arena,
    struct fu_aside **rows, size_t *count, struct fu_error *error);

#endif
