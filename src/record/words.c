/* The words for states and kinds, as listings, the store and JSON show them.
 *
 * One table each, in the order of its enum. A value outside its enum is "unknown"; a word outside
 * its table is -1. */
#include <stddef.h>
#include <string.h>

#include "followupd/record/delivery.h"
#include "followupd/record/followup.h"

#define COUNT(table) (sizeof(table) / sizeof *(table))

static const char *const followup_states[] = {
    [FU_PENDING] = "pending",
    [FU_DONE] = "done",
    [FU_CANCELLED] = "cancelled",
    [FU_FAILED] = "failed",
};

static const char *const followup_kinds[] = {
    [FU_REMINDER] = "reminder",
    [FU_TASK] = "task",
};

static const char *const delivery_states[] = {
    [FU_DELIVERY_QUEUED] = "queued",
    [FU_DELIVERY_SENDING] = "sending",
    [FU_DELIVERY_SENT] = "sent",
    [FU_DELIVERY_FAILED] = "failed",
    [FU_DELIVERY_UNSURE] = "unsure",
};

static const char *word_of(const char *const *words, size_t count, size_t value)
{
    return value < count ? words[value] : "unknown";
}

const char *fu_followup_state_word(enum fu_followup_state state)
{
    return word_of(followup_states, COUNT(followup_states), (size_t)state);
}

const char *fu_followup_kind_word(enum fu_followup_kind kind)
{
    return word_of(followup_kinds, COUNT(followup_kinds), (size_t)kind);
}

int fu_followup_state_parse(const char *word)
{
    for (size_t i = 0; i < COUNT(followup_states); i++) {
        if (strcmp(word, followup_states[i]) == 0) {
            return (int)i;
        }
    }
    return -1;
}

const char *fu_delivery_state_word(enum fu_delivery_state state)
{
    return word_of(delivery_states, COUNT(delivery_states), (size_t)state);
}
