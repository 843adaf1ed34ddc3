/* What is said of certificates that cannot be read, and of each finding. Real ones meet us in
 * tests/servers. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "followupd/base/certificate.h"

/* gnutls_certificate_status_t */
enum {
    REVOKED = 1 << 5,
    NO_SIGNER = 1 << 6,
    NO_AUTHORITY = 1 << 7,
    INSECURE = 1 << 8,
    TOO_EARLY = 1 << 9,
    EXPIRED = 1 << 10,
    CHANGED = 1 << 11
};

static const char *const unreadable[] = {NULL, "", "-----BEGIN CERTIFICATE-----\n",
    "-----BEGIN CERTIFICATE-----\nMAA=\n-----END CERTIFICATE-----\n", "\n\n=\n"};

static void what_cannot_be_read_is_good_for_nothing(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof unreadable / sizeof *unreadable; i++) {
        assert_false(fu_certificate_is_good(unreadable[i]));
        assert_int_equal(fu_certificate_ends(unreadable[i]), 0);
    }
}

static void each_finding_is_told_with_its_cure(void **state)
{
    (void)state;
    static const struct {
        long found;
        const char *words;
        const char *told;
        const char *cure;
    } findings[] = {
        {REVOKED, "", "was revoked", "must replace it"},
        {NO_SIGNER, "", "not signed by anybody this machine trusts (issuer: unknown)", "ca_file"},
        {NO_AUTHORITY | NO_SIGNER, "", "by one that may sign none", "signed by a CA"},
        {INSECURE, "", "can be forged", "must replace it"},
        {TOO_EARLY, "", "not valid yet", "clock"},
        {EXPIRED, "", "expired (no date given)", "must renew it"},
        {CHANGED, "", "was changed", "Somebody may sit between"},
        {0, "name does not match", "another name (name does not match)", "Write into url"},
        {0, "something else", "not accepted (something else)", "must replace it"},
    };
    for (size_t i = 0; i < sizeof findings / sizeof *findings; i++) {
        struct fu_certificate refused = {.found = findings[i].found, .words = findings[i].words};
        struct fu_error error;
        assert_int_equal(
            fu_certificate_refuse(&refused, "mx.example.org:993", FU_PERMANENT, &error),
            FU_PERMANENT);
        assert_int_equal(error.status, FU_PERMANENT);
        assert_ptr_equal(strstr(error.text, "mx.example.org:993: "), error.text);
        assert_non_null(strstr(error.text, findings[i].told));
        assert_non_null(strstr(error.text, findings[i].cure));
        assert_non_null(strstr(error.text, "nothing private was sent to it. "));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_cannot_be_read_is_good_for_nothing),
        cmocka_unit_test(each_finding_is_told_with_its_cure),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
