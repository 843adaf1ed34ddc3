/* What all workers share: signals, signs of life, backoff. */
#include "worker.h"

#include "followupd/base/clock.h"
#include "followupd/base/file.h"
#include "followupd/base/log.h"

#include <errno.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <unistd.h>

enum {
    BACKOFF_FIRST = 1000,
    BACKOFF_LAST = 15 * 60 * 1000,
    BACKOFF_DOUBLINGS = 10,
    REFUSED_FIRST = 3 * 60 * 1000,
    MILLISECONDS = 1000
};

volatile bool fu_worker_stopping;

static int wake_pipe[2] = {-1, -1};

static void stop(int signal)
{
    int saved = errno;

    (void)signal;
    fu_worker_stopping = true;
    if (write(wake_pipe[1], "!", 1) < 0)
        errno = saved;
    errno = saved;
}

int fu_worker_failed(enum fu_status status)
{
    return status == FU_TEMPORARY ? EXIT_AGAIN : EXIT_STATE;
}

void fu_worker_start(struct worker_context *context)
{
    struct sigaction action = {.sa_handler = stop};
    sigset_t none;

    if (pipe(wake_pipe) < 0)
        _exit(EXIT_FAULT);
    fu_set_cloexec(wake_pipe[0]);
    fu_set_cloexec(wake_pipe[1]);
    fu_set_nonblocking(wake_pipe[1]);
    context->wake = wake_pipe[0];
    context->setup->stop = &fu_worker_stopping;
    sigaction(SIGTERM, &action, NULL);
    sigaction(SIGINT, &action, NULL);
    (void)signal(SIGHUP, SIG_IGN);
    (void)signal(SIGPIPE, SIG_IGN);
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    prctl(PR_SET_PDEATHSIG, SIGTERM);
    if (getppid() != context->supervisor)
        _exit(EXIT_DONE);
}

void fu_worker_promise(const struct worker_context *context, int64_t seconds)
{
    atomic_store(&context->pulse->promise, fu_clock_ticks() + seconds * MILLISECONDS);
}

void fu_worker_worked(const struct worker_context *context, int64_t began)
{
    atomic_fetch_add(&context->pulse->works, 1);
    atomic_fetch_add(&context->pulse->worked, fu_clock_ticks() - began);
}

void fu_worker_call_keeper(const struct worker_context *context)
{
    if (context->control >= 0)
        send(context->control, WORKER_CALLS_KEEPER, 1, MSG_NOSIGNAL | MSG_DONTWAIT);
}

bool fu_worker_trouble(const struct worker_context *context, struct fu_store *store,
    const char *duty, const char *sentence)
{
    struct fu_error ignored;
    bool written = false;

    if (fu_store_begin(store, &ignored) == FU_OK) {
        if (fu_store_trouble(store, duty, sentence, fu_clock_now(), &ignored) == FU_OK)
            written = fu_store_commit(store, &ignored) == FU_OK;
        else
            fu_store_rollback(store);
    }
    if (written || sentence[0] != '\0')
        fu_worker_call_keeper(context);
    return written;
}

int64_t fu_worker_backoff(int tries)
{
    int doublings = tries - 1 < BACKOFF_DOUBLINGS ? tries - 1 : BACKOFF_DOUBLINGS;
    int64_t longest = (int64_t)BACKOFF_FIRST << doublings;
    uint32_t chance;

    if (longest > BACKOFF_LAST)
        longest = BACKOFF_LAST;
    fu_random(&chance, sizeof chance);
    return longest / 2 + (int64_t)(chance % (uint64_t)(longest / 2 + 1));
}

bool fu_worker_sleep(const struct worker_context *context, int64_t milliseconds)
{
    struct pollfd watched = {.fd = context->wake, .events = POLLIN};
    int64_t until = fu_clock_ticks() + milliseconds;
    int64_t left;

    fu_worker_promise(context, milliseconds / MILLISECONDS + 60);
    while (!fu_worker_stopping && (left = until - fu_clock_ticks()) > 0) {
        if (poll(&watched, 1, (int)left) < 0 && errno != EINTR)
            break;
    }
    return fu_worker_stopping;
}

int64_t fu_worker_refused_pause(int refusals)
{
    int doublings = refusals - 1 < BACKOFF_DOUBLINGS ? refusals - 1 : BACKOFF_DOUBLINGS;
    int64_t pause = (int64_t)REFUSED_FIRST << doublings;

    return pause < BACKOFF_LAST ? pause : BACKOFF_LAST;
}

void fu_worker_sleep_refused(const struct worker_context *context,
    const struct fu_inbox_config *inbox, int64_t stamp, int refusals)
{
    int64_t until = fu_clock_ticks() + fu_worker_refused_pause(refusals);

    while (!fu_worker_stopping && fu_clock_ticks() < until &&
           fu_setup_password_stamp(context->setup, inbox) == stamp)
        fu_worker_sleep(context, FU_PASSWORD_LOOK_EVERY);
}

void fu_worker_log_paused(int64_t person)
{
    fu_log(FU_LOG_WARNING,
        "mail to person %lld has failed for good on two days: nothing is sent there any more "
        "(followupctl people)",
        (long long)person);
}
