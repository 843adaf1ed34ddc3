/* Taking back the last deed of somebody: the difference that it made goes, and comes, again. See
 * model.h. */
#include "plan.h"

#include <string.h>

static bool is_only_deed(const struct item *item, const struct deed *deed)
{
    for (size_t i = 0; i < item->deed_count; i++) {
        if (&item->deeds[i] != deed && item->deeds[i].who == deed->who)
            return false;
    }
    return true;
}

struct deed *model_undoable(struct item *item, int who)
{
    for (size_t i = item->deed_count; i-- > 0;) {
        struct deed *deed = &item->deeds[i];
        if (deed->who == who && !deed->undone &&
            (!deed->creation || (is_only_deed(item, deed) && item->mail_count == 0)))
            return deed;
    }
    return NULL;
}

/* Whether nothing that is in the plan before and not in the one after is there now. */
static bool is_still_away(
    const struct plan *before, const struct plan *after, const struct plan *now)
{
    for (size_t i = 0; i < before->count; i++) {
        if (!model_promised(after, &before->rows[i]) && model_promised(now, &before->rows[i]))
            return false;
    }
    return true;
}

/* Whether a row came about as somebody else's part of what had been to come to all. */
static bool is_part(const struct deed *deed, const struct promise *row)
{
    struct promise common = *row;

    common.common = true;
    return row->who != deed->who && !row->common && model_promised(&deed->after, row) &&
           model_promised(&deed->before, &common) && !model_promised(&deed->after, &common);
}

/* Whether some of those who were there have changed their part since. */
static bool is_apart(const struct item *item, const struct deed *deed)
{
    for (size_t i = 0; i < deed->after.count; i++) {
        const struct promise *row = &deed->after.rows[i];
        if (is_part(deed, row) && item->in[row->who] && !deed->before.away[row->who] &&
            !model_promised(&item->plan, row))
            return true;
    }
    return false;
}

bool model_has_begun(const struct item *item, const struct deed *deed)
{
    for (size_t i = 0; deed->edit && i < deed->after.count; i++) {
        const struct promise *row = &deed->after.rows[i];
        if (!row->extra && item->in[row->who] && model_promised(&deed->before, row) &&
            !model_promised(&item->plan, row))
            return true;
    }
    return false;
}

bool model_untouched(const struct item *item, const struct deed *deed)
{
    const struct deed *last = &item->deeds[item->deed_count - 1];
    const struct plan *before = &deed->before, *after = &deed->after, *now = &item->plan;

    /* Its owner's done ends a task for all, and what was parted; a new cadence the former. */
    for (const struct deed *later = deed + 1; later <= last; later++) {
        bool ends = later->ends && (item->plan.task || is_apart(item, deed));
        if (later->edit || (ends && !later->undone))
            return false;
    }
    for (size_t i = 0; i < after->count; i++) {
        const struct promise *row = &after->rows[i];
        if (!model_promised(before, row) && !is_part(deed, row) && !model_promised(now, row))
            return false;
    }
    return !model_has_begun(item, deed) && (deed == last || !item->pruned) &&
           (after->cancelled || !now->cancelled) && is_still_away(before, after, now);
}

/* Whether somebody has had by now what they asked for anew after it was taken from them: nobody
 * hears of one moment twice. */
static bool has_had(const struct item *item, const struct promise *row)
{
    for (size_t i = 0; i < item->mail_count; i++) {
        const struct mail *mail = &item->mails[i];
        if (mail->who == row->who && mail->moment == row->moment && mail->extra && row->extra)
            return true;
    }
    return false;
}

/* Whether it was somebody's part of a one-off, and passed by while they had left. */
static bool passed_by(const struct item *item, const struct deed *deed, const struct promise *row)
{
    return deed->before.away[row->who] && !row->common && !row->extra &&
           row->moment <= item->back[row->who];
}

/* Whether a moment that was left out is back, and due by now: what follows it stays, be it due as
 * well, and comes with it. */
static bool owes_again(const struct deed *deed, fu_instant now)
{
    for (size_t i = 0; i < deed->before.count; i++) {
        const struct promise *row = &deed->before.rows[i];
        if (!row->extra && row->moment <= now && plan_leaves_out(&deed->after, row->moment) &&
            !plan_leaves_out(&deed->before, row->moment))
            return true;
    }
    return false;
}

void model_undo(struct item *item, struct deed *deed, fu_instant now)
{
    struct plan *plan = &item->plan;
    const struct plan *before = &deed->before, *after = &deed->after;
    bool apart = is_apart(item, deed), owes = owes_again(deed, now);

    for (size_t i = plan->count; i-- > 0;) {
        const struct promise *row = &plan->rows[i];
        if (owes && !row->extra)
            continue;
        if (model_promised(after, row) && !model_promised(before, row) &&
            !(apart && is_part(deed, row)))
            plan_take_out(plan, i);
    }
    /* Where others have gone on by themselves, it comes to this one alone. */
    for (size_t i = 0; i < before->count; i++) {
        struct promise row = before->rows[i];
        if (model_promised(after, &row) || !item->in[row.who] ||
            (apart && row.common && row.who != deed->who) || passed_by(item, deed, &row) ||
            (row.who != deed->who && has_had(item, &row)))
            continue;
        row.common = row.common && !apart;
        plan_add(plan, row);
    }
    if (before->cancelled != after->cancelled)
        plan->cancelled = before->cancelled;
    if (before->subject != after->subject)
        plan->subject = before->subject;
    if (strcmp(before->schedule.canonical, after->schedule.canonical) != 0 ||
        before->schedule.first != after->schedule.first || before->times != after->times) {
        plan->schedule = before->schedule;
        plan->times = before->times;
        plan->sent = before->sent;
        plan->recurring = before->recurring;
    }
    for (size_t i = 0; i < after->left_out_count; i++) {
        if (!plan_leaves_out(before, after->left_out[i]))
            plan_leave_in(plan, after->left_out[i]);
    }
    for (size_t i = 0; i < before->left_out_count; i++) {
        if (!plan_leaves_out(after, before->left_out[i]))
            plan_leave_out(plan, before->left_out[i]);
    }
    for (int who = 0; who < PEOPLE; who++) {
        if (before->away[who] == after->away[who])
            continue;
        plan->away[who] = before->away[who];
    }
    /* What somebody has asked for since keeps it alive, as long as they have not left it. */
    for (size_t i = 0; i < plan->count; i++)
        plan->cancelled = plan->cancelled && !model_hears(item, &plan->rows[i]);
    if (before->done[deed->who] != after->done[deed->who])
        plan->done[deed->who] = before->done[deed->who];
    for (size_t i = 0; i < item->mail_count; i++) {
        if (item->mails[i].moment == deed->finished)
            item->mails[i].done = false;
        if (item->mails[i].said_done == (int)(deed - item->deeds) + 1)
            item->mails[i].said_done = 0;
        if (item->mails[i].ended == (int)(deed - item->deeds) + 1)
            item->mails[i].ended = 0;
    }
    deed->undone = true;
}
