/* The sentences of our answers, and of what actions report. Texts only: who gets them is the followup room's to say. */
#ifndef FOLLOWUPD_MAIL_ANSWERS_H
#define FOLLOWUPD_MAIL_ANSWERS_H

#include "followupd/base/memory.h"
#include "followupd/mail/compose.h"

/* A request that made nothing: why, and what would have been understood. */
void fu_answer_refused(struct fu_arena *arena, const char *reason, const char *const *suggestions,
    size_t count, struct fu_answer *answer);

/* What an action did: sentence is one of fu_say_* below. */
void fu_answer_result(struct fu_arena *arena, const char *sentence, struct fu_answer *answer);

/* A command this service does not answer by mail. */
void fu_answer_unserved(struct fu_arena *arena, const char *word, struct fu_answer *answer);

/* A reply to a reminder whose first line is no action. */
void fu_answer_prose(struct fu_arena *arena, struct fu_answer *answer);

/* A token that opens nothing for this person. */
void fu_answer_expired(struct fu_arena *arena, struct fu_answer *answer);

/* What actions report; about is the follow-up's subject, when a moment in words. */
const char *fu_say_none(struct fu_arena *arena, int64_t id);
const char *fu_say_made(struct fu_arena *arena, const char *about, const char *english, const char *when);
const char *fu_say_snoozed(struct fu_arena *arena, const char *about, const char *when);
const char *fu_say_snoozed_already(struct fu_arena *arena, const char *about, const char *when);
const char *fu_say_done(struct fu_arena *arena, const char *about, const char *next);
const char *fu_say_done_already(struct fu_arena *arena, const char *about);
const char *fu_say_skipped(struct fu_arena *arena, const char *about, const char *when, const char *next);
const char *fu_say_nothing_to_skip(struct fu_arena *arena, const char *about);
const char *fu_say_cancelled(struct fu_arena *arena, const char *about);
const char *fu_say_cancelled_already(struct fu_arena *arena, const char *about);
const char *fu_say_left(struct fu_arena *arena, const char *about);
const char *fu_say_undone(struct fu_arena *arena, const char *what, const char *about);
const char *fu_say_nothing_to_undo(struct fu_arena *arena, const char *about);
const char *fu_say_overtaken(struct fu_arena *arena, const char *what, const char *about);
const char *fu_say_edited(struct fu_arena *arena, const char *about, const char *english, const char *when);
const char *fu_say_unchanged(struct fu_arena *arena, const char *about);

#endif
