/* Records of comma-separated values, as RFC 4180 has them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <string.h>

#include "../../../src/ctl/csv.h"

struct example {
    const char *text;
    enum fu_ctl_csv result;
    const char *fields[4];
};

static const struct example examples[] = {
    {"", FU_CTL_CSV_ROW, {""}},
    {"a,b", FU_CTL_CSV_ROW, {"a", "b"}},
    {"a,b\r", FU_CTL_CSV_ROW, {"a", "b"}},
    {",", FU_CTL_CSV_ROW, {"", ""}},
    {"a,,c", FU_CTL_CSV_ROW, {"a", "", "c"}},
    {" a , b ", FU_CTL_CSV_ROW, {" a ", " b "}},
    {"\"a,b\",c", FU_CTL_CSV_ROW, {"a,b", "c"}},
    {"\"\"", FU_CTL_CSV_ROW, {""}},
    {"\"\",\"\"", FU_CTL_CSV_ROW, {"", ""}},
    {"\"say \"\"hi\"\"\",2", FU_CTL_CSV_ROW, {"say \"hi\"", "2"}},
    {"\"two\nlines\",2", FU_CTL_CSV_ROW, {"two\nlines", "2"}},
    {"\"\"\"\"", FU_CTL_CSV_ROW, {"\""}},
    {"ünïcode,日本", FU_CTL_CSV_ROW, {"ünïcode", "日本"}},
    {"\"open", FU_CTL_CSV_OPEN, {NULL}},
    {"a,\"open\"\"", FU_CTL_CSV_OPEN, {NULL}},
    {"\"", FU_CTL_CSV_OPEN, {NULL}},
    {"a\"b", FU_CTL_CSV_BAD, {NULL}},
    {"\"a\"b", FU_CTL_CSV_BAD, {NULL}},
    {" \"a\"", FU_CTL_CSV_BAD, {NULL}},
    {"a,M\xfcller", FU_CTL_CSV_FOREIGN, {NULL}},
    {"a,\"M\xfcller", FU_CTL_CSV_FOREIGN, {NULL}},
};

static void records_are_split(void **state)
{
    struct fu_arena *arena = fu_arena_new();
    struct fu_ctl_csv_row row;

    (void)state;
    for (size_t i = 0; i < sizeof examples / sizeof *examples; i++) {
        const struct example *example = &examples[i];
        size_t count = 0;

        if (fu_ctl_csv_split(arena, example->text, strlen(example->text), &row) != example->result)
            fail_msg("“%s” is split otherwise", example->text);
        if (example->result != FU_CTL_CSV_ROW)
            continue;
        while (count < 4 && example->fields[count]) {
            assert_true(count < row.count);
            assert_string_equal(row.fields[count], example->fields[count]);
            count++;
        }
        assert_int_equal(row.count, count);
    }
    fu_arena_free(&arena);
}

static void fields_are_bounded(void **state)
{
    struct fu_arena *arena = fu_arena_new();
    struct fu_ctl_csv_row row;
    char commas[FU_CTL_CSV_FIELDS_MAX + 1];

    (void)state;
    memset(commas, ',', sizeof commas);
    assert_int_equal(
        fu_ctl_csv_split(arena, commas, FU_CTL_CSV_FIELDS_MAX - 1, &row), FU_CTL_CSV_ROW);
    assert_int_equal(row.count, FU_CTL_CSV_FIELDS_MAX);
    assert_int_equal(fu_ctl_csv_split(arena, commas, FU_CTL_CSV_FIELDS_MAX, &row), FU_CTL_CSV_BAD);
    fu_arena_free(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(records_are_split),
        cmocka_unit_test(fields_are_bounded),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
