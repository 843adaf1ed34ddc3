/* Under which name the store has an inbox of the configuration. A mailbox is told from others by
 * user, server and folder; its name in the configuration may be another one since. */
#ifndef FOLLOWUPD_SETUP_KNOWN_INBOX_H
#define FOLLOWUPD_SETUP_KNOWN_INBOX_H

#include "followupd/setup/setup.h"
#include "followupd/store/store.h"

/* Which mailbox it is, for people too; in the arena. */
const char *fu_known_account(struct fu_arena *arena, const struct fu_inbox_config *inbox);

/* *name is the inbox's own, or one that the configuration has no more and under which the same
 * mailbox was read last. */
enum fu_status fu_known_inbox(const struct fu_setup *setup, struct fu_store *store,
    struct fu_arena *arena, const struct fu_inbox_config *inbox, const char **name,
    struct fu_error *error);

/* *inbox is which one of the configuration goes on with what the store has under a name; NULL:
 * none. */
enum fu_status fu_known_heir(const struct fu_setup *setup, struct fu_store *store,
    struct fu_arena *arena, const char *name, const struct fu_inbox_config **inbox,
    struct fu_error *error);

#endif
