/* What is forgotten, and a backup that is put back: then what was due since is held, or known as
 * sent. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "followupd/followup/hold.h"
#include "followupd/store/copies.h"
#include "followupd/store/deliveries.h"
#include "followupd/store/followups.h"
#include "life.h"

enum { PATH_MAX_LENGTH = 128, KEPT = 30 * 86400 };

static bool has_event(
    const struct life *life, const struct fu_event *events, size_t count, const struct deed *deed)
{
    for (size_t i = 0; i < count; i++) {
        if (events[i].at == deed->at && events[i].person == life->people[deed->who].id &&
            (strcmp(events[i].what, "created") == 0) == deed->creation && events[i].undo[0])
            return true;
    }
    return false;
}

/* Of what goes on, too, what is settled is forgotten: nobody can take that back. */
static void forget(struct life *life, struct item *item)
{
    struct fu_event *events;
    struct fu_delivery *row;
    size_t count = 0;

    MUST(life, fu_store_events(life->store, life->brief, item->id, &events, &count, &life->error));
    for (size_t i = 0; i < item->deed_count; i++) {
        struct deed *deed = &item->deeds[i];
        deed->undone = deed->undone || !has_event(life, events, count, deed);
    }
    for (size_t i = item->mail_count; i-- > 0;) {
        MUST(life, fu_store_delivery_get(life->store, life->brief, FU_PARCEL_DELIVERY,
                       item->mails[i].delivery, &row, &life->error));
        if (row)
            continue;
        if (item->mails[i].course == WAITING && model_wanted(item, &item->mails[i]))
            life_complain(life, "a mail of %lld that waits is forgotten", (long long)item->id);
        item->mails[i] = item->mails[--item->mail_count];
        item->pruned = true;
    }
}

static void prune(struct life *life)
{
    const fu_instant before = life->now - KEPT;
    const struct fu_served served = {life->now, before, before, before, before, before};
    bool pending[ITEMS_MAX];
    struct fu_followup *followup;

    life_say(life, "what ended a month ago is forgotten");
    for (size_t i = 0; i < life->item_count; i++)
        pending[i] = !life->items[i].gone && life_pending(life, &life->items[i]);
    MUST(life, fu_store_prune(life->store, &served, &life->error));
    life_refusals_prune(life, before);
    for (size_t i = 0; i < life->item_count; i++) {
        struct item *item = &life->items[i];

        MUST(life,
            fu_store_followup_get(life->store, life->brief, item->id, &followup, &life->error));
        if (!followup && pending[i])
            life_complain(life, "%lld is forgotten although it is pending", (long long)item->id);
        item->gone = item->gone || !followup;
        if (!item->gone)
            forget(life, item);
        if (!item->gone && !pending[i])
            model_forget_unheard(item, before);
    }
}

static const char *backup_path(const struct life *life)
{
    return fu_arena_print(life->brief, "%s/backup", life->folder);
}

static struct item *copy_items(const struct item *items)
{
    struct item *copy = calloc(ITEMS_MAX, sizeof *copy);

    if (!copy)
        abort();
    memcpy(copy, items, ITEMS_MAX * sizeof *copy);
    return copy;
}

static void back_up(struct life *life)
{
    life_say(life, "a backup is made");
    MUST(life, fu_store_backup(life->store, backup_path(life), &life->error));
    if (life->copy)
        free(life->copy->items);
    else
        life->copy = calloc(1, sizeof *life->copy);
    *life->copy = *life;
    life->copy->copy = NULL;
    life->copy->items = copy_items(life->items);
}

struct holding {
    struct life *life;
    struct fu_store *record;
    struct fu_hold_counts counts;
    bool pending[ITEMS_MAX]; /* in the copy, before what was due of it is dealt with */
};

static enum fu_status hold_back(
    void *context, const struct fu_restored *restored, struct fu_error *error)
{
    struct holding *holding = context;
    const struct life *copy = holding->life->copy;
    struct fu_followup *followup = NULL;
    enum fu_status status = FU_OK;

    for (size_t i = 0; status == FU_OK && i < copy->item_count; i++) {
        status = fu_store_followup_get(
            restored->store, holding->life->brief, copy->items[i].id, &followup, error);
        holding->pending[i] = status == FU_OK && followup && followup->state == FU_PENDING;
    }
    if (status != FU_OK)
        return status;
    return fu_followup_hold(restored->store, &holding->life->settings, holding->record,
        holding->life->copy->now, holding->life->now, &holding->counts, error);
}

/* Whether the store that was replaced knows that somebody had it. */
static bool was_sent(
    const struct item *items, size_t count, const struct item *item, int who, fu_instant moment)
{
    for (size_t i = 0; i < count; i++) {
        for (size_t j = 0; items[i].id == item->id && !items[i].gone && j < items[i].mail_count;
             j++) {
            const struct mail *mail = &items[i].mails[j];
            if (mail->who == who && mail->moment == moment && mail->course == SENT)
                return true;
        }
    }
    return false;
}

/* All mails of a follow-up as the restored store has them: nothing of them is on its way but what
 * waits for a later attempt. */
static void look_at_mails(struct life *life, struct item *item, const struct promise *due,
    size_t due_count, const struct item *replaced, size_t replaced_count)
{
    struct fu_delivery *rows;
    struct fu_occurrence *occurrence;
    size_t count = 0;

    MUST(
        life, fu_store_deliveries(life->store, life->brief, item->id, &rows, &count, &life->error));
    for (size_t i = 0; i < count; i++) {
        struct mail *mail = model_mail(item, rows[i].id);
        int who = life_who(life, rows[i].address);

        MUST(life, fu_store_occurrence_get(
                       life->store, life->brief, rows[i].occurrence, &occurrence, &life->error));
        if (!mail) {
            mail = &item->mails[item->mail_count++];
            *mail = (struct mail){.delivery = rows[i].id, .who = who, .moment = occurrence->moment};
            for (size_t j = 0; j < due_count; j++) {
                if (due[j].who == who && due[j].moment == mail->moment) {
                    mail->extra = due[j].extra;
                    mail->asked = due[j].asked;
                    mail->common = due[j].common;
                }
            }
        } else if (rows[i].state == FU_DELIVERY_SENT && mail->course != SENT &&
                   was_sent(replaced, replaced_count, item, who, mail->moment)) {
            mail->refused = 0; /* it came once its address took mail again */
        } else if (mail->course != WAITING ||
                   (rows[i].state == FU_DELIVERY_QUEUED && rows[i].next_attempt > life->now)) {
            continue; /* what was not to be tried until now cannot have been sent since the backup
                       */
        }
        mail->course = rows[i].state == FU_DELIVERY_SENT     ? SENT
                       : rows[i].state == FU_DELIVERY_UNSURE ? HELD
                                                             : TOLD;
        mail->paused = rows[i].state == FU_DELIVERY_FAILED && who >= 0 && life->people[who].paused;
        if (rows[i].state == FU_DELIVERY_QUEUED || rows[i].state == FU_DELIVERY_SENDING)
            life_complain(life, "a mail of %lld goes out after a restore", (long long)item->id);
        if (rows[i].state == FU_DELIVERY_UNSURE && !model_wanted(item, mail))
            life_complain(
                life, "a mail of %lld is held that nobody waits for", (long long)item->id);
        if (rows[i].state == FU_DELIVERY_UNSURE &&
            was_sent(replaced, replaced_count, item, who, mail->moment))
            life_complain(life, "a mail of %lld is held that was sent", (long long)item->id);
    }
}

/* The item of that number before the restore; NULL. */
static const struct item *find_replaced(const struct item *items, size_t count, int64_t id)
{
    for (size_t i = 0; i < count; i++) {
        if (items[i].id == id && !items[i].gone)
            return &items[i];
    }
    return NULL;
}

/* What somebody was promised once more at that moment: asked: because they had asked for it, not
 * since a task comes back by itself. */
static bool was_owed(const struct item *item, int who, fu_instant moment, bool asked)
{
    for (size_t i = 0; i < item->plan.count; i++) {
        const struct promise *row = &item->plan.rows[i];
        if (row->who == who && row->moment == moment && (asked ? row->asked : row->extra))
            return true;
    }
    for (size_t i = 0; i < item->mail_count; i++) {
        const struct mail *mail = &item->mails[i];
        if (mail->who == who && mail->moment == moment && (asked ? mail->asked : mail->extra))
            return true;
    }
    return false;
}

/* It is as if they had asked for it here: they can take it back. */
static void note_taken(const struct life *life, struct item *item, const struct item *replaced,
    int who, fu_instant moment)
{
    struct deed *deed = &item->deeds[item->deed_count++];

    *deed = (struct deed){
        .who = who, .at = life->now, .came = true, .finished = FU_NEVER, .before = item->plan};
    model_take_over(item, replaced, who, moment);
    deed->after = item->plan;
}

/* What was put off since the backup may have come into the plan; nothing else may. Whether something
 * has. */
static bool take_over(struct life *life, struct item *item, const struct item *replaced)
{
    struct fu_occurrence *rows;
    size_t count = 0;
    bool taken = false;

    MUST(life, fu_store_occurrences(life->store, life->brief, item->id,
                   1U << FU_OCCURRENCE_PENDING | 1U << FU_OCCURRENCE_FIRED, FU_NEVER, &rows, &count,
                   &life->error));
    for (size_t i = 0; replaced && i < count; i++) {
        for (int who = 0; who < PEOPLE; who++) {
            if (rows[i].snoozed != 0 && rows[i].person == life->people[who].id &&
                !was_owed(item, who, rows[i].moment, false) &&
                was_owed(replaced, who, rows[i].moment, true)) {
                note_taken(life, item, replaced, who, rows[i].moment);
                taken = true;
            }
        }
    }
    return taken;
}

/* What came to somebody, and was put off by them since the backup, comes again. */
static void look_for_put_off(
    struct life *life, const struct item *item, const struct item *replaced, fu_instant since)
{
    for (size_t i = 0; replaced && i < replaced->deed_count; i++) {
        const struct deed *deed = &replaced->deeds[i];
        bool came = false;
        for (size_t j = 0; j < replaced->mail_count; j++)
            came = came || replaced->mails[j].moment <= deed->at;
        for (size_t j = 0; j < deed->after.count; j++) {
            const struct promise *row = &deed->after.rows[j];
            if (came && deed->came && row->asked && row->who == deed->who && deed->at >= since &&
                !deed->undone && !model_promised(&deed->before, row) &&
                model_promised(&replaced->plan, row) && !item->plan.away[row->who] &&
                item->in[row->who] && !was_owed(item, row->who, row->moment, false))
                life_complain(life, "what %s has put off of %lld is lost in a restore",
                    life_name(row->who), (long long)item->id);
        }
    }
}

static void restore(struct life *life)
{
    struct holding holding = {.life = life};
    struct life *copy = life->copy;
    struct item *replaced = life->items;
    size_t replaced_count = life->item_count;
    struct promise due[ROWS_MAX];

    if (!copy)
        return;
    life_say(life, "the backup is put back");
    fu_store_close(&life->store);
    MUST(life, fu_store_open(life->folder, &holding.record, &life->error));
    MUST(
        life, fu_store_restore(life->folder, backup_path(life), hold_back, &holding, &life->error));
    fu_store_close(&holding.record);
    MUST(life, fu_store_open(life->folder, &life->store, &life->error));
    if (life->complaint[0])
        return;
    life->items = copy_items(copy->items);
    life->item_count = copy->item_count;
    memcpy(life->people, copy->people, sizeof life->people);
    for (size_t i = 0; i < life->item_count; i++) {
        struct item *item = &life->items[i];
        const struct item *before;
        size_t count;
        bool pending;

        if (item->gone)
            continue;
        before = find_replaced(replaced, replaced_count, item->id);
        pending = take_over(life, item, before) || holding.pending[i];
        look_for_put_off(life, item, before, copy->now);
        count = pending ? model_fire(item, &life->people[item->owner].reading, life->now, due) : 0;
        look_at_mails(life, item, due, count, replaced, replaced_count);
    }
    free(replaced);
    life_feeds_restored(life);
}

/* One of those that are held is sent after all, or given up. */
static void decide(struct life *life, const struct step *step)
{
    struct fu_withheld *rows;
    struct item *item;
    struct mail *mail;
    size_t count = 0;

    MUST(life, fu_store_withheld(life->store, life->brief, &rows, &count, &life->error));
    if (count == 0)
        return;
    rows += step->which % count;
    life_say(life, "what is held of %lld for %s is %s", (long long)rows->followup, rows->address,
        step->kind == RELEASE ? "sent after all" : "given up");
    MUST(life, fu_store_begin(life->store, &life->error));
    MUST(life, step->kind == RELEASE ? fu_hold_release(life->store, rows, life->now, &life->error)
                                     : fu_hold_drop(life->store, rows, life->now, &life->error));
    MUST(life, fu_store_commit(life->store, &life->error));
    item = life_item(life, rows->followup);
    mail = item ? model_mail(item, rows->delivery) : NULL;
    if (!mail)
        life_complain(life, "what is held of %lld is nobody's", (long long)rows->followup);
    else
        mail->course = step->kind == RELEASE ? WAITING : TOLD;
}

void life_copies(struct life *life, const struct step *step)
{
    if (step->kind == PRUNE)
        prune(life);
    else if (step->kind == BACKUP)
        back_up(life);
    else if (step->kind == RESTORE)
        restore(life);
    else
        decide(life, step);
}
