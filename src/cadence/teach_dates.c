/* Lessons whose offers are dates: ends and middles of periods, and days that are weeks ahead.
 *
 * Where the day of sending is not known, nothing is offered. */
#include "followupd/base/text.h"
#include "followupd/zone/civil.h"

#include "teach_build.h"

enum { MONTHS = 12, QUARTER = 3, WEEK = 7 };

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
        if (!fu_is_digit(c)) {
            return 0;
        }
        year = year * 10 + (c - '0');
    }
    return year;
}

/* False when the day of sending is not known. */
static bool find_place(const struct teach_match *match, struct place *place)
{
    const struct fu_cadence_setting *setting = match->refuser->setting;
    return setting != NULL && fu_cadence_place(setting, place) == TROUBLE_NONE;
}

/* The length of a month: of the next one of that name when no year (0) is said. */
static int last_day(const struct teach_match *match, int32_t year, int month)
{
    enum { COMMON_YEAR = 2023 };
    struct place place;
    if (year == 0) {
        year = find_place(match, &place) ? place.now.year + (month < place.now.month) : COMMON_YEAR;
    }
    return fu_civil_month_length(year, month);
}

/* A date of the month at the part before the last, behind what stands in front of part 2, and
 * before a tail. False when it is not accepted. */
static bool offer_date(
    struct teach_match *match, const char *joint, int32_t year, int day, const char *tail)
{
    const struct word *name = word(match, match->count - 1);
    struct draft draft;
    begin_before(&draft, match, 2);
    fu_draft_add(&draft, joint);
    if (year != 0) {
        fu_draft_iso(&draft, year, name->value, day);
    } else {
        fu_draft_add_n(&draft, text_of(match) + name->start, (size_t)(name->end - name->start));
        fu_draft_number(&draft, day, 1);
    }
    fu_draft_add(&draft, tail);
    return fu_cadence_offer(match->refuser, fu_draft_text(&draft));
}

/* everyweek-untiljune, everyweek-untilaug2027 */
void fu_teach_until_month(struct teach_match *match)
{
    int32_t year = year_at(match, 4);
    (void)offer_date(match, "-until-", year, 1, "");
    (void)offer_date(match, "-until-", year, last_day(match, year, word(match, 3)->value), "");
}

/* end of january, last day of january 2027, end of june at 9am: the part in front of the last is
 * the month. What stands behind goes along where it can. */
void fu_teach_month_end(struct teach_match *match)
{
    const char *joint = match->starts[1] > 0 ? "-" : "";
    int month = word(match, match->count - 1)->value;
    int32_t year = year_at(match, match->count);
    int day = last_day(match, year, month);
    size_t behind = year != 0 ? word(match, match->count)->end : match->ends[match->count - 2];
    struct draft tail;
    fu_draft_clear(&tail);
    fu_draft_add(&tail, fu_is_alnum(text_of(match)[behind]) ? "-" : "");
    fu_draft_add_n(&tail, text_of(match) + behind, core_of(match) - behind);
    if (!offer_date(match, joint, year, day, fu_draft_text(&tail))) {
        (void)offer_date(match, joint, year, day, "");
    }
}

/* The last month of the next one of a unit, and its year; 0 when that is not known, or a unit is
 * not made of months. */
static int next_end(const struct teach_match *match, int32_t unit, int32_t *year)
{
    static const int lengths[UNIT_COUNT] = {
        [UNIT_MONTH] = 1, [UNIT_QUARTER] = 3, [UNIT_YEAR] = MONTHS};
    int length = lengths[unit];
    struct place place;
    if (length == 0 || !find_place(match, &place)) {
        return 0;
    }
    int last = (place.now.month - 1) / length * length + 2 * length - 1;
    *year = place.now.year + last / MONTHS;
    return last % MONTHS + 1;
}

/* 15th of next month, last friday of next month: part 3 is "next". */
void fu_teach_next_month(struct teach_match *match)
{
    int32_t year;
    int month = next_end(match, UNIT_MONTH, &year);
    struct draft draft;
    if (month != 0) {
        fu_draft_clear(&draft);
        fu_draft_add_n(&draft, text_of(match), word(match, 3)->start);
        fu_draft_add(&draft, fu_month_names[month - 1]);
        end_behind(&draft, match, 4);
        offer(match, &draft);
    }
}

/* end of next month, last day of next year: the part in front of the last is the unit. */
void fu_teach_next_end(struct teach_match *match)
{
    int32_t unit = word(match, match->count - 1)->value, year;
    int month = next_end(match, unit, &year);
    bool joined = fu_is_alnum(text_of(match)[match->ends[match->count - 2]]);
    struct draft draft;
    if (month != 0) {
        fu_draft_clear(&draft);
        if (unit == UNIT_MONTH) {
            fu_draft_add(&draft, fu_month_names[month - 1]);
            fu_draft_number(&draft, last_day(match, year, month), 1);
        } else {
            fu_draft_iso(&draft, year, month, last_day(match, year, month));
        }
        fu_draft_add(&draft, joined ? "-" : "");
        end_behind(&draft, match, match->count - 1);
        offer(match, &draft);
    }
}

/* Whether the series comes once in each of the units: weekly, every week, every monday of a week.
 */
static bool is_once_in(const struct teach_match *match, int32_t unit)
{
    const struct word *first = word(match, 1);
    const struct word *last = word(match, 2) - 1;
    if (last->class == WORD_WEEKDAY) {
        return last == first + 1 && unit == UNIT_WEEK;
    }
    return (last->class == WORD_NAMED || (last->class == WORD_UNIT && last == first + 1)) &&
           last->value == unit;
}

/* Until the day that lies so far ahead. */
static void offer_until(struct teach_match *match, int32_t count, int32_t unit)
{
    static const bool is_elapsed[UNIT_COUNT] = {
        [UNIT_SECOND] = true, [UNIT_MINUTE] = true, [UNIT_HOUR] = true};
    int16_t amounts[UNIT_COUNT] = {0};
    struct fu_civil date;
    struct place place;
    struct draft draft;
    int64_t day;
    if (is_elapsed[unit] || count > FU_CADENCE_INTERVAL_MAX || !find_place(match, &place)) {
        return;
    }
    amounts[unit] = (int16_t)count;
    if (fu_cadence_resolve_amounts(&place, amounts, &day) == TROUBLE_NONE) {
        fu_civil_from_days(day, &date);
        begin_before(&draft, match, 2);
        fu_draft_add(&draft, "-until-");
        fu_draft_iso(&draft, date.year, date.month, date.day);
        offer(match, &draft);
    }
}

/* daily for 5 days, every monday for 2 months */
void fu_teach_duration(struct teach_match *match)
{
    int32_t unit = word(match, 4)->value;
    if (word(match, 1) == NULL) {
        return;
    }
    if (is_once_in(match, unit)) {
        fu_teach_offer(match, "$1-x#3");
    } else {
        offer_until(match, word(match, 3)->value, unit);
    }
    fu_teach_offer(match, "$1");
}

/* middle of next month: part 2 is "next" */
void fu_teach_next_middle(struct teach_match *match)
{
    int32_t year;
    int month = next_end(match, UNIT_MONTH, &year);
    struct draft draft;
    if (month != 0) {
        fu_draft_clear(&draft);
        fu_draft_add(&draft, fu_month_names[month - 1]);
        fu_draft_number(&draft, 15, 1);
        end_behind(&draft, match, 3);
        offer(match, &draft);
    }
}

/* end of q1, beginning of q2 */
void fu_teach_quarter(struct teach_match *match)
{
    bool end = word(match, 1)->value == TAUGHT_END_OF;
    int32_t quarter = word(match, 3)->value;
    struct draft draft;
    if (quarter < 1 || quarter > MONTHS / QUARTER) {
        match->refuser->refusal->reason = "";
    } else {
        int month = quarter * QUARTER - (end ? 0 : QUARTER - 1);
        fu_draft_clear(&draft);
        fu_draft_add(&draft, fu_month_names[month - 1]);
        fu_draft_number(&draft, end ? last_day(match, 0, month) : 1, 1);
        end_behind(&draft, match, 3);
        offer(match, &draft);
    }
}

/* end of 2027 */
void fu_teach_year(struct teach_match *match)
{
    bool end = word(match, 1)->value == TAUGHT_END_OF;
    int32_t year = year_at(match, 2);
    struct draft draft;
    if (year == 0) {
        match->refuser->refusal->reason = "";
    } else {
        fu_draft_clear(&draft);
        fu_draft_iso(&draft, year, end ? MONTHS : 1, end ? 31 : 1);
        offer(match, &draft);
    }
}

/* A day by its date, with what stands behind a part. */
static void offer_day(struct teach_match *match, int64_t day, size_t part)
{
    struct fu_civil date;
    struct draft draft;
    fu_civil_from_days(day, &date);
    fu_draft_clear(&draft);
    fu_draft_iso(&draft, date.year, date.month, date.day);
    fu_draft_add(&draft, fu_is_alnum(text_of(match)[match->ends[part - 1]]) ? "-" : "");
    end_behind(&draft, match, part);
    offer(match, &draft);
}

/* The coming one, and the weekday of the week after next: they may be one day. */
static void offer_weekday_after_next(
    struct teach_match *match, const struct place *place, int weekday)
{
    int today = fu_civil_weekday(place->today);
    int64_t coming = place->today + (weekday + WEEK - 1 - today) % WEEK + 1;
    int64_t listed = place->today - today + (int64_t)2 * WEEK + weekday;
    offer_day(match, coming + WEEK, 3);
    if (listed != coming + WEEK) {
        offer_day(match, listed, 3);
    }
}

/* tuesday after next, week after next, month after next: part 3 is "next" */
void fu_teach_after_next(struct teach_match *match)
{
    static const int lengths[UNIT_COUNT] = {
        [UNIT_MONTH] = 1, [UNIT_QUARTER] = QUARTER, [UNIT_YEAR] = MONTHS};
    int32_t value = word(match, 1)->value;
    struct place place;
    if (!find_place(match, &place)) {
        return;
    }
    if (word(match, 1)->class == WORD_WEEKDAY) {
        offer_weekday_after_next(match, &place, value);
    } else if (value == UNIT_WEEK) {
        offer_day(match, place.today - fu_civil_weekday(place.today) + (int64_t)2 * WEEK, 3);
    } else if (lengths[value] != 0) {
        int month = (place.now.month - 1) / lengths[value] * lengths[value] + 1;
        offer_day(match, fu_civil_days(place.now.year, month + 2 * lengths[value], 1), 3);
    } else {
        match->refuser->refusal->reason = "";
    }
}

/* The first word of a class, NULL when there is none. */
static const struct word *find_word(const struct teach_match *match, enum word_class class)
{
    const struct word *words = match->cut->words;
    for (size_t i = 0; i < match->cut->count; i++) {
        if (words[i].class == class) {
            return &words[i];
        }
    }
    return NULL;
}

/* The first word of a class that the pattern of every lesson of this teacher has. */
static const struct word *take_word(const struct teach_match *match, enum word_class class)
{
    const struct word *taken = match->cut->words;
    while (taken->class != class) {
        taken++;
    }
    return taken;
}

/* monday week, friday fortnight, a week on friday, 3 weeks on friday, friday in two weeks: so many
 * weeks behind the coming weekday. The last part is what stands behind. */
void fu_teach_week_on(struct teach_match *match)
{
    const struct word *unit = take_word(match, WORD_UNIT), *count = find_word(match, WORD_AMOUNT);
    int weekday = take_word(match, WORD_WEEKDAY)->value;
    int weeks = unit->value == UNIT_FORTNIGHT ? 2 : unit->value == UNIT_WEEK ? 1 : 0;
    struct place place;
    count = count != NULL ? count : find_word(match, WORD_NUMBER);
    if (weeks == 0 || (count != NULL && count->value > FU_CADENCE_INTERVAL_MAX) ||
        !find_place(match, &place)) {
        return;
    }
    weeks *= count != NULL ? count->value : 1;
    offer_day(match,
        place.today + (weekday + WEEK - 1 - fu_civil_weekday(place.today)) % WEEK + 1 +
            (int64_t)weeks * WEEK,
        match->count - 1);
}
