#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "followupd/record/delivery.h"
#include "followupd/record/followup.h"

static void states_of_a_followup_have_their_words(void **state)
{
    (void)state;
    assert_string_equal(fu_followup_state_word(FU_PENDING), "pending");
    assert_string_equal(fu_followup_state_word(FU_DONE), "done");
    assert_string_equal(fu_followup_state_word(FU_CANCELLED), "cancelled");
    assert_string_equal(fu_followup_state_word(FU_FAILED), "failed");
}

static void kinds_of_a_followup_have_their_words(void **state)
{
    (void)state;
    assert_string_equal(fu_followup_kind_word(FU_REMINDER), "reminder");
    assert_string_equal(fu_followup_kind_word(FU_TASK), "task");
}

static void states_of_a_delivery_have_their_words(void **state)
{
    (void)state;
    assert_string_equal(fu_delivery_state_word(FU_DELIVERY_QUEUED), "queued");
    assert_string_equal(fu_delivery_state_word(FU_DELIVERY_SENDING), "sending");
    assert_string_equal(fu_delivery_state_word(FU_DELIVERY_SENT), "sent");
    assert_string_equal(fu_delivery_state_word(FU_DELIVERY_FAILED), "failed");
    assert_string_equal(fu_delivery_state_word(FU_DELIVERY_UNSURE), "unsure");
}

static void a_word_comes_back_as_its_state(void **state)
{
    (void)state;
    for (int i = FU_PENDING; i <= FU_FAILED; i++) {
        assert_int_equal(
            fu_followup_state_parse(fu_followup_state_word((enum fu_followup_state)i)), i);
    }
}

static void another_word_is_none(void **state)
{
    (void)state;
    assert_int_equal(fu_followup_state_parse(""), -1);
    assert_int_equal(fu_followup_state_parse("all"), -1);
    assert_int_equal(fu_followup_state_parse("Pending"), -1);
    assert_int_equal(fu_followup_state_parse("pending "), -1);
    assert_int_equal(fu_followup_state_parse("unknown"), -1);
}

static void a_value_outside_its_enum_is_unknown(void **state)
{
    (void)state;
    assert_string_equal(fu_followup_state_word((enum fu_followup_state)4), "unknown");
    assert_string_equal(fu_followup_kind_word((enum fu_followup_kind)2), "unknown");
    assert_string_equal(fu_delivery_state_word((enum fu_delivery_state)5), "unknown");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(states_of_a_followup_have_their_words),
        cmocka_unit_test(kinds_of_a_followup_have_their_words),
        cmocka_unit_test(states_of_a_delivery_have_their_words),
        cmocka_unit_test(a_word_comes_back_as_its_state),
        cmocka_unit_test(another_word_is_none),
        cmocka_unit_test(a_value_outside_its_enum_is_unknown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
