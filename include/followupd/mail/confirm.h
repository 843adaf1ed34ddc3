/* The sentences of the answer to a letter with cadences: what is scheduled, what was not
 * understood, and what to do about either. Texts only. */
#ifndef FOLLOWUPD_MAIL_CONFIRM_H
#define FOLLOWUPD_MAIL_CONFIRM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "followupd/base/memory.h"
#include "followupd/mail/commands.h"
#include "followupd/mail/compose.h"

/* Moments of a series that are named. */
enum { FU_CONFIRM_MOMENTS = 3 };

/* Follow-ups of the thread that are named when they end. */
enum { FU_CONFIRM_ENDED = 10 };

/* What came of one address of a letter: a follow-up, unless refusal says why none. Texts are "" for
 * what there is nothing to say about. */
struct fu_confirmed {
    const char *about;   /* subject */
    const char *asked;   /* the text before the @, as it was written */
    const char *english; /* "in 3 days", "every 2 months at 08:00" */
    bool recurring;
    bool changed; /* a follow-up that was there has this cadence now */
    const char
        *moments[FU_CONFIRM_MOMENTS]; /* the first ones in words: one, or of a series up to three */
    size_t moment_count;
    bool goes_on;             /* a series that has more of them */
    const char *zone;         /* the moments' */
    const char *spelled;      /* canonical spelling, where it differs from asked */
    const char *sibling;      /* the series that a one-off may have been meant for */
    const char *months;       /* what asked would be with months for minutes */
    bool task;                /* -t */
    bool overdue;             /* its last moment had passed when it was asked for */
    const char *counted_from; /* the letter's moment in words, when that is not the one at hand */
    size_t sharers;           /* how many others get it too */
    const struct fu_ended *ended; /* earlier follow-ups of the thread that -c ended, or did not */
    size_t cancelled;             /* how many ended; FU_CONFIRM_ENDED of them are named */
    size_t kept;                  /* how many did not, since the mail may not be from its sender */
    const char *refusal;          /* NULL for a follow-up */
    bool full;                    /* it is refused for want of room */
    const char *until;            /* a date: how long a refused letter waits for its cadence */
    const struct fu_action *actions;
    size_t action_count;
};

/* A Date that was written at another offset than the person's zone has. */
struct fu_zone_doubt {
    const char *written;      /* "+09:00" */
    const char *zone;         /* the person's, by which times were read */
    const char *offset;       /* its own then: "+01:00" */
    const char *address;      /* of the settings */
    const char *const *zones; /* which it may be, the likeliest first */
    size_t zone_count;
};

/* The answer to one letter: a section for each thing that came of it, or plain paragraphs when it
 * is one and nothing is asked. doubt may be NULL. A reply concerns the first. */
void fu_answer_confirmed(struct fu_arena *arena, const struct fu_confirmed *things, size_t count,
    const struct fu_zone_doubt *doubt, struct fu_answer *answer);

/* Of a letter that is held: there is nothing yet to be done, skipped, cancelled or taken back. */
extern const char fu_answer_unscheduled[];

/* "2 earlier follow-ups of this thread are not cancelled: …": why not. */
const char *fu_answer_kept(struct fu_arena *arena, size_t kept);

/* For the trace: what its sender does so that a mail changes what is there. */
extern const char fu_answer_address_it[];

/* Why a mail changes nothing of what is there. */
extern const char fu_answer_unaddressed[];

/* The answer to a mail that may not be from its sender: nothing is changed, and what to do. address
 * is where it went. */
void fu_answer_not_addressed(struct fu_arena *arena, const char *address, struct fu_answer *answer);

/* Why nothing is scheduled: the person has so many pending follow-ups. Said once a day. */
const char *fu_answer_too_many(struct fu_arena *arena, int64_t pending);

/* So many mails within an hour are done; what came beyond waits. Said once a day. */
void fu_answer_waiting(struct fu_arena *arena, int64_t mails, struct fu_answer *answer);

/* Adds to the last answer of a day that it is the last, but for what must be said: it was the
 * number `answers`. */
void fu_answer_last(struct fu_arena *arena, int64_t answers, struct fu_answer *answer);

/* Adds to the last answer beyond those of a day that what would need another one waits. */
void fu_answer_last_beyond(struct fu_arena *arena, struct fu_answer *answer);

#endif
