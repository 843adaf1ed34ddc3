/* What becomes of promises when their owner's morning time, zone or workdays change. See model.h.
 */
#include <string.h>

#include "followupd/zone/zone.h"
#include "plan.h"
#include "workdays.h"

/* What comes once at a time of day was promised for a day; else it comes at the minute of sending.
 */
static bool has_day(const struct fu_schedule *was, const struct fu_schedule *schedule)
{
    bool clock = was->morning || strstr(was->canonical, "am") || strstr(was->canonical, "pm");

    return clock && (was->workdays == schedule->workdays || !strstr(was->canonical, "workday"));
}

/* A series goes on with its dates, and what was promised for a day with that; one of workdays goes
 * by those that are so now, from when it was made. The text of a rule changes with the workdays
 * alone, and those moments are reckoned without it. */
static void keep_dates(const struct fu_schedule *was, struct fu_schedule *schedule)
{
    if (was->elapsed || (was->recurrence == FU_ONCE && !has_day(was, schedule)))
        return;
    schedule->rrule = was->rrule;
    if (was->workdays_only && was->workdays != schedule->workdays)
        return;
    schedule->start.year = was->start.year;
    schedule->start.month = was->start.month;
    schedule->start.day = was->start.day;
    schedule->first = fu_zone_instant(fu_zone_find(schedule->zone), &schedule->start);
}

static bool read_again(const struct item *item, const struct reading *wanted,
    struct fu_arena *arena, struct fu_schedule *schedule)
{
    const char *text = item->plan.schedule.canonical;
    const struct fu_cadence_setting setting = {.sent = item->plan.sent,
        .zone = wanted->zone,
        .morning = wanted->morning,
        .workdays = wanted->workdays,
        .shortest = 1};

    if (!workdays_read(arena, text, &setting, item->plan.holidays, schedule, NULL))
        return false;
    keep_dates(&item->plan.schedule, schedule);
    return true;
}

static int64_t day_of(const char *zone, fu_instant moment)
{
    struct fu_civil day;

    fu_zone_civil(fu_zone_find(zone), moment, &day);
    return ((int64_t)day.year * 12 + day.month) * 32 + day.day;
}

/* Whoever takes something back later takes it back where it stands now. */
static void move_deeds(struct item *item, fu_instant from, fu_instant to)
{
    for (size_t i = 0; i < item->deed_count; i++) {
        struct plan *plans[] = {&item->deeds[i].before, &item->deeds[i].after};

        for (size_t j = 0; j < 2; j++) {
            for (size_t k = 0; k < plans[j]->count; k++) {
                struct promise *row = &plans[j]->rows[k];
                if (row->moment == from && !row->extra)
                    row->moment = to;
            }
            if (plan_leaves_out(plans[j], from)) {
                plan_leave_in(plans[j], from);
                plan_leave_out(plans[j], to);
            }
        }
    }
}

/* Of a last workday, which may be shown in the next month in another zone. */
static int64_t month_of(const char *zone, fu_instant moment)
{
    return day_of(zone, moment - 2 * 24 * 3600) / 32;
}

/* The schedule's moment on the day on which another one was, of a last workday in its month;
 * FU_NEVER when it has none there. */
static fu_instant moment_of_day(
    const struct plan *plan, const struct fu_schedule *before, fu_instant was)
{
    enum { AROUND = 36 * 3600, MONTH = 31 * 24 * 3600, TRIED = 80 };
    const char *zone = plan->schedule.zone;
    const bool last_workday = strstr(before->canonical, "lastworkday") != NULL;
    fu_instant moments[TRIED];
    size_t found = plan_moments(plan, was - (last_workday ? MONTH : AROUND), moments, TRIED);

    for (size_t i = 0; i < found; i++) {
        if (last_workday ? month_of(zone, moments[i]) == month_of(before->zone, was)
                         : day_of(zone, moments[i]) == day_of(before->zone, was))
            return moments[i];
    }
    return FU_NEVER;
}

/* What was left out stays left out on its day. */
static void move_left_out(struct item *item, const struct fu_schedule *before, fu_instant now)
{
    struct plan *plan = &item->plan;

    for (size_t i = 0; i < plan->left_out_count; i++) {
        fu_instant was = plan->left_out[i], to;

        if (was <= now || (to = moment_of_day(plan, before, was)) == FU_NEVER)
            continue;
        plan->left_out[i] = to;
        move_deeds(item, was, to);
    }
}

/* A series' own comes on its day, be it at its former time when the new one is over; what has no
 * such day, at the next moment. */
static fu_instant place_of(
    const struct plan *plan, const struct fu_schedule *before, fu_instant was, fu_instant now)
{
    fu_instant there =
        plan->recurring && !before->elapsed ? moment_of_day(plan, before, was) : FU_NEVER;

    if (there == FU_NEVER)
        return plan_next(plan, now);
    return there > now ? there : was;
}

/* Whether a moment of the series is due, and nothing behind it is promised. */
static bool is_due(const struct plan *plan, fu_instant now)
{
    bool due = false, later = false;

    for (size_t i = 0; i < plan->count; i++) {
        due = due || (!plan->rows[i].extra && plan->rows[i].moment <= now);
        later = later || (!plan->rows[i].extra && plan->rows[i].moment > now);
    }
    return plan->recurring && due && !later;
}

/* What is due comes for its day: what followed it follows it; behind the last nothing comes. */
static void promise_following(
    struct item *item, const struct fu_schedule *before, fu_instant following, fu_instant now)
{
    fu_instant next;

    if (item->mistaken == MISTAKE_AGAIN)
        return;
    if (following == FU_NEVER) {
        while ((next = plan_next(&item->plan, now)) != FU_NEVER)
            plan_leave_out(&item->plan, next);
        return;
    }
    next = place_of(&item->plan, before, following, now);
    for (int who = 0; who < PEOPLE; who++) {
        if (item->in[who])
            plan_add(&item->plan, (struct promise){.who = who, .moment = next, .common = true});
    }
}

/* Its own moments to come go where they belong by the schedule; what is overdue stays. */
static void take_schedule(struct item *item, const struct fu_schedule *schedule, fu_instant now)
{
    struct plan *plan = &item->plan;
    const struct fu_schedule before = plan->schedule;
    const bool same = before.first == schedule->first && before.workdays == schedule->workdays &&
                      strcmp(before.zone, schedule->zone) == 0;
    const bool due = is_due(plan, now) && !before.elapsed && !same;
    const fu_instant following = due ? plan_next(plan, now) : 0;
    bool moved = plan->recurring;
    fu_instant next;

    plan->schedule = *schedule;
    if (!before.elapsed &&
        (before.first != schedule->first || strcmp(before.zone, schedule->zone) != 0))
        move_left_out(item, &before, now);
    for (size_t i = 0; i < plan->count; i++) {
        struct promise *row = &plan->rows[i];

        if (row->extra || row->moment <= now)
            continue;
        next = place_of(plan, &before, row->moment, now);
        if (next == FU_NEVER || next == row->moment)
            continue;
        move_deeds(item, row->moment, next);
        row->moment = next;
        moved = true;
    }
    if (due)
        promise_following(item, &before, following, now);
    if (!moved)
        plan->schedule = before;
}

void model_morning(struct item *item, int morning, fu_instant now, struct fu_arena *arena)
{
    const struct fu_schedule *schedule = &item->plan.schedule;
    const struct reading wanted = {schedule->zone, morning, schedule->workdays};
    struct fu_schedule again;

    if (schedule->morning && read_again(item, &wanted, arena, &again))
        take_schedule(item, &again, now);
}

static bool comes(const struct fu_schedule *schedule, fu_instant now)
{
    return schedule->recurrence == FU_RECURRING || schedule->first > now;
}

void model_move(
    struct item *item, const struct reading *wanted, fu_instant now, struct fu_arena *arena)
{
    const struct fu_schedule *schedule = &item->plan.schedule;
    struct fu_schedule again;

    /* A task comes back by them from its next time on. */
    if (item->plan.task && (schedule->elapsed || !comes(schedule, now))) {
        item->plan.schedule.zone = wanted->zone;
        item->plan.schedule.workdays = wanted->workdays;
        return;
    }
    if (schedule->elapsed || !comes(schedule, now) ||
        (schedule->workdays == wanted->workdays && strcmp(schedule->zone, wanted->zone) == 0) ||
        !read_again(item, wanted, arena, &again) || !comes(&again, now))
        return;
    /* Put off, or done by somebody before it came, what comes once is taken back where it is now.
     */
    if (schedule->recurrence == FU_ONCE)
        move_deeds(item, schedule->first, again.first);
    take_schedule(item, &again, now);
    item->plan.schedule = again;
}
