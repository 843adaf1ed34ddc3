/* All readings of a text: every way to cut it into words that make a sentence. */
#ifndef FOLLOWUPD_CADENCE_READING_H
#define FOLLOWUPD_CADENCE_READING_H

#include <stdbool.h>
#include <stddef.h>

#include "fields.h"

enum { READINGS_MAX = 4 };

/* The readings with the fewest words; the grammar has no two for one meaning. Of more than
 * READINGS_MAX the last takes the last place. */
struct readings {
    struct fields fields[READINGS_MAX];
    size_t count;
    int words;
};

/* text is in lower case, without flags and tags, at most FU_CADENCE_TEXT_MAX bytes. */
void fu_cadence_readings(const char *text, size_t length, struct readings *readings);

#endif
