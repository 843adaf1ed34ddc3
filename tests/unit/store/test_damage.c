/* Bytes of the database that are not what was written. Whatever they are: the start refuses them
 * with a sentence, or all goes on, with errors where it has to; never a crash, never a fresh start,
 * and what is refused stays as it was found. The seed is FU_DAMAGE_SEED, or today's;
 * FU_DAMAGE_ROUNDS says how many flips, for a long run. */
#include <time.h>

#include "support.h"

#include "followupd/base/clock.h"
#include "followupd/store/letters.h"

enum { ROUNDS = 250, PAGE = 4096, SIZE_MAX_KEPT = 1024 * 1024, ROWS = 20 };

static unsigned char whole[SIZE_MAX_KEPT], damaged[SIZE_MAX_KEPT], after[SIZE_MAX_KEPT];
static size_t size;
static uint64_t chance;

static size_t below(size_t limit)
{
    chance = chance * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (size_t)(chance >> 33) % limit;
}

static long number_from(const char *name, long otherwise)
{
    const char *text = getenv(name);
    return text != NULL ? atol(text) : otherwise;
}

static size_t read_file(const struct world *world, unsigned char *bytes)
{
    char path[128];
    path_of(world, "followupd.db", path);
    FILE *file = fopen(path, "r");
    assert_non_null(file);
    size_t length = fread(bytes, 1, SIZE_MAX_KEPT, file);
    fclose(file);
    return length;
}

static void write_file(const struct world *world, const unsigned char *bytes, size_t length)
{
    char path[128];
    path_of(world, "followupd.db-journal", path);
    unlink(path);
    path_of(world, "followupd.db", path);
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    assert_int_equal(fwrite(bytes, 1, length, file), length);
    assert_int_equal(fclose(file), 0);
}

/* Rows of every kind, and pages that are free again. */
static void fill(struct world *world)
{
    static char subject[2 * PAGE];
    memset(subject, 's', sizeof subject - 1);
    begin(world);
    for (uint32_t i = 1; i <= ROWS; i++) {
        char address[64], unique[32];
        snprintf(address, sizeof address, "person%u@example.org", i);
        snprintf(unique, sizeof unique, "unique%u", i);
        int64_t person = add_person(world, address);
        struct fu_stored_letter letter = sample_letter(person, i);
        letter.text = subject; /* a row of several pages */
        add_letter(world, &letter);
        int64_t occurrence = add_occurrence(world, add_followup(world, person), NOON + i);
        add_delivery(world, occurrence, address);
        add_message(world, unique);
    }
    commit(world);
    assert_int_equal(run_sql(world, "DELETE FROM body WHERE letter % 2"), SQLITE_OK);
    fu_store_close(&world->store);
    size = read_file(world, whole);
    assert_in_range(size, 10 * PAGE, SIZE_MAX_KEPT - 1);
}

/* As the daemon does: reads all, changes something. Errors are fine. */
static void use(struct world *world)
{
    const struct fu_filter filter = {.state = -1, .most = 1000};
    struct fu_store_counts counts;
    struct fu_listed *rows;
    struct fu_delivery *queue;
    struct fu_stored_letter *letter;
    struct fu_person *person;
    fu_instant due;
    size_t count;
    fu_store_count(world->store, NOON, &counts, &world->error);
    fu_store_next_due(world->store, &due, &world->error);
    fu_store_list(world->store, world->arena, &filter, &rows, &count, &world->error);
    fu_store_queue(world->store, world->arena, &queue, &count, &world->error);
    for (int64_t i = 1; i <= ROWS; i++) {
        fu_store_letter_get(world->store, world->arena, i, &letter, &world->error);
    }
    if (fu_store_begin(world->store, &world->error) == FU_OK) {
        bool fine = fu_store_person_find(world->store, world->arena, "person3@example.org", &person,
                        &world->error) == FU_OK &&
                    fu_store_ready(world->store, world->arena, NOON + 2 * ROWS, 1000, &queue,
                        &count, &world->error) == FU_OK;
        for (size_t i = 0; fine && i < count; i++) {
            fine = fu_store_claim(world->store, world->arena, NOON + 2 * ROWS, &queue[i],
                       &world->error) == FU_OK;
        }
        if (!fine || fu_store_commit(world->store, &world->error) != FU_OK) {
            fu_store_rollback(world->store);
        }
    }
}

/* Starts on these bytes; whether it was refused. */
static bool start(struct world *world, const unsigned char *bytes, size_t length)
{
    write_file(world, bytes, length);
    enum fu_status status = fu_store_prepare(world->folder, &world->error);
    if (status == FU_OK) {
        status = fu_store_open(world->folder, &world->store, &world->error);
    }
    if (status == FU_OK) {
        use(world);
        fu_store_close(&world->store);
        fu_arena_reset(world->arena);
        return false;
    }
    assert_int_equal(status, FU_PERMANENT);
    assert_non_null(strstr(world->error.text, "followupd.db"));
    assert_int_equal(read_file(world, after), length);
    assert_memory_equal(after, bytes, length);
    return true;
}

static void bytes_that_changed_are_refused_or_harmless(void **state)
{
    struct world *world = *state;
    long seed = number_from("FU_DAMAGE_SEED", (long)time(NULL));
    long rounds = number_from("FU_DAMAGE_ROUNDS", ROUNDS), refused = 0;
    fill(world);
    assert_false(start(world, whole, size));
    chance = (uint64_t)seed;
    print_message("seed %ld\n", seed);
    for (long round = 0; round < rounds; round++) {
        memcpy(damaged, whole, size);
        /* The header and the first bytes of each page say what all others mean. */
        size_t place = round % 3 == 0   ? below(100)
                       : round % 3 == 1 ? below(size / PAGE) * PAGE + below(64)
                                        : below(size);
        size_t length = 1 + (round % 5 == 0 ? below(512) : 0);
        for (size_t i = place; i < place + length && i < size; i++) {
            damaged[i] ^= (unsigned char)(1 + below(255));
        }
        refused += start(world, damaged, size);
    }
    print_message("refused %ld of %ld\n", refused, rounds);
    assert_in_range(refused, rounds / 8, rounds - 1);
}

/* Of the last page only what is in use matters: it may be a free one. */
static void a_database_cut_short_is_refused(void **state)
{
    struct world *world = *state;
    fill(world);
    for (size_t length = 0; length < size; length += length < 600 ? 50 : PAGE - length % PAGE) {
        if (!start(world, whole, length)) {
            fail_msg("%zu of %zu bytes were taken for a database", length, size);
        }
    }
    for (size_t length = size - PAGE; length < size; length += 100) {
        start(world, whole, length);
    }
}

static void pages_that_never_arrived_are_missed(void **state)
{
    struct world *world = *state;
    size_t refused = 0;
    fill(world);
    for (size_t page = 0; page < size / PAGE; page++) {
        memcpy(damaged, whole, size);
        memset(damaged + page * PAGE, page % 2 ? 0 : 0xa5, PAGE);
        refused += start(world, damaged, size);
    }
    /* Those that hold nothing but text, or nothing at all, are as good as others. */
    assert_in_range(refused, size / PAGE / 2, size / PAGE);
}

static void is_lost(struct world *world, bool expected)
{
    assert_int_equal(fu_store_is_lost(world->folder), expected);
}

/* Sets a number of the file's header, as SQLite has it there. */
static void set_header(const struct world *world, off_t place, const char bytes[4])
{
    char path[128];
    path_of(world, "followupd.db", path);
    int file = open(path, O_WRONLY);
    assert_int_equal(pwrite(file, bytes, 4, place), 4);
    close(file);
}

static void what_a_backup_cures_is_lost(void **state)
{
    enum { VERSION = 60, APPLICATION = 68 };
    struct world *world = *state;
    char path[128], copy[128];
    bool made;
    path_of(world, "followupd.db", path);
    path_of(world, "copy", copy);
    is_lost(world, false);
    fu_store_close(&world->store);
    set_header(world, VERSION, "\0\0\4\0");
    is_lost(world, false);
    assert_int_equal(rename(path, copy), 0);
    is_lost(world, false);
    assert_int_equal(mkdir(path, 0700), 0);
    is_lost(world, false);
    assert_int_equal(rmdir(path), 0);
    write_file(world, (const unsigned char *)"", 0);
    is_lost(world, true);
    write_file(world, (const unsigned char *)"no database at all", 18);
    is_lost(world, true);
    assert_int_equal(unlink(path), 0);
    assert_good(world, fu_store_prepare(world->folder, &world->error));
    assert_good(world, fu_store_open(world->folder, &world->store, &world->error));
    assert_good(world, fu_store_backup_daily(world->store, NOON, &made, &world->error));
    fu_store_close(&world->store);
    set_header(world, APPLICATION, "nope");
    is_lost(world, false);
    assert_int_equal(unlink(path), 0);
    is_lost(world, true);
}

/* As whoever runs followupd, whom root's files keep out; who is not root is kept out by no rights.
 */
static bool lost_to_another(struct world *world, bool kept_out)
{
    bool root = geteuid() == 0, lost;
    assert_int_equal(root ? seteuid(65534) : 0, 0);
    assert_int_equal(fu_store_is_kept_out(world->folder), kept_out);
    lost = fu_store_is_lost(world->folder);
    assert_int_equal(root ? seteuid(0) : 0, 0);
    return lost;
}

static void what_we_are_kept_out_of_is_not_lost(void **state)
{
    struct world *world = *state;
    char store[128], lock[128], journal[160];
    int file;
    bool root = geteuid() == 0;
    path_of(world, "followupd.db", store);
    path_of(world, "followupd.lock", lock);
    snprintf(journal, sizeof journal, "%s-journal", store);
    fu_store_close(&world->store);
    assert_int_equal(chmod(world->folder, 0777), 0);
    assert_int_equal(root ? chown(store, 65534, 65534) : 0, 0);
    assert_int_equal(root ? chown(lock, 65534, 65534) : 0, 0);
    assert_false(lost_to_another(world, false));
    file = open(journal, O_WRONLY | O_CREAT, 0);
    assert_int_equal(write(file, "a journal of root's", 19), 19);
    close(file);
    assert_false(lost_to_another(world, true));
    assert_int_equal(chmod(store, 0), 0);
    assert_int_equal(root ? chown(store, 0, 0) : 0, 0);
    assert_false(lost_to_another(world, true));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(bytes_that_changed_are_refused_or_harmless, make_store),
        TEST(a_database_cut_short_is_refused, make_store),
        TEST(pages_that_never_arrived_are_missed, make_store),
        TEST(what_a_backup_cures_is_lost, make_store),
        TEST(what_we_are_kept_out_of_is_not_lost, make_store),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
