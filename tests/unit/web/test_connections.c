/* Who may stay connected, with both sides of each limit. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cmocka.h>

#include "../../../src/web/connections.h"

enum { EXCHANGE = FU_WEB_EXCHANGE_SECONDS * 1000 };

/* One end of a line; its other end tells whether it was told to end. */
struct line {
    int ours, theirs;
    struct connection *connection;
};

static struct line open_line(struct connections *connections, int64_t now)
{
    struct line line;
    int ends[2];

    assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, ends), 0);
    line.ours = ends[0];
    line.theirs = ends[1];
    line.connection = fu_connections_add(connections, line.ours, now);
    return line;
}

static void close_line(struct connections *connections, struct line *line)
{
    fu_connections_remove(connections, line->connection);
    close(line->ours);
    close(line->theirs);
}

static bool has_ended(const struct line *line)
{
    char byte;

    return recv(line->theirs, &byte, 1, 0) == 0;
}

static void when_all_places_are_taken_the_longest_idle_one_ends(void **state)
{
    static struct line lines[FU_WEB_CONNECTIONS + 1];
    struct connections connections = {0};
    size_t i;

    (void)state;
    for (i = 0; i < FU_WEB_CONNECTIONS; i++)
        lines[i] = open_line(&connections, (int64_t)i);
    fu_connections_renew(&connections, lines[0].connection, FU_WEB_CONNECTIONS);
    assert_false(has_ended(&lines[1]));
    lines[i] = open_line(&connections, FU_WEB_CONNECTIONS + 1);
    assert_false(has_ended(&lines[0]));
    assert_true(has_ended(&lines[1]));
    assert_false(has_ended(&lines[2]));
    for (i = 0; i <= FU_WEB_CONNECTIONS; i++)
        close_line(&connections, &lines[i]);
    assert_int_equal(connections.count, 0);
    assert_null(connections.first);
    assert_null(connections.last);
}

static void an_exchange_ends_in_time(void **state)
{
    struct connections connections = {0};
    struct line first = open_line(&connections, 1000), second = open_line(&connections, 2000);

    (void)state;
    assert_int_equal(fu_connections_expire(&connections, 1000), EXCHANGE);
    assert_int_equal(fu_connections_expire(&connections, 999 + EXCHANGE), 1);
    assert_false(has_ended(&first));
    assert_int_equal(fu_connections_expire(&connections, 1000 + EXCHANGE), 1000);
    assert_true(has_ended(&first));
    assert_false(has_ended(&second));
    close_line(&connections, &first);
    close_line(&connections, &second);
    assert_int_equal(fu_connections_expire(&connections, 1000000), -1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(when_all_places_are_taken_the_longest_idle_one_ends),
        cmocka_unit_test(an_exchange_ends_in_time),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
