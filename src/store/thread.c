/* Threads: each id of a letter as a number, and which follow-ups one of them leads to.
 *
 * The number is 63 bits of a SHA-256, so nobody can make an id that meets another's. In-Reply-To
 * counts as one of the references. */
#include "thread.h"

#include <stdlib.h>
#include <string.h>

#include "connection.h"
#include "followupd/base/token.h"
#include "followupd/store/followups.h"
#include "rows.h"

static int64_t hash_of(const char *id)
{
    unsigned char digest[FU_DIGEST_SIZE];
    uint64_t number;
    fu_digest(&id, 1, digest);
    memcpy(&number, digest, sizeof number);
    return (int64_t)(number >> 1);
}

static enum fu_status note_id(
    struct fu_store *store, enum fu_sql sql, const char *id, int64_t letter, struct fu_error *error)
{
    if (*id == '\0') {
        return FU_OK;
    }
    struct fu_query query;
    fu_query_open(&query, store, sql);
    fu_put_int(&query, hash_of(id));
    fu_put_int(&query, letter);
    return fu_query_run(&query, error);
}

static enum fu_status note_all(struct fu_store *store, enum fu_sql sql,
    const struct fu_stored_letter *letter, struct fu_error *error)
{
    enum fu_status status = note_id(store, sql, letter->message_id, letter->id, error);
    if (status == FU_OK) {
        status = note_id(store, sql, letter->in_reply_to, letter->id, error);
    }
    for (size_t i = 0; status == FU_OK && i < letter->reference_count; i++) {
        if (strcmp(letter->references[i], letter->in_reply_to) != 0) {
            status = note_id(store, sql, letter->references[i], letter->id, error);
        }
    }
    return status;
}

enum fu_status fu_thread_add(
    struct fu_store *store, const struct fu_stored_letter *letter, struct fu_error *error)
{
    return note_all(store, FU_SQL_THREAD_ADD, letter, error);
}

enum fu_status fu_thread_forget(struct fu_store *store, int64_t letter, struct fu_error *error)
{
    struct fu_stored_letter *found;
    struct fu_arena *arena = fu_arena_new();
    enum fu_status status = fu_store_letter_get(store, arena, letter, &found, error);
    if (status == FU_OK && found != NULL) {
        status = note_all(store, FU_SQL_THREAD_FORGET, found, error);
    }
    fu_arena_free(&arena);
    return status;
}

static int by_number(const void *a, const void *b)
{
    int64_t left = *(const int64_t *)a, right = *(const int64_t *)b;
    return (left > right) - (left < right);
}

static size_t without_repeats(int64_t *numbers, size_t count)
{
    size_t kept = 0;
    if (count > 1) {
        qsort(numbers, count, sizeof *numbers, by_number);
    }
    for (size_t i = 0; i < count; i++) {
        if (kept == 0 || numbers[kept - 1] != numbers[i]) {
            numbers[kept++] = numbers[i];
        }
    }
    return kept;
}

enum fu_status fu_store_thread(struct fu_store *store, struct fu_arena *arena, int64_t person,
    const char *const *ids, size_t id_count, int64_t **followups, size_t *count,
    struct fu_error *error)
{
    struct fu_rows rows = fu_rows_of(sizeof **followups);
    enum fu_status status = FU_OK;
    for (size_t i = 0; status == FU_OK && i < id_count; i++) {
        if (*ids[i] == '\0') {
            continue;
        }
        struct fu_query query;
        fu_query_open(&query, store, FU_SQL_THREAD_FIND);
        fu_put_int(&query, hash_of(ids[i]));
        fu_put_int(&query, person);
        while (fu_query_row(&query)) {
            *(int64_t *)fu_rows_add(&rows) = fu_take_int(&query);
        }
        status = fu_query_close(&query, error);
    }
    *followups = fu_rows_end(&rows, arena, count);
    *count = without_repeats(*followups, *count);
    return status;
}

enum fu_status fu_store_thread_names(struct fu_store *store, const struct fu_thread_address *thread,
    bool *names, struct fu_error *error)
{
    enum fu_status status = FU_OK;
    *names = false;
    for (size_t i = 0; status == FU_OK && i < thread->id_count && !*names; i++) {
        if (*thread->ids[i] == '\0') {
            continue;
        }
        struct fu_query query;
        int64_t found;
        fu_query_open(&query, store, FU_SQL_THREAD_NAMES);
        fu_put_int(&query, hash_of(thread->ids[i]));
        fu_put_text(&query, thread->address);
        fu_put_int(&query, thread->held);
        fu_put_text(&query, thread->message_id);
        fu_put_int(&query, thread->person);
        status = fu_query_number(&query, &found, error);
        *names = status == FU_OK && found != 0;
    }
    return status;
}
