/* The words that are answered by mail and make nothing. */
#include "request.h"

#include "followupd/base/text.h"
#include "followupd/cadence/cadence.h"
#include "followupd/cadence/say.h"
#include "followupd/cadence/series.h"
#include "followupd/followup/feed.h"
#include "followupd/intent/intent.h"
#include "followupd/mail/commands.h"
#include "followupd/mail/new_lines.h"
#include "create.h"
#include "names.h"

#include <string.h>

enum { MOMENTS = 5 };

/* The first moments in words. *goes_on: others come behind them. */
static const char *const *next_moments(struct request_context *context,
    const struct fu_schedule *schedule, size_t *count, bool *goes_on)
{
    fu_instant moments[MOMENTS + 1];
    const char **texts = fu_arena_allocate(context->arena, MOMENTS, sizeof *texts);
    struct fu_error ignored;
    size_t found, i;

    if (fu_series_next(schedule, context->settings->holidays, schedule->first - 1, moments,
            MOMENTS + 1, &found, &ignored) != FU_OK)
        found = 0;
    *goes_on = found > MOMENTS;
    *count = found < MOMENTS ? found : MOMENTS;
    for (i = 0; i < *count; i++)
        texts[i] = fu_say_moment(context->arena, schedule->zone, moments[i]);
    return texts;
}

static void explain(struct request_context *context, const struct fu_request *request,
    const struct fu_service *service, struct fu_answer *answer)
{
    const char *asked = request->cadence;
    struct fu_cadence_setting setting;
    struct fu_cadence *cadence;
    struct fu_schedule schedule;
    struct fu_refusal refusal;
    struct fu_explained explained = {.asked = asked};

    fu_creation_setting(context->settings, context->person, context->sent, &setting);
    setting.arrived = context->arrival->arrived;
    if (fu_cadence_read(context->arena, asked, strlen(asked), &setting, &schedule, NULL, NULL,
            &refusal) != FU_OK ||
        fu_cadence_parse(context->arena, asked, strlen(asked), &cadence, &refusal) != FU_OK) {
        fu_answer_unexplained(context->arena, service, refusal.reason, refusal.suggestions,
            refusal.suggestion_count, answer);
        return;
    }
    explained.canonical = fu_cadence_canonical(context->arena, cadence);
    explained.english = schedule.english;
    explained.recurring = schedule.recurrence == FU_RECURRING;
    explained.moments =
        next_moments(context, &schedule, &explained.moment_count, &explained.goes_on);
    explained.zone = schedule.zone;
    explained.flags = fu_cadence_flags(cadence);
    explained.tags = fu_cadence_tags(cadence);
    explained.recurring_form = fu_cadence_recurring(context->arena, schedule.canonical);
    fu_answer_explained(context->arena, service, &explained, answer);
}

/* A mail whose first line is "rotate" ends the address there was. */
static bool asks_to_rotate(const struct request_context *context)
{
    size_t count;
    const char *const *lines = fu_new_lines(context->arena, context->arrival->letter->text, &count);
    struct fu_request wanted;

    fu_intent_line(context->arena, count > 0 ? lines[0] : "", &wanted);
    return context->settings->web[0] && fu_equal_nocase(wanted.cadence, "rotate");
}

static enum fu_status tell_feed(struct request_context *context, const struct fu_service *service,
    bool rotates, struct fu_answer *answer, struct fu_error *error)
{
    struct fu_person *person = fu_arena_allocate(context->arena, 1, sizeof *person);
    const struct fu_feed feed = {.person = person, .alarm = FU_CALENDAR_NO_ALARM};
    enum fu_status status = FU_OK;

    *person = *context->person;
    if (rotates)
        status = fu_feed_rotate(context->store, person, error);
    context->person = person;
    if (status == FU_OK)
        fu_answer_feed(context->arena, service,
            fu_feed_url(context->settings, context->arena, &feed), rotates, answer);
    return status;
}

/* Answers of ours that are about nothing are replied to at help. */
static enum fu_status find_repeated(struct request_context *context,
    const struct fu_request *request, bool *repeats, struct fu_error *error)
{
    size_t count;
    const char *const *lines = fu_new_lines(context->arena, context->arrival->letter->text, &count);
    bool help = request->kind == FU_REQUEST_HELP && request->token[0] == '\0';

    return fu_request_repeats(context, "help", help && count > 0 ? lines[0] : "", repeats, error);
}

enum fu_status fu_request_command(
    struct request_context *context, const struct fu_request *request, struct fu_error *error)
{
    struct fu_answer answer = {.closing = ""};
    struct fu_service service;
    bool rotates = request->kind == FU_REQUEST_FEED && asks_to_rotate(context);
    bool repeats;
    enum fu_status status = find_repeated(context, request, &repeats, error);

    if (status != FU_OK)
        return status;
    if (repeats)
        return fu_request_trace(context, request, "left alone",
            "The same mail to this address was answered within the last day.", 0, error);
    if (rotates && !request->may_change)
        return fu_request_not_addressed(context, request, error);
    fu_name_service(context->arena, context->settings, &service);
    switch (request->kind) {
    case FU_REQUEST_LIST:
        return fu_request_list(context, request, error);
    case FU_REQUEST_SETTINGS:
        return fu_request_settings(context, request, error);
    case FU_REQUEST_CONTACTS:
        fu_answer_contacts(context->arena, &service, &answer);
        break;
    case FU_REQUEST_FEED:
        status = tell_feed(context, &service, rotates, &answer, error);
        break;
    case FU_REQUEST_EXPLAIN:
        if (request->cadence[0])
            explain(context, request, &service, &answer);
        else
            fu_answer_explain(context->arena, &service, &answer);
        break;
    default:
        fu_answer_help(context->arena, &service, &answer);
    }
    if (status == FU_OK)
        status = rotates ? fu_request_report(context, request, &answer, 0, error)
                         : fu_request_answer(context, request, &answer, 0, error);
    if (status != FU_OK)
        return status;
    return fu_request_trace(context, request, "command",
        rotates ? "Answered by mail." : fu_request_answered(context, "Answered by mail."), 0,
        error);
}
