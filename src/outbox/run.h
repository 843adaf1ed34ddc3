/* The outbox from inside: its connections, what it has in hand, and one run of fu_outbox_send(). */
#ifndef FOLLOWUPD_OUTBOX_RUN_H
#define FOLLOWUPD_OUTBOX_RUN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "connection.h"
#include "followupd/base/memory.h"
#include "followupd/outbox/dots.h"
#include "followupd/outbox/outbox.h"
#include "followupd/record/delivery.h"
#include "transaction.h"

enum { FU_SECOND = 1000 }; /* in ticks */
enum { FU_SLOTS_MAX = 2 * FU_SMTP_CONNECTIONS_MAX };

enum fu_slot_state { FU_SLOT_CLOSED = 0, FU_SLOT_CONNECTING, FU_SLOT_READY, FU_SLOT_BUSY };

struct fu_slot {
    enum fu_slot_state state;
    struct fu_connection connection;
    struct fu_transaction transaction;
    bool seasoned; /* carried a mail, or was kept from an earlier run */
    bool reset;    /* RSET is due before the next mail */
    int64_t idle_since;
    int64_t connect_deadline;
    int64_t barred_until; /* 0: not barred */
    int64_t began;        /* with the mail it is busy with */
    bool outdated;        /* opened with a login that is not used any more */
    struct fu_arena *own; /* own; of the mail that was taken over; NULL: none was */
    struct fu_parcel taken;
};

struct fu_outbox {
    struct fu_server server;
    struct fu_waits waits;
    void (*alive)(void *context);
    void *context;
    CURLM *multi;
    struct fu_arena *answers;
    int64_t patience;   /* ticks after which a mail is a straggler */
    int64_t collect;    /* ticks for which an outcome is kept */
    size_t connections; /* most that are of use, besides as many stragglers */
    size_t slot_count;
    struct fu_slot *slots;
    struct fu_parcel **queue; /* own; of refs: not begun, from next on */
    size_t queue_count;
    size_t queue_room;
    size_t next;
    struct fu_parcel **again; /* own; those whose connection was dead, at most one a slot */
    size_t again_count;
    struct fu_parcel *late; /* own; what was taken over and ended in the last run */
    size_t late_count;
    int row;                     /* outcomes of ours since the server last took or judged a mail */
    fu_instant certificate_ends; /* of the last connection; 0: none seen */
    bool login_known;            /* this password was taken once */
    bool login_refused;          /* in the last run */
};

/* One call of fu_outbox_send(). */
struct fu_run {
    struct fu_outbox *outbox;
    struct fu_dots *dots;
    const volatile bool *stop;
    int64_t first_end; /* ticks at which the first outcome was known; 0: none is */
    bool given_up;
    bool ours;
    int64_t end_by; /* ticks; 0: it was not told to stop */
    int64_t now;    /* ticks */
    int64_t alive_due;
    char trouble[FU_ERROR_TEXT_MAX];
};

/* Closes its connection, if there is one; polite says QUIT first. */
void fu_slot_close(struct fu_slot *slot, bool polite);

/* The clock is read. */
void fu_run_begin(struct fu_run *run, struct fu_outbox *outbox);

/* Puts parcels into the queue; those that break a rule have their outcome at once. */
void fu_run_add(struct fu_run *run, struct fu_parcel *parcels, size_t count);

/* Goes on with what is in hand, until there are outcomes to be told or only stragglers are left. */
void fu_run_work(struct fu_run *run);

/* Opens the connection of the first slot, as far as the login. True when it stands. */
bool fu_run_connect(struct fu_run *run);

#endif
