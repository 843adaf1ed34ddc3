/* Short texts: numbers, and what does not fit. */
#include "help.h"

#include "../../../src/cadence/draft.h"

static void numbers_have_as_many_digits_as_asked(void **state)
{
    (void)state;
    struct draft draft;
    fu_draft_clear(&draft);
    fu_draft_number(&draft, 0, 1);
    fu_draft_number(&draft, 7, 2);
    fu_draft_number(&draft, 1234, 2);
    fu_draft_number(&draft, -1, 1);
    fu_draft_number(&draft, INT64_MIN, 1);
    fu_draft_ordinal(&draft, 22);
    assert_string_equal(fu_draft_text(&draft), "0071234-1-922337203685477580822nd");
}

static void what_does_not_fit_is_left_out(void **state)
{
    (void)state;
    struct draft draft;
    fu_draft_clear(&draft);
    while (draft.length < DRAFT_MAX - 1) {
        fu_draft_add(&draft, "a");
    }
    fu_draft_number(&draft, 10, 1);
    assert_int_equal(draft.length, DRAFT_MAX - 1);
    fu_draft_add(&draft, "bc");
    fu_draft_add(&draft, "d");
    fu_draft_add_n(&draft, "e", 1);
    fu_draft_number(&draft, 1, 1);
    assert_int_equal(draft.length, DRAFT_MAX);
    assert_string_equal(fu_draft_text(&draft) + DRAFT_MAX - 2, "ab");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(numbers_have_as_many_digits_as_asked),
        cmocka_unit_test(what_does_not_fit_is_left_out),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
