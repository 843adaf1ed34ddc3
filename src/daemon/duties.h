/* The supervisor's table of duties. */
#ifndef DAEMON_DUTIES_H
#define DAEMON_DUTIES_H

#include <sys/types.h>

#include "worker.h"

enum duty_kind { DUTY_KEEPER, DUTY_INTAKE, DUTY_OUTBOX, DUTY_WEB };

struct duty {
    enum duty_kind kind;
    const struct fu_inbox_config *inbox; /* of an intake */
    char name[64];
    struct pulse *pulse;
    pid_t pid;       /* 0 while it does not run */
    int control;     /* our end of an intake's line, -1 */
    int starts;      /* since it last ran for a while */
    int64_t started; /* fu_clock_ticks() */
    int64_t due;     /* when it is to be started; INT64_MAX: not again */
    int status;      /* its last exit status */
    int64_t upkeep;  /* of the keeper: when it has more to do than to look */
    bool called;     /* the keeper, while it runs: is to look once more */
};

enum { DUTIES_MAX = FU_CONFIG_INBOXES_MAX + 3 };

struct duties {
    struct fu_setup *setup;
    bool once;
    struct duty list[DUTIES_MAX];
    size_t count;
    struct pulse *pulses; /* the shared page */
    char *words;          /* at its end: what the keeper said as it gave up */
    bool damaged;         /* the keeper found the store damaged */
    int64_t awake; /* fu_clock_ticks() since when all may work: laid out, or back from sleep */
};

/* Sets the table out for a setup; nothing runs yet. False when the system gives no shared memory.
 */
bool fu_duties_lay_out(struct duties *duties, struct fu_setup *setup, bool once);
/* Bytes of the shared page. */
size_t fu_duties_shared(void);
void fu_duties_drop(struct duties *duties);

/* Starts one. The child closes these descriptors, besides the lines of the other duties. */
void fu_duty_start(
    struct duties *duties, struct duty *duty, const int *to_close, size_t close_count);

/* A child ended: clears its row and, unless it was asked to, says when it is started again. One
 * that is none of the duties is a reader. */
void fu_duty_ended(struct duties *duties, pid_t pid, int wait_status, bool asked);

/* Somebody has something for the keeper to look at: it is started soon, but not again and again. */
void fu_duties_call_keeper(struct duties *duties);

/* Milliseconds until a duty is to be started or has broken its promise; -1 for never. */
int fu_duties_next(const struct duties *duties);

/* The machine slept for so long: all promises are put off by it, since who sleeps wakes as much
 * later. */
void fu_duties_forgive(struct duties *duties, int64_t milliseconds);

/* Kills those that broke their promise. */
void fu_duties_check(struct duties *duties);

bool fu_duties_running(const struct duties *duties);
void fu_duties_signal(const struct duties *duties, int signal);

#endif
