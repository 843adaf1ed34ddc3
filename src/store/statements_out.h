/* What the two files of statements share. */
#ifndef FOLLOWUPD_SRC_STORE_STATEMENTS_OUT_H
#define FOLLOWUPD_SRC_STORE_STATEMENTS_OUT_H

#include "statements.h"

/* All addresses of person ?1. */
#define ADDRESSES                                                                                  \
    "(SELECT address FROM person WHERE id = ?1"                                                    \
    " UNION ALL SELECT address FROM alias WHERE person = ?1)"

/* Those, and what they wrote from before they moved, but for what is somebody else's by now. */
#define EVER_THEIRS                                                                                \
    "(SELECT address FROM person WHERE id = ?1"                                                    \
    " UNION SELECT address FROM alias WHERE person = ?1"                                           \
    " UNION SELECT from_address FROM letter WHERE person = ?1 AND from_address <> ''"              \
    "  AND from_address NOT IN (SELECT address FROM person WHERE id <> ?1)"                        \
    "  AND from_address NOT IN (SELECT address FROM alias WHERE person <> ?1))"

/* That a text names person ?1. */
#define NAMES_THEM(text)                                                                           \
    "EXISTS (SELECT 1 FROM " EVER_THEIRS " t WHERE instr(lower(" text "), t.address) > 0)"

/* About a follow-up of person ?1. */
#define OF_THEIRS "followup IN (SELECT id FROM followup WHERE owner = ?1)"

/* That the row was not put aside. */
#define GOES(table, row) " AND NOT EXISTS (SELECT 1 FROM aside WHERE " table " = " row ".id)"

/* The highest number that a row of the table has or had, and one that none has. */
#define LAST(table)                                                                                \
    "max(coalesce((SELECT max(id) FROM " table "), 0),"                                            \
    " (SELECT count FROM tally WHERE what = '" table "'))"
#define UNUSED(table) LAST(table) " + 1"

/* What a mail says that waits and is to be dropped. */
#define ENDED "('" FU_SAID_DONE_ANSWER "', '" FU_CANCELLED_ANSWER "')"

/* That mail d is under way, or kept back and neither said done of nor cancelled. One that is unsure
 * and not kept back stays so for ever. */
#define OPEN_MAIL                                                                                  \
    "(d.state IN ('queued', 'sending') OR (d.state = 'unsure'"                                     \
    " AND d.answer NOT IN " ENDED                                                                  \
    " AND EXISTS (SELECT 1 FROM withheld h WHERE h.delivery = d.id)))"

/* Mails of occurrence o that are. */
#define UNDER_WAY "EXISTS (SELECT 1 FROM delivery d WHERE d.occurrence = o.id AND " OPEN_MAIL ")"

/* The last moment of its own of follow-up ?1 that came. */
#define LAST_OWN                                                                                   \
    "(SELECT n.moment FROM occurrence n INDEXED BY occurrence_of WHERE n.followup = ?1"            \
    " AND n.person = 0 AND n.state IN ('fired', 'done') ORDER BY n.moment DESC LIMIT 1)"

/* The moments o of follow-up ?1 before ?2 that nobody asks for any more: a later one of its own has
 * come, no mail is under way, and nothing that may be taken back names it. */
#define PAST                                                                                       \
    "FROM occurrence o INDEXED BY occurrence_of WHERE o.followup = ?1 AND o.moment < ?2"           \
    " AND o.state IN ('fired', 'done', 'cancelled') AND o.moment < " LAST_OWN                      \
    " AND NOT " UNDER_WAY                                                                          \
    " AND NOT EXISTS (SELECT 1 FROM event e WHERE e.followup = ?1 AND e.undone = 0"                \
    "  AND instr(char(10) || e.undo, char(10) || 'occurrence ' || o.id || ' ') > 0)"

/* Those about what goes out; NULL for all others. */
extern const char *const fu_sql_out_texts[FU_SQL_COUNT];

#endif
