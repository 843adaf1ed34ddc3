/* Certificates of mail servers, read by GnuTLS, which libcurl has loaded anyway.
 *
 * libcurl has checked chain, dates and name; here it is only asked what a certificate is for, and
 * said what was found. A certificate that cannot be read is good for nothing. */
#include "followupd/base/certificate.h"

#include <gnutls/x509.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "followupd/base/clock.h"

enum { DATE_SIZE = sizeof "2026-11-18" + 20, NAME_SHOWN = 100 };

static gnutls_x509_crt_t import(const char *pem)
{
    gnutls_x509_crt_t certificate = NULL;
    if (pem == NULL || gnutls_x509_crt_init(&certificate) < 0) {
        return NULL;
    }
    gnutls_datum_t text = {(unsigned char *)pem, (unsigned)strlen(pem)};
    if (gnutls_x509_crt_import(certificate, &text, GNUTLS_X509_FMT_PEM) < 0) {
        gnutls_x509_crt_deinit(certificate);
        return NULL;
    }
    return certificate;
}

static bool is_for_servers(gnutls_x509_crt_t certificate)
{
    return gnutls_x509_crt_check_key_purpose(certificate, GNUTLS_KP_TLS_WWW_SERVER, 0) != 0;
}

static bool is_strong(gnutls_x509_crt_t certificate)
{
    unsigned bits = 0;
    int algorithm = gnutls_x509_crt_get_pk_algorithm(certificate, &bits);
    return algorithm >= 0 && gnutls_pk_bits_to_sec_param((gnutls_pk_algorithm_t)algorithm, bits) >=
                                 GNUTLS_SEC_PARAM_MEDIUM;
}

bool fu_certificate_is_good(const char *pem)
{
    gnutls_x509_crt_t certificate = import(pem);
    bool good = certificate != NULL && is_for_servers(certificate) && is_strong(certificate);
    gnutls_x509_crt_deinit(certificate);
    return good;
}

fu_instant fu_certificate_ends(const char *pem)
{
    gnutls_x509_crt_t certificate = import(pem);
    if (certificate == NULL) {
        return 0;
    }
    time_t end = gnutls_x509_crt_get_expiration_time(certificate);
    gnutls_x509_crt_deinit(certificate);
    return end > 0 ? end : 0;
}

/* Who signed it, "unknown" when that cannot be read. */
static void name_issuer(gnutls_x509_crt_t certificate, char name[NAME_SHOWN + 1])
{
    gnutls_datum_t issuer = {NULL, 0};
    bool known =
        certificate != NULL && gnutls_x509_crt_get_issuer_dn3(certificate, &issuer, 0) >= 0;
    snprintf(name, NAME_SHOWN + 1, "%s", known ? (const char *)issuer.data : "unknown");
    gnutls_free(issuer.data);
}

/* The first name it is for, else (also when there is a NUL in it) what libcurl says. */
static void name_holder(gnutls_x509_crt_t certificate, const char *words, char name[NAME_SHOWN + 1])
{
    size_t size = NAME_SHOWN;
    memset(name, 0, NAME_SHOWN + 1);
    bool named = certificate != NULL && gnutls_x509_crt_get_subject_alt_name(certificate, 0, name,
                                            &size, NULL) == GNUTLS_SAN_DNSNAME;
    if (!named || strlen(name) != size) {
        snprintf(name, NAME_SHOWN + 1, "%s", words);
    }
}

static enum fu_status say_expired(
    const char *pem, const char *server, enum fu_status status, struct fu_error *error)
{
    fu_instant end = fu_certificate_ends(pem);
    if (end > fu_clock_now()) {
        return fu_error_set(error, status,
            "%s: a certificate that vouches for the server's has expired; nothing private was sent "
            "to it. Its operator must send the renewed one; is this machine's clock right?",
            server);
    }
    time_t seconds = end;
    struct tm parts;
    char date[DATE_SIZE] = "no date given";
    if (end > 0 && gmtime_r(&seconds, &parts) != NULL) {
        (void)strftime(date, sizeof date, "%Y-%m-%d", &parts);
    }
    return fu_error_set(error, status,
        "%s: the server's certificate expired (%s); nothing private was sent to it. Its operator "
        "must renew it; is this machine's clock right?",
        server, date);
}

/* A finding of libcurl's that its number does not tell, or one of ours. */
static enum fu_status say_other(const struct fu_certificate *refused, gnutls_x509_crt_t certificate,
    const char *server, enum fu_status status, struct fu_error *error)
{
    char name[NAME_SHOWN + 1];
    if ((refused->found & GNUTLS_CERT_SIGNER_NOT_FOUND) != 0) {
        name_issuer(certificate, name);
        return fu_error_set(error, status,
            "%s: the server's certificate is not signed by anybody this machine trusts (issuer: "
            "%s); nothing private was sent to it. If it is the right server, name its CA in "
            "ca_file; or its operator must have it send the certificates between the two",
            server, name);
    }
    if (strstr(refused->words, "match") != NULL) {
        name_holder(certificate, refused->words, name);
        return fu_error_set(error, status,
            "%s: the server's certificate is for another name (%s); nothing private was sent to "
            "it. Write into url the name that the certificate has",
            server, name);
    }
    if (certificate != NULL && !is_for_servers(certificate)) {
        return fu_error_set(error, status,
            "%s: the server's certificate is not for servers; nothing private was sent to it. Its "
            "operator must have one made for that (extended key usage serverAuth)",
            server);
    }
    if (certificate != NULL && !is_strong(certificate)) {
        return fu_error_set(error, status,
            "%s: the key of the server's certificate is too weak; nothing private was sent to it. "
            "Its operator must have one made with another key (RSA of 2048 bits, or EC of 256)",
            server);
    }
    return fu_error_set(error, status,
        "%s: the server's certificate is not accepted (%.100s); nothing private was sent to it. If "
        "it is the right server, its operator must replace it",
        server, refused->words);
}

enum fu_status fu_certificate_refuse(const struct fu_certificate *refused, const char *server,
    enum fu_status status, struct fu_error *error)
{
    static const struct {
        long found;
        const char *what;
        const char *cure;
    } findings[] = {
        {GNUTLS_CERT_NOT_ACTIVATED, "is not valid yet", "Is this machine's clock right?"},
        {GNUTLS_CERT_REVOKED, "was revoked", "Its operator must replace it"},
        {GNUTLS_CERT_INSECURE_ALGORITHM, "is signed in a way that can be forged (SHA-1, MD5)",
            "Its operator must replace it"},
        {GNUTLS_CERT_SIGNER_NOT_CA, "is signed by one that may sign none",
            "If it is the right server, its operator must have it signed by a CA"},
        {GNUTLS_CERT_SIGNATURE_FAILURE, "was changed after it was signed",
            "Somebody may sit between; if it is the right server, its operator must replace it"},
    };
    if ((refused->found & GNUTLS_CERT_EXPIRED) != 0) {
        return say_expired(refused->pem, server, status, error);
    }
    for (size_t i = 0; i < sizeof findings / sizeof *findings; i++) {
        if ((refused->found & findings[i].found) != 0) {
            return fu_error_set(error, status,
                "%s: the server's certificate %s; nothing private was sent to it. %s", server,
                findings[i].what, findings[i].cure);
        }
    }
    gnutls_x509_crt_t certificate = import(refused->pem);
    say_other(refused, certificate, server, status, error);
    gnutls_x509_crt_deinit(certificate);
    return status;
}
