/* HTTP over libmicrohttpd, driven from outside by its epoll descriptor.
 *
 * The library parses request line and fields and frames bodies; its form parser is not used. A
 * body's length must be said and is bounded before a byte of it is read, so that nothing ends in
 * the middle of one. What the library itself refuses (a request that is no HTTP) it answers and
 * closes without asking us. */
#include "followupd/web/web.h"

#include <microhttpd.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "connections.h"
#include "followupd/base/clock.h"
#include "followupd/base/log.h"
#include "followupd/base/number.h"
#include "followupd/base/text.h"
#include "listen.h"
#include "site.h"

/* Of each connection, for a request's header and a response's: the header has room in a half. */
enum { CONNECTION_MEMORY = 24 * 1024 };

struct fu_web {
    struct site site;
    struct MHD_Daemon *daemon;
    struct connections connections;
    char *where; /* own */
};

/* One request and its answer. */
struct exchange {
    struct fu_arena *arena;
    struct request request;
    struct response response;
    char body[FU_WEB_BODY_MAX];
    size_t body_length;
    int refused; /* the status with which it was refused before it was looked at */
    bool begun;
};

/* Called with the target as it came, before anything is decoded. */
static void *begin_exchange(void *context, const char *target, struct MHD_Connection *connection)
{
    struct exchange *exchange = fu_allocate(1, sizeof *exchange);

    (void)context;
    (void)connection;
    exchange->arena = fu_arena_new();
    exchange->request.arena = exchange->arena;
    if (!fu_request_target(&exchange->request, target))
        exchange->refused = MHD_HTTP_BAD_REQUEST;
    fu_buffer_init(&exchange->response.body, RESPONSE_MAX);
    return exchange;
}

static void end_exchange(void *context, struct MHD_Connection *connection, void **state,
    enum MHD_RequestTerminationCode how)
{
    struct fu_web *web = context;
    struct exchange *exchange = *state;
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(connection, MHD_CONNECTION_INFO_SOCKET_CONTEXT);

    (void)how;
    if (info && info->socket_context)
        fu_connections_renew(&web->connections, info->socket_context, fu_clock_ticks());
    if (!exchange)
        return;
    fu_buffer_free(&exchange->response.body);
    fu_arena_free(&exchange->arena);
    free(exchange);
    *state = NULL;
}

static void note_connection(void *context, struct MHD_Connection *connection, void **socket_context,
    enum MHD_ConnectionNotificationCode what)
{
    struct fu_web *web = context;
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD);

    if (what == MHD_CONNECTION_NOTIFY_STARTED && info)
        *socket_context = fu_connections_add(&web->connections, info->connect_fd, fu_clock_ticks());
    else if (what == MHD_CONNECTION_NOTIFY_CLOSED && *socket_context)
        fu_connections_remove(&web->connections, *socket_context);
}

static const char *header(struct MHD_Connection *connection, const char *name)
{
    const char *value = MHD_lookup_connection_value(connection, MHD_HEADER_KIND, name);

    return value ? value : "";
}

/* The fields that say where a request ends and for whom it is. */
struct framing {
    int lengths, hosts;
    bool encoded;
    bool spaced; /* a blank stands in a field's name, or before its colon */
};

/* MHD_KeyValueIterator */
static enum MHD_Result note_field(
    void *context, enum MHD_ValueKind kind, const char *name, const char *value)
{
    struct framing *framing = context;

    (void)kind;
    (void)value;
    framing->lengths += fu_equal_nocase(name, MHD_HTTP_HEADER_CONTENT_LENGTH);
    framing->hosts += fu_equal_nocase(name, MHD_HTTP_HEADER_HOST);
    framing->encoded |= fu_equal_nocase(name, MHD_HTTP_HEADER_TRANSFER_ENCODING);
    framing->spaced |= strpbrk(name, " \t") != NULL;
    return MHD_YES;
}

/* 0, or the status that says which limit the request breaks. One that two programs could read in
 * two ways is refused (RFC 9112 sections 3.2, 5.1 and 6.3): what a proxy takes for its body would
 * be the next request here. */
static int find_objection(struct MHD_Connection *connection)
{
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(connection, MHD_CONNECTION_INFO_REQUEST_HEADER_SIZE);
    const char *length = header(connection, MHD_HTTP_HEADER_CONTENT_LENGTH);
    struct framing framing = {.lengths = 0};
    int64_t value;

    if (info && info->header_size > FU_WEB_HEADER_MAX)
        return MHD_HTTP_REQUEST_HEADER_FIELDS_TOO_LARGE;
    MHD_get_connection_values(connection, MHD_HEADER_KIND, note_field, &framing);
    if (framing.encoded)
        return MHD_HTTP_LENGTH_REQUIRED;
    if (framing.lengths > 1 || framing.hosts > 1 || framing.spaced)
        return MHD_HTTP_BAD_REQUEST;
    if (length[0] && !fu_number_parse(length, strlen(length), 0, FU_WEB_BODY_MAX, &value))
        return MHD_HTTP_CONTENT_TOO_LARGE;
    return 0;
}

/* Behind a socket with a path stands this machine; the library may not know the other end's name.
 */
static bool is_from_here(const struct fu_web *web, struct MHD_Connection *connection)
{
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CLIENT_ADDRESS);

    return web->where[0] == '/' ||
           (info && info->client_addr && fu_listen_is_local(info->client_addr));
}

static void fill_request(const struct fu_web *web, struct MHD_Connection *connection,
    const char *method, struct request *request)
{
    request->method = fu_request_method(method);
    request->host = header(connection, MHD_HTTP_HEADER_HOST);
    request->origin = header(connection, MHD_HTTP_HEADER_ORIGIN);
    request->fetch_site = header(connection, "Sec-Fetch-Site");
    request->if_none_match = header(connection, MHD_HTTP_HEADER_IF_NONE_MATCH);
    request->if_modified_since = header(connection, MHD_HTTP_HEADER_IF_MODIFIED_SINCE);
    request->local = is_from_here(web, connection);
    request->forwarded =
        header(connection, "X-Forwarded-For")[0] || header(connection, "Forwarded")[0];
    request->session = fu_request_cookie(
        request->arena, header(connection, MHD_HTTP_HEADER_COOKIE), SESSION_COOKIE);
}

static void add_header(struct MHD_Response *response, const char *name, const char *value)
{
    if (value && value[0])
        MHD_add_response_header(response, name, value);
}

/* What every answer carries, whatever is in it. */
static void add_headers(struct MHD_Response *made, const struct response *response)
{
    static const char *const always[][2] = {
        {"Content-Security-Policy",
            "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; "
            "img-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"},
        {"X-Content-Type-Options", "nosniff"}, {"Referrer-Policy", "no-referrer"},
        {"X-Robots-Tag", "noindex, nofollow"}, {"Cross-Origin-Resource-Policy", "same-origin"},
        {"Cross-Origin-Opener-Policy", "same-origin"}};
    size_t i;

    for (i = 0; i < sizeof always / sizeof *always; i++)
        add_header(made, always[i][0], always[i][1]);
    add_header(made, MHD_HTTP_HEADER_CACHE_CONTROL,
        response->cache ? response->cache : "private, no-store");
    add_header(made, MHD_HTTP_HEADER_CONTENT_TYPE, response->type);
    add_header(made, MHD_HTTP_HEADER_LOCATION, response->location);
    add_header(made, MHD_HTTP_HEADER_ETAG, response->etag);
    add_header(made, MHD_HTTP_HEADER_LAST_MODIFIED, response->modified);
    add_header(made, MHD_HTTP_HEADER_CONTENT_DISPOSITION, response->disposition);
    for (i = 0; i < response->cookie_count; i++)
        add_header(made, MHD_HTTP_HEADER_SET_COOKIE, response->cookies[i]);
    if (response->status == MHD_HTTP_METHOD_NOT_ALLOWED)
        add_header(made, MHD_HTTP_HEADER_ALLOW, "GET, HEAD, POST");
    if (response->status == MHD_HTTP_SERVICE_UNAVAILABLE)
        add_header(made, MHD_HTTP_HEADER_RETRY_AFTER, "30");
    if (response->close)
        add_header(made, MHD_HTTP_HEADER_CONNECTION, "close");
}

static enum MHD_Result send_answer(struct MHD_Connection *connection, struct response *response)
{
    bool fixed = response->fixed != NULL;
    /* The bytes live until end_exchange; the library does not write to them. */
    struct MHD_Response *made = MHD_create_response_from_buffer(
        fixed ? response->fixed_length : response->body.length,
        fixed ? (void *)(uintptr_t)response->fixed : response->body.data, MHD_RESPMEM_PERSISTENT);
    enum MHD_Result result;

    if (!made)
        return MHD_NO;
    add_headers(made, response);
    result = MHD_queue_response(connection, (unsigned)response->status, made);
    MHD_destroy_response(made);
    return result;
}

static enum MHD_Result refuse(struct MHD_Connection *connection, struct exchange *exchange)
{
    struct response *response = &exchange->response;

    response->status = exchange->refused;
    response->type = "text/plain; charset=utf-8";
    response->close = true;
    fu_buffer_print(&response->body, "This request cannot be served (%d).\n", exchange->refused);
    return send_answer(connection, response);
}

static enum MHD_Result take_request(void *context, struct MHD_Connection *connection,
    const char *url, const char *method, const char *version, const char *upload,
    size_t *upload_length, void **state)
{
    struct fu_web *web = context;
    struct exchange *exchange = *state;

    (void)url;
    (void)version;
    if (!exchange->begun) {
        exchange->begun = true;
        if (!exchange->refused)
            exchange->refused = find_objection(connection);
        return exchange->refused ? refuse(connection, exchange) : MHD_YES;
    }
    if (*upload_length > 0) {
        if (*upload_length > sizeof exchange->body - exchange->body_length)
            return MHD_NO;
        memcpy(exchange->body + exchange->body_length, upload, *upload_length);
        exchange->body_length += *upload_length;
        *upload_length = 0;
        return MHD_YES;
    }
    fill_request(web, connection, method, &exchange->request);
    if (exchange->request.method == METHOD_POST &&
        !fu_request_fields(
            exchange->arena, exchange->body, exchange->body_length, &exchange->request.form)) {
        exchange->refused = MHD_HTTP_BAD_REQUEST;
        return refuse(connection, exchange);
    }
    fu_site_answer(&web->site, &exchange->request, &exchange->response);
    return send_answer(connection, &exchange->response);
}

static struct MHD_Daemon *start(struct fu_web *web, int fd, bool local)
{
    return MHD_start_daemon(MHD_USE_EPOLL, 0, NULL, NULL, take_request, web,
        MHD_OPTION_LISTEN_SOCKET, fd, MHD_OPTION_CONNECTION_LIMIT,
        (unsigned)(FU_WEB_CONNECTIONS + CONNECTIONS_SPARE), MHD_OPTION_PER_IP_CONNECTION_LIMIT,
        (unsigned)(local ? 0 : FU_WEB_CONNECTIONS_EACH), MHD_OPTION_CONNECTION_TIMEOUT,
        (unsigned)FU_WEB_IDLE_SECONDS, MHD_OPTION_CONNECTION_MEMORY_LIMIT,
        (size_t)CONNECTION_MEMORY, MHD_OPTION_STRICT_FOR_CLIENT, 1,
        MHD_OPTION_SIGPIPE_HANDLED_BY_APP, 1, MHD_OPTION_URI_LOG_CALLBACK, begin_exchange, web,
        MHD_OPTION_NOTIFY_COMPLETED, end_exchange, web, MHD_OPTION_NOTIFY_CONNECTION,
        note_connection, web, MHD_OPTION_END);
}

enum fu_status fu_web_open(
    const struct fu_web_settings *settings, struct fu_web **web, struct fu_error *error)
{
    struct fu_web *made;
    bool local;
    int fd;
    enum fu_status status = fu_listen_at(settings->listen, &fd, &local, error);

    *web = NULL;
    if (status != FU_OK)
        return status;
    made = fu_allocate(1, sizeof *made);
    made->where = fu_copy(settings->listen);
    fu_site_open(&made->site, settings);
    made->daemon = start(made, fd, local);
    if (!made->daemon) {
        close(fd);
        fu_listen_end(made->where);
        free(made->where);
        free(made);
        return fu_error_set(
            error, FU_TEMPORARY, "Web pages cannot be served at %s.", settings->listen);
    }
    *web = made;
    return FU_OK;
}

int fu_web_fd(const struct fu_web *web)
{
    return MHD_get_daemon_info(web->daemon, MHD_DAEMON_INFO_EPOLL_FD)->epoll_fd;
}

int64_t fu_web_serve(struct fu_web *web)
{
    MHD_UNSIGNED_LONG_LONG idle;
    int64_t due;

    MHD_run(web->daemon);
    fu_site_work(&web->site);
    due = fu_connections_expire(&web->connections, fu_clock_ticks());
    if (MHD_get_timeout(web->daemon, &idle) == MHD_YES && (due < 0 || (int64_t)idle < due))
        due = (int64_t)idle;
    return due;
}

void fu_web_close(struct fu_web **web)
{
    if (!*web)
        return;
    fu_listen_end((*web)->where);
    MHD_stop_daemon((*web)->daemon);
    fu_site_close(&(*web)->site);
    free((*web)->where);
    free(*web);
    *web = NULL;
}
