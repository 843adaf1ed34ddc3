/* Counting on after a backup is put back, and beginning anew where a store is lost without one.
 *
 * Tokens and Message-IDs are made of numbers, and those that were given since the backup are in
 * people's mailboxes: given to something else, a button in an old mail would act on that, and a
 * server that knows the Message-ID would drop the new mail as a copy. The database that is replaced
 * says how far it had counted. Where it cannot, or is another one (it has counted less far than the
 * backup), as many numbers are left out as there ever were, and a thousand.
 *
 * The address of a calendar that was rotated since the backup stays ended, where the database that
 * is replaced can be read: it was rotated because somebody has it who should not. So may somebody
 * have a session that was ended, or a link that was used: none of the backup's is good, and
 * everybody signs in once more. */
#include "sequence.h"

#include "connection.h"
#include "files.h"
#include "rows.h"

enum { LEFT_OUT = 1000, TALLIED = 4, OCCURRENCES = 5, COUNTED = 6 };

/* The first few are SQLite's to count (AUTOINCREMENT), the others ours. */
static const char *const counted[COUNTED] = {
    "person", "followup", "message", "held", "delivery", "occurrence"};

static enum fu_status read_all(
    struct fu_store *store, int64_t last[COUNTED], struct fu_error *error)
{
    struct fu_query query;
    enum fu_status status = FU_OK;
    for (size_t i = 0; status == FU_OK && i < COUNTED; i++) {
        fu_query_open(&query, store, FU_SQL_SEQUENCE_GET);
        fu_put_text(&query, counted[i]);
        status = fu_query_number(&query, &last[i], error);
    }
    return status;
}

/* A person whose calendar had another address before. */
struct rotated {
    int64_t id, created, generation;
};

static void read_rotated(struct fu_store *store, struct fu_rows *rows)
{
    struct fu_query query;
    fu_query_open(&query, store, FU_SQL_PERSON_ROTATED);
    while (fu_query_row(&query)) {
        struct rotated *row = fu_rows_add(rows);
        row->id = fu_take_int(&query);
        row->created = fu_take_int(&query);
        row->generation = fu_take_int(&query);
    }
    fu_query_close(&query, NULL);
}

/* A person of the same number who was met at the same moment is the same one. */
static enum fu_status rotate(
    struct fu_store *store, const struct rotated *rotated, size_t count, struct fu_error *error)
{
    enum fu_status status = FU_OK;
    for (size_t i = 0; status == FU_OK && i < count; i++) {
        struct fu_query query;
        fu_query_open(&query, store, FU_SQL_PERSON_ROTATE);
        fu_put_int(&query, rotated[i].id);
        fu_put_int(&query, rotated[i].created);
        fu_put_int(&query, rotated[i].generation);
        status = fu_query_run(&query, error);
    }
    return status;
}

static enum fu_status end_sessions(struct fu_store *store, struct fu_error *error)
{
    struct fu_query query;
    fu_query_open(&query, store, FU_SQL_SESSION_CLEAR);
    return fu_query_run(&query, error);
}

static bool ask_replaced(const char *folder, const int64_t least[COUNTED], int64_t last[COUNTED],
    struct fu_rows *rotated)
{
    struct fu_store *replaced;
    bool there = fu_connect(folder, FU_DATABASE_NAME, &replaced, NULL) == FU_OK;
    bool knows = there && read_all(replaced, last, NULL) == FU_OK;
    if (there) {
        read_rotated(replaced, rotated);
    }
    fu_store_close(&replaced);
    for (size_t i = 0; knows && i < COUNTED; i++) {
        knows = last[i] >= least[i];
    }
    return knows;
}

static enum fu_status set(
    struct fu_store *store, size_t which, int64_t last, struct fu_error *error)
{
    struct fu_query query;
    fu_query_open(&query, store, FU_SQL_SEQUENCE_END);
    fu_put_text(&query, counted[which]);
    enum fu_status status = fu_query_run(&query, error);
    if (status != FU_OK) {
        return status;
    }
    fu_query_open(&query, store, which < TALLIED ? FU_SQL_SEQUENCE_SET : FU_SQL_SEQUENCE_TALLY);
    fu_put_text(&query, counted[which]);
    fu_put_int(&query, last);
    return fu_query_run(&query, error);
}

enum fu_status fu_sequence_leave(
    struct fu_store *backup, const char *folder, struct fu_error *error)
{
    int64_t own[COUNTED], last[COUNTED];
    struct fu_rows rows = fu_rows_of(sizeof(struct rotated));
    enum fu_status status = read_all(backup, own, error);
    if (status != FU_OK) {
        return status;
    }
    bool known = ask_replaced(folder, own, last, &rows);
    struct fu_arena *arena = fu_arena_new();
    size_t count;
    const struct rotated *rotated = fu_rows_end(&rows, arena, &count);
    status = fu_store_begin(backup, error);
    for (size_t i = 0; status == FU_OK && i < COUNTED; i++) {
        status = set(backup, i, known ? last[i] : 2 * own[i] + LEFT_OUT, error);
    }
    if (status == FU_OK) {
        status = rotate(backup, rotated, count, error);
    }
    if (status == FU_OK) {
        status = end_sessions(backup, error);
    }
    fu_arena_free(&arena);
    if (status == FU_OK) {
        return fu_store_commit(backup, error);
    }
    fu_store_rollback(backup);
    return status;
}

static enum fu_status begin_all(
    struct fu_store *store, int64_t from, bool keyed, struct fu_error *error)
{
    int64_t last[COUNTED];
    enum fu_status status = read_all(store, last, error);
    if (status != FU_OK || last[OCCURRENCES] != 0) {
        return status;
    }
    for (size_t i = 0; status == FU_OK && i < COUNTED; i++) {
        if (i == OCCURRENCES || (keyed && last[i] == 0)) {
            status = set(store, i, from, error);
        }
    }
    return status;
}

enum fu_status fu_store_numbers_begin(
    struct fu_store *store, int64_t from, bool keyed, struct fu_error *error)
{
    enum fu_status status = fu_store_begin(store, error);
    if (status != FU_OK) {
        return status;
    }
    status = begin_all(store, from, keyed, error);
    if (status == FU_OK) {
        return fu_store_commit(store, error);
    }
    fu_store_rollback(store);
    return status;
}
