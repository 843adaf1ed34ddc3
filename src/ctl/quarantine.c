/* followupctl quarantine: mails that were set aside, and what becomes of them. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sysexits.h>

#include "commands.h"
#include "followupd/config/config.h"
#include "followupd/setup/known_inbox.h"
#include "followupd/store/letters.h"
#include "json.h"
#include "moment.h"

const char *fu_ctl_say_no_inbox(const struct fu_ctl *ctl, const char *inbox)
{
    return fu_arena_print(ctl->arena,
        "The configuration has no such inbox any more. Give up what it left: quarantine drop "
        "--inbox %s",
        inbox);
}

bool fu_ctl_has_inbox(const struct fu_ctl *ctl, const char *inbox)
{
    const struct fu_config *config = ctl->setup->config;
    const struct fu_inbox_config *heir;
    struct fu_error ignored;

    for (size_t i = 0; i < config->inbox_count; i++) {
        if (strcmp(config->inboxes[i].name, inbox) == 0)
            return true;
    }
    return fu_known_heir(ctl->setup, ctl->store, ctl->arena, inbox, &heir, &ignored) != FU_OK ||
           heir;
}

static void print_attempt(struct fu_ctl *ctl, const struct fu_attempt *attempt)
{
    struct fu_ctl_json json;

    if (!ctl->json) {
        fu_ctl_say("%-4" PRId64 " inbox %s, UID %" PRIu32 ", set aside %s", attempt->id,
            attempt->origin.inbox, attempt->origin.uid,
            fu_ctl_moment(ctl->arena, ctl->zone, attempt->at));
        fu_ctl_say_indented(5, "%s", attempt->reason);
        if (!fu_ctl_has_inbox(ctl, attempt->origin.inbox))
            fu_ctl_say_indented(5, "%s", fu_ctl_say_no_inbox(ctl, attempt->origin.inbox));
        return;
    }
    fu_ctl_json_begin(&json);
    fu_ctl_json_number(&json, "id", attempt->id);
    fu_ctl_json_text(&json, "inbox", attempt->origin.inbox);
    fu_ctl_json_number(&json, "uid", attempt->origin.uid);
    fu_ctl_json_moment(&json, ctl->arena, "at", ctl->zone, attempt->at);
    fu_ctl_json_number(&json, "tries", attempt->tries);
    fu_ctl_json_text(&json, "reason", attempt->reason);
    fu_ctl_json_print(&json);
}

static int show(struct fu_ctl *ctl)
{
    struct fu_attempt *attempts;
    struct fu_error error;
    size_t count;

    if (fu_store_attempts(ctl->store, ctl->arena, NULL, FU_ATTEMPT_QUARANTINED, &attempts, &count,
            &error) != FU_OK)
        return fu_ctl_fail_store(&error);
    for (size_t i = 0; i < count; i++)
        print_attempt(ctl, &attempts[i]);
    if (count == 0 && !ctl->json)
        fu_ctl_say("No mail is set aside.");
    return EX_OK;
}

/* Counts the tries anew: what was set aside for having been tried too often is tried again, too. */
static enum fu_status try_again(
    struct fu_ctl *ctl, const struct fu_attempt *attempt, struct fu_error *error)
{
    int64_t tries;
    enum fu_status status = fu_store_attempt_end(ctl->store, &attempt->origin, 1, error);

    if (status == FU_OK)
        status = fu_store_attempt_start(ctl->store, &attempt->origin, 1, ctl->now, &tries, error);
    return status;
}

/* *found says whether there is such a mail, *left that nobody looks at its inbox any more, so that
 * it is not taken again. */
static enum fu_status decide(struct fu_ctl *ctl, int64_t id, bool again, bool *found,
    const char **left, struct fu_error *error)
{
    struct fu_attempt *attempt;
    enum fu_status status = fu_store_begin(ctl->store, error);

    *left = NULL;
    if (status != FU_OK)
        return status;
    status = fu_store_attempt_get(ctl->store, ctl->arena, id, &attempt, error);
    *found = status == FU_OK && attempt && attempt->state == FU_ATTEMPT_QUARANTINED;
    if (*found && again && !fu_ctl_has_inbox(ctl, attempt->origin.inbox))
        *left = attempt->origin.inbox;
    else if (*found)
        status = again ? try_again(ctl, attempt, error)
                       : fu_store_attempt_end(ctl->store, &attempt->origin, 1, error);
    if (status == FU_OK && *found && !*left)
        return fu_store_commit(ctl->store, error);
    fu_store_rollback(ctl->store);
    return status;
}

/* Adds to *count how many mails of the inbox were in that state, and forgets their attempts. */
static enum fu_status drop_those(struct fu_ctl *ctl, const char *inbox, enum fu_attempt_state state,
    size_t *count, struct fu_error *error)
{
    struct fu_attempt *attempts;
    struct fu_origin *origins;
    size_t found;
    enum fu_status status =
        fu_store_attempts(ctl->store, ctl->arena, inbox, state, &attempts, &found, error);

    if (status != FU_OK)
        return status;
    origins = fu_arena_allocate(ctl->arena, found + 1, sizeof *origins);
    for (size_t i = 0; i < found; i++)
        origins[i] = attempts[i].origin;
    *count += found;
    return fu_store_attempt_end(ctl->store, origins, found, error);
}

/* All that is set aside of one inbox; what waits for an inbox that nobody looks at is no better
 * off. */
static enum fu_status drop_all(
    struct fu_ctl *ctl, const char *inbox, size_t *count, struct fu_error *error)
{
    enum fu_status status = fu_store_begin(ctl->store, error);

    *count = 0;
    if (status != FU_OK)
        return status;
    status = drop_those(ctl, inbox, FU_ATTEMPT_QUARANTINED, count, error);
    if (status == FU_OK && !fu_ctl_has_inbox(ctl, inbox))
        status = drop_those(ctl, inbox, FU_ATTEMPT_WAITING, count, error);
    if (status == FU_OK)
        return fu_store_commit(ctl->store, error);
    fu_store_rollback(ctl->store);
    return status;
}

static int drop_inbox(struct fu_ctl *ctl, const struct fu_ctl_arguments *arguments)
{
    const char *inbox = fu_ctl_value(arguments, "inbox");
    struct fu_error error;
    size_t count;

    if (arguments->operand_count != 1 || strcmp(arguments->operands[0], "drop") != 0)
        return fu_ctl_fail_usage(ctl, "--inbox goes with quarantine drop, and without an ID.");
    if (drop_all(ctl, inbox, &count, &error) != FU_OK)
        return fu_ctl_fail_store(&error);
    if (count == 0)
        return fu_ctl_fail(EX_NOINPUT, "No mail of inbox %s is set aside.", inbox);
    fu_ctl_say("Mails of inbox %s that are given up: %zu", inbox, count);
    return EX_OK;
}

int fu_ctl_quarantine(struct fu_ctl *ctl, const struct fu_ctl_arguments *arguments)
{
    struct fu_error error;
    const char *left;
    bool again, found;
    int64_t id;
    int failed;

    if (fu_ctl_given(arguments, "inbox"))
        return drop_inbox(ctl, arguments);
    if (arguments->operand_count == 0)
        return show(ctl);
    again = strcmp(arguments->operands[0], "retry") == 0;
    if (!again && strcmp(arguments->operands[0], "drop") != 0)
        return fu_ctl_fail_usage(ctl, "“%s” is neither retry nor drop.", arguments->operands[0]);
    if (arguments->operand_count < 2)
        return fu_ctl_fail_usage(ctl, "Which mail? followupctl quarantine lists them.");
    failed = fu_ctl_read_id(ctl, arguments->operands[1], &id);
    if (failed)
        return failed;
    if (decide(ctl, id, again, &found, &left, &error) != FU_OK)
        return fu_ctl_fail_store(&error);
    if (!found)
        return fu_ctl_fail(EX_NOINPUT,
            "No mail %" PRId64 " is set aside; followupctl quarantine lists those that are.", id);
    if (left)
        return fu_ctl_fail(EX_CONFIG, "%s", fu_ctl_say_no_inbox(ctl, left));
    fu_ctl_say(again ? "The mail is taken again when its inbox is looked at next."
                     : "The mail is given up: it stays in its inbox and is not looked at again.");
    return EX_OK;
}
