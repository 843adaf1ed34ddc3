/* The table of words as a tree of letters: which rows begin at one place of a text. */
#ifndef FOLLOWUPD_CADENCE_TREE_H
#define FOLLOWUPD_CADENCE_TREE_H

#include <stddef.h>
#include <stdint.h>

#include "words.h"

/* Rows of the same text, which stand together in the table. */
struct tree_rows {
    uint16_t first;
    uint8_t count;
    uint8_t end; /* where in the text they end */
};

enum {
    TREE_NODES_MAX = 1024,           /* beginnings of rows, each with and without its separators */
    TREE_FOUND_MAX = WORD_LENGTH_MAX /* each letter may end a row */
};

/* The rows that begin at text[at], a letter of a to z, the shortest first; returns how many. */
size_t fu_tree_find(
    const char *text, size_t length, size_t at, struct tree_rows found[TREE_FOUND_MAX]);

#endif
