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

/* A password, and a configuration that uses it, in a folder; path is to become the latter's. */
static inline void write_config(const char *folder, char *path, size_t size)
{
    char password[96], text[1024];

    snprintf(password, sizeof password, "%s/password", folder);
    write_file(password, "secret\n", 0600);
    snprintf(text, sizeof text,
        "[daemon]\nstate = %s/state\n"
        "[inbox one]\nurl = imaps://imap.example.org\nuser = u\npassword_file = %s\n"
        "[smtp]\nurl = smtps://mail.example.org\nuser = u\npassword_file = %s\n"
        "from = remind@example.org\n"
        "[addresses]\ndomain = remind.example.org\n"
        "[people]\nallow = *@example.org\nsender_check = none\n",
        folder, password, password);
    snprintf(path, size, "%s/config", folder);
    write_file(path, text, 0600);
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
