/* The command line of one command. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "../../../src/ctl/arguments.h"

static const struct fu_ctl_option options[] = {{"config", 'c', "FILE", ""}, {"tag", 0, "TAG", ""},
    {"state", 0, "STATE", ""}, {"json", 0, NULL, ""}, {NULL, 0, NULL, NULL}};

struct given {
    struct fu_arena *arena;
    struct fu_ctl_arguments arguments;
    struct fu_error error;
};

static int set_up(void **state)
{
    struct given *given = fu_allocate(1, sizeof *given);

    given->arena = fu_arena_new();
    *state = given;
    return 0;
}

static int tear_down(void **state)
{
    struct given *given = *state;

    fu_arena_free(&given->arena);
    free(given);
    return 0;
}

#define READ(given, stop, ...)                                                                     \
    fu_ctl_arguments_read((given)->arena, options, (const char *[]){__VA_ARGS__},                  \
        sizeof(const char *[]){__VA_ARGS__} / sizeof(char *), stop, &(given)->arguments,           \
        &(given)->error)

static void options_and_operands_stand_in_any_order(void **state)
{
    struct given *given = *state;

    assert_int_equal(READ(given, false, "one", "--tag", "x", "two", "--json", "-c", "file"), FU_OK);
    assert_int_equal(given->arguments.operand_count, 2);
    assert_string_equal(given->arguments.operands[0], "one");
    assert_string_equal(given->arguments.operands[1], "two");
    assert_string_equal(fu_ctl_value(&given->arguments, "tag"), "x");
    assert_string_equal(fu_ctl_value(&given->arguments, "config"), "file");
    assert_string_equal(fu_ctl_value(&given->arguments, "json"), "");
    assert_true(fu_ctl_given(&given->arguments, "json"));
    assert_false(fu_ctl_given(&given->arguments, "state"));
    assert_null(fu_ctl_value(&given->arguments, "state"));
    assert_int_equal(given->arguments.used, 7);
}

static void a_value_may_stand_in_the_same_word(void **state)
{
    struct given *given = *state;

    assert_int_equal(READ(given, false, "--tag=a=b", "-cfile", "--state="), FU_OK);
    assert_string_equal(fu_ctl_value(&given->arguments, "tag"), "a=b");
    assert_string_equal(fu_ctl_value(&given->arguments, "config"), "file");
    assert_string_equal(fu_ctl_value(&given->arguments, "state"), "");
}

static void a_value_may_begin_with_a_hyphen(void **state)
{
    struct given *given = *state;

    assert_int_equal(READ(given, false, "--tag", "--json"), FU_OK);
    assert_string_equal(fu_ctl_value(&given->arguments, "tag"), "--json");
    assert_false(fu_ctl_given(&given->arguments, "json"));
}

static void two_hyphens_end_the_options_and_one_is_an_operand(void **state)
{
    struct given *given = *state;

    assert_int_equal(READ(given, false, "-", "--", "--json", "--"), FU_OK);
    assert_int_equal(given->arguments.operand_count, 3);
    assert_string_equal(given->arguments.operands[0], "-");
    assert_string_equal(given->arguments.operands[1], "--json");
    assert_string_equal(given->arguments.operands[2], "--");
    assert_int_equal(given->arguments.given_count, 0);
}

static void reading_may_stop_at_the_first_operand(void **state)
{
    struct given *given = *state;

    assert_int_equal(READ(given, true, "-c", "file", "list", "--nonsense"), FU_OK);
    assert_int_equal(given->arguments.used, 2);
    assert_int_equal(given->arguments.operand_count, 0);
}

static void no_words_are_fine(void **state)
{
    struct given *given = *state;

    assert_int_equal(fu_ctl_arguments_read(
                         given->arena, options, NULL, 0, false, &given->arguments, &given->error),
        FU_OK);
    assert_string_equal(fu_ctl_operands(given->arena, &given->arguments, 0), "");
}

static void what_is_wrong_is_said(void **state)
{
    struct given *given = *state;

    assert_int_equal(READ(given, false, "--tga", "x"), FU_BAD_INPUT);
    assert_string_equal(given->error.text, "“--tga” is no option here. Perhaps: --tag");
    assert_int_equal(READ(given, false, "--xyzzy=3"), FU_BAD_INPUT);
    assert_string_equal(given->error.text, "“--xyzzy” is no option here.");
    assert_int_equal(READ(given, false, "-x"), FU_BAD_INPUT);
    assert_string_equal(given->error.text, "“-x” is no option here.");
    assert_int_equal(READ(given, false, "--tag"), FU_BAD_INPUT);
    assert_string_equal(given->error.text, "--tag needs a value: TAG.");
    assert_int_equal(READ(given, false, "-c"), FU_BAD_INPUT);
    assert_string_equal(given->error.text, "--config needs a value: FILE.");
    assert_int_equal(READ(given, false, "--json=yes"), FU_BAD_INPUT);
    assert_string_equal(given->error.text, "--json takes no value.");
    assert_int_equal(READ(given, false, "-cx", "--config", "y"), FU_BAD_INPUT);
    assert_string_equal(given->error.text, "--config is given twice.");
    assert_int_equal(READ(given, false, "--=x"), FU_BAD_INPUT);
}

static void an_option_is_not_known_by_its_beginning(void **state)
{
    struct given *given = *state;

    assert_int_equal(READ(given, false, "--jso"), FU_BAD_INPUT);
    assert_int_equal(READ(given, false, "--jsonx"), FU_BAD_INPUT);
}

static void a_very_long_option_is_refused_quietly(void **state)
{
    struct given *given = *state;
    char word[5000];

    memset(word, 'x', sizeof word);
    memcpy(word, "--", 2);
    word[sizeof word - 1] = '\0';
    assert_int_equal(READ(given, false, word), FU_BAD_INPUT);
    assert_true(strlen(given->error.text) < 100);
}

static void operands_are_joined_by_spaces(void **state)
{
    struct given *given = *state;

    assert_int_equal(READ(given, false, "every", "2", "months"), FU_OK);
    assert_string_equal(fu_ctl_operands(given->arena, &given->arguments, 0), "every 2 months");
    assert_string_equal(fu_ctl_operands(given->arena, &given->arguments, 2), "months");
    assert_string_equal(fu_ctl_operands(given->arena, &given->arguments, 3), "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(options_and_operands_stand_in_any_order, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_value_may_stand_in_the_same_word, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_value_may_begin_with_a_hyphen, set_up, tear_down),
        cmocka_unit_test_setup_teardown(
            two_hyphens_end_the_options_and_one_is_an_operand, set_up, tear_down),
        cmocka_unit_test_setup_teardown(reading_may_stop_at_the_first_operand, set_up, tear_down),
        cmocka_unit_test_setup_teardown(no_words_are_fine, set_up, tear_down),
        cmocka_unit_test_setup_teardown(what_is_wrong_is_said, set_up, tear_down),
        cmocka_unit_test_setup_teardown(an_option_is_not_known_by_its_beginning, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_very_long_option_is_refused_quietly, set_up, tear_down),
        cmocka_unit_test_setup_teardown(operands_are_joined_by_spaces, set_up, tear_down),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
