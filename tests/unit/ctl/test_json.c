/* JSON lines. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "../../../src/ctl/json.h"

/* The object as it would be printed, without its line end. */
#define ASSERT_JSON(json, expected)                                                                \
    do {                                                                                           \
        assert_string_equal((json)->text.data, expected);                                          \
        fu_buffer_free(&(json)->text);                                                             \
    } while (0)

static void values_are_separated_by_commas(void **state)
{
    struct fu_ctl_json json;

    (void)state;
    fu_ctl_json_begin(&json);
    fu_ctl_json_text(&json, "a", "x");
    fu_ctl_json_text(&json, "b", NULL);
    fu_ctl_json_number(&json, "c", INT64_MIN);
    fu_ctl_json_bool(&json, "d", true);
    fu_ctl_json_bool(&json, "e", false);
    ASSERT_JSON(&json, "{\"a\":\"x\",\"b\":null,\"c\":-9223372036854775808,\"d\":true,\"e\":false");
}

static void lists_and_objects_nest(void **state)
{
    struct fu_ctl_json json;

    (void)state;
    fu_ctl_json_begin(&json);
    fu_ctl_json_open_list(&json, "list");
    fu_ctl_json_open(&json, NULL);
    fu_ctl_json_number(&json, "n", 1);
    fu_ctl_json_close(&json);
    fu_ctl_json_open(&json, NULL);
    fu_ctl_json_close(&json);
    fu_ctl_json_text(&json, NULL, "x");
    fu_ctl_json_open_list(&json, NULL);
    fu_ctl_json_close_list(&json);
    fu_ctl_json_close_list(&json);
    fu_ctl_json_open(&json, "object");
    fu_ctl_json_text(&json, "k", "v");
    fu_ctl_json_close(&json);
    ASSERT_JSON(&json, "{\"list\":[{\"n\":1},{},\"x\",[]],\"object\":{\"k\":\"v\"}");
}

static void a_text_that_ends_in_a_bracket_is_followed_by_a_comma(void **state)
{
    struct fu_ctl_json json;

    (void)state;
    fu_ctl_json_begin(&json);
    fu_ctl_json_text(&json, "a", "[");
    fu_ctl_json_text(&json, "b", "{");
    fu_ctl_json_text(&json, "c", "");
    ASSERT_JSON(&json, "{\"a\":\"[\",\"b\":\"{\",\"c\":\"\"");
}

static void words_become_a_list(void **state)
{
    struct fu_ctl_json json;

    (void)state;
    fu_ctl_json_begin(&json);
    fu_ctl_json_words(&json, "none", "");
    fu_ctl_json_words(&json, "one", "acme");
    fu_ctl_json_words(&json, "two", "acme,garden");
    fu_ctl_json_words(&json, "odd", ",acme,,garden,");
    ASSERT_JSON(&json, "{\"none\":[],\"one\":[\"acme\"],\"two\":[\"acme\",\"garden\"],"
                       "\"odd\":[\"acme\",\"garden\"]");
}

static void a_moment_has_its_offset_and_never_is_null(void **state)
{
    struct fu_arena *arena = fu_arena_new();
    struct fu_ctl_json json;

    (void)state;
    fu_ctl_json_begin(&json);
    fu_ctl_json_moment(&json, arena, "a", "Europe/Berlin", 1795000000);
    fu_ctl_json_moment(&json, arena, "b", "Europe/Berlin", FU_NEVER);
    ASSERT_JSON(&json, "{\"a\":\"2026-11-18T12:06:40+01:00\",\"b\":null");
    fu_arena_free(&arena);
}

static void control_characters_are_escaped(void **state)
{
    struct fu_ctl_json json;

    (void)state;
    fu_ctl_json_begin(&json);
    fu_ctl_json_text(&json, "a\"b", "x\x1b\n\\");
    ASSERT_JSON(&json, "{\"a\\\"b\":\"x\\u001b\\n\\\\\"");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(values_are_separated_by_commas),
        cmocka_unit_test(lists_and_objects_nest),
        cmocka_unit_test(a_text_that_ends_in_a_bracket_is_followed_by_a_comma),
        cmocka_unit_test(words_become_a_list),
        cmocka_unit_test(a_moment_has_its_offset_and_never_is_null),
        cmocka_unit_test(control_characters_are_escaped),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
