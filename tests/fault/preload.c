/* Lets the N-th call of a kind fail once in each process of a program, by LD_PRELOAD: allocations,
 * calls of SQLite's, calls on stream sockets. Python's side is faults.py.
 *
 * - FAULT_PAGE: a file shared by all processes (struct page);
 * - FAULT_KIND: memory, store or line;
 * - FAULT_HOW: of the store the code that is returned, negative for a call that is made all the
 *   same; of a line the errno, 0 for one byte instead of all;
 * - FAULT_NUMBER: which call, 0 for none;
 * - FAULT_WAIT: 1 to stand still before main(), until strace is attached.
 *
 * A child counts from its fork. Nothing is counted before main(). */
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <sqlite3.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

enum { DESCRIPTORS = 64, READERS = 64 };

enum kind { NONE, MEMORY, STORE, LINE };

struct page {
    _Atomic long most;    /* calls of the busiest process */
    _Atomic long met;     /* how often the fault came */
    _Atomic long readers; /* processes that read mail, and may die of it */
    _Atomic long reader[READERS];
};

static struct page *page;
static enum kind kind;
static long how, number, count;
static bool streams[DESCRIPTORS]; /* known to be stream sockets: a reader may not ask */

void *__libc_malloc(size_t size);
void *__libc_calloc(size_t count, size_t size);
void *__libc_realloc(void *memory, size_t size);

static long setting(const char *name)
{
    const char *text = getenv(name);
    return text ? strtol(text, NULL, 10) : 0;
}

static void begin_child(void)
{
    count = 0;
}

__attribute__((constructor)) static void begin(void)
{
    static const char *const words[] = {[MEMORY] = "memory", [STORE] = "store", [LINE] = "line"};
    const char *path = getenv("FAULT_PAGE"), *word = getenv("FAULT_KIND");
    int fd = path ? open(path, O_RDWR | O_CLOEXEC) : -1;
    enum kind wanted = MEMORY;

    if (setting("FAULT_WAIT"))
        raise(SIGSTOP);
    if (fd < 0 || !word)
        return;
    page = mmap(NULL, sizeof *page, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    close(fd);
    if (page == MAP_FAILED)
        abort();
    pthread_atfork(NULL, NULL, begin_child);
    how = setting("FAULT_HOW");
    number = setting("FAULT_NUMBER");
    while (wanted < LINE && strcmp(word, words[wanted]) != 0)
        wanted++;
    kind = wanted;
}

/* Counts a call; true when it is to fail. */
static bool is_met(enum kind of)
{
    long most;

    if (kind != of)
        return false;
    count++;
    most = atomic_load(&page->most);
    while (count > most && !atomic_compare_exchange_weak(&page->most, &most, count))
        ;
    if (count != number)
        return false;
    atomic_fetch_add(&page->met, 1);
    return true;
}

/* Memory */

void *malloc(size_t size)
{
    if (is_met(MEMORY)) {
        errno = ENOMEM;
        return NULL;
    }
    return __libc_malloc(size);
}

void *calloc(size_t members, size_t size)
{
    if (is_met(MEMORY)) {
        errno = ENOMEM;
        return NULL;
    }
    return __libc_calloc(members, size);
}

void *realloc(void *memory, size_t size)
{
    if (is_met(MEMORY)) {
        errno = ENOMEM;
        return NULL;
    }
    return __libc_realloc(memory, size);
}

/* The store */

static _Thread_local bool in_store;

#define NEXT(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

/* Returns what the call does, unless it is met. What SQLite calls itself meanwhile (sqlite3_exec()
 * its steps) is its own: it never sees a step fail that was not made. */
#define STORE_CALL(call)                                                                           \
    do {                                                                                           \
        bool met = !in_store && is_met(STORE), outermost = !in_store;                              \
        int code;                                                                                  \
        if (met && how > 0)                                                                        \
            return (int)how;                                                                       \
        in_store = true;                                                                           \
        code = (call);                                                                             \
        in_store = !outermost;                                                                     \
        return met ? (int)-how : code;                                                             \
    } while (0)

int sqlite3_open_v2(const char *path, sqlite3 **db, int flags, const char *vfs)
{
    STORE_CALL(NEXT(sqlite3_open_v2)(path, db, flags, vfs));
}

int sqlite3_prepare_v2(
    sqlite3 *db, const char *sql, int length, sqlite3_stmt **made, const char **tail)
{
    STORE_CALL(NEXT(sqlite3_prepare_v2)(db, sql, length, made, tail));
}

int sqlite3_prepare_v3(sqlite3 *db, const char *sql, int length, unsigned flags,
    sqlite3_stmt **made, const char **tail)
{
    STORE_CALL(NEXT(sqlite3_prepare_v3)(db, sql, length, flags, made, tail));
}

int sqlite3_step(sqlite3_stmt *statement)
{
    STORE_CALL(NEXT(sqlite3_step)(statement));
}

int sqlite3_exec(sqlite3 *db, const char *sql, int (*row)(void *, int, char **, char **),
    void *context, char **message)
{
    STORE_CALL(NEXT(sqlite3_exec)(db, sql, row, context, message));
}

int sqlite3_backup_step(sqlite3_backup *backup, int pages)
{
    STORE_CALL(NEXT(sqlite3_backup_step)(backup, pages));
}

/* Lines */

static void note_stream(int fd, bool stream)
{
    if (fd >= 0 && fd < DESCRIPTORS)
        streams[fd] = stream;
}

static bool is_stream(int fd)
{
    int type = 0, saved = errno;
    socklen_t length = sizeof type;
    bool stream;

    if (fd >= 0 && fd < DESCRIPTORS && streams[fd])
        return true;
    stream = getsockopt(fd, SOL_SOCKET, SO_TYPE, &type, &length) == 0 && type == SOCK_STREAM;
    errno = saved;
    return stream;
}

/* False when the call fails; else *length may be shorter. What is one byte anyway cannot be torn,
 * and does not count then. */
static bool may_pass(int fd, size_t *length)
{
    if (kind != LINE || (how == 0 && *length <= 1) || !is_stream(fd) || !is_met(LINE))
        return true;
    if (how == 0) {
        *length = 1;
        return true;
    }
    errno = (int)how;
    return false;
}

int socketpair(int domain, int type, int protocol, int pair[2])
{
    int result = NEXT(socketpair)(domain, type, protocol, pair);

    if (result == 0 && (type & 0xf) == SOCK_STREAM) {
        note_stream(pair[0], true);
        note_stream(pair[1], true);
    }
    return result;
}

int dup2(int from, int to)
{
    int result = NEXT(dup2)(from, to);

    if (result >= 0)
        note_stream(to, from >= 0 && from < DESCRIPTORS && streams[from]);
    return result;
}

int close(int fd)
{
    note_stream(fd, false);
    return NEXT(close)(fd);
}

/* What only a reader does on its way to confinement: it has a line behind the standard three, which
 * the child that becomes the command of an alert has not. */
int close_range(unsigned first, unsigned last, int flags)
{
    long place;

    if (page && first > STDERR_FILENO + 1 &&
        (place = atomic_fetch_add(&page->readers, 1)) < READERS)
        atomic_store(&page->reader[place], getpid());
    return NEXT(close_range)(first, last, flags);
}

ssize_t recv(int fd, void *bytes, size_t length, int flags)
{
    return may_pass(fd, &length) ? NEXT(recv)(fd, bytes, length, flags) : -1;
}

ssize_t send(int fd, const void *bytes, size_t length, int flags)
{
    return may_pass(fd, &length) ? NEXT(send)(fd, bytes, length, flags) : -1;
}

ssize_t read(int fd, void *bytes, size_t length)
{
    return may_pass(fd, &length) ? NEXT(read)(fd, bytes, length) : -1;
}

ssize_t write(int fd, const void *bytes, size_t length)
{
    return may_pass(fd, &length) ? NEXT(write)(fd, bytes, length) : -1;
}

ssize_t sendmsg(int fd, const struct msghdr *message, int flags)
{
    struct iovec part = message->msg_iovlen > 0 ? message->msg_iov[0] : (struct iovec){NULL, 0};
    struct msghdr shorter = *message;
    size_t length = part.iov_len;

    if (!may_pass(fd, &length))
        return -1;
    if (length < part.iov_len) {
        part.iov_len = length;
        shorter.msg_iov = &part;
        shorter.msg_iovlen = 1;
    }
    return NEXT(sendmsg)(fd, &shorter, flags);
}

int connect(int fd, const struct sockaddr *address, socklen_t length)
{
    size_t unused = 1;

    return may_pass(fd, &unused) ? NEXT(connect)(fd, address, length) : -1;
}

int poll(struct pollfd *watched, nfds_t how_many, int timeout)
{
    if (kind == LINE && how == EINTR && is_met(LINE)) {
        errno = EINTR;
        return -1;
    }
    return NEXT(poll)(watched, how_many, timeout);
}
