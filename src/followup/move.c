/* Moving a follow-up with its zone's rules, or with its person's morning time, zone and workdays:
 * its cadence is read again, and counts from where it counted. What is due stays, and comes for its
 * day. */
#include "followupd/followup/act.h"

#include "followupd/cadence/series.h"
#include "followupd/store/followups.h"
#include "followupd/zone/civil.h"
#include "followupd/zone/zone.h"
#include "change.h"
#include "create.h"
#include "missed.h"
#include "place.h"

#include <string.h>

/* The schedule as it would have been made with these preferences. */
static bool read_with(
    const struct change *change, const struct fu_preferences *wanted, struct fu_schedule *schedule)
{
    const char *cadence = change->followup->schedule.canonical;
    struct fu_cadence_setting setting;
    struct fu_refusal refusal;

    fu_creation_setting(change->act->settings, change->owner, change->followup->sent, &setting);
    setting.zone = wanted->zone;
    setting.workdays = wanted->workdays;
    setting.morning = wanted->morning;
    setting.shortest = 1;
    return fu_cadence_read(change->act->arena, cadence, strlen(cadence), &setting, schedule, NULL,
               NULL, &refusal) == FU_OK;
}

enum { CLOCK_CHANGE = 2 * 3600 };

/* Whether a one-off comes at the minute of sending, so many days later: that is the same moment in
 * any zone but for a change of the clocks, whatever the date there. */
static bool is_of_sending(const struct change *change, const struct fu_schedule *schedule)
{
    const struct fu_zone *zone = fu_zone_find(schedule->zone);
    fu_instant apart = schedule->first - change->followup->schedule.first;
    struct fu_civil sent;

    if (!zone || schedule->morning || apart > CLOCK_CHANGE || apart < -CLOCK_CHANGE)
        return false;
    fu_zone_civil(zone, change->followup->sent, &sent);
    return sent.hour == schedule->start.hour && sent.minute == schedule->start.minute;
}

/* The day on which a one-off was promised, in *day: it stays, unless it is counted in workdays that
 * are others now. False: it is as it was read again. */
static bool find_day(const struct change *change, const struct fu_preferences *wanted,
    const struct fu_schedule *schedule, struct fu_schedule *day)
{
    const struct fu_schedule *was = &change->followup->schedule;
    struct fu_preferences there = {
        .zone = was->zone, .workdays = was->workdays, .morning = wanted->morning};
    struct fu_schedule before;

    *day = *was;
    if (is_of_sending(change, schedule))
        return false;
    if (was->workdays == wanted->workdays || !read_with(change, &there, &before))
        return true;
    there.workdays = wanted->workdays;
    if (read_with(change, &there, day) && day->first != before.first)
        return true;
    *day = *was;
    return true;
}

/* As it would have been made with these preferences, but that a series goes on by its dates, and
 * what comes once keeps its day: whether the day of sending counted, or which it was there, is not
 * asked again. */
static bool read_again(
    struct change *change, const struct fu_preferences *wanted, struct fu_schedule *schedule)
{
    const struct fu_schedule *was = &change->followup->schedule;
    struct fu_schedule day = *was;
    struct fu_error error;

    if (!read_with(change, wanted, schedule))
        return false;
    if (was->elapsed || (was->recurrence == FU_ONCE && !find_day(change, wanted, schedule, &day)))
        return true;
    return fu_series_keep_dates(change->act->arena, &day, change->act->now, schedule, &error) ==
           FU_OK;
}

/* To a moment that the follow-up may have already: then that one comes instead. */
static enum fu_status move_occurrence(const struct fu_act *act, struct fu_occurrence *occurrence,
    fu_instant moment, struct fu_error *error)
{
    struct fu_occurrence other = {.followup = occurrence->followup,
        .moment = moment,
        .snoozed = occurrence->snoozed,
        .person = occurrence->person,
        .state = FU_OCCURRENCE_PENDING};
    fu_instant before = occurrence->moment;
    enum fu_status status;

    occurrence->moment = moment;
    status = fu_store_occurrence_set(act->store, occurrence, error);
    if (status != FU_BAD_INPUT)
        return status;
    occurrence->moment = before;
    occurrence->state = FU_OCCURRENCE_CANCELLED;
    status = fu_store_occurrence_set(act->store, occurrence, error);
    return status == FU_OK ? fu_store_occurrence_add(act->store, &other, error) : status;
}

/* Moves what is pending of the follow-up's own; overdue ones stay. */
static enum fu_status move_occurrences(
    struct change *change, const struct former *former, bool *moved, struct fu_error *error)
{
    const struct fu_act *act = change->act;
    struct fu_occurrence *rows;
    fu_instant moment;
    size_t count, i;
    enum fu_status status;

    status = fu_store_occurrences(act->store, act->arena, change->followup->id,
        1U << FU_OCCURRENCE_PENDING, act->now + 1, &rows, &count, error);
    for (i = 0; status == FU_OK && i < count; i++) {
        if (rows[i].snoozed != 0)
            continue;
        status = fu_find_place(change, former, rows[i].moment, &moment, error);
        if (status != FU_OK || moment == FU_NEVER || moment == rows[i].moment)
            continue;
        *moved = true;
        status = move_occurrence(act, &rows[i], moment, error);
    }
    return status;
}

/* What was left out stays left out on its day. */
static enum fu_status move_skipped(
    struct change *change, const struct former *former, struct fu_error *error)
{
    const struct fu_act *act = change->act;
    struct fu_occurrence *rows;
    fu_instant moment;
    size_t count, i;
    enum fu_status status;

    status = fu_store_occurrences(act->store, act->arena, change->followup->id,
        1U << FU_OCCURRENCE_SKIPPED, act->now + 1, &rows, &count, error);
    for (i = 0; status == FU_OK && i < count; i++) {
        status = fu_find_again(change, former, rows[i].moment, &moment, error);
        if (status != FU_OK || moment == FU_NEVER || moment == rows[i].moment)
            continue;
        rows[i].moment = moment;
        status = fu_store_occurrence_set(act->store, &rows[i], error);
        if (status == FU_BAD_INPUT)
            status = FU_OK; /* what came of that moment before stands */
    }
    return status;
}

/* What came to all until one person wanted it at another time, or was done with it: whoever comes
 * back to it finds it where it is now (rejoin.c). */
static enum fu_status move_parted(
    struct change *change, const struct former *former, struct fu_error *error)
{
    const unsigned ended = 1U << FU_OCCURRENCE_CANCELLED | 1U << FU_OCCURRENCE_DONE;
    const struct fu_act *act = change->act;
    struct fu_occurrence *rows;
    size_t count, i;
    enum fu_status status;

    if (change->followup->schedule.recurrence != FU_ONCE || former->schedule.first <= act->now)
        return FU_OK;
    status = fu_store_occurrences(act->store, act->arena, change->followup->id, ended,
        former->schedule.first, &rows, &count, error);
    for (i = 0; status == FU_OK && i < count; i++) {
        if (rows[i].person != 0 || rows[i].snoozed != 0 || rows[i].moment != former->schedule.first)
            continue;
        rows[i].moment = change->followup->schedule.first;
        status = fu_store_occurrence_set(act->store, &rows[i], error);
        if (status == FU_BAD_INPUT)
            status = FU_OK; /* one stands there already */
    }
    return status;
}

/* A moment of the series that is due goes out as it was promised, and the series goes on as if it
 * had gone out before. */
struct due {
    struct fu_occurrence *occurrence; /* NULL: none is due, or what follows it is known */
    fu_instant following;             /* by the former schedule; FU_NEVER: it is the last */
    fu_instant place;                 /* of what follows, by the new one */
};

/* The last pending occurrence of the follow-up's own; NULL: none. */
static enum fu_status find_last(
    const struct change *change, struct fu_occurrence **last, struct fu_error *error)
{
    const struct fu_act *act = change->act;
    const struct fu_occurrence any = {.followup = change->followup->id, .moment = -1};
    struct fu_occurrence *rows;
    size_t count;
    enum fu_status status = fu_find_later(act->store, act->arena, &any, &rows, &count, error);

    *last = status == FU_OK && count > 0 ? &rows[count - 1] : NULL;
    return status;
}

/* The moment that the due one has by other rules of its zone is that one, be it to come. */
static enum fu_status find_following(const struct change *change, const struct former *former,
    const struct fu_schedule *schedule, struct due *due, struct fu_error *error)
{
    const struct fu_act *act = change->act;
    const struct missing missing = {act->store, act->settings, act->arena,
        former->zone_data ? schedule : &former->schedule, act->now};
    fu_instant same = FU_NEVER;
    enum fu_status status = FU_OK;

    if (former->zone_data)
        status = fu_find_nearest(
            schedule, act->settings->holidays, due->occurrence->moment, &same, error);
    if (status != FU_OK)
        return status;
    return fu_find_following(&missing, change->followup->id,
        same != FU_NEVER ? same : due->occurrence->moment, &due->following, error);
}

static bool is_as_before(const struct former *former, const struct fu_schedule *schedule)
{
    return !former->zone_data && schedule->first == former->schedule.first &&
           schedule->workdays == former->schedule.workdays &&
           strcmp(schedule->zone, former->schedule.zone) == 0;
}

/* Of a series whose moments cannot be reckoned, since its zone is gone, nothing is due. */
static enum fu_status find_due(const struct change *change, const struct former *former,
    const struct fu_schedule *schedule, struct due *due, struct fu_error *error)
{
    const struct fu_act *act = change->act;
    const struct missing missing = {
        act->store, act->settings, act->arena, &former->schedule, act->now};
    enum fu_status status = FU_OK;

    due->occurrence = NULL;
    due->place = FU_NEVER;
    if (schedule->recurrence == FU_RECURRING && !former->schedule.elapsed &&
        !is_as_before(former, schedule))
        status = find_last(change, &due->occurrence, error);
    if (due->occurrence && due->occurrence->moment > act->now)
        due->occurrence = NULL;
    if (status != FU_OK || !due->occurrence)
        return status;
    status = fu_count_missed(&missing, due->occurrence, &due->occurrence->folded, error);
    if (status == FU_OK)
        status = find_following(change, former, schedule, due, error);
    if (status == FU_PERMANENT)
        due->occurrence = NULL;
    return status == FU_PERMANENT ? FU_OK : status;
}

/* Days that other preferences give a series behind its end, and some more. */
enum { REST_MAX = 16 };

/* The last of a series is due: what the new schedule has behind it does not come. */
static enum fu_status leave_out_rest(struct change *change, struct fu_error *error)
{
    const struct fu_act *act = change->act;
    struct fu_occurrence rest = {.followup = change->followup->id};
    enum fu_status status = FU_OK;
    int left;

    for (left = 0; status == FU_OK && left < REST_MAX; left++) {
        status = fu_next_moment(act->store, act->settings, act->arena, rest.followup,
            &change->followup->schedule, act->now, &rest.moment, error);
        if (status != FU_OK || rest.moment == FU_NEVER)
            return status;
        rest.state = FU_OCCURRENCE_PENDING;
        status = fu_store_occurrence_add(act->store, &rest, error);
        rest.state = FU_OCCURRENCE_SKIPPED;
        if (status == FU_OK)
            status = fu_store_occurrence_set(act->store, &rest, error);
    }
    return status;
}

/* Adds what follows the due one, and notes what was missed until now by the former schedule. */
static enum fu_status pass_due(
    struct change *change, const struct former *former, struct due *due, struct fu_error *error)
{
    const struct fu_act *act = change->act;
    struct fu_occurrence next = {.followup = change->followup->id, .state = FU_OCCURRENCE_PENDING};
    enum fu_status status = fu_store_occurrence_set(act->store, due->occurrence, error);

    if (status == FU_OK && due->following == FU_NEVER)
        return leave_out_rest(change, error);
    if (status == FU_OK)
        status = fu_find_place(change, former, due->following, &next.moment, error);
    due->place = next.moment;
    return status == FU_OK && next.moment != FU_NEVER
               ? fu_store_occurrence_add(act->store, &next, error)
               : status;
}

/* A moment that stayed where it was counts as that of its day; in a zone that is gone, as it is. */
static fu_instant own_moment(const struct fu_schedule *schedule, fu_instant moment)
{
    fu_instant own;
    struct fu_error error;

    if (moment == FU_NEVER || fu_series_own(schedule, moment, &own, &error) != FU_OK)
        return moment;
    return own;
}

/* What was left behind `from` is left behind `place`. A zone that is gone keeps nobody from moving.
 */
static enum fu_status take_count(struct change *change, const struct former *former,
    fu_instant from, fu_instant place, struct fu_error *error)
{
    const struct fu_act *act = change->act;
    enum fu_status status = fu_series_take_count(act->arena, &former->schedule, from,
        act->settings->holidays, &change->followup->schedule, place, error);

    return status == FU_PERMANENT ? FU_OK : status;
}

/* A counted series of workdays has a day in another week for each that it lost, and for the last of
 * them too: until keep_count, it counts where it was to come next besides. */
static enum fu_status leave_room(
    struct change *change, const struct former *former, fu_instant from, struct fu_error *error)
{
    if (former->zone_data || from == FU_NEVER)
        return FU_OK;
    return take_count(change, former, from - 1, from, error);
}

/* A counted series of workdays comes as often by others, and by a day that becomes a holiday behind
 * what is due: from is where it was to come next. */
static enum fu_status keep_count(struct change *change, const struct former *former,
    fu_instant from, const struct due *due, struct fu_error *error)
{
    struct fu_occurrence *last;
    fu_instant place = due->place;
    enum fu_status status;

    if ((former->zone_data && !due->occurrence) || from == FU_NEVER)
        return FU_OK;
    status = find_last(change, &last, error);
    if (!due->occurrence && last)
        place = own_moment(&change->followup->schedule, last->moment);
    if (status != FU_OK || place == FU_NEVER)
        return status;
    return take_count(change, former, from, place, error);
}

/* The new schedule, and what is pending of it; *moved when that changed anything. */
static enum fu_status take_schedule(struct change *change, const struct fu_schedule *schedule,
    bool zone_data, bool *moved, struct fu_error *error)
{
    const struct former former = {.schedule = change->followup->schedule, .zone_data = zone_data};
    struct due due;
    struct fu_occurrence *last;
    fu_instant from;
    enum fu_status status = find_due(change, &former, schedule, &due, error);

    if (status == FU_OK)
        status = find_last(change, &last, error);
    if (status != FU_OK)
        return status;
    from = due.occurrence ? due.following
           : last         ? own_moment(&former.schedule, last->moment)
                          : FU_NEVER;
    change->followup->schedule = *schedule;
    /* A series goes on by it, also when its next moment is overdue. */
    *moved = *moved ||
             (schedule->recurrence == FU_RECURRING && schedule->first != former.schedule.first);
    status = leave_room(change, &former, from, error);
    if (status == FU_OK)
        status = move_skipped(change, &former, error);
    if (status == FU_OK)
        status = move_occurrences(change, &former, moved, error);
    if (status == FU_OK && due.occurrence)
        status = pass_due(change, &former, &due, error);
    if (status == FU_OK)
        status = keep_count(change, &former, from, &due, error);
    if (status != FU_OK || !*moved)
        return status;
    status = move_parted(change, &former, error);
    change->followup->changed = change->act->now;
    return status == FU_OK ? fu_store_followup_set(change->act->store, change->followup, error)
                           : status;
}

static enum fu_status recompute(
    struct change *change, int morning, bool *moved, struct fu_error *error)
{
    struct fu_schedule schedule = change->followup->schedule;
    const struct fu_preferences wanted = {
        .zone = schedule.zone, .workdays = schedule.workdays, .morning = morning};
    enum fu_status status;

    if (morning >= 0 && (!schedule.morning || !read_again(change, &wanted, &schedule)))
        return FU_OK;
    if (morning < 0 && !schedule.elapsed) {
        status = fu_series_recompute(&schedule, error);
        if (status != FU_OK)
            return status;
    }
    return take_schedule(change, &schedule, morning < 0, moved, error);
}

enum fu_status fu_act_recompute(
    const struct fu_act *act, int64_t id, int morning, bool *moved, struct fu_error *error)
{
    struct change change;
    struct fu_act_result result;
    enum fu_status status = fu_change_begin(&change, act, id, &result, error);

    *moved = false;
    if (status == FU_OK && change.followup)
        status = recompute(&change, morning, moved, error);
    fu_change_free(&change);
    return status;
}

static bool comes(const struct fu_schedule *schedule, fu_instant now)
{
    return schedule->recurrence == FU_RECURRING || schedule->first > now;
}

/* A task of which only what it comes back with is left to move: its own moment has come, or counts
 * elapsed units. */
static bool comes_back(const struct fu_followup *followup, fu_instant now)
{
    return followup->kind == FU_TASK && followup->state == FU_PENDING &&
           (followup->schedule.elapsed || !comes(&followup->schedule, now));
}

/* It comes back by this zone and these workdays from its next time on; its own moment stays. */
static enum fu_status take_along(
    struct change *change, const struct fu_preferences *wanted, struct fu_error *error)
{
    struct fu_schedule *schedule = &change->followup->schedule;
    const struct fu_zone *zone = fu_zone_find(wanted->zone);

    schedule->zone = wanted->zone;
    schedule->workdays = wanted->workdays;
    if (zone && !schedule->elapsed)
        fu_zone_civil(zone, schedule->first, &schedule->start);
    change->followup->changed = change->act->now;
    return fu_store_followup_set(change->act->store, change->followup, error);
}

bool fu_act_movable(
    const struct fu_followup *followup, const struct fu_preferences *wanted, fu_instant now)
{
    const struct fu_schedule *schedule = &followup->schedule;
    bool is_there =
        schedule->workdays == wanted->workdays && strcmp(schedule->zone, wanted->zone) == 0;

    return !is_there && (comes_back(followup, now) || (!schedule->elapsed && comes(schedule, now)));
}

enum fu_status fu_act_move(const struct fu_act *act, int64_t id,
    const struct fu_preferences *wanted, bool *moved, struct fu_error *error)
{
    struct change change;
    struct fu_act_result result;
    struct fu_schedule schedule;
    enum fu_status status = fu_change_begin(&change, act, id, &result, error);
    bool movable =
        status == FU_OK && change.followup && fu_act_movable(change.followup, wanted, act->now);

    *moved = false;
    if (movable && comes_back(change.followup, act->now)) {
        *moved = true;
        status = take_along(&change, wanted, error);
    } else if (movable && read_again(&change, wanted, &schedule) && comes(&schedule, act->now)) {
        *moved = true;
        status = take_schedule(&change, &schedule, false, moved, error);
    }
    fu_change_free(&change);
    return status;
}
