/* Edit distances of the words to what stands in a text, banded by what a word may lie off.
 *
 * Nothing fails. The cost is bounded by the places looked at and the number of words. */
#include "correct.h"

#include <string.h>

#include "words.h"

enum { EDITS_MAX = 2, ROW_MAX = WORD_LENGTH_MAX + EDITS_MAX + 1 };

static size_t least(size_t a, size_t b)
{
    return a < b ? a : b;
}

/* How far a word may lie off: short ones leave no room for two mistakes. */
static size_t allowed(size_t length)
{
    return length <= 2 ? 0 : length <= 4 ? 1 : EDITS_MAX;
}

static bool nearer(const struct correction *a, const struct correction *b)
{
    if (a->distance != b->distance) {
        return a->distance < b->distance;
    }
    return a->stretch != b->stretch ? a->stretch < b->stretch : a->start > b->start;
}

static void keep(struct corrections *corrections, const struct correction *correction)
{
    size_t at = corrections->count;
    while (at > 0 && nearer(correction, &corrections->items[at - 1])) {
        at--;
    }
    if (at >= CORRECTIONS_MAX) {
        return;
    }
    size_t last = corrections->count < CORRECTIONS_MAX ? corrections->count++ : CORRECTIONS_MAX - 1;
    memmove(&corrections->items[at + 1], &corrections->items[at],
        (last - at) * sizeof corrections->items[0]);
    corrections->items[at] = *correction;
}

/* A word and the text it may have been; rows[w % 3][n] is the distance of its first w letters to
 * the first n characters, for the n that lie at most `most` from w. Others are further than `most`.
 */
struct pair {
    const char *word;
    size_t word_length;
    const char *text;
    size_t length;
    size_t most;
    size_t rows[3][ROW_MAX];
};

/* Fills in row w, neighbours that are swapped counting once; returns the least of it. */
static size_t measure_row(struct pair *pair, size_t w)
{
    const size_t *before = pair->rows[(w + 1) % 3];
    const size_t *above = pair->rows[(w + 2) % 3];
    size_t *row = pair->rows[w % 3];
    const char *word = pair->word + w;
    size_t nearest = pair->most + 1;
    for (size_t n = w > pair->most ? w - pair->most : 0; n <= least(w + pair->most, pair->length);
         n++) {
        const char *text = pair->text + n;
        size_t distance = n < w + pair->most ? above[n] + 1 : pair->most + 1;
        if (n > 0) {
            distance = least(distance, above[n - 1] + (word[-1] != text[-1]));
        }
        if (n > 0 && n + pair->most > w) {
            distance = least(distance, row[n - 1] + 1);
        }
        if (n > 1 && w > 1 && word[-1] == text[-2] && word[-2] == text[-1]) {
            distance = least(distance, before[n - 2] + 1);
        }
        row[n] = distance;
        nearest = least(nearest, distance);
    }
    return nearest;
}

/* Fills in all rows; false when no beginning of the text is as near as `most`. */
static bool measure(struct pair *pair)
{
    size_t nearest = 0;
    for (size_t n = 0; n <= pair->most; n++) {
        pair->rows[0][n] = n;
    }
    for (size_t w = 1; w <= pair->word_length && nearest <= pair->most; w++) {
        nearest = measure_row(pair, w);
    }
    return nearest <= pair->most;
}

/* Keeps the beginnings of the text for which a word may have been meant. */
static void keep_near(const struct pair *pair, const struct entry *entry, size_t start,
    struct corrections *corrections)
{
    const size_t *distances = pair->rows[pair->word_length % 3];
    for (size_t n = pair->word_length - pair->most; n <= pair->length; n++) {
        if (distances[n] > 0 && distances[n] <= pair->most) {
            size_t stretch = n > pair->word_length ? n - pair->word_length : pair->word_length - n;
            keep(corrections, &(struct correction){.entry = entry,
                                  .distance = (int)distances[n],
                                  .stretch = stretch,
                                  .start = start,
                                  .end = start + n});
        }
    }
}

/* Which letters a text has, a bit for each. */
static uint32_t letters_of(const char *text, size_t length)
{
    uint32_t letters = 0;
    for (size_t i = 0; i < length; i++) {
        letters |= UINT32_C(1) << (text[i] - 'a');
    }
    return letters;
}

/* Whether a text lacks more letters of a word than edits may put in. */
static bool lacks(uint32_t text, uint32_t word, size_t most)
{
    uint32_t missing = word & ~text;
    for (size_t edits = 0; edits < most && missing != 0; edits++) {
        missing &= missing - 1;
    }
    return missing != 0;
}

/* A place at which a word may begin, and the letters there. */
struct site {
    size_t start;
    size_t length;                 /* of the letters from here on, ROW_MAX at most */
    uint32_t letters[ROW_MAX + 1]; /* among the first n */
};

static void visit(struct site *site, const struct local *local, size_t at)
{
    const char *text = local->text;
    site->start = fu_words_skip(text, local->core, at);
    site->letters[0] = 0;
    for (site->length = 0; site->length < ROW_MAX; site->length++) {
        char c = text[site->start + site->length];
        if (c < 'a') {
            break;
        }
        site->letters[site->length + 1] = site->letters[site->length] | letters_of(&c, 1);
    }
}

static void correct_by(const struct entry *entry, const struct local *local,
    const struct site *sites, size_t count, struct corrections *corrections)
{
    char word[WORD_LENGTH_MAX + 1];
    struct pair pair = {.word = word};
    pair.word_length = fu_words_plain(entry, word);
    pair.most = allowed(pair.word_length);
    uint32_t letters = letters_of(word, pair.word_length);
    for (const struct site *site = sites; site < sites + count; site++) {
        pair.text = local->text + site->start;
        pair.length = least(site->length, pair.word_length + pair.most);
        if (pair.length + pair.most >= pair.word_length &&
            !lacks(site->letters[pair.length], letters, pair.most) && measure(&pair)) {
            keep_near(&pair, entry, site->start, corrections);
        }
    }
}

void fu_correct(
    const struct local *local, const struct cutting *cutting, struct corrections *corrections)
{
    struct site sites[CORRECTION_SITES_MAX];
    size_t found = 0;
    for (size_t at = local->core; at-- > 0 && found < CORRECTION_SITES_MAX;) {
        if (cutting->before[at] < CUT_UNREACHED) {
            visit(&sites[found++], local, at);
        }
    }
    size_t count;
    const struct entry *table = fu_words_table(&count);
    corrections->count = 0;
    for (const struct entry *entry = table; entry < table + count; entry++) {
        if (entry->class != WORD_TAUGHT) {
            correct_by(entry, local, sites, found, corrections);
        }
    }
}
