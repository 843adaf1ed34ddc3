/* The connections that are open, so that none holds a place for ever. */
#ifndef WEB_CONNECTIONS_H
#define WEB_CONNECTIONS_H

#include <stdint.h>
#include <stddef.h>

#include "followupd/web/web.h"

/* Between the moment one is told to end and the moment it has, others come. */
enum { CONNECTIONS_SPARE = 32 };

struct connection {
    int fd;
    int64_t since; /* fu_clock_ticks() when its last exchange ended, or when it was opened */
    struct connection *earlier, *later;
};

/* Ordered by `since`. */
struct connections {
    struct connection *first, *last; /* own */
    size_t count;
};

/* A new connection on fd. When there are more than FU_WEB_CONNECTIONS, the one that waits longest
 * is told to end. */
struct connection *fu_connections_add(struct connections *connections, int fd, int64_t now);

/* An exchange of it has ended. */
void fu_connections_renew(
    struct connections *connections, struct connection *connection, int64_t now);

/* It has ended; frees it. */
void fu_connections_remove(struct connections *connections, struct connection *connection);

/* Tells those to end whose exchange has lasted FU_WEB_EXCHANGE_SECONDS. Milliseconds until the next
 * one is due; -1: none. */
int64_t fu_connections_expire(struct connections *connections, int64_t now);

#endif
