/* How it stands: troubles, counts, and what comes next.
 *
 * Counts come from triggers, small tables and partial indexes, never from going through all that
 * was ever stored. */
#include "connection.h"
#include "rows.h"
#include "words.h"

enum fu_status fu_store_trouble(struct fu_store *store, const char *duty, const char *sentence,
    fu_instant now, struct fu_error *error)
{
    struct fu_query query;
    bool wrong = *sentence != '\0';
    fu_query_open(&query, store, wrong ? FU_SQL_TROUBLE_SET : FU_SQL_TROUBLE_CLEAR);
    fu_put_text(&query, duty);
    if (wrong) {
        fu_put_text(&query, sentence);
        fu_put_int(&query, now);
    }
    return fu_query_run(&query, error);
}

enum fu_status fu_store_troubles(struct fu_store *store, struct fu_arena *arena,
    struct fu_trouble **troubles, size_t *count, struct fu_error *error)
{
    struct fu_query query;
    struct fu_rows rows = fu_rows_of(sizeof **troubles);
    fu_query_open(&query, store, FU_SQL_TROUBLE_ALL);
    while (fu_query_row(&query)) {
        struct fu_trouble *trouble = fu_rows_add(&rows);
        trouble->duty = fu_take_text(&query, arena);
        trouble->sentence = fu_take_text(&query, arena);
        trouble->since = fu_take_int(&query);
    }
    *troubles = fu_rows_end(&rows, arena, count);
    return fu_query_close(&query, error);
}

/* SQLite's number is of the commits of others; rows that this connection changed, and openings,
 * make up the rest. */
enum fu_status fu_store_version(struct fu_store *store, int64_t *version, struct fu_error *error)
{
    struct fu_query query;
    int64_t others;
    fu_query_open(&query, store, FU_SQL_DATA_VERSION);
    enum fu_status status = fu_query_number(&query, &others, error);
    if (status == FU_OK) {
        *version = (int64_t)((uint64_t)store->opened << 48 ^
                             (uint64_t)sqlite3_total_changes64(store->db) << 24 ^ (uint64_t)others);
    }
    return status;
}

static enum fu_status count_people(
    struct fu_store *store, struct fu_store_counts *counts, struct fu_error *error)
{
    struct fu_query query;
    fu_query_open(&query, store, FU_SQL_PERSON_TOTALS);
    if (fu_query_row(&query)) {
        counts->pending = fu_take_int(&query);
        counts->done = fu_take_int(&query);
        counts->cancelled = fu_take_int(&query);
        counts->failed = fu_take_int(&query);
        counts->people = fu_take_int(&query);
        counts->paused = fu_take_int(&query);
    }
    return fu_query_close(&query, error);
}

static enum fu_status count_attempts(
    struct fu_store *store, struct fu_store_counts *counts, struct fu_error *error)
{
    struct fu_query query;
    fu_query_open(&query, store, FU_SQL_ATTEMPT_TOTALS);
    if (fu_query_row(&query)) {
        counts->quarantined = fu_take_int(&query);
        counts->waiting = fu_take_int(&query);
    }
    return fu_query_close(&query, error);
}

static enum fu_status count_parcels(
    struct fu_store *store, enum fu_sql sql, struct fu_store_counts *counts, struct fu_error *error)
{
    struct fu_query query;
    fu_query_open(&query, store, sql);
    while (fu_query_row(&query)) {
        int state = fu_take_word(&query, &fu_words_delivery);
        int64_t rows = fu_take_int(&query);
        counts->queued += state == FU_DELIVERY_QUEUED ? rows : 0;
        counts->sending += state == FU_DELIVERY_SENDING ? rows : 0;
        counts->refused += state == FU_DELIVERY_FAILED ? rows : 0;
        counts->unsure += state == FU_DELIVERY_UNSURE ? rows : 0;
    }
    return fu_query_close(&query, error);
}

/* Lowers *moment to the query's one moment when that is soon enough. */
static enum fu_status take_soonest(struct fu_store *store, enum fu_sql sql, fu_instant latest,
    fu_instant *moment, struct fu_error *error)
{
    struct fu_query query;
    fu_query_open(&query, store, sql);
    if (fu_query_row(&query)) {
        fu_instant found = fu_take_moment(&query);
        if (found != FU_NEVER && found <= latest && (*moment == FU_NEVER || found < *moment)) {
            *moment = found;
        }
    }
    return fu_query_close(&query, error);
}

static enum fu_status take_soonest_of(struct fu_store *store, const enum fu_sql *statements,
    size_t count, fu_instant latest, fu_instant *moment, struct fu_error *error)
{
    enum fu_status status = FU_OK;
    *moment = FU_NEVER;
    for (size_t i = 0; status == FU_OK && i < count; i++) {
        status = take_soonest(store, statements[i], latest, moment, error);
    }
    return status;
}

enum fu_status fu_store_count(
    struct fu_store *store, fu_instant now, struct fu_store_counts *counts, struct fu_error *error)
{
    static const enum fu_sql oldest[] = {
        FU_SQL_OCCURRENCE_NEXT, FU_SQL_DELIVERY_OLDEST, FU_SQL_MESSAGE_OLDEST};
    struct fu_query query;
    *counts = (struct fu_store_counts){0};
    enum fu_status status = count_people(store, counts, error);
    if (status == FU_OK) {
        status = count_attempts(store, counts, error);
    }
    if (status == FU_OK) {
        status = count_parcels(store, FU_SQL_DELIVERY_TOTALS, counts, error);
    }
    if (status == FU_OK) {
        status = count_parcels(store, FU_SQL_MESSAGE_TOTALS, counts, error);
    }
    if (status == FU_OK) {
        fu_query_open(&query, store, FU_SQL_SENT_TOTAL);
        if (fu_query_row(&query)) {
            counts->sent = fu_take_int(&query);
            counts->aside = fu_take_int(&query);
        }
        status = fu_query_close(&query, error);
    }
    if (status == FU_OK) {
        status = take_soonest_of(
            store, oldest, sizeof oldest / sizeof *oldest, now, &counts->oldest_due, error);
    }
    return status;
}

enum fu_status fu_store_next_due(struct fu_store *store, fu_instant *due, struct fu_error *error)
{
    static const enum fu_sql next[] = {
        FU_SQL_OCCURRENCE_NEXT, FU_SQL_DELIVERY_NEXT, FU_SQL_MESSAGE_NEXT};
    return take_soonest_of(store, next, sizeof next / sizeof *next, INT64_MAX, due, error);
}
