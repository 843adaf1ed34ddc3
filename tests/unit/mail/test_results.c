#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "followupd/mail/limits.h"
#include "reading.h"

#define RECEIVED "Received: from a (a [192.0.2.1]) by mx.example.org with ESMTPS id 1; date\r\n"

/* "method=result(domain) …", or "absent" when no field of ours was there. */
static const char *said_by(struct mail *mail, const char *header, bool first)
{
    mail->reading.results_first = first;
    mail_add(mail, header);
    mail_add(mail, "Subject: x\r\n\r\n");
    assert_int_equal(mail_read(mail), FU_OK);
    const struct fu_letter *letter = mail->letter;
    const char *text = letter->results_present ? "" : "absent";
    for (size_t i = 0; i < letter->result_count; i++) {
        const struct fu_result *one = &letter->results[i];
        text = fu_arena_print(mail->arena, "%s%s%s=%s(%s)", text, i > 0 ? " " : "", one->method,
            one->result, one->domain);
    }
    return text;
}

static const char *said(struct mail *mail, const char *header, bool first)
{
    *mail = mail_new();
    return said_by(mail, header, first);
}

/* What a field of that value says, written above the trusted Received. */
static const char *field(struct mail *mail, const char *value)
{
    char header[4000];
    snprintf(header, sizeof header, "Authentication-Results: %s\r\n" RECEIVED, value);
    return said(mail, header, false);
}

/* Microsoft 365 writes no name. */
static void a_field_without_a_name_counts_where_that_is_said(void **state)
{
    static const char nameless[] =
        "spf=pass (sender IP is 192.0.2.1)\r\n smtp.mailfrom=example.com; dkim=pass (signature was "
        "verified)\r\n header.d=example.com;dmarc=pass action=none\r\n "
        "header.from=example.com;compauth=pass reason=100";
    static const struct {
        const char *above, *below; /* of the trusted Received */
        bool first;
        const char *said;
    } rows[] = {
        {nameless, "", false,
            "spf=pass(example.com) dkim=pass(example.com) dmarc=pass(example.com) compauth=pass()"},
        {"", nameless, false, "absent"}, {"", nameless, true, "absent"},
        {nameless, "dmarc=fail header.from=example.com", true,
            "spf=pass(example.com) dkim=pass(example.com) dmarc=pass(example.com) compauth=pass()"},
        {"mx.example.org; dmarc=pass header.from=example.com", "", false, "absent"},
        {"none; dmarc=pass header.from=example.com", "", false, "absent"},
        {"none", "", false, "absent"}, {"=pass", "", false, "absent"}, {"", "", false, "absent"},
        {"(x) dmarc (y) = pass header.from=example.com", "", false, "dmarc=pass(example.com)"},
        {"dmarc=pass header.from=a.example; dmarc=fail header.from=a.example", "", false, ""},
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        char header[4000];
        struct mail mail = mail_new();
        snprintf(header, sizeof header,
            "%s%s%s" RECEIVED "%s%s%s", *rows[i].above ? "Authentication-Results: " : "",
            rows[i].above, *rows[i].above ? "\r\n" : "",
            *rows[i].below ? "Authentication-Results: " : "", rows[i].below,
            *rows[i].below ? "\r\n" : "");
        mail.reading.authserv_id = FU_AUTHSERV_NONE;
        assert_string_equal(said_by(&mail, header, rows[i].first), rows[i].said);
        mail_free(&mail);
    }
    struct mail mail;
    assert_string_equal(field(&mail, nameless), "absent"); /* where a name is expected */
    mail_free(&mail);
}

static void fields_of_real_servers_are_understood(void **state)
{
    (void)state;
    static const char *const cases[][2] = {
        /* OpenDKIM */
        {"mx.example.org;\r\n\tdkim=pass (2048-bit key; unprotected) header.d=example.com "
         "header.i=@example.com header.a=rsa-sha256 header.s=s1 "
         "header.b=Ab/c+d=;\r\n\tdkim-atps=neutral",
            "dkim=pass(example.com) dkim-atps=neutral()"},
        /* OpenDMARC */
        {"mx.example.org; dmarc=pass (p=reject dis=none) header.from=Example.com",
            "dmarc=pass(example.com)"},
        /* Rspamd */
        {"mx.example.org;\r\n\tdkim=pass header.d=example.com header.s=s header.b=\"a b;c\";\r\n"
         "\tspf=pass (mx.example.org: domain of alice@example.com designates 192.0.2.1 as "
         "permitted sender)"
         " smtp.mailfrom=alice@example.com;\r\n\tdmarc=pass (policy=none) header.from=example.com",
            "dkim=pass(example.com) spf=pass(example.com) dmarc=pass(example.com)"},
        /* Gmail */
        {"mx.example.org;\r\n       dkim=pass header.i=@example.com header.s=s header.b=aB3/=;\r\n"
         "       spf=pass (google.com: domain of a@example.com designates 192.0.2.1 as permitted "
         "sender)"
         " smtp.mailfrom=a@example.com;\r\n       dmarc=fail (p=NONE sp=QUARANTINE dis=NONE) "
         "header.from=example.com",
            "dkim=pass(example.com) spf=pass(example.com) dmarc=fail(example.com)"},
        /* Microsoft's extra words */
        {"mx.example.org; dmarc=pass action=none header.from=example.com;compauth=pass reason=100",
            "dmarc=pass(example.com) compauth=pass()"},
        /* RFC 8601, appendix B */
        {"mx.example.org 1; none", ""},
        {"mx.example.org/1; spf=fail smtp.mailfrom=example.com", "absent"},
        {"MX.example.ORG;\r\n auth=pass (cram-md5) smtp.auth=Alice@example.com; spf=pass "
         "smtp.mailfrom=example.com",
            "auth=pass(alice@example.com) spf=pass(example.com)"},
        {"foo.example.net (foobar) 1 (baz);\r\n dkim (Because I like it) / 1 (One yay) = (wait for "
         "it) fail",
            "absent"},
        {"mx.example.org (foobar) 1 (baz);\r\n    dkim (Because I like it) / 1 (One yay) = (wait "
         "for it) fail\r\n"
         "    policy (A dot can go here) . (like that) expired (this surprised me) = (as I wasn't "
         "expecting it) 1362471462",
            "dkim=fail()"},
        {"\"mx.example.org\"; spf=pass smtp.mailfrom=example.com", "spf=pass(example.com)"},
        {"mx.example.org; iprev=pass policy.iprev=192.0.2.200;auth=pass smtp.auth=alice",
            "iprev=pass() auth=pass(alice)"},
        {"mx.example.org; dkim=pass reason=\"good; dmarc=pass header.from=x\" header.d=example.com",
            "dkim=pass(example.com)"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct mail mail;
        assert_string_equal(field(&mail, cases[i][0]), cases[i][1]);
        mail_free(&mail);
    }
}

static void comments_quotes_and_folds_forge_nothing(void **state)
{
    (void)state;
    static const char *const cases[][2] = {
        {"mx.example.org; spf=fail (x; dmarc=pass header.from=b) smtp.mailfrom=a", "spf=fail(a)"},
        {"mx.example.org; spf=fail (x \\) ; dmarc=pass header.from=b) smtp.mailfrom=a",
            "spf=fail(a)"},
        {"mx.example.org; spf=fail (x (y) ; dmarc=pass header.from=b) smtp.mailfrom=a",
            "spf=fail(a)"},
        {"mx.example.org; spf=fail (x ; dmarc=pass header.from=b", ""},
        {"mx.example.org; spf=fail reason=\"x ; dmarc=pass header.from=b", ""},
        {"mx.example.org; spf=fail\r\n ; dmarc=\r\n\tpass header.from=b",
            "spf=fail() dmarc=pass(b)"},
        {"(mx.example.org); dmarc=pass header.from=b", "absent"},
        {"(c) mx.example.org (d); dmarc=pass (e) header.from (f) = (g) b", "dmarc=pass(b)"},
        {"mx.example.org.evil.example; dmarc=pass header.from=b", "absent"},
        {"evil.example mx.example.org; dmarc=pass header.from=b", "absent"},
        {"xmx.example.org; dmarc=pass header.from=b", "absent"},
        {"mx.example.orgx; dmarc=pass header.from=b", "absent"},
        {"dmarc=pass header.from=b; mx.example.org", "absent"},
        {"", "absent"},
        {"mx.example.org", ""},
        {"mx.example.org;;;", ""},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct mail mail;
        assert_string_equal(field(&mail, cases[i][0]), cases[i][1]);
        mail_free(&mail);
    }
}

static void what_breaks_the_grammar_is_dropped_alone(void **state)
{
    (void)state;
    static const char *const cases[][2] = {
        {"mx.example.org; dmarc; spf=pass smtp.mailfrom=a", "spf=pass(a)"},
        {"mx.example.org; =pass; spf=pass smtp.mailfrom=a", "spf=pass(a)"},
        {"mx.example.org; dmarc= ; spf=pass smtp.mailfrom=a", "spf=pass(a)"},
        {"mx.example.org; dmarc=pass junk; spf=pass smtp.mailfrom=a", "spf=pass(a)"},
        {"mx.example.org; dmarc=pass header.from=; spf=pass smtp.mailfrom=a", "spf=pass(a)"},
        {"mx.example.org; dmarc=pass header.from=b \"x;y\"; spf=pass smtp.mailfrom=a",
            "spf=pass(a)"},
        {"mx.example.org; dmarc/=pass header.from=b; spf=pass smtp.mailfrom=a", "spf=pass(a)"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct mail mail;
        assert_string_equal(field(&mail, cases[i][0]), cases[i][1]);
        mail_free(&mail);
    }
}

static void the_domain_is_what_the_server_vouches_for(void **state)
{
    (void)state;
    static const char *const cases[][2] = {
        {"mx.example.org; dkim=pass header.d=a.example header.i=u@b.a.example",
            "dkim=pass(a.example)"},
        {"mx.example.org; dkim=pass header.i=u@b.example", "dkim=pass(b.example)"},
        {"mx.example.org; dkim=pass header.i=b.example", "dkim=pass(b.example)"},
        {"mx.example.org; dkim=pass header.d=a.example header.d=b.example", "dkim=pass()"},
        {"mx.example.org; dkim=pass header.d=a.example header.d=A.example", "dkim=pass(a.example)"},
        {"mx.example.org; dkim=pass header.from=a.example", "dkim=pass()"},
        {"mx.example.org; dmarc=pass header.d=a.example", "dmarc=pass()"},
        {"mx.example.org; spf=pass smtp.helo=a.example", "spf=pass()"},
        {"mx.example.org; spf=pass smtp.mailfrom=\"x@victim.example\"@evil.example",
            "spf=pass(evil.example)"},
        {"mx.example.org; spf=pass smtp.mailfrom=\"x@victim.example\"", "spf=pass(victim.example)"},
        {"mx.example.org; spf=pass smtp.mailfrom=<>", "spf=pass()"},
        {"mx.example.org; spf=pass smtp.mailfrom=a/b smtp.mailfrom=c.example", "spf=pass()"},
        {"mx.example.org; spf=pass smtp.mailfrom=x@victim.example@evil.example",
            "spf=pass(evil.example)"},
        {"mx.example.org; dmarc=pass header . from=b.example", "dmarc=pass(b.example)"},
        {"mx.example.org; dmarc=pass header. (x) from (y) =b.example", "dmarc=pass(b.example)"},
        {"mx.example.org; spf=pass SMTP.MailFrom=A@B.example", "spf=pass(b.example)"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct mail mail;
        assert_string_equal(field(&mail, cases[i][0]), cases[i][1]);
        mail_free(&mail);
    }
}

static void two_dmarc_results_of_a_field_that_differ_say_nothing(void **state)
{
    (void)state;
    struct mail mail;
    assert_string_equal(field(&mail, "mx.example.org; dmarc=fail header.from=a; spf=pass "
                                     "smtp.mailfrom=a; dmarc=pass header.from=a"),
        "spf=pass(a)");
    mail_free(&mail);
    assert_string_equal(
        field(&mail, "mx.example.org; dmarc=pass header.from=a; dmarc=pass header.from=b"), "");
    assert_true(mail.letter->results_present);
    mail_free(&mail);
    assert_string_equal(
        field(&mail, "mx.example.org; dmarc=pass header.from=a; dmarc=pass header.from=A"),
        "dmarc=pass(a) dmarc=pass(a)");
    mail_free(&mail);
}

static void several_fields_of_the_zone_count_together(void **state)
{
    (void)state;
    struct mail mail;
    assert_string_equal(
        said(&mail,
            "Authentication-Results: mx.example.org; dmarc=pass header.from=a\r\n"
            "Authentication-Results: other.example; dmarc=pass header.from=forged\r\n"
            "authentication-results: mx.example.org; dkim=pass header.d=a\r\n" RECEIVED,
            false),
        "dmarc=pass(a) dkim=pass(a)");
    mail_free(&mail);
}

static void below_the_zone_nothing_counts(void **state)
{
    (void)state;
    struct mail mail;
    assert_string_equal(
        said(&mail, RECEIVED "Authentication-Results: mx.example.org; dmarc=pass header.from=a\r\n",
            false),
        "absent");
    assert_int_equal(mail.letter->result_count, 0);
    mail_free(&mail);
}

static void with_first_the_first_of_ours_counts_and_no_other(void **state)
{
    (void)state;
    struct mail mail;
    assert_string_equal(
        said(&mail,
            RECEIVED "ARC-Authentication-Results: i=1; mx.example.org; dmarc=pass header.from=x\r\n"
                     "Authentication-Results: other.example; dmarc=pass header.from=x\r\n"
                     "Authentication-Results: mx.example.org; dmarc=fail header.from=a\r\n"
                     "Authentication-Results: mx.example.org; dmarc=pass header.from=a\r\n",
            true),
        "dmarc=fail(a)");
    mail_free(&mail);
}

static void with_a_short_zone_nothing_counts_even_with_first(void **state)
{
    (void)state;
    struct mail mail;
    assert_string_equal(
        said(&mail, "Authentication-Results: mx.example.org; dmarc=pass header.from=a\r\n", true),
        "absent");
    mail_free(&mail);
}

static void without_an_authserv_id_nothing_counts(void **state)
{
    (void)state;
    static const char *const values[] = {
        "; dmarc=pass header.from=a", "\"\"; dmarc=pass header.from=a"};
    for (size_t i = 0; i < 2; i++) {
        struct mail mail = mail_new();
        mail.reading.authserv_id = "";
        fu_buffer_print(&mail.bytes, "Authentication-Results: %s\r\n" RECEIVED "\r\n", values[i]);
        assert_int_equal(mail_read(&mail), FU_OK);
        assert_false(mail.letter->results_present);
        assert_int_equal(mail.letter->result_count, 0);
        mail_free(&mail);
    }
}

static void results_are_capped(void **state)
{
    (void)state;
    struct mail mail = mail_new();
    mail_add(&mail, "Authentication-Results: mx.example.org");
    mail_repeat(&mail, "; dkim=pass header.d=a", FU_MAIL_RESULTS_MAX + 1);
    mail_add(&mail, "\r\n" RECEIVED "\r\n");
    assert_int_equal(mail_read(&mail), FU_OK);
    assert_int_equal(mail.letter->result_count, FU_MAIL_RESULTS_MAX);
    mail_free(&mail);
}

static void a_long_value_drops_its_result(void **state)
{
    (void)state;
    struct mail mail = mail_new();
    mail_add(&mail, "Authentication-Results: mx.example.org; dmarc=pass header.from=");
    mail_repeat(&mail, "x", 600);
    mail_add(&mail, "; spf=pass smtp.mailfrom=\"");
    mail_repeat(&mail, "y", 600);
    mail_add(&mail, "\"; dkim=pass header.d=a\r\n" RECEIVED "\r\n");
    assert_int_equal(mail_read(&mail), FU_OK);
    assert_int_equal(mail.letter->result_count, 1);
    assert_string_equal(mail.letter->results[0].method, "dkim");
    mail_free(&mail);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_field_without_a_name_counts_where_that_is_said),
        cmocka_unit_test(fields_of_real_servers_are_understood),
        cmocka_unit_test(comments_quotes_and_folds_forge_nothing),
        cmocka_unit_test(what_breaks_the_grammar_is_dropped_alone),
        cmocka_unit_test(the_domain_is_what_the_server_vouches_for),
        cmocka_unit_test(two_dmarc_results_of_a_field_that_differ_say_nothing),
        cmocka_unit_test(several_fields_of_the_zone_count_together),
        cmocka_unit_test(below_the_zone_nothing_counts),
        cmocka_unit_test(with_first_the_first_of_ours_counts_and_no_other),
        cmocka_unit_test(with_a_short_zone_nothing_counts_even_with_first),
        cmocka_unit_test(without_an_authserv_id_nothing_counts),
        cmocka_unit_test(results_are_capped),
        cmocka_unit_test(a_long_value_drops_its_result),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
