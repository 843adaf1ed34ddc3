/* Transactions: whose turn it is, and what a commit came to.
 *
 * The turnstile is held only until BEGIN IMMEDIATE has the database, so that the next writer stands
 * right behind this one and the last one cannot slip in again. A commit that fails leaves nothing
 * of the transaction, but after an I/O error nobody knows: FU_TEMPORARY too, since everything that
 * is written may be written again. */
#include <malloc.h>

#include "connection.h"

/* What a transaction changes stays in memory until it ends, and counts against the cache: with a
 * small one even the roots of the tables would be read again and again. */
static void widen(struct fu_store *store)
{
    if (!store->wide) {
        sqlite3_exec(store->db, "PRAGMA cache_size = -" FU_CACHE_BUSY, NULL, NULL, NULL);
        store->wide = true;
    }
}

static enum fu_status begin(struct fu_store *store, struct fu_error *error)
{
    enum fu_status status = fu_turn_take(store, error);
    if (status != FU_OK) {
        return status;
    }
    int code = sqlite3_exec(store->db, "BEGIN IMMEDIATE", NULL, NULL, NULL);
    fu_turn_give(store);
    if (code != SQLITE_OK) {
        return fu_store_fail(store, code, error);
    }
    widen(store);
    store->in_transaction = true;
    store->spoilt = false;
    store->sent = 0;
    return FU_OK;
}

enum fu_status fu_store_begin(struct fu_store *store, struct fu_error *error)
{
    if (store->in_transaction) {
        return fu_error_set(error, FU_PERMANENT, "%s: a transaction is under way", store->path);
    }
    enum fu_status status = fu_reconnect(store, error);
    if (status != FU_OK) {
        return status;
    }
    if (!store->urgent && !fu_ballast_keep(store->folder)) {
        return fu_store_fail(store, SQLITE_FULL, error);
    }
    return begin(store, error);
}

bool fu_store_is_spoilt(const struct fu_store *store)
{
    return store->spoilt;
}

void fu_store_rollback(struct fu_store *store)
{
    if (!store->in_transaction) {
        return;
    }
    store->in_transaction = false;
    store->spoilt = false;
    if (sqlite3_get_autocommit(store->db) == 0 &&
        sqlite3_exec(store->db, "ROLLBACK", NULL, NULL, NULL) != SQLITE_OK) {
        store->broken = true;
    }
}

static enum fu_status tally(struct fu_store *store, struct fu_error *error)
{
    struct fu_query query;
    if (store->sent == 0) {
        return FU_OK;
    }
    fu_query_open(&query, store, FU_SQL_SENT_MORE);
    fu_put_int(&query, store->sent);
    return fu_query_run(&query, error);
}

enum fu_status fu_store_commit(struct fu_store *store, struct fu_error *error)
{
    if (!store->in_transaction || store->spoilt) {
        enum fu_status status = store->in_transaction ? FU_TEMPORARY : FU_PERMANENT;
        const char *why = store->in_transaction ? "a part of the transaction failed; it is undone"
                                                : "there is no transaction to commit";
        fu_store_rollback(store);
        return fu_error_set(error, status, "%s: %s", store->path, why);
    }
    enum fu_status status = tally(store, error);
    if (status == FU_OK) {
        int code = sqlite3_exec(store->db, "COMMIT", NULL, NULL, NULL);
        status = code == SQLITE_OK ? FU_OK : fu_store_fail(store, code, error);
    }
    if (status != FU_OK) {
        fu_store_rollback(store);
        return status;
    }
    store->in_transaction = false;
    store->full = false;
    return FU_OK;
}

void fu_store_rest(struct fu_store *store)
{
    if (store->db == NULL || store->in_transaction) {
        return;
    }
    sqlite3_exec(store->db, "PRAGMA cache_size = -" FU_CACHE_IDLE, NULL, NULL, NULL);
    store->wide = false;
    sqlite3_db_release_memory(store->db);
    malloc_trim(0);
}

static enum fu_status run(struct fu_store *store, const char *sql, struct fu_error *error)
{
    if (store->spoilt) {
        return fu_error_set(
            error, FU_TEMPORARY, "%s: the transaction under way has failed already", store->path);
    }
    int code = sqlite3_exec(store->db, sql, NULL, NULL, NULL);
    return code == SQLITE_OK ? FU_OK : fu_store_fail(store, code, error);
}

enum fu_status fu_store_part_begin(
    struct fu_store *store, struct fu_store_part *part, struct fu_error *error)
{
    part->sent = store->sent;
    return run(store, "SAVEPOINT part", error);
}

enum fu_status fu_store_part_end(struct fu_store *store, struct fu_error *error)
{
    return run(store, "RELEASE part", error);
}

enum fu_status fu_store_part_undo(
    struct fu_store *store, const struct fu_store_part *part, struct fu_error *error)
{
    store->sent = part->sent;
    return run(store, "ROLLBACK TO part; RELEASE part", error);
}
