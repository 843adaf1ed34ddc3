/* Every version there ever was becomes today's: a database of each, with rows in every state that
 * it could hold, is migrated and held against one of today's with the same rows.
 *
 * A schema step that adds a table, a column or a state needs a row below, with the version that
 * came with it; the last test says so. */
#include "deeds.h"

#include "followupd/store/transfer.h"

#include "../../../src/store/schema.h"

enum { COUNT = sizeof deeds / sizeof *deeds, TABLES_MAX = 60 };

/* Columns are named, so that a row stays one in later versions. The numbers are those of deeds.h.
 */
static const struct {
    size_t since;
    const char *sql;
} rows[] = {
    {1, "INSERT INTO person (id, address, name, zone, morning, workdays, confirm, reply_to, "
        "generation, paused, created,"
        " pending, done, cancelled, failed) VALUES"
        " (1, 'alice@example.org', 'Alice', 'Europe/Berlin', 480, 31, 'new', 'followup', 2, 0, "
        "1795000000, 2, 1, 1, 1),"
        " (2, 'bob@example.org', '', 'UTC', 0, 127, 'always', 'thread', 0, 1, 1795000001, 0, 0, 0, "
        "0),"
        " (3, 'carol@x.example', '', 'UTC', 1439, 1, 'never', 'followup', 0, 0, 1795000002, 0, 0, "
        "0, 0)"},
    {1, "INSERT INTO alias (address, person) VALUES ('a@x.example', 1)"},
    {1, "INSERT INTO load (person, minute, letters) VALUES (1, 29919600, 3)"},
    {1, "INSERT INTO letter (id, person, inbox, validity, uid, arrived, message_id, in_reply_to, "
        "refs, subject, date,"
        " date_offset, from_address, from_name, to_list, cc_list) VALUES"
        " (1, 1, 'main', 7, 1, 1795000000, 'own@x', 'first@x', 'first@x', 'Offer', 1794999999, 60, "
        "'alice@example.org',"
        " 'Alice', 'bob@example.org Bob', ''),"
        " (2, 1, NULL, NULL, NULL, 1795000000, '', '', '', '', NULL, 0, 'alice@example.org', '', "
        "'', '')"},
    {1, "INSERT INTO body (letter, text, text_cut, raw) VALUES (1, 'Text', 1, x'726177'), (2, "
        "'More', 0, NULL)"},
    {1, "INSERT INTO thread (hash, letter) VALUES (77, 1)"},
    {1, "INSERT INTO attempt (id, inbox, validity, uid, tries, state, reason, at, again) VALUES"
        " (1, 'main', 7, 1, 1, 'trying', '', 1795000000, NULL), (2, 'main', 7, 2, 1, 'filing', '', "
        "1795000000, NULL),"
        " (3, 'main', 7, 3, 2, 'waiting', 'later', 1795000000, 1795000600),"
        " (4, 'main', 7, 4, 3, 'quarantined', 'the reader died', 1795000000, NULL)"},
    {1, "INSERT INTO inbox (name, validity, last_uid, last_poll, not_ours, turned_away) VALUES"
        " ('main', 7, 4, 1795000000, 5, 6), ('new', 0, 0, NULL, 0, 0)"},
    {1, "INSERT INTO trace (id, inbox, validity, uid, at, message_id, sender, address, decision, "
        "reason, cure, followup)"
        " VALUES (1, 'main', 7, 1, 1795000000, 'own@x', 'alice@example.org', '3days@r.example', "
        "'follow-up', 'why', '', 1),"
        " (2, 'main', 7, 2, 1795000000, '', 'm@example.net', '', 'doubted', 'why', 'cure', NULL)"},
    {1, "INSERT INTO followup (id, owner, letter, kind, state, subject, note, tags, flags, "
        "to_self, recurrence, first,"
        " start, elapsed, morning, workdays_only, workdays, rrule, zone, canonical, english, sent, "
        "created, changed,"
        " sequence, fired) VALUES"
        " (1, 1, 1, 'reminder', 'pending', 'Offer', 'Note', ',acme,', 0, 0, 'recurring', "
        "1795000000, '2026-11-18T08:00:00',"
        " 0, 1, 1, 31, 'FREQ=DAILY', 'Europe/Berlin', 'daily', 'every day at 08:00', 1794990000, "
        "1794990001, 1795000002, 3,"
        " 4),"
        " (2, 1, 2, 'reminder', 'done', 'Note', '', '', 4, 1, 'once', 1795000000, "
        "'2026-11-18T08:00:00', 0, 0, 0, 31, '',"
        " 'UTC', '3days', 'in 3 days', 0, 0, 1795000000, 0, 1),"
        " (3, 1, NULL, 'reminder', 'cancelled', '', '', '', 8, 0, 'once', 1795000000, "
        "'2026-11-18T08:00:00', 1, 0, 0, 0, '',"
        " 'UTC', '2h', 'in 2 hours', 0, 0, 1795000000, 0, 0),"
        " (4, 1, NULL, 'reminder', 'failed', '', '', '', 0, 0, 'once', 1795000000, "
        "'2026-11-18T08:00:00', 0, 0, 0, 31, '',"
        " 'UTC', '3days', 'in 3 days', 0, 0, 1795000000, 0, 0),"
        " (5, 1, NULL, 'task', 'pending', 'Do', '', ',b,', 1, 0, 'once', 1795000000, "
        "'2026-11-18T08:00:00', 0, 1, 0, 31, '',"
        " 'UTC', 'friday-t', 'on Friday', 0, 0, 1795000000, 0, 2)"},
    {1, "INSERT INTO request (hash, followup) VALUES (11, 1), (12, 99)"},
    {1, "INSERT INTO participant (followup, person, owner, left, mark) VALUES (1, 1, 1, 0, 11), "
        "(1, 2, 0, 0, 12),"
        " (1, 3, 0, 1, 13), (2, 1, 1, 0, 14), (3, 1, 1, 0, 15), (4, 1, 1, 0, 16), (5, 1, 1, 0, "
        "17)"},
    {1, "INSERT INTO occurrence (id, followup, moment, person, snoozed, folded, state) VALUES"
        " (1, 1, 1795090000, 0, NULL, 2, 'fired'), (2, 1, 1795176000, 0, NULL, 0, 'pending'),"
        " (3, 1, 1795262400, 0, NULL, 0, 'skipped'), (4, 1, 1795003600, 0, NULL, 0, 'done'),"
        " (5, 1, 1795000000, 0, NULL, 0, 'cancelled'), (6, 1, 1795176100, 2, 1, 0, 'pending'),"
        " (7, 2, 1795000000, 0, NULL, 0, 'fired'), (8, 4, 1795000000, 0, NULL, 0, 'fired'),"
        " (9, 5, 1795175000, 0, NULL, 0, 'pending')"},
    {1, "INSERT INTO event (id, followup, person, at, what, detail, undo, undone) VALUES"
        " (1, 1, 1, 1795000000, 'created', '', '', 0), (2, 1, NULL, 1795000001, 'skipped', 'one', "
        "'occurrence 3 pending', 0),"
        " (3, 1, 2, 1795000002, 'snoozed', 'x', 'state pending pending', 1)"},
    {1, "INSERT INTO delivery (id, occurrence, address, message_id, state, attempts, unsure, "
        "created, next_attempt, answer)"
        " VALUES (1, 1, 'alice@example.org', 'm1@x', 'queued', 2, 1, 1795090000, 1795176000, '451 "
        "later'),"
        " (2, 1, 'bob@example.org', 'm2@x', 'sending', 1, 0, 1795090000, NULL, ''),"
        " (3, 4, 'alice@example.org', 'm3@x', 'sent', 1, 0, 1795003600, NULL, '250 ok'),"
        " (4, 8, 'alice@example.org', 'm4@x', 'failed', 1, 0, 1795000000, NULL, '550 no'),"
        " (5, 7, 'alice@example.org', 'm5@x', 'unsure', 2, 2, 1795000000, NULL, '')"},
    {1, "INSERT INTO message (id, followup, sender, recipient, subject, message_id, once, state, "
        "attempts, unsure, created,"
        " next_attempt, answer, bytes) VALUES"
        " (1, 1, '', 'alice@example.org', 'Re: Offer', 'a1@x', 'u1', 'queued', 0, 0, 1795000000, "
        "1795000000, '', x'61'),"
        " (2, NULL, '', 'bob@example.org', 'Link', 'a2@x', NULL, 'sending', 1, 0, 1795000000, "
        "NULL, '', x'62'),"
        " (3, NULL, '', 'alice@example.org', 'Old', 'a3@x', NULL, 'sent', 1, 0, 1795000000, NULL, "
        "'250', NULL),"
        " (4, NULL, '', 'alice@example.org', 'No', 'a4@x', NULL, 'failed', 1, 0, 1795000000, NULL, "
        "'550', x'63'),"
        " (5, NULL, '', 'alice@example.org', 'Hm', 'a5@x', NULL, 'unsure', 2, 2, 1795000000, NULL, "
        "'', x'64')"},
    {1, "INSERT INTO session (digest, kind, person, expires) VALUES (zeroblob(32), 'link', 1, "
        "1795176009),"
        " (x'0100000000000000000000000000000000000000000000000000000000000000', 'browser', 1, "
        "1795176009)"},
    {1, "INSERT INTO trouble (duty, sentence, since) VALUES ('outbox', 'refused', 1795000000)"},
    {1, "INSERT INTO enclosure (name, content) VALUES ('other', x'00')"},
    {2, "INSERT INTO habit (person, text) VALUES (1, 'every week')"},
    {2, "INSERT INTO told (person, what, since, times) VALUES (1, 'zone +540', 1795000000, 2)"},
    {2, "INSERT INTO held (id, letter, place, mark, sent, created, followup) VALUES"
        " (1, 1, 'bcc', 21, 1795000000, 1795000000, NULL), (2, 1, 'to', 22, 1795000000, "
        "1795000000, 1),"
        " (3, 1, 'cc', 23, 1795000000, 1795000000, 99)"},
    {3, "INSERT INTO withheld (delivery, unsent) VALUES (5, 1), (1, 0)"},
    {4, "INSERT INTO refusal (address, day, at, why) VALUES ('bob@example.org', 20775, 1795000000, "
        "'550 no')"},
    {5, "UPDATE person SET bundle = 1 WHERE id = 2"},
    {5, "UPDATE delivery SET bundle = 1 WHERE id IN (1, 3)"},
    {6, "UPDATE person SET feed_changed = 1795000007 WHERE id = 1"},
    {7, "INSERT INTO alert (kind, sentence, since, told) VALUES ('due', 'late', 1795000000, NULL)"},
    {7, "INSERT INTO certificate (server, ends) VALUES ('smtp', 1796000000)"},
    {8, "UPDATE delivery SET written = created + 5 WHERE state = 'queued'"},
    {9, "INSERT INTO number (inbox, uid, arrived) VALUES ('main', 4, 1795000000)"},
    {11, "UPDATE tally SET count = 40 WHERE what IN ('delivery', 'occurrence')"},
    {12, "UPDATE inbox SET account = 'remind@imap.example.org' WHERE name = 'main'"},
    {13, "INSERT INTO occurrence (id, followup, moment, person, snoozed, folded, state)"
         " VALUES (10, 1, 1795176000, 0, 1, 0, 'pending')"},
    {14, "INSERT INTO aside (id, delivery, message, occurrence, at, why) VALUES (1, 1, NULL, NULL, "
         "1795000000, 'why'),"
         " (2, NULL, 1, NULL, 1795000000, 'why'), (3, NULL, NULL, 9, 1795000000, 'why')"},
    {15, "UPDATE letter SET files = 3, whole = 0 WHERE id = 2"},
    {16, "UPDATE inbox SET oldest = 1795000000 WHERE name = 'main'"},
    {17, "UPDATE followup SET rrule = 'FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR;COUNT=3;AFTER=20261120'"
         " WHERE id = 2"},
    {18, "UPDATE delivery SET person = 1 WHERE id = 5"},
};

/* What a step makes of what was there: where the row is not said by its own version. */
static const struct {
    size_t since; /* of what it looks at */
    size_t step;  /* the step that does it: for versions below it */
    const char *sql;
    int64_t is;
} made[] = {
    {1, 2,
        "SELECT count(*) FROM habit WHERE person = 1 AND text IN ('daily', '3days', '2h', "
        "'friday-t')",
        4},
    {1, 5, "SELECT count(*) FROM delivery WHERE bundle IS NOT NULL", 0},
    {1, 8, "SELECT count(*) FROM delivery WHERE written <> created", 0},
    {1, 11, "SELECT count FROM tally WHERE what = 'delivery'", 5},
    {1, 11, "SELECT count FROM tally WHERE what = 'occurrence'", 9},
    {1, 12, "SELECT count(*) FROM inbox WHERE account <> ''", 0},
    {1, 15, "SELECT count(*) FROM letter WHERE files <> 0 OR whole <> 1", 0},
    {1, 16, "SELECT count(*) FROM inbox WHERE oldest IS NOT NULL", 0},
    {1, 17, "SELECT count(*) FROM followup WHERE rrule LIKE '%AFTER%'", 0},
    {1, 18, "SELECT group_concat(person) = '1,2,1,1,1' FROM delivery ORDER BY id", 1},
};

static void run(sqlite3 *db, const char *sql)
{
    if (sqlite3_exec(db, sql, NULL, NULL, NULL) != SQLITE_OK) {
        fail_msg("%s: %s", sql, sqlite3_errmsg(db));
    }
}

/* The rows that version `rows_of` could hold, in a database of another one. */
static void fill(struct world *world, size_t version, size_t rows_of)
{
    sqlite3 *db = look_into(world);
    assert_int_equal(fu_schema_run(db, fu_schema_steps, 0, version), SQLITE_OK);
    run(db, "PRAGMA foreign_keys = ON");
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        if (rows[i].since <= rows_of) {
            run(db, rows[i].sql);
        }
    }
    sqlite3_close(db);
}

/* All that a query says, a row a line. */
static const char *answer(struct world *world, const char *sql)
{
    sqlite3 *db = look_into(world);
    sqlite3_stmt *statement;
    const char *text = "";
    if (sqlite3_prepare_v2(db, sql, -1, &statement, NULL) != SQLITE_OK) {
        fail_msg("%s: %s", sql, sqlite3_errmsg(db));
    }
    while (sqlite3_step(statement) == SQLITE_ROW) {
        const char *value = (const char *)sqlite3_column_text(statement, 0);
        text = fu_arena_print(world->arena, "%s%s\n", text, value != NULL ? value : "NULL");
    }
    sqlite3_finalize(statement);
    sqlite3_close(db);
    return text;
}

/* A query for each table that tells its rows by the columns that it has now. What steps add to is
 * not among them. */
static const char *const *telling(struct world *world, size_t *count)
{
    const char **queries = fu_arena_allocate(world->arena, TABLES_MAX, sizeof *queries);
    char *rest,
        *text = fu_arena_copy(world->arena,
            answer(world, "SELECT 'SELECT ' || (SELECT group_concat('quote(\"' || name || '\")', ' "
                          "|| '','' || ')"
                          " FROM pragma_table_info(t.name)) || ' FROM ' || t.name || ' ORDER BY 1'"
                          " FROM sqlite_master t WHERE t.type = 'table' AND t.name NOT IN "
                          "('tally', 'habit')"));
    *count = 0;
    for (char *line = strtok_r(text, "\n", &rest); line != NULL;
         line = strtok_r(NULL, "\n", &rest)) {
        assert_in_range(*count, 0, TABLES_MAX - 1);
        queries[(*count)++] = line;
    }
    return queries;
}

static struct world *new_world(void)
{
    void *state = NULL;
    assert_int_equal(make_folder(&state), 0);
    return state;
}

static void end_world(struct world *world)
{
    void *state = world;
    remove_world(&state);
}

/* Tells every row of an export, without what a step may have filled in. */
static void tell(
    void *context, const struct fu_transfer_table *table, const struct fu_value *values)
{
    struct fu_buffer *text = context;
    if (strcmp(table->name, "habit") == 0) {
        return;
    }
    fu_buffer_print(text, "\n%s", table->name);
    for (size_t i = 0; i < table->column_count; i++) {
        if (strcmp(table->columns[i].name, "written") != 0) {
            fu_buffer_print(text, " %lld %.*s", (long long)values[i].number, (int)values[i].length,
                values[i].bytes != NULL ? values[i].bytes : "");
        }
    }
}

static const char *exported(struct world *world)
{
    bool failed = false;
    struct fu_buffer text;
    fu_buffer_init(&text, 1024 * 1024);
    assert_good(world, fu_store_transfer(world->store, 0, tell, &text, &failed, &world->error));
    const char *copy = fu_arena_copy_n(world->arena, text.data, text.length);
    fu_buffer_free(&text);
    return copy;
}

/* What the store says and does, in one transaction that is taken back. */
static const char *done(struct world *world, size_t i)
{
    fu_buffer_clear(&said);
    begin(world);
    enum fu_status status = deeds[i].does(world->store, world->arena, &world->error);
    fu_store_rollback(world->store);
    return fu_arena_print(
        world->arena, "%s %s", fu_status_name(status), said.length > 0 ? said.data : "");
}

static void compare_with_todays(struct world *old, size_t version)
{
    struct world *today = new_world();
    fill(today, fu_schema_version, version);
    if (version < 18) {
        sqlite3 *db = look_into(today);
        run(db, fu_schema_whose);
        sqlite3_close(db);
    }
    assert_string_equal(
        answer(old, "SELECT sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY name"),
        answer(today, "SELECT sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY name"));
    assert_good(old, fu_store_open(old->folder, &old->store, &old->error));
    assert_good(today, fu_store_open(today->folder, &today->store, &today->error));
    for (size_t i = 0; i < COUNT; i++) {
        const char *is = done(old, i), *expected = done(today, i);
        if (strcmp(is, expected) != 0) {
            fail_msg("from version %zu, %s: %s; not %s", version, deeds[i].name, is, expected);
        }
    }
    assert_string_equal(exported(old), exported(today));
    end_world(today);
}

static void a_database_of_every_version_becomes_todays(void **state)
{
    (void)state;
    fu_buffer_init(&said, 64 * 1024);
    for (size_t version = 1; version <= fu_schema_version; version++) {
        struct world *world = new_world();
        const char *before[TABLES_MAX];
        size_t count;
        fill(world, version, version);
        const char *const *queries = telling(world, &count);
        for (size_t i = 0; i < count; i++) {
            before[i] = answer(world, queries[i]);
        }
        assert_good(world, fu_store_prepare(world->folder, &world->error));
        assert_string_equal(answer(world, "PRAGMA integrity_check"), "ok\n");
        assert_string_equal(answer(world, "PRAGMA foreign_key_check"), "");
        for (size_t i = 0; i < count; i++) {
            assert_string_equal(answer(world, queries[i]), before[i]);
        }
        for (size_t i = 0; i < sizeof made / sizeof *made; i++) {
            if (version >= made[i].since && version < made[i].step) {
                assert_int_equal(number_of(world, made[i].sql), made[i].is);
            }
        }
        compare_with_todays(world, version);
        end_world(world);
    }
    fu_buffer_free(&said);
}

/* Of a follow-up of Alice's in which Bob and Carol share, who left it, in a store of before persons
 * were noted: mails of moment 21 to all, 22 to Bob alone, 23 to all. */
static const char shared[] =
    "INSERT INTO participant (followup, person, owner, left, mark) VALUES (2, 1, 1, 0, 31),"
    " (2, 2, 0, 0, 32), (2, 3, 0, 1, 33);"
    "INSERT INTO occurrence (id, followup, moment, person, snoozed, folded, state) VALUES"
    " (21, 2, 1795000021, 0, NULL, 0, 'fired'), (22, 2, 1795000022, 2, 21, 0, 'fired'),"
    " (23, 2, 1795000023, 9, 21, 0, 'fired');";

static void give_mail(struct world *world, int64_t id, int64_t occurrence, const char *address)
{
    sqlite3 *db = look_into(world);
    run(db, fu_arena_print(world->arena,
                "INSERT INTO delivery (id, occurrence, address, message_id, state, attempts,"
                " unsure, created, next_attempt, answer, written) VALUES"
                " (%lld, %lld, '%s', '', 'sent', 1, 0, 0, NULL, '', 0)",
                (long long)id, (long long)occurrence, address));
    sqlite3_close(db);
}

/* A mail is whose moment it is, whose address it went to, or who is left; else nobody's. */
static void whose_a_mail_is_is_told_as_far_as_it_is_certain(void **state)
{
    static const struct {
        int64_t occurrence;
        const char *addresses[3];
        const char *people; /* in the order of the mails */
    } cases[] = {
        {21, {"alice@example.org", "bob@example.org", "carol@x.example"}, "1,2,3"},
        {21, {"a@x.example", "former@example.org", NULL}, "1,2"},
        {21, {"former@example.org", "bob@example.org", "carol@x.example"}, "1,2,3"},
        {21, {"alice@example.org", "bob@example.org", "former@example.org"}, "1,2,3"},
        {21, {"former@example.org", "bob@example.org", NULL}, "1,2"},
        {21, {"alice@example.org", "a@x.example", "bob@example.org"}, "1,?,2"},
        {21, {"one@example.org", "other@example.org", NULL}, "?,?"},
        {21, {"one@example.org", "other@example.org", "bob@example.org"}, "?,?,2"},
        {21, {"former@example.org", NULL, NULL}, "?"},
        {22, {"alice@example.org", NULL, NULL}, "2"},
        {23, {"former@example.org", NULL, NULL}, "?"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct world *world = new_world();
        fill(world, 17, 1);
        sqlite3 *db = look_into(world);
        run(db, "DELETE FROM participant WHERE followup = 2");
        run(db, shared);
        sqlite3_close(db);
        for (int64_t mail = 0; mail < 3 && cases[i].addresses[mail]; mail++) {
            give_mail(world, 21 + mail, cases[i].occurrence, cases[i].addresses[mail]);
        }
        assert_good(world, fu_store_prepare(world->folder, &world->error));
        const char *people = answer(world, "SELECT group_concat(coalesce(person, '?')) FROM"
                                           " (SELECT person FROM delivery WHERE id > 20"
                                           " ORDER BY id)");
        if (strncmp(people, cases[i].people, strlen(cases[i].people)) != 0) {
            fail_msg("case %zu: %s", i, people);
        }
        end_world(world);
    }
}

/* The words that a table's CHECK lets stand in `state` all stand in some row. */
static void assert_every_state(struct world *world, const char *table, const char *sql)
{
    const char *words = strstr(sql, "state IN (");
    for (const char *at = words; at != NULL && *at != ')'; at++) {
        if (*at == '\'' && at[1] != ',' && at[1] != ')') {
            size_t length = strcspn(at + 1, "'");
            const char *query = fu_arena_print(world->arena,
                "SELECT count(*) FROM %s WHERE state = '%.*s'", table, (int)length, at + 1);
            if (number_of(world, query) == 0) {
                fail_msg("no row: %s", query);
            }
            at += length + 1;
        }
    }
}

static void there_are_rows_of_everything(void **state)
{
    struct world *world = *state;
    fill(world, fu_schema_version, fu_schema_version);
    assert_int_equal(rows[sizeof rows / sizeof *rows - 1].since, fu_schema_version);
    char *rest, *tables = fu_arena_copy(
                    world->arena, answer(world, "SELECT name FROM sqlite_master WHERE type = "
                                                "'table' AND name NOT LIKE 'sqlite_%'"));
    for (char *table = strtok_r(tables, "\n", &rest); table != NULL;
         table = strtok_r(NULL, "\n", &rest)) {
        if (number_of(world, fu_arena_print(world->arena, "SELECT count(*) FROM %s", table)) == 0) {
            fail_msg("no row in %s", table);
        }
        assert_every_state(world, table,
            answer(world, fu_arena_print(world->arena,
                              "SELECT sql FROM sqlite_master WHERE name = '%s'", table)));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_database_of_every_version_becomes_todays),
        cmocka_unit_test(whose_a_mail_is_is_told_as_far_as_it_is_certain),
        cmocka_unit_test_setup_teardown(there_are_rows_of_everything, make_folder, remove_world),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
