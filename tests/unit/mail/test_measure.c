#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "followupd/mail/limits.h"
#include "followupd/mail/measure.h"
#include "reading.h"

/* Measures and frees. FU_PERMANENT must come with a sentence that holds word. */
static enum fu_status measure(struct mail *mail, const char *word)
{
    struct fu_error error = {0};
    enum fu_status status = fu_mail_measure(mail->bytes.data, mail->bytes.length, &error);
    if (status != FU_OK && strstr(error.text, word) == NULL) {
        fail_msg("\"%s\" does not say \"%s\"", error.text, word);
    }
    /* what is measured is what is read */
    struct fu_error again = {0};
    enum fu_status read = fu_mail_read(mail->arena, &mail->reading, mail->bytes.data,
        mail->bytes.length, true, &mail->letter, &again);
    assert_int_equal(status, read);
    mail_free(mail);
    return status;
}

static void a_mail_may_have_ten_megabytes(void **state)
{
    (void)state;
    for (int over = 0; over <= 1; over++) {
        struct mail mail = mail_new();
        mail_add(&mail, "Subject: x\r\n\r\n");
        mail_repeat(&mail, "x", (size_t)(FU_MAIL_SIZE_MAX + over) - mail.bytes.length);
        assert_int_equal(measure(&mail, "bytes"), over ? FU_PERMANENT : FU_OK);
    }
}

static void a_field_may_have_32_kilobytes(void **state)
{
    (void)state;
    for (int over = 0; over <= 1; over++) {
        struct mail mail = mail_new();
        mail_add(&mail, "Subject:");
        mail_repeat(&mail, "\r\n 12345678", 100);
        mail_repeat(&mail, "x", (size_t)(FU_MAIL_FIELD_MAX + over) - mail.bytes.length);
        mail_add(&mail, "\r\nTo: a@example.org\r\n\r\n");
        assert_int_equal(measure(&mail, "header field"), over ? FU_PERMANENT : FU_OK);
    }
}

static void a_line_that_is_no_field_is_measured_as_one(void **state)
{
    (void)state;
    struct mail mail = mail_new();
    mail_add(&mail, "Subject: x\n");
    mail_repeat(&mail, "junk ", FU_MAIL_FIELD_MAX / 5 + 1);
    mail_add(&mail, "\n\nbody\n");
    assert_int_equal(measure(&mail, "header field"), FU_PERMANENT);
}

static void a_header_may_have_128_kilobytes(void **state)
{
    (void)state;
    for (int over = 0; over <= 1; over++) {
        struct mail mail = mail_new();
        while (mail.bytes.length < FU_MAIL_HEADER_MAX - 2000) {
            mail_add(&mail, "X-Filling: ");
            mail_repeat(&mail, "x", 900);
            mail_add(&mail, "\r\n");
        }
        mail_add(&mail, "Subject: ");
        mail_repeat(&mail, "x", (size_t)(FU_MAIL_HEADER_MAX + over) - 2 - mail.bytes.length);
        mail_add(&mail, "\r\n\r\nbody\r\n");
        assert_int_equal(measure(&mail, "header"), over ? FU_PERMANENT : FU_OK);
    }
}

static void the_header_of_a_part_is_measured_too(void **state)
{
    (void)state;
    for (int over = 0; over <= 1; over++) {
        struct mail mail = mail_new();
        mail_add(
            &mail, "Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: text/plain\n");
        mail_add(&mail, "X-A:");
        mail_repeat(&mail, "x", (size_t)(FU_MAIL_FIELD_MAX + over) - 4);
        mail_add(&mail, "\n\ntext\n--b--\n");
        assert_int_equal(measure(&mail, "header field"), over ? FU_PERMANENT : FU_OK);
    }
}

static void a_header_may_have_1000_fields(void **state)
{
    (void)state;
    for (int over = 0; over <= 1; over++) {
        struct mail mail = mail_new();
        mail_repeat(&mail, "X-A: b\r\n", (size_t)(FU_MAIL_FIELDS_MAX + over));
        mail_add(&mail, "\r\nbody\r\n");
        assert_int_equal(measure(&mail, "fields"), over ? FU_PERMANENT : FU_OK);
    }
}

static void comments_may_nest_16_deep(void **state)
{
    (void)state;
    static const char *const names[] = {"From: ", "Received: ", "Content-Type: "};
    for (size_t i = 0; i < 6; i++) {
        int over = i % 2 == 1;
        struct mail mail = mail_new();
        mail_add(&mail, names[i / 2]);
        mail_repeat(&mail, "(", (size_t)(FU_MAIL_COMMENT_DEPTH_MAX + over));
        mail_repeat(&mail, ")", (size_t)(FU_MAIL_COMMENT_DEPTH_MAX + over));
        mail_add(&mail, " a@example.org\r\n\r\n");
        assert_int_equal(measure(&mail, "nest"), over ? FU_PERMANENT : FU_OK);
    }
}

static void comments_side_by_side_nest_nothing(void **state)
{
    (void)state;
    struct mail mail = mail_new();
    mail_add(&mail, "From: a@example.org ");
    mail_repeat(&mail, "(a\\)(b)) ", 1000);
    mail_add(&mail, "\r\n\r\n");
    assert_int_equal(measure(&mail, ""), FU_OK);
}

static void parentheses_in_a_subject_are_no_comments(void **state)
{
    (void)state;
    struct mail mail = mail_new();
    mail_add(&mail, "Subject: :-");
    mail_repeat(&mail, "(", 100);
    mail_add(&mail, "\r\n\r\n");
    assert_int_equal(measure(&mail, ""), FU_OK);
}

static void groups_may_nest_16_deep(void **state)
{
    (void)state;
    for (int over = 0; over <= 1; over++) {
        struct mail mail = mail_new();
        mail_add(&mail, "To: ");
        mail_repeat(&mail, "g:", (size_t)(FU_MAIL_COMMENT_DEPTH_MAX + over));
        mail_add(&mail, "a@example.org\r\n\r\n");
        assert_int_equal(measure(&mail, "nest"), over ? FU_PERMANENT : FU_OK);
    }
}

static void colons_in_names_and_literals_are_no_groups(void **state)
{
    (void)state;
    struct mail mail = mail_new();
    mail_add(&mail, "To: ");
    mail_repeat(&mail, "\"Re: b:\" <b:@c>, d@[IPv6:2001:db8::1], g: c@example.org;, ", 100);
    mail_add(&mail, "e@example.org\r\n\r\n");
    assert_int_equal(measure(&mail, ""), FU_OK);
}

/* A mail of so many multiparts one in the other. */
static struct mail nested_multiparts(size_t levels)
{
    struct mail mail = mail_new();
    for (size_t i = 0; i < levels; i++) {
        fu_buffer_print(
            &mail.bytes, "Content-Type: multipart/mixed; boundary=b%zu\r\n\r\n--b%zu\r\n", i, i);
    }
    mail_add(&mail, "\r\ntext\r\n");
    return mail;
}

static void parts_may_nest_32_deep(void **state)
{
    (void)state;
    struct mail good = nested_multiparts(FU_MAIL_DEPTH_MAX);
    assert_int_equal(measure(&good, ""), FU_OK);
    struct mail bad = nested_multiparts(FU_MAIL_DEPTH_MAX + 1);
    assert_int_equal(measure(&bad, "nest"), FU_PERMANENT);
}

static void mails_in_mails_nest_too(void **state)
{
    (void)state;
    for (int over = 0; over <= 1; over++) {
        struct mail mail = mail_new();
        mail_repeat(
            &mail, "Content-Type: message/rfc822\r\n\r\n", (size_t)(FU_MAIL_DEPTH_MAX + over));
        mail_add(&mail, "Subject: x\r\n\r\nbody\r\n");
        assert_int_equal(measure(&mail, "nest"), over ? FU_PERMANENT : FU_OK);
    }
}

static void parts_of_a_digest_are_mails_by_default(void **state)
{
    (void)state;
    /* each level of digest is two: the multipart and the mail in it */
    for (int over = 0; over <= 1; over++) {
        struct mail mail = mail_new();
        for (int i = 0; i < FU_MAIL_DEPTH_MAX / 2 + over; i++) {
            fu_buffer_print(&mail.bytes,
                "Content-Type: multipart/digest; boundary=b%d\r\n\r\n--b%d\r\n\r\n", i, i);
        }
        mail_add(&mail, "Subject: x\r\n\r\nbody\r\n");
        assert_int_equal(measure(&mail, "nest"), over ? FU_PERMANENT : FU_OK);
    }
}

static void parts_side_by_side_nest_nothing(void **state)
{
    (void)state;
    struct mail mail = mail_new();
    mail_add(&mail, "Content-Type: multipart/digest; boundary=outer\n\n");
    for (int i = 0; i < 200; i++) {
        mail_add(&mail, "--outer\n\nSubject: x\nContent-Type: multipart/mixed; boundary=inner\n\n");
        mail_add(&mail, "--inner\n\ntext\n--inner--\n\n");
    }
    mail_add(&mail, "--outer--\n");
    assert_int_equal(measure(&mail, ""), FU_OK);
}

static void a_mail_may_have_1000_parts(void **state)
{
    (void)state;
    for (int over = 0; over <= 1; over++) {
        struct mail mail = mail_new();
        mail_add(&mail, "Content-Type: multipart/mixed; boundary=\"b\"\r\n\r\n");
        mail_repeat(&mail, "--b\r\n\r\nx\r\n", (size_t)(FU_MAIL_PARTS_MAX + over));
        mail_add(&mail, "--b--\r\n");
        assert_int_equal(measure(&mail, "parts"), over ? FU_PERMANENT : FU_OK);
    }
}

static void a_boundary_of_a_quote_harms_nothing(void **state)
{
    (void)state;
    struct mail mail = mail_new();
    mail_add(&mail,
        "Content-Type: multipart/mixed; boundary=\"\\\"\"\r\n\r\n--\"\r\n\r\nx\r\n--\"--\r\n");
    assert_int_equal(measure(&mail, ""), FU_OK);
}

static void bombs_are_refused_or_read(void **state)
{
    (void)state;
    enum { MANY = 100000 };
    struct mail groups = mail_new();
    mail_add(&groups, "To: ");
    mail_repeat(&groups, "g:", MANY);
    assert_int_equal(measure(&groups, "header field"), FU_PERMANENT);

    struct mail small_groups = mail_new();
    mail_add(&small_groups, "To: ");
    mail_repeat(&small_groups, "g:", 16000);
    assert_int_equal(measure(&small_groups, "nest"), FU_PERMANENT);

    struct mail comments = mail_new();
    mail_add(&comments, "From: ");
    mail_repeat(&comments, "(", MANY);
    assert_int_equal(measure(&comments, "header field"), FU_PERMANENT);

    struct mail multiparts = nested_multiparts(MANY / 2);
    assert_int_equal(measure(&multiparts, "nest"), FU_PERMANENT);

    struct mail messages = mail_new();
    mail_repeat(&messages, "Content-Type: message/rfc822\n\n", MANY);
    assert_int_equal(measure(&messages, "nest"), FU_PERMANENT);
}

/* Each of these makes a careless scanner look at the same bytes again and again, for minutes. What
 * stands behind it is read all the same, but for nine that nest too deep. */
static void what_invites_looking_twice_hides_nothing(void **state)
{
    (void)state;
    static const char *const fillings[] = {"\"\\\"", "\"", "<", "a,", "(a)", "=?", "=?x?q?",
        "*=", "a*0*=''", ";a=\"", "[", "\\", "<a>", "\"a\"@", "(a", "a:", "a b "};
    static const char *const names[] = {"To: ", "Subject: ", "Content-Type: a/b;",
        "Content-Disposition: attachment;", "Authentication-Results: mx.example.org;",
        "References: ", "Date: ", "X-Original-To: "};
    enum {
        TOO_DEEP = 9,
        MAILS = sizeof fillings / sizeof *fillings * (sizeof names / sizeof *names)
    };
    size_t read = 0;
    for (size_t i = 0; i < sizeof fillings / sizeof *fillings; i++) {
        for (size_t j = 0; j < sizeof names / sizeof *names; j++) {
            struct mail mail = mail_new();
            mail_add(&mail, names[j]);
            mail_repeat(&mail, fillings[i], 32000 / strlen(fillings[i]));
            mail_add(&mail, "\nReceived: by a; b\nMessage-ID: <here@example.org>\n\nbody\n");
            if (mail_read(&mail) == FU_OK) {
                assert_int_equal(mail.letter->zone, FU_ZONE_WHOLE);
                assert_string_equal(mail.letter->message_id, "here@example.org");
                read++;
            } else {
                assert_non_null(strstr(mail.error.text, "nest more than 16 deep"));
            }
            mail_free(&mail);
        }
    }
    assert_int_equal(read, MAILS - TOO_DEEP);
}

static void nuls_stop_no_field(void **state)
{
    (void)state;
    static const char *const names[] = {"To: ", "From: ", "Content-Type: ", "Content-Disposition: ",
        "Content-Transfer-Encoding: ", "Authentication-Results: ", "Received: ", "References: ",
        "Message-ID: ", "Date: ", "X-Original-To: ", "Auto-Submitted: ", "Precedence: ",
        "X-Auto-Response-Suppress: ", "Return-Path: "};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        struct mail mail = mail_new();
        mail_add(&mail, names[i]);
        fu_buffer_add(&mail.bytes, "\0mx\0.example.org\0;\0a\0=\0b \0(\0) \"\0\" <\0>\0", 36);
        mail_add(&mail, "\nReceived: by a; b\n\nbody\n");
        assert_int_equal(mail_read(&mail), FU_OK);
        mail_free(&mail);
    }
}

static void nothing_and_next_to_nothing_are_measured(void **state)
{
    (void)state;
    static const char *const mails[] = {"\n", "\r\n", "\r", "-", "--", "a", ":", " ", "\n\n"};
    struct fu_error error;
    assert_int_equal(fu_mail_measure("", 0, &error), FU_OK);
    for (size_t i = 0; i < sizeof mails / sizeof *mails; i++) {
        assert_int_equal(fu_mail_measure(mails[i], strlen(mails[i]), &error), FU_OK);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_mail_may_have_ten_megabytes),
        cmocka_unit_test(a_field_may_have_32_kilobytes),
        cmocka_unit_test(a_line_that_is_no_field_is_measured_as_one),
        cmocka_unit_test(a_header_may_have_128_kilobytes),
        cmocka_unit_test(the_header_of_a_part_is_measured_too),
        cmocka_unit_test(a_header_may_have_1000_fields),
        cmocka_unit_test(comments_may_nest_16_deep),
        cmocka_unit_test(comments_side_by_side_nest_nothing),
        cmocka_unit_test(parentheses_in_a_subject_are_no_comments),
        cmocka_unit_test(groups_may_nest_16_deep),
        cmocka_unit_test(colons_in_names_and_literals_are_no_groups),
        cmocka_unit_test(parts_may_nest_32_deep),
        cmocka_unit_test(mails_in_mails_nest_too),
        cmocka_unit_test(parts_of_a_digest_are_mails_by_default),
        cmocka_unit_test(parts_side_by_side_nest_nothing),
        cmocka_unit_test(a_mail_may_have_1000_parts),
        cmocka_unit_test(a_boundary_of_a_quote_harms_nothing),
        cmocka_unit_test(bombs_are_refused_or_read),
        cmocka_unit_test(what_invites_looking_twice_hides_nothing),
        cmocka_unit_test(nuls_stop_no_field),
        cmocka_unit_test(nothing_and_next_to_nothing_are_measured),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
