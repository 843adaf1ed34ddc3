/* Reads of SQLite's that fail as a disk lets them, and files that cannot be opened for a moment. */
#include "support.h"

#include <dlfcn.h>
#include <errno.h>
#include <stdarg.h>
#include <sys/resource.h>

static struct {
    int reads, writes, opens; /* the one that brings it to 0 fails; 0: none does */
    int number;               /* the errno of a write or an open */
    bool lasting;             /* and so do all after it */
    int failures;
} faults;

static bool is_met(int *countdown)
{
    if (*countdown == 0 || --*countdown > 0) {
        return false;
    }
    *countdown = faults.lasting ? 1 : 0;
    faults.failures++;
    return true;
}

ssize_t pread64(int fd, void *bytes, size_t length, off64_t offset)
{
    if (is_met(&faults.reads)) {
        errno = EIO;
        return -1;
    }
    return ((__typeof__(&pread64))dlsym(RTLD_NEXT, "pread64"))(fd, bytes, length, offset);
}

ssize_t pwrite64(int fd, const void *bytes, size_t length, off64_t offset)
{
    if (is_met(&faults.writes)) {
        errno = faults.number;
        return -1;
    }
    return ((__typeof__(&pwrite64))dlsym(RTLD_NEXT, "pwrite64"))(fd, bytes, length, offset);
}

int open64(const char *path, int flags, ...)
{
    va_list more;
    va_start(more, flags);
    mode_t mode = (flags & O_CREAT) != 0 ? va_arg(more, mode_t) : 0;
    va_end(more);
    if (is_met(&faults.opens)) {
        errno = faults.number;
        return -1;
    }
    return ((__typeof__(&open64))dlsym(RTLD_NEXT, "open64"))(path, flags, mode);
}

static void heal(void)
{
    memset(&faults, 0, sizeof faults);
}

/* One transaction by a connection that has nothing in memory. */
static enum fu_status rename_alice(struct world *world)
{
    struct fu_person *alice;
    enum fu_status status = fu_store_begin(world->store, &world->error);
    if (status == FU_OK) {
        status = fu_store_person_find(
            world->store, world->arena, "alice@example.org", &alice, &world->error);
    }
    if (status == FU_OK) {
        alice->name = "Alice";
        status = fu_store_person_set(world->store, alice, &world->error);
    }
    if (status == FU_OK) {
        return fu_store_commit(world->store, &world->error);
    }
    fu_store_rollback(world->store);
    return status;
}

static int make_alice(void **state)
{
    if (make_store(state) != 0) {
        return -1;
    }
    struct world *world = *state;
    begin(world);
    add_person(world, "alice@example.org");
    commit(world);
    return 0;
}

/* As another process leaves it: every page has to be read again. */
static void change_by_another(const struct world *world)
{
    assert_int_equal(run_sql(world, "UPDATE person SET name = name || 'l'"), SQLITE_OK);
}

static int refuse_to_begin(void *unused)
{
    (void)unused;
    return SQLITE_NOMEM;
}

/* Has to be the first: SQLite begins once in a process. */
static void without_memory_for_sqlite_nothing_is_opened(void **state)
{
    struct world *world = *state;
    sqlite3_mem_methods usual, methods;
    sqlite3_config(SQLITE_CONFIG_GETMALLOC, &usual);
    methods = usual;
    methods.xInit = refuse_to_begin;
    sqlite3_config(SQLITE_CONFIG_MALLOC, &methods);
    assert_int_equal(fu_store_prepare(world->folder, &world->error), FU_TEMPORARY);
    assert_non_null(strstr(world->error.text, "no memory"));
    sqlite3_config(SQLITE_CONFIG_MALLOC, &usual);
    assert_good(world, fu_store_prepare(world->folder, &world->error));
}

static void what_cannot_be_read_is_no_damage(void **state)
{
    struct world *world = *state;
    int n = 0;
    enum fu_status status;
    do {
        change_by_another(world);
        faults.reads = ++n;
        status = rename_alice(world);
        if (faults.failures == 0) {
            break;
        }
        heal();
        if (status != FU_OK) {
            assert_int_equal(status, FU_TEMPORARY);
            assert_non_null(strstr(world->error.text, "cannot be read or written"));
            assert_good(world, rename_alice(world));
        }
    } while (n < 1000);
    heal();
    assert_in_range(n, 5, 100);
    assert_int_equal(status, FU_OK);
    assert_int_equal(number_of(world, "SELECT count(*) FROM person WHERE name = 'Alice'"), 1);
}

/* What a death left has to be played back at the next opening, and the disk fails there. */
static void a_journal_that_cannot_be_read_is_played_back_later(void **state)
{
    struct world *world = *state;
    int n = 0, failures;
    do {
        int status;
        fu_store_close(&world->store);
        pid_t child = fork();
        if (child == 0) {
            sqlite3 *db = look_into(world);
            sqlite3_exec(db,
                "PRAGMA journal_mode = PERSIST; PRAGMA cache_size = 1; BEGIN IMMEDIATE;"
                "UPDATE person SET name = hex(zeroblob(20000))",
                NULL, NULL, NULL);
            sqlite3_db_cacheflush(db);
            _exit(0);
        }
        waitpid(child, &status, 0);
        assert_int_equal(status, 0);
        faults.reads = ++n;
        enum fu_status opened = fu_store_open(world->folder, &world->store, &world->error);
        failures = faults.failures;
        heal();
        if (opened != FU_OK) {
            assert_true(failures > 0);
            assert_int_equal(opened, FU_TEMPORARY);
            assert_good(world, fu_store_open(world->folder, &world->store, &world->error));
        }
        assert_good(world, fu_store_check(world->store, &world->error));
        assert_int_equal(
            number_of(world, "SELECT count(*) FROM person WHERE length(name) > 999"), 0);
    } while (failures > 0);
    assert_in_range(n, 8, 200);
}

static void a_check_that_cannot_read_finds_no_damage(void **state)
{
    struct world *world = *state;
    int n = 0, failures;
    do {
        change_by_another(world);
        faults.reads = ++n;
        enum fu_status status = fu_store_check(world->store, &world->error);
        failures = faults.failures;
        heal();
        if (failures > 0) {
            assert_int_equal(status, FU_TEMPORARY);
        }
        assert_good(world, fu_store_check(world->store, &world->error));
    } while (failures > 0);
    assert_in_range(n, 20, 1000);
}

/* The reserve is given up for what is urgent, and the connection goes on. */
static void a_quota_that_is_used_up_is_a_full_disk(void **state)
{
    static const int full[] = {ENOSPC, EDQUOT};
    struct world *world = *state;
    for (size_t i = 0; i < sizeof full / sizeof *full; i++) {
        faults.writes = 1;
        faults.number = full[i];
        fu_store_urgent(world->store, true);
        assert_int_equal(rename_alice(world), FU_TEMPORARY);
        assert_true(faults.failures > 0);
        heal();
        assert_non_null(strstr(world->error.text, "quota"));
        assert_true(fu_store_full(world->store));
        assert_false(is_there(world, "followupd.ballast"));
        assert_good(world, rename_alice(world));
        fu_store_urgent(world->store, false);
        assert_good(world, rename_alice(world));
        assert_true(is_there(world, "followupd.ballast"));
    }
    faults.writes = 1;
    faults.number = EIO;
    assert_int_equal(rename_alice(world), FU_TEMPORARY);
    assert_non_null(strstr(world->error.text, "cannot be read or written"));
    heal();
    assert_good(world, rename_alice(world));
}

static void what_cannot_be_opened_now_can_be_later(void **state)
{
    static const int passing[] = {EMFILE, ENFILE, ENOMEM, ENOSPC, EDQUOT, EIO};
    struct world *world = *state;
    for (size_t i = 0; i < sizeof passing / sizeof *passing; i++) {
        faults.opens = 1;
        faults.number = passing[i];
        faults.lasting = true;
        assert_int_equal(rename_alice(world), FU_TEMPORARY);
        assert_non_null(strstr(world->error.text, "cannot be opened now: "));
        assert_non_null(strstr(world->error.text, strerrordesc_np(passing[i])));
        heal();
        assert_good(world, rename_alice(world));
    }
    faults.opens = 1;
    faults.number = EACCES;
    faults.lasting = true;
    assert_int_equal(rename_alice(world), FU_PERMANENT);
    assert_non_null(strstr(world->error.text, "belong to the user"));
    heal();
}

/* The lock is the first file that is opened. */
static void without_a_descriptor_the_lock_is_opened_later(void **state)
{
    struct world *world = *state;
    struct rlimit before, none;
    fu_store_close(&world->store);
    assert_int_equal(getrlimit(RLIMIT_NOFILE, &before), 0);
    none = before;
    none.rlim_cur = 0;
    assert_int_equal(setrlimit(RLIMIT_NOFILE, &none), 0);
    enum fu_status opened = fu_store_open(world->folder, &world->store, &world->error);
    enum fu_status prepared = fu_store_prepare(world->folder, &world->error);
    setrlimit(RLIMIT_NOFILE, &before);
    assert_int_equal(opened, FU_TEMPORARY);
    assert_int_equal(prepared, FU_TEMPORARY);
    assert_non_null(strstr(world->error.text, "followupd.lock: Too many open files"));
    assert_good(world, fu_store_open(world->folder, &world->store, &world->error));
}

/* SQLite would go on with files that it can only read. */
static void a_file_that_could_not_be_opened_for_writing_is_asked_for_again(void **state)
{
    struct world *world = *state;
    int n = 0, failures;
    do {
        fu_store_close(&world->store);
        faults.number = EMFILE;
        faults.opens = ++n;
        enum fu_status status = fu_store_open(world->folder, &world->store, &world->error);
        if (status == FU_OK) {
            status = rename_alice(world);
        }
        failures = faults.failures;
        heal();
        assert_int_equal(status, FU_OK);
    } while (failures > 0);
    assert_in_range(n, 3, 20);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(without_memory_for_sqlite_nothing_is_opened, make_folder),
        TEST(what_cannot_be_read_is_no_damage, make_alice),
        TEST(a_journal_that_cannot_be_read_is_played_back_later, make_alice),
        TEST(a_check_that_cannot_read_finds_no_damage, make_alice),
        TEST(a_quota_that_is_used_up_is_a_full_disk, make_alice),
        TEST(what_cannot_be_opened_now_can_be_later, make_alice),
        TEST(without_a_descriptor_the_lock_is_opened_later, make_alice),
        TEST(a_file_that_could_not_be_opened_for_writing_is_asked_for_again, make_alice),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
