/* Putting a backup in the database's place.
 *
 * The backup is copied beside the database, checked there, and only then takes its place; what was
 * there is kept. Cut short at any moment it leaves the old database or the new one, whole. */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "check.h"
#include "files.h"
#include "followupd/base/file.h"
#include "followupd/base/token.h"
#include "schema.h"

enum { PIECE = 64 * 1024 };

static bool copy_bytes(int from, int to)
{
    char piece[PIECE];
    for (;;) {
        ssize_t got = read(from, piece, sizeof piece);
        if (got == 0) {
            return true;
        }
        if (got < 0 || write(to, piece, (size_t)got) != got) {
            return false;
        }
    }
}

static enum fu_status copy_file(const char *from, const char *to, struct fu_error *error)
{
    int source = open(from, O_RDONLY | O_CLOEXEC);
    if (source < 0) {
        return fu_error_set(
            error, FU_PERMANENT, "cannot open %s: %s", from, strerrordesc_np(errno));
    }
    enum fu_status status = fu_make_file(to, error);
    int target = status == FU_OK ? open(to, O_WRONLY | O_CLOEXEC) : -1;
    if (status == FU_OK && (target < 0 || !copy_bytes(source, target) || fsync(target) != 0)) {
        status = fu_error_set(
            error, FU_TEMPORARY, "cannot copy %s to %s: %s", from, to, strerrordesc_np(errno));
    }
    if (target >= 0) {
        close(target);
    }
    close(source);
    return status;
}

/* Checks the copy and takes the key out of it; *length is 0 when it encloses none. */
static enum fu_status open_copy(const char *folder, struct fu_arena *arena, const void **key,
    size_t *length, struct fu_error *error)
{
    struct fu_store *store;
    struct fu_query query;
    int64_t version;
    *length = 0;
    enum fu_status status = fu_connect(folder, FU_NEW_NAME, &store, error);
    if (status == FU_OK) {
        status = fu_check_identity(store, fu_schema_version, &version, error);
    }
    if (status == FU_OK) {
        status = fu_check(store, error);
    }
    if (status == FU_OK) {
        fu_query_open(&query, store, FU_SQL_ENCLOSURE_GET);
        fu_put_text(&query, FU_KEY_NAME);
        if (fu_query_row(&query)) {
            *key = fu_take_bytes(&query, arena, length);
        }
        status = fu_query_close(&query, error);
    }
    fu_store_close(&store);
    return status;
}

static enum fu_status put_key(
    const char *folder, const void *key, size_t length, struct fu_error *error)
{
    if (length != FU_KEY_SIZE) {
        return FU_OK;
    }
    char *path = fu_join(folder, FU_KEY_NAME);
    enum fu_status status = fu_file_write(path, key, length, error);
    free(path);
    return status;
}

enum fu_status fu_store_restore(const char *folder, const char *path, struct fu_error *error)
{
    struct fu_arena *arena = fu_arena_new();
    const void *key = NULL;
    size_t length = 0;
    char *copy = fu_join(folder, FU_NEW_NAME);
    fu_database_remove(folder, FU_NEW_NAME);
    enum fu_status status = copy_file(path, copy, error);
    if (status == FU_OK) {
        status = open_copy(folder, arena, &key, &length, error);
        if (status != FU_OK) {
            fu_error_prefix(error, "%s cannot be restored", path);
        }
    }
    if (status == FU_OK) {
        status = fu_database_place(folder, FU_REPLACED_NAME, error);
    }
    if (status == FU_OK) {
        status = put_key(folder, key, length, error);
    }
    fu_database_remove(folder, FU_NEW_NAME);
    free(copy);
    fu_arena_free(&arena);
    return status;
}
