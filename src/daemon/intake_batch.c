/* One batch of an intake: two commits (attempts before the parse, results before the filing) and
 * four round trips, however many mails it holds.
 *
 * A batch that costs the reader its life, or asks for what the store refuses, is done again one by
 * one: then the mail that does it is known, and when it does it twice more it is set aside. */
#include "intake.h"

#include "followupd/base/clock.h"
#include "followupd/base/log.h"
#include "followupd/followup/take.h"
#include "followupd/intent/intent.h"
#include "followupd/setup/doorbell.h"
#include "followupd/setup/recovered.h"
#include "followupd/store/letters.h"

#include <stdlib.h>
#include <string.h>

struct batch {
    struct intake *intake;
    struct fu_arena *arena;
    struct fu_fetched *mails;
    int64_t *tries;
    struct reading_job *jobs;
    size_t count;
    struct fu_number *numbers; /* of all that were fetched */
    size_t number_count;
    struct fu_recovered recovered; /* which mails are read again */
    bool alone;
    bool again;     /* its mails were met before */
    bool refused;   /* the store refused what one of them asks for */
    uint32_t *done; /* to be filed away */
    size_t done_count;
    int64_t taken; /* mails, and the follow-ups that they made: counted once they are committed */
    int64_t made;
};

struct fu_origin fu_intake_origin(const struct intake *intake, uint32_t uid)
{
    return (struct fu_origin){intake->name, intake->state.validity, uid};
}

void fu_intake_note_filed(struct intake *intake, const uint32_t *uids, size_t count)
{
    if (intake->filed_count + count > intake->filed_capacity) {
        intake->filed_capacity = intake->filed_count + count + FU_BATCH_MAX;
        intake->filed = fu_reallocate(intake->filed, intake->filed_capacity, sizeof *intake->filed);
    }
    memcpy(intake->filed + intake->filed_count, uids, count * sizeof *uids);
    intake->filed_count += count;
}

/* The rows of mails that are filed away have served. Within a transaction. */
static enum fu_status end_filed(
    struct intake *intake, struct fu_arena *arena, struct fu_error *error)
{
    struct fu_origin *origins = fu_arena_allocate(arena, intake->filed_count + 1, sizeof *origins);
    size_t i;

    for (i = 0; i < intake->filed_count; i++)
        origins[i] = fu_intake_origin(intake, intake->filed[i]);
    return fu_store_attempt_end(intake->store, origins, intake->filed_count, error);
}

enum fu_status fu_intake_settle(struct intake *intake, struct fu_error *error)
{
    struct fu_arena *arena = fu_arena_new();
    enum fu_status status = fu_store_begin(intake->store, error);

    if (status == FU_OK) {
        intake->state.last_poll = fu_clock_now();
        status = end_filed(intake, arena, error);
        if (status == FU_OK)
            status = fu_store_inbox_set(intake->store, &intake->state, error);
        if (status == FU_OK)
            status = fu_store_commit(intake->store, error);
        else
            fu_store_rollback(intake->store);
    }
    if (status == FU_OK) {
        intake->filed_count = 0;
        intake->state.not_ours = intake->state.turned_away = 0;
    }
    fu_arena_free(&arena);
    return status;
}

/* Which mail has which number: known even of those that nothing is done with. */
static void note_numbers(struct batch *batch)
{
    size_t i;

    batch->numbers = fu_arena_allocate(batch->arena, batch->count + 1, sizeof *batch->numbers);
    batch->number_count = 0;
    for (i = 0; i < batch->count; i++) {
        if (batch->mails[i].arrived != FU_NEVER)
            batch->numbers[batch->number_count++] =
                (struct fu_number){batch->mails[i].uid, batch->mails[i].arrived};
    }
}

/* Commits one more try of every mail before anything looks into it. */
static enum fu_status begin_attempts(struct batch *batch, struct fu_error *error)
{
    struct intake *intake = batch->intake;
    struct fu_origin *origins = fu_arena_allocate(batch->arena, batch->count + 1, sizeof *origins);
    enum fu_status status;
    size_t i;

    fu_worker_promise(intake->context, WORKER_STORE_SECONDS);
    status = fu_store_begin(intake->store, error);
    if (status != FU_OK)
        return status;
    batch->tries = fu_arena_allocate(batch->arena, batch->count + 1, sizeof *batch->tries);
    for (i = 0; i < batch->count; i++)
        origins[i] = fu_intake_origin(intake, batch->mails[i].uid);
    status = end_filed(intake, batch->arena, error);
    if (status == FU_OK && intake->forgive)
        status = fu_store_attempt_end(intake->store, origins, batch->count, error);
    if (status == FU_OK)
        status = fu_store_attempt_start(
            intake->store, origins, batch->count, fu_clock_now(), batch->tries, error);
    if (status == FU_OK)
        status = fu_store_numbers_set(
            intake->store, intake->name, batch->numbers, batch->number_count, error);
    if (status == FU_OK)
        status = fu_store_commit(intake->store, error);
    else
        fu_store_rollback(intake->store);
    if (status == FU_OK)
        intake->filed_count = 0;
    return status;
}

static void fill_jobs(struct batch *batch)
{
    size_t i;

    batch->jobs = fu_arena_allocate(batch->arena, batch->count + 1, sizeof *batch->jobs);
    for (i = 0; i < batch->count; i++)
        batch->jobs[i] = (struct reading_job){.bytes = batch->mails[i].bytes,
            .length = batch->mails[i].length,
            .what = batch->mails[i].whole ? READER_MAIL : READER_BEGINNING};
}

/* followupctl recover moves back what was filed away. What stays where it is, a restored store
 * meets by itself. */
static bool is_read_again(const struct batch *batch, fu_instant arrived)
{
    const struct intake *intake = batch->intake;
    const struct fu_inbox_config *inbox = intake->context->inbox;
    const struct fu_session_info *session = fu_session_info(intake->session);
    bool stays = strcmp(inbox->source, "sent") == 0 || !inbox->done_mailbox[0] ||
                 !session->has_move || session->read_only;

    return fu_recovered_has(&batch->recovered, arrived) ||
           (stays && (fu_recovered_stays(&batch->recovered, intake->name, arrived) ||
                         fu_recovered_stays(&batch->recovered, intake->account, arrived)));
}

/* What a mail's letter says goes into the store; what becomes of the mail goes into its row. */
static enum fu_status take_one(
    struct batch *batch, size_t index, struct fu_taking *taking, struct fu_error *error)
{
    struct intake *intake = batch->intake;
    fu_instant now = taking->now;
    const struct reading_job *job = &batch->jobs[index];
    const struct fu_fetched *mail = &batch->mails[index];
    const struct fu_arrival arrival = {.origin = fu_intake_origin(intake, mail->uid),
        .arrived = mail->arrived,
        .letter = job->letter,
        .raw = mail->bytes,
        .raw_length = mail->length,
        .again = batch->again,
        .recovered = is_read_again(batch, mail->arrived)};
    struct fu_taken taken;
    enum fu_status status;

    if (job->status == FU_PERMANENT) {
        fu_log(FU_LOG_WARNING, "mail %u is set aside (followupctl quarantine): %s", mail->uid,
            job->reason);
        intake->calls = true;
        return fu_store_attempt_set(intake->store, &arrival.origin, FU_ATTEMPT_QUARANTINED,
            job->reason, now, FU_NEVER, error);
    }
    status = fu_followup_take(taking, &arrival, &taken, error);
    if (status != FU_OK)
        return status;
    if (taken.paused != 0)
        fu_worker_log_paused(taken.paused);
    intake->state.not_ours += taken.not_ours;
    intake->state.turned_away += taken.turned_away;
    intake->calls = intake->calls || taken.doubted || taken.failed;
    intake->rings =
        intake->rings || taken.owes_mail || taken.followups > 0 || taken.soonest != FU_NEVER;
    batch->taken++;
    batch->made += taken.followups;
    switch (taken.fate) {
    case FU_FATE_WAIT:
        intake->waits = true;
        /* A fresh row: waiting wears no mail out. */
        status = fu_store_attempt_end(intake->store, &arrival.origin, 1, error);
        if (status != FU_OK)
            return status;
        return fu_store_attempt_set(intake->store, &arrival.origin, FU_ATTEMPT_WAITING,
            taken.reason, now, taken.again, error);
    case FU_FATE_FILE:
        batch->done[batch->done_count++] = mail->uid;
        return fu_store_attempt_set(
            intake->store, &arrival.origin, FU_ATTEMPT_FILING, "", now, FU_NEVER, error);
    case FU_FATE_LEAVE:
        break;
    }
    return fu_store_attempt_end(intake->store, &arrival.origin, 1, error);
}

/* Everything the batch asks for, in one transaction, with the inbox's new last UID. */
static enum fu_status take_all(struct batch *batch, uint32_t last_uid, struct fu_error *error)
{
    struct intake *intake = batch->intake;
    const struct fu_inbox_state before = intake->state;
    struct fu_taking taking = {.store = intake->store,
        .settings = &intake->settings,
        .arena = batch->arena,
        .now = fu_clock_now()};
    enum fu_status status;
    size_t i;

    fu_worker_promise(intake->context, WORKER_STORE_SECONDS);
    status = fu_store_begin(intake->store, error);
    intake->forgive = status == FU_TEMPORARY;
    if (status != FU_OK)
        return status;
    batch->done = fu_arena_allocate(batch->arena, batch->count + 1, sizeof *batch->done);
    for (i = 0; status == FU_OK && i < batch->count; i++)
        status = take_one(batch, i, &taking, error);
    if (status == FU_OK)
        status = fu_followup_answer(&taking, error);
    batch->refused =
        (status == FU_PERMANENT || status == FU_BAD_INPUT) && !fu_store_is_spoilt(intake->store);
    if (last_uid > intake->state.last_uid)
        intake->state.last_uid = last_uid;
    if (status == FU_OK)
        status = fu_store_inbox_set(intake->store, &intake->state, error);
    if (status == FU_OK)
        status = fu_store_commit(intake->store, error);
    else
        fu_store_rollback(intake->store);
    intake->forgive = status == FU_TEMPORARY;
    if (status != FU_OK) {
        intake->state = before;
        return status;
    }
    intake->state.not_ours = intake->state.turned_away = 0;
    atomic_fetch_add(&intake->context->pulse->mails, batch->taken);
    atomic_fetch_add(&intake->context->pulse->followups, batch->made);
    return FU_OK;
}

static enum fu_status file_away(struct batch *batch, struct fu_error *error)
{
    enum fu_status status;
    size_t missed;

    if (batch->intake->calls) {
        fu_worker_call_keeper(batch->intake->context);
        batch->intake->calls = false;
    }
    if (batch->intake->rings) {
        fu_doorbell_ring(fu_setup_path(batch->intake->context->setup, "doorbell"));
        batch->intake->rings = false;
    }
    if (batch->done_count == 0)
        return FU_OK;
    fu_worker_promise(batch->intake->context, 2 * FU_COMMAND_DEADLINE + 60);
    missed = fu_session_info(batch->intake->session)->missed;
    status = fu_session_file(batch->intake->session, batch->done, batch->done_count, error);
    if (status == FU_OK) {
        fu_intake_note_filed(batch->intake, batch->done, batch->done_count);
        missed = fu_session_info(batch->intake->session)->missed - missed;
        fu_intake_note_missed(batch->intake, missed);
    }
    return status;
}

/* Drops the mails for which keep is false. */
static void keep_only(struct batch *batch, const bool *keep)
{
    size_t i, kept = 0;

    for (i = 0; i < batch->count; i++) {
        if (keep[i]) {
            batch->mails[kept] = batch->mails[i];
            if (batch->tries)
                batch->tries[kept] = batch->tries[i];
            kept++;
        }
    }
    batch->count = kept;
}

/* What followupctl recover moved back is wanted, however old it is. */
static void drop_old(struct batch *batch)
{
    const struct intake *intake = batch->intake;
    bool *keep = fu_arena_allocate(batch->arena, batch->count + 1, sizeof *keep);
    size_t i;

    if (intake->state.oldest == FU_NEVER)
        return;
    for (i = 0; i < batch->count; i++)
        keep[i] = batch->mails[i].arrived == FU_NEVER ||
                  batch->mails[i].arrived >= intake->state.oldest ||
                  fu_recovered_has(&batch->recovered, batch->mails[i].arrived);
    keep_only(batch, keep);
}

/* An answer that does not come, or that the library cannot read, costs the session; in the next one
 * each mail is fetched alone. The one that cannot be read again is set aside; with one that does
 * not come again, the server or the line may be at fault. */
static enum fu_status fetch(struct batch *batch, enum fu_fetch what, const uint32_t *uids,
    size_t count, struct fu_error *error)
{
    struct intake *intake = batch->intake;
    bool one_by_one = false;
    enum fu_status status;

    fu_worker_promise(intake->context, FU_FETCH_DEADLINE + 60);
    status = fu_session_fetch(intake->session, what, uids, count, batch->arena, &batch->mails,
        &batch->count, &one_by_one, error);
    if (status == FU_OK)
        return status;
    intake->gets_on = !intake->one_by_one;
    intake->one_by_one = true;
    if (batch->alone && one_by_one &&
        fu_intake_quarantine(intake, uids[0], "The server's answer with this mail cannot be read.",
            &(struct fu_error){0}) == FU_OK)
        intake->gets_on = true;
    if (batch->alone && !one_by_one && !fu_worker_stopping &&
        fu_intake_not_given(intake, uids[0], batch->tries ? batch->tries[0] : 0, error->text))
        intake->gets_on = true;
    return status;
}

static uint32_t *uids_of(const struct batch *batch)
{
    uint32_t *uids = fu_arena_allocate(batch->arena, batch->count + 1, sizeof *uids);
    size_t i;

    for (i = 0; i < batch->count; i++)
        uids[i] = batch->mails[i].uid;
    return uids;
}

/* *died: the reader did. FU_TEMPORARY: there is none. */
static enum fu_status read_letters(struct batch *batch, bool *died, struct fu_error *error)
{
    struct reader *reader = &batch->intake->reader;
    bool all;

    fill_jobs(batch);
    all = fu_reader_read(reader, batch->intake->context, batch->arena, batch->jobs, batch->count);
    *died = !all && !reader->missing;
    if (all || *died)
        return FU_OK;
    /* Written down at once: with --once there is no next batch that would remember it. */
    batch->intake->forgive = true;
    (void)begin_attempts(batch, error);
    return fu_error_set(error, FU_TEMPORARY,
        "No process can be started that reads mail; the mails wait. The system may forbid it, or "
        "have no memory or processes left.");
}

/* In somebody's own inbox: reads the headers and keeps only mails with an address of ours. *died:
 * the reader did. */
static enum fu_status keep_ours(struct batch *batch, bool *died, struct fu_error *error)
{
    struct intake *intake = batch->intake;
    struct fu_origin *others = fu_arena_allocate(batch->arena, batch->count + 1, sizeof *others);
    bool *keep = fu_arena_allocate(batch->arena, batch->count + 1, sizeof *keep);
    size_t other_count = 0, i;
    enum fu_status status;

    status = read_letters(batch, died, error);
    if (status != FU_OK || *died)
        return status;
    fu_worker_promise(intake->context, WORKER_STORE_SECONDS);
    for (i = 0; i < batch->count; i++) {
        keep[i] = batch->jobs[i].status != FU_OK ||
                  fu_intent_is_ours(batch->arena, &intake->settings.rules, batch->jobs[i].letter);
        if (!keep[i])
            others[other_count++] = fu_intake_origin(intake, batch->mails[i].uid);
    }
    keep_only(batch, keep);
    status = fu_store_begin(intake->store, error);
    if (status != FU_OK)
        return status;
    status = fu_store_attempt_end(intake->store, others, other_count, error);
    if (status == FU_OK)
        status = fu_store_commit(intake->store, error);
    else
        fu_store_rollback(intake->store);
    intake->state.not_ours += (int64_t)other_count;
    return status;
}

/* When a mail has failed twice alone it is set aside; in company nobody is to blame yet. */
static enum fu_status try_alone(
    struct batch *batch, const char *reason, bool *again, struct fu_error *error)
{
    if (!batch->alone || batch->tries[0] <= INTAKE_DEATHS_MAX) {
        *again = true;
        return FU_OK;
    }
    return fu_intake_quarantine(batch->intake, batch->mails[0].uid, reason, error);
}

static enum fu_status after_death(struct batch *batch, bool *again, struct fu_error *error)
{
    fu_log(FU_LOG_WARNING, "the reader died over %s",
        batch->alone ? "one mail" : "a batch; its mails are read one by one");
    return try_alone(batch,
        "Reading this mail ended the reader twice: it crashed or overran its limits.", again,
        error);
}

/* *error says what was refused. */
static enum fu_status after_refusal(struct batch *batch, bool *again, struct fu_error *error)
{
    fu_log(FU_LOG_ERROR, "%s: %s",
        batch->alone ? "what a mail asks for cannot be written"
                     : "what a batch asks for cannot be written, so its mails are taken one by one",
        error->text);
    return try_alone(batch,
        "The store refuses what this mail asks for, which is a mistake of ours: the log says more.",
        again, error);
}

/* More than fits in memory at once is fetched one by one. */
static bool is_heavy(const struct batch *batch)
{
    int64_t most = batch->intake->context->inbox->max_mail;
    uint64_t sum = 0;
    size_t i;

    for (i = 0; i < batch->count; i++)
        sum += batch->mails[i].size < (uint64_t)most ? batch->mails[i].size : FU_PARTIAL;
    return !batch->alone && sum > FU_BATCH_BYTES_MAX;
}

/* The mails, or in somebody's own inbox their headers. The session fetches no more than fits in
 * memory. */
static enum fu_status fetch_first(
    struct batch *batch, const uint32_t *uids, size_t count, struct fu_error *error)
{
    return fetch(batch, batch->intake->own ? FU_FETCH_HEADERS : FU_FETCH_MAIL, uids, count, error);
}

static bool is_worn_out(const struct batch *batch)
{
    return batch->alone && batch->count == 1 && batch->tries[0] > INTAKE_TRIES_MAX;
}

/* In somebody's own inbox: the letters of what is ours. *again: do it one by one; *over: nothing is
 * left to do. */
static enum fu_status narrow(struct batch *batch, bool *again, bool *over, struct fu_error *error)
{
    bool died;
    enum fu_status status = keep_ours(batch, &died, error);

    *over = false;
    if (status != FU_OK || batch->count == 0)
        return status;
    *over = true;
    if (died)
        return after_death(batch, again, error);
    *again = is_heavy(batch);
    if (*again)
        return FU_OK;
    *over = false;
    return fetch(batch, FU_FETCH_MAIL, uids_of(batch), batch->count, error);
}

/* A mail that was begun, or set aside and asked for again, and is not there any more. */
static enum fu_status forget_vanished(struct intake *intake, uint32_t uid, struct fu_error *error)
{
    const struct fu_trace trace = {.origin = fu_intake_origin(intake, uid),
        .at = fu_clock_now(),
        .message_id = "",
        .sender = "",
        .address = "",
        .decision = "vanished",
        .reason = "It was not in its inbox any more when it was to be taken.",
        .cure = "If it was filed away before a restore, followupctl recover reads it again."};
    enum fu_status status = fu_store_begin(intake->store, error);

    if (status != FU_OK)
        return status;
    status = fu_store_attempt_end(intake->store, &trace.origin, 1, error);
    if (status == FU_OK)
        status = fu_store_trace_add(intake->store, &trace, error);
    if (status == FU_OK)
        return fu_store_commit(intake->store, error);
    fu_store_rollback(intake->store);
    return status;
}

/* The session gives only so much at once, whatever sizes the server told. */
static bool is_cut_short(const struct batch *batch)
{
    size_t i;

    for (i = 0; i < batch->count; i++) {
        if (!batch->mails[i].bytes)
            return true;
    }
    return false;
}

/* One attempt at these mails; *again asks for another, one by one. */
static enum fu_status attempt(struct batch *batch, const uint32_t *uids, size_t count,
    uint32_t last_uid, bool *again, struct fu_error *error)
{
    enum fu_status status = fetch_first(batch, uids, count, error);
    bool over = false, died;

    if (status == FU_OK && !batch->alone)
        *again = is_cut_short(batch);
    if (status != FU_OK || *again)
        return status;
    if (batch->alone && batch->count == 0 && last_uid == 0)
        return forget_vanished(batch->intake, uids[0], error);
    note_numbers(batch);
    status = fu_recovered_read(fu_setup_path(batch->intake->context->setup, "recovered"),
        batch->arena, &batch->recovered, error);
    if (status != FU_OK)
        return status;
    drop_old(batch);
    status = begin_attempts(batch, error);
    if (status != FU_OK)
        return status;
    if (is_worn_out(batch))
        return fu_intake_quarantine(batch->intake, batch->mails[0].uid,
            "This mail was begun many times and never finished.", error);
    if (batch->intake->own)
        status = narrow(batch, again, &over, error);
    if (status != FU_OK || over)
        return status;
    *again = !batch->alone && is_cut_short(batch);
    if (*again)
        return FU_OK;
    status = read_letters(batch, &died, error);
    if (status != FU_OK)
        return status;
    if (died)
        return after_death(batch, again, error);
    status = take_all(batch, last_uid, error);
    if (batch->refused)
        return after_refusal(batch, again, error);
    return status == FU_OK ? file_away(batch, error) : status;
}

static enum fu_status take(struct intake *intake, const uint32_t *uids, size_t count, bool alone,
    uint32_t last_uid, bool *again, struct fu_error *error)
{
    struct batch batch = {
        .intake = intake, .arena = fu_arena_new(), .alone = alone, .again = last_uid == 0};
    int64_t began = fu_clock_ticks();
    enum fu_status status = attempt(&batch, uids, count, last_uid, again, error);

    if (status == FU_OK && !*again)
        fu_worker_worked(intake->context, began);
    fu_arena_free(&batch.arena);
    return status;
}

enum fu_status fu_intake_take(
    struct intake *intake, const uint32_t *uids, size_t count, bool fresh, struct fu_error *error)
{
    bool again = count == 1 || intake->one_by_one;
    enum fu_status status = FU_OK;
    size_t i;

    if (!again)
        status = take(intake, uids, count, false, fresh ? uids[count - 1] : 0, &again, error);
    if (!again || status != FU_OK)
        return status;
    for (i = 0; status == FU_OK && i < count && !fu_worker_stopping; i++) {
        do {
            again = false;
            status = take(intake, &uids[i], 1, true, fresh ? uids[i] : 0, &again, error);
        } while (again && status == FU_OK);
    }
    if (status == FU_OK && count > 1)
        intake->one_by_one = false;
    return status;
}
