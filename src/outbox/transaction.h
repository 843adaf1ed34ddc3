/* One mail over one open connection: MAIL, RCPT, DATA, the mail, the dot, and what came of it.
 * Nothing here waits. */
#ifndef FOLLOWUPD_OUTBOX_TRANSACTION_H
#define FOLLOWUPD_OUTBOX_TRANSACTION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "connection.h"
#include "followupd/outbox/dots.h"
#include "followupd/record/delivery.h"
#include "parcel.h"
#include "reply.h"

enum fu_stage {
    FU_STAGE_RESET = 0, /* an earlier mail was broken off: RSET was said */
    FU_STAGE_SENDER,
    FU_STAGE_RECIPIENT,
    FU_STAGE_DATA,
    FU_STAGE_BODY,
    FU_STAGE_DOT /* the dot has left, its answer is awaited */
};

enum { FU_OUT_SIZE = 32 * 1024, FU_RESULT_TEXT_MAX = 511 };

struct fu_waits { /* milliseconds */
    int64_t command;
    int64_t answer;
    int64_t mail;
    int64_t stop;
};

struct fu_transaction {
    struct fu_parcel *parcel; /* ref */
    const char *server;       /* ref; its name, for sentences */
    struct fu_dots *dots;     /* ref */
    struct fu_waits waits;
    enum fu_stage stage;
    bool says_size; /* the server is told at MAIL FROM how large the mail is */
    bool seasoned; /* the connection was used or kept before: that it is closed is no news */
    struct fu_body body;
    bool dot_ready; /* out ends with the dot */
    bool early;     /* an answer had begun before the dot left */
    size_t out_length;
    size_t out_sent;
    int64_t stage_deadline; /* by fu_clock_ticks() */
    int64_t mail_deadline;
    struct fu_reply reply;
    char out[FU_OUT_SIZE];
};

struct fu_result {
    enum fu_outcome outcome;
    bool stale; /* outcome is not set: the connection was dead before the mail, take another */
    bool keep;  /* the connection can carry another mail */
    bool reset; /* after RSET */
    bool stop;  /* no mail can be sent whatever the connection */
    char text[FU_RESULT_TEXT_MAX + 1]; /* the server's words as they came, or a sentence */
};

/* Before the first of these: parcel, server, dots, waits, says_size and seasoned are set. */
void fu_transaction_begin(struct fu_transaction *transaction, bool reset, int64_t now);

/* Sends and receives what goes without waiting; true when the mail has come to its end, and result
 * says to which. fu_transaction_events tells what to wait for, as curl_multi_poll() takes it. */
bool fu_transaction_advance(struct fu_transaction *transaction, struct fu_connection *connection,
    int64_t now, struct fu_result *result);
short fu_transaction_events(const struct fu_transaction *transaction);

/* The next moment at which fu_transaction_late has to be asked. */
int64_t fu_transaction_deadline(const struct fu_transaction *transaction);

/* True, with result filled, when a deadline has passed. */
bool fu_transaction_late(
    const struct fu_transaction *transaction, int64_t now, struct fu_result *result);

#endif
