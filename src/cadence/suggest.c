/* What a refused text resembles: corrections of one misspelt word, and parts that can be read.
 *
 * Every text that resembles it passes the gate of fu_cadence_offer, which bounds how many are
 * tried. */
#include "suggest.h"

#include <string.h>

#include "followupd/base/text.h"

#include "correct.h"
#include "spell.h"
#include "strip.h"
#include "words.h"

static bool try_correction(struct refuser *refuser, const struct correction *correction)
{
    const struct local *local = refuser->local;
    struct draft draft;
    char word[WORD_LENGTH_MAX + 1];
    fu_words_plain(correction->entry, word);
    fu_draft_clear(&draft);
    fu_draft_add_n(&draft, local->text, correction->start);
    fu_draft_add(&draft, word);
    fu_draft_add_n(&draft, local->text + correction->end, local->core - correction->end);
    return fu_cadence_offer(refuser, fu_draft_text(&draft));
}

/* Of one misspelt word, at most so many edits away: the nearest that are accepted. */
static void suggest_spelling(
    struct refuser *refuser, const struct corrections *corrections, int most)
{
    int nearest = most;
    for (size_t i = 0; i < corrections->count && corrections->items[i].distance <= nearest; i++) {
        if (try_correction(refuser, &corrections->items[i])) {
            nearest = corrections->items[i].distance;
        }
    }
}

/* Without "in", "at" or "on" in front: a part stands alone. */
static void offer_slice(struct refuser *refuser, size_t start, size_t end)
{
    static const char *const joints[] = {"in", "at", "on", "and"};
    const char *text = refuser->local->text;
    struct draft draft;
    for (size_t i = 0; i < sizeof joints / sizeof joints[0]; i++) {
        size_t length = strlen(joints[i]);
        if (end - start > length && memcmp(text + start, joints[i], length) == 0) {
            size_t behind = fu_words_skip(text, end, start + length);
            fu_draft_clear(&draft);
            fu_draft_add_n(&draft, text + behind, end - behind);
            fu_cadence_offer(refuser, fu_draft_text(&draft));
        }
    }
    fu_draft_clear(&draft);
    fu_draft_add_n(&draft, text + start, end - start);
    fu_cadence_offer(refuser, fu_draft_text(&draft));
}

/* Whether a part may begin or end here: in a text that is cut into words by whoever wrote it not
 * inside one of them. */
static bool parts_at(const struct cutting *cutting, size_t at)
{
    const struct local *local = cutting->local;
    bool inside = fu_is_letter(local->text[at - 1]) && fu_is_letter(local->text[at]);
    for (size_t i = 0; inside && i < local->core; i++) {
        if (fu_words_separator(local->text[i])) {
            return false;
        }
    }
    return fu_cut_at(cutting, at) || (!cutting->whole && fu_words_separator(local->text[at]));
}

static void suggest_parts(struct refuser *refuser, const struct cutting *cutting)
{
    size_t core = refuser->local->core;
    size_t before = refuser->refusal->suggestion_count;
    for (size_t at = core; at-- > 1 && refuser->refusal->suggestion_count == before;) {
        if (parts_at(cutting, at)) {
            offer_slice(refuser, 0, at);
        }
    }
    before = refuser->refusal->suggestion_count;
    for (size_t at = 1; at < core && refuser->refusal->suggestion_count == before; at++) {
        if (parts_at(cutting, at)) {
            offer_slice(refuser, fu_words_skip(refuser->local->text, core, at), core);
        }
    }
}

/* A word that joins two others and was left out, with the same separators on both sides. */
static void suggest_joint(struct refuser *refuser, const struct cutting *cutting)
{
    static const char *const joints[] = {"on", "at", "and", "in", "of"};
    const char *text = refuser->local->text;
    size_t core = refuser->local->core;
    for (size_t at = 1; at < core; at++) {
        size_t next = fu_words_skip(text, core, at);
        for (size_t i = 0; fu_cut_at(cutting, at) && i < sizeof joints / sizeof joints[0]; i++) {
            struct draft draft;
            fu_draft_clear(&draft);
            fu_draft_add_n(&draft, text, next);
            fu_draft_add(&draft, joints[i]);
            fu_draft_add_n(&draft, text + at, core - at);
            fu_cadence_offer(refuser, fu_draft_text(&draft));
        }
    }
}

/* "-3days", "9:30", "24:00", "9a", "2th": what figures and separators are mistyped like. */
static void suggest_figures(struct refuser *refuser)
{
    const char *text = refuser->local->text;
    size_t core = refuser->local->core;
    size_t start = fu_words_skip(text, core, 0);
    struct draft draft;
    if (start > 0) {
        fu_draft_clear(&draft);
        fu_draft_add_n(&draft, text + start, core - start);
        fu_cadence_offer(refuser, fu_draft_text(&draft));
    }
    for (size_t at = 0; at < core; at++) {
        bool first = text[at] >= '0' && text[at] <= '9' &&
                     (at == 0 || text[at - 1] < '0' || text[at - 1] > '9');
        if (first) {
            fu_cadence_suggest_figures_at(refuser, at);
        }
    }
}

/* Behind a last '-' stands a single letter that is no flag. */
static bool suggest_flag(struct refuser *refuser)
{
    const char *text = refuser->local->text;
    size_t core = refuser->local->core;
    if (core < 3 || text[core - 2] != '-' || text[core - 1] < 'a' || text[core - 1] == 'x') {
        return false;
    }
    struct draft draft;
    fu_draft_clear(&draft);
    fu_draft_add_n(&draft, text, core - 2);
    if (fu_cadence_offer(refuser, fu_draft_text(&draft))) {
        refuser->refusal->reason =
            "%s ends in a flag that is none: the flags are -t, -c, -r and -q.";
        return true;
    }
    return false;
}

/* Sets the reason if something was offered since there were `before` suggestions. */
static bool reasoned(struct fu_refusal *refusal, size_t before, const char *reason)
{
    if (refusal->suggestion_count > before) {
        refusal->reason = reason;
    }
    return refusal->suggestion_count > 0;
}

static void suggest_words(struct refuser *refuser, const struct cutting *cutting)
{
    static const char apart[] = "%s has words that I know, but not together.";
    static const char unknown[] = "%s is not a time I know.";
    struct fu_refusal *refusal = refuser->refusal;
    size_t before = refusal->suggestion_count;
    struct corrections corrections;
    if (cutting->whole) {
        suggest_joint(refuser, cutting);
    }
    if (reasoned(refusal, before, apart)) {
        return;
    }
    fu_correct(refuser->local, cutting, &corrections);
    suggest_spelling(refuser, &corrections, 1);
    if (!reasoned(refusal, before, unknown) && cutting->whole) {
        suggest_parts(refuser, cutting);
        reasoned(refusal, before, apart);
    }
    if (refusal->suggestion_count == before) {
        suggest_spelling(refuser, &corrections, 2);
        reasoned(refusal, before, unknown);
    }
    if (refusal->suggestion_count == before) {
        suggest_parts(refuser, cutting);
        reasoned(refusal, before, unknown);
    }
}

/* A run of digits that is no number any more. */
static bool has_long_number(const struct local *local)
{
    size_t digits = 0;
    for (size_t at = 0; at < local->core && digits <= NUMBER_DIGITS_MAX; at++) {
        digits = local->text[at] >= '0' && local->text[at] <= '9' ? digits + 1 : 0;
    }
    return digits > NUMBER_DIGITS_MAX;
}

/* Without the words that say nothing: accepted as it is then, or what it resembles. */
static bool suggest_stripped(struct refuser *refuser, const struct cutting *cutting)
{
    const struct local *whole = refuser->local;
    struct local stripped;
    int count = fu_cadence_strip(cutting, &stripped);
    if (count == 0 || stripped.core == 0) {
        return false;
    }
    struct draft draft;
    fu_draft_clear(&draft);
    fu_draft_add_n(&draft, stripped.text, stripped.core);
    refuser->local = &stripped;
    if (fu_cadence_offer(refuser, fu_draft_text(&draft))) {
        refuser->refusal->reason =
            count == 1 ? "%s has a word too many." : "%s has words too many.";
    } else {
        fu_cadence_suggest(refuser);
    }
    refuser->local = whole;
    return true;
}

/* "24.12.": what the text without the separators at its end resembles. */
static bool suggest_trimmed(struct refuser *refuser)
{
    const struct local *whole = refuser->local;
    struct local trimmed = *whole;
    struct draft draft;
    size_t end = whole->core;
    while (end > 0 && fu_words_separator(whole->text[end - 1])) {
        end--;
    }
    if (end == 0 || end == whole->core) {
        return false;
    }
    fu_cadence_leave_out(&trimmed, end, whole->core);
    fu_draft_clear(&draft);
    fu_draft_add_n(&draft, trimmed.text, trimmed.core);
    if (fu_cadence_offer(refuser, fu_draft_text(&draft))) {
        refuser->refusal->reason = "%s is not a time I know.";
    } else {
        refuser->local = &trimmed;
        fu_cadence_suggest(refuser);
        refuser->local = whole;
    }
    return refuser->refusal->suggestion_count > 0;
}

void fu_cadence_suggest(struct refuser *refuser)
{
    struct fu_refusal *refusal = refuser->refusal;
    struct cutting cutting;
    fu_cut(refuser->local, &cutting);
    if (suggest_flag(refuser) || suggest_stripped(refuser, &cutting) ||
        fu_cadence_suggest_dated(refuser) || fu_cadence_teach(refuser, &cutting) ||
        suggest_trimmed(refuser)) {
        return;
    }
    const char *taught = refusal->reason;
    refusal->reason = "";
    suggest_figures(refuser);
    if (refusal->suggestion_count == 0) {
        suggest_words(refuser, &cutting);
    }
    if (has_long_number(refuser->local)) {
        refusal->reason = "%s has a number with too many digits.";
    } else if (refusal->suggestion_count == 0) {
        refusal->reason = taught;
    }
}
