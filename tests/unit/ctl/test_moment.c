/* Moments and times as the command line shows and reads them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "../../../src/ctl/moment.h"

enum { NOW = 1795000000 }; /* 2026-11-18T11:06:40Z */

static struct fu_arena *arena;

static int set_up(void **state)
{
    (void)state;
    arena = fu_arena_new();
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    fu_arena_free(&arena);
    return 0;
}

static void a_moment_has_one_width(void **state)
{
    (void)state;
    assert_string_equal(fu_ctl_moment(arena, "Europe/Berlin", NOW - 40), "Wed 18 Nov 2026  12:06");
    assert_string_equal(fu_ctl_moment(arena, "UTC", 0), "Thu  1 Jan 1970  00:00");
    assert_string_equal(fu_ctl_moment(arena, "UTC", FU_NEVER), "-");
}

static void seconds_are_shown_where_there_are_any(void **state)
{
    (void)state;
    assert_string_equal(fu_ctl_moment(arena, "Europe/Berlin", NOW), "Wed 18 Nov 2026  12:06:40");
}

static void the_offset_is_that_of_the_moment(void **state)
{
    (void)state;
    assert_string_equal(
        fu_ctl_moment_offset(arena, "Europe/Berlin", NOW - 40), "Wed 18 Nov 2026  12:06  +01:00");
    assert_string_equal(fu_ctl_moment_offset(arena, "Europe/Berlin", NOW - 40 - 150 * 86400),
        "Sun 21 Jun 2026  13:06  +02:00");
    assert_string_equal(fu_ctl_moment_offset(arena, "America/St_Johns", NOW - 40),
        "Wed 18 Nov 2026  07:36  -03:30");
    assert_string_equal(
        fu_ctl_moment_offset(arena, "Mars/Olympus", NOW - 40), "Wed 18 Nov 2026  11:06  +00:00");
    assert_string_equal(fu_ctl_moment_offset(arena, "UTC", FU_NEVER), "-");
}

static void a_duration_has_no_sign(void **state)
{
    (void)state;
    assert_string_equal(fu_ctl_duration(arena, 7500), "2 hours 5 minutes");
    assert_string_equal(fu_ctl_duration(arena, -60), "1 minute");
}

static void since_is_a_duration_or_a_moment(void **state)
{
    fu_instant since;

    (void)state;
    assert_true(fu_ctl_read_since("2d", "Europe/Berlin", NOW, &since));
    assert_int_equal(since, NOW - 2 * 86400);
    assert_true(fu_ctl_read_since("0", "Europe/Berlin", NOW, &since));
    assert_int_equal(since, NOW);
    assert_true(fu_ctl_read_since("2026-11-18", "Europe/Berlin", NOW, &since));
    assert_int_equal(since, NOW - 40 - 12 * 3600 - 6 * 60);
    assert_true(fu_ctl_read_since("2026-11-18 12:06:40", "Europe/Berlin", NOW, &since));
    assert_int_equal(since, NOW);
    assert_true(fu_ctl_read_since("2026-11-18T11:06:40Z", "Europe/Berlin", NOW, &since));
    assert_int_equal(since, NOW);
    assert_false(fu_ctl_read_since("", "Europe/Berlin", NOW, &since));
    assert_false(fu_ctl_read_since("yesterday", "Europe/Berlin", NOW, &since));
    assert_false(fu_ctl_read_since("2 d", "Europe/Berlin", NOW, &since));
}

static void a_moment_longer_than_any_is_none(void **state)
{
    char text[200];

    (void)state;
    memset(text, '0', sizeof text);
    memcpy(text, "2026-11-18T11:06:40.", 20);
    text[sizeof text - 1] = '\0';
    assert_true(fu_ctl_read_moment(text, "UTC") == FU_NEVER);
    text[30] = '\0';
    assert_int_equal(fu_ctl_read_moment(text, "UTC"), NOW);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_moment_has_one_width),
        cmocka_unit_test(seconds_are_shown_where_there_are_any),
        cmocka_unit_test(the_offset_is_that_of_the_moment),
        cmocka_unit_test(a_duration_has_no_sign),
        cmocka_unit_test(since_is_a_duration_or_a_moment),
        cmocka_unit_test(a_moment_longer_than_any_is_none),
    };

    return cmocka_run_group_tests(tests, set_up, tear_down);
}
