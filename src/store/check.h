/* What may be wrong with a database. */
#ifndef FOLLOWUPD_SRC_STORE_CHECK_H
#define FOLLOWUPD_SRC_STORE_CHECK_H

#include <sys/stat.h>

#include "connection.h"

/* What is to be seen of the file before SQLite opens it; *there says whether there is one. */
enum fu_status fu_look(
    const char *folder, const char *path, struct stat *file, bool *there, struct fu_error *error);

/* *there says whether the folder holds copies of a database: then there was one. Not FU_OK, and
 * none are there, when it cannot be read. */
enum fu_status fu_look_for_copies(const char *folder, bool *there, struct fu_error *error);

/* FU_PERMANENT when it is of another program, or of a schema above `known`. */
enum fu_status fu_check_identity(
    struct fu_store *store, size_t known, int64_t *version, struct fu_error *error);

/* Completes a restore that was cut short before the key that came with the database was in place. */
enum fu_status fu_restore_end(struct fu_store *store, struct fu_error *error);

/* Page by page, or index by index, too: FU_PERMANENT with SQLite's first finding when it is
 * damaged. */
enum fu_check { FU_CHECK_PAGES, FU_CHECK_ALL };
enum fu_status fu_check(struct fu_store *store, enum fu_check depth, struct fu_error *error);

#endif
