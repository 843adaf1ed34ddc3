/* Whose files are.
 *
 * All that is in a state folder belongs to whoever owns the folder. One start as root would leave
 * files there that the service, which has a user of its own, may not open. */
#include "followupd/base/owner.h"

#include <errno.h>
#include <grp.h>
#include <pwd.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "followupd/base/memory.h"

/* Of a path in a command; so much fits into a sentence with what stands around it. */
enum { FOLDER_TYPED_MAX = 120 };

enum fu_status fu_owner_become(const char *folder, struct fu_error *error)
{
    struct stat info;
    if (geteuid() != 0 || stat(folder, &info) != 0 || info.st_uid == 0) {
        return FU_OK;
    }
    const struct passwd *user = getpwuid(info.st_uid);
    gid_t group = user != NULL ? user->pw_gid : info.st_gid;
    if ((user != NULL ? initgroups(user->pw_name, group) : setgroups(0, NULL)) != 0 ||
        setgid(group) != 0 || setuid(info.st_uid) != 0) {
        return errno == EPERM
                   ? FU_OK
                   : fu_error_set(error, FU_PERMANENT, "The user who owns %s cannot be taken: %s.",
                         folder, strerrordesc_np(errno));
    }
    return FU_OK;
}

const char *fu_owner_name(uid_t user, char text[FU_OWNER_NAME_MAX])
{
    const struct passwd *known = getpwuid(user);
    if (known != NULL) {
        snprintf(text, FU_OWNER_NAME_MAX, "%s", known->pw_name);
    } else {
        snprintf(text, FU_OWNER_NAME_MAX, "%lu", (unsigned long)user);
    }
    return text;
}

/* The folder that a file is in; to be freed. */
static char *folder_of(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash == NULL   ? fu_copy(".")
           : slash == path ? fu_copy("/")
                           : fu_copy_n(path, (size_t)(slash - path));
}

/* A command with a path that is cut, or that a shell takes for two, would do harm. */
static bool may_be_typed(const char *path)
{
    static const char plain[] =
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789/._+-";
    return strlen(path) <= FOLDER_TYPED_MAX && strspn(path, plain) == strlen(path);
}

/* What chown -R needs behind a folder to go into it: it passes by a link. */
static const char *way_into(const char *folder)
{
    struct stat info;
    return lstat(folder, &info) == 0 && S_ISLNK(info.st_mode) ? "/" : "";
}

/* A folder is cured with all that is in it, since one file of another user's is seldom alone. */
static void write_cure(const char *folder, uid_t owner, uid_t keeper, char *text)
{
    char first[FU_OWNER_NAME_MAX], second[FU_OWNER_NAME_MAX];
    bool typed = may_be_typed(folder);
    const char *way = typed ? way_into(folder) : "";
    fu_owner_name(owner, first);
    fu_owner_name(keeper, second);
    if (owner != keeper) {
        snprintf(text, FU_OWNER_CURE_MAX,
            "; it belongs to %s, and its folder to %s: run chown -R %s %s%s", first, second, second,
            typed ? folder : "on that folder", way);
        return;
    }
    fu_owner_name(geteuid(), second);
    snprintf(text, FU_OWNER_CURE_MAX,
        "; it belongs to %s, and this runs as %s: start it as %s, or run chown -R %s %s%s", first,
        second, first, second, typed ? folder : "on its folder", way);
}

const char *fu_owner_cure(const char *path, char text[FU_OWNER_CURE_MAX])
{
    int number = errno;
    struct stat file, within;
    text[0] = '\0';
    if (stat(path, &file) == 0) {
        bool is_folder = S_ISDIR(file.st_mode);
        char *folder = is_folder ? fu_copy(path) : folder_of(path);
        if (file.st_uid != geteuid() && stat(folder, &within) == 0) {
            write_cure(folder, file.st_uid, within.st_uid, text);
        }
        free(folder);
    }
    errno = number;
    return text;
}
