/* What somebody may have meant besides what they wrote. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdbool.h>
#include <string.h>

#include <cmocka.h>

#include "followupd/cadence/guess.h"
#include "followupd/cadence/say.h"

/* 2026-11-18T08:00:00+01:00 and half a year later. */
#define NOVEMBER INT64_C(1794985200)
#define MAY (NOVEMBER + INT64_C(182) * 86400)

static int set_up(void **state)
{
    *state = fu_arena_new();
    return 0;
}

static int tear_down(void **state)
{
    struct fu_arena *arena = *state;

    fu_arena_free(&arena);
    return 0;
}

static void an_offset_that_the_zone_has_then_is_at_home(void **state)
{
    (void)state;
    assert_false(fu_guess_elsewhere("Europe/Berlin", 60, NOVEMBER));
    assert_true(fu_guess_elsewhere("Europe/Berlin", 120, NOVEMBER));
    assert_false(fu_guess_elsewhere("Europe/Berlin", 120, MAY));
    assert_true(fu_guess_elsewhere("Europe/Berlin", 60, MAY));
    assert_true(fu_guess_elsewhere("Europe/Berlin", 540, NOVEMBER));
    assert_true(fu_guess_elsewhere("UTC", -300, NOVEMBER));
}

static void utc_and_an_unknown_zone_say_nothing(void **state)
{
    (void)state;
    assert_false(fu_guess_elsewhere("Europe/Berlin", 0, NOVEMBER));
    assert_false(fu_guess_elsewhere("Nowhere/Town", 60, NOVEMBER));
}

static void assert_zones(int offset, fu_instant at, const char *expected)
{
    const char *names[3];
    char list[200] = "";
    size_t count = fu_guess_zones(offset, at, names, 3), i;

    for (i = 0; i < count; i++) {
        strcat(strcat(list, i ? " " : ""), names[i]);
    }
    assert_string_equal(list, expected);
}

static void the_likeliest_zones_of_an_offset_come_first(void **state)
{
    (void)state;
    assert_zones(540, NOVEMBER, "Asia/Tokyo Asia/Seoul");
    assert_zones(60, NOVEMBER, "Europe/Berlin Europe/Paris Europe/Rome");
    assert_zones(60, MAY, "Europe/London Africa/Lagos");
    assert_zones(-300, NOVEMBER, "America/New_York America/Toronto America/Bogota");
    assert_zones(-300, MAY, "America/Chicago America/Bogota");
    assert_zones(345, NOVEMBER, "Asia/Kathmandu");
    assert_zones(17, NOVEMBER, "");
}

static void no_more_zones_come_than_are_wanted(void **state)
{
    const char *names[1];

    (void)state;
    assert_int_equal(fu_guess_zones(60, NOVEMBER, names, 0), 0);
    assert_int_equal(fu_guess_zones(60, NOVEMBER, names, 1), 1);
}

static void a_bare_m_may_have_meant_months(void **state)
{
    struct fu_arena *arena = *state;

    assert_string_equal(fu_guess_months(arena, "5m"), "5months");
    assert_string_equal(fu_guess_months(arena, "in 5 m"), "");
    assert_string_equal(fu_guess_months(arena, "5M-t"), "5months-t");
    assert_string_equal(fu_guess_months(arena, "every90m"), "every90months");
    assert_string_equal(fu_guess_months(arena, "5m+acme"), "5months+acme");
}

static void other_texts_leave_no_doubt(void **state)
{
    static const char *const texts[] = {
        "5min", "5mo", "5minutes", "1h30m", "3days", "9am", "m", "", "mon9am", "5m5m", "2000m"};
    struct fu_arena *arena = *state;
    size_t i;

    for (i = 0; i < sizeof texts / sizeof *texts; i++) {
        assert_string_equal(fu_guess_months(arena, texts[i]), "");
    }
}

static void a_text_of_any_length_is_looked_at(void **state)
{
    struct fu_arena *arena = *state;
    char text[1000];

    memset(text, 'x', sizeof text);
    memcpy(text + 900, "5m", sizeof "5m");
    assert_string_equal(fu_guess_months(arena, text), "");
}

static void an_offset_has_a_sign_hours_and_minutes(void **state)
{
    struct fu_arena *arena = *state;

    assert_string_equal(fu_say_offset_text(arena, 540), "+09:00");
    assert_string_equal(fu_say_offset_text(arena, 0), "+00:00");
    assert_string_equal(fu_say_offset_text(arena, -210), "-03:30");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(
            an_offset_that_the_zone_has_then_is_at_home, set_up, tear_down),
        cmocka_unit_test_setup_teardown(utc_and_an_unknown_zone_say_nothing, set_up, tear_down),
        cmocka_unit_test_setup_teardown(
            the_likeliest_zones_of_an_offset_come_first, set_up, tear_down),
        cmocka_unit_test_setup_teardown(no_more_zones_come_than_are_wanted, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_bare_m_may_have_meant_months, set_up, tear_down),
        cmocka_unit_test_setup_teardown(other_texts_leave_no_doubt, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_text_of_any_length_is_looked_at, set_up, tear_down),
        cmocka_unit_test_setup_teardown(an_offset_has_a_sign_hours_and_minutes, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
