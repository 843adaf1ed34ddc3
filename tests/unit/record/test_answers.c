/* Refusals for size, as servers word them, and what looks like one. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "followupd/record/delivery.h"

static void every_way_to_say_too_large_is_known(void **state)
{
    static const char *const answers[] = {"552 5.3.4 Message size exceeds fixed limit",
        "552-5.2.3 Your message exceeded Google's message size limits.", "552",
        "552 too much mail data",
        "552 sorry, that message size exceeds my databytes limit (#5.3.4)",
        "523 Message length (4000000) exceeds administrative limit (3000000)",
        "554 Message too big", "554 Transaction failed: MESSAGE TOO LARGE",
        "554 5.0.0 Message size exceeds maximum value", "550 5.2.3 RESOLVER.RST.RecipSizeLimit",
        "554 rejected (#5.3.4)"};
    (void)state;
    for (size_t i = 0; i < sizeof answers / sizeof *answers; i++) {
        if (!fu_answer_too_large(answers[i])) {
            fail_msg("not seen: %s", answers[i]);
        }
    }
}

static void what_is_about_something_else_is_not(void **state)
{
    static const char *const answers[] = {"", "250 2.0.0 Ok: message size 400",
        "452 4.3.4 Message size exceeds", "452 4.3.1 Insufficient system storage",
        "552 5.2.2 mailbox full", "550 5.1.1 No such user",
        "554 5.7.1 Message size of this policy: too large", "550 no such user", "552 5.3.45 what",
        "552 5.2.30 what", "5520 what", "55 too large", "too large", "The mail is too large."};
    (void)state;
    for (size_t i = 0; i < sizeof answers / sizeof *answers; i++) {
        if (fu_answer_too_large(answers[i])) {
            fail_msg("taken for size: %s", answers[i]);
        }
    }
}

static void a_sentence_of_ours_does_not_begin_with_a_code(void **state)
{
    static const char *const ours[] = {"The line to mail.example.org broke at RCPT.",
        "mail.example.org takes no mail for others from us: 554 5.7.1 Relay access denied",
        "45.example.org refuses MAIL FROM", "4500.example.org did not answer", "4"};
    static const char *const theirs[] = {"", "450 4.2.0 greylisted", "450-4.2.0 greylisted", "552",
        FU_SAID_DONE_ANSWER, FU_CANCELLED_ANSWER};
    (void)state;
    for (size_t i = 0; i < sizeof ours / sizeof *ours; i++) {
        if (!fu_answer_is_ours(ours[i])) {
            fail_msg("taken for a server's: %s", ours[i]);
        }
    }
    for (size_t i = 0; i < sizeof theirs / sizeof *theirs; i++) {
        if (fu_answer_is_ours(theirs[i])) {
            fail_msg("taken for ours: %s", theirs[i]);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_way_to_say_too_large_is_known),
        cmocka_unit_test(what_is_about_something_else_is_not),
        cmocka_unit_test(a_sentence_of_ours_does_not_begin_with_a_code),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
