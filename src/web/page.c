/* What every page has around its content, and the pages that say one thing. */
#include <string.h>

#include "followupd/base/log.h"
#include "html.h"
#include "site.h"

enum { SEE_OTHER = 303 };

static void add_notice(struct visit *visit)
{
    const struct notice *notice = fu_page_notice(visit);
    struct fu_buffer *body = &visit->response->body;

    if (!notice)
        return;
    fu_html(body, "<div class=\"notice\" role=\"status\">\n<p>%s</p>\n", notice->text);
    if (notice->undo.followup && visit->who) {
        fu_page_form(visit,
            fu_arena_print(visit->request->arena, "/me/%lld", (long long)notice->undo.followup),
            "");
        fu_html(body, "<input type=\"hidden\" name=\"event\" value=\"%lld\">\n",
            (long long)notice->undo.event);
        fu_html(body, "<input type=\"hidden\" name=\"back\" value=\"%s\">\n", visit->path);
        fu_html(body, "<button name=\"do\" value=\"undo\">Undo</button>\n</form>\n");
    }
    fu_html(body, "</div>\n");
}

/* Who looks may wonder why nothing comes. */
static void add_pause(struct visit *visit)
{
    if (!visit->who || !visit->who->paused)
        return;
    fu_html(&visit->response->body,
        "<div class=\"notice\" role=\"status\">\n<p>Mail to %s fails for good, so no reminders go "
        "there. A mail from that address to this service ends the pause.</p>\n</div>\n",
        visit->who->address);
}

static void add_navigation(struct visit *visit)
{
    static const char *const pages[][2] = {{"/me", "Pending"}, {"/me/past", "Past"},
        {"/me/new", "New"}, {"/me/calendar", "Calendar"}, {"/me/settings", "Settings"}};
    struct fu_buffer *body = &visit->response->body;
    size_t i;

    if (!visit->who)
        return;
    fu_html(body, "<nav aria-label=\"Pages\">\n<ul>\n");
    for (i = 0; i < sizeof pages / sizeof *pages; i++) {
        fu_html(body, "<li><a href=\"%s%s\"", visit->site->base, pages[i][0]);
        if (strcmp(visit->path, pages[i][0]) == 0)
            fu_html(body, " aria-current=\"page\"");
        fu_html(body, ">%s</a></li>\n", pages[i][1]);
    }
    fu_html(body, "</ul>\n</nav>\n");
}

static void add_head(struct visit *visit, const char *title)
{
    const struct site *site = visit->site;
    struct fu_buffer *body = &visit->response->body;

    fu_html(body,
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
        "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
        "<meta name=\"color-scheme\" content=\"light dark\">\n<title>%s · Follow-ups</title>\n",
        title);
    fu_html(body, "<link rel=\"stylesheet\" href=\"%s/style.css?%s\">\n", site->base, site->style);
    fu_html(body, "<link rel=\"icon\" href=\"%s/icon.svg?%s\">\n", site->base, site->icon);
    fu_html(body, "<script src=\"%s/script.js?%s\" defer></script>\n</head>\n", site->base,
        site->script);
}

void fu_page_begin(struct visit *visit, int status, const char *title)
{
    struct fu_buffer *body = &visit->response->body;

    visit->response->status = status;
    visit->response->type = "text/html; charset=utf-8";
    add_head(visit, title);
    fu_html(body,
        "<body>\n<a class=\"skip\" href=\"#content\">To the content</a>\n<header>\n"
        "<a class=\"brand\" href=\"%s/\">Follow-ups</a>\n",
        visit->site->base);
    add_navigation(visit);
    fu_html(body, "</header>\n<main id=\"content\">\n");
    add_notice(visit);
    add_pause(visit);
}

void fu_page_end(struct visit *visit)
{
    struct fu_buffer *body = &visit->response->body;

    fu_html(body, "</main>\n");
    if (visit->who) {
        fu_html(body, "<footer>\n<p>%s</p>\n", visit->who->address);
        fu_page_form(visit, "/me/signout", "");
        fu_html(body, "<button class=\"plain\">Sign out</button>\n</form>\n</footer>\n");
    }
    fu_html(body, "</body>\n</html>\n");
}

void fu_page_form(struct visit *visit, const char *path, const char *class)
{
    struct fu_buffer *body = &visit->response->body;

    fu_html(body, "<form method=\"post\" action=\"%s%s\" class=\"%s\">\n", visit->site->base, path,
        class);
    if (visit->token[0])
        fu_html(body, "<input type=\"hidden\" name=\"token\" value=\"%s\">\n", visit->token);
}

void fu_page_say(struct visit *visit, int status, const char *heading, const char *sentence)
{
    fu_page_begin(visit, status, heading);
    fu_html(&visit->response->body,
        "<h1>%s</h1>\n<p>%s</p>\n<p><a href=\"%s/\">To the first page</a></p>\n", heading, sentence,
        visit->site->base);
    fu_page_end(visit);
}

void fu_page_fail(struct visit *visit, enum fu_status status, const struct fu_error *error)
{
    fu_log(FU_LOG_WARNING, "a page could not be shown: %s", error->text);
    fu_buffer_clear(&visit->response->body);
    if (status == FU_TEMPORARY)
        fu_page_say(visit, 503, "Not just now",
            "The follow-ups cannot be reached at the moment. Nothing is lost and nothing was "
            "changed: try again in a minute.");
    else
        fu_page_say(visit, 500, "Something is wrong here",
            "This page could not be made, and that is not your fault. Whoever runs this service "
            "finds the reason in its log.");
}

void fu_page_missing(struct visit *visit)
{
    fu_page_say(visit, 404, "Nothing is here",
        "Perhaps the link was cut by a mail program, or what it led to ended some time ago.");
}

void fu_page_unknown(struct visit *visit)
{
    fu_page_say(visit, 400, "Nothing was done", "This form asks for nothing that is known here.");
}

void fu_page_foreign(struct visit *visit)
{
    fu_page_say(visit, 403, "That came from elsewhere",
        "Another site tried to send this form, so nothing was done. Open the page yourself and try "
        "again.");
}

void fu_page_outdated(struct visit *visit)
{
    fu_page_say(visit, 403, "That page is from before",
        "You have signed in anew since it was opened, so nothing was done. Open the page again and "
        "do it once more.");
}

void fu_page_go(
    struct visit *visit, const char *path, const char *sentence, const struct notice_undo *undo)
{
    struct response *response = visit->response;

    fu_buffer_clear(&response->body);
    response->status = SEE_OTHER;
    response->type = "text/plain; charset=utf-8";
    response->location = fu_arena_print(visit->request->arena, "%s%s%s%s", visit->site->base, path,
        sentence[0] ? strchr(path, '?') ? "&said=" : "?said=" : "",
        sentence[0] ? fu_notice_add(&visit->site->notices, sentence, undo) : "");
}

const struct notice *fu_page_notice(const struct visit *visit)
{
    if (visit->request->method == METHOD_POST)
        return NULL;
    return fu_notice_find(&visit->site->notices, fu_request_field(&visit->request->query, "said"));
}
