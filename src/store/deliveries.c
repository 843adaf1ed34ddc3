/* What goes out: deliveries of occurrences and messages, one life for both kinds.
 *
 * queued -> sending (claimed) -> sent, failed, unsure, or queued again. A claim is written before a
 * byte leaves; who died in between is found in `sending`. */
#include "followupd/store/deliveries.h"

#include "connection.h"
#include "rows.h"
#include "words.h"

enum fu_status fu_store_delivery_add(
    struct fu_store *store, struct fu_delivery *delivery, struct fu_error *error)
{
    struct fu_query query;
    fu_query_open(&query, store, FU_SQL_DELIVERY_ADD);
    fu_put_int(&query, delivery->occurrence);
    fu_put_id(&query, delivery->person);
    fu_put_text(&query, delivery->address);
    fu_put_text(&query, delivery->message_id);
    fu_put_int(&query, delivery->created);
    delivery->id = fu_query_row(&query) ? fu_take_int(&query) : 0;
    delivery->kind = FU_PARCEL_DELIVERY;
    delivery->state = FU_DELIVERY_SENDING;
    delivery->attempts = 1;
    return fu_query_run(&query, error);
}

enum fu_status fu_store_message_add(
    struct fu_store *store, struct fu_message *message, fu_instant now, struct fu_error *error)
{
    struct fu_query query;
    fu_query_open(&query, store, FU_SQL_MESSAGE_ADD);
    fu_put_id(&query, message->followup);
    fu_put_text(&query, message->sender);
    fu_put_text(&query, message->recipient);
    fu_put_text(&query, message->subject);
    fu_put_text(&query, message->message_id);
    fu_put_text(&query, message->unique);
    fu_put_int(&query, now);
    fu_put_bytes(&query, message->bytes, message->length);
    enum fu_status status = fu_query_run(&query, error);
    if (status == FU_OK) {
        message->id = fu_store_changed(store) ? fu_store_last_id(store) : 0;
    }
    return status;
}

enum fu_status fu_store_message_next(struct fu_store *store, int64_t *id, struct fu_error *error)
{
    struct fu_query query;
    fu_query_open(&query, store, FU_SQL_MESSAGE_NEXT_ID);
    return fu_query_number(&query, id, error);
}

enum fu_status fu_store_message_get(struct fu_store *store, struct fu_arena *arena, int64_t id,
    struct fu_message **message, struct fu_error *error)
{
    struct fu_query query;
    fu_query_open(&query, store, FU_SQL_MESSAGE_BYTES);
    fu_put_int(&query, id);
    *message = NULL;
    if (fu_query_row(&query)) {
        struct fu_message *found = fu_arena_allocate(arena, 1, sizeof *found);
        found->id = fu_take_int(&query);
        found->followup = fu_take_int(&query);
        found->sender = fu_take_text(&query, arena);
        found->recipient = fu_take_text(&query, arena);
        found->subject = fu_take_text(&query, arena);
        found->message_id = fu_take_text(&query, arena);
        bool once = !fu_is_null(&query);
        const char *unique = fu_take_text(&query, arena);
        found->unique = once ? unique : NULL;
        found->bytes = fu_take_bytes(&query, arena, &found->length);
        *message = found;
    }
    return fu_query_close(&query, error);
}

static void take_delivery(
    struct fu_query *query, struct fu_arena *arena, struct fu_delivery *delivery)
{
    delivery->kind = fu_take_int(query) == 0 ? FU_PARCEL_DELIVERY : FU_PARCEL_MESSAGE;
    delivery->id = fu_take_int(query);
    delivery->occurrence = fu_take_int(query);
    delivery->followup = fu_take_int(query);
    delivery->person = fu_take_int(query);
    delivery->address = fu_take_text(query, arena);
    delivery->subject = fu_take_text(query, arena);
    delivery->message_id = fu_take_text(query, arena);
    delivery->state = (enum fu_delivery_state)fu_take_word(query, &fu_words_delivery);
    delivery->attempts = fu_take_int(query);
    delivery->unsure = fu_take_int(query);
    delivery->created = fu_take_int(query);
    delivery->next_attempt = fu_take_moment(query);
    delivery->answer = fu_take_text(query, arena);
    delivery->bundle = fu_take_int(query);
    delivery->written = fu_take_int(query);
}

/* Adds the rows of a query that is open; what fails is said by the last part. */
static enum fu_status gather(
    struct fu_query *query, struct fu_arena *arena, struct fu_rows *rows, struct fu_error *error)
{
    while (fu_query_row(query)) {
        take_delivery(query, arena, fu_rows_add(rows));
    }
    return fu_query_close(query, error);
}

/* Reads one into row, if it is there. */
static enum fu_status read_row(struct fu_store *store, struct fu_arena *arena,
    enum fu_parcel_kind kind, int64_t id, struct fu_delivery *row, bool *there,
    struct fu_error *error)
{
    struct fu_query query;
    fu_query_open(
        &query, store, kind == FU_PARCEL_DELIVERY ? FU_SQL_DELIVERY_GET : FU_SQL_MESSAGE_GET);
    fu_put_int(&query, id);
    *there = fu_query_row(&query);
    if (*there) {
        take_delivery(&query, arena, row);
    }
    return fu_query_close(&query, error);
}

enum fu_status fu_store_delivery_get(struct fu_store *store, struct fu_arena *arena,
    enum fu_parcel_kind kind, int64_t id, struct fu_delivery **row, struct fu_error *error)
{
    bool there;
    *row = fu_arena_allocate(arena, 1, sizeof **row);
    enum fu_status status = read_row(store, arena, kind, id, *row, &there, error);
    if (!there) {
        *row = NULL;
    }
    return status;
}

/* The keys alone, since claiming changes the index that the query goes through. */
static enum fu_status take_ready(struct fu_store *store, enum fu_sql sql, struct fu_arena *arena,
    fu_instant now, size_t most, struct fu_delivery **rows, size_t *count, struct fu_error *error)
{
    struct fu_query query;
    struct fu_rows keys = fu_rows_of(sizeof **rows);
    fu_query_open(&query, store, sql);
    fu_put_int(&query, now);
    fu_put_count(&query, most);
    fu_put_int(&query, now + FU_STORE_WAIT_MAX);
    while (fu_query_row(&query)) {
        struct fu_delivery *key = fu_rows_add(&keys);
        key->kind = fu_take_int(&query) == 0 ? FU_PARCEL_DELIVERY : FU_PARCEL_MESSAGE;
        key->id = fu_take_int(&query);
    }
    *rows = fu_rows_end(&keys, arena, count);
    return fu_query_close(&query, error);
}

/* Only where there is a choice, all of them are gone through. */
enum fu_status fu_store_ready(struct fu_store *store, struct fu_arena *arena, fu_instant now,
    size_t most, struct fu_delivery **rows, size_t *count, struct fu_error *error)
{
    enum fu_status status =
        take_ready(store, FU_SQL_PARCEL_READY, arena, now, most, rows, count, error);
    if (status == FU_OK && most > 0 && *count == most) {
        status = take_ready(store, FU_SQL_PARCEL_FAIR, arena, now, most, rows, count, error);
    }
    return status;
}

enum fu_status fu_store_claim(struct fu_store *store, struct fu_arena *arena, fu_instant now,
    struct fu_delivery *row, struct fu_error *error)
{
    struct fu_query query;
    bool there;
    fu_query_open(&query, store,
        row->kind == FU_PARCEL_DELIVERY ? FU_SQL_DELIVERY_CLAIM : FU_SQL_MESSAGE_CLAIM);
    fu_put_int(&query, row->id);
    if (row->kind == FU_PARCEL_DELIVERY) {
        fu_put_int(&query, now);
    }
    enum fu_status status = fu_query_run(&query, error);
    if (status == FU_OK) {
        status = read_row(store, arena, row->kind, row->id, row, &there, error);
    }
    return status;
}

enum fu_status fu_store_bundle_set(
    struct fu_store *store, int64_t delivery, int64_t bundle, struct fu_error *error)
{
    struct fu_query query;
    fu_query_open(&query, store, FU_SQL_BUNDLE_SET);
    fu_put_id(&query, bundle);
    fu_put_int(&query, delivery);
    return fu_query_change(&query, "delivery", delivery, error);
}

enum fu_status fu_store_bundle(struct fu_store *store, struct fu_arena *arena, int64_t bundle,
    struct fu_delivery **rows, size_t *count, struct fu_error *error)
{
    struct fu_query query;
    struct fu_rows gathered = fu_rows_of(sizeof **rows);
    fu_query_open(&query, store, FU_SQL_BUNDLE_OF);
    fu_put_int(&query, bundle);
    enum fu_status status = gather(&query, arena, &gathered, error);
    *rows = fu_rows_end(&gathered, arena, count);
    return status;
}

enum fu_status fu_store_bundle_claim(struct fu_store *store, struct fu_arena *arena, int64_t bundle,
    fu_instant now, struct fu_delivery **rows, size_t *count, struct fu_error *error)
{
    size_t all;
    enum fu_status status = fu_store_bundle(store, arena, bundle, rows, &all, error);
    *count = 0;
    for (size_t i = 0; status == FU_OK && i < all; i++) {
        if ((*rows)[i].state == FU_DELIVERY_QUEUED) {
            (*rows)[*count] = (*rows)[i];
            status = fu_store_claim(store, arena, now, &(*rows)[*count], error);
            (*count)++;
        }
    }
    return status;
}

enum fu_status fu_store_sending(struct fu_store *store, struct fu_arena *arena,
    struct fu_delivery **rows, size_t *count, struct fu_error *error)
{
    struct fu_query query;
    struct fu_rows gathered = fu_rows_of(sizeof **rows);
    fu_query_open(&query, store, FU_SQL_DELIVERY_SENDING);
    enum fu_status status = gather(&query, arena, &gathered, error);
    if (status == FU_OK) {
        fu_query_open(&query, store, FU_SQL_MESSAGE_SENDING);
        status = gather(&query, arena, &gathered, error);
    }
    *rows = fu_rows_end(&gathered, arena, count);
    return status;
}

static const char *name_of(enum fu_parcel_kind kind)
{
    return kind == FU_PARCEL_DELIVERY ? "delivery" : "message";
}

enum fu_status fu_store_delivery_set(
    struct fu_store *store, const struct fu_delivery *row, struct fu_error *error)
{
    struct fu_query query;
    fu_query_open(
        &query, store, row->kind == FU_PARCEL_DELIVERY ? FU_SQL_DELIVERY_SET : FU_SQL_MESSAGE_SET);
    fu_put_word(&query, &fu_words_delivery, (int)row->state);
    fu_put_int(&query, row->unsure);
    if (row->state == FU_DELIVERY_QUEUED) {
        fu_put_moment(&query, row->next_attempt);
    } else {
        fu_put_text(&query, NULL);
    }
    fu_put_text(&query, row->answer);
    fu_put_int(&query, row->id);
    store->sent += row->state == FU_DELIVERY_SENT;
    return fu_query_change(&query, name_of(row->kind), row->id, error);
}

enum fu_status fu_store_delivery_note(
    struct fu_store *store, int64_t id, const char *answer, struct fu_error *error)
{
    struct fu_query query;
    fu_query_open(&query, store, FU_SQL_DELIVERY_NOTE);
    fu_put_text(&query, answer);
    fu_put_int(&query, id);
    return fu_query_change(&query, name_of(FU_PARCEL_DELIVERY), id, error);
}

enum fu_status fu_store_delivery_anew(struct fu_store *store, enum fu_parcel_kind kind, int64_t id,
    fu_instant now, struct fu_error *error)
{
    struct fu_query query;
    fu_query_open(
        &query, store, kind == FU_PARCEL_DELIVERY ? FU_SQL_DELIVERY_ANEW : FU_SQL_MESSAGE_ANEW);
    fu_put_int(&query, id);
    fu_put_int(&query, now);
    return fu_query_change(&query, name_of(kind), id, error);
}

enum fu_status fu_store_delivery_unclaim(
    struct fu_store *store, enum fu_parcel_kind kind, int64_t id, struct fu_error *error)
{
    struct fu_query query;
    fu_query_open(&query, store,
        kind == FU_PARCEL_DELIVERY ? FU_SQL_DELIVERY_UNCLAIM : FU_SQL_MESSAGE_UNCLAIM);
    fu_put_int(&query, id);
    return fu_query_change(
        &query, kind == FU_PARCEL_DELIVERY ? "claimed delivery" : "claimed message", id, error);
}

enum fu_status fu_store_queue(struct fu_store *store, struct fu_arena *arena,
    struct fu_delivery **rows, size_t *count, struct fu_error *error)
{
    struct fu_query query;
    struct fu_rows gathered = fu_rows_of(sizeof **rows);
    fu_query_open(&query, store, FU_SQL_PARCEL_OPEN);
    enum fu_status status = gather(&query, arena, &gathered, error);
    *rows = fu_rows_end(&gathered, arena, count);
    return status;
}

enum fu_status fu_store_deliveries(struct fu_store *store, struct fu_arena *arena, int64_t followup,
    struct fu_delivery **rows, size_t *count, struct fu_error *error)
{
    struct fu_query query;
    struct fu_rows gathered = fu_rows_of(sizeof **rows);
    fu_query_open(&query, store, FU_SQL_DELIVERY_OF);
    fu_put_int(&query, followup);
    enum fu_status status = gather(&query, arena, &gathered, error);
    *rows = fu_rows_end(&gathered, arena, count);
    return status;
}

enum fu_status fu_store_occurrence_settled(struct fu_store *store, int64_t occurrence,
    struct fu_settled *settled, struct fu_error *error)
{
    struct fu_query query;
    fu_query_open(&query, store, FU_SQL_DELIVERY_SETTLED);
    fu_put_int(&query, occurrence);
    *settled = (struct fu_settled){.all = false};
    if (fu_query_row(&query)) {
        settled->all = fu_take_int(&query) == 0;
        settled->sent = fu_take_int(&query);
        settled->wanted = fu_take_int(&query) != 0;
    }
    return fu_query_close(&query, error);
}

enum fu_status fu_store_deliveries_resume(struct fu_store *store, struct fu_arena *arena,
    const struct fu_resumed *resumed, fu_instant now, int64_t **followups, size_t *count,
    struct fu_error *error)
{
    struct fu_query query;
    struct fu_rows found = fu_rows_of(sizeof **followups);
    fu_query_open(&query, store, FU_SQL_DELIVERY_RESUME);
    fu_put_text(&query, resumed->address);
    fu_put_int(&query, resumed->person);
    fu_put_text(&query, resumed->answer);
    fu_put_moment(&query, resumed->refused);
    fu_put_text(&query, resumed->except);
    fu_put_moment(&query, resumed->since);
    fu_put_text(&query, resumed->like[0]);
    fu_put_text(&query, resumed->like[1]);
    fu_put_int(&query, now);
    while (fu_query_row(&query)) {
        *(int64_t *)fu_rows_add(&found) = fu_take_int(&query);
    }
    *followups = fu_rows_end(&found, arena, count);
    return fu_query_close(&query, error);
}

enum fu_status fu_store_deliveries_return(struct fu_store *store, int64_t followup,
    const char *answer, fu_instant now, struct fu_error *error)
{
    struct fu_query query;
    fu_query_open(&query, store, FU_SQL_DELIVERY_RETURN);
    fu_put_int(&query, followup);
    fu_put_text(&query, answer);
    fu_put_int(&query, now);
    enum fu_status status = fu_query_run(&query, error);
    if (status != FU_OK) {
        return status;
    }
    fu_query_open(&query, store, FU_SQL_DELIVERY_END);
    fu_put_int(&query, followup);
    return fu_query_run(&query, error);
}
