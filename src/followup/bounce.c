/* Bounces, at home. A report is believed as far as one mail goes: the one whose token or signature
 * it brings along. It is taken once: a delivery that has failed cannot fail again. */
#include "bounce.h"

#include "followupd/base/number.h"
#include "followupd/store/deliveries.h"
#include "followupd/store/followups.h"
#include "followupd/store/letters.h"
#include "pause.h"

#include <string.h>

struct bounce {
    struct fu_store *store;
    const struct fu_settings *settings;
    struct fu_arena *arena;
    const struct fu_arrival *arrival;
    const struct fu_report *report; /* NULL: a machine's answer that is none */
    struct fu_delivery *row;        /* NULL: of none that we know */
    fu_instant now;
    struct fu_taken *taken;
};

static const char no_words[] = "It came back without a reason.";

/* "12.7@remind.example.org": the follow-up's number, 0 when it is no reminder's Message-ID. */
static int64_t followup_of(const char *message_id)
{
    const char *dot = strchr(message_id, '.'), *at = strchr(message_id, '@');
    int64_t followup;

    if (!dot || !at || at < dot ||
        !fu_number_parse(dot + 1, (size_t)(at - dot - 1), 1, INT64_MAX, &followup))
        return 0;
    return followup;
}

/* The one delivery with the report's Message-ID; of several, the one to the report's recipient. */
static enum fu_status find_by_report(struct bounce *bounce, struct fu_error *error)
{
    const struct fu_report *report = bounce->report;
    struct fu_delivery *rows;
    size_t count, same = 0, i;
    enum fu_status status = fu_store_deliveries(
        bounce->store, bounce->arena, followup_of(report->message_id), &rows, &count, error);

    for (i = 0; status == FU_OK && i < count; i++) {
        if (strcmp(rows[i].message_id, report->message_id) != 0)
            continue;
        same++;
        if (!bounce->row || strcmp(rows[i].address, report->recipient) == 0)
            bounce->row = &rows[i];
    }
    if (same > 1 && strcmp(bounce->row->address, report->recipient) != 0)
        bounce->row = NULL;
    return status;
}

static enum fu_status find(struct bounce *bounce, int64_t delivery, struct fu_error *error)
{
    if (delivery == 0)
        return find_by_report(bounce, error);
    return fu_store_delivery_get(
        bounce->store, bounce->arena, FU_PARCEL_DELIVERY, delivery, &bounce->row, error);
}

static enum fu_status trace(struct bounce *bounce, const char *decision, const char *reason,
    const char *sender, struct fu_error *error)
{
    const struct fu_trace row = {.origin = bounce->arrival->origin,
        .at = bounce->now,
        .message_id = bounce->arrival->letter->message_id,
        .sender = sender,
        .address = bounce->row ? bounce->row->address : "",
        .decision = decision,
        .reason = reason,
        .cure = "",
        .followup = bounce->row ? bounce->row->followup : 0};

    return fu_store_trace_add(bounce->store, &row, error);
}

/* True for a mail of which it is known, or likely, that it left. */
static bool has_left(const struct fu_delivery *row)
{
    return row->state == FU_DELIVERY_SENT || row->state == FU_DELIVERY_UNSURE ||
           row->state == FU_DELIVERY_SENDING ||
           (row->state == FU_DELIVERY_QUEUED && row->unsure > 0);
}

static enum fu_status add_event(
    struct bounce *bounce, const char *what, const char *detail, struct fu_error *error)
{
    struct fu_event event = {.followup = bounce->row->followup,
        .at = bounce->now,
        .what = what,
        .detail = detail,
        .undo = ""};

    return fu_store_event_add(bounce->store, &event, error);
}

/* What its sending had ended has failed, unless somebody has acted on it since. */
static enum fu_status fail_followup(struct bounce *bounce, struct fu_error *error)
{
    const struct fu_delivery *row = bounce->row;
    struct fu_followup *followup = NULL;
    struct fu_occurrence *occurrence = NULL;
    bool settled, sent;
    enum fu_status status =
        fu_store_occurrence_settled(bounce->store, row->occurrence, &settled, &sent, error);

    if (status != FU_OK || !settled || sent)
        return status;
    status = fu_store_followup_get(bounce->store, bounce->arena, row->followup, &followup, error);
    if (status == FU_OK)
        status = fu_store_occurrence_get(
            bounce->store, bounce->arena, row->occurrence, &occurrence, error);
    if (status != FU_OK || !followup || !occurrence || followup->next != FU_NEVER ||
        occurrence->state != FU_OCCURRENCE_FIRED ||
        (followup->state != FU_DONE && followup->state != FU_PENDING))
        return status;
    return fu_store_followup_state(bounce->store, followup->id, FU_FAILED, 0, bounce->now, error);
}

static enum fu_status fail(struct bounce *bounce, const char *words, struct fu_error *error)
{
    const struct refusal refusal = {.address = bounce->row->address,
        .sent = bounce->row->created,
        .status = bounce->report->status,
        .why = words};
    enum fu_status status;

    bounce->row->state = FU_DELIVERY_FAILED;
    bounce->row->answer = words;
    status = fu_store_delivery_set(bounce->store, bounce->row, error);
    if (status == FU_OK)
        status = add_event(bounce, "failed", words, error);
    if (status == FU_OK)
        status = fail_followup(bounce, error);
    if (status == FU_OK)
        status = fu_pause_refused(bounce->store, bounce->settings, bounce->arena, &refusal,
            bounce->now, &bounce->taken->paused, error);
    bounce->taken->owes_mail = bounce->taken->paused != 0;
    return status;
}

static enum fu_status take_report(struct bounce *bounce, const char *sender, struct fu_error *error)
{
    const struct fu_report *report = bounce->report;
    const char *words = report->diagnostic[0] ? report->diagnostic : no_words;
    const char *delay = fu_arena_print(bounce->arena, "Delayed: %s", words);
    enum fu_status status;

    if (!has_left(bounce->row))
        return trace(bounce, "bounce", "The reminder is settled already; nothing is changed.",
            sender, error);
    if (report->kind == FU_REPORT_FAILED) {
        status = fail(bounce, words, error);
        return status == FU_OK
                   ? trace(bounce, "bounce",
                         fu_arena_print(bounce->arena, "The reminder failed: %s", words), sender,
                         error)
                   : status;
    }
    if (report->kind == FU_REPORT_OTHER || strcmp(bounce->row->answer, delay) == 0)
        return trace(
            bounce, "bounce", "The report tells nothing new; nothing is changed.", sender, error);
    status = fu_store_delivery_note(bounce->store, bounce->row->id, delay, error);
    if (status == FU_OK)
        status = add_event(bounce, "delayed", words, error);
    return status == FU_OK
               ? trace(bounce, "bounce",
                     fu_arena_print(bounce->arena, "The reminder is on its way still: %s", words),
                     sender, error)
               : status;
}

enum fu_status fu_bounce_take(struct fu_store *store, const struct fu_settings *settings,
    struct fu_arena *arena, const struct fu_arrival *arrival, const struct fu_decision *decision,
    fu_instant now, struct fu_taken *taken, struct fu_error *error)
{
    struct bounce bounce = {.store = store,
        .settings = settings,
        .arena = arena,
        .arrival = arrival,
        .report = arrival->letter->report,
        .now = now,
        .taken = taken};
    enum fu_status status = find(&bounce, decision->bounced, error);

    taken->fate = FU_FATE_FILE;
    if (status != FU_OK)
        return status;
    if (!bounce.row)
        return trace(
            &bounce, "bounce", "No reminder is known that it is about.", decision->sender, error);
    if (!bounce.report)
        return trace(&bounce, "auto-reply", "A machine answered the reminder; nothing is changed.",
            decision->sender, error);
    return take_report(&bounce, decision->sender, error);
}
