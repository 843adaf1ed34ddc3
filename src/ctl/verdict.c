/* The judgement of `followupctl status`. Nothing fails. */
#include "verdict.h"

#include <stdbool.h>

#include "moment.h"

static void stuck(struct fu_ctl_verdict *verdict, const char *reason, const char *cure)
{
    *verdict = (struct fu_ctl_verdict){FU_CTL_IS_STUCK, reason, cure};
}

/* Because of an inbox that was not read for several polls. */
static bool has_stuck_inbox(
    struct fu_arena *arena, const struct fu_ctl_facts *facts, struct fu_ctl_verdict *verdict)
{
    const struct fu_ctl_inbox *inbox;

    for (size_t i = 0; i < facts->inbox_count; i++) {
        inbox = &facts->inboxes[i];
        if (inbox->last_poll == FU_NEVER) {
            stuck(verdict, fu_arena_print(arena, "inbox %s was never read.", inbox->name),
                "followupctl check tells why.");
            return true;
        }
        if (facts->now - inbox->last_poll > FU_CTL_POLLS * inbox->poll + FU_CTL_POLL_SLACK) {
            stuck(verdict,
                fu_arena_print(arena, "inbox %s was last read %s ago, and should be every %s.",
                    inbox->name, fu_ctl_duration(arena, facts->now - inbox->last_poll),
                    fu_ctl_duration(arena, inbox->poll)),
                "followupctl check tells why.");
            return true;
        }
    }
    return false;
}

static int64_t overdue(const struct fu_ctl_facts *facts, fu_instant due)
{
    return due == FU_NEVER ? 0 : facts->now - due;
}

void fu_ctl_judge(
    struct fu_arena *arena, const struct fu_ctl_facts *facts, struct fu_ctl_verdict *verdict)
{
    int64_t late = overdue(facts, facts->oldest_due);
    int64_t undisturbed = overdue(facts, facts->undisturbed_due);

    if (facts->process == 0) {
        stuck(verdict, "followupd does not run.",
            "systemctl start followupd; journalctl -u followupd tells why it ended.");
        return;
    }
    if (has_stuck_inbox(arena, facts, verdict))
        return;
    if (undisturbed > FU_CTL_STUCK) {
        stuck(verdict,
            fu_arena_print(arena, "something has been due for %s and is not sent.",
                fu_ctl_duration(arena, undisturbed)),
            "followupctl check tells whether the mail server can be reached.");
        return;
    }
    if (late > FU_CTL_LATE) {
        *verdict = (struct fu_ctl_verdict){FU_CTL_IS_LATE,
            fu_arena_print(arena, "something has been due for %s and is not sent.",
                fu_ctl_duration(arena, late)),
            "followupctl queue shows what waits and why."};
        return;
    }
    *verdict =
        (struct fu_ctl_verdict){FU_CTL_HEALTHY, "every inbox is read, and nothing is late.", ""};
}
