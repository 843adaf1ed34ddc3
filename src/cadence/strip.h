/* Words that say nothing: "the", "please". */
#ifndef FOLLOWUPD_CADENCE_STRIP_H
#define FOLLOWUPD_CADENCE_STRIP_H

#include "cut.h"

/* The text of the cutting without such words; returns how many there were. */
int fu_cadence_strip(const struct cutting *cutting, struct local *stripped);

#endif
