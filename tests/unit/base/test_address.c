#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "followupd/base/address.h"

static bool valid(const char *text)
{
    return fu_address_valid(text, strlen(text));
}

/* "aaa…@" + domain, with a local part of so many octets. */
static const char *with_local(char *text, size_t local, const char *domain)
{
    memset(text, 'a', local);
    text[local] = '@';
    memcpy(text + local + 1, domain, strlen(domain) + 1);
    return text;
}

/* "a@" and labels of at most 63 octets, so many octets in all. */
static const char *with_length(char *text, size_t length)
{
    memcpy(text, "a@", 2);
    for (size_t i = 2; i < length; i++) {
        text[i] = (i - 2) % 50 == 49 && i + 1 < length ? '.' : 'd';
    }
    text[length] = '\0';
    return text;
}

static void ordinary_addresses_are_valid(void **state)
{
    (void)state;
    static const char *const good[] = {"a@b", "alice@example.org", "Alice.B@Example.ORG",
        "me+3days@example.org", "every2months@remind.example.org", "o'brien@example.org",
        "!#$%&'*+-/=?^_`{|}~@example.org", "a@xn--bcher-kva.example", "1@2.3", "a@b-c.d"};
    for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
        if (!valid(good[i])) {
            fail_msg("refused: %s", good[i]);
        }
    }
}

static void what_could_break_an_envelope_is_refused(void **state)
{
    (void)state;
    static const char *const bad[] = {"", "@", "a", "a@", "@b", "a@@b", "a@b@c", ".a@b", "a.@b",
        "a..b@c", "a@.b", "a@b.", "a@b..c", "a@-b", "a@b-", "a@b-.c", "a@b_c", "a b@c", " a@b",
        "a@b ", "a@b\r\n", "a\r\nRCPT TO:<x@y>@b", "a@b\nDATA", "a\t@b", "\"a\"@b", "a@[127.0.0.1]",
        "a(c)@b", "<a@b>", "a@b>", "a,b@c", "a;b@c", "a:b@c", "a\\@b", "\xC3\xA4@b", "a@b\xC3\xBC",
        "a@b,c", "a\x7f@b", "a@b\x01", "=?utf-8?q?a=40b?=@c@d", "a@b c"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        if (valid(bad[i])) {
            fail_msg("taken: %s", bad[i]);
        }
    }
}

static void a_nul_inside_is_refused(void **state)
{
    (void)state;
    assert_false(fu_address_valid("a\0@b", 4));
    assert_false(fu_address_valid("a@b\0c", 5));
    assert_false(fu_address_valid("a@b\0", 4));
    assert_true(fu_address_valid("a@bXXX", 3));
}

static void lengths_hold_on_both_sides(void **state)
{
    (void)state;
    char text[400];
    assert_true(valid(with_local(text, 64, "example.org")));
    assert_false(valid(with_local(text, 65, "example.org")));

    assert_true(valid(with_length(text, 254)));
    assert_false(valid(with_length(text, 255)));

    char label[80];
    memset(label, 'l', sizeof label);
    label[63] = '\0';
    assert_true(valid(with_local(text, 1, label)));
    label[63] = 'l';
    label[64] = '\0';
    assert_false(valid(with_local(text, 1, label)));
}

static void canonical_is_lower_case_or_nothing(void **state)
{
    (void)state;
    struct fu_arena *arena = fu_arena_new();
    assert_string_equal(fu_address_canonical(arena, "Every2Months@Remind.Example.ORG rest", 31),
        "every2months@remind.example.org");
    assert_null(fu_address_canonical(arena, "nobody", 6));
    assert_null(fu_address_canonical(arena, "a@b\r\nc", 6));
    fu_arena_free(&arena);
}

static void what_means_an_address_becomes_it(void **state)
{
    static const char *const rows[][2] = {{"\"Alice\"@Example.org", "alice@example.org"},
        {"\"al\\ice\"@example.org", "alice@example.org"},
        {"\"alice.b\"@b\xC3\xBC"
         "cher.example",
            "alice.b@xn--bcher-kva.example"},
        {"alice@B\xC3\x9C"
         "CHER.example",
            "alice@xn--bcher-kva.example"},
        {"\"a b\"@c", NULL}, {"\"a@b\"@c", NULL}, {"\"\"@c", NULL}, {"\"a..b\"@c", NULL},
        {"\"a\"b@c", NULL}, {"\"a@c", NULL}, {"\"a\\\"@c", NULL}, {"\"a\"", NULL}, {"\"a\"@", NULL},
        {"a\"b\"@c", NULL}, {"\"a\r\nRCPT TO:<x@y>\"@b", NULL}, {"\"a\"@b\r\n", NULL},
        {"\xC3\xBC@example.org", NULL}, {"\"\xC3\xBC\"@example.org", NULL}, {"a@b\xC3", NULL},
        {"a@b\xFF.example", NULL},
        {"a@\xE2\x80\xAE"
         "example.org",
            NULL},
        /* A full stop and letters of other widths, and what the mapping would leave out. */
        {"a@\xEF\xBD\x82\xE3\x80\x82"
         "example",
            "a@b.example"},
        {"a@ex[ample\xC3\xA9.org", NULL}, {"a@ex ample\xC3\xA9.org", NULL},
        {"a@example\xC3\xA9.org\r\n", NULL}, {"a@[192.0.2.1]\xC3\xA9.org", NULL},
        {"a@b\xE2\x84\x80.org", NULL},
        {"a@\xEF\xBC\xBB"
         "b.org",
            NULL}};
    struct fu_arena *arena = fu_arena_new();

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const char *became = fu_address_canonical(arena, rows[i][0], strlen(rows[i][0]));
        if ((became == NULL) != (rows[i][1] == NULL) ||
            (became != NULL && strcmp(became, rows[i][1]) != 0)) {
            fail_msg("%s became %s", rows[i][0], became == NULL ? "nothing" : became);
        }
    }
    assert_null(fu_address_canonical(arena, "a@b\0c", 5));
    assert_null(fu_address_canonical(arena, "\"a\"@b\0c", 7));
    fu_arena_free(&arena);
}

static void the_domain_is_what_stands_behind_the_at(void **state)
{
    (void)state;
    assert_string_equal(fu_address_domain("a+b@example.org"), "example.org");
    assert_string_equal(fu_address_domain(""), "");
}

static void patterns_name_addresses_domains_and_subdomains(void **state)
{
    (void)state;
    assert_true(fu_address_matches("alice@example.org", "alice@example.org"));
    assert_true(fu_address_matches("alice@example.org", "Alice@Example.org"));
    assert_false(fu_address_matches("alice@example.org", "alice@example.or"));
    assert_false(fu_address_matches("alice@example.org", "lice@example.org"));

    assert_true(fu_address_matches("alice@example.org", "*@example.org"));
    assert_true(fu_address_matches("alice@example.org", "*@EXAMPLE.org"));
    assert_false(fu_address_matches("alice@example.org.evil", "*@example.org"));
    assert_false(fu_address_matches("alice@evilexample.org", "*@example.org"));
    assert_false(fu_address_matches("alice@sub.example.org", "*@example.org"));

    assert_true(fu_address_matches("alice@sub.example.org", "*@*.example.org"));
    assert_true(fu_address_matches("alice@a.b.example.org", "*@*.Example.org"));
    assert_false(fu_address_matches("alice@example.org", "*@*.example.org"));
    assert_false(fu_address_matches("alice@evilexample.org", "*@*.example.org"));
}

static void an_empty_side_matches_nothing(void **state)
{
    (void)state;
    assert_false(fu_address_matches("", ""));
    assert_false(fu_address_matches("", "*@"));
    assert_false(fu_address_matches("alice@example.org", ""));
    assert_false(fu_address_matches("alice@example.org", "*@"));
    assert_false(fu_address_matches("alice@example.org", "*@*."));
    assert_false(fu_address_matches("alice@example.org", "*"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ordinary_addresses_are_valid),
        cmocka_unit_test(what_could_break_an_envelope_is_refused),
        cmocka_unit_test(a_nul_inside_is_refused),
        cmocka_unit_test(lengths_hold_on_both_sides),
        cmocka_unit_test(canonical_is_lower_case_or_nothing),
        cmocka_unit_test(what_means_an_address_becomes_it),
        cmocka_unit_test(the_domain_is_what_stands_behind_the_at),
        cmocka_unit_test(patterns_name_addresses_domains_and_subdomains),
        cmocka_unit_test(an_empty_side_matches_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
