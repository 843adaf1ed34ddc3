/* The gates for text from outside: UTF-8, control characters, cuts at a character; ASCII case;
 * escapes. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <string.h>

#include "followupd/base/text.h"

static struct fu_arena *arena;

static int open_arena(void **state)
{
    (void)state;
    arena = fu_arena_new();
    return 0;
}

static int close_arena(void **state)
{
    (void)state;
    fu_arena_free(&arena);
    return 0;
}

static char *line(const char *text)
{
    return fu_text_line(arena, text, strlen(text), 1000);
}

static char *lines(const char *text)
{
    return fu_text_lines(arena, text, strlen(text), 1000);
}

/* The UTF-8 of a number, surrogates and too large ones included. */
static size_t encode(uint32_t number, char *out)
{
    if (number < 0x80) {
        out[0] = (char)number;
        return 1;
    }
    if (number < 0x800) {
        out[0] = (char)(0xC0 | number >> 6);
        out[1] = (char)(0x80 | (number & 0x3F));
        return 2;
    }
    if (number < 0x10000) {
        out[0] = (char)(0xE0 | number >> 12);
        out[1] = (char)(0x80 | (number >> 6 & 0x3F));
        out[2] = (char)(0x80 | (number & 0x3F));
        return 3;
    }
    out[0] = (char)(0xF0 | number >> 18);
    out[1] = (char)(0x80 | (number >> 12 & 0x3F));
    out[2] = (char)(0x80 | (number >> 6 & 0x3F));
    out[3] = (char)(0x80 | (number & 0x3F));
    return 4;
}

static void every_character_of_unicode_is_utf8_and_no_other_number(void **state)
{
    (void)state;
    for (uint32_t number = 0; number < 0x1FFFFF; number++) {
        char text[4];
        size_t length = encode(number, text);
        bool is_character = number <= 0x10FFFF && (number < 0xD800 || number > 0xDFFF);
        assert_int_equal(fu_text_is_utf8(text, length), is_character);
        if (length > 1) {
            assert_false(fu_text_is_utf8(text, length - 1));
        }
    }
    assert_true(fu_text_is_utf8("", 0));
    assert_true(fu_text_is_utf8("a\0b", 3));
}

static void ill_formed_bytes_are_not_utf8(void **state)
{
    (void)state;
    static const char *const refused[] = {"\x80", "a\xBF", "\xC0\xAF", "\xC1\xBF", "\xE0\x80\xAF",
        "\xE0\x9F\xBF", "\xED\xA0\x80", "\xF0\x80\x80\xAF", "\xF0\x8F\xBF\xBF", "\xF4\x90\x80\x80",
        "\xF5\x80\x80\x80", "\xFE", "\xFF", "\xC3(", "\xE2\x82", "\xE2\x28\xA1", "\xF0\x9F\x98",
        "ok\xF0\x9F\x98x"};
    for (size_t i = 0; i < sizeof refused / sizeof refused[0]; i++) {
        assert_false(fu_text_is_utf8(refused[i], strlen(refused[i])));
    }
}

static void ill_formed_bytes_become_one_replacement_for_each_maximal_part(void **state)
{
    (void)state;
    /* The example of the Unicode standard, table 3-11 and its neighbours. */
    assert_string_equal(line("a\xF1\x80\x80\xE1\x80\xC2"
                             "b\x80"
                             "c\x80\xBF"
                             "d"),
        "a���b�c��d");
    assert_string_equal(line("\xC0\xAF\xE0\x80\xBF\xF0\x81\x82\x41"), "��������A");
    assert_string_equal(line("\xED\xA0\x80"), "���");
    assert_string_equal(line("\xE2\x82"), "�");
}

/* A text is clean when the gates leave it as it is. */
static void every_character_is_clean_or_changed(void **state)
{
    (void)state;
    for (uint32_t number = 0; number < 0x11000; number++) {
        char text[7] = "a";
        size_t length = 1 + encode(number, text + 1);
        text[length++] = 'b';
        bool one = length == strlen(text) && strcmp(line(text), text) == 0;
        bool several = length == strlen(text) && strcmp(lines(text), text) == 0;
        assert_int_equal(fu_text_is_clean(text, length, false), one);
        assert_int_equal(fu_text_is_clean(text, length, true), several);
        fu_arena_reset(arena);
    }
    assert_true(fu_text_is_clean("", 0, false));
    assert_true(fu_text_is_clean(" a  b ", 6, false));
    assert_true(fu_text_is_clean("\n\ta\n", 4, true));
}

static void a_line_has_single_spaces_and_no_ends(void **state)
{
    (void)state;
    assert_string_equal(line("  a \t b\r\n c\x01\x02 \x7f"
                             "d\xC2\x85"
                             "e\xE2\x80\xA8\xE2\x80\xA9"
                             "f \n"),
        "a b c d e f");
    assert_string_equal(line(""), "");
    assert_string_equal(line(" \r\n\t"), "");
    assert_string_equal(fu_text_line(arena, "a\0\0b", 4, 10), "a b");
}

static void characters_that_reorder_a_line_are_left_out(void **state)
{
    (void)state;
    assert_string_equal(
        line("a\u061Cb\u200Ec\u200Fd\u202Ae\u202Ef\u2066g\u2069h\uFEFFi"), "abcdefghi");
    assert_string_equal(line("a \u200E b"), "a b");
    assert_string_equal(line("\uFEFF \u202Ea"), "a");
}

static void their_neighbours_stay(void **state)
{
    (void)state;
    static const char neighbours[] =
        "~\u00A0\u061B\u061D\u200D\u2010\u2027\u202F\u2065\u206A\uFEFE\uFF00";
    assert_string_equal(line(neighbours), neighbours);
    assert_string_equal(lines(neighbours), neighbours);
}

static void a_line_is_cut_at_a_character(void **state)
{
    (void)state;
    static const char text[] = "ab é日😀 x";
    static const char *const expected[] = {"", "a", "ab", "ab", "ab", "ab é", "ab é", "ab é",
        "ab é日", "ab é日", "ab é日", "ab é日", "ab é日😀", "ab é日😀", "ab é日😀 x", "ab é日😀 x"};
    for (size_t limit = 0; limit < sizeof expected / sizeof expected[0]; limit++) {
        assert_string_equal(fu_text_line(arena, text, strlen(text), limit), expected[limit]);
        assert_string_equal(fu_text_lines(arena, text, strlen(text), limit), expected[limit]);
    }
}

static void a_cut_text_is_a_beginning(void **state)
{
    (void)state;
    assert_string_equal(fu_text_line(arena, "abcdefgh\x01ijkl", 13, 8), "abcdefgh");
    assert_string_equal(fu_text_line(arena, "abcdefgh\x01ijkl", 13, 10), "abcdefgh i");
    /* A short character does not slip in behind a long one that had no place. */
    assert_string_equal(fu_text_line(arena, "abc😀d", 8, 5), "abc");
    assert_string_equal(fu_text_lines(arena, "abc😀d", 8, 5), "abc");
    assert_string_equal(fu_text_line(arena,
                            "abc\xFF"
                            "d",
                            5, 5),
        "abc");
}

static void any_bytes_make_a_clean_line(void **state)
{
    (void)state;
    uint32_t seed = 12345;
    for (size_t round = 0; round < 20000; round++) {
        char bytes[64];
        size_t length = round % sizeof bytes;
        for (size_t i = 0; i < length; i++) {
            seed = seed * 1664525 + 1013904223;
            bytes[i] = (char)(seed >> 24);
        }
        size_t limit = round % 90;
        char *one = fu_text_line(arena, bytes, length, limit);
        char *many = fu_text_lines(arena, bytes, length, limit);
        size_t one_length = strlen(one);
        assert_true(one_length <= limit && strlen(many) <= limit);
        assert_true(fu_text_is_utf8(one, one_length) && fu_text_is_utf8(many, strlen(many)));
        assert_null(strpbrk(one, "\r\n\t\x01\x1b\x7f"));
        assert_null(strpbrk(many, "\r\x01\x1b\x7f"));
        assert_null(strstr(one, "  "));
        assert_string_equal(fu_text_line(arena, one, one_length, limit), one);
        assert_string_equal(fu_text_lines(arena, many, strlen(many), limit), many);
        fu_arena_reset(arena);
    }
}

static void lines_keep_their_ends_tabs_and_blanks(void **state)
{
    (void)state;
    assert_string_equal(lines("a\r\nb\rc\nd\n\ne\r\r\nf"), "a\nb\nc\nd\n\ne\n\nf");
    assert_string_equal(lines("a  b\tc\n  d"), "a  b\tc\n  d");
    assert_string_equal(lines("a\r"), "a");
    assert_string_equal(fu_text_lines(arena, "a\r\n", 2, 10), "a");
}

static void lines_lose_controls_and_their_ends(void **state)
{
    (void)state;
    assert_string_equal(lines("\n\r\n \ta\x01\x02"
                              "b\fc\x1b[31m\n\n \t"),
        "a b c [31m");
    assert_string_equal(lines("a\u2028\u2029\xC2\x85\xC2\x80\xC2\x9F"
                              "b\u202E\u200Fc"),
        "a bc");
    assert_string_equal(lines("\x01 \x02"), "");
    assert_string_equal(fu_text_lines(arena, "a\0b", 3, 10), "a b");
    assert_string_equal(lines("a\xFF\n\xC3"), "a�\n�");
}

static void case_is_that_of_ascii(void **state)
{
    (void)state;
    for (int c = -128; c < 128; c++) {
        bool upper = c >= 'A' && c <= 'Z';
        bool lower = c >= 'a' && c <= 'z';
        bool digit = c >= '0' && c <= '9';
        assert_int_equal(fu_lower((char)c), upper ? c + 32 : c);
        assert_int_equal(fu_is_letter((char)c), upper || lower);
        assert_int_equal(fu_is_digit((char)c), digit);
        assert_int_equal(fu_is_alnum((char)c), upper || lower || digit);
    }
    assert_string_equal(fu_text_lower(arena, "MiXed 12 ÄÖ[@"), "mixed 12 ÄÖ[@");
}

static void comparison_ignores_case_and_nothing_else(void **state)
{
    (void)state;
    assert_true(fu_equal_nocase("", ""));
    assert_true(fu_equal_nocase("Message-ID", "mESSAGE-id"));
    assert_false(fu_equal_nocase("abc", "abcd"));
    assert_false(fu_equal_nocase("abcd", "abc"));
    assert_false(fu_equal_nocase("a@", "a`"));
    assert_false(fu_equal_nocase("[", "{"));
    assert_false(fu_equal_nocase("Ä", "ä"));
    assert_true(fu_starts_nocase("Re: x", "rE:"));
    assert_true(fu_starts_nocase("Re", "re"));
    assert_true(fu_starts_nocase("x", ""));
    assert_false(fu_starts_nocase("R", "re"));
    assert_false(fu_starts_nocase("", "r"));
}

static char *escaped(void (*escape)(struct fu_buffer *, const char *), const char *text)
{
    struct fu_buffer buffer;
    fu_buffer_init(&buffer, 1000);
    escape(&buffer, text);
    assert_false(buffer.overflowed);
    char *copy = fu_arena_copy(arena, buffer.data);
    fu_buffer_free(&buffer);
    return copy;
}

static void json_strings_are_quoted_and_escaped(void **state)
{
    (void)state;
    assert_string_equal(escaped(fu_json_string, ""), "\"\"");
    assert_string_equal(escaped(fu_json_string, "a\"b\\c/d"), "\"a\\\"b\\\\c/d\"");
    assert_string_equal(escaped(fu_json_string, "\b\f\n\r\t"), "\"\\b\\f\\n\\r\\t\"");
    assert_string_equal(escaped(fu_json_string, "\x01\x1f\x7f\xC2\x85\u2028"),
        "\"\\u0001\\u001f\\u007f\\u0085\\u2028\"");
    assert_string_equal(escaped(fu_json_string, "Grüße 日 😀"), "\"Grüße 日 😀\"");
    assert_string_equal(escaped(fu_json_string, "a\xFF\xC3"), "\"a��\"");
}

static void html_text_cannot_end_its_element_or_attribute(void **state)
{
    (void)state;
    assert_string_equal(escaped(fu_html_escape, ""), "");
    assert_string_equal(escaped(fu_html_escape, "plain ü"), "plain ü");
    assert_string_equal(escaped(fu_html_escape, "<a href=\"x\">'&amp;"),
        "&lt;a href=&quot;x&quot;&gt;&#39;&amp;amp;");
}

static void uris_keep_unreserved_characters_only(void **state)
{
    (void)state;
    static const char unreserved[] = "ABCXYZabcxyz0189-._~";
    assert_string_equal(escaped(fu_uri_escape, unreserved), unreserved);
    assert_string_equal(escaped(fu_uri_escape, "a b+c&d=e%@é"), "a%20b%2Bc%26d%3De%25%40%C3%A9");
    assert_string_equal(escaped(fu_uri_escape, "\x01\xFF/:?#[]"), "%01%FF%2F%3A%3F%23%5B%5D");
}

static void escapes_stop_at_the_ceiling(void **state)
{
    (void)state;
    struct fu_buffer buffer;
    fu_buffer_init(&buffer, 3);
    fu_html_escape(&buffer, "a&b");
    assert_true(buffer.overflowed);
    assert_string_equal(buffer.data, "a");
    fu_buffer_clear(&buffer);
    fu_uri_escape(&buffer, "a b");
    assert_true(buffer.overflowed);
    assert_string_equal(buffer.data, "a");
    fu_buffer_free(&buffer);
}

/* Every character by itself, and what is left of it between two letters and at their ends. */
static void what_nobody_sees_is_taken_off_the_ends(void **state)
{
    static const char *const wide[] = {" ", "\t", "\xC2\xA0", "\xE1\x9A\x80", "\xE2\x80\x80",
        "\xE2\x80\x8A", "\xE2\x80\xAF", "\xE2\x81\x9F", "\xE3\x80\x80"};
    static const char *const narrow[] = {
        "\xC2\xAD", "\xE2\x80\x8B", "\xE2\x80\x8C", "\xE2\x80\x8D", "\xE2\x81\xA0", "\xEF\xBB\xBF"};
    static const char *const seen[] = {"a", "-", "\n", "\r", "\x7F", "\xC2\x9F", "\xC2\xA1",
        "\xC2\xAC", "\xC2\xAE", "\xE2\x80\x8E", "\xE2\x80\x90", "\xE2\x81\xA1", "\xE3\x80\x81",
        "\xA0", "\x80", "\xE2\x80", "\xF0\x9F\x91\x8D"};
    (void)state;
    for (size_t i = 0; i < sizeof wide / sizeof *wide + sizeof narrow / sizeof *narrow; i++) {
        bool is_wide = i < sizeof wide / sizeof *wide, found;
        const char *blank = is_wide ? wide[i] : narrow[i - sizeof wide / sizeof *wide];
        assert_int_equal(fu_text_blank(blank, strlen(blank), &found), strlen(blank));
        assert_int_equal(found, is_wide);
        const char *text = fu_arena_print(arena, "%s%sx%sy%s%s", blank, blank, blank, blank, blank);
        size_t length = strlen(text);
        const char *start = fu_text_trim(text, &length);
        assert_ptr_equal(start, text + 2 * strlen(blank));
        assert_int_equal(length, 2 + strlen(blank));
        length = 2 * strlen(blank);
        fu_text_trim(text, &length);
        assert_int_equal(length, 0);
    }
    for (size_t i = 0; i < sizeof seen / sizeof *seen; i++) {
        bool found;
        size_t length = strlen(seen[i]);
        assert_int_equal(fu_text_blank(seen[i], length, &found), 0);
        assert_ptr_equal(fu_text_trim(seen[i], &length), seen[i]);
        assert_int_equal(length, strlen(seen[i]));
    }
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, open_arena, close_arena)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(every_character_of_unicode_is_utf8_and_no_other_number),
        TEST(ill_formed_bytes_are_not_utf8),
        TEST(ill_formed_bytes_become_one_replacement_for_each_maximal_part),
        TEST(every_character_is_clean_or_changed),
        TEST(a_line_has_single_spaces_and_no_ends),
        TEST(characters_that_reorder_a_line_are_left_out),
        TEST(their_neighbours_stay),
        TEST(a_line_is_cut_at_a_character),
        TEST(a_cut_text_is_a_beginning),
        TEST(any_bytes_make_a_clean_line),
        TEST(lines_keep_their_ends_tabs_and_blanks),
        TEST(lines_lose_controls_and_their_ends),
        TEST(what_nobody_sees_is_taken_off_the_ends),
        TEST(case_is_that_of_ascii),
        TEST(comparison_ignores_case_and_nothing_else),
        TEST(json_strings_are_quoted_and_escaped),
        TEST(html_text_cannot_end_its_element_or_attribute),
        TEST(uris_keep_unreserved_characters_only),
        TEST(escapes_stop_at_the_ceiling),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
