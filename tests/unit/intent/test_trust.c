/* Whether From is believed: results, alignment, logins, short zones. Every row of a table is one
 * letter. */
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
static const struct fu_key key = {{7}};
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

static struct fu_rules rules_with(unsigned checks)
{
    struct fu_rules rules = easy_rules();
    static const char *const allow[] = {"*@example.org", "*@*.example.org", "*@example.co.uk",
        "*@localhost", "*@remind.example.com", "*@home.example", "*@example.com"};
    rules.allow = (struct fu_texts){allow, sizeof allow / sizeof allow[0]};
    rules.sender_check = checks;
    return rules;
}

static bool believed(
    const struct fu_rules *rules, const struct fu_letter *letter, const char *person)
{
    const struct fu_person known = {.address = person};
    fu_intent_decide(arena, rules, &key, letter, *person != '\0' ? &known : NULL, &decision);
    assert_true(decision.verdict == FU_VERDICT_ACCEPTED || decision.verdict == FU_VERDICT_DOUBTED);
    return decision.verdict == FU_VERDICT_ACCEPTED;
}

struct row {
    const char *from;
    struct fu_result results[4];
    bool believed;
};

static void check_results(const struct row *rows, size_t count)
{
    struct fu_rules rules = rules_with(FU_CHECK_RESULTS);
    for (size_t i = 0; i < count; i++) {
        struct fu_letter letter = easy_letter();
        letter.from.address = rows[i].from;
        letter.results_present = true;
        letter.results = rows[i].results;
        while (letter.result_count < 4 && rows[i].results[letter.result_count].method != NULL) {
            letter.result_count++;
        }
        bool found = believed(&rules, &letter, "");
        if (found != rows[i].believed) {
            print_error("row %zu: %s\n", i, decision.reason);
        }
        assert_int_equal(found, rows[i].believed);
    }
}

#define CHECK(rows) check_results(rows, sizeof(rows) / sizeof(rows)[0])

static void dmarc_counts_for_exactly_its_domain(void **state)
{
    (void)state;
    static const struct row rows[] = {
        {"alice@example.org", {{"dmarc", "pass", "example.org"}}, true},
        {"alice@example.org", {{"dmarc", "pass", "Example.ORG"}}, true},
        {"alice@mail.example.org", {{"dmarc", "pass", "example.org"}}, false},
        {"alice@example.org", {{"dmarc", "pass", "mail.example.org"}}, false},
        {"alice@example.org", {{"dmarc", "pass", "evil.example"}}, false},
        {"alice@example.org", {{"dmarc", "pass", ""}}, false},
        {"alice@example.org", {{"dmarc", "fail", "example.org"}}, false},
        {"alice@example.org", {{"dmarc", "none", "example.org"}}, false},
        {"alice@example.org", {{"dmarc", "bestguesspass", "example.org"}}, false},
        {"alice@example.org",
            {{"dmarc", "temperror", "example.org"}, {"dkim", "pass", "example.org"}}, true},
    };
    CHECK(rows);
}

static void dkim_and_spf_count_for_their_domain_and_what_lies_below(void **state)
{
    (void)state;
    static const char *const methods[] = {"dkim", "spf"};
    for (size_t i = 0; i < 2; i++) {
        const char *method = methods[i];
        const struct row rows[] = {
            {"alice@example.org", {{method, "pass", "example.org"}}, true},
            {"alice@example.org", {{method, "pass", "EXAMPLE.org"}}, true},
            {"alice@mail.example.org", {{method, "pass", "example.org"}}, true},
            {"alice@a.b.example.org", {{method, "pass", "example.org"}}, true},
            {"alice@a.b.example.org", {{method, "pass", "b.example.org"}}, true},
            {"alice@example.org", {{method, "pass", "mail.example.org"}}, false},
            {"alice@a.example.org", {{method, "pass", "b.example.org"}}, false},
            {"alice@example.org", {{method, "pass", "org"}}, false},
            {"alice@example.org", {{method, "pass", ".org"}}, false},
            {"alice@example.org", {{method, "pass", "org."}}, false},
            {"alice@example.org", {{method, "pass", "ple.org"}}, false},
            {"alice@example.org", {{method, "pass", ".example.org"}}, false},
            {"alice@example.org", {{method, "pass", "evil.example"}}, false},
            {"alice@example.org", {{method, "pass", "example.org.evil.example"}}, false},
            {"alice@example.org", {{method, "pass", "evilexample.org"}}, false},
            {"alice@example.org", {{method, "pass", ""}}, false},
            {"alice@example.org", {{method, "fail", "example.org"}}, false},
            {"alice@example.org", {{method, "softfail", "example.org"}}, false},
            {"alice@example.org", {{method, "neutral", "example.org"}}, false},
            {"alice@example.org", {{method, "passed", "example.org"}}, false},
            {"alice@localhost", {{method, "pass", "localhost"}}, true},
            /* Below a domain that hands out names, anybody gets one that passes: never upwards. */
            {"alice@example.co.uk", {{method, "pass", "evil.co.uk"}}, false},
            {"alice@example.co.uk", {{method, "pass", "uk"}}, false},
            {"alice@example.org",
                {{method, "fail", "example.org"}, {method, "pass", "example.org"}}, true},
            {"alice@example.org",
                {{method, "pass", "evil.example"}, {method, "pass", "example.org"}}, true},
        };
        CHECK(rows);
    }
}

static void a_failed_dmarc_outweighs_dkim_and_spf(void **state)
{
    (void)state;
    static const struct row rows[] = {
        {"alice@example.org", {{"dkim", "pass", "example.org"}, {"dmarc", "fail", "example.org"}},
            false},
        {"alice@example.org", {{"spf", "pass", "example.org"}, {"dmarc", "fail", ""}}, false},
        {"alice@example.org", {{"dmarc", "pass", "example.org"}, {"dmarc", "fail", "example.org"}},
            false},
        {"alice@example.org", {{"dkim", "pass", "example.org"}, {"dmarc", "fail", "other.example"}},
            true},
        {"alice@example.org",
            {{"auth", "pass", "alice@example.org"}, {"dmarc", "fail", "example.org"}}, true},
    };
    CHECK(rows);
}

static void other_methods_prove_nothing(void **state)
{
    (void)state;
    static const struct row rows[] = {
        {"alice@example.org", {{"arc", "pass", "example.org"}}, false},
        {"alice@example.org", {{"iprev", "pass", "example.org"}}, false},
        {"alice@example.org", {{"dkim-adsp", "pass", "example.org"}}, false},
        {"alice@example.org", {{"x-dkim", "pass", "example.org"}}, false},
        {"alice@example.org", {{"sender-id", "pass", "example.org"}}, false},
        {"alice@example.org", {{"none", "pass", "example.org"}}, false},
        {"alice@example.org", {{NULL, NULL, NULL}}, false},
    };
    CHECK(rows);
}

static void a_login_in_the_results_counts_for_its_own_address(void **state)
{
    (void)state;
    static const struct row rows[] = {
        {"alice@example.org", {{"auth", "pass", "alice@example.org"}}, true},
        {"alice@example.org", {{"auth", "pass", "Alice@example.org"}}, true},
        {"alice@example.org", {{"auth", "pass", "bob@example.org"}}, false},
        {"alice@example.org", {{"auth", "pass", "alice@evil.example"}}, false},
        {"alice@example.org", {{"auth", "fail", "alice@example.org"}}, false},
        {"alice@example.org", {{"auth", "pass", ""}}, false},
        {"alice@example.org", {{"auth", "pass", "alice"}}, true},
        {"alice@mail.example.org", {{"auth", "pass", "alice"}}, false},
        {"alice@home.example", {{"auth", "pass", "alice"}}, false},
    };
    CHECK(rows);
}

struct login_row {
    const char *from;
    const char *person;
    const char *login;
    bool believed;
};

static void a_submission_counts_for_the_mailbox_of_its_login(void **state)
{
    (void)state;
    static const struct login_row rows[] = {
        {"alice@example.org", "", "alice@example.org", true},
        {"alice@example.org", "", "ALICE@EXAMPLE.ORG", true},
        {"alice@example.org", "", "alice", true},
        {"alice@example.org", "", "Alice", true},
        {"alice@example.org", "", "alic", false},
        {"alice@example.org", "", "alicee", false},
        {"alice@example.org", "", "bob", false},
        {"alice@example.org", "", "alice@", false},
        {"alice@example.org", "", "@example.org", false},
        {"alice@example.org", "", "alice@evil.example", false},
        {"alice@example.org", "", "", false},
        /* A bare login names a mailbox of our server only. */
        {"alice@home.example", "", "alice", false},
        {"alice@x.example.org", "", "alice", false},
        {"alice@example.com", "", "alice", true},
        /* A person may submit under one address and write from an alias. */
        {"a.archer@home.example", "alice@example.org", "alice@example.org", true},
        {"a.archer@home.example", "alice@example.org", "alice", true},
        {"a.archer@home.example", "alice@example.org", "a.archer", false},
        {"a.archer@home.example", "", "alice@example.org", false},
        {"a.archer@home.example", "alice@example.org", "bob@example.org", false},
    };
    struct fu_rules rules = rules_with(FU_CHECK_SUBMISSION);
    rules.from = "remind@example.com";
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct fu_letter letter = easy_letter();
        letter.from.address = rows[i].from;
        letter.submitted_by = rows[i].login;
        bool found = believed(&rules, &letter, rows[i].person);
        if (found != rows[i].believed) {
            print_error("row %zu: %s\n", i, decision.reason);
        }
        assert_int_equal(found, rows[i].believed);
    }
}

static void each_check_looks_at_its_own_proof_only(void **state)
{
    (void)state;
    static const struct fu_result passed = {"dkim", "pass", "example.org"};
    struct fu_letter with_results = easy_letter(), with_login = easy_letter();
    with_results.results = &passed;
    with_results.result_count = 1;
    with_results.results_present = true;
    with_login.submitted_by = "alice@example.org";
    struct fu_rules rules = rules_with(FU_CHECK_RESULTS);
    assert_true(believed(&rules, &with_results, ""));
    assert_false(believed(&rules, &with_login, ""));
    rules = rules_with(FU_CHECK_SUBMISSION);
    assert_false(believed(&rules, &with_results, ""));
    assert_true(believed(&rules, &with_login, ""));
    rules = rules_with(FU_CHECK_RESULTS | FU_CHECK_SUBMISSION);
    assert_true(believed(&rules, &with_results, ""));
    assert_true(believed(&rules, &with_login, ""));
    struct fu_letter with_nothing = easy_letter();
    assert_false(believed(&rules, &with_nothing, ""));
    rules = rules_with(FU_CHECK_NONE);
    assert_true(believed(&rules, &with_nothing, ""));
}

static void a_short_zone_proves_nothing(void **state)
{
    (void)state;
    static const struct fu_result passed = {"dmarc", "pass", "example.org"};
    struct fu_rules rules = rules_with(FU_CHECK_RESULTS | FU_CHECK_SUBMISSION);
    struct fu_letter letter = easy_letter();
    letter.to = MAILBOXES({"", "3days@remind.example.org"});
    letter.results = &passed;
    letter.result_count = 1;
    letter.results_present = true;
    letter.submitted_by = "alice@example.org";
    assert_true(believed(&rules, &letter, ""));
    letter.zone = FU_ZONE_SHORT;
    assert_false(believed(&rules, &letter, ""));
    assert_non_null(strstr(decision.reason, "trusted_received"));
    assert_non_null(strstr(decision.cure, "Set trusted_received in [addresses]"));
    rules.sender_check = FU_CHECK_NONE;
    assert_true(believed(&rules, &letter, ""));
}

static void every_doubt_names_the_setting_that_would_end_it(void **state)
{
    (void)state;
    static const struct fu_result results[] = {
        {"dkim", "pass", "other.example"}, {"spf", "fail", ""}};
    struct fu_rules rules = rules_with(FU_CHECK_RESULTS);
    struct fu_letter letter = easy_letter();
    rules.authserv_id = "";
    assert_false(believed(&rules, &letter, ""));
    assert_non_null(strstr(decision.cure, "Set authserv_id in [people]"));
    rules.authserv_id = "mx.example.org";
    assert_false(believed(&rules, &letter, ""));
    assert_string_equal(
        decision.reason, "No Authentication-Results of mx.example.org stand where they count.");
    assert_non_null(strstr(decision.cure, "results_position"));
    letter.results_present = true;
    letter.results = results;
    letter.result_count = 2;
    assert_false(believed(&rules, &letter, ""));
    assert_string_equal(decision.reason,
        "The Authentication-Results of mx.example.org do not vouch for example.org (dkim=pass for "
        "other.example, spf=fail).");
    assert_non_null(strstr(decision.cure, "sender_check"));
    rules.sender_check = FU_CHECK_SUBMISSION;
    assert_false(believed(&rules, &letter, ""));
    assert_string_equal(
        decision.reason, "No trusted Received line names the login that submitted it.");
    assert_non_null(strstr(decision.cure, "sender_check"));
    letter.submitted_by = "bob@example.org";
    assert_false(believed(&rules, &letter, ""));
    assert_string_equal(
        decision.reason, "The login that submitted it is bob@example.org, not alice@example.org.");
    assert_non_null(
        strstr(decision.cure, "followupctl person bob@example.org aliases=alice@example.org"));
    letter.submitted_by = "bob";
    assert_false(believed(&rules, &letter, ""));
    assert_non_null(strstr(decision.cure, "without a domain"));
    rules.sender_check = FU_CHECK_RESULTS | FU_CHECK_SUBMISSION;
    assert_false(believed(&rules, &letter, ""));
    assert_non_null(
        strstr(decision.reason, "spf=fail), and the login that submitted it is bob, not"));
    letter.submitted_by = "";
    letter.results_present = false;
    assert_false(believed(&rules, &letter, ""));
    assert_non_null(strstr(decision.cure, "results_position"));
    assert_non_null(strstr(decision.cure, "smtpd_sasl_authenticated_header"));
}

/* A check that could not be finished says nothing about whoever sent it; sent again it may pass. */
static void a_check_that_was_not_finished_is_to_be_made_again(void **state)
{
    (void)state;
    static const struct {
        struct fu_result results[2];
        bool again;
    } rows[] = {
        {{{"dkim", "temperror", "example.org"}, {"spf", "none", "example.org"}}, true},
        {{{"dkim", "fail", "example.org"}, {"spf", "temperror", "example.org"}}, true},
        {{{"dmarc", "temperror", "example.org"}, {"dkim", "none", ""}}, true},
        {{{"dkim", "temperror", "list.example"}, {"spf", "fail", "example.org"}}, false},
        {{{"dkim", "temperror", "example.org"}, {"dmarc", "fail", "example.org"}}, false},
        {{{"dkim", "permerror", "example.org"}, {"spf", "softfail", "example.org"}}, false},
        {{{"iprev", "temperror", "example.org"}, {"dkim", "none", ""}}, false},
    };
    struct fu_rules rules = rules_with(FU_CHECK_RESULTS | FU_CHECK_SUBMISSION);
    struct fu_letter letter = easy_letter();
    letter.submitted_by = "";
    letter.results_present = true;
    letter.result_count = 2;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        letter.results = rows[i].results;
        assert_false(believed(&rules, &letter, ""));
        assert_int_equal(strstr(decision.cure, "send it again") != NULL, rows[i].again);
        assert_int_equal(strstr(decision.cure, "should sign") != NULL, !rows[i].again);
    }
}

static void a_long_list_of_results_makes_one_short_sentence(void **state)
{
    (void)state;
    enum { MANY = 100 };
    struct fu_result results[MANY];
    for (size_t i = 0; i < MANY; i++) {
        results[i] = (struct fu_result){"dkim", "fail", "a-rather-long-domain-name.example"};
    }
    struct fu_rules rules = rules_with(FU_CHECK_RESULTS);
    struct fu_letter letter = easy_letter();
    letter.results_present = true;
    letter.results = results;
    letter.result_count = MANY;
    assert_false(believed(&rules, &letter, ""));
    assert_true(strlen(decision.reason) < 500);
}

/* DKIM, and with it dmarc=pass, stays good whoever hands the mail in; SPF and a login do not. */
static void who_handed_it_in_or_is_named_in_to_may_change_what_is_there(void **state)
{
    (void)state;
    enum { BCC, TO, CC, TWO_TO };
    static const struct {
        unsigned checks;
        struct fu_result results[3];
        const char *login;
        int where;
        bool may;
    } rows[] = {
        {FU_CHECK_RESULTS, {{"dkim", "pass", "example.org"}}, "", BCC, false},
        {FU_CHECK_RESULTS, {{"dmarc", "pass", "example.org"}}, "", BCC, false},
        {FU_CHECK_RESULTS, {{"dmarc", "pass", "example.org"}, {"spf", "pass", "bob.example"}}, "",
            BCC, false},
        {FU_CHECK_RESULTS, {{"dmarc", "pass", "example.org"}, {"spf", "fail", "example.org"}}, "",
            BCC, false},
        {FU_CHECK_RESULTS, {{"dmarc", "pass", "example.org"}}, "", TO, true},
        {FU_CHECK_RESULTS, {{"dmarc", "pass", "example.org"}}, "", CC, false},
        {FU_CHECK_RESULTS, {{"dmarc", "pass", "example.org"}}, "", TWO_TO, false},
        {FU_CHECK_RESULTS, {{"spf", "pass", "example.org"}}, "", BCC, true},
        {FU_CHECK_RESULTS, {{"dmarc", "pass", "example.org"}, {"spf", "pass", "example.org"}}, "",
            TWO_TO, true},
        {FU_CHECK_RESULTS, {{"dkim", "pass", "example.org"}, {"spf", "pass", "bounce.example.org"}},
            "", BCC, false},
        {FU_CHECK_RESULTS, {{"dkim", "pass", "example.org"}, {"auth", "pass", "alice@example.org"}},
            "", BCC, true},
        {FU_CHECK_RESULTS, {{"dkim", "pass", "example.org"}, {"auth", "pass", "bob@example.org"}},
            "", BCC, false},
        {FU_CHECK_RESULTS, {{"dkim", "pass", "example.org"}}, "alice@example.org", BCC, false},
        {FU_CHECK_SUBMISSION, {{NULL}}, "alice@example.org", BCC, true},
        {FU_CHECK_RESULTS | FU_CHECK_SUBMISSION, {{"dkim", "pass", "example.org"}},
            "alice@example.org", BCC, true},
        {FU_CHECK_NONE, {{NULL}}, "", BCC, true},
    };
    static const struct fu_recipient recipients[] = {{"cancel@remind.example.org", 0}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct fu_rules rules = rules_with(rows[i].checks);
        struct fu_letter letter = easy_letter();
        struct fu_mailbox_list ours = MAILBOXES({"", "cancel@remind.example.org"});
        letter.recipients = recipients;
        letter.submitted_by = rows[i].login;
        letter.results_present = true;
        letter.results = rows[i].results;
        while (letter.result_count < 3 && rows[i].results[letter.result_count].method != NULL) {
            letter.result_count++;
        }
        letter.to = rows[i].where == TO || rows[i].where == TWO_TO ? ours : letter.to;
        letter.cc = rows[i].where == CC ? ours : letter.cc;
        letter.to_repeated = rows[i].where == TWO_TO;
        assert_true(believed(&rules, &letter, ""));
        if (decision.requests[0].may_change != rows[i].may) {
            print_error("row %zu\n", i);
        }
        assert_int_equal(decision.requests[0].may_change, rows[i].may);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(dmarc_counts_for_exactly_its_domain, set_up, tear_down),
        cmocka_unit_test_setup_teardown(
            dkim_and_spf_count_for_their_domain_and_what_lies_below, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_failed_dmarc_outweighs_dkim_and_spf, set_up, tear_down),
        cmocka_unit_test_setup_teardown(other_methods_prove_nothing, set_up, tear_down),
        cmocka_unit_test_setup_teardown(
            a_login_in_the_results_counts_for_its_own_address, set_up, tear_down),
        cmocka_unit_test_setup_teardown(
            a_submission_counts_for_the_mailbox_of_its_login, set_up, tear_down),
        cmocka_unit_test_setup_teardown(each_check_looks_at_its_own_proof_only, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_short_zone_proves_nothing, set_up, tear_down),
        cmocka_unit_test_setup_teardown(
            every_doubt_names_the_setting_that_would_end_it, set_up, tear_down),
        cmocka_unit_test_setup_teardown(
            a_check_that_was_not_finished_is_to_be_made_again, set_up, tear_down),
        cmocka_unit_test_setup_teardown(
            a_long_list_of_results_makes_one_short_sentence, set_up, tear_down),
        cmocka_unit_test_setup_teardown(
            who_handed_it_in_or_is_named_in_to_may_change_what_is_there, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
