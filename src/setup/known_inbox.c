/* See known_inbox.h. Fails as the store does. */
#include "followupd/setup/known_inbox.h"

#include "followupd/record/intake.h"
#include "followupd/store/letters.h"

#include <string.h>

const char *fu_known_account(struct fu_arena *arena, const struct fu_inbox_config *inbox)
{
    return fu_arena_print(arena, "%s at %s, %s", inbox->user, inbox->url, inbox->mailbox);
}

static bool is_configured(const struct fu_setup *setup, const char *name)
{
    size_t i;

    for (i = 0; i < setup->config->inbox_count; i++) {
        if (strcmp(setup->config->inboxes[i].name, name) == 0)
            return true;
    }
    return false;
}

enum fu_status fu_known_inbox(const struct fu_setup *setup, struct fu_store *store,
    struct fu_arena *arena, const struct fu_inbox_config *inbox, const char **name,
    struct fu_error *error)
{
    const char *account = fu_known_account(arena, inbox);
    struct fu_inbox_state *states;
    fu_instant last = FU_NEVER;
    size_t count, i;
    enum fu_status status = fu_store_inboxes(store, arena, &states, &count, error);

    *name = inbox->name;
    for (i = 0; status == FU_OK && i < count; i++) {
        bool own = strcmp(states[i].name, inbox->name) == 0;

        if (strcmp(states[i].account, account) != 0 ||
            (!own && is_configured(setup, states[i].name)) || states[i].last_poll < last ||
            (states[i].last_poll == last && !own))
            continue;
        last = states[i].last_poll;
        *name = states[i].name;
    }
    return status;
}

enum fu_status fu_known_heir(const struct fu_setup *setup, struct fu_store *store,
    struct fu_arena *arena, const char *name, const struct fu_inbox_config **inbox,
    struct fu_error *error)
{
    const char *known;
    enum fu_status status = FU_OK;
    size_t i;

    *inbox = NULL;
    for (i = 0; status == FU_OK && !*inbox && i < setup->config->inbox_count; i++) {
        status = fu_known_inbox(setup, store, arena, &setup->config->inboxes[i], &known, error);
        if (status == FU_OK && strcmp(known, name) == 0)
            *inbox = &setup->config->inboxes[i];
    }
    return status;
}
