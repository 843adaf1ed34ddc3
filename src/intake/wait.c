/* Waiting for new mail: IDLE (RFC 2177).
 *
 * IDLE is spoken here and not by libetpan, which hangs on an untagged line before the "+" and does
 * not see what is buffered already. The gate notes all that matters: "+", the tagged answer, and
 * EXISTS whenever it came. A server that refuses IDLE is polled from then on. Fails by
 * FU_TEMPORARY. */
#include <errno.h>
#include <limits.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>

#include "followupd/base/clock.h"
#include "private.h"

static bool is_answered(const struct fu_session *session)
{
    return session->connection->wire.tagged[0] != '\0';
}

/* Looks at what came since the last command. False: trouble. */
static bool look(struct fu_session *session)
{
    struct fu_connection *connection = session->connection;
    connection->doing = "it is waited for mail";
    fu_wire_allow(
        &connection->wire, FU_EXPECT_NOTHING, FU_WIRE_LINE, FU_WIRE_LINE, FU_ANSWER_TOTAL);
    int taken;
    do {
        taken = fu_connection_take_in(connection);
    } while (taken > 0);
    return taken == 0;
}

/* Sends IDLE and waits for the server's "+", or its refusal. */
static bool start_idle(struct fu_session *session)
{
    struct fu_connection *connection = session->connection;
    char command[32];
    int length = snprintf(command, sizeof command, "%d IDLE\r\n", ++session->imap->imap_tag);
    fu_connection_begin(
        connection, "IDLE begins", session->idle_start_deadline, session->idle_start_deadline);
    fu_wire_allow(
        &connection->wire, FU_EXPECT_NOTHING, FU_WIRE_LINE, FU_WIRE_LINE, FU_ANSWER_TOTAL);
    bool good = fu_connection_send(connection, command, (size_t)length);
    while (good && !connection->wire.plus && !is_answered(session)) {
        int taken = fu_connection_take_in(connection);
        good = taken > 0 || (taken == 0 && fu_connection_wait(connection));
    }
    return good;
}

/* Sends DONE, unless the server ended IDLE itself, and waits for the answer. */
static bool end_idle(struct fu_session *session)
{
    static const char done[] = "DONE\r\n";
    struct fu_connection *connection = session->connection;
    fu_connection_begin(
        connection, "IDLE ends", session->command_deadline, session->command_deadline);
    bool good = is_answered(session) || fu_connection_send(connection, done, sizeof done - 1);
    while (good && !is_answered(session)) {
        int taken = fu_connection_take_in(connection);
        good = taken > 0 || (taken == 0 && fu_connection_wait(connection));
    }
    return good;
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

/* Sleeps until something new is there. TLS may hold what the socket does not show, so taking in
 * comes before polling. */
static bool sleep_in_idle(struct fu_session *session, int64_t until, int wake_fd, bool *woken)
{
    struct fu_connection *connection = session->connection;
    connection->doing = "it is waited for mail";
    while (!connection->wire.notes.news && !is_answered(session) && !*woken) {
        int taken = fu_connection_take_in(connection);
        if (taken < 0) {
            return false;
        }
        if (taken > 0) {
            continue;
        }
        struct pollfd pollers[] = {
            {.fd = connection->socket, .events = POLLIN}, {.fd = wake_fd, .events = POLLIN}};
        if (!poll_until(pollers, 2, until, session)) {
            return false;
        }
        *woken = pollers[1].revents != 0;
        if (fu_clock_ticks() >= until) {
            break;
        }
    }
    return true;
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

/* One IDLE, or where the server refuses it a sleep without. */
static bool idle(struct fu_session *session, int64_t until, int wake_fd, bool *woken)
{
    struct fu_answer answer;
    if (!look(session)) {
        return false;
    }
    if (session->connection->wire.notes.news) {
        return true;
    }
    if (!start_idle(session)) {
        return false;
    }
    if (fu_command_refused(session, &answer)) {
        session->info.has_idle = false;
        return sleep_without(session, until, wake_fd, woken);
    }
    return sleep_in_idle(session, until, wake_fd, woken) && end_idle(session);
}

static bool is_readable(int fd)
{
    struct pollfd poller = {.fd = fd, .events = POLLIN};
    return poll(&poller, 1, 0) > 0;
}

enum fu_status fu_session_wait(
    struct fu_session *session, int64_t seconds, int wake_fd, bool *woken, struct fu_error *error)
{
    const struct fu_connection *connection = session->connection;
    bool idles = session->idle && session->info.has_idle;
    int64_t most = seconds < FU_IDLE_MAX || !idles ? seconds : FU_IDLE_MAX;
    int64_t until = fu_clock_ticks() + most * 1000;
    *woken = is_readable(wake_fd);
    if (*woken) {
        return FU_OK;
    }
    bool good = idles ? idle(session, until, wake_fd, woken)
                      : sleep_without(session, until, wake_fd, woken);
    session->info.exists = connection->wire.notes.exists;
    return good ? FU_OK : fu_command_failed(session, error);
}
