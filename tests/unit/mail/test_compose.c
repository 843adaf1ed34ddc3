/* Whole mails: what the envelope refuses, which fields stand in it, and that nothing breaks out of
 * its place. */
#include "composing.h"

static void an_address_that_is_none_is_refused_wherever_it_stands(void **state)
{
    (void)state;
    static const char *const bad[] = {"", "alice", "alice@", "@example.org", "a b@example.org",
        "a@example.org\r\nBcc: x", "a@example.org\n", "<a@example.org>", "A <a@example.org>",
        "a@example.org,b@example.org", "\"a\"@example.org", "a@[127.0.0.1]", "\xC3\xA4@example.org",
        "a@ex\xC3\xA4mple.org", "a@example.org\x01", "a@example..org"};
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        struct fu_reminder reminder = plain();
        reminder.envelope.from.address = bad[i];
        refused(&reminder, "From");
        reminder = plain();
        reminder.envelope.to = bad[i];
        refused(&reminder, "To");
        reminder = plain();
        reminder.envelope.message_id = bad[i];
        refused(&reminder, "Message-ID");
        reminder = plain();
        struct fu_action bad_action = {"3 days", "", bad[i], NULL};
        reminder.actions = &bad_action;
        if (*bad[i] != '\0') {
            refused(&reminder, "an action");
        }
        if (strchr(bad[i], ',') == NULL && *bad[i] != '\0') {
            reminder = plain();
            reminder.envelope.reply_to = fu_arena_print(arena, "good@example.org, %s", bad[i]);
            refused(&reminder, "Reply-To");
        }
    }
    struct fu_reminder reminder = plain();
    reminder.envelope.to = NULL;
    refused(&reminder, "To");
}

static void a_reply_goes_to_as_many_as_a_mail_may_name(void **state)
{
    (void)state;
    struct fu_buffer list;
    fu_buffer_init(&list, FU_COMPOSE_MAX);
    for (int i = 0; i < FU_MAIL_ADDRESSES_MAX; i++) {
        fu_buffer_print(&list, "%sperson%d@department.example.com", i > 0 ? ", " : "", i);
    }
    struct fu_reminder reminder = plain();
    reminder.neutral = true;
    reminder.envelope.reply_to = list.data;
    compose(&reminder);
    assert_string_equal(field("Reply-To"), list.data);
    char *more = fu_arena_print(arena, "%s, one@example.com", list.data);
    reminder.envelope.reply_to = more;
    refused(&reminder, "too many");
    fu_buffer_free(&list);
}

static void an_answer_refuses_what_a_reminder_refuses(void **state)
{
    (void)state;
    struct fu_action bad = {"undo", "", "no address", NULL};
    struct fu_answer answer = {.envelope = plain().envelope, .actions = &bad, .action_count = 1};
    assert_int_equal(fu_compose_answer(arena, &answer, &buffer, &error), FU_PERMANENT);
    answer.action_count = 0;
    answer.envelope.to = "x";
    assert_int_equal(fu_compose_answer(arena, &answer, &buffer, &error), FU_PERMANENT);
    answer.envelope.to = "alice@example.org";
    fu_buffer_clear(&buffer);
    assert_int_equal(fu_compose_answer(arena, &answer, &buffer, &error), FU_OK);
}

static void a_date_is_refused_beyond_both_ends_of_the_range(void **state)
{
    (void)state;
    struct fu_reminder reminder = plain();
    reminder.envelope.date = FU_INSTANT_MIN - 1;
    refused(&reminder, "dated");
    reminder.envelope.date = FU_INSTANT_MAX + 1;
    refused(&reminder, "dated");
    reminder.envelope.date = FU_NEVER;
    refused(&reminder, "dated");
    reminder.envelope.date = FU_INSTANT_MIN;
    compose(&reminder);
    assert_string_equal(field("Date"), "Thu, 1 Jan 1970 00:00:00 +0000");
    reminder.envelope.date = FU_INSTANT_MAX;
    compose(&reminder);
    assert_string_equal(field("Date"), "Tue, 31 Dec 2199 23:59:59 +0000");
}

static void a_date_names_its_offset_and_the_day_there(void **state)
{
    (void)state;
    static const struct {
        fu_instant date;
        int offset;
        const char *expected;
    } table[] = {
        {1795253400, 60, "Sat, 21 Nov 2026 10:30:00 +0100"},
        {1795253400, -210, "Sat, 21 Nov 2026 06:00:00 -0330"},
        {1795253400, 14 * 60, "Sat, 21 Nov 2026 23:30:00 +1400"},
        {1795253400, -720, "Fri, 20 Nov 2026 21:30:00 -1200"},
        {951782399, 0, "Mon, 28 Feb 2000 23:59:59 +0000"},
        {951782400, 0, "Tue, 29 Feb 2000 00:00:00 +0000"},
        {951868800, 0, "Wed, 1 Mar 2000 00:00:00 +0000"},
        {4107542399, 0, "Sun, 28 Feb 2100 23:59:59 +0000"},
        {4107542400, 0, "Mon, 1 Mar 2100 00:00:00 +0000"},
        {0, -60, "Thu, 1 Jan 1970 00:00:00 +0000"},
        {1795253400, 1439, "Sun, 22 Nov 2026 09:29:00 +2359"},
        {1795253400, 1440, "Sat, 21 Nov 2026 09:30:00 +0000"},
        {1795253400, -1440, "Sat, 21 Nov 2026 09:30:00 +0000"},
    };
    for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
        struct fu_reminder reminder = plain();
        reminder.envelope.date = table[i].date;
        reminder.envelope.date_offset = table[i].offset;
        compose(&reminder);
        assert_string_equal(field("Date"), table[i].expected);
    }
}

static void a_signature_holds_letters_and_digits_or_is_refused(void **state)
{
    (void)state;
    struct fu_reminder reminder = plain();
    compose(&reminder);
    assert_string_equal(field("X-Followupd"), "abc");
    reminder.envelope.signature = "";
    compose(&reminder);
    assert_null(field("X-Followupd"));
    reminder.envelope.signature = "abc\r\nBcc: x";
    refused(&reminder, "X-Followupd");
    reminder.envelope.signature = "a c";
    refused(&reminder, "X-Followupd");
}

static void every_mail_says_that_a_machine_sent_it(void **state)
{
    (void)state;
    struct fu_reminder reminder = plain();
    compose(&reminder);
    assert_string_equal(field("Auto-Submitted"), "auto-generated");
    assert_string_equal(field("X-Auto-Response-Suppress"), "DR, RN, NRN, OOF, AutoReply");
    assert_null(field("Precedence"));
    assert_null(field("List-Unsubscribe"));
    struct fu_answer answer = {.envelope = reminder.envelope};
    answer.envelope.answer = true;
    fu_buffer_clear(&buffer);
    assert_int_equal(fu_compose_answer(arena, &answer, &buffer, &error), FU_OK);
    assert_string_equal(field("Auto-Submitted"), "auto-replied");
    assert_string_equal(field("X-Auto-Response-Suppress"), "All");
}

static void a_mail_that_outgrows_its_buffer_is_refused(void **state)
{
    (void)state;
    struct fu_reminder reminder = plain();
    size_t whole = strlen(compose(&reminder));
    struct fu_buffer small;
    fu_buffer_init(&small, whole);
    assert_int_equal(fu_compose_reminder(arena, &reminder, &small, &error), FU_OK);
    fu_buffer_free(&small);
    fu_buffer_init(&small, whole - 1);
    assert_int_equal(fu_compose_reminder(arena, &reminder, &small, &error), FU_PERMANENT);
    fu_buffer_free(&small);
}

static void the_thread_is_named_in_order_and_once(void **state)
{
    (void)state;
    static const char *const ids[] = {
        "one@example.org", "original@example.org", "has space@x", "two@example.org", ""};
    struct fu_reminder reminder = plain();
    reminder.envelope.references = ids;
    reminder.envelope.reference_count = 5;
    compose(&reminder);
    assert_string_equal(field("In-Reply-To"), "<original@example.org>");
    assert_string_equal(
        field("References"), "<one@example.org> <two@example.org> <original@example.org>");
    reminder.envelope.in_reply_to = "";
    compose(&reminder);
    assert_null(field("In-Reply-To"));
    assert_string_equal(
        field("References"), "<one@example.org> <original@example.org> <two@example.org>");
    reminder.envelope.in_reply_to = "x>\r\nBcc: <y";
    compose(&reminder);
    assert_null(field("In-Reply-To"));
    reminder.envelope.reference_count = 0;
    compose(&reminder);
    assert_null(field("References"));
}

static void references_go_up_to_fifty_and_an_id_up_to_its_limit(void **state)
{
    (void)state;
    enum { IDS = FU_MAIL_REFERENCES_MAX + 1 };
    const char *ids[IDS];
    char longest[FU_MAIL_ID_MAX + 2];
    memset(longest, 'i', sizeof longest);
    longest[FU_MAIL_ID_MAX] = '\0';
    for (int i = 0; i < IDS; i++) {
        ids[i] = i == 0 ? longest : fu_arena_print(arena, "id%d@example.org", i);
    }
    struct fu_reminder reminder = plain();
    reminder.envelope.references = ids;
    reminder.envelope.reference_count = IDS;
    compose(&reminder);
    const char *references = field("References");
    assert_non_null(strstr(references, longest));
    assert_non_null(strstr(references, "<id49@example.org> <original@example.org>"));
    assert_null(strstr(references, "<id50@"));
    longest[FU_MAIL_ID_MAX] = 'i';
    longest[FU_MAIL_ID_MAX + 1] = '\0';
    compose(&reminder);
    assert_null(strstr(field("References"), "iii"));
}

/* Each of these stands in every field; none may end a line, hide a character or change how the text
 * reads. */
static const char *const evil[] = {
    "a\r\nBcc: victim@example.net",
    "a\nBcc: victim@example.net",
    "a\rBcc: victim@example.net",
    "a\r\n\r\nbody",
    "a\r\n.\r\nMAIL FROM:<x>",
    "a\xE2\x80\xA8"
    "b\xE2\x80\xA9"
    "c",
    "a\xC2\x85"
    "b\x0B\x0C\x1B[2J\x7F",
    "a\xE2\x80\xAE"
    "txt.exe\xE2\x80\xAC",
    "a\xE2\x81\xA6"
    "b\xE2\x81\xA9\xEF\xBB\xBF\xE2\x80\x8E\xE2\x80\x8F\xD8\x9C",
    "\xFF\xFE\xC0\xAF\xED\xA0\x80\xF4\x90\x80\x80",
    "=?utf-8?q?=0D=0ABcc:_victim@example.net?=",
    "\"quoted\" <victim@example.net>, other\\",
    "</title></style><script>alert(1)</script><img src=x onerror=alert(1)>",
    "' onmouseover='alert(1)\" onfocus=\"alert(1)",
    "&lt;&#0;&amp;",
    "%0D%0ABcc: %s%n%d",
};

static void check_evil_mail(const char *value)
{
    const char *subject = words_of(arena, field("Subject"));
    assert_string_equal(subject, fu_text_line(arena, value, strlen(value), FU_MAIL_SUBJECT_MAX));
    assert_null(field("Bcc"));
    assert_null(field("MAIL FROM"));
    assert_int_equal(count_of(buffer.data, "\r\nSubject:"), 1);
    assert_int_equal(count_of(buffer.data, "\r\nMIME-Version:"), 1);
    const char *text = text_part_of(arena, buffer.data, 0);
    const char *html = text_part_of(arena, buffer.data, 1);
    assert_string_equal(text, fu_text_lines(arena, text, strlen(text), FU_COMPOSE_MAX));
    assert_string_equal(html, fu_text_lines(arena, html, strlen(html), FU_COMPOSE_MAX));
    assert_null(strstr(text, "\xE2\x80\xAE"));
    assert_null(strstr(html, "\xE2\x80\xAE"));
    assert_true(fu_text_is_utf8(text, strlen(text)));
    assert_true(fu_text_is_utf8(html, strlen(html)));
    assert_null(strstr(html, "<script"));
    assert_null(strstr(html, "<img"));
    assert_null(strstr(html, "' onmouseover"));
    assert_null(strstr(html, "\" onfocus"));
    assert_int_equal(count_of(html, "<title>"), 1);
}

static void nothing_breaks_out_of_any_field(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof evil / sizeof evil[0]; i++) {
        const char *const ids[] = {evil[i], "good@example.org"};
        struct fu_mailbox people[] = {{evil[i], "bob@example.com"}, {"x", evil[i]}};
        struct fu_action actions[] = {
            {evil[i], evil[i], "done@remind.example.org", evil[i]}, {"web", evil[i], "", NULL}};
        struct fu_part parts[] = {{evil[i], evil[i], evil[i], strlen(evil[i])}};
        struct fu_reminder reminder = plain();
        reminder.envelope.subject = evil[i];
        reminder.envelope.from.name = evil[i];
        reminder.envelope.in_reply_to = evil[i];
        reminder.envelope.references = ids;
        reminder.envelope.reference_count = 2;
        reminder.envelope.leave_mailto = evil[i];
        reminder.envelope.leave_web = evil[i];
        reminder.asked_on = reminder.english = reminder.next_on = reminder.due = evil[i];
        reminder.asked_by = (struct fu_mailbox){evil[i], evil[i]};
        reminder.said_on = reminder.said_by = reminder.text = reminder.remark = evil[i];
        reminder.late = FU_LATE_SAID;
        reminder.correspondents = people;
        reminder.correspondent_count = 2;
        reminder.actions = actions;
        reminder.action_count = 2;
        for (int kind = 0; kind < 8; kind++) {
            reminder.note = (kind & 1) != 0;
            reminder.neutral = (kind & 2) != 0;
            reminder.by_other = (kind & 4) != 0;
            reminder.attachments = parts;
            reminder.attachment_count = kind == 1;
            compose(&reminder);
            check_evil_mail(evil[i]);
        }
    }
}

static void nothing_breaks_out_of_an_answer(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof evil / sizeof evil[0]; i++) {
        const char *const paragraphs[] = {evil[i], evil[i]};
        struct fu_action actions[] = {{evil[i], evil[i], "undo@remind.example.org", NULL}};
        struct fu_answer answer = {.envelope = plain().envelope,
            .paragraphs = paragraphs,
            .paragraph_count = 2,
            .actions = actions,
            .action_count = 1,
            .closing = evil[i]};
        answer.envelope.subject = evil[i];
        fu_buffer_clear(&buffer);
        assert_int_equal(fu_compose_answer(arena, &answer, &buffer, &error), FU_OK);
        assert_true(lines_are_clean(buffer.data, buffer.length, 300));
        check_evil_mail(evil[i]);
    }
}

static void only_web_links_become_links(void **state)
{
    (void)state;
    static const char *const bad[] = {"javascript:alert(1)", "data:text/html,x",
        "ftp://example.org/", "//example.org", "https://example.org/ x", "https://example.org/\"x",
        "https://example.org/<x>", "https://example.org/\xC3\xA4"};
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        struct fu_action web = {"go", bad[i], "", NULL};
        struct fu_reminder reminder = plain();
        reminder.actions = &web;
        assert_null(strstr(html_of(&reminder), ">go</a>"));
    }
    struct fu_action web = {"go", "https://example.org/a?b=1&c='2", "", NULL};
    struct fu_reminder reminder = plain();
    reminder.actions = &web;
    assert_null(strstr(html_of(&reminder), ">go</a>"));
    web.web = "https://example.org/a?b=1&c=2";
    assert_non_null(
        strstr(html_of(&reminder), "href=\"https://example.org/a?b=1&amp;c=2\">go</a>"));
    assert_non_null(strstr(text_of(&reminder), "  go  https://example.org/a?b=1&c=2\n"));
}

static void the_boundary_follows_the_message_id(void **state)
{
    (void)state;
    struct fu_reminder reminder = plain();
    compose(&reminder);
    char *first = fu_arena_copy(arena, field("Content-Type"));
    compose(&reminder);
    assert_string_equal(field("Content-Type"), first);
    reminder.envelope.message_id = "2.2@remind.example.org";
    compose(&reminder);
    assert_string_not_equal(field("Content-Type"), first);
}

static void a_text_that_knows_the_boundary_cannot_use_it(void **state)
{
    (void)state;
    struct fu_reminder reminder = plain();
    compose(&reminder);
    char *boundary = fu_arena_copy(arena, strstr(field("Content-Type"), "=_"));
    boundary[strlen(boundary) - 1] = '\0';
    reminder.note = true;
    reminder.text = fu_arena_print(
        arena, "x\n--%s\nContent-Type: text/html\n\n<b>\n--%s--\n", boundary, boundary);
    compose(&reminder);
    assert_int_equal(count_of(buffer.data, fu_arena_print(arena, "\r\n--%s", boundary)), 3);
}

static void ascii_of_short_lines_goes_as_it_is(void **state)
{
    (void)state;
    char line[80];
    struct fu_answer answer = {.envelope = plain().envelope};
    const char *paragraph = line;
    answer.paragraphs = &paragraph;
    answer.paragraph_count = 1;
    static const struct {
        const char *text;
        bool plain;
    } table[] = {{"Plain words.", true}, {"caf\xC3\xA9", false}, {"x\nFrom here", false},
        {"x\nFrom", true}, {"x\n.", false}, {"x\n.x", false}, {"x\n--=_", false}, {"x\n--", true},
        {"x \ny", false}, {"x\ty", false}};
    for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
        paragraph = table[i].text;
        fu_buffer_clear(&buffer);
        assert_int_equal(fu_compose_answer(arena, &answer, &buffer, &error), FU_OK);
        const char *encoding = strstr(buffer.data, "Content-Transfer-Encoding: ") +
                               strlen("Content-Transfer-Encoding: ");
        assert_int_equal(strncmp(encoding, "7bit", 4) == 0, table[i].plain);
        assert_string_equal(
            text_part_of(arena, buffer.data, 0), fu_arena_print(arena, "%s", table[i].text));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(
            an_address_that_is_none_is_refused_wherever_it_stands, set_up, tear_down),
        cmocka_unit_test_setup_teardown(
            a_reply_goes_to_as_many_as_a_mail_may_name, set_up, tear_down),
        cmocka_unit_test_setup_teardown(
            an_answer_refuses_what_a_reminder_refuses, set_up, tear_down),
        cmocka_unit_test_setup_teardown(
            a_date_is_refused_beyond_both_ends_of_the_range, set_up, tear_down),
        cmocka_unit_test_setup_teardown(
            a_date_names_its_offset_and_the_day_there, set_up, tear_down),
        cmocka_unit_test_setup_teardown(
            a_signature_holds_letters_and_digits_or_is_refused, set_up, tear_down),
        cmocka_unit_test_setup_teardown(every_mail_says_that_a_machine_sent_it, set_up, tear_down),
        cmocka_unit_test_setup_teardown(
            a_mail_that_outgrows_its_buffer_is_refused, set_up, tear_down),
        cmocka_unit_test_setup_teardown(the_thread_is_named_in_order_and_once, set_up, tear_down),
        cmocka_unit_test_setup_teardown(
            references_go_up_to_fifty_and_an_id_up_to_its_limit, set_up, tear_down),
        cmocka_unit_test_setup_teardown(nothing_breaks_out_of_any_field, set_up, tear_down),
        cmocka_unit_test_setup_teardown(nothing_breaks_out_of_an_answer, set_up, tear_down),
        cmocka_unit_test_setup_teardown(only_web_links_become_links, set_up, tear_down),
        cmocka_unit_test_setup_teardown(the_boundary_follows_the_message_id, set_up, tear_down),
        cmocka_unit_test_setup_teardown(
            a_text_that_knows_the_boundary_cannot_use_it, set_up, tear_down),
        cmocka_unit_test_setup_teardown(ascii_of_short_lines_goes_as_it_is, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
