/* Making a follow-up. Works within the caller's transaction; a refused cadence has changed nothing.
 */
#include "create.h"

#include "followupd/cadence/series.h"
#include "followupd/store/followups.h"
#include "change.h"
#include "names.h"

#include <string.h>

/* How many left-out moments in a row a search looks beyond. */
enum { MOMENTS_AT_ONCE = 16 };

void fu_creation_setting(const struct fu_settings *settings, const struct fu_person *owner,
    fu_instant sent, struct fu_cadence_setting *setting)
{
    setting->sent = sent;
    setting->arrived = sent;
    setting->zone = owner->preferences.zone;
    setting->morning = owner->preferences.morning;
    setting->workdays = owner->preferences.workdays;
    setting->holidays = settings->holidays;
    setting->shortest = settings->shortest;
}

/* Whether the follow-up has what these ask for already; a change is never confirmed, so -q asks for
 * nothing. */
static bool has_already(const struct fu_followup *followup, unsigned flags, const char *tags)
{
    unsigned missing = flags & ~(unsigned)(FU_FLAG_QUIET | (followup ? followup->flags : 0));

    return missing == 0 && (tags[0] == '\0' || (followup && strcmp(tags, followup->tags) == 0));
}

enum fu_status fu_read_change(const struct fu_settings *settings, struct fu_arena *arena,
    const struct fu_person *person, fu_instant sent, fu_instant arrived,
    const struct fu_followup *followup, const char *cadence, struct fu_schedule *schedule,
    struct fu_refusal *refusal)
{
    struct fu_cadence_setting setting;
    unsigned flags = 0;
    const char *tags = "";
    enum fu_status status;

    fu_creation_setting(settings, person, sent, &setting);
    setting.arrived = arrived;
    status = fu_cadence_read(
        arena, cadence, strlen(cadence), &setting, schedule, &flags, &tags, refusal);
    if (status != FU_OK || has_already(followup, flags, tags))
        return status;
    refusal->reason =
        "A flag or a tag is given where a follow-up is made. For one that there is, only the time "
        "can be another.";
    refusal->suggestions[0] = schedule->canonical;
    refusal->suggestion_count = 1;
    return FU_BAD_INPUT;
}

enum fu_status fu_read_snooze(const struct fu_settings *settings, struct fu_arena *arena,
    const struct fu_person *person, fu_instant sent, const struct fu_followup *followup,
    const char *cadence, struct fu_schedule *schedule, struct fu_refusal *refusal)
{
    enum fu_status status =
        fu_read_change(settings, arena, person, sent, sent, followup, cadence, schedule, refusal);

    if (status != FU_OK || schedule->recurrence != FU_RECURRING)
        return status;
    refusal->reason =
        "A snooze comes once. To have it again and again, change the follow-up itself.";
    refusal->suggestion_count = 0;
    return FU_BAD_INPUT;
}

bool fu_creation_lies_ahead(const struct fu_settings *settings, struct fu_arena *arena,
    const struct fu_person *owner, const char *cadence, fu_instant sent, fu_instant now,
    struct fu_schedule *schedule)
{
    struct fu_cadence_setting setting;
    struct fu_refusal refusal;

    fu_creation_setting(settings, owner, sent, &setting);
    setting.arrived = now;
    return fu_cadence_read(arena, cadence, strlen(cadence), &setting, schedule, NULL, NULL,
               &refusal) == FU_OK &&
           schedule->first > now;
}

static bool is_left_out(const struct fu_occurrence *skipped, size_t count, fu_instant moment)
{
    size_t i;

    for (i = 0; i < count; i++) {
        if (skipped[i].moment == moment)
            return true;
    }
    return false;
}

enum fu_status fu_next_moment(struct fu_store *store, const struct fu_settings *settings,
    struct fu_arena *arena, int64_t followup, const struct fu_schedule *schedule, fu_instant after,
    fu_instant *moment, struct fu_error *error)
{
    fu_instant moments[MOMENTS_AT_ONCE];
    struct fu_occurrence *skipped;
    size_t skipped_count, found, i;
    enum fu_status status;

    *moment = FU_NEVER;
    status = fu_store_occurrences(store, arena, followup, 1U << FU_OCCURRENCE_SKIPPED, after,
        &skipped, &skipped_count, error);
    if (status != FU_OK)
        return status;
    do {
        status = fu_series_next(schedule, settings->holidays, after, moments,
            skipped_count ? MOMENTS_AT_ONCE : 1, &found, error);
        if (status != FU_OK)
            return status;
        for (i = 0; i < found; i++) {
            after = moments[i];
            if (!is_left_out(skipped, skipped_count, moments[i])) {
                *moment = moments[i];
                return FU_OK;
            }
        }
    } while (found > 0);
    return FU_OK;
}

enum fu_status fu_next_workday(const struct fu_settings *settings, struct fu_arena *arena,
    const struct fu_person *owner, const struct fu_followup *followup, fu_instant after,
    fu_instant *moment, struct fu_error *error)
{
    static const char next_workday[] = "nextworkday";
    struct fu_cadence_setting setting;
    struct fu_schedule schedule;
    struct fu_refusal refusal;

    fu_creation_setting(settings, owner, after, &setting);
    setting.zone = followup->schedule.zone;
    setting.workdays = followup->schedule.workdays;
    if (fu_cadence_read(arena, next_workday, strlen(next_workday), &setting, &schedule, NULL, NULL,
            &refusal) != FU_OK)
        return fu_error_set(
            error, FU_PERMANENT, "The next workday cannot be found: %s", refusal.reason);
    *moment = schedule.first;
    return FU_OK;
}

static enum fu_status add_people(struct fu_store *store, const struct fu_settings *settings,
    struct fu_arena *arena, const struct creation *creation, int64_t followup,
    struct fu_error *error)
{
    enum fu_status status;
    size_t i;

    status = fu_store_participant_add(store, followup, creation->owner->id, true,
        fu_name_mark(fu_name_token(arena, settings, followup, creation->owner->id)), error);
    for (i = 0; status == FU_OK && i < creation->other_count; i++)
        status = fu_store_participant_add(store, followup, creation->others[i], false,
            fu_name_mark(fu_name_token(arena, settings, followup, creation->others[i])), error);
    return status;
}

static enum fu_status add_rows(struct fu_store *store, const struct fu_settings *settings,
    struct fu_arena *arena, const struct creation *creation, struct fu_followup *followup,
    struct created *created, fu_instant now, struct fu_error *error)
{
    struct fu_occurrence occurrence = {.moment = created->first, .state = FU_OCCURRENCE_PENDING};
    struct fu_event event = {.person = creation->owner->id, .at = now, .what = FU_EVENT_CREATED};
    enum fu_status status;

    status = fu_store_followup_add(store, followup, creation->digest, &created->known, error);
    created->followup = followup->id;
    if (status != FU_OK || created->known)
        return status;
    status = add_people(store, settings, arena, creation, followup->id, error);
    if (status != FU_OK)
        return status;
    occurrence.followup = followup->id;
    status = fu_store_occurrence_add(store, &occurrence, error);
    if (status != FU_OK)
        return status;
    event.followup = followup->id;
    event.detail = created->schedule.english;
    event.undo = fu_change_creation(arena, &occurrence);
    return fu_store_event_add(store, &event, error);
}

enum fu_status fu_create_followup(struct fu_store *store, const struct fu_settings *settings,
    struct fu_arena *arena, const struct creation *creation, const char *cadence, fu_instant now,
    struct created *created, struct fu_error *error)
{
    struct fu_cadence_setting setting;
    struct fu_followup followup = {.state = FU_PENDING};
    enum fu_status status;

    memset(created, 0, sizeof *created);
    fu_creation_setting(settings, creation->owner, creation->sent, &setting);
    setting.arrived = creation->arrived;
    status = fu_cadence_read(arena, cadence, strlen(cadence), &setting, &created->schedule,
        &followup.flags, &followup.tags, &created->refusal);
    if (status != FU_OK)
        return status;
    created->first = created->schedule.first;
    created->flags = followup.flags;
    followup.owner = creation->owner->id;
    followup.letter = creation->letter;
    followup.kind = followup.flags & FU_FLAG_TASK ? FU_TASK : FU_REMINDER;
    followup.subject = creation->subject;
    followup.note = creation->note;
    followup.to_self = creation->to_self;
    followup.schedule = created->schedule;
    followup.sent = creation->sent;
    followup.created = now;
    followup.changed = now;
    status =
        fu_series_keep_count(arena, &followup.schedule, settings->holidays, created->first, error);
    if (status != FU_OK)
        return status;
    return add_rows(store, settings, arena, creation, &followup, created, now, error);
}
