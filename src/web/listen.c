/* Opening the listening socket. Fails when the address is taken, is not this machine's, or may not
 * be used; whoever called tries again later. */
#include "listen.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netdb.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

/* Whoever may reach this machine's loopback may reach a socket of ours as well. */
enum { SOCKET_MODE = 0666, HOST_MAX = 256 };

static enum fu_status fail(
    const char *where, const char *what, int *fd, const char *why, struct fu_error *error)
{
    if (*fd >= 0)
        close(*fd);
    *fd = -1;
    return fu_error_set(
        error, FU_TEMPORARY, "Web pages cannot be served at %s: %s%s.", where, what, why);
}

static enum fu_status bind_and_listen(const char *where, const struct sockaddr *address,
    socklen_t length, int *fd, struct fu_error *error)
{
    const int yes = 1;

    *fd = socket(address->sa_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (*fd < 0)
        return fail(where, "", fd, strerror(errno), error);
    if (address->sa_family != AF_UNIX)
        setsockopt(*fd, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
    if (bind(*fd, address, length) < 0 || listen(*fd, SOMAXCONN) < 0)
        return fail(where, "", fd, strerror(errno), error);
    return FU_OK;
}

static enum fu_status listen_at_path(const char *where, int *fd, struct fu_error *error)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    struct stat info;
    enum fu_status status;

    *fd = -1;
    if (strlen(where) >= sizeof address.sun_path)
        return fail(where, "", fd, "the path is too long for a socket", error);
    memcpy(address.sun_path, where, strlen(where) + 1);
    if (lstat(where, &info) == 0 && S_ISSOCK(info.st_mode))
        unlink(where);
    status = bind_and_listen(where, (const struct sockaddr *)&address, sizeof address, fd, error);
    if (status == FU_OK && chmod(where, SOCKET_MODE) < 0)
        return fail(where, "its mode cannot be set: ", fd, strerror(errno), error);
    return status;
}

bool fu_listen_is_local(const struct sockaddr *address)
{
    enum { LOOPBACK = 127, MAPPED = 12 };
    const struct in6_addr *wide;

    if (address->sa_family == AF_INET)
        return (ntohl(((const struct sockaddr_in *)address)->sin_addr.s_addr) >> 24) == LOOPBACK;
    if (address->sa_family != AF_INET6)
        return address->sa_family == AF_UNIX;
    wide = &((const struct sockaddr_in6 *)address)->sin6_addr;
    return IN6_IS_ADDR_LOOPBACK(wide) ||
           (IN6_IS_ADDR_V4MAPPED(wide) && wide->s6_addr[MAPPED] == LOOPBACK);
}

enum fu_status fu_listen_at(const char *where, int *fd, bool *local, struct fu_error *error)
{
    const struct addrinfo hints = {
        .ai_flags = AI_PASSIVE | AI_NUMERICSERV, .ai_socktype = SOCK_STREAM};
    const char *port = strrchr(where, ':');
    struct addrinfo *found;
    char host[HOST_MAX];
    size_t skip = where[0] == '[';
    enum fu_status status;
    int code;

    *local = true;
    if (where[0] == '/')
        return listen_at_path(where, fd, error);
    *fd = -1;
    if (!port || (size_t)(port - where) >= sizeof host)
        return fail(where, "", fd, "it is no ADDRESS:PORT", error);
    snprintf(host, sizeof host, "%.*s", (int)((size_t)(port - where) - 2 * skip), where + skip);
    code = getaddrinfo(host, port + 1, &hints, &found);
    if (code != 0)
        return fail(where, "", fd, gai_strerror(code), error);
    *local = fu_listen_is_local(found->ai_addr);
    status = bind_and_listen(where, found->ai_addr, found->ai_addrlen, fd, error);
    freeaddrinfo(found);
    return status;
}

void fu_listen_end(const char *where)
{
    if (where[0] == '/')
        unlink(where);
}
