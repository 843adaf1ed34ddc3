/* What the two files of statements share. */
#ifndef FOLLOWUPD_SRC_STORE_STATEMENTS_OUT_H
#define FOLLOWUPD_SRC_STORE_STATEMENTS_OUT_H

#include "statements.h"

/* All addresses of person ?1. */
#define ADDRESSES                                                                                  \
    "(SELECT address FROM person WHERE id = ?1"                                                    \
    " UNION ALL SELECT address FROM alias WHERE person = ?1)"

/* About a follow-up of person ?1. */
#define OF_THEIRS "followup IN (SELECT id FROM followup WHERE owner = ?1)"

/* That the row was not put aside. */
#define GOES(table, row) " AND NOT EXISTS (SELECT 1 FROM aside WHERE " table " = " row ".id)"

/* The highest number that a row of the table has or had, and one that none has. */
#define LAST(table)                                                                                \
    "max(coalesce((SELECT max(id) FROM " table "), 0),"                                            \
    " (SELECT count FROM tally WHERE what = '" table "'))"
#define UNUSED(table) LAST(table) " + 1"

/* Those about what goes out; NULL for all others. */
extern const char *const fu_sql_out_texts[FU_SQL_COUNT];

#endif
