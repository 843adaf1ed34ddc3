/* The dot file: lines of "delivery ID ATTEMPT" or "message ID ATTEMPT", then NULs.
 *
 * The file begins with a stretch that is allocated once and afterwards only overwritten: recording
 * a dot and forgetting all of them take no new block of a full disk. A line counts once its newline
 * is there; what follows the last newline is torn and is dropped. A line that is none is skipped:
 * the first block, where the dots that are kept go, is written whole, filled up with newlines.
 * Limits: 64 kB are kept allocated, 16 MB are read. */
#include "followupd/outbox/dots.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "followupd/base/memory.h"
#include "followupd/base/number.h"

enum { RESERVED = 64 * 1024, FILE_LIMIT = 16 * 1024 * 1024, RECORD_MAX = 64, BLOCK = 4096 };

_Static_assert(FU_DOTS_KEPT_MAX *RECORD_MAX <= BLOCK, "what is kept fits into the first block");

struct record {
    enum fu_parcel_kind kind;
    int64_t id;
    int64_t attempt;
};

struct fu_dots {
    int fd;
    char *path;             /* own */
    size_t end;             /* where the next record goes */
    struct record *records; /* own; what the file held when it was opened, sorted */
    size_t count;
};

static const char *const kind_words[] = {
    [FU_PARCEL_DELIVERY] = "delivery", [FU_PARCEL_MESSAGE] = "message"};

static enum fu_status fail(struct fu_error *error, const char *verb, const char *path, int number)
{
    return fu_error_set(error, FU_TEMPORARY,
        "cannot %s %s, where mails that leave are recorded: %s; no mail is sent until this is "
        "mended",
        verb, path, strerror(number));
}

/* True when length bytes were written at offset; otherwise errno says why. */
static bool write_at(int fd, const char *bytes, size_t length, size_t offset)
{
    while (length > 0) {
        ssize_t written = pwrite(fd, bytes, length, (off_t)offset);
        if (written < 0 && errno == EINTR) {
            continue;
        }
        if (written <= 0) {
            return false;
        }
        bytes += written;
        length -= (size_t)written;
        offset += (size_t)written;
    }
    return true;
}

static bool write_zeros(int fd, size_t from, size_t to)
{
    static const char zeros[4096];
    while (from < to) {
        size_t piece = to - from < sizeof zeros ? to - from : sizeof zeros;
        if (!write_at(fd, zeros, piece, from)) {
            return false;
        }
        from += piece;
    }
    return true;
}

/* Reads the whole file; the bytes are the caller's. NULL with errno set when that fails. */
static char *read_whole(int fd, size_t *length)
{
    struct stat status;
    if (fstat(fd, &status) != 0) {
        return NULL;
    }
    if (!S_ISREG(status.st_mode) || status.st_size > FILE_LIMIT) {
        errno = S_ISREG(status.st_mode) ? EFBIG : EINVAL;
        return NULL;
    }
    size_t size = (size_t)status.st_size;
    char *bytes = fu_allocate(size + 1, 1);
    *length = 0;
    while (*length < size) {
        ssize_t got = pread(fd, bytes + *length, size - *length, (off_t)*length);
        if (got < 0 && errno == EINTR) {
            continue;
        }
        if (got < 0) {
            free(bytes);
            return NULL;
        }
        if (got == 0) {
            break;
        }
        *length += (size_t)got;
    }
    return bytes;
}

static bool parse_record(const char *line, size_t length, struct record *record)
{
    const char *first = memchr(line, ' ', length);
    if (first == NULL) {
        return false;
    }
    size_t word = (size_t)(first - line);
    const char *id = first + 1;
    const char *second = memchr(id, ' ', length - word - 1);
    if (second == NULL) {
        return false;
    }
    const char *attempt = second + 1;
    size_t kind = 0;
    while (strlen(kind_words[kind]) != word || memcmp(kind_words[kind], line, word) != 0) {
        if (++kind == sizeof kind_words / sizeof kind_words[0]) {
            return false;
        }
    }
    record->kind = (enum fu_parcel_kind)kind;
    return fu_number_parse(id, (size_t)(second - id), 0, INT64_MAX, &record->id) &&
           fu_number_parse(
               attempt, length - (size_t)(attempt - line), 0, INT64_MAX, &record->attempt);
}

static int compare(const void *a, const void *b)
{
    const struct record *x = a;
    const struct record *y = b;
    if (x->kind != y->kind) {
        return x->kind < y->kind ? -1 : 1;
    }
    if (x->id != y->id) {
        return x->id < y->id ? -1 : 1;
    }
    return (x->attempt > y->attempt) - (x->attempt < y->attempt);
}

static void parse_records(struct fu_dots *dots, const char *bytes, size_t length)
{
    size_t room = 0;
    const char *zero = memchr(bytes, '\0', length);
    size_t used = zero != NULL ? (size_t)(zero - bytes) : length;
    const char *newline;
    while ((newline = memchr(bytes + dots->end, '\n', used - dots->end)) != NULL) {
        if (dots->count == room) {
            room = room > 0 ? room * 2 : 64;
            dots->records = fu_reallocate(dots->records, room, sizeof *dots->records);
        }
        const char *line = bytes + dots->end;
        if (parse_record(line, (size_t)(newline - line), &dots->records[dots->count])) {
            dots->count++;
        }
        dots->end = (size_t)(newline + 1 - bytes);
    }
    if (dots->count > 0) {
        qsort(dots->records, dots->count, sizeof *dots->records, compare);
    }
}

/* Makes the reserved stretch real while there is room; on a full disk the file works without. */
static void reserve(struct fu_dots *dots, size_t length)
{
    if (length < RESERVED) {
        write_zeros(dots->fd, length, RESERVED);
    }
}

enum fu_status fu_dots_open(const char *path, struct fu_dots **dots, struct fu_error *error)
{
    *dots = NULL;
    int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, S_IRUSR | S_IWUSR);
    if (fd < 0) {
        return fail(error, "open", path, errno);
    }
    size_t length;
    char *bytes = read_whole(fd, &length);
    if (bytes == NULL) {
        int number = errno;
        close(fd);
        return fail(error, "read", path, number);
    }
    struct fu_dots *opened = fu_allocate(1, sizeof *opened);
    opened->fd = fd;
    opened->path = fu_copy(path);
    parse_records(opened, bytes, length);
    bool torn = opened->end < length && bytes[opened->end] != '\0';
    free(bytes);
    if (torn && !write_zeros(fd, opened->end, length)) {
        int number = errno;
        fu_dots_close(&opened);
        return fail(error, "write", path, number);
    }
    reserve(opened, length);
    *dots = opened;
    return FU_OK;
}

void fu_dots_close(struct fu_dots **dots)
{
    if (*dots != NULL) {
        close((*dots)->fd);
        free((*dots)->path);
        free((*dots)->records);
        free(*dots);
        *dots = NULL;
    }
}

bool fu_dots_has(const struct fu_dots *dots, enum fu_parcel_kind kind, int64_t id, int64_t attempt)
{
    struct record wanted = {.kind = kind, .id = id, .attempt = attempt};
    return dots->count > 0 &&
           bsearch(&wanted, dots->records, dots->count, sizeof wanted, compare) != NULL;
}

static size_t print_record(
    char line[RECORD_MAX], enum fu_parcel_kind kind, int64_t id, int64_t attempt)
{
    return (size_t)snprintf(
        line, RECORD_MAX, "%s %" PRId64 " %" PRId64 "\n", kind_words[kind], id, attempt);
}

enum fu_status fu_dots_add(struct fu_dots *dots, enum fu_parcel_kind kind, int64_t id,
    int64_t attempt, struct fu_error *error)
{
    char line[RECORD_MAX];
    size_t length = print_record(line, kind, id, attempt);
    if (!write_at(dots->fd, line, length, dots->end)) {
        return fail(error, "write", dots->path, errno);
    }
    dots->end += length;
    return FU_OK;
}

enum fu_status fu_dots_clear(struct fu_dots *dots, struct fu_error *error)
{
    size_t used = dots->end;
    if (used > RESERVED) {
        if (ftruncate(dots->fd, RESERVED) != 0) {
            return fail(error, "shorten", dots->path, errno);
        }
        used = RESERVED;
    }
    if (!write_zeros(dots->fd, 0, used)) {
        return fail(error, "write", dots->path, errno);
    }
    dots->end = 0;
    return FU_OK;
}

enum fu_status fu_dots_keep(
    struct fu_dots *dots, const struct fu_parcel *const *kept, size_t count, struct fu_error *error)
{
    char block[BLOCK];
    size_t used = dots->end, length = 0;
    if (count == 0) {
        return fu_dots_clear(dots, error);
    }
    memset(block, '\n', sizeof block);
    for (size_t i = 0; i < count; i++) {
        char line[RECORD_MAX];
        size_t size = print_record(line, kept[i]->kind, kept[i]->id, kept[i]->attempt);
        memcpy(block + length, line, size);
        length += size;
    }
    /* What is kept is in the file all the while, at its old place or at the new one. */
    if (!write_at(dots->fd, block, used < sizeof block ? used : sizeof block, 0) ||
        !write_zeros(dots->fd, sizeof block, used)) {
        return fail(error, "write", dots->path, errno);
    }
    dots->end = length;
    return FU_OK;
}
