#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "reading.h"

#define RECEIVED "Received: from a (a [192.0.2.1]) by mx.example.org with ESMTPS id 1; date\r\n"

/* The marks of a mail whose header has these fields below or above the trusted Received. */
static unsigned marks_of(const char *above, const char *below)
{
    struct mail mail = mail_new();
    mail_add(&mail, above);
    mail_add(&mail, RECEIVED);
    mail_add(&mail, below);
    mail_add(&mail, "\r\n");
    assert_int_equal(mail_read(&mail), FU_OK);
    unsigned marks = mail.letter->marks;
    mail_free(&mail);
    return marks;
}

static void each_sign_has_its_mark(void **state)
{
    (void)state;
    static const struct {
        const char *field;
        unsigned marks;
    } cases[] = {
        {"Auto-Submitted: auto-generated\r\n", FU_MARK_AUTO_SUBMITTED},
        {"auto-submitted: AUTO-REPLIED (vacation)\r\n", FU_MARK_AUTO_SUBMITTED},
        {"Auto-Submitted: auto-notified; owner-email=\"a@b\"\r\n", FU_MARK_AUTO_SUBMITTED},
        {"Auto-Submitted: no\r\n", 0},
        {"Auto-Submitted: No; x=y\r\n", 0},
        {"Auto-Submitted: (yes) no\r\n", 0},
        {"Auto-Submitted: no\r\nAuto-Submitted: auto-replied\r\n", FU_MARK_AUTO_SUBMITTED},
        {"Content-Type: multipart/report; report-type=delivery-status; boundary=b\r\n",
            FU_MARK_REPORT},
        {"Content-Type: Multipart/Report; boundary=b\r\n", FU_MARK_REPORT},
        {"Content-Type: message/delivery-status\r\n", FU_MARK_REPORT},
        {"Content-Type: message/disposition-notification\r\n", FU_MARK_REPORT},
        {"Content-Type: multipart/mixed; boundary=report\r\n", 0},
        {"X-Failed-Recipients: a@b\r\n", FU_MARK_FAILED},
        {"List-Id: <a.b>\r\n", FU_MARK_LIST},
        {"List-Unsubscribe: <mailto:a@b>\r\n", FU_MARK_LIST},
        {"List-Post: NO\r\n", FU_MARK_LIST},
        {"Precedence: bulk\r\n", FU_MARK_BULK},
        {"Precedence: List\r\n", FU_MARK_BULK},
        {"Precedence: junk (x)\r\n", FU_MARK_BULK},
        {"Precedence: first-class\r\n", 0},
        {"X-Autoreply: yes\r\n", FU_MARK_AUTO_REPLY},
        {"X-Autoreply: no\r\n", 0},
        {"X-Autorespond: x\r\n", FU_MARK_AUTO_REPLY},
        {"X-AutoReply-From: a@b\r\n", FU_MARK_AUTO_REPLY},
        {"X-Auto-Response-Id: 1\r\n", FU_MARK_AUTO_REPLY},
        {"X-Mail-Autoreply: x\r\n", FU_MARK_AUTO_REPLY},
        {"X-Auto-Response-Suppress: All\r\n", FU_MARK_SUPPRESS},
        {"X-Auto-Response-Suppress: NDR, dr\r\n", FU_MARK_SUPPRESS},
        {"X-Auto-Response-Suppress: RN,NRN,OOF\r\n", FU_MARK_SUPPRESS},
        {"X-Auto-Response-Suppress: AutoReply\r\n", FU_MARK_SUPPRESS},
        {"X-Auto-Response-Suppress: NDR\r\n", 0},
        {"X-Loop: yes\r\n", 0},
        {"Subject: Automatic reply: Hello\r\n", FU_MARK_TITLE},
        {"Subject: AUTO: Bob is out (returning 12/01)\r\n", FU_MARK_TITLE},
        {"Subject: Out of Office\r\n", FU_MARK_TITLE},
        {"Subject: =?utf-8?Q?R=C3=A9ponse_automatique_:_x?=\r\n", FU_MARK_TITLE},
        {"Subject: =?utf-8?B?6Ieq5YuV6L+U5L+hOiB4?=\r\n", FU_MARK_TITLE},
        {"Subject: Automatic updates are off\r\n", 0},
        {"Subject: Automobile\r\n", 0},
        {"Subject: AUTO REPLY: Hello\r\n", FU_MARK_TITLE},
        {"Subject: Re: Automatic reply: Hello\r\n", 0},
        {"Subject: Auto repair\r\n", 0},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        unsigned marks = marks_of("", cases[i].field);
        if (marks != cases[i].marks) {
            fail_msg("%s gave %x", cases[i].field, marks);
        }
    }
}

static void names_of_daemons_are_known(void **state)
{
    (void)state;
    static const char *const daemons[] = {"MAILER-DAEMON@example.org", "<mailer-daemon@b>",
        "Mail Delivery System <MAILER-DAEMON@b>", "MAILER-DAEMON (Mail Delivery System)",
        "MAILER-DAEMON", "postmaster@b", "noreply@b", "no-reply@b", "No_Reply+17@b",
        "do-not-reply@b", "donotreply@b", "bounce@b", "bounces-list@b", "news-noreply@b",
        "Bounce+7=bob=c@b", "bounces_3@b",
        "auto-reply@b", "Mail.Delivery.System@b", "\"Postmaster\" <>", "<>"};
    static const char *const people[] = {"alice@example.org", "reply@b", "norel@b", "root@b",
        "\"noreply\" <alice@b>", "post@b", "bob@noreply.example",
        "bouncer@b", "bounce.smith@b", "abounce@b"};
    char field[200];
    for (size_t i = 0; i < sizeof daemons / sizeof *daemons; i++) {
        snprintf(field, sizeof field, "From: %s\r\n", daemons[i]);
        if (marks_of("", field) != FU_MARK_DAEMON) {
            fail_msg("no daemon: %s", daemons[i]);
        }
    }
    for (size_t i = 0; i < sizeof people / sizeof *people; i++) {
        snprintf(field, sizeof field, "From: %s\r\n", people[i]);
        if (marks_of("", field) != 0) {
            fail_msg("a daemon: %s", people[i]);
        }
    }
}

static void a_null_sender_counts_only_where_our_server_wrote_it(void **state)
{
    (void)state;
    assert_int_equal(marks_of("Return-Path: <>\r\n", ""), FU_MARK_NULL_SENDER);
    assert_int_equal(marks_of("Return-Path:\r\n <>\r\n", ""), FU_MARK_NULL_SENDER);
    assert_int_equal(marks_of("Return-Path: <MAILER-DAEMON>\r\n", ""), FU_MARK_NULL_SENDER);
    assert_int_equal(marks_of("Return-Path: <mailer-daemon@b>\r\n", ""), FU_MARK_NULL_SENDER);
    assert_int_equal(marks_of("Return-Path: <mailer-daemons@b>\r\n", ""), 0);
    assert_int_equal(marks_of("Return-Path: <a@b>\r\n", ""), 0);
    assert_int_equal(marks_of("", "Return-Path: <>\r\n"), 0);
    assert_int_equal(marks_of("Return-Path: <a@b>\r\n", "Return-Path: <>\r\n"), 0);
}

static void more_than_25_servers_are_a_loop(void **state)
{
    (void)state;
    for (int over = 0; over <= 1; over++) {
        struct mail mail = mail_new();
        mail_repeat(&mail, RECEIVED, (size_t)(25 + over));
        mail_add(&mail, "\r\n");
        assert_int_equal(mail_read(&mail), FU_OK);
        assert_int_equal(mail.letter->marks, over ? FU_MARK_LOOPING : 0);
        mail_free(&mail);
    }
}

static void a_bounce_shows_several_signs(void **state)
{
    (void)state;
    assert_int_equal(
        marks_of("Return-Path: <>\r\n",
            "From: Mail Delivery System <MAILER-DAEMON@mx.example.org>\r\n"
            "Auto-Submitted: auto-replied\r\n"
            "Content-Type: multipart/report; report-type=delivery-status; boundary=\"b\"\r\n"),
        FU_MARK_NULL_SENDER | FU_MARK_DAEMON | FU_MARK_AUTO_SUBMITTED | FU_MARK_REPORT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_sign_has_its_mark),
        cmocka_unit_test(names_of_daemons_are_known),
        cmocka_unit_test(a_null_sender_counts_only_where_our_server_wrote_it),
        cmocka_unit_test(more_than_25_servers_are_a_loop),
        cmocka_unit_test(a_bounce_shows_several_signs),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
