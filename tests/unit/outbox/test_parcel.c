/* What may go out, and dots doubled at whatever place a piece ends. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "../../../src/outbox/parcel.h"

static struct fu_parcel parcel_of(
    const char *sender, const char *recipient, const char *bytes, size_t length)
{
    return (struct fu_parcel){
        .sender = sender, .recipient = recipient, .bytes = bytes, .length = length};
}

static const char *fault_of_addresses(const char *sender, const char *recipient)
{
    struct fu_parcel parcel = parcel_of(sender, recipient, "x\r\n", 3);
    return fu_parcel_fault(&parcel);
}

static const char *fault_of(const char *bytes, size_t length)
{
    struct fu_parcel parcel = parcel_of("", "alice@example.org", bytes, length);
    return fu_parcel_fault(&parcel);
}

static void assert_fault(const char *fault, const char *words)
{
    assert_non_null(fault);
    assert_non_null(strstr(fault, words));
}

static void plain_addresses_and_the_null_sender_pass(void **state)
{
    (void)state;
    assert_null(fault_of_addresses("", "alice@example.org"));
    assert_null(fault_of_addresses("bounce+abc@remind.example.org", "alice+x@example.org"));
}

static void an_address_with_a_line_break_is_refused(void **state)
{
    (void)state;
    static const char *const bad[] = {"a@example.org\r\nRCPT TO:<b@example.org>",
        "a\r\n@example.org", "a@example.org\n", "a@example.org\r", "\r\na@example.org"};
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        assert_fault(fault_of_addresses("", bad[i]), "recipient");
        assert_fault(fault_of_addresses(bad[i], "alice@example.org"), "sender");
    }
}

static void other_things_that_are_no_address_are_refused(void **state)
{
    (void)state;
    static const char *const bad[] = {"a", "@", "a@", "@b", "a@b> SIZE=1", "<a@b>", "a b@c",
        "\"a\"@b", "a@[127.0.0.1]", "\xC3\xA4@example.org", "a@b,c@d"};
    assert_fault(fault_of_addresses("", ""), "recipient");
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        assert_fault(fault_of_addresses("", bad[i]), "recipient");
        assert_fault(fault_of_addresses(bad[i], "alice@example.org"), "sender");
    }
}

static void every_cr_wants_its_lf_and_every_lf_its_cr(void **state)
{
    (void)state;
    static const char *const bad[] = {"a\nb\r\n", "\n", "a\r\n\n", "a\n", "a\rb\r\n", "\r", "a\r",
        "a\r\r\n", "\r\r\n", "a\r\n.\n", "a\n.\r\n", "a\r.\r"};
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        assert_fault(fault_of(bad[i], strlen(bad[i])), "CR");
    }
    assert_null(fault_of("\r\n", 2));
    assert_null(fault_of("a\r\n\r\nb\r\n", 8));
    assert_null(fault_of("a", 1));
}

static void a_nul_and_an_empty_mail_are_refused(void **state)
{
    (void)state;
    assert_fault(fault_of("a\0b\r\n", 5), "NUL");
    assert_fault(fault_of("\0", 1), "NUL");
    assert_fault(fault_of("a\r\nb\0", 5), "NUL");
    assert_fault(fault_of("", 0), "empty");
}

static void a_line_has_at_most_998_octets(void **state)
{
    (void)state;
    char bytes[1010];
    memset(bytes, 'x', sizeof bytes);
    memcpy(bytes + 998, "\r\n", 2);
    assert_null(fault_of(bytes, 1000));
    assert_null(fault_of(bytes, 998));
    memset(bytes, 'x', sizeof bytes);
    assert_fault(fault_of(bytes, 999), "998");
    memcpy(bytes + 999, "\r\n", 2);
    assert_fault(fault_of(bytes, 1001), "998");
}

/* The mail as it is sent when it is copied in pieces of that size. */
static char *copied(const struct fu_parcel *parcel, size_t size, size_t *length)
{
    struct fu_body body = {0};
    char *whole = malloc(2 * parcel->length + size);
    *length = 0;
    while (body.offset < parcel->length) {
        char *piece = malloc(size);
        size_t got = fu_body_copy(parcel, &body, piece, size);
        assert_in_range(got, 1, size);
        memcpy(whole + *length, piece, got);
        *length += got;
        free(piece);
    }
    return whole;
}

static void assert_copied(const char *bytes, const char *expected)
{
    struct fu_parcel parcel = parcel_of("", "a@b", bytes, strlen(bytes));
    for (size_t size = 2; size < strlen(expected) + 5; size++) {
        size_t length;
        char *whole = copied(&parcel, size, &length);
        assert_int_equal(length, strlen(expected));
        assert_memory_equal(whole, expected, length);
        free(whole);
    }
}

static void a_dot_that_opens_a_line_is_doubled(void **state)
{
    (void)state;
    assert_copied(".", "..");
    assert_copied(".\r\n", "..\r\n");
    assert_copied("a\r\n.\r\nb.\r\n..\r\n", "a\r\n..\r\nb.\r\n...\r\n");
    assert_copied(".a.b\r\n\r\n.\r\n.\r\n.c", "..a.b\r\n\r\n..\r\n..\r\n..c");
}

static void other_dots_stay(void **state)
{
    (void)state;
    assert_copied("a.\r\n b..c\r\n", "a.\r\n b..c\r\n");
    assert_copied("abc...............def.........\r\n", "abc...............def.........\r\n");
}

static void the_end_brings_a_line_break_where_there_is_none(void **state)
{
    (void)state;
    struct fu_parcel with = parcel_of("", "a@b", "x\r\n", 3);
    struct fu_parcel without = parcel_of("", "a@b", "x", 1);
    assert_string_equal(fu_body_end(&with), ".\r\n");
    assert_string_equal(fu_body_end(&without), "\r\n.\r\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(plain_addresses_and_the_null_sender_pass),
        cmocka_unit_test(an_address_with_a_line_break_is_refused),
        cmocka_unit_test(other_things_that_are_no_address_are_refused),
        cmocka_unit_test(every_cr_wants_its_lf_and_every_lf_its_cr),
        cmocka_unit_test(a_nul_and_an_empty_mail_are_refused),
        cmocka_unit_test(a_line_has_at_most_998_octets),
        cmocka_unit_test(a_dot_that_opens_a_line_is_doubled),
        cmocka_unit_test(other_dots_stay),
        cmocka_unit_test(the_end_brings_a_line_break_where_there_is_none),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
