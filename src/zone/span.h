/* A stretch of time with one offset. */
#ifndef FOLLOWUPD_ZONE_SPAN_H
#define FOLLOWUPD_ZONE_SPAN_H

#include <stdint.h>

/* What RFC 9636 lets an offset be: more than -25 and less than 26 hours. */
enum { FU_OFFSET_MIN = -89999, FU_OFFSET_MAX = 93599 };

/* Longest abbreviation of a kind of time, with its final NUL. */
enum { FU_ABBREVIATION_SIZE = 17 };

/* The neighbours of a span may have the same offset. */
struct fu_span {
    int64_t from;             /* first second, INT64_MIN for the beginning of time */
    int64_t until;            /* first second after it, INT64_MAX for the end of time */
    int offset;               /* seconds east of UTC */
    const char *abbreviation; /* as long as the zone */
};

#endif
