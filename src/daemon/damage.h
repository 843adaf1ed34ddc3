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
 * [alerts], and *error has the sentence. store is NULL when it cannot even be opened. One that is
 * kept from us by another user's file is not damaged. */
bool fu_damage_found(const struct fu_setup *setup, struct fu_store *store, struct fu_error *error);

/* Adds to the sentence of a store that no start can use which backup to put back, and what to type,
 * where that is the cure. */
void fu_damage_name_cure(const struct fu_setup *setup, struct fu_error *error);

/* A start that cannot use the store tells the command of [alerts] why: once a day, however often it
 * is tried. fu_damage_cured once one can. */
void fu_damage_at_start(const struct fu_setup *setup, const char *sentence);
void fu_damage_cured(const struct fu_setup *setup);

#endif
