/* What a server tells about itself and the mailbox. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "../../../src/intake/notes.h"

static void numbers_of_the_mailbox_are_noted(void **state)
{
    (void)state;
    struct fu_notes notes = {0};
    fu_notes_take(&notes, "* OK [UIDVALIDITY 4294967295] valid\r\n");
    fu_notes_take(&notes, "* ok [uidnext 17] next\r\n");
    fu_notes_take(&notes, "* 23 EXISTS\r\n");
    assert_int_equal(notes.validity, UINT32_MAX);
    assert_int_equal(notes.next_uid, 17);
    assert_int_equal(notes.exists, 23);
}

static void numbers_that_are_none_leave_what_was_known(void **state)
{
    (void)state;
    struct fu_notes notes = {.validity = 1, .next_uid = 2, .exists = 3};
    fu_notes_take(&notes, "* OK [UIDVALIDITY 4294967296] valid\r\n");
    fu_notes_take(&notes, "* OK [UIDNEXT x] next\r\n");
    fu_notes_take(&notes, "* OK [UIDNEXT");
    fu_notes_take(&notes, "* 99999999999 EXISTS\r\n");
    fu_notes_take(&notes, "* -1 EXISTS\r\n");
    fu_notes_take(&notes, "* OK UIDVALIDITY 9\r\n");
    fu_notes_take(&notes, "* OK see [UIDVALIDITY 9]\r\n");
    fu_notes_take(&notes, "* 9 EXISTENCE\r\n");
    assert_int_equal(notes.validity, 1);
    assert_int_equal(notes.next_uid, 2);
    assert_int_equal(notes.exists, 3);
}

static void only_growth_is_news(void **state)
{
    (void)state;
    struct fu_notes notes = {.exists = 3};
    fu_notes_take(&notes, "* 3 EXISTS\r\n");
    fu_notes_take(&notes, "* 1 EXPUNGE\r\n");
    assert_int_equal(notes.exists, 2);
    fu_notes_take(&notes, "* 2 EXISTS\r\n");
    assert_false(notes.news);
    fu_notes_take(&notes, "* 3 EXISTS\r\n");
    assert_true(notes.news);
    fu_notes_take(&notes, "* 3 EXISTS\r\n");
    assert_true(notes.news);
}

static void more_expunges_than_mails_do_not_wrap(void **state)
{
    (void)state;
    struct fu_notes notes = {.exists = 1};
    fu_notes_take(&notes, "* 1 EXPUNGE\r\n");
    fu_notes_take(&notes, "* 1 EXPUNGE\r\n");
    assert_int_equal(notes.exists, 0);
}

static void keywords_are_kept_where_the_server_says_so(void **state)
{
    (void)state;
    static const struct {
        const char *line;
        bool keeps;
    } cases[] = {{"* OK [PERMANENTFLAGS (\\Seen \\*)] x\r\n", true},
        {"* OK [PERMANENTFLAGS (\\*)]\r\n", true},
        {"* OK [PERMANENTFLAGS ($followup)] x\r\n", true},
        {"* OK [PERMANENTFLAGS (\\Seen)] \\*\r\n", false},
        {"* OK [PERMANENTFLAGS ()] x\r\n", false},
        {"* OK [PERMANENTFLAGS ($FollowUpper)] x\r\n", false}, {"* OK [PERMANENTFLAGS", false}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct fu_notes notes = {0};
        fu_notes_take(&notes, cases[i].line);
        assert_int_equal(notes.keeps_keywords, cases[i].keeps);
    }
}

static void the_last_access_counts(void **state)
{
    (void)state;
    struct fu_notes notes = {0};
    fu_notes_take(&notes, "3 OK [READ-ONLY] Selected\r\n");
    assert_true(notes.read_only);
    fu_notes_take(&notes, "* OK [READ-WRITE] now\r\n");
    assert_false(notes.read_only);
}

static void capabilities_are_whole_words_in_any_case(void **state)
{
    (void)state;
    struct fu_notes notes = {0};
    assert_false(fu_notes_has(&notes, "IDLE"));
    fu_notes_take(&notes, "* CAPABILITY IMAP4rev1 idle XMOVE UIDPLUS\r\n");
    assert_true(fu_notes_has(&notes, "IDLE"));
    assert_true(fu_notes_has(&notes, "UIDPLUS"));
    assert_false(fu_notes_has(&notes, "MOVE"));
    assert_false(fu_notes_has(&notes, "ID"));
    fu_notes_take(&notes, "2 OK [CAPABILITY IMAP4rev1 MOVE] done\r\n");
    assert_true(fu_notes_has(&notes, "MOVE"));
    assert_false(fu_notes_has(&notes, "IDLE"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(numbers_of_the_mailbox_are_noted),
        cmocka_unit_test(numbers_that_are_none_leave_what_was_known),
        cmocka_unit_test(only_growth_is_news),
        cmocka_unit_test(more_expunges_than_mails_do_not_wrap),
        cmocka_unit_test(keywords_are_kept_where_the_server_says_so),
        cmocka_unit_test(the_last_access_counts),
        cmocka_unit_test(capabilities_are_whole_words_in_any_case),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
