/* Making the database, bringing it up to date, and opening it: what is refused, and its cure.
 *
 * A new database is made under another name and moved into place whole, so that an empty or half
 * made followupd.db is always somebody else's doing and is refused, never filled. Checking page by
 * page is done at every start as long as that is quick (CHECK_MOST); a larger file is checked on
 * its backups. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <fcntl.h>

#include "connection.h"
#include "check.h"
#include "files.h"
#include "prepare.h"
#include "schema.h"

#define NEW_NAME FU_DATABASE_NAME ".new"

enum { CHECK_MOST = 64 * 1024 * 1024 };

/* What is to be seen of the database before SQLite opens it. */
static enum fu_status look(
    const char *folder, const char *path, struct stat *file, bool *there, struct fu_error *error)
{
    struct stat of_folder;
    if (stat(folder, &of_folder) != 0 || !S_ISDIR(of_folder.st_mode)) {
        return fu_error_set(error, FU_PERMANENT,
            "the state folder %s is missing: make it, or name another with [daemon] state", folder);
    }
    *there = lstat(path, file) == 0;
    if (!*there) {
        return errno == ENOENT ? FU_OK
                               : fu_error_set(error, FU_PERMANENT, "cannot look at %s: %s", path,
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

static enum fu_status check_identity(
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
    enum fu_status status = look(folder, path, &file, &there, error);
    if (status == FU_OK && !there) {
        status = fu_error_set(
            error, FU_PERMANENT, "%s is missing: start followupd once, which makes it", path);
    }
    free(path);
    if (status == FU_OK) {
        status = fu_connect(folder, FU_DATABASE_NAME, store, error);
    }
    if (status == FU_OK) {
        status = check_identity(*store, fu_schema_version, &version, error);
    }
    if (status == FU_OK && version < (int64_t)fu_schema_version) {
        status = fu_error_set(error, FU_PERMANENT,
            "%s has schema %lld and this program needs %zu: start followupd, which brings it up "
            "to date",
            (*store)->path, (long long)version, fu_schema_version);
    }
    if (status != FU_OK) {
        fu_store_close(store);
    }
    return status;
}

/* An empty file that only its owner may read, for SQLite to open; its journal takes the mode over.
 */
static enum fu_status make_file(const char *path, struct fu_error *error)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, S_IRUSR | S_IWUSR);
    if (fd < 0) {
        return fu_error_set(error, errno == ENOSPC ? FU_TEMPORARY : FU_PERMANENT,
            "cannot make %s: %s; see that the state folder belongs to the user that runs followupd "
            "and can be written",
            path, strerrordesc_np(errno));
    }
    close(fd);
    return FU_OK;
}

static void remove_new(const char *folder)
{
    char *database = fu_join(folder, NEW_NAME);
    char *journal = fu_join(folder, NEW_NAME "-journal");
    unlink(database);
    unlink(journal);
    free(database);
    free(journal);
}

static enum fu_status fill_new(
    const char *folder, const char *const *steps, size_t count, struct fu_error *error)
{
    struct fu_store *store;
    enum fu_status status = fu_connect(folder, NEW_NAME, &store, error);
    if (status == FU_OK) {
        int code = fu_schema_run(store->db, steps, 0, count);
        status = code == SQLITE_OK ? FU_OK : fu_store_fail(store, code, error);
    }
    fu_store_close(&store);
    return status;
}

/* A journal whose database is gone would be played back into the new one. */
static void put_journal_aside(const char *folder)
{
    char *journal = fu_join(folder, FU_DATABASE_NAME "-journal");
    char *aside = fu_join(folder, FU_DATABASE_NAME "-journal.left");
    rename(journal, aside);
    free(journal);
    free(aside);
}

static enum fu_status make_database(
    const char *folder, const char *const *steps, size_t count, struct fu_error *error)
{
    char *made = fu_join(folder, NEW_NAME);
    char *path = fu_join(folder, FU_DATABASE_NAME);
    remove_new(folder);
    enum fu_status status = make_file(made, error);
    if (status == FU_OK) {
        status = fill_new(folder, steps, count, error);
    }
    if (status == FU_OK) {
        put_journal_aside(folder);
        if (rename(made, path) != 0 || fu_sync_path(folder) != 0) {
            status = fu_error_set(
                error, FU_TEMPORARY, "cannot put %s in place: %s", path, strerrordesc_np(errno));
        }
    }
    remove_new(folder);
    free(made);
    free(path);
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
        status = check_identity(store, count, &version, error);
    }
    if (status == FU_OK && size <= CHECK_MOST) {
        status = fu_check(store, error);
    }
    if (status == FU_OK) {
        status = migrate(store, steps, count, version, error);
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
    bool there;
    char *path = fu_join(folder, FU_DATABASE_NAME);
    enum fu_status status = look(folder, path, &file, &there, error);
    if (status == FU_OK && there) {
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
