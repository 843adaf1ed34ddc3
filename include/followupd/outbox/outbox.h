/* SMTP: many mails over few connections, each with one outcome.
 *
 * libcurl's multi interface opens and secures the connections and logs in (CURLOPT_CONNECT_ONLY);
 * the mail transactions are ours. libcurl's own waits for the answer to the final dot without
 * giving way, so that one slow server or recipient would hold up every connection. */
#ifndef FOLLOWUPD_OUTBOX_OUTBOX_H
#define FOLLOWUPD_OUTBOX_OUTBOX_H

#include <poll.h>
#include <stdbool.h>
#include <stddef.h>

#include "followupd/base/status.h"
#include "followupd/outbox/dots.h"
#include "followupd/record/delivery.h"

/* Seconds (RFC 5321 4.5.3.2). Connecting is all up to the login; the answer to the final dot may
 * take ten minutes. */
enum {
    FU_SMTP_CONNECT_DEADLINE = 60,
    FU_SMTP_COMMAND_DEADLINE = 300, /* one answer, or one piece of the mail taken */
    FU_SMTP_ANSWER_DEADLINE = 600,  /* the answer to the final dot */
    FU_SMTP_MAIL_DEADLINE = 900,    /* one mail, from MAIL FROM to its outcome */
    FU_SMTP_STOP_DEADLINE = 10,     /* the mails in hand, once it is told to stop */
    FU_SMTP_PATIENCE = 30, /* a mail that takes longer is a straggler, which nobody waits for */
    FU_SMTP_COLLECT = 3    /* outcomes are told so long after the first of them */
};

enum { FU_SMTP_CONNECTIONS_MAX = 20 };

struct fu_outbox_settings {
    const char *url;     /* smtps://host[:port] or smtp://host[:port] */
    bool starttls;       /* for smtp://; otherwise in the clear */
    const char *user;    /* "": no login */
    const char *auth;    /* auto login plain xoauth2 oauthbearer; auto is PLAIN or LOGIN */
    const char *ca_file; /* "": the system's certificates */
    const char *hello;   /* EHLO name; "": the machine's */
    int connections;     /* 1 to FU_SMTP_CONNECTIONS_MAX */
    void (*alive)(
        void *context); /* called about once a second while mails are under way; NULL is fine */
    void *context;
    int connect_deadline; /* these in seconds; 0: the constants above */
    int command_deadline;
    int answer_deadline;
    int mail_deadline;
    int stop_deadline;
    int patience;
    int collect;
};

struct fu_outbox;

/* settings are copied. Opens no connection yet. */
struct fu_outbox *fu_outbox_open(const struct fu_outbox_settings *settings);
/* Closes all connections, whatever they carry, and sets *outbox to NULL. NULL is fine. */
void fu_outbox_close(struct fu_outbox **outbox);

/* Adds count parcels, one recipient each, to what is in hand, and sends in their order over up to
 * `connections` kept connections. Fills outcome, answer and again of those that have ended, of this
 * call or an earlier one; answer stays until the next call. It returns when all have, or a few
 * seconds after the first (where the rest is given up, what is under way ends before), or when none
 * is left but stragglers.
 *
 * One that is FU_OUTCOME_UNDERWAY stays where it is in memory until a later call has ended it. A
 * straggler is a mail that has taken long already: the server or the line is silent, or slow. It is
 * FU_OUTCOME_TAKEN_OVER: waited for as long as RFC 5321 wants, apart from all others, whose place it
 * does not take; its end is told by fu_outbox_late. Where as many stragglers as connections keep all
 * others from being sent, those are FU_OUTCOME_OURS.
 *
 * Every parcel is checked first: addresses by base/address.h, CRLF lines of at most 998 octets, no
 * NUL; one that fails is FU_OUTCOME_NEVER and reaches no server. Before a final dot may leave, dots
 * records the parcel. stop (may be NULL) is looked at between mails: once it is set, mails in hand
 * are finished and the others stay FU_OUTCOME_NONE. What is not finished within the stop's deadline
 * is broken off: without its dot it stays FU_OUTCOME_NONE too, with it it is FU_OUTCOME_UNSURE.
 *
 * A mail whose kept connection turns out to be closed is sent at once over a new one, as long as
 * its dot has not left. A refused sender or a line lost in mid-mail is FU_OUTCOME_OURS for that
 * mail alone, since it may be that mail's doing. When no connection can be had (none is opened,
 * login or certificate refused), or after several such mails in a row, the remaining mails are not
 * tried and get the same outcome.
 *
 * password is "" without login, NULL where count is 0 and none is at hand; copies of it are wiped by
 * fu_outbox_close, and when another is given. The result is FU_OK unless an outcome was ours: then
 * FU_TEMPORARY with the sentence for the operator. */
enum fu_status fu_outbox_send(struct fu_outbox *outbox, const char *password,
    struct fu_parcel *parcels, size_t count, struct fu_dots *dots, const volatile bool *stop,
    struct fu_error *error);

/* How many have not ended. */
size_t fu_outbox_in_hand(const struct fu_outbox *outbox);

/* Whether the one of that kind and id has not. */
bool fu_outbox_has(const struct fu_outbox *outbox, enum fu_parcel_kind kind, int64_t id);

/* Those that were taken over and have ended in the last fu_outbox_send, without sender, recipient
 * and bytes; valid until the next. */
const struct fu_parcel *fu_outbox_late(const struct fu_outbox *outbox, size_t *count);

/* Between two calls: adds what to wait for to the list (room for FU_OUTBOX_WATCHED_MAX), and shortens
 * *timeout (milliseconds; -1 is none) to when it has to be called again at the latest. Returns how
 * many were added. */
enum { FU_OUTBOX_WATCHED_MAX = 2 * FU_SMTP_CONNECTIONS_MAX };
size_t fu_outbox_watch(const struct fu_outbox *outbox, struct pollfd *list, int *timeout);

/* All outcomes that were told are in the store: forgets their dots. */
enum fu_status fu_outbox_forget_dots(
    const struct fu_outbox *outbox, struct fu_dots *dots, struct fu_error *error);

/* When the certificate ends that the server showed at the last connection; 0: none was seen. */
fu_instant fu_outbox_certificate_ends(const struct fu_outbox *outbox);

/* Whether a login was refused for good in the last fu_outbox_send. A password that was not taken
 * before is tried once in each. */
bool fu_outbox_login_refused(const struct fu_outbox *outbox);

/* Closes kept connections that carry no mail (call when nothing was due for a while). */
void fu_outbox_rest(struct fu_outbox *outbox);

/* Connects, says EHLO and logs in, sends nothing: for `followupctl check`. */
enum fu_status fu_outbox_probe(
    const struct fu_outbox_settings *settings, const char *password, struct fu_error *error);

/* Sends one mail to all of count recipients in one transaction, over a connection of its own: what
 * a mail program does with a BCC, for `followupctl check --round-trip`. Only when the server takes
 * every recipient is the mail sent.
 *
 * FU_OK: taken. FU_PERMANENT (5xx) or FU_TEMPORARY: not sent. FU_UNSURE: the line died between the
 * final dot and the answer. FU_BAD_INPUT: an address or the mail breaks the rules of
 * fu_outbox_send, and no server was asked. */
enum fu_status fu_outbox_send_copy(const struct fu_outbox_settings *settings, const char *password,
    const char *sender, const char *const *recipients, size_t count, const char *bytes,
    size_t length, struct fu_error *error);

#endif
