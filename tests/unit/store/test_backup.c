#include "support.h"

#include <time.h>

#include "../../../src/store/connection.h"

static void write_key(struct world *world, char fill)
{
    char path[128], key[32];
    path_of(world, "key", path);
    memset(key, fill, sizeof key);
    FILE *file = fopen(path, "w");
    assert_int_equal(fwrite(key, 1, sizeof key, file), sizeof key);
    fclose(file);
}

static char key_fill(struct world *world)
{
    char path[128], key[33] = {0};
    path_of(world, "key", path);
    FILE *file = fopen(path, "r");
    assert_non_null(file);
    assert_int_equal(fread(key, 1, sizeof key, file), 32);
    fclose(file);
    return key[31];
}

static void add_people(struct world *world, int from, int to)
{
    begin(world);
    for (int i = from; i < to; i++) {
        char address[32];
        snprintf(address, sizeof address, "p%d@example.org", i);
        add_person(world, address);
    }
    commit(world);
}

static void restore(struct world *world, const char *path)
{
    fu_store_close(&world->store);
    assert_good(world, fu_store_restore(world->folder, path, NULL, NULL, &world->error));
    assert_good(world, fu_store_prepare(world->folder, &world->error));
    assert_good(world, fu_store_open(world->folder, &world->store, &world->error));
}

static void a_backup_comes_back_with_its_key(void **state)
{
    struct world *world = *state;
    char path[128];
    path_of(world, "copy", path);
    add_people(world, 0, 3);
    write_key(world, 'a');
    assert_good(world, fu_store_backup(world->store, path, &world->error));
    assert_false(is_there(world, "copy.part"));
    struct stat file;
    assert_int_equal(stat(path, &file), 0);
    assert_int_equal(file.st_mode & 0777, 0600);
    add_people(world, 3, 5);
    write_key(world, 'b');
    char database[128], replaced[128];
    const struct timespec old[2] = {{NOON - 86400, 0}, {NOON - 86400, 0}};
    path_of(world, "followupd.db", database);
    path_of(world, "followupd.db.before-restore", replaced);
    assert_int_equal(utimensat(AT_FDCWD, database, old, 0), 0);
    restore(world, path);
    assert_int_equal(number_of(world, "SELECT count(*) FROM person"), 3);
    assert_int_equal(key_fill(world), 'a');
    assert_int_equal(number_of(world, "SELECT count(*) FROM enclosure"), 0);
    /* It stays for a week from now. */
    assert_int_equal(stat(replaced, &file), 0);
    assert_true(file.st_mtim.tv_sec >= time(NULL) - 3600);
    assert_false(is_there(world, "followupd.db.new"));
    assert_true(is_there(world, "copy"));
    add_people(world, 3, 4);
    assert_int_equal(number_of(world, "SELECT count(*) FROM person"), 4);
}

/* Who put the wrong one back puts that back which it replaced. */
static void what_was_replaced_comes_back_with_its_key(void **state)
{
    struct world *world = *state;
    char copy[128], replaced[128];
    path_of(world, "copy", copy);
    path_of(world, "followupd.db.before-restore", replaced);
    write_key(world, 'a');
    assert_good(world, fu_store_backup(world->store, copy, &world->error));
    add_people(world, 0, 5);
    write_key(world, 'b');
    restore(world, copy);
    assert_int_equal(key_fill(world), 'a');
    restore(world, replaced);
    assert_int_equal(key_fill(world), 'b');
    assert_int_equal(number_of(world, "SELECT count(*) FROM person"), 5);
}

static void a_backup_takes_the_place_of_an_older_one(void **state)
{
    struct world *world = *state;
    char path[128];
    path_of(world, "copy", path);
    assert_good(world, fu_store_backup(world->store, path, &world->error));
    add_people(world, 0, 2);
    assert_good(world, fu_store_backup(world->store, path, &world->error));
    assert_false(is_there(world, "key"));
    restore(world, path);
    assert_int_equal(number_of(world, "SELECT count(*) FROM person"), 2);
    assert_false(is_there(world, "key"));
}

static void a_backup_is_made_where_one_stands(void **state)
{
    struct world *world = *state;
    char *here = getcwd(NULL, 0);
    assert_int_equal(chdir(world->folder), 0);
    enum fu_status status = fu_store_backup(world->store, "copy", &world->error);
    assert_int_equal(chdir(here), 0);
    free(here);
    assert_good(world, status);
    assert_true(is_there(world, "copy"));
}

/* A copy made by other means says neither when it was made nor which key it goes with. */
static void a_plain_copy_is_put_back_with_the_key_there_is(void **state)
{
    struct world *world = *state;
    char path[128], copy[128];
    add_people(world, 0, 3);
    write_key(world, 'a');
    fu_store_close(&world->store);
    path_of(world, "followupd.db", path);
    path_of(world, "copy", copy);
    assert_int_equal(rename(path, copy), 0);
    assert_good(world, fu_store_restore(world->folder, copy, NULL, NULL, &world->error));
    assert_int_equal(number_of(world, "SELECT count(*) FROM person"), 3);
    assert_int_equal(key_fill(world), 'a');
    assert_false(is_there(world, "followupd.db.before-restore"));
}

/* Dies in the middle of a change, half of which is in the file already. */
static void die_half_way(const struct world *world)
{
    int status;
    pid_t child = fork();
    if (child == 0) {
        sqlite3 *db = look_into(world);
        sqlite3_exec(db,
            "PRAGMA journal_mode = PERSIST; PRAGMA cache_size = 1; BEGIN IMMEDIATE;"
            "UPDATE person SET name = 'half'",
            NULL, NULL, NULL);
        sqlite3_db_cacheflush(db);
        _exit(0);
    }
    waitpid(child, &status, 0);
    assert_int_equal(status, 0);
}

static void move_file(const struct world *world, const char *from, const char *to)
{
    char path[128], other[128];
    path_of(world, from, path);
    path_of(world, to, other);
    assert_int_equal(rename(path, other), 0);
}

/* As a snapshot of the disk has it. */
static void a_plain_copy_is_put_back_with_its_journal(void **state)
{
    struct world *world = *state;
    char copy[128];
    add_people(world, 0, 3);
    fu_store_close(&world->store);
    die_half_way(world);
    move_file(world, "followupd.db", "copy");
    move_file(world, "followupd.db-journal", "copy-journal");
    path_of(world, "copy", copy);
    assert_good(world, fu_store_restore(world->folder, copy, NULL, NULL, &world->error));
    assert_int_equal(number_of(world, "SELECT count(*) FROM person"), 3);
    assert_int_equal(number_of(world, "SELECT count(*) FROM person WHERE name = 'half'"), 0);
    assert_true(is_there(world, "copy-journal"));
    assert_false(is_there(world, "followupd.db.new-journal"));
}

/* Neither is waited for, nor taken for a journal. */
static void what_is_no_file_is_no_journal(void **state)
{
    struct world *world = *state;
    char copy[128], journal[128];
    path_of(world, "copy", copy);
    path_of(world, "copy-journal", journal);
    add_people(world, 0, 3);
    assert_good(world, fu_store_backup(world->store, copy, &world->error));
    assert_int_equal(mkfifo(journal, 0600), 0);
    add_people(world, 3, 5);
    restore(world, copy);
    assert_int_equal(number_of(world, "SELECT count(*) FROM person"), 3);
}

/* No token holds with half a key: it is neither kept nor put back. */
static void a_key_of_another_length_is_none(void **state)
{
    struct world *world = *state;
    char copy[128], replaced[128], path[128];
    path_of(world, "copy", copy);
    path_of(world, "followupd.db.before-restore", replaced);
    path_of(world, "key", path);
    write_key(world, 'a');
    assert_int_equal(truncate(path, 5), 0);
    assert_good(world, fu_store_backup(world->store, copy, &world->error));
    restore(world, copy);
    struct stat file;
    assert_int_equal(stat(path, &file), 0);
    assert_int_equal(file.st_size, 5);
    write_key(world, 'b');
    restore(world, replaced);
    assert_int_equal(key_fill(world), 'b');
}

static int64_t next_person(struct world *world)
{
    begin(world);
    int64_t number = add_person(world, "next@example.org");
    commit(world);
    return number;
}

/* What was made of them is in people's mailboxes. */
static void numbers_that_were_given_since_are_not_given_again(void **state)
{
    enum { LEFT_OUT = 1000 };
    struct world *world = *state;
    char copy[128], path[128];
    path_of(world, "copy", copy);
    path_of(world, "followupd.db", path);
    add_people(world, 0, 3);
    assert_good(world, fu_store_backup(world->store, copy, &world->error));
    add_people(world, 3, 10);
    restore(world, copy);
    assert_int_equal(next_person(world), 11);
    /* A store that was begun anew says nothing. */
    assert_int_equal(
        run_sql(world, "UPDATE sqlite_sequence SET seq = 2 WHERE name = 'person'"), SQLITE_OK);
    restore(world, copy);
    assert_int_equal(next_person(world), 2 * 3 + LEFT_OUT + 1);
    /* Nor does one that is none any more. */
    fu_store_close(&world->store);
    FILE *file = fopen(path, "w");
    fputs("no database", file);
    fclose(file);
    restore(world, copy);
    assert_int_equal(next_person(world), 2 * 3 + LEFT_OUT + 1);
    assert_int_equal(
        number_of(world, "SELECT seq FROM sqlite_sequence WHERE name = 'followup'"), LEFT_OUT);
    assert_int_equal(number_of(world, "SELECT count(*) FROM tally WHERE count = 1000"), 2);
}

/* It was rotated because somebody has it who should not. */
static void an_address_that_was_rotated_since_stays_ended(void **state)
{
    struct world *world = *state;
    char copy[128];
    path_of(world, "copy", copy);
    add_people(world, 0, 4);
    assert_int_equal(run_sql(world, "UPDATE person SET generation = 5 WHERE id = 3"), SQLITE_OK);
    assert_good(world, fu_store_backup(world->store, copy, &world->error));
    /* Rotated, somebody else, one that was less often, and one who is new. */
    add_people(world, 4, 5);
    assert_int_equal(run_sql(world, "UPDATE person SET generation = 2;"
                                    "UPDATE person SET created = created + 1 WHERE id = 2"),
        SQLITE_OK);
    restore(world, copy);
    assert_int_equal(number_of(world, "SELECT generation FROM person WHERE id = 1"), 2);
    assert_int_equal(number_of(world, "SELECT generation FROM person WHERE id = 2"), 0);
    assert_int_equal(number_of(world, "SELECT generation FROM person WHERE id = 3"), 5);
    assert_int_equal(number_of(world, "SELECT count(*) FROM person"), 4);
}

/* One may have been ended since, and a link used, by whoever saw that somebody else has it. */
static void nobody_is_signed_in_after_a_restore(void **state)
{
    struct world *world = *state;
    char copy[128];
    path_of(world, "copy", copy);
    add_people(world, 0, 1);
    assert_int_equal(
        run_sql(world,
            "INSERT INTO session (digest, kind, person, expires) VALUES"
            " (randomblob(32), 'browser', 1, 4000000000), (randomblob(32), 'link', 1, 4000000000)"),
        SQLITE_OK);
    assert_good(world, fu_store_backup(world->store, copy, &world->error));
    restore(world, copy);
    assert_int_equal(number_of(world, "SELECT count(*) FROM session"), 0);
    assert_int_equal(number_of(world, "SELECT count(*) FROM person"), 1);
}

static int64_t next_occurrence(struct world *world, const char *address)
{
    begin(world);
    int64_t number = add_occurrence(world, add_followup(world, add_person(world, address)), NOON);
    commit(world);
    return number;
}

/* What a lost store gave is in people's mailboxes, too. */
static void a_new_store_begins_behind_what_one_before_it_gave(void **state)
{
    struct world *world = *state;
    assert_good(world, fu_store_numbers_begin(world->store, 1000, false, &world->error));
    assert_int_equal(next_occurrence(world, "a@example.org"), 1001);
    assert_good(world, fu_store_numbers_begin(world->store, 2000, true, &world->error));
    assert_int_equal(next_occurrence(world, "b@example.org"), 1002);
    assert_int_equal(number_of(world, "SELECT max(id) FROM followup"), 2);
}

static void a_new_store_with_an_older_key_begins_behind_it_altogether(void **state)
{
    struct world *world = *state;
    assert_good(world, fu_store_numbers_begin(world->store, 1000, true, &world->error));
    assert_int_equal(next_occurrence(world, "a@example.org"), 1001);
    assert_int_equal(number_of(world, "SELECT id FROM followup"), 1001);
    assert_int_equal(number_of(world, "SELECT id FROM person"), 1001);
    assert_good(world, fu_store_numbers_begin(world->store, 2000, true, &world->error));
    assert_int_equal(next_occurrence(world, "b@example.org"), 1002);
}

static void a_backup_that_cannot_be_made_leaves_the_older_one(void **state)
{
    struct world *world = *state;
    char path[128];
    path_of(world, "nowhere/copy", path);
    assert_int_equal(fu_store_backup(world->store, path, &world->error), FU_PERMANENT);
    assert_non_null(strstr(world->error.text, "nowhere"));
    path_of(world, "copy", path);
    assert_int_equal(mkdir(path, 0700), 0);
    assert_int_equal(fu_store_backup(world->store, path, &world->error), FU_TEMPORARY);
    assert_non_null(strstr(world->error.text, "no copy was made"));
    assert_false(is_there(world, "copy.part"));
}

/* Overwrites the beginning of the page of a table. */
static void spoil(struct world *world, const char *name, int64_t page)
{
    char path[128], junk[1024];
    path_of(world, name, path);
    memset(junk, 0xa5, sizeof junk);
    int fd = open(path, O_WRONLY);
    assert_int_equal(pwrite(fd, junk, sizeof junk, (page - 1) * 4096), (int)sizeof junk);
    close(fd);
}

static void a_damaged_store_is_not_backed_up(void **state)
{
    struct world *world = *state;
    char copy[128];
    int64_t page = number_of(world, "SELECT rootpage FROM sqlite_schema WHERE name = 'person'");
    add_people(world, 0, 2);
    path_of(world, "copy", copy);
    fu_store_close(&world->store);
    spoil(world, "followupd.db", page);
    assert_good(world, fu_store_open(world->folder, &world->store, &world->error));
    assert_int_equal(fu_store_backup(world->store, copy, &world->error), FU_PERMANENT);
    assert_non_null(strstr(world->error.text, "no copy was made"));
    assert_false(is_there(world, "copy"));
}

static void assert_not_restored(struct world *world, const char *path, const char *hint)
{
    fu_store_close(&world->store);
    assert_int_equal(
        fu_store_restore(world->folder, path, NULL, NULL, &world->error), FU_PERMANENT);
    assert_non_null(strstr(world->error.text, hint));
    assert_non_null(strstr(world->error.text, path));
    assert_int_equal(number_of(world, "SELECT count(*) FROM person"), 2);
    assert_false(is_there(world, "followupd.db.before-restore"));
    assert_false(is_there(world, "followupd.db.new"));
}

static void what_is_no_backup_is_not_restored(void **state)
{
    struct world *world = *state;
    char path[128], other[128];
    add_people(world, 0, 2);
    path_of(world, "copy", path);
    assert_not_restored(world, path, "cannot open");
    FILE *file = fopen(path, "w");
    fputs("too short", file);
    fclose(file);
    assert_not_restored(world, path, "not a database");
    file = fopen(path, "w");
    fputs("just a text, long enough to be looked at as a database by its header: no", file);
    for (int i = 0; i < 1000; i++) {
        fputs("more ", file);
    }
    fclose(file);
    assert_not_restored(world, path, "not a database");
    unlink(path);
    sqlite3 *db;
    assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
    sqlite3_exec(db, "CREATE TABLE t (a)", NULL, NULL, NULL);
    sqlite3_close(db);
    assert_not_restored(world, path, "another program");
    assert_good(world, fu_store_open(world->folder, &world->store, &world->error));
    path_of(world, "newer", other);
    assert_good(world, fu_store_backup(world->store, other, &world->error));
    assert_int_equal(sqlite3_open(other, &db), SQLITE_OK);
    sqlite3_exec(db, "PRAGMA user_version = 99", NULL, NULL, NULL);
    assert_not_restored(world, other, "newer followupd");
    sqlite3_exec(db, "PRAGMA user_version = 0", NULL, NULL, NULL);
    sqlite3_close(db);
    assert_not_restored(world, other, "another program");
}

static void a_damaged_backup_is_not_restored(void **state)
{
    struct world *world = *state;
    char copy[128];
    int64_t page = number_of(world, "SELECT rootpage FROM sqlite_schema WHERE name = 'person'");
    add_people(world, 0, 2);
    path_of(world, "copy", copy);
    assert_good(world, fu_store_backup(world->store, copy, &world->error));
    spoil(world, "copy", page);
    assert_not_restored(world, copy, "cannot be restored: it is damaged: restore an older one");
}

/* Adds people one by one until it is killed. */
static pid_t start_writer(struct world *world)
{
    pid_t child = fork();
    if (child == 0) {
        struct fu_store *store;
        struct fu_error error;
        if (fu_store_open(world->folder, &store, &error) != FU_OK) {
            _exit(1);
        }
        for (int i = 0;; i++) {
            char address[32];
            snprintf(address, sizeof address, "w%d@example.org", i);
            struct fu_person person = sample_person(address);
            if (fu_store_begin(store, &error) != FU_OK ||
                fu_store_person_add(store, &person, &error) != FU_OK ||
                fu_store_commit(store, &error) != FU_OK) {
                _exit(2);
            }
        }
    }
    return child;
}

static void a_backup_is_made_while_others_write(void **state)
{
    struct world *world = *state;
    char path[128];
    int status;
    path_of(world, "copy", path);
    begin(world);
    int64_t alice = add_person(world, "alice@example.org");
    static char raw[64 * 1024];
    memset(raw, 'r', sizeof raw);
    for (uint32_t i = 0; i < 200; i++) {
        struct fu_stored_letter letter = sample_letter(alice, i + 1);
        letter.raw = raw;
        letter.raw_length = sizeof raw;
        add_letter(world, &letter);
    }
    commit(world);
    pid_t writer = start_writer(world);
    for (int i = 0; i < 3; i++) {
        assert_good(world, fu_store_backup(world->store, path, &world->error));
    }
    /* It still writes: nobody was told that the store is busy. */
    assert_int_equal(waitpid(writer, &status, WNOHANG), 0);
    kill(writer, SIGKILL);
    waitpid(writer, &status, 0);
    restore(world, path);
    assert_int_equal(number_of(world, "SELECT count(*) FROM letter"), 200);
}

/* Another connection that has the database for itself for a moment. */
static pid_t hold_for_a_moment(const struct world *world)
{
    const struct timespec moment = {0, 50 * 1000 * 1000};
    char path[128], held = 0;
    int report[2];
    path_of(world, "followupd.db", path);
    assert_int_equal(pipe(report), 0);
    pid_t child = fork();
    if (child == 0) {
        sqlite3 *db;
        bool has = sqlite3_open(path, &db) == SQLITE_OK &&
                   sqlite3_exec(db, "BEGIN EXCLUSIVE", NULL, NULL, NULL) == SQLITE_OK &&
                   write(report[1], &held, 1) == 1;
        nanosleep(&moment, NULL);
        _exit(has ? 0 : 1);
    }
    close(report[1]);
    assert_int_equal(read(report[0], &held, 1), 1);
    close(report[0]);
    return child;
}

static void a_backup_does_not_count_what_was_waited_before(void **state)
{
    struct world *world = *state;
    char path[128];
    int status;
    path_of(world, "copy", path);
    for (int i = 0; i < 2; i++) {
        pid_t holder = hold_for_a_moment(world);
        assert_good(world, fu_store_backup(world->store, path, &world->error));
        waitpid(holder, &status, 0);
        assert_int_equal(status, 0);
        world->store->waiting_since -= 3600 * 1000; /* that was an hour ago */
    }
}

static void a_backup_says_that_others_do_not_let_it_in(void **state)
{
    struct world *world = *state;
    char path[128];
    path_of(world, "copy", path);
    sqlite3 *other = look_into(world);
    world->store->patience = 50;
    assert_int_equal(sqlite3_exec(other, "BEGIN EXCLUSIVE", NULL, NULL, NULL), SQLITE_OK);
    for (int i = 0; i < 2; i++) {
        assert_int_equal(fu_store_backup(world->store, path, &world->error), FU_TEMPORARY);
        assert_non_null(strstr(world->error.text, "another process has held the database"));
    }
    sqlite3_close(other);
    assert_good(world, fu_store_backup(world->store, path, &world->error));
}

static bool is_copy(const struct world *world, const char *name, const char *bytes, size_t length)
{
    char path[128];
    path_of(world, name, path);
    FILE *file = fopen(path, "w");
    assert_int_equal(fwrite(bytes, 1, length, file), length);
    fclose(file);
    return fu_store_is_copy(path);
}

static void what_is_a_copy_is_told_by_its_beginning(void **state)
{
    struct world *world = *state;
    char path[128], start[72] = "SQLite format 3";
    path_of(world, "copy", path);
    assert_false(fu_store_is_copy(path));
    assert_false(fu_store_is_copy(world->folder));
    assert_good(world, fu_store_backup(world->store, path, &world->error));
    assert_true(fu_store_is_copy(path));
    assert_false(is_copy(world, "empty", "", 0));
    assert_false(is_copy(world, "short", start, sizeof start - 1));
    assert_false(is_copy(world, "other", start, sizeof start));
    memcpy(start + 68, "FuDb", 4);
    assert_true(is_copy(world, "ours", start, sizeof start));
    start[0] = 's';
    assert_false(is_copy(world, "text", start, sizeof start));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_backup_comes_back_with_its_key, make_store),
        TEST(what_was_replaced_comes_back_with_its_key, make_store),
        TEST(a_backup_takes_the_place_of_an_older_one, make_store),
        TEST(a_backup_is_made_where_one_stands, make_store),
        TEST(a_plain_copy_is_put_back_with_its_journal, make_store),
        TEST(a_plain_copy_is_put_back_with_the_key_there_is, make_store),
        TEST(what_is_no_file_is_no_journal, make_store),
        TEST(a_key_of_another_length_is_none, make_store),
        TEST(numbers_that_were_given_since_are_not_given_again, make_store),
        TEST(an_address_that_was_rotated_since_stays_ended, make_store),
        TEST(nobody_is_signed_in_after_a_restore, make_store),
        TEST(a_new_store_begins_behind_what_one_before_it_gave, make_store),
        TEST(a_new_store_with_an_older_key_begins_behind_it_altogether, make_store),
        TEST(a_backup_that_cannot_be_made_leaves_the_older_one, make_store),
        TEST(a_damaged_store_is_not_backed_up, make_store),
        TEST(what_is_no_backup_is_not_restored, make_store),
        TEST(a_damaged_backup_is_not_restored, make_store),
        TEST(what_is_a_copy_is_told_by_its_beginning, make_store),
        TEST(a_backup_is_made_while_others_write, make_store),
        TEST(a_backup_does_not_count_what_was_waited_before, make_store),
        TEST(a_backup_says_that_others_do_not_let_it_in, make_store),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
