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
    struct fu_delivery *rows;       /* those that went out with it, itself among them */
    size_t count;
    fu_instant now;
    struct fu_taken *taken;
};

static const char bundle[] = "bundle.";
static const char no_words[] = "It came back without a reason.";

/* The Message-ID of the reminder that the report returns, or of the first of a bundle ("bundle."
 * before it, the person behind it: names.h); *followup is its number, 0 when it is none. */
static const char *reminder_id(struct bounce *bounce, int64_t *followup)
{
    const char *id = bounce->report->message_id, *dot, *at;
    bool bundled = strncmp(id, bundle, sizeof bundle - 1) == 0;
    size_t digits;

    *followup = 0;
    id += bundled ? sizeof bundle - 1 : 0;
    dot = strchr(id, '.');
    at = strchr(id, '@');
    if (!dot || !at || at < dot)
        return "";
    digits = strspn(dot + 1, "0123456789");
    if (dot[1 + digits] != (bundled ? '.' : '@') ||
        !fu_number_parse(dot + 1, digits, 1, INT64_MAX, followup))
        return "";
    return fu_arena_print(bounce->arena, "%.*s%s", (int)(dot + 1 + digits - id), id, at);
}

/* The one delivery with the report's Message-ID. Where there are several the report cannot say
 * which it means: anybody who got one of them could name another's. */
static enum fu_status find_by_report(struct bounce *bounce, struct fu_error *error)
{
    const char *message_id;
    int64_t followup;
    struct fu_delivery *rows;
    size_t count, same = 0, i;
    enum fu_status status;

    message_id = reminder_id(bounce, &followup);
    status = fu_store_deliveries(bounce->store, bounce->arena, followup, &rows, &count, error);
    for (i = 0; status == FU_OK && i < count; i++) {
        if (strcmp(rows[i].message_id, message_id) == 0) {
            bounce->row = &rows[i];
            same++;
        }
    }
    if (same > 1)
        bounce->row = NULL;
    return status;
}

/* The delivery, and all that went out in one mail with it. */
static enum fu_status find(struct bounce *bounce, int64_t delivery, struct fu_error *error)
{
    enum fu_status status = delivery == 0 ? find_by_report(bounce, error)
                                          : fu_store_delivery_get(bounce->store, bounce->arena,
                                                FU_PARCEL_DELIVERY, delivery, &bounce->row, error);

    bounce->rows = bounce->row;
    bounce->count = bounce->row ? 1 : 0;
    if (status != FU_OK || !bounce->row || bounce->row->bundle == 0)
        return status;
    return fu_store_bundle(
        bounce->store, bounce->arena, bounce->row->bundle, &bounce->rows, &bounce->count, error);
}

/* Of what was said of two recipients, what tells more of a mail that was for one address: that it
 * got through, somewhere, then that it may yet, then that it failed. */
static int worth(const struct fu_reported *said)
{
    if (said->kind == FU_REPORT_OTHER)
        return said->status[0] == '2' ? 3 : 0;
    return said->kind == FU_REPORT_DELAYED ? 2 : 1;
}

/* What a report about several recipients says of the one at hand: what it says of that address;
 * where it names none such (a list, or a way further on), of all that the mail went to. */
static void judge_by_recipient(struct bounce *bounce)
{
    const struct fu_report *report = bounce->report;
    const struct fu_reported *best = NULL;
    struct fu_report *own;
    bool named = false;
    size_t i;

    for (i = 0; i < report->recipient_count; i++) {
        const struct fu_reported *said = &report->recipients[i];
        bool same = strcmp(said->recipient, bounce->row->address) == 0;

        if (!best || (same && !named) || (same == named && worth(said) > worth(best)))
            best = said;
        named = named || same;
    }
    if (!best)
        return;
    own = fu_arena_allocate(bounce->arena, 1, sizeof *own);
    *own = *report;
    own->kind = best->kind;
    own->status = best->status;
    own->recipient = best->recipient;
    if (best->diagnostic[0] || best->kind != report->kind)
        own->diagnostic = best->diagnostic;
    bounce->report = own;
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

static enum fu_status add_event(struct bounce *bounce, const struct fu_delivery *row,
    const char *what, const char *detail, struct fu_error *error)
{
    struct fu_event event = {
        .followup = row->followup, .at = bounce->now, .what = what, .detail = detail, .undo = ""};

    return fu_store_event_add(bounce->store, &event, error);
}

/* What its sending had ended, unless somebody has acted on it since. */
static enum fu_status state_after(struct bounce *bounce, const struct fu_delivery *row,
    const struct fu_followup *followup, enum fu_followup_state *state, struct fu_error *error)
{
    struct fu_occurrence *occurrence = NULL;
    enum fu_status status =
        fu_store_occurrence_get(bounce->store, bounce->arena, row->occurrence, &occurrence, error);

    *state = followup->state;
    if (status == FU_OK && occurrence && occurrence->state == FU_OCCURRENCE_FIRED &&
        followup->next == FU_NEVER && (*state == FU_DONE || *state == FU_PENDING))
        *state = FU_FAILED;
    return status;
}

/* Nobody has heard of the moment: it has not fired, and what its sending had ended has failed. */
static enum fu_status fail_followup(
    struct bounce *bounce, const struct fu_delivery *row, bool was_sent, struct fu_error *error)
{
    struct fu_followup *followup = NULL;
    struct fu_settled settled;
    enum fu_followup_state state;
    enum fu_status status =
        fu_store_occurrence_settled(bounce->store, row->occurrence, &settled, error);

    if (status != FU_OK || settled.sent > 0 || (!settled.all && !was_sent))
        return status;
    status = fu_store_followup_get(bounce->store, bounce->arena, row->followup, &followup, error);
    if (status != FU_OK || !followup)
        return status;
    state = followup->state;
    if (settled.all)
        status = state_after(bounce, row, followup, &state, error);
    if (status != FU_OK || (state == followup->state && !was_sent))
        return status;
    return fu_store_followup_state(
        bounce->store, followup->id, state, was_sent ? -1 : 0, bounce->now, error);
}

static enum fu_status fail(
    struct bounce *bounce, struct fu_delivery *row, const char *words, struct fu_error *error)
{
    bool was_sent = row->state == FU_DELIVERY_SENT;
    enum fu_status status;

    row->state = FU_DELIVERY_FAILED;
    row->answer = words;
    status = fu_store_delivery_set(bounce->store, row, error);
    if (status == FU_OK)
        status = add_event(bounce, row, "failed", words, error);
    return status == FU_OK ? fail_followup(bounce, row, was_sent, error) : status;
}

static enum fu_status fail_all(struct bounce *bounce, const char *words, struct fu_error *error)
{
    const struct refusal refusal = {.address = bounce->row->address,
        .sent = bounce->row->created,
        .status = bounce->report->status,
        .why = words};
    enum fu_status status = FU_OK;
    size_t i;

    for (i = 0; status == FU_OK && i < bounce->count; i++) {
        if (has_left(&bounce->rows[i]))
            status = fail(bounce, &bounce->rows[i], words, error);
    }
    if (status == FU_OK)
        status = fu_pause_refused(bounce->store, bounce->settings, bounce->arena, &refusal,
            bounce->now, &bounce->taken->paused, error);
    bounce->taken->failed = true;
    bounce->taken->owes_mail = bounce->taken->paused != 0;
    return status;
}

/* *new says whether that was not noted before. */
static enum fu_status delay_all(
    struct bounce *bounce, const char *words, bool *new, struct fu_error *error)
{
    const char *delay = fu_arena_print(bounce->arena, "Delayed: %s", words);
    enum fu_status status = FU_OK;
    size_t i;

    *new = false;
    for (i = 0; status == FU_OK && i < bounce->count; i++) {
        const struct fu_delivery *row = &bounce->rows[i];

        if (!has_left(row) || strcmp(row->answer, delay) == 0)
            continue;
        *new = true;
        status = fu_store_delivery_note(bounce->store, row->id, delay, error);
        if (status == FU_OK)
            status = add_event(bounce, row, "delayed", words, error);
    }
    return status;
}

static bool has_any_left(const struct bounce *bounce)
{
    size_t i;

    for (i = 0; i < bounce->count; i++) {
        if (has_left(&bounce->rows[i]))
            return true;
    }
    return false;
}

/* "The reminder failed: 550 …". Where it was forwarded, another address failed than ours. */
static const char *say_failed(const struct bounce *bounce, const char *words)
{
    const char *at = bounce->report->recipient;

    if (at[0] == '\0' || strcmp(at, bounce->row->address) == 0)
        return fu_arena_print(bounce->arena, "The reminder failed: %s", words);
    return fu_arena_print(
        bounce->arena, "The reminder failed at %s, where it was forwarded to: %s", at, words);
}

/* Does what the report says; *reason says what that was. */
static enum fu_status take_report(
    struct bounce *bounce, const char **reason, struct fu_error *error)
{
    const struct fu_report *report = bounce->report;
    const char *words = report->diagnostic[0] ? report->diagnostic : no_words;
    bool new = false;
    enum fu_status status = FU_OK;

    if (!has_any_left(bounce)) {
        *reason = "The reminder is settled already; nothing is changed.";
        return FU_OK;
    }
    if (report->kind == FU_REPORT_FAILED) {
        *reason = say_failed(bounce, words);
        return fail_all(bounce, words, error);
    }
    if (report->kind == FU_REPORT_DELAYED)
        status = delay_all(bounce, words, &new, error);
    *reason = new ? fu_arena_print(bounce->arena, "The reminder is on its way still: %s", words)
                  : "The report tells nothing new; nothing is changed.";
    return status;
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
    const char *reason = "A machine answered the reminder; nothing is changed.";
    enum fu_status status = find(&bounce, decision->bounced, error);

    taken->fate = FU_FATE_FILE;
    if (status != FU_OK)
        return status;
    if (!bounce.row)
        reason = "No reminder is known that it is about.";
    else if (bounce.report) {
        judge_by_recipient(&bounce);
        status = take_report(&bounce, &reason, error);
    }
    return status == FU_OK ? trace(&bounce, bounce.report ? "bounce" : "auto-reply", reason,
                                 decision->sender, error)
                           : status;
}
