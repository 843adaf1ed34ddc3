/* Rows out and in.
 *
 * SQL is composed of the tables' descriptions alone, never of anything that comes from outside.
 * What goes out is read from a copy, since a reader at a slow pipe would keep everybody from
 * writing; the copy has no name while it is read. */
#include "followupd/store/transfer.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "connection.h"
#include "files.h"
#include "followupd/base/buffer.h"
#include "followupd/store/copies.h"
#include "schema.h"
#include "transfer_tables.h"

enum { SQL_MAX = 4096 };

size_t fu_transfer_schema(void)
{
    return fu_schema_version;
}

const struct fu_transfer_table *fu_transfer_find(const char *name)
{
    for (size_t i = 0; i < fu_transfer_table_count; i++) {
        if (strcmp(fu_transfer_tables[i].name, name) == 0) {
            return &fu_transfer_tables[i];
        }
    }
    return NULL;
}

static void add_columns(struct fu_buffer *sql, const struct fu_transfer_table *table)
{
    for (size_t i = 0; i < table->column_count; i++) {
        fu_buffer_print(sql, "%s\"%s\"", i > 0 ? ", " : "", table->columns[i].name);
    }
}

static enum fu_status prepare(
    struct fu_store *store, struct fu_buffer *sql, sqlite3_stmt **statement, struct fu_error *error)
{
    int code = sqlite3_prepare_v2(store->db, sql->data, (int)sql->length, statement, NULL);
    fu_buffer_free(sql);
    return code == SQLITE_OK ? FU_OK : fu_store_fail(store, code, error);
}

static enum fu_status prepare_select(struct fu_store *store, size_t index, bool one_person,
    sqlite3_stmt **statement, struct fu_error *error)
{
    const struct fu_transfer_table *table = &fu_transfer_tables[index];
    struct fu_buffer sql;
    fu_buffer_init(&sql, SQL_MAX);
    fu_buffer_add_text(&sql, "SELECT ");
    add_columns(&sql, table);
    fu_buffer_print(&sql, " FROM %s", table->name);
    const char *condition =
        one_person ? fu_transfer_reads[index].of_person : fu_transfer_reads[index].of_all;
    if (condition[0] != '\0') {
        fu_buffer_print(&sql, " WHERE %s", condition);
    }
    fu_buffer_print(&sql, " ORDER BY %s", fu_transfer_reads[index].order);
    return prepare(store, &sql, statement, error);
}

static void take_values(
    sqlite3_stmt *statement, const struct fu_transfer_table *table, struct fu_value *values)
{
    for (size_t i = 0; i < table->column_count; i++) {
        int column = (int)i;
        values[i] =
            (struct fu_value){.null = sqlite3_column_type(statement, column) == SQLITE_NULL};
        if (table->columns[i].kind == FU_COLUMN_NUMBER) {
            values[i].number = sqlite3_column_int64(statement, column);
        } else {
            values[i].bytes = table->columns[i].kind == FU_COLUMN_BYTES
                                  ? sqlite3_column_blob(statement, column)
                                  : (const char *)sqlite3_column_text(statement, column);
            values[i].length = (size_t)sqlite3_column_bytes(statement, column);
        }
    }
}

static enum fu_status read_table(struct fu_store *store, size_t index, int64_t person,
    fu_transfer_sink *sink, void *context, const bool *failed, struct fu_error *error)
{
    const struct fu_transfer_table *table = &fu_transfer_tables[index];
    struct fu_value values[FU_COLUMNS_MAX];
    sqlite3_stmt *statement;
    enum fu_status status = prepare_select(store, index, person != 0, &statement, error);
    if (status != FU_OK) {
        return status;
    }
    if (person != 0) {
        sqlite3_bind_int64(statement, 1, person);
    }
    int code = SQLITE_ROW;
    while (!*failed && (code = sqlite3_step(statement)) == SQLITE_ROW) {
        take_values(statement, table, values);
        sink(context, table, values);
    }
    sqlite3_finalize(statement);
    return *failed || code == SQLITE_DONE ? FU_OK : fu_store_fail(store, code, error);
}

/* Opens a copy and takes its name away. */
static enum fu_status open_copy(
    struct fu_store *store, struct fu_store **copy, struct fu_error *error)
{
    char name[FU_NAME_SIZE];
    snprintf(name, sizeof name, FU_NEW_NAME "-export-%ld", (long)getpid());
    char *path = fu_join(store->folder, name);
    enum fu_status status = fu_store_backup(store, path, error);
    if (status == FU_OK) {
        status = fu_connect(store->folder, name, copy, error);
        fu_database_remove(store->folder, name);
    }
    free(path);
    return status;
}

enum fu_status fu_store_transfer(struct fu_store *store, int64_t person, fu_transfer_sink *sink,
    void *context, const bool *failed, struct fu_error *error)
{
    struct fu_store *copy = NULL;
    enum fu_status status = open_copy(store, &copy, error);
    for (size_t i = 0; status == FU_OK && !*failed && i < fu_transfer_table_count; i++) {
        status = read_table(copy, i, person, sink, context, failed, error);
    }
    fu_store_close(&copy);
    return status;
}

enum fu_status fu_transfer_begin(struct fu_store *store, struct fu_error *error)
{
    enum fu_status status = fu_reconnect(store, error);
    if (status == FU_OK) {
        /* SQLite heeds it only between transactions. */
        sqlite3_exec(store->db, "PRAGMA cache_spill = ON", NULL, NULL, NULL);
        status = fu_store_begin(store, error);
    }
    return status;
}

static void put_values(
    sqlite3_stmt *statement, const struct fu_transfer_table *table, const struct fu_value *values)
{
    for (size_t i = 0; i < table->column_count; i++) {
        int place = (int)i + 1;
        if (values[i].null) {
            sqlite3_bind_null(statement, place);
        } else if (table->columns[i].kind == FU_COLUMN_NUMBER) {
            sqlite3_bind_int64(statement, place, values[i].number);
        } else if (table->columns[i].kind == FU_COLUMN_BYTES) {
            sqlite3_bind_blob64(statement, place, values[i].bytes, values[i].length, SQLITE_STATIC);
        } else {
            sqlite3_bind_text64(
                statement, place, values[i].bytes, values[i].length, SQLITE_STATIC, SQLITE_UTF8);
        }
    }
}

static bool has_number(const struct fu_transfer_table *table)
{
    return strcmp(table->columns[0].name, "id") == 0;
}

/* What a table refuses is the row's fault, not the store's. Whose number is taken may be unknown
 * here for all that. */
static enum fu_status refuse(struct fu_store *store, const struct fu_transfer_table *table,
    const struct fu_value *values, int code, struct fu_error *error)
{
    if (code == SQLITE_CONSTRAINT_PRIMARYKEY && has_number(table)) {
        return fu_error_set(error, FU_BAD_INPUT,
            "the number of this %s, %lld, is taken in the store already, and numbers stay: import "
            "into one where it is free",
            table->name, (long long)values[0].number);
    }
    switch (code) {
    case SQLITE_CONSTRAINT_PRIMARYKEY:
    case SQLITE_CONSTRAINT_UNIQUE:
    case SQLITE_CONSTRAINT_ROWID:
        return fu_error_set(error, FU_BAD_INPUT,
            "the store has this %s already: import into one that does not", table->name);
    case SQLITE_CONSTRAINT_FOREIGNKEY:
        return fu_error_set(error, FU_BAD_INPUT,
            "this %s belongs to something that is neither above it nor in the store", table->name);
    default:
        break;
    }
    if ((code & 0xff) == SQLITE_CONSTRAINT) {
        return fu_error_set(error, FU_BAD_INPUT, "no %s has such values: %s", table->name,
            sqlite3_errmsg(store->db));
    }
    return fu_store_fail(store, code, error);
}

/* The number of the first row that breaks a promise between tables; 0: none does. */
static enum fu_status first_of(
    struct fu_store *store, const char *sql, int64_t *number, struct fu_error *error)
{
    sqlite3_stmt *statement;
    *number = 0;
    int code = sqlite3_prepare_v2(store->db, sql, -1, &statement, NULL);
    if (code == SQLITE_OK) {
        code = sqlite3_step(statement);
        *number = code == SQLITE_ROW ? sqlite3_column_int64(statement, 0) : 0;
        sqlite3_finalize(statement);
    }
    return code == SQLITE_ROW || code == SQLITE_DONE ? FU_OK : fu_store_fail(store, code, error);
}

/* A number that was given once is never given again, be its row gone. */
static enum fu_status raise_sequence(
    struct fu_store *store, const struct fu_value *values, struct fu_error *error)
{
    static const char *const steps[] = {
        "INSERT INTO sqlite_sequence (name, seq) SELECT ?1, 0 WHERE ?1 IN"
        " ('person', 'followup', 'message', 'held')"
        " AND NOT EXISTS (SELECT 1 FROM sqlite_sequence WHERE name = ?1) AND ?2 > 0",
        "UPDATE sqlite_sequence SET seq = ?2 WHERE name = ?1 AND seq < ?2",
        "UPDATE tally SET count = ?2 WHERE what = ?1 AND what <> 'sent' AND count < ?2"};
    enum fu_status status = FU_OK;
    for (size_t i = 0; status == FU_OK && i < sizeof steps / sizeof *steps; i++) {
        sqlite3_stmt *statement;
        int code = sqlite3_prepare_v2(store->db, steps[i], -1, &statement, NULL);
        if (code == SQLITE_OK) {
            sqlite3_bind_text(statement, 1, values[0].bytes, (int)values[0].length, SQLITE_STATIC);
            sqlite3_bind_int64(statement, 2, values[1].number);
            sqlite3_step(statement);
            code = sqlite3_finalize(statement);
        }
        status = code == SQLITE_OK ? FU_OK : fu_store_fail(store, code, error);
    }
    return status;
}

/* A message goes out as it is, so it may only be to somebody who is here. */
static enum fu_status check_recipient(
    struct fu_store *store, const struct fu_transfer_table *table, struct fu_error *error)
{
    int64_t stranger;
    if (strcmp(table->name, "message") != 0) {
        return FU_OK;
    }
    enum fu_status status = first_of(store, fu_transfer_stranger, &stranger, error);
    return status != FU_OK || stranger == 0
               ? status
               : fu_error_set(error, FU_BAD_INPUT,
                     "this message is to somebody who is neither above it nor in the store");
}

static bool is_sequence(const struct fu_transfer_table *table)
{
    return strcmp(table->name, "sqlite_sequence") == 0;
}

static bool is_one_of(const struct fu_transfer_table *table, const char *const *names)
{
    while (*names != NULL && strcmp(table->name, *names) != 0) {
        names++;
    }
    return *names != NULL;
}

/* Who moves to another machine has started followupd there, and so looked into the mailbox: what
 * that found stays, and rows whose number nobody knows take another one. A request outlives its
 * person's erasure: it is known already, and that is all it says. */
static const char *const known_twice[] = {"request", "inbox", "attempt", NULL};
static const char *const numbered_here[] = {"trace", "attempt", NULL};

static void compose_insert(struct fu_buffer *sql, const struct fu_transfer_table *table)
{
    fu_buffer_init(sql, SQL_MAX);
    fu_buffer_print(sql, "INSERT INTO %s (", table->name);
    add_columns(sql, table);
    fu_buffer_add_text(sql, ") VALUES (");
    if (is_one_of(table, numbered_here)) {
        fu_buffer_print(sql, "iif(EXISTS (SELECT 1 FROM %s WHERE id = ?1), NULL, ?1)", table->name);
    } else {
        fu_buffer_add_text(sql, "?1");
    }
    for (size_t i = 1; i < table->column_count; i++) {
        fu_buffer_print(sql, ", ?%zu", i + 1);
    }
    fu_buffer_add_text(sql, is_one_of(table, known_twice) ? ") ON CONFLICT DO NOTHING" : ")");
}

enum fu_status fu_transfer_put(struct fu_store *store, const struct fu_transfer_table *table,
    const struct fu_value *values, struct fu_error *error)
{
    struct fu_buffer sql;
    sqlite3_stmt *statement;
    if (is_sequence(table)) {
        return raise_sequence(store, values, error);
    }
    compose_insert(&sql, table);
    enum fu_status status = prepare(store, &sql, &statement, error);
    if (status != FU_OK) {
        return status;
    }
    put_values(statement, table, values);
    int code = sqlite3_step(statement);
    status = code == SQLITE_DONE ? FU_OK : refuse(store, table, values, code, error);
    sqlite3_finalize(statement);
    return status == FU_OK ? check_recipient(store, table, error) : status;
}

enum fu_status fu_transfer_end(struct fu_store *store, struct fu_error *error)
{
    int64_t number;
    enum fu_status status = FU_OK;
    for (size_t i = 0; status == FU_OK && i < fu_transfer_promise_count; i++) {
        status = first_of(store, fu_transfer_promises[i].sql, &number, error);
        if (status == FU_OK && number != 0) {
            status = fu_error_set(error, FU_BAD_INPUT, "%s %lld %s", fu_transfer_promises[i].what,
                (long long)number, fu_transfer_promises[i].broken);
        }
    }
    if (status == FU_OK) {
        int code = sqlite3_exec(store->db, fu_transfer_counts, NULL, NULL, NULL);
        code =
            code == SQLITE_OK ? sqlite3_exec(store->db, fu_schema_whose, NULL, NULL, NULL) : code;
        status = code == SQLITE_OK ? FU_OK : fu_store_fail(store, code, error);
    }
    return status;
}
