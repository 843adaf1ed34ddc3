/* The grammar: which word may follow which, and what it says. */
#ifndef FOLLOWUPD_CADENCE_GRAMMAR_H
#define FOLLOWUPD_CADENCE_GRAMMAR_H

#include <stdbool.h>

#include "fields.h"
#include "words.h"

/* Where in a sentence a reading stands. */
enum state {
    STATE_NONE, /* no such place */
    STATE_START,
    STATE_IN,
    STATE_NUMBER,
    STATE_AMOUNT,
    STATE_INTERVAL,
    STATE_AT_FIRST,
    STATE_AT,
    STATE_CLOCKED,
    STATE_CLOCKED_ON,
    STATE_DAY_BEGIN,
    STATE_DAY,
    STATE_DAY_NUMBER,
    STATE_WEEKDAY,
    STATE_WEEKDAY_NEXT,
    STATE_NEXT,
    STATE_THIS,
    STATE_MONTH,
    STATE_DATE,
    STATE_ORDINAL,
    STATE_ORDINAL_OF,
    STATE_ORDINAL_AND,
    STATE_ORDINALS,
    STATE_ORDINALS_OF,
    STATE_RANK,
    STATE_RANK_WEEKDAY,
    STATE_RANK_OF,
    STATE_LAST,
    STATE_LAST_DAY,
    STATE_LAST_OF,
    STATE_LAST_WORKDAY,
    STATE_EVERY,
    STATE_EVERY_AT,
    STATE_PATTERN,
    STATE_EVERY_NUMBER,
    STATE_EVERY_AMOUNT,
    STATE_OTHER,
    STATE_WEEKDAYS,
    STATE_WEEKDAYS_AND,
    STATE_PLURALS,
    STATE_PLURALS_AND,
    STATE_SERIES,
    STATE_ON,
    STATE_UNTIL,
    STATE_END,
    STATE_X,
    STATE_COUNT,
    STATE_DONE,
    STATE_TOTAL
};

/* Notes what a word says; false when it cannot stand here. */
typedef bool fu_grammar_action(struct fields *fields, const struct word *word);

struct grammar_row {
    uint8_t class;
    uint8_t to;
    fu_grammar_action *action; /* NULL: says nothing */
};

struct grammar_state {
    const struct grammar_row *rows; /* those of one class stand together */
    uint8_t count;
    uint8_t also; /* a state whose rows count too; STATE_NONE: no other */
    bool accepts; /* the sentence may end here */
};

extern const struct grammar_state fu_grammar[STATE_TOTAL];

/* What stands where in the grammar. */
struct grammar_index {
    word_classes next[STATE_TOTAL];               /* the words that may come next */
    uint8_t first[STATE_TOTAL][WORD_CLASS_COUNT]; /* a class's first row of a state; count: none */
};

const struct grammar_index *fu_grammar_index(void);

/* Whether a sentence that may end here says something whole; puts its fields in order. */
bool fu_grammar_complete(struct fields *fields);

/* Makes a series of a day that comes every month or year; false for other fields. */
bool fu_grammar_recurring(struct fields *fields);

/* Whether the number held makes an interval: 1 to 1,000 without a leading zero. */
bool fu_grammar_amount(const struct fields *fields);

#endif
