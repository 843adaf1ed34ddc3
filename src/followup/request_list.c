/* `list`: what somebody has pending, part by part, and the lines of their reply.
 *
 * A list is answered to list+TOKEN; the token says whose it is and which part comes. Lines act only
 * there, only on follow-ups in which the person shares, and only where they are new
 * (mail/new_lines). Lines that are no orders are answered like all others where there is a figure
 * in them; they change nothing. */
#include "request.h"

#include "followupd/base/number.h"
#include "followupd/base/text.h"
#include "followupd/followup/view.h"
#include "followupd/intent/intent.h"
#include "followupd/mail/answers.h"
#include "followupd/mail/commands.h"
#include "followupd/mail/new_lines.h"
#include "followupd/mail/say.h"
#include "names.h"

#include <string.h>

enum {
    PART = 100, /* follow-ups in one mail */
    PARTS = FU_VIEW_LIST_MAX / PART,
    LINK_MAX = 6,
    NUMBER_MAX = 10 /* digits */
};

_Static_assert(
    FU_NEW_LINES_READ >= 2 * PART, "a greeting has room beside a line for each of a list");

/* One line of a reply: the number in front, and what is to be done. */
struct order {
    const char *line;
    int64_t followup;
    struct fu_request wanted;
    bool numberless; /* it names no follow-up: wanted says why it does nothing */
};

static const char *list_address(const struct request_context *context, size_t part)
{
    return fu_name_list_address(
        context->arena, context->settings, context->person->id, (int64_t)part);
}

/* The part that a token names; PARTS when it is none of this person's. */
static size_t token_part(const struct request_context *context, const char *token)
{
    size_t part = 0;

    while (part < PARTS && !fu_token_check(&context->settings->key, FU_LIST_PURPOSE,
                               context->person->id, (int64_t)part, token))
        part++;
    return part;
}

/* A line that is a time by itself may mean a number as well: nothing is done by guess. A # before
 * the number, or a mark behind it, says that it is one. */
static void doubt_order(struct fu_arena *arena, const char *rest, struct order *order)
{
    struct fu_request whole;

    fu_intent_line(arena, order->line, &whole);
    order->numberless = whole.kind == FU_REQUEST_FOLLOW_UP;
    if (order->numberless)
        order->wanted = (struct fu_request){.kind = FU_REQUEST_REFUSE,
            .reason = fu_say_time_or_number(arena, order->line, order->followup, rest)};
}

/* Behind the number: its end may be marked, and the dash of "417- done" is none of what is asked.
 * "417:done" has no blank; "08:00" is a time and no number. NULL: the number is part of a word. */
static const char *behind_number(const char *rest, bool held, bool *marked)
{
    if (held && *rest != ')')
        return NULL;
    *marked = *rest != '\0' && strchr(":.),", *rest) != NULL;
    if (*marked && (*rest == ':' || *rest == ')') && fu_is_letter(rest[1]))
        return rest + 1;
    rest += *marked || *rest == '-';
    return *rest == ' ' || *rest == '\0' ? rest + strspn(rest, " ") : NULL;
}

/* "417 2w", "#417: done", "417 - done", "*417, done*", "(417) done", "417:done". */
static bool read_order(struct fu_arena *arena, const char *line, struct order *order)
{
    const char *text = line + strspn(line, "*#");
    bool held = *text == '(', marked;
    const char *number = text + held;
    size_t digits = strspn(number, "0123456789");
    const char *rest;

    if (digits == 0 || digits > NUMBER_MAX ||
        !fu_number_parse(number, digits, 1, INT64_MAX, &order->followup))
        return false;
    rest = behind_number(number + digits, held, &marked);
    if (!rest)
        return false;
    order->line = line;
    order->numberless = false;
    fu_intent_line(arena, rest, &order->wanted);
    if (order->wanted.kind == FU_REQUEST_FOLLOW_UP)
        order->wanted.kind = FU_REQUEST_SNOOZE;
    if (!marked && !memchr(line, '#', (size_t)(text - line)))
        doubt_order(arena, rest, order);
    return true;
}

/* Whether "[417] Proposal" asks for something: our lists write numbers so, and what follows is what
 * the mail is about. */
static bool asks_in_brackets(struct fu_arena *arena, const char *line)
{
    const char *end = line + 1 + strspn(line + 1, "0123456789");
    struct fu_request request;

    if (*end != ']')
        return true;
    fu_intent_line(arena, end + 1, &request);
    return request.kind != FU_REQUEST_REFUSE || fu_intent_mistyped(end + 1, &request);
}

/* A line that is no order although there is a figure in it: what it may ask for is not lost without
 * a word. */
static bool is_missed(struct fu_arena *arena, const char *line, struct order *order)
{
    if (!strpbrk(line, "0123456789") || (line[0] == '[' && !asks_in_brackets(arena, line)))
        return false;
    *order = (struct order){.line = line,
        .wanted = {.kind = FU_REQUEST_REFUSE, .reason = fu_say_number_first()},
        .numberless = true};
    return true;
}

static void leave(struct order *order, const char *reason)
{
    order->wanted = (struct fu_request){.kind = FU_REQUEST_REFUSE, .reason = reason};
    order->numberless = true;
}

/* The new lines that begin with a number; where there is one, those as well that may have been
 * meant so. From where a mail of ours is quoted without marks nothing is done: what stands there
 * may be ours, a note that it shows, a link's "1 day". The first order behind those that are read
 * says that it is not. */
static struct order *read_orders(
    struct fu_arena *arena, const char *const *lines, size_t line_count, size_t *count)
{
    struct order *orders = fu_arena_allocate(arena, FU_NEW_LINES_READ + 1, sizeof *orders);
    bool ours = false, any = false, beyond = false;
    size_t i;

    *count = 0;
    for (i = 0; i < line_count && !beyond; i++) {
        struct order *order = &orders[*count];
        bool is_order = read_order(arena, lines[i], order), read = i < FU_NEW_LINES_READ;

        any |= is_order;
        ours |= fu_answer_opens(lines[i]);
        beyond = is_order && !read;
        if (beyond)
            leave(order, fu_say_line_beyond(arena, FU_NEW_LINES_READ));
        else if (is_order && ours)
            leave(order, fu_say_line_below());
        *count += is_order || (read && !ours && is_missed(arena, lines[i], order));
    }
    *count = any ? *count : 0;
    return orders;
}

static void add_link(struct request_context *context, struct fu_line_result *result,
    const char *label, const char *word, int64_t followup)
{
    struct fu_action *actions = result->action_count > 0
                                    ? (struct fu_action *)result->actions
                                    : fu_arena_allocate(context->arena, LINK_MAX, sizeof *actions);

    actions[result->action_count++] = fu_name_action(context->arena, context->settings, label, word,
        fu_name_token(context->arena, context->settings, followup, context->person->id));
    result->actions = actions;
}

/* What a line wanted that cannot be: why, and links to what would be understood. */
static void refuse_order(struct request_context *context, const struct order *order,
    const struct fu_refusal *refusal, struct fu_line_result *result)
{
    size_t i;

    result->sentence = fu_say_line_refused(
        context->arena, refusal->reason, refusal->suggestions, refusal->suggestion_count);
    for (i = 0; i < refusal->suggestion_count; i++)
        add_link(
            context, result, refusal->suggestions[i], refusal->suggestions[i], order->followup);
}

static bool is_action(const struct fu_request *wanted)
{
    return wanted->kind == FU_REQUEST_SNOOZE || wanted->kind == FU_REQUEST_DONE ||
           wanted->kind == FU_REQUEST_SKIP || wanted->kind == FU_REQUEST_CANCEL ||
           wanted->kind == FU_REQUEST_UNDO;
}

/* Whether the person shares in it, so that a refusal may offer links. */
static enum fu_status is_theirs(struct request_context *context, const struct order *order,
    bool *theirs, struct fu_error *error)
{
    const struct fu_act act = {
        context->store, context->settings, context->arena, context->now, context->person->id};
    struct fu_view_followup *view;
    enum fu_status status = fu_view_one(&act, order->followup, false, &view, error);

    *theirs = status == FU_OK && view;
    return status;
}

static enum fu_status do_order(struct request_context *context, const struct order *order,
    struct fu_line_result *result, struct fu_error *error)
{
    const struct fu_request *wanted = &order->wanted;
    struct fu_act_result done = {.sentence = ""};
    struct fu_refusal refusal = {.reason = wanted->reason};
    bool theirs;
    enum fu_status status = is_theirs(context, order, &theirs, error);

    result->line = order->line;
    if (status != FU_OK)
        return status;
    if (!theirs && !order->numberless) {
        result->sentence = fu_say_none(context->arena, order->followup);
        return FU_OK;
    }
    if (!is_action(wanted)) {
        refusal.suggestion_count = wanted->suggestion_count;
        memcpy(refusal.suggestions, wanted->suggestions, sizeof refusal.suggestions);
        refuse_order(context, order, &refusal, result);
        return FU_OK;
    }
    status = fu_request_perform(context, wanted, order->followup, &done, error);
    if (status == FU_BAD_INPUT) {
        refuse_order(context, order, &done.refusal, result);
        return FU_OK;
    }
    result->sentence = done.sentence;
    fu_request_soonest(context, done.soonest);
    if (status == FU_OK && done.changed && wanted->kind != FU_REQUEST_UNDO)
        add_link(context, result, "undo", "undo", order->followup);
    return status;
}

static enum fu_status do_orders(struct request_context *context, const struct fu_request *request,
    const struct order *orders, size_t count, struct fu_error *error)
{
    struct fu_line_result *results = fu_arena_allocate(context->arena, count, sizeof *results);
    struct fu_answer text = {.closing = ""};
    struct fu_service service;
    enum fu_status status = FU_OK;
    size_t i;

    for (i = 0; status == FU_OK && i < count; i++) {
        status = do_order(context, &orders[i], &results[i], error);
        if (status == FU_OK)
            status = fu_request_trace(
                context, request, "line", results[i].sentence, orders[i].followup, error);
    }
    if (status != FU_OK)
        return status;
    fu_name_service(context->arena, context->settings, &service);
    fu_answer_lines(context->arena, &service, results, count, &text);
    text.envelope.reply_to = list_address(context, 0);
    return fu_request_report(context, request, &text, 0, error);
}

static const struct fu_action *item_actions(
    struct request_context *context, const struct fu_view_item *item, size_t *count)
{
    struct fu_line_result links = {.action_count = 0};

    add_link(context, &links, "1 day", "1day", item->id);
    add_link(context, &links, "next week", "nextweek", item->id);
    add_link(context, &links, "1 month", "1month", item->id);
    add_link(context, &links, "done", "done", item->id);
    if (item->recurring)
        add_link(context, &links, "skip next", "skip", item->id);
    add_link(context, &links, "cancel", "cancel", item->id);
    *count = links.action_count;
    return links.actions;
}

static void fill_item(
    struct request_context *context, const struct fu_view_item *item, struct fu_list_item *filled)
{
    *filled = (struct fu_list_item){.number = item->id,
        .about = item->subject,
        .day = item->day,
        .time = item->time,
        .english = item->english,
        .tags = item->tags,
        .task = item->kind == FU_TASK};
    filled->actions = item_actions(context, item, &filled->action_count);
}

/* Part number `part` of what is pending. */
static enum fu_status tell_list(struct request_context *context, const struct fu_request *request,
    size_t part, struct fu_list *list, struct fu_error *error)
{
    const struct fu_act act = {
        context->store, context->settings, context->arena, context->now, context->person->id};
    const struct fu_view_question question = {.text = "", .tag = ""};
    struct fu_view_list view;
    struct fu_list_item *items = fu_arena_allocate(context->arena, PART, sizeof *items);
    struct fu_answer text = {.closing = ""};
    struct fu_service service;
    enum fu_status status = fu_view_list(&act, &question, &view, error);
    size_t i;

    if (status != FU_OK)
        return status;
    list->before = part * PART < view.count ? part * PART : view.count;
    for (i = list->before; i < view.count && list->count < PART; i++)
        fill_item(context, &view.items[i], &items[list->count++]);
    list->items = items;
    list->more = i < view.count || view.cut;
    list->next = i < view.count ? list_address(context, part + 1) : "";
    list->zone = context->person->preferences.zone;
    fu_name_service(context->arena, context->settings, &service);
    fu_answer_list(context->arena, &service, list, &text);
    fu_answer_sealed(context->arena, context->arrival->letter->sealed, &text);
    text.envelope.reply_to = list_address(context, part);
    status = fu_request_answer(context, request, &text, 0, error);
    if (status != FU_OK)
        return status;
    return fu_request_trace(context, request, "list",
        fu_request_answered(
            context, fu_arena_print(context->arena, "Pending follow-ups told: %zu.", list->count)),
        0, error);
}

enum fu_status fu_request_list(
    struct request_context *context, const struct fu_request *request, struct fu_error *error)
{
    const struct fu_letter *letter = context->arrival->letter;
    size_t part = token_part(context, request->token), line_count, count;
    const char *const *lines = fu_new_lines(context->arena, letter->text, &line_count);
    const struct order *orders = read_orders(context->arena, lines, line_count, &count);
    bool keyed = request->token[0] && part < PARTS;
    bool answered = keyed && letter->in_reply_to[0] && letter->text[0];
    struct fu_list list = {.needs_token = !keyed && count > 0,
        .not_read = answered && count == 0 ? line_count > 0 ? lines[0] : "" : NULL};
    bool repeats;
    enum fu_status status;

    if (keyed && count > 0)
        return do_orders(context, request, orders, count, error);
    status = fu_request_repeats(
        context, "list", keyed && line_count > 0 ? lines[0] : "", &repeats, error);
    if (status != FU_OK)
        return status;
    if (repeats)
        return fu_request_trace(context, request, "left alone",
            "The same reply was answered within the last day.", 0, error);
    return tell_list(context, request, keyed ? part : 0, &list, error);
}
