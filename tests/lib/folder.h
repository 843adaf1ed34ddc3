/* A new folder of a test's own, below $TMPDIR or /tmp: what syncs a lot lies in memory where there is such a folder. */
#ifndef FOLLOWUPD_TESTS_FOLDER_H
#define FOLLOWUPD_TESTS_FOLDER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>

/* Writes its path, of `size` octets at most with its end; says why there is none. */
static inline bool make_own_folder(char *path, size_t size, const char *name)
{
    const char *base = getenv("TMPDIR");
    int length = snprintf(path, size, "%s/%s-XXXXXX", base ? base : "/tmp", name);

    if (length < 0 || (size_t)length >= size)
        snprintf(path, size, "/tmp/%s-XXXXXX", name);
    if (mkdtemp(path))
        return true;
    perror(path);
    return false;
}

#endif
