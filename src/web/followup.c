/* One follow-up with its buttons. Each form has one submit button first that is safe to press by
 * Enter. */
#include "followup.h"

#include <string.h>

#include "followupd/base/number.h"
#include "html.h"

static const char *state_word(const struct fu_view_followup *view)
{
    const struct fu_view_item *item = &view->item;

    if (view->left)
        return "You have left this one";
    if (view->over)
        return "Over for you; it goes on for others";
    switch (item->state) {
    case FU_DONE:
        return "Done";
    case FU_CANCELLED:
        return "Cancelled";
    case FU_FAILED:
        return "Failed";
    case FU_PENDING:
        break;
    }
    return item->kind == FU_TASK ? "Task" : "Pending";
}

static void add_button(struct fu_buffer *body, const char *name, const char *value,
    const char *class, const char *label)
{
    fu_html(body, "<button name=\"%s\" value=\"%s\" class=\"%s\">%s</button>\n", name, value, class,
        label);
}

static void add_snoozes(struct visit *visit, const struct followup_part *part)
{
    static const char *const snoozes[][2] = {{"1hour", "1 hour"}, {"tomorrow", "Tomorrow"},
        {"3days", "3 days"}, {"nextweek", "Next week"}, {"1month", "1 month"}};
    struct fu_buffer *body = &visit->response->body;
    size_t i;

    fu_page_form(visit, part->path, "row");
    for (i = 0; i < sizeof snoozes / sizeof *snoozes; i++)
        add_button(body, "later", snoozes[i][0], "", snoozes[i][1]);
    fu_html(body, "</form>\n");
}

static void add_suggestions(struct fu_buffer *body, const char *const *suggestions, size_t count)
{
    size_t i;

    for (i = 0; i < count; i++)
        fu_html(body, "%s<b>%s</b>", i == 0 ? " Perhaps: " : ", ", suggestions[i]);
}

void fu_followup_add_refusal(struct visit *visit, const struct fu_web_outcome *refused)
{
    struct fu_buffer *body = &visit->response->body;

    fu_html(body, "<span class=\"refused\">%s</span>", refused->sentence);
    add_suggestions(body, refused->suggestions, refused->suggestion_count);
}

void fu_followup_add_reading(struct visit *visit, const struct fu_view_reading *reading)
{
    struct fu_buffer *body = &visit->response->body;
    size_t i;

    if (!reading->understood) {
        fu_html(body, "<span class=\"refused\">%s</span>", reading->reason);
        add_suggestions(body, reading->suggestions, reading->suggestion_count);
        return;
    }
    fu_html(body, "<b>%s</b>", reading->english);
    for (i = 0; i < reading->moment_count; i++)
        fu_html(body, "<br>%s", reading->moments[i]);
}

void fu_followup_say_reading(struct visit *visit, const struct fu_view_reading *reading)
{
    struct fu_buffer *body = &visit->response->body;
    size_t i;

    visit->response->status = 200;
    visit->response->type = "text/plain; charset=utf-8";
    if (!reading->understood) {
        fu_buffer_print(body, "-%s", reading->reason);
        for (i = 0; i < reading->suggestion_count; i++)
            fu_buffer_print(body, "%s%s", i == 0 ? " Perhaps: " : ", ", reading->suggestions[i]);
        fu_buffer_add_text(body, "\n");
        return;
    }
    fu_buffer_print(body, "+%s\n", reading->english);
    for (i = 0; i < reading->moment_count; i++)
        fu_buffer_print(body, "%s\n", reading->moments[i]);
}

static void add_output(struct visit *visit, const struct followup_part *part)
{
    struct fu_buffer *body = &visit->response->body;

    fu_html(body, "<output id=\"reading\" class=\"reading\" for=\"cadence\">");
    if (part->reading)
        fu_followup_add_reading(visit, part->reading);
    else if (part->refused && !part->edit)
        fu_followup_add_refusal(visit, part->refused);
    fu_html(body, "</output>\n");
}

static void add_field(struct visit *visit, const struct followup_part *part)
{
    struct fu_buffer *body = &visit->response->body;

    fu_page_form(visit, part->path, "typed");
    fu_html(body,
        "<label for=\"cadence\">Or any time</label>\n<div class=\"row\">\n"
        "<input id=\"cadence\" name=\"cadence\" value=\"%s\" maxlength=\"128\" required "
        "autocomplete=\"off\" autocapitalize=\"none\" spellcheck=\"false\" "
        "placeholder=\"friday 9am\" aria-describedby=\"reading\" data-reading=\"%s%s/when\" "
        "aria-invalid=\"%s\">\n",
        part->edit ? "" : part->typed, visit->site->base, part->path,
        part->refused && !part->edit ? "true" : "false");
    add_button(body, "do", "snooze", "", "Snooze");
    add_button(body, "do", "read", "plain reader", "What does this mean?");
    fu_html(body, "</div>\n");
    add_output(visit, part);
    fu_html(body, "</form>\n");
}

/* What the buttons mean: the page may be old when one is pressed, or one be pressed twice. */
static void add_meant(struct fu_buffer *body, const struct fu_meant *meant)
{
    fu_html(body,
        "<input type=\"hidden\" name=\"event\" value=\"%lld\">\n"
        "<input type=\"hidden\" name=\"moment\" value=\"%lld\">\n",
        (long long)meant->undo, (long long)meant->skip);
}

static void add_verbs(struct visit *visit, const struct followup_part *part)
{
    const struct fu_view_followup *view = part->view;
    struct fu_buffer *body = &visit->response->body;
    bool ends = view->item.state == FU_PENDING && !view->left;

    if (!ends && !view->undo[0])
        return;
    fu_page_form(visit, part->path, "row verbs");
    add_meant(body, &view->meant);
    if (ends && !view->over)
        add_button(body, "do", "done", "strong", "Done");
    if (ends && view->meant.skip != 0 && view->owned)
        add_button(body, "do", "skip", "", "Skip the next");
    if (ends)
        add_button(
            body, "do", "cancel", "", view->owned ? "Cancel it for good" : "No more of it for me");
    if (view->undo[0])
        fu_html(body, "<button name=\"do\" value=\"undo\">Undo “%s”</button>\n", view->undo);
    fu_html(body, "</form>\n");
}

/* A subject that fills more than some lines of a telephone is set smaller. */
static const char *size_of(const char *subject)
{
    enum { LONG = 80, CONTINUES = 0x80, LEADING_BITS = 0xC0 };
    size_t characters = 0;

    for (; *subject; subject++)
        characters += ((unsigned char)*subject & LEADING_BITS) != CONTINUES;
    return characters > LONG ? "long" : "";
}

static void add_what(struct visit *visit, const struct fu_view_followup *view)
{
    const struct fu_view_item *item = &view->item;
    struct fu_buffer *body = &visit->response->body;

    fu_html(body, "<p class=\"over\">%s · %s</p>\n", state_word(view), item->english);
    fu_html(body, "<h1 dir=\"auto\" class=\"%s\">%s</h1>\n", size_of(item->subject), item->subject);
    if (view->next[0])
        fu_html(body, "<p class=\"when\"><time datetime=\"%s\">%s</time></p>\n", item->moment,
            view->next);
    else if (view->ended[0])
        fu_html(body, "<p class=\"when\">%s</p>\n", view->ended);
}

void fu_followup_add(struct visit *visit, const struct followup_part *part)
{
    struct fu_buffer *body = &visit->response->body;

    add_what(visit, part->view);
    if (!part->view->left) {
        fu_html(body,
            "<section aria-labelledby=\"later\">\n<h2 id=\"later\">Bring it back later</h2>\n");
        add_snoozes(visit, part);
        add_field(visit, part);
        fu_html(body, "</section>\n");
    }
    add_verbs(visit, part);
}

/* A number of a form, 0 when it has none. */
static int64_t read_number(const struct request *request, const char *name)
{
    const char *text = fu_request_field(&request->form, name);
    int64_t number;

    return fu_number_parse(text, strlen(text), 0, INT64_MAX, &number) ? number : 0;
}

static void read_meant(const struct request *request, struct fu_web_order *order)
{
    if (order->verb == FU_WEB_UNDO)
        order->meant.undo = read_number(request, "event");
    else if (order->verb == FU_WEB_SKIP)
        order->meant.skip = read_number(request, "moment");
}

bool fu_followup_order(const struct request *request, struct fu_web_order *order, bool *reads)
{
    static const struct {
        const char *word;
        enum fu_web_verb verb;
    } verbs[] = {{"snooze", FU_WEB_SNOOZE}, {"done", FU_WEB_DONE}, {"skip", FU_WEB_SKIP},
        {"cancel", FU_WEB_CANCEL}, {"undo", FU_WEB_UNDO}, {"edit", FU_WEB_EDIT}};
    const char *word = fu_request_field(&request->form, "do");
    const char *later = fu_request_field(&request->form, "later");
    size_t i;

    *reads = strcmp(word, "read") == 0;
    order->cadence = later[0] ? later : fu_request_field(&request->form, "cadence");
    order->verb = FU_WEB_SNOOZE;
    if (*reads || later[0])
        return true;
    for (i = 0; i < sizeof verbs / sizeof *verbs; i++) {
        if (strcmp(word, verbs[i].word) == 0) {
            order->verb = verbs[i].verb;
            read_meant(request, order);
            return true;
        }
    }
    return false;
}
