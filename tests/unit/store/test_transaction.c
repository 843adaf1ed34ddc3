#include "support.h"

#include <sys/file.h>
#include <time.h>

#include "../../../src/store/connection.h"

static int64_t ticks(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static int64_t people(struct world *world)
{
    return number_of(world, "SELECT count(*) FROM person");
}

static void a_change_needs_a_transaction(void **state)
{
    struct world *world = *state;
    struct fu_person person = sample_person("alice@example.org");
    assert_int_equal(fu_store_person_add(world->store, &person, &world->error), FU_PERMANENT);
    assert_non_null(strstr(world->error.text, "outside a transaction"));
    assert_int_equal(fu_store_commit(world->store, &world->error), FU_PERMANENT);
    fu_store_rollback(world->store);
    begin(world);
    assert_int_equal(fu_store_begin(world->store, &world->error), FU_PERMANENT);
    assert_good(world, fu_store_person_add(world->store, &person, &world->error));
    commit(world);
    assert_int_equal(people(world), 1);
    assert_int_equal(
        fu_store_trouble(world->store, "store", "full", NOON, &world->error), FU_PERMANENT);
}

static void what_is_rolled_back_leaves_nothing(void **state)
{
    struct world *world = *state;
    begin(world);
    add_person(world, "alice@example.org");
    fu_store_rollback(world->store);
    assert_int_equal(people(world), 0);
    begin(world);
    add_person(world, "alice@example.org");
    fu_store_close(&world->store);
    assert_null(world->store);
    assert_int_equal(people(world), 0);
}

static void others_see_only_what_is_committed(void **state)
{
    struct world *world = *state;
    begin(world);
    add_person(world, "alice@example.org");
    assert_int_equal(people(world), 0);
    commit(world);
    assert_int_equal(people(world), 1);
}

static void resting_gives_memory_back_and_hurts_nothing(void **state)
{
    static char raw[256 * 1024];
    struct world *world = *state;
    int now, highest;
    begin(world);
    struct fu_stored_letter letter = sample_letter(add_person(world, "alice@example.org"), 1);
    letter.raw = raw;
    letter.raw_length = sizeof raw;
    add_letter(world, &letter);
    fu_store_rest(world->store);
    commit(world);
    sqlite3_db_status(world->store->db, SQLITE_DBSTATUS_CACHE_USED, &now, &highest, 0);
    assert_true(now > 256 * 1024);
    fu_store_rest(world->store);
    sqlite3_db_status(world->store->db, SQLITE_DBSTATUS_CACHE_USED, &now, &highest, 0);
    assert_true(now < 64 * 1024);
    begin(world);
    add_person(world, "bob@example.org");
    commit(world);
    assert_int_equal(people(world), 2);
}

/* Whether a call gives up as busy, after the patience of 150 ms and not after that which is usual. */
static void assert_busy(struct world *world, enum fu_status status, int64_t began)
{
    int64_t waited = ticks() - began;
    assert_int_equal(status, FU_TEMPORARY);
    assert_non_null(strstr(world->error.text, "busy"));
    assert_in_range(waited, 140, FU_STORE_BUSY_SECONDS * 1000 - 1);
}

static void a_writer_that_never_ends_is_waited_for_so_long(void **state)
{
    struct world *world = *state;
    sqlite3 *other = look_into(world);
    world->store->patience = 150;
    assert_int_equal(sqlite3_exec(other, "BEGIN IMMEDIATE", NULL, NULL, NULL), SQLITE_OK);
    int64_t began = ticks();
    assert_busy(world, fu_store_begin(world->store, &world->error), began);
    assert_int_equal(sqlite3_exec(other, "COMMIT", NULL, NULL, NULL), SQLITE_OK);
    begin(world);
    commit(world);
    sqlite3_close(other);
}

static void a_turnstile_that_never_opens_is_waited_for_so_long(void **state)
{
    struct world *world = *state;
    char path[128];
    path_of(world, "followupd.lock", path);
    int fd = open(path, O_RDWR);
    world->store->patience = 150;
    assert_int_equal(flock(fd, LOCK_EX), 0);
    int64_t began = ticks();
    assert_busy(world, fu_store_begin(world->store, &world->error), began);
    close(fd);
    begin(world);
    commit(world);
}

static void a_reader_that_never_ends_delays_a_commit_so_long(void **state)
{
    struct world *world = *state;
    sqlite3 *other = look_into(world);
    sqlite3_stmt *reader;
    world->store->patience = 150;
    assert_int_equal(
        sqlite3_prepare_v2(other, "SELECT * FROM sqlite_schema", -1, &reader, NULL), SQLITE_OK);
    assert_int_equal(sqlite3_step(reader), SQLITE_ROW);
    begin(world);
    add_person(world, "alice@example.org");
    int64_t began = ticks();
    assert_busy(world, fu_store_commit(world->store, &world->error), began);
    sqlite3_finalize(reader);
    sqlite3_close(other);
    assert_int_equal(people(world), 0);
    begin(world);
    add_person(world, "alice@example.org");
    commit(world);
    assert_int_equal(people(world), 1);
}

static void reading_waits_so_long_too(void **state)
{
    struct world *world = *state;
    struct fu_person *found;
    size_t count;
    sqlite3 *other = look_into(world);
    world->store->patience = 150;
    assert_int_equal(sqlite3_exec(other, "BEGIN EXCLUSIVE", NULL, NULL, NULL), SQLITE_OK);
    int64_t began = ticks();
    assert_busy(
        world, fu_store_people(world->store, world->arena, &found, &count, &world->error), began);
    sqlite3_exec(other, "COMMIT", NULL, NULL, NULL);
    sqlite3_close(other);
    assert_good(world, fu_store_people(world->store, world->arena, &found, &count, &world->error));
}

enum { WRITERS = 3, LARGE = 500 };

/* Writes transactions of `rows` traces for a second; reports how many, and of how many rows. */
static void write_for_a_second(struct world *world, int rows, int report)
{
    struct fu_store *store;
    struct fu_error error;
    int64_t result[2] = {0, rows};
    if (fu_store_open(world->folder, &store, &error) != FU_OK) {
        _exit(1);
    }
    int64_t end = ticks() + 1000;
    while (ticks() < end) {
        const struct fu_trace trace = {
            {"main", 7, 1}, NOON, "a@x", "a@x.org", "3days@r", "follow-up", "reason", "", 0};
        if (fu_store_begin(store, &error) != FU_OK) {
            _exit(2);
        }
        for (int i = 0; i < rows; i++) {
            if (fu_store_trace_add(store, &trace, &error) != FU_OK) {
                _exit(3);
            }
        }
        if (fu_store_commit(store, &error) != FU_OK) {
            _exit(4);
        }
        result[0]++;
    }
    fu_store_close(&store);
    _exit(write(report, result, sizeof result) == sizeof result ? 0 : 5);
}

static void writers_take_turns(void **state)
{
    /* A large one and two small ones: for each turn of the large one the small ones have theirs. */
    static const int rows[WRITERS] = {LARGE, 1, 20};
    struct world *world = *state;
    int report[2];
    int64_t large = 0, least = INT64_MAX, total = 0;
    assert_int_equal(pipe(report), 0);
    for (int i = 0; i < WRITERS; i++) {
        if (fork() == 0) {
            write_for_a_second(world, rows[i], report[1]);
        }
    }
    for (int i = 0; i < WRITERS; i++) {
        int64_t result[2];
        int status;
        assert_true(wait(&status) > 0);
        assert_int_equal(status, 0);
        assert_int_equal(read(report[0], result, sizeof result), (int)sizeof result);
        print_message(
            "%lld transactions of %lld rows\n", (long long)result[0], (long long)result[1]);
        if (result[1] == LARGE) {
            large = result[0];
        } else if (result[0] < least) {
            least = result[0];
        }
        total += result[0];
    }
    assert_true(large >= 1);
    assert_true(least >= large / 2);
    close(report[0]);
    close(report[1]);
    assert_true(number_of(world, "SELECT count(*) FROM trace") >= total);
}

/* Adds follow-up after follow-up in groups of three, and reports each group once it is committed.
 */
static void write_until_killed(struct world *world, int64_t owner, int report)
{
    struct fu_store *store;
    struct fu_error error;
    bool known;
    if (fu_store_open(world->folder, &store, &error) != FU_OK) {
        _exit(1);
    }
    for (int64_t group = 1;; group++) {
        enum fu_status status = fu_store_begin(store, &error);
        for (int i = 0; status == FU_OK && i < 3; i++) {
            struct fu_followup followup = sample_followup(owner);
            status = fu_store_followup_add(store, &followup, NULL, &known, &error);
            struct fu_occurrence occurrence = {.followup = followup.id, .moment = NOON};
            if (status == FU_OK) {
                status = fu_store_occurrence_add(store, &occurrence, &error);
            }
        }
        if (status != FU_OK || fu_store_commit(store, &error) != FU_OK ||
            write(report, &group, sizeof group) != sizeof group) {
            _exit(2);
        }
    }
}

static void killing_a_writer_loses_nothing_that_was_committed(void **state)
{
    struct world *world = *state;
    begin(world);
    int64_t alice = add_person(world, "alice@example.org");
    commit(world);
    int64_t before = 0;
    for (int round = 0; round < 40; round++) {
        int report[2], status;
        int64_t group = 0, last = 0, awaited = round % 4;
        assert_int_equal(pipe(report), 0);
        pid_t child = fork();
        if (child == 0) {
            write_until_killed(world, alice, report[1]);
        }
        close(report[1]);
        while (last < awaited && read(report[0], &group, sizeof group) == sizeof group) {
            last = group;
        }
        /* At a moment that is another one each round, within the first groups. */
        struct timespec pause = {0, round * 370 * 1000};
        nanosleep(&pause, NULL);
        kill(child, SIGKILL);
        waitpid(child, &status, 0);
        assert_true(WIFSIGNALED(status));
        while (read(report[0], &group, sizeof group) == sizeof group) {
            last = group;
        }
        close(report[0]);
        int64_t now = number_of(world, "SELECT count(*) FROM followup");
        assert_in_range(now - before, last * 3, last * 3 + 3);
        assert_int_equal((now - before) % 3, 0);
        assert_int_equal(number_of(world, "SELECT count(*) FROM occurrence"), now);
        assert_int_equal(number_of(world, "SELECT pending FROM person"), now);
        before = now;
    }
    assert_true(before > 0);
    fu_store_close(&world->store);
    assert_good(world, fu_store_prepare(world->folder, &world->error));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_change_needs_a_transaction, make_store),
        TEST(what_is_rolled_back_leaves_nothing, make_store),
        TEST(others_see_only_what_is_committed, make_store),
        TEST(resting_gives_memory_back_and_hurts_nothing, make_store),
        TEST(a_writer_that_never_ends_is_waited_for_so_long, make_store),
        TEST(a_turnstile_that_never_opens_is_waited_for_so_long, make_store),
        TEST(a_reader_that_never_ends_delays_a_commit_so_long, make_store),
        TEST(reading_waits_so_long_too, make_store),
        TEST(writers_take_turns, make_store),
        TEST(killing_a_writer_loses_nothing_that_was_committed, make_store),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
