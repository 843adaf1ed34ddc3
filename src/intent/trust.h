/* Whether From is believed. */
#ifndef FU_INTENT_TRUST_H
#define FU_INTENT_TRUST_H

#include <stdbool.h>

#include "followupd/base/memory.h"
#include "followupd/record/letter.h"
#include "followupd/record/request.h"
#include "followupd/record/rules.h"

/* True, and why, when the rules' sender check finds that the letter is from whom its single From
 * names; else false, why not, and what would cure it. person is who the store knows under From, ""
 * for nobody. Sets decision->reason, decision->cure and decision->handed_in only. */
bool fu_trust_sender(struct fu_arena *arena, const struct fu_rules *rules,
    const struct fu_letter *letter, const char *person, struct fu_decision *decision);

#endif
