/* Gathering what letters came to, and telling it. Fails only with the store: what cannot be said
 * about a follow-up is left out, the follow-up stands. */
#include "outcome.h"

#include <string.h>

#include "followupd/cadence/cadence.h"
#include "followupd/cadence/guess.h"
#include "followupd/cadence/say.h"
#include "followupd/cadence/series.h"
#include "followupd/followup/hold.h"
#include "followupd/mail/confirm.h"
#include "followupd/mail/say.h"
#include "followupd/mail/subject.h"
#include "followupd/store/followups.h"
#include "names.h"
#include "reply.h"

enum { OUTCOMES_MAX = 40, LOOK_BACK = 20, ACTIONS_MAX = 8, ZONES_MAX = 3 };

/* What one mail came to, in all its copies. */
struct fu_owed_answer {
    struct fu_owed_answer *next, *previous;
    const struct fu_person *person;
    const struct fu_letter *letter;
    const char *unique; /* of the first thing that is to be said; NULL: there is none */
    struct outcome *first, **end;
    size_t count;
    bool doubt; /* about the writer's zone */
    bool must;  /* something was refused, ended or changed */
};

static bool is_same_mail(const struct fu_owed_answer *owed, const struct request_context *context)
{
    const struct fu_letter *letter = context->arrival->letter;

    return owed->letter == letter ||
           (letter->message_id[0] && owed->person->id == context->person->id &&
               owed->letter->date == letter->date &&
               strcmp(owed->letter->message_id, letter->message_id) == 0);
}

/* The answer to the letter at hand; NULL when nothing was noted for it lately, or all it can hold.
 * Copies are handed in one after another, so that not the whole batch is looked through. */
static struct fu_owed_answer *find(const struct request_context *context)
{
    struct fu_owed_answer *owed = context->taking->last;
    int looked;

    for (looked = 0; owed && looked < LOOK_BACK; owed = owed->previous, looked++) {
        if (owed->count < OUTCOMES_MAX && is_same_mail(owed, context))
            return owed;
    }
    return NULL;
}

static struct fu_owed_answer *add(const struct request_context *context)
{
    struct fu_taking *taking = context->taking;
    struct fu_owed_answer *owed = fu_arena_allocate(context->arena, 1, sizeof *owed);

    owed->person = context->person;
    owed->letter = context->arrival->letter;
    owed->end = &owed->first;
    owed->previous = taking->last;
    if (taking->last)
        taking->last->next = owed;
    else
        taking->owed = owed;
    taking->last = owed;
    return owed;
}

void fu_outcome_note(struct request_context *context, const struct fu_request *request,
    const struct outcome *outcome, bool wanted)
{
    struct fu_owed_answer *owed = find(context);
    struct outcome *copy = fu_arena_allocate(context->arena, 1, sizeof *copy);

    if (!owed)
        owed = add(context);
    *copy = *outcome;
    copy->next = NULL;
    copy->wanted = wanted;
    *owed->end = copy;
    owed->end = &copy->next;
    owed->count++;
    if (wanted && !owed->unique)
        owed->unique = fu_request_unique(context, request);
    owed->doubt = owed->doubt || outcome->doubt;
    owed->must = owed->must || outcome->refusal || outcome->changed || outcome->cancelled > 0 ||
                 outcome->kept > 0;
    context->taken->owes_mail = context->taken->owes_mail || wanted;
}

int64_t fu_outcome_owed(const struct fu_taking *taking, int64_t person)
{
    const struct fu_owed_answer *owed;
    int64_t count = 0;

    for (owed = taking->owed; owed; owed = owed->next)
        count += owed->unique && owed->person->id == person;
    return count;
}

struct writing {
    const struct fu_taking *taking;
    const struct fu_owed_answer *owed;
};

/* The first moments to come, in words. */
static void fill_moments(
    const struct writing *writing, const struct outcome *outcome, struct fu_confirmed *thing)
{
    const struct fu_taking *taking = writing->taking;
    fu_instant moments[FU_CONFIRM_MOMENTS + 1] = {outcome->first};
    size_t found = 1, i;
    struct fu_error error;

    if (outcome->schedule.recurrence == FU_RECURRING &&
        fu_series_next(&outcome->schedule, taking->settings->holidays, outcome->first - 1, moments,
            FU_CONFIRM_MOMENTS + 1, &found, &error) != FU_OK)
        found = 1;
    thing->goes_on = found > FU_CONFIRM_MOMENTS;
    thing->moment_count = thing->goes_on ? FU_CONFIRM_MOMENTS : found;
    thing->overdue = !thing->goes_on && found > 0 && moments[found - 1] <= taking->now;
    for (i = 0; i < thing->moment_count; i++)
        thing->moments[i] = fu_say_moment(taking->arena, thing->zone, moments[i]);
}

/* The canonical spelling with flags and tags, where it says more than what was written. */
static const char *spelled(struct fu_arena *arena, const char *asked)
{
    struct fu_cadence *cadence;
    struct fu_refusal refusal;
    const char *canonical;

    if (fu_cadence_parse(arena, asked, strlen(asked), &cadence, &refusal) != FU_OK)
        return "";
    canonical = fu_cadence_canonical(arena, cadence);
    return strcmp(canonical, asked) == 0 ? "" : canonical;
}

static void add_action(const struct writing *writing, const struct outcome *outcome,
    const char *label, const char *word, struct fu_action *actions, size_t *count)
{
    const struct fu_taking *taking = writing->taking;

    actions[(*count)++] =
        fu_name_action(taking->arena, taking->settings, label, word, outcome->token);
}

/* Other moments for a one-off, and what it may have been meant for instead. */
static void offer_moments(const struct writing *writing, const struct outcome *outcome,
    const struct fu_confirmed *thing, struct fu_action *actions, size_t *count)
{
    static const char *const others[][2] = {
        {"1 day", "1day"}, {"3 days", "3days"}, {"next week", "nextweek"}, {"1 month", "1month"}};
    size_t i;

    if (thing->sibling[0])
        add_action(writing, outcome, thing->sibling, thing->sibling, actions, count);
    if (thing->months[0])
        add_action(writing, outcome, thing->months, thing->months, actions, count);
    for (i = 0; i < sizeof others / sizeof *others; i++) {
        if (strcmp(others[i][1], outcome->schedule.canonical) != 0)
            add_action(writing, outcome, others[i][0], others[i][1], actions, count);
    }
}

/* Whether a label shows the same of both subjects. */
static bool is_alike(const struct fu_ended *one, const struct fu_ended *other)
{
    enum { BYTES_SHOWN = 32 };

    return strncmp(fu_subject_title(one->about), fu_subject_title(other->about), BYTES_SHOWN) == 0;
}

/* What tells one that ended from the others of its subject: its cadence, with its day where another
 * has that cadence; "" where no other has the subject. */
static const char *which(
    struct fu_arena *arena, const struct fu_ended *ended, size_t count, const struct fu_ended *one)
{
    const char *told = "";
    size_t i;

    for (i = 0; i < count; i++) {
        if (&ended[i] == one || !is_alike(&ended[i], one))
            continue;
        if (strcmp(ended[i].cadence, one->cadence) == 0 && one->day[0])
            return fu_arena_print(arena, "%s (%s)", one->cadence, one->day);
        told = one->cadence;
    }
    return told;
}

/* Links that take back what ended, or end what did not. */
static void offer_ended(const struct fu_taking *taking, const struct outcome *outcome,
    struct fu_action *actions, size_t *count)
{
    size_t all = outcome->cancelled + outcome->kept, i;
    const char *about, *told;

    all = all < FU_CONFIRM_ENDED ? all : FU_CONFIRM_ENDED;
    for (i = 0; i < all; i++) {
        about = outcome->ended[i].about;
        told = which(taking->arena, outcome->ended, all, &outcome->ended[i]);
        actions[*count] = outcome->ended[i].actions[0];
        actions[(*count)++].label = outcome->kept > 0 ? fu_say_end(taking->arena, about, told)
                                                      : fu_say_back(taking->arena, about, told);
    }
}

static void fill_actions(
    const struct writing *writing, const struct outcome *outcome, struct fu_confirmed *thing)
{
    struct fu_action *actions =
        fu_arena_allocate(writing->taking->arena, ACTIONS_MAX + FU_CONFIRM_ENDED, sizeof *actions);
    size_t count = 0, i;

    if (outcome->refusal) {
        /* No page knows a letter that is held. */
        for (i = 0; i < outcome->suggestion_count; i++) {
            add_action(writing, outcome, outcome->suggestions[i], outcome->suggestions[i], actions,
                &count);
            actions[i].web = "";
        }
    } else {
        if (outcome->schedule.recurrence == FU_RECURRING)
            add_action(writing, outcome, "skip next", "skip", actions, &count);
        else
            offer_moments(writing, outcome, thing, actions, &count);
        add_action(writing, outcome, "cancel", "cancel", actions, &count);
        offer_ended(writing->taking, outcome, actions, &count);
    }
    thing->actions = actions;
    thing->action_count = count;
}

static void fill_made(
    const struct writing *writing, const struct outcome *outcome, struct fu_confirmed *thing)
{
    const struct fu_taking *taking = writing->taking;

    thing->english = outcome->schedule.english;
    thing->recurring = outcome->schedule.recurrence == FU_RECURRING;
    thing->changed = outcome->changed;
    thing->zone = outcome->schedule.zone;
    thing->spelled = spelled(taking->arena, outcome->asked);
    thing->months = fu_guess_months(taking->arena, outcome->asked);
    if (!thing->recurring)
        thing->sibling = fu_cadence_recurring(taking->arena, outcome->schedule.canonical);
    thing->task = outcome->task;
    if (outcome->counted_from != FU_NEVER)
        thing->counted_from =
            fu_say_date_time(taking->arena, thing->zone, outcome->counted_from, taking->now);
    thing->sharers = outcome->sharers;
    thing->ended = outcome->ended;
    thing->cancelled = outcome->cancelled;
    thing->kept = outcome->kept;
    fill_moments(writing, outcome, thing);
}

static struct fu_confirmed *things(const struct writing *writing)
{
    const struct fu_taking *taking = writing->taking;
    struct fu_confirmed *list =
        fu_arena_allocate(taking->arena, writing->owed->count, sizeof *list);
    const struct outcome *outcome;
    size_t i = 0;

    for (outcome = writing->owed->first; outcome; outcome = outcome->next, i++) {
        list[i] = (struct fu_confirmed){.about = outcome->about,
            .asked = outcome->asked,
            .english = "",
            .spelled = "",
            .sibling = "",
            .months = "",
            .counted_from = "",
            .refusal = outcome->refusal,
            .full = outcome->full,
            .until = ""};
        if (!outcome->refusal)
            fill_made(writing, outcome, &list[i]);
        else if (outcome->until != FU_NEVER)
            list[i].until = fu_say_date(taking->arena, writing->owed->person->preferences.zone,
                outcome->until, taking->now);
        fill_actions(writing, outcome, &list[i]);
    }
    return list;
}

static const struct fu_zone_doubt *doubt(const struct writing *writing)
{
    const struct fu_taking *taking = writing->taking;
    const struct fu_letter *letter = writing->owed->letter;
    struct fu_zone_doubt *made;
    const char **zones;

    if (!writing->owed->doubt)
        return NULL;
    made = fu_arena_allocate(taking->arena, 1, sizeof *made);
    zones = fu_arena_allocate(taking->arena, ZONES_MAX, sizeof *zones);
    made->written = fu_say_offset_text(taking->arena, letter->date_offset);
    made->zone = writing->owed->person->preferences.zone;
    made->offset = fu_say_offset_text(taking->arena, fu_say_offset(made->zone, letter->date));
    made->address = fu_name_address(taking->arena, taking->settings, "settings");
    made->zone_count = fu_guess_zones(letter->date_offset, letter->date, zones, ZONES_MAX);
    made->zones = zones;
    return made;
}

static enum fu_status write_answer(const struct writing *writing, struct fu_error *error)
{
    const struct fu_taking *taking = writing->taking;
    const struct fu_owed_answer *owed = writing->owed;
    const struct reply reply = {.person = owed->person,
        .letter = owed->letter,
        .unique = owed->unique,
        .token = owed->first->token,
        .followup = owed->first->followup,
        .must = owed->must};
    struct fu_answer answer = {.closing = ""};

    fu_answer_confirmed(taking->arena, things(writing), owed->count, doubt(writing), &answer);
    return fu_reply_send(
        taking->store, taking->settings, taking->arena, &reply, &answer, taking->now, error);
}

/* Whether what it made was cancelled since, which was told then. */
static enum fu_status is_over(
    struct fu_taking *taking, const struct outcome *outcome, bool *over, struct fu_error *error)
{
    struct fu_followup *followup;
    enum fu_status status;

    *over = false;
    if (outcome->refusal || outcome->changed || outcome->cancelled + outcome->kept > 0)
        return FU_OK;
    status =
        fu_store_followup_get(taking->store, taking->arena, outcome->followup, &followup, error);
    *over = status == FU_OK && (!followup || followup->state == FU_CANCELLED);
    return status;
}

/* Leaves out what is over; *wanted: something that is left is to be told. */
static enum fu_status leave_out_over(
    struct fu_taking *taking, struct fu_owed_answer *owed, bool *wanted, struct fu_error *error)
{
    struct outcome **at = &owed->first;
    enum fu_status status = FU_OK;
    bool over;

    *wanted = false;
    while (status == FU_OK && *at) {
        status = is_over(taking, *at, &over, error);
        if (status == FU_OK && over) {
            *at = (*at)->next;
            owed->count--;
        } else {
            *wanted = *wanted || (*at)->wanted;
            at = &(*at)->next;
        }
    }
    return status;
}

enum fu_status fu_followup_answer(struct fu_taking *taking, struct fu_error *error)
{
    enum fu_status status = FU_OK;
    struct fu_owed_answer *owed;
    bool wanted;

    for (owed = taking->owed; status == FU_OK && owed; owed = owed->next) {
        if (!owed->unique)
            continue;
        status = leave_out_over(taking, owed, &wanted, error);
        if (status == FU_OK && wanted)
            status = write_answer(&(struct writing){taking, owed}, error);
    }
    taking->owed = taking->last = NULL;
    if (status == FU_OK && taking->held != 0)
        status = fu_hold_tell(
            taking->store, taking->settings, taking->arena, taking->held, taking->now, error);
    taking->held = 0;
    return status;
}
