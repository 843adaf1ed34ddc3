/* One mail on its way from a due moment to the outbox, within a turn. */
#ifndef FOLLOWUP_OWED_H
#define FOLLOWUP_OWED_H

#include "followupd/base/memory.h"
#include "followupd/base/status.h"
#include "followupd/followup/settings.h"
#include "followupd/mail/compose.h"
#include "followupd/record/delivery.h"
#include "followupd/record/followup.h"
#include "followupd/record/person.h"
#include "followupd/store/aside.h"
#include "followupd/store/store.h"

struct owed {
    struct fu_delivery row;
    struct fu_followup *followup;     /* NULL for a message, and until it is needed */
    struct fu_occurrence *occurrence; /* the same */
    struct fu_person *person;         /* whose mail it is; the same */
    const char *refusal;              /* why it may not be sent; NULL, and unless all is held */
    bool by_other;                    /* the person only shares in it */
    bool left;                        /* the person did, and has left it */
    bool aside;                       /* put aside in this turn: it does not go out */
    bool back;                        /* given back in this turn: it goes with a later one */
    struct fu_reminder *reminder;     /* what its mail says, once fu_turn_fill was asked */
};

struct turn_context {
    struct fu_store *store;
    const struct fu_settings *settings;
    struct fu_arena *arena;
    fu_instant now;
    struct fu_person *last; /* the person looked up last: in a batch it is often the same one */
    struct owed *owed;
    size_t count;
    size_t room; /* of them, as far as is known: 0 is fine */
    size_t most;
    size_t reserved; /* of them, those that are kept for mails which wait */
    size_t bytes;    /* that were read for its mails and written into them */
    bool folds;      /* a mail that waits stands for what its series brings meanwhile */
    bool holds;      /* nothing goes out, so what may not is owed like all else */
    int64_t *paused; /* people whom the outcomes at hand have paused; NULL where none can be */
    size_t paused_count;
    bool careful; /* in parts, each of which may be refused alone */
    size_t good;  /* parts that were not */
    struct fu_aside *asides;
    struct putting *puttings; /* of each of them */
    size_t aside_count;
};

/* A part of a careful turn; of any other it is nothing. */
struct turn_part {
    struct fu_store_part part;
    size_t count;
    size_t paused_count;
};

/* What is put aside when its part is refused. */
struct putting {
    enum fu_aside_kind kind;
    int64_t id;
    int64_t followup;  /* 0 */
    fu_instant moment; /* at which it was due; FU_NEVER */
    bool tried;        /* a mail that was sent or tried: what became of it is in `what` */
    const char *what;  /* "It could not be made", before the store's words */
};

enum fu_status fu_turn_part_begin(
    struct turn_context *context, struct turn_part *part, struct fu_error *error);

/* Ends the part, whose status and error are given. In a careful turn one that was refused is undone,
 * and FU_OK with *refused; what it is about is put aside, unless putting is NULL. */
enum fu_status fu_turn_part_end(struct turn_context *context, const struct turn_part *part,
    enum fu_status status, const struct putting *putting, bool *refused, struct fu_error *error);

/* True when the store refuses just what was to be written. */
bool fu_turn_is_refusal(const struct turn_context *context, enum fu_status status);

/* FU_PERMANENT when so much was refused, and nothing else, that the store itself is ill. */
enum fu_status fu_turn_judge_refusals(const struct turn_context *context, struct fu_error *error);

/* Queues a mail to the owner of each reminder that was put aside before it was tried. */
enum fu_status fu_turn_tell_owners(struct turn_context *context, struct fu_error *error);

/* For a mail that is claimed. */
struct putting fu_turn_putting(const struct fu_delivery *row, const char *what);

/* Fires due occurrences: their deliveries are claimed, the series goes on. Appends to
 * context->owed. */
enum fu_status fu_turn_fire(struct turn_context *context, struct fu_error *error);

/* The same for what is due of one follow-up. */
enum fu_status fu_turn_fire_one(
    struct turn_context *context, int64_t followup, struct fu_error *error);

/* Claims earlier attempts whose time has come again, and messages. Appends to context->owed. */
enum fu_status fu_turn_claim_queued(struct turn_context *context, struct fu_error *error);

/* Records what an attempt came to, and what follows for its follow-up; of a bundle, for each. */
enum fu_status fu_turn_settle(
    struct turn_context *context, const struct fu_parcel *parcel, struct fu_error *error);

/* Nothing goes to a person whom the config does not allow (any more) by any address of theirs, to
 * an address that is dead, or to a cadence address. person is the one whose address it is. Says why
 * not, or NULL. */
const char *fu_turn_objection(
    struct turn_context *context, const char *address, const struct fu_person *person, bool paused);

/* Makes the parcel. FU_OK with parcel->outcome never when the mail cannot be composed or may not be
 * sent; parcel->answer says why. Otherwise the store's status. */
enum fu_status fu_turn_write(struct turn_context *context, struct owed *owed,
    struct fu_parcel *parcel, struct fu_error *error);

/* Fills followup, occurrence, person, by_other and left, where an earlier attempt's row does not
 * bring them along. What is gone stays NULL. */
enum fu_status fu_turn_load(
    struct turn_context *context, struct owed *owed, struct fu_error *error);

/* Whether somebody waits for it still: it was not cancelled, left or done. It is loaded. */
bool fu_turn_is_wanted(const struct owed *owed);
/* Drops what nobody waits for any more from what was claimed again. */
enum fu_status fu_turn_drop_unwanted(struct turn_context *context, struct fu_error *error);

/* Fills what a reminder says of what comes next: reminder->next_on and followed; its recurring is
 * there already. */
enum fu_status fu_turn_foretell(struct turn_context *context, const struct owed *owed,
    struct fu_reminder *reminder, struct fu_error *error);

/* Fills owed->reminder; *why_not says why nothing may be sent, and is NULL otherwise. */
enum fu_status fu_turn_fill(struct turn_context *context, struct owed *owed, const char **why_not,
    struct fu_error *error);

/* Whether it has read and written as much as a turn may. */
bool fu_turn_is_full(const struct turn_context *context);

/* Decides which of the deliveries that were claimed for the first time go out together, and records
 * it; in a careful turn, none. */
enum fu_status fu_turn_bundle(struct turn_context *context, struct fu_error *error);

/* True for the first of its bundle among what is owed. */
bool fu_turn_leads(const struct turn_context *context, const struct owed *owed);

/* Makes the parcel of the bundle that owed leads, as fu_turn_write does. One that cannot be composed
 * is taken apart: then owed->row.bundle is 0, and that of its fellows. */
enum fu_status fu_turn_write_bundle(struct turn_context *context, struct owed *owed,
    struct fu_parcel *parcel, struct fu_error *error);

#define FU_NOT_WRITTEN "The mail could not be written"

/* Takes one out of its bundle, or all of it apart. What refuses that is put aside. */
enum fu_status fu_turn_leave_bundle(
    struct turn_context *context, struct owed *owed, struct fu_error *error);
enum fu_status fu_turn_take_apart(
    struct turn_context *context, int64_t bundle, struct fu_error *error);

/* What the person of that token, who owns the follow-up or shares in it, can do with it; goes_on:
 * it is a series of which more comes. */
void fu_turn_actions(struct turn_context *context, bool goes_on, bool owned, const char *token,
    const struct fu_action **actions, size_t *count);

/* By id, with one kept at hand. */
enum fu_status fu_turn_person(
    struct turn_context *context, int64_t id, struct fu_person **person, struct fu_error *error);

#endif
