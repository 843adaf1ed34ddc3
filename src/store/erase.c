/* Forgetting a person wholly.
 *
 * What they own goes with all that hangs on it; in what others own they leave no row, nor their
 * address in its history. What stays is the numbers of their requests, so that their mails are not
 * taken again when they are met again, and what others wrote to them. */
#include "connection.h"
#include "followupd/store/people.h"
#include "rows.h"
#include "thread.h"

/* One statement about a person, and where the number of its rows is counted. */
struct erasure {
    enum fu_sql sql;
    int64_t *counter; /* NULL: not counted */
};

static enum fu_status forget_threads(struct fu_store *store, int64_t person, struct fu_error *error)
{
    struct fu_query query;
    struct fu_arena *arena = fu_arena_new();
    struct fu_rows rows = fu_rows_of(sizeof(int64_t));
    size_t count;
    fu_query_open(&query, store, FU_SQL_LETTER_OF_PERSON);
    fu_put_int(&query, person);
    while (fu_query_row(&query)) {
        *(int64_t *)fu_rows_add(&rows) = fu_take_int(&query);
    }
    enum fu_status status = fu_query_close(&query, error);
    int64_t *letters = fu_rows_end(&rows, arena, &count);
    for (size_t i = 0; status == FU_OK && i < count; i++) {
        status = fu_thread_forget(store, letters[i], error);
    }
    fu_arena_free(&arena);
    return status;
}

enum fu_status fu_store_person_erase(
    struct fu_store *store, int64_t id, struct fu_erased *erased, struct fu_error *error)
{
    /* The order matters: all down to the letters are found by the person's addresses, of which the
     * letters know the former ones. */
    const struct erasure erasures[] = {
        {FU_SQL_TRACE_ERASE, &erased->traces},
        {FU_SQL_MESSAGE_ERASE, &erased->mails},
        {FU_SQL_DELIVERY_READDRESS, NULL},
        {FU_SQL_DELIVERY_ERASE, &erased->mails},
        {FU_SQL_REFUSAL_ERASE, NULL},
        {FU_SQL_OCCURRENCE_ERASE, NULL},
        {FU_SQL_EVENT_ERASE, NULL},
        {FU_SQL_EVENT_UNNAME, NULL},
        {FU_SQL_ALERT_UNNAME, NULL},
        {FU_SQL_TROUBLE_UNNAME, NULL},
        {FU_SQL_PARTICIPANT_ERASE, &erased->shared},
        {FU_SQL_FOLLOWUP_ERASE, &erased->followups},
        {FU_SQL_LETTER_ERASE, &erased->letters},
        {FU_SQL_LOAD_ERASE, NULL},
        {FU_SQL_PERSON_ERASE, NULL},
    };
    *erased = (struct fu_erased){0};
    enum fu_status status = forget_threads(store, id, error);
    for (size_t i = 0; status == FU_OK && i < sizeof erasures / sizeof *erasures; i++) {
        struct fu_query query;
        fu_query_open(&query, store, erasures[i].sql);
        fu_put_int(&query, id);
        status = fu_query_run(&query, error);
        if (status == FU_OK && erasures[i].counter != NULL) {
            *erasures[i].counter += sqlite3_changes(store->db);
        }
    }
    return status;
}
