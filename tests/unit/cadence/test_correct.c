/* Misspelt words: the nearest corrections, against a distance reckoned in full. */
#include "help.h"

#include "../../../src/cadence/correct.h"

enum { WORDS = 20000, TEXT_MAX = 40 };

static size_t least(size_t a, size_t b)
{
    return a < b ? a : b;
}

/* Insertions, deletions, other letters and swapped neighbours between a word and the first n
 * letters of a text. */
static size_t distance(const char *word, const char *text, size_t n)
{
    size_t cells[TEXT_MAX + 1][TEXT_MAX + 1];
    size_t length = strlen(word);
    for (size_t w = 0; w <= length; w++) {
        for (size_t t = 0; t <= n; t++) {
            if (w == 0 || t == 0) {
                cells[w][t] = w + t;
                continue;
            }
            size_t best = least(cells[w - 1][t], cells[w][t - 1]) + 1;
            best = least(best, cells[w - 1][t - 1] + (word[w - 1] != text[t - 1]));
            if (w > 1 && t > 1 && word[w - 1] == text[t - 2] && word[w - 2] == text[t - 1]) {
                best = least(best, cells[w - 2][t - 2] + 1);
            }
            cells[w][t] = best;
        }
    }
    return cells[length][n];
}

/* How many places of the text a word may begin at. */
static int correct(const char *text, struct corrections *corrections)
{
    struct local local;
    struct cutting cutting;
    assert_int_equal(fu_cadence_local(text, strlen(text), &local), LOCAL_FINE);
    fu_cut(&local, &cutting);
    fu_correct(&local, &cutting, corrections);
    int places = 0;
    for (size_t at = 0; at < local.core; at++) {
        places += cutting.before[at] < CUT_UNREACHED;
    }
    return places;
}

static bool holds(const struct corrections *corrections, const struct entry *entry, size_t start,
    size_t end, size_t edits)
{
    for (size_t i = 0; i < corrections->count; i++) {
        const struct correction *correction = &corrections->items[i];
        if (correction->entry == entry && correction->start == start && correction->end == end) {
            return (size_t)correction->distance == edits;
        }
    }
    return false;
}

static void misspell(const char *word, char *text)
{
    size_t length = strlen(word);
    memcpy(text, word, length + 1);
    for (unsigned edits = dice(3) + 1; edits > 0 && length > 1; edits--) {
        size_t at = dice((unsigned)length - 1);
        char letter = (char)('a' + dice(26));
        switch (dice(4)) {
        case 0:
            memmove(text + at, text + at + 1, length-- - at);
            break;
        case 1:
            memmove(text + at + 1, text + at, ++length - at);
            text[at] = letter;
            break;
        case 2:
            text[at] = letter;
            break;
        default:
            letter = text[at];
            text[at] = text[at + 1];
            text[at + 1] = letter;
            break;
        }
    }
}

/* Short words leave no room for two mistakes, those of two letters for none. */
static size_t most(size_t length)
{
    return length < 3 ? 0 : length < 5 ? 1 : 2;
}

static void every_word_near_enough_is_found(void **state)
{
    (void)state;
    size_t count;
    int found = 0;
    const struct entry *table = fu_words_table(&count);
    for (int i = 0; i < WORDS; i++) {
        char word[WORD_LENGTH_MAX + 1], text[TEXT_MAX];
        const struct entry *entry = &table[dice((unsigned)count)];
        size_t length = fu_words_plain(entry, word);
        struct corrections corrections;
        misspell(word, text);
        int places = correct(text, &corrections);
        size_t edits = distance(word, text, strlen(text));
        bool wanted = entry->class != WORD_TAUGHT && edits > 0 && edits <= most(length);
        bool all = corrections.count < CORRECTIONS_MAX && places <= CORRECTION_SITES_MAX;
        if (all && holds(&corrections, entry, 0, strlen(text), edits) != wanted) {
            fail_msg("%s for %s, %zu edits away, is %s", word, text, edits,
                wanted ? "not found" : "found");
        }
        found += all && wanted;
    }
    assert_true(found > WORDS / 3);
}

static void what_is_found_is_as_far_as_said_and_the_nearest_first(void **state)
{
    (void)state;
    size_t count;
    const struct entry *table = fu_words_table(&count);
    for (int i = 0; i < WORDS / 4; i++) {
        char word[WORD_LENGTH_MAX + 1], text[3 * TEXT_MAX];
        struct corrections corrections;
        fu_words_plain(&table[dice((unsigned)count)], text);
        strcat(text, dice(2) == 0 ? "-" : "");
        fu_words_plain(&table[dice((unsigned)count)], word);
        misspell(word, text + strlen(text));
        correct(text, &corrections);
        for (size_t k = 0; k < corrections.count; k++) {
            const struct correction *correction = &corrections.items[k];
            fu_words_plain(correction->entry, word);
            assert_int_equal(
                distance(word, text + correction->start, correction->end - correction->start),
                correction->distance);
            assert_true(k == 0 || correction->distance >= correction[-1].distance);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_word_near_enough_is_found),
        cmocka_unit_test(what_is_found_is_as_far_as_said_and_the_nearest_first),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
