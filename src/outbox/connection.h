/* One connection to the mail server: opened, secured and logged in by libcurl, then a line of
 * octets. Nothing here waits. */
#ifndef FOLLOWUPD_OUTBOX_CONNECTION_H
#define FOLLOWUPD_OUTBOX_CONNECTION_H

#include <curl/curl.h>
#include <stdbool.h>
#include <stddef.h>

#include "followupd/base/instant.h"
#include "followupd/base/status.h"
#include "reply.h"

/* What every connection needs. */
struct fu_server {
    char *url;      /* own; with the EHLO name behind the host */
    char *name;     /* own; host and port, for sentences */
    char *user;     /* own */
    char *auth;     /* own */
    char *ca_file;  /* own */
    char *password; /* own */
    bool starttls;
    int connect_deadline;
};

struct fu_connection {
    const struct fu_server *server; /* ref */
    CURLM *multi;                   /* ref */
    CURL *easy;                     /* own; kept from connection to connection */
    curl_socket_t socket;           /* once it is open */
    bool added;                     /* to the multi handle: being opened, or open */
    bool logged_in;
    bool login_refused;                  /* by a 5xx */
    bool certificate_wrong;              /* fu_certificate_is_good() says no */
    bool takes_size;                     /* its last EHLO offered SIZE (RFC 1870) */
    fu_instant certificate_ends;         /* of the server, once it is open; 0 when it showed none */
    struct fu_reply reply;               /* while it is opened */
    char refusal[FU_REPLY_TEXT_MAX + 1]; /* the last 4xx or 5xx reply while it was opened */
    char trouble[CURL_ERROR_SIZE];
};

enum fu_line { FU_LINE_DONE = 0, FU_LINE_BUSY, FU_LINE_LOST };

/* Begins to open it; curl_multi_perform() does the rest. False when there is no memory for it. */
bool fu_smtp_connection_start(
    struct fu_connection *connection, const struct fu_server *server, CURLM *multi);

/* To be called with what curl_multi_info_read() said of it: FU_OK and it may be used, or closed and
 * FU_TEMPORARY with the sentence for the operator. */
enum fu_status fu_smtp_connection_opened(
    struct fu_connection *connection, CURLcode result, struct fu_error *error);

/* FU_LINE_BUSY: nothing can be sent or has come, wait for the socket. FU_LINE_LOST: of no use any
 * more. */
enum fu_line fu_smtp_connection_send(
    struct fu_connection *connection, const char *bytes, size_t length, size_t *sent);
enum fu_line fu_smtp_connection_receive(
    struct fu_connection *connection, char *bytes, size_t size, size_t *received);

/* Closes it without waiting for anything; polite says QUIT first. Closed already is fine. */
void fu_smtp_connection_close(struct fu_connection *connection, bool polite);

/* Closes it and gives up its memory. */
void fu_smtp_connection_free(struct fu_connection *connection);

#endif
