/* The growing text: what it takes, what it refuses at its ceiling, and that it never cuts a piece.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <string.h>

#include "followupd/base/buffer.h"

static void an_empty_buffer_is_an_empty_text(void **state)
{
    (void)state;
    static const size_t limits[] = {0, 1, 63, 64, 65, SIZE_MAX - 1, SIZE_MAX};
    for (size_t i = 0; i < sizeof limits / sizeof limits[0]; i++) {
        struct fu_buffer buffer;
        fu_buffer_init(&buffer, limits[i]);
        assert_string_equal(buffer.data, "");
        assert_int_equal(buffer.length, 0);
        assert_false(buffer.overflowed);
        fu_buffer_add(&buffer, NULL, 0);
        assert_false(buffer.overflowed);
        fu_buffer_free(&buffer);
    }
}

static void pieces_follow_each_other(void **state)
{
    (void)state;
    struct fu_buffer buffer;
    fu_buffer_init(&buffer, 100);
    fu_buffer_add(&buffer, "abc", 2);
    fu_buffer_add_char(&buffer, '-');
    fu_buffer_add_text(&buffer, "text");
    fu_buffer_print(&buffer, "%d%s", 42, "!");
    assert_string_equal(buffer.data, "ab-text42!");
    assert_int_equal(buffer.length, 10);
    fu_buffer_free(&buffer);
}

static void bytes_may_hold_nul(void **state)
{
    (void)state;
    struct fu_buffer buffer;
    fu_buffer_init(&buffer, 10);
    fu_buffer_add(&buffer, "a\0b", 3);
    fu_buffer_add_char(&buffer, '\0');
    assert_int_equal(buffer.length, 4);
    assert_memory_equal(buffer.data, "a\0b\0", 5);
    fu_buffer_free(&buffer);
}

static void the_buffer_fills_to_its_limit_and_not_beyond(void **state)
{
    (void)state;
    for (size_t limit = 0; limit < 300; limit++) {
        struct fu_buffer buffer;
        fu_buffer_init(&buffer, limit);
        for (size_t i = 0; i < limit; i++) {
            fu_buffer_add_char(&buffer, 'x');
        }
        assert_int_equal(buffer.length, limit);
        assert_int_equal(strlen(buffer.data), limit);
        assert_false(buffer.overflowed);
        fu_buffer_add_char(&buffer, 'y');
        assert_true(buffer.overflowed);
        assert_int_equal(buffer.length, limit);
        assert_null(strchr(buffer.data, 'y'));
        fu_buffer_free(&buffer);
    }
}

static void a_piece_that_does_not_fit_is_left_out_whole(void **state)
{
    (void)state;
    struct fu_buffer buffer;
    fu_buffer_init(&buffer, 5);
    fu_buffer_add_text(&buffer, "abc");
    fu_buffer_add_text(&buffer, "def");
    assert_true(buffer.overflowed);
    assert_string_equal(buffer.data, "abc");
    fu_buffer_add_char(&buffer, 'g');
    fu_buffer_print(&buffer, "h");
    assert_string_equal(buffer.data, "abc");
    fu_buffer_free(&buffer);
}

static void a_huge_length_is_refused_without_being_read(void **state)
{
    (void)state;
    struct fu_buffer buffer;
    fu_buffer_init(&buffer, 5);
    fu_buffer_add_char(&buffer, 'a');
    fu_buffer_add(&buffer, "b", SIZE_MAX);
    assert_true(buffer.overflowed);
    assert_string_equal(buffer.data, "a");
    fu_buffer_free(&buffer);
}

static void printing_fills_to_the_limit_and_not_beyond(void **state)
{
    (void)state;
    for (int limit = 1; limit < 300; limit++) {
        struct fu_buffer buffer;
        fu_buffer_init(&buffer, (size_t)limit + 3);
        fu_buffer_add_text(&buffer, "abc");
        fu_buffer_print(&buffer, "%0*d", limit, 7);
        assert_false(buffer.overflowed);
        assert_int_equal(buffer.length, limit + 3);
        assert_int_equal(strlen(buffer.data), limit + 3);
        fu_buffer_clear(&buffer);
        fu_buffer_add_text(&buffer, "abc");
        fu_buffer_print(&buffer, "%0*d", limit + 1, 7);
        assert_true(buffer.overflowed);
        assert_string_equal(buffer.data, "abc");
        fu_buffer_free(&buffer);
    }
}

static void printing_what_cannot_be_formatted_counts_as_overflow(void **state)
{
    (void)state;
    struct fu_buffer buffer;
    fu_buffer_init(&buffer, 1000);
    fu_buffer_add_text(&buffer, "abc");
    const wchar_t no_character[] = {0x7FFFFFFF, 0};
    fu_buffer_print(&buffer, "def%ls", no_character);
    assert_true(buffer.overflowed);
    assert_string_equal(buffer.data, "abc");
    fu_buffer_free(&buffer);
}

static void clearing_keeps_the_memory_and_takes_text_again(void **state)
{
    (void)state;
    struct fu_buffer buffer;
    fu_buffer_init(&buffer, 200);
    fu_buffer_print(&buffer, "%0200d", 1);
    char *data = buffer.data;
    fu_buffer_add_char(&buffer, 'x');
    fu_buffer_clear(&buffer);
    assert_ptr_equal(buffer.data, data);
    assert_false(buffer.overflowed);
    fu_buffer_add_text(&buffer, "again");
    assert_string_equal(buffer.data, "again");
    fu_buffer_free(&buffer);
}

static void freeing_twice_is_fine(void **state)
{
    (void)state;
    struct fu_buffer buffer;
    fu_buffer_init(&buffer, 1);
    fu_buffer_free(&buffer);
    fu_buffer_free(&buffer);
    assert_null(buffer.data);
}

static void the_memory_never_exceeds_the_limit(void **state)
{
    (void)state;
    struct fu_buffer buffer;
    fu_buffer_init(&buffer, 1000);
    for (size_t i = 0; i < 1000; i++) {
        fu_buffer_add_char(&buffer, 'x');
    }
    assert_int_equal(buffer.capacity, 1001);
    fu_buffer_free(&buffer);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_empty_buffer_is_an_empty_text),
        cmocka_unit_test(pieces_follow_each_other),
        cmocka_unit_test(bytes_may_hold_nul),
        cmocka_unit_test(the_buffer_fills_to_its_limit_and_not_beyond),
        cmocka_unit_test(a_piece_that_does_not_fit_is_left_out_whole),
        cmocka_unit_test(a_huge_length_is_refused_without_being_read),
        cmocka_unit_test(printing_fills_to_the_limit_and_not_beyond),
        cmocka_unit_test(printing_what_cannot_be_formatted_counts_as_overflow),
        cmocka_unit_test(clearing_keeps_the_memory_and_takes_text_again),
        cmocka_unit_test(freeing_twice_is_fine),
        cmocka_unit_test(the_memory_never_exceeds_the_limit),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
