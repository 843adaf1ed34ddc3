/* The zone files of the system: /usr/share/zoneinfo, whatever TZDIR says.
 *
 * A name is checked against the grammar before it becomes part of a path, so that no name leads out
 * of the folder. Whatever is missing or cannot be read is simply not there. Folders are searched
 * four deep at most. */
#include "files.h"

#include <dirent.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "followupd/base/file.h"
#include "followupd/base/text.h"
#include "followupd/zone/zone.h"

#define ZONE_FOLDER "/usr/share/zoneinfo/"

enum { PATH_SIZE = sizeof ZONE_FOLDER + FU_ZONE_NAME_MAX, FOLDER_DEPTH_MAX = 4 };

/* True when name is word or begins with "word/". */
static bool below(const char *name, const char *word)
{
    size_t length = strlen(word);

    return strncmp(name, word, length) == 0 && (name[length] == '\0' || name[length] == '/');
}

bool fu_zone_name_valid(const char *name)
{
    size_t length = strnlen(name, FU_ZONE_NAME_MAX + 1);
    char before = '/';

    if (length == 0 || length > FU_ZONE_NAME_MAX || name[length - 1] == '/') {
        return false;
    }
    for (size_t i = 0; i < length; before = name[i++]) {
        bool part = fu_is_alnum(name[i]) || (name[i] != '\0' && strchr("_+-", name[i]));

        if (!part && (name[i] != '/' || before == '/')) {
            return false;
        }
    }
    return !below(name, "localtime") && !below(name, "posixrules") && !below(name, "posix") &&
           !below(name, "right");
}

static void zone_path(const char *name, char *path)
{
    snprintf(path, PATH_SIZE, "%s%s", ZONE_FOLDER, name);
}

bool fu_zone_file_mark(const char *name, struct fu_zone_mark *mark)
{
    char path[PATH_SIZE];
    struct stat about;

    zone_path(name, path);
    if (stat(path, &about) != 0 || !S_ISREG(about.st_mode)) {
        return false;
    }
    mark->device = about.st_dev;
    mark->inode = about.st_ino;
    mark->size = about.st_size;
    mark->seconds = about.st_mtim.tv_sec;
    mark->nanoseconds = about.st_mtim.tv_nsec;
    return true;
}

bool fu_zone_file_read(const char *name, struct fu_buffer *bytes)
{
    char path[PATH_SIZE];

    zone_path(name, path);
    return fu_file_read(path, false, bytes, NULL) == FU_OK;
}

static void visit_folder(
    const char *name, int depth, void (*visit)(const char *name, void *context), void *context)
{
    char path[PATH_SIZE];
    struct dirent *entry;
    DIR *folder;

    zone_path(name, path);
    folder = opendir(path);
    if (!folder) {
        return;
    }
    while ((entry = readdir(folder))) {
        char inner[FU_ZONE_NAME_MAX + 2];
        struct fu_zone_mark mark;
        int length = snprintf(inner, sizeof inner, "%s%s%s", name, *name ? "/" : "", entry->d_name);

        if (length < 0 || (size_t)length >= sizeof inner || !fu_zone_name_valid(inner)) {
            continue;
        }
        if (fu_zone_file_mark(inner, &mark)) {
            visit(inner, context);
        } else if (depth < FOLDER_DEPTH_MAX) {
            visit_folder(inner, depth + 1, visit, context);
        }
    }
    closedir(folder);
}

void fu_zone_files_visit(void (*visit)(const char *name, void *context), void *context)
{
    visit_folder("", 1, visit, context);
}
