/* The way of each mail through an inbox: attempts, the inbox's own state, and the trace that
 * `followupctl trace` shows.
 *
 * A row of `attempt` exists while a mail is being handled or is set aside, one of `number` for a
 * few days, so the tables are small. */
#include "connection.h"
#include "followupd/store/letters.h"
#include "rows.h"
#include "words.h"

static void put_origin(struct fu_query *query, const struct fu_origin *origin)
{
    fu_put_text(query, origin->inbox);
    fu_put_int(query, origin->validity);
    fu_put_int(query, origin->uid);
}

static void take_origin(struct fu_query *query, struct fu_arena *arena, struct fu_origin *origin)
{
    origin->inbox = fu_take_text(query, arena);
    origin->validity = (uint32_t)fu_take_int(query);
    origin->uid = (uint32_t)fu_take_int(query);
}

static void take_inbox(struct fu_query *query, struct fu_arena *arena, struct fu_inbox_state *state)
{
    state->name = fu_take_text(query, arena);
    state->validity = (uint32_t)fu_take_int(query);
    state->last_uid = (uint32_t)fu_take_int(query);
    state->last_poll = fu_take_moment(query);
    state->not_ours = fu_take_int(query);
    state->turned_away = fu_take_int(query);
    state->account = fu_take_text(query, arena);
    state->oldest = fu_take_moment(query);
}

enum fu_status fu_store_inbox_get(struct fu_store *store, struct fu_arena *arena, const char *name,
    struct fu_inbox_state *state, struct fu_error *error)
{
    struct fu_query query;
    *state = (struct fu_inbox_state){.name = fu_arena_copy(arena, name),
        .last_poll = FU_NEVER,
        .account = "",
        .oldest = FU_NEVER};
    fu_query_open(&query, store, FU_SQL_INBOX_GET);
    fu_put_text(&query, name);
    if (fu_query_row(&query)) {
        take_inbox(&query, arena, state);
    }
    return fu_query_close(&query, error);
}

enum fu_status fu_store_inbox_set(
    struct fu_store *store, const struct fu_inbox_state *state, struct fu_error *error)
{
    struct fu_query query;
    fu_query_open(&query, store, FU_SQL_INBOX_SET);
    fu_put_text(&query, state->name);
    fu_put_int(&query, state->validity);
    fu_put_int(&query, state->last_uid);
    fu_put_moment(&query, state->last_poll);
    fu_put_int(&query, state->not_ours);
    fu_put_int(&query, state->turned_away);
    fu_put_text(&query, state->account);
    fu_put_moment(&query, state->oldest);
    return fu_query_run(&query, error);
}

enum fu_status fu_store_inboxes(struct fu_store *store, struct fu_arena *arena,
    struct fu_inbox_state **states, size_t *count, struct fu_error *error)
{
    struct fu_query query;
    struct fu_rows rows = fu_rows_of(sizeof **states);
    fu_query_open(&query, store, FU_SQL_INBOX_ALL);
    while (fu_query_row(&query)) {
        take_inbox(&query, arena, fu_rows_add(&rows));
    }
    *states = fu_rows_end(&rows, arena, count);
    return fu_query_close(&query, error);
}

enum fu_status fu_store_inbox_rename(
    struct fu_store *store, const char *from, const char *to, struct fu_error *error)
{
    /* A mail that comes under a number of another mailbox's would be taken for known. */
    static const enum fu_sql forgets[] = {
        FU_SQL_ATTEMPT_FORGET, FU_SQL_NUMBER_FORGET, FU_SQL_LETTER_DISOWN};
    static const enum fu_sql renames[] = {FU_SQL_INBOX_RENAME, FU_SQL_LETTER_RENAME,
        FU_SQL_ATTEMPT_RENAME, FU_SQL_NUMBER_RENAME, FU_SQL_TRACE_RENAME};
    enum fu_status status = FU_OK;
    for (size_t i = 0; status == FU_OK && i < sizeof forgets / sizeof forgets[0]; i++) {
        struct fu_query query;
        fu_query_open(&query, store, forgets[i]);
        fu_put_text(&query, to);
        status = fu_query_run(&query, error);
    }
    for (size_t i = 0; status == FU_OK && i < sizeof renames / sizeof renames[0]; i++) {
        struct fu_query query;
        fu_query_open(&query, store, renames[i]);
        fu_put_text(&query, from);
        fu_put_text(&query, to);
        status = fu_query_run(&query, error);
    }
    return status;
}

static enum fu_status try_again(struct fu_store *store, const struct fu_origin *origin,
    fu_instant now, int64_t *tries, struct fu_error *error)
{
    struct fu_query query;
    fu_query_open(&query, store, FU_SQL_ATTEMPT_AGAIN);
    put_origin(&query, origin);
    fu_put_int(&query, now);
    enum fu_status status = fu_query_run(&query, error);
    if (status == FU_OK) {
        fu_query_open(&query, store, FU_SQL_ATTEMPT_TRIES);
        put_origin(&query, origin);
        status = fu_query_number(&query, tries, error);
    }
    return status;
}

enum fu_status fu_store_attempt_start(struct fu_store *store, const struct fu_origin *origins,
    size_t count, fu_instant now, int64_t *tries, struct fu_error *error)
{
    enum fu_status status = FU_OK;
    for (size_t i = 0; status == FU_OK && i < count; i++) {
        struct fu_query query;
        fu_query_open(&query, store, FU_SQL_ATTEMPT_ADD);
        put_origin(&query, &origins[i]);
        fu_put_int(&query, now);
        status = fu_query_run(&query, error);
        tries[i] = 1;
        if (status == FU_OK && !fu_store_changed(store)) {
            status = try_again(store, &origins[i], now, &tries[i], error);
        }
    }
    return status;
}

static enum fu_status write_attempt(struct fu_store *store, enum fu_sql sql,
    const struct fu_attempt *attempt, struct fu_error *error)
{
    struct fu_query query;
    fu_query_open(&query, store, sql);
    fu_put_word(&query, &fu_words_attempt, (int)attempt->state);
    fu_put_text(&query, attempt->reason);
    fu_put_int(&query, attempt->at);
    fu_put_moment(&query, attempt->again);
    put_origin(&query, &attempt->origin);
    return fu_query_run(&query, error);
}

enum fu_status fu_store_attempt_set(struct fu_store *store, const struct fu_origin *origin,
    enum fu_attempt_state state, const char *reason, fu_instant now, fu_instant again,
    struct fu_error *error)
{
    const struct fu_attempt attempt = {
        .origin = *origin, .state = state, .reason = reason, .at = now, .again = again};
    enum fu_status status = write_attempt(store, FU_SQL_ATTEMPT_SET, &attempt, error);
    if (status == FU_OK && !fu_store_changed(store)) {
        status = write_attempt(store, FU_SQL_ATTEMPT_PUT, &attempt, error);
    }
    return status;
}

enum fu_status fu_store_attempt_end(
    struct fu_store *store, const struct fu_origin *origins, size_t count, struct fu_error *error)
{
    enum fu_status status = FU_OK;
    for (size_t i = 0; status == FU_OK && i < count; i++) {
        struct fu_query query;
        fu_query_open(&query, store, FU_SQL_ATTEMPT_END);
        put_origin(&query, &origins[i]);
        status = fu_query_run(&query, error);
    }
    return status;
}

static void take_attempt(struct fu_query *query, struct fu_arena *arena, struct fu_attempt *attempt)
{
    attempt->id = fu_take_int(query);
    take_origin(query, arena, &attempt->origin);
    attempt->tries = fu_take_int(query);
    attempt->state = (enum fu_attempt_state)fu_take_word(query, &fu_words_attempt);
    attempt->reason = fu_take_text(query, arena);
    attempt->at = fu_take_int(query);
    attempt->again = fu_take_moment(query);
}

enum fu_status fu_store_attempts(struct fu_store *store, struct fu_arena *arena, const char *inbox,
    enum fu_attempt_state state, struct fu_attempt **attempts, size_t *count,
    struct fu_error *error)
{
    struct fu_query query;
    struct fu_rows rows = fu_rows_of(sizeof **attempts);
    fu_query_open(&query, store, inbox != NULL ? FU_SQL_ATTEMPT_OF_INBOX : FU_SQL_ATTEMPT_ALL);
    fu_put_word(&query, &fu_words_attempt, (int)state);
    if (inbox != NULL) {
        fu_put_text(&query, inbox);
    }
    while (fu_query_row(&query)) {
        take_attempt(&query, arena, fu_rows_add(&rows));
    }
    *attempts = fu_rows_end(&rows, arena, count);
    return fu_query_close(&query, error);
}

enum fu_status fu_store_attempt_get(struct fu_store *store, struct fu_arena *arena, int64_t id,
    struct fu_attempt **attempt, struct fu_error *error)
{
    struct fu_query query;
    fu_query_open(&query, store, FU_SQL_ATTEMPT_GET);
    fu_put_int(&query, id);
    *attempt = NULL;
    if (fu_query_row(&query)) {
        *attempt = fu_arena_allocate(arena, 1, sizeof **attempt);
        take_attempt(&query, arena, *attempt);
    }
    return fu_query_close(&query, error);
}

enum fu_status fu_store_numbers_set(struct fu_store *store, const char *inbox,
    const struct fu_number *numbers, size_t count, struct fu_error *error)
{
    enum fu_status status = FU_OK;
    for (size_t i = 0; status == FU_OK && i < count; i++) {
        struct fu_query query;
        fu_query_open(&query, store, FU_SQL_NUMBER_SET);
        fu_put_text(&query, inbox);
        fu_put_int(&query, numbers[i].uid);
        fu_put_int(&query, numbers[i].arrived);
        status = fu_query_run(&query, error);
    }
    return status;
}

enum fu_status fu_store_numbers(struct fu_store *store, struct fu_arena *arena, const char *inbox,
    struct fu_number **numbers, size_t *count, struct fu_error *error)
{
    struct fu_query query;
    struct fu_rows rows = fu_rows_of(sizeof **numbers);
    fu_query_open(&query, store, FU_SQL_NUMBER_OF_INBOX);
    fu_put_text(&query, inbox);
    while (fu_query_row(&query)) {
        struct fu_number *number = fu_rows_add(&rows);
        number->uid = (uint32_t)fu_take_int(&query);
        number->arrived = fu_take_moment(&query);
    }
    *numbers = fu_rows_end(&rows, arena, count);
    return fu_query_close(&query, error);
}

enum fu_status fu_store_number_forget(
    struct fu_store *store, const struct fu_origin *origin, struct fu_error *error)
{
    struct fu_query query;
    fu_query_open(&query, store, FU_SQL_LETTER_FORGET_ORIGIN);
    put_origin(&query, origin);
    return fu_query_run(&query, error);
}

enum fu_status fu_store_numbers_forget(
    struct fu_store *store, const char *inbox, uint32_t validity, struct fu_error *error)
{
    static const enum fu_sql statements[] = {FU_SQL_ATTEMPT_FORGET, FU_SQL_NUMBER_FORGET};
    const struct fu_origin all = {inbox, validity, 0};
    enum fu_status status = FU_OK;
    for (size_t i = 0; status == FU_OK && i < sizeof statements / sizeof *statements; i++) {
        struct fu_query query;
        fu_query_open(&query, store, statements[i]);
        fu_put_text(&query, inbox);
        status = fu_query_run(&query, error);
    }
    return status == FU_OK ? fu_store_number_forget(store, &all, error) : status;
}

enum fu_status fu_store_trace_add(
    struct fu_store *store, const struct fu_trace *trace, struct fu_error *error)
{
    struct fu_query query;
    fu_query_open(&query, store, FU_SQL_TRACE_ADD);
    put_origin(&query, &trace->origin);
    fu_put_int(&query, trace->at);
    fu_put_text(&query, trace->message_id);
    fu_put_text(&query, trace->sender);
    fu_put_text(&query, trace->address);
    fu_put_text(&query, trace->decision);
    fu_put_text(&query, trace->reason);
    fu_put_text(&query, trace->cure);
    fu_put_id(&query, trace->followup);
    return fu_query_run(&query, error);
}

static void take_trace(struct fu_query *query, struct fu_arena *arena, struct fu_trace *trace)
{
    take_origin(query, arena, &trace->origin);
    trace->at = fu_take_int(query);
    trace->message_id = fu_take_text(query, arena);
    trace->sender = fu_take_text(query, arena);
    trace->address = fu_take_text(query, arena);
    trace->decision = fu_take_text(query, arena);
    trace->reason = fu_take_text(query, arena);
    trace->cure = fu_take_text(query, arena);
    trace->followup = fu_take_int(query);
}

enum fu_status fu_store_traces(struct fu_store *store, struct fu_arena *arena, const char *word,
    fu_instant since, size_t most, struct fu_trace **traces, size_t *count, struct fu_error *error)
{
    struct fu_query query;
    struct fu_rows rows = fu_rows_of(sizeof **traces);
    fu_query_open(&query, store, FU_SQL_TRACE_FIND);
    fu_put_text(&query, word);
    fu_put_int(&query, since);
    fu_put_count(&query, most);
    while (fu_query_row(&query)) {
        take_trace(&query, arena, fu_rows_add(&rows));
    }
    *traces = fu_rows_end(&rows, arena, count);
    return fu_query_close(&query, error);
}
