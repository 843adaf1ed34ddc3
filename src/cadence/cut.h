/* A text cut into words, whatever the grammar says: what refusals look at. */
#ifndef FOLLOWUPD_CADENCE_CUT_H
#define FOLLOWUPD_CADENCE_CUT_H

#include "local.h"
#include "words.h"

enum { CUT_WORDS_MAX = 48, CUTS_MAX = 8 };

struct cut {
    struct word words[CUT_WORDS_MAX];
    size_t count;
};

struct cutting {
    const struct local *local;
    bool whole; /* the text is made of words */
    int before[FU_CADENCE_TEXT_MAX +
               1]; /* fewest words in front of a place; CUT_UNREACHED: none end there */
    int behind[FU_CADENCE_TEXT_MAX + 1]; /* fewest words from there to the end */
    struct cut cuts[CUTS_MAX];           /* some of those with the fewest words */
    size_t count;
};

enum { CUT_UNREACHED = 1000 };

void fu_cut(const struct local *local, struct cutting *cutting);

/* Whether a word may begin at a place of the text, all before it being words; in a text made of
 * words, whether it is cut there into the fewest. */
bool fu_cut_at(const struct cutting *cutting, size_t at);

#endif
