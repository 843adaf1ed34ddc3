/* Copies of the database while others work on it.
 *
 * The copy is taken in pieces, so that writers get in between; each change of theirs starts it
 * again, and after RESTARTS_MOST of them it is taken in one piece, with the writers waiting. It is
 * checked under another name and only then takes its place, so PATH is never a bad copy. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "check.h"
#include "files.h"
#include "followupd/base/clock.h"
#include "followupd/base/file.h"
#include "followupd/store/copies.h"
#include "vfs.h"

enum { PIECE = 1000, PAUSE = 1000 * 1000, RESTARTS_MOST = 3 };

static int check(sqlite3 *db, enum fu_check depth, char *finding, size_t size)
{
    static const char *const pragmas[] = {"PRAGMA quick_check(1)", "PRAGMA integrity_check(1)"};
    sqlite3_stmt *statement;
    int64_t failures = fu_vfs_failures();
    int code = sqlite3_prepare_v2(db, pragmas[depth], -1, &statement, NULL);
    snprintf(finding, size, "nothing was found out");
    if (code == SQLITE_OK && sqlite3_step(statement) == SQLITE_ROW) {
        snprintf(finding, size, "%s", (const char *)sqlite3_column_text(statement, 0));
        for (char *end = finding; (end = strchr(end, '\n')) != NULL;) {
            *end = ' ';
        }
    }
    int last = sqlite3_finalize(statement);
    if (fu_vfs_failures() != failures) {
        return SQLITE_IOERR_READ;
    }
    return code == SQLITE_OK ? last : code;
}

enum fu_status fu_check(struct fu_store *store, enum fu_check depth, struct fu_error *error)
{
    char finding[256];
    int code = check(store->db, depth, finding, sizeof finding);
    if (code != SQLITE_OK) {
        return fu_store_fail(store, code, error);
    }
    if (strcmp(finding, "ok") != 0) {
        return fu_error_set(error, FU_PERMANENT,
            "%s is damaged (%s): stop followupd, keep the file, and put a backup back with "
            "followupctl restore",
            store->path, finding);
    }
    return FU_OK;
}

enum fu_status fu_store_check(struct fu_store *store, struct fu_error *error)
{
    enum fu_status status = fu_reconnect(store, error);
    return status == FU_OK ? fu_check(store, FU_CHECK_ALL, error) : status;
}

static int copy_in_pieces(struct fu_store *store, sqlite3_backup *backup)
{
    int code, restarts = 0, left = 0;
    do {
        int before = left;
        fu_be_patient(store);
        code = sqlite3_backup_step(backup, restarts > RESTARTS_MOST ? -1 : PIECE);
        left = sqlite3_backup_remaining(backup);
        restarts += before != 0 && left >= before;
        if (code == SQLITE_OK) {
            struct timespec pause = {0, PAUSE};
            nanosleep(&pause, NULL);
        }
    } while (code == SQLITE_OK);
    return code == SQLITE_DONE ? SQLITE_OK : code;
}

static int copy_to(struct fu_store *store, sqlite3 *copy)
{
    sqlite3_backup *backup = sqlite3_backup_init(copy, "main", store->db, "main");
    if (backup == NULL) {
        return sqlite3_extended_errcode(copy);
    }
    int code = copy_in_pieces(store, backup);
    int last = sqlite3_backup_finish(backup);
    return code == SQLITE_OK ? last : code;
}

static enum fu_status fail_copy(const struct fu_store *store, const char *path, int code,
    const char *finding, struct fu_error *error)
{
    enum fu_status status = FU_TEMPORARY;
    switch (code & 0xff) {
    case SQLITE_OK:
        status = FU_PERMANENT;
        break;
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
        status = FU_PERMANENT;
        finding = sqlite3_errstr(code);
        break;
    case SQLITE_FULL:
        finding = "its disk is full, or the quota of its user is used up";
        break;
    case SQLITE_BUSY: /* nobody else has the copy */
        return fu_error_set(error, FU_TEMPORARY,
            "no copy was made at %s: another process has held the database for %d seconds; try "
            "again",
            path, (store->patience + 999) / 1000);
    default:
        finding = sqlite3_errstr(code);
    }
    return fu_error_set(error, status, "no copy was made at %s: %s", path, finding);
}

static int enclose(sqlite3 *copy, const char *name, const void *content, size_t length)
{
    sqlite3_stmt *statement;
    int code = sqlite3_prepare_v2(copy,
        "INSERT OR REPLACE INTO enclosure (name, content) VALUES (?1, ?2)", -1, &statement, NULL);
    if (code == SQLITE_OK) {
        sqlite3_bind_text(statement, 1, name, -1, SQLITE_STATIC);
        sqlite3_bind_blob(statement, 2, content, (int)length, SQLITE_STATIC);
        sqlite3_step(statement);
        code = sqlite3_finalize(statement);
    }
    return code;
}

/* A backup without the key would be one in which no token holds; a folder without one has none to
 * lose. */
static int enclose_key(const struct fu_store *store, sqlite3 *copy)
{
    struct fu_buffer key;
    char *path = fu_join(store->folder, FU_KEY_NAME);
    int code = SQLITE_OK;
    fu_buffer_init(&key, FU_KEY_SIZE);
    if (fu_file_read(path, false, &key, NULL) == FU_OK) {
        code = enclose(copy, FU_KEY_NAME, key.data, key.length);
    }
    explicit_bzero(key.data, key.length);
    fu_buffer_free(&key);
    free(path);
    return code;
}

static int enclose_moment(sqlite3 *copy, fu_instant made)
{
    char text[32];
    int length = snprintf(text, sizeof text, "%lld", (long long)made);
    return enclose(copy, FU_MADE_NAME, text, (size_t)length);
}

/* Fills and checks the empty file at path. */
static enum fu_status write_copy(struct fu_store *store, const char *path, struct fu_error *error)
{
    fu_instant made = fu_clock_now();
    sqlite3 *copy;
    char finding[256] = "";
    int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX;
    int code = sqlite3_open_v2(path, &copy, flags, fu_vfs());
    if (code == SQLITE_OK) {
        /* A copy that is cut short is thrown away, so it needs no journal. */
        code = sqlite3_exec(copy, "PRAGMA journal_mode = OFF", NULL, NULL, NULL);
    }
    if (code == SQLITE_OK) {
        code = copy_to(store, copy);
    }
    if (code == SQLITE_OK) {
        code = enclose_key(store, copy);
    }
    if (code == SQLITE_OK) {
        code = enclose_moment(copy, made);
    }
    if (code == SQLITE_OK) {
        code = check(copy, FU_CHECK_PAGES, finding, sizeof finding);
    }
    sqlite3_close(copy);
    if (code != SQLITE_OK || strcmp(finding, "ok") != 0) {
        return fail_copy(store, path, code, finding, error);
    }
    return FU_OK;
}

static enum fu_status put_in_place(const char *part, const char *path, struct fu_error *error)
{
    char *folder = fu_copy(path);
    char *slash = strrchr(folder, '/');
    if (slash != NULL) {
        slash[slash == folder] = '\0';
    }
    bool placed = fu_sync_path(part) == 0 && rename(part, path) == 0 &&
                  fu_sync_path(slash != NULL ? folder : ".") == 0;
    int number = errno;
    free(folder);
    if (!placed) {
        return fu_error_set(
            error, FU_TEMPORARY, "no copy was made at %s: %s", path, strerrordesc_np(number));
    }
    return FU_OK;
}

enum fu_status fu_store_backup(struct fu_store *store, const char *path, struct fu_error *error)
{
    size_t size = strlen(path) + sizeof ".part";
    char *part = fu_allocate(size, 1);
    snprintf(part, size, "%s.part", path);
    enum fu_status status = fu_reconnect(store, error);
    if (status == FU_OK) {
        unlink(part);
        status = fu_make_file(part, error);
    }
    if (status == FU_OK) {
        status = write_copy(store, part, error);
    }
    if (status == FU_OK) {
        status = put_in_place(part, path, error);
    }
    if (status != FU_OK) {
        unlink(part);
    }
    free(part);
    return status;
}
