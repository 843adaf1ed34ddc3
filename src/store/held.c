/* Letters held back, and what was made of them. Fails as every statement may. */
#include "followupd/store/held.h"

#include "connection.h"
#include "rows.h"
#include "words.h"

enum fu_status fu_store_held_add(
    struct fu_store *store, struct fu_held *held, struct fu_error *error)
{
    struct fu_query query;
    fu_query_open(&query, store, FU_SQL_HELD_ADD);
    fu_put_int(&query, held->letter);
    fu_put_word(&query, &fu_words_place, (int)held->place);
    fu_put_int(&query, held->sent);
    fu_put_int(&query, held->created);
    enum fu_status status = fu_query_run(&query, error);
    held->id = status == FU_OK ? fu_store_last_id(store) : 0;
    return status;
}

static enum fu_status set_number(
    struct fu_store *store, enum fu_sql sql, int64_t id, int64_t number, struct fu_error *error)
{
    struct fu_query query;
    fu_query_open(&query, store, sql);
    fu_put_int(&query, number);
    fu_put_int(&query, id);
    return fu_query_change(&query, "letter held under", id, error);
}

enum fu_status fu_store_held_mark(
    struct fu_store *store, int64_t id, int64_t mark, struct fu_error *error)
{
    return set_number(store, FU_SQL_HELD_MARK, id, mark, error);
}

enum fu_status fu_store_held_made(
    struct fu_store *store, int64_t id, int64_t followup, struct fu_error *error)
{
    return set_number(store, FU_SQL_HELD_MADE, id, followup, error);
}

enum fu_status fu_store_held_marked(struct fu_store *store, struct fu_arena *arena, int64_t mark,
    struct fu_held **rows, size_t *count, struct fu_error *error)
{
    struct fu_query query;
    struct fu_rows gathered = fu_rows_of(sizeof **rows);
    fu_query_open(&query, store, FU_SQL_HELD_MARKED);
    fu_put_int(&query, mark);
    while (fu_query_row(&query)) {
        struct fu_held *row = fu_rows_add(&gathered);
        row->id = fu_take_int(&query);
        row->letter = fu_take_int(&query);
        row->person = fu_take_int(&query);
        row->place = (enum fu_place)fu_take_word(&query, &fu_words_place);
        row->sent = fu_take_int(&query);
        row->created = fu_take_int(&query);
        row->followup = fu_take_int(&query);
    }
    *rows = fu_rows_end(&gathered, arena, count);
    return fu_query_close(&query, error);
}
