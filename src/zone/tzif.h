/* The bytes of a TZif file as a table. */
#ifndef FOLLOWUPD_ZONE_TZIF_H
#define FOLLOWUPD_ZONE_TZIF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "rule.h"
#include "span.h"

/* A kind of local time. */
struct fu_zone_type {
    int offset; /* seconds east of UTC */
    const char *abbreviation;
};

struct fu_zone {
    char *name;
    uint64_t mark;        /* of the file's bytes */
    int64_t *transitions; /* strictly ascending */
    uint8_t *kinds;       /* index into types for each transition */
    size_t transition_count;
    struct fu_zone_type *types; /* types[0] holds before the first transition */
    size_t type_count;          /* at least 1 */
    char *abbreviations;        /* what types point into */
    bool has_rule;              /* rule holds from the last transition on */
    struct fu_rule rule;
    struct fu_span *recent; /* the span last looked up; empty (from == until) at first */
};

#endif
