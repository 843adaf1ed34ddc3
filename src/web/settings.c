/* What a person may set of themselves. */
#include <string.h>

#include "followup.h"
#include "html.h"

enum { DAYS = 7, HOUR_MINUTES = 60 };

static const char *const day_words[DAYS] = {"mon", "tue", "wed", "thu", "fri", "sat", "sun"};
static const char *const day_names[DAYS] = {
    "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"};

struct choice {
    const char *value, *label;
};

static const struct choice confirm_choices[] = {
    {"never", "never"}, {"new", "when new or doubtful"}, {"always", "always"}};
static const struct choice reply_choices[] = {
    {"followup", "to this service"}, {"thread", "to the people of the thread"}};

static const struct choice bundle_choices[] = {
    {"off", "each in its own mail"}, {"on", "together, in one mail"}};

/* The texts in the form: those there are, or those that were refused. */
static void fill(
    struct visit *visit, const struct fu_preferences *preferences, struct fu_web_wishes *wishes)
{
    struct fu_arena *arena = visit->request->arena;
    const char *days = "";
    size_t i;

    for (i = 0; i < DAYS; i++) {
        if (preferences->workdays & 1U << i)
            days = fu_arena_print(arena, "%s%s%s", days, days[0] ? "," : "", day_words[i]);
    }
    wishes->zone = preferences->zone;
    wishes->time = fu_arena_print(arena, "%02d:%02d", preferences->morning / HOUR_MINUTES,
        preferences->morning % HOUR_MINUTES);
    wishes->workdays = days;
    wishes->confirm = confirm_choices[preferences->confirm].value;
    wishes->reply_to = reply_choices[preferences->reply_to].value;
    wishes->bundle = bundle_choices[preferences->bundle].value;
}

static void add_days(struct visit *visit, const struct fu_web_wishes *wishes)
{
    struct fu_buffer *body = &visit->response->body;
    size_t i;

    fu_html(body, "<fieldset>\n<legend>Workdays</legend>\n<div class=\"row days\">\n");
    for (i = 0; i < DAYS; i++)
        fu_html(body, "<label><input type=\"checkbox\" name=\"day\" value=\"%s\"%s>%s</label>\n",
            day_words[i], strstr(wishes->workdays, day_words[i]) ? " checked" : "", day_names[i]);
    fu_html(body, "</div>\n</fieldset>\n");
}

static void add_choices(struct visit *visit, const char *name, const char *label,
    const struct choice *choices, size_t count, const char *chosen)
{
    struct fu_buffer *body = &visit->response->body;
    size_t i;

    fu_html(body, "<label for=\"%s\">%s</label>\n<select id=\"%s\" name=\"%s\">\n", name, label,
        name, name);
    for (i = 0; i < count; i++)
        fu_html(body, "<option value=\"%s\"%s>%s</option>\n", choices[i].value,
            strcmp(choices[i].value, chosen) == 0 ? " selected" : "", choices[i].label);
    fu_html(body, "</select>\n");
}

/* What the settings are while the form is shown: what it says the same of is not changed by it, for
 * it may have been changed elsewhere since. */
static void add_former(struct visit *visit)
{
    struct fu_web_wishes now = {.move = false};
    const struct {
        const char *name;
        const char *const *value;
    } fields[] = {{"zone", &now.zone}, {"time", &now.time}, {"days", &now.workdays},
        {"confirm", &now.confirm}, {"reply_to", &now.reply_to}, {"bundle", &now.bundle}};
    size_t i;

    fill(visit, &visit->who->preferences, &now);
    for (i = 0; i < sizeof fields / sizeof *fields; i++)
        fu_html(&visit->response->body, "<input type=\"hidden\" name=\"was-%s\" value=\"%s\">\n",
            fields[i].name, *fields[i].value);
}

static void show(struct visit *visit, int status, const struct fu_web_wishes *wishes,
    const struct fu_web_outcome *refused)
{
    struct fu_buffer *body = &visit->response->body;

    fu_page_begin(visit, status, "Settings");
    fu_html(body, "<h1>Settings</h1>\n");
    if (refused) {
        fu_html(body, "<p role=\"alert\">");
        fu_followup_add_refusal(visit, refused);
        fu_html(body, "</p>\n");
    }
    fu_page_form(visit, "/me/settings", "fields");
    add_former(visit);
    fu_html(body,
        "<label for=\"zone\">Time zone</label>\n<input id=\"zone\" name=\"zone\" value=\"%s\" "
        "maxlength=\"64\" required "
        "autocomplete=\"off\" spellcheck=\"false\">\n",
        wishes->zone);
    fu_html(body,
        "<label for=\"time\">Morning: when reminders come that name a day and no time</label>\n"
        "<input id=\"time\" name=\"time\" type=\"time\" value=\"%s\" required>\n",
        wishes->time);
    add_days(visit, wishes);
    add_choices(visit, "confirm", "Confirm a new follow-up by mail", confirm_choices,
        sizeof confirm_choices / sizeof *confirm_choices, wishes->confirm);
    add_choices(visit, "reply_to", "A reply to a reminder goes", reply_choices,
        sizeof reply_choices / sizeof *reply_choices, wishes->reply_to);
    add_choices(visit, "bundle", "Several reminders of one morning come", bundle_choices,
        sizeof bundle_choices / sizeof *bundle_choices, wishes->bundle);
    fu_html(body, "<label class=\"box\"><input type=\"checkbox\" name=\"move\" value=\"yes\">What "
                  "is pending moves to this zone and these workdays, too</label>\n"
                  "<p><button class=\"strong\">Save</button></p>\n</form>\n");
    fu_html(body, "<hr>\n");
    fu_page_form(visit, "/me/signout", "");
    fu_html(body,
        "<button name=\"everywhere\" value=\"yes\">Sign out in every browser</button>\n</form>\n");
    fu_page_end(visit);
}

void fu_page_settings(struct visit *visit)
{
    struct fu_web_wishes wishes;

    fill(visit, &visit->who->preferences, &wishes);
    show(visit, 200, &wishes, NULL);
}

/* The boxes that are ticked. */
static const char *read_days(struct visit *visit)
{
    const struct fields *form = &visit->request->form;
    const char *days = "";
    size_t i;

    for (i = 0; i < form->count; i++) {
        if (strcmp(form->items[i].name, "day") == 0)
            days = fu_arena_print(
                visit->request->arena, "%s%s%s", days, days[0] ? "," : "", form->items[i].value);
    }
    return days;
}

static bool is_as_shown(struct visit *visit, const char *name, const char *value)
{
    const struct fields *form = &visit->request->form;
    const char *was = fu_arena_print(visit->request->arena, "was-%s", name);

    return fu_request_has(form, was) && strcmp(fu_request_field(form, was), value) == 0;
}

/* What the form says that is another than it showed; what it does not name stays as it is, too. */
static void read_form(struct visit *visit, struct fu_web_wishes *wishes)
{
    const struct fields *form = &visit->request->form;
    const struct {
        const char *name, **value;
    } fields[] = {{"zone", &wishes->zone}, {"time", &wishes->time}, {"confirm", &wishes->confirm},
        {"reply_to", &wishes->reply_to}, {"bundle", &wishes->bundle}};
    const char *days = read_days(visit);
    size_t i;

    fill(visit, &visit->who->preferences, wishes);
    for (i = 0; i < sizeof fields / sizeof *fields; i++) {
        const char *value = fu_request_field(form, fields[i].name);

        if (fu_request_has(form, fields[i].name) && !is_as_shown(visit, fields[i].name, value))
            *fields[i].value = value;
    }
    if (!is_as_shown(visit, "days", days))
        wishes->workdays = days;
    wishes->move = fu_request_has(form, "move");
}

void fu_page_settings_post(struct visit *visit)
{
    const struct fu_web_backend *backend = &visit->site->settings.backend;
    struct fu_web_wishes wishes = {.move = false};
    struct fu_web_outcome outcome;
    struct fu_error error;
    enum fu_status status;

    read_form(visit, &wishes);
    status = backend->change(
        backend->context, visit->request->arena, visit->who->id, &wishes, &outcome, &error);
    if (status != FU_OK)
        fu_page_fail(visit, status, &error);
    else if (outcome.refused)
        show(visit, 422, &wishes, &outcome);
    else
        fu_page_go(visit, "/me/settings", outcome.sentence, NULL);
}
