/* Signing in to the pages: a link is mailed, opens once, and what it opens is a session. Both
 * secrets are random and known to the store by their digest alone.
 *
 * Who may not use the service (any more) gets no link and has no session. */
#ifndef FOLLOWUPD_FOLLOWUP_SIGNIN_H
#define FOLLOWUPD_FOLLOWUP_SIGNIN_H

#include <stdbool.h>

#include "followupd/base/memory.h"
#include "followupd/base/status.h"
#include "followupd/followup/settings.h"
#include "followupd/record/person.h"
#include "followupd/store/store.h"

enum {
    FU_SIGNIN_LINK_LIFE = 3600,          /* seconds */
    FU_SIGNIN_LINKS_MAX = 3,             /* unused ones of one person at a time */
    FU_SIGNIN_SESSION_LIFE = 30 * 86400, /* seconds */
    FU_SIGNIN_SECRET_LENGTH = 40         /* 160 random bits, as lower-case hexadecimal */
};

/* Mails a link to whoever has this address, if they use the service; *sent says whether. Anything
 * may be in text; nothing tells the one who asks whether there is such a person. Within the
 * caller's transaction. */
enum fu_status fu_signin_ask(struct fu_store *store, const struct fu_settings *settings,
    struct fu_arena *arena, const char *text, fu_instant now, bool *sent, struct fu_error *error);

/* Whether a link still opens. Changes nothing. */
enum fu_status fu_signin_look(
    struct fu_store *store, const char *link, fu_instant now, bool *good, struct fu_error *error);

/* Spends a link: *session is the secret of a new session (in the arena), NULL when the link opens
 * nothing. Within the caller's transaction. */
enum fu_status fu_signin_spend(struct fu_store *store, struct fu_arena *arena, const char *link,
    fu_instant now, const char **session, struct fu_error *error);

/* Who is signed in by a session; *person is NULL for nobody. Changes nothing. */
enum fu_status fu_signin_who(struct fu_store *store, const struct fu_settings *settings,
    struct fu_arena *arena, const char *session, fu_instant now, struct fu_person **person,
    struct fu_error *error);

/* Ends a session; with everywhere, all of its person. Within the caller's transaction. */
enum fu_status fu_signin_end(struct fu_store *store, const char *session, bool everywhere,
    fu_instant now, struct fu_error *error);

#endif
