/* A follow-up without a mail, and what a text would mean. */
#include <string.h>

#include "followup.h"
#include "followupd/base/token.h"
#include "html.h"

/* What stands in the form, and what came of it. */
struct draft {
    const char *subject, *cadence, *note;
    const char *form; /* the name of the form, so that pressing its button twice makes one */
    const struct fu_view_reading *reading;
    const struct fu_web_outcome *refused;
};

static void add_reading(struct visit *visit, const struct draft *draft)
{
    struct fu_buffer *body = &visit->response->body;

    fu_html(body, "<output id=\"reading\" class=\"reading\" for=\"cadence\">");
    if (draft->reading)
        fu_followup_add_reading(visit, draft->reading);
    else if (draft->refused)
        fu_followup_add_refusal(visit, draft->refused);
    fu_html(body, "</output>\n");
}

static void show(struct visit *visit, int status, const struct draft *draft)
{
    struct fu_buffer *body = &visit->response->body;

    fu_page_begin(visit, status, "New");
    fu_html(body, "<h1>A new follow-up</h1>\n");
    fu_page_form(visit, "/me/new", "fields");
    fu_html(body, "<input type=\"hidden\" name=\"form\" value=\"%s\">\n", draft->form);
    fu_html(body,
        "<label for=\"subject\">What is it about?</label>\n<input id=\"subject\" name=\"subject\" dir=\"auto\" "
        "value=\"%s\" "
        "maxlength=\"500\" required autocomplete=\"off\">\n",
        draft->subject);
    fu_html(body,
        "<label for=\"cadence\">When?</label>\n<input id=\"cadence\" name=\"cadence\" value=\"%s\" "
        "maxlength=\"128\" "
        "required autocomplete=\"off\" autocapitalize=\"none\" spellcheck=\"false\" "
        "placeholder=\"3 days, friday 9am, every 2 months\" aria-describedby=\"reading\" "
        "aria-invalid=\"%s\" data-reading=\"%s/me/new/when\">\n",
        draft->cadence, draft->refused ? "true" : "false", visit->site->base);
    add_reading(visit, draft);
    fu_html(body,
        "<label for=\"note\">A note, if you like</label>\n<textarea id=\"note\" name=\"note\" dir=\"auto\" "
        "rows=\"4\" "
        "maxlength=\"1000\">%s</textarea>\n",
        draft->note);
    fu_html(body,
        "<p class=\"row\"><button name=\"do\" value=\"add\" class=\"strong\">Remind me</button>\n"
        "<button name=\"do\" value=\"read\" class=\"plain reader\" formnovalidate>What does this "
        "mean?</button></p>\n</form>\n");
    fu_page_end(visit);
}

static const char *name_form(struct fu_arena *arena)
{
    char *name = fu_arena_allocate(arena, FU_TOKEN_LENGTH + 1, 1);
    struct fu_key key;

    fu_random(key.bytes, sizeof key.bytes);
    fu_token_make(&key, "form", 0, 0, name);
    return name;
}

void fu_page_new(struct visit *visit)
{
    const struct draft empty = {
        .subject = "", .cadence = "", .note = "", .form = name_form(visit->request->arena)};

    show(visit, 200, &empty);
}

static void answer_reading(struct visit *visit, struct draft draft)
{
    const struct fu_web_backend *backend = &visit->site->settings.backend;
    struct fu_view_reading reading;
    struct fu_error error;
    enum fu_status status = backend->read(backend->context, visit->request->arena, visit->who->id,
        draft.cadence, false, &reading, &error);

    draft.reading = &reading;
    if (status == FU_OK)
        show(visit, 200, &draft);
    else
        fu_page_fail(visit, status, &error);
}

static void add(struct visit *visit, struct draft draft)
{
    const struct fu_web_backend *backend = &visit->site->settings.backend;
    const struct fu_web_order order = {.verb = FU_WEB_ADD,
        .person = visit->who->id,
        .cadence = draft.cadence,
        .subject = draft.subject,
        .note = draft.note,
        .form = draft.form};
    struct fu_web_outcome outcome;
    struct fu_error error;
    enum fu_status status =
        backend->act(backend->context, visit->request->arena, &order, &outcome, &error);

    draft.refused = &outcome;
    if (status != FU_OK)
        fu_page_fail(visit, status, &error);
    else if (outcome.refused)
        show(visit, 422, &draft);
    else
        fu_page_go(visit, "/me", outcome.sentence, NULL);
}

void fu_page_new_post(struct visit *visit)
{
    const struct fields *form = &visit->request->form;
    struct draft draft = {.subject = fu_request_field(form, "subject"),
        .cadence = fu_request_field(form, "cadence"),
        .note = fu_request_field(form, "note"),
        .form = fu_request_field(form, "form")};

    if (strcmp(fu_request_field(form, "do"), "read") == 0)
        answer_reading(visit, draft);
    else
        add(visit, draft);
}

/* For the script: of a snooze (/me/417/when) or of anything (/me/new/when). */
void fu_page_reading(struct visit *visit)
{
    const struct fu_web_backend *backend = &visit->site->settings.backend;
    struct fu_view_reading reading;
    struct fu_error error;
    enum fu_status status = backend->read(backend->context, visit->request->arena, visit->who->id,
        fu_request_field(&visit->request->query, "text"), visit->rest[0] != '\0', &reading, &error);

    if (status == FU_OK)
        fu_followup_say_reading(visit, &reading);
    else
        fu_page_fail(visit, status, &error);
}
