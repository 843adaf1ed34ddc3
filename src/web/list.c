/* What is pending and what is over, by day, with search and tags. */
#include <string.h>

#include "followupd/base/number.h"
#include "followupd/base/text.h"
#include "html.h"
#include "site.h"

/* "/me?q=acme&tag=garden" */
static const char *list_path(
    struct visit *visit, const char *path, const char *text, const char *tag)
{
    struct fu_buffer link;
    const char *copy;

    fu_buffer_init(&link, FU_WEB_HEADER_MAX);
    fu_buffer_add_text(&link, path);
    if (text[0]) {
        fu_buffer_add_text(&link, "?q=");
        fu_uri_escape(&link, text);
    }
    if (tag[0]) {
        fu_buffer_add_text(&link, text[0] ? "&tag=" : "?tag=");
        fu_uri_escape(&link, tag);
    }
    copy = fu_arena_copy(visit->request->arena, link.data);
    fu_buffer_free(&link);
    return copy;
}

static void add_search(struct visit *visit, const struct fu_view_question *question)
{
    struct fu_buffer *body = &visit->response->body;

    fu_html(body, "<form class=\"row search\" role=\"search\" method=\"get\" action=\"%s%s\">\n",
        visit->site->base, visit->path);
    fu_html(body,
        "<label class=\"hidden\" for=\"q\">Search subjects, notes and people</label>\n"
        "<input id=\"q\" name=\"q\" type=\"search\" value=\"%s\" maxlength=\"100\" "
        "placeholder=\"Subject, note or person\">\n",
        question->text);
    if (question->tag[0])
        fu_html(body, "<input type=\"hidden\" name=\"tag\" value=\"%s\">\n", question->tag);
    fu_html(body, "<button>Search</button>\n</form>\n");
}

static void add_tags(
    struct visit *visit, const struct fu_view_question *question, const struct fu_view_list *list)
{
    struct fu_buffer *body = &visit->response->body;
    size_t i;

    if (list->tag_count == 0)
        return;
    fu_html(body, "<nav class=\"tags\" aria-label=\"Tags\">\n<ul>\n");
    for (i = 0; i < list->tag_count; i++) {
        bool chosen = strcmp(list->tags[i], question->tag) == 0;

        fu_html(body, "<li><a href=\"%s%s\"", visit->site->base,
            list_path(visit, visit->path, question->text, chosen ? "" : list->tags[i]));
        if (chosen)
            fu_html(body, " aria-current=\"true\"");
        fu_html(body, ">%s</a></li>\n", list->tags[i]);
    }
    fu_html(body, "</ul>\n</nav>\n");
}

static void add_buttons(struct visit *visit, const struct fu_view_item *item)
{
    static const char *const buttons[][2] = {{"tomorrow", "Tomorrow"}, {"done", "Done"}};
    struct fu_buffer *body = &visit->response->body;
    size_t i;

    fu_html(body, "<span class=\"acts\">");
    for (i = 0; i < sizeof buttons / sizeof *buttons; i++)
        fu_html(body,
            "<button name=\"%s\" value=\"%lld\">%s<span class=\"hidden\">: %s</span></button>",
            buttons[i][0], (long long)item->id, buttons[i][1], item->subject);
    fu_html(body, "</span>\n");
}

/* "acme,garden" as "#acme #garden". */
static void add_tag_words(struct fu_buffer *body, struct fu_arena *arena, const char *tags)
{
    size_t length;

    for (; *tags; tags += length + (tags[length] == ',')) {
        length = strcspn(tags, ",");
        fu_html(body, " #%s", fu_arena_copy_n(arena, tags, length));
    }
}

static void add_what(struct visit *visit, const struct fu_view_item *item)
{
    struct fu_buffer *body = &visit->response->body;

    fu_html(body, "<span class=\"what\"><a href=\"%s/me/%lld\" dir=\"auto\">%s</a>\n<small>",
        visit->site->base, (long long)item->id, item->subject);
    if (item->outcome[0])
        fu_html(body, "%s · ", item->outcome);
    fu_html(body, "%s%s", item->english, item->kind == FU_TASK ? " · task" : "");
    if (item->tags[0]) {
        fu_html(body, " ·");
        add_tag_words(body, visit->request->arena, item->tags);
    }
    fu_html(body, "</small></span>\n");
}

static void add_item(struct visit *visit, const struct fu_view_item *item)
{
    struct fu_buffer *body = &visit->response->body;

    fu_html(body, "<li id=\"f%lld\">\n", (long long)item->id);
    if (item->time[0])
        fu_html(body, "<time datetime=\"%s\">%s</time>\n", item->moment, item->time);
    add_what(visit, item);
    if (item->state == FU_PENDING)
        add_buttons(visit, item);
    fu_html(body, "</li>\n");
}

/* Items under a heading for each day. */
static void add_days(struct visit *visit, const struct fu_view_list *list)
{
    struct fu_buffer *body = &visit->response->body;
    const char *day = NULL;
    size_t i;

    for (i = 0; i < list->count; i++) {
        if (!day || strcmp(day, list->items[i].day) != 0) {
            if (day)
                fu_html(body, "</ul>\n");
            day = list->items[i].day;
            fu_html(body, "<h2 class=\"day\">%s</h2>\n<ul class=\"list\">\n", day);
        }
        add_item(visit, &list->items[i]);
    }
    if (day)
        fu_html(body, "</ul>\n");
    if (list->cut)
        fu_html(body,
            "<p class=\"small\">Only the first %d are shown here; search finds the others.</p>\n",
            FU_VIEW_LIST_MAX);
}

static void add_nothing(struct visit *visit, const struct fu_view_question *question)
{
    struct fu_buffer *body = &visit->response->body;

    if (question->text[0] || question->tag[0])
        fu_html(body, "<p>Nothing is found. <a href=\"%s%s\">Show all</a></p>\n", visit->site->base,
            visit->path);
    else if (question->past)
        fu_html(body, "<p>Nothing is over yet.</p>\n");
    else
        fu_html(body,
            "<p class=\"lead\">Nothing is pending. Put <span class=\"address\">%s</span> in BCC of "
            "your next "
            "mail, or <a href=\"%s/me/new\">make a follow-up here</a>.</p>\n",
            visit->site->settings.example, visit->site->base);
}

static void add_list(
    struct visit *visit, const struct fu_view_question *question, const struct fu_view_list *list)
{
    struct fu_buffer *body = &visit->response->body;

    if (list->count == 0) {
        add_nothing(visit, question);
        return;
    }
    if (question->past) {
        add_days(visit, list);
        return;
    }
    fu_page_form(visit, "/me", "");
    fu_html(body, "<input type=\"hidden\" name=\"q\" value=\"%s\">\n", question->text);
    fu_html(body, "<input type=\"hidden\" name=\"tag\" value=\"%s\">\n", question->tag);
    add_days(visit, list);
    fu_html(body, "</form>\n");
}

static void show(struct visit *visit, bool past)
{
    const struct fu_web_backend *backend = &visit->site->settings.backend;
    const struct fu_view_question question = {.past = past,
        .text = fu_request_field(&visit->request->query, "q"),
        .tag = fu_request_field(&visit->request->query, "tag")};
    struct fu_view_list list;
    struct fu_error error;
    enum fu_status status = backend->list(
        backend->context, visit->request->arena, visit->who->id, &question, &list, &error);

    if (status != FU_OK) {
        fu_page_fail(visit, status, &error);
        return;
    }
    fu_page_begin(visit, 200, past ? "Past" : "Pending");
    fu_html(&visit->response->body, "<h1 class=\"hidden\">%s</h1>\n", past ? "Past" : "Pending");
    if (list.count > 0 || question.text[0] || question.tag[0]) {
        add_search(visit, &question);
        add_tags(visit, &question, &list);
    }
    add_list(visit, &question, &list);
    fu_page_end(visit);
}

void fu_page_list(struct visit *visit)
{
    show(visit, false);
}

void fu_page_past(struct visit *visit)
{
    show(visit, true);
}

/* Which button of which line; false when it is none. */
static bool read_order(struct visit *visit, struct fu_web_order *order)
{
    static const struct {
        const char *name;
        enum fu_web_verb verb;
    } buttons[] = {{"done", FU_WEB_DONE}, {"tomorrow", FU_WEB_SNOOZE}};
    const struct fields *form = &visit->request->form;
    const char *value;
    size_t i;

    for (i = 0; i < sizeof buttons / sizeof *buttons; i++) {
        value = fu_request_field(form, buttons[i].name);
        if (fu_number_parse(value, strlen(value), 1, INT64_MAX, &order->followup)) {
            order->verb = buttons[i].verb;
            order->cadence = "tomorrow";
            order->person = visit->who->id;
            return true;
        }
    }
    return false;
}

static void go_on(struct visit *visit, const struct fu_web_outcome *outcome)
{
    const struct fields *form = &visit->request->form;
    const struct notice_undo undo = {outcome->followup, outcome->undo};

    fu_page_go(visit,
        list_path(visit, "/me", fu_request_field(form, "q"), fu_request_field(form, "tag")),
        outcome->sentence, outcome->changed ? &undo : NULL);
}

void fu_page_list_post(struct visit *visit)
{
    const struct fu_web_backend *backend = &visit->site->settings.backend;
    struct fu_web_order order = {.verb = FU_WEB_DONE};
    struct fu_web_outcome outcome;
    struct fu_error error;
    enum fu_status status;

    if (!read_order(visit, &order)) {
        fu_page_unknown(visit);
        return;
    }
    status = backend->act(backend->context, visit->request->arena, &order, &outcome, &error);
    if (status != FU_OK)
        fu_page_fail(visit, status, &error);
    else if (!outcome.found)
        fu_page_missing(visit);
    else
        go_on(visit, &outcome);
}
