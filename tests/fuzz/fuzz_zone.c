/* A TZif file: read, and asked about instants near its transitions and far from them.
 *
 * Oracles: transitions grow and change the offset; a wall clock that is shown is found again,
 * unless it shows twice. */
#include "followupd/zone/civil.h"
#include "followupd/zone/zone.h"
#include "fuzz.h"

enum { TRANSITIONS = 40, STEPS = 40, DAY = 86400 };

static void check_transitions(const struct fu_zone *zone)
{
    fu_instant at = -INT64_C(4000000000);
    for (int i = 0; i < TRANSITIONS; i++) {
        fu_instant next = fu_zone_transition(zone, at);
        if (next == FU_NEVER) {
            return;
        }
        must(next > at, "transitions grow", fu_zone_name(zone));
        must(fu_zone_offset(zone, next) != fu_zone_offset(zone, next - 1),
            "a transition changes the offset", fu_zone_name(zone));
        at = next;
    }
}

static void check_instant(const struct fu_zone *zone, fu_instant at)
{
    struct fu_civil shown, again;
    fu_zone_civil(zone, at, &shown);
    must(fu_civil_valid(&shown), "the wall shows a date", fu_zone_name(zone));
    fu_zone_civil(zone, fu_zone_instant(zone, &shown), &again);
    must(fu_civil_compare(&shown, &again) == 0, "what is shown is found", fu_zone_name(zone));
    must(fu_zone_abbreviation(zone, at) != NULL, "it has a name", fu_zone_name(zone));
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
    struct fu_zone *zone = fu_zone_read("Test/Zone", bytes, length);
    if (zone != NULL) {
        check_transitions(zone);
        reached++;
        for (int64_t i = 0; i < STEPS; i++) {
            check_instant(zone, 2 * DAY + i * ((FU_INSTANT_MAX - 4 * DAY) / STEPS));
        }
        fu_zone_free(&zone);
    }
    return 0;
}
