/* For monitors: is all well, and the numbers.
 *
 * They name no person; but how much is sent is nobody's business outside either, so what comes
 * through a proxy, or from another machine, gets no numbers: a monitor asks on this one. */
#include "html.h"
#include "site.h"

void fu_page_health(struct visit *visit)
{
    const struct fu_web_backend *backend = &visit->site->settings.backend;
    struct response *response = visit->response;
    struct fu_error error;
    const char *trouble = "";
    enum fu_status status =
        backend->health(backend->context, visit->request->arena, &trouble, &error);

    response->type = "text/plain; charset=utf-8";
    response->cache = "no-store";
    response->status = status == FU_OK && !trouble[0] ? 200 : 503;
    fu_buffer_print(&response->body, "%s\n",
        status != FU_OK ? "the store cannot be read"
        : trouble[0]    ? trouble
                        : "all is well");
}

void fu_page_metrics(struct visit *visit)
{
    const struct fu_web_backend *backend = &visit->site->settings.backend;
    struct response *response = visit->response;
    struct fu_error error;
    enum fu_status status;

    if (visit->request->forwarded || !visit->request->local) {
        fu_page_missing(visit);
        return;
    }
    status = backend->metrics(backend->context, visit->request->arena, &response->body, &error);
    if (status != FU_OK) {
        fu_page_fail(visit, status, &error);
        return;
    }
    response->status = 200;
    response->type = "text/plain; version=0.0.4; charset=utf-8";
    response->cache = "no-store";
}
