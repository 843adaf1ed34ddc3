/* Subjects of one conversation. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "followupd/mail/subject.h"

static void what_mail_programs_put_in_front_is_passed_over(void **state)
{
    static const struct {
        const char *subject, *bare;
    } rows[] = {{"Lunch", "Lunch"}, {"Re: Lunch", "Lunch"}, {"RE:Lunch", "Lunch"},
        {"Fwd: Re: FW: Lunch", "Lunch"}, {"Re[2]: Lunch", "Lunch"}, {"AW: WG: Lunch", "Lunch"},
        {"Re : Lunch", "Lunch"}, {"TR: Réf : Lunch", "Lunch"}, {"réf: Lunch", "Lunch"},
        {"回复：Lunch", "Lunch"}, {"RÉP : Lunch", "Lunch"}, {"Réf. : Lunch", "Lunch"},
        {"השב: Lunch", "Lunch"}, {"Trả lời: Lunch", "Lunch"}, {"返信: 転送: Lunch", "Lunch"},
        {"Re: AW: SV: Fwd: x", "x"}, {"VS: VL: Odp: PD: x", "x"},
        {"Re(3): RE^2: Re*4: x", "x"}, {"İLT: YNT: x", "x"}, {"回复: 轉發：Re: x", "x"},
        {"رد: إعادة توجيه: x", "x"}, {"Ответ: НА: x", "x"}, {"ΣΧΕΤ: ΑΠ: x", "x"},
        {"VÁ: Továbbítás: x", "x"}, {"Va bene: x", "Va bene: x"}, {"Re; x", "Re; x"},
        {"  Re:   ", ""}, {"", ""}, {"Re", "Re"}, {"Report: Lunch", "Report: Lunch"},
        {"Bob: Lunch", "Bob: Lunch"}, {"Re[x: y", "Re[x: y"}};

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        assert_string_equal(fu_subject_bare(rows[i].subject), rows[i].bare);
    }
}

static void a_title_is_the_bare_subject_or_says_that_there_is_none(void **state)
{
    (void)state;
    assert_string_equal(fu_subject_title("Re: AW: SV: Fwd: x"), "x");
    assert_string_equal(fu_subject_title("Re:"), "(no subject)");
    assert_string_equal(fu_subject_title(""), "(no subject)");
}

static void subjects_are_the_same_without_it(void **state)
{
    (void)state;
    assert_true(fu_subject_same("Fwd: RE: proposal", "Proposal"));
    assert_true(fu_subject_same("Re: x", "AW: X"));
    assert_false(fu_subject_same("Proposal", "Proposals"));
    assert_false(fu_subject_same("Re:", ""));
    assert_false(fu_subject_same("", ""));
}

static void words_are_counted_once_each(void **state)
{
    (void)state;
    assert_int_equal(
        fu_subject_shared_words("The garden and the hedge", "Offer for the GARDEN"), 3);
    assert_int_equal(fu_subject_shared_words("Re: Lunch", "Fwd: lunch?"), 1);
    assert_int_equal(fu_subject_shared_words("Re: a bc", "Re: a bc"), 0); /* too short */
    assert_int_equal(fu_subject_shared_words("lunches", "lunch"), 0);
    assert_int_equal(fu_subject_shared_words("Grüße", "grüße!"), 1);
    assert_int_equal(fu_subject_shared_words("", "Lunch"), 0);
    assert_int_equal(fu_subject_shared_words("Lunch", ""), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_mail_programs_put_in_front_is_passed_over),
        cmocka_unit_test(a_title_is_the_bare_subject_or_says_that_there_is_none),
        cmocka_unit_test(subjects_are_the_same_without_it),
        cmocka_unit_test(words_are_counted_once_each),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
