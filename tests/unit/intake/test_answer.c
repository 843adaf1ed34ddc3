/* Status lines of a server. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "../../../src/intake/answer.h"

static void check(const char *line, int kind, long tag, const char *code, const char *words)
{
    struct fu_answer answer;
    fu_answer_read(line, &answer);
    assert_int_equal(answer.kind, kind);
    assert_int_equal(answer.tag, tag);
    assert_string_equal(answer.code, code);
    assert_string_equal(answer.words, words);
}

static void status_lines_are_taken_apart(void **state)
{
    (void)state;
    check("12 OK done\r\n", FU_ANSWER_OK, 12, "", "done");
    check("12 NO [UNAVAILABLE] Try  later \r\n", FU_ANSWER_NO, 12, "UNAVAILABLE", "Try  later");
    check("A3 bad [X-Y 1 2] huh", FU_ANSWER_BAD, -1, "X-Y", "huh");
    check("* BYE\r\n", FU_ANSWER_BYE, -1, "", "");
    check("* PREAUTH hello", FU_ANSWER_OK, -1, "", "hello");
    check("3 NO [OVERQUOTA]\r\n", FU_ANSWER_NO, 3, "OVERQUOTA", "OVERQUOTA");
    check("3 NO [never closed\r\n", FU_ANSWER_NO, 3, "", "[never closed");
    check("0 OK x", FU_ANSWER_OK, 0, "", "x");
    check("2147483648 OK x", FU_ANSWER_OK, -1, "", "x");
}

static void other_lines_are_none(void **state)
{
    (void)state;
    static const char *const lines[] = {
        "", "\r\n", "+ idling", "* 3 EXISTS", "12 OKAY x", "OK", "* SEARCH 1", "12"};
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
        struct fu_answer answer;
        fu_answer_read(lines[i], &answer);
        assert_int_equal(answer.kind, FU_ANSWER_NONE);
    }
}

static void long_codes_and_words_are_cut(void **state)
{
    (void)state;
    char line[1000];
    struct fu_answer answer;
    memset(line, 'x', sizeof line);
    memcpy(line, "1 NO [", 6);
    memcpy(line + 400, "] ", 2);
    line[sizeof line - 1] = '\0';
    fu_answer_read(line, &answer);
    assert_int_equal(strlen(answer.code), FU_CODE_MAX);
    assert_int_equal(strlen(answer.words), FU_WORDS_MAX);
}

static void what_time_may_cure_is_temporary(void **state)
{
    (void)state;
    static const struct {
        const char *line;
        bool temporary;
    } cases[] = {{"1 NO [UNAVAILABLE] x", true}, {"1 NO [inuse] x", true}, {"1 NO [LIMIT] x", true},
        {"1 NO [SERVERBUG] x", true}, {"1 NO [THROTTLED] x", true}, {"1 NO [OVERQUOTA] x", true},
        {"1 NO [ALERT] Too many simultaneous connections. (Failure)", true},
        {"1 NO Temporary authentication failure", true}, {"1 NO Please try again later", true},
        {"1 NO [AUTHENTICATIONFAILED] x", false}, {"1 NO [EXPIRED] x", false},
        {"1 NO [UNAVAILABLEX] x", false}, {"1 NO Invalid credentials", false}, {"1 NO", false}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct fu_answer answer;
        fu_answer_read(cases[i].line, &answer);
        assert_int_equal(fu_answer_temporary(&answer), cases[i].temporary);
    }
}

static void hides(const char *words, const char *secret, const char *left)
{
    struct fu_answer answer = {0};
    memcpy(answer.words, words, strlen(words) + 1);
    fu_answer_hide(&answer, secret);
    assert_string_equal(answer.words, left);
}

static void secrets_are_hidden_wherever_they_stand(void **state)
{
    (void)state;
    hides("no hunter2 for hunter2", "hunter2", "no *** for ***");
    hides("hunter2hunter2", "hunter2", "******");
    hides("ab", "ab", "**");
    hides("nothing here", "secret", "nothing here");
    hides("nothing here", "", "nothing here");
    hides("***", "*", "***");
}

static void what_looks_like_base64_is_hidden(void **state)
{
    (void)state;
    hides("bad: AGFsaWNlAHNlY3JldA==", "x-y", "bad: ***");
    hides("bad: AGFsaWNlAHNlY3JldA== and AGFsaWNlAHNlY3JldA== too", "x-y", "bad: *** and *** too");
    hides("nineteencharacters1 stay", "x-y", "nineteencharacters1 stay");
    hides("twentycharacters1234 go", "x-y", "*** go");
}

static void lists(const char *line, const char *capabilities)
{
    char text[32] = "before";
    assert_int_equal(fu_answer_capabilities(line, text, sizeof text), capabilities[0] != '\0');
    assert_string_equal(text, capabilities);
}

static void capabilities_are_found_in_lines_and_codes(void **state)
{
    (void)state;
    lists("* CAPABILITY IMAP4rev1  IDLE\r\n", "IMAP4rev1 IDLE");
    lists("* capability A", "A");
    lists("7 OK [CAPABILITY A B] C\r\n", "A B");
    lists("* OK [capability A] B", "A");
    lists("7 OK [UNSEEN 5] CAPABILITY A", "");
    lists("7 OK [CAPABILITY A B", "");
    lists("7 OK [CAPABILITYA B]", "");
    lists("* CAPABILITY\r\n", "");
    lists("* OK done", "");
    lists("* CAPABILITY A B[C]D ] E\r\n", "A E");
    lists("7 OK [CAPABILITY A] [B] C\r\n", "A");
    lists("7 OK [CAPABILITY A B\rC D] E\r\n", "A D");
    lists("* CAPABILITY A \"B\" C(D \x01 \xC3\xA4 E\r\n", "A E");
}

static void capabilities_that_do_not_fit_are_not_told(void **state)
{
    (void)state;
    lists("* CAPABILITY 3456789012345678901234567890123\r\n", "");
    lists("* CAPABILITY 345678901234567890123456789012\r\n", "345678901234567890123456789012");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(status_lines_are_taken_apart),
        cmocka_unit_test(other_lines_are_none),
        cmocka_unit_test(long_codes_and_words_are_cut),
        cmocka_unit_test(what_time_may_cure_is_temporary),
        cmocka_unit_test(secrets_are_hidden_wherever_they_stand),
        cmocka_unit_test(what_looks_like_base64_is_hidden),
        cmocka_unit_test(capabilities_are_found_in_lines_and_codes),
        cmocka_unit_test(capabilities_that_do_not_fit_are_not_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
