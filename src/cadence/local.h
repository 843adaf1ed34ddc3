/* A whole text taken apart: the cadence, its flags and its tags. */
#ifndef FOLLOWUPD_CADENCE_LOCAL_H
#define FOLLOWUPD_CADENCE_LOCAL_H

#include <stddef.h>

#include "followupd/cadence/cadence.h"

enum local_trouble {
    LOCAL_FINE,
    LOCAL_EMPTY,
    LOCAL_LONG,
    LOCAL_CHARACTER,
    LOCAL_TAG, /* a tag that is empty, too long or not letters and digits */
    LOCAL_MANY_TAGS
};

/* Everything in lower case. */
struct local {
    char text[FU_CADENCE_TEXT_MAX + 1]; /* the whole, NUL-terminated */
    size_t length;                      /* of the whole */
    size_t core;   /* of the cadence, at the beginning of text; no letter stands behind it */
    size_t suffix; /* where flags and tags begin in text */
    size_t tags;   /* where the first '+' stands; length when there is none */
    unsigned flags;
};

enum local_trouble fu_cadence_local(const char *text, size_t length, struct local *local);

/* "acme,garden" from "+acme+garden", each once; out has room for FU_CADENCE_TEXT_MAX + 1 bytes. */
size_t fu_cadence_local_tags(const struct local *local, char *out);

#endif
