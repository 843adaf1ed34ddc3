/* What is kept back after a restore. One that is erased leaves the list by itself, and so does one in
 * another state: a held delivery is one whose state is unsure. */
#include "followupd/store/withheld.h"

#include "connection.h"
#include "rows.h"
#include "take.h"
#include "words.h"

enum fu_status fu_store_known(struct fu_store *store, int64_t followup, fu_instant created,
    fu_instant moment, int64_t person, const char *address, enum fu_known *known,
    struct fu_error *error)
{
    struct fu_query query;
    *known = FU_KNOWN_NOT;
    fu_query_open(&query, store, FU_SQL_DELIVERY_BEFORE);
    fu_put_int(&query, followup);
    fu_put_int(&query, created);
    fu_put_int(&query, moment);
    fu_put_id(&query, person);
    fu_put_text(&query, address);
    if (fu_query_row(&query)) {
        int state = fu_take_word(&query, &fu_words_delivery);
        bool settled = state == FU_DELIVERY_QUEUED || state == FU_DELIVERY_FAILED;
        bool doubtful = fu_take_int(&query) != 0;
        *known = state == FU_DELIVERY_SENT ? FU_KNOWN_SENT
                 : settled && !doubtful    ? FU_KNOWN_UNSENT
                                           : FU_KNOWN_NOT;
    }
    return fu_query_close(&query, error);
}

enum fu_status fu_store_put_off(struct fu_store *store, struct fu_arena *arena, fu_instant since,
    struct fu_occurrence **rows, size_t *count, struct fu_error *error)
{
    struct fu_query query;
    fu_query_open(&query, store, FU_SQL_OCCURRENCE_PUT_OFF);
    fu_put_int(&query, since);
    return fu_take_occurrences(&query, arena, rows, count, error);
}

enum fu_status fu_store_withhold(
    struct fu_store *store, int64_t delivery, bool unsent, struct fu_error *error)
{
    struct fu_query query;
    fu_query_open(&query, store, FU_SQL_WITHHELD_ADD);
    fu_put_int(&query, delivery);
    fu_put_int(&query, unsent);
    return fu_query_run(&query, error);
}

enum fu_status fu_store_withhold_end(
    struct fu_store *store, int64_t delivery, struct fu_error *error)
{
    struct fu_query query;
    fu_query_open(&query, store, FU_SQL_WITHHELD_END);
    fu_put_int(&query, delivery);
    return fu_query_run(&query, error);
}

/* The rows of a query that is open. */
static enum fu_status gather(struct fu_query *query, struct fu_arena *arena,
    struct fu_withheld **rows, size_t *count, struct fu_error *error)
{
    struct fu_rows found = fu_rows_of(sizeof **rows);
    while (fu_query_row(query)) {
        struct fu_withheld *row = fu_rows_add(&found);
        row->delivery = fu_take_int(query);
        row->followup = fu_take_int(query);
        row->occurrence = fu_take_int(query);
        row->moment = fu_take_int(query);
        row->person = fu_take_int(query);
        row->address = fu_take_text(query, arena);
        row->subject = fu_take_text(query, arena);
        row->unsent = fu_take_int(query) != 0;
    }
    *rows = fu_rows_end(&found, arena, count);
    return fu_query_close(query, error);
}

enum fu_status fu_store_withheld(struct fu_store *store, struct fu_arena *arena,
    struct fu_withheld **rows, size_t *count, struct fu_error *error)
{
    struct fu_query query;
    fu_query_open(&query, store, FU_SQL_WITHHELD_ALL);
    return gather(&query, arena, rows, count, error);
}

enum fu_status fu_store_withheld_of(struct fu_store *store, struct fu_arena *arena,
    int64_t followup, struct fu_withheld **rows, size_t *count, struct fu_error *error)
{
    struct fu_query query;
    fu_query_open(&query, store, FU_SQL_WITHHELD_OF);
    fu_put_int(&query, followup);
    return gather(&query, arena, rows, count, error);
}
