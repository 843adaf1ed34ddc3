/* Workdays in words, and the words for preferences. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "../../../src/ctl/people.h"

static void workdays_are_said_shortly(void **state)
{
    static const struct {
        unsigned mask;
        const char *text;
    } rows[] = {{0x1f, "mon-fri"}, {0x7f, "mon-sun"}, {0x01, "mon"}, {0x40, "sun"},
        {0x03, "mon,tue"}, {0x07, "mon-wed"}, {0x15, "mon,wed,fri"}, {0x5f, "mon-fri,sun"},
        {0x77, "mon-wed,fri-sun"}};
    struct fu_arena *arena = fu_arena_new();

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        assert_string_equal(fu_ctl_workdays(arena, rows[i].mask), rows[i].text);
    fu_arena_free(&arena);
}

static void what_is_said_can_be_read(void **state)
{
    struct fu_arena *arena = fu_arena_new();
    unsigned read;

    (void)state;
    for (unsigned mask = 1; mask <= FU_WORKDAYS_ALL; mask++) {
        assert_true(fu_ctl_read_workdays(fu_ctl_workdays(arena, mask), &read));
        assert_int_equal(read, mask);
    }
    fu_arena_free(&arena);
}

static void workdays_are_read_as_people_write_them(void **state)
{
    unsigned mask;

    (void)state;
    assert_true(fu_ctl_read_workdays("Monday-Friday", &mask));
    assert_int_equal(mask, 0x1f);
    assert_true(fu_ctl_read_workdays("SUN-thu", &mask)); /* round the end of the week */
    assert_int_equal(mask, 0x4f);
    assert_true(fu_ctl_read_workdays("mon, tue, thu", &mask));
    assert_int_equal(mask, 0x0b);
    assert_true(fu_ctl_read_workdays("mon mon", &mask));
    assert_int_equal(mask, 0x01);
    assert_true(fu_ctl_read_workdays("wed-wed", &mask));
    assert_int_equal(mask, 0x04);
}

static void what_names_no_day_is_refused(void **state)
{
    static const char *const texts[] = {"", ",", "mo", "mond", "someday", "mon-", "-fri",
        "mon-fri-sun", "mon,someday", "wednesdays", "1-5"};
    unsigned mask;

    (void)state;
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        assert_false(fu_ctl_read_workdays(texts[i], &mask));
}

static void preferences_have_the_words_of_the_configuration(void **state)
{
    (void)state;
    assert_string_equal(fu_ctl_confirm(FU_CONFIRM_ALWAYS), "always");
    assert_string_equal(fu_ctl_confirm(FU_CONFIRM_NEW), "new");
    assert_string_equal(fu_ctl_confirm(FU_CONFIRM_NEVER), "never");
    assert_string_equal(fu_ctl_reply_to(FU_REPLY_THREAD), "thread");
    assert_string_equal(fu_ctl_reply_to(FU_REPLY_FOLLOWUP), "followup");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(workdays_are_said_shortly),
        cmocka_unit_test(what_is_said_can_be_read),
        cmocka_unit_test(workdays_are_read_as_people_write_them),
        cmocka_unit_test(what_names_no_day_is_refused),
        cmocka_unit_test(preferences_have_the_words_of_the_configuration),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
