/* Lessons about intervals whose offers are calculated: halves, other units, amounts. */
#include <string.h>

#include "teach_build.h"

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

/* 1.5h, 3-5days, in 3-4 days, every 1.5 days: the numbers stand at a part and behind it. */
void fu_teach_decimal(struct teach_match *match)
{
    size_t part = word(match, 1)->class == WORD_NUMBER ? 1 : 2;
    const struct word *fraction = word(match, part + 1);
    bool every = word(match, 1)->class == WORD_EVERY;
    const char *first = part == 1 ? "$1$3$4" : every ? "$1$2$4$5" : "$2$4$5";
    const char *second = part == 1 ? "$2$3$4" : every ? "$1#3$4$5" : "$3$4$5";
    if (text_of(match)[match->starts[part]] != '.' || fraction->extra > 2) {
        fu_teach_offer(match, first);
        fu_teach_offer(match, second);
        return;
    }
    const char *ending;
    int32_t scale = fraction->extra == 1 ? 10 : HUNDRED;
    int32_t count = smaller(word(match, part + 2)->value, &ending);
    int64_t parts = ((int64_t)word(match, part)->value * scale + fraction->value) * count;
    if (count != 0 && parts % scale == 0) {
        struct draft draft;
        begin_before(&draft, match, part);
        fu_draft_number(&draft, parts / scale, 1);
        fu_draft_add(&draft, ending);
        end_behind(&draft, match, part + 2);
        offer(match, &draft);
    }
    if (match->refuser->refusal->suggestion_count == 0) {
        fu_teach_offer(match, first);
    }
}

/* 5ms: units that are one letter away from the letters behind the number, those with the same
 * beginning first. */
static bool one_letter_away(const char *letters, size_t length, const char *unit)
{
    size_t same = 0;
    size_t unit_length = strlen(unit);
    size_t shorter = length < unit_length ? length : unit_length;
    size_t ends = 0;
    while (same < shorter && letters[same] == unit[same]) {
        same++;
    }
    while (ends < shorter - same && letters[length - 1 - ends] == unit[unit_length - 1 - ends]) {
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

/* half an hour, every half year */
void fu_teach_half(struct teach_match *match)
{
    const char *ending;
    size_t part = match->count - 1;
    int count = smaller(word(match, part)->value, &ending);
    if (count % 2 == 0 && count > 0) {
        struct draft draft;
        begin_before(&draft, match, 2);
        fu_draft_number(&draft, count / 2, 1);
        fu_draft_add(&draft, ending);
        end_behind(&draft, match, part);
        offer(match, &draft);
    }
}

/* 2 and a half days, 1 hour and a half */
void fu_teach_and_half(struct teach_match *match)
{
    const char *ending;
    const struct word *unit = word(match, 5)->class == WORD_UNIT ? word(match, 5) : word(match, 2);
    int count = smaller(unit->value, &ending);
    if (count % 2 == 0 && count > 0) {
        struct draft draft;
        fu_draft_clear(&draft);
        fu_draft_number(&draft, (int64_t)word(match, 1)->value * count + count / 2, 1);
        fu_draft_add(&draft, ending);
        end_behind(&draft, match, 5);
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
        fu_teach_offer(match, "$1#2$3$4");
        return;
    }
    for (int32_t larger = unit + 1; larger < UNIT_COUNT; larger++) {
        const char *ending;
        int count = smaller(larger, &ending);
        bool next =
            larger == unit + 1 || unit == UNIT_MONTH || (unit == UNIT_DAY && larger == UNIT_WEEK);
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

/* 3hours2days */
void fu_teach_order(struct teach_match *match)
{
    if (word(match, 4)->value < word(match, 2)->value) {
        match->refuser->refusal->reason = "";
    } else {
        fu_teach_offer(match, "#3$4#1$2$5");
    }
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
        fu_draft_number(
            &draft, (int64_t)word(match, 2)->value * HOUR_MINUTES + word(match, 4)->value, 1);
        fu_draft_add(&draft, "m");
        end_behind(&draft, match, 5);
        offer(match, &draft);
    }
    fu_teach_offer(match, "every$2$3$6");
    fu_teach_offer(match, "every$4$5$6");
}
