/* Lessons whose offers are calculated: numbers, dates in figures, spans of weekdays. */
#include <string.h>

#include "fields.h"
#include "spell.h"
#include "teach.h"

enum {
    HOURS = 24,
    HALF_DAY = 12,
    HOUR_MINUTES = 60,
    HUNDRED = 100,
    AFTERNOON_FIRST = 7,
    MONTHS = 12
};

static const struct word *word(const struct teach_match *match, size_t part)
{
    return match->words[part - 1];
}

static const char *text_of(const struct teach_match *match)
{
    return match->refuser->local->text;
}

static size_t core_of(const struct teach_match *match)
{
    return match->refuser->local->core;
}

/* Everything in front of a part, without separators at its end. */
static void begin_before(struct draft *draft, const struct teach_match *match, size_t part)
{
    fu_draft_clear(draft);
    fu_draft_add_n(draft, text_of(match), match->starts[part - 1]);
}

static void end_behind(struct draft *draft, const struct teach_match *match, size_t part)
{
    size_t start = match->ends[part - 1];
    fu_draft_add_n(draft, text_of(match) + start, core_of(match) - start);
}

static void offer(struct teach_match *match, struct draft *draft)
{
    fu_cadence_offer(match->refuser, fu_draft_text(draft));
}

/* A number between what stands in front of a part and what stands behind it. */
static void offer_number(
    struct teach_match *match, size_t part, int32_t number, int digits, const char *ending)
{
    struct draft draft;
    size_t start = word(match, part)->start;
    bool apart = start > match->starts[part - 1];
    bool last = match->ends[part - 1] == core_of(match);
    fu_draft_clear(&draft);
    fu_draft_add_n(&draft, text_of(match), start);
    fu_draft_add(&draft, start > 0 && last && !apart ? "-" : "");
    fu_draft_number(&draft, number, digits);
    fu_draft_add(&draft, ending);
    end_behind(&draft, match, part);
    offer(match, &draft);
}

/* The clock times that a number of one to three digits may be. */
static void offer_clocks(struct teach_match *match, size_t part)
{
    int32_t number = word(match, part)->value;
    int digits = word(match, part)->extra;
    if (digits >= 3) {
        offer_number(match, part, number, 1, "am");
        match->refuser->synonyms = true;
        offer_number(match, part, number, 4, "");
        match->refuser->synonyms = false;
        offer_number(match, part, number, 1, "pm");
    } else if (number > HALF_DAY) {
        offer_number(match, part, number - HALF_DAY, 1, "pm");
    } else if (number < AFTERNOON_FIRST || number == HALF_DAY) {
        offer_number(match, part, number, 1, "pm");
        offer_number(match, part, number, 1, "am");
    } else {
        offer_number(match, part, number, 1, "am");
        offer_number(match, part, number, 1, "pm");
    }
}

static bool offer_midnight(struct teach_match *match, size_t part)
{
    int32_t number = word(match, part)->value;
    if (number == HOURS || number == HOURS * HUNDRED) {
        struct draft draft;
        begin_before(&draft, match, part);
        fu_draft_add(&draft, "midnight");
        end_behind(&draft, match, part);
        offer(match, &draft);
        return true;
    }
    return false;
}

static void add_iso(struct draft *draft, int32_t year, int32_t month, int32_t day)
{
    fu_draft_number(draft, year, 4);
    fu_draft_add(draft, "-");
    fu_draft_number(draft, month, 2);
    fu_draft_add(draft, "-");
    fu_draft_number(draft, day, 2);
}

static void offer_iso(struct teach_match *match, int32_t year, int32_t month, int32_t day)
{
    struct draft draft;
    fu_draft_clear(&draft);
    add_iso(&draft, year, month, day);
    offer(match, &draft);
}

static void offer_month_day(struct teach_match *match, int32_t month, int32_t day)
{
    if (month >= 1 && month <= MONTHS) {
        struct draft draft;
        fu_draft_clear(&draft);
        fu_draft_add_n(&draft, fu_month_names[month - 1], 3);
        fu_draft_number(&draft, day, 1);
        offer(match, &draft);
    }
}

static void offer_packed_date(struct teach_match *match, int32_t number)
{
    enum { EIGHT_DIGITS = 10000000 / 10, CENTURY = 2000 };
    bool eight = number > EIGHT_DIGITS || word(match, 1)->extra == 8;
    int32_t year = eight ? number % 10000 : CENTURY + number % HUNDRED;
    int32_t front = eight ? number / 10000 : number / HUNDRED;
    offer_iso(match, year, front % HUNDRED, front / HUNDRED);
    offer_iso(match, year, front / HUNDRED, front % HUNDRED);
}

void fu_teach_number(struct teach_match *match)
{
    int32_t number = word(match, 1)->value;
    int digits = word(match, 1)->extra;
    if (digits > 4) {
        match->refuser->refusal->reason =
            "%s is a date in figures, of which only 2027-03-15 has one reading.";
        offer_packed_date(match, number);
    } else if (digits == 4) {
        if (!offer_midnight(match, 1)) {
            offer_number(match, 1, number, 1, "m");
        }
        fu_teach_offer(match, "jan1-#1");
    } else if (digits == 3) {
        offer_clocks(match, 1);
        fu_teach_offer(match, "#1days");
        fu_teach_offer(match, "#1h");
    } else {
        fu_teach_offer(match, "^1");
        fu_teach_offer(match, "#1h");
        offer_clocks(match, 1);
        fu_teach_offer(match, "#1days");
    }
}

void fu_teach_day_number(struct teach_match *match)
{
    size_t part = word(match, 1) != NULL && word(match, 1)->class == WORD_NUMBER ? 1 : 2;
    if (!offer_midnight(match, part)) {
        offer_clocks(match, part);
        fu_teach_offer(match, part == 2 ? "$1-x#2" : "");
    }
}

void fu_teach_numeric_date(struct teach_match *match)
{
    enum { CENTURY = 2000 };
    int32_t first = word(match, 1)->value;
    int32_t second = word(match, 2)->value;
    if (match->count == 2) {
        offer_month_day(match, first, second);
        offer_month_day(match, second, first);
        if (word(match, 2)->extra == 2 && second < HOUR_MINUTES) {
            fu_teach_offer(match, first < 10 ? "0#1$2" : "#1$2");
        }
        return;
    }
    int32_t third = word(match, 3)->value;
    if (word(match, 1)->extra == FOUR_DIGITS) {
        offer_iso(match, first, second, third);
        return;
    }
    int32_t year = third < HUNDRED ? CENTURY + third : third;
    offer_iso(match, year, second, first);
    offer_iso(match, year, first, second);
}

/* How many of the next smaller unit make one of a unit, and how that is typed. */
static int smaller(int32_t unit, const char **ending)
{
    static const struct {
        int count;
        const char *ending;
    } units[UNIT_COUNT] = {
        [UNIT_MINUTE] = {60, "s"},
        [UNIT_HOUR] = {60, "m"},
        [UNIT_DAY] = {24, "h"},
        [UNIT_WEEK] = {7, "d"},
        [UNIT_FORTNIGHT] = {2, "w"},
        [UNIT_QUARTER] = {3, "mo"},
        [UNIT_YEAR] = {12, "mo"},
    };
    *ending = units[unit].ending;
    return units[unit].count;
}

void fu_teach_decimal(struct teach_match *match)
{
    const struct word *fraction = word(match, 2);
    if (text_of(match)[match->starts[1]] != '.' || fraction->extra > 2) {
        fu_teach_offer(match, "$1$3$4");
        fu_teach_offer(match, "$2$3$4");
        return;
    }
    const char *ending;
    int32_t scale = fraction->extra == 1 ? 10 : HUNDRED;
    int32_t count = smaller(word(match, 3)->value, &ending);
    int32_t hundredths = (word(match, 1)->value * scale + fraction->value) * count;
    if (count != 0 && hundredths % scale == 0) {
        struct draft draft;
        fu_draft_clear(&draft);
        fu_draft_number(&draft, hundredths / scale, 1);
        fu_draft_add(&draft, ending);
        end_behind(&draft, match, 3);
        offer(match, &draft);
    }
    if (match->refuser->refusal->suggestion_count == 0) {
        fu_teach_offer(match, "$1$3$4");
    }
}

/* aug159am: every place at which the digits may part, and all of them as one. */
void fu_teach_split(struct teach_match *match)
{
    static const char *const endings[] = {"", "pm", "am"};
    const char *text = text_of(match);
    size_t start = match->starts[2];
    size_t digits = start;
    while (digits < core_of(match) && text[digits] >= '0' && text[digits] <= '9') {
        digits++;
    }
    for (size_t ending = 0; ending < 3; ending++) {
        for (size_t day = 2; day >= 1; day--) {
            struct draft draft;
            if (start + day < digits) {
                fu_draft_clear(&draft);
                fu_draft_add_n(&draft, text, start + day);
                fu_draft_add(&draft, "-");
                fu_draft_add_n(&draft, text + start + day, digits - start - day);
                fu_draft_add(&draft, endings[ending]);
                fu_draft_add_n(&draft, text + digits, core_of(match) - digits);
                offer(match, &draft);
            }
        }
        if (ending == 0) {
            struct draft draft;
            fu_draft_clear(&draft);
            fu_draft_add_n(&draft, text, start);
            fu_draft_add(&draft, "-");
            fu_draft_add_n(&draft, text + start, core_of(match) - start);
            offer(match, &draft);
        }
    }
}

/* 5ms: units that are one letter away from the letters behind the number, those with the same
 * beginning first. */
static bool one_letter_away(const char *letters, size_t length, const char *unit)
{
    size_t same = 0;
    size_t unit_length = strlen(unit);
    size_t ends = 0;
    while (same < length && same < unit_length && letters[same] == unit[same]) {
        same++;
    }
    while (ends < length - same && ends < unit_length - same &&
           letters[length - 1 - ends] == unit[unit_length - 1 - ends]) {
        ends++;
    }
    return length - same - ends <= 1 && unit_length - same - ends <= 1;
}

void fu_teach_unit(struct teach_match *match)
{
    const char *letters = text_of(match) + match->starts[2];
    size_t length = match->ends[3] - match->starts[2];
    size_t count;
    const struct entry *table = fu_words_table(&count);
    for (int first = 1; first >= 0; first--) {
        for (size_t i = 0; i < count; i++) {
            const char *unit = table[i].text;
            if (table[i].class == WORD_UNIT && (unit[0] == letters[0]) == first &&
                one_letter_away(letters, length, unit)) {
                struct draft draft;
                begin_before(&draft, match, 3);
                fu_draft_add(&draft, unit);
                end_behind(&draft, match, 4);
                offer(match, &draft);
            }
        }
    }
}

/* 16h30days */
void fu_teach_swap(struct teach_match *match)
{
    int32_t minutes = word(match, 1)->value;
    struct draft draft;
    fu_draft_clear(&draft);
    fu_draft_number(&draft, minutes % HOUR_MINUTES, 1);
    fu_draft_add_n(&draft, text_of(match) + match->starts[1], match->ends[1] - match->starts[1]);
    fu_draft_number(&draft, minutes / HOUR_MINUTES, 1);
    fu_draft_add(&draft, "h");
    end_behind(&draft, match, 2);
    offer(match, &draft);
}

/* every12h30, 1h30: the hours alone, and the clock time of four digits. */
void fu_teach_hours(struct teach_match *match)
{
    bool clock = word(match, 2)->class == WORD_CLOCK_H;
    int32_t hours = clock ? word(match, 2)->value / HOUR_MINUTES : word(match, 2)->value;
    int32_t minutes = clock ? word(match, 2)->value % HOUR_MINUTES : word(match, 4)->value;
    struct draft draft;
    if (clock) {
        begin_before(&draft, match, 2);
        fu_draft_number(&draft, hours, 1);
        fu_draft_add(&draft, "h");
        end_behind(&draft, match, 2);
        offer(match, &draft);
    }
    begin_before(&draft, match, 2);
    fu_draft_number(&draft, hours, 2);
    fu_draft_number(&draft, minutes, 2);
    end_behind(&draft, match, clock ? 2 : 4);
    offer(match, &draft);
}

/* Joins weekdays from one to another, or those listed, by "and". */
static void offer_weekdays(
    struct teach_match *match, const struct word *words, size_t count, bool between)
{
    struct draft draft;
    fu_draft_clear(&draft);
    fu_draft_add(&draft, "every");
    int32_t last = words[count - 1].value;
    int32_t weekday = words[0].value;
    for (size_t i = 0; i < (between ? 7 : count); i++) {
        weekday = between ? weekday : words[i].value;
        fu_draft_add(&draft, i == 0 ? "" : "and");
        if (between) {
            fu_draft_add_n(&draft, fu_weekday_names[weekday], 3);
        } else {
            fu_draft_add_n(
                &draft, text_of(match) + words[i].start, (size_t)(words[i].end - words[i].start));
        }
        if (between && weekday == last) {
            break;
        }
        weekday = (weekday + 1) % 7;
    }
    size_t rest = words[count - 1].end;
    fu_draft_add_n(&draft, text_of(match) + rest, core_of(match) - rest);
    offer(match, &draft);
}

void fu_teach_span(struct teach_match *match)
{
    enum { FRIDAY = 4 };
    const struct word *words =
        word(match, 1)->class == WORD_EVERY ? word(match, 2) : word(match, 1);
    const struct word *end = match->cut->words + match->cut->count;
    size_t count = 0;
    while (words + count < end && words[count].class == WORD_WEEKDAY) {
        count++;
    }
    if (count == 2 && words[0].value == 0 && words[1].value == FRIDAY) {
        struct draft draft;
        fu_draft_clear(&draft);
        fu_draft_add(&draft, "weekdays");
        fu_draft_add_n(&draft, text_of(match) + words[1].end, core_of(match) - words[1].end);
        offer(match, &draft);
    }
    offer_weekdays(match, words, count, false);
    if (count == 2) {
        offer_weekdays(match, words, count, true);
    }
}

/* The four digits at a part, 0 when there are others or none. */
static int32_t year_at(const struct teach_match *match, size_t part)
{
    const struct word *figures = word(match, part);
    int32_t year = 0;
    if (figures == NULL || figures->end - figures->start != FOUR_DIGITS) {
        return 0;
    }
    for (size_t at = figures->start; at < figures->end; at++) {
        char c = text_of(match)[at];
        if (c < '0' || c > '9') {
            return 0;
        }
        year = year * 10 + (c - '0');
    }
    return year;
}

/* everyweek-untiljune, everyweek-untilaug2027 */
void fu_teach_until_month(struct teach_match *match)
{
    static const int lengths[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    const struct word *name = word(match, 3);
    int32_t year = year_at(match, 4);
    for (int end = 0; end < 2; end++) {
        int day = end == 0 ? 1 : lengths[name->value - 1];
        struct draft draft;
        begin_before(&draft, match, 2);
        fu_draft_add(&draft, "-until-");
        if (year != 0) {
            add_iso(&draft, year, name->value, day);
        } else {
            fu_draft_add_n(&draft, text_of(match) + name->start, (size_t)(name->end - name->start));
            fu_draft_number(&draft, day, 1);
        }
        offer(match, &draft);
    }
}

/* 03days, 0days, 5000minutes */
void fu_teach_amount(struct teach_match *match)
{
    int32_t number = word(match, 2)->value;
    int32_t unit = word(match, 3)->value;
    if (number == 0) {
        fu_teach_offer(match, "$11&3$4");
        return;
    }
    if (number <= FU_CADENCE_INTERVAL_MAX) {
        bool zero = text_of(match)[word(match, 2)->start] == '0';
        fu_teach_offer(match, zero ? "$1#2$3$4" : "");
        return;
    }
    for (int32_t larger = unit + 1; larger < UNIT_COUNT; larger++) {
        const char *ending;
        int count = smaller(larger, &ending);
        bool next = (larger == unit + 1 || (unit == UNIT_DAY && larger == UNIT_WEEK) ||
                     (unit == UNIT_MONTH && larger == UNIT_YEAR));
        if (next && count != 0 && number % count == 0) {
            struct draft draft;
            begin_before(&draft, match, 2);
            fu_draft_number(&draft, number / count, 1);
            fu_draft_add(&draft, fu_unit_names[larger]);
            fu_draft_add(&draft, "s");
            end_behind(&draft, match, 3);
            offer(match, &draft);
        }
    }
    fu_teach_offer(match, "$11000$3$4");
}

/* every1h30m, every1month3days */
void fu_teach_every_sum(struct teach_match *match)
{
    int32_t first = word(match, 3)->value;
    int32_t second = word(match, 5)->value;
    if (first == UNIT_HOUR && second == UNIT_MINUTE) {
        struct draft draft;
        fu_draft_clear(&draft);
        fu_draft_add(&draft, "every");
        fu_draft_number(&draft, word(match, 2)->value * HOUR_MINUTES + word(match, 4)->value, 1);
        fu_draft_add(&draft, "m");
        end_behind(&draft, match, 5);
        offer(match, &draft);
    }
    fu_teach_offer(match, "every$2$3$6");
    fu_teach_offer(match, "every$4$5$6");
}

/* noontomorrow9am */
void fu_teach_clash(struct teach_match *match)
{
    fu_teach_offer(match, "$1$2$3$5");
    fu_teach_offer(match, "$1$3$4$5");
}

/* 13pm, 0am: the clock time that was meant. */
void fu_teach_half_day(struct teach_match *match)
{
    int32_t number = word(match, 2)->value;
    bool packed = word(match, 2)->extra > 2;
    int32_t hours = packed ? number / HUNDRED : number;
    int32_t minutes = packed ? number % HUNDRED : 0;
    struct clock clock = {.kind = CLOCK_TIME, .minutes = (int16_t)(hours * HOUR_MINUTES + minutes)};
    if (hours < HOURS && minutes < HOUR_MINUTES) {
        struct draft draft;
        begin_before(&draft, match, 2);
        fu_draft_add(&draft, draft.length > 0 ? "-" : "");
        fu_spell_clock(&draft, &clock);
        end_behind(&draft, match, 3);
        offer(match, &draft);
    }
}
