/* followupctl add, edit, snooze, done, skip, cancel and undo: each one call of the followup room in
 * a transaction, as the operator. */
#include "followupd/followup/act.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sysexits.h>

#include "commands.h"
#include "followup.h"
#include "followupd/base/text.h"
#include "followupd/cadence/cadence.h"
#include "followupd/cadence/say.h"
#include "followupd/intent/intent.h"
#include "followupd/store/followups.h"
#include "followupd/store/people.h"
#include "json.h"

/* What is to be done to which follow-up. */
struct order {
    const struct fu_ctl_arguments *arguments;
    int64_t id;
    struct fu_edit edit;
    const char *text; /* cadence of a snooze, subject of a new one */
};

typedef enum fu_status action(const struct fu_act *act, const struct order *order,
    struct fu_act_result *result, struct fu_error *error);

static void tell(struct fu_ctl *ctl, const struct fu_act_result *result)
{
    struct fu_ctl_json json;

    if (!ctl->json) {
        fu_ctl_say("#%" PRId64 "  %s", result->followup, result->sentence);
        return;
    }
    fu_ctl_json_begin(&json);
    fu_ctl_json_number(&json, "id", result->followup);
    fu_ctl_json_bool(&json, "changed", result->changed);
    fu_ctl_json_text(&json, "sentence", result->sentence);
    fu_ctl_json_print(&json);
}

int fu_ctl_say_unsent(struct fu_ctl *ctl, int64_t followup)
{
    struct fu_followup *found;
    struct fu_person *owner = NULL;
    struct fu_error error;
    enum fu_status status = fu_store_followup_get(ctl->store, ctl->arena, followup, &found, &error);

    if (status == FU_OK && found)
        status = fu_store_person_get(ctl->store, ctl->arena, found->owner, &owner, &error);
    if (status != FU_OK)
        return fu_ctl_fail_store(&error);
    if (owner && !fu_intent_allowed(&ctl->setup->settings.rules, owner->address, owner))
        fu_ctl_say("But it will not be sent to its owner: allow in [people] does not name %s.",
            owner->address);
    else if (owner && owner->paused)
        fu_ctl_say("But %s is paused, so nothing is sent there: followupctl person %s says why, "
                   "and with paused=no ends it.",
            owner->address, owner->address);
    return EX_OK;
}

/* Runs the action in a transaction; what changed nothing is rolled back. */
static int run(struct fu_ctl *ctl, action *act_on, const struct order *order)
{
    const struct fu_act act = {ctl->store, &ctl->setup->settings, ctl->arena, ctl->now, 0};
    struct fu_act_result result = {.soonest = FU_NEVER};
    struct fu_error error;
    enum fu_status status = fu_store_begin(ctl->store, &error);

    if (status != FU_OK)
        return fu_ctl_fail_store(&error);
    status = act_on(&act, order, &result, &error);
    if (status == FU_OK && result.changed)
        status = fu_store_commit(ctl->store, &error);
    else
        fu_store_rollback(ctl->store);
    if (status == FU_BAD_INPUT)
        return fu_ctl_fail_refused(&result.refusal);
    if (status != FU_OK)
        return fu_ctl_fail_store(&error);
    if (result.followup == 0)
        return fu_ctl_fail(EX_NOINPUT, "%s", result.sentence);
    if (result.soonest != FU_NEVER)
        fu_ctl_ring(ctl);
    tell(ctl, &result);
    return result.soonest != FU_NEVER && !ctl->json ? fu_ctl_say_unsent(ctl, result.followup)
                                                    : EX_OK;
}

int fu_ctl_refuse_doubt(const struct fu_ctl *ctl)
{
    const struct fu_act act = {ctl->store, &ctl->setup->settings, ctl->arena, ctl->now, 0};
    struct fu_error error;
    const char *doubt;

    if (fu_act_doubt(&act, &doubt, &error) != FU_OK)
        return fu_ctl_fail_store(&error);
    if (!doubt[0])
        return 0;
    return fu_ctl_fail(EX_TEMPFAIL,
        "%s Nothing was changed: try again when followupctl status says no more of it.", doubt);
}

static int run_on_id(struct fu_ctl *ctl, const struct fu_ctl_arguments *arguments, action *act_on)
{
    struct order order = {.arguments = arguments};
    int failed = fu_ctl_read_id(ctl, arguments->operands[0], &order.id);

    if (failed)
        return failed;
    order.text = fu_ctl_operands(ctl->arena, arguments, 1);
    return run(ctl, act_on, &order);
}

static enum fu_status add(const struct fu_act *act, const struct order *order,
    struct fu_act_result *result, struct fu_error *error)
{
    const char *note = fu_ctl_value(order->arguments, "note");

    return fu_act_add(act, order->arguments->operands[0], order->arguments->operands[1],
        order->text, note ? note : "", result, error);
}

static bool is_time(struct fu_arena *arena, const char *text)
{
    struct fu_cadence *cadence;
    struct fu_refusal refusal;

    return fu_cadence_parse(arena, text, strlen(text), &cadence, &refusal) == FU_OK;
}

/* A time of several words without quotes would lose all but its first to the subject. 0, or an exit
 * status after saying so. */
static int refuse_words(const struct fu_ctl *ctl, const struct fu_ctl_arguments *arguments)
{
    const char *first = arguments->operands[1], *text = first, *longest = NULL;
    bool whole = is_time(ctl->arena, first);
    size_t end = arguments->operand_count - whole; /* of a whole one something is the subject */

    for (size_t i = 2; i < end && strlen(text) <= FU_CADENCE_TEXT_MAX; i++) {
        text = fu_arena_print(ctl->arena, "%s %s", text, arguments->operands[i]);
        longest = is_time(ctl->arena, text) ? text : longest;
    }
    if (!longest)
        return 0;
    if (!whole)
        return fu_ctl_fail(EX_DATAERR,
            "“%s” is a time of several words: put it in quotes, and the subject behind it.",
            longest);
    return fu_ctl_fail(EX_DATAERR,
        "“%s” may be the time, or only “%s”: put the time in quotes if it is the whole, else the "
        "subject.",
        longest, first);
}

int fu_ctl_add(struct fu_ctl *ctl, const struct fu_ctl_arguments *arguments)
{
    const struct order order = {
        .arguments = arguments, .text = fu_ctl_operands(ctl->arena, arguments, 2)};
    int failed = refuse_words(ctl, arguments);

    if (!failed)
        failed = fu_ctl_refuse_doubt(ctl);
    if (failed)
        return failed;
    return run(ctl, add, &order);
}

static enum fu_status edit(const struct fu_act *act, const struct order *order,
    struct fu_act_result *result, struct fu_error *error)
{
    return fu_act_edit(act, order->id, &order->edit, result, error);
}

int fu_ctl_edit(struct fu_ctl *ctl, const struct fu_ctl_arguments *arguments)
{
    const char *tags = fu_ctl_value(arguments, "tag");
    struct order order = {.arguments = arguments};
    int failed = fu_ctl_read_id(ctl, arguments->operands[0], &order.id);

    if (failed)
        return failed;
    order.edit.cadence =
        arguments->operand_count > 1 ? fu_ctl_operands(ctl->arena, arguments, 1) : NULL;
    order.edit.subject = fu_ctl_value(arguments, "subject");
    order.edit.tags = tags;
    if (!order.edit.cadence && !order.edit.subject && !tags)
        return fu_ctl_fail_usage(ctl, "What is to be changed?");
    failed = order.edit.cadence ? fu_ctl_refuse_doubt(ctl) : 0;
    if (failed)
        return failed;
    return run(ctl, edit, &order);
}

static enum fu_status snooze(const struct fu_act *act, const struct order *order,
    struct fu_act_result *result, struct fu_error *error)
{
    return fu_act_snooze(act, order->id, order->text, act->now, result, error);
}

int fu_ctl_snooze(struct fu_ctl *ctl, const struct fu_ctl_arguments *arguments)
{
    int failed = fu_ctl_refuse_doubt(ctl);

    return failed ? failed : run_on_id(ctl, arguments, snooze);
}

static enum fu_status finish(const struct fu_act *act, const struct order *order,
    struct fu_act_result *result, struct fu_error *error)
{
    return fu_act_done(act, order->id, FU_NEVER, result, error);
}

int fu_ctl_done(struct fu_ctl *ctl, const struct fu_ctl_arguments *arguments)
{
    return run_on_id(ctl, arguments, finish);
}

static enum fu_status skip(const struct fu_act *act, const struct order *order,
    struct fu_act_result *result, struct fu_error *error)
{
    return fu_act_skip(act, order->id, FU_NEVER, result, error);
}

int fu_ctl_skip(struct fu_ctl *ctl, const struct fu_ctl_arguments *arguments)
{
    return run_on_id(ctl, arguments, skip);
}

static enum fu_status cancel(const struct fu_act *act, const struct order *order,
    struct fu_act_result *result, struct fu_error *error)
{
    return fu_act_cancel(act, order->id, result, error);
}

int fu_ctl_cancel(struct fu_ctl *ctl, const struct fu_ctl_arguments *arguments)
{
    return run_on_id(ctl, arguments, cancel);
}

static enum fu_status undo(const struct fu_act *act, const struct order *order,
    struct fu_act_result *result, struct fu_error *error)
{
    return fu_act_undo(act, order->id, result, error);
}

int fu_ctl_undo(struct fu_ctl *ctl, const struct fu_ctl_arguments *arguments)
{
    return run_on_id(ctl, arguments, undo);
}
