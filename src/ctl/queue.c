/* followupctl queue and retry: what waits to go out, and what did not. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sysexits.h>

#include "commands.h"
#include "followupd/base/number.h"
#include "followupd/followup/turn.h"
#include "followupd/store/aside.h"
#include "followupd/store/deliveries.h"
#include "moment.h"
#include "parcel.h"

#define MOMENT_MARK "o" /* before the number of an occurrence */

const char *fu_ctl_parcel_name(struct fu_arena *arena, const struct fu_delivery *row)
{
    return fu_arena_print(arena, "%s%" PRId64, row->kind == FU_PARCEL_MESSAGE ? "m" : "", row->id);
}

bool fu_ctl_read_parcel(const char *text, enum fu_parcel_kind *kind, int64_t *id)
{
    *kind = text[0] == 'm' || text[0] == 'M' ? FU_PARCEL_MESSAGE : FU_PARCEL_DELIVERY;
    text += *kind == FU_PARCEL_MESSAGE || text[0] == '#';
    return fu_number_parse(text, strlen(text), 1, INT64_MAX, id);
}

void fu_ctl_json_parcel(struct fu_ctl_json *json, struct fu_arena *arena, const char *zone,
    const struct fu_delivery *row)
{
    bool waits = row->state == FU_DELIVERY_QUEUED;

    fu_ctl_json_text(json, "id", fu_ctl_parcel_name(arena, row));
    fu_ctl_json_text(json, "address", row->address);
    fu_ctl_json_text(json, "subject", row->subject);
    fu_ctl_json_text(json, "state", fu_delivery_state_word(row->state));
    fu_ctl_json_number(json, "attempts", row->attempts);
    fu_ctl_json_moment(json, arena, "created", zone, row->created);
    fu_ctl_json_moment(json, arena, "next_attempt", zone, waits ? row->next_attempt : FU_NEVER);
    fu_ctl_json_text(json, "answer", row->answer);
    fu_ctl_json_text(json, "message_id", row->message_id);
    if (row->followup != 0)
        fu_ctl_json_number(json, "followup", row->followup);
    else
        fu_ctl_json_text(json, "followup", NULL);
}

static void print_row(struct fu_ctl *ctl, const struct fu_delivery *row)
{
    struct fu_arena *arena = ctl->arena;
    struct fu_ctl_json json;
    const char *when = "";

    if (ctl->json) {
        fu_ctl_json_begin(&json);
        fu_ctl_json_parcel(&json, arena, ctl->zone, row);
        fu_ctl_json_print(&json);
        return;
    }
    if (row->state == FU_DELIVERY_QUEUED)
        when = row->next_attempt <= ctl->now
                   ? ", due now"
                   : fu_arena_print(arena, ", tried again on %s",
                         fu_ctl_moment(arena, ctl->zone, row->next_attempt));
    fu_ctl_say("%-6s %s to %s%s", fu_ctl_parcel_name(arena, row),
        fu_delivery_state_word(row->state), row->address, when);
    if (row->followup != 0)
        fu_ctl_say_indented(7, "reminder of #%" PRId64 "  %s", row->followup, row->subject);
    else
        fu_ctl_say_indented(7, "%s", row->subject);
    fu_ctl_say_indented(7, "%" PRId64 " attempt%s since %s%s%s", row->attempts,
        row->attempts == 1 ? "" : "s", fu_ctl_moment(arena, ctl->zone, row->created),
        row->answer[0] ? ": " : "", row->answer);
}

static void print_aside(struct fu_ctl *ctl, const struct fu_aside *aside)
{
    static const char *const marks[] = {
        [FU_ASIDE_DELIVERY] = "", [FU_ASIDE_MESSAGE] = "m", [FU_ASIDE_OCCURRENCE] = MOMENT_MARK};
    const char *id = fu_arena_print(ctl->arena, "%s%" PRId64, marks[aside->kind], aside->id);
    struct fu_ctl_json json;

    if (ctl->json) {
        fu_ctl_json_begin(&json);
        fu_ctl_json_text(&json, "id", id);
        fu_ctl_json_text(&json, "address", aside->address);
        fu_ctl_json_text(&json, "subject", aside->subject);
        fu_ctl_json_text(&json, "state", "aside");
        fu_ctl_json_moment(&json, ctl->arena, "created", ctl->zone, aside->at);
        fu_ctl_json_text(&json, "answer", aside->why);
        if (aside->followup != 0)
            fu_ctl_json_number(&json, "followup", aside->followup);
        else
            fu_ctl_json_text(&json, "followup", NULL);
        fu_ctl_json_print(&json);
        return;
    }
    fu_ctl_say("%-6s put aside, to %s", id, aside->address);
    if (aside->followup != 0)
        fu_ctl_say_indented(7, "reminder of #%" PRId64 "  %s", aside->followup, aside->subject);
    else
        fu_ctl_say_indented(7, "%s", aside->subject);
    fu_ctl_say_indented(
        7, "since %s: %s", fu_ctl_moment(ctl->arena, ctl->zone, aside->at), aside->why);
}

int fu_ctl_queue(struct fu_ctl *ctl, const struct fu_ctl_arguments *arguments)
{
    struct fu_delivery *rows;
    struct fu_error error;
    struct fu_aside *asides;
    size_t count, aside_count;

    (void)arguments;
    if (fu_store_queue(ctl->store, ctl->arena, &rows, &count, &error) != FU_OK ||
        fu_store_asides(ctl->store, ctl->arena, &asides, &aside_count, &error) != FU_OK)
        return fu_ctl_fail_store(&error);
    for (size_t i = 0; i < count; i++)
        print_row(ctl, &rows[i]);
    for (size_t i = 0; i < aside_count; i++)
        print_aside(ctl, &asides[i]);
    if (count + aside_count == 0 && !ctl->json)
        fu_ctl_say("Nothing waits, and nothing failed.");
    return EX_OK;
}

int fu_ctl_retry(struct fu_ctl *ctl, const struct fu_ctl_arguments *arguments)
{
    const char *text = arguments->operands[0];
    enum fu_parcel_kind kind;
    struct fu_error error;
    enum fu_status status;
    bool found = false, moment = text[0] == MOMENT_MARK[0];
    int64_t id;

    if (!fu_ctl_read_parcel(text + moment, &kind, &id))
        return fu_ctl_fail_usage(ctl, "“%s” is no mail of the queue; one is 12, m12 or o12.", text);
    status = fu_store_begin(ctl->store, &error);
    if (status == FU_OK) {
        status = moment ? fu_followup_retry_moment(ctl->store, id, &found, &error)
                        : fu_followup_retry(ctl->store, kind, id, ctl->now, &found, &error);
        if (status == FU_OK)
            status = fu_store_commit(ctl->store, &error);
        else
            fu_store_rollback(ctl->store);
    }
    if (status != FU_OK)
        return fu_ctl_fail_store(&error);
    if (!found)
        return fu_ctl_fail(EX_NOINPUT,
            "There is no mail %s that waits, failed or was put aside; followupctl queue lists "
            "them.",
            text);
    fu_ctl_hurry(ctl);
    fu_ctl_say("Mail %s is tried again at once, unless %sits address is paused.", text,
        moment || kind == FU_PARCEL_MESSAGE ? "" : "it was done or cancelled meanwhile, or ");
    return EX_OK;
}
