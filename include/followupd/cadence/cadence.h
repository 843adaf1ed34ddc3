/* The cadence language of CADENCE.md: text to fields, fields to a schedule, a schedule to instants.
 *
 * Phase one (fu_cadence_parse) reads words and knows no "now". Phase two (fu_cadence_schedule) applies the moment
 * of sending, the zone and the person's settings. Both refuse with a sentence and up to three texts that would be accepted. */
#ifndef FOLLOWUPD_CADENCE_CADENCE_H
#define FOLLOWUPD_CADENCE_CADENCE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "followupd/base/instant.h"
#include "followupd/base/memory.h"
#include "followupd/base/status.h"
#include "followupd/cadence/holidays.h"
#include "followupd/record/request.h"
#include "followupd/record/schedule.h"

enum {
    FU_CADENCE_TEXT_MAX = 128,     /* bytes of a cadence with its flags and tags; a longer one is refused */
    FU_CADENCE_INTERVAL_MAX = 1000,
    FU_CADENCE_YEARS_MAX = 100,    /* nothing beyond */
    FU_CADENCE_TAGS_MAX = 8,
    FU_CADENCE_TAG_LENGTH_MAX = 16
};

/* Why a text makes no schedule. */
struct fu_refusal {
    const char *reason; /* one sentence that names the trouble */
    const char *suggestions[FU_SUGGESTIONS_MAX]; /* texts that are accepted as they stand */
    size_t suggestion_count;
};

/* Phase one's fields; opaque. Lives in the arena. */
struct fu_cadence;

/* Where and for whom a cadence is read. */
struct fu_cadence_setting {
    fu_instant sent;  /* what it counts from */
    const char *zone; /* IANA name that fu_zone_find knows */
    int morning;      /* minutes after midnight */
    unsigned workdays;
    const struct fu_holidays *holidays; /* NULL: none */
    int64_t shortest; /* seconds; the shortest recurring interval */
    /* A series begins with its first moment after this, and is counted from there; with its first
     * after sent where its end leaves none. Of no meaning up to sent. */
    fu_instant arrived;
};

/* Reads a whole local part, or the same language with spaces as it is typed elsewhere: FU_OK and *cadence, or
 * FU_BAD_INPUT and *refusal. Neither needs the other initialised; text is length bytes of anything. */
enum fu_status fu_cadence_parse(struct fu_arena *arena, const char *text, size_t length, struct fu_cadence **cadence,
    struct fu_refusal *refusal);

/* FU_OK and *schedule, or FU_BAD_INPUT and *refusal. */
enum fu_status fu_cadence_schedule(struct fu_arena *arena, const struct fu_cadence *cadence,
    const struct fu_cadence_setting *setting, struct fu_schedule *schedule, struct fu_refusal *refusal);

/* Both phases at once; flags and tags too when the pointers are not NULL. */
enum fu_status fu_cadence_read(struct fu_arena *arena, const char *text, size_t length,
    const struct fu_cadence_setting *setting, struct fu_schedule *schedule, unsigned *flags, const char **tags,
    struct fu_refusal *refusal);

/* The series that a one-off of rule 9 may have been meant for, which its confirmation names: "everylastfriday" for "lastfriday",
 * "every15th9am" for "15th9am"; "" for a text that comes once by its nature. canonical is a schedule's. */
const char *fu_cadence_recurring(struct fu_arena *arena, const char *canonical);

/* enum fu_flag mask of record/followup.h. */
unsigned fu_cadence_flags(const struct fu_cadence *cadence);

/* "acme,garden" in lower case, "" for none. */
const char *fu_cadence_tags(const struct fu_cadence *cadence);

/* The canonical spelling with flags and tags: parsing it gives the same cadence (rule 23). */
const char *fu_cadence_canonical(struct fu_arena *arena, const struct fu_cadence *cadence);

#endif
