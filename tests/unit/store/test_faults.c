#include "support.h"

#include <sched.h>
#include <sys/mount.h>

/* A file system between SQLite and the real one that fails when told to. */

enum operation { READ, WRITE, SYNC, TRUNCATE };

static struct {
    enum operation failing; /* operations of this kind … */
    int countdown;          /* … fail when this reaches 0; below 0 none does */
    int code;
    bool lasting;        /* and so do all after it */
    const char *ballast; /* with this file there, no file can grow */
    int failures;
    int openings; /* of databases */
} faults = {.countdown = -1};

struct shim_file {
    sqlite3_file base;
    sqlite3_file *real; /* own */
};

static sqlite3_vfs *real_vfs, shim_vfs;
static sqlite3_io_methods shim_methods;

static sqlite3_file *real_of(sqlite3_file *file)
{
    return ((struct shim_file *)file)->real;
}

static int fault(enum operation operation)
{
    if (operation != faults.failing || faults.countdown < 0) {
        return SQLITE_OK;
    }
    if (faults.countdown > 0 && --faults.countdown > 0) {
        return SQLITE_OK;
    }
    faults.countdown = faults.lasting ? 0 : -1;
    faults.failures++;
    return faults.code;
}

static int shim_close(sqlite3_file *file)
{
    int code = real_of(file)->pMethods->xClose(real_of(file));
    sqlite3_free(real_of(file));
    return code;
}

static int shim_read(sqlite3_file *file, void *bytes, int length, sqlite3_int64 offset)
{
    int code = fault(READ);
    return code != SQLITE_OK ? code
                             : real_of(file)->pMethods->xRead(real_of(file), bytes, length, offset);
}

static int shim_write(sqlite3_file *file, const void *bytes, int length, sqlite3_int64 offset)
{
    sqlite3_int64 size = 0;
    int code = fault(WRITE);
    if (code == SQLITE_OK && faults.ballast != NULL && access(faults.ballast, F_OK) == 0) {
        real_of(file)->pMethods->xFileSize(real_of(file), &size);
        code = offset + length > size ? SQLITE_FULL : SQLITE_OK;
        faults.failures += code != SQLITE_OK;
    }
    return code != SQLITE_OK
               ? code
               : real_of(file)->pMethods->xWrite(real_of(file), bytes, length, offset);
}

static int shim_truncate(sqlite3_file *file, sqlite3_int64 size)
{
    int code = fault(TRUNCATE);
    return code != SQLITE_OK ? code : real_of(file)->pMethods->xTruncate(real_of(file), size);
}

static int shim_sync(sqlite3_file *file, int flags)
{
    int code = fault(SYNC);
    return code != SQLITE_OK ? code : real_of(file)->pMethods->xSync(real_of(file), flags);
}

static int shim_file_size(sqlite3_file *file, sqlite3_int64 *size)
{
    return real_of(file)->pMethods->xFileSize(real_of(file), size);
}

static int shim_lock(sqlite3_file *file, int level)
{
    return real_of(file)->pMethods->xLock(real_of(file), level);
}

static int shim_unlock(sqlite3_file *file, int level)
{
    return real_of(file)->pMethods->xUnlock(real_of(file), level);
}

static int shim_check_lock(sqlite3_file *file, int *held)
{
    return real_of(file)->pMethods->xCheckReservedLock(real_of(file), held);
}

static int shim_control(sqlite3_file *file, int operation, void *argument)
{
    return real_of(file)->pMethods->xFileControl(real_of(file), operation, argument);
}

static int shim_sector_size(sqlite3_file *file)
{
    return real_of(file)->pMethods->xSectorSize(real_of(file));
}

static int shim_characteristics(sqlite3_file *file)
{
    return real_of(file)->pMethods->xDeviceCharacteristics(real_of(file));
}

static int shim_open(
    sqlite3_vfs *vfs, const char *name, sqlite3_file *file, int flags, int *flags_out)
{
    struct shim_file *shim = (struct shim_file *)file;
    (void)vfs;
    shim->base.pMethods = NULL;
    shim->real = sqlite3_malloc(real_vfs->szOsFile);
    int code = real_vfs->xOpen(real_vfs, name, shim->real, flags, flags_out);
    if (code == SQLITE_OK) {
        shim->base.pMethods = &shim_methods;
        faults.openings += (flags & SQLITE_OPEN_MAIN_DB) != 0;
    } else {
        sqlite3_free(shim->real);
    }
    return code;
}

static int stand_between(void **state)
{
    (void)state;
    shim_methods = (sqlite3_io_methods){
        .iVersion = 1,
        .xClose = shim_close,
        .xRead = shim_read,
        .xWrite = shim_write,
        .xTruncate = shim_truncate,
        .xSync = shim_sync,
        .xFileSize = shim_file_size,
        .xLock = shim_lock,
        .xUnlock = shim_unlock,
        .xCheckReservedLock = shim_check_lock,
        .xFileControl = shim_control,
        .xSectorSize = shim_sector_size,
        .xDeviceCharacteristics = shim_characteristics,
    };
    real_vfs = sqlite3_vfs_find(NULL);
    shim_vfs = *real_vfs;
    shim_vfs.zName = "failing";
    shim_vfs.szOsFile = sizeof(struct shim_file);
    shim_vfs.xOpen = shim_open;
    return sqlite3_vfs_register(&shim_vfs, 1) == SQLITE_OK ? 0 : -1;
}

static void heal(void)
{
    faults.countdown = -1;
    faults.ballast = NULL;
    faults.failures = 0;
}

/* What an intake does with one mail. */
static enum fu_status take_mail(struct world *world, int64_t person)
{
    static char raw[20000];
    struct fu_store *store = world->store;
    struct fu_error *error = &world->error;
    const struct fu_origin origin = {"main", 7, 1};
    static const unsigned char digest[FU_DIGEST_SIZE] = {1};
    struct fu_stored_letter letter = sample_letter(person, 1);
    struct fu_followup followup = sample_followup(person);
    bool known;
    enum fu_status status = fu_store_begin(store, error);
    if (status != FU_OK) {
        return status;
    }
    letter.raw = raw;
    letter.raw_length = sizeof raw;
    letter.message_id = "own@x";
    status = fu_store_letter_add(store, &letter, &known, error);
    if (status == FU_OK && !known) {
        status = fu_store_person_asked(store, person, NOON, error);
    }
    followup.letter = letter.id;
    if (status == FU_OK) {
        status = fu_store_followup_add(store, &followup, digest, &known, error);
    }
    struct fu_occurrence occurrence = {.followup = followup.id, .moment = NOON};
    if (status == FU_OK) {
        status = fu_store_occurrence_add(store, &occurrence, error);
    }
    if (status == FU_OK) {
        status = fu_store_attempt_set(store, &origin, FU_ATTEMPT_FILING, "", NOON, FU_NEVER, error);
    }
    if (status == FU_OK) {
        return fu_store_commit(store, error);
    }
    /* Nobody may commit the half that worked. */
    struct fu_error second;
    assert_int_equal(fu_store_commit(store, &second), FU_TEMPORARY);
    return status;
}

static void assert_taken_once(struct world *world)
{
    assert_int_equal(number_of(world, "SELECT count(*) FROM letter"), 1);
    assert_int_equal(number_of(world, "SELECT count(*) FROM body"), 1);
    assert_int_equal(number_of(world, "SELECT count(*) FROM followup"), 1);
    assert_int_equal(number_of(world, "SELECT count(*) FROM occurrence"), 1);
    assert_int_equal(number_of(world, "SELECT count(*) FROM attempt"), 1);
    assert_int_equal(number_of(world, "SELECT pending FROM person"), 1);
    assert_int_equal(number_of(world, "SELECT sum(letters) FROM load"), 1);
}

static int64_t add_alice(struct world *world)
{
    begin(world);
    int64_t alice = add_person(world, "alice@example.org");
    commit(world);
    return alice;
}

/* Fails the n-th operation of a kind, for every n, and takes the mail again afterwards. */
static void fail_each(enum operation operation, int code, bool lasting, int at_least)
{
    int n = 0, failures;
    do {
        void *state = NULL;
        assert_int_equal(make_store(&state), 0);
        struct world *world = state;
        int64_t alice = add_alice(world);
        n++;
        faults.failing = operation;
        faults.code = code;
        faults.lasting = lasting;
        faults.countdown = n;
        enum fu_status status = take_mail(world, alice);
        failures = faults.failures;
        heal();
        if (status != FU_OK) {
            assert_int_equal(status, FU_TEMPORARY);
            assert_true(failures > 0);
            assert_int_equal(fu_store_full(world->store), code == SQLITE_FULL);
            /* The same store goes on without being opened again by its user. */
            assert_good(world, take_mail(world, alice));
            assert_false(fu_store_full(world->store));
        }
        assert_taken_once(world);
        fu_store_close(&world->store);
        assert_good(world, fu_store_prepare(world->folder, &world->error));
        remove_world(&state);
    } while (failures > 0);
    assert_true(n > at_least);
}

static void a_write_that_fails_loses_and_doubles_nothing(void **state)
{
    (void)state;
    fail_each(WRITE, SQLITE_IOERR_WRITE, false, 20);
    fail_each(WRITE, SQLITE_IOERR_WRITE, true, 20);
}

static void a_sync_that_fails_loses_and_doubles_nothing(void **state)
{
    (void)state;
    fail_each(SYNC, SQLITE_IOERR_FSYNC, false, 2);
    fail_each(SYNC, SQLITE_IOERR_FSYNC, true, 2);
}

static void a_full_disk_loses_and_doubles_nothing(void **state)
{
    (void)state;
    fail_each(WRITE, SQLITE_FULL, false, 20);
    fail_each(WRITE, SQLITE_FULL, true, 20);
}

static void a_read_that_fails_is_temporary(void **state)
{
    struct world *world = *state;
    struct fu_person *people;
    size_t count;
    begin(world);
    add_person(world, "alice@example.org");
    commit(world);
    /* Somebody else's change makes the pages be read again. */
    assert_int_equal(run_sql(world, "UPDATE person SET name = 'Al'"), SQLITE_OK);
    faults.failing = READ;
    faults.code = SQLITE_IOERR_READ;
    faults.lasting = true;
    faults.countdown = 1;
    enum fu_status status =
        fu_store_people(world->store, world->arena, &people, &count, &world->error);
    assert_int_equal(status, FU_TEMPORARY);
    assert_non_null(strstr(world->error.text, "kernel's log"));
    /* As long as it lasts, opening again fails too, and says so. */
    status = fu_store_people(world->store, world->arena, &people, &count, &world->error);
    assert_int_equal(status, FU_TEMPORARY);
    assert_int_equal(fu_store_begin(world->store, &world->error), FU_TEMPORARY);
    heal();
    assert_good(world, fu_store_people(world->store, world->arena, &people, &count, &world->error));
    assert_int_equal(count, 1);
}

static void after_an_io_error_the_database_is_opened_again(void **state)
{
    struct world *world = *state;
    begin(world);
    add_person(world, "alice@example.org");
    faults.failing = SYNC;
    faults.code = SQLITE_IOERR_FSYNC;
    faults.lasting = false;
    faults.countdown = 1;
    assert_int_equal(fu_store_commit(world->store, &world->error), FU_TEMPORARY);
    heal();
    faults.openings = 0;
    add_alice(world);
    assert_int_equal(faults.openings, 1);
    begin(world);
    commit(world);
    assert_int_equal(faults.openings, 1);
}

static void what_failed_in_part_is_not_committed(void **state)
{
    static const char junk[1024] = "no page";
    static char path[128];
    struct world *world = *state;
    int64_t page = number_of(world, "SELECT rootpage FROM sqlite_schema WHERE name = 'trouble'");
    path_of(world, "followupd.db", path);
    fu_store_close(&world->store);
    int fd = open(path, O_WRONLY);
    assert_int_equal(pwrite(fd, junk, sizeof junk, (page - 1) * 4096), (int)sizeof junk);
    close(fd);
    assert_good(world, fu_store_open(world->folder, &world->store, &world->error));
    begin(world);
    add_person(world, "alice@example.org");
    assert_int_equal(
        fu_store_trouble(world->store, "outbox", "refused", NOON, &world->error), FU_PERMANENT);
    assert_non_null(strstr(world->error.text, "is damaged"));
    struct fu_person bob = sample_person("bob@example.org");
    assert_int_equal(fu_store_person_add(world->store, &bob, &world->error), FU_TEMPORARY);
    assert_non_null(strstr(world->error.text, "has failed already"));
    assert_int_equal(fu_store_commit(world->store, &world->error), FU_TEMPORARY);
    assert_int_equal(number_of(world, "SELECT count(*) FROM person"), 0);
    add_alice(world);
    assert_int_equal(number_of(world, "SELECT count(*) FROM person"), 1);
}

static void an_urgent_claim_takes_the_ballast(void **state)
{
    struct world *world = *state;
    char ballast[128];
    int64_t alice = add_alice(world);
    path_of(world, "followupd.ballast", ballast);
    faults.ballast = ballast;
    /* An intake gets nothing of it. */
    assert_int_equal(take_mail(world, alice), FU_TEMPORARY);
    assert_non_null(strstr(world->error.text, "is full: make room"));
    assert_true(fu_store_full(world->store));
    assert_true(is_there(world, "followupd.ballast"));
    fu_store_urgent(world->store, true);
    /* The first try makes room for the second. */
    assert_int_equal(take_mail(world, alice), FU_TEMPORARY);
    assert_good(world, take_mail(world, alice));
    assert_false(fu_store_full(world->store));
    assert_false(is_there(world, "followupd.ballast"));
    assert_taken_once(world);
    heal();
}

static void an_urgent_commit_makes_room_for_the_next(void **state)
{
    struct world *world = *state;
    char ballast[128];
    add_alice(world);
    path_of(world, "followupd.ballast", ballast);
    fu_store_urgent(world->store, true);
    begin(world);
    add_person(world, "bob@example.org");
    /* One that only the commit meets. */
    faults.failing = WRITE;
    faults.code = SQLITE_FULL;
    faults.lasting = false;
    faults.countdown = 1;
    assert_int_equal(fu_store_commit(world->store, &world->error), FU_TEMPORARY);
    assert_int_equal(faults.failures, 1);
    assert_true(fu_store_full(world->store));
    heal();
    assert_false(is_there(world, "followupd.ballast"));
    begin(world);
    add_person(world, "bob@example.org");
    commit(world);
    assert_false(fu_store_full(world->store));
    assert_int_equal(number_of(world, "SELECT count(*) FROM person"), 2);
}

static void without_room_for_the_ballast_only_the_urgent_begin(void **state)
{
    struct world *world = *state;
    char ballast[128];
    path_of(world, "followupd.ballast", ballast);
    unlink(ballast);
    assert_int_equal(mkdir(ballast, 0700), 0);
    assert_int_equal(fu_store_begin(world->store, &world->error), FU_TEMPORARY);
    assert_true(fu_store_full(world->store));
    fu_store_urgent(world->store, true);
    begin(world);
    commit(world);
    fu_store_urgent(world->store, false);
    rmdir(ballast);
    begin(world);
    commit(world);
    struct stat file;
    assert_int_equal(stat(ballast, &file), 0);
    assert_int_equal(file.st_size, FU_STORE_BALLAST);
}

/* A disk of 2 MB, on which a store stands and the rest is filled up. */

static bool mount_small(const char *folder)
{
    int flags = CLONE_NEWNS | (geteuid() == 0 ? 0 : CLONE_NEWUSER);
    return unshare(flags) == 0 && mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) == 0 &&
           mount("none", folder, "tmpfs", 0, "size=2m") == 0;
}

static void fill_up(struct world *world)
{
    char path[128], bytes[4096] = {0};
    path_of(world, "filler", path);
    int fd = open(path, O_WRONLY | O_CREAT, 0600);
    while (write(fd, bytes, sizeof bytes) > 0) {
    }
    close(fd);
}

/* Claims one occurrence after the other; how many were. */
static int claim_all(struct world *world, int count)
{
    int claimed = 0;
    for (int i = 0; i < count; i++) {
        char address[32];
        snprintf(address, sizeof address, "p%d@example.org", i);
        struct fu_delivery delivery = {
            .occurrence = 1, .address = address, .message_id = "1.1@r", .created = NOON};
        enum fu_status status = FU_TEMPORARY;
        for (int tries = 0; status != FU_OK && tries < 2; tries++) {
            status = fu_store_begin(world->store, &world->error);
            if (status == FU_OK) {
                status = fu_store_delivery_add(world->store, &delivery, &world->error);
            }
            status = fu_store_commit(world->store, &world->error);
        }
        claimed += status == FU_OK;
    }
    return claimed;
}

static int on_a_full_disk(struct world *world)
{
    if (!mount_small(world->folder)) {
        return 77;
    }
    if (fu_store_prepare(world->folder, &world->error) != FU_OK ||
        fu_store_open(world->folder, &world->store, &world->error) != FU_OK) {
        return 1;
    }
    begin(world);
    int64_t alice = add_person(world, "alice@example.org");
    add_occurrence(world, add_followup(world, alice), NOON);
    commit(world);
    fill_up(world);
    enum fu_status status = take_mail(world, alice);
    if (status != FU_TEMPORARY || !fu_store_full(world->store) ||
        !is_there(world, "followupd.ballast")) {
        return 2;
    }
    fu_store_urgent(world->store, true);
    if (claim_all(world, 1000) != 1000 || is_there(world, "followupd.ballast")) {
        return 3;
    }
    /* What room is left is not the intake's. */
    fu_store_urgent(world->store, false);
    fill_up(world);
    if (take_mail(world, alice) != FU_TEMPORARY) {
        return 4;
    }
    char path[128];
    path_of(world, "filler", path);
    unlink(path);
    if (take_mail(world, alice) != FU_OK || fu_store_full(world->store) ||
        !is_there(world, "followupd.ballast")) {
        return 5;
    }
    return number_of(world, "SELECT count(*) FROM delivery") == 1000 ? 0 : 6;
}

static void on_a_full_disk_what_is_due_is_claimed(void **state)
{
    struct world *world = *state;
    int status;
    pid_t child = fork();
    if (child == 0) {
        _exit(on_a_full_disk(world));
    }
    waitpid(child, &status, 0);
    assert_true(WIFEXITED(status));
    if (WEXITSTATUS(status) == 77) {
        skip();
    }
    assert_int_equal(WEXITSTATUS(status), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_write_that_fails_loses_and_doubles_nothing),
        cmocka_unit_test(a_sync_that_fails_loses_and_doubles_nothing),
        cmocka_unit_test(a_full_disk_loses_and_doubles_nothing),
        TEST(a_read_that_fails_is_temporary, make_store),
        TEST(after_an_io_error_the_database_is_opened_again, make_store),
        TEST(what_failed_in_part_is_not_committed, make_store),
        TEST(an_urgent_claim_takes_the_ballast, make_store),
        TEST(an_urgent_commit_makes_room_for_the_next, make_store),
        TEST(without_room_for_the_ballast_only_the_urgent_begin, make_store),
        TEST(on_a_full_disk_what_is_due_is_claimed, make_folder),
    };
    return cmocka_run_group_tests(tests, stand_between, NULL);
}
