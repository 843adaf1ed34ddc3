/* What people do to a follow-up, told to the program and to the model. */
#include "life.h"

#include <string.h>

#include "followupd/followup/act.h"
#include "followupd/store/followups.h"

static const char *const snoozes[] = {"1h", "1day", "tomorrow", "friday", "monday10am", "1week",
    "2h", "nextmonth", "nextworkday", "3workdays"};
static const char *const editings[] = {"tomorrow", "3days9am", "everyday", "everymonday", "1week",
    "every4hours", "everyday-2times", "every4hours-3times", "weekdays9am", "everylastworkday",
    "2workdays"};

/* Somebody who acts on a follow-up: mostly one who shares in it. */
static struct item *choose(struct life *life, const struct step *step, int *who)
{
    struct item *item;

    if (life->item_count == 0)
        return NULL;
    item = &life->items[step->which % life->item_count];
    *who = (int)(step->who % PEOPLE);
    if (item->gone)
        return NULL;
    if (!item->in[*who])
        *who = item->owner;
    return item;
}

static enum fu_followup_state life_state(struct life *life, const struct item *item)
{
    struct fu_followup *followup = NULL;

    MUST(life, fu_store_followup_get(life->store, life->brief, item->id, &followup, &life->error));
    if (!followup)
        life_complain(life, "number %lld is gone", (long long)item->id);
    return followup ? followup->state : FU_CANCELLED;
}

bool life_pending(struct life *life, const struct item *item)
{
    return life_state(life, item) == FU_PENDING;
}

static struct fu_act acting(struct life *life, int who)
{
    return (struct fu_act){
        life->store, &life->settings, life->brief, life->now, life->people[who].id};
}

/* Whether the store has a moment for somebody. */
static bool has_row(struct life *life, const struct item *item, const struct promise *row)
{
    struct fu_occurrence *rows;
    size_t count = 0;

    MUST(life, fu_store_occurrences(life->store, life->brief, item->id, 1U << FU_OCCURRENCE_PENDING,
                   FU_NEVER, &rows, &count, &life->error));
    for (size_t i = 0; i < count; i++) {
        if (rows[i].moment == row->moment &&
            (rows[i].person == 0 || rows[i].person == life->people[row->who].id))
            return true;
    }
    return false;
}

/* What came to all became several while somebody was away. When they come back they have it in any
 * case if it is the moment of a one-off that is to come, or others still have it; else they may. */
static void come_back(struct life *life, struct item *item, int who)
{
    item->back[who] = life->now;
    for (size_t i = item->plan.count; i-- > 0;) {
        const struct promise row = item->plan.rows[i];
        bool certain = row.common || row.asked || (!row.extra && row.moment > life->now);

        for (size_t j = 0; j < item->plan.count; j++) {
            const struct promise *other = &item->plan.rows[j];
            certain = certain || (other->who != who && !item->plan.away[other->who] &&
                                     other->moment == row.moment && other->extra && !other->asked);
        }
        if (row.who == who && !certain && !has_row(life, item, &row))
            item->plan.rows[i] = item->plan.rows[--item->plan.count];
    }
}

/* It comes at its owner's morning of today. */
static void take_back(struct life *life, struct item *item, struct deed *deed)
{
    bool left = !deed->before.away[deed->who] && deed->after.away[deed->who];
    const struct fu_schedule was = item->plan.schedule, *given = &deed->after.schedule;
    const struct reading there = {
        was.zone, life->people[item->owner].reading.morning, was.workdays};

    model_undo(item, deed, life->now);
    /* Where all went to another zone since, the former cadence goes along. */
    if (deed->edit && (strcmp(was.zone, given->zone) != 0 || was.workdays != given->workdays))
        model_move(item, &there, life->now, life->arena);
    if (left)
        come_back(life, item, deed->who);
    life_missed(life, item);
    model_morning(item, life->people[item->owner].reading.morning, life->now, life->arena);
}

/* An act under way, and what the model makes of it. */
struct doing {
    struct life *life;
    struct item *item;
    int who;
    unsigned how;
    bool owner, pending, failed; /* its person is the owner; how it stood before */
    struct fu_act context;
    struct fu_act_result result;
    enum fu_status status;
    bool expected;    /* that something changes */
    struct deed deed; /* as it can be taken back */
};

static void snooze(struct doing *doing)
{
    struct life *life = doing->life;
    const char *text = PICK(snoozes, doing->how);
    struct wish wish;

    life_say(
        life, "%s snoozes %lld to %s", life_name(doing->who), (long long)doing->item->id, text);
    doing->status = fu_act_snooze(
        &doing->context, doing->item->id, text, life->now, &doing->result, &life->error);
    if (life_read(life, doing->who, text, life->now, &wish))
        doing->expected = model_snooze(doing->item, doing->who, wish.schedule.first, life->now);
}

static void say_done(struct doing *doing)
{
    struct life *life = doing->life;

    life_say(life, "%s says done of %lld", life_name(doing->who), (long long)doing->item->id);
    doing->status =
        fu_act_done(&doing->context, doing->item->id, FU_NEVER, &doing->result, &life->error);
    doing->deed.ends = doing->owner;
    doing->expected =
        model_done(doing->item, doing->who, doing->pending, life->now, &doing->deed.finished) ||
        (doing->owner && doing->failed);
}

static void skip(struct doing *doing)
{
    struct life *life = doing->life;

    life_say(life, "%s skips %lld", life_name(doing->who), (long long)doing->item->id);
    doing->status =
        fu_act_skip(&doing->context, doing->item->id, FU_NEVER, &doing->result, &life->error);
    /* What comes once is ended for all by leaving it out. */
    doing->deed.ends = doing->owner && !doing->item->plan.recurring;
    doing->expected =
        doing->owner && model_skip(doing->item, &life->people[doing->item->owner].reading,
                            life->now, doing->pending, doing->result.changed);
}

static void cancel(struct doing *doing)
{
    struct life *life = doing->life;

    life_say(life, "%s %s %lld", life_name(doing->who), doing->owner ? "cancels" : "leaves",
        (long long)doing->item->id);
    doing->status = fu_act_cancel(&doing->context, doing->item->id, &doing->result, &life->error);
    doing->deed.ends = doing->owner;
    doing->expected = model_cancel(doing->item, doing->who, doing->pending || doing->failed);
}

static void edit(struct doing *doing)
{
    struct life *life = doing->life;
    struct fu_edit wanted = {.cadence = PICK(editings, doing->how), .arrived = life->now};
    struct wish wish;

    /* What comes once may have come at that very moment before. */
    wanted.sent = life->now - (strncmp(wanted.cadence, "every", 5) == 0 ? life_way(doing->how) : 0);
    life_say(life, "%s edited %lld to %s at %s", life_name(doing->who), (long long)doing->item->id,
        wanted.cadence, life_moment(life, wanted.sent));
    doing->status =
        fu_act_edit(&doing->context, doing->item->id, &wanted, &doing->result, &life->error);
    doing->deed.edit = true;
    if (doing->owner && life_read(life, doing->who, wanted.cadence, wanted.sent, &wish))
        doing->expected = model_edit(doing->item, &wish, life->now);
}

static void give_subject(struct doing *doing)
{
    struct life *life = doing->life;
    const struct fu_edit wanted = {
        .subject = fu_arena_print(life->brief, "Subject %u", doing->how % 1000)};

    life_say(
        life, "%s gives %lld another subject", life_name(doing->who), (long long)doing->item->id);
    doing->status =
        fu_act_edit(&doing->context, doing->item->id, &wanted, &doing->result, &life->error);
    if (doing->owner)
        doing->item->plan.subject = (int)(doing->how % 1000) + 1;
    doing->expected = doing->owner;
}

static void undo(struct doing *doing)
{
    struct life *life = doing->life;
    const char *name = life_name(doing->who);
    long long id = doing->item->id;
    struct deed *deed = model_undoable(doing->item, doing->who);

    life_say(life, "%s takes back the last of %lld", name, id);
    doing->status = fu_act_undo(&doing->context, doing->item->id, &doing->result, &life->error);
    if (deed && doing->result.changed && model_has_begun(doing->item, deed))
        life_complain(life, "%s takes back the cadence of %lld, which has begun", name, id);
    else if (deed && doing->result.changed)
        take_back(life, doing->item, deed);
    else if (deed && model_untouched(doing->item, deed))
        life_complain(life,
            "%s cannot take back the last of %lld although nobody has changed that since: %s", name,
            id, doing->result.sentence);
    else if (!deed && doing->result.changed)
        life_complain(life, "%s takes back of %lld what was nothing", name, id);
}

/* Notes what was done, and whether the program and the model mean the same by it. */
static void compare(struct doing *doing)
{
    struct item *item = doing->item;

    if (doing->expected != doing->result.changed)
        life_complain(doing->life, "of %lld it %s change something, and said: %s",
            (long long)item->id, doing->expected ? "should" : "should not", doing->result.sentence);
    doing->deed.after = item->plan;
    if (doing->result.changed)
        item->deeds[item->deed_count++] = doing->deed;
}

void life_act(struct life *life, const struct step *step)
{
    static void (*const acts[])(struct doing *) = {[SNOOZE] = snooze,
        [DONE] = say_done,
        [SKIP] = skip,
        [CANCEL] = cancel,
        [UNDO] = undo,
        [EDIT] = edit,
        [RENAME] = give_subject};
    struct doing doing = {.life = life, .how = step->how, .status = FU_OK};
    enum fu_followup_state state;

    doing.item = choose(life, step, &doing.who);
    if (!doing.item || (doing.item->plan.away[doing.who] && step->kind != UNDO))
        return;
    state = life_state(life, doing.item);
    doing.pending = state == FU_PENDING;
    doing.failed = state == FU_FAILED;
    doing.owner = doing.who == doing.item->owner;
    doing.context = acting(life, doing.who);
    doing.deed = (struct deed){.who = doing.who,
        .at = life->now,
        .came = doing.item->mail_count > 0,
        .finished = FU_NEVER,
        .before = doing.item->plan};
    MUST(life, fu_store_begin(life->store, &life->error));
    acts[step->kind](&doing);
    if (doing.status != FU_OK && doing.status != FU_BAD_INPUT)
        life_complain(life, "%s", life->error.text);
    if (doing.status == FU_OK)
        MUST(life, fu_store_commit(life->store, &life->error));
    else
        fu_store_rollback(life->store);
    if (step->kind != UNDO && !life->complaint[0])
        compare(&doing);
}
