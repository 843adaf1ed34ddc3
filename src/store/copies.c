/* The copies that the state folder holds: the daily backups, which is the newest good one, and
 * the removal of all that has served.
 *
 * What people had forgotten is in every copy, so none stays for long; and none goes before a newer
 * one was made and checked. A name carries its date, so that the order of names is the order of
 * time. A folder that cannot be read holds none, but where that would begin a store anew. */
#include "followupd/store/copies.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <time.h>
#include <unistd.h>

#include "check.h"
#include "files.h"
#include "followupd/base/clock.h"
#include "rows.h"
#include "schema.h"

#define JOURNAL "-journal"
#define PART ".part"

enum { DATE_SIZE = sizeof "YYYY-MM-DD" };

static bool begins_with(const char *name, const char *prefix)
{
    return strncmp(name, prefix, strlen(prefix)) == 0;
}

/* The end's first character stands in it once. */
static bool ends_with(const char *name, const char *end)
{
    const char *last = strrchr(name, end[0]);
    return last != NULL && strcmp(last, end) == 0;
}

static int is_backup(const struct dirent *entry)
{
    return begins_with(entry->d_name, FU_BACKUP_PREFIX) &&
           strlen(entry->d_name) == strlen(FU_BACKUP_PREFIX) + DATE_SIZE - 1;
}

/* What is only there if there was a database. */
static int is_kept(const struct dirent *entry)
{
    return begins_with(entry->d_name, FU_BACKUP_PREFIX) ||
           begins_with(entry->d_name, FU_BEFORE_PREFIX);
}

/* What a schema change or a restore took the place of. */
static int is_before(const struct dirent *entry)
{
    return begins_with(entry->d_name, FU_BEFORE_PREFIX) || begins_with(entry->d_name, FU_LEFT_NAME);
}

/* Whatever holds what the database held: copies, their journals, and what a copy that was cut short
 * left. */
static int is_copy(const struct dirent *entry)
{
    return is_kept(entry) || begins_with(entry->d_name, FU_LEFT_NAME) ||
           begins_with(entry->d_name, FU_NEW_NAME);
}

/* The names that a filter lets through, oldest first; free each, and the list. */
static size_t find(
    const char *folder, int (*filter)(const struct dirent *), struct dirent ***entries)
{
    int count = scandir(folder, entries, filter, alphasort);
    if (count < 0) {
        *entries = NULL;
        return 0;
    }
    return (size_t)count;
}

static void free_entries(struct dirent **entries, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        free(entries[i]);
    }
    free(entries);
}

enum fu_status fu_look_for_copies(const char *folder, bool *there, struct fu_error *error)
{
    struct dirent **entries;
    int count = scandir(folder, &entries, is_kept, alphasort);
    *there = count > 0;
    if (count < 0) {
        return fu_error_set(error, fu_status_of_errno(errno),
            "cannot look into %s: %s; see that it belongs to the user that runs followupd", folder,
            strerrordesc_np(errno));
    }
    free_entries(entries, (size_t)count);
    return FU_OK;
}

static bool remove_in(const char *folder, const char *name)
{
    char *path = fu_join(folder, name);
    bool removed = unlink(path) == 0;
    free(path);
    return removed;
}

/* When the newest backup was made, 0 when there is none; what lies ahead of now is not counted. */
static fu_instant newest_made(const char *folder, fu_instant now)
{
    struct dirent **entries;
    struct stat file;
    fu_instant made = 0;
    size_t count = find(folder, is_backup, &entries);
    for (size_t i = 0; i < count; i++) {
        char *path = fu_join(folder, entries[i]->d_name);
        if (stat(path, &file) == 0 && file.st_mtim.tv_sec > made && file.st_mtim.tv_sec <= now) {
            made = file.st_mtim.tv_sec;
        }
        free(path);
    }
    free_entries(entries, count);
    return made;
}

static void say_name(char name[FU_NAME_SIZE], fu_instant day)
{
    char date[DATE_SIZE];
    struct tm parts;
    time_t seconds = (time_t)day;
    gmtime_r(&seconds, &parts);
    (void)strftime(date, sizeof date, "%Y-%m-%d", &parts);
    snprintf(name, FU_NAME_SIZE, FU_BACKUP_PREFIX "%s", date);
}

/* The backups, oldest first. One that is dated after tomorrow was made by a clock that was ahead,
 * and nobody knows when: those count as older than all others. */
static size_t find_backups(const char *folder, fu_instant now, struct dirent ***entries)
{
    char last[FU_NAME_SIZE];
    size_t count = find(folder, is_backup, entries), ahead = 0;
    say_name(last, now + FU_STORE_BACKUP_EVERY);
    while (ahead < count && strcmp((*entries)[count - 1 - ahead]->d_name, last) > 0) {
        ahead++;
    }
    for (size_t i = 0; i < ahead; i++) {
        struct dirent *entry = (*entries)[count - 1];
        for (size_t place = count - 1; place > 0; place--) {
            (*entries)[place] = (*entries)[place - 1];
        }
        **entries = entry;
    }
    return count;
}

static void remove_oldest(const char *folder, fu_instant now)
{
    struct dirent **entries;
    size_t count = find_backups(folder, now, &entries);
    for (size_t i = 0; i + FU_STORE_BACKUPS_KEPT < count; i++) {
        remove_in(folder, entries[i]->d_name);
    }
    free_entries(entries, count);
}

/* One that was written ahead of now was so by a clock that was wrong, and nobody knows when. */
static bool is_older(const char *folder, const char *name, fu_instant now, int64_t seconds)
{
    struct stat file;
    char *path = fu_join(folder, name);
    bool there = stat(path, &file) == 0, gone = !there && errno == ENOENT;
    free(path);
    if (!there) {
        return gone;
    }
    return now - file.st_mtim.tv_sec >= seconds ||
           file.st_mtim.tv_sec - now >= FU_STORE_BACKUP_EVERY;
}

/* With their journals; a journal alone is of no use. */
static void remove_before(const char *folder, fu_instant now)
{
    struct dirent **entries;
    size_t count = find(folder, is_before, &entries);
    for (size_t i = 0; i < count; i++) {
        char *name = entries[i]->d_name;
        if (ends_with(name, JOURNAL)) {
            name[strlen(name) - strlen(JOURNAL)] = '\0';
        }
        if (is_older(folder, name, now, FU_STORE_BEFORE_KEPT)) {
            fu_database_remove(folder, name);
        }
    }
    free_entries(entries, count);
}

/* What a copy that was cut short left; one that is under way is younger. */
static int is_left(const struct dirent *entry)
{
    return begins_with(entry->d_name, FU_NEW_NAME) ||
           (is_kept(entry) && ends_with(entry->d_name, PART));
}

static void remove_left(const char *folder, fu_instant now)
{
    struct dirent **entries;
    size_t count = find(folder, is_left, &entries);
    for (size_t i = 0; i < count; i++) {
        if (is_older(folder, entries[i]->d_name, now, FU_STORE_BACKUP_EVERY)) {
            remove_in(folder, entries[i]->d_name);
        }
    }
    free_entries(entries, count);
}

static enum fu_status need_room(const struct fu_store *store, struct fu_error *error)
{
    struct statvfs disk;
    struct stat file;
    if (stat(store->path, &file) != 0 || statvfs(store->folder, &disk) != 0 ||
        (uint64_t)disk.f_bavail * disk.f_frsize / 2 >= (uint64_t)file.st_size) {
        return FU_OK;
    }
    return fu_error_set(error, FU_TEMPORARY,
        "no daily backup is made: the disk that holds %s has not twice its size free", store->path);
}

enum fu_status fu_store_backup_daily(
    struct fu_store *store, fu_instant now, bool *made, struct fu_error *error)
{
    char name[FU_NAME_SIZE];
    fu_instant newest = newest_made(store->folder, now);
    *made = false;
    if (newest > 0 && now - newest < FU_STORE_BACKUP_EVERY) {
        return FU_OK;
    }
    enum fu_status status = need_room(store, error);
    if (status != FU_OK) {
        return status;
    }
    say_name(name, now);
    char *path = fu_join(store->folder, name);
    status = fu_store_backup(store, path, error);
    free(path);
    *made = status == FU_OK;
    if (*made) {
        remove_oldest(store->folder, now);
        remove_before(store->folder, now);
        remove_left(store->folder, now);
    }
    return status;
}

static bool is_good(const char *folder, const char *name)
{
    struct fu_store *store;
    int64_t version;
    bool good = fu_connect(folder, name, &store, NULL) == FU_OK &&
                fu_check_identity(store, fu_schema_version, &version, NULL) == FU_OK &&
                fu_check(store, FU_CHECK_PAGES, NULL) == FU_OK;
    fu_store_close(&store);
    return good;
}

const char *fu_store_newest_backup(const char *folder, struct fu_arena *arena)
{
    struct dirent **entries;
    const char *newest = NULL;
    size_t count = find_backups(folder, fu_clock_now(), &entries);
    for (size_t i = count; newest == NULL && i > 0; i--) {
        if (is_good(folder, entries[i - 1]->d_name)) {
            newest = fu_arena_print(arena, "%s/%s", folder, entries[i - 1]->d_name);
        }
    }
    free_entries(entries, count);
    return newest;
}

bool fu_store_is_kept_out(const char *folder)
{
    static const char *const names[] = {
        FU_DATABASE_NAME, FU_DATABASE_NAME "-journal", FU_LOCK_NAME};
    bool kept_out = false;
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        char *path = fu_join(folder, names[i]);
        kept_out =
            kept_out || (faccessat(AT_FDCWD, path, R_OK | W_OK, AT_EACCESS) < 0 && errno == EACCES);
        free(path);
    }
    return kept_out;
}

bool fu_store_is_lost(const char *folder)
{
    struct fu_store *store;
    int64_t application = 0, version = 0;
    char *path = fu_join(folder, FU_DATABASE_NAME), byte;
    int file = open(path, O_RDWR | O_CLOEXEC | O_NONBLOCK);
    bool missing = file < 0 && errno == ENOENT;
    free(path);
    if (file < 0) {
        bool copies;
        fu_look_for_copies(folder, &copies, NULL);
        return missing && copies;
    }
    bool empty = pread(file, &byte, 1, 0) == 0;
    close(file);
    if (empty) {
        return true;
    }
    enum fu_status status = fu_connect(folder, FU_DATABASE_NAME, &store, NULL);
    if (status == FU_OK) {
        status = fu_identify(store, &application, &version, NULL);
    }
    if (status == FU_OK && application == FU_APPLICATION_ID &&
        version <= (int64_t)fu_schema_version) {
        status = fu_check(store, FU_CHECK_PAGES, NULL);
    }
    fu_store_close(&store);
    return status == FU_PERMANENT && !fu_store_is_kept_out(folder);
}

enum fu_status fu_store_check_backup(const char *folder, struct fu_error *error)
{
    struct dirent **entries;
    struct fu_store *store;
    enum fu_status status = FU_OK;
    size_t count = find_backups(folder, fu_clock_now(), &entries);
    if (count > 0) {
        status = fu_connect(folder, entries[count - 1]->d_name, &store, error);
        if (status == FU_OK) {
            status = fu_check(store, FU_CHECK_ALL, error);
        }
        fu_store_close(&store);
    }
    free_entries(entries, count);
    return status;
}

/* Not its journal, nor what a copy that was cut short left. */
static bool is_whole_copy(const char *name)
{
    return !ends_with(name, JOURNAL) && !ends_with(name, PART);
}

int64_t fu_store_copies(const char *folder)
{
    struct dirent **entries;
    int64_t whole = 0;
    size_t count = find(folder, is_copy, &entries);
    for (size_t i = 0; i < count; i++) {
        whole += is_whole_copy(entries[i]->d_name);
    }
    free_entries(entries, count);
    return whole;
}

static int64_t remove_copies(const char *folder)
{
    struct dirent **entries;
    int64_t removed = 0;
    size_t count = find(folder, is_copy, &entries);
    for (size_t i = 0; i < count; i++) {
        removed += remove_in(folder, entries[i]->d_name) && is_whole_copy(entries[i]->d_name);
    }
    free_entries(entries, count);
    fu_sync_path(folder);
    return removed;
}

/* secure_delete blanks what is deleted, but not what a row left behind when its page was split:
 * VACUUM writes every page anew. The journal, which holds the old ones until then, goes with the
 * change of mode and comes back empty. Its temporary file may be as large as the database. */
enum fu_status fu_store_scrub(struct fu_store *store, int64_t *copies, struct fu_error *error)
{
    static const char statements[] = "PRAGMA temp_store = FILE;"
                                     "PRAGMA journal_mode = DELETE;"
                                     "VACUUM;"
                                     "PRAGMA journal_mode = PERSIST;"
                                     "PRAGMA temp_store = MEMORY;";
    *copies = 0;
    enum fu_status status = fu_reconnect(store, error);
    if (status == FU_OK) {
        int code = sqlite3_exec(store->db, statements, NULL, NULL, NULL);
        status = code == SQLITE_OK ? FU_OK : fu_store_fail(store, code, error);
    }
    if (status == FU_OK) {
        *copies = remove_copies(store->folder);
    }
    return status;
}
