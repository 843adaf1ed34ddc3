/* The readings of a million random texts against a cutter and a grammar of this test's own.
 *
 * Every way to cut a text into words is tried, and each sentence is held against the grammar of
 * CADENCE.md section 2, written once more in cadence_sentences.c. Both must agree whether a text
 * can be read, in how few words, and on what it means. Usage: cadence_readings [COUNT [SEED]] */
#include "cadence_readings.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../../src/cadence/reading.h"
#include "../../src/cadence/spell.h"
#include "../../src/cadence/words.h"

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
    seed_texts(argc > 2 ? (uint64_t)atoll(argv[2]) : 20261118);
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
