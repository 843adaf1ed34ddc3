/* The keeper: short-lived, before the others and then by schedule. */
#ifndef DAEMON_KEEPER_H
#define DAEMON_KEEPER_H

#include "worker.h"

/* Makes or migrates the store, the key's folder and the doorbell. Returns an exit status. */
int fu_keeper_prepare(struct worker_context *context);

/* Recomputes what a change of tzdata moved, and forgets what has served. Returns an exit status. */
int fu_keeper_maintain(struct worker_context *context);

#endif
