/* What reminders say, and what of the original and its files comes along. */
#include "composing.h"

static void the_first_line_says_why_it_came(void **state)
{
    (void)state;
    struct fu_reminder reminder = plain();
    assert_int_equal(
        strncmp(text_of(&reminder), "You asked on 18 November to be reminded in 3 days.\n", 51), 0);
    reminder.recurring = true;
    reminder.english = "every 2 months";
    reminder.next_on = "18 March";
    assert_non_null(
        strstr(text_of(&reminder), "to be reminded every 2 months; next on 18\nMarch.\n"));
    reminder.next_on = "";
    assert_non_null(strstr(html_of(&reminder), "every 2 months; this was the last time.<"));
    reminder.followed = true;
    assert_non_null(strstr(html_of(&reminder), "every 2 months.<"));
    reminder.by_other = true;
    reminder.asked_by = (struct fu_mailbox){"", "carol@example.com"};
    assert_non_null(strstr(html_of(&reminder),
        "carol@example.com asked on 18 November that you too be reminded every"));
    reminder.by_other = false;
    reminder.note = true;
    assert_non_null(strstr(
        html_of(&reminder), "Your note of 18 November, which you wanted back every 2 months"));
}

static void a_task_says_since_when_it_is_open(void **state)
{
    (void)state;
    static const struct {
        int64_t times;
        const char *said;
    } table[] = {{2, "second"}, {3, "third"}, {10, "tenth"}, {11, "11th"}, {12, "12th"},
        {13, "13th"}, {20, "20th"}, {21, "21st"}, {22, "22nd"}, {23, "23rd"}, {24, "24th"},
        {101, "101st"}, {111, "111th"}};
    struct fu_reminder reminder = plain();
    reminder.since = "20 November";
    reminder.next_on = "24 November at 08:00";
    reminder.times = 1;
    const char *html = html_of(&reminder);
    assert_null(strstr(html, "Open since"));
    assert_non_null(strstr(html, "; next on 24 November at 08:00, unless it is done.<"));
    for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
        reminder.times = table[i].times;
        const char *said =
            fu_arena_print(arena, "Open since 20 November, for the %s time. You", table[i].said);
        assert_non_null(strstr(html_of(&reminder), said));
    }
    reminder.times = 0;
    assert_null(strstr(html_of(&reminder), "unless"));
}

static void who_shares_reads_that_it_counts_for_them(void **state)
{
    (void)state;
    struct fu_reminder reminder = plain();
    assert_null(strstr(text_of(&reminder), "for you alone"));
    reminder.by_other = true;
    reminder.asked_by = (struct fu_mailbox){"Carol", "carol@example.com"};
    assert_non_null(strstr(text_of(&reminder), "Carol asked on 18 November that you too"));
    assert_non_null(strstr(html_of(&reminder), "What you do counts for you alone."));
}

static void lateness_is_said_from_the_limit_on(void **state)
{
    (void)state;
    struct fu_reminder reminder = plain();
    reminder.due = "18 November at 08:00";
    reminder.late = FU_LATE_SAID - 1;
    assert_null(strstr(text_of(&reminder), "late"));
    reminder.late = FU_LATE_SAID;
    assert_non_null(strstr(
        text_of(&reminder), "It was due on 18 November at 08:00 and comes 15 minutes late.\n"));
    reminder.due = "";
    assert_non_null(strstr(text_of(&reminder), "It comes 15 minutes late.\n"));
}

static void folded_occurrences_are_counted(void **state)
{
    (void)state;
    struct fu_reminder reminder = plain();
    assert_null(strstr(text_of(&reminder), "stands for"));
    reminder.folded = 1;
    assert_non_null(strstr(text_of(&reminder), "It stands for a later one too"));
    reminder.folded = 2;
    assert_non_null(strstr(text_of(&reminder), "It stands for 2 later ones too"));
}

static void a_neutral_mail_gives_nothing_away(void **state)
{
    (void)state;
    struct fu_reminder reminder = plain();
    reminder.neutral = true;
    reminder.remark = "for my eyes only";
    reminder.envelope.reply_to = "bob@example.com, carol@example.com";
    const char *text = text_of(&reminder);
    assert_null(strstr(buffer.data, TOKEN));
    assert_null(strstr(buffer.data, "mailto:"));
    assert_null(strstr(buffer.data, "eyes only"));
    assert_string_equal(text,
        "A reminder of this conversation, asked for on 18 November.\n\n"
        "On 18 November 2026 at 10:30, Alice <alice@example.org> wrote:\n> Hello");
    assert_string_equal(field("Reply-To"), "bob@example.com, carol@example.com");
}

static void a_neutral_mail_says_that_it_is_late(void **state)
{
    (void)state;
    struct fu_reminder reminder = plain();
    reminder.neutral = true;
    reminder.due = "18 November at 08:00";
    reminder.late = 86400;
    reminder.folded = 3;
    assert_non_null(strstr(text_of(&reminder),
        "A reminder of this conversation, asked for on 18 November.\n"
        "It was due on 18 November at 08:00 and comes 1 day late.\n"
        "It stands for 3 later ones too, which could not go out in time.\n\n"));
}

static void a_note_reads_as_it_was_written(void **state)
{
    (void)state;
    struct fu_reminder reminder = plain();
    reminder.note = true;
    reminder.text = "Water\n  > the plants";
    const char *text = text_of(&reminder);
    assert_non_null(strstr(text, "\n\nOffer\n\nWater\n  > the plants\n\n---\n"));
    assert_null(strstr(text, "wrote:"));
    assert_true(strstr(text, "the plants") < strstr(text, TOKEN));
}

static void a_quotation_is_marked_line_by_line(void **state)
{
    (void)state;
    struct fu_reminder reminder = plain();
    reminder.text = "one\n\n> two\n>> three  \n> > > four\n>x > y";
    assert_non_null(
        strstr(text_of(&reminder), "wrote:\n> one\n>\n>> two\n>>> three\n>>>> four\n>> x > y"));
    assert_non_null(strstr(html_of(&reminder), "\nx &gt; y\n</blockquote>\n</blockquote>\n"));
}

static void a_web_link_of_the_original_can_be_followed(void **state)
{
    (void)state;
    static const struct {
        const char *text, *html;
    } table[] = {
        {"See https://example.org/a?b=1&c=2.",
            "See <a style=\"color:inherit\" href=\"https://example.org/a?b=1&amp;c=2\">"
            "https://example.org/a?b=1&amp;c=2</a>.\n"},
        {"(https://a.example) <https://b.example/>",
            "\n(<a style=\"color:inherit\" href=\"https://a.example\">https://a.example</a>) "
            "&lt;<a style=\"color:inherit\" "
            "href=\"https://b.example/\">https://b.example/</a>&gt;\n"},
        {"https://x.example/\"onclick=\"alert(1)",
            "href=\"https://x.example/\">https://x.example/</a>&quot;onclick=&quot;alert(1)\n"},
        {"https:// and http://x.example javascript:alert(1)",
            "\nhttps:// and http://x.example javascript:alert(1)\n"},
        {"https://", "\nhttps://\n"},
    };
    struct fu_reminder reminder = plain();
    for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
        reminder.text = table[i].text;
        assert_non_null(strstr(html_of(&reminder), table[i].html));
    }
    char longest[2002] = "https://";
    memset(longest + 8, 'x', 1992);
    reminder.text = longest;
    assert_non_null(strstr(html_of(&reminder), fu_arena_print(arena, "href=\"%s\"", longest)));
    longest[2000] = 'x';
    assert_null(strstr(html_of(&reminder), "href=\"https://"));
}

static void only_a_quoted_line_wider_than_a_window_is_broken(void **state)
{
    (void)state;
    char line[80] = "";
    for (int i = 0; i < 13; i++) {
        strcat(line, "five5 ");
    }
    struct fu_reminder reminder = plain();
    line[78] = '\0'; /* 78 columns with the blank at the end, which is dropped */
    line[77] = 'x';
    reminder.text = line;
    assert_non_null(strstr(text_of(&reminder), fu_arena_print(arena, "\n> %s", line)));
    line[78] = 'y';
    line[79] = '\0';
    const char *text = text_of(&reminder);
    assert_non_null(strstr(text, "five5 five5\n> five5xy"));
    line[71] = '\0';
    assert_non_null(strstr(text, fu_arena_print(arena, "\n> %s\n> five5xy", line)));
}

static void the_original_is_cut_at_its_limit_and_says_so(void **state)
{
    (void)state;
    char *text = fu_arena_allocate(arena, FU_QUOTE_MAX + 2, 1);
    memset(text, 'x', FU_QUOTE_MAX);
    struct fu_reminder reminder = plain();
    reminder.text = text;
    assert_null(strstr(text_of(&reminder), "goes on"));
    text[FU_QUOTE_MAX] = 'y';
    const char *cut = text_of(&reminder);
    assert_non_null(strstr(cut, "xx\n\n[It goes on in the original.]"));
    assert_null(strchr(strstr(cut, "xxx"), 'y'));
    reminder.text = "short";
    reminder.text_cut = true;
    assert_non_null(strstr(text_of(&reminder), "> short\n\n[It goes on in the original.]"));
}

static void attachments_come_along_up_to_their_limit(void **state)
{
    (void)state;
    char *bytes = fu_allocate(FU_ATTACHMENTS_MAX, 1);
    struct fu_part parts[] = {{"a.bin", "application/x-a", bytes, FU_ATTACHMENTS_MAX - 1},
        {"b.bin", "application/x-b", bytes, 1}};
    struct fu_reminder reminder = plain();
    reminder.note = true;
    reminder.attachments = parts;
    reminder.attachment_count = 2;
    compose(&reminder);
    assert_non_null(strstr(buffer.data, "\r\nContent-Type: application/x-b\r\n"));
    assert_null(strstr(buffer.data, "too large"));
    assert_non_null(strstr(field("Content-Type"), "multipart/mixed"));
    parts[1].length = 2;
    reminder.attachments_left_out = 2;
    assert_non_null(strstr(text_of(&reminder), "3 attachments are too large to come along"));
    assert_null(strstr(buffer.data, "\r\nContent-Type: application/x-b\r\n"));
    reminder.attachment_count = 0;
    reminder.attachments_left_out = 1;
    assert_non_null(strstr(text_of(&reminder), "One attachment is too large"));
    assert_non_null(strstr(field("Content-Type"), "multipart/alternative"));
    free(bytes);
}

static void why_files_do_not_come_along_is_said(void **state)
{
    (void)state;
    static const struct {
        enum fu_left_out why;
        size_t count;
        const char *said;
    } rows[] = {
        {FU_LEFT_OUT_UNKEPT, 1, "One attachment was not kept for this; it is in the original."},
        {FU_LEFT_OUT_UNKEPT, 2, "2 attachments were not kept for this; they are in the original."},
        {FU_LEFT_OUT_UNREAD, 1, "One attachment could not be read; it is in the original."},
        {FU_LEFT_OUT_UNREAD, 3, "3 attachments could not be read; they are in the original."},
        {FU_LEFT_OUT_CUT, 1,
            "What was attached is too large to come along; it is in the original."},
        {FU_LEFT_OUT_CUT, 2,
            "What was attached is too large to come along; it is in the original."}};
    struct fu_reminder reminder = plain();
    reminder.note = true;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        reminder.why_left_out = rows[i].why;
        reminder.attachments_left_out = rows[i].count;
        assert_non_null(strstr(text_of(&reminder), rows[i].said));
    }
    reminder.attachments_left_out = 0;
    assert_null(strstr(text_of(&reminder), "in the original"));
}

static void a_correspondent_without_an_address_is_left_out(void **state)
{
    (void)state;
    struct fu_mailbox people[] = {
        {"Nobody", "no address"}, bob, {"Eve", "eve@example.com\r\nBcc: x"}};
    struct fu_reminder reminder = plain();
    reminder.correspondents = people;
    reminder.correspondent_count = 3;
    assert_non_null(
        strstr(text_of(&reminder), "Write to Bob:\nmailto:bob@example.com?subject=Re%3A%20Offer"));
    reminder.correspondent_count = 1;
    assert_null(strstr(text_of(&reminder), "Write to"));
}

static void a_name_that_looks_like_an_address_is_not_shown(void **state)
{
    (void)state;
    struct fu_mailbox eve = {"ceo@bank.example", "eve@example.com"};
    struct fu_reminder reminder = plain();
    reminder.correspondents = &eve;
    assert_non_null(strstr(text_of(&reminder), "Write to eve@example.com:\n"));
    assert_null(strstr(buffer.data, "bank.example"));
}

static void people_are_named_up_to_three_and_then_counted(void **state)
{
    (void)state;
    static const char *const expected[] = {
        "Write to A", "Write to A and B", "Write to A, B and C", "Write to A, B and 2 others"};
    static const struct fu_mailbox people[] = {
        {"A", "a@x.org"}, {"B", "b@x.org"}, {"C", "c@x.org"}, {"D", "d@x.org"}};
    struct fu_reminder reminder = plain();
    reminder.correspondents = people;
    for (size_t i = 0; i < 4; i++) {
        reminder.correspondent_count = i + 1;
        assert_non_null(strstr(text_of(&reminder), fu_arena_print(arena, "\n%s:\n", expected[i])));
    }
}

static void actions_that_share_a_page_name_it_once(void **state)
{
    (void)state;
    struct fu_action actions[] = {{"1 day", "https://x.org/a/1", "a@x.org", NULL},
        {"done", "https://x.org/a/1", "b@x.org", NULL}};
    struct fu_reminder reminder = plain();
    reminder.actions = actions;
    reminder.action_count = 2;
    assert_int_equal(count_of(text_of(&reminder), "https://x.org/a/1"), 1);
    assert_int_equal(count_of(html_of(&reminder), "https://x.org/a/1"), 1);
    assert_non_null(
        strstr(html_of(&reminder), "href=\"mailto:a@x.org?subject=1%20day%3A%20Offer&amp;body="));
    actions[1].web = "https://x.org/a/2";
    assert_non_null(strstr(html_of(&reminder), "href=\"https://x.org/a/2\">done</a>"));
    assert_non_null(
        strstr(html_of(&reminder), "href=\"mailto:b@x.org?subject=done%3A%20Offer&amp;body="));
    assert_non_null(strstr(text_of(&reminder), "  done   b@x.org\n         https://x.org/a/2\n"));
}

static void the_hint_about_replies_stands_only_where_a_reply_comes_to_us(void **state)
{
    (void)state;
    struct fu_reminder reminder = plain();
    assert_non_null(strstr(text_of(&reminder), "Or reply:"));
    assert_null(strstr(text_of(&reminder), "skip"));
    reminder.recurring = true;
    reminder.next_on = "18 March 2027 at 08:00";
    assert_non_null(strstr(text_of(&reminder), "skip"));
    reminder.next_on = "";
    assert_null(strstr(text_of(&reminder), "skip"));
    reminder.envelope.reply_to = "";
    assert_null(strstr(text_of(&reminder), "Or reply:"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(the_first_line_says_why_it_came, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_task_says_since_when_it_is_open, set_up, tear_down),
        cmocka_unit_test_setup_teardown(
            who_shares_reads_that_it_counts_for_them, set_up, tear_down),
        cmocka_unit_test_setup_teardown(lateness_is_said_from_the_limit_on, set_up, tear_down),
        cmocka_unit_test_setup_teardown(folded_occurrences_are_counted, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_neutral_mail_gives_nothing_away, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_neutral_mail_says_that_it_is_late, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_note_reads_as_it_was_written, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_quotation_is_marked_line_by_line, set_up, tear_down),
        cmocka_unit_test_setup_teardown(
            a_web_link_of_the_original_can_be_followed, set_up, tear_down),
        cmocka_unit_test_setup_teardown(
            only_a_quoted_line_wider_than_a_window_is_broken, set_up, tear_down),
        cmocka_unit_test_setup_teardown(
            the_original_is_cut_at_its_limit_and_says_so, set_up, tear_down),
        cmocka_unit_test_setup_teardown(
            attachments_come_along_up_to_their_limit, set_up, tear_down),
        cmocka_unit_test_setup_teardown(why_files_do_not_come_along_is_said, set_up, tear_down),
        cmocka_unit_test_setup_teardown(
            a_correspondent_without_an_address_is_left_out, set_up, tear_down),
        cmocka_unit_test_setup_teardown(
            a_name_that_looks_like_an_address_is_not_shown, set_up, tear_down),
        cmocka_unit_test_setup_teardown(
            people_are_named_up_to_three_and_then_counted, set_up, tear_down),
        cmocka_unit_test_setup_teardown(actions_that_share_a_page_name_it_once, set_up, tear_down),
        cmocka_unit_test_setup_teardown(
            the_hint_about_replies_stands_only_where_a_reply_comes_to_us, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
