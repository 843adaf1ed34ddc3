/* Letters: their headers, their bodies, and which thread they belong to.
 *
 * A letter is one row; text and original bytes stand apart, and each of its ids is hashed into
 * `thread`, so that a thread is found without going through letters. A letter of an origin that is
 * known already is not added again. */
#include "followupd/store/letters.h"

#include "connection.h"
#include "lists.h"
#include "thread.h"

static bool has_origin(const struct fu_origin *origin)
{
    return origin->inbox != NULL && *origin->inbox != '\0';
}

static void put_origin(struct fu_query *query, const struct fu_origin *origin)
{
    bool known = has_origin(origin);
    fu_put_text(query, known ? origin->inbox : NULL);
    fu_put_moment(query, known ? (int64_t)origin->validity : FU_NEVER);
    fu_put_moment(query, known ? (int64_t)origin->uid : FU_NEVER);
}

static enum fu_status find_origin(
    struct fu_store *store, const struct fu_origin *origin, int64_t *id, struct fu_error *error)
{
    *id = 0;
    if (!has_origin(origin)) {
        return FU_OK;
    }
    struct fu_query query;
    fu_query_open(&query, store, FU_SQL_LETTER_OF_ORIGIN);
    put_origin(&query, origin);
    return fu_query_number(&query, id, error);
}

static enum fu_status add_letter(
    struct fu_store *store, struct fu_stored_letter *letter, struct fu_error *error)
{
    struct fu_buffer references, to, cc;
    struct fu_query query;
    fu_buffer_init(&references, FU_LIST_TEXT_MAX);
    fu_buffer_init(&to, FU_LIST_TEXT_MAX);
    fu_buffer_init(&cc, FU_LIST_TEXT_MAX);
    fu_list_texts(&references, letter->references, letter->reference_count);
    fu_list_mailboxes(&to, &letter->to);
    fu_list_mailboxes(&cc, &letter->cc);
    fu_query_open(&query, store, FU_SQL_LETTER_ADD);
    fu_put_int(&query, letter->person);
    put_origin(&query, &letter->origin);
    fu_put_int(&query, letter->arrived);
    fu_put_text(&query, letter->message_id);
    fu_put_text(&query, letter->in_reply_to);
    fu_put_text(&query, references.data);
    fu_put_text(&query, letter->subject);
    fu_put_moment(&query, letter->date);
    fu_put_int(&query, letter->date_offset);
    fu_put_text(&query, letter->from.address);
    fu_put_text(&query, letter->from.name);
    fu_put_text(&query, to.data);
    fu_put_text(&query, cc.data);
    fu_put_int(&query, (int64_t)letter->files);
    fu_put_int(&query, letter->whole);
    enum fu_status status = fu_query_run(&query, error);
    letter->id = status == FU_OK ? fu_store_last_id(store) : 0;
    fu_buffer_free(&references);
    fu_buffer_free(&to);
    fu_buffer_free(&cc);
    return status;
}

static enum fu_status add_body(
    struct fu_store *store, const struct fu_stored_letter *letter, struct fu_error *error)
{
    if (letter->raw == NULL && *letter->text == '\0' && !letter->text_cut) {
        return FU_OK;
    }
    struct fu_query query;
    fu_query_open(&query, store, FU_SQL_BODY_ADD);
    fu_put_int(&query, letter->id);
    fu_put_text(&query, letter->text);
    fu_put_int(&query, letter->text_cut);
    fu_put_bytes(&query, letter->raw, letter->raw_length);
    return fu_query_run(&query, error);
}

enum fu_status fu_store_letter_add(
    struct fu_store *store, struct fu_stored_letter *letter, bool *known, struct fu_error *error)
{
    enum fu_status status = find_origin(store, &letter->origin, &letter->id, error);
    *known = letter->id != 0;
    if (status != FU_OK || *known) {
        return status;
    }
    status = add_letter(store, letter, error);
    if (status == FU_OK) {
        status = add_body(store, letter, error);
    }
    return status == FU_OK ? fu_thread_add(store, letter, error) : status;
}

static void take_letter(
    struct fu_query *query, struct fu_arena *arena, struct fu_stored_letter *letter)
{
    letter->id = fu_take_int(query);
    letter->person = fu_take_int(query);
    letter->origin.inbox = fu_take_text(query, arena);
    letter->origin.validity = (uint32_t)fu_take_int(query);
    letter->origin.uid = (uint32_t)fu_take_int(query);
    letter->arrived = fu_take_int(query);
    letter->message_id = fu_take_text(query, arena);
    letter->in_reply_to = fu_take_text(query, arena);
    fu_list_read_texts(arena, fu_peek_text(query), &letter->references, &letter->reference_count);
    letter->subject = fu_take_text(query, arena);
    letter->date = fu_take_moment(query);
    letter->date_offset = (int)fu_take_int(query);
    letter->from.address = fu_take_text(query, arena);
    letter->from.name = fu_take_text(query, arena);
    fu_list_read_mailboxes(arena, fu_peek_text(query), &letter->to);
    fu_list_read_mailboxes(arena, fu_peek_text(query), &letter->cc);
    letter->files = (size_t)fu_take_int(query);
    letter->whole = fu_take_int(query) != 0;
    letter->text = fu_take_text(query, arena);
    letter->text_cut = fu_take_int(query) != 0;
    letter->has_raw = fu_take_int(query) != 0;
}

enum fu_status fu_store_letter_get(struct fu_store *store, struct fu_arena *arena, int64_t id,
    struct fu_stored_letter **letter, struct fu_error *error)
{
    struct fu_query query;
    fu_query_open(&query, store, FU_SQL_LETTER_GET);
    fu_put_int(&query, id);
    *letter = NULL;
    if (fu_query_row(&query)) {
        *letter = fu_arena_allocate(arena, 1, sizeof **letter);
        take_letter(&query, arena, *letter);
    }
    return fu_query_close(&query, error);
}

enum fu_status fu_store_letter_raw(struct fu_store *store, struct fu_arena *arena, int64_t id,
    const char **raw, size_t *length, struct fu_error *error)
{
    struct fu_query query;
    fu_query_open(&query, store, FU_SQL_BODY_RAW);
    fu_put_int(&query, id);
    *raw = NULL;
    *length = 0;
    if (fu_query_row(&query) && !fu_is_null(&query)) {
        *raw = fu_take_bytes(&query, arena, length);
    }
    return fu_query_close(&query, error);
}
