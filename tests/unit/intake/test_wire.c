/* The gate between a server and the IMAP parser: what gets through, what is noted, what ends the
 * session. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "../../../src/intake/wire.h"

enum { OUT_MAX = 4 * 1024 * 1024 };

static struct fu_wire wire;
static struct fu_buffer out;

static int set_up(void **state)
{
    (void)state;
    fu_wire_init(&wire);
    fu_wire_allow(&wire, FU_EXPECT_ANSWER, FU_WIRE_LINE, 100, 1000000);
    fu_buffer_init(&out, OUT_MAX);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    fu_buffer_free(&out);
    return 0;
}

static void take(const char *text)
{
    fu_wire_take(&wire, text, strlen(text), &out);
}

/* The same octets give the same whether they come at once or one by one. */
static void check(
    enum fu_wire_expect expect, const char *in, enum fu_wire_fault fault, const char *passed)
{
    for (size_t step = 1; step <= 7; step += 3) {
        fu_wire_init(&wire);
        fu_wire_allow(&wire, expect, FU_WIRE_LINE, 100, 1000000);
        fu_buffer_clear(&out);
        for (size_t at = 0; at < strlen(in); at += step) {
            size_t left = strlen(in) - at;
            fu_wire_take(&wire, in + at, left < step ? left : step, &out);
        }
        if (wire.fault != fault || (passed != NULL && strcmp(out.data, passed) != 0)) {
            print_error("%s: fault %d, passed: %s\n", in, wire.fault, out.data);
        }
        assert_int_equal(wire.fault, fault);
        if (passed != NULL) {
            assert_string_equal(out.data, passed);
        }
    }
}

static void refuse(enum fu_wire_expect expect, const char *in)
{
    check(expect, in, FU_WIRE_MALFORMED, NULL);
}

static void a_tagged_answer_is_reduced(void **state)
{
    (void)state;
    check(FU_EXPECT_ANSWER, "12 OK [READ-ONLY] it is done (really)\r\n", FU_WIRE_FINE,
        "12 OK ready\r\n");
    check(FU_EXPECT_ANSWER, "12 NO [BADCHARSET ({5}\r\n", FU_WIRE_FINE, "12 NO ready\r\n");
    check(FU_EXPECT_ANSWER, "12 bad\r\n", FU_WIRE_FINE, "12 BAD ready\r\n");
    check(FU_EXPECT_ANSWER, "12 OK\n", FU_WIRE_FINE, "12 OK ready\r\n");
    assert_string_equal(wire.tagged, "12 OK\n");
    check(FU_EXPECT_NOTHING, "12 OK idle\r\n", FU_WIRE_FINE, "");
    assert_string_equal(wire.tagged, "12 OK idle\r\n");
}

static void a_new_command_forgets_the_answer(void **state)
{
    (void)state;
    take("+ go\r\n12 OK done\r\n");
    assert_true(wire.plus);
    fu_wire_allow(&wire, FU_EXPECT_ANSWER, 100, 100, 100);
    assert_string_equal(wire.tagged, "");
    assert_false(wire.plus);
}

static void what_is_no_imap_is_refused(void **state)
{
    (void)state;
    refuse(FU_EXPECT_ANSWER, "HTTP/1.1 200 OK\r\n");
    refuse(FU_EXPECT_ANSWER, "A1 OK not a tag of ours\r\n");
    refuse(FU_EXPECT_ANSWER, "12 BYE\r\n");
    refuse(FU_EXPECT_ANSWER, "12\r\n");
    refuse(FU_EXPECT_ANSWER, " * OK indented\r\n");
}

static void untagged_data_does_not_reach_the_parser(void **state)
{
    (void)state;
    check(FU_EXPECT_ANSWER,
        "* OK [UNSEEN 5] \"(\r\n* FLAGS (\\Seen)\r\n\r\n* 3 EXISTS\r\n* 1 RECENT\r\n* XNEW {9}!\r\n"
        "* SEARCH 1 2\r\n* 1 FETCH (ENVELOPE (\"d\"))\r\n* LIST () \"/\" \"open\r\n+ go on\r\n1 OK "
        "x\r\n",
        FU_WIRE_FINE, "1 OK ready\r\n");
}

static void a_literal_of_dropped_data_is_dropped_with_it(void **state)
{
    (void)state;
    check(FU_EXPECT_ANSWER, "* LIST () \"/\" {8}\r\n* BYE x\r\n\r\n1 OK x\r\n", FU_WIRE_FINE,
        "1 OK ready\r\n");
    check(FU_EXPECT_ANSWER, "* X {0}\r\n\r\n1 OK x\r\n", FU_WIRE_FINE, "1 OK ready\r\n");
    check(FU_EXPECT_ANSWER, "* X \"{8}\r\n1 OK x\r\n", FU_WIRE_FINE, "1 OK ready\r\n");
}

static void counts_are_noted(void **state)
{
    (void)state;
    take("* 3 EXISTS\r\n* 2 EXPUNGE\r\n");
    assert_int_equal(wire.notes.exists, 2);
    assert_true(wire.notes.news);
}

static void a_goodbye_ends_the_session(void **state)
{
    (void)state;
    check(FU_EXPECT_ANSWER, "1 OK x\r\n* BYE see you\r\n2 OK y\r\n", FU_WIRE_BYE, "1 OK ready\r\n");
    assert_string_equal(wire.head, "* BYE see you\r\n");
}

static void search_data_is_handed_on(void **state)
{
    (void)state;
    check(FU_EXPECT_SEARCH, "* SEARCH 1 20 4294967295\r\n1 OK x\r\n", FU_WIRE_FINE,
        "* SEARCH 1 20 4294967295\r\n1 OK ready\r\n");
    check(FU_EXPECT_SEARCH, "* search\r\n", FU_WIRE_FINE, "* SEARCH\r\n");
    check(FU_EXPECT_SEARCH, "*  SEARCH 1\n", FU_WIRE_FINE, "* SEARCH 1\n");
    check(FU_EXPECT_SEARCH, "* SEARCH 1 (MODSEQ 5)\r\n", FU_WIRE_FINE, "* SEARCH 1 \n");
    check(FU_EXPECT_FETCH, "* SEARCH 1\r\n", FU_WIRE_FINE, "");
}

static void search_data_is_numbers(void **state)
{
    (void)state;
    refuse(FU_EXPECT_SEARCH, "* SEARCH 4294967296\r\n");
    refuse(FU_EXPECT_SEARCH, "* SEARCH -1\r\n");
    refuse(FU_EXPECT_SEARCH, "* SEARCH 1,2\r\n");
    refuse(FU_EXPECT_SEARCH, "* SEARCH {5}\r\n");
    refuse(FU_EXPECT_SEARCH, "* SEARCH x\r\n");
}

static void fetch_data_is_handed_on_until_the_answer(void **state)
{
    (void)state;
    static const char data[] =
        "* 1 FETCH (UID 7 RFC822.SIZE 5 INTERNALDATE \"17-Nov-2026 {3} (\\\" \" FLAGS (\\Seen $x)"
        " MODSEQ (5) BODY[HEADER.FIELDS (A B)]<0> {5}\r\n)\"{(\r BODY[] \"a)\" body[TEXT] NIL)\r\n";
    check(FU_EXPECT_FETCH, data, FU_WIRE_FINE, data);
    check(FU_EXPECT_FETCH, "* 1 FETCH (UID 1)\r\n1 OK x\r\n* 2 FETCH (UID 2)\r\n", FU_WIRE_FINE,
        "* 1 FETCH (UID 1)\r\n1 OK ready\r\n");
}

static void fetch_data_nobody_asked_for_is_refused(void **state)
{
    (void)state;
    refuse(FU_EXPECT_FETCH, "* 1 FETCH (ENVELOPE (NIL))\r\n");
    refuse(FU_EXPECT_FETCH, "* 1 FETCH (UID 1 BODYSTRUCTURE (\"a\"))\r\n");
    refuse(FU_EXPECT_FETCH, "* 1 FETCH (UID 1 BODY (\"a\"))\r\n");
    refuse(FU_EXPECT_FETCH, "* 1 FETCH (RFC822 {1}\r\nx)\r\n");
    refuse(FU_EXPECT_FETCH, "* 1 FETCH (UIDX 1)\r\n");
}

static void broken_fetch_data_is_refused(void **state)
{
    (void)state;
    refuse(FU_EXPECT_FETCH, "* 1 FETCH (UID 1\r\n");
    refuse(FU_EXPECT_FETCH, "* 1 FETCH (INTERNALDATE \"x\r\n");
    refuse(FU_EXPECT_FETCH, "* 1 FETCH (BODY[ {1}x)\r\n");
    refuse(FU_EXPECT_FETCH, "* 1 FETCH (BODY[] {1} \r\nx)\r\n");
    refuse(FU_EXPECT_FETCH, "* 1 FETCH (BODY[] {1}\r\r\nx)\r\n");
    refuse(FU_EXPECT_FETCH, "* 1 FETCH (BODY[] {-1}\r\nx)\r\n");
    refuse(FU_EXPECT_FETCH, "* 1 FETCH (BODY[] {}\r\nx)\r\n");
    refuse(FU_EXPECT_FETCH, "* 1 FETCH (BODY[] {1+}\r\nx)\r\n");
}

static void literals_are_bounded(void **state)
{
    (void)state;
    check(FU_EXPECT_FETCH, "* 1 FETCH (BODY[] {100}\r\n", FU_WIRE_FINE, NULL);
    check(FU_EXPECT_FETCH, "* 1 FETCH (BODY[] {101}\r\n", FU_WIRE_LONG_LITERAL, NULL);
    check(FU_EXPECT_FETCH, "* 1 FETCH (BODY[] {18446744073709551617}\r\n", FU_WIRE_LONG_LITERAL,
        NULL);
    check(FU_EXPECT_ANSWER, "* LIST {101}\r\n", FU_WIRE_LONG_LITERAL, NULL);
}

static void lines_are_bounded(void **state)
{
    (void)state;
    static char line[FU_WIRE_LINE + 2];
    memset(line, 'x', FU_WIRE_LINE);
    memcpy(line, "* X ", 4);
    line[FU_WIRE_LINE - 1] = '\n';
    check(FU_EXPECT_ANSWER, line, FU_WIRE_FINE, "");
    line[FU_WIRE_LINE - 1] = 'x';
    line[FU_WIRE_LINE] = '\n';
    check(FU_EXPECT_ANSWER, line, FU_WIRE_LONG_LINE, "");
}

static void all_that_comes_is_bounded(void **state)
{
    (void)state;
    static const char data[] = "* 1 FETCH (BODY[] {10}\r\n0123456789)\r\n";
    fu_wire_allow(&wire, FU_EXPECT_FETCH, 100, 100, sizeof data - 1);
    take(data);
    assert_int_equal(wire.fault, FU_WIRE_FINE);
    take("+");
    assert_int_equal(wire.fault, FU_WIRE_TOO_MUCH);
    /* A new command counts anew; within a literal it is counted too. */
    fu_wire_init(&wire);
    fu_wire_allow(&wire, FU_EXPECT_FETCH, 100, 100, 10);
    take("* X\r\n");
    fu_wire_allow(&wire, FU_EXPECT_FETCH, 100, 100, 30);
    take(data);
    assert_int_equal(wire.fault, FU_WIRE_TOO_MUCH);
}

static void nesting_is_bounded(void **state)
{
    (void)state;
    char line[200] = "* 1 FETCH (FLAGS ";
    size_t length = strlen(line);
    memset(line + length, '(', FU_WIRE_DEPTH - 1);
    check(FU_EXPECT_FETCH, line, FU_WIRE_FINE, NULL);
    line[length + FU_WIRE_DEPTH - 1] = '(';
    check(FU_EXPECT_FETCH, line, FU_WIRE_TOO_DEEP, NULL);
    memcpy(line + 2, "1 XETCH", 7);
    check(FU_EXPECT_FETCH, line, FU_WIRE_FINE, NULL);
}

static void nothing_is_taken_after_a_fault(void **state)
{
    (void)state;
    take("* BYE x\r\n");
    take("1 OK x\r\n");
    assert_string_equal(out.data, "");
    assert_string_equal(wire.tagged, "");
}

static void long_and_odd_first_words_are_dropped(void **state)
{
    (void)state;
    static char line[10000];
    memset(line, 'x', sizeof line - 2);
    line[0] = '*';
    line[1] = ' ';
    line[sizeof line - 2] = '\n';
    check(FU_EXPECT_FETCH, line, FU_WIRE_FINE, "");
    memset(line + 1, ' ', sizeof line - 3);
    check(FU_EXPECT_FETCH, line, FU_WIRE_FINE, "");
    fu_wire_init(&wire);
    fu_wire_take(&wire, "* \0OK\r\n1 OK x\r\n", 15, &out);
    assert_int_equal(wire.fault, FU_WIRE_FINE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_tagged_answer_is_reduced, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_new_command_forgets_the_answer, set_up, tear_down),
        cmocka_unit_test_setup_teardown(what_is_no_imap_is_refused, set_up, tear_down),
        cmocka_unit_test_setup_teardown(untagged_data_does_not_reach_the_parser, set_up, tear_down),
        cmocka_unit_test_setup_teardown(
            a_literal_of_dropped_data_is_dropped_with_it, set_up, tear_down),
        cmocka_unit_test_setup_teardown(counts_are_noted, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_goodbye_ends_the_session, set_up, tear_down),
        cmocka_unit_test_setup_teardown(search_data_is_handed_on, set_up, tear_down),
        cmocka_unit_test_setup_teardown(search_data_is_numbers, set_up, tear_down),
        cmocka_unit_test_setup_teardown(
            fetch_data_is_handed_on_until_the_answer, set_up, tear_down),
        cmocka_unit_test_setup_teardown(fetch_data_nobody_asked_for_is_refused, set_up, tear_down),
        cmocka_unit_test_setup_teardown(broken_fetch_data_is_refused, set_up, tear_down),
        cmocka_unit_test_setup_teardown(literals_are_bounded, set_up, tear_down),
        cmocka_unit_test_setup_teardown(lines_are_bounded, set_up, tear_down),
        cmocka_unit_test_setup_teardown(all_that_comes_is_bounded, set_up, tear_down),
        cmocka_unit_test_setup_teardown(nesting_is_bounded, set_up, tear_down),
        cmocka_unit_test_setup_teardown(nothing_is_taken_after_a_fault, set_up, tear_down),
        cmocka_unit_test_setup_teardown(long_and_odd_first_words_are_dropped, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
