/* Forgetting what has served, a little at a time.
 *
 * Each step is a transaction of its own, so that nobody waits long for their turn; a failure leaves
 * what the steps before it did. */
#include "prune.h"

#include "connection.h"
#include "rows.h"
#include "thread.h"
#include "words.h"

enum { STEP = 500 };

/* Traces are written in the order of time, so a step with a young one and without an old one is the
 * last. One that lies ahead of now is of a clock that was wrong, and as old as those around it. */
static enum fu_status prune_traces(struct fu_store *store, const struct fu_served *served,
    int64_t *place, bool *more, struct fu_error *error)
{
    struct fu_query query;
    int64_t first = *place, last = 0;
    bool young = false;
    fu_query_open(&query, store, FU_SQL_TRACE_OLDEST);
    fu_put_int(&query, served->traces);
    fu_put_int(&query, served->now);
    fu_put_int(&query, first);
    fu_put_count(&query, STEP);
    while (fu_query_row(&query)) {
        *place = fu_take_int(&query);
        last = fu_take_int(&query) != 0 ? *place : last;
        young |= fu_take_int(&query) != 0;
    }
    enum fu_status status = fu_query_close(&query, error);
    *more = *place != first && (last != 0 || !young);
    if (status == FU_OK && last != 0) {
        fu_query_open(&query, store, FU_SQL_TRACE_PRUNE);
        fu_put_int(&query, last);
        fu_put_int(&query, served->traces);
        fu_put_int(&query, served->now);
        status = fu_query_run(&query, error);
    }
    return status;
}

static enum fu_status remove_messages(
    struct fu_store *store, enum fu_sql sql, fu_instant before, bool *more, struct fu_error *error)
{
    struct fu_query query;
    fu_query_open(&query, store, sql);
    fu_put_int(&query, before);
    fu_put_count(&query, STEP);
    enum fu_status status = fu_query_run(&query, error);
    *more = status == FU_OK && fu_store_changed(store);
    return status;
}

static enum fu_status prune_messages(struct fu_store *store, const struct fu_served *served,
    int64_t *place, bool *more, struct fu_error *error)
{
    (void)place;
    return remove_messages(store, FU_SQL_MESSAGE_PRUNE, served->traces, more, error);
}

static enum fu_status forget_messages(struct fu_store *store, const struct fu_served *served,
    int64_t *place, bool *more, struct fu_error *error)
{
    (void)place;
    return remove_messages(store, FU_SQL_MESSAGE_NEEDLESS, served->followups, more, error);
}

static enum fu_status prune_load(struct fu_store *store, const struct fu_served *served,
    int64_t *place, bool *more, struct fu_error *error)
{
    struct fu_query query;
    (void)place;
    *more = false;
    fu_query_open(&query, store, FU_SQL_LOAD_PRUNE);
    fu_put_int(&query, served->traces / 60);
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

static enum fu_status run_on(
    struct fu_store *store, enum fu_sql sql, int64_t id, struct fu_error *error)
{
    struct fu_query query;
    fu_query_open(&query, store, sql);
    fu_put_int(&query, id);
    return fu_query_run(&query, error);
}

static enum fu_status empty_letter(struct fu_store *store, int64_t id, struct fu_error *error)
{
    enum fu_status status = fu_thread_forget(store, id, error);
    if (status == FU_OK) {
        status = run_on(store, FU_SQL_BODY_FORGET, id, error);
    }
    return status == FU_OK ? run_on(store, FU_SQL_LETTER_FORGET, id, error) : status;
}

/* Its body goes with it. */
static enum fu_status remove_letter(struct fu_store *store, int64_t id, struct fu_error *error)
{
    enum fu_status status = fu_thread_forget(store, id, error);
    return status == FU_OK ? run_on(store, FU_SQL_LETTER_REMOVE, id, error) : status;
}

/* Which of the next letters have served; *seen counts all that were looked at. */
static enum fu_status find_letters(struct fu_store *store, enum fu_sql sql, fu_instant before,
    int64_t *place, struct fu_rows *rows, size_t *seen, struct fu_error *error)
{
    struct fu_query query;
    fu_query_open(&query, store, sql);
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

static enum fu_status for_each_letter(struct fu_store *store, enum fu_sql sql,
    enum fu_status (*work)(struct fu_store *, int64_t, struct fu_error *), fu_instant before,
    int64_t *place, bool *more, struct fu_error *error)
{
    struct fu_rows rows = fu_rows_of(sizeof(int64_t));
    struct fu_arena *arena = fu_arena_new();
    size_t count, seen;
    enum fu_status status = find_letters(store, sql, before, place, &rows, &seen, error);
    int64_t *ids = fu_rows_end(&rows, arena, &count);
    for (size_t i = 0; status == FU_OK && i < count; i++) {
        status = work(store, ids[i], error);
    }
    *more = status == FU_OK && seen == STEP;
    fu_arena_free(&arena);
    return status;
}

static enum fu_status prune_letters(struct fu_store *store, const struct fu_served *served,
    int64_t *place, bool *more, struct fu_error *error)
{
    return for_each_letter(
        store, FU_SQL_LETTER_FORGETTABLE, empty_letter, served->letters, place, more, error);
}

/* After the follow-ups that hung on them. */
static enum fu_status forget_letters(struct fu_store *store, const struct fu_served *served,
    int64_t *place, bool *more, struct fu_error *error)
{
    return for_each_letter(
        store, FU_SQL_LETTER_NEEDLESS, remove_letter, served->followups, place, more, error);
}

/* A follow-up that has served. */
struct ended {
    int64_t id, owner;
    int state;
};

static enum fu_status find_ended(struct fu_store *store, fu_instant before, int64_t *place,
    struct fu_rows *rows, size_t *seen, struct fu_error *error)
{
    struct fu_query query;
    fu_query_open(&query, store, FU_SQL_FOLLOWUP_NEEDLESS);
    fu_put_int(&query, before);
    fu_put_int(&query, *place);
    fu_put_count(&query, STEP);
    for (*seen = 0; fu_query_row(&query); (*seen)++) {
        struct ended ended;
        ended.id = *place = fu_take_int(&query);
        ended.owner = fu_take_int(&query);
        ended.state = fu_take_word(&query, &fu_words_followup);
        if (fu_take_int(&query) != 0) {
            *(struct ended *)fu_rows_add(rows) = ended;
        }
    }
    return fu_query_close(&query, error);
}

static enum fu_status remove_followup(
    struct fu_store *store, const struct ended *ended, struct fu_error *error)
{
    struct fu_query query;
    fu_query_open(&query, store, FU_SQL_PERSON_UNCOUNT);
    fu_put_int(&query, ended->owner);
    fu_put_word(&query, &fu_words_followup, ended->state);
    enum fu_status status = fu_query_run(&query, error);
    return status == FU_OK ? run_on(store, FU_SQL_FOLLOWUP_REMOVE, ended->id, error) : status;
}

static enum fu_status forget_followups(struct fu_store *store, const struct fu_served *served,
    int64_t *place, bool *more, struct fu_error *error)
{
    struct fu_rows rows = fu_rows_of(sizeof(struct ended));
    struct fu_arena *arena = fu_arena_new();
    size_t count, seen;
    enum fu_status status = find_ended(store, served->followups, place, &rows, &seen, error);
    struct ended *all = fu_rows_end(&rows, arena, &count);
    for (size_t i = 0; status == FU_OK && i < count; i++) {
        status = remove_followup(store, &all[i], error);
    }
    *more = status == FU_OK && seen == STEP;
    fu_arena_free(&arena);
    return status;
}

static enum fu_status repeat(struct fu_store *store, prune_step *step,
    const struct fu_served *served, struct fu_error *error)
{
    bool more = true;
    int64_t place = 0;
    enum fu_status status = FU_OK;
    while (status == FU_OK && more) {
        status = fu_store_begin(store, error);
        if (status != FU_OK) {
            break;
        }
        status = step(store, served, &place, &more, error);
        if (status == FU_OK) {
            status = fu_store_commit(store, error);
        } else {
            fu_store_rollback(store);
        }
    }
    return status;
}

static enum fu_status repeat_all(
    struct fu_store *store, const struct fu_served *served, struct fu_error *error)
{
    static prune_step *const steps[] = {prune_traces, prune_messages, prune_load, prune_letters,
        forget_messages, forget_followups, forget_letters, fu_prune_past};
    enum fu_status status = FU_OK;
    for (size_t i = 0; status == FU_OK && i < sizeof steps / sizeof *steps; i++) {
        status = repeat(store, steps[i], served, error);
    }
    return status;
}

enum fu_status fu_store_prune(
    struct fu_store *store, const struct fu_served *served, struct fu_error *error)
{
    enum fu_status status = prune_few(store, FU_SQL_SESSION_PRUNE, served->traces, error);
    if (status == FU_OK) {
        status = prune_few(store, FU_SQL_HELD_PRUNE, served->held, error);
    }
    if (status == FU_OK) {
        status = prune_few(store, FU_SQL_OCCURRENCE_UNHEARD, served->traces, error);
    }
    if (status == FU_OK) {
        status = prune_few(store, FU_SQL_REFUSAL_PRUNE, served->traces, error);
    }
    if (status == FU_OK) {
        status = prune_few(store, FU_SQL_NUMBER_PRUNE, served->numbers, error);
    }
    return status == FU_OK ? repeat_all(store, served, error) : status;
}
