/* SMTP: many mails over few connections, each with one outcome (libcurl's multi interface). */
#ifndef FOLLOWUPD_OUTBOX_OUTBOX_H
#define FOLLOWUPD_OUTBOX_OUTBOX_H

#include <stdbool.h>
#include <stddef.h>

#include "followupd/base/status.h"
#include "followupd/outbox/dots.h"
#include "followupd/record/delivery.h"

/* Seconds. The answer to the final dot may take ten minutes (RFC 5321 4.5.3.2.6). */
enum { FU_SMTP_CONNECT_DEADLINE = 30, FU_SMTP_ANSWER_DEADLINE = 600, FU_SMTP_MAIL_DEADLINE = 900 };

struct fu_outbox_settings {
    const char *url;  /* smtps://host[:port] or smtp://host[:port] */
    bool starttls;    /* for smtp://; otherwise in the clear */
    const char *user; /* "": no login */
    const char *auth; /* auto login plain xoauth2 oauthbearer */
    const char *ca_file;
    const char *hello; /* EHLO name */
    int connections;   /* 1 to 20 */
    void (*alive)(
        void *context); /* called about once a second while mails are under way; NULL is fine */
    void *context;
};

struct fu_outbox;

struct fu_outbox *fu_outbox_open(const struct fu_outbox_settings *settings);
void fu_outbox_close(struct fu_outbox **outbox);

/* Sends count parcels, one recipient each, in their order over up to `connections` kept
 * connections, and fills outcome and answer of each. Every parcel is checked first: addresses by
 * base/address.h, CRLF lines under 998 octets, no NUL; one that fails is FU_OUTCOME_NEVER and
 * reaches no server. Before a final dot may leave, dots records the parcel. stop (may be NULL) is
 * looked at between mails: once it is set, mails in hand are finished and the others stay
 * FU_OUTCOME_NONE. After an outcome that is ours (login refused, no connection) the remaining ones
 * are not tried but get the same outcome. password is "" without login; it is wiped from the
 * library's copies by fu_outbox_close, or when another is given. The result is FU_OK unless an
 * outcome was ours: then FU_TEMPORARY with the sentence for the operator. */
enum fu_status fu_outbox_send(struct fu_outbox *outbox, const char *password,
    struct fu_parcel *parcels, size_t count, struct fu_dots *dots, const volatile bool *stop,
    struct fu_error *error);

/* Closes kept connections (call when nothing was due for a while). */
void fu_outbox_rest(struct fu_outbox *outbox);

/* Connects, says EHLO and logs in, sends nothing: for `followupctl check`. */
enum fu_status fu_outbox_probe(
    const struct fu_outbox_settings *settings, const char *password, struct fu_error *error);

#endif
