/* Between the pages and the follow-ups. Every action is one transaction; one that changed nothing
 * is rolled back. What may be due sooner because of it rings the doorbell. */
#include "web_backend.h"

#include "followupd/base/clock.h"
#include "followupd/followup/act.h"
#include "followupd/followup/meant.h"
#include "followupd/followup/open.h"
#include "followupd/followup/view.h"
#include "followupd/setup/doorbell.h"

static struct fu_act acting(
    const struct web_backend *backend, struct fu_arena *arena, int64_t person)
{
    return (struct fu_act){
        backend->store, &backend->setup->settings, arena, fu_clock_now(), person};
}

static enum fu_status find(const struct fu_act *act, int64_t id, bool whole,
    struct fu_view_followup **view, struct fu_error *error)
{
    enum fu_status status = fu_view_one(act, id, whole, view, error);

    return status == FU_OK && *view ? fu_meant_look(act, id, &(*view)->meant, error) : status;
}

static enum fu_status open_token(void *context, struct fu_arena *arena, const char *token,
    int64_t *person, struct fu_view_followup **view, struct fu_error *error)
{
    const struct web_backend *backend = context;
    struct fu_act act = acting(backend, arena, 0);
    struct fu_opened opened;
    enum fu_status status =
        fu_open_token(backend->store, act.settings, arena, token, act.now, &opened, error);

    *view = NULL;
    if (status != FU_OK || opened.followup == 0)
        return status;
    act.person = *person = opened.person;
    return find(&act, opened.followup, false, view, error);
}

static enum fu_status perform(const struct fu_act *act, const struct fu_web_order *order,
    struct fu_act_result *result, struct fu_error *error)
{
    const struct fu_edit edit = {
        .cadence = order->cadence, .subject = order->subject, .tags = order->tags};

    switch (order->verb) {
    case FU_WEB_SNOOZE:
        return fu_act_snooze(act, order->followup, order->cadence, act->now, result, error);
    case FU_WEB_DONE:
        return fu_act_done(act, order->followup, FU_NEVER, result, error);
    case FU_WEB_SKIP:
        return fu_act_skip(act, order->followup, FU_NEVER, result, error);
    case FU_WEB_CANCEL:
        return fu_act_cancel(act, order->followup, result, error);
    case FU_WEB_EDIT:
        return fu_act_edit(act, order->followup, &edit, result, error);
    case FU_WEB_ADD:
        return fu_meant_add(
            act, order->form, order->cadence, order->subject, order->note, result, error);
    case FU_WEB_UNDO:
        break;
    }
    return fu_act_undo(act, order->followup, result, error);
}

/* Whether what is asked for makes a moment that counts from now. */
static bool counts_from_now(const struct fu_web_order *order)
{
    return order->verb == FU_WEB_SNOOZE || order->verb == FU_WEB_ADD ||
           (order->verb == FU_WEB_EDIT && order->cadence);
}

enum fu_status fu_web_refuse_doubt(
    const struct fu_act *act, struct fu_refusal *refusal, struct fu_error *error)
{
    const char *doubt;
    enum fu_status status = fu_act_doubt(act, &doubt, error);

    if (status != FU_OK || !doubt[0])
        return status;
    *refusal = (struct fu_refusal){
        .reason = "Not just now: the clock here is in doubt, so no time can be counted from it. "
                  "Nothing is changed; try again in a quarter of an hour."};
    return FU_BAD_INPUT;
}

/* What a form meant may have happened, or may be something else, since its page was made. */
static enum fu_status perform_unless_over(const struct fu_act *act,
    const struct fu_web_order *order, struct fu_act_result *result, struct fu_error *error)
{
    bool over = false;
    enum fu_status status = FU_OK;

    if (order->verb == FU_WEB_UNDO || order->verb == FU_WEB_SKIP)
        status = fu_meant_is_over(act, order->followup, &order->meant, &over, result, error);
    return status == FU_OK && !over ? perform(act, order, result, error) : status;
}

/* Ends the transaction of an action, and says what came of it. A refusal is an answer, not a
 * failure. */
static enum fu_status conclude(const struct web_backend *backend, enum fu_status status,
    const struct fu_act_result *result, struct fu_web_outcome *outcome, struct fu_error *error)
{
    size_t i;

    *outcome = (struct fu_web_outcome){.found = true,
        .followup = result->followup,
        .changed = result->changed,
        .sentence = result->sentence};
    if (status == FU_OK && result->changed)
        status = fu_store_commit(backend->store, error);
    else
        fu_store_rollback(backend->store);
    if (status == FU_BAD_INPUT) {
        outcome->refused = true;
        outcome->sentence = result->refusal.reason;
        outcome->suggestion_count = result->refusal.suggestion_count;
        for (i = 0; i < outcome->suggestion_count; i++)
            outcome->suggestions[i] = result->refusal.suggestions[i];
        return FU_OK;
    }
    outcome->found = result->followup != 0;
    if (status == FU_OK && result->soonest != FU_NEVER)
        fu_doorbell_ring(fu_setup_path(backend->setup, "doorbell"));
    return status;
}

static enum fu_status act_on(void *context, struct fu_arena *arena,
    const struct fu_web_order *order, struct fu_web_outcome *outcome, struct fu_error *error)
{
    const struct web_backend *backend = context;
    const struct fu_act act = acting(backend, arena, order->person);
    struct fu_act_result result = {.soonest = FU_NEVER, .sentence = ""};
    struct fu_meant after = {.undo = 0};
    enum fu_status status = fu_store_begin(backend->store, error);

    if (status != FU_OK)
        return status;
    if (counts_from_now(order))
        status = fu_web_refuse_doubt(&act, &result.refusal, error);
    if (status == FU_OK)
        status = perform_unless_over(&act, order, &result, error);
    if (status == FU_OK && result.changed)
        status = fu_meant_look(&act, result.followup, &after, error);
    status = conclude(backend, status, &result, outcome, error);
    outcome->undo = after.undo;
    return status;
}

static enum fu_status read_text(void *context, struct fu_arena *arena, int64_t person,
    const char *text, bool once, struct fu_view_reading *reading, struct fu_error *error)
{
    const struct fu_act act = acting(context, arena, person);

    return fu_view_read(&act, text, once, reading, error);
}

static enum fu_status find_one(void *context, struct fu_arena *arena, int64_t person, int64_t id,
    struct fu_view_followup **view, struct fu_error *error)
{
    const struct fu_act act = acting(context, arena, person);

    return find(&act, id, true, view, error);
}

static enum fu_status find_list(void *context, struct fu_arena *arena, int64_t person,
    const struct fu_view_question *question, struct fu_view_list *list, struct fu_error *error)
{
    const struct fu_act act = acting(context, arena, person);

    return fu_view_list(&act, question, list, error);
}

static enum fu_status add_contacts(
    void *context, struct fu_arena *arena, struct fu_buffer *body, struct fu_error *error)
{
    const struct web_backend *backend = context;

    (void)error;
    fu_view_contacts(arena, &backend->setup->settings, body);
    return FU_OK;
}

struct fu_web_backend fu_web_backend(struct web_backend *backend)
{
    struct fu_web_backend callbacks = {.context = backend,
        .open = open_token,
        .one = find_one,
        .list = find_list,
        .act = act_on,
        .read = read_text,
        .contacts = add_contacts};

    fu_web_backend_signin(&callbacks);
    fu_web_backend_settings(&callbacks);
    fu_web_backend_feed(&callbacks);
    fu_web_backend_monitor(&callbacks);
    return callbacks;
}
