/* What somebody may have meant besides what they wrote: for the questions that a confirmation asks.
 * Nothing here changes what is scheduled. */
#ifndef FOLLOWUPD_CADENCE_GUESS_H
#define FOLLOWUPD_CADENCE_GUESS_H

#include <stdbool.h>
#include <stddef.h>

#include "followupd/base/instant.h"
#include "followupd/base/memory.h"

/* True when a Date field that names `offset` minutes east of UTC was not written in that zone: its
 * wall shows something else at that moment. An offset of 0 says nothing, since many programs write
 * every Date in UTC; neither does an unknown zone. */
bool fu_guess_elsewhere(const char *zone, int offset, fu_instant at);

/* Zones whose wall is that far east of UTC at a moment, the likeliest first, at most `most`; how
 * many. Constant texts. */
size_t fu_guess_zones(int offset, fu_instant at, const char **names, size_t most);

/* The canonical text with months where a cadence has minutes by a bare "m": "5months" for "5m"; ""
 * when it has none, or makes no cadence with months. text is a cadence as it was typed. */
const char *fu_guess_months(struct fu_arena *arena, const char *text);

#endif
