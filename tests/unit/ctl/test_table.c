/* Tables: widths, cuts, alignment. */
#include <locale.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "../../../src/ctl/table.h"

static const struct fu_ctl_column columns[] = {{.title = "ID", .right = true},
    {.title = "PERSON", .most = 12}, {.title = "STATE", .hidden = true}, {.title = "SUBJECT"}};

struct made {
    struct fu_arena *arena;
    struct fu_ctl_table table;
    struct fu_buffer out;
};

static int set_up(void **state)
{
    struct made *made = fu_allocate(1, sizeof *made);

    made->arena = fu_arena_new();
    fu_ctl_table_begin(&made->table, made->arena, columns, 4);
    fu_buffer_init(&made->out, 100000);
    *state = made;
    return 0;
}

static int tear_down(void **state)
{
    struct made *made = *state;

    fu_ctl_table_free(&made->table);
    fu_buffer_free(&made->out);
    fu_arena_free(&made->arena);
    free(made);
    return 0;
}

static void add(struct made *made, const char *id, const char *person, const char *subject)
{
    fu_ctl_table_add(&made->table, (const char *[]){id, person, "pending", subject});
}

static void width_counts_what_a_terminal_shows(void **state)
{
    (void)state;
    assert_int_equal(fu_ctl_text_width(""), 0);
    assert_int_equal(fu_ctl_text_width("abc"), 3);
    assert_int_equal(fu_ctl_text_width("äöü"), 3);
    assert_int_equal(fu_ctl_text_width("長い紐"), 6);
    assert_int_equal(fu_ctl_text_width("e\xcc\x81"), 1); /* e and a combining acute */
    assert_int_equal(fu_ctl_text_width("\xff\xfe"), 2);  /* no UTF-8: a column a byte */
}

static void a_text_is_cut_between_characters(void **state)
{
    struct made *made = *state;

    assert_string_equal(fu_ctl_text_cut(made->arena, "abcdef", 6), "abcdef");
    assert_string_equal(fu_ctl_text_cut(made->arena, "abcdef", 5), "abcd…");
    assert_string_equal(fu_ctl_text_cut(made->arena, "äöüäöü", 4), "äöü…");
    assert_string_equal(fu_ctl_text_cut(made->arena, "長い紐を買う", 6), "長い…");
    assert_string_equal(fu_ctl_text_cut(made->arena, "長い紐を買う", 7), "長い紐…");
    assert_string_equal(fu_ctl_text_cut(made->arena, "ab cdef", 4), "ab…"); /* no blank before it */
    assert_string_equal(fu_ctl_text_cut(made->arena, "abcdef", 1), "…");
    assert_string_equal(fu_ctl_text_cut(made->arena, "abcdef", 0), "");
}

static void without_a_limit_nothing_is_cut(void **state)
{
    struct made *made = *state;

    add(made, "#1", "alice@example.org", "A subject");
    add(made, "#417", "bob", "長い紐");
    fu_ctl_table_write(&made->table, 0, &made->out);
    assert_string_equal(made->out.data, "  ID  PERSON             SUBJECT\n"
                                        "  #1  alice@example.org  A subject\n"
                                        "#417  bob                長い紐\n");
}

static void a_limit_cuts_the_last_column_and_those_that_say_how_much(void **state)
{
    struct made *made = *state;

    add(made, "#1", "alice@example.org", "A subject that is longer than there is room for");
    fu_ctl_table_write(&made->table, 40, &made->out);
    assert_string_equal(made->out.data, "ID  PERSON        SUBJECT\n"
                                        "#1  alice@examp…  A subject that is lon…\n");
}

static void a_narrow_terminal_keeps_the_last_column_of_use(void **state)
{
    struct made *made = *state;

    add(made, "#1", "alice@example.org", "A subject that is longer than there is room for");
    fu_ctl_table_write(&made->table, 30, &made->out);
    assert_string_equal(made->out.data, "ID  PERSON      SUBJECT\n"
                                        "#1  alice@exa…  A subject that is l…\n");
}

static void a_table_that_fits_is_left_alone(void **state)
{
    struct made *made = *state;

    add(made, "#1", "alice", "Short");
    fu_ctl_table_write(&made->table, 18, &made->out);
    assert_string_equal(made->out.data, "ID  PERSON  SUBJECT\n"
                                        "#1  alice   Short\n");
}

static void a_cell_is_one_clean_line(void **state)
{
    struct made *made = *state;

    add(made, "#1", "a\x1b[31mb", "two\nlines\tand \xe2\x80\xae tricks");
    fu_ctl_table_write(&made->table, 0, &made->out);
    assert_string_equal(made->out.data, "ID  PERSON   SUBJECT\n"
                                        "#1  a [31mb  two lines and tricks\n");
}

static void many_rows_are_kept_in_order(void **state)
{
    struct made *made = *state;
    char id[16];

    for (int i = 0; i < 1000; i++) {
        snprintf(id, sizeof id, "%d", i);
        add(made, id, "x", "y");
    }
    fu_ctl_table_write(&made->table, 0, &made->out);
    assert_non_null(strstr(made->out.data, "\n999  x       y\n"));
    assert_int_equal(made->table.row_count, 1000);
}

static void an_empty_last_cell_leaves_no_blanks_behind(void **state)
{
    struct made *made = *state;

    add(made, "#1", "x", "");
    fu_ctl_table_write(&made->table, 0, &made->out);
    assert_non_null(strstr(made->out.data, "\n#1  x\n"));
}

static int choose_utf8(void **state)
{
    (void)state;
    return setlocale(LC_CTYPE, "C.UTF-8") ? 0 : -1;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(width_counts_what_a_terminal_shows),
        cmocka_unit_test_setup_teardown(a_text_is_cut_between_characters, set_up, tear_down),
        cmocka_unit_test_setup_teardown(without_a_limit_nothing_is_cut, set_up, tear_down),
        cmocka_unit_test_setup_teardown(
            a_limit_cuts_the_last_column_and_those_that_say_how_much, set_up, tear_down),
        cmocka_unit_test_setup_teardown(
            a_narrow_terminal_keeps_the_last_column_of_use, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_table_that_fits_is_left_alone, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_cell_is_one_clean_line, set_up, tear_down),
        cmocka_unit_test_setup_teardown(many_rows_are_kept_in_order, set_up, tear_down),
        cmocka_unit_test_setup_teardown(
            an_empty_last_cell_leaves_no_blanks_behind, set_up, tear_down),
    };

    return cmocka_run_group_tests(tests, choose_utf8, NULL);
}
