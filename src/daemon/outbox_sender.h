/* The outbox worker from inside: the group of mails at hand, and what becomes of sending it. */
#ifndef DAEMON_OUTBOX_SENDER_H
#define DAEMON_OUTBOX_SENDER_H

#include "reader.h"
#include "worker.h"

#include "clock_hold.h"

#include "followupd/followup/turn.h"
#include "followupd/outbox/dots.h"
#include "followupd/outbox/outbox.h"

/* Seconds that a mail may take, and nothing is held up for longer. */
enum { SENDER_PATIENCE = 900, SENDER_HOLD_LONGEST = 300, MILLISECONDS = 1000 };

struct sender {
    struct worker_context *context;
    struct fu_store *store;
    struct fu_dots *dots;
    struct fu_outbox *outbox;
    struct fu_buffer secret;
    bool has_secret;
    int doorbell;
    int timer;
    struct reader reader;        /* for the files of notes to self */
    bool connected;              /* since the last rest */
    fu_instant held;             /* nothing new is claimed before this moment */
    int refusals;                /* of the login, in a row */
    int64_t password_stamp;      /* of the password that was refused */
    bool troubled;               /* status may say that mails do not go out */
    bool said;                   /* and so does the log */
    fu_instant certificate_ends; /* as the store has it */
    struct clock_hold clock;
    bool lost;                 /* a turn failed, and nobody knows whether it was committed */
    bool store_trouble;        /* said already */
    int record_tries;          /* of --once, whose outcomes the store did not take */
    struct fu_arena *arena[2]; /* of the group being sent, and of the one before */
    struct fu_arena *scratch;  /* of the turns that only record */
    struct fu_turn group;
    bool *told;    /* of each of its parcels: its outcome was kept already */
    size_t left;   /* of them, those that are under way and not taken over */
    int64_t began; /* fu_clock_ticks() at which the group was */
    size_t most;   /* mails of the next group */
    struct fu_parcel *done;
    size_t done_count;
};

/* A sign of life; context is a worker's. */
void fu_sender_show_life(void *context);

/* Hands `fresh` parcels of a new group over, and goes on with what is in hand. What has ended is
 * kept in done, which must have been recorded before; trouble is told, and holds what is not begun.
 */
void fu_sender_go_on(struct sender *sender, size_t fresh);

/* Connections without a mail, and the password, are given up. */
void fu_sender_rest(struct sender *sender);

#endif
