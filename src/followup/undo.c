/* Taking the last action back, by the lines it left (change.h): first all are looked at, then all
 * are applied, so that what has changed since is never half undone. Lines are our own, but the
 * store may have been edited by hand: what does not parse ends the undo with FU_PERMANENT and
 * changes nothing. */
#include "followupd/followup/act.h"

#include "followupd/base/number.h"
#include "followupd/base/text.h"
#include "followupd/cadence/series.h"
#include "followupd/mail/say.h"
#include "followupd/store/deliveries.h"
#include "followupd/store/followups.h"
#include "followupd/zone/civil.h"
#include "change.h"
#include "create.h"
#include "names.h"
#include "rejoin.h"
#include "returned.h"

#include <string.h>

enum { WORDS_MAX = 4, MINUTES_MAX = 24 * 60 - 1, DAYS_MAX = 84005 /* the end of 2199 */ };

/* What came after the action that is to be taken back. */
struct since {
    bool edited; /* another cadence was given */
    bool ended;  /* its owner was done with it, or cancelled it, for all */
};

/* The undo under way: the lines are read twice. */
struct undo {
    struct change *change;
    const struct since *since;
    int64_t person;                    /* whose action it was */
    fu_instant parted;                 /* what it last took from all; FU_NEVER */
    bool apply;                        /* the second time */
    bool apart;                        /* others have changed the part they kept of that since */
    bool overtaken;                    /* something else was changed again since */
    bool found, gone;                  /* an occurrence that is there, one that is not any more */
    bool nobodys;                      /* of the operator, or of somebody who has been erased */
    bool revives;                      /* something comes again */
    bool revives_own;                  /* a moment of the follow-up's own does */
    bool owes;                         /* one that was left out and is due by now */
    fu_instant again;                  /* where one that was left out comes; FU_NEVER */
    bool instead;                      /* what was to come instead does not */
    bool uncancels;                    /* it is what cancelled it */
    struct fu_cadence_setting setting; /* for reading a former cadence */
    struct fu_schedule dates;          /* by which that went on; rrule NULL: by its reading */
    struct fu_preferences given; /* the zone, NULL where there is none, and the workdays of the
                                    cadence that is taken back */
};

static enum fu_status broken(struct fu_error *error)
{
    return fu_error_set(error, FU_PERMANENT,
        "The history of this follow-up is damaged, so its last change cannot be taken back.");
}

/* Cuts a line at its blanks; returns how many words there are. */
static size_t split(char *line, char **words)
{
    size_t count = 0;
    char *blank;

    while (count < WORDS_MAX) {
        words[count++] = line;
        blank = strchr(line, ' ');
        if (!blank)
            break;
        *blank = '\0';
        line = blank + 1;
    }
    return count;
}

static bool read_number(const char *word, int64_t most, int64_t *value)
{
    return fu_number_parse(word, strlen(word), 0, most, value);
}

/* A line about an occurrence, read. */
struct step {
    int64_t id, before, moment, after;
};

static bool read_step(char *line, struct step *step)
{
    char *words[WORDS_MAX];

    return split(line, words) == 4 && read_number(words[0], INT64_MAX, &step->id) &&
           read_number(words[1], FU_OCCURRENCE_CANCELLED, &step->before) &&
           read_number(words[2], INT64_MAX, &step->moment) &&
           read_number(words[3], FU_OCCURRENCE_CANCELLED, &step->after);
}

/* Whether somebody else has, or has had, by now what would be given back to them. */
static bool has_again(
    const struct undo *undo, const struct step *step, const struct fu_occurrence *occurrence)
{
    bool goes_on = occurrence->state == FU_OCCURRENCE_PENDING ||
                   occurrence->state == FU_OCCURRENCE_FIRED ||
                   occurrence->state == FU_OCCURRENCE_DONE;

    return step->before == FU_OCCURRENCE_PENDING && step->after == FU_OCCURRENCE_CANCELLED &&
           goes_on && occurrence->person != 0 && occurrence->person != undo->person;
}

/* Whether it came about as somebody else's part of what had been to come to all. */
static bool is_part(
    const struct undo *undo, const struct step *step, const struct fu_occurrence *occurrence)
{
    return step->after == FU_OCCURRENCE_PENDING && step->moment == undo->parted &&
           occurrence->person != 0 && occurrence->person != undo->person;
}

static void look_at(
    struct undo *undo, const struct step *step, const struct fu_occurrence *occurrence)
{
    bool same = (int64_t)occurrence->state == step->after || has_again(undo, step, occurrence);
    bool revives = step->before == FU_OCCURRENCE_PENDING;

    undo->apart = undo->apart || (!same && is_part(undo, step, occurrence));
    undo->overtaken = undo->overtaken || (!same && !is_part(undo, step, occurrence));
    undo->revives = undo->revives || revives;
    undo->revives_own = undo->revives_own || (revives && occurrence->snoozed == 0);
}

/* What follows a moment that is due stays, be it due as well: by the rule that the series may have
 * since its day might come again, and what follows it may be known. */
static bool follows_due(
    struct undo *undo, const struct step *step, const struct fu_occurrence *occurrence)
{
    fu_instant now = undo->change->act->now;

    if (occurrence->snoozed != 0 || occurrence->person != 0)
        return false;
    undo->owes =
        undo->owes || (step->before == FU_OCCURRENCE_PENDING &&
                          step->after == FU_OCCURRENCE_SKIPPED && occurrence->moment <= now);
    return undo->owes && step->before != FU_OCCURRENCE_PENDING &&
           step->after == FU_OCCURRENCE_PENDING;
}

/* Where others have gone on by themselves, theirs stay as they are, and who takes back has a part
 * of their own again. */
static enum fu_status put_back(struct undo *undo, const struct step *step,
    struct fu_occurrence *occurrence, struct fu_error *error)
{
    struct fu_store *store = undo->change->act->store;
    struct fu_occurrence part = *occurrence;

    if ((undo->apart && is_part(undo, step, occurrence)) || has_again(undo, step, occurrence) ||
        follows_due(undo, step, occurrence))
        return FU_OK;
    if (undo->apart && occurrence->person == 0 && step->before == FU_OCCURRENCE_PENDING) {
        part.person = undo->person;
        part.state = FU_OCCURRENCE_PENDING;
        return fu_store_occurrence_add(store, &part, error);
    }
    if (step->before == FU_OCCURRENCE_PENDING && step->after == FU_OCCURRENCE_SKIPPED)
        undo->again = occurrence->moment;
    else if (occurrence->snoozed == 0 && occurrence->person == 0)
        undo->instead = undo->instead || step->after == FU_OCCURRENCE_PENDING;
    occurrence->state = (enum fu_occurrence_state)step->before;
    return fu_store_occurrence_set(store, occurrence, error);
}

static enum fu_status undo_occurrence(struct undo *undo, char *line, struct fu_error *error)
{
    const struct change *change = undo->change;
    struct fu_occurrence *occurrence;
    struct step step;
    enum fu_status status;

    if (!read_step(line, &step))
        return broken(error);
    status = fu_store_occurrence_get(
        change->act->store, change->act->arena, step.id, &occurrence, error);
    if (status != FU_OK)
        return status;
    if (occurrence && occurrence->followup != change->followup->id)
        return broken(error);
    /* One that is gone was that of a person who has been erased: the others' come back without it. */
    undo->gone = undo->gone || !occurrence;
    undo->found = undo->found || occurrence;
    if (!occurrence)
        return FU_OK;
    if (occurrence->person == 0 && step.before == FU_OCCURRENCE_PENDING)
        undo->parted = step.moment;
    if (undo->apply)
        return put_back(undo, &step, occurrence, error);
    look_at(undo, &step, occurrence);
    return FU_OK;
}

/* Whether it was ended for all since. That others have something to come again, or are done with
 * what was theirs, be it a task, takes nobody's undo away: what is to come then is looked at in the
 * end. */
static bool is_ended_since(const struct undo *undo, int64_t after)
{
    const struct fu_followup *followup = undo->change->followup;

    return (int64_t)followup->state != after &&
           (followup->state == FU_CANCELLED ||
               (followup->state == FU_DONE && followup->kind == FU_TASK && undo->since->ended));
}

static enum fu_status undo_state(struct undo *undo, char *line, struct fu_error *error)
{
    struct fu_followup *followup = undo->change->followup;
    char *words[WORDS_MAX];
    int64_t before, after;

    if (split(line, words) != 2 || !read_number(words[0], FU_FAILED, &before) ||
        !read_number(words[1], FU_FAILED, &after))
        return broken(error);
    undo->overtaken = undo->overtaken || is_ended_since(undo, after);
    undo->uncancels = undo->uncancels || after == FU_CANCELLED;
    if (undo->apply && (int64_t)followup->state == after)
        followup->state = (enum fu_followup_state)before;
    return FU_OK;
}

/* Reads the cadence there was again: from the moment it counted from it means the same. */
static enum fu_status undo_cadence(struct undo *undo, const char *cadence, struct fu_error *error)
{
    struct change *change = undo->change;
    struct fu_refusal refusal;
    struct fu_schedule schedule;

    if (fu_cadence_read(change->act->arena, cadence, strlen(cadence), &undo->setting, &schedule,
            NULL, NULL, &refusal) != FU_OK)
        return broken(error);
    if (undo->dates.rrule && (schedule.recurrence != FU_RECURRING || schedule.elapsed ||
                                 fu_series_keep_dates(change->act->arena, &undo->dates,
                                     change->act->now, &schedule, error) != FU_OK))
        return broken(error);
    if (!undo->apply)
        return FU_OK;
    change->followup->schedule = schedule;
    change->followup->sent = undo->setting.sent;
    return FU_OK;
}

/* The lines that say how the former cadence was read. False when it is none of them. */
static bool take_setting(struct undo *undo, const char *line)
{
    int64_t number;

    if (fu_starts_nocase(line, "sent ") && read_number(line + strlen("sent "), INT64_MAX, &number))
        undo->setting.sent = undo->setting.arrived = number;
    else if (fu_starts_nocase(line, "first ") &&
             read_number(line + strlen("first "), INT64_MAX, &number))
        undo->setting.arrived = number - 1;
    else if (fu_starts_nocase(line, "zone "))
        undo->setting.zone = line + strlen("zone ");
    else if (fu_starts_nocase(line, "workdays ") &&
             read_number(line + strlen("workdays "), FU_WORKDAYS_ALL, &number))
        undo->setting.workdays = (unsigned)number;
    else if (fu_starts_nocase(line, "morning ") &&
             read_number(line + strlen("morning "), MINUTES_MAX, &number))
        undo->setting.morning = (int)number;
    else if (fu_starts_nocase(line, "start ") &&
             read_number(line + strlen("start "), DAYS_MAX, &number))
        fu_civil_from_days(number, &undo->dates.start);
    else if (fu_starts_nocase(line, "given-zone "))
        undo->given.zone = line + strlen("given-zone ");
    else if (fu_starts_nocase(line, "given-workdays ") &&
             read_number(line + strlen("given-workdays "), FU_WORKDAYS_ALL, &number))
        undo->given.workdays = (unsigned)number;
    else if (fu_starts_nocase(line, "rule "))
        undo->dates.rrule = line + strlen("rule ");
    else
        return false;
    return true;
}

/* A mail that waits comes after all; one that was dropped is brought back with the others. */
static enum fu_status undo_mail(struct undo *undo, const char *word, struct fu_error *error)
{
    const struct fu_act *act = undo->change->act;
    struct fu_delivery *row;
    int64_t id;
    enum fu_status status;

    if (!read_number(word, INT64_MAX, &id))
        return broken(error);
    if (!undo->apply)
        return FU_OK;
    status = fu_store_delivery_get(act->store, act->arena, FU_PARCEL_DELIVERY, id, &row, error);
    if (status != FU_OK || !row || !fu_answer_is_ended(row->answer))
        return status;
    return fu_store_delivery_note(act->store, id, "", error);
}

static enum fu_status undo_line(struct undo *undo, char *line, struct fu_error *error)
{
    struct change *change = undo->change;
    struct fu_followup unused = *change->followup;
    struct fu_followup *followup = undo->apply ? change->followup : &unused;
    int64_t number;

    if (fu_starts_nocase(line, "occurrence "))
        return undo_occurrence(undo, line + strlen("occurrence "), error);
    if (fu_starts_nocase(line, "mail "))
        return undo_mail(undo, line + strlen("mail "), error);
    if (fu_starts_nocase(line, "state "))
        return undo_state(undo, line + strlen("state "), error);
    if (fu_starts_nocase(line, "cadence "))
        return undo_cadence(undo, line + strlen("cadence "), error);
    if (take_setting(undo, line))
        return FU_OK;
    if (fu_starts_nocase(line, "subject ")) {
        followup->subject = line + strlen("subject ");
        return FU_OK;
    }
    if (fu_starts_nocase(line, "tags ")) {
        followup->tags = line + strlen("tags ");
        return FU_OK;
    }
    if (!fu_starts_nocase(line, "rejoin ") ||
        !read_number(line + strlen("rejoin "), INT64_MAX, &number))
        return broken(error);
    return undo->apply ? fu_rejoin(change, number, error) : FU_OK;
}

static enum fu_status read_lines(
    struct undo *undo, const struct fu_event *event, struct fu_error *error)
{
    struct change *change = undo->change;
    char *line = fu_arena_copy(change->act->arena, event->undo);
    char *end;
    enum fu_status status = FU_OK;

    fu_creation_setting(
        change->act->settings, change->owner, change->followup->sent, &undo->setting);
    undo->setting.shortest = 1;
    undo->parted = undo->again = FU_NEVER;
    for (; status == FU_OK && *line; line = end + 1) {
        end = strchr(line, '\n');
        if (!end)
            return broken(error);
        *end = '\0';
        status = undo_line(undo, line, error);
    }
    return status;
}

/* A follow-up is pending exactly while something comes or is on its way, or is kept back; others may
 * have acted between the action and its undoing. What is cancelled stays so while only a mail of it
 * waits, since that does not go out. */
static enum fu_status correct_state(struct change *change, struct fu_error *error)
{
    const struct fu_act *act = change->act;
    struct fu_followup *after;
    bool open = false;
    enum fu_status status =
        fu_store_followup_get(act->store, act->arena, change->followup->id, &after, error);

    if (status != FU_OK || !after)
        return status;
    if (after->state == FU_CANCELLED)
        open = after->next != FU_NEVER;
    else
        status = fu_store_followup_open(act->store, after->id, &open, error);
    if (status != FU_OK || open == (after->state == FU_PENDING) ||
        (after->state == FU_DONE && after->kind == FU_TASK && after->next == FU_NEVER))
        return status;
    return fu_store_followup_state(
        act->store, after->id, open ? FU_PENDING : FU_DONE, 0, act->now, error);
}

/* Its owner may have taken everything to another zone, or to other workdays, since the cadence that
 * is taken back was given: the former one goes along. was: that of before the undo. */
static enum fu_status follow_owner(
    const struct undo *undo, const struct fu_schedule *was, struct fu_error *error)
{
    const struct change *change = undo->change;
    const struct fu_preferences wanted = {.zone = was->zone,
        .workdays = was->workdays,
        .morning = change->owner->preferences.morning};
    struct fu_act operator= * change->act;
    bool moved;

    if (!undo->given.zone ||
        (strcmp(undo->given.zone, was->zone) == 0 && undo->given.workdays == was->workdays))
        return FU_OK;
    operator.person = 0;
    return fu_act_move(&operator, change->followup->id, &wanted, &moved, error);
}

/* What comes at the morning time comes at that of today, whatever it was when it was made or ended. */
static enum fu_status follow_morning(struct change *change, struct fu_error *error)
{
    const struct fu_schedule *schedule = &change->followup->schedule;
    int morning = change->owner->preferences.morning;
    struct fu_act operator = *change->act;
    bool moved;

    if (!schedule->morning)
        return FU_OK;
    operator.person = 0;
    return fu_act_recompute(&operator, change->followup->id, morning, &moved, error);
}

/* Whether what an undo would bring back has been ended since by somebody else, or is in part nobody's any
 * more. */
static bool is_overtaken(const struct undo *undo)
{
    const struct since *since = undo->since;

    /* What its owner has cancelled since is ended for all, and so are the moments of a former cadence. */
    if (undo->change->followup->state == FU_CANCELLED && undo->revives && !undo->uncancels)
        return true;
    return undo->overtaken || (since->edited && (undo->revives_own || undo->apart)) ||
           (since->ended && undo->apart) || (undo->nobodys && undo->gone && !undo->found);
}

/* That it was made is not taken back once a mail of it has come about, be it of what somebody else
 * asked for: that would be lost. */
static enum fu_status is_made_and_came(
    struct change *change, const struct fu_event *event, bool *came, struct fu_error *error)
{
    struct fu_delivery *rows;
    size_t count = 0;
    enum fu_status status = FU_OK;

    if (strcmp(event->what, FU_EVENT_CREATED) == 0)
        status = fu_store_deliveries(
            change->act->store, change->act->arena, change->followup->id, &rows, &count, error);
    *came = count > 0;
    return status;
}

static enum fu_status undo_event(struct change *change, const struct fu_event *event,
    const struct since *since, bool *overtaken, struct fu_error *error)
{
    struct undo undo = {.change = change,
        .since = since,
        .person = event->person ? event->person : change->followup->owner,
        .nobodys = event->person == 0};
    const struct fu_schedule was = change->followup->schedule;
    bool came = false;
    enum fu_status status = read_lines(&undo, event, error);

    if (status == FU_OK)
        status = is_made_and_came(change, event, &came, error);
    *overtaken = status == FU_OK && (came || is_overtaken(&undo));
    if (status != FU_OK || *overtaken)
        return status;
    undo.apply = true;
    status = read_lines(&undo, event, error);
    if (status != FU_OK)
        return status;
    if (undo.again != FU_NEVER && undo.instead)
        fu_series_count_again(change->act->arena, &change->followup->schedule, undo.again);
    change->followup->changed = change->act->now;
    status = fu_store_followup_set(change->act->store, change->followup, error);
    /* First, so that what it ended is not held to be ended still. */
    if (status == FU_OK)
        status = fu_store_event_undone(change->act->store, event->id, error);
    if (status == FU_OK)
        status = fu_return_mails(change, error);
    /* Who came back meanwhile had nothing to come to. */
    if (status == FU_OK && (undo.uncancels || strcmp(event->what, "done") == 0))
        status = fu_rejoin_returned(change, error);
    if (status == FU_OK)
        status = follow_owner(&undo, &was, error);
    if (status == FU_OK)
        status = follow_morning(change, error);
    if (status == FU_OK)
        status = correct_state(change, error);
    return status;
}

/* Whether it ended the follow-up, or this time of it, for all. */
static bool ends_for_all(const struct fu_event *event, int64_t owner)
{
    return (event->person == 0 || event->person == owner) &&
           (strcmp(event->what, "done") == 0 || strcmp(event->what, "cancelled") == 0);
}

/* The event that is to be taken back, and what came after it. */
static enum fu_status find_event(
    struct change *change, struct fu_event **event, struct since *since, struct fu_error *error)
{
    struct fu_event *events, *later;
    size_t count;
    enum fu_status status = fu_store_events(
        change->act->store, change->act->arena, change->followup->id, &events, &count, error);

    *event = status == FU_OK ? fu_change_undoable(
                                   events, count, change->act->person, change->followup->fired > 0)
                             : NULL;
    *since = (struct since){.edited = false};
    for (later = *event; later && ++later < events + count;) {
        since->edited = since->edited || (!later->undone && strstr(later->undo, "\ncadence "));
        since->ended =
            since->ended || (!later->undone && ends_for_all(later, change->followup->owner));
    }
    return status;
}

/* Why nothing is taken back (event NULL: there is nothing). To whoever only shares in it: it was
 * cancelled for all. */
static const char *say_refused(const struct change *change, const struct fu_event *event)
{
    struct fu_arena *arena = change->act->arena;
    const char *about = fu_name_about(change->followup);

    if (!event)
        return fu_say_nothing_to_undo(arena, about);
    if (!change->owned && change->followup->state == FU_CANCELLED)
        return fu_say_ended_for_all(arena, about);
    return strcmp(event->what, FU_EVENT_CREATED) == 0 ? fu_say_made_overtaken(arena, about)
                                                      : fu_say_overtaken(arena, event->what, about);
}

static enum fu_status take_back(
    struct change *change, struct fu_act_result *result, struct fu_error *error)
{
    struct fu_arena *arena = change->act->arena;
    const char *about = fu_name_about(change->followup);
    bool cancelled = !change->owned && change->followup->state == FU_CANCELLED;
    struct fu_followup *after;
    struct fu_event *event;
    struct since since;
    bool overtaken = false;
    enum fu_status status = find_event(change, &event, &since, error);

    if (status == FU_OK && event)
        status = undo_event(change, event, &since, &overtaken, error);
    if (status == FU_OK && (!event || overtaken)) {
        result->sentence = say_refused(change, event);
        return FU_OK;
    }
    if (status == FU_OK)
        status =
            fu_store_followup_get(change->act->store, arena, change->followup->id, &after, error);
    if (status != FU_OK)
        return status;
    /* A mail that waited may be due again. */
    result->soonest = change->act->now;
    /* Who comes back to what was cancelled hears of it when that is taken back, too. */
    cancelled = cancelled && after && after->state == FU_CANCELLED;
    return fu_change_end(change, "undone", event->what,
        cancelled ? fu_say_ended_for_all(arena, about) : fu_say_undone(arena, event->what, about),
        result, error);
}

enum fu_status fu_act_undo(
    const struct fu_act *act, int64_t id, struct fu_act_result *result, struct fu_error *error)
{
    struct change change;
    enum fu_status status = fu_change_begin_undo(&change, act, id, result, error);

    if (status == FU_OK && change.followup)
        status = take_back(&change, result, error);
    fu_change_free(&change);
    return status;
}
