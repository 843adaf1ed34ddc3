#include "support.h"

#include "../../../src/store/prepare.h"
#include "../../../src/store/schema.h"

static void write_file(struct world *world, const char *name, const char *bytes, size_t length)
{
    char path[128];
    path_of(world, name, path);
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    assert_int_equal(fwrite(bytes, 1, length, file), length);
    fclose(file);
}

/* Both ways in refuse, with the same status and a sentence that has `hint` in it. */
static void assert_refused(struct world *world, const char *hint)
{
    struct fu_store *store;
    assert_int_equal(fu_store_prepare(world->folder, &world->error), FU_PERMANENT);
    assert_non_null(strstr(world->error.text, hint));
    assert_non_null(strstr(world->error.text, world->folder));
    assert_int_equal(fu_store_open(world->folder, &store, &world->error), FU_PERMANENT);
    assert_non_null(strstr(world->error.text, hint));
    assert_null(store);
}

static void a_new_store_is_made_and_opens(void **state)
{
    struct world *world = *state;
    assert_good(world, fu_store_prepare(world->folder, &world->error));
    assert_good(world, fu_store_open(world->folder, &world->store, &world->error));
    assert_int_equal(number_of(world, "PRAGMA application_id"), FU_APPLICATION_ID);
    assert_int_equal(number_of(world, "PRAGMA user_version"), fu_schema_version);
    assert_true(is_there(world, "followupd.ballast"));
    assert_false(is_there(world, "followupd.db.new"));
    assert_false(is_there(world, "followupd.db.new-journal"));
}

static void preparing_twice_changes_nothing(void **state)
{
    struct world *world = *state;
    begin(world);
    add_person(world, "alice@example.org");
    commit(world);
    assert_good(world, fu_store_prepare(world->folder, &world->error));
    assert_int_equal(number_of(world, "SELECT count(*) FROM person"), 1);
    assert_false(is_there(world, "followupd.db.before-1"));
}

static void nobody_else_may_read_any_file(void **state)
{
    static const char *const names[] = {
        "followupd.db", "followupd.db-journal", "followupd.ballast", "followupd.lock"};
    struct world *world = *state;
    begin(world);
    add_person(world, "alice@example.org");
    commit(world);
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        char path[128];
        struct stat file;
        path_of(world, names[i], path);
        assert_int_equal(stat(path, &file), 0);
        assert_int_equal(file.st_mode & 0777, 0600);
    }
}

static void a_store_that_others_may_read_is_restricted(void **state)
{
    struct world *world = *state;
    char path[128];
    struct stat file;
    path_of(world, "followupd.db", path);
    assert_int_equal(chmod(path, 0644), 0);
    assert_good(world, fu_store_prepare(world->folder, &world->error));
    assert_int_equal(stat(path, &file), 0);
    assert_int_equal(file.st_mode & 0777, 0600);
}

static void every_connection_is_set_up_for_safety(void **state)
{
    static const char *const expected[][2] = {{"PRAGMA foreign_keys", "1"},
        {"PRAGMA synchronous", "3"}, {"PRAGMA journal_mode", "persist"},
        {"PRAGMA trusted_schema", "0"}, {"PRAGMA cell_size_check", "1"}, {"PRAGMA mmap_size", "0"}};
    struct world *world = *state;
    sqlite3 *db = *(sqlite3 **)world->store;
    for (size_t i = 0; i < sizeof expected / sizeof *expected; i++) {
        sqlite3_stmt *statement;
        assert_int_equal(sqlite3_prepare_v2(db, expected[i][0], -1, &statement, NULL), SQLITE_OK);
        /* A pragma without a value has no row: mmap_size where there is no mmap. */
        if (sqlite3_step(statement) == SQLITE_ROW) {
            assert_string_equal(sqlite3_column_text(statement, 0), expected[i][1]);
        }
        sqlite3_finalize(statement);
    }
    int on;
    sqlite3_db_config(db, SQLITE_DBCONFIG_DEFENSIVE, -1, &on);
    assert_int_equal(on, 1);
    sqlite3_db_config(db, SQLITE_DBCONFIG_DQS_DML, -1, &on);
    assert_int_equal(on, 0);
    sqlite3_db_config(db, SQLITE_DBCONFIG_DQS_DDL, -1, &on);
    assert_int_equal(on, 0);
}

static void a_missing_store_is_made_by_prepare_only(void **state)
{
    struct world *world = *state;
    assert_int_equal(fu_store_open(world->folder, &world->store, &world->error), FU_PERMANENT);
    assert_non_null(strstr(world->error.text, "is missing: start followupd"));
    assert_null(world->store);
    assert_false(is_there(world, "followupd.db"));
}

static void a_missing_folder_is_said(void **state)
{
    struct world *world = *state;
    rmdir(world->folder);
    assert_refused(world, "state folder");
    FILE *file = fopen(world->folder, "w");
    fclose(file);
    assert_refused(world, "state folder");
    unlink(world->folder);
}

static void an_empty_file_is_not_filled(void **state)
{
    struct world *world = *state;
    write_file(world, "followupd.db", "", 0);
    assert_refused(world, "is empty");
    assert_refused(world, "restore");
}

static void a_missing_store_of_which_copies_are_there_is_not_begun_anew(void **state)
{
    static const char *const copies[] = {
        "followupd.db.backup-2026-11-20", "followupd.db.before-2", "followupd.db.before-restore"};
    struct world *world = *state;
    for (size_t i = 0; i < sizeof copies / sizeof *copies; i++) {
        char path[128];
        write_file(world, copies[i], "copy", 4);
        assert_int_equal(fu_store_prepare(world->folder, &world->error), FU_PERMANENT);
        assert_non_null(strstr(world->error.text, "is missing, but copies of it are there"));
        assert_false(is_there(world, "followupd.db"));
        path_of(world, copies[i], path);
        unlink(path);
    }
    assert_good(world, fu_store_prepare(world->folder, &world->error));
}

static void what_is_no_file_is_refused(void **state)
{
    struct world *world = *state;
    char path[128];
    path_of(world, "followupd.db", path);
    assert_int_equal(mkdir(path, 0700), 0);
    assert_refused(world, "no regular file");
    rmdir(path);
    assert_int_equal(symlink("elsewhere", path), 0);
    assert_refused(world, "no regular file");
}

static void what_is_no_database_is_refused(void **state)
{
    struct world *world = *state;
    char bytes[8192];
    memset(bytes, 'x', sizeof bytes);
    write_file(world, "followupd.db", bytes, sizeof bytes);
    assert_refused(world, "is not a database");
}

static void the_database_of_another_program_is_refused(void **state)
{
    struct world *world = *state;
    assert_int_equal(run_sql(world, "CREATE TABLE t (a); PRAGMA user_version = 1"), SQLITE_OK);
    assert_refused(world, "another program");
    assert_int_equal(run_sql(world, "PRAGMA application_id = 1"), SQLITE_OK);
    assert_refused(world, "another program");
}

static void a_database_of_no_schema_is_refused(void **state)
{
    struct world *world = *state;
    fu_store_close(&world->store);
    assert_int_equal(run_sql(world, "PRAGMA user_version = 0"), SQLITE_OK);
    assert_refused(world, "another program");
}

static void a_newer_schema_is_refused(void **state)
{
    struct world *world = *state;
    assert_good(world, fu_store_prepare(world->folder, &world->error));
    char sql[64];
    snprintf(sql, sizeof sql, "PRAGMA user_version = %zu", fu_schema_version + 1);
    assert_int_equal(run_sql(world, sql), SQLITE_OK);
    assert_refused(world, "newer followupd");
}

static void a_damaged_header_is_refused(void **state)
{
    struct world *world = *state;
    char path[128];
    path_of(world, "followupd.db", path);
    fu_store_close(&world->store);
    int fd = open(path, O_WRONLY);
    assert_int_equal(pwrite(fd, "no SQLite format", 16, 0), 16);
    close(fd);
    assert_refused(world, "is not a database");
}

static void a_database_cut_short_is_refused(void **state)
{
    struct world *world = *state;
    char path[128];
    struct stat file;
    path_of(world, "followupd.db", path);
    fu_store_close(&world->store);
    assert_int_equal(stat(path, &file), 0);
    assert_int_equal(truncate(path, file.st_size - 4096), 0);
    assert_int_equal(fu_store_prepare(world->folder, &world->error), FU_PERMANENT);
    assert_non_null(strstr(world->error.text, "is damaged"));
}

static void a_damaged_page_is_found_at_the_start(void **state)
{
    struct world *world = *state;
    char path[128], junk[512];
    int64_t page = number_of(world, "SELECT rootpage FROM sqlite_schema WHERE name = 'person'");
    begin(world);
    add_person(world, "alice@example.org");
    commit(world);
    fu_store_close(&world->store);
    path_of(world, "followupd.db", path);
    memset(junk, 0xa5, sizeof junk);
    int fd = open(path, O_WRONLY);
    assert_int_equal(pwrite(fd, junk, sizeof junk, (page - 1) * 4096), (int)sizeof junk);
    close(fd);
    assert_int_equal(fu_store_prepare(world->folder, &world->error), FU_PERMANENT);
    assert_non_null(strstr(world->error.text, "is damaged"));
    assert_non_null(strstr(world->error.text, "restore"));
}

/* Page by page takes too long for a start where there are many. */
static void a_large_database_is_not_gone_through_at_the_start(void **state)
{
    static const char junk[512] = "junk";
    struct world *world = *state;
    char path[128];
    int64_t page = number_of(world, "SELECT rootpage FROM sqlite_schema WHERE name = 'person'");
    fu_store_close(&world->store);
    path_of(world, "followupd.db", path);
    int fd = open(path, O_WRONLY);
    assert_int_equal(pwrite(fd, junk, sizeof junk, (page - 1) * 4096), (int)sizeof junk);
    assert_int_equal(ftruncate(fd, 64 * 1024 * 1024), 0);
    assert_int_equal(fu_store_prepare(world->folder, &world->error), FU_PERMANENT);
    assert_int_equal(ftruncate(fd, 64 * 1024 * 1024 + 4096), 0);
    assert_good(world, fu_store_prepare(world->folder, &world->error));
    close(fd);
}

static void a_ballast_that_was_cut_is_filled_up(void **state)
{
    struct world *world = *state;
    struct stat file;
    char path[128];
    path_of(world, "followupd.ballast", path);
    assert_int_equal(truncate(path, FU_STORE_BALLAST - 1), 0);
    begin(world);
    fu_store_rollback(world->store);
    assert_int_equal(stat(path, &file), 0);
    assert_int_equal(file.st_size, FU_STORE_BALLAST);
}

static void a_journal_without_its_database_is_put_aside(void **state)
{
    struct world *world = *state;
    write_file(world, "followupd.db-journal", "left", 4);
    assert_good(world, fu_store_prepare(world->folder, &world->error));
    assert_true(is_there(world, "followupd.db.left-journal"));
    assert_false(is_there(world, "followupd.db-journal"));
}

static void what_a_broken_off_start_left_is_no_hindrance(void **state)
{
    struct world *world = *state;
    write_file(world, "followupd.db.new", "half", 4);
    write_file(world, "followupd.db.new-journal", "half", 4);
    assert_good(world, fu_store_prepare(world->folder, &world->error));
    assert_good(world, fu_store_open(world->folder, &world->store, &world->error));
    assert_false(is_there(world, "followupd.db.new-journal"));
}

/* Runs one check as somebody who may not write in the folder. */
static int as_nobody(struct world *world, int (*check)(struct world *world))
{
    pid_t child = fork();
    if (child == 0) {
        if (geteuid() == 0 && seteuid(65534) != 0) {
            _exit(9);
        }
        int result = check(world);
        /* Who we were again, or a coverage build could not write its counters. */
        _exit(seteuid(getuid()) == 0 ? result : 9);
    }
    int status;
    waitpid(child, &status, 0);
    return WEXITSTATUS(status);
}

static int cannot_make(struct world *world)
{
    return fu_store_prepare(world->folder, &world->error) == FU_PERMANENT &&
                   strstr(world->error.text, "belongs to the user") != NULL
               ? 0
               : 1;
}

static int cannot_open(struct world *world)
{
    struct fu_store *store;
    return fu_store_open(world->folder, &store, &world->error) == FU_PERMANENT &&
                   strstr(world->error.text, "belongs to the user") != NULL && store == NULL
               ? 0
               : 1;
}

static int cannot_write(struct world *world)
{
    return fu_store_open(world->folder, &world->store, &world->error) == FU_PERMANENT &&
                   strstr(world->error.text, "cannot be written") != NULL
               ? 0
               : 1;
}

static void a_folder_that_cannot_be_written_is_said(void **state)
{
    struct world *world = *state;
    assert_int_equal(chmod(world->folder, 0555), 0);
    assert_int_equal(as_nobody(world, cannot_make), 0);
    chmod(world->folder, 0700);
    assert_good(world, fu_store_prepare(world->folder, &world->error));
    chmod(world->folder, 0555);
    assert_int_equal(as_nobody(world, cannot_open), 0);
    chmod(world->folder, 0700);
}

static void a_database_that_cannot_be_written_is_said(void **state)
{
    struct world *world = *state;
    char path[128];
    fu_store_close(&world->store);
    path_of(world, "followupd.db", path);
    chmod(path, 0444);
    path_of(world, "followupd.lock", path);
    chmod(path, 0666);
    chmod(world->folder, 0755);
    assert_int_equal(as_nobody(world, cannot_write), 0);
    chmod(world->folder, 0700);
}

/* The next schema as it might come, and one that cannot work. */
static const char next_step[] = "ALTER TABLE person ADD COLUMN nickname TEXT NOT NULL DEFAULT 'x'";
static const char bad_step[] = "CREATE TABLE half (a) STRICT; INSERT INTO nothing VALUES (1)";

enum { STEPS_MAX = 100 };

/* Today's schema and one or two steps more. */
static enum fu_status prepare_further(struct world *world, bool bad)
{
    const char *steps[STEPS_MAX];
    memcpy(steps, fu_schema_steps, fu_schema_version * sizeof *steps);
    steps[fu_schema_version] = next_step;
    steps[fu_schema_version + 1] = bad_step;
    return fu_store_prepare_with(world->folder, steps, fu_schema_version + 1 + bad, &world->error);
}

static void an_older_schema_is_migrated_after_a_copy(void **state)
{
    struct world *world = *state;
    begin(world);
    add_person(world, "alice@example.org");
    commit(world);
    fu_store_close(&world->store);
    assert_good(world, prepare_further(world, false));
    assert_int_equal(number_of(world, "PRAGMA user_version"), fu_schema_version + 1);
    assert_int_equal(number_of(world, "SELECT count(*) FROM person WHERE nickname = 'x'"), 1);
    char name[64], before[128], path[128];
    snprintf(name, sizeof name, "followupd.db.before-%zu", fu_schema_version + 1);
    path_of(world, name, before);
    path_of(world, "followupd.db", path);
    assert_int_equal(rename(before, path), 0);
    assert_int_equal(number_of(world, "PRAGMA user_version"), fu_schema_version);
    assert_int_equal(number_of(world, "SELECT count(*) FROM person"), 1);
}

/* However often it is tried: the copy that was made before is still one that the program of before
 * can use, and so is the store. */
static void a_migration_that_fails_leaves_nothing(void **state)
{
    struct world *world = *state;
    char name[64], before[128], path[128];
    fu_store_close(&world->store);
    for (int tries = 0; tries < 2; tries++) {
        assert_int_equal(prepare_further(world, true), FU_PERMANENT);
        assert_int_equal(number_of(world, "PRAGMA user_version"), fu_schema_version);
        assert_int_equal(
            number_of(world, "SELECT count(*) FROM sqlite_schema WHERE name = 'half'"), 0);
    }
    assert_good(world, fu_store_open(world->folder, &world->store, &world->error));
    fu_store_close(&world->store);
    snprintf(name, sizeof name, "followupd.db.before-%zu", fu_schema_version + 2);
    path_of(world, name, before);
    path_of(world, "followupd.db", path);
    assert_int_equal(rename(before, path), 0);
    assert_int_equal(number_of(world, "PRAGMA user_version"), fu_schema_version);
    assert_good(world, prepare_further(world, false));
}

static void an_older_schema_is_not_opened(void **state)
{
    struct world *world = *state;
    char words[64];
    snprintf(words, sizeof words, "newer followupd (schema %zu", fu_schema_version + 1);
    assert_good(world, prepare_further(world, false));
    assert_int_equal(fu_store_open(world->folder, &world->store, &world->error), FU_PERMANENT);
    assert_non_null(strstr(world->error.text, words));
}

static void closing_nothing_is_fine(void **state)
{
    (void)state;
    struct fu_store *store = NULL;
    fu_store_close(&store);
    assert_null(store);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_new_store_is_made_and_opens, make_folder),
        TEST(preparing_twice_changes_nothing, make_store),
        TEST(nobody_else_may_read_any_file, make_store),
        TEST(a_store_that_others_may_read_is_restricted, make_store),
        TEST(every_connection_is_set_up_for_safety, make_store),
        TEST(a_missing_store_is_made_by_prepare_only, make_folder),
        TEST(a_missing_folder_is_said, make_folder),
        TEST(an_empty_file_is_not_filled, make_folder),
        TEST(a_missing_store_of_which_copies_are_there_is_not_begun_anew, make_folder),
        TEST(what_is_no_file_is_refused, make_folder),
        TEST(what_is_no_database_is_refused, make_folder),
        TEST(the_database_of_another_program_is_refused, make_folder),
        TEST(a_database_of_no_schema_is_refused, make_store),
        TEST(a_newer_schema_is_refused, make_folder),
        TEST(a_large_database_is_not_gone_through_at_the_start, make_store),
        TEST(a_ballast_that_was_cut_is_filled_up, make_store),
        TEST(a_damaged_header_is_refused, make_store),
        TEST(a_database_cut_short_is_refused, make_store),
        TEST(a_damaged_page_is_found_at_the_start, make_store),
        TEST(a_journal_without_its_database_is_put_aside, make_folder),
        TEST(what_a_broken_off_start_left_is_no_hindrance, make_folder),
        TEST(a_folder_that_cannot_be_written_is_said, make_folder),
        TEST(a_database_that_cannot_be_written_is_said, make_store),
        TEST(an_older_schema_is_migrated_after_a_copy, make_store),
        TEST(a_migration_that_fails_leaves_nothing, make_store),
        TEST(an_older_schema_is_not_opened, make_folder),
        cmocka_unit_test(closing_nothing_is_fine),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
