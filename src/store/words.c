/* The words for states and kinds.
 *
 * What stands in the file is not trusted: a word that no enum has is a damaged file. */
#include "words.h"

#include <string.h>

#define COUNT(table) (sizeof(table) / sizeof *(table))

static const char *const confirm[] = {
    [FU_CONFIRM_NEVER] = "never",
    [FU_CONFIRM_NEW] = "new",
    [FU_CONFIRM_ALWAYS] = "always",
};
static const char *const reply_to[] = {
    [FU_REPLY_FOLLOWUP] = "followup",
    [FU_REPLY_THREAD] = "thread",
};
static const char *const attempt[] = {
    [FU_ATTEMPT_TRYING] = "trying",
    [FU_ATTEMPT_FILING] = "filing",
    [FU_ATTEMPT_WAITING] = "waiting",
    [FU_ATTEMPT_QUARANTINED] = "quarantined",
};
static const char *const recurrence[] = {
    [FU_ONCE] = "once",
    [FU_RECURRING] = "recurring",
};
static const char *const occurrence[] = {
    [FU_OCCURRENCE_PENDING] = "pending",
    [FU_OCCURRENCE_FIRED] = "fired",
    [FU_OCCURRENCE_DONE] = "done",
    [FU_OCCURRENCE_SKIPPED] = "skipped",
    [FU_OCCURRENCE_CANCELLED] = "cancelled",
};
static const char *const kind[] = {
    [FU_REMINDER] = "reminder",
    [FU_TASK] = "task",
};
static const char *const followup[] = {
    [FU_PENDING] = "pending",
    [FU_DONE] = "done",
    [FU_CANCELLED] = "cancelled",
    [FU_FAILED] = "failed",
};
static const char *const delivery[] = {
    [FU_DELIVERY_QUEUED] = "queued",
    [FU_DELIVERY_SENDING] = "sending",
    [FU_DELIVERY_SENT] = "sent",
    [FU_DELIVERY_FAILED] = "failed",
    [FU_DELIVERY_UNSURE] = "unsure",
};
static const char *const session[] = {
    [FU_SESSION_LINK] = "link",
    [FU_SESSION_BROWSER] = "browser",
};
static const char *const place[] = {
    [FU_PLACE_BCC] = "bcc",
    [FU_PLACE_TO] = "to",
    [FU_PLACE_CC] = "cc",
};

const struct fu_words fu_words_confirm = {confirm, COUNT(confirm)};
const struct fu_words fu_words_reply_to = {reply_to, COUNT(reply_to)};
const struct fu_words fu_words_attempt = {attempt, COUNT(attempt)};
const struct fu_words fu_words_recurrence = {recurrence, COUNT(recurrence)};
const struct fu_words fu_words_occurrence = {occurrence, COUNT(occurrence)};
const struct fu_words fu_words_kind = {kind, COUNT(kind)};
const struct fu_words fu_words_followup = {followup, COUNT(followup)};
const struct fu_words fu_words_delivery = {delivery, COUNT(delivery)};
const struct fu_words fu_words_session = {session, COUNT(session)};
const struct fu_words fu_words_place = {place, COUNT(place)};

void fu_put_word(struct fu_query *query, const struct fu_words *words, int value)
{
    bool known = (size_t)value < words->count; /* what is below 0 is beyond it, too */
    fu_put_text(query, known ? words->items[value] : "unknown");
}

int fu_take_word(struct fu_query *query, const struct fu_words *words)
{
    const char *word = fu_peek_text(query);
    for (size_t i = 0; i < words->count; i++) {
        if (strcmp(word, words->items[i]) == 0) {
            return (int)i;
        }
    }
    query->code = SQLITE_CORRUPT;
    return 0;
}
