/* The sentences that actions report, by mail, on the page and on the command line. */
#ifndef FOLLOWUPD_MAIL_SAY_H
#define FOLLOWUPD_MAIL_SAY_H

#include <stdbool.h>
#include <stdint.h>

#include <stddef.h>

#include "followupd/base/memory.h"
#include "followupd/record/letter.h"

/* about is the follow-up's subject, when a moment in words, next one or "". */
const char *fu_say_none(struct fu_arena *arena, int64_t id);

/* Why a line of a reply to a list does nothing that is a time by itself, though it begins with what
 * may be a number: rest is what stands behind that. */
const char *fu_say_time_or_number(
    struct fu_arena *arena, const char *line, int64_t number, const char *rest);
/* The same for one that does not begin with a number. */
const char *fu_say_number_first(void);
/* For one below a mail of ours that is quoted without marks. */
const char *fu_say_line_below(void);
/* For one behind so many lines, which are all that is read of a mail. */
const char *fu_say_line_beyond(struct fu_arena *arena, int read);
const char *fu_say_made(struct fu_arena *arena, const char *about, const char *english, const char *when);
/* They have as many as one person may. */
const char *fu_say_too_many(struct fu_arena *arena, int64_t pending);
const char *fu_say_snoozed(struct fu_arena *arena, const char *about, const char *when);
/* Its moment had passed when it was asked for. */
const char *fu_say_snoozed_late(struct fu_arena *arena, const char *about, const char *when);
const char *fu_say_snoozed_already(struct fu_arena *arena, const char *about, const char *when);
const char *fu_say_done(struct fu_arena *arena, const char *about, const char *next);
const char *fu_say_done_for_you(struct fu_arena *arena, const char *about);
const char *fu_say_done_already(struct fu_arena *arena, const char *about);
/* There is nothing yet that could be done with. */
const char *fu_say_not_come(struct fu_arena *arena, const char *about, const char *next);
/* What was done is not the last that came: since, that came after they said so. */
const char *fu_say_done_before(struct fu_arena *arena, const char *about, const char *since);
const char *fu_say_came_since(struct fu_arena *arena, const char *about, const char *since);
/* The same where the mail of that one waits to be sent. */
const char *fu_say_done_before_waiting(
    struct fu_arena *arena, const char *about, const char *waiting);
const char *fu_say_waits(struct fu_arena *arena, const char *about, const char *waiting);
const char *fu_say_came_unskipped(
    struct fu_arena *arena, const char *about, const char *since, const char *next);
const char *fu_say_skipped(struct fu_arena *arena, const char *about, const char *when, const char *next);
/* Nothing more comes to whoever left it out, and something to others. */
const char *fu_say_skipped_for_you(struct fu_arena *arena, const char *about, const char *when);
const char *fu_say_not_yours_to_skip(struct fu_arena *arena, const char *about);
const char *fu_say_nothing_to_skip(struct fu_arena *arena, const char *about);
/* What comes is a snooze, or a task that comes back. */
const char *fu_say_not_its_own_to_skip(struct fu_arena *arena, const char *about, const char *next);
const char *fu_say_cancelled(struct fu_arena *arena, const char *about);
const char *fu_say_cancelled_already(struct fu_arena *arena, const char *about);
const char *fu_say_left(struct fu_arena *arena, const char *about);
const char *fu_say_left_over(struct fu_arena *arena, const char *about);
const char *fu_say_left_already(struct fu_arena *arena, const char *about);
const char *fu_say_undone(struct fu_arena *arena, const char *what, const char *about);
const char *fu_say_nothing_to_undo(struct fu_arena *arena, const char *about);
/* To a button of an old page, or one that was pressed twice. */
const char *fu_say_undone_already(struct fu_arena *arena, const char *what, const char *about);
const char *fu_say_undo_outdated(struct fu_arena *arena, const char *what, const char *about);
const char *fu_say_skip_over(
    struct fu_arena *arena, const char *about, const char *when, bool skipped);
const char *fu_say_made_already(struct fu_arena *arena);
/* Too late; both say what does it instead. The second is of its making. */
const char *fu_say_overtaken(struct fu_arena *arena, const char *what, const char *about);
const char *fu_say_made_overtaken(struct fu_arena *arena, const char *about);
/* To somebody who takes back what they did, when its owner has ended it since. */
const char *fu_say_ended_for_all(struct fu_arena *arena, const char *about);
const char *fu_say_edited(struct fu_arena *arena, const char *about, const char *english, const char *when);
const char *fu_say_not_yours_to_change(struct fu_arena *arena, const char *about);
const char *fu_say_unchanged(struct fu_arena *arena, const char *about);
/* "every Monday at 08:00 (Europe/Berlin)": of a series whose zone is not its reader's. */
const char *fu_say_of_zone(struct fu_arena *arena, const char *english, const char *zone);
/* In front of why a text was refused: the address whose word is near to it, and help@. */
const char *fu_say_near(
    struct fu_arena *arena, const char *address, const char *help, const char *reason);
/* "", " Perhaps you meant 15th.", " Perhaps you meant 15th, 15h or 3pm.": to stand behind why a text
 * was refused. */
const char *fu_say_perhaps(struct fu_arena *arena, const char *const *texts, size_t count);

/* What stands in the place of a text that could not be read. */
const char *fu_say_sealed(enum fu_sealed sealed);

/* What a link that takes the end of another follow-up back is called; which tells it from others of
 * that subject, "" where there are none. */
const char *fu_say_back(struct fu_arena *arena, const char *about, const char *which);

/* The label of a link that ends a follow-up, likewise. */
const char *fu_say_end(struct fu_arena *arena, const char *about, const char *which);

/* A line of a reply that was not understood. */
const char *fu_say_line_refused(
    struct fu_arena *arena, const char *reason, const char *const *texts, size_t count);

#endif
