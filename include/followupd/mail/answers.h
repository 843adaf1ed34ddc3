/* The sentences of our answers. Texts only: who gets them is the followup room's to say. */
#ifndef FOLLOWUPD_MAIL_ANSWERS_H
#define FOLLOWUPD_MAIL_ANSWERS_H

#include "followupd/base/memory.h"
#include "followupd/mail/compose.h"

/* What an action did: sentence is one of fu_say_* (mail/say.h). */
void fu_answer_result(struct fu_arena *arena, const char *sentence, struct fu_answer *answer);

/* A reply to a reminder whose first line is no action. line is what was read, "" when no line was
 * new, NULL when nothing could be read; others: it went to other people as well. */
void fu_answer_prose(
    struct fu_arena *arena, const char *line, bool others, struct fu_answer *answer);

/* That what the mail said could not be read, why, and what to do; nothing when it was not sealed. */
void fu_answer_sealed(struct fu_arena *arena, enum fu_sealed sealed, struct fu_answer *answer);

/* At another address of theirs: mail to this one fails for good, and why. help is an address of
 * ours that they may write to from there once it works. */
void fu_answer_paused(struct fu_arena *arena, const char *address, const char *why,
    const char *help, struct fu_answer *answer);
/* The same in one more paragraph of some other answer; refused: not by whoever runs the service. */
void fu_answer_also_paused(
    struct fu_arena *arena, const char *address, bool refused, struct fu_answer *answer);
/* The address works again; waiting reminders that came due meanwhile come now. */
void fu_answer_resumed(struct fu_arena *arena, const char *address, bool refused, int64_t waiting,
    struct fu_answer *answer);

/* A token that opens nothing for this person. */
void fu_answer_expired(struct fu_arena *arena, struct fu_answer *answer);
/* A word that does something, "done", without a token: of which follow-up? */
void fu_answer_which(struct fu_arena *arena, const char *word, struct fu_answer *answer);

/* After a restore: reminders that are kept back since they may have arrived before. made is when the
 * backup was made, in words; list the address that answers with a list; the sections are the
 * caller's. */
void fu_answer_restored(struct fu_arena *arena, const char *made, const char *list,
    const struct fu_section *sections, size_t count, struct fu_answer *answer);
/* The same to somebody to whom nothing was sent then, once their pause has ended. */
void fu_answer_held_still(struct fu_arena *arena, const char *list,
    const struct fu_section *sections, size_t count, struct fu_answer *answer);
/* After everything was exported on one machine and imported on another: the same. */
void fu_answer_moved(struct fu_arena *arena, const char *made, const char *list,
    const struct fu_section *sections, size_t count, struct fu_answer *answer);
/* After mails were read again: the same. */
void fu_answer_recovered(struct fu_arena *arena, const char *list,
    const struct fu_section *sections, size_t count, struct fu_answer *answer);
/* Its subject; what stands below each of them, and below the last that is shown. */
const char *fu_answer_restored_subject(size_t count);
const char *fu_answer_was_due(struct fu_arena *arena, const char *when, bool unsent);
const char *fu_answer_more(struct fu_arena *arena, size_t count);
/* The title of one of several, and what a reply does: to one alone, and to several by the numbers
 * of the first and the last. */
const char *fu_answer_numbered(struct fu_arena *arena, int64_t number, const char *about);
const char *fu_answer_reply_one(void);
const char *fu_answer_reply_numbered(struct fu_arena *arena, int64_t first, int64_t last);

/* A reminder that could not be made, and its subject; due says when it was, or is "". */
void fu_answer_aside(struct fu_arena *arena, const char *about, const char *due,
    struct fu_answer *answer);
const char *fu_answer_aside_subject(void);

/* The link that signs somebody in to the pages; until is the clock time at which it ends. */
void fu_answer_signin(
    struct fu_arena *arena, const char *link, const char *until, struct fu_answer *answer);

/* For operators: the first `told` sections are wrong, the `ended` ones behind them are well again. */
void fu_answer_alert(struct fu_arena *arena, const struct fu_section *sections, size_t told,
    size_t ended, struct fu_answer *answer);

#endif
