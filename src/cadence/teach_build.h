/* What the builders of lessons share: a match's words, and drafts around them. */
#ifndef FOLLOWUPD_CADENCE_TEACH_BUILD_H
#define FOLLOWUPD_CADENCE_TEACH_BUILD_H

#include "fields.h"
#include "spell.h"
#include "teach.h"

enum { HALF_DAY = 12, HOURS = 24, HOUR_MINUTES = 60, HUNDRED = 100 };

static inline const struct word *word(const struct teach_match *match, size_t part)
{
    return match->words[part - 1];
}

static inline const char *text_of(const struct teach_match *match)
{
    return match->refuser->local->text;
}

static inline size_t core_of(const struct teach_match *match)
{
    return match->refuser->local->core;
}

/* Everything in front of a part, without separators at its end. */
static inline void begin_before(struct draft *draft, const struct teach_match *match, size_t part)
{
    fu_draft_clear(draft);
    fu_draft_add_n(draft, text_of(match), match->starts[part - 1]);
}

static inline void end_behind(struct draft *draft, const struct teach_match *match, size_t part)
{
    size_t start = match->ends[part - 1];
    fu_draft_add_n(draft, text_of(match) + start, core_of(match) - start);
}

static inline void offer(struct teach_match *match, struct draft *draft)
{
    fu_cadence_offer(match->refuser, fu_draft_text(draft));
}

#endif
