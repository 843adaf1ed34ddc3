/* The readings of a million random texts against a cutter and a grammar of this test's own.
 *
 * Every way to cut a text into words is tried, and each sentence is held against the grammar of
 * CADENCE.md section 2, written here once more as what it says. Both must agree whether a text can
 * be read, in how few words, and on what it means. Usage: cadence_readings [COUNT [SEED]] */
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../../src/cadence/reading.h"
#include "../../src/cadence/spell.h"
#include "../../src/cadence/words.h"

/* Symbols. A run of digits has several when it may be several things.
 *   n interval number, v the number 1, D day of a month, y year, c count, o ordinal to 31, O to 5
 *   k clock time, K four digits from 2000 on, m midnight, p part of the day, h 16h30, I ISO date
 *   a amount, V the amount 1, t other, r first third …, s second, l last, w weekday, W its plural,
 * M month e every, H hourly, d daily, f weekly, q monthly, Y yearly, b weekdays, E weekend, F
 * weekends, T tonight
 *   @ at, > on, i in, & and, / of, u until, x, g times, j next, J this, z today, Z tomorrow, ! end
 * of units: letter, singular, plural */
static const char unit_letter[] = "\x81\x82\x83\x84\x85\x86\x87\x88\x89\x8a";
static const char unit_single[] = "\x91\x92\x93\x94\x95\x96\x97\x98\x99\x9a";
static const char unit_plural[] = "\xa1\xa2\xa3\xa4\xa5\xa6\xa7\xa8\xa9\xaa";

enum { TEXT_MAX = 128, TOKENS_MAX = 40, MEANINGS_MAX = 8, ROLES_MAX = 6 };

struct token {
    char before; /* ' ' nothing, '_' a separator, '-' separators with a dash among them */
    char symbols[ROLES_MAX + 1]; /* what it may be; all of one run of characters count as the same
                                    number of words */
    int value;
    size_t start;
    size_t end;
};

/* What the brute force found out about one text. */
struct truth {
    const char *text;
    size_t length;
    struct token tokens[TOKENS_MAX];
    int fewest;
    char meanings[MEANINGS_MAX][DRAFT_MAX + 1];
    size_t meaning_count;
    bool doubtful; /* a cut could not be told apart by spaces */
};

/* Places in a sentence, a bit each: bit n is in front of word n. A part of the grammar takes the
 * places at which it may begin and gives those at which it may end. */
typedef uint64_t places;

static const struct token *sentence;
static int sentence_length;

enum { ANY, APART, UNDASHED };

static places word_joined(places from, const char *symbols, int joint)
{
    places to = 0;
    for (int i = 0; from >> i != 0 && i < sentence_length; i++) {
        bool joined = joint == ANY || (joint == APART) == (sentence[i].before != ' ');
        if (joint == UNDASHED) {
            joined = sentence[i].before != '-';
        }
        if ((from >> i & 1) != 0 && joined && strpbrk(sentence[i].symbols, symbols) != NULL) {
            to |= UINT64_C(1) << (i + 1);
        }
    }
    return to;
}

static places word(places from, const char *symbols)
{
    return word_joined(from, symbols, ANY);
}

enum {
    LETTER = 1,
    SINGLE = 2,
    PLURAL = 4,
    WHOLE = SINGLE | PLURAL,
    BARE = LETTER | SINGLE,
    EVERY_FORM = 7
};

static places units(places from, int forms, int first, int last)
{
    places to = 0;
    for (int unit = first; from != 0 && unit <= last; unit++) {
        char letter[] = {unit_letter[unit], '\0'};
        char single[] = {unit_single[unit], '\0'};
        char plural[] = {unit_plural[unit], '\0'};
        to |= (forms & LETTER) != 0 ? word(from, letter) : 0;
        to |= (forms & SINGLE) != 0 ? word(from, single) : 0;
        to |= (forms & PLURAL) != 0 ? word(from, plural) : 0;
    }
    return to;
}

enum { SECOND, HOUR = 2, DAY = 3, WORKDAY, WEEK, FORTNIGHT, MONTH, QUARTER, YEAR };

/* Units that fall, down to `least`; a word for the first number only if `words`. */
static places interval(places from, int least, bool words)
{
    places to = 0;
    for (int first = YEAR; first >= least; first--) {
        places reached = units(word(from, "n"), EVERY_FORM, first, first);
        reached |= words ? units(word(from, "aV"), WHOLE, first, first) : 0;
        for (int unit = first - 1; unit >= least; unit--) {
            reached |= units(word(reached, "n"), EVERY_FORM, unit, unit);
        }
        to |= reached;
    }
    return to;
}

static places of_month(places from)
{
    return units(word(from, "/"), BARE, MONTH, MONTH);
}

static places ordinal_weekday(places from, const char *ordinals)
{
    places to = word(word(from, ordinals), "w");
    return to | of_month(to) | word(word(to, "/"), "M");
}

static places last_day(places from)
{
    places workday = units(word(from, "l"), BARE, WORKDAY, WORKDAY);
    return of_month(units(word(from, "l"), BARE, DAY, DAY)) | workday | of_month(workday);
}

static places date(places from)
{
    places ordinal = word(from, "o");
    return word(word(from, "M"), "Dos") | word(ordinal | word(from, "D"), "M") |
           word(word(ordinal, "/"), "M");
}

/* A day that names one date whatever follows. */
static places plain_day(places from)
{
    places weekday = word(from, "w");
    places ordinal = word(from, "o");
    return word(from, "Z!EI") | weekday | word(word(from, "jJ"), "wE") | ordinal |
           of_month(ordinal) | units(word(weekday, "j"), BARE, WEEK, WEEK) |
           units(word(from, "j"), BARE, WORKDAY, WORKDAY) | ordinal_weekday(from, "Orsl") |
           last_day(from);
}

static places period(places from)
{
    places next = word(from, "j");
    return units(next, BARE, WEEK, WEEK) | units(next, BARE, MONTH, YEAR);
}

static places clock(places from)
{
    return from | word(from, "kKm") | word(word(from, "@"), "kKm");
}

static places clock_or_hours(places from)
{
    return clock(from) | word(from, "h") | word(word(from, "@"), "h");
}

/* Behind a date four digits from 2000 on are no clock time. */
static places clock_behind_date(places from)
{
    return from | word(from, "kmh") | word(word(from, "@"), "kKmh");
}

static places clock_behind_month(places from)
{
    return from | word_joined(from, "kmh", APART) | word(word(from, "@"), "kKmh");
}

static places once(places from)
{
    places in = word(from, "i");
    places first = word(from, "kKm");
    places on = first | word(first, ">");
    places dated = word(date(from), "y") | word(word(from, "M"), "y");
    places to = interval(from | in, SECOND, true) | clock(interval(from | in, DAY, true));
    to |= interval(first, DAY, false) | interval(word(first, "i"), DAY, true);
    to |= word(from, "kKmhT") | word(word(from, "@"), "kKmh");
    to |= clock_or_hours(plain_day(from) | period(from) | dated);
    to |= clock_behind_date(date(from)) | clock_behind_month(word(from, "M"));
    places today = word(from, "z");
    to |= (clock_or_hours(today) & ~today) | word(word(from, "J"), "p");
    to |= plain_day(on) | period(on) | word(on, "z") | date(on) | word(date(on), "y") |
          word(word(on, "M"), "y");
    return to;
}

static places bound(places from)
{
    places until = word(from, "u");
    places day = plain_day(until) | word(until, "z") | date(until) | word(date(until), "y");
    return from | day | word(word(from, "x"), "c") | word(word(from, "c"), "g");
}

static places amount(places from, int first, int last)
{
    return units(from, BARE, first, last) | units(word(from, "n"), EVERY_FORM, first, last) |
           units(word(from, "aVt"), WHOLE, first, last);
}

static places one(places from, int unit)
{
    return units(from, BARE, unit, unit) | units(word(from, "v"), EVERY_FORM, unit, unit) |
           units(word(from, "V"), WHOLE, unit, unit);
}

static places on_weekday(places from)
{
    return from | word(word(from, ">"), "w");
}

static places on_month_day(places from)
{
    places on = word(from, ">");
    places ordinal = word(on, "o");
    places weekday = word(word(on, "Orsl"), "w");
    return from | ordinal | of_month(ordinal) | weekday | of_month(weekday) | last_day(on) |
           units(word(on, "l"), BARE, DAY, DAY);
}

static places on_date(places from)
{
    return from | date(word(from, ">"));
}

static places list(places from, const char *symbols)
{
    places to = from;
    for (places before = 0; before != to;) {
        before = to;
        to |= word(word(to, "&"), symbols) | word_joined(to, symbols, UNDASHED);
    }
    return to;
}

static places ordinals(places from)
{
    places single = word(from, "o");
    places several = 0;
    places reached = single;
    while (reached != 0) {
        reached = word(word(reached, "&"), "o");
        several |= reached;
    }
    return single | several | of_month(single | several);
}

/* What may stand behind "every" with a clock time between them; that may stand anywhere. */
static places pattern(places from)
{
    places other = word(from, "t");
    return amount(from, DAY, DAY) | on_weekday(amount(from, WEEK, FORTNIGHT)) |
           on_month_day(amount(from, MONTH, QUARTER)) | on_date(amount(from, YEAR, YEAR)) |
           one(from, WORKDAY) | list(word(from | other, "w"), "wW") | word(from, "E") |
           ordinals(from) | ordinal_weekday(from, "Orl") | last_day(from);
}

/* What may stand only right behind "every". */
static places plural(places from)
{
    return word(from, "bF") | list(word(from, "W"), "wW");
}

static places named(places from)
{
    return word(from, "dbF") | on_weekday(word(from, "f")) | on_month_day(word(from, "q")) |
           on_date(word(from, "Y")) | list(word(from, "W"), "W");
}

/* Those with a clock time at the end are among the results too. */
static places ended(places from)
{
    return from | word(from, "kK") | word(word(from, "@"), "kK");
}

static places series(places from)
{
    places every = word(from, "e");
    places first = word(from, "kK");
    places first_every = word(first, "e");
    places to = amount(every, SECOND, HOUR) | word(from, "H");
    to |= ended(pattern(every) | plural(every) | named(from));
    to |= pattern(first_every) | plural(first_every) | named(first) | pattern(word(every, "kK"));
    to |= word(every, "kKm") | word(word(every, "@"), "kKm");
    /* months and dates */
    places month = word(every, "M");
    places dated = date(every);
    to |= dated | word(dated, "k") | word(word(dated, "@"), "kK") | date(first_every) |
          date(word(every, "kK"));
    to |= month | word_joined(month, "k", APART) | word(word(month, "@"), "kK");
    /* midnight is for every day */
    places daily = one(every, DAY) | word(from, "d");
    to |= word(daily, "m") | word(word(daily, "@"), "m");
    places midnight = word(from, "m");
    to |= one(word(midnight, "e"), DAY) | word(midnight, "d") | one(word(every, "m"), DAY);
    return bound(to);
}

static bool is_sentence(const struct token *tokens, int count)
{
    sentence = tokens;
    sentence_length = count;
    return ((once(1) | series(1)) >> count & 1) != 0;
}

static bool is_digit(const struct truth *truth, size_t at)
{
    return at < truth->length && truth->text[at] >= '0' && truth->text[at] <= '9';
}

static bool is_separator(char c)
{
    return c == '-' || c == '.' || c == '_' || c == ' ';
}

static bool is(const struct token *token, char symbol)
{
    return strchr(token->symbols, symbol) != NULL;
}

/* Named more than once in a list: a regular expression does not see that. */
static bool repeats(const struct truth *truth, int count)
{
    unsigned weekdays = 0;
    uint32_t days = 0;
    bool list = false;
    for (int i = 0; i < count; i++) {
        const struct token *token = &truth->tokens[i];
        bool weekday = is(token, 'w') || is(token, 'W');
        list = list || is(token, 'e') || is(token, 'W');
        if (is(token, 'u') || is(token, '>')) {
            return false;
        }
        if (list && ((weekday && (weekdays >> token->value & 1) != 0) ||
                        (is(token, 'o') && (days >> token->value & 1) != 0))) {
            return true;
        }
        weekdays |= weekday ? 1U << token->value : 0;
        days |= is(token, 'o') ? UINT32_C(1) << token->value : 0;
    }
    return false;
}

static bool is_unit(const struct token *token)
{
    return strpbrk(token->symbols, unit_letter) != NULL ||
           strpbrk(token->symbols, unit_single) != NULL ||
           strpbrk(token->symbols, unit_plural) != NULL;
}

/* Reads the same words with blanks between them: a text that leaves no doubt where they end. */
static void note_meaning(struct truth *truth, int count)
{
    char spaced[TEXT_MAX * 2];
    size_t length = 0;
    for (int i = 0; i < count; i++) {
        const struct token *token = &truth->tokens[i];
        bool joined = i > 0 && token->before == ' ' && is_unit(token);
        if (i > 0 && !joined) {
            spaced[length++] = token->before == '-' ? '-' : ' ';
        }
        memcpy(spaced + length, truth->text + token->start, token->end - token->start);
        length += token->end - token->start;
    }
    struct readings readings;
    fu_cadence_readings(spaced, length, &readings);
    struct draft draft;
    fu_draft_clear(&draft);
    if (readings.count != 1) {
        truth->doubtful = true;
        return;
    }
    fu_spell(&draft, &readings.fields[0]);
    for (size_t i = 0; i < truth->meaning_count; i++) {
        if (strcmp(truth->meanings[i], fu_draft_text(&draft)) == 0) {
            return;
        }
    }
    if (truth->meaning_count < MEANINGS_MAX) {
        strcpy(truth->meanings[truth->meaning_count++], fu_draft_text(&draft));
    }
}

static void judge(struct truth *truth, int count)
{
    int words = count;
    for (int i = 1; i < count; i++) {
        const struct token *token = &truth->tokens[i];
        bool number = is(&truth->tokens[i - 1], 'n');
        words -= number && token->before == ' ' && is_unit(token);
    }
    if (words > truth->fewest || !is_sentence(truth->tokens, count) || repeats(truth, count)) {
        return;
    }
    if (words < truth->fewest) {
        truth->fewest = words;
        truth->meaning_count = 0;
        truth->doubtful = false;
    }
    note_meaning(truth, count);
}

static void cut(struct truth *truth, size_t at, int count);

static void take(
    struct truth *truth, struct token token, const char *symbols, int value, size_t end, int count)
{
    snprintf(token.symbols, sizeof token.symbols, "%s", symbols);
    token.value = value;
    token.end = end;
    truth->tokens[count] = token;
    cut(truth, end, count + 1);
}

static int number_in(const char *text, size_t start, size_t end)
{
    int value = 0;
    for (size_t at = start; at < end; at++) {
        value = value * 10 + (text[at] - '0');
    }
    return value;
}

static void take_half_day(
    struct truth *truth, struct token token, int hours, int minutes, size_t end, int count)
{
    const char *text = truth->text;
    while (end < truth->length && is_separator(text[end])) {
        end++;
    }
    bool half =
        end + 1 < truth->length && (text[end] == 'a' || text[end] == 'p') && text[end + 1] == 'm';
    if (half && hours >= 1 && hours <= 12 && minutes <= 59) {
        take(truth, token, "k", 0, end + 2, count);
    }
}

static void take_colon(struct truth *truth, struct token token, size_t colon, int count)
{
    size_t end = colon + 1;
    while (is_digit(truth, end)) {
        end++;
    }
    int hours = number_in(truth->text, token.start, colon);
    if (end != colon + 3 || colon - token.start > 2) {
        return;
    }
    int minutes = number_in(truth->text, colon + 1, end);
    take_half_day(truth, token, hours, minutes, end, count);
    if (colon - token.start == 2 && hours < 24 && minutes < 60) {
        take(truth, token, "k", 0, end, count);
    }
}

static bool iso(int date)
{
    int month = date / 100 % 100;
    int day = date % 100;
    return date / 10000 >= 1970 && month >= 1 && month <= 12 && day >= 1 && day <= 31;
}

static void take_four(struct truth *truth, struct token token, int value, size_t end, int count)
{
    int month, day, used = 0;
    if (sscanf(truth->text + end, "-%2d-%2d%n", &month, &day, &used) == 2 && used == 6 &&
        !is_digit(truth, end + 6) && iso((value * 100 + month) * 100 + day)) {
        take(truth, token, "I", 0, end + 6, count);
    }
    if (value / 100 < 24 && value % 100 < 60) {
        take(truth, token, value >= 2000 ? "K" : "k", 0, end, count);
    }
}

static void take_ordinal(struct truth *truth, struct token token, int value, size_t end, int count)
{
    const char *ending = value % 10 == 1   ? "st"
                         : value % 10 == 2 ? "nd"
                         : value % 10 == 3 ? "rd"
                                           : "th";
    if (value >= 11 && value <= 13) {
        ending = "th";
    }
    if (end - token.start <= 2 && value >= 1 && value <= 31 && truth->text[token.start] != '0' &&
        strncmp(truth->text + end, ending, 2) == 0) {
        take(truth, token, value <= 5 ? "oO" : "o", value, end + 2, count);
    }
}

static void take_number(struct truth *truth, struct token token, int count)
{
    const char *text = truth->text;
    size_t end = token.start;
    while (is_digit(truth, end)) {
        end++;
    }
    size_t digits = end - token.start;
    if (digits > 8) {
        return;
    }
    int value = number_in(text, token.start, end);
    bool zero = text[token.start] == '0';
    if (end < truth->length && text[end] == ':') {
        take_colon(truth, token, end, count);
        return;
    }
    if (digits == 8 && iso(value)) {
        take(truth, token, "I", 0, end, count);
    }
    if (digits == 4) {
        take_four(truth, token, value, end, count);
    }
    if (digits <= 4) {
        take_half_day(truth, token, digits <= 2 ? value : value / 100,
            digits <= 2 ? 0 : value % 100, end, count);
    }
    take_ordinal(truth, token, value, end, count);
    if (digits == 2 && text[end] == 'h' && is_digit(truth, end + 1) && is_digit(truth, end + 2) &&
        !is_digit(truth, end + 3) && value < 24 && number_in(text, end + 1, end + 3) < 60) {
        take(truth, token, "h", 0, end + 3, count);
    }
    char roles[ROLES_MAX + 1] = "";
    strcat(roles, !zero && value >= 1 && value <= 1000 ? "n" : "");
    strcat(roles, !zero && value == 1 ? "v" : "");
    strcat(roles, digits <= 2 && value >= 1 && value <= 31 ? "D" : "");
    strcat(roles, !zero && value >= 1 && value <= 1000000 ? "c" : "");
    strcat(roles, digits == 4 && value >= 2000 ? "y" : "");
    if (roles[0] != '\0') {
        take(truth, token, roles, value, end, count);
    }
}

static const char plain_symbols[WORD_CLASS_COUNT] = {[WORD_OTHER] = 't',
    [WORD_RANK] = 'r',
    [WORD_SECOND_RANK] = 's',
    [WORD_LAST] = 'l',
    [WORD_WEEKDAY] = 'w',
    [WORD_WEEKDAYS] = 'W',
    [WORD_MONTH] = 'M',
    [WORD_EVERY] = 'e',
    [WORD_WORKDAYS] = 'b',
    [WORD_WEEKEND] = 'E',
    [WORD_WEEKENDS] = 'F',
    [WORD_TONIGHT] = 'T',
    [WORD_AT] = '@',
    [WORD_ON] = '>',
    [WORD_IN] = 'i',
    [WORD_AND] = '&',
    [WORD_OF] = '/',
    [WORD_UNTIL] = 'u',
    [WORD_X] = 'x',
    [WORD_TIMES] = 'g',
    [WORD_NEXT] = 'j',
    [WORD_THIS] = 'J',
    [WORD_END] = '!',
    [WORD_TAUGHT] = '?'};

static void take_entry(
    struct truth *truth, struct token token, const struct entry *entry, size_t end, int count)
{
    static const char named[] = "??Hd?ffqqY";
    char symbols[] = {plain_symbols[entry->class], '\0', '\0'};
    if (entry->class == WORD_UNIT) {
        const char *forms = (entry->extra & UNIT_PLURAL) != 0   ? unit_plural
                            : (entry->extra & UNIT_LETTER) != 0 ? unit_letter
                                                                : unit_single;
        symbols[0] = forms[entry->value];
    } else if (entry->class == WORD_AMOUNT) {
        symbols[0] = entry->value == 1 ? 'V' : 'a';
    } else if (entry->class == WORD_NAMED) {
        symbols[0] = named[entry->value];
    } else if (entry->class == WORD_OFFSET) {
        symbols[0] = entry->value == 0 ? 'z' : 'Z';
    } else if (entry->class == WORD_CLOCK) {
        symbols[0] = (entry->extra & CLOCK_IS_MIDNIGHT) != 0 ? 'm' : 'k';
        symbols[1] = (entry->extra & CLOCK_PART_OF_DAY) != 0 ? 'p' : '\0';
    }
    take(truth, token, symbols, entry->value, end, count);
}

static void cut(struct truth *truth, size_t at, int count)
{
    if (at == truth->length) {
        judge(truth, count);
        return;
    }
    struct token token = {.before = ' '};
    size_t start = at;
    for (; start < truth->length && is_separator(truth->text[start]); start++) {
        token.before = token.before == '-' || truth->text[start] == '-' ? '-' : '_';
    }
    if (start == truth->length || count == TOKENS_MAX || (at == 0 && start > 0)) {
        return;
    }
    token.start = start;
    if (is_digit(truth, start)) {
        take_number(truth, token, count);
        return;
    }
    size_t rows;
    const struct entry *table = fu_words_table(&rows);
    for (size_t row = 0; row < rows; row++) {
        size_t end = start;
        const char *letter = table[row].text;
        for (; *letter != '\0' && end <= truth->length; letter++) {
            if (*letter == '-') {
                while (end < truth->length && is_separator(truth->text[end])) {
                    end++;
                }
            } else if (end == truth->length || truth->text[end++] != *letter) {
                break;
            }
        }
        if (*letter == '\0') {
            take_entry(truth, token, &table[row], end, count);
        }
    }
}

static uint64_t state = 1;

static unsigned dice(unsigned sides)
{
    state = state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (unsigned)(state >> 33) % sides;
}

static const char *pick(const char *const *texts, unsigned count)
{
    return texts[dice(count)];
}

#define PICK(...)                                                                                  \
    pick((const char *const[]){__VA_ARGS__},                                                       \
        sizeof((const char *const[]){__VA_ARGS__}) / sizeof(const char *))

static const char *a_number(void)
{
    return PICK("1", "2", "3", "5", "9", "12", "15", "16", "30", "31", "32", "45", "0", "03", "100",
        "830", "930", "1000", "1001", "1030", "1530", "2026", "2030", "2045", "2075", "2400",
        "20270315", "159", "99");
}

static const char *a_clock(void)
{
    return PICK("9am", "930am", "9:30am", "12pm", "0930", "1630", "16:30", "16h30", "noon",
        "midnight", "morning", "evening", "eod", "endofday", "2030", "2045", "9-am");
}

static const char *a_unit(void)
{
    return PICK("s", "sec", "second", "m", "min", "minutes", "h", "hours", "d", "day", "days", "wd",
        "workdays", "weekday", "weekdays", "w", "week", "weeks", "fortnight", "mo", "month",
        "months", "q", "quarter", "y", "year", "years");
}

static const char *a_weekday(void)
{
    return PICK("mon", "monday", "mondays", "tue", "tues", "tuesday", "tuesdays", "wed", "weds",
        "thu", "thur", "thurs", "thursday", "fri", "friday", "fridays", "sat", "saturday", "sun",
        "sunday");
}

static const char *a_month(void)
{
    return PICK("jan", "january", "mar", "march", "may", "jun", "june", "aug", "august", "sep",
        "sept", "dec");
}

static const char *a_day(void)
{
    return PICK("15th", "1st", "2nd", "3rd", "31st", "11th", "tomorrow", "tom", "today", "weekend",
        "eow", "eom", "endofmonth", "dayaftertomorrow", "2027-03-15", "20270315", "last", "first",
        "second", "third", "next", "this", "of", "month", "15", "5");
}

static const char *a_joint(void)
{
    return PICK("at", "on", "in", "and", "of", "until", "x", "times", "next", "this", "last",
        "every", "other", "a", "an", "one", "two", "twelve", "daily", "weekly", "monthly", "yearly",
        "hourly", "weekends", "tonight", "am", "night");
}

static const char *a_word(void)
{
    switch (dice(8)) {
    case 0:
        return a_number();
    case 1:
        return a_clock();
    case 2:
        return a_unit();
    case 3:
        return a_weekday();
    case 4:
        return a_month();
    case 5:
        return a_day();
    default:
        return a_joint();
    }
}

static size_t append(char *text, size_t length, const char *word)
{
    if (length > 0 && dice(6) == 0) {
        text[length++] = "-._ "[dice(4)];
    }
    size_t more = strlen(word);
    memcpy(text + length, word, more);
    return length + more;
}

/* Sentences of this shape are often good, and often bad in an interesting way. 'n' number, 'u'
 * unit, 'w' weekday, 'M' month, 'k' clock, 'd' day, '?' any word; capitals of others are words. */
static const char *word_for(char what)
{
    switch (what) {
    case 'n':
        return a_number();
    case 'u':
        return a_unit();
    case 'w':
        return a_weekday();
    case 'M':
        return a_month();
    case 'k':
        return a_clock();
    case 'd':
        return a_day();
    case 'E':
        return "every";
    case 'A':
        return "at";
    case 'O':
        return "on";
    case 'I':
        return "in";
    case '&':
        return "and";
    case 'F':
        return "of";
    case 'U':
        return "until";
    case 'X':
        return "x";
    case 'N':
        return "next";
    default:
        return a_word();
    }
}

static size_t make_text(char *text)
{
    static const char *const shapes[] = {"nu", "nuk", "nunu", "nunuAk", "Inu", "knu", "kInu", "w",
        "wk", "wAk", "kw", "kOw", "Nw", "wNu", "Nu", "Mn", "Mnk", "MnAk", "nM", "nMk", "Mnn", "Md",
        "dM", "dFM", "dw", "dwFM", "dFu", "kMn", "M", "Mk", "MAk", "k", "Ak", "n", "dk", "kd",
        "Enu", "EnuOw", "EnuOd", "Eu", "Ew", "Eww", "Ew&w", "Ewww", "EwAk", "EwwAk", "Ewk", "kEw",
        "Ekw", "Ek", "EAk", "Ed", "Edw", "Ed&d", "EM", "EMn", "EMd", "EMk", "EuAk", "Euk", "EnukUd",
        "EwUMn", "EuXn", "EuU?", "w&w", "wkXn", "?n", "??", "???", "????", "?????", "EuOd", "uOd",
        "?Ad", "Eu?", "Ew?", "nu?", "k?", "?k", "Ed?", "EMdk", "EMdUd", "dwk", "E?w", "E?u", "kE?",
        "EMnAk", "EuUd", "EuUwNu", "EwUNu", "EnuXn", "Ewnd"};
    const char *shape = shapes[dice(sizeof shapes / sizeof shapes[0])];
    size_t length = 0;
    for (; *shape != '\0' && length < TEXT_MAX / 2; shape++) {
        length = append(text, length, word_for(*shape));
    }
    text[length] = '\0';
    return length;
}

static bool agree(const struct truth *truth, const struct readings *readings)
{
    bool read = truth->fewest < TOKENS_MAX * 2;
    if (!read || readings->count == 0) {
        return !read && readings->count == 0;
    }
    if (readings->words != truth->fewest ||
        (truth->doubtful && readings->count == 1 && truth->meaning_count > 1)) {
        return false;
    }
    if (truth->doubtful) {
        return true;
    }
    if (truth->meaning_count != readings->count) {
        return false;
    }
    for (size_t i = 0; i < readings->count; i++) {
        struct draft draft;
        bool known = false;
        fu_draft_clear(&draft);
        fu_spell(&draft, &readings->fields[i]);
        for (size_t j = 0; j < truth->meaning_count; j++) {
            known = known || strcmp(truth->meanings[j], fu_draft_text(&draft)) == 0;
        }
        if (!known) {
            return false;
        }
    }
    return true;
}

static void report(const struct truth *truth, const struct readings *readings)
{
    printf("%s:\n  brute force: %d words:", truth->text, truth->fewest);
    for (size_t i = 0; i < truth->meaning_count; i++) {
        printf(" %s", truth->meanings[i]);
    }
    printf("%s\n  the room: %d words:", truth->doubtful ? " (doubtful)" : "", readings->words);
    for (size_t i = 0; i < readings->count; i++) {
        struct draft draft;
        fu_draft_clear(&draft);
        fu_spell(&draft, &readings->fields[i]);
        printf(" %s", fu_draft_text(&draft));
    }
    puts("");
}

int main(int argc, char **argv)
{
    long count = argc > 1 ? atol(argv[1]) : 1000000;
    long different = 0, accepted = 0, several = 0;
    state = argc > 2 ? (uint64_t)atoll(argv[2]) : 20261118;
    for (long i = 0; i < count; i++) {
        char text[TEXT_MAX * 2];
        struct truth truth = {.text = text, .fewest = TOKENS_MAX * 2};
        struct readings readings;
        truth.length = make_text(text);
        cut(&truth, 0, 0);
        fu_cadence_readings(text, truth.length, &readings);
        accepted += readings.count == 1;
        several += readings.count > 1;
        if (!agree(&truth, &readings) && different++ < 20) {
            report(&truth, &readings);
        }
    }
    printf("%ld texts, %ld with one reading, %ld with several, %ld differences\n", count, accepted,
        several, different);
    return different == 0 && accepted > count / 20 && several > 0 ? 0 : 1;
}
