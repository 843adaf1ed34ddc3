/* What every page has around its content, and the pages that say one thing. */
#include <string.h>

#include "followupd/base/log.h"
#include "html.h"
#include "site.h"

enum { SEE_OTHER = 303 };

static void add_notice(struct visit *visit)
{
    const struct notice *notice = fu_page_notice(visit);

    if (notice)
        fu_html(
            &visit->response->body, "<p class=\"notice\" role=\"status\">%s</p>\n", notice->text);
}

void fu_page_begin(struct visit *visit, int status, const char *title)
{
    const struct site *site = visit->site;
    struct fu_buffer *body = &visit->response->body;

    visit->response->status = status;
    visit->response->type = "text/html; charset=utf-8";
    fu_html(body,
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
        "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
        "<meta name=\"color-scheme\" content=\"light dark\">\n<title>%s · Follow-ups</title>\n",
        title);
    fu_html(body, "<link rel=\"stylesheet\" href=\"%s/style.css?%s\">\n", site->base, site->style);
    fu_html(body, "<link rel=\"icon\" href=\"%s/icon.svg?%s\">\n", site->base, site->icon);
    fu_html(body, "<script src=\"%s/script.js?%s\" defer></script>\n</head>\n<body>\n", site->base,
        site->script);
    fu_html(body,
        "<a class=\"skip\" href=\"#content\">To the content</a>\n<header>\n"
        "<a class=\"brand\" href=\"%s/\">Follow-ups</a>\n</header>\n<main id=\"content\">\n",
        site->base);
    add_notice(visit);
}

void fu_page_end(struct visit *visit)
{
    fu_html(&visit->response->body, "</main>\n</body>\n</html>\n");
}

void fu_page_say(struct visit *visit, int status, const char *heading, const char *sentence)
{
    fu_page_begin(visit, status, heading);
    fu_html(&visit->response->body, "<h1>%s</h1>\n<p>%s</p>\n", heading, sentence);
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

void fu_page_foreign(struct visit *visit)
{
    fu_page_say(visit, 403, "That came from elsewhere",
        "Another site tried to send this form, so nothing was done. Open the page yourself and try "
        "again.");
}

void fu_page_go(struct visit *visit, const char *path, const char *sentence, int64_t undo)
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
