/* From a letter to what it changes. One bad request stops nothing but itself; only the store's
 * troubles are passed on. Taking the same mail twice is harmless: follow-ups are known by their
 * digest, answers by a text that is used once. */
#include "followupd/followup/take.h"

#include "followupd/intent/intent.h"
#include "followupd/store/followups.h"
#include "followupd/store/letters.h"
#include "followupd/mail/confirm.h"
#include "followupd/store/people.h"
#include "bounce.h"
#include "pause.h"
#include "requests.h"
#include "waiting.h"

#include <string.h>

static const char *verdict_word(enum fu_verdict verdict)
{
    switch (verdict) {
    case FU_VERDICT_NOT_OURS:
        return "not ours";
    case FU_VERDICT_AUTOMATIC:
        return "automatic";
    case FU_VERDICT_BOUNCE:
        return "bounce";
    case FU_VERDICT_OWN:
        return "own";
    case FU_VERDICT_NOBODY:
        return "nobody";
    case FU_VERDICT_STRANGER:
        return "stranger";
    case FU_VERDICT_DOUBTED:
        return "doubted";
    case FU_VERDICT_ACCEPTED:
        break;
    }
    return "accepted";
}

/* Mail without an address of ours is traced only where every mail should have one: elsewhere the
 * inbox is somebody's own, and what they get is no business of ours. */
static bool is_traced(const struct fu_settings *settings, const struct fu_decision *decision)
{
    if (decision->verdict != FU_VERDICT_NOT_OURS)
        return true;
    return settings->rules.domains.count > 0 && settings->rules.mailboxes.count == 0 &&
           !settings->rules.sent;
}

/* A mail of followupctl check --round-trip that came back: one line for each address it was for. */
static enum fu_status trace_checks(struct fu_store *store, const struct fu_arrival *arrival,
    const struct fu_decision *decision, fu_instant now, struct fu_taken *taken,
    struct fu_error *error)
{
    struct fu_trace trace = {.origin = arrival->origin,
        .at = now,
        .message_id = arrival->letter->message_id,
        .sender = decision->sender,
        .decision = "check",
        .reason = "A mail of followupctl check --round-trip.",
        .cure = ""};
    enum fu_status status = FU_OK;
    size_t i;

    taken->fate = FU_FATE_FILE;
    for (i = 0; status == FU_OK && i < decision->request_count; i++) {
        trace.address = decision->requests[i].address;
        status = fu_store_trace_add(store, &trace, error);
    }
    return status;
}

static enum fu_status turn_away(struct fu_store *store, const struct fu_settings *settings,
    const struct fu_arrival *arrival, const struct fu_decision *decision, fu_instant now,
    struct fu_taken *taken, struct fu_error *error)
{
    const struct fu_trace trace = {.origin = arrival->origin,
        .at = now,
        .message_id = arrival->letter->message_id,
        .sender = decision->sender,
        .address = "",
        .decision = verdict_word(decision->verdict),
        .reason = decision->reason,
        .cure = decision->cure};

    taken->fate = FU_FATE_LEAVE;
    taken->not_ours = decision->verdict == FU_VERDICT_NOT_OURS;
    taken->turned_away = !taken->not_ours;
    taken->doubted = decision->verdict == FU_VERDICT_DOUBTED;
    return is_traced(settings, decision) ? fu_store_trace_add(store, &trace, error) : FU_OK;
}

static enum fu_status meet_person(struct fu_store *store, const struct fu_settings *settings,
    struct fu_arena *arena, const struct fu_arrival *arrival, const struct fu_decision *decision,
    fu_instant now, struct fu_person **person, struct fu_error *error)
{
    struct fu_person *known;
    enum fu_status status;

    status = fu_store_person_find(store, arena, decision->sender, person, error);
    if (status != FU_OK || *person)
        return status;
    known = fu_arena_allocate(arena, 1, sizeof *known);
    known->address = decision->sender;
    known->name = arrival->letter->from.name;
    known->preferences = settings->defaults;
    known->created = now;
    *person = known;
    return fu_store_person_add(store, known, error);
}

/* CADENCE.md, "sent": the mail's Date if it lies between 7 days before and 10 minutes after its
 * arrival. */
static fu_instant sent_moment(const struct fu_arrival *arrival)
{
    enum { BEFORE = 7 * 86400, AFTER = 600 };
    fu_instant date = arrival->letter->date;

    if (date == FU_NEVER || date < arrival->arrived - BEFORE || date > arrival->arrived + AFTER)
        return arrival->arrived;
    return date;
}

/* No mail arrives later than now, whatever its server's clock says; one of which the server does
 * not say when it arrived comes now. */
static struct fu_arrival *believable(struct fu_taking *taking, const struct fu_arrival *arrival)
{
    struct fu_arrival *believed = fu_arena_allocate(taking->arena, 1, sizeof *believed);

    *believed = *arrival;
    if (believed->arrived == FU_NEVER || believed->arrived > taking->now)
        believed->arrived = taking->now;
    return believed;
}

enum fu_status fu_followup_take(struct fu_taking *taking, const struct fu_arrival *met,
    struct fu_taken *taken, struct fu_error *error)
{
    const struct fu_settings *settings = taking->settings;
    struct fu_arrival *arrival = believable(taking, met);
    struct fu_decision decision;
    struct fu_person *person = NULL;
    struct request_context context = {.taking = taking,
        .store = taking->store,
        .settings = settings,
        .arena = taking->arena,
        .arrival = arrival,
        .sent = sent_moment(arrival),
        .said = sent_moment(arrival),
        .now = taking->now,
        .taken = taken};
    enum fu_status status = FU_OK;

    memset(taken, 0, sizeof *taken);
    taken->soonest = FU_NEVER;
    if (arrival->letter->from_count == 1)
        status = fu_store_person_find(
            taking->store, taking->arena, arrival->letter->from.address, &person, error);
    if (status != FU_OK)
        return status;
    fu_intent_decide(
        taking->arena, &settings->rules, &settings->key, arrival->letter, person, &decision);
    if (decision.verdict == FU_VERDICT_BOUNCE)
        return fu_bounce_take(taking->store, settings, taking->arena, arrival, &decision,
            taking->now, taken, error);
    if (decision.verdict == FU_VERDICT_OWN && decision.request_count > 0)
        return trace_checks(taking->store, arrival, &decision, taking->now, taken, error);
    if (decision.verdict != FU_VERDICT_ACCEPTED)
        return turn_away(taking->store, settings, arrival, &decision, taking->now, taken, error);
    status = meet_person(
        taking->store, settings, taking->arena, arrival, &decision, taking->now, &person, error);
    context.person = person;
    if (status == FU_OK)
        status = fu_waiting_check_hour(&context, error);
    if (status == FU_OK && taken->fate != FU_FATE_WAIT)
        status =
            fu_waiting_check_answers(&context, decision.requests, decision.request_count, error);
    if (status == FU_OK && taken->fate == FU_FATE_WAIT)
        return fu_request_note_waiting(&context, decision.requests, decision.request_count, error);
    if (status != FU_OK)
        return status;
    status = fu_pause_heard(taking->store, settings, taking->arena, person, arrival->letter,
        arrival->arrived, taking->now, &taken->owes_mail, error);
    if (status != FU_OK)
        return status;
    return fu_requests_do(&context, decision.requests, decision.request_count, error);
}
