#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "followupd/base/text.h"
#include "followupd/mail/limits.h"
#include "reading.h"

/* The text of a mail with that Content-Type (and more fields) and body. */
static const char *text_of(struct mail *mail, const char *type, const char *body)
{
    *mail = mail_new();
    fu_buffer_print(&mail->bytes, "Subject: x\nContent-Type: %s\n\n", type);
    mail_add(mail, body);
    assert_int_equal(mail_read(mail), FU_OK);
    return mail->letter->text;
}

static void expect(const char *type, const char *body, const char *text)
{
    struct mail mail;
    assert_string_equal(text_of(&mail, type, body), text);
    mail_free(&mail);
}

static void plain_text_is_kept(void **state)
{
    (void)state;
    expect("text/plain", "one\r\n\r\n  two\r\n-- \r\nAlice\r\n", "one\n\n  two\n-- \nAlice");
    expect("text/plain; charset=utf-8",
        "Gr\xC3\xBC\xC3\x9F"
        "e\n",
        "Grüße");
    expect("TEXT/Plain", "a\tb\n\tc\n\xC3\xBC\td\n", "a       b\n        c\nü       d");
    expect("", "no type\n", "no type");
    expect("nonsense", "no type\n", "no type");
    expect("image/png", "no text\n", "");
}

static void transfer_encodings_are_taken_off(void **state)
{
    (void)state;
    expect("text/plain; charset=utf-8\nContent-Transfer-Encoding: base64", "R3LDvMOf\r\nZQ==\r\n",
        "Grüße");
    expect("text/plain; charset=utf-8\nContent-Transfer-Encoding: Quoted-Printable",
        "Gr=C3=BC=C3=9Fe =\r\nan alle=20\r\n.\r\n", "Grüße an alle \n.");
    expect("text/plain\nContent-Transfer-Encoding: 8bit (x)", "a=20b\n", "a=20b");
    expect("text/plain\nContent-Transfer-Encoding: x-unknown", "a=20b\n", "a=20b");
    expect("text/plain\nContent-Transfer-Encoding: base64", "!!!!", "");
    expect("text/plain\nContent-Transfer-Encoding: quoted-printable", "a=zz=\xFF=", "a=zz=ÿ=");
}

static void charsets_become_utf8(void **state)
{
    (void)state;
    expect("text/plain; charset=iso-8859-1", "caf\xE9 \x80\n", "café €");
    expect("text/plain; charset=\"windows-1251\"", "\xCF\xF0\xE8\xE2\xE5\xF2\n", "Привет");
    expect("text/plain; charset=koi8-r", "\xF0\xD2\xC9\xD7\xC5\xD4\n", "Привет");
    expect("text/plain; charset=gb2312", "\xC4\xE3\xBA\xC3\n", "你好");
    expect("text/plain; charset=GB18030", "\x82\x35\x87\x36\n", "䶳");
    expect("text/plain; charset=gbk", "\xC1\xAA\xCD\xA8\n", "联通");
    expect("text/plain; charset=iso-2022-jp", "\x1b$B$3$s$K$A$O\x1b(B\n", "こんにちは");
    expect("text/plain; charset=shift_jis", "\x82\xB1\x82\xF1\n", "こん");
    expect("text/plain; charset=big5", "\xA7\x41\xA6\x6E\n", "你好");
    expect("text/plain; charset=euc-kr", "\xBE\xC8\xB3\xE7\n", "안녕");
    expect("text/plain; charset=windows-1255", "\xF9", "ש");
    expect("text/plain; charset=windows-1255", "\xF9\xC8", "שָ");
    expect("text/plain; charset=utf-16le\nContent-Transfer-Encoding: base64", "SABpAA==", "Hi");
    expect("text/plain; charset=us-ascii", "caf\xC3\xA9\n", "café");
    expect("text/plain", "caf\xE9\n", "café");
}

static void what_no_charset_explains_is_marked(void **state)
{
    (void)state;
    expect("text/plain; charset=utf-8",
        "a\xFF"
        "b\xC0\x8A"
        "c\n",
        "a\uFFFDb\uFFFD\uFFFDc");
    expect("text/plain; charset=utf-8", "\xED\xA0\x80\n", "\uFFFD\uFFFD\uFFFD");
    expect("text/plain; charset=gb2312", "\xFF\xC4\xE3\n", "\uFFFD你");
    expect("text/plain; charset=x-unknown",
        "a\xE9"
        "b\n",
        "a\uFFFDb");
    expect("text/plain; charset=x-unknown", "caf\xC3\xA9\n", "café");
    expect("text/plain; charset=../../etc/passwd", "a\xE9\n", "a\uFFFD");
    expect("text/plain; charset=utf-8//TRANSLIT", "a\xE9\n", "a\uFFFD");
}

static void utf_7_is_not_decoded(void **state)
{
    (void)state;
    expect("text/plain; charset=utf-7", "+ADw-script+AD4-\n", "+ADw-script+AD4-");
    expect("text/html; charset=utf-7", "+ADw-b+AD4-x\n", "+ADw-b+AD4-x");
}

static void controls_do_not_get_through(void **state)
{
    (void)state;
    expect("text/plain; charset=utf-8",
        "a\x1b[31m\xE2\x80\xAE"
        "b\xC2\x85"
        "c\x7f\rd\n",
        "a [31mb c \nd");
}

static void flowed_text_is_joined(void **state)
{
    (void)state;
    static const char type[] = "text/plain; charset=utf-8; format=flowed";
    expect(type, "one \ntwo \nthree\nfour\n", "one two three\nfour");
    expect(type, "> one \n> two\n>> three \n>> four\nfive\n", "> one two\n>> three four\nfive");
    expect(type, "one \n> two\n", "one \n> two");
    expect(type, " From here\n >quoted\n  indented\n", "From here\n>quoted\n indented");
    expect(type, "one \n-- \nAlice \nB\n", "one \n-- \nAlice B");
    expect(type, "one\n\n\ntwo\n", "one\n\n\ntwo");
    expect("text/plain; format=\"Flowed\"; DelSp=Yes", "on \ne \ntwo\n", "onetwo");
    expect("text/plain; format=fixed", "one \ntwo\n", "one \ntwo");
}

static void html_reads_like_text(void **state)
{
    (void)state;
    static const char type[] = "text/html; charset=utf-8";
    expect(type, "<p>One<p>Two<br>three<div>four</div>", "One\n\nTwo\nthree\nfour");
    expect(
        type, "<html><head><title>T</title><style>p{}</style></head><body>x  \n y</body>", "x y");
    expect(type, "a<script>alert('<p>')</script >b<STYLE>x</STYLE>c", "abc");
    expect(type, "<script>a</i>b</scripture>c</script>d", "d");
    expect(type, "<script>a</i> b c d e f</script>g", "g");
    expect(type, "<ul><li>a<li><p>b</p></ul>c", "- a\n- b\n\nc");
    expect(
        type, "x<blockquote>y<blockquote>z</blockquote></blockquote>w", "x\n\n> y\n\n> > z\n\nw");
    expect(type, "<pre>a\n  b</pre>c", "a\n  b\n\nc");
    expect(type, "<table><tr><td>a</td><td>b</td></tr><tr><td>c</td></tr></table>", "a b\nc");
    expect(type, "a<!-- x > y -->b<!DOCTYPE z>c<?xml ?>d<![if !x]>e", "abcde");
    expect(type, "a<hr>b", "a\n-----\nb");
    expect(type, "<p>&nbsp;</p><p>x</p>", "x");
    expect(type, "a <b>b</b> <i>c</i>, d", "a b c, d");
}

static void what_html_hides_is_not_read(void **state)
{
    (void)state;
    static const char type[] = "text/html; charset=utf-8";
    expect(type, "<div style=\"display:none;font-size:1px\">Preview<br>two</div><p>done", "done");
    expect(type, "<DIV STYLE='color:#fff; DISPLAY : None !important'>Preview</DIV>done", "done");
    expect(type, "<span style=\"visibility: hidden\">Preview</span>done", "done");
    expect(type, "<span style=opacity:0>Preview</span>done", "done");
    expect(type, "<div style=\"max-height:0px;overflow:hidden\">Preview</div>done", "done");
    expect(type, "<div style=\"max-height:0\">seen</div>", "seen");
    expect(type, "<div style=\"mso-hide:all\">Preview</div>done", "done");
    expect(type, "<a style=\"display:inline-block;mso-hide:all\">button</a>", "button");
    expect(type, "<div hidden>Preview</div><div data-hidden=1>done</div>", "done");
    expect(type, "<span style=\"font-size:0\">Preview</span>done", "done");
    expect(type, "<span style=\"FONT-SIZE: 0.0px\">Preview</span>done", "done");
    expect(type, "<span style=\"font-size:0.8em\">done</span>", "done");
    expect(type, "<td style=\"font-size:0px\"><p style=\"font-size:13px\">done</td>", "done");
    expect(type, "<td style=\"font-size:0px\"><div style=\"display:none\"><p "
                 "style=\"font-size:13px\">Preview</p></div>x</td>done",
        "done");
    expect(type, "<style>display:none</style><b style=\"color:display:none\">done</b>", "done");
}

static void what_is_hidden_ends_with_its_element(void **state)
{
    (void)state;
    static const char type[] = "text/html; charset=utf-8";
    expect(type, "<div style=\"display:none\"><div>a</div><img><br/>b</div>done", "done");
    expect(type, "<p style=\"display:none\">Preview<p>done", "done");
    expect(type, "<p style=\"display:none\">Preview<div>done</div>", "done");
    expect(type, "<ul><li style=\"display:none\">a<li>done</ul>", "- done");
    expect(type, "<div><span style=\"display:none\">a</div>done", "done");
    expect(type, "<br style=\"display:none\">done", "done");
    expect(type, "<blockquote style=\"display:none\">a</blockquote>done", "done");
    expect(type, "<div style=\"display:none\"><a href=\"https://a.example\">a</a></div>done", "done");
    expect(type, "<div style=\"display:none\">a<script></div></script>b</div>done", "done");
    expect(type, "<div style=\"display:none", "");
}

static void html_references_are_characters(void **state)
{
    (void)state;
    static const char type[] = "text/html; charset=utf-8";
    expect(type, "&lt;p&gt; &amp;amp; &quot;&auml;&Ouml;&szlig;&euro;&hellip;&#252;&#xFc;&#x1F600;",
        "<p> &amp; \"äÖß€…üü😀");
    expect(type, "a&b &unknown; &#; &#x; &amp &copy", "a&b &unknown; &#; &#x; & ©");
    expect(type, "&#0;&#xD800;&#x110000;&#99999999;", "\uFFFD\uFFFD\uFFFD\uFFFD");
    expect(type, "&#4294967361;&#x100000041;", "\uFFFD61;\uFFFD1;");
    expect(type, "a&#13;&#10;b&#x202e;c&shy;d&#8203;e", "a bcde");
    expect(type, "&yuml;&iexcl;&divide;", "ÿ¡÷");
}

static void html_links_say_where_they_lead(void **state)
{
    (void)state;
    static const char type[] = "text/html";
    expect(type, "<a href=\"https://a.example/?x=1&amp;y=2\">here</a>.",
        "here <https://a.example/?x=1&y=2>.");
    expect(type, "<a href=https://a.example>https://a.example</a>", "https://a.example");
    expect(type, "<a href='mailto:a@b'>a@b</a> <a name=x>y</a> <a href=''>z</a>", "a@b y z");
    expect(type, "<a href=\"javascript:alert(1)\">x</a>", "x");
    expect(type, "<a href=\"https://a.example/\"><img src=x></a>y", "y");
    expect(type, "<a href=\"https://a.example/\nx\">y</a>", "y");
    expect(type, "<a href=\"https://a.example/long\">x</a> <a href=\"https://b.example/ c\">y</a>",
        "x <https://a.example/long> y");
}

static void broken_html_ends_where_the_mail_ends(void **state)
{
    (void)state;
    static const char *const cases[][2] = {{"a<", "a<"}, {"a<b", "a"}, {"a<b c=\"d", "a"},
        {"a<!--", "a"}, {"a<!", "a"}, {"a<script>b", "a"}, {"a</script", "a"},
        {"a & b < c", "a & b < c"}, {"a<b c='d>e", "a"}, {"a<p/>b", "a\n\nb"},
        {"</blockquote></pre></a>x", "x"}, {"&", "&"}, {"<", "<"}, {"<a href=x", ""},
        {"a<=b", "a<=b"}, {"a</ b>c", "ac"}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        expect("text/html", cases[i][0], cases[i][1]);
    }
}

static void html_takes_time_linear_in_its_length(void **state)
{
    (void)state;
    static const char *const fillings[] = {"<", "<a ", "<a href=\"x\">", "</", "<!--", "<!-- x",
        "<script>", "<script", "&", "&#", "&amp", "<b c='", "<blockquote>", "<pre>\n", "<li>",
        "<br>", "<a href=https://x>y", "</a>", "<td>", "<b>", "</b>", "<b style='", "<b style='x:'>",
        "<b style='display:none'>", "<b style=';;;;;;;;'></i>"};
    for (size_t i = 0; i < sizeof fillings / sizeof *fillings; i++) {
        struct mail mail = mail_new();
        mail_add(&mail, "Content-Type: text/html\n\n");
        mail_repeat(&mail, fillings[i], 2 * 1024 * 1024 / strlen(fillings[i]));
        assert_int_equal(mail_read(&mail), FU_OK);
        assert_true(strlen(mail.letter->text) <= FU_MAIL_TEXT_MAX);
        mail_free(&mail);
    }
}

#define ALTERNATIVE(plain, html)                                                                   \
    "--b\nContent-Type: text/plain; charset=utf-8\n\n" plain                                       \
    "\n--b\nContent-Type: text/html; charset=utf-8\n\n" html "\n--b--\n"

static void of_alternatives_the_plain_one_is_read(void **state)
{
    (void)state;
    static const char type[] = "multipart/alternative; boundary=b";
    expect(type, ALTERNATIVE("plain", "<p>rich"), "plain");
    expect(type, ALTERNATIVE(" \n\n", "<p>rich"), "rich");
    expect(type,
        "--b\nContent-Type: text/html\n\n<p>rich\n--b\nContent-Type: text/plain\n\nplain\n--b--",
        "plain");
    expect(type,
        "--b\nContent-Type: text/html\n\n<p>rich\n--b\nContent-Type: text/calendar\n\nx\n--b--",
        "rich");
    expect(type,
        "--b\nContent-Type: multipart/related; boundary=c\n\n--c\nContent-Type: "
        "text/html\n\n<p>rich"
        "\n--c--\n--b\nContent-Type: text/plain\n\nplain\n--b--\n",
        "plain");
    expect(type, "--b\n\nfirst\n--b\n\nsecond\n--b--\n", "first");
}

static void text_parts_of_a_mixed_mail_are_read_in_order(void **state)
{
    (void)state;
    static const char type[] = "multipart/mixed; boundary=\"=_a b\"";
    expect(type,
        "preamble\n--=_a b\n\none\n--=_a b  \nContent-Type: image/png\n\nx\n"
        "--=_a b\nContent-Type: text/html\n\n<p>two\n--=_a b--\nepilogue\n",
        "one\n\ntwo");
    expect(type,
        "--=_a b\nContent-Type: multipart/alternative; boundary=b\n\n" ALTERNATIVE(
            "plain", "rich") "\n--=_a b\n\nfooter\n--=_a b--\n",
        "plain\n\nfooter");
    expect(type,
        "--=_a b\n\none\ntwo\n--=_a b\nContent-Type: text/html\n\n<p>one <b>two</b>\n--=_a b--\n",
        "one\ntwo");
    expect(type, "--=_a b\n\none\n--=_a b\nContent-Type: text/html\n\n<p>one two\n--=_a b--\n",
        "one\n\none two");
    expect(type, "--=_a b\nContent-Disposition: attachment\n\nfile\n--=_a b\n\ntext\n--=_a b--\n",
        "text");
    expect(type,
        "--=_a b\nContent-Disposition: inline; filename=\"a.txt\"\n\nfile\n--=_a b\n\ntext\n",
        "text");
    expect(type,
        "--=_a b\nContent-Type: message/rfc822\n\nSubject: y\n\ninner\n--=_a b\n\nouter\n--=_a "
        "b--\n",
        "outer");
}

static void enriched_text_reads_like_text(void **state)
{
    (void)state;
    static const char type[] = "text/enriched; charset=utf-8";
    expect(type, "<bold>One</bold> and\n<italic>two</italic>\n\nthree\n\n\nfour",
        "One and two\nthree\n\nfour");
    expect(type, "<color><param>red</param>a</color> << b <<c>\r\n", "a < b <c>");
    expect(type, "x\n\n<excerpt>one\ntwo\n\nthree</excerpt>\n\nfour", "x\n> one two\n> three\n\nfour");
    expect(type, "<nofill>a\nb\n</nofill>c\nd", "a\nb\nc d");
    expect(type, "<param>x", "");
    expect(type, "a<b", "a");
    expect(type, "a<", "a<");
    expect("text/richtext", "<bold>One</bold><nl>two<lt>", "One\ntwo<");
    expect("multipart/alternative; boundary=b",
        "--b\nContent-Type: text/enriched\n\n<bold>rich</bold>\n--b\nContent-Type: "
        "text/plain\n\nplain\n--b--\n",
        "plain");
    expect("text/markdown", "# a\n", "# a");
}

static void an_inline_body_with_a_name_is_text(void **state)
{
    (void)state;
    expect("text/plain\nContent-Disposition: inline; filename=\"message.txt\"", "done\n", "done");
    expect("text/html\nContent-Disposition: Inline;\n filename*=utf-8''m.html", "<p>done\n", "done");
    expect("multipart/mixed; boundary=b",
        "--b\nContent-Disposition: inline; filename=m\n\ndone\n--b\nContent-Disposition: inline; "
        "filename=n\n\nfile\n--b--\n",
        "done");
    /* where there is a body without a name, what has one is a file */
    expect("multipart/mixed; boundary=b",
        "--b\nContent-Disposition: inline; filename=m\n\nfile\n--b\n\ndone\n--b--\n", "done");
    expect("multipart/mixed; boundary=b",
        "--b\nContent-Type: image/png\n\nx\n--b\nContent-Disposition: inline; "
        "filename=m\n\nfile\n--b--\n",
        "");
    expect("text/plain\nContent-Disposition: attachment; filename=m", "file\n", "");
    expect("text/plain\nContent-Disposition: attachment", "file\n", "");
}

static void what_cannot_be_read_says_why(void **state)
{
    (void)state;
    static const struct {
        const char *type, *body;
        enum fu_sealed sealed;
    } rows[] = {
        {"application/pkcs7-mime; smime-type=enveloped-data; name=smime.p7m", "x", FU_SEALED_ENCRYPTED},
        {"application/x-pkcs7-mime; name=smime.p7m", "x", FU_SEALED_ENCRYPTED},
        {"application/pkcs7-mime; smime-type=Signed-Data", "x", FU_SEALED_SIGNED},
        {"application/pkcs7-mime; smime-type=authEnveloped-data", "x", FU_SEALED_ENCRYPTED},
        {"multipart/encrypted; protocol=\"application/pgp-encrypted\"; boundary=b",
            "--b\nContent-Type: application/pgp-encrypted\n\nVersion: 1\n--b\nContent-Type: "
            "application/octet-stream\n\nx\n--b--\n",
            FU_SEALED_ENCRYPTED},
        {"text/plain", "\n-----BEGIN PGP MESSAGE-----\n\nhQ==\n-----END PGP MESSAGE-----\n",
            FU_SEALED_ENCRYPTED},
        {"application/ms-tnef; name=\"winmail.dat\"", "x", FU_SEALED_TNEF},
        {"multipart/mixed; boundary=b",
            "--b\n\n \n--b\nContent-Type: application/octet-stream; name=\"WinMail.dat\"\n\nx\n--b--\n",
            FU_SEALED_TNEF},
        {"multipart/mixed; boundary=b",
            "--b\n\ntext\n--b\nContent-Type: application/ms-tnef\n\nx\n--b--\n", FU_SEALED_NOT},
        {"multipart/mixed; boundary=b",
            "--b\nContent-Type: message/rfc822\n\nContent-Type: application/pkcs7-mime\n\nx\n--b--\n",
            FU_SEALED_NOT},
        {"image/png", "x", FU_SEALED_NOT},
        {"text/plain", "", FU_SEALED_NOT},
    };

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct mail mail;
        const char *text = text_of(&mail, rows[i].type, rows[i].body);
        assert_int_equal(mail.letter->sealed, rows[i].sealed);
        assert_true(rows[i].sealed == FU_SEALED_NOT || *text == '\0');
        mail_free(&mail);
    }
}

static void boundaries_are_found_as_other_programs_find_them(void **state)
{
    (void)state;
    /* never closed, closed by the outer one, line ends of its own, a boundary that begins like
     * another */
    expect("multipart/mixed; boundary=b", "--b\n\none", "one");
    expect("multipart/mixed; boundary=b",
        "--b\nContent-Type: multipart/mixed; boundary=c\n\n--c\n\none\n--b\n\ntwo\n--b--\n",
        "one\n\ntwo");
    expect("multipart/mixed; boundary=b", "--b\r\n\r\none\r\n\r\n--b--\r\n", "one");
    expect("multipart/mixed; boundary=b",
        "--b\nContent-Type: multipart/mixed; "
        "boundary=bb\n\n--bb\n\none\n--bb--\n--b\n\ntwo\n--b--\n",
        "one\n\ntwo");
    expect("multipart/mixed; boundary=b", "--b\n\none\n--bx\n -- b\n--b--\n", "one\n--bx\n -- b");
    expect("multipart/mixed; (c) Boundary = \"b\" ; x=y", "--b\n\none\n--b--\n", "one");
    expect("multipart/mixed; x=\"; boundary=c\"; boundary=b", "--b\n\none\n--b--\n", "one");
    expect("multipart/mixed", "--b\n\none\n--b--\n", "");
    expect("multipart/mixed; boundary=\"\"", "--\n\none\n----\n", "");
    expect("multipart/mixed; boundary=b", "--b\nno header at all\n\none\n--b--\n", "one");
    expect("multipart/mixed; boundary=b", "--b\n--b\n\none\n--b--\n", "one");
    expect("multipart/mixed; boundary=b", "--b\n\none\n--b--\nbehind\n--b\n\ntwo\n", "one");
    expect("multipart/mixed; boundary=b--",
        "--b--\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\none\n--b--\n"
        "\nbehind\n--b----\n",
        "one");
    expect(
        "multipart/mixed; boundary=b", "--b\nContent-Type: image/png\n--b\n\none\n--b--\n", "one");
    expect("text/plain\nContent-Type: multipart/mixed; boundary=b", "--b\n", "--b");
}

static void a_boundary_may_have_255_octets(void **state)
{
    (void)state;
    for (int over = 0; over <= 1; over++) {
        for (int quoted = 0; quoted <= 1; quoted++) {
            struct mail mail = mail_new();
            mail_add(&mail, "Content-Type: multipart/mixed; boundary=");
            mail_add(&mail, quoted ? "\"" : "");
            mail_repeat(&mail, "b", (size_t)(255 + over));
            mail_add(&mail, quoted ? "\"" : "");
            mail_add(&mail, "\n\n--");
            mail_repeat(&mail, "b", (size_t)(255 + over));
            mail_add(&mail, "\n\none\n--");
            mail_repeat(&mail, "b", 255);
            mail_add(&mail, "\n\ntwo\n");
            assert_int_equal(mail_read(&mail), FU_OK);
            assert_string_equal(mail.letter->text, over ? "" : "one\n\ntwo");
            mail_free(&mail);
        }
    }
}

static void html_beyond_a_megabyte_is_cut_and_says_so(void **state)
{
    (void)state;
    for (int over = 0; over <= 1; over++) {
        struct mail plain = mail_new();
        mail_add(&plain, "Content-Type: text/html\n\n<p>x");
        mail_repeat(&plain, " ", (size_t)(1024 * 1024 + over - 4));
        assert_int_equal(mail_read(&plain), FU_OK);
        assert_string_equal(plain.letter->text, "x");
        assert_int_equal(plain.letter->text_cut, over);
        mail_free(&plain);

        struct mail encoded = mail_new();
        mail_add(&encoded, "Content-Type: text/html\nContent-Transfer-Encoding: base64\n\n");
        mail_repeat(&encoded, "ICAg", 1024 * 1024 / 3 + (size_t)over);
        assert_int_equal(mail_read(&encoded), FU_OK);
        assert_int_equal(encoded.letter->text_cut, over);
        mail_free(&encoded);
    }
}

static void text_is_cut_at_64_kilobytes(void **state)
{
    (void)state;
    for (int over = 0; over <= 1; over++) {
        for (int html = 0; html <= 1; html++) {
            struct mail mail = mail_new();
            mail_add(&mail, html ? "Content-Type: text/html\n\n<p>" : "Subject: x\n\n");
            mail_repeat(&mail, "x", (size_t)(FU_MAIL_TEXT_MAX + over));
            assert_int_equal(mail_read(&mail), FU_OK);
            assert_int_equal(strlen(mail.letter->text), FU_MAIL_TEXT_MAX);
            assert_int_equal(mail.letter->text_cut, over);
            mail_free(&mail);
        }
    }
}

static void text_behind_many_empty_lines_is_not_lost_unseen(void **state)
{
    (void)state;
    struct mail mail = mail_new();
    mail_add(&mail, "Subject: x\n\n");
    mail_repeat(&mail, "x", 60000);
    mail_repeat(&mail, "\n", 10000);
    mail_add(&mail, "more\n");
    assert_int_equal(mail_read(&mail), FU_OK);
    assert_int_equal(strlen(mail.letter->text), 60000);
    assert_true(mail.letter->text_cut);
    mail_free(&mail);
}

static void cut_text_stays_whole_characters(void **state)
{
    (void)state;
    static const char *const fields[] = {"Content-Type: text/plain; charset=utf-8",
        "Content-Type: text/plain; charset=utf-8; format=flowed",
        "Content-Type: text/html; charset=utf-8"};
    for (size_t i = 0; i < 3; i++) {
        struct mail mail = mail_new();
        mail_add(&mail, fields[i]);
        mail_add(&mail, "\n\nx");
        mail_repeat(&mail, "\xE2\x82\xAC", 300000);
        assert_int_equal(mail_read(&mail), FU_OK);
        size_t length = strlen(mail.letter->text);
        assert_true(length <= FU_MAIL_TEXT_MAX);
        assert_true(fu_text_is_utf8(mail.letter->text, length));
        assert_true(mail.letter->text_cut);
        mail_free(&mail);
    }
}

static void ill_formed_bytes_do_not_pass_the_limit_unseen(void **state)
{
    (void)state;
    struct mail mail = mail_new();
    mail_add(&mail, "Content-Type: text/plain; charset=utf-8\n\n");
    mail_repeat(&mail, "\xFF", FU_MAIL_TEXT_MAX - 10);
    assert_int_equal(mail_read(&mail), FU_OK);
    assert_true(strlen(mail.letter->text) <= FU_MAIL_TEXT_MAX);
    assert_true(mail.letter->text_cut);
    mail_free(&mail);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(plain_text_is_kept),
        cmocka_unit_test(transfer_encodings_are_taken_off),
        cmocka_unit_test(charsets_become_utf8),
        cmocka_unit_test(what_no_charset_explains_is_marked),
        cmocka_unit_test(utf_7_is_not_decoded),
        cmocka_unit_test(controls_do_not_get_through),
        cmocka_unit_test(flowed_text_is_joined),
        cmocka_unit_test(html_reads_like_text),
        cmocka_unit_test(what_html_hides_is_not_read),
        cmocka_unit_test(what_is_hidden_ends_with_its_element),
        cmocka_unit_test(html_references_are_characters),
        cmocka_unit_test(html_links_say_where_they_lead),
        cmocka_unit_test(broken_html_ends_where_the_mail_ends),
        cmocka_unit_test(html_takes_time_linear_in_its_length),
        cmocka_unit_test(of_alternatives_the_plain_one_is_read),
        cmocka_unit_test(text_parts_of_a_mixed_mail_are_read_in_order),
        cmocka_unit_test(enriched_text_reads_like_text),
        cmocka_unit_test(an_inline_body_with_a_name_is_text),
        cmocka_unit_test(what_cannot_be_read_says_why),
        cmocka_unit_test(boundaries_are_found_as_other_programs_find_them),
        cmocka_unit_test(a_boundary_may_have_255_octets),
        cmocka_unit_test(html_beyond_a_megabyte_is_cut_and_says_so),
        cmocka_unit_test(text_is_cut_at_64_kilobytes),
        cmocka_unit_test(text_behind_many_empty_lines_is_not_lost_unseen),
        cmocka_unit_test(cut_text_stays_whole_characters),
        cmocka_unit_test(ill_formed_bytes_do_not_pass_the_limit_unseen),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
