/* Forgetting what has served, a little at a time.
 *
 * Each step is a transaction of its own, so that nobody waits long for their turn; a failure leaves
 * what the steps before it did. */
#include "connection.h"
#include "rows.h"
#include "thread.h"

enum { STEP = 500 };

/* One step: *more says that there may be something left, *place is where the next one goes on. */
typedef enum fu_status prune_step(
    struct fu_store *store, fu_instant before, int64_t *place, bool *more, struct fu_error *error);

/* Traces are written in the order of time, so the first step without an old one is the last. */
static enum fu_status prune_traces(
    struct fu_store *store, fu_instant before, int64_t *place, bool *more, struct fu_error *error)
{
    struct fu_query query;
    int64_t first = *place;
    *more = false;
    fu_query_open(&query, store, FU_SQL_TRACE_OLDEST);
    fu_put_int(&query, before);
    fu_put_int(&query, first);
    fu_put_count(&query, STEP);
    while (fu_query_row(&query)) {
        *place = fu_take_int(&query);
        *more |= fu_take_int(&query) != 0;
    }
    enum fu_status status = fu_query_close(&query, error);
    if (status == FU_OK && *more) {
        fu_query_open(&query, store, FU_SQL_TRACE_PRUNE);
        fu_put_int(&query, first);
        fu_put_int(&query, *place);
        fu_put_int(&query, before);
        status = fu_query_run(&query, error);
    }
    return status;
}

static enum fu_status prune_messages(
    struct fu_store *store, fu_instant before, int64_t *place, bool *more, struct fu_error *error)
{
    struct fu_query query;
    (void)place;
    fu_query_open(&query, store, FU_SQL_MESSAGE_PRUNE);
    fu_put_int(&query, before);
    fu_put_count(&query, STEP);
    enum fu_status status = fu_query_run(&query, error);
    *more = status == FU_OK && fu_store_changed(store);
    return status;
}

static enum fu_status prune_load(
    struct fu_store *store, fu_instant before, int64_t *place, bool *more, struct fu_error *error)
{
    struct fu_query query;
    (void)place;
    *more = false;
    fu_query_open(&query, store, FU_SQL_LOAD_PRUNE);
    fu_put_int(&query, before / 60);
    return fu_query_run(&query, error);
}

/* What is few rows goes in one step. */
static enum fu_status prune_few(
    struct fu_store *store, enum fu_sql sql, fu_instant before, struct fu_error *error)
{
    struct fu_query query;
    enum fu_status status = fu_store_begin(store, error);
    if (status != FU_OK) {
        return status;
    }
    fu_query_open(&query, store, sql);
    fu_put_int(&query, before);
    status = fu_query_run(&query, error);
    if (status == FU_OK) {
        return fu_store_commit(store, error);
    }
    fu_store_rollback(store);
    return status;
}

static enum fu_status forget(struct fu_store *store, int64_t id, struct fu_error *error)
{
    static const enum fu_sql steps[] = {FU_SQL_BODY_FORGET, FU_SQL_LETTER_FORGET};
    enum fu_status status = fu_thread_forget(store, id, error);
    for (size_t i = 0; status == FU_OK && i < sizeof steps / sizeof *steps; i++) {
        struct fu_query query;
        fu_query_open(&query, store, steps[i]);
        fu_put_int(&query, id);
        status = fu_query_run(&query, error);
    }
    return status;
}

/* Which of the next letters can be forgotten; *seen counts all that were looked at. */
static enum fu_status find_forgettable(struct fu_store *store, fu_instant before, int64_t *place,
    struct fu_rows *rows, size_t *seen, struct fu_error *error)
{
    struct fu_query query;
    fu_query_open(&query, store, FU_SQL_LETTER_FORGETTABLE);
    fu_put_int(&query, before);
    fu_put_int(&query, *place);
    fu_put_count(&query, STEP);
    for (*seen = 0; fu_query_row(&query); (*seen)++) {
        *place = fu_take_int(&query);
        if (fu_take_int(&query) != 0) {
            *(int64_t *)fu_rows_add(rows) = *place;
        }
    }
    return fu_query_close(&query, error);
}

static enum fu_status prune_letters(
    struct fu_store *store, fu_instant before, int64_t *place, bool *more, struct fu_error *error)
{
    struct fu_rows rows = fu_rows_of(sizeof(int64_t));
    struct fu_arena *arena = fu_arena_new();
    size_t count, seen;
    enum fu_status status = find_forgettable(store, before, place, &rows, &seen, error);
    int64_t *ids = fu_rows_end(&rows, arena, &count);
    for (size_t i = 0; status == FU_OK && i < count; i++) {
        status = forget(store, ids[i], error);
    }
    *more = status == FU_OK && seen == STEP;
    fu_arena_free(&arena);
    return status;
}

static enum fu_status repeat(
    struct fu_store *store, prune_step *step, fu_instant before, struct fu_error *error)
{
    bool more = true;
    int64_t place = 0;
    enum fu_status status = FU_OK;
    while (status == FU_OK && more) {
        status = fu_store_begin(store, error);
        if (status != FU_OK) {
            break;
        }
        status = step(store, before, &place, &more, error);
        if (status == FU_OK) {
            status = fu_store_commit(store, error);
        } else {
            fu_store_rollback(store);
        }
    }
    return status;
}

enum fu_status fu_store_prune(struct fu_store *store, fu_instant traces, fu_instant held,
    fu_instant letters, struct fu_error *error)
{
    enum fu_status status = repeat(store, prune_traces, traces, error);
    if (status == FU_OK) {
        status = repeat(store, prune_messages, traces, error);
    }
    if (status == FU_OK) {
        status = repeat(store, prune_load, traces, error);
    }
    if (status == FU_OK) {
        status = prune_few(store, FU_SQL_SESSION_PRUNE, traces, error);
    }
    if (status == FU_OK) {
        status = prune_few(store, FU_SQL_HELD_PRUNE, held, error);
    }
    if (status == FU_OK) {
        status = prune_few(store, FU_SQL_REFUSAL_PRUNE, traces, error);
    }
    return status == FU_OK ? repeat(store, prune_letters, letters, error) : status;
}
