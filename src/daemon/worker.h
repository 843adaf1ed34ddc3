/* What a worker process gets from the supervisor, and the rules it lives by: it may be killed at
 * any moment; it promises when it will next show a sign of life; it stops soon after it is asked
 * to. */
#ifndef DAEMON_WORKER_H
#define DAEMON_WORKER_H

#include <signal.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "followupd/setup/setup.h"

/* Ends of a worker that mean something to the supervisor. */
enum {
    EXIT_DONE = 0,
    EXIT_UNREACHABLE = 69,
    EXIT_FAULT = 70,
    EXIT_STATE = 74, /* the state folder or the store cannot be used until somebody mends it */
    EXIT_AGAIN = 75, /* they cannot be used for now */
    EXIT_BAD_CONFIG = 78,
    EXIT_DAMAGED = 79 /* the keeper: the store is damaged, everything has to stop */
};

/* One worker's place in the page that it shares with the supervisor. */
struct pulse {
    _Atomic int64_t promise; /* fu_clock_ticks() by which it will be heard of again; 0: none yet */
    _Atomic int64_t mails;   /* counters of a --once run */
    _Atomic int64_t followups;
    _Atomic int64_t sent;
    _Atomic int64_t failed;
    _Atomic int64_t waiting;
    _Atomic int64_t
        works; /* batches an intake handled, groups of mails the outbox sent, since the start */
    _Atomic int64_t worked; /* milliseconds that took */
    _Atomic int64_t
        again; /* the keeper: fu_clock_ticks() by which it wants to look again; 0: none */
};

/* What a keeper says as it gives up, with its NUL; the supervisor shows it to systemd. */
enum { WORDS_MAX = 1024 };

struct duties;

struct worker_context {
    struct fu_setup *setup;
    const struct fu_inbox_config *inbox; /* NULL unless it is an intake */
    struct pulse *pulse;
    char *words; /* the keeper's, WORDS_MAX: why it gave up; NULL when nobody reads it */
    const struct duties *duties; /* all there are; for who tells of them: the web, the keeper */
    pid_t supervisor;            /* without it there is nothing to work for */
    int control; /* an intake's line to the supervisor, over which it asks for readers; else -1 */
    bool once;
    bool upkeep; /* the keeper: more is due than a look at what is wrong */
    int wake;    /* readable once the worker is asked to stop */
};

/* How a worker ends whose store or state folder failed it: EXIT_AGAIN where that may pass, else
 * EXIT_STATE. */
int fu_worker_failed(enum fu_status status);

/* Set when the worker is asked to stop (SIGTERM). */
extern volatile bool fu_worker_stopping;

/* Takes over the signals of a fresh worker, and makes context->wake. Ends the process when its
 * supervisor has ended already. */
void fu_worker_start(struct worker_context *context);

/* What a transaction may take: waiting for its turn, and the work. */
enum { WORKER_STORE_SECONDS = 300 };

/* Promises to be heard of within that many seconds. */
void fu_worker_promise(const struct worker_context *context, int64_t seconds);

/* A piece of work that was begun at `began` (fu_clock_ticks()) is done: counts it for monitors. */
void fu_worker_worked(const struct worker_context *context, int64_t began);

/* Writes what is wrong with a duty, "" for nothing, where status and the keeper find it, and calls
 * the keeper. False when it could not be written: the store is in trouble itself, which the keeper
 * finds without it. */
bool fu_worker_trouble(const struct worker_context *context, struct fu_store *store,
    const char *duty, const char *sentence);

/* What a worker sends over its line to ask for the keeper; anything else asks for a reader. */
#define WORKER_CALLS_KEEPER "K"

/* Asks the supervisor for the keeper, who looks at what is wrong or well again and tells of it. */
void fu_worker_call_keeper(const struct worker_context *context);

/* The sleep before try number `tries` (1, 2, …), milliseconds: from one second doubling to a
 * quarter of an hour, half of it by chance. */
int64_t fu_worker_backoff(int tries);

/* The same after `refusals` (1, 2, …) refused logins in a row, which lock people out where they
 * come too often: from three minutes to a quarter of an hour. */
int64_t fu_worker_refused_pause(int refusals);

/* Milliseconds; meanwhile it is looked so often whether the password file was written. */
enum { FU_PASSWORD_LOOK_EVERY = 2000 };

/* Sleeps so long, or until the password file has another stamp (fu_setup_password_stamp) than at
 * the login that was refused. */
void fu_worker_sleep_refused(const struct worker_context *context,
    const struct fu_inbox_config *inbox, int64_t stamp, int refusals);

/* Sleeps; true when woken by the request to stop. */
bool fu_worker_sleep(const struct worker_context *context, int64_t milliseconds);

/* Logs that nothing is sent any more to a person's address. */
void fu_worker_log_paused(int64_t person);

/* The duties. Each returns its exit status. */
int fu_intake_work(struct worker_context *context);
int fu_outbox_work(struct worker_context *context);
int fu_web_work(struct worker_context *context);

#endif
