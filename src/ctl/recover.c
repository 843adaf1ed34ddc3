/* followupctl recover: handled mail read again, after a restore.
 *
 * Mails that were filed away since a moment are moved back into the inbox, where followupd takes
 * them as any other: what is known already makes nothing, what a restore forgot is made again. What
 * is due of that by now may have been sent already, so followupd is told which mails they are, and
 * holds it. A mailbox in which mails stay where they are needs none of this: the restored store
 * reads on from where it was, and restore has noted which of them may have been taken before. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sysexits.h>

#include "commands.h"
#include "followupd/base/owner.h"
#include "followupd/intake/session.h"
#include "followupd/setup/recovered.h"
#include "moment.h"

struct recovery {
    struct fu_ctl *ctl;
    const struct fu_inbox_config *inbox;
    struct fu_session *session;
    fu_instant since;
    size_t moved;
};

/* Those of a batch that arrived since, moved back. */
static enum fu_status move_batch(struct recovery *recovery, struct fu_arena *arena,
    const uint32_t *uids, size_t count, struct fu_error *error)
{
    uint32_t *back = fu_arena_allocate(arena, count, sizeof *back);
    fu_instant *arrived = fu_arena_allocate(arena, count, sizeof *arrived);
    struct fu_fetched *mails;
    size_t found, chosen = 0;
    bool one_by_one;
    enum fu_status status = fu_session_fetch(
        recovery->session, FU_FETCH_SIZE, uids, count, arena, &mails, &found, &one_by_one, error);

    if (status != FU_OK)
        return status;
    for (size_t i = 0; i < found; i++) {
        if (mails[i].arrived < recovery->since)
            continue;
        arrived[chosen] = mails[i].arrived;
        back[chosen++] = mails[i].uid;
    }
    status =
        fu_recovered_add(fu_setup_path(recovery->ctl->setup, "recovered"), arrived, chosen, error);
    if (status == FU_OK && chosen > 0)
        status = fu_session_file(recovery->session, back, chosen, error);
    recovery->moved += status == FU_OK ? chosen : 0;
    return status;
}

static enum fu_status move_all(struct recovery *recovery, struct fu_error *error)
{
    struct fu_arena *arena = fu_arena_new();
    uint32_t *uids;
    size_t count = 0, part;
    enum fu_status status = fu_session_search(recovery->session, 0, arena, &uids, &count, error);

    for (size_t i = 0; status == FU_OK && i < count; i += part) {
        part = count - i < FU_BATCH_MAX ? count - i : FU_BATCH_MAX;
        status = move_batch(recovery, arena, uids + i, part, error);
    }
    fu_arena_free(&arena);
    return status;
}

/* The session of the inbox, the other way round: from done_mailbox to mailbox. */
static enum fu_status open_session(struct recovery *recovery, struct fu_error *error)
{
    struct fu_intake_settings settings;
    struct fu_buffer secret;
    enum fu_status status;

    fu_setup_session(recovery->inbox, &settings);
    settings.mailbox = recovery->inbox->done_mailbox;
    settings.done_mailbox = recovery->inbox->mailbox;
    fu_buffer_init(&secret, FU_SECRET_MAX);
    status = fu_setup_password(recovery->ctl->setup, recovery->inbox, &secret, error);
    if (status == FU_OK)
        status = fu_session_open(&settings, secret.data, &recovery->session, error);
    fu_secret_wipe(&secret);
    fu_buffer_free(&secret);
    if (status == FU_OK && !fu_session_info(recovery->session)->has_move)
        status = fu_error_set(error, FU_PERMANENT,
            "the server has no MOVE, so nothing was ever filed away: the mails are in the inbox");
    return status;
}

static int recover_inbox(struct recovery *recovery)
{
    struct fu_error error;
    enum fu_status status = open_session(recovery, &error);

    if (status == FU_OK)
        status = move_all(recovery, &error);
    fu_session_close(&recovery->session);
    if (status != FU_OK)
        return fu_ctl_fail(EX_UNAVAILABLE, "inbox %s: %s", recovery->inbox->name, error.text);
    fu_ctl_say("inbox %s: moved back from %s to %s: %zu", recovery->inbox->name,
        recovery->inbox->done_mailbox, recovery->inbox->mailbox, recovery->moved);
    return EX_OK;
}

int fu_ctl_recover(struct fu_ctl *ctl, const struct fu_ctl_arguments *arguments)
{
    const struct fu_config *config = ctl->setup->config;
    const char *text = fu_ctl_value(arguments, "since");
    struct fu_error error;
    fu_instant since;
    int failed = EX_OK, one;

    if (!text)
        return fu_ctl_fail_usage(ctl, "Since when? --since 2026-11-18, or --since 2d.");
    if (!fu_ctl_read_since(text, ctl->zone, ctl->now, &since))
        return fu_ctl_fail_usage(ctl, "“%s” is no moment; one is 2026-11-18, or 2d.", text);
    if (fu_owner_become(config->daemon.state, &error) != FU_OK)
        return fu_ctl_fail_store(&error);
    for (size_t i = 0; i < config->inbox_count; i++) {
        struct recovery recovery = {.ctl = ctl, .inbox = &config->inboxes[i], .since = since};

        if (strcmp(recovery.inbox->source, "sent") == 0 || !recovery.inbox->done_mailbox[0]) {
            fu_ctl_say("inbox %s: its mails stay where they are; a restored store reads on from "
                       "where it was, and holds what is due of those that came before the restore.",
                recovery.inbox->name);
            continue;
        }
        one = recover_inbox(&recovery);
        failed = one ? one : failed;
    }
    if (failed == EX_OK)
        fu_ctl_say(
            "followupd takes them at its next look; what it knows already makes nothing twice. "
            "What "
            "was due meanwhile is held, and told to whom it is for: followupctl held lists it.");
    return failed;
}
