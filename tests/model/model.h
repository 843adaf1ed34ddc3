/* What people were promised, told as simply as can be: of each follow-up a set of (person, moment).
 * No tables, no rows that several people share, no states of occurrences; what an action does is
 * arithmetic on that set, and an undo takes the difference back. The only thing it has in common
 * with the program is the cadence language, which has tests of its own. */
#ifndef FU_TEST_MODEL_H
#define FU_TEST_MODEL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "followupd/cadence/cadence.h"

enum {
    PEOPLE = 3,
    ROWS_MAX = 96,
    LEFT_OUT_MAX = 64,
    MAILS_MAX = 1024,
    DEEDS_MAX = 64,
    TIMES_MAX = 8
};

/* Rules that the model has wrong on purpose, for the control: the owner's done ends what others
 * have put off for themselves; what was skipped stands in the calendar; a holiday is a workday;
 * one day of refusals pauses an address; all that comes at once is one mail; a series begins while
 * its mail is on its way; another cadence ends what is due of the former; what is due comes again
 * on its day at the new morning time. */
enum mistake {
    MISTAKE_NONE,
    MISTAKE_DONE,
    MISTAKE_FEED,
    MISTAKE_HOLIDAY,
    MISTAKE_PAUSE,
    MISTAKE_BUNDLE,
    MISTAKE_ARRIVAL,
    MISTAKE_OWED,
    MISTAKE_AGAIN,
    MISTAKES
};

/* Somebody will hear at a moment. */
struct promise {
    int who;
    fu_instant moment;
    bool extra;  /* asked for besides (a snooze), or a task that comes back; not the follow-up's own
                    moment */
    bool asked;  /* extra, and not a task that comes back by itself */
    bool common; /* comes to all who share: one person's snooze or done makes it several */
};

/* Everything that an undo brings back. */
struct plan {
    struct fu_schedule schedule;
    fu_instant sent; /* what it counts from */
    size_t times;    /* how often it comes from schedule.first on; 0: without end */
    bool recurring, task, cancelled;
    bool holidays; /* are no workdays */
    struct promise rows[ROWS_MAX];
    size_t count;
    fu_instant left_out[LEFT_OUT_MAX];
    size_t left_out_count;
    bool away[PEOPLE];
    fu_instant done[PEOPLE]; /* when each was done for themselves, and did not snooze since; 0 */
    fu_instant ahead; /* the last moment of its own that was done for all before it came; 0 */
    int subject;
};

enum course {
    ON_ITS_WAY,
    WAITING,
    SENT,
    HELD,
    TOLD
}; /* HELD: kept back after a restore. TOLD: failed or unsure, and its people can see that */

struct mail {
    int64_t delivery;
    int who;
    fu_instant moment;
    bool extra, asked, common;
    enum course course;
    bool done;       /* its owner said so after it came due */
    int said_done;   /* with which deed, from 1, its person said done while it waited; 0 */
    bool may_be_two; /* a copy may have arrived */
    int64_t refused; /* for good, since its address takes no mail; the day it was sent; 0 */
    bool paused;     /* not tried, since its address is paused */
    int ended;       /* with which deed, from 1, its follow-up was cancelled before it had gone out:
                        it does not come, whatever came after that; 0 */
};

/* An action that can be taken back. */
struct deed {
    int who;
    fu_instant at;
    bool creation, edit, undone;
    bool ends; /* for all: its owner's done, or cancel */
    bool came; /* something of it had come by then */
    struct plan before, after;
    fu_instant finished; /* the moment whose mails it marked as done; FU_NEVER */
};

struct item {
    int64_t id;
    int owner;
    bool in[PEOPLE];
    fu_instant back[PEOPLE]; /* when each came back to what they had left; 0 */
    struct plan plan;
    struct mail mails[MAILS_MAX];
    size_t mail_count;
    struct deed deeds[DEEDS_MAX];
    size_t deed_count;
    bool gone, pruned; /* wholly, or its past */
    fu_instant came;   /* the last moment of its own that came, or was done before it; 0 */
    enum mistake mistaken;
};

/* How a person reads a cadence. */
struct reading {
    const char *zone;
    int morning;
    unsigned workdays;
};

/* A cadence as it is asked for; the schedule knows no end. */
struct wish {
    struct fu_schedule schedule;
    size_t times;
    fu_instant sent;
    unsigned flags;
};

/* The plan of a follow-up of which nothing else is known. */
void model_make(struct item *item, const struct wish *wish, bool holidays, fu_instant now);

/* Each says whether the plan changed. */
bool model_snooze(struct item *item, int who, fu_instant moment, fu_instant now);
/* *finished is the moment whose mails it is about besides; FU_NEVER. */
bool model_done(struct item *item, int who, bool pending, fu_instant now, fu_instant *finished);
/* hidden: what only somebody who has left would hear of counts. */
bool model_skip(
    struct item *item, const struct reading *owner, fu_instant now, bool pending, bool hidden);
/* open: it is pending, or has failed. */
bool model_cancel(struct item *item, int who, bool open);
bool model_edit(struct item *item, const struct wish *wish, fu_instant now);

/* The last deed of somebody that can be taken back; NULL. */
struct deed *model_undoable(struct item *item, int who);
/* Whether nothing of what a deed did has been changed since, so that it must be possible to take it
 * back, whatever others have done. */
bool model_untouched(const struct item *item, const struct deed *deed);
/* Whether a deed gave a new cadence that began with what was promised already, and that has come,
 * or was changed: then the former cannot be gone back to. */
bool model_has_begun(const struct item *item, const struct deed *deed);
void model_undo(struct item *item, struct deed *deed, fu_instant now);

/* The follow-up goes with its owner's morning time, or to their zone and workdays. arena keeps
 * texts. */
void model_morning(struct item *item, int morning, fu_instant now, struct fu_arena *arena);
void model_move(
    struct item *item, const struct reading *wanted, fu_instant now, struct fu_arena *arena);

/* Of what a store promised that was replaced by a backup, a snooze; what they had put off before,
 * and put off again since, comes no more. */
void model_take_over(struct item *item, const struct item *replaced, int who, fu_instant moment);
bool model_promised(const struct plan *plan, const struct promise *row);

/* Somebody is no more. */
void model_erase(struct item *item, int who);

/* What is due of one that is pending leaves the plan, into due; a series goes on, a task comes
 * back. Of one that is over it stays, for whoever comes back to it. */
size_t model_fire(
    struct item *item, const struct reading *owner, fu_instant now, struct promise *due);

/* What nobody heard of, of one that is over. */
void model_forget_unheard(struct item *item, fu_instant before);

/* What this person hears of next; FU_NEVER. */
fu_instant model_next(const struct item *item, int who);

bool model_hears(const struct item *item, const struct promise *row);
/* Whether a mail that waits must come; else it may not. */
bool model_wanted(const struct item *item, const struct mail *mail);
struct mail *model_mail(struct item *item, int64_t delivery);

#endif
