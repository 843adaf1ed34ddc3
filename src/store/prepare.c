/* Making the database, and bringing it up to date.
 *
 * A new database is made under another name and moved into place whole, so that an empty or half
 * made followupd.db is always somebody else's doing and is refused, never filled. Checking page by
 * page is done at every start as long as that is quick (CHECK_MOST); a larger file is checked on
 * its backups. */
#include "prepare.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "check.h"
#include "connection.h"
#include "files.h"
#include "followupd/store/copies.h"
#include "schema.h"

enum { CHECK_MOST = 64 * 1024 * 1024 };

static enum fu_status fill_new(
    const char *folder, const char *const *steps, size_t count, struct fu_error *error)
{
    struct fu_store *store;
    enum fu_status status = fu_connect(folder, FU_NEW_NAME, &store, error);
    if (status == FU_OK) {
        int code = fu_schema_run(store->db, steps, 0, count);
        status = code == SQLITE_OK ? FU_OK : fu_store_fail(store, code, error);
    }
    fu_store_close(&store);
    return status;
}

static enum fu_status make_database(
    const char *folder, const char *const *steps, size_t count, struct fu_error *error)
{
    char *made = fu_join(folder, FU_NEW_NAME);
    fu_database_remove(folder, FU_NEW_NAME);
    enum fu_status status = fu_make_file(made, error);
    if (status == FU_OK) {
        status = fill_new(folder, steps, count, error);
    }
    if (status == FU_OK) {
        status = fu_database_place(folder, FU_LEFT_NAME, error);
    }
    fu_database_remove(folder, FU_NEW_NAME);
    free(made);
    return status;
}

static enum fu_status keep_copy(struct fu_store *store, int64_t version, struct fu_error *error)
{
    char name[64];
    snprintf(name, sizeof name, FU_DATABASE_NAME ".before-%lld", (long long)version);
    char *path = fu_join(store->folder, name);
    enum fu_status status = fu_store_backup(store, path, error);
    free(path);
    return status;
}

static enum fu_status migrate(struct fu_store *store, const char *const *steps, size_t count,
    int64_t version, struct fu_error *error)
{
    if (version == (int64_t)count) {
        return FU_OK;
    }
    enum fu_status status = keep_copy(store, (int64_t)count, error);
    if (status == FU_OK) {
        int code = fu_schema_run(store->db, steps, (size_t)version, count);
        status = code == SQLITE_OK ? FU_OK : fu_store_fail(store, code, error);
    }
    return status;
}

static enum fu_status update(
    const char *folder, off_t size, const char *const *steps, size_t count, struct fu_error *error)
{
    struct fu_store *store;
    int64_t version;
    enum fu_status status = fu_connect(folder, FU_DATABASE_NAME, &store, error);
    if (status == FU_OK) {
        status = fu_check_identity(store, count, &version, error);
    }
    if (status == FU_OK && size <= CHECK_MOST) {
        status = fu_check(store, FU_CHECK_PAGES, error);
    }
    if (status == FU_OK) {
        status = migrate(store, steps, count, version, error);
    }
    if (status == FU_OK) {
        status = fu_restore_end(store, error);
    }
    fu_store_close(&store);
    return status;
}

/* Nobody else may read what is in the store, whoever put the file there. */
static void restrict_mode(const char *path, const struct stat *file)
{
    if ((file->st_mode & (S_IRWXG | S_IRWXO)) != 0) {
        chmod(path, S_IRUSR | S_IWUSR);
    }
}

enum fu_status fu_store_prepare_with(
    const char *folder, const char *const *steps, size_t count, struct fu_error *error)
{
    struct stat file;
    bool there, copies = false;
    char *path = fu_join(folder, FU_DATABASE_NAME);
    enum fu_status status = fu_look(folder, path, &file, &there, error);
    if (status == FU_OK && !there) {
        status = fu_look_for_copies(folder, &copies, error);
    }
    if (status == FU_OK && copies) {
        status = fu_error_set(error, FU_PERMANENT,
            "%s is missing, but copies of it are there: put one back with followupctl restore, or "
            "move all of them away to start with nothing",
            path);
    } else if (status == FU_OK && there) {
        restrict_mode(path, &file);
        status = update(folder, file.st_size, steps, count, error);
    } else if (status == FU_OK) {
        status = make_database(folder, steps, count, error);
    }
    if (status == FU_OK) {
        fu_ballast_keep(folder);
    }
    free(path);
    return status;
}

enum fu_status fu_store_prepare(const char *folder, struct fu_error *error)
{
    return fu_store_prepare_with(folder, fu_schema_steps, fu_schema_version, error);
}
