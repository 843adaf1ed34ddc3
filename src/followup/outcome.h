/* What the letters of a batch came to, until their senders are told: copies of one mail come one
 * for each address, and are answered once for all. Lives in the batch's arena. */
#ifndef FOLLOWUP_OUTCOME_H
#define FOLLOWUP_OUTCOME_H

#include "followupd/record/schedule.h"
#include "request.h"

/* What one address of a letter came to. */
struct outcome {
    struct outcome *next;
    bool wanted;         /* its sender is to hear of it; noted with it */
    const char *asked;   /* what stood before the @ */
    const char *about;   /* subject */
    const char *token;   /* that acts on it: of the follow-up, or of the letter that is held */
    const char *refusal; /* why there is no follow-up; NULL: there is one */
    bool full;           /* for want of room, which somebody has to make first */
    int64_t followup;    /* the rest is of a follow-up */
    struct fu_schedule schedule;
    fu_instant first;        /* its first moment to come */
    fu_instant counted_from; /* FU_NEVER: the letter at hand */
    bool task;
    bool changed; /* it was there already */
    bool doubt;   /* the letter was written at an offset that its sender's zone does not have */
    size_t sharers;
    const struct fu_ended *ended; /* others that ended because of it, or should have */
    size_t cancelled;             /* how many ended */
    size_t kept;                  /* how many did not, since the mail may not be from its sender */
    const char *const *suggestions; /* these are of a refusal */
    size_t suggestion_count;
    fu_instant until; /* how long the letter is held, FU_NEVER: it is not */
};

/* Notes a copy of it for the letter at hand. wanted: its sender is to hear of it; else they do only
 * if they hear of something else of that letter. What another letter of the batch has cancelled by
 * the end of it is not told any more. */
void fu_outcome_note(struct request_context *context, const struct fu_request *request,
    const struct outcome *outcome, bool wanted);

/* How many answers the batch owes a person so far. */
int64_t fu_outcome_owed(const struct fu_taking *taking, int64_t person);

#endif
