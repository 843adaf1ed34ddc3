/* The search for all readings: depth first over the grammar and the words that begin at each place.
 *
 * Every path is a sentence's beginning, and no sentence is longer than its lists of distinct
 * weekdays, days and units allow, so the search is bounded by the grammar; a path with more words
 * than the best reading is left. */
#include "reading.h"

#include <limits.h>
#include <string.h>

#include "grammar.h"
#include "words.h"

struct search {
    const char *text;
    size_t length;
    struct readings *readings;
    const struct grammar_index *grammar;
};

static void keep(struct readings *readings, const struct fields *fields, int words)
{
    if (words < readings->words) {
        readings->words = words;
        readings->count = 0;
    }
    readings->count += readings->count < READINGS_MAX;
    readings->fields[readings->count - 1] = *fields;
}

/* What fields say is lost. */
static void walk(
    struct search *search, size_t at, enum state state, struct fields *fields, int words);

static void step(struct search *search, enum state state, const struct fields *fields,
    const struct word *word, int words)
{
    /* A number and the unit right behind it are one word. */
    bool joined = word->class == WORD_UNIT && !word->apart &&
                  (state == STATE_NUMBER || state == STATE_EVERY_NUMBER);
    for (; state != STATE_NONE; state = (enum state)fu_grammar[state].also) {
        const struct grammar_row *rows = fu_grammar[state].rows;
        for (size_t row = search->grammar->first[state][word->class];
             row < fu_grammar[state].count && rows[row].class == word->class; row++) {
            struct fields next = *fields;
            if (rows[row].action == NULL || rows[row].action(&next, word)) {
                walk(search, word->end, (enum state)rows[row].to, &next, words + !joined);
            }
        }
    }
}

static void walk(
    struct search *search, size_t at, enum state state, struct fields *fields, int words)
{
    if (at == search->length) {
        if (fu_grammar[state].accepts && fu_grammar_complete(fields)) {
            keep(search->readings, fields, words);
        }
        return;
    }
    size_t start = fu_words_skip(search->text, search->length, at);
    if (start == search->length || words == search->readings->words || (at == 0 && start != 0)) {
        return;
    }
    struct word found[WORDS_AT_MOST];
    size_t count =
        fu_words_at(search->text, search->length, start, search->grammar->next[state], found);
    for (size_t i = 0; i < count; i++) {
        found[i].apart = start != at;
        found[i].dashed = start != at && memchr(search->text + at, '-', start - at) != NULL;
        step(search, state, fields, &found[i], words);
    }
}

void fu_cadence_readings(const char *text, size_t length, struct readings *readings)
{
    struct fields nothing = {0};
    readings->count = 0;
    readings->words = INT_MAX;
    struct search search = {text, length, readings, fu_grammar_index()};
    walk(&search, 0, STATE_START, &nothing, 0);
}
