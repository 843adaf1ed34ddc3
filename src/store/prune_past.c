/* Forgetting the settled past of what goes on: a series that comes every day for ten years is none
 * the larger for it.
 *
 * What may still be asked for stays: the first and the last event, and the last that each person
 * may take back, with the moments it names; the last moment of the follow-up's own that came, and
 * all since; what is pending or left out, which calendars show; what a mail of is still under way
 * or kept back; and a moment that a later one brings once more, without its mails, since it is
 * counted.
 */
#include "prune.h"

#include "connection.h"
#include "rows.h"

enum { STEP = 500 };

/* Of one follow-up; *count grows by the rows that went, *again says that there may be more. */
static enum fu_status run(struct fu_store *store, enum fu_sql sql, int64_t followup,
    fu_instant before, int64_t *count, bool *again, struct fu_error *error)
{
    struct fu_query query;
    fu_query_open(&query, store, sql);
    fu_put_int(&query, followup);
    fu_put_int(&query, before);
    fu_put_count(&query, STEP);
    enum fu_status status = fu_query_run(&query, error);
    if (status == FU_OK) {
        int64_t changed = fu_store_changes(store);
        *count += changed;
        *again |= changed == STEP;
    }
    return status;
}

/* The events first, since they keep moments. */
static enum fu_status forget(struct fu_store *store, int64_t followup, fu_instant before,
    int64_t *count, bool *again, struct fu_error *error)
{
    static const enum fu_sql parts[] = {
        FU_SQL_EVENT_FORGET, FU_SQL_DELIVERY_FORGET, FU_SQL_OCCURRENCE_FORGET};
    enum fu_status status = FU_OK;
    *again = false;
    for (size_t i = 0; status == FU_OK && i < sizeof parts / sizeof *parts; i++) {
        status = run(store, parts[i], followup, before, count, again, error);
    }
    return status;
}

static enum fu_status find(struct fu_store *store, fu_instant before, int64_t place,
    struct fu_rows *rows, struct fu_error *error)
{
    struct fu_query query;
    fu_query_open(&query, store, FU_SQL_FOLLOWUP_PAST);
    fu_put_int(&query, before);
    fu_put_int(&query, place);
    fu_put_count(&query, STEP);
    while (fu_query_row(&query)) {
        *(int64_t *)fu_rows_add(rows) = fu_take_int(&query);
    }
    return fu_query_close(&query, error);
}

/* A follow-up of which much is to go takes several steps, the first of them full. */
enum fu_status fu_prune_past(struct fu_store *store, const struct fu_served *served, int64_t *place,
    bool *more, struct fu_error *error)
{
    struct fu_rows rows = fu_rows_of(sizeof(int64_t));
    struct fu_arena *arena = fu_arena_new();
    size_t count, i;
    int64_t gone = 0;
    bool again = false;
    enum fu_status status = find(store, served->followups, *place, &rows, error);
    const int64_t *ids = fu_rows_end(&rows, arena, &count);
    for (i = 0; status == FU_OK && i < count && gone < STEP; i++) {
        status = forget(store, ids[i], served->followups, &gone, &again, error);
        *place = again ? *place : ids[i];
    }
    *more = status == FU_OK && (again || i < count || count == STEP);
    fu_arena_free(&arena);
    return status;
}
