/* The calendar that programs subscribe to. Its address is the secret; nothing in it acts. An
 * unknown one looks like any page that is not there. */
#include <string.h>
#include <time.h>

#include "site.h"

enum { DATE_SIZE = sizeof "Wed, 18 Nov 2026 09:30:00 GMT" };

/* "abcdefghijklmnopqrst" of "abcdefghijklmnopqrst.ics"; "" for another name. */
static const char *token_of(struct visit *visit)
{
    static const char ending[] = ".ics";
    size_t length = strlen(visit->rest);

    if (length < sizeof ending || strcmp(visit->rest + length - strlen(ending), ending) != 0)
        return "";
    return fu_arena_copy_n(visit->request->arena, visit->rest, length - strlen(ending));
}

/* RFC 9110 section 5.6.7. */
static const char *http_date(struct fu_arena *arena, fu_instant moment)
{
    char *text = fu_arena_allocate(arena, DATE_SIZE, 1);
    time_t seconds = (time_t)moment;
    struct tm parts;

    if (!gmtime_r(&seconds, &parts) ||
        strftime(text, DATE_SIZE, "%a, %d %b %Y %H:%M:%S GMT", &parts) == 0)
        return "";
    return text;
}

static void add_headers(struct visit *visit, const struct fu_web_feed *feed)
{
    struct response *response = visit->response;

    response->type = "text/calendar; charset=utf-8";
    response->cache = "private, no-cache";
    response->etag = feed->etag;
    response->modified = http_date(visit->request->arena, feed->modified);
    response->disposition = "inline; filename=\"follow-ups.ics\"";
}

/* Without an ETag the date decides; programs send back the one they got. */
static bool has_date(const struct visit *visit)
{
    const struct request *request = visit->request;

    return !request->if_none_match[0] && request->if_modified_since[0] &&
           strcmp(request->if_modified_since, visit->response->modified) == 0;
}

void fu_page_feed(struct visit *visit)
{
    const struct fu_web_backend *backend = &visit->site->settings.backend;
    const struct request *request = visit->request;
    struct fu_web_feed feed = {.token = token_of(visit),
        .todo = fu_request_has(&request->query, "todo"),
        .tag = fu_request_field(&request->query, "tag"),
        .alarm = fu_request_field(&request->query, "alarm"),
        .known = request->if_none_match,
        .etag = ""};
    struct fu_error error;
    enum fu_status status = FU_OK;

    if (feed.token[0])
        status =
            backend->feed(backend->context, request->arena, &feed, &visit->response->body, &error);
    if (status != FU_OK) {
        fu_page_fail(visit, status, &error);
        return;
    }
    if (!feed.found) {
        fu_page_missing(visit);
        return;
    }
    add_headers(visit, &feed);
    visit->response->status = feed.fresh || has_date(visit) ? 304 : 200;
    if (visit->response->status == 304) {
        fu_buffer_clear(&visit->response->body);
        visit->response->type = "";
        visit->response->disposition = "";
    }
}
