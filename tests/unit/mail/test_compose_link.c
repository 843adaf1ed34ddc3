/* Links that write a mail, subjects of replies, and bodies in quoted-printable. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <string.h>

#include "decode.h"
#include "followupd/base/text.h"
#include "followupd/mail/compose.h"

static struct fu_arena *arena;

static int set_up(void **state)
{
    (void)state;
    arena = fu_arena_new();
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    fu_arena_free(&arena);
    return 0;
}

static void a_link_carries_what_it_is_given(void **state)
{
    (void)state;
    assert_string_equal(
        fu_compose_mailto(arena, "bob@example.com", "", "", ""), "mailto:bob@example.com");
    assert_string_equal(fu_compose_mailto(arena, "3days+abc@example.com", "", "3 days", "one\ntwo"),
        "mailto:3days%2Babc@example.com?subject=3%20days&body=one%0D%0Atwo");
    assert_string_equal(fu_compose_mailto(arena, "a@x.org, b@y.org", "c@z.org,d@z.org", "", "x"),
        "mailto:a@x.org,b@y.org?cc=c@z.org,d@z.org&body=x");
    assert_string_equal(fu_compose_mailto(arena, "a@x.org", "",
                            "Gr\xC3\xBC\xC3\x9F"
                            "e & 100% = \"x\"",
                            ""),
        "mailto:a@x.org?subject=Gr%C3%BC%C3%9Fe%20%26%20100%25%20%3D%20%22x%22");
}

static void a_link_cannot_be_broken_out_of(void **state)
{
    (void)state;
    assert_string_equal(fu_compose_mailto(arena, "a@x.org?bcc=v@x.org&x", "c@x.org&bcc=v",
                            "s\r\nBcc: v\"'<>", "b&bcc=v"),
        "mailto:a@x.org%3Fbcc%3Dv@x.org%26x?cc=c@x.org%26bcc%3Dv&subject=s%20Bcc%3A%20v%22%27%3C%"
        "3E&body=b%26bcc%3Dv");
    assert_string_equal(
        fu_compose_mailto(arena, "a@x.org", NULL, NULL, "\x01\xE2\x80\xAE"), "mailto:a@x.org");
}

static void a_reply_has_one_re(void **state)
{
    (void)state;
    assert_string_equal(fu_compose_reply_subject(arena, "Offer"), "Re: Offer");
    assert_string_equal(fu_compose_reply_subject(arena, "Re: Offer"), "Re: Offer");
    assert_string_equal(fu_compose_reply_subject(arena, "RE:Offer"), "RE:Offer");
    assert_string_equal(fu_compose_reply_subject(arena, "Regarding"), "Re: Regarding");
    assert_string_equal(fu_compose_reply_subject(arena, ""), "Re:");
    assert_string_equal(fu_compose_reply_subject(arena, "a\r\nb"), "Re: a b");
}

/* Every run of blanks and line ends as one line end, for lines are broken at blanks. */
static char *joined(char *text)
{
    size_t used = 0;
    for (char *c = text; *c != '\0'; c++) {
        bool gap = *c == ' ' || *c == '\n';
        if (!gap || used == 0 || text[used - 1] != '\n') {
            text[used++] = gap ? '\n' : *c;
        }
    }
    text[used] = '\0';
    return text;
}

static void whatever_stands_in_a_body_comes_back(void **state)
{
    (void)state;
    static const char *const parts[] = {"\n", "\n", " ", "a", "=", "=3D", ".", "From ", "\t",
        "\xC3\xA4", "\xE5\xBA\xAD", "\xF0\x9F\x8C\xB3", "aquitelongwordhere", "--=_", "<", "&"};
    enum { ROUNDS = 3000 };
    uint32_t seed = 7;
    struct fu_buffer mail, text;
    struct fu_error error;
    fu_buffer_init(&mail, FU_COMPOSE_MAX);
    fu_buffer_init(&text, FU_QUOTE_MAX);
    for (int round = 0; round < ROUNDS; round++) {
        fu_buffer_clear(&mail);
        fu_buffer_clear(&text);
        for (int i = 0; i < 1 + round % 60; i++) {
            seed = seed * 1664525U + 1013904223U;
            const char *part = parts[(seed >> 16) % (sizeof parts / sizeof parts[0])];
            fu_buffer_add_text(&text, part[0] == ' ' && text.length % 3 != 0 ? "\xC2\xA0" : part);
        }
        const char *paragraph = text.data;
        struct fu_answer answer = {
            .envelope = {.from = {"", "a@x.org"}, .to = "b@x.org", .message_id = "1@x.org"},
            .paragraphs = &paragraph,
            .paragraph_count = 1};
        assert_int_equal(fu_compose_answer(arena, &answer, &mail, &error), FU_OK);
        assert_true(lines_are_clean(mail.data, mail.length, 76));
        assert_null(strstr(mail.data, "\r\nFrom "));
        assert_null(strstr(mail.data, "\r\n."));
        char *expected = joined(fu_text_lines(arena, text.data, text.length, FU_QUOTE_MAX));
        char *found = joined(text_part_of(arena, mail.data, 0));
        assert_string_equal(found, expected);
        fu_arena_reset(arena);
    }
    fu_buffer_free(&mail);
    fu_buffer_free(&text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_link_carries_what_it_is_given, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_link_cannot_be_broken_out_of, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_reply_has_one_re, set_up, tear_down),
        cmocka_unit_test_setup_teardown(whatever_stands_in_a_body_comes_back, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
