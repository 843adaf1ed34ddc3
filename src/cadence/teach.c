/* Fits lessons to a refused text.
 *
 * The text is cut into the fewest words whatever the grammar says; a few such cuts are looked at.
 * What a lesson offers passes the gate of fu_cadence_offer, so a lesson that has nothing true to
 * say is passed over. */
#include "teach.h"

#include <string.h>

#include "followupd/base/text.h"

#include "spell.h"
#include "suggest.h"

/* A lesson about "every" is one about "each". */
static bool is_each(const struct word *word)
{
    return word->class == WORD_TAUGHT && word->value == TAUGHT_EACH;
}

static bool fits_word(const struct teach_part *part, const struct word *word, const char *text)
{
    if (part->class == TEACH_FIGURES) {
        if (!fu_is_digit(text[word->start])) {
            return false;
        }
    } else if (part->class == TEACH_NO_AMOUNT) {
        bool amount = text[word->start] != '0' && word->value <= FU_CADENCE_INTERVAL_MAX;
        if (word->class != WORD_NUMBER || amount) {
            return false;
        }
    } else if (part->class != word->class && !(part->class == WORD_EVERY && is_each(word))) {
        return false;
    }
    bool joined = part->joint == 0 || (part->joint == '-' ? word->dashed : !word->apart);
    return joined && (part->value == TEACH_ANY || part->value == word->value);
}

static void note(struct teach_match *match, size_t part, size_t from, size_t to)
{
    const struct word *words = match->cut->words;
    match->words[part] = to > from ? &words[from] : NULL;
    match->starts[part] = from == 0 ? 0 : words[from - 1].end;
    match->ends[part] = to == 0 ? 0 : words[to - 1].end;
}

static bool fits(struct teach_match *match, const struct lesson *lesson, size_t part, size_t at)
{
    const struct cut *cut = match->cut;
    if (part == lesson->count) {
        return at == cut->count;
    }
    if (lesson->parts[part].class == TEACH_MANY) {
        for (size_t to = at; to <= cut->count; to++) {
            note(match, part, at, to);
            if (fits(match, lesson, part + 1, to)) {
                return true;
            }
        }
        return false;
    }
    if (at == cut->count ||
        !fits_word(&lesson->parts[part], &cut->words[at], match->refuser->local->text)) {
        return false;
    }
    note(match, part, at, at + 1);
    return fits(match, lesson, part + 1, at + 1);
}

/* Adds a slice of the text; separators at its beginning only where they separate. */
static void add_slice(struct draft *draft, const char *text, size_t start, size_t end)
{
    bool fresh = draft->length == 0 || fu_words_separator(draft->text[draft->length - 1]);
    while (fresh && start < end && fu_words_separator(text[start])) {
        start++;
    }
    fu_draft_add_n(draft, text + start, end - start);
}

static const char *full_name(const struct word *word)
{
    switch (word->class) {
    case WORD_UNIT:
        return fu_unit_names[word->value];
    case WORD_MONTH:
        return fu_month_names[word->value - 1];
    default:
        return fu_weekday_names[word->value % 7];
    }
}

static void add_part(struct draft *draft, const struct teach_match *match, char what, size_t part)
{
    const struct word *word = match->words[part];
    if (what == '~') {
        fu_draft_add(draft, word->value == 1 ? "" : "s");
    } else if (what == '$') {
        add_slice(draft, match->refuser->local->text, match->starts[part], match->ends[part]);
    } else if (what == '#') {
        fu_draft_number(draft, word->value, 1);
    } else if (what == '^') {
        fu_draft_ordinal(draft, word->value);
    } else {
        fu_draft_add(draft, full_name(word));
    }
}

void fu_teach_offer(struct teach_match *match, const char *template)
{
    struct draft draft;
    fu_draft_clear(&draft);
    for (const char *at = template; *at != '\0'; at++) {
        if (strchr("$#^&~", *at) != NULL) {
            add_part(&draft, match, *at, (size_t)(at[1] - '1'));
            at++;
        } else {
            fu_draft_add_n(&draft, at, 1);
        }
    }
    fu_cadence_offer(match->refuser, fu_draft_text(&draft));
}

/* The classes of the words of a cut, a bit each. */
static uint64_t classes_of(const struct cut *cut)
{
    uint64_t classes = 0;
    for (size_t i = 0; i < cut->count; i++) {
        classes |= UINT64_C(1) << (is_each(&cut->words[i]) ? WORD_EVERY : cut->words[i].class);
        classes |= UINT64_C(1) << cut->words[i].class;
    }
    return classes;
}

/* Whether a cut has words of all classes that a lesson is about; most lessons end here. */
static bool has_words_for(const struct lesson *lesson, uint64_t classes)
{
    for (size_t part = 0; part < lesson->count; part++) {
        unsigned class = lesson->parts[part].class;
        if (class < WORD_CLASS_COUNT && (classes >> class & 1) == 0) {
            return false;
        }
    }
    return true;
}

/* How a lesson went. */
enum outcome { OUTCOME_UNFIT, OUTCOME_SILENT, OUTCOME_TAUGHT };

static enum outcome apply(
    struct refuser *refuser, const struct lesson *lesson, const struct cut *cut)
{
    struct teach_match match = {.refuser = refuser, .cut = cut, .count = lesson->count};
    if (!fits(&match, lesson, 0, 0)) {
        return OUTCOME_UNFIT;
    }
    refuser->refusal->reason = lesson->reason;
    for (size_t i = 0; i < TEACH_OFFERS_MAX && lesson->offers[i] != NULL; i++) {
        fu_teach_offer(&match, lesson->offers[i]);
    }
    if (lesson->build != NULL) {
        lesson->build(&match);
    }
    if (refuser->refusal->suggestion_count > 0) {
        return OUTCOME_TAUGHT;
    }
    return refuser->refusal->reason[0] == '\0' ? OUTCOME_UNFIT : OUTCOME_SILENT;
}

bool fu_cadence_teach(struct refuser *refuser, const struct cutting *cutting)
{
    const char *first = "";
    uint64_t classes[CUTS_MAX];
    for (size_t cut = 0; cut < cutting->count; cut++) {
        classes[cut] = classes_of(&cutting->cuts[cut]);
    }
    for (size_t i = 0; i < fu_lesson_count; i++) {
        for (size_t cut = 0; cut < cutting->count; cut++) {
            enum outcome outcome = has_words_for(&fu_lessons[i], classes[cut])
                                       ? apply(refuser, &fu_lessons[i], &cutting->cuts[cut])
                                       : OUTCOME_UNFIT;
            if (outcome == OUTCOME_TAUGHT) {
                return true;
            }
            if (outcome == OUTCOME_SILENT && first[0] == '\0') {
                first = refuser->refusal->reason;
            }
        }
    }
    refuser->refusal->reason = first;
    return false;
}
