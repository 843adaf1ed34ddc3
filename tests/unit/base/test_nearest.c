/* The word that was probably meant. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "followupd/base/nearest.h"

static const char *const names[] = {
    "when", "list", "show", "status", "snooze", "skip", "people", "person", "quarantine"};

static const char *nearest(const char *word)
{
    return fu_nearest(word, names, sizeof names / sizeof *names);
}

static void a_slip_of_the_finger_is_understood(void **state)
{
    (void)state;
    assert_string_equal(nearest("whne"), "when");  /* swapped */
    assert_string_equal(nearest("wen"), "when");   /* missing */
    assert_string_equal(nearest("whhen"), "when"); /* doubled */
    assert_string_equal(nearest("wgen"), "when");  /* wrong */
    assert_string_equal(nearest("LIST"), "list");
    assert_string_equal(nearest("qarantin"), "quarantine");
}

static void the_nearer_one_wins(void **state)
{
    (void)state;
    assert_string_equal(nearest("persons"), "person");
    assert_string_equal(nearest("peopl"), "people");
}

static void the_only_one_that_begins_so_is_meant(void **state)
{
    (void)state;
    assert_string_equal(nearest("quar"), "quarantine");
    assert_string_equal(nearest("stat"), "status");
}

static void nothing_near_is_nothing(void **state)
{
    char word[FU_NEAREST_MAX + 2];

    (void)state;
    assert_null(nearest(""));
    assert_null(nearest("xyzzy"));
    assert_null(nearest("pe")); /* people and person */
    assert_null(fu_nearest("when", names, 0));
    memset(word, 'w', sizeof word);
    word[FU_NEAREST_MAX + 1] = '\0';
    assert_null(nearest(word));
    word[FU_NEAREST_MAX] = '\0';
    assert_null(nearest(word));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_slip_of_the_finger_is_understood),
        cmocka_unit_test(the_nearer_one_wins),
        cmocka_unit_test(the_only_one_that_begins_so_is_meant),
        cmocka_unit_test(nothing_near_is_nothing),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
