/* Mailbox names in modified UTF-7. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "../../../src/intake/mailbox_name.h"

static void encodes(const char *name, const char *wire)
{
    char text[FU_MAILBOX_NAME_MAX + 1];
    assert_true(fu_mailbox_name_encode(name, text, sizeof text));
    assert_string_equal(text, wire);
}

static void refuses(const char *name)
{
    char text[FU_MAILBOX_NAME_MAX + 1];
    assert_false(fu_mailbox_name_encode(name, text, sizeof text));
}

static void ascii_stays_as_it_is(void **state)
{
    (void)state;
    encodes("INBOX", "INBOX");
    encodes("a/b.c \"~\\", "a/b.c \"~\\");
}

static void the_ampersand_is_escaped(void **state)
{
    (void)state;
    encodes("R&D", "R&-D");
    encodes("&&", "&-&-");
}

/* RFC 3501 section 5.1.3 has the second. */
static void other_characters_are_base64(void **state)
{
    (void)state;
    encodes("Entwürfe", "Entw&APw-rfe");
    encodes("~peter/mail/台北/日本語", "~peter/mail/&U,BTFw-/&ZeVnLIqe-");
    encodes("ä&ö", "&AOQ-&-&APY-");
    encodes("äö", "&AOQA9g-");
    encodes("äöü", "&AOQA9gD8-");
    encodes("😀", "&2D3eAA-");
}

static void what_no_mailbox_is_called_is_refused(void **state)
{
    (void)state;
    refuses("");
    refuses("a\nb");
    refuses("a\x7f");
    refuses("a\xC2\x85");
    refuses("\xff");
    refuses("\xC3");
}

static void a_name_is_bounded_as_it_is_on_the_wire(void **state)
{
    (void)state;
    char name[FU_MAILBOX_NAME_MAX + 2];
    memset(name, 'x', sizeof name);
    name[FU_MAILBOX_NAME_MAX] = '\0';
    encodes(name, name);
    name[FU_MAILBOX_NAME_MAX] = 'x';
    name[FU_MAILBOX_NAME_MAX + 1] = '\0';
    refuses(name);
    memset(name, '&', FU_MAILBOX_NAME_MAX / 2 + 1);
    name[FU_MAILBOX_NAME_MAX / 2 + 1] = '\0';
    refuses(name);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ascii_stays_as_it_is),
        cmocka_unit_test(the_ampersand_is_escaped),
        cmocka_unit_test(other_characters_are_base64),
        cmocka_unit_test(what_no_mailbox_is_called_is_refused),
        cmocka_unit_test(a_name_is_bounded_as_it_is_on_the_wire),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
