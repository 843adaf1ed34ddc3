/* A calendar as a program that subscribes to it shows it. */
#ifndef FU_TEST_FEED_READ_H
#define FU_TEST_FEED_READ_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "followupd/base/instant.h"
#include "followupd/base/memory.h"

enum { EVENTS_MAX = 256, DATES_MAX = 512 };

/* Moments, each once, in order. */
struct dates {
    fu_instant moments[DATES_MAX];
    size_t count;
};

void dates_add(struct dates *dates, fu_instant moment);
bool dates_has(const struct dates *dates, fu_instant moment);

/* An event or a task. Texts are in the arena. */
struct event {
    const char *uid, *summary, *zone; /* zone: "" when it is in UTC */
    const char *times;                /* what says when, as it stands there */
    int64_t followup, occurrence;     /* of the UID; 0 when it has none */
    int64_t sequence;
    bool series;
    fu_instant moment;  /* of a series: its first */
    struct dates dates; /* after `from` and up to `until`, as many as there is room for */
};

struct agenda {
    fu_instant from, until;
    struct event events[EVENTS_MAX];
    size_t count;
};

/* False, and why not, when a program would not show it as it is meant. */
bool feed_read(
    struct fu_arena *arena, const char *bytes, struct agenda *agenda, const char **why_not);

#endif
