/* What the actions share: one follow-up loaded for a change, and the words with which the change is
 * undone.
 *
 * Undo text is lines: "state OLD NEW", "occurrence ID OLD MOMENT NEW", "rejoin PERSON", "mail ID",
 * "sent MOMENT", "zone NAME", "workdays MASK", "morning MINUTES", "first MOMENT", "start DAY",
 * "rule RRULE", "cadence TEXT" (which uses those before it; what a series had gone on by is where
 * it began, or DAY since 1970, with RRULE), "given-zone NAME", "given-workdays MASK" (of the new
 * cadence: with others by now it was moved since), "subject TEXT", "tags TEXT". OLD and NEW are
 * states before and after the change, which are the same of what stays as it is and has to: an
 * occurrence that has another state than NEW was changed again since, and is not undone over that,
 * and neither is what was ended for all since. The parts of others that come right behind what came
 * to all, with its MOMENT, are theirs: changed since, they stay, and who takes back has a part
 * again. Of a snooze the last occurrence is what was asked for. MOMENT is where it stood; what
 * comes back stands there still, or where its follow-up is by now. */
#ifndef FOLLOWUP_CHANGE_H
#define FOLLOWUP_CHANGE_H

#include "followupd/base/buffer.h"
#include "followupd/followup/act.h"
#include "followupd/record/delivery.h"
#include "followupd/record/followup.h"
#include "followupd/record/person.h"
#include "followupd/store/followups.h"

enum { UNDO_MAX = 16 * 1024 };

/* Occurrences of every state, for fu_store_occurrences. */
enum { EVERY_STATE = (1U << (FU_OCCURRENCE_CANCELLED + 1)) - 1 };

struct change {
    const struct fu_act *act;
    struct fu_followup *followup; /* NULL: there is none of that number */
    struct fu_person *owner;
    bool owned;  /* the owner or the operator acts */
    bool shared; /* more than one person shares in it */
    struct fu_participant *participants;
    size_t participant_count;
    bool left;   /* who acts has left it, and may only take that back */
    struct fu_buffer undo;
};

/* Loads. FU_OK also when there is none in which the person shares (then result->followup is 0), or
 * they have left it: then change->followup is NULL, and the sentence says so. */
enum fu_status fu_change_begin(struct change *change, const struct fu_act *act, int64_t id,
    struct fu_act_result *result, struct fu_error *error);

/* As fu_change_begin, also for somebody who has left. */
enum fu_status fu_change_begin_undo(struct change *change, const struct fu_act *act, int64_t id,
    struct fu_act_result *result, struct fu_error *error);

/* Writes the event with the undo text, sets result->changed and sentence. */
enum fu_status fu_change_end(struct change *change, const char *what, const char *detail,
    const char *sentence, struct fu_act_result *result, struct fu_error *error);

/* The event with which a follow-up begins. */
#define FU_EVENT_CREATED "created"

/* The last action of a person (0: of anybody) that can be taken back and was not; NULL: none. That
 * it was made is taken back only while they have done nothing else to it, since who takes back
 * twice does not mean that. fired: it has. */
struct fu_event *fu_change_undoable(
    struct fu_event *events, size_t count, int64_t person, bool fired);

/* The undo text of making a follow-up with this first occurrence. */
const char *fu_change_creation(struct fu_arena *arena, const struct fu_occurrence *occurrence);

/* Frees what begin took; to be called whatever happened. */
void fu_change_free(struct change *change);

/* Writes state (and what else of the follow-up was set), remembering the state there was. */
enum fu_status fu_change_state(
    struct change *change, enum fu_followup_state state, struct fu_error *error);

/* Gives an occurrence a new state, remembering the old one. */
enum fu_status fu_change_occurrence(struct change *change, struct fu_occurrence *occurrence,
    enum fu_occurrence_state state, struct fu_error *error);

/* Every pending occurrence gets that state. */
enum fu_status fu_change_pending(
    struct change *change, enum fu_occurrence_state state, struct fu_error *error);

/* What is pending. */
struct pending {
    struct fu_occurrence *own; /* the next of the follow-up's own; NULL */
    fu_instant soonest;        /* of what somebody hears of */
    fu_instant next;           /* of what who acts hears of; for the operator, its owner */
};

enum fu_status fu_change_look(
    struct change *change, struct pending *pending, struct fu_error *error);

/* Whether somebody who has not left hears of an occurrence. */
bool fu_change_is_heard(const struct change *change, const struct fu_occurrence *occurrence);

/* The mails of it that wait, are under way, or are kept back after a restore, and were not
 * cancelled; oldest first. */
enum fu_status fu_change_mails(
    const struct change *change, struct fu_delivery **rows, size_t *count, struct fu_error *error);

/* Whose such a mail is, whatever address they have by now; 0: nobody's who shares in it. */
int64_t fu_change_recipient(const struct change *change, const struct fu_delivery *row);

/* A pending moment that all share gets that state for one of them; each of the others keeps one of
 * their own. */
enum fu_status fu_change_part(struct change *change, struct fu_occurrence *occurrence,
    int64_t person, enum fu_occurrence_state state, struct fu_error *error);

/* Adds a pending occurrence; undoing cancels it, or makes what was there already what it was. */
enum fu_status fu_change_add(struct change *change, fu_instant moment, int64_t snoozed,
    int64_t person, struct fu_error *error);

/* Makes sure that a series has a pending occurrence after `after`; *moment is its soonest, FU_NEVER
 * when it is over. */
enum fu_status fu_change_advance(
    struct change *change, fu_instant after, fu_instant *moment, struct fu_error *error);

/* The last moment of a series itself, if it has come since somebody said something of it: it was
 * due after that, or the mail of it to them was written after that, or waits still. */
struct come_since {
    struct fu_occurrence *occurrence; /* NULL: it had come, or there is none */
    bool waits;                       /* it was due by then, and its mail waits to be sent */
};
enum fu_status fu_change_since(
    struct change *change, fu_instant said, struct come_since *since, struct fu_error *error);

/* Done is what had come of a series when they said so, though it came again since: that stays
 * open, and they are told. */
enum fu_status fu_change_finish_former(struct change *change, fu_instant said,
    const struct come_since *since, struct fu_act_result *result, struct fu_error *error);

/* That somebody is done with it, or has left it, for themselves alone. */
#define FU_EVENT_FOR_ONE "for one of those who share in it"

/* What was done to a series, and when it came last of itself; FU_NEVER: it has not. */
struct history {
    struct fu_event *events;
    size_t count;
    fu_instant came;
};
enum fu_status fu_change_history(
    const struct change *change, struct history *history, struct fu_error *error);

/* Whether somebody has said since then that they are done with it for themselves, and has not put
 * it off again. */
bool fu_change_is_done_for(const struct history *history, int64_t person);

/* Whether what comes once more was asked for, by whomever: a task also comes back by itself. */
bool fu_change_is_asked_for(
    const struct fu_event *events, size_t event_count, const struct fu_occurrence *occurrence);

/* A moment in words, in the zone of the follow-up; "" for FU_NEVER. */
const char *fu_change_say(const struct change *change, fu_instant moment);

#endif
