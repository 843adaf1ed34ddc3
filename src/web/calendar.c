/* How to see one's follow-ups in a calendar, and the contacts card. */
#include <string.h>

#include "followupd/base/text.h"
#include "html.h"
#include "site.h"

/* The same address for programs that subscribe when they see its scheme. */
static const char *webcal(struct fu_arena *arena, const char *url)
{
    const char *rest = strstr(url, "://");

    return rest ? fu_arena_print(arena, "webcal%s", rest) : url;
}

/* start, and the address encoded behind it. */
static const char *with_address(struct fu_arena *arena, const char *start, const char *url)
{
    struct fu_buffer link;
    const char *copy;

    fu_buffer_init(&link, FU_WEB_HEADER_MAX);
    fu_buffer_add_text(&link, start);
    fu_uri_escape(&link, url);
    copy = fu_arena_copy(arena, link.data);
    fu_buffer_free(&link);
    return copy;
}

static void add_links(struct visit *visit, const char *url)
{
    struct fu_arena *arena = visit->request->arena;
    struct fu_buffer *body = &visit->response->body;
    const struct {
        const char *link, *label;
    } links[] = {{webcal(arena, url), "Apple, Thunderbird, GNOME, DAVx⁵"},
        {with_address(arena, "https://calendar.google.com/calendar/r?cid=", webcal(arena, url)),
            "Google Calendar"},
        {with_address(
             arena, "https://outlook.live.com/calendar/0/addfromweb?name=Follow-ups&url=", url),
            "Outlook.com"},
        {with_address(
             arena, "https://outlook.office.com/calendar/0/addfromweb?name=Follow-ups&url=", url),
            "Microsoft 365"}};
    size_t i;

    fu_html(body, "<ul class=\"row plainlist\">\n");
    for (i = 0; i < sizeof links / sizeof *links; i++)
        fu_html(body, "<li><a class=\"button\" rel=\"noreferrer\" href=\"%s\">%s</a></li>\n",
            links[i].link, links[i].label);
    fu_html(body, "</ul>\n");
}

static void add_address(struct visit *visit, const char *url)
{
    struct fu_buffer *body = &visit->response->body;

    fu_html(body, "<h2>The address</h2>\n");
    fu_html(body,
        "<label class=\"hidden\" for=\"feed\">The address of your calendar</label>\n"
        "<input id=\"feed\" class=\"address\" value=\"%s\" readonly data-select>\n",
        url);
    fu_html(body, "<p class=\"small\">Whoever has it can read your calendar, and nothing more. "
                  "Behind it may stand "
                  "<code>?todo</code> for tasks, <code>?tag=acme</code> for a part, "
                  "<code>?alarm=10m</code> for an "
                  "alarm ten minutes before.</p>\n");
    fu_page_form(visit, "/me/calendar", "");
    fu_html(body, "<button name=\"do\" value=\"rotate\">Make a new address, and end this "
                  "one</button>\n</form>\n");
}

static void add_contacts(struct visit *visit)
{
    fu_html(&visit->response->body,
        "<h2>In your address book</h2>\n<p>A card for each common time, so that your mail program "
        "completes the address when you begin to type it.</p>\n"
        "<p><a class=\"button\" href=\"%s/me/contacts.vcf\">Download the contacts</a></p>\n",
        visit->site->base);
}

void fu_page_calendar(struct visit *visit)
{
    const struct fu_web_backend *backend = &visit->site->settings.backend;
    struct fu_buffer *body = &visit->response->body;
    const char *url = "";
    struct fu_error error;
    enum fu_status status =
        backend->feed_url(backend->context, visit->request->arena, visit->who->id, &url, &error);

    if (status != FU_OK) {
        fu_page_fail(visit, status, &error);
        return;
    }
    fu_page_begin(visit, 200, "Calendar");
    fu_html(body, "<h1>In your calendar</h1>\n<p>Subscribe once, and your calendar shows what is "
                  "to come. It asks "
                  "again by itself: most within the hour, Google when it likes.</p>\n");
    add_links(visit, url);
    add_address(visit, url);
    add_contacts(visit);
    fu_page_end(visit);
}

void fu_page_calendar_post(struct visit *visit)
{
    const struct fu_web_backend *backend = &visit->site->settings.backend;
    struct fu_error error;
    enum fu_status status;

    if (strcmp(fu_request_field(&visit->request->form, "do"), "rotate") != 0) {
        fu_page_unknown(visit);
        return;
    }
    status = backend->rotate_feed(backend->context, visit->request->arena, visit->who->id, &error);
    if (status != FU_OK)
        fu_page_fail(visit, status, &error);
    else
        fu_page_go(visit, "/me/calendar",
            "Your calendar has a new address; the old one shows nothing from now on. Subscribe "
            "again "
            "wherever you had.",
            0);
}

void fu_page_contacts(struct visit *visit)
{
    const struct fu_web_backend *backend = &visit->site->settings.backend;
    struct response *response = visit->response;
    struct fu_error error;
    enum fu_status status =
        backend->contacts(backend->context, visit->request->arena, &response->body, &error);

    if (status != FU_OK) {
        fu_page_fail(visit, status, &error);
        return;
    }
    response->status = 200;
    response->type = "text/vcard; charset=utf-8";
    response->disposition = "attachment; filename=\"follow-ups.vcf\"";
}
