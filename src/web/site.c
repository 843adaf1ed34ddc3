/* Which page answers which path.
 *
 * GET and HEAD only look. A POST is looked at only when it comes from a page of ours; where
 * somebody must be signed in, its form also carries a token that is bound to their session. */
#include "site.h"

#include <stdio.h>
#include <string.h>

#include "asset.h"
#include "followupd/base/token.h"

enum { YEAR_SECONDS = 31536000 };

struct route {
    const char *path; /* "*" stands for one part that is not empty */
    page *get;
    page *post;
};

static page serve_style, serve_script, serve_icon, serve_robots;

static const struct route routes[] = {
    {"/a/*", fu_page_action, fu_page_action_post},
    {"/a/*/when", fu_page_action_reading, NULL},
    {"/healthz", fu_page_health, NULL},
    {"/style.css", serve_style, NULL},
    {"/script.js", serve_script, NULL},
    {"/icon.svg", serve_icon, NULL},
    {"/robots.txt", serve_robots, NULL},
};

static void serve_fixed(
    struct visit *visit, const char *type, const unsigned char *bytes, size_t length)
{
    visit->response->status = 200;
    visit->response->type = type;
    visit->response->cache = "public, max-age=31536000, immutable";
    visit->response->fixed = (const char *)bytes;
    visit->response->fixed_length = length;
}

static void serve_style(struct visit *visit)
{
    serve_fixed(visit, "text/css; charset=utf-8", fu_asset_style_css, fu_asset_style_css_length);
}

static void serve_script(struct visit *visit)
{
    serve_fixed(
        visit, "text/javascript; charset=utf-8", fu_asset_script_js, fu_asset_script_js_length);
}

static void serve_icon(struct visit *visit)
{
    serve_fixed(visit, "image/svg+xml", fu_asset_icon_svg, fu_asset_icon_svg_length);
}

static void serve_robots(struct visit *visit)
{
    static const char text[] = "User-agent: *\nDisallow: /\n";

    serve_fixed(visit, "text/plain; charset=utf-8", (const unsigned char *)text, sizeof text - 1);
}

/* What stands for the "*" of a pattern goes to *rest; false when path is another. */
static bool matches(
    struct fu_arena *arena, const char *pattern, const char *path, const char **rest)
{
    size_t before = strcspn(pattern, "*"), part;

    *rest = "";
    if (pattern[before] == '\0')
        return strcmp(pattern, path) == 0;
    if (strncmp(pattern, path, before) != 0)
        return false;
    part = strcspn(path + before, "/");
    if (part == 0 || strcmp(pattern + before + 1, path + before + part) != 0)
        return false;
    *rest = fu_arena_copy_n(arena, path + before, part);
    return true;
}

static const struct route *find_route(struct visit *visit, const char *path)
{
    size_t i;

    for (i = 0; i < sizeof routes / sizeof *routes; i++) {
        if (matches(visit->request->arena, routes[i].path, path, &visit->rest))
            return &routes[i];
    }
    return NULL;
}

/* The path below our own base; the proxy may have taken the base off already. */
static const char *path_of(const struct visit *visit)
{
    const char *path = visit->request->path;
    size_t length = strlen(visit->site->base);

    if (length > 0 && strncmp(path, visit->site->base, length) == 0 &&
        (path[length] == '/' || path[length] == '\0'))
        path += length;
    return path[0] ? path : visit->request->path[0] ? "/" : "";
}

static void refuse_method(struct visit *visit)
{
    visit->response->close = true;
    fu_page_say(visit, 405, "That is not done here", "This address is only looked at.");
}

void fu_site_answer(struct site *site, const struct request *request, struct response *response)
{
    struct visit visit = {.site = site, .request = request, .response = response, .rest = ""};
    const struct route *route = find_route(&visit, path_of(&visit));
    bool posts = request->method == METHOD_POST;

    if (!route)
        fu_page_missing(&visit);
    else if (request->method == METHOD_OTHER || (posts && !route->post))
        refuse_method(&visit);
    else if (posts && !fu_request_is_ours(request, site->settings.url))
        fu_page_foreign(&visit);
    else if (posts)
        route->post(&visit);
    else
        route->get(&visit);
}

static void mark(const unsigned char *bytes, char text[MARK_LENGTH + 1])
{
    const char *piece = (const char *)bytes;
    unsigned char digest[FU_DIGEST_SIZE];
    size_t i;

    fu_digest(&piece, 1, digest);
    for (i = 0; i < MARK_LENGTH / 2; i++)
        snprintf(text + 2 * i, 3, "%02x", digest[i]);
}

void fu_site_open(struct site *site, const struct fu_web_settings *settings)
{
    const char *host = strstr(settings->url, "://");

    memset(site, 0, sizeof *site);
    site->settings = *settings;
    if (host)
        snprintf(site->base, sizeof site->base, "%s", host + 3 + strcspn(host + 3, "/"));
    mark(fu_asset_style_css, site->style);
    mark(fu_asset_script_js, site->script);
    mark(fu_asset_icon_svg, site->icon);
}
