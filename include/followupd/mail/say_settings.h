/* What is said of a setting that cannot be, one sentence each: on the command line, in mail, on the
 * page. */
#ifndef FOLLOWUPD_MAIL_SAY_SETTINGS_H
#define FOLLOWUPD_MAIL_SAY_SETTINGS_H

#include <stdbool.h>

#include "followupd/base/memory.h"

/* A key that is none. */
const char *fu_say_no_setting(struct fu_arena *arena, const char *key);

/* One that only the operator sets. */
const char *fu_say_operators_setting(struct fu_arena *arena, const char *key);

/* `paused`, which nobody sets for themselves. */
const char *fu_say_pause(void);

/* A setting is that now, or was before. */
const char *fu_say_setting(
    struct fu_arena *arena, const char *key, const char *value, bool changed);

/* `move: yes` was understood. */
const char *fu_say_taken_along(void);

/* No time zone, with the nearest to follow; and where none is near. */
const char *fu_say_no_zone(struct fu_arena *arena, const char *value);
const char *fu_say_zone_form(struct fu_arena *arena, const char *value);

/* No time of day. */
const char *fu_say_no_time(struct fu_arena *arena, const char *value);

/* No days of the week. */
const char *fu_say_no_workdays(struct fu_arena *arena, const char *value);

/* None of the words of a setting; values is "always, new or never". */
const char *fu_say_no_value(
    struct fu_arena *arena, const char *key, const char *value, const char *values);

/* Nobody's address: none at all, one of ours, one that is not allowed. */
const char *fu_say_no_address(struct fu_arena *arena, const char *value);
const char *fu_say_own_address(struct fu_arena *arena, const char *address);
const char *fu_say_not_allowed(struct fu_arena *arena, const char *address);

/* More than a person may have. */
const char *fu_say_many_aliases(struct fu_arena *arena, int most);

#endif
