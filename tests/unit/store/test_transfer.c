/* Rows out and in: every column there is, whole and by person, and what is refused. */
#include "support.h"

#include "followupd/store/transfer.h"

/* Every column but those that only count stands in a description, so that a new one is not lost. */
static void every_column_is_described(void **state)
{
    static const char *const left_out[] = {"load", "tally", "session", "trouble", "enclosure",
        "alert", "certificate", "number", "aside", "sqlite_sequence", "sqlite_stat1"};
    static const char *const counted[] = {"pending", "done", "cancelled", "failed"};
    struct world *world = *state;
    sqlite3 *db = look_into(world);
    sqlite3_stmt *statement;
    assert_int_equal(sqlite3_prepare_v2(db,
                         "SELECT m.name, c.name FROM sqlite_master m"
                         " JOIN pragma_table_info(m.name) c"
                         " WHERE m.type = 'table'",
                         -1, &statement, NULL),
        SQLITE_OK);
    while (sqlite3_step(statement) == SQLITE_ROW) {
        const char *table = (const char *)sqlite3_column_text(statement, 0);
        const char *column = (const char *)sqlite3_column_text(statement, 1);
        const struct fu_transfer_table *described = fu_transfer_find(table);
        bool found = false;
        for (size_t i = 0; i < sizeof left_out / sizeof *left_out; i++) {
            found |= strcmp(table, left_out[i]) == 0;
        }
        for (size_t i = 0; i < 4 && strcmp(table, "person") == 0; i++) {
            found |= strcmp(column, counted[i]) == 0;
        }
        for (size_t i = 0; described != NULL && i < described->column_count; i++) {
            found |= strcmp(column, described->columns[i].name) == 0;
        }
        if (!found) {
            fail_msg("%s.%s stands in no description of transfer_tables.c", table, column);
        }
    }
    sqlite3_finalize(statement);
    sqlite3_close(db);
}

struct counting {
    struct fu_store *to; /* NULL: only counted */
    struct fu_error error;
    enum fu_status status;
    bool failed;
    int rows;
    int people;
};

static void count(
    void *context, const struct fu_transfer_table *table, const struct fu_value *values)
{
    struct counting *counting = context;
    counting->rows++;
    counting->people += strcmp(table->name, "person") == 0;
    if (counting->to != NULL) {
        counting->status = fu_transfer_put(counting->to, table, values, &counting->error);
        counting->failed = counting->status != FU_OK;
    }
}

static void fill(struct world *world)
{
    begin(world);
    int64_t alice = add_person(world, "alice@example.org");
    int64_t bob = add_person(world, "bob@example.org");
    struct fu_stored_letter letter = sample_letter(alice, 1);
    letter.raw = "raw\0bytes";
    letter.raw_length = 9;
    letter.text = "Two\nlines";
    add_letter(world, &letter);
    int64_t first = add_followup(world, alice), second = add_followup(world, bob);
    assert_good(
        world, fu_store_participant_add(world->store, second, alice, false, 5, &world->error));
    add_delivery(world, add_occurrence(world, first, NOON), "alice@example.org");
    add_occurrence(world, second, NOON);
    add_message(world, NULL);
    commit(world);
}

static struct counting transfer(struct world *world, int64_t person, struct fu_store *to)
{
    struct counting counting = {.to = to};
    assert_good(world,
        fu_store_transfer(world->store, person, count, &counting, &counting.failed, &world->error));
    return counting;
}

/* A fresh store into which all of it has come; not committed yet. */
static struct world *import_all(struct world *world, void **fresh)
{
    assert_int_equal(make_store(fresh), 0);
    struct world *other = *fresh;
    assert_good(other, fu_transfer_begin(other->store, &other->error));
    struct counting out = transfer(world, 0, other->store);
    if (out.status != FU_OK) {
        fail_msg("%s", out.error.text);
    }
    assert_good(other, fu_transfer_end(other->store, &other->error));
    return other;
}

static void what_goes_out_comes_in(void **state)
{
    struct world *world = *state, *other;
    void *fresh = NULL;
    fill(world);
    assert_int_equal(make_store(&fresh), 0);
    other = fresh;
    assert_good(other, fu_transfer_begin(other->store, &other->error));
    struct counting out = transfer(world, 0, other->store);
    if (out.status != FU_OK) {
        fail_msg("%s", out.error.text);
    }
    assert_good(other, fu_transfer_end(other->store, &other->error));
    commit(other);
    assert_int_equal(number_of(other, "PRAGMA user_version"), fu_transfer_schema());
    struct counting again = transfer(other, 0, NULL);
    assert_int_equal(again.rows, out.rows);
    assert_int_equal(number_of(other, "SELECT pending FROM person WHERE id = 1"), 1);
    assert_int_equal(number_of(other, "SELECT length(raw) FROM body"), 9);
    assert_int_equal(number_of(other, "SELECT person FROM delivery"), 1);
    /* A number that was given once is not given again. */
    begin(other);
    assert_int_equal(add_followup(other, 1), 3);
    commit(other);
    remove_world(&fresh);
}

/* As a schema step does. */
static void whose_a_mail_is_that_an_older_export_brings_is_told(void **state)
{
    struct world *world = *state, *other;
    void *fresh = NULL;
    fill(world);
    assert_int_equal(run_sql(world, "UPDATE delivery SET person = NULL"), SQLITE_OK);
    other = import_all(world, &fresh);
    commit(other);
    assert_int_equal(number_of(other, "SELECT person FROM delivery"), 1);
    remove_world(&fresh);
}

/* A report about a mail that is gone would be about the one that has its number. */
static void numbers_of_what_is_gone_come_along(void **state)
{
    struct world *world = *state, *other;
    void *fresh = NULL;
    fill(world);
    begin(world);
    int64_t gone = add_occurrence(world, 1, NOON + 60);
    int64_t mail = add_delivery(world, gone, "bob@example.org");
    commit(world);
    assert_int_equal(run_sql(world, "DELETE FROM occurrence WHERE moment > 1795176000"), SQLITE_OK);
    other = import_all(world, &fresh);
    int64_t next = add_occurrence(other, 1, NOON + 60);
    assert_int_equal(next, gone + 1);
    assert_int_equal(add_delivery(other, next, "bob@example.org"), mail + 1);
    commit(other);
    assert_int_equal(number_of(other, "SELECT count FROM tally WHERE what = 'sent'"), 0);
    remove_world(&fresh);
}

static void add_trace_and_attempt(struct world *world, uint32_t uid)
{
    const struct fu_origin origin = {"main", 7, uid};
    const struct fu_trace trace = {
        origin, NOON, "a@x", "alice@example.org", "", "stranger", "", "", 0};
    begin(world);
    assert_good(world, fu_store_trace_add(world->store, &trace, &world->error));
    assert_good(world, fu_store_attempt_set(world->store, &origin, FU_ATTEMPT_QUARANTINED, "", NOON,
                           FU_NEVER, &world->error));
    commit(world);
}

/* Whoever moves has started followupd on the other machine, which has looked into the mailbox. */
static void what_was_found_there_meanwhile_stays_and_takes_nobodys_place(void **state)
{
    struct world *world = *state, *other;
    void *fresh = NULL;
    fill(world);
    add_trace_and_attempt(world, 1);
    add_trace_and_attempt(world, 2);
    assert_int_equal(make_store(&fresh), 0);
    other = fresh;
    add_trace_and_attempt(other, 2);
    add_trace_and_attempt(other, 3);
    assert_good(other, fu_transfer_begin(other->store, &other->error));
    struct counting out = transfer(world, 0, other->store);
    assert_int_equal(out.status, FU_OK);
    assert_good(other, fu_transfer_end(other->store, &other->error));
    commit(other);
    assert_int_equal(number_of(other, "SELECT count(*) FROM trace"), 4);
    assert_int_equal(number_of(other, "SELECT count(DISTINCT uid) FROM trace"), 3);
    assert_int_equal(number_of(other, "SELECT count(*) FROM attempt"), 3);
    assert_int_equal(number_of(other, "SELECT count(DISTINCT uid) FROM attempt"), 3);
    remove_world(&fresh);
}

static void one_person_is_theirs_alone(void **state)
{
    struct world *world = *state;
    fill(world);
    struct counting alice = transfer(world, 1, NULL), bob = transfer(world, 2, NULL);
    assert_int_equal(alice.people, 1);
    /* person, letter, body, follow-up, participant, occurrence, delivery, message */
    assert_int_equal(alice.rows, 8);
    /* person, follow-up, participant, occurrence */
    assert_int_equal(bob.rows, 4);
}

static void nothing_is_left_beside_the_store(void **state)
{
    struct world *world = *state;
    fill(world);
    transfer(world, 0, NULL);
    DIR *entries = opendir(world->folder);
    struct dirent *entry;
    while ((entry = readdir(entries)) != NULL) {
        if (strstr(entry->d_name, "export") != NULL) {
            fail_msg("%s is left", entry->d_name);
        }
    }
    closedir(entries);
}

static void what_is_there_already_is_refused(void **state)
{
    struct world *world = *state, *other;
    void *fresh = NULL;
    fill(world);
    assert_int_equal(make_store(&fresh), 0);
    other = fresh;
    fill(other);
    assert_good(other, fu_transfer_begin(other->store, &other->error));
    struct counting counting = transfer(world, 0, other->store);
    assert_int_equal(counting.status, FU_BAD_INPUT);
    assert_non_null(
        strstr(counting.error.text, "the number of this person, 1, is taken in the store already"));
    fu_store_rollback(other->store);
    remove_world(&fresh);
}

static enum fu_status put_alias(struct world *world, const char *address, int64_t person)
{
    const struct fu_value values[] = {
        {.bytes = address, .length = strlen(address)}, {.number = person}};
    return fu_transfer_put(world->store, fu_transfer_find("alias"), values, &world->error);
}

static void promises_between_tables_are_kept(void **state)
{
    struct world *world = *state;
    fill(world);
    assert_good(world, fu_transfer_begin(world->store, &world->error));
    assert_int_equal(put_alias(world, "a2@example.org", 99), FU_BAD_INPUT);
    assert_non_null(strstr(world->error.text, "belongs to something"));
    assert_int_equal(put_alias(world, "bob@example.org", 1), FU_OK);
    assert_int_equal(put_alias(world, "bob@example.org", 1), FU_BAD_INPUT);
    assert_non_null(strstr(world->error.text, "the store has this alias already"));
    assert_int_equal(fu_transfer_end(world->store, &world->error), FU_BAD_INPUT);
    assert_non_null(strstr(world->error.text, "alias of person 1"));
    fu_store_rollback(world->store);
}

static void a_mail_to_a_stranger_is_refused(void **state)
{
    struct world *world = *state;
    const struct fu_transfer_table *table = fu_transfer_find("message");
    struct fu_value values[FU_COLUMNS_MAX];
    fill(world);
    for (size_t i = 0; i < table->column_count; i++) {
        values[i] =
            (struct fu_value){.number = 0, .bytes = "", .null = table->columns[i].may_be_null};
    }
    values[0].number = 77;
    values[3] = (struct fu_value){.bytes = "victim@example.net", .length = 18};
    values[7] = (struct fu_value){.bytes = "sent", .length = 4};
    assert_good(world, fu_transfer_begin(world->store, &world->error));
    assert_int_equal(fu_transfer_put(world->store, table, values, &world->error), FU_BAD_INPUT);
    assert_non_null(strstr(world->error.text, "neither above it nor in the store"));
    fu_store_rollback(world->store);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(every_column_is_described, make_store),
        TEST(what_goes_out_comes_in, make_store),
        TEST(whose_a_mail_is_that_an_older_export_brings_is_told, make_store),
        TEST(numbers_of_what_is_gone_come_along, make_store),
        TEST(what_was_found_there_meanwhile_stays_and_takes_nobodys_place, make_store),
        TEST(one_person_is_theirs_alone, make_store),
        TEST(nothing_is_left_beside_the_store, make_store),
        TEST(what_is_there_already_is_refused, make_store),
        TEST(promises_between_tables_are_kept, make_store),
        TEST(a_mail_to_a_stranger_is_refused, make_store),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
