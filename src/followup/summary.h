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
    int64_t once;    /* of that cause and number a person has one; found for who is resumed */
    fu_instant made; /* when the backup or the export was; 0 otherwise */
    int64_t only;    /* for this person alone; 0: for everybody */
    int64_t people;  /* who were told; counted */
};

/* Queues one mail to each person of whom something is held. Nobody hears who is paused, which is
 * remembered until they are resumed, or not allowed; and nobody hears of what they have left, or of
 * what is cancelled or done. held is in any order, which changes. Within the caller's transaction.
 */
enum fu_status fu_summary_tell(
    struct summary *summary, struct fu_withheld *held, size_t count, struct fu_error *error);

/* How often something was held of which this person was not told, being paused. */
enum fu_status fu_summary_untold(
    const struct turn_context *turn, int64_t person, int64_t *times, struct fu_error *error);

#endif
