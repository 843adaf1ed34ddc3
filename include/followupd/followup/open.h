/* What an action's token opens, by mail and on the web. */
#ifndef FOLLOWUPD_FOLLOWUP_OPEN_H
#define FOLLOWUPD_FOLLOWUP_OPEN_H

#include <stdbool.h>
#include <stdint.h>

#include "followupd/base/memory.h"
#include "followupd/base/status.h"
#include "followupd/followup/settings.h"
#include "followupd/store/held.h"
#include "followupd/store/store.h"

/* How long after its follow-up's end a token still acts. */
enum { FU_TOKEN_LIFE = 90 * 86400 };

struct fu_opened {
    int64_t followup; /* 0: the token opens none */
    int64_t person;   /* whose token it is */
    const struct fu_held *held; /* the token is that of a letter that is held, and followup what
                                   was made of it; NULL */
    bool left;        /* they have left the follow-up, and may only take that back */
};

/* FU_OK and *opened, also when the token is unknown, damaged, older than it lives, or of somebody
 * whom `allow` names no more; otherwise the
 * store's status. Tokens are compared in constant time; the store is asked by a number that gives
 * no right. */
enum fu_status fu_open_token(struct fu_store *store, const struct fu_settings *settings,
    struct fu_arena *arena, const char *token, fu_instant now, struct fu_opened *opened,
    struct fu_error *error);

/* Has the tokens of the key found that there is now: of another one (the key was lost, or rows came
 * from elsewhere) none would open anything, not even those of mails to come. *renewed is how many
 * were of another. Needs a transaction. FU_OK or the store's status. */
enum fu_status fu_open_renew(struct fu_store *store, const struct fu_settings *settings,
    int64_t *renewed, struct fu_error *error);

#endif
