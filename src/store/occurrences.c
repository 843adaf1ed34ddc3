/* Moments at which follow-ups fire, and what happened to follow-ups.
 *
 * An occurrence is known by follow-up, moment and person, and by whether it is the follow-up's own or
 * comes once more, so that two people's snoozes to the same second stay two, and a snooze never takes the
 * place of a moment of the series. */
#include "connection.h"
#include "followupd/store/followups.h"
#include "rows.h"
#include "take.h"
#include "words.h"

static enum fu_status revive(
    struct fu_store *store, struct fu_occurrence *occurrence, struct fu_error *error)
{
    struct fu_query query;
    fu_query_open(&query, store, FU_SQL_OCCURRENCE_FIND);
    fu_put_int(&query, occurrence->followup);
    fu_put_int(&query, occurrence->moment);
    fu_put_int(&query, occurrence->person);
    fu_put_int(&query, occurrence->snoozed == 0);
    enum fu_status status = fu_query_number(&query, &occurrence->id, error);
    if (status == FU_OK) {
        fu_query_open(&query, store, FU_SQL_OCCURRENCE_AGAIN);
        fu_put_int(&query, occurrence->id);
        status = fu_query_run(&query, error);
    }
    return status;
}

enum fu_status fu_store_occurrence_add(
    struct fu_store *store, struct fu_occurrence *occurrence, struct fu_error *error)
{
    struct fu_query query;
    fu_query_open(&query, store, FU_SQL_OCCURRENCE_ADD);
    fu_put_int(&query, occurrence->followup);
    fu_put_int(&query, occurrence->moment);
    fu_put_id(&query, occurrence->snoozed);
    fu_put_int(&query, occurrence->person);
    fu_put_int(&query, occurrence->folded);
    fu_put_word(&query, &fu_words_occurrence, (int)occurrence->state);
    enum fu_status status = fu_query_run(&query, error);
    if (status != FU_OK) {
        return status;
    }
    if (!fu_store_changed(store)) {
        return revive(store, occurrence, error);
    }
    occurrence->id = fu_store_last_id(store);
    return FU_OK;
}

static void take_occurrence(struct fu_query *query, struct fu_occurrence *occurrence)
{
    occurrence->id = fu_take_int(query);
    occurrence->followup = fu_take_int(query);
    occurrence->moment = fu_take_int(query);
    occurrence->snoozed = fu_take_int(query);
    occurrence->person = fu_take_int(query);
    occurrence->folded = fu_take_int(query);
    occurrence->state = (enum fu_occurrence_state)fu_take_word(query, &fu_words_occurrence);
}

/* Ends the query with its one row, or none. */
static enum fu_status take_one(struct fu_query *query, struct fu_arena *arena,
    struct fu_occurrence **occurrence, struct fu_error *error)
{
    *occurrence = NULL;
    if (fu_query_row(query)) {
        *occurrence = fu_arena_allocate(arena, 1, sizeof **occurrence);
        take_occurrence(query, *occurrence);
    }
    return fu_query_close(query, error);
}

enum fu_status fu_store_occurrence_get(struct fu_store *store, struct fu_arena *arena, int64_t id,
    struct fu_occurrence **occurrence, struct fu_error *error)
{
    struct fu_query query;
    fu_query_open(&query, store, FU_SQL_OCCURRENCE_GET);
    fu_put_int(&query, id);
    return take_one(&query, arena, occurrence, error);
}

enum fu_status fu_store_occurrence_last(struct fu_store *store, struct fu_arena *arena,
    int64_t followup, fu_instant until, int64_t person, struct fu_occurrence **occurrence,
    struct fu_error *error)
{
    struct fu_query query;
    fu_query_open(&query, store, FU_SQL_OCCURRENCE_LAST);
    fu_put_int(&query, followup);
    fu_put_moment(&query, until);
    fu_put_int(&query, person);
    return take_one(&query, arena, occurrence, error);
}

static void put_occurrence(struct fu_query *query, enum fu_sql sql, struct fu_store *store,
    const struct fu_occurrence *occurrence)
{
    fu_query_open(query, store, sql);
    fu_put_word(query, &fu_words_occurrence, (int)occurrence->state);
    fu_put_int(query, occurrence->folded);
    fu_put_int(query, occurrence->id);
    fu_put_int(query, occurrence->moment);
}

enum fu_status fu_store_occurrence_set(
    struct fu_store *store, const struct fu_occurrence *occurrence, struct fu_error *error)
{
    struct fu_query query;
    put_occurrence(&query, FU_SQL_OCCURRENCE_SET, store, occurrence);
    enum fu_status status = fu_query_run(&query, error);
    if (status != FU_OK || fu_store_changed(store)) {
        return status;
    }
    put_occurrence(&query, FU_SQL_OCCURRENCE_MOVE, store, occurrence);
    fu_query_row(&query);
    if (query.code == SQLITE_CONSTRAINT_UNIQUE) {
        fu_query_end(&query);
        return fu_error_set(error, FU_BAD_INPUT,
            "follow-up %lld has an occurrence at that moment already",
            (long long)occurrence->followup);
    }
    return fu_query_change(&query, "occurrence", occurrence->id, error);
}

enum fu_status fu_store_occurrence_origin(struct fu_store *store, int64_t id, fu_instant *first,
    int64_t *count, struct fu_error *error)
{
    struct fu_query query;
    fu_query_open(&query, store, FU_SQL_OCCURRENCE_ORIGIN);
    fu_put_int(&query, id);
    *first = FU_NEVER;
    *count = 0;
    if (fu_query_row(&query)) {
        *first = fu_take_int(&query);
        *count = fu_take_int(&query);
    }
    return fu_query_close(&query, error);
}

enum fu_status fu_store_occurrence_waiting(struct fu_store *store,
    const struct fu_occurrence *occurrence, int64_t person, int64_t *earlier,
    struct fu_error *error)
{
    struct fu_query query;
    fu_query_open(&query, store, FU_SQL_OCCURRENCE_WAITING);
    fu_put_int(&query, occurrence->followup);
    fu_put_int(&query, occurrence->moment);
    fu_put_int(&query, occurrence->person);
    fu_put_int(&query, person);
    *earlier = 0;
    if (fu_query_row(&query)) {
        *earlier = fu_take_int(&query);
    }
    return fu_query_close(&query, error);
}

enum fu_status fu_take_occurrences(struct fu_query *query, struct fu_arena *arena,
    struct fu_occurrence **occurrences, size_t *count, struct fu_error *error)
{
    struct fu_rows rows = fu_rows_of(sizeof **occurrences);
    while (fu_query_row(query)) {
        take_occurrence(query, fu_rows_add(&rows));
    }
    *occurrences = fu_rows_end(&rows, arena, count);
    return fu_query_close(query, error);
}

enum fu_status fu_store_occurrences(struct fu_store *store, struct fu_arena *arena,
    int64_t followup, unsigned states, fu_instant from, struct fu_occurrence **occurrences,
    size_t *count, struct fu_error *error)
{
    struct fu_query query;
    bool pending = states == 1U << FU_OCCURRENCE_PENDING;
    fu_query_open(&query, store, pending ? FU_SQL_OCCURRENCE_PENDING : FU_SQL_OCCURRENCE_OF);
    fu_put_int(&query, followup);
    fu_put_int(&query, from);
    if (!pending) {
        fu_put_int(&query, states);
    }
    return fu_take_occurrences(&query, arena, occurrences, count, error);
}

static enum fu_status take_due(struct fu_store *store, enum fu_sql sql, struct fu_arena *arena,
    fu_instant now, size_t most, struct fu_occurrence **occurrences, size_t *count,
    struct fu_error *error)
{
    struct fu_query query;
    fu_query_open(&query, store, sql);
    fu_put_int(&query, now);
    fu_put_count(&query, most);
    return fu_take_occurrences(&query, arena, occurrences, count, error);
}

/* Only where there is a choice, all of them are gone through. */
enum fu_status fu_store_due(struct fu_store *store, struct fu_arena *arena, fu_instant now,
    size_t most, struct fu_occurrence **occurrences, size_t *count, struct fu_error *error)
{
    enum fu_status status =
        take_due(store, FU_SQL_OCCURRENCE_DUE, arena, now, most, occurrences, count, error);
    if (status == FU_OK && most > 0 && *count == most) {
        status =
            take_due(store, FU_SQL_OCCURRENCE_FAIR, arena, now, most, occurrences, count, error);
    }
    return status;
}

enum fu_status fu_store_event_add(
    struct fu_store *store, struct fu_event *event, struct fu_error *error)
{
    struct fu_query query;
    fu_query_open(&query, store, FU_SQL_EVENT_ADD);
    fu_put_int(&query, event->followup);
    fu_put_id(&query, event->person);
    fu_put_int(&query, event->at);
    fu_put_text(&query, event->what);
    fu_put_text(&query, event->detail);
    fu_put_text(&query, event->undo);
    fu_put_int(&query, event->undone);
    enum fu_status status = fu_query_run(&query, error);
    if (status == FU_OK) {
        event->id = fu_store_last_id(store);
    }
    return status;
}

enum fu_status fu_store_events(struct fu_store *store, struct fu_arena *arena, int64_t followup,
    struct fu_event **events, size_t *count, struct fu_error *error)
{
    struct fu_query query;
    struct fu_rows rows = fu_rows_of(sizeof **events);
    fu_query_open(&query, store, FU_SQL_EVENT_OF);
    fu_put_int(&query, followup);
    while (fu_query_row(&query)) {
        struct fu_event *event = fu_rows_add(&rows);
        event->id = fu_take_int(&query);
        event->followup = fu_take_int(&query);
        event->person = fu_take_int(&query);
        event->at = fu_take_int(&query);
        event->what = fu_take_text(&query, arena);
        event->detail = fu_take_text(&query, arena);
        event->undo = fu_take_text(&query, arena);
        event->undone = fu_take_int(&query) != 0;
    }
    *events = fu_rows_end(&rows, arena, count);
    return fu_query_close(&query, error);
}

enum fu_status fu_store_event_undone(struct fu_store *store, int64_t id, struct fu_error *error)
{
    struct fu_query query;
    fu_query_open(&query, store, FU_SQL_EVENT_UNDONE);
    fu_put_int(&query, id);
    return fu_query_change(&query, "event", id, error);
}
