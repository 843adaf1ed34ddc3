#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "followupd/mail/limits.h"
#include "reading.h"

/* "name|address; name|address" of the field's list. */
static const char *people_of(struct mail *mail, const char *field)
{
    *mail = mail_new();
    mail_add(mail, "X-A: b\r\nTo: ");
    mail_add(mail, field);
    mail_add(mail, "\r\n\r\n");
    assert_int_equal(mail_read(mail), FU_OK);
    const char *text = "";
    for (size_t i = 0; i < mail->letter->to.count; i++) {
        const struct fu_mailbox *box = &mail->letter->to.items[i];
        text = fu_arena_print(
            mail->arena, "%s%s%s|%s", text, i > 0 ? "; " : "", box->name, box->address);
    }
    return text;
}

static void lists_are_read_as_they_are_written(void **state)
{
    (void)state;
    static const char *const cases[][2] = {
        {"a@b", "|a@b"},
        {"<a@b>", "|a@b"},
        {"A B <a@b>", "A B|a@b"},
        {"\"A, B\" <a@b>, c@d", "A, B|a@b; |c@d"},
        {"\"A \\\"B\\\"\" <a@b>", "A \"B\"|a@b"},
        {"a@b (Alice)", "Alice|a@b"},
        {"A (the one) B <a@b>", "A B|a@b"},
        {"A\r\n B\r\n\t<a@b>,\r\n c@d", "A B|a@b; |c@d"},
        {"=?utf-8?q?J=C3=BCrgen?= <j@b>", "Jürgen|j@b"},
        {"\"=?utf-8?q?J=C3=BCrgen?=\" <j@b>", "Jürgen|j@b"},
        {"J\xFCrgen <j@b>", "Jürgen|j@b"},
        {"=?utf-8?q?a=0D=0Ab?= <j@b>", "a b|j@b"},
        {"Friends: a@b, C <c@d>;, e@f", "|a@b; C|c@d; |e@f"},
        {"undisclosed-recipients:;", ""},
        {"g:h:a@b;;", "|a@b"},
        {"<@route,@two:a@b>", "|a@b"},
        {",, a@b ,,", "|a@b"},
        {"", ""},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct mail mail;
        assert_string_equal(people_of(&mail, cases[i][0]), cases[i][1]);
        mail_free(&mail);
    }
}

static void lists_are_read_as_they_are_miswritten(void **state)
{
    (void)state;
    static const char *const cases[][2] = {
        {"M\xC3\xBCller, Hans <h@b>", "Müller, Hans|h@b"},
        {"Re: offer <a@b>", "offer|a@b"},
        {"a@b <c@d>", "a@b|c@d"},
        {"\"a@b\" <c@d>", "a@b|c@d"},
        {"\"A <a@b>", "A|a@b"},
        {"A <a@b", "A|a@b"},
        {"A a@b>, c@d", "|c@d"},
        {"<a@b> <c@d>", "|a@b; |c@d"},
        {"<a@b> junk, c@d", "|a@b; |c@d"},
        {"<a b@c>, d@e", "|d@e"},
        {"a@b (never ends, c@d", "|a@b"},
        {"mailto:a@b", "|a@b"},
        {"a@b; c@d", "|a@b; |c@d"},
        {"nobody, a@b", "|a@b"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct mail mail;
        assert_string_equal(people_of(&mail, cases[i][0]), cases[i][1]);
        mail_free(&mail);
    }
}

static void what_is_no_address_by_our_grammar_is_left_out(void **state)
{
    (void)state;
    static const char *const bad[] = {"\"a b\"@c", "a@[192.0.2.1]", "a@[IPv6:::1]", "a@", "@b", "a",
        "a..b@c", "\xC3\xBC@b", "a@b\x01", "<a@b,c@d>", "<>", "< >", "a @ b", "a@b@c",
        "=?utf-8?q?a=40b?=", "<=?utf-8?q?a=40b?=>"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        struct mail mail;
        assert_string_equal(people_of(&mail, bad[i]), "");
        mail_free(&mail);
    }
}

static void quotes_that_say_nothing_are_taken_off(void **state)
{
    (void)state;
    static const char *const same[] = {
        "\"Alice\"@b", "<\"alice\"@b>", "\"alice\"@b (A)", "A <\"al\\ice\"@B>"};
    for (size_t i = 0; i < sizeof same / sizeof *same; i++) {
        struct mail mail;
        const char *people = people_of(&mail, same[i]);
        assert_string_equal(strrchr(people, '|'), "|alice@b");
        assert_string_equal(mail.letter->to.items[0].address, "alice@b");
        mail_free(&mail);
    }
}

static void a_field_may_name_500_addresses(void **state)
{
    (void)state;
    for (int over = 0; over <= 1; over++) {
        struct mail mail = mail_new();
        mail_add(&mail, "To: ");
        mail_repeat(&mail, "a@b, ", (size_t)(FU_MAIL_ADDRESSES_MAX + over));
        mail_add(&mail, "\nCc: ");
        mail_repeat(&mail, "g: a@b, nobody@;", 600);
        mail_add(&mail, "\n\n");
        assert_int_equal(mail_read(&mail), FU_OK);
        assert_int_equal(mail.letter->to.count, FU_MAIL_ADDRESSES_MAX);
        assert_int_equal(mail.letter->cc.count, FU_MAIL_ADDRESSES_MAX / 2);
        mail_free(&mail);
    }
}

static void several_fields_are_one_list_of_500_at_most(void **state)
{
    (void)state;
    struct mail mail = mail_new();
    mail_add(&mail, "To: a@b\nX-A: b\nTO: c@d\n");
    for (int i = 0; i < 2; i++) {
        mail_add(&mail, "Cc: ");
        mail_repeat(&mail, "a@b,", 300);
        mail_add(&mail, "\n");
    }
    mail_add(&mail, "\n");
    assert_int_equal(mail_read(&mail), FU_OK);
    assert_int_equal(mail.letter->to.count, 2);
    assert_string_equal(mail.letter->to.items[1].address, "c@d");
    assert_int_equal(mail.letter->cc.count, FU_MAIL_ADDRESSES_MAX);
    mail_free(&mail);
}

static void names_are_cut_at_200_octets(void **state)
{
    (void)state;
    struct mail mail = mail_new();
    mail_add(&mail, "To: \"");
    mail_repeat(&mail, "x", 5000);
    mail_add(&mail, "\" <a@b>, ");
    mail_repeat(&mail, "word ", 1000);
    mail_add(&mail, "<c@d>\n\n");
    assert_int_equal(mail_read(&mail), FU_OK);
    assert_int_equal(mail.letter->to.count, 2);
    assert_int_equal(strlen(mail.letter->to.items[0].name), FU_MAIL_NAME_MAX);
    assert_int_equal(strlen(mail.letter->to.items[1].name), FU_MAIL_NAME_MAX - 1);
    mail_free(&mail);
}

/* How many the From lines name, and that nobody is named unless it is one. */
static size_t from_count(const char *fields)
{
    struct mail mail = mail_new();
    mail_add(&mail, "X-A: b\r\n");
    mail_add(&mail, fields);
    mail_add(&mail, "\r\n");
    assert_int_equal(mail_read(&mail), FU_OK);
    size_t count = mail.letter->from_count;
    if (count == 1) {
        assert_string_not_equal(mail.letter->from.address, "");
    } else {
        assert_string_equal(mail.letter->from.address, "");
        assert_string_equal(mail.letter->from.name, "");
    }
    mail_free(&mail);
    return count;
}

static void one_from_names_somebody(void **state)
{
    (void)state;
    static const char *const one[] = {"From: alice@example.org\r\n",
        "From: <alice@example.org>\r\n", "From: alice@example.org (Alice)\r\n",
        "from: \"mallory@evil.example\" <alice@example.org>\r\n",
        "From: mallory@evil.example <alice@example.org>\r\n",
        "From: M\xFCller, Alice <alice@example.org>\r\n",
        "From: (mallory@evil.example) alice@example.org\r\n"};
    for (size_t i = 0; i < sizeof one / sizeof *one; i++) {
        struct mail mail = mail_new();
        mail_add(&mail, one[i]);
        mail_add(&mail, "\r\n");
        assert_int_equal(mail_read(&mail), FU_OK);
        assert_int_equal(mail.letter->from_count, 1);
        assert_string_equal(mail.letter->from.address, "alice@example.org");
        mail_free(&mail);
    }
}

static void no_from_or_several_name_nobody(void **state)
{
    (void)state;
    assert_int_equal(from_count(""), 0);
    assert_int_equal(from_count("From:\r\n"), 0);
    assert_int_equal(from_count("From: a@b, c@d\r\n"), 2);
    assert_int_equal(from_count("From: a@b\r\nFrom: c@d\r\n"), 2);
    assert_int_equal(from_count("From: a@b\r\nX-B: c\r\nfrom: a@b\r\n"), 2);
    assert_int_equal(from_count("From: a@b, <junk>\r\n"), 2);
    struct mail mail = mail_new();
    mail_repeat(&mail, "From: a@b\n", 10);
    mail_add(&mail, "\n");
    assert_int_equal(mail_read(&mail), FU_OK);
    assert_int_equal(mail.letter->from_count, 10);
    mail_free(&mail);
}

static void a_from_that_could_mean_two_things_names_nobody(void **state)
{
    (void)state;
    static const char *const odd[] = {"From: junk\r\n", "From: <junk>\r\n", "From: a@b@c\r\n",
        "From: friends: a@b;\r\n", "From: a@b;\r\n From: c@d\r\n", "From: <a@b> c\r\n",
        "From: \"a <a@b>\r\n", "From: <a@b\r\n", "From: a@b (x\r\n", "From: a@b c@d\r\n",
        "From: \"a b\"@c\r\n", "From: \"a\" @b c@d\r\n", "From: \"a@b\"@c\r\n", "From: <>\r\n", "From: a@b>\r\n", "From: a@b)\r\n",
        "From: <x@y:a@b>\r\n", "From: \xC3\xBC@b\r\n"};
    for (size_t i = 0; i < sizeof odd / sizeof *odd; i++) {
        if (from_count(odd[i]) == 1) {
            fail_msg("believed: %s", odd[i]);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lists_are_read_as_they_are_written),
        cmocka_unit_test(lists_are_read_as_they_are_miswritten),
        cmocka_unit_test(what_is_no_address_by_our_grammar_is_left_out),
        cmocka_unit_test(quotes_that_say_nothing_are_taken_off),
        cmocka_unit_test(a_field_may_name_500_addresses),
        cmocka_unit_test(several_fields_are_one_list_of_500_at_most),
        cmocka_unit_test(names_are_cut_at_200_octets),
        cmocka_unit_test(one_from_names_somebody),
        cmocka_unit_test(no_from_or_several_name_nobody),
        cmocka_unit_test(a_from_that_could_mean_two_things_names_nobody),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
