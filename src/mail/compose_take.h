/* What becomes of a mail's parts before they stand on its page: cleaned, and left out where they
 * lead nowhere. */
#ifndef FU_MAIL_COMPOSE_TAKE_H
#define FU_MAIL_COMPOSE_TAKE_H

#include <stddef.h>

#include "compose_page.h"
#include "followupd/base/memory.h"
#include "followupd/base/status.h"
#include "followupd/mail/compose.h"

/* A page that says nothing yet but its title. */
struct fu_page fu_page_empty(struct fu_arena *arena, const struct fu_envelope *envelope);

/* Those of the actions that lead somewhere. subject is what the mail that a link writes is about.
 * When several go by mail and all lead to one and the same web page, that page is *web and theirs
 * are ""; otherwise *web is "". FU_PERMANENT when the address of one is none. */
enum fu_status fu_take_actions(struct fu_arena *arena, const struct fu_action *actions,
    size_t count, const char *subject, const struct fu_page_action **taken, size_t *taken_count,
    const char **web, struct fu_error *error);

/* How to write to those of the thread; each is "" when nobody of them can be named. */
struct fu_writing {
    const char *with;  /* "with Bob" */
    const char *label; /* "Write to Bob" */
    const char *link;
};
struct fu_writing fu_take_writing(struct fu_arena *arena, const struct fu_reminder *reminder);

/* Why a reminder came, how late, and what it stands for: lines. */
const char *fu_take_opening(struct fu_arena *arena, const struct fu_reminder *reminder);

#endif
