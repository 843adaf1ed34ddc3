/* What the tests of this room share: files in a folder that comes and goes. */
#ifndef FOLLOWUPD_TESTS_DAEMON_FOLDER_H
#define FOLLOWUPD_TESTS_DAEMON_FOLDER_H

#include <dirent.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

static inline void write_file(const char *path, const char *text, mode_t mode)
{
    FILE *file = fopen(path, "w");

    fputs(text, file);
    fclose(file);
    chmod(path, mode);
}

static inline void remove_all(const char *folder)
{
    char path[512];
    DIR *entries = opendir(folder);
    struct dirent *entry;

    while (entries && (entry = readdir(entries))) {
        snprintf(path, sizeof path, "%s/%s", folder, entry->d_name);
        if (entry->d_name[0] != '.' && unlink(path) < 0)
            remove_all(path);
    }
    if (entries)
        closedir(entries);
    rmdir(folder);
}

#endif
