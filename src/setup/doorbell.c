/* The doorbell. A ring that cannot be delivered is no failure: the outbox looks at the store
 * whenever it starts. */
#include "followupd/setup/doorbell.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "followupd/base/owner.h"

/* What stands in the FIFO, a byte a ring. */
enum { RING = '!', HURRY = '>' };

enum fu_status fu_doorbell_open(const char *path, int *fd, struct fu_error *error)
{
    char cure[FU_OWNER_CURE_MAX];
    struct stat info;

    if (mkfifo(path, 0600) < 0 && errno != EEXIST)
        return fu_error_set(error, fu_status_of_errno(errno), "The doorbell %s cannot be made: %s.",
            path, strerror(errno));
    if (stat(path, &info) < 0 || !S_ISFIFO(info.st_mode))
        return fu_error_set(
            error, FU_PERMANENT, "%s is not a FIFO; move it away, and it is made again.", path);
    *fd = open(path, O_RDWR | O_NONBLOCK | O_CLOEXEC);
    if (*fd < 0)
        return fu_error_set(error, fu_status_of_errno(errno),
            "The doorbell %s cannot be opened: %s%s.", path, strerror(errno),
            errno == EACCES ? fu_owner_cure(path, cure) : "");
    return FU_OK;
}

static void ring(const char *path, char how)
{
    int fd = open(path, O_WRONLY | O_NONBLOCK | O_CLOEXEC);

    if (fd < 0)
        return;
    while (write(fd, &how, 1) < 0 && errno == EINTR)
        ;
    close(fd);
}

void fu_doorbell_ring(const char *path)
{
    ring(path, RING);
}

void fu_doorbell_hurry(const char *path)
{
    ring(path, HURRY);
}

bool fu_doorbell_answer(int fd)
{
    bool hurry = false;
    char rings[256];
    ssize_t got;

    do {
        got = read(fd, rings, sizeof rings);
        hurry = hurry || (got > 0 && memchr(rings, HURRY, (size_t)got));
    } while (got > 0 || (got < 0 && errno == EINTR));
    return hurry;
}
