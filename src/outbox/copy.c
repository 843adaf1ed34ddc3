/* One mail to several recipients in one transaction, over a connection of its own.
 *
 * Each refusal ends it: nothing is sent unless every recipient is taken. The calling process waits
 * for every answer. */
#include "followupd/outbox/outbox.h"

#include <curl/curl.h>
#include <poll.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "connection.h"
#include "followupd/base/address.h"
#include "followupd/base/clock.h"
#include "followupd/base/memory.h"
#include "parcel.h"
#include "reply.h"
#include "run.h"
#include "secret.h"

enum { SUCCESS = 2, LATER = 4, NEVER = 5, GO_AHEAD = 354, PIECE = 8192, HEARD_AT_ONCE = 2048 };
enum { COMMAND_MAX = FU_ADDRESS_MAX + 32 };

struct dialogue {
    struct fu_connection *connection;
    const char *server; /* its name, for sentences */
    int64_t wait;       /* milliseconds, for one answer */
    struct fu_reply reply;
    struct fu_error *error;
};

static enum fu_status lost(struct dialogue *dialogue, const char *at)
{
    return fu_error_set(dialogue->error, FU_TEMPORARY,
        "the line to %s broke or fell silent at %s: the mail was not sent", dialogue->server, at);
}

/* False when the deadline has passed. */
static bool wait_for_line(const struct dialogue *dialogue, short events, int64_t deadline)
{
    struct pollfd line = {.fd = dialogue->connection->socket, .events = events};
    int64_t left = deadline - fu_clock_ticks();
    return left > 0 && poll(&line, 1, (int)left) >= 0;
}

static bool send_all(struct dialogue *dialogue, const char *bytes, size_t length)
{
    int64_t deadline = fu_clock_ticks() + dialogue->wait;
    size_t sent;
    while (length > 0) {
        enum fu_line line = fu_smtp_connection_send(dialogue->connection, bytes, length, &sent);
        if (line == FU_LINE_LOST ||
            (line == FU_LINE_BUSY && !wait_for_line(dialogue, POLLOUT, deadline))) {
            return false;
        }
        bytes += sent;
        length -= sent;
    }
    return true;
}

/* False when no proper reply came in time. */
static bool hear(struct dialogue *dialogue)
{
    int64_t deadline = fu_clock_ticks() + dialogue->wait;
    char bytes[HEARD_AT_ONCE];
    size_t received;
    fu_reply_begin(&dialogue->reply);
    while (dialogue->reply.state == FU_REPLY_MORE) {
        enum fu_line line =
            fu_smtp_connection_receive(dialogue->connection, bytes, sizeof bytes, &received);
        if (line == FU_LINE_LOST ||
            (line == FU_LINE_BUSY && !wait_for_line(dialogue, POLLIN, deadline))) {
            return false;
        }
        fu_reply_take(&dialogue->reply, bytes, received);
    }
    return dialogue->reply.state == FU_REPLY_WHOLE;
}

/* FU_OK when the reply is what was wanted: SUCCESS or GO_AHEAD. */
static enum fu_status judge(struct dialogue *dialogue, int wanted, const char *at)
{
    int code = dialogue->reply.code;
    if (code == wanted || code / 100 == wanted) {
        return FU_OK;
    }
    return fu_error_set(dialogue->error, code / 100 == NEVER ? FU_PERMANENT : FU_TEMPORARY,
        "%s %s %s: %s", dialogue->server,
        code / 100 == NEVER || code / 100 == LATER ? "refuses" : "gives no proper answer to", at,
        dialogue->reply.text);
}

static enum fu_status command(struct dialogue *dialogue, int wanted, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

static enum fu_status command(struct dialogue *dialogue, int wanted, const char *format, ...)
{
    char line[COMMAND_MAX + 2];
    va_list arguments;
    va_start(arguments, format);
    int length = vsnprintf(line, COMMAND_MAX, format, arguments);
    va_end(arguments);
    line[length] = '\r';
    line[length + 1] = '\n';
    bool heard = send_all(dialogue, line, (size_t)length + 2) && hear(dialogue);
    line[length] = '\0';
    return heard ? judge(dialogue, wanted, line) : lost(dialogue, line);
}

static enum fu_status send_body(struct dialogue *dialogue, const struct fu_parcel *parcel)
{
    struct fu_body body = {0};
    char piece[PIECE];
    while (body.offset < parcel->length) {
        size_t length = fu_body_copy(parcel, &body, piece, sizeof piece);
        if (!send_all(dialogue, piece, length)) {
            return lost(dialogue, "the mail");
        }
    }
    const char *end = fu_body_end(parcel);
    if (!send_all(dialogue, end, strlen(end)) || !hear(dialogue)) {
        return fu_error_set(dialogue->error, FU_UNSURE,
            "the line to %s broke or fell silent at the final dot: the mail may have arrived",
            dialogue->server);
    }
    return judge(dialogue, SUCCESS, "the mail");
}

static enum fu_status converse(struct dialogue *dialogue, const struct fu_parcel *parcel,
    const char *const *recipients, size_t count)
{
    enum fu_status status = command(dialogue, SUCCESS, "MAIL FROM:<%s>", parcel->sender);
    for (size_t i = 0; status == FU_OK && i < count; i++) {
        status = command(dialogue, SUCCESS, "RCPT TO:<%s>", recipients[i]);
    }
    if (status == FU_OK) {
        status = command(dialogue, GO_AHEAD, "DATA");
    }
    return status == FU_OK ? send_body(dialogue, parcel) : status;
}

static enum fu_status check(struct fu_parcel *parcel, const char *const *recipients, size_t count,
    struct fu_error *error)
{
    const char *fault = count == 0 ? "it has no recipient" : NULL;
    for (size_t i = 0; fault == NULL && i < count; i++) {
        parcel->recipient = recipients[i];
        fault = fu_parcel_fault(parcel);
    }
    return fault == NULL
               ? FU_OK
               : fu_error_set(error, FU_BAD_INPUT, "The mail is not sent: %s.", fault);
}

static enum fu_status connect_and_send(struct fu_outbox *outbox, const struct fu_parcel *parcel,
    const char *const *recipients, size_t count, struct fu_error *error)
{
    struct fu_run run;
    fu_run_begin(&run, outbox);
    enum fu_status status;
    if (fu_run_connect(&run)) {
        struct dialogue dialogue = {.connection = &outbox->slots[0].connection,
            .server = outbox->server.name,
            .wait = outbox->waits.command,
            .error = error};
        status = converse(&dialogue, parcel, recipients, count);
    } else {
        status = fu_error_set(error, FU_TEMPORARY, "%s", run.trouble);
    }
    return status;
}

enum fu_status fu_outbox_send_copy(const struct fu_outbox_settings *settings, const char *password,
    const char *sender, const char *const *recipients, size_t count, const char *bytes,
    size_t length, struct fu_error *error)
{
    struct fu_parcel parcel = {.sender = sender, .bytes = bytes, .length = length};
    enum fu_status status = check(&parcel, recipients, count, error);
    if (status != FU_OK) {
        return status;
    }
    struct fu_outbox *outbox = fu_outbox_open(settings);
    fu_secret_free(&outbox->server.password);
    outbox->server.password = fu_copy(password);
    outbox->multi = curl_multi_init();
    status = connect_and_send(outbox, &parcel, recipients, count, error);
    fu_outbox_close(&outbox);
    return status;
}
