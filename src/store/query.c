/* Running one statement: preparing it once, parameters in, rows out, its failure said.
 *
 * A statement that writes is refused outside a transaction, and every statement within one that has
 * failed already. */
#include "connection.h"

#include <string.h>

static enum fu_status refuse(struct fu_query *query, enum fu_status status, const char *sentence)
{
    query->refused = fu_error_set(&query->why, status, "%s: %s", query->store->path, sentence);
    return status;
}

static enum fu_status prepare(struct fu_query *query, enum fu_sql sql)
{
    struct fu_store *store = query->store;
    if (fu_reconnect(store, &query->why) != FU_OK) {
        return query->refused = query->why.status;
    }
    if (store->spoilt) {
        return refuse(query, FU_TEMPORARY, "the transaction under way has failed already");
    }
    if (store->statements[sql] == NULL) {
        const char *text = fu_sql_text(sql);
        int code = sqlite3_prepare_v3(
            store->db, text, -1, SQLITE_PREPARE_PERSISTENT, &store->statements[sql], NULL);
        if (code != SQLITE_OK) {
            return query->refused = fu_store_fail(store, code, &query->why);
        }
    }
    if (!store->in_transaction && sqlite3_stmt_readonly(store->statements[sql]) == 0) {
        return refuse(query, FU_PERMANENT, "a change was to be made outside a transaction");
    }
    query->statement = store->statements[sql];
    return FU_OK;
}

void fu_query_open(struct fu_query *query, struct fu_store *store, enum fu_sql sql)
{
    query->store = store;
    query->statement = NULL;
    query->place = 0;
    query->refused = FU_OK;
    query->code = SQLITE_OK;
    if (prepare(query, sql) != FU_OK) {
        query->code = SQLITE_ERROR;
    }
}

static void note(struct fu_query *query, int code)
{
    if (code != SQLITE_OK) {
        query->code = code;
    }
}

void fu_put_int(struct fu_query *query, int64_t value)
{
    if (query->code == SQLITE_OK) {
        note(query, sqlite3_bind_int64(query->statement, ++query->place, value));
    }
}

static void put_null(struct fu_query *query)
{
    if (query->code == SQLITE_OK) {
        note(query, sqlite3_bind_null(query->statement, ++query->place));
    }
}

void fu_put_id(struct fu_query *query, int64_t id)
{
    if (id == 0) {
        put_null(query);
    } else {
        fu_put_int(query, id);
    }
}

void fu_put_moment(struct fu_query *query, fu_instant value)
{
    if (value == FU_NEVER) {
        put_null(query);
    } else {
        fu_put_int(query, value);
    }
}

void fu_put_count(struct fu_query *query, size_t count)
{
    fu_put_int(query, count < INT64_MAX ? (int64_t)count : INT64_MAX);
}

void fu_put_text(struct fu_query *query, const char *text)
{
    if (query->code == SQLITE_OK) {
        note(query, sqlite3_bind_text(query->statement, ++query->place, text, -1, SQLITE_STATIC));
    }
}

void fu_put_bytes(struct fu_query *query, const void *bytes, size_t length)
{
    if (query->code == SQLITE_OK) {
        note(query,
            sqlite3_bind_blob64(query->statement, ++query->place, bytes, length, SQLITE_STATIC));
    }
}

bool fu_query_row(struct fu_query *query)
{
    if (query->code != SQLITE_OK && query->code != SQLITE_ROW) {
        return false;
    }
    query->place = 0;
    query->code = sqlite3_step(query->statement);
    return query->code == SQLITE_ROW;
}

bool fu_is_null(struct fu_query *query)
{
    return sqlite3_column_type(query->statement, query->place) == SQLITE_NULL;
}

int64_t fu_take_int(struct fu_query *query)
{
    return sqlite3_column_int64(query->statement, query->place++);
}

fu_instant fu_take_moment(struct fu_query *query)
{
    if (fu_is_null(query)) {
        query->place++;
        return FU_NEVER;
    }
    return fu_take_int(query);
}

const char *fu_peek_text(struct fu_query *query)
{
    const unsigned char *text = sqlite3_column_text(query->statement, query->place++);
    return text != NULL ? (const char *)text : "";
}

const char *fu_take_text(struct fu_query *query, struct fu_arena *arena)
{
    const char *text = fu_peek_text(query);
    return *text != '\0' ? fu_arena_copy(arena, text) : "";
}

const void *fu_take_bytes(struct fu_query *query, struct fu_arena *arena, size_t *length)
{
    int column = query->place++;
    const void *bytes = sqlite3_column_blob(query->statement, column);
    *length = (size_t)sqlite3_column_bytes(query->statement, column);
    if (bytes == NULL) {
        return "";
    }
    /* One more byte, so that what holds text may be used as text. */
    return memcpy(fu_arena_allocate(arena, *length + 1, 1), bytes, *length);
}

void fu_query_end(struct fu_query *query)
{
    sqlite3_reset(query->statement);
}

enum fu_status fu_query_close(struct fu_query *query, struct fu_error *error)
{
    if (query->refused != FU_OK) {
        return fu_error_set(error, query->refused, "%s", query->why.text);
    }
    enum fu_status status = FU_OK;
    if (query->code != SQLITE_ROW && query->code != SQLITE_DONE) {
        status = fu_store_fail(query->store, query->code, error);
    }
    sqlite3_reset(query->statement);
    return status;
}

enum fu_status fu_query_run(struct fu_query *query, struct fu_error *error)
{
    fu_query_row(query);
    return fu_query_close(query, error);
}

enum fu_status fu_query_change(
    struct fu_query *query, const char *what, int64_t id, struct fu_error *error)
{
    struct fu_store *store = query->store;
    enum fu_status status = fu_query_run(query, error);
    if (status == FU_OK && !fu_store_changed(store)) {
        return fu_error_set(
            error, FU_PERMANENT, "%s has no %s %lld", store->path, what, (long long)id);
    }
    return status;
}

enum fu_status fu_query_number(struct fu_query *query, int64_t *value, struct fu_error *error)
{
    *value = fu_query_row(query) ? fu_take_int(query) : 0;
    return fu_query_close(query, error);
}

int64_t fu_store_changes(const struct fu_store *store)
{
    return sqlite3_changes(store->db);
}

bool fu_store_changed(const struct fu_store *store)
{
    return fu_store_changes(store) > 0;
}

int64_t fu_store_last_id(const struct fu_store *store)
{
    return sqlite3_last_insert_rowid(store->db);
}
