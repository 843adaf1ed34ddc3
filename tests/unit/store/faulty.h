/* Calls of SQLite, of the C library and of malloc() within SQLite that fail when a test says so:
 * the functions stand between the room and the libraries in whatever program includes this.
 *
 * What fails is the call, not the disk: SQLite itself is left as it was before it. */
#ifndef FOLLOWUPD_TESTS_STORE_FAULTY_H
#define FOLLOWUPD_TESTS_STORE_FAULTY_H

#include <dirent.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sqlite3.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

enum faulty_kind { FAULTY_SQLITE, FAULTY_SYSTEM, FAULTY_MEMORY };

static struct {
    enum faulty_kind kind;
    int countdown; /* the call that brings it to 0 fails; 0: none does */
    int code;      /* SQLite's, or an errno */
    bool no_room;  /* statvfs() says so */
    bool deadly;   /* the process dies before that call */
    bool inside;   /* SQLite is calling its own functions */
    int failures;
    sqlite3_stmt *failed; /* a statement whose step failed says so again when it is reset */
} faulty;

static inline void faulty_arm(enum faulty_kind kind, int countdown, int code)
{
    faulty.kind = kind;
    faulty.code = code;
    faulty.failures = 0;
    faulty.failed = NULL;
    faulty.deadly = false;
    faulty.countdown = countdown;
}

/* How many calls failed since it was armed; none does any more. */
static inline int faulty_disarm(void)
{
    faulty.countdown = 0;
    return faulty.failures;
}

static inline bool faulty_now(enum faulty_kind kind)
{
    if (faulty.inside && kind == FAULTY_SQLITE) {
        return false;
    }
    if (faulty.kind != kind || faulty.countdown == 0 || --faulty.countdown > 0) {
        return false;
    }
    if (faulty.deadly) {
        kill(getpid(), SIGKILL);
    }
    faulty.failures++;
    return true;
}

#define FAULTY_REAL(name) ((__typeof__(&name))faulty_find(#name))

static inline void *faulty_find(const char *name)
{
    return dlsym(RTLD_NEXT, name);
}

/* A function of SQLite's that fails by its code. */
#define FAULTY_CALL(name, parameters, arguments)                                                   \
    int name parameters                                                                            \
    {                                                                                              \
        static __typeof__(&name) real;                                                             \
        if (real == NULL)                                                                          \
            real = FAULTY_REAL(name);                                                              \
        return faulty_now(FAULTY_SQLITE) ? faulty.code : real arguments;                           \
    }

FAULTY_CALL(sqlite3_bind_int64, (sqlite3_stmt * statement, int place, sqlite3_int64 value),
    (statement, place, value))
FAULTY_CALL(sqlite3_bind_null, (sqlite3_stmt * statement, int place), (statement, place))
FAULTY_CALL(sqlite3_bind_text,
    (sqlite3_stmt * statement, int place, const char *text, int length, void (*end)(void *)),
    (statement, place, text, length, end))
FAULTY_CALL(sqlite3_bind_text64,
    (sqlite3_stmt * statement, int place, const char *text, sqlite3_uint64 length,
        void (*end)(void *), unsigned char encoding),
    (statement, place, text, length, end, encoding))
FAULTY_CALL(sqlite3_bind_blob,
    (sqlite3_stmt * statement, int place, const void *bytes, int length, void (*end)(void *)),
    (statement, place, bytes, length, end))
FAULTY_CALL(sqlite3_bind_blob64,
    (sqlite3_stmt * statement, int place, const void *bytes, sqlite3_uint64 length,
        void (*end)(void *)),
    (statement, place, bytes, length, end))
FAULTY_CALL(sqlite3_backup_step, (sqlite3_backup * backup, int pages), (backup, pages))

int sqlite3_exec(sqlite3 *db, const char *sql, int (*row)(void *, int, char **, char **),
    void *context, char **error)
{
    if (faulty_now(FAULTY_SQLITE)) {
        return faulty.code;
    }
    bool inside = faulty.inside; /* it calls itself, too */
    faulty.inside = true;
    int code = FAULTY_REAL(sqlite3_exec)(db, sql, row, context, error);
    faulty.inside = inside;
    return code;
}

int sqlite3_prepare_v2(
    sqlite3 *db, const char *sql, int length, sqlite3_stmt **statement, const char **rest)
{
    *statement = NULL;
    return faulty_now(FAULTY_SQLITE)
               ? faulty.code
               : FAULTY_REAL(sqlite3_prepare_v2)(db, sql, length, statement, rest);
}

int sqlite3_prepare_v3(sqlite3 *db, const char *sql, int length, unsigned int flags,
    sqlite3_stmt **statement, const char **rest)
{
    *statement = NULL;
    return faulty_now(FAULTY_SQLITE)
               ? faulty.code
               : FAULTY_REAL(sqlite3_prepare_v3)(db, sql, length, flags, statement, rest);
}

/* SQLite gives a connection even where it cannot open, but for want of memory. */
int sqlite3_open_v2(const char *path, sqlite3 **db, int flags, const char *vfs)
{
    int code = FAULTY_REAL(sqlite3_open_v2)(path, db, flags, vfs);
    if (!faulty_now(FAULTY_SQLITE)) {
        return code;
    }
    if (faulty.code == SQLITE_NOMEM) {
        sqlite3_close(*db);
        *db = NULL;
    }
    return faulty.code;
}

sqlite3_backup *sqlite3_backup_init(
    sqlite3 *to, const char *to_name, sqlite3 *from, const char *from_name)
{
    return faulty_now(FAULTY_SQLITE)
               ? NULL
               : FAULTY_REAL(sqlite3_backup_init)(to, to_name, from, from_name);
}

int sqlite3_step(sqlite3_stmt *statement)
{
    static __typeof__(&sqlite3_step) real;
    if (real == NULL) {
        real = FAULTY_REAL(sqlite3_step);
    }
    if (!faulty_now(FAULTY_SQLITE)) {
        return real(statement);
    }
    faulty.failed = statement;
    return faulty.code;
}

static inline int faulty_last(sqlite3_stmt *statement, int code)
{
    if (statement == NULL || statement != faulty.failed) {
        return code;
    }
    faulty.failed = NULL;
    return faulty.code;
}

int sqlite3_reset(sqlite3_stmt *statement)
{
    return faulty_last(statement, FAULTY_REAL(sqlite3_reset)(statement));
}

int sqlite3_finalize(sqlite3_stmt *statement)
{
    return faulty_last(statement, FAULTY_REAL(sqlite3_finalize)(statement));
}

/* A function of the C library that fails by -1 and errno. */
#define FAULTY_SYSTEM_CALL(type, name, parameters, arguments)                                      \
    type name parameters                                                                           \
    {                                                                                              \
        if (faulty_now(FAULTY_SYSTEM)) {                                                           \
            errno = faulty.code;                                                                   \
            return -1;                                                                             \
        }                                                                                          \
        return FAULTY_REAL(name) arguments;                                                        \
    }

FAULTY_SYSTEM_CALL(int, fsync, (int fd), (fd))
FAULTY_SYSTEM_CALL(int, fdatasync, (int fd), (fd))
FAULTY_SYSTEM_CALL(int, flock, (int fd, int operation), (fd, operation))
FAULTY_SYSTEM_CALL(int, rename, (const char *from, const char *to), (from, to))
FAULTY_SYSTEM_CALL(int, link, (const char *from, const char *to), (from, to))
FAULTY_SYSTEM_CALL(int, utimensat,
    (int fd, const char *path, const struct timespec times[2], int flags),
    (fd, path, times, flags))
FAULTY_SYSTEM_CALL(int, unlink, (const char *path), (path))
FAULTY_SYSTEM_CALL(int, chmod, (const char *path, mode_t mode), (path, mode))
FAULTY_SYSTEM_CALL(int, stat, (const char *path, struct stat *file), (path, file))
FAULTY_SYSTEM_CALL(int, lstat, (const char *path, struct stat *file), (path, file))
FAULTY_SYSTEM_CALL(int, ftruncate64, (int fd, off_t size), (fd, size))
FAULTY_SYSTEM_CALL(int, scandir,
    (const char *path, struct dirent ***entries, int (*filter)(const struct dirent *),
        int (*order)(const struct dirent **, const struct dirent **)),
    (path, entries, filter, order))
FAULTY_SYSTEM_CALL(ssize_t, write, (int fd, const void *bytes, size_t length), (fd, bytes, length))
FAULTY_SYSTEM_CALL(ssize_t, read, (int fd, void *bytes, size_t length), (fd, bytes, length))
FAULTY_SYSTEM_CALL(
    ssize_t, pread, (int fd, void *bytes, size_t length, off_t offset), (fd, bytes, length, offset))

int statvfs(const char *path, struct statvfs *disk)
{
    if (faulty_now(FAULTY_SYSTEM)) {
        errno = faulty.code;
        return -1;
    }
    int result = FAULTY_REAL(statvfs)(path, disk);
    disk->f_bavail = faulty.no_room ? 1 : disk->f_bavail;
    return result;
}

int posix_fallocate(int fd, off_t offset, off_t length)
{
    return faulty_now(FAULTY_SYSTEM) ? faulty.code
                                     : FAULTY_REAL(posix_fallocate)(fd, offset, length);
}

#define FAULTY_OPEN(name)                                                                          \
    int name(const char *path, int flags, ...)                                                     \
    {                                                                                              \
        va_list more;                                                                              \
        va_start(more, flags);                                                                     \
        mode_t mode = (flags & O_CREAT) != 0 ? va_arg(more, mode_t) : 0;                           \
        va_end(more);                                                                              \
        if (faulty_now(FAULTY_SYSTEM)) {                                                           \
            errno = faulty.code;                                                                   \
            return -1;                                                                             \
        }                                                                                          \
        return FAULTY_REAL(name)(path, flags, mode);                                               \
    }

FAULTY_OPEN(open)
FAULTY_OPEN(open64)

/* SQLite's memory. */
static sqlite3_mem_methods faulty_memory;

static inline void *faulty_malloc(int size)
{
    return faulty_now(FAULTY_MEMORY) ? NULL : faulty_memory.xMalloc(size);
}

static inline void *faulty_realloc(void *memory, int size)
{
    return faulty_now(FAULTY_MEMORY) ? NULL : faulty_memory.xRealloc(memory, size);
}

/* Before SQLite is used: every allocation of its is one that may fail, the small ones too. */
static inline void faulty_take_memory(void)
{
    sqlite3_config(SQLITE_CONFIG_GETMALLOC, &faulty_memory);
    sqlite3_mem_methods methods = faulty_memory;
    methods.xMalloc = faulty_malloc;
    methods.xRealloc = faulty_realloc;
    sqlite3_config(SQLITE_CONFIG_MALLOC, &methods);
    sqlite3_config(SQLITE_CONFIG_LOOKASIDE, 0, 0);
}

#endif
