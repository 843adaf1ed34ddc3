/* Words that say nothing: "the", "please". */
#ifndef FOLLOWUPD_CADENCE_STRIP_H
#define FOLLOWUPD_CADENCE_STRIP_H

#include "cut.h"

/* The text of the cutting without such words; returns how many there were. */
int fu_cadence_strip(const struct cutting *cutting, struct local *stripped);

/* Takes text[start, end) out of the cadence, and the separators that are left over. */
void fu_cadence_leave_out(struct local *local, size_t start, size_t end);

#endif
