/* Leaves out words that say nothing.
 *
 * Nothing fails. In a text that is no words altogether only what stands between separators counts,
 * so that nothing is taken out of the middle of a word. */
#include "strip.h"

#include <string.h>

static bool says_nothing(const struct word *word)
{
    return word->class == WORD_TAUGHT && word->value == TAUGHT_FILLER;
}

void fu_cadence_leave_out(struct local *local, size_t start, size_t end)
{
    end = fu_words_skip(local->text, local->core, end);
    while (end == local->core && start > 0 && fu_words_separator(local->text[start - 1])) {
        start--;
    }
    memmove(local->text + start, local->text + end, local->length - end + 1);
    local->core -= end - start;
    local->suffix -= end - start;
    local->tags -= end - start;
    local->length -= end - start;
}

static bool begins(const struct local *local, size_t at)
{
    return at == 0 || fu_words_separator(local->text[at - 1]);
}

static bool ends(const struct local *local, size_t at)
{
    return at == local->core || fu_words_separator(local->text[at]);
}

/* The longest of them that stands at a place between separators; false when none does. */
static bool find(const struct local *local, size_t at, struct word *found)
{
    struct word words[WORDS_AT_MOST];
    size_t count = begins(local, at) && !ends(local, at) ? fu_words_at(local->text, local->core, at,
                                                               fu_words_class(WORD_TAUGHT), words)
                                                         : 0;
    for (size_t i = 0; i < count; i++) {
        if (says_nothing(&words[i]) && ends(local, words[i].end)) {
            *found = words[i];
            return true;
        }
    }
    return false;
}

int fu_cadence_strip(const struct cutting *cutting, struct local *stripped)
{
    int count = 0;
    *stripped = *cutting->local;
    if (cutting->count > 0) {
        const struct cut *cut = &cutting->cuts[0];
        for (size_t i = cut->count; i-- > 0;) {
            if (says_nothing(&cut->words[i])) {
                fu_cadence_leave_out(stripped, cut->words[i].start, cut->words[i].end);
                count++;
            }
        }
        return count;
    }
    for (size_t at = stripped->core; at-- > 0;) {
        struct word word;
        /* What was left out may have taken separators in front of it along. */
        if (at < stripped->core && find(stripped, at, &word)) {
            fu_cadence_leave_out(stripped, at, word.end);
            count++;
        }
    }
    return count;
}
