/* Names, syncs and the ballast.
 *
 * The ballast is space that is taken while there is enough of it, and given up when the disk is
 * full, so that what is due can still be claimed. A ballast that cannot be made is no failure of
 * its own: the disk is full then, and that is said elsewhere. */
#include "files.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "connection.h"
#include "followupd/base/memory.h"

char *fu_join(const char *folder, const char *name)
{
    size_t length = strlen(folder);
    size_t size = strlen(name) + 1;
    char *path = fu_allocate(length + 1 + size, 1);
    memcpy(path, folder, length);
    path[length] = '/';
    memcpy(path + length + 1, name, size);
    return path;
}

int fu_sync_path(const char *path)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0) {
        return -1;
    }
    int result = fsync(fd);
    int number = errno;
    close(fd);
    errno = number;
    return result;
}

static bool fill(const char *path)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC | O_NOFOLLOW, S_IRUSR | S_IWUSR);
    if (fd < 0) {
        return false;
    }
    /* posix_fallocate() writes where the file system cannot reserve. */
    bool filled = posix_fallocate(fd, 0, FU_STORE_BALLAST) == 0;
    close(fd);
    if (!filled) {
        unlink(path);
    }
    return filled;
}

bool fu_ballast_keep(const char *folder)
{
    char *path = fu_join(folder, FU_BALLAST_NAME);
    struct stat there;
    bool kept = (stat(path, &there) == 0 && there.st_size >= FU_STORE_BALLAST) || fill(path);
    free(path);
    return kept;
}

bool fu_ballast_drop(const char *folder)
{
    char *path = fu_join(folder, FU_BALLAST_NAME);
    bool dropped = unlink(path) == 0;
    free(path);
    return dropped;
}
