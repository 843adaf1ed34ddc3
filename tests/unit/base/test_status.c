/* Error sentences: what they hold, where they are cut, what never gets into them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <string.h>

#include "followupd/base/status.h"
#include "followupd/base/text.h"

static void setting_an_error_returns_the_status_and_keeps_the_sentence(void **state)
{
    (void)state;
    struct fu_error error = {0};
    assert_int_equal(fu_error_set(&error, FU_TEMPORARY, "line %d of %s", 7, "file"), FU_TEMPORARY);
    assert_int_equal(error.status, FU_TEMPORARY);
    assert_string_equal(error.text, "line 7 of file");
}

static void nobody_needs_to_listen(void **state)
{
    (void)state;
    assert_int_equal(fu_error_set(NULL, FU_UNSURE, "x"), FU_UNSURE);
    fu_error_prefix(NULL, "x");
    fu_error_clear(NULL);
}

static void control_characters_become_question_marks(void **state)
{
    (void)state;
    struct fu_error error;
    fu_error_set(&error, FU_PERMANENT,
        "a\r\nb\tc\x1b[d\x7f"
        "e\xC2\x85"
        "f\xE2\x80\xA8g");
    assert_string_equal(error.text, "a??b?c?[d?e?f?g");
}

static void text_that_is_not_utf8_or_reorders_the_line_becomes_question_marks(void **state)
{
    (void)state;
    struct fu_error error;
    fu_error_set(&error, FU_PERMANENT,
        "a\xFF"
        "b\xC3"
        "c\xE2\x80\xAE"
        "d");
    assert_string_equal(error.text, "a?b?c?d");
    fu_error_set(&error, FU_PERMANENT, "Grüße, 日本, 😀");
    assert_string_equal(error.text, "Grüße, 日本, 😀");
}

static void the_longest_sentence_fits_and_one_more_is_cut(void **state)
{
    (void)state;
    char text[FU_ERROR_TEXT_MAX + 1];
    struct fu_error error;
    memset(text, 'a', sizeof text);
    text[FU_ERROR_TEXT_MAX - 1] = '\0';
    fu_error_set(&error, FU_PERMANENT, "%s", text);
    assert_string_equal(error.text, text);
    text[FU_ERROR_TEXT_MAX - 1] = 'b';
    text[FU_ERROR_TEXT_MAX] = '\0';
    fu_error_set(&error, FU_PERMANENT, "%s", text);
    assert_int_equal(strlen(error.text), FU_ERROR_TEXT_MAX - 1);
    assert_null(strchr(error.text, 'b'));
}

static void a_long_sentence_is_cut_at_a_character(void **state)
{
    (void)state;
    static const char *const characters[] = {"é", "日", "😀"};
    for (size_t c = 0; c < 3; c++) {
        for (size_t shift = 0; shift < 4; shift++) {
            char text[2 * FU_ERROR_TEXT_MAX] = "xxxx";
            size_t length = shift;
            size_t width = strlen(characters[c]);
            while (length + width < sizeof text) {
                memcpy(text + length, characters[c], width + 1);
                length += width;
            }
            struct fu_error error;
            fu_error_set(&error, FU_PERMANENT, "%s", text);
            size_t kept = strlen(error.text);
            assert_true(fu_text_is_utf8(error.text, kept));
            assert_null(strchr(error.text, '?'));
            assert_true(kept < FU_ERROR_TEXT_MAX && kept + width >= FU_ERROR_TEXT_MAX);
        }
    }
}

static void a_prefix_stands_before_the_sentence(void **state)
{
    (void)state;
    struct fu_error error;
    fu_error_set(&error, FU_BAD_INPUT, "no such unit");
    fu_error_prefix(&error, "line %d", 3);
    fu_error_prefix(&error, "file\n");
    assert_string_equal(error.text, "file?: line 3: no such unit");
    assert_int_equal(error.status, FU_BAD_INPUT);
}

static void the_sentence_may_be_made_from_itself(void **state)
{
    (void)state;
    struct fu_error error;
    fu_error_set(&error, FU_BAD_INPUT, "inner");
    fu_error_set(&error, FU_PERMANENT, "outer (%s)", error.text);
    assert_string_equal(error.text, "outer (inner)");
}

static void a_long_prefix_leaves_no_half_character(void **state)
{
    (void)state;
    char prefix[FU_ERROR_TEXT_MAX];
    memset(prefix, 'p', sizeof prefix);
    prefix[FU_ERROR_TEXT_MAX - 4] = '\0';
    struct fu_error error;
    fu_error_set(&error, FU_BAD_INPUT, "é");
    fu_error_prefix(&error, "%s", prefix);
    assert_int_equal(strlen(error.text), FU_ERROR_TEXT_MAX - 2);
    assert_string_equal(error.text + FU_ERROR_TEXT_MAX - 4, ": ");
}

static void clearing_says_nothing(void **state)
{
    (void)state;
    struct fu_error error;
    fu_error_set(&error, FU_PERMANENT, "x");
    fu_error_clear(&error);
    assert_int_equal(error.status, FU_OK);
    assert_string_equal(error.text, "");
}

static void every_status_has_its_name(void **state)
{
    (void)state;
    assert_string_equal(fu_status_name(FU_OK), "done");
    assert_string_equal(fu_status_name(FU_TEMPORARY), "temporary");
    assert_string_equal(fu_status_name(FU_PERMANENT), "permanent");
    assert_string_equal(fu_status_name(FU_UNSURE), "unsure");
    assert_string_equal(fu_status_name(FU_BAD_INPUT), "bad input");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(setting_an_error_returns_the_status_and_keeps_the_sentence),
        cmocka_unit_test(nobody_needs_to_listen),
        cmocka_unit_test(control_characters_become_question_marks),
        cmocka_unit_test(text_that_is_not_utf8_or_reorders_the_line_becomes_question_marks),
        cmocka_unit_test(the_longest_sentence_fits_and_one_more_is_cut),
        cmocka_unit_test(a_long_sentence_is_cut_at_a_character),
        cmocka_unit_test(a_prefix_stands_before_the_sentence),
        cmocka_unit_test(the_sentence_may_be_made_from_itself),
        cmocka_unit_test(a_long_prefix_leaves_no_half_character),
        cmocka_unit_test(clearing_says_nothing),
        cmocka_unit_test(every_status_has_its_name),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
