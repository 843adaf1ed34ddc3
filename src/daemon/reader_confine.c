/* The reader's cage: a seccomp filter under which opening a file finds nothing and everything else
 * outside a short list kills. */
#include "reader.h"

#include <errno.h>
#include <seccomp.h>
#include <sys/prctl.h>
#include <sys/resource.h>

/* What a process needs that reads, thinks and writes. */
static const int allowed[] = {SCMP_SYS(read), SCMP_SYS(write), SCMP_SYS(brk), SCMP_SYS(mmap),
    SCMP_SYS(munmap), SCMP_SYS(mremap), SCMP_SYS(madvise), SCMP_SYS(mprotect), SCMP_SYS(futex),
    SCMP_SYS(rt_sigreturn), SCMP_SYS(rt_sigprocmask), SCMP_SYS(exit), SCMP_SYS(exit_group),
    SCMP_SYS(clock_gettime), SCMP_SYS(gettimeofday), SCMP_SYS(getrandom), SCMP_SYS(restart_syscall),
    SCMP_SYS(sched_yield)};

/* Looking for a file (iconv and gettext do) finds none. */
static const int missing[] = {SCMP_SYS(open), SCMP_SYS(openat), SCMP_SYS(stat), SCMP_SYS(lstat),
    SCMP_SYS(newfstatat), SCMP_SYS(statx), SCMP_SYS(access), SCMP_SYS(readlink),
    SCMP_SYS(readlinkat)};

static bool add_rules(scmp_filter_ctx filter)
{
    size_t i;

    for (i = 0; i < sizeof allowed / sizeof *allowed; i++) {
        if (seccomp_rule_add(filter, SCMP_ACT_ALLOW, allowed[i], 0) < 0)
            return false;
    }
    for (i = 0; i < sizeof missing / sizeof *missing; i++) {
        if (seccomp_rule_add(filter, SCMP_ACT_ERRNO(ENOENT), missing[i], 0) < 0)
            return false;
    }
    return true;
}

bool fu_reader_confine(void)
{
    const struct rlimit memory = {READER_MEMORY, READER_MEMORY};
    scmp_filter_ctx filter;
    bool confined;

    if (setrlimit(RLIMIT_DATA, &memory) < 0 || prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0 ||
        prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) < 0)
        return false;
    filter = seccomp_init(SCMP_ACT_KILL_PROCESS);
    if (!filter)
        return false;
    confined = add_rules(filter) && seccomp_load(filter) == 0;
    seccomp_release(filter);
    return confined;
}
