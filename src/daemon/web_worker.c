/* The life of the pages: wait for a browser, answer it, wait. Between requests nothing runs and
 * nothing is written.
 *
 * An address that cannot be had is tried again, ever more patiently, and told meanwhile. */
#include "web_backend.h"

#include "lean.h"

#include "followupd/base/clock.h"
#include "followupd/base/log.h"
#include "followupd/followup/view.h"
#include "followupd/zone/zone.h"

#include <poll.h>

/* Seconds: what answering may take; how long nobody may come by. Milliseconds between looks at the
 * zone files. */
enum { PATIENCE = 300, IDLE_LONGEST = INT32_MAX, ZONES_EVERY = 60 * 1000, MILLISECONDS = 1000 };

struct server {
    struct worker_context *context;
    struct web_backend backend;
    struct fu_web *web;
    bool said; /* that the address cannot be had */
    int64_t zones_seen;
};

static void write_trouble(const struct server *server, const char *sentence)
{
    fu_worker_trouble(server->context, server->backend.store, "web", sentence);
}

/* Listens; until it can, tries again. False when it is to stop. */
static bool listen_until(struct server *server)
{
    const struct fu_web_settings settings = {.listen = server->context->setup->config->web.listen,
        .url = server->context->setup->config->web.url,
        .example = fu_view_address(
            server->context->setup->arena, &server->context->setup->settings, "3days"),
        .backend = fu_web_backend(&server->backend)};
    struct fu_error error;
    int tries = 0;

    while (!fu_worker_stopping) {
        fu_worker_promise(server->context, PATIENCE);
        if (fu_web_open(&settings, &server->web, &error) == FU_OK) {
            write_trouble(server, "");
            fu_log(FU_LOG_INFO, "serves pages at %s", settings.listen);
            return true;
        }
        fu_log(server->said ? FU_LOG_DEBUG : FU_LOG_ERROR, "%s", error.text);
        server->said = true;
        write_trouble(server, error.text);
        fu_worker_sleep(server->context, fu_worker_backoff(++tries));
    }
    return false;
}

static void look_at_zones(struct server *server)
{
    int64_t now = fu_clock_ticks();

    if (now - server->zones_seen < ZONES_EVERY)
        return;
    server->zones_seen = now;
    fu_zone_refresh();
}

/* Nobody is connected: small until somebody comes. */
static void rest(struct server *server)
{
    fu_store_rest(server->backend.store);
    fu_lean();
}

static void serve(struct server *server)
{
    struct pollfd watched[] = {{.fd = fu_web_fd(server->web), .events = POLLIN},
        {.fd = server->context->wake, .events = POLLIN}};
    int64_t timeout;
    bool rested = false;

    while (!fu_worker_stopping) {
        fu_worker_promise(server->context, PATIENCE);
        look_at_zones(server);
        timeout = fu_web_serve(server->web);
        if (timeout < 0 && !rested)
            rest(server);
        rested = timeout < 0;
        fu_worker_promise(
            server->context, timeout < 0 ? IDLE_LONGEST : timeout / MILLISECONDS + PATIENCE);
        poll(watched, 2, timeout < 0 ? -1 : (int)timeout);
    }
}

int fu_web_work(struct worker_context *context)
{
    struct server server = {
        .context = context, .backend = {.setup = context->setup, .duties = context->duties}};
    struct fu_error error;
    enum fu_status status = fu_setup_key(context->setup, &error);

    if (status == FU_OK)
        status = fu_store_open(context->setup->config->daemon.state, &server.backend.store, &error);
    if (status == FU_OK)
        server.backend.feeds = fu_feeds_new(&context->setup->settings);
    if (status == FU_OK && listen_until(&server))
        serve(&server);
    if (status != FU_OK)
        fu_log(FU_LOG_ERROR, "%s", error.text);
    fu_web_close(&server.web);
    fu_feeds_free(&server.backend.feeds);
    fu_store_close(&server.backend.store);
    return status == FU_OK ? EXIT_DONE : EXIT_STATE;
}
