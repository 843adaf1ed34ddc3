/* Which addresses are ours, which of a letter's count, whom the rules allow. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <string.h>

#include "followupd/intent/intent.h"
#include "letters.h"

static struct fu_arena *arena;
static const struct fu_key key = {{1}};

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

static void an_address_is_ours_by_domain_or_behind_a_mailbox(void **state)
{
    (void)state;
    struct fu_rules rules = easy_rules();
    rules.mailboxes = TEXTS("me@example.org", "front.desk@example.com");
    static const struct {
        const char *address;
        const char *local_part; /* NULL: not ours */
    } table[] = {
        {"3days@remind.example.org", "3days"},
        {"3Days@Remind.Example.ORG", "3days"},
        {"postmaster@remind.example.org", "postmaster"},
        {"a+b@remind.example.org", "a+b"},
        {"me+3days@example.org", "3days"},
        {"ME+3Days+acme@Example.org", "3days+acme"},
        {"front.desk+done+x@example.com", "done+x"},
        {"me+@example.org", ""},
        {"me@example.org", NULL},
        {"me-3days@example.org", NULL},
        {"mee+3days@example.org", NULL},
        {"m+3days@example.org", NULL},
        {"me+3days@example.com", NULL},
        {"front.desk+x@example.org", NULL},
        {"3days@example.org", NULL},
        {"3days@x.remind.example.org", NULL},
        {"3days@remind.example.org.evil.example", NULL},
        {"3days@evilremind.example.org", NULL},
        {"remind.example.org", NULL},
        {"", NULL},
    };
    for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
        const char *found = fu_intent_local_part(arena, &rules, table[i].address);
        if (table[i].local_part == NULL) {
            assert_null(found);
        } else {
            assert_non_null(found);
            assert_string_equal(found, table[i].local_part);
        }
    }
}

static void the_delimiter_is_the_configured_one(void **state)
{
    (void)state;
    struct fu_rules rules = easy_rules();
    rules.delimiter = '-';
    assert_string_equal(fu_intent_local_part(arena, &rules, "me-done+abc@example.org"), "done+abc");
    assert_null(fu_intent_local_part(arena, &rules, "me+3days@example.org"));
    rules.delimiter = '\0';
    assert_null(fu_intent_local_part(arena, &rules, "me+3days@example.org"));
}

static void a_mailbox_in_a_cadence_domain_is_no_cadence(void **state)
{
    (void)state;
    struct fu_rules rules = easy_rules();
    rules.mailboxes = TEXTS("team@remind.example.org");
    assert_null(fu_intent_local_part(arena, &rules, "team@remind.example.org"));
    assert_string_equal(
        fu_intent_local_part(arena, &rules, "team+3days@remind.example.org"), "3days");
    assert_string_equal(fu_intent_local_part(arena, &rules, "3days@remind.example.org"), "3days");
}

/* The addresses the decision lists, as "ADDRESS/PLACE ADDRESS/PLACE"; every letter here is accepted
 * or not ours. */
static const char *listed(const struct fu_rules *rules, const struct fu_letter *letter)
{
    static const char *const places[] = {
        [FU_PLACE_BCC] = "bcc", [FU_PLACE_TO] = "to", [FU_PLACE_CC] = "cc"};
    struct fu_decision decision;
    fu_intent_decide(arena, rules, &key, letter, NULL, &decision);
    bool ours = fu_intent_is_ours(arena, rules, letter);
    assert_int_equal(decision.verdict, ours ? FU_VERDICT_ACCEPTED : FU_VERDICT_NOT_OURS);
    const char *text = "";
    for (size_t i = 0; i < decision.request_count; i++) {
        text = fu_arena_print(arena, "%s%s%s/%s", text, i > 0 ? " " : "",
            decision.requests[i].address, places[decision.requests[i].place]);
    }
    return text;
}

static void what_may_be_a_bounce_is_read_whole(void **state)
{
    (void)state;
    static const struct fu_recipient from = {"remind@example.org", 0};
    static const struct {
        unsigned marks;
        bool ours, anywhere;
    } cases[] = {{FU_MARK_NULL_SENDER, true, false}, {FU_MARK_REPORT, true, true},
        {FU_MARK_FAILED, true, true}, {FU_MARK_LIST | FU_MARK_DAEMON | FU_MARK_BULK, false, false},
        {0, false, false}};
    struct fu_rules rules = easy_rules();
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct fu_letter letter = easy_letter();
        letter.marks = cases[i].marks;
        letter.recipient_count = 0;
        assert_int_equal(fu_intent_is_ours(arena, &rules, &letter), cases[i].anywhere);
        letter.recipients = &from;
        letter.recipient_count = 1;
        assert_int_equal(fu_intent_is_ours(arena, &rules, &letter), cases[i].ours);
        letter.recipient_count = 0;
        letter.to = MAILBOXES({"", "Remind@example.org"});
        assert_int_equal(fu_intent_is_ours(arena, &rules, &letter), cases[i].ours);
        rules.sent = true;
        assert_false(fu_intent_is_ours(arena, &rules, &letter));
        rules.sent = false;
    }
}

static void the_address_that_mails_are_from_may_be_somebodys(void **state)
{
    (void)state;
    static const char *const mailboxes[] = {"Remind@example.org"};
    static const char *const everybody[] = {"*@example.org"};
    static const char *const named[] = {"*@example.com", "remind@example.org"};
    struct fu_rules rules = easy_rules();
    rules.from = "remind@example.org";
    rules.allow = (struct fu_texts){everybody, 1};
    assert_true(fu_intent_is_own(arena, &rules, "remind@example.org"));
    assert_true(fu_intent_is_own(arena, &rules, "3days@remind.example.org"));
    assert_false(fu_intent_is_own(arena, &rules, "alice@example.org"));
    rules.allow = (struct fu_texts){named, 2};
    assert_false(fu_intent_is_own(arena, &rules, "remind@example.org"));
    rules.allow = (struct fu_texts){everybody, 1};
    rules.mailboxes = (struct fu_texts){mailboxes, 1};
    assert_false(fu_intent_is_own(arena, &rules, "remind@example.org"));
    assert_true(fu_intent_is_own(arena, &rules, "remind+3days@example.org"));
}

static void what_our_servers_noted_comes_before_what_the_sender_wrote(void **state)
{
    (void)state;
    struct fu_rules rules = easy_rules();
    struct fu_letter letter = easy_letter();
    letter.to = MAILBOXES({"", "5days@remind.example.org"});
    assert_string_equal(listed(&rules, &letter), "3days@remind.example.org/bcc");
    letter.recipient_count = 0;
    assert_string_equal(listed(&rules, &letter), "5days@remind.example.org/to");
    letter.zone = FU_ZONE_SHORT;
    letter.recipient_count = 1; /* a damaged letter: a short zone names nobody */
    assert_string_equal(listed(&rules, &letter), "5days@remind.example.org/to");
}

static void only_the_most_trusted_header_that_names_us_counts(void **state)
{
    (void)state;
    struct fu_rules rules = easy_rules();
    struct fu_letter letter = easy_letter();
    static const struct fu_recipient recipients[] = {{"team@lists.example.org", 0},
        {"3days@remind.example.org", 1}, {"stranger@example.net", 1},
        {"5days@remind.example.org", 1}, {"7days@remind.example.org", 2}};
    letter.recipients = recipients;
    letter.recipient_count = 5;
    assert_string_equal(
        listed(&rules, &letter), "3days@remind.example.org/bcc 5days@remind.example.org/bcc");
    letter.recipients = recipients + 4;
    letter.recipient_count = 1;
    assert_string_equal(listed(&rules, &letter), "7days@remind.example.org/bcc");
    letter.recipients = recipients;
    assert_string_equal(listed(&rules, &letter), "");
}

static void the_place_is_where_the_address_stands_visibly(void **state)
{
    (void)state;
    struct fu_rules rules = easy_rules();
    struct fu_letter letter = easy_letter();
    letter.cc = MAILBOXES({"", "carol@example.com"}, {"", "3Days@remind.example.org"});
    assert_string_equal(listed(&rules, &letter), "3days@remind.example.org/cc");
    letter.to = MAILBOXES({"", "3days@remind.example.org"});
    assert_string_equal(listed(&rules, &letter), "3days@remind.example.org/to");
    letter.to = letter.cc = (struct fu_mailbox_list){NULL, 0};
    assert_string_equal(listed(&rules, &letter), "3days@remind.example.org/bcc");
    letter.bcc = MAILBOXES({"", "3days@remind.example.org"});
    assert_string_equal(listed(&rules, &letter), "3days@remind.example.org/bcc");
}

static void each_address_counts_once(void **state)
{
    (void)state;
    struct fu_rules rules = easy_rules();
    struct fu_letter letter = easy_letter();
    letter.recipient_count = 0;
    letter.to = MAILBOXES({"", "3days@remind.example.org"}, {"", "3DAYS@remind.example.org"},
        {"", "me+3days@example.org"});
    letter.cc = MAILBOXES({"", "3days@remind.example.org"}, {"", "list@remind.example.org"});
    assert_string_equal(listed(&rules, &letter),
        "3days@remind.example.org/to me+3days@example.org/to list@remind.example.org/cc");
}

static void a_bcc_field_counts_in_a_sent_folder_only(void **state)
{
    (void)state;
    struct fu_rules rules = easy_rules();
    struct fu_letter letter = easy_letter();
    letter.recipient_count = 0;
    letter.bcc = MAILBOXES({"", "5days@remind.example.org"});
    assert_string_equal(listed(&rules, &letter), "");
    rules.sent = true;
    rules.owner = "alice@example.org";
    letter.to = MAILBOXES({"", "1day@remind.example.org"});
    letter.cc = MAILBOXES({"", "2days@remind.example.org"});
    assert_string_equal(listed(&rules, &letter),
        "1day@remind.example.org/to 2days@remind.example.org/cc 5days@remind.example.org/bcc");
    static const struct fu_recipient forged[] = {{"9days@remind.example.org", 0}};
    letter.recipients = forged;
    letter.recipient_count = 1;
    letter.to = letter.cc = (struct fu_mailbox_list){NULL, 0};
    assert_string_equal(listed(&rules, &letter), "5days@remind.example.org/bcc");
}

static void people_are_allowed_by_any_address_of_theirs(void **state)
{
    (void)state;
    struct fu_rules rules = easy_rules();
    rules.allow = TEXTS("alice@example.org", "*@example.com", "*@*.example.net");
    static const struct {
        const char *address;
        const char *person;
        const char *alias;
        bool allowed;
    } table[] = {
        {"alice@example.org", "", "", true},
        {"Alice@Example.org", "", "", true},
        {"alice@example.org.evil.example", "", "", false},
        {"malice@example.org", "", "", false},
        {"bob@example.com", "", "", true},
        {"bob@x.example.com", "", "", false},
        {"bob@a.example.net", "", "", true},
        {"bob@example.net", "", "", false},
        {"a.archer@home.example", "", "", false},
        {"a.archer@home.example", "alice@example.org", "", true},
        {"a.archer@home.example", "eve@home.example", "", false},
        {"carol@home.example", "carol@home.example", "c@home.example", false},
        {"carol@home.example", "carol@home.example", "carol@example.com", true},
        {"c@home.example", "carol@home.example", "carol@example.com", true},
        {"", "", "", false},
    };
    for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
        const char *const aliases[] = {"c@home.example", table[i].alias};
        const struct fu_person person = {
            .address = table[i].person, .aliases = aliases, .alias_count = 2};
        bool known = *table[i].person != '\0';
        assert_int_equal(
            fu_intent_allowed(&rules, table[i].address, known ? &person : NULL), table[i].allowed);
    }
    rules.allow = (struct fu_texts){NULL, 0};
    assert_false(fu_intent_allowed(&rules, "alice@example.org", NULL));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(
            an_address_is_ours_by_domain_or_behind_a_mailbox, set_up, tear_down),
        cmocka_unit_test_setup_teardown(the_delimiter_is_the_configured_one, set_up, tear_down),
        cmocka_unit_test_setup_teardown(
            a_mailbox_in_a_cadence_domain_is_no_cadence, set_up, tear_down),
        cmocka_unit_test_setup_teardown(
            what_our_servers_noted_comes_before_what_the_sender_wrote, set_up, tear_down),
        cmocka_unit_test_setup_teardown(what_may_be_a_bounce_is_read_whole, set_up, tear_down),
        cmocka_unit_test_setup_teardown(
            the_address_that_mails_are_from_may_be_somebodys, set_up, tear_down),
        cmocka_unit_test_setup_teardown(
            only_the_most_trusted_header_that_names_us_counts, set_up, tear_down),
        cmocka_unit_test_setup_teardown(
            the_place_is_where_the_address_stands_visibly, set_up, tear_down),
        cmocka_unit_test_setup_teardown(each_address_counts_once, set_up, tear_down),
        cmocka_unit_test_setup_teardown(
            a_bcc_field_counts_in_a_sent_folder_only, set_up, tear_down),
        cmocka_unit_test_setup_teardown(
            people_are_allowed_by_any_address_of_theirs, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
