/* The threads of mails that a mail brings along. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "followupd/base/buffer.h"
#include "followupd/mail/limits.h"
#include "followupd/mail/read.h"

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

static struct fu_letter *read_mail(const char *mail)
{
    static const struct fu_reading reading = {.authserv_id = ""};
    struct fu_letter *letter;
    struct fu_error error;
    if (fu_mail_read(arena, &reading, mail, strlen(mail), true, &letter, &error) != FU_OK) {
        fail_msg("%s", error.text);
    }
    return letter;
}

static void an_attached_mail_names_its_thread(void **state)
{
    const struct fu_letter *letter = read_mail(
        "From: a@example.org\nMessage-ID: <own@example.org>\nReferences: <r@example.org>\n"
        "Content-Type: multipart/mixed; boundary=x\n\n--x\n\nPlease.\n--x\n"
        "Content-Type: message/rfc822\n\nMessage-ID: <b@example.org>\n"
        "In-Reply-To: <c@example.org>\nReferences: <d@example.org> <c@example.org>\n\n"
        "Fine.\n--x--\n");
    static const char *const ids[] = {
        "b@example.org", "c@example.org", "d@example.org", "c@example.org"};

    (void)state;
    assert_int_equal(letter->enclosed_count, 4);
    for (size_t i = 0; i < 4; i++) {
        assert_string_equal(letter->enclosed[i], ids[i]);
    }
    assert_int_equal(letter->reference_count, 1);
}

static void a_forwarded_mail_may_be_named(void **state)
{
    const struct fu_letter *letter =
        read_mail("From: a@example.org\nX-Forwarded-Message-Id: <b@example.org>\n\nFine.\n");

    (void)state;
    assert_int_equal(letter->enclosed_count, 1);
    assert_string_equal(letter->enclosed[0], "b@example.org");
}

static void a_mail_without_any_names_none(void **state)
{
    (void)state;
    assert_int_equal(
        read_mail("From: a@example.org\nMessage-ID: <x@example.org>\n\nHello.\n")->enclosed_count,
        0);
}

static void no_more_are_read_than_stated(void **state)
{
    struct fu_buffer mail;

    (void)state;
    for (size_t count = FU_MAIL_REFERENCES_MAX; count <= FU_MAIL_REFERENCES_MAX + 1; count++) {
        fu_buffer_init(&mail, 1024 * 1024);
        fu_buffer_add_text(&mail, "From: a@example.org\nX-Forwarded-Message-Id:");
        for (size_t i = 0; i < count; i++) {
            fu_buffer_print(&mail, "\n <%zu@example.org>", i);
        }
        fu_buffer_add_text(&mail, "\n\nHello.\n");
        assert_int_equal(read_mail(mail.data)->enclosed_count, FU_MAIL_REFERENCES_MAX);
        fu_buffer_free(&mail);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(an_attached_mail_names_its_thread, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_forwarded_mail_may_be_named, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_mail_without_any_names_none, set_up, tear_down),
        cmocka_unit_test_setup_teardown(no_more_are_read_than_stated, set_up, tear_down),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
