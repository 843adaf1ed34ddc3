/* The mail that tells a person which of their reminders are held. */
#ifndef FOLLOWUP_SUMMARY_H
#define FOLLOWUP_SUMMARY_H

#include "followupd/store/withheld.h"
#include "owed.h"

enum summary_cause {
    SUMMARY_RESTORED,
    SUMMARY_MOVED,     /* by an import */
    SUMMARY_RECOVERED, /* their mails were read again */
    SUMMARY_RESUMED    /* whichever it was, they were paused then */
};

struct summary {
    struct turn_context *turn;
    enum summary_cause cause;
    fu_instant made; /* when the backup or the export was; 0 otherwise */
    int64_t only;    /* for this person alone; 0: for everybody */
    int64_t people;  /* who were told; counted */
};

/* Queues one mail to each person of whom something is held, unless they have one already that goes
 * as far: nobody may hear who is paused or not allowed, and nobody hears of what they have left, or
 * of what is cancelled or done. held is in any order, which changes. Within the caller's
 * transaction.
 */
enum fu_status fu_summary_tell(
    struct summary *summary, struct fu_withheld *held, size_t count, struct fu_error *error);

#endif
