/* A connection to an IMAP server that libcurl opened, secured and logged in: octets with deadlines.
 *
 * After the first trouble it is dead: every call fails at once and `trouble` keeps the sentence. */
#ifndef FOLLOWUPD_SRC_INTAKE_CONNECTION_H
#define FOLLOWUPD_SRC_INTAKE_CONNECTION_H

#include <curl/curl.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "followupd/base/buffer.h"
#include "followupd/base/status.h"
#include "followupd/intake/session.h"
#include "wire.h"

enum { FU_SERVER_MAX = 280 };

struct fu_connection {
    CURL *curl;
    int socket;
    char server[FU_SERVER_MAX]; /* "imap.example.org:993", for sentences */
    struct fu_wire wire;
    struct fu_buffer pending; /* what the parser gets next */
    size_t pending_taken;
    const char *doing;     /* "mails are fetched" */
    int64_t deadline;      /* ticks at which the command must be finished */
    int64_t command_limit; /* the same as milliseconds from its start */
    int64_t silence_limit; /* milliseconds without an octet */
    void (*alive)(void *context);
    void *context;
    int64_t alive_told;
    const volatile bool *stop;
    int64_t stop_limit;      /* milliseconds */
    struct fu_error trouble; /* status FU_OK as long as all is well */
};

/* Opens, secures and logs in; what the server said then that it can is in the wire's notes. Errors
 * as fu_session_open's. */
enum fu_status fu_connection_open(const struct fu_intake_settings *settings, const char *password,
    struct fu_connection **connection, struct fu_error *error);

/* Closes and frees without a word. NULL is fine. */
void fu_connection_close(struct fu_connection **connection);

/* What follows is one command: at most limit seconds in all, at most silence seconds without an
 * octet. */
void fu_connection_begin(
    struct fu_connection *connection, const char *doing, int64_t limit, int64_t silence);

/* What the parser may have: at least one octet, or -1 (trouble). */
ssize_t fu_connection_receive(struct fu_connection *connection, void *octets, size_t size);

/* Takes in what is there without waiting: 1, or 0 when nothing is, or -1 (trouble). */
int fu_connection_take_in(struct fu_connection *connection);

/* Waits until there may be something. False when a deadline passed (trouble). */
bool fu_connection_wait(struct fu_connection *connection);

/* All of it, or false (trouble). */
bool fu_connection_send(struct fu_connection *connection, const void *octets, size_t length);

/* Marks the connection dead with this sentence, unless it is already. Returns FU_TEMPORARY. */
enum fu_status fu_connection_break(struct fu_connection *connection, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

#endif
