/* What becomes of promises when their owner's morning time, zone or workdays change. See model.h.
 */
#include <string.h>

#include "followupd/zone/zone.h"
#include "plan.h"
#include "workdays.h"

static bool read_again(const struct item *item, const struct reading *wanted,
    struct fu_arena *arena, struct fu_schedule *schedule)
{
    const char *text = item->plan.schedule.canonical;
    const struct fu_cadence_setting setting = {.sent = item->plan.sent,
        .zone = wanted->zone,
        .morning = wanted->morning,
        .workdays = wanted->workdays,
        .shortest = 1};

    return workdays_read(arena, text, &setting, item->plan.holidays, schedule, NULL);
}

static int64_t day_of(const char *zone, fu_instant moment)
{
    struct fu_civil day;

    fu_zone_civil(fu_zone_find(zone), moment, &day);
    return ((int64_t)day.year * 12 + day.month) * 31 + day.day;
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

/* What was left out stays left out on its day. */
static void move_left_out(struct item *item, const struct fu_schedule *before, fu_instant now)
{
    enum { AROUND = 36 * 3600, TRIED = 80 };
    struct plan *plan = &item->plan;
    fu_instant moments[TRIED];
    size_t found;

    for (size_t i = 0; i < plan->left_out_count; i++) {
        fu_instant was = plan->left_out[i];

        if (was <= now)
            continue;
        found = workdays_moments(&plan->schedule, plan->holidays, was - AROUND, moments, TRIED);
        for (size_t j = 0; j < found; j++) {
            if (day_of(plan->schedule.zone, moments[j]) == day_of(before->zone, was)) {
                plan->left_out[i] = moments[j];
                move_deeds(item, was, moments[j]);
                break;
            }
        }
    }
}

/* Its own moments to come go to the schedule's next; what is overdue stays. */
static void take_schedule(struct item *item, const struct fu_schedule *schedule, fu_instant now)
{
    struct plan *plan = &item->plan;
    const struct fu_schedule before = plan->schedule;
    bool moved = plan->recurring;
    fu_instant next;

    plan->schedule = *schedule;
    if (!before.elapsed &&
        (before.first != schedule->first || strcmp(before.zone, schedule->zone) != 0))
        move_left_out(item, &before, now);
    next = plan_next(plan, now);
    for (size_t i = 0; i < plan->count; i++) {
        struct promise *row = &plan->rows[i];

        if (row->extra || row->moment <= now || next == FU_NEVER || next == row->moment)
            continue;
        move_deeds(item, row->moment, next);
        row->moment = next;
        moved = true;
    }
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

    if (schedule->elapsed || !comes(schedule, now) ||
        (schedule->workdays == wanted->workdays && strcmp(schedule->zone, wanted->zone) == 0) ||
        !read_again(item, wanted, arena, &again) || !comes(&again, now))
        return;
    take_schedule(item, &again, now);
    item->plan.schedule = again;
}
