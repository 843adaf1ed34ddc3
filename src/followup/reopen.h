/* What a mail that goes out once more means for its follow-up. Within the caller's transaction. */
#ifndef FOLLOWUP_REOPEN_H
#define FOLLOWUP_REOPEN_H

#include "followupd/base/memory.h"
#include "followupd/base/status.h"
#include "followupd/store/store.h"

/* The follow-up is pending again, if it was only what became of its mails that ended it. */
enum fu_status fu_reopen(struct fu_store *store, struct fu_arena *arena, int64_t followup,
    fu_instant now, struct fu_error *error);

/* The same, for a mail of that occurrence: nothing where somebody is done with that, or it was left
 * out. */
enum fu_status fu_reopen_occurrence(struct fu_store *store, struct fu_arena *arena,
    int64_t followup, int64_t occurrence, fu_instant now, struct fu_error *error);

#endif
