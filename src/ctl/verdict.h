/* Healthy, late or stuck: what `followupctl status` makes of what it sees. */
#ifndef CTL_VERDICT_H
#define CTL_VERDICT_H

#include <stddef.h>
#include <stdint.h>

#include "followupd/base/instant.h"
#include "followupd/base/memory.h"

/* Seconds that something may be due unsent; polls that may fail in a row; and what a look at an
 * inbox may take besides. */
enum { FU_CTL_LATE = 5 * 60, FU_CTL_STUCK = 30 * 60, FU_CTL_POLLS = 3, FU_CTL_POLL_SLACK = 60 };

/* Exit statuses of the command. */
enum fu_ctl_health { FU_CTL_HEALTHY = 0, FU_CTL_IS_LATE = 1, FU_CTL_IS_STUCK = 2 };

struct fu_ctl_inbox {
    const char *name;
    int64_t poll;         /* seconds */
    fu_instant last_poll; /* FU_NEVER */
};

struct fu_ctl_facts {
    fu_instant now;
    int64_t process;            /* of the daemon; 0: none runs */
    fu_instant oldest_due;      /* the oldest thing that is due and unsent; FU_NEVER */
    fu_instant undisturbed_due; /* the same without what a recipient's server put off */
    const struct fu_ctl_inbox *inboxes;
    size_t inbox_count;
};

struct fu_ctl_verdict {
    enum fu_ctl_health health;
    const char *reason; /* one sentence */
    const char *cure;   /* one sentence, "" when healthy */
};

/* Judges; texts are in the arena. */
void fu_ctl_judge(
    struct fu_arena *arena, const struct fu_ctl_facts *facts, struct fu_ctl_verdict *verdict);

#endif
