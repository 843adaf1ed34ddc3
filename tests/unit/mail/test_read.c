#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <iconv.h>
#include <stdint.h>
#include <stdio.h>

#include <unistd.h>

#include <cmocka.h>

#include "followupd/base/text.h"
#include "followupd/mail/limits.h"
#include "reading.h"

static const char ordinary[] =
    "Return-Path: <alice@example.org>\r\n"
    "X-Original-To: 3days@remind.example.org\r\n"
    "Delivered-To: inbox@example.org\r\n"
    "Received: from out.example.org (out.example.org [192.0.2.1])\r\n"
    "\tby mx.example.org (Postfix) with ESMTPS id 1\r\n"
    "\tfor <3days@remind.example.org>; Wed, 18 Nov 2026 10:30:02 +0100\r\n"
    "Date: Wed, 18 Nov 2026 10:30:00 +0100\r\n"
    "From: Alice Miller <Alice@Example.org>\r\n"
    "To: Bob <bob@example.com>, carol@example.net\r\n"
    "Cc: \"Dora, the first\" <dora@example.com>\r\n"
    "Reply-To: office@example.org\r\n"
    "Subject: The offer\r\n"
    "Message-ID: <1.a@example.org>\r\n"
    "In-Reply-To: <0.b@example.com>\r\n"
    "References: <9.c@example.com>\r\n <0.b@example.com>\r\n"
    "X-Followupd: abc234\r\n"
    "Content-Type: text/plain; charset=utf-8\r\n"
    "\r\n"
    "Dear Bob,\r\n\r\nhere it is.\r\n";

/* A signature covers the last To field; one above it may be anybody's. */
static void a_second_to_field_is_noted(void **state)
{
    (void)state;
    static const struct {
        const char *mail;
        bool repeated;
    } rows[] = {{"From: a@b\nCc: c@d\n\nTo: e@f\n", false}, {"To: a@b, c@d\nCc: e@f\n\nx", false},
        {"To: a@b\nTo: c@d\n\nx", true}, {"to:\nSubject: x\nTO: c@d\n\nx", true},
        {"To: a@b\nCc: c@d\nCc: e@f\n\nx", false}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct mail mail = mail_of(rows[i].mail);
        assert_int_equal(mail.letter->to_repeated, rows[i].repeated);
        mail_free(&mail);
    }
}

static void an_ordinary_mail_is_read_whole(void **state)
{
    (void)state;
    struct mail mail = mail_of(ordinary);
    const struct fu_letter *letter = mail.letter;
    assert_string_equal(letter->message_id, "1.a@example.org");
    assert_string_equal(letter->in_reply_to, "0.b@example.com");
    assert_int_equal(letter->reference_count, 2);
    assert_string_equal(letter->references[0], "9.c@example.com");
    assert_string_equal(letter->references[1], "0.b@example.com");
    assert_string_equal(letter->subject, "The offer");
    assert_int_equal(letter->date, 1794994200);
    assert_int_equal(letter->date_offset, 60);
    assert_int_equal(letter->from_count, 1);
    assert_string_equal(letter->from.name, "Alice Miller");
    assert_string_equal(letter->from.address, "alice@example.org");
    assert_int_equal(letter->to.count, 2);
    assert_string_equal(letter->to.items[0].name, "Bob");
    assert_string_equal(letter->to.items[1].name, "");
    assert_string_equal(letter->to.items[1].address, "carol@example.net");
    assert_int_equal(letter->cc.count, 1);
    assert_string_equal(letter->cc.items[0].name, "Dora, the first");
    assert_int_equal(letter->bcc.count, 0);
    assert_string_equal(letter->reply_to.items[0].address, "office@example.org");
    assert_int_equal(letter->zone, FU_ZONE_WHOLE);
    assert_string_equal(letter->signature, "abc234");
    assert_string_equal(letter->text, "Dear Bob,\n\nhere it is.");
    assert_false(letter->text_cut);
    assert_true(letter->whole);
    assert_int_equal(letter->marks, 0);
    mail_free(&mail);
}

static void line_ends_do_not_matter(void **state)
{
    (void)state;
    struct mail whole = mail_of(ordinary);
    for (int mixed = 0; mixed <= 1; mixed++) {
        struct mail mail = mail_new();
        size_t lines = 0;
        for (const char *c = ordinary; *c != '\0'; c++) {
            lines += *c == '\n';
            if (*c != '\r' || (mixed && lines % 3 == 0)) {
                fu_buffer_add_char(&mail.bytes, *c);
            }
        }
        assert_int_equal(mail_read(&mail), FU_OK);
        assert_string_equal(mail.letter->subject, whole.letter->subject);
        assert_string_equal(mail.letter->text, whole.letter->text);
        assert_string_equal(mail.letter->references[1], "0.b@example.com");
        assert_int_equal(mail.letter->recipient_count, whole.letter->recipient_count);
        mail_free(&mail);
    }
    mail_free(&whole);
}

static void a_mail_without_a_header_is_refused(void **state)
{
    (void)state;
    static const char *const none[] = {
        "", "\r\n", "\r\nSubject: x\r\n", "no header at all", "From nobody\n\nx"};
    for (size_t i = 0; i < sizeof none / sizeof *none; i++) {
        struct mail mail = mail_new();
        mail_add(&mail, none[i]);
        assert_int_equal(mail_read(&mail), FU_PERMANENT);
        assert_non_null(strstr(mail.error.text, "header"));
        mail_free(&mail);
    }
}

static void headers_alone_are_read(void **state)
{
    (void)state;
    struct mail mail = mail_new();
    mail_add(&mail, "From: a@example.org\nSubject: x");
    assert_int_equal(fu_mail_read(mail.arena, &mail.reading, mail.bytes.data, mail.bytes.length,
                         false, &mail.letter, &mail.error),
        FU_OK);
    assert_string_equal(mail.letter->subject, "x");
    assert_string_equal(mail.letter->text, "");
    assert_false(mail.letter->whole);
    mail_free(&mail);
}

static void of_a_beginning_the_text_goes_on_unless_files_do(void **state)
{
    (void)state;
    static const struct {
        const char *bytes;
        bool cut;
    } mails[] = {{"From: a@example.org\n\nIt began", true},
        {"From: a@example.org\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\nWhole.\n--b\n"
         "Content-Disposition: attachment; filename=a.bin\n\nabc",
            false},
        {"From: a@example.org\n\n", false}};
    for (size_t i = 0; i < sizeof mails / sizeof *mails; i++) {
        struct mail mail = mail_new();
        mail_add(&mail, mails[i].bytes);
        assert_int_equal(fu_mail_read(mail.arena, &mail.reading, mail.bytes.data, mail.bytes.length,
                             false, &mail.letter, &mail.error),
            FU_OK);
        assert_int_equal(mail.letter->text_cut, mails[i].cut);
        assert_int_equal(mail.letter->attachment_count, i == 1);
        mail_free(&mail);
    }
}

static void fields_behind_a_line_that_is_none_are_read(void **state)
{
    (void)state;
    static const char *const junk[] = {"no colon here\n", ">From x y z\n", "bad name: x\n",
        ": no name\n", "\x01: control\n", "\xC3\xA4: x\n", "junk\n folded: junk\n"};
    for (size_t i = 0; i < sizeof junk / sizeof *junk; i++) {
        struct mail mail = mail_new();
        mail_add(&mail, "From: a@example.org\n");
        mail_add(&mail, junk[i]);
        mail_add(&mail, "Auto-Submitted: auto-replied\nSubject : blank before colon\n\nbody");
        assert_int_equal(mail_read(&mail), FU_OK);
        assert_int_equal(mail.letter->marks, FU_MARK_AUTO_SUBMITTED);
        assert_string_equal(mail.letter->subject, "blank before colon");
        mail_free(&mail);
    }
}

static void the_last_of_1000_fields_is_read(void **state)
{
    (void)state;
    struct mail mail = mail_new();
    mail_repeat(&mail, "X-A: b\n", FU_MAIL_FIELDS_MAX - 1);
    mail_add(&mail, "Subject: last\n\n");
    assert_int_equal(mail_read(&mail), FU_OK);
    assert_string_equal(mail.letter->subject, "last");
    mail_free(&mail);
}

static void an_mbox_line_on_top_is_passed_over(void **state)
{
    (void)state;
    struct mail mail =
        mail_of("From alice@example.org Wed Nov 18 10:30:00 2026\nFrom: a@example.org\n\nx");
    assert_string_equal(mail.letter->from.address, "a@example.org");
    mail_free(&mail);
}

static void nuls_are_blanks(void **state)
{
    (void)state;
    static const char bytes[] = "Subject: one\0two\0\r\nFrom: a@example.org\r\n\r\nbo\0dy\r\n";
    struct mail mail = mail_new();
    fu_buffer_add(&mail.bytes, bytes, sizeof bytes - 1);
    assert_int_equal(mail_read(&mail), FU_OK);
    assert_string_equal(mail.letter->subject, "one two");
    assert_string_equal(mail.letter->from.address, "a@example.org");
    assert_string_equal(mail.letter->text, "bo dy");
    mail_free(&mail);
}

static const char *subject_of(struct mail *mail, const char *value)
{
    *mail = mail_new();
    mail_add(mail, "Subject: ");
    mail_add(mail, value);
    mail_add(mail, "\r\nFrom: a@example.org\r\n\r\n");
    return mail_read(mail) == FU_OK ? mail->letter->subject : "(refused)";
}

static void subjects_are_decoded_to_one_clean_line(void **state)
{
    (void)state;
    static const char *const cases[][2] = {
        {"=?utf-8?q?Gr=C3=BC=C3=9Fe?=", "Grüße"},
        {"=?UTF-8?B?R3LDvMOfZQ==?=", "Grüße"},
        {"=?iso-8859-1?Q?Gr=FC=DFe?= aus =?iso-8859-1?Q?K=F6ln?=", "Grüße aus Köln"},
        {"=?utf-8?B?R3LD?=\r\n =?utf-8?B?vMOfZQ==?=", "Grüße"},
        {"=?gb2312?B?xOO6ww==?=", "你好"},
        {"=?ISO-2022-JP?B?GyRCJDMkcyRLJEEkTxsoQg==?=", "こんにちは"},
        {"=?windows-1252?Q?=80_5=2C=96?=", "€ 5,–"},
        {"=?ks_c_5601-1987?B?vsiz5w==?=", "안녕"},
        {"=?utf-8*en?Q?caf=C3=A9?=", "café"},
        {"folded\r\n\tline  two", "folded line two"},
        {"a =? b ?= c", "a =? b ?= c"},
        {"=?utf-8?B?YQ==?= =?utf-8?B?Yg==?=\t=?utf-8?B?Yw==?=", "abc"},
        {"=?utf-8?B?YWI=?= =?UTF-8?Q?cd?= e", "abcd e"},
        {"=?utf-8?B?5A==?= =?utf-8?Q?=BD=A0?=", "你"},
        {"=?utf-8?Q?a?=  =?koi8-r?Q?=F0?= =?utf-8?Q?b?=", "aПb"},
        {"=?utf-8?Q?a?=b=?utf-8?Q?c?=", "abc"},
        {"=?utf-8?Q?a b_c?= d", "a b c d"},
        {"=?utf-8?Q?a=zz=3?=", "a=zz=3"},
        {"=?utf-8?B?\?=x", "x"},
        {"=?utf-8?Q?never ends", "=?utf-8?Q?never ends"},
        {"=?utf-8?X?a?=", "=?utf-8?X?a?="},
        {"=?utf-8?Q?a=?=", "a="},
        {"\xFC"
         "ber raw latin",
            "über raw latin"},
        {"\xC3\xBC"
         "ber raw utf-8",
            "über raw utf-8"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct mail mail;
        assert_string_equal(subject_of(&mail, cases[i][0]), cases[i][1]);
        mail_free(&mail);
    }
}

static void encoded_line_ends_and_controls_do_not_get_through(void **state)
{
    (void)state;
    static const char *const cases[][2] = {
        {"=?utf-8?Q?Hello=0D=0ABcc:_evil@example.com?=", "Hello Bcc: evil@example.com"},
        {"=?utf-8?B?YQ0KYg==?=", "a b"},
        {"=?utf-8?Q?a=00b?=", "a b"},
        {"=?utf-8?Q?a=E2=80=AEb?=", "ab"},
        {"=?utf-8?Q?a=E2=80=A8b?=", "a b"},
        {"=?utf-8?Q?a=1B[31mb?=", "a [31mb"},
        {"=?utf-8?Q?a=C0=8Ab?=", "a\uFFFD\uFFFDb"},
        {"=?iso-8859-1?Q?a=0Ab?=", "a b"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct mail mail;
        assert_string_equal(subject_of(&mail, cases[i][0]), cases[i][1]);
        mail_free(&mail);
    }
}

static void words_in_charsets_that_are_not_read_stay_visible(void **state)
{
    (void)state;
    static const char *const charsets[] = {"utf-7", "UTF-7", "unicode-1-1-utf-7", "UTF-7*en",
        "utf7", "x-unknown", "../../etc/passwd", "utf-8//IGNORE", " utf-7", "", "hz-gb-2312"};
    for (size_t i = 0; i < sizeof charsets / sizeof *charsets; i++) {
        char value[100];
        struct mail mail;
        snprintf(value, sizeof value, "=?%s?Q?a+AA0ACg-b?=", charsets[i]);
        const char *subject = subject_of(&mail, value);
        assert_string_equal(subject, value);
        mail_free(&mail);
    }
}

/* Two bytes as UTF-8, U+FFFD for one that stands for nothing. */
static void by_the_c_library(const char *charset, const char *bytes, char *out)
{
    char in[3] = {bytes[0], bytes[1], '\0'};
    char *from = in;
    size_t left = 2, room = 90;
    iconv_t converter = iconv_open("UTF-8", charset);
    assert_true(converter != (iconv_t)-1);
    while (left > 0 && iconv(converter, &from, &left, &out, &room) == (size_t)-1) {
        out = stpcpy(out, "\uFFFD");
        from++;
        left--;
    }
    iconv(converter, NULL, NULL, &out, &room);
    *out = '\0';
    iconv_close(converter);
}

static void every_charset_that_is_named_is_decoded(void **state)
{
    (void)state;
    static const char *const charsets[] = {"iso-8859-1", "latin1", "iso-8859-2", "iso-8859-3",
        "iso-8859-4", "iso-8859-5", "iso-8859-6", "iso-8859-7", "iso-8859-8", "iso-8859-9",
        "iso-8859-10", "iso-8859-11", "iso-8859-13", "iso-8859-14", "iso-8859-15", "iso-8859-16",
        "tis-620", "windows-1250", "windows-1251", "windows-1252", "windows-1253", "windows-1254",
        "windows-1255", "windows-1256", "windows-1257", "windows-1258", "cp437", "cp850", "cp852",
        "cp855", "cp862", "cp866", "koi8-r", "koi8-u", "macintosh", "viscii", "armscii-8", "gb2312",
        "gbk", "gb18030", "big5", "big5-hkscs", "cp950", "euc-tw", "shift_jis", "cp932", "euc-jp",
        "euc-kr", "cp949", "utf-16be"};
    for (size_t i = 0; i < sizeof charsets / sizeof *charsets; i++) {
        char value[100];
        char expected[100];
        struct mail mail;
        snprintf(value, sizeof value, "=?%s?Q?=C4=C4?=", charsets[i]);
        by_the_c_library(charsets[i], "\xC4\xC4", expected);
        if (strcmp(subject_of(&mail, value), expected) != 0) {
            fail_msg("%s: \"%s\" is not \"%s\"", charsets[i], mail.letter->subject, expected);
        }
        mail_free(&mail);
    }
}

static void a_long_subject_is_cut_at_a_character(void **state)
{
    (void)state;
    struct mail mail = mail_new();
    mail_add(&mail, "Subject: x");
    mail_repeat(&mail, "ü", 600);
    mail_add(&mail, "\n\n");
    assert_int_equal(mail_read(&mail), FU_OK);
    size_t length = strlen(mail.letter->subject);
    assert_int_equal(length, FU_MAIL_SUBJECT_MAX - 1);
    assert_true(fu_text_is_utf8(mail.letter->subject, length));
    mail_free(&mail);
}

static void message_ids_are_ids_or_nothing(void **state)
{
    (void)state;
    static const char *const cases[][2] = {
        {"<a@b>", "a@b"},
        {"<no-at-sign>", "no-at-sign"},
        {"a@b", "a@b"},
        {"(comment) <a@b> (c)", "a@b"},
        {"<\r\n a@b>", ""},
        {"<a b@c>", ""},
        {"<>", ""},
        {"<<a@b>>", ""},
        {"<a@b", ""},
        {"junk", ""},
        {"<a\x01@b>", ""},
        {"<\xC3\xBC@b>", ""},
        {"", ""},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct mail mail = mail_new();
        fu_buffer_print(&mail.bytes, "Message-ID: %s\r\nFrom: a@b\r\n\r\n", cases[i][0]);
        assert_int_equal(mail_read(&mail), FU_OK);
        assert_string_equal(mail.letter->message_id, cases[i][1]);
        mail_free(&mail);
    }
}

static void a_message_id_may_have_250_octets(void **state)
{
    (void)state;
    for (int over = 0; over <= 1; over++) {
        struct mail mail = mail_new();
        mail_add(&mail, "Message-ID: <");
        mail_repeat(&mail, "i", (size_t)(FU_MAIL_ID_MAX + over));
        mail_add(&mail, ">\n\n");
        assert_int_equal(mail_read(&mail), FU_OK);
        assert_int_equal(strlen(mail.letter->message_id), over ? 0 : FU_MAIL_ID_MAX);
        mail_free(&mail);
    }
}

static void of_many_references_the_first_and_the_last_stay(void **state)
{
    (void)state;
    for (int over = 0; over <= 150; over += 150) {
        struct mail mail = mail_new();
        mail_add(&mail, "References:");
        int count = FU_MAIL_REFERENCES_MAX + over;
        for (int i = 1; i <= count; i++) {
            fu_buffer_print(&mail.bytes, "\r\n <%d@b>%s", i, i % 7 == 0 ? " junk" : "");
        }
        mail_add(&mail, "\r\n\r\n");
        assert_int_equal(mail_read(&mail), FU_OK);
        assert_int_equal(mail.letter->reference_count, FU_MAIL_REFERENCES_MAX);
        char last[20], second[20];
        snprintf(last, sizeof last, "%d@b", count);
        snprintf(second, sizeof second, "%d@b", over + 2);
        assert_string_equal(mail.letter->references[0], "1@b");
        assert_string_equal(mail.letter->references[1], second);
        assert_string_equal(mail.letter->references[FU_MAIL_REFERENCES_MAX - 1], last);
        mail_free(&mail);
    }
}

static void a_reply_without_references_refers_to_what_it_replies_to(void **state)
{
    (void)state;
    struct mail mail = mail_of("In-Reply-To: <0.b@example.com>\nReferences: junk\n\n");
    assert_int_equal(mail.letter->reference_count, 1);
    assert_string_equal(mail.letter->references[0], "0.b@example.com");
    mail_free(&mail);
    mail = mail_of("In-Reply-To: yours of Monday\n\n");
    assert_int_equal(mail.letter->reference_count, 0);
    mail_free(&mail);
}

static void dates_are_dates_or_nothing(void **state)
{
    (void)state;
    static const struct {
        const char *value;
        fu_instant date;
        int offset;
    } cases[] = {
        {"Wed, 18 Nov 2026 10:30:00 +0100", 1794994200, 60},
        {"18 Nov 2026 10:30:00 -0330", 1795010400, -210},
        {"Wed, 18 Nov 2026 10:30:00 GMT", 1794997800, 0},
        {"Wed, 18 Nov 2026 10:30 +0000 (UTC)", 1794997800, 0},
        {"Thu, 1 Jan 1970 00:00:00 +0000", 0, 0},
        {"Wed, 31 Dec 1969 23:59:59 +0000", FU_NEVER, 0},
        {"Tue, 31 Dec 2199 23:59:59 +0000", FU_INSTANT_MAX, 0},
        {"Wed, 1 Jan 2200 00:00:00 +0000", FU_NEVER, 0},
        {"Fri, 30 Feb 2026 10:30:00 +0000", FU_NEVER, 0},
        {"18 Nov 99999999999 10:30:00 +0000", FU_NEVER, 0},
        {"yesterday", FU_NEVER, 0},
        {"10:30", FU_NEVER, 0},
        {"", FU_NEVER, 0},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct mail mail = mail_new();
        fu_buffer_print(&mail.bytes, "Date: %s\r\nFrom: a@b\r\n\r\n", cases[i].value);
        assert_int_equal(mail_read(&mail), FU_OK);
        if (mail.letter->date != cases[i].date || mail.letter->date_offset != cases[i].offset) {
            fail_msg("%s: %lld %d", cases[i].value, (long long)mail.letter->date,
                mail.letter->date_offset);
        }
        mail_free(&mail);
    }
}

static void the_digest_is_of_the_body_alone(void **state)
{
    (void)state;
    /* SHA-256 of "abc" (FIPS 180-2, appendix B.1) */
    static const unsigned char abc[32] = {0xba, 0x78, 0x16, 0xbf, 0x8f, 0x01, 0xcf, 0xea, 0x41,
        0x41, 0x40, 0xde, 0x5d, 0xae, 0x22, 0x23, 0xb0, 0x03, 0x61, 0xa3, 0x96, 0x17, 0x7a, 0x9c,
        0xb4, 0x10, 0xff, 0x61, 0xf2, 0x00, 0x15, 0xad};
    struct mail one = mail_of("Subject: x\n\nabc");
    struct mail two = mail_of("Subject: y\r\nX-A: b\r\n\r\nabc");
    struct mail three = mail_of("Subject: x\n\nabd");
    assert_memory_equal(one.letter->body_digest, abc, sizeof abc);
    assert_memory_equal(two.letter->body_digest, abc, sizeof abc);
    assert_memory_not_equal(three.letter->body_digest, abc, sizeof abc);
    mail_free(&one);
    mail_free(&two);
    mail_free(&three);
}

static void the_library_says_nothing_on_standard_error(void **state)
{
    (void)state;
    FILE *file = tmpfile();
    assert_non_null(file);
    int saved = dup(STDERR_FILENO);
    dup2(fileno(file), STDERR_FILENO);
    struct mail mail =
        mail_of("Date: 99 Xxx 2026 77:88:99 +9999\nSubject: =?utf-8?B?////?=\n"
                "Content-Type: /; =;\nContent-Disposition: ;;filename*=''%zz\n\n\xff");
    mail_free(&mail);
    dup2(saved, STDERR_FILENO);
    close(saved);
    assert_int_equal(lseek(fileno(file), 0, SEEK_END), 0);
    fclose(file);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_ordinary_mail_is_read_whole),
        cmocka_unit_test(a_second_to_field_is_noted),
        cmocka_unit_test(line_ends_do_not_matter),
        cmocka_unit_test(a_mail_without_a_header_is_refused),
        cmocka_unit_test(headers_alone_are_read),
        cmocka_unit_test(of_a_beginning_the_text_goes_on_unless_files_do),
        cmocka_unit_test(fields_behind_a_line_that_is_none_are_read),
        cmocka_unit_test(the_last_of_1000_fields_is_read),
        cmocka_unit_test(an_mbox_line_on_top_is_passed_over),
        cmocka_unit_test(nuls_are_blanks),
        cmocka_unit_test(subjects_are_decoded_to_one_clean_line),
        cmocka_unit_test(encoded_line_ends_and_controls_do_not_get_through),
        cmocka_unit_test(words_in_charsets_that_are_not_read_stay_visible),
        cmocka_unit_test(every_charset_that_is_named_is_decoded),
        cmocka_unit_test(a_long_subject_is_cut_at_a_character),
        cmocka_unit_test(message_ids_are_ids_or_nothing),
        cmocka_unit_test(a_message_id_may_have_250_octets),
        cmocka_unit_test(of_many_references_the_first_and_the_last_stay),
        cmocka_unit_test(a_reply_without_references_refers_to_what_it_replies_to),
        cmocka_unit_test(dates_are_dates_or_nothing),
        cmocka_unit_test(the_digest_is_of_the_body_alone),
        cmocka_unit_test(the_library_says_nothing_on_standard_error),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
