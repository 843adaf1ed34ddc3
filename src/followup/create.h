/* Making a follow-up: rows for itself, its people, its first occurrence and its history. */
#ifndef FOLLOWUP_CREATE_H
#define FOLLOWUP_CREATE_H

#include <stdbool.h>

#include "followupd/base/memory.h"
#include "followupd/base/status.h"
#include "followupd/cadence/cadence.h"
#include "followupd/followup/settings.h"
#include "followupd/record/followup.h"
#include "followupd/record/person.h"
#include "followupd/store/store.h"

struct creation {
    const struct fu_person *owner;
    const int64_t *others; /* people who share in it */
    size_t other_count;
    int64_t letter;
    const char *subject;
    const char *note;
    bool to_self;
    fu_instant sent;             /* what it counts from */
    fu_instant arrived;          /* a series begins with its first moment after this */
    const unsigned char *digest; /* NULL without a mail */
};

struct created {
    int64_t followup;
    bool known;       /* this very request was there before; nothing was made */
    fu_instant first; /* its first moment, which may have passed */
    struct fu_schedule schedule;
    unsigned flags;
    struct fu_refusal refusal; /* with FU_BAD_INPUT */
};

/* Where and for whom a cadence is read that arrives as it is sent. */
void fu_creation_setting(const struct fu_settings *settings, const struct fu_person *owner,
    fu_instant sent, struct fu_cadence_setting *setting);

/* Reads a new time of a follow-up that there is (NULL: whichever it is) for somebody; a series
 * begins with its first moment after `arrived`. Flags and tags that it does not have would be
 * dropped: they are refused, with the bare time. FU_OK, or FU_BAD_INPUT and *refusal. */
enum fu_status fu_read_change(const struct fu_settings *settings, struct fu_arena *arena,
    const struct fu_person *person, fu_instant sent, fu_instant arrived,
    const struct fu_followup *followup, const char *cadence, struct fu_schedule *schedule,
    struct fu_refusal *refusal);

/* The same for a snooze, which must come once. */
enum fu_status fu_read_snooze(const struct fu_settings *settings, struct fu_arena *arena,
    const struct fu_person *person, fu_instant sent, const struct fu_followup *followup,
    const char *cadence, struct fu_schedule *schedule, struct fu_refusal *refusal);

/* Whether a cadence that counts from `sent`, and arrives now, has a moment to come; *schedule is
 * what it makes then. False also when it makes none. */
bool fu_creation_lies_ahead(const struct fu_settings *settings, struct fu_arena *arena,
    const struct fu_person *owner, const char *cadence, fu_instant sent, fu_instant now,
    struct fu_schedule *schedule);

/* FU_BAD_INPUT and created->refusal when the cadence makes no schedule; otherwise FU_OK or the
 * store's status. */
enum fu_status fu_create_followup(struct fu_store *store, const struct fu_settings *settings,
    struct fu_arena *arena, const struct creation *creation, const char *cadence, fu_instant now,
    struct created *created, struct fu_error *error);

/* The first moment of a schedule after `after` that is not left out; FU_NEVER in *moment when there
 * is none. */
enum fu_status fu_next_moment(struct fu_store *store, const struct fu_settings *settings,
    struct fu_arena *arena, int64_t followup, const struct fu_schedule *schedule, fu_instant after,
    fu_instant *moment, struct fu_error *error);

/* The morning of the next workday after `after`, by the zone and the workdays that the follow-up
 * was made with (CADENCE.md rule 22). FU_PERMANENT when it cannot be found. */
enum fu_status fu_next_workday(const struct fu_settings *settings, struct fu_arena *arena,
    const struct fu_person *owner, const struct fu_followup *followup, fu_instant after,
    fu_instant *moment, struct fu_error *error);

#endif
