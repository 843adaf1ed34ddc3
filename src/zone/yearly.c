/* The changes of a zone that come every year, for those who must tell them as a rule.
 *
 * A file's table may go on for decades with what its footer says as well: the rule begins behind
 * the last change that the footer does not name. Nothing fails. */
#include "followupd/zone/zone.h"

#include "tzif.h"

static int offset_of(const struct fu_zone *zone, size_t i)
{
    return zone->types[zone->kinds[i]].offset;
}

/* The first change from which on the rule alone says what comes: found from the end of the table,
 * which may have entries that change nothing. */
static int64_t find_beginning(const struct fu_zone *zone)
{
    size_t count = zone->transition_count;
    int64_t next = INT64_MAX; /* the change behind the one that is looked at */
    struct fu_span span;

    for (size_t i = count; i > 0; i--) {
        bool changes = i == 1 || offset_of(zone, i - 1) != offset_of(zone, i - 2);

        fu_rule_span(&zone->rule, zone->transitions[i - 1], &span);
        if (span.offset != offset_of(zone, i - 1) || (next != INT64_MAX && span.until != next) ||
            (changes && span.from != zone->transitions[i - 1])) {
            break;
        }
        next = changes ? span.from : next;
    }
    if (next == INT64_MAX) {
        fu_rule_span(&zone->rule, count > 0 ? zone->transitions[count - 1] : FU_INSTANT_MIN, &span);
        next = span.until;
    }
    return next;
}

static void fill(const struct fu_rule *rule, fu_instant at, struct fu_zone_change *change)
{
    struct fu_span span;
    bool starts;
    const struct fu_rule_change *told;

    fu_rule_span(rule, at, &span);
    starts = span.offset == rule->daylight.offset;
    told = starts ? &rule->start : &rule->end;
    *change = (struct fu_zone_change){.first = at,
        .month = told->month,
        .week = told->week,
        .weekday = (told->weekday + 6) % 7,
        .seconds = told->seconds,
        .before = starts ? rule->standard.offset : rule->daylight.offset,
        .after = span.offset,
        .abbreviation = span.abbreviation};
}

bool fu_zone_yearly(const struct fu_zone *zone, struct fu_zone_change changes[2])
{
    const struct fu_rule *rule = &zone->rule;
    struct fu_span span;
    int64_t beginning;

    if (!zone->has_rule || !rule->changes || rule->start.form != FU_RULE_WEEKDAY ||
        rule->end.form != FU_RULE_WEEKDAY || rule->standard.offset == rule->daylight.offset) {
        return false;
    }
    beginning = find_beginning(zone);
    fu_rule_span(rule, beginning, &span);
    if (span.until == INT64_MAX) {
        return false;
    }
    fill(rule, beginning, &changes[0]);
    fill(rule, span.until, &changes[1]);
    return changes[0].after != changes[1].after;
}

uint64_t fu_zone_mark(const struct fu_zone *zone)
{
    return zone->mark;
}
