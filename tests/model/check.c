/* The store against what was promised, and against itself. */
#include "life.h"

#include <stdio.h>

#include <string.h>

#include "followupd/cadence/say.h"
#include "followupd/followup/view.h"
#include "followupd/store/copies.h"
#include "followupd/store/deliveries.h"
#include "followupd/store/followups.h"

enum { PENDING = 1U << FU_OCCURRENCE_PENDING, SHOWN = 12 };

static bool has(const struct item *item, int who, fu_instant moment)
{
    for (size_t i = 0; i < item->plan.count; i++) {
        if (item->plan.rows[i].who == who && item->plan.rows[i].moment == moment)
            return true;
    }
    return false;
}

/* What each will hear of: the same on both sides. */
static void compare_promises(
    struct life *life, const struct item *item, const struct fu_occurrence *rows, size_t count)
{
    for (int who = 0; who < PEOPLE; who++) {
        if (!item->in[who] || item->plan.away[who])
            continue;
        for (size_t i = 0; i < count; i++) {
            if ((rows[i].person == 0 || rows[i].person == life->people[who].id) &&
                !has(item, who, rows[i].moment))
                life_complain(life, "%s would get %lld at %s, which nobody promised",
                    life_name(who), (long long)item->id, life_moment(life, rows[i].moment));
        }
        for (size_t i = 0; i < item->plan.count; i++) {
            const struct promise *row = &item->plan.rows[i];
            bool there = row->who != who;

            for (size_t j = 0; j < count && !there; j++)
                there = rows[j].moment == row->moment &&
                        (rows[j].person == 0 || rows[j].person == life->people[who].id);
            if (!there)
                life_complain(life, "%s would not get %lld at %s", life_name(who),
                    (long long)item->id, life_moment(life, row->moment));
        }
    }
}

/* Whether somebody will hear of it who has not left. */
static bool is_promised(const struct item *item)
{
    for (size_t i = 0; i < item->plan.count; i++) {
        if (model_hears(item, &item->plan.rows[i]))
            return true;
    }
    return false;
}

/* Whether a mail of it is under way, or kept back. */
static bool has_mail(struct life *life, const struct item *item)
{
    struct fu_delivery *mails;
    size_t count = 0;

    MUST(life,
        fu_store_deliveries(life->store, life->brief, item->id, &mails, &count, &life->error));
    for (size_t i = 0; i < count; i++) {
        if (mails[i].state == FU_DELIVERY_QUEUED || mails[i].state == FU_DELIVERY_SENDING ||
            mails[i].state == FU_DELIVERY_UNSURE)
            return true;
    }
    return false;
}

/* Pending is what something is to come of. */
static void check_state(
    struct life *life, const struct item *item, const struct fu_followup *followup)
{
    bool promised = is_promised(item);

    if (followup->state == FU_PENDING && !promised && !has_mail(life, item))
        life_complain(life, "%lld is pending and nothing comes", (long long)item->id);
    if (followup->state != FU_PENDING && promised)
        life_complain(life, "%lld is %s and something would come", (long long)item->id,
            fu_followup_state_word(followup->state));
    for (size_t i = 0; followup->state != FU_PENDING && i < item->mail_count; i++) {
        if (item->mails[i].course == WAITING && model_wanted(item, &item->mails[i]))
            life_complain(life, "%lld is over, and a mail of it waits", (long long)item->id);
    }
    if (item->plan.cancelled != (followup->state == FU_CANCELLED))
        life_complain(
            life, "%lld is %s", (long long)item->id, fu_followup_state_word(followup->state));
}

static void check_item(struct life *life, const struct item *item)
{
    struct fu_followup *followup = NULL;
    struct fu_occurrence *rows;
    size_t count = 0;

    MUST(life, fu_store_followup_get(life->store, life->brief, item->id, &followup, &life->error));
    MUST(life, fu_store_occurrences(life->store, life->brief, item->id, PENDING, FU_NEVER, &rows,
                   &count, &life->error));
    if (!followup) {
        life_complain(life, "%lld is gone", (long long)item->id);
        return;
    }
    compare_promises(life, item, rows, count);
    check_state(life, item, followup);
}

/* A list names the moment at which its person will hear next. */
static void check_list(struct life *life, int who)
{
    const struct fu_act act = {
        life->store, &life->settings, life->brief, life->now, life->people[who].id};
    const struct fu_view_question pending = {.text = "", .tag = ""};
    struct fu_view_list list = {.count = 0};
    struct fu_view_followup *view = NULL;

    MUST(life, fu_view_list(&act, &pending, &list, &life->error));
    for (size_t i = 0; i < list.count; i++) {
        const struct fu_view_item *row = &list.items[i];
        const struct item *item = life_item(life, row->id);
        fu_instant next = item ? model_next(item, who) : FU_NEVER;
        const char *moment =
            next == FU_NEVER ? ""
                             : fu_say_rfc3339(life->brief, life->people[who].reading.zone, next);

        if (!item || !item->in[who] || item->plan.away[who])
            life_complain(life, "%s's list has %lld", life_name(who), (long long)row->id);
        if (strcmp(moment, row->moment) != 0)
            life_complain(life, "%s's list says %s of %lld, and it comes at %s", life_name(who),
                row->moment, (long long)row->id, moment);
        MUST(life, fu_view_one(&act, row->id, false, &view, &life->error));
        if (!view || view->over || strcmp(moment, view->item.moment) != 0)
            life_complain(life, "%s's page of %lld says %s", life_name(who), (long long)row->id,
                view ? view->item.moment : "nothing");
    }
}

/* Whoever has something to come finds it in their list. */
static void check_listed(struct life *life, const struct item *item)
{
    const struct fu_filter filter = {.state = FU_PENDING, .after = item->id - 1, .most = 1};

    for (int who = 0; who < PEOPLE; who++) {
        struct fu_filter theirs = filter;
        struct fu_listed *rows = NULL;
        size_t count = 0;

        if (!item->in[who] || item->plan.away[who] || model_next(item, who) == FU_NEVER)
            continue;
        theirs.person = life->people[who].id;
        MUST(life, fu_store_list(life->store, life->brief, &theirs, &rows, &count, &life->error));
        if (count == 0 || rows[0].followup.id != item->id)
            life_complain(
                life, "%s's list does not have %lld", life_name(who), (long long)item->id);
    }
}

void life_check_lists(struct life *life)
{
    for (int who = 0; who < PEOPLE && !life->complaint[0]; who++)
        check_list(life, who);
    for (size_t i = 0; i < life->item_count && !life->complaint[0]; i++) {
        if (!life->items[i].gone)
            check_listed(life, &life->items[i]);
    }
}

void life_check(struct life *life)
{

    for (size_t i = 0; i < life->item_count && !life->complaint[0]; i++) {
        if (!life->items[i].gone)
            check_item(life, &life->items[i]);
    }
}

/* What the store has of each follow-up: for whoever reads how it went wrong. */
void life_show(struct life *life)
{
    static const char *const states[] = {"pending", "fired", "done", "skipped", "cancelled"};
    struct fu_followup *followup = NULL;
    struct fu_occurrence *rows;
    struct fu_delivery *mails;
    size_t count = 0, mail_count = 0;

    for (size_t i = 0; i < life->item_count; i++) {
        MUST(life, fu_store_followup_get(
                       life->store, life->brief, life->items[i].id, &followup, &life->error));
        if (!followup)
            continue;
        printf("  %lld is %s, %s\n", (long long)followup->id,
            fu_followup_state_word(followup->state), followup->schedule.canonical);
        MUST(life, fu_store_occurrences(life->store, life->brief, followup->id, 0x1f, FU_NEVER,
                       &rows, &count, &life->error));
        MUST(life, fu_store_deliveries(
                       life->store, life->brief, followup->id, &mails, &mail_count, &life->error));
        for (size_t j = count > SHOWN ? count - SHOWN : 0; j < count; j++) {
            printf("    %s %s%s, folded %lld, for %lld:", life_moment(life, rows[j].moment),
                rows[j].snoozed ? "again " : "", states[rows[j].state], (long long)rows[j].folded,
                (long long)rows[j].person);
            for (size_t k = 0; k < mail_count; k++) {
                if (mails[k].occurrence == rows[j].id)
                    printf(" %s %s", mails[k].address, fu_delivery_state_word(mails[k].state));
            }
            printf("\n");
        }
    }
}

static int64_t count_state(struct life *life, int state)
{
    const struct fu_filter filter = {.state = state, .most = ITEMS_MAX * 2};
    struct fu_listed *rows;
    size_t count = 0;

    MUST(life, fu_store_list(life->store, life->brief, &filter, &rows, &count, &life->error));
    return (int64_t)count;
}

/* How often a follow-up fired: the moments of which a mail got through. */
static void check_fired(struct life *life, const struct item *item)
{
    struct fu_followup *followup = NULL;
    struct fu_delivery *rows;
    size_t count = 0;
    int64_t fired = 0, last = 0;

    MUST(life, fu_store_followup_get(life->store, life->brief, item->id, &followup, &life->error));
    MUST(
        life, fu_store_deliveries(life->store, life->brief, item->id, &rows, &count, &life->error));
    for (size_t i = 0; i < count; i++) {
        bool first = rows[i].state == FU_DELIVERY_SENT;

        for (size_t j = 0; j < i; j++)
            first = first &&
                    (rows[j].occurrence != rows[i].occurrence || rows[j].state != FU_DELIVERY_SENT);
        fired += first;
        last = rows[i].id;
    }
    if (followup && last != 0 && !item->pruned && fired != followup->fired)
        life_complain(life, "%lld came %lld times, and says %lld", (long long)item->id,
            (long long)fired, (long long)followup->fired);
}

void life_check_sums(struct life *life)
{
    struct fu_store_counts counts = {.pending = 0};

    MUST(life, fu_store_check(life->store, &life->error));
    MUST(life, fu_store_count(life->store, life->now, &counts, &life->error));
    if (counts.pending != count_state(life, FU_PENDING) ||
        counts.done != count_state(life, FU_DONE) ||
        counts.cancelled != count_state(life, FU_CANCELLED) ||
        counts.failed != count_state(life, FU_FAILED))
        life_complain(life, "the counts of follow-ups are not theirs");
    for (size_t i = 0; i < life->item_count && !life->complaint[0]; i++) {
        if (!life->items[i].gone)
            check_fired(life, &life->items[i]);
    }
}
