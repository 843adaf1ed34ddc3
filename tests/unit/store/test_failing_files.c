/* What is done with whole files: every call of SQLite and every system call fails once, or is the
 * last one of the process. Then the store is as it was before or as it is afterwards, and the same
 * once more succeeds. */
#include "deeds.h"

#include "../../../src/store/prepare.h"
#include "../../../src/store/schema.h"
#include "faulty.h"
#include "followupd/store/transfer.h"

enum { KEY_SIZE = 32 };

/* Files of a state folder, kept to begin with again. */
struct kept {
    char *bytes;
    size_t length;
};

static struct kept database, older, backup;

static const char key_of_backup[] = "0123456789abcdef0123456789abcdef",
                  key_of_folder[] = "fedcba9876543210fedcba9876543210";

static struct kept keep(const char *path)
{
    struct stat file;
    struct kept kept = {NULL, 0};
    int fd = open(path, O_RDONLY);
    assert_true(fd >= 0);
    assert_int_equal(fstat(fd, &file), 0);
    kept.length = (size_t)file.st_size;
    kept.bytes = malloc(kept.length);
    assert_int_equal(read(fd, kept.bytes, kept.length), kept.length);
    close(fd);
    return kept;
}

static void put(const struct world *world, const char *name, const void *bytes, size_t length)
{
    char path[128];
    path_of(world, name, path);
    int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);
    assert_true(fd >= 0);
    assert_int_equal(write(fd, bytes, length), length);
    close(fd);
}

static void put_kept(const struct world *world, const char *name, const struct kept *kept)
{
    put(world, name, kept->bytes, kept->length);
}

/* Makes what the tests begin with: a store of today with two people and a letter of what is over,
 * one of the schema before with as many, and a backup with one. */
static int keep_files(void **state)
{
    char path[128];
    (void)state;
    void *made = NULL;
    if (make_store(&made) != 0) {
        return -1;
    }
    struct world *world = made;
    path_of(world, "copy", path);
    put(world, "key", key_of_backup, KEY_SIZE);
    begin(world);
    add_person(world, "bob@example.org");
    commit(world);
    assert_good(world, fu_store_backup(world->store, path, &world->error));
    backup = keep(path);
    fu_store_close(&world->store);
    path_of(world, "followupd.db", path);
    unlink(path);
    assert_good(world, fu_store_prepare(world->folder, &world->error));
    assert_good(world, fu_store_open(world->folder, &world->store, &world->error));
    populate(world);
    begin(world);
    assert_int_equal(end_followup(world->store, world->arena, &world->error), FU_OK);
    int64_t series = add_followup(world, ALICE);
    for (int day = 0; day < 3; day++) {
        struct fu_occurrence past = {
            .followup = series, .moment = NOON - day * 86400, .state = FU_OCCURRENCE_FIRED};
        assert_good(world, fu_store_occurrence_add(world->store, &past, &world->error));
    }
    commit(world);
    fu_store_close(&world->store);
    assert_int_equal(run_sql(world, "UPDATE delivery SET state = 'sent'; UPDATE person SET generation = 1"),
        SQLITE_OK);
    database = keep(path);
    unlink(path);
    assert_good(world, fu_store_prepare_with(
                           world->folder, fu_schema_steps, fu_schema_version - 1, &world->error));
    assert_int_equal(run_sql(world, "INSERT INTO person (address, name, zone, morning, workdays,"
                                    " confirm, reply_to, generation, paused, created)"
                                    " SELECT a, '', 'UTC', 0, 31, 'new', 'thread', 0, 0, 0 FROM"
                                    " (SELECT 'a@x' AS a UNION SELECT 'b@x')"),
        SQLITE_OK);
    older = keep(path);
    return remove_world(&made);
}

static int free_files(void **state)
{
    (void)state;
    free(database.bytes);
    free(older.bytes);
    free(backup.bytes);
    return 0;
}

/* Something that is done: what stands before it, and what it does. */
struct task {
    const char *name;
    enum fu_status (*does)(struct world *world);
    const struct kept *before; /* the database; NULL: none */
    bool opened;               /* the store is open before it */
    int64_t people_before, people_after;
    bool places; /* files: it is cut at each call, too */
};

static void empty_folder(const struct world *world)
{
    DIR *entries = opendir(world->folder);
    struct dirent *entry;
    while ((entry = readdir(entries)) != NULL) {
        unlinkat(dirfd(entries), entry->d_name, 0);
    }
    closedir(entries);
}

static void lay_out(struct world *world, const struct task *task)
{
    fu_store_close(&world->store);
    fu_arena_reset(world->arena);
    empty_folder(world);
    put(world, "key", key_of_folder, KEY_SIZE);
    put_kept(world, "copy", &backup);
    put_kept(world, "older", &older);
    if (task->before != NULL) {
        put_kept(world, "followupd.db.backup-2026-11-01", &backup);
        put_kept(world, "followupd.db", task->before);
    }
    if (task->opened) {
        assert_good(world, fu_store_open(world->folder, &world->store, &world->error));
    }
}

/* A restored store comes with its key, or neither does. */
static void expect_key(const struct world *world, const struct task *task, int64_t people)
{
    char path[128];
    path_of(world, "key", path);
    struct kept key = keep(path);
    assert_int_equal(key.length, KEY_SIZE);
    bool restored = task->people_after < task->people_before && people == task->people_after;
    assert_memory_equal(key.bytes, restored ? key_of_backup : key_of_folder, KEY_SIZE);
    free(key.bytes);
}

/* Whatever happened, the daemon starts and finds what was there before or is there afterwards. */
static int64_t look(struct world *world, const struct task *task, const char *when, int call)
{
    fu_store_close(&world->store);
    if ((task->before != NULL && !is_there(world, "followupd.db")) ||
        (fu_store_open(world->folder, &world->store, &world->error) != FU_OK &&
            (fu_store_prepare(world->folder, &world->error) != FU_OK ||
                fu_store_open(world->folder, &world->store, &world->error) != FU_OK))) {
        fail_msg("%s, %s %d: %s", task->name, when, call, world->error.text);
    }
    struct fu_person *people;
    size_t count;
    assert_good(world, fu_store_people(world->store, world->arena, &people, &count, &world->error));
    expect_key(world, task, (int64_t)count);
    if ((int64_t)count != task->people_before && (int64_t)count != task->people_after) {
        fail_msg("%s, %s %d: %zu people are left", task->name, when, call, count);
    }
    return (int64_t)count;
}

static void once_more(struct world *world, const struct task *task, int call)
{
    if (!task->opened) {
        fu_store_close(&world->store);
    }
    if (task->does(world) != FU_OK) {
        fail_msg("%s, after call %d: %s", task->name, call, world->error.text);
    }
    assert_int_equal(look(world, task, "once more after call", call), task->people_after);
}

static int fail_each(struct world *world, const struct task *task, enum faulty_kind kind, int code)
{
    int call = 0, failures;
    do {
        lay_out(world, task);
        faulty_arm(kind, ++call, code);
        enum fu_status status = task->does(world);
        failures = faulty_disarm();
        int64_t people = look(world, task, "call", call);
        if (status == FU_OK && people != task->people_after) {
            fail_msg("%s, call %d: it is not done", task->name, call);
        }
        if (failures > 0 && people == task->people_before) {
            once_more(world, task, call);
        }
    } while (failures > 0);
    return call - 1;
}

static void kill_at_each(struct world *world, const struct task *task)
{
    int status, call = 0;
    do {
        lay_out(world, task);
        pid_t child = fork();
        if (child == 0) {
            faulty_arm(FAULTY_SYSTEM, call + 1, 0);
            faulty.deadly = true;
            _exit(task->does(world) == FU_OK ? 0 : 1);
        }
        waitpid(child, &status, 0);
        look(world, task, "killed at call", ++call);
    } while (WIFSIGNALED(status));
    assert_int_equal(WEXITSTATUS(status), 0);
}

static void fail_all(struct world *world, const struct task *task)
{
    int calls = fail_each(world, task, FAULTY_SYSTEM, EIO) +
                fail_each(world, task, FAULTY_SQLITE, SQLITE_IOERR);
    assert_true(calls > 1);
    if (task->places) {
        fail_each(world, task, FAULTY_SQLITE, SQLITE_FULL);
        kill_at_each(world, task);
    }
}

static enum fu_status do_prepare(struct world *world)
{
    return fu_store_prepare(world->folder, &world->error);
}

static enum fu_status do_open(struct world *world)
{
    fu_store_close(&world->store);
    return fu_store_open(world->folder, &world->store, &world->error);
}

static enum fu_status do_backup(struct world *world)
{
    char path[128];
    path_of(world, "copy", path);
    enum fu_status status = fu_store_backup(world->store, path, &world->error);
    assert_false(status != FU_OK && !is_there(world, "copy"));
    return status;
}

static enum fu_status do_daily(struct world *world)
{
    bool made;
    enum fu_status status = fu_store_backup_daily(world->store, NOON, &made, &world->error);
    assert_int_equal(made, status == FU_OK);
    return status;
}

static enum fu_status do_look_at_backups(struct world *world)
{
    fu_store_newest_backup(world->folder, world->arena);
    return fu_store_check_backup(world->folder, &world->error);
}

static enum fu_status add_one(
    void *context, const struct fu_restored *restored, struct fu_error *error)
{
    (void)context, (void)error;
    return restored->store != NULL ? FU_OK : FU_PERMANENT;
}

static enum fu_status restore(struct world *world, const char *name)
{
    char path[128];
    path_of(world, name, path);
    return fu_store_restore(world->folder, path, add_one, NULL, &world->error);
}

static enum fu_status do_restore(struct world *world)
{
    return restore(world, "copy");
}

static enum fu_status do_restore_older(struct world *world)
{
    return restore(world, "older");
}

static enum fu_status do_check(struct world *world)
{
    return fu_store_check(world->store, &world->error);
}

static enum fu_status do_scrub(struct world *world)
{
    int64_t copies;
    return fu_store_scrub(world->store, &copies, &world->error);
}

static enum fu_status do_prune(struct world *world)
{
    const fu_instant later = NOON + INT64_C(365) * 86400;
    const struct fu_served served = {later, later, later, later, later, later};
    return fu_store_prune(world->store, &served, &world->error);
}

static void no_sink(
    void *context, const struct fu_transfer_table *table, const struct fu_value *values)
{
    (void)context, (void)table, (void)values;
}

static enum fu_status do_transfer(struct world *world)
{
    bool failed = false;
    return fu_store_transfer(world->store, 1, no_sink, NULL, &failed, &world->error);
}

/* The third person comes in, or nobody. */
static enum fu_status do_put(struct world *world)
{
    const struct fu_value person[] = {{.number = 9}, {.bytes = "c@x", .length = 3},
        {.bytes = "", .length = 0}, {.bytes = "UTC", .length = 3}, {.number = 0}, {.number = 31},
        {.bytes = "new", .length = 3}, {.bytes = "thread", .length = 6}, {.number = 0},
        {.number = 0}, {.number = 0}, {.number = 0}, {.number = 0}};
    const struct fu_value message[] = {{.number = 9}, {.null = true}, {.bytes = "", .length = 0},
        {.bytes = "c@x", .length = 3}, {.bytes = "", .length = 0}, {.bytes = "m", .length = 1},
        {.null = true}, {.bytes = "sent", .length = 4}, {.number = 0}, {.number = 0}, {.number = 0},
        {.null = true}, {.bytes = "", .length = 0}, {.bytes = "x", .length = 1}};
    const struct fu_value request[] = {{.number = 5}, {.number = 1}};
    const struct fu_value sequence[] = {{.bytes = "person", .length = 6}, {.number = 20}};
    const struct {
        const char *table;
        const struct fu_value *values;
    } rows[] = {{"person", person}, {"message", message}, {"request", request},
        {"sqlite_sequence", sequence}};
    struct fu_store *store = world->store;
    enum fu_status status = fu_transfer_begin(store, &world->error);
    for (size_t i = 0; status == FU_OK && i < sizeof rows / sizeof *rows; i++) {
        status =
            fu_transfer_put(store, fu_transfer_find(rows[i].table), rows[i].values, &world->error);
    }
    if (status == FU_OK) {
        status = fu_transfer_end(store, &world->error);
    }
    if (status == FU_OK) {
        return fu_store_commit(store, &world->error);
    }
    fu_store_rollback(store);
    return status;
}

static enum fu_status do_begin_numbers(struct world *world)
{
    return fu_store_numbers_begin(world->store, 1000, true, &world->error);
}

static const struct task tasks[] = {
    {"prepare anew", do_prepare, NULL, false, 0, 0, true},
    {"prepare", do_prepare, &database, false, 2, 2, false},
    {"migrate", do_prepare, &older, false, 2, 2, true},
    {"open", do_open, &database, false, 2, 2, false},
    {"backup", do_backup, &database, true, 2, 2, true},
    {"daily backup", do_daily, &database, true, 2, 2, false},
    {"look at backups", do_look_at_backups, &database, false, 2, 2, false},
    {"restore", do_restore, &database, false, 2, 1, true},
    {"restore an older one", do_restore_older, &database, false, 2, 2, false},
    {"check", do_check, &database, true, 2, 2, false},
    {"scrub", do_scrub, &database, true, 2, 2, true},
    {"prune", do_prune, &database, true, 2, 2, false},
    {"begin numbers", do_begin_numbers, &backup, true, 1, 1, false},
    {"transfer", do_transfer, &database, true, 2, 2, false},
    {"put", do_put, &database, true, 2, 3, false},
};

static void test_task(void **state)
{
    struct world *world;
    void *made = NULL;
    assert_int_equal(make_folder(&made), 0);
    world = made;
    fail_all(world, *state);
    remove_world(&made);
}

/* What room there is belongs to the store. */
static void a_disk_that_is_nearly_full_gets_no_backup(void **state)
{
    struct world *world = *state;
    bool made = true;
    faulty.no_room = true;
    enum fu_status status = fu_store_backup_daily(world->store, NOON, &made, &world->error);
    faulty.no_room = false;
    assert_int_equal(status, FU_TEMPORARY);
    assert_false(made);
    assert_non_null(strstr(world->error.text, "twice its size"));
    assert_false(is_there(world, "followupd.db.backup-2026-11-20"));
}

static void date_old(const struct world *world, const char *name)
{
    const struct timespec old[2] = {{NOON - 900 * 86400, 0}, {NOON - 900 * 86400, 0}};
    char path[128];
    path_of(world, name, path);
    assert_int_equal(utimensat(AT_FDCWD, path, old, 0), 0);
}

/* It stays for a week from then on. */
static void what_is_replaced_is_dated_or_stays_in_place(void **state)
{
    static const char replaced[] = "followupd.db.before-restore";
    struct world *world = *state;
    struct stat file;
    char path[128];
    int call = 0, failures, done = 0;
    fu_store_close(&world->store);
    path_of(world, replaced, path);
    do {
        empty_folder(world); /* there is no key that would be written into it */
        put_kept(world, "copy", &backup);
        put_kept(world, "followupd.db", &database);
        date_old(world, "followupd.db");
        faulty_arm(FAULTY_SYSTEM, ++call, EIO);
        enum fu_status status = restore(world, "copy");
        failures = faulty_disarm();
        if (status == FU_OK && stat(path, &file) == 0) {
            assert_true(file.st_mtim.tv_sec > NOON - 900 * 86400);
            done++;
        }
    } while (failures > 0);
    assert_true(done > 0);
}

/* What cannot be looked at may be young. */
static void a_copy_whose_age_cannot_be_told_stays(void **state)
{
    static const char before[] = "followupd.db.before-12",
                      date[] = "followupd.db.backup-2026-11-20";
    struct world *world = *state;
    char path[128];
    int call = 0, failures, stayed = 0;
    bool made;
    do {
        put(world, before, "old", 3);
        date_old(world, before);
        path_of(world, date, path);
        unlink(path);
        faulty_arm(FAULTY_SYSTEM, ++call, EIO);
        enum fu_status status = fu_store_backup_daily(world->store, NOON, &made, &world->error);
        failures = faulty_disarm();
        bool there = is_there(world, before);
        assert_true(status == FU_OK || there);
        stayed += status == FU_OK && there;
    } while (failures > 0);
    assert_false(is_there(world, before));
    /* Of all calls one looks at it, one removes it, and one looks for it. */
    assert_in_range(stayed, 3, 4);
}

/* A folder that cannot be read for a moment may hold copies. */
static void a_store_that_is_missing_is_not_begun_anew_beside_copies(void **state)
{
    struct world *world = *state;
    int call = 0, failures;
    do {
        empty_folder(world);
        put_kept(world, "followupd.db.backup-2026-11-01", &backup);
        faulty_arm(FAULTY_SYSTEM, ++call, EIO);
        enum fu_status status = fu_store_prepare(world->folder, &world->error);
        failures = faulty_disarm();
        assert_int_equal(status, failures > 0 ? FU_TEMPORARY : FU_PERMANENT);
        assert_false(is_there(world, "followupd.db"));
    } while (failures > 0);
    assert_non_null(strstr(world->error.text, "but copies of it are there"));
}

static void a_disk_without_a_free_inode_is_full(void **state)
{
    struct world *world = *state;
    char path[128];
    path_of(world, "copy", path);
    int call = 0;
    enum fu_status status;
    do {
        faulty_arm(FAULTY_SYSTEM, ++call, ENOSPC);
        status = fu_store_backup(world->store, path, &world->error);
    } while (faulty_disarm() > 0 && strstr(world->error.text, "cannot make") == NULL);
    assert_int_equal(status, FU_TEMPORARY);
    assert_non_null(strstr(world->error.text, "No space left"));
}

/* Whoever makes copies learns that the store itself may be why there is none. */
static void a_backup_that_meets_damage_says_so(void **state)
{
    static const int damages[] = {SQLITE_CORRUPT, SQLITE_NOTADB};
    struct world *world = *state;
    char path[128];
    path_of(world, "copy", path);
    for (size_t i = 0; i < 2; i++) {
        int call = 0, failures;
        enum fu_status status;
        do {
            faulty_arm(FAULTY_SQLITE, ++call, damages[i]);
            status = fu_store_backup(world->store, path, &world->error);
            failures = faulty_disarm();
        } while (failures > 0 && strstr(world->error.text, "no copy was made") == NULL);
        assert_int_equal(status, FU_PERMANENT);
        assert_non_null(strstr(world->error.text, sqlite3_errstr(damages[i])));
    }
}

int main(void)
{
    enum { TASKS = sizeof tasks / sizeof *tasks };
    struct CMUnitTest tests[TASKS + 6];
    for (size_t i = 0; i < TASKS; i++) {
        tests[i] = (struct CMUnitTest){tasks[i].name, test_task, NULL, NULL, (void *)&tasks[i]};
    }
    tests[TASKS] = (struct CMUnitTest)TEST(a_disk_that_is_nearly_full_gets_no_backup, make_store);
    tests[TASKS + 1] = (struct CMUnitTest)TEST(a_disk_without_a_free_inode_is_full, make_store);
    tests[TASKS + 2] = (struct CMUnitTest)TEST(a_copy_whose_age_cannot_be_told_stays, make_store);
    tests[TASKS + 3] =
        (struct CMUnitTest)TEST(what_is_replaced_is_dated_or_stays_in_place, make_store);
    tests[TASKS + 4] = (struct CMUnitTest)TEST(
        a_store_that_is_missing_is_not_begun_anew_beside_copies, make_folder);
    tests[TASKS + 5] = (struct CMUnitTest)TEST(a_backup_that_meets_damage_says_so, make_store);
    return cmocka_run_group_tests(tests, keep_files, free_files);
}
