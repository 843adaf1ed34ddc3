/* The table of duties: who runs, who is to be started again and when. A duty that ends at once is
 * started ever more patiently; one that ran for a while, at once. */
#include "duties.h"

#include "followupd/base/clock.h"
#include "followupd/base/log.h"
#include "keeper.h"
#include "reader.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

enum {
    RAN_FOR_A_WHILE = 60 * 1000,
    RESTART_FIRST = 1000,
    RESTART_LAST = 60 * 1000,
    UPKEEP_EVERY = 6 * 3600 * 1000,
    UPKEEP_AGAIN = 15 * 60 * 1000,
    KEEPER_SOON = 1000,
    KEEPER_RESTS = 60 * 1000
};

static struct duty *add(struct duties *duties, enum duty_kind kind, const char *name)
{
    struct duty *duty = &duties->list[duties->count];

    memset(duty, 0, sizeof *duty);
    duty->kind = kind;
    duty->pulse = &duties->pulses[duties->count++];
    duty->control = -1;
    snprintf(duty->name, sizeof duty->name, "%s", name);
    return duty;
}

bool fu_duties_lay_out(struct duties *duties, struct fu_setup *setup, bool once)
{
    char name[64];
    size_t i;

    memset(duties, 0, sizeof *duties);
    duties->setup = setup;
    duties->once = once;
    duties->awake = fu_clock_ticks();
    duties->pulses =
        mmap(NULL, fu_duties_shared(), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (duties->pulses == MAP_FAILED)
        return false;
    duties->words = (char *)(duties->pulses + DUTIES_MAX);
    for (i = 0; i < setup->config->inbox_count; i++) {
        snprintf(name, sizeof name, "intake %s", setup->config->inboxes[i].name);
        add(duties, DUTY_INTAKE, name)->inbox = &setup->config->inboxes[i];
    }
    add(duties, DUTY_OUTBOX, "outbox")->due = once ? INT64_MAX : 0;
    add(duties, DUTY_KEEPER, "keeper");
    if (setup->config->web.listen[0] && !once)
        add(duties, DUTY_WEB, "web");
    return true;
}

size_t fu_duties_shared(void)
{
    return DUTIES_MAX * sizeof(struct pulse) + WORDS_MAX;
}

void fu_duties_drop(struct duties *duties)
{
    if (duties->pulses && duties->pulses != MAP_FAILED)
        munmap(duties->pulses, fu_duties_shared());
    duties->pulses = NULL;
    duties->words = NULL;
    duties->count = 0;
}

static int run(struct duties *duties, struct duty *duty, pid_t supervisor, int control)
{
    struct worker_context context = {.setup = duties->setup,
        .inbox = duty->inbox,
        .pulse = duty->pulse,
        .words = duties->words,
        .duties = duties,
        .supervisor = supervisor,
        .control = control,
        .once = duties->once,
        .upkeep = duty->upkeep <= duty->started};

    fu_log_open(duty->name, fu_log_get_level());
    fu_worker_start(&context);
    switch (duty->kind) {
    case DUTY_KEEPER:
        return fu_keeper_maintain(&context);
    case DUTY_INTAKE:
        return fu_intake_work(&context);
    case DUTY_WEB:
        return fu_web_work(&context);
    case DUTY_OUTBOX:
        break;
    }
    return fu_outbox_work(&context);
}

/* The child keeps nothing of the supervisor's but its own line. */
static void close_others(const struct duties *duties, const int *to_close, size_t close_count)
{
    size_t i;

    for (i = 0; i < duties->count; i++) {
        if (duties->list[i].control >= 0)
            close(duties->list[i].control);
    }
    for (i = 0; i < close_count; i++)
        close(to_close[i]);
}

/* The more patient the more often it was started: from a second to a minute. */
static int64_t restart_pause(const struct duty *duty)
{
    int64_t pause = duty->starts > 6 ? RESTART_LAST : (int64_t)RESTART_FIRST << (duty->starts - 1);

    return pause < RESTART_LAST ? pause : RESTART_LAST;
}

void fu_duty_start(
    struct duties *duties, struct duty *duty, const int *to_close, size_t close_count)
{
    int line[2] = {-1, -1};
    pid_t supervisor = getpid();
    pid_t pid;

    atomic_store(&duty->pulse->promise, 0);
    atomic_store(&duty->pulse->again, 0);
    duty->started = fu_clock_ticks();
    duty->starts++;
    if (duty->kind != DUTY_KEEPER &&
        socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, line) < 0)
        pid = -1;
    else
        pid = fork();
    if (pid == 0) {
        close_others(duties, to_close, close_count);
        if (line[0] >= 0)
            close(line[0]);
        _exit(run(duties, duty, supervisor, line[1]));
    }
    if (line[1] >= 0)
        close(line[1]);
    if (pid < 0) {
        fu_log(FU_LOG_ERROR, "%s cannot be started: %m", duty->name);
        if (line[0] >= 0)
            close(line[0]);
        duty->status = EXIT_FAULT;
        duty->due = duties->once ? INT64_MAX : fu_clock_ticks() + restart_pause(duty);
        return;
    }
    duty->pid = pid;
    duty->control = line[0];
    duty->due = INT64_MAX;
}

static void say_end(const struct duty *duty, int wait_status, int64_t pause)
{
    if (WIFSIGNALED(wait_status))
        fu_log(FU_LOG_ERROR, "%s was ended by signal %d; it starts again in %lld s", duty->name,
            WTERMSIG(wait_status), (long long)pause / 1000);
    else
        fu_log(FU_LOG_WARNING, "%s ended with status %d; it starts again in %lld s", duty->name,
            WEXITSTATUS(wait_status), (long long)pause / 1000);
}

static struct duty *find_keeper(struct duties *duties)
{
    size_t i;

    for (i = 0; i < duties->count; i++) {
        if (duties->list[i].kind == DUTY_KEEPER)
            return &duties->list[i];
    }
    return NULL;
}

void fu_duties_call_keeper(struct duties *duties)
{
    struct duty *keeper = find_keeper(duties);
    int64_t soon = fu_clock_ticks() + KEEPER_SOON;

    if (!keeper || duties->once)
        return;
    keeper->called = keeper->pid != 0;
    if (keeper->started != 0 && soon < keeper->started + KEEPER_RESTS)
        soon = keeper->started + KEEPER_RESTS;
    if (!keeper->called && soon < keeper->due)
        keeper->due = soon;
}

/* Its next upkeep, or the moment at which it wants to look again. */
static void plan_keeper(struct duties *duties, struct duty *duty)
{
    int64_t now = fu_clock_ticks();
    int64_t again = atomic_load(&duty->pulse->again);
    bool called = duty->called;

    if (duty->status != EXIT_DONE)
        duty->upkeep = now + UPKEEP_AGAIN;
    else if (duty->upkeep <= duty->started)
        duty->upkeep = now + UPKEEP_EVERY;
    duty->due = duty->upkeep;
    if (again > 0 && again < duty->due)
        duty->due = again > duty->started + KEEPER_RESTS ? again : duty->started + KEEPER_RESTS;
    duty->called = false;
    if (called)
        fu_duties_call_keeper(duties);
}

static void plan_restart(struct duties *duties, struct duty *duty, int wait_status)
{
    int64_t now = fu_clock_ticks();
    int64_t pause;

    if (duties->once)
        return;
    if (duty->kind == DUTY_KEEPER) {
        plan_keeper(duties, duty);
        /* How it failed it says itself, while it can. */
        if (WIFSIGNALED(wait_status))
            say_end(duty, wait_status, duty->due - now);
        return;
    }
    if (now - duty->started > RAN_FOR_A_WHILE)
        duty->starts = 1;
    pause = restart_pause(duty);
    duty->due = now + pause;
    say_end(duty, wait_status, pause);
    fu_duties_call_keeper(duties);
}

void fu_duty_ended(struct duties *duties, pid_t pid, int wait_status, bool asked)
{
    size_t i;

    for (i = 0; i < duties->count; i++) {
        struct duty *duty = &duties->list[i];

        if (duty->pid != pid)
            continue;
        duty->pid = 0;
        duty->status = WIFEXITED(wait_status) ? WEXITSTATUS(wait_status) : EXIT_FAULT;
        duties->damaged |= duty->kind == DUTY_KEEPER && duty->status == EXIT_DAMAGED;
        if (duty->control >= 0)
            close(duty->control);
        duty->control = -1;
        if (!asked)
            plan_restart(duties, duty, wait_status);
    }
}

int fu_duties_next(const struct duties *duties)
{
    int64_t now = fu_clock_ticks();
    int64_t soonest = INT64_MAX;
    int64_t moment;
    size_t i;

    for (i = 0; i < duties->count; i++) {
        moment = duties->list[i].pid ? atomic_load(&duties->list[i].pulse->promise)
                                     : duties->list[i].due;
        if (moment == 0 && duties->list[i].pid)
            continue;
        if (moment < soonest)
            soonest = moment;
    }
    if (soonest == INT64_MAX || soonest - now > INT32_MAX)
        return -1;
    return soonest <= now ? 0 : (int)(soonest - now);
}

void fu_duties_check(struct duties *duties)
{
    int64_t now = fu_clock_ticks();
    int64_t promise;
    size_t i;

    for (i = 0; i < duties->count; i++) {
        promise = atomic_load(&duties->list[i].pulse->promise);
        if (duties->list[i].pid == 0 || promise == 0 || promise > now)
            continue;
        fu_log(FU_LOG_ERROR, "%s hangs: it gave no sign of life in time and is ended",
            duties->list[i].name);
        atomic_store(&duties->list[i].pulse->promise, 0);
        kill(duties->list[i].pid, SIGKILL);
    }
}

void fu_duties_forgive(struct duties *duties, int64_t milliseconds)
{
    int64_t now = fu_clock_ticks();
    size_t i;

    duties->awake = now;
    for (i = 0; i < duties->count; i++) {
        _Atomic int64_t *promise = &duties->list[i].pulse->promise;
        int64_t given = atomic_load(promise);

        /* One that is not broken yet would be: who sleeps wakes as much later. */
        if (given != 0)
            atomic_compare_exchange_strong(promise, &given, given + milliseconds);
    }
}

bool fu_duties_running(const struct duties *duties)
{
    size_t i;

    for (i = 0; i < duties->count; i++) {
        if (duties->list[i].pid)
            return true;
    }
    return false;
}

void fu_duties_signal(const struct duties *duties, int signal)
{
    size_t i;

    for (i = 0; i < duties->count; i++) {
        if (duties->list[i].pid == 0)
            continue;
        if (signal == SIGKILL)
            fu_log(FU_LOG_WARNING,
                "%s does not end and is killed; what it had in hand is taken up again",
                duties->list[i].name);
        kill(duties->list[i].pid, signal);
    }
}
