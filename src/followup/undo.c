/* Taking the last action back, by the lines it left (change.h). Lines are our own, but the store
 * may have been edited by hand: what does not parse ends the undo with FU_PERMANENT and changes
 * nothing, since the caller rolls back. */
#include "followupd/followup/act.h"

#include "followupd/base/number.h"
#include "followupd/base/text.h"
#include "followupd/mail/answers.h"
#include "followupd/store/followups.h"
#include "change.h"
#include "create.h"
#include "names.h"

#include <string.h>

enum { WORDS_MAX = 4 };

static enum fu_status broken(struct fu_error *error)
{
    return fu_error_set(error, FU_PERMANENT,
        "The history of this follow-up is damaged, so its last change cannot be taken back.");
}

/* Cuts a line at its blanks; returns how many words there are. */
static size_t split(char *line, char **words)
{
    size_t count = 0;
    char *blank;

    while (count < WORDS_MAX) {
        words[count++] = line;
        blank = strchr(line, ' ');
        if (!blank)
            break;
        *blank = '\0';
        line = blank + 1;
    }
    return count;
}

static bool read_number(const char *word, int64_t most, int64_t *value)
{
    return fu_number_parse(word, strlen(word), 0, most, value);
}

static enum fu_status undo_occurrence(struct change *change, char *line, struct fu_error *error)
{
    char *words[WORDS_MAX];
    struct fu_occurrence *occurrence;
    int64_t id, state, moment;
    enum fu_status status;

    if (split(line, words) != 3 || !read_number(words[0], INT64_MAX, &id) ||
        !read_number(words[1], FU_OCCURRENCE_CANCELLED, &state) ||
        !read_number(words[2], INT64_MAX, &moment))
        return broken(error);
    status =
        fu_store_occurrence_get(change->act->store, change->act->arena, id, &occurrence, error);
    if (status != FU_OK)
        return status;
    if (!occurrence || occurrence->followup != change->followup->id)
        return broken(error);
    occurrence->state = (enum fu_occurrence_state)state;
    occurrence->moment = moment;
    return fu_store_occurrence_set(change->act->store, occurrence, error);
}

/* Reads the cadence there was again: from the moment it counted from it means the same. */
static enum fu_status undo_cadence(
    struct change *change, const char *cadence, struct fu_error *error)
{
    struct fu_cadence_setting setting;
    struct fu_refusal refusal;
    struct fu_schedule schedule;

    fu_creation_setting(change->act->settings, change->owner, change->followup->sent, &setting);
    setting.zone = change->followup->schedule.zone;
    setting.shortest = 1;
    if (fu_cadence_read(change->act->arena, cadence, strlen(cadence), &setting, &schedule, NULL,
            NULL, &refusal) != FU_OK)
        return broken(error);
    change->followup->schedule = schedule;
    return FU_OK;
}

static enum fu_status undo_line(struct change *change, char *line, struct fu_error *error)
{
    int64_t number;

    if (fu_starts_nocase(line, "occurrence "))
        return undo_occurrence(change, line + strlen("occurrence "), error);
    if (fu_starts_nocase(line, "cadence "))
        return undo_cadence(change, line + strlen("cadence "), error);
    if (fu_starts_nocase(line, "sent ") &&
        read_number(line + strlen("sent "), INT64_MAX, &number)) {
        change->followup->sent = number;
        return FU_OK;
    }
    if (fu_starts_nocase(line, "subject ")) {
        change->followup->subject = line + strlen("subject ");
        return FU_OK;
    }
    if (fu_starts_nocase(line, "tags ")) {
        change->followup->tags = line + strlen("tags ");
        return FU_OK;
    }
    if (fu_starts_nocase(line, "state ") &&
        read_number(line + strlen("state "), FU_FAILED, &number)) {
        change->followup->state = (enum fu_followup_state)number;
        return FU_OK;
    }
    if (fu_starts_nocase(line, "rejoin ") &&
        read_number(line + strlen("rejoin "), INT64_MAX, &number))
        return fu_store_participant_leave(
            change->act->store, change->followup->id, number, false, error);
    return broken(error);
}

static enum fu_status undo_event(
    struct change *change, const struct fu_event *event, struct fu_error *error)
{
    char *line = fu_arena_copy(change->act->arena, event->undo);
    char *end;
    enum fu_status status = FU_OK;

    for (; status == FU_OK && *line; line = end + 1) {
        end = strchr(line, '\n');
        if (!end)
            return broken(error);
        *end = '\0';
        status = undo_line(change, line, error);
    }
    if (status == FU_OK) {
        change->followup->changed = change->act->now;
        status = fu_store_followup_set(change->act->store, change->followup, error);
    }
    return status == FU_OK ? fu_store_event_undone(change->act->store, event->id, error) : status;
}

/* The last action of the one who asks (the operator: of anybody) that can be undone and is not. */
static enum fu_status find_event(
    struct change *change, struct fu_event **event, struct fu_error *error)
{
    struct fu_event *events;
    size_t count, i;
    enum fu_status status;

    *event = NULL;
    status = fu_store_events(
        change->act->store, change->act->arena, change->followup->id, &events, &count, error);
    for (i = 0; status == FU_OK && i < count; i++) {
        bool mine = change->act->person == 0 || events[i].person == change->act->person;

        if (mine && events[i].undo[0] && !events[i].undone)
            *event = &events[i];
    }
    return status;
}

static enum fu_status take_back(
    struct change *change, struct fu_act_result *result, struct fu_error *error)
{
    struct fu_arena *arena = change->act->arena;
    struct fu_followup *after;
    struct fu_event *event;
    enum fu_status status = find_event(change, &event, error);

    if (status != FU_OK)
        return status;
    if (!event) {
        result->sentence = fu_say_nothing_to_undo(arena, fu_name_about(change->followup));
        return FU_OK;
    }
    status = undo_event(change, event, error);
    if (status == FU_OK)
        status =
            fu_store_followup_get(change->act->store, arena, change->followup->id, &after, error);
    if (status != FU_OK)
        return status;
    result->soonest = after ? after->next : FU_NEVER;
    return fu_change_end(change, "undone", event->what,
        fu_say_undone(arena, event->what, fu_name_about(change->followup)), result, error);
}

enum fu_status fu_act_undo(
    const struct fu_act *act, int64_t id, struct fu_act_result *result, struct fu_error *error)
{
    struct change change;
    enum fu_status status = fu_change_begin(&change, act, id, result, error);

    if (status == FU_OK && change.followup)
        status = take_back(&change, result, error);
    fu_change_free(&change);
    return status;
}
