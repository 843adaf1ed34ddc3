/* The supervisor. It sleeps until a child ends, a signal comes, an intake asks for a reader, or a
 * promise or a restart falls due. */
#include "supervisor.h"

#include "followupd/base/clock.h"
#include "followupd/base/file.h"
#include "followupd/base/log.h"
#include "duties.h"
#include "keeper.h"
#include "lean.h"
#include "lock.h"
#include "reader.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <systemd/sd-daemon.h>
#include <unistd.h>

/* Later than this (milliseconds) a sleep ends only when the machine itself slept. */
enum { OVERSLEPT = 5000 };

enum { STOP_SECONDS = 20, MILLISECONDS = 1000, MICROSECONDS = 1000, WATCHED_MAX = DUTIES_MAX + 1 };

struct supervisor {
    struct fu_setup *setup;
    struct fu_setup *next; /* of a reload, while the workers of the old one stop */
    struct duties duties;
    bool once;
    int signals;
    int lock;
    char refused[FU_ERROR_TEXT_MAX]; /* why the last new configuration was not taken, "" */
    bool stopping;
    bool lost;       /* nothing to run with after a reload */
    int64_t kill_at; /* fu_clock_ticks(): workers that have not stopped by then are killed */
    int watchdog;    /* milliseconds between signs of life to systemd, 0 for none */
    int64_t fed;     /* when it got the last one */
};

static void say_status(const struct supervisor *supervisor)
{
    if (supervisor->refused[0]) {
        sd_notifyf(0, "STATUS=Goes on with the former configuration: %s", supervisor->refused);
        return;
    }
    sd_notifyf(0, "STATUS=Reads %zu inbox%s and sends what is due.",
        supervisor->setup->config->inbox_count,
        supervisor->setup->config->inbox_count == 1 ? "" : "es");
}

/* For systemctl status, which shows it until the next start. */
static void show_why(const char *sentence)
{
    if (sentence[0])
        sd_notifyf(0, "STATUS=%s", sentence);
}

/* Runs the keeper's first part in a child, so that no secret and no database ever was in this
 * process. */
static int prepare_store(struct supervisor *supervisor)
{
    struct worker_context context = {.setup = supervisor->setup,
        .pulse = supervisor->duties.pulses,
        .words = supervisor->duties.words,
        .supervisor = getpid(),
        .control = -1};
    int wait_status;
    pid_t pid;

    sd_notify(0, "EXTEND_TIMEOUT_USEC=600000000\nSTATUS=Checks the store.");
    pid = fork();
    if (pid == 0) {
        fu_log_open("keeper", fu_log_get_level());
        fu_worker_start(&context);
        _exit(fu_keeper_prepare(&context));
    }
    while (pid > 0 && waitpid(pid, &wait_status, 0) < 0 && errno == EINTR)
        ;
    if (pid < 0)
        fu_log(FU_LOG_ERROR, "The store cannot be looked at: no process could be started.");
    else if (WIFSIGNALED(wait_status))
        fu_log(FU_LOG_ERROR, "The store cannot be looked at: who did was ended by signal %d.",
            WTERMSIG(wait_status));
    if (pid < 0 || !WIFEXITED(wait_status))
        return EXIT_FAULT;
    show_why(supervisor->duties.words);
    return WEXITSTATUS(wait_status);
}

static bool open_signals(struct supervisor *supervisor)
{
    sigset_t set;

    sigemptyset(&set);
    sigaddset(&set, SIGTERM);
    sigaddset(&set, SIGINT);
    sigaddset(&set, SIGHUP);
    sigaddset(&set, SIGCHLD);
    sigprocmask(SIG_BLOCK, &set, NULL);
    (void)signal(SIGPIPE, SIG_IGN);
    supervisor->signals = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
    return supervisor->signals >= 0;
}

static void start_due(struct supervisor *supervisor)
{
    int64_t now = fu_clock_ticks();
    size_t i;

    if (supervisor->stopping || supervisor->next)
        return;
    for (i = 0; i < supervisor->duties.count; i++) {
        struct duty *duty = &supervisor->duties.list[i];

        if (duty->pid == 0 && duty->due <= now)
            fu_duty_start(&supervisor->duties, duty, &supervisor->signals, 1);
    }
}

static void stop_workers(struct supervisor *supervisor)
{
    fu_duties_signal(&supervisor->duties, SIGTERM);
    supervisor->kill_at = fu_clock_ticks() + (int64_t)STOP_SECONDS * MILLISECONDS;
}

static void stop(struct supervisor *supervisor)
{
    if (supervisor->stopping)
        return;
    supervisor->stopping = true;
    fu_log(FU_LOG_NOTICE, "stops");
    sd_notify(0, "STOPPING=1\nSTATUS=Finishes the mail in hand.");
    stop_workers(supervisor);
}

/* Has followupctl and systemctl tell it, who reads no log; "" when one is taken. */
static void note_refused(struct supervisor *supervisor, const char *sentence)
{
    snprintf(supervisor->refused, sizeof supervisor->refused, "%s", sentence);
    fu_lock_note(supervisor->lock, sentence);
    if (sentence[0])
        say_status(supervisor);
}

/* A bad configuration changes nothing; a good one takes over when the workers of the old have
 * stopped. What is asked for until then counts too: the newest good one takes over. */
static void reload(struct supervisor *supervisor)
{
    struct fu_arena *arena = fu_arena_new(), *older;
    struct fu_setup *setup;
    struct fu_error error;

    if (supervisor->stopping || supervisor->once) {
        fu_arena_free(&arena);
        return;
    }
    if (fu_setup_load(arena, supervisor->setup->config->path, &setup, &error) != FU_OK) {
        fu_log(
            FU_LOG_ERROR, "the new configuration is not used, the old one stays: %s", error.text);
        note_refused(supervisor, error.text);
        fu_arena_free(&arena);
        return;
    }
    if (strcmp(setup->config->daemon.state, supervisor->setup->config->daemon.state) != 0) {
        fu_log(
            FU_LOG_ERROR, "the new configuration is not used: a new state folder needs a restart");
        note_refused(
            supervisor, "a new state folder needs a restart (systemctl restart followupd)");
        fu_arena_free(&arena);
        return;
    }
    sd_notifyf(0, "RELOADING=1\nMONOTONIC_USEC=%lld", (long long)fu_clock_ticks() * MICROSECONDS);
    note_refused(supervisor, "");
    older = supervisor->next ? supervisor->next->arena : NULL;
    supervisor->next = setup;
    if (older)
        fu_arena_free(&older);
    else
        stop_workers(supervisor);
}

static void take_over(struct supervisor *supervisor)
{
    struct fu_arena *old = supervisor->setup->arena;

    supervisor->setup = supervisor->next;
    supervisor->next = NULL;
    fu_duties_drop(&supervisor->duties);
    fu_log_set_level(
        (enum fu_log_level)fu_log_level_parse(supervisor->setup->config->daemon.log_level));
    supervisor->lost = !fu_duties_lay_out(&supervisor->duties, supervisor->setup, false);
    fu_arena_free(&old);
    if (supervisor->lost) {
        fu_log(FU_LOG_ERROR, "There is no memory for the new configuration.");
        return;
    }
    fu_log(FU_LOG_NOTICE, "uses the new configuration");
    sd_notify(0, "READY=1");
    say_status(supervisor);
}

static void reap(struct supervisor *supervisor)
{
    int wait_status;
    pid_t pid;

    while ((pid = waitpid(-1, &wait_status, WNOHANG)) > 0) {
        fu_duty_ended(
            &supervisor->duties, pid, wait_status, supervisor->stopping || supervisor->next);
    }
    if (supervisor->duties.damaged)
        stop(supervisor);
}

static void take_signals(struct supervisor *supervisor)
{
    struct signalfd_siginfo info;

    while (read(supervisor->signals, &info, sizeof info) == (ssize_t)sizeof info) {
        if (info.ssi_signo == SIGTERM || info.ssi_signo == SIGINT)
            stop(supervisor);
        else if (info.ssi_signo == SIGHUP)
            reload(supervisor);
        else
            reap(supervisor);
    }
}

static void serve(struct supervisor *supervisor, struct duty *duty)
{
    struct fu_reading reading = {.authserv_id = ""};
    char request;

    if (recv(duty->control, &request, 1, MSG_DONTWAIT) != 1)
        return;
    if (request == WORKER_CALLS_KEEPER[0]) {
        fu_duties_call_keeper(&supervisor->duties);
        return;
    }
    if (duty->inbox)
        fu_setup_reading(duty->inbox, &reading);
    if (!fu_reader_provide(duty->control, &reading, supervisor->duties.pulses, fu_duties_shared()))
        fu_log(FU_LOG_ERROR, "no reader can be started: %m");
}

static int next_timeout(const struct supervisor *supervisor)
{
    int64_t now = fu_clock_ticks();
    int timeout =
        supervisor->stopping || supervisor->next ? -1 : fu_duties_next(&supervisor->duties);
    int64_t left;

    if (supervisor->stopping || supervisor->next) {
        left = supervisor->kill_at - now;
        timeout = left > 0 ? (int)left : 0;
    }
    if (supervisor->watchdog > 0) {
        left = supervisor->fed + supervisor->watchdog - now;
        left = left > 0 ? left : 0;
        if (timeout < 0 || left < timeout)
            timeout = (int)left;
    }
    return timeout;
}

static void wait_for_something(struct supervisor *supervisor)
{
    struct pollfd watched[WATCHED_MAX] = {{.fd = supervisor->signals, .events = POLLIN}};
    struct duty *asking[WATCHED_MAX];
    int timeout = next_timeout(supervisor);
    int64_t began = fu_clock_ticks(), overslept;
    nfds_t count = 1, i;
    size_t j;
    int ready;

    for (j = 0; j < supervisor->duties.count; j++) {
        if (supervisor->duties.list[j].control < 0)
            continue;
        asking[count] = &supervisor->duties.list[j];
        watched[count++] =
            (struct pollfd){.fd = supervisor->duties.list[j].control, .events = POLLIN};
    }
    ready = poll(watched, count, timeout);
    overslept = timeout < 0 ? 0 : fu_clock_ticks() - began - timeout;
    if (overslept > OVERSLEPT)
        fu_duties_forgive(&supervisor->duties, overslept);
    if (ready <= 0)
        return;
    for (i = 1; i < count; i++) {
        if (watched[i].revents & POLLIN)
            serve(supervisor, asking[i]);
    }
    if (watched[0].revents)
        take_signals(supervisor);
}

static void keep_promises(struct supervisor *supervisor)
{
    int64_t now = fu_clock_ticks();

    fu_duties_check(&supervisor->duties);
    if ((supervisor->stopping || supervisor->next) && now >= supervisor->kill_at) {
        fu_duties_signal(&supervisor->duties, SIGKILL);
        supervisor->kill_at = now + (int64_t)STOP_SECONDS * MILLISECONDS;
    }
    if (supervisor->watchdog > 0 && now >= supervisor->fed + supervisor->watchdog) {
        sd_notify(0, "WATCHDOG=1");
        supervisor->fed = now;
    }
}

/* --once: the outbox follows when every inbox was read. True when that, too, is over. */
static bool once_is_over(struct supervisor *supervisor)
{
    struct duties *duties = &supervisor->duties;
    size_t i;

    if (fu_duties_running(duties))
        return false;
    for (i = 0; i < duties->count; i++) {
        if (duties->list[i].kind == DUTY_OUTBOX && duties->list[i].starts == 0) {
            duties->list[i].due = 0;
            return false;
        }
    }
    return true;
}

/* What somebody has to mend weighs more than what may pass, though its number is lower. */
static int worse(int one, int other)
{
    int more = one > other ? one : other;
    int less = one > other ? other : one;

    return more == EXIT_AGAIN && less == EXIT_STATE ? less : more;
}

static int summarize(const struct supervisor *supervisor)
{
    const struct duties *duties = &supervisor->duties;
    long long mails = 0, followups = 0, sent = 0, failed = 0, waiting = 0;
    int worst = EXIT_DONE;
    size_t i;

    for (i = 0; i < duties->count; i++) {
        const struct pulse *pulse = duties->list[i].pulse;

        mails += atomic_load(&pulse->mails);
        followups += atomic_load(&pulse->followups);
        sent += atomic_load(&pulse->sent);
        failed += atomic_load(&pulse->failed);
        waiting += atomic_load(&pulse->waiting);
        worst = worse(worst, duties->list[i].status);
    }
    printf("mails read: %lld, new follow-ups: %lld, sent: %lld, refused: %lld, put off: %lld\n",
        mails, followups, sent, failed, waiting);
    return worst;
}

static int run(struct supervisor *supervisor)
{
    int status;

    if (!fu_duties_lay_out(&supervisor->duties, supervisor->setup, supervisor->once))
        return EXIT_FAULT;
    sd_notify(0, "READY=1");
    say_status(supervisor);
    fu_lean();
    for (;;) {
        start_due(supervisor);
        if (!fu_duties_running(&supervisor->duties)) {
            if (supervisor->stopping)
                break;
            if (supervisor->next)
                take_over(supervisor);
            if (supervisor->lost)
                return EXIT_FAULT;
        }
        if (supervisor->once && !supervisor->stopping && once_is_over(supervisor))
            break;
        start_due(supervisor);
        /* With --once, one that cannot be started leaves nobody to wait for. */
        if (!supervisor->once || fu_duties_running(&supervisor->duties))
            wait_for_something(supervisor);
        keep_promises(supervisor);
    }
    status = supervisor->once ? summarize(supervisor) : EXIT_DONE;
    show_why(supervisor->duties.words);
    return supervisor->duties.damaged ? EXIT_STATE : status;
}

/* The state folder is ours alone, and signals come by a descriptor: EXIT_DONE, or why not. */
static int take_hold(struct supervisor *supervisor)
{
    const struct fu_setup *setup = supervisor->setup;
    struct fu_error error;
    enum fu_status status = fu_folder_ensure(setup->config->daemon.state, &error);

    if (status == FU_OK)
        status = fu_lock_take(fu_setup_path(setup, "lock"), &supervisor->lock, &error);
    if (status != FU_OK) {
        fu_log(FU_LOG_ERROR, "%s", error.text);
        show_why(error.text);
        return fu_worker_failed(status);
    }
    return open_signals(supervisor) ? EXIT_DONE : EXIT_FAULT;
}

/* The keeper alone, then everybody. */
static int work(struct supervisor *supervisor)
{
    uint64_t watchdog = 0;
    int status;

    if (!supervisor->once && sd_watchdog_enabled(0, &watchdog) > 0)
        supervisor->watchdog = (int)(watchdog / MICROSECONDS / 2);
    supervisor->fed = fu_clock_ticks();
    if (!fu_duties_lay_out(&supervisor->duties, supervisor->setup, supervisor->once))
        return EXIT_FAULT;
    status = prepare_store(supervisor);
    fu_duties_drop(&supervisor->duties);
    if (status == EXIT_DONE)
        status = run(supervisor);
    fu_duties_drop(&supervisor->duties);
    return status;
}

int fu_supervise(struct fu_setup *setup, bool once)
{
    struct supervisor supervisor = {.setup = setup, .once = once, .signals = -1, .lock = -1};
    struct fu_arena *arena;
    int status = take_hold(&supervisor);

    if (status == EXIT_DONE)
        status = work(&supervisor);
    arena = supervisor.setup->arena;
    fu_arena_free(&arena);
    if (supervisor.signals >= 0)
        close(supervisor.signals);
    if (supervisor.lock >= 0)
        close(supervisor.lock);
    return status;
}
