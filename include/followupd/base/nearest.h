/* The word that was probably meant. */
#ifndef FOLLOWUPD_BASE_NEAREST_H
#define FOLLOWUPD_BASE_NEAREST_H

#include <stddef.h>

/* Longer words have no nearest one. */
enum { FU_NEAREST_MAX = 32 };

/* The nearest of count names by edit distance (a swap of neighbours counts once, case is ignored),
 * or the only one that begins with word; NULL when none is near. */
const char *fu_nearest(const char *word, const char *const *names, size_t count);

#endif
