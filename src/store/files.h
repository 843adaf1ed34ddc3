/* The files in the state folder that are the store's. */
#ifndef FOLLOWUPD_SRC_STORE_FILES_H
#define FOLLOWUPD_SRC_STORE_FILES_H

#include <stddef.h>
#include <sys/file.h>

#define FU_DATABASE_NAME "followupd.db"
#define FU_LOCK_NAME "followupd.lock"
#define FU_BALLAST_NAME "followupd.ballast"

/* folder/name; free() it. */
char *fu_join(const char *folder, const char *name);

/* Syncs a file, or a folder and so the names in it; 0, or -1 and errno. */
int fu_sync_path(const char *path);

#endif
