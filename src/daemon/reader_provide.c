/* The supervisor's side of a reader: it is forked from the supervisor, which knows no secret, and
 * keeps nothing but its line. */
#include "reader.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <unistd.h>

enum { LINE = 3 };

/* The child: nothing stays open but the line. */
static void become_reader(
    int fd, const struct fu_reading *reading, void *shared, size_t shared_size)
{
    sigset_t none;
    int null = open("/dev/null", O_RDWR);

    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (shared)
        munmap(shared, shared_size);
    if (null < 0 || dup2(fd, LINE) < 0 || dup2(null, 0) < 0 || dup2(null, 1) < 0 ||
        dup2(null, 2) < 0)
        _exit(EXIT_FAULT);
    close_range(LINE + 1, ~0U, 0);
    (void)signal(SIGTERM, SIG_DFL);
    (void)signal(SIGINT, SIG_IGN);
    (void)signal(SIGHUP, SIG_IGN);
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    _exit(fu_reader_work(LINE, reading));
}

/* So that nobody waits for one that does not come. */
static void refuse(int control)
{
    send(control, &(pid_t){0}, sizeof(pid_t), MSG_NOSIGNAL | MSG_DONTWAIT);
}

static bool hand_over(int control, int fd, pid_t pid)
{
    char room[CMSG_SPACE(sizeof(int))] = {0};
    struct iovec part = {&pid, sizeof pid};
    struct msghdr message = {
        .msg_iov = &part, .msg_iovlen = 1, .msg_control = room, .msg_controllen = sizeof room};
    struct cmsghdr *header = CMSG_FIRSTHDR(&message);

    header->cmsg_level = SOL_SOCKET;
    header->cmsg_type = SCM_RIGHTS;
    header->cmsg_len = CMSG_LEN(sizeof fd);
    memcpy(CMSG_DATA(header), &fd, sizeof fd);
    return sendmsg(control, &message, MSG_NOSIGNAL | MSG_DONTWAIT) == (ssize_t)sizeof pid;
}

bool fu_reader_provide(
    int control, const struct fu_reading *reading, void *shared, size_t shared_size)
{
    int line[2] = {-1, -1}, why;
    pid_t pid = -1;
    bool provided;

    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, line) == 0)
        pid = fork();
    if (pid == 0)
        become_reader(line[1], reading, shared, shared_size);
    provided = pid > 0 && hand_over(control, line[0], pid);
    why = errno;
    if (pid > 0 && !provided)
        kill(pid, SIGKILL);
    if (!provided)
        refuse(control);
    if (line[0] >= 0) {
        close(line[0]);
        close(line[1]);
    }
    errno = why;
    return provided;
}
