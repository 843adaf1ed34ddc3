/* Copies of the store: backups, what they are put back with, and leaving nothing behind.
 *
 * Results as in store.h. */
#ifndef FOLLOWUPD_STORE_COPIES_H
#define FOLLOWUPD_STORE_COPIES_H

#include "followupd/base/token.h"
#include "followupd/store/store.h"

/* How many daily backups are kept in the state folder, and how old the newest is when the next is
 * made: a little less than a day, so that upkeep which comes a moment early makes it. */
enum { FU_STORE_BACKUPS_KEPT = 7, FU_STORE_BACKUP_EVERY = 23 * 3600 };

/* Seconds that what a schema change or a restore took the place of stays (followupd.db.before-N,
 * followupd.db.before-restore): as long as a daily backup does, since all of them hold what was
 * forgotten meanwhile. */
enum { FU_STORE_BEFORE_KEPT = FU_STORE_BACKUPS_KEPT * 86400 };

/* A consistent copy at path (mode 0600; one that is there is replaced at the end) while others
 * work; checked before it is reported as done. It encloses the file `key` of the state folder.
 * Writers wait while a large one is taken. FU_PERMANENT when the store, or else the copy, is
 * damaged. */
enum fu_status fu_store_backup(struct fu_store *store, const char *path, struct fu_error *error);

/* Whether the file at path begins as a followupd store or a copy of one does; nothing more of it is
 * looked at. */
bool fu_store_is_copy(const char *path);

/* Makes the daily backup (followupd.db.backup-YYYY-MM-DD in the state folder, by UTC) unless there
 * is one that is young enough. When it is made and checked, the oldest beyond FU_STORE_BACKUPS_KEPT
 * go, what was replaced longer ago than FU_STORE_BEFORE_KEPT, and what a copy that was cut short
 * left. *made says whether one was made. FU_TEMPORARY when the disk has no room for it and as much again: what room
 * there is belongs to the store. */
enum fu_status fu_store_backup_daily(
    struct fu_store *store, fu_instant now, bool *made, struct fu_error *error);

/* The path of the newest daily backup that can be put back, in the arena; NULL when there is none.
 * Each that is looked at is checked page by page. */
const char *fu_store_newest_backup(const char *folder, struct fu_arena *arena);

/* Whether the database may not be opened since it, or a file beside it, is another user's: that
 * harms nothing, and no backup cures it. */
bool fu_store_is_kept_out(const char *folder);

/* Whether the folder's database is what a backup cures: missing beside copies of it, empty, or
 * damaged as far as a look page by page tells. One that is another program's, of a newer schema, or
 * may not be opened is none of these. */
bool fu_store_is_lost(const char *folder);

/* Looks into the newest daily backup page by page and index by index. FU_OK also when there is
 * none; FU_PERMANENT with the first finding when it is damaged, and so perhaps the store. */
enum fu_status fu_store_check_backup(const char *folder, struct fu_error *error);

/* A backup that is about to be put back. */
struct fu_restored {
    struct fu_store *store;   /* up to date; open until the call returns */
    const struct fu_key *key; /* that it encloses; NULL: none, the folder's own stays */
    fu_instant made;          /* when the backup was made */
};

/* What is to be changed in it before it takes the database's place; anything but FU_OK and nothing
 * is put back. */
typedef enum fu_status fu_store_change(
    void *context, const struct fu_restored *restored, struct fu_error *error);

/* Puts the backup at path in the database's place, and the key it encloses into `key`, both or none: cut short between the two, the next to open the
 * store does the rest. Nothing else may have it open. Numbers that were given since the backup are given to nothing else: where
 * the replaced database cannot say which, many are left out. The address of a calendar that was
 * rotated since stays ended, if it can be read. change may be NULL. What was there
 * stays as followupd.db.before-restore, for FU_STORE_BEFORE_KEPT or until the next.
 * FU_PERMANENT when path is no good backup: nothing is changed then. */
enum fu_status fu_store_restore(const char *folder, const char *path, fu_store_change *change,
    void *context, struct fu_error *error);

/* How many copies the state folder holds. */
int64_t fu_store_copies(const char *folder);

/* After an erasure: writes the database anew without what was ever deleted from it, empties its
 * journal, and removes the copies in the state folder (daily backups, those made before a schema
 * change and before a restore), which still hold it. *copies counts them. No transaction may be
 * under way; others wait while it lasts. */
enum fu_status fu_store_scrub(struct fu_store *store, int64_t *copies, struct fu_error *error);

/* Page by page and index by index: FU_PERMANENT with the first finding when the store is damaged.
 */
enum fu_status fu_store_check(struct fu_store *store, struct fu_error *error);

#endif
