/* The files in the state folder that are the store's. */
#ifndef FOLLOWUPD_SRC_STORE_FILES_H
#define FOLLOWUPD_SRC_STORE_FILES_H

#include <stddef.h>
#include <sys/file.h>

#include "followupd/base/status.h"

#define FU_DATABASE_NAME "followupd.db"
/* While it is being made; what a new one, or a restored one, took the place of. */
#define FU_NEW_NAME FU_DATABASE_NAME ".new"
#define FU_LEFT_NAME FU_DATABASE_NAME ".left"
#define FU_REPLACED_NAME FU_DATABASE_NAME ".before-restore"
/* Copies: .before-N of a schema change, .before-restore, .backup-YYYY-MM-DD. */
#define FU_BEFORE_PREFIX FU_DATABASE_NAME ".before-"
#define FU_BACKUP_PREFIX FU_DATABASE_NAME ".backup-"
/* What a backup encloses: the key, and when it was made. */
#define FU_MADE_NAME "made"
#define FU_KEY_NAME "key"
/* What a database encloses that was restored, until its key is in place: that key. */
#define FU_OWED_NAME "owed"
#define FU_LOCK_NAME "followupd.lock"
#define FU_BALLAST_NAME "followupd.ballast"

enum { FU_NAME_SIZE = 64 }; /* holds each of them, and its journal's */

/* folder/name; free() it. */
char *fu_join(const char *folder, const char *name);

/* Syncs a file, or a folder and so the names in it; 0, or -1 and errno. */
int fu_sync_path(const char *path);

/* Makes or empties a file that only its owner may read, for SQLite to open; its journal takes the
 * mode over. */
enum fu_status fu_make_file(const char *path, struct fu_error *error);

/* The path of a database's journal; free it. */
char *fu_journal_of(const char *database);

/* Removes folder/name and its journal. */
void fu_database_remove(const char *folder, const char *name);

/* Moves FU_NEW_NAME to FU_DATABASE_NAME; what was there stays as `aside` with its journal, which
 * would otherwise be played back into the new one: what has to be played back into the old one has
 * to be before. Cut short, it leaves one of the two in place, whole. */
enum fu_status fu_database_place(const char *folder, const char *aside, struct fu_error *error);

#endif
