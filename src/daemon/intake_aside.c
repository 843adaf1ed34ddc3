/* Mails that are set aside: left in the mailbox, so that those behind them are taken.
 *
 * A mail that the server does not give costs a session each time, and may be the server's fault or
 * the line's: it is asked for in a few sessions, then for hours ever more rarely, and only then
 * given up. Fails like the store; then it is asked for once more. */
#include "intake.h"

#include "followupd/base/clock.h"
#include "followupd/base/log.h"
#include "followupd/store/letters.h"

#include <stdio.h>

/* Sessions that a mail may cost before it is left alone, and for how long then: a quarter of an
 * hour, two hours, sixteen. */
enum { SESSIONS_MAX = 3, LEFT_FIRST = 900, LEFT_DOUBLINGS = 3, REASON_ROOM = 512 };

enum aside { ASIDE_NOT = 0, ASIDE_FOR_A_WHILE, ASIDE_FOR_GOOD };

/* What is above it was not begun, and what is below is done. */
static void pass_by(struct intake *intake, uint32_t uid)
{
    if (uid > intake->state.last_uid)
        intake->state.last_uid = uid;
}

enum fu_status fu_intake_quarantine(
    struct intake *intake, uint32_t uid, const char *reason, struct fu_error *error)
{
    const struct fu_origin origin = fu_intake_origin(intake, uid);
    const struct fu_inbox_state before = intake->state;
    fu_instant now = fu_clock_now();
    int64_t tries;
    enum fu_status status = fu_store_begin(intake->store, error);

    if (status != FU_OK)
        return status;
    pass_by(intake, uid);
    status = fu_store_attempt_start(intake->store, &origin, 1, now, &tries, error);
    if (status == FU_OK)
        status = fu_store_attempt_set(
            intake->store, &origin, FU_ATTEMPT_QUARANTINED, reason, now, FU_NEVER, error);
    if (status == FU_OK)
        status = fu_store_inbox_set(intake->store, &intake->state, error);
    if (status == FU_OK)
        status = fu_store_commit(intake->store, error);
    else
        fu_store_rollback(intake->store);
    if (status != FU_OK) {
        intake->state = before;
        return status;
    }
    intake->state.not_ours = intake->state.turned_away = 0;
    fu_log(FU_LOG_WARNING, "mail %u is set aside (followupctl quarantine): %s", uid, reason);
    fu_worker_call_keeper(intake->context);
    return FU_OK;
}

/* Within a transaction. */
static enum fu_status write_not_given(struct intake *intake, const struct fu_origin *origin,
    int64_t tries, const char *reason, enum aside *aside, struct fu_error *error)
{
    fu_instant now = fu_clock_now(), again = FU_NEVER;
    enum fu_attempt_state state = FU_ATTEMPT_QUARANTINED;
    enum fu_status status = FU_OK;

    if (tries == 0)
        status = fu_store_attempt_start(intake->store, origin, 1, now, &tries, error);
    *aside = tries < SESSIONS_MAX       ? ASIDE_NOT
             : tries < INTAKE_TRIES_MAX ? ASIDE_FOR_A_WHILE
                                        : ASIDE_FOR_GOOD;
    if (status != FU_OK || *aside == ASIDE_NOT)
        return status;
    if (*aside == ASIDE_FOR_A_WHILE) {
        state = FU_ATTEMPT_WAITING;
        again = now + ((fu_instant)LEFT_FIRST << (LEFT_DOUBLINGS * (tries - SESSIONS_MAX)));
    }
    status = fu_store_attempt_set(intake->store, origin, state, reason, now, again, error);
    pass_by(intake, origin->uid);
    return status == FU_OK ? fu_store_inbox_set(intake->store, &intake->state, error) : status;
}

bool fu_intake_not_given(struct intake *intake, uint32_t uid, int64_t tries, const char *why)
{
    const struct fu_origin origin = fu_intake_origin(intake, uid);
    const struct fu_inbox_state before = intake->state;
    enum aside aside = ASIDE_NOT;
    char reason[REASON_ROOM];
    struct fu_error ignored;
    enum fu_status status;

    snprintf(reason, sizeof reason, "The server did not give this mail: %s", why);
    fu_worker_promise(intake->context, WORKER_STORE_SECONDS);
    if (fu_store_begin(intake->store, &ignored) != FU_OK)
        return false;
    status = write_not_given(intake, &origin, tries, reason, &aside, &ignored);
    if (status == FU_OK)
        status = fu_store_commit(intake->store, &ignored);
    else
        fu_store_rollback(intake->store);
    if (status != FU_OK || aside == ASIDE_NOT) {
        intake->state = before;
        return false;
    }
    intake->state.not_ours = intake->state.turned_away = 0;
    fu_log(FU_LOG_WARNING, "mail %u %s: %s", uid,
        aside == ASIDE_FOR_GOOD ? "is set aside (followupctl quarantine)"
                                : "is left alone for a while, and those behind it are taken",
        reason);
    if (aside == ASIDE_FOR_GOOD)
        fu_worker_call_keeper(intake->context);
    return true;
}
