/* Making a follow-up without a mail, and changing one. */
#include "followupd/followup/act.h"

#include "followupd/base/address.h"
#include "followupd/base/text.h"
#include "followupd/cadence/series.h"
#include "followupd/intent/intent.h"
#include "followupd/mail/limits.h"
#include "followupd/mail/say.h"
#include "followupd/mail/say_settings.h"
#include "followupd/store/followups.h"
#include "followupd/store/people.h"
#include "followupd/zone/civil.h"
#include "change.h"
#include "create.h"
#include "missed.h"
#include "names.h"

#include <inttypes.h>
#include <string.h>

/* *first is the first moment that comes: what has passed comes at once. */
static enum fu_status read_schedule(struct change *change, const struct fu_edit *edit,
    struct fu_schedule *schedule, fu_instant *first, struct fu_act_result *result,
    struct fu_error *error)
{
    const struct fu_act *act = change->act;
    size_t found;
    enum fu_status status = fu_read_change(act->settings, act->arena, change->owner,
        edit->sent ? edit->sent : act->now, edit->arrived ? edit->arrived : act->now,
        change->followup, edit->cadence, schedule, &result->refusal);

    if (status != FU_OK)
        return status;
    *first = schedule->first;
    if (!edit->recovered || *first > act->now)
        return FU_OK;
    return fu_series_next(schedule, act->settings->holidays, act->now, first, 1, &found, error);
}

/* What ends the old cadence. */
struct ending {
    fu_instant said;         /* when the new one was asked for */
    fu_instant first;        /* of the new one */
    bool recurs;             /* the new one does */
    struct fu_event *events; /* of a task */
    size_t event_count;
};

/* A snooze that was promised: of somebody else, or besides a series. What comes back by itself
 * comes back with the new cadence. */
static bool is_promised(const struct change *change, const struct fu_event *events,
    size_t event_count, const struct fu_occurrence *occurrence)
{
    const struct fu_followup *followup = change->followup;

    return occurrence->snoozed != 0 && occurrence->person != 0 &&
           (followup->schedule.recurrence == FU_RECURRING ||
               occurrence->person != followup->owner) &&
           (followup->kind == FU_REMINDER ||
               fu_change_is_asked_for(events, event_count, occurrence));
}

/* A moment of a series that was due when another time for it was asked for, and a series it stays.
 */
static bool is_owed(const struct change *change, const struct fu_occurrence *occurrence,
    const struct ending *ending)
{
    return ending->recurs && change->followup->schedule.recurrence == FU_RECURRING &&
           occurrence->snoozed == 0 && occurrence->person == 0 &&
           occurrence->state == FU_OCCURRENCE_PENDING && occurrence->moment <= ending->said;
}

/* It stays, with what the former series missed since, unless that is counted already since the
 * series was changed while it was due. Once it has gone out, the former cadence cannot be gone back
 * to: its next would be lost. */
static enum fu_status keep_owed(struct change *change, struct fu_occurrence *occurrence,
    const struct ending *ending, struct fu_error *error)
{
    const struct fu_act *act = change->act;
    const struct missing missing = {
        act->store, act->settings, act->arena, &change->followup->schedule, ending->said};
    struct fu_occurrence *later;
    size_t count;
    enum fu_status status =
        fu_find_later(act->store, act->arena, occurrence, &later, &count, error);

    if (status == FU_OK && count == 0)
        status = fu_count_missed(&missing, occurrence, &occurrence->folded, error);
    /* A zone that is gone keeps nobody from giving another time. */
    return status == FU_OK || status == FU_PERMANENT
               ? fu_change_occurrence(change, occurrence, occurrence->state, error)
               : status;
}

/* What becomes of one occurrence of the old cadence; *kept as below. */
static enum fu_status end_one(struct change *change, struct fu_occurrence *occurrence,
    const struct ending *ending, bool *kept, struct fu_error *error)
{
    bool skipped = occurrence->state == FU_OCCURRENCE_SKIPPED;

    if (skipped && (occurrence->moment <= change->act->now || occurrence->moment == ending->first))
        return FU_OK;
    if (occurrence->moment == ending->first && occurrence->snoozed == 0 &&
        occurrence->person == 0) {
        *kept = true;
        /* Once it has come, the former cadence cannot be gone back to. */
        return fu_change_occurrence(change, occurrence, occurrence->state, error);
    }
    if (is_owed(change, occurrence, ending))
        return keep_owed(change, occurrence, ending, error);
    return is_promised(change, ending->events, ending->event_count, occurrence)
               ? FU_OK
               : fu_change_occurrence(change, occurrence, FU_OCCURRENCE_CANCELLED, error);
}

/* What was pending of the old cadence ends, but for what is owed of it, and what was left out of it
 * is not of the new one; *kept: that begins at a moment which is pending. */
static enum fu_status end_former(
    struct change *change, struct ending *ending, bool *kept, struct fu_error *error)
{
    const struct fu_act *act = change->act;
    struct fu_occurrence *rows;
    size_t count, i;
    enum fu_status status;

    *kept = false;
    status = fu_store_occurrences(act->store, act->arena, change->followup->id,
        1U << FU_OCCURRENCE_PENDING | 1U << FU_OCCURRENCE_SKIPPED, FU_NEVER, &rows, &count, error);
    if (status == FU_OK && change->followup->kind == FU_TASK)
        status = fu_store_events(act->store, act->arena, change->followup->id, &ending->events,
            &ending->event_count, error);
    for (i = 0; status == FU_OK && i < count; i++)
        status = end_one(change, &rows[i], ending, kept, error);
    return status;
}

/* How the old cadence was read, for reading it again. */
static void remember_schedule(struct change *change)
{
    const struct fu_followup *followup = change->followup;
    const struct fu_schedule *schedule = &followup->schedule;
    int morning = schedule->morning ? schedule->start.hour * 60 + schedule->start.minute
                                    : change->owner->preferences.morning;

    fu_buffer_print(&change->undo, "sent %" PRId64 "\nzone %s\nworkdays %u\nmorning %d\n",
        followup->sent, schedule->zone, schedule->workdays, morning);
    if (schedule->recurrence == FU_RECURRING && schedule->elapsed)
        fu_buffer_print(&change->undo, "first %" PRId64 "\n", schedule->first);
    else if (schedule->recurrence == FU_RECURRING)
        fu_buffer_print(&change->undo, "start %" PRId64 "\nrule %s\n",
            fu_civil_days(schedule->start.year, schedule->start.month, schedule->start.day),
            schedule->rrule);
    fu_buffer_print(&change->undo, "cadence %s\n", schedule->canonical);
}

static enum fu_status change_cadence(struct change *change, const struct fu_edit *edit,
    struct fu_act_result *result, struct fu_error *error)
{
    struct fu_followup *followup = change->followup;
    struct fu_schedule schedule;
    struct ending ending = {.said = edit->sent ? edit->sent : change->act->now};
    bool kept;
    enum fu_status status = read_schedule(change, edit, &schedule, &result->soonest, result, error);

    ending.first = result->soonest;
    ending.recurs = status == FU_OK && schedule.recurrence == FU_RECURRING;
    if (status == FU_OK)
        status = fu_series_keep_count(
            change->act->arena, &schedule, change->act->settings->holidays, result->soonest, error);
    if (status == FU_OK)
        status = end_former(change, &ending, &kept, error);
    if (status != FU_OK)
        return status;
    remember_schedule(change);
    fu_buffer_print(
        &change->undo, "given-zone %s\ngiven-workdays %u\n", schedule.zone, schedule.workdays);
    followup->schedule = schedule;
    followup->sent = ending.said;
    return kept ? FU_OK : fu_change_add(change, result->soonest, 0, 0, error);
}

static enum fu_status refuse(struct fu_act_result *result, const char *reason)
{
    result->refusal.reason = reason;
    result->refusal.suggestion_count = 0;
    return FU_BAD_INPUT;
}

/* "Garden, acme" as "garden,acme"; "" is none. NULL when one of them is no tag, or there are too
 * many. */
static const char *read_tags(struct fu_arena *arena, const char *text)
{
    const char *tags = "";
    size_t length, count;

    text += strspn(text, " ");
    for (count = 0; *text; count++) {
        for (length = 0; fu_is_alnum(text[length]);)
            length++;
        if (length == 0 || length > FU_CADENCE_TAG_LENGTH_MAX || count == FU_CADENCE_TAGS_MAX)
            return NULL;
        tags = fu_arena_print(arena, "%s%s%.*s", tags, tags[0] ? "," : "", (int)length, text);
        text += length;
        text += strspn(text, " ");
        if (*text != ',' && *text != '\0')
            return NULL;
        if (*text == ',') {
            text += 1 + strspn(text + 1, " ");
            if (*text == '\0')
                return NULL;
        }
    }
    return fu_text_lower(arena, tags);
}

static enum fu_status change_tags(
    struct change *change, const char *text, struct fu_act_result *result)
{
    struct fu_arena *arena = change->act->arena;
    const char *tags = read_tags(arena, text);

    if (!tags)
        return refuse(result,
            fu_arena_print(arena,
                "“%s” is no tag; one has 1 to %d letters and digits, and %d stand with commas "
                "between them at most.",
                fu_text_line(arena, text, strlen(text), FU_MAIL_SUBJECT_MAX),
                FU_CADENCE_TAG_LENGTH_MAX, FU_CADENCE_TAGS_MAX));
    fu_buffer_print(&change->undo, "tags %s\n", change->followup->tags);
    change->followup->tags = tags;
    return FU_OK;
}

static enum fu_status edit(struct change *change, const struct fu_edit *edit,
    struct fu_act_result *result, struct fu_error *error)
{
    struct fu_followup *followup = change->followup;
    struct fu_arena *arena = change->act->arena;
    enum fu_status status = FU_OK;

    if (edit->cadence)
        status = change_cadence(change, edit, result, error);
    if (status != FU_OK)
        return status;
    if (edit->subject) {
        fu_buffer_print(&change->undo, "subject %s\n", followup->subject);
        followup->subject =
            fu_text_line(arena, edit->subject, strlen(edit->subject), FU_MAIL_SUBJECT_MAX);
    }
    if (edit->tags)
        status = change_tags(change, edit->tags, result);
    if (status != FU_OK)
        return status;
    if (!edit->cadence && !edit->subject && !edit->tags) {
        result->sentence = fu_say_unchanged(arena, fu_name_about(followup));
        return FU_OK;
    }
    status = fu_change_state(change, edit->cadence ? FU_PENDING : followup->state, error);
    if (status != FU_OK)
        return status;
    return fu_change_end(change, "edited", edit->cadence ? followup->schedule.english : "",
        fu_say_edited(arena, fu_name_about(followup), followup->schedule.english,
            fu_change_say(change, result->soonest)),
        result, error);
}

enum fu_status fu_act_edit(const struct fu_act *act, int64_t id, const struct fu_edit *wanted,
    struct fu_act_result *result, struct fu_error *error)
{
    struct change change;
    enum fu_status status = fu_change_begin(&change, act, id, result, error);

    if (status == FU_OK && change.followup && !change.owned)
        result->sentence = fu_say_not_yours_to_change(act->arena, fu_name_about(change.followup));
    else if (status == FU_OK && change.followup)
        status = edit(&change, wanted, result, error);
    fu_change_free(&change);
    return status;
}

static enum fu_status meet(const struct fu_act *act, const char *address, struct fu_person **person,
    struct fu_error *error)
{
    struct fu_person *fresh;

    if (*person)
        return FU_OK;
    fresh = fu_arena_allocate(act->arena, 1, sizeof *fresh);
    fresh->address = address;
    fresh->name = "";
    fresh->preferences = act->settings->defaults;
    fresh->created = act->now;
    *person = fresh;
    return fu_store_person_add(act->store, fresh, error);
}

/* Why the person behind this address can have no follow-up; NULL when they can. */
static const char *may_not(
    const struct fu_act *act, const char *address, const struct fu_person *person)
{
    const struct fu_rules *rules = &act->settings->rules;

    if (fu_intent_is_own(act->arena, rules, address))
        return fu_say_own_address(act->arena, address);
    if (!fu_intent_allowed(rules, address, person))
        return fu_arena_print(act->arena,
            "%s may not use this service: allow in [people] does not name it.", address);
    return NULL;
}

/* What somebody asks for themselves keeps to their limit; an operator may go beyond it. */
static enum fu_status check_room(const struct fu_act *act, const struct fu_person *owner,
    struct fu_act_result *result, struct fu_error *error)
{
    int64_t pending, letters;
    enum fu_status status;

    if (act->person == 0)
        return FU_OK;
    status =
        fu_store_person_load(act->store, owner->id, act->now, act->now, &pending, &letters, error);
    if (status != FU_OK || pending < act->settings->max_pending)
        return status;
    return refuse(result, fu_say_too_many(act->arena, pending));
}

enum fu_status fu_act_add(const struct fu_act *act, const char *text, const char *cadence,
    const char *subject, const char *note, struct fu_act_result *result, struct fu_error *error)
{
    const char *address = fu_address_canonical(act->arena, text, strlen(text));
    const char *why_not;
    struct fu_person *person;
    struct creation creation = {.sent = act->now, .arrived = act->now};
    struct fu_followup made = {.id = 0};
    struct created created;
    enum fu_status status;

    *result = (struct fu_act_result){.soonest = FU_NEVER, .sentence = ""};
    if (!address)
        return refuse(result, fu_say_no_address(act->arena, text));
    status = fu_store_person_find(act->store, act->arena, address, &person, error);
    if (status != FU_OK)
        return status;
    why_not = may_not(act, address, person);
    if (why_not)
        return refuse(result, why_not);
    status = meet(act, address, &person, error);
    if (status == FU_OK)
        status = check_room(act, person, result, error);
    if (status != FU_OK)
        return status;
    creation.owner = person;
    creation.subject = fu_text_line(act->arena, subject, strlen(subject), FU_MAIL_SUBJECT_MAX);
    creation.note = fu_text_lines(act->arena, note, strlen(note), FU_MAIL_TEXT_MAX);
    creation.to_self = true;
    status = fu_create_followup(
        act->store, act->settings, act->arena, &creation, cadence, act->now, &created, error);
    result->refusal = created.refusal;
    if (status != FU_OK)
        return status;
    result->followup = created.followup;
    result->changed = true;
    result->soonest = created.first;
    made.schedule = created.schedule;
    made.subject = creation.subject;
    result->sentence = fu_say_made(act->arena, fu_name_about(&made), created.schedule.english,
        fu_change_say(&(struct change){.act = act, .followup = &made}, created.first));
    return FU_OK;
}
