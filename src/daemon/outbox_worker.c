/* The life of the outbox: take a turn, send, take a turn; sleep until the next due moment, a ring,
 * or a jump of the clock.
 *
 * Outcomes that cannot be recorded are kept and tried again before anything else is sent. When the
 * trouble is ours (no connection, a refused login), nothing new is claimed until it is time to try
 * again. */
#include "reader.h"
#include "worker.h"

#include "clock_hold.h"
#include "lean.h"

#include "followupd/base/clock.h"
#include "followupd/base/log.h"
#include "followupd/followup/turn.h"
#include "followupd/outbox/dots.h"
#include "followupd/outbox/schedule.h"
#include "followupd/setup/doorbell.h"
#include "followupd/store/alerts.h"
#include "followupd/zone/zone.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/timerfd.h>
#include <unistd.h>

/* Seconds: kept connections are closed after this long without a mail; what a group of mails may
 * take; how long a store in trouble is left alone. Who is to end soon leaves it alone for half a
 * second, and --once tries for ten of them to record what it sent. */
enum {
    REST_AFTER = 30,
    PATIENCE = 900,
    STORE_PAUSE = 10,
    HOLD_LONGEST = 300,
    MILLISECONDS = 1000,
    SHORT_PAUSE = 500,
    RECORD_TRIES = 20
};

struct sender {
    struct worker_context *context;
    struct fu_store *store;
    struct fu_dots *dots;
    struct fu_outbox *outbox;
    struct fu_buffer secret;
    bool has_secret;
    int doorbell;
    int timer;
    struct reader reader;        /* for the files of notes to self */
    bool connected;              /* since the last rest */
    fu_instant held;             /* nothing new is claimed before this moment */
    int refusals;                /* of the login, in a row */
    int64_t password_stamp;      /* of the password that was refused */
    bool troubled;               /* status may say that mails do not go out */
    bool said;                   /* and so does the log */
    fu_instant certificate_ends; /* as the store has it */
    struct clock_hold clock;
    bool lost;                 /* a turn failed, and nobody knows whether it was committed */
    bool store_trouble;        /* said already */
    int record_tries;          /* of --once, whose outcomes the store did not take */
    struct fu_arena *arena[2]; /* of the turn being sent, and of the one before */
    struct fu_parcel *done;
    size_t done_count;
};

static void show_life(void *context)
{
    fu_worker_promise(context, PATIENCE);
}

static enum fu_status open_all(struct sender *sender, struct fu_error *error)
{
    struct fu_setup *setup = sender->context->setup;
    struct fu_outbox_settings settings;
    enum fu_status status = fu_setup_key(setup, error);

    if (status == FU_OK)
        status = fu_store_open(setup->config->daemon.state, &sender->store, error);
    if (status == FU_OK)
        status = fu_dots_open(fu_setup_path(setup, "dots"), &sender->dots, error);
    if (status == FU_OK)
        status = fu_doorbell_open(fu_setup_path(setup, "doorbell"), &sender->doorbell, error);
    if (status != FU_OK)
        return status;
    fu_store_urgent(sender->store, true);
    fu_clock_hold_start(&sender->clock, sender->context, sender->store);
    sender->timer = timerfd_create(CLOCK_REALTIME, TFD_CLOEXEC | TFD_NONBLOCK);
    if (sender->timer < 0)
        return fu_error_set(error, FU_TEMPORARY, "The system gives no timer: %s.", strerror(errno));
    fu_setup_outbox(setup, &settings);
    settings.alive = show_life;
    settings.context = sender->context;
    sender->outbox = fu_outbox_open(&settings);
    return FU_OK;
}

static bool dot_seen(void *context, enum fu_parcel_kind kind, int64_t id, int64_t attempt)
{
    return fu_dots_has(context, kind, id, attempt);
}

static enum fu_status reclaim(struct sender *sender, struct fu_error *error)
{
    enum fu_status status =
        fu_followup_reclaim(sender->store, dot_seen, sender->dots, fu_clock_now(), error);

    return status == FU_OK ? fu_dots_clear(sender->dots, error) : status;
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
static void rest(struct sender *sender)
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
    show_life(sender->context);
    sender->password_stamp = fu_setup_password_stamp(sender->context->setup, NULL);
    status = fu_setup_password(sender->context->setup, NULL, &sender->secret, error);
    sender->has_secret = status == FU_OK;
    return status;
}

/* fu_file_reader: has the reader look for files. */
static bool read_files(void *context, struct fu_arena *arena, const char *raw, size_t length,
    struct fu_part **files, size_t *count, size_t *left_out)
{
    struct sender *sender = context;
    struct reading_job job = {.bytes = raw, .length = length, .what = READER_FILES};

    if (!fu_reader_read(&sender->reader, sender->context, arena, &job, 1) || job.status != FU_OK)
        return false;
    *files = job.files;
    *count = job.file_count;
    *left_out = job.files_left_out;
    return true;
}

/* What was sent waits for the next turn to be recorded: both lists become one. */
static void keep_outcomes(struct sender *sender, const struct fu_turn *turn)
{
    size_t i;

    sender->done_count = 0;
    sender->done = fu_arena_allocate(
        sender->arena[0], turn->count + turn->unsendable_count + 1, sizeof *sender->done);
    for (i = 0; i < turn->count; i++) {
        sender->done[sender->done_count] = turn->parcels[i];
        sender->done[sender->done_count++].answer =
            fu_arena_copy(sender->arena[0], turn->parcels[i].answer ? turn->parcels[i].answer : "");
    }
    for (i = 0; i < turn->unsendable_count; i++)
        sender->done[sender->done_count++] = turn->unsendable[i];
}

static void count_outcomes(struct sender *sender)
{
    struct pulse *pulse = sender->context->pulse;
    bool calls = false;
    size_t i;

    for (i = 0; i < sender->done_count; i++) {
        switch (sender->done[i].outcome) {
        case FU_OUTCOME_SENT:
            atomic_fetch_add(&pulse->sent, 1);
            break;
        case FU_OUTCOME_NEVER:
            atomic_fetch_add(&pulse->failed, 1);
            fu_log(FU_LOG_WARNING, "a mail was refused for good: %s See followupctl queue.",
                sender->done[i].answer);
            calls = true;
            break;
        default:
            atomic_fetch_add(&pulse->waiting, 1);
            break;
        }
    }
    if (calls)
        fu_worker_call_keeper(sender->context);
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
static fu_instant hold_until(const struct fu_turn *turn)
{
    fu_instant until = fu_clock_now() + HOLD_LONGEST;
    size_t i;

    for (i = 0; i < turn->count; i++) {
        if (turn->parcels[i].outcome != FU_OUTCOME_OURS &&
            turn->parcels[i].outcome != FU_OUTCOME_NONE)
            return FU_NEVER;
        if (turn->parcels[i].outcome == FU_OUTCOME_OURS && turn->parcels[i].again < until)
            until = turn->parcels[i].again;
    }
    return until;
}

/* Trouble of ours: nothing new is claimed for a while, and for longer where the login is refused.
 */
static void hold(struct sender *sender, const struct fu_turn *turn)
{
    bool refused = fu_outbox_login_refused(sender->outbox);

    sender->held = hold_until(turn);
    if (sender->held == FU_NEVER)
        return;
    sender->refusals = refused ? sender->refusals + 1 : 0;
    if (refused)
        sender->held = fu_clock_now() + fu_worker_refused_pause(sender->refusals) / MILLISECONDS;
    rest(sender);
}

static void send_turn(struct sender *sender, struct fu_turn *turn)
{
    struct fu_error error;
    enum fu_status status = ensure_secret(sender, &error);
    int64_t began = fu_clock_ticks();

    if (status == FU_OK) {
        show_life(sender->context);
        sender->connected = true;
        status = fu_outbox_send(sender->outbox, sender->secret.data, turn->parcels, turn->count,
            sender->dots, &fu_worker_stopping, &error);
        fu_worker_worked(sender->context, began);
        note_certificate(sender);
    } else if (!fu_worker_stopping) {
        hold_all(turn, error.text);
    }
    keep_outcomes(sender, turn);
    if (!sender->has_secret && fu_worker_stopping)
        return; /* nothing was tried */
    if (status == FU_OK) {
        if (sender->said)
            fu_log(FU_LOG_NOTICE, "mails go out again");
        if (sender->troubled && turn->count > 0)
            sender->troubled = !write_trouble(sender, "");
        sender->said = false;
        sender->held = FU_NEVER;
        sender->refusals = 0;
        return;
    }
    if (!sender->said)
        fu_log(FU_LOG_ERROR, "%s", error.text);
    sender->said = sender->troubled = true;
    write_trouble(sender, error.text);
    hold(sender, turn);
}

/* A hold that ends later than any can was made by a clock that has been set back since. */
static bool is_holding(struct sender *sender, fu_instant now)
{
    if (sender->held != FU_NEVER && sender->held - now > HOLD_LONGEST)
        sender->held = FU_NEVER;
    return sender->held != FU_NEVER && now < sender->held;
}

static void log_asides(const struct sender *sender, const struct fu_turn *turn)
{
    static const char *const names[] = {[FU_ASIDE_DELIVERY] = "reminder mail",
        [FU_ASIDE_MESSAGE] = "message",
        [FU_ASIDE_OCCURRENCE] = "moment"};
    size_t i;

    for (i = 0; i < turn->aside_count; i++)
        fu_log(FU_LOG_ERROR, "%s %lld is put aside (followupctl queue), all others go on: %s",
            names[turn->asides[i].kind], (long long)turn->asides[i].id, turn->asides[i].why);
    if (turn->aside_count > 0)
        fu_worker_call_keeper(sender->context);
}

/* One turn. FU_OK and *busy when there was something to send or to record. */
static enum fu_status take_turn(struct sender *sender, bool *busy, struct fu_error *error)
{
    fu_instant now = fu_clock_now();
    bool holds = is_holding(sender, now);
    bool doubted = fu_clock_hold_on(&sender->clock, now);
    size_t most = fu_worker_stopping || holds || doubted || sender->lost ? 0 : FU_TURN_MAX;
    struct fu_arena *older = sender->arena[1];
    struct fu_turn turn;
    enum fu_status status;

    fu_arena_reset(older);
    fu_zone_refresh();
    show_life(sender->context);
    status = fu_followup_turn(sender->store, &sender->context->setup->settings, older, sender->done,
        sender->done_count, now, most, &turn, error);
    if (status != FU_OK) {
        sender->lost = true;
        return status;
    }
    sender->arena[1] = sender->arena[0];
    sender->arena[0] = older;
    for (size_t i = 0; i < turn.paused_count; i++)
        fu_worker_log_paused(turn.paused[i]);
    log_asides(sender, &turn);
    count_outcomes(sender);
    *busy = sender->done_count > 0 || turn.count + turn.unsendable_count > 0;
    status = sender->done_count > 0 ? fu_dots_clear(sender->dots, error) : FU_OK;
    sender->done_count = 0;
    if (turn.count + turn.unsendable_count > 0)
        send_turn(sender, &turn);
    if (sender->lost && status == FU_OK) {
        status = fu_followup_reclaim(sender->store, NULL, NULL, now, error);
        sender->lost = status != FU_OK;
        *busy = true;
    }
    return status;
}

static void set_timer(struct sender *sender, fu_instant due)
{
    struct itimerspec when = {.it_value.tv_sec = due};

    if (due == FU_NEVER)
        when.it_value.tv_sec = FU_INSTANT_MAX;
    else if (due < 1)
        when.it_value.tv_sec = 1;
    timerfd_settime(sender->timer, TFD_TIMER_ABSTIME | TFD_TIMER_CANCEL_ON_SET, &when, NULL);
}

static bool has_new_password(const struct sender *sender)
{
    return sender->password_stamp != fu_setup_password_stamp(sender->context->setup, NULL);
}

/* Whom nothing wakes looks for another password from time to time, if his was refused. */
static int wait_for_event(const struct sender *sender, struct pollfd *watched, nfds_t count)
{
    int timeout = sender->connected      ? REST_AFTER * MILLISECONDS
                  : sender->refusals > 0 ? FU_PASSWORD_LOOK_EVERY
                                         : -1;
    int ready;

    do
        ready = poll(watched, count, timeout);
    while (ready == 0 && sender->refusals > 0 && !has_new_password(sender));
    return ready;
}

static void wait_until(struct sender *sender, fu_instant due)
{
    struct pollfd watched[] = {{.fd = sender->timer, .events = POLLIN},
        {.fd = sender->doorbell, .events = POLLIN},
        {.fd = sender->context->wake, .events = POLLIN}};
    uint64_t rings;
    int64_t seconds = due == FU_NEVER ? INT32_MAX : due - fu_clock_now();
    int ready;

    set_timer(sender, due);
    fu_worker_promise(sender->context, (seconds > 0 ? seconds : 0) + PATIENCE);
    ready = wait_for_event(sender, watched, 3);
    if (ready == 0)
        rest(sender);
    if (sender->refusals > 0 && has_new_password(sender)) {
        sender->refusals = 0;
        sender->held = FU_NEVER;
    }
    if (watched[0].revents && read(sender->timer, &rings, sizeof rings) < 0 && errno == ECANCELED)
        fu_log(FU_LOG_NOTICE, "the clock was set");
    if (watched[1].revents && fu_doorbell_answer(sender->doorbell) && sender->refusals == 0)
        sender->held = FU_NEVER;
}

static bool is_clock_doubted(const struct sender *sender)
{
    return sender->clock.watch.doubt != CLOCK_BELIEVED;
}

/* The next moment at which there is something to do. */
static enum fu_status next_moment(struct sender *sender, fu_instant *due, struct fu_error *error)
{
    enum fu_status status = fu_store_next_due(sender->store, due, error);

    if (status == FU_OK && sender->held != FU_NEVER && *due != FU_NEVER && *due < sender->held)
        *due = sender->held;
    if (status == FU_OK && is_clock_doubted(sender))
        *due = fu_clock_watch_again(&sender->clock.watch);
    return status;
}

static void report_store(struct sender *sender, const struct fu_error *error)
{
    fu_log(sender->store_trouble ? FU_LOG_DEBUG : FU_LOG_ERROR, "%s", error->text);
    sender->store_trouble = true;
    if (fu_worker_stopping || sender->context->once)
        poll(NULL, 0, SHORT_PAUSE);
    else
        fu_worker_sleep(sender->context, (int64_t)STORE_PAUSE * MILLISECONDS);
}

/* A store that stays as it is ends the process. So does any failure under --once; but what was
 * sent would be sent again if it were not recorded. */
static bool gives_up(struct sender *sender, enum fu_status status)
{
    if (status == FU_OK || status == FU_PERMANENT)
        return status != FU_OK;
    return sender->context->once &&
           (sender->done_count == 0 || sender->record_tries++ == RECORD_TRIES);
}

static enum fu_status work(struct sender *sender, struct fu_error *error)
{
    fu_instant due;
    bool busy;
    enum fu_status status;

    do {
        busy = false;
        status = take_turn(sender, &busy, error);
        if (status == FU_OK && !busy) {
            status = next_moment(sender, &due, error);
            if (status == FU_OK && sender->context->once &&
                (due == FU_NEVER || due > fu_clock_now()))
                return FU_OK;
            if (status == FU_OK && !fu_worker_stopping)
                wait_until(sender, due);
        }
        if (gives_up(sender, status))
            return status;
        if (status != FU_OK)
            report_store(sender, error);
        else
            sender->store_trouble = false;
    } while (!fu_worker_stopping || sender->done_count > 0);
    return status;
}

int fu_outbox_work(struct worker_context *context)
{
    struct sender sender = {.context = context,
        .doorbell = -1,
        .timer = -1,
        .held = FU_NEVER,
        .troubled = true,
        .reader = {.control = context->control, .fd = -1}};
    struct fu_error error;
    enum fu_status status;

    fu_error_clear(&error);
    fu_buffer_init(&sender.secret, FU_SECRET_MAX);
    context->setup->settings.read_files = read_files;
    context->setup->settings.read_files_context = &sender;
    sender.arena[0] = fu_arena_new();
    sender.arena[1] = fu_arena_new();
    status = open_all(&sender, &error);
    if (status == FU_OK)
        status = reclaim(&sender, &error);
    if (status == FU_OK)
        status = work(&sender, &error);
    if (status != FU_OK)
        fu_log(FU_LOG_ERROR, "%s", error.text);
    fu_secret_wipe(&sender.secret);
    fu_buffer_free(&sender.secret);
    fu_reader_end(&sender.reader);
    fu_outbox_close(&sender.outbox);
    fu_dots_close(&sender.dots);
    fu_store_close(&sender.store);
    fu_arena_free(&sender.arena[0]);
    fu_arena_free(&sender.arena[1]);
    if (status != FU_OK)
        return EXIT_STATE;
    return context->once && (sender.said || is_clock_doubted(&sender)) ? EXIT_UNREACHABLE
                                                                       : EXIT_DONE;
}
