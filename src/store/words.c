/* The words for states and kinds.
 *
 * What stands in the file is not trusted: a word that no enum has is a damaged file. */
#include "words.h"

#include <string.h>

#define WORDS(name, ...)                                                                           \
    static const char *const name##_items[] = {__VA_ARGS__};                                       \
    const struct fu_words name = {name##_items, sizeof name##_items / sizeof *name##_items}

WORDS(fu_words_confirm, [FU_CONFIRM_NEVER] = "never", [FU_CONFIRM_NEW] = "new",
    [FU_CONFIRM_ALWAYS] = "always");
WORDS(fu_words_reply_to, [FU_REPLY_FOLLOWUP] = "followup", [FU_REPLY_THREAD] = "thread");
WORDS(fu_words_attempt, [FU_ATTEMPT_TRYING] = "trying", [FU_ATTEMPT_FILING] = "filing",
    [FU_ATTEMPT_WAITING] = "waiting", [FU_ATTEMPT_QUARANTINED] = "quarantined");
WORDS(fu_words_recurrence, [FU_ONCE] = "once", [FU_RECURRING] = "recurring");
WORDS(fu_words_occurrence, [FU_OCCURRENCE_PENDING] = "pending", [FU_OCCURRENCE_FIRED] = "fired",
    [FU_OCCURRENCE_DONE] = "done", [FU_OCCURRENCE_SKIPPED] = "skipped",
    [FU_OCCURRENCE_CANCELLED] = "cancelled");
WORDS(fu_words_kind, [FU_REMINDER] = "reminder", [FU_TASK] = "task");
WORDS(fu_words_followup, [FU_PENDING] = "pending", [FU_DONE] = "done", [FU_CANCELLED] = "cancelled",
    [FU_FAILED] = "failed");
WORDS(fu_words_delivery, [FU_DELIVERY_QUEUED] = "queued", [FU_DELIVERY_SENDING] = "sending",
    [FU_DELIVERY_SENT] = "sent", [FU_DELIVERY_FAILED] = "failed", [FU_DELIVERY_UNSURE] = "unsure");

void fu_put_word(struct fu_query *query, const struct fu_words *words, int value)
{
    bool known = value >= 0 && (size_t)value < words->count;
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
