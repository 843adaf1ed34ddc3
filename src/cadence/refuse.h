/* Refusals: one sentence that names the trouble, and texts that are accepted instead. */
#ifndef FOLLOWUPD_CADENCE_REFUSE_H
#define FOLLOWUPD_CADENCE_REFUSE_H

#include "local.h"
#include "reading.h"
#include "resolve.h"

/* What is refused, for whom. */
struct refuser {
    struct fu_arena *arena;
    const struct fu_cadence_setting *setting; /* NULL: phase one alone */
    const struct local *local;
    struct fu_refusal *refusal;
    struct fields offered[FU_SUGGESTIONS_MAX]; /* what its suggestions say */
    int tries;                                 /* texts that may still be tried */
    bool zoned;    /* the reason speaks of a zone, and is to be read beside what is offered */
    bool synonyms; /* what means the same as another offer is offered too */
};

enum fu_status fu_cadence_refuse_local(
    struct refuser *refuser, enum local_trouble trouble, const char *text, size_t length);
enum fu_status fu_cadence_refuse_unread(struct refuser *refuser);
enum fu_status fu_cadence_refuse_several(struct refuser *refuser, const struct readings *readings);
enum fu_status fu_cadence_refuse_plus(struct refuser *refuser, const char *dashed);
enum fu_status fu_cadence_refuse_trouble(
    struct refuser *refuser, enum trouble trouble, const struct fields *fields);

/* Adds a text to the suggestions if it is accepted, with the flags and tags of the refused one, and
 * says nothing that is offered already. */
bool fu_cadence_offer(struct refuser *refuser, const char *text);

#endif
