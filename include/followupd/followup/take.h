/* What a letter's requests change, and the answers that follow. */
#ifndef FOLLOWUPD_FOLLOWUP_TAKE_H
#define FOLLOWUPD_FOLLOWUP_TAKE_H

#include "followupd/base/memory.h"
#include "followupd/base/status.h"
#include "followupd/followup/settings.h"
#include "followupd/record/intake.h"
#include "followupd/record/letter.h"
#include "followupd/record/request.h"
#include "followupd/store/store.h"

/* A mail as it came out of an inbox. */
struct fu_arrival {
    struct fu_origin origin;
    fu_instant arrived; /* INTERNALDATE; FU_NEVER and the future are taken for now */
    const struct fu_letter *letter;
    const char *raw; /* the mail's bytes as far as they were fetched */
    size_t raw_length;
    bool again;     /* it was met before: it waited, or its handling was cut short */
    bool recovered; /* it was filed away once: a store that is lost may have done what it asks */
};

/* What becomes of the mail on the server. */
enum fu_fate {
    FU_FATE_FILE,  /* handled: file it away */
    FU_FATE_LEAVE, /* not for us, or from nobody we listen to: leave it exactly as it is */
    FU_FATE_WAIT   /* a limit of the sender's is reached: come back to it at `again` */
};

struct fu_taken {
    enum fu_fate fate;
    fu_instant again;
    const char *reason; /* for waiting: the same for all mails of a person, nobody else's */
    int64_t followups;  /* how many it made */
    bool not_ours;      /* for the inbox's counters */
    bool turned_away;
    bool doubted;       /* turned away though allowed: an alert may tell of it */
    bool failed;        /* a report says that a reminder did not arrive; so here */
    int64_t paused;     /* a person to whose address nothing is sent any more, for the log; 0 */
    bool owes_mail;     /* an answer, or something that is due at once: ring the doorbell */
    fu_instant soonest; /* the soonest moment it made; FU_NEVER */
};

/* A batch of mails that is taken in one transaction. */
struct fu_taking {
    struct fu_store *store;
    const struct fu_settings *settings;
    struct fu_arena *arena; /* outlives the batch, as do the letters */
    fu_instant now;
    struct fu_owed_answer *owed, *last; /* of this room: NULL at first */
    int64_t held; /* of this room: the first delivery that is held back; 0 at first */
};

/* Decides about one mail (fu_intent_decide) and does what it asks, within the caller's transaction:
 * people, letters, follow-ups, answers and traces. Doing it twice with the same mail changes
 * nothing the second time. What a recovered mail asks for is made anew; what is due of it by now
 * may have been sent already, so it is held, and it is answered only where it did not do what it
 * asks, or ended something. FU_OK and *taken; otherwise the store's status: the
 * caller rolls the whole batch back. */
enum fu_status fu_followup_take(struct fu_taking *taking, const struct fu_arrival *met,
    struct fu_taken *taken, struct fu_error *error);

/* Writes what the mails of the batch came to, one answer for all copies of a mail, and one mail to
 * each person of whom something is held. After the last of them, in the same transaction. */
enum fu_status fu_followup_answer(struct fu_taking *taking, struct fu_error *error);

#endif
