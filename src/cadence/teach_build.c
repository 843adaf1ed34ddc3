/* Lessons about numbers, dates, clock times and weekdays whose offers are calculated. */
#include <string.h>

#include "followupd/base/text.h"
#include "followupd/zone/civil.h"

#include "teach_build.h"

enum { AFTERNOON_FIRST = 7, MONTHS = 12 };

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

/* 9.30, 16-30: hours at a part and minutes behind it, perhaps with am or pm. */
static void offer_minutes(struct teach_match *match, size_t part)
{
    int32_t hours = word(match, part)->value;
    const struct word *minutes = word(match, part + 1);
    bool halved = match->count > part + 1;
    bool morning = halved && word(match, part + 2)->value == TAUGHT_AM;
    if (minutes->extra != 2 || minutes->value >= HOUR_MINUTES || hours >= HOURS) {
        return;
    }
    for (int afternoon = 0; afternoon < 2; afternoon++) {
        struct draft draft;
        begin_before(&draft, match, part);
        fu_draft_add(&draft, draft.length > 0 ? "-" : "");
        fu_draft_number(&draft, hours, afternoon || halved ? 1 : 2);
        fu_draft_number(&draft, minutes->value, 2);
        fu_draft_add(&draft, morning ? "am" : halved || afternoon ? "pm" : "");
        end_behind(&draft, match, halved ? part + 2 : part + 1);
        offer(match, &draft);
    }
}

void fu_teach_minutes(struct teach_match *match)
{
    offer_minutes(match, 2);
}

/* aug15-1999 */
void fu_teach_lost_year(struct teach_match *match)
{
    fu_teach_offer(match, word(match, 3)->extra == FOUR_DIGITS ? "$1$2" : "");
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

void fu_teach_number(struct teach_match *match)
{
    int32_t number = word(match, 1)->value;
    int digits = word(match, 1)->extra;
    if (digits > 4) {
        match->refuser->refusal->reason =
            "%s is a date in figures, of which only 2027-03-15 has one reading.";
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

/* 24.12, or 9.30 */
void fu_teach_numeric_date(struct teach_match *match)
{
    int32_t first = word(match, 1)->value;
    int32_t second = word(match, 2)->value;
    offer_month_day(match, first, second);
    offer_month_day(match, second, first);
    bool date = match->refuser->refusal->suggestion_count > 0;
    offer_minutes(match, 1);
    if (!date && match->refuser->refusal->suggestion_count > 0) {
        match->refuser->refusal->reason = "%s: “:” or nothing stands between hours and minutes.";
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

/* tomorrow 14h */
void fu_teach_hour(struct teach_match *match)
{
    if ((word(match, 3)->extra & UNIT_LETTER) != 0) {
        fu_teach_half_day(match);
    }
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
        word(match, 1)->class == WORD_WEEKDAY ? word(match, 1) : word(match, 2);
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
