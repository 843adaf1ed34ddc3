/* followupctl held: reminders that a restore, an import or a recovery keeps back, and what becomes
 * of them. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sysexits.h>

#include "commands.h"
#include "followupd/followup/hold.h"
#include "json.h"
#include "moment.h"

/* A decision about one of them. */
typedef enum fu_status decision(
    struct fu_store *store, const struct fu_withheld *held, fu_instant now, struct fu_error *error);

static void print_held(struct fu_ctl *ctl, const struct fu_withheld *held)
{
    struct fu_ctl_json json;

    if (!ctl->json) {
        fu_ctl_say("%-6" PRId64 " %s  due %s", held->delivery, held->address,
            fu_ctl_moment(ctl->arena, ctl->zone, held->moment));
        fu_ctl_say_indented(7, "#%" PRId64 "  %s", held->followup, held->subject);
        fu_ctl_say_indented(
            7, held->unsent ? "not sent, as the replaced store says" : "perhaps sent before");
        return;
    }
    fu_ctl_json_begin(&json);
    fu_ctl_json_number(&json, "id", held->delivery);
    fu_ctl_json_number(&json, "followup", held->followup);
    fu_ctl_json_text(&json, "person", held->address);
    fu_ctl_json_text(&json, "subject", held->subject);
    fu_ctl_json_moment(&json, ctl->arena, "due", ctl->zone, held->moment);
    fu_ctl_json_bool(&json, "unsent", held->unsent);
    fu_ctl_json_print(&json);
}

static int show(struct fu_ctl *ctl)
{
    struct fu_withheld *rows;
    struct fu_error error;
    size_t count;

    if (fu_store_withheld(ctl->store, ctl->arena, &rows, &count, &error) != FU_OK)
        return fu_ctl_fail_store(&error);
    for (size_t i = 0; i < count; i++)
        print_held(ctl, &rows[i]);
    if (count == 0 && !ctl->json)
        fu_ctl_say("Nothing is held.");
    return EX_OK;
}

/* id 0: all of them. *done counts what was decided about. */
static enum fu_status decide(
    struct fu_ctl *ctl, decision *decide_one, int64_t id, size_t *done, struct fu_error *error)
{
    struct fu_withheld *rows;
    size_t count;
    enum fu_status status = fu_store_begin(ctl->store, error);

    *done = 0;
    if (status != FU_OK)
        return status;
    status = fu_store_withheld(ctl->store, ctl->arena, &rows, &count, error);
    for (size_t i = 0; status == FU_OK && i < count; i++) {
        if (id != 0 && rows[i].delivery != id)
            continue;
        status = decide_one(ctl->store, &rows[i], ctl->now, error);
        (*done)++;
    }
    if (status == FU_OK)
        return fu_store_commit(ctl->store, error);
    fu_store_rollback(ctl->store);
    return status;
}

int fu_ctl_held(struct fu_ctl *ctl, const struct fu_ctl_arguments *arguments)
{
    struct fu_error error;
    bool release;
    int64_t id = 0;
    size_t done;
    int failed = 0;

    if (arguments->operand_count == 0)
        return show(ctl);
    release = strcmp(arguments->operands[0], "release") == 0;
    if (!release && strcmp(arguments->operands[0], "drop") != 0)
        return fu_ctl_fail_usage(ctl, "“%s” is neither release nor drop.", arguments->operands[0]);
    if (arguments->operand_count < 2)
        return fu_ctl_fail_usage(ctl, "Which one? followupctl held lists them; all means all.");
    if (strcmp(arguments->operands[1], "all") != 0)
        failed = fu_ctl_read_id(ctl, arguments->operands[1], &id);
    if (failed)
        return failed;
    if (decide(ctl, release ? fu_hold_release : fu_hold_drop, id, &done, &error) != FU_OK)
        return fu_ctl_fail_store(&error);
    if (done == 0 && id != 0)
        return fu_ctl_fail(EX_NOINPUT,
            "No reminder %" PRId64 " is held; followupctl held lists those that are.", id);
    if (release)
        fu_ctl_ring(ctl);
    fu_ctl_say(release ? "Released: %zu; what was done or cancelled meanwhile does not go."
                       : "Dropped, and not sent: %zu",
        done);
    return EX_OK;
}
