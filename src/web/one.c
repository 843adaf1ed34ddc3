/* One follow-up of somebody who is signed in: its buttons, what can be changed, the letter, its
 * history. */
#include <string.h>

#include "followup.h"
#include "followupd/base/number.h"
#include "html.h"

/* NULL when there is none, or the backend failed: then the answer is made. */
static struct fu_view_followup *find(struct visit *visit)
{
    const struct fu_web_backend *backend = &visit->site->settings.backend;
    struct fu_view_followup *view = NULL;
    struct fu_error error;
    enum fu_status status = FU_OK;
    int64_t id;

    if (fu_number_parse(visit->rest, strlen(visit->rest), 1, INT64_MAX, &id))
        status = backend->one(
            backend->context, visit->request->arena, visit->who->id, id, &view, &error);
    if (status != FU_OK)
        fu_page_fail(visit, status, &error);
    else if (!view)
        fu_page_missing(visit);
    return status == FU_OK ? view : NULL;
}

/* What was typed, where something of that was refused; else what there is. */
static const char *either(const char *typed, const char *there)
{
    return typed ? typed : there;
}

/* What the fields say while the form is shown (read_edit), and its button. */
static void add_former(struct fu_buffer *body, const struct fu_view_followup *view)
{
    fu_html(body,
        "<input type=\"hidden\" name=\"was\" value=\"%s\">\n"
        "<input type=\"hidden\" name=\"was-subject\" value=\"%s\">\n"
        "<input type=\"hidden\" name=\"was-tags\" value=\"%s\">\n",
        view->canonical, view->item.subject, view->item.tags);
    fu_html(body, "<p><button name=\"do\" value=\"edit\" "
                  "class=\"strong\">Save</button></p>\n</form>\n</details>\n");
}

static void add_edit(struct visit *visit, const struct followup_part *part)
{
    static const struct fu_web_order nothing = {.verb = FU_WEB_EDIT};
    const struct fu_web_order *edit = part->edit ? part->edit : &nothing;
    const struct fu_view_followup *view = part->view;
    struct fu_buffer *body = &visit->response->body;

    if (!view->owned)
        return;
    fu_html(body, "<details%s>\n<summary>Change it</summary>\n", part->edit ? " open" : "");
    fu_page_form(visit, part->path, "fields");
    fu_html(body,
        "<label for=\"subject\">Subject</label>\n<input id=\"subject\" name=\"subject\" "
        "dir=\"auto\" "
        "value=\"%s\" "
        "maxlength=\"500\" autocomplete=\"off\">\n",
        either(edit->subject, view->item.subject));
    fu_html(body,
        "<label for=\"new\">When</label>\n<input id=\"new\" name=\"cadence\" value=\"%s\" "
        "maxlength=\"128\" "
        "required autocomplete=\"off\" autocapitalize=\"none\" spellcheck=\"false\" "
        "aria-describedby=\"new-reading\" data-reading=\"%s/me/new/when\">\n",
        either(edit->cadence, view->canonical), visit->site->base);
    fu_html(body, "<output id=\"new-reading\" class=\"reading\" for=\"new\">");
    if (edit->cadence)
        fu_followup_add_refusal(visit, part->refused);
    fu_html(body, "</output>\n");
    fu_html(body,
        "<label for=\"tags\">Tags, with commas between them</label>\n<input id=\"tags\" "
        "name=\"tags\" "
        "value=\"%s\" maxlength=\"140\" autocomplete=\"off\" autocapitalize=\"none\">\n",
        either(edit->tags, view->item.tags));
    if (part->edit && !edit->cadence) {
        fu_html(body, "<p class=\"reading\" role=\"alert\">");
        fu_followup_add_refusal(visit, part->refused);
        fu_html(body, "</p>\n");
    }
    add_former(body, view);
}

static void add_letter(struct visit *visit, const struct fu_view_followup *view)
{
    struct fu_buffer *body = &visit->response->body;

    if (!view->people[0] && !view->text[0])
        return;
    fu_html(body, "<details>\n<summary>What was written</summary>\n");
    if (view->people[0])
        fu_html(body, "<p class=\"small\">%s</p>\n", view->people);
    if (view->text[0])
        fu_html(body, "<p class=\"letter\" dir=\"auto\">%s</p>\n", view->text);
    fu_html(body, "</details>\n");
}

static void add_history(struct visit *visit, const struct fu_view_followup *view)
{
    struct fu_buffer *body = &visit->response->body;
    size_t i;

    fu_html(body, "<details>\n<summary>What happened</summary>\n<ol class=\"history\">\n");
    for (i = 0; i < view->event_count; i++) {
        const struct fu_view_event *event = &view->events[i];

        if (event->undone)
            fu_html(body, "<li><span>%s</span> <s>%s</s></li>\n", event->when, event->what);
        else
            fu_html(body, "<li><span>%s</span> %s</li>\n", event->when, event->what);
    }
    fu_html(body, "</ol>\n</details>\n");
}

static void show(struct visit *visit, int status, struct followup_part *part)
{
    struct fu_buffer *body = &visit->response->body;

    fu_page_begin(visit, status, part->view->item.subject);
    fu_followup_add(visit, part);
    if (part->view->note[0])
        fu_html(body, "<h2>Note</h2>\n<p class=\"letter\" dir=\"auto\">%s</p>\n", part->view->note);
    fu_html(body, "<div class=\"more\">\n");
    add_edit(visit, part);
    add_letter(visit, part->view);
    add_history(visit, part->view);
    fu_html(body, "</div>\n");
    fu_page_end(visit);
}

static const char *path_of(struct visit *visit)
{
    return fu_arena_print(visit->request->arena, "/me/%s", visit->rest);
}

void fu_page_one(struct visit *visit)
{
    struct followup_part part = {.view = find(visit), .path = path_of(visit), .typed = ""};

    if (part.view)
        show(visit, 200, &part);
}

/* Only what is another than the form showed: the page may be older than a change elsewhere. The
 * cadence counts anew when it is another. */
static void read_edit(
    struct visit *visit, const struct fu_view_followup *view, struct fu_web_order *order)
{
    const struct fields *form = &visit->request->form;
    const char *subject = fu_request_field(form, "subject");
    const char *tags = fu_request_field(form, "tags");
    const char *was_subject = fu_request_has(form, "was-subject")
                                  ? fu_request_field(form, "was-subject")
                                  : view->item.subject;
    const char *was_tags =
        fu_request_has(form, "was-tags") ? fu_request_field(form, "was-tags") : view->item.tags;

    if (strcmp(order->cadence, fu_request_field(form, "was")) == 0)
        order->cadence = NULL;
    order->subject =
        fu_request_has(form, "subject") && strcmp(subject, was_subject) != 0 ? subject : NULL;
    order->tags = fu_request_has(form, "tags") && strcmp(tags, was_tags) != 0 ? tags : NULL;
}

static void answer_reading(struct visit *visit, struct followup_part part)
{
    const struct fu_web_backend *backend = &visit->site->settings.backend;
    struct fu_view_reading reading;
    struct fu_error error;
    enum fu_status status = backend->read(backend->context, visit->request->arena, visit->who->id,
        part.typed, true, &reading, &error);

    part.reading = &reading;
    if (status == FU_OK)
        show(visit, 200, &part);
    else
        fu_page_fail(visit, status, &error);
}

static void answer_order(
    struct visit *visit, const struct fu_web_order *order, struct followup_part part)
{
    const struct fu_web_backend *backend = &visit->site->settings.backend;
    const char *back = fu_request_field(&visit->request->form, "back");
    struct fu_web_outcome outcome;
    struct fu_error error;
    enum fu_status status =
        backend->act(backend->context, visit->request->arena, order, &outcome, &error);

    part.refused = &outcome;
    part.edit = order->verb == FU_WEB_EDIT ? order : NULL;
    if (status != FU_OK)
        fu_page_fail(visit, status, &error);
    else if (!outcome.found)
        fu_page_missing(visit);
    else if (outcome.refused)
        show(visit, 422, &part);
    else
        fu_page_go(visit, strcmp(back, "/me") == 0 ? "/me" : part.path, outcome.sentence, NULL);
}

void fu_page_one_post(struct visit *visit)
{
    struct fu_web_order order = {.verb = FU_WEB_SNOOZE, .person = visit->who->id};
    struct followup_part part = {.view = find(visit), .path = path_of(visit), .typed = ""};
    bool reads;

    if (!part.view)
        return;
    if (!fu_followup_order(visit->request, &order, &reads)) {
        fu_page_unknown(visit);
        return;
    }
    order.followup = part.view->item.id;
    part.typed = order.cadence;
    if (order.verb == FU_WEB_EDIT)
        read_edit(visit, part.view, &order);
    if (reads)
        answer_reading(visit, part);
    else
        answer_order(visit, &order, part);
}
