/* Saying done, by an owner for all, or by one who only shares. See model.h. */
#include "plan.h"

enum { EVERYBODY = -1 };

/* A reminder that somebody else put off for themselves is theirs; a task is done for all. */
static bool is_others(const struct item *item, int who, bool extra, bool common)
{
    return item->mistaken != MISTAKE_DONE && !item->plan.task && extra && !common &&
           who != item->owner;
}

/* What came last is what the owner means. */
static bool finish_last(struct item *item, fu_instant *finished)
{
    struct mail *last = NULL;
    bool found = false;

    *finished = FU_NEVER;
    for (size_t i = 0; i < item->mail_count; i++) {
        struct mail *mail = &item->mails[i];
        if (!is_others(item, mail->who, mail->extra, mail->common) &&
            (!last || mail->moment > last->moment))
            last = mail;
    }
    for (size_t i = 0; last && i < item->mail_count; i++) {
        struct mail *mail = &item->mails[i];
        if (mail->moment != last->moment || mail->done ||
            is_others(item, mail->who, mail->extra, mail->common))
            continue;
        mail->done = found = true;
        *finished = mail->moment;
    }
    return found;
}

/* What waits for whoever says done (EVERYBODY: for anybody), or is kept back, goes with that: the
 * last of it, or all. It is known by which deed. */
static bool finish_waiting(struct item *item, int who, bool all)
{
    struct mail *last = NULL;

    for (size_t i = 0; i < item->mail_count; i++) {
        struct mail *mail = &item->mails[i];
        bool open = mail->course == WAITING || mail->course == HELD;
        if ((who != EVERYBODY && mail->who != who) || !open || mail->said_done || mail->ended)
            continue;
        if (all)
            mail->said_done = (int)item->deed_count + 1;
        if (!last || mail->delivery > last->delivery)
            last = mail;
    }
    if (last)
        last->said_done = (int)item->deed_count + 1;
    return last;
}

bool plan_done_for(const struct item *item, int who)
{
    return item->plan.done[who] && item->plan.done[who] >= item->came;
}

/* Whether an open task that comes again is done for one of those who only share in it, of whom
 * nothing more is to come. */
static bool is_news(const struct item *item, int who)
{
    const struct mail *last = NULL;

    for (size_t i = 0; i < item->mail_count; i++) {
        const struct mail *mail = &item->mails[i];
        bool theirs = !mail->extra || mail->common || mail->who == who;
        if (theirs && (!last || mail->moment > last->moment))
            last = mail;
    }
    return item->plan.task && item->plan.recurring && last && !last->done && item->came &&
           !plan_done_for(item, who);
}

/* No moment of the follow-up's own is to come. */
static bool is_over(const struct plan *plan)
{
    for (size_t i = 0; i < plan->count; i++) {
        if (!plan->rows[i].extra)
            return false;
    }
    return true;
}

bool model_done(struct item *item, int who, bool pending, fu_instant now, fu_instant *finished)
{
    struct plan *plan = &item->plan;
    bool whole = !plan->recurring || !pending, changed;

    *finished = FU_NEVER;
    if (plan->cancelled)
        return false;
    if (who != item->owner) {
        changed = finish_waiting(item, who, false);
        changed = plan_end_own(plan, who, now) || changed || (pending && is_news(item, who));
        if (changed)
            plan->done[who] = now;
        return changed;
    }
    changed = finish_last(item, finished);
    /* A task is done for all, whichever of its mails waits. */
    if (plan->task || whole || is_over(plan))
        changed = finish_waiting(item, plan->task ? EVERYBODY : who, true) || changed;
    for (size_t i = plan->count; i-- > 0;) {
        const struct promise *row = &plan->rows[i];

        if ((!whole && !row->extra) || is_others(item, row->who, row->extra, row->common))
            continue;
        if (!row->extra && row->moment > plan->ahead)
            plan->ahead = row->moment;
        plan_take_out(plan, i);
        changed = true;
    }
    return changed;
}
