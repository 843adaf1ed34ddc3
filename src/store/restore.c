/* Putting a backup in the database's place.
 *
 * The backup is copied beside the database, checked and changed there, and only then takes its
 * place; what was there is kept. Cut short at any moment it leaves the old database or the new one,
 * whole; the new one carries its key until that is in place, and whoever opens it puts it there. */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "check.h"
#include "files.h"
#include "followupd/base/file.h"
#include "followupd/base/number.h"
#include "followupd/store/copies.h"
#include "schema.h"
#include "sequence.h"

enum { PIECE = 64 * 1024 };

/* What is written in part says why only when the rest is written, too. */
static bool write_bytes(int to, const char *bytes, size_t length)
{
    while (length > 0) {
        ssize_t written = write(to, bytes, length);
        if (written < 0) {
            return false;
        }
        bytes += written;
        length -= (size_t)written;
    }
    return true;
}

static bool copy_bytes(int from, int to)
{
    char piece[PIECE];
    for (;;) {
        ssize_t got = read(from, piece, sizeof piece);
        if (got == 0) {
            return true;
        }
        if (got < 0 || !write_bytes(to, piece, (size_t)got)) {
            return false;
        }
    }
}

static bool is_database(int file)
{
    static const char magic[] = "SQLite format 3"; /* with its NUL */
    char start[sizeof magic];
    return pread(file, start, sizeof start, 0) == (ssize_t)sizeof start &&
           memcmp(start, magic, sizeof magic) == 0;
}

/* Where SQLite's header has application_id, most significant octet first. */
enum { APPLICATION_PLACE = 68, APPLICATION_SIZE = 4 };

static bool is_ours(int file)
{
    unsigned char id[APPLICATION_SIZE];
    return is_database(file) &&
           pread(file, id, sizeof id, APPLICATION_PLACE) == (ssize_t)sizeof id &&
           ((uint32_t)id[0] << 24 | (uint32_t)id[1] << 16 | (uint32_t)id[2] << 8 | id[3]) ==
               FU_APPLICATION_ID;
}

bool fu_store_is_copy(const char *path)
{
    int source = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (source < 0) {
        return false;
    }
    bool ours = is_ours(source);
    close(source);
    return ours;
}

static enum fu_status open_source(const char *path, int *source, struct fu_error *error)
{
    *source = open(path, O_RDONLY | O_CLOEXEC);
    if (*source < 0) {
        return fu_error_set(error, fu_status_of_errno(errno),
            "cannot open %s: %s; see that the user that runs followupd can read it", path,
            strerrordesc_np(errno));
    }
    return FU_OK;
}

static enum fu_status check_source(const char *path, struct fu_error *error)
{
    int source;
    enum fu_status status = open_source(path, &source, error);
    if (status != FU_OK) {
        return status;
    }
    bool database = is_database(source);
    close(source);
    return database
               ? FU_OK
               : fu_error_set(error, FU_PERMANENT, "%s is no backup: it is not a database", path);
}

static enum fu_status copy_file(const char *from, const char *to, struct fu_error *error)
{
    int source;
    enum fu_status status = open_source(from, &source, error);
    if (status != FU_OK) {
        return status;
    }
    status = fu_make_file(to, error);
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

/* A backup as it stands beside the database, opened and checked. */
struct opened {
    struct fu_restored restored;
    struct fu_key key;
};

static enum fu_status take_enclosure(struct fu_store *store, const char *name,
    struct fu_arena *arena, const void **content, size_t *length, struct fu_error *error)
{
    struct fu_query query;
    *length = 0;
    fu_query_open(&query, store, FU_SQL_ENCLOSURE_GET);
    fu_put_text(&query, name);
    if (fu_query_row(&query)) {
        *content = fu_take_bytes(&query, arena, length);
    }
    return fu_query_close(&query, error);
}

/* The key, and when it was made; a copy that does not say so was made when its file was written. */
static enum fu_status take_enclosures(
    struct opened *opened, const char *path, struct fu_error *error)
{
    struct fu_store *store = opened->restored.store;
    struct fu_arena *arena = fu_arena_new();
    const void *key = NULL, *made = NULL;
    size_t key_length, made_length;
    struct stat file;
    enum fu_status status = take_enclosure(store, FU_KEY_NAME, arena, &key, &key_length, error);
    if (status == FU_OK) {
        status = take_enclosure(store, FU_MADE_NAME, arena, &made, &made_length, error);
    }
    if (status == FU_OK && key_length == FU_KEY_SIZE) {
        memcpy(opened->key.bytes, key, FU_KEY_SIZE);
        opened->restored.key = &opened->key;
    }
    if (status == FU_OK &&
        !fu_number_parse(made, made_length, 0, FU_INSTANT_MAX, &opened->restored.made)) {
        opened->restored.made = stat(path, &file) == 0 ? file.st_mtim.tv_sec : 0;
    }
    fu_arena_free(&arena);
    return status;
}

/* A plain copy of the state folder (a snapshot of its disk) may have been made in the middle of a
 * change: the journal beside it undoes the half that is there. Without it, that half would stay. */
static enum fu_status copy_journal(const char *from, const char *to, struct fu_error *error)
{
    char *source = fu_journal_of(from), *target = fu_journal_of(to);
    struct stat file;
    enum fu_status status = FU_OK;
    if (stat(source, &file) == 0 && S_ISREG(file.st_mode)) {
        status = copy_file(source, target, error);
    }
    free(source);
    free(target);
    return status;
}

/* As fu_check_identity, of what has another name: advice about the database would not be about it.
 */
static enum fu_status check_copy(struct fu_store *copy, int64_t *version, struct fu_error *error)
{
    int64_t application;
    enum fu_status status = fu_identify(copy, &application, version, error);
    if (status == FU_OK && (application != FU_APPLICATION_ID || *version < 1)) {
        status = fu_error_set(error, FU_PERMANENT, "it is the database of another program");
    }
    if (status == FU_OK && *version > (int64_t)fu_schema_version) {
        status = fu_error_set(error, FU_PERMANENT,
            "a newer followupd made it (schema %lld, this one knows %zu): install that one, and "
            "restore it with that",
            (long long)*version, fu_schema_version);
    }
    return status;
}

/* Opens and checks the copy, brings it up to date and takes out what it encloses. */
static enum fu_status open_copy(
    const char *folder, const char *path, struct opened *opened, struct fu_error *error)
{
    struct fu_store **store = &opened->restored.store;
    int64_t version;
    enum fu_status status = fu_connect(folder, FU_NEW_NAME, store, error);
    if (status == FU_OK) {
        status = check_copy(*store, &version, error);
    }
    if (status == FU_OK) {
        status = fu_check(*store, FU_CHECK_PAGES, error);
        if (status == FU_PERMANENT) {
            status = fu_error_set(error, FU_PERMANENT, "it is damaged: restore an older one");
        }
    }
    if (status == FU_OK) {
        int code = fu_schema_run((*store)->db, fu_schema_steps, (size_t)version, fu_schema_version);
        status = code == SQLITE_OK ? FU_OK : fu_store_fail(*store, code, error);
    }
    return status == FU_OK ? take_enclosures(opened, path, error) : status;
}

/* All that a database encloses goes, and a key (NULL: none) comes in under that name. */
static enum fu_status change_enclosures(
    struct fu_store *store, const char *name, const struct fu_key *key, struct fu_error *error)
{
    struct fu_query query;
    enum fu_status status = fu_store_begin(store, error);
    if (status != FU_OK) {
        return status;
    }
    fu_query_open(&query, store, FU_SQL_ENCLOSURE_CLEAR);
    status = fu_query_run(&query, error);
    if (status == FU_OK && key != NULL) {
        fu_query_open(&query, store, FU_SQL_ENCLOSURE_ADD);
        fu_put_text(&query, name);
        fu_put_bytes(&query, key->bytes, sizeof key->bytes);
        status = fu_query_run(&query, error);
    }
    if (status == FU_OK) {
        return fu_store_commit(store, error);
    }
    fu_store_rollback(store);
    return status;
}

static enum fu_status put_key(
    struct fu_store *store, const void *key, size_t length, struct fu_error *error)
{
    char *path = fu_join(store->folder, FU_KEY_NAME);
    enum fu_status status = fu_file_write(path, key, length, error);
    free(path);
    if (status != FU_OK) {
        fu_error_prefix(error, "a restore is not complete");
        return status;
    }
    return change_enclosures(store, FU_OWED_NAME, NULL, error);
}

enum fu_status fu_restore_end(struct fu_store *store, struct fu_error *error)
{
    struct fu_arena *arena = fu_arena_new();
    const void *key = NULL;
    size_t length;
    enum fu_status status = take_enclosure(store, FU_OWED_NAME, arena, &key, &length, error);
    if (status == FU_OK && length == FU_KEY_SIZE) {
        status = put_key(store, key, length, error);
    }
    fu_arena_free(&arena);
    return status;
}

/* What is replaced may be put back in turn, and then with its key. A damaged one stays as it is. */
static void keep_key(struct fu_store *replaced)
{
    struct fu_buffer bytes;
    struct fu_key key;
    int64_t version;
    char *path = fu_join(replaced->folder, FU_KEY_NAME);
    fu_buffer_init(&bytes, FU_KEY_SIZE);
    if (fu_file_read(path, false, &bytes, NULL) == FU_OK && bytes.length == FU_KEY_SIZE &&
        fu_check_identity(replaced, fu_schema_version, &version, NULL) == FU_OK &&
        fu_check(replaced, FU_CHECK_PAGES, NULL) == FU_OK) {
        memcpy(key.bytes, bytes.data, FU_KEY_SIZE);
        change_enclosures(replaced, FU_KEY_NAME, &key, NULL);
        explicit_bzero(&key, sizeof key);
    }
    explicit_bzero(bytes.data, bytes.length);
    fu_buffer_free(&bytes);
    free(path);
}

/* A journal that has still to be played back belongs to the database beside it, so that is done
 * before either is moved. A database that cannot be opened goes as it is. */
static void settle(const char *folder)
{
    struct fu_store *store;
    int64_t application, version;
    if (fu_connect(folder, FU_DATABASE_NAME, &store, NULL) == FU_OK &&
        fu_identify(store, &application, &version, NULL) == FU_OK) {
        keep_key(store);
    }
    fu_store_close(&store);
}

enum fu_status fu_store_restore(const char *folder, const char *path, fu_store_change *change,
    void *context, struct fu_error *error)
{
    struct opened opened = {.restored = {.key = NULL}};
    char *copy = fu_join(folder, FU_NEW_NAME);
    fu_database_remove(folder, FU_NEW_NAME);
    enum fu_status status = check_source(path, error);
    if (status == FU_OK) {
        status = copy_file(path, copy, error);
    }
    if (status == FU_OK) {
        status = copy_journal(path, copy, error);
    }
    if (status == FU_OK) {
        status = open_copy(folder, path, &opened, error);
        if (status != FU_OK) {
            fu_error_prefix(error, "%s cannot be restored", path);
        }
    }
    if (status == FU_OK) {
        status = fu_sequence_leave(opened.restored.store, folder, error);
    }
    if (status == FU_OK && change != NULL) {
        status = change(context, &opened.restored, error);
    }
    if (status == FU_OK) {
        status = change_enclosures(opened.restored.store, FU_OWED_NAME, opened.restored.key, error);
    }
    fu_store_close(&opened.restored.store);
    if (status == FU_OK) {
        settle(folder);
        status = fu_database_place(folder, FU_REPLACED_NAME, error);
    }
    if (status == FU_OK) {
        status = fu_store_open(folder, &opened.restored.store, error);
        fu_store_close(&opened.restored.store);
    }
    fu_database_remove(folder, FU_NEW_NAME);
    explicit_bzero(&opened.key, sizeof opened.key);
    free(copy);
    return status;
}
