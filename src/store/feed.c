/* What a calendar shows. Lists of a letter are read as fu_store_letter_get reads them. */
#include "followupd/store/feed.h"

#include "connection.h"
#include "lists.h"
#include "rows.h"
#include "take.h"

static void take_people(struct fu_query *query, struct fu_arena *arena, struct fu_shown *row)
{
    row->from.address = fu_take_text(query, arena);
    row->from.name = fu_take_text(query, arena);
    fu_list_read_mailboxes(arena, fu_peek_text(query), &row->to);
    fu_list_read_mailboxes(arena, fu_peek_text(query), &row->cc);
}

enum fu_status fu_store_feed(struct fu_store *store, struct fu_arena *arena, int64_t person,
    struct fu_shown **rows, size_t *count, struct fu_error *error)
{
    struct fu_query query;
    struct fu_rows gathered = fu_rows_of(sizeof **rows);
    fu_query_open(&query, store, FU_SQL_FEED_FOLLOWUPS);
    fu_put_int(&query, person);
    fu_put_count(&query, FU_STORE_FEED_MAX);
    while (fu_query_row(&query)) {
        struct fu_shown *row = fu_rows_add(&gathered);
        fu_take_followup(&query, arena, &row->followup);
        take_people(&query, arena, row);
    }
    *rows = fu_rows_end(&gathered, arena, count);
    return fu_query_close(&query, error);
}

enum fu_status fu_store_feed_occurrences(struct fu_store *store, struct fu_arena *arena,
    int64_t person, struct fu_occurrence **rows, size_t *count, struct fu_error *error)
{
    struct fu_query query;
    fu_query_open(&query, store, FU_SQL_FEED_OCCURRENCES);
    fu_put_int(&query, person);
    return fu_take_occurrences(&query, arena, rows, count, error);
}
