/* Why fields have no moment, and what has one.
 *
 * Offers are the fields with the trouble taken out, in canonical spelling, or the text itself with
 * the doubt removed. */
#include "suggest.h"

#include <string.h>

#include "followupd/base/number.h"
#include "followupd/zone/civil.h"

#include "spell.h"
#include "words.h"

enum { HOUR_SECONDS = 3600, LEAP_YEAR = 2024, DURATION_MAX = 64 };

static void offer_fields(struct refuser *refuser, const struct fields *fields)
{
    struct draft draft;
    fu_draft_clear(&draft);
    fu_spell(&draft, fields);
    fu_cadence_offer(refuser, fu_draft_text(&draft));
}

/* Where the last four digits that stand by themselves begin; length when there are none. */
static size_t find_four_digits(const struct local *local)
{
    size_t found = local->core;
    for (size_t at = 0; at < local->core;) {
        size_t end = at;
        while (end < local->core && local->text[end] >= '0' && local->text[end] <= '9') {
            end++;
        }
        if (end - at == FOUR_DIGITS) {
            found = at;
        }
        at = end > at ? end : at + 1;
    }
    return found;
}

/* Offers the text with `in` put in front of its four digits, instead of the separators there. */
static void offer_before_digits(struct refuser *refuser, const char *in)
{
    const struct local *local = refuser->local;
    size_t digits = find_four_digits(local);
    size_t end = digits;
    while (end > 0 && fu_words_separator(local->text[end - 1])) {
        end--;
    }
    struct draft draft;
    fu_draft_clear(&draft);
    fu_draft_add_n(&draft, local->text, end);
    fu_draft_add(&draft, in);
    fu_draft_add_n(&draft, local->text + digits, local->core - digits);
    fu_cadence_offer(refuser, fu_draft_text(&draft));
}

static void explain_bare_year(struct refuser *refuser, const struct fields *fields)
{
    const struct local *local = refuser->local;
    offer_before_digits(refuser, "at");
    if (find_four_digits(local) == 0 && local->core == FOUR_DIGITS) {
        offer_before_digits(refuser, "jan1-");
    }
    offer_fields(refuser, fields);
}

static void explain_late_year(struct refuser *refuser, const struct fields *fields)
{
    struct fields year = *fields;
    offer_before_digits(refuser, "at");
    year.day.bare_year = false;
    year.until.bare_year = false;
    offer_fields(refuser, &year);
}

static void explain_past_date(struct refuser *refuser, const struct fields *fields)
{
    struct fields next = *fields;
    next.day.year = 0;
    next.until.year = 0;
    offer_fields(refuser, &next);
    next.bound = BOUND_NONE;
    offer_fields(refuser, &next);
}

static void explain_past_today(struct refuser *refuser, const struct fields *fields)
{
    struct fields next = *fields;
    next.day.ordinal = 1;
    offer_fields(refuser, &next);
}

static void explain_past_weekday(struct refuser *refuser, const struct fields *fields)
{
    static const uint8_t kinds[] = {DAY_WEEKDAY, DAY_NEXT_WEEKDAY};
    for (size_t i = 0; i < sizeof kinds; i++) {
        struct fields next = *fields;
        struct day *day = fields->shape == SHAPE_SERIES ? &next.until : &next.day;
        day->kind = kinds[i];
        offer_fields(refuser, &next);
    }
}

/* The last day that the month has, and the first of the next. */
static bool nearest(struct day *day, bool behind)
{
    int length = fu_civil_month_length(day->year != 0 ? day->year : LEAP_YEAR, day->month);
    if (day->kind != DAY_DATE || day->day <= length) {
        return false;
    }
    day->day = (uint8_t)(behind ? 1 : length);
    day->month = (uint8_t)(behind ? day->month + 1 : day->month);
    return true;
}

static void offer_nearest(struct refuser *refuser, const struct fields *fields)
{
    for (int behind = 0; behind < 2; behind++) {
        struct fields next = *fields;
        bool day = nearest(&next.day, behind != 0);
        bool until = nearest(&next.until, behind != 0);
        if (day || until) {
            offer_fields(refuser, &next);
        }
    }
}

/* Of another year where its own has nothing to offer. */
static void explain_never(struct refuser *refuser, const struct fields *fields)
{
    struct fields next = *fields;
    offer_nearest(refuser, fields);
    if (refuser->refusal->suggestion_count == 0) {
        next.day.year = 0;
        next.until.year = 0;
        offer_fields(refuser, &next);
        offer_nearest(refuser, &next);
    }
}

static void explain_beyond(struct refuser *refuser, const struct fields *fields)
{
    struct fields next = *fields;
    next.bound = BOUND_NONE;
    next.day.year = 0;
    offer_fields(refuser, &next);
    for (int unit = UNIT_YEAR; unit >= UNIT_SECOND; unit--) {
        if (fields->amounts[unit] > FU_CADENCE_YEARS_MAX) {
            next.amounts[unit] = FU_CADENCE_YEARS_MAX;
            offer_fields(refuser, &next);
        }
    }
}

static void explain_shortest(struct refuser *refuser)
{
    int64_t shortest = refuser->setting->shortest;
    char said[DURATION_MAX];
    fu_duration_say(shortest, said, sizeof said);
    refuser->refusal->reason = fu_arena_print(
        refuser->arena, "%%s comes more often than this service allows: the shortest is %s.", said);
    struct fields hours = {.shape = SHAPE_SERIES, .pattern = PATTERN_INTERVAL, .unit = UNIT_HOUR};
    int64_t least = (shortest + HOUR_SECONDS - 1) / HOUR_SECONDS;
    if (least <= FU_CADENCE_INTERVAL_MAX) {
        hours.amounts[UNIT_HOUR] = (int16_t)least;
        offer_fields(refuser, &hours);
    }
    fu_cadence_offer(refuser, "everyday");
    fu_cadence_offer(refuser, "everyweek");
    fu_cadence_offer(refuser, "everymonth");
}

static void explain_ends_first(struct refuser *refuser, const struct fields *fields)
{
    struct fields next = *fields;
    next.bound = BOUND_NONE;
    offer_fields(refuser, &next);
}

void fu_cadence_explain(struct refuser *refuser, enum trouble trouble, const struct fields *fields)
{
    static const char *const reasons[] = {
        [TROUBLE_NONE] = "",
        [TROUBLE_ZONE] = "The time zone of this person is none that this machine knows.",
        [TROUBLE_BARE_YEAR] =
            "%s has four digits that may be a clock time or a year: “at” makes them a clock time.",
        [TROUBLE_LATE_YEAR] =
            "%s has four digits that may be a clock time or a year: “at” makes them a clock time.",
        [TROUBLE_PAST_DATE] = "%s is past.",
        [TROUBLE_PAST_TODAY] = "%s is past: that time of today is over.",
        [TROUBLE_PAST_WEEKDAY] = "%s is past: that day of this week is over.",
        [TROUBLE_NEVER_COMES] = "%s is a date that never comes.",
        [TROUBLE_BEYOND] = "%s lies more than 100 years ahead.",
        [TROUBLE_SHORTEST] = "",
        [TROUBLE_ENDS_FIRST] = "%s ends before it comes for the first time.",
    };
    refuser->refusal->reason = reasons[trouble];
    switch (trouble) {
    case TROUBLE_BARE_YEAR:
        explain_bare_year(refuser, fields);
        break;
    case TROUBLE_LATE_YEAR:
        explain_late_year(refuser, fields);
        break;
    case TROUBLE_PAST_DATE:
        explain_past_date(refuser, fields);
        break;
    case TROUBLE_PAST_TODAY:
        explain_past_today(refuser, fields);
        break;
    case TROUBLE_PAST_WEEKDAY:
        explain_past_weekday(refuser, fields);
        break;
    case TROUBLE_NEVER_COMES:
        explain_never(refuser, fields);
        break;
    case TROUBLE_BEYOND:
        explain_beyond(refuser, fields);
        break;
    case TROUBLE_SHORTEST:
        explain_shortest(refuser);
        break;
    case TROUBLE_ENDS_FIRST:
        explain_ends_first(refuser, fields);
        break;
    default:
        break;
    }
}
