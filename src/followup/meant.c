/* What the buttons of a page mean, in the transaction of the action that they ask for. */
#include "followupd/followup/meant.h"

#include "followupd/base/token.h"
#include "followupd/mail/say.h"
#include "followupd/store/followups.h"
#include "followupd/store/people.h"
#include "change.h"
#include "names.h"

#include <inttypes.h>

static enum fu_status read_events(
    const struct change *change, struct fu_event **events, size_t *count, struct fu_error *error)
{
    return fu_store_events(
        change->act->store, change->act->arena, change->followup->id, events, count, error);
}

static enum fu_status look(struct change *change, struct fu_meant *meant, struct fu_error *error)
{
    const struct fu_followup *followup = change->followup;
    const struct fu_event *event;
    struct fu_event *events;
    struct pending pending;
    size_t count;
    enum fu_status status = read_events(change, &events, &count, error);

    if (status == FU_OK)
        status = fu_change_look(change, &pending, error);
    if (status != FU_OK)
        return status;
    event = fu_change_undoable(events, count, change->act->person, followup->fired > 0);
    meant->undo = event ? event->id : 0;
    if (followup->state == FU_PENDING && followup->schedule.recurrence == FU_RECURRING &&
        pending.own)
        meant->skip = pending.own->moment;
    return FU_OK;
}

enum fu_status fu_meant_look(
    const struct fu_act *act, int64_t id, struct fu_meant *meant, struct fu_error *error)
{
    struct change change;
    struct fu_act_result unused;
    enum fu_status status = fu_change_begin_undo(&change, act, id, &unused, error);

    *meant = (struct fu_meant){.undo = 0};
    if (status == FU_OK && change.followup)
        status = look(&change, meant, error);
    fu_change_free(&change);
    return status;
}

static enum fu_status say_undo_over(
    struct change *change, int64_t id, struct fu_act_result *result, struct fu_error *error)
{
    const char *about = fu_name_about(change->followup);
    struct fu_event *events;
    size_t count, i;
    enum fu_status status = read_events(change, &events, &count, error);

    result->sentence = fu_say_nothing_to_undo(change->act->arena, about);
    for (i = 0; status == FU_OK && i < count; i++) {
        if (events[i].id == id)
            result->sentence =
                events[i].undone ? fu_say_undone_already(change->act->arena, events[i].what, about)
                                 : fu_say_undo_outdated(change->act->arena, events[i].what, about);
    }
    return status;
}

static enum fu_status say_skip_over(
    struct change *change, fu_instant moment, struct fu_act_result *result, struct fu_error *error)
{
    const struct fu_act *act = change->act;
    struct fu_occurrence *rows;
    size_t count, i;
    bool skipped = false;
    enum fu_status status = fu_store_occurrences(act->store, act->arena, change->followup->id,
        1U << FU_OCCURRENCE_SKIPPED, FU_NEVER, &rows, &count, error);

    for (i = 0; status == FU_OK && i < count; i++)
        skipped = skipped || rows[i].moment == moment;
    result->sentence = fu_say_skip_over(
        act->arena, fu_name_about(change->followup), fu_change_say(change, moment), skipped);
    return status;
}

enum fu_status fu_meant_is_over(const struct fu_act *act, int64_t id, const struct fu_meant *shown,
    bool *over, struct fu_act_result *result, struct fu_error *error)
{
    struct change change;
    struct fu_meant now = {.undo = 0};
    enum fu_status status = fu_change_begin_undo(&change, act, id, result, error);

    *over = false;
    if (status == FU_OK && change.followup)
        status = look(&change, &now, error);
    if (status == FU_OK && change.followup && shown->undo != 0 && shown->undo != now.undo) {
        *over = true;
        status = say_undo_over(&change, shown->undo, result, error);
    } else if (status == FU_OK && change.followup && shown->skip != 0 && shown->skip != now.skip) {
        *over = true;
        status = say_skip_over(&change, shown->skip, result, error);
    }
    fu_change_free(&change);
    return status;
}

enum fu_status fu_meant_add(const struct fu_act *act, const char *form, const char *cadence,
    const char *subject, const char *note, struct fu_act_result *result, struct fu_error *error)
{
    /* The texts, too: who goes back and writes something else wants that. */
    const char *pieces[] = {
        "new", fu_arena_print(act->arena, "%" PRId64, act->person), form, cadence, subject, note};
    unsigned char digest[FU_DIGEST_SIZE];
    struct fu_person *person;
    int64_t unused;
    bool known = false;
    enum fu_status status =
        fu_store_person_get(act->store, act->arena, act->person, &person, error);

    *result = (struct fu_act_result){.soonest = FU_NEVER, .sentence = ""};
    if (status != FU_OK || !person)
        return status;
    fu_digest(pieces, sizeof pieces / sizeof *pieces, digest);
    if (form[0])
        status = fu_store_request_find(act->store, digest, &known, &unused, error);
    if (status == FU_OK && known)
        result->sentence = fu_say_made_already(act->arena);
    if (status != FU_OK || known)
        return status;
    status = fu_act_add(act, person->address, cadence, subject, note, result, error);
    return status == FU_OK && form[0] ? fu_store_request_note(act->store, digest, error) : status;
}
