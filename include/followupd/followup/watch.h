/* What is wrong with the service now, and who is to hear of it when.
 *
 * A fault becomes an alert when it has lasted for `after`; while it lasts it is told once a day;
 * when it has ended, that is told once. Nothing is told while nothing is wrong. That reminders
 * failed is no state that ends: it is told once a day while more of them do. */
#ifndef FOLLOWUPD_FOLLOWUP_WATCH_H
#define FOLLOWUPD_FOLLOWUP_WATCH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "followupd/base/memory.h"
#include "followupd/base/status.h"
#include "followupd/followup/settings.h"
#include "followupd/store/store.h"

/* Seconds: between two alerts of one kind; between two looks while something is wrong; before its
 * end a certificate is told of. */
enum { FU_ALERT_EVERY = 86400, FU_ALERT_LOOK = 900, FU_CERTIFICATE_WARNING = 14 * 86400 };

/* A disk is nearly full below the lesser of so many bytes and so many percent of it, and in any
 * case below the first number. */
enum { FU_DISK_LEAST = 100 * 1000 * 1000, FU_DISK_PERCENT = 3 };
#define FU_DISK_ENOUGH (INT64_C(2) * 1000 * 1000 * 1000)

/* Each kind of fault; of those that end in a blank there is one for each inbox or server.
 * doc/runbook.md has an entry for each. NULL ends the list. */
extern const char *const fu_fault_kinds[];
#define FU_FAULT_FAILED "failed"

struct fu_fault {
    const char *kind;     /* "inbox main", "due" */
    const char *sentence; /* what is wrong */
    const char *cure;     /* what to do, one sentence or two */
    fu_instant since;     /* FU_NEVER: since it was first seen */
    bool undone;          /* something was not done in time, which nobody could before watch->up */
};

struct fu_watched_inbox {
    const char *name;
    int64_t poll; /* seconds */
};

struct fu_watch {
    const struct fu_settings *settings;
    const char *folder; /* whose disk is looked at */
    const struct fu_watched_inbox *inboxes;
    size_t inbox_count;
    bool web; /* pages are served */
    int64_t after;
    fu_instant up; /* since when followupd has worked without a break; 0: for ever */
    bool once;     /* each look is at the start of a run that does what there is to do */
};

/* What somebody is to be told now, besides the mails. */
struct fu_alert {
    const char *text; /* lines, the first is a subject; "" when there is nothing to tell */
    fu_instant again; /* when to look again at the latest; FU_NEVER: when something happens */
};

/* What cures a trouble of that duty. */
const char *fu_trouble_cure(const char *duty);

/* Ends the troubles, and forgets the certificates, of what is not served any more: of an inbox that
 * watch does not have, of the web when it is off. Nobody else would ever say that it is well. One
 * transaction, and none when there is nothing of the kind. */
enum fu_status fu_faults_forget(struct fu_store *store, const struct fu_watch *watch,
    struct fu_arena *arena, struct fu_error *error);

/* Everything that is wrong now, by kind. */
enum fu_status fu_faults_find(struct fu_store *store, const struct fu_watch *watch,
    struct fu_arena *arena, fu_instant now, struct fu_fault **faults, size_t *count,
    struct fu_error *error);

/* True when so little is free of a disk of that size. */
bool fu_disk_nearly_full(int64_t available, int64_t size);

/* Looks for faults, notes which are told, and queues the mails to watch->to, in one transaction.
 * The text lives in the arena. */
enum fu_status fu_followup_watch(struct fu_store *store, const struct fu_watch *watch,
    struct fu_arena *arena, fu_instant now, struct fu_alert *alert, struct fu_error *error);

#endif
