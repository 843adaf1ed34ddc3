/* The settings of one person as text: what they are, what may be said of them, and changing them.
 * The command line, mail and the page all go through here. */
#ifndef FOLLOWUPD_FOLLOWUP_SETTINGS_CHANGE_H
#define FOLLOWUPD_FOLLOWUP_SETTINGS_CHANGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "followupd/base/memory.h"
#include "followupd/base/status.h"
#include "followupd/cadence/cadence.h"
#include "followupd/followup/act.h"
#include "followupd/record/person.h"

enum fu_setting {
    FU_SETTING_ZONE = 0,
    FU_SETTING_TIME,
    FU_SETTING_WORKDAYS,
    FU_SETTING_CONFIRM,
    FU_SETTING_REPLY_TO,
    FU_SETTING_BUNDLE,
    /* From here on the operator's to set, for they say whose mail is whose. */
    FU_SETTING_ALIASES,
    FU_SETTING_ADDRESS,
    FU_SETTING_PAUSED
};
enum { FU_SETTINGS_OWN = FU_SETTING_ALIASES, FU_SETTINGS = FU_SETTING_PAUSED + 1 };

enum { FU_ALIASES_MAX = 50 };

/* "zone", "time", "workdays", … */
const char *fu_setting_key(enum fu_setting setting);

/* Finds the setting of that key, in any case, with a blank or "-" for "_", among the first `count`.
 * False, and refusal with the nearest one, when there is none. */
bool fu_setting_find(struct fu_arena *arena, const char *key, size_t count,
    enum fu_setting *setting, struct fu_refusal *refusal);

/* The value as it is read back: "Europe/Berlin", "08:00", "mon-fri", "new"; "" for no aliases. In
 * the arena. */
const char *fu_setting_value(
    struct fu_arena *arena, const struct fu_person *person, enum fu_setting setting);

/* The words that a setting may be, for choosing; NULL and 0 when it is anything else. */
const char *const *fu_setting_words(enum fu_setting setting, size_t *count);

/* Each reads one kind of value: FU_OK, or FU_BAD_INPUT and refusal with what is near. A zone is
 * named as fu_zone_named has it; a time of day is 08:00 or a clock time of the cadence language;
 * workdays are a list of days and runs of days. */
enum fu_status fu_setting_read_zone(
    struct fu_arena *arena, const char *text, const char **zone, struct fu_refusal *refusal);
enum fu_status fu_setting_read_time(
    struct fu_arena *arena, const char *text, int *minutes, struct fu_refusal *refusal);
enum fu_status fu_setting_read_workdays(
    struct fu_arena *arena, const char *text, unsigned *workdays, struct fu_refusal *refusal);

/* A change of one person's settings under way. */
struct fu_settings_change {
    const struct fu_act *act;
    struct fu_person before;
    struct fu_person person; /* with the new values */
    bool fresh;              /* not in the store before */
    /* Set by fu_settings_write: */
    int64_t moved; /* pending follow-ups that went with the new morning time */
    int64_t kept;  /* pending follow-ups of another zone, or of other workdays, than the new ones,
                      when that was changed (CADENCE.md rule 22): fu_settings_move moves them */
    int64_t waiting; /* mails that come now that the address is paused no more */
};

/* Begins with the settings there are. */
void fu_settings_begin(
    struct fu_settings_change *change, const struct fu_act *act, const struct fu_person *person);

/* The same by address, for somebody who may be new and is made known then. FU_BAD_INPUT and refusal
 * when the address is none, ours, or not allowed; else FU_OK or the store's status. */
enum fu_status fu_settings_meet(struct fu_settings_change *change, const struct fu_act *act,
    const char *address, struct fu_refusal *refusal, struct fu_error *error);

/* Sets one value in change->person; FU_BAD_INPUT and refusal when it cannot be, which changes
 * nothing. A new address is not paused. */
enum fu_status fu_settings_set(struct fu_settings_change *change, enum fu_setting setting,
    const char *value, struct fu_refusal *refusal);

/* Writes the person, moves with a new morning time what was made without a clock time, and ends a
 * pause as fu_followup_resume does, within the caller's transaction. FU_BAD_INPUT and the sentence when an address is somebody else's
 * already; else FU_OK or the store's status. */
enum fu_status fu_settings_write(struct fu_settings_change *change, struct fu_error *error);

/* Moves the pending follow-ups of a person to their zone and workdays of today; *moved counts them.
 * Needs a transaction; afterwards the doorbell rings. */
enum fu_status fu_settings_move(const struct fu_act *act, const struct fu_person *person,
    int64_t *moved, struct fu_error *error);

#endif
