/* Loaded before the C library by test_power.py, never installed: writes down what a program does to
 * the files whose paths begin with FU_POWER_STATE, and to the names in the folder above it, and
 * ends its whole process group before the FU_POWER_CUT-th of these calls.
 *
 * The records go to FU_POWER_LOG, in the order in which the calls took effect, over all processes:
 * the first 4096 bytes of that file are a page that they share, with a lock and a count. Syncing is
 * only written down: what the disk has then, disk.py works out. Descriptors that are not of such
 * files are looked up in a table and cost no system call, so the confined reader is not harmed.
 * Without the variables it does nothing. */
#include <dlfcn.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

enum { PAGE = 4096, FILES_MAX = 1000, NAME_MAX_LENGTH = 512 };

enum what {
    MAKE = 'c',
    WRITE = 'w',
    SIZE = 's',
    MOVE = 'r',
    LINK = 'l',
    REMOVE = 'u',
    FOLDER = 'm',
    SYNC = 'f',
    SYNC_FOLDER = 'd'
};

struct record {
    uint32_t what;
    uint32_t first;  /* bytes of a path behind this */
    uint32_t second; /* of another one behind it */
    uint32_t data;   /* and of what was written */
    uint64_t file;   /* inode */
    uint64_t offset; /* or size */
};

struct shared {
    _Atomic int32_t lock;
    _Atomic int32_t count;
};

struct tracked {
    bool is_ours;
    bool is_folder;
    uint64_t inode;
    char path[NAME_MAX_LENGTH];
};

static struct shared *shared;
static int log_file = -1;
static int cut;
static char state[NAME_MAX_LENGTH], above[NAME_MAX_LENGTH];
static struct tracked files[FILES_MAX];

#define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

__attribute__((constructor)) static void begin(void)
{
    const char *folder = getenv("FU_POWER_STATE"), *log = getenv("FU_POWER_LOG");
    int opened;

    if (folder == NULL || log == NULL || strlen(folder) >= sizeof state)
        return;
    opened = REAL(open)(log, O_RDWR | O_APPEND | O_CLOEXEC);
    log_file = fcntl(opened, F_DUPFD_CLOEXEC, FILES_MAX); /* the program counts on its numbers */
    REAL(close)(opened);
    shared = mmap(NULL, PAGE, PROT_READ | PROT_WRITE, MAP_SHARED, log_file, 0);
    if (shared == MAP_FAILED)
        abort();
    cut = atoi(getenv("FU_POWER_CUT"));
    strcpy(state, folder);
    strcpy(above, folder);
    *strrchr(above, '/') = '\0';
}

static bool is_inside(const char *path)
{
    return shared != NULL && strncmp(path, state, strlen(state)) == 0;
}

static bool is_ours(const char *path)
{
    return is_inside(path) || (shared != NULL && strcmp(path, above) == 0);
}

static bool is_tracked(int fd)
{
    return fd >= 0 && fd < FILES_MAX && files[fd].is_ours;
}

/* Takes the turn; the call that it is for is the one before which all ends, or takes effect before
 * any other. Calls that fail have no number. */
static void enter(void)
{
    int32_t nobody = 0;

    while (!atomic_compare_exchange_weak(&shared->lock, &nobody, 1)) {
        nobody = 0;
        sched_yield();
    }
    if (atomic_load(&shared->count) + 1 == cut) {
        kill(0, SIGKILL);
        for (;;)
            pause();
    }
}

static void leave(void)
{
    atomic_store(&shared->lock, 0);
}

static void note(enum what what, uint64_t file, uint64_t offset, const char *first,
    const char *second, const void *data, size_t length)
{
    struct record record = {
        what, (uint32_t)strlen(first), (uint32_t)strlen(second), (uint32_t)length, file, offset};
    size_t size = sizeof record + record.first + record.second + length;
    char *bytes = malloc(size), *at = bytes;

    atomic_fetch_add(&shared->count, 1);
    at = mempcpy(at, &record, sizeof record);
    at = mempcpy(at, first, record.first);
    at = mempcpy(at, second, record.second);
    memcpy(at, data, length);
    if (REAL(write)(log_file, bytes, size) != (ssize_t)size)
        abort();
    free(bytes);
}

static void track(int fd, const char *path)
{
    struct stat status;

    if (fd < 0 || fd >= FILES_MAX || fstat(fd, &status) != 0)
        return;
    files[fd].is_ours = S_ISREG(status.st_mode) || S_ISDIR(status.st_mode);
    files[fd].is_folder = S_ISDIR(status.st_mode);
    files[fd].inode = status.st_ino;
    snprintf(files[fd].path, sizeof files[fd].path, "%s", path);
}

static int open_ours(const char *path, int flags, mode_t mode)
{
    struct stat before;
    bool there, writes = (flags & (O_CREAT | O_TRUNC)) != 0;
    int fd;

    if (!writes) {
        fd = REAL(open)(path, flags, mode);
        track(fd, path);
        return fd;
    }
    there = lstat(path, &before) == 0;
    if (!there || (flags & O_TRUNC) != 0)
        enter();
    fd = REAL(open)(path, flags, mode);
    track(fd, path);
    if (fd >= 0 && !there)
        note(MAKE, files[fd].inode, 0, path, "", "", 0);
    else if (fd >= 0 && (flags & O_TRUNC) != 0)
        note(SIZE, files[fd].inode, 0, "", "", "", 0);
    if (!there || (flags & O_TRUNC) != 0)
        leave();
    return fd;
}

#define OPEN(name)                                                                                 \
    int name(const char *path, int flags, ...)                                                     \
    {                                                                                              \
        va_list more;                                                                              \
        mode_t mode;                                                                               \
        va_start(more, flags);                                                                     \
        mode = (flags & (O_CREAT | O_TMPFILE)) != 0 ? va_arg(more, mode_t) : 0;                    \
        va_end(more);                                                                              \
        return is_ours(path) ? open_ours(path, flags, mode) : REAL(name)(path, flags, mode);       \
    }

OPEN(open)
OPEN(open64)

#define MAKE_TEMPORARY(name)                                                                       \
    int name(char *path, int flags)                                                                \
    {                                                                                              \
        int fd;                                                                                    \
        if (!is_inside(path))                                                                      \
            return REAL(name)(path, flags);                                                        \
        enter();                                                                                   \
        fd = REAL(name)(path, flags);                                                              \
        track(fd, path);                                                                           \
        if (fd >= 0)                                                                               \
            note(MAKE, files[fd].inode, 0, path, "", "", 0);                                       \
        leave();                                                                                   \
        return fd;                                                                                 \
    }

MAKE_TEMPORARY(mkostemp)
MAKE_TEMPORARY(mkostemp64)

int close(int fd)
{
    if (is_tracked(fd))
        files[fd].is_ours = false;
    return REAL(close)(fd);
}

/* A number that stands for something else now: the reader's line has that of the lock. */
int dup2(int from, int to)
{
    int result = REAL(dup2)(from, to);

    if (result >= 0 && from != to && to < FILES_MAX) {
        if (is_tracked(from))
            files[to] = files[from];
        else
            files[to].is_ours = false;
    }
    return result;
}

int close_range(unsigned first, unsigned last, int flags)
{
    unsigned fd;

    for (fd = first; fd <= last && fd < FILES_MAX; fd++)
        files[fd].is_ours = false;
    return REAL(close_range)(first, last, flags);
}

ssize_t write(int fd, const void *bytes, size_t length)
{
    ssize_t written;

    if (!is_tracked(fd))
        return REAL(write)(fd, bytes, length);
    enter();
    written = REAL(write)(fd, bytes, length);
    if (written > 0)
        note(WRITE, files[fd].inode, (uint64_t)(lseek(fd, 0, SEEK_CUR) - written), "", "", bytes,
            (size_t)written);
    leave();
    return written;
}

#define WRITE_AT(name, type)                                                                       \
    ssize_t name(int fd, const void *bytes, size_t length, type offset)                            \
    {                                                                                              \
        ssize_t written;                                                                           \
        if (!is_tracked(fd))                                                                       \
            return REAL(name)(fd, bytes, length, offset);                                          \
        enter();                                                                                   \
        written = REAL(name)(fd, bytes, length, offset);                                           \
        if (written > 0)                                                                           \
            note(WRITE, files[fd].inode, (uint64_t)offset, "", "", bytes, (size_t)written);        \
        leave();                                                                                   \
        return written;                                                                            \
    }

WRITE_AT(pwrite, off_t)
WRITE_AT(pwrite64, off64_t)

static void note_size(int fd)
{
    struct stat status;

    if (fstat(fd, &status) == 0)
        note(SIZE, files[fd].inode, (uint64_t)status.st_size, "", "", "", 0);
}

#define RESIZE(name, arguments, call)                                                              \
    int name arguments                                                                             \
    {                                                                                              \
        int result;                                                                                \
        if (!is_tracked(fd))                                                                       \
            return REAL(name) call;                                                                \
        enter();                                                                                   \
        result = REAL(name) call;                                                                  \
        if (result == 0)                                                                           \
            note_size(fd);                                                                         \
        leave();                                                                                   \
        return result;                                                                             \
    }

RESIZE(ftruncate, (int fd, off_t length), (fd, length))
RESIZE(ftruncate64, (int fd, off64_t length), (fd, length))
RESIZE(posix_fallocate, (int fd, off_t offset, off_t length), (fd, offset, length))
RESIZE(posix_fallocate64, (int fd, off64_t offset, off64_t length), (fd, offset, length))

static int sync_ours(int fd)
{
    enter();
    if (files[fd].is_folder)
        note(SYNC_FOLDER, 0, 0, files[fd].path, "", "", 0);
    else
        note(SYNC, files[fd].inode, 0, "", "", "", 0);
    leave();
    return 0;
}

int fsync(int fd)
{
    return is_tracked(fd) ? sync_ours(fd) : REAL(fsync)(fd);
}

int fdatasync(int fd)
{
    return is_tracked(fd) ? sync_ours(fd) : REAL(fdatasync)(fd);
}

#define RENAME(name, what)                                                                         \
    int name(const char *from, const char *to)                                                     \
    {                                                                                              \
        int result;                                                                                \
        if (!is_inside(from) && !is_inside(to))                                                    \
            return REAL(name)(from, to);                                                           \
        enter();                                                                                   \
        result = REAL(name)(from, to);                                                             \
        if (result == 0)                                                                           \
            note(what, 0, 0, from, to, "", 0);                                                     \
        leave();                                                                                   \
        return result;                                                                             \
    }

RENAME(rename, MOVE)
RENAME(link, LINK)

int unlink(const char *path)
{
    int result;

    if (!is_inside(path))
        return REAL(unlink)(path);
    enter();
    result = REAL(unlink)(path);
    if (result == 0)
        note(REMOVE, 0, 0, path, "", "", 0);
    leave();
    return result;
}

int mkdir(const char *path, mode_t mode)
{
    int result;

    if (!is_inside(path))
        return REAL(mkdir)(path, mode);
    enter();
    result = REAL(mkdir)(path, mode);
    if (result == 0)
        note(FOLDER, 0, 0, path, "", "", 0);
    leave();
    return result;
}
