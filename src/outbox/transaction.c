/* The dialogue of one mail as a machine of stages: say, wait, judge the answer.
 *
 * A line that breaks before the dot has wholly left means that the server cannot have taken the
 * mail; after it, nobody knows. Every answer is awaited before the next command is said (no
 * pipelining), and an octet that comes unasked ends the connection, since a "250" out of turn would
 * be taken for the answer to the dot. One that begins before the dot has left and ends behind it
 * says nothing, unless it is a refusal. */
#include "transaction.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

enum {
    GO_AHEAD = 354,
    CLOSING = 421, /* RFC 5321 3.8: may answer any command */
    RECEIVE_SIZE = 2048
};

/* The second digit of a code decides nothing here. */
enum { SUCCESS = 2, LATER = 4, NEVER = 5 };

static const char *const stage_words[] = {
    [FU_STAGE_RESET] = "RSET",
    [FU_STAGE_SENDER] = "MAIL FROM",
    [FU_STAGE_RECIPIENT] = "RCPT TO",
    [FU_STAGE_DATA] = "DATA",
    [FU_STAGE_BODY] = "the mail",
    [FU_STAGE_DOT] = "the final dot",
};

/* Always true, so that what ends a mail can end with it. */
static bool end(struct fu_result *result, enum fu_outcome outcome, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

static bool end(struct fu_result *result, enum fu_outcome outcome, const char *format, ...)
{
    result->outcome = outcome;
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(result->text, sizeof result->text, format, arguments);
    va_end(arguments);
    return true;
}

static void say(struct fu_transaction *transaction, enum fu_stage stage, int64_t now,
    const char *format, ...) __attribute__((format(printf, 4, 5)));

static void say(
    struct fu_transaction *transaction, enum fu_stage stage, int64_t now, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    int length = vsnprintf(transaction->out, sizeof transaction->out, format, arguments);
    va_end(arguments);
    transaction->out_length = (size_t)length;
    transaction->out_sent = 0;
    transaction->stage = stage;
    transaction->stage_deadline = now + transaction->waits.command;
    fu_reply_begin(&transaction->reply);
}

/* RFC 1870 4: the octets of the mail, without the dots that are stuffed and the last one. */
static void say_sender(struct fu_transaction *transaction, int64_t now)
{
    const struct fu_parcel *parcel = transaction->parcel;
    char size[sizeof " SIZE=18446744073709551615"] = "";
    if (transaction->says_size) {
        snprintf(size, sizeof size, " SIZE=%zu", parcel->length);
    }
    say(transaction, FU_STAGE_SENDER, now, "MAIL FROM:<%s>%s\r\n", parcel->sender, size);
}

void fu_transaction_begin(struct fu_transaction *transaction, bool reset, int64_t now)
{
    transaction->body = (struct fu_body){0};
    transaction->dot_ready = false;
    transaction->early = false;
    transaction->mail_deadline = now + transaction->waits.mail;
    if (reset) {
        say(transaction, FU_STAGE_RESET, now, "RSET\r\n");
    } else {
        say_sender(transaction, now);
    }
}

static bool lost(const struct fu_transaction *transaction, struct fu_result *result)
{
    if (transaction->stage == FU_STAGE_DOT) {
        return end(result, FU_OUTCOME_UNSURE,
            "the line to %s broke between the final dot and its answer: the mail may have arrived",
            transaction->server);
    }
    result->stale = transaction->seasoned;
    return end(result, FU_OUTCOME_OURS, "the line to %s broke at %s: the mail was not sent",
        transaction->server, stage_words[transaction->stage]);
}

/* The server says what SMTP has no place for. */
static bool garbled(const struct fu_transaction *transaction, struct fu_result *result)
{
    if (transaction->stage == FU_STAGE_DOT) {
        return end(result, FU_OUTCOME_UNSURE,
            "%s gave no readable answer to the final dot: the mail may have arrived",
            transaction->server);
    }
    return end(result, FU_OUTCOME_OURS, "%s gave no proper answer to %s: \"%s\"",
        transaction->server, stage_words[transaction->stage], transaction->reply.text);
}

/* RFC 4954 section 6: a login is wanted, which is nothing that the recipient could help. */
static bool wants_login(int code)
{
    return code == 530 || code == 534 || code == 535 || code == 538;
}

/* RFC 1870 6.1: a sender is refused for the size that was said with it. Without one, "552" can only
 * be about the sender. */
static bool is_too_large(const struct fu_transaction *transaction)
{
    return transaction->stage == FU_STAGE_SENDER && transaction->says_size &&
           fu_answer_too_large(transaction->reply.text);
}

/* A 4xx or 5xx answer. */
static bool refused(const struct fu_transaction *transaction, struct fu_result *result)
{
    const struct fu_reply *reply = &transaction->reply;
    enum fu_stage stage = transaction->stage;
    bool closing = reply->code == CLOSING;
    result->keep = !closing && stage != FU_STAGE_BODY;
    result->reset = result->keep && stage != FU_STAGE_DOT;
    result->stale =
        transaction->seasoned && stage < FU_STAGE_BODY && (closing || stage == FU_STAGE_RESET);
    if ((stage <= FU_STAGE_SENDER && !is_too_large(transaction)) || wants_login(reply->code)) {
        return end(result, FU_OUTCOME_OURS, "%s refuses %s of <%s>: %s", transaction->server,
            stage_words[stage], transaction->parcel->sender, reply->text);
    }
    if (stage == FU_STAGE_RECIPIENT && fu_reply_denies_relay(reply)) {
        return end(result, FU_OUTCOME_OURS,
            "%s takes no mail for others from us: %s; let it relay for this login (user in [smtp]) "
            "or this machine, or name a server that does in [smtp] url",
            transaction->server, reply->text);
    }
    if (fu_reply_refuses_us(reply)) {
        return end(result, FU_OUTCOME_OURS,
            "%s takes nothing from us, whoever it is for: %s; it must take mail of <%s> from this "
            "login (user in [smtp]) or this machine; return_path = plain sends as from",
            transaction->server, reply->text, transaction->parcel->sender);
    }
    bool later = closing || reply->code / 100 == LATER;
    return end(result, later ? FU_OUTCOME_LATER : FU_OUTCOME_NEVER, "%s", reply->text);
}

/* The next command after a 2xx. */
static bool proceed(struct fu_transaction *transaction, int64_t now, struct fu_result *result)
{
    switch (transaction->stage) {
    case FU_STAGE_RESET:
        say_sender(transaction, now);
        return false;
    case FU_STAGE_SENDER:
        say(transaction, FU_STAGE_RECIPIENT, now, "RCPT TO:<%s>\r\n",
            transaction->parcel->recipient);
        return false;
    case FU_STAGE_RECIPIENT:
        say(transaction, FU_STAGE_DATA, now, "DATA\r\n");
        return false;
    case FU_STAGE_DOT:
        if (transaction->early) {
            return garbled(transaction, result);
        }
        result->keep = true;
        return end(result, FU_OUTCOME_SENT, "%s", transaction->reply.text);
    default:
        return garbled(transaction, result);
    }
}

static bool judge(struct fu_transaction *transaction, int64_t now, struct fu_result *result)
{
    int code = transaction->reply.code;
    if (code / 100 == LATER || code / 100 == NEVER) {
        return refused(transaction, result);
    }
    if (code / 100 == SUCCESS) {
        return proceed(transaction, now, result);
    }
    if (code == GO_AHEAD && transaction->stage == FU_STAGE_DATA) {
        say(transaction, FU_STAGE_BODY, now, "%s", "");
        return false;
    }
    return garbled(transaction, result);
}

/* Receives what has come; true when the mail has ended, or *idle says that there is nothing. */
static bool hear(struct fu_transaction *transaction, struct fu_connection *connection, int64_t now,
    bool *idle, struct fu_result *result)
{
    char bytes[RECEIVE_SIZE];
    size_t received;
    enum fu_line line = fu_smtp_connection_receive(connection, bytes, sizeof bytes, &received);
    *idle = line == FU_LINE_BUSY;
    if (line == FU_LINE_LOST) {
        return lost(transaction, result);
    }
    if (line == FU_LINE_BUSY) {
        return false;
    }
    size_t taken = fu_reply_take(&transaction->reply, bytes, received);
    if (transaction->reply.state == FU_REPLY_MORE) {
        return false;
    }
    if (transaction->reply.state == FU_REPLY_BROKEN) {
        return garbled(transaction, result);
    }
    bool ended = judge(transaction, now, result);
    if (taken < received) {
        result->keep = false;
        if (!ended) {
            return end(result, FU_OUTCOME_OURS,
                "%s answers more than it was asked: the mail was not sent", transaction->server);
        }
    }
    return ended;
}

/* Receives all that has come unasked. */
static bool hear_all(struct fu_transaction *transaction, struct fu_connection *connection,
    int64_t now, struct fu_result *result)
{
    bool idle = false;
    while (!idle) {
        if (hear(transaction, connection, now, &idle, result)) {
            return true;
        }
    }
    return false;
}

/* Puts the next piece of the mail into out, with the dot when it is the last. True when that ended
 * the mail: the dot could not be recorded, or the server has spoken up. */
static bool fill(struct fu_transaction *transaction, struct fu_connection *connection, int64_t now,
    struct fu_result *result)
{
    enum { DOT_SIZE = 5 };
    struct fu_parcel *parcel = transaction->parcel;
    transaction->out_sent = 0;
    transaction->out_length = fu_body_copy(
        parcel, &transaction->body, transaction->out, sizeof transaction->out - DOT_SIZE);
    transaction->stage_deadline = now + transaction->waits.command;
    if (transaction->body.offset < parcel->length) {
        return false;
    }
    if (hear_all(transaction, connection, now, result)) {
        return true;
    }
    struct fu_error error;
    if (fu_dots_add(transaction->dots, parcel->kind, parcel->id, parcel->attempt, &error) !=
        FU_OK) {
        result->stop = true;
        return end(result, FU_OUTCOME_OURS, "%s", error.text);
    }
    const char *dot = fu_body_end(parcel);
    size_t length = strlen(dot);
    memcpy(transaction->out + transaction->out_length, dot, length);
    transaction->out_length += length;
    transaction->dot_ready = true;
    return false;
}

/* Sends what is to be sent; true when the mail has ended, or *idle says that the line is full. */
static bool speak(struct fu_transaction *transaction, struct fu_connection *connection, int64_t now,
    bool *idle, struct fu_result *result)
{
    size_t sent;
    enum fu_line line =
        fu_smtp_connection_send(connection, transaction->out + transaction->out_sent,
            transaction->out_length - transaction->out_sent, &sent);
    if (line == FU_LINE_LOST) {
        /* It may have said why. */
        if (!hear_all(transaction, connection, now, result)) {
            lost(transaction, result);
        }
        return true;
    }
    transaction->out_sent += sent;
    if (sent > 0) {
        transaction->stage_deadline = now + transaction->waits.command;
    }
    bool all = transaction->out_sent == transaction->out_length;
    if (all && transaction->dot_ready) {
        transaction->stage = FU_STAGE_DOT;
        transaction->early = transaction->reply.lines > 0 || transaction->reply.column > 0;
        transaction->stage_deadline = now + transaction->waits.answer;
    }
    *idle = line == FU_LINE_BUSY || (all && transaction->stage != FU_STAGE_BODY);
    return false;
}

bool fu_transaction_advance(struct fu_transaction *transaction, struct fu_connection *connection,
    int64_t now, struct fu_result *result)
{
    bool idle = false;
    *result = (struct fu_result){0};
    while (!idle) {
        bool sending = transaction->out_sent < transaction->out_length;
        if (!sending && transaction->stage == FU_STAGE_BODY) {
            if (fill(transaction, connection, now, result)) {
                return true;
            }
            sending = true;
        }
        if (sending ? speak(transaction, connection, now, &idle, result)
                    : hear(transaction, connection, now, &idle, result)) {
            return true;
        }
        /* A server that has had enough says so while it is still being sent to. */
        if (sending && idle && transaction->stage == FU_STAGE_BODY &&
            hear_all(transaction, connection, now, result)) {
            return true;
        }
    }
    return false;
}

short fu_transaction_events(const struct fu_transaction *transaction)
{
    bool sending = transaction->out_sent < transaction->out_length;
    return sending ? CURL_WAIT_POLLIN | CURL_WAIT_POLLOUT : CURL_WAIT_POLLIN;
}

int64_t fu_transaction_deadline(const struct fu_transaction *transaction)
{
    return transaction->stage_deadline < transaction->mail_deadline ? transaction->stage_deadline
                                                                    : transaction->mail_deadline;
}

bool fu_transaction_late(
    const struct fu_transaction *transaction, int64_t now, struct fu_result *result)
{
    int64_t deadline = fu_transaction_deadline(transaction);
    if (now < deadline) {
        return false;
    }
    *result = (struct fu_result){0};
    if (transaction->stage == FU_STAGE_DOT) {
        return end(result, FU_OUTCOME_UNSURE,
            "%s did not answer the final dot in time: the mail may have arrived",
            transaction->server);
    }
    result->stale = transaction->seasoned && transaction->stage <= FU_STAGE_SENDER;
    return end(result, FU_OUTCOME_OURS, "%s did not answer %s in time: the mail was not sent",
        transaction->server, stage_words[transaction->stage]);
}
