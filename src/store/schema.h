/* The schema and the steps that lead to it. */
#ifndef FOLLOWUPD_SRC_STORE_SCHEMA_H
#define FOLLOWUPD_SRC_STORE_SCHEMA_H

#include <sqlite3.h>
#include <stddef.h>

/* "FuDb" in the file's header: file(1) shows it, and no other program's database has it. */
enum { FU_APPLICATION_ID = 0x46754462 };

/* Step n (from 0) leads from user_version n to n + 1: SQL that runs within a transaction. A step is
 * never changed once it was released. */
extern const char *const fu_schema_steps[];
extern const size_t fu_schema_version; /* how many steps there are: the user_version they lead to */

/* Says whose each delivery is of which no row says it, as far as that is certain: for rows that an
 * older followupd wrote. */
extern const char fu_schema_whose[];

/* Runs steps[from] up to steps[to - 1] on a database whose user_version is from, all in one
 * transaction that also sets user_version (and application_id). An SQLite result code; after a
 * failure the database is as it was. */
int fu_schema_run(sqlite3 *db, const char *const *steps, size_t from, size_t to);

#endif
