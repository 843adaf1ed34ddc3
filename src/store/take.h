/* Rows that more than one file of this room reads: each takes the columns of its macro in
 * statements.c; and what more than one file notes. */
#ifndef FOLLOWUPD_SRC_STORE_TAKE_H
#define FOLLOWUPD_SRC_STORE_TAKE_H

#include "connection.h"
#include "followupd/record/followup.h"

void fu_take_followup(struct fu_query *query, struct fu_arena *arena, struct fu_followup *followup);

/* The rest of the rows. */
enum fu_status fu_take_occurrences(struct fu_query *query, struct fu_arena *arena,
    struct fu_occurrence **occurrences, size_t *count, struct fu_error *error);

/* Notes that the feeds have changed of a person (FU_SQL_PERSON_FEED), of those who share in a
 * follow-up without owning it (FU_SQL_PERSON_FEED_SHARED), or in any together with a person
 * (FU_SQL_PERSON_FEED_SHARERS). */
enum fu_status fu_note_feed(
    struct fu_store *store, enum fu_sql whose, int64_t id, fu_instant now, struct fu_error *error);

#endif
