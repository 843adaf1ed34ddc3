/* Noticing that somebody else handles the mails of an inbox: a second followupd with a store of its
 * own, that nobody stopped when the first one moved. Both remind then.
 *
 * What tells is a mail that was there a moment ago, when it was fetched, and is gone when it is to
 * be filed away. People and their filters move a mail now and then, so one does not count. A server
 * that does not say what it moved tells nothing, nor does one that cannot move. */
#include "intake.h"

#include "followupd/base/clock.h"
#include "followupd/base/log.h"

#include <stdio.h>

static bool write_down(struct intake *intake, const char *sentence)
{
    char duty[64];

    snprintf(duty, sizeof duty, "shared %s", intake->name);
    fu_worker_promise(intake->context, WORKER_STORE_SECONDS);
    return fu_worker_trouble(intake->context, intake->store, duty, sentence);
}

void fu_intake_note_missed(struct intake *intake, size_t mails)
{
    static const char sentence[] =
        "Mails were gone before they could be filed away: somebody else handles them, too.";
    struct sharing *sharing = &intake->sharing;
    fu_instant now = fu_clock_now();
    bool quiet = now - sharing->last >= INTAKE_SHARED_SECONDS;

    if (mails > 0) {
        sharing->mails = quiet ? mails : sharing->mails + mails;
        sharing->last = now;
    }
    if (sharing->mails >= INTAKE_SHARED_MAILS && sharing->written != SHARING_TOLD) {
        fu_log(FU_LOG_WARNING, "%s", sentence);
        if (write_down(intake, sentence))
            sharing->written = SHARING_TOLD;
    } else if (mails == 0 && quiet && sharing->written != SHARING_CLEARED) {
        sharing->mails = 0;
        if (write_down(intake, ""))
            sharing->written = SHARING_CLEARED;
    }
}
