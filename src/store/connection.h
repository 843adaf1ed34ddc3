/* One connection to the database, and the only way to run a statement on it.
 *
 * A query is opened, its parameters are put in order, its rows are stepped through and each row's
 * columns taken in order; closing it says how all of that went. After the first failure the other
 * calls do nothing, so that only the end has to be looked at. */
#ifndef FOLLOWUPD_SRC_STORE_CONNECTION_H
#define FOLLOWUPD_SRC_STORE_CONNECTION_H

#include <sqlite3.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "followupd/base/instant.h"
#include "followupd/base/memory.h"
#include "followupd/base/status.h"
#include "followupd/store/store.h"
#include "statements.h"

/* Most kilobytes of clean pages that are kept: in and after transactions, and while only reading.
 */
#define FU_CACHE_BUSY "6000"
#define FU_CACHE_IDLE "1000"

struct fu_store {
    sqlite3 *db;                            /* own; NULL while it has to be opened again */
    sqlite3_stmt *statements[FU_SQL_COUNT]; /* own; each prepared when it is first needed */
    char *folder;                           /* own */
    char *path;                             /* own; of the database */
    int turn;                               /* own; the turnstile's descriptor */
    int patience;                           /* longest wait for others, in milliseconds */
    int64_t waiting_since;                  /* ticks at which the wait under way began */
    int64_t opened;                         /* how often the database was opened */
    bool in_transaction;                    /* begun, and neither committed nor rolled back */
    bool spoilt; /* something of the transaction failed: it can only be rolled back */
    bool broken; /* an I/O error: the connection is closed and opened before its next use */
    bool urgent;
    bool full;
    bool wide;    /* the cache is as large as transactions want it */
    int64_t sent; /* how many the transaction reported as sent; tallied at its end */
};

/* Opens folder/name and makes all settings of a connection; no look at what is in it. */
enum fu_status fu_connect(
    const char *folder, const char *name, struct fu_store **store, struct fu_error *error);

/* Closes and opens the database again when it is broken and no transaction is under way. */
enum fu_status fu_reconnect(struct fu_store *store, struct fu_error *error);

/* application_id and user_version. */
enum fu_status fu_identify(
    struct fu_store *store, int64_t *application, int64_t *version, struct fu_error *error);

/* The sentence and the status for a result code of SQLite's; notes what it means for the
 * connection and the transaction. */
enum fu_status fu_store_fail(struct fu_store *store, int code, struct fu_error *error);

/* Waits for others within the connection's patience from now on. SQLite counts a wait anew for each
 * statement, but not for each step of a copy: whoever takes steps says so before each, or a wait of
 * long ago counts as well. */
void fu_be_patient(struct fu_store *store);

/* Takes the turnstile within the connection's patience, and gives it back. */
enum fu_status fu_turn_take(struct fu_store *store, struct fu_error *error);
void fu_turn_give(struct fu_store *store);

/* The ballast: a file of FU_STORE_BALLAST bytes in the state folder. Keeping makes it where it is
 * missing; false when the disk has no room for it. */
bool fu_ballast_keep(const char *folder);
void fu_ballast_drop(const char *folder);

struct fu_query {
    struct fu_store *store;
    sqlite3_stmt *statement; /* NULL after a failure to open */
    int place;               /* of the last parameter put or column taken, from 1 */
    int code;                /* SQLite's last result */
    enum fu_status refused;  /* why it was not opened at all */
    struct fu_error why;
};

void fu_query_open(struct fu_query *query, struct fu_store *store, enum fu_sql sql);

void fu_put_int(struct fu_query *query, int64_t value);
void fu_put_id(struct fu_query *query, int64_t id);           /* 0 is NULL */
void fu_put_moment(struct fu_query *query, fu_instant value); /* FU_NEVER is NULL */
void fu_put_count(struct fu_query *query, size_t count);      /* for LIMIT */
void fu_put_text(struct fu_query *query, const char *text);   /* NULL is NULL; not copied */
void fu_put_bytes(struct fu_query *query, const void *bytes, size_t length); /* as fu_put_text */

/* Steps; true when there is a row, whose first column is taken next. */
bool fu_query_row(struct fu_query *query);

/* Whether the next column is NULL; takes nothing. */
bool fu_is_null(struct fu_query *query);
int64_t fu_take_int(struct fu_query *query);
fu_instant fu_take_moment(struct fu_query *query);                        /* NULL is FU_NEVER */
const char *fu_take_text(struct fu_query *query, struct fu_arena *arena); /* NULL is "" */
/* The column as it stands in SQLite's memory until the next step; NULL is "". */
const char *fu_peek_text(struct fu_query *query);
const void *fu_take_bytes(struct fu_query *query, struct fu_arena *arena, size_t *length);

/* Ends a query whose outcome has been dealt with. */
void fu_query_end(struct fu_query *query);

/* Ends the query, of which a row was asked for; the status of all that was done with it. */
enum fu_status fu_query_close(struct fu_query *query, struct fu_error *error);

/* Runs what gives no row (any more), and closes. */
enum fu_status fu_query_run(struct fu_query *query, struct fu_error *error);

/* As fu_query_run, and FU_PERMANENT when no row was changed: there is no `what` of that number. */
enum fu_status fu_query_change(
    struct fu_query *query, const char *what, int64_t id, struct fu_error *error);

/* For one number out of one row; 0 when there is no row. */
enum fu_status fu_query_number(struct fu_query *query, int64_t *value, struct fu_error *error);

/* Rows changed by, and rowid of, what was written last. */
bool fu_store_changed(const struct fu_store *store);
int64_t fu_store_changes(const struct fu_store *store);
int64_t fu_store_last_id(const struct fu_store *store);

#endif
