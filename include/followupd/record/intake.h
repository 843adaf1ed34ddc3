/* A mail in an inbox: where it is, how often it was tried, what was decided. */
#ifndef FOLLOWUPD_RECORD_INTAKE_H
#define FOLLOWUPD_RECORD_INTAKE_H

#include <stdint.h>

#include "followupd/base/instant.h"

/* Names a stored copy for as long as UIDVALIDITY holds (RFC 3501 2.3.1.1). */
struct fu_origin {
    const char *inbox; /* its name in the config */
    uint32_t validity;
    uint32_t uid;
};

struct fu_inbox_state {
    const char *name;
    uint32_t validity;    /* 0: never opened */
    uint32_t last_uid;    /* every UID up to here is handled or has an attempt */
    fu_instant last_poll; /* last good one; FU_NEVER */
    int64_t not_ours;     /* mails that were not for us, counted */
    int64_t turned_away;  /* strangers, machines, doubted senders */
    const char *account;  /* which mailbox it was: user, server and folder; "" when not known */
    fu_instant oldest;    /* older mail is left alone until everything was looked at once: on the
                             first start, and when UIDs begin anew; FU_NEVER: none is */
};

enum fu_attempt_state {
    FU_ATTEMPT_TRYING = 0, /* written before the mail is parsed */
    FU_ATTEMPT_FILING,     /* handled and committed; to be filed away on the server */
    FU_ATTEMPT_WAITING,    /* a limit was reached, or the server does not give it: tried
                              again at `again` */
    FU_ATTEMPT_QUARANTINED /* set aside: left in the inbox until an operator decides */
};

struct fu_attempt {
    int64_t id;
    struct fu_origin origin;
    int64_t tries;
    enum fu_attempt_state state;
    const char *reason;
    fu_instant at;    /* of the last change */
    fu_instant again; /* for waiting */
};

/* One line of `followupctl trace`: what was decided about one address of one mail. */
struct fu_trace {
    struct fu_origin origin;
    fu_instant at;
    const char *message_id;
    const char *sender;
    const char *address;  /* the cadence address, "" when it never came to that */
    const char *decision; /* follow-up, duplicate, refused, stranger, doubted, automatic, nobody,
                             own, done, vanished, … */
    const char *reason;
    const char *cure;
    int64_t followup; /* the one it made or touched; 0 */
};

#endif
