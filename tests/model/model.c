/* See model.h. */
#include "model.h"
#include "plan.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "followupd/zone/civil.h"
#include "followupd/zone/zone.h"
#include "workdays.h"

static bool is_same(const struct promise *one, const struct promise *other)
{
    return one->who == other->who && one->moment == other->moment && one->extra == other->extra &&
           one->common == other->common;
}

void plan_add(struct plan *plan, struct promise row)
{
    for (size_t i = 0; i < plan->count; i++) {
        const struct promise *other = &plan->rows[i];
        if (is_same(other, &row))
            return;
    }
    if (plan->count == ROWS_MAX)
        abort();
    plan->rows[plan->count++] = row;
}

void plan_take_out(struct plan *plan, size_t at)
{
    plan->rows[at] = plan->rows[--plan->count];
}

static const struct promise *find(const struct plan *plan, const struct promise *row)
{
    for (size_t i = 0; i < plan->count; i++) {
        const struct promise *other = &plan->rows[i];
        if (is_same(other, row))
            return other;
    }
    return NULL;
}

/* What of the plan is a moment of the series itself stays whatever one person does. */
static bool passes(const struct plan *plan, const struct promise *row)
{
    return !plan->recurring || row->extra;
}

/* Of what came to all, each of the others has one of their own now. What was due by then has passed
 * by who has left. */
static void part(struct plan *plan, struct promise from, fu_instant now)
{
    for (size_t i = plan->count; i-- > 0;) {
        struct promise *row = &plan->rows[i];
        if (!row->common || row->moment != from.moment || row->extra != from.extra)
            continue;
        row->common = false;
        if (plan->away[row->who] && row->moment <= now)
            plan_take_out(plan, i);
    }
}

bool plan_end_own(struct plan *plan, int who, fu_instant now)
{
    bool found = false;

    for (size_t i = 0; i < plan->count;) {
        struct promise row = plan->rows[i];

        if (row.who != who || !passes(plan, &row)) {
            i++;
            continue;
        }
        plan_take_out(plan, i);
        if (row.common)
            part(plan, row, now);
        found = true;
        i = 0;
    }
    return found;
}

bool plan_leaves_out(const struct plan *plan, fu_instant moment)
{
    for (size_t i = 0; i < plan->left_out_count; i++) {
        if (plan->left_out[i] == moment)
            return true;
    }
    return false;
}

void plan_leave_out(struct plan *plan, fu_instant moment)
{
    if (plan->left_out_count < LEFT_OUT_MAX && !plan_leaves_out(plan, moment))
        plan->left_out[plan->left_out_count++] = moment;
}

void plan_leave_in(struct plan *plan, fu_instant moment)
{
    for (size_t i = plan->left_out_count; i-- > 0;) {
        if (plan->left_out[i] == moment)
            plan->left_out[i] = plan->left_out[--plan->left_out_count];
    }
}

size_t plan_moments(const struct plan *plan, fu_instant after, fu_instant *moments, size_t count)
{
    fu_instant all[TIMES_MAX];
    size_t known, found = 0;

    if (plan->times == 0)
        return workdays_moments(&plan->schedule, plan->holidays, after, moments, count);
    known = workdays_moments(
        &plan->schedule, plan->holidays, plan->schedule.first - 1, all, plan->times);
    for (size_t i = 0; i < known && found < count; i++) {
        if (all[i] > after)
            moments[found++] = all[i];
    }
    return found;
}

fu_instant plan_next(const struct plan *plan, fu_instant after)
{
    fu_instant moment;
    size_t i;

    for (;;) {
        if (plan_moments(plan, after, &moment, 1) == 0)
            return FU_NEVER;
        for (i = 0; i < plan->left_out_count && plan->left_out[i] != moment; i++)
            ;
        if (i == plan->left_out_count)
            return moment;
        after = moment;
    }
}

static void promise_all(struct item *item, fu_instant moment, bool extra)
{
    for (int who = 0; moment != FU_NEVER && who < PEOPLE; who++) {
        if (item->in[who])
            plan_add(&item->plan,
                (struct promise){.who = who, .moment = moment, .extra = extra, .common = true});
    }
}

/* A one-off comes at its moment, be it past; a series begins, and is counted, with its first after
 * its mail arrived. */
static void take_wish(struct plan *plan, const struct wish *wish, fu_instant arrived)
{
    struct fu_schedule *schedule = &plan->schedule;
    fu_instant first;
    struct fu_civil start;

    *schedule = wish->schedule;
    plan->sent = wish->sent;
    plan->times = wish->times;
    plan->recurring = schedule->recurrence == FU_RECURRING;
    if (!plan->recurring || schedule->first > arrived ||
        workdays_moments(schedule, plan->holidays, arrived, &first, 1) == 0)
        return;
    fu_zone_civil(fu_zone_find(schedule->elapsed ? "UTC" : schedule->zone), first, &start);
    schedule->first = first;
    if (schedule->elapsed)
        schedule->start = start;
    else
        fu_civil_from_days(fu_civil_days(start.year, start.month, start.day), &schedule->start);
}

void model_make(struct item *item, const struct wish *wish, bool holidays, fu_instant now)
{
    item->plan = (struct plan){.task = (wish->flags & 1) != 0, .holidays = holidays};
    take_wish(&item->plan, wish, item->mistaken == MISTAKE_ARRIVAL ? wish->sent : now);
    promise_all(item, item->plan.schedule.first, false);
}

bool model_snooze(struct item *item, int who, fu_instant moment, fu_instant now)
{
    struct plan *plan = &item->plan;

    for (size_t i = 0; i < plan->count; i++) {
        const struct promise *row = &plan->rows[i];
        if (row->who == who && row->moment == moment && passes(plan, row))
            return false;
    }
    plan_end_own(plan, who, now);
    plan_add(plan, (struct promise){.who = who, .moment = moment, .extra = true, .asked = true});
    plan->cancelled = false;
    plan->done[who] = 0;
    return true;
}

static fu_instant next_workday(const struct item *item, const struct reading *owner, fu_instant now)
{
    static const char text[] = "nextworkday";
    const struct fu_schedule *kept = &item->plan.schedule;
    const struct fu_cadence_setting setting = {.sent = now,
        .zone = kept->zone,
        .morning = owner->morning,
        .workdays = kept->workdays,
        .shortest = 1};
    struct fu_arena *arena = fu_arena_new();
    struct fu_schedule found;

    if (!workdays_read(arena, text, &setting, item->plan.holidays, &found, NULL))
        abort();
    fu_arena_free(&arena);
    return found.first;
}

/* What came last is not done. */
static bool is_open(const struct item *item)
{
    const struct mail *last = NULL;

    for (size_t i = 0; i < item->mail_count; i++) {
        if (!last || item->mails[i].moment > last->moment)
            last = &item->mails[i];
    }
    return item->plan.task && last && !last->done;
}

/* An open task that would have come with what is left out comes on the next workday, unless it does
 * in any case: to all, or to each of those who are not done and to whom it does not come besides. */
static void keep_open(struct item *item, fu_instant again)
{
    struct plan *plan = &item->plan;
    bool any = false, besides[PEOPLE] = {false};

    for (size_t i = 0; i < plan->count; i++) {
        const struct promise *row = &plan->rows[i];
        if (!row->extra && row->moment <= again)
            return;
        besides[row->who] = besides[row->who] || row->extra;
        any = any || row->extra;
    }
    for (int who = 0; who < PEOPLE; who++) {
        besides[who] = besides[who] || plan_done_for(item, who);
        any = any || (item->in[who] && plan_done_for(item, who));
    }
    for (int who = 0; who < PEOPLE; who++) {
        if (item->in[who] && (!any || (!besides[who] && !plan->away[who])))
            plan_add(
                plan, (struct promise){.who = who, .moment = again, .extra = true, .common = !any});
    }
}

/* Whether the series goes on by what it was promised already. */
static bool goes_on(const struct plan *plan)
{
    for (size_t i = 0; i < plan->count; i++) {
        if (!plan->rows[i].extra)
            return true;
    }
    return false;
}

bool model_skip(
    struct item *item, const struct reading *owner, fu_instant now, bool pending, bool hidden)
{
    struct plan *plan = &item->plan;
    fu_instant own = FU_NEVER;

    for (size_t i = 0; i < plan->count; i++) {
        const struct promise *row = &plan->rows[i];
        if (!row->extra && (hidden || plan->recurring || !plan->away[row->who]) &&
            (own == FU_NEVER || row->moment < own))
            own = row->moment;
    }
    if (!pending || own == FU_NEVER)
        return false;
    if (!plan->recurring)
        return model_cancel(item, item->owner, pending);
    for (size_t i = plan->count; i-- > 0;) {
        if (!plan->rows[i].extra && plan->rows[i].moment == own)
            plan_take_out(plan, i);
    }
    plan_leave_out(plan, own);
    if (!goes_on(plan))
        promise_all(item, plan_next(plan, own), false);
    if (is_open(item))
        keep_open(item, next_workday(item, owner, own > now ? own : now));
    return true;
}

bool model_cancel(struct item *item, int who, bool open)
{
    if (who != item->owner)
        return item->plan.away[who] = true;
    if (!open || item->plan.cancelled)
        return false;
    item->plan.count = 0;
    for (size_t i = 0; i < item->mail_count; i++) {
        if (!item->mails[i].ended && item->mails[i].course != SENT)
            item->mails[i].ended = (int)item->deed_count + 1;
    }
    return item->plan.cancelled = true;
}

bool model_edit(struct item *item, const struct wish *wish, fu_instant now)
{
    struct plan *plan = &item->plan;

    for (size_t i = plan->count; i-- > 0;) {
        struct promise row = plan->rows[i];
        /* What a series owed when it got another rule comes still. */
        bool owed = plan->recurring && !row.extra && row.moment <= wish->sent &&
                    wish->schedule.recurrence == FU_RECURRING && item->mistaken != MISTAKE_OWED;
        if (!owed && (!row.asked || (!plan->recurring && row.who == item->owner)))
            plan_take_out(plan, i);
    }
    take_wish(plan, wish, now);
    plan->cancelled = false;
    for (size_t i = plan->left_out_count; i-- > 0;) {
        if (plan->left_out[i] > now)
            plan_leave_in(plan, plan->left_out[i]);
    }
    promise_all(item, plan->schedule.first, false);
    return true;
}

void model_take_over(struct item *item, const struct item *replaced, int who, fu_instant moment)
{
    for (size_t i = item->plan.count; i-- > 0;) {
        const struct promise *row = &item->plan.rows[i];
        bool came = false;
        for (size_t j = 0; j < replaced->mail_count; j++)
            came = came || (replaced->mails[j].who == who && replaced->mails[j].extra &&
                               replaced->mails[j].moment == row->moment);
        if (row->who == who && row->extra && !row->common && !came && !find(&replaced->plan, row))
            plan_take_out(&item->plan, i);
    }
    item->plan.cancelled = false;
    item->plan.done[who] = 0;
    plan_add(
        &item->plan, (struct promise){.who = who, .moment = moment, .extra = true, .asked = true});
}

bool model_promised(const struct plan *plan, const struct promise *row)
{
    return find(plan, row) != NULL;
}

void model_erase(struct item *item, int who)
{
    item->gone = item->gone || item->owner == who;
    item->pruned = item->pruned || item->in[who];
    item->in[who] = false;
    for (size_t i = item->plan.count; i-- > 0;) {
        if (item->plan.rows[i].who == who)
            plan_take_out(&item->plan, i);
    }
    for (size_t i = item->mail_count; i-- > 0;) {
        if (item->mails[i].who == who)
            item->mails[i] = item->mails[--item->mail_count];
    }
    for (size_t i = 0; i < item->deed_count; i++)
        item->deeds[i].undone = item->deeds[i].undone || item->deeds[i].who == who;
}

/* A task that somebody has heard of comes back to them, unless it comes before in any case. */
static void come_back(
    struct item *item, const struct promise *row, fu_instant again, fu_instant now)
{
    struct plan *plan = &item->plan;

    for (size_t i = 0; i < plan->count; i++) {
        const struct promise *other = &plan->rows[i];
        if (other->moment > now && other->moment <= again && other->who == row->who &&
            (other->common || !row->common))
            return;
    }
    plan_add(plan,
        (struct promise){.who = row->who, .moment = again, .extra = true, .common = row->common});
}

static bool is_heard(const struct item *item, const struct promise *row)
{
    bool heard = false;

    for (int who = 0; who < PEOPLE; who++)
        heard =
            heard || ((row->common || row->who == who) && item->in[who] && !item->plan.away[who]);
    return heard;
}

/* A task whose series is due again does not come back besides, unless that was asked for. */
static size_t leave_out_backs(struct promise *due, size_t count)
{
    size_t left = 0;

    for (size_t i = 0; i < count; i++) {
        if (!due[i].extra || due[i].asked)
            due[left++] = due[i];
    }
    return left;
}

/* Of moments of a series that are due together the first comes, and stands for the others. */
static size_t leave_out_later(struct item *item, struct promise *due, size_t count)
{
    fu_instant first = FU_NEVER;
    size_t left = 0;

    for (size_t i = 0; i < count; i++) {
        if (!due[i].extra && (first == FU_NEVER || due[i].moment < first))
            first = due[i].moment;
    }
    if (first > item->came)
        item->came = first;
    for (size_t i = 0; i < count; i++) {
        if (due[i].extra || due[i].moment == first)
            due[left++] = due[i];
    }
    return left;
}

size_t model_fire(
    struct item *item, const struct reading *owner, fu_instant now, struct promise *due)
{
    struct plan *plan = &item->plan;
    size_t count = 0;
    bool base = false;

    if (plan->ahead <= now && plan->ahead > item->came)
        item->came = plan->ahead;
    for (size_t i = plan->count; i-- > 0;) {
        if (plan->rows[i].moment > now)
            continue;
        base = base || (plan->recurring && !plan->rows[i].extra);
        if (!plan->recurring && !plan->rows[i].extra && plan->rows[i].moment > item->came)
            item->came = plan->rows[i].moment;
        due[count++] = plan->rows[i];
        plan_take_out(plan, i);
    }
    if (base)
        count = leave_out_later(item, due, count);
    if (base && !goes_on(plan))
        promise_all(item, plan_next(plan, now), false);
    if (base && plan->task)
        count = leave_out_backs(due, count);
    for (size_t i = 0; plan->task && i < count; i++) {
        if (is_heard(item, &due[i]))
            come_back(item, &due[i], next_workday(item, owner, now), now);
    }
    return count;
}

void model_forget_unheard(struct item *item, fu_instant before)
{
    struct plan *plan = &item->plan;

    for (size_t i = plan->count; i-- > 0;) {
        const struct promise *row = &plan->rows[i];
        if (plan->away[row->who] && row->moment < before)
            plan_take_out(plan, i);
    }
}

bool model_hears(const struct item *item, const struct promise *row)
{
    return item->in[row->who] && !item->plan.away[row->who];
}

fu_instant model_next(const struct item *item, int who)
{
    fu_instant next = FU_NEVER;

    for (size_t i = 0; i < item->plan.count; i++) {
        const struct promise *row = &item->plan.rows[i];
        if (row->who == who && (next == FU_NEVER || row->moment < next))
            next = row->moment;
    }
    return next;
}

bool model_wanted(const struct item *item, const struct mail *mail)
{
    return !item->plan.cancelled && !mail->ended && !item->plan.away[mail->who] &&
           !mail->said_done && !(mail->done && (mail->who == item->owner || item->plan.task));
}

struct mail *model_mail(struct item *item, int64_t delivery)
{
    for (size_t i = 0; i < item->mail_count; i++) {
        if (item->mails[i].delivery == delivery)
            return &item->mails[i];
    }
    return NULL;
}
