/* Opening and closing the database, its settings, and what its failures mean.
 *
 * A failure becomes one of three: busy, full and I/O errors pass (FU_TEMPORARY); a damaged or
 * foreign file and a broken promise do not (FU_PERMANENT); a value that is too long is
 * FU_BAD_INPUT. After an I/O error nobody knows what reached the disk: the connection is closed,
 * and opening it again lets SQLite bring the file into order. Values are limited to 32 MB, caches
 * to 2 MB. */
#include "connection.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "followupd/base/clock.h"
#include "files.h"
#include "schema.h"
#include "vfs.h"

enum { VALUE_MAX = 32 * 1024 * 1024, PAUSE_SHORT = 250 * 1000, PAUSE_LONG = 2000 * 1000 };

/* Waits a moment for others: shorter at first, since most are gone at once. */
static void pause_briefly(int64_t waited)
{
    struct timespec pause = {0, waited < 100 ? PAUSE_SHORT : PAUSE_LONG};
    nanosleep(&pause, NULL);
}

static int while_busy(void *context, int times)
{
    struct fu_store *store = context;
    int64_t now = fu_clock_ticks();
    if (times == 0) {
        store->waiting_since = now;
    }
    int64_t waited = now - store->waiting_since;
    if (waited >= store->patience) {
        return 0;
    }
    pause_briefly(waited);
    return 1;
}

void fu_be_patient(struct fu_store *store)
{
    sqlite3_busy_handler(store->db, while_busy, store);
}

enum fu_status fu_turn_take(struct fu_store *store, struct fu_error *error)
{
    int64_t began = fu_clock_ticks();
    while (flock(store->turn, LOCK_EX | LOCK_NB) != 0) {
        if (errno != EWOULDBLOCK) {
            return fu_error_set(error, FU_TEMPORARY, "cannot lock %s/%s: %s", store->folder,
                FU_LOCK_NAME, strerrordesc_np(errno));
        }
        int64_t waited = fu_clock_ticks() - began;
        if (waited >= store->patience) {
            return fu_store_fail(store, SQLITE_BUSY, error);
        }
        pause_briefly(waited);
    }
    return FU_OK;
}

void fu_turn_give(struct fu_store *store)
{
    flock(store->turn, LOCK_UN);
}

/* Why the system opened no file, if that passes by itself; 0 when it does not. */
static int passing_reason(sqlite3 *db)
{
    int number = sqlite3_system_errno(db);
    return fu_status_of_errno(number) == FU_TEMPORARY ? number : 0;
}

static enum fu_status say(const struct fu_store *store, int code, struct fu_error *error)
{
    const char *path = store->path;
    int number;
    switch (code & 0xff) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        return fu_error_set(error, FU_TEMPORARY,
            "%s is busy: another process has held it for %d seconds", path,
            (store->patience + 999) / 1000);
    case SQLITE_FULL:
        return fu_error_set(error, FU_TEMPORARY,
            "the disk that holds %s is full: make room on it, or raise the quota of its user", path);
    case SQLITE_IOERR:
        return fu_error_set(error, FU_TEMPORARY,
            "%s cannot be read or written (%s): look at its disk and at the kernel's log", path,
            sqlite3_errstr(code));
    case SQLITE_NOMEM:
        return fu_error_set(error, FU_TEMPORARY, "no memory is left for %s", path);
    case SQLITE_CANTOPEN:
        number = passing_reason(store->db);
        if (number != 0) {
            return fu_error_set(error, FU_TEMPORARY, "%s or its journal cannot be opened now: %s",
                path, strerrordesc_np(number));
        }
        return fu_error_set(error, FU_PERMANENT,
            "%s cannot be opened: see that it and its folder belong to the user that runs "
            "followupd, and that the disk is not read-only",
            path);
    case SQLITE_READONLY:
    case SQLITE_PERM:
        return fu_error_set(error, FU_PERMANENT,
            "%s cannot be written: see that it and its folder belong to the user that runs "
            "followupd, and that the disk is not read-only",
            path);
    case SQLITE_NOTADB:
        return fu_error_set(error, FU_PERMANENT,
            "%s is not a database: stop followupd, move the file away and put a backup back with "
            "followupctl restore",
            path);
    case SQLITE_CORRUPT:
        return fu_error_set(error, FU_PERMANENT,
            "%s is damaged: stop followupd, keep the file, and put a backup back with followupctl "
            "restore",
            path);
    case SQLITE_TOOBIG:
        return fu_error_set(error, FU_BAD_INPUT, "a value for %s is longer than %d MB", path,
            VALUE_MAX / 1024 / 1024);
    default:
        return fu_error_set(error, FU_PERMANENT,
            "%s refused a change, which is a mistake of ours: %s", path,
            sqlite3_errmsg(store->db));
    }
}

enum fu_status fu_store_fail(struct fu_store *store, int code, struct fu_error *error)
{
    int primary = code & 0xff;
    enum fu_status status = say(store, code, error);
    if (store->in_transaction && primary != SQLITE_CONSTRAINT && primary != SQLITE_TOOBIG) {
        store->spoilt = true;
    }
    store->broken |= primary == SQLITE_IOERR;
    if (primary == SQLITE_FULL) {
        store->full = true;
        /* SQLite has rolled back by now; with this room the next try succeeds. */
        if (store->urgent) {
            fu_ballast_drop(store->folder);
        }
    }
    return status;
}

static int set_up(struct fu_store *store)
{
    static const char pragmas[] = "PRAGMA trusted_schema = OFF;"
                                  "PRAGMA cell_size_check = ON;"
                                  "PRAGMA foreign_keys = ON;"
                                  "PRAGMA secure_delete = ON;" /* Debian's default; not all have it */
                                  "PRAGMA mmap_size = 0;"
                                  "PRAGMA cache_size = -" FU_CACHE_IDLE ";"
                                  "PRAGMA cache_spill = OFF;" /* spilling costs a sync each time */
                                  "PRAGMA temp_store = MEMORY;"
                                  "PRAGMA synchronous = EXTRA;"
                                  "PRAGMA journal_size_limit = 16777216;"
                                  "PRAGMA journal_mode = PERSIST;";
    sqlite3 *db = store->db;
    sqlite3_extended_result_codes(db, 1);
    sqlite3_limit(db, SQLITE_LIMIT_LENGTH, VALUE_MAX);
    sqlite3_db_config(db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
    sqlite3_db_config(db, SQLITE_DBCONFIG_DQS_DML, 0, NULL);
    sqlite3_db_config(db, SQLITE_DBCONFIG_DQS_DDL, 0, NULL);
    fu_be_patient(store);
    return sqlite3_exec(db, pragmas, NULL, NULL, NULL);
}

static enum fu_status open_database(struct fu_store *store, struct fu_error *error)
{
    store->opened++;
    /* Counting its memory costs SQLite a twentieth of its time; too late means it is counted. */
    sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
    int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX;
    int code = sqlite3_open_v2(store->path, &store->db, flags, fu_vfs());
    /* SQLite opens what it may not write for reading, and says so only at the first change. */
    if (code == SQLITE_OK && sqlite3_db_readonly(store->db, "main") == 1) {
        code = SQLITE_READONLY;
    }
    if (code == SQLITE_OK) {
        code = set_up(store);
    }
    return code == SQLITE_OK ? FU_OK : fu_store_fail(store, code, error);
}

static void close_database(struct fu_store *store)
{
    for (size_t i = 0; i < FU_SQL_COUNT; i++) {
        sqlite3_finalize(store->statements[i]);
        store->statements[i] = NULL;
    }
    sqlite3_close(store->db);
    store->db = NULL;
}

enum fu_status fu_connect(
    const char *folder, const char *name, struct fu_store **store, struct fu_error *error)
{
    struct fu_store *made = fu_allocate(1, sizeof *made);
    made->folder = fu_copy(folder);
    made->path = fu_join(folder, name);
    made->patience = FU_STORE_BUSY_SECONDS * 1000;
    char *lock = fu_join(folder, FU_LOCK_NAME);
    made->turn = open(lock, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, S_IRUSR | S_IWUSR);
    enum fu_status status;
    if (made->turn < 0) {
        status = fu_error_set(error, fu_status_of_errno(errno),
            "cannot open %s: %s; see that the state folder belongs to the user that runs followupd",
            lock, strerrordesc_np(errno));
    } else {
        status = open_database(made, error);
    }
    free(lock);
    if (status != FU_OK) {
        fu_store_close(&made);
    }
    *store = made;
    return status;
}

enum fu_status fu_reconnect(struct fu_store *store, struct fu_error *error)
{
    if (!store->broken || store->in_transaction) {
        return FU_OK;
    }
    close_database(store);
    enum fu_status status = open_database(store, error);
    store->broken = status != FU_OK;
    store->wide = false;
    return status;
}

void fu_store_close(struct fu_store **store)
{
    struct fu_store *closed = *store;
    if (closed == NULL) {
        return;
    }
    fu_store_rollback(closed);
    close_database(closed);
    if (closed->turn >= 0) {
        close(closed->turn);
    }
    free(closed->folder);
    free(closed->path);
    free(closed);
    *store = NULL;
}

enum fu_status fu_identify(
    struct fu_store *store, int64_t *application, int64_t *version, struct fu_error *error)
{
    struct fu_query query;
    fu_query_open(&query, store, FU_SQL_APPLICATION);
    enum fu_status status = fu_query_number(&query, application, error);
    if (status == FU_OK) {
        fu_query_open(&query, store, FU_SQL_VERSION);
        status = fu_query_number(&query, version, error);
    }
    return status;
}

void fu_store_urgent(struct fu_store *store, bool urgent)
{
    store->urgent = urgent;
}

bool fu_store_full(const struct fu_store *store)
{
    return store->full;
}
