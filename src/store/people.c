/* People, their other addresses, and how much they ask for.
 *
 * An address belongs to one person, be it as their own or as an alias; taking somebody else's is
 * FU_BAD_INPUT and changes nothing. How many letters came is counted by the minute. */
#include "followupd/store/people.h"

#include <string.h>

#include "connection.h"
#include "lists.h"
#include "rows.h"
#include "words.h"

static void take_person(struct fu_query *query, struct fu_arena *arena, struct fu_person *person)
{
    person->id = fu_take_int(query);
    person->address = fu_take_text(query, arena);
    person->name = fu_take_text(query, arena);
    person->preferences.zone = fu_take_text(query, arena);
    person->preferences.morning = (int)fu_take_int(query);
    person->preferences.workdays = (unsigned)fu_take_int(query);
    person->preferences.confirm = (enum fu_confirm)fu_take_word(query, &fu_words_confirm);
    person->preferences.reply_to = (enum fu_reply_to)fu_take_word(query, &fu_words_reply_to);
    person->preferences.bundle = fu_take_int(query) != 0;
    person->generation = fu_take_int(query);
    person->paused = fu_take_int(query) != 0;
    person->created = fu_take_int(query);
    person->feed_changed = fu_take_int(query);
    fu_list_read_texts(arena, fu_peek_text(query), &person->aliases, &person->alias_count);
}

static enum fu_status get_one(struct fu_query *query, struct fu_arena *arena,
    struct fu_person **person, struct fu_error *error)
{
    *person = NULL;
    if (fu_query_row(query)) {
        *person = fu_arena_allocate(arena, 1, sizeof **person);
        take_person(query, arena, *person);
    }
    return fu_query_close(query, error);
}

enum fu_status fu_store_person_find(struct fu_store *store, struct fu_arena *arena,
    const char *address, struct fu_person **person, struct fu_error *error)
{
    struct fu_query query;
    fu_query_open(&query, store, FU_SQL_PERSON_FIND);
    fu_put_text(&query, address);
    return get_one(&query, arena, person, error);
}

enum fu_status fu_store_person_get(struct fu_store *store, struct fu_arena *arena, int64_t id,
    struct fu_person **person, struct fu_error *error)
{
    struct fu_query query;
    fu_query_open(&query, store, FU_SQL_PERSON_GET);
    fu_put_int(&query, id);
    return get_one(&query, arena, person, error);
}

enum fu_status fu_store_people(struct fu_store *store, struct fu_arena *arena,
    struct fu_person **people, size_t *count, struct fu_error *error)
{
    struct fu_query query;
    struct fu_rows rows = fu_rows_of(sizeof **people);
    fu_query_open(&query, store, FU_SQL_PERSON_ALL);
    while (fu_query_row(&query)) {
        take_person(&query, arena, fu_rows_add(&rows));
    }
    *people = fu_rows_end(&rows, arena, count);
    return fu_query_close(&query, error);
}

static void put_preferences(struct fu_query *query, const struct fu_preferences *preferences)
{
    fu_put_text(query, preferences->zone);
    fu_put_int(query, preferences->morning);
    fu_put_int(query, preferences->workdays);
    fu_put_word(query, &fu_words_confirm, (int)preferences->confirm);
    fu_put_word(query, &fu_words_reply_to, (int)preferences->reply_to);
    fu_put_int(query, preferences->bundle);
}

/* FU_BAD_INPUT when the address is that of a person other than id. */
static enum fu_status check_free(
    struct fu_store *store, const char *address, int64_t id, struct fu_error *error)
{
    struct fu_query query;
    int64_t of;
    fu_query_open(&query, store, FU_SQL_PERSON_OF_ADDRESS);
    fu_put_text(&query, address);
    enum fu_status status = fu_query_number(&query, &of, error);
    if (status == FU_OK && of != 0 && of != id) {
        return fu_error_set(
            error, FU_BAD_INPUT,
            "%s is the address of somebody else already: followupctl person %s shows whose", address,
            address);
    }
    return status;
}

enum fu_status fu_store_person_add(
    struct fu_store *store, struct fu_person *person, struct fu_error *error)
{
    struct fu_query query;
    enum fu_status status = check_free(store, person->address, 0, error);
    if (status != FU_OK) {
        return status;
    }
    fu_query_open(&query, store, FU_SQL_PERSON_ADD);
    fu_put_text(&query, person->address);
    fu_put_text(&query, person->name);
    put_preferences(&query, &person->preferences);
    fu_put_int(&query, person->generation);
    fu_put_int(&query, person->paused);
    fu_put_int(&query, person->created);
    status = fu_query_run(&query, error);
    if (status == FU_OK) {
        person->id = fu_store_last_id(store);
    }
    return status;
}

static enum fu_status set_aliases(
    struct fu_store *store, const struct fu_person *person, struct fu_error *error)
{
    struct fu_query query;
    fu_query_open(&query, store, FU_SQL_ALIAS_CLEAR);
    fu_put_int(&query, person->id);
    enum fu_status status = fu_query_run(&query, error);
    for (size_t i = 0; status == FU_OK && i < person->alias_count; i++) {
        if (strcmp(person->aliases[i], person->address) == 0) {
            continue;
        }
        fu_query_open(&query, store, FU_SQL_ALIAS_ADD);
        fu_put_text(&query, person->aliases[i]);
        fu_put_int(&query, person->id);
        status = fu_query_run(&query, error);
    }
    return status;
}

static enum fu_status check_all_free(
    struct fu_store *store, const struct fu_person *person, struct fu_error *error)
{
    enum fu_status status = check_free(store, person->address, person->id, error);
    for (size_t i = 0; status == FU_OK && i < person->alias_count; i++) {
        status = check_free(store, person->aliases[i], person->id, error);
    }
    return status;
}

enum fu_status fu_store_person_set(
    struct fu_store *store, const struct fu_person *person, struct fu_error *error)
{
    struct fu_query query;
    enum fu_status status = check_all_free(store, person, error);
    if (status != FU_OK) {
        return status;
    }
    fu_query_open(&query, store, FU_SQL_PERSON_SET);
    fu_put_text(&query, person->address);
    fu_put_text(&query, person->name);
    put_preferences(&query, &person->preferences);
    fu_put_int(&query, person->generation);
    fu_put_int(&query, person->paused);
    fu_put_int(&query, person->id);
    status = fu_query_change(&query, "person", person->id, error);
    return status == FU_OK ? set_aliases(store, person, error) : status;
}

enum fu_status fu_store_person_asked(
    struct fu_store *store, int64_t id, fu_instant now, struct fu_error *error)
{
    struct fu_query query;
    fu_query_open(&query, store, FU_SQL_LOAD_ADD);
    fu_put_int(&query, id);
    fu_put_int(&query, now / 60);
    return fu_query_run(&query, error);
}

enum fu_status fu_store_person_load(struct fu_store *store, int64_t id, fu_instant since,
    fu_instant until, int64_t *pending, int64_t *letters, struct fu_error *error)
{
    struct fu_query query;
    fu_query_open(&query, store, FU_SQL_PERSON_LOAD);
    fu_put_int(&query, id);
    fu_put_int(&query, since / 60);
    fu_put_int(&query, until / 60);
    *pending = 0;
    *letters = 0;
    if (fu_query_row(&query)) {
        *pending = fu_take_int(&query);
        *letters = fu_take_int(&query);
    }
    return fu_query_close(&query, error);
}

enum fu_status fu_store_person_habit(
    struct fu_store *store, int64_t id, const char *text, bool *fresh, struct fu_error *error)
{
    struct fu_query query;
    fu_query_open(&query, store, FU_SQL_HABIT_ADD);
    fu_put_int(&query, id);
    fu_put_text(&query, text);
    enum fu_status status = fu_query_run(&query, error);
    *fresh = status == FU_OK && fu_store_changed(store);
    return status;
}

enum fu_status fu_store_person_told(struct fu_store *store, int64_t id, const char *what,
    fu_instant now, int64_t window, int64_t *times, struct fu_error *error)
{
    struct fu_query query;
    fu_query_open(&query, store, FU_SQL_TOLD_COUNT);
    fu_put_int(&query, id);
    fu_put_text(&query, what);
    fu_put_int(&query, now);
    fu_put_int(&query, now - window);
    fu_put_int(&query, now + FU_STORE_APART);
    *times = fu_query_row(&query) ? fu_take_int(&query) : 0;
    return fu_query_run(&query, error);
}

enum fu_status fu_store_person_was_told(struct fu_store *store, int64_t id, const char *what,
    fu_instant now, int64_t window, int64_t *times, struct fu_error *error)
{
    struct fu_query query;
    fu_query_open(&query, store, FU_SQL_TOLD_GET);
    fu_put_int(&query, id);
    fu_put_text(&query, what);
    fu_put_int(&query, now - window);
    fu_put_int(&query, now + FU_STORE_APART);
    return fu_query_number(&query, times, error);
}
