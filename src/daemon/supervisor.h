/* The supervisor: forks a process per duty, watches them, and starts again what ends. It reads no
 * mail, holds no secret and writes nothing into the store. */
#ifndef DAEMON_SUPERVISOR_H
#define DAEMON_SUPERVISOR_H

#include <stdbool.h>

#include "followupd/setup/setup.h"

/* Runs until SIGTERM or SIGINT; with once, until every inbox was read and what is due was sent.
 * Takes the setup over (a reload replaces it). Returns the exit status of the program. */
int fu_supervise(struct fu_setup *setup, bool once);

#endif
