/* The keeper: short-lived, before the others and then by schedule. */
#ifndef DAEMON_KEEPER_H
#define DAEMON_KEEPER_H

#include "worker.h"

/* Makes or migrates the store, the key's folder and the doorbell. Returns an exit status. */
int fu_keeper_prepare(struct worker_context *context);

/* With context->upkeep: recomputes what a change of tzdata moved, forgets what has served, makes the
 * daily backup and looks into it once a week. Always: looks at what is wrong, tells whom [alerts]
 * names, and says in pulse->again when to look again. Returns an exit status; EXIT_DAMAGED when the
 * store is, so that everything else stops. */
int fu_keeper_maintain(struct worker_context *context);

#endif
