/* The limits of what is read of a reply; what is new in it is a golden table. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "followupd/base/buffer.h"
#include "followupd/mail/new_lines.h"

/* A reply of so many lines "x"; how many of them are read. */
static size_t read_lines(size_t lines)
{
    struct fu_arena *arena = fu_arena_new();
    struct fu_buffer text;
    size_t count;

    fu_buffer_init(&text, 1024 * 1024);
    for (size_t i = 0; i < lines; i++) {
        fu_buffer_add_text(&text, "x\n");
    }
    fu_new_lines(arena, text.data, &count);
    fu_buffer_free(&text);
    fu_arena_free(&arena);
    return count;
}

static void as_many_lines_are_read_as_stated(void **state)
{
    (void)state;
    assert_int_equal(read_lines(0), 0);
    assert_int_equal(read_lines(FU_NEW_LINES_MAX), FU_NEW_LINES_MAX);
    assert_int_equal(read_lines(FU_NEW_LINES_MAX + 1), FU_NEW_LINES_MAX);
    assert_int_equal(read_lines(4 * FU_NEW_LINES_MAX), FU_NEW_LINES_MAX);
}

static void a_long_line_is_cut(void **state)
{
    struct fu_arena *arena = fu_arena_new();
    char text[FU_NEW_LINE_MAX + 2];
    size_t count;

    (void)state;
    memset(text, 'x', sizeof text);
    text[FU_NEW_LINE_MAX] = '\0';
    assert_int_equal(strlen(fu_new_lines(arena, text, &count)[0]), FU_NEW_LINE_MAX);
    text[FU_NEW_LINE_MAX] = 'x';
    text[FU_NEW_LINE_MAX + 1] = '\0';
    assert_int_equal(strlen(fu_new_lines(arena, text, &count)[0]), FU_NEW_LINE_MAX);
    assert_int_equal(count, 1);
    fu_arena_free(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(as_many_lines_are_read_as_stated),
        cmocka_unit_test(a_long_line_is_cut),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
