/* A password in what a server says: as it is, in base64 at every place, and cut short. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <string.h>

#include "../../../src/outbox/secret.h"
#include "followupd/base/memory.h"

static const char password[] = "correct horse; battery staple";

static void assert_hidden(const char *said, const char *shown)
{
    char text[512];
    memcpy(text, said, strlen(said) + 1);
    fu_secret_hide(text, password);
    assert_string_equal(text, shown);
}

static void words_without_it_stay(void **state)
{
    (void)state;
    assert_hidden("535 5.7.8 authentication failed", "535 5.7.8 authentication failed");
    assert_hidden("", "");
    assert_hidden("correct? no", "correct? no");
}

static void it_is_covered_as_it_is(void **state)
{
    (void)state;
    assert_hidden("500 correct horse; battery staple?", "500 *****************************?");
    assert_hidden("correct horse; battery staplecorrect horse; battery staple",
        "**********************************************************");
}

static void it_is_covered_where_the_line_was_cut(void **state)
{
    (void)state;
    assert_hidden("500 correct horse; bat", "500 ******************");
}

static void it_is_covered_in_base64_whatever_stands_before_it(void **state)
{
    (void)state;
    /* "", "x", "xy" and the form of SASL PLAIN before it */
    assert_hidden(
        "Y29ycmVjdCBob3JzZTsgYmF0dGVyeSBzdGFwbGU=", "**************************************U=");
    assert_hidden(
        "eGNvcnJlY3QgaG9yc2U7IGJhdHRlcnkgc3RhcGxl", "eG**************************************");
    assert_hidden("eHljb3JyZWN0IGhvcnNlOyBiYXR0ZXJ5IHN0YXBsZQ==",
        "eHl**************************************Q==");
    assert_hidden("AG1lAGNvcnJlY3QgaG9yc2U7IGJhdHRlcnkgc3RhcGxl",
        "AG1lAG**************************************");
}

static void an_empty_password_covers_nothing(void **state)
{
    (void)state;
    char text[] = "250 all is well";
    fu_secret_hide(text, "");
    assert_string_equal(text, "250 all is well");
}

static void a_short_password_is_covered_too(void **state)
{
    (void)state;
    char text[] = "500 pw?";
    fu_secret_hide(text, "pw");
    assert_string_equal(text, "500 **?");
}

static void a_freed_secret_is_gone(void **state)
{
    (void)state;
    char *secret = fu_copy("x");
    fu_secret_free(&secret);
    assert_null(secret);
    fu_secret_free(&secret);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(words_without_it_stay),
        cmocka_unit_test(it_is_covered_as_it_is),
        cmocka_unit_test(it_is_covered_where_the_line_was_cut),
        cmocka_unit_test(it_is_covered_in_base64_whatever_stands_before_it),
        cmocka_unit_test(an_empty_password_covers_nothing),
        cmocka_unit_test(a_short_password_is_covered_too),
        cmocka_unit_test(a_freed_secret_is_gone),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
