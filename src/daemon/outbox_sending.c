/* Sending what a turn has claimed, and keeping what becomes of it.
 *
 * Nothing here fails: trouble with the server is written where status and the keeper find it, once,
 * and nothing new is claimed for a while. A server that is slow is given smaller groups, so that
 * what comes due does not wait for long behind them. */
#include "outbox_sender.h"

#include "lean.h"

#include "followupd/base/clock.h"
#include "followupd/base/log.h"
#include "followupd/outbox/schedule.h"
#include "followupd/store/alerts.h"

enum { GROUP_TICKS = 30 * 1000 /* that a group is to take at most */, GROUP_LEAST = 16 };

void fu_sender_show_life(void *context)
{
    fu_worker_promise(context, SENDER_PATIENCE);
}

static bool write_trouble(const struct sender *sender, const char *sentence)
{
    return fu_worker_trouble(sender->context, sender->store, "outbox", sentence);
}

/* Noted when it changes, so that somebody hears before it ends. */
static void note_certificate(struct sender *sender)
{
    const struct fu_certificate certificate = {"smtp", fu_outbox_certificate_ends(sender->outbox)};
    struct fu_error ignored;

    if (certificate.ends == 0 || certificate.ends == sender->certificate_ends)
        return;
    if (fu_store_begin(sender->store, &ignored) != FU_OK)
        return;
    if (fu_store_certificate_set(sender->store, &certificate, &ignored) == FU_OK &&
        fu_store_commit(sender->store, &ignored) == FU_OK)
        sender->certificate_ends = certificate.ends;
    else
        fu_store_rollback(sender->store);
}

/* Connections and the password are given up when nothing was sent for a while. */
void fu_sender_rest(struct sender *sender)
{
    fu_outbox_rest(sender->outbox);
    fu_secret_wipe(&sender->secret);
    sender->has_secret = false;
    sender->connected = false;
    fu_reader_end(&sender->reader);
    fu_store_rest(sender->store);
    fu_lean();
}

static enum fu_status ensure_secret(struct sender *sender, struct fu_error *error)
{
    enum fu_status status;

    if (sender->has_secret)
        return FU_OK;
    fu_sender_show_life(sender->context);
    sender->password_stamp = fu_setup_password_stamp(sender->context->setup, NULL);
    status = fu_setup_password(sender->context->setup, NULL, &sender->secret, error);
    sender->has_secret = status == FU_OK;
    return status;
}

static void keep(struct sender *sender, const struct fu_parcel *parcel)
{
    struct fu_parcel *kept = &sender->done[sender->done_count++];

    *kept = *parcel;
    kept->answer = fu_arena_copy(sender->arena[0], parcel->answer ? parcel->answer : "");
}

/* What has ended waits for the next turn to be recorded. */
static void keep_outcomes(struct sender *sender)
{
    const struct fu_turn *group = &sender->group;
    size_t late_count, i;
    const struct fu_parcel *late = fu_outbox_late(sender->outbox, &late_count);

    sender->done_count = sender->left = 0;
    sender->done = fu_arena_allocate(sender->arena[0],
        group->count + group->unsendable_count + late_count + 1, sizeof *sender->done);
    for (i = 0; i < group->count; i++) {
        sender->left += group->parcels[i].outcome == FU_OUTCOME_UNDERWAY;
        if (sender->told[i] || group->parcels[i].outcome == FU_OUTCOME_UNDERWAY)
            continue;
        sender->told[i] = true;
        if (group->parcels[i].outcome != FU_OUTCOME_TAKEN_OVER)
            keep(sender, &group->parcels[i]);
    }
    for (i = 0; i < group->unsendable_count; i++)
        keep(sender, &group->unsendable[i]);
    sender->group.unsendable_count = 0;
    for (i = 0; i < late_count; i++)
        keep(sender, &late[i]);
}

/* No password, so no login: as if the server could not be reached. */
static void hold_all(struct fu_turn *turn, const char *why)
{
    size_t i;

    for (i = 0; i < turn->count; i++) {
        turn->parcels[i].outcome = FU_OUTCOME_OURS;
        turn->parcels[i].answer = why;
        turn->parcels[i].again =
            fu_retry_at(turn->parcels[i].attempt, turn->parcels[i].id, fu_clock_now());
    }
}

/* Until when nothing new is claimed: not at all when the server took or refused a mail of this
 * turn, since then the trouble is that of some mails alone; and never for long, since one mail may
 * be all there was. */
static fu_instant hold_until(const struct sender *sender)
{
    fu_instant until = fu_clock_now() + SENDER_HOLD_LONGEST;
    size_t i;

    for (i = 0; i < sender->done_count; i++) {
        const struct fu_parcel *parcel = &sender->done[i];

        if (parcel->outcome != FU_OUTCOME_OURS && parcel->outcome != FU_OUTCOME_NONE)
            return FU_NEVER;
        if (parcel->outcome == FU_OUTCOME_OURS && parcel->again < until)
            until = parcel->again;
    }
    return until;
}

/* Trouble of ours: nothing new is claimed for a while, and for longer where the login is refused.
 */
static void hold(struct sender *sender)
{
    bool refused = fu_outbox_login_refused(sender->outbox);

    sender->held = hold_until(sender);
    if (sender->held == FU_NEVER)
        return;
    sender->refusals = refused ? sender->refusals + 1 : 0;
    if (refused)
        sender->held = fu_clock_now() + fu_worker_refused_pause(sender->refusals) / MILLISECONDS;
    fu_sender_rest(sender);
}

static void note_well(struct sender *sender)
{
    if (sender->said)
        fu_log(FU_LOG_NOTICE, "mails go out again");
    if (sender->troubled && sender->group.count > 0)
        sender->troubled = !write_trouble(sender, "");
    sender->said = false;
    sender->held = FU_NEVER;
    sender->refusals = 0;
}

static void note_trouble(struct sender *sender, const char *sentence)
{
    char words[FU_LOG_LINE_MAX];

    if (!sender->said)
        fu_log(FU_LOG_ERROR, "%s", fu_log_words(sentence, words, sizeof words));
    sender->said = sender->troubled = true;
    write_trouble(sender, sentence);
    hold(sender);
}

/* Hands over what is new, and goes on with what is in hand. */
static enum fu_status send_parcels(
    struct sender *sender, struct fu_parcel *fresh, size_t count, struct fu_error *error)
{
    int64_t began = fu_clock_ticks();
    enum fu_status status;

    fu_sender_show_life(sender->context);
    sender->connected = true;
    status = fu_outbox_send(sender->outbox, sender->has_secret ? sender->secret.data : NULL, fresh,
        count, sender->dots, &fu_worker_stopping, error);
    fu_worker_worked(sender->context, began);
    note_certificate(sender);
    return status;
}

/* A group that is over says how many mails the next may have. */
static void measure(struct sender *sender)
{
    int64_t took = fu_clock_ticks() - sender->began;
    size_t most = FU_TURN_MAX;

    if (took > GROUP_TICKS)
        most = sender->group.count * (size_t)GROUP_TICKS / (size_t)took;
    sender->most = most < GROUP_LEAST ? GROUP_LEAST : most > FU_TURN_MAX ? FU_TURN_MAX : most;
}

void fu_sender_go_on(struct sender *sender, size_t fresh)
{
    struct fu_error error;
    enum fu_status status = fresh > 0 ? ensure_secret(sender, &error) : FU_OK, sent = FU_OK;
    bool inside = fresh > 0 || sender->left > 0;

    if (status != FU_OK && !fu_worker_stopping)
        hold_all(&sender->group, error.text);
    if (status != FU_OK)
        fresh = 0;
    if (fresh + fu_outbox_in_hand(sender->outbox) > 0)
        sent = send_parcels(
            sender, sender->group.parcels, fresh, status == FU_OK ? &error : &(struct fu_error){0});
    keep_outcomes(sender);
    if (inside && sender->left == 0)
        measure(sender);
    if (status != FU_OK && fu_worker_stopping)
        return; /* nothing was tried */
    if (status != FU_OK || sent != FU_OK)
        note_trouble(sender, error.text);
    else if (sender->done_count > 0)
        note_well(sender);
}
