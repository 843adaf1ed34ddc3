/* The addresses of ours on a letter. */
#ifndef FU_INTENT_OURS_H
#define FU_INTENT_OURS_H

#include <stddef.h>

#include "followupd/base/memory.h"
#include "followupd/record/letter.h"
#include "followupd/record/request.h"
#include "followupd/record/rules.h"

struct fu_ours {
    const char *address;    /* whole, canonical */
    const char *local_part; /* what it asks for */
    enum fu_place place;    /* where it stands visibly */
};

/* Each address of ours once, in the order in which they stand: those of the most trusted header
 * that names one, else those of To and Cc; in a Sent folder those of To, Cc and Bcc. In the arena.
 */
struct fu_ours *fu_ours_find(struct fu_arena *arena, const struct fu_rules *rules,
    const struct fu_letter *letter, size_t *count);

#endif
