/* Every call of SQLite that the store makes within a transaction fails once, in every way; and
 * every piece of memory that SQLite asks for is refused once. */
#include "deeds.h"

#include "faulty.h"
#include "followupd/store/copies.h"
#include "followupd/store/transfer.h"

enum { SAID_MAX = 4096, DEEDS = sizeof deeds / sizeof *deeds };

static const struct {
    int code;
    enum fu_status status;
} ways[] = {{SQLITE_IOERR_WRITE, FU_TEMPORARY}, {SQLITE_FULL, FU_TEMPORARY},
    {SQLITE_BUSY, FU_TEMPORARY}, {SQLITE_NOMEM, FU_TEMPORARY}, {SQLITE_CORRUPT, FU_PERMANENT},
    {SQLITE_CONSTRAINT_CHECK, FU_PERMANENT}};

static int make_full_store(void **state)
{
    fu_buffer_init(&said, SAID_MAX);
    int result = make_store(state);
    if (result == 0) {
        populate(*state);
    }
    return result;
}

static int end_store(void **state)
{
    fu_buffer_free(&said);
    return remove_world(state);
}

/* The bytes of the database; free them. */
static char *read_database(const struct world *world, long *size)
{
    char path[128];
    path_of(world, "followupd.db", path);
    FILE *file = fopen(path, "rb");
    assert_non_null(file);
    fseek(file, 0, SEEK_END);
    *size = ftell(file);
    rewind(file);
    char *bytes = malloc((size_t)*size);
    assert_int_equal(fread(bytes, 1, (size_t)*size, file), *size);
    fclose(file);
    return bytes;
}

static void assert_unchanged(const struct world *world, const char *before, long size)
{
    long now;
    char *bytes = read_database(world, &now);
    assert_int_equal(now, size);
    assert_memory_equal(bytes, before, (size_t)size);
    free(bytes);
}

/* Does it once, in a transaction that is rolled back; what was read is in `said`. */
static enum fu_status once(
    struct world *world, size_t i, enum faulty_kind kind, int countdown, int code)
{
    fu_arena_reset(world->arena);
    said.length = 0;
    begin(world);
    faulty_arm(kind, countdown, code);
    enum fu_status status = deeds[i].does(world->store, world->arena, &world->error);
    faulty_disarm();
    if (status == FU_TEMPORARY) {
        /* Nobody may go on, nor commit the half that worked. */
        struct fu_error second;
        struct fu_store_part part;
        assert_int_equal(fu_store_person_asked(world->store, ALICE, NOON, &second), FU_TEMPORARY);
        assert_int_equal(fu_store_part_begin(world->store, &part, &second), FU_TEMPORARY);
        assert_int_equal(fu_store_part_undo(world->store, &part, &second), FU_TEMPORARY);
        assert_int_equal(fu_store_commit(world->store, &second), FU_TEMPORARY);
    }
    fu_store_rollback(world->store);
    return status;
}

static void fail_each_call(struct world *world, size_t i, int code, enum fu_status expected)
{
    int calls = 0;
    for (;;) {
        enum fu_status status = once(world, i, FAULTY_SQLITE, calls + 1, code);
        if (faulty.failures == 0) {
            break;
        }
        calls++;
        if (status != expected) {
            fail_msg("%s, call %d with %d: %s", deeds[i].name, calls, code, fu_status_name(status));
        }
    }
    assert_in_range(calls, 1, 1000);
    if (once(world, i, FAULTY_SQLITE, 0, 0) != FU_OK) {
        fail_msg("%s, undisturbed: %s", deeds[i].name, world->error.text);
    }
}

static void a_call_that_fails_is_told_and_changes_nothing(void **state)
{
    struct world *world = *state;
    long size;
    char *before = read_database(world, &size);
    for (size_t way = 0; way < sizeof ways / sizeof *ways; way++) {
        for (size_t i = 0; i < DEEDS; i++) {
            fail_each_call(world, i, ways[way].code, ways[way].status);
        }
    }
    assert_unchanged(world, before, size);
    free(before);
}

/* SQLite does without some of it; then what is read must be what it always is. */
static void memory_that_is_refused_makes_no_lie(void **state)
{
    struct world *world = *state;
    long size;
    char *before = read_database(world, &size);
    char usual[SAID_MAX];
    for (size_t i = 0; i < DEEDS; i++) {
        assert_int_equal(once(world, i, FAULTY_SQLITE, 0, 0), FU_OK);
        snprintf(usual, sizeof usual, "%s", said.length > 0 ? said.data : "");
        for (int piece = 1; piece == 1 || faulty.failures > 0; piece++) {
            enum fu_status status = once(world, i, FAULTY_MEMORY, piece, 0);
            if (status != FU_OK && status != FU_TEMPORARY) {
                fail_msg("%s, piece %d: %s", deeds[i].name, piece, world->error.text);
            }
            if (status == FU_OK && strcmp(said.length > 0 ? said.data : "", usual) != 0) {
                fail_msg("%s, piece %d: %s; not %s", deeds[i].name, piece, said.data, usual);
            }
        }
    }
    assert_unchanged(world, before, size);
    free(before);
}

static enum fu_status send_one(struct world *world)
{
    struct fu_delivery row = {.kind = FU_PARCEL_DELIVERY, .id = DELIVERY, .answer = "250"};
    enum fu_status status = fu_store_begin(world->store, &world->error);
    if (status == FU_OK) {
        row.state = FU_DELIVERY_SENT;
        status = fu_store_delivery_set(world->store, &row, &world->error);
    }
    if (status == FU_OK) {
        return fu_store_commit(world->store, &world->error);
    }
    fu_store_rollback(world->store);
    return status;
}

/* From begin to commit, the tally at its end included. */
static void a_transaction_is_whole_or_is_not(void **state)
{
    static const char sent[] = "SELECT (SELECT count FROM tally WHERE what = 'sent') * 10"
                               " + (SELECT count(*) FROM delivery WHERE id = 1 AND state = 'sent')";
    static const char afresh[] =
        "UPDATE tally SET count = 0; UPDATE delivery SET state = 'sending' WHERE id = 1";
    struct world *world = *state;
    assert_int_equal(run_sql(world, afresh), SQLITE_OK);
    for (size_t way = 0; way < sizeof ways / sizeof *ways; way++) {
        int call = 0, failures;
        enum fu_status status;
        do {
            faulty_arm(FAULTY_SQLITE, ++call, ways[way].code);
            status = send_one(world);
            failures = faulty_disarm();
            assert_int_equal(number_of(world, sent), status == FU_OK ? 11 : 0);
            assert_int_equal(run_sql(world, afresh), SQLITE_OK);
        } while (failures > 0);
        assert_int_equal(status, FU_OK);
        assert_in_range(call, 8, 100);
    }
}

/* Then the connection is closed, and with it goes what was begun. */
static void a_rollback_that_fails_keeps_nothing(void **state)
{
    struct world *world = *state;
    begin(world);
    add_person(world, "carol@example.org");
    faulty_arm(FAULTY_SQLITE, 1, SQLITE_IOERR_WRITE);
    fu_store_rollback(world->store);
    assert_int_equal(faulty_disarm(), 1);
    begin(world);
    commit(world);
    assert_int_equal(number_of(world, "SELECT count(*) FROM person"), 2);
}

/* The disk has failed, and the database cannot be opened again. */
static void break_store(struct world *world)
{
    faulty_arm(FAULTY_SQLITE, 1, SQLITE_IOERR_READ);
    int64_t number;
    assert_int_equal(fu_store_message_next(world->store, &number, &world->error), FU_TEMPORARY);
    faulty_arm(FAULTY_SQLITE, 1, SQLITE_NOMEM);
}

static void what_cannot_be_opened_again_is_told_by_all(void **state)
{
    struct world *world = *state;
    struct fu_store *store = world->store;
    char path[128];
    int64_t copies;
    path_of(world, "copy", path);
    break_store(world);
    assert_int_equal(fu_store_check(store, &world->error), FU_TEMPORARY);
    fu_store_rest(store); /* of which nothing is open */
    break_store(world);
    assert_int_equal(fu_store_backup(store, path, &world->error), FU_TEMPORARY);
    break_store(world);
    assert_int_equal(fu_store_scrub(store, &copies, &world->error), FU_TEMPORARY);
    break_store(world);
    assert_int_equal(fu_transfer_begin(store, &world->error), FU_TEMPORARY);
    break_store(world);
    assert_int_equal(fu_store_begin(store, &world->error), FU_TEMPORARY);
    faulty_disarm();
    assert_good(world, fu_store_check(store, &world->error));
}

static void a_transaction_does_not_rest(void **state)
{
    struct world *world = *state;
    begin(world);
    add_person(world, "carol@example.org");
    fu_store_rest(world->store);
    commit(world);
    assert_int_equal(number_of(world, "SELECT count(*) FROM person"), 3);
}

int main(void)
{
    faulty_take_memory();
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(
            a_call_that_fails_is_told_and_changes_nothing, make_full_store, end_store),
        cmocka_unit_test_setup_teardown(
            memory_that_is_refused_makes_no_lie, make_full_store, end_store),
        cmocka_unit_test_setup_teardown(
            a_transaction_is_whole_or_is_not, make_full_store, end_store),
        cmocka_unit_test_setup_teardown(
            what_cannot_be_opened_again_is_told_by_all, make_full_store, end_store),
        cmocka_unit_test_setup_teardown(
            a_rollback_that_fails_keeps_nothing, make_full_store, end_store),
        cmocka_unit_test_setup_teardown(a_transaction_does_not_rest, make_full_store, end_store),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
