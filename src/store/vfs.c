/* SQLite's own file system, but for three of its answers.
 *
 * What cannot be read (EIO) it calls a damaged file system, and tells it as a damaged database:
 * "put a backup back" would be the cure for a disk that stumbled once. Here it is an I/O error, as
 * what cannot be written or synced is. And a file that cannot be opened for writing it opens for
 * reading, whatever the reason was; here it is asked for once more, since only a file that is not
 * ours to write stays so. A quota that
 * is used up (EDQUOT) it calls an I/O error; here it is a full disk, for which there is a reserve.
 * Everything else is passed on: a file of SQLite's is given methods that differ in xRead and xWrite
 * alone. */
#include "vfs.h"

#include <errno.h>
#include <sqlite3.h>
#include <stddef.h>

static sqlite3_vfs *theirs, ours;
static int64_t failures;

/* Of files that are locked, the databases, and of those that are not, the journals: SQLite has its
 * own for each of the two. */
static struct methods {
    sqlite3_io_methods ours; /* first: what a file's pMethods points to */
    const sqlite3_io_methods *theirs;
} plain, locked;

static int read_file(sqlite3_file *file, void *bytes, int length, sqlite3_int64 offset)
{
    const struct methods *methods = (const struct methods *)file->pMethods;
    int code = methods->theirs->xRead(file, bytes, length, offset);
    if (code == SQLITE_OK || code == SQLITE_IOERR_SHORT_READ) {
        return code;
    }
    failures++;
    return SQLITE_IOERR_READ;
}

static int write_file(sqlite3_file *file, const void *bytes, int length, sqlite3_int64 offset)
{
    const struct methods *methods = (const struct methods *)file->pMethods;
    int number = 0, code = methods->theirs->xWrite(file, bytes, length, offset);
    if (code == SQLITE_IOERR_WRITE) {
        methods->theirs->xFileControl(file, SQLITE_FCNTL_LAST_ERRNO, &number);
    }
    return number == EDQUOT ? SQLITE_FULL : code;
}

static int open_file(
    sqlite3_vfs *vfs, const char *name, sqlite3_file *file, int flags, int *flags_out)
{
    struct methods *methods = (flags & SQLITE_OPEN_MAIN_DB) != 0 ? &locked : &plain;
    int given = 0;
    (void)vfs;
    int code = theirs->xOpen(theirs, name, file, flags, &given);
    if (code == SQLITE_OK &&
        (flags & given & SQLITE_OPEN_READWRITE) != (flags & SQLITE_OPEN_READWRITE)) {
        file->pMethods->xClose(file);
        code = theirs->xOpen(theirs, name, file, flags, &given);
    }
    if (code != SQLITE_OK) {
        return code;
    }
    if (flags_out != NULL) {
        *flags_out = given;
    }
    methods->theirs = file->pMethods;
    methods->ours = *file->pMethods;
    methods->ours.xRead = read_file;
    methods->ours.xWrite = write_file;
    file->pMethods = &methods->ours;
    return SQLITE_OK;
}

const char *fu_vfs(void)
{
    if (theirs == NULL) {
        theirs = sqlite3_vfs_find(NULL);
        if (theirs == NULL) {
            return NULL;
        }
        ours = *theirs;
        ours.zName = "followupd";
        ours.xOpen = open_file;
        sqlite3_vfs_register(&ours, 0);
    }
    return ours.zName;
}

int64_t fu_vfs_failures(void)
{
    return failures;
}
