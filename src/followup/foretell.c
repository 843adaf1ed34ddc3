/* What a reminder says of what comes next.
 *
 * A copy of a mail that may have arrived is the same mail. So it says what was to come when that
 * was written (row.written): what has come since was pending then, and what somebody has done since
 * is told by the lines that it left for its undo (change.h). Fails only with the store. */
#include "followupd/base/number.h"
#include "followupd/cadence/say.h"
#include "followupd/store/followups.h"
#include "change.h"
#include "owed.h"

#include <inttypes.h>
#include <string.h>

/* The first that is for this person, or for all. */
static const struct fu_occurrence *find_theirs(
    const struct fu_occurrence *rows, size_t count, int64_t person, enum fu_occurrence_state state)
{
    size_t i;

    for (i = 0; i < count; i++) {
        if (rows[i].state == state && (rows[i].person == 0 || rows[i].person == person))
            return &rows[i];
    }
    return NULL;
}

/* Whether an action changed the occurrence, and the state it had before. */
static bool read_former(struct fu_arena *arena, const struct fu_event *event,
    const struct fu_occurrence *occurrence, enum fu_occurrence_state *former)
{
    const char *start = fu_arena_print(arena, "occurrence %" PRId64 " ", occurrence->id);
    const char *line = event->undo;
    int64_t state;

    while (strncmp(line, start, strlen(start)) != 0) {
        line = strchr(line, '\n');
        if (!line)
            return false;
        line++;
    }
    line += strlen(start);
    if (!fu_number_parse(line, strcspn(line, " "), 0, FU_OCCURRENCE_CANCELLED, &state))
        return false;
    *former = (enum fu_occurrence_state)state;
    return true;
}

/* The rows get the states that they had at a moment that all of them lie behind. */
static enum fu_status go_back(struct turn_context *context, int64_t followup, fu_instant then,
    struct fu_occurrence *rows, size_t count, struct fu_error *error)
{
    struct fu_event *events;
    size_t event_count, i, j;
    enum fu_status status =
        fu_store_events(context->store, context->arena, followup, &events, &event_count, error);

    for (i = 0; status == FU_OK && i < count; i++) {
        for (j = 0; j < event_count; j++) {
            if (events[j].at > then &&
                read_former(context->arena, &events[j], &rows[i], &rows[i].state))
                break;
        }
        if (rows[i].state == FU_OCCURRENCE_FIRED)
            rows[i].state = FU_OCCURRENCE_PENDING;
    }
    return status;
}

/* What was pending for a copy's original. */
static enum fu_status find_then(struct turn_context *context, const struct owed *owed,
    struct fu_occurrence **rows, size_t *count, struct fu_error *error)
{
    fu_instant then = owed->row.written;
    enum fu_status status = fu_store_occurrences(context->store, context->arena, owed->followup->id,
        EVERY_STATE, then + 1, rows, count, error);

    return status == FU_OK ? go_back(context, owed->followup->id, then, *rows, *count, error)
                           : status;
}

/* The soonest that this person hears of besides; what others wanted for themselves is not theirs to
 * know. A mail that waited may go out after a later one of its series. */
enum fu_status fu_turn_foretell(struct turn_context *context, const struct owed *owed,
    struct fu_reminder *reminder, struct fu_error *error)
{
    static const unsigned came = 1U << FU_OCCURRENCE_FIRED | 1U << FU_OCCURRENCE_DONE;
    const struct fu_occurrence *next;
    struct fu_occurrence *rows;
    size_t count, i;
    enum fu_status status =
        owed->row.unsure > 0
            ? find_then(context, owed, &rows, &count, error)
            : fu_store_occurrences(context->store, context->arena, owed->followup->id,
                  1U << FU_OCCURRENCE_PENDING, FU_NEVER, &rows, &count, error);

    if (status != FU_OK)
        return status;
    next = find_theirs(rows, count, owed->person->id, FU_OCCURRENCE_PENDING);
    reminder->next_on = next ? fu_say_date_time(context->arena, owed->person->preferences.zone,
                                   next->moment, owed->row.written)
                             : "";
    if (next || !reminder->recurring)
        return FU_OK;
    status = fu_store_occurrences(context->store, context->arena, owed->followup->id, came,
        owed->occurrence->moment + 1, &rows, &count, error);
    for (i = 0; status == FU_OK && i < count && !reminder->followed; i++)
        reminder->followed = rows[i].person == 0 || rows[i].person == owed->person->id;
    return status;
}
