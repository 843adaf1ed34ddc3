/* Finds the dates that people write, and every reading that they have.
 *
 * Nothing fails. What is no date of any year is no reading. */
#include <string.h>

#include "followupd/base/text.h"

#include "dated.h"
#include "words.h"

enum { CENTURY = 2000, HUNDRED = 100, TEN_THOUSAND = 10000, MONTHS = 12, DAYS = 31 };
enum { YEARS_GONE = 25, HOURS = 24 }; /* years of this century that are over */

struct figures {
    int32_t value;
    size_t digits;
    size_t start;
    size_t end;
};

static bool read_figures(const struct local *local, size_t at, struct figures *figures)
{
    *figures = (struct figures){.start = at, .end = at};
    while (figures->end < local->core && fu_is_digit(local->text[figures->end])) {
        if (++figures->digits > NUMBER_DIGITS_MAX) {
            return false;
        }
        figures->value = figures->value * 10 + (local->text[figures->end++] - '0');
    }
    return figures->digits > 0;
}

/* Figures behind at least one separator. */
static bool read_apart(const struct local *local, size_t at, struct figures *figures)
{
    size_t start = fu_words_skip(local->text, local->core, at);
    return start > at && read_figures(local, start, figures);
}

/* Whether a number that ends there may end a date: it is no clock time, and has no unit. */
static bool ends_date(const struct local *local, size_t end)
{
    const char *behind = local->text + end;
    bool at = behind[0] == 'a' && behind[1] == 't';
    bool time = at || (behind[0] == 't' && fu_is_digit(behind[1]));
    return end == local->core || time || (!fu_is_alnum(behind[0]) && behind[0] != ':');
}

static void add_reading(struct dated *dated, int32_t year, int32_t month, int32_t day)
{
    if (month >= 1 && month <= MONTHS && day >= 1 && day <= DAYS) {
        dated->readings[dated->count++] = (struct dated_reading){year, month, day};
    }
}

static int32_t whole_year(const struct figures *figures)
{
    return figures->digits == 2 ? CENTURY + figures->value : figures->value;
}

/* Whether a year of two digits is over. */
static bool is_gone(const struct figures *figures)
{
    return figures->digits <= 2 && figures->value <= YEARS_GONE;
}

/* Three numbers: 24.12.2026, 12-24-26, 2026/12/24. With two digits each the year stands in front
 * between dashes, and where it would be over at the end: 26-12-24. True without any reading where
 * nothing but a date is meant: 24.13.2026. */
static bool read_three(const struct local *local, const struct figures *first,
    const struct figures *second, const struct figures *third, struct dated *dated)
{
    if (second->digits > 2) {
        return false;
    }
    if (first->digits == FOUR_DIGITS && third->digits <= 2) {
        add_reading(dated, first->value, second->value, third->value);
    } else if (first->digits <= 2 && (third->digits == FOUR_DIGITS || third->digits == 2)) {
        int32_t year = whole_year(third);
        add_reading(dated, year, second->value, first->value);
        add_reading(dated, year, first->value, second->value);
        if (first->digits + second->digits + third->digits == 6 && is_gone(third) &&
            local->text[first->end] == '-') {
            add_reading(dated, whole_year(first), second->value, third->value);
        }
    }
    return dated->count > 0 || (first->digits <= 2 && third->digits == FOUR_DIGITS) ||
           (first->digits == FOUR_DIGITS && third->digits <= 2);
}

/* 20261224, 24122026, 241226. */
static bool read_packed(const struct figures *all, struct dated *dated)
{
    bool eight = all->digits == 8;
    int32_t scale = eight ? TEN_THOUSAND : HUNDRED;
    int32_t back = all->value % scale, front = all->value / scale;
    if (!eight && all->digits != 6) {
        return false;
    }
    if (eight && front >= CENTURY) {
        add_reading(dated, front, back / HUNDRED, back % HUNDRED);
        dated->kind = dated->count > 0 ? DATED_KNOWN : dated->kind;
    }
    if (dated->count == 0) {
        int32_t year = eight ? back : CENTURY + back;
        add_reading(dated, year, front % HUNDRED, front / HUNDRED);
        add_reading(dated, year, front / HUNDRED, front % HUNDRED);
    }
    if (!eight && back <= YEARS_GONE) {
        add_reading(dated, CENTURY + front / HUNDRED, front % HUNDRED, back);
    }
    return dated->count > 0;
}

/* Whether the separators behind a date differ from those inside: "24.12. 18". */
static bool is_distant(const struct local *local, size_t inside, size_t end)
{
    const char *text = local->text;
    size_t inner = fu_words_skip(text, local->core, inside) - inside;
    size_t outer = fu_words_skip(text, local->core, end) - end;
    return inner != outer || memcmp(text + inside, text + end, inner) != 0;
}

static size_t find_figures(
    const struct local *local, const struct figures *first, struct dated forms[DATED_FORMS_MAX])
{
    struct figures second, third;
    struct dated three = {.kind = DATED_FIGURES, .start = first->start, .sure = true}, pair = three;
    size_t count = 0;
    if (read_packed(first, &three)) {
        three.end = first->end;
        forms[count++] = three;
        return ends_date(local, first->end) ? count : 0;
    }
    if (!read_apart(local, first->end, &second)) {
        return 0;
    }
    if (read_apart(local, second.end, &third) && ends_date(local, third.end) &&
        read_three(local, first, &second, &third, &three)) {
        bool dashed = third.end - first->start == strlen("2027-03-15") &&
                      local->text[first->end] == '-' && local->text[second.end] == '-';
        bool known = dashed && first->digits == FOUR_DIGITS && three.count > 0;
        three.kind = known ? DATED_KNOWN : DATED_FIGURES;
        three.end = third.end;
        forms[count++] = three;
    }
    pair.kind = DATED_PAIR;
    pair.sure = false;
    pair.end = second.end;
    pair.timeless = first->value >= HOURS;
    pair.distant = is_distant(local, first->end, second.end);
    if (first->digits <= 2 && second.digits <= 2 && ends_date(local, second.end)) {
        add_reading(&pair, 0, second.value, first->value);
        add_reading(&pair, 0, first->value, second.value);
        forms[count] = pair;
        count += pair.count > 0;
    }
    return count;
}

/* A year behind a day and a month; of "20279am" its first four digits. */
static bool read_year(const struct local *local, size_t at, struct figures *year)
{
    if (!read_figures(local, at, year)) {
        return false;
    }
    if (year->digits > FOUR_DIGITS && memcmp(local->text + at, "20", 2) == 0) {
        year->digits = FOUR_DIGITS;
        year->end = at + FOUR_DIGITS;
        year->value = CENTURY + (local->text[at + 2] - '0') * 10 + (local->text[at + 3] - '0');
        return true;
    }
    return year->digits <= FOUR_DIGITS && ends_date(local, year->end);
}

/* The longest word of some classes that begins at a place, separators skipped; false for none. */
static bool read_word(const struct local *local, size_t at, word_classes wanted, struct word *found)
{
    struct word words[WORDS_AT_MOST];
    size_t start = fu_words_skip(local->text, local->core, at);
    size_t count =
        start < local->core ? fu_words_at(local->text, local->core, start, wanted, words) : 0;
    *found = words[0];
    return count > 0;
}

/* The end of a day of the month with its ending, if it has one. */
static size_t day_end(const struct local *local, const struct figures *day)
{
    struct word word;
    bool ordinal = read_word(local, day->start, fu_words_class(WORD_ORDINAL), &word);
    return ordinal ? word.end : day->end;
}

/* A day, its month, and figures behind both, which end at last->end. */
static size_t find_forms(const struct figures *day, const struct word *month,
    const struct figures *last, size_t date_end, struct dated forms[DATED_FORMS_MAX])
{
    struct dated named = {.kind = DATED_NAMED, .start = day->start, .end = last->end};
    struct dated hour = {.kind = DATED_HOUR, .start = day->start, .end = date_end};
    size_t count = 0;
    if (day->digits <= 2 && (last->digits == 2 || last->digits == FOUR_DIGITS)) {
        add_reading(&named, whole_year(last), month->value, day->value);
    }
    bool year_first =
        day->digits == 2 && last->digits == 2 && is_gone(last) && month->start > day->start;
    if (year_first || (day->digits == FOUR_DIGITS && last->digits <= 2)) {
        add_reading(&named, whole_year(day), month->value, last->value);
    }
    named.sure = day->digits == FOUR_DIGITS || !is_gone(last);
    forms[count] = named;
    count += named.count > 0;
    if (day->digits <= 2 && is_gone(last) && last->value <= HOURS) {
        add_reading(&hour, 0, month->value, day->value);
        forms[count] = hour;
        count += hour.count > 0;
    }
    return count;
}

/* 5-jan-27, 5th of january 27, 2027 jan 5. */
static size_t find_day_first(
    const struct local *local, const struct figures *day, struct dated forms[DATED_FORMS_MAX])
{
    size_t end = day_end(local, day);
    struct word month;
    struct figures last;
    if (read_word(local, end, fu_words_class(WORD_OF), &month)) {
        end = month.end;
    }
    if (!read_word(local, end, fu_words_class(WORD_MONTH), &month) ||
        !read_year(local, fu_words_skip(local->text, local->core, month.end), &last)) {
        return 0;
    }
    return find_forms(day, &month, &last, month.end, forms);
}

/* jan 5 27, jan-5th-27. */
static size_t find_month_first(
    const struct local *local, size_t at, struct dated forms[DATED_FORMS_MAX])
{
    struct word month;
    struct figures day, last;
    if (!read_word(local, at, fu_words_class(WORD_MONTH), &month) ||
        !read_figures(local, fu_words_skip(local->text, local->core, month.end), &day) ||
        day.digits > 2) {
        return 0;
    }
    size_t end = day_end(local, &day);
    size_t behind = fu_words_skip(local->text, local->core, end);
    if (behind == end || !read_year(local, behind, &last)) {
        return 0;
    }
    size_t count = find_forms(&day, &month, &last, end, forms);
    for (size_t i = 0; i < count; i++) {
        forms[i].start = at;
    }
    return count;
}

/* 5 jan 2027 is a date of the language; 2027-jan-5 and 5jan20279am are none. */
static void note_known(const struct local *local, struct dated *dated, size_t last)
{
    bool four = dated->end - last == FOUR_DIGITS;
    bool glued = dated->end < local->core && fu_is_digit(local->text[dated->end]);
    if (dated->kind == DATED_NAMED && four && !glued) {
        dated->kind = DATED_KNOWN;
    }
}

size_t fu_dated_at(const struct local *local, size_t at, struct dated forms[DATED_FORMS_MAX])
{
    struct figures first;
    char before = at == 0 ? ' ' : local->text[at - 1];
    size_t count;
    if (fu_words_separator(local->text[at])) {
        return 0;
    }
    if (!fu_is_digit(local->text[at])) {
        count = find_month_first(local, at, forms);
    } else if (fu_is_digit(before) || before == ':' || !read_figures(local, at, &first)) {
        return 0;
    } else {
        count = find_figures(local, &first, forms);
        count = count > 0 ? count : find_day_first(local, &first, forms);
    }
    for (size_t i = 0; i < count; i++) {
        size_t last = forms[i].end;
        while (last > 0 && fu_is_digit(local->text[last - 1])) {
            last--;
        }
        note_known(local, &forms[i], last);
    }
    return count;
}
