/* What a calendar shows. Lists of a letter are read as fu_store_letter_get reads them.
 *
 * Rows come by id but for those of others, which follow the person's own; sorting them here costs
 * nothing where there are none. */
#include "followupd/store/feed.h"

#include "connection.h"
#include "lists.h"
#include "rows.h"
#include "take.h"

#include <stdlib.h>

static void take_people(struct fu_query *query, struct fu_arena *arena, struct fu_shown *row)
{
    row->from.address = fu_take_text(query, arena);
    row->from.name = fu_take_text(query, arena);
    fu_list_read_mailboxes(arena, fu_peek_text(query), &row->to);
    fu_list_read_mailboxes(arena, fu_peek_text(query), &row->cc);
}

static int by_id(const void *a, const void *b)
{
    const struct fu_shown *left = a, *right = b;
    return (left->followup.id > right->followup.id) - (left->followup.id < right->followup.id);
}

static int by_moment(const void *a, const void *b)
{
    const struct fu_occurrence *left = a, *right = b;
    if (left->followup != right->followup) {
        return left->followup < right->followup ? -1 : 1;
    }
    if (left->moment != right->moment) {
        return left->moment < right->moment ? -1 : 1;
    }
    return (left->id > right->id) - (left->id < right->id);
}

typedef int compare(const void *, const void *);

static void sort(void *rows, size_t count, size_t size, compare *order)
{
    const unsigned char *row = rows;
    for (size_t i = 1; i < count; i++, row += size) {
        if (order(row, row + size) > 0) {
            qsort(rows, count, size, order);
            return;
        }
    }
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
    sort(*rows, *count, sizeof **rows, by_id);
    return fu_query_close(&query, error);
}

enum fu_status fu_store_feed_occurrences(struct fu_store *store, struct fu_arena *arena,
    int64_t person, struct fu_occurrence **rows, size_t *count, struct fu_error *error)
{
    struct fu_query query;
    fu_query_open(&query, store, FU_SQL_FEED_OCCURRENCES);
    fu_put_int(&query, person);
    enum fu_status status = fu_take_occurrences(&query, arena, rows, count, error);
    sort(*rows, *count, sizeof **rows, by_moment);
    return status;
}

enum fu_status fu_note_feed(
    struct fu_store *store, enum fu_sql whose, int64_t id, fu_instant now, struct fu_error *error)
{
    struct fu_query query;
    fu_query_open(&query, store, whose);
    fu_put_int(&query, id);
    fu_put_int(&query, now);
    return fu_query_run(&query, error);
}

enum fu_status fu_store_feed_changed(
    struct fu_store *store, int64_t person, fu_instant now, struct fu_error *error)
{
    return fu_note_feed(store, FU_SQL_PERSON_FEED, person, now, error);
}

enum fu_status fu_store_feed_sharers_changed(
    struct fu_store *store, int64_t person, fu_instant now, struct fu_error *error)
{
    return fu_note_feed(store, FU_SQL_PERSON_FEED_SHARERS, person, now, error);
}
