/* The intake's side of the reader: many mails at once over one line, deadlines, limits, and what to
 * do when the reader dies.
 *
 * Nothing an answer says is trusted: its length is capped and its letter decoded by mail/wire.h. */
#include "reader.h"

#include "followupd/base/clock.h"
#include "followupd/base/file.h"
#include "followupd/base/text.h"
#include "followupd/mail/wire.h"
#include "reader_line.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

enum { MILLISECONDS = 1000, REASON_MAX = 400 };

/* Where the exchange stands: jobs[sent] is being written from `put` on, jobs[got] is being read. */
struct exchange {
    struct reader *reader;
    const struct worker_context *context;
    struct fu_arena *arena;
    struct reading_job *jobs;
    size_t count;
    size_t sent, got;
    size_t put;
    struct reader_answer head;
    size_t head_length;
    char *body;
    size_t body_length;
    int64_t patience; /* milliseconds that a mail may take */
    int64_t deadline; /* fu_clock_ticks() by which the mail at hand is to be read */
};

/* While the line has another end the process lives, so its number is nobody else's. */
static bool is_alive(const struct reader *reader)
{
    struct pollfd line = {.fd = reader->fd};

    return poll(&line, 1, 0) == 0;
}

void fu_reader_end(struct reader *reader)
{
    if (reader->fd >= 0) {
        if (reader->pid > 0 && is_alive(reader))
            kill(reader->pid, SIGKILL);
        close(reader->fd);
    }
    reader->fd = -1;
}

/* Takes the line and the process id of a new reader out of the supervisor's message; false when there
 * is none to be had. */
static bool receive_line(struct reader *reader)
{
    char room[CMSG_SPACE(sizeof(int))];
    struct iovec part = {&reader->pid, sizeof reader->pid};
    struct msghdr message = {
        .msg_iov = &part, .msg_iovlen = 1, .msg_control = room, .msg_controllen = sizeof room};
    struct cmsghdr *header;
    ssize_t got;

    do
        got = recvmsg(reader->control, &message, MSG_CMSG_CLOEXEC);
    while (got < 0 && errno == EINTR && !fu_worker_stopping);
    header = got == (ssize_t)sizeof reader->pid ? CMSG_FIRSTHDR(&message) : NULL;
    if (!header || header->cmsg_type != SCM_RIGHTS || header->cmsg_len != CMSG_LEN(sizeof(int)))
        return false;
    memcpy(&reader->fd, CMSG_DATA(header), sizeof reader->fd);
    return fu_set_nonblocking(reader->fd);
}

/* Waits until there is something to read; false when nothing comes in time or we are stopping. */
static bool wait_readable(int fd, int64_t until)
{
    struct pollfd watched = {.fd = fd, .events = POLLIN};
    int64_t left;
    int ready = 0;

    while (ready <= 0 && !fu_worker_stopping && (left = until - fu_clock_ticks()) > 0) {
        ready = poll(&watched, 1, (int)left);
        if (ready < 0 && errno != EINTR)
            return false;
    }
    return ready > 0;
}

static bool is_ready(const struct reader *reader, int64_t until)
{
    char first;

    return wait_readable(reader->fd, until) && recv(reader->fd, &first, 1, 0) == 1 &&
           first == READER_READY;
}

/* One that came too late for an earlier request is as good as a new one. */
static bool ask_for_reader(struct reader *reader, const struct worker_context *context)
{
    int64_t until = fu_clock_ticks() + (int64_t)READER_START_SECONDS * MILLISECONDS;

    fu_worker_promise(context, READER_START_SECONDS + 60);
    if (!wait_readable(reader->control, fu_clock_ticks() + 1) &&
        send(reader->control, "R", 1, MSG_NOSIGNAL) != 1)
        return false;
    if (!wait_readable(reader->control, until) || !receive_line(reader))
        return false;
    if (is_ready(reader, until))
        return true;
    fu_reader_end(reader);
    return false;
}

/* Between mails the line is silent: a reader that says something or is gone is of no use. */
static void check_line(struct reader *reader)
{
    char byte;

    if (reader->fd >= 0 &&
        (recv(reader->fd, &byte, 1, MSG_PEEK | MSG_DONTWAIT) >= 0 || errno != EAGAIN))
        fu_reader_end(reader);
}

/* The limit counts the process's whole life, so it is raised by what one mail may cost. */
static void allow_cpu(const struct reader *reader)
{
    rlim_t seconds = (rlim_t)(fu_clock_spent(reader->pid) / MILLISECONDS + READER_CPU_SECONDS + 1);
    const struct rlimit limit = {seconds, RLIM_INFINITY};

    prlimit(reader->pid, RLIMIT_CPU, &limit, NULL);
}

static bool would_block(void)
{
    return errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR;
}

/* The other end is closed; answers may lie in the line still. */
static bool is_gone(void)
{
    return errno == EPIPE || errno == ECONNRESET;
}

/* Writes as much as the line takes. What a reader that is gone has answered is taken first. */
static bool put_requests(struct exchange *exchange)
{
    struct reading_job *job;
    struct reader_request request;
    struct iovec parts[2];
    size_t skip;
    ssize_t put;

    while (exchange->sent < exchange->count) {
        job = &exchange->jobs[exchange->sent];
        request = (struct reader_request){(uint32_t)job->length, job->what};
        skip = exchange->put < sizeof request ? exchange->put : sizeof request;
        parts[0] = (struct iovec){(char *)&request + skip, sizeof request - skip};
        skip = exchange->put - skip;
        parts[1] = (struct iovec){(char *)job->bytes + skip, job->length - skip};
        put = sendmsg(exchange->reader->fd, &(struct msghdr){.msg_iov = parts, .msg_iovlen = 2},
            MSG_NOSIGNAL);
        if (put < 0)
            return would_block() || is_gone();
        exchange->put += (size_t)put;
        if (exchange->put < sizeof request + job->length)
            return true;
        exchange->put = 0;
        exchange->sent++;
    }
    return true;
}

/* The answer's bytes in the arena: what is decoded from them points into them. */
static char *keep_body(struct exchange *exchange)
{
    char *kept = fu_arena_allocate(exchange->arena, exchange->head.length + 1, 1);

    memcpy(kept, exchange->body, exchange->head.length);
    return kept;
}

static void finish_job(struct exchange *exchange)
{
    struct reading_job *job = &exchange->jobs[exchange->got];
    struct fu_error error;

    if (exchange->head.status == FU_OK && job->what == READER_FILES) {
        job->status = fu_wire_decode_parts(exchange->arena, keep_body(exchange),
            exchange->head.length, &job->files, &job->file_count, &job->files_left_out, &error);
        job->reason = job->status == FU_OK ? "" : fu_arena_copy(exchange->arena, error.text);
    } else if (exchange->head.status == FU_OK) {
        job->status = fu_wire_decode(
            exchange->arena, exchange->body, exchange->head.length, &job->letter, &error);
        job->reason = job->status == FU_OK ? "" : fu_arena_copy(exchange->arena, error.text);
    } else {
        job->status = FU_PERMANENT;
        job->reason =
            fu_text_line(exchange->arena, exchange->body, exchange->head.length, REASON_MAX);
    }
    exchange->got++;
    exchange->head_length = 0;
    free(exchange->body);
    exchange->body = NULL;
}

/* Reads into *to up to length; sets *filled. False when the line is closed or broken. */
static bool fill(struct exchange *exchange, void *to, size_t length, size_t *filled)
{
    ssize_t got = recv(exchange->reader->fd, (char *)to + *filled, length - *filled, 0);

    if (got < 0)
        return would_block();
    *filled += (size_t)got;
    return got > 0;
}

static size_t longest_answer(const struct exchange *exchange)
{
    return exchange->jobs[exchange->got].what == READER_FILES ? FU_WIRE_PARTS_MAX : FU_WIRE_MAX;
}

/* Takes what the line has; *idle says that it had nothing more. False when the reader is gone or
 * talks nonsense. */
static bool take_answer(struct exchange *exchange, bool *idle)
{
    size_t before;

    if (exchange->head_length < sizeof exchange->head) {
        before = exchange->head_length;
        if (!fill(exchange, &exchange->head, sizeof exchange->head, &exchange->head_length))
            return false;
        *idle = exchange->head_length == before;
        if (exchange->head_length < sizeof exchange->head)
            return true;
        if (exchange->head.length > longest_answer(exchange))
            return false;
        exchange->body = fu_allocate(exchange->head.length + 1, 1);
        exchange->body_length = 0;
    }
    if (exchange->body_length < exchange->head.length) {
        before = exchange->body_length;
        if (!fill(exchange, exchange->body, exchange->head.length, &exchange->body_length))
            return false;
        *idle = exchange->body_length == before;
        if (exchange->body_length < exchange->head.length)
            return true;
    }
    finish_job(exchange);
    return true;
}

/* The next answer has the whole time. */
static void give_time(struct exchange *exchange)
{
    allow_cpu(exchange->reader);
    exchange->deadline = fu_clock_ticks() + exchange->patience;
    fu_worker_promise(exchange->context, READER_WALL_SECONDS + 60);
}

static bool exchange_all(struct exchange *exchange)
{
    struct pollfd watched = {.fd = exchange->reader->fd};
    int64_t left;
    size_t before;
    bool idle;

    give_time(exchange);
    while (exchange->got < exchange->count) {
        if (!put_requests(exchange))
            return false;
        before = exchange->got;
        for (idle = false; !idle && exchange->got < exchange->count;) {
            if (!take_answer(exchange, &idle))
                return false;
        }
        if (exchange->got == exchange->count)
            break;
        if (exchange->got != before)
            give_time(exchange);
        left = exchange->deadline - fu_clock_ticks();
        if (left <= 0)
            return false;
        watched.events = (short)(exchange->sent < exchange->count ? POLLIN | POLLOUT : POLLIN);
        if (poll(&watched, 1, (int)left) == 0)
            return false;
    }
    return true;
}

bool fu_reader_read(struct reader *reader, const struct worker_context *context,
    struct fu_arena *arena, struct reading_job *jobs, size_t count)
{
    struct exchange exchange = {.reader = reader,
        .context = context,
        .arena = arena,
        .jobs = jobs,
        .count = count,
        .patience = reader->patience ? reader->patience : READER_WALL_SECONDS * MILLISECONDS};
    size_t i;
    bool alive;

    for (i = 0; i < count; i++)
        jobs[i].status = FU_TEMPORARY;
    if (count == 0)
        return true;
    check_line(reader);
    reader->missing = reader->fd < 0 && !ask_for_reader(reader, context);
    if (reader->missing)
        return false;
    alive = exchange_all(&exchange);
    free(exchange.body);
    if (!alive)
        fu_reader_end(reader);
    return alive;
}
