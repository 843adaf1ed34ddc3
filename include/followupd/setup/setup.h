/* From the configuration to what each room wants to know: the one place where option names meet
 * settings. The daemon and followupctl share it.
 *
 * Nothing here opens a connection or the store. */
#ifndef FOLLOWUPD_SETUP_SETUP_H
#define FOLLOWUPD_SETUP_SETUP_H

#include "followupd/base/memory.h"
#include "followupd/base/status.h"
#include "followupd/config/config.h"
#include "followupd/followup/settings.h"
#include "followupd/followup/watch.h"
#include "followupd/intake/session.h"
#include "followupd/mail/read.h"
#include "followupd/outbox/outbox.h"

struct fu_setup_paths;

struct fu_setup {
    struct fu_arena *arena;       /* ref; everything below lives in it */
    struct fu_setup_paths *paths; /* those that were asked for */
    const struct fu_config *config;
    struct fu_settings settings; /* without an inbox: what all inboxes and the outbox share; key
                                    unset until fu_setup_key */
    const volatile bool *stop;   /* once it is set, no password is waited for; NULL: it never is */
};

/* Loads the configuration and the holiday files. Results as fu_config_load; a holiday file that is
 * no calendar is FU_BAD_INPUT. */
enum fu_status fu_setup_load(
    struct fu_arena *arena, const char *path, struct fu_setup **setup, struct fu_error *error);

/* Loads (or makes) the key into setup->settings: a secret, so only processes that need it call
 * this. */
enum fu_status fu_setup_key(struct fu_setup *setup, struct fu_error *error);

/* STATE/name, in the arena; the same name is the same text, so that asking often costs nothing. */
const char *fu_setup_path(const struct fu_setup *setup, const char *name);

/* The same settings with the rules of one inbox. */
void fu_setup_inbox(const struct fu_setup *setup, const struct fu_inbox_config *inbox,
    struct fu_settings *settings);

/* Which headers of this inbox our own servers wrote. */
void fu_setup_reading(const struct fu_inbox_config *inbox, struct fu_reading *reading);
/* How its server is reached. */
void fu_setup_session(const struct fu_inbox_config *inbox, struct fu_intake_settings *session);
/* How the SMTP server is reached. */
void fu_setup_outbox(const struct fu_setup *setup, struct fu_outbox_settings *outbox);

/* What is looked at, and who is told. */
void fu_setup_watch(const struct fu_setup *setup, struct fu_arena *arena, struct fu_watch *watch);

/* A number that is another one when the password_file of an inbox, or of SMTP when inbox is NULL,
 * was written or replaced; 0 when there is none, or it cannot be looked at. */
int64_t fu_setup_password_stamp(const struct fu_setup *setup, const struct fu_inbox_config *inbox);

/* Reads the password of an inbox, or of SMTP when inbox is NULL, into secret (initialised with
 * FU_SECRET_MAX). */
enum fu_status fu_setup_password(const struct fu_setup *setup, const struct fu_inbox_config *inbox,
    struct fu_buffer *secret, struct fu_error *error);

#endif
