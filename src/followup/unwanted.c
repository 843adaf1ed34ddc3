/* What nobody waits for any more when its next attempt comes: its follow-up was cancelled
 * meanwhile, the person has left it, or they or its owner have said done. It is dropped, which is no
 * failure, and comes back when that is undone.
 *
 * A bundle of which a copy may have arrived stays as it was, so that another copy is the same. */
#include "owed.h"

#include "followupd/store/deliveries.h"

bool fu_turn_is_wanted(const struct owed *owed)
{
    const struct fu_followup *followup = owed->followup;

    if (!followup || !owed->occurrence || !owed->person)
        return true; /* whoever writes it says what is missing */
    if (owed->left || followup->state == FU_CANCELLED || fu_answer_is_ended(owed->row.answer))
        return false;
    /* Done for all, whichever of its mails was on its way meanwhile. */
    if (followup->kind == FU_TASK && followup->state == FU_DONE)
        return false;
    return owed->occurrence->state != FU_OCCURRENCE_DONE ||
           (owed->by_other && followup->kind == FU_REMINDER);
}

static enum fu_status drop(
    struct turn_context *context, const struct owed *owed, struct fu_error *error)
{
    const struct fu_parcel parcel = {.id = owed->row.id,
        .kind = owed->row.kind,
        .outcome = FU_OUTCOME_DROPPED,
        .again = FU_NEVER,
        .answer = FU_UNWANTED_ANSWER};
    enum fu_status status = FU_OK;

    if (owed->row.bundle != 0)
        status = fu_store_bundle_set(context->store, owed->row.id, 0, error);
    return status == FU_OK ? fu_turn_settle(context, &parcel, error) : status;
}

/* What is alone in its bundle goes out as itself. */
static enum fu_status leave_bundle(
    struct turn_context *context, struct owed *owed, struct fu_error *error)
{
    size_t fellows = 0, i;

    for (i = 0; i < context->count; i++)
        fellows += context->owed[i].row.bundle == owed->row.bundle;
    if (owed->row.bundle == 0 || owed->row.unsure > 0 || fellows > 1)
        return FU_OK;
    return fu_turn_leave_bundle(context, owed, error);
}

/* *kept: it goes out. */
static enum fu_status look_at(
    struct turn_context *context, struct owed *owed, bool *kept, struct fu_error *error)
{
    const struct putting putting = fu_turn_putting(&owed->row, FU_NOT_WRITTEN);
    struct turn_part part;
    enum fu_status status = fu_turn_part_begin(context, &part, error);

    if (status == FU_OK)
        status = fu_turn_load(context, owed, error);
    *kept = status == FU_OK && fu_turn_is_wanted(owed);
    if (status == FU_OK && !*kept)
        status = drop(context, owed, error);
    return fu_turn_part_end(context, &part, status, &putting, &owed->aside, error);
}

enum fu_status fu_turn_drop_unwanted(struct turn_context *context, struct fu_error *error)
{
    size_t kept = 0, i;
    enum fu_status status = FU_OK;

    for (i = 0; status == FU_OK && i < context->count; i++) {
        struct owed *owed = &context->owed[i];
        bool may_go = owed->row.kind == FU_PARCEL_DELIVERY &&
                      (owed->row.bundle == 0 || owed->row.unsure == 0);
        bool goes = true;

        if (may_go)
            status = look_at(context, owed, &goes, error);
        if (goes)
            context->owed[kept++] = *owed;
    }
    context->count = kept;
    for (i = 0; status == FU_OK && i < context->count; i++)
        status = leave_bundle(context, &context->owed[i], error);
    return status;
}
