/* Small files, read and written whole.
 *
 * A disk that is full or failing is FU_TEMPORARY; a path that cannot be right is FU_PERMANENT; a
 * file that can be cured by its owner (mode, size) is FU_BAD_INPUT. A file being written is
 * PATH.XXXXXX until it is complete on disk; a crash may leave that behind, never half a PATH. */
#include "followupd/base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/magic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

#include "followupd/base/memory.h"
#include "followupd/base/owner.h"

/* "cannot VERB PATH: reason"; leaves errno as it is. */
static enum fu_status fail(struct fu_error *error, const char *verb, const char *path)
{
    int number = errno;
    enum fu_status status = fu_error_set(
        error, fu_status_of_errno(number), "cannot %s %s: %s", verb, path, strerrordesc_np(number));
    errno = number;
    return status;
}

static enum fu_status read_whole(
    int fd, const char *path, struct fu_buffer *buffer, struct fu_error *error)
{
    char piece[16 * 1024];
    for (;;) {
        ssize_t got = read(fd, piece, sizeof piece);
        if (got == 0) {
            break;
        }
        if (got > 0) {
            fu_buffer_add(buffer, piece, (size_t)got);
        } else if (errno != EINTR) {
            explicit_bzero(piece, sizeof piece);
            return fail(error, "read", path);
        }
        if (buffer->overflowed) {
            break;
        }
    }
    explicit_bzero(piece, sizeof piece);
    if (buffer->overflowed) {
        return fu_error_set(error, FU_BAD_INPUT, "%s is too large: at most %zu bytes are read",
            path, buffer->limit);
    }
    return FU_OK;
}

static enum fu_status read_checked(
    int fd, const char *path, bool secret, struct fu_buffer *buffer, struct fu_error *error)
{
    struct stat status;
    if (fstat(fd, &status) != 0) {
        return fail(error, "look at", path);
    }
    if (!S_ISREG(status.st_mode)) {
        return fu_error_set(error, FU_PERMANENT, "%s is not a regular file", path);
    }
    if (secret && (status.st_mode & (S_IRGRP | S_IROTH)) != 0) {
        return fu_error_set(error, FU_BAD_INPUT,
            "%s holds a secret and others may read it: run chmod 600 %s", path, path);
    }
    return read_whole(fd, path, buffer, error);
}

enum fu_status fu_file_read(
    const char *path, bool secret, struct fu_buffer *buffer, struct fu_error *error)
{
    fu_buffer_clear(buffer);
    /* Without O_NONBLOCK, opening a FIFO waits for its writer. */
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
    if (fd < 0) {
        return fail(error, "open", path);
    }
    enum fu_status status = read_checked(fd, path, secret, buffer, error);
    close(fd);
    return status;
}

static bool write_whole(int fd, const void *bytes, size_t length)
{
    const char *at = bytes;
    while (length > 0) {
        ssize_t written = write(fd, at, length);
        if (written < 0 && errno != EINTR) {
            return false;
        }
        if (written > 0) {
            at += written;
            length -= (size_t)written;
        }
    }
    return true;
}

/* A path may end in slashes. */
static bool sync_folder_of(const char *path)
{
    size_t length = strlen(path);
    while (length > 1 && path[length - 1] == '/') {
        length--;
    }
    const char *slash = memrchr(path, '/', length);
    char *folder = slash == NULL   ? fu_copy(".")
                   : slash == path ? fu_copy("/")
                                   : fu_copy_n(path, (size_t)(slash - path));
    int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    free(folder);
    if (fd < 0) {
        return false;
    }
    bool synced = fsync(fd) == 0;
    int number = errno;
    close(fd);
    errno = number;
    return synced;
}

/* Puts the complete file at temporary to path: in place of an older one, or only where there is
 * none. */
static bool move_into_place(const char *temporary, const char *path, bool replace)
{
    if (replace) {
        return rename(temporary, path) == 0;
    }
    if (link(temporary, path) != 0) {
        return false;
    }
    unlink(temporary);
    return true;
}

static enum fu_status write_file(
    const char *path, const void *bytes, size_t length, bool replace, struct fu_error *error)
{
    size_t size = strlen(path) + sizeof ".XXXXXX";
    char *temporary = fu_allocate(size, 1);
    snprintf(temporary, size, "%s.XXXXXX", path);
    int fd = mkostemp(temporary, O_CLOEXEC);
    if (fd < 0) {
        free(temporary);
        return fail(error, "write", path);
    }
    bool written = write_whole(fd, bytes, length) && fsync(fd) == 0;
    int number = errno;
    if (close(fd) != 0 && written) {
        written = false;
        number = errno;
    }
    if (written && !move_into_place(temporary, path, replace)) {
        written = false;
        number = errno;
    }
    if (!written) {
        unlink(temporary);
    }
    free(temporary);
    errno = number;
    if (!written || !sync_folder_of(path)) {
        return fail(error, "write", path);
    }
    return FU_OK;
}

enum fu_status fu_file_write(
    const char *path, const void *bytes, size_t length, struct fu_error *error)
{
    return write_file(path, bytes, length, true, error);
}

enum fu_status fu_file_create(
    const char *path, const void *bytes, size_t length, struct fu_error *error)
{
    return write_file(path, bytes, length, false, error);
}

bool fu_writable_by_all(const char *path)
{
    struct stat status;
    return stat(path, &status) == 0 && (status.st_mode & S_IWOTH) != 0;
}

const char *fu_network_file_system(uint32_t type)
{
    static const struct {
        uint32_t type;
        const char *name;
    } systems[] = {
        {NFS_SUPER_MAGIC, "NFS"},
        {SMB_SUPER_MAGIC, "SMB"},
        {CIFS_SUPER_MAGIC, "SMB"},
        {SMB2_SUPER_MAGIC, "SMB"},
        {AFS_SUPER_MAGIC, "AFS"},
        {AFS_FS_MAGIC, "AFS"},
    };
    for (size_t i = 0; i < sizeof systems / sizeof *systems; i++) {
        if (systems[i].type == type) {
            return systems[i].name;
        }
    }
    return NULL;
}

enum fu_status fu_folder_is_local(const char *path, struct fu_error *error)
{
    struct statfs system;
    const char *name =
        statfs(path, &system) == 0 ? fu_network_file_system((uint32_t)system.f_type) : NULL;
    if (name == NULL) {
        return FU_OK;
    }
    return fu_error_set(error, FU_PERMANENT,
        "%s is on a network file system (%s), where no lock keeps two machines apart, and what was "
        "written may be lost: name a folder on a disk of this machine in [daemon] state",
        path, name);
}

/* Somebody else's, or on a disk that is read-only. */
static enum fu_status refuse_folder(const char *path, struct fu_error *error)
{
    char cure[FU_OWNER_CURE_MAX];
    bool forbidden = errno == EACCES;
    enum fu_status status = fail(error, "write in the folder", path);
    return forbidden && error != NULL
               ? fu_error_set(error, status, "%s%s", error->text, fu_owner_cure(path, cure))
               : status;
}

enum fu_status fu_folder_ensure(const char *path, struct fu_error *error)
{
    if (mkdir(path, S_IRWXU) == 0) {
        /* Without this all that is ever synced in it may go with its name. A folder above that may
         * not be read cannot be synced. */
        return sync_folder_of(path) || errno == EACCES ? fu_folder_is_local(path, error)
                                                       : fail(error, "make the folder", path);
    }
    if (errno != EEXIST) {
        return fail(error, "make the folder", path);
    }
    struct stat status;
    if (stat(path, &status) != 0) {
        return fail(error, "look at", path);
    }
    if (!S_ISDIR(status.st_mode)) {
        return fu_error_set(
            error, FU_PERMANENT, "%s is not a folder: move it away or name another", path);
    }
    if (faccessat(AT_FDCWD, path, R_OK | W_OK | X_OK, AT_EACCESS) != 0) {
        return refuse_folder(path, error);
    }
    if (fu_writable_by_all(path)) {
        return fu_error_set(error, FU_PERMANENT,
            "everybody may write in %s, and so put a key or a store of their own there: run chmod "
            "700 %s",
            path, path);
    }
    return fu_folder_is_local(path, error);
}

void fu_keep_private(void)
{
    umask(S_IRWXG | S_IRWXO);
    setrlimit(RLIMIT_CORE, &(struct rlimit){0, 0});
}

bool fu_set_cloexec(int fd)
{
    int flags = fcntl(fd, F_GETFD);
    return flags >= 0 && fcntl(fd, F_SETFD, flags | FD_CLOEXEC) == 0;
}

bool fu_set_nonblocking(int fd)
{
    int flags = fcntl(fd, F_GETFL);
    return flags >= 0 && fcntl(fd, F_SETFL, flags | O_NONBLOCK) == 0;
}
