/* When a server's numbers do not mean what they meant.
 *
 * A UID is believed only as long as nothing speaks against it: another mailbox or UIDVALIDITY, a
 * UIDNEXT that was passed already, a number from before our last look under which we know another
 * mail, or none. What is then looked at twice is known by its digest; what is not looked at would
 * be lost. Not seen is a mail that the server says is older than a day before our last look, once
 * UIDNEXT has been passed again. */
#include "intake.h"

#include "followupd/base/clock.h"
#include "followupd/base/log.h"
#include "followupd/store/letters.h"

#include <stdlib.h>

enum { PATIENCE = 120, DAY = 24 * 60 * 60 };

/* A server that promises to give a number next that it gave before was put back to an older state,
 * or begins anew without saying so. */
static bool goes_back(const struct intake *intake, const struct fu_session_info *info)
{
    return info->next_uid != 0 && info->next_uid <= intake->state.last_uid;
}

/* From when on mail is taken where all of it is looked at. Written down, so that whoever goes on
 * with that knows it, too. */
static void leave_old(struct intake *intake, fu_instant since)
{
    fu_instant oldest = since - intake->context->inbox->max_age;

    intake->state.oldest = oldest < FU_INSTANT_MIN ? FU_INSTANT_MIN : oldest;
}

/* Another mailbox, a new UIDVALIDITY, or numbers that go back mean that all UIDs may mean other
 * mails: everything is looked at again, and what was taken before is known by its digest. What was
 * too old on the first start still is. */
enum fu_status fu_intake_meet_numbers(struct intake *intake, struct fu_error *error)
{
    const struct fu_session_info *info = fu_session_info(intake->session);
    enum fu_status status;

    if (intake->state.last_poll == FU_NEVER && intake->state.oldest == FU_NEVER)
        leave_old(intake, fu_clock_now());
    if (info->validity == intake->state.validity && !goes_back(intake, info) && !intake->moved)
        return FU_OK;
    if (intake->state.last_poll != FU_NEVER)
        leave_old(intake, intake->state.last_poll);
    if (intake->moved)
        fu_log(FU_LOG_NOTICE, "the inbox is %s now; it is read again", intake->account);
    else if (intake->state.validity != 0)
        fu_log(FU_LOG_NOTICE,
            "the server renumbered the mailbox (UIDVALIDITY %u, was %u; UIDNEXT %u, last was UID "
            "%u); it is read again",
            info->validity, intake->state.validity, info->next_uid, intake->state.last_uid);
    intake->state.validity = info->validity;
    intake->state.last_uid = 0;
    intake->filed_count = 0;
    intake->moved = false;
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

/* What we know of the inbox's numbers. */
struct known {
    struct fu_number *numbers;
    size_t count;
    bool begun; /* they are written down; before that, what arrived since our last look is new */
};

static enum fu_status find_known(
    struct intake *intake, struct fu_arena *arena, struct known *known, struct fu_error *error)
{
    enum fu_status status =
        fu_store_numbers(intake->store, arena, intake->name, &known->numbers, &known->count, error);
    size_t i;

    known->begun = false;
    for (i = 0; i < known->count; i++)
        known->begun = known->begun || known->numbers[i].arrived != FU_NEVER;
    return status;
}

static int compare_uids(const void *one, const void *other)
{
    const struct fu_number *a = one, *b = other;

    return (a->uid > b->uid) - (a->uid < b->uid);
}

static const struct fu_number *number_of(const struct known *known, uint32_t uid)
{
    const struct fu_number wanted = {.uid = uid};

    return bsearch(&wanted, known->numbers, known->count, sizeof wanted, compare_uids);
}

/* Is it another mail than the one that had its number? What could not be fetched stays set aside.
 */
static bool is_stray(
    const struct intake *intake, const struct fu_fetched *row, const struct known *known)
{
    const struct fu_number *number = number_of(known, row->uid);

    if (row->arrived == FU_NEVER || (number && number->arrived == FU_NEVER))
        return false;
    if (!known->begun)
        return row->arrived > intake->state.last_poll;
    return !number || number->arrived != row->arrived;
}

/* Is it to be written down? What stands there when numbers begin to be; later what was set aside
 * before it could be fetched, so that it is known even when an operator has given it up. */
static bool is_unwritten(
    const struct intake *intake, const struct fu_fetched *row, const struct known *known)
{
    const struct fu_number *number = number_of(known, row->uid);

    if (row->arrived == FU_NEVER)
        return false;
    return known->begun ? number && number->arrived == FU_NEVER
                        : row->arrived <= intake->state.last_poll;
}

static enum fu_status write_down(struct intake *intake, struct fu_arena *arena,
    const struct fu_fetched *rows, size_t row_count, const struct known *known,
    struct fu_error *error)
{
    struct fu_number *numbers = fu_arena_allocate(arena, row_count + 1, sizeof *numbers);
    size_t count = 0, i;
    enum fu_status status;

    for (i = 0; i < row_count; i++) {
        if (is_unwritten(intake, &rows[i], known))
            numbers[count++] = (struct fu_number){rows[i].uid, rows[i].arrived};
    }
    status = count > 0 ? fu_store_begin(intake->store, error) : FU_OK;
    if (status != FU_OK || count == 0)
        return status;
    status = fu_store_numbers_set(intake->store, intake->name, numbers, count, error);
    if (status == FU_OK)
        return fu_store_commit(intake->store, error);
    fu_store_rollback(intake->store);
    return status;
}

/* Leaves the strays of count mails. */
static enum fu_status keep_strays(struct intake *intake, struct fu_arena *arena, uint32_t *uids,
    size_t *count, struct fu_error *error)
{
    struct known known;
    struct fu_fetched *rows;
    size_t row_count, i, j, part, all = *count;
    bool one_by_one;
    enum fu_status status = find_known(intake, arena, &known, error);

    *count = 0;
    for (i = 0; status == FU_OK && i < all; i += part) {
        part = all - i < FU_BATCH_MAX ? all - i : FU_BATCH_MAX;
        fu_worker_promise(intake->context, FU_FETCH_DEADLINE + PATIENCE);
        status = fu_session_fetch(intake->session, FU_FETCH_SIZE, uids + i, part, arena, &rows,
            &row_count, &one_by_one, error);
        for (j = 0; status == FU_OK && j < row_count; j++) {
            if (is_stray(intake, &rows[j], &known))
                uids[(*count)++] = rows[j].uid;
        }
        if (status == FU_OK)
            status = write_down(intake, arena, rows, row_count, &known, error);
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

/* Mails of the last days under numbers that other mails had, or that we never met: the server was
 * put back to an older state, and has gone beyond it before we came (else fu_intake_meet_numbers
 * sees it). Its clock may be wrong, so what tells is not when a mail arrived, but that the one we
 * know under its number arrived at another moment. */
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
    status = keep_strays(intake, arena, uids, &count, error);
    if (status == FU_OK && count > 0)
        status = forget_numbers(intake, uids, count, error);
    for (i = 0; status == FU_OK && i < count && !fu_worker_stopping; i++)
        status = fu_intake_take(intake, &uids[i], 1, false, error);
    return status;
}
