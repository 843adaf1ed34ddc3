/* What the fuzz targets share: the entry that libFuzzer and replay_main.c call, and the oracle. */
#ifndef FOLLOWUPD_TESTS_FUZZ_H
#define FOLLOWUPD_TESTS_FUZZ_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length);

/* How often an oracle had something that is right, rather than what is refused at once. Seeds that
 * never come so far find nothing: replay_main.c sees to that. */
__attribute__((weak)) unsigned long reached;

/* Ends the process when what must hold does not; about names the trouble, beside is what it was
 * seen with. */
static inline void must(bool holds, const char *about, const char *beside)
{
    if (!holds) {
        fprintf(stderr, "does not hold: %s: %s\n", about, beside);
        abort();
    }
}

/* Of "/dev/shm/NAME" makes "/var/tmp/NAME" where there is no such folder: what syncs a lot lies in
 * memory where it can. */
static inline void find_place(char *path)
{
    if (access("/dev/shm", W_OK) != 0) {
        memcpy(path, "/var/tmp", strlen("/var/tmp"));
    }
}

#endif
