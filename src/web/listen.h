/* The listening socket. */
#ifndef WEB_LISTEN_H
#define WEB_LISTEN_H

#include <stdbool.h>

#include "followupd/base/status.h"

/* Listens at ADDRESS:PORT, [ADDRESS]:PORT or the path of a socket, where one that nobody listens at
 * any more makes room. *local: only this machine reaches it. FU_TEMPORARY with the reason. */
enum fu_status fu_listen_at(const char *where, int *fd, bool *local, struct fu_error *error);

struct sockaddr;

/* True for an address of this machine alone: a loopback one, also written into IPv6, or a socket
 * with a path. */
bool fu_listen_is_local(const struct sockaddr *address);

/* Removes the socket from the file system, if it has a path. */
void fu_listen_end(const char *where);

#endif
