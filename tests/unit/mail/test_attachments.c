#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "followupd/mail/limits.h"
#include "reading.h"

static struct mail with_parts(const char *parts)
{
    struct mail mail = mail_new();
    mail_add(&mail,
        "Subject: x\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\ntext\r\n");
    mail_add(&mail, parts);
    mail_add(&mail, "--b--\r\n");
    assert_int_equal(mail_read(&mail), FU_OK);
    return mail;
}

static void files_are_listed_with_name_type_and_size(void **state)
{
    (void)state;
    struct mail mail =
        with_parts("--b\r\nContent-Type: Image/PNG\r\nContent-Disposition: attachment; "
                   "filename=\"a b.png\"\r\n"
                   "Content-Transfer-Encoding: base64\r\n\r\nAAEC\r\nAwQ=\r\n"
                   "--b\r\nContent-Type: application/pdf; name=c.pdf\r\n\r\n12345\r\n67\r\n"
                   "--b\r\nContent-Type: message/rfc822\r\n\r\nSubject: y\r\n\r\nz\r\n"
                   "--b\r\nContent-Type: text/plain\r\nContent-Disposition: attachment\r\n"
                   "Content-Transfer-Encoding: quoted-printable\r\n\r\na=20b=\r\n\r\n");
    const struct fu_letter *letter = mail.letter;
    assert_string_equal(letter->text, "text");
    assert_int_equal(letter->attachment_count, 4);
    assert_string_equal(letter->attachments[0].name, "a b.png");
    assert_string_equal(letter->attachments[0].type, "image/png");
    assert_int_equal(letter->attachments[0].size, 5);
    assert_string_equal(letter->attachments[1].name, "c.pdf");
    assert_int_equal(letter->attachments[1].size, 9);
    assert_string_equal(letter->attachments[2].type, "message/rfc822");
    assert_int_equal(letter->attachments[2].size, 15);
    assert_string_equal(letter->attachments[3].name, "");
    assert_int_equal(letter->attachments[3].size, 3);
    mail_free(&mail);
}

static void text_alternatives_containers_and_signatures_are_no_files(void **state)
{
    (void)state;
    struct mail mail = with_parts(
        "--b\r\nContent-Type: multipart/alternative; boundary=c\r\n\r\n--c\r\n\r\nplain\r\n"
        "--c\r\nContent-Type: text/html\r\n\r\nrich\r\n--c--\r\n"
        "--b\r\nContent-Type: multipart/signed; boundary=d\r\n\r\n--d\r\n\r\nsigned\r\n"
        "--d\r\nContent-Type: application/pgp-signature; name=s.asc\r\n\r\nsig\r\n--d--\r\n"
        "--b\r\nContent-Type: message/rfc822\r\n\r\nContent-Type: multipart/mixed; "
        "boundary=e\r\n\r\n"
        "--e\r\nContent-Type: image/png\r\n\r\nx\r\n--e--\r\n");
    assert_int_equal(mail.letter->attachment_count, 1);
    assert_string_equal(mail.letter->attachments[0].type, "message/rfc822");
    mail_free(&mail);
}

static void an_encoded_mail_in_the_mail_is_a_file_like_others(void **state)
{
    (void)state;
    struct mail mail =
        with_parts("--b\r\nContent-Type: message/rfc822\r\nContent-Transfer-Encoding: "
                   "quoted-printable\r\n\r\nSubject:=20y\r\n\r\nz=\r\nz\r\n");
    assert_int_equal(mail.letter->attachment_count, 1);
    assert_int_equal(mail.letter->attachments[0].size, 16);
    mail_free(&mail);
    /* it does not nest, since nobody looks into it */
    mail = mail_new();
    for (int i = 0; i < FU_MAIL_DEPTH_MAX; i++) {
        fu_buffer_print(
            &mail.bytes, "Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n", i, i);
    }
    mail_add(&mail,
        "Content-Type: message/rfc822\nContent-Transfer-Encoding: base64\n\nU3ViamVjdDogeQ==\n");
    assert_int_equal(mail_read(&mail), FU_OK);
    mail_free(&mail);
}

static void a_mail_that_is_a_file_has_one(void **state)
{
    (void)state;
    struct mail mail = mail_of("Content-Type: image/png; name=x.png\n\nabc");
    assert_int_equal(mail.letter->attachment_count, 1);
    assert_string_equal(mail.letter->attachments[0].name, "x.png");
    assert_string_equal(mail.letter->text, "");
    mail_free(&mail);
}

/* The name of an attachment with these fields. */
static const char *name_of(struct mail *mail, const char *fields)
{
    char part[2000];
    snprintf(part, sizeof part, "--b\r\n%s\r\n\r\nx\r\n", fields);
    *mail = with_parts(part);
    assert_int_equal(mail->letter->attachment_count, 1);
    return mail->letter->attachments[0].name;
}

static void names_are_decoded_however_they_are_written(void **state)
{
    (void)state;
    static const char *const cases[][2] = {
        {"filename=plain.txt", "plain.txt"},
        {"filename=\"a; b.txt\"", "a; b.txt"},
        {"filename=a b.txt", "a b.txt"},
        {"filename*=utf-8''Gr%C3%BC%C3%9Fe.txt", "Grüße.txt"},
        {"filename*=utf-8'de'Gr%C3%BC%C3%9Fe.txt", "Grüße.txt"},
        {"filename*=iso-8859-1''caf%E9.txt", "café.txt"},
        {"filename*=gb2312''%C4%E3.txt", "你.txt"},
        {"filename*0=one;\r\n filename*1=\"two.txt\"", "onetwo.txt"},
        {"filename*1=two.txt;\r\n filename*0=one", "onetwo.txt"},
        {"filename*0*=utf-8''Gr%C3;\r\n filename*1*=%BC%C3%9Fe;\r\n filename*2=.txt", "Grüße.txt"},
        {"filename=\"=?utf-8?B?R3LDvMOfZS50eHQ=?=\"", "Grüße.txt"},
        {"filename=\"=?utf-8?B?YQ==?= =?utf-8?B?Yi50eHQ=?=\"", "ab.txt"},
        {"filename==?utf-8?Q?a_b.txt?=; x=y", "a b.txt"},
        {"filename=\"=?utf-8?Q?a=22=5C;b.txt?=\"", "a__;b.txt"},
        {"filename==?utf-8?Q?a=22=3B_x=3Dy?=", "a_; x=y"},
        {"filename*=utf-7''+AGE-.txt", "+AGE-.txt"},
        {"filename=\"=?utf-7?Q?+AGE-.txt?=\"", "=_?utf-7?Q?+AGE-.txt?="},
        {"filename*=\"gb2312''%C4%E3.txt\"", "你.txt"},
        {"filename*=\"utf-7''+AGE-.txt\"", "+AGE-.txt"},
        {"filename=\"=?gb2312?B?xOMudHh0?=\"", "你.txt"},
        {"filename=\"=?iso-8859-1?Q?caf=E9.txt?=\"", "café.txt"},
        {"filename=\"caf\xE9.txt\"", "café.txt"},
        {"filename=\"caf\xC3\xA9.txt\"", "café.txt"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char fields[500];
        struct mail mail;
        snprintf(fields, sizeof fields,
            "Content-Type: application/pdf\r\nContent-Disposition: attachment; %s", cases[i][0]);
        const char *name = name_of(&mail, fields);
        if (strcmp(name, cases[i][1]) != 0) {
            fail_msg("%s gave \"%s\"", cases[i][0], name);
        }
        mail_free(&mail);
    }
}

static void names_are_clean_whatever_they_hold(void **state)
{
    (void)state;
    static const char *const values[] = {"filename*=utf-8''a%0D%0ABcc:%20x",
        "filename=\"=?utf-8?Q?a=0D=0ABcc:_x?=\"", "filename*=utf-8''a%00b", "filename*=''%zz%",
        "filename*0*=utf-8''%E2%80%AE", "filename*99999999999=x", "filename==", "filename=\"",
        "filename*=utf-7''+AA0-b", "filename*=\"utf-8''x%0Ay\"", "filename*=x-none''%FFy"};
    for (size_t i = 0; i < sizeof values / sizeof *values; i++) {
        char fields[500];
        struct mail mail;
        snprintf(fields, sizeof fields,
            "Content-Type: application/pdf\r\nContent-Disposition: attachment; %s", values[i]);
        const char *name = name_of(&mail, fields);
        for (const char *c = name; *c != '\0'; c++) {
            assert_true((unsigned char)*c >= ' ' && *c != 0x7f);
        }
        mail_free(&mail);
    }
}

static void a_long_name_is_cut(void **state)
{
    (void)state;
    char fields[1200] = "Content-Type: application/pdf; name=";
    memset(fields + strlen(fields), 'n', 600);
    struct mail mail;
    assert_int_equal(strlen(name_of(&mail, fields)), FU_MAIL_NAME_MAX);
    mail_free(&mail);
}

static void a_name_is_looked_for_in_eight_kilobytes(void **state)
{
    (void)state;
    for (int over = 0; over <= 1; over++) {
        struct mail mail = mail_new();
        mail_add(&mail, "Content-Type: a/b; x=");
        mail_repeat(&mail, "x", (size_t)(8 * 1024 - 16 + over));
        mail_add(&mail, "; name=ab\n\nfile\n");
        assert_int_equal(mail_read(&mail), FU_OK);
        assert_string_equal(mail.letter->attachments[0].name, over ? "a" : "ab");
        mail_free(&mail);
    }
}

static void a_type_that_is_no_word_is_a_plain_file(void **state)
{
    (void)state;
    static const char *const types[] = {"a/b\x01", "\xC3\xBC/x", "a*b/c", "a'/b"};
    for (size_t i = 0; i < sizeof types / sizeof *types; i++) {
        char part[200];
        snprintf(part, sizeof part, "--b\r\nContent-Type: %s\r\n\r\nx\r\n", types[i]);
        struct mail mail = with_parts(part);
        assert_string_equal(mail.letter->attachments[0].type, "application/octet-stream");
        mail_free(&mail);
    }
}

static void a_letter_lists_100_files(void **state)
{
    (void)state;
    struct mail mail = mail_new();
    mail_add(&mail, "Content-Type: multipart/mixed; boundary=b\n\n");
    mail_repeat(&mail, "--b\nContent-Type: a/b\n\nx\n", FU_MAIL_ATTACHMENTS_MAX + 1);
    assert_int_equal(mail_read(&mail), FU_OK);
    assert_int_equal(mail.letter->attachment_count, FU_MAIL_ATTACHMENTS_MAX);
    struct fu_part *parts;
    size_t count, left_out;
    assert_int_equal(fu_mail_attachments(mail.arena, mail.bytes.data, mail.bytes.length, 1000000,
                         &parts, &count, &left_out, &mail.error),
        FU_OK);
    assert_int_equal(count, FU_MAIL_ATTACHMENTS_MAX);
    assert_int_equal(left_out, 1);
    mail_free(&mail);
}

static void the_files_that_fit_together_are_handed_out(void **state)
{
    (void)state;
    struct mail mail = with_parts("--b\r\nContent-Type: a/b; name=one\r\n"
                                  "Content-Transfer-Encoding: base64\r\n\r\nAAECAwQ=\r\n"
                                  "--b\r\nContent-Type: c/d; name=two\r\n\r\n12345\r\n"
                                  "--b\r\nContent-Type: e/f; name=three\r\n\r\nx\r\n");
    static const struct {
        size_t limit;
        size_t count;
        size_t left_out;
    } cases[] = {{0, 0, 3}, {4, 0, 3}, {5, 1, 2}, {9, 1, 2}, {10, 2, 1}, {11, 3, 0}, {1000, 3, 0}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct fu_part *parts;
        size_t count, left_out;
        assert_int_equal(fu_mail_attachments(mail.arena, mail.bytes.data, mail.bytes.length,
                             cases[i].limit, &parts, &count, &left_out, &mail.error),
            FU_OK);
        assert_int_equal(count, cases[i].count);
        assert_int_equal(left_out, cases[i].left_out);
        if (count == 3) {
            assert_string_equal(parts[0].name, "one");
            assert_string_equal(parts[0].type, "a/b");
            assert_int_equal(parts[0].length, 5);
            assert_memory_equal(parts[0].bytes, "\0\1\2\3\4", 5);
            assert_int_equal(parts[1].length, 5);
            assert_memory_equal(parts[1].bytes, "12345", 5);
            assert_memory_equal(parts[2].bytes, "x", 1);
        }
    }
    mail_free(&mail);
}

static void large_files_come_back_byte_for_byte(void **state)
{
    (void)state;
    /* 57 bytes a line, longer than any buffer in between */
    enum { LINES = 20000 };
    struct mail mail = mail_new();
    mail_add(&mail, "Content-Type: a/b\nContent-Transfer-Encoding: base64\n\n");
    mail_repeat(&mail,
        "YWJjZGVmZ2hpamtsbW5vcHFyc3R1dnd4eXpBQkNERUZHSElKS0xNTk9QUVJTVFVWV1hZWjAxMjM0\r\n", LINES);
    struct fu_part *parts;
    size_t count, left_out;
    assert_int_equal(fu_mail_attachments(mail.arena, mail.bytes.data, mail.bytes.length,
                         10 * 1024 * 1024, &parts, &count, &left_out, &mail.error),
        FU_OK);
    assert_int_equal(count, 1);
    assert_int_equal(parts[0].length, LINES * 57);
    for (size_t i = 0; i < LINES; i++) {
        assert_memory_equal(parts[0].bytes + i * 57,
            "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ01234", 57);
    }
    assert_int_equal(mail_read(&mail), FU_OK);
    assert_int_equal(mail.letter->attachments[0].size, LINES * 57);
    mail_free(&mail);
}

static void a_mail_over_a_limit_hands_out_nothing(void **state)
{
    (void)state;
    struct mail mail = mail_new();
    mail_repeat(&mail, "Content-Type: message/rfc822\n\n", FU_MAIL_DEPTH_MAX + 1);
    struct fu_part *parts;
    size_t count, left_out;
    assert_int_equal(fu_mail_attachments(mail.arena, mail.bytes.data, mail.bytes.length, 1000,
                         &parts, &count, &left_out, &mail.error),
        FU_PERMANENT);
    mail_free(&mail);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(files_are_listed_with_name_type_and_size),
        cmocka_unit_test(text_alternatives_containers_and_signatures_are_no_files),
        cmocka_unit_test(an_encoded_mail_in_the_mail_is_a_file_like_others),
        cmocka_unit_test(a_mail_that_is_a_file_has_one),
        cmocka_unit_test(names_are_decoded_however_they_are_written),
        cmocka_unit_test(names_are_clean_whatever_they_hold),
        cmocka_unit_test(a_long_name_is_cut),
        cmocka_unit_test(a_name_is_looked_for_in_eight_kilobytes),
        cmocka_unit_test(a_type_that_is_no_word_is_a_plain_file),
        cmocka_unit_test(a_letter_lists_100_files),
        cmocka_unit_test(the_files_that_fit_together_are_handed_out),
        cmocka_unit_test(large_files_come_back_byte_for_byte),
        cmocka_unit_test(a_mail_over_a_limit_hands_out_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
