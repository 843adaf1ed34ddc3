/* The page that a reminder's links lead to: one follow-up, without signing in. The token in the
 * path is the authority; the page shows the subject and nothing of the letter, and looking at it
 * changes nothing. */
#include "followup.h"
#include "followupd/base/token.h"
#include "html.h"

#include <string.h>

/* NULL when the token opens nothing, or the backend failed: then the answer is made. */
static struct fu_view_followup *open_token(struct visit *visit, int64_t *person)
{
    const struct fu_web_backend *backend = &visit->site->settings.backend;
    struct fu_view_followup *view = NULL;
    struct fu_error error;
    enum fu_status status = FU_OK;

    if (fu_token_shaped(visit->rest, strlen(visit->rest)))
        status = backend->open(
            backend->context, visit->request->arena, visit->rest, person, &view, &error);
    if (status != FU_OK)
        fu_page_fail(visit, status, &error);
    else if (!view)
        fu_page_missing(visit);
    return status == FU_OK ? view : NULL;
}

static void show(struct visit *visit, int status, struct followup_part *part)
{
    part->path = fu_arena_print(visit->request->arena, "/a/%s", visit->rest);
    fu_page_begin(visit, status, part->view->item.subject);
    fu_followup_add(visit, part);
    fu_page_end(visit);
}

void fu_page_action(struct visit *visit)
{
    struct followup_part part = {.typed = ""};
    int64_t person;

    part.view = open_token(visit, &person);
    if (part.view)
        show(visit, 200, &part);
}

static void answer_reading(struct visit *visit, int64_t person, struct followup_part part)
{
    const struct fu_web_backend *backend = &visit->site->settings.backend;
    struct fu_view_reading reading;
    struct fu_error error;
    enum fu_status status = backend->read(
        backend->context, visit->request->arena, person, part.typed, true, &reading, &error);

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
    struct fu_web_outcome outcome;
    struct fu_error error;
    enum fu_status status =
        backend->act(backend->context, visit->request->arena, order, &outcome, &error);

    part.refused = &outcome;
    if (status != FU_OK)
        fu_page_fail(visit, status, &error);
    else if (!outcome.found)
        fu_page_missing(visit);
    else if (outcome.refused)
        show(visit, 422, &part);
    else
        fu_page_go(visit, fu_arena_print(visit->request->arena, "/a/%s", visit->rest),
            outcome.sentence, NULL);
}

void fu_page_action_post(struct visit *visit)
{
    struct fu_web_order order = {.verb = FU_WEB_SNOOZE};
    struct followup_part part = {.typed = ""};
    bool reads;

    part.view = open_token(visit, &order.person);
    if (!part.view)
        return;
    order.followup = part.view->item.id;
    if (!fu_followup_order(visit->request, &order, &reads) || order.verb == FU_WEB_EDIT) {
        fu_page_unknown(visit);
        return;
    }
    part.typed = order.cadence;
    if (reads)
        answer_reading(visit, order.person, part);
    else
        answer_order(visit, &order, part);
}

void fu_page_action_reading(struct visit *visit)
{
    const struct fu_web_backend *backend = &visit->site->settings.backend;
    const char *text = fu_request_field(&visit->request->query, "text");
    struct fu_view_reading reading;
    struct fu_error error;
    enum fu_status status;
    int64_t person;

    if (!open_token(visit, &person))
        return;
    status = backend->read(
        backend->context, visit->request->arena, person, text, true, &reading, &error);
    if (status == FU_OK)
        fu_followup_say_reading(visit, &reading);
    else
        fu_page_fail(visit, status, &error);
}
