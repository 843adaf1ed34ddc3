#include "support.h"

#include "../../../src/store/connection.h"
#include "../../../src/store/schema.h"

/* One row of each table, by plain SQL: the tables' own promises are tested, not this program's. */
static const char rows[] =
    "INSERT INTO person VALUES (1, 'a@x', '', 'UTC', 480, 31, 'new', 'followup', 0, 0, 0, 0, 0, 0,"
    " 0, 0, 0);"
    "INSERT INTO alias VALUES ('b@x', 1);"
    "INSERT INTO load VALUES (1, 5, 1);"
    "INSERT INTO letter VALUES (1, 1, 'main', 7, 1, 0, '', '', '', '', NULL, 0, '', '', '', '', 0, "
    "1);"
    "INSERT INTO body VALUES (1, '', 0, NULL);"
    "INSERT INTO thread VALUES (1, 1);"
    "INSERT INTO attempt VALUES (1, 'main', 7, 1, 1, 'trying', '', 0, NULL);"
    "INSERT INTO inbox VALUES ('main', 7, 1, NULL, 0, 0, '', NULL);"
    "INSERT INTO number VALUES ('main', 1, 0);"
    "INSERT INTO trace VALUES (1, 'main', 7, 1, 0, '', '', '', '', '', '', NULL);"
    "INSERT INTO followup VALUES (1, 1, 1, 'reminder', 'pending', '', '', '', 0, 0, 'once', 0, '',"
    " 0, 0, 0, 31, '', 'UTC', '', '', 0, 0, 0, 0, 0);"
    "INSERT INTO request VALUES (1, 1);"
    "INSERT INTO participant VALUES (1, 1, 1, 0, 1);"
    "INSERT INTO occurrence VALUES (1, 1, 0, 0, NULL, 0, 'pending');"
    "INSERT INTO event VALUES (1, 1, NULL, 0, '', '', '', 0);"
    "INSERT INTO delivery VALUES (1, 1, 'a@x', '', 'queued', 0, 0, 0, 0, '', NULL, 0, 1);"
    "INSERT INTO message VALUES (1, NULL, '', 'a@x', '', '', NULL, 'queued', 0, 0, 0, 0, '', NULL);"
    "INSERT INTO habit VALUES (1, '3days');"
    "INSERT INTO told VALUES (1, 'zone +540', 0, 1);"
    "INSERT INTO held VALUES (1, 1, 'bcc', 1, 0, 0, NULL);"
    "INSERT INTO session VALUES (zeroblob(32), 'link', 1, 0);"
    "INSERT INTO refusal VALUES ('a@x', 1, 0, '');"
    "INSERT INTO trouble VALUES ('outbox', '', 0);"
    "INSERT INTO enclosure VALUES ('key', x'00');"
    "INSERT INTO withheld VALUES (1, 0);"
    "INSERT INTO alert VALUES ('outbox', '', 0, NULL);"
    "INSERT INTO certificate VALUES ('smtp', 0);"
    "INSERT INTO aside VALUES (1, 1, NULL, NULL, 0, '');";

static void assert_result(struct world *world, const char *sql, int expected)
{
    sqlite3 *db = look_into(world);
    sqlite3_exec(db, "PRAGMA foreign_keys = ON", NULL, NULL, NULL);
    int code = sqlite3_exec(db, sql, NULL, NULL, NULL);
    if (code != expected) {
        fail_msg("%s: %s", sql, sqlite3_errmsg(db));
    }
    sqlite3_close(db);
}

static void every_table_is_strict(void **state)
{
    struct world *world = *state;
    assert_int_equal(number_of(world, "SELECT count(*) FROM pragma_table_list"
                                      " WHERE schema = 'main' AND type = 'table'"
                                      " AND name NOT LIKE 'sqlite_%' AND strict = 0"),
        0);
    assert_int_equal(number_of(world, "SELECT count(*) FROM pragma_table_list"
                                      " WHERE schema = 'main' AND strict = 1"),
        29);
    assert_result(world, rows, SQLITE_OK);
    assert_result(world, "UPDATE person SET created = 'now'", SQLITE_CONSTRAINT_DATATYPE);
    assert_result(world, "UPDATE trace SET at = 1.5", SQLITE_CONSTRAINT_DATATYPE);
}

static void a_value_outside_its_range_is_refused(void **state)
{
    static const char *const updates[] = {"person SET address = ''", "person SET morning = -1",
        "person SET morning = 1440", "person SET workdays = 0", "person SET workdays = 128",
        "person SET confirm = 'sometimes'", "person SET reply_to = ''", "person SET bundle = 2",
        "person SET generation = -1", "person SET paused = 2", "person SET pending = -1",
        "person SET done = -1", "person SET cancelled = -1", "person SET failed = -1",
        "alias SET address = ''", "load SET letters = 0", "letter SET inbox = NULL",
        "letter SET files = -1", "letter SET whole = 2", "letter SET uid = NULL",
        "letter SET validity = NULL", "body SET text_cut = 2", "attempt SET tries = -1",
        "attempt SET state = 'done'", "followup SET kind = 'note'", "followup SET state = 'open'",
        "followup SET to_self = 2", "followup SET recurrence = 'twice'", "followup SET elapsed = 2",
        "followup SET morning = 2", "followup SET workdays_only = 2", "followup SET workdays = 128",
        "followup SET fired = -1", "participant SET owner = 2", "participant SET left = 2",
        "occurrence SET folded = -1", "occurrence SET state = 'sent'", "event SET undone = 2",
        "delivery SET address = ''", "delivery SET state = 'bounced'", "delivery SET attempts = -1",
        "delivery SET unsure = -1", "withheld SET unsent = 2", "delivery SET next_attempt = NULL",
        "message SET recipient = ''", "message SET state = ''", "message SET attempts = -1",
        "message SET unsure = -1", "message SET next_attempt = NULL", "session SET digest = x'00'",
        "session SET kind = 'cookie'", "told SET times = 0", "held SET place = 'from'",
        "aside SET delivery = NULL", "aside SET message = 1"};
    struct world *world = *state;
    assert_result(world, rows, SQLITE_OK);
    for (size_t i = 0; i < sizeof updates / sizeof *updates; i++) {
        char sql[128];
        snprintf(sql, sizeof sql, "UPDATE %s", updates[i]);
        assert_result(world, sql, SQLITE_CONSTRAINT_CHECK);
    }
}

static void a_value_at_the_end_of_its_range_is_taken(void **state)
{
    static const char *const updates[] = {"person SET morning = 0", "person SET morning = 1439",
        "person SET workdays = 1", "person SET workdays = 127", "person SET confirm = 'never'",
        "person SET confirm = 'always'", "person SET reply_to = 'thread'", "person SET paused = 1",
        "person SET bundle = 1", "delivery SET bundle = 1",
        "attempt SET state = 'filing'", "attempt SET state = 'waiting'",
        "attempt SET state = 'quarantined'", "followup SET kind = 'task'",
        "followup SET state = 'done'", "followup SET state = 'cancelled'",
        "followup SET state = 'failed'", "followup SET workdays = 0", "followup SET workdays = 127",
        "followup SET recurrence = 'recurring'", "occurrence SET state = 'fired'",
        "occurrence SET state = 'done'", "occurrence SET state = 'skipped'",
        "occurrence SET state = 'cancelled'", "delivery SET state = 'sending'",
        "delivery SET next_attempt = NULL", "delivery SET state = 'failed'",
        "delivery SET state = 'unsure'", "delivery SET state = 'sent'",
        "session SET kind = 'browser'", "told SET times = 1", "held SET place = 'cc'",
        "aside SET delivery = NULL, message = 1", "aside SET message = NULL, occurrence = 1",
        "letter SET inbox = NULL, validity = NULL, uid = NULL"};
    struct world *world = *state;
    assert_result(world, rows, SQLITE_OK);
    for (size_t i = 0; i < sizeof updates / sizeof *updates; i++) {
        char sql[128];
        snprintf(sql, sizeof sql, "UPDATE %s", updates[i]);
        assert_result(world, sql, SQLITE_OK);
    }
}

static void a_row_that_others_need_stays(void **state)
{
    static const char *const tables[] = {"person", "letter"};
    static const char *const orphans[] = {"letter SET person = 9", "followup SET owner = 9",
        "followup SET letter = 9", "participant SET person = 9", "participant SET followup = 9",
        "occurrence SET followup = 9", "event SET followup = 9", "delivery SET occurrence = 9",
        "delivery SET person = 9", "message SET followup = 9", "alias SET person = 9",
        "session SET person = 9", "body SET letter = 9", "habit SET person = 9",
        "told SET person = 9", "held SET letter = 9"};
    struct world *world = *state;
    char sql[128];
    assert_result(world, rows, SQLITE_OK);
    for (size_t i = 0; i < 2; i++) {
        snprintf(sql, sizeof sql, "DELETE FROM %s", tables[i]);
        assert_result(world, sql, SQLITE_CONSTRAINT_FOREIGNKEY);
    }
    for (size_t i = 0; i < sizeof orphans / sizeof *orphans; i++) {
        snprintf(sql, sizeof sql, "UPDATE %s", orphans[i]);
        assert_result(world, sql, SQLITE_CONSTRAINT_FOREIGNKEY);
    }
    assert_result(world, "DELETE FROM followup", SQLITE_OK);
    assert_int_equal(number_of(world, "SELECT (SELECT count(*) FROM occurrence)"
                                      " + (SELECT count(*) FROM delivery)"
                                      " + (SELECT count(*) FROM event)"
                                      " + (SELECT count(*) FROM participant)"),
        0);
}

static void what_is_one_is_one(void **state)
{
    static const char *const repeats[] = {"INSERT INTO letter VALUES (2, 1, 'main', 7, 1, 0, '', "
                                          "'', '', '', NULL, 0, '', '', '', '', 0, 1)",
        "INSERT INTO attempt VALUES (2, 'main', 7, 1, 1, 'trying', '', 0, NULL)",
        "INSERT INTO occurrence VALUES (2, 1, 0, 0, NULL, 0, 'fired')",
        "INSERT INTO delivery VALUES (2, 1, 'b@x', '', 'sent', 0, 0, 0, 0, '', NULL, 0, 1)",
        "INSERT INTO person VALUES (2, 'a@x', '', 'UTC', 480, 31, 'new', 'followup', 0, 0, 0, 0, 0,"
        " 0, 0, 0, 0)"};
    struct world *world = *state;
    assert_result(world, rows, SQLITE_OK);
    for (size_t i = 0; i < sizeof repeats / sizeof *repeats; i++) {
        assert_result(world, repeats[i], SQLITE_CONSTRAINT_UNIQUE);
    }
}

/* Reads one record of each kind that has words in it. */
static enum fu_status read_all(struct world *world, int kind)
{
    struct fu_store *store = world->store;
    struct fu_arena *arena = world->arena;
    struct fu_error *error = &world->error;
    struct fu_person *person;
    struct fu_followup *followup;
    struct fu_occurrence *occurrence;
    struct fu_delivery *delivery;
    struct fu_attempt *attempt;
    switch (kind) {
    case 0:
        return fu_store_person_get(store, arena, 1, &person, error);
    case 1:
        return fu_store_followup_get(store, arena, 1, &followup, error);
    case 2:
        return fu_store_occurrence_get(store, arena, 1, &occurrence, error);
    case 3:
        return fu_store_delivery_get(store, arena, FU_PARCEL_DELIVERY, 1, &delivery, error);
    case 4:
        return fu_store_delivery_get(store, arena, FU_PARCEL_MESSAGE, 1, &delivery, error);
    default:
        return fu_store_attempt_get(store, arena, 1, &attempt, error);
    }
}

static void set_unchecked(struct world *world, const char *column, const char *value)
{
    assert_result(world,
        fu_arena_print(
            world->arena, "PRAGMA ignore_check_constraints = ON; UPDATE %s = '%s'", column, value),
        SQLITE_OK);
}

static void a_word_that_was_tampered_with_is_damage(void **state)
{
    static const struct {
        int kind;
        const char *column, *good;
    } cases[] = {{0, "person SET confirm", "new"}, {0, "person SET reply_to", "followup"},
        {1, "followup SET kind", "task"}, {1, "followup SET state", "done"},
        {1, "followup SET recurrence", "once"}, {2, "occurrence SET state", "fired"},
        {3, "delivery SET state", "sent"}, {4, "message SET state", "unsure"},
        {5, "attempt SET state", "waiting"}};
    struct world *world = *state;
    assert_result(world, rows, SQLITE_OK);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        set_unchecked(world, cases[i].column, "tampered");
        assert_int_equal(read_all(world, cases[i].kind), FU_PERMANENT);
        assert_non_null(strstr(world->error.text, "is damaged"));
        set_unchecked(world, cases[i].column, cases[i].good);
        assert_good(world, read_all(world, cases[i].kind));
    }
}

/* The plan of a statement, its lines joined. */
static const char *plan_of(struct world *world, enum fu_sql sql)
{
    sqlite3 *db = look_into(world);
    sqlite3_stmt *statement;
    const char *plan = "";
    char *text = fu_arena_print(world->arena, "EXPLAIN QUERY PLAN %s", fu_sql_text(sql));
    if (sqlite3_prepare_v2(db, text, -1, &statement, NULL) != SQLITE_OK) {
        fail_msg("%s: %s", text, sqlite3_errmsg(db));
    }
    while (sqlite3_step(statement) == SQLITE_ROW) {
        plan = fu_arena_print(world->arena, "%s%s; ", plan, sqlite3_column_text(statement, 3));
    }
    sqlite3_finalize(statement);
    sqlite3_close(db);
    return plan;
}

static void every_statement_can_be_prepared(void **state)
{
    struct world *world = *state;
    for (int i = 0; i < FU_SQL_COUNT; i++) {
        assert_non_null(fu_sql_text((enum fu_sql)i));
        plan_of(world, (enum fu_sql)i);
    }
}

static void the_statements_of_every_day_use_their_indexes(void **state)
{
    static const struct {
        enum fu_sql sql;
        const char *index;
    } cases[] = {
        {FU_SQL_OCCURRENCE_DUE, "USING INDEX occurrence_due"},
        {FU_SQL_OCCURRENCE_NEXT, "USING INDEX occurrence_due"},
        {FU_SQL_OCCURRENCE_OF, "USING INDEX occurrence_of (followup=? AND moment>?)"},
        {FU_SQL_OCCURRENCE_PENDING, "USING INDEX occurrence_of (followup=? AND moment>?)"},
        {FU_SQL_OCCURRENCE_LAST, "USING INDEX occurrence_of (followup=?)"},
        {FU_SQL_OCCURRENCE_FORGET, "o USING INDEX occurrence_of (followup=? AND moment<?)"},
        {FU_SQL_OCCURRENCE_UNHEARD, "o USING INDEX occurrence_due (moment<?)"},
        {FU_SQL_DELIVERY_FORGET, "o USING INDEX occurrence_of (followup=? AND moment<?)"},
        {FU_SQL_DELIVERY_FORGET, "g USING COVERING INDEX delivery_of (occurrence=?)"},
        {FU_SQL_EVENT_FORGET, "e USING INDEX event_followup (followup=? AND rowid>? AND rowid<?)"},
        {FU_SQL_FOLLOWUP_OPEN, "o USING INDEX occurrence_of (followup=? AND moment>?)"},
        {FU_SQL_FOLLOWUP_OPEN, "g USING PRIMARY KEY (followup=? AND person=?)"},
        {FU_SQL_FOLLOWUP_MAIL, "o USING COVERING INDEX occurrence_of (followup=?)"},
        {FU_SQL_FOLLOWUP_MAIL, "d USING INDEX delivery_of (occurrence=?)"},
        {FU_SQL_FOLLOWUP_PAST, "occurrence_of (followup=? AND moment<?)"},
        {FU_SQL_OCCURRENCE_WAITING, "USING INDEX occurrence_of (followup=? AND moment<?)"},
        {FU_SQL_OCCURRENCE_PUT_OFF, "o USING INDEX occurrence_due"},
        {FU_SQL_OCCURRENCE_PUT_OFF, "d USING INDEX delivery_open (state=?)"},
        {FU_SQL_OCCURRENCE_PUT_OFF, "e USING INDEX event_followup (followup=?)"},
        {FU_SQL_DELIVERY_NEXT, "USING COVERING INDEX delivery_open (state=?)"},
        {FU_SQL_MESSAGE_NEXT, "USING COVERING INDEX message_open (state=?)"},
        {FU_SQL_DELIVERY_SENDING, "USING INDEX delivery_open (state=?)"},
        {FU_SQL_MESSAGE_SENDING, "USING INDEX message_open (state=?)"},
        {FU_SQL_PARCEL_READY, "USING COVERING INDEX delivery_open (state=? AND next_attempt<?)"},
        {FU_SQL_PARCEL_READY, "USING COVERING INDEX message_open (state=? AND next_attempt<?)"},
        {FU_SQL_PARCEL_OPEN, "delivery_open"},
        {FU_SQL_DELIVERY_TOTALS, "USING INDEX delivery_open"},
        {FU_SQL_MESSAGE_TOTALS, "USING COVERING INDEX message_open"},
        {FU_SQL_DELIVERY_OLDEST, "USING INDEX delivery_open (state=?)"},
        {FU_SQL_MESSAGE_OLDEST, "USING INDEX message_open (state=?)"},
        {FU_SQL_PARCEL_DELAYED, "USING INDEX delivery_open (state=?)"},
        {FU_SQL_PARCEL_DELAYED, "USING INDEX message_open (state=?)"},
        {FU_SQL_DELIVERY_RESUME, "USING INDEX delivery_failed (address=?)"},
        {FU_SQL_DELIVERY_RETURN, "USING INDEX delivery_of (occurrence=?)"},
        {FU_SQL_DELIVERY_RETURN, "occurrence_of (followup=?)"},
        {FU_SQL_DELIVERY_END, "USING INDEX delivery_of (occurrence=?)"},
        {FU_SQL_DELIVERY_END, "occurrence_of (followup=?)"},
        {FU_SQL_DELIVERY_SETTLED, "USING INDEX delivery_of (occurrence=?)"},
        {FU_SQL_WITHHELD_OF, "occurrence_of (followup=?)"},
        {FU_SQL_WITHHELD_OF, "delivery_of (occurrence=?)"},
        {FU_SQL_WITHHELD_OF, "h USING INTEGER PRIMARY KEY (rowid=?)"},
        {FU_SQL_DELIVERY_OF, "delivery_of (occurrence=?)"},
        {FU_SQL_DELIVERY_OF, "occurrence_of (followup=?)"},
        {FU_SQL_FOLLOWUP_GET, "occurrence_of (followup=? AND moment>?)"},
        {FU_SQL_FOLLOWUP_GET, "g USING PRIMARY KEY (followup=? AND person=?)"},
        {FU_SQL_FOLLOWUP_SHARED_BY_ID, "participant_person (person=? AND followup>?)"},
        {FU_SQL_FOLLOWUP_OTHERS, "participant_shared (person=?)"},
        {FU_SQL_FOLLOWUP_SHARED_BY_NEXT, "participant_person (person=? AND followup>?)"},
        {FU_SQL_PARTICIPANT_OF, "USING PRIMARY KEY (followup=?)"},
        {FU_SQL_PARTICIPANT_MARKED, "participant_mark (mark=?)"},
        {FU_SQL_PARTICIPANT_MARKS, "USING PRIMARY KEY ((followup,person)>(?,?))"},
        {FU_SQL_EVENT_OF, "event_followup (followup=?)"},
        {FU_SQL_THREAD_FIND, "USING PRIMARY KEY (hash=?)"},
        {FU_SQL_THREAD_FIND, "followup_letter (letter=?)"},
        {FU_SQL_THREAD_NAMES, "USING PRIMARY KEY (hash=?)"},
        {FU_SQL_THREAD_NAMES, "followup_letter (letter=?)"},
        {FU_SQL_LETTER_OF_ORIGIN, "letter_origin (inbox=? AND validity=? AND uid=?)"},
        {FU_SQL_LETTER_FORGETTABLE, "followup_letter (letter=?)"},
        {FU_SQL_LETTER_FORGETTABLE, "held_letter (letter=?)"},
        {FU_SQL_HELD_MARKED, "held_mark (mark=?)"},
        {FU_SQL_NUMBER_OF_INBOX, "SEARCH number USING PRIMARY KEY (inbox=?)"},
        {FU_SQL_ATTEMPT_SET, "attempt_origin (inbox=? AND validity=? AND uid=?)"},
        {FU_SQL_ATTEMPT_END, "attempt_origin (inbox=? AND validity=? AND uid=?)"},
        {FU_SQL_PERSON_FIND, "SEARCH alias USING PRIMARY KEY (address=?)"},
        {FU_SQL_FEED_FOLLOWUPS, "followup_pending (owner=?)"},
        {FU_SQL_FEED_FOLLOWUPS, "participant_shared (person=?)"},
        {FU_SQL_FEED_OCCURRENCES, "occurrence_of (followup=? AND moment>?)"},
        {FU_SQL_FEED_OCCURRENCES, "occurrence_skipped (followup=?)"},
        {FU_SQL_PERSON_FEED_SHARED, "USING PRIMARY KEY (followup=?)"},
        {FU_SQL_PERSON_LOAD, "USING PRIMARY KEY (person=? AND minute>? AND minute<?)"},
        {FU_SQL_REFUSAL_OF, "USING PRIMARY KEY (address=? AND day>?)"},
    };
    struct world *world = *state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const char *plan = plan_of(world, cases[i].sql);
        if (strstr(plan, cases[i].index) == NULL) {
            fail_msg("%s\nlacks %s: %s", fu_sql_text(cases[i].sql), cases[i].index, plan);
        }
    }
}

/* Which addresses were theirs is asked of every letter: once, and not for each event. */
static void whoever_is_erased_is_looked_for_once(void **state)
{
    const char *plan = plan_of(*state, FU_SQL_EVENT_UNNAME);
    assert_non_null(strstr(plan, "e USING INDEX event_followup (followup=?)"));
    assert_null(strstr(plan, "CORRELATED"));
}

static void the_statements_of_every_day_scan_and_sort_nothing(void **state)
{
    static const enum fu_sql statements[] = {FU_SQL_OCCURRENCE_DUE, FU_SQL_DELIVERY_NEXT,
        FU_SQL_MESSAGE_NEXT, FU_SQL_OCCURRENCE_OF, FU_SQL_PERSON_FIND, FU_SQL_PERSON_GET,
        FU_SQL_LETTER_GET, FU_SQL_EVENT_OF, FU_SQL_REQUEST_FIND, FU_SQL_THREAD_FIND,
        FU_SQL_DELIVERY_SETTLED, FU_SQL_DELIVERY_GET, FU_SQL_MESSAGE_GET,
        FU_SQL_FOLLOWUP_LIST_BY_ID, FU_SQL_FOLLOWUP_SHARED_BY_ID, FU_SQL_PARCEL_READY};
    struct world *world = *state;
    for (size_t i = 0; i < sizeof statements / sizeof *statements; i++) {
        const char *plan = plan_of(world, statements[i]);
        assert_null(strstr(plan, "TEMP B-TREE"));
        /* Going along an index from its beginning is a scan to the planner. */
        for (const char *scan = plan; (scan = strstr(scan, "SCAN ")) != NULL; scan++) {
            const char *index = strstr(scan, " USING INDEX occurrence_due");
            if (index == NULL || index > strchr(scan, ';')) {
                fail_msg("%s: %s", fu_sql_text(statements[i]), plan);
            }
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(every_table_is_strict, make_store),
        TEST(a_value_outside_its_range_is_refused, make_store),
        TEST(a_value_at_the_end_of_its_range_is_taken, make_store),
        TEST(a_row_that_others_need_stays, make_store),
        TEST(what_is_one_is_one, make_store),
        TEST(a_word_that_was_tampered_with_is_damage, make_store),
        TEST(every_statement_can_be_prepared, make_store),
        TEST(the_statements_of_every_day_use_their_indexes, make_store),
        TEST(whoever_is_erased_is_looked_for_once, make_store),
        TEST(the_statements_of_every_day_scan_and_sort_nothing, make_store),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
