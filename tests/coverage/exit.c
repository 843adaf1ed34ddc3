/* Linked into every program of a coverage build: a process that ends by _exit(), as the workers do, writes its counters down all the same.
 * The reader cannot once it is confined: it finds no file, not even the root. */
#include <gcov.h>
#include <sys/syscall.h>
#include <unistd.h>

_Noreturn void _exit(int status)
{
    if (access("/", F_OK) == 0) {
        __gcov_dump();
    }
    for (;;) {
        syscall(SYS_exit_group, status);
    }
}
