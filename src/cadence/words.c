/* The table of words, and the lookup of what begins at one place of a text.
 *
 * Adding a word is adding a row. Nothing here fails: a place where nothing begins has no words.
 * Numbers are capped at eight digits. */
#include "words.h"

#include <string.h>

#include "fields.h"
#include "tree.h"

enum { HOUR = 60 };

static const struct entry table[] = {
    {"s", WORD_UNIT, UNIT_LETTER, UNIT_SECOND},
    {"sec", WORD_UNIT, 0, UNIT_SECOND},
    {"secs", WORD_UNIT, UNIT_PLURAL, UNIT_SECOND},
    {"second", WORD_UNIT, 0, UNIT_SECOND},
    {"second", WORD_SECOND_RANK, 0, 2},
    {"seconds", WORD_UNIT, UNIT_PLURAL, UNIT_SECOND},
    {"m", WORD_UNIT, UNIT_LETTER, UNIT_MINUTE},
    {"mi", WORD_UNIT, 0, UNIT_MINUTE},
    {"mis", WORD_UNIT, UNIT_PLURAL, UNIT_MINUTE},
    {"min", WORD_UNIT, 0, UNIT_MINUTE},
    {"mins", WORD_UNIT, UNIT_PLURAL, UNIT_MINUTE},
    {"minute", WORD_UNIT, 0, UNIT_MINUTE},
    {"minutes", WORD_UNIT, UNIT_PLURAL, UNIT_MINUTE},
    {"h", WORD_UNIT, UNIT_LETTER, UNIT_HOUR},
    {"hr", WORD_UNIT, 0, UNIT_HOUR},
    {"hrs", WORD_UNIT, UNIT_PLURAL, UNIT_HOUR},
    {"hour", WORD_UNIT, 0, UNIT_HOUR},
    {"hours", WORD_UNIT, UNIT_PLURAL, UNIT_HOUR},
    {"d", WORD_UNIT, UNIT_LETTER, UNIT_DAY},
    {"dy", WORD_UNIT, 0, UNIT_DAY},
    {"dys", WORD_UNIT, UNIT_PLURAL, UNIT_DAY},
    {"day", WORD_UNIT, 0, UNIT_DAY},
    {"days", WORD_UNIT, UNIT_PLURAL, UNIT_DAY},
    {"wd", WORD_UNIT, 0, UNIT_WORKDAY},
    {"wds", WORD_UNIT, UNIT_PLURAL, UNIT_WORKDAY},
    {"work-day", WORD_UNIT, 0, UNIT_WORKDAY},
    {"work-days", WORD_UNIT, UNIT_PLURAL, UNIT_WORKDAY},
    {"work-days", WORD_WORKDAYS, 0, 0},
    {"weekday", WORD_UNIT, 0, UNIT_WORKDAY},
    {"weekdays", WORD_UNIT, UNIT_PLURAL, UNIT_WORKDAY},
    {"weekdays", WORD_WORKDAYS, 0, 0},
    {"business-day", WORD_UNIT, 0, UNIT_WORKDAY},
    {"business-days", WORD_UNIT, UNIT_PLURAL, UNIT_WORKDAY},
    {"business-days", WORD_WORKDAYS, 0, 0},
    {"w", WORD_UNIT, UNIT_LETTER, UNIT_WEEK},
    {"wk", WORD_UNIT, 0, UNIT_WEEK},
    {"wks", WORD_UNIT, UNIT_PLURAL, UNIT_WEEK},
    {"week", WORD_UNIT, 0, UNIT_WEEK},
    {"weeks", WORD_UNIT, UNIT_PLURAL, UNIT_WEEK},
    {"fortnight", WORD_UNIT, 0, UNIT_FORTNIGHT},
    {"fortnights", WORD_UNIT, UNIT_PLURAL, UNIT_FORTNIGHT},
    {"mo", WORD_UNIT, 0, UNIT_MONTH},
    {"mos", WORD_UNIT, UNIT_PLURAL, UNIT_MONTH},
    {"mth", WORD_UNIT, 0, UNIT_MONTH},
    {"mths", WORD_UNIT, UNIT_PLURAL, UNIT_MONTH},
    {"month", WORD_UNIT, 0, UNIT_MONTH},
    {"months", WORD_UNIT, UNIT_PLURAL, UNIT_MONTH},
    {"q", WORD_UNIT, UNIT_LETTER, UNIT_QUARTER},
    {"quarter", WORD_UNIT, 0, UNIT_QUARTER},
    {"quarters", WORD_UNIT, UNIT_PLURAL, UNIT_QUARTER},
    {"y", WORD_UNIT, UNIT_LETTER, UNIT_YEAR},
    {"yr", WORD_UNIT, 0, UNIT_YEAR},
    {"yrs", WORD_UNIT, UNIT_PLURAL, UNIT_YEAR},
    {"year", WORD_UNIT, 0, UNIT_YEAR},
    {"years", WORD_UNIT, UNIT_PLURAL, UNIT_YEAR},

    {"a", WORD_AMOUNT, 0, 1},
    {"an", WORD_AMOUNT, 0, 1},
    {"one", WORD_AMOUNT, 0, 1},
    {"two", WORD_AMOUNT, 0, 2},
    {"three", WORD_AMOUNT, 0, 3},
    {"four", WORD_AMOUNT, 0, 4},
    {"five", WORD_AMOUNT, 0, 5},
    {"six", WORD_AMOUNT, 0, 6},
    {"seven", WORD_AMOUNT, 0, 7},
    {"eight", WORD_AMOUNT, 0, 8},
    {"nine", WORD_AMOUNT, 0, 9},
    {"ten", WORD_AMOUNT, 0, 10},
    {"eleven", WORD_AMOUNT, 0, 11},
    {"twelve", WORD_AMOUNT, 0, 12},
    {"other", WORD_OTHER, 0, 2},
    {"first", WORD_RANK, 0, 1},
    {"third", WORD_RANK, 0, 3},
    {"fourth", WORD_RANK, 0, 4},
    {"fifth", WORD_RANK, 0, 5},
    {"last", WORD_LAST, 0, LAST},

    {"mon", WORD_WEEKDAY, 0, 0},
    {"monday", WORD_WEEKDAY, 0, 0},
    {"mondays", WORD_WEEKDAYS, 0, 0},
    {"tue", WORD_WEEKDAY, 0, 1},
    {"tues", WORD_WEEKDAY, 0, 1},
    {"tuesday", WORD_WEEKDAY, 0, 1},
    {"tuesdays", WORD_WEEKDAYS, 0, 1},
    {"wed", WORD_WEEKDAY, 0, 2},
    {"weds", WORD_WEEKDAY, 0, 2},
    {"wednesday", WORD_WEEKDAY, 0, 2},
    {"wednesdays", WORD_WEEKDAYS, 0, 2},
    {"thu", WORD_WEEKDAY, 0, 3},
    {"thur", WORD_WEEKDAY, 0, 3},
    {"thurs", WORD_WEEKDAY, 0, 3},
    {"thursday", WORD_WEEKDAY, 0, 3},
    {"thursdays", WORD_WEEKDAYS, 0, 3},
    {"fri", WORD_WEEKDAY, 0, 4},
    {"friday", WORD_WEEKDAY, 0, 4},
    {"fridays", WORD_WEEKDAYS, 0, 4},
    {"sat", WORD_WEEKDAY, 0, 5},
    {"saturday", WORD_WEEKDAY, 0, 5},
    {"saturdays", WORD_WEEKDAYS, 0, 5},
    {"sun", WORD_WEEKDAY, 0, 6},
    {"sunday", WORD_WEEKDAY, 0, 6},
    {"sundays", WORD_WEEKDAYS, 0, 6},

    {"jan", WORD_MONTH, 0, 1},
    {"january", WORD_MONTH, 0, 1},
    {"feb", WORD_MONTH, 0, 2},
    {"february", WORD_MONTH, 0, 2},
    {"mar", WORD_MONTH, 0, 3},
    {"march", WORD_MONTH, 0, 3},
    {"apr", WORD_MONTH, 0, 4},
    {"april", WORD_MONTH, 0, 4},
    {"may", WORD_MONTH, 0, 5},
    {"jun", WORD_MONTH, 0, 6},
    {"june", WORD_MONTH, 0, 6},
    {"jul", WORD_MONTH, 0, 7},
    {"july", WORD_MONTH, 0, 7},
    {"aug", WORD_MONTH, 0, 8},
    {"august", WORD_MONTH, 0, 8},
    {"sep", WORD_MONTH, 0, 9},
    {"sept", WORD_MONTH, 0, 9},
    {"september", WORD_MONTH, 0, 9},
    {"oct", WORD_MONTH, 0, 10},
    {"october", WORD_MONTH, 0, 10},
    {"nov", WORD_MONTH, 0, 11},
    {"november", WORD_MONTH, 0, 11},
    {"dec", WORD_MONTH, 0, 12},
    {"december", WORD_MONTH, 0, 12},

    {"every", WORD_EVERY, 0, 0},
    {"hourly", WORD_NAMED, 0, UNIT_HOUR},
    {"daily", WORD_NAMED, 0, UNIT_DAY},
    {"weekly", WORD_NAMED, 0, UNIT_WEEK},
    {"fortnightly", WORD_NAMED, 0, UNIT_FORTNIGHT},
    {"monthly", WORD_NAMED, 0, UNIT_MONTH},
    {"quarterly", WORD_NAMED, 0, UNIT_QUARTER},
    {"yearly", WORD_NAMED, 0, UNIT_YEAR},
    {"annually", WORD_NAMED, 0, UNIT_YEAR},

    {"morning", WORD_CLOCK, CLOCK_PART_OF_DAY | CLOCK_IS_MORNING, 0},
    {"noon", WORD_CLOCK, 0, 12 * HOUR},
    {"afternoon", WORD_CLOCK, CLOCK_PART_OF_DAY, 15 * HOUR},
    {"evening", WORD_CLOCK, CLOCK_PART_OF_DAY, 18 * HOUR},
    {"midnight", WORD_CLOCK, CLOCK_IS_MIDNIGHT, 24 * HOUR},
    {"eod", WORD_CLOCK, 0, 17 * HOUR},
    {"end-of-day", WORD_CLOCK, 0, 17 * HOUR},
    {"tonight", WORD_TONIGHT, 0, 20 * HOUR},

    {"today", WORD_OFFSET, 0, 0},
    {"tomorrow", WORD_OFFSET, 0, 1},
    {"tmrw", WORD_OFFSET, 0, 1},
    {"tom", WORD_OFFSET, 0, 1},
    {"day-after-tomorrow", WORD_OFFSET, 0, 2},
    {"weekend", WORD_WEEKEND, 0, 0},
    {"weekends", WORD_WEEKENDS, 0, 0},
    {"eow", WORD_END, 0, UNIT_WEEK},
    {"eom", WORD_END, 0, UNIT_MONTH},
    {"eoq", WORD_END, 0, UNIT_QUARTER},
    {"eoy", WORD_END, 0, UNIT_YEAR},
    {"end-of-week", WORD_END, 0, UNIT_WEEK},
    {"end-of-month", WORD_END, 0, UNIT_MONTH},
    {"end-of-quarter", WORD_END, 0, UNIT_QUARTER},
    {"end-of-year", WORD_END, 0, UNIT_YEAR},

    {"at", WORD_AT, 0, 0},
    {"on", WORD_ON, 0, 0},
    {"in", WORD_IN, 0, 0},
    {"and", WORD_AND, 0, 0},
    {"of", WORD_OF, 0, 0},
    {"until", WORD_UNTIL, 0, 0},
    {"x", WORD_X, 0, 0},
    {"times", WORD_TIMES, 0, 0},
    {"next", WORD_NEXT, 0, 0},
    {"this", WORD_THIS, 0, 0},

    {"am", WORD_TAUGHT, 0, TAUGHT_AM},
    {"pm", WORD_TAUGHT, 0, TAUGHT_PM},
    {"night", WORD_TAUGHT, 0, TAUGHT_NIGHT},
    {"rm", WORD_TAUGHT, 0, TAUGHT_RM},
    {"biweekly", WORD_TAUGHT, 0, TAUGHT_BIWEEKLY},
    {"bimonthly", WORD_TAUGHT, 0, TAUGHT_BIMONTHLY},
    {"each", WORD_TAUGHT, 0, TAUGHT_EACH},
    {"midday", WORD_TAUGHT, 0, TAUGHT_MIDDAY},
    {"now", WORD_TAUGHT, 0, TAUGHT_NOW},
    {"half", WORD_TAUGHT, 0, TAUGHT_HALF},
    {"semi-annually", WORD_TAUGHT, 0, TAUGHT_SEMI},
    {"half-yearly", WORD_TAUGHT, 0, TAUGHT_SEMI},
    {"once", WORD_TAUGHT, 0, TAUGHT_ONCE},
    {"twice", WORD_TAUGHT, 0, TAUGHT_TWICE},
    {"for", WORD_TAUGHT, 0, TAUGHT_FOR},
    {"cob", WORD_TAUGHT, 0, TAUGHT_COB},
    {"close-of-business", WORD_TAUGHT, 0, TAUGHT_COB},
    {"working", WORD_TAUGHT, 0, TAUGHT_WORKING},
    {"m-f", WORD_TAUGHT, 0, TAUGHT_MON_FRI},
    {"end-of", WORD_TAUGHT, 0, TAUGHT_END_OF},
    {"beginning-of", WORD_TAUGHT, 0, TAUGHT_BEGINNING},
    {"start-of", WORD_TAUGHT, 0, TAUGHT_BEGINNING},
    {"mid", WORD_TAUGHT, 0, TAUGHT_MID},
    {"middle-of", WORD_TAUGHT, 0, TAUGHT_MID},
    {"few", WORD_TAUGHT, 0, TAUGHT_FEW},
    {"couple", WORD_TAUGHT, 0, TAUGHT_COUPLE},
    {"couple-of", WORD_TAUGHT, 0, TAUGHT_COUPLE},
    {"o-clock", WORD_TAUGHT, 0, TAUGHT_OCLOCK},
    {"the", WORD_TAUGHT, 0, TAUGHT_FILLER},
    {"please", WORD_TAUGHT, 0, TAUGHT_FILLER},
    {"by", WORD_TAUGHT, 0, TAUGHT_FILLER},
    {"after", WORD_TAUGHT, 0, TAUGHT_AFTER},
    {"later", WORD_TAUGHT, 0, TAUGHT_FILLER},
    {"from-now", WORD_TAUGHT, 0, TAUGHT_FILLER},
    {"from-today", WORD_TAUGHT, 0, TAUGHT_FILLER},
};

const struct entry *fu_words_table(size_t *count)
{
    *count = sizeof table / sizeof table[0];
    return table;
}

size_t fu_words_plain(const struct entry *entry, char word[WORD_LENGTH_MAX + 1])
{
    size_t length = 0;
    for (const char *letter = entry->text; *letter != '\0'; letter++) {
        if (*letter != '-') {
            word[length++] = *letter;
        }
    }
    word[length] = '\0';
    return length;
}

static bool digit(const char *text, size_t length, size_t at)
{
    return at < length && text[at] >= '0' && text[at] <= '9';
}

static size_t digits_end(const char *text, size_t length, size_t at)
{
    while (digit(text, length, at)) {
        at++;
    }
    return at;
}

static int32_t number(const char *text, size_t start, size_t end)
{
    int32_t value = 0;
    for (size_t at = start; at < end; at++) {
        value = value * 10 + (text[at] - '0');
    }
    return value;
}

struct list {
    struct word *words;
    size_t count;
    size_t start;
    word_classes wanted;
};

static bool wants(const struct list *list, unsigned class)
{
    return (list->wanted & fu_words_class(class)) != 0;
}

static void add(struct list *list, enum word_class class, unsigned extra, int32_t value, size_t end)
{
    if (wants(list, class)) {
        list->count += list->count < WORDS_AT_MOST;
        list->words[list->count - 1] = (struct word){.class = (uint8_t) class,
            .extra = (uint8_t)extra,
            .start = (uint8_t)list->start,
            .end = (uint8_t)end,
            .value = value};
    }
}

static void add_entries(struct list *list, const char *text, size_t length)
{
    struct tree_rows found[TREE_FOUND_MAX];
    for (size_t i = fu_tree_find(text, length, list->start, found); i-- > 0;) {
        for (size_t row = found[i].first + found[i].count; row-- > found[i].first;) {
            const struct entry *entry = &table[row];
            add(list, (enum word_class)entry->class, entry->extra, entry->value, found[i].end);
        }
    }
}

static bool clock_minutes(int32_t hours, int32_t minutes, int32_t *value)
{
    *value = hours * HOUR + minutes;
    return hours < 24 && minutes < HOUR;
}

/* The end of "am" or "pm" behind a number (separators may stand between), 0 for none. */
static size_t half_day_end(const char *text, size_t length, size_t at, bool *afternoon)
{
    at = fu_words_skip(text, length, at);
    if (at + 1 >= length || text[at + 1] != 'm' || (text[at] != 'a' && text[at] != 'p')) {
        return 0;
    }
    *afternoon = text[at] == 'p';
    return at + 2;
}

/* 9am 930am 9:30am: hours and minutes of the 12-hour clock. */
static void add_half_day(
    struct list *list, const char *text, size_t length, int32_t hours, int32_t minutes, size_t end)
{
    bool afternoon;
    size_t behind = half_day_end(text, length, end, &afternoon);
    if (behind != 0 && hours >= 1 && hours <= 12 && minutes < HOUR) {
        add(list, WORD_CLOCK, 0, (hours % 12 + (afternoon ? 12 : 0)) * HOUR + minutes, behind);
    }
}

/* 9:30am, 16:30. */
static void add_colon(struct list *list, const char *text, size_t length, size_t colon)
{
    size_t end = digits_end(text, length, colon + 1);
    if (end - colon != 3 || colon - list->start > 2) {
        return;
    }
    int32_t hours = number(text, list->start, colon);
    int32_t minutes = number(text, colon + 1, end);
    int32_t value;
    add_half_day(list, text, length, hours, minutes, end);
    if (colon - list->start == 2 && clock_minutes(hours, minutes, &value)) {
        add(list, WORD_CLOCK, 0, value, end);
    }
}

/* 2027-03-15: the run of four digits ends at end. */
static void add_iso(struct list *list, const char *text, size_t length, size_t end)
{
    enum { MONTH = 1, DASH = 3, DAY = 4, AFTER = 6 };
    if (end + AFTER > length || text[end] != '-' || text[end + DASH] != '-' ||
        digits_end(text, length, end + MONTH) != end + DASH ||
        digits_end(text, length, end + DAY) != end + AFTER) {
        return;
    }
    int32_t month = number(text, end + MONTH, end + DASH);
    int32_t day = number(text, end + DAY, end + AFTER);
    add(list, WORD_ISO, 0, (number(text, list->start, end) * 100 + month) * 100 + day, end + AFTER);
}

static const char *ordinal_ending(int32_t value)
{
    if (value / 10 % 10 == 1) {
        return "th";
    }
    switch (value % 10) {
    case 1:
        return "st";
    case 2:
        return "nd";
    case 3:
        return "rd";
    default:
        return "th";
    }
}

static void add_ordinal(struct list *list, const char *text, size_t length, size_t end)
{
    int32_t value = number(text, list->start, end);
    if (end - list->start <= 2 && text[list->start] != '0' && end + 2 <= length &&
        memcmp(text + end, ordinal_ending(value), 2) == 0) {
        add(list, WORD_ORDINAL, 0, value, end + 2);
    }
}

/* What a run of four digits may be besides a number. */
static void add_four(struct list *list, const char *text, size_t length, size_t end)
{
    int32_t value = number(text, list->start, end);
    int32_t minutes;
    add_iso(list, text, length, end);
    if (clock_minutes(value / 100, value % 100, &minutes)) {
        add(list, WORD_CLOCK, CLOCK_BARE, minutes, end);
    }
}

/* 16h30. */
static void add_hours(struct list *list, const char *text, size_t length, size_t end)
{
    int32_t value;
    if (end - list->start == 2 && end < length && text[end] == 'h' &&
        digits_end(text, length, end + 1) == end + 3 &&
        clock_minutes(number(text, list->start, end), number(text, end + 1, end + 3), &value)) {
        add(list, WORD_CLOCK_H, 0, value, end + 3);
    }
}

static void add_numbers(struct list *list, const char *text, size_t length)
{
    size_t end = digits_end(text, length, list->start);
    size_t digits = end - list->start;
    if (digits > NUMBER_DIGITS_MAX) {
        return;
    }
    int32_t value = number(text, list->start, end);
    if (end < length && text[end] == ':') {
        add_colon(list, text, length, end);
        return;
    }
    if (digits == NUMBER_DIGITS_MAX) {
        add(list, WORD_ISO, 0, value, end);
    } else if (digits == FOUR_DIGITS) {
        add_four(list, text, length, end);
    }
    if (digits <= 2) {
        add_half_day(list, text, length, value, 0, end);
    } else if (digits <= FOUR_DIGITS) {
        add_half_day(list, text, length, value / 100, value % 100, end);
    }
    add_ordinal(list, text, length, end);
    add_hours(list, text, length, end);
    add(list, WORD_NUMBER, (unsigned)digits, value, end);
}

size_t fu_words_at(const char *text, size_t length, size_t at, word_classes wanted,
    struct word words[WORDS_AT_MOST])
{
    struct list list = {words, 0, at, wanted};
    if (digit(text, length, at)) {
        add_numbers(&list, text, length);
    } else if (text[at] >= 'a') {
        add_entries(&list, text, length);
    }
    return list.count;
}
