/* Content lines: where they are folded, and what becomes of text from outside. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "../../../src/calendar/lines.h"
#include "followupd/base/text.h"

enum { LINE_OCTETS = 75, LONG_TEXT = 400 };

static struct fu_buffer out;
static struct lines lines;

static int set_up(void **state)
{
    (void)state;
    fu_buffer_init(&out, 1024 * 1024);
    lines = (struct lines){.out = &out, .scratch = fu_arena_new()};
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    fu_buffer_free(&out);
    fu_arena_free(&lines.scratch);
    return 0;
}

static const char *text_of(const char *text)
{
    fu_buffer_clear(&out);
    fu_lines_text(&lines, "X", text);
    return out.data;
}

static void a_short_line_stays_one(void **state)
{
    (void)state;
    assert_string_equal(text_of("Hello"), "X:Hello\r\n");
    assert_string_equal(text_of(""), "X:\r\n");
}

/* "X:" and 73 characters fit; one more goes to the next line. */
static void a_line_has_75_octets_at_most(void **state)
{
    char text[LINE_OCTETS] = "";
    (void)state;
    memset(text, 'a', LINE_OCTETS - 2);
    assert_int_equal(strlen(text_of(text)), LINE_OCTETS + 2);
    assert_null(strstr(out.data, "\r\n "));
    text[LINE_OCTETS - 2] = 'b';
    fu_buffer_clear(&out);
    fu_lines_begin(&lines, "X:");
    fu_lines_put(&lines, "");
    fu_lines_put_text(&lines, text);
    fu_lines_put_text(&lines, "b");
    fu_lines_end(&lines);
    assert_int_equal(strstr(out.data, "\r\n ") - out.data, LINE_OCTETS);
}

/* Every line ends within its limit and between characters, whatever the first one begins with. */
static void no_character_is_cut(void **state)
{
    static const char *const characters[] = {"a", "é", "長", "👩", "\\", ","};
    (void)state;
    for (size_t i = 0; i < sizeof characters / sizeof *characters; i++) {
        for (size_t before = 0; before < 8; before++) {
            char text[LONG_TEXT + 16] = "";
            memset(text, 'x', before);
            while (strlen(text) < LONG_TEXT) {
                strncat(text, characters[i], 5);
            }
            text_of(text);
            for (const char *line = out.data; *line != '\0'; line = strstr(line, "\r\n") + 2) {
                size_t length = (size_t)(strstr(line, "\r\n") - line);
                assert_in_range(length, 1, LINE_OCTETS);
                assert_true(fu_text_is_utf8(line, length));
                /* An escaped character stays whole. */
                size_t slashes = 0;
                while (slashes < length && line[length - 1 - slashes] == '\\') {
                    slashes++;
                }
                assert_true(characters[i][0] != ',' || slashes == 0);
                assert_true(characters[i][0] != '\\' || slashes % 2 == 0);
            }
        }
    }
}

static void what_means_something_is_escaped(void **state)
{
    (void)state;
    assert_string_equal(text_of("a,b;c\\d"), "X:a\\,b\\;c\\\\d\r\n");
    assert_string_equal(text_of("a:\"b\"="), "X:a:\"b\"=\r\n");
    assert_string_equal(text_of("\\n"), "X:\\\\n\r\n");
    assert_string_equal(
        text_of("one\ntwo\r\nthree\rfour\tfive"), "X:one\\ntwo\\nthree\\nfour five\r\n");
}

static void what_is_no_text_is_replaced(void **state)
{
    (void)state;
    assert_string_equal(text_of("a\x01\x1b\x7f"
                                "b"),
        "X:a b\r\n");
    assert_string_equal(text_of("caf\xe9"), "X:caf\xef\xbf\xbd\r\n");
    assert_string_equal(text_of("a\u2028b\xc2\x85"
                                "c"),
        "X:a b c\r\n");
    assert_string_equal(text_of("\u202egnirts"), "X:gnirts\r\n");
}

static void a_line_is_one(void **state)
{
    (void)state;
    assert_string_equal(fu_lines_clean(&lines, "a\nb\r\n\tc "), "a b c");
    assert_string_equal(fu_lines_clean(&lines, " \n"), "");
    assert_string_equal(fu_lines_clean(&lines, " a"), "a");
    assert_string_equal(fu_lines_clean(&lines, "a  b"), "a  b");
}

static void numbers_and_moments_are_written(void **state)
{
    (void)state;
    fu_lines_number(&lines, "N", 0);
    fu_lines_number(&lines, "N", INT64_MIN);
    fu_lines_number(&lines, "N", INT64_MAX);
    fu_lines_instant(&lines, "T", 0);
    fu_lines_instant(&lines, "T", FU_INSTANT_MAX);
    assert_string_equal(out.data, "N:0\r\nN:-9223372036854775808\r\nN:9223372036854775807\r\n"
                                  "T:19700101T000000Z\r\nT:21991231T235959Z\r\n");
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        TEST(a_short_line_stays_one),
        TEST(a_line_has_75_octets_at_most),
        TEST(no_character_is_cut),
        TEST(what_means_something_is_escaped),
        TEST(what_is_no_text_is_replaced),
        TEST(a_line_is_one),
        TEST(numbers_and_moments_are_written),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
