/* Which page answers which path.
 *
 * GET and HEAD only look. A POST is looked at only when it comes from a page of ours; where
 * somebody must be signed in, its form also carries a token that is bound to their session. */
#include "site.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "asset.h"
#include "followupd/base/log.h"
#include "followupd/base/token.h"

struct route {
    const char *path; /* "*" stands for one part that is not empty; the first that matches counts */
    page *get;
    page *post;
    bool inside; /* for somebody who is signed in */
};

static page serve_style, serve_script, serve_icon, serve_robots;

static const struct route routes[] = {
    {"/", fu_page_front, NULL, false},
    {"/signin", NULL, fu_page_signin, false},
    {"/s/*", fu_page_link, fu_page_link_post, false},
    {"/a/*", fu_page_action, fu_page_action_post, false},
    {"/a/*/when", fu_page_action_reading, NULL, false},
    {"/f/*", fu_page_feed, NULL, false},
    {"/me", fu_page_list, fu_page_list_post, true},
    {"/me/past", fu_page_past, NULL, true},
    {"/me/new", fu_page_new, fu_page_new_post, true},
    {"/me/new/when", fu_page_reading, NULL, true},
    {"/me/calendar", fu_page_calendar, fu_page_calendar_post, true},
    {"/me/contacts.vcf", fu_page_contacts, NULL, true},
    {"/me/settings", fu_page_settings, fu_page_settings_post, true},
    {"/me/signout", NULL, fu_page_signout, true},
    {"/me/*", fu_page_one, fu_page_one_post, true},
    {"/me/*/when", fu_page_reading, NULL, true},
    {"/healthz", fu_page_health, NULL, false},
    {"/metrics", fu_page_metrics, NULL, false},
    {"/style.css", serve_style, NULL, false},
    {"/script.js", serve_script, NULL, false},
    {"/icon.svg", serve_icon, NULL, false},
    {"/robots.txt", serve_robots, NULL, false},
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

static void refuse_method(struct visit *visit, const struct route *route)
{
    visit->response->close = true;
    fu_page_say(visit, 405, "That is not done here",
        route->get ? "This address is only looked at." : "This address is only for a form.");
}

/* Who is signed in. False when nobody is, or that cannot be told: then the answer is made. */
static bool enter(struct visit *visit)
{
    const struct fu_web_backend *backend = &visit->site->settings.backend;
    const struct request *request = visit->request;
    struct fu_person *person = NULL;
    struct fu_error error;
    enum fu_status status = FU_OK;

    if (request->session[0])
        status = backend->who(backend->context, request->arena, request->session, &person, &error);
    if (status != FU_OK)
        fu_page_fail(visit, status, &error);
    else if (!person && request->method == METHOD_POST)
        fu_page_say(visit, 403, "You are signed out",
            "Nothing was done. Sign in again, and then once more.");
    else if (!person)
        fu_page_go(visit, "/", "", NULL);
    visit->who = person;
    visit->token = person ? fu_session_token(request->arena, request->session) : "";
    return person != NULL;
}

static bool same(const char *a, const char *b)
{
    size_t length = strlen(a), i;
    unsigned difference = 0;

    if (strlen(b) != length)
        return false;
    for (i = 0; i < length; i++)
        difference |= (unsigned char)a[i] ^ (unsigned char)b[i];
    return difference == 0;
}

/* Somebody who may be here; inside, a form has the token of their session. One with the token of
 * another is most likely from a page that they left open. */
static void serve(struct visit *visit, const struct route *route, bool posts)
{
    const char *token = fu_request_field(&visit->request->form, "token");

    if (!posts)
        route->get(visit);
    else if (route->inside && !token[0])
        fu_page_foreign(visit);
    else if (route->inside && !same(token, visit->token))
        fu_page_outdated(visit);
    else
        route->post(visit);
}

static void answer(struct visit *visit, const struct route *route)
{
    const struct request *request = visit->request;
    bool posts = request->method == METHOD_POST;

    visit->path = route->path;
    if (request->method == METHOD_OTHER || (posts ? !route->post : !route->get))
        refuse_method(visit, route);
    else if (posts && !fu_request_is_ours(request, visit->site->settings.url))
        fu_page_foreign(visit);
    else if (!route->inside || enter(visit))
        serve(visit, route, posts);
}

void fu_site_answer(struct site *site, const struct request *request, struct response *response)
{
    struct visit visit = {.site = site,
        .request = request,
        .response = response,
        .path = "",
        .rest = "",
        .token = ""};
    const struct route *route = find_route(&visit, path_of(&visit));

    if (route)
        answer(&visit, route);
    else
        fu_page_missing(&visit);
}

void fu_site_work(struct site *site)
{
    const struct fu_web_backend *backend = &site->settings.backend;
    struct fu_arena *arena;
    struct fu_error error;
    size_t i;

    if (site->asked_count == 0)
        return;
    arena = fu_arena_new();
    for (i = 0; i < site->asked_count; i++) {
        if (backend->ask_link(backend->context, arena, site->asked[i], &error) != FU_OK)
            fu_log(FU_LOG_WARNING, "a link for signing in could not be mailed: %s", error.text);
        free(site->asked[i]);
        fu_arena_reset(arena);
    }
    site->asked_count = 0;
    fu_arena_free(&arena);
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

void fu_site_close(struct site *site)
{
    size_t i;

    for (i = 0; i < site->asked_count; i++)
        free(site->asked[i]);
    site->asked_count = 0;
}
