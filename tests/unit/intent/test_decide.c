/* The verdict on a letter, and the order of verdicts. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "followupd/intent/intent.h"
#include "letters.h"

static struct fu_arena *arena;
static const struct fu_key key = {{7, 7}};
static struct fu_decision decision;

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

/* Decides, and checks what every decision must have. */
static enum fu_verdict decide(
    const struct fu_rules *rules, const struct fu_letter *letter, const char *person)
{
    const struct fu_person known = {.address = person};
    memset(&decision, 0xAA, sizeof decision);
    fu_intent_decide(arena, rules, &key, letter, *person != '\0' ? &known : NULL, &decision);
    size_t length = strlen(decision.reason);
    assert_true(length > 1 && decision.reason[length - 1] == '.');
    length = strlen(decision.cure);
    assert_true(length == 0 || decision.cure[length - 1] == '.');
    assert_non_null(decision.sender);
    if (decision.verdict != FU_VERDICT_ACCEPTED && decision.verdict != FU_VERDICT_OWN) {
        assert_int_equal(decision.request_count, 0);
    }
    return decision.verdict;
}

static void a_letter_by_the_book_is_accepted(void **state)
{
    (void)state;
    struct fu_rules rules = easy_rules();
    struct fu_letter letter = easy_letter();
    assert_int_equal(decide(&rules, &letter, ""), FU_VERDICT_ACCEPTED);
    assert_string_equal(decision.sender, "alice@example.org");
    assert_string_equal(decision.cure, "");
    assert_int_equal(decision.request_count, 1);
    assert_int_equal(decision.requests[0].kind, FU_REQUEST_FOLLOW_UP);
    assert_int_equal(decision.requests[0].place, FU_PLACE_BCC);
    assert_string_equal(decision.requests[0].address, "3days@remind.example.org");
    assert_string_equal(decision.requests[0].cadence, "3days");
}

static void several_addresses_make_several_requests(void **state)
{
    (void)state;
    struct fu_rules rules = easy_rules();
    struct fu_letter letter = easy_letter();
    static const struct fu_recipient recipients[] = {{"3days@remind.example.org", 0},
        {"3dyas@remind.example.org", 0}, {"postmaster@remind.example.org", 0},
        {"me+done+k5qzj2xw4m7ta3fbn6ru@example.org", 0}};
    letter.recipients = recipients;
    letter.recipient_count = 4;
    assert_int_equal(decide(&rules, &letter, ""), FU_VERDICT_ACCEPTED);
    assert_int_equal(decision.request_count, 4);
    assert_int_equal(decision.requests[0].kind, FU_REQUEST_FOLLOW_UP);
    assert_int_equal(decision.requests[1].kind, FU_REQUEST_REFUSE);
    assert_int_equal(decision.requests[2].kind, FU_REQUEST_IGNORE);
    assert_int_equal(decision.requests[3].kind, FU_REQUEST_DONE);
    assert_string_equal(decision.requests[3].token, "k5qzj2xw4m7ta3fbn6ru");
}

static void addresses_beyond_the_limit_are_refused_once(void **state)
{
    (void)state;
    enum { MANY = 400 };
    struct fu_rules rules = easy_rules();
    struct fu_letter letter = easy_letter();
    struct fu_recipient *recipients = fu_arena_allocate(arena, MANY, sizeof *recipients);
    for (int i = 0; i < MANY; i++) {
        recipients[i].address = fu_arena_print(arena, "%ddays@remind.example.org", i + 1);
    }
    letter.recipients = recipients;
    letter.recipient_count = FU_REQUESTS_MAX;
    assert_int_equal(decide(&rules, &letter, ""), FU_VERDICT_ACCEPTED);
    assert_int_equal(decision.request_count, FU_REQUESTS_MAX);
    assert_int_equal(decision.requests[FU_REQUESTS_MAX - 1].kind, FU_REQUEST_FOLLOW_UP);
    letter.recipient_count = FU_REQUESTS_MAX + 1;
    decide(&rules, &letter, "");
    assert_int_equal(decision.request_count, FU_REQUESTS_MAX + 1);
    const struct fu_request *last = &decision.requests[FU_REQUESTS_MAX];
    assert_int_equal(last->kind, FU_REQUEST_REFUSE);
    assert_string_equal(last->address, "21days@remind.example.org");
    assert_string_equal(last->cadence, "21days");
    assert_non_null(strstr(last->reason, "20 addresses"));
    letter.recipient_count = MANY;
    decide(&rules, &letter, "");
    assert_int_equal(decision.request_count, FU_REQUESTS_MAX + 1);
    assert_non_null(strstr(decision.requests[FU_REQUESTS_MAX].reason, "379 more"));
}

static void a_letter_without_an_address_of_ours_is_not_ours(void **state)
{
    (void)state;
    struct fu_rules rules = easy_rules();
    struct fu_letter letter = easy_letter();
    letter.recipient_count = 0;
    assert_int_equal(decide(&rules, &letter, ""), FU_VERDICT_NOT_OURS);
    assert_string_equal(decision.cure, "");
    rules.mailboxes.count = 0;
    assert_int_equal(decide(&rules, &letter, ""), FU_VERDICT_NOT_OURS);
    assert_non_null(strstr(decision.cure, "recipient_headers"));
}

static void a_mail_to_the_address_our_mails_are_from_is_told_so(void **state)
{
    (void)state;
    struct fu_rules rules = easy_rules();
    struct fu_letter letter = easy_letter();
    static const struct fu_recipient catch_all[] = {{"remind@example.org", 0}};
    rules.mailboxes.count = 0;
    letter.recipients = catch_all;
    assert_int_equal(decide(&rules, &letter, ""), FU_VERDICT_NOT_OURS);
    assert_non_null(strstr(decision.cure, "recipient_headers"));
    letter.to = MAILBOXES({"Bob", "bob@example.com"}, {"", "Remind@example.org"});
    assert_int_equal(decide(&rules, &letter, ""), FU_VERDICT_NOT_OURS);
    assert_non_null(strstr(decision.reason, "our mails are from"));
    assert_non_null(strstr(decision.cure, "help@remind.example.org"));
    rules.mailboxes = easy_rules().mailboxes; /* somebody's own inbox */
    assert_int_equal(decide(&rules, &letter, ""), FU_VERDICT_NOT_OURS);
    assert_string_equal(decision.cure, "");
}

static void a_mail_of_our_own_is_known_by_its_signature(void **state)
{
    (void)state;
    struct fu_rules rules = easy_rules();
    struct fu_letter letter = easy_letter();
    char token[FU_TOKEN_LENGTH + 1];
    fu_token_sign(&key, FU_SIGNATURE_PURPOSE, letter.message_id, token);
    letter.signature = token;
    assert_int_equal(decide(&rules, &letter, ""), FU_VERDICT_OWN);
    assert_int_equal(decision.request_count, 0);
    letter.message_id = "2@example.org";
    assert_int_equal(decide(&rules, &letter, ""), FU_VERDICT_ACCEPTED);
    letter.message_id = "1@example.org";
    token[0] = token[0] == 'a' ? 'b' : 'a';
    assert_int_equal(decide(&rules, &letter, ""), FU_VERDICT_ACCEPTED);
    fu_token_sign(&key, FU_SIGNATURE_PURPOSE, "", token);
    letter.message_id = "";
    assert_int_equal(decide(&rules, &letter, ""), FU_VERDICT_ACCEPTED);
    const struct fu_key other = {{8}};
    fu_token_sign(&other, FU_SIGNATURE_PURPOSE, "1@example.org", token);
    letter.message_id = "1@example.org";
    assert_int_equal(decide(&rules, &letter, ""), FU_VERDICT_ACCEPTED);
    fu_token_sign(&key, "session", "1@example.org", token);
    assert_int_equal(decide(&rules, &letter, ""), FU_VERDICT_ACCEPTED);
}

/* A bounce to the address of delivery 12, or with another id, purpose or key. */
static const char *bounce_address(int64_t id, const char *purpose, const struct fu_key *with)
{
    char token[FU_TOKEN_LENGTH + 1];
    fu_token_make(with, purpose, id, 0, token);
    return fu_arena_print(arena, "bounce+12-%s@remind.example.org", token);
}

static void a_machines_mail_to_a_bounce_address_is_a_bounce(void **state)
{
    (void)state;
    static const struct fu_report report = {.message_id = "", .signature = ""};
    static const struct fu_key other = {{8}};
    struct fu_rules rules = easy_rules();
    struct fu_letter letter = easy_letter();
    struct fu_recipient recipients[] = {
        {"3days@remind.example.org", 0}, {bounce_address(12, FU_BOUNCE_PURPOSE, &key), 0}};
    letter.recipients = recipients;
    letter.recipient_count = 2;
    letter.marks = FU_MARK_NULL_SENDER;
    assert_int_equal(decide(&rules, &letter, ""), FU_VERDICT_BOUNCE);
    assert_int_equal(decision.bounced, 12);
    /* From our own domain, from nobody, from a stranger. */
    letter.from = (struct fu_mailbox){"", "mailer-daemon@remind.example.org"};
    assert_int_equal(decide(&rules, &letter, ""), FU_VERDICT_BOUNCE);
    letter.from_count = 0;
    letter.from.address = "";
    assert_int_equal(decide(&rules, &letter, ""), FU_VERDICT_BOUNCE);
    letter = easy_letter();
    letter.recipients = recipients + 1;
    /* A person's mail is none; a report is, whatever signs it lacks. */
    assert_int_equal(decide(&rules, &letter, ""), FU_VERDICT_ACCEPTED);
    assert_int_equal(decision.requests[0].kind, FU_REQUEST_IGNORE);
    letter.report = &report;
    assert_int_equal(decide(&rules, &letter, ""), FU_VERDICT_BOUNCE);
    rules.sent = true;
    rules.owner = "alice@example.org";
    letter.to = MAILBOXES({"", recipients[1].address});
    assert_int_equal(decide(&rules, &letter, ""), FU_VERDICT_ACCEPTED);
    rules.sent = false;
    /* Another delivery's token, another purpose's, another key's; no token at all. */
    letter.marks = FU_MARK_REPORT;
    const char *const bad[] = {bounce_address(13, FU_BOUNCE_PURPOSE, &key),
        bounce_address(12, FU_ACTION_PURPOSE, &key), bounce_address(12, FU_BOUNCE_PURPOSE, &other),
        "bounce+12@remind.example.org", "bounce+12-@remind.example.org",
        "bounce@remind.example.org", "bounce+-1-aaaaaaaaaaaaaaaaaaaa@remind.example.org"};
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        recipients[1].address = bad[i];
        assert_int_equal(decide(&rules, &letter, ""), FU_VERDICT_AUTOMATIC);
    }
}

/* What X-Followupd says of a reminder: the signature, and the proof of the delivery `proven` under
 * the number of the delivery `named`. */
static const char *delivery_signature(const char *signature, int64_t named, int64_t proven)
{
    char token[FU_TOKEN_LENGTH + 1];
    fu_token_make(&key, FU_BOUNCE_PURPOSE, proven, 0, token);
    return fu_arena_print(arena, "%s-%lld-%s", signature, (long long)named, token);
}

static void a_report_that_returns_a_mail_of_ours_is_a_bounce(void **state)
{
    (void)state;
    static const struct fu_recipient from = {"remind@example.org", 0};
    char token[FU_TOKEN_LENGTH + 1];
    struct fu_report report = {.message_id = "5.3@remind.example.org", .signature = token};
    struct fu_rules rules = easy_rules();
    struct fu_letter letter = easy_letter();
    fu_token_sign(&key, FU_SIGNATURE_PURPOSE, report.message_id, token);
    letter.recipients = &from;
    letter.report = &report;
    letter.marks = FU_MARK_REPORT;
    assert_int_equal(decide(&rules, &letter, ""), FU_VERDICT_BOUNCE);
    assert_int_equal(decision.bounced, 0);
    report.signature = delivery_signature(token, 12, 12);
    assert_int_equal(decide(&rules, &letter, ""), FU_VERDICT_BOUNCE);
    assert_int_equal(decision.bounced, 12);
    report.signature = delivery_signature(token, 13, 12);
    assert_int_equal(decide(&rules, &letter, ""), FU_VERDICT_BOUNCE);
    assert_int_equal(decision.bounced, 0);
    report.signature = delivery_signature("aaaaaaaaaaaaaaaaaaaa", 12, 12);
    assert_int_equal(decide(&rules, &letter, ""), FU_VERDICT_NOT_OURS);
    report.signature = token;
    letter.marks = 0; /* a person forwards it */
    assert_int_equal(decide(&rules, &letter, ""), FU_VERDICT_NOT_OURS);
    letter.marks = FU_MARK_REPORT;
    report.message_id = "5.4@remind.example.org";
    assert_int_equal(decide(&rules, &letter, ""), FU_VERDICT_NOT_OURS);
    report = (struct fu_report){.message_id = "", .signature = ""};
    assert_int_equal(decide(&rules, &letter, ""), FU_VERDICT_NOT_OURS);
}

static void a_signed_mail_keeps_its_checks_and_nothing_else(void **state)
{
    (void)state;
    struct fu_rules rules = easy_rules();
    struct fu_letter letter = easy_letter();
    char token[FU_TOKEN_LENGTH + 1];
    static const struct fu_recipient recipients[] = {{"3days@remind.example.org", 0},
        {"check+one@remind.example.org", 0}, {"check+two@remind.example.org", 0}};
    fu_token_sign(&key, FU_SIGNATURE_PURPOSE, letter.message_id, token);
    letter.signature = token;
    letter.from.address = "remind@example.org";
    letter.recipients = recipients;
    letter.recipient_count = 3;
    assert_int_equal(decide(&rules, &letter, ""), FU_VERDICT_OWN);
    assert_int_equal(decision.request_count, 2);
    assert_int_equal(decision.requests[0].kind, FU_REQUEST_CHECK);
    assert_string_equal(decision.requests[0].token, "one");
    assert_string_equal(decision.requests[1].token, "two");
    letter.signature = "";
    assert_int_equal(decide(&rules, &letter, ""), FU_VERDICT_STRANGER);
}

static void a_cadence_domain_writes_no_mail_but_a_plus_address_may(void **state)
{
    (void)state;
    struct fu_rules rules = easy_rules();
    rules.allow = TEXTS("*@remind.example.org", "*@example.org");
    struct fu_letter letter = easy_letter();
    letter.from.address = "5days@Remind.example.org";
    assert_int_equal(decide(&rules, &letter, ""), FU_VERDICT_OWN);
    letter.from.address = "me+work@example.org";
    assert_int_equal(decide(&rules, &letter, ""), FU_VERDICT_ACCEPTED);
}

static void each_sign_of_a_machine_is_enough_but_one(void **state)
{
    (void)state;
    static const unsigned enough[] = {FU_MARK_AUTO_SUBMITTED, FU_MARK_NULL_SENDER, FU_MARK_REPORT,
        FU_MARK_FAILED, FU_MARK_DAEMON, FU_MARK_LIST, FU_MARK_BULK, FU_MARK_AUTO_REPLY,
        FU_MARK_LOOPING};
    struct fu_rules rules = easy_rules();
    struct fu_letter letter = easy_letter();
    for (size_t i = 0; i < sizeof enough / sizeof enough[0]; i++) {
        letter.marks = enough[i];
        assert_int_equal(decide(&rules, &letter, ""), FU_VERDICT_AUTOMATIC);
        letter.marks |= FU_MARK_SUPPRESS;
        assert_int_equal(decide(&rules, &letter, ""), FU_VERDICT_AUTOMATIC);
    }
    letter.marks = FU_MARK_SUPPRESS;
    assert_int_equal(decide(&rules, &letter, ""), FU_VERDICT_ACCEPTED);
    letter.marks = FU_MARK_NULL_SENDER | FU_MARK_REPORT;
    decide(&rules, &letter, "");
    assert_string_equal(
        decision.reason, "A machine wrote it: it has an empty return path, a delivery report.");
    letter.marks = ~0U;
    assert_int_equal(decide(&rules, &letter, ""), FU_VERDICT_AUTOMATIC);
}

static void a_subject_like_a_responders_tells_only_where_responders_write(void **state)
{
    (void)state;
    struct fu_rules rules = easy_rules();
    struct fu_letter letter = easy_letter();
    letter.subject = "Out of office: who stands in for me?";
    letter.marks = FU_MARK_TITLE | FU_MARK_SUPPRESS;
    assert_int_equal(decide(&rules, &letter, ""), FU_VERDICT_ACCEPTED);
    letter.in_reply_to = "reminder@remind.example.org";
    assert_int_equal(decide(&rules, &letter, ""), FU_VERDICT_AUTOMATIC);
    assert_string_equal(decision.reason, "A machine wrote it: it has a responder's subject.");
    letter = easy_letter();
    letter.marks = FU_MARK_TITLE;
    letter.references = (const char *const[]){"reminder@remind.example.org"};
    letter.reference_count = 1;
    assert_int_equal(decide(&rules, &letter, ""), FU_VERDICT_AUTOMATIC);
    letter.reference_count = 0;
    letter.marks |= FU_MARK_BULK;
    assert_int_equal(decide(&rules, &letter, ""), FU_VERDICT_AUTOMATIC);
    /* A person who asks for two times, and mistypes one. */
    const struct fu_recipient typed[] = {
        {"3days@remind.example.org", 0}, {"3dyas@remind.example.org", 0}};
    letter.recipients = typed;
    letter.recipient_count = 2;
    letter.marks = FU_MARK_TITLE;
    assert_int_equal(decide(&rules, &letter, ""), FU_VERDICT_ACCEPTED);
    /* Where our mails are answered, and what they are from. */
    rules.from = "remind@remind.example.org";
    static const char *const others[] = {"reply+aaaaaaaaaaaaaaaaaaaa@remind.example.org",
        "remind@remind.example.org", "list@remind.example.org"};
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++) {
        const struct fu_recipient recipients[] = {
            {"3days@remind.example.org", 0}, {others[i], 0}};
        letter.recipients = recipients;
        letter.recipient_count = 2;
        letter.marks = FU_MARK_TITLE;
        assert_int_equal(decide(&rules, &letter, ""), FU_VERDICT_AUTOMATIC);
        letter.marks = 0;
        assert_int_equal(decide(&rules, &letter, ""), FU_VERDICT_ACCEPTED);
    }
}

static void nobody_is_held_to_a_from_that_names_none_or_several(void **state)
{
    (void)state;
    struct fu_rules rules = easy_rules();
    struct fu_letter letter = easy_letter();
    letter.from = (struct fu_mailbox){"", ""};
    letter.from_count = 0;
    assert_int_equal(decide(&rules, &letter, ""), FU_VERDICT_NOBODY);
    assert_string_equal(decision.sender, "");
    letter.from_count = 2;
    assert_int_equal(decide(&rules, &letter, ""), FU_VERDICT_NOBODY);
    assert_non_null(strstr(decision.reason, "2 addresses"));
    letter.from_count = 1;
    assert_int_equal(decide(&rules, &letter, ""), FU_VERDICT_NOBODY);
    letter.from = (struct fu_mailbox){"", "alice@example.org"}; /* a damaged letter */
    letter.from_count = 2;
    assert_int_equal(decide(&rules, &letter, ""), FU_VERDICT_NOBODY);
    assert_string_equal(decision.sender, "");
}

static void a_stranger_is_told_to_the_operator_only(void **state)
{
    (void)state;
    struct fu_rules rules = easy_rules();
    struct fu_letter letter = easy_letter();
    letter.from = (struct fu_mailbox){"alice@example.org", "eve@example.net"};
    assert_int_equal(decide(&rules, &letter, ""), FU_VERDICT_STRANGER);
    assert_string_equal(decision.sender, "eve@example.net");
    assert_non_null(strstr(decision.cure, "eve@example.net to allow"));
    assert_int_equal(decide(&rules, &letter, "eve@example.com"), FU_VERDICT_STRANGER);
    assert_int_equal(decide(&rules, &letter, "alice@example.org"), FU_VERDICT_ACCEPTED);
    assert_string_equal(decision.sender, "eve@example.net");
}

static void a_sent_folder_speaks_for_its_owner(void **state)
{
    (void)state;
    struct fu_rules rules = easy_rules();
    struct fu_letter letter = easy_letter();
    rules.sent = true;
    rules.owner = "alice@example.org";
    rules.sender_check = FU_CHECK_RESULTS | FU_CHECK_SUBMISSION;
    letter.zone = FU_ZONE_SHORT;
    letter.bcc = MAILBOXES({"", "3days@remind.example.org"});
    assert_int_equal(decide(&rules, &letter, ""), FU_VERDICT_ACCEPTED);
    assert_string_equal(decision.sender, "alice@example.org");
    assert_true(decision.requests[0].may_change);
    letter.from.address = "a.archer@home.example";
    assert_int_equal(decide(&rules, &letter, "alice@example.org"), FU_VERDICT_ACCEPTED);
    assert_string_equal(decision.sender, "alice@example.org");
    assert_int_equal(decide(&rules, &letter, ""), FU_VERDICT_STRANGER);
    assert_non_null(strstr(decision.cure, "aliases=a.archer@home.example"));
    letter.from_count = 0;
    letter.from.address = "";
    assert_int_equal(decide(&rules, &letter, ""), FU_VERDICT_ACCEPTED);
    assert_string_equal(decision.sender, "alice@example.org");
    letter.from_count = 2;
    assert_int_equal(decide(&rules, &letter, ""), FU_VERDICT_NOBODY);
    letter.from_count = 0;
    rules.allow = TEXTS("bob@example.com");
    assert_int_equal(decide(&rules, &letter, ""), FU_VERDICT_STRANGER);
    rules.owner = "";
    assert_int_equal(decide(&rules, &letter, ""), FU_VERDICT_STRANGER);
}

/* Each step takes away what decided the step before. */
static void verdicts_come_in_their_order(void **state)
{
    (void)state;
    struct fu_rules rules = easy_rules();
    struct fu_letter letter = easy_letter();
    char token[FU_TOKEN_LENGTH + 1];
    fu_token_sign(&key, FU_SIGNATURE_PURPOSE, letter.message_id, token);
    rules.sender_check = FU_CHECK_RESULTS;
    rules.allow = TEXTS("bob@example.com");
    letter.recipient_count = 0;
    letter.signature = token;
    letter.marks = FU_MARK_AUTO_SUBMITTED;
    letter.from_count = 2;
    assert_int_equal(decide(&rules, &letter, ""), FU_VERDICT_NOT_OURS);
    letter.recipient_count = 1;
    assert_int_equal(decide(&rules, &letter, ""), FU_VERDICT_OWN);
    letter.signature = "";
    assert_int_equal(decide(&rules, &letter, ""), FU_VERDICT_AUTOMATIC);
    letter.marks = 0;
    assert_int_equal(decide(&rules, &letter, ""), FU_VERDICT_NOBODY);
    letter.from_count = 1;
    assert_int_equal(decide(&rules, &letter, ""), FU_VERDICT_STRANGER);
    rules.allow = TEXTS("*@example.org");
    assert_int_equal(decide(&rules, &letter, ""), FU_VERDICT_DOUBTED);
    rules.sender_check = FU_CHECK_NONE;
    assert_int_equal(decide(&rules, &letter, ""), FU_VERDICT_ACCEPTED);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_letter_by_the_book_is_accepted, set_up, tear_down),
        cmocka_unit_test_setup_teardown(several_addresses_make_several_requests, set_up, tear_down),
        cmocka_unit_test_setup_teardown(
            addresses_beyond_the_limit_are_refused_once, set_up, tear_down),
        cmocka_unit_test_setup_teardown(
            a_letter_without_an_address_of_ours_is_not_ours, set_up, tear_down),
        cmocka_unit_test_setup_teardown(
            a_mail_to_the_address_our_mails_are_from_is_told_so, set_up, tear_down),
        cmocka_unit_test_setup_teardown(
            a_mail_of_our_own_is_known_by_its_signature, set_up, tear_down),
        cmocka_unit_test_setup_teardown(
            a_machines_mail_to_a_bounce_address_is_a_bounce, set_up, tear_down),
        cmocka_unit_test_setup_teardown(
            a_report_that_returns_a_mail_of_ours_is_a_bounce, set_up, tear_down),
        cmocka_unit_test_setup_teardown(
            a_signed_mail_keeps_its_checks_and_nothing_else, set_up, tear_down),
        cmocka_unit_test_setup_teardown(
            a_cadence_domain_writes_no_mail_but_a_plus_address_may, set_up, tear_down),
        cmocka_unit_test_setup_teardown(
            each_sign_of_a_machine_is_enough_but_one, set_up, tear_down),
        cmocka_unit_test_setup_teardown(
            a_subject_like_a_responders_tells_only_where_responders_write, set_up, tear_down),
        cmocka_unit_test_setup_teardown(
            nobody_is_held_to_a_from_that_names_none_or_several, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_stranger_is_told_to_the_operator_only, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_sent_folder_speaks_for_its_owner, set_up, tear_down),
        cmocka_unit_test_setup_teardown(verdicts_come_in_their_order, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
