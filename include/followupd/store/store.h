/* The store: one SQLite database in the state folder, the truth about everything.
 *
 * Several processes have it open. All changes happen between fu_store_begin and fu_store_commit;
 * begin waits its turn (a flock turnstile, then BEGIN IMMEDIATE). Reading needs no transaction. No
 * SQL and no sqlite3 type leaves this room.
 *
 * Results, unless a call says more: FU_OK; FU_TEMPORARY (busy beyond the timeout, disk full, an I/O
 * error: nothing of the transaction stays, roll back); FU_PERMANENT (not a database, damaged, of a
 * newer program, a broken promise between tables). The sentence is in *error. */
#ifndef FOLLOWUPD_STORE_STORE_H
#define FOLLOWUPD_STORE_STORE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "followupd/base/instant.h"
#include "followupd/base/memory.h"
#include "followupd/base/status.h"

enum { FU_STORE_BUSY_SECONDS = 30, FU_STORE_BALLAST = 1024 * 1024 };

struct fu_store;

/* Makes or migrates folder/followupd.db; run by the keeper alone, before anything else opens it.
 * Each migration is one transaction; before the first on an existing database a copy is made beside
 * it (followupd.db.before-N, N being the schema it is migrated to), which stays for a week. Also makes the ballast file, if
 * there is room for it. A database of up to 64 MB is checked page by page (quick_check) each time,
 * a larger one only when it is backed up, since a start must not take that long. FU_PERMANENT: not
 * a database of ours, empty, damaged, newer than this program, or missing where copies of it are
 * there; no state folder, or one that cannot be written. */
enum fu_status fu_store_prepare(const char *folder, struct fu_error *error);

/* In a store that has had no occurrence yet, their numbers begin behind `from`; in any other
 * nothing is changed. They stand in Message-IDs, and those of a store that was lost without a
 * backup are in people's mailboxes: a server would drop a mail that has one of them as a copy.
 * keyed: the key is older than the store, so that tokens of the lost one are good, and would open
 * whatever has their numbers: all others of which none was given begin there, too. */
enum fu_status fu_store_numbers_begin(
    struct fu_store *store, int64_t from, bool keyed, struct fu_error *error);

/* Opens it. FU_PERMANENT when it is missing, not of ours, or of another schema than this program's
 * (says which program or command cures it). */
enum fu_status fu_store_open(const char *folder, struct fu_store **store, struct fu_error *error);

/* Closes and sets *store to NULL; a transaction under way is rolled back. NULL is fine. */
void fu_store_close(struct fu_store **store);

/* FU_TEMPORARY also when the ballast was given up and there is no room to take it again, unless
 * this connection is urgent: what room there is belongs to what is due. */
enum fu_status fu_store_begin(struct fu_store *store, struct fu_error *error);
/* FU_OK: it is on disk. Anything else: it is not, and has been rolled back; only when the disk
 * itself failed (an I/O error during the commit) nobody can know, and the connection is closed and
 * opened again before its next use. So whatever is written must bear being written again. A
 * transaction of which any call came to FU_TEMPORARY cannot be committed. On a full disk an
 * urgent connection gives the ballast up: this transaction has failed, but the same again has room.
 */
enum fu_status fu_store_commit(struct fu_store *store, struct fu_error *error);
void fu_store_rollback(struct fu_store *store);

/* A part of a transaction that can be undone alone, as long as nothing failed for the store's sake. */
struct fu_store_part {
    int64_t sent; /* what the transaction had reported as sent before */
};

/* Begins one. Parts may lie within each other; the last that was begun is ended, or undone, first. */
enum fu_status fu_store_part_begin(
    struct fu_store *store, struct fu_store_part *part, struct fu_error *error);

/* Makes it a part of what it lies in. */
enum fu_status fu_store_part_end(struct fu_store *store, struct fu_error *error);

/* Nothing of it stays. */
enum fu_status fu_store_part_undo(
    struct fu_store *store, const struct fu_store_part *part, struct fu_error *error);

/* True when a call of the transaction under way failed for the store's sake. A failure without that
 * is about what was to be written: it was refused, and would be again. */
bool fu_store_is_spoilt(const struct fu_store *store);

/* Whether this connection may use the ballast when the disk is full: the outbox says yes, for
 * outcomes and claims; intakes say no. */
void fu_store_urgent(struct fu_store *store, bool urgent);

/* Gives memory back that only work needs. For before a long wait; the next call just takes longer.
 */
void fu_store_rest(struct fu_store *store);

/* True while the last commit failed for want of space. */
bool fu_store_full(const struct fu_store *store);

/* What is forgotten, each before a moment of its own. */
struct fu_served {
    fu_instant now;
    fu_instant traces;    /* traces, what is told of answers that were sent, and what was to come
                             of what has ended to whoever had left it */
    fu_instant numbers;   /* which mail had which UID; never within two days of the last look */
    fu_instant held;      /* what holds letters back that were refused */
    fu_instant letters;   /* what is kept of the letters of follow-ups that ended */
    fu_instant followups; /* the follow-ups that ended, with their letters and all that hangs on
                             them; of those that go on, what happened to them and is settled; and by
                             what an answer is known, so that it is not given twice */
};

/* Forgets what has served. A mail whose letter is forgotten is still known by its digest and makes
 * nothing twice. Works in small transactions of its own. */
enum fu_status fu_store_prune(
    struct fu_store *store, const struct fu_served *served, struct fu_error *error);

/* What is wrong with the machine's clock, which is no duty's alone. */
#define FU_TROUBLE_CLOCK "clock"

/* What is wrong with a duty now ("inbox main", "outbox", "store"): one sentence, or "" to say that
 * it is well again. Needs a transaction. */
enum fu_status fu_store_trouble(struct fu_store *store, const char *duty, const char *sentence,
    fu_instant now, struct fu_error *error);

struct fu_trouble {
    const char *duty;
    const char *sentence;
    fu_instant since;
};

/* The oldest first. */
enum fu_status fu_store_troubles(struct fu_store *store, struct fu_arena *arena,
    struct fu_trouble **troubles, size_t *count, struct fu_error *error);

struct fu_store_counts {
    int64_t pending, done, cancelled, failed;       /* follow-ups */
    int64_t queued, sending, sent, refused, unsure; /* deliveries and messages */
    int64_t quarantined, waiting;                   /* attempts */
    int64_t aside;                                  /* of what is to go out */
    int64_t people;
    int64_t paused; /* of them, those to whose address nothing is sent */
    fu_instant
        oldest_due; /* moment of the oldest thing that is due at `now` and unsent; FU_NEVER */
};

/* Costs the same however much was ever stored. */
enum fu_status fu_store_count(
    struct fu_store *store, fu_instant now, struct fu_store_counts *counts, struct fu_error *error);

/* A number that is another one as soon as anything was committed, by whomever: for what is
 * remembered of the store in memory. It costs a look at the first page. */
enum fu_status fu_store_version(struct fu_store *store, int64_t *version, struct fu_error *error);

/* The soonest moment at which there is something to do for the outbox: a pending occurrence, a
 * queued delivery or message. FU_NEVER in *due when there is nothing. Under 1 ms with a million
 * rows. */
enum fu_status fu_store_next_due(struct fu_store *store, fu_instant *due, struct fu_error *error);

#endif
