/* Opening the database: what is refused, and its cure. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "check.h"
#include "connection.h"
#include "files.h"
#include "schema.h"

enum fu_status fu_look(
    const char *folder, const char *path, struct stat *file, bool *there, struct fu_error *error)
{
    struct stat of_folder;
    bool seen = stat(folder, &of_folder) == 0;
    if (!seen && fu_status_of_errno(errno) == FU_TEMPORARY) {
        return fu_error_set(
            error, FU_TEMPORARY, "cannot look at %s: %s", folder, strerrordesc_np(errno));
    }
    if (!seen || !S_ISDIR(of_folder.st_mode)) {
        return fu_error_set(error, FU_PERMANENT,
            "the state folder %s is missing: make it, or name another with [daemon] state", folder);
    }
    *there = lstat(path, file) == 0;
    if (!*there) {
        return errno == ENOENT ? FU_OK
                               : fu_error_set(error, fu_status_of_errno(errno), "cannot look at %s: %s", path,
                                     strerrordesc_np(errno));
    }
    if (!S_ISREG(file->st_mode)) {
        return fu_error_set(error, FU_PERMANENT, "%s is no regular file: move it away", path);
    }
    if (file->st_size == 0) {
        return fu_error_set(error, FU_PERMANENT,
            "%s is empty: put a backup back with followupctl restore, or move it away to start "
            "with nothing",
            path);
    }
    return FU_OK;
}

enum fu_status fu_check_identity(
    struct fu_store *store, size_t known, int64_t *version, struct fu_error *error)
{
    int64_t application;
    enum fu_status status = fu_identify(store, &application, version, error);
    if (status != FU_OK) {
        return status;
    }
    if (application != FU_APPLICATION_ID || *version < 1) {
        return fu_error_set(error, FU_PERMANENT,
            "%s is the database of another program: move it away", store->path);
    }
    if (*version > (int64_t)known) {
        return fu_error_set(error, FU_PERMANENT,
            "%s was written by a newer followupd (schema %lld, this one knows %zu): install that "
            "again, or restore followupd.db.before-%lld",
            store->path, (long long)*version, known, (long long)*version);
    }
    return FU_OK;
}

enum fu_status fu_store_open(const char *folder, struct fu_store **store, struct fu_error *error)
{
    struct stat file;
    bool there = false;
    int64_t version;
    char *path = fu_join(folder, FU_DATABASE_NAME);
    *store = NULL;
    enum fu_status status = fu_look(folder, path, &file, &there, error);
    if (status == FU_OK && !there) {
        status = fu_error_set(
            error, FU_PERMANENT, "%s is missing: start followupd once, which makes it", path);
    }
    free(path);
    if (status == FU_OK) {
        status = fu_connect(folder, FU_DATABASE_NAME, store, error);
    }
    if (status == FU_OK) {
        status = fu_check_identity(*store, fu_schema_version, &version, error);
    }
    if (status == FU_OK && version < (int64_t)fu_schema_version) {
        status = fu_error_set(error, FU_PERMANENT,
            "%s has schema %lld and this program needs %zu: start followupd, which brings it up "
            "to date",
            (*store)->path, (long long)version, fu_schema_version);
    }
    if (status == FU_OK) {
        status = fu_restore_end(*store, error);
    }
    if (status != FU_OK) {
        fu_store_close(store);
    }
    return status;
}
