/* The list of mails that are read again: what was added is there, whatever else the file holds. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "followupd/setup/recovered.h"

#include "../../lib/folder.h"

static char folder[64], path[96];
static struct fu_arena *arena;
static struct fu_error error;

static int set_up(void **state)
{
    (void)state;
    if (!make_own_folder(folder, sizeof folder, "fu-recovered"))
        return -1;
    snprintf(path, sizeof path, "%s/recovered", folder);
    arena = fu_arena_new();
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    fu_arena_free(&arena);
    rmdir(path);
    unlink(path);
    return rmdir(folder);
}

static struct fu_recovered read_all(void)
{
    struct fu_recovered recovered;

    assert_int_equal(fu_recovered_read(path, arena, &recovered, &error), FU_OK);
    return recovered;
}

static void without_a_file_no_mail_is_one(void **state)
{
    struct fu_recovered none = read_all();

    (void)state;
    assert_int_equal(none.count, 0);
    assert_false(fu_recovered_has(&none, 5));
    assert_int_equal(fu_recovered_add(path, NULL, 0, &error), FU_OK);
    assert_int_equal(access(path, F_OK), -1);
}

static void what_is_added_is_there_once_with_what_was_there(void **state)
{
    const fu_instant first[] = {1794994200, 7, 1794994200}, second[] = {8, 7};
    struct fu_recovered all;
    struct stat file;

    (void)state;
    assert_int_equal(fu_recovered_add(path, first, 3, &error), FU_OK);
    assert_int_equal(fu_recovered_add(path, second, 2, &error), FU_OK);
    all = read_all();
    assert_int_equal(all.count, 3);
    assert_true(fu_recovered_has(&all, 7));
    assert_true(fu_recovered_has(&all, 8));
    assert_true(fu_recovered_has(&all, 1794994200));
    assert_false(fu_recovered_has(&all, 9));
    assert_false(fu_recovered_has(&all, FU_NEVER));
    assert_int_equal(stat(path, &file), 0);
    assert_int_equal(file.st_mode & 0777, 0600);
}

static void it_is_forgotten_when_nothing_was_added_for_long(void **state)
{
    const fu_instant one = 7, written = 1794994200;
    const struct timespec times[2] = {{written, 0}, {written, 0}};

    (void)state;
    fu_recovered_forget(path, written);
    assert_int_equal(fu_recovered_add(path, &one, 1, &error), FU_OK);
    assert_int_equal(utimensat(AT_FDCWD, path, times, 0), 0);
    fu_recovered_forget(path, written);
    assert_int_equal(read_all().count, 1);
    fu_recovered_forget(path, written + 1);
    assert_int_equal(access(path, F_OK), -1);
}

static void a_line_that_is_none_is_passed_over(void **state)
{
    FILE *file = fopen(path, "w");
    struct fu_recovered all;

    (void)state;
    fputs("12\nx\n\n-3\n99999999999999999999\n5\n1 2\n1 x main\nx 2 main\n1 2 main\n6", file);
    fclose(file);
    all = read_all();
    assert_int_equal(all.count, 2);
    assert_true(fu_recovered_has(&all, 5));
    assert_true(fu_recovered_has(&all, 12));
    assert_int_equal(all.stay_count, 1);
}

static void the_times_of_an_inbox_stand_beside_the_moments(void **state)
{
    const fu_instant one = 7;
    const struct fu_recovered_stay main_one = {"main", 10, 20}, other = {"the other", 5, 15};
    struct fu_recovered all;

    (void)state;
    assert_int_equal(fu_recovered_add_stay(path, &main_one, &error), FU_OK);
    assert_int_equal(fu_recovered_add(path, &one, 1, &error), FU_OK);
    assert_int_equal(fu_recovered_add_stay(path, &other, &error), FU_OK);
    all = read_all();
    assert_int_equal(all.count, 1);
    assert_true(fu_recovered_has(&all, 7));
    assert_false(fu_recovered_has(&all, 10));
    assert_int_equal(all.stay_count, 2);
    assert_false(fu_recovered_stays(&all, "main", 9));
    assert_true(fu_recovered_stays(&all, "main", 10));
    assert_true(fu_recovered_stays(&all, "main", 20));
    assert_false(fu_recovered_stays(&all, "main", 21));
    assert_true(fu_recovered_stays(&all, "the other", 5));
    assert_false(fu_recovered_stays(&all, "the other", FU_NEVER));
    assert_false(fu_recovered_stays(&all, "the", 12));
}

static void what_cannot_be_read_is_told(void **state)
{
    const fu_instant one = 1;
    const struct fu_recovered_stay stay = {"main", 1, 2};
    struct fu_recovered all;

    (void)state;
    assert_int_equal(mkdir(path, 0700), 0);
    assert_int_not_equal(fu_recovered_read(path, arena, &all, &error), FU_OK);
    assert_int_not_equal(fu_recovered_add(path, &one, 1, &error), FU_OK);
    assert_int_not_equal(fu_recovered_add_stay(path, &stay, &error), FU_OK);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(without_a_file_no_mail_is_one, set_up, tear_down),
        cmocka_unit_test_setup_teardown(
            what_is_added_is_there_once_with_what_was_there, set_up, tear_down),
        cmocka_unit_test_setup_teardown(
            it_is_forgotten_when_nothing_was_added_for_long, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_line_that_is_none_is_passed_over, set_up, tear_down),
        cmocka_unit_test_setup_teardown(
            the_times_of_an_inbox_stand_beside_the_moments, set_up, tear_down),
        cmocka_unit_test_setup_teardown(what_cannot_be_read_is_told, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
