/* Waiting for new mail: IDLE (RFC 2177).
 *
 * IDLE is spoken here and not by libetpan, which hangs on an untagged line before the "+" and does
 * not see what is buffered already. What libetpan's stream holds is taken out first; what comes
 * behind IDLE's end is handed back. A server that refuses IDLE is polled from then on. Fails by
 * FU_TEMPORARY. */
#include <errno.h>
#include <limits.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "followupd/base/clock.h"
#include "private.h"

/* Octets that came in and are not read as lines yet. The watch ends a line before it fills this. */
struct inflow {
    char octets[FU_WIRE_LINE + 1];
    size_t length;
    size_t read;
};

/* The next whole line, or NULL when there is none yet. */
static const char *next_line(struct inflow *inflow)
{
    char *start = inflow->octets + inflow->read;
    char *end = memchr(start, '\n', inflow->length - inflow->read);
    if (end == NULL) {
        memmove(inflow->octets, start, inflow->length - inflow->read);
        inflow->length -= inflow->read;
        inflow->read = 0;
        return NULL;
    }
    *end = '\0';
    inflow->read = (size_t)(end - inflow->octets) + 1;
    return start;
}

/* What libetpan's stream still holds came behind the last answer. */
static void drain_stream(struct fu_session *session, struct inflow *inflow)
{
    mailstream *stream = session->imap->imap_stream;
    if (stream->read_buffer_len > 0) {
        ssize_t length = mailstream_read(stream, inflow->octets, stream->read_buffer_len);
        inflow->length = length > 0 ? (size_t)length : 0;
    }
}

static ssize_t keep(struct inflow *inflow, ssize_t length)
{
    inflow->length += length > 0 ? (size_t)length : 0;
    return length;
}

static bool receive(struct fu_session *session, struct inflow *inflow)
{
    return keep(inflow, fu_connection_receive(session->connection, inflow->octets + inflow->length,
                            sizeof inflow->octets - inflow->length)) > 0;
}

static ssize_t take(struct fu_session *session, struct inflow *inflow)
{
    return keep(inflow, fu_connection_take(session->connection, inflow->octets + inflow->length,
                            sizeof inflow->octets - inflow->length));
}

/* What the lines that are there come to. */
enum reading {
    MORE,    /* nothing yet */
    STARTED, /* a "+" */
    ANSWERED /* the tagged answer of the command */
};

/* A "+" counts only where plus is set. */
static enum reading read_lines(const struct fu_session *session, struct inflow *inflow, bool plus)
{
    const char *line;
    while ((line = next_line(inflow)) != NULL) {
        struct fu_answer answer;
        fu_answer_read(line, &answer);
        if (answer.kind != FU_ANSWER_NONE && answer.tag == session->imap->imap_tag) {
            return ANSWERED;
        }
        if (plus && line[0] == '+') {
            return STARTED;
        }
    }
    return MORE;
}

/* Sends IDLE and reads up to the server's "+", or to its refusal. MORE: trouble. */
static enum reading start_idle(struct fu_session *session, struct inflow *inflow)
{
    char command[32];
    int length = snprintf(command, sizeof command, "%d IDLE\r\n", ++session->imap->imap_tag);
    fu_connection_begin(session->connection, "IDLE begins", session->idle_start_deadline,
        session->idle_start_deadline);
    fu_wire_allow(&session->connection->wire, FU_WIRE_LINE, 0, FU_ANSWER_TOTAL);
    drain_stream(session, inflow);
    enum reading reading = MORE;
    if (fu_connection_send(session->connection, command, (size_t)length)) {
        do {
            reading = read_lines(session, inflow, true);
        } while (reading == MORE && receive(session, inflow));
    }
    return reading;
}

static bool end_idle(struct fu_session *session, struct inflow *inflow)
{
    static const char done[] = "DONE\r\n";
    fu_connection_begin(
        session->connection, "IDLE ends", session->command_deadline, session->command_deadline);
    if (!fu_connection_send(session->connection, done, sizeof done - 1)) {
        return false;
    }
    while (read_lines(session, inflow, false) != ANSWERED) {
        if (!receive(session, inflow)) {
            return false;
        }
    }
    return true;
}

/* Polls what is given until `until`. False when it cannot. */
static bool poll_until(
    struct pollfd *pollers, nfds_t count, int64_t until, struct fu_session *session)
{
    int64_t left = until - fu_clock_ticks();
    int ready = poll(pollers, count, left <= 0 ? 0 : left < INT_MAX ? (int)left : INT_MAX);
    if (ready < 0 && errno != EINTR) {
        fu_connection_break(session->connection, "cannot be waited for: %s", strerror(errno));
        return false;
    }
    return true;
}

/* Sleeps in IDLE and ends it. TLS may hold what the socket does not show, so receiving comes before
 * polling. */
static bool sleep_in_idle(
    struct fu_session *session, struct inflow *inflow, int64_t until, int wake_fd, bool *woken)
{
    struct fu_connection *connection = session->connection;
    connection->doing = "it is waited for mail";
    for (;;) {
        if (read_lines(session, inflow, false) == ANSWERED) {
            return true; /* the server ended it itself */
        }
        if (connection->wire.news || *woken || fu_clock_ticks() >= until) {
            return end_idle(session, inflow);
        }
        ssize_t length = take(session, inflow);
        if (length < 0) {
            return false;
        }
        struct pollfd pollers[] = {
            {.fd = connection->socket, .events = POLLIN}, {.fd = wake_fd, .events = POLLIN}};
        if (length == 0 && !poll_until(pollers, 2, until, session)) {
            return false;
        }
        *woken = pollers[1].revents != 0;
    }
}

/* Without IDLE: only the clock and wake_fd. */
static bool sleep_without(struct fu_session *session, int64_t until, int wake_fd, bool *woken)
{
    do {
        struct pollfd poller = {.fd = wake_fd, .events = POLLIN};
        if (!poll_until(&poller, 1, until, session)) {
            return false;
        }
        *woken = poller.revents != 0;
    } while (!*woken && fu_clock_ticks() < until);
    return true;
}

static bool is_readable(int fd)
{
    struct pollfd poller = {.fd = fd, .events = POLLIN};
    return poll(&poller, 1, 0) > 0;
}

/* One IDLE, or where the server refuses it a sleep without. */
static bool idle(struct fu_session *session, int64_t until, int wake_fd, bool *woken)
{
    struct inflow *inflow = fu_allocate(1, sizeof *inflow);
    enum reading started = start_idle(session, inflow);
    bool good = started == STARTED && sleep_in_idle(session, inflow, until, wake_fd, woken);
    fu_connection_return(
        session->connection, inflow->octets + inflow->read, inflow->length - inflow->read);
    free(inflow);
    if (started == ANSWERED) {
        session->info.has_idle = false;
        good = sleep_without(session, until, wake_fd, woken);
    }
    return good;
}

enum fu_status fu_session_wait(
    struct fu_session *session, int64_t seconds, int wake_fd, bool *woken, struct fu_error *error)
{
    bool idles = session->idle && session->info.has_idle;
    int64_t most = seconds < FU_IDLE_MAX || !idles ? seconds : FU_IDLE_MAX;
    int64_t until = fu_clock_ticks() + most * 1000;
    *woken = is_readable(wake_fd);
    if (*woken || (idles && session->connection->wire.news)) {
        return FU_OK;
    }
    bool good = idles ? idle(session, until, wake_fd, woken)
                      : sleep_without(session, until, wake_fd, woken);
    session->info.exists = session->connection->wire.exists;
    if (!good || session->connection->trouble.status != FU_OK) {
        return fu_command_failed(session, error);
    }
    return FU_OK;
}
