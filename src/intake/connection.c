/* libcurl as the transport: it connects, does TLS and STARTTLS, checks certificate and host name,
 * and logs in; then curl_easy_recv() and curl_easy_send() carry octets (CURLOPT_CONNECT_ONLY).
 *
 * Fails by marking the connection dead; nothing is read or sent after that. TLS may hold octets
 * that the socket does not show, so receiving is always tried before the socket is polled. */
#include "connection.h"

#include <errno.h>
#include <poll.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "answer.h"
#include "followupd/base/clock.h"
#include "followupd/base/memory.h"
#include "followupd/base/text.h"
#include "login.h"

/* pending holds what one TLS record can make, and the head of a line before it. */
enum { ALIVE_EVERY = 1000, LOOK_EVERY = 1000 };

enum { RECORD = 16 * 1024, PENDING_MAX = 4 * RECORD, KEEPALIVE_SECONDS = 60 };

enum fu_status fu_connection_break(struct fu_connection *connection, const char *format, ...)
{
    if (connection->trouble.status != FU_OK) {
        return FU_TEMPORARY;
    }
    char text[FU_ERROR_TEXT_MAX];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    return fu_error_set(&connection->trouble, FU_TEMPORARY, "%s %s", connection->server, text);
}

/* Splits url and writes "host:port" to server. The scheme must be the one tls asks for. */
static enum fu_status read_url(
    const struct fu_intake_settings *settings, char *server, struct fu_error *error)
{
    enum fu_status status = FU_OK;
    const char *scheme = settings->tls == FU_TLS_IMPLICIT ? "imaps" : "imap";
    char *given = NULL;
    char *host = NULL;
    char *port = NULL;
    char *user = NULL;
    char *path = NULL;
    CURLU *url = curl_url();
    if (url == NULL || curl_url_set(url, CURLUPART_URL, settings->url, 0) != CURLUE_OK ||
        curl_url_get(url, CURLUPART_SCHEME, &given, 0) != CURLUE_OK ||
        curl_url_get(url, CURLUPART_HOST, &host, 0) != CURLUE_OK ||
        curl_url_get(url, CURLUPART_PORT, &port, CURLU_DEFAULT_PORT) != CURLUE_OK ||
        curl_url_get(url, CURLUPART_PATH, &path, 0) != CURLUE_OK) {
        status = fu_error_set(error, FU_PERMANENT,
            "url is not understood. Write imaps://host or imap://host, "
            "with :port if it is not the usual one");
    } else if (strcmp(given, scheme) != 0) {
        status = fu_error_set(error, FU_PERMANENT,
            "url begins with %s:// but tls wants %s://. Implicit TLS is imaps://; tls = starttls "
            "and "
            "tls = none are imap://",
            given, scheme);
    } else if (curl_url_get(url, CURLUPART_USER, &user, 0) == CURLUE_OK || strcmp(path, "/") != 0) {
        status = fu_error_set(error, FU_PERMANENT,
            "url has more than a host and a port. User and mailbox have options of their own");
    } else {
        snprintf(server, FU_SERVER_MAX, "%s:%s", host, port);
    }
    curl_free(given);
    curl_free(host);
    curl_free(port);
    curl_free(user);
    curl_free(path);
    curl_url_cleanup(url);
    return status;
}

static const char *login_options(const char *auth)
{
    static const struct {
        const char *auth;
        const char *options;
    } ways[] = {{"auto", NULL}, {"login", "AUTH=LOGIN"}, {"plain", "AUTH=PLAIN"},
        {"xoauth2", "AUTH=XOAUTH2"}, {"oauthbearer", "AUTH=OAUTHBEARER"}};
    for (size_t i = 0; i < sizeof ways / sizeof *ways; i++) {
        if (fu_equal_nocase(auth, ways[i].auth)) {
            return ways[i].options;
        }
    }
    return NULL;
}

static void set_login(CURL *curl, const struct fu_intake_settings *settings, const char *password)
{
    const char *options = login_options(settings->auth);
    bool bearer = options != NULL && strstr(options, "OAUTH") != NULL;
    curl_easy_setopt(curl, CURLOPT_USERNAME, settings->user);
    curl_easy_setopt(curl, bearer ? CURLOPT_XOAUTH2_BEARER : CURLOPT_PASSWORD, password);
    curl_easy_setopt(curl, CURLOPT_LOGIN_OPTIONS, options);
}

/* Of libcurl's copies one stays in the connection until it is closed; these need not. */
static void forget_login(CURL *curl)
{
    curl_easy_setopt(curl, CURLOPT_USERNAME, NULL);
    curl_easy_setopt(curl, CURLOPT_PASSWORD, NULL);
    curl_easy_setopt(curl, CURLOPT_XOAUTH2_BEARER, NULL);
}

static void set_tls(CURL *curl, const struct fu_intake_settings *settings)
{
    bool starttls = settings->tls == FU_TLS_STARTTLS;
    curl_easy_setopt(
        curl, CURLOPT_PROTOCOLS_STR, settings->tls == FU_TLS_IMPLICIT ? "imaps" : "imap");
    curl_easy_setopt(curl, CURLOPT_USE_SSL, (long)(starttls ? CURLUSESSL_ALL : CURLUSESSL_NONE));
    curl_easy_setopt(curl, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
    curl_easy_setopt(curl, CURLOPT_SSL_VERIFYPEER, 1L);
    curl_easy_setopt(curl, CURLOPT_SSL_VERIFYHOST, 2L);
    curl_easy_setopt(curl, CURLOPT_CERTINFO, 1L);
    if (settings->ca_file != NULL && settings->ca_file[0] != '\0') {
        curl_easy_setopt(curl, CURLOPT_CAINFO, settings->ca_file);
        curl_easy_setopt(curl, CURLOPT_CAPATH, NULL);
    }
}

/* libcurl calls it about once a second, whatever it waits for. */
static int ends(
    void *context, curl_off_t down_all, curl_off_t down, curl_off_t up_all, curl_off_t up)
{
    const volatile bool *stop = context;
    (void)down_all;
    (void)down;
    (void)up_all;
    (void)up;
    return *stop;
}

static void set_transport(
    CURL *curl, const struct fu_intake_settings *settings, struct fu_login *login)
{
    int64_t limit =
        settings->connect_deadline > 0 ? settings->connect_deadline : FU_CONNECT_DEADLINE;
    curl_easy_setopt(curl, CURLOPT_URL, settings->url);
    curl_easy_setopt(curl, CURLOPT_CONNECT_ONLY, 1L);
    curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(curl, CURLOPT_QUICK_EXIT, 1L); /* closing does not wait for the name service */
    curl_easy_setopt(curl, CURLOPT_PROXY, "");
    curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, (long)(limit * 1000));
    curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT_MS, (long)(limit * 1000));
    curl_easy_setopt(curl, CURLOPT_TCP_KEEPALIVE, 1L);
    curl_easy_setopt(curl, CURLOPT_TCP_KEEPIDLE, (long)KEEPALIVE_SECONDS);
    curl_easy_setopt(curl, CURLOPT_TCP_KEEPINTVL, (long)KEEPALIVE_SECONDS);
    curl_easy_setopt(curl, CURLOPT_HEADERFUNCTION, fu_login_line);
    curl_easy_setopt(curl, CURLOPT_HEADERDATA, login);
    curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, login->curl_text);
    if (settings->stop != NULL) {
        curl_easy_setopt(curl, CURLOPT_XFERINFOFUNCTION, ends);
        curl_easy_setopt(curl, CURLOPT_XFERINFODATA, (void *)settings->stop);
        curl_easy_setopt(curl, CURLOPT_NOPROGRESS, 0L);
    }
}

static enum fu_status connect_and_log_in(struct fu_connection *connection,
    const struct fu_intake_settings *settings, const char *password, struct fu_error *error)
{
    struct fu_login *login = fu_allocate(1, sizeof *login);
    CURL *curl = connection->curl;
    login->curl = curl;
    set_transport(curl, settings, login);
    set_tls(curl, settings);
    set_login(curl, settings, password);
    CURLcode code = curl_easy_perform(curl);
    enum fu_status status = FU_OK;
    curl_socket_t socket = CURL_SOCKET_BAD;
    if (code != CURLE_OK) {
        status = fu_login_failed(curl, code, login, settings, password, connection->server, error);
    } else if (curl_easy_getinfo(curl, CURLINFO_ACTIVESOCKET, &socket) != CURLE_OK ||
               socket == CURL_SOCKET_BAD) {
        status = fu_error_set(
            error, FU_TEMPORARY, "%s closes the connection after the login", connection->server);
    }
    connection->socket = socket;
    memcpy(connection->wire.notes.capabilities, login->capabilities, sizeof login->capabilities);
    curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, NULL);
    curl_easy_setopt(curl, CURLOPT_HEADERDATA, NULL);
    curl_easy_setopt(curl, CURLOPT_HEADERFUNCTION, NULL);
    forget_login(curl);
    explicit_bzero(login, sizeof *login);
    free(login);
    return status;
}

enum fu_status fu_connection_open(const struct fu_intake_settings *settings, const char *password,
    struct fu_connection **result, struct fu_error *error)
{
    *result = NULL;
    curl_global_init(CURL_GLOBAL_DEFAULT);
    struct fu_connection *connection = fu_allocate(1, sizeof *connection);
    fu_wire_init(&connection->wire);
    fu_buffer_init(&connection->pending, PENDING_MAX);
    connection->alive = settings->alive;
    connection->context = settings->context;
    connection->stop = settings->stop;
    connection->stop_limit =
        1000 * (settings->stop_deadline > 0 ? settings->stop_deadline : FU_INTAKE_STOP_DEADLINE);
    connection->doing = "";
    enum fu_status status = read_url(settings, connection->server, error);
    if (status == FU_OK) {
        connection->curl = curl_easy_init();
        status = connection->curl != NULL
                     ? connect_and_log_in(connection, settings, password, error)
                     : fu_error_set(error, FU_TEMPORARY, "libcurl cannot be set up");
    }
    if (status != FU_OK) {
        fu_connection_close(&connection);
    }
    *result = connection;
    return status;
}

void fu_connection_close(struct fu_connection **connection)
{
    if (*connection != NULL) {
        curl_easy_cleanup((*connection)->curl);
        fu_buffer_free(&(*connection)->pending);
        free(*connection);
        *connection = NULL;
    }
}

void fu_connection_begin(
    struct fu_connection *connection, const char *doing, int64_t limit, int64_t silence)
{
    connection->doing = doing;
    connection->command_limit = limit * 1000;
    connection->silence_limit = silence * 1000;
    connection->deadline = fu_clock_ticks() + connection->command_limit;
}

static ssize_t take_pending(struct fu_connection *connection, void *octets, size_t size)
{
    size_t left = connection->pending.length - connection->pending_taken;
    size_t length = left < size ? left : size;
    memcpy(octets, connection->pending.data + connection->pending_taken, length);
    connection->pending_taken += length;
    return (ssize_t)length;
}

static void report_fault(struct fu_connection *connection)
{
    struct fu_wire *wire = &connection->wire;
    struct fu_answer answer;
    switch (wire->fault) {
    case FU_WIRE_BYE:
        fu_answer_read(wire->head, &answer);
        fu_connection_break(
            connection, "ends the session while %s: %s", connection->doing, answer.words);
        break;
    case FU_WIRE_LONG_LINE:
        fu_connection_break(connection,
            "sends a line of more than %zu bytes while %s; is it an IMAP server?", wire->line_limit,
            connection->doing);
        break;
    case FU_WIRE_LONG_LITERAL:
        fu_connection_break(connection,
            "announces more than the %llu bytes that were to be expected while %s",
            (unsigned long long)wire->literal_limit, connection->doing);
        break;
    case FU_WIRE_TOO_MUCH:
        fu_connection_break(connection,
            "sends more than the %llu bytes that were to be expected while %s",
            (unsigned long long)wire->total_limit, connection->doing);
        break;
    case FU_WIRE_TOO_DEEP:
    case FU_WIRE_MALFORMED:
        fu_connection_break(connection,
            "sends something that is not IMAP, or that nobody asked for, while %s",
            connection->doing);
        break;
    case FU_WIRE_FINE:
        break;
    }
}

static void tell_alive(struct fu_connection *connection)
{
    int64_t now = fu_clock_ticks();
    if (connection->alive != NULL && now - connection->alive_told >= ALIVE_EVERY) {
        connection->alive_told = now;
        connection->alive(connection->context);
    }
}

int fu_connection_take_in(struct fu_connection *connection)
{
    char octets[RECORD];
    size_t length = 0;
    if (connection->trouble.status != FU_OK) {
        return -1;
    }
    CURLcode code = curl_easy_recv(connection->curl, octets, sizeof octets, &length);
    if (code == CURLE_AGAIN) {
        return 0;
    }
    if (code != CURLE_OK || length == 0) {
        fu_connection_break(connection, "closes the connection while %s", connection->doing);
        return -1;
    }
    tell_alive(connection);
    if (connection->pending_taken == connection->pending.length) {
        fu_buffer_clear(&connection->pending);
        connection->pending_taken = 0;
    }
    fu_wire_take(&connection->wire, octets, length, &connection->pending);
    report_fault(connection);
    if (connection->wire.fault != FU_WIRE_FINE && connection->wire.fault != FU_WIRE_BYE) {
        fu_buffer_clear(&connection->pending); /* it may end in what is at fault */
        connection->pending_taken = 0;
    }
    if (connection->pending.overflowed) {
        fu_connection_break(connection, "sends more at once than there is a place for");
    }
    return connection->trouble.status == FU_OK ? 1 : -1;
}

/* Whoever is to stop has only so much time left for the command. */
static void look_at_stop(struct fu_connection *connection, int64_t now)
{
    bool stops = connection->stop != NULL && *connection->stop;
    if (stops && connection->deadline > now + connection->stop_limit) {
        connection->deadline = now + connection->stop_limit;
        connection->command_limit = connection->stop_limit;
    }
}

/* Waits for the socket. False when a deadline passed. */
static bool wait_for(struct fu_connection *connection, short events)
{
    int64_t silent_from = fu_clock_ticks();
    for (;;) {
        int64_t now = fu_clock_ticks();
        look_at_stop(connection, now);
        int64_t left = connection->deadline - now;
        if (left <= 0) {
            fu_connection_break(connection, "has not finished within %lld s while %s",
                (long long)(connection->command_limit / 1000), connection->doing);
            return false;
        }
        int64_t quiet = silent_from + connection->silence_limit - now;
        if (quiet <= 0) {
            fu_connection_break(connection, "is silent for %lld s while %s",
                (long long)(connection->silence_limit / 1000), connection->doing);
            return false;
        }
        left = quiet < left ? quiet : left;
        struct pollfd poller = {.fd = connection->socket, .events = events};
        int ready = poll(&poller, 1, (int)(left < LOOK_EVERY ? left : LOOK_EVERY));
        if (ready > 0) {
            return true;
        }
        if (ready < 0 && errno != EINTR) {
            fu_connection_break(connection, "cannot be waited for: %s", strerror(errno));
            return false;
        }
    }
}

bool fu_connection_wait(struct fu_connection *connection)
{
    return wait_for(connection, POLLIN);
}

ssize_t fu_connection_receive(struct fu_connection *connection, void *octets, size_t size)
{
    for (;;) {
        if (connection->pending_taken < connection->pending.length) {
            return take_pending(connection, octets, size);
        }
        int taken = fu_connection_take_in(connection);
        bool trouble = taken < 0 && connection->pending_taken == connection->pending.length;
        if (trouble || (taken == 0 && !fu_connection_wait(connection))) {
            return -1;
        }
    }
}

bool fu_connection_send(struct fu_connection *connection, const void *octets, size_t length)
{
    const char *at = octets;
    while (length > 0 && connection->trouble.status == FU_OK) {
        size_t sent = 0;
        CURLcode code = curl_easy_send(connection->curl, at, length, &sent);
        if (code == CURLE_AGAIN) {
            wait_for(connection, POLLOUT);
        } else if (code != CURLE_OK) {
            fu_connection_break(connection, "closes the connection while %s", connection->doing);
        } else {
            at += sent;
            length -= sent;
        }
    }
    return connection->trouble.status == FU_OK;
}
