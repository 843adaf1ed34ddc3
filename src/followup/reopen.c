/* Follow-ups of which a mail waits again, which had failed, been held or refused. A follow-up is
 * pending while a moment or a mail of it is to come; what people have ended stays ended. */
#include "reopen.h"

#include "followupd/store/followups.h"

enum fu_status fu_reopen(struct fu_store *store, struct fu_arena *arena, int64_t followup,
    fu_instant now, struct fu_error *error)
{
    struct fu_followup *found = NULL;
    enum fu_status status = fu_store_followup_get(store, arena, followup, &found, error);

    if (status != FU_OK || !found || (found->state != FU_FAILED && found->state != FU_DONE))
        return status;
    return fu_store_followup_state(store, followup, FU_PENDING, 0, now, error);
}

enum fu_status fu_reopen_occurrence(struct fu_store *store, struct fu_arena *arena,
    int64_t followup, int64_t occurrence, fu_instant now, struct fu_error *error)
{
    struct fu_occurrence *found = NULL;
    enum fu_status status = fu_store_occurrence_get(store, arena, occurrence, &found, error);

    if (status != FU_OK || !found || found->state != FU_OCCURRENCE_FIRED)
        return status;
    return fu_reopen(store, arena, followup, now, error);
}
