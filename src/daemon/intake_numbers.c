/* When a server's numbers do not mean what they meant.
 *
 * A UID is believed only as long as nothing speaks against it: another UIDVALIDITY, a UIDNEXT that
 * was passed already, a mail that arrived after our last look under a number from before it. What
 * is then looked at twice is known by its digest; what is not looked at would be lost. */
#include "intake.h"

#include "followupd/base/clock.h"
#include "followupd/base/log.h"
#include "followupd/store/letters.h"

enum { PATIENCE = 120, DAY = 24 * 60 * 60 };

/* A server that promises to give a number next that it gave before was put back to an older state,
 * or begins anew without saying so. */
static bool goes_back(const struct intake *intake, const struct fu_session_info *info)
{
    return info->next_uid != 0 && info->next_uid <= intake->state.last_uid;
}

/* A new UIDVALIDITY, or numbers that go back, mean that all UIDs may mean other mails: everything
 * is looked at again, and what was taken before is known by its digest. What was too old on the
 * first start still is. */
enum fu_status fu_intake_meet_numbers(struct intake *intake, struct fu_error *error)
{
    const struct fu_session_info *info = fu_session_info(intake->session);
    enum fu_status status;

    if (intake->state.last_poll == FU_NEVER)
        intake->oldest = fu_clock_now() - intake->context->inbox->max_age;
    if (info->validity == intake->state.validity && !goes_back(intake, info))
        return FU_OK;
    if (intake->state.last_poll != FU_NEVER)
        intake->oldest = intake->state.last_poll - intake->context->inbox->max_age;
    if (intake->state.validity != 0)
        fu_log(FU_LOG_NOTICE,
            "the server renumbered the mailbox (UIDVALIDITY %u, was %u; UIDNEXT %u, last was UID "
            "%u); it is read again",
            info->validity, intake->state.validity, info->next_uid, intake->state.last_uid);
    intake->state.validity = info->validity;
    intake->state.last_uid = 0;
    intake->filed_count = 0;
    status = fu_store_begin(intake->store, error);
    if (status != FU_OK)
        return status;
    status = fu_store_numbers_forget(intake->store, intake->name, info->validity, error);
    if (status == FU_OK)
        status = fu_store_inbox_set(intake->store, &intake->state, error);
    if (status == FU_OK)
        return fu_store_commit(intake->store, error);
    fu_store_rollback(intake->store);
    return status;
}

/* Those of count mails that arrived after our last look. */
static enum fu_status keep_new(struct intake *intake, struct fu_arena *arena, uint32_t *uids,
    size_t *count, struct fu_error *error)
{
    struct fu_fetched *rows;
    size_t row_count, i, part, all = *count;
    bool one_by_one;
    enum fu_status status = FU_OK;

    *count = 0;
    for (i = 0; status == FU_OK && i < all; i += part) {
        part = all - i < FU_BATCH_MAX ? all - i : FU_BATCH_MAX;
        fu_worker_promise(intake->context, FU_FETCH_DEADLINE + PATIENCE);
        status = fu_session_fetch(intake->session, FU_FETCH_SIZE, uids + i, part, arena, &rows,
            &row_count, &one_by_one, error);
        for (size_t j = 0; status == FU_OK && j < row_count; j++) {
            if (rows[j].arrived != FU_NEVER && rows[j].arrived > intake->state.last_poll)
                uids[(*count)++] = rows[j].uid;
        }
    }
    return status;
}

static enum fu_status forget_numbers(
    struct intake *intake, const uint32_t *uids, size_t count, struct fu_error *error)
{
    struct fu_origin origin;
    enum fu_status status = fu_store_begin(intake->store, error);
    size_t i;

    if (status != FU_OK)
        return status;
    for (i = 0; status == FU_OK && i < count; i++) {
        origin = fu_intake_origin(intake, uids[i]);
        status = fu_store_number_forget(intake->store, &origin, error);
    }
    if (status == FU_OK)
        return fu_store_commit(intake->store, error);
    fu_store_rollback(intake->store);
    return status;
}

/* Mails that arrived after our last look under numbers from before it: the server was put back to
 * an older state, and has gone beyond it before we came (else fu_intake_meet_numbers sees it).
 * Those that we took and could not write down as looked at are known by their digest. */
enum fu_status fu_intake_take_strays(
    struct intake *intake, struct fu_arena *arena, struct fu_error *error)
{
    uint32_t *uids;
    size_t count = 0, i;
    enum fu_status status;

    if (intake->state.last_uid == 0 || intake->state.last_poll == FU_NEVER)
        return FU_OK;
    fu_worker_promise(intake->context, FU_FETCH_DEADLINE + PATIENCE);
    /* A server that does not search by date does no harm; a dead session tells soon enough. */
    if (fu_session_search_since(intake->session, intake->state.last_poll - DAY, arena, &uids,
            &count, &(struct fu_error){0}) != FU_OK)
        return FU_OK;
    while (count > 0 && uids[count - 1] > intake->state.last_uid)
        count--;
    status = keep_new(intake, arena, uids, &count, error);
    if (status == FU_OK && count > 0)
        status = forget_numbers(intake, uids, count, error);
    for (i = 0; status == FU_OK && i < count && !fu_worker_stopping; i++)
        status = fu_intake_take(intake, &uids[i], 1, false, error);
    return status;
}
