/* The life of an intake: connect, sweep, wait; and after every failure connect again, ever more
 * patiently.
 *
 * IDLE only makes a sweep sooner: the poll behind it never stops. What is wrong is written where
 * `followupctl status` finds it. */
#include "intake.h"

#include "followupd/base/buffer.h"
#include "followupd/base/clock.h"
#include "followupd/base/log.h"
#include "followupd/setup/doorbell.h"
#include "followupd/setup/known_inbox.h"
#include "followupd/store/alerts.h"
#include "followupd/store/letters.h"
#include "followupd/zone/zone.h"

#include "clock_hold.h"
#include "lean.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { PATIENCE = 120 };

static enum fu_status open_store(struct intake *intake, struct fu_error *error)
{
    return intake->store
               ? FU_OK
               : fu_store_open(intake->context->setup->config->daemon.state, &intake->store, error);
}

/* False when it could not be written: the store is in trouble itself. */
static bool write_trouble(struct intake *intake, const char *sentence)
{
    char duty[64];

    snprintf(duty, sizeof duty, "inbox %s", intake->name);
    fu_worker_promise(intake->context, WORKER_STORE_SECONDS);
    return intake->store && fu_worker_trouble(intake->context, intake->store, duty, sentence);
}

/* Noted at each connection, so that somebody hears before it ends. */
static enum fu_status note_certificate(struct intake *intake, struct fu_error *error)
{
    struct fu_certificate certificate = {
        .ends = fu_session_info(intake->session)->certificate_ends};
    char server[64];
    enum fu_status status;

    if (certificate.ends == 0)
        return FU_OK;
    snprintf(server, sizeof server, "inbox %s", intake->name);
    certificate.server = server;
    status = fu_store_begin(intake->store, error);
    if (status != FU_OK)
        return status;
    status = fu_store_certificate_set(intake->store, &certificate, error);
    if (status == FU_OK)
        return fu_store_commit(intake->store, error);
    fu_store_rollback(intake->store);
    return status;
}

static void show_life(void *context)
{
    fu_worker_promise(context, FU_COMMAND_DEADLINE + PATIENCE);
}

static enum fu_status connect_inbox(struct intake *intake, struct fu_error *error)
{
    const struct worker_context *context = intake->context;
    struct fu_intake_settings settings;
    struct fu_buffer secret;
    enum fu_status status;

    fu_buffer_init(&secret, FU_SECRET_MAX);
    fu_setup_session(context->inbox, &settings);
    settings.alive = show_life;
    settings.context = intake->context;
    settings.stop = &fu_worker_stopping;
    settings.login_refused = &intake->login_refused;
    intake->login_refused = false;
    intake->password_stamp = fu_setup_password_stamp(context->setup, context->inbox);
    fu_worker_promise(context, FU_CONNECT_DEADLINE + FU_SECRET_COMMAND_SECONDS + PATIENCE);
    status = fu_setup_password(context->setup, context->inbox, &secret, error);
    if (status == FU_OK)
        status = fu_session_open(&settings, secret.data, &intake->session, error);
    fu_secret_wipe(&secret);
    fu_buffer_free(&secret);
    return status;
}

/* UIDs of the inbox's rows in one state. */
static enum fu_status rows_in(struct intake *intake, struct fu_arena *arena,
    enum fu_attempt_state state, uint32_t **uids, size_t *count, struct fu_error *error)
{
    struct fu_attempt *rows;
    size_t row_count, i;
    enum fu_status status =
        fu_store_attempts(intake->store, arena, intake->name, state, &rows, &row_count, error);

    *count = 0;
    if (status != FU_OK)
        return status;
    *uids = fu_arena_allocate(arena, row_count + 1, sizeof **uids);
    for (i = 0; i < row_count; i++) {
        if (rows[i].origin.validity == intake->state.validity)
            (*uids)[(*count)++] = rows[i].origin.uid;
    }
    return FU_OK;
}

/* Files what was committed before an earlier end of this process. */
static enum fu_status file_leftovers(
    struct intake *intake, struct fu_arena *arena, struct fu_error *error)
{
    uint32_t *uids;
    size_t count, i, part;
    enum fu_status status = rows_in(intake, arena, FU_ATTEMPT_FILING, &uids, &count, error);

    for (i = 0; status == FU_OK && i < count; i += part) {
        part = count - i < FU_BATCH_MAX ? count - i : FU_BATCH_MAX;
        show_life(intake->context);
        status = fu_session_file(intake->session, uids + i, part, error);
        if (status == FU_OK)
            fu_intake_note_filed(intake, uids + i, part);
    }
    return status;
}

/* Mails begun before an earlier end of this process: each alone, since one of them may be why it
 * ended. */
static enum fu_status take_begun(
    struct intake *intake, struct fu_arena *arena, struct fu_error *error)
{
    uint32_t *uids;
    size_t count, i;
    enum fu_status status = rows_in(intake, arena, FU_ATTEMPT_TRYING, &uids, &count, error);

    for (i = 0; status == FU_OK && i < count && !fu_worker_stopping; i++)
        status = fu_intake_take(intake, &uids[i], 1, false, error);
    return status;
}

/* One that was set aside later than now was so by a clock that has been set back since. */
static bool is_time(const struct fu_attempt *attempt, fu_instant now)
{
    return attempt->again <= now || attempt->at > now;
}

static bool is_among(const char *text, const char *const *texts, size_t count)
{
    size_t i;

    for (i = 0; i < count; i++) {
        if (strcmp(texts[i], text) == 0)
            return true;
    }
    return false;
}

/* Mails that wait for their sender's hour, or that the server did not give: each alone, once its
 * time has come. Those that wait for the hour count no tries, and all of a person have one reason
 * (fu_taken). They come in their order or not at all: while one of them is to wait, so are those
 * behind it, and nothing is fetched of them, however many they are. */
static enum fu_status take_waiting(
    struct intake *intake, struct fu_arena *arena, struct fu_error *error)
{
    fu_instant now = fu_clock_now();
    struct fu_attempt *rows;
    const char **full;
    size_t count, full_count = 0, i;
    bool waits;
    enum fu_status status = fu_store_attempts(
        intake->store, arena, intake->name, FU_ATTEMPT_WAITING, &rows, &count, error);

    if (status != FU_OK)
        return status;
    full = fu_arena_allocate(arena, count + 1, sizeof *full);
    for (i = 0; status == FU_OK && i < count && !fu_worker_stopping; i++) {
        if (rows[i].origin.validity != intake->state.validity ||
            is_among(rows[i].reason, full, full_count))
            continue;
        waits = !is_time(&rows[i], now);
        if (!waits) {
            intake->waits = false;
            status = fu_intake_take(intake, &rows[i].origin.uid, 1, false, error);
            waits = intake->waits;
        }
        if (waits && rows[i].tries == 0)
            full[full_count++] = rows[i].reason;
    }
    return status;
}

/* A server may give the mailbox other numbers under a session: none of them means what it meant. */
static enum fu_status check_validity(const struct intake *intake, struct fu_error *error)
{
    if (fu_session_info(intake->session)->validity == intake->state.validity)
        return FU_OK;
    return fu_error_set(
        error, FU_TEMPORARY, "The server renumbers the mailbox; it is opened again.");
}

static enum fu_status take_fresh(
    struct intake *intake, struct fu_arena *arena, struct fu_error *error)
{
    uint32_t *uids;
    size_t count, i, part;
    enum fu_status status;

    show_life(intake->context);
    status =
        fu_session_search(intake->session, intake->state.last_uid, arena, &uids, &count, error);
    if (status == FU_OK)
        status = check_validity(intake, error);
    for (i = 0; status == FU_OK && i < count && !fu_worker_stopping; i += part) {
        part = count - i < FU_BATCH_MAX ? count - i : FU_BATCH_MAX;
        status = fu_intake_take(intake, uids + i, part, true, error);
    }
    return status;
}

/* One look at the inbox, to the end of what there is. */
static enum fu_status sweep(struct intake *intake, struct fu_error *error)
{
    struct fu_arena *arena = fu_arena_new();
    enum fu_status status;

    show_life(intake->context);
    fu_zone_refresh();
    /* New mail comes before what waits, so that nobody's holds up somebody else's; and what is only
     * to be filed comes last, since a server may not file. */
    status = take_begun(intake, arena, error);
    if (status == FU_OK && intake->leftovers)
        status = fu_intake_take_strays(intake, arena, error);
    if (status == FU_OK)
        status = take_fresh(intake, arena, error);
    if (status == FU_OK)
        status = take_waiting(intake, arena, error);
    if (status == FU_OK && intake->leftovers)
        status = file_leftovers(intake, arena, error);
    if (status == FU_OK && !fu_worker_stopping) {
        fu_intake_note_missed(intake, 0);
        intake->state.oldest = FU_NEVER;
        intake->one_by_one = false;
        intake->leftovers = false;
        fu_worker_promise(intake->context, WORKER_STORE_SECONDS);
        status = fu_intake_settle(intake, error);
    }
    fu_arena_free(&arena);
    return status;
}

/* Where an inbox has another name than before, it goes on where that came to. */
static enum fu_status read_state(
    struct intake *intake, struct fu_arena *arena, struct fu_error *error)
{
    const char *former;
    enum fu_status status = fu_known_inbox(
        intake->context->setup, intake->store, arena, intake->context->inbox, &former, error);

    if (status == FU_OK && strcmp(former, intake->name) != 0) {
        status = fu_store_begin(intake->store, error);
        if (status == FU_OK)
            status = fu_store_inbox_rename(intake->store, former, intake->name, error);
        if (status == FU_OK)
            status = fu_store_commit(intake->store, error);
        if (status == FU_OK)
            fu_log(FU_LOG_NOTICE, "the inbox was called %s; it is read on", former);
        else
            fu_store_rollback(intake->store);
    }
    return status == FU_OK
               ? fu_store_inbox_get(intake->store, arena, intake->name, &intake->state, error)
               : status;
}

/* From a fresh connection to its end: by request to stop, after one pass of --once, or by a
 * failure. */
static enum fu_status live(struct intake *intake, int *failures, struct fu_error *error)
{
    struct worker_context *context = intake->context;
    enum fu_status status = open_store(intake, error);
    struct fu_arena *arena = fu_arena_new();
    bool woken = false;

    if (status == FU_OK)
        status = read_state(intake, arena, error);
    if (status == FU_OK)
        intake->moved =
            *intake->state.account && strcmp(intake->state.account, intake->account) != 0;
    intake->state.name = intake->name;
    intake->state.account = intake->account;
    intake->state.not_ours = intake->state.turned_away = 0;
    fu_arena_free(&arena);
    if (status == FU_OK)
        status = fu_clock_ask(&intake->clock, error);
    if (status == FU_OK)
        status = connect_inbox(intake, error);
    intake->leftovers = true;
    intake->gets_on = false;
    if (status == FU_OK)
        status = fu_intake_meet_numbers(intake, error);
    if (status == FU_OK)
        status = note_certificate(intake, error);
    while (status == FU_OK && !fu_worker_stopping) {
        status = fu_clock_ask(&intake->clock, error);
        if (status == FU_OK)
            status = sweep(intake, error);
        if (status != FU_OK || fu_worker_stopping)
            break;
        if (*failures > 0) {
            fu_log(FU_LOG_NOTICE, "the inbox is read again");
        }
        if (intake->troubled)
            intake->troubled = !write_trouble(intake, "");
        if (context->once)
            break;
        *failures = 0;
        fu_store_rest(intake->store);
        fu_lean();
        fu_worker_promise(context,
            context->inbox->poll + FU_IDLE_START_DEADLINE + FU_COMMAND_DEADLINE + PATIENCE);
        status =
            fu_session_wait(intake->session, context->inbox->poll, context->wake, &woken, error);
    }
    fu_session_close(&intake->session);
    return status;
}

/* Says once what is wrong, then only at debug level while it stays so. What is wrong now may be
 * something else than what began it. */
static void report(
    struct intake *intake, enum fu_status status, int failures, const struct fu_error *error)
{
    bool is_new = failures == 1 || strcmp(intake->said, error->text) != 0;

    fu_log(is_new ? FU_LOG_WARNING : FU_LOG_DEBUG, "%s", error->text);
    snprintf(intake->said, sizeof intake->said, "%s", error->text);
    if (is_new || status == FU_PERMANENT)
        intake->told = false;
    if (!intake->told)
        intake->told = write_trouble(intake, error->text);
    intake->troubled = true;
}

static void prepare(struct intake *intake, struct worker_context *context)
{
    const struct fu_rules *rules;

    memset(intake, 0, sizeof *intake);
    intake->context = context;
    intake->name = context->inbox->name;
    intake->account = fu_known_account(context->setup->arena, context->inbox);
    intake->reader = (struct reader){.control = context->control, .fd = -1};
    intake->troubled = true;
    intake->sharing.last = fu_clock_now();
    fu_clock_ask_start(context, &intake->clock);
    fu_setup_inbox(context->setup, context->inbox, &intake->settings);
    rules = &intake->settings.rules;
    intake->own = rules->mailboxes.count > 0 || rules->sent;
}

int fu_intake_work(struct worker_context *context)
{
    struct intake intake;
    struct fu_error error;
    enum fu_status status;
    int failures = 0, refusals = 0, failed = EXIT_DONE;

    fu_error_clear(&error);
    if (fu_setup_key(context->setup, &error) != FU_OK) {
        fu_log(FU_LOG_ERROR, "%s", error.text);
        return EXIT_STATE;
    }
    prepare(&intake, context);
    /* A predecessor may have ended between its commit and its ring. */
    fu_doorbell_ring(fu_setup_path(context->setup, "doorbell"));
    do {
        status = live(&intake, &failures, &error);
        if (status != FU_OK && !fu_worker_stopping) {
            report(&intake, status, ++failures, &error);
            refusals = intake.login_refused ? refusals + 1 : 0;
            if (!context->once && refusals > 0)
                fu_worker_sleep_refused(context, context->inbox, intake.password_stamp, refusals);
            else if (!context->once)
                fu_worker_sleep(context, fu_worker_backoff(failures));
        }
    } while (!fu_worker_stopping && (!context->once || intake.gets_on));
    if (status != FU_OK)
        failed = intake.store ? EXIT_UNREACHABLE : fu_worker_failed(status);
    fu_reader_end(&intake.reader);
    fu_store_close(&intake.store);
    free(intake.filed);
    return failed;
}
