/* The changes of a zone that come every year, for those who must tell them as a rule.
 *
 * A file's table may go on for decades with what its footer says as well; the rule begins where
 * the last transition lies that the footer does not name. Nothing fails. */
#include "followupd/zone/zone.h"

#include "tzif.h"

/* Whether transition i, and nothing else before the next one, is what the rule says. */
static bool agrees(const struct fu_zone *zone, size_t i)
{
    const struct fu_zone_type *type = &zone->types[zone->kinds[i]];
    struct fu_span span;

    fu_rule_span(&zone->rule, zone->transitions[i], &span);
    return span.from == zone->transitions[i] && span.offset == type->offset &&
           (i + 1 == zone->transition_count || span.until == zone->transitions[i + 1]);
}

/* The first transition from which on the rule alone says what comes. */
static int64_t find_beginning(const struct fu_zone *zone)
{
    size_t i = zone->transition_count;
    struct fu_span span;

    while (i > 0 && agrees(zone, i - 1)) {
        i--;
    }
    if (i < zone->transition_count) {
        return zone->transitions[i];
    }
    fu_rule_span(&zone->rule, i > 0 ? zone->transitions[i - 1] : FU_INSTANT_MIN, &span);
    return span.until;
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
