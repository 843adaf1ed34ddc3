/* libcurl's outcome as a sentence: server, cause, cure.
 *
 * What time may cure is FU_TEMPORARY; a certificate, a missing STARTTLS and a refused login are
 * FU_PERMANENT. Neither the login name nor the password gets into a sentence, even if the server
 * repeats them. */
#include "login.h"

#include <stdbool.h>
#include <string.h>

#include "followupd/base/certificate.h"
#include "followupd/base/text.h"

/* libcurl bounds a line but not their number. */
enum { LOGIN_OCTETS_MAX = 256 * 1024, LINE_MAX_KEPT = FU_CAPABILITIES_MAX };

/* The server's own certificate as PEM, in the handle; NULL when there was none (yet). The outbox
 * has the same: it knows libcurl, which no room that both include does, and what is made of a
 * certificate stands in base. */
static const char *certificate_of(CURL *curl)
{
    static const char name[] = "Cert:";
    struct curl_certinfo *chain = NULL;
    curl_easy_getinfo(curl, CURLINFO_CERTINFO, &chain);
    struct curl_slist *field = chain != NULL && chain->num_of_certs > 0 ? chain->certinfo[0] : NULL;
    while (field != NULL && !fu_starts_nocase(field->data, name)) {
        field = field->next;
    }
    return field != NULL ? field->data + strlen(name) : NULL;
}

fu_instant fu_login_certificate_ends(CURL *curl)
{
    return fu_certificate_ends(certificate_of(curl));
}

/* A server speaks before it is told anything, so what it shows is looked at in time. */
static bool shows_wrong_certificate(struct fu_login *login)
{
    const char *pem = login->certificate_seen ? NULL : certificate_of(login->curl);
    if (pem != NULL) {
        login->certificate_seen = true;
        login->certificate_wrong = !fu_certificate_is_good(pem);
    }
    return login->certificate_wrong;
}

size_t fu_login_line(char *line, size_t size, size_t count, void *context)
{
    struct fu_login *login = context;
    size_t length = size * count;
    login->octets += length;
    if (login->octets > LOGIN_OCTETS_MAX || shows_wrong_certificate(login)) {
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

static enum fu_status certificate_refused(
    CURL *curl, const struct fu_login *login, const char *server, struct fu_error *error)
{
    struct fu_certificate certificate = {.pem = certificate_of(curl), .words = login->curl_text};
    curl_easy_getinfo(curl, CURLINFO_SSL_VERIFYRESULT, &certificate.found);
    return fu_certificate_refuse(&certificate, server, FU_PERMANENT, error);
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
    if (settings->login_refused != NULL) {
        *settings->login_refused = true;
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
    if (login->certificate_wrong) {
        return certificate_refused(curl, login, server, error);
    }
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
