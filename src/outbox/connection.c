/* Opening connections with libcurl, and what is said when that fails.
 *
 * libcurl checks chain, name and dates of the certificate and never falls back to plain text; it
 * does log nobody in where the server offers no login, so that is looked for here, before a
 * connection is used. What the server sends while a connection is opened is bounded by reply.h and
 * by the connect deadline. */
#include "connection.h"

#include <string.h>

#include "followupd/base/certificate.h"
#include "followupd/base/text.h"
#include "secret.h"

enum { KEEPALIVE_SECONDS = 60, AUTH_SUCCEEDED = 235, EHLO_TAKEN = 250, REFUSALS_FROM = 400 };

/* libcurl would choose GSSAPI or NTLM where a server offers them, and fail for want of a ticket. */
static const struct {
    const char *word;
    const char *options;
    bool bearer;
} ways_to_log_in[] = {
    {"auto", "AUTH=PLAIN;AUTH=LOGIN", false},
    {"login", "AUTH=LOGIN", false},
    {"plain", "AUTH=PLAIN", false},
    {"xoauth2", "AUTH=XOAUTH2", true},
    {"oauthbearer", "AUTH=OAUTHBEARER", true},
};

/* The server's own certificate as PEM, in the handle; NULL when there was none (yet). The intake
 * has the same: it knows libcurl, which no room that both include does, and what is made of a
 * certificate stands in base. */
static const char *certificate_of(CURL *easy)
{
    static const char name[] = "Cert:";
    struct curl_certinfo *chain = NULL;
    curl_easy_getinfo(easy, CURLINFO_CERTINFO, &chain);
    struct curl_slist *field = chain != NULL && chain->num_of_certs > 0 ? chain->certinfo[0] : NULL;
    while (field != NULL && !fu_starts_nocase(field->data, name)) {
        field = field->next;
    }
    return field != NULL ? field->data + strlen(name) : NULL;
}

/* Sees every line of the server while the connection is opened, the first before anything is told:
 * in time for a look at the certificate. The handle may still have that of its last
 * connection, so one look is not enough. */
static size_t take_lines(char *bytes, size_t size, size_t count, void *context)
{
    struct fu_connection *connection = context;
    struct fu_reply *reply = &connection->reply;
    size_t length = size * count;
    size_t taken = 0;
    const char *pem = certificate_of(connection->easy);
    connection->certificate_wrong = pem != NULL && !fu_certificate_is_good(pem);
    if (connection->certificate_wrong) {
        return 0;
    }
    while (taken < length) {
        taken += fu_reply_take(reply, bytes + taken, length - taken);
        if (reply->state == FU_REPLY_BROKEN) {
            return 0;
        }
        if (reply->state == FU_REPLY_WHOLE) {
            connection->logged_in |= reply->code == AUTH_SUCCEEDED;
            if (reply->code == EHLO_TAKEN) {
                connection->takes_size = reply->offers_size;
            }
            if (reply->code >= REFUSALS_FROM) {
                memcpy(connection->refusal, reply->text, sizeof connection->refusal);
                fu_secret_hide(connection->refusal, connection->server->password);
            }
            fu_reply_begin(reply);
        }
    }
    return length;
}

static void set_login(CURL *easy, const struct fu_server *server)
{
    size_t way = 0;
    for (size_t i = 0; i < sizeof ways_to_log_in / sizeof ways_to_log_in[0]; i++) {
        if (strcmp(ways_to_log_in[i].word, server->auth) == 0) {
            way = i;
        }
    }
    curl_easy_setopt(easy, CURLOPT_USERNAME, server->user);
    curl_easy_setopt(easy, CURLOPT_LOGIN_OPTIONS, ways_to_log_in[way].options);
    curl_easy_setopt(easy, ways_to_log_in[way].bearer ? CURLOPT_XOAUTH2_BEARER : CURLOPT_PASSWORD,
        server->password);
}

static CURL *make_easy(struct fu_connection *connection)
{
    const struct fu_server *server = connection->server;
    CURL *easy = curl_easy_init();
    if (easy == NULL) {
        return NULL;
    }
    curl_easy_setopt(easy, CURLOPT_URL, server->url);
    curl_easy_setopt(easy, CURLOPT_CONNECT_ONLY, 1L);
    curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "smtp,smtps");
    curl_easy_setopt(easy, CURLOPT_PROXY, "");
    curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(easy, CURLOPT_QUICK_EXIT, 1L); /* closing does not wait for the name service */
    curl_easy_setopt(easy, CURLOPT_FRESH_CONNECT, 1L);
    curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT, (long)server->connect_deadline);
    curl_easy_setopt(easy, CURLOPT_TIMEOUT, (long)server->connect_deadline);
    curl_easy_setopt(easy, CURLOPT_TCP_KEEPALIVE, 1L);
    curl_easy_setopt(easy, CURLOPT_TCP_KEEPIDLE, (long)KEEPALIVE_SECONDS);
    curl_easy_setopt(easy, CURLOPT_TCP_KEEPINTVL, (long)KEEPALIVE_SECONDS);
    curl_easy_setopt(easy, CURLOPT_USE_SSL, server->starttls ? CURLUSESSL_ALL : CURLUSESSL_NONE);
    curl_easy_setopt(easy, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
    if (server->ca_file[0] != '\0') {
        curl_easy_setopt(easy, CURLOPT_CAINFO, server->ca_file);
        curl_easy_setopt(easy, CURLOPT_CAPATH, NULL);
    }
    if (server->user[0] != '\0') {
        set_login(easy, server);
    }
    curl_easy_setopt(easy, CURLOPT_CERTINFO, 1L);
    curl_easy_setopt(easy, CURLOPT_HEADERFUNCTION, take_lines);
    curl_easy_setopt(easy, CURLOPT_HEADERDATA, connection);
    curl_easy_setopt(easy, CURLOPT_ERRORBUFFER, connection->trouble);
    curl_easy_setopt(easy, CURLOPT_PRIVATE, connection);
    return easy;
}

bool fu_smtp_connection_start(
    struct fu_connection *connection, const struct fu_server *server, CURLM *multi)
{
    connection->server = server;
    connection->multi = multi;
    connection->socket = CURL_SOCKET_BAD;
    connection->logged_in = false;
    connection->login_refused = false;
    connection->certificate_wrong = false;
    connection->takes_size = false;
    connection->refusal[0] = '\0';
    connection->trouble[0] = '\0';
    fu_reply_begin(&connection->reply);
    if (connection->easy == NULL) {
        connection->easy = make_easy(connection);
    }
    connection->added =
        connection->easy != NULL && curl_multi_add_handle(multi, connection->easy) == CURLM_OK;
    return connection->added;
}

static enum fu_status explain_login(struct fu_connection *connection, struct fu_error *error)
{
    const struct fu_server *server = connection->server;
    if (connection->refusal[0] == '\0') {
        return fu_error_set(error, FU_TEMPORARY,
            "%s offers no login that auth = %s allows: set another auth in [smtp]", server->name,
            server->auth);
    }
    connection->login_refused = connection->refusal[0] == '5';
    return fu_error_set(error, FU_TEMPORARY,
        "%s refuses the login of %s: %s; check user, password and auth in [smtp]", server->name,
        server->user, connection->refusal);
}

static enum fu_status explain(
    struct fu_connection *connection, CURLcode result, struct fu_error *error)
{
    const char *name = connection->server->name;
    const char *trouble =
        connection->trouble[0] != '\0' ? connection->trouble : curl_easy_strerror(result);
    if (result == CURLE_LOGIN_DENIED) {
        return explain_login(connection, error);
    }
    if (result == CURLE_USE_SSL_FAILED) {
        return fu_error_set(error, FU_TEMPORARY,
            "%s does not take up STARTTLS, so nothing was sent to it: use smtps:// in [smtp] url, "
            "or tls = none if the way to it is safe",
            name);
    }
    if (result == CURLE_PEER_FAILED_VERIFICATION || connection->certificate_wrong) {
        struct fu_certificate certificate = {
            .pem = certificate_of(connection->easy), .words = trouble};
        curl_easy_getinfo(connection->easy, CURLINFO_SSL_VERIFYRESULT, &certificate.found);
        return fu_certificate_refuse(&certificate, name, FU_TEMPORARY, error);
    }
    if (result == CURLE_SSL_CACERT_BADFILE) {
        return fu_error_set(error, FU_TEMPORARY,
            "%s: the certificates in ca_file cannot be read, so nothing was sent to it. It must be "
            "a PEM file this program may read",
            name);
    }
    if (result == CURLE_SSL_CONNECT_ERROR) {
        return fu_error_set(error, FU_TEMPORARY,
            "%s: TLS cannot be set up (%.100s), so nothing was sent to it: check port and tls in "
            "[smtp]; smtps:// wants a port that begins with TLS, at least 1.2",
            name, trouble);
    }
    if (connection->refusal[0] != '\0') {
        return fu_error_set(error, FU_TEMPORARY, "%s turns us away: %s", name, connection->refusal);
    }
    if (result == CURLE_COULDNT_RESOLVE_HOST || result == CURLE_COULDNT_CONNECT) {
        return fu_error_set(error, FU_TEMPORARY,
            "no connection to %s (%s): check url in [smtp] and that the server runs", name,
            trouble);
    }
    return fu_error_set(error, FU_TEMPORARY,
        "the connection to %s broke before a mail could be sent (%s): see what the server logs, "
        "and that [smtp] url names its submission port",
        name, trouble);
}

/* libcurl keeps its hands off a connection once it has been read from; and a server that speaks
 * before it is asked would have every answer mistaken for the one before. */
static bool is_silent(struct fu_connection *connection)
{
    char byte;
    size_t received;
    return fu_smtp_connection_receive(connection, &byte, 1, &received) == FU_LINE_BUSY;
}

enum fu_status fu_smtp_connection_opened(
    struct fu_connection *connection, CURLcode result, struct fu_error *error)
{
    const struct fu_server *server = connection->server;
    enum fu_status status = FU_OK;
    if (result != CURLE_OK) {
        status = explain(connection, result, error);
    } else if (server->user[0] != '\0' && !connection->logged_in) {
        status = fu_error_set(error, FU_TEMPORARY,
            "%s offers no login, so nothing was sent to it: check port and tls in [smtp], or leave "
            "user empty if none is needed",
            server->name);
    } else if (curl_easy_getinfo(connection->easy, CURLINFO_ACTIVESOCKET, &connection->socket) !=
                   CURLE_OK ||
               connection->socket == CURL_SOCKET_BAD || !is_silent(connection)) {
        status = fu_error_set(error, FU_TEMPORARY,
            "%s closed the connection or spoke out of turn after the login; it is tried again",
            server->name);
    }
    if (status == FU_OK) {
        connection->certificate_ends = fu_certificate_ends(certificate_of(connection->easy));
    } else {
        fu_smtp_connection_close(connection, false);
    }
    return status;
}

enum fu_line fu_smtp_connection_send(
    struct fu_connection *connection, const char *bytes, size_t length, size_t *sent)
{
    *sent = 0;
    CURLcode result = curl_easy_send(connection->easy, bytes, length, sent);
    if (result == CURLE_AGAIN) {
        return FU_LINE_BUSY;
    }
    return result == CURLE_OK ? FU_LINE_DONE : FU_LINE_LOST;
}

enum fu_line fu_smtp_connection_receive(
    struct fu_connection *connection, char *bytes, size_t size, size_t *received)
{
    *received = 0;
    CURLcode result = curl_easy_recv(connection->easy, bytes, size, received);
    if (result == CURLE_AGAIN) {
        return FU_LINE_BUSY;
    }
    return result == CURLE_OK && *received > 0 ? FU_LINE_DONE : FU_LINE_LOST;
}

void fu_smtp_connection_close(struct fu_connection *connection, bool polite)
{
    if (!connection->added) {
        return;
    }
    if (polite) {
        size_t sent;
        fu_smtp_connection_send(connection, "QUIT\r\n", strlen("QUIT\r\n"), &sent);
    }
    curl_multi_remove_handle(connection->multi, connection->easy);
    connection->added = false;
    connection->socket = CURL_SOCKET_BAD;
}

void fu_smtp_connection_free(struct fu_connection *connection)
{
    fu_smtp_connection_close(connection, true);
    curl_easy_cleanup(connection->easy);
    connection->easy = NULL;
}
