/* Zones by name, what their clocks show, and which instant a wall clock means.
 *
 * A zone that cannot be read is no zone (NULL); the rest never fails. Instants are cut at some
 * hundred million years from 1970, so that nothing overflows. The process keeps every zone it
 * found; their number is bounded by the files there are. fu_zone_refresh keeps what it knows of a
 * zone whose file is gone or damaged: old rules are better than none. */
#include "followupd/zone/zone.h"

#include <stdlib.h>
#include <string.h>

#include "followupd/zone/civil.h"
#include "files.h"
#include "tzif.h"

/* About 571 million years, whose number fits into an int. */
#define REACH (INT64_C(1) << 54)

struct entry {
    struct fu_zone *zone;
    struct fu_zone_mark mark;
    struct entry *next;
};

static struct entry *known; /* the one last asked for comes first */

static int64_t within_reach(int64_t seconds)
{
    if (seconds < -REACH) {
        return -REACH;
    }
    return seconds > REACH ? REACH : seconds;
}

/* How many transitions are at or before an instant. */
static size_t transitions_until(const struct fu_zone *zone, fu_instant at)
{
    size_t low = 0, high = zone->transition_count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (zone->transitions[middle] <= at) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

static void find_span(const struct fu_zone *zone, fu_instant at, struct fu_span *span)
{
    size_t passed = transitions_until(zone, at);
    int64_t from = passed > 0 ? zone->transitions[passed - 1] : INT64_MIN;
    const struct fu_zone_type *type;

    if (passed == zone->transition_count && zone->has_rule) {
        fu_rule_span(&zone->rule, at, span);
        span->from = span->from < from ? from : span->from;
        return;
    }
    type = &zone->types[passed > 0 ? zone->kinds[passed - 1] : 0];
    span->from = from;
    span->until = passed < zone->transition_count ? zone->transitions[passed] : INT64_MAX;
    span->offset = type->offset;
    span->abbreviation = type->abbreviation;
}

/* Valid until the next call for this zone. */
static const struct fu_span *span_at(const struct fu_zone *zone, fu_instant at)
{
    if (at < zone->recent->from || at >= zone->recent->until) {
        find_span(zone, at, zone->recent);
    }
    return zone->recent;
}

const char *fu_zone_name(const struct fu_zone *zone)
{
    return zone->name;
}

int fu_zone_offset(const struct fu_zone *zone, fu_instant at)
{
    return span_at(zone, within_reach(at))->offset;
}

const char *fu_zone_abbreviation(const struct fu_zone *zone, fu_instant at)
{
    return span_at(zone, within_reach(at))->abbreviation;
}

fu_instant fu_zone_transition(const struct fu_zone *zone, fu_instant at)
{
    const struct fu_span *span = span_at(zone, within_reach(at));
    int before = span->offset;

    while (span->until <= FU_INSTANT_MAX) {
        fu_instant next = span->until;

        span = span_at(zone, next);
        if (span->offset != before) {
            return next;
        }
    }
    return FU_NEVER;
}

void fu_zone_civil(const struct fu_zone *zone, fu_instant at, struct fu_civil *civil)
{
    at = within_reach(at);
    fu_civil_from_seconds(at + span_at(zone, at)->offset, civil);
}

fu_instant fu_zone_instant(const struct fu_zone *zone, const struct fu_civil *civil)
{
    return fu_zone_wall_instant(zone, fu_civil_seconds(civil));
}

fu_instant fu_zone_wall_instant(const struct fu_zone *zone, int64_t wall)
{
    wall = within_reach(wall);
    const struct fu_span *span = span_at(zone, wall - FU_OFFSET_MAX);
    fu_instant meant = wall - span->offset, skipped = FU_NEVER;

    /* Spans in order of time: the first that shows this wall clock is the answer. If none does,
     * some change leapt over it, and the first such change moves it forward by keeping the offset
     * from before. */
    while (span->from <= wall - FU_OFFSET_MIN) {
        fu_instant here = wall - span->offset;

        if (here >= span->from && here < span->until) {
            return here;
        }
        if (here < span->from && skipped == FU_NEVER) {
            skipped = meant;
        }
        meant = here;
        if (span->until == INT64_MAX) {
            break;
        }
        span = span_at(zone, span->until);
    }
    return skipped;
}

static struct fu_zone *load(const char *name)
{
    struct fu_zone *zone = NULL;
    struct fu_buffer bytes;

    fu_buffer_init(&bytes, FU_ZONE_FILE_MAX);
    if (fu_zone_file_read(name, &bytes)) {
        zone = fu_zone_read(name, bytes.data, bytes.length);
    }
    fu_buffer_free(&bytes);
    return zone;
}

const struct fu_zone *fu_zone_find(const char *name)
{
    struct entry **link = &known, *entry;
    struct fu_zone_mark mark;
    struct fu_zone *zone;

    while (*link && strcmp((*link)->zone->name, name) != 0) {
        link = &(*link)->next;
    }
    entry = *link;
    if (entry) {
        *link = entry->next;
    } else {
        /* The mark is taken before the file is read: a change in between is seen by the next
         * refresh. */
        if (!fu_zone_name_valid(name) || !fu_zone_file_mark(name, &mark) || !(zone = load(name))) {
            return NULL;
        }
        entry = fu_allocate(1, sizeof *entry);
        entry->zone = zone;
        entry->mark = mark;
    }
    entry->next = known;
    known = entry;
    return entry->zone;
}

static bool same_mark(const struct fu_zone_mark *a, const struct fu_zone_mark *b)
{
    return a->device == b->device && a->inode == b->inode && a->size == b->size &&
           a->seconds == b->seconds && a->nanoseconds == b->nanoseconds;
}

/* True when the entry's zone was replaced by what its file says now. */
static bool refresh(struct entry *entry)
{
    struct fu_zone_mark mark;
    struct fu_zone *zone;

    if (!fu_zone_file_mark(entry->zone->name, &mark) || same_mark(&mark, &entry->mark)) {
        return false;
    }
    zone = load(entry->zone->name);
    if (!zone) {
        return false;
    }
    fu_zone_free(&entry->zone);
    entry->zone = zone;
    entry->mark = mark;
    return true;
}

bool fu_zone_refresh(void)
{
    bool changed = false;

    for (struct entry *entry = known; entry; entry = entry->next) {
        changed = refresh(entry) || changed;
    }
    return changed;
}
