/* Turns of the outbox: what goes out is held against what was promised. */
#include "life.h"

#include <stdio.h>
#include <string.h>

#include "followupd/followup/turn.h"
#include "followupd/store/deliveries.h"
#include "followupd/store/followups.h"
#include "followupd/store/people.h"

enum { TURNS_MAX = 20, RETRY = 60 };

/* Says something against an address; what is said of a mail's content does not. */
static const char no_user[] = "550 5.1.1 no such user";

struct item *life_item(struct life *life, int64_t id)
{
    for (size_t i = 0; i < life->item_count; i++) {
        if (life->items[i].id == id && !life->items[i].gone)
            return &life->items[i];
    }
    return NULL;
}

int life_who(const struct life *life, const char *address)
{
    for (int who = 0; who < PEOPLE; who++) {
        if (strcmp(life->people[who].address, address) == 0)
            return who;
    }
    return -1;
}

/* What is due of one follow-up, beside it what of that has come about. */
struct due {
    struct promise rows[ROWS_MAX];
    bool came[ROWS_MAX];
    size_t count;
};

/* The promise that a new mail keeps. */
static void keep(struct life *life, struct item *item, struct due *due, struct mail *mail)
{
    bool kept = false, twice = false;

    for (size_t i = 0; i < due->count; i++) {
        if (due->rows[i].who != mail->who || due->rows[i].moment != mail->moment)
            continue;
        twice = twice || due->came[i];
        mail->extra = due->rows[i].extra;
        mail->asked = due->rows[i].asked;
        mail->common = due->rows[i].common;
        kept = due->came[i] = true;
    }
    if (!kept || twice)
        life_complain(life, "%s gets %lld of %s %s", life_name(mail->who), (long long)item->id,
            life_moment(life, mail->moment), kept ? "twice" : "that nobody promised");
    if (!item->in[mail->who] || item->plan.away[mail->who])
        life_complain(life, "%s gets %lld, in which they share no more", life_name(mail->who),
            (long long)item->id);
}

/* A mail for several reminders of which a copy may have arrived goes out again as it was. */
static bool stays_as_it_was(const struct posted *posted, const struct mail *mail)
{
    return posted->parcel->bundle != 0 && mail->may_be_two;
}

static void meet_posted(struct life *life, struct due *due, struct posted *posted)
{
    const char *recipient = posted->parcel->recipient;
    struct fu_delivery *row = NULL;
    struct fu_occurrence *occurrence = NULL;
    struct item *item;
    struct mail *mail;
    int who;

    MUST(life, fu_store_delivery_get(
                   life->store, life->brief, FU_PARCEL_DELIVERY, posted->id, &row, &life->error));
    MUST(life, fu_store_occurrence_get(
                   life->store, life->brief, row->occurrence, &occurrence, &life->error));
    item = life_item(life, row->followup);
    who = life_who(life, recipient);
    if (!item || who < 0) {
        life_complain(life, "a mail of %lld goes to %s", (long long)row->followup, recipient);
        return;
    }
    posted->moment = occurrence->moment;
    mail = model_mail(item, posted->id);
    posted->first = !mail;
    if (mail &&
        (mail->course != WAITING || (!model_wanted(item, mail) && !stays_as_it_was(posted, mail))))
        life_complain(life, "%s gets %lld of %s, which nobody waits for (%d, %d)", life_name(who),
            (long long)item->id, life_moment(life, mail->moment), mail->course, mail->done);
    if (!mail) {
        mail = &item->mails[item->mail_count++];
        *mail = (struct mail){.delivery = posted->id, .who = who, .moment = occurrence->moment};
        keep(life, item, &due[item - life->items], mail);
    }
    mail->course = ON_ITS_WAY;
    mail->paused = false;
}

/* While the last mail waits, what comes again comes with it. */
static bool is_folded(const struct life *life, const struct item *item, const struct promise *row)
{
    (void)life;
    if (row->extra && !item->plan.task)
        return false;
    for (size_t i = 0; i < item->mail_count; i++) {
        const struct mail *mail = &item->mails[i];
        if (mail->who == row->who && mail->moment < row->moment && !mail->may_be_two &&
            !mail->said_done && !mail->ended &&
            (mail->course == WAITING || mail->course == ON_ITS_WAY))
            return true;
    }
    return false;
}

/* What was put off to a moment of the series itself comes with that. */
static bool goes_with_series(
    const struct life *life, const struct item *item, const struct due *due, size_t at)
{
    const struct promise *row = &due->rows[at];

    for (size_t i = 0; i < due->count; i++) {
        const struct promise *own = &due->rows[i];
        if (own->who == row->who && own->moment == row->moment && !own->extra &&
            item->plan.recurring && is_folded(life, item, own))
            return true;
    }
    return false;
}

/* All that was due has come about, or it is known why not. */
static void look_for_lost(struct life *life, struct item *item, const struct due *due)
{
    for (size_t i = 0; i < due->count; i++) {
        if (!due->came[i] && model_hears(item, &due->rows[i]) &&
            !is_folded(life, item, &due->rows[i]) && !goes_with_series(life, item, due, i))
            life_complain(life, "%s does not get %lld of %s", life_name(due->rows[i].who),
                (long long)item->id, life_moment(life, due->rows[i].moment));
    }
}

static enum fu_outcome outcome(struct life *life, enum fortune fortune)
{
    static const enum fu_outcome often[] = {FU_OUTCOME_SENT, FU_OUTCOME_SENT, FU_OUTCOME_SENT,
        FU_OUTCOME_SENT, FU_OUTCOME_LATER, FU_OUTCOME_LATER, FU_OUTCOME_UNSURE, FU_OUTCOME_NEVER,
        FU_OUTCOME_OURS, FU_OUTCOME_SENT, FU_OUTCOME_NONE};

    life->luck = life->luck * 1103515245u + 12345u;
    return fortune == WELL ? FU_OUTCOME_SENT
                           : often[(life->luck >> 16) % (sizeof often / sizeof *often)];
}

/* What the model knows of a mail after its attempt, as the store has it. */
static void note(struct life *life, const struct posted *posted, enum fortune fortune)
{
    const struct fu_parcel *parcel = posted->parcel;
    struct fu_delivery *row = NULL;
    struct item *item;
    struct mail *mail;

    MUST(life, fu_store_delivery_get(
                   life->store, life->brief, FU_PARCEL_DELIVERY, posted->id, &row, &life->error));
    item = row ? life_item(life, row->followup) : NULL;
    mail = item ? model_mail(item, posted->id) : NULL;
    if (!mail)
        return;
    mail->may_be_two = row->unsure > 0;
    mail->course = row->state == FU_DELIVERY_SENT     ? SENT
                   : row->state == FU_DELIVERY_QUEUED ? WAITING
                                                      : TOLD;
    if (fortune != KILLED && parcel->outcome == FU_OUTCOME_NEVER && parcel->answer == no_user &&
        life_who(life, row->address) == mail->who)
        life_refused(life, mail->who, mail, row->created);
    if (fortune != KILLED && parcel->outcome == FU_OUTCOME_SENT && mail->course != SENT)
        life_complain(
            life, "a mail of %lld that was sent is not known as sent", (long long)item->id);
}

/* A task of which nobody is to hear any more was done for all: open, it would come back. */
static bool is_done_for_all(const struct item *item)
{
    bool open = false;

    for (size_t i = 0; i < item->plan.count; i++)
        open = open || model_hears(item, &item->plan.rows[i]);
    return item->plan.task && !open;
}

/* The last mail of a follow-up that was not tried (refused: or was refused) comes now, unless
 * somebody has acted on it. */
static void look_for_held(struct life *life, struct item *item, int who, bool refused)
{
    struct mail *last = NULL;

    for (size_t i = 0; i < item->mail_count; i++) {
        struct mail *mail = &item->mails[i];
        if (mail->who == who && (!last || mail->moment > last->moment))
            last = mail;
    }
    if (last && last->course == TOLD && (refused ? life_comes_back(life, last) : last->paused) &&
        model_wanted(item, last) && !is_done_for_all(item))
        life_complain(life, "%s does not get %lld, which came while they were paused",
            life_name(who), (long long)item->id);
}

static void look_for_returned(struct life *life, struct item *item, int who)
{
    for (size_t i = 0; i < item->mail_count; i++) {
        struct mail *mail = &item->mails[i];
        struct fu_delivery *row = NULL;

        if (mail->course != TOLD || mail->who != who)
            continue;
        MUST(life, fu_store_delivery_get(life->store, life->brief, FU_PARCEL_DELIVERY,
                       mail->delivery, &row, &life->error));
        if (row && row->state == FU_DELIVERY_QUEUED) {
            mail->course = WAITING;
            mail->may_be_two = mail->paused = false;
            mail->refused = 0;
        }
    }
}

void life_heard(struct life *life, int who, bool works)
{
    for (size_t i = 0; i < life->item_count; i++) {
        struct item *item = &life->items[i];

        if (item->gone)
            continue;
        look_for_returned(life, item, who);
        if (works)
            look_for_held(life, item, who, true);
    }
}

void life_missed(struct life *life, struct item *item)
{
    for (int who = 0; who < PEOPLE; who++) {
        if (!item->in[who] || life->people[who].paused)
            continue;
        look_for_returned(life, item, who);
        look_for_held(life, item, who, false);
    }
}

static struct fu_turn turn(
    struct life *life, const struct fu_parcel *done, size_t count, size_t most)
{
    struct fu_turn taken = {.count = 0};

    MUST(life, fu_followup_turn(life->store, &life->settings, life->brief, done, count, life->now,
                   most, &taken, &life->error));
    return taken;
}

static bool is_due(struct life *life)
{
    fu_instant due = FU_NEVER;

    MUST(life, fu_store_next_due(life->store, &due, &life->error));
    return due != FU_NEVER && due <= life->now;
}

/* What waits and is not tried again now although it is time. */
static void look_for_stuck(struct life *life)
{
    for (size_t i = 0; i < life->item_count; i++) {
        struct item *item = &life->items[i];
        for (size_t j = 0; !item->gone && j < item->mail_count; j++) {
            struct mail *mail = &item->mails[j];
            struct fu_delivery *row = NULL;

            if (mail->course != WAITING || !model_wanted(item, mail))
                continue;
            MUST(life, fu_store_delivery_get(life->store, life->brief, FU_PARCEL_DELIVERY,
                           mail->delivery, &row, &life->error));
            if (!row || row->state != FU_DELIVERY_QUEUED)
                life_complain(life, "%s waits for %lld of %s, and it does not come: %s",
                    life_name(mail->who), (long long)item->id, life_moment(life, mail->moment),
                    row ? row->answer : "gone");
        }
    }
}

/* Whether its final dot had left; what decides is the same in every run. */
static enum fu_left seen(void *context, enum fu_parcel_kind kind, int64_t id, int64_t attempt)
{
    const struct life *life = context;

    (void)kind;
    return ((unsigned)id + (unsigned)attempt + life->luck) % 3 == 0;
}

/* Those whose address is paused have it noted that a mail was not tried. */
static void note_paused(struct life *life, struct item *item, const struct due *due)
{
    struct fu_delivery *rows;
    struct fu_occurrence *occurrence;
    size_t count = 0;

    MUST(
        life, fu_store_deliveries(life->store, life->brief, item->id, &rows, &count, &life->error));
    for (size_t i = 0; i < count; i++) {
        int who = life_who(life, rows[i].address);

        if (who < 0 || !life->people[who].paused || model_mail(item, rows[i].id))
            continue;
        MUST(life, fu_store_occurrence_get(
                       life->store, life->brief, rows[i].occurrence, &occurrence, &life->error));
        struct mail *mail = &item->mails[item->mail_count++];
        *mail = (struct mail){.delivery = rows[i].id,
            .who = who,
            .moment = occurrence->moment,
            .course = TOLD,
            .paused = true};
        keep(life, item, (struct due *)due, mail);
    }
}

static void send(struct life *life, struct fu_turn *claimed, struct due *due,
    struct posting *posting, enum fortune fortune)
{
    life_unpack(life, claimed->parcels, claimed->count, posting);
    for (size_t i = 0; i < posting->count; i++)
        meet_posted(life, due, &posting->posted[i]);
    life_check_together(life, posting);
    for (size_t i = 0; i < claimed->count; i++) {
        struct fu_parcel *parcel = &claimed->parcels[i];

        parcel->outcome = outcome(life, fortune);
        parcel->answer = parcel->outcome == FU_OUTCOME_OURS    ? "the line to the server broke"
                         : parcel->outcome != FU_OUTCOME_NEVER ? "450 4.2.0 greylisted"
                         : life->luck >> 20 & 1                ? "554 5.6.0 content"
                                                               : no_user;
        parcel->again = life->now + RETRY;
    }
}

/* A mail that waits and cannot be written: only to an address that is paused. */
static void meet_unsendable(struct life *life, const struct posted *posted)
{
    struct fu_delivery *row = NULL;
    struct item *item;
    struct mail *mail = NULL;

    MUST(life, fu_store_delivery_get(
                   life->store, life->brief, FU_PARCEL_DELIVERY, posted->id, &row, &life->error));
    item = row ? life_item(life, row->followup) : NULL;
    mail = item ? model_mail(item, posted->id) : NULL;
    if (!mail || !life->people[mail->who].paused)
        life_complain(life, "a mail cannot be written: %s", posted->parcel->answer);
    else
        mail->paused = true;
}

/* What is answered counts against an address as a reminder does. */
static void note_message(struct life *life, const struct fu_parcel *parcel)
{
    struct fu_delivery *row = NULL;
    int who;

    if (parcel->kind != FU_PARCEL_MESSAGE || parcel->answer != no_user)
        return;
    MUST(life, fu_store_delivery_get(
                   life->store, life->brief, parcel->kind, parcel->id, &row, &life->error));
    who = row ? life_who(life, row->address) : -1;
    if (who >= 0)
        life_refused(life, who, NULL, row->created);
}

static void one_turn(struct life *life, enum fortune fortune)
{
    struct due *due = fu_arena_allocate(life->brief, ITEMS_MAX, sizeof *due);
    struct posting *posting = fu_arena_allocate(life->brief, 2, sizeof *posting),
                   *unsendable = posting + 1;
    bool pending[ITEMS_MAX];
    struct fu_turn claimed;

    for (size_t i = 0; i < life->item_count; i++)
        pending[i] = !life->items[i].gone && life_pending(life, &life->items[i]);
    claimed = turn(life, NULL, 0, FU_TURN_MAX);
    for (size_t i = 0; i < life->item_count; i++) {
        struct item *item = &life->items[i];
        if (!pending[i])
            continue;
        due[i].count = model_fire(item, &life->people[item->owner].reading, life->now, due[i].rows);
        note_paused(life, item, &due[i]);
    }
    life_unpack(life, claimed.unsendable, claimed.unsendable_count, unsendable);
    for (size_t i = 0; i < unsendable->count; i++)
        meet_unsendable(life, &unsendable->posted[i]);
    send(life, &claimed, due, posting, fortune);
    for (size_t i = 0; i < life->item_count; i++) {
        if (!life->items[i].gone)
            look_for_lost(life, &life->items[i], &due[i]);
    }
    turn(life, claimed.unsendable, claimed.unsendable_count, 0);
    if (fortune == KILLED)
        MUST(life, fu_followup_reclaim(life->store, seen, life, life->now, &life->error));
    else
        turn(life, claimed.parcels, claimed.count, 0);
    for (size_t i = 0; fortune != KILLED && i < claimed.count; i++)
        note_message(life, &claimed.parcels[i]);
    for (size_t i = 0; i < posting->count; i++)
        note(life, &posting->posted[i], fortune);
    for (size_t i = 0; i < unsendable->count; i++)
        note(life, &unsendable->posted[i], KILLED);
    look_for_stuck(life);
    life_check_paused(life);
}

void life_turn(struct life *life, enum fortune fortune)
{
    for (int turns = 0; turns < TURNS_MAX && is_due(life) && !life->complaint[0]; turns++)
        one_turn(life, turns == 0 ? fortune : fortune == KILLED ? ANY : fortune);
}
