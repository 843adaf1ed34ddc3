/* SMTP replies: whole, in pieces, several in one, and everything that is none. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <string.h>

#include "../../../src/outbox/reply.h"

static struct fu_reply reply;

static size_t take(const char *text)
{
    fu_reply_begin(&reply);
    return fu_reply_take(&reply, text, strlen(text));
}

static void assert_whole(const char *text, int code, const char *kept)
{
    assert_int_equal(take(text), strlen(text));
    assert_int_equal(reply.state, FU_REPLY_WHOLE);
    assert_int_equal(reply.code, code);
    assert_string_equal(reply.text, kept);
}

static void one_line_is_a_reply(void **state)
{
    (void)state;
    assert_whole("250 Ok\r\n", 250, "250 Ok");
    assert_whole("354\r\n", 354, "354");
    assert_whole("354 \r\n", 354, "354");
    assert_whole("550 5.1.1 <a@b>: no\n", 550, "550 5.1.1 <a@b>: no");
    assert_whole("000 x\r\n", 0, "000 x");
}

static void lines_that_go_on_are_one_reply_with_the_code_once(void **state)
{
    (void)state;
    assert_whole("250-one\r\n250-two\r\n250 three\r\n", 250, "250 one two three");
    assert_whole("250-\r\n250\r\n", 250, "250");
    assert_whole("250-a\n250 b\n", 250, "250 a b");
}

static void the_last_line_has_the_code_that_counts(void **state)
{
    (void)state;
    assert_whole("250-yes\r\n550 no\r\n", 550, "250 yes no");
}

static void it_is_the_same_octet_by_octet(void **state)
{
    (void)state;
    static const char text[] = "250-one\r\n250 two\r\n";
    fu_reply_begin(&reply);
    for (size_t i = 0; i < sizeof text - 1; i++) {
        assert_int_equal(reply.state, FU_REPLY_MORE);
        assert_int_equal(fu_reply_take(&reply, text + i, 1), 1);
    }
    assert_int_equal(reply.state, FU_REPLY_WHOLE);
    assert_string_equal(reply.text, "250 one two");
}

static void what_follows_a_reply_is_left(void **state)
{
    (void)state;
    assert_int_equal(take("250 a\r\n354 b\r\n"), strlen("250 a\r\n"));
    assert_int_equal(reply.state, FU_REPLY_WHOLE);
    assert_int_equal(fu_reply_take(&reply, "x", 1), 0);
}

static void half_a_reply_asks_for_more(void **state)
{
    (void)state;
    static const char *const halves[] = {
        "", "2", "250", "250-", "250 Ok\r", "250-a\r\n", "250-a\r\n250"};
    for (size_t i = 0; i < sizeof halves / sizeof halves[0]; i++) {
        take(halves[i]);
        assert_int_equal(reply.state, FU_REPLY_MORE);
    }
}

static void a_line_that_says_size_is_seen(void **state)
{
    (void)state;
    static const char *const offers[] = {"250-a\r\n250-SIZE 10240000\r\n250 DSN\r\n",
        "250 SIZE\r\n", "250-size\n250 x\n", "250 Size 0\r\n"};
    static const char *const others[] = {"250 ok\r\n", "250-SIZES\r\n250 XSIZE\r\n",
        "250 a SIZE\r\n", "250-SI\r\n250 ZE\r\n", "250 SIZ\r\n", "250\r\n"};
    for (size_t i = 0; i < sizeof offers / sizeof offers[0]; i++) {
        take(offers[i]);
        assert_true(reply.offers_size);
    }
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++) {
        take(others[i]);
        assert_false(reply.offers_size);
    }
}

static void what_is_no_reply_is_broken(void **state)
{
    (void)state;
    static const char *const wrong[] = {"\r\n", "\n", "2\n", "25\r\n", "hello\r\n", " 250 x\r\n",
        "2500 x\r\n", "250_x\r\n", "-250 x\r\n", "250-a\r\n\r\n", "250-a\r\nb\r\n",
        "25\xD9\xA0 x\r\n"};
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        take(wrong[i]);
        assert_int_equal(reply.state, FU_REPLY_BROKEN);
    }
    fu_reply_begin(&reply);
    fu_reply_take(&reply, "\0\0\0 x\r\n", 8);
    assert_int_equal(reply.state, FU_REPLY_BROKEN);
}

static void a_line_has_a_longest_length(void **state)
{
    (void)state;
    static char line[FU_REPLY_LINE_MAX + 2];
    memset(line, 'x', sizeof line);
    memcpy(line, "250 ", 4);
    line[FU_REPLY_LINE_MAX] = '\n';
    line[FU_REPLY_LINE_MAX + 1] = '\0';
    assert_int_equal(take(line), FU_REPLY_LINE_MAX + 1);
    assert_int_equal(reply.state, FU_REPLY_WHOLE);
    line[FU_REPLY_LINE_MAX] = 'x';
    take(line);
    assert_int_equal(reply.state, FU_REPLY_BROKEN);
}

static void a_reply_has_a_largest_number_of_lines(void **state)
{
    (void)state;
    fu_reply_begin(&reply);
    for (int i = 1; i < FU_REPLY_LINES_MAX; i++) {
        fu_reply_take(&reply, "250-x\r\n", 7);
    }
    struct fu_reply before = reply;
    fu_reply_take(&reply, "250 x\r\n", 7);
    assert_int_equal(reply.state, FU_REPLY_WHOLE);
    reply = before;
    fu_reply_take(&reply, "250-x\r\n", 7);
    assert_int_equal(reply.state, FU_REPLY_MORE);
    fu_reply_take(&reply, "250 x\r\n", 7);
    assert_int_equal(reply.state, FU_REPLY_BROKEN);
}

static void a_refusal_to_relay_is_told_from_one_of_the_recipient(void **state)
{
    static const char *const denials[] = {"554 5.7.1 <bob@example.org>: Relay access denied",
        "454 4.7.1 <bob@example.org>: Relay access denied", "550 relay not permitted",
        "550 5.7.1 <bob@example.org>... Relaying denied", "550 5.7.1 Unable to relay",
        "550 5.7.54 SMTP; Unable to relay recipient in non-accepted domain",
        "553 sorry, that domain isn't in my list of allowed rcpthosts (#5.7.1)",
        "550-we are sorry\r\n550 we do not relay.", "554 Relay rejected for policy reasons.",
        "550 We do not relay. Go away", "550 5 of them: relay denied", "550 5.x relay denied"};
    static const char *const others[] = {"550 5.7.1 <bob@example.org>: Recipient rejected: policy",
        "554 5.7.1 <relay@example.org>: Recipient address rejected: Access denied",
        "550 relay@example.org: no such user", "550 5.1.1 no such user; relaying",
        "550 5.1.1 <bob@example.org>: undeliverable: host mx said: 554 Relay access denied",
        "550 5.7.1 host relay.example.org is listed", "550 mail-relay is unhappy", "550", "550 ",
        "550 host mx.example.org said: 554 5.7.1 Relay access denied", "550 relayer unknown",
        "550 5.72 relaying", "550 norelay is unknown", "550 relay.x.org is unknown"};
    (void)state;
    for (size_t i = 0; i < sizeof denials / sizeof denials[0]; i++) {
        take(denials[i]);
        if (!fu_reply_denies_relay(&reply)) {
            fail_msg("%s", denials[i]);
        }
    }
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++) {
        take(others[i]);
        if (fu_reply_denies_relay(&reply)) {
            fail_msg("%s", others[i]);
        }
    }
}

static void a_refusal_of_us_is_told_from_one_of_the_recipient(void **state)
{
    static const char *const of_us[] = {
        "553 5.7.1 <bounce+1-x@example.org>: Sender address rejected: not owned by user remind",
        "553 5.7.1 <remind@example.org>: Sender address rejected: not logged in",
        "450 4.1.8 <remind@example.org>: Sender address rejected: Domain not found",
        "554 5.7.1 <unknown[192.0.2.1]>: Client host rejected: Access denied",
        "554 5.7.1 Service unavailable; Client host [192.0.2.1] blocked using bl.example.org",
        "504 5.5.2 <remind>: Helo command rejected: need fully-qualified hostname",
        "554 5.7.1 <DATA>: Data command rejected: only 10 messages per day",
        "550-Verification failed for <remind@example.org>\r\n550 Sender verify failed",
        "550 5.7.60 SMTP; Client does not have permissions to send as this sender",
        "554 5.2.252 SendAsDenied; remind@example.org not allowed to send as bounce@example.org",
        "550-5.4.5 Daily user sending limit exceeded.\r\n550 5.4.5 See https://example.org",
        "550 5.4.5"};
    static const char *const others[] = {
        "550 5.7.1 <bob@example.org>: Recipient address rejected: no",
        "550 5.1.1 <client host@example.org>: no such user", "550 5.4.51 no", "550 5.4.4 no host",
        "550 5.1.1 <bob@example.org>: undeliverable: host mx said: 553 Sender address rejected: no",
        "550 5.7.133 SenderNotAuthenticatedForGroup; authentication required", "550", "550 ",
        "550 host mx said: 550 5.4.5 Daily limit", "550 5.1.1 <sender address rejected>: unknown",
        "452 4.5.3 too many recipients", "550 client hosts"};
    (void)state;
    for (size_t i = 0; i < sizeof of_us / sizeof of_us[0]; i++) {
        take(of_us[i]);
        if (!fu_reply_refuses_us(&reply)) {
            fail_msg("%s", of_us[i]);
        }
    }
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++) {
        take(others[i]);
        if (fu_reply_refuses_us(&reply)) {
            fail_msg("%s", others[i]);
        }
    }
}

static void the_kept_text_has_a_longest_length(void **state)
{
    (void)state;
    fu_reply_begin(&reply);
    for (int i = 0; i < 100; i++) {
        fu_reply_take(&reply, "250-0123456789\r\n", 16);
    }
    fu_reply_take(&reply, "250 end\r\n", 9);
    assert_int_equal(reply.state, FU_REPLY_WHOLE);
    assert_int_equal(strlen(reply.text), FU_REPLY_TEXT_MAX);
    assert_memory_equal(reply.text, "250 0123456789 0123456789", 25);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_line_is_a_reply),
        cmocka_unit_test(lines_that_go_on_are_one_reply_with_the_code_once),
        cmocka_unit_test(the_last_line_has_the_code_that_counts),
        cmocka_unit_test(it_is_the_same_octet_by_octet),
        cmocka_unit_test(what_follows_a_reply_is_left),
        cmocka_unit_test(half_a_reply_asks_for_more),
        cmocka_unit_test(a_line_that_says_size_is_seen),
        cmocka_unit_test(what_is_no_reply_is_broken),
        cmocka_unit_test(a_line_has_a_longest_length),
        cmocka_unit_test(a_reply_has_a_largest_number_of_lines),
        cmocka_unit_test(a_refusal_to_relay_is_told_from_one_of_the_recipient),
        cmocka_unit_test(a_refusal_of_us_is_told_from_one_of_the_recipient),
        cmocka_unit_test(the_kept_text_has_a_longest_length),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
