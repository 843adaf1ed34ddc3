/* The words of the language and the shapes that numbers take: what may stand at one place of a
 * text. */
#ifndef FOLLOWUPD_CADENCE_WORDS_H
#define FOLLOWUPD_CADENCE_WORDS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum word_class {
    WORD_NUMBER,  /* value; extra: how many digits */
    WORD_ORDINAL, /* 3rd: value */
    WORD_CLOCK,   /* value: minutes; extra: of enum clock_extra */
    WORD_CLOCK_H, /* 16h30: value: minutes */
    WORD_ISO,     /* value: yyyymmdd */
    WORD_AMOUNT,  /* a, two … twelve: value */
    WORD_OTHER,
    WORD_UNIT,        /* value: enum unit; extra: of enum unit_extra */
    WORD_RANK,        /* first, third … before a weekday: value */
    WORD_SECOND_RANK, /* "second" as an ordinal */
    WORD_LAST,
    WORD_WEEKDAY,  /* value: 0 Monday */
    WORD_WEEKDAYS, /* mondays: value */
    WORD_MONTH,    /* value: 1 January */
    WORD_EVERY,
    WORD_NAMED,    /* daily, weekly …: value: enum unit */
    WORD_WORKDAYS, /* weekdays: every workday */
    WORD_WEEKEND,
    WORD_WEEKENDS,
    WORD_TONIGHT, /* value: minutes */
    WORD_AT,
    WORD_ON,
    WORD_IN,
    WORD_AND,
    WORD_OF,
    WORD_UNTIL,
    WORD_X,
    WORD_TIMES,
    WORD_NEXT,
    WORD_THIS,
    WORD_OFFSET, /* today, tomorrow …: value: days */
    WORD_END,    /* eow, eom …: value: enum unit */
    WORD_TAUGHT, /* known, but no word of the language: the refusal teaches another */
    WORD_CLASS_COUNT
};

enum clock_extra {
    CLOCK_BARE = 1,        /* four digits without a colon */
    CLOCK_PART_OF_DAY = 2, /* may follow "this" */
    CLOCK_IS_MORNING = 4,
    CLOCK_IS_MIDNIGHT = 8
};

enum taught_word {
    TAUGHT_AM,
    TAUGHT_PM,
    TAUGHT_NIGHT,
    TAUGHT_RM,
    TAUGHT_BIWEEKLY,
    TAUGHT_BIMONTHLY,
    TAUGHT_EACH,
    TAUGHT_MIDDAY,
    TAUGHT_NOW,
    TAUGHT_AFTER, /* in front */
    TAUGHT_HALF,
    TAUGHT_SEMI, /* twice a year */
    TAUGHT_ONCE,
    TAUGHT_TWICE,
    TAUGHT_FOR,
    TAUGHT_COB,       /* close of business */
    TAUGHT_WORKING,   /* before "day" */
    TAUGHT_MON_FRI,   /* m-f */
    TAUGHT_END_OF,    /* before a month */
    TAUGHT_BEGINNING, /* of a period */
    TAUGHT_MID,       /* of a period */
    TAUGHT_FEW,       /* before a unit */
    TAUGHT_COUPLE,    /* before a unit */
    TAUGHT_OCLOCK,    /* behind a number */
    TAUGHT_FILLER     /* says nothing here: it may be left out */
};

enum unit_extra { UNIT_LETTER = 1, UNIT_PLURAL = 2 };

struct word {
    uint8_t class;
    uint8_t extra;
    bool apart;  /* a separator stands before it */
    bool dashed; /* a '-' is among those */
    uint8_t start;
    uint8_t end;
    int32_t value;
};

/* A row of the table. '-' in the text is a place where separators may stand. */
struct entry {
    const char *text;
    uint8_t class;
    uint8_t extra;
    int16_t value;
};

enum {
    WORDS_AT_MOST = 10,    /* that begin at one place */
    WORD_LENGTH_MAX = 24,  /* of the table, without separators */
    NUMBER_DIGITS_MAX = 8, /* a longer run of digits is no number */
    FOUR_DIGITS = 4,
    YEAR_FIRST = 2000 /* four digits from here on may be a year (rule 12) */
};

/* The table, for the suggestions and the tests. */
const struct entry *fu_words_table(size_t *count);

/* The word of a row without places for separators; returns its length. */
size_t fu_words_plain(const struct entry *entry, char word[WORD_LENGTH_MAX + 1]);

/* A set of word classes, a bit each. */
typedef uint64_t word_classes;
#define WORD_ANY UINT64_MAX

static inline word_classes fu_words_class(unsigned class)
{
    return UINT64_C(1) << class;
}

/* Every word of the wanted classes that begins at text[at], the longest first among those of the
 * table; returns how many. text is in lower case and at is no separator. start and end are set,
 * apart and dashed are the caller's. */
size_t fu_words_at(const char *text, size_t length, size_t at, word_classes wanted,
    struct word words[WORDS_AT_MOST]);

/* '-', '.', '_', blank. */
static inline bool fu_words_separator(char c)
{
    return c == '-' || c == '.' || c == '_' || c == ' ' || c == '\t';
}

/* The end of a run of separators that begins at text[at]; at itself when there is none. */
static inline size_t fu_words_skip(const char *text, size_t length, size_t at)
{
    while (at < length && fu_words_separator(text[at])) {
        at++;
    }
    return at;
}

#endif
