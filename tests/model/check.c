/* The store against what was promised, and against itself. */
#include "life.h"

#include <stdio.h>

#include "followupd/followup/view.h"
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

/* Pending is what something is to come of. */
static void check_state(
    struct life *life, const struct item *item, const struct fu_followup *followup, size_t pending)
{
    bool open = false;

    MUST(life, fu_store_followup_open(life->store, item->id, &open, &life->error));
    if (followup->state == FU_PENDING && !open)
        life_complain(life, "%lld is pending and nothing comes", (long long)item->id);
    if (followup->state != FU_PENDING && pending > 0)
        life_complain(life, "%lld is %s and something would come", (long long)item->id,
            fu_followup_state_word(followup->state));
    for (size_t i = 0; followup->state != FU_PENDING && i < item->mail_count; i++) {
        if (item->mails[i].course == WAITING && !item->mails[i].resumed &&
            item->mails[i].who == item->owner && model_wanted(item, &item->mails[i]))
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
    check_state(life, item, followup, count);
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
