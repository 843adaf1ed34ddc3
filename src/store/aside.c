/* What was put aside. A record of its own, since the row that it is about may be the very one that
 * cannot be changed; it goes with that row. */
#include "followupd/store/aside.h"

#include "connection.h"
#include "rows.h"

static void put_key(struct fu_query *query, enum fu_aside_kind kind, int64_t id)
{
    fu_put_id(query, kind == FU_ASIDE_DELIVERY ? id : 0);
    fu_put_id(query, kind == FU_ASIDE_MESSAGE ? id : 0);
    fu_put_id(query, kind == FU_ASIDE_OCCURRENCE ? id : 0);
}

enum fu_status fu_store_aside_add(
    struct fu_store *store, const struct fu_aside *aside, struct fu_error *error)
{
    struct fu_query query;
    fu_query_open(&query, store, FU_SQL_ASIDE_ADD);
    put_key(&query, aside->kind, aside->id);
    fu_put_int(&query, aside->at);
    fu_put_text(&query, aside->why);
    return fu_query_run(&query, error);
}

enum fu_status fu_store_aside_end(struct fu_store *store, enum fu_aside_kind kind, int64_t id,
    bool *found, struct fu_error *error)
{
    struct fu_query query;
    fu_query_open(&query, store, FU_SQL_ASIDE_END);
    put_key(&query, kind, id);
    enum fu_status status = fu_query_run(&query, error);
    *found = status == FU_OK && fu_store_changed(store);
    return status;
}

enum fu_status fu_store_asides(struct fu_store *store, struct fu_arena *arena,
    struct fu_aside **rows, size_t *count, struct fu_error *error)
{
    struct fu_query query;
    struct fu_rows found = fu_rows_of(sizeof **rows);
    fu_query_open(&query, store, FU_SQL_ASIDE_ALL);
    while (fu_query_row(&query)) {
        struct fu_aside *row = fu_rows_add(&found);
        row->kind = (enum fu_aside_kind)fu_take_int(&query);
        row->id = fu_take_int(&query);
        row->followup = fu_take_int(&query);
        row->address = fu_take_text(&query, arena);
        row->subject = fu_take_text(&query, arena);
        row->at = fu_take_int(&query);
        row->why = fu_take_text(&query, arena);
    }
    *rows = fu_rows_end(&found, arena, count);
    return fu_query_close(&query, error);
}
