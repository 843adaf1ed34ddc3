/* The lock file: flock on it is the lock; what it holds is for people and followupctl: the process
 * id, and below it what the running followupd says of itself. */
#include "lock.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include "followupd/base/owner.h"

/* PID_LINE is as long as the first line always is. */
enum { PID_TEXT = 32, PID_LINE = 21 };

static enum fu_status refuse(const char *path, int fd, struct fu_error *error)
{
    char holder[PID_TEXT] = "";
    ssize_t got = pread(fd, holder, sizeof holder - 1, 0);

    holder[got > 0 ? strcspn(holder, " \n") : 0] = '\0';
    close(fd);
    return fu_error_set(error, FU_TEMPORARY,
        "Another followupd (process %s) holds %s; stop it first, or give this one a state folder "
        "of its own.",
        holder[0] ? holder : "unknown", path);
}

enum fu_status fu_lock_take(const char *path, int *fd, struct fu_error *error)
{
    char text[PID_TEXT], cure[FU_OWNER_CURE_MAX];
    int length, busy;

    *fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (*fd < 0)
        return fu_error_set(error, fu_status_of_errno(errno), "The lock %s cannot be opened: %s%s.",
            path, strerror(errno), errno == EACCES ? fu_owner_cure(path, cure) : "");
    do
        busy = flock(*fd, LOCK_EX | LOCK_NB);
    while (busy < 0 && errno == EINTR);
    if (busy < 0 && errno == EWOULDBLOCK)
        return refuse(path, *fd, error);
    if (busy < 0) {
        fu_error_set(
            error, FU_PERMANENT, "The lock %s cannot be taken: %s.", path, strerror(errno));
        close(*fd);
        return FU_PERMANENT;
    }
    /* Always as long, so that it needs no room on a full disk; it is for people only, and may fail.
     */
    length = snprintf(text, sizeof text, "%-20ld\n", (long)getpid());
    if (pwrite(*fd, text, (size_t)length, 0) == length && ftruncate(*fd, length) < 0)
        errno = 0;
    return FU_OK;
}

void fu_lock_note(int fd, const char *sentence)
{
    char text[FU_ERROR_TEXT_MAX + 1];
    int length = snprintf(text, sizeof text, "%s%s", sentence, sentence[0] ? "\n" : "");

    if (pwrite(fd, text, (size_t)length, PID_LINE) != length ||
        ftruncate(fd, PID_LINE + length) < 0)
        errno = 0;
}
