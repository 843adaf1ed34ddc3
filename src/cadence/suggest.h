/* Which texts to offer instead of a refused one. */
#ifndef FOLLOWUPD_CADENCE_SUGGEST_H
#define FOLLOWUPD_CADENCE_SUGGEST_H

#include "cut.h"
#include "refuse.h"

/* For a text without a reading: what it resembles. May set the reason. */
void fu_cadence_suggest(struct refuser *refuser);

/* For fields without a moment: sets the reason, and offers what has one. */
void fu_cadence_explain(struct refuser *refuser, enum trouble trouble, const struct fields *fields);

/* What a run of digits at text[at] and the letters behind it are mistyped like. */
void fu_cadence_suggest_figures_at(struct refuser *refuser, size_t at);

/* For a text that holds a date as people write it: that date, with the time of day beside it. True
 * when it does, whether anything can be offered or not. May set the reason. */
bool fu_cadence_suggest_dated(struct refuser *refuser);

/* What the second table of CADENCE.md teaches; true when a lesson fits. */
bool fu_cadence_teach(struct refuser *refuser, const struct cutting *cutting);

#endif
