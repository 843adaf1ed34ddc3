/* Names, syncs and the ballast.
 *
 * The ballast is space that is taken while there is enough of it, and given up when the disk is
 * full, so that what is due can still be claimed. A ballast that cannot be made is no failure of
 * its own: the disk is full then, and that is said elsewhere. */
#include "files.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "connection.h"
#include "followupd/base/memory.h"

char *fu_join(const char *folder, const char *name)
{
    size_t size = strlen(folder) + 1 + strlen(name) + 1;
    char *path = fu_allocate(size, 1);
    snprintf(path, size, "%s/%s", folder, name);
    return path;
}

int fu_sync_path(const char *path)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0) {
        return -1;
    }
    int result = fsync(fd);
    int number = errno;
    close(fd);
    errno = number;
    return result;
}

enum fu_status fu_make_file(const char *path, struct fu_error *error)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, S_IRUSR | S_IWUSR);
    if (fd < 0) {
        return fu_error_set(error, fu_status_of_errno(errno),
            "cannot make %s: %s; see that its folder belongs to the user that runs followupd and can be written",
            path, strerrordesc_np(errno));
    }
    close(fd);
    return FU_OK;
}

char *fu_journal_of(const char *database)
{
    size_t size = strlen(database) + sizeof "-journal";
    char *path = fu_allocate(size, 1);
    snprintf(path, size, "%s-journal", database);
    return path;
}

void fu_database_remove(const char *folder, const char *name)
{
    char *path = fu_join(folder, name);
    char *journal = fu_journal_of(path);
    unlink(path);
    unlink(journal);
    free(path);
    free(journal);
}

/* One that is not there is moved already. */
static bool move(const char *from, const char *to)
{
    return rename(from, to) == 0 || errno == ENOENT;
}

/* Gives it a second name. How long it has it is told by its time (copies.h). */
static bool keep(const char *from, const char *to)
{
    unlink(to);
    return (link(from, to) == 0 && utimensat(AT_FDCWD, to, NULL, 0) == 0) || errno == ENOENT;
}

/* Both names of the database and of its journal, and the new one's. */
struct placing {
    char *database, *journal, *aside, *journal_aside, *made;
};

static struct placing placing_of(const char *folder, const char *aside)
{
    struct placing placing = {.database = fu_join(folder, FU_DATABASE_NAME),
        .aside = fu_join(folder, aside),
        .made = fu_join(folder, FU_NEW_NAME)};
    placing.journal = fu_journal_of(placing.database);
    placing.journal_aside = fu_journal_of(placing.aside);
    return placing;
}

static void free_placing(struct placing *placing)
{
    free(placing->database);
    free(placing->journal);
    free(placing->aside);
    free(placing->journal_aside);
    free(placing->made);
}

/* The database has its name at any moment, so that a cut never leaves a folder that looks as if
 * there had been none. The journal's going is on disk before the new one comes. */
enum fu_status fu_database_place(const char *folder, const char *aside, struct fu_error *error)
{
    struct placing names = placing_of(folder, aside);
    bool placed = keep(names.database, names.aside) && move(names.journal, names.journal_aside) &&
                  fu_sync_path(folder) == 0 && move(names.made, names.database) &&
                  fu_sync_path(folder) == 0;
    int number = errno;
    free_placing(&names);
    if (!placed) {
        return fu_error_set(error, FU_TEMPORARY, "cannot put %s/%s in place: %s", folder,
            FU_DATABASE_NAME, strerrordesc_np(number));
    }
    return FU_OK;
}

static bool fill(const char *path)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC | O_NOFOLLOW, S_IRUSR | S_IWUSR);
    if (fd < 0) {
        return false;
    }
    /* posix_fallocate() writes where the file system cannot reserve. */
    bool filled = posix_fallocate(fd, 0, FU_STORE_BALLAST) == 0;
    close(fd);
    if (!filled) {
        unlink(path);
    }
    return filled;
}

bool fu_ballast_keep(const char *folder)
{
    char *path = fu_join(folder, FU_BALLAST_NAME);
    struct stat there;
    bool kept = (stat(path, &there) == 0 && there.st_size >= FU_STORE_BALLAST) || fill(path);
    free(path);
    return kept;
}

void fu_ballast_drop(const char *folder)
{
    char *path = fu_join(folder, FU_BALLAST_NAME);
    unlink(path);
    free(path);
}
