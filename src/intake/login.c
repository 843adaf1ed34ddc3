/* libcurl's outcome as a sentence: server, cause, cure.
 *
 * What time may cure is FU_TEMPORARY; a certificate, a missing STARTTLS and a refused login are
 * FU_PERMANENT. Neither the login name nor the password gets into a sentence, even if the server
 * repeats them. */
#include "login.h"

#include <stdbool.h>
#include <string.h>

#include "followupd/base/text.h"

/* libcurl bounds a line but not their number. */
enum { LOGIN_OCTETS_MAX = 256 * 1024, LINE_MAX_KEPT = FU_CAPABILITIES_MAX };

size_t fu_login_line(char *line, size_t size, size_t count, void *context)
{
    struct fu_login *login = context;
    size_t length = size * count;
    login->octets += length;
    if (login->octets > LOGIN_OCTETS_MAX) {
        return 0;
    }
    char text[LINE_MAX_KEPT + 1];
    size_t kept = length < LINE_MAX_KEPT ? length : LINE_MAX_KEPT;
    memcpy(text, line, kept);
    text[kept] = '\0';
    struct fu_answer answer;
    fu_answer_read(text, &answer);
    if (text[0] == '+') {
        login->challenged = true;
    } else if (text[0] == '*' && answer.kind == FU_ANSWER_BYE) {
        login->answer = answer;
    } else if (text[0] == '*') {
        char listed[sizeof login->listed];
        if (fu_answer_capabilities(text, listed, sizeof listed)) {
            memcpy(login->listed, listed, sizeof listed);
        }
    } else if (answer.kind != FU_ANSWER_NONE) {
        login->answer = answer;
        if (!fu_answer_capabilities(text, login->capabilities, sizeof login->capabilities)) {
            memcpy(login->capabilities, login->listed, sizeof login->listed);
        }
        login->listed[0] = '\0';
    }
    return length;
}

/* Certificate findings as CURLINFO_SSL_VERIFYRESULT has them when libcurl uses GnuTLS
 * (gnutls_certificate_status_t). */
enum {
    GNUTLS_REVOKED = 1 << 5,
    GNUTLS_SIGNER_UNKNOWN = 1 << 6,
    GNUTLS_SIGNER_NOT_CA = 1 << 7,
    GNUTLS_NOT_ACTIVATED = 1 << 9,
    GNUTLS_EXPIRED = 1 << 10
};

static bool uses_gnutls(void)
{
    const char *version = curl_version_info(CURLVERSION_NOW)->ssl_version;
    return version != NULL && strstr(version, "GnuTLS") != NULL;
}

/* The value of a field of the server's own certificate, NULL when libcurl did not see one. */
static const char *certificate_field(CURL *curl, const char *name)
{
    struct curl_certinfo *chain = NULL;
    if (curl_easy_getinfo(curl, CURLINFO_CERTINFO, &chain) != CURLE_OK || chain == NULL ||
        chain->num_of_certs < 1) {
        return NULL;
    }
    size_t length = strlen(name);
    for (struct curl_slist *field = chain->certinfo[0]; field != NULL; field = field->next) {
        if (fu_starts_nocase(field->data, name) && field->data[length] == ':') {
            return field->data + length + 1;
        }
    }
    return NULL;
}

fu_instant fu_login_certificate_ends(CURL *curl)
{
    const char *end = certificate_field(curl, "Expire date");
    time_t moment = end != NULL ? curl_getdate(end, NULL) : 0;
    return moment > 0 ? moment : 0;
}

static enum fu_status certificate_refused(
    CURL *curl, const struct fu_login *login, const char *server, struct fu_error *error)
{
    static const char unsent[] = "nothing of the login was sent";
    long found = 0;
    if (!uses_gnutls() || curl_easy_getinfo(curl, CURLINFO_SSL_VERIFYRESULT, &found) != CURLE_OK) {
        found = 0;
    }
    const char *end = certificate_field(curl, "Expire date");
    const char *issuer = certificate_field(curl, "Issuer");
    if ((found & GNUTLS_EXPIRED) != 0) {
        return fu_error_set(error, FU_PERMANENT,
            "%s: the server's certificate expired (%s); %s. Its operator must renew it; is this "
            "machine's "
            "clock right?",
            server, end != NULL ? end : "no date given", unsent);
    }
    if ((found & GNUTLS_NOT_ACTIVATED) != 0) {
        return fu_error_set(error, FU_PERMANENT,
            "%s: the server's certificate is not valid yet; %s. Is this machine's clock right?",
            server, unsent);
    }
    if ((found & GNUTLS_REVOKED) != 0) {
        return fu_error_set(error, FU_PERMANENT,
            "%s: the server's certificate was revoked; %s. Its operator must replace it", server,
            unsent);
    }
    if ((found & (GNUTLS_SIGNER_UNKNOWN | GNUTLS_SIGNER_NOT_CA)) != 0) {
        return fu_error_set(error, FU_PERMANENT,
            "%s: the server's certificate is not signed by anybody this machine trusts (issuer: "
            "%.100s); %s. "
            "If it is the right server, name its CA in ca_file",
            server, issuer != NULL ? issuer : "unknown", unsent);
    }
    if (strstr(login->curl_text, "match") != NULL) {
        return fu_error_set(error, FU_PERMANENT,
            "%s: the server's certificate is for another name (%.100s); %s. Write into url the "
            "name that the "
            "certificate has",
            server, login->curl_text, unsent);
    }
    return fu_error_set(error, FU_PERMANENT,
        "%s: the server's certificate is not accepted (%.100s); %s. If it is the right server, "
        "name its CA in "
        "ca_file",
        server, login->curl_text, unsent);
}

static bool is_oauth(const char *auth)
{
    return fu_equal_nocase(auth, "xoauth2") || fu_equal_nocase(auth, "oauthbearer");
}

static enum fu_status no_way(
    const struct fu_intake_settings *settings, const char *server, struct fu_error *error)
{
    return fu_error_set(error, FU_PERMANENT,
        "%s offers no way to log in that \"auth = %s\" allows; nothing of the password was sent. "
        "Try "
        "another auth (auto login plain xoauth2 oauthbearer), or TLS if tls = none",
        server, settings->auth);
}

static enum fu_status login_refused(struct fu_login *login,
    const struct fu_intake_settings *settings, const char *password, const char *server,
    struct fu_error *error)
{
    struct fu_answer *answer = &login->answer;
    bool answered = answer->kind == FU_ANSWER_NO || answer->kind == FU_ANSWER_BAD;
    if (!answered && !login->challenged) {
        return no_way(settings, server, error);
    }
    fu_answer_hide(answer, password);
    fu_answer_hide(answer, settings->user);
    const char *words = answered ? answer->words : "it asks for more";
    if (answered && fu_answer_temporary(answer)) {
        return fu_error_set(error, FU_TEMPORARY, "%s refuses the login for now: %s", server, words);
    }
    return fu_error_set(error, FU_PERMANENT, "%s refuses the login: %s. Check %s", server, words,
        is_oauth(settings->auth)
            ? "user, auth, and that the token is a fresh one for IMAP"
            : "user and the password; some providers want a password for apps");
}

static enum fu_status said_goodbye(struct fu_login *login,
    const struct fu_intake_settings *settings, const char *password, const char *server,
    struct fu_error *error)
{
    fu_answer_hide(&login->answer, password);
    fu_answer_hide(&login->answer, settings->user);
    return fu_error_set(
        error, FU_TEMPORARY, "%s ends the session at once: %s", server, login->answer.words);
}

enum fu_status fu_login_failed(CURL *curl, CURLcode code, struct fu_login *login,
    const struct fu_intake_settings *settings, const char *password, const char *server,
    struct fu_error *error)
{
    long number = 0;
    curl_easy_getinfo(curl, CURLINFO_OS_ERRNO, &number);
    const char *cause = number != 0 ? strerror((int)number) : curl_easy_strerror(code);
    if (login->answer.kind == FU_ANSWER_BYE && code != CURLE_LOGIN_DENIED) {
        return said_goodbye(login, settings, password, server, error);
    }
    switch (code) {
    case CURLE_COULDNT_RESOLVE_HOST:
        return fu_error_set(error, FU_TEMPORARY,
            "%s: the name has no address. Check url, and this machine's DNS", server);
    case CURLE_COULDNT_CONNECT:
        return fu_error_set(error, FU_TEMPORARY,
            "%s cannot be reached: %s. Check host and port in url, and the firewall", server,
            cause);
    case CURLE_OPERATION_TIMEDOUT:
        return fu_error_set(error, FU_TEMPORARY,
            "%s does not get as far as a login in time. Check host and port in url, and tls (an "
            "imap:// port "
            "is silent to TLS)",
            server);
    case CURLE_PEER_FAILED_VERIFICATION:
        return certificate_refused(curl, login, server, error);
    case CURLE_SSL_CACERT_BADFILE:
        return fu_error_set(error, FU_PERMANENT,
            "%s: the certificates in ca_file cannot be read. It must be a PEM file this program "
            "may read",
            server);
    case CURLE_SSL_CONNECT_ERROR:
        return fu_error_set(error, FU_TEMPORARY,
            "%s: TLS cannot be set up (%.100s). Check port and tls: imaps:// wants a port that "
            "begins with "
            "TLS, imap:// one that offers STARTTLS",
            server, login->curl_text);
    case CURLE_USE_SSL_FAILED:
        return fu_error_set(error, FU_PERMANENT,
            "%s offers no STARTTLS; nothing of the login was sent. Use its imaps:// port, or tls = "
            "none if "
            "the line is safe without",
            server);
    case CURLE_LOGIN_DENIED:
    case CURLE_AUTH_ERROR:
        return login_refused(login, settings, password, server, error);
    case CURLE_SEND_ERROR:
    case CURLE_RECV_ERROR:
    case CURLE_GOT_NOTHING:
        return fu_error_set(
            error, FU_TEMPORARY, "%s closes the connection before the login is done", server);
    case CURLE_WEIRD_SERVER_REPLY:
    case CURLE_WRITE_ERROR:
        return fu_error_set(error, FU_TEMPORARY,
            "%s does not speak IMAP as it should. Check host and port in url", server);
    default:
        return fu_error_set(error, FU_TEMPORARY, "%s: %s", server, curl_easy_strerror(code));
    }
}
