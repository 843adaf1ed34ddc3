/* Who holds a place, in the order of how long. Telling one to end is shutdown(2): the library sees
 * the end of the stream and closes it in its own time. Nothing fails. */
#include "connections.h"

#include <stdlib.h>
#include <sys/socket.h>

enum { EXCHANGE = FU_WEB_EXCHANGE_SECONDS * 1000 };

static void append(struct connections *connections, struct connection *connection, int64_t now)
{
    connection->since = now;
    connection->later = NULL;
    connection->earlier = connections->last;
    if (connections->last)
        connections->last->later = connection;
    else
        connections->first = connection;
    connections->last = connection;
}

static void take_out(struct connections *connections, struct connection *connection)
{
    if (connection->earlier)
        connection->earlier->later = connection->later;
    else
        connections->first = connection->later;
    if (connection->later)
        connection->later->earlier = connection->earlier;
    else
        connections->last = connection->earlier;
}

/* Ends it once; until it has gone it stands last. */
static void end(struct connections *connections, struct connection *connection, int64_t now)
{
    shutdown(connection->fd, SHUT_RDWR);
    take_out(connections, connection);
    append(connections, connection, now);
}

struct connection *fu_connections_add(struct connections *connections, int fd, int64_t now)
{
    struct connection *connection = fu_allocate(1, sizeof *connection);

    connection->fd = fd;
    if (connections->count >= FU_WEB_CONNECTIONS)
        end(connections, connections->first, now);
    append(connections, connection, now);
    connections->count++;
    return connection;
}

void fu_connections_renew(
    struct connections *connections, struct connection *connection, int64_t now)
{
    take_out(connections, connection);
    append(connections, connection, now);
}

void fu_connections_remove(struct connections *connections, struct connection *connection)
{
    take_out(connections, connection);
    connections->count--;
    free(connection);
}

int64_t fu_connections_expire(struct connections *connections, int64_t now)
{
    while (connections->first && connections->first->since + EXCHANGE <= now)
        end(connections, connections->first, now);
    return connections->first ? connections->first->since + EXCHANGE - now : -1;
}
