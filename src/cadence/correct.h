/* Words of the language that a text may have misspelt. */
#ifndef FOLLOWUPD_CADENCE_CORRECT_H
#define FOLLOWUPD_CADENCE_CORRECT_H

#include "cut.h"

enum {
    CORRECTIONS_MAX = 48,
    CORRECTION_SITES_MAX = 8 /* places that are looked at */
};

/* A word in place of text[start, end). */
struct correction {
    const struct entry *entry;
    int distance;   /* edits between the two, swapped neighbours counting as one */
    size_t stretch; /* how many characters the word is longer or shorter than what it stands for */
    size_t start;
    size_t end;
};

struct corrections {
    struct correction items[CORRECTIONS_MAX]; /* nearest first */
    size_t count;
};

/* The nearest corrections at the last places where a word may begin; short words leave no room for
 * two mistakes, and the shortest for none. */
void fu_correct(
    const struct local *local, const struct cutting *cutting, struct corrections *corrections);

#endif
