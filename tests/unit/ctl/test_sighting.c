/* Where an address stands in a header: headers as mail servers write them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "../../../src/ctl/sighting.h"

#define ADDRESS "check+abc@remind.example.org"

static const char *const listed[] = {"X-Original-To", "Delivered-To"};
static const struct fu_texts headers = {listed, 2};

static int sight(const char *header, struct fu_ctl_sighting *sighting)
{
    return fu_ctl_sight(header, strlen(header), ADDRESS, &headers, sighting);
}

static void delivered_to_on_top_is_seen(void **state)
{
    struct fu_ctl_sighting sighting;

    (void)state;
    assert_int_equal(
        sight("Delivered-To: check+abc@remind.example.org\r\n"
              "Received: from a by b\r\n\twith LMTP id x\r\n\tfor <x@y.org>;\r\n date\r\n"
              "Received: from c by a\r\n"
              "To: someone@example.org\r\n\r\n",
            &sighting),
        2);
    assert_true(sighting.found);
    assert_true(sighting.listed);
    assert_string_equal(sighting.field, "Delivered-To");
    assert_int_equal(sighting.received_above, 0);
}

static void the_first_of_the_list_wins_wherever_it_stands(void **state)
{
    struct fu_ctl_sighting sighting;

    (void)state;
    assert_int_equal(sight("Delivered-To: <check+abc@remind.example.org>\n"
                           "Received: from a by b\n"
                           "X-Original-To: Check+ABC@remind.example.org\n"
                           "Received: from c by a\n\n",
                         &sighting),
        2);
    assert_string_equal(sighting.field, "X-Original-To");
    assert_int_equal(sighting.received_above, 1);
}

static void of_several_of_one_name_the_topmost_counts(void **state)
{
    struct fu_ctl_sighting sighting;

    (void)state;
    sight("Received: from a by b\n"
          "Delivered-To: check+abc@remind.example.org\n"
          "Received: from c by a\n"
          "Delivered-To: check+abc@remind.example.org\n\n",
        &sighting);
    assert_int_equal(sighting.received_above, 1);
}

static void a_received_line_comes_after_the_list(void **state)
{
    struct fu_ctl_sighting sighting;

    (void)state;
    assert_int_equal(sight("X-Resolved-To: check+abc@remind.example.org\n"
                           "Received: from a by b\n"
                           "Received: from c by a\n for <check+abc@remind.example.org>; date\n\n",
                         &sighting),
        2);
    assert_string_equal(sighting.field, "Received");
    assert_true(sighting.listed);
    assert_int_equal(sighting.received_above, 1);
}

static void any_other_field_is_better_than_none(void **state)
{
    struct fu_ctl_sighting sighting;

    (void)state;
    sight("Received: from a by b\nX-Resolved-To: check+abc@remind.example.org\n\n", &sighting);
    assert_true(sighting.found);
    assert_false(sighting.listed);
    assert_string_equal(sighting.field, "X-Resolved-To");
}

static void what_the_senders_program_wrote_counts_for_nothing(void **state)
{
    struct fu_ctl_sighting sighting;

    (void)state;
    assert_int_equal(sight("To: check+abc@remind.example.org\n"
                           "Cc: check+abc@remind.example.org\n"
                           "Subject: check+abc@remind.example.org\n\n"
                           "Delivered-To: check+abc@remind.example.org\n",
                         &sighting),
        0);
    assert_false(sighting.found);
}

static void only_the_whole_address_counts(void **state)
{
    struct fu_ctl_sighting sighting;

    (void)state;
    sight("Delivered-To: x.check+abc@remind.example.org\n\n", &sighting);
    assert_false(sighting.found);
    sight("Delivered-To: check+abc@remind.example.org.uk\n\n", &sighting);
    assert_false(sighting.found);
    sight("Delivered-To: check+abcd@remind.example.org\n\n", &sighting);
    assert_false(sighting.found);
    sight("Delivered-To: \"x\" <check+abc@remind.example.org>, y@z.org\n\n", &sighting);
    assert_true(sighting.found);
}

static void lines_that_are_no_fields_are_passed_over(void **state)
{
    struct fu_ctl_sighting sighting;

    (void)state;
    assert_int_equal(sight("From x Thu Jan  1 1970\nnonsense\n : \n"
                           "Received : from a by b\n"
                           "Delivered-To: check+abc@remind.example.org",
                         &sighting),
        1);
    assert_true(sighting.found);
    assert_int_equal(sighting.received_above, 1);
    assert_int_equal(sight("", &sighting), 0);
    assert_false(sighting.found);
    assert_int_equal(
        fu_ctl_sight("\r\nDelivered-To: " ADDRESS, 40, ADDRESS, &headers, &sighting), 0);
    assert_false(sighting.found);
}

static void a_long_field_name_is_cut(void **state)
{
    char header[300];
    struct fu_ctl_sighting sighting;

    (void)state;
    memset(header, 'x', 200);
    memcpy(header + 200, ": " ADDRESS "\n", sizeof ": " ADDRESS "\n");
    sight(header, &sighting);
    assert_true(sighting.found);
    assert_int_equal(strlen(sighting.field), FU_CTL_FIELD_NAME_MAX);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(delivered_to_on_top_is_seen),
        cmocka_unit_test(the_first_of_the_list_wins_wherever_it_stands),
        cmocka_unit_test(of_several_of_one_name_the_topmost_counts),
        cmocka_unit_test(a_received_line_comes_after_the_list),
        cmocka_unit_test(any_other_field_is_better_than_none),
        cmocka_unit_test(what_the_senders_program_wrote_counts_for_nothing),
        cmocka_unit_test(only_the_whole_address_counts),
        cmocka_unit_test(lines_that_are_no_fields_are_passed_over),
        cmocka_unit_test(a_long_field_name_is_cut),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
