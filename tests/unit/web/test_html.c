/* The gate between text and HTML, and the sentences kept for the next page. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "../../../src/web/html.h"
#include "../../../src/web/notice.h"

static void every_text_is_escaped(void **state)
{
    struct fu_buffer buffer;

    (void)state;
    fu_buffer_init(&buffer, 1000);
    fu_html(&buffer, "<a href=\"%s\">%s</a> 100%% %d %lld %zu", "\"><script>", "a & 'b'", -7,
        INT64_C(417) + 0LL, (size_t)3);
    assert_string_equal(
        buffer.data, "<a href=\"&quot;&gt;&lt;script&gt;\">a &amp; &#39;b&#39;</a> 100% -7 417 3");
    fu_buffer_free(&buffer);
}

static void a_full_buffer_stays_whole(void **state)
{
    struct fu_buffer buffer;

    (void)state;
    fu_buffer_init(&buffer, 4);
    fu_html(&buffer, "%s", "<<<<");
    assert_true(buffer.overflowed);
    assert_true(buffer.length <= 4);
    fu_buffer_free(&buffer);
}

static void a_sentence_is_found_by_its_name(void **state)
{
    static struct notices notices;
    char name[NOTICE_NAME_LENGTH + 1];
    const struct notice_undo undo = {417, 5};
    const struct notice *notice;

    (void)state;
    snprintf(name, sizeof name, "%s", fu_notice_add(&notices, "It is\r\ndone.", &undo));
    notice = fu_notice_find(&notices, name);
    assert_non_null(notice);
    assert_string_equal(notice->text, "It is done.");
    assert_int_equal(notice->undo.followup, 417);
    assert_int_equal(notice->undo.event, 5);
    assert_null(fu_notice_find(&notices, ""));
    assert_null(fu_notice_find(&notices, "aaaaaaaaaaaaaaaaaaaa"));
}

static void the_oldest_sentence_makes_room(void **state)
{
    static struct notices notices;
    char first[NOTICE_NAME_LENGTH + 1];
    int i;

    (void)state;
    snprintf(first, sizeof first, "%s", fu_notice_add(&notices, "first", NULL));
    for (i = 1; i < NOTICES_MAX; i++)
        fu_notice_add(&notices, "another", NULL);
    assert_non_null(fu_notice_find(&notices, first));
    fu_notice_add(&notices, "one more", NULL);
    assert_null(fu_notice_find(&notices, first));
}

static void a_long_sentence_is_cut(void **state)
{
    static struct notices notices;
    char text[2 * NOTICE_TEXT_MAX];
    const char *name;

    (void)state;
    memset(text, 'x', sizeof text - 1);
    text[sizeof text - 1] = '\0';
    name = fu_notice_add(&notices, text, NULL);
    assert_int_equal(strlen(fu_notice_find(&notices, name)->text), NOTICE_TEXT_MAX - 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_text_is_escaped),
        cmocka_unit_test(a_full_buffer_stays_whole),
        cmocka_unit_test(a_sentence_is_found_by_its_name),
        cmocka_unit_test(the_oldest_sentence_makes_room),
        cmocka_unit_test(a_long_sentence_is_cut),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
