/* The life of the outbox: take a turn, send, take a turn; sleep until the next due moment, a ring,
 * a jump of the clock, or the end of a mail that takes long.
 *
 * A group of mails is claimed when the one before has ended but for its stragglers; meanwhile turns
 * only record.
 *
 * Outcomes that cannot be recorded are kept and tried again before anything else is sent. When the
 * trouble is ours (no connection, a refused login), nothing new is claimed until it is time to try
 * again. */
#include "outbox_sender.h"

#include "followupd/base/clock.h"
#include "followupd/base/log.h"
#include "followupd/setup/doorbell.h"
#include "followupd/zone/zone.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/timerfd.h>
#include <unistd.h>

/* Seconds: kept connections are closed after this long without a mail; a store in trouble is left
 * alone for so long. Who is to end soon leaves it alone for half a second, and --once tries for ten
 * of them to record what it sent. */
enum { REST_AFTER = 30, STORE_PAUSE = 10, SHORT_PAUSE = 500, RECORD_TRIES = 20, OWN_WATCHED = 3 };

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
    settings.alive = fu_sender_show_life;
    settings.context = sender->context;
    sender->outbox = fu_outbox_open(&settings);
    return FU_OK;
}

static enum fu_left look_for_dot(
    void *context, enum fu_parcel_kind kind, int64_t id, int64_t attempt)
{
    return fu_dots_has(context, kind, id, attempt) ? FU_LEFT_DOTTED : FU_LEFT_UNSENT;
}

static enum fu_left look_in_hand(
    void *context, enum fu_parcel_kind kind, int64_t id, int64_t attempt)
{
    (void)attempt;
    return fu_outbox_has(context, kind, id) ? FU_LEFT_IN_HAND : FU_LEFT_UNSENT;
}

static enum fu_status reclaim(struct sender *sender, struct fu_error *error)
{
    enum fu_status status =
        fu_followup_reclaim(sender->store, look_for_dot, sender->dots, fu_clock_now(), error);

    return status == FU_OK ? fu_dots_clear(sender->dots, error) : status;
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

/* A hold that ends later than any can was made by a clock that has been set back since. */
static bool is_holding(struct sender *sender, fu_instant now)
{
    if (sender->held != FU_NEVER && sender->held - now > SENDER_HOLD_LONGEST)
        sender->held = FU_NEVER;
    return sender->held != FU_NEVER && now < sender->held;
}

static void count_outcomes(struct sender *sender)
{
    struct pulse *pulse = sender->context->pulse;
    char words[FU_LOG_LINE_MAX];
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
                fu_log_words(sender->done[i].answer, words, sizeof words));
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

/* How many mails this turn may claim. */
static size_t claim_most(struct sender *sender, fu_instant now, bool doubted)
{
    bool holds = is_holding(sender, now);

    if (fu_worker_stopping || holds || doubted || sender->lost || sender->left > 0)
        return 0;
    return sender->most;
}

/* What a turn has claimed is the group at hand, and its memory stays. */
static void begin_group(struct sender *sender, const struct fu_turn *turn)
{
    struct fu_arena *older = sender->arena[1];

    sender->arena[1] = sender->arena[0];
    sender->arena[0] = older;
    sender->group = *turn;
    sender->told = fu_arena_allocate(older, turn->count + 1, sizeof *sender->told);
    sender->began = fu_clock_ticks();
}

/* One turn. FU_OK and *busy when there was something to send or to record. */
static enum fu_status take_turn(struct sender *sender, bool *busy, struct fu_error *error)
{
    fu_instant now = fu_clock_now();
    bool inside = sender->left > 0, doubted = fu_clock_hold_on(&sender->clock, now);
    size_t most = claim_most(sender, now, doubted);
    /* While the clock is in doubt outcomes are recorded all the same, lest young mails expire. */
    fu_instant moment = fu_clock_watch_passed(&sender->clock.watch);
    struct fu_arena *arena = inside ? sender->scratch : sender->arena[1];
    struct fu_turn turn;
    enum fu_status status;

    fu_arena_reset(arena);
    fu_zone_refresh();
    fu_sender_show_life(sender->context);
    status = fu_followup_turn(sender->store, &sender->context->setup->settings, arena, sender->done,
        sender->done_count, moment, most, &turn, error);
    if (status != FU_OK) {
        sender->lost = true;
        return status;
    }
    for (size_t i = 0; i < turn.paused_count; i++)
        fu_worker_log_paused(turn.paused[i]);
    log_asides(sender, &turn);
    count_outcomes(sender);
    *busy = sender->done_count > 0 || turn.count + turn.unsendable_count > 0;
    if (sender->done_count > 0)
        status = fu_outbox_forget_dots(sender->outbox, sender->dots, error);
    sender->done_count = 0;
    if (!inside)
        begin_group(sender, &turn);
    if (turn.count + turn.unsendable_count + fu_outbox_in_hand(sender->outbox) > 0)
        fu_sender_go_on(sender, inside ? 0 : turn.count);
    *busy = *busy || sender->done_count > 0;
    if (sender->lost && status == FU_OK) {
        status = fu_followup_reclaim(sender->store, look_in_hand, sender->outbox, now, error);
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

/* Whom nothing wakes looks for another password from time to time, if his was refused. *others says
 * that only mails under way may have something. */
static int wait_for_event(const struct sender *sender, struct pollfd *watched, bool *others)
{
    int timeout = sender->connected      ? REST_AFTER * MILLISECONDS
                  : sender->refusals > 0 ? FU_PASSWORD_LOOK_EVERY
                                         : -1;
    size_t mails = fu_outbox_watch(sender->outbox, watched + OWN_WATCHED, &timeout);
    int ready, i;

    do
        ready = poll(watched, OWN_WATCHED + mails, timeout);
    while (ready == 0 && mails == 0 && sender->refusals > 0 && !has_new_password(sender));
    *others = ready >= 0 && mails > 0;
    for (i = 0; i < OWN_WATCHED; i++)
        *others = *others && watched[i].revents == 0;
    return ready;
}

/* False when only a mail under way has something. */
static bool wait_once(struct sender *sender)
{
    struct pollfd watched[OWN_WATCHED + FU_OUTBOX_WATCHED_MAX] = {
        {.fd = sender->timer, .events = POLLIN}, {.fd = sender->doorbell, .events = POLLIN},
        {.fd = sender->context->wake, .events = POLLIN}};
    uint64_t rings;
    bool others;
    int ready = wait_for_event(sender, watched, &others);

    if (ready == 0)
        fu_sender_rest(sender);
    if (sender->refusals > 0 && has_new_password(sender)) {
        sender->refusals = 0;
        sender->held = FU_NEVER;
    }
    if (watched[0].revents && read(sender->timer, &rings, sizeof rings) < 0 && errno == ECANCELED)
        fu_log(FU_LOG_NOTICE, "the clock was set");
    if (watched[1].revents && fu_doorbell_answer(sender->doorbell) && sender->refusals == 0)
        sender->held = FU_NEVER;
    return !others;
}

static void wait_until(struct sender *sender, fu_instant due)
{
    int64_t seconds = due == FU_NEVER ? INT32_MAX : due - fu_clock_now();
    bool woken = false;

    set_timer(sender, due);
    while (!woken && sender->done_count == 0 && !fu_worker_stopping) {
        fu_worker_promise(sender->context, (seconds > 0 ? seconds : 0) + SENDER_PATIENCE);
        woken = wait_once(sender);
        if (!woken)
            fu_sender_go_on(sender, 0);
    }
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
 * sent would be sent again if it were not recorded: then the keeper looks whether the store is
 * damaged, which stops everybody. */
static bool gives_up(struct sender *sender, enum fu_status status)
{
    bool keeps = sender->done_count > 0;

    if (status == FU_OK)
        return false;
    if (status == FU_PERMANENT && !keeps)
        return true;
    if (status == FU_PERMANENT)
        fu_worker_call_keeper(sender->context);
    return sender->context->once && (!keeps || sender->record_tries++ == RECORD_TRIES);
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
                fu_outbox_in_hand(sender->outbox) == 0 &&
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
    } while (!fu_worker_stopping || sender->done_count > 0 ||
             fu_outbox_in_hand(sender->outbox) > 0);
    return status;
}

int fu_outbox_work(struct worker_context *context)
{
    struct sender sender = {.context = context,
        .doorbell = -1,
        .timer = -1,
        .held = FU_NEVER,
        .most = FU_TURN_MAX,
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
    sender.scratch = fu_arena_new();
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
    fu_arena_free(&sender.scratch);
    if (status != FU_OK)
        return fu_worker_failed(status);
    return context->once && (sender.said || is_clock_doubted(&sender)) ? EXIT_UNREACHABLE
                                                                       : EXIT_DONE;
}
