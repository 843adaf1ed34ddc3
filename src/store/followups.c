/* Follow-ups: what was asked for, by whom, and its state.
 *
 * This file alone writes followup.state, and with it the owner's counts (triggers cost three times
 * as much). `next` is never stored: it is looked up among the occurrences. */
#include "followupd/store/followups.h"

#include <string.h>

#include "connection.h"
#include "lists.h"
#include "rows.h"
#include "take.h"
#include "words.h"

/* Bytes of a pattern to look for; a longer one finds nothing. */
enum { PATTERN_MAX = 1024 };

static void put_schedule(
    struct fu_query *query, const struct fu_schedule *schedule, char start[FU_CIVIL_SIZE])
{
    fu_civil_write(&schedule->start, start);
    fu_put_word(query, &fu_words_recurrence, (int)schedule->recurrence);
    fu_put_int(query, schedule->first);
    fu_put_text(query, start);
    fu_put_int(query, schedule->elapsed);
    fu_put_int(query, schedule->morning);
    fu_put_int(query, schedule->workdays_only);
    fu_put_int(query, schedule->workdays);
    fu_put_text(query, schedule->rrule);
    fu_put_text(query, schedule->zone);
    fu_put_text(query, schedule->canonical);
    fu_put_text(query, schedule->english);
}

static void take_schedule(
    struct fu_query *query, struct fu_arena *arena, struct fu_schedule *schedule)
{
    schedule->recurrence = (enum fu_recurrence)fu_take_word(query, &fu_words_recurrence);
    schedule->first = fu_take_int(query);
    fu_civil_read(fu_peek_text(query), &schedule->start);
    schedule->elapsed = fu_take_int(query) != 0;
    schedule->morning = fu_take_int(query) != 0;
    schedule->workdays_only = fu_take_int(query) != 0;
    schedule->workdays = (unsigned)fu_take_int(query);
    schedule->rrule = fu_take_text(query, arena);
    schedule->zone = fu_take_text(query, arena);
    schedule->canonical = fu_take_text(query, arena);
    schedule->english = fu_take_text(query, arena);
}

static void put_words(struct fu_query *query, const struct fu_followup *followup)
{
    fu_put_word(query, &fu_words_kind, (int)followup->kind);
    fu_put_word(query, &fu_words_followup, (int)followup->state);
    fu_put_text(query, followup->subject);
    fu_put_text(query, followup->note);
    fu_put_text(query, followup->tags);
    fu_put_int(query, followup->flags);
    fu_put_int(query, followup->to_self);
}

void fu_take_followup(struct fu_query *query, struct fu_arena *arena, struct fu_followup *followup)
{
    followup->id = fu_take_int(query);
    followup->owner = fu_take_int(query);
    followup->letter = fu_take_int(query);
    followup->kind = (enum fu_followup_kind)fu_take_word(query, &fu_words_kind);
    followup->state = (enum fu_followup_state)fu_take_word(query, &fu_words_followup);
    followup->subject = fu_take_text(query, arena);
    followup->note = fu_take_text(query, arena);
    followup->tags = fu_take_text(query, arena);
    followup->flags = (unsigned)fu_take_int(query);
    followup->to_self = fu_take_int(query) != 0;
    take_schedule(query, arena, &followup->schedule);
    followup->sent = fu_take_int(query);
    followup->created = fu_take_int(query);
    followup->changed = fu_take_int(query);
    followup->sequence = fu_take_int(query);
    followup->fired = fu_take_int(query);
    followup->next = fu_take_moment(query);
}

static int64_t hash_of(const unsigned char *digest)
{
    uint64_t number;
    memcpy(&number, digest, sizeof number);
    return (int64_t)(number >> 1);
}

/* The follow-up that a request made; *known also when that one is gone (id 0). */
static enum fu_status find_request(struct fu_store *store, const unsigned char *digest, int64_t *id,
    bool *known, struct fu_error *error)
{
    struct fu_query query;
    *known = false;
    if (digest == NULL) {
        return FU_OK;
    }
    fu_query_open(&query, store, FU_SQL_REQUEST_FIND);
    fu_put_int(&query, hash_of(digest));
    if (fu_query_row(&query)) {
        *known = fu_take_int(&query) != 0;
        *id = fu_take_int(&query);
    }
    return fu_query_close(&query, error);
}

static enum fu_status add_request(
    struct fu_store *store, const unsigned char *digest, int64_t id, struct fu_error *error)
{
    struct fu_query query;
    if (digest == NULL) {
        return FU_OK;
    }
    fu_query_open(&query, store, FU_SQL_REQUEST_ADD);
    fu_put_int(&query, hash_of(digest));
    fu_put_int(&query, id);
    return fu_query_run(&query, error);
}

enum fu_status fu_store_request_find(struct fu_store *store, const unsigned char *digest,
    bool *known, int64_t *followup, struct fu_error *error)
{
    *followup = 0;
    return find_request(store, digest, followup, known, error);
}

enum fu_status fu_store_request_note(
    struct fu_store *store, const unsigned char *digest, struct fu_error *error)
{
    int64_t followup;
    bool known;
    enum fu_status status = find_request(store, digest, &followup, &known, error);
    return status == FU_OK && !known ? add_request(store, digest, 0, error) : status;
}

/* Keeps the counts of a person, one of whose follow-ups goes from one state to another; from is -1
 * when it is new. */
static enum fu_status count_change(struct fu_store *store, int64_t person, int from,
    enum fu_followup_state to, fu_instant now, struct fu_error *error)
{
    struct fu_query query;
    fu_query_open(&query, store, FU_SQL_PERSON_COUNT);
    fu_put_int(&query, person);
    if (from < 0) {
        fu_put_text(&query, NULL);
    } else {
        fu_put_word(&query, &fu_words_followup, from);
    }
    fu_put_word(&query, &fu_words_followup, (int)to);
    fu_put_int(&query, now);
    return fu_query_run(&query, error);
}

/* As count_change, before follow-up `id` goes to a state. */
static enum fu_status count_move(struct fu_store *store, int64_t id, enum fu_followup_state to,
    fu_instant now, struct fu_error *error)
{
    struct fu_query query;
    int64_t owner = 0;
    int from = (int)to;
    fu_query_open(&query, store, FU_SQL_FOLLOWUP_OWNER);
    fu_put_int(&query, id);
    if (fu_query_row(&query)) {
        owner = fu_take_int(&query);
        from = fu_take_word(&query, &fu_words_followup);
    }
    enum fu_status status = fu_query_close(&query, error);
    if (status != FU_OK || from == (int)to) {
        return status;
    }
    status = count_change(store, owner, from, to, now, error);
    return status == FU_OK ? fu_note_feed(store, FU_SQL_PERSON_FEED_SHARED, id, now, error)
                           : status;
}

static enum fu_status add_row(
    struct fu_store *store, struct fu_followup *followup, struct fu_error *error)
{
    struct fu_query query;
    char start[FU_CIVIL_SIZE];
    fu_query_open(&query, store, FU_SQL_FOLLOWUP_ADD);
    fu_put_int(&query, followup->owner);
    fu_put_id(&query, followup->letter);
    put_words(&query, followup);
    put_schedule(&query, &followup->schedule, start);
    fu_put_int(&query, followup->sent);
    fu_put_int(&query, followup->created);
    fu_put_int(&query, followup->changed);
    fu_put_int(&query, followup->sequence);
    fu_put_int(&query, followup->fired);
    enum fu_status status = fu_query_run(&query, error);
    if (status == FU_OK) {
        followup->id = fu_store_last_id(store);
    }
    return status;
}

enum fu_status fu_store_followup_add(struct fu_store *store, struct fu_followup *followup,
    const unsigned char *digest, bool *known, struct fu_error *error)
{
    enum fu_status status = find_request(store, digest, &followup->id, known, error);
    if (status != FU_OK || *known) {
        return status;
    }
    status = add_row(store, followup, error);
    if (status == FU_OK) {
        status =
            count_change(store, followup->owner, -1, followup->state, followup->changed, error);
    }
    return status == FU_OK ? add_request(store, digest, followup->id, error) : status;
}

enum fu_status fu_store_followup_get(struct fu_store *store, struct fu_arena *arena, int64_t id,
    struct fu_followup **followup, struct fu_error *error)
{
    struct fu_query query;
    fu_query_open(&query, store, FU_SQL_FOLLOWUP_GET);
    fu_put_int(&query, id);
    *followup = NULL;
    if (fu_query_row(&query)) {
        *followup = fu_arena_allocate(arena, 1, sizeof **followup);
        fu_take_followup(&query, arena, *followup);
    }
    return fu_query_close(&query, error);
}

enum fu_status fu_store_followup_set(
    struct fu_store *store, const struct fu_followup *followup, struct fu_error *error)
{
    struct fu_query query;
    char start[FU_CIVIL_SIZE];
    enum fu_status status =
        count_move(store, followup->id, followup->state, followup->changed, error);
    if (status != FU_OK) {
        return status;
    }
    fu_query_open(&query, store, FU_SQL_FOLLOWUP_SET);
    put_words(&query, followup);
    put_schedule(&query, &followup->schedule, start);
    fu_put_int(&query, followup->sent);
    fu_put_int(&query, followup->changed);
    fu_put_int(&query, followup->fired);
    fu_put_int(&query, followup->id);
    return fu_query_change(&query, "follow-up", followup->id, error);
}

enum fu_status fu_store_followup_state(struct fu_store *store, int64_t id,
    enum fu_followup_state state, int64_t fired, fu_instant now, struct fu_error *error)
{
    struct fu_query query;
    enum fu_status status = count_move(store, id, state, now, error);
    if (status != FU_OK) {
        return status;
    }
    fu_query_open(&query, store, FU_SQL_FOLLOWUP_STATE);
    fu_put_word(&query, &fu_words_followup, (int)state);
    fu_put_int(&query, fired);
    fu_put_int(&query, now);
    fu_put_int(&query, id);
    return fu_query_change(&query, "follow-up", id, error);
}

enum fu_status fu_store_followup_changed(
    struct fu_store *store, int64_t id, const char *rrule, fu_instant now, struct fu_error *error)
{
    struct fu_query query;
    fu_query_open(&query, store, FU_SQL_FOLLOWUP_CHANGED);
    fu_put_text(&query, rrule);
    fu_put_int(&query, now);
    fu_put_int(&query, id);
    return fu_query_change(&query, "follow-up", id, error);
}

enum fu_status fu_store_followup_open(
    struct fu_store *store, int64_t id, bool *open, struct fu_error *error)
{
    struct fu_query query;
    int64_t found;
    fu_query_open(&query, store, FU_SQL_FOLLOWUP_OPEN);
    fu_put_int(&query, id);
    enum fu_status status = fu_query_number(&query, &found, error);
    *open = found != 0;
    return status;
}

enum fu_status fu_store_followup_mail(
    struct fu_store *store, int64_t id, int64_t person, bool *comes, struct fu_error *error)
{
    struct fu_query query;
    int64_t found;
    fu_query_open(&query, store, FU_SQL_FOLLOWUP_MAIL);
    fu_put_int(&query, id);
    fu_put_int(&query, person);
    enum fu_status status = fu_query_number(&query, &found, error);
    *comes = found != 0;
    return status;
}

enum fu_status fu_store_followup_alike(
    struct fu_store *store, int64_t first, int64_t *count, struct fu_error *error)
{
    struct fu_query query;
    fu_query_open(&query, store, FU_SQL_FOLLOWUP_ALIKE);
    fu_put_int(&query, first);
    return fu_query_number(&query, count, error);
}

static enum fu_sql list_statement(const struct fu_filter *filter)
{
    if (filter->person != 0 && filter->over) {
        return FU_SQL_FOLLOWUP_SHARED_OVER;
    }
    if (filter->person != 0) {
        return filter->after >= 0 ? FU_SQL_FOLLOWUP_SHARED_BY_ID : FU_SQL_FOLLOWUP_SHARED_BY_NEXT;
    }
    return filter->after >= 0 ? FU_SQL_FOLLOWUP_LIST_BY_ID : FU_SQL_FOLLOWUP_LIST_BY_NEXT;
}

/* The pattern that finds text anywhere: "%100!%%" for "100%". Lives in buffer. */
static const char *pattern(struct fu_buffer *buffer, const char *text)
{
    fu_buffer_add_char(buffer, '%');
    for (; *text != '\0'; text++) {
        if (strchr("%_!", *text) != NULL) {
            fu_buffer_add_char(buffer, '!');
        }
        fu_buffer_add_char(buffer, *text);
    }
    fu_buffer_add_char(buffer, '%');
    return buffer->data;
}

static void put_filter(
    struct fu_query *query, const struct fu_filter *filter, struct fu_buffer *buffer)
{
    fu_put_int(query, filter->after);
    if (filter->state < 0) {
        fu_put_text(query, NULL);
    } else {
        fu_put_word(query, &fu_words_followup, filter->state);
    }
    fu_put_text(query, filter->tag);
    fu_put_count(query, filter->most);
    fu_put_text(query, filter->text != NULL ? pattern(buffer, filter->text) : NULL);
    if (filter->person != 0) {
        fu_put_int(query, filter->person);
    }
}

enum fu_status fu_store_list(struct fu_store *store, struct fu_arena *arena,
    const struct fu_filter *filter, struct fu_listed **rows, size_t *count, struct fu_error *error)
{
    struct fu_query query;
    struct fu_rows gathered = fu_rows_of(sizeof **rows);
    struct fu_buffer buffer;
    fu_buffer_init(&buffer, PATTERN_MAX);
    fu_query_open(&query, store, list_statement(filter));
    put_filter(&query, filter, &buffer);
    while (fu_query_row(&query)) {
        struct fu_listed *row = fu_rows_add(&gathered);
        fu_take_followup(&query, arena, &row->followup);
        row->owner = fu_take_text(&query, arena);
        row->message_id = fu_take_text(&query, arena);
    }
    *rows = fu_rows_end(&gathered, arena, count);
    enum fu_status status = fu_query_close(&query, error);
    fu_buffer_free(&buffer);
    return status;
}

enum fu_status fu_store_others(struct fu_store *store, struct fu_arena *arena, int64_t person,
    int64_t **followups, size_t *count, struct fu_error *error)
{
    struct fu_query query;
    struct fu_rows rows = fu_rows_of(sizeof **followups);
    fu_query_open(&query, store, FU_SQL_FOLLOWUP_OTHERS);
    fu_put_int(&query, person);
    while (fu_query_row(&query)) {
        *(int64_t *)fu_rows_add(&rows) = fu_take_int(&query);
    }
    *followups = fu_rows_end(&rows, arena, count);
    return fu_query_close(&query, error);
}

enum fu_status fu_store_tags(struct fu_store *store, struct fu_arena *arena, int64_t person,
    const char ***texts, size_t *count, struct fu_error *error)
{
    struct fu_query query;
    struct fu_rows rows = fu_rows_of(sizeof **texts);
    fu_query_open(&query, store, FU_SQL_FOLLOWUP_TAGS);
    fu_put_int(&query, person);
    while (fu_query_row(&query)) {
        *(const char **)fu_rows_add(&rows) = fu_take_text(&query, arena);
    }
    *texts = fu_rows_end(&rows, arena, count);
    return fu_query_close(&query, error);
}

enum fu_status fu_store_participant_add(struct fu_store *store, int64_t followup, int64_t person,
    bool owner, int64_t mark, struct fu_error *error)
{
    struct fu_query query;
    fu_query_open(&query, store, FU_SQL_PARTICIPANT_ADD);
    fu_put_int(&query, followup);
    fu_put_int(&query, person);
    fu_put_int(&query, owner);
    fu_put_int(&query, mark);
    return fu_query_run(&query, error);
}

static enum fu_status get_participants(struct fu_query *query, struct fu_arena *arena,
    struct fu_participant **participants, size_t *count, struct fu_error *error)
{
    struct fu_rows rows = fu_rows_of(sizeof **participants);
    while (fu_query_row(query)) {
        struct fu_participant *participant = fu_rows_add(&rows);
        participant->followup = fu_take_int(query);
        participant->person = fu_take_int(query);
        participant->address = fu_take_text(query, arena);
        participant->owner = fu_take_int(query) != 0;
        participant->left = fu_take_int(query) != 0;
        participant->paused = fu_take_int(query) != 0;
    }
    *participants = fu_rows_end(&rows, arena, count);
    return fu_query_close(query, error);
}

enum fu_status fu_store_participants(struct fu_store *store, struct fu_arena *arena,
    int64_t followup, struct fu_participant **participants, size_t *count, struct fu_error *error)
{
    struct fu_query query;
    fu_query_open(&query, store, FU_SQL_PARTICIPANT_OF);
    fu_put_int(&query, followup);
    return get_participants(&query, arena, participants, count, error);
}

enum fu_status fu_store_participants_marked(struct fu_store *store, struct fu_arena *arena,
    int64_t mark, struct fu_participant **participants, size_t *count, struct fu_error *error)
{
    struct fu_query query;
    fu_query_open(&query, store, FU_SQL_PARTICIPANT_MARKED);
    fu_put_int(&query, mark);
    return get_participants(&query, arena, participants, count, error);
}

enum fu_status fu_store_marks(struct fu_store *store, struct fu_arena *arena,
    const struct fu_token_mark *after, int64_t most, struct fu_token_mark **marks, size_t *count,
    struct fu_error *error)
{
    struct fu_query query;
    struct fu_rows rows = fu_rows_of(sizeof **marks);
    fu_query_open(&query, store, FU_SQL_PARTICIPANT_MARKS);
    fu_put_int(&query, after->followup);
    fu_put_int(&query, after->person);
    fu_put_int(&query, most);
    while (fu_query_row(&query)) {
        struct fu_token_mark *mark = fu_rows_add(&rows);
        mark->followup = fu_take_int(&query);
        mark->person = fu_take_int(&query);
        mark->mark = fu_take_int(&query);
    }
    *marks = fu_rows_end(&rows, arena, count);
    return fu_query_close(&query, error);
}

enum fu_status fu_store_mark_set(
    struct fu_store *store, const struct fu_token_mark *mark, struct fu_error *error)
{
    struct fu_query query;
    fu_query_open(&query, store, FU_SQL_PARTICIPANT_MARK);
    fu_put_int(&query, mark->mark);
    fu_put_int(&query, mark->followup);
    fu_put_int(&query, mark->person);
    return fu_query_run(&query, error);
}

enum fu_status fu_store_participant_leave(struct fu_store *store, int64_t followup, int64_t person,
    bool left, fu_instant now, struct fu_error *error)
{
    struct fu_query query;
    fu_query_open(&query, store, FU_SQL_PARTICIPANT_LEAVE);
    fu_put_int(&query, left);
    fu_put_int(&query, followup);
    fu_put_int(&query, person);
    enum fu_status status = fu_query_run(&query, error);
    return status == FU_OK ? fu_note_feed(store, FU_SQL_PERSON_FEED, person, now, error) : status;
}
