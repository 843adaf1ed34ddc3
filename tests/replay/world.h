/* The world of a scenario: a folder with an inbox, the mails that went out, and a clock. It lives
 * in files, so that a worker that is killed in the middle leaves it as a real one would. */
#ifndef REPLAY_WORLD_H
#define REPLAY_WORLD_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "followupd/base/instant.h"

enum { WORLD_PATH_MAX = 4096, WORLD_FILE_MAX = 16 * 1024 * 1024 };

/* Makes a fresh folder for the scenario and removes it again. */
void world_open(void);
void world_close(void);

/* FOLDER/name. */
void world_path(char path[WORLD_PATH_MAX], const char *name);

/* A small text kept under a name: "" when it was never set. */
void world_set(const char *name, const char *value);
void world_get(const char *name, char *value, size_t size);
int64_t world_number(const char *name);

/* Whether a process can be started that reads mail; "readers" says "none" when not. */
bool world_has_readers(void);

/* The scenario's clock; the fake clock reads it. */
fu_instant world_now(void);

#endif
