/* For monitors: is all well? */
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
