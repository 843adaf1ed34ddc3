/* What the fuzz targets share: the entry that libFuzzer and replay_main.c call, and the oracle. */
#ifndef FOLLOWUPD_TESTS_FUZZ_H
#define FOLLOWUPD_TESTS_FUZZ_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length);

/* Ends the process when what must hold does not; about names the trouble, beside is what it was
 * seen with. */
static inline void must(bool holds, const char *about, const char *beside)
{
    if (!holds) {
        fprintf(stderr, "does not hold: %s: %s\n", about, beside);
        abort();
    }
}

#endif
