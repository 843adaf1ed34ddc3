/* A damaged store: everything stops, the file is kept, and the newest good backup is named. */
#ifndef DAEMON_DAMAGE_H
#define DAEMON_DAMAGE_H

#include <stdbool.h>

#include "followupd/base/status.h"
#include "followupd/setup/setup.h"
#include "followupd/store/store.h"

/* Before the others start: whether a damage that was found is still there. A store that was put
 * back since is looked at, and forgiven when it is good. */
bool fu_damage_stays(const struct fu_setup *setup, struct fu_error *error);

/* Something failed for good, or a copy of the store turned out bad: looks at the store itself,
 * index by index. True when it is damaged: then that is noted, said, and told by the command of
 * [alerts], and *error has the sentence. store is NULL when it cannot even be opened. */
bool fu_damage_found(const struct fu_setup *setup, struct fu_store *store, struct fu_error *error);

/* Tells the command of [alerts] why the store cannot be used. */
void fu_damage_tell(const struct fu_setup *setup, const char *sentence);

/* How long the command of [alerts] may take, in seconds. */
enum { ALERT_COMMAND_SECONDS = 60 };

#endif
