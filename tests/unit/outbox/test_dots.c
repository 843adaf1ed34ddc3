/* The dot file: what it tells after a death, torn and spoilt records, full and forbidden places. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "followupd/outbox/dots.h"

#include "../../lib/folder.h"

static char folder[64];
static char path[96];

/* Calls on the file that fail, are interrupted or do a part, when a test says so. */
static struct {
    int countdown; /* the call that brings it to 0 */
    int number;    /* fails with this errno; 0: does nothing and says so */
    int failures;
} faulty;

static bool fails_now(void)
{
    if (faulty.countdown == 0 || --faulty.countdown > 0) {
        return false;
    }
    faulty.failures++;
    errno = faulty.number;
    return true;
}

#define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

ssize_t pwrite(int fd, const void *bytes, size_t length, off_t offset)
{
    return fails_now() ? (faulty.number != 0 ? -1 : 0) : REAL(pwrite)(fd, bytes, length, offset);
}

ssize_t pread(int fd, void *bytes, size_t length, off_t offset)
{
    return fails_now() ? (faulty.number != 0 ? -1 : 0) : REAL(pread)(fd, bytes, length, offset);
}

int fstat(int fd, struct stat *file)
{
    return fails_now() ? -1 : REAL(fstat)(fd, file);
}

int ftruncate(int fd, off_t size)
{
    return fails_now() ? -1 : REAL(ftruncate)(fd, size);
}

static int make_folder(void **state)
{
    (void)state;
    assert_true(make_own_folder(folder, sizeof folder, "followupd-dots"));
    snprintf(path, sizeof path, "%s/dots", folder);
    return 0;
}

static int remove_folder(void **state)
{
    (void)state;
    unlink(path);
    return rmdir(folder);
}

static struct fu_dots *open_dots(void)
{
    struct fu_dots *dots;
    struct fu_error error;
    assert_int_equal(fu_dots_open(path, &dots, &error), FU_OK);
    return dots;
}

static void add(struct fu_dots *dots, enum fu_parcel_kind kind, int64_t id, int64_t attempt)
{
    struct fu_error error;
    assert_int_equal(fu_dots_add(dots, kind, id, attempt, &error), FU_OK);
}

static void put(const void *bytes, size_t length)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);
    assert_int_equal(write(fd, bytes, length), length);
    close(fd);
}

/* The records in the file, NULs and all that follows them left out. */
static const char *content(void)
{
    static char bytes[1 << 20];
    int fd = open(path, O_RDONLY);
    ssize_t length = read(fd, bytes, sizeof bytes - 1);
    close(fd);
    bytes[length > 0 ? length : 0] = '\0';
    return bytes;
}

static void a_new_file_is_private_and_holds_nothing(void **state)
{
    (void)state;
    struct fu_dots *dots = open_dots();
    assert_false(fu_dots_has(dots, FU_PARCEL_DELIVERY, 1, 1));
    fu_dots_close(&dots);
    assert_null(dots);
    fu_dots_close(&dots);
    struct stat status;
    assert_int_equal(stat(path, &status), 0);
    assert_int_equal(status.st_mode & 0777, 0600);
}

static void a_record_is_there_for_the_next_process_not_for_this_one(void **state)
{
    (void)state;
    struct fu_dots *dots = open_dots();
    add(dots, FU_PARCEL_DELIVERY, 417, 2);
    assert_false(fu_dots_has(dots, FU_PARCEL_DELIVERY, 417, 2));
    struct fu_dots *next = open_dots(); /* the first is not closed: it was killed */
    assert_true(fu_dots_has(next, FU_PARCEL_DELIVERY, 417, 2));
    assert_false(fu_dots_has(next, FU_PARCEL_DELIVERY, 417, 1));
    assert_false(fu_dots_has(next, FU_PARCEL_DELIVERY, 417, 3));
    assert_false(fu_dots_has(next, FU_PARCEL_DELIVERY, 41, 2));
    assert_false(fu_dots_has(next, FU_PARCEL_MESSAGE, 417, 2));
    fu_dots_close(&next);
    fu_dots_close(&dots);
}

static void records_of_several_lives_add_up_until_they_are_cleared(void **state)
{
    (void)state;
    struct fu_error error;
    struct fu_dots *dots = open_dots();
    add(dots, FU_PARCEL_DELIVERY, 2, 1);
    fu_dots_close(&dots);
    dots = open_dots();
    add(dots, FU_PARCEL_MESSAGE, INT64_MAX, INT64_MAX);
    fu_dots_close(&dots);
    dots = open_dots();
    assert_true(fu_dots_has(dots, FU_PARCEL_DELIVERY, 2, 1));
    assert_true(fu_dots_has(dots, FU_PARCEL_MESSAGE, INT64_MAX, INT64_MAX));
    assert_int_equal(fu_dots_clear(dots, &error), FU_OK);
    add(dots, FU_PARCEL_DELIVERY, 3, 1);
    fu_dots_close(&dots);
    dots = open_dots();
    assert_false(fu_dots_has(dots, FU_PARCEL_DELIVERY, 2, 1));
    assert_false(fu_dots_has(dots, FU_PARCEL_MESSAGE, INT64_MAX, INT64_MAX));
    assert_true(fu_dots_has(dots, FU_PARCEL_DELIVERY, 3, 1));
    fu_dots_close(&dots);
}

static enum fu_status keep(struct fu_dots *dots, int64_t first, int64_t second)
{
    const struct fu_parcel parcels[] = {{.kind = FU_PARCEL_DELIVERY, .id = first, .attempt = 1},
        {.kind = FU_PARCEL_MESSAGE, .id = second, .attempt = 2}};
    const struct fu_parcel *const kept[] = {&parcels[0], &parcels[1]};
    return fu_dots_keep(dots, kept, 2, NULL);
}

/* With few before and with more than a block of them. */
static void what_is_kept_stays_and_all_else_goes(void **state)
{
    (void)state;
    for (int64_t others = 1; others < 4000; others *= 15) {
        struct fu_dots *dots = open_dots();
        for (int64_t id = 1; id <= others; id++) {
            add(dots, FU_PARCEL_DELIVERY, id, 1);
        }
        add(dots, FU_PARCEL_MESSAGE, 7, 2);
        assert_int_equal(keep(dots, others, 7), FU_OK);
        add(dots, FU_PARCEL_MESSAGE, 8, 1);
        fu_dots_close(&dots);
        dots = open_dots();
        assert_true(fu_dots_has(dots, FU_PARCEL_DELIVERY, others, 1));
        assert_true(fu_dots_has(dots, FU_PARCEL_MESSAGE, 7, 2));
        assert_true(fu_dots_has(dots, FU_PARCEL_MESSAGE, 8, 1));
        for (int64_t id = 1; id < others; id++) {
            assert_false(fu_dots_has(dots, FU_PARCEL_DELIVERY, id, 1));
        }
        assert_int_equal(fu_dots_keep(dots, NULL, 0, NULL), FU_OK);
        assert_string_equal(content(), "");
        fu_dots_close(&dots);
    }
}

/* Whichever call fails, or is the last of its process. */
static void what_is_kept_is_there_at_any_moment(void **state)
{
    (void)state;
    int call = 0, failures;
    do {
        struct fu_dots *dots = open_dots();
        for (int64_t id = 1; id <= 2000; id++) {
            add(dots, FU_PARCEL_DELIVERY, id, 1);
        }
        add(dots, FU_PARCEL_MESSAGE, 7, 2);
        faulty.number = EIO;
        faulty.failures = 0;
        faulty.countdown = ++call;
        enum fu_status status = keep(dots, 1999, 7);
        failures = faulty.failures;
        faulty.countdown = 0;
        assert_int_equal(status, failures > 0 ? FU_TEMPORARY : FU_OK);
        fu_dots_close(&dots);
        dots = open_dots();
        assert_true(fu_dots_has(dots, FU_PARCEL_DELIVERY, 1999, 1));
        assert_true(fu_dots_has(dots, FU_PARCEL_MESSAGE, 7, 2));
        assert_int_equal(fu_dots_clear(dots, NULL), FU_OK);
        fu_dots_close(&dots);
    } while (failures > 0);
    assert_true(call > 2);
}

static void many_more_than_there_is_room_kept_for_are_found(void **state)
{
    (void)state;
    struct fu_error error;
    struct fu_dots *dots = open_dots();
    for (int64_t id = 20000; id > 0; id--) {
        add(dots, id % 2 == 0 ? FU_PARCEL_DELIVERY : FU_PARCEL_MESSAGE, id, id % 7);
    }
    fu_dots_close(&dots);
    dots = open_dots();
    for (int64_t id = 1; id <= 20000; id++) {
        assert_true(
            fu_dots_has(dots, id % 2 == 0 ? FU_PARCEL_DELIVERY : FU_PARCEL_MESSAGE, id, id % 7));
        assert_false(
            fu_dots_has(dots, id % 2 == 0 ? FU_PARCEL_MESSAGE : FU_PARCEL_DELIVERY, id, id % 7));
    }
    assert_int_equal(fu_dots_clear(dots, &error), FU_OK);
    fu_dots_close(&dots);
    struct stat status;
    assert_int_equal(stat(path, &status), 0);
    assert_int_equal(status.st_size, 64 * 1024);
    assert_string_equal(content(), "");
}

static void a_torn_record_at_the_end_is_dropped_wherever_it_is_torn(void **state)
{
    (void)state;
    static const char records[] = "delivery 1 1\nmessage 22 3\n";
    size_t first = strlen("delivery 1 1\n");
    for (size_t length = 0; length < sizeof records; length++) {
        put(records, length);
        struct fu_dots *dots = open_dots();
        assert_int_equal(fu_dots_has(dots, FU_PARCEL_DELIVERY, 1, 1), length >= first);
        assert_int_equal(fu_dots_has(dots, FU_PARCEL_MESSAGE, 22, 3), length == sizeof records - 1);
        assert_false(fu_dots_has(dots, FU_PARCEL_MESSAGE, 2, 3));
        assert_false(fu_dots_has(dots, FU_PARCEL_MESSAGE, 22, 0));
        add(dots, FU_PARCEL_DELIVERY, 5, 1);
        fu_dots_close(&dots);
        dots = open_dots();
        assert_true(fu_dots_has(dots, FU_PARCEL_DELIVERY, 5, 1));
        assert_int_equal(fu_dots_has(dots, FU_PARCEL_DELIVERY, 1, 1), length >= first);
        fu_dots_close(&dots);
    }
}

static void a_torn_record_is_not_mended_by_a_shorter_one(void **state)
{
    (void)state;
    put("delivery 1 1\ndelivery 99999999", 30);
    struct fu_dots *dots = open_dots();
    add(dots, FU_PARCEL_MESSAGE, 1, 1);
    fu_dots_close(&dots);
    assert_string_equal(content(), "delivery 1 1\nmessage 1 1\n");
}

static void lines_that_are_none_are_skipped(void **state)
{
    (void)state;
    static const char *const lines[] = {"", "delivery", "delivery 1", "delivery  1", "delivery 1 ",
        "delivery x 1", "delivery 1 x", "delivery -1 1", "delivery 1 1 1", "letter 1 1",
        "Delivery 1 1", "deliver 1 1", "deliveryy 1 1", " delivery 1 1", "delivery 1 1\r",
        "delivery 99999999999999999999 1", "1 1"};
    for (size_t i = 0; i < sizeof lines / sizeof lines[0]; i++) {
        char text[128];
        int length = snprintf(text, sizeof text, "message 7 7\n%s\ndelivery 8 8\n", lines[i]);
        put(text, (size_t)length);
        struct fu_dots *dots = open_dots();
        assert_true(fu_dots_has(dots, FU_PARCEL_MESSAGE, 7, 7));
        assert_true(fu_dots_has(dots, FU_PARCEL_DELIVERY, 8, 8));
        assert_false(fu_dots_has(dots, FU_PARCEL_DELIVERY, 1, 1));
        fu_dots_close(&dots);
    }
}

static void zeros_end_the_records(void **state)
{
    (void)state;
    put("delivery 1 1\n\0\0delivery 2 2\n", 28);
    struct fu_dots *dots = open_dots();
    assert_true(fu_dots_has(dots, FU_PARCEL_DELIVERY, 1, 1));
    assert_false(fu_dots_has(dots, FU_PARCEL_DELIVERY, 2, 2));
    fu_dots_close(&dots);
}

static void the_kept_room_takes_records_when_the_file_may_not_grow(void **state)
{
    (void)state;
    struct fu_error error;
    struct fu_dots *dots = open_dots();
    signal(SIGXFSZ, SIG_IGN);
    struct rlimit before;
    getrlimit(RLIMIT_FSIZE, &before);
    struct rlimit limit = {.rlim_cur = 64 * 1024, .rlim_max = before.rlim_max};
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &limit), 0);
    int64_t id = 0;
    while (fu_dots_add(dots, FU_PARCEL_DELIVERY, 1000000 + id, 1, &error) == FU_OK) {
        id++;
    }
    enum fu_status cleared = FU_OK;
    enum fu_status added = FU_OK;
    struct fu_error ignored;
    cleared = fu_dots_clear(dots, &ignored);
    added = fu_dots_add(dots, FU_PARCEL_DELIVERY, 5, 1, &ignored);
    setrlimit(RLIMIT_FSIZE, &before);
    assert_in_range(id, 3000, 4000);
    assert_int_equal(error.status, FU_TEMPORARY);
    assert_non_null(strstr(error.text, path));
    assert_int_equal(cleared, FU_OK);
    assert_int_equal(added, FU_OK);
    fu_dots_close(&dots);
    assert_string_equal(content(), "delivery 5 1\n");
}

static void places_that_are_no_file_are_refused(void **state)
{
    (void)state;
    struct fu_dots *dots;
    struct fu_error error;
    static const char *const wrong[] = {"/", "/nowhere/dots", "/dev/null"};
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        assert_int_equal(fu_dots_open(wrong[i], &dots, &error), FU_TEMPORARY);
        assert_null(dots);
        assert_non_null(strstr(error.text, wrong[i]));
    }
    assert_int_equal(symlink("/dev/null", path), 0);
    assert_int_equal(fu_dots_open(path, &dots, &error), FU_TEMPORARY);
    unlink(path);
    int fd = open(path, O_WRONLY | O_CREAT, 0600);
    assert_int_equal(ftruncate(fd, 16 * 1024 * 1024 + 1), 0);
    assert_int_equal(fu_dots_open(path, &dots, &error), FU_TEMPORARY);
    assert_int_equal(ftruncate(fd, 16 * 1024 * 1024), 0);
    close(fd);
    dots = open_dots();
    fu_dots_close(&dots);
}

/* Opening a torn file that is longer than what is kept, recording and clearing. */
static enum fu_status use_all(void)
{
    struct fu_dots *dots;
    struct fu_error error;
    enum fu_status status = fu_dots_open(path, &dots, &error);
    if (status != FU_OK) {
        assert_null(dots);
        return status;
    }
    /* A file that ended sooner than it had said is read as far as it went. */
    assert_true(fu_dots_has(dots, FU_PARCEL_DELIVERY, 1, 1) || faulty.number == 0);
    status = fu_dots_add(dots, FU_PARCEL_DELIVERY, 2, 1, &error);
    if (status == FU_OK) {
        status = fu_dots_clear(dots, &error);
    }
    fu_dots_close(&dots);
    return status;
}

static int fail_each(int number, int *refused)
{
    enum { LINES = 6000 };
    static const char line[] = "delivery 1 1\n", torn[] = "delivery 1";
    static char bytes[LINES * sizeof line];
    int call = 0;
    size_t length = 0;
    for (int i = 0; i < LINES; i++, length += sizeof line - 1) {
        memcpy(bytes + length, line, sizeof line - 1);
    }
    memcpy(bytes + length, torn, sizeof torn - 1);
    length += sizeof torn - 1;
    do {
        faulty.countdown = 0;
        put(bytes, length);
        faulty.number = number;
        faulty.failures = 0;
        faulty.countdown = ++call;
        *refused += use_all() == FU_TEMPORARY;
    } while (faulty.failures > 0);
    faulty.countdown = 0;
    return call - 1;
}

static void a_call_that_fails_stops_what_is_recorded(void **state)
{
    int refused = 0;
    (void)state;
    int calls = fail_each(EIO, &refused);
    assert_true(calls > 4);
    assert_int_equal(refused, calls);
    /* What is interrupted is done again, but for a look and a cut, which are not. */
    refused = 0;
    calls = fail_each(EINTR, &refused);
    assert_int_equal(refused, 2);
    refused = 0;
    fail_each(0, &refused);
    assert_true(refused > 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
#define TEST(name) cmocka_unit_test_setup_teardown(name, make_folder, remove_folder)
        TEST(a_call_that_fails_stops_what_is_recorded),
        TEST(a_new_file_is_private_and_holds_nothing),
        TEST(a_record_is_there_for_the_next_process_not_for_this_one),
        TEST(records_of_several_lives_add_up_until_they_are_cleared),
        TEST(what_is_kept_stays_and_all_else_goes),
        TEST(what_is_kept_is_there_at_any_moment),
        TEST(many_more_than_there_is_room_kept_for_are_found),
        TEST(a_torn_record_at_the_end_is_dropped_wherever_it_is_torn),
        TEST(a_torn_record_is_not_mended_by_a_shorter_one),
        TEST(lines_that_are_none_are_skipped),
        TEST(zeros_end_the_records),
        TEST(the_kept_room_takes_records_when_the_file_may_not_grow),
        TEST(places_that_are_no_file_are_refused),
#undef TEST
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
