/* Letters that asked for something which was not understood: kept until their sender says what they
 * meant. Writing needs a transaction; fu_store_prune takes those away that have waited too long. */
#ifndef FOLLOWUPD_STORE_HELD_H
#define FOLLOWUPD_STORE_HELD_H

#include "followupd/record/request.h"
#include "followupd/store/store.h"

/* Seconds for which a letter is held. */
enum { FU_HELD_LIFE = 30 * 86400 };

/* One address on a letter that made nothing. */
struct fu_held {
    int64_t id;
    int64_t letter;
    int64_t person; /* who sent the letter; read only */
    enum fu_place place;
    fu_instant sent;    /* what a cadence would have counted from */
    fu_instant created; /* when it was refused */
    int64_t followup;   /* that was made of it at last; 0 */
};

/* Adds letter, place, sent and created, and sets held->id. */
enum fu_status fu_store_held_add(
    struct fu_store *store, struct fu_held *held, struct fu_error *error);

/* mark finds it by its token: any 63-bit number derived from that. */
enum fu_status fu_store_held_mark(
    struct fu_store *store, int64_t id, int64_t mark, struct fu_error *error);

/* All with that mark (usually one). */
enum fu_status fu_store_held_marked(struct fu_store *store, struct fu_arena *arena, int64_t mark,
    struct fu_held **rows, size_t *count, struct fu_error *error);

/* Notes which follow-up was made of it. */
enum fu_status fu_store_held_made(
    struct fu_store *store, int64_t id, int64_t followup, struct fu_error *error);

#endif
