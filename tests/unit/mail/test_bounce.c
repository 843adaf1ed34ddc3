/* Delivery reports in the shapes that servers give them. Every mail here is made up. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "followupd/mail/limits.h"
#include "reading.h"

#define RECEIVED "Received: from a (a [192.0.2.1]) by mx.example.org with ESMTPS id 1; date\n"
#define DAEMON "From: Mail Delivery System <MAILER-DAEMON@mx.example.org>\n"
#define REPORT                                                                                     \
    "Content-Type: multipart/report; report-type=delivery-status; boundary=b\n\n"                  \
    "--b\nContent-Type: text/plain\n\nI could not deliver it.\n"
#define STATUS(fields)                                                                             \
    RECEIVED DAEMON REPORT "--b\nContent-Type: message/delivery-status\n\n"                        \
                           "Reporting-MTA: dns; mx.example.org\n\n" fields "\n--b--\n"
#define TEXT(from, subject, text) RECEIVED "From: " from "\nSubject: " subject "\n\n" text

struct expected {
    const char *mail;
    enum fu_report_kind kind;
    const char *status;
    const char *diagnostic;
};

static void assert_reports(const struct expected *cases, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        struct mail mail = mail_of(cases[i].mail);
        const struct fu_report *report = mail.letter == NULL ? NULL : mail.letter->report;
        if (report == NULL) {
            fail_msg("no report: %s", cases[i].mail);
        }
        if (report->kind != cases[i].kind || strcmp(report->status, cases[i].status) != 0 ||
            strcmp(report->diagnostic, cases[i].diagnostic) != 0) {
            fail_msg("%s\ngave %d “%s” “%s”", cases[i].mail, (int)report->kind, report->status,
                report->diagnostic);
        }
        mail_free(&mail);
    }
}

static void the_parts_of_a_report_are_read(void **state)
{
    (void)state;
    static const struct expected cases[] = {
        {STATUS("Final-Recipient: rfc822; bob@example.net\nAction: failed\nStatus: 5.1.1\n"
                "Diagnostic-Code: smtp; 550 5.1.1 <bob@example.net>:\n    User unknown\n"),
            FU_REPORT_FAILED, "5.1.1", "550 5.1.1 <bob@example.net>: User unknown"},
        {STATUS("Final-Recipient: rfc822;bob@example.net\nAction: delayed\nStatus: 4.4.1\n"),
            FU_REPORT_DELAYED, "4.4.1", "I could not deliver it."},
        /* Given up after days of 4xx. */
        {STATUS("Final-Recipient: rfc822;bob@example.net\nAction: Failed (expired)\n"
                "Status: 4.4.7\nDiagnostic-Code: x-unix; timed out\n"),
            FU_REPORT_FAILED, "4.4.7", "timed out"},
        {STATUS("Final-Recipient: rfc822;bob@example.net\nAction: delivered\nStatus: 2.0.0\n"),
            FU_REPORT_OTHER, "2.0.0", "I could not deliver it."},
        {STATUS("Final-Recipient: rfc822;bob@example.net\nAction: relayed\n"), FU_REPORT_OTHER,
            "2.0.0", "I could not deliver it."},
        /* Without an Action the class of the status tells; with an unknown one, too. */
        {STATUS("Final-Recipient: rfc822;bob@example.net\nStatus: 5.2.2 (mailbox full)\n"),
            FU_REPORT_FAILED, "5.2.2", "I could not deliver it."},
        {STATUS("Final-Recipient: rfc822;bob@example.net\nStatus: 4.2.2\n"), FU_REPORT_DELAYED,
            "4.2.2", "I could not deliver it."},
        {STATUS("Action: error\nStatus: 5.0.0\n"), FU_REPORT_FAILED, "5.0.0",
            "I could not deliver it."},
        /* A vague status gives way to the one in the server's words, of the same class only. */
        {STATUS("Action: failed\nStatus: 5.0.0\nDiagnostic-Code: smtp; 550 5.1.10 no\n"),
            FU_REPORT_FAILED, "5.1.10", "550 5.1.10 no"},
        {STATUS("Action: failed\nStatus: 5.0.0\nDiagnostic-Code: smtp; 450 4.1.1 no\n"),
            FU_REPORT_FAILED, "5.0.0", "450 4.1.1 no"},
        /* The worst of several. */
        {STATUS("Action: delivered\nStatus: 2.0.0\n\nAction: failed\nStatus: 5.1.1\n\n"
                "Action: delayed\nStatus: 4.0.0\n"),
            FU_REPORT_FAILED, "5.1.1", "I could not deliver it."},
    };
    assert_reports(cases, sizeof cases / sizeof *cases);
}

static void texts_of_servers_without_reports_are_read(void **state)
{
    (void)state;
    static const struct expected cases[] = {
        {TEXT("MAILER-DAEMON@mx.example.org", "failure notice",
             "Hi. This is the program at mx.example.org.\n\n<bob@example.net>:\n"
             "192.0.2.7 does not like recipient.\nRemote host said: 550 5.1.1 unknown\n"),
            FU_REPORT_FAILED, "5.1.1", "Remote host said: 550 5.1.1 unknown"},
        {TEXT("postmaster@example.org", "Warning: message 1ab delayed 24 hours",
             "A message that you sent has not yet been delivered.\n"
             "    450 4.7.1 come back\n"),
            FU_REPORT_DELAYED, "4.7.1", "450 4.7.1 come back"},
        {TEXT("Mail Delivery System <Mail.Delivery.System@example.org>", "Delivery status",
             "Delivery to the following recipient was aborted.\nUnknown host: example.net\n"),
            FU_REPORT_FAILED, "", "Unknown host: example.net"},
        {TEXT("\"Jet\" <>", "Mail Error", "Mail system failure: bad.\n"), FU_REPORT_FAILED, "", ""},
        {TEXT("post_master@example.org", "Re: Hello",
             "Error message below:\n550 - Requested action not taken: nobody here\n"),
            FU_REPORT_FAILED, "", "550 - Requested action not taken: nobody here"},
        {TEXT("noreply@example.org", "Notice", "was automatically rejected: Quota exceeded\n"),
            FU_REPORT_FAILED, "", "was automatically rejected: Quota exceeded"},
        {"X-Failed-Recipients: bob@example.net\n" TEXT(
             "x@example.org", "Hello", "    host mx: 550 5.7.1 go away\n"),
            FU_REPORT_FAILED, "5.7.1", "host mx: 550 5.7.1 go away"},
        /* A name of its own, but nobody's return path. */
        {"Return-Path: <>\n" TEXT("gateway@example.org", "Undeliverable Message",
             "Message could not be delivered to the telephone.\n"),
            FU_REPORT_FAILED, "", "Message could not be delivered to the telephone."},
        {"Return-Path: <>\n" TEXT(
             "gateway@example.org", "Sorry", "The recipient's server said: 552 mailbox full\n"),
            FU_REPORT_FAILED, "", "The recipient's server said: 552 mailbox full"},
        /* Nothing but the words. */
        {TEXT("system@example.org", "Delivery Failure",
             "Reason: Remote host said: 550 unknown user\n"),
            FU_REPORT_FAILED, "", "Reason: Remote host said: 550 unknown user"},
        {TEXT("MAILER-DAEMON", "\xE9\x80\x80\xE4\xBF\xA1", "\xE9\x80\x80\xE4\xBF\xA1\n"),
            FU_REPORT_OTHER, "", ""},
        /* What the returned mail says of itself is not the server's word. */
        {TEXT("MAILER-DAEMON@a.example", "Returned mail",
             "It came back.\n\nReceived: from b\nSubject: c\n\n550 5.1.1 is a number\n"),
            FU_REPORT_FAILED, "", ""},
    };
    assert_reports(cases, sizeof cases / sizeof *cases);
}

#define DSN(from, subject, text, fields)                                                           \
    RECEIVED                                                                                       \
    "Return-Path: <>\nFrom: " from "\nSubject: " subject                                           \
    "\nContent-Type: multipart/report; report-type=delivery-status; boundary=b\n\n"                 \
    "--b\nContent-Type: text/plain\n\n" text "\n--b\nContent-Type: message/delivery-status\n\n"     \
    "Reporting-MTA: dns; mx.example.net\n\n" fields "\n--b\nContent-Type: text/rfc822-headers\n\n"   \
    "Message-ID: <1.1@remind.example.org>\n\n--b--\n"

/* As these programs write, with other names. */
static const struct expected well_known[] = {
    {DSN("Microsoft Outlook <MicrosoftExchange329e71ec88ae4615bbc36ab6ce41109e@example.net>",
         "Undeliverable: Offer",
         "mx.example.net rejected your message to the following email addresses:\n\nbob\n",
         "Final-Recipient: rfc822;bob@example.net\nAction: failed\nStatus: 5.1.10\n"
         "Diagnostic-Code: smtp;550 5.1.10 RESOLVER.ADR.RecipientNotFound; not found by SMTP\n"
         "X-Display-Name: Bob\n"),
        FU_REPORT_FAILED, "5.1.10",
        "550 5.1.10 RESOLVER.ADR.RecipientNotFound; not found by SMTP"},
    {DSN("Mail Delivery Subsystem <mailer-daemon@googlemail.com>",
         "Delivery Status Notification (Failure)",
         "** Address not found **\n\nYour message wasn't delivered to bob@example.net because the "
         "address couldn't be found.\n",
         "Final-Recipient: rfc822; bob@example.net\nAction: failed\nStatus: 5.1.1\n"
         "Diagnostic-Code: smtp; 550-5.1.1 The email account that you tried to reach does not "
         "exist.\n Learn more\nLast-Attempt-Date: Wed, 18 Nov 2026 01:00:00 -0800 (PST)\n"),
        FU_REPORT_FAILED, "5.1.1",
        "550-5.1.1 The email account that you tried to reach does not exist. Learn more"},
    {DSN("Mail Delivery Subsystem <mailer-daemon@googlemail.com>",
         "Delivery Status Notification (Delay)",
         "** Delivery incomplete **\n\nThere was a temporary problem delivering your message. "
         "Gmail will retry for 47 more hours. You'll be notified if the delivery fails.\n",
         "Final-Recipient: rfc822; bob@example.net\nAction: delayed\nStatus: 4.4.1\n"
         "Will-Retry-Until: Fri, 20 Nov 2026 01:00:00 -0800 (PST)\n"),
        FU_REPORT_DELAYED, "4.4.1",
        "There was a temporary problem delivering your message. Gmail will retry for 47 more "
        "hours. You'll be notified if the delivery fails."},
    {DSN("MAILER-DAEMON@mx.example.net (Mail Delivery System)",
         "Delayed Mail (still being retried)",
         "####\n# THIS IS A WARNING ONLY. YOU DO NOT NEED TO RESEND YOUR MESSAGE. #\n####\n\n"
         "Your message could not be delivered for more than 4 hour(s).\nIt will be retried until "
         "it is 5 day(s) old.\n",
         "Final-Recipient: rfc822; bob@example.net\nOriginal-Recipient: rfc822;bob@example.net\n"
         "Action: delayed\nStatus: 4.4.1\nDiagnostic-Code: X-Postfix; connect to "
         "mx.example.net[192.0.2.1]:25: Connection timed out\n"),
        FU_REPORT_DELAYED, "4.4.1",
        "connect to mx.example.net[192.0.2.1]:25: Connection timed out"},
    {"Return-Path: <>\nX-Failed-Recipients: bob@example.net\nAuto-Submitted: auto-replied\n" TEXT(
         "Mail Delivery System <Mailer-Daemon@mx.example.net>",
         "Mail delivery failed: returning message to sender",
         "This message was created automatically by mail delivery software.\n\nA message that you "
         "sent could not be delivered to one or more of its\nrecipients. This is a permanent "
         "error. The following address(es) failed:\n\n  bob@example.net\n    host mx [192.0.2.1]\n"
         "    SMTP error from remote mail server after RCPT TO:<bob@example.net>:\n    550 5.1.1 "
         "User unknown\n\n------ This is a copy of your message. ------\n"),
        FU_REPORT_FAILED, "5.1.1", "550 5.1.1 User unknown"},
    {"Return-Path: <>\nAuto-Submitted: auto-replied\n" TEXT(
         "Mail Delivery System <Mailer-Daemon@mx.example.net>",
         "Warning: message 1kXyz-0001 delayed 24 hours",
         "A message that you sent has not yet been delivered to one or more of its\nrecipients "
         "after more than 24 hours on the queue on mx.example.net.\n\nNo action is required on "
         "your part. Delivery attempts will continue for\nsome time.\n"),
        FU_REPORT_DELAYED, "",
        "A message that you sent has not yet been delivered to one or more of its"},
    {DSN("Postmaster@example.net", "DELIVERY FAILURE: User bob (bob@example.net) not listed in "
         "Domino Directory", "Your message\n\n  Subject: Offer\n\nwas not delivered to:\n\n  "
         "bob@example.net\n\nbecause:\n\n  User bob (bob@example.net) not listed\n",
         "Final-Recipient: rfc822;bob@example.net\nAction: failed\nStatus: 5.1.1\n"
         "Diagnostic-Code: X-Notes; User bob (bob@example.net) not listed in Domino Directory\n"),
        FU_REPORT_FAILED, "5.1.1",
        "User bob (bob@example.net) not listed in Domino Directory"},
    {DSN("mailer-daemon@example.net", "Relay report",
         "Your message was successfully relayed to a server that sends no notes: it may or may "
         "not be delivered.\n",
         "Final-Recipient: rfc822;bob@example.net\nAction: relayed\nStatus: 2.1.9\n"),
        FU_REPORT_OTHER, "2.1.9", "Your message was successfully relayed to a server that sends "
        "no notes: it may or may not be delivered."},
};

static void reports_of_well_known_servers_are_read(void **state)
{
    (void)state;
    assert_reports(well_known, sizeof well_known / sizeof *well_known);
}

static void a_multipart_without_a_boundary_is_read_as_it_stands(void **state)
{
    (void)state;
    static const struct expected broken = {RECEIVED DAEMON
        "Content-Type: multipart/mixed;\nboundary=b\n\n--b\n\n550 5.1.1 nobody\n",
        FU_REPORT_FAILED, "5.1.1", "550 5.1.1 nobody"};
    assert_reports(&broken, 1);
}

static void nothing_a_person_writes_is_a_report(void **state)
{
    (void)state;
    static const char *const mails[] = {
        TEXT("alice@example.org", "Hello", "Hello Bob,\nsee you on Monday.\n"),
        TEXT("alice@example.org", "Re: Undelivered Mail Returned to Sender",
            "Bob, this came back. What is wrong?\n> 550 5.1.1 user unknown\n"),
        TEXT("alice@example.org", "Fwd: Undelivered Mail Returned to Sender", "550 5.1.1 no\n"),
        TEXT("alice@example.org", "550 chairs", "We need 550 chairs; the user is unknown.\n"),
        TEXT("alice@example.org", "Ticket by unknown user", "It is from an unknown user.\n"),
        TEXT("alice@example.org", "A parcel", "It could not be delivered. 550 5.1.1 nobody\n"),
        TEXT("alice@example.org", "Delivery failed: order 7", "Dear Bob, where is it?\n"),
        /* Responders write in the name of a person. */
        "Return-Path: <>\n" TEXT("alice@example.org", "Out of the office",
            "I am away, and this mailbox does not exist any more.\n"),
        "Auto-Submitted: auto-replied\n" TEXT("alice@example.org", "Away", "Until May 5.5.1.\n"),
        /* A person's mail about a report, which is attached. */
        RECEIVED "From: alice@example.org\nContent-Type: multipart/mixed; boundary=a\n\n--a\n\n"
                 "See this.\n--a\nContent-Type: message/rfc822\n\n" REPORT
                 "--b\nContent-Type: message/delivery-status\n\nAction: failed\nStatus: 5.1.1\n"
                 "--b--\n--a--\n",
        /* Other reports. */
        RECEIVED "From: fbl@example.org\nContent-Type: multipart/report; boundary=b;\n"
                 " report-type=feedback-report\n\n--b\n\nAn abuse report.\n--b--\n",
    };
    for (size_t i = 0; i < sizeof mails / sizeof *mails; i++) {
        struct mail mail = mail_of(mails[i]);
        assert_non_null(mail.letter);
        if (mail.letter->report != NULL) {
            fail_msg("a report: %s", mails[i]);
        }
        mail_free(&mail);
    }
}

static void a_delivery_status_is_a_machines_mail(void **state)
{
    (void)state;
    struct mail mail =
        mail_of(RECEIVED "From: gate@example.org\nContent-Type: multipart/mixed; boundary=b\n\n"
                         "--b\nContent-Type: message/delivery-status\n\nAction: failed\n--b--\n");
    assert_int_equal(mail.letter->marks, FU_MARK_REPORT);
    mail_free(&mail);
}

static void the_mail_that_came_back_is_found(void **state)
{
    (void)state;
#define COPY "Subject: Hello\nX-Followupd: abcdefghijklmnopqrst\nMessage-ID: <5.3@remind.example>\n"
    static const char *const mails[] = {
        RECEIVED DAEMON REPORT "--b\nContent-Type: message/rfc822\n\n" COPY "\nbody\n--b--\n",
        RECEIVED DAEMON REPORT "--b\nContent-Type: text/rfc822-headers\n\n" COPY "\n--b--\n",
        RECEIVED DAEMON REPORT "--b\nContent-Type: text/rfc822-headers\n"
                               "Content-Transfer-Encoding: quoted-printable\n\n"
                               "X-Followupd:=20abcdefghijklmnopqrst\n"
                               "Message-ID:=20<5.3@remind.example>\n--b--\n",
        TEXT("MAILER-DAEMON@a.example", "Returned mail", "It came back.\n\n" COPY "\nbody\n"),
        TEXT("MAILER-DAEMON@a.example", "Returned mail",
            "It came back.\n> Subject: Hello\n> Message-Id:  <5.3@remind.example>\n"
            "> X-Followupd: abcdefghijklmnopqrst\n"),
    };
    for (size_t i = 0; i < sizeof mails / sizeof *mails; i++) {
        struct mail mail = mail_of(mails[i]);
        assert_non_null(mail.letter->report);
        assert_string_equal(mail.letter->report->message_id, "5.3@remind.example");
        assert_string_equal(mail.letter->report->signature, "abcdefghijklmnopqrst");
        mail_free(&mail);
    }
}

static const char *recipient_of(struct mail *mail)
{
    assert_non_null(mail->letter->report);
    return mail->letter->report->recipient;
}

static void the_recipient_is_whom_we_wrote_to(void **state)
{
    (void)state;
    static const char *const cases[][2] = {
        {STATUS("Final-Recipient: rfc822; Bob@Example.net\nAction: failed\n"), "bob@example.net"},
        {STATUS("Final-Recipient: rfc822; x@y.example\nAction: failed\n"
                "Original-Recipient: rfc822;<bob@example.net>\n"),
            "bob@example.net"},
        {STATUS("Final-Recipient: rfc822; \"a b\"@y.example\nAction: failed\n"), ""},
        {"X-Failed-Recipients: bob@example.net,\n carl@example.net\n" TEXT(
             DAEMON "X: y", "Returned mail", "It came back.\n"),
            "bob@example.net"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct mail mail = mail_of(cases[i][0]);
        assert_string_equal(recipient_of(&mail), cases[i][1]);
        mail_free(&mail);
    }
}

static void what_a_server_says_is_one_clean_line_of_bounded_length(void **state)
{
    (void)state;
    struct mail mail = mail_new();
    mail_add(&mail, RECEIVED DAEMON REPORT "--b\nContent-Type: message/delivery-status\n\n"
                                           "Action: failed\nDiagnostic-Code: smtp; 550 "
                                           "=?utf-8?q?a=0D=0ABcc:_x=1B=5B31m?=\n ");
    mail_repeat(&mail,
        "\xE2\x80\xAE"
        "long ",
        FU_MAIL_DIAGNOSTIC_MAX);
    mail_add(&mail, "\n--b--\n");
    assert_int_equal(mail_read(&mail), FU_OK);
    const char *said = mail.letter->report->diagnostic;
    assert_int_equal(strncmp(said, "550 a Bcc: x [31m long long", 27), 0);
    assert_true(strlen(said) <= FU_MAIL_DIAGNOSTIC_MAX);
    assert_true(strlen(said) > FU_MAIL_DIAGNOSTIC_MAX - 10);
    mail_free(&mail);
}

static void codes_are_told_from_other_numbers(void **state)
{
    (void)state;
    static const char *const cases[][2] = {{"5.1.1", "5.1.1"}, {"#5.1.1)", "5.1.1"},
        {"5.999.999", "5.999.999"}, {"5.1000.1", ""}, {"3.1.1", ""}, {"15.1.1", ""},
        {"5.1.1.7", ""}, {"v5.1.1", ""}, {"no user 5.1.1.", "5.1.1"}, {"5.1", ""}, {"5..1", ""},
        {"1.5.1.1", ""}, {"", ""}, {"4.", ""}, {"a 4.4.7b 2.0.0", "2.0.0"}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct mail mail = mail_new();
        mail_add(&mail, RECEIVED DAEMON REPORT "--b\nContent-Type: message/delivery-status\n\n"
                                               "Action: failed\nStatus: ");
        mail_add(&mail, cases[i][0]);
        mail_add(&mail, "\n--b--\n");
        assert_int_equal(mail_read(&mail), FU_OK);
        if (strcmp(mail.letter->report->status, cases[i][1]) != 0) {
            fail_msg("“%s” gave “%s”", cases[i][0], mail.letter->report->status);
        }
        mail_free(&mail);
    }
}

static void a_report_of_ten_thousand_recipients_costs_little(void **state)
{
    (void)state;
    struct mail mail = mail_new();
    mail_add(&mail, RECEIVED DAEMON REPORT "--b\nContent-Type: message/delivery-status\n\n");
    mail_repeat(&mail, "Action: delayed\n\n", 199);
    mail_add(&mail, "Action: failed\nStatus: 5.1.1\n\n");
    mail_repeat(&mail, "Action: delayed\n\n", 10000);
    mail_add(&mail, "\n--b--\n");
    assert_int_equal(mail_read(&mail), FU_OK);
    assert_int_equal(mail.letter->report->kind, FU_REPORT_FAILED);
    mail_free(&mail);
}

static void each_of_several_recipients_is_told_by_itself(void **state)
{
    (void)state;
    struct mail mail = mail_of(RECEIVED DAEMON REPORT
        "--b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mx\n\n"
        "Final-Recipient: rfc822;bob@example.net\nAction: failed\nStatus: 5.1.1\n"
        "Diagnostic-Code: smtp; 550 nobody\n\n"
        "Original-Recipient: rfc822;Alice@example.org\nFinal-Recipient: rfc822;"
        "a@example.net\nAction: relayed\n\nAction: delayed\nStatus: 4.2.2\n\n--b--\n");
    const struct fu_report *report = mail.letter->report;
    const struct fu_reported *told = report->recipients;
    assert_int_equal(report->kind, FU_REPORT_FAILED);
    assert_int_equal(report->recipient_count, 3);
    assert_int_equal(told[0].kind, FU_REPORT_FAILED);
    assert_string_equal(told[0].recipient, "bob@example.net");
    assert_string_equal(told[0].diagnostic, "550 nobody");
    assert_int_equal(told[1].kind, FU_REPORT_OTHER);
    assert_string_equal(told[1].recipient, "alice@example.org");
    assert_string_equal(told[1].status, "2.0.0");
    assert_string_equal(told[1].diagnostic, "");
    assert_int_equal(told[2].kind, FU_REPORT_DELAYED);
    assert_string_equal(told[2].status, "4.2.2");
    assert_string_equal(told[2].recipient, "");
    mail_free(&mail);
}

static void as_many_recipients_as_there_is_room_for_are_told_apart(void **state)
{
    (void)state;
    static const size_t groups[] = {1, 2, FU_MAIL_REPORTED_MAX, FU_MAIL_REPORTED_MAX + 1};
    static const size_t told[] = {0, 2, FU_MAIL_REPORTED_MAX, FU_MAIL_REPORTED_MAX};
    for (size_t i = 0; i < sizeof groups / sizeof *groups; i++) {
        struct mail mail = mail_new();
        mail_add(&mail, RECEIVED DAEMON REPORT "--b\nContent-Type: message/delivery-status\n\n");
        mail_repeat(&mail, "Action: delayed\n\n", groups[i]);
        mail_add(&mail, "\n--b--\n");
        assert_int_equal(mail_read(&mail), FU_OK);
        assert_int_equal(mail.letter->report->recipient_count, told[i]);
        mail_free(&mail);
    }
}

static void groups_beyond_the_limit_are_not_read(void **state)
{
    (void)state;
    struct mail mail = mail_new();
    mail_add(&mail, RECEIVED DAEMON REPORT "--b\nContent-Type: message/delivery-status\n\n");
    mail_repeat(&mail, "Action: delayed\n\n", 200);
    mail_add(&mail, "Action: failed\nStatus: 5.1.1\n\n\n--b--\n");
    assert_int_equal(mail_read(&mail), FU_OK);
    assert_int_equal(mail.letter->report->kind, FU_REPORT_DELAYED);
    mail_free(&mail);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_parts_of_a_report_are_read),
        cmocka_unit_test(texts_of_servers_without_reports_are_read),
        cmocka_unit_test(reports_of_well_known_servers_are_read),
        cmocka_unit_test(a_multipart_without_a_boundary_is_read_as_it_stands),
        cmocka_unit_test(nothing_a_person_writes_is_a_report),
        cmocka_unit_test(a_delivery_status_is_a_machines_mail),
        cmocka_unit_test(the_mail_that_came_back_is_found),
        cmocka_unit_test(the_recipient_is_whom_we_wrote_to),
        cmocka_unit_test(what_a_server_says_is_one_clean_line_of_bounded_length),
        cmocka_unit_test(codes_are_told_from_other_numbers),
        cmocka_unit_test(a_report_of_ten_thousand_recipients_costs_little),
        cmocka_unit_test(each_of_several_recipients_is_told_by_itself),
        cmocka_unit_test(as_many_recipients_as_there_is_room_for_are_told_apart),
        cmocka_unit_test(groups_beyond_the_limit_are_not_read),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
