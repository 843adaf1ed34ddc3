/* The outbox from inside: its connections, and one run of fu_outbox_send() over them. */
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
};

struct fu_outbox {
    struct fu_server server;
    struct fu_waits waits;
    void (*alive)(void *context);
    void *context;
    CURLM *multi;
    struct fu_arena *answers;
    size_t slot_count;
    struct fu_slot *slots;
    fu_instant certificate_ends; /* of the last connection; 0: none seen */
    bool login_known;            /* this password was taken once */
    bool login_refused;          /* in the last run */
};

/* One call of fu_outbox_send(). */
struct fu_run {
    struct fu_outbox *outbox;
    struct fu_parcel *parcels;
    size_t count;
    struct fu_dots *dots;
    const volatile bool *stop;
    size_t next;
    size_t *again; /* own; those whose connection was dead, at most one a slot */
    size_t again_count;
    int row; /* outcomes of ours since the server last took or judged a mail */
    bool given_up;
    bool ours;
    int64_t end_by; /* ticks; 0: it was not told to stop */
    int64_t now;    /* ticks */
    int64_t alive_due;
    char trouble[FU_ERROR_TEXT_MAX];
};

/* Closes its connection, if there is one; polite says QUIT first. */
void fu_slot_close(struct fu_slot *slot, bool polite);

/* A run over count parcels; the clock is read. fu_run_end frees what it owns. */
void fu_run_begin(
    struct fu_run *run, struct fu_outbox *outbox, struct fu_parcel *parcels, size_t count);
void fu_run_end(struct fu_run *run);

/* Brings every parcel to its outcome. */
void fu_run_work(struct fu_run *run);

/* Opens the connection of the first slot, as far as the login. True when it stands. */
bool fu_run_connect(struct fu_run *run);

#endif
