/* The world of a scenario, in a temporary folder. Whatever fails here ends the test. */
#include "world.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../lib/folder.h"

static char folder[64];

void world_open(void)
{
    char path[WORLD_PATH_MAX];

    if (!make_own_folder(folder, sizeof folder, "followupd-replay"))
        exit(2);
    world_path(path, "inbox");
    mkdir(path, 0700);
    world_path(path, "done");
    mkdir(path, 0700);
    world_path(path, "sent");
    mkdir(path, 0700);
    world_path(path, "state");
    mkdir(path, 0700);
}

void world_close(void)
{
    char command[WORLD_PATH_MAX];

    snprintf(command, sizeof command, "rm -rf '%s'", folder);
    if (system(command) != 0)
        perror(command);
}

void world_path(char path[WORLD_PATH_MAX], const char *name)
{
    snprintf(path, WORLD_PATH_MAX, "%s/%s", folder, name);
}

void world_set(const char *name, const char *value)
{
    char path[WORLD_PATH_MAX];
    FILE *file;

    world_path(path, name);
    file = fopen(path, "w");
    if (!file) {
        perror(path);
        exit(2);
    }
    fputs(value, file);
    fclose(file);
}

void world_get(const char *name, char *value, size_t size)
{
    char path[WORLD_PATH_MAX];
    FILE *file;
    size_t got = 0;

    world_path(path, name);
    file = fopen(path, "r");
    if (file) {
        got = fread(value, 1, size - 1, file);
        fclose(file);
    }
    value[got] = '\0';
}

int64_t world_number(const char *name)
{
    char value[64];

    world_get(name, value, sizeof value);
    return strtoll(value, NULL, 10);
}

fu_instant world_now(void)
{
    return world_number("clock");
}

bool world_has_readers(void)
{
    char readers[sizeof "none"];

    world_get("readers", readers, sizeof readers);
    return strcmp(readers, "none") != 0;
}
