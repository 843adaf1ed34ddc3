/* The cuts of a text into the fewest words.
 *
 * Nothing fails; a text that is not made of words has no cuts. Texts of more than CUT_WORDS_MAX
 * words have none either. */
#include "cut.h"

#include <string.h>

static size_t words_from(const struct local *local, size_t at, struct word words[WORDS_AT_MOST])
{
    size_t start = fu_words_skip(local->text, local->core, at);
    size_t count =
        start < local->core ? fu_words_at(local->text, local->core, start, WORD_ANY, words) : 0;
    for (size_t i = 0; i < count; i++) {
        words[i].apart = start != at;
        words[i].dashed = memchr(local->text + at, '-', start - at) != NULL;
    }
    return count;
}

static void count_words(struct cutting *cutting)
{
    const struct local *local = cutting->local;
    struct word words[WORDS_AT_MOST];
    for (size_t at = 0; at <= local->core; at++) {
        cutting->before[at] = CUT_UNREACHED;
        cutting->behind[at] = CUT_UNREACHED;
    }
    cutting->before[0] = 0;
    for (size_t at = 0; at < local->core; at++) {
        size_t count = cutting->before[at] < CUT_UNREACHED ? words_from(local, at, words) : 0;
        for (size_t i = 0; i < count; i++) {
            int *before = &cutting->before[words[i].end];
            *before = cutting->before[at] + 1 < *before ? cutting->before[at] + 1 : *before;
        }
    }
    cutting->behind[local->core] = 0;
    for (size_t at = local->core; at-- > 0;) {
        size_t count = cutting->before[at] < CUT_UNREACHED ? words_from(local, at, words) : 0;
        for (size_t i = 0; i < count; i++) {
            int behind = cutting->behind[words[i].end] + 1;
            cutting->behind[at] = behind < cutting->behind[at] ? behind : cutting->behind[at];
        }
    }
}

static void collect(struct cutting *cutting, struct cut *cut, size_t at)
{
    if (cutting->count == CUTS_MAX || cut->count == CUT_WORDS_MAX) {
        return;
    }
    if (at == cutting->local->core) {
        cutting->cuts[cutting->count++] = *cut;
        return;
    }
    struct word words[WORDS_AT_MOST];
    size_t count = words_from(cutting->local, at, words);
    for (size_t i = 0; i < count; i++) {
        if (cutting->behind[words[i].end] + 1 == cutting->behind[at]) {
            cut->words[cut->count++] = words[i];
            collect(cutting, cut, words[i].end);
            cut->count--;
        }
    }
}

void fu_cut(const struct local *local, struct cutting *cutting)
{
    struct cut cut = {.count = 0};
    cutting->local = local;
    cutting->count = 0;
    count_words(cutting);
    cutting->whole = cutting->behind[0] < CUT_UNREACHED;
    if (cutting->whole) {
        collect(cutting, &cut, 0);
    }
}

bool fu_cut_at(const struct cutting *cutting, size_t at)
{
    int fewest = cutting->behind[0];
    return cutting->whole ? cutting->before[at] + cutting->behind[at] == fewest
                          : cutting->before[at] < CUT_UNREACHED;
}
