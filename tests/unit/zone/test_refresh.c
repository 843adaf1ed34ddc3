/* Zone files that change while the program runs. The disk is replaced: this program defines
 * src/zone/files.h itself. */
#include "help.h"

#include "../../../src/zone/files.h"

static struct tzif disk;
static struct fu_zone_mark disk_mark;
static bool disk_has_file;
static int reads, looks;

bool fu_zone_name_valid(const char *name)
{
    return strncmp(name, "Test/", 5) == 0;
}

bool fu_zone_file_mark(const char *name, struct fu_zone_mark *mark)
{
    (void)name;
    looks++;
    *mark = disk_mark;
    return disk_has_file;
}

bool fu_zone_file_read(const char *name, struct fu_buffer *bytes)
{
    (void)name;
    reads++;
    fu_buffer_clear(bytes);
    fu_buffer_add(bytes, disk.bytes, disk.length);
    return disk_has_file;
}

void fu_zone_files_visit(void (*visit)(const char *name, void *context), void *context)
{
    visit("Test/Zone", context);
}

static void put(const char *footer)
{
    static const int offsets[] = {0};
    const struct tzif_table table = {
        0, (const int64_t[]){0}, (const unsigned char *)"", 1, offsets};

    tzif_make(&disk, '2', &table, footer);
    disk_mark.inode++;
    disk_has_file = true;
}

/* Every test begins with "Test/Zone" at one hour east, read and unchanged. */
static int set_up(void **state)
{
    (void)state;
    put("AAA-1");
    if (fu_zone_find("Test/Zone")) {
        fu_zone_refresh();
    }
    reads = looks = 0;
    return 0;
}

static int offset_now(void)
{
    return fu_zone_offset(fu_zone_find("Test/Zone"), 0);
}

static void an_unchanged_file_is_not_read_again(void **state)
{
    (void)state;
    assert_int_equal(offset_now(), 3600);
    assert_int_equal(offset_now(), 3600);
    assert_false(fu_zone_refresh());
    assert_false(fu_zone_refresh());
    assert_int_equal(reads, 0);
    assert_int_equal(looks, 2);
}

static void a_changed_file_counts_from_the_refresh_on(void **state)
{
    (void)state;
    put("BBB-2");
    assert_int_equal(offset_now(), 3600);
    assert_true(fu_zone_refresh());
    assert_int_equal(offset_now(), 7200);
    assert_false(fu_zone_refresh());
    assert_int_equal(reads, 1);
}

static void every_mark_of_a_file_tells_a_change(void **state)
{
    (void)state;
    disk_mark.device++;
    assert_true(fu_zone_refresh());
    disk_mark.inode++;
    assert_true(fu_zone_refresh());
    disk_mark.size++;
    assert_true(fu_zone_refresh());
    disk_mark.seconds++;
    assert_true(fu_zone_refresh());
    disk_mark.nanoseconds++;
    assert_true(fu_zone_refresh());
    assert_false(fu_zone_refresh());
}

static void a_zone_whose_file_is_gone_stays_as_it_was(void **state)
{
    (void)state;
    disk_has_file = false;
    assert_false(fu_zone_refresh());
    assert_int_equal(offset_now(), 3600);
    put("BBB-2");
    assert_true(fu_zone_refresh());
    assert_int_equal(offset_now(), 7200);
}

static void a_zone_whose_file_is_damaged_stays_as_it_was_until_it_is_mended(void **state)
{
    (void)state;
    put("no rule");
    assert_false(fu_zone_refresh());
    assert_false(fu_zone_refresh());
    assert_int_equal(offset_now(), 3600);
    put("BBB-2");
    assert_true(fu_zone_refresh());
    assert_int_equal(offset_now(), 7200);
}

static void one_changed_zone_among_several_is_told(void **state)
{
    (void)state;
    assert_non_null(fu_zone_find("Test/Other"));
    assert_non_null(fu_zone_find("Test/Third"));
    assert_int_equal(fu_zone_offset(fu_zone_find("Test/Other"), 0), 3600);
    put("BBB-2");
    assert_true(fu_zone_refresh());
    assert_int_equal(fu_zone_offset(fu_zone_find("Test/Other"), 0), 7200);
    assert_int_equal(fu_zone_offset(fu_zone_find("Test/Third"), 0), 7200);
    assert_int_equal(offset_now(), 7200);
}

static void a_zone_that_was_damaged_at_first_is_found_once_mended(void **state)
{
    (void)state;
    put("no rule");
    assert_null(fu_zone_find("Test/Mended"));
    put("AAA-1");
    assert_non_null(fu_zone_find("Test/Mended"));
    assert_null(fu_zone_find("Elsewhere"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(an_unchanged_file_is_not_read_again, set_up),
        cmocka_unit_test_setup(a_changed_file_counts_from_the_refresh_on, set_up),
        cmocka_unit_test_setup(every_mark_of_a_file_tells_a_change, set_up),
        cmocka_unit_test_setup(a_zone_whose_file_is_gone_stays_as_it_was, set_up),
        cmocka_unit_test_setup(
            a_zone_whose_file_is_damaged_stays_as_it_was_until_it_is_mended, set_up),
        cmocka_unit_test_setup(one_changed_zone_among_several_is_told, set_up),
        cmocka_unit_test_setup(a_zone_that_was_damaged_at_first_is_found_once_mended, set_up),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
