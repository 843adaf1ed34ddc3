/* The sentences of reminders, and the words around links and quotations. Clean, in the arena or
 * constant. */
#ifndef FU_MAIL_TEXTS_H
#define FU_MAIL_TEXTS_H

#include <stddef.h>
#include <stdint.h>

#include "followupd/base/memory.h"
#include "followupd/mail/compose.h"

/* A subject where there is none: mail without one is taken for junk. */
extern const char fu_text_no_subject[];

/* Above the actions of a reminder, as buttons and as addresses. */
extern const char fu_text_offer[];
extern const char fu_text_offer_by_mail[];
/* Above other actions that go by mail, and by the web alone. */
extern const char fu_text_act_by_mail[];
extern const char fu_text_act_by_mail_once[];
extern const char fu_text_act_by_words[];
extern const char fu_text_act_by_words_once[];
extern const char fu_text_act_by_web[];
extern const char fu_text_on_the_web[];
extern const char fu_text_see_on_the_web[];
extern const char fu_text_by_mail[];
/* In front of the words that a mail must have to do something. */
extern const char fu_text_with_words[];
/* Which words a reply may begin with. */
extern const char fu_text_reply_once[];
extern const char fu_text_reply_series[];
extern const char fu_text_reply_shared[];
/* The body of the mail that an action's link writes. */
extern const char fu_text_action_body[];
extern const char fu_text_cut[];

/* "Open since 20 November, for the fourth time." of a task that came back; "" otherwise. */
const char *fu_text_open(struct fu_arena *arena, const struct fu_reminder *reminder);
/* Why a reminder came, and when it comes next. */
const char *fu_text_why(struct fu_arena *arena, const struct fu_reminder *reminder);
/* How late it is, and what it stands for; "" for neither. */
const char *fu_text_late(struct fu_arena *arena, const struct fu_reminder *reminder);
const char *fu_text_folded(struct fu_arena *arena, const struct fu_reminder *reminder);

/* "with Bob and Carol"; "" for nobody. */
const char *fu_text_with(struct fu_arena *arena, const struct fu_mailbox *people, size_t count);
/* "With Bob and Carol.", for a line of its own; "" for "". */
const char *fu_text_with_whom(struct fu_arena *arena, const char *with);
/* A bundle's subject, its first line, the title of each of its reminders, and what a reply does. */
const char *fu_text_bundle_subject(struct fu_arena *arena, size_t count, const char *day);
const char *fu_text_bundle(struct fu_arena *arena, size_t count);
const char *fu_text_numbered(struct fu_arena *arena, int64_t number, const char *subject);
const char *fu_text_reply_numbered(struct fu_arena *arena, int64_t first, int64_t last);
/* "Write to Bob and Carol"; left_out of them found no room in the link. */
const char *fu_text_write_to(
    struct fu_arena *arena, const struct fu_mailbox *people, size_t count, size_t left_out);
/* "On 18 November 2026 at 10:30, Alice <alice@example.org> wrote:"; "" when neither is known. */
const char *fu_text_attribution(struct fu_arena *arena, const char *on, const char *by);
const char *fu_text_left_out(struct fu_arena *arena, enum fu_left_out why, size_t attachments);
/* The subject of the mail that an action's link writes. */
const char *fu_text_action_subject(struct fu_arena *arena, const char *label, const char *subject);

#endif
