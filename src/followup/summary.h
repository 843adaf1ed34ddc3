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
    int64_t once;    /* a person has one summary of that cause and number */
    fu_instant made; /* when the backup or the export was; unless recovered or resumed */
};

/* Queues it; what is held is all one person's, and count at least 1. Within the caller's
 * transaction. */
enum fu_status fu_summary_send(const struct summary *summary, const struct fu_person *person,
    const struct fu_withheld *held, size_t count, struct fu_error *error);

#endif
