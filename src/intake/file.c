/* Filing handled mails away.
 *
 * MOVE, else the keyword, else nothing: each step down is taken when the server refuses the one
 * before, so a refusal is no error. What time may cure is FU_TEMPORARY, and the mails are filed by
 * a later call. */
#include <stdlib.h>
#include <string.h>

#include "followupd/base/text.h"
#include "private.h"

enum outcome { DONE, REFUSED, LATER, BROKEN };

/* A quota or another limit may stay reached for ever: filing must not wait for it, and with it all
 * mail that comes after. */
static bool is_passing(const struct fu_answer *answer)
{
    return fu_answer_temporary(answer) && !fu_equal_nocase(answer->code, "OVERQUOTA") &&
           !fu_equal_nocase(answer->code, "LIMIT");
}

/* What became of the command that libetpan returned result for. */
static enum outcome outcome_of(
    struct fu_session *session, int result, const char *what, struct fu_error *error)
{
    struct fu_answer answer;
    if (result == MAILIMAP_NO_ERROR) {
        return DONE;
    }
    if (!fu_command_refused(session, &answer)) {
        fu_command_failed(session, error);
        return BROKEN;
    }
    fu_command_denied(session, &answer, what, error);
    return is_passing(&answer) ? LATER : REFUSED;
}

/* Notes how many mails the server found gone: what it moves it names. */
static void note_missed(struct fu_session *session, size_t count)
{
    uint64_t moved = session->connection->wire.notes.moved;
    session->tells_moved = session->tells_moved || moved > 0;
    session->info.missed += session->tells_moved && moved < count ? count - moved : 0;
}

static enum outcome move_once(
    struct fu_session *session, const uint32_t *uids, size_t count, struct fu_error *error)
{
    struct mailimap_set *set = fu_uid_set(uids, count);
    fu_command_begin(session, "handled mails are moved");
    session->connection->wire.notes.moved = 0;
    int result = mailimap_uid_move(session->imap, set, session->done_mailbox);
    mailimap_set_free(set);
    if (result == MAILIMAP_NO_ERROR) {
        note_missed(session, count);
    }
    return outcome_of(session, result, "to move mails to done_mailbox", error);
}

/* Makes done_mailbox and shows it to mail programs. DONE: it is worth trying again. */
static enum outcome make_mailbox(struct fu_session *session, struct fu_error *error)
{
    fu_command_begin(session, "done_mailbox is made");
    int result = mailimap_create(session->imap, session->done_mailbox);
    enum outcome outcome = outcome_of(session, result, "to make done_mailbox", error);
    if (outcome == DONE) {
        fu_command_begin(session, "done_mailbox is made");
        result = mailimap_subscribe(session->imap, session->done_mailbox);
        outcome = outcome_of(session, result, "to subscribe to done_mailbox", error);
        outcome = outcome == BROKEN ? BROKEN : DONE;
    }
    return outcome;
}

static enum outcome move(
    struct fu_session *session, const uint32_t *uids, size_t count, struct fu_error *error)
{
    if (session->done_mailbox[0] == '\0' || !session->info.has_move || session->info.read_only ||
        session->move_refused) {
        return REFUSED;
    }
    enum outcome outcome = move_once(session, uids, count, error);
    if (outcome == REFUSED) {
        outcome = make_mailbox(session, error);
        if (outcome == DONE) {
            outcome = move_once(session, uids, count, error);
        }
    }
    session->move_refused = outcome == REFUSED;
    return outcome;
}

static enum outcome flag(
    struct fu_session *session, const uint32_t *uids, size_t count, struct fu_error *error)
{
    if (!session->info.keeps_keywords) {
        return REFUSED;
    }
    struct mailimap_set *set = fu_uid_set(uids, count);
    struct mailimap_flag_list *flags = mailimap_flag_list_new_empty();
    mailimap_flag_list_add(flags, mailimap_flag_new_flag_keyword(strdup(FU_KEYWORD)));
    struct mailimap_store_att_flags *store = mailimap_store_att_flags_new_add_flags_silent(flags);
    fu_command_begin(session, "handled mails are flagged");
    int result = mailimap_uid_store(session->imap, set, store);
    mailimap_store_att_flags_free(store);
    mailimap_set_free(set);
    return outcome_of(session, result, "to flag mails", error);
}

enum fu_status fu_session_file(
    struct fu_session *session, const uint32_t *uids, size_t count, struct fu_error *error)
{
    for (size_t at = 0; at < count; at += FU_BATCH_MAX) {
        size_t some = count - at < FU_BATCH_MAX ? count - at : FU_BATCH_MAX;
        enum outcome outcome = move(session, uids + at, some, error);
        if (outcome == REFUSED) {
            outcome = flag(session, uids + at, some, error);
        }
        if (outcome == BROKEN || outcome == LATER) {
            return FU_TEMPORARY;
        }
    }
    fu_session_refresh(session);
    fu_error_clear(error);
    return FU_OK;
}
