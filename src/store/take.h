/* Rows that more than one file of this room reads: each takes the columns of its macro in
 * statements.c. */
#ifndef FOLLOWUPD_SRC_STORE_TAKE_H
#define FOLLOWUPD_SRC_STORE_TAKE_H

#include "connection.h"
#include "followupd/record/followup.h"

void fu_take_followup(struct fu_query *query, struct fu_arena *arena, struct fu_followup *followup);

/* The rest of the rows. */
enum fu_status fu_take_occurrences(struct fu_query *query, struct fu_arena *arena,
    struct fu_occurrence **occurrences, size_t *count, struct fu_error *error);

#endif
