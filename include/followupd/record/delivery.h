/* A mail we owe, and how far it got. */
#ifndef FOLLOWUPD_RECORD_DELIVERY_H
#define FOLLOWUPD_RECORD_DELIVERY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "followupd/base/instant.h"

enum fu_delivery_state {
    FU_DELIVERY_QUEUED = 0, /* waits for its next attempt */
    FU_DELIVERY_SENDING,    /* claimed: a byte of it may have left */
    FU_DELIVERY_SENT,
    FU_DELIVERY_FAILED, /* refused for good, or expired */
    FU_DELIVERY_UNSURE  /* twice the answer to the final dot was lost */
};

/* The answers of those that have failed only in name, which nobody has to see to: nobody waited for it
 * any more, or it was given up after a restore. */
#define FU_UNWANTED_ANSWER                                                                         \
    "Nobody waits for it any more: it was cancelled, left or done before it could go out."
#define FU_DROPPED_ANSWER "Dropped after a restore."

/* The answer of what a restore found to be sent, whenever that was. */
#define FU_RECORDED_ANSWER "It was sent before the restore, as the replaced store says."

/* What a delivery says that waits and is to be dropped: whoever only shares in its follow-up has said done. */
#define FU_SAID_DONE_ANSWER "Its person has said done."

/* The same of one whose follow-up was cancelled: whatever else is asked of that later, it is
 * dropped. */
#define FU_CANCELLED_ANSWER "It was cancelled while it waited."

/* "queued", "sending", "sent", "failed" or "unsure". */
const char *fu_delivery_state_word(enum fu_delivery_state state);

/* True for a server's answer that refuses a mail for good since it is too large (RFC 1870 6.1, RFC
 * 3463 X.2.3 and X.3.4): "552 5.3.4 Message size exceeds fixed limit". "552" without more counts,
 * "552 5.2.2" is a full mailbox. */
bool fu_answer_too_large(const char *answer);

/* True for a sentence of ours, which says why a mail did not come so far that a server judged it;
 * an answer of a server's begins with its code, "450" or "550". */
bool fu_answer_is_ours(const char *answer);

/* True for what a delivery says that waits and is to be dropped. */
bool fu_answer_is_ended(const char *answer);

/* A reminder mail is a delivery; any other mail we owe is a message. They have ids of their own. */
enum fu_parcel_kind { FU_PARCEL_DELIVERY = 0, FU_PARCEL_MESSAGE };

struct fu_delivery {
    int64_t id;
    enum fu_parcel_kind kind;
    int64_t occurrence; /* 0 for a message */
    int64_t followup;   /* 0 for a message that concerns none */
    int64_t person;     /* whose it is, wherever they have moved to; 0 for a message, and where an
                           older store did not tell */
    const char *address; /* at which they were at its last attempt, or at the first that may have
                            arrived */
    const char *subject;
    const char *message_id; /* without <> */
    enum fu_delivery_state state;
    int64_t attempts;
    int64_t unsure;          /* how often the outcome was lost */
    fu_instant created; /* when it was claimed for the first time, or later, by what is not counted
                           of its time: it expires by this */
    fu_instant written;      /* its Date, and what "late" is counted to: of its last attempt, or of
                                the first that may have arrived, so that a copy is the same */
    fu_instant next_attempt; /* while queued */
    const char *answer;      /* the server's last words, or what came between */
    int64_t bundle; /* those of one number go out together in one mail; 0: in one of its own */
};

/* How an attempt ended. */
enum fu_outcome {
    FU_OUTCOME_NONE = 0, /* not tried: we were stopping */
    FU_OUTCOME_SENT,
    FU_OUTCOME_LATER,  /* the server said 4xx to the recipient or the mail: backs off, expires */
    FU_OUTCOME_NEVER,  /* the server said 5xx to the recipient or the mail */
    FU_OUTCOME_UNSURE, /* the line died between the final dot and the answer */
    FU_OUTCOME_HELD,   /* kept back after a restore: it may have been sent, an operator decides */
    FU_OUTCOME_DROPPED, /* not tried: nobody waits for it any more */
    FU_OUTCOME_OURS, /* no connection, certificate, AUTH, MAIL FROM, relaying: not the reminder's
                        fault, never expires, the operator hears */
    FU_OUTCOME_UNDERWAY,  /* not ended yet: the outbox has it in hand */
    FU_OUTCOME_TAKEN_OVER /* the same, and the outbox has a copy of its own by now */
};

/* One mail on its way out. */
struct fu_parcel {
    int64_t id; /* of the delivery or the message */
    enum fu_parcel_kind kind;
    int64_t bundle;     /* of deliveries that this mail stands for, id's among them; 0: id alone */
    int64_t attempt;    /* 1, 2, … */
    const char *sender; /* envelope sender; "" is the null sender */
    const char *recipient;
    const char *bytes; /* the whole mail: CRLF lines, 7-bit */
    size_t length;
    enum fu_outcome outcome; /* filled in by the outbox */
    const char *answer; /* the server's last words or a sentence of ours; filled in; in the outbox's
                           memory until its next call */
    fu_instant again;   /* when to try again; filled in unless the outcome is sent or never */
};

#endif
