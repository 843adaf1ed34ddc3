/* followupctl from inside: what every command gets, and what they share. */
#ifndef CTL_CTL_H
#define CTL_CTL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "arguments.h"
#include "followupd/base/instant.h"
#include "followupd/base/memory.h"
#include "followupd/base/status.h"
#include "followupd/setup/setup.h"
#include "followupd/store/store.h"

/* One run of the program. */
struct fu_ctl {
    struct fu_arena *arena; /* own */
    const char *config;     /* path of the configuration */
    const char *command;    /* its name */
    struct fu_setup *setup; /* NULL unless the command needs it; so is the store */
    struct fu_store *store; /* own */
    fu_instant now;
    const char *zone;        /* the machine's, for moments that belong to nobody */
    const char *passed_over; /* $TZ, when it names no zone; else NULL */
    bool json;
    size_t width; /* of the terminal; 0: no limit */
};

/* What is made ready before a command runs. */
enum fu_ctl_need {
    FU_CTL_NEEDS_NOTHING = 0,
    FU_CTL_NEEDS_CONFIG,
    FU_CTL_NEEDS_STORE, /* and the configuration */
    FU_CTL_NEEDS_KEY    /* and the store */
};

/* Makes ready what is needed and is not so yet; 0, or an exit status after saying why. As root it
 * becomes the owner of the state folder, so that no file there comes to belong to root. */
int fu_ctl_prepare(struct fu_ctl *ctl, enum fu_ctl_need need);

/* Opens the store, as the owner of the state folder; FU_PERMANENT or FU_TEMPORARY with the
 * sentence. One that is not there is left unmade. */
enum fu_status fu_ctl_open_store(struct fu_ctl *ctl, struct fu_error *error);

/* Loads the key; one that is not there is left unmade, and FU_PERMANENT. */
enum fu_status fu_ctl_load_key(struct fu_ctl *ctl, struct fu_error *error);

/* Says a sentence on standard error and returns the exit status. */
int fu_ctl_fail(int exit_status, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Says what the store said; the exit status for that. */
int fu_ctl_fail_store(const struct fu_error *error);

/* Says that an operand or a value is none, and how the command is called. */
int fu_ctl_fail_usage(const struct fu_ctl *ctl, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* Reads "417" or "#417". 0, or an exit status after saying that it is no number. */
int fu_ctl_read_id(const struct fu_ctl *ctl, const char *text, int64_t *id);

/* Prints one clean line of text on standard output. */
void fu_ctl_say(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* The same behind so many spaces. */
void fu_ctl_say_indented(int spaces, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Rings the doorbell of the daemon, if there is one; hurries it, too, to a server that it leaves
 * alone for a while. */
void fu_ctl_ring(const struct fu_ctl *ctl);
void fu_ctl_hurry(const struct fu_ctl *ctl);

/* The id of a running daemon's process; -1 when it does not say, 0 when none runs. The lock is
 * looked at, not kept. */
int64_t fu_ctl_daemon(const struct fu_ctl *ctl);

/* What is to be said of a running daemon that refused the newest configuration and goes on with the
 * former one, a sentence of the arena's; "" when it did not. */
const char *fu_ctl_refused(const struct fu_ctl *ctl);

/* The same where the configuration cannot be read, so that nobody knows whether a daemon runs. */
extern const char fu_ctl_goes_on[];

/* What cures what fu_ctl_refused says. */
extern const char fu_ctl_refused_cure[];

/* Whether the configuration has an inbox of that name, or one that goes on with what the store has
 * under it. */
bool fu_ctl_has_inbox(const struct fu_ctl *ctl, const char *inbox);

/* What to do about what is kept of an inbox that it has no more: a sentence. */
const char *fu_ctl_say_no_inbox(const struct fu_ctl *ctl, const char *inbox);

#endif
